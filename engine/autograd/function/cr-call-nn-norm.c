/* Normalisations of torch.nn.functional with PyTorch's checks; normalize and cosine_similarity. */

#include "cr-call-nn-private.h"

#include "cr-print.h"

#include <string.h>

#define N_DIM(t) cr_tensor_get_ndim (t)

/* torch.nn.functional._verify_batch_size. */
static gboolean
check_batch (CrTensor *a, GError **error)
{
  gint64 n = N_DIM (a) > 0 ? cr_tensor_get_sizes (a)[0] : 0;
  for (int d = 2; d < N_DIM (a); d++)
    n *= cr_tensor_get_sizes (a)[d];
  if (n != 1)
    return TRUE;
  g_autofree char *size = cr_nn_size_to_string (a);
  g_set_error (error, CR_ERROR, CR_ERROR_VALUE,
               "Expected more than 1 value per channel when training, got input size %s", size);
  return FALSE;
}

static gboolean
check_features (CrTensor *tensor, const char *name, gint64 n, GError **error)
{
  if (!tensor || cr_tensor_get_numel (tensor) == n)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "%s should contain %" G_GINT64_FORMAT " elements not %" G_GINT64_FORMAT, name, n,
               cr_tensor_get_numel (tensor));
  return FALSE;
}

static gboolean
check_running (CrTensor *tensor, const char *name, gboolean training, gint64 n, GError **error)
{
  if (tensor || training)
    return check_features (tensor, name, n, error);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s must be defined in evaluation mode", name);
  return FALSE;
}

/* The affine tensors have the input's dtype here. */
static gboolean
check_mixed (CrTensor *a, CrTensor *const *others, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (others[i] && cr_tensor_get_dtype (others[i]) != cr_tensor_get_dtype (a))
      return cr_nn_refuse (error, CR_ERROR_RUNTIME, "mixed dtype (CPU): expect input to have scalar type of BFloat16");
  return TRUE;
}

/* Args: input, running_mean, running_var, weight, bias, training, momentum, eps. */
CrTensor *
cr_call_nn_batch_norm (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *others[4];
  gboolean training = args[5].u.integer;
  for (guint i = 0; i < 4; i++)
    others[i] = cr_nn_get_tensor (&args[1 + i]);
  if (training && !check_batch (a, error))
    return NULL;
  gint64 n = N_DIM (a) > 1 ? cr_tensor_get_sizes (a)[1] : 0;
  if (!check_running (others[0], "running_mean", training, n, error)
      || !check_running (others[1], "running_var", training, n, error)
      || !check_features (others[2], "weight", n, error) || !check_features (others[3], "bias", n, error)
      || !check_mixed (a, others, 4, error))
    return NULL;
  if (N_DIM (a) < 2 || cr_tensor_get_numel (a) == 0)
    return cr_op_clone (a, error);
  return cr_op_batch_norm (a, others[2], others[3], others[0], others[1], training, cr_arg_get_number (&args[6]),
                           cr_arg_get_number (&args[7]), error);
}

/* A vector of channels as many times as there are samples; NULL where it is None. FALSE with @error. */
static gboolean
repeat (const CrArg *arg, gint64 times, CrTensor **result, GError **error)
{
  CrTensor *vector = cr_nn_get_tensor (arg);
  *result = vector ? cr_op_repeat (vector, &times, 1, error) : NULL;
  return !vector || *result;
}

/* What batch normalisation wrote for each sample becomes the mean over the samples. */
static gboolean
average (CrTensor *running, CrTensor *repeated, gint64 batch, gint64 channels, GError **error)
{
  const gint64 sizes[] = { batch, channels };
  const gint64 dim = 0;
  g_autoptr (CrTensor) plain = running ? cr_tensor_detach (repeated) : NULL;
  g_autoptr (CrTensor) rows = plain ? cr_op_view (plain, 2, sizes, error) : NULL;
  g_autoptr (CrTensor) mean = rows ? cr_op_mean_dim (rows, &dim, 1, FALSE, CR_N_DTYPES, error) : NULL;
  return !running || (mean && cr_kernel_copy_into (running, mean, error));
}

/* torch.nn.functional._verify_spatial_size. */
static gboolean
check_spatial (CrTensor *a, GError **error)
{
  gint64 n = 1;
  for (int d = 2; d < N_DIM (a); d++)
    n *= cr_tensor_get_sizes (a)[d];
  if (n != 1)
    return TRUE;
  g_autofree char *size = cr_nn_size_to_string (a);
  g_set_error (error, CR_ERROR, CR_ERROR_VALUE, "Expected more than 1 spatial element when training, got input size %s",
               size);
  return FALSE;
}

/* Batch normalisation of one batch whose channels are all channels of all samples. Args: input, running_mean,
 * running_var, weight, bias, use_input_stats, momentum, eps. */
CrTensor *
cr_call_nn_instance_norm (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor;
  gboolean training = args[5].u.integer;
  gint64 sizes[CR_MAX_DIMS];
  if (training && !check_spatial (a, error))
    return NULL;
  if (!training && (!cr_nn_get_tensor (&args[1]) || !cr_nn_get_tensor (&args[2])))
    {
      cr_nn_refuse (error, CR_ERROR_RUNTIME,
                    "Expected running_mean and running_var to be defined when use_input_stats is false");
      return NULL;
    }
  if (N_DIM (a) < 2)
    {
      cr_nn_refuse (error, CR_ERROR_INDEX, "Dimension out of range");
      return NULL;
    }
  memcpy (sizes, cr_tensor_get_sizes (a), (gsize)N_DIM (a) * sizeof *sizes);
  gint64 batch = sizes[0], channels = sizes[1];
  sizes[0] = 1;
  sizes[1] = batch * channels;
  g_autoptr (CrTensor) weight = NULL;
  g_autoptr (CrTensor) bias = NULL;
  g_autoptr (CrTensor) mean = NULL;
  g_autoptr (CrTensor) variance = NULL;
  if (!repeat (&args[3], batch, &weight, error) || !repeat (&args[4], batch, &bias, error)
      || !repeat (&args[1], batch, &mean, error) || !repeat (&args[2], batch, &variance, error))
    return NULL;
  g_autoptr (CrTensor) near = cr_op_contiguous (a, error);
  g_autoptr (CrTensor) flat = near ? cr_op_view (near, N_DIM (a), sizes, error) : NULL;
  g_autoptr (CrTensor) done = flat
                                  ? cr_op_batch_norm (flat, weight, bias, mean, variance, training,
                                                      cr_arg_get_number (&args[6]), cr_arg_get_number (&args[7]), error)
                                  : NULL;
  if (!done || !average (cr_nn_get_tensor (&args[1]), mean, batch, channels, error)
      || !average (cr_nn_get_tensor (&args[2]), variance, batch, channels, error))
    return NULL;
  return cr_op_view (done, N_DIM (a), cr_tensor_get_sizes (a), error);
}

static gboolean
check_affine (CrTensor *tensor, const char *name, guint n, const gint64 *shape, const char *shape_text, GError **error)
{
  if (!tensor || (N_DIM (tensor) == (int)n && memcmp (cr_tensor_get_sizes (tensor), shape, n * sizeof (gint64)) == 0))
    return TRUE;
  g_autofree char *sizes = cr_sizes_to_string (N_DIM (tensor), cr_tensor_get_sizes (tensor));
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Expected %s to be of same shape as normalized_shape, but got %s of shape %s and normalized_shape = %s",
               name, name, sizes, shape_text);
  return FALSE;
}

static gboolean
check_normalized_shape (CrTensor *a, guint n, const gint64 *shape, const char *shape_text, GError **error)
{
  if (n == 0)
    return cr_nn_refuse (error, CR_ERROR_RUNTIME,
                         "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
                         "element, but got normalized_shape = []");
  if (N_DIM (a) >= (int)n && memcmp (cr_tensor_get_sizes (a) + N_DIM (a) - n, shape, n * sizeof (gint64)) == 0)
    return TRUE;
  g_autofree char *sizes = cr_sizes_to_string (N_DIM (a), cr_tensor_get_sizes (a));
  GString *wanted = g_string_new ("[*");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (wanted, ", %" G_GINT64_FORMAT, shape[i]);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Given normalized_shape=%s, expected input with shape %s], but got input of size%s", shape_text,
               wanted->str, sizes);
  g_string_free (wanted, TRUE);
  return FALSE;
}

/* Args: input, normalized_shape, weight, bias, eps. */
CrTensor *
cr_call_nn_layer_norm (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *weight = cr_nn_get_tensor (&args[2]), *bias = cr_nn_get_tensor (&args[3]);
  CrTensor *const others[] = { weight, bias };
  const gint64 *shape;
  guint n;
  if (!cr_arg_get_ints (&args[1], &shape, &n, error))
    return NULL;
  g_autofree char *text = cr_sizes_to_string (n, shape);
  if ((n > 0
       && (!check_affine (weight, "weight", n, shape, text, error)
           || !check_affine (bias, "bias", n, shape, text, error)))
      || !check_normalized_shape (a, n, shape, text, error) || !check_mixed (a, others, 2, error))
    return NULL;
  return cr_op_layer_norm (a, n, weight, bias, cr_arg_get_number (&args[4]), error);
}

/* Args: input, num_groups, weight, bias, eps. */
CrTensor *
cr_call_nn_group_norm (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *others[] = { cr_nn_get_tensor (&args[2]), cr_nn_get_tensor (&args[3]) };
  gint64 groups = args[1].u.integer;
  g_autofree char *sizes = cr_sizes_to_string (N_DIM (a), cr_tensor_get_sizes (a));
  if (N_DIM (a) < 2)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "Expected at least 2 dimensions for input tensor but received %d",
                   N_DIM (a));
      return NULL;
    }
  gint64 n = cr_tensor_get_sizes (a)[1];
  if (groups <= 0 || n % groups != 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "Expected number of channels in input to be divisible by num_groups, but got input of shape %s and "
                   "num_groups=%" G_GINT64_FORMAT,
                   sizes, groups);
      return NULL;
    }
  for (guint i = 0; i < 2; i++)
    if (others[i] && (N_DIM (others[i]) != 1 || cr_tensor_get_numel (others[i]) != n))
      {
        g_autofree char *got = cr_sizes_to_string (N_DIM (others[i]), cr_tensor_get_sizes (others[i]));
        g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                     "Expected %s to be a vector of size equal to the number of channels in input, but got %s of shape "
                     "%s and input of shape %s",
                     i ? "bias" : "weight", i ? "bias" : "weight", got, sizes);
        return NULL;
      }
  if (!check_mixed (a, others, 2, error))
    return NULL;
  return cr_op_group_norm (a, groups, others[0], others[1], cr_arg_get_number (&args[4]), error);
}

/* x and x / ‖x‖ along @dim, the norm not below @eps. */
static CrTensor *
divide_by_norm (CrTensor *x, gint64 dim, double eps, GError **error)
{
  CrContext *context = cr_tensor_get_context (x);
  g_autoptr (CrTensor) two = cr_op_number (context, CR_DTYPE_INT64, 2, error);
  g_autoptr (CrTensor) square = two ? cr_op_pow_scalar (x, two, error) : NULL;
  g_autoptr (CrTensor) sum = square ? cr_op_sum_dim (square, &dim, 1, TRUE, CR_N_DTYPES, error) : NULL;
  gboolean small = FALSE;
  for (gint64 i = 0; sum && i < cr_tensor_get_numel (sum); i++)
    small = small || cr_tensor_get_double (sum, i) < eps * eps;
  if (small)
    {
      /* PyTorch raises the data only: the history stays that of the sum. */
      g_autoptr (CrTensor) least = cr_op_number (context, CR_DTYPE_FLOAT64, eps * eps, error);
      g_autoptr (CrTensor) raised = least ? cr_op_clamp_min_scalar (sum, least, error) : NULL;
      g_clear_pointer (&sum, cr_tensor_unref);
      sum = g_steal_pointer (&raised);
    }
  g_autoptr (CrTensor) norm = sum ? cr_op_sqrt (sum, error) : NULL;
  return norm ? cr_op_div (x, norm, error) : NULL;
}

/* Args: x1, x2, dim, eps. */
CrTensor *
cr_call_nn_cosine_similarity (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor, *b = args[1].u.tensor;
  gint64 sizes[CR_MAX_DIMS], dim = args[2].u.integer;
  CrDtype dtype = cr_result_type (a, FALSE, b, FALSE);
  if (!cr_dtype_is_floating (dtype))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "expected common dtype to be floating point, yet common dtype is %s",
                   cr_dtype_get_scalar_name (dtype));
      return NULL;
    }
  int ndim = cr_broadcast_sizes (a, b, sizes, error);
  if (ndim < 0)
    return NULL;
  g_autoptr (CrTensor) left = cr_op_to_dtype (a, dtype, error);
  g_autoptr (CrTensor) right = left ? cr_op_to_dtype (b, dtype, error) : NULL;
  g_autoptr (CrTensor) x = right ? cr_op_expand (left, ndim, sizes, error) : NULL;
  g_autoptr (CrTensor) y = x ? cr_op_expand (right, ndim, sizes, error) : NULL;
  g_autoptr (CrTensor) p = y ? divide_by_norm (x, dim, cr_arg_get_number (&args[3]), error) : NULL;
  g_autoptr (CrTensor) q = p ? divide_by_norm (y, dim, cr_arg_get_number (&args[3]), error) : NULL;
  g_autoptr (CrTensor) product = q ? cr_op_mul (p, q, error) : NULL;
  return product ? cr_op_sum_dim (product, &dim, 1, FALSE, CR_N_DTYPES, error) : NULL;
}

/* Args: input, p, dim, eps. */
CrTensor *
cr_call_nn_normalize (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *a = args[0].u.tensor;
  const gint64 *dims;
  guint n;
  if (!cr_arg_get_ints (&args[2], &dims, &n, error))
    return NULL;
  const CrNorm how = { dims, n, TRUE, CR_N_DTYPES, FALSE };
  g_autoptr (CrTensor) norm = cr_op_norm (a, cr_arg_get_number (&args[1]), &how, error);
  g_autoptr (CrTensor) least
      = norm ? cr_op_number (context, CR_DTYPE_FLOAT64, cr_arg_get_number (&args[3]), error) : NULL;
  g_autoptr (CrTensor) bounded = least ? cr_op_clamp_min_scalar (norm, least, error) : NULL;
  g_autoptr (CrTensor) wide = bounded ? cr_op_expand (bounded, N_DIM (a), cr_tensor_get_sizes (a), error) : NULL;
  return wide ? cr_op_div (a, wide, error) : NULL;
}

/* ‖a - b + eps‖ along the last dimension. */
static CrTensor *
get_distance (CrTensor *a, CrTensor *b, double p, double eps, gboolean keepdim, GError **error)
{
  const gint64 last = MAX (MAX (N_DIM (a), N_DIM (b)) - 1, 0);
  const CrNorm how = { &last, 1, keepdim, CR_N_DTYPES, FALSE };
  g_autoptr (CrTensor) shifted = cr_nn_shift (cr_op_sub (a, b, 1, error), eps, error);
  return shifted ? cr_op_norm (shifted, p, &how, error) : NULL;
}

/* Args: x1, x2, p, eps, keepdim. */
CrTensor *
cr_call_nn_pairwise_distance (CrContext *context, const CrArg *args, GError **error)
{
  return get_distance (args[0].u.tensor, args[1].u.tensor, cr_arg_get_number (&args[2]), cr_arg_get_number (&args[3]),
                       args[4].u.integer, error);
}
