#pragma once
/* What GtkSourceView's list of proposals is filled with: the names of the language and of the script. */

#include "cr-typing.h"

G_BEGIN_DECLS

#define CR_TYPE_COMPLETION_PROVIDER (cr_completion_provider_get_type ())
G_DECLARE_FINAL_TYPE (CrCompletionProvider, cr_completion_provider, CR, COMPLETION_PROVIDER, GObject)

/* Has @typing's view propose while typing and on Ctrl+Space; @typing must live as long as the view. */
void cr_completion_provider_attach (CrTyping *typing);
/* The proposals (of CrCompletionItem) of @all that answer to @word, the best first: a GListModel, owned. */
GListModel *cr_completion_provider_filter (GPtrArray *all, const char *word);

G_END_DECLS
