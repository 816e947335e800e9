/* Casts, copies and fills: everything that moves elements without computing. */

#include "cr-element.h"
#include "cr-kernels.h"
#include "cr-kernels-private.h"
#include "cr-loop.h"
#include "cr-print.h"

#include <string.h>

/* clang-format off */
#define DEFINE_COPY(TO, To, FROM, From, KIND)                                             \
  CR_WIDE static void copy_##TO##_##FROM (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data) \
  {                                                                                       \
    To *to = (To *)(gpointer)data[0];                                                     \
    const From *from = (const From *)(gconstpointer)data[1];                              \
    gint64 st = strides[0];                                                               \
    gint64 sf = strides[1];                                                               \
    if (st == 1 && sf == 1)                                                               \
      for (gint64 i = 0; i < n; i++)                                                      \
        to[i] = CR_STORE_##TO##_##KIND (CR_LOAD_##FROM (from[i]));                        \
    else                                                                                  \
      for (gint64 i = 0; i < n; i++)                                                      \
        to[i * st] = CR_STORE_##TO##_##KIND (CR_LOAD_##FROM (from[i * sf]));              \
  }
/* Elements of one dtype move as they are, whatever they hold. */
#define DEFINE_MOVE(name, Type)                                                           \
  CR_WIDE static void move_##name (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data) \
  {                                                                                       \
    Type *to = (Type *)(gpointer)data[0];                                                 \
    const Type *from = (const Type *)(gconstpointer)data[1];                              \
    gint64 st = strides[0];                                                               \
    gint64 sf = strides[1];                                                               \
    if (st == 1 && sf == 1)                                                               \
      memcpy (to, from, n * sizeof (Type));                                               \
    else if (st == 1 && sf == 0)                                                          \
      for (gint64 i = 0; i < n; i++)                                                      \
        to[i] = from[0];                                                                  \
    else                                                                                  \
      for (gint64 i = 0; i < n; i++)                                                      \
        to[i * st] = from[i * sf];                                                        \
  }

/* The list is written twice: a macro does not expand within itself. */
#define EACH_FROM(TO, To)                         \
  DEFINE_COPY (TO, To, BOOL, guint8, I)           \
  DEFINE_COPY (TO, To, INT64, gint64, I)          \
  DEFINE_COPY (TO, To, FLOAT32, float, F)         \
  DEFINE_COPY (TO, To, FLOAT64, double, F)        \
  DEFINE_COPY (TO, To, INT32, gint32, I)          \
  DEFINE_COPY (TO, To, INT16, gint16, I)          \
  DEFINE_COPY (TO, To, INT8, gint8, I)            \
  DEFINE_COPY (TO, To, UINT8, guint8, I)          \
  DEFINE_COPY (TO, To, FLOAT16, guint16, F)       \
  DEFINE_COPY (TO, To, COMPLEX64, CrComplex, F)
#define DEFINE_COPIES(TO, To, Number, KIND) EACH_FROM (TO, To)
#define ROW(TO, To, Number, KIND)                                                              \
  [CR_DTYPE_##TO] = { copy_##TO##_BOOL, copy_##TO##_INT64, copy_##TO##_FLOAT32, copy_##TO##_FLOAT64, \
                      copy_##TO##_INT32, copy_##TO##_INT16, copy_##TO##_INT8, copy_##TO##_UINT8,     \
                      copy_##TO##_FLOAT16, copy_##TO##_COMPLEX64 },

CR_EACH_DTYPE (DEFINE_COPIES)
DEFINE_MOVE (1, guint8)
DEFINE_MOVE (2, guint16)
DEFINE_MOVE (4, guint32)
DEFINE_MOVE (8, guint64)

/* [to][from], in the order of CrDtype. */
static const CrLoopFunc copies[CR_N_DTYPES][CR_N_DTYPES] = { CR_EACH_DTYPE (ROW) };
/* By the size of an element. */
static const CrLoopFunc moves[] = { NULL, move_1, move_2, NULL, move_4, NULL, NULL, NULL, move_8 };
/* clang-format on */

static CrLoopFunc
get_copy (CrDtype to, CrDtype from)
{
  return to == from ? moves[cr_dtype_get_size (to)] : copies[to][from];
}

/* dst[...] = src where the shapes are known to fit and nothing overlaps. */
static gboolean
copy_elements (CrTensor *dst, CrTensor *src, GError **error)
{
  gpointer to = cr_tensor_get_mutable (dst, error);
  CrLoop loop;

  if (to == NULL)
    return FALSE;
  cr_loop_init (&loop, cr_tensor_get_ndim (dst), cr_tensor_get_sizes (dst));
  cr_loop_add (&loop, dst, to);
  cr_loop_add (&loop, src, cr_tensor_get_data (src));
  CrLoopFunc func = get_copy (cr_tensor_get_dtype (dst), cr_tensor_get_dtype (src));
  return cr_loop_run (&loop, cr_tensor_get_context (dst), func, NULL, error);
}

CrTensor *
cr_kernel_cast_unannounced (CrTensor *a, CrDtype dtype, GError **error)
{
  g_autoptr (CrTensor) copy = cr_tensor_new_unannounced (cr_tensor_get_context (a), dtype, cr_tensor_get_ndim (a),
                                                         cr_tensor_get_sizes (a), error);

  if (copy == NULL || !copy_elements (copy, a, error))
    return NULL;
  return g_steal_pointer (&copy);
}

CrTensor *
cr_kernel_cast (CrTensor *a, CrDtype dtype, GError **error)
{
  g_return_val_if_fail (a != NULL, NULL);
  return cr_tensor_announce (cr_kernel_cast_unannounced (a, dtype, error));
}

CrTensor *
cr_kernel_as_dtype (CrTensor *a, CrDtype dtype, GError **error)
{
  return cr_tensor_get_dtype (a) == dtype ? cr_tensor_ref (a) : cr_kernel_cast_unannounced (a, dtype, error);
}

CrTensor *
cr_kernel_as_contiguous (CrTensor *a, CrDtype dtype, GError **error)
{
  return cr_tensor_is_contiguous (a) ? cr_kernel_as_dtype (a, dtype, error)
                                     : cr_kernel_cast_unannounced (a, dtype, error);
}

CrTensor *
cr_kernel_finish (CrTensor *result, CrDtype dtype, GError **error)
{
  g_autoptr (CrTensor) computed = result;

  return computed != NULL ? cr_tensor_announce (cr_kernel_as_dtype (computed, dtype, error)) : NULL;
}

static gboolean
check_fits (CrTensor *dst, CrTensor *src, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  int ndim = cr_broadcast_sizes (dst, src, sizes, error);

  if (ndim < 0)
    return FALSE;
  if (ndim == cr_tensor_get_ndim (dst) && memcmp (sizes, cr_tensor_get_sizes (dst), ndim * sizeof *sizes) == 0)
    return TRUE;
  g_autofree char *own = cr_sizes_to_string (cr_tensor_get_ndim (dst), cr_tensor_get_sizes (dst));
  g_autofree char *wanted = cr_sizes_to_string (ndim, sizes);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "output with shape %s doesn't match the broadcast shape %s", own,
               wanted);
  return FALSE;
}

/* TRUE if the elements fill one run of memory without gaps, in whatever order; @end is behind the last. */
static gboolean
is_dense (CrTensor *tensor, gint64 *end)
{
  gint64 span = 1;

  for (int d = 0; d < cr_tensor_get_ndim (tensor); d++)
    span += (cr_tensor_get_sizes (tensor)[d] - 1) * cr_tensor_get_strides (tensor)[d];
  *end = cr_tensor_get_offset (tensor) + span;
  return span == cr_tensor_get_numel (tensor) && !cr_tensor_has_overlap (tensor);
}

static gboolean
is_same_view (CrTensor *a, CrTensor *b)
{
  gsize bytes = cr_tensor_get_ndim (a) * sizeof (gint64);

  return cr_tensor_get_offset (a) == cr_tensor_get_offset (b) && cr_tensor_get_ndim (a) == cr_tensor_get_ndim (b)
         && memcmp (cr_tensor_get_sizes (a), cr_tensor_get_sizes (b), bytes) == 0
         && memcmp (cr_tensor_get_strides (a), cr_tensor_get_strides (b), bytes) == 0;
}

/* PyTorch sees an overlap only where it is cheap to see: between two dense tensors. */
static gboolean
overlaps_partly (CrTensor *dst, CrTensor *src)
{
  gint64 dst_end, src_end;

  if (!cr_tensor_shares_storage (dst, src) || !is_dense (dst, &dst_end) || !is_dense (src, &src_end))
    return FALSE;
  if (is_same_view (dst, src))
    return FALSE;
  return cr_tensor_get_offset (dst) < src_end && cr_tensor_get_offset (src) < dst_end;
}

gboolean
cr_kernel_copy_into (CrTensor *dst, CrTensor *src, GError **error)
{
  g_return_val_if_fail (dst != NULL && src != NULL, FALSE);
  if (!check_fits (dst, src, error))
    return FALSE;
  if (cr_tensor_has_overlap (dst))
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "unsupported operation: more than one element of the written-to tensor refers to a single "
                           "memory location. Please clone() the tensor before performing the operation.");
      return FALSE;
    }
  if (overlaps_partly (dst, src))
    {
      g_set_error_literal (
          error, CR_ERROR, CR_ERROR_RUNTIME,
          "unsupported operation: some elements of the input tensor and the written-to tensor refer to a "
          "single memory location. Please clone() the tensor before performing the operation.");
      return FALSE;
    }
  if (!cr_tensor_shares_storage (dst, src))
    return copy_elements (dst, src, error);
  g_autoptr (CrTensor) apart = cr_kernel_cast_unannounced (src, cr_tensor_get_dtype (src), error);
  return apart != NULL && copy_elements (dst, apart, error);
}

/* Fills with element 0 of @value, a buffer of one element of the dtype of @dst. */
static gboolean
fill_with (CrTensor *dst, gconstpointer value, GError **error)
{
  gpointer to = cr_tensor_get_mutable (dst, error);
  CrDtype dtype = cr_tensor_get_dtype (dst);
  CrLoop loop;

  if (to == NULL)
    return FALSE;
  cr_loop_init (&loop, cr_tensor_get_ndim (dst), cr_tensor_get_sizes (dst));
  cr_loop_add (&loop, dst, to);
  cr_loop_add_scalar (&loop, dtype, value);
  return cr_loop_run (&loop, cr_tensor_get_context (dst), get_copy (dtype, dtype), NULL, error);
}

gboolean
cr_kernel_fill (CrTensor *dst, double value, GError **error)
{
  g_return_val_if_fail (dst != NULL, FALSE);
  gint64 element;

  cr_element_set_double (cr_tensor_get_dtype (dst), &element, 0, value);
  return fill_with (dst, &element, error);
}

gboolean
cr_kernel_fill_int (CrTensor *dst, gint64 value, GError **error)
{
  g_return_val_if_fail (dst != NULL, FALSE);
  gint64 element;

  cr_element_set_int (cr_tensor_get_dtype (dst), &element, 0, value);
  return fill_with (dst, &element, error);
}
