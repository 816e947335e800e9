/* From movements to values. What the modifiers say is asked at every movement, so that the way gone so far stays. */

#include "cr-live-drag.h"

#include <math.h>

#define POINTS_A_STEP 2.0
#define REST_MILLISECONDS 700
#define FACTOR 10.0

void
cr_live_drag_begin (CrLiveDrag *drag, CrSession *session, GdkModifierType state)
{
  g_object_set_data (G_OBJECT (session), "cr-live-keys", NULL); /* keys that rest must not end the drag */
  *drag = (CrLiveDrag){ .session = session, .begun_with = state };
}

gboolean
cr_live_drag_is_on (const CrLiveDrag *drag)
{
  return drag->session != NULL;
}

void
cr_live_drag_move (CrLiveDrag *drag, double dx, GdkModifierType state)
{
  const CrLiveNumber *number = drag->session == NULL ? NULL : cr_session_get_live (drag->session);
  gboolean fine = (state & ~drag->begun_with & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0;
  double factor = fine ? 1 / FACTOR : 1;

  if (number == NULL || !number->held)
    return;
  if (state & GDK_SHIFT_MASK)
    factor *= FACTOR;
  drag->steps += (dx - drag->x) / POINTS_A_STEP * factor;
  drag->x = dx;
  cr_session_move_held (drag->session,
                        number->start + number->step * (fine ? round (drag->steps * 10) / 10 : round (drag->steps)));
}

void
cr_live_drag_end (CrLiveDrag *drag, gboolean keep)
{
  CrSession *session = drag->session;

  drag->session = NULL;
  if (session != NULL)
    cr_session_let_go (session, keep);
}

/* Keys. */

static gboolean
keys_rest (gpointer data)
{
  g_object_set_data (G_OBJECT (data), "cr-live-keys", NULL);
  cr_session_let_go (data, TRUE);
  return G_SOURCE_REMOVE;
}

static void
forget_source (gpointer source)
{
  GSource *found = g_main_context_find_source_by_id (NULL, GPOINTER_TO_UINT (source));

  if (found != NULL)
    g_source_destroy (found);
}

static void
wait_for_rest (CrSession *session)
{
  guint source = g_timeout_add (REST_MILLISECONDS, keys_rest, session);

  g_object_set_data_full (G_OBJECT (session), "cr-live-keys", GUINT_TO_POINTER (source), forget_source);
}

void
cr_live_keys_step (CrSession *session, double steps, GdkModifierType state)
{
  const CrLiveNumber *number = cr_session_get_live (session);

  if (number == NULL || !number->held)
    return;
  if (state & GDK_SHIFT_MASK)
    steps *= FACTOR;
  if (state & GDK_ALT_MASK)
    steps /= FACTOR;
  cr_session_move_held (session, number->value + steps * number->step);
  wait_for_rest (session);
}

void
cr_live_keys_move (CrSession *session, double value)
{
  cr_session_move_held (session, value);
  wait_for_rest (session);
}

void
cr_live_keys_set (CrSession *session, double value)
{
  const CrLiveNumber *number = cr_session_get_live (session);

  if (number == NULL || !number->held)
    return;
  cr_session_move_held (session, value);
  cr_session_let_go (session, TRUE);
}
