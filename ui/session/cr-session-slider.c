/* Through an edit each slider's stretch of the text moves along; what was edited within it is looked up again in the
 * parsed text, but only when somebody asks. */

#include "cr-session-slider.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cr-error.h"
#include "cr-session-private.h"

struct _CrSessionSliders
{
  GArray *list; /* of CrSlider */
  guint last_id;
  gboolean stale; /* values and labels are of an earlier text */
};

static void
clear_slider (gpointer data)
{
  g_free (((CrSlider *)data)->label);
}

static CrSessionSliders *
get_sliders (CrSession *session)
{
  if (session->sliders == NULL)
    {
      session->sliders = g_new0 (CrSessionSliders, 1);
      session->sliders->list = g_array_new (FALSE, TRUE, sizeof (CrSlider));
      g_array_set_clear_func (session->sliders->list, clear_slider);
    }
  return session->sliders;
}

void
cr_session_sliders_clear (CrSession *session)
{
  CrSessionSliders *sliders = g_steal_pointer (&session->sliders);
  gboolean any = sliders != NULL && sliders->list->len > 0;

  if (sliders == NULL)
    return;
  g_array_unref (sliders->list);
  g_free (sliders);
  if (any)
    cr_session_emit (session, SIGNAL_SLIDERS_CHANGED);
}

/* The bytes [head, old_end) of the old text became [head, new_end). */
static void
follow (CrSlider *slider, guint head, guint old_end, guint new_end)
{
  guint end = slider->offset + slider->bytes;

  if (head >= slider->offset && old_end <= end)
    slider->bytes = slider->bytes + new_end - old_end; /* within it, or where it was emptied */
  else if (head >= end)
    return;
  else if (old_end <= slider->offset)
    slider->offset = slider->offset + new_end - old_end;
  else
    {
      slider->offset = head;
      slider->bytes = 0;
    }
}

void
cr_session_sliders_follow (CrSession *session, const char *before, const char *after)
{
  gsize n = strlen (before), m = strlen (after), head = 0, tail = 0;
  CrSessionSliders *sliders = session->sliders;

  if (sliders == NULL || sliders->list->len == 0)
    return;
  while (head < n && head < m && before[head] == after[head])
    head++;
  while (tail < n - head && tail < m - head && before[n - 1 - tail] == after[m - 1 - tail])
    tail++;
  for (guint i = 0; i < sliders->list->len; i++)
    follow (&g_array_index (sliders->list, CrSlider, i), (guint)head, (guint)(n - tail), (guint)(m - tail));
  sliders->stale = TRUE;
}

static const CrEditNumber *
find_number (CrEditScript *script, guint offset)
{
  int index = script == NULL ? -1 : cr_edit_script_find_number (script, offset);

  return index < 0 ? NULL : &g_array_index (cr_edit_script_get_numbers (script), CrEditNumber, index);
}

/* The number as it stands. A minus sign may have come in parentheses. */
static const CrEditNumber *
find_own (CrEditScript *script, const CrSlider *slider)
{
  for (guint offset = slider->offset; offset <= slider->offset + MIN (slider->bytes, 3); offset++)
    {
      const CrEditNumber *number = find_number (script, offset);

      if (number != NULL)
        return number;
    }
  return NULL;
}

static void
take_number (CrSlider *slider, const CrEditNumber *number)
{
  g_free (slider->label);
  slider->label = g_strdup (number->label);
  slider->value = number->value;
  slider->is_int = number->is_int;
  slider->offset = number->range.offset;
  slider->bytes = number->range.length;
}

/* Nothing is dropped while the text is on its way to another one. */
static void
refresh (CrSession *session)
{
  CrSessionSliders *sliders = session->sliders;
  CrEditScript *script;

  if (sliders == NULL || !sliders->stale || cr_session_live_is_held (session))
    return;
  script = cr_session_get_script (session, NULL);
  for (guint i = 0; script != NULL && i < sliders->list->len; i++)
    {
      CrSlider *slider = &g_array_index (sliders->list, CrSlider, i);
      const CrEditNumber *number = find_own (script, slider);

      if (number != NULL)
        take_number (slider, number);
    }
  sliders->stale = FALSE;
}

void
cr_session_sliders_run_ended (CrSession *session)
{
  CrSessionSliders *sliders = session->sliders;
  gboolean dropped = FALSE;
  CrEditScript *script;

  if (sliders == NULL || sliders->list->len == 0 || cr_session_live_is_held (session))
    return;
  refresh (session);
  script = cr_session_get_script (session, NULL);
  for (guint i = sliders->list->len; script != NULL && i-- > 0;)
    if (find_own (script, &g_array_index (sliders->list, CrSlider, i)) == NULL)
      {
        g_array_remove_index (sliders->list, i);
        dropped = TRUE;
      }
  if (dropped)
    cr_session_emit (session, SIGNAL_SLIDERS_CHANGED);
}

/* A round range about the value: from nothing to twice as much, on its side of zero. */
static void
choose_range (CrSlider *slider, guint n_decimals)
{
  double step = cr_live_get_step (slider->value, slider->is_int, n_decimals);
  double reach = fabs (slider->value) > 0 ? step * ceil (2 * fabs (slider->value) / step) : slider->is_int ? 10 : 1;

  reach = MIN (reach, G_MAXDOUBLE / 4); /* a scale computes with its length */
  slider->step = step;
  slider->low = slider->is_int && slider->value >= 1 ? 1 : -reach;
  slider->high = reach;
  if (slider->is_int && slider->value >= 1)
    slider->high = MAX (reach, 10);
}

static gboolean
add (CrSession *session, const CrEditNumber *number)
{
  CrSessionSliders *sliders = get_sliders (session);
  CrSlider slider = { .id = ++sliders->last_id };

  for (guint i = 0; i < sliders->list->len; i++)
    if (g_array_index (sliders->list, CrSlider, i).offset == number->range.offset)
      return TRUE;
  take_number (&slider, number);
  choose_range (&slider, number->n_decimals);
  g_array_append_val (sliders->list, slider);
  cr_session_emit (session, SIGNAL_SLIDERS_CHANGED);
  return TRUE;
}

gboolean
cr_session_add_slider (CrSession *session, guint offset, GError **error)
{
  CrEditScript *script;
  const CrEditNumber *number;

  g_return_val_if_fail (CR_IS_SESSION (session), FALSE);
  refresh (session);
  script = cr_session_get_script (session, error);
  if (script == NULL)
    return FALSE;
  number = find_number (script, offset);
  if (number == NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, _ ("There is no number here"));
      return FALSE;
    }
  return add (session, number);
}

/* The last number of a stretch of the text: what a write of an element ends with. */
static const CrEditNumber *
find_last_number (CrEditScript *script, guint from, guint bytes)
{
  const GArray *numbers = script == NULL ? NULL : cr_edit_script_get_numbers (script);

  for (guint i = numbers == NULL ? 0 : numbers->len; i-- > 0;)
    {
      const CrEditNumber *number = &g_array_index (numbers, CrEditNumber, i);

      if (number->range.offset >= from && number->range.offset + number->range.length <= from + bytes)
        return number;
    }
  return NULL;
}

/* What writes an element, as it is now, into the text; NULL with @error set. */
static CrEditPlan *
plan_element (CrSession *session, guint variable, gint64 element, GError **error)
{
  CrGraph *graph = cr_session_get_graph (session);
  CrEditScript *script = cr_session_get_script (session, error);
  const CrVariable *leaf = cr_graph_get_variable (graph, variable);
  const CrValue *value = cr_cursor_get_variable (cr_session_get_cursor (session), variable)->value;
  CrEditNode node;

  if (script == NULL || !cr_session_find_edit_node (session, variable, &node, error))
    return NULL;
  if (value == NULL || !cr_value_has_data (value) || element < 0 || element >= cr_value_get_numel (value))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, _ ("The text has no number for this element"));
      return NULL;
    }
  return cr_edit_set_element (script, &node, leaf->sizes, leaf->ndim, element, cr_value_get_double (value, element),
                              error);
}

gboolean
cr_session_add_element_slider (CrSession *session, guint variable, gint64 element, GError **error)
{
  g_autoptr (CrEditPlan) plan = NULL;
  const CrEditNumber *number = NULL;
  guint offset, bytes;

  g_return_val_if_fail (CR_IS_SESSION (session) && session->picture != NULL, FALSE);
  plan = plan_element (session, variable, element, error);
  if (plan == NULL)
    return FALSE;
  /* A number that stands there already stays as it is written. */
  if (plan->edits->len == 1 && g_array_index (plan->edits, CrTextEdit, 0).length > 0)
    return cr_session_add_slider (session, g_array_index (plan->edits, CrTextEdit, 0).offset, error);
  if (plan->edits->len == 0)
    number = find_last_number (cr_session_get_script (session, NULL), plan->shown, plan->shown_bytes);
  offset = plan->shown;
  bytes = plan->shown_bytes;
  if (plan->edits->len > 0 && cr_session_take_plan (session, g_steal_pointer (&plan)))
    number = find_last_number (cr_session_get_script (session, error), offset, bytes);
  if (number != NULL)
    return add (session, number);
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, _ ("The text has no number for this element"));
  return FALSE;
}

static int
find_slider (CrSession *session, guint id)
{
  for (guint i = 0; session->sliders != NULL && i < session->sliders->list->len; i++)
    if (g_array_index (session->sliders->list, CrSlider, i).id == id)
      return (int)i;
  return -1;
}

void
cr_session_remove_slider (CrSession *session, guint id)
{
  int index;

  g_return_if_fail (CR_IS_SESSION (session));
  index = find_slider (session, id);
  if (index < 0)
    return;
  g_array_remove_index (session->sliders->list, (guint)index);
  cr_session_emit (session, SIGNAL_SLIDERS_CHANGED);
}

void
cr_session_set_slider_range (CrSession *session, guint id, double low, double high, double step)
{
  int index;
  CrSlider *slider;

  g_return_if_fail (CR_IS_SESSION (session));
  index = find_slider (session, id);
  if (index < 0 || !(low < high) || !(step > 0) || !isfinite (low) || !isfinite (high) || !isfinite (step))
    return;
  slider = &g_array_index (session->sliders->list, CrSlider, index);
  slider->low = low;
  slider->high = high;
  slider->step = slider->is_int ? MAX (1, round (step)) : step;
  cr_session_emit (session, SIGNAL_SLIDERS_CHANGED);
}

gboolean
cr_session_hold_slider (CrSession *session, guint id, GError **error)
{
  CrSlider slider; /* a copy: holding a number may drop sliders */
  int index;

  g_return_val_if_fail (CR_IS_SESSION (session), FALSE);
  refresh (session);
  index = find_slider (session, id);
  if (index < 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, _ ("The number is not there any more"));
      return FALSE;
    }
  slider = g_array_index (session->sliders->list, CrSlider, index);
  if (!cr_session_hold_number (session, slider.offset, error))
    return FALSE;
  cr_session_live_set_step (session, slider.step);
  return TRUE;
}

const GArray *
cr_session_get_sliders (CrSession *session)
{
  g_return_val_if_fail (CR_IS_SESSION (session), NULL);
  refresh (session);
  return get_sliders (session)->list;
}
