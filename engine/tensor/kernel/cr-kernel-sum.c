/* Sums. The order of additions is that of PyTorch's cascade sum (ATen/native/cpu/SumKernel.cpp
 * on one thread with 256-bit vectors), since it decides the last digits of a float32 sum:
 * four levels of partial sums, four rows and 8 (float32) or 4 (float64) lanes side by side. */

#include "cr-kernel-sum-rows.h"
#include "cr-kernels-private.h"

#include <string.h>

/* The input's dimensions in the order in which they are walked, first the innermost. */
typedef struct
{
  int ndim;
  gint64 sizes[CR_MAX_DIMS];
  gint64 in[CR_MAX_DIMS];
  gint64 out[CR_MAX_DIMS]; /* 0 where summed over */
} Walk;

static const CrSumFunc sums[CR_N_DTYPES] = {
  [CR_DTYPE_INT64] = cr_sum_i64,
  [CR_DTYPE_FLOAT32] = cr_sum_f32,
  [CR_DTYPE_FLOAT64] = cr_sum_f64,
};

/* TensorIterator's order: > 0 if @inner must come after @outer, < 0 if it must not, 0 if it does not matter. */
static int
compare_dims (const Walk *walk, int inner, int outer)
{
  const gint64 *operands[] = { walk->out, walk->in };

  if ((walk->out[inner] == 0) != (walk->out[outer] == 0))
    return walk->out[outer] == 0 ? 1 : -1;
  for (int k = 0; k < 2; k++)
    {
      gint64 a = operands[k][inner];
      gint64 b = operands[k][outer];
      if (a == 0 || b == 0)
        continue;
      if (a != b)
        return a < b ? -1 : 1;
      if (walk->sizes[inner] > walk->sizes[outer])
        return 1;
    }
  return 0;
}

static void
swap_dims (Walk *walk, int a, int b)
{
  gint64 *const lists[] = { walk->sizes, walk->in, walk->out };

  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    {
      gint64 kept = lists[k][a];
      lists[k][a] = lists[k][b];
      lists[k][b] = kept;
    }
}

static void
sort_dims (Walk *walk)
{
  for (int i = 1; i < walk->ndim; i++)
    {
      int moving = i;
      for (int d = i - 1; d >= 0; d--)
        {
          int order = compare_dims (walk, d, moving);
          if (order < 0)
            break;
          if (order > 0)
            {
              swap_dims (walk, d, moving);
              moving = d;
            }
        }
    }
}

static void
coalesce (Walk *walk)
{
  int last = 0;

  for (int d = 1; d < walk->ndim; d++)
    {
      gboolean merge = walk->sizes[last] == 1 || walk->sizes[d] == 1
                       || (walk->in[d] == walk->in[last] * walk->sizes[last]
                           && walk->out[d] == walk->out[last] * walk->sizes[last]);
      if (!merge)
        {
          last++;
          walk->sizes[last] = walk->sizes[d];
          walk->in[last] = walk->in[d];
          walk->out[last] = walk->out[d];
          continue;
        }
      if (walk->sizes[last] == 1)
        {
          walk->in[last] = walk->in[d];
          walk->out[last] = walk->out[d];
        }
      walk->sizes[last] *= walk->sizes[d];
    }
  walk->ndim = MIN (walk->ndim, last + 1);
}

/* Pads to two dimensions, which is what a sum function takes. */
static void
prepare (Walk *walk)
{
  if (walk->ndim > 1)
    {
      sort_dims (walk);
      coalesce (walk);
    }
  for (; walk->ndim < 2; walk->ndim++)
    {
      walk->sizes[walk->ndim] = 1;
      walk->in[walk->ndim] = walk->out[walk->ndim] = 0;
    }
}

static gboolean
run (const Walk *walk, CrContext *context, CrDtype dtype, gconstpointer in, gpointer out, GError **error)
{
  gint64 index[CR_MAX_DIMS] = { 0 };
  gint64 at_in = 0;
  gint64 at_out = 0;
  gsize item = cr_dtype_get_size (dtype);
  CrSumPlane plane
      = { { walk->sizes[0], walk->sizes[1] }, { walk->in[0], walk->in[1] }, { walk->out[0], walk->out[1] } };

  for (;;)
    {
      if (!sums[dtype](&plane, (const guint8 *)in + at_in * (gint64)item, (guint8 *)out + at_out * (gint64)item,
                       context, error))
        return FALSE;
      int d = 2;
      for (; d < walk->ndim; d++)
        {
          gint64 step = ++index[d] < walk->sizes[d] ? 1 : 1 - walk->sizes[d];
          at_in += step * walk->in[d];
          at_out += step * walk->out[d];
          if (step == 1 && index[d] != 0)
            break;
          index[d] = 0;
        }
      if (d >= walk->ndim)
        return TRUE;
      if (cr_context_check_cancelled (context, error))
        return FALSE;
    }
}

/* The sizes of a sum, and the walk over its input. @kept holds 1 for the summed dimensions. */
static void
plan (CrTensor *a, guint64 dims, gint64 *kept, Walk *walk)
{
  int ndim = cr_tensor_get_ndim (a);
  const gint64 *sizes = cr_tensor_get_sizes (a);
  gint64 stride = 1;

  walk->ndim = ndim;
  for (int d = ndim - 1; d >= 0; d--)
    {
      gboolean summed = (dims >> d & 1) != 0;
      int at = ndim - 1 - d;
      kept[d] = summed ? 1 : sizes[d];
      walk->sizes[at] = sizes[d];
      walk->in[at] = cr_tensor_get_strides (a)[d];
      walk->out[at] = summed ? 0 : stride;
      stride = (gint64)((guint64)stride * (guint64)kept[d]); /* an empty tensor's sizes may wrap */
    }
  if (cr_tensor_get_numel (a) > 0)
    prepare (walk);
}

static CrTensor *
new_zeros (CrContext *context, CrDtype dtype, int ndim, gint64 *sizes, guint64 dims, gboolean keepdim, GError **error)
{
  int n = 0;

  for (int d = 0; d < ndim; d++)
    if (keepdim || (dims >> d & 1) == 0)
      sizes[n++] = sizes[d];
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (context, dtype, n, sizes, error);
  if (result == NULL || !cr_kernel_fill_int (result, 0, error))
    return NULL;
  return g_steal_pointer (&result);
}

CrTensor *
cr_kernel_sum (CrTensor *a, guint64 dims, gboolean keepdim, CrDtype dtype, GError **error)
{
  g_return_val_if_fail (a != NULL, NULL);
  CrContext *context = cr_tensor_get_context (a);
  int ndim = cr_tensor_get_ndim (a);
  gint64 kept[CR_MAX_DIMS];
  Walk walk;

  /* A sum of bools is asked for in int64 or a float; in bool itself it is "any". */
  if (!cr_dtype_check_real (cr_tensor_get_dtype (a), error) || !cr_dtype_check_real (dtype, error))
    return NULL;
  CrDtype compute = dtype == CR_DTYPE_BOOL ? CR_DTYPE_INT64 : cr_dtype_get_compute (dtype);
  g_autoptr (CrTensor) from = cr_kernel_as_dtype (a, dtype, error);
  g_autoptr (CrTensor) in = from != NULL ? cr_kernel_as_dtype (from, compute, error) : NULL;
  if (in == NULL)
    return NULL;
  plan (in, dims, kept, &walk);
  g_autoptr (CrTensor) result = new_zeros (context, compute, ndim, kept, dims, keepdim, error);
  if (result == NULL)
    return NULL;
  if (cr_tensor_get_numel (in) > 0
      && !run (&walk, context, compute, cr_tensor_get_data (in), cr_tensor_get_mutable (result, NULL), error))
    return NULL;
  return cr_kernel_finish (g_steal_pointer (&result), dtype, error);
}
