/* The parameter strings of the functions' table, and PyTorch's own signatures in the same notation, parsed. */

#include "cr-binding-private.h"

#include <string.h>

/* Names that numpy uses, which PyTorch takes too. */
static const char *const numpy_names[][2]
    = { { "axis", "dim" }, { "keepdims", "keepdim" }, { "x", "input" }, { "x1", "input" }, { "x2", "other" } };

static const struct
{
  const char *name;
  guint accepts;
  const char *said; /* "must be SAID" */
} types[] = {
  { "Tensor", CR_ACCEPTS_TENSOR, "Tensor" },
  { "Tensor[...]", CR_ACCEPTS_TENSORS | CR_ACCEPTS_VARARGS, "tuple of Tensors" },
  { "Tensor[]", CR_ACCEPTS_TENSORS, "tuple of Tensors" },
  { "Scalar", CR_ACCEPTS_SCALAR, "Number" },
  { "int[...]", CR_ACCEPTS_INTS | CR_ACCEPTS_VARARGS | CR_ACCEPTS_ONE_INT, "tuple of ints" },
  { "int[1]", CR_ACCEPTS_INTS | CR_ACCEPTS_ONE_INT, "tuple of ints" },
  { "int[]", CR_ACCEPTS_INTS | CR_ACCEPTS_ONE_INT, "tuple of ints" },
  { "int[*]", CR_ACCEPTS_INTS, "tuple of ints" },
  { "int[][]", CR_ACCEPTS_INT_LISTS, "tuple of tuples of ints" },
  { "SymInt[*]", CR_ACCEPTS_INTS, "tuple of SymInts" },
  { "int", CR_ACCEPTS_INT, "int" },
  { "float", CR_ACCEPTS_FLOAT, "float" },
  { "bool", CR_ACCEPTS_BOOL, "bool" },
  { "dtype", CR_ACCEPTS_DTYPE, "torch.dtype" },
  { "device", CR_ACCEPTS_DEVICE, "torch.device" },
  { "str", CR_ACCEPTS_STRING, "str" },
  { "Generator", CR_ACCEPTS_GENERATOR, "torch.Generator" },
  { "name", CR_ACCEPTS_NAME, "name" },
  { "names", CR_ACCEPTS_NAME, "tuple of names" },
  { "layout", CR_ACCEPTS_OTHER, "torch.layout" },
  { "memory_format", CR_ACCEPTS_OTHER, "torch.memory_format" },
  { "float[]", CR_ACCEPTS_OTHER, "tuple of floats" },
  { "Scalar[]", CR_ACCEPTS_OTHER, "tuple of Scalars" },
  { "Storage", CR_ACCEPTS_OTHER, "torch.Storage" },
};

static void
parse_type (CrBindParameter *parameter, char *text)
{
  gboolean counts_symbols = FALSE;
  while (text)
    {
      char *bar = strchr (text, '|');
      if (bar)
        *bar = '\0';
      gsize n = strlen (text);
      if (n && text[n - 1] == '?')
        {
          parameter->accepts |= CR_ACCEPTS_NONE;
          text[n - 1] = '\0';
        }
      for (guint i = 0; i < G_N_ELEMENTS (types); i++)
        if (strcmp (text, types[i].name) == 0)
          {
            parameter->accepts |= types[i].accepts;
            counts_symbols = counts_symbols || g_str_has_suffix (text, "[]") || g_str_has_suffix (text, "[...]");
            /* What takes a number for a tensor says Tensor. */
            if (!parameter->type_name || types[i].accepts == CR_ACCEPTS_TENSOR)
              parameter->type_name = types[i].said;
          }
      text = bar ? bar + 1 : NULL;
    }
  /* 1.13 already counts sizes in symbols; its own signatures say so themselves. */
  if (counts_symbols && (strcmp (parameter->name, "size") == 0 || strcmp (parameter->name, "shape") == 0))
    parameter->type_name = "tuple of SymInts";
}

static void
parse_default (CrBindParameter *parameter, char *text)
{
  parameter->has_default = TRUE;
  gsize n = strlen (text);
  if (strcmp (text, "None") == 0)
    parameter->standard.kind = CR_ARG_NONE;
  else if (strcmp (text, "True") == 0 || strcmp (text, "False") == 0)
    parameter->standard = (CrArg){ CR_ARG_BOOL, { .integer = text[0] == 'T' } };
  else if (text[0] == '\'' && n >= 2)
    {
      text[n - 1] = '\0';
      parameter->standard = (CrArg){ CR_ARG_STRING, { .string = text + 1 } };
    }
  else if (strpbrk (text, ".e"))
    parameter->standard = (CrArg){ CR_ARG_FLOAT, { .number = g_ascii_strtod (text, NULL) } };
  else
    parameter->standard = (CrArg){ CR_ARG_INT, { .integer = g_ascii_strtoll (text, NULL, 10) } };
}

static void
parse_parameter (CrBindParameter *parameter, char *part, char *blank, gboolean keyword_only)
{
  *blank = '\0';
  char *equals = strchr (blank + 1, '=');
  if (equals)
    {
      *equals = '\0';
      parse_default (parameter, equals + 1);
    }
  parameter->name = blank + 1;
  parameter->keyword_only = keyword_only;
  parse_type (parameter, part);
}

CrSignature *
cr_signature_parse (const char *text, guint skip)
{
  CrSignature *signature = g_new0 (CrSignature, 1);
  gboolean keyword_only = FALSE;
  signature->text = g_strdup (text);
  for (char *part = signature->text, *next; part; part = next)
    {
      next = strchr (part, ',');
      if (next)
        *next++ = '\0';
      part = g_strstrip (part);
      char *blank = strchr (part, ' ');
      if (blank == NULL)
        keyword_only = keyword_only || strcmp (part, "*") == 0;
      else if (skip > 0)
        skip--;
      else if (signature->n < CR_MAX_PARAMETERS)
        {
          CrBindParameter *parameter = &signature->parameters[signature->n++];
          parse_parameter (parameter, part, blank, keyword_only);
          signature->n_positional += !keyword_only;
          signature->n_required += !parameter->has_default;
        }
    }
  return signature;
}

void
cr_signature_free (gpointer data)
{
  CrSignature *signature = data;
  g_free (signature->text);
  g_free (signature);
}

int
cr_signature_find (const CrSignature *signature, const char *name)
{
  for (guint i = 0; i < signature->n; i++)
    if (strcmp (signature->parameters[i].name, name) == 0)
      return (int)i;
  for (guint k = 0; k < G_N_ELEMENTS (numpy_names); k++)
    if (strcmp (name, numpy_names[k][0]) == 0)
      for (guint i = 0; i < signature->n; i++)
        if (strcmp (signature->parameters[i].name, numpy_names[k][1]) == 0)
          return (int)i;
  return -1;
}
