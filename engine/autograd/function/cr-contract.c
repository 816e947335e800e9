/* Products that PyTorch composes of views and the matrix products: outer, tensordot, inner, kron, matrix_power,
 * multi_dot. The steps are those of ATen/native/LinearAlgebra.cpp and Linear.cpp, so that the same graph stands. */

#include "cr-rule.h"

#include "cr-print.h"

static gint64
size_of (CrTensor *a, int dim)
{
  return cr_tensor_get_sizes (a)[dim];
}

CrTensor *
cr_op_outer (CrTensor *a, CrTensor *b, GError **error)
{
  CrTensor *const operands[] = { a, b };
  for (guint i = 0; i < 2; i++)
    if (cr_tensor_get_ndim (operands[i]) != 1)
      {
        g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "outer: Expected 1-D argument %s, but got %d-D",
                     i == 0 ? "self" : "vec2", cr_tensor_get_ndim (operands[i]));
        return NULL;
      }
  const gint64 column[] = { size_of (a, 0), 1 };
  g_autoptr (CrTensor) left = cr_op_reshape (a, 2, column, error);
  return left ? cr_op_mul (left, b, error) : NULL;
}

/* What is to be summed over in both operands, and where it stands in each. */
typedef struct
{
  const gint64 *dims[2];
  guint n;
} Contraction;

/* One operand with the contracted dimensions last (or first), as a matrix. Appends its other sizes to @sizes. */
static CrTensor *
as_matrix (CrTensor *a, const gint64 *dims, guint n, gboolean contracted_first, int *ndim, gint64 *sizes,
           GError **error)
{
  gint64 order[CR_MAX_DIMS], rest = 1, contracted = 1;
  guint64 bits = 0;
  guint at = 0, n_rest = 0;
  gint64 others[CR_MAX_DIMS];
  for (guint i = 0; i < n; i++)
    {
      bits |= G_GUINT64_CONSTANT (1) << dims[i];
      contracted *= size_of (a, dims[i]);
    }
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    if ((bits >> d & 1) == 0)
      {
        others[n_rest++] = d;
        rest *= size_of (a, d);
        sizes[(*ndim)++] = size_of (a, d);
      }
  for (guint i = 0; i < n && contracted_first; i++)
    order[at++] = dims[i];
  for (guint i = 0; i < n_rest; i++)
    order[at++] = others[i];
  for (guint i = 0; i < n && !contracted_first; i++)
    order[at++] = dims[i];
  const gint64 shape[] = { contracted_first ? contracted : rest, contracted_first ? rest : contracted };
  g_autoptr (CrTensor) turned = cr_op_permute (a, order, at, error);
  return turned ? cr_op_reshape (turned, 2, shape, error) : NULL;
}

/* Where one operand has size 1, the other one is summed first. FALSE with @error if sizes do not fit. */
static gboolean
sum_single (CrTensor **a, CrTensor **b, const Contraction *over, GError **error)
{
  for (guint i = 0; i < over->n; i++)
    {
      gint64 sa = size_of (*a, over->dims[0][i]), sb = size_of (*b, over->dims[1][i]);
      CrTensor **summed = sb == 1 ? a : sa == 1 ? b : NULL;
      if (!summed && sa != sb)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "contracted dimensions need to match, but first has size %" G_GINT64_FORMAT
                       " in dim %" G_GINT64_FORMAT " and second has size %" G_GINT64_FORMAT " in dim %" G_GINT64_FORMAT,
                       sa, over->dims[0][i], sb, over->dims[1][i]);
          return FALSE;
        }
      if (!summed)
        continue;
      CrTensor *sum = cr_op_sum_dim (*summed, &over->dims[summed == a ? 0 : 1][i], 1, TRUE, CR_N_DTYPES, error);
      if (!sum)
        return FALSE;
      cr_tensor_unref (*summed);
      *summed = sum;
    }
  return TRUE;
}

static gboolean
wrap_dims (CrTensor *a, const gint64 *dims, guint n, gint64 *wrapped, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      wrapped[i] = cr_wrap_dim (dims[i], cr_tensor_get_ndim (a), error);
      if (wrapped[i] < 0)
        return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_op_tensordot (CrTensor *a, CrTensor *b, const gint64 *a_dims, const gint64 *b_dims, guint n, GError **error)
{
  gint64 of_a[CR_MAX_DIMS], of_b[CR_MAX_DIMS], sizes[CR_MAX_DIMS * 2];
  int ndim = 0;
  if (!wrap_dims (a, a_dims, n, of_a, error) || !wrap_dims (b, b_dims, n, of_b, error))
    return NULL;
  const Contraction over = { { of_a, of_b }, n };
  CrTensor *operands[] = { cr_tensor_ref (a), cr_tensor_ref (b) };
  gboolean fits = sum_single (&operands[0], &operands[1], &over, error);
  g_autoptr (CrTensor) x = operands[0];
  g_autoptr (CrTensor) y = operands[1];
  g_autoptr (CrTensor) left = fits ? as_matrix (x, of_a, n, FALSE, &ndim, sizes, error) : NULL;
  g_autoptr (CrTensor) right = left ? as_matrix (y, of_b, n, TRUE, &ndim, sizes, error) : NULL;
  g_autoptr (CrTensor) product = right ? cr_op_mm (left, right, error) : NULL;
  return product ? cr_op_reshape (product, ndim, sizes, error) : NULL;
}

CrTensor *
cr_op_inner (CrTensor *a, CrTensor *b, GError **error)
{
  int na = cr_tensor_get_ndim (a), nb = cr_tensor_get_ndim (b);
  const gint64 last = -1;
  if (na == 0 || nb == 0)
    return cr_op_mul (a, b, error);
  if (size_of (a, na - 1) == size_of (b, nb - 1))
    return cr_op_tensordot (a, b, &last, &last, 1, error);
  g_autofree char *of_a = cr_sizes_to_string (na, cr_tensor_get_sizes (a));
  g_autofree char *of_b = cr_sizes_to_string (nb, cr_tensor_get_sizes (b));
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "inner() the last dimension must match on both input tensors but got shapes %s and %s", of_a, of_b);
  return NULL;
}

CrTensor *
cr_op_kron (CrTensor *a, CrTensor *b, GError **error)
{
  int na = cr_tensor_get_ndim (a), nb = cr_tensor_get_ndim (b), n = MAX (na, nb);
  gint64 of_a[CR_MAX_DIMS * 2], of_b[CR_MAX_DIMS * 2], sizes[CR_MAX_DIMS];
  for (int d = 0; d < n; d++)
    {
      of_a[2 * d] = d >= n - na ? size_of (a, d - n + na) : 1;
      of_b[2 * d + 1] = d >= n - nb ? size_of (b, d - n + nb) : 1;
      of_a[2 * d + 1] = of_b[2 * d] = 1;
      sizes[d] = of_a[2 * d] * of_b[2 * d + 1];
    }
  g_autoptr (CrTensor) left = cr_op_contiguous (a, error);
  g_autoptr (CrTensor) right = left ? cr_op_contiguous (b, error) : NULL;
  g_autoptr (CrTensor) x = right ? cr_op_unsafe_view (left, 2 * n, of_a, error) : NULL;
  g_autoptr (CrTensor) y = x ? cr_op_unsafe_view (right, 2 * n, of_b, error) : NULL;
  g_autoptr (CrTensor) product = y ? cr_op_mul (x, y, error) : NULL;
  return product ? cr_op_unsafe_view (product, n, sizes, error) : NULL;
}

/* z = z @ z; NULL passes through. */
static CrTensor *
squared (CrTensor *z, GError **error)
{
  g_autoptr (CrTensor) owned = z;
  return z ? cr_op_matmul (z, z, error) : NULL;
}

CrTensor *
cr_op_matrix_power (CrTensor *a, gint64 n, GError **error)
{
  if (n == 1)
    return cr_op_clone (a, error);
  if (n == 2 || n == 3)
    {
      g_autoptr (CrTensor) square = cr_op_matmul (a, a, error);
      return !square ? NULL : n == 2 ? cr_tensor_ref (square) : cr_op_matmul (square, a, error);
    }
  g_autoptr (CrTensor) result = NULL;
  g_autoptr (CrTensor) z = cr_tensor_ref (a);
  for (; n > 0 && z; n /= 2)
    {
      if (n % 2)
        {
          CrTensor *next = result ? cr_op_matmul (result, z, error) : cr_tensor_ref (z);
          g_clear_pointer (&result, cr_tensor_unref);
          result = next;
          if (!result)
            return NULL;
        }
      if (n > 1)
        z = squared (g_steal_pointer (&z), error);
    }
  return z ? g_steal_pointer (&result) : NULL;
}

/* The product of the matrices from @first to @last, in the order whose cost is least; @split says where. */
static CrTensor *
multiply (CrTensor *const *matrices, const guint *split, guint n, guint first, guint last, GError **error)
{
  if (first == last)
    return cr_tensor_ref (matrices[first]);
  guint at = split[first * n + last];
  g_autoptr (CrTensor) left = multiply (matrices, split, n, first, at, error);
  g_autoptr (CrTensor) right = left ? multiply (matrices, split, n, at + 1, last, error) : NULL;
  return right ? cr_op_mm (left, right, error) : NULL;
}

/* The classical dynamic programme (Cormen et al., matrix-chain order). */
static void
find_order (CrTensor *const *matrices, guint n, guint *split)
{
  g_autofree double *cost = g_new0 (double, n *n);
  for (guint length = 2; length <= n; length++)
    for (guint i = 0; i + length <= n; i++)
      {
        guint j = i + length - 1;
        cost[i * n + j] = G_MAXDOUBLE;
        for (guint k = i; k < j; k++)
          {
            double sum = cost[i * n + k] + cost[(k + 1) * n + j]
                         + (double)size_of (matrices[i], 0) * size_of (matrices[k], 1) * size_of (matrices[j], 1);
            if (sum < cost[i * n + j])
              {
                cost[i * n + j] = sum;
                split[i * n + j] = k;
              }
          }
      }
}

/* @tensor, or a vector at the beginning or end as a row or a column. */
static CrTensor *
make_matrix (CrTensor *tensor, guint i, guint n, GError **error)
{
  int ndim = cr_tensor_get_ndim (tensor);
  gboolean at_end = i == 0 || i == n - 1;
  if (ndim == 2)
    return cr_tensor_ref (tensor);
  if (ndim == 1 && at_end)
    return cr_op_unsqueeze (tensor, i == 0 ? 0 : -1, error);
  if (at_end)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "multi_dot(): the %s tensor must be 1D or 2D but got %dD",
                 i == 0 ? "first" : "last", ndim);
  else
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "multi_dot(): tensor %u must be 2D but got %dD", i, ndim);
  return NULL;
}

CrTensor *
cr_op_multi_dot (CrTensor *const *matrices, guint n, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  gint64 sizes[2];
  int ndim = 0;
  if (n == 1)
    return cr_tensor_ref (matrices[0]);
  for (guint i = 0; i < n; i++)
    {
      CrTensor *matrix = make_matrix (matrices[i], i, n, error);
      if (!matrix)
        return NULL;
      g_ptr_array_add (all, matrix);
    }
  g_autofree guint *split = g_new0 (guint, n * n);
  find_order ((CrTensor *const *)all->pdata, n, split);
  g_autoptr (CrTensor) product = multiply ((CrTensor *const *)all->pdata, split, n, 0, n - 1, error);
  if (!product)
    return NULL;
  if (cr_tensor_get_ndim (matrices[0]) == 2)
    sizes[ndim++] = size_of (product, 0);
  if (cr_tensor_get_ndim (matrices[n - 1]) == 2)
    sizes[ndim++] = size_of (product, 1);
  return cr_op_view (product, ndim, sizes, error);
}
