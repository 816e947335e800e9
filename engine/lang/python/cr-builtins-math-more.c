/* The rest of the module math: whole numbers, sums over iterables, special functions. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <math.h>

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
    return function == atanh || function == log1p ? cr_interp_raise (interp, CR_ERROR_VALUE, "math domain error")
                                                  : cr_interp_raise (interp, CR_ERROR_OVERFLOW, "math range error");
  return cr_object_float (result);
}

static double
degrees (double x)
{
  return x * (180.0 / G_PI);
}

static double
radians (double x)
{
  return x * (G_PI / 180.0);
}

static double
gamma_of (double x)
{
  return x <= 0 && x == floor (x) ? NAN : tgamma (x);
}

static double
lgamma_of (double x)
{
  return x <= 0 && x == floor (x) && isfinite (x) ? NAN : lgamma (x);
}

#define CR_MATH(name, function)                                                                                        \
  static CrObject math_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                                \
  {                                                                                                                    \
    return apply (interp, args, function);                                                                             \
  }
CR_MATH (degrees, degrees)
CR_MATH (radians, radians)
CR_MATH (gamma, gamma_of)
CR_MATH (lgamma, lgamma_of)
CR_MATH (erf, erf)
CR_MATH (erfc, erfc)
CR_MATH (expm1, expm1)
CR_MATH (exp2, exp2)
CR_MATH (log1p, log1p)
CR_MATH (cbrt, cbrt)
CR_MATH (asinh, asinh)
CR_MATH (acosh, acosh)
CR_MATH (atanh, atanh)
#undef CR_MATH

static gboolean
get_doubles (CrInterp *interp, const CrCallArgs *args, double *a, double *b)
{
  return cr_interp_to_double (interp, args->values[0], a) && cr_interp_to_double (interp, args->values[1], b);
}

static CrObject
math_fmod (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double a, b;
  if (!get_doubles (interp, args, &a, &b))
    return CR_UNSET;
  double result = fmod (a, b);
  return isnan (result) && !isnan (a) && !isnan (b) ? cr_interp_raise (interp, CR_ERROR_VALUE, "math domain error")
                                                    : cr_object_float (result);
}

static CrObject
math_remainder (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double a, b;
  if (!get_doubles (interp, args, &a, &b))
    return CR_UNSET;
  double result = remainder (a, b);
  return isnan (result) && !isnan (a) && !isnan (b) ? cr_interp_raise (interp, CR_ERROR_VALUE, "math domain error")
                                                    : cr_object_float (result);
}

static CrObject
math_copysign (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double a, b;
  return get_doubles (interp, args, &a, &b) ? cr_object_float (copysign (a, b)) : CR_UNSET;
}

static CrObject
math_nextafter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double a, b;
  return get_doubles (interp, args, &a, &b) ? cr_object_float (nextafter (a, b)) : CR_UNSET;
}

static CrObject
math_ulp (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double a;
  if (!cr_interp_to_double (interp, args->values[0], &a))
    return CR_UNSET;
  a = fabs (a);
  return cr_object_float (isfinite (a) ? nextafter (a, INFINITY) - a : a);
}

static CrObject
math_isfinite (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double value;
  return cr_interp_to_double (interp, args->values[0], &value) ? cr_object_bool (isfinite (value)) : CR_UNSET;
}

static CrObject
new_pair (CrInterp *interp, CrObject first, CrObject second)
{
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = first;
  pair->items[1] = second;
  return cr_object_from_cell (pair);
}

static CrObject
math_modf (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double value, whole;
  if (!cr_interp_to_double (interp, args->values[0], &value))
    return CR_UNSET;
  double part = modf (value, &whole);
  return new_pair (interp, cr_object_float (part), cr_object_float (whole));
}

static CrObject
math_frexp (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double value;
  int exponent = 0;
  if (!cr_interp_to_double (interp, args->values[0], &value))
    return CR_UNSET;
  double part = isfinite (value) ? frexp (value, &exponent) : value;
  return new_pair (interp, cr_object_float (part), cr_object_int (exponent));
}

static CrObject
math_ldexp (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double value;
  gint64 exponent;
  if (!cr_interp_to_double (interp, args->values[0], &value) || !cr_interp_to_int (interp, args->values[1], &exponent))
    return CR_UNSET;
  double result = ldexp (value, (int)CLAMP (exponent, -100000, 100000));
  return isinf (result) && isfinite (value) ? cr_interp_raise (interp, CR_ERROR_OVERFLOW, "math range error")
                                            : cr_object_float (result);
}

/* Whether it is a whole number, or can stand for one, which @whole then is (borrowed from @object). */
static gboolean
get_whole (CrInterp *interp, CrObject object, CrObject *whole)
{
  gint64 value;
  *whole = object;
  if (cr_object_is_whole (object))
    return TRUE;
  if (!cr_interp_to_int (interp, object, &value))
    return FALSE;
  *whole = cr_object_int (value);
  return TRUE;
}

/* |a * b| / gcd (a, b) */
static CrObject
common_multiple (CrInterp *interp, CrObject a, CrObject b)
{
  if (cr_big_get_sign (a) == 0 || cr_big_get_sign (b) == 0)
    return cr_object_int (0);
  CrObject divisor = cr_big_gcd (interp, a, b);
  CrObject part = cr_big_binary (interp, CR_AST_BINARY_FLOORDIV, a, divisor);
  CrObject result = cr_big_binary (interp, CR_AST_BINARY_MUL, part, b);
  cr_object_unref (divisor);
  cr_object_unref (part);
  if (cr_object_is_set (result) && cr_big_get_sign (result) < 0)
    cr_object_set (&result, cr_big_unary (interp, CR_AST_UNARY_NEG, result));
  return result;
}

static CrObject
fold_whole (CrInterp *interp, const CrCallArgs *args, gboolean is_lcm)
{
  CrObject result = cr_object_int (is_lcm);
  for (guint i = 0; cr_object_is_set (result) && i < args->n_positional; i++)
    {
      CrObject value;
      CrObject next = CR_UNSET;
      if (get_whole (interp, args->values[i], &value))
        next = is_lcm ? common_multiple (interp, result, value) : cr_big_gcd (interp, result, value);
      cr_object_set (&result, next);
    }
  return result;
}

static CrObject
math_gcd (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return fold_whole (interp, args, FALSE);
}

static CrObject
math_lcm (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return fold_whole (interp, args, TRUE);
}

static CrObject
math_factorial (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 n;
  CrObject result = cr_object_int (1);
  if (!cr_interp_to_int (interp, args->values[0], &n))
    return CR_UNSET;
  if (n < 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "factorial() not defined for negative values");
  for (gint64 i = 2; i <= n && cr_object_is_set (result); i++)
    cr_object_set (&result, cr_interp_step (interp)
                                ? cr_big_binary (interp, CR_AST_BINARY_MUL, result, cr_object_int (i))
                                : CR_UNSET);
  return result;
}

/* n over k, or the number of ordered choices, step by step so that no step is larger than it must be. */
static CrObject
choose (CrInterp *interp, const CrCallArgs *args, gboolean ordered)
{
  gint64 n, k;
  if (!cr_interp_to_int (interp, args->values[0], &n))
    return CR_UNSET;
  k = n;
  if (args->n_positional > 1 && args->values[1].kind != CR_OBJECT_NONE
      && !cr_interp_to_int (interp, args->values[1], &k))
    return CR_UNSET;
  if (n < 0 || k < 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "%s must be a non-negative integer", n < 0 ? "n" : "k");
  if (k > n)
    return cr_object_int (0);
  k = ordered ? k : MIN (k, n - k);
  CrObject result = cr_object_int (1);
  for (gint64 i = 1; i <= k && cr_object_is_set (result); i++)
    {
      CrObject factor = cr_object_int (ordered ? n - i + 1 : n - k + i);
      cr_object_set (&result,
                     cr_interp_step (interp) ? cr_big_binary (interp, CR_AST_BINARY_MUL, result, factor) : CR_UNSET);
      if (!ordered && cr_object_is_set (result))
        cr_object_set (&result, cr_big_binary (interp, CR_AST_BINARY_FLOORDIV, result, cr_object_int (i)));
    }
  return result;
}

static CrObject
math_comb (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return choose (interp, args, FALSE);
}

static CrObject
math_perm (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return choose (interp, args, TRUE);
}

static CrObject
math_isqrt (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject n;
  if (!get_whole (interp, args->values[0], &n))
    return CR_UNSET;
  if (cr_big_get_sign (n) < 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "isqrt() argument must be nonnegative");
  return cr_big_sqrt (interp, n);
}

static CrObject
math_prod (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject start = cr_call_args_get (args, "start");
  CrObject total = cr_object_is_set (start) ? cr_object_ref (start) : cr_object_int (1);
  CrIterator *iterator = cr_interp_iterate (interp, args->values[0]);
  while (iterator && cr_object_is_set (total))
    {
      CrObject item = cr_interp_next (interp, iterator);
      if (!cr_object_is_set (item))
        break;
      cr_object_set (&total, cr_interp_binary (interp, CR_AST_BINARY_MUL, total, item));
      cr_object_unref (item);
    }
  cr_cell_unref (iterator);
  if (cr_interp_is_raised (interp))
    cr_object_clear (&total);
  return total;
}

/* The doubles of an iterable; NULL with an exception pending. */
static GArray *
gather (CrInterp *interp, CrObject iterable)
{
  CrSequence *items = cr_interp_to_sequence (interp, iterable, CR_OBJECT_LIST);
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean fine = items != NULL;
  for (guint i = 0; fine && i < items->n; i++)
    {
      double value;
      fine = cr_interp_to_double (interp, items->items[i], &value);
      if (fine)
        g_array_append_val (values, value);
    }
  cr_cell_unref (items);
  if (fine)
    return values;
  g_array_unref (values);
  return NULL;
}

/* Shewchuk's sum: partial sums that do not overlap, added up at the end. */
static CrObject
math_fsum (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  g_autoptr (GArray) values = gather (interp, args->values[0]);
  if (values == NULL)
    return CR_UNSET;
  g_autoptr (GArray) partials = g_array_new (FALSE, FALSE, sizeof (double));
  double special = 0;
  for (guint i = 0; i < values->len; i++)
    {
      double x = g_array_index (values, double, i);
      if (!isfinite (x))
        {
          special += x;
          if (isnan (special) && !isnan (x))
            return cr_interp_raise (interp, CR_ERROR_VALUE, "-inf + inf in fsum");
          continue;
        }
      guint kept = 0;
      for (guint k = 0; k < partials->len; k++)
        {
          double y = g_array_index (partials, double, k);
          double larger = fabs (x) < fabs (y) ? y : x, smaller = fabs (x) < fabs (y) ? x : y;
          double high = larger + smaller, low = smaller - (high - larger);
          if (low != 0)
            g_array_index (partials, double, kept++) = low;
          x = high;
        }
      g_array_set_size (partials, kept);
      g_array_append_val (partials, x);
    }
  double sum = 0;
  for (guint k = partials->len; k-- > 0;)
    sum += g_array_index (partials, double, k);
  return cr_object_float (special == 0 ? sum : special);
}

static CrObject
math_hypot (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double result = 0;
  for (guint i = 0; i < args->n_positional; i++)
    {
      double value;
      if (!cr_interp_to_double (interp, args->values[i], &value))
        return CR_UNSET;
      result = hypot (result, value);
    }
  return cr_object_float (result);
}

static CrObject
math_dist (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  g_autoptr (GArray) a = gather (interp, args->values[0]);
  g_autoptr (GArray) b = a ? gather (interp, args->values[1]) : NULL;
  if (b == NULL)
    return CR_UNSET;
  if (a->len != b->len)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "both points must have the same number of dimensions");
  double result = 0;
  for (guint i = 0; i < a->len; i++)
    result = hypot (result, g_array_index (a, double, i) - g_array_index (b, double, i));
  return cr_object_float (result);
}

const CrBuiltinRow cr_builtins_math_more[] = {
  { "degrees", 1, 1, NULL, math_degrees },
  { "radians", 1, 1, NULL, math_radians },
  { "gamma", 1, 1, NULL, math_gamma },
  { "lgamma", 1, 1, NULL, math_lgamma },
  { "erf", 1, 1, NULL, math_erf },
  { "erfc", 1, 1, NULL, math_erfc },
  { "expm1", 1, 1, NULL, math_expm1 },
  { "exp2", 1, 1, NULL, math_exp2 },
  { "log1p", 1, 1, NULL, math_log1p },
  { "cbrt", 1, 1, NULL, math_cbrt },
  { "asinh", 1, 1, NULL, math_asinh },
  { "acosh", 1, 1, NULL, math_acosh },
  { "atanh", 1, 1, NULL, math_atanh },
  { "fmod", 2, 2, NULL, math_fmod },
  { "remainder", 2, 2, NULL, math_remainder },
  { "copysign", 2, 2, NULL, math_copysign },
  { "nextafter", 2, 2, NULL, math_nextafter },
  { "ulp", 1, 1, NULL, math_ulp },
  { "isfinite", 1, 1, NULL, math_isfinite },
  { "modf", 1, 1, NULL, math_modf },
  { "frexp", 1, 1, NULL, math_frexp },
  { "ldexp", 2, 2, NULL, math_ldexp },
  { "gcd", 0, -1, NULL, math_gcd },
  { "lcm", 0, -1, NULL, math_lcm },
  { "factorial", 1, 1, NULL, math_factorial },
  { "comb", 2, 2, NULL, math_comb },
  { "perm", 1, 2, NULL, math_perm },
  { "isqrt", 1, 1, NULL, math_isqrt },
  { "prod", 1, 1, "start", math_prod },
  { "fsum", 1, 1, NULL, math_fsum },
  { "hypot", 0, -1, NULL, math_hypot },
  { "dist", 2, 2, NULL, math_dist },
  { NULL },
};
