/* softmax and log_softmax along a dimension, and their gradients. */

#include "cr-chunk.h"
#include "cr-kernels-nn.h"
#include "cr-kernels-private.h"
#include "cr-vector.h"

#include <math.h>

/* A tensor as (outer, size, inner), the middle one being the dimension. */
typedef struct
{
  CrContext *context;
  gint64 outer;
  gint64 size;
  gint64 inner;
} Lines;

static void
get_lines (CrTensor *a, int dim, Lines *lines)
{
  *lines = (Lines){ cr_tensor_get_context (a), 1, 1, 1 };
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    {
      gint64 size = cr_tensor_get_sizes (a)[d];
      *(d < dim ? &lines->outer : d == dim ? &lines->size : &lines->inner) *= size;
    }
}

/* After each line. */
static gboolean
go_on (const Lines *lines, gint64 *since, GError **error)
{
  *since += lines->size;
  if (*since < CR_CHUNK)
    return TRUE;
  *since = 0;
  return !cr_context_check_cancelled (lines->context, error);
}

#define Real float
#define EXP expf
#define LOG logf
#define VECTOR unary_f32
#define NAME(name) name##_f32
#include "cr-kernel-nn-softmax-template.h"
#undef Real
#undef EXP
#undef LOG
#undef VECTOR
#undef NAME
#define Real double
#define EXP exp
#define LOG log
#define VECTOR unary_f64
#define NAME(name) name##_f64
#include "cr-kernel-nn-softmax-template.h"
#undef Real
#undef EXP
#undef LOG
#undef VECTOR
#undef NAME

static CrTensor *
new_like (CrTensor *a, GError **error)
{
  return cr_tensor_new_unannounced (cr_tensor_get_context (a), cr_tensor_get_dtype (a), cr_tensor_get_ndim (a),
                                    cr_tensor_get_sizes (a), error);
}

CrTensor *
cr_kernel_softmax (CrTensor *given, int dim, gboolean logarithmic, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (given);
  Lines lines;
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (given, dtype, error);
  g_autoptr (CrTensor) result = a ? new_like (a, error) : NULL;
  if (!result)
    return NULL;
  get_lines (a, dim, &lines);
  gconstpointer from = cr_tensor_get_data (a);
  gpointer to = cr_tensor_get_mutable (result, NULL);
  gint64 since = 0;
  for (gint64 o = 0; o < lines.outer && lines.size; o++)
    {
      gint64 at = o * lines.size * lines.inner;
      for (gint64 i = 0; i < lines.inner; i++)
        {
          if (dtype == CR_DTYPE_FLOAT32)
            softmax_line_f32 ((const float *)from + at + i, (float *)to + at + i, &lines, logarithmic);
          else
            softmax_line_f64 ((const double *)from + at + i, (double *)to + at + i, &lines, logarithmic);
          if (!go_on (&lines, &since, error))
            return NULL;
        }
    }
  return cr_tensor_announce (g_steal_pointer (&result));
}

CrTensor *
cr_kernel_softmax_backward (CrTensor *grad, CrTensor *y, int dim, gboolean logarithmic, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (y);
  Lines lines;
  g_autoptr (CrTensor) g = cr_kernel_as_contiguous (grad, dtype, error);
  g_autoptr (CrTensor) out = g ? cr_kernel_as_contiguous (y, dtype, error) : NULL;
  g_autoptr (CrTensor) result = out ? new_like (out, error) : NULL;
  if (!result)
    return NULL;
  get_lines (y, dim, &lines);
  gconstpointer from = cr_tensor_get_data (g), values = cr_tensor_get_data (out);
  gpointer to = cr_tensor_get_mutable (result, NULL);
  gint64 since = 0;
  for (gint64 o = 0; o < lines.outer; o++)
    for (gint64 i = 0; i < lines.inner; i++)
      {
        gint64 at = o * lines.size * lines.inner + i;
        if (dtype == CR_DTYPE_FLOAT32)
          softmax_slope_f32 ((const float *)from + at, (const float *)values + at, (float *)to + at, &lines,
                             logarithmic);
        else
          softmax_slope_f64 ((const double *)from + at, (const double *)values + at, (double *)to + at, &lines,
                             logarithmic);
        if (!go_on (&lines, &since, error))
          return NULL;
      }
  return cr_tensor_announce (g_steal_pointer (&result));
}
