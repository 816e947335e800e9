/* Moving in time and selecting: both are movements in a finished trace, never of an engine. */

#include "cr-session-break.h"
#include "cr-session-private.h"

#define TICKS_PER_SECOND 30.0  /* faster than this, several steps are taken at once */
#define MAX_SPEED_SECONDS 10.0 /* a whole run at CR_SPEED_MAX */

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

void
cr_session_step_event (CrSession *session, gboolean forwards)
{
  g_return_if_fail (CR_IS_SESSION (session));

  if (forwards)
    move_to (session, MIN (session->position, session->length) + 1);
  else if (session->position > 0)
    move_to (session, session->position - 1);
}

void
cr_session_step_scope (CrSession *session, gboolean forwards)
{
  const CrTraceStructure *structure = cr_session_get_structure (session);
  guint scope;

  if (structure == NULL || (!forwards && session->position == 0))
    return;
  /* The place of a scope is the one just after it was entered. At 0 the event before is none, and all come after. */
  scope = cr_trace_structure_step_scope (structure, session->position - 1, forwards);
  if (scope != CR_NO_SCOPE)
    move_to (session, cr_trace_structure_get_scope (structure, scope)->first + 1);
  else
    move_to (session, forwards ? session->length : 0);
}

void
cr_session_step_large (CrSession *session, gboolean forwards)
{
  const GArray *begun = cr_session_get_events (session, CR_EVENT_BACKWARD_BEGUN);
  guint passed = cr_events_count_before (begun, session->position);

  /* One that has just begun is not one to go back to. */
  if (passed > 0 && !forwards && g_array_index (begun, guint, passed - 1) + 1 == session->position)
    passed--;
  if (begun != NULL && (forwards ? passed < begun->len : passed > 0))
    cr_session_step_backward_pass (session, forwards);
  else
    cr_session_step_scope (session, forwards);
}

/* The position just after the beginning of a statement of that line; CR_NONE. */
static guint
find_visit_of_line (CrSession *session, guint line, gboolean forwards)
{
  guint from = forwards ? session->position : session->position - 1;
  guint event = cr_trace_structure_step_line (cr_session_get_structure (session), line, from, forwards);

  return event == G_MAXUINT ? CR_NONE : event + 1;
}

static gboolean
has_visits (CrSession *session, guint line)
{
  return cr_session_is_current (session)
         && cr_trace_structure_step_line (cr_session_get_structure (session), line, 0, TRUE) != G_MAXUINT;
}

static guint
find_visit (CrSession *session, gboolean forwards)
{
  CrCursor *cursor = session->picture->cursor;
  const CrEvent *event = cr_cursor_get_event (cursor);

  if (session->selected == CR_SELECTED_VARIABLE)
    return cr_cursor_next_visit_of_variable (cursor, session->selected_index, forwards);
  if (session->selected == CR_SELECTED_FUNCTION)
    return cr_cursor_next_visit_of_function (cursor, session->selected_index, forwards);
  if (has_visits (session, session->source_line))
    return find_visit_of_line (session, session->source_line, forwards);
  return event == NULL ? CR_NONE : find_visit_of_line (session, event->range.line, forwards);
}

gboolean
cr_session_step_visit (CrSession *session, gboolean forwards)
{
  guint found;

  g_return_val_if_fail (CR_IS_SESSION (session), FALSE);
  if (session->picture == NULL || (!forwards && session->position == 0))
    return FALSE;
  found = find_visit (session, forwards);
  if (found == CR_NONE)
    return FALSE;
  move_to (session, found);
  return TRUE;
}

void
cr_session_set_source_line (CrSession *session, guint line)
{
  g_return_if_fail (CR_IS_SESSION (session));
  session->source_line = line;
}

/* Where one tick of playing leads. */
static guint
find_tick_target (CrSession *session)
{
  CrCursor *cursor = session->picture->cursor;
  gboolean forwards = !session->play_backwards;
  guint steps = 1, target;

  if (session->speed >= CR_SPEED_MAX)
    {
      guint stride = session->length / (guint)(TICKS_PER_SECOND * MAX_SPEED_SECONDS);

      cr_cursor_seek (cursor,
                      forwards ? session->position + stride : session->position - MIN (stride, session->position));
    }
  else
    steps = MAX (1, (guint)(session->speed / TICKS_PER_SECOND + 0.5));
  for (guint i = 0; i < steps; i++)
    cr_cursor_seek (cursor, cr_cursor_next_stop (cursor, forwards));
  target = cr_cursor_get_position (cursor);
  cr_cursor_seek (cursor, session->position);
  return target;
}

static void
stop_timer (CrSession *session)
{
  session->play_source = 0;
  session->play_backwards = FALSE;
  cr_session_notify (session, PROP_PLAYING);
}

static void
finish_playing (CrSession *session)
{
  g_clear_handle_id (&session->play_source, g_source_remove);
  stop_timer (session);
  cr_session_stop_at_break (session);
}

/* One tick's way, or one step, no further than the next breakpoint; while that is being searched for the cursor
 * waits. */
static void
advance (CrSession *session, gboolean one_step)
{
  gboolean forwards = !session->play_backwards;
  guint end = forwards ? session->length : 0;
  guint bound = cr_session_next_break (session, session->position, forwards);
  guint before = session->position, target;

  if (bound == before && bound != end)
    return;
  if (session->picture == NULL)
    target = before;
  else
    target = one_step ? cr_cursor_next_stop (session->picture->cursor, forwards) : find_tick_target (session);
  move_to (session, forwards ? MIN (target, bound) : MAX (target, bound));
  if (session->play_source == 0)
    return; /* whoever was told has paused it */
  if (session->position == bound ? bound != end || !one_step : session->position == before)
    finish_playing (session);
}

static gboolean
play_tick (gpointer data)
{
  g_autoptr (CrSession) session = g_object_ref (CR_SESSION (data));
  guint source = session->play_source;

  /* What stops removes the source that this is, unless somebody has started another one. */
  advance (session, FALSE);
  return source == session->play_source ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
start_timer (CrSession *session)
{
  double rate = MIN (session->speed, TICKS_PER_SECOND);

  session->play_source = g_timeout_add ((guint)(1000.0 / rate), play_tick, session);
}

static void
play (CrSession *session, gboolean backwards)
{
  if (session->length == 0 || (session->play_source != 0 && session->play_backwards == backwards))
    return;
  g_clear_handle_id (&session->play_source, g_source_remove);
  if (session->position == (backwards ? 0 : session->length))
    move_to (session, backwards ? session->length : 0);
  session->play_backwards = backwards;
  start_timer (session);
  cr_session_notify (session, PROP_PLAYING);
  /* The first step comes with the key press, not a second after. */
  advance (session, TRUE);
}

void
cr_session_play (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));
  play (session, FALSE);
}

void
cr_session_play_backwards (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));
  play (session, TRUE);
}

void
cr_session_pause (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));

  if (session->play_source == 0)
    return;
  g_source_remove (session->play_source);
  stop_timer (session);
}

gboolean
cr_session_get_playing_backwards (CrSession *session)
{
  return session->play_source != 0 && session->play_backwards;
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

  speed = CLAMP (speed, 0.1, CR_SPEED_MAX);
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
