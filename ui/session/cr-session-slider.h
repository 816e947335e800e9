#pragma once
/* Numbers of the text that have a slider, with a range and a step of their own. They belong to the document while it is
 * open and follow their number through edits of the text; one whose number is gone goes with it. */

#include "cr-session-live.h"

G_BEGIN_DECLS

typedef struct
{
  guint id;
  char *label;
  double value;
  double low, high, step; /* of the range; the value may lie outside of it */
  gboolean is_int;
  guint offset, bytes; /* its number in the text */
} CrSlider;

/* A slider for the number that covers a byte of the text; the one that it has already is kept. FALSE with @error set,
 * for people: there is none. */
gboolean cr_session_add_slider (CrSession *session, guint offset, GError **error);
/* For an element of a leaf: where the text has no number for it, it gets one first. */
gboolean cr_session_add_element_slider (CrSession *session, guint variable, gint64 element, GError **error);
void cr_session_remove_slider (CrSession *session, guint id);
/* Does nothing if @low is not below @high or @step not above 0. */
void cr_session_set_slider_range (CrSession *session, guint id, double low, double high, double step);
/* Takes hold of its number (cr_session_move_held() then moves it). */
gboolean cr_session_hold_slider (CrSession *session, guint id, GError **error);

/* Signal "sliders-changed": there are others, or one has another range. Values change with the text. */
/* Of CrSlider, in the order in which they were made; borrowed until "sliders-changed" or the text changes. */
const GArray *cr_session_get_sliders (CrSession *session);

G_END_DECLS
