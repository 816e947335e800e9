/* Whole numbers of more than 64 bits, on GMP: learners compute 2 ** 100 and factorial (25). GMP ends
 * the program when memory runs out, so that sizes are bounded here before it is asked. */

#include "cr-object-big.h"

#include "cr-interp-private.h"

#include <gmp.h>
#include <math.h>

#define MAX_BITS 8000000        /* of any number */
#define MAX_MODULO_BITS 8192    /* where the time grows with the cube */
#define MAX_DECIMAL_DIGITS 4300 /* Python's own limit */

typedef struct
{
  CrCell cell;
  mpz_t value;
} CrBig;

static void
set_int (mpz_t to, gint64 value)
{
  guint64 magnitude = value < 0 ? -(guint64)value : (guint64)value;
  mpz_import (to, 1, -1, sizeof magnitude, 0, 0, &magnitude);
  if (value < 0)
    mpz_neg (to, to);
}

/* Initializes @to with a whole number. */
static void
init_from (mpz_t to, CrObject whole)
{
  if (whole.kind == CR_OBJECT_BIG)
    {
      mpz_init_set (to, ((CrBig *)whole.u.cell)->value);
      return;
    }
  mpz_init (to);
  set_int (to, whole.u.integer);
}

static gint64
size_of (const mpz_t value)
{
  return (gint64)(mpz_size (value) * sizeof (mp_limb_t));
}

/* The object of @value, which is cleared. */
static CrObject
take (CrInterp *interp, mpz_t value)
{
  gboolean small = mpz_sizeinbase (value, 2) <= 63;
  if (small)
    {
      guint64 magnitude = 0;
      mpz_export (&magnitude, NULL, -1, sizeof magnitude, 0, 0, value);
      gint64 integer = mpz_sgn (value) < 0 ? -(gint64)magnitude : (gint64)magnitude;
      mpz_clear (value);
      return cr_object_int (integer);
    }
  mpz_t lowest;
  mpz_init (lowest);
  set_int (lowest, G_MININT64);
  gboolean is_lowest = mpz_cmp (value, lowest) == 0;
  mpz_clear (lowest);
  if (is_lowest || mpz_sizeinbase (value, 2) > MAX_BITS || !cr_interp_reserve (interp, (guint64)size_of (value)))
    {
      mpz_clear (value);
      if (is_lowest)
        return cr_object_int (G_MININT64);
      return cr_interp_is_raised (interp) ? CR_UNSET : cr_interp_raise_overflow (interp);
    }
  CrBig *big = cr_cell_new (interp->heap, CR_OBJECT_BIG, sizeof (CrBig));
  mpz_init (big->value);
  mpz_swap (big->value, value);
  mpz_clear (value);
  cr_heap_count (interp->heap, size_of (big->value));
  return cr_object_from_cell (big);
}

void
cr_big_clear (CrCell *cell)
{
  CrBig *big = (CrBig *)cell;
  if (big->value[0]._mp_d == NULL)
    return;
  cr_heap_count (cell->heap, -size_of (big->value));
  mpz_clear (big->value);
  big->value[0]._mp_d = NULL;
}

/* The double nearest to @a / @b, of which @b is not 0: 64 bits of the quotient, the last of which stands for all that
 * follow, round as the whole does. */
static double
nearest_ratio (const mpz_t a, const mpz_t b)
{
  mpz_t quotient, rest, divisor;
  gint64 shift = (gint64)mpz_sizeinbase (b, 2) - (gint64)mpz_sizeinbase (a, 2) + 66;
  mpz_init (quotient);
  mpz_init (rest);
  mpz_init (divisor);
  mpz_mul_2exp (quotient, a, (mp_bitcnt_t)MAX (shift, 0));
  mpz_mul_2exp (divisor, b, (mp_bitcnt_t)MAX (-shift, 0));
  gboolean negative = mpz_sgn (a) * mpz_sgn (b) < 0;
  mpz_tdiv_qr (quotient, rest, quotient, divisor);
  mpz_abs (quotient, quotient);
  gint64 extra = MAX ((gint64)mpz_sizeinbase (quotient, 2) - 64, 0);
  gboolean sticky = mpz_sgn (rest) != 0 || (extra > 0 && (gint64)mpz_scan1 (quotient, 0) < extra);
  mpz_tdiv_q_2exp (quotient, quotient, (mp_bitcnt_t)extra);
  guint64 bits = 0;
  mpz_export (&bits, NULL, -1, sizeof bits, 0, 0, quotient);
  mpz_clear (quotient);
  mpz_clear (rest);
  mpz_clear (divisor);
  double value = ldexp ((double)(bits | sticky), (int)CLAMP (extra - shift, -10000, 10000));
  return negative ? -value : value;
}

gboolean
cr_big_to_double (CrObject whole, double *value)
{
  mpz_t number, one;
  if (whole.kind != CR_OBJECT_BIG)
    {
      *value = (double)whole.u.integer;
      return TRUE;
    }
  init_from (number, whole);
  mpz_init_set_ui (one, 1);
  *value = nearest_ratio (number, one);
  mpz_clear (number);
  mpz_clear (one);
  return isfinite (*value);
}

gboolean
cr_big_get_double (CrInterp *interp, CrObject whole, double *value)
{
  if (cr_big_to_double (whole, value))
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_OVERFLOW, "int too large to convert to float");
  return FALSE;
}

static CrObject
divide (CrInterp *interp, const mpz_t a, const mpz_t b)
{
  double ratio = mpz_sgn (a) == 0 ? 0.0 : nearest_ratio (a, b);
  if (isinf (ratio))
    return cr_interp_raise (interp, CR_ERROR_OVERFLOW, "integer division result too large for a float");
  return cr_object_float (ratio);
}

/* With @base and @exponent of 0 or more; @result is initialized. */
static gboolean
power (CrInterp *interp, mpz_t result, const mpz_t base, const mpz_t exponent)
{
  gsize bits = mpz_sizeinbase (base, 2);
  gboolean trivial = mpz_cmpabs_ui (base, 1) <= 0;
  if (!trivial && (!mpz_fits_ulong_p (exponent) || mpz_get_ui (exponent) > MAX_BITS / MAX (bits - 1, 1)))
    {
      cr_interp_raise_overflow (interp);
      return FALSE;
    }
  gulong small = mpz_sgn (exponent) == 0 ? 0 : mpz_odd_p (exponent) ? 1 : 2; /* to 0, 1 and -1 all the same */
  mpz_pow_ui (result, base, trivial ? small : mpz_get_ui (exponent));
  return TRUE;
}

static gboolean
shift_left (CrInterp *interp, mpz_t result, const mpz_t a, const mpz_t b)
{
  gboolean fits = mpz_fits_ulong_p (b) && mpz_get_ui (b) <= MAX_BITS;
  if (mpz_sgn (b) < 0)
    cr_interp_raise (interp, CR_ERROR_VALUE, "negative shift count");
  else if (!fits && mpz_sgn (a))
    cr_interp_raise_overflow (interp);
  else if (mpz_sgn (a))
    mpz_mul_2exp (result, a, mpz_get_ui (b));
  return !cr_interp_is_raised (interp);
}

static gboolean
shift_right (CrInterp *interp, mpz_t result, const mpz_t a, const mpz_t b)
{
  if (mpz_sgn (b) < 0)
    cr_interp_raise (interp, CR_ERROR_VALUE, "negative shift count");
  else
    mpz_fdiv_q_2exp (result, a, mpz_fits_ulong_p (b) ? mpz_get_ui (b) : MAX_BITS + 1);
  return !cr_interp_is_raised (interp);
}

/* The whole result into @result; FALSE with an exception pending. */
static gboolean
compute (CrInterp *interp, CrBinaryOp op, mpz_t result, const mpz_t a, const mpz_t b)
{
  switch (op)
    {
    case CR_AST_BINARY_ADD:
      mpz_add (result, a, b);
      return TRUE;
    case CR_AST_BINARY_SUB:
      mpz_sub (result, a, b);
      return TRUE;
    case CR_AST_BINARY_MUL:
      mpz_mul (result, a, b);
      return TRUE;
    case CR_AST_BINARY_FLOORDIV:
      mpz_fdiv_q (result, a, b);
      return TRUE;
    case CR_AST_BINARY_MOD:
      mpz_fdiv_r (result, a, b);
      return TRUE;
    case CR_AST_BINARY_AND:
      mpz_and (result, a, b);
      return TRUE;
    case CR_AST_BINARY_OR:
      mpz_ior (result, a, b);
      return TRUE;
    case CR_AST_BINARY_XOR:
      mpz_xor (result, a, b);
      return TRUE;
    case CR_AST_BINARY_POW:
      return power (interp, result, a, b);
    case CR_AST_BINARY_LSHIFT:
      return shift_left (interp, result, a, b);
    default:
      return shift_right (interp, result, a, b);
    }
}

static CrObject
whole_binary (CrInterp *interp, CrBinaryOp op, const mpz_t a, const mpz_t b)
{
  gboolean divides = op == CR_AST_BINARY_DIV || op == CR_AST_BINARY_FLOORDIV || op == CR_AST_BINARY_MOD;
  if (divides && mpz_sgn (b) == 0)
    return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION,
                            op == CR_AST_BINARY_DIV   ? "division by zero"
                            : op == CR_AST_BINARY_MOD ? "integer modulo by zero"
                                                      : "integer division or modulo by zero");
  if (op == CR_AST_BINARY_DIV)
    return divide (interp, a, b);
  mpz_t result;
  mpz_init (result);
  if (compute (interp, op, result, a, b))
    return take (interp, result);
  mpz_clear (result);
  return CR_UNSET;
}

/* With a float on one side, or a power below 0: both as floats. */
static CrObject
float_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  CrObject *sides[] = { &a, &b };
  for (guint i = 0; i < 2; i++)
    if (cr_object_is_whole (*sides[i]))
      {
        double value;
        if (!cr_big_get_double (interp, *sides[i], &value))
          return CR_UNSET;
        *sides[i] = cr_object_float (value);
      }
  return cr_interp_number_binary (interp, op, a, b);
}

CrObject
cr_big_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  if (op == CR_AST_BINARY_MATMUL)
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  if (!cr_object_is_whole (a) || !cr_object_is_whole (b) || (op == CR_AST_BINARY_POW && cr_big_get_sign (b) < 0))
    return float_binary (interp, op, a, b);
  mpz_t x, y;
  init_from (x, a);
  init_from (y, b);
  CrObject result = whole_binary (interp, op, x, y);
  mpz_clear (x);
  mpz_clear (y);
  return result;
}

CrObject
cr_big_unary (CrInterp *interp, CrUnaryOp op, CrObject a)
{
  mpz_t value;
  init_from (value, a);
  if (op == CR_AST_UNARY_NEG)
    mpz_neg (value, value);
  else if (op == CR_AST_UNARY_INVERT)
    mpz_com (value, value);
  return take (interp, value);
}

CrObject
cr_big_pow_modulo (CrInterp *interp, CrObject base, CrObject exponent, CrObject modulus)
{
  CrObject numbers[] = { base, exponent, modulus };
  mpz_t values[3];
  if (cr_big_get_sign (modulus) == 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "pow() 3rd argument cannot be 0");
  for (guint i = 0; i < 3; i++)
    if (cr_big_get_bits (numbers[i]) > MAX_MODULO_BITS)
      return cr_interp_raise_overflow (interp);
  for (guint i = 0; i < 3; i++)
    init_from (values[i], numbers[i]);
  gboolean fine = mpz_sgn (values[1]) >= 0 || mpz_invert (values[0], values[0], values[2]);
  if (fine)
    {
      mpz_abs (values[1], values[1]);
      mpz_powm (values[0], values[0], values[1], values[2]);
      mpz_fdiv_r (values[0], values[0], values[2]);
    }
  mpz_clear (values[1]);
  mpz_clear (values[2]);
  if (fine)
    return take (interp, values[0]);
  mpz_clear (values[0]);
  return cr_interp_raise (interp, CR_ERROR_VALUE, "base is not invertible for the given modulus");
}

int
cr_big_compare (CrObject a, CrObject b)
{
  if (!cr_object_is_whole (a))
    return cr_object_is_whole (b) ? -cr_big_compare (b, a) : (a.u.number > b.u.number) - (a.u.number < b.u.number);
  mpz_t x, y;
  init_from (x, a);
  int sign;
  if (cr_object_is_whole (b))
    {
      init_from (y, b);
      sign = mpz_cmp (x, y);
      mpz_clear (y);
    }
  else
    sign = mpz_cmp_d (x, b.u.number);
  mpz_clear (x);
  return (sign > 0) - (sign < 0);
}

CrObject
cr_big_from_double (CrInterp *interp, double value)
{
  mpz_t number;
  mpz_init_set_d (number, value);
  return take (interp, number);
}

CrObject
cr_big_from_text (CrInterp *interp, const char *digits, guint base)
{
  mpz_t number;
  const char *from = digits + (*digits == '+');
  gsize n = strlen (from) - (*from == '-');
  if ((base & (base - 1)) != 0 && n > MAX_DECIMAL_DIGITS)
    return cr_interp_raise (interp, CR_ERROR_VALUE,
                            "Exceeds the limit (%d digits) for integer string conversion: value has %" G_GSIZE_FORMAT
                            " digits; use sys.set_int_max_str_digits() to increase the limit",
                            MAX_DECIMAL_DIGITS, n);
  if (n > MAX_BITS / 5)
    return cr_interp_raise_overflow (interp);
  if (mpz_init_set_str (number, from, (int)base) == 0)
    return take (interp, number);
  mpz_clear (number);
  return cr_interp_raise (interp, CR_ERROR_VALUE, "invalid literal for int() with base %u: '%s'", base, digits);
}

CrObject
cr_big_from_words (CrInterp *interp, const guint32 *words, guint n)
{
  mpz_t number;
  mpz_init (number);
  mpz_import (number, n, -1, sizeof *words, 0, 0, words);
  return take (interp, number);
}

guint32 *
cr_big_dup_words (CrObject whole, guint *n)
{
  mpz_t number;
  init_from (number, whole);
  gsize count = 0;
  guint32 *words = g_new0 (guint32, mpz_sizeinbase (number, 2) / 32 + 1);
  mpz_export (words, &count, -1, sizeof *words, 0, 0, number);
  mpz_clear (number);
  *n = MAX ((guint)count, 1);
  return words;
}

char *
cr_big_dup_digits (CrObject whole, guint base, gboolean upper)
{
  mpz_t number;
  init_from (number, whole);
  mpz_abs (number, number);
  char *digits = g_malloc (mpz_sizeinbase (number, (int)base) + 2);
  mpz_get_str (digits, upper ? -(int)base : (int)base, number);
  mpz_clear (number);
  return digits;
}

char *
cr_big_dup_decimal (CrInterp *interp, CrObject whole)
{
  g_autofree char *digits = NULL;
  /* First roughly: all the digits of a number that is far too large would take long. */
  if (cr_big_get_bits (whole) < MAX_DECIMAL_DIGITS * 4)
    digits = cr_big_dup_digits (whole, 10, FALSE);
  if (digits && strlen (digits) <= MAX_DECIMAL_DIGITS)
    return g_strconcat (cr_big_get_sign (whole) < 0 ? "-" : "", digits, NULL);
  cr_interp_raise (interp, CR_ERROR_VALUE,
                   "Exceeds the limit (%d digits) for integer string conversion; use sys.set_int_max_str_digits() "
                   "to increase the limit",
                   MAX_DECIMAL_DIGITS);
  return NULL;
}

int
cr_big_get_sign (CrObject whole)
{
  if (whole.kind == CR_OBJECT_BIG)
    return mpz_sgn (((CrBig *)whole.u.cell)->value);
  return (whole.u.integer > 0) - (whole.u.integer < 0);
}

gint64
cr_big_get_bits (CrObject whole)
{
  if (whole.kind == CR_OBJECT_BIG)
    return (gint64)mpz_sizeinbase (((CrBig *)whole.u.cell)->value, 2);
  guint64 magnitude = whole.u.integer < 0 ? -(guint64)whole.u.integer : (guint64)whole.u.integer;
  return magnitude ? 64 - __builtin_clzll (magnitude) : 0;
}

CrObject
cr_big_gcd (CrInterp *interp, CrObject a, CrObject b)
{
  mpz_t x, y;
  init_from (x, a);
  init_from (y, b);
  mpz_gcd (x, x, y);
  mpz_clear (y);
  return take (interp, x);
}

CrObject
cr_big_sqrt (CrInterp *interp, CrObject whole)
{
  mpz_t number;
  init_from (number, whole);
  mpz_sqrt (number, number);
  return take (interp, number);
}

gint64
cr_big_hash (CrObject big)
{
  mpz_t number;
  init_from (number, big);
  int sign = mpz_sgn (number);
  gint64 hash = (gint64)mpz_tdiv_ui (number, (1ul << 61) - 1) * sign;
  mpz_clear (number);
  return hash == -1 ? -2 : hash;
}

guint
cr_big_key_hash (CrObject big, guint (*float_hash) (double))
{
  double value;
  if (cr_big_to_double (big, &value) && mpz_cmp_d (((CrBig *)big.u.cell)->value, value) == 0)
    return float_hash (value);
  gint64 hash = cr_big_hash (big);
  return g_int64_hash (&hash);
}
