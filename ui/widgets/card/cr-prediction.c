/* Questions, answers and verdicts of the prediction mode. */

#include "cr-prediction.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cr-fact.h"
#include "cr-formula.h"
#include "cr-label.h"
#include "cr-trace-index.h"

#define MAX_TERMS 64 /* of a sum that an answer is compared with */

static const CrEvent *
get_event (CrGraph *graph, const CrQuestion *question)
{
  return cr_trace_get_event (cr_graph_get_trace (graph), question->event);
}

static gboolean
can_ask_of (const CrValue *value)
{
  return value != NULL && cr_value_has_data (value) && cr_value_get_numel (value) > 0
         && !cr_dtype_is_complex (cr_value_get_dtype (value));
}

static void
choose_element (CrQuestion *question, const CrValue *value, guint32 random)
{
  question->numel = cr_value_get_numel (value);
  question->element = random % question->numel;
  question->answer = cr_value_get_double (value, question->element);
}

static gboolean
ask_accumulated (CrGraph *graph, const CrGradientEvent *gradient, guint32 random, CrQuestion *question)
{
  if (!can_ask_of (gradient->after) || !can_ask_of (gradient->received)
      || (gradient->before != NULL && !can_ask_of (gradient->before)))
    return FALSE;
  question->accumulated = TRUE;
  question->variable = cr_graph_find_variable (graph, gradient->tensor, gradient->function);
  choose_element (question, gradient->after, random);
  return TRUE;
}

/* The variable that is sent something along @slot. */
static guint
find_target (CrGraph *graph, const CrStepEvent *step, guint slot)
{
  guint index = cr_graph_find_function (graph, step->function);
  const CrFunctionNode *function = index == CR_NONE ? NULL : cr_graph_get_function (graph, index);

  return function != NULL && slot < function->n_inputs ? function->inputs[slot] : CR_NONE;
}

static gboolean
ask_step (CrGraph *graph, const CrStepEvent *step, guint32 random, CrQuestion *question)
{
  guint n = 0, chosen;

  for (guint i = 0; i < step->n_sent; i++)
    n += can_ask_of (step->sent[i]);
  if (step->leaf != 0 || n == 0)
    return FALSE;
  chosen = (random >> 16) % n;
  for (guint i = 0; i < step->n_sent; i++)
    if (can_ask_of (step->sent[i]) && chosen-- == 0)
      {
        question->accumulated = FALSE;
        question->slot = i;
        question->variable = find_target (graph, step, i);
        choose_element (question, step->sent[i], random);
        return TRUE;
      }
  return FALSE;
}

gboolean
cr_question_find (CrSession *session, guint32 random, CrQuestion *question)
{
  CrGraph *graph = cr_session_get_graph (session);
  const GArray *lists[2];
  guint at[2];

  if (graph == NULL)
    return FALSE;
  lists[0] = cr_session_get_events (session, CR_EVENT_FUNCTION_STEPPED);
  lists[1] = cr_session_get_events (session, CR_EVENT_GRAD_ACCUMULATED);
  for (guint i = 0; i < 2; i++)
    at[i] = cr_events_count_before (lists[i], cr_session_get_position (session));
  while (at[0] < lists[0]->len || at[1] < lists[1]->len)
    {
      guint step = at[0] < lists[0]->len ? g_array_index (lists[0], guint, at[0]) : CR_NONE;
      guint accumulation = at[1] < lists[1]->len ? g_array_index (lists[1], guint, at[1]) : CR_NONE;
      const CrEvent *event;

      *question = (CrQuestion){ .event = MIN (step, accumulation) };
      event = get_event (graph, question);
      at[step < accumulation ? 0 : 1]++;
      if (step < accumulation ? ask_step (graph, &event->u.step, random, question)
                              : ask_accumulated (graph, &event->u.gradient, random, question))
        return TRUE;
    }
  return FALSE;
}

static const CrValue *
get_asked_value (CrGraph *graph, const CrQuestion *question)
{
  const CrEvent *event = get_event (graph, question);

  return question->accumulated ? event->u.gradient.after : event->u.step.sent[question->slot];
}

/* "[1, 0]"; "" for a scalar. */
static char *
write_index (const CrValue *value, gint64 element)
{
  int ndim = cr_value_get_ndim (value);
  GString *text = g_string_new (ndim > 0 ? "]" : "");

  for (int d = ndim; d-- > 0;)
    {
      gint64 size = MAX (cr_value_get_sizes (value)[d], 1);
      g_autofree char *part = g_strdup_printf ("%s%" G_GINT64_FORMAT, d > 0 ? ", " : "[", element % size);

      g_string_prepend (text, part);
      element /= size;
    }
  return g_string_free (text, FALSE);
}

static char *
name_variable (CrGraph *graph, guint index)
{
  return index == CR_NONE ? g_strdup (_ ("a tensor")) : cr_fact_dup_title (graph, index);
}

char *
cr_question_to_text (CrGraph *graph, const CrQuestion *question)
{
  const CrEvent *event = get_event (graph, question);
  g_autofree char *name = name_variable (graph, question->variable);
  g_autofree char *index = write_index (get_asked_value (graph, question), question->element);

  if (question->accumulated)
    return g_strdup_printf (_ ("What will %s.grad%s be?"), name, index);
  if (*index == '\0')
    return g_strdup_printf (_ ("What will %s send to %s?"), event->u.step.name, name);
  return g_strdup_printf (_ ("What will %s send to %s, at %s?"), event->u.step.name, name, index);
}

char *
cr_question_hint (CrGraph *graph, const CrQuestion *question)
{
  const CrEvent *event = get_event (graph, question);
  const CrGradientEvent *gradient = &event->u.gradient;
  g_autofree char *label = NULL;

  if (!question->accumulated)
    {
      if (event->u.step.n_received == 0 || event->u.step.received[0] == NULL)
        return g_strdup ("");
      label = cr_label_new_short (event->u.step.received[0]);
      return g_strdup_printf (_ ("It received %s."), g_strdelimit (label, "\n", ' '));
    }
  if (gradient->before == NULL)
    return g_strdup (_ ("It is None now."));
  label = cr_label_new_number (cr_value_get_double (gradient->before, question->element));
  return g_strdup_printf (_ ("It is %s now."), label);
}

/* The text with a point for a single comma and a hyphen for a minus; owned. */
static char *
normalise (const char *text, gboolean *comma)
{
  g_autoptr (GString) plain = g_string_new (text);

  g_string_replace (plain, "−", "-", 0);
  g_strstrip (plain->str);
  *comma = strchr (plain->str, ',') != NULL && strchr (plain->str, '.') == NULL
           && strchr (plain->str, ',') == strrchr (plain->str, ',');
  return *comma ? g_strdelimit (g_strdup (plain->str), ",", '.') : g_strdup (plain->str);
}

/* A number without a fraction; @rest is behind it. */
static gboolean
parse_plain (const char *text, double *number, const char **rest)
{
  char *end = NULL;

  while (*text == ' ')
    text++;
  *number = g_ascii_strtod (text, &end);
  if (end == text || strpbrk (text, "xX") != NULL)
    return FALSE;
  while (*end == ' ')
    end++;
  *rest = end;
  return TRUE;
}

gboolean
cr_answer_parse (const char *text, double *answer, gboolean *comma)
{
  g_autofree char *plain = NULL;
  const char *rest;
  double below;

  g_return_val_if_fail (text != NULL && answer != NULL && comma != NULL, FALSE);
  plain = normalise (text, comma);
  if (!parse_plain (plain, answer, &rest))
    return FALSE;
  if (*rest == '\0')
    return TRUE;
  if (*rest != '/' || !parse_plain (rest + 1, &below, &rest) || *rest != '\0')
    return FALSE;
  *answer /= below;
  return TRUE;
}

gboolean
cr_answer_is_close (double a, double b)
{
  double size = MAX (fabs (a), fabs (b));

  if (isnan (a) || isnan (b))
    return isnan (a) && isnan (b);
  if (isinf (a) || isinf (b))
    return a == b;
  if (a == 0 || b == 0)
    return size < 5e-7;
  return fabs (a - b) <= 0.501 * pow (10, floor (log10 (fabs (b))) - 2);
}

/* The gradient that the step received, where there is one number for the element that is asked for. */
static gboolean
get_received (CrGraph *graph, const CrQuestion *question, double *received)
{
  const CrStepEvent *step = &get_event (graph, question)->u.step;
  const CrValue *value = step->n_received > 0 ? step->received[0] : NULL;
  gint64 numel = value == NULL || !cr_value_has_data (value) ? 0 : cr_value_get_numel (value);

  if (numel != 1 && numel != question->numel)
    return FALSE;
  *received = cr_value_get_double (value, numel == 1 ? 0 : question->element);
  return TRUE;
}

static gboolean
is_one_term (CrCursor *cursor, const CrQuestion *question, double answer)
{
  double terms[MAX_TERMS];
  guint n = cr_formula_list_terms (cursor, question->event, question->slot, question->element, terms, MAX_TERMS);

  for (guint i = 0; n > 1 && i < MIN (n, MAX_TERMS); i++)
    if (cr_answer_is_close (answer, terms[i]))
      return TRUE;
  return FALSE;
}

static CrVerdict
judge_step (CrCursor *cursor, const CrQuestion *question, double answer)
{
  const CrVariableState *state
      = question->variable == CR_NONE ? NULL : cr_cursor_get_variable (cursor, question->variable);
  const CrValue *before = state == NULL || state->n_arrived == 0 ? NULL : state->gradient;
  double received;

  if (before != NULL && cr_value_get_numel (before) == question->numel && cr_value_has_data (before)
      && cr_answer_is_close (answer, cr_value_get_double (before, question->element) + question->answer))
    return CR_VERDICT_TOTAL;
  if (is_one_term (cursor, question, answer))
    return CR_VERDICT_ONE_TERM;
  if (!get_received (cr_cursor_get_graph (cursor), question, &received) || received == 0)
    return CR_VERDICT_WRONG;
  if (cr_answer_is_close (answer, received))
    return CR_VERDICT_RECEIVED_ALONE;
  return cr_answer_is_close (answer * received, question->answer) ? CR_VERDICT_LOCAL_ALONE : CR_VERDICT_WRONG;
}

CrVerdict
cr_question_judge (CrCursor *cursor, const CrQuestion *question, double answer)
{
  const CrEvent *event = get_event (cr_cursor_get_graph (cursor), question);

  if (cr_answer_is_close (answer, question->answer))
    return CR_VERDICT_RIGHT;
  if (cr_answer_is_close (answer, -question->answer))
    return CR_VERDICT_SIGN;
  if (!question->accumulated)
    return judge_step (cursor, question, answer);
  if (cr_answer_is_close (answer, cr_value_get_double (event->u.gradient.received, question->element)))
    return CR_VERDICT_ADDED_ALONE;
  return CR_VERDICT_WRONG;
}

static char *
describe_wrong (const CrQuestion *question, double answer)
{
  double off = answer - question->answer;
  g_autofree char *label = cr_label_new_number (fabs (off));

  if (!isfinite (off))
    return g_strdup (_ ("Not quite."));
  return g_strdup_printf (off > 0 ? _ ("Not quite: %s too much.") : _ ("Not quite: %s too little."), label);
}

char *
cr_verdict_to_text (CrCursor *cursor, const CrQuestion *question, CrVerdict verdict, double answer)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrEvent *event = get_event (graph, question);
  g_autofree char *number = NULL;
  double received = 0;

  switch (verdict)
    {
    case CR_VERDICT_RIGHT:
      return g_strdup (_ ("Right."));
    case CR_VERDICT_SIGN:
      return g_strdup (_ ("Nearly: the size is right, the sign is not."));
    case CR_VERDICT_ADDED_ALONE:
      number = cr_label_new_number (cr_value_get_double (event->u.gradient.before, question->element));
      return g_strdup_printf (_ ("That is what arrives now. It is added to the %s that is there."), number);
    case CR_VERDICT_TOTAL:
      return g_strdup (_ ("That is the sum with what had arrived before. Asked for is what this function sends."));
    case CR_VERDICT_LOCAL_ALONE:
      get_received (graph, question, &received);
      number = cr_label_new_number (received);
      return g_strdup_printf (_ ("That is the local derivative. It is multiplied by the %s that was received."),
                              number);
    case CR_VERDICT_RECEIVED_ALONE:
      return g_strdup (_ ("That is what was received. It is multiplied by the local derivative."));
    case CR_VERDICT_ONE_TERM:
      return g_strdup (_ ("That is one contribution. The input was broadcast, so that all of them are summed."));
    default:
      return describe_wrong (question, answer);
    }
}
