#pragma once
/* The backward passes of a run, one line a function (DESIGN.md section 6, `chainrule steps`). */

#include "cr-graph.h"

G_BEGIN_DECLS

/* Appends the steps of every backward in @graph's trace to @out: JSON Lines when @json, else lines for people.
 * TRUE if there was at least one backward. */
gboolean cr_steps_write (CrGraph *graph, gboolean json, GString *out);

G_END_DECLS
