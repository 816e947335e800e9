#pragma once
/* The Jacobian lens: how one variable depends on another. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_JACOBIAN_PANEL (cr_jacobian_panel_get_type ())
G_DECLARE_FINAL_TYPE (CrJacobianPanel, cr_jacobian_panel, CR, JACOBIAN_PANEL, GtkWidget)

/* Properties: "session". */
GtkWidget *cr_jacobian_panel_new (CrSession *session);

G_END_DECLS
