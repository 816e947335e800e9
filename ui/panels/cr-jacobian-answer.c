/* The question is put on the replay's thread, where also the trace is searched for v and pictures are prepared. */

#include "cr-jacobian-answer.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cr-path.h"
#include "cr-value-text.h"

CrJacobianAnswer *
cr_jacobian_answer_new (CrGraph *graph, guint of, guint by)
{
  CrJacobianAnswer *answer = g_new0 (CrJacobianAnswer, 1);

  answer->graph = cr_graph_ref (graph);
  answer->of = of;
  answer->by = by;
  return answer;
}

void
cr_jacobian_answer_free (gpointer data)
{
  CrJacobianAnswer *answer = data;

  if (answer == NULL)
    return;
  g_clear_pointer (&answer->v, cr_value_unref);
  cr_jacobian_clear (&answer->result);
  g_clear_pointer (&answer->matrix_heat, cr_heat_free);
  g_clear_pointer (&answer->v_heat, cr_heat_free);
  g_clear_pointer (&answer->product_heat, cr_heat_free);
  cr_graph_unref (answer->graph);
  g_free (answer);
}

static guint
find_output_nr (const CrFunctionNode *function, guint variable)
{
  for (guint i = 0; i < function->n_others; i++)
    if (function->others[i] == variable)
      return i + 1;
  return 0;
}

/* The gradient that the variable received in the last backward that reached it; NULL for none. */
static const CrValue *
find_received (CrJacobianAnswer *answer)
{
  const CrVariable *of = cr_graph_get_variable (answer->graph, answer->of);
  CrTrace *trace = cr_graph_get_trace (answer->graph);
  guint function = of->function != 0 ? cr_graph_find_function (answer->graph, of->function) : CR_NONE;
  guint output_nr
      = function != CR_NONE ? find_output_nr (cr_graph_get_function (answer->graph, function), answer->of) : 0;

  for (guint i = of->function != 0 ? cr_trace_get_length (trace) : 0; i-- > of->created;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind != CR_EVENT_FUNCTION_STEPPED || event->u.step.function != of->function
          || output_nr >= event->u.step.n_received || event->u.step.received[output_nr] == NULL)
        continue;
      answer->backward = event->u.step.backward;
      return event->u.step.received[output_nr];
    }
  return NULL;
}

static CrHeat *
new_heat (const CrValue *value, gint64 n_rows)
{
  gint64 numel = value != NULL ? cr_value_get_numel (value) : 0;

  return numel > 0 && cr_value_has_data (value) ? cr_heat_new (value, 0, n_rows, numel / n_rows, NULL) : NULL;
}

gboolean
cr_jacobian_answer_find (CrReplay *replay, gpointer data, GError **error)
{
  CrJacobianAnswer *answer = data;
  const CrValue *received = find_received (answer);

  if (received != NULL && (answer->v = cr_replay_recompute (replay, received, error)) == NULL)
    return FALSE;
  if (!cr_replay_jacobian (replay, answer->by, answer->of, answer->v, &answer->result, error))
    return FALSE;
  if (cr_jacobian_answer_get_n_rows (answer) > 0)
    answer->matrix_heat = new_heat (answer->result.matrix, cr_jacobian_answer_get_n_rows (answer));
  if (cr_jacobian_answer_get_n_rows (answer) > 1)
    answer->v_heat = new_heat (answer->v, 1);
  answer->product_heat = new_heat (answer->result.product, 1);
  return TRUE;
}

static gint64
count (const CrVariable *variable)
{
  gint64 n = 1;

  for (int i = 0; i < variable->ndim; i++)
    n *= variable->sizes[i];
  return n;
}

gint64
cr_jacobian_answer_get_n_rows (const CrJacobianAnswer *answer)
{
  return count (cr_graph_get_variable (answer->graph, answer->of));
}

gint64
cr_jacobian_answer_get_n_columns (const CrJacobianAnswer *answer)
{
  return count (cr_graph_get_variable (answer->graph, answer->by));
}

char *
cr_jacobian_answer_dup_place (const CrJacobianAnswer *answer, gboolean is_row, gint64 element)
{
  const CrVariable *variable = cr_graph_get_variable (answer->graph, is_row ? answer->of : answer->by);
  gint64 index[CR_MAX_DIMS];
  GString *text;

  if (variable->ndim == 0)
    return g_strdup ("");
  for (int i = variable->ndim - 1; i >= 0; i--)
    {
      index[i] = element % MAX (variable->sizes[i], 1);
      element /= MAX (variable->sizes[i], 1);
    }
  text = g_string_new ("[");
  for (int i = 0; i < variable->ndim; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", index[i]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

char *
cr_jacobian_answer_dup_head (const CrJacobianAnswer *answer, gboolean is_row, gint64 element)
{
  guint variable = is_row ? answer->of : answer->by;

  return cr_graph_get_variable (answer->graph, variable)->ndim == 0
             ? cr_path_describe (answer->graph, variable)
             : cr_jacobian_answer_dup_place (answer, is_row, element);
}

char *
cr_jacobian_answer_dup_element (const CrJacobianAnswer *answer, gint64 row, gint64 column)
{
  g_autofree char *of = cr_path_describe (answer->graph, answer->of);
  g_autofree char *by = cr_path_describe (answer->graph, answer->by);
  g_autofree char *line = cr_jacobian_answer_dup_place (answer, TRUE, MAX (row, 0));
  g_autofree char *place = cr_jacobian_answer_dup_place (answer, FALSE, column);
  g_autofree char *number = NULL;

  if (row == CR_JACOBIAN_V)
    {
      g_autofree char *element = cr_jacobian_answer_dup_place (answer, TRUE, column);

      number = cr_value_dup_number (answer->v, column);
      return g_strdup_printf ("v%s = %s", element, number);
    }
  if (row == CR_JACOBIAN_PRODUCT)
    {
      number = cr_value_dup_number (answer->result.product, column);
      return g_strdup_printf ("vᵀJ%s = %s", place, number);
    }
  number = cr_value_dup_number (answer->result.matrix, row * cr_jacobian_answer_get_n_columns (answer) + column);
  return g_strdup_printf ("∂%s%s / ∂%s%s = %s", of, line, by, place, number);
}

char *
cr_jacobian_answer_dup_title (const CrJacobianAnswer *answer)
{
  g_autofree char *of = cr_path_describe (answer->graph, answer->of);
  g_autofree char *by = cr_path_describe (answer->graph, answer->by);

  /* Translators: the Jacobian of one variable by another, its rows and columns. */
  return g_strdup_printf (_ ("∂%s / ∂%s: %" PRId64 " × %" PRId64), of, by, cr_jacobian_answer_get_n_rows (answer),
                          cr_jacobian_answer_get_n_columns (answer));
}

/* What v does to the rows. */
static char *
dup_effect (const CrJacobianAnswer *answer)
{
  gint64 n = cr_jacobian_answer_get_n_rows (answer), picked = -1;
  guint n_zero = 0, n_one = 0;
  g_autofree char *place = NULL;

  for (gint64 i = 0; answer->v != NULL && i < n; i++)
    {
      double number = cr_value_get_double (answer->v, i);

      n_zero += number == 0;
      n_one += number == 1;
      if (number == 1)
        picked = i;
    }
  if (n == 1)
    return g_strdup (_ ("J has one row, which v multiplies."));
  if (answer->v == NULL || n_one == n)
    return g_strdup (_ ("It is 1 everywhere: vᵀJ adds up the rows."));
  if (n_zero == n - 1 && n_one == 1)
    {
      place = cr_jacobian_answer_dup_place (answer, TRUE, picked);
      return g_strdup_printf (_ ("It picks row %s: vᵀJ is that row."), place);
    }
  return g_strdup (_ ("vᵀJ is the rows, each times its v, added up."));
}

char *
cr_jacobian_answer_dup_weights (const CrJacobianAnswer *answer)
{
  g_autofree char *of = cr_path_describe (answer->graph, answer->of);
  g_autofree char *effect = dup_effect (answer);
  g_autofree char *origin
      = answer->backward != 0 ? g_strdup_printf (_ ("v is the gradient that %s received in backward pass %" PRIu64 "."),
                                                 of, answer->backward)
                              : g_strdup_printf (_ ("No backward pass reached %s: v is 1 everywhere."), of);

  if (answer->backward == 0 && cr_jacobian_answer_get_n_rows (answer) > 1)
    return g_strdup_printf (_ ("No backward pass reached %s: v is 1 everywhere, and vᵀJ adds up the rows."), of);
  return g_strdup_printf ("%s %s", origin, effect);
}

static char *
dup_time (double seconds)
{
  if (seconds < 0.0005)
    return g_strdup_printf (_ ("%.0f µs"), seconds * 1e6);
  if (seconds < 0.5)
    return g_strdup_printf (_ ("%.1f ms"), seconds * 1e3);
  return g_strdup_printf (_ ("%.1f s"), seconds);
}

char *
cr_jacobian_answer_dup_cost (const CrJacobianAnswer *answer)
{
  g_autofree char *one = dup_time (answer->result.product_seconds), *all = dup_time (answer->result.matrix_seconds);

  if (answer->result.matrix == NULL)
    return g_strdup_printf (_ ("J would be too large to build: %" PRId64
                               " backward passes. One of them gave vᵀJ, in %s: a gradient never needs J itself."),
                            cr_jacobian_answer_get_n_rows (answer), one);
  return g_strdup_printf (ngettext ("One backward pass gave vᵀJ in %s. Building J took %u pass and %s.",
                                    "One backward pass gave vᵀJ in %s. Building J took %u passes and %s.",
                                    answer->result.n_passes),
                          one, answer->result.n_passes, all);
}
