/* A call stands in the catalog as people write it: "torch.clamp($1, min=0, max=1)". Its last pair of parentheses holds
 * the arguments; what the signature has beside them may be added by name. */

#include "cr-palette-call.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-error.h"
#include "cr-leaf-text.h"

static void
clear_argument (gpointer data)
{
  CrPaletteArgument *argument = data;

  g_free (argument->name);
  g_free (argument->standard);
  g_free (argument->text);
}

/* The parts of @text (up to @end, NULL: all of it) between commas that stand in no parentheses. Owned. */
static GPtrArray *
split (const char *text, const char *end)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  const char *begin = text;
  int depth = 0;

  if (end == NULL)
    end = text + strlen (text);
  for (const char *at = text; at <= end; at++)
    {
      const char *close = at < end && (*at == '\'' || *at == '"') ? strchr (at + 1, *at) : NULL;

      if (close != NULL && close < end)
        at = close; /* a string */
      else if (at < end && strchr ("([{", *at) != NULL)
        depth++;
      else if (at < end && strchr (")]}", *at) != NULL)
        depth--;
      else if (at == end || (*at == ',' && depth == 0))
        {
          char *part = g_strstrip (g_strndup (begin, (gsize)(at - begin)));

          if (*part != '\0')
            g_ptr_array_add (parts, part);
          else
            g_free (part);
          begin = at + 1;
        }
    }
  return parts;
}

/* Where the arguments of @call begin, NULL for an operator's. */
static const char *
find_arguments (const char *call)
{
  const char *at = call + strlen (call) - 1;
  int depth = 0;

  if (*at != ')')
    return NULL;
  for (; at >= call; at--)
    if (*at == ')')
      depth++;
    else if (*at == '(' && --depth == 0)
      return at == call ? NULL : at + 1;
  return NULL;
}

/* "name" of "name=value" and where the value begins; NULL where it stands without a name. */
static char *
split_name (const char *part, const char **value)
{
  gsize n = strspn (part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

  *value = part;
  if (n == 0 || part[n] != '=' || part[n + 1] == '=')
    return NULL;
  *value = part + n + 1;
  return g_strndup (part, n);
}

/* What the call has for a parameter: by name, or at @position (negative: cannot be). */
static const char *
find_given (const GPtrArray *given, const char *name, int position, gboolean *by_name)
{
  for (guint i = 0; i < given->len; i++)
    {
      const char *value;
      g_autofree char *own = split_name (given->pdata[i], &value);

      *by_name = own != NULL;
      if (own != NULL ? g_str_equal (own, name) : (int)i == position)
        return value;
    }
  return NULL;
}

static gboolean
is_hidden (const char *name)
{
  static const char *const names[] = { "out",           "generator", "device",      "layout",       "pin_memory",
                                       "memory_format", "inplace",   "_stacklevel", "size_average", "reduce" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

static void
add_argument (GArray *arguments, const char *parameter, const GPtrArray *given, int position)
{
  CrPaletteArgument argument = { .position = G_MAXUINT };
  g_autofree char *name = NULL;
  const char *standard, *text;
  gboolean by_name = FALSE;

  name = split_name (parameter, &standard);
  if (name == NULL)
    {
      name = g_strdup (parameter);
      standard = NULL;
    }
  text = find_given (given, name, position, &by_name);
  if ((text != NULL && strchr (text, '$') != NULL) || is_hidden (name))
    return;
  argument.name = g_steal_pointer (&name);
  argument.standard = g_strdup (standard);
  argument.text = g_strdup (text);
  if (text != NULL && !by_name)
    argument.position = (guint)position;
  argument.is_bool = g_strcmp0 (standard, "True") == 0 || g_strcmp0 (standard, "False") == 0;
  g_array_append_val (arguments, argument);
}

GArray *
cr_palette_call_get_arguments (const CrCatalogEntry *entry)
{
  GArray *arguments = g_array_new (FALSE, FALSE, sizeof (CrPaletteArgument));
  const char *begin = find_arguments (entry->call);
  g_autoptr (GPtrArray) given = NULL, parameters = NULL;
  gboolean is_method = g_str_has_prefix (entry->call, "$1."), keyword_only = FALSE;
  int position = is_method ? -1 : 0;

  g_array_set_clear_func (arguments, clear_argument);
  if (begin == NULL || entry->parameters == NULL)
    return arguments;
  given = split (begin, entry->call + strlen (entry->call) - 1);
  parameters = split (entry->parameters, NULL);
  for (guint i = 0; i < parameters->len; i++, position++)
    {
      const char *parameter = parameters->pdata[i];

      if (g_str_equal (parameter, "*"))
        keyword_only = TRUE;
      else if (*parameter != '*' && !(is_method && i == 0))
        add_argument (arguments, parameter, given, keyword_only ? -1 : position);
    }
  return arguments;
}

const char *
cr_palette_call_get_help (const char *argument)
{
  static const struct
  {
    const char *name, *help;
  } table[] = {
    { "alpha", N_ ("Times so much before it is added") },
    { "approximate", N_ ("'none' or 'tanh'") },
    { "beta", N_ ("How sharp it bends") },
    { "bias", N_ ("Added at the end") },
    { "ceil_mode", N_ ("Round the size up") },
    { "correction", N_ ("Taken off the number of elements") },
    { "descending", N_ ("The greatest first") },
    { "diagonal", N_ ("Which diagonal; 0 is the main one") },
    { "dim", N_ ("Along which dimension: 0, 1, …, or -1 for the last") },
    { "dim0", N_ ("One of the two dimensions") },
    { "dim1", N_ ("The other one") },
    { "dims", N_ ("Dimensions, such as (1, 0)") },
    { "dtype", N_ ("Such as torch.float64") },
    { "end_dim", N_ ("The last dimension that is joined") },
    { "eps", N_ ("A small number that keeps it from dividing by 0") },
    { "exponent", N_ ("To which power") },
    { "index", N_ ("Which places") },
    { "k", N_ ("How many") },
    { "keepdim", N_ ("Keep the dimension, with size 1") },
    { "kernel_size", N_ ("How large the window is") },
    { "largest", N_ ("The greatest, else the smallest") },
    { "length", N_ ("How many, from the start on") },
    { "lower", N_ ("The smallest slope") },
    { "max", N_ ("At most this") },
    { "min", N_ ("At least this") },
    { "negative_slope", N_ ("The slope below 0") },
    { "ord", N_ ("Which norm: 2, 1, 'fro', inf") },
    { "p", N_ ("Which norm, or with what probability") },
    { "padding", N_ ("So many zeros around") },
    { "reduction", N_ ("'mean', 'sum' or 'none'") },
    { "repeats", N_ ("How often") },
    { "shape", N_ ("Sizes, such as (2, 3); -1 for what is left") },
    { "shifts", N_ ("By how many places") },
    { "size", N_ ("Sizes, such as (2, 3)") },
    { "sorted", N_ ("In order") },
    { "start", N_ ("The first place") },
    { "start_dim", N_ ("The first dimension that is joined") },
    { "stride", N_ ("By how many places the window moves") },
    { "threshold", N_ ("Below it, another rule holds") },
    { "training", N_ ("As while training") },
    { "unbiased", N_ ("Divide by one less than the number of elements") },
    { "upper", N_ ("The greatest slope") },
    { "value", N_ ("The number that is put in") },
    { "weight", N_ ("How much each class counts") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (argument, table[i].name))
      return _ (table[i].help);
  return NULL;
}

/* Whether parentheses, brackets and quotes close, and nothing in it ends the argument. */
static gboolean
is_one_value (const char *text)
{
  char open[32];
  guint depth = 0;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '\'' || *at == '"')
        {
          at = strchr (at + 1, *at);
          if (at == NULL)
            return FALSE;
        }
      else if (strchr ("([{", *at) != NULL)
        {
          if (depth == sizeof open)
            return FALSE;
          open[depth++] = *at == '(' ? ')' : *at == '[' ? ']' : '}';
        }
      else if (strchr (")]}", *at) != NULL)
        {
          if (depth == 0 || open[--depth] != *at)
            return FALSE;
        }
      else if (strchr ("#;\n\\$", *at) != NULL)
        return FALSE;
    }
  return depth == 0;
}

/* "1, 0" for a list, "torch.float64" for float64, 'mean' for mean: what people leave out. */
static char *
tidy_value (const CrPaletteArgument *argument, const char *value)
{
  static const char *const words[] = { "mean", "sum", "none", "batchmean", "tanh", "fro", "nuc", "ij", "xy" };
  g_autofree char *bare = g_strstrip (g_strdup (value));

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (bare, words[i]))
      return g_strdup_printf ("'%s'", bare);
  if (g_str_equal (argument->name, "dtype") && g_ascii_isalpha (bare[0]) && strchr (bare, '.') == NULL
      && !g_str_equal (bare, "None"))
    return g_strdup_printf ("torch.%s", bare);
  for (int depth = 0, i = 0; bare[i] != '\0'; i++)
    {
      depth += strchr ("([{", bare[i]) != NULL ? 1 : strchr (")]}", bare[i]) != NULL ? -1 : 0;
      if (bare[i] == ',' && depth == 0)
        return g_strdup_printf ("(%s)", bare);
    }
  return g_steal_pointer (&bare);
}

static gboolean
check_value (const CrPaletteArgument *argument, const char *value, GError **error)
{
  if (is_one_value (value))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("“%s” is no value for %s."), value, argument->name);
  return FALSE;
}

static const CrPaletteArgument *
find_argument (const GArray *arguments, const char *name, guint position, guint *index)
{
  for (*index = 0; *index < arguments->len; (*index)++)
    {
      const CrPaletteArgument *argument = &g_array_index (arguments, CrPaletteArgument, *index);

      if (name != NULL ? g_str_equal (argument->name, name) : argument->position == position)
        return argument;
    }
  return NULL;
}

static gboolean
is_given (const char *const *values, guint i)
{
  return values != NULL && values[i] != NULL && *values[i] != '\0';
}

/* What stands in the call already, with other values. */
static gboolean
replace_given (const GArray *arguments, const GPtrArray *given, const char *const *values, GPtrArray *parts,
               GError **error)
{
  for (guint i = 0; i < given->len; i++)
    {
      const char *text;
      g_autofree char *name = split_name (given->pdata[i], &text), *tidy = NULL;
      guint index;
      const CrPaletteArgument *argument = find_argument (arguments, name, i, &index);

      if (argument != NULL && argument->position == G_MAXUINT && argument->standard != NULL && values != NULL
          && values[index] != NULL && *values[index] == '\0')
        continue; /* emptied: its default */
      if (argument == NULL || !is_given (values, index))
        {
          g_ptr_array_add (parts, g_strdup (given->pdata[i]));
          continue;
        }
      if (!check_value (argument, values[index], error))
        return FALSE;
      tidy = tidy_value (argument, values[index]);
      g_ptr_array_add (parts, name == NULL ? g_steal_pointer (&tidy) : g_strdup_printf ("%s=%s", name, tidy));
    }
  return TRUE;
}

static gboolean
add_named (const GArray *arguments, const char *const *values, GPtrArray *parts, GError **error)
{
  for (guint i = 0; i < arguments->len; i++)
    {
      const CrPaletteArgument *argument = &g_array_index (arguments, CrPaletteArgument, i);
      g_autofree char *tidy = NULL;

      if (argument->text != NULL || !is_given (values, i) || g_strcmp0 (values[i], argument->standard) == 0)
        continue;
      if (!check_value (argument, values[i], error))
        return FALSE;
      tidy = tidy_value (argument, values[i]);
      g_ptr_array_add (parts, g_strdup_printf ("%s=%s", argument->name, tidy));
    }
  return TRUE;
}

/* The call with its arguments, "$" as before. */
static char *
fill_in (const CrCatalogEntry *entry, const GArray *arguments, const char *const *values, GError **error)
{
  const char *begin = find_arguments (entry->call);
  g_autoptr (GPtrArray) given = NULL, parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *head = NULL, *joined = NULL;

  if (begin == NULL)
    return g_strdup (entry->call);
  given = split (begin, entry->call + strlen (entry->call) - 1);
  if (!replace_given (arguments, given, values, parts, error) || !add_named (arguments, values, parts, error))
    return NULL;
  g_ptr_array_add (parts, NULL);
  head = g_strndup (entry->call, (gsize)(begin - entry->call));
  joined = g_strjoinv (", ", (char **)parts->pdata);
  return g_strdup_printf ("%s%s)", head, joined);
}

/* A typed operand as it stands in the call: beside an operator or before a dot it may need parentheses. */
static char *
enclose (const char *text, gboolean bare)
{
  gboolean simple = strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == strlen (text);

  return bare || simple ? g_strdup (text) : g_strdup_printf ("(%s)", text);
}

char *
cr_palette_call_make (const CrCatalogEntry *entry, const GArray *arguments, const char *const *values,
                      const char *const *typed, GError **error)
{
  g_autofree char *call = fill_in (entry, arguments, values, error);
  gboolean is_operator = find_arguments (entry->call) == NULL;
  g_autoptr (GString) text = NULL;
  guint renumbered[10] = { 0 }, n = 0;

  if (call == NULL)
    return NULL;
  for (guint i = 0; i < entry->n_operands && i + 1 < G_N_ELEMENTS (renumbered); i++)
    if (!is_given (typed, i))
      renumbered[i + 1] = ++n;
  text = g_string_new (NULL);
  for (const char *at = call; *at != '\0'; at++)
    {
      int number = *at == '$' ? g_ascii_digit_value (at[1]) : -1;

      if (number < 1 || (guint)number > entry->n_operands)
        g_string_append_c (text, *at);
      else
        {
          g_autofree char *operand = renumbered[number] > 0
                                         ? g_strdup_printf ("$%u", renumbered[number])
                                         : enclose (typed[number - 1], !is_operator && at[2] != '.' && at[2] != '[');

          g_string_append (text, operand);
          at++;
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
