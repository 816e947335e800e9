/* The figure model: making and freeing. */
#include "cr-figure.h"

#include <math.h>

static void
axis_clear (CrAxis *axis)
{
  g_free (axis->label);
  g_free (axis->ticks);
  g_strfreev (axis->tick_labels);
}

static void
text_free (gpointer data)
{
  CrAxesText *text = data;

  g_free (text->string);
  g_free (text->color);
  g_free (text);
}

static void
series_free (gpointer data)
{
  CrSeries *series = data;
  double *arrays[] = { series->x,      series->y,       series->base,    series->x2,    series->y2,
                       series->widths, series->x_low,   series->x_high,  series->y_low, series->y_high,
                       series->values, series->x_edges, series->y_edges, series->sizes };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
  g_free (series->pixels);
  g_free (series->color);
  g_strfreev (series->colors);
  g_free (series->edge_color);
  g_free (series->label);
  g_free (series);
}

static void
axes_free (gpointer data)
{
  CrAxes *axes = data;

  g_free (axes->title);
  g_free (axes->legend_title);
  g_free (axes->bar_label);
  axis_clear (&axes->x);
  axis_clear (&axes->y);
  g_ptr_array_unref (axes->series);
  g_ptr_array_unref (axes->texts);
  g_free (axes);
}

CrFigure *
cr_figure_new (void)
{
  CrFigure *figure = g_new0 (CrFigure, 1);

  figure->axes = g_ptr_array_new_with_free_func (axes_free);
  cr_figure_add_axes (figure);
  return figure;
}

void
cr_figure_free (CrFigure *figure)
{
  if (figure == NULL)
    return;
  g_free (figure->title);
  g_free (figure->x_label);
  g_free (figure->y_label);
  g_ptr_array_unref (figure->axes);
  g_free (figure);
}

CrAxes *
cr_figure_get_axes (const CrFigure *figure, guint i)
{
  g_return_val_if_fail (figure != NULL, NULL);
  return i < figure->axes->len ? g_ptr_array_index (figure->axes, i) : NULL;
}

CrAxes *
cr_figure_add_axes (CrFigure *figure)
{
  CrAxes *axes = g_new0 (CrAxes, 1);

  g_return_val_if_fail (figure != NULL, NULL);
  axes->rows = axes->columns = axes->row_span = axes->column_span = 1;
  axes->x.margin = axes->y.margin = NAN;
  axes->x.log_base = axes->y.log_base = 10;
  axes->x.threshold = axes->y.threshold = 2;
  axes->legend_x = axes->legend_y = NAN;
  axes->grid = TRUE;
  axes->sides = CR_SIDES_ALL;
  axes->twin_of = axes->bar = -1;
  axes->series = g_ptr_array_new_with_free_func (series_free);
  axes->texts = g_ptr_array_new_with_free_func (text_free);
  g_ptr_array_add (figure->axes, axes);
  return axes;
}

static gboolean
has_base (CrSeriesKind kind)
{
  return kind == CR_SERIES_BARS || kind == CR_SERIES_FILL || kind == CR_SERIES_STEMS || kind == CR_SERIES_H_SPAN
         || kind == CR_SERIES_V_SPAN;
}

static gboolean
is_line (CrSeriesKind kind)
{
  return kind == CR_SERIES_LINE || kind == CR_SERIES_H_LINE || kind == CR_SERIES_V_LINE || kind == CR_SERIES_STEMS
         || kind == CR_SERIES_SEGMENTS || kind == CR_SERIES_ARROWS;
}

CrSeries *
cr_axes_add_series (CrAxes *axes, CrSeriesKind kind, const double *x, const double *y, guint n)
{
  CrSeries *series;

  g_return_val_if_fail (axes != NULL && (y != NULL || n == 0), NULL);

  series = g_new0 (CrSeries, 1);
  series->kind = kind;
  series->n = n;
  series->x = g_new (double, MAX (n, 1));
  series->y = g_new (double, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    {
      series->x[i] = x != NULL ? x[i] : i;
      series->y[i] = y[i];
    }
  series->line = is_line (kind) ? CR_LINE_SOLID : CR_LINE_NONE;
  series->marker = kind == CR_SERIES_SCATTER || kind == CR_SERIES_STEMS ? CR_MARKER_CIRCLE : CR_MARKER_NONE;
  if (has_base (kind))
    series->base = g_new0 (double, MAX (n, 1));
  series->width = 0.8;
  series->value_min = series->value_max = NAN;
  series->to = series->alpha = 1;
  g_ptr_array_add (axes->series, series);
  return series;
}

CrSeries *
cr_axes_add_image (CrAxes *axes, const double *values, guint rows, guint columns)
{
  gsize n = rows * (gsize)columns;
  g_autofree double *x = NULL, *y = NULL;
  CrSeries *series;

  g_return_val_if_fail (axes != NULL && values != NULL && n < G_MAXUINT, NULL);

  x = g_new (double, MAX (n, 1));
  y = g_new (double, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    {
      x[i] = (double)(i % columns);
      y[i] = (double)(i / columns);
    }
  series = cr_axes_add_series (axes, CR_SERIES_IMAGE, x, y, (guint)n);
  series->values = g_memdup2 (values, n * sizeof *values);
  series->rows = rows;
  series->columns = columns;
  series->x_edges = g_new (double, columns + 1);
  series->y_edges = g_new (double, rows + 1);
  for (guint i = 0; i <= columns; i++)
    series->x_edges[i] = i - 0.5;
  for (guint i = 0; i <= rows; i++)
    series->y_edges[i] = i - 0.5;
  return series;
}

CrAxesText *
cr_axes_add_text (CrAxes *axes, double x, double y, const char *string)
{
  CrAxesText *text = g_new0 (CrAxesText, 1);

  g_return_val_if_fail (axes != NULL, NULL);
  text->string = g_strdup (string);
  text->x = x;
  text->y = y;
  g_ptr_array_add (axes->texts, text);
  return text;
}

CrSeries *
cr_figure_add_series (CrFigure *figure, CrSeriesKind kind, const double *x, const double *y, guint n)
{
  return cr_axes_add_series (cr_figure_get_axes (figure, 0), kind, x, y, n);
}

CrSeries *
cr_axes_get_series (const CrAxes *axes, guint i)
{
  g_return_val_if_fail (axes != NULL, NULL);
  return i < axes->series->len ? g_ptr_array_index (axes->series, i) : NULL;
}

void
cr_axis_set_limits (CrAxis *axis, double low, double high)
{
  g_return_if_fail (axis != NULL);
  axis->has_low = axis->has_high = TRUE;
  axis->low = low;
  axis->high = high;
}

void
cr_figure_set_string (char **field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}
