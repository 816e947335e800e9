#pragma once
/* The list of breakpoints, what they found, and how to add one. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_BREAK_VIEW (cr_break_view_get_type ())
G_DECLARE_FINAL_TYPE (CrBreakView, cr_break_view, CR, BREAK_VIEW, GtkWidget)

/* Properties: "session". */
GtkWidget *cr_break_view_new (CrSession *session);

G_END_DECLS
