#pragma once
/* One proposal in the list that opens while typing. */

#include <gtksourceview/gtksource.h>

#include "cr-complete.h"

G_BEGIN_DECLS

#define CR_TYPE_COMPLETION_ITEM (cr_completion_item_get_type ())
G_DECLARE_FINAL_TYPE (CrCompletionItem, cr_completion_item, CR, COMPLETION_ITEM, GObject)

/* @completion is copied; @detail (nullable): dtype and shape of a tensor. */
CrCompletionItem *cr_completion_item_new (const CrCompletion *completion, const char *detail);
/* Borrowed. */
const CrCompletion *cr_completion_item_get (CrCompletionItem *item);
const char *cr_completion_item_get_detail (CrCompletionItem *item);
/* What follows the name in the list: "(input, dim=None)", "float32 [25]"; owned, NULL for nothing. */
char *cr_completion_item_dup_after (CrCompletionItem *item);
/* Whether it is called, and with arguments. */
gboolean cr_completion_item_is_called (CrCompletionItem *item, gboolean *has_arguments);
/* The letter that stands for its kind, and the word for it (translated). */
const char *cr_completion_item_get_letter (CrCompletionItem *item);
const char *cr_completion_item_get_kind_word (CrCompletionItem *item);

G_END_DECLS
