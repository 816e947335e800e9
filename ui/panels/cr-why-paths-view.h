#pragma once
/* "All paths": the whole sum over paths of a small graph, computed when it is unfolded. */

#include <gtk/gtk.h>

#include "cr-session.h"
#include "cr-why-paths.h"

G_BEGIN_DECLS

#define CR_TYPE_WHY_PATHS_VIEW (cr_why_paths_view_get_type ())
G_DECLARE_FINAL_TYPE (CrWhyPathsView, cr_why_paths_view, CR, WHY_PATHS_VIEW, GtkWidget)

/* What it is about; NULL: nothing, and it is not seen. */
void cr_why_paths_view_set (CrWhyPathsView *view, CrSession *session, CrWhy *why);
/* As text, a line a path; NULL while it is folded. g_free(). */
char *cr_why_paths_view_dup_text (CrWhyPathsView *view);

G_END_DECLS
