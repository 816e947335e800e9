/* Asks the language when a word begins, on a thread where the text is long, and narrows what it said while the word is
 * typed on. A word that is already whole is not proposed: Enter is for the next line then. */

#include "cr-completion-provider.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-completion-item.h"

#define LONG_TEXT 32768 /* bytes that are looked through within a frame */
#define PAGE_SIZE 8
#define WIDEST_AFTER 34
#define WIDEST_SENTENCE 52

struct _CrCompletionProvider
{
  GObject parent_instance;
  CrTyping *typing; /* borrowed */
  GPtrArray *all;   /* of CrCompletionItem, for the word that is being typed; NULL */
};

static void init_provider (GtkSourceCompletionProviderInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CrCompletionProvider, cr_completion_provider, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER, init_provider))

GListModel *
cr_completion_provider_filter (GPtrArray *all, const char *word)
{
  GListStore *store = g_list_store_new (CR_TYPE_COMPLETION_ITEM);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint rank = 0; rank <= 2; rank++)
    for (guint i = 0; i < all->len; i++)
      {
        CrCompletionItem *item = g_ptr_array_index (all, i);

        if (cr_typing_match (cr_completion_item_get (item)->text, word) == rank)
          g_ptr_array_add (found, item);
      }
  g_list_store_splice (store, 0, 0, found->pdata, found->len);
  return G_LIST_MODEL (store);
}

/* Whether @word is one of the proposals; @alone: and none goes on from it. */
static gboolean
is_whole (GListModel *model, const char *word, gboolean *alone)
{
  guint n = g_list_model_get_n_items (model), n_longer = 0;
  gboolean known = FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrCompletionItem) item = g_list_model_get_item (model, i);
      const char *text = cr_completion_item_get (item)->text;

      if (strcmp (text, word) == 0)
        known = TRUE;
      else if (g_str_has_prefix (text, word))
        n_longer++;
    }
  *alone = known && n_longer == 0;
  return known;
}

/* What the list shows; nothing for a word that is whole, unless it was asked for. */
static GListModel *
make_model (CrCompletionProvider *provider, GtkSourceCompletionContext *context)
{
  g_autofree char *word = gtk_source_completion_context_get_word (context);
  g_autoptr (GListModel) model = cr_completion_provider_filter (provider->all, word);

  gboolean alone;

  provider->typing->whole = is_whole (model, word, &alone);
  if (alone && gtk_source_completion_context_get_activation (context) == GTK_SOURCE_COMPLETION_ACTIVATION_INTERACTIVE)
    g_list_store_remove_all (G_LIST_STORE (model));
  return g_steal_pointer (&model);
}

static void
take_completions (CrCompletionProvider *provider, const CrTypingPlace *place, CrCompletions *completions)
{
  g_clear_pointer (&provider->all, g_ptr_array_unref);
  provider->all = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < completions->proposals->len; i++)
    {
      const CrCompletion *completion = g_ptr_array_index (completions->proposals, i);
      gboolean is_tensor = completion->kind == CR_COMPLETION_TENSOR;

      g_ptr_array_add (provider->all,
                       cr_completion_item_new (
                           completion, is_tensor ? cr_typing_place_find_detail (place, completion->text) : NULL));
    }
}

static void
complete_in_thread (GTask *task, gpointer source, gpointer place, GCancellable *cancellable)
{
  g_task_return_pointer (task, cr_typing_place_complete (place), (GDestroyNotify)cr_completions_free);
}

static void
populate_async (GtkSourceCompletionProvider *interface, GtkSourceCompletionContext *context, GCancellable *cancellable,
                GAsyncReadyCallback callback, gpointer user_data)
{
  CrCompletionProvider *provider = CR_COMPLETION_PROVIDER (interface);
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);
  CrTypingPlace *place;
  GtkTextIter begin, end;

  g_object_set_data_full (G_OBJECT (task), "context", g_object_ref (context), g_object_unref);
  gtk_source_completion_context_get_bounds (context, &begin, &end);
  place = cr_typing_place_new (provider->typing, &end);
  g_task_set_task_data (task, place, (GDestroyNotify)cr_typing_place_free);
  if (strlen (place->text) < LONG_TEXT)
    g_task_return_pointer (task, cr_typing_place_complete (place), (GDestroyNotify)cr_completions_free);
  else
    g_task_run_in_thread (task, complete_in_thread);
}

static GListModel *
populate_finish (GtkSourceCompletionProvider *interface, GAsyncResult *result, GError **error)
{
  CrCompletionProvider *provider = CR_COMPLETION_PROVIDER (interface);
  g_autoptr (CrCompletions) completions = g_task_propagate_pointer (G_TASK (result), error);

  if (completions == NULL)
    return NULL;
  take_completions (provider, g_task_get_task_data (G_TASK (result)), completions);
  return make_model (provider, g_object_get_data (G_OBJECT (result), "context"));
}

static void
refilter (GtkSourceCompletionProvider *interface, GtkSourceCompletionContext *context, GListModel *model)
{
  CrCompletionProvider *provider = CR_COMPLETION_PROVIDER (interface);
  g_autoptr (GListModel) narrowed = provider->all == NULL ? NULL : make_model (provider, context);

  if (narrowed != NULL)
    gtk_source_completion_context_set_proposals_for_provider (context, interface, narrowed);
}

/* After a point, and after "import " and "from ". */
static gboolean
is_trigger (GtkSourceCompletionProvider *interface, const GtkTextIter *iter, gunichar ch)
{
  g_autofree char *line = NULL;
  GtkTextIter begin = *iter;

  if (ch == '.')
    return TRUE;
  if (ch != ' ')
    return FALSE;
  gtk_text_iter_set_line_offset (&begin, 0);
  line = g_strchug (gtk_text_iter_get_slice (&begin, iter));
  return strcmp (line, "import ") == 0 || strcmp (line, "from ") == 0
         || (g_str_has_prefix (line, "from ") && g_str_has_suffix (line, " import "));
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
show_kind (GtkSourceCompletionCell *cell, CrCompletionItem *item)
{
  GtkWidget *letter = make_label (cr_completion_item_get_letter (item), "completion-kind");

  gtk_label_set_width_chars (GTK_LABEL (letter), 2);
  gtk_label_set_xalign (GTK_LABEL (letter), 0.5);
  gtk_widget_set_valign (letter, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (letter), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cr_completion_item_get_kind_word (item), -1);
  if (cr_completion_item_get (item)->kind == CR_COMPLETION_TENSOR)
    gtk_widget_add_css_class (letter, "tensor");
  gtk_source_completion_cell_set_widget (cell, letter);
}

static void
show_after (GtkSourceCompletionCell *cell, CrCompletionItem *item)
{
  g_autofree char *after = cr_completion_item_dup_after (item);
  GtkWidget *label = make_label (after == NULL ? "" : after, "dim-label");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDEST_AFTER);
  gtk_source_completion_cell_set_widget (cell, label);
}

static void
show_sentence (GtkSourceCompletionCell *cell, CrCompletionItem *item)
{
  const char *summary = cr_completion_item_get (item)->summary;
  GtkWidget *label
      = make_label (summary != NULL ? summary : cr_completion_item_get_kind_word (item), "completion-sentence");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDEST_SENTENCE);
  gtk_source_completion_cell_set_widget (cell, label);
}

static void
show_details (GtkSourceCompletionCell *cell, CrCompletionItem *item)
{
  const CrCompletion *completion = cr_completion_item_get (item);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *label;
  g_autofree char *headline
      = g_strdup_printf ("%s · %s", cr_completion_item_get_kind_word (item),
                         completion->signature != NULL ? completion->signature : completion->text);

  label = make_label (headline, "heading");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDEST_SENTENCE);
  gtk_box_append (GTK_BOX (box), label);
  if (cr_completion_item_get_detail (item) != NULL)
    gtk_box_append (GTK_BOX (box), make_label (cr_completion_item_get_detail (item), "value-text"));
  if (completion->summary != NULL)
    {
      label = make_label (completion->summary, "completion-sentence");
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), WIDEST_SENTENCE);
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_source_completion_cell_set_widget (cell, box);
}

static void
display (GtkSourceCompletionProvider *interface, GtkSourceCompletionContext *context,
         GtkSourceCompletionProposal *proposal, GtkSourceCompletionCell *cell)
{
  CrCompletionItem *item = CR_COMPLETION_ITEM (proposal);
  g_autofree char *word = NULL;
  g_autoptr (PangoAttrList) attributes = NULL;

  switch (gtk_source_completion_cell_get_column (cell))
    {
    case GTK_SOURCE_COMPLETION_COLUMN_ICON:
      show_kind (cell, item);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT:
      word = gtk_source_completion_context_get_word (context);
      attributes = gtk_source_completion_fuzzy_highlight (cr_completion_item_get (item)->text, word);
      gtk_source_completion_cell_set_text_with_attributes (cell, cr_completion_item_get (item)->text, attributes);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_AFTER:
      show_after (cell, item);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_COMMENT:
      show_sentence (cell, item);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_DETAILS:
      show_details (cell, item);
      break;
    default:
      gtk_source_completion_cell_set_widget (cell, NULL);
    }
}

static gboolean
is_in_import (const GtkTextIter *place)
{
  GtkTextIter begin = *place;
  g_autofree char *line = NULL;

  gtk_text_iter_set_line_offset (&begin, 0);
  line = g_strchug (gtk_text_iter_get_slice (&begin, place));
  return g_str_has_prefix (line, "import ") || g_str_has_prefix (line, "from ");
}

/* "sum", "dim=" (unless the sign stands there), "sin(", "item()". */
static char *
make_insertion (CrCompletionItem *item, const GtkTextIter *begin, const GtkTextIter *end)
{
  const char *text = cr_completion_item_get (item)->text;
  gunichar next = gtk_text_iter_get_char (end);
  gboolean has_arguments;

  if (next == '=' && g_str_has_suffix (text, "="))
    return g_strndup (text, strlen (text) - 1);
  if (!cr_completion_item_is_called (item, &has_arguments) || next == '(' || is_in_import (begin))
    return g_strdup (text);
  return g_strconcat (text, has_arguments ? "(" : "()", NULL);
}

static void
activate (GtkSourceCompletionProvider *interface, GtkSourceCompletionContext *context,
          GtkSourceCompletionProposal *proposal)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  g_autofree char *insertion = NULL;
  GtkTextIter begin, end;

  if (!gtk_source_completion_context_get_bounds (context, &begin, &end))
    return;
  insertion = make_insertion (CR_COMPLETION_ITEM (proposal), &begin, &end);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &begin, &end);
  gtk_text_buffer_insert (buffer, &begin, insertion, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static void
init_provider (GtkSourceCompletionProviderInterface *interface)
{
  interface->is_trigger = is_trigger;
  interface->populate_async = populate_async;
  interface->populate_finish = populate_finish;
  interface->refilter = refilter;
  interface->display = display;
  interface->activate = activate;
}

static void
cr_completion_provider_finalize (GObject *object)
{
  g_clear_pointer (&CR_COMPLETION_PROVIDER (object)->all, g_ptr_array_unref);
  G_OBJECT_CLASS (cr_completion_provider_parent_class)->finalize (object);
}

static void
cr_completion_provider_class_init (CrCompletionProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cr_completion_provider_finalize;
}

static void
cr_completion_provider_init (CrCompletionProvider *provider)
{
}

void
cr_completion_provider_attach (CrTyping *typing)
{
  GtkSourceCompletion *completion = gtk_source_view_get_completion (typing->view);
  g_autoptr (CrCompletionProvider) provider = g_object_new (CR_TYPE_COMPLETION_PROVIDER, NULL);

  provider->typing = typing;
  gtk_source_completion_set_page_size (completion, PAGE_SIZE);
  g_object_set (completion, "remember-info-visibility", TRUE, "select-on-show", TRUE, NULL);
  gtk_source_completion_add_provider (completion, GTK_SOURCE_COMPLETION_PROVIDER (provider));
}
