#pragma once
/* The gradient debugger: breakpoints, where a gradient died, checks by finite differences. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_DEBUG_PANEL (cr_debug_panel_get_type ())
G_DECLARE_FINAL_TYPE (CrDebugPanel, cr_debug_panel, CR, DEBUG_PANEL, GtkWidget)

/* Properties: "session". */
GtkWidget *cr_debug_panel_new (CrSession *session);

G_END_DECLS
