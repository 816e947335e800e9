/* torch.tensor(): nested lists of numbers become a tensor, with PyTorch's inference and messages. */

#include "cr-chunk.h"
#include "cr-interp-private.h"

#include <string.h>

typedef struct
{
  CrInterp *interp;
  int ndim;
  gint64 sizes[CR_MAX_DIMS];
  CrDtype dtype; /* the widest seen */
  gboolean any;
  GArray *values; /* of CrObject: numbers */
} Collector;

/* The shape that the first elements tell. */
static gboolean
measure (Collector *collector, CrObject data)
{
  while (cr_object_is_sequence (data) || data.kind == CR_OBJECT_RANGE)
    {
      if (collector->ndim == CR_MAX_DIMS)
        {
          cr_interp_raise (collector->interp, CR_ERROR_VALUE, "too many dimensions 'list'");
          return FALSE;
        }
      gint64 n = cr_interp_length (collector->interp, data);
      collector->sizes[collector->ndim++] = n;
      if (n == 0 || data.kind == CR_OBJECT_RANGE)
        return TRUE;
      data = cr_object_sequence (data)->items[0];
    }
  return TRUE;
}

static void
add_value (Collector *collector, CrObject value)
{
  CrDtype dtype = value.kind == CR_OBJECT_BOOL      ? CR_DTYPE_BOOL
                  : value.kind == CR_OBJECT_COMPLEX ? CR_DTYPE_COMPLEX64
                  : value.kind == CR_OBJECT_FLOAT   ? cr_context_get_default_dtype (collector->interp->context)
                                                    : CR_DTYPE_INT64;
  collector->dtype = collector->any ? cr_dtype_promote (collector->dtype, dtype) : dtype;
  collector->any = TRUE;
  g_array_append_val (collector->values, value);
}

static gboolean
raise_type (Collector *collector, CrObject data, int dim)
{
  CrInterp *interp = collector->interp;
  if (data.kind == CR_OBJECT_TENSOR || cr_object_is_sequence (data))
    cr_interp_raise (interp, data.kind == CR_OBJECT_TENSOR ? CR_ERROR_VALUE : CR_ERROR_TYPE,
                     data.kind == CR_OBJECT_TENSOR ? "only one element tensors can be converted to Python scalars"
                                                   : "must be real number, not list");
  else if (data.kind == CR_OBJECT_STR && dim > 0)
    cr_interp_raise (interp, CR_ERROR_VALUE, "too many dimensions 'str'");
  else if (data.kind == CR_OBJECT_STR)
    cr_interp_raise (interp, CR_ERROR_TYPE, "new(): invalid data type 'str'");
  else
    cr_interp_raise (interp, CR_ERROR_RUNTIME, "Could not infer dtype of %s", cr_interp_type_name (interp, data));
  return FALSE;
}

static gboolean
collect (Collector *collector, CrObject data, int dim)
{
  CrInterp *interp = collector->interp;
  if (dim == collector->ndim)
    {
      if ((data.kind == CR_OBJECT_TENSOR || data.kind == CR_OBJECT_ARRAY) && cr_tensor_get_numel (data.u.tensor) == 1)
        data = cr_tensor_element (data.u.tensor, 0);
      if (!cr_object_is_number (data) && data.kind != CR_OBJECT_COMPLEX)
        return raise_type (collector, data, dim);
      add_value (collector, data);
      return TRUE;
    }
  if (data.kind == CR_OBJECT_RANGE && dim + 1 == collector->ndim)
    {
      CrRangeObject *range = (CrRangeObject *)data.u.cell;
      for (gint64 i = 0; i < collector->sizes[dim]; i++)
        {
          add_value (collector, cr_object_int (range->start + i * range->step));
          if (!CR_GOES_ON (interp, i))
            return FALSE;
        }
      return TRUE;
    }
  if (!cr_object_is_sequence (data))
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "not a sequence");
      return FALSE;
    }
  CrSequence *items = cr_object_sequence (data);
  if (items->n != collector->sizes[dim])
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "expected sequence of length %" G_GINT64_FORMAT " at dim %d (got %u)",
                       collector->sizes[dim], dim, items->n);
      return FALSE;
    }
  for (guint i = 0; i < items->n; i++)
    if (!collect (collector, items->items[i], dim + 1) || !CR_GOES_ON (interp, collector->values->len))
      return FALSE;
  return TRUE;
}

static CrTensor *
build_complex (Collector *collector, GError **error)
{
  const CrObject *values = (const CrObject *)(gpointer)collector->values->data;
  CrTensor *tensor
      = cr_tensor_new (collector->interp->context, CR_DTYPE_COMPLEX64, collector->ndim, collector->sizes, error);
  float *parts = tensor ? cr_tensor_get_mutable (tensor, error) : NULL;
  for (guint i = 0; parts && i < collector->values->len; i++)
    {
      double real, imaginary;
      cr_complex_get (values[i], &real, &imaginary);
      parts[2 * i] = (float)real;
      parts[2 * i + 1] = (float)imaginary;
    }
  if (!parts)
    g_clear_pointer (&tensor, cr_tensor_unref);
  return tensor;
}

static CrTensor *
refuse_memory (GError **error)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, "not enough memory");
  return NULL;
}

static CrTensor *
build (Collector *collector, CrDtype dtype, GError **error)
{
  guint n = collector->values->len;
  CrContext *context = collector->interp->context;
  const CrObject *values = (const CrObject *)(gpointer)collector->values->data;
  if (cr_dtype_is_complex (dtype))
    return build_complex (collector, error);
  if (!cr_dtype_is_floating (dtype))
    {
      g_autofree gint64 *ints = g_try_new (gint64, MAX (n, 1));
      if (!ints)
        return refuse_memory (error);
      CR_FOR_CHUNKED (context, i, n)
      ints[i] = values[i].kind == CR_OBJECT_FLOAT ? (gint64)values[i].u.number : values[i].u.integer;
      return cr_tensor_new_from_ints (context, dtype, collector->ndim, collector->sizes, ints, error);
    }
  g_autofree double *doubles = g_try_new (double, MAX (n, 1));
  if (!doubles)
    return refuse_memory (error);
  CR_FOR_CHUNKED (context, i, n)
  doubles[i] = cr_object_to_double (values[i]);
  return cr_tensor_new_from_doubles (context, dtype, collector->ndim, collector->sizes, doubles, error);
}

/* A copy of a tensor without its history. */
static CrTensor *
copy_tensor (CrInterp *interp, CrTensor *from, const CrDtype *dtype, GError **error)
{
  CrDtype to = dtype ? *dtype : cr_tensor_get_dtype (from);
  CrTensor *copy = NULL;
  if (cr_dtype_is_floating (to))
    {
      g_autofree double *values = cr_tensor_dup_doubles (from);
      copy = values ? cr_tensor_new_from_doubles (interp->context, to, cr_tensor_get_ndim (from),
                                                  cr_tensor_get_sizes (from), values, error)
                    : NULL;
    }
  else
    {
      gint64 n = cr_tensor_get_numel (from);
      g_autofree gint64 *values = g_try_new (gint64, (gsize)MAX (n, 1));
      for (gint64 i = 0; values && i < n; i++)
        values[i] = cr_tensor_get_int (from, i);
      copy = values ? cr_tensor_new_from_ints (interp->context, to, cr_tensor_get_ndim (from),
                                               cr_tensor_get_sizes (from), values, error)
                    : NULL;
    }
  if (!copy && error && !*error)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, "not enough memory");
  return copy;
}

CrTensor *
cr_interp_make_tensor (CrInterp *interp, CrObject data, const CrDtype *dtype)
{
  GError *error = NULL;
  CrTensor *tensor = NULL;
  if (data.kind == CR_OBJECT_TENSOR || data.kind == CR_OBJECT_ARRAY)
    tensor = copy_tensor (interp, data.u.tensor, dtype, &error);
  else
    {
      Collector collector
          = { interp, 0, { 0 }, CR_DTYPE_FLOAT32, FALSE, g_array_new (FALSE, FALSE, sizeof (CrObject)) };
      if (measure (&collector, data) && collect (&collector, data, 0))
        tensor = build (&collector, dtype ? *dtype : collector.dtype, &error);
      g_array_unref (collector.values);
    }
  if (tensor == NULL && !cr_interp_is_raised (interp))
    cr_interp_raise_error (interp, error);
  return tensor;
}
