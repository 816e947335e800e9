/* dot, mv, mm, bmm: the products that OpenBLAS computes, and their rules. */

#include "cr-rule.h"

#include <glib/gi18n-lib.h>

#define N_DIM(t) cr_tensor_get_ndim (t)

static gint64
size_at (CrTensor *tensor, int dim)
{
  int ndim = cr_tensor_get_ndim (tensor);
  return cr_tensor_get_sizes (tensor)[dim < 0 ? dim + ndim : dim];
}

static CrTensor *
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return NULL;
}

static gboolean
check_dtypes (CrTensor *a, CrTensor *b, const char *name, GError **error)
{
  CrDtype da = cr_tensor_get_dtype (a), db = cr_tensor_get_dtype (b);
  if (da != db)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "expected scalar type %s but found %s",
                 cr_dtype_get_scalar_name (da), cr_dtype_get_scalar_name (db));
  else if (da == CR_DTYPE_BOOL)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"%s\" not implemented for 'Bool'", name);
  else
    return TRUE;
  return FALSE;
}

/* Both factors are saved, each for the gradient of the other. */
static void
save_factors (CrRecord *record)
{
  cr_record_save (record, 0, record->inputs[0], cr_record_needs (record, 1));
  cr_record_save (record, 1, record->inputs[1], cr_record_needs (record, 0));
}

static gboolean
check_dot (CrTensor *a, CrTensor *b, GError **error)
{
  CrDtype da = cr_tensor_get_dtype (a), db = cr_tensor_get_dtype (b);
  if (N_DIM (a) != 1 || N_DIM (b) != 1)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "1D tensors expected, but got %dD and %dD tensors", N_DIM (a),
                 N_DIM (b));
  else if (da != db)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "dot : expected both vectors to have same dtype, but found %s and %s", cr_dtype_get_scalar_name (da),
                 cr_dtype_get_scalar_name (db));
  else if (size_at (a, 0) != size_at (b, 0))
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "inconsistent tensor size, expected tensor [%" G_GINT64_FORMAT "] and src [%" G_GINT64_FORMAT
                 "] to have the same number of elements, but got %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT
                 " elements respectively",
                 size_at (a, 0), size_at (b, 0), size_at (a, 0), size_at (b, 0));
  else
    return check_dtypes (a, b, "dot", error);
  return FALSE;
}

CrTensor *
cr_op_dot (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (dot, a, b);
  if (!check_dot (a, b, error))
    return NULL;
  record.output = cr_kernel_matmul (a, b, error);
  if (cr_record_begin (&record, error))
    save_factors (&record);
  return cr_record_end (&record);
}

static gboolean
dot_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      if (!cr_grad_fn_needs (function, i))
        continue;
      g_autoptr (CrTensor) other = cr_grad_fn_unpack (function, 1 - i, error);
      if (!other || !cr_rule_send (function, i, cr_op_mul (received, other, error), sent, error))
        return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_op_mv (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (mv, a, b);
  if (N_DIM (a) != 2 || N_DIM (b) != 1)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "vector + matrix @ vector expected, got 1, %d, %d", N_DIM (a),
                   N_DIM (b));
      return NULL;
    }
  if (size_at (a, 1) != size_at (b, 0))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "size mismatch, got %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "x%" G_GINT64_FORMAT
                   ",%" G_GINT64_FORMAT,
                   size_at (a, 0), size_at (a, 0), size_at (a, 1), size_at (b, 0));
      return NULL;
    }
  if (!check_dtypes (a, b, "addmv_impl_cpu", error))
    return NULL;
  record.output = cr_kernel_matmul (a, b, error);
  if (cr_record_begin (&record, error))
    save_factors (&record);
  return cr_record_end (&record);
}

/* The outer product of received and b, as reshape and multiplication. */
static CrTensor *
outer (CrTensor *a, CrTensor *b, GError **error)
{
  const gint64 column[] = { size_at (a, 0), 1 };
  g_autoptr (CrTensor) left = cr_op_reshape (a, 2, column, error);
  return left ? cr_op_mul (left, b, error) : NULL;
}

static gboolean
mv_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  if (cr_grad_fn_needs (function, 0))
    {
      g_autoptr (CrTensor) b = cr_grad_fn_unpack (function, 1, error);
      if (!b || !cr_rule_send (function, 0, outer (received, b, error), sent, error))
        return FALSE;
    }
  if (!cr_grad_fn_needs (function, 1))
    return TRUE;
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) transposed = a ? cr_op_t (a, error) : NULL;
  return transposed && cr_rule_send (function, 1, cr_op_mv (transposed, received, error), sent, error);
}

CrTensor *
cr_op_mm (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (mm, a, b);
  if (N_DIM (a) != 2)
    return refuse (error, "self must be a matrix");
  if (N_DIM (b) != 2)
    return refuse (error, "mat2 must be a matrix");
  if (size_at (a, 1) != size_at (b, 0))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "mat1 and mat2 shapes cannot be multiplied (%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT
                   " and %" G_GINT64_FORMAT "x%" G_GINT64_FORMAT ")",
                   size_at (a, 0), size_at (a, 1), size_at (b, 0), size_at (b, 1));
      return NULL;
    }
  if (!check_dtypes (a, b, "addmm_impl_cpu_", error))
    return NULL;
  record.output = cr_kernel_matmul (a, b, error);
  if (cr_record_begin (&record, error))
    save_factors (&record);
  return cr_record_end (&record);
}

static CrTensor *
transpose_last (CrTensor *a, GError **error)
{
  return N_DIM (a) == 2 ? cr_op_t (a, error) : cr_op_transpose (a, 1, 2, error);
}

/* mm and bmm: grad @ bᵀ and aᵀ @ grad; as in PyTorch mat2's is made first. */
static gboolean
send_products (CrGradFn *function, CrTensor *received, CrTensor *(*multiply) (CrTensor *, CrTensor *, GError **),
               CrTensor **sent, GError **error)
{
  for (guint i = 2; i-- > 0;)
    {
      if (!cr_grad_fn_needs (function, i))
        continue;
      g_autoptr (CrTensor) other = cr_grad_fn_unpack (function, 1 - i, error);
      g_autoptr (CrTensor) transposed = other ? transpose_last (other, error) : NULL;
      if (!transposed)
        return FALSE;
      CrTensor *grad = i == 0 ? multiply (received, transposed, error) : multiply (transposed, received, error);
      if (!cr_rule_send (function, i, grad, sent, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
mm_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_products (function, received, cr_op_mm, sent, error);
}

CrTensor *
cr_op_bmm (CrTensor *a, CrTensor *b, GError **error)
{
  CrRecord record = CR_RECORD_2 (bmm, a, b);
  if (N_DIM (a) != 3)
    return refuse (error, "batch1 must be a 3D tensor");
  if (N_DIM (b) != 3)
    return refuse (error, "batch2 must be a 3D tensor");
  if (size_at (a, 0) != size_at (b, 0) || size_at (a, 2) != size_at (b, 1))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "Expected size for first two dimensions of batch2 tensor to be: [%" G_GINT64_FORMAT
                   ", %" G_GINT64_FORMAT "] but got: [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "].",
                   size_at (a, 0), size_at (a, 2), size_at (b, 0), size_at (b, 1));
      return NULL;
    }
  if (!check_dtypes (a, b, "bmm", error))
    return NULL;
  record.output = cr_kernel_matmul (a, b, error);
  if (cr_record_begin (&record, error))
    save_factors (&record);
  return cr_record_end (&record);
}

static gboolean
bmm_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return send_products (function, received, cr_op_bmm, sent, error);
}

const CrPrimitive cr_primitive_dot
    = { "dot", "DotBackward0", "·", N_ ("∂L/∂a = ∂L/∂y · b,  ∂L/∂b = ∂L/∂y · a"), 2, TRUE, dot_backward };
const CrPrimitive cr_primitive_mv
    = { "mv", "MvBackward0", "@", N_ ("∂L/∂A = ∂L/∂y ⊗ b,  ∂L/∂b = Aᵀ @ ∂L/∂y"), 2, TRUE, mv_backward };
const CrPrimitive cr_primitive_mm
    = { "mm", "MmBackward0", "@", N_ ("∂L/∂A = ∂L/∂Y @ Bᵀ,  ∂L/∂B = Aᵀ @ ∂L/∂Y"), 2, TRUE, mm_backward };
const CrPrimitive cr_primitive_bmm
    = { "bmm", "BmmBackward0", "@",         N_ ("∂L/∂A = ∂L/∂Y @ Bᵀ,  ∂L/∂B = Aᵀ @ ∂L/∂Y, batch by batch"),
        2,     TRUE,           bmm_backward };
