/* A recorded gradient against finite differences.
 *
 * (f (x + h) - f (x - h)) / 2h has two errors. Rounding: each value u computed from x on the way to the root is off by
 * up to an ulp, eps * |u|, of which the root feels g times as much, where g is the recorded gradient of u; the sum of
 * these over h. And truncation, of which what a smaller h changes tells. As in Ridders' method (Adv. Eng.
 * Software 4, 1982; Numerical Recipes 5.7) h shrinks until both are least; where the first difference lies within
 * rounding of the gradient, as it mostly does, two runs suffice. */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "cr-path.h"
#include "cr-replay-nudge-private.h"

#define N_TRIES 5
#define SHRINK 8

typedef struct
{
  CrReplay *replay;
  CrGraph *graph;
  guint variable;
  guint begun, ended; /* events of the backward */
  CrNudge nudge;
  GPtrArray *weights; /* of CrValue, the nudge's */
  CrValue *gradient;  /* of the variable in this backward, owned */
  double eps;
  gboolean cut;
  double noise; /* eps * |u * g|, summed over what lies between the variable and the roots */
} Check;

static void
check_clear (Check *check)
{
  g_clear_pointer (&check->weights, g_ptr_array_unref);
  g_clear_pointer (&check->gradient, cr_value_unref);
}

/* Of a dtype: the distance from 1 to the next number. */
static double
get_eps (CrDtype dtype)
{
  return dtype == CR_DTYPE_FLOAT16 ? 0x1p-10 : dtype == CR_DTYPE_FLOAT64 ? 0x1p-52 : 0x1p-23;
}

static gboolean
find_backward (Check *check, guint backward, GError **error)
{
  CrTrace *trace = cr_graph_get_trace (check->graph);
  guint n = cr_trace_get_length (trace);
  check->begun = CR_NONE;
  check->ended = n;
  for (guint i = 0; i < n; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_BACKWARD_BEGUN && event->u.backward.number == backward)
        check->begun = i;
      else if (event->kind == CR_EVENT_BACKWARD_ENDED && event->u.backward.number == backward)
        check->ended = i;
    }
  if (check->begun != CR_NONE)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("there is no backward pass %u"), backward);
  return FALSE;
}

static void
clear_value (gpointer value)
{
  if (value != NULL)
    cr_value_unref (value);
}

static gboolean
take_roots (Check *check, GError **error)
{
  const CrBackwardEvent *backward = &cr_trace_get_event (cr_graph_get_trace (check->graph), check->begun)->u.backward;
  check->weights = g_ptr_array_new ();
  g_ptr_array_set_free_func (check->weights, clear_value);
  for (guint i = 0; i < backward->n_roots; i++)
    {
      const CrValue *given = backward->gradients[i]; /* NULL for a root that requires no gradient */
      CrValue *weight = given != NULL ? cr_replay_recompute (check->replay, given, error) : NULL;
      if (given != NULL && weight == NULL)
        return FALSE;
      g_ptr_array_add (check->weights, weight);
    }
  check->nudge.begun = check->begun;
  check->nudge.n_roots = backward->n_roots;
  check->nudge.roots = backward->roots;
  check->nudge.weights = (CrValue *const *)check->weights->pdata;
  return TRUE;
}

/* Which output of its function the variable is. */
static guint
find_output_nr (CrGraph *graph, guint function, guint variable)
{
  const CrFunctionNode *node = cr_graph_get_function (graph, function);
  for (guint i = 0; i < node->n_others; i++)
    if (node->others[i] == variable)
      return i + 1;
  return 0;
}

/* What the step hands to the variable itself; NULL if it is not its. */
static const CrValue *
get_received (Check *check, const CrStepEvent *step)
{
  const CrVariable *variable = cr_graph_get_variable (check->graph, check->variable);
  if (variable->function == 0)
    return step->leaf == variable->tensor && step->n_received > 0 ? step->received[0] : NULL;
  guint function = cr_graph_find_function (check->graph, variable->function);
  guint output_nr = function != CR_NONE ? find_output_nr (check->graph, function, check->variable) : 0;
  return step->function == variable->function && output_nr < step->n_received ? step->received[output_nr] : NULL;
}

/* The gradient that the backward brought to the variable. */
static gboolean
take_gradient (Check *check, guint backward, GError **error)
{
  CrTrace *trace = cr_graph_get_trace (check->graph);
  for (guint i = check->begun; i < check->ended; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      const CrValue *received = event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.backward == backward
                                    ? get_received (check, &event->u.step)
                                    : NULL;
      if (received == NULL)
        continue;
      check->gradient = cr_replay_recompute (check->replay, received, error);
      return check->gradient != NULL;
    }
  g_autofree char *name = cr_path_describe (check->graph, check->variable);
  g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("backward pass %u brings no gradient to %s"), backward, name);
  return FALSE;
}

/* Sum of |u * g|, or where only summaries are left what it is at most (Cauchy and Schwarz). */
static double
multiply (const CrValue *u, const CrValue *g)
{
  CrSummary a, b;
  double sum = 0;
  if (u == NULL || g == NULL)
    return 0;
  gint64 n = cr_value_get_numel (u);
  if (cr_value_get_numel (g) == n && cr_value_has_data (u) && cr_value_has_data (g))
    {
      for (gint64 i = 0; i < n; i++)
        sum += fabs (cr_value_get_double (u, i) * cr_value_get_double (g, i));
      return sum;
    }
  cr_value_get_summary (u, &a);
  cr_value_get_summary (g, &b);
  return a.norm * b.norm;
}

static double
measure_step (Check *check, const CrStepEvent *step, guint function, const guint8 *between)
{
  const CrFunctionNode *node = cr_graph_get_function (check->graph, function);
  const CrOperationEvent *operation
      = &cr_trace_get_event (cr_graph_get_trace (check->graph), node->created)->u.operation;
  double sum = 0;
  for (guint i = 0; i < step->n_received; i++)
    {
      guint output = cr_graph_get_output (node, i);
      if (output != CR_NONE && between[output])
        sum += multiply (i == 0 ? operation->value : operation->others[i - 1].value, step->received[i]);
    }
  return sum;
}

/* Notes which functions were run, and how much rounding matters. */
static void
read_steps (Check *check, guint backward, guint8 *stepped)
{
  CrTrace *trace = cr_graph_get_trace (check->graph);
  g_autofree guint8 *between = g_new0 (guint8, cr_graph_get_n_variables (check->graph) + 1);
  g_autoptr (GArray) targets = cr_path_list_targets (check->graph, check->variable);
  for (guint i = 0; i < targets->len; i++)
    between[g_array_index (targets, guint, i)] = TRUE;
  for (guint i = check->begun; i < check->ended; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind != CR_EVENT_FUNCTION_STEPPED || event->u.step.backward != backward)
        continue;
      guint function = cr_graph_find_function (check->graph, event->u.step.function);
      if (function == CR_NONE)
        continue;
      stepped[function] = TRUE;
      check->noise += check->eps * measure_step (check, &event->u.step, function, between);
    }
}

static gboolean
check_prepare (Check *check, guint backward, GError **error)
{
  const CrVariable *variable = cr_graph_get_variable (check->graph, check->variable);
  g_autofree guint8 *stepped = g_new0 (guint8, cr_graph_get_n_functions (check->graph) + 1);
  if (!cr_dtype_is_floating (variable->dtype))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("numbers of dtype %s cannot be moved a little"),
                   cr_dtype_get_name (variable->dtype));
      return FALSE;
    }
  check->eps = get_eps (variable->dtype);
  if (!find_backward (check, backward, error) || !take_roots (check, error) || !take_gradient (check, backward, error))
    return FALSE;
  read_steps (check, backward, stepped);
  for (guint i = 0; i < check->nudge.n_roots; i++)
    {
      const CrBackwardEvent *event = &cr_trace_get_event (cr_graph_get_trace (check->graph), check->begun)->u.backward;
      guint root = cr_graph_find_variable (check->graph, event->roots[i], event->root_fns[i]);
      check->cut |= root != CR_NONE && cr_path_is_cut (check->graph, check->variable, root);
    }
  return cr_nudge_find_moment (check->graph, check->variable, stepped, &check->nudge, error);
}

/* One central difference. NAN where a run took another way or the root is not finite. */
static gboolean
differ (Check *check, gint64 element, double delta, double *quotient, double *width, gboolean *diverged, GError **error)
{
  double root[2], moved[2];
  *quotient = NAN;
  for (int i = 0; i < 2; i++)
    {
      gboolean other_way;
      if (!cr_nudge_run (&check->nudge, check->replay, element, i == 0 ? delta : -delta, &moved[i], &root[i],
                         &other_way, error))
        return FALSE;
      *diverged |= other_way;
      if (other_way)
        return TRUE;
    }
  *width = moved[0] - moved[1];
  if (*width > 0 && isfinite (root[0] - root[1]))
    *quotient = (root[0] - root[1]) / *width;
  return TRUE;
}

/* A power of two, so that moving is mostly exact: the best for what varies over lengths of 1, or of @x if that is
 * more. */
static double
choose_delta (double eps, double x)
{
  return exp2 (round (log2 (cbrt (eps) * fmax (1, fabs (x)))));
}

static void
judge (Check *check, CrDifference *difference, double quotient, double width, double error)
{
  difference->numerical = quotient;
  difference->delta = width / 2;
  difference->tolerance = error + 16 * check->eps * fmax (fabs (difference->analytic), fabs (quotient));
  difference->agrees = fabs (quotient - difference->analytic) <= difference->tolerance;
}

static gboolean
check_element (Check *check, double x, CrDifference *difference, GError **error)
{
  double delta = choose_delta (check->eps, x), before = NAN, least = INFINITY;
  gboolean any_diverged = FALSE;
  difference->analytic = cr_value_get_double (check->gradient, difference->element);
  difference->numerical = NAN;
  difference->cut = check->cut;
  for (int i = 0; i < N_TRIES; i++, delta /= SHRINK)
    {
      double quotient, width = 2 * delta;
      if (!differ (check, difference->element, delta, &quotient, &width, &any_diverged, error))
        return FALSE;
      double rounding = 2 * check->noise / width;
      if (i == 0 && !isnan (quotient))
        {
          judge (check, difference, quotient, width, rounding);
          if (difference->agrees)
            return TRUE;
        }
      double all = rounding + fabs (quotient - before);
      if (!isnan (quotient) && !isnan (before) && all < least)
        {
          least = all;
          judge (check, difference, quotient, width, all);
        }
      before = quotient;
    }
  if (isnan (difference->numerical))
    {
      difference->diverged = any_diverged;
      difference->delta = delta;
    }
  return TRUE;
}

static gboolean
check_elements (const Check *check, const gint64 *elements, guint n, GError **error)
{
  gint64 numel = cr_value_get_numel (check->gradient);
  for (guint i = 0; i < n; i++)
    if (elements[i] < 0 || elements[i] >= numel)
      {
        g_set_error (error, CR_ERROR, CR_ERROR_INDEX, _ ("there is no element %" PRId64), elements[i]);
        return FALSE;
      }
  return TRUE;
}

gboolean
cr_replay_differences (CrReplay *replay, guint variable, guint backward, const gint64 *elements, guint n,
                       CrDifference *differences, GError **error)
{
  g_return_val_if_fail (replay != NULL && (n == 0 || (elements != NULL && differences != NULL)), FALSE);
  CrGraph *graph = cr_replay_get_graph (replay);
  g_return_val_if_fail (variable < cr_graph_get_n_variables (graph), FALSE);
  Check check = { .replay = replay, .graph = graph, .variable = variable };
  g_autoptr (CrValue) value = NULL;
  gboolean done = check_prepare (&check, backward, error) && check_elements (&check, elements, n, error);
  if (done)
    value = cr_replay_value (replay, variable, check.nudge.is_leaf ? check.begun : check.nudge.at, FALSE, NULL);
  for (guint i = 0; done && i < n; i++)
    {
      double x = value != NULL ? cr_value_get_double (value, elements[i]) : 0;
      differences[i] = (CrDifference){ .element = elements[i] };
      done = check_element (&check, x, &differences[i], error);
      cr_replay_set_progress (replay, (i + 1.0) / n);
    }
  check_clear (&check);
  return done;
}
