#pragma once
/* What a run plotted, as JSON: {"calls": [{"call", "args", "kwargs"}, ...]}, an array being
 * {"shape", "dtype", "data"} with data nested by shape. */

#include "cr-trace.h"

G_BEGIN_DECLS

/* Appends the JSON of every plotting call in @trace to @out, in order. */
void cr_plot_json_write (CrTrace *trace, GString *out);

G_END_DECLS
