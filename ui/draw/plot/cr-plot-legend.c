/* The legend: a row for each labelled series, in the corner (or at the edge) where the least of
 * the data lies under it. What the data covers is marked on a coarse grid, once for all corners. */
#include "cr-plot-private.h"

#include <math.h>
#include <string.h>

#define CELL 6.0    /* units; of the grid */
#define MARGIN 6.0  /* to the axes */
#define PADDING 6.0 /* inside the box */
#define SAMPLE 18.0 /* length of the line that shows the style */
#define ROW_GAP 3.0
#define CORNER 5.0
#define MOST_WIDTH 0.6 /* of the axes */
#define MOST_HEIGHT 0.8
#define MOST_HEADROOM 0.5 /* of the area, for the legend alone */

typedef struct
{
  guint columns, rows;
  guint8 *cells;
} Cover;

static gboolean
is_listed (const CrSeries *series)
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

  if (!cr_plot_clip (&frame->area, &x0, &y0, &x1, &y1))
    return;
  n = (guint)(hypot (x1 - x0, y1 - y0) / (CELL / 2)) + 1;
  for (guint i = 0; i <= n; i++)
    mark (cover, frame, x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n);
}

static void
mark_series (Cover *cover, const CrPlotFrame *frame, const CrSeries *series)
{
  double last_x = 0, last_y = 0;
  gboolean joined = FALSE;

  for (guint i = 0; i < series->n; i++)
    {
      double x, y;

      if (!isfinite (series->x[i]) || !isfinite (series->y[i]))
        {
          joined = FALSE;
          continue;
        }
      x = cr_plot_frame_x (frame, series->x[i]);
      y = cr_plot_frame_y (frame, series->y[i]);
      mark (cover, frame, x, y);
      if (joined && series->line != CR_LINE_NONE)
        mark_piece (cover, frame, last_x, last_y, x, y);
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

/* Moves the box to where it covers least: corners first, then edges, as matplotlib tries them.
 * Returns how much that is. */
static guint
find_place (CrPlotRect *box, const CrPlotFrame *frame, const CrAxes *axes)
{
  static const double places[][2]
      = { { 1, 0 }, { 0, 0 }, { 0, 1 }, { 1, 1 }, { 1, 0.5 }, { 0, 0.5 }, { 0.5, 1 }, { 0.5, 0 }, { 0.5, 0.5 } };
  Cover cover = { (guint)(frame->area.width / CELL) + 1, (guint)(frame->area.height / CELL) + 1, NULL };
  guint least = G_MAXUINT;
  CrPlotRect best = *box;

  cover.cells = g_new0 (guint8, (gsize)cover.columns * cover.rows);
  for (guint i = 0; i < axes->series->len; i++)
    mark_series (&cover, frame, g_ptr_array_index (axes->series, i));
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint covered;

      box->x = frame->area.x + MARGIN + places[i][0] * (frame->area.width - 2 * MARGIN - box->width);
      box->y = frame->area.y + MARGIN + places[i][1] * (frame->area.height - 2 * MARGIN - box->height);
      covered = count_under (&cover, frame, box);
      if (covered < least)
        {
          least = covered;
          best = *box;
        }
    }
  *box = best;
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

/* Size of the box and how many rows it holds; 0 if none does. */
static guint
measure (CrText *text, const CrPlotFrame *frame, const CrAxes *axes, CrPlotRect *box, double *row_height)
{
  guint n = 0, most;
  double widest = 0;

  cr_text_measure (text, CR_FONT_SMALL, "0", NULL, row_height);
  *row_height += ROW_GAP;
  for (guint i = 0; i < axes->series->len; i++)
    {
      const CrSeries *series = g_ptr_array_index (axes->series, i);
      double width;

      if (!is_listed (series))
        continue;
      cr_text_measure (text, CR_FONT_SMALL, series->label, &width, NULL);
      widest = MAX (widest, width);
      n++;
    }
  most = (guint)MAX (0, (frame->area.height * MOST_HEIGHT - 2 * PADDING) / *row_height);
  n = MIN (n, most);
  box->width = MIN (widest + SAMPLE + 3 * PADDING, frame->area.width * MOST_WIDTH);
  box->height = n * *row_height - ROW_GAP + 2 * PADDING;
  return box->width > SAMPLE + 3 * PADDING ? n : 0;
}

void
cr_plot_place_legend (CrPlotFrame *frame, CrText *text, const CrAxes *axes)
{
  double row_height, headroom;

  frame->legend_rows = axes->legend ? measure (text, frame, axes, &frame->legend, &row_height) : 0;
  if (frame->legend_rows == 0 || find_place (&frame->legend, frame, axes) == 0 || axes->y.has_high)
    return;
  headroom = frame->legend.height + 2 * MARGIN;
  if (headroom > MOST_HEADROOM * frame->area.height)
    return;
  cr_plot_frame_make_headroom (frame, text, headroom);
  find_place (&frame->legend, frame, axes);
}

void
cr_plot_draw_legend (cairo_t *cr, CrText *text, const CrPlotFrame *frame, const CrAxes *axes, const CrPlotTheme *theme)
{
  const CrPlotRect *box = &frame->legend;
  guint n = frame->legend_rows;
  double row_height, y;

  if (n == 0)
    return;
  row_height = (box->height - 2 * PADDING + ROW_GAP) / n;
  draw_box (cr, box, theme);
  y = box->y + PADDING + (row_height - ROW_GAP) / 2;
  for (guint i = 0; i < axes->series->len && n > 0; i++)
    {
      const CrSeries *series = g_ptr_array_index (axes->series, i);
      CrColor color;

      if (!is_listed (series))
        continue;
      cr_plot_get_color (axes, theme, i, &color);
      cr_plot_draw_sample (cr, series, &color, box->x + PADDING + SAMPLE / 2, y, SAMPLE);
      cr_text_draw (text, CR_FONT_SMALL, &theme->text, series->label, box->x + 2 * PADDING + SAMPLE, y, CR_ALIGN_LEFT,
                    box->width - SAMPLE - 3 * PADDING);
      y += row_height;
      n--;
    }
}
