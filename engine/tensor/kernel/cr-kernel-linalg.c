/* Inverse and determinant by Gaussian elimination with partial pivoting (Golub and Van Loan, Matrix Computations, 3.4),
 * matrix by matrix. */

#include "cr-kernels-linalg.h"

#include "cr-context.h"

#include <float.h>
#include <math.h>
#include <string.h>

static gint64
count_matrices (CrTensor *a)
{
  gint64 count = 1;
  for (int d = 0; d < cr_tensor_get_ndim (a) - 2; d++)
    count *= cr_tensor_get_sizes (a)[d];
  return count;
}

static gint64
find_pivot (const double *m, gint64 n, gint64 column)
{
  gint64 best = column;
  for (gint64 row = column + 1; row < n; row++)
    if (fabs (m[row * n + column]) > fabs (m[best * n + column]))
      best = row;
  return best;
}

static void
swap_rows (double *m, gint64 n, gint64 i, gint64 k)
{
  for (gint64 column = 0; i != k && column < n; column++)
    {
      double kept = m[i * n + column];
      m[i * n + column] = m[k * n + column];
      m[k * n + column] = kept;
    }
}

/* row -= factor · other */
static void
subtract_row (double *m, gint64 n, gint64 row, gint64 other, double factor)
{
  for (gint64 column = 0; column < n; column++)
    m[row * n + column] -= factor * m[other * n + column];
}

/* @m becomes the identity, @inverse what the identity became. The 1-based pivot that is 0, or 0; -1 with @error. */
static gint64
invert (CrContext *context, double *m, double *inverse, gint64 n, double least, GError **error)
{
  memset (inverse, 0, (gsize)(n * n) * sizeof (double));
  for (gint64 i = 0; i < n; i++)
    inverse[i * n + i] = 1;
  for (gint64 column = 0; column < n; column++)
    {
      gint64 pivot = find_pivot (m, n, column);
      if (cr_context_check_cancelled (context, error))
        return -1;
      if (m[pivot * n + column] == 0 && least == 0)
        return column + 1;
      swap_rows (m, n, column, pivot);
      swap_rows (inverse, n, column, pivot);
      double scale = m[column * n + column] == 0 ? least : m[column * n + column];
      for (gint64 k = 0; k < n; k++)
        {
          m[column * n + k] /= scale;
          inverse[column * n + k] /= scale;
        }
      m[column * n + column] = 1;
      for (gint64 row = 0; row < n; row++)
        {
          double factor = m[row * n + column];
          if (row == column || factor == 0)
            continue;
          subtract_row (m, n, row, column, factor);
          subtract_row (inverse, n, row, column, factor);
        }
    }
  return 0;
}

static void
set_singular (CrTensor *a, gint64 batch, gint64 pivot, GError **error)
{
  g_autofree char *which = cr_tensor_get_ndim (a) > 2
                               ? g_strdup_printf ("linalg.inv: (Batch element %" G_GINT64_FORMAT "): ", batch)
                               : g_strdup ("linalg.inv: ");
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "%sThe diagonal element %" G_GINT64_FORMAT
               " is zero, the inversion could not be completed because the input matrix is singular.",
               which, pivot);
}

CrTensor *
cr_kernel_inverse (CrTensor *a, gboolean force, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  int ndim = cr_tensor_get_ndim (a);
  gint64 n = cr_tensor_get_sizes (a)[ndim - 1], count = n ? count_matrices (a) : 0;
  double least = !force ? 0 : cr_tensor_get_dtype (a) == CR_DTYPE_FLOAT64 ? DBL_EPSILON : FLT_EPSILON;
  g_autofree double *values = cr_tensor_dup_doubles (a);
  g_autofree double *inverses = g_try_new0 (double, MAX (n * n * count, 1));
  if (!values || !inverses)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, "out of memory");
      return NULL;
    }
  for (gint64 i = 0; i < count; i++)
    {
      gint64 pivot = invert (context, values + i * n * n, inverses + i * n * n, n, least, error);
      if (pivot > 0)
        set_singular (a, i, pivot, error);
      if (pivot != 0)
        return NULL;
    }
  return cr_tensor_new_from_doubles (context, cr_tensor_get_dtype (a), ndim, cr_tensor_get_sizes (a), inverses, error);
}

/* Eliminates below the diagonal; NAN with @error when cancelled. */
static double
eliminate (CrContext *context, double *m, gint64 n, GError **error)
{
  double determinant = 1;
  for (gint64 column = 0; column < n; column++)
    {
      gint64 pivot = find_pivot (m, n, column);
      if (cr_context_check_cancelled (context, error))
        return NAN;
      if (m[pivot * n + column] == 0)
        return 0;
      swap_rows (m, n, column, pivot);
      determinant *= pivot == column ? m[column * n + column] : -m[column * n + column];
      for (gint64 row = column + 1; row < n; row++)
        subtract_row (m, n, row, column, m[row * n + column] / m[column * n + column]);
    }
  return determinant;
}

CrTensor *
cr_kernel_determinant (CrTensor *a, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  int ndim = cr_tensor_get_ndim (a);
  gint64 n = cr_tensor_get_sizes (a)[ndim - 1], count = count_matrices (a);
  g_autofree double *values = cr_tensor_dup_doubles (a);
  g_autofree double *determinants = g_try_new0 (double, MAX (count, 1));
  if (!values || !determinants)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, "out of memory");
      return NULL;
    }
  for (gint64 i = 0; i < count; i++)
    determinants[i] = eliminate (context, values + i * n * n, n, error);
  if (cr_context_is_cancelled (context) && cr_context_check_cancelled (context, NULL))
    return NULL;
  return cr_tensor_new_from_doubles (context, cr_tensor_get_dtype (a), ndim - 2, cr_tensor_get_sizes (a), determinants,
                                     error);
}
