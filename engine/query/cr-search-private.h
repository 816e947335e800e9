#pragma once
/* The inside of a search: what is known of values, and where nodes do something. */

#include "cr-search.h"

G_BEGIN_DECLS

/* What a breakpoint asks of a value. */
typedef struct
{
  gboolean known; /* FALSE: past the budget not even a summary was kept */
  gboolean floating;
  gboolean zero;
  double norm;
  gint64 n_nan, n_inf;
} CrValueFacts;

struct _CrSearch
{
  gatomicrefcount ref_count;
  CrGraph *graph;
  GMutex mutex;
  GHashTable *facts; /* of values with more than a few elements: CrValue (borrowed from the trace) -> CrValueFacts */
  GHashTable *nodes; /* CrNodeKey -> GArray of guint: positions, ascending */
};

void cr_search_get_facts (CrSearch *search, CrValue *value, CrValueFacts *facts);
/* The positions at which the node of @breakpoint does something, of guint, ascending; borrowed from the search, whose
 * mutex is held. NULL when cancelled. */
const GArray *cr_search_get_positions (CrSearch *search, const CrBreakpoint *breakpoint, const gint *cancelled);

G_END_DECLS
