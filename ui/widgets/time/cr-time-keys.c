/* A table of keys, two a movement: there and back. */

#include "cr-time-keys.h"

typedef enum
{
  CR_MOVE_STEP,
  CR_MOVE_LARGE,
  CR_MOVE_EVENT,
  CR_MOVE_SCOPE,
  CR_MOVE_VISIT,
  CR_MOVE_END
} CrTimeMove;

typedef struct
{
  guint key;
  CrTimeMove move, shifted;
  gboolean forwards;
} CrTimeKey;

static const CrTimeKey table[] = {
  { GDK_KEY_Left, CR_MOVE_STEP, CR_MOVE_LARGE, FALSE },
  { GDK_KEY_KP_Left, CR_MOVE_STEP, CR_MOVE_LARGE, FALSE },
  { GDK_KEY_Right, CR_MOVE_STEP, CR_MOVE_LARGE, TRUE },
  { GDK_KEY_KP_Right, CR_MOVE_STEP, CR_MOVE_LARGE, TRUE },
  { GDK_KEY_comma, CR_MOVE_EVENT, CR_MOVE_EVENT, FALSE },
  { GDK_KEY_period, CR_MOVE_EVENT, CR_MOVE_EVENT, TRUE },
  { GDK_KEY_Page_Up, CR_MOVE_SCOPE, CR_MOVE_SCOPE, FALSE },
  { GDK_KEY_KP_Page_Up, CR_MOVE_SCOPE, CR_MOVE_SCOPE, FALSE },
  { GDK_KEY_Page_Down, CR_MOVE_SCOPE, CR_MOVE_SCOPE, TRUE },
  { GDK_KEY_KP_Page_Down, CR_MOVE_SCOPE, CR_MOVE_SCOPE, TRUE },
  { GDK_KEY_bracketleft, CR_MOVE_VISIT, CR_MOVE_VISIT, FALSE },
  { GDK_KEY_bracketright, CR_MOVE_VISIT, CR_MOVE_VISIT, TRUE },
  { GDK_KEY_Home, CR_MOVE_END, CR_MOVE_END, FALSE },
  { GDK_KEY_KP_Home, CR_MOVE_END, CR_MOVE_END, FALSE },
  { GDK_KEY_End, CR_MOVE_END, CR_MOVE_END, TRUE },
  { GDK_KEY_KP_End, CR_MOVE_END, CR_MOVE_END, TRUE },
};

static void
move (GtkWidget *widget, CrSession *session, CrTimeMove move, gboolean forwards)
{
  switch (move)
    {
    case CR_MOVE_LARGE:
      cr_session_step_large (session, forwards);
      break;
    case CR_MOVE_EVENT:
      cr_session_step_event (session, forwards);
      break;
    case CR_MOVE_SCOPE:
      cr_session_step_scope (session, forwards);
      break;
    case CR_MOVE_VISIT:
      if (!cr_session_step_visit (session, forwards))
        gtk_widget_error_bell (widget);
      break;
    case CR_MOVE_END:
      cr_session_seek (session, forwards ? cr_session_get_length (session) : 0);
      break;
    case CR_MOVE_STEP:
    default:
      cr_session_step (session, forwards);
    }
}

void
cr_time_toggle_play (CrSession *session, gboolean backwards)
{
  if (cr_session_get_playing (session) && (!backwards || cr_session_get_playing_backwards (session)))
    cr_session_pause (session);
  else if (backwards)
    cr_session_play_backwards (session);
  else
    cr_session_play (session);
}

gboolean
cr_time_key_pressed (GtkWidget *widget, CrSession *session, guint key, GdkModifierType state)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if (key == GDK_KEY_space || key == GDK_KEY_KP_Space)
    {
      cr_time_toggle_play (session, shift);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].key == key)
      {
        move (widget, session, shift ? table[i].shifted : table[i].move, table[i].forwards);
        return TRUE;
      }
  return FALSE;
}
