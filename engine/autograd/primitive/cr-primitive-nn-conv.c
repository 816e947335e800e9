/* convolution and its gradients. The three are derivatives of one trilinear form of input, weight and output, and so
 * are their own derivatives: the double backward is made of the same two operations. */

#include "cr-primitive-nn-private.h"

#include "cr-print.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define N_DIM(t) cr_tensor_get_ndim (t)
#define SIZE(t, d) cr_tensor_get_sizes (t)[d]

/* The settings as the numbers of a node, with room for what else a rule needs. */
#define N_SETTINGS 11

static void
put_settings (const CrConvolution *c, gint64 *ints)
{
  ints[0] = c->n_dims;
  memcpy (ints + 1, c->stride, 2 * sizeof *ints);
  memcpy (ints + 3, c->padding, 2 * sizeof *ints);
  memcpy (ints + 5, c->dilation, 2 * sizeof *ints);
  memcpy (ints + 7, c->output_padding, 2 * sizeof *ints);
  ints[9] = c->groups;
  ints[10] = c->transposed;
}

static CrConvolution
get_settings (const gint64 *ints)
{
  CrConvolution c = { ints[0] };
  memcpy (c.stride, ints + 1, 2 * sizeof *ints);
  memcpy (c.padding, ints + 3, 2 * sizeof *ints);
  memcpy (c.dilation, ints + 5, 2 * sizeof *ints);
  memcpy (c.output_padding, ints + 7, 2 * sizeof *ints);
  c.groups = ints[9];
  c.transposed = ints[10];
  return c;
}

static char *
sizes_of (CrTensor *tensor)
{
  return cr_sizes_to_string (N_DIM (tensor), cr_tensor_get_sizes (tensor));
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return FALSE;
}

static gboolean
any_below (const gint64 *pair, gint64 least)
{
  return pair[0] < least || pair[1] < least;
}

static gboolean
check_settings (CrTensor *input, CrTensor *weight, const CrConvolution *c, GError **error)
{
  if (c->groups <= 0)
    return refuse (error, "non-positive groups is not supported");
  if (any_below (c->padding, 0))
    return refuse (error, "negative padding is not supported");
  if (any_below (c->output_padding, 0))
    return refuse (error, "negative output_padding is not supported");
  if (any_below (c->stride, 1))
    return refuse (error, "non-positive stride is not supported");
  if (any_below (c->dilation, 1))
    return refuse (error, "non-positive dilation is not supported");
  if (N_DIM (input) == N_DIM (weight))
    return TRUE;
  g_autofree char *kernel = sizes_of (weight), *given = sizes_of (input);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Expected %d-dimensional input for %d-dimensional weight %s, but got %d-dimensional input of size %s "
               "instead",
               N_DIM (weight), N_DIM (weight), kernel, N_DIM (input), given);
  return FALSE;
}

static gboolean
check_groups (CrTensor *weight, const CrConvolution *c, GError **error)
{
  if (SIZE (weight, 0) >= c->groups && SIZE (weight, 0) % c->groups == 0)
    return TRUE;
  g_autofree char *kernel = sizes_of (weight);
  if (SIZE (weight, 0) < c->groups)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "Given groups=%" G_GINT64_FORMAT ", expected weight to be at least %" G_GINT64_FORMAT
                 " at dimension 0, but got weight of size %s instead",
                 c->groups, c->groups, kernel);
  else
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                 "Given groups=%" G_GINT64_FORMAT ", expected weight to be divisible by %" G_GINT64_FORMAT
                 " at dimension 0, but got weight of size [%s] instead",
                 c->groups, c->groups, kernel);
  return FALSE;
}

/* The channels that the input must have, and those of the result. */
static void
get_channels (CrTensor *weight, const CrConvolution *c, gint64 *in, gint64 *out)
{
  *in = c->transposed ? SIZE (weight, 0) : SIZE (weight, 1) * c->groups;
  *out = c->transposed ? SIZE (weight, 1) * c->groups : SIZE (weight, 0);
}

static gboolean
check_channels (CrTensor *input, CrTensor *weight, CrTensor *bias, const CrConvolution *c, GError **error)
{
  gint64 in, out;
  get_channels (weight, c, &in, &out);
  g_autofree char *kernel = sizes_of (weight), *given = sizes_of (input);
  g_autofree char *kind
      = c->transposed ? g_strdup ("Given transposed=1") : g_strdup_printf ("Given groups=%" G_GINT64_FORMAT, c->groups);
  if (SIZE (input, 1) != in)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "%s, weight of size %s, expected input%s to have %" G_GINT64_FORMAT
                   " channels, but got %" G_GINT64_FORMAT " channels instead",
                   kind, kernel, given, in, SIZE (input, 1));
      return FALSE;
    }
  if (!bias || (N_DIM (bias) == 1 && SIZE (bias, 0) == out))
    return TRUE;
  g_autofree char *got = sizes_of (bias);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Given %sweight of size %s, expected bias to be 1-dimensional with %" G_GINT64_FORMAT
               " elements, but got bias of size %s instead",
               c->transposed ? "transposed=1, " : "", kernel, out, got);
  return FALSE;
}

/* "(2 x 2)" of the spatial sizes. */
static char *
join_sizes (const gint64 *sizes, int n)
{
  GString *text = g_string_new (NULL);
  for (int d = 0; d < n; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, d ? " x " : "", sizes[d]);
  return g_string_free (text, FALSE);
}

static gboolean
check_kernel (CrTensor *input, CrTensor *weight, const CrConvolution *c, GError **error)
{
  gint64 padded[2], kernel[2];
  gboolean fits = TRUE;
  for (int d = 0; d < c->n_dims; d++)
    {
      int at = d + 2 - c->n_dims;
      padded[d] = SIZE (input, 2 + d) + 2 * c->padding[at];
      kernel[d] = c->dilation[at] * (SIZE (weight, 2 + d) - 1) + 1;
      fits = fits && padded[d] >= kernel[d];
    }
  if (fits || c->transposed)
    return TRUE;
  g_autofree char *room = join_sizes (padded, c->n_dims), *size = join_sizes (kernel, c->n_dims);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Calculated padded input size per channel: (%s). Kernel size: (%s). Kernel size can't be greater than "
               "actual input size",
               room, size);
  return FALSE;
}

static const char *
get_c_name (CrDtype dtype)
{
  return dtype == CR_DTYPE_FLOAT32 ? "float" : dtype == CR_DTYPE_FLOAT64 ? "double" : cr_dtype_get_scalar_name (dtype);
}

static gboolean
check_dtypes (CrTensor *input, CrTensor *weight, CrTensor *bias, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (input), other = cr_tensor_get_dtype (weight);
  if (dtype != other)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "expected scalar type %s but found %s",
                 cr_dtype_get_scalar_name (dtype), cr_dtype_get_scalar_name (other));
  else if (bias && cr_tensor_get_dtype (bias) != dtype)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "Input type (%s) and bias type (%s) should be the same",
                 get_c_name (dtype), get_c_name (cr_tensor_get_dtype (bias)));
  else if (dtype != CR_DTYPE_FLOAT32 && dtype != CR_DTYPE_FLOAT64 && dtype != CR_DTYPE_INT64)
    g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"slow_conv2d_cpu\" not implemented for '%s'",
                 cr_dtype_get_scalar_name (dtype));
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_arguments (CrTensor *input, CrTensor *weight, CrTensor *bias, const CrConvolution *c, GError **error)
{
  return check_settings (input, weight, c, error) && check_groups (weight, c, error)
         && check_channels (input, weight, bias, c, error) && check_kernel (input, weight, c, error)
         && check_dtypes (input, weight, bias, error);
}

/* What a transposed convolution gives: the input of the plain one that has @input as its result. */
static gboolean
get_transposed_sizes (CrTensor *input, CrTensor *weight, const CrConvolution *c, gint64 *sizes, GError **error)
{
  sizes[0] = SIZE (input, 0);
  sizes[1] = SIZE (weight, 1) * c->groups;
  for (int d = 0; d < c->n_dims; d++)
    {
      int at = d + 2 - c->n_dims;
      sizes[2 + d] = (SIZE (input, 2 + d) - 1) * c->stride[at] - 2 * c->padding[at]
                     + c->dilation[at] * (SIZE (weight, 2 + d) - 1) + c->output_padding[at] + 1;
      if (c->output_padding[at] >= MAX (c->stride[at], c->dilation[at]))
        return refuse (error, "output padding must be smaller than either stride or dilation");
      if (sizes[2 + d] < 1)
        return refuse (error, _ ("Calculated output size of a transposed convolution is too small"));
    }
  return TRUE;
}

static CrTensor *
run_forward (CrTensor *input, CrTensor *weight, CrTensor *bias, const CrConvolution *c, GError **error)
{
  gint64 sizes[4];
  if (!c->transposed)
    return cr_kernel_conv (input, weight, bias, c, error);
  if (!get_transposed_sizes (input, weight, c, sizes, error))
    return NULL;
  return cr_kernel_conv_input (input, weight, bias, c, sizes, error);
}

CrTensor *
cr_op_convolution (CrTensor *input, CrTensor *weight, CrTensor *bias, const CrConvolution *c, GError **error)
{
  CrRecord record = { &cr_primitive_convolution, { input, weight, bias }, 3, NULL, NULL };
  gint64 ints[N_SETTINGS];
  if (!check_arguments (input, weight, bias, c, error))
    return NULL;
  record.output = run_forward (input, weight, bias, c, error);
  if (cr_record_begin (&record, error))
    {
      put_settings (c, ints);
      cr_record_ints (&record, N_SETTINGS, ints);
      cr_record_save (&record, 0, input, TRUE);
      cr_record_save (&record, 1, weight, TRUE);
    }
  return cr_record_end (&record);
}

static gboolean
convolution_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrConvolution c = get_settings (function->ints);
  g_autoptr (CrTensor) input = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) weight = input ? cr_grad_fn_unpack (function, 1, error) : NULL;
  gboolean wanted[3];
  for (guint i = 0; i < 3; i++)
    wanted[i] = cr_grad_fn_needs (function, i);
  return weight && cr_op_convolution_backward (received, input, weight, &c, wanted, sent, error);
}

/* The gradient of input 0, 1 or 2, unrecorded. */
static CrTensor *
run_backward (guint which, CrTensor *grad, CrTensor *input, CrTensor *weight, const CrConvolution *c, GError **error)
{
  if (which == 2)
    {
      guint64 bits = G_MAXUINT64 & ~G_GUINT64_CONSTANT (2) & ((G_GUINT64_CONSTANT (1) << N_DIM (grad)) - 1);
      return cr_kernel_sum (grad, bits, FALSE, cr_tensor_get_dtype (grad), error);
    }
  const gint64 *kernel = cr_tensor_get_sizes (weight) + 2;
  if (which == 0)
    return c->transposed ? cr_kernel_conv (grad, weight, NULL, c, error)
                         : cr_kernel_conv_input (grad, weight, NULL, c, cr_tensor_get_sizes (input), error);
  return c->transposed ? cr_kernel_conv_weight (grad, input, c, kernel, error)
                       : cr_kernel_conv_weight (input, grad, c, kernel, error);
}

/* Numbers of the node: the settings, then for each of the three which output it is, or -1. */
gboolean
cr_op_convolution_backward (CrTensor *grad, CrTensor *input, CrTensor *weight, const CrConvolution *c,
                            const gboolean *wanted, CrTensor **results, GError **error)
{
  g_autoptr (GPtrArray) outputs = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  CrRecord record = { &cr_primitive_convolution_backward, { grad, input, weight }, 3, NULL, NULL };
  gint64 ints[N_SETTINGS + 3];
  put_settings (c, ints);
  record.outputs = outputs;
  for (guint i = 0; i < 3; i++)
    {
      ints[N_SETTINGS + i] = wanted[i] ? (gint64)outputs->len : -1;
      CrTensor *output = wanted[i] ? run_backward (i, grad, input, weight, c, error) : NULL;
      if (wanted[i] && !output)
        return FALSE;
      if (output)
        g_ptr_array_add (outputs, output);
    }
  if (outputs->len == 0)
    return TRUE;
  if (cr_record_begin (&record, error))
    {
      cr_record_ints (&record, N_SETTINGS + 3, ints);
      cr_record_save (&record, 0, grad, TRUE);
      cr_record_save (&record, 1, input, TRUE);
      cr_record_save (&record, 2, weight, TRUE);
    }
  if (!cr_record_end_many (&record))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    if (wanted[i])
      results[i] = cr_tensor_ref (outputs->pdata[ints[N_SETTINGS + i]]);
  return TRUE;
}

/* The gradient of what convolution_backward received, from those of the three that it gave. */
static CrTensor *
grad_of_grad (CrTensor *input, CrTensor *weight, CrTensor *const *arrived, const CrConvolution *c, GError **error)
{
  CrTensor *sum = NULL;
  for (guint i = 0; i < 3; i++)
    {
      CrTensor *term = NULL;
      if (!arrived[i])
        continue;
      if (i < 2)
        term = cr_op_convolution (i == 0 ? arrived[0] : input, i == 1 ? arrived[1] : weight, NULL, c, error);
      else
        {
          const gint64 sizes[] = { 1, SIZE (arrived[2], 0), 1, 1 };
          term = cr_op_view (arrived[2], c->n_dims + 2, sizes, error);
        }
      sum = sum ? cr_nn_plus (sum, term, error) : term;
      if (!sum)
        return NULL;
    }
  return sum;
}

/* A bias' gradient alone has the shape (1, O, 1, 1) of the sum: spread it. */
static CrTensor *
spread_like (CrTensor *sum, CrTensor *grad, GError **error)
{
  g_autoptr (CrTensor) owned = sum;
  return sum ? cr_op_expand (sum, N_DIM (grad), cr_tensor_get_sizes (grad), error) : NULL;
}

static gboolean
convolution_backward_rule (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)
{
  CrConvolution c = get_settings (function->ints);
  g_autoptr (CrTensor) grad = cr_grad_fn_unpack (function, 0, error);
  g_autoptr (CrTensor) input = grad ? cr_grad_fn_unpack (function, 1, error) : NULL;
  g_autoptr (CrTensor) weight = input ? cr_grad_fn_unpack (function, 2, error) : NULL;
  CrTensor *arrived[3];
  if (!weight)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      gint64 at = function->ints[N_SETTINGS + i];
      arrived[i] = at < 0 ? NULL : received[at];
    }
  if (cr_grad_fn_needs (function, 0) && (arrived[0] || arrived[1] || arrived[2])
      && !(sent[0] = spread_like (grad_of_grad (input, weight, arrived, &c, error), grad, error)))
    return FALSE;
  /* The input's gradient is linear in the weight, and the weight's in the input. */
  for (guint i = 1; i < 3; i++)
    {
      CrTensor *results[3] = { NULL };
      gboolean wanted[3] = { i == 1, i == 2, FALSE };
      if (!cr_grad_fn_needs (function, i) || !arrived[2 - i])
        continue;
      if (!cr_op_convolution_backward (grad, i == 1 ? input : arrived[0], i == 1 ? arrived[1] : weight, &c, wanted,
                                       results, error))
        return FALSE;
      sent[i] = results[i - 1];
    }
  return TRUE;
}

const CrPrimitive cr_primitive_convolution = {
  "convolution", "ConvolutionBackward0", "conv", N_ ("∂L/∂x = ∂L/∂y ⋆ᵀ w,  ∂L/∂w = x ⋆ ∂L/∂y,  ∂L/∂b = Σ ∂L/∂y"), 3,
  TRUE,          convolution_rule
};
const CrPrimitive cr_primitive_convolution_backward
    = { "convolution_backward",
        "ConvolutionBackwardBackward0",
        "conv′",
        N_ ("each of the three gradients is linear in what was received and in the input or the weight"),
        3,
        TRUE,
        NULL,
        convolution_backward_rule };
