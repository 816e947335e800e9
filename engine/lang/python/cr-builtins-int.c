/* The methods of int and float, and what writes an int in another base. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <math.h>

static CrObject
number_is_integer (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  double value = self.u.number;
  return cr_object_bool (isfinite (value) && value == floor (value));
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
float_as_integer_ratio (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  int exponent;
  if (!isfinite (self.u.number))
    return cr_interp_raise (interp, isnan (self.u.number) ? CR_ERROR_VALUE : CR_ERROR_OVERFLOW,
                            "cannot convert %s to integer ratio", isnan (self.u.number) ? "NaN" : "Infinity");
  double part = frexp (self.u.number, &exponent);
  for (; part != floor (part); exponent--)
    part *= 2;
  CrObject power = cr_big_binary (interp, CR_AST_BINARY_LSHIFT, cr_object_int (1), cr_object_int (ABS (exponent)));
  if (exponent <= 0)
    return new_pair (interp, cr_object_int ((gint64)part), power);
  CrObject whole = cr_big_binary (interp, CR_AST_BINARY_MUL, cr_object_int ((gint64)part), power);
  cr_object_unref (power);
  return new_pair (interp, whole, cr_object_int (1));
}

static CrObject
int_as_integer_ratio (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return new_pair (interp, cr_big_unary (interp, CR_AST_UNARY_POS, self), cr_object_int (1));
}

static CrObject
float_conjugate (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return self;
}

static CrObject
int_conjugate (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_big_unary (interp, CR_AST_UNARY_POS, self);
}

static CrObject
int_bit_length (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (cr_big_get_bits (self));
}

static CrObject
int_bit_count (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  guint n, ones = 0;
  g_autofree guint32 *words = cr_big_dup_words (self, &n);
  for (guint i = 0; i < n; i++)
    ones += (guint)__builtin_popcount (words[i]);
  return cr_object_int (ones);
}

const CrBuiltinRow cr_builtins_float[] = {
  { "is_integer", 0, 0, NULL, number_is_integer },
  { "as_integer_ratio", 0, 0, NULL, float_as_integer_ratio },
  { "conjugate", 0, 0, NULL, float_conjugate },
  { NULL },
};

const CrBuiltinRow cr_builtins_int[] = {
  { "bit_length", 0, 0, NULL, int_bit_length },
  { "bit_count", 0, 0, NULL, int_bit_count },
  { "as_integer_ratio", 0, 0, NULL, int_as_integer_ratio },
  { "conjugate", 0, 0, NULL, int_conjugate },
  { NULL },
};

/* An int with its prefix in base 2, 8 or 16. */
static CrObject
in_base (CrInterp *interp, const CrCallArgs *args, const char *prefix, guint base)
{
  CrObject whole = args->values[0];
  gint64 value;
  if (!cr_object_is_whole (whole))
    {
      if (!cr_interp_to_int (interp, whole, &value))
        return CR_UNSET;
      whole = cr_object_int (value);
    }
  g_autofree char *digits = cr_big_dup_digits (whole, base, FALSE);
  return cr_str_new_printf (interp->heap, "%s%s%s", cr_big_get_sign (whole) < 0 ? "-" : "", prefix, digits);
}

CrObject
cr_builtin_bin (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return in_base (interp, args, "0b", 2);
}

CrObject
cr_builtin_oct (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return in_base (interp, args, "0o", 8);
}

CrObject
cr_builtin_hex (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return in_base (interp, args, "0x", 16);
}
