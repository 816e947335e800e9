/* Moving in time and selecting: both are movements in a finished trace, never of an engine. */

#include "cr-session-private.h"

#define TICKS_PER_SECOND 30.0 /* faster than this, several steps are taken at once */

guint
cr_session_get_position (CrSession *session)
{
  return session->position;
}

guint
cr_session_get_length (CrSession *session)
{
  return session->length;
}

static void
move_to (CrSession *session, guint position)
{
  position = MIN (position, session->length);
  if (session->picture == NULL || position == session->position)
    return;
  cr_cursor_seek (session->picture->cursor, position);
  session->position = position;
  cr_session_notify (session, PROP_POSITION);
}

void
cr_session_seek (CrSession *session, guint position)
{
  g_return_if_fail (CR_IS_SESSION (session));
  move_to (session, position);
}

void
cr_session_step (CrSession *session, gboolean forwards)
{
  g_return_if_fail (CR_IS_SESSION (session));

  if (session->picture != NULL)
    move_to (session, cr_cursor_next_stop (session->picture->cursor, forwards));
}

void
cr_session_step_backward_pass (CrSession *session, gboolean forwards)
{
  const GArray *begun = cr_session_get_events (session, CR_EVENT_BACKWARD_BEGUN);
  guint before;

  if (begun == NULL)
    return;
  /* The place of a pass is the one just after its beginning, where nothing has flowed yet. */
  before = cr_events_count_before (begun, session->position);
  if (forwards)
    move_to (session, before < begun->len ? g_array_index (begun, guint, before) + 1 : session->length);
  else
    {
      while (before > 0 && g_array_index (begun, guint, before - 1) + 1 >= session->position)
        before--;
      move_to (session, before > 0 ? g_array_index (begun, guint, before - 1) + 1 : 0);
    }
}

static gboolean
play_tick (gpointer data)
{
  CrSession *session = data;
  guint steps = MAX (1, (guint)(session->speed / TICKS_PER_SECOND + 0.5)), before = session->position;

  if (session->picture != NULL && steps > 1)
    {
      CrCursor *cursor = session->picture->cursor;

      for (guint i = 0; i + 1 < steps; i++)
        cr_cursor_seek (cursor, cr_cursor_next_stop (cursor, TRUE));
      move_to (session, cr_cursor_next_stop (cursor, TRUE));
    }
  else
    cr_session_step (session, TRUE);
  if (session->position < session->length && session->position != before)
    return G_SOURCE_CONTINUE;
  session->play_source = 0;
  cr_session_notify (session, PROP_PLAYING);
  return G_SOURCE_REMOVE;
}

static void
start_timer (CrSession *session)
{
  double rate = MIN (session->speed, TICKS_PER_SECOND);

  session->play_source = g_timeout_add ((guint)(1000.0 / rate), play_tick, session);
}

void
cr_session_play (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));

  if (session->play_source != 0 || session->length == 0)
    return;
  if (session->position >= session->length)
    move_to (session, 0);
  start_timer (session);
  cr_session_notify (session, PROP_PLAYING);
  /* The first step comes with the key press, not a second after. */
  cr_session_step (session, TRUE);
}

void
cr_session_pause (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));

  if (session->play_source == 0)
    return;
  g_clear_handle_id (&session->play_source, g_source_remove);
  cr_session_notify (session, PROP_PLAYING);
}

gboolean
cr_session_get_playing (CrSession *session)
{
  return session->play_source != 0;
}

double
cr_session_get_speed (CrSession *session)
{
  return session->speed;
}

void
cr_session_set_speed (CrSession *session, double speed)
{
  g_return_if_fail (CR_IS_SESSION (session));

  speed = CLAMP (speed, 0.1, 10000.0);
  if (speed == session->speed)
    return;
  session->speed = speed;
  if (session->play_source != 0)
    {
      g_source_remove (session->play_source);
      start_timer (session);
    }
  cr_session_notify (session, PROP_SPEED);
}

static void
select_thing (CrSession *session, CrSelectedKind kind, guint index, guint64 key)
{
  if (session->selected == kind && session->selected_index == index)
    return;
  session->selected = kind;
  session->selected_index = index;
  session->selection = key;
  cr_session_select_element (session, 0);
  cr_session_notify (session, PROP_SELECTION);
}

void
cr_session_select_variable (CrSession *session, guint variable)
{
  CrGraph *graph = cr_session_get_graph (session);

  if (graph == NULL || variable >= cr_graph_get_n_variables (graph))
    select_thing (session, CR_SELECTED_NOTHING, CR_NONE, 0);
  else
    select_thing (session, CR_SELECTED_VARIABLE, variable, cr_graph_get_variable (graph, variable)->key);
}

void
cr_session_select_function (CrSession *session, guint function)
{
  CrGraph *graph = cr_session_get_graph (session);

  if (graph == NULL || function >= cr_graph_get_n_functions (graph))
    select_thing (session, CR_SELECTED_NOTHING, CR_NONE, 0);
  else
    select_thing (session, CR_SELECTED_FUNCTION, function, cr_graph_get_function (graph, function)->key);
}

void
cr_session_select_key (CrSession *session, guint64 key)
{
  CrGraph *graph = cr_session_get_graph (session);
  guint variable, n_functions;

  if (graph == NULL || key == 0)
    return;
  variable = cr_graph_find_variable_by_key (graph, key);
  if (variable != CR_NONE)
    {
      cr_session_select_variable (session, variable);
      return;
    }
  n_functions = cr_graph_get_n_functions (graph);
  for (guint i = 0; i < n_functions; i++)
    if (cr_graph_get_function (graph, i)->key == key)
      {
        cr_session_select_function (session, i);
        return;
      }
}

guint
cr_session_get_selected_variable (CrSession *session)
{
  return session->selected == CR_SELECTED_VARIABLE ? session->selected_index : CR_NONE;
}

guint
cr_session_get_selected_function (CrSession *session)
{
  return session->selected == CR_SELECTED_FUNCTION ? session->selected_index : CR_NONE;
}
