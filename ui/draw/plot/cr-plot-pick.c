/* Which point lies nearest to a place. Points are looked up in the index of their series; what covers an area is asked
 * whether the place is in it. */
#include <math.h>

#include "cr-plot-private.h"

typedef struct
{
  CrPlotter *plotter;
  const CrPlotFrame *frame;
  const CrSeries *series;
  guint axes, number;
  double x, y;     /* the place, in units */
  double distance; /* of the nearest yet, in units */
  gboolean along;  /* only x counts */
  gboolean found;
  CrPlotPick *pick;
} Search;

static void
consider_at (Search *search, guint i, double distance)
{
  const CrSeries *series = search->series;
  CrPlotPick *pick = search->pick;

  if (!(distance <= search->distance)
      || (distance == search->distance && search->found && pick->axes == search->axes && pick->series == search->number
          && i < pick->index))
    return;
  search->found = TRUE;
  search->distance = distance;
  *pick = (CrPlotPick){ .axes = search->axes, .series = search->number, .index = i };
  pick->data_x = series->x[i];
  pick->data_y = series->y[i];
  pick->value = series->values ? series->values[i] : NAN;
  pick->x = cr_plot_frame_x (search->frame, pick->data_x) * search->plotter->scale;
  pick->y = cr_plot_frame_y (search->frame, pick->data_y) * search->plotter->scale;
  pick->distance = distance * search->plotter->scale;
}

static gboolean
is_seen (const CrPlotFrame *frame, double x, double y)
{
  const CrPlotRect *area = &frame->area;

  return x >= area->x - 0.5 && x <= area->x + area->width + 0.5 && y >= area->y - 0.5
         && y <= area->y + area->height + 0.5;
}

static void
consider (gpointer user_data, guint i)
{
  Search *search = user_data;
  double x = cr_plot_frame_x (search->frame, search->series->x[i]);
  double y = cr_plot_frame_y (search->frame, search->series->y[i]);

  if (is_seen (search->frame, x, y))
    consider_at (search, i, search->along ? fabs (x - search->x) : hypot (x - search->x, y - search->y));
}

static double
data_x (const Search *search, double x)
{
  const CrPlotFrame *frame = search->frame;

  return cr_plot_axis_from_scale (&frame->x,
                                  frame->x.first + (x - frame->area.x) / frame->area.width * frame->x.across);
}

static double
data_y (const Search *search, double y)
{
  const CrPlotFrame *frame = search->frame;

  return cr_plot_axis_from_scale (&frame->y,
                                  frame->y.first + (1 - (y - frame->area.y) / frame->area.height) * frame->y.across);
}

static void
search_points (Search *search)
{
  double r = search->distance, left = data_x (search, search->x - r), right = data_x (search, search->x + r);
  double top = data_y (search, search->y - r), bottom = data_y (search, search->y + r);

  cr_plot_index_visit (cr_plotter_get_index (search->plotter, search->axes, search->number), MIN (left, right),
                       MAX (left, right), MIN (top, bottom), MAX (top, bottom), consider, search);
}

/* How far a value lies outside of an interval. */
static double
outside (double at, double a, double b)
{
  return MAX (0, MAX (MIN (a, b) - at, at - MAX (a, b)));
}

static void
search_bars (Search *search)
{
  const CrSeries *series = search->series;

  for (guint i = 0; i < series->n; i++)
    {
      double half = (series->widths ? series->widths[i] : series->width) / 2, x, y, dx, dy;

      if (!cr_plot_is_point (series, i))
        continue;
      x = data_x (search, search->x);
      y = data_y (search, search->y);
      dx = series->horizontal ? outside (x, series->base[i], series->x[i])
                              : outside (x, series->x[i] - half, series->x[i] + half);
      dy = series->horizontal ? outside (y, series->y[i] - half, series->y[i] + half)
                              : outside (y, series->base[i], series->y[i]);
      if (dx == 0 && dy == 0)
        consider_at (search, i, 0);
    }
}

/* The cell of edges, rising or falling, that holds @value; -1 if none does. */
static int
find_cell (const double *edges, guint n, double value)
{
  for (guint i = 0; i < n; i++)
    if (outside (value, edges[i], edges[i + 1]) == 0)
      return (int)i;
  return -1;
}

static void
search_image (Search *search)
{
  const CrSeries *series = search->series;
  int column = find_cell (series->x_edges, series->columns, data_x (search, search->x));
  int row = find_cell (series->y_edges, series->rows, data_y (search, search->y));

  if (row >= 0 && column >= 0)
    consider_at (search, (guint)row * series->columns + (guint)column, 0);
}

static void
search_across (Search *search)
{
  const CrSeries *series = search->series;
  gboolean vertical = series->kind == CR_SERIES_V_LINE;

  for (guint i = 0; i < series->n; i++)
    {
      double at
          = vertical ? cr_plot_frame_x (search->frame, series->x[i]) : cr_plot_frame_y (search->frame, series->y[i]);
      double distance = fabs (at - (vertical ? search->x : search->y));

      if (!(distance <= search->distance))
        continue;
      consider_at (search, i, distance);
      (vertical ? &search->pick->y : &search->pick->x)[0] = (vertical ? search->y : search->x) * search->plotter->scale;
    }
}

static void
search_series (Search *search, guint number)
{
  search->number = number;
  search->series = g_ptr_array_index (search->frame->axes->series, number);
  if (search->series->n == 0)
    return;
  switch (search->series->kind)
    {
    case CR_SERIES_BARS:
      search_bars (search);
      break;
    case CR_SERIES_IMAGE:
      search_image (search);
      break;
    case CR_SERIES_H_LINE:
    case CR_SERIES_V_LINE:
      search_across (search);
      break;
    case CR_SERIES_H_SPAN:
    case CR_SERIES_V_SPAN:
      break;
    default:
      search_points (search);
    }
}

gboolean
cr_plotter_pick (CrPlotter *plotter, double x, double y, double distance, CrPlotPick *pick)
{
  Search search = { .plotter = plotter, .pick = pick };

  g_return_val_if_fail (plotter != NULL && pick != NULL, FALSE);
  if (!cr_plotter_lay_out (plotter) || !(distance >= 0) || !isfinite (x + y))
    return FALSE;
  search.x = x / plotter->scale;
  search.y = y / plotter->scale;
  search.distance = distance / plotter->scale;
  for (search.axes = 0; search.axes < plotter->n; search.axes++)
    {
      g_autofree guint *order = cr_plot_order (plotter->frames[search.axes].axes);

      search.frame = &plotter->frames[search.axes];
      if (!search.frame->visible || !is_seen (search.frame, search.x, search.y))
        continue;
      for (guint i = 0; i < search.frame->axes->series->len; i++)
        if (!cr_plotter_is_hidden (plotter, search.axes, order[i]))
          search_series (&search, order[i]);
    }
  return search.found;
}

gboolean
cr_plotter_pick_along (CrPlotter *plotter, guint axes, guint series, double x, CrPlotPick *pick)
{
  Search search = { .plotter = plotter, .pick = pick, .axes = axes, .number = series, .along = TRUE };
  CrPlotIndex *index;

  g_return_val_if_fail (plotter != NULL && pick != NULL, FALSE);
  if (axes >= plotter->n || !cr_plotter_lay_out (plotter) || !plotter->frames[axes].visible
      || series >= plotter->frames[axes].axes->series->len)
    return FALSE;
  search.frame = &plotter->frames[axes];
  search.series = g_ptr_array_index (search.frame->axes->series, series);
  search.x = x / plotter->scale;
  search.distance = INFINITY;
  index = cr_plotter_get_index (plotter, axes, series);
  if (cr_plot_index_is_ordered (index))
    {
      guint at = cr_plot_index_find (index, data_x (&search, search.x));

      /* The nearest on each side that is to be seen. */
      for (guint i = at; i < search.series->n && !search.found; i++)
        consider (&search, i);
      for (guint i = at, before = search.found; i-- > 0;)
        {
          double known = search.distance;

          consider (&search, i);
          if (search.distance < known || (!before && search.found)
              || cr_plot_frame_x (search.frame, search.series->x[i]) < search.frame->area.x)
            break;
        }
    }
  else
    for (guint i = 0; i < search.series->n; i++)
      consider (&search, i);
  return search.found;
}

gboolean
cr_plotter_locate (CrPlotter *plotter, guint axes, guint series, guint index, CrPlotPick *pick)
{
  Search search = { .plotter = plotter, .pick = pick, .axes = axes, .number = series, .along = TRUE };

  g_return_val_if_fail (plotter != NULL && pick != NULL, FALSE);
  if (axes >= plotter->n || !cr_plotter_lay_out (plotter) || !plotter->frames[axes].visible
      || series >= plotter->frames[axes].axes->series->len)
    return FALSE;
  search.frame = &plotter->frames[axes];
  search.series = g_ptr_array_index (search.frame->axes->series, series);
  search.distance = INFINITY;
  if (index >= search.series->n)
    return FALSE;
  consider (&search, index);
  return search.found;
}
