#pragma once
/* "Why is this gradient 4?": the account of one gradient element, a level at a time. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_WHY_PANEL (cr_why_panel_get_type ())
G_DECLARE_FINAL_TYPE (CrWhyPanel, cr_why_panel, CR, WHY_PANEL, GtkWidget)

/* Properties: "session". */
GtkWidget *cr_why_panel_new (CrSession *session);

G_END_DECLS
