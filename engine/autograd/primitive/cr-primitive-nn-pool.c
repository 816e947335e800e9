/* Max and average pooling. The gradient of a maximum goes to where it was found, that of a mean is spread evenly; each
 * is linear, and its own derivative is the way back. */

#include "cr-primitive-nn-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_DIM(t) cr_tensor_get_ndim (t)
#define SIZE(t, d) cr_tensor_get_sizes (t)[N_DIM (t) + (d)]

/* As the numbers of a node: these, then the shape of the input. */
#define N_SETTINGS 12

static void
put_pooling (const CrPooling *p, gint64 *ints)
{
  ints[0] = p->adaptive;
  memcpy (ints + 1, p->kernel, 2 * sizeof *ints);
  memcpy (ints + 3, p->stride, 2 * sizeof *ints);
  memcpy (ints + 5, p->padding, 2 * sizeof *ints);
  memcpy (ints + 7, p->dilation, 2 * sizeof *ints);
  ints[9] = p->ceil_mode;
  ints[10] = p->count_padding;
  ints[11] = p->divisor;
}

static CrPooling
get_pooling (const gint64 *ints)
{
  CrPooling p = { ints[0] };
  memcpy (p.kernel, ints + 1, 2 * sizeof *ints);
  memcpy (p.stride, ints + 3, 2 * sizeof *ints);
  memcpy (p.padding, ints + 5, 2 * sizeof *ints);
  memcpy (p.dilation, ints + 7, 2 * sizeof *ints);
  p.ceil_mode = ints[9];
  p.count_padding = ints[10];
  p.divisor = ints[11];
  return p;
}

/* The windows over dimension @d of the last two (0: rows) of @size elements. */
static void
init_windows (CrWindows *windows, const CrPooling *p, int d, gint64 size)
{
  if (p->adaptive)
    cr_windows_init_adaptive (windows, size, p->kernel[d]);
  else
    {
      gint64 n = cr_windows_count (size, p->kernel[d], p->stride[d], p->padding[d], p->dilation[d], p->ceil_mode);
      cr_windows_init (windows, size, n, p->kernel[d], p->stride[d], p->padding[d], p->dilation[d]);
    }
}

CrTensor *
cr_op_max_pool2d (CrTensor *a, const CrPooling *pooling, CrTensor **indices, GError **error)
{
  CrRecord record
      = { pooling->adaptive ? &cr_primitive_adaptive_max_pool2d : &cr_primitive_max_pool2d_with_indices, { a }, 1 };
  CrWindows rows, columns;
  CrTensor *values = NULL, *where = NULL;
  if (!cr_nn_check_floating (a, pooling->adaptive ? "adaptive_max_pool2d" : "max_pool2d", error))
    return NULL;
  init_windows (&rows, pooling, 0, SIZE (a, -2));
  init_windows (&columns, pooling, 1, SIZE (a, -1));
  gboolean done = cr_kernel_max_pool (a, &rows, &columns, &values, &where, error);
  cr_windows_clear (&rows);
  cr_windows_clear (&columns);
  if (!done)
    return NULL;
  g_autoptr (GPtrArray) outputs = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  g_ptr_array_add (outputs, values);
  g_ptr_array_add (outputs, where);
  record.outputs = outputs;
  if (cr_record_begin (&record, error))
    {
      cr_record_save (&record, 0, a, TRUE);
      cr_record_save (&record, 1, where, TRUE);
    }
  if (!cr_record_end_many (&record))
    return NULL;
  if (indices)
    *indices = cr_tensor_ref (where);
  return cr_tensor_ref (values);
}

/* @grad at @indices of zeros like the input, whose shape is @like's; recorded. */
static CrTensor *
scatter (CrTensor *grad, CrTensor *indices, CrTensor *like, GError **error)
{
  CrRecord record = CR_RECORD_1 (pool_scatter, grad);
  record.output = cr_kernel_pool_scatter (grad, indices, cr_tensor_get_sizes (like), error);
  if (cr_record_begin (&record, error))
    cr_record_save (&record, 0, indices, TRUE);
  return cr_record_end (&record);
}

/* What stands at @indices in the last two dimensions, as one. */
static CrTensor *
gather (CrTensor *a, CrTensor *indices, GError **error)
{
  gint64 planes = 1;
  for (int d = 0; d < N_DIM (a) - 2; d++)
    planes *= cr_tensor_get_sizes (a)[d];
  const gint64 flat[] = { planes, SIZE (a, -2) * SIZE (a, -1) };
  const gint64 places[] = { planes, SIZE (indices, -2) * SIZE (indices, -1) };
  g_autoptr (CrTensor) rows = cr_op_reshape (a, 2, flat, error);
  g_autoptr (CrTensor) where = rows ? cr_op_reshape (indices, 2, places, error) : NULL;
  g_autoptr (CrTensor) found = where ? cr_op_gather (rows, 1, where, error) : NULL;
  return found ? cr_op_view (found, N_DIM (indices), cr_tensor_get_sizes (indices), error) : NULL;
}

static gboolean
max_pool_rule (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) indices = a ? cr_grad_fn_unpack (function, 1, error) : NULL;
  if (!indices)
    return FALSE;
  if (!received[0])
    return TRUE;
  sent[0] = scatter (received[0], indices, a, error);
  return sent[0] != NULL;
}

static gboolean
scatter_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  g_autoptr (CrTensor) indices = cr_grad_fn_unpack (function, 0, error);
  sent[0] = indices ? gather (received, indices, error) : NULL;
  return sent[0] != NULL;
}

/* @rows and @columns: sizes of the input. */
static CrTensor *
run_average (CrTensor *a, const CrPooling *p, gint64 rows, gint64 columns, gboolean adjoint, GError **error)
{
  CrWindows down, across;
  init_windows (&down, p, 0, rows);
  init_windows (&across, p, 1, columns);
  CrTensor *result = adjoint ? cr_kernel_average_pool_adjoint (a, &down, &across, p->count_padding, p->divisor, error)
                             : cr_kernel_average_pool (a, &down, &across, p->count_padding, p->divisor, error);
  cr_windows_clear (&down);
  cr_windows_clear (&across);
  return result;
}

static gboolean
check_average (CrTensor *a, const CrPooling *p, GError **error)
{
  if (!p->adaptive && cr_tensor_get_dtype (a) == CR_DTYPE_INT64)
    return TRUE;
  return cr_nn_check_floating (a, p->adaptive ? "adaptive_avg_pool2d" : "avg_pool2d_out_frame", error);
}

CrTensor *
cr_op_average_pool2d (CrTensor *a, const CrPooling *pooling, GError **error)
{
  CrRecord record
      = { pooling->adaptive ? &cr_primitive_adaptive_avg_pool2d : &cr_primitive_avg_pool2d, { a }, 1, NULL, NULL };
  gint64 ints[N_SETTINGS];
  if (!check_average (a, pooling, error))
    return NULL;
  record.output = run_average (a, pooling, SIZE (a, -2), SIZE (a, -1), FALSE, error);
  if (cr_record_begin (&record, error))
    {
      put_pooling (pooling, ints);
      cr_record_ints (&record, N_SETTINGS, ints);
      cr_record_save (&record, 0, a, TRUE);
    }
  return cr_record_end (&record);
}

/* The gradient of an average pooling of @rows by @columns elements; recorded. */
static CrTensor *
average_backward (CrTensor *grad, const CrPooling *pooling, gint64 rows, gint64 columns, GError **error)
{
  CrRecord record
      = { pooling->adaptive ? &cr_primitive_adaptive_avg_pool2d_backward : &cr_primitive_avg_pool2d_backward,
          { grad },
          1,
          NULL,
          NULL };
  gint64 ints[N_SETTINGS];
  record.output = run_average (grad, pooling, rows, columns, TRUE, error);
  if (cr_record_begin (&record, error))
    {
      put_pooling (pooling, ints);
      cr_record_ints (&record, N_SETTINGS, ints);
    }
  return cr_record_end (&record);
}

static gboolean
average_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrPooling pooling = get_pooling (function->ints);
  g_autoptr (CrTensor) a = cr_grad_fn_unpack (function, 0, error);
  sent[0] = a ? average_backward (received, &pooling, SIZE (a, -2), SIZE (a, -1), error) : NULL;
  return sent[0] != NULL;
}

static gboolean
average_backward_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrPooling pooling = get_pooling (function->ints);
  sent[0] = cr_op_average_pool2d (received, &pooling, error);
  return sent[0] != NULL;
}

#define MAX_RULE N_ ("∂L/∂a = ∂L/∂y where the greatest element of each window was, else 0")
#define MEAN_RULE N_ ("∂L/∂a = ∂L/∂y ÷ n for each of the n elements of its window")

const CrPrimitive cr_primitive_max_pool2d_with_indices
    = { "max_pool2d_with_indices", "MaxPool2DWithIndicesBackward0", "max", MAX_RULE, 1, TRUE, NULL, max_pool_rule };
const CrPrimitive cr_primitive_adaptive_max_pool2d
    = { "adaptive_max_pool2d", "AdaptiveMaxPool2DBackward0", "max", MAX_RULE, 1, TRUE, NULL, max_pool_rule };
const CrPrimitive cr_primitive_pool_scatter = { "pool_scatter",
                                                "MaxPool2DWithIndicesBackwardBackward0",
                                                "max′",
                                                N_ ("∂L/∂g = ∂L/∂y where the greatest elements were"),
                                                1,
                                                TRUE,
                                                scatter_rule };
const CrPrimitive cr_primitive_avg_pool2d
    = { "avg_pool2d", "AvgPool2DBackward0", "avg", MEAN_RULE, 1, TRUE, average_rule };
const CrPrimitive cr_primitive_adaptive_avg_pool2d
    = { "adaptive_avg_pool2d", "AdaptiveAvgPool2DBackward0", "avg", MEAN_RULE, 1, TRUE, average_rule };
const CrPrimitive cr_primitive_avg_pool2d_backward = { "avg_pool2d_backward",
                                                       "AvgPool2DBackwardBackward0",
                                                       "avg′",
                                                       N_ ("∂L/∂g = the mean of ∂L/∂y in each window"),
                                                       1,
                                                       FALSE,
                                                       average_backward_rule };
const CrPrimitive cr_primitive_adaptive_avg_pool2d_backward = { "adaptive_avg_pool2d_backward",
                                                                "AdaptiveAvgPool2DBackwardBackward0",
                                                                "avg′",
                                                                N_ ("∂L/∂g = the mean of ∂L/∂y in each window"),
                                                                1,
                                                                FALSE,
                                                                average_backward_rule };
