/* The functions that make tensors from nothing. They are no operations of the graph: the result is a leaf. */

#include "cr-function-calls.h"

#include "cr-kernels.h"

CrTensor *
cr_create_finish (CrTensor *tensor, const CrArg *arg, GError **error)
{
  if (!tensor || arg->kind != CR_ARG_BOOL || !arg->u.integer)
    return tensor;
  if (!cr_dtype_is_floating (cr_tensor_get_dtype (tensor)))
    g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                         "Only Tensors of floating point and complex dtype can require gradients");
  else if (cr_tensor_set_requires_grad (tensor, TRUE, error))
    return tensor;
  cr_tensor_unref (tensor);
  return NULL;
}

/* What full() takes from its value where no dtype is given. */
static CrDtype
dtype_of_number (CrContext *context, const CrArg *arg)
{
  return arg->kind == CR_ARG_FLOAT  ? cr_context_get_default_dtype (context)
         : arg->kind == CR_ARG_BOOL ? CR_DTYPE_BOOL
                                    : CR_DTYPE_INT64;
}

/* args: size, dtype, requires_grad. */
static CrTensor *
constant (CrContext *context, const CrArg *args, double value, GError **error)
{
  const gint64 *sizes;
  guint n;
  if (!cr_arg_get_ints (&args[0], &sizes, &n, error))
    return NULL;
  CrDtype dtype = cr_arg_get_dtype (&args[1], cr_context_get_default_dtype (context));
  return cr_create_finish (cr_tensor_new_full (context, dtype, n, sizes, value, error), &args[2], error);
}

CrTensor *
cr_call_ones (CrContext *context, const CrArg *args, GError **error)
{
  return constant (context, args, 1, error);
}

CrTensor *
cr_call_zeros (CrContext *context, const CrArg *args, GError **error)
{
  return constant (context, args, 0, error);
}

CrTensor *
cr_call_full (CrContext *context, const CrArg *args, GError **error)
{
  const gint64 *sizes;
  guint n;
  if (!cr_arg_get_ints (&args[0], &sizes, &n, error))
    return NULL;
  CrDtype dtype = cr_arg_get_dtype (&args[2], dtype_of_number (context, &args[1]));
  return cr_create_finish (cr_tensor_new_full (context, dtype, n, sizes, cr_arg_get_number (&args[1]), error), &args[3],
                           error);
}

/* Ones on the diagonal: a copy into the view that walks it. */
static CrTensor *
identity (CrContext *context, gint64 n, gint64 m, CrDtype dtype, GError **error)
{
  const gint64 sizes[] = { n, m }, length[] = { MIN (n, m) }, stride[] = { m + 1 };
  g_autoptr (CrTensor) matrix = cr_tensor_new_unannounced (context, dtype, 2, sizes, error);
  if (!matrix || !cr_kernel_fill (matrix, 0, error))
    return NULL;
  g_autoptr (CrTensor) diagonal = cr_tensor_new_view (matrix, 1, length, stride, 0);
  if (!cr_kernel_fill (diagonal, 1, error))
    return NULL;
  return cr_tensor_announce (g_steal_pointer (&matrix));
}

CrTensor *
cr_call_eye (CrContext *context, const CrArg *args, GError **error)
{
  gint64 n = args[0].u.integer, m = args[1].kind == CR_ARG_NONE ? n : args[1].u.integer;
  if (n < 0 || m < 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s must be greater or equal to 0, got %" G_GINT64_FORMAT,
                   n < 0 ? "n" : "m", n < 0 ? n : m);
      return NULL;
    }
  return cr_create_finish (
      identity (context, n, m, cr_arg_get_dtype (&args[2], cr_context_get_default_dtype (context)), error), &args[3],
      error);
}

CrTensor *
cr_call_linspace (CrContext *context, const CrArg *args, GError **error)
{
  CrTensor *tensor
      = cr_kernel_linspace (context, cr_arg_get_number (&args[0]), cr_arg_get_number (&args[1]), args[2].u.integer,
                            cr_arg_get_dtype (&args[3], cr_context_get_default_dtype (context)), error);
  return cr_create_finish (tensor, &args[4], error);
}

/* @rest: dtype, requires_grad. */
static CrTensor *
make_range (CrContext *context, const CrArg *start, const CrArg *end, const CrArg *step, const CrArg *rest,
            GError **error)
{
  gboolean floats = start->kind == CR_ARG_FLOAT || end->kind == CR_ARG_FLOAT || step->kind == CR_ARG_FLOAT;
  CrDtype dtype = cr_arg_get_dtype (&rest[0], floats ? cr_context_get_default_dtype (context) : CR_DTYPE_INT64);
  CrTensor *tensor = cr_kernel_arange (context, cr_arg_get_number (start), cr_arg_get_number (end),
                                       cr_arg_get_number (step), dtype, error);
  return cr_create_finish (tensor, &rest[1], error);
}

static const CrArg from_zero = { CR_ARG_INT, { .integer = 0 } };
static const CrArg by_one = { CR_ARG_INT, { .integer = 1 } };

CrTensor *
cr_call_arange_end (CrContext *context, const CrArg *args, GError **error)
{
  return make_range (context, &from_zero, &args[0], &by_one, args + 1, error);
}

CrTensor *
cr_call_arange_start (CrContext *context, const CrArg *args, GError **error)
{
  return make_range (context, &args[0], &args[1], &by_one, args + 2, error);
}

CrTensor *
cr_call_arange (CrContext *context, const CrArg *args, GError **error)
{
  return make_range (context, &args[0], &args[1], &args[2], args + 3, error);
}

static CrTensor *
constant_like (const CrArg *args, const CrArg *rest, double value, GError **error)
{
  CrTensor *like = args[0].u.tensor;
  CrDtype dtype = cr_arg_get_dtype (&rest[0], cr_tensor_get_dtype (like));
  CrTensor *tensor = cr_tensor_new_full (cr_tensor_get_context (like), dtype, cr_tensor_get_ndim (like),
                                         cr_tensor_get_sizes (like), value, error);
  return cr_create_finish (tensor, &rest[1], error);
}

CrTensor *
cr_call_zeros_like (CrContext *context, const CrArg *args, GError **error)
{
  return constant_like (args, args + 1, 0, error);
}

CrTensor *
cr_call_ones_like (CrContext *context, const CrArg *args, GError **error)
{
  return constant_like (args, args + 1, 1, error);
}

CrTensor *
cr_call_full_like (CrContext *context, const CrArg *args, GError **error)
{
  return constant_like (args, args + 2, cr_arg_get_number (&args[1]), error);
}

/* args: size, dtype, requires_grad. */
static CrTensor *
constant_new (CrTensor *like, const CrArg *args, double value, GError **error)
{
  const gint64 *sizes;
  guint n;
  if (!cr_arg_get_ints (&args[0], &sizes, &n, error))
    return NULL;
  CrDtype dtype = cr_arg_get_dtype (&args[1], cr_tensor_get_dtype (like));
  return cr_create_finish (cr_tensor_new_full (cr_tensor_get_context (like), dtype, n, sizes, value, error), &args[2],
                           error);
}

CrTensor *
cr_call_new_zeros (CrContext *context, const CrArg *args, GError **error)
{
  return constant_new (args[0].u.tensor, args + 1, 0, error);
}

CrTensor *
cr_call_new_ones (CrContext *context, const CrArg *args, GError **error)
{
  return constant_new (args[0].u.tensor, args + 1, 1, error);
}

CrTensor *
cr_call_new_full (CrContext *context, const CrArg *args, GError **error)
{
  const CrArg rest[] = { args[1], args[3], args[4] };
  return constant_new (args[0].u.tensor, rest, cr_arg_get_number (&args[2]), error);
}
