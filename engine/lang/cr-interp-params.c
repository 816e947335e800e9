/* Arguments into parameters of functions that the script defines, with Python's messages. */

#include "cr-interp-private.h"

#include <string.h>

static gboolean
is_positional (const CrParameter *parameter)
{
  return parameter->kind == CR_PARAMETER_POSITIONAL_ONLY || parameter->kind == CR_PARAMETER_NORMAL;
}

static CrObject *
find_slot (CrScope *scope, const char *name)
{
  guint slot = GPOINTER_TO_UINT (g_hash_table_lookup (scope->code->slots, name));
  return &scope->slots[slot - 1];
}

static const CrParameter *
find_kind (const CrParameterList *parameters, guint kind)
{
  for (guint i = 0; i < parameters->n; i++)
    if ((guint)parameters->items[i].kind == kind)
      return &parameters->items[i];
  return NULL;
}

static guint
count_positional (const CrParameterList *parameters)
{
  guint n = 0;
  for (guint i = 0; i < parameters->n; i++)
    n += is_positional (&parameters->items[i]);
  return n;
}

static gboolean
raise_too_many (CrInterp *interp, const CrCode *code, guint given)
{
  guint n = count_positional (code->parameters), n_default = 0;
  for (guint i = 0; i < code->parameters->n; i++)
    n_default += is_positional (&code->parameters->items[i]) && code->parameters->items[i].default_value;
  const char *verb = given == 1 ? "was" : "were";
  if (n_default > 0)
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes from %u to %u positional arguments but %u %s given",
                     code->qualname, n - n_default, n, given, verb);
  else
    cr_interp_raise (interp, CR_ERROR_TYPE, "%s() takes %u positional argument%s but %u %s given", code->qualname, n,
                     n == 1 ? "" : "s", given, verb);
  return FALSE;
}

static gboolean
bind_positional (CrInterp *interp, const CrCode *code, CrScope *scope, const CrCallArgs *args)
{
  guint at = 0;
  for (guint i = 0; i < code->parameters->n && at < args->n_positional; i++)
    if (is_positional (&code->parameters->items[i]))
      cr_object_set (find_slot (scope, code->parameters->items[i].name), cr_object_ref (args->values[at++]));
  const CrParameter *star = find_kind (code->parameters, CR_PARAMETER_STAR);
  if (at < args->n_positional && (star == NULL || star->name == NULL))
    return raise_too_many (interp, code, args->n_positional);
  if (star && star->name)
    {
      CrSequence *rest = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
      for (; at < args->n_positional; at++)
        cr_sequence_append (rest, cr_object_ref (args->values[at]));
      cr_object_set (find_slot (scope, star->name), cr_object_from_cell (rest));
    }
  return TRUE;
}

static const CrParameter *
find_parameter (const CrParameterList *parameters, const char *name)
{
  for (guint i = 0; i < parameters->n; i++)
    {
      const CrParameter *parameter = &parameters->items[i];
      if ((parameter->kind == CR_PARAMETER_NORMAL || parameter->kind == CR_PARAMETER_KEYWORD_ONLY)
          && strcmp (parameter->name, name) == 0)
        return parameter;
    }
  return NULL;
}

static gboolean
bind_keywords (CrInterp *interp, const CrCode *code, CrScope *scope, const CrCallArgs *args)
{
  const CrParameter *rest = find_kind (code->parameters, CR_PARAMETER_STAR_STAR);
  CrDict *dict = NULL;
  if (rest)
    {
      dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
      cr_object_set (find_slot (scope, rest->name), cr_object_from_cell (dict));
    }
  for (guint i = 0; i < args->n_keywords; i++)
    {
      const char *name = args->keywords[i];
      const CrParameter *parameter = find_parameter (code->parameters, name);
      CrObject value = args->values[args->n_positional + i];
      if (parameter && !cr_object_is_set (*find_slot (scope, parameter->name)))
        cr_object_set (find_slot (scope, parameter->name), cr_object_ref (value));
      else if (!parameter && dict)
        cr_dict_set_text (dict, name, cr_object_ref (value));
      else
        {
          cr_interp_raise (interp, CR_ERROR_TYPE,
                           parameter ? "%s() got multiple values for argument '%s'"
                                     : "%s() got an unexpected keyword argument '%s'",
                           code->qualname, name);
          return FALSE;
        }
    }
  return TRUE;
}

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'". */
static char *
join_names (GPtrArray *names)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < names->len; i++)
    {
      if (i > 0)
        g_string_append (text, names->len == 2 ? " and " : i + 1 == names->len ? ", and " : ", ");
      g_string_append_printf (text, "'%s'", (const char *)g_ptr_array_index (names, i));
    }
  return g_string_free (text, FALSE);
}

static gboolean
raise_missing (CrInterp *interp, const CrCode *code, GPtrArray *missing, const char *kind)
{
  g_autofree char *names = join_names (missing);
  cr_interp_raise (interp, CR_ERROR_TYPE, "%s() missing %u required %s argument%s: %s", code->qualname, missing->len,
                   kind, missing->len == 1 ? "" : "s", names);
  return FALSE;
}

static gboolean
fill_defaults (CrInterp *interp, CrFunctionObject *function, CrScope *scope)
{
  const CrParameterList *parameters = function->code->parameters;
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  g_autoptr (GPtrArray) missing_keywords = g_ptr_array_new ();
  guint at = 0;
  for (guint i = 0; i < parameters->n; i++)
    {
      const CrParameter *parameter = &parameters->items[i];
      if (parameter->kind == CR_PARAMETER_STAR || parameter->kind == CR_PARAMETER_STAR_STAR)
        continue;
      CrObject *slot = find_slot (scope, parameter->name);
      if (parameter->default_value)
        {
          CrObject value = function->defaults->items[at++];
          if (!cr_object_is_set (*slot))
            *slot = cr_object_ref (value);
        }
      else if (!cr_object_is_set (*slot))
        g_ptr_array_add (is_positional (parameter) ? missing : missing_keywords, (gpointer)parameter->name);
    }
  if (missing->len)
    return raise_missing (interp, function->code, missing, "positional");
  return missing_keywords->len == 0 || raise_missing (interp, function->code, missing_keywords, "keyword-only");
}

/* Tensors that parameters now name. */
static void
tell_parameters (CrInterp *interp, const CrCode *code, CrScope *scope)
{
  if (interp->observer == NULL || interp->observer->name_bound == NULL)
    return;
  for (guint i = 0; i < code->parameters->n; i++)
    {
      const char *name = code->parameters->items[i].name;
      if (name && find_slot (scope, name)->kind == CR_OBJECT_TENSOR)
        interp->observer->name_bound (interp->observer_data, name, find_slot (scope, name)->u.tensor);
    }
}

gboolean
cr_interp_bind_parameters (CrInterp *interp, CrFunctionObject *function, CrScope *scope, const CrCallArgs *args)
{
  const CrCode *code = function->code;
  if (!bind_positional (interp, code, scope, args) || !bind_keywords (interp, code, scope, args)
      || !fill_defaults (interp, function, scope))
    return FALSE;
  tell_parameters (interp, code, scope);
  return TRUE;
}
