/* Arguments of torch.nn.functional; linear, dropout, embedding. */

#include "cr-call-nn-private.h"

#include "cr-print.h"

#include <glib/gi18n-lib.h>
#include <string.h>

CrTensor *
cr_nn_get_tensor (const CrArg *arg)
{
  return arg->kind == CR_ARG_TENSOR ? arg->u.tensor : NULL;
}

gboolean
cr_nn_refuse (GError **error, CrErrorCode code, const char *message)
{
  g_set_error_literal (error, CR_ERROR, code, message);
  return FALSE;
}

gboolean
cr_nn_get_pair (const CrArg *arg, int n_dims, gint64 neutral, const char *message, gint64 *pair, GError **error)
{
  const gint64 *ints;
  guint n;
  if (!cr_arg_get_ints (arg, &ints, &n, error))
    return FALSE;
  if (n == 0 || n > (guint)n_dims)
    return cr_nn_refuse (error, CR_ERROR_RUNTIME, message);
  pair[0] = n_dims == 2 ? ints[0] : neutral;
  pair[1] = ints[n - 1];
  return TRUE;
}

gboolean
cr_nn_is_true (const CrArg *arg)
{
  return arg->kind == CR_ARG_BOOL && arg->u.integer;
}

/* torch.nn._reduction.legacy_get_string: None counts as True. */
static const char *
get_legacy (CrContext *context, const CrArg *size_average, const CrArg *reduce)
{
  gboolean average = size_average->kind == CR_ARG_NONE || size_average->u.integer;
  gboolean reduces = reduce->kind == CR_ARG_NONE || reduce->u.integer;
  const char *name = !reduces ? "none" : average ? "mean" : "sum";
  g_autofree char *warning
      = g_strdup_printf ("size_average and reduce args will be deprecated, please use reduction='%s' instead.", name);
  cr_context_warn (context, "UserWarning", warning);
  return name;
}

gboolean
cr_nn_get_reduction (CrContext *context, const CrArg *reduction, const CrArg *size_average, const CrArg *reduce,
                     CrReduction *result, GError **error)
{
  const char *name = reduction->u.string;
  if (size_average && (size_average->kind != CR_ARG_NONE || reduce->kind != CR_ARG_NONE))
    name = get_legacy (context, size_average, reduce);
  if (strcmp (name, "mean") == 0 || strcmp (name, "elementwise_mean") == 0)
    *result = CR_REDUCTION_MEAN;
  else if (strcmp (name, "sum") == 0)
    *result = CR_REDUCTION_SUM;
  else if (strcmp (name, "none") == 0)
    *result = CR_REDUCTION_NONE;
  else
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, "%s is not a valid value for reduction", name);
      return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_nn_inplace (CrTensor *(*call) (CrContext *, const CrArg *, GError **), CrContext *context, const CrArg *args,
               guint n_args, GError **error)
{
  return cr_inplace_apply (call, context, args, n_args, error) ? cr_tensor_ref (args[0].u.tensor) : NULL;
}

char *
cr_nn_size_to_string (CrTensor *tensor)
{
  g_autofree char *sizes = cr_sizes_to_string (cr_tensor_get_ndim (tensor), cr_tensor_get_sizes (tensor));
  return g_strdup_printf ("torch.Size(%s)", sizes);
}

gboolean
cr_nn_same_sizes (CrTensor *a, CrTensor *b)
{
  int ndim = cr_tensor_get_ndim (a);
  return ndim == cr_tensor_get_ndim (b)
         && (ndim == 0 || memcmp (cr_tensor_get_sizes (a), cr_tensor_get_sizes (b), ndim * sizeof (gint64)) == 0);
}

CrTensor *
cr_call_nn_linear (CrContext *context, const CrArg *args, GError **error)
{
  return cr_op_linear (args[0].u.tensor, args[1].u.tensor, cr_nn_get_tensor (&args[2]), error);
}

/* input · mask, recorded: the mask has @n_mask of the input's dimensions and 1 for the rest, and its ones are scaled up
 * to keep the mean. With p = 1 it is a single 0. */
static CrTensor *
drop (CrTensor *a, double p, int n_mask, CrGenerator *generator, GError **error)
{
  CrContext *context = cr_tensor_get_context (a);
  int ndim = cr_tensor_get_ndim (a);
  gint64 sizes[CR_MAX_DIMS];
  for (int d = 0; d < ndim; d++)
    sizes[d] = d < n_mask ? cr_tensor_get_sizes (a)[d] : 1;
  if (!cr_dtype_is_floating (cr_tensor_get_dtype (a)))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "result type Float can't be cast to the desired output type %s",
                   cr_dtype_get_scalar_name (cr_tensor_get_dtype (a)));
      return NULL;
    }
  g_autoptr (CrTensor) mask
      = p == 1 ? cr_tensor_new_full (context, cr_tensor_get_dtype (a), 0, NULL, 0, error)
               : cr_kernel_dropout_mask (context, cr_tensor_get_dtype (a), ndim, sizes, 1 - p, generator, error);
  return mask ? cr_op_mul (a, mask, error) : NULL;
}

/* Called through cr_inplace_apply() or at once, with args input, p and how many dimensions the mask has. */
static CrTensor *
drop_args (CrContext *context, const CrArg *args, GError **error)
{
  return drop (args[0].u.tensor, args[1].u.number, args[2].u.integer, cr_context_get_generator (context), error);
}

static CrTensor *
run_dropout (CrContext *context, CrTensor *a, double p, gboolean training, gboolean inplace, int n_mask,
             const char *format, GError **error)
{
  if (!(p >= 0 && p <= 1))
    {
      g_autofree char *number = cr_double_to_string (p);
      g_set_error (error, CR_ERROR, format ? CR_ERROR_VALUE : CR_ERROR_RUNTIME,
                   "dropout probability has to be between 0 and 1, but got %s", number);
      return NULL;
    }
  if (!training || p == 0 || cr_tensor_get_numel (a) == 0)
    return cr_tensor_ref (a);
  const CrArg args[3] = { { CR_ARG_TENSOR, { .tensor = a } },
                          { CR_ARG_FLOAT, { .number = p } },
                          { CR_ARG_INT, { .integer = n_mask } } };
  return inplace ? cr_nn_inplace (drop_args, context, args, 3, error) : drop_args (context, args, error);
}

/* Args: input, p, training, inplace. */
CrTensor *
cr_call_nn_dropout (CrContext *context, const CrArg *args, GError **error)
{
  return run_dropout (context, args[0].u.tensor, cr_arg_get_number (&args[1]), args[2].u.integer, args[3].u.integer,
                      CR_MAX_DIMS, "nn", error);
}

CrTensor *
cr_call_torch_dropout (CrContext *context, const CrArg *args, GError **error)
{
  return run_dropout (context, args[0].u.tensor, cr_arg_get_number (&args[1]), args[2].u.integer, FALSE, CR_MAX_DIMS,
                      NULL, error);
}

/* Whole channels. */
CrTensor *
cr_call_nn_feature_dropout (CrContext *context, const CrArg *args, GError **error)
{
  if (cr_tensor_get_ndim (args[0].u.tensor) < 2)
    {
      cr_nn_refuse (error, CR_ERROR_RUNTIME, "Feature dropout requires at least 2 dimensions in the input");
      return NULL;
    }
  return run_dropout (context, args[0].u.tensor, cr_arg_get_number (&args[1]), args[2].u.integer, args[3].u.integer, 2,
                      "nn", error);
}

static gboolean
check_embedding (CrTensor *indices, CrTensor *weight, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (indices);
  if (cr_tensor_get_ndim (weight) != 2)
    return cr_nn_refuse (error, CR_ERROR_RUNTIME, "'weight' must be 2-D");
  if (cr_dtype_is_integral (dtype))
    return TRUE;
  g_autofree char *name = dtype == CR_DTYPE_BOOL ? g_strdup ("CPUBoolType")
                                                 : g_strdup_printf ("torch.%s", cr_dtype_get_tensor_name (dtype));
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but "
               "got %s instead (while checking arguments for embedding)",
               name);
  return FALSE;
}

/* Args: input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse. */
CrTensor *
cr_call_nn_embedding (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *indices = args[0].u.tensor, *weight = args[1].u.tensor;
  gint64 padding = -1;
  if (args[2].kind != CR_ARG_NONE)
    {
      gint64 n = cr_tensor_get_ndim (weight) ? cr_tensor_get_sizes (weight)[0] : 0;
      padding = args[2].u.integer;
      if (padding >= n || padding < -n)
        {
          cr_nn_refuse (error, CR_ERROR_ASSERTION, "Padding_idx must be within num_embeddings");
          return NULL;
        }
      padding = padding < 0 ? padding + n : padding;
    }
  if (args[3].kind != CR_ARG_NONE || args[5].u.integer || args[6].u.integer)
    {
      cr_nn_refuse (error, CR_ERROR_NOT_IMPLEMENTED,
                    _ ("embedding: max_norm, scale_grad_by_freq and sparse are not supported"));
      return NULL;
    }
  return check_embedding (indices, weight, error) ? cr_op_embedding (weight, indices, padding, error) : NULL;
}
