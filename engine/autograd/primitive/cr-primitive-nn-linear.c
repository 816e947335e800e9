/* addmm, and linear as PyTorch 1.13 composes it. */

#include "cr-primitive-nn-private.h"

#include "cr-print.h"

#include <glib/gi18n-lib.h>

#define SIZE(t, d) cr_tensor_get_sizes (t)[d]
#define N_DIM(t) cr_tensor_get_ndim (t)

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return FALSE;
}

/* "The expanded size of the tensor (4) must match ..." unless @bias spreads over (rows, columns). */
static gboolean
check_bias (CrTensor *bias, gint64 rows, gint64 columns, GError **error)
{
  const gint64 target[] = { rows, columns };
  int ndim = N_DIM (bias);
  for (int d = 1; d <= MIN (ndim, 2); d++)
    {
      gint64 have = SIZE (bias, ndim - d), want = target[2 - d];
      if (have == want || have == 1)
        continue;
      g_autofree char *sizes = cr_sizes_to_string (ndim, cr_tensor_get_sizes (bias));
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "The expanded size of the tensor (%" G_GINT64_FORMAT
                   ") must match the existing size (%" G_GINT64_FORMAT
                   ") at non-singleton dimension %d.  Target sizes: [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                   "].  Tensor sizes: %s",
                   want, have, 2 - d, rows, columns, sizes);
      return FALSE;
    }
  return ndim <= 2
         || refuse (error, "expand(): the number of sizes provided (2) must be greater or equal to the number of "
                           "dimensions in the tensor");
}

static gboolean
check_addmm (CrTensor *bias, CrTensor *a, CrTensor *b, GError **error)
{
  if (N_DIM (a) != 2 || N_DIM (b) != 2)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s must be a matrix, got %d-D tensor",
                   N_DIM (a) != 2 ? "mat1" : "mat2", N_DIM (a) != 2 ? N_DIM (a) : N_DIM (b));
      return FALSE;
    }
  if (SIZE (a, 1) != SIZE (b, 0))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "mat1 and mat2 shapes cannot be multiplied (%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT
                   " and %" G_GINT64_FORMAT "x%" G_GINT64_FORMAT ")",
                   SIZE (a, 0), SIZE (a, 1), SIZE (b, 0), SIZE (b, 1));
      return FALSE;
    }
  if (cr_tensor_get_dtype (a) != cr_tensor_get_dtype (b))
    return refuse (error, "mat1 and mat2 must have the same dtype");
  if (cr_tensor_get_dtype (bias) != cr_tensor_get_dtype (b))
    return refuse (error, "self and mat2 must have the same dtype");
  if (cr_tensor_get_dtype (a) == CR_DTYPE_BOOL)
    return refuse (error, "\"addmm_impl_cpu_\" not implemented for 'Bool'");
  return check_bias (bias, SIZE (a, 0), SIZE (b, 1), error);
}

/* Is @a the transpose of a matrix in row order? Its gradient is then computed transposed, so that the gradient of that
 * matrix lies in row order too. */
static gboolean
is_transposed (CrTensor *a)
{
  const gint64 *strides = cr_tensor_get_strides (a);
  return strides[0] == 1 && strides[1] == SIZE (a, 0);
}

CrTensor *
cr_op_addmm (CrTensor *bias, CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = { &cr_primitive_addmm, { bias, a, b }, 3, NULL, NULL };
  if (!check_addmm (bias, a, b, error))
    return NULL;
  g_autoptr (CrTensor) product = cr_kernel_matmul (a, b, error);
  record.output = product ? cr_rule_binary (CR_BINARY_ADD, product, bias, error) : NULL;
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, cr_record_needs (&record, 2));
      cr_record_save (&record, 1, b, cr_record_needs (&record, 1));
      const gint64 turned = is_transposed (b);
      cr_record_ints (&record, 1, &turned);
    }
  return cr_record_end (&record);
}

/* received @ bᵀ */
static CrTensor *
first_gradient (CrTensor *received, CrTensor *b, GError **error)
{
  g_autoptr (CrTensor) transposed = b ? cr_op_t (b, error) : NULL;
  return transposed ? cr_op_mm (received, transposed, error) : NULL;
}

/* aᵀ @ received, or @turned (receivedᵀ @ a)ᵀ. */
static CrTensor *
second_gradient (CrTensor *a, CrTensor *received, gboolean turned, GError **error)
{
  g_autoptr (CrTensor) transposed = a ? cr_op_t (turned ? received : a, error) : NULL;
  if (!transposed)
    return NULL;
  g_autoptr (CrTensor) product = cr_op_mm (transposed, turned ? a : received, error);
  return product && turned ? cr_op_t (product, error) : g_steal_pointer (&product);
}

static gboolean
addmm_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  if (cr_grad_fn_needs (function, 0) && !cr_rule_send (function, 0, cr_tensor_ref (received), sent, error))
    return FALSE;
  if (cr_grad_fn_needs (function, 1))
    {
      g_autoptr (CrTensor) b = cr_grad_fn_unpack (function, 1, error);
      if (!cr_rule_send (function, 1, first_gradient (received, b, error), sent, error))
        return FALSE;
    }
  if (!cr_grad_fn_needs (function, 2))
    return TRUE;
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  return cr_rule_send (function, 2, second_gradient (a, received, function->ints[0], error), sent, error);
}

/* (a, b, c) as (a b, c) through addmm, and back. */
static CrTensor *
linear_3d (CrTensor *input, CrTensor *transposed, CrTensor *bias, GError **error)
{
  const gint64 flat[] = { SIZE (input, 0) * SIZE (input, 1), SIZE (input, 2) };
  const gint64 sizes[] = { SIZE (input, 0), SIZE (input, 1), SIZE (transposed, 1) };
  g_autoptr (CrTensor) rows = cr_op_view (input, 2, flat, error);
  g_autoptr (CrTensor) result = rows ? cr_op_addmm (bias, rows, transposed, error) : NULL;
  return result ? cr_op_view (result, 3, sizes, error) : NULL;
}

CrTensor *
cr_op_linear (CrTensor *input, CrTensor *weight, CrTensor *bias, GError **error)
{
  g_autoptr (CrTensor) transposed = cr_op_t (weight, error);
  if (!transposed)
    return NULL;
  if (N_DIM (input) == 2 && bias)
    return cr_op_addmm (bias, input, transposed, error);
  if (N_DIM (input) == 3 && bias && N_DIM (weight) == 2 && cr_tensor_is_contiguous (input))
    return linear_3d (input, transposed, bias, error);
  g_autoptr (CrTensor) product = cr_op_matmul (input, transposed, error);
  return product && bias ? cr_op_add (product, bias, 1, error) : g_steal_pointer (&product);
}

const CrPrimitive cr_primitive_addmm = { "addmm",
                                         "AddmmBackward0",
                                         "A@B+c",
                                         N_ ("∂L/∂c = ∂L/∂Y summed to the shape of c,  ∂L/∂A = ∂L/∂Y @ Bᵀ,  "
                                             "∂L/∂B = Aᵀ @ ∂L/∂Y"),
                                         3,
                                         TRUE,
                                         addmm_backward };
