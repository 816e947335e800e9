#pragma once
/* Which variables a gradient can travel between, along the recorded graph, and if it cannot, why not. Pure functions of
 * the graph, in time linear in what is looked at. */

#include "cr-graph.h"

G_BEGIN_DECLS

/* The variables that a gradient of @to reaches, of guint, ascending, without @to itself. Owned. */
GArray *cr_path_list_sources (CrGraph *graph, guint to);
/* The variables whose gradient reaches @from. Owned. */
GArray *cr_path_list_targets (CrGraph *graph, guint from);
gboolean cr_path_exists (CrGraph *graph, guint from, guint to);
/* A sentence that says why no gradient of @to reaches @from ("No path: c was computed under no_grad in line 7.").
 * g_free(); NULL if one does. */
char *cr_path_explain (CrGraph *graph, guint from, guint to);
/* Whether data of @from also reaches @to where no gradient comes back: by detach(), under no_grad and the like. */
gboolean cr_path_is_cut (CrGraph *graph, guint from, guint to);
/* What a person calls @variable: its name, else the expression that made it ("y * y"), else "the result of mul in line
 * 3". g_free(). */
char *cr_path_describe (CrGraph *graph, guint variable);

G_END_DECLS
