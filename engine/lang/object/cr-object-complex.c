/* Complex numbers of the language: literals (2j), arithmetic with other numbers, Python's text. They exist so that
 * complex tensors can be written and printed; nothing differentiates them. */

#include "cr-interp-private.h"

#include "cr-print.h"

#include <complex.h>
#include <math.h>
#include <string.h>

#ifndef CMPLX /* which clang does not get from glibc's header */
#define CMPLX(real, imaginary) __builtin_complex ((double)(real), (double)(imaginary))
#endif

CrObject
cr_complex_new (CrInterp *interp, double real, double imaginary)
{
  CrComplex *self = cr_cell_new (interp->heap, CR_OBJECT_COMPLEX, sizeof (CrComplex));
  self->real = real;
  self->imaginary = imaginary;
  return cr_object_from_cell (self);
}

static CrObject
from_c (CrInterp *interp, double _Complex value)
{
  return cr_complex_new (interp, creal (value), cimag (value));
}

static double _Complex to_c (CrObject object)
{
  double real, imaginary;
  cr_complex_get (object, &real, &imaginary);
  return CMPLX (real, imaginary);
}

gboolean
cr_complex_get (CrObject object, double *real, double *imaginary)
{
  gboolean is_complex = object.kind == CR_OBJECT_COMPLEX;
  if (!is_complex && !cr_object_is_number (object))
    return FALSE;
  *real = is_complex ? ((CrComplex *)object.u.cell)->real : cr_object_to_double (object);
  *imaginary = is_complex ? ((CrComplex *)object.u.cell)->imaginary : 0.0;
  return TRUE;
}

/* Python divides so (Smith's method), and C's division may differ in the last bit. */
static double _Complex divide (double _Complex a, double _Complex b)
{
  double c = creal (b), d = cimag (b);
  if (fabs (c) >= fabs (d))
    {
      double ratio = d / c, denominator = c + d * ratio;
      return CMPLX ((creal (a) + cimag (a) * ratio) / denominator, (cimag (a) - creal (a) * ratio) / denominator);
    }
  double ratio = c / d, denominator = c * ratio + d;
  return CMPLX ((creal (a) * ratio + cimag (a)) / denominator, (cimag (a) * ratio - creal (a)) / denominator);
}

static double _Complex multiply (double _Complex a, double _Complex b)
{
  return CMPLX (creal (a) * creal (b) - cimag (a) * cimag (b), creal (a) * cimag (b) + cimag (a) * creal (b));
}

/* By radius and angle, in CPython's very steps; the last digit shows them. */
static double _Complex general_power (double _Complex a, double _Complex b)
{
  if (b == 0 || a == 0)
    return b == 0;
  double radius = hypot (creal (a), cimag (a)), angle = atan2 (cimag (a), creal (a));
  double length = pow (radius, creal (b)), phase = angle * creal (b);
  if (cimag (b) != 0)
    {
      length /= exp (angle * cimag (b));
      phase += cimag (b) * log (radius);
    }
  return CMPLX (length * cos (phase), length * sin (phase));
}

/* Small whole exponents by repeated squaring, as Python does: 1j ** 2 is -1+0j exactly. */
static double _Complex power (double _Complex a, double _Complex b)
{
  double n = creal (b);
  if (cimag (b) != 0 || n != floor (n) || fabs (n) > 100)
    return general_power (a, b);
  double _Complex result = 1, square = a;
  for (guint bits = (guint)fabs (n); bits; bits >>= 1, square = multiply (square, square))
    if (bits & 1)
      result = multiply (result, square);
  return n < 0 ? divide (1, result) : result;
}

CrObject
cr_complex_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  double real, imaginary;
  if (!cr_complex_get (a, &real, &imaginary) || !cr_complex_get (b, &real, &imaginary))
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  double _Complex x = to_c (a), y = to_c (b);
  switch (op)
    {
    case CR_AST_BINARY_ADD:
      return from_c (interp, x + y);
    case CR_AST_BINARY_SUB:
      return from_c (interp, x - y);
    case CR_AST_BINARY_MUL:
      return from_c (interp, multiply (x, y));
    case CR_AST_BINARY_DIV:
      if (y == 0)
        return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "complex division by zero");
      return from_c (interp, divide (x, y));
    case CR_AST_BINARY_POW:
      if (x == 0 && (real < 0 || imaginary != 0))
        return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "0.0 to a negative or complex power");
      return from_c (interp, power (x, y));
    default:
      return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
    }
}

CrObject
cr_complex_unary (CrInterp *interp, CrUnaryOp op, CrObject a)
{
  if (op == CR_AST_UNARY_INVERT)
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  return op == CR_AST_UNARY_NEG ? from_c (interp, -to_c (a)) : cr_object_ref (a);
}

gboolean
cr_complex_equal (CrObject a, CrObject b)
{
  double real, imaginary;
  return cr_complex_get (a, &real, &imaginary) && cr_complex_get (b, &real, &imaginary) && to_c (a) == to_c (b);
}

double
cr_complex_abs (CrObject object)
{
  return cabs (to_c (object));
}

/* A part as Python writes it: without the ".0" of a whole number. */
static void
append_part (GString *into, double value, gboolean sign)
{
  g_autofree char *text = cr_double_to_string (value);
  if (g_str_has_suffix (text, ".0"))
    text[strlen (text) - 2] = '\0';
  if (sign && !signbit (value) && *text != '+')
    g_string_append_c (into, '+');
  g_string_append (into, text);
}

void
cr_complex_repr (CrObject object, GString *into)
{
  const CrComplex *self = (const CrComplex *)object.u.cell;
  if (self->real == 0 && !signbit (self->real))
    {
      append_part (into, self->imaginary, FALSE);
      g_string_append_c (into, 'j');
      return;
    }
  g_string_append_c (into, '(');
  append_part (into, self->real, FALSE);
  append_part (into, self->imaginary, TRUE);
  g_string_append (into, "j)");
}

CrObject
cr_complex_attribute (CrInterp *interp, CrObject object, const char *name)
{
  const CrComplex *self = (const CrComplex *)object.u.cell;
  if (strcmp (name, "real") == 0)
    return cr_object_float (self->real);
  return strcmp (name, "imag") == 0 ? cr_object_float (self->imaginary) : CR_UNSET;
}

static CrObject
method_conjugate (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return from_c (interp, conj (to_c (self)));
}

const CrBuiltinRow cr_builtins_complex[] = {
  { "conjugate", 0, 0, NULL, method_conjugate },
  { NULL },
};

CrObject
cr_complex_construct (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject parts[2] = { cr_call_args_at (args, 0, "real"), cr_call_args_at (args, 1, "imag") };
  double _Complex value = 0;
  for (guint i = 0; i < 2; i++)
    {
      double real, imaginary;
      if (!cr_object_is_set (parts[i]))
        continue;
      if (!cr_complex_get (parts[i], &real, &imaginary))
        return cr_interp_raise (interp, CR_ERROR_TYPE, "complex() %s argument must be a %snumber, not '%s'",
                                i ? "second" : "first", i ? "" : "string or a ",
                                cr_interp_type_name (interp, parts[i]));
      value += i ? multiply (CMPLX (real, imaginary), CMPLX (0, 1)) : CMPLX (real, imaginary);
    }
  return from_c (interp, value);
}
