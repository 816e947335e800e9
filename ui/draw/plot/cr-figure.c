/* The figure model: making and freeing. */
#include "cr-figure.h"

static void
series_free (gpointer data)
{
  CrSeries *series = data;

  g_free (series->x);
  g_free (series->y);
  g_free (series->base);
  g_free (series->color);
  g_free (series->label);
  g_free (series);
}

CrFigure *
cr_figure_new (void)
{
  CrFigure *figure = g_new0 (CrFigure, 1);

  figure->grid = TRUE;
  figure->series = g_ptr_array_new_with_free_func (series_free);
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
  g_ptr_array_unref (figure->series);
  g_free (figure);
}

CrSeries *
cr_figure_add_series (CrFigure *figure, CrSeriesKind kind, const double *x, const double *y, guint n)
{
  CrSeries *series;

  g_return_val_if_fail (figure != NULL && (y != NULL || n == 0), NULL);

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
  series->line = kind == CR_SERIES_LINE || kind >= CR_SERIES_H_LINE ? CR_LINE_SOLID : CR_LINE_NONE;
  series->marker = kind == CR_SERIES_SCATTER ? CR_MARKER_CIRCLE : CR_MARKER_NONE;
  if (kind == CR_SERIES_BARS || kind == CR_SERIES_FILL)
    series->base = g_new0 (double, MAX (n, 1));
  series->alpha = 1;
  g_ptr_array_add (figure->series, series);
  return series;
}

void
cr_figure_set_string (char **field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}
