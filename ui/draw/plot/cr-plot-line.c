/* Lines through points. What the screen cannot tell apart is drawn once: of a line with more points than pixels each
 * column of pixels shows what it holds from least to greatest, so that no peak is lost however many points there are.
 */
#include <math.h>

#include "cr-plot-private.h"

#define NEAR 0.25         /* points of a line that are nearer than this are one */
#define OUTSIDE 20.0      /* lines are cut that far outside of the area */
#define POINTS_A_COLUMN 2 /* with more a column shows its extremes */
#define ROUGH 3.0         /* pixels; columns that are higher on average are filled */
#define MANY_PIECES 20000 /* of a line that goes anywhere: more are drawn without soft edges */

/* A line on its way, cut to a rectangle. */
typedef struct
{
  cairo_t *cr;
  CrPlotRect rect;
  double x, y;
  gboolean has_last, joined;
} Path;

static void
path_init (Path *path, const CrPlotPen *pen)
{
  const CrPlotRect *area = &pen->frame->area;
  double more = OUTSIDE + cr_plot_line_width (pen->series);

  *path = (Path){ .cr = pen->cr };
  path->rect = (CrPlotRect){ area->x - more, area->y - more, area->width + 2 * more, area->height + 2 * more };
}

static void
path_end (Path *path)
{
  path->has_last = path->joined = FALSE;
}

static void
path_add (Path *path, double x, double y)
{
  double from_x = path->x, from_y = path->y, x0 = from_x, y0 = from_y, x1 = x, y1 = y;

  path->x = x;
  path->y = y;
  if (!path->has_last)
    {
      path->has_last = TRUE;
      path->joined = FALSE;
      return;
    }
  if (!cr_plot_clip (&path->rect, &x0, &y0, &x1, &y1))
    {
      path->joined = FALSE;
      return;
    }
  if (!path->joined || from_x != x0 || from_y != y0)
    cairo_move_to (path->cr, x0, y0);
  cairo_line_to (path->cr, x1, y1);
  path->joined = x1 == x && y1 == y;
}

/* The next point, by steps if the line goes in steps. */
static void
path_step (Path *path, CrStepKind step, double x, double y)
{
  double last_x = path->x, last_y = path->y;

  if (path->has_last && step == CR_STEP_PRE)
    path_add (path, last_x, y);
  else if (path->has_last && step == CR_STEP_POST)
    path_add (path, x, last_y);
  else if (path->has_last && step == CR_STEP_MID)
    {
      path_add (path, (last_x + x) / 2, last_y);
      path_add (path, (last_x + x) / 2, y);
    }
  path_add (path, x, y);
}

/* Every point from @first on, but for those that lie on the one before. */
static void
draw_points (const CrPlotPen *pen, guint first, guint end)
{
  const CrSeries *series = pen->series;
  gboolean many = end - first > MANY_PIECES && !pen->is_drawing;
  double near = many ? 1 / pen->pixels : NEAR;
  Path path;

  path_init (&path, pen);
  for (guint i = first; i < end; i++)
    {
      double x = cr_plot_frame_x (pen->frame, series->x[i]), y = cr_plot_frame_y (pen->frame, series->y[i]);

      if (isnan (x) || isnan (y))
        {
          path_end (&path);
          continue;
        }
      if (path.has_last && i + 1 < end && cr_plot_is_point (series, i + 1) && fabs (x - path.x) < near
          && fabs (y - path.y) < near)
        continue;
      path_step (&path, series->step, x, y);
    }
  if (many)
    cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_FAST);
  cairo_stroke (pen->cr);
  cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_DEFAULT);
}

/* What one column of pixels holds; places in the series. */
typedef struct
{
  double x; /* its middle */
  gboolean filled;
  guint first, last, least, greatest;
} Column;

/* The columns from left to right in data. */
static Column *
make_columns (const CrPlotPen *pen, guint n)
{
  const CrPlotAxis *axis = &pen->frame->x;
  double low = cr_plot_axis_to_scale (axis, axis->low), high = cr_plot_axis_to_scale (axis, axis->high);
  Column *columns = g_new0 (Column, n);
  guint first = cr_plot_index_find (pen->index, axis->low);

  for (guint i = 0; i < n; i++)
    {
      Column *column = &columns[i];
      double right = cr_plot_axis_from_scale (axis, low + (high - low) * (i + 1) / n);
      guint end = i + 1 == n ? cr_plot_index_find (pen->index, nextafter (axis->high, INFINITY))
                             : cr_plot_index_find (pen->index, right);

      column->x = cr_plot_frame_x (pen->frame, cr_plot_axis_from_scale (axis, low + (high - low) * (i + 0.5) / n));
      column->filled = end > first
                       && cr_plot_index_get_extremes (pen->index, first, end, &column->least, &column->greatest)
                       && !isnan (cr_plot_frame_y (pen->frame, pen->series->y[column->greatest]));
      column->first = first;
      column->last = end - 1;
      first = MAX (first, end);
    }
  return columns;
}

static double
get_y (const CrPlotPen *pen, guint i)
{
  double y = cr_plot_frame_y (pen->frame, pen->series->y[i]);

  return isnan (y) ? pen->frame->area.y + pen->frame->area.height + OUTSIDE : y;
}

static double
mean_height (const CrPlotPen *pen, const Column *columns, guint n)
{
  double sum = 0;
  guint filled = 0;

  for (guint i = 0; i < n; i++)
    if (columns[i].filled)
      {
        sum += fabs (get_y (pen, columns[i].least) - get_y (pen, columns[i].greatest));
        filled++;
      }
  return filled ? sum / filled * pen->pixels : 0;
}

/* A smooth line: each column's ends, and its extremes where they stand out. */
static void
stroke_columns (const CrPlotPen *pen, const Column *columns, guint n)
{
  Path path;

  path_init (&path, pen);
  for (guint i = 0; i < n; i++)
    {
      const Column *column = &columns[i];
      guint order[4] = { column->first, MIN (column->least, column->greatest), MAX (column->least, column->greatest),
                         column->last };

      if (!column->filled)
        {
          if (column->last + 1 > column->first && column->last != G_MAXUINT)
            path_end (&path);
          continue;
        }
      for (guint k = 0; k < 4; k++)
        {
          double x, y;

          if (!cr_plot_is_point (pen->series, order[k]) || (k > 0 && order[k] == order[k - 1]))
            continue;
          x = cr_plot_frame_x (pen->frame, pen->series->x[order[k]]);
          y = get_y (pen, order[k]);
          if (!path.has_last || k == 3 || fabs (y - path.y) > 2 * NEAR)
            path_add (&path, x, y);
        }
    }
  cairo_stroke (pen->cr);
}

/* Where a column is painted, with what leads to the next one: from *top to *bottom. */
static gboolean
get_extent (const CrPlotPen *pen, const Column *columns, guint n, guint i, double *top, double *bottom)
{
  const Column *column = &columns[i];
  double low, high, half = cr_plot_line_width (pen->series) / 2;

  if (!column->filled)
    return FALSE;
  low = get_y (pen, column->least);
  high = get_y (pen, column->greatest);
  *top = MIN (low, high);
  *bottom = MAX (low, high);
  if (i + 1 < n && columns[i + 1].filled)
    {
      double next = get_y (pen, columns[i + 1].first);

      *top = MIN (*top, next);
      *bottom = MAX (*bottom, next);
    }
  *top = MAX (*top - half, pen->frame->area.y - OUTSIDE);
  *bottom = MIN (*bottom + half, pen->frame->area.y + pen->frame->area.height + OUTSIDE);
  return *bottom > *top;
}

/* A rough line is as high as its columns; whole pixels, which Cairo fills fast. */
static void
fill_columns (const CrPlotPen *pen, const Column *columns, guint n)
{
  double width = 1 / pen->pixels;
  guint thick = (guint)MAX (1, lround (cr_plot_line_width (pen->series) * pen->pixels * 0.75));

  for (guint i = 0; i < n; i++)
    {
      double top = INFINITY, bottom = -INFINITY;

      for (guint k = i < thick ? 0 : i + 1 - thick; k <= i; k++)
        {
          double from, to;

          if (!get_extent (pen, columns, n, k, &from, &to))
            continue;
          top = MIN (top, from);
          bottom = MAX (bottom, to);
        }
      if (top >= bottom)
        continue;
      top = floor (top * pen->pixels) / pen->pixels;
      bottom = ceil (bottom * pen->pixels) / pen->pixels;
      cairo_rectangle (pen->cr, columns[i].x - width / 2, top, width, bottom - top);
    }
  if (!pen->is_drawing)
    cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_NONE);
  cairo_fill (pen->cr);
  cairo_set_antialias (pen->cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void
draw_columns (const CrPlotPen *pen, guint n)
{
  g_autofree Column *columns = make_columns (pen, n);

  if (mean_height (pen, columns, n) > ROUGH)
    fill_columns (pen, columns, n);
  else
    stroke_columns (pen, columns, n);
}

/* The points that an ordered line shows, and one more on each side. */
static void
find_shown (const CrPlotPen *pen, guint *first, guint *end)
{
  *first = 0;
  *end = pen->series->n;
  if (!cr_plot_index_is_ordered (pen->index) || *end == 0)
    return;
  *first = cr_plot_index_find (pen->index, pen->frame->x.low);
  *end = cr_plot_index_find (pen->index, nextafter (pen->frame->x.high, INFINITY));
  *first -= *first > 0;
  *end += *end < pen->series->n;
}

void
cr_plot_draw_line (const CrPlotPen *pen)
{
  guint first, end, columns = (guint)MAX (1, lround (pen->frame->area.width * pen->pixels));
  double width = cr_plot_line_width (pen->series);

  cr_plot_set_color (pen->cr, &pen->color);
  cairo_set_line_width (pen->cr, width);
  cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_ROUND);
  cr_plot_set_dash (pen->cr, pen->series->line, width);
  find_shown (pen, &first, &end);
  if (cr_plot_index_is_ordered (pen->index) && pen->series->step == CR_STEP_NONE
      && end - first > POINTS_A_COLUMN * columns)
    draw_columns (pen, columns);
  else
    draw_points (pen, first, end);
  cairo_set_dash (pen->cr, NULL, 0, 0);
}
