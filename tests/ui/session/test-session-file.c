/* The session and files: scripts, graph files, and what cannot be opened. */

#include <glib/gstdio.h>

#include "session-fixture.h"

static char *
make_folder (void)
{
  char *folder = g_dir_make_tmp ("chainrule-session-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

static void
remove_folder (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

static GFile *
file_in (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_new_for_path (path);
}

typedef struct
{
  gboolean ended, fine;
  GError **error;
} Wait;

static void
open_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->fine = cr_session_open_finish (CR_SESSION (source), result, wait->error);
  wait->ended = TRUE;
}

static void
save_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  wait->fine = cr_session_save_finish (CR_SESSION (source), result, wait->error);
  wait->ended = TRUE;
}

static gboolean
wait_for (Wait *wait)
{
  while (!wait->ended)
    g_main_context_iteration (NULL, TRUE);
  return wait->fine;
}

static gboolean
open_now (CrSession *session, GFile *file, GError **error)
{
  Wait wait = { .error = error };

  cr_session_open_async (session, file, open_ended, &wait);
  return wait_for (&wait);
}

static gboolean
save_now (CrSession *session, GFile *file, GError **error)
{
  Wait wait = { .error = error };

  cr_session_save_async (session, file, save_ended, &wait);
  return wait_for (&wait);
}

static void
test_script (void)
{
  char *folder = make_folder ();
  CrSession *session = session_new_run (SCRIPT_LINE), *other = cr_session_new ();
  g_autoptr (GFile) file = file_in (folder, "line.py");
  g_autoptr (GError) error = NULL;

  cr_session_set_text (session, SCRIPT_LINE "# more\n", FALSE);
  g_assert_true (cr_session_get_modified (session));
  g_assert_true (save_now (session, file, &error));
  g_assert_no_error (error);
  g_assert_false (cr_session_get_modified (session));
  g_assert_cmpstr (cr_session_get_name (session), ==, "line.py");
  g_assert_true (open_now (other, file, &error));
  session_settle (other);
  g_assert_cmpstr (cr_session_get_text (other), ==, SCRIPT_LINE "# more\n");
  session_find_variable (other, "loss");
  g_assert_true (g_file_equal (cr_session_get_file (other), file));
  g_object_unref (session);
  g_object_unref (other);
  remove_folder (folder);
}

static void
test_graph_file (void)
{
  char *folder = make_folder ();
  CrSession *session = session_new_run (SCRIPT_LINE), *other = cr_session_new ();
  g_autoptr (GFile) file = file_in (folder, "line.chainrule");
  g_autoptr (GError) error = NULL;

  cr_session_step (session, TRUE);
  cr_session_select_variable (session, session_find_variable (session, "y"));
  g_assert_true (save_now (session, file, &error));
  g_assert_no_error (error);
  g_assert_true (open_now (other, file, &error));
  g_assert_no_error (error);
  g_assert_false (cr_session_get_running (other)); /* shown, not run */
  g_assert_cmpstr (cr_session_get_text (other), ==, SCRIPT_LINE);
  g_assert_true (cr_session_is_current (other));
  g_assert_cmpuint (cr_session_get_length (other), ==, cr_session_get_length (session));
  g_assert_cmpuint (cr_session_get_position (other), ==, cr_session_get_position (session));
  g_assert_cmpuint (cr_session_get_selected_variable (other), ==, session_find_variable (other, "y"));
  g_object_unref (session);
  g_object_unref (other);
  remove_folder (folder);
}

/* A graph is saved with the run of the text as it is now, not of the one before the last edit. */
static void
test_graph_file_after_edit (void)
{
  char *folder = make_folder ();
  CrSession *session = session_new_run (SCRIPT_LINE), *other = cr_session_new ();
  g_autoptr (GFile) file = file_in (folder, "line.chainrule");
  g_autoptr (GError) error = NULL;

  cr_session_set_text (session, SCRIPT_LINE "z = y * 2\n", FALSE);
  g_assert_true (save_now (session, file, &error));
  g_assert_no_error (error);
  g_assert_true (open_now (other, file, &error));
  session_find_variable (other, "z");
  cr_session_set_text (session, "z = (\n", FALSE);
  g_assert_true (save_now (session, file, &error));
  g_assert_true (open_now (other, file, &error));
  g_assert_cmpstr (cr_session_get_text (other), ==, "z = (\n");
  g_assert_cmpuint (cr_session_get_length (other), ==, 0);
  g_object_unref (session);
  g_object_unref (other);
  remove_folder (folder);
}

static void
check_refused (CrSession *session, GFile *file, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (open_now (session, file, &error));
  g_assert_error (error, CR_ERROR, code);
  g_assert_cmpstr (cr_session_get_text (session), ==, SCRIPT_LINE);
  g_assert_null (cr_session_get_file (session));
  session_find_variable (session, "loss");
}

static void
test_refused (void)
{
  char *folder = make_folder ();
  CrSession *session = session_new_run (SCRIPT_LINE);
  g_autoptr (GFile) missing = file_in (folder, "missing.py"), latin = file_in (folder, "latin.py");
  g_autoptr (GFile) damaged = file_in (folder, "damaged.chainrule"), itself = g_file_new_for_path (folder);

  g_file_set_contents (g_file_peek_path (latin), "x = '\xe9'\n", -1, NULL);
  g_file_set_contents (g_file_peek_path (damaged), "{\"format\": \"chainrule", -1, NULL);
  check_refused (session, missing, CR_ERROR_FILE);
  check_refused (session, itself, CR_ERROR_FILE);
  check_refused (session, latin, CR_ERROR_FILE);
  check_refused (session, damaged, CR_ERROR_FORMAT);
  g_object_unref (session);
  remove_folder (folder);
}

static void
test_save_refused (void)
{
  CrSession *session = session_new_run (SCRIPT_LINE);
  g_autoptr (GFile) file = g_file_new_for_path ("/nonexistent-folder/x.py");
  g_autoptr (GError) error = NULL;

  cr_session_set_text (session, "x = 1\n", FALSE);
  g_assert_false (save_now (session, file, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  g_assert_true (cr_session_get_modified (session));
  g_assert_null (cr_session_get_file (session));
  g_object_unref (session);
}

/* Of two files opened one after the other the later one wins; an edit in the meantime is never lost. */
static void
test_open_overtaken (void)
{
  char *folder = make_folder ();
  CrSession *session = session_new_run (SCRIPT_LINE);
  g_autoptr (GFile) first = file_in (folder, "first.py"), second = file_in (folder, "second.py");
  g_autoptr (GError) error = NULL, other_error = NULL;
  Wait one = { .error = &error }, two = { .error = &other_error };

  g_file_set_contents (g_file_peek_path (first), "a = 1\n", -1, NULL);
  g_file_set_contents (g_file_peek_path (second), "b = 2\n", -1, NULL);
  cr_session_open_async (session, first, open_ended, &one);
  cr_session_open_async (session, second, open_ended, &two);
  g_assert_true (wait_for (&two));
  g_assert_false (wait_for (&one));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (cr_session_get_text (session), ==, "b = 2\n");

  one = (Wait){ .error = &other_error };
  cr_session_open_async (session, first, open_ended, &one);
  cr_session_set_text (session, "b = 3\n", FALSE);
  g_assert_false (wait_for (&one));
  g_assert_error (other_error, CR_ERROR, CR_ERROR_FILE);
  g_assert_cmpstr (cr_session_get_text (session), ==, "b = 3\n");
  session_settle (session);
  g_object_unref (session);
  remove_folder (folder);
}

/* While one save is under way another is refused; what was typed meanwhile stays unsaved. */
static void
test_save_twice (void)
{
  char *folder = make_folder ();
  CrSession *session = session_new_run (SCRIPT_LINE);
  g_autoptr (GFile) file = file_in (folder, "line.py");
  g_autoptr (GError) error = NULL;
  Wait one = { 0 }, two = { .error = &error };

  cr_session_save_async (session, file, save_ended, &one);
  cr_session_save_async (session, file, save_ended, &two);
  cr_session_set_text (session, "x = 1\n", FALSE);
  g_assert_true (wait_for (&one));
  g_assert_false (wait_for (&two));
  g_assert_error (error, CR_ERROR, CR_ERROR_FILE);
  g_assert_true (cr_session_get_modified (session));
  session_settle (session);
  g_object_unref (session);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/file/script", test_script);
  g_test_add_func ("/ui/session/file/graph", test_graph_file);
  g_test_add_func ("/ui/session/file/graph-after-edit", test_graph_file_after_edit);
  g_test_add_func ("/ui/session/file/refused", test_refused);
  g_test_add_func ("/ui/session/file/save-refused", test_save_refused);
  g_test_add_func ("/ui/session/file/open-overtaken", test_open_overtaken);
  g_test_add_func ("/ui/session/file/save-twice", test_save_twice);
  return g_test_run ();
}
