/* The number that is held. Every value is written into the text as it was when the hand took hold, and the difference
 * to the text as it stands is what the editor is asked for: so nothing adds up, and neither a parenthesis around a
 * negative number nor a statement that a write needs can be made twice. */

#include "cr-session-live.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cr-error.h"
#include "cr-session-private.h"

#define SHOWN_SECONDS 6       /* after the hand has let go */
#define SHORT_SECONDS 0.004   /* a run that took no longer is waited for, so that the frame at hand shows it, */
#define WAIT_SECONDS 0.006    /* but no longer than that */
#define SMALLEST_STEP 1e-300  /* by less nothing can be divided */
#define MAX_SAMPLES 400u      /* then each second one is dropped */
#define PATIENCE_SECONDS 0.25 /* a run that is left behind goes on at least so long, */
#define PATIENCE_FACTOR 1.5   /* or so many times as long as the last that was shown */

struct _CrSessionLive
{
  CrLiveNumber number;
  char *text; /* as it was */
  CrEditScript *script;
  CrEditNumber written; /* of @script; label NULL */
  CrEditNode leaf;      /* of @script; its name is owned */
  GArray *sizes;        /* of gint64, the leaf's */
  gboolean told;        /* the edit's note */

  CrLiveBase *base; /* NULL: the run before is not of the text, or has no root */
  CrLiveChange change;
  gboolean has_change;
  GArray *samples; /* of CrLiveSample */

  double patience; /* seconds */
  double cost;     /* seconds that the last run took until it could be shown */
  CrPicture *withheld;
  guint forget_source;
  gulong gesture_handler;
};

static void
live_free (CrSession *session, CrSessionLive *live)
{
  g_clear_handle_id (&live->forget_source, g_source_remove);
  g_clear_signal_handler (&live->gesture_handler, session);
  g_clear_pointer (&live->script, cr_edit_script_free);
  g_clear_pointer (&live->base, cr_live_base_unref);
  g_clear_pointer (&live->sizes, g_array_unref);
  g_clear_pointer (&live->withheld, cr_picture_free);
  g_array_unref (live->samples);
  g_free ((char *)live->leaf.name);
  g_free (live->number.label);
  g_free (live->text);
  g_free (live);
}

void
cr_session_live_clear (CrSession *session)
{
  CrSessionLive *live = g_steal_pointer (&session->live);

  if (live != NULL)
    live_free (session, live);
}

void
cr_session_forget_live (CrSession *session)
{
  g_return_if_fail (CR_IS_SESSION (session));
  if (session->live == NULL)
    return;
  cr_session_let_go (session, TRUE);
  cr_session_live_clear (session);
  cr_session_emit (session, SIGNAL_LIVE_CHANGED);
}

double
cr_live_get_step (double value, gboolean is_int, guint n_decimals)
{
  double magnitude = fabs (value) > 0 && isfinite (value) ? floor (log10 (fabs (value)) + 1e-9) : -INFINITY;

  if (is_int)
    return magnitude > 2 ? pow (10, magnitude - 2) : 1;
  if (isinf (magnitude))
    return pow (10, -(double)CLAMP (n_decimals, 1, 6));
  return MAX (pow (10, magnitude - (magnitude > 1 ? 2 : 1)), SMALLEST_STEP);
}

/* Taking hold. */

static gboolean
gesture_ended (gpointer data)
{
  CrSession *session = data;

  if (session->live != NULL && session->live->number.held && !cr_session_is_in_gesture (session))
    cr_session_let_go (session, TRUE);
  return G_SOURCE_REMOVE;
}

static void
gesture_changed (CrSession *session)
{
  gesture_ended (session);
}

/* The text as it stands, for a new hold; NULL with @error set if it cannot be edited. */
static CrSessionLive *
live_new (CrSession *session, GError **error)
{
  g_autoptr (CrEditScript) script = cr_edit_script_new (session->text, error);
  CrSessionLive *live;

  if (script == NULL)
    return NULL;
  live = g_new0 (CrSessionLive, 1);
  live->script = g_steal_pointer (&script);
  live->text = g_strdup (session->text);
  live->samples = g_array_new (FALSE, FALSE, sizeof (CrLiveSample));
  live->number.element = -1;
  live->patience = MAX (PATIENCE_SECONDS, PATIENCE_FACTOR * session->run_seconds);
  live->cost = session->run_seconds;
  return live;
}

static void
add_sample (CrSessionLive *live, double value, double root)
{
  CrLiveSample sample = { value, root };

  if (!isfinite (value) || !isfinite (root))
    return;
  if (live->samples->len >= MAX_SAMPLES)
    for (guint i = 1; i < live->samples->len; i++)
      g_array_remove_index (live->samples, i);
  g_array_append_val (live->samples, sample);
}

/* It is the one that is held from now on. */
static void
begin (CrSession *session, CrSessionLive *live)
{
  if (cr_session_is_current (session) && !session->job)
    live->base = cr_live_base_new (session->picture->graph, session->picture->cursor);
  if (live->base != NULL
      && cr_live_change_read (live->base, session->picture->graph, session->picture->cursor, live->number.start,
                              &live->change))
    add_sample (live, live->number.start, live->change.before);
  live->number.value = live->number.start;
  live->number.held = TRUE;
  session->live = live;
  cr_session_begin_gesture (session);
  live->gesture_handler = g_signal_connect (session, "gesture-changed", G_CALLBACK (gesture_changed), NULL);
  cr_session_emit (session, SIGNAL_LIVE_CHANGED);
}

gboolean
cr_session_hold_number (CrSession *session, guint offset, GError **error)
{
  const CrEditNumber *number;
  CrSessionLive *live;
  int index;

  g_return_val_if_fail (CR_IS_SESSION (session), FALSE);
  cr_session_forget_live (session);
  live = live_new (session, error);
  if (live == NULL)
    return FALSE;
  index = cr_edit_script_find_number (live->script, offset);
  if (index < 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, _ ("There is no number here"));
      live_free (session, live);
      return FALSE;
    }
  number = &g_array_index (cr_edit_script_get_numbers (live->script), CrEditNumber, index);
  live->written = *number;
  live->written.label = NULL;
  live->number.label = g_strdup (number->label);
  live->number.start = number->value;
  live->number.is_int = number->is_int;
  live->number.offset = number->range.offset;
  live->number.bytes = number->range.length;
  live->number.step = cr_live_get_step (number->value, number->is_int, number->n_decimals);
  begin (session, live);
  return TRUE;
}

/* "a[3]", "w[1, 0]", "x". */
static char *
describe_element (const CrVariable *variable, gint64 element)
{
  const char *label = cr_variable_get_label (variable);
  GString *text = g_string_new (label == NULL ? _ ("leaf") : label);
  gint64 stride = 1, rest = element;

  if (variable->ndim == 0)
    return g_string_free (text, FALSE);
  for (int d = 1; d < variable->ndim; d++)
    stride *= variable->sizes[d];
  for (int d = 0; d < variable->ndim; d++)
    {
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d == 0 ? "[" : ", ", stride == 0 ? 0 : rest / stride);
      rest = stride == 0 ? 0 : rest % stride;
      if (d + 1 < variable->ndim && variable->sizes[d + 1] > 0)
        stride /= variable->sizes[d + 1];
    }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

/* Whether the text can say it at all. */
static gboolean
try_element (CrSessionLive *live, GError **error)
{
  g_autoptr (CrEditPlan) plan
      = cr_edit_set_element (live->script, &live->leaf, (const gint64 *)(gpointer)live->sizes->data,
                             (int)live->sizes->len, live->number.element, live->number.start, error);

  return plan != NULL;
}

static gboolean
take_element (CrSession *session, CrSessionLive *live, guint index, gint64 element, GError **error)
{
  const CrVariable *variable = cr_graph_get_variable (session->picture->graph, index);
  const CrValue *value = cr_cursor_get_variable (session->picture->cursor, index)->value;

  if (value == NULL || !cr_value_has_data (value) || element < 0 || element >= cr_value_get_numel (value)
      || !variable->is_leaf || cr_dtype_is_complex (variable->dtype))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, _ ("Only a real number of a leaf can be dragged"));
      return FALSE;
    }
  if (!cr_session_find_edit_node (session, index, &live->leaf, error))
    {
      live->leaf.name = NULL;
      return FALSE;
    }
  live->leaf.name = g_strdup (live->leaf.name);
  live->sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (live->sizes, variable->sizes, (guint)variable->ndim);
  live->number.label = describe_element (variable, element);
  live->number.start = cr_value_get_double (value, element);
  live->number.is_int = !cr_dtype_is_floating (variable->dtype);
  live->number.step = cr_live_get_step (live->number.start, live->number.is_int, 1);
  live->number.variable = variable->key;
  live->number.element = element;
  return try_element (live, error);
}

gboolean
cr_session_hold_element (CrSession *session, guint variable, gint64 element, GError **error)
{
  CrSessionLive *live;

  g_return_val_if_fail (CR_IS_SESSION (session) && session->picture != NULL, FALSE);
  cr_session_forget_live (session);
  live = live_new (session, error);
  if (live == NULL)
    return FALSE;
  if (!take_element (session, live, variable, element, error))
    {
      live_free (session, live);
      return FALSE;
    }
  begin (session, live);
  return TRUE;
}

/* Moving. */

/* Asks the editor for what differs between the text as it stands and @text. */
static void
request_text (CrSession *session, const char *text)
{
  g_autoptr (GArray) edits = NULL;
  g_autofree char *middle = NULL;
  const char *now = session->text;
  gsize n = strlen (now), m = strlen (text), head = 0, tail = 0;

  if (strcmp (now, text) == 0)
    return;
  while (head < n && head < m && now[head] == text[head])
    head++;
  while (head > 0 && (now[head] & 0xC0) == 0x80)
    head--;
  while (tail < n - head && tail < m - head && now[n - 1 - tail] == text[m - 1 - tail])
    tail++;
  while (tail > 0 && (now[n - tail] & 0xC0) == 0x80)
    tail--;
  middle = g_strndup (text + head, m - head - tail);
  edits = cr_text_edits_new ();
  cr_text_edits_add (edits, (guint)head, (guint)(n - head - tail), middle);
  cr_session_request_edit (session, edits);
}

static char *
make_number_text (CrSessionLive *live, double value)
{
  g_autoptr (GArray) edits = cr_text_edits_new ();
  double steps = value / live->number.step;
  /* A tenth of a step is written with a decimal more. */
  double grain = fabs (steps - round (steps)) < 1e-6 ? live->number.step : live->number.step / 10;
  g_autofree char *replacement = cr_edit_number_to_text (live->script, &live->written, value, grain);

  cr_text_edits_add (edits, live->written.range.offset, live->written.range.length, replacement);
  live->number.bytes = (guint)strlen (replacement);
  return cr_text_edits_apply (edits, live->text);
}

static char *
make_element_text (CrSession *session, CrSessionLive *live, double value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrEditPlan) plan
      = cr_edit_set_element (live->script, &live->leaf, (const gint64 *)(gpointer)live->sizes->data,
                             (int)live->sizes->len, live->number.element, value, &error);

  if (plan == NULL)
    {
      cr_session_tell (session, error->message);
      return NULL;
    }
  if (plan->note != NULL && !live->told)
    cr_session_tell (session, plan->note);
  live->told = TRUE;
  return cr_text_edits_apply (plan->edits, live->text);
}

/* Short in the text: no finer than a tenth of the step. */
static double
round_value (const CrLiveNumber *number, double value)
{
  double grain = number->step / 10;

  if (value == number->start)
    return value; /* as it was, also where that is 1e999 */
  if (!isfinite (value))
    return number->value;
  if (number->is_int)
    return round (value);
  return grain >= 1 ? round (value / grain) * grain : round (value * round (1 / grain)) / round (1 / grain);
}

void
cr_session_move_held (CrSession *session, double value)
{
  g_autofree char *text = NULL;
  CrSessionLive *live;

  g_return_if_fail (CR_IS_SESSION (session));
  live = session->live;
  if (live == NULL || !live->number.held)
    return;
  value = round_value (&live->number, value);
  if (value == live->number.value)
    return;
  if (value == live->number.start)
    text = g_strdup (live->text);
  else
    text = live->sizes == NULL ? make_number_text (live, value) : make_element_text (session, live, value);
  if (text == NULL)
    return;
  live->number.value = value;
  request_text (session, text);
  if (session->live == live && live->cost <= SHORT_SECONDS)
    cr_session_await_run (session, WAIT_SECONDS);
  cr_session_emit (session, SIGNAL_LIVE_CHANGED);
}

/* Letting go. */

static gboolean
forget_later (gpointer data)
{
  CrSession *session = data;

  session->live->forget_source = 0;
  cr_session_live_clear (session);
  cr_session_emit (session, SIGNAL_LIVE_CHANGED);
  return G_SOURCE_REMOVE;
}

void
cr_session_let_go (CrSession *session, gboolean keep)
{
  CrSessionLive *live;

  g_return_if_fail (CR_IS_SESSION (session));
  live = session->live;
  if (live == NULL || !live->number.held)
    return;
  if (!keep)
    cr_session_move_held (session, live->number.start);
  live->number.held = FALSE;
  g_clear_signal_handler (&live->gesture_handler, session);
  if (cr_session_is_in_gesture (session))
    cr_session_end_gesture (session);
  live->forget_source = g_timeout_add_seconds (SHOWN_SECONDS, forget_later, session);
  cr_session_hurry_run (session);
  if (live->withheld != NULL && session->job == NULL)
    cr_session_take_picture (session, g_steal_pointer (&live->withheld));
  cr_session_emit (session, SIGNAL_LIVE_CHANGED);
}

void
cr_session_live_set_step (CrSession *session, double step)
{
  if (session->live != NULL)
    session->live->number.step = step;
}

/* What the run asks. */

gboolean
cr_session_live_is_held (CrSession *session)
{
  return session->live != NULL && session->live->number.held;
}

CrLiveBase *
cr_session_live_begin_run (CrSession *session, double *value)
{
  *value = session->live == NULL ? 0 : session->live->number.value;
  return session->live == NULL ? NULL : session->live->base;
}

double
cr_session_live_get_patience (CrSession *session)
{
  return cr_session_live_is_held (session) ? session->live->patience : 0;
}

void
cr_session_live_gave_up (CrSession *session)
{
  if (session->live != NULL)
    session->live->patience *= 2;
}

gboolean
cr_session_live_withhold (CrSession *session, CrPicture *picture)
{
  CrSessionLive *live = session->live;

  if (!cr_session_live_is_held (session))
    return FALSE;
  cr_picture_retire (live->withheld);
  live->withheld = picture;
  live->number.failing = TRUE;
  cr_session_emit (session, SIGNAL_LIVE_CHANGED);
  return TRUE;
}

void
cr_session_live_take (CrSession *session, const CrLiveChange *change, double cost)
{
  CrSessionLive *live = session->live;

  if (live == NULL)
    return;
  cr_picture_retire (g_steal_pointer (&live->withheld));
  live->number.failing = FALSE;
  live->cost = cost;
  live->patience = MAX (PATIENCE_SECONDS, PATIENCE_FACTOR * session->run_seconds);
  live->has_change = change != NULL;
  if (change != NULL)
    {
      live->change = *change;
      if (change->verdict != CR_LIVE_OTHER_GRAPH)
        add_sample (live, change->value, change->after);
    }
  cr_session_emit (session, SIGNAL_LIVE_CHANGED);
}

/* What is shown. */

const CrLiveNumber *
cr_session_get_live (CrSession *session)
{
  return session->live == NULL ? NULL : &session->live->number;
}

const CrLiveChange *
cr_session_get_live_change (CrSession *session)
{
  CrSessionLive *live = session->live;

  return live == NULL || !live->has_change ? NULL : &live->change;
}

const GArray *
cr_session_get_live_samples (CrSession *session)
{
  return session->live == NULL ? NULL : session->live->samples;
}

void
cr_session_call_live_backward (CrSession *session)
{
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (session, &error);
  CrEditPlan *plan = NULL;
  CrEditNode node;
  guint root = CR_NONE;

  if (session->picture != NULL)
    {
      g_autoptr (CrLiveBase) base = cr_live_base_new (session->picture->graph, session->picture->cursor);

      root = base == NULL ? CR_NONE : cr_live_base_get_root (base);
    }
  if (script != NULL && root != CR_NONE && cr_session_find_edit_node (session, root, &node, &error))
    {
      const CrVariable *variable = cr_graph_get_variable (session->picture->graph, root);
      gint64 n = 1;

      for (int d = 0; d < variable->ndim; d++)
        n *= variable->sizes[d];
      plan = cr_edit_backward (script, &node, n == 1, &error);
    }
  if (plan == NULL && error != NULL)
    cr_session_tell (session, error->message);
  cr_session_forget_live (session);
  cr_session_take_plan (session, plan);
}
