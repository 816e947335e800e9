#pragma once
/* The failure of the last run: what it means, the places it is about as links, shapes side by side, and buttons that
 * mend the script. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_FAILURE_VIEW (cr_failure_view_get_type ())
G_DECLARE_FINAL_TYPE (CrFailureView, cr_failure_view, CR, FAILURE_VIEW, GtkWidget)

/* Properties: "session". A place that is clicked is selected, and activates "win.go-to-line" (a uint32). */
GtkWidget *cr_failure_view_new (CrSession *session);
/* Without title and explanation, where they stand beside it already. */
void cr_failure_view_set_brief (CrFailureView *view, gboolean brief);

G_END_DECLS
