/* Local derivatives: the rule of one function applied to one-hot gradients, right after its operation was recorded,
 * when what it saved is as it was. Many are asked in one run, since nothing that is asked leaves a trace; only the
 * backward of a custom function is the script's own code and may, so that the run ends with it.
 *
 * A rule is linear in the gradient that comes in: sent = J^T received. Of a large output one column of J alone is
 * J e, which is the gradient of <e, sent> by received: the rule is written with differentiable functions, and two
 * passes stand for as many as there are elements. */

#include "cr-replay-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "cr-element.h"
#include "cr-primitive.h"

/* From so many elements of the output on, one column is computed in two passes. */
#define MANY_ROWS 256

/* Where a rule cannot be differentiated, one-hot gradients may touch so many elements together: some seconds' work. */
#define MAX_TOUCHED (G_GINT64_CONSTANT (1) << 34)

/* One question, and what stands by to answer it. */
typedef struct
{
  CrLocalDerivative *derivative;
  CrGradFn *function;
  CrGradFn *next; /* where it sends to */
  guint next_nr;
  CrContext *context;
  CrDtype dtype;
  gint64 n_rows, n_columns;
  CrTensor **received, **sent;
} Rule;

static void
clear_all (CrTensor **tensors, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&tensors[i], cr_tensor_unref);
}

static gboolean
apply (Rule *rule, GError **error)
{
  return !cr_context_check_cancelled (rule->context, error)
         && cr_probe_apply (rule->function, rule->received, rule->sent, error);
}

/* Row by row: to @elements go whole rows or, where one column is asked for, its element. */
static gboolean
fill_rows (Rule *rule, char *elements, GError **error)
{
  gint64 column = rule->derivative->element;
  gsize size = cr_dtype_get_size (rule->dtype);
  CrTensor *gradient = cr_replay_new_gradient (rule->function, rule->derivative->output_nr, rule->context, error);
  if (gradient == NULL)
    return FALSE;
  rule->received[rule->derivative->output_nr] = gradient;
  for (gint64 row = 0; row < rule->n_rows; row++)
    {
      if (!cr_replay_set_element (gradient, row, 1, error) || !apply (rule, error))
        return FALSE;
      CrTensor *sent = rule->sent[rule->derivative->edge];
      if (column < 0)
        cr_replay_copy_elements (sent, rule->dtype, elements + (gsize)(row * rule->n_columns) * size);
      else if (sent != NULL)
        cr_element_set_double (rule->dtype, elements, row, cr_tensor_get_double (sent, column));
      clear_all (rule->sent, cr_grad_fn_get_n_next (rule->function));
      if (!cr_replay_set_element (gradient, row, 0, error))
        return FALSE;
    }
  return TRUE;
}

/* One column as the gradient of what is sent by what is received. FALSE with @error where the rule cannot be
 * differentiated. */
static gboolean
fill_column (Rule *rule, gpointer elements, GError **error)
{
  CrLocalDerivative *derivative = rule->derivative;
  CrTensor *gradient = cr_replay_new_gradient (rule->function, derivative->output_nr, rule->context, error);
  if (gradient == NULL)
    return FALSE;
  rule->received[derivative->output_nr] = gradient;
  cr_context_set_grad_enabled (rule->context, TRUE);
  gboolean done = cr_tensor_set_requires_grad (gradient, TRUE, error) && apply (rule, error);
  cr_context_set_grad_enabled (rule->context, FALSE);
  CrTensor *sent = done ? rule->sent[derivative->edge] : NULL;
  CrGradFn *made = sent != NULL ? cr_tensor_get_grad_fn (sent) : NULL;
  CrGradFn *leaf = made != NULL ? cr_probe_find_leaf (sent, cr_tensor_get_id (gradient)) : NULL;
  if (done && sent == gradient) /* handed on as it came */
    cr_element_set_double (rule->dtype, elements, derivative->element, 1);
  if (!done || sent == NULL || sent == gradient)
    return done;
  if (leaf == NULL) /* a rule that did not say what it did */
    return FALSE;
  g_autoptr (CrTensor) one = cr_replay_new_gradient (made, cr_tensor_get_output_nr (sent), rule->context, error);
  g_autoptr (CrTensor) column = NULL;
  if (one == NULL || !cr_replay_set_element (one, derivative->element, 1, error)
      || !cr_probe_gradient (made, cr_tensor_get_output_nr (sent), one, leaf, 0, &column, error))
    return FALSE;
  cr_replay_copy_elements (column, rule->dtype, elements);
  return TRUE;
}

static gboolean
check_rule (Rule *rule, GError **error)
{
  CrLocalDerivative *derivative = rule->derivative;
  if (derivative->output_nr < cr_grad_fn_get_n_outputs (rule->function)
      && derivative->edge < cr_grad_fn_get_n_next (rule->function))
    rule->next = cr_grad_fn_get_next (rule->function, derivative->edge, &rule->next_nr);
  if (rule->next == NULL)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("%s sends no gradient there"),
                   cr_grad_fn_get_name (rule->function));
      return FALSE;
    }
  cr_probe_get_form (rule->next, rule->next_nr, &rule->dtype, NULL);
  rule->n_rows = cr_replay_count_elements (rule->function, derivative->output_nr);
  rule->n_columns = cr_replay_count_elements (rule->next, rule->next_nr);
  if (derivative->element < rule->n_columns)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_INDEX, _ ("there is no element %" PRId64), derivative->element);
  return FALSE;
}

/* A column is found in two passes whatever its length, so that only memory bounds it. */
static gpointer
new_elements (Rule *rule, GError **error)
{
  gboolean whole = rule->derivative->element < 0;
  return cr_replay_new_elements (rule->dtype, rule->n_rows, whole ? rule->n_columns : 1,
                                 whole ? CR_REPLAY_MAX_ELEMENTS : G_MAXINT64, error);
}

static gboolean
check_rows (Rule *rule, GError **error)
{
  gint64 touched;
  if (!__builtin_mul_overflow (rule->n_rows, MAX (rule->n_rows, rule->n_columns), &touched) && touched <= MAX_TOUCHED)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_MEMORY,
               _ ("the rule of %s can only be tried one element at a time, and its output has %" PRId64),
               cr_grad_fn_get_name (rule->function), rule->n_rows);
  return FALSE;
}

static gboolean
fill (Rule *rule, GError **error)
{
  gboolean whole = rule->derivative->element < 0;
  g_autofree char *elements = new_elements (rule, error);
  guint n_next = cr_grad_fn_get_n_next (rule->function), n_outputs = cr_grad_fn_get_n_outputs (rule->function);
  if (elements == NULL)
    return FALSE;
  g_autofree CrTensor **tensors = g_new0 (CrTensor *, n_next + n_outputs);
  rule->sent = tensors;
  rule->received = tensors + n_next;
  gboolean done = !whole && rule->n_rows >= MANY_ROWS && fill_column (rule, elements, NULL);
  clear_all (tensors, n_next + n_outputs);
  if (!done)
    {
      memset (elements, 0, (gsize)(rule->n_rows * (whole ? rule->n_columns : 1)) * cr_dtype_get_size (rule->dtype));
      done = (whole || check_rows (rule, error)) && fill_rows (rule, elements, error);
      clear_all (tensors, n_next + n_outputs);
    }
  if (done)
    rule->derivative->matrix = cr_value_new_from_data (rule->dtype, whole ? 2 : 1,
                                                       (const gint64[]){ rule->n_rows, rule->n_columns }, elements);
  return done;
}

static gboolean
ask_rule (CrReplayRun *run, CrLocalDerivative *derivative, gboolean *is_custom, GError **error)
{
  CrGraph *graph = cr_replay_get_graph (run->replay);
  const CrFunctionNode *node = cr_graph_get_function (graph, derivative->function);
  CrTensor *tensor;
  Rule rule = { .derivative = derivative };
  rule.function = cr_replay_run_find_function (run, node->output, node->id, &tensor, error);
  if (rule.function == NULL)
    return FALSE;
  rule.context = cr_tensor_get_context (tensor);
  *is_custom = strcmp (cr_grad_fn_get_primitive (rule.function)->name, "custom") == 0;
  CrProbe probe;
  cr_probe_begin (&probe, rule.context);
  gboolean done = check_rule (&rule, error) && fill (&rule, error);
  cr_probe_end (&probe);
  return done;
}

typedef struct
{
  CrLocalDerivative *derivatives;
  guint n;
} Batch;

static guint
get_moment (CrGraph *graph, const CrLocalDerivative *derivative)
{
  return cr_replay_find_made (graph, cr_graph_get_function (graph, derivative->function)->output);
}

static gboolean
ask_batch (CrReplayRun *run, guint n_events, gpointer data, GError **error)
{
  Batch *batch = data;
  gboolean any_custom = FALSE;
  for (guint i = 0; i < batch->n; i++)
    {
      CrLocalDerivative *derivative = &batch->derivatives[i];
      gboolean is_custom = FALSE;
      if (derivative->matrix != NULL || get_moment (cr_replay_get_graph (run->replay), derivative) != n_events)
        continue;
      if (!ask_rule (run, derivative, &is_custom, error))
        return FALSE;
      any_custom |= is_custom;
    }
  return !any_custom;
}

static int
compare_stops (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *)a, second = *(const guint *)b;
  return first < second ? -1 : first > second;
}

/* The moments of those that have no answer yet, ascending, each once. */
static GArray *
list_stops (CrGraph *graph, const Batch *batch)
{
  GArray *stops = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < batch->n; i++)
    {
      guint stop = get_moment (graph, &batch->derivatives[i]);
      if (batch->derivatives[i].matrix == NULL)
        g_array_append_val (stops, stop);
    }
  g_array_sort (stops, compare_stops);
  guint n = 0;
  for (guint i = 0; i < stops->len; i++)
    if (n == 0 || g_array_index (stops, guint, n - 1) != g_array_index (stops, guint, i))
      g_array_index (stops, guint, n++) = g_array_index (stops, guint, i);
  g_array_set_size (stops, n);
  return stops;
}

static gboolean
check_recorded (CrGraph *graph, CrLocalDerivative *derivatives, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    derivatives[i].matrix = NULL;
  for (guint i = 0; i < n; i++)
    {
      g_return_val_if_fail (derivatives[i].function < cr_graph_get_n_functions (graph), FALSE);
      const CrFunctionNode *function = cr_graph_get_function (graph, derivatives[i].function);
      if (function->records)
        continue;
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("%s was computed without a gradient"), function->name);
      return FALSE;
    }
  return TRUE;
}

gboolean
cr_replay_local_derivatives (CrReplay *replay, CrLocalDerivative *derivatives, guint n, GError **error)
{
  g_return_val_if_fail (replay != NULL && (n == 0 || derivatives != NULL), FALSE);
  CrGraph *graph = cr_replay_get_graph (replay);
  Batch batch = { derivatives, n };
  gboolean done = check_recorded (graph, derivatives, n, error);
  while (done)
    {
      g_autoptr (GArray) stops = list_stops (graph, &batch);
      if (stops->len == 0)
        return TRUE;
      CrReplayRun run = { .replay = replay,
                          .stops = (const guint *)stops->data,
                          .n_stops = stops->len,
                          .ask = ask_batch,
                          .data = &batch,
                          .first_kept = G_MAXUINT,
                          .first_free = G_MAXUINT };
      done = cr_replay_ask (&run, error);
    }
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&derivatives[i].matrix, cr_value_unref);
  return FALSE;
}
