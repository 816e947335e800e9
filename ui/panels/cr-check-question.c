/* A check by finite differences, asked on the replay's thread: the last backward before the cursor that brought the
 * variable a gradient (else the first after it) is the one that is checked. */

#include "cr-check-question.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-error.h"

CrCheckQuestion *
cr_check_question_new (CrGraph *graph, guint variable, guint position, gint64 element)
{
  CrCheckQuestion *question = g_new0 (CrCheckQuestion, 1);

  question->graph = cr_graph_ref (graph);
  question->variable = variable;
  question->position = position;
  question->element = element;
  return question;
}

void
cr_check_question_free (gpointer data)
{
  CrCheckQuestion *question = data;

  cr_graph_unref (question->graph);
  g_free (question);
}

/* The gradient that the step brings the variable; NULL if it is not about it. */
static CrValue *
get_gradient (const CrCheckQuestion *question, const CrVariable *node, const CrEvent *event)
{
  const CrStepEvent *step = &event->u.step;
  const CrFunctionNode *maker;

  if (event->kind != CR_EVENT_FUNCTION_STEPPED)
    return NULL;
  if (node->is_leaf)
    return step->leaf == node->tensor && step->n_received > 0 ? step->received[0] : NULL;
  maker = node->maker == CR_NONE ? NULL : cr_graph_get_function (question->graph, node->maker);
  if (maker == NULL || maker->id == 0 || step->function != maker->id)
    return NULL;
  for (guint i = 0; i < step->n_received; i++)
    if (cr_graph_get_output (maker, i) == question->variable)
      return step->received[i];
  return NULL;
}

static CrValue *
find_gradient (CrCheckQuestion *question)
{
  CrTrace *trace = cr_graph_get_trace (question->graph);
  const CrVariable *node = cr_graph_get_variable (question->graph, question->variable);
  guint length = cr_trace_get_length (trace), begin = MIN (question->position, length);
  CrValue *gradient = NULL;
  guint found = 0;

  for (guint i = begin; i-- > 0 && gradient == NULL;)
    gradient = get_gradient (question, node, cr_trace_get_event (trace, found = i));
  for (guint i = begin; i < length && gradient == NULL; i++)
    gradient = get_gradient (question, node, cr_trace_get_event (trace, found = i));
  question->backward = gradient == NULL ? 0 : cr_trace_get_event (trace, found)->u.step.backward;
  return gradient;
}

/* The largest ones, the selected one first, kept in order by insertion. */
static void
choose_elements (CrCheckQuestion *question, const CrValue *gradient)
{
  gint64 numel = cr_value_get_numel (gradient);

  question->n = 0;
  question->n_all = numel;
  if (numel > CR_CHECK_MAX_ELEMENTS && question->element < numel)
    question->elements[question->n++] = question->element;
  for (gint64 i = 0; i < numel; i++)
    {
      guint first = numel > CR_CHECK_MAX_ELEMENTS ? 1 : 0, at = question->n;
      double size = fabs (cr_value_get_double (gradient, i));

      if (first == 1 && i == question->element)
        continue;
      while (numel > CR_CHECK_MAX_ELEMENTS && at > first
             && size > fabs (cr_value_get_double (gradient, question->elements[at - 1])))
        at--;
      if (at >= CR_CHECK_MAX_ELEMENTS)
        continue;
      for (guint k = MIN (question->n, CR_CHECK_MAX_ELEMENTS - 1); k > at; k--)
        question->elements[k] = question->elements[k - 1];
      question->elements[at] = i;
      question->n = MIN (question->n + 1, CR_CHECK_MAX_ELEMENTS);
    }
}

gboolean
cr_check_question_find (CrReplay *replay, gpointer data, GError **error)
{
  CrCheckQuestion *question = data;
  CrValue *gradient = find_gradient (question);

  if (gradient == NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           _ ("No backward brings it a gradient, so there is nothing to check."));
      return FALSE;
    }
  choose_elements (question, gradient);
  return cr_replay_differences (replay, question->variable, question->backward, question->elements, question->n,
                                question->differences, error);
}

const char *
cr_check_get_verdict (const CrDifference *difference)
{
  if (difference->diverged)
    return _ ("other way");
  if (difference->agrees)
    return _ ("agrees");
  return difference->cut ? _ ("cut") : _ ("differs");
}
