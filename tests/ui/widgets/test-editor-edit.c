/* The editor's side of gestures: one step of undo for each, shown where they are, and histories of thousands. */

#include <adwaita.h>

#include "cr-editor.h"
#include "cr-session-edit.h"
#include "cr-widgets.h"
#include "session-fixture.h"

typedef struct
{
  CrSession *session;
  GtkWindow *window;
  CrEditor *editor;
  GtkTextBuffer *buffer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer text)
{
  fixture->session = session_new_run (text);
  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->editor = CR_EDITOR (cr_editor_new (fixture->session));
  fixture->buffer = cr_editor_get_buffer (fixture->editor);
  gtk_window_set_default_size (fixture->window, 400, 300);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->editor));
  gtk_window_present (fixture->window);
  session_settle (fixture->session);
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  (void)text;
  gtk_window_destroy (fixture->window);
  session_settle (fixture->session);
  g_object_unref (fixture->session);
}

static void
edit (Fixture *fixture, guint offset, guint length, const char *replacement)
{
  g_autoptr (GArray) edits = cr_text_edits_new ();

  cr_text_edits_add (edits, offset, length, replacement);
  cr_session_request_edit (fixture->session, edits);
}

static void
check_text (Fixture *fixture, const char *text)
{
  GtkTextIter begin, end;
  g_autofree char *shown = NULL;

  gtk_text_buffer_get_bounds (fixture->buffer, &begin, &end);
  shown = gtk_text_buffer_get_text (fixture->buffer, &begin, &end, TRUE);
  g_assert_cmpstr (shown, ==, text);
  g_assert_cmpstr (cr_session_get_text (fixture->session), ==, text);
}

/* Several edits of one plan are one step, among characters of more than one byte. */
static void
test_plan (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;

  (void)text;
  g_assert_true (cr_session_take_plan (
      fixture->session, cr_edit_rename (cr_session_get_script (fixture->session, NULL), 0, "breite", &error)));
  g_assert_no_error (error);
  check_text (fixture, "breite = 3 # ä\nb = breite * breite\n");
  gtk_text_buffer_undo (fixture->buffer);
  check_text (fixture, "größe = 3 # ä\nb = größe * größe\n");
  gtk_text_buffer_redo (fixture->buffer);
  check_text (fixture, "breite = 3 # ä\nb = breite * breite\n");
}

static void
test_gesture (Fixture *fixture, gconstpointer text)
{
  (void)text;
  cr_session_begin_gesture (fixture->session);
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i % 10);

      edit (fixture, 4, 1, number);
    }
  g_assert_true (cr_session_is_in_gesture (fixture->session));
  cr_session_end_gesture (fixture->session);
  edit (fixture, 4, 1, "77");
  check_text (fixture, "a = 77\n");
  gtk_text_buffer_undo (fixture->buffer);
  check_text (fixture, "a = 9\n");
  gtk_text_buffer_undo (fixture->buffer);
  check_text (fixture, "a = 3\n");
  g_assert_false (gtk_text_buffer_get_can_undo (fixture->buffer));
  gtk_text_buffer_redo (fixture->buffer);
  check_text (fixture, "a = 9\n");
}

/* Another change of the text ends the gesture. */
static void
test_interrupted (Fixture *fixture, gconstpointer text)
{
  GtkTextIter end;

  (void)text;
  cr_session_begin_gesture (fixture->session);
  edit (fixture, 4, 1, "5");
  gtk_text_buffer_get_end_iter (fixture->buffer, &end);
  gtk_text_buffer_insert (fixture->buffer, &end, "b = 1\n", -1);
  g_assert_false (cr_session_is_in_gesture (fixture->session));
  check_text (fixture, "a = 5\nb = 1\n");
  while (gtk_text_buffer_get_can_undo (fixture->buffer))
    gtk_text_buffer_undo (fixture->buffer);
  check_text (fixture, "a = 3\n");
}

/* As it goes on between the steps of a person. */
static void
let_go_on (guint i)
{
  while (i % 100 == 0 && g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static void
test_many_steps (Fixture *fixture, gconstpointer text)
{
  const guint n = 10000;

  (void)text;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i % 10);

      edit (fixture, 4, 1, number);
      let_go_on (i);
    }
  check_text (fixture, "a = 9\n");
  for (guint i = 0; i < n; i++)
    {
      gtk_text_buffer_undo (fixture->buffer);
      let_go_on (i);
    }
  check_text (fixture, "a = 3\n");
  g_assert_false (gtk_text_buffer_get_can_undo (fixture->buffer));
  for (guint i = 0; i < n; i++)
    {
      gtk_text_buffer_redo (fixture->buffer);
      let_go_on (i);
    }
  check_text (fixture, "a = 9\n");
  g_assert_false (gtk_text_buffer_get_can_redo (fixture->buffer));
}

static gboolean
is_lit (Fixture *fixture, guint line)
{
  GtkTextIter place;
  g_autoptr (GSList) tags = NULL;

  gtk_text_buffer_get_iter_at_line (fixture->buffer, &place, (int)line - 1);
  tags = gtk_text_iter_get_tags (&place);
  for (GSList *at = tags; at != NULL; at = at->next)
    {
      gboolean has_background;

      g_object_get (at->data, "background-set", &has_background, NULL);
      if (has_background)
        return TRUE;
    }
  return FALSE;
}

/* The new text is lit, and after a while not any more. */
static void
test_shown (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;
  gint64 before = g_get_monotonic_time ();

  (void)text;
  g_assert_false (is_lit (fixture, 2));
  g_assert_true (cr_session_take_plan (
      fixture->session, cr_edit_add_typed (cr_session_get_script (fixture->session, NULL), "b = a * 2", &error)));
  g_assert_no_error (error);
  g_assert_true (is_lit (fixture, 2));
  while (is_lit (fixture, 2) && g_get_monotonic_time () - before < 20 * G_USEC_PER_SEC)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (is_lit (fixture, 2));
}

#define ADD(name, text, test) g_test_add ("/ui/widgets/editor/edit/" name, Fixture, text, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  ADD ("plan", "größe = 3 # ä\nb = größe * größe\n", test_plan);
  ADD ("gesture", "a = 3\n", test_gesture);
  ADD ("interrupted", "a = 3\n", test_interrupted);
  ADD ("many-steps", "a = 3\n", test_many_steps);
  ADD ("shown", "a = 3\n", test_shown);
  return g_test_run ();
}
