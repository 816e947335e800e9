/* Where everything of a figure lies: the axes in their grid, their areas aligned, with the room that numbers and labels
 * need between them. A pure function of figure, size and views, so that painting and picking agree. */
#include <math.h>
#include <string.h>

#include "cr-plot-axis.h"
#include "cr-plot-private.h"

#define LEAST_WIDTH 40.0
#define LEAST_HEIGHT 30.0
#define LEAST_AREA 10.0
#define USUAL_AREA (320.0 * 220.0) /* drawn at USUAL_SCALE; larger plots have larger letters */
#define USUAL_SCALE 1.2
#define ROW_HEIGHT 19.0 /* least distance of two numbers at the y axis */
#define COLUMN_GAP 16.0 /* and between two at the x axis */
#define BAR_GAP 9.0     /* between the area and the scale of colours */
#define BAR_WIDTH 11.0
#define MAX_CELLS 60 /* rows or columns of a figure */

double
cr_plot_line_height (CrText *text, CrFont font)
{
  double height;

  cr_text_measure (text, font, "0", NULL, &height);
  return height;
}

double
cr_plot_widest_label (CrText *text, const CrPlotTicks *ticks)
{
  double widest = 0;

  for (guint i = 0; ticks->ticks && i < ticks->ticks->len; i++)
    {
      double width;

      cr_text_measure (text, CR_FONT_SMALL, g_array_index (ticks->ticks, CrPlotTick, i).label, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

static CrPlotTickRule
make_rule (const CrPlotAxis *axis, const CrAxis *given, double max)
{
  return (CrPlotTickRule){ .scale = axis->scale,
                           .base = given && given->log_base > 1 ? given->log_base : 10,
                           .threshold = given && given->threshold > 0 ? given->threshold : 2,
                           .pi = axis->pi,
                           .max = (guint)CLAMP (max, 2, 11),
                           .given = given };
}

static void
set_y_ticks (CrPlotAxis *axis, const CrAxis *given, double height)
{
  CrPlotTickRule rule = make_rule (axis, given, height / ROW_HEIGHT);

  cr_plot_ticks_set (&axis->ticks, &rule, axis->low, axis->high);
}

/* As many numbers at the x axis as have room side by side. */
static void
set_x_ticks (CrPlotFrame *frame, CrText *text)
{
  const CrAxis *given = &frame->axes->x;
  CrPlotTickRule rule = make_rule (&frame->x, given, frame->area.width / 40);

  if (given->has_ticks && given->tick_rotation != 0)
    rule.max = 100;
  for (;; rule.max--)
    {
      double widest;

      cr_plot_ticks_set (&frame->x.ticks, &rule, frame->x.low, frame->x.high);
      widest = given->tick_rotation != 0 ? 0 : cr_plot_widest_label (text, &frame->x.ticks);
      if (rule.max <= 2 || (widest + COLUMN_GAP) * frame->x.ticks.ticks->len <= frame->area.width
          || (given->has_ticks && (widest + CR_PLOT_GAP) * frame->x.ticks.ticks->len <= frame->area.width))
        return;
    }
}

void
cr_plot_frame_set_ticks (CrPlotFrame *frame, CrText *text)
{
  set_x_ticks (frame, text);
  set_y_ticks (&frame->y, &frame->axes->y, frame->area.height);
}

/* How far labels of the x axis reach down. */
static double
x_label_height (const CrPlotFrame *frame, CrText *text)
{
  const CrAxis *axis = &frame->axes->x;
  double height = cr_plot_line_height (text, CR_FONT_SMALL), longest = 0;
  double angle = axis->tick_rotation * G_PI / 180;

  for (guint i = 0; axis->tick_labels && axis->tick_labels[i]; i++)
    {
      double width, lines;

      cr_text_measure (text, CR_FONT_SMALL, axis->tick_labels[i], &width, &lines);
      longest = MAX (longest, width);
      height = MAX (height, lines);
    }
  return fabs (sin (angle)) * MIN (longest, frame->area.height > 0 ? frame->area.height / 2 : 90)
         + fabs (cos (angle)) * height;
}

static gboolean
has_unit (const CrPlotAxis *axis, const CrAxis *given)
{
  CrTicks ticks;

  if (axis->scale != CR_SCALE_LINEAR || given->has_ticks || given->hidden)
    return FALSE;
  cr_axis_ticks (axis->low, axis->high, 5, &ticks);
  return ticks.shown_power != 0;
}

static void
measure_vertically (const CrPlotter *plotter, CrPlotFrame *frame)
{
  const CrAxes *axes = frame->axes;
  double small = cr_plot_line_height (plotter->text, CR_FONT_SMALL), numbers = 0, title = 0;

  frame->top = frame->bottom = CR_PLOT_PADDING;
  if (axes->title)
    cr_text_measure (plotter->text, CR_FONT_CAPTION, axes->title, NULL, &title);
  if (axes->title)
    frame->top += title + CR_PLOT_GAP;
  if (axes->off || (axes->twin_of >= 0 && axes->twin_x))
    return;
  if (!axes->x.hidden)
    numbers = x_label_height (frame, plotter->text) + CR_PLOT_GAP + CR_PLOT_TICK;
  if (axes->x.label)
    {
      double height;

      cr_text_measure (plotter->text, CR_FONT_SMALL, axes->x.label, NULL, &height);
      numbers += height + CR_PLOT_GAP;
    }
  else if (has_unit (&frame->x, &axes->x))
    numbers += small + CR_PLOT_GAP;
  *(frame->x_top ? &frame->top : &frame->bottom) += numbers;
  if (has_unit (&frame->y, &axes->y))
    frame->top += small;
  if (axes->bar >= 0 && axes->bar_below)
    frame->bottom += BAR_GAP + BAR_WIDTH + small + CR_PLOT_TICK + CR_PLOT_GAP + (axes->bar_label ? small : 0);
}

/* The scale of colours: its own axis, and how much room it needs. */
static double
measure_bar (const CrPlotter *plotter, CrPlotFrame *frame)
{
  const CrSeries *series = cr_axes_get_series (frame->axes, (guint)frame->axes->bar);
  double low, high;

  cr_plot_get_value_range (series, &low, &high);
  frame->bar_axis.scale = series->map_log ? CR_SCALE_LOG : CR_SCALE_LINEAR;
  cr_plot_axis_set_range (&frame->bar_axis, low, high);
  set_y_ticks (&frame->bar_axis, NULL, frame->axes->bar_below ? 120 : frame->area.height);
  if (frame->axes->bar_below)
    return 0;
  return BAR_GAP + BAR_WIDTH + CR_PLOT_TICK + CR_PLOT_GAP + cr_plot_widest_label (plotter->text, &frame->bar_axis.ticks)
         + (frame->axes->bar_label ? cr_plot_line_height (plotter->text, CR_FONT_SMALL) + CR_PLOT_GAP : 0);
}

static void
measure_horizontally (CrPlotter *plotter, guint i)
{
  CrPlotFrame *frame = &plotter->frames[i];
  const CrAxes *axes = frame->axes;
  double numbers = 0;

  frame->left = CR_PLOT_PADDING;
  frame->right = 2 * CR_PLOT_PADDING;
  set_y_ticks (&frame->y, &axes->y, frame->area.height);
  if (axes->bar >= 0 && (guint)axes->bar < axes->series->len)
    frame->right += measure_bar (plotter, frame);
  cr_plot_measure_legend (plotter, i);
  if (frame->legend_rows > 0 && axes->legend_outside)
    frame->right += frame->legend.width + CR_PLOT_PADDING;
  if (axes->off || (axes->twin_of >= 0 && !axes->twin_x))
    return;
  if (!axes->y.hidden)
    {
      frame->widest
          = MAX (plotter->views[i].set ? frame->widest : 0, cr_plot_widest_label (plotter->text, &frame->y.ticks));
      numbers = frame->widest + CR_PLOT_GAP + CR_PLOT_TICK;
    }
  if (axes->y.label)
    {
      double height;

      cr_text_measure (plotter->text, CR_FONT_SMALL, axes->y.label, NULL, &height);
      numbers += height + 2 * CR_PLOT_GAP;
    }
  *(frame->y_right ? &frame->right : &frame->left) += numbers;
}

/* Rows and columns that all grids of the figure fit into. */
static guint
common (guint a, guint b)
{
  guint x = MAX (a, 1), y = MAX (b, 1);

  while (y != 0)
    {
      guint rest = x % y;

      x = y;
      y = rest;
    }
  return MIN (MAX (a, 1) / x * MAX (b, 1), MAX_CELLS);
}

/* One direction of the common grid. */
typedef struct
{
  guint n;
  double before[MAX_CELLS], after[MAX_CELLS], start[MAX_CELLS];
  double size; /* of a cell */
} Lines;

static void
find_cells (const CrAxes *axes, const Lines *lines, gboolean vertical, guint *first, guint *last)
{
  guint n = vertical ? axes->rows : axes->columns, at = vertical ? axes->row : axes->column;
  guint span = vertical ? axes->row_span : axes->column_span;

  *first = MIN (at * lines->n / MAX (n, 1), lines->n - 1);
  *last = CLAMP ((at + MAX (span, 1)) * lines->n / MAX (n, 1), *first + 1, lines->n) - 1;
}

/* Shares the room between the cells; FALSE if there is none. */
static gboolean
share_out (CrPlotter *plotter, gboolean vertical, double from, double to)
{
  Lines lines = { .n = 1 };

  for (guint i = 0; i < plotter->n; i++)
    if (plotter->frames[i].axes->rows > 0)
      lines.n = common (lines.n, vertical ? plotter->frames[i].axes->rows : plotter->frames[i].axes->columns);
  for (guint i = 0; i < plotter->n; i++)
    {
      const CrPlotFrame *frame = &plotter->frames[i];
      guint first, last;

      if (frame->axes->rows == 0)
        continue;
      find_cells (frame->axes, &lines, vertical, &first, &last);
      lines.before[first] = MAX (lines.before[first], vertical ? frame->top : frame->left);
      lines.after[last] = MAX (lines.after[last], vertical ? frame->bottom : frame->right);
    }
  lines.size = to - from;
  for (guint i = 0; i < lines.n; i++)
    lines.size -= lines.before[i] + lines.after[i];
  lines.size /= lines.n;
  for (guint i = 0; i < lines.n; i++)
    {
      lines.start[i] = from + lines.before[i];
      from = lines.start[i] + lines.size + lines.after[i];
    }
  for (guint i = 0; i < plotter->n; i++)
    {
      CrPlotFrame *frame = &plotter->frames[i];
      guint first, last;

      if (frame->axes->rows == 0)
        continue;
      find_cells (frame->axes, &lines, vertical, &first, &last);
      (vertical ? &frame->area.y : &frame->area.x)[0] = lines.start[first];
      (vertical ? &frame->area.height : &frame->area.width)[0] = lines.start[last] + lines.size - lines.start[first];
    }
  return lines.size >= LEAST_AREA;
}

/* Axes at a place of the user's. */
static void
place_freely (const CrPlotter *plotter, CrPlotFrame *frame)
{
  const CrAxes *axes = frame->axes;
  double width = plotter->width / plotter->scale, height = plotter->height / plotter->scale;

  if (axes->rows == 0)
    frame->area = (CrPlotRect){ axes->left * width, (1 - axes->bottom - axes->height) * height, axes->width * width,
                                axes->height * height };
}

/* The box that has the shape of what is shown at first. */
static void
shrink_box (CrPlotFrame *frame)
{
  double x = frame->area.width / (frame->fit_x[1] - frame->fit_x[0]);
  double y = frame->area.height / (frame->fit_y[1] - frame->fit_y[0]), both = MIN (x, y);
  double width = both * (frame->fit_x[1] - frame->fit_x[0]), height = both * (frame->fit_y[1] - frame->fit_y[0]);

  if (!(width >= LEAST_AREA && height >= LEAST_AREA))
    return;
  frame->area.x += (frame->area.width - width) / 2;
  frame->area.y += (frame->area.height - height) / 2;
  frame->area.width = width;
  frame->area.height = height;
}

/* Makes a unit of x as long as one of y. */
static void
make_equal (CrPlotFrame *frame)
{
  double x, y;

  if (!frame->axes->equal || frame->x.scale != CR_SCALE_LINEAR || frame->y.scale != CR_SCALE_LINEAR)
    return;
  if (frame->axes->boxed)
    shrink_box (frame);
  x = (frame->x.high - frame->x.low) / frame->area.width;
  y = (frame->y.high - frame->y.low) / frame->area.height;
  if (x < y)
    cr_plot_axis_set_range (&frame->x, (frame->x.low + frame->x.high - y * frame->area.width) / 2,
                            (frame->x.low + frame->x.high + y * frame->area.width) / 2);
  else if (y < x)
    cr_plot_axis_set_range (&frame->y, (frame->y.low + frame->y.high - x * frame->area.height) / 2,
                            (frame->y.low + frame->y.high + x * frame->area.height) / 2);
}

static void
place_bar (CrPlotFrame *frame, double small)
{
  const CrPlotRect *area = &frame->area;

  if (frame->axes->bar_below)
    frame->bar = (CrPlotRect){ area->x,
                               area->y + area->height + frame->bottom - CR_PLOT_PADDING - BAR_WIDTH - small
                                   - CR_PLOT_TICK - CR_PLOT_GAP - (frame->axes->bar_label ? small : 0),
                               area->width, BAR_WIDTH };
  else
    frame->bar = (CrPlotRect){ area->x + area->width + BAR_GAP, area->y, BAR_WIDTH, area->height };
}

static void
set_ranges (CrPlotter *plotter)
{
  for (guint i = 0; i < plotter->n; i++)
    {
      CrPlotFrame *frame = &plotter->frames[i];
      const CrAxesView *view = &plotter->views[i];

      cr_plot_axis_set_range (&frame->x, view->set ? view->x_min : frame->fit_x[0],
                              view->set ? view->x_max : frame->fit_x[1]);
      cr_plot_axis_set_range (&frame->y, view->set ? view->y_min : frame->fit_y[0],
                              view->set ? view->y_max : frame->fit_y[1]);
      frame->y_right = frame->axes->twin_of >= 0 && frame->axes->twin_x;
      frame->x_top = frame->axes->twin_of >= 0 && !frame->axes->twin_x;
    }
}

/* Larger plots have larger letters; of many in a figure each is small. */
static void
set_scale (CrPlotter *plotter)
{
  guint rows = 1, columns = 1;

  for (guint i = 0; i < plotter->n; i++)
    {
      rows = MAX (rows, plotter->frames[i].axes->rows);
      columns = MAX (columns, plotter->frames[i].axes->columns);
    }
  plotter->scale
      = CLAMP (USUAL_SCALE * pow (plotter->width * plotter->height / rows / columns / USUAL_AREA, 0.15), 0.9, 1.7);
}

static gboolean
lay_out (CrPlotter *plotter)
{
  const CrFigure *figure = plotter->figure;
  double small = cr_plot_line_height (plotter->text, CR_FONT_SMALL), title = 0;
  double width = plotter->width / plotter->scale, height = plotter->height / plotter->scale;
  gboolean room;

  set_ranges (plotter);
  for (guint i = 0; i < plotter->n; i++)
    measure_vertically (plotter, &plotter->frames[i]);
  if (figure->title)
    cr_text_measure (plotter->text, CR_FONT_TITLE, figure->title, NULL, &title);
  room = share_out (plotter, TRUE, title > 0 ? title + CR_PLOT_PADDING : 0,
                    height - (figure->x_label ? small + CR_PLOT_GAP : 0));
  for (guint i = 0; i < plotter->n; i++)
    {
      place_freely (plotter, &plotter->frames[i]);
      measure_horizontally (plotter, i);
    }
  room = share_out (plotter, FALSE, figure->y_label ? small + CR_PLOT_GAP : 0, width) && room;
  for (guint i = 0; i < plotter->n; i++)
    {
      CrPlotFrame *frame = &plotter->frames[i];

      place_freely (plotter, frame);
      frame->visible = room && frame->area.width >= LEAST_AREA && frame->area.height >= LEAST_AREA;
      if (!frame->visible)
        continue;
      make_equal (frame);
      cr_plot_frame_set_ticks (frame, plotter->text);
      place_bar (frame, small);
      cr_plot_place_legend (plotter, i);
    }
  return room;
}

gboolean
cr_plotter_lay_out (CrPlotter *plotter)
{
  if (plotter->valid)
    return plotter->scale > 0;
  plotter->valid = TRUE;
  plotter->scale = 0;
  for (guint i = 0; i < plotter->n; i++)
    plotter->frames[i].visible = FALSE;
  if (!(plotter->width >= LEAST_WIDTH && plotter->height >= LEAST_HEIGHT)
      || !isfinite (plotter->width * plotter->height))
    return FALSE;
  set_scale (plotter);
  lay_out (plotter);
  return TRUE;
}
