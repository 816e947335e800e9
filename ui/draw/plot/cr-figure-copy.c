/* Figures are plain data: what is no pointer is copied as it is, what is one gets memory of its own. */
#include "cr-figure-copy.h"

static void
copy_axis (CrAxis *to, const CrAxis *from)
{
  *to = *from;
  to->label = g_strdup (from->label);
  to->ticks = from->ticks != NULL ? g_memdup2 (from->ticks, from->n_ticks * sizeof *from->ticks) : NULL;
  to->tick_labels = g_strdupv (from->tick_labels);
}

static double *
copy_numbers (const double *numbers, gsize n)
{
  return numbers != NULL ? g_memdup2 (numbers, n * sizeof *numbers) : NULL;
}

static void
copy_series (CrAxes *axes, const CrSeries *from)
{
  CrSeries *to = cr_axes_add_series (axes, from->kind, NULL, NULL, 0);
  gsize n = from->n;

  g_free (to->x);
  g_free (to->y);
  g_free (to->base);
  *to = *from;
  to->x = copy_numbers (from->x, n);
  to->y = copy_numbers (from->y, n);
  to->base = copy_numbers (from->base, n);
  to->x2 = copy_numbers (from->x2, n);
  to->y2 = copy_numbers (from->y2, n);
  to->widths = copy_numbers (from->widths, n);
  to->x_low = copy_numbers (from->x_low, n);
  to->x_high = copy_numbers (from->x_high, n);
  to->y_low = copy_numbers (from->y_low, n);
  to->y_high = copy_numbers (from->y_high, n);
  to->values = copy_numbers (from->values, n);
  to->sizes = copy_numbers (from->sizes, n);
  to->x_edges = copy_numbers (from->x_edges, (gsize)from->columns + 1);
  to->y_edges = copy_numbers (from->y_edges, (gsize)from->rows + 1);
  to->pixels = from->pixels != NULL ? g_memdup2 (from->pixels, n * sizeof *from->pixels) : NULL;
  to->color = g_strdup (from->color);
  to->colors = g_strdupv (from->colors);
  to->edge_color = g_strdup (from->edge_color);
  to->label = g_strdup (from->label);
}

static void
copy_axes (CrAxes *to, const CrAxes *from)
{
  GPtrArray *series = to->series, *texts = to->texts;

  *to = *from;
  to->series = series;
  to->texts = texts;
  to->title = g_strdup (from->title);
  to->legend_title = g_strdup (from->legend_title);
  to->bar_label = g_strdup (from->bar_label);
  copy_axis (&to->x, &from->x);
  copy_axis (&to->y, &from->y);
  for (guint i = 0; i < from->series->len; i++)
    copy_series (to, g_ptr_array_index (from->series, i));
  for (guint i = 0; i < from->texts->len; i++)
    {
      const CrAxesText *old = g_ptr_array_index (from->texts, i);
      CrAxesText *text = cr_axes_add_text (to, old->x, old->y, NULL);

      *text = *old;
      text->string = g_strdup (old->string);
      text->color = g_strdup (old->color);
    }
}

CrFigure *
cr_figure_copy (const CrFigure *figure)
{
  CrFigure *copy = cr_figure_new ();
  GPtrArray *axes = copy->axes;

  *copy = *figure;
  copy->axes = axes;
  copy->title = g_strdup (figure->title);
  copy->x_label = g_strdup (figure->x_label);
  copy->y_label = g_strdup (figure->y_label);
  for (guint i = 0; i < figure->axes->len; i++)
    copy_axes (i == 0 ? cr_figure_get_axes (copy, 0) : cr_figure_add_axes (copy), g_ptr_array_index (figure->axes, i));
  return copy;
}
