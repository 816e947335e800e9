/* What a plot shows, as CSV: the numbers as they were plotted, not as they are drawn. */
#include <math.h>
#include <string.h>

#include "cr-export-figure.h"

#define LINE_END "\r\n"
#define ROWS_PER_CHECK 4096u

typedef struct
{
  char *name;            /* owned */
  const double *numbers; /* borrowed, n of them */
  const guint32 *colors; /* instead of numbers: 0xAARRGGBB */
  guint n;
} Column;

static void
column_clear (gpointer data)
{
  g_free (((Column *)data)->name);
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

static gboolean
is_named (const GArray *columns, const char *name)
{
  for (guint i = 0; i < columns->len; i++)
    if (g_str_equal (g_array_index (columns, Column, i).name, name))
      return TRUE;
  return FALSE;
}

/* Names are told apart by a number. @numbers NULL: there is nothing to add. */
static void
add_column (GArray *columns, const char *prefix, const char *name, const double *numbers, guint n)
{
  Column column = { g_strconcat (prefix, name, NULL), numbers, NULL, n };

  if (numbers == NULL)
    {
      g_free (column.name);
      return;
    }
  for (guint i = 2; is_named (columns, column.name); i++)
    {
      g_free (column.name);
      column.name = g_strdup_printf ("%s%s %u", prefix, name, i);
    }
  g_array_append_val (columns, column);
}

static void
add_part (GArray *columns, const char *prefix, const char *name, const char *ending, const double *numbers, guint n)
{
  g_autofree char *full = g_strconcat (name, " ", ending, NULL);

  add_column (columns, prefix, full, numbers, n);
}

static gboolean
is_all (const double *numbers, guint n, double number)
{
  for (guint i = 0; i < n; i++)
    if (numbers[i] != number)
      return FALSE;
  return TRUE;
}

static const char *
choose_name (const char *label, const char *axis_label, const char *otherwise)
{
  if (label != NULL && *label != '\0')
    return label;
  return axis_label != NULL && *axis_label != '\0' ? axis_label : otherwise;
}

static void
add_image (GArray *columns, const char *prefix, const CrSeries *series)
{
  const char *name = choose_name (series->label, NULL, "value");

  add_column (columns, prefix, "x", series->x, series->n);
  add_column (columns, prefix, "y", series->y, series->n);
  add_column (columns, prefix, name, series->values, series->n);
  if (series->pixels != NULL)
    {
      add_column (columns, prefix, "color", series->x, series->n);
      g_array_index (columns, Column, columns->len - 1).colors = series->pixels;
    }
}

/* What belongs to some kinds of series only. */
static void
add_rest (GArray *columns, const char *prefix, const char *name, const CrSeries *series)
{
  const struct
  {
    const char *name;
    const double *numbers;
  } parts[] = {
    { "x2", series->x2 },
    { "y2", series->y2 },
    { "value", series->values },
    { "width", series->widths },
    { "size", series->sizes },
    { "x error -", series->x_low },
    { "x error +", series->x_high },
    { "y error -", series->y_low },
    { "y error +", series->y_high },
  };

  if (series->base != NULL && !is_all (series->base, series->n, 0))
    add_part (columns, prefix, name, "base", series->base, series->n);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    add_part (columns, prefix, name, parts[i].name, parts[i].numbers, series->n);
}

/* A series has no x of its own where it has that of the one before. */
static void
add_axes (GArray *columns, const char *prefix, const CrAxes *axes)
{
  const CrSeries *before = NULL;

  for (guint i = 0; i < axes->series->len; i++)
    {
      const CrSeries *series = g_ptr_array_index (axes->series, i);
      const char *name = choose_name (series->label, axes->series->len == 1 ? axes->y.label : NULL, "y");

      if (series->kind == CR_SERIES_IMAGE)
        {
          add_image (columns, prefix, series);
          continue;
        }
      if (before == NULL || before->n != series->n || memcmp (before->x, series->x, series->n * sizeof (double)) != 0)
        add_column (columns, prefix, choose_name (NULL, axes->x.label, "x"), series->x, series->n);
      add_column (columns, prefix, name, series->y, series->n);
      add_rest (columns, prefix, name, series);
      before = series;
    }
}

static GArray *
collect_columns (const CrFigure *figure)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));

  g_array_set_clear_func (columns, column_clear);
  for (guint i = 0; i < figure->axes->len; i++)
    {
      const CrAxes *axes = g_ptr_array_index (figure->axes, i);
      g_autofree char *number = g_strdup_printf ("axes %u", i + 1);
      g_autofree char *prefix
          = figure->axes->len > 1 ? g_strconcat (choose_name (axes->title, NULL, number), ": ", NULL) : g_strdup ("");

      add_axes (columns, prefix, axes);
    }
  return columns;
}

/* Empty after the column's end. */
static void
append_cell (GString *out, const Column *column, guint row)
{
  if (row >= column->n)
    return;
  if (column->colors != NULL)
    g_string_append_printf (out, "#%06x", column->colors[row] & 0xffffff);
  else
    append_number (out, column->numbers[row]);
}

GBytes *
cr_export_write_figure (const CrFigure *figure, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GArray) columns = collect_columns (figure);
  guint n = 0;

  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_field (out, g_array_index (columns, Column, i).name);
      n = MAX (n, g_array_index (columns, Column, i).n);
    }
  g_string_append (out, LINE_END);
  for (guint row = 0; row < n; row++)
    {
      if (row % ROWS_PER_CHECK == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      for (guint i = 0; i < columns->len; i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          append_cell (out, &g_array_index (columns, Column, i), row);
        }
      g_string_append (out, LINE_END);
    }
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
