/* The Jacobian between two variables of the recorded graph: when the later one has just been computed, one backward
 * pass for each of its elements, caught where the gradient of the earlier one arrives. That is a place in the graph, so
 * that the earlier one may be a leaf or not, and its tensor may be gone. */

#include "cr-replay-private.h"

#include <glib/gi18n-lib.h>

#include "cr-path.h"

typedef struct
{
  guint from, to;
  const CrValue *v; /* nullable */
  CrJacobian *jacobian;

  /* in the moment */
  CrReplay *replay;
  CrTensor *tensor;
  CrGradFn *root, *place;
  guint root_nr, place_nr;
} Question;

static double
get_seconds_since (gint64 begun)
{
  return (double)(g_get_monotonic_time () - begun) / G_USEC_PER_SEC;
}

/* Which output of its function @variable is. */
static guint
find_output_nr (CrGraph *graph, const CrVariable *variable, guint index)
{
  guint maker = cr_graph_find_function (graph, variable->function);
  if (maker == CR_NONE)
    return 0;
  const CrFunctionNode *function = cr_graph_get_function (graph, maker);
  for (guint i = 0; i < function->n_others; i++)
    if (function->others[i] == index)
      return i + 1;
  return 0;
}

static gboolean
find_places (CrReplayRun *run, Question *question, GError **error)
{
  CrGraph *graph = cr_replay_get_graph (run->replay);
  const CrVariable *from = cr_graph_get_variable (graph, question->from);
  const CrVariable *to = cr_graph_get_variable (graph, question->to);
  question->replay = run->replay;
  question->root = cr_replay_run_find_function (run, question->to, to->function, &question->tensor, error);
  if (question->root == NULL)
    return FALSE;
  question->root_nr = find_output_nr (graph, to, question->to);
  question->place = from->function != 0 ? cr_probe_find_function (question->tensor, from->function)
                                        : cr_probe_find_leaf (question->tensor, from->tensor);
  question->place_nr = from->function != 0 ? find_output_nr (graph, from, question->from) : 0;
  return question->place != NULL || cr_replay_set_diverged (error);
}

static gboolean
pass (Question *question, CrTensor *gradient, CrTensor **result, GError **error)
{
  return cr_probe_gradient (question->root, question->root_nr, gradient, question->place, question->place_nr, result,
                            error);
}

/* What arrives as a value, zeros where nothing does. */
static CrValue *
new_value (Question *question, CrTensor *result, GError **error)
{
  if (result != NULL)
    return cr_value_new (result);
  CrContext *context = cr_tensor_get_context (question->tensor);
  g_autoptr (CrTensor) zeros = cr_replay_new_gradient (question->place, question->place_nr, context, error);
  return zeros != NULL ? cr_value_new (zeros) : NULL;
}

static CrTensor *
new_ones (Question *question, GError **error)
{
  CrDtype dtype;
  const gint64 *sizes;
  int ndim = cr_probe_get_form (question->root, question->root_nr, &dtype, &sizes);
  return cr_tensor_new_full (cr_tensor_get_context (question->tensor), dtype, ndim, sizes, 1, error);
}

static gboolean
compute_product (Question *question, GError **error)
{
  CrContext *context = cr_tensor_get_context (question->tensor);
  g_autoptr (CrTensor) given = NULL;
  g_autoptr (CrTensor) result = NULL;
  if (question->v != NULL)
    given = cr_replay_new_tensor (question->root, question->root_nr, question->v, context, error);
  else
    given = new_ones (question, error);
  gint64 begun = g_get_monotonic_time ();
  if (given == NULL || !pass (question, given, &result, error))
    return FALSE;
  question->jacobian->product_seconds = get_seconds_since (begun);
  question->jacobian->product = new_value (question, result, error);
  return question->jacobian->product != NULL;
}

static gboolean
compute_rows (Question *question, CrDtype dtype, gint64 n_rows, gint64 n_columns, char *elements, GError **error)
{
  CrContext *context = cr_tensor_get_context (question->tensor);
  gsize row_bytes = (gsize)n_columns * cr_dtype_get_size (dtype);
  for (gint64 row = 0; row < n_rows; row++)
    {
      g_autoptr (CrTensor) result = NULL;
      g_autoptr (CrTensor) one = cr_replay_new_gradient (question->root, question->root_nr, context, error);
      if (one == NULL || cr_context_check_cancelled (context, error) || !cr_replay_set_element (one, row, 1, error)
          || !pass (question, one, &result, error))
        return FALSE;
      cr_replay_copy_elements (result, dtype, elements + (gsize)row * row_bytes);
      cr_replay_set_progress (question->replay, (double)row / (double)n_rows);
    }
  return TRUE;
}

static gboolean
compute_matrix (Question *question, GError **error)
{
  CrDtype dtype;
  CrJacobian *jacobian = question->jacobian;
  cr_probe_get_form (question->place, question->place_nr, &dtype, NULL);
  gint64 n_rows = cr_replay_count_elements (question->root, question->root_nr);
  gint64 n_columns = cr_replay_count_elements (question->place, question->place_nr);
  g_autofree char *elements = cr_replay_new_elements (dtype, n_rows, n_columns, CR_REPLAY_MAX_ELEMENTS, NULL);
  if (elements == NULL)
    return TRUE; /* too large: v^T J is all there is */
  gint64 begun = g_get_monotonic_time ();
  if (!compute_rows (question, dtype, n_rows, n_columns, elements, error))
    return FALSE;
  jacobian->matrix_seconds = get_seconds_since (begun);
  jacobian->n_passes = (guint)n_rows;
  jacobian->matrix = cr_value_new_from_data (dtype, 2, (const gint64[]){ n_rows, n_columns }, elements);
  return TRUE;
}

static gboolean
ask (CrReplayRun *run, guint n_events, gpointer data, GError **error)
{
  Question *question = data;
  CrProbe probe;
  if (!find_places (run, question, error))
    return FALSE;
  cr_probe_begin (&probe, cr_tensor_get_context (question->tensor));
  if (compute_product (question, error))
    compute_matrix (question, error);
  cr_probe_end (&probe);
  return FALSE;
}

gboolean
cr_replay_jacobian (CrReplay *replay, guint from, guint to, const CrValue *v, CrJacobian *jacobian, GError **error)
{
  g_return_val_if_fail (replay != NULL && jacobian != NULL, FALSE);
  *jacobian = (CrJacobian){ 0 };
  CrGraph *graph = cr_replay_get_graph (replay);
  g_return_val_if_fail (from < cr_graph_get_n_variables (graph) && to < cr_graph_get_n_variables (graph), FALSE);
  g_autofree char *problem = cr_path_explain (graph, from, to);
  if (problem == NULL && cr_graph_get_variable (graph, to)->function == 0)
    problem = g_strdup (_ ("This is a leaf: it was not computed from anything."));
  if (problem != NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, problem);
      return FALSE;
    }
  Question question = { .from = from, .to = to, .v = v, .jacobian = jacobian };
  guint stop = cr_replay_find_made (graph, to);
  CrReplayRun run = { .replay = replay,
                      .stops = &stop,
                      .n_stops = 1,
                      .ask = ask,
                      .data = &question,
                      .first_kept = G_MAXUINT,
                      .first_free = G_MAXUINT };
  if (cr_replay_ask (&run, error))
    return TRUE;
  cr_jacobian_clear (jacobian);
  return FALSE;
}

void
cr_jacobian_clear (CrJacobian *jacobian)
{
  g_return_if_fail (jacobian != NULL);
  g_clear_pointer (&jacobian->matrix, cr_value_unref);
  g_clear_pointer (&jacobian->product, cr_value_unref);
}
