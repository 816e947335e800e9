/* What looks up by class: nll_loss and embedding with their adjoints; and the mask of dropout. */

#include "cr-kernels-nn.h"
#include "cr-kernels-private.h"

#include "cr-chunk.h"
#include "cr-element.h"

#include <string.h>

/* How much was done since the cancel flag was asked, @work elements more included; -1 if it is time to leave. */
static gint64
pace (CrContext *context, gint64 since, gint64 work)
{
  if (since + work < 4 * CR_CHUNK)
    return since + work;
  return cr_context_is_cancelled (context) ? -1 : 0;
}

static gboolean
check_indices (CrTensor *indices, gint64 n, GError **error)
{
  const gint64 *index = cr_tensor_get_data (indices);
  CR_FOR_CHUNKED (cr_tensor_get_context (indices), i, cr_tensor_get_numel (indices))
  if (index[i] < 0 || index[i] >= n)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_INDEX, "index out of range in self");
      return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_kernel_embedding (CrTensor *weight, CrTensor *indices, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (weight);
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_tensor_get_ndim (indices);
  g_autoptr (CrTensor) w = cr_kernel_as_contiguous (weight, dtype, error);
  g_autoptr (CrTensor) where = w ? cr_kernel_as_contiguous (indices, CR_DTYPE_INT64, error) : NULL;
  if (!where || !check_indices (where, cr_tensor_get_sizes (w)[0], error))
    return NULL;
  memcpy (sizes, cr_tensor_get_sizes (indices), ndim * sizeof *sizes);
  sizes[ndim] = cr_tensor_get_sizes (w)[1];
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (cr_tensor_get_context (w), dtype, ndim + 1, sizes, error);
  if (!result)
    return NULL;
  gsize row = sizes[ndim] * cr_dtype_get_size (dtype);
  const guint8 *from = cr_tensor_get_data (w);
  const gint64 *index = cr_tensor_get_data (where);
  guint8 *to = cr_tensor_get_mutable (result, NULL);
  CrContext *context = cr_tensor_get_context (where);
  for (gint64 i = 0, since = 0, n = row ? cr_tensor_get_numel (where) : 0; i < n && since >= 0; i++)
    {
      memcpy (to + i * row, from + index[i] * row, row);
      since = pace (context, since, sizes[ndim]);
    }
  return cr_context_check_cancelled (context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}

static void
add_row (CrDtype dtype, gpointer to, gint64 at, gconstpointer from, gint64 source, gint64 n)
{
  for (gint64 j = 0; j < n; j++)
    cr_element_set_double (dtype, to, at + j,
                           cr_element_get_double (dtype, to, at + j) + cr_element_get_double (dtype, from, source + j));
}

CrTensor *
cr_kernel_embedding_adjoint (CrTensor *grad, CrTensor *indices, gint64 n, gint64 padding_index, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (grad);
  gint64 width = cr_tensor_get_sizes (grad)[cr_tensor_get_ndim (grad) - 1];
  const gint64 sizes[] = { n, width };
  g_autoptr (CrTensor) g = cr_kernel_as_contiguous (grad, dtype, error);
  g_autoptr (CrTensor) where = g ? cr_kernel_as_contiguous (indices, CR_DTYPE_INT64, error) : NULL;
  g_autoptr (CrTensor) result
      = where ? cr_tensor_new_unannounced (cr_tensor_get_context (g), dtype, 2, sizes, error) : NULL;
  if (!result || !cr_kernel_fill (result, 0, error))
    return NULL;
  const gint64 *index = cr_tensor_get_data (where);
  gpointer to = cr_tensor_get_mutable (result, NULL);
  CrContext *context = cr_tensor_get_context (where);
  for (gint64 i = 0, since = 0; i < cr_tensor_get_numel (where) && since >= 0; i++)
    {
      if (index[i] != padding_index)
        add_row (dtype, to, index[i] * width, cr_tensor_get_data (g), i * width, width);
      since = pace (context, since, width + 1);
    }
  return cr_context_check_cancelled (context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}

/* (N, C, rest) of an input of nll_loss; (C) counts as (1, C, 1). */
typedef struct
{
  gint64 n;
  gint64 classes;
  gint64 rest;
} ClassShape;

static ClassShape
get_class_shape (int ndim, const gint64 *sizes)
{
  ClassShape shape = { ndim > 1 ? sizes[0] : 1, sizes[ndim > 1], 1 };
  for (int d = 2; d < ndim; d++)
    shape.rest *= sizes[d];
  return shape;
}

static double
get_weight (CrTensor *weight, gint64 class)
{
  return weight ? cr_tensor_get_double (weight, class) : 1;
}

static gboolean
check_targets (CrContext *context, const gint64 *target, gint64 n, gint64 classes, gint64 ignore_index, GError **error)
{
  CR_FOR_CHUNKED (context, i, n)
  if (target[i] != ignore_index && (target[i] < 0 || target[i] >= classes))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_INDEX, "Target %" G_GINT64_FORMAT " is out of bounds.", target[i]);
      return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_kernel_nll (CrTensor *given, CrTensor *target, CrTensor *weight, CrReduction reduction, gint64 ignore_index,
               CrTensor **total_weight, GError **error)
{
  CrContext *context = cr_tensor_get_context (given);
  CrDtype dtype = cr_tensor_get_dtype (given);
  ClassShape shape = get_class_shape (cr_tensor_get_ndim (given), cr_tensor_get_sizes (given));
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (given, dtype, error);
  g_autoptr (CrTensor) classes = a ? cr_kernel_as_contiguous (target, CR_DTYPE_INT64, error) : NULL;
  const gint64 *class = classes ? cr_tensor_get_data (classes) : NULL;
  if (!classes || !check_targets (context, class, shape.n * shape.rest, shape.classes, ignore_index, error))
    return NULL;
  gboolean none = reduction == CR_REDUCTION_NONE;
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (context, dtype, none ? cr_tensor_get_ndim (target) : 0,
                                                           cr_tensor_get_sizes (target), error);
  if (!result)
    return NULL;
  double sum = 0, total = 0;
  CR_FOR_CHUNKED (context, i, shape.n * shape.rest)
  {
    gint64 at = (i / shape.rest * shape.classes + class[i]) * shape.rest + i % shape.rest;
    double by = class[i] == ignore_index ? 0 : get_weight (weight, class[i]);
    double loss = class[i] == ignore_index ? 0 : -by * cr_element_get_double (dtype, cr_tensor_get_data (a), at);
    if (none)
      cr_element_set_double (dtype, cr_tensor_get_mutable (result, NULL), i, loss);
    sum += loss;
    total += by;
  }
  if (!none)
    cr_element_set_double (dtype, cr_tensor_get_mutable (result, NULL), 0,
                           reduction == CR_REDUCTION_MEAN ? sum / total : sum);
  if (cr_context_check_cancelled (context, error))
    return NULL;
  *total_weight = cr_tensor_new_scalar (context, dtype, none ? 0 : total, error);
  return *total_weight ? cr_tensor_announce (g_steal_pointer (&result)) : NULL;
}

CrTensor *
cr_kernel_nll_adjoint (CrTensor *grad, CrTensor *target, CrTensor *weight, CrTensor *total_weight,
                       CrReduction reduction, gint64 ignore_index, int ndim, const gint64 *sizes, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (grad);
  ClassShape shape = get_class_shape (ndim, sizes);
  g_autoptr (CrTensor) g = cr_kernel_as_contiguous (grad, dtype, error);
  g_autoptr (CrTensor) classes = g ? cr_kernel_as_contiguous (target, CR_DTYPE_INT64, error) : NULL;
  g_autoptr (CrTensor) result
      = classes ? cr_tensor_new_unannounced (cr_tensor_get_context (g), dtype, ndim, sizes, error) : NULL;
  if (!result || !cr_kernel_fill (result, 0, error))
    return NULL;
  const gint64 *class = cr_tensor_get_data (classes);
  gpointer to = cr_tensor_get_mutable (result, NULL);
  double scale = reduction == CR_REDUCTION_MEAN ? 1 / cr_tensor_get_double (total_weight, 0) : 1;
  CrContext *context = cr_tensor_get_context (g);
  CR_FOR_CHUNKED (context, i, shape.n * shape.rest)
  {
    if (class[i] == ignore_index)
      continue;
    double value = cr_element_get_double (dtype, cr_tensor_get_data (g), reduction == CR_REDUCTION_NONE ? i : 0);
    cr_element_set_double (dtype, to, (i / shape.rest * shape.classes + class[i]) * shape.rest + i % shape.rest,
                           -get_weight (weight, class[i]) * scale * value);
  }
  return cr_context_check_cancelled (context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}

/* The mask is divided as a tensor of its dtype. Two words of the generator an element, 53 of their bits. */
CrTensor *
cr_kernel_dropout_mask (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, double p,
                        CrGenerator *generator, GError **error)
{
  g_autoptr (CrTensor) result = cr_tensor_new_unannounced (context, dtype, ndim, sizes, error);
  if (!result)
    return NULL;
  gpointer to = cr_tensor_get_mutable (result, NULL);
  double scale = dtype == CR_DTYPE_FLOAT64 ? 1 / p : 1 / (float)p;
  CR_FOR_CHUNKED (context, i, cr_tensor_get_numel (result))
  {
    guint64 high = cr_generator_next (generator), low = cr_generator_next (generator);
    double uniform = (double)((high << 32 | low) & ((G_GUINT64_CONSTANT (1) << 53) - 1)) * 0x1p-53;
    cr_element_set_double (dtype, to, i, uniform < p ? scale : 0);
  }
  return cr_context_check_cancelled (context, error) ? NULL : cr_tensor_announce (g_steal_pointer (&result));
}
