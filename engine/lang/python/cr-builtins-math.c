/* The modules math and time. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <math.h>

/* A function of one number with Python's domain error. */
static CrObject
apply (CrInterp *interp, const CrCallArgs *args, double (*function) (double))
{
  double value;
  if (!cr_interp_to_double (interp, args->values[0], &value))
    return CR_UNSET;
  double result = function (value);
  if (isnan (result) && !isnan (value))
    return cr_interp_raise (interp, CR_ERROR_VALUE, "math domain error");
  if (isinf (result) && isfinite (value))
    return function == log || function == log2 || function == log10
               ? cr_interp_raise (interp, CR_ERROR_VALUE, "math domain error")
               : cr_interp_raise (interp, CR_ERROR_OVERFLOW, "math range error");
  return cr_object_float (result);
}

#define CR_MATH(name, function)                                                                                        \
  static CrObject math_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                                \
  {                                                                                                                    \
    return apply (interp, args, function);                                                                             \
  }
CR_MATH (sin, sin)
CR_MATH (cos, cos)
CR_MATH (tan, tan)
CR_MATH (asin, asin)
CR_MATH (acos, acos)
CR_MATH (atan, atan)
CR_MATH (sinh, sinh)
CR_MATH (cosh, cosh)
CR_MATH (tanh, tanh)
CR_MATH (exp, exp)
CR_MATH (sqrt, sqrt)
CR_MATH (log2, log2)
CR_MATH (log10, log10)
CR_MATH (fabs, fabs)
#undef CR_MATH

/* Of a whole number, which perhaps no double can hold: then of its highest bits, as CPython does. */
static CrObject
log_of_big (CrInterp *interp, CrObject big)
{
  double value;
  gint64 bits = cr_big_get_bits (big);
  if (cr_big_get_sign (big) < 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "math domain error");
  if (cr_big_to_double (big, &value))
    return cr_object_float (log (value));
  CrObject top = cr_big_binary (interp, CR_AST_BINARY_RSHIFT, big, cr_object_int (bits - 64));
  gboolean fine = cr_object_is_set (top) && cr_big_get_double (interp, top, &value);
  cr_object_unref (top);
  return fine ? cr_object_float (log (ldexp (value, -64)) + G_LN2 * (double)bits) : CR_UNSET;
}

static CrObject
math_log (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double base;
  CrObject value
      = args->values[0].kind == CR_OBJECT_BIG ? log_of_big (interp, args->values[0]) : apply (interp, args, log);
  if (!cr_object_is_set (value) || args->n_positional == 1)
    return value;
  if (!cr_interp_to_double (interp, args->values[1], &base))
    return CR_UNSET;
  if (base <= 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "math domain error");
  if (base == 1)
    return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "float division by zero");
  return cr_object_float (value.u.number / log (base));
}

static CrObject
math_pow (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double a, b;
  if (!cr_interp_to_double (interp, args->values[0], &a) || !cr_interp_to_double (interp, args->values[1], &b))
    return CR_UNSET;
  double result = pow (a, b);
  if (isfinite (a) && isfinite (b) && !isfinite (result))
    return cr_interp_raise (interp, isnan (result) || a == 0 ? CR_ERROR_VALUE : CR_ERROR_OVERFLOW,
                            isnan (result) || a == 0 ? "math domain error" : "math range error");
  return cr_object_float (result);
}

static CrObject
math_atan2 (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double y, x;
  if (!cr_interp_to_double (interp, args->values[0], &y) || !cr_interp_to_double (interp, args->values[1], &x))
    return CR_UNSET;
  return cr_object_float (atan2 (y, x));
}

static CrObject
to_whole (CrInterp *interp, const CrCallArgs *args, double (*function) (double))
{
  double value;
  if (cr_object_is_integer (args->values[0]))
    return cr_object_int (args->values[0].u.integer);
  if (args->values[0].kind == CR_OBJECT_BIG)
    return cr_object_ref (args->values[0]);
  if (function == trunc && !cr_object_is_real (args->values[0]) && args->values[0].kind != CR_OBJECT_TENSOR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "type %s doesn't define __trunc__ method",
                            cr_interp_type_name (interp, args->values[0]));
  if (!cr_interp_to_double (interp, args->values[0], &value))
    return CR_UNSET;
  CrObject whole = cr_object_float (function (value));
  CrCallArgs one = { &whole, 1, 0, NULL };
  return interp->types[CR_OBJECT_INT]->construct (interp, CR_UNSET, &one);
}

static CrObject
math_floor (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return to_whole (interp, args, floor);
}

static CrObject
math_ceil (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return to_whole (interp, args, ceil);
}

static CrObject
math_trunc (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return to_whole (interp, args, trunc);
}

static CrObject
math_isnan (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double value;
  return cr_interp_to_double (interp, args->values[0], &value) ? cr_object_bool (isnan (value)) : CR_UNSET;
}

static CrObject
math_isinf (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double value;
  return cr_interp_to_double (interp, args->values[0], &value) ? cr_object_bool (isinf (value)) : CR_UNSET;
}

static CrObject
math_isclose (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double a, b, relative = 1e-9, absolute = 0;
  CrObject rel = cr_call_args_get (args, "rel_tol"), abs_ = cr_call_args_get (args, "abs_tol");
  if (!cr_interp_to_double (interp, args->values[0], &a) || !cr_interp_to_double (interp, args->values[1], &b)
      || (cr_object_is_set (rel) && !cr_interp_to_double (interp, rel, &relative))
      || (cr_object_is_set (abs_) && !cr_interp_to_double (interp, abs_, &absolute)))
    return CR_UNSET;
  if (a == b)
    return cr_object_bool (TRUE);
  if (isinf (a) || isinf (b))
    return cr_object_bool (FALSE);
  return cr_object_bool (fabs (a - b) <= MAX (relative * MAX (fabs (a), fabs (b)), absolute));
}

static const CrBuiltinRow math_rows[] = {
  { "sin", 1, 1, NULL, math_sin },
  { "cos", 1, 1, NULL, math_cos },
  { "tan", 1, 1, NULL, math_tan },
  { "asin", 1, 1, NULL, math_asin },
  { "acos", 1, 1, NULL, math_acos },
  { "atan", 1, 1, NULL, math_atan },
  { "sinh", 1, 1, NULL, math_sinh },
  { "cosh", 1, 1, NULL, math_cosh },
  { "tanh", 1, 1, NULL, math_tanh },
  { "exp", 1, 1, NULL, math_exp },
  { "sqrt", 1, 1, NULL, math_sqrt },
  { "log2", 1, 1, NULL, math_log2 },
  { "log10", 1, 1, NULL, math_log10 },
  { "fabs", 1, 1, NULL, math_fabs },
  { "log", 1, 2, NULL, math_log },
  { "pow", 2, 2, NULL, math_pow },
  { "atan2", 2, 2, NULL, math_atan2 },
  { "floor", 1, 1, NULL, math_floor },
  { "ceil", 1, 1, NULL, math_ceil },
  { "trunc", 1, 1, NULL, math_trunc },
  { "isnan", 1, 1, NULL, math_isnan },
  { "isinf", 1, 1, NULL, math_isinf },
  { "isclose", 2, 2, "rel_tol abs_tol", math_isclose },
  { NULL },
};

CrModuleObject *
cr_builtins_make_math (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, math_rows);
  for (const CrBuiltinRow *row = cr_builtins_math_more; row->name; row++)
    cr_module_object_set (module, row->name, cr_interp_new_builtin (interp, row, CR_UNSET));
  cr_module_object_set (module, "pi", cr_object_float (G_PI));
  cr_module_object_set (module, "e", cr_object_float (G_E));
  cr_module_object_set (module, "tau", cr_object_float (2 * G_PI));
  cr_module_object_set (module, "inf", cr_object_float (INFINITY));
  cr_module_object_set (module, "nan", cr_object_float (NAN));
  return module;
}

static CrObject
time_time (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_float ((double)g_get_real_time () / G_USEC_PER_SEC);
}

static CrObject
time_counter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_float ((double)g_get_monotonic_time () / G_USEC_PER_SEC);
}

/* Waits in short steps, so that cancelling and the time limit are noticed. */
static CrObject
time_sleep (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double seconds;
  if (!cr_interp_to_double (interp, args->values[0], &seconds))
    return CR_UNSET;
  if (!(seconds >= 0))
    return cr_interp_raise (interp, CR_ERROR_VALUE, "sleep length must be non-negative");
  gint64 end = g_get_monotonic_time () + (gint64)(MIN (seconds, 1e9) * G_USEC_PER_SEC);
  for (gint64 left; (left = end - g_get_monotonic_time ()) > 0;)
    {
      if (!cr_interp_check_clock (interp))
        return CR_UNSET;
      g_usleep ((gulong)MIN (left, 10000));
    }
  return CR_NONE;
}

static const CrBuiltinRow time_rows[] = {
  { "sleep", 1, 1, NULL, time_sleep },          { "monotonic", 0, 0, NULL, time_counter },
  { "process_time", 0, 0, NULL, time_counter }, { "time", 0, 0, NULL, time_time },
  { "perf_counter", 0, 0, NULL, time_counter }, { NULL },
};

CrModuleObject *
cr_builtins_make_time (CrInterp *interp, const char *name)
{
  return cr_module_object_new (interp, name, time_rows);
}
