#pragma once
/* What belongs together in a run: the modules, functions and loops of the script in which its functions were recorded,
 * and the graphs that a backward with create_graph recorded. A tree over all functions of a graph. Only what records
 * something is in it. Immutable once made, so any thread may read it. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef enum
{
  CR_GROUP_LOOP,      /* one execution of a loop; what is in it is in its iterations */
  CR_GROUP_ITERATION, /* of the loop that is its parent */
  CR_GROUP_CALL,      /* of a function that the script defines */
  CR_GROUP_MODULE,    /* a call of a module */
  CR_GROUP_BACKWARD   /* what was recorded while a backward ran: create_graph */
} CrGroupKind;

typedef struct
{
  CrGroupKind kind;
  guint parent, depth; /* CR_NONE and 0: outermost */
  /* Says the same group after edits elsewhere in the text and in the next iteration of a loop around it: made of names
   * and of its place among those of the same name. An iteration's own has its number in it, those in it have not. */
  guint64 key;
  /* "layer1.0", "step", "for i in range(3)"; ITERATION: "i = 2". NULL where it has no name: iterations, backwards and
   * loops of a trace without a text. */
  const char *title;
  const char *caption; /* MODULE: the class, "BasicBlock"; NULL if unknown or the title already */
  const char *path;    /* MODULE: from the variable on, "net.layer1.0"; else NULL */
  guint number;        /* ITERATION, BACKWARD: from 1; else 0 */
  guint n_iterations;  /* LOOP: how many it had, those that recorded nothing included; else 0 */
  guint first, end;    /* events, from the first up to but not including end */
  guint n_functions;   /* in it and in the groups inside */
} CrGroup;

typedef struct _CrGroups CrGroups;

/* Made on the first call, which looks at every event; borrowed from the graph. */
const CrGroups *cr_graph_get_groups (CrGraph *graph);

/* Outer groups stand before those inside, and all in the order of their first events. */
guint cr_groups_get_n (const CrGroups *groups);
const CrGroup *cr_groups_get (const CrGroups *groups, guint i);
/* The innermost group of a function of the graph, CR_NONE. */
guint cr_groups_get_of_function (const CrGroups *groups, guint function);
/* The innermost group during which event @event happened, CR_NONE. */
guint cr_groups_find_at (const CrGroups *groups, guint event);
/* The innermost group that contains both (each contains itself), CR_NONE if there is none or one of them is CR_NONE. */
guint cr_groups_find_common (const CrGroups *groups, guint a, guint b);
/* The iteration with this number (from 1) of a loop, CR_NONE if it recorded nothing. */
guint cr_groups_find_iteration (const CrGroups *groups, guint loop, guint number);
/* The nearest iteration of a loop after iteration @number, or before it, that recorded something; CR_NONE. */
guint cr_groups_find_next_iteration (const CrGroups *groups, guint loop, guint number, gboolean forwards);

G_END_DECLS
