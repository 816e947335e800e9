/* Pooling of torch.nn.functional. That of one dimension is recorded as PyTorch does it: a second dimension of size 1
 * comes and goes. */

#include "cr-call-nn-private.h"

#include "cr-print.h"

#define N_DIM(t) cr_tensor_get_ndim (t)
#define SIZE(t, d) cr_tensor_get_sizes (t)[N_DIM (t) + (d)]

/* A setting of a pooling called @name. */
static gboolean
get_setting (const CrArg *arg, const char *name, const char *setting, int n_dims, gint64 neutral, gint64 *pair,
             GError **error)
{
  g_autofree char *message = g_strdup_printf (n_dims == 2 ? "%s: %s must either be a single int, or a tuple of two ints"
                                                          : "%s() argument '%s' should contain one int (got 2)",
                                              name, setting);
  return cr_nn_get_pair (arg, n_dims, neutral, message, pair, error);
}

static gboolean
check_kernel (CrTensor *a, const CrPooling *p, GError **error)
{
  if (p->stride[0] == 0 || p->stride[1] == 0)
    return cr_nn_refuse (error, CR_ERROR_RUNTIME, "stride should not be zero");
  if (p->kernel[0] <= 0 || p->kernel[1] <= 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "kernel size should be greater than zero, but got kH: %" G_GINT64_FORMAT " kW: %" G_GINT64_FORMAT,
                   p->kernel[0], p->kernel[1]);
      return FALSE;
    }
  if (p->stride[0] < 0 || p->stride[1] < 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "stride should be greater than zero, but got dH: %" G_GINT64_FORMAT " dW: %" G_GINT64_FORMAT,
                   p->stride[0], p->stride[1]);
      return FALSE;
    }
  if (p->dilation[0] <= 0 || p->dilation[1] <= 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "dilation should be greater than zero, but got dilationH: %" G_GINT64_FORMAT
                   " dilationW: %" G_GINT64_FORMAT,
                   p->dilation[0], p->dilation[1]);
      return FALSE;
    }
  for (int d = 0; d < 2; d++)
    if (p->padding[d] < 0)
      {
        g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "pad must be non-negative, but got pad: %" G_GINT64_FORMAT,
                     p->padding[d]);
        return FALSE;
      }
    else if (p->padding[d] > p->kernel[d] / 2)
      {
        g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                     "pad should be at most half of kernel size, but got pad=%" G_GINT64_FORMAT
                     " and kernel_size=%" G_GINT64_FORMAT,
                     p->padding[d], p->kernel[d]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_input (CrTensor *a, GError **error)
{
  gboolean fits = N_DIM (a) == 3 || N_DIM (a) == 4;
  for (int d = 1; fits && d < N_DIM (a); d++)
    fits = SIZE (a, -d) > 0;
  if (!fits || (N_DIM (a) == 3 && SIZE (a, -3) == 0))
    return cr_nn_refuse (error, CR_ERROR_RUNTIME, "non-empty 3D or 4D (batch mode) tensor expected for input");
  return TRUE;
}

static gboolean
check_output (CrTensor *a, const CrPooling *p, GError **error)
{
  gint64 n[2];
  for (int d = 0; d < 2; d++)
    n[d] = cr_windows_count (SIZE (a, d - 2), p->kernel[d], p->stride[d], p->padding[d], p->dilation[d], p->ceil_mode);
  if (n[0] >= 1 && n[1] >= 1)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Given input size: (%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT
               "). Calculated output size: (%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT
               "). Output size is too small",
               SIZE (a, -3), SIZE (a, -2), SIZE (a, -1), SIZE (a, -3), n[0], n[1]);
  return FALSE;
}

/* A one-dimensional pooling's input gets a dimension of size 1 before the last. */
static CrTensor *
widen (CrTensor *a, int n_dims, const char *name, GError **error)
{
  if (n_dims == 2)
    return cr_tensor_ref (a);
  if (N_DIM (a) == 2 || N_DIM (a) == 3)
    return cr_op_unsqueeze (a, -2, error);
  g_autofree char *sizes = cr_sizes_to_string (N_DIM (a), cr_tensor_get_sizes (a));
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "%s: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:%s", name,
               sizes);
  return NULL;
}

/* Takes @a. */
static CrTensor *
narrow (CrTensor *a, int n_dims, GError **error)
{
  g_autoptr (CrTensor) owned = a;
  return !a || n_dims == 2 ? g_steal_pointer (&owned) : cr_op_squeeze_dim (a, -2, error);
}

static gboolean
take_result (CrTensor *values, CrTensor *indices, int n_dims, gboolean both, GPtrArray *results, GError **error)
{
  g_autoptr (CrTensor) where = indices;
  CrTensor *first = narrow (values, n_dims, error);
  if (!first)
    return FALSE;
  g_ptr_array_add (results, first);
  if (!both)
    return TRUE;
  CrTensor *second = narrow (g_steal_pointer (&where), n_dims, error);
  if (second)
    g_ptr_array_add (results, second);
  return second != NULL;
}

/* Args: input, kernel_size, stride, padding, dilation, ceil_mode, return_indices. */
static gboolean
call_max_pool (const CrArg *args, int n_dims, gboolean both, const char *name, GPtrArray *results, GError **error)
{
  CrPooling p = { .ceil_mode = args[5].u.integer };
  const CrArg *stride
      = args[2].kind == CR_ARG_NONE || (args[2].kind == CR_ARG_INTS && args[2].n_ints == 0) ? &args[1] : &args[2];
  CrTensor *indices = NULL;
  if (!get_setting (&args[1], name, "kernel_size", n_dims, 1, p.kernel, error)
      || !get_setting (stride, name, "stride", n_dims, 1, p.stride, error)
      || !get_setting (&args[3], name, "padding", n_dims, 0, p.padding, error)
      || !get_setting (&args[4], name, "dilation", n_dims, 1, p.dilation, error))
    return FALSE;
  g_autoptr (CrTensor) a = widen (args[0].u.tensor, n_dims, name, error);
  if (!a || !check_kernel (a, &p, error) || !check_input (a, error) || !check_output (a, &p, error))
    return FALSE;
  CrTensor *values = cr_op_max_pool2d (a, &p, &indices, error);
  return values && take_result (values, indices, n_dims, both, results, error);
}

gboolean
cr_call_nn_max_pool1d (CrContext *context, const CrArg *args, GPtrArray *results, GError **error)
{
  return call_max_pool (args, 1, args[6].u.integer, "max_pool1d", results, error);
}

gboolean
cr_call_nn_max_pool2d (CrContext *context, const CrArg *args, GPtrArray *results, GError **error)
{
  return call_max_pool (args, 2, args[6].u.integer, "max_pool2d", results, error);
}

/* torch.max_pool*d: no indices. */
static CrTensor *
call_values (const CrArg *args, int n_dims, const char *name, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  return call_max_pool (args, n_dims, FALSE, name, results, error) ? cr_tensor_ref (results->pdata[0]) : NULL;
}

CrTensor *
cr_call_max_pool1d (CrContext *context, const CrArg *args, GError **error)
{
  return call_values (args, 1, "max_pool1d", error);
}

CrTensor *
cr_call_max_pool2d (CrContext *context, const CrArg *args, GError **error)
{
  return call_values (args, 2, "max_pool2d", error);
}

/* Args: input, kernel_size, stride, padding, ceil_mode, count_include_pad, and for two dimensions divisor_override. */
static CrTensor *
call_average (const CrArg *args, int n_dims, const char *name, GError **error)
{
  CrPooling p = { .dilation = { 1, 1 }, .ceil_mode = args[4].u.integer, .count_padding = args[5].u.integer };
  const CrArg *stride
      = args[2].kind == CR_ARG_NONE || (args[2].kind == CR_ARG_INTS && args[2].n_ints == 0) ? &args[1] : &args[2];
  if (!get_setting (&args[1], name, "kernel_size", n_dims, 1, p.kernel, error)
      || !get_setting (stride, name, "stride", n_dims, 1, p.stride, error)
      || !get_setting (&args[3], name, "padding", n_dims, 0, p.padding, error))
    return NULL;
  if (n_dims == 2 && args[6].kind != CR_ARG_NONE)
    {
      p.divisor = args[6].u.integer;
      if (p.divisor == 0)
        {
          cr_nn_refuse (error, CR_ERROR_RUNTIME, "divisor must be not zero");
          return NULL;
        }
    }
  g_autoptr (CrTensor) a = widen (args[0].u.tensor, n_dims, name, error);
  if (!a || !check_kernel (a, &p, error) || !check_input (a, error) || !check_output (a, &p, error))
    return NULL;
  return narrow (cr_op_average_pool2d (a, &p, error), n_dims, error);
}

CrTensor *
cr_call_nn_avg_pool1d (CrContext *context, const CrArg *args, GError **error)
{
  return call_average (args, 1, "avg_pool1d", error);
}

CrTensor *
cr_call_nn_avg_pool2d (CrContext *context, const CrArg *args, GError **error)
{
  return call_average (args, 2, "avg_pool2d", error);
}

/* Args: input, output_size. */
static CrTensor *
prepare_adaptive (const CrArg *args, int n_dims, const char *name, CrPooling *p, GError **error)
{
  CrTensor *input = args[0].u.tensor;
  if (!get_setting (&args[1], name, "output_size", n_dims, 1, p->kernel, error))
    return NULL;
  if (p->kernel[0] < 0 || p->kernel[1] < 0)
    {
      cr_nn_refuse (error, CR_ERROR_RUNTIME, "elements of output_size must be greater than or equal to 0");
      return NULL;
    }
  if (N_DIM (input) == n_dims + 1 || N_DIM (input) == n_dims + 2)
    return n_dims == 2 ? cr_tensor_ref (input) : cr_op_unsqueeze (input, -2, error);
  g_autofree char *sizes = cr_sizes_to_string (N_DIM (input), cr_tensor_get_sizes (input));
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s(): Expected %dD or %dD tensor, but got %s", name, n_dims + 1,
               n_dims + 2, sizes);
  return NULL;
}

static CrTensor *
call_adaptive_average (const CrArg *args, int n_dims, const char *name, GError **error)
{
  const gint64 both[] = { -1, -2 };
  CrPooling p = { .adaptive = TRUE, .dilation = { 1, 1 } };
  g_autoptr (CrTensor) a = prepare_adaptive (args, n_dims, name, &p, error);
  if (!a)
    return NULL;
  /* As in PyTorch, one window is a mean. */
  CrTensor *result = p.kernel[0] == 1 && p.kernel[1] == 1 && cr_dtype_is_floating (cr_tensor_get_dtype (a))
                         ? cr_op_mean_dim (a, both, 2, TRUE, CR_N_DTYPES, error)
                         : cr_op_average_pool2d (a, &p, error);
  return narrow (result, n_dims, error);
}

CrTensor *
cr_call_nn_adaptive_avg_pool1d (CrContext *context, const CrArg *args, GError **error)
{
  return call_adaptive_average (args, 1, "adaptive_avg_pool1d", error);
}

CrTensor *
cr_call_nn_adaptive_avg_pool2d (CrContext *context, const CrArg *args, GError **error)
{
  return call_adaptive_average (args, 2, "adaptive_avg_pool2d", error);
}

static gboolean
call_adaptive_max (const CrArg *args, int n_dims, const char *name, GPtrArray *results, GError **error)
{
  CrPooling p = { .adaptive = TRUE, .dilation = { 1, 1 } };
  CrTensor *indices = NULL;
  g_autoptr (CrTensor) a = prepare_adaptive (args, n_dims, name, &p, error);
  if (!a || !check_input (a, error))
    return FALSE;
  CrTensor *values = cr_op_max_pool2d (a, &p, &indices, error);
  return values && take_result (values, indices, n_dims, args[2].u.integer, results, error);
}

gboolean
cr_call_nn_adaptive_max_pool1d (CrContext *context, const CrArg *args, GPtrArray *results, GError **error)
{
  return call_adaptive_max (args, 1, "adaptive_max_pool1d", results, error);
}

gboolean
cr_call_nn_adaptive_max_pool2d (CrContext *context, const CrArg *args, GPtrArray *results, GError **error)
{
  return call_adaptive_max (args, 2, "adaptive_max_pool2d", results, error);
}
