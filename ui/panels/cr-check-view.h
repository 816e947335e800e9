#pragma once
/* A gradient checked by finite differences. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_CHECK_VIEW (cr_check_view_get_type ())
G_DECLARE_FINAL_TYPE (CrCheckView, cr_check_view, CR, CHECK_VIEW, GtkWidget)

/* Properties: "session". */
GtkWidget *cr_check_view_new (CrSession *session);

G_END_DECLS
