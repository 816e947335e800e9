/* PyTorch's distributions (ATen/core/DistributionsHelper.h, TransformationHelper.h), an element at a time, in the order
 * in which the elements lie in memory, as its TensorIterator walks. Products and sums are fused where PyTorch's
 * compiler fuses them, for the sake of the last digit. */

#include "cr-random-private.h"
#include "cr-element.h"
#include "cr-loop.h"

#include <math.h>

typedef struct _Draw Draw;
struct _Draw
{
  CrGenerator *generator;
  CrDtype dtype;
  double a, b;
  guint64 range;
  gint64 from;
  double (*next) (const Draw *draw);
};

gboolean
cr_random_refuse (CrTensor *tensor, const char *name, GError **error)
{
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"%s\" not implemented for '%s'", name,
               cr_dtype_get_scalar_name (cr_tensor_get_dtype (tensor)));
  return FALSE;
}

static gboolean
check_floating (CrTensor *tensor, const char *name, GError **error)
{
  return cr_dtype_is_floating (cr_tensor_get_dtype (tensor)) || cr_random_refuse (tensor, name, error);
}

/* @tensor's dimensions by stride, the smallest last: as they lie in memory. */
static void
sort_dims (CrTensor *tensor, int *order)
{
  const gint64 *strides = cr_tensor_get_strides (tensor);

  for (int d = 0; d < cr_tensor_get_ndim (tensor); d++)
    {
      int at = d;
      for (; at > 0 && ABS (strides[order[at - 1]]) < ABS (strides[d]); at--)
        order[at] = order[at - 1];
      order[at] = d;
    }
}

/* @tensor, of @n_dims dimensions at most and broadcast to them, with its dimensions in @order. */
static CrTensor *
reorder (CrTensor *tensor, int n_dims, const int *order)
{
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS];
  int missing = n_dims - cr_tensor_get_ndim (tensor);

  for (int d = 0; d < n_dims; d++)
    {
      int at = order[d] - missing;
      sizes[d] = at < 0 ? 1 : cr_tensor_get_sizes (tensor)[at];
      strides[d] = at < 0 ? 0 : cr_tensor_get_strides (tensor)[at];
    }
  return cr_tensor_new_view_unannounced (tensor, n_dims, sizes, strides, cr_tensor_get_offset (tensor));
}

/* Runs @func over @tensor's rows, in the order in which they lie in memory, with @other's (nullable) beside. */
static gboolean
fill_rows (CrTensor *tensor, CrTensor *other, CrLoopFunc func, gpointer user_data, GError **error)
{
  int ndim = cr_tensor_get_ndim (tensor);
  int order[CR_MAX_DIMS];
  CrLoop loop;

  gpointer data = cr_tensor_get_mutable (tensor, error);
  if (data == NULL)
    return FALSE;
  sort_dims (tensor, order);
  g_autoptr (CrTensor) sorted = reorder (tensor, ndim, order);
  g_autoptr (CrTensor) beside = other != NULL ? reorder (other, ndim, order) : NULL;
  cr_loop_init (&loop, ndim, cr_tensor_get_sizes (sorted));
  cr_loop_add (&loop, sorted, data);
  if (beside != NULL)
    cr_loop_add (&loop, beside, cr_tensor_get_data (beside));
  return cr_loop_run_in_order (&loop, cr_tensor_get_context (tensor), func, user_data, error);
}

static void
fill_numbers (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Draw *draw = user_data;

  for (gint64 i = 0; i < n; i++)
    cr_element_set_double (draw->dtype, data[0], i * strides[0], draw->next (draw));
}

static gboolean
fill (CrTensor *tensor, CrGenerator *generator, double a, double b, double (*next) (const Draw *), GError **error)
{
  Draw draw = { generator, cr_tensor_get_dtype (tensor), a, b, 0, 0, next };

  return fill_rows (tensor, NULL, fill_numbers, &draw, error);
}

static void
join_parts (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  CrComplex *to = (CrComplex *)(gpointer)data[0];
  const float *from = (const float *)(gconstpointer)data[1];

  for (gint64 i = 0; i < n; i++)
    to[i * strides[0]] = (CrComplex){ from[i * strides[1]], from[i * strides[1] + 1] };
}

/* A complex tensor is filled as the floats that it consists of: a tensor of one more dimension, of size 2. */
static gboolean
fill_complex (CrTensor *tensor, CrRandomFill func, CrGenerator *generator, double a, double b, GError **error)
{
  int ndim = cr_tensor_get_ndim (tensor);
  int order[CR_MAX_DIMS];
  gint64 sizes[CR_MAX_DIMS + 1], strides[CR_MAX_DIMS + 1];
  /* With gaps where the tensor has them, so that it is filled as one that is not contiguous. */
  gint64 stride = cr_tensor_is_contiguous (tensor) ? 2 : 4;
  gint64 n = stride * cr_tensor_get_numel (tensor);

  if (ndim == CR_MAX_DIMS)
    return cr_random_refuse (tensor, "view_as_real", error);
  sort_dims (tensor, order);
  for (int d = ndim - 1; d >= 0; d--)
    {
      sizes[order[d]] = cr_tensor_get_sizes (tensor)[order[d]];
      strides[order[d]] = stride;
      stride *= MAX (sizes[order[d]], 1);
    }
  sizes[ndim] = 2;
  strides[ndim] = 1;
  g_autoptr (CrTensor) room
      = cr_tensor_new_unannounced (cr_tensor_get_context (tensor), CR_DTYPE_FLOAT32, 1, &n, error);
  g_autoptr (CrTensor) parts = room != NULL ? cr_tensor_new_view_unannounced (room, ndim + 1, sizes, strides, 0) : NULL;
  if (parts == NULL || !func (parts, generator, a, b, error))
    return FALSE;
  g_autoptr (CrTensor) firsts = cr_tensor_new_view_unannounced (room, ndim, sizes, strides, 0);
  return fill_rows (tensor, firsts, join_parts, NULL, error);
}

static void
fill_uniform_f32 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Draw *draw = user_data;
  float *to = (float *)(gpointer)data[0];
  float from = (float)draw->a;
  float range = (float)draw->b - from;

  for (gint64 i = 0; i < n; i++)
    to[i * strides[0]] = fmaf (cr_generator_draw_float (draw->generator), range, from);
}

static void
fill_unit_f32 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Draw *draw = user_data;
  float *to = (float *)(gpointer)data[0];

  if (strides[0] == 1)
    cr_generator_draw_floats (draw->generator, to, n);
  else
    for (gint64 i = 0; i < n; i++)
      to[i * strides[0]] = cr_generator_draw_float (draw->generator);
}

static void
fill_uniform_f64 (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Draw *draw = user_data;
  double *to = (double *)(gpointer)data[0];

  for (gint64 i = 0; i < n; i++)
    to[i * strides[0]] = fma (cr_generator_draw_double (draw->generator), draw->b - draw->a, draw->a);
}

static double
next_uniform_f16 (const Draw *draw)
{
  float x = (float)(cr_generator_draw (draw->generator) & 0x7FFu) * 0x1p-11f;

  float from = cr_half_to_float (cr_half_from_float ((float)draw->a));
  float to = cr_half_to_float (cr_half_from_float ((float)draw->b));

  return x * cr_half_to_float (cr_half_from_float (to - from)) + from;
}

gboolean
cr_random_uniform (CrTensor *tensor, CrGenerator *generator, double from, double to, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  Draw draw = { generator, dtype, from, to, 0, 0, next_uniform_f16 };

  if (dtype == CR_DTYPE_COMPLEX64)
    return fill_complex (tensor, cr_random_uniform, generator, from, to, error);
  if (!check_floating (tensor, "check_uniform_bounds", error))
    return FALSE;
  if (!(from <= to))
    {
      char a[32], b[32];
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "uniform_ expects to return a [from, to) range, but found from=%s > to=%s",
                   g_ascii_formatd (a, sizeof a, "%g", from), g_ascii_formatd (b, sizeof b, "%g", to));
      return FALSE;
    }
  CrLoopFunc func = dtype == CR_DTYPE_FLOAT64                          ? fill_uniform_f64
                    : dtype == CR_DTYPE_FLOAT16                        ? fill_numbers
                    : (float)from == 0 && (float)to - (float)from == 1 ? fill_unit_f32
                                                                       : fill_uniform_f32;
  return fill_rows (tensor, NULL, func, &draw, error);
}

static double
next_normal (const Draw *draw)
{
  return fma (cr_generator_next_normal (draw->generator), draw->b, draw->a);
}

gboolean
cr_random_normal (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  char text[32];

  if (!(std >= 0))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "normal expects std >= 0.0, but found std %s",
                   g_ascii_formatd (text, sizeof text, "%g", std));
      return FALSE;
    }
  if (cr_tensor_get_dtype (tensor) == CR_DTYPE_COMPLEX64)
    return fill_complex (tensor, cr_random_normal, generator, mean, std / sqrt (2.0), error);
  if (!check_floating (tensor, "normal_kernel_cpu", error))
    return FALSE;
  if (cr_tensor_get_numel (tensor) >= 16 && cr_tensor_is_contiguous (tensor))
    return cr_random_normal_blocks (tensor, generator, mean, std, error);
  return fill (tensor, generator, mean, std, next_normal, error);
}

/* What is wrong with a parameter: "geometric_ expects p to be in (0, 1), but got p=2". */
static gboolean
check_parameter (gboolean fits, const char *text, double value, GError **error)
{
  char number[32];

  if (!fits)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s%s", text, g_ascii_formatd (number, sizeof number, "%g", value));
  return fits;
}

static double
next_bernoulli (const Draw *draw)
{
  return cr_generator_draw_double (draw->generator) < draw->a;
}

gboolean
cr_random_bernoulli (CrTensor *tensor, CrGenerator *generator, double p, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  CrDtype dtype = cr_tensor_get_dtype (tensor);

  if (!check_parameter (p >= 0 && p <= 1, "bernoulli_ expects p to be in [0, 1], but got p=", p, error))
    return FALSE;
  if (dtype == CR_DTYPE_FLOAT16 || dtype == CR_DTYPE_COMPLEX64)
    return cr_random_refuse (tensor, "bernoulli_scalar_cpu_", error);
  return fill (tensor, generator, p, 0, next_bernoulli, error);
}

typedef struct
{
  CrGenerator *generator;
  CrDtype dtype, p_dtype;
  gboolean failed;
} Chances;

static void
fill_bernoulli (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  Chances *chances = user_data;
  gboolean is_double = chances->p_dtype == CR_DTYPE_FLOAT64;

  for (gint64 i = 0; i < n && !chances->failed; i++)
    {
      double p = cr_element_get_double (chances->p_dtype, data[1], i * strides[1]);
      chances->failed = !(p >= 0 && p <= 1);
      if (chances->failed)
        return;
      double drawn = is_double ? cr_generator_draw_double (chances->generator)
                               : (double)cr_generator_draw_float (chances->generator);
      cr_element_set_int (chances->dtype, data[0], i * strides[0], drawn < p);
    }
}

gboolean
cr_random_bernoulli_tensor (CrTensor *tensor, CrGenerator *generator, CrTensor *p, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL && p != NULL, FALSE);
  CrDtype dtype = cr_tensor_get_dtype (tensor), p_dtype = cr_tensor_get_dtype (p);
  Chances chances = { generator, dtype, p_dtype, FALSE };

  if (dtype == CR_DTYPE_FLOAT16 || dtype == CR_DTYPE_COMPLEX64)
    return cr_random_refuse (tensor, "bernoulli_tensor_cpu_self_", error);
  if (p_dtype != CR_DTYPE_FLOAT32 && p_dtype != CR_DTYPE_FLOAT64)
    return cr_random_refuse (p, "bernoulli_tensor_cpu_p_", error);
  if (!fill_rows (tensor, p, fill_bernoulli, &chances, error))
    return FALSE;
  if (chances.failed)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                         "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  "
                         "(Could this error message be improved?  If so, please report an enhancement request to "
                         "PyTorch.)");
  return !chances.failed;
}

static double
next_exponential (const Draw *draw)
{
  return -1.0 / draw->a * log (1.0 - cr_generator_draw_double (draw->generator));
}

gboolean
cr_random_exponential (CrTensor *tensor, CrGenerator *generator, double lambda, double unused, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  if (!check_parameter (lambda >= 0, "exponential_ expects lambda >= 0.0, but found lambda=", lambda, error)
      || !check_floating (tensor, "exponential_cpu", error))
    return FALSE;
  return fill (tensor, generator, lambda, 0, next_exponential, error);
}

static double
next_geometric (const Draw *draw)
{
  return ceil (log (cr_generator_draw_double (draw->generator)) / log (1.0 - draw->a));
}

gboolean
cr_random_geometric (CrTensor *tensor, CrGenerator *generator, double p, double unused, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  CrDtype dtype = cr_tensor_get_dtype (tensor);

  if (!check_parameter (p > 0 && p < 1, "geometric_ expects p to be in (0, 1), but got p=", p, error))
    return FALSE;
  if (dtype == CR_DTYPE_BOOL || dtype == CR_DTYPE_COMPLEX64)
    return cr_random_refuse (tensor, "geometric_cpu", error);
  return fill (tensor, generator, p, 0, next_geometric, error);
}

static double
next_log_normal (const Draw *draw)
{
  return exp (next_normal (draw));
}

gboolean
cr_random_log_normal (CrTensor *tensor, CrGenerator *generator, double mean, double std, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  if (!check_parameter (std > 0, "log_normal_ expects std > 0.0, but found std=", std, error)
      || !check_floating (tensor, "log_normal_cpu", error))
    return FALSE;
  return fill (tensor, generator, mean, std, next_log_normal, error);
}

static double
next_cauchy (const Draw *draw)
{
  return fma (draw->b, tan (G_PI * (cr_generator_draw_double (draw->generator) - 0.5)), draw->a);
}

gboolean
cr_random_cauchy (CrTensor *tensor, CrGenerator *generator, double median, double sigma, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  if (!check_parameter (sigma > 0, "cauchy_ expects sigma > 0.0, but found sigma=", sigma, error)
      || !check_floating (tensor, "cauchy_cpu", error))
    return FALSE;
  return fill (tensor, generator, median, sigma, next_cauchy, error);
}

/* The bounds of a dtype's values, as random_() draws them, and C++'s name of it in messages. */
static const struct
{
  const char *name;
  double min, max;
  int digits; /* random_() without bounds draws from 0 to 2^digits, the end included where there is a fraction */
} limits[CR_N_DTYPES] = {
  [CR_DTYPE_BOOL] = { "bool", 0, 1, 1 },
  [CR_DTYPE_INT64] = { "long int", -0x1p63, 0x1p63, 63 },
  [CR_DTYPE_FLOAT32] = { "float", -0x1.fffffep127, 0x1.fffffep127, 24 },
  [CR_DTYPE_FLOAT64] = { "double", -G_MAXDOUBLE, G_MAXDOUBLE, 53 },
  [CR_DTYPE_INT32] = { "int", -0x1p31, 0x1p31 - 1, 31 },
  [CR_DTYPE_INT16] = { "short int", -32768, 32767, 15 },
  [CR_DTYPE_INT8] = { "signed char", -128, 127, 7 },
  [CR_DTYPE_UINT8] = { "unsigned char", 0, 255, 8 },
  [CR_DTYPE_FLOAT16] = { "c10::Half", -65504, 65504, 11 },
};

static void
fill_integers (guint8 *const *data, const gint64 *strides, gint64 n, gpointer user_data)
{
  const Draw *draw = user_data;
  gboolean wide = draw->range >= G_GUINT64_CONSTANT (1) << 32;

  for (gint64 i = 0; i < n; i++)
    {
      guint64 drawn = wide ? cr_generator_draw64 (draw->generator) : cr_generator_draw (draw->generator);
      if (draw->range != 0)
        drawn %= draw->range;
      cr_element_set_int (draw->dtype, data[0], i * strides[0], (gint64)(drawn + (guint64)draw->from));
    }
}

/* The bit that a number of @digits binary digits lacks at @value. */
static gint64
get_gap (gint64 value, int digits)
{
  int n = 63 - __builtin_clzll ((guint64)ABS (value) | 1);

  return n - digits + 1 >= 0 ? G_GINT64_CONSTANT (1) << (n - digits + 1) : 0;
}

/* What a floating dtype cannot hold is moved into the range, as PyTorch moves it. */
static void
update_bounds (CrDtype dtype, gint64 *from, gint64 *to)
{
  gint64 first, last;

  cr_element_set_int (dtype, &first, 0, *from + 1);
  cr_element_set_int (dtype, &last, 0, *to - 1);
  first = cr_element_get_int (dtype, &first, 0);
  last = cr_element_get_int (dtype, &last, 0);
  if (first < *from)
    first += get_gap (*from + 1, limits[dtype].digits);
  *to = last < *to ? last + 1 : last - get_gap (*to - 1, limits[dtype].digits);
  *from = first - 1;
}

static gboolean
check_bound (CrDtype dtype, const char *name, gint64 value, GError **error)
{
  if ((double)value >= limits[dtype].min && (double)value <= limits[dtype].max)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s is out of bounds for %s", name, limits[dtype].name);
  return FALSE;
}

gboolean
cr_random_integers (CrTensor *tensor, CrGenerator *generator, gint64 from, gint64 to, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  CrDtype dtype = cr_tensor_get_dtype (tensor);

  if (from >= to)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "random_ expects 'from' to be less than 'to', but got from=%" G_GINT64_FORMAT
                   " >= to=%" G_GINT64_FORMAT,
                   from, to);
      return FALSE;
    }
  if (dtype == CR_DTYPE_COMPLEX64)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                           "check_random_bounds handles only integral, floating-point and boolean types");
      return FALSE;
    }
  if (!check_bound (dtype, "from", from, error) || !check_bound (dtype, "to - 1", to - 1, error))
    return FALSE;
  if (cr_dtype_is_floating (dtype))
    update_bounds (dtype, &from, &to);
  Draw draw = { .generator = generator, .dtype = dtype, .range = (guint64)to - (guint64)from, .from = from };
  return fill_rows (tensor, NULL, fill_integers, &draw, error);
}

gint64
cr_random_get_end (CrDtype dtype)
{
  g_return_val_if_fail ((guint)dtype < CR_N_DTYPES, 0);
  if (cr_dtype_is_floating (dtype))
    return (G_GINT64_CONSTANT (1) << limits[dtype].digits) + 1;
  return limits[dtype].max >= 0x1p63 ? G_MAXINT64 : (gint64)limits[dtype].max + 1;
}

static double
next_whole (const Draw *draw)
{
  guint64 drawn
      = draw->dtype == CR_DTYPE_FLOAT64 ? cr_generator_draw64 (draw->generator) : cr_generator_draw (draw->generator);

  return (double)(drawn % draw->range);
}

gboolean
cr_random_integers_any (CrTensor *tensor, CrGenerator *generator, GError **error)
{
  g_return_val_if_fail (tensor != NULL && generator != NULL, FALSE);
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  Draw draw = { .generator = generator, .dtype = dtype, .next = next_whole };

  if (dtype == CR_DTYPE_COMPLEX64)
    return cr_random_refuse (tensor, "random_kernel_cpu", error);
  draw.range = G_GUINT64_CONSTANT (1) << limits[dtype].digits;
  if (!cr_dtype_is_floating (dtype))
    return fill_rows (tensor, NULL, fill_integers, &draw, error);
  draw.range++;
  return fill_rows (tensor, NULL, fill_numbers, &draw, error);
}
