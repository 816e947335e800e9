/* The diagonal of the Jacobian, if there is nothing beside it: else the curve is not that of a function of x, and its
 * derivatives are no slopes of it. Where each element of y depends on that of x alone it is what one backward pass with
 * ones gives. */

#include "cr-plot-slopes.h"

#include <math.h>

#include "cr-label.h"
#include "cr-session-replay.h"

struct _CrPlotSlopes
{
  CrSession *session;
  void (*changed) (gpointer user_data);
  gpointer user_data;
  GHashTable *known;         /* pair -> CrValue; NULL while it is being found, or where there is none */
  GHashTable *none;          /* set of pairs that have no slopes */
  GCancellable *cancellable; /* of all that is being found */
};

typedef struct
{
  CrPlotSlopes *slopes; /* NULL once it is gone; main thread only */
  guint from, to;
  gboolean elementwise;
  CrJacobian jacobian;
  CrValue *found;
} Question;

static void
clear_value (gpointer value)
{
  if (value != NULL)
    cr_value_unref (value);
}

CrPlotSlopes *
cr_plot_slopes_new (CrSession *session, void (*changed) (gpointer user_data), gpointer user_data)
{
  CrPlotSlopes *slopes = g_new0 (CrPlotSlopes, 1);

  slopes->session = session;
  slopes->changed = changed;
  slopes->user_data = user_data;
  slopes->known = g_hash_table_new_full (NULL, NULL, NULL, clear_value);
  slopes->none = g_hash_table_new (NULL, NULL);
  slopes->cancellable = g_cancellable_new ();
  return slopes;
}

void
cr_plot_slopes_free (CrPlotSlopes *slopes)
{
  g_cancellable_cancel (slopes->cancellable);
  g_object_unref (slopes->cancellable);
  g_hash_table_unref (slopes->known);
  g_hash_table_unref (slopes->none);
  g_free (slopes);
}

void
cr_plot_slopes_forget (CrPlotSlopes *slopes)
{
  g_cancellable_cancel (slopes->cancellable);
  g_object_unref (slopes->cancellable);
  slopes->cancellable = g_cancellable_new ();
  g_hash_table_remove_all (slopes->known);
  g_hash_table_remove_all (slopes->none);
}

static void
question_free (gpointer data)
{
  Question *question = data;

  cr_jacobian_clear (&question->jacobian);
  g_clear_pointer (&question->found, cr_value_unref);
  g_free (question);
}

/* Whether y[i] changes with x[i] alone. */
static gboolean
is_diagonal (const CrValue *matrix, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    for (gint64 k = 0; k < n; k++)
      if (i != k && cr_value_get_double (matrix, i * n + k) != 0)
        return FALSE;
  return TRUE;
}

/* On the thread. */
static CrValue *
take_diagonal (const Question *question)
{
  const CrValue *matrix = question->jacobian.matrix;
  g_autofree double *diagonal = NULL;
  gint64 n;

  if (matrix == NULL)
    return question->elementwise && question->jacobian.product != NULL ? cr_value_ref (question->jacobian.product)
                                                                       : NULL;
  n = cr_value_get_sizes (matrix)[0];
  if (cr_value_get_sizes (matrix)[1] != n || n == 0 || (!question->elementwise && !is_diagonal (matrix, n)))
    return NULL;
  diagonal = g_new (double, n);
  for (gint64 i = 0; i < n; i++)
    diagonal[i] = cr_value_get_double (matrix, i * n + i);
  return cr_value_new_from_data (CR_DTYPE_FLOAT64, 1, &n, diagonal);
}

static gboolean
ask (CrReplay *replay, gpointer data, GError **error)
{
  Question *question = data;

  if (!cr_replay_jacobian (replay, question->from, question->to, NULL, &question->jacobian, error))
    return FALSE;
  question->found = take_diagonal (question);
  return TRUE;
}

static gpointer
get_pair (guint y, guint x)
{
  return GSIZE_TO_POINTER (((gsize)y << 32) | x);
}

/* Cancelled questions may be of slopes that are gone. */
static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = cr_session_replay_finish (CR_SESSION (source), result, NULL);
  gpointer pair;

  if (question == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  pair = get_pair (question->to, question->from);
  if (question->found != NULL)
    g_hash_table_insert (question->slopes->known, pair, cr_value_ref (question->found));
  else
    g_hash_table_add (question->slopes->none, pair);
  question->slopes->changed (question->slopes->user_data);
}

static void
ask_for (CrPlotSlopes *slopes, const CrPlotSource *source)
{
  Question *question = g_new0 (Question, 1);

  question->slopes = slopes;
  question->from = source->slope_x;
  question->to = source->slope_y;
  question->elementwise = source->elementwise;
  g_hash_table_insert (slopes->known, get_pair (question->to, question->from), NULL);
  cr_session_replay_async (slopes->session, ask, question, question_free, slopes->cancellable, answered, NULL);
}

gboolean
cr_plot_slopes_get (CrPlotSlopes *slopes, const CrPlotSource *source, gint64 element, double *slope)
{
  gpointer value;

  g_return_val_if_fail (slopes != NULL && slope != NULL, FALSE);
  if (source == NULL || source->slope_x == CR_NONE || element < 0)
    return FALSE;
  if (!g_hash_table_lookup_extended (slopes->known, get_pair (source->slope_y, source->slope_x), NULL, &value))
    {
      ask_for (slopes, source);
      return FALSE;
    }
  if (value == NULL || element >= cr_value_get_numel (value))
    return FALSE;
  *slope = cr_value_get_double (value, element);
  return isfinite (*slope);
}

gboolean
cr_plot_slopes_is_none (CrPlotSlopes *slopes, const CrPlotSource *source)
{
  g_return_val_if_fail (slopes != NULL, FALSE);
  return source != NULL && source->slope_x != CR_NONE
         && g_hash_table_contains (slopes->none, get_pair (source->slope_y, source->slope_x));
}

char *
cr_plot_element_describe (const CrVariable *variable, gint64 element)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (variable != NULL, g_string_free (text, FALSE));
  for (int i = 0; i < variable->ndim; i++)
    {
      gint64 below = 1;

      for (int k = i + 1; k < variable->ndim; k++)
        below *= variable->sizes[k];
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i == 0 ? "[" : ", ",
                              below == 0 || variable->sizes[i] == 0 ? 0 : element / below % variable->sizes[i]);
    }
  if (variable->ndim > 0)
    g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

char *
cr_plot_number_describe (double number)
{
  double twelfths = number * 12 / G_PI;
  int n = fabs (twelfths) < 1000 ? (int)lround (twelfths) : 0, d = 12;

  if (n == 0 || fabs (twelfths - n) > 2e-5 * MAX (1, fabs (twelfths) / 12))
    return cr_label_new_number (number);
  for (int k = 12; k > 1; k--)
    if (n % k == 0 && d % k == 0)
      {
        n /= k;
        d /= k;
      }
  const char *sign = n < 0 ? "−" : "";
  g_autofree char *top = ABS (n) == 1 ? g_strdup ("π") : g_strdup_printf ("%dπ", ABS (n));

  return d == 1 ? g_strdup_printf ("%s%s", sign, top) : g_strdup_printf ("%s%s/%d", sign, top, d);
}

char *
cr_plot_slope_describe (CrGraph *graph, const CrPlotSource *source, double x)
{
  static const char *const table[][2] = { { "sin", "cos(%s)" },         { "cos", "−sin(%s)" },
                                          { "tan", "1/cos²(%s)" },      { "exp", "exp(%s)" },
                                          { "log", "1/(%s)" },          { "sqrt", "1/(2 √(%s))" },
                                          { "tanh", "1 − tanh²(%s)" },  { "sigmoid", "σ(%s) (1 − σ(%s))" },
                                          { "reciprocal", "−1/(%s)²" }, { "sinh", "cosh(%s)" },
                                          { "cosh", "sinh(%s)" },       { "atan", "1/(1 + (%s)²)" },
                                          { "asin", "1/√(1 − (%s)²)" }, { "log1p", "1/(1 + %s)" },
                                          { "expm1", "exp(%s)" } };
  const CrFunctionNode *function = NULL;
  guint maker;

  if (source == NULL || source->slope_y == CR_NONE)
    return NULL;
  maker = cr_graph_get_variable (graph, source->slope_y)->maker;
  function = maker == CR_NONE ? NULL : cr_graph_get_function (graph, maker);
  if (function == NULL || function->n_inputs != 1 || function->inputs[0] != source->slope_x)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i][0], function->primitive))
      {
        g_autofree char *at = cr_plot_number_describe (x);
        g_auto (GStrv) parts = g_strsplit (table[i][1], "%s", -1);

        return g_strjoinv (at, parts);
      }
  return NULL;
}
