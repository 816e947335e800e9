/* Convolution and pooling of torch.nn.functional: from arguments to operations. */

#include "cr-call-nn-private.h"

#include "cr-print.h"

#include <string.h>

#define N_DIM(t) cr_tensor_get_ndim (t)
#define SIZE(t, d) cr_tensor_get_sizes (t)[d]

/* "expected stride to be a single integer value or a list of 2 values ...". */
static gboolean
get_setting (const CrArg *arg, const char *name, int n_dims, gint64 neutral, gint64 *pair, GError **error)
{
  const gint64 *ints;
  guint n;
  if (!cr_arg_get_ints (arg, &ints, &n, error))
    return FALSE;
  if (n == 1 || n == (guint)n_dims)
    return cr_nn_get_pair (arg, n_dims, neutral, "", pair, error);
  g_autofree char *given = cr_sizes_to_string (n, ints);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "expected %s to be a single integer value or a list of %d values to match the convolution dimensions, "
               "but got %s=%s",
               name, n_dims, name, given);
  return FALSE;
}

/* A batch of one where there is none; *batched tells. */
static CrTensor *
batchify (CrTensor *input, int n_dims, const char *name, gboolean *batched, GError **error)
{
  *batched = N_DIM (input) == n_dims + 2;
  if (*batched)
    return cr_tensor_ref (input);
  if (N_DIM (input) == n_dims + 1)
    return cr_op_unsqueeze (input, 0, error);
  g_autofree char *sizes = cr_sizes_to_string (N_DIM (input), cr_tensor_get_sizes (input));
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Expected %dD (unbatched) or %dD (batched) input to %s, but got input of size: %s", n_dims + 1,
               n_dims + 2, name, sizes);
  return NULL;
}

/* padding='same': as many elements before as behind; where that is uneven, the input is padded first. Takes @input. */
static CrTensor *
pad_same (CrTensor *input, CrTensor *weight, CrConvolution *c, GError **error)
{
  gint64 pads[4] = { 0 };
  gboolean uneven = FALSE;
  g_autoptr (CrTensor) owned = input;
  for (int d = 2 - c->n_dims; d < 2; d++)
    {
      gint64 total = c->dilation[d] * (SIZE (weight, d + c->n_dims) - 1);
      if (c->stride[d] != 1)
        {
          cr_nn_refuse (error, CR_ERROR_RUNTIME, "padding='same' is not supported for strided convolutions");
          return NULL;
        }
      c->padding[d] = total / 2;
      pads[2 * (1 - d) + 1] = total % 2;
      uneven = uneven || total % 2;
    }
  if (!uneven)
    return g_steal_pointer (&owned);
  cr_context_warn (cr_tensor_get_context (input), "UserWarning",
                   "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of "
                   "the input be created (Triggered internally at  ./aten/src/ATen/native/Convolution.cpp:895.)");
  return cr_op_constant_pad (input, pads, 2 * c->n_dims, 0, error);
}

/* @padding is a word or numbers; with a word @input, which is replaced, may be padded. */
static gboolean
get_padding (const CrArg *padding, CrTensor **input, CrTensor *weight, CrConvolution *c, GError **error)
{
  if (padding->kind != CR_ARG_STRING)
    return get_setting (padding, "padding", c->n_dims, 0, c->padding, error);
  c->padding[0] = c->padding[1] = 0;
  if (strcmp (padding->u.string, "valid") == 0)
    return TRUE;
  if (strcmp (padding->u.string, "same") == 0)
    return (*input = pad_same (*input, weight, c, error)) != NULL;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "Invalid padding string: '%s'", padding->u.string);
  return FALSE;
}

/* Args: input, weight, bias; the rest is in @c, and @padding. */
static CrTensor *
convolve (const CrArg *args, const char *name, CrConvolution *c, const CrArg *padding, GError **error)
{
  CrTensor *weight = args[1].u.tensor;
  gboolean batched;
  g_autoptr (CrTensor) input = batchify (args[0].u.tensor, c->n_dims, name, &batched, error);
  if (!input)
    return NULL;
  if (N_DIM (weight) != c->n_dims + 2)
    {
      /* PyTorch takes the number of dimensions from the weight. */
      if (N_DIM (weight) < 3)
        cr_nn_refuse (error, CR_ERROR_RUNTIME, "weight should have at least three dimensions");
      else
        {
          g_autofree char *kernel = cr_sizes_to_string (N_DIM (weight), cr_tensor_get_sizes (weight));
          g_autofree char *given = cr_sizes_to_string (N_DIM (input), cr_tensor_get_sizes (input));
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "Expected %d-dimensional input for %d-dimensional weight %s, but got %d-dimensional input of "
                       "size %s instead",
                       N_DIM (weight), N_DIM (weight), kernel, N_DIM (input), given);
        }
      return NULL;
    }
  if (!get_padding (padding, &input, weight, c, error))
    return NULL;
  g_autoptr (CrTensor) result = cr_op_convolution (input, weight, cr_nn_get_tensor (&args[2]), c, error);
  return result && !batched ? cr_op_squeeze_dim (result, 0, error) : g_steal_pointer (&result);
}

/* Args: input, weight, bias, stride, padding, dilation, groups. */
static CrTensor *
call_conv (const CrArg *args, int n_dims, const char *name, GError **error)
{
  CrConvolution c = { .n_dims = n_dims, .groups = args[6].u.integer };
  if (!get_setting (&args[3], "stride", n_dims, 1, c.stride, error)
      || !get_setting (&args[5], "dilation", n_dims, 1, c.dilation, error))
    return NULL;
  return convolve (args, name, &c, &args[4], error);
}

CrTensor *
cr_call_nn_conv1d (CrContext *context, const CrArg *args, GError **error)
{
  return call_conv (args, 1, "conv1d", error);
}

CrTensor *
cr_call_nn_conv2d (CrContext *context, const CrArg *args, GError **error)
{
  return call_conv (args, 2, "conv2d", error);
}

/* Args: input, weight, bias, stride, padding, output_padding, groups, dilation. */
static CrTensor *
call_transposed (const CrArg *args, int n_dims, const char *name, GError **error)
{
  CrConvolution c = { .n_dims = n_dims, .groups = args[6].u.integer, .transposed = TRUE };
  if (!get_setting (&args[3], "stride", n_dims, 1, c.stride, error)
      || !get_setting (&args[5], "output_padding", n_dims, 0, c.output_padding, error)
      || !get_setting (&args[7], "dilation", n_dims, 1, c.dilation, error))
    return NULL;
  return convolve (args, name, &c, &args[4], error);
}

CrTensor *
cr_call_nn_conv_transpose1d (CrContext *context, const CrArg *args, GError **error)
{
  return call_transposed (args, 1, "conv_transpose1d", error);
}

CrTensor *
cr_call_nn_conv_transpose2d (CrContext *context, const CrArg *args, GError **error)
{
  return call_transposed (args, 2, "conv_transpose2d", error);
}
