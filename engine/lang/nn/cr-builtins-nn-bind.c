/* Arguments of what PyTorch defines in Python: bound to a signature that stands as text, with
 * Python's messages. */

#include "cr-builtins-nn-private.h"

#include <string.h>

/* One parameter of a signature's text. */
typedef struct
{
  const char *name;
  gsize length;
  const char *standard; /* the default's text; NULL if there is none */
  gsize standard_length;
  gboolean keyword_only, star;
} Parameter;

static guint
parse (const char *text, Parameter *parameters)
{
  guint n = 0;
  gboolean keyword_only = FALSE;
  for (const char *at = text; *at;)
    {
      at += strspn (at, " ,");
      const char *end = at;
      for (int depth = 0; *end && (depth > 0 || *end != ','); end++)
        depth += (*end == '(') - (*end == ')');
      const char *equals = memchr (at, '=', (gsize)(end - at));
      gboolean star = *at == '*';
      gsize length = (gsize)((equals ? equals : end) - at);
      if (length > (gsize)star && n < CR_NN_MAX_PARAMETERS)
        parameters[n++] = (Parameter){ at + star,
                                       length - (gsize)star,
                                       equals ? equals + 1 : NULL,
                                       equals ? (gsize)(end - equals - 1) : 0,
                                       keyword_only,
                                       star };
      keyword_only = keyword_only || star;
      at = end;
    }
  return n;
}

static CrObject
parse_tuple (CrInterp *interp, const char *text, gsize length)
{
  CrSequence *tuple = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 0);
  const char *end = text + length - 1;
  for (const char *at = text + 1; at < end;)
    {
      gsize n = strcspn (at, ",)");
      if (n)
        cr_sequence_append (tuple, cr_nn_literal (interp, at, n));
      at += n + 1;
    }
  return cr_object_from_cell (tuple);
}

CrObject
cr_nn_literal (CrInterp *interp, const char *text, gsize length)
{
  g_autofree char *word = g_strndup (text, length);
  if (strcmp (word, "None") == 0)
    return CR_NONE;
  if (strcmp (word, "True") == 0 || strcmp (word, "False") == 0)
    return cr_object_bool (word[0] == 'T');
  if (word[0] == '\'')
    return cr_str_new (interp->heap, word + 1, (gssize)length - 2);
  if (word[0] == '(')
    return parse_tuple (interp, word, length);
  if (word[0] == '<')
    {
      CrCallArgs none = { NULL, 0, 0, NULL };
      return cr_interp_instantiate (interp, cr_nn_get (interp)->required, &none);
    }
  if (strpbrk (word, ".e"))
    return cr_object_float (g_ascii_strtod (word, NULL));
  return cr_object_int (g_ascii_strtoll (word, NULL, 10));
}

void
cr_nn_unbind (CrObject *values, guint n)
{
  for (guint i = 0; i < n; i++)
    cr_object_clear (&values[i]);
}

typedef struct
{
  CrInterp *interp;
  const char *class_name, *name;
  Parameter parameters[CR_NN_MAX_PARAMETERS];
  guint n;
  CrObject *values;
} Binding;

/* "Linear.__init__" */
static char *
dup_qualified_name (const Binding *binding)
{
  return binding->class_name ? g_strconcat (binding->class_name, ".", binding->name, NULL) : g_strdup (binding->name);
}

static gboolean
raise_too_many (const Binding *binding, guint given)
{
  guint most = 0, least = 0, self = binding->class_name != NULL;
  for (guint i = 0; i < binding->n; i++)
    {
      most += !binding->parameters[i].keyword_only;
      least += !binding->parameters[i].keyword_only && !binding->parameters[i].standard;
    }
  g_autofree char *name = dup_qualified_name (binding);
  most += self;
  least += self;
  given += self;
  if (least != most)
    cr_interp_raise (binding->interp, CR_ERROR_TYPE, "%s() takes from %u to %u positional arguments but %u were given",
                     name, least, most, given);
  else
    cr_interp_raise (binding->interp, CR_ERROR_TYPE, "%s() takes %u positional argument%s but %u %s given", name, most,
                     most == 1 ? "" : "s", given, given == 1 ? "was" : "were");
  return FALSE;
}

static gboolean
bind_positional (const Binding *binding, const CrCallArgs *args)
{
  for (guint k = 0; k < args->n_positional; k++)
    {
      if (k >= binding->n || binding->parameters[k].keyword_only)
        return raise_too_many (binding, args->n_positional);
      if (binding->parameters[k].star)
        {
          CrSequence *rest = cr_sequence_new (binding->interp->heap, CR_OBJECT_TUPLE, 0);
          for (guint i = k; i < args->n_positional; i++)
            cr_sequence_append (rest, cr_object_ref (args->values[i]));
          binding->values[k] = cr_object_from_cell (rest);
          return TRUE;
        }
      binding->values[k] = cr_object_ref (args->values[k]);
    }
  return TRUE;
}

static gboolean
bind_keywords (const Binding *binding, const CrCallArgs *args)
{
  for (guint k = 0; k < args->n_keywords; k++)
    {
      const char *word = args->keywords[k];
      guint i = 0;
      while (i < binding->n
             && (binding->parameters[i].star || strlen (word) != binding->parameters[i].length
                 || strncmp (word, binding->parameters[i].name, binding->parameters[i].length) != 0))
        i++;
      if (i < binding->n && !cr_object_is_set (binding->values[i]))
        {
          binding->values[i] = cr_object_ref (args->values[args->n_positional + k]);
          continue;
        }
      g_autofree char *name = dup_qualified_name (binding);
      cr_interp_raise (binding->interp, CR_ERROR_TYPE,
                       i < binding->n ? "%s() got multiple values for argument '%s'"
                                      : "%s() got an unexpected keyword argument '%s'",
                       name, word);
      return FALSE;
    }
  return TRUE;
}

static gboolean
raise_missing (const Binding *binding, guint n_missing)
{
  GString *names = g_string_new (NULL);
  guint seen = 0;
  for (guint i = 0; i < binding->n; i++)
    {
      if (cr_object_is_set (binding->values[i]))
        continue;
      if (seen++ > 0)
        g_string_append (names, n_missing == 2 ? " and " : seen == n_missing ? ", and " : ", ");
      g_string_append_printf (names, "'%.*s'", (int)binding->parameters[i].length, binding->parameters[i].name);
    }
  g_autofree char *name = dup_qualified_name (binding);
  cr_interp_raise (binding->interp, CR_ERROR_TYPE, "%s() missing %u required positional argument%s: %s", name,
                   n_missing, n_missing == 1 ? "" : "s", names->str);
  g_string_free (names, TRUE);
  return FALSE;
}

static gboolean
fill_defaults (const Binding *binding)
{
  guint missing = 0;
  for (guint i = 0; i < binding->n; i++)
    {
      const Parameter *parameter = &binding->parameters[i];
      if (cr_object_is_set (binding->values[i]))
        continue;
      if (parameter->star)
        binding->values[i] = cr_object_from_cell (cr_sequence_new (binding->interp->heap, CR_OBJECT_TUPLE, 0));
      else if (parameter->standard)
        binding->values[i] = cr_nn_literal (binding->interp, parameter->standard, parameter->standard_length);
      else
        missing++;
    }
  return missing == 0 || raise_missing (binding, missing);
}

gboolean
cr_nn_bind (CrInterp *interp, const char *class_name, const char *name, const char *signature, const CrCallArgs *args,
            CrObject *values)
{
  Binding binding = { .interp = interp, .class_name = class_name, .name = name, .values = values };
  binding.n = parse (signature, binding.parameters);
  memset (values, 0, binding.n * sizeof (CrObject));
  if (bind_positional (&binding, args) && bind_keywords (&binding, args) && fill_defaults (&binding))
    return TRUE;
  cr_nn_unbind (values, binding.n);
  return FALSE;
}
