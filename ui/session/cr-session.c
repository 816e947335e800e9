/* The session as an object: its properties and signals, the document, and reading its state. How it runs
 * (cr-session-run.c), moves in time (cr-session-time.c) and meets files (cr-session-file.c) stand beside. */

#include "cr-session-live.h"
#include "cr-session-private.h"

#include <glib/gi18n-lib.h>

#define DEBOUNCE_MILLISECONDS 250
#define DEFAULT_SPEED 1.5

G_DEFINE_FINAL_TYPE (CrSession, cr_session, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

void
cr_session_notify (CrSession *session, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (session), properties[property]);
}

void
cr_session_emit (CrSession *session, guint signal)
{
  g_signal_emit (session, signals[signal], 0);
}

static void
cr_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  CrSession *session = CR_SESSION (object);

  switch (id)
    {
    case PROP_FILE:
      g_value_set_object (value, session->file);
      break;
    case PROP_NAME:
      g_value_set_string (value, session->name);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, session->modified);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, cr_session_get_running (session));
      break;
    case PROP_PLAYING:
      g_value_set_boolean (value, session->play_source != 0);
      break;
    case PROP_POSITION:
      g_value_set_uint (value, session->position);
      break;
    case PROP_LENGTH:
      g_value_set_uint (value, session->length);
      break;
    case PROP_SELECTION:
      g_value_set_uint64 (value, session->selection);
      break;
    case PROP_SPEED:
      g_value_set_double (value, session->speed);
      break;
    case PROP_PROGRESS:
      g_value_set_string (value, session->progress);
      break;
    case PROP_ELEMENT:
      g_value_set_int64 (value, session->element);
      break;
    case PROP_PANEL:
      g_value_set_int (value, (int)session->panel);
      break;
    case PROP_PREDICTING:
      g_value_set_boolean (value, session->predicting);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
cr_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SPEED)
    cr_session_set_speed (CR_SESSION (object), g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
cr_session_dispose (GObject *object)
{
  CrSession *session = CR_SESSION (object);

  cr_session_live_clear (session);
  cr_session_sliders_clear (session);
  g_clear_handle_id (&session->debounce, g_source_remove);
  g_clear_handle_id (&session->patience_source, g_source_remove);
  g_clear_handle_id (&session->progress_source, g_source_remove);
  g_clear_handle_id (&session->file_source, g_source_remove);
  g_clear_object (&session->opening);
  g_clear_handle_id (&session->play_source, g_source_remove);
  g_clear_pointer (&session->job, cr_session_job_free);
  cr_session_forget_failure (session);
  G_OBJECT_CLASS (cr_session_parent_class)->dispose (object);
}

static void
cr_session_finalize (GObject *object)
{
  CrSession *session = CR_SESSION (object);

  cr_session_edits_free (session);
  cr_session_breaks_free (session);
  cr_scene_options_clear (&session->options);
  g_clear_pointer (&session->picture, cr_picture_free);
  g_ptr_array_unref (session->diagnostics);
  g_clear_pointer (&session->lit_variables, g_array_unref);
  g_clear_pointer (&session->lit_functions, g_array_unref);
  g_clear_object (&session->file);
  g_free (session->progress);
  g_free (session->name);
  g_free (session->text);
  g_free (session->saved_text);
  G_OBJECT_CLASS (cr_session_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  properties[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, flags);
  properties[PROP_POSITION] = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LENGTH] = g_param_spec_uint ("length", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_SELECTION] = g_param_spec_uint64 ("selection", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SPEED]
      = g_param_spec_double ("speed", NULL, NULL, 0.1, CR_SPEED_MAX, DEFAULT_SPEED, flags | G_PARAM_WRITABLE);
  properties[PROP_PROGRESS] = g_param_spec_string ("progress", NULL, NULL, NULL, flags);
  properties[PROP_ELEMENT] = g_param_spec_int64 ("element", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PANEL] = g_param_spec_int ("panel", NULL, NULL, 0, CR_PANEL_DEBUG, CR_PANEL_VALUES, flags);
  properties[PROP_PREDICTING] = g_param_spec_boolean ("predicting", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cr_session_class_init (CrSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = cr_session_get_property;
  object_class->set_property = cr_session_set_property;
  object_class->dispose = cr_session_dispose;
  object_class->finalize = cr_session_finalize;
  install_properties (object_class);
  signals[SIGNAL_GRAPH_CHANGED]
      = g_signal_new ("graph-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DIAGNOSTICS_CHANGED]
      = g_signal_new ("diagnostics-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TEXT_CHANGED]
      = g_signal_new ("text-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LIT_CHANGED]
      = g_signal_new ("lit-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILURE_CHANGED]
      = g_signal_new ("failure-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("edit-shown", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
  g_signal_new ("told", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("value-made", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("gesture-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("edit-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_BREAKPOINTS_CHANGED]
      = g_signal_new ("breakpoints-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LIVE_CHANGED]
      = g_signal_new ("live-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SLIDERS_CHANGED]
      = g_signal_new ("sliders-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PICTURE_CHANGED]
      = g_signal_new ("picture-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cr_session_init (CrSession *session)
{
  session->text = g_strdup ("");
  session->saved_text = g_strdup ("");
  session->name = g_strdup (_ ("Untitled"));
  session->seed = g_random_int ();
  session->diagnostics = g_ptr_array_new ();
  session->speed = DEFAULT_SPEED;
  session->selected_index = CR_NONE;
  session->fresh = TRUE;
}

CrSession *
cr_session_new (void)
{
  return g_object_new (CR_TYPE_SESSION, NULL);
}

void
cr_session_update_modified (CrSession *session)
{
  gboolean modified = strcmp (session->text, session->saved_text) != 0;

  if (modified == session->modified)
    return;
  session->modified = modified;
  cr_session_notify (session, PROP_MODIFIED);
}

void
cr_session_set_file (CrSession *session, GFile *file)
{
  g_autofree char *path = file == NULL ? NULL : g_file_get_basename (file);

  g_set_object (&session->file, file);
  g_free (session->name);
  session->name = path == NULL ? g_strdup (_ ("Untitled")) : g_filename_display_name (path);
  cr_session_notify (session, PROP_FILE);
  cr_session_notify (session, PROP_NAME);
}

void
cr_session_replace_document (CrSession *session, GFile *file, const char *text)
{
  cr_session_pause (session);
  cr_session_forget_live (session);
  cr_session_sliders_clear (session);
  cr_session_abandon_run (session);
  cr_session_edits_forget (session);
  g_free (session->text);
  g_free (session->saved_text);
  session->text = g_strdup (text);
  session->saved_text = g_strdup (text);
  session->seed = g_random_int ();
  session->fresh = TRUE;
  session->run_seconds = 0;
  cr_session_set_file (session, file);
  cr_session_update_modified (session);
  cr_session_set_diagnostics (session, NULL);
  cr_session_take_picture (session, NULL);
  cr_session_forget_nodes (session);
  cr_session_emit (session, SIGNAL_TEXT_CHANGED);
}

void
cr_session_reset (CrSession *session, const char *text)
{
  g_return_if_fail (CR_IS_SESSION (session));

  cr_session_replace_document (session, NULL, text == NULL ? "" : text);
  cr_session_start_run (session);
}

GFile *
cr_session_get_file (CrSession *session)
{
  return session->file;
}

const char *
cr_session_get_name (CrSession *session)
{
  return session->name;
}

const char *
cr_session_get_text (CrSession *session)
{
  return session->text;
}

static gboolean
debounce_over (gpointer data)
{
  CrSession *session = data;

  session->debounce = 0;
  cr_session_start_run (session);
  return G_SOURCE_REMOVE;
}

void
cr_session_set_text (CrSession *session, const char *text, gboolean now)
{
  g_return_if_fail (CR_IS_SESSION (session) && text != NULL);

  if (strcmp (text, session->text) == 0)
    return;
  cr_session_sliders_follow (session, session->text, text);
  cr_session_edits_text_changes (session, session->text, text);
  g_free (session->text);
  session->text = g_strdup (text);
  cr_session_update_modified (session);
  g_clear_handle_id (&session->debounce, g_source_remove);
  if (now)
    cr_session_start_run (session);
  else
    session->debounce = g_timeout_add (DEBOUNCE_MILLISECONDS, debounce_over, session);
}

gboolean
cr_session_get_modified (CrSession *session)
{
  return session->modified;
}

GPtrArray *
cr_session_get_diagnostics (CrSession *session)
{
  return session->diagnostics;
}

double
cr_session_get_run_seconds (CrSession *session)
{
  return session->run_seconds;
}

const char *
cr_session_get_progress (CrSession *session)
{
  return session->progress;
}

gboolean
cr_session_is_current (CrSession *session)
{
  return session->picture != NULL && strcmp (session->picture->text, session->text) == 0;
}

CrGraph *
cr_session_get_graph (CrSession *session)
{
  return session->picture == NULL ? NULL : session->picture->graph;
}

CrCursor *
cr_session_get_cursor (CrSession *session)
{
  return session->picture == NULL ? NULL : session->picture->cursor;
}

guint
cr_session_find_variable_at (CrSession *session, guint line, guint column)
{
  g_return_val_if_fail (CR_IS_SESSION (session), CR_NONE);
  return session->picture == NULL ? CR_NONE
                                  : cr_place_index_find (session->picture->places, line, column, session->position);
}

const GArray *
cr_session_get_events (CrSession *session, CrEventKind kind)
{
  return session->picture == NULL ? NULL : cr_trace_index_get (session->picture->index, kind);
}

const CrTraceStructure *
cr_session_get_structure (CrSession *session)
{
  return session->picture == NULL ? NULL : cr_trace_index_get_structure (session->picture->index);
}
