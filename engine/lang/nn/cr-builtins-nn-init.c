/* torch.nn.init. */

#include "cr-builtins-nn-private.h"

#include "cr-init.h"
#include "cr-kernels.h"

#include <math.h>
#include <string.h>

/* One call of an initialiser: its tensor and numbers. */
typedef struct
{
  CrInterp *interp;
  CrObject values[CR_NN_MAX_PARAMETERS];
  guint n;
  CrTensor *tensor;
  double numbers[CR_NN_MAX_PARAMETERS]; /* of the values that are numbers */
} Call;

static gboolean
begin (Call *call, CrInterp *interp, const char *name, const char *signature, guint n, const CrCallArgs *args)
{
  call->interp = interp;
  call->n = 0;
  if (!cr_nn_bind (interp, NULL, name, signature, args, call->values))
    return FALSE;
  call->n = n;
  call->tensor = call->values[0].kind == CR_OBJECT_TENSOR ? call->values[0].u.tensor : NULL;
  for (guint i = 1; i < n; i++)
    if (cr_object_is_number (call->values[i]) || call->values[i].kind == CR_OBJECT_TENSOR)
      if (!cr_interp_to_double (interp, call->values[i], &call->numbers[i]))
        return FALSE;
  if (call->tensor == NULL)
    cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute '%s'",
                     cr_interp_type_name (interp, call->values[0]), name);
  return call->tensor != NULL;
}

static void
call_clear (Call *call)
{
  cr_nn_unbind (call->values, call->n);
}

/* Writing has begun; @fine is whether it went well. */
static CrObject
end (Call *call, gboolean fine, GError *error)
{
  cr_tensor_end_write (call->tensor);
  CrObject result = fine ? cr_object_ref (call->values[0]) : cr_interp_raise_error (call->interp, error);
  call_clear (call);
  return result;
}

static CrObject
stop (Call *call, GError *error)
{
  call_clear (call);
  return error ? cr_interp_raise_error (call->interp, error) : CR_UNSET;
}

static CrObject
init_uniform (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Call call;
  GError *error = NULL;
  if (!begin (&call, interp, "uniform_", "tensor, a=0.0, b=1.0", 3, args)
      || !cr_tensor_begin_write (call.tensor, &error))
    return stop (&call, error);
  gboolean fine = cr_init_uniform (call.tensor, call.numbers[1], call.numbers[2], &error);
  return end (&call, fine, error);
}

static CrObject
init_normal (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Call call;
  GError *error = NULL;
  if (!begin (&call, interp, "normal_", "tensor, mean=0.0, std=1.0", 3, args)
      || !cr_tensor_begin_write (call.tensor, &error))
    return stop (&call, error);
  gboolean fine = cr_init_normal (call.tensor, call.numbers[1], call.numbers[2], &error);
  return end (&call, fine, error);
}

static CrObject
fill (CrInterp *interp, const char *name, const char *signature, guint n, double value, const CrCallArgs *args)
{
  Call call;
  GError *error = NULL;
  if (!begin (&call, interp, name, signature, n, args) || !cr_tensor_begin_write (call.tensor, &error))
    return stop (&call, error);
  gboolean fine = cr_init_fill (call.tensor, n > 1 ? call.numbers[1] : value, &error);
  return end (&call, fine, error);
}

static CrObject
init_constant (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return fill (interp, "constant_", "tensor, val", 2, 0, args);
}

static CrObject
init_ones (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return fill (interp, "ones_", "tensor", 1, 1, args);
}

static CrObject
init_zeros (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return fill (interp, "zeros_", "tensor", 1, 0, args);
}

static CrObject
init_eye (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Call call;
  GError *error = NULL;
  if (!begin (&call, interp, "eye_", "tensor", 1, args) || !cr_tensor_begin_write (call.tensor, &error))
    return stop (&call, error);
  gboolean fine = cr_init_eye (call.tensor, &error);
  return end (&call, fine, error);
}

static CrObject
xavier (CrInterp *interp, const char *name, gboolean normal, const CrCallArgs *args)
{
  Call call;
  GError *error = NULL;
  if (!begin (&call, interp, name, "tensor, gain=1.0", 2, args) || !cr_tensor_begin_write (call.tensor, &error))
    return stop (&call, error);
  gboolean fine = normal ? cr_init_xavier_normal (call.tensor, call.numbers[1], &error)
                         : cr_init_xavier_uniform (call.tensor, call.numbers[1], &error);
  return end (&call, fine, error);
}

static CrObject
init_xavier_uniform (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return xavier (interp, "xavier_uniform_", FALSE, args);
}

static CrObject
init_xavier_normal (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return xavier (interp, "xavier_normal_", TRUE, args);
}

static const char *
text_of (CrObject value)
{
  return value.kind == CR_OBJECT_STR ? cr_object_text (value) : "";
}

static CrObject
kaiming (CrInterp *interp, const char *name, gboolean normal, const CrCallArgs *args)
{
  Call call;
  GError *error = NULL;
  CrFan fan;
  double gain;
  if (!begin (&call, interp, name, "tensor, a=0, mode='fan_in', nonlinearity='leaky_relu'", 4, args)
      || !cr_init_parse_fan (text_of (call.values[2]), &fan, &error)
      || !cr_init_get_gain (text_of (call.values[3]), call.numbers[1], &gain, &error)
      || !cr_tensor_begin_write (call.tensor, &error))
    return stop (&call, error);
  gboolean fine = normal ? cr_init_kaiming_normal (call.tensor, gain, fan, &error)
                         : cr_init_kaiming_uniform (call.tensor, gain, fan, &error);
  return end (&call, fine, error);
}

static CrObject
init_kaiming_uniform (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return kaiming (interp, "kaiming_uniform_", FALSE, args);
}

static CrObject
init_kaiming_normal (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return kaiming (interp, "kaiming_normal_", TRUE, args);
}

/* The distribution function of the normal distribution, as PyTorch computes it. */
static double
normal_cdf (double x)
{
  return (1. + erf (x / sqrt (2.))) / 2.;
}

/* Uniform numbers through the inverse of the distribution function, in place and step by step. */
static CrObject
init_trunc_normal (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  Call call;
  GError *error = NULL;
  if (!begin (&call, interp, "trunc_normal_", "tensor, mean=0.0, std=1.0, a=-2.0, b=2.0", 5, args))
    return stop (&call, NULL);
  const double *x = call.numbers;
  if (x[1] < x[3] - 2 * x[2] || x[1] > x[4] + 2 * x[2])
    cr_interp_warn (interp, "UserWarning",
                    "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be "
                    "incorrect.");
  double low = normal_cdf ((x[3] - x[1]) / x[2]), high = normal_cdf ((x[4] - x[1]) / x[2]);
  CrObject scale = cr_object_float (x[2] * sqrt (2.)), mean = cr_object_float (x[1]);
  CrObject bounds[] = { cr_object_float (x[3]), cr_object_float (x[4]) };
  if (!cr_tensor_begin_write (call.tensor, &error))
    return stop (&call, error);
  gboolean fine = cr_init_uniform (call.tensor, 2 * low - 1, 2 * high - 1, &error);
  cr_tensor_end_write (call.tensor);
  if (!fine)
    return stop (&call, error);
  fine = cr_nn_write (interp, call.tensor, "erfinv_", NULL, 0) && cr_nn_write (interp, call.tensor, "mul_", &scale, 1)
         && cr_nn_write (interp, call.tensor, "add_", &mean, 1)
         && cr_nn_write (interp, call.tensor, "clamp_", bounds, 2);
  CrObject result = fine ? cr_object_ref (call.values[0]) : CR_UNSET;
  call_clear (&call);
  return result;
}

static CrObject
init_calculate_gain (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS], result = CR_UNSET;
  GError *error = NULL;
  double gain;
  if (!cr_nn_bind (interp, NULL, "calculate_gain", "nonlinearity, param=None", args, values))
    return CR_UNSET;
  const char *name = text_of (values[0]);
  gboolean number = values[1].kind == CR_OBJECT_INT || values[1].kind == CR_OBJECT_FLOAT;
  if (strcmp (name, "leaky_relu") == 0 && values[1].kind != CR_OBJECT_NONE && !number)
    {
      CrObject text = cr_interp_str (interp, values[1]);
      cr_interp_raise (interp, CR_ERROR_VALUE, "negative_slope %s not a valid number",
                       cr_object_is_set (text) ? cr_object_text (text) : "");
      cr_object_unref (text);
    }
  else if (!cr_init_get_gain (name, number ? cr_object_to_double (values[1]) : 0.01, &gain, &error))
    cr_interp_raise_error (interp, error);
  else
    result = gain == 1 ? cr_object_int (1) : cr_object_float (gain);
  cr_nn_unbind (values, 2);
  return result;
}

const CrBuiltinRow cr_builtins_nn_init[] = {
  { "uniform_", 0, -1, "*", init_uniform },
  { "normal_", 0, -1, "*", init_normal },
  { "constant_", 0, -1, "*", init_constant },
  { "ones_", 0, -1, "*", init_ones },
  { "zeros_", 0, -1, "*", init_zeros },
  { "eye_", 0, -1, "*", init_eye },
  { "xavier_uniform_", 0, -1, "*", init_xavier_uniform },
  { "xavier_normal_", 0, -1, "*", init_xavier_normal },
  { "kaiming_uniform_", 0, -1, "*", init_kaiming_uniform },
  { "kaiming_normal_", 0, -1, "*", init_kaiming_normal },
  { "trunc_normal_", 0, -1, "*", init_trunc_normal },
  { "calculate_gain", 0, -1, "*", init_calculate_gain },
  { NULL },
};
