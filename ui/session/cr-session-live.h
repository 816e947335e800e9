#pragma once
/* A number that follows the hand: one of the text, or an element of a leaf. Between hold and let-go all changes are one
 * gesture of cr-session-edit.h; what runs is shown as it comes, and a run is never given up only because the hand moves
 * on, unless it takes much longer than the one before. */

#include "cr-live-change.h"
#include "cr-session-edit.h"

G_BEGIN_DECLS

typedef struct
{
  char *label; /* "lr", "a[3]" */
  double start, value;
  double step; /* a sensible one */
  gboolean is_int;
  gboolean held;       /* by a hand; FALSE: it was let go a moment ago */
  gboolean failing;    /* the run of the value did not come to its end: the picture is that of one before */
  guint64 variable;    /* key of the leaf whose element it is; 0: a number of the text */
  gint64 element;      /* -1 */
  guint offset, bytes; /* where its number stands in the text; 0 bytes: it has none yet */
} CrLiveNumber;

/* Takes hold of the number that covers a byte of the text, or an element of a leaf. What was held before is let go.
 * FALSE with @error set, for people, where there is none or the text cannot say it. */
gboolean cr_session_hold_number (CrSession *session, guint offset, GError **error);
gboolean cr_session_hold_element (CrSession *session, guint variable, gint64 element, GError **error);
/* It has this value now: the text is edited and runs. Does nothing where nothing is held. */
void cr_session_move_held (CrSession *session, double value);
/* The end, one step of undo. @keep FALSE: it is what it was. */
void cr_session_let_go (CrSession *session, gboolean keep);

/* Signal "live-changed": the number, what is known of its change, or nothing any more. */
/* What is held, or was let go within the last seconds; NULL. Borrowed until "live-changed". */
const CrLiveNumber *cr_session_get_live (CrSession *session);
/* Of the last run of a value that came to its end; NULL: none has, or nothing is to be said. */
const CrLiveChange *cr_session_get_live_change (CrSession *session);
/* What the root was at the values that were run since the hand took hold: of CrLiveSample, at most some hundred. */
typedef struct
{
  double value, root;
} CrLiveSample;
const GArray *cr_session_get_live_samples (CrSession *session);
/* Nothing is shown of it any more. */
void cr_session_forget_live (CrSession *session);
/* A backward is called on the root of which the last change is told. */
void cr_session_call_live_backward (CrSession *session);

/* A sensible step for a number: a tenth or a hundredth of its magnitude, 1 and more for an int. */
double cr_live_get_step (double value, gboolean is_int, guint n_decimals);

G_END_DECLS
