#pragma once
/* The graph as its builder and the cursor's history see it. */

#include "cr-slab.h"
#include "cr-graph.h"

G_BEGIN_DECLS

typedef struct
{
  CrVariable public;
  guint previous;  /* the variable that this tensor was before, CR_NONE */
  GArray *writers; /* of guint: in-place functions without gradient that await a backward; NULL if none */
} CrVariableNode;

typedef struct
{
  CrFunctionNode public;
  guint update; /* the generation whose gradients it works on, should no backward reach it; CR_NONE */
  guint round;  /* of the generations' builder: the iteration of a loop in which it ran, CR_NONE */
} CrFunctionData;

/* From @event on, @number: a generation that is shown, or a backward under way. */
typedef struct
{
  guint event, number;
} CrSpan;

typedef struct
{
  guint number; /* from 1, as the event says */
  guint event;  /* of its begin */
  guint generation;
  guint round; /* as CrFunctionData's */
} CrPass;

struct _CrGraph
{
  gatomicrefcount ref_count;
  CrTrace *trace;
  guint n_events;
  CrSlab slab;
  GArray *variables;        /* of CrVariableNode */
  GArray *functions;        /* of CrFunctionData */
  GArray *generations;      /* of CrGeneration */
  GArray *passes;           /* of CrPass, in order of their events */
  GArray *spans;            /* of CrSpan: the generation to show */
  GHashTable *by_tensor;    /* id -> index + 1 of the tensor's last variable */
  GHashTable *by_function;  /* id -> index + 1 */
  GHashTable *leaves;       /* id of an AccumulateGrad -> index + 1 of its variable */
  GHashTable *by_key;       /* key -> index + 1 of the first variable with it */
  struct _CrGroups *groups; /* cr-group.h; NULL until somebody asks; atomic */
};

/* cr-group.c; takes NULL */
void cr_groups_free (struct _CrGroups *groups);

CrVariableNode *cr_graph_variable_node (CrGraph *graph, guint i);
CrFunctionData *cr_graph_function_data (CrGraph *graph, guint i);
/* Where a gradient sent along @edge arrives: the function (CR_NONE at a leaf) and the variable. FALSE if unknown. */
gboolean cr_graph_resolve_edge (CrGraph *graph, const CrEdge *edge, guint *function, guint *variable);
/* An index + 1 out of a table with ids for keys; CR_NONE if @id is 0 or not there. */
guint cr_graph_lookup (GHashTable *table, guint64 id);
void cr_graph_store (GHashTable *table, guint64 id, guint index);
/* The number in force at @event; @otherwise before the first span. */
guint cr_spans_find (GArray *spans, guint event, guint otherwise);

/* What stands in the events: variables, functions, names; tells the generations' builder as it goes. */
void cr_graph_read_events (CrGraph *graph);

/* Generations are found in the order of the events. */
typedef struct _CrGenerations CrGenerations;
CrGenerations *cr_generations_new (CrGraph *graph);
void cr_generations_function (CrGenerations *generations, guint function, gboolean in_place);
void cr_generations_gradient (CrGenerations *generations, guint64 grad);
void cr_generations_begin (CrGenerations *generations, guint event, const CrBackwardEvent *backward,
                           const guint *roots);
void cr_generations_end (CrGenerations *generations, guint event);
/* An iteration of a loop begins or ends. */
void cr_generations_enter (CrGenerations *generations, const CrScopeEvent *scope);
void cr_generations_leave (CrGenerations *generations, const CrScopeEvent *scope);
/* Distributes what is left, fills the graph's list and frees @generations. */
void cr_generations_finish (CrGenerations *generations);

G_END_DECLS
