/* What a plot shows, as CSV: the numbers as they were plotted, not as they are drawn. */
#include <math.h>
#include <string.h>

#include "cr-export-figure.h"

#define LINE_END "\r\n"
#define ROWS_PER_CHECK 4096u

static const CrSeries *
get_series (const CrFigure *figure, guint i)
{
  return g_ptr_array_index (figure->series, i);
}

/* Quoted where it has a comma, a quote or a line break. */
static void
append_field (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  gboolean quoted = strpbrk (valid, "\",\r\n") != NULL;

  if (quoted)
    g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  if (quoted)
    g_string_append_c (out, '"');
}

/* With as few digits as read back as the same number. */
static void
append_number (GString *out, double number)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (number))
    {
      g_string_append (out, isnan (number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_ascii_strtod (g_ascii_formatd (text, sizeof text, formats[i], number), NULL) == number)
      break;
  g_string_append (out, text);
}

/* One x for all, where all have the same. */
static gboolean
shares_x (const CrFigure *figure)
{
  const CrSeries *first = figure->series->len > 0 ? get_series (figure, 0) : NULL;

  for (guint i = 1; i < figure->series->len; i++)
    {
      const CrSeries *series = get_series (figure, i);

      if (series->n != first->n || memcmp (series->x, first->x, first->n * sizeof (double)) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_base (const CrSeries *series)
{
  for (guint i = 0; series->base != NULL && i < series->n; i++)
    if (series->base[i] != 0)
      return TRUE;
  return FALSE;
}

/* What a line is called: its label, else that of the axis where it is the only one, else by its number. */
static char *
dup_name (const CrFigure *figure, guint i)
{
  const CrSeries *series = get_series (figure, i);

  if (series->label != NULL && *series->label != '\0')
    return g_strdup (series->label);
  if (figure->series->len > 1)
    return g_strdup_printf ("y%u", i + 1);
  return g_strdup (figure->y_label != NULL && *figure->y_label != '\0' ? figure->y_label : "y");
}

static void
append_name (GString *out, const char *name, const char *ending)
{
  g_autofree char *full = g_strconcat (name, ending, NULL);

  if (out->len > 0)
    g_string_append_c (out, ',');
  append_field (out, full);
}

static void
append_header (GString *out, const CrFigure *figure, gboolean shared)
{
  if (shared)
    append_name (out, figure->x_label != NULL && *figure->x_label != '\0' ? figure->x_label : "x", "");
  for (guint i = 0; i < figure->series->len; i++)
    {
      g_autofree char *name = dup_name (figure, i);

      if (!shared)
        append_name (out, name, " x");
      append_name (out, name, shared ? "" : " y");
      if (has_base (get_series (figure, i)))
        append_name (out, name, " base");
    }
  g_string_append (out, LINE_END);
}

/* One column of a row; empty after the line's last point. */
static void
append_cell (GString *out, const double *numbers, guint n, guint row, gboolean *first)
{
  if (!*first)
    g_string_append_c (out, ',');
  *first = FALSE;
  if (row < n)
    append_number (out, numbers[row]);
}

static void
append_row (GString *out, const CrFigure *figure, gboolean shared, const gboolean *bases, guint row)
{
  gboolean first = TRUE;

  if (shared && figure->series->len > 0)
    append_cell (out, get_series (figure, 0)->x, get_series (figure, 0)->n, row, &first);
  for (guint i = 0; i < figure->series->len; i++)
    {
      const CrSeries *series = get_series (figure, i);

      if (!shared)
        append_cell (out, series->x, series->n, row, &first);
      append_cell (out, series->y, series->n, row, &first);
      if (bases[i])
        append_cell (out, series->base, series->n, row, &first);
    }
  g_string_append (out, LINE_END);
}

GBytes *
cr_export_write_figure (const CrFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree gboolean *bases = g_new0 (gboolean, MAX (figure->series->len, 1));
  gboolean shared = shares_x (figure);
  guint n = 0;

  for (guint i = 0; i < figure->series->len; i++)
    {
      bases[i] = has_base (get_series (figure, i));
      n = MAX (n, get_series (figure, i)->n);
    }
  append_header (out, figure, shared);
  for (guint row = 0; row < n; row++)
    {
      if (row % ROWS_PER_CHECK == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      append_row (out, figure, shared, bases, row);
    }
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
