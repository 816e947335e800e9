/* softmax and log_softmax, and their gradients as operations of their own. */

#include "cr-primitive-nn-private.h"

#include <glib/gi18n-lib.h>

static const char *
get_kernel_name (CrTensor *a, int dim, gboolean logarithmic)
{
  gboolean last = dim == cr_tensor_get_ndim (a) - 1 || cr_tensor_get_ndim (a) == 0;
  if (logarithmic)
    return last ? "log_softmax_lastdim_kernel_impl" : "softmax_kernel_impl";
  return last ? "softmax_lastdim_kernel_impl" : "softmax_kernel_impl";
}

static CrTensor *
run (const CrPrimitive *primitive, CrTensor *a, gint64 dim, gboolean logarithmic, GError **error)
{
  CrRecord record = { primitive, { a }, 1, NULL, NULL };
  gint64 at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0 || !cr_nn_check_floating (a, get_kernel_name (a, at, logarithmic), error))
    return NULL;
  record.output = cr_kernel_softmax (a, at, logarithmic, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_ints (&record, 1, &at);
      cr_record_save (&record, 0, record.output, TRUE);
    }
  return cr_record_end (&record);
}

CrTensor *
cr_op_softmax (CrTensor *a, gint64 dim, GError **error)
{
  return run (&cr_primitive_softmax, a, dim, FALSE, error);
}

CrTensor *
cr_op_log_softmax (CrTensor *a, gint64 dim, GError **error)
{
  return run (&cr_primitive_log_softmax, a, dim, TRUE, error);
}

static CrTensor *
run_backward (CrTensor *grad, CrTensor *y, gint64 dim, gboolean logarithmic, GError **error)
{
  CrRecord record = { logarithmic ? &cr_primitive_log_softmax_backward_data : &cr_primitive_softmax_backward_data,
                      { grad, y },
                      2,
                      NULL,
                      NULL };
  record.output = cr_kernel_softmax_backward (grad, y, dim, logarithmic, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_ints (&record, 1, &dim);
      cr_record_save (&record, 0, grad, cr_record_needs (&record, 1));
      cr_record_save (&record, 1, y, TRUE);
    }
  return cr_record_end (&record);
}

static gboolean
send (CrGradFn *function, CrTensor *received, gboolean logarithmic, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 0, error);
  sent[0] = y ? run_backward (received, y, function->ints[0], logarithmic, error) : NULL;
  return sent[0] != NULL;
}

static gboolean
softmax_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send (function, received, FALSE, sent, error);
}

static gboolean
log_softmax_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send (function, received, TRUE, sent, error);
}

/* Σ a along the dimension, kept; takes @a. */
static CrTensor *
sum_kept (CrTensor *a, const gint64 *dim, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return a ? cr_op_sum_dim (a, dim, 1, TRUE, CR_N_DTYPES, error) : NULL;
}

/* y (g - Σ g y): the derivative by g is the same operation; by y it is r (g - Σ g y) - g Σ r y. */
static gboolean
softmax_backward_rule (CrGradFn *function, CrTensor *r, CrTensor **sent, GError **error)
{
  const gint64 *dim = function->ints;
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 1, error);
  if (!y)
    return FALSE;
  if (cr_grad_fn_needs (function, 0) && !(sent[0] = run_backward (r, y, *dim, FALSE, error)))
    return FALSE;
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) g = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) gy = g ? sum_kept (cr_op_mul (g, y, error), dim, error) : NULL;
  g_autoptr (CrTensor) ry = gy ? sum_kept (cr_op_mul (r, y, error), dim, error) : NULL;
  g_autoptr (CrTensor) first = ry ? cr_rule_times (cr_op_sub (g, gy, 1, error), r, error) : NULL;
  g_autoptr (CrTensor) second = first ? cr_op_mul (g, ry, error) : NULL;
  sent[1] = second ? cr_op_sub (first, second, 1, error) : NULL;
  return sent[1] != NULL;
}

/* g - eʸ Σ g: the derivative by g is r - Σ r eʸ, by y it is -r eʸ Σ g. */
static gboolean
log_softmax_backward_rule (CrGradFn *function, CrTensor *r, CrTensor **sent, GError **error)
{
  const gint64 *dim = function->ints;
  g_autoptr (CrTensor) y = cr_grad_fn_unpack (function, 1, error);
  g_autoptr (CrTensor) power = y ? cr_op_exp (y, error) : NULL;
  g_autoptr (CrTensor) weighted = power ? cr_op_mul (r, power, error) : NULL;
  if (!weighted)
    return FALSE;
  if (cr_grad_fn_needs (function, 0))
    {
      g_autoptr (CrTensor) sum = sum_kept (cr_tensor_ref (weighted), dim, error);
      sent[0] = sum ? cr_op_sub (r, sum, 1, error) : NULL;
      if (!sent[0])
        return FALSE;
    }
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) g = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) sum = g ? sum_kept (cr_tensor_ref (g), dim, error) : NULL;
  sent[1] = sum ? cr_rule_minus (cr_op_mul (weighted, sum, error), error) : NULL;
  return sent[1] != NULL;
}

const CrPrimitive cr_primitive_softmax
    = { "softmax", "SoftmaxBackward0", "softmax", N_ ("∂L/∂a = y · (∂L/∂y − Σ ∂L/∂y · y)"), 1, TRUE, softmax_rule };
const CrPrimitive cr_primitive_log_softmax
    = { "log_softmax", "LogSoftmaxBackward0", "log softmax", N_ ("∂L/∂a = ∂L/∂y − exp (y) · Σ ∂L/∂y"), 1,
        TRUE,          log_softmax_rule };
const CrPrimitive cr_primitive_softmax_backward_data
    = { "softmax_backward_data",
        "SoftmaxBackwardDataBackward0",
        "softmax′",
        N_ ("∂L/∂g = s · (r − Σ r · s),  ∂L/∂s = r · (g − Σ g · s) − g · Σ r · s, where r = ∂L/∂y"),
        2,
        TRUE,
        softmax_backward_rule };
const CrPrimitive cr_primitive_log_softmax_backward_data
    = { "log_softmax_backward_data",
        "LogSoftmaxBackwardDataBackward0",
        "log softmax′",
        N_ ("∂L/∂g = r − Σ r · exp (s),  ∂L/∂s = −r · exp (s) · Σ g, where r = ∂L/∂y"),
        2,
        TRUE,
        log_softmax_backward_rule };
