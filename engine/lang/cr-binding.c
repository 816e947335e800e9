/* The functions' table as the script sees it: parameter strings are parsed once each, Python's
 * arguments are bound to them, and what does not fit is told in PyTorch's words
 * (torch/csrc/utils/python_arg_parser.cpp). */

#include "cr-interp-private.h"

#include <string.h>

enum
{
  ACCEPTS_TENSOR = 1 << 0,
  ACCEPTS_SCALAR = 1 << 1,
  ACCEPTS_INT = 1 << 2,
  ACCEPTS_INTS = 1 << 3,
  ACCEPTS_FLOAT = 1 << 4,
  ACCEPTS_BOOL = 1 << 5,
  ACCEPTS_DTYPE = 1 << 6,
  ACCEPTS_STRING = 1 << 7,
  ACCEPTS_NONE = 1 << 8,
  ACCEPTS_VARARGS = 1 << 9
};

typedef struct
{
  char *name;
  guint accepts;
  gboolean keyword_only;
  gboolean has_default;
  CrArg standard; /* the default */
} Parameter;

typedef struct
{
  Parameter *parameters;
  guint n;
  guint n_positional; /* those that may be given by position */
} Signature;

/* Names that numpy uses, which PyTorch takes too. */
static const char *const numpy_names[][2] = { { "axis", "dim" }, { "keepdims", "keepdim" }, { "x", "input" } };

static const struct
{
  const char *name;
  guint accepts;
  const char *said; /* "must be SAID" */
} types[] = {
  { "Tensor", ACCEPTS_TENSOR, "Tensor" },
  { "Scalar", ACCEPTS_SCALAR, "Number" },
  { "int[...]", ACCEPTS_INTS | ACCEPTS_VARARGS, "tuple of ints" },
  { "int[]", ACCEPTS_INTS, "tuple of ints" },
  { "int", ACCEPTS_INT, "int" },
  { "float", ACCEPTS_FLOAT, "float" },
  { "bool", ACCEPTS_BOOL, "bool" },
  { "dtype", ACCEPTS_DTYPE, "torch.dtype" },
  { "str", ACCEPTS_STRING, "str" },
};

static guint
parse_type (char *text)
{
  guint accepts = 0;
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  for (char **part = parts; *part; part++)
    {
      gsize n = strlen (*part);
      if (n && (*part)[n - 1] == '?')
        {
          accepts |= ACCEPTS_NONE;
          (*part)[n - 1] = '\0';
        }
      for (guint i = 0; i < G_N_ELEMENTS (types); i++)
        if (strcmp (*part, types[i].name) == 0)
          accepts |= types[i].accepts;
    }
  return accepts;
}

static void
parse_default (Parameter *parameter, const char *text)
{
  parameter->has_default = TRUE;
  if (strcmp (text, "None") == 0)
    parameter->standard.kind = CR_ARG_NONE;
  else if (strcmp (text, "True") == 0 || strcmp (text, "False") == 0)
    parameter->standard = (CrArg){ CR_ARG_BOOL, { .integer = text[0] == 'T' } };
  else if (strpbrk (text, ".e"))
    parameter->standard = (CrArg){ CR_ARG_FLOAT, { .number = g_ascii_strtod (text, NULL) } };
  else
    parameter->standard = (CrArg){ CR_ARG_INT, { .integer = g_ascii_strtoll (text, NULL, 10) } };
}

static Signature *
parse_signature (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  guint n = g_strv_length (parts);
  Signature *signature = g_new0 (Signature, 1);
  gboolean keyword_only = FALSE;
  signature->parameters = g_new0 (Parameter, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      char *part = g_strstrip (parts[i]);
      char *blank = strchr (part, ' ');
      if (blank == NULL)
        {
          keyword_only = keyword_only || strcmp (part, "*") == 0;
          continue;
        }
      *blank = '\0';
      char *equals = strchr (blank + 1, '=');
      Parameter *parameter = &signature->parameters[signature->n++];
      if (equals)
        {
          *equals = '\0';
          parse_default (parameter, equals + 1);
        }
      parameter->name = g_strdup (blank + 1);
      parameter->accepts = parse_type (part);
      parameter->keyword_only = keyword_only;
      signature->n_positional += !keyword_only;
    }
  return signature;
}

void
cr_signature_free (gpointer data)
{
  Signature *signature = data;
  for (guint i = 0; i < signature->n; i++)
    g_free (signature->parameters[i].name);
  g_free (signature->parameters);
  g_free (signature);
}

static Signature *
get_signature (CrInterp *interp, const CrFunction *function)
{
  Signature *signature = g_hash_table_lookup (interp->signatures, function);
  if (signature == NULL)
    {
      signature = parse_signature (function->parameters);
      g_hash_table_insert (interp->signatures, (gpointer)function, signature);
    }
  return signature;
}

/* One call being bound. */
typedef struct
{
  CrInterp *interp;
  const char *name; /* as the script wrote it: "sub_" */
  Signature *signature;
  gboolean is_method; /* its first parameter is not counted */
  CrArg *args;
  gboolean *given;
  GPtrArray *held; /* arrays of integers */
} Binder;

static gboolean
set_ints (Binder *binder, CrArg *arg, const CrObject *items, guint n)
{
  gint64 *ints = g_new (gint64, MAX (n, 1));
  g_ptr_array_add (binder->held, ints);
  for (guint i = 0; i < n; i++)
    {
      CrObject item = items[i];
      if (cr_object_is_integer (item))
        ints[i] = item.u.integer;
      else if (item.kind != CR_OBJECT_TENSOR || cr_tensor_get_numel (item.u.tensor) != 1
               || cr_dtype_is_floating (cr_tensor_get_dtype (item.u.tensor)))
        return FALSE;
      else
        ints[i] = cr_tensor_get_int (item.u.tensor, 0);
    }
  *arg = (CrArg){ CR_ARG_INTS, { 0 }, ints, n };
  return TRUE;
}

static gboolean
set_number (CrArg *arg, CrObject value, guint accepts)
{
  if (value.kind == CR_OBJECT_BOOL && (accepts & (ACCEPTS_BOOL | ACCEPTS_SCALAR | ACCEPTS_FLOAT)))
    *arg = (CrArg){ CR_ARG_BOOL, { .integer = value.u.integer } };
  else if (cr_object_is_integer (value) && (accepts & (ACCEPTS_INT | ACCEPTS_SCALAR)))
    *arg = (CrArg){ CR_ARG_INT, { .integer = value.u.integer } };
  else if (cr_object_is_number (value) && (accepts & (ACCEPTS_FLOAT | ACCEPTS_SCALAR)))
    *arg = (CrArg){ CR_ARG_FLOAT, { .number = cr_object_to_double (value) } };
  else
    return FALSE;
  return TRUE;
}

/* A tensor where a number is wanted: one element will do. */
static gboolean
set_from_tensor (CrArg *arg, CrTensor *tensor, guint accepts)
{
  if (accepts & ACCEPTS_TENSOR)
    {
      *arg = (CrArg){ CR_ARG_TENSOR, { .tensor = tensor } };
      return TRUE;
    }
  gboolean floating = cr_dtype_is_floating (cr_tensor_get_dtype (tensor));
  if (cr_tensor_get_numel (tensor) != 1 || cr_tensor_get_ndim (tensor) != 0)
    return FALSE;
  return set_number (arg, cr_tensor_element (tensor, 0), floating ? accepts & ~(guint)ACCEPTS_INT : accepts);
}

static gboolean
convert (Binder *binder, CrArg *arg, CrObject value, guint accepts)
{
  if (value.kind == CR_OBJECT_NONE && (accepts & ACCEPTS_NONE))
    {
      *arg = (CrArg){ CR_ARG_NONE };
      return TRUE;
    }
  if (value.kind == CR_OBJECT_TENSOR || value.kind == CR_OBJECT_ARRAY)
    return set_from_tensor (arg, value.u.tensor, accepts);
  if (cr_object_is_sequence (value) && (accepts & ACCEPTS_INTS))
    return set_ints (binder, arg, cr_object_sequence (value)->items, cr_object_sequence (value)->n);
  if (value.kind == CR_OBJECT_INT && (accepts & ACCEPTS_INTS))
    return set_ints (binder, arg, &value, 1);
  if (cr_object_is_number (value))
    return set_number (arg, value, accepts);
  if (value.kind == CR_OBJECT_DTYPE && (accepts & ACCEPTS_DTYPE))
    *arg = (CrArg){ CR_ARG_DTYPE, { .dtype = value.u.dtype } };
  else if (value.kind == CR_OBJECT_STR && (accepts & ACCEPTS_STRING))
    *arg = (CrArg){ CR_ARG_STRING, { .string = cr_object_text (value) } };
  else
    return FALSE;
  return TRUE;
}

static const char *
wanted_type (const Parameter *parameter)
{
  guint accepts = parameter->accepts;
  /* 1.13 already counts sizes in symbols. */
  if ((accepts & ACCEPTS_INTS) && (strcmp (parameter->name, "size") == 0 || strcmp (parameter->name, "shape") == 0))
    return "tuple of SymInts";
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (accepts & types[i].accepts)
      return types[i].said;
  return "None";
}

/* @position from 1, or 0 for a keyword. */
static gboolean
bind_one (Binder *binder, guint i, CrObject value, guint position)
{
  const Parameter *parameter = &binder->signature->parameters[i];
  binder->given[i] = TRUE;
  if (convert (binder, &binder->args[i], value, parameter->accepts))
    return TRUE;
  g_autofree char *place = position ? g_strdup_printf (" (position %u)", position) : g_strdup ("");
  const char *type = cr_interp_type_name (binder->interp, value);
  cr_interp_raise (binder->interp, CR_ERROR_TYPE, "%s(): argument '%s'%s must be %s, not %s", binder->name,
                   parameter->name, place, wanted_type (parameter), type);
  return FALSE;
}

static gboolean
raise_extra (Binder *binder, guint given)
{
  const Signature *signature = binder->signature;
  guint first = binder->is_method ? 1 : 0, most = signature->n_positional - first, least = 0;
  for (guint i = first; i < signature->n_positional; i++)
    least += !signature->parameters[i].has_default;
  if (least != most)
    cr_interp_raise (binder->interp, CR_ERROR_TYPE, "%s() takes from %u to %u positional arguments but %u were given",
                     binder->name, least, most, given);
  else
    cr_interp_raise (binder->interp, CR_ERROR_TYPE, "%s() takes %u positional argument%s but %u %s given", binder->name,
                     most, most == 1 ? "" : "s", given, given == 1 ? "was" : "were");
  return FALSE;
}

static gboolean
bind_positional (Binder *binder, const CrCallArgs *args)
{
  const Signature *signature = binder->signature;
  guint first = binder->is_method ? 1 : 0;
  for (guint k = 0; k < args->n_positional; k++)
    {
      guint i = k + first;
      if (i >= signature->n_positional)
        return raise_extra (binder, args->n_positional);
      gboolean varargs
          = (signature->parameters[i].accepts & ACCEPTS_VARARGS) && !cr_object_is_sequence (args->values[k]);
      if (varargs && i + 1 == signature->n_positional)
        {
          binder->given[i] = TRUE;
          if (set_ints (binder, &binder->args[i], &args->values[k], args->n_positional - k))
            return TRUE;
        }
      if (!bind_one (binder, i, args->values[k], k + 1))
        return FALSE;
    }
  return TRUE;
}

static int
find_parameter (const Signature *signature, const char *name)
{
  for (guint k = 0; k < G_N_ELEMENTS (numpy_names); k++)
    if (strcmp (name, numpy_names[k][0]) == 0)
      name = numpy_names[k][1];
  for (guint i = 0; i < signature->n; i++)
    if (strcmp (signature->parameters[i].name, name) == 0)
      return (int)i;
  return -1;
}

/* Creation functions take device= though there is only one. */
static gboolean
is_cpu (CrObject value)
{
  return value.kind == CR_OBJECT_DEVICE || value.kind == CR_OBJECT_NONE
         || (value.kind == CR_OBJECT_STR && strcmp (cr_object_text (value), "cpu") == 0);
}

static gboolean
bind_keywords (Binder *binder, const CrCallArgs *args)
{
  for (guint k = 0; k < args->n_keywords; k++)
    {
      const char *name = args->keywords[k];
      CrObject value = args->values[args->n_positional + k];
      int i = find_parameter (binder->signature, name);
      if (i < 0 && strcmp (name, "device") == 0 && is_cpu (value))
        continue;
      if (i < 0 || (i == 0 && binder->is_method))
        {
          cr_interp_raise (binder->interp, CR_ERROR_TYPE, "%s() got an unexpected keyword argument '%s'", binder->name,
                           name);
          return FALSE;
        }
      if (binder->given[i])
        {
          cr_interp_raise (binder->interp, CR_ERROR_TYPE, "%s() got multiple values for argument '%s'", binder->name,
                           name);
          return FALSE;
        }
      if (!bind_one (binder, (guint)i, value, 0))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fill_defaults (Binder *binder)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  guint n = 0;
  for (guint i = 0; i < binder->signature->n; i++)
    {
      const Parameter *parameter = &binder->signature->parameters[i];
      if (binder->given[i])
        continue;
      binder->args[i] = parameter->standard;
      if (parameter->has_default)
        continue;
      g_string_append_printf (missing, "%s\"%s\"", n++ ? ", " : "", parameter->name);
    }
  if (n == 0)
    return TRUE;
  /* PyTorch has the plural the wrong way round. */
  cr_interp_raise (binder->interp, CR_ERROR_TYPE, "%s() missing %u required positional argument%s: %s", binder->name, n,
                   n == 1 ? "s" : "", missing->str);
  return FALSE;
}

static CrObject
apply (CrInterp *interp, const CrFunction *function, gboolean inplace, const CrArg *args, gboolean as_array)
{
  GError *error = NULL;
  if (inplace)
    {
      if (args[0].kind == CR_ARG_TENSOR && cr_function_call_inplace (function, interp->context, args, &error))
        return cr_object_take_tensor (cr_tensor_ref (args[0].u.tensor));
      return cr_interp_raise_error (interp, error);
    }
  CrTensor *result = function->call (interp->context, args, &error);
  if (result == NULL)
    return cr_interp_raise_error (interp, error);
  return (CrObject){ as_array ? CR_OBJECT_ARRAY : CR_OBJECT_TENSOR, { .tensor = result } };
}

static gboolean
any_array (CrObject self, const CrCallArgs *args)
{
  if (self.kind == CR_OBJECT_TENSOR)
    return FALSE;
  gboolean array = self.kind == CR_OBJECT_ARRAY;
  for (guint i = 0; i < args->n_positional; i++)
    {
      if (args->values[i].kind == CR_OBJECT_TENSOR)
        return FALSE;
      array = array || args->values[i].kind == CR_OBJECT_ARRAY;
    }
  return array;
}

CrObject
cr_interp_call_torch (CrInterp *interp, const CrFunction *function, gboolean inplace, CrObject self,
                      const CrCallArgs *args)
{
  g_autofree char *inplace_name = inplace ? g_strconcat (function->name, "_", NULL) : NULL;
  Signature *signature = get_signature (interp, function);
  g_autofree CrArg *bound = g_new0 (CrArg, MAX (signature->n, 1));
  g_autofree gboolean *given = g_new0 (gboolean, MAX (signature->n, 1));
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_free);
  gboolean is_method = cr_object_is_set (self);
  Binder binder = { interp, inplace ? inplace_name : function->name, signature, is_method, bound, given, held };
  if (is_method)
    {
      bound[0] = (CrArg){ CR_ARG_TENSOR, { .tensor = self.u.tensor } };
      given[0] = TRUE;
    }
  if (!bind_positional (&binder, args) || !bind_keywords (&binder, args) || !fill_defaults (&binder))
    return CR_UNSET;
  return apply (interp, function, inplace, bound, any_array (self, args));
}
