/* The session and files: scripts as text, graph files as JSON, told apart by what is in them. */

#include "cr-session-private.h"

#include <glib/gi18n-lib.h>

#include "cr-document.h"
#include "cr-graph-file.h"

#define PEEK_BYTES 4096
#define SAVE_WAIT_SECONDS 2.0

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

static gboolean
open_graph_file (CrSession *session, GFile *file, GError **error)
{
  g_autoptr (CrGraphFile) loaded = cr_graph_file_load (file, error);
  CrPicture *picture;

  if (loaded == NULL)
    return FALSE;
  cr_session_replace_document (session, file, loaded->script);
  session->seed = loaded->seed;
  picture = cr_picture_new (loaded->script, loaded->seed, cr_trace_ref (loaded->trace));
  cr_session_take_picture (session, picture);
  cr_session_seek (session, loaded->position);
  cr_session_select_key (session, loaded->selection_key);
  return TRUE;
}

gboolean
cr_session_open (CrSession *session, GFile *file, GError **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (CR_IS_SESSION (session) && G_IS_FILE (file), FALSE);

  if (looks_like_graph_file (file))
    return open_graph_file (session, file, error);
  text = cr_document_read (file, NULL, error);
  if (text == NULL)
    return FALSE;
  cr_session_replace_document (session, file, text);
  cr_session_start_run (session);
  return TRUE;
}

/* Lets a run of the latest text end, if it does so soon: a graph file holds text and run that fit each other. */
static gboolean
finish_pending_run (CrSession *session, GError **error)
{
  gint64 until = g_get_monotonic_time () + (gint64)(SAVE_WAIT_SECONDS * G_USEC_PER_SEC);

  if (session->debounce != 0)
    cr_session_start_run (session);
  while (session->job != NULL && g_get_monotonic_time () < until)
    {
      if (!cr_session_job_wait (session->job, SAVE_WAIT_SECONDS))
        break;
      g_main_context_iteration (NULL, FALSE);
    }
  if (session->job == NULL)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_FILE,
               _ ("The script is still running. Stop it or wait for its end, then save the graph again."));
  return FALSE;
}

static gboolean
save_graph_file (CrSession *session, GFile *file, GError **error)
{
  g_autoptr (CrTrace) trace = NULL;
  CrGraphFile graph_file = { .script = session->text, .name = session->name, .seed = session->seed };

  if (!finish_pending_run (session, error))
    return FALSE;
  graph_file.script = session->text;
  if (cr_session_is_current (session))
    {
      trace = cr_trace_ref (session->picture->trace);
      graph_file.position = session->position;
      graph_file.selection_key = session->selection;
    }
  else
    trace = cr_trace_new (0); /* this text drew nothing: it is saved alone */
  graph_file.trace = trace;
  return cr_graph_file_save (file, &graph_file, error);
}

gboolean
cr_session_save (CrSession *session, GFile *file, GError **error)
{
  gboolean saved;

  g_return_val_if_fail (CR_IS_SESSION (session) && G_IS_FILE (file), FALSE);

  if (has_graph_ending (file))
    saved = save_graph_file (session, file, error);
  else
    saved = cr_document_write (file, session->text, strlen (session->text), error);
  if (!saved)
    return FALSE;
  g_free (session->saved_text);
  session->saved_text = g_strdup (session->text);
  cr_session_set_file (session, file);
  cr_session_update_modified (session);
  return TRUE;
}
