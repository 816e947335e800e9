/* Operators on what is not a tensor: numbers as Python computes them (ints of 64 bits
 * here, larger ones in cr-object-big.c), strings, lists, and the script's own classes. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define EXACT (G_GINT64_CONSTANT (1) << 53) /* every whole number up to here is a double */

CrObject
cr_interp_raise_overflow (CrInterp *interp)
{
  return cr_interp_raise (interp, CR_ERROR_OVERFLOW, "%s", _ ("this integer is too large"));
}

static CrObject
int_floordiv (CrInterp *interp, gint64 a, gint64 b)
{
  if (b == 0)
    return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "integer division or modulo by zero");
  if (b == -1)
    return a == G_MININT64 ? cr_big_unary (interp, CR_AST_UNARY_NEG, cr_object_int (a)) : cr_object_int (-a);
  gint64 quotient = a / b;
  return cr_object_int (quotient - (a % b != 0 && (a < 0) != (b < 0)));
}

static CrObject
int_mod (CrInterp *interp, gint64 a, gint64 b)
{
  if (b == 0)
    return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "integer modulo by zero");
  if (b == -1)
    return cr_object_int (0);
  gint64 rest = a % b;
  return cr_object_int (rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest);
}

static CrObject
int_pow (CrInterp *interp, gint64 base, gint64 exponent)
{
  if (exponent < 0)
    {
      if (base == 0)
        return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "0.0 cannot be raised to a negative power");
      return cr_object_float (pow ((double)base, (double)exponent));
    }
  CrObject whole[] = { cr_object_int (base), cr_object_int (exponent) };
  gint64 result = 1;
  while (exponent > 0)
    {
      if ((exponent & 1) && __builtin_mul_overflow (result, base, &result))
        return cr_big_binary (interp, CR_AST_BINARY_POW, whole[0], whole[1]);
      exponent >>= 1;
      if (exponent > 0 && __builtin_mul_overflow (base, base, &base))
        return cr_big_binary (interp, CR_AST_BINARY_POW, whole[0], whole[1]);
    }
  return cr_object_int (result);
}

static CrObject
int_shift (CrInterp *interp, CrBinaryOp op, gint64 a, gint64 b)
{
  if (b < 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "negative shift count");
  if (op == CR_AST_BINARY_RSHIFT)
    return cr_object_int (b > 63 ? (a < 0 ? -1 : 0) : a >> b);
  if (a == 0)
    return cr_object_int (0);
  if (b > 62 || (gint64)((guint64)a << b) >> b != a)
    return cr_big_binary (interp, op, cr_object_int (a), cr_object_int (b));
  return cr_object_int (a * ((gint64)1 << b));
}

static CrObject
int_binary (CrInterp *interp, CrBinaryOp op, gint64 a, gint64 b)
{
  gint64 result = 0;
  switch (op)
    {
    case CR_AST_BINARY_ADD:
      if (__builtin_add_overflow (a, b, &result))
        break;
      return cr_object_int (result);
    case CR_AST_BINARY_SUB:
      if (__builtin_sub_overflow (a, b, &result))
        break;
      return cr_object_int (result);
    case CR_AST_BINARY_MUL:
      if (__builtin_mul_overflow (a, b, &result))
        break;
      return cr_object_int (result);
    case CR_AST_BINARY_DIV:
      if (b == 0)
        return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "division by zero");
      /* Where the doubles are not exact, their ratio need not be the nearest one. */
      if (MAX (a, b) > EXACT || MIN (a, b) < -EXACT)
        break;
      return cr_object_float ((double)a / (double)b);
    case CR_AST_BINARY_FLOORDIV:
      return int_floordiv (interp, a, b);
    case CR_AST_BINARY_MOD:
      return int_mod (interp, a, b);
    case CR_AST_BINARY_POW:
      return int_pow (interp, a, b);
    case CR_AST_BINARY_AND:
      return cr_object_int (a & b);
    case CR_AST_BINARY_OR:
      return cr_object_int (a | b);
    case CR_AST_BINARY_XOR:
      return cr_object_int (a ^ b);
    case CR_AST_BINARY_LSHIFT:
    case CR_AST_BINARY_RSHIFT:
      return int_shift (interp, op, a, b);
    default:
      return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
    }
  return cr_big_binary (interp, op, cr_object_int (a), cr_object_int (b));
}

/* Python's float modulo: the sign is the divisor's. */
static double
float_mod (double a, double b)
{
  double rest = fmod (a, b);
  if (rest == 0)
    return copysign (0.0, b);
  return (rest < 0) != (b < 0) ? rest + b : rest;
}

static double
float_floordiv (double a, double b)
{
  double rest = fmod (a, b);
  double quotient = (a - rest) / b;
  if (rest != 0 && (rest < 0) != (b < 0))
    quotient -= 1.0;
  if (quotient == 0)
    return copysign (0.0, a / b);
  double whole = floor (quotient);
  return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

/* A root of a negative number. */
static CrObject
complex_pow (CrInterp *interp, double a, double b)
{
  CrObject base = cr_complex_new (interp, a, 0);
  CrObject result = cr_complex_binary (interp, CR_AST_BINARY_POW, base, cr_object_float (b));
  cr_object_unref (base);
  return result;
}

static CrObject
float_pow (CrInterp *interp, double a, double b)
{
  if (a == 0 && b < 0)
    return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "0.0 cannot be raised to a negative power");
  if (a < 0 && isfinite (a) && isfinite (b) && b != floor (b))
    return complex_pow (interp, a, b);
  double result = pow (a, b);
  if (isinf (result) && isfinite (a) && isfinite (b))
    return cr_interp_raise (interp, CR_ERROR_OVERFLOW, "(34, 'Numerical result out of range')");
  return cr_object_float (result);
}

static CrObject
float_binary (CrInterp *interp, CrBinaryOp op, double a, double b)
{
  switch (op)
    {
    case CR_AST_BINARY_ADD:
      return cr_object_float (a + b);
    case CR_AST_BINARY_SUB:
      return cr_object_float (a - b);
    case CR_AST_BINARY_MUL:
      return cr_object_float (a * b);
    case CR_AST_BINARY_DIV:
      if (b == 0)
        return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "float division by zero");
      return cr_object_float (a / b);
    case CR_AST_BINARY_FLOORDIV:
      if (b == 0)
        return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "float floor division by zero");
      return cr_object_float (float_floordiv (a, b));
    case CR_AST_BINARY_MOD:
      if (b == 0)
        return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "float modulo");
      return cr_object_float (float_mod (a, b));
    case CR_AST_BINARY_POW:
      return float_pow (interp, a, b);
    default:
      return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
    }
}

CrObject
cr_interp_number_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  if (!cr_object_is_integer (a) || !cr_object_is_integer (b))
    return float_binary (interp, op, cr_object_to_double (a), cr_object_to_double (b));
  CrObject result = int_binary (interp, op, a.u.integer, b.u.integer);
  gboolean bitwise = op == CR_AST_BINARY_AND || op == CR_AST_BINARY_OR || op == CR_AST_BINARY_XOR;
  if (bitwise && a.kind == CR_OBJECT_BOOL && b.kind == CR_OBJECT_BOOL)
    return cr_object_bool (result.u.integer != 0);
  return result;
}

static CrObject
repeat_str (CrInterp *interp, CrStr *str, gint64 times)
{
  times = MAX (times, 0);
  if (str->length && (guint64)times > G_MAXUINT32 / str->length)
    return cr_interp_raise (interp, CR_ERROR_MEMORY, "%s", _ ("a string or list is too large; see --max-bytes"));
  if (!cr_interp_reserve (interp, (guint64)times * str->length))
    return CR_UNSET;
  GString *text = g_string_new (NULL);
  for (gint64 i = 0; i < times && str->length; i++)
    {
      g_string_append_len (text, str->text, (gssize)str->length);
      if (!(str->length < 4096 ? CR_GOES_ON (interp, i) : cr_interp_check_clock (interp)))
        {
          g_string_free (text, TRUE);
          return CR_UNSET;
        }
    }
  return cr_str_new_take (interp->heap, text);
}

static CrObject
repeat_sequence (CrInterp *interp, CrSequence *from, gint64 times)
{
  times = MAX (times, 0);
  CrObjectKind kind = from->cell.kind == CR_OBJECT_LIST ? CR_OBJECT_LIST : CR_OBJECT_TUPLE;
  if (from->n && (guint64)times > G_MAXINT32 / from->n)
    return cr_interp_raise (interp, CR_ERROR_MEMORY, "%s", _ ("a string or list is too large; see --max-bytes"));
  guint n = (guint)times * from->n;
  if (!cr_interp_reserve (interp, (guint64)n * sizeof (CrObject)))
    return CR_UNSET;
  CrSequence *to = cr_sequence_new (interp->heap, kind, n);
  for (guint i = 0; i < n; i++)
    {
      to->items[i] = cr_object_ref (from->items[i % from->n]);
      if (!CR_GOES_ON (interp, i))
        {
          to->n = (guint)i + 1; /* what was never touched is not walked over */
          cr_object_unref (cr_object_from_cell (to));
          return CR_UNSET;
        }
    }
  return cr_object_from_cell (to);
}

static CrObject
join_sequences (CrInterp *interp, CrSequence *a, CrSequence *b)
{
  if (!cr_interp_reserve (interp, ((guint64)a->n + b->n) * sizeof (CrObject)))
    return CR_UNSET;
  CrObjectKind kind = a->cell.kind == CR_OBJECT_LIST ? CR_OBJECT_LIST : CR_OBJECT_TUPLE;
  CrSequence *to = cr_sequence_new (interp->heap, kind, a->n + b->n);
  for (guint i = 0; i < a->n; i++)
    to->items[i] = cr_object_ref (a->items[i]);
  for (guint i = 0; i < b->n; i++)
    to->items[a->n + i] = cr_object_ref (b->items[i]);
  return cr_object_from_cell (to);
}

static CrObject
add_sequences (CrInterp *interp, CrObject a, CrObject b)
{
  if (a.kind == CR_OBJECT_STR && b.kind == CR_OBJECT_STR)
    {
      if (!cr_interp_reserve (interp, cr_object_str (a)->length + cr_object_str (b)->length))
        return CR_UNSET;
      GString *text = g_string_new_len (cr_object_text (a), (gssize)cr_object_str (a)->length);
      g_string_append_len (text, cr_object_text (b), (gssize)cr_object_str (b)->length);
      return cr_str_new_take (interp->heap, text);
    }
  if ((a.kind == CR_OBJECT_LIST && b.kind == CR_OBJECT_LIST) || (cr_object_is_tuple (a) && cr_object_is_tuple (b)))
    return join_sequences (interp, cr_object_sequence (a), cr_object_sequence (b));
  if (a.kind == CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "can only concatenate str (not \"%s\") to str",
                            cr_interp_type_name (interp, b));
  if (cr_object_is_sequence (a))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "can only concatenate %s (not \"%s\") to %s",
                            a.kind == CR_OBJECT_LIST ? "list" : "tuple", cr_interp_type_name (interp, b),
                            a.kind == CR_OBJECT_LIST ? "list" : "tuple");
  return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
}

static CrObject
multiply_sequence (CrInterp *interp, CrObject a, CrObject b)
{
  gboolean first = a.kind == CR_OBJECT_STR || cr_object_is_sequence (a);
  CrObject sequence = first ? a : b, times = first ? b : a;
  gboolean repeats = sequence.kind == CR_OBJECT_STR || cr_object_is_sequence (sequence);
  if (repeats && times.kind == CR_OBJECT_BIG)
    return cr_interp_raise (interp, CR_ERROR_OVERFLOW, "cannot fit 'int' into an index-sized integer");
  if (repeats && !cr_object_is_integer (times))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "can't multiply sequence by non-int of type '%s'",
                            cr_interp_type_name (interp, times));
  if (sequence.kind == CR_OBJECT_STR)
    return repeat_str (interp, cr_object_str (sequence), times.u.integer);
  if (repeats)
    return repeat_sequence (interp, cr_object_sequence (sequence), times.u.integer);
  return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
}

/* The names of a class's methods behind an operator. */
static const char *const special_names[CR_AST_BINARY_N_OPS][2] = {
  [CR_AST_BINARY_ADD] = { "__add__", "__radd__" },
  [CR_AST_BINARY_SUB] = { "__sub__", "__rsub__" },
  [CR_AST_BINARY_MUL] = { "__mul__", "__rmul__" },
  [CR_AST_BINARY_DIV] = { "__truediv__", "__rtruediv__" },
  [CR_AST_BINARY_FLOORDIV] = { "__floordiv__", "__rfloordiv__" },
  [CR_AST_BINARY_MOD] = { "__mod__", "__rmod__" },
  [CR_AST_BINARY_POW] = { "__pow__", "__rpow__" },
  [CR_AST_BINARY_MATMUL] = { "__matmul__", "__rmatmul__" },
  [CR_AST_BINARY_AND] = { "__and__", "__rand__" },
  [CR_AST_BINARY_OR] = { "__or__", "__ror__" },
  [CR_AST_BINARY_XOR] = { "__xor__", "__rxor__" },
  [CR_AST_BINARY_LSHIFT] = { "__lshift__", "__rlshift__" },
  [CR_AST_BINARY_RSHIFT] = { "__rshift__", "__rrshift__" },
};

static CrObject
special_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  CrObject result = cr_interp_call_special (interp, a, special_names[op][0], &b, 1);
  if (cr_interp_is_raised (interp) || (cr_object_is_set (result) && result.kind != CR_OBJECT_NOT_IMPLEMENTED))
    return result;
  result = cr_interp_call_special (interp, b, special_names[op][1], &a, 1);
  if (cr_interp_is_raised (interp) || cr_object_is_set (result))
    return result;
  return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
}

/* dict | dict; and what Counter has. */
static CrObject
dict_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  CrObject special
      = cr_object_dict (a)->type ? cr_class_lookup (cr_object_dict (a)->type, special_names[op][0]) : CR_UNSET;
  if (cr_object_is_set (special))
    return cr_interp_call_simple (interp, special, (CrObject[]){ a, b }, 2);
  if (op != CR_AST_BINARY_OR)
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  CrObject method = cr_interp_get_attribute (interp, a, "copy");
  CrObject copy = cr_interp_call_simple (interp, method, NULL, 0);
  cr_object_unref (method);
  const CrDict *from = cr_object_dict (b);
  for (guint i = 0; cr_object_is_set (copy) && i < from->n_entries; i++)
    if (cr_object_is_set (from->entries[i].key))
      cr_dict_set (cr_object_dict (copy), from->entries[i].key, cr_object_ref (from->entries[i].value));
  return copy;
}

static CrObject
try_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  if (cr_object_is_number (a) && cr_object_is_number (b))
    return cr_interp_number_binary (interp, op, a, b);
  if ((a.kind == CR_OBJECT_BIG && cr_object_is_real (b)) || (b.kind == CR_OBJECT_BIG && cr_object_is_real (a)))
    return cr_big_binary (interp, op, a, b);
  if (a.kind == CR_OBJECT_STR && op == CR_AST_BINARY_MOD)
    return cr_interp_percent (interp, a, b);
  if (a.kind == CR_OBJECT_COMPLEX || b.kind == CR_OBJECT_COMPLEX)
    return cr_complex_binary (interp, op, a, b);
  if (a.kind == CR_OBJECT_INSTANCE || b.kind == CR_OBJECT_INSTANCE)
    return special_binary (interp, op, a, b);
  if (a.kind == CR_OBJECT_TENSOR || a.kind == CR_OBJECT_ARRAY || b.kind == CR_OBJECT_TENSOR
      || b.kind == CR_OBJECT_ARRAY)
    return cr_interp_tensor_binary (interp, op, a, b);
  if (a.kind == CR_OBJECT_DICT && b.kind == CR_OBJECT_DICT)
    return dict_binary (interp, op, a, b);
  if (op == CR_AST_BINARY_ADD)
    return add_sequences (interp, a, b);
  if (op == CR_AST_BINARY_MUL)
    return multiply_sequence (interp, a, b);
  return cr_interp_set_binary (interp, op, a, b);
}

static CrObject
raise_operands (CrInterp *interp, CrBinaryOp op, const char *suffix, CrObject a, CrObject b)
{
  const char *text = cr_binary_op_get_text (op);
  gboolean power = op == CR_AST_BINARY_POW && *suffix == '\0';
  return cr_interp_raise (interp, CR_ERROR_TYPE, "unsupported operand type(s) for %s%s: '%s' and '%s'",
                          power ? "** or pow()" : text, suffix, cr_interp_type_name (interp, a),
                          cr_interp_type_name (interp, b));
}

CrObject
cr_interp_binary (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  CrObject result = try_binary (interp, op, a, b);
  return result.kind == CR_OBJECT_NOT_IMPLEMENTED ? raise_operands (interp, op, "", a, b) : result;
}

/* list += iterable: the same list. */
static CrObject
extend_list (CrInterp *interp, CrObject list, CrObject value)
{
  CrSequence *items = cr_interp_to_sequence (interp, value, CR_OBJECT_LIST);
  if (items == NULL)
    return CR_UNSET;
  for (guint i = 0; i < items->n; i++)
    cr_sequence_append (cr_object_sequence (list), cr_object_ref (items->items[i]));
  cr_cell_unref (items);
  return cr_object_ref (list);
}

/* set op= set, dict |= dict: the same set or dict. */
static CrObject
update_keyed (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  CrObject result = try_binary (interp, op, a, b);
  if (!cr_object_is_set (result) || result.kind != a.kind)
    return result.kind == CR_OBJECT_NOT_IMPLEMENTED ? raise_operands (interp, op, "=", a, b) : result;
  if (a.kind == CR_OBJECT_SET)
    cr_interp_set_take (cr_object_dict (a), cr_object_dict (result));
  else
    for (guint i = 0; i < cr_object_dict (result)->n_entries; i++)
      cr_dict_set (cr_object_dict (a), cr_object_dict (result)->entries[i].key,
                   cr_object_ref (cr_object_dict (result)->entries[i].value));
  cr_object_unref (result);
  return cr_object_ref (a);
}

CrObject
cr_interp_inplace (CrInterp *interp, CrBinaryOp op, CrObject a, CrObject b)
{
  if (a.kind == CR_OBJECT_LIST && op == CR_AST_BINARY_ADD)
    return extend_list (interp, a, b);
  if ((a.kind == CR_OBJECT_SET && cr_object_dict (a)->type == NULL)
      || (a.kind == CR_OBJECT_DICT && op == CR_AST_BINARY_OR))
    return update_keyed (interp, op, a, b);
  if (a.kind == CR_OBJECT_INSTANCE)
    {
      g_autofree char *name = g_strdup_printf ("__i%s", special_names[op][0] + 2);
      CrObject result = cr_interp_call_special (interp, a, name, &b, 1);
      if (cr_object_is_set (result) || cr_interp_is_raised (interp))
        return result;
    }
  CrObject result = a.kind == CR_OBJECT_TENSOR || a.kind == CR_OBJECT_ARRAY
                        ? cr_interp_tensor_inplace (interp, op, a, b)
                        : try_binary (interp, op, a, b);
  return result.kind == CR_OBJECT_NOT_IMPLEMENTED ? raise_operands (interp, op, "=", a, b) : result;
}

static CrObject
number_unary (CrInterp *interp, CrUnaryOp op, CrObject a)
{
  if (a.kind == CR_OBJECT_FLOAT && op == CR_AST_UNARY_NEG)
    return cr_object_float (-a.u.number);
  if (op == CR_AST_UNARY_POS)
    return a.kind == CR_OBJECT_FLOAT ? a : cr_object_int (a.u.integer);
  if (a.kind == CR_OBJECT_FLOAT)
    return (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
  if (op == CR_AST_UNARY_INVERT)
    return cr_object_int (~a.u.integer);
  return a.u.integer == G_MININT64 ? cr_big_unary (interp, op, a) : cr_object_int (-a.u.integer);
}

CrObject
cr_interp_unary (CrInterp *interp, CrUnaryOp op, CrObject a)
{
  static const char *const names[] = { "__neg__", "__pos__", "__invert__" };
  CrObject result = { CR_OBJECT_NOT_IMPLEMENTED };
  if (op == CR_AST_UNARY_NOT)
    {
      int truth = cr_interp_truth (interp, a);
      return truth < 0 ? CR_UNSET : cr_object_bool (!truth);
    }
  if (cr_object_is_number (a))
    result = number_unary (interp, op, a);
  else if (a.kind == CR_OBJECT_BIG)
    result = cr_big_unary (interp, op, a);
  else if (a.kind == CR_OBJECT_COMPLEX)
    result = cr_complex_unary (interp, op, a);
  else if (a.kind == CR_OBJECT_TENSOR || a.kind == CR_OBJECT_ARRAY)
    result = cr_interp_tensor_unary (interp, op, a);
  else if (a.kind == CR_OBJECT_INSTANCE)
    {
      result = cr_interp_call_special (interp, a, names[op], NULL, 0);
      if (!cr_object_is_set (result) && !cr_interp_is_raised (interp))
        result = (CrObject){ CR_OBJECT_NOT_IMPLEMENTED };
    }
  if (result.kind != CR_OBJECT_NOT_IMPLEMENTED)
    return result;
  return cr_interp_raise (interp, CR_ERROR_TYPE, "bad operand type for unary %s: '%s'", cr_unary_op_get_text (op),
                          cr_interp_type_name (interp, a));
}
