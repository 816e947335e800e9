#pragma once
/* Where a gradient died: of the selected variable, or of all leaves. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_DEATH_VIEW (cr_death_view_get_type ())
G_DECLARE_FINAL_TYPE (CrDeathView, cr_death_view, CR, DEATH_VIEW, GtkWidget)

/* Properties: "session". */
GtkWidget *cr_death_view_new (CrSession *session);

G_END_DECLS
