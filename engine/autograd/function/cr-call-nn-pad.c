/* pad and interpolate of torch.nn.functional. */

#include "cr-call-nn-private.h"

#include "cr-print.h"

#include <math.h>
#include <string.h>

#define N_DIM(t) cr_tensor_get_ndim (t)
#define SIZE(t, d) cr_tensor_get_sizes (t)[N_DIM (t) + (d)]

/* Padding before and behind dimension @d (-1: the last) of @a. */
static gboolean
check_reflection (CrTensor *a, int d, gint64 before, gint64 behind, GError **error)
{
  if (before < SIZE (a, d) && behind < SIZE (a, d))
    return TRUE;
  g_autofree char *sizes = cr_sizes_to_string (N_DIM (a), cr_tensor_get_sizes (a));
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Argument #%d: Padding size should be less than the corresponding input dimension, but got: padding "
               "(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ") at dimension %d of input %s",
               d == -1 ? 4 : 6, before, behind, N_DIM (a) + d, sizes);
  return FALSE;
}

/* reflect and replicate, of the last or the last two dimensions; a tensor with one dimension too few is no batch. */
static CrTensor *
pad_by_taps (CrTensor *a, const gint64 *pads, guint n, gboolean reflects, GError **error)
{
  CrResampling along[2] = { { .unchanged = TRUE }, { .unchanged = TRUE } };
  int n_dims = n / 2;
  for (int i = 0; i < n_dims; i++)
    {
      gint64 size = SIZE (a, -1 - i);
      if (reflects && !check_reflection (a, -1 - i, pads[2 * i], pads[2 * i + 1], error))
        return NULL;
      along[1 - i] = (CrResampling){ .size = size + pads[2 * i] + pads[2 * i + 1], .before = pads[2 * i] };
      if (along[1 - i].size < 1 || size == 0)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "input (W: %" G_GINT64_FORMAT ") is too small. Calculated output W: %" G_GINT64_FORMAT, size,
                       along[1 - i].size);
          return NULL;
        }
    }
  CrResample kind = reflects ? (n_dims == 1 ? CR_RESAMPLE_REFLECT_1D : CR_RESAMPLE_REFLECT_2D)
                             : (n_dims == 1 ? CR_RESAMPLE_REPLICATE_1D : CR_RESAMPLE_REPLICATE_2D);
  return cr_op_resample (kind, a, &along[0], &along[1], error);
}

/* The elements @start to @stop of @from along @dim written over those from @at on of @to, recorded. */
static gboolean
copy_slice (CrTensor *to, CrTensor *from, gint64 dim, gint64 at, gint64 start, gint64 stop, GError **error)
{
  g_autoptr (CrTensor) target = cr_op_slice (to, dim, at, at + stop - start, 1, error);
  g_autoptr (CrTensor) source = target ? cr_op_slice (from, dim, start, stop, 1, error) : NULL;
  return source && cr_op_copy_into (target, source, error);
}

/* The middle of @result is @a. */
static gboolean
fill_middle (CrTensor *result, CrTensor *a, const gint64 *pads, guint n, GError **error)
{
  g_autoptr (CrTensor) target = cr_tensor_ref (result);
  g_autoptr (CrTensor) source = cr_tensor_ref (a);
  for (guint i = 0; i < n / 2; i++)
    {
      gint64 dim = N_DIM (a) - 1 - (gint64)i, before = pads[2 * i], behind = pads[2 * i + 1];
      gint64 have = cr_tensor_get_sizes (a)[dim], wide = cr_tensor_get_sizes (result)[dim];
      CrTensor *part = cr_op_slice (target, dim, MAX (before, 0), wide - MAX (behind, 0), 1, error);
      CrTensor *of = part ? cr_op_slice (source, dim, MAX (-before, 0), have - MAX (-behind, 0), 1, error) : NULL;
      g_clear_pointer (&target, cr_tensor_unref);
      g_clear_pointer (&source, cr_tensor_unref);
      target = part;
      source = of;
      if (!source)
        return FALSE;
    }
  return cr_op_copy_into (target, source, error);
}

static gboolean
get_circular_sizes (CrTensor *a, const gint64 *pads, guint n, gint64 *sizes, GError **error)
{
  memcpy (sizes, cr_tensor_get_sizes (a), (gsize)N_DIM (a) * sizeof *sizes);
  for (guint i = 0; i < n / 2; i++)
    {
      gint64 *size = &sizes[N_DIM (a) - 1 - (int)i], have = *size;
      if (pads[2 * i] > have || pads[2 * i + 1] > have)
        return cr_nn_refuse (error, CR_ERROR_RUNTIME, "Padding value causes wrapping around more than once.");
      *size += pads[2 * i] + pads[2 * i + 1];
      if (*size < 0)
        return cr_nn_refuse (error, CR_ERROR_RUNTIME, "Negative padding value is resulting in an empty dimension");
    }
  return TRUE;
}

/* As PyTorch does it: the middle written into a new tensor, then one border after the other from what lies across. */
static CrTensor *
pad_around (CrTensor *a, const gint64 *pads, guint n, GError **error)
{
  gint64 sizes[CR_MAX_DIMS];
  if (!get_circular_sizes (a, pads, n, sizes, error))
    return NULL;
  g_autoptr (CrTensor) result
      = cr_tensor_new (cr_tensor_get_context (a), cr_tensor_get_dtype (a), N_DIM (a), sizes, error);
  if (!result || !fill_middle (result, a, pads, n, error))
    return NULL;
  for (guint i = 0; i < n / 2; i++)
    {
      gint64 dim = N_DIM (a) - 1 - (gint64)i, before = pads[2 * i], behind = pads[2 * i + 1], wide = sizes[dim];
      gint64 end = wide - MAX (behind, 0), start = MAX (before, 0);
      if (before > 0 && !copy_slice (result, result, dim, 0, end - before, end, error))
        return NULL;
      if (behind > 0 && !copy_slice (result, result, dim, wide - behind, start, start + behind, error))
        return NULL;
    }
  return g_steal_pointer (&result);
}

/* Args: input, pad, mode, value. */
CrTensor *
cr_call_nn_pad (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor;
  const char *mode = args[2].u.string;
  const gint64 *pads;
  guint n;
  if (!cr_arg_get_ints (&args[1], &pads, &n, error))
    return NULL;
  if (n % 2)
    return cr_nn_refuse (error, CR_ERROR_RUNTIME, "Padding length must be divisible by 2"), NULL;
  if ((int)n > 2 * N_DIM (a))
    return cr_nn_refuse (error, CR_ERROR_RUNTIME, "Padding length too large"), NULL;
  if (strcmp (mode, "constant") == 0)
    return cr_op_constant_pad (a, pads, n, args[3].kind == CR_ARG_NONE ? 0 : cr_arg_get_number (&args[3]), error);
  if (args[3].kind != CR_ARG_NONE && cr_arg_get_number (&args[3]) != 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "Padding mode \"%s\" doesn't take in value argument", mode);
      return NULL;
    }
  gboolean reflects = strcmp (mode, "reflect") == 0, circular = strcmp (mode, "circular") == 0;
  if (!reflects && !circular && strcmp (mode, "replicate") != 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED, "Unrecognised padding mode %s", mode);
      return NULL;
    }
  if ((n == 2 && (N_DIM (a) == 2 || N_DIM (a) == 3)) || (n == 4 && (N_DIM (a) == 3 || N_DIM (a) == 4)))
    return circular ? pad_around (a, pads, n, error) : pad_by_taps (a, pads, n, reflects, error);
  cr_nn_refuse (error, CR_ERROR_NOT_IMPLEMENTED,
                "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now");
  return NULL;
}

/* The new size of the dimensions and how many input elements one of the result stands for. */
static gboolean
get_scaling (CrTensor *a, const CrArg *size, const CrArg *scale, int n_dims, gboolean corners, CrResampling *along,
             GError **error)
{
  gint64 pair[2];
  if ((size->kind == CR_ARG_NONE) == (scale->kind == CR_ARG_NONE))
    return cr_nn_refuse (error, CR_ERROR_VALUE,
                         size->kind == CR_ARG_NONE ? "either size or scale_factor should be defined"
                                                   : "only one of size or scale_factor should be defined");
  if (size->kind != CR_ARG_NONE
      && !cr_nn_get_pair (size, n_dims, 1,
                          "Input and output must have the same number of spatial dimensions, but got input with other "
                          "spatial dimensions than output size.",
                          pair, error))
    return FALSE;
  for (int d = 2 - n_dims; d < 2; d++)
    {
      gint64 have = SIZE (a, d - 2);
      double factor = scale->kind == CR_ARG_NONE ? 0 : cr_arg_get_number (scale);
      gint64 n = scale->kind == CR_ARG_NONE ? pair[d] : (gint64)floor (have * factor);
      if (n <= 0 || have <= 0)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "Input and output sizes should be greater than 0, but got input (W: %" G_GINT64_FORMAT
                       ") and output (W: %" G_GINT64_FORMAT ")",
                       have, n);
          return FALSE;
        }
      along[d]
          = (CrResampling){ .size = n, .scale = factor > 0 ? 1 / factor : (double)have / n, .align_corners = corners };
    }
  return TRUE;
}

/* Args: input, size, scale_factor, mode, align_corners. */
CrTensor *
cr_call_nn_interpolate (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor;
  const char *mode = args[3].u.string;
  CrResampling along[2] = { { .unchanged = TRUE }, { .unchanged = TRUE } };
  int n_dims = N_DIM (a) - 2;
  gboolean nearest = strcmp (mode, "nearest") == 0;
  if (nearest && args[4].kind != CR_ARG_NONE)
    return cr_nn_refuse (error, CR_ERROR_VALUE,
                         "align_corners option can only be set with the interpolating modes: linear | bilinear | "
                         "bicubic | trilinear"),
           NULL;
  gboolean fits = (n_dims == 1 && (nearest || strcmp (mode, "linear") == 0))
                  || (n_dims == 2 && (nearest || strcmp (mode, "bilinear") == 0));
  if (!fits)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_NOT_IMPLEMENTED,
                   "Input Error: Only 3D, 4D and 5D input Tensors supported (got %dD) for the modes: nearest | linear "
                   "| bilinear | bicubic | trilinear | area | nearest-exact (got %s)",
                   N_DIM (a), mode);
      return NULL;
    }
  if (!get_scaling (a, &args[1], &args[2], n_dims, cr_nn_is_true (&args[4]), along, error))
    return NULL;
  CrResample kind = n_dims == 1 ? (nearest ? CR_RESAMPLE_NEAREST_1D : CR_RESAMPLE_LINEAR_1D)
                                : (nearest ? CR_RESAMPLE_NEAREST_2D : CR_RESAMPLE_BILINEAR_2D);
  return cr_op_resample (kind, a, &along[0], &along[1], error);
}
