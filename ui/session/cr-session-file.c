/* The session and files: scripts as text, graph files as JSON, told apart by what is in them. A graph file may hold
 * hundreds of megabytes: files are read and written on a thread, and the main loop only takes the result over. */

#include "cr-session-private.h"

#include <glib/gi18n-lib.h>

#include "cr-document.h"
#include "cr-graph-file.h"

#define PEEK_BYTES 4096
#define SAVE_WAIT_MILLISECONDS 2000

static gboolean
has_graph_ending (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return name != NULL && g_str_has_suffix (name, ".chainrule");
}

/* A graph file is a JSON object that names its format early on. What cannot be read here is left to the
 * reader of scripts, whose message says why. */
static gboolean
looks_like_graph_file (GFile *file)
{
  g_autofree char *head = g_malloc0 (PEEK_BYTES + 1);
  g_autoptr (GFileInputStream) stream = NULL;
  const char *begin = head;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) != G_FILE_TYPE_REGULAR)
    return FALSE;
  if (has_graph_ending (file))
    return TRUE;
  stream = g_file_read (file, NULL, NULL);
  if (stream == NULL || g_input_stream_read (G_INPUT_STREAM (stream), head, PEEK_BYTES, NULL, NULL) <= 0)
    return FALSE;
  while (g_ascii_isspace (*begin))
    begin++;
  return *begin == '{' && strstr (begin, "\"format\"") != NULL && strstr (begin, "chainrule") != NULL;
}

/* Opening. */

typedef struct
{
  GFile *file;
  char *before; /* the text that the file is to replace */
  char *text;
  CrGraphFile *graph_file; /* NULL for a script */
  CrPicture *picture;      /* of the graph file */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->file);
  g_clear_pointer (&opening->picture, cr_picture_free);
  g_clear_pointer (&opening->graph_file, cr_graph_file_free);
  g_free (opening->before);
  g_free (opening->text);
  g_free (opening);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;

  if (looks_like_graph_file (opening->file))
    {
      opening->graph_file = cr_graph_file_load (opening->file, &error);
      if (opening->graph_file != NULL && !g_cancellable_is_cancelled (cancellable))
        opening->picture = cr_picture_new (opening->graph_file->script, opening->graph_file->seed,
                                           cr_trace_ref (opening->graph_file->trace));
    }
  else
    opening->text = cr_document_read (opening->file, NULL, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
cr_session_open_async (CrSession *session, GFile *file, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Opening *opening = g_new0 (Opening, 1);

  g_return_if_fail (CR_IS_SESSION (session) && G_IS_FILE (file));

  opening->file = g_object_ref (file);
  opening->before = g_strdup (session->text);
  task = g_task_new (session, cancellable, callback, user_data);
  g_task_set_source_tag (task, cr_session_open_async);
  g_task_set_task_data (task, opening, opening_free);
  cr_session_begin_file (session, cancellable, _ ("Opening…"));
  g_task_run_in_thread (task, open_in_thread);
}

static void
show_graph_file (CrSession *session, Opening *opening)
{
  cr_session_replace_document (session, opening->file, opening->graph_file->script);
  session->seed = opening->graph_file->seed;
  cr_session_take_picture (session, g_steal_pointer (&opening->picture));
  cr_session_seek (session, opening->graph_file->position);
  cr_session_select_key (session, opening->graph_file->selection_key);
}

gboolean
cr_session_open_finish (CrSession *session, GAsyncResult *result, GError **error)
{
  Opening *opening = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  cr_session_end_file (session, g_task_get_cancellable (G_TASK (result)));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (strcmp (opening->before, session->text) != 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_FILE,
                   _ ("The script was changed while the file was being read. It was left as it is: open the file again "
                      "to replace it."));
      return FALSE;
    }
  if (opening->graph_file != NULL)
    show_graph_file (session, opening);
  else
    {
      cr_session_replace_document (session, opening->file, opening->text);
      cr_session_start_run (session);
    }
  return TRUE;
}

/* Saving. */

typedef struct
{
  GFile *file;
  CrGraphFile graph_file; /* a snapshot; for a script only its text */
  gulong run_handler;
  guint timeout;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->file);
  g_clear_pointer (&saving->graph_file.trace, cr_trace_unref);
  g_free (saving->graph_file.script);
  g_free (saving->graph_file.name);
  g_free (saving);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  const char *text = saving->graph_file.script;
  GError *error = NULL;
  gboolean saved = saving->graph_file.trace != NULL ? cr_graph_file_save (saving->file, &saving->graph_file, &error)
                                                    : cr_document_write (saving->file, text, strlen (text), &error);

  if (saved)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What is saved is how things stand now; the thread sees nothing of the session. Takes @task over. */
static void
start_saving (CrSession *session, GTask *task, Saving *saving)
{
  saving->graph_file.script = g_strdup (session->text);
  saving->graph_file.name = g_strdup (session->name);
  saving->graph_file.seed = session->seed;
  if (has_graph_ending (saving->file) && cr_session_is_current (session))
    {
      saving->graph_file.trace = cr_trace_ref (session->picture->trace);
      saving->graph_file.position = session->position;
      saving->graph_file.selection_key = session->selection;
    }
  else if (has_graph_ending (saving->file))
    saving->graph_file.trace = cr_trace_new (0); /* this text drew nothing: it is saved alone */
  g_task_run_in_thread (task, save_in_thread);
  g_object_unref (task);
}

static void
stop_waiting (CrSession *session, Saving *saving)
{
  g_clear_signal_handler (&saving->run_handler, session);
  g_clear_handle_id (&saving->timeout, g_source_remove);
}

static void
run_ended (CrSession *session, GParamSpec *spec, GTask *task)
{
  Saving *saving = g_task_get_task_data (task);

  if (session->job != NULL)
    return;
  stop_waiting (session, saving);
  start_saving (session, task, saving);
}

static gboolean
waited_enough (gpointer data)
{
  GTask *task = data;
  Saving *saving = g_task_get_task_data (task);

  saving->timeout = 0;
  stop_waiting (g_task_get_source_object (task), saving);
  g_task_return_new_error (task, CR_ERROR, CR_ERROR_FILE,
                           _ ("The script is still running. Stop it or wait for its end, then save the graph again."));
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

void
cr_session_save_async (CrSession *session, GFile *file, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Saving *saving = g_new0 (Saving, 1);

  g_return_if_fail (CR_IS_SESSION (session) && G_IS_FILE (file));

  saving->file = g_object_ref (file);
  task = g_task_new (session, NULL, callback, user_data);
  g_task_set_source_tag (task, cr_session_save_async);
  g_task_set_task_data (task, saving, saving_free);
  if (session->saving)
    {
      g_task_return_new_error (task, CR_ERROR, CR_ERROR_FILE, _ ("It is still being saved. Try again in a moment."));
      g_object_unref (task);
      return;
    }
  session->saving = task;
  cr_session_begin_file (session, NULL, _ ("Saving…"));
  /* A graph file holds text and run that fit each other: a run of the latest text may end first. */
  if (has_graph_ending (file) && session->debounce != 0)
    cr_session_start_run (session);
  if (!has_graph_ending (file) || session->job == NULL)
    {
      start_saving (session, task, saving);
      return;
    }
  saving->run_handler = g_signal_connect (session, "notify::running", G_CALLBACK (run_ended), task);
  saving->timeout = g_timeout_add (SAVE_WAIT_MILLISECONDS, waited_enough, task);
}

gboolean
cr_session_save_finish (CrSession *session, GAsyncResult *result, GError **error)
{
  Saving *saving = g_task_get_task_data (G_TASK (result));

  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  if (session->saving == G_TASK (result))
    {
      session->saving = NULL;
      cr_session_end_file (session, NULL);
    }
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  g_free (session->saved_text);
  session->saved_text = g_strdup (saving->graph_file.script);
  cr_session_set_file (session, saving->file);
  cr_session_update_modified (session);
  return TRUE;
}
