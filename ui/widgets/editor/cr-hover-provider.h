#pragma once
/* Help on what the pointer rests on in the editor, as GtkSourceView shows it. */

#include "cr-typing.h"

G_BEGIN_DECLS

#define CR_TYPE_HOVER_PROVIDER (cr_hover_provider_get_type ())
G_DECLARE_FINAL_TYPE (CrHoverProvider, cr_hover_provider, CR, HOVER_PROVIDER, GObject)

/* What is wrong at a place, in words, owned; NULL for nothing. */
typedef char *(*CrHoverProblem) (gpointer user_data, const GtkTextIter *place);

/* Has @typing's view show it; @typing and @user_data must live as long as the view. */
void cr_hover_provider_attach (CrTyping *typing, CrHoverProblem problem, gpointer user_data);

G_END_DECLS
