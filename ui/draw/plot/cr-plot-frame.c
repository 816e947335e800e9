/* Geometry of a plot: which numbers the axes span, how much room labels need, where a value lies.
 * A pure function of the figure and the size, so that painting and picking agree. */
#include "cr-plot-private.h"

#include <math.h>

#define LEAST_WIDTH 40.0
#define LEAST_HEIGHT 30.0
#define USUAL_AREA (320.0 * 220.0) /* drawn at USUAL_SCALE; larger plots have larger letters */
#define USUAL_SCALE 1.2
#define PADDING 7.0
#define TICK_LENGTH 4.0
#define LABEL_GAP 3.0
#define ROW_HEIGHT 19.0  /* least distance of two numbers at the y axis */
#define COLUMN_GAP 16.0  /* and between two at the x axis */
#define DATA_MARGIN 0.05 /* of the span, on each side */
#define FAR 1e7          /* further out need not be told apart */

/* Grows an interval by the finite values of an array whose partners are finite too. */
static void
include (const double *values, const double *partners, guint n, double *low, double *high)
{
  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]) && isfinite (partners[i]))
      {
        *low = MIN (*low, values[i]);
        *high = MAX (*high, values[i]);
      }
}

/* The same for a whole series along one axis: also where bars begin and how wide they are. */
static void
include_series (const CrSeries *series, gboolean vertical, double *low, double *high)
{
  const double *along = vertical ? series->y : series->x, *across = vertical ? series->x : series->y;
  double half = series->kind == CR_SERIES_BARS && !vertical ? series->width / 2 : 0;
  gboolean is_line = series->kind == CR_SERIES_H_LINE || series->kind == CR_SERIES_V_LINE;
  double least = INFINITY, most = -INFINITY;

  include (along, is_line ? along : across, series->n, &least, &most);
  if (series->base != NULL && vertical)
    include (series->base, across, series->n, &least, &most);
  *low = MIN (*low, least - half);
  *high = MAX (*high, most + half);
}

/* Bars stand on the axis: no margin below (or above) where they begin. */
static gboolean
stands_at (const CrAxes *axes, gboolean vertical, double end)
{
  for (guint i = 0; i < axes->series->len; i++)
    {
      const CrSeries *series = g_ptr_array_index (axes->series, i);

      if (vertical && series->kind == CR_SERIES_BARS && series->n > 0 && series->base[0] == end)
        return TRUE;
    }
  return FALSE;
}

static void
axis_init (CrPlotAxis *axis, const CrAxes *axes, gboolean vertical)
{
  gboolean limited = vertical ? axes->y.has_low && axes->y.has_high : axes->x.has_low && axes->x.has_high;
  double a = vertical ? axes->y.low : axes->x.low, b = vertical ? axes->y.high : axes->x.high;
  double margin;

  if (limited && isfinite (a) && isfinite (b))
    {
      axis->turned = a > b;
      axis->low = MIN (a, b);
      axis->high = MAX (a, b);
      cr_axis_widen (&axis->low, &axis->high);
      return;
    }
  axis->turned = FALSE;
  axis->low = INFINITY;
  axis->high = -INFINITY;
  for (guint i = 0; i < axes->series->len; i++)
    {
      const CrSeries *series = g_ptr_array_index (axes->series, i);

      include_series (series, vertical, &axis->low, &axis->high);
    }
  cr_axis_widen (&axis->low, &axis->high);
  margin = (axis->high - axis->low) * DATA_MARGIN;
  axis->low -= stands_at (axes, vertical, axis->low) ? 0 : margin;
  axis->high += stands_at (axes, vertical, axis->high) ? 0 : margin;
}

static double
line_height (CrText *text, CrFont font)
{
  double height;

  cr_text_measure (text, font, "0", NULL, &height);
  return height;
}

/* Width of the widest number at an axis. */
static double
widest_label (CrText *text, const CrTicks *ticks)
{
  double widest = 0;

  for (guint i = 0; i < ticks->n; i++)
    {
      g_autofree char *label = cr_ticks_get_label (ticks, i);
      double width;

      cr_text_measure (text, CR_FONT_SMALL, label, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

/* As many numbers at the x axis as have room side by side. */
static void
fit_x_ticks (CrPlotFrame *frame, CrText *text)
{
  guint n = CLAMP (frame->area.width / 40, 2, 11);

  for (;; n--)
    {
      cr_axis_ticks (frame->x.low, frame->x.high, n, &frame->x.ticks);
      if (n <= 2 || (widest_label (text, &frame->x.ticks) + COLUMN_GAP) * frame->x.ticks.n <= frame->area.width)
        return;
    }
}

gboolean
cr_plot_frame_init (CrPlotFrame *frame, CrText *text, const CrAxes *axes, double width, double height)
{
  double small = line_height (text, CR_FONT_SMALL), caption = line_height (text, CR_FONT_CAPTION);
  double left, top, right = 2 * PADDING, bottom;

  if (!(width >= LEAST_WIDTH && height >= LEAST_HEIGHT) || !isfinite (width * height))
    return FALSE;
  frame->scale = CLAMP (USUAL_SCALE * pow (width * height / USUAL_AREA, 0.15), 0.9, 1.7);
  frame->width = width / frame->scale;
  frame->height = height / frame->scale;
  axis_init (&frame->x, axes, FALSE);
  axis_init (&frame->y, axes, TRUE);

  bottom = PADDING + small + LABEL_GAP + TICK_LENGTH + (axes->x.label != NULL ? small + LABEL_GAP : 0);
  top = PADDING + (axes->title != NULL ? caption + PADDING : LABEL_GAP);
  cr_axis_ticks (frame->y.low, frame->y.high, CLAMP ((frame->height - top - bottom) / ROW_HEIGHT, 2, 11),
                 &frame->y.ticks);
  if (frame->y.ticks.shown_power != 0)
    top += small;
  left = PADDING + widest_label (text, &frame->y.ticks) + LABEL_GAP + TICK_LENGTH
         + (axes->y.label != NULL ? small + 2 * LABEL_GAP : 0);
  frame->area = (CrPlotRect){ left, top, frame->width - left - right, frame->height - top - bottom };
  if (frame->area.width < 10 || frame->area.height < 10)
    return FALSE;
  fit_x_ticks (frame, text);
  if (frame->x.ticks.shown_power != 0 && axes->x.label == NULL)
    frame->area.height -= small + LABEL_GAP;
  return frame->area.height >= 10;
}

void
cr_plot_frame_make_headroom (CrPlotFrame *frame, CrText *text, double height)
{
  double span = frame->y.high - frame->y.low, before = widest_label (text, &frame->y.ticks), after;
  double top = span * DATA_MARGIN / (1 + 2 * DATA_MARGIN); /* already free */

  frame->y.high += (span - top) / (1 - height / frame->area.height) - (span - top) - top;
  cr_axis_ticks (frame->y.low, frame->y.high, CLAMP (frame->area.height / ROW_HEIGHT, 2, 11), &frame->y.ticks);
  after = widest_label (text, &frame->y.ticks);
  frame->area.x += after - before;
  frame->area.width -= after - before;
}

static double
share (const CrPlotAxis *axis, double value)
{
  double part = (value - axis->low) / (axis->high - axis->low);

  return CLAMP (axis->turned ? 1 - part : part, -FAR, FAR);
}

double
cr_plot_frame_x (const CrPlotFrame *frame, double value)
{
  return frame->area.x + share (&frame->x, value) * frame->area.width;
}

double
cr_plot_frame_y (const CrPlotFrame *frame, double value)
{
  return frame->area.y + (1 - share (&frame->y, value)) * frame->area.height;
}

gboolean
cr_plot_clip (const CrPlotRect *rect, double *x0, double *y0, double *x1, double *y1)
{
  double dx = *x1 - *x0, dy = *y1 - *y0, enter = 0, leave = 1;
  const double p[] = { -dx, dx, -dy, dy };
  const double q[] = { *x0 - rect->x, rect->x + rect->width - *x0, *y0 - rect->y, rect->y + rect->height - *y0 };

  for (guint i = 0; i < 4; i++)
    {
      if (p[i] == 0 && q[i] < 0)
        return FALSE;
      if (p[i] < 0)
        enter = MAX (enter, q[i] / p[i]);
      else if (p[i] > 0)
        leave = MIN (leave, q[i] / p[i]);
    }
  if (enter > leave)
    return FALSE;
  *x1 = *x0 + leave * dx;
  *y1 = *y0 + leave * dy;
  *x0 += enter * dx;
  *y0 += enter * dy;
  return TRUE;
}
