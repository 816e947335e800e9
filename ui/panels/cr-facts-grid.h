#pragma once
/* A table of facts as a widget: labels at the left, texts with links at the right. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CR_TYPE_FACTS_GRID (cr_facts_grid_get_type ())
G_DECLARE_FINAL_TYPE (CrFactsGrid, cr_facts_grid, CR, FACTS_GRID, GtkWidget)

/* Signal "follow" (string kind, guint index): a link was activated: "variable", "function" or "position". */
GtkWidget *cr_facts_grid_new (void);
/* Of CrFact (cr-inspector-text.h). Rows are kept and their texts set: widgets are not made anew at each step. */
void cr_facts_grid_show (CrFactsGrid *grid, GPtrArray *facts);

G_END_DECLS
