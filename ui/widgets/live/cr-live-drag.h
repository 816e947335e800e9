#pragma once
/* A held number and a pointer that goes left and right, or keys that step: what editor, canvas and table share. */

#include <gtk/gtk.h>

#include "cr-session-live.h"

G_BEGIN_DECLS

typedef struct
{
  CrSession *session; /* borrowed; NULL: nothing is dragged */
  double steps, x;    /* from where it began; where the pointer was last */
  GdkModifierType begun_with;
} CrLiveDrag;

/* After a hold. @state: the modifiers that began it, which change nothing. */
void cr_live_drag_begin (CrLiveDrag *drag, CrSession *session, GdkModifierType state);
/* The pointer is @dx from where it was pressed: two points a step, ten steps with Shift, a tenth with Ctrl or Alt. */
void cr_live_drag_move (CrLiveDrag *drag, double dx, GdkModifierType state);
/* The end; @keep FALSE puts the number back. */
void cr_live_drag_end (CrLiveDrag *drag, gboolean keep);
gboolean cr_live_drag_is_on (const CrLiveDrag *drag);

/* Keys: what is held moves by so many steps; Shift ten times as many, Alt a tenth. The hand lets go when no key came
 * for a moment, so that a key that repeats is one step of undo. Nothing must be held, or what was held by keys. */
void cr_live_keys_step (CrSession *session, double steps, GdkModifierType state);
/* The same to a value, and to one that was typed: then the hand lets go at once. */
void cr_live_keys_move (CrSession *session, double value);
void cr_live_keys_set (CrSession *session, double value);

G_END_DECLS
