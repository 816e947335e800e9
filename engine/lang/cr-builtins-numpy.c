/* The little of numpy that scripts use beside torch, and how arrays print. */

#include "cr-interp-private.h"
#include "cr-print.h"

#include <math.h>
#include <string.h>

static CrObject
as_array (CrInterp *interp, CrTensor *tensor)
{
  return tensor ? (CrObject){ CR_OBJECT_ARRAY, { .tensor = tensor } } : CR_UNSET;
}

static CrObject
numpy_array (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrDtype dtype = CR_DTYPE_FLOAT64;
  CrObject data = args->values[0];
  if (data.kind == CR_OBJECT_TENSOR || data.kind == CR_OBJECT_ARRAY)
    return as_array (interp, cr_interp_make_tensor (interp, data, NULL));
  CrTensor *tensor = cr_interp_make_tensor (interp, data, NULL);
  if (tensor == NULL || cr_tensor_get_dtype (tensor) != CR_DTYPE_FLOAT32)
    return as_array (interp, tensor);
  cr_tensor_unref (tensor);
  return as_array (interp, cr_interp_make_tensor (interp, data, &dtype));
}

/* A function of the table by its torch name, the result an array of float64 where it computes in floats. */
static CrObject
call_named (CrInterp *interp, const char *name, const CrCallArgs *args)
{
  CrObject result = cr_interp_call_torch (interp, cr_functions_find (name, CR_SPELL_TORCH), FALSE, CR_UNSET, args);
  if (result.kind == CR_OBJECT_TENSOR)
    result.kind = CR_OBJECT_ARRAY;
  return result;
}

static CrObject
numpy_linspace (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject n = cr_call_args_at (args, 2, "num");
  CrObject values[] = { args->values[0],
                        args->values[1],
                        cr_object_is_set (n) ? n : cr_object_int (50),
                        { CR_OBJECT_DTYPE, { .dtype = CR_DTYPE_FLOAT64 } } };
  const char *const keywords[] = { "dtype" };
  CrCallArgs all = { values, 3, 1, keywords };
  return call_named (interp, "linspace", &all);
}

#define CR_NUMPY(name)                                                                                                 \
  static CrObject numpy_##name (CrInterp *interp, CrObject self, const CrCallArgs *args)                               \
  {                                                                                                                    \
    return call_named (interp, #name, args);                                                                           \
  }
CR_NUMPY (sin)
CR_NUMPY (cos)
CR_NUMPY (exp)
CR_NUMPY (log)
CR_NUMPY (sqrt)
#undef CR_NUMPY

static const CrBuiltinRow numpy_rows[] = {
  { "array", 1, 1, NULL, numpy_array }, { "linspace", 2, 3, "num", numpy_linspace },
  { "sin", 1, 1, NULL, numpy_sin },     { "cos", 1, 1, NULL, numpy_cos },
  { "exp", 1, 1, NULL, numpy_exp },     { "log", 1, 1, NULL, numpy_log },
  { "sqrt", 1, 1, NULL, numpy_sqrt },   { NULL },
};

CrModuleObject *
cr_builtins_make_numpy (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, numpy_rows);
  cr_module_object_set (module, "pi", cr_object_float (G_PI));
  cr_module_object_set (module, "ndarray", cr_object_from_cell (cr_cell_ref (interp->types[CR_OBJECT_ARRAY])));
  return module;
}

/* The shortest digits that read back as the same float of the dtype, at most 8 after the point. */
static char *
shortest_digits (double value, gboolean single)
{
  char text[64];
  for (int precision = 1; precision < 18; precision++)
    {
      char format[16];
      g_snprintf (format, sizeof format, "%%.%dg", precision);
      g_ascii_formatd (text, sizeof text, format, value);
      double back = g_ascii_strtod (text, NULL);
      if (single ? (float)back == (float)value : back == value)
        break;
    }
  double shortest = g_ascii_strtod (text, NULL);
  g_ascii_formatd (text, sizeof text, "%.8f", shortest);
  gsize n = strlen (text);
  while (n > 0 && text[n - 1] == '0')
    text[--n] = '\0';
  return g_strdup (text);
}

static char *
element_text (CrTensor *tensor, gint64 i)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  if (dtype == CR_DTYPE_BOOL)
    return g_strdup (cr_tensor_get_int (tensor, i) ? "True" : "False");
  if (dtype == CR_DTYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, cr_tensor_get_int (tensor, i));
  double value = cr_tensor_get_double (tensor, i);
  if (!isfinite (value))
    return cr_double_to_string (value);
  return shortest_digits (value, dtype == CR_DTYPE_FLOAT32);
}

/* All texts as wide as the widest on either side of the point. */
static void
align_texts (GPtrArray *texts, gboolean floating)
{
  gsize left = 0, right = 0;
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);
      const char *point = strchr (text, '.');
      gsize before = point ? (gsize)(point - text) : strlen (text);
      left = MAX (left, before);
      right = MAX (right, point ? strlen (point) : 0);
    }
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);
      const char *point = strchr (text, '.');
      gsize before = point ? (gsize)(point - text) : strlen (text);
      gsize after = floating ? right - (point ? strlen (point) : 0) : 0;
      char *padded = g_strdup_printf ("%*s%s%*s", (int)(left - before), "", text, (int)after, "");
      g_free (texts->pdata[i]);
      texts->pdata[i] = padded;
    }
}

typedef struct
{
  CrTensor *tensor;
  GPtrArray *texts;
  const char *separator;
  guint indent;
  gint64 at;
  GString *into;
} Writer;

static void
write_level (Writer *writer, int dim)
{
  int ndim = cr_tensor_get_ndim (writer->tensor);
  gint64 n = cr_tensor_get_sizes (writer->tensor)[dim];
  g_string_append_c (writer->into, '[');
  for (gint64 i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (writer->into, writer->separator);
      if (dim + 1 < ndim && i > 0)
        {
          for (int k = dim + 1; k < ndim; k++)
            g_string_append_c (writer->into, '\n');
          g_string_append_printf (writer->into, "%*s", (int)writer->indent + dim + 1, "");
        }
      else if (i > 0)
        g_string_append_c (writer->into, ' ');
      if (dim + 1 < ndim)
        write_level (writer, dim + 1);
      else
        g_string_append (writer->into, g_ptr_array_index (writer->texts, writer->at++));
    }
  g_string_append_c (writer->into, ']');
}

void
cr_array_repr (CrTensor *tensor, gboolean is_repr, GString *into)
{
  gint64 n = cr_tensor_get_numel (tensor);
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  if (n > 1000)
    {
      g_autofree char *text = cr_tensor_to_string (tensor, NULL);
      g_string_append (into, text);
      return;
    }
  for (gint64 i = 0; i < n; i++)
    g_ptr_array_add (texts, element_text (tensor, i));
  align_texts (texts, cr_dtype_is_floating (dtype));
  Writer writer = { tensor, texts, is_repr ? "," : "", is_repr ? 6 : 0, 0, into };
  g_string_append (into, is_repr ? "array(" : "");
  if (cr_tensor_get_ndim (tensor) == 0)
    g_string_append (into, g_ptr_array_index (texts, 0));
  else
    write_level (&writer, 0);
  if (is_repr)
    g_string_append (into, dtype == CR_DTYPE_FLOAT32 ? ", dtype=float32)" : ")");
}
