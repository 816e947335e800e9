#pragma once
/* The backward passes of a run, one line a function (DESIGN.md section 6, `chainrule steps`). */

#include "cr-graph.h"

G_BEGIN_DECLS

/* Takes the text as it comes, a line or a few at a time. */
typedef void (*CrStepsSink) (const char *text, gsize length, gpointer user_data);

/* Tells @sink the steps of every backward in @graph's trace: JSON Lines when @json, else lines for people and screen
 * readers, with what is left of a run that failed at the end. TRUE if there was at least one backward. */
gboolean cr_steps_write (CrGraph *graph, gboolean json, CrStepsSink sink, gpointer user_data);

G_END_DECLS
