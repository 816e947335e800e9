/* A copy of what the language proposes, with the words and letters that the list shows of it. */

#include "cr-completion-item.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CrCompletionItem
{
  GObject parent_instance;
  CrCompletion completion; /* owns its strings */
  char *detail;
};

static char *
get_typed_text (GtkSourceCompletionProposal *proposal)
{
  return g_strdup (CR_COMPLETION_ITEM (proposal)->completion.text);
}

static void
init_proposal (GtkSourceCompletionProposalInterface *interface)
{
  interface->get_typed_text = get_typed_text;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CrCompletionItem, cr_completion_item, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL, init_proposal))

static void
cr_completion_item_finalize (GObject *object)
{
  CrCompletionItem *item = CR_COMPLETION_ITEM (object);

  g_free (item->completion.text);
  g_free (item->completion.signature);
  g_free (item->completion.summary);
  g_free (item->detail);
  G_OBJECT_CLASS (cr_completion_item_parent_class)->finalize (object);
}

static void
cr_completion_item_class_init (CrCompletionItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cr_completion_item_finalize;
}

static void
cr_completion_item_init (CrCompletionItem *item)
{
}

CrCompletionItem *
cr_completion_item_new (const CrCompletion *completion, const char *detail)
{
  CrCompletionItem *item = g_object_new (CR_TYPE_COMPLETION_ITEM, NULL);

  item->completion.kind = completion->kind;
  item->completion.text = g_strdup (completion->text);
  item->completion.signature = g_strdup (completion->signature);
  item->completion.summary = g_strdup (completion->summary);
  item->detail = g_strdup (detail);
  return item;
}

const CrCompletion *
cr_completion_item_get (CrCompletionItem *item)
{
  return &item->completion;
}

const char *
cr_completion_item_get_detail (CrCompletionItem *item)
{
  return item->detail;
}

char *
cr_completion_item_dup_after (CrCompletionItem *item)
{
  const char *signature = item->completion.signature;
  const char *arguments = signature == NULL ? NULL : strchr (signature, '(');

  if (item->detail != NULL)
    return g_strdup (item->detail);
  return g_strdup (arguments);
}

gboolean
cr_completion_item_is_called (CrCompletionItem *item, gboolean *has_arguments)
{
  const char *signature = item->completion.signature;
  const char *arguments = signature == NULL ? NULL : strchr (signature, '(');

  *has_arguments = arguments == NULL || arguments[1] != ')';
  switch (item->completion.kind)
    {
    case CR_COMPLETION_FUNCTION:
    case CR_COMPLETION_METHOD:
      return TRUE;
    case CR_COMPLETION_CLASS:
      return arguments != NULL;
    default:
      return FALSE;
    }
}

static const struct
{
  const char *letter, *word;
} kinds[] = {
  [CR_COMPLETION_NAME] = { "v", N_ ("name") },           [CR_COMPLETION_TENSOR] = { "t", N_ ("tensor") },
  [CR_COMPLETION_MODULE] = { "M", N_ ("module") },       [CR_COMPLETION_FUNCTION] = { "ƒ", N_ ("function") },
  [CR_COMPLETION_METHOD] = { "m", N_ ("method") },       [CR_COMPLETION_ATTRIBUTE] = { "a", N_ ("attribute") },
  [CR_COMPLETION_CLASS] = { "C", N_ ("class") },         [CR_COMPLETION_ARGUMENT] = { "=", N_ ("argument") },
  [CR_COMPLETION_KEYWORD] = { "k", N_ ("Python word") },
};

const char *
cr_completion_item_get_letter (CrCompletionItem *item)
{
  return item->completion.kind < G_N_ELEMENTS (kinds) ? kinds[item->completion.kind].letter : "";
}

const char *
cr_completion_item_get_kind_word (CrCompletionItem *item)
{
  return item->completion.kind < G_N_ELEMENTS (kinds) ? _ (kinds[item->completion.kind].word) : "";
}
