#pragma once
/* What there is to know of the selected variable or function at the cursor; of what is under way when nothing is
 * selected. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_INSPECTOR (cr_inspector_get_type ())
G_DECLARE_FINAL_TYPE (CrInspector, cr_inspector, CR, INSPECTOR, GtkWidget)

/* Properties: "session". The link to the source activates "win.go-to-line" (a uint32). */
GtkWidget *cr_inspector_new (CrSession *session);

G_END_DECLS
