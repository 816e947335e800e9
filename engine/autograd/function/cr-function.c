/* The table of functions: the families' rows in one array, looked up by name and by operator. */

#include "cr-function.h"

#include "cr-function-calls.h"

#include <glib/gi18n-lib.h>

#define TORCH CR_SPELL_TORCH
#define METHOD CR_SPELL_METHOD
#define NN CR_SPELL_NN
#define INPLACE CR_SPELL_INPLACE
#define LINALG CR_SPELL_LINALG
#define TORCH_INPLACE CR_SPELL_TORCH_INPLACE
#define CR_FUNCTION(name, spellings, op, parameters, call, summary)                                                    \
  { name, (CrSpelling)(spellings), op, parameters, call, summary, NULL, NULL },
#define CR_FUNCTION_MANY(name, spellings, op, parameters, call, results, summary)                                      \
  { name, (CrSpelling)(spellings), op, parameters, NULL, summary, call, results },
#define CR_FUNCTION_PYTHON(name, spellings, op, parameters, call, summary)                                             \
  { name, (CrSpelling)(spellings), op, parameters, call, summary, NULL, CR_RESULT_PYTHON },
static const CrFunction functions[] = {
#include "cr-functions.def"
};
#undef CR_FUNCTION_PYTHON
#undef CR_FUNCTION_MANY
#undef CR_FUNCTION

const CrFunction *
cr_functions_get (guint *n_functions)
{
  g_return_val_if_fail (n_functions != NULL, NULL);
  *n_functions = G_N_ELEMENTS (functions);
  return functions;
}

const CrFunction *
cr_functions_find (const char *name, CrSpelling spelling)
{
  g_return_val_if_fail (name != NULL, NULL);
  gsize length = strlen (name);
  /* "sub_" is the row "sub", written in place. */
  if (spelling == CR_SPELL_INPLACE || spelling == CR_SPELL_TORCH_INPLACE)
    {
      if (length < 2 || name[length - 1] != '_')
        return NULL;
      length--;
    }
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if ((functions[i].spellings & spelling) && strlen (functions[i].name) == length
        && strncmp (functions[i].name, name, length) == 0)
      return &functions[i];
  return NULL;
}

const CrFunction *
cr_functions_find_operator (const char *op)
{
  g_return_val_if_fail (op != NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (functions[i].op && strcmp (functions[i].op, op) == 0)
      return &functions[i];
  return NULL;
}

static guint
count_parameters (const char *parameters)
{
  guint n = 0;
  g_auto (GStrv) parts = g_strsplit (parameters, ", ", -1);
  for (guint i = 0; parts[i]; i++)
    n += strcmp (parts[i], "*") != 0;
  return n;
}

gboolean
cr_function_call_inplace (const CrFunction *function, CrContext *context, const CrArg *args, GError **error)
{
  g_return_val_if_fail (function != NULL && (function->spellings & (CR_SPELL_INPLACE | CR_SPELL_TORCH_INPLACE)), FALSE);
  g_return_val_if_fail (args[0].kind == CR_ARG_TENSOR, FALSE);
  if (cr_inplace_is_shape (function->call))
    return cr_inplace_reshape (function->call, context, args, error);
  return cr_inplace_apply (function->call, context, args, count_parameters (function->parameters), error);
}
