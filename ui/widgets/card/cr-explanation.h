#pragma once
/* A card that says in a sentence what happens at the cursor. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_EXPLANATION (cr_explanation_get_type ())
G_DECLARE_FINAL_TYPE (CrExplanation, cr_explanation, CR, EXPLANATION, GtkWidget)

/* Properties: "session". */
GtkWidget *cr_explanation_new (CrSession *session);

G_END_DECLS
