/* What helps while script is typed: proposals, help on calls and places, renaming, the expression entry. */

#include <adwaita.h>
#include <string.h>

#include "cr-argument-help.h"
#include "cr-completion-item.h"
#include "cr-completion-provider.h"
#include "cr-editor.h"
#include "cr-entry-history.h"
#include "cr-expression-entry.h"
#include "cr-place-help.h"
#include "cr-rename-popover.h"
#include "cr-widgets.h"
#include "session-fixture.h"
#include "widget-fixture.h"

#define SCRIPT                                                                                                         \
  "import torch\n"                                                                                                     \
  "a = torch.tensor([1.0, 2.0], requires_grad=True)  # a leaf\n"                                                       \
  "b = torch.sin(a)\n"                                                                                                 \
  "for i in range(2):\n"                                                                                               \
  "    b = 2 * b\n"                                                                                                    \
  "out = b.sum()\n"                                                                                                    \
  "out.backward()\n"

typedef struct
{
  CrSession *session;
  GtkWidget *window, *editor, *entry;
} Fixture;

/* Until a label below @root that has @text is on the screen, which fails after a minute. */
static void
wait_for_text (GtkWidget *root, const char *text)
{
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (widget_find (root, widget_has_text, text) == NULL)
    {
      if (g_get_monotonic_time () > until)
        g_error ("waited in vain for %s", text);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
fixture_set_up (Fixture *fixture, gconstpointer script)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->session = session_new_run (script);
  cr_session_seek (fixture->session, G_MAXUINT);
  fixture->editor = cr_editor_new (fixture->session);
  fixture->entry = cr_expression_entry_new (fixture->session);
  gtk_widget_set_vexpand (fixture->editor, TRUE);
  gtk_box_append (GTK_BOX (box), fixture->editor);
  gtk_box_append (GTK_BOX (box), fixture->entry);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 400);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_window_present (GTK_WINDOW (fixture->window));
  session_settle (fixture->session);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer script)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  session_settle (fixture->session);
  g_assert_finalize_object (fixture->session);
}

static void
place_at (Fixture *fixture, const char *text, GtkTextIter *place)
{
  GtkTextBuffer *buffer = cr_editor_get_buffer (CR_EDITOR (fixture->editor));
  GtkTextIter begin, end;

  gtk_text_buffer_get_start_iter (buffer, &begin);
  g_assert_true (gtk_text_iter_forward_search (&begin, text, GTK_TEXT_SEARCH_TEXT_ONLY, place, &end, NULL));
}

static GPtrArray *
make_items (const char *const *texts)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *texts != NULL; texts++)
    {
      CrCompletion completion = { CR_COMPLETION_FUNCTION, (char *)*texts, NULL, NULL };

      g_ptr_array_add (items, cr_completion_item_new (&completion, NULL));
    }
  return items;
}

/* What begins with the word comes before what contains it, the rest stays out. */
static void
test_filter (void)
{
  static const char *const texts[] = { "cumsum", "Summary", "sin", "sum", NULL };
  static const char *const wanted[] = { "sum", "Summary", "cumsum" };
  g_autoptr (GPtrArray) items = make_items (texts);
  g_autoptr (GListModel) model = cr_completion_provider_filter (items, "sum");

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (CrCompletionItem) item = g_list_model_get_item (model, i);

      g_assert_cmpstr (cr_completion_item_get (item)->text, ==, wanted[i]);
    }
}

static void
test_item (void)
{
  CrCompletion completion = { CR_COMPLETION_METHOD, (char *)"item", (char *)"Tensor.item()", NULL };
  g_autoptr (CrCompletionItem) method = cr_completion_item_new (&completion, NULL);
  g_autoptr (CrCompletionItem) tensor = NULL;
  g_autofree char *after = NULL;
  gboolean has_arguments;

  g_assert_true (cr_completion_item_is_called (method, &has_arguments));
  g_assert_false (has_arguments);
  completion = (CrCompletion){ CR_COMPLETION_TENSOR, (char *)"b", NULL, NULL };
  tensor = cr_completion_item_new (&completion, "float32 [2]");
  after = cr_completion_item_dup_after (tensor);
  g_assert_cmpstr (after, ==, "float32 [2]");
  g_assert_false (cr_completion_item_is_called (tensor, &has_arguments));
  g_assert_cmpstr (cr_completion_item_get_letter (tensor), ==, "t");
}

static CrTypingPlace *
make_place (Fixture *fixture, CrTyping *typing, GtkTextBuffer *buffer, gboolean expression, const char *text)
{
  GtkSourceView *view = GTK_SOURCE_VIEW (widget_find_type (fixture->editor, GTK_SOURCE_TYPE_VIEW));
  GtkTextIter end;

  cr_typing_init (typing, view, &fixture->session, expression);
  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_get_end_iter (buffer, &end);
  return cr_typing_place_new (typing, &end);
}

/* In the entry torch's functions need no "torch.", and the script's tensors are told with their shapes. */
static void
test_bare_names (Fixture *fixture, gconstpointer script)
{
  CrTyping typing = { 0 };
  GtkTextBuffer *buffer = cr_expression_entry_get_buffer (CR_EXPRESSION_ENTRY (fixture->entry));
  g_autoptr (CrTypingPlace) place = make_place (fixture, &typing, buffer, TRUE, "co");
  g_autoptr (CrCompletions) completions = cr_typing_place_complete (place);
  const CrCompletion *first = g_ptr_array_index (completions->proposals, 0);
  g_autoptr (CrTypingPlace) call = make_place (fixture, &typing, buffer, TRUE, "1 + sum(b, ");
  g_autoptr (CrCallHelp) help = cr_typing_place_find_call (call);

  g_assert_cmpstr (first->text, ==, "cos");
  g_assert_cmpint (first->kind, ==, CR_COMPLETION_FUNCTION);
  g_assert_cmpstr (cr_typing_place_find_detail (place, "a"), ==, "float32 [2]");
  g_assert_null (cr_typing_place_find_detail (place, "nothing"));
  g_assert_nonnull (help);
  g_assert_cmpuint (help->bytes, >, 0);
  cr_typing_clear (&typing);
}

static void
test_places (Fixture *fixture, gconstpointer script)
{
  static const struct
  {
    const char *text, *title, *shape, *value, *gradient;
  } cases[] = {
    { "a)", "a", "float32 [2]", "[1. 2.]", NULL },
    { "b = torch", "b", "float32 [2]", NULL, NULL },
    { "sin(a)", "b", "float32 [2]", NULL, NULL },
    { "out.back", "out", "float32", NULL, "1.0" },
    { "2.0]", NULL, NULL, NULL, NULL },
    { "torch\n", NULL, NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CrPlaceHelp) help = NULL;
      GtkTextIter place;

      place_at (fixture, cases[i].text, &place);
      help = cr_place_help_new (fixture->session, cr_place_find_variable (fixture->session, &place));
      g_assert_cmpstr (help->title, ==, cases[i].title);
      g_assert_cmpstr (help->shape, ==, cases[i].shape);
      if (cases[i].value != NULL)
        g_assert_cmpstr (help->value, ==, cases[i].value);
      if (cases[i].gradient != NULL)
        g_assert_cmpstr (help->gradient, ==, cases[i].gradient);
    }
}

/* A name in a loop means what it meant at the session's moment. */
static void
test_place_in_time (Fixture *fixture, gconstpointer script)
{
  GtkTextIter place;
  guint early, late;

  place_at (fixture, "b = 2", &place);
  late = cr_place_find_variable (fixture->session, &place);
  cr_session_seek (fixture->session, cr_graph_get_variable (cr_session_get_graph (fixture->session), late)->created);
  early = cr_place_find_variable (fixture->session, &place);
  g_assert_cmpuint (early, !=, late);
  g_assert_cmpuint (early, !=, CR_NONE);
}

/* While the text is another than that of the run, nothing is told of it. */
static void
test_stale (Fixture *fixture, gconstpointer script)
{
  g_autoptr (CrPlaceHelp) help = NULL;
  GtkTextIter place;

  cr_session_set_text (fixture->session, "x = 1\n", FALSE);
  place_at (fixture, "sin(a)", &place);
  help = cr_place_help_new (fixture->session, cr_place_find_variable (fixture->session, &place));
  g_assert_true (cr_place_help_is_empty (help));
}

static void
test_help_text (void)
{
  CrPlaceHelp help = { (char *)"Wrong.", (char *)"b",           (char *)"float32 [2]", (char *)"[1. 2.]",
                       (char *)"0.5",    (char *)"torch.sin()", (char *)"The sine." };
  g_autofree char *text = cr_place_help_to_text (&help);
  GtkWidget *widget = g_object_ref_sink (cr_place_help_make_widget (&help));

  g_assert_cmpstr (text, ==, "Wrong.\nb: float32 [2]\nvalue [1. 2.]\ngradient 0.5\ntorch.sin()\nThe sine.");
  gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, text);
  g_object_unref (widget);
}

static void
test_arguments (Fixture *fixture, gconstpointer script)
{
  GtkWidget *help = widget_find_type (fixture->editor, CR_TYPE_ARGUMENT_HELP);
  GtkTextBuffer *buffer = cr_editor_get_buffer (CR_EDITOR (fixture->editor));
  GtkTextIter place;

  place_at (fixture, "a)\n", &place);
  gtk_text_buffer_place_cursor (buffer, &place);
  gtk_widget_activate_action (fixture->editor, "editor.show-arguments", NULL);
  wait_for_text (help, "sin(input)");
  gtk_text_buffer_get_start_iter (buffer, &place);
  gtk_text_buffer_place_cursor (buffer, &place);
  while (gtk_widget_get_visible (help))
    g_main_context_iteration (NULL, FALSE);
  g_assert_false (cr_argument_help_close (CR_ARGUMENT_HELP (help)));
}

static void
test_go (Fixture *fixture, gconstpointer script)
{
  GtkTextBuffer *buffer = cr_editor_get_buffer (CR_EDITOR (fixture->editor));
  GtkTextIter place;

  place_at (fixture, "a)\n", &place);
  gtk_text_buffer_place_cursor (buffer, &place);
  gtk_widget_activate_action (fixture->editor, "editor.go-to-node", NULL);
  g_assert_cmpuint (cr_session_get_selected_variable (fixture->session), ==,
                    session_find_variable (fixture->session, "a"));
  gtk_widget_activate_action (fixture->editor, "editor.go-to-definition", NULL);
  gtk_text_buffer_get_iter_at_mark (buffer, &place, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_line (&place), ==, 1);
  g_assert_cmpint (gtk_text_iter_get_line_offset (&place), ==, 0);
}

static void
test_rename (Fixture *fixture, gconstpointer script)
{
  GtkTextBuffer *buffer = cr_editor_get_buffer (CR_EDITOR (fixture->editor));
  GtkWidget *popover, *entry;
  GtkTextIter place;

  place_at (fixture, "a)\n", &place);
  gtk_text_buffer_place_cursor (buffer, &place);
  gtk_widget_activate_action (fixture->editor, "editor.rename", NULL);
  popover = widget_find_type (fixture->editor, CR_TYPE_RENAME_POPOVER);
  entry = widget_find_type (popover, GTK_TYPE_ENTRY);
  wait_for_text (popover, "2 places");
  gtk_editable_set_text (GTK_EDITABLE (entry), "b");
  wait_for_text (popover, "“b” is in use in this script");
  g_signal_emit_by_name (entry, "activate");
  g_assert_nonnull (strstr (cr_session_get_text (fixture->session), "torch.sin(a)"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "angle");
  g_signal_emit_by_name (entry, "activate");
  g_assert_nonnull (strstr (cr_session_get_text (fixture->session), "torch.sin(angle)"));
  g_assert_nonnull (strstr (cr_session_get_text (fixture->session), "angle = torch.tensor"));
}

static void
test_entry (Fixture *fixture, gconstpointer script)
{
  GtkTextBuffer *buffer = cr_expression_entry_get_buffer (CR_EXPRESSION_ENTRY (fixture->entry));
  GtkWidget *view = widget_find_type (fixture->entry, GTK_SOURCE_TYPE_VIEW), *add;
  GType button = GTK_TYPE_BUTTON;
  int lines;

  gtk_text_buffer_set_text (buffer, "p = a\n* 2", -1);
  lines = gtk_text_buffer_get_line_count (buffer);
  g_assert_cmpint (lines, ==, 1);
  wait_for_text (fixture->entry, "p = [2. 4.]");
  wait_for_text (fixture->entry, "float32 [2]");
  gtk_test_accessible_assert_property (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Expression");
  gtk_text_buffer_set_text (buffer, "p = coss(a)", -1);
  wait_for_text (fixture->entry, "Did you mean “cos”?");
  add = widget_find (fixture->entry, widget_is_type, &button);
  g_signal_emit_by_name (add, "clicked");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), >, 0);
  gtk_text_buffer_set_text (buffer, "p = cos(a)", -1);
  g_signal_emit_by_name (add, "clicked");
  g_assert_cmpint (gtk_text_buffer_get_char_count (buffer), ==, 0);
  g_assert_nonnull (strstr (cr_session_get_text (fixture->session), "p = torch.cos(a)\n"));
}

static void
test_history (void)
{
  CrEntryHistory history = { 0 };

  cr_entry_history_init (&history);
  g_assert_null (cr_entry_history_step (&history, TRUE, "now"));
  cr_entry_history_add (&history, "one");
  cr_entry_history_add (&history, "two");
  cr_entry_history_add (&history, "two");
  g_assert_null (cr_entry_history_step (&history, FALSE, "now"));
  g_assert_cmpstr (cr_entry_history_step (&history, TRUE, "now"), ==, "two");
  g_assert_cmpstr (cr_entry_history_step (&history, TRUE, "two"), ==, "one");
  g_assert_null (cr_entry_history_step (&history, TRUE, "one"));
  g_assert_cmpstr (cr_entry_history_step (&history, FALSE, "one"), ==, "two");
  g_assert_cmpstr (cr_entry_history_step (&history, FALSE, "two"), ==, "now");
  cr_entry_history_clear (&history);
}

#define ADD(path, test)                                                                                                \
  g_test_add ("/ui/widgets/typing/" path, Fixture, SCRIPT, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  g_test_add_func ("/ui/widgets/typing/filter", test_filter);
  g_test_add_func ("/ui/widgets/typing/item", test_item);
  g_test_add_func ("/ui/widgets/typing/help-text", test_help_text);
  g_test_add_func ("/ui/widgets/typing/history", test_history);
  ADD ("bare-names", test_bare_names);
  ADD ("places", test_places);
  ADD ("place-in-time", test_place_in_time);
  ADD ("stale", test_stale);
  ADD ("arguments", test_arguments);
  ADD ("go", test_go);
  ADD ("rename", test_rename);
  ADD ("entry", test_entry);
  return g_test_run ();
}
