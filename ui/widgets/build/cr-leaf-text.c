/* Numbers are products and quotients of literals and pi, as people write them ("2π", "pi/4", "-1e-3"): enough for a
 * leaf, and nothing that would have to be run to be understood. */

#include "cr-leaf-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cr-error.h"

#define MAX_DIMS 16
#define MAX_ELEMENTS 100000000.0
#define MAX_WRITTEN 10000u /* numbers that are written out */

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, sentence);
  return FALSE;
}

static const char *
skip_space (const char *at)
{
  while (g_ascii_isspace (*at))
    at++;
  return at;
}

/* pi, torch.pi, math.pi or the letter; NULL if there is none. */
static const char *
skip_pi (const char *at)
{
  static const char *const spellings[] = { "torch.pi", "math.pi", "pi", "π" };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (g_str_has_prefix (at, spellings[i]) && !g_ascii_isalnum (at[strlen (spellings[i])])
        && at[strlen (spellings[i])] != '_')
      return at + strlen (spellings[i]);
  return NULL;
}

/* A literal's end; NULL if there is none. */
static const char *
skip_literal (const char *at, gboolean *is_int)
{
  const char *digits = at;
  guint n = 0;

  *is_int = TRUE;
  for (; g_ascii_isdigit (*digits); digits++)
    n++;
  if (*digits == '.')
    for (digits++, *is_int = FALSE; g_ascii_isdigit (*digits); digits++)
      n++;
  if (n == 0)
    return NULL;
  if (*digits == 'e' || *digits == 'E')
    {
      const char *power = digits + 1;

      power += *power == '+' || *power == '-';
      if (!g_ascii_isdigit (*power))
        return NULL;
      while (g_ascii_isdigit (*power))
        power++;
      *is_int = FALSE;
      digits = power;
    }
  return digits;
}

/* What a number is made of, read from left to right. */
typedef struct
{
  const char *at;
  GString *text;
  double value;
  guint n_factors;
  gboolean is_int;
} Reader;

static gboolean
read_factor (Reader *reader, char sign)
{
  const char *end = skip_pi (reader->at);
  double factor = G_PI;
  gboolean is_int = FALSE;

  if (end != NULL)
    g_string_append (reader->text, "torch.pi");
  else if ((end = skip_literal (reader->at, &is_int)) != NULL)
    {
      while (is_int && reader->at[0] == '0' && g_ascii_isdigit (reader->at[1]))
        reader->at++; /* 007 is nothing in Python */
      factor = g_ascii_strtod (reader->at, NULL);
      g_string_append_len (reader->text, reader->at, end - reader->at);
    }
  else
    return FALSE;
  reader->value = sign == '/' ? reader->value / factor : reader->value * factor;
  reader->is_int = reader->is_int && is_int;
  reader->n_factors++;
  reader->at = skip_space (end);
  return TRUE;
}

static gboolean
read_number (Reader *reader)
{
  reader->at = skip_space (reader->at);
  if (*reader->at == '+' || *reader->at == '-')
    {
      if (*reader->at == '-')
        {
          g_string_append_c (reader->text, '-');
          reader->value = -1;
        }
      reader->at = skip_space (reader->at + 1);
    }
  if (!read_factor (reader, '*'))
    return FALSE;
  while (*reader->at != '\0')
    {
      char sign = *reader->at == '/' ? '/' : '*';

      if (*reader->at == '*' || *reader->at == '/')
        reader->at = skip_space (reader->at + 1);
      else if (skip_pi (reader->at) == NULL) /* "2π" */
        return FALSE;
      g_string_append_printf (reader->text, " %c ", sign);
      if (!read_factor (reader, sign))
        return FALSE;
    }
  return TRUE;
}

char *
cr_leaf_text_number (const char *text, gboolean is_float, double *value, GError **error)
{
  g_autoptr (GString) written = g_string_new (NULL);
  Reader reader = { text, written, 1.0, 0, TRUE };

  if (*skip_space (text) == '\0')
    return fail (error, _ ("A number is missing.")), NULL;
  if (!read_number (&reader))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("“%s” is no number; write 2, -0.5, 1e-3 or 2 * pi."), text);
      return NULL;
    }
  if (!is_float && (!reader.is_int || reader.n_factors > 1))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("“%s” is no whole number, as int64 needs."), text);
      return NULL;
    }
  if (is_float && reader.is_int && reader.n_factors == 1)
    g_string_append (written, ".0");
  if (value != NULL)
    *value = reader.value;
  return g_strdup (written->str);
}

/* Numbers between commas, else between spaces; "[1, 2]" too. */
static gboolean
append_numbers (GString *text, const char *row, gboolean is_float, guint *n, GError **error)
{
  g_autofree char *bare = g_strdelimit (g_strdup (row), "[]()", ' ');
  g_auto (GStrv) parts = g_strsplit_set (g_strstrip (bare), strchr (bare, ',') ? "," : " \t", -1);

  *n = 0;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *number = NULL;

      if (*g_strstrip (parts[i]) == '\0' && (parts[i + 1] == NULL || strchr (row, ',') == NULL))
        continue; /* a comma at the end, several spaces */
      number = cr_leaf_text_number (parts[i], is_float, NULL, error);
      if (number == NULL)
        return FALSE;
      g_string_append_printf (text, "%s%s", (*n)++ > 0 ? ", " : "", number);
      if (*n > MAX_WRITTEN)
        return fail (error, _ ("These are too many numbers to write out."));
    }
  return *n > 0 || fail (error, _ ("Numbers are missing: write them with commas between."));
}

static gboolean
make_matrix (const char *values, gboolean is_float, GString *text, char **about, GError **error)
{
  g_autofree char *spaced = g_strstrip (g_strdelimit (g_strdup (values), "\n", ';'));
  g_auto (GStrv) rows = g_strsplit (spaced, ";", -1);
  guint width = 0, n_rows = 0, n;

  for (guint i = 0; rows[i] != NULL; i++)
    {
      if (*g_strstrip (rows[i]) == '\0' && rows[i + 1] == NULL && i > 0)
        continue;
      g_string_append (text, n_rows == 0 ? "[[" : ", [");
      if (!append_numbers (text, rows[i], is_float, &n, error))
        return FALSE;
      g_string_append_c (text, ']');
      if (n_rows++ > 0 && n != width)
        {
          g_set_error (error, CR_ERROR, CR_ERROR_VALUE,
                       _ ("Row %u has %u numbers, the one before %u: all rows need as many."), n_rows, n, width);
          return FALSE;
        }
      width = n;
    }
  g_string_append_c (text, ']');
  *about = g_strdup_printf ("[%u, %u]", n_rows, width);
  return TRUE;
}

static gboolean
make_written (const CrLeafSpec *spec, GString *text, char **about, GError **error)
{
  gboolean is_float = cr_dtype_is_floating (spec->dtype);
  guint n;

  g_string_append (text, "torch.tensor(");
  if (spec->kind == CR_LEAF_MATRIX)
    return make_matrix (spec->values, is_float, text, about, error);
  if (spec->kind == CR_LEAF_NUMBER)
    {
      g_autofree char *number = cr_leaf_text_number (spec->values, is_float, NULL, error);

      *about = g_strdup ("[]");
      return number != NULL && g_string_append (text, number) != NULL;
    }
  g_string_append_c (text, '[');
  if (!append_numbers (text, spec->values, is_float, &n, error))
    return FALSE;
  g_string_append_c (text, ']');
  *about = g_strdup_printf ("[%u]", n);
  return TRUE;
}

static gboolean
check_size (double n, GError **error)
{
  if (n <= MAX_ELEMENTS)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("%.4g elements are too many; at most %.0f."), n, MAX_ELEMENTS);
  return FALSE;
}

static gboolean
make_linspace (const CrLeafSpec *spec, GString *text, char **about, GError **error)
{
  g_autofree char *first = cr_leaf_text_number (spec->first, TRUE, NULL, error);
  g_autofree char *last = first == NULL ? NULL : cr_leaf_text_number (spec->last, TRUE, NULL, error);
  g_autofree char *steps = NULL;
  double n;

  if (last == NULL)
    return FALSE;
  steps = cr_leaf_text_number (spec->step, FALSE, &n, error);
  if (steps == NULL || n < 0)
    {
      g_clear_error (error);
      return fail (error, _ ("How many points? A whole number, such as 25."));
    }
  g_string_append_printf (text, "torch.linspace(%s, %s, steps=%s", first, last, steps);
  *about = g_strdup_printf ("[%.0f]", n);
  return check_size (n, error);
}

static gboolean
make_arange (const CrLeafSpec *spec, GString *text, char **about, GError **error)
{
  gboolean is_float = cr_dtype_is_floating (spec->dtype);
  double from, to, by = 1, n;
  g_autofree char *first = cr_leaf_text_number (spec->first, is_float, &from, error);
  g_autofree char *last = first == NULL ? NULL : cr_leaf_text_number (spec->last, is_float, &to, error);
  g_autofree char *step = NULL;

  if (last == NULL)
    return FALSE;
  step = cr_leaf_text_number (*skip_space (spec->step) == '\0' ? "1" : spec->step, is_float, &by, error);
  if (step == NULL)
    return FALSE;
  if (by == 0)
    return fail (error, _ ("The step is 0: the numbers would never end."));
  if ((to - from) / by < 0)
    return fail (error, _ ("The step leads away from the end."));
  n = ceil ((to - from) / by);
  g_string_append_printf (text, "torch.arange(%s, %s", first, last);
  if (by != 1)
    g_string_append_printf (text, ", %s", step);
  *about = g_strdup_printf ("[%.0f]", n);
  return check_size (n, error);
}

static gboolean
make_shaped (const CrLeafSpec *spec, GString *text, char **about, GError **error)
{
  static const char *const names[CR_N_LEAF_KINDS]
      = { [CR_LEAF_RANDN] = "randn", [CR_LEAF_RAND] = "rand", [CR_LEAF_ZEROS] = "zeros", [CR_LEAF_ONES] = "ones" };
  g_autofree char *spaced = g_strdelimit (g_strdup (spec->shape), "x*,[]()", ' ');
  g_auto (GStrv) parts = NULL;
  g_autoptr (GString) sizes = g_string_new (NULL);
  double n = 1;
  guint n_dims = 0;

  for (char *at = strstr (spaced, "×"); at != NULL; at = strstr (spaced, "×"))
    memset (at, ' ', strlen ("×"));
  parts = g_strsplit_set (g_strstrip (spaced), " \t", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint64 size;

      if (parts[i][0] == '\0')
        continue;
      if (n_dims == MAX_DIMS || !g_ascii_string_to_unsigned (parts[i], 10, 0, (guint64)MAX_ELEMENTS, &size, NULL))
        {
          g_set_error (error, CR_ERROR, CR_ERROR_VALUE,
                       _ ("“%s” is no size; write the shape as 2, 3, or nothing for one number."), parts[i]);
          return FALSE;
        }
      g_string_append_printf (sizes, "%s%" G_GUINT64_FORMAT, n_dims++ > 0 ? ", " : "", size);
      n *= (double)size;
    }
  g_string_append_printf (text, "torch.%s(%s", names[spec->kind], n_dims > 0 ? sizes->str : "()");
  *about = g_strdup_printf ("[%s]", sizes->str);
  return check_size (n, error);
}

/* What PyTorch would refuse when it runs. */
static gboolean
check_kind (const CrLeafSpec *spec, GError **error)
{
  gboolean is_float = cr_dtype_is_floating (spec->dtype);

  if (spec->requires_grad && !is_float)
    return fail (error, _ ("Only floating point tensors can require gradients: choose float32 or float64."));
  if (!is_float && (spec->kind == CR_LEAF_RANDN || spec->kind == CR_LEAF_RAND))
    return fail (error, _ ("Random numbers of this kind are floating point: choose float32 or float64."));
  if (!is_float && spec->kind == CR_LEAF_LINSPACE)
    return fail (error, _ ("Evenly spaced numbers are floating point here: choose float32 or float64, or a range."));
  return TRUE;
}

static gboolean
make (const CrLeafSpec *spec, GString *text, char **about, GError **error)
{
  if (!check_kind (spec, error))
    return FALSE;
  if (spec->kind <= CR_LEAF_MATRIX)
    return make_written (spec, text, about, error);
  if (spec->kind == CR_LEAF_LINSPACE)
    return make_linspace (spec, text, about, error);
  if (spec->kind == CR_LEAF_ARANGE)
    return make_arange (spec, text, about, error);
  return make_shaped (spec, text, about, error);
}

/* Whether the dtype must be said. */
static gboolean
needs_dtype (const CrLeafSpec *spec)
{
  gboolean from_values = spec->kind <= CR_LEAF_MATRIX || spec->kind == CR_LEAF_ARANGE; /* integers give int64 */

  return spec->dtype != (from_values && spec->dtype == CR_DTYPE_INT64 ? CR_DTYPE_INT64 : CR_DTYPE_FLOAT32);
}

char *
cr_leaf_text_make (const CrLeafSpec *spec, char **about, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shape = NULL;

  g_return_val_if_fail (spec != NULL && spec->kind < CR_N_LEAF_KINDS, NULL);
  if (!make (spec, text, &shape, error))
    return NULL;
  if (needs_dtype (spec))
    g_string_append_printf (text, ", dtype=torch.%s", cr_dtype_get_name (spec->dtype));
  g_string_append (text, spec->requires_grad ? ", requires_grad=True)" : ")");
  if (about != NULL)
    *about = g_strdup_printf ("%s %s", cr_dtype_get_name (spec->dtype), shape);
  return g_strdup (text->str);
}
