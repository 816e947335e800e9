/* Numbers as labels. Digits are chosen element by element, since the neighbours' exponents do not matter
 * on a node the way they do in a printed table. */
#include "cr-label.h"

#include <math.h>
#include <string.h>

#define LONGEST_WORD 60
#define MINUS "\xe2\x88\x92"
#define BLANK "\xc2\xa0" /* that is as wide at the end of a line */
#define ELLIPSIS "\xe2\x80\xa6"

/* Appends @text with hyphens as minus signs and an exponent without its padding: e-07 becomes e−7. */
static void
append_pretty (GString *out, const char *text)
{
  for (const char *c = text; *c; c++)
    {
      if (*c == '-')
        g_string_append (out, MINUS);
      else if (*c != '+')
        g_string_append_c (out, *c);
      if (*c == 'e')
        {
          if (c[1] == '-')
            g_string_append (out, MINUS);
          c += 1;
          while (c[1] == '0' && c[2])
            c++;
        }
    }
}

static void
trim_zeros (char *text)
{
  char *end = text + strlen (text);

  if (strchr (text, 'e') || !strchr (text, '.'))
    return;
  while (end > text + 1 && end[-1] == '0' && end[-2] != '.')
    *--end = '\0';
}

static const char *
choose_format (double a, gboolean precise, gboolean whole)
{
  if (a != 0 && (a >= 1e6 || a < (precise ? 1e-3 : 5e-4)))
    return precise ? "%.3e" : "%.1e";
  if (whole)
    return "%.0f";
  if (precise)
    return a >= 1000 ? "%.2f" : a >= 0.1 || a == 0 ? "%.4f" : a >= 0.01 ? "%.5f" : "%.6f";
  return a >= 1000 ? "%.0f" : a >= 100 ? "%.1f" : a >= 0.1 || a == 0 ? "%.2f" : "%.3f";
}

/* @precise: a lone number; @whole: all numbers beside it are integers, written as "1." */
static void
append_number (GString *out, double number, gboolean precise, gboolean whole)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE + 16];

  if (isnan (number) || isinf (number))
    {
      g_string_append (out, isnan (number) ? "nan" : number > 0 ? "inf" : MINUS "inf");
      return;
    }
  g_ascii_formatd (text, sizeof text, choose_format (fabs (number), precise, whole), number);
  if (precise)
    trim_zeros (text);
  append_pretty (out, text);
  if (whole && !strchr (text, 'e'))
    g_string_append_c (out, '.');
}

/* The second half of "1.50+2.00j". */
static void
append_imaginary (GString *out, double number, gboolean precise)
{
  if (!signbit (number))
    g_string_append_c (out, '+');
  append_number (out, number, precise, FALSE);
  g_string_append_c (out, 'j');
}

static void
append_element (GString *out, const CrValue *value, gint64 i, gboolean precise, gboolean whole)
{
  CrDtype dtype = cr_value_get_dtype (value);

  if (dtype == CR_DTYPE_BOOL)
    g_string_append (out, cr_value_get_int (value, i) ? "True" : "False");
  else if (cr_dtype_is_integral (dtype))
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, cr_value_get_int (value, i));
      append_pretty (out, text);
    }
  else
    append_number (out, cr_value_get_double (value, i), precise, whole);
  if (cr_dtype_is_complex (dtype))
    append_imaginary (out, cr_value_get_imaginary (value, i), precise);
}

static gboolean
is_whole_number (double number)
{
  return fabs (number) < 1e5 && number == floor (number);
}

/* Whether the first @n_head of @n elements, and the last, are integers small enough to be written so. */
static gboolean
is_whole (const CrValue *value, gint64 n_head, gint64 n)
{
  for (gint64 i = 0; i < n_head; i++)
    if (!is_whole_number (cr_value_get_double (value, i)))
      return FALSE;
  return is_whole_number (cr_value_get_double (value, n - 1));
}

static void
append_summary (GString *out, const CrValue *value)
{
  CrSummary summary;

  cr_value_get_summary (value, &summary);
  append_number (out, summary.min, FALSE, FALSE);
  g_string_append (out, " … ");
  append_number (out, summary.max, FALSE, FALSE);
}

/* Elements [from, from + n) in a line; past @max only the first @head and, if @tail, the last. */
static void
append_line (GString *out, const CrValue *value, gint64 n, gint64 max, gint64 head, gboolean tail)
{
  gboolean all = n <= max;
  gint64 shown = all ? n : head;
  gboolean whole = is_whole (value, all ? n : head, n);

  for (gint64 i = 0; i < shown; i++)
    {
      if (i > 0)
        g_string_append_c (out, ' ');
      append_element (out, value, i, n == 1, whole && n > 1);
    }
  if (all)
    return;
  g_string_append (out, " " ELLIPSIS);
  if (tail)
    {
      g_string_append_c (out, ' ');
      append_element (out, value, n - 1, FALSE, whole);
    }
}

/* Characters before the point, and from it on. */
static void
split_number (const char *text, glong *before, glong *after)
{
  const char *point = strpbrk (text, ".e");

  *before = g_utf8_strlen (text, point ? point - text : -1);
  *after = point ? g_utf8_strlen (point, -1) : 0;
}

static void
append_blanks (GString *out, glong n)
{
  for (glong i = 0; i < n; i++)
    g_string_append (out, BLANK);
}

/* Rows one below the other, the points of a column too. */
static void
append_matrix (GString *out, const CrValue *value, gint64 rows, gint64 columns)
{
  gboolean whole = is_whole (value, rows * columns, rows * columns);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  glong before[3] = { 0 }, after[3] = { 0 }, left, right;

  for (gint64 i = 0; i < rows * columns; i++)
    {
      GString *cell = g_string_new (NULL);

      append_element (cell, value, i, FALSE, whole);
      split_number (cell->str, &left, &right);
      before[i % columns] = MAX (before[i % columns], left);
      after[i % columns] = MAX (after[i % columns], right);
      g_ptr_array_add (cells, g_string_free (cell, FALSE));
    }
  for (gint64 i = 0; i < rows * columns; i++)
    {
      const char *cell = g_ptr_array_index (cells, i);

      split_number (cell, &left, &right);
      if (i > 0)
        g_string_append_c (out, i % columns ? ' ' : '\n');
      append_blanks (out, before[i % columns] - left);
      g_string_append (out, cell);
      append_blanks (out, after[i % columns] - right);
    }
}

guint
cr_label_count_lines (int ndim, const gint64 *sizes)
{
  if (ndim == 2 && sizes[0] > 1 && sizes[0] <= 3 && sizes[1] > 1 && sizes[1] <= 3)
    return (guint)sizes[0];
  return 1;
}

char *
cr_label_new (const CrValue *value)
{
  GString *out = g_string_new (NULL);
  gint64 n = value ? cr_value_get_numel (value) : 0;

  if (value == NULL)
    return g_string_free (out, FALSE);
  if (n == 0)
    g_string_append (out, "[]");
  else if (!cr_value_has_data (value))
    append_summary (out, value);
  else if (cr_label_count_lines (cr_value_get_ndim (value), cr_value_get_sizes (value)) > 1)
    append_matrix (out, value, cr_value_get_sizes (value)[0], cr_value_get_sizes (value)[1]);
  else
    append_line (out, value, n, 5, 3, TRUE);
  return g_string_free (out, FALSE);
}

char *
cr_label_new_short (const CrValue *value)
{
  GString *out = g_string_new (NULL);
  gint64 n = value ? cr_value_get_numel (value) : 0;

  if (value == NULL)
    return g_string_free (out, FALSE);
  if (n == 0)
    g_string_append (out, "[]");
  else if (!cr_value_has_data (value))
    append_summary (out, value);
  else
    append_line (out, value, n, 3, 3, FALSE);
  return g_string_free (out, FALSE);
}

char *
cr_label_new_brief (const CrValue *value, guint n)
{
  GString *out = g_string_new (NULL);
  gint64 numel = value ? cr_value_get_numel (value) : 0;
  gboolean brackets = value && cr_value_get_ndim (value) > 0 && numel != 1;

  if (value == NULL)
    return g_string_free (out, FALSE);
  if (brackets)
    g_string_append_c (out, '[');
  if (numel > 0 && !cr_value_has_data (value))
    append_summary (out, value);
  else if (numel > 0)
    append_line (out, value, numel, n, n, FALSE);
  if (brackets)
    g_string_append_c (out, ']');
  return g_string_free (out, FALSE);
}

char *
cr_label_new_shape (CrDtype dtype, int ndim, const gint64 *sizes)
{
  GString *out = g_string_new (cr_dtype_get_name (dtype));

  if (ndim == 0)
    return g_string_free (out, FALSE);
  g_string_append (out, " [");
  for (int i = 0; i < ndim; i++)
    g_string_append_printf (out, i ? ", %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT, sizes[i]);
  g_string_append_c (out, ']');
  return g_string_free (out, FALSE);
}

char *
cr_label_new_number (double number)
{
  GString *out = g_string_new (NULL);

  append_number (out, number, TRUE, FALSE);
  return g_string_free (out, FALSE);
}

char *
cr_label_new_rough (double number)
{
  GString *out = g_string_new (NULL);

  append_number (out, number, FALSE, FALSE);
  return g_string_free (out, FALSE);
}

char *
cr_label_new_bounded (const char *sentence)
{
  GString *bounded = g_string_new (NULL);
  guint n = 0; /* characters of the word at hand */

  for (const char *c = sentence; *c != '\0'; c = g_utf8_next_char (c))
    {
      n = g_ascii_isspace (*c) ? 0 : n + 1;
      if (n <= LONGEST_WORD)
        g_string_append_len (bounded, c, g_utf8_next_char (c) - c);
      else if (n == LONGEST_WORD + 1)
        g_string_append (bounded, "…");
    }
  return g_string_free (bounded, FALSE);
}
