#pragma once
/* Whole numbers of more than 64 bits. A result that fits in 64 bits is always a plain INT, so that
 * a number has one form only. */

#include "cr-object.h"

G_BEGIN_DECLS

/* INT, BOOL or BIG. */
static inline gboolean
cr_object_is_whole (CrObject object)
{
  return cr_object_is_integer (object) || object.kind == CR_OBJECT_BIG;
}

/* A whole number or a float. */
static inline gboolean
cr_object_is_real (CrObject object)
{
  return cr_object_is_whole (object) || object.kind == CR_OBJECT_FLOAT;
}

/* @a op @b of two whole numbers, or of a BIG and a float. UNSET with OverflowError (a result beyond a million bytes
 * among the causes), ZeroDivisionError or ValueError pending; NOT_IMPLEMENTED for what they do not have. */
CrObject cr_big_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b);
/* -@a, +@a or ~@a of a whole number. */
CrObject cr_big_unary (CrInterp *interp, CrUnaryOp op, CrObject a);
/* @base ** @exponent modulo @modulus, all whole; UNSET with an exception pending. */
CrObject cr_big_pow_modulo (CrInterp *interp, CrObject base, CrObject exponent, CrObject modulus);
/* The sign of @a - @b, two reals neither of which is NaN. */
int cr_big_compare (CrObject a, CrObject b);
/* The nearest double; FALSE if it would be infinite. */
gboolean cr_big_to_double (CrObject whole, double *value);
/* The same with OverflowError pending. */
gboolean cr_big_get_double (CrInterp *interp, CrObject whole, double *value);
/* The whole part of @value, which is finite. */
CrObject cr_big_from_double (CrInterp *interp, double value);
/* Digits of @base with perhaps a sign before them; UNSET with ValueError pending if there are too many. */
CrObject cr_big_from_text (CrInterp *interp, const char *digits, guint base);
/* @words of 32 bits, the lowest first. */
CrObject cr_big_from_words (CrInterp *interp, const guint32 *words, guint n);
/* The words of the magnitude, the lowest first; at least one. */
guint32 *cr_big_dup_words (CrObject whole, guint *n);
/* The magnitude's digits. */
char *cr_big_dup_digits (CrObject whole, guint base, gboolean upper);
/* As repr() has it; NULL with ValueError pending above 4,300 digits, as in Python. */
char *cr_big_dup_decimal (CrInterp *interp, CrObject whole);
int cr_big_get_sign (CrObject whole);
/* Bits of the magnitude. */
gint64 cr_big_get_bits (CrObject whole);
CrObject cr_big_gcd (CrInterp *interp, CrObject a, CrObject b);
/* The whole root of a number that is not negative. */
CrObject cr_big_sqrt (CrInterp *interp, CrObject whole);
/* What hash() gives of a BIG. */
gint64 cr_big_hash (CrObject big);
/* A dict's hash of a BIG: that of the float it equals, if there is one, is @float_hash. */
guint cr_big_key_hash (CrObject big, guint (*float_hash) (double));
/* Releases the number of the cell. */
void cr_big_clear (CrCell *cell);

G_END_DECLS
