/* The legend: a row for each labelled series, in the corner (or at the edge) where the least of
 * the data lies under it. What the data covers is marked on a coarse grid, once for all corners. */
#include <math.h>
#include <string.h>

#include "cr-plot-private.h"

#define CELL 6.0    /* units; of the grid */
#define MARGIN 6.0  /* to the axes */
#define PADDING 6.0 /* inside the box */
#define SAMPLE 18.0 /* length of the line that shows the style */
#define ROW_GAP 3.0
#define CORNER 5.0
#define MOST_WIDTH 0.6 /* of the axes */
#define MOST_HEIGHT 0.8
#define MOST_HEADROOM 0.5 /* of the area, for the legend alone */
#define DATA_MARGIN 0.05  /* above the data, already free */
#define MOST_POINTS 50000 /* that are looked at; of more every so many */
#define PALE 0.35

typedef struct
{
  guint columns, rows;
  guint8 *cells;
} Cover;

gboolean
cr_plot_is_listed (const CrSeries *series)
{
  return series->label != NULL && series->label[0] != '\0' && series->label[0] != '_';
}

static void
mark (Cover *cover, const CrPlotFrame *frame, double x, double y)
{
  double column = (x - frame->area.x) / CELL, row = (y - frame->area.y) / CELL;

  if (column >= 0 && row >= 0 && column < cover->columns && row < cover->rows)
    cover->cells[(guint)row * cover->columns + (guint)column] = 1;
}

static void
mark_piece (Cover *cover, const CrPlotFrame *frame, double x0, double y0, double x1, double y1)
{
  guint n;

  if (isnan (x0 + y0 + x1 + y1) || !cr_plot_clip (&frame->area, &x0, &y0, &x1, &y1))
    return;
  n = (guint)(hypot (x1 - x0, y1 - y0) / (CELL / 2)) + 1;
  for (guint i = 0; i <= n; i++)
    mark (cover, frame, x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n);
}

/* Bars, fills and stems: from where they begin. */
static void
mark_depth (Cover *cover, const CrPlotFrame *frame, const CrSeries *series, guint i)
{
  double half = series->kind == CR_SERIES_BARS ? (series->widths ? series->widths[i] : series->width) / 2 : 0;
  double x = series->x[i], y = series->y[i], base = series->base[i];

  for (int side = -1; side <= 1; side++)
    if (series->horizontal)
      mark_piece (cover, frame, cr_plot_frame_x (frame, x), cr_plot_frame_y (frame, y + side * half),
                  cr_plot_frame_x (frame, base), cr_plot_frame_y (frame, y + side * half));
    else
      mark_piece (cover, frame, cr_plot_frame_x (frame, x + side * half), cr_plot_frame_y (frame, y),
                  cr_plot_frame_x (frame, x + side * half), cr_plot_frame_y (frame, base));
}

static void
mark_series (Cover *cover, const CrPlotFrame *frame, const CrSeries *series)
{
  double last_x = 0, last_y = 0;
  gboolean joined = FALSE;
  guint stride = series->n / MOST_POINTS + 1;

  if (series->kind == CR_SERIES_IMAGE)
    return;
  for (guint i = 0; i < series->n; i += stride)
    {
      double x = cr_plot_frame_x (frame, series->x[i]), y = cr_plot_frame_y (frame, series->y[i]);

      if (isnan (x) || isnan (y))
        {
          joined = FALSE;
          continue;
        }
      mark (cover, frame, x, y);
      if (joined && (series->kind == CR_SERIES_LINE || series->kind == CR_SERIES_POLYGONS)
          && series->line != CR_LINE_NONE)
        mark_piece (cover, frame, last_x, last_y, x, y);
      if (series->kind == CR_SERIES_SEGMENTS)
        mark_piece (cover, frame, x, y, cr_plot_frame_x (frame, series->x2[i]), cr_plot_frame_y (frame, series->y2[i]));
      if (series->base)
        mark_depth (cover, frame, series, i);
      last_x = x;
      last_y = y;
      joined = TRUE;
    }
}

static guint
count_under (const Cover *cover, const CrPlotFrame *frame, const CrPlotRect *box)
{
  guint n = 0;

  for (guint row = 0; row < cover->rows; row++)
    for (guint column = 0; column < cover->columns; column++)
      {
        double x = frame->area.x + column * CELL, y = frame->area.y + row * CELL;

        n += cover->cells[row * cover->columns + column] && x + CELL > box->x && x < box->x + box->width
             && y + CELL > box->y && y < box->y + box->height;
      }
  return n;
}

/* What lies in the same area: these axes, their twins, and the twins' legends. */
static void
mark_all (const CrPlotter *plotter, Cover *cover, const CrPlotFrame *frame)
{
  for (guint i = 0; i < plotter->n; i++)
    {
      const CrPlotFrame *other = &plotter->frames[i];

      if (!other->visible || memcmp (&other->area, &frame->area, sizeof frame->area) != 0)
        continue;
      for (guint k = 0; k < other->axes->series->len; k++)
        mark_series (cover, other, g_ptr_array_index (other->axes->series, k));
      if (other < frame && other->legend_rows > 0)
        for (double y = other->legend.y; y < other->legend.y + other->legend.height; y += CELL / 2)
          mark_piece (cover, frame, other->legend.x, y, other->legend.x + other->legend.width, y);
    }
}

static void
put (CrPlotRect *box, const CrPlotFrame *frame, double share_x, double share_y)
{
  box->x = frame->area.x + MARGIN + share_x * (frame->area.width - 2 * MARGIN - box->width);
  box->y = frame->area.y + MARGIN + share_y * (frame->area.height - 2 * MARGIN - box->height);
}

/* Moves the box to where it covers least: corners first, then edges, as matplotlib tries them.
 * Returns how much that is. */
static guint
find_place (const CrPlotter *plotter, CrPlotFrame *frame)
{
  static const double places[][2]
      = { { 1, 0 }, { 0, 0 }, { 0, 1 }, { 1, 1 }, { 1, 0.5 }, { 0, 0.5 }, { 0.5, 1 }, { 0.5, 0 }, { 0.5, 0.5 } };
  Cover cover = { (guint)(frame->area.width / CELL) + 1, (guint)(frame->area.height / CELL) + 1, NULL };
  guint least = G_MAXUINT;

  cover.cells = g_new0 (guint8, (gsize)cover.columns * cover.rows);
  mark_all (plotter, &cover, frame);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint covered;

      put (&frame->legend, frame, places[i][0], places[i][1]);
      covered = count_under (&cover, frame, &frame->legend);
      if (covered < least)
        {
          least = covered;
          frame->legend_x = places[i][0];
          frame->legend_y = places[i][1];
        }
    }
  put (&frame->legend, frame, frame->legend_x, frame->legend_y);
  g_free (cover.cells);
  return least;
}

static void
draw_box (cairo_t *cr, const CrPlotRect *box, const CrPlotTheme *theme)
{
  double right = box->x + box->width, bottom = box->y + box->height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - CORNER, box->y + CORNER, CORNER, -G_PI / 2, 0);
  cairo_arc (cr, right - CORNER, bottom - CORNER, CORNER, 0, G_PI / 2);
  cairo_arc (cr, box->x + CORNER, bottom - CORNER, CORNER, G_PI / 2, G_PI);
  cairo_arc (cr, box->x + CORNER, box->y + CORNER, CORNER, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, theme->ground.red, theme->ground.green, theme->ground.blue, 0.84);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, theme->grid.red, theme->grid.green, theme->grid.blue);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

void
cr_plot_measure_legend (CrPlotter *plotter, guint axes)
{
  CrPlotFrame *frame = &plotter->frames[axes];
  double widest = 0, title = 0, small = cr_plot_line_height (plotter->text, CR_FONT_SMALL), room;
  guint n = 0, most;

  frame->legend_rows = 0;
  if (!frame->axes->legend)
    return;
  for (guint i = 0; i < frame->axes->series->len; i++)
    {
      const CrSeries *series = g_ptr_array_index (frame->axes->series, i);
      double width;

      if (!cr_plot_is_listed (series))
        continue;
      cr_text_measure (plotter->text, CR_FONT_SMALL, series->label, &width, NULL);
      widest = MAX (widest, width);
      n++;
    }
  if (frame->axes->legend_title)
    cr_text_measure (plotter->text, CR_FONT_SMALL, frame->axes->legend_title, &title, NULL);
  frame->legend_columns = CLAMP (frame->axes->legend_columns, 1, MAX (n, 1));
  frame->legend_row_height = small + ROW_GAP;
  n = (n + frame->legend_columns - 1) / frame->legend_columns;
  room = frame->area.height * (frame->axes->legend_outside ? 1 : MOST_HEIGHT) - 2 * PADDING;
  most = (guint)MAX (0, room / frame->legend_row_height);
  frame->legend_rows = MIN (n, most);
  frame->legend_column_width = widest + SAMPLE + 2 * PADDING;
  frame->legend.width = MAX (frame->legend_columns * frame->legend_column_width, title + PADDING) + PADDING;
  frame->legend.height = (frame->legend_rows + (title > 0)) * frame->legend_row_height - ROW_GAP + 2 * PADDING;
}

/* Lengthens the y axis upward so that the data leaves the legend's height free at the top. */
static void
make_headroom (CrPlotter *plotter, guint axes, double height)
{
  CrPlotFrame *frame = &plotter->frames[axes];
  double span = frame->y.high - frame->y.low;
  double top = span * DATA_MARGIN / (1 + 2 * DATA_MARGIN); /* already free */

  frame->fit_y[1] = frame->y.high + (span - top) / (1 - height / frame->area.height) - (span - top) - top;
  cr_plot_axis_set_range (&frame->y, frame->y.low, frame->fit_y[1]);
  cr_plot_frame_set_ticks (frame, plotter->text);
}

void
cr_plot_place_legend (CrPlotter *plotter, guint axes)
{
  CrPlotFrame *frame = &plotter->frames[axes];
  const CrAxes *at = frame->axes;
  double most = frame->area.width * MOST_WIDTH, headroom;

  if (frame->legend_rows == 0)
    return;
  if (at->legend_outside)
    {
      frame->legend.x = frame->area.x + frame->area.width + CR_PLOT_PADDING + frame->right - frame->legend.width
                        - 2 * CR_PLOT_PADDING;
      frame->legend.y = frame->area.y;
      return;
    }
  if (frame->legend.width > most && frame->legend_columns == 1)
    {
      frame->legend.width = most;
      frame->legend_column_width = most - PADDING;
    }
  if (frame->legend_column_width <= SAMPLE + 2 * PADDING)
    frame->legend_rows = 0;
  else if (isfinite (at->legend_x) && isfinite (at->legend_y))
    put (&frame->legend, frame, at->legend_x, 1 - at->legend_y);
  else if (plotter->views[axes].set && frame->legend_placed)
    put (&frame->legend, frame, frame->legend_x, frame->legend_y);
  else
    {
      guint covered = find_place (plotter, frame);

      headroom = frame->legend.height + 2 * MARGIN;
      if (covered > 0 && cr_plot_may_grow (plotter, axes) && headroom <= MOST_HEADROOM * frame->area.height
          && !frame->legend_placed)
        {
          make_headroom (plotter, axes, headroom);
          find_place (plotter, frame);
        }
      frame->legend_placed = TRUE;
    }
}

/* The series' places in the legend, in order. */
static gboolean
get_row (const CrPlotFrame *frame, guint row, double *x, double *y)
{
  guint column = row / MAX (frame->legend_rows, 1);
  double title = frame->axes->legend_title ? frame->legend_row_height : 0;

  if (column >= frame->legend_columns)
    return FALSE;
  *x = frame->legend.x + PADDING + column * frame->legend_column_width;
  *y = frame->legend.y + PADDING + title + (row % frame->legend_rows) * frame->legend_row_height
       + (frame->legend_row_height - ROW_GAP) / 2;
  return TRUE;
}

gboolean
cr_plot_find_legend_row (const CrPlotFrame *frame, double x, double y, guint *series)
{
  guint row = 0;

  if (!frame->visible || frame->legend_rows == 0)
    return FALSE;
  for (guint i = 0; i < frame->axes->series->len; i++)
    {
      double at_x, at_y;

      if (!cr_plot_is_listed (g_ptr_array_index (frame->axes->series, i)))
        continue;
      if (!get_row (frame, row++, &at_x, &at_y))
        return FALSE;
      if (x >= at_x && x < at_x + frame->legend_column_width && fabs (y - at_y) <= frame->legend_row_height / 2)
        {
          *series = i;
          return TRUE;
        }
    }
  return FALSE;
}

void
cr_plot_draw_legend (CrPlotter *plotter, guint axes, cairo_t *cr, CrText *text, const CrPlotTheme *theme)
{
  const CrPlotFrame *frame = &plotter->frames[axes];
  const CrPlotRect *box = &frame->legend;
  guint row = 0;

  if (frame->legend_rows == 0)
    return;
  draw_box (cr, box, theme);
  if (frame->axes->legend_title)
    cr_text_draw (text, CR_FONT_SMALL, &theme->text, frame->axes->legend_title, box->x + box->width / 2,
                  box->y + PADDING + (frame->legend_row_height - ROW_GAP) / 2, CR_ALIGN_CENTER,
                  box->width - 2 * PADDING);
  for (guint i = 0; i < frame->axes->series->len; i++)
    {
      const CrSeries *series = g_ptr_array_index (frame->axes->series, i);
      CrPlotPen pen;
      CrColor color = theme->text;
      double x, y;

      if (!cr_plot_is_listed (series))
        continue;
      if (!get_row (frame, row++, &x, &y))
        return;
      cr_plot_pen_init (&pen, plotter, axes, i, cr, theme);
      if (cr_plotter_is_hidden (plotter, axes, i))
        {
          pen.color.alpha *= PALE;
          color = theme->dim_text;
        }
      cr_plot_draw_sample (&pen, x + SAMPLE / 2, y, SAMPLE);
      cr_text_draw (text, CR_FONT_SMALL, &color, series->label, x + PADDING + SAMPLE, y, CR_ALIGN_LEFT,
                    frame->legend_column_width - SAMPLE - PADDING);
    }
}
