/* Python's built-in functions. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <math.h>
#include <string.h>

static CrObject
text_or (CrInterp *interp, const CrCallArgs *args, const char *name, const char *otherwise)
{
  CrObject value = cr_call_args_get (args, name);
  if (value.kind == CR_OBJECT_STR)
    return cr_object_ref (value);
  if (!cr_object_is_set (value) || value.kind == CR_OBJECT_NONE)
    return cr_str_new (interp->heap, otherwise, -1);
  return cr_interp_raise (interp, CR_ERROR_TYPE, "%s must be None or a string, not %s", name,
                          cr_interp_type_name (interp, value));
}

/* print (..., file=@file) */
static gboolean
write_to (CrInterp *interp, CrObject file, const GString *text)
{
  CrObject method = cr_interp_get_attribute (interp, file, "write");
  CrObject line = cr_str_new (interp->heap, text->str, (gssize)text->len);
  CrObject written = cr_object_is_set (method) ? cr_interp_call_simple (interp, method, &line, 1) : CR_UNSET;
  gboolean fine = cr_object_is_set (written);
  cr_object_unref (method);
  cr_object_unref (line);
  cr_object_unref (written);
  return fine;
}

static CrObject
builtin_print (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject separator = text_or (interp, args, "sep", " ");
  CrObject end = cr_object_is_set (separator) ? text_or (interp, args, "end", "\n") : CR_UNSET;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean fine = cr_object_is_set (end);
  for (guint i = 0; fine && i < args->n_positional; i++)
    {
      CrObject part = cr_interp_str (interp, args->values[i]);
      fine = cr_object_is_set (part);
      if (fine && i > 0)
        g_string_append_len (text, cr_object_text (separator), (gssize)cr_object_str (separator)->length);
      if (fine)
        g_string_append_len (text, cr_object_text (part), (gssize)cr_object_str (part)->length);
      cr_object_unref (part);
    }
  CrObject file = cr_call_args_get (args, "file");
  if (fine && cr_object_is_set (file) && file.kind != CR_OBJECT_NONE)
    {
      g_string_append_len (text, cr_object_text (end), (gssize)cr_object_str (end)->length);
      fine = write_to (interp, file, text);
    }
  else if (fine)
    {
      g_string_append_len (text, cr_object_text (end), (gssize)cr_object_str (end)->length);
      if (text->len && interp->observer && interp->observer->printed)
        interp->observer->printed (interp->observer_data, text->str, text->len);
    }
  cr_object_unref (separator);
  cr_object_unref (end);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
builtin_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 length = cr_interp_length (interp, args->values[0]);
  return length < 0 ? CR_UNSET : cr_object_int (length);
}

static CrObject
call_torch_unary (CrInterp *interp, const char *name, CrObject value)
{
  CrCallArgs args = { &value, 1, 0, NULL };
  return cr_interp_call_torch (interp, cr_functions_find (name, CR_SPELL_TORCH), FALSE, CR_UNSET, &args);
}

static CrObject
builtin_abs (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = args->values[0];
  if (value.kind == CR_OBJECT_FLOAT)
    return cr_object_float (fabs (value.u.number));
  if (cr_object_is_integer (value))
    return value.u.integer < 0 ? cr_interp_unary (interp, CR_AST_UNARY_NEG, value) : cr_object_int (value.u.integer);
  if (value.kind == CR_OBJECT_BIG)
    return cr_big_unary (interp, cr_big_get_sign (value) < 0 ? CR_AST_UNARY_NEG : CR_AST_UNARY_POS, value);
  if (value.kind == CR_OBJECT_COMPLEX)
    return cr_object_float (cr_complex_abs (value));
  if (value.kind == CR_OBJECT_TENSOR || value.kind == CR_OBJECT_ARRAY)
    return call_torch_unary (interp, "abs", value);
  CrObject result = cr_interp_call_special (interp, value, "__abs__", NULL, 0);
  if (cr_object_is_set (result) || cr_interp_is_raised (interp))
    return result;
  return cr_interp_raise (interp, CR_ERROR_TYPE, "bad operand type for abs(): '%s'",
                          cr_interp_type_name (interp, value));
}

/* The value by which items are compared. */
static CrObject
key_of (CrInterp *interp, CrObject key, CrObject item)
{
  if (!cr_object_is_set (key) || key.kind == CR_OBJECT_NONE)
    return cr_object_ref (item);
  return cr_interp_call_simple (interp, key, &item, 1);
}

/* 1 if a op b holds, 0 if not, -1 with an exception. */
static int
test_order (CrInterp *interp, CrCompareOp op, CrObject a, CrObject b)
{
  CrObject result = cr_interp_compare (interp, op, a, b);
  int truth = cr_object_is_set (result) ? cr_interp_truth (interp, result) : -1;
  cr_object_unref (result);
  return truth;
}

static CrObject
find_extreme (CrInterp *interp, CrSequence *items, CrCompareOp op, CrObject key)
{
  CrObject best = CR_UNSET, best_key = CR_UNSET;
  for (guint i = 0; i < items->n; i++)
    {
      CrObject item_key = key_of (interp, key, items->items[i]);
      int better = !cr_object_is_set (item_key) ? -1 : i == 0 ? 1 : test_order (interp, op, item_key, best_key);
      if (better > 0)
        {
          best = items->items[i];
          cr_object_set (&best_key, item_key);
          continue;
        }
      cr_object_unref (item_key);
      if (better < 0)
        {
          best = CR_UNSET;
          break;
        }
    }
  cr_object_unref (best_key);
  return cr_object_ref (best);
}

static CrObject
extreme (CrInterp *interp, const CrCallArgs *args, const char *name, CrCompareOp op)
{
  CrObject otherwise = cr_call_args_get (args, "default");
  CrSequence *items;
  if (args->n_positional == 1)
    items = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  else
    {
      items = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
      for (guint i = 0; i < args->n_positional; i++)
        cr_sequence_append (items, cr_object_ref (args->values[i]));
    }
  if (items == NULL)
    return CR_UNSET;
  CrObject result;
  if (items->n == 0 && cr_object_is_set (otherwise))
    result = cr_object_ref (otherwise);
  else if (items->n == 0)
    result = cr_interp_raise (interp, CR_ERROR_VALUE, "%s() arg is an empty sequence", name);
  else
    result = find_extreme (interp, items, op, cr_call_args_get (args, "key"));
  cr_cell_unref (items);
  return result;
}

static CrObject
builtin_min (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return extreme (interp, args, "min", CR_COMPARE_LT);
}

static CrObject
builtin_max (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return extreme (interp, args, "max", CR_COMPARE_GT);
}

static CrObject
builtin_sum (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject start = cr_call_args_at (args, 1, "start");
  CrObject total = cr_object_is_set (start) ? cr_object_ref (start) : cr_object_int (0);
  CrIterator *iterator = cr_interp_iterate (interp, args->values[0]);
  while (iterator && cr_object_is_set (total))
    {
      CrObject item = cr_interp_next (interp, iterator);
      if (!cr_object_is_set (item))
        break;
      cr_object_set (&total, cr_interp_binary (interp, CR_AST_BINARY_ADD, total, item));
      cr_object_unref (item);
    }
  cr_cell_unref (iterator);
  if (cr_interp_is_raised (interp))
    cr_object_clear (&total);
  return total;
}

static CrObject
round_float (CrInterp *interp, double value, gint64 digits)
{
  if (!isfinite (value) || digits > 300)
    return cr_object_float (value);
  if (digits < -300)
    return cr_object_float (copysign (0.0, value));
  if (digits < 0)
    {
      double scale = pow (10, (double)-digits);
      return cr_object_float (nearbyint (value / scale) * scale);
    }
  char format[16];
  g_autofree char *text = g_malloc (700);
  g_snprintf (format, sizeof format, "%%.%df", (int)digits);
  g_ascii_formatd (text, 700, format, value);
  return cr_object_float (g_ascii_strtod (text, NULL));
}

/* To a multiple of 10 ** -@digits, of two as near ones the even one. */
static CrObject
round_whole (CrInterp *interp, CrObject number, gint64 digits)
{
  if (digits >= 0)
    return cr_big_unary (interp, CR_AST_UNARY_POS, number);
  CrObject unit = cr_big_binary (interp, CR_AST_BINARY_POW, cr_object_int (10), cr_object_int (-MAX (digits, -10000)));
  CrObject quotient = cr_big_binary (interp, CR_AST_BINARY_FLOORDIV, number, unit);
  CrObject rest = cr_big_binary (interp, CR_AST_BINARY_MOD, number, unit);
  CrObject twice = cr_big_binary (interp, CR_AST_BINARY_MUL, rest, cr_object_int (2));
  CrObject odd = cr_big_binary (interp, CR_AST_BINARY_AND, quotient, cr_object_int (1));
  int order = cr_big_compare (twice, unit);
  CrObject up
      = cr_big_binary (interp, CR_AST_BINARY_ADD, quotient, cr_object_int (order > 0 || (order == 0 && odd.u.integer)));
  CrObject result = cr_big_binary (interp, CR_AST_BINARY_MUL, up, unit);
  CrObject parts[] = { unit, quotient, rest, twice, up };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    cr_object_unref (parts[i]);
  return result;
}

static CrObject
builtin_round (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject number = args->values[0];
  CrObject digits = cr_call_args_at (args, 1, "ndigits");
  gboolean has_digits = cr_object_is_set (digits) && digits.kind != CR_OBJECT_NONE;
  gint64 n = 0;
  if (cr_interp_has_special (number, "__round__"))
    return cr_interp_call_special (interp, number, "__round__", &digits, cr_object_is_set (digits));
  if (number.kind == CR_OBJECT_TENSOR)
    number = cr_tensor_element (number.u.tensor, 0);
  if (!cr_object_is_real (number))
    return cr_interp_raise (interp, CR_ERROR_TYPE, "type %s doesn't define __round__ method",
                            cr_interp_type_name (interp, number));
  if (has_digits && !cr_interp_to_int (interp, digits, &n))
    return CR_UNSET;
  if (cr_object_is_whole (number))
    return round_whole (interp, number, n);
  if (has_digits && number.kind == CR_OBJECT_FLOAT)
    return round_float (interp, number.u.number, n);
  CrObject rounded = cr_object_float (nearbyint (cr_object_to_double (number)));
  CrCallArgs one = { &rounded, 1, 0, NULL };
  return interp->types[CR_OBJECT_INT]->construct (interp, CR_UNSET, &one);
}

static CrObject
builtin_isinstance (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  int result = cr_interp_is_instance (interp, args->values[0], args->values[1]);
  return result < 0 ? CR_UNSET : cr_object_bool (result);
}

/* 1, 0, or -1 with an exception. */
static int
is_subclass (CrInterp *interp, CrClass *type, CrObject of)
{
  int result = 0;
  if (of.kind == CR_OBJECT_CLASS)
    return cr_class_is_subclass (type, (CrClass *)of.u.cell);
  if (!cr_object_is_tuple (of))
    {
      cr_interp_raise (interp, CR_ERROR_TYPE, "issubclass() arg 2 must be a class, a tuple of classes, or a union");
      return -1;
    }
  for (guint i = 0; result == 0 && i < cr_object_sequence (of)->n; i++)
    result = is_subclass (interp, type, cr_object_sequence (of)->items[i]);
  return result;
}

static CrObject
builtin_issubclass (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[0].kind != CR_OBJECT_CLASS)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "issubclass() arg 1 must be a class");
  int result = is_subclass (interp, (CrClass *)args->values[0].u.cell, args->values[1]);
  return result < 0 ? CR_UNSET : cr_object_bool (result);
}

static CrObject
builtin_repr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_repr (interp, args->values[0]);
}

static CrObject
builtin_format (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional > 1 && args->values[1].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "format() argument 2 must be str, not %s",
                            cr_interp_type_name (interp, args->values[1]));
  return cr_interp_format (interp, args->values[0], args->n_positional > 1 ? cr_object_text (args->values[1]) : "");
}

static CrObject
builtin_any_all (CrInterp *interp, const CrCallArgs *args, gboolean any)
{
  CrIterator *iterator = cr_interp_iterate (interp, args->values[0]);
  if (iterator == NULL)
    return CR_UNSET;
  gboolean result = !any;
  while (result != any)
    {
      CrObject item = cr_interp_next (interp, iterator);
      if (!cr_object_is_set (item))
        break;
      int truth = cr_interp_truth (interp, item);
      cr_object_unref (item);
      if (truth < 0)
        break;
      if ((truth > 0) == any)
        result = any;
    }
  cr_cell_unref (iterator);
  return cr_interp_is_raised (interp) ? CR_UNSET : cr_object_bool (result);
}

static CrObject
builtin_any (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return builtin_any_all (interp, args, TRUE);
}

static CrObject
builtin_all (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return builtin_any_all (interp, args, FALSE);
}

static CrObject
builtin_divmod (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject a = args->values[0], b = args->values[1];
  gboolean floats
      = cr_object_is_number (a) && cr_object_is_number (b) && (a.kind == CR_OBJECT_FLOAT || b.kind == CR_OBJECT_FLOAT);
  if (floats && cr_object_to_double (b) == 0)
    return cr_interp_raise (interp, CR_ERROR_ZERO_DIVISION, "float divmod()");
  CrObject quotient = cr_interp_binary (interp, CR_AST_BINARY_FLOORDIV, args->values[0], args->values[1]);
  if (!cr_object_is_set (quotient) && interp->pending.code == CR_ERROR_TYPE && a.kind != CR_OBJECT_INSTANCE
      && b.kind != CR_OBJECT_INSTANCE)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "unsupported operand type(s) for divmod(): '%s' and '%s'",
                            cr_interp_type_name (interp, a), cr_interp_type_name (interp, b));
  if (!cr_object_is_set (quotient))
    return CR_UNSET;
  CrObject rest = cr_interp_binary (interp, CR_AST_BINARY_MOD, args->values[0], args->values[1]);
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = quotient;
  pair->items[1] = rest;
  return cr_object_from_cell (pair);
}

static CrObject
builtin_callable (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject value = args->values[0];
  gboolean callable = (value.kind >= CR_OBJECT_FUNCTION && value.kind <= CR_OBJECT_TORCH_FUNCTION)
                      || value.kind == CR_OBJECT_CLASS || value.kind == CR_OBJECT_STATIC_METHOD;
  if (value.kind == CR_OBJECT_INSTANCE)
    callable = cr_object_is_set (cr_class_lookup (((CrInstance *)value.u.cell)->type, "__call__"));
  return cr_object_bool (callable);
}

static CrObject
builtin_hasattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[1].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "hasattr(): attribute name must be string");
  CrObject found = cr_interp_find_attribute (interp, args->values[0], cr_object_text (args->values[1]));
  gboolean has = cr_object_is_set (found);
  cr_object_unref (found);
  return cr_interp_is_raised (interp) ? CR_UNSET : cr_object_bool (has);
}

static CrObject
builtin_getattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[1].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "getattr(): attribute name must be string");
  CrObject found = cr_interp_find_attribute (interp, args->values[0], cr_object_text (args->values[1]));
  if (cr_object_is_set (found) || cr_interp_is_raised (interp))
    return found;
  if (args->n_positional > 2)
    return cr_object_ref (args->values[2]);
  return cr_interp_get_attribute (interp, args->values[0], cr_object_text (args->values[1]));
}

static CrObject
builtin_setattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[1].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "setattr(): attribute name must be string");
  gboolean fine = cr_interp_set_attribute (interp, args->values[0], cr_object_text (args->values[1]), args->values[2]);
  return fine ? CR_NONE : CR_UNSET;
}

static CrObject
builtin_delattr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->values[1].kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "delattr(): attribute name must be string");
  return cr_interp_delete_attribute (interp, args->values[0], cr_object_text (args->values[1])) ? CR_NONE : CR_UNSET;
}

static CrObject
builtin_vars (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional == 0)
    return cr_interp_locals (interp);
  CrObject found = cr_interp_find_attribute (interp, args->values[0], "__dict__");
  if (cr_object_is_set (found) || cr_interp_is_raised (interp))
    return found;
  return cr_interp_raise (interp, CR_ERROR_TYPE, "vars() argument must have __dict__ attribute");
}

static CrObject
builtin_locals (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_locals (interp);
}

static CrObject
builtin_globals (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_globals (interp);
}

static CrObject
builtin_dir (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject names = args->n_positional ? cr_interp_call_special (interp, args->values[0], "__dir__", NULL, 0) : CR_UNSET;
  if (cr_object_is_set (names) || cr_interp_is_raised (interp))
    return names;
  if (args->n_positional)
    return cr_interp_dir (interp, args->values[0]);
  CrObject locals = cr_interp_locals (interp);
  CrCallArgs one = { &locals, 1, 0, NULL };
  CrObject result = cr_builtin_sorted (interp, CR_UNSET, &one);
  cr_object_unref (locals);
  return result;
}

static CrObject
builtin_hash (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_hash (interp, args->values[0]);
}

static CrObject
builtin_id (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject object = args->values[0];
  if (object.kind >= CR_OBJECT_TENSOR)
    return cr_object_int ((gint64)(gintptr)object.u.pointer);
  return cr_object_int ((gint64)object.kind * 1000003 + (object.kind >= CR_OBJECT_BOOL ? object.u.integer : 0));
}

static CrObject
builtin_chr (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 code;
  char text[8] = "";
  if (!cr_interp_to_int (interp, args->values[0], &code))
    return CR_UNSET;
  if (code != (int)code)
    return cr_interp_raise (interp, CR_ERROR_OVERFLOW, "Python int too large to convert to C int");
  if (code < 0 || code > 0x10ffff || !g_unichar_validate ((gunichar)code))
    return cr_interp_raise (interp, CR_ERROR_VALUE, "chr() arg not in range(0x110000)");
  return cr_str_new (interp->heap, text, g_unichar_to_utf8 ((gunichar)code, text));
}

static CrObject
builtin_ord (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject text = args->values[0];
  if (text.kind != CR_OBJECT_STR)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "ord() expected string of length 1, but %s found",
                            cr_interp_type_name (interp, text));
  if (cr_object_str (text)->n_chars != 1)
    return cr_interp_raise (interp, CR_ERROR_TYPE,
                            "ord() expected a character, but string of length %" G_GINT64_FORMAT " found",
                            cr_object_str (text)->n_chars);
  return cr_object_int (g_utf8_get_char (cr_object_text (text)));
}

const CrBuiltinRow cr_builtins_python[] = {
  { "print", 0, -1, "sep end file flush", builtin_print },
  { "len", 1, 1, NULL, builtin_len },
  { "abs", 1, 1, NULL, builtin_abs },
  { "min", 1, -1, "key default", builtin_min },
  { "max", 1, -1, "key default", builtin_max },
  { "sum", 1, 2, "start", builtin_sum },
  { "round", 1, 2, "ndigits", builtin_round },
  { "isinstance", 2, 2, NULL, builtin_isinstance },
  { "issubclass", 2, 2, NULL, builtin_issubclass },
  { "repr", 1, 1, NULL, builtin_repr },
  { "format", 1, 2, NULL, builtin_format },
  { "any", 1, 1, NULL, builtin_any },
  { "all", 1, 1, NULL, builtin_all },
  { "divmod", 2, 2, NULL, builtin_divmod },
  { "callable", 1, 1, NULL, builtin_callable },
  { "hasattr", 2, 2, NULL, builtin_hasattr },
  { "getattr", 2, 3, NULL, builtin_getattr },
  { "setattr", 3, 3, NULL, builtin_setattr },
  { "delattr", 2, 2, NULL, builtin_delattr },
  { "vars", 0, 1, NULL, builtin_vars },
  { "locals", 0, 0, NULL, builtin_locals },
  { "globals", 0, 0, NULL, builtin_globals },
  { "dir", 0, 1, NULL, builtin_dir },
  { "hash", 1, 1, NULL, builtin_hash },
  { "id", 1, 1, NULL, builtin_id },
  { "chr", 1, 1, NULL, builtin_chr },
  { "ord", 1, 1, NULL, builtin_ord },
  { "enumerate", 1, 2, "start", cr_builtin_enumerate },
  { "zip", 0, -1, "strict", cr_builtin_zip },
  { "map", 2, -1, NULL, cr_builtin_map },
  { "filter", 2, 2, NULL, cr_builtin_filter },
  { "reversed", 1, 1, NULL, cr_builtin_reversed },
  { "sorted", 1, 1, "key reverse", cr_builtin_sorted },
  { "iter", 1, 1, NULL, cr_builtin_iter },
  { "next", 1, 2, NULL, cr_builtin_next },
  { NULL },
};
