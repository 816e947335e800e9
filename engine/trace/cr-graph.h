#pragma once
/* The structure of a whole run, read off a trace: variables, functions, generations. A pure function
 * of the events; immutable once made, so any thread may read it. */

#include "cr-trace.h"

G_BEGIN_DECLS

#define CR_NONE G_MAXUINT

typedef struct _CrGraph CrGraph;

typedef struct
{
  guint64 tensor, function; /* the pair that identifies it: function is its grad_fn, 0 for a leaf */
  guint maker;              /* index of the function that made it, CR_NONE for a factory's */
  const char *name;         /* the last name bound to it, NULL if none */
  const char *path;         /* its place in a module ("net.fc.weight"), NULL if none */
  CrRange range;            /* the expression that made it */
  guint64 key;
  guint created;  /* event index: it exists from there on */
  guint released; /* event index or CR_NONE */
  CrDtype dtype;
  int ndim;
  const gint64 *sizes;
  gboolean requires_grad, is_leaf, is_root;
  guint generation;
  GArray *users; /* of guint: functions that take it as an input */
} CrVariable;

typedef struct
{
  guint64 id;            /* grad_fn id; 0 where no gradient is recorded */
  const char *primitive; /* "mul" */
  const char *name;      /* "MulBackward0"; for one without grad_fn the primitive's grad_fn name all the same */
  guint output;          /* variable */
  guint n_others;        /* further results: others[i] is output i + 1 of the function */
  const guint *others;
  guint n_inputs;
  const guint *inputs; /* variables */
  guint n_edges;
  const CrEdge *edges;
  gboolean records, saves;
  CrRange range;
  guint64 key;
  guint created; /* event */
  guint generation;
} CrFunctionNode;

/* What one backward reaches, leaves shared with others; the last holds what none reaches. */
typedef struct
{
  GArray *variables, *functions; /* of guint, in order of creation; shared leaves stand in each that uses them */
  guint first_event, last_event; /* the cursor shows this generation between them */
  guint root;                    /* variable, or CR_NONE */
} CrGeneration;

CrGraph *cr_graph_new (CrTrace *trace); /* of the events published now; refs the trace */
CrGraph *cr_graph_ref (CrGraph *graph);
void cr_graph_unref (CrGraph *graph);
CrTrace *cr_graph_get_trace (CrGraph *graph);

guint cr_graph_get_n_variables (CrGraph *graph);
const CrVariable *cr_graph_get_variable (CrGraph *graph, guint i);
guint cr_graph_get_n_functions (CrGraph *graph);
const CrFunctionNode *cr_graph_get_function (CrGraph *graph, guint i);
guint cr_graph_get_n_generations (CrGraph *graph);
const CrGeneration *cr_graph_get_generation (CrGraph *graph, guint i);
/* The generation to show when the cursor stands after @event events. CR_NONE for an empty graph. */
guint cr_graph_get_generation_at (CrGraph *graph, guint position);

/* What a person calls it: its place below its module ("fc.weight"), else its name; NULL if it has neither. */
const char *cr_variable_get_label (const CrVariable *variable);
/* The variable that is output @output_nr of @function; CR_NONE if there is none. */
guint cr_graph_get_output (const CrFunctionNode *function, guint output_nr);
/* Whether its results share the elements of its first input: a view, or what detach() gives. */
gboolean cr_function_makes_views (const CrFunctionNode *function);
/* The variable whose elements @variable is a view of, through all views between (_base in PyTorch; also of what was
 * detached); CR_NONE if it has its own. */
guint cr_graph_get_base (CrGraph *graph, guint variable);
/* The last variable that a tensor is (each in-place operation makes a new one), and the one it was before @variable;
 * CR_NONE. */
guint cr_graph_find_tensor (CrGraph *graph, guint64 tensor);
guint cr_graph_get_previous (CrGraph *graph, guint variable);
/* CR_NONE where there is none. */
guint cr_graph_find_variable (CrGraph *graph, guint64 tensor, guint64 function);
guint cr_graph_find_function (CrGraph *graph, guint64 id);
guint cr_graph_find_variable_by_key (CrGraph *graph, guint64 key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrGraph, cr_graph_unref)

G_END_DECLS
