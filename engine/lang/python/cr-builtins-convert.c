/* Types as functions: int(), float(), str(), list(), torch.Tensor() and the others. */

#include "cr-interp-private.h"
#include "cr-object-big.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <math.h>
#include <string.h>

static gboolean
is_tensor (CrObject object)
{
  return object.kind == CR_OBJECT_TENSOR || object.kind == CR_OBJECT_ARRAY;
}

/* A tensor's one element. */
static gboolean
element_of (CrInterp *interp, CrObject object, CrObject *element)
{
  if (cr_tensor_get_numel (object.u.tensor) == 1)
    {
      *element = cr_tensor_element (object.u.tensor, 0);
      return TRUE;
    }
  cr_interp_raise (interp, CR_ERROR_VALUE, "only one element tensors can be converted to Python scalars");
  return FALSE;
}

gboolean
cr_interp_to_int (CrInterp *interp, CrObject object, gint64 *value)
{
  if (is_tensor (object) && !cr_dtype_is_floating (cr_tensor_get_dtype (object.u.tensor)))
    {
      if (!element_of (interp, object, &object))
        return FALSE;
    }
  if (cr_object_is_integer (object))
    {
      *value = object.u.integer;
      return TRUE;
    }
  CrObject result = cr_interp_call_special (interp, object, "__index__", NULL, 0);
  if (cr_object_is_integer (result))
    {
      *value = result.u.integer;
      return TRUE;
    }
  cr_object_unref (result);
  if (cr_interp_is_raised (interp))
    return FALSE;
  if (object.kind == CR_OBJECT_BIG)
    {
      cr_interp_raise (interp, CR_ERROR_OVERFLOW, "Python int too large to convert to C long");
      return FALSE;
    }
  cr_interp_raise (interp, CR_ERROR_TYPE, "'%s' object cannot be interpreted as an integer",
                   cr_interp_type_name (interp, object));
  return FALSE;
}

/* A number from an instance's special method @name, else @other; UNSET without an exception if it has neither. */
static CrObject
convert_special (CrInterp *interp, CrObject object, const char *name, const char *other)
{
  CrObject result = cr_interp_call_special (interp, object, name, NULL, 0);
  if (!cr_object_is_set (result) && !cr_interp_is_raised (interp))
    result = cr_interp_call_special (interp, object, other, NULL, 0);
  if (!cr_object_is_set (result) || cr_object_is_real (result))
    return result;
  cr_interp_raise (interp, CR_ERROR_TYPE, "%s.%s returned non-%s (type %s)", cr_interp_type_name (interp, object), name,
                   g_str_equal (name, "__float__") ? "float" : "int", cr_interp_type_name (interp, result));
  cr_object_unref (result);
  return CR_UNSET;
}

gboolean
cr_interp_to_double (CrInterp *interp, CrObject object, double *value)
{
  if (is_tensor (object) && !element_of (interp, object, &object))
    return FALSE;
  CrObject result = CR_UNSET;
  if (object.kind == CR_OBJECT_INSTANCE)
    object = result = convert_special (interp, object, "__float__", "__index__");
  if (cr_object_is_number (object))
    {
      *value = cr_object_to_double (object);
      return TRUE;
    }
  if (object.kind == CR_OBJECT_BIG)
    {
      gboolean fine = cr_big_get_double (interp, object, value);
      cr_object_unref (result);
      return fine;
    }
  if (cr_interp_is_raised (interp))
    return FALSE;
  cr_interp_raise (interp, CR_ERROR_TYPE, "must be real number, not %s", cr_interp_type_name (interp, object));
  return FALSE;
}

static CrObject
int_of_double (CrInterp *interp, double value)
{
  if (isnan (value))
    return cr_interp_raise (interp, CR_ERROR_VALUE, "cannot convert float NaN to integer");
  if (isinf (value))
    return cr_interp_raise (interp, CR_ERROR_OVERFLOW, "cannot convert float infinity to integer");
  value = trunc (value);
  if (value < -9223372036854775808.0 || value >= 9223372036854775808.0)
    return cr_big_from_double (interp, value);
  return cr_object_int ((gint64)value);
}

/* The text without blanks around and underscores between digits. */
static char *
clean_number (const char *text)
{
  char *copy = g_strstrip (g_strdup (text));
  char *to = copy;
  for (const char *at = copy; *at; at++)
    if (*at != '_' || !g_ascii_isdigit (at[1]) || at == copy || !g_ascii_isdigit (at[-1]))
      *to++ = *at;
  *to = '\0';
  return copy;
}

static CrObject
int_of_text (CrInterp *interp, CrObject object, gint64 base)
{
  g_autofree char *text = clean_number (cr_object_text (object));
  const char *digits = text + (*text == '-' || *text == '+');
  char *end = text;
  errno = 0;
  /* A prefix that names the base, which may then be 0. */
  gint64 prefix = digits[0] != '0'                       ? 0
                  : digits[1] == 'b' || digits[1] == 'B' ? 2
                  : digits[1] == 'o' || digits[1] == 'O' ? 8
                  : digits[1] == 'x' || digits[1] == 'X' ? 16
                                                         : 0;
  gboolean prefixed = prefix && (base == 0 || base == prefix);
  if (base == 16 && !prefixed && prefix == 16)
    prefixed = TRUE;
  gint64 value = 0;
  if (prefixed && g_ascii_isxdigit (digits[2]))
    {
      g_autofree char *plain = g_strdup_printf ("%s%s", *text == '-' ? "-" : "", digits + 2);
      char *plain_end = plain;
      value = g_ascii_strtoll (plain, &plain_end, (guint)prefix);
      end = *plain_end == '\0' ? text + strlen (text) : text;
    }
  else if (g_ascii_isalnum (*digits)
           && !(base != 16 && base != 0 && digits[0] == '0' && (digits[1] | 0x20) == 'x' && base < 34))
    value = g_ascii_strtoll (text, &end, base == 0 ? 10 : (guint)base);
  if (*text && *end == '\0' && errno == 0)
    return cr_object_int (value);
  if (*text && *end == '\0' && errno == ERANGE && prefixed)
    {
      g_autofree char *plain = g_strconcat (*text == '-' ? "-" : "", digits + 2, NULL);
      return cr_big_from_text (interp, plain, (guint)prefix);
    }
  if (*text && *end == '\0' && errno == ERANGE)
    return cr_big_from_text (interp, text, base == 0 ? 10 : (guint)base);
  CrObject repr = cr_interp_repr (interp, object);
  cr_interp_raise (interp, CR_ERROR_VALUE, "invalid literal for int() with base %d: %s", (int)base,
                   cr_object_text (repr));
  cr_object_unref (repr);
  return CR_UNSET;
}

static CrObject
construct_int (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional == 0)
    return cr_object_int (0);
  CrObject value = args->values[0];
  CrObject base = cr_call_args_at (args, 1, "base");
  if (is_tensor (value) && !element_of (interp, value, &value))
    return CR_UNSET;
  if (value.kind == CR_OBJECT_STR)
    {
      if (cr_object_is_set (base)
          && (!cr_object_is_integer (base) || base.u.integer == 1 || base.u.integer < 0 || base.u.integer > 36))
        return cr_interp_raise (interp, CR_ERROR_VALUE, "int() base must be >= 2 and <= 36, or 0");
      return int_of_text (interp, value, cr_object_is_set (base) ? base.u.integer : 10);
    }
  if (cr_object_is_integer (value))
    return cr_object_int (value.u.integer);
  if (value.kind == CR_OBJECT_BIG)
    return cr_object_ref (value);
  if (value.kind == CR_OBJECT_FLOAT)
    return int_of_double (interp, value.u.number);
  CrObject special = convert_special (interp, value, "__int__", "__index__");
  if (cr_object_is_set (special) || cr_interp_is_raised (interp))
    return special;
  return cr_interp_raise (interp, CR_ERROR_TYPE,
                          "int() argument must be a string, a bytes-like object or a real number, not '%s'",
                          cr_interp_type_name (interp, value));
}

static CrObject
float_of_text (CrInterp *interp, CrObject object)
{
  g_autofree char *text = clean_number (cr_object_text (object));
  char *end = text;
  double value = g_ascii_strtod (text, &end);
  gboolean hexadecimal = strpbrk (text, "xX") != NULL;
  if (*text && *end == '\0' && !hexadecimal)
    return cr_object_float (value);
  CrObject repr = cr_interp_repr (interp, object);
  cr_interp_raise (interp, CR_ERROR_VALUE, "could not convert string to float: %s", cr_object_text (repr));
  cr_object_unref (repr);
  return CR_UNSET;
}

static CrObject
construct_float (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional == 0)
    return cr_object_float (0);
  CrObject value = args->values[0];
  if (is_tensor (value) && !element_of (interp, value, &value))
    return CR_UNSET;
  if (value.kind == CR_OBJECT_STR)
    return float_of_text (interp, value);
  if (cr_object_is_number (value))
    return cr_object_float (cr_object_to_double (value));
  if (value.kind == CR_OBJECT_BIG)
    {
      double number;
      return cr_big_get_double (interp, value, &number) ? cr_object_float (number) : CR_UNSET;
    }
  CrObject special = convert_special (interp, value, "__float__", "__index__");
  if (cr_object_is_number (special))
    return cr_object_float (cr_object_to_double (special));
  if (cr_interp_is_raised (interp))
    return CR_UNSET;
  return cr_interp_raise (interp, CR_ERROR_TYPE, "float() argument must be a string or a real number, not '%s'",
                          cr_interp_type_name (interp, value));
}

static CrObject
construct_bool (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional > 1)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "bool expected at most 1 argument, got %u", args->n_positional);
  int truth = args->n_positional ? cr_interp_truth (interp, args->values[0]) : 0;
  return truth < 0 ? CR_UNSET : cr_object_bool (truth);
}

static CrObject
construct_str (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return args->n_positional ? cr_interp_str (interp, args->values[0]) : cr_str_new (interp->heap, "", 0);
}

static CrObject
construct_sequence (CrInterp *interp, CrObjectKind kind, const CrCallArgs *args)
{
  CrSequence *sequence;
  if (args->n_positional == 0)
    sequence = cr_sequence_new (interp->heap, kind, 0);
  else
    sequence = cr_interp_to_sequence (interp, args->values[0], kind);
  return sequence ? cr_object_from_cell (sequence) : CR_UNSET;
}

static CrObject
construct_list (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return construct_sequence (interp, CR_OBJECT_LIST, args);
}

static CrObject
construct_tuple (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return construct_sequence (interp, CR_OBJECT_TUPLE, args);
}

static CrObject
construct_size (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return construct_sequence (interp, CR_OBJECT_SIZE, args);
}

/* Pairs, or another dict, into @dict. */
static gboolean
fill_dict (CrInterp *interp, CrDict *dict, CrObject from)
{
  CrSequence *pairs = NULL;
  if (from.kind == CR_OBJECT_DICT)
    {
      CrDict *other = cr_object_dict (from);
      for (guint i = 0; i < other->n_entries; i++)
        if (cr_object_is_set (other->entries[i].key))
          cr_dict_set (dict, other->entries[i].key, cr_object_ref (other->entries[i].value));
      return TRUE;
    }
  pairs = cr_interp_to_sequence (interp, from, CR_OBJECT_LIST);
  for (guint i = 0; pairs && i < pairs->n && !cr_interp_is_raised (interp); i++)
    {
      CrObject pair = pairs->items[i];
      if (cr_object_is_sequence (pair) && cr_object_sequence (pair)->n != 2)
        cr_interp_raise (interp, CR_ERROR_VALUE, "dictionary update sequence element #%u has length %u; 2 is required",
                         i, cr_object_sequence (pair)->n);
      else if (!cr_object_is_sequence (pair))
        cr_interp_raise (interp, CR_ERROR_TYPE, "cannot convert dictionary update sequence element #%u to a sequence",
                         i);
      else if (cr_interp_check_hashable (interp, cr_object_sequence (pair)->items[0]))
        cr_dict_set (dict, cr_object_sequence (pair)->items[0], cr_object_ref (cr_object_sequence (pair)->items[1]));
    }
  cr_cell_unref (pairs);
  return !cr_interp_is_raised (interp);
}

static CrObject
construct_dict (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  if (args->n_positional && !fill_dict (interp, dict, args->values[0]))
    {
      cr_cell_unref (dict);
      return CR_UNSET;
    }
  for (guint i = 0; i < args->n_keywords; i++)
    cr_dict_set_text (dict, args->keywords[i], cr_object_ref (args->values[args->n_positional + i]));
  return cr_object_from_cell (dict);
}

static CrObject
construct_range (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 values[3] = { 0, 0, 1 };
  guint n = args->n_positional;
  if (n == 0)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "range expected at least 1 argument, got 0");
  if (n > 3)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "range expected at most 3 arguments, got %u", n);
  for (guint i = 0; i < n; i++)
    if (!cr_interp_to_int (interp, args->values[i], &values[n == 1 ? 1 : i]))
      return CR_UNSET;
  if (values[2] == 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "range() arg 3 must not be zero");
  return cr_range_new (interp->heap, values[0], values[1], values[2]);
}

static CrObject
construct_slice (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  guint n = args->n_positional;
  if (n < 1 || n > 3)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "slice expected at least 1 argument, got %u", n);
  CrSlice *slice = cr_cell_new (interp->heap, CR_OBJECT_SLICE, sizeof (CrSlice));
  slice->start = n == 1 ? CR_NONE : cr_object_ref (args->values[0]);
  slice->stop = cr_object_ref (args->values[n == 1 ? 0 : 1]);
  slice->step = n == 3 ? cr_object_ref (args->values[2]) : CR_NONE;
  return cr_object_from_cell (slice);
}

/* type (name, bases, attributes): a class without a statement. */
static CrObject
make_type (CrInterp *interp, const CrCallArgs *args)
{
  CrObject name = args->values[0], bases = args->values[1], attributes = args->values[2];
  if (name.kind != CR_OBJECT_STR || !cr_object_is_tuple (bases) || attributes.kind != CR_OBJECT_DICT)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "type() takes a str, a tuple and a dict");
  guint n = cr_object_sequence (bases)->n;
  g_autofree CrClass **classes = g_new (CrClass *, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      if (cr_object_sequence (bases)->items[i].kind != CR_OBJECT_CLASS)
        return cr_interp_raise (interp, CR_ERROR_TYPE, "bases must be types");
      classes[i] = (CrClass *)cr_object_sequence (bases)->items[i].u.cell;
    }
  CrClass *type = cr_interp_make_class (interp, cr_object_text (name), classes, n);
  if (type == NULL)
    return CR_UNSET;
  const CrDict *dict = cr_object_dict (attributes);
  for (guint i = 0; i < dict->n_entries; i++)
    if (dict->entries[i].key.kind == CR_OBJECT_STR)
      cr_class_set (type, cr_object_text (dict->entries[i].key), cr_object_ref (dict->entries[i].value));
  return cr_object_from_cell (type);
}

static CrObject
construct_super (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_new_super (interp, args);
}

static CrObject
construct_type (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  if (args->n_positional == 3)
    return make_type (interp, args);
  if (args->n_positional != 1)
    return cr_interp_raise (interp, CR_ERROR_TYPE, "type() takes 1 or 3 arguments");
  return cr_object_from_cell (cr_cell_ref (cr_interp_type_of (interp, args->values[0])));
}

/* torch.Tensor([2]) is data, torch.Tensor(2, 3) sizes; always float32. */
static CrObject
construct_tensor (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDtype dtype = CR_DTYPE_FLOAT32;
  gint64 sizes[CR_MAX_DIMS];
  GError *error = NULL;
  if (args->n_positional == 1 && !cr_object_is_integer (args->values[0]) && args->values[0].kind != CR_OBJECT_SIZE)
    return cr_object_take_tensor (cr_interp_make_tensor (interp, args->values[0], &dtype));
  const CrObject *items = args->values;
  guint n = args->n_positional;
  if (n == 1 && items[0].kind == CR_OBJECT_SIZE)
    {
      n = cr_object_sequence (items[0])->n;
      items = cr_object_sequence (items[0])->items;
    }
  if (n > CR_MAX_DIMS)
    return cr_interp_raise (interp, CR_ERROR_RUNTIME, "too many dimensions");
  for (guint i = 0; i < n; i++)
    if (!cr_interp_to_int (interp, items[i], &sizes[i]))
      return CR_UNSET;
  if (args->n_positional == 0)
    sizes[0] = 0;
  CrTensor *tensor = cr_tensor_new_full (interp->context, dtype, args->n_positional ? (int)n : 1, sizes, 0, &error);
  return tensor ? cr_object_take_tensor (tensor) : cr_interp_raise_error (interp, error);
}

static CrObject
construct_device (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject name = cr_call_args_at (args, 0, "device");
  if (name.kind == CR_OBJECT_DEVICE || (name.kind == CR_OBJECT_STR && strcmp (cr_object_text (name), "cpu") == 0))
    return (CrObject){ CR_OBJECT_DEVICE };
  return cr_interp_raise (interp, CR_ERROR_RUNTIME, "%s", _ ("the only device here is 'cpu'"));
}

void
cr_builtins_install_types (CrInterp *interp)
{
  static const struct
  {
    CrObjectKind kind;
    CrBuiltinCall construct;
  } rows[] = {
    { CR_OBJECT_INT, construct_int },
    { CR_OBJECT_FLOAT, construct_float },
    { CR_OBJECT_COMPLEX, cr_complex_construct },
    { CR_OBJECT_BOOL, construct_bool },
    { CR_OBJECT_STR, construct_str },
    { CR_OBJECT_LIST, construct_list },
    { CR_OBJECT_TUPLE, construct_tuple },
    { CR_OBJECT_SIZE, construct_size },

    { CR_OBJECT_DICT, construct_dict },
    { CR_OBJECT_RANGE, construct_range },
    { CR_OBJECT_SLICE, construct_slice },
    { CR_OBJECT_CLASS, construct_type },
    { CR_OBJECT_TENSOR, construct_tensor },
    { CR_OBJECT_DEVICE, construct_device },
    { CR_OBJECT_GENERATOR, cr_builtins_construct_generator },
    { CR_OBJECT_INSTANCE, NULL },
    { CR_OBJECT_SUPER, construct_super },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CrClass *type = interp->types[rows[i].kind];
      type->construct = rows[i].construct;
      /* Those with a dot in their name belong to torch. */
      if (strchr (type->name, '.') == NULL)
        cr_dict_set_text (interp->builtins, type->name, cr_object_from_cell (cr_cell_ref (type)));
    }
}
