/* Activations and normalisations of torch.nn.functional: from arguments to operations. */

#include "cr-call-nn-private.h"

#include "cr-print.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define NUMBER(i) cr_arg_get_number (&args[i])

/* cr_call_nn_NAME with the arguments input, N settings and then inplace; @PLAIN and @INPLACE compute. */
#define DEFINE(scope, name, n_settings, plain, inplace)                                                                \
  static CrTensor *name##_plain (CrContext *context, const CrArg *args, GError **error) { return plain; }              \
  static CrTensor *name##_inplace (CrContext *context, const CrArg *args, GError **error) { return inplace; }          \
  scope CrTensor *cr_call_nn_##name (CrContext *context, const CrArg *args, GError **error)                            \
  {                                                                                                                    \
    if (cr_nn_is_true (&args[1 + n_settings]))                                                                         \
      return cr_nn_inplace (name##_inplace, context, args, 1 + n_settings, error);                                     \
    return name##_plain (context, args, error);                                                                        \
  }
#define WITH_INPLACE(name, n_settings, plain, inplace) DEFINE (, name, n_settings, plain, inplace)
#define ACTIVATION(kind, s0, s1, s2) cr_op_activation (CR_ACTIVATION_##kind, args[0].u.tensor, s0, s1, s2, error)

#define SELU_ALPHA 1.6732632423543772848170429916717
#define SELU_SCALE 1.0507009873554804934193349852946

WITH_INPLACE (relu, 0, cr_call_relu (context, args, error), cr_call_relu (context, args, error))
WITH_INPLACE (relu6, 0, ACTIVATION (HARDTANH, 0, 6, 0), ACTIVATION (HARDTANH, 0, 6, 0))
WITH_INPLACE (leaky_relu, 1, ACTIVATION (LEAKY_RELU, NUMBER (1), 0, 0),
              ACTIVATION (LEAKY_RELU_RESULT, NUMBER (1), 0, 0))
WITH_INPLACE (elu, 1, ACTIVATION (ELU, NUMBER (1), 1, 1), ACTIVATION (ELU_RESULT, NUMBER (1), 1, 1))
WITH_INPLACE (selu, 0, ACTIVATION (ELU, SELU_ALPHA, SELU_SCALE, 1), ACTIVATION (ELU_RESULT, SELU_ALPHA, SELU_SCALE, 1))
DEFINE (static, celu_checked, 1, ACTIVATION (CELU, NUMBER (1), 1, 1 / NUMBER (1)),
        ACTIVATION (CELU_RESULT, NUMBER (1), 1, 1 / NUMBER (1)))
WITH_INPLACE (silu, 0, ACTIVATION (SILU, 0, 0, 0), ACTIVATION (SILU, 0, 0, 0))
WITH_INPLACE (mish, 0, ACTIVATION (MISH, 0, 0, 0), ACTIVATION (MISH, 0, 0, 0))
WITH_INPLACE (hardtanh, 2, ACTIVATION (HARDTANH, NUMBER (1), NUMBER (2), 0),
              ACTIVATION (HARDTANH, NUMBER (1), NUMBER (2), 0))
WITH_INPLACE (hardswish, 0, ACTIVATION (HARDSWISH, 0, 0, 0), ACTIVATION (HARDSWISH, 0, 0, 0))
WITH_INPLACE (hardsigmoid, 0, ACTIVATION (HARDSIGMOID, 0, 0, 0), ACTIVATION (HARDSIGMOID, 0, 0, 0))
WITH_INPLACE (threshold, 2, ACTIVATION (THRESHOLD, NUMBER (1), NUMBER (2), 0),
              ACTIVATION (THRESHOLD_INPLACE, NUMBER (1), NUMBER (2), 0))
/* Args: input, lower, upper, training, inplace. */
DEFINE (static, rrelu_checked, 3, ACTIVATION (RRELU, (NUMBER (1) + NUMBER (2)) / 2, 0, 0),
        ACTIVATION (RRELU_RESULT, (NUMBER (1) + NUMBER (2)) / 2, 0, 0))

CrTensor *
cr_call_nn_celu (CrContext *context, const CrArg *args, GError **error)
{
  if (NUMBER (1) != 0)
    return cr_call_nn_celu_checked (context, args, error);
  cr_nn_refuse (error, CR_ERROR_RUNTIME, "ZeroDivisionError: alpha cannot be 0 for CELU");
  return NULL;
}

CrTensor *
cr_call_nn_rrelu (CrContext *context, const CrArg *args, GError **error)
{
  if (!cr_nn_is_true (&args[3]))
    return cr_call_nn_rrelu_checked (context, args, error);
  cr_nn_refuse (error, CR_ERROR_NOT_IMPLEMENTED, _ ("rrelu: training=True is not supported"));
  return NULL;
}

CrTensor *
cr_call_nn_gelu (CrContext *context, const CrArg *args, GError **error)
{
  const char *approximate = args[1].u.string;
  if (strcmp (approximate, "none") == 0)
    return ACTIVATION (GELU, 0, 0, 0);
  if (strcmp (approximate, "tanh") == 0)
    return ACTIVATION (GELU_TANH, 0, 0, 0);
  cr_nn_refuse (error, CR_ERROR_RUNTIME, "approximate argument must be either none or tanh.");
  return NULL;
}

CrTensor *
cr_call_nn_softplus (CrContext *context, const CrArg *args, GError **error)
{
  return ACTIVATION (SOFTPLUS, NUMBER (1), NUMBER (2), 0);
}

/* x / (1 + |x|) */
CrTensor *
cr_call_nn_softsign (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) one = cr_op_number (context, CR_DTYPE_INT64, 1, error);
  g_autoptr (CrTensor) size = cr_nn_plus (cr_op_abs (args[0].u.tensor, error), g_steal_pointer (&one), error);
  return size ? cr_op_div (args[0].u.tensor, size, error) : NULL;
}

CrTensor *
cr_call_nn_tanhshrink (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) y = cr_op_tanh (args[0].u.tensor, error);
  return y ? cr_op_sub (args[0].u.tensor, y, 1, error) : NULL;
}

CrTensor *
cr_call_nn_softshrink (CrContext *context, const CrArg *args, GError **error)
{
  if (NUMBER (1) >= 0)
    return ACTIVATION (SOFTSHRINK, NUMBER (1), 0, 0);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "lambda must be greater or equal to 0, but found to be %g.",
               NUMBER (1));
  return NULL;
}

CrTensor *
cr_call_nn_hardshrink (CrContext *context, const CrArg *args, GError **error)
{
  return ACTIVATION (HARDSHRINK, NUMBER (1), 0, 0);
}

CrTensor *
cr_call_nn_logsigmoid (CrContext *context, const CrArg *args, GError **error)
{
  return ACTIVATION (LOG_SIGMOID, 0, 0, 0);
}

CrTensor *
cr_call_nn_prelu (CrContext *context, const CrArg *args, GError **error)
{
  return cr_op_prelu (args[0].u.tensor, args[1].u.tensor, error);
}

CrTensor *
cr_call_nn_glu (CrContext *context, const CrArg *args, GError **error)
{
  return cr_op_glu (args[0].u.tensor, args[1].u.integer, error);
}

CrTensor *
cr_call_nn_tanh (CrContext *context, const CrArg *args, GError **error)
{
  cr_context_warn (context, "UserWarning", "nn.functional.tanh is deprecated. Use torch.tanh instead.");
  return cr_op_tanh (args[0].u.tensor, error);
}

CrTensor *
cr_call_nn_sigmoid (CrContext *context, const CrArg *args, GError **error)
{
  cr_context_warn (context, "UserWarning", "nn.functional.sigmoid is deprecated. Use torch.sigmoid instead.");
  return cr_op_sigmoid (args[0].u.tensor, error);
}

typedef CrTensor *(*Softmax) (CrTensor *, gint64, GError **);

static CrTensor *
run_softmax (Softmax compute, CrTensor *a, gint64 dim, const CrArg *dtype, GError **error)
{
  g_autoptr (CrTensor) cast = cr_op_to_dtype (a, cr_arg_get_dtype (dtype, cr_tensor_get_dtype (a)), error);
  return cast ? compute (cast, dim, error) : NULL;
}

/* Args: input, dim, _stacklevel, dtype. */
static CrTensor *
call_softmax (CrContext *context, Softmax compute, const char *name, CrTensor *a, const CrArg *args, GError **error)
{
  if (args[1].kind != CR_ARG_NONE)
    return run_softmax (compute, a, args[1].u.integer, &args[3], error);
  int ndim = cr_tensor_get_ndim (a);
  g_autofree char *warning
      = g_strdup_printf ("Implicit dimension choice for %s has been deprecated. Change the call to include dim=X as an "
                         "argument.",
                         name);
  cr_context_warn (context, "UserWarning", warning);
  return run_softmax (compute, a, ndim == 0 || ndim == 1 || ndim == 3 ? 0 : 1, &args[3], error);
}

CrTensor *
cr_call_nn_softmax (CrContext *context, const CrArg *args, GError **error)
{
  return call_softmax (context, cr_op_softmax, "softmax", args[0].u.tensor, args, error);
}

CrTensor *
cr_call_nn_log_softmax (CrContext *context, const CrArg *args, GError **error)
{
  return call_softmax (context, cr_op_log_softmax, "log_softmax", args[0].u.tensor, args, error);
}

CrTensor *
cr_call_nn_softmin (CrContext *context, const CrArg *args, GError **error)
{
  g_autoptr (CrTensor) opposite = cr_op_neg (args[0].u.tensor, error);
  return opposite ? call_softmax (context, cr_op_softmax, "softmin", opposite, args, error) : NULL;
}

CrTensor *
cr_call_softmax (CrContext *context, const CrArg *args, GError **error)
{
  return run_softmax (cr_op_softmax, args[0].u.tensor, args[1].u.integer, &args[2], error);
}

CrTensor *
cr_call_log_softmax (CrContext *context, const CrArg *args, GError **error)
{
  return run_softmax (cr_op_log_softmax, args[0].u.tensor, args[1].u.integer, &args[2], error);
}
