/* The parameters of the functions' table as people write them: without types, and the rows of one name as one list. */

#include "cr-catalog-private.h"

#include <string.h>

typedef struct
{
  const char *name; /* "*" for what divides those that are given by keyword only */
  gsize length;
  const char *standard; /* after "="; NULL: none */
  gsize standard_length;
  gboolean takes_rest; /* also as separate arguments: int[...] */
} Parameter;

/* The parts of @parameters: a list of Parameter whose texts belong to @parameters. */
static GArray *
split (const char *parameters)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Parameter));
  for (const char *at = parameters; *at;)
    {
      const char *end = strstr (at, ", ");
      gsize length = end ? (gsize)(end - at) : strlen (at);
      const char *equals = memchr (at, '=', length);
      const char *stop = equals ? equals : at + length;
      const char *name = stop;
      while (name > at && name[-1] != ' ')
        name--;
      Parameter parameter
          = { name, (gsize)(stop - name), equals ? equals + 1 : NULL, equals ? (gsize)(at + length - equals - 1) : 0,
              g_strstr_len (at, name - at, "[...]") != NULL };
      g_array_append_val (list, parameter);
      at += length + (end ? 2 : 0);
    }
  return list;
}

static const Parameter *
find (const GArray *list, const Parameter *wanted)
{
  for (guint i = 0; i < list->len; i++)
    {
      const Parameter *parameter = &g_array_index (list, Parameter, i);
      if (parameter->length == wanted->length && strncmp (parameter->name, wanted->name, wanted->length) == 0)
        return parameter;
    }
  return NULL;
}

/* Whether what follows @from may be left out, too: a default before what has none cannot be written. */
static gboolean
may_have_default (const GArray *list, const guint8 *optional, guint from)
{
  for (guint i = from; i < list->len; i++)
    {
      const Parameter *parameter = &g_array_index (list, Parameter, i);
      if (parameter->name[0] == '*')
        break;
      if (parameter->standard == NULL && !optional[i])
        return FALSE;
    }
  return TRUE;
}

static char *
write (const GArray *list, const guint8 *optional, guint skip)
{
  GString *text = g_string_new (NULL);
  for (guint i = skip; i < list->len; i++)
    {
      const Parameter *parameter = &g_array_index (list, Parameter, i);
      const Parameter *before = i > skip ? &g_array_index (list, Parameter, i - 1) : NULL;
      gboolean says_nothing = parameter->name[0] == '*' && before && before->takes_rest;
      if (says_nothing || strncmp (parameter->name, "_stacklevel", 11) == 0)
        continue;
      g_string_append_printf (text, "%s%s%.*s", text->len ? ", " : "", parameter->takes_rest ? "*" : "",
                              (int)parameter->length, parameter->name);
      if (parameter->standard)
        g_string_append_printf (text, "=%.*s", (int)parameter->standard_length, parameter->standard);
      else if (optional[i] && may_have_default (list, optional, i))
        g_string_append (text, "=None");
    }
  return g_string_free (text, FALSE);
}

char *
cr_signature_to_text (const char *parameters, guint skip)
{
  g_autoptr (GArray) list = split (parameters);
  g_autofree guint8 *optional = g_new0 (guint8, list->len + 1);
  return write (list, optional, skip);
}

const CrFunction *
cr_functions_find_spelled (const char *name, guint spellings)
{
  guint n;
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < n; i++)
    if ((functions[i].spellings & spellings) && strcmp (functions[i].name, name) == 0)
      return &functions[i];
  return NULL;
}

/* Marks what in @longest one of the other rows does without. */
static void
mark_optional (const GArray *longest, const GArray *other, guint8 *optional)
{
  for (guint i = 0; i < longest->len; i++)
    {
      const Parameter *parameter = &g_array_index (longest, Parameter, i);
      if (parameter->name[0] != '*' && find (other, parameter) == NULL)
        optional[i] = TRUE;
    }
}

/* The rows by name: GPtrArrays of CrFunction. */
static GHashTable *
make_index (void)
{
  guint n;
  const CrFunction *functions = cr_functions_get (&n);
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n; i++)
    {
      GPtrArray *rows = g_hash_table_lookup (index, functions[i].name);
      if (rows == NULL)
        g_hash_table_insert (index, (gpointer)functions[i].name, rows = g_ptr_array_new ());
      g_ptr_array_add (rows, (gpointer)&functions[i]);
    }
  return index;
}

static GPtrArray *
find_rows (const char *name)
{
  static gsize index = 0;
  if (g_once_init_enter (&index))
    g_once_init_leave (&index, GPOINTER_TO_SIZE (make_index ()));
  return g_hash_table_lookup (GSIZE_TO_POINTER (index), name);
}

char *
cr_functions_dup_parameters (const char *name, guint spellings, guint skip)
{
  GPtrArray *found = find_rows (name);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  const GArray *longest = NULL;
  for (guint i = 0; found && i < found->len; i++)
    if (((const CrFunction *)found->pdata[i])->spellings & spellings)
      {
        GArray *row = split (((const CrFunction *)found->pdata[i])->parameters);
        g_ptr_array_add (rows, row);
        if (longest == NULL || row->len > longest->len)
          longest = row;
      }
  if (longest == NULL)
    return NULL;
  g_autofree guint8 *optional = g_new0 (guint8, longest->len + 1);
  for (guint i = 0; i < rows->len; i++)
    mark_optional (longest, rows->pdata[i], optional);
  return write (longest, optional, skip);
}
