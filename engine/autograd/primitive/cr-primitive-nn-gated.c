/* prelu and glu: activations of more than one variable. */

#include "cr-primitive-nn-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_DIM(t) cr_tensor_get_ndim (t)

static gboolean
check_prelu (CrTensor *a, CrTensor *weight, GError **error)
{
  gint64 n = cr_tensor_get_numel (weight), channels = N_DIM (a) > 1 ? cr_tensor_get_sizes (a)[1] : 1;
  if (n != 1 && N_DIM (a) == 0)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "Not allow zero-dim input tensor.");
  else if (n != 1 && n != channels)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "Mismatch of parameter numbers and input channel size. Found parameter numbers = %" G_GINT64_FORMAT
                 " and channel size = %" G_GINT64_FORMAT ".",
                 n, channels);
  else if (N_DIM (weight) > 1)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "prelu: Expected `weight` to be a scalar or 1D tensor, but got ndim = %d", N_DIM (weight));
  else if (cr_tensor_get_dtype (a) != cr_tensor_get_dtype (weight))
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "expected scalar type %s but found %s",
                 cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)),
                 cr_dtype_get_scalar_name (cr_tensor_get_dtype (weight)));
  else
    return cr_nn_check_floating (a, "prelu_cpu", error);
  return FALSE;
}

/* @weight as (C, 1, 1), to be broadcast over @a. */
static CrTensor *
spread_weight (CrTensor *a, CrTensor *weight, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  int ndim = MAX (N_DIM (a) - 1, 0);
  for (int d = 0; d < ndim; d++)
    sizes[d] = 1;
  if (ndim > 0)
    sizes[0] = cr_tensor_get_numel (weight);
  return cr_op_reshape (weight, ndim, sizes, error);
}

/* TRUE where @a is positive; not recorded. */
static CrTensor *
get_positive (CrTensor *a, GError **error)
{
  g_autoptr (CrTensor) zero = cr_op_number (cr_tensor_get_context (a), CR_DTYPE_FLOAT64, 0, error);
  return zero ? cr_kernel_binary (CR_BINARY_GT, a, zero, cr_tensor_get_dtype (a), error) : NULL;
}

/* a where it is positive, else what it is times the weight, in kernels. */
static CrTensor *
prelu_kernel (CrTensor *a, CrTensor *weight, GError **error)
{
  gint64 n = cr_tensor_get_numel (weight), inner = 1;
  CrDtype dtype = cr_tensor_get_dtype (a);
  for (int d = 2; d < N_DIM (a); d++)
    inner *= cr_tensor_get_sizes (a)[d];
  g_autoptr (CrTensor) result = cr_kernel_cast (a, dtype, error);
  gpointer data = result ? cr_tensor_get_mutable (result, error) : NULL;
  for (gint64 i = 0; data && i < cr_tensor_get_numel (result); i++)
    {
      double slope = cr_tensor_get_double (weight, i / inner % n);
      if (dtype == CR_DTYPE_FLOAT32 && !(((float *)data)[i] > 0))
        ((float *)data)[i] *= (float)slope;
      else if (dtype == CR_DTYPE_FLOAT64 && !(((double *)data)[i] > 0))
        ((double *)data)[i] *= slope;
    }
  return data ? g_steal_pointer (&result) : NULL;
}

CrTensor *
cr_op_prelu (CrTensor *a, CrTensor *weight, GError **error)
{
  CrRecord record = CR_RECORD_2 (prelu, a, weight);
  if (!check_prelu (a, weight, error))
    return NULL;
  record.output = prelu_kernel (a, weight, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, weight, TRUE);
    }
  return cr_record_end (&record);
}

static gboolean
prelu_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) weight = a ? cr_grad_fn_unpack (function, 1, error) : NULL;
  g_autoptr (CrTensor) positive = weight ? get_positive (a, error) : NULL;
  g_autoptr (CrTensor) wide = positive ? spread_weight (a, weight, error) : NULL;
  if (!wide)
    return FALSE;
  if (cr_grad_fn_needs (function, 0))
    {
      g_autoptr (CrTensor) scaled = cr_op_mul (received, wide, error);
      if (!scaled || !cr_rule_send (function, 0, cr_op_where (positive, received, scaled, error), sent, error))
        return FALSE;
    }
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) zero = cr_tensor_new_scalar (function->context, cr_tensor_get_dtype (received), 0, error);
  g_autoptr (CrTensor) product = zero ? cr_op_mul (received, a, error) : NULL;
  g_autoptr (CrTensor) kept = product ? cr_op_where (positive, zero, product, error) : NULL;
  g_autoptr (CrTensor) sum = kept ? cr_op_sum_to_size (kept, N_DIM (wide), cr_tensor_get_sizes (wide), error) : NULL;
  sent[1] = sum ? cr_op_reshape (sum, N_DIM (weight), cr_tensor_get_sizes (weight), error) : NULL;
  return sent[1] != NULL;
}

/* The first or the second half along @dim. */
static CrTensor *
get_half (CrTensor *a, gint64 dim, int which, GError **error)
{
  gint64 half = cr_tensor_get_sizes (a)[dim] / 2;
  return cr_op_slice (a, dim, which * half, (which + 1) * half, 1, error);
}

/* first · σ(second), unrecorded, of a tensor without history. */
static CrTensor *
glu_kernel (CrTensor *a, gint64 dim, GError **error)
{
  gint64 sizes[CR_MAX_DIMS], inner = 1;
  CrDtype dtype = cr_tensor_get_dtype (a);
  memcpy (sizes, cr_tensor_get_sizes (a), N_DIM (a) * sizeof *sizes);
  sizes[dim] /= 2;
  for (int d = dim; d < N_DIM (a); d++)
    inner *= sizes[d];
  g_autoptr (CrTensor) from = cr_kernel_cast (a, dtype, error);
  g_autoptr (CrTensor) gate = from ? cr_kernel_unary (CR_UNARY_SIGMOID, from, error) : NULL;
  g_autoptr (CrTensor) result
      = gate ? cr_tensor_new_unannounced (cr_tensor_get_context (a), dtype, N_DIM (a), sizes, error) : NULL;
  if (!result)
    return NULL;
  gconstpointer x = cr_tensor_get_data (from), y = cr_tensor_get_data (gate);
  gpointer to = cr_tensor_get_mutable (result, NULL);
  for (gint64 i = 0; i < cr_tensor_get_numel (result); i++)
    {
      gint64 first = i / inner * 2 * inner + i % inner;
      if (dtype == CR_DTYPE_FLOAT32)
        ((float *)to)[i] = ((const float *)x)[first] * ((const float *)y)[first + inner];
      else
        ((double *)to)[i] = ((const double *)x)[first] * ((const double *)y)[first + inner];
    }
  return cr_tensor_announce (g_steal_pointer (&result));
}

CrTensor *
cr_op_glu (CrTensor *a, gint64 dim, GError **error)
{
  CrRecord record = CR_RECORD_1 (glu, a);
  if (N_DIM (a) == 0)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "glu does not support scalars because halving size must be even");
      return NULL;
    }
  gint64 at = cr_wrap_dim (dim, N_DIM (a), error);
  if (at < 0)
    return NULL;
  if (cr_tensor_get_sizes (a)[at] % 2)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "Halving dimension must be even, but dimension %" G_GINT64_FORMAT " is size %" G_GINT64_FORMAT, at,
                   cr_tensor_get_sizes (a)[at]);
      return NULL;
    }
  if (!cr_nn_check_floating (a, "glu_cpu", error))
    return NULL;
  record.output = glu_kernel (a, at, error);
  if (cr_record_begin (&record, error))
    {
      cr_record_ints (&record, 1, &at);
      cr_record_save (&record, 0, a, TRUE);
    }
  return cr_record_end (&record);
}

/* Both halves' gradients, put side by side as the sum of two padded ones. */
static CrTensor *
join (CrTensor *first, CrTensor *second, gint64 dim, GError **error)
{
  gint64 pads[2 * CR_MAX_DIMS] = { 0 };
  guint at = 2 * (N_DIM (first) - 1 - dim);
  pads[at + 1] = cr_tensor_get_sizes (first)[dim];
  CrTensor *left = cr_op_constant_pad (first, pads, at + 2, 0, error);
  pads[at] = pads[at + 1];
  pads[at + 1] = 0;
  return cr_nn_plus (left, cr_op_constant_pad (second, pads, at + 2, 0, error), error);
}

/* g · σ(b) and g · a · σ(b) · (1 - σ(b)). */
static gboolean
glu_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  gint64 dim = function->ints[0];
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) first = a ? get_half (a, dim, 0, error) : NULL;
  g_autoptr (CrTensor) second = first ? get_half (a, dim, 1, error) : NULL;
  g_autoptr (CrTensor) gate = second ? cr_op_sigmoid (second, error) : NULL;
  g_autoptr (CrTensor) left = gate ? cr_op_mul (received, gate, error) : NULL;
  g_autoptr (CrTensor) rest = left ? cr_nn_shift (cr_op_neg (gate, error), 1, error) : NULL;
  g_autoptr (CrTensor) right = rest ? cr_rule_times (cr_op_mul (left, first, error), rest, error) : NULL;
  sent[0] = right ? join (left, right, dim, error) : NULL;
  return sent[0] != NULL;
}

const CrPrimitive cr_primitive_prelu
    = { "prelu",   "PreluBackward0",
        "prelu",   N_ ("∂L/∂a = ∂L/∂y where a > 0, else w · ∂L/∂y;  ∂L/∂w = Σ a · ∂L/∂y where a ≤ 0"),
        2,         TRUE,
        prelu_rule };
const CrPrimitive cr_primitive_glu
    = { "glu", "GluBackward0", "glu",   N_ ("∂L/∂a = ∂L/∂y · σ(b),  ∂L/∂b = ∂L/∂y · a · σ(b) · (1 − σ(b))"),
        1,     TRUE,           glu_rule };
