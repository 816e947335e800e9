/* Which numbers axes span, and where a number lies on them. */
#include <math.h>

#include "cr-plot-axis.h"
#include "cr-plot-private.h"
#include "cr-plot-scale.h"

#define DATA_MARGIN 0.05 /* of the span, on each side */
#define FAR 1e7          /* further out need not be told apart */
#define LEAST_LOG 1e-300
#define LOG_DECADE 10.0 /* what one number alone gets to each side */

typedef struct
{
  double low, high;
  gboolean log;
} Span;

static void
include (Span *span, double value)
{
  if (!isfinite (value) || (span->log && value <= 0))
    return;
  span->low = MIN (span->low, value);
  span->high = MAX (span->high, value);
}

/* The values whose partners have a place too. */
static void
include_all (Span *span, const double *values, const double *partners, guint n)
{
  for (guint i = 0; values && i < n; i++)
    if (partners == NULL || isfinite (partners[i]))
      include (span, values[i]);
}

static double
get_width (const CrSeries *series, guint i)
{
  return series->widths ? series->widths[i] : series->width;
}

static void
include_bars (Span *span, const CrSeries *series, gboolean vertical)
{
  const double *along = vertical ? series->y : series->x, *across = vertical ? series->x : series->y;

  if (vertical == series->horizontal) /* where the bars stand side by side */
    for (guint i = 0; i < series->n; i++)
      {
        if (!isfinite (across[i]))
          continue;
        include (span, along[i] - get_width (series, i) / 2);
        include (span, along[i] + get_width (series, i) / 2);
      }
  else
    {
      include_all (span, along, across, series->n);
      include_all (span, series->base, across, series->n);
    }
}

static void
include_errors (Span *span, const CrSeries *series, gboolean vertical)
{
  const double *along = vertical ? series->y : series->x;
  const double *low = vertical ? series->y_low : series->x_low, *high = vertical ? series->y_high : series->x_high;

  for (guint i = 0; low && high && i < series->n; i++)
    {
      include (span, along[i] - low[i]);
      include (span, along[i] + high[i]);
    }
}

/* A whole series along one axis: also where bars begin and how wide they are. */
static void
include_series (Span *span, const CrSeries *series, gboolean vertical)
{
  const double *along = vertical ? series->y : series->x, *across = vertical ? series->x : series->y;
  const double *edges = vertical ? series->y_edges : series->x_edges;

  switch (series->kind)
    {
    case CR_SERIES_BARS:
      include_bars (span, series, vertical);
      break;
    case CR_SERIES_H_LINE:
    case CR_SERIES_V_LINE:
      include_all (span, along, NULL, series->n);
      break;
    case CR_SERIES_H_SPAN:
    case CR_SERIES_V_SPAN:
      include_all (span, along, NULL, series->n);
      if (vertical == (series->kind == CR_SERIES_H_SPAN))
        include_all (span, series->base, NULL, series->n);
      break;
    case CR_SERIES_IMAGE:
      include_all (span, edges, NULL, (vertical ? series->rows : series->columns) + 1);
      break;
    default:
      include_all (span, along, across, series->n);
      if (series->base && vertical != series->horizontal)
        include_all (span, series->base, across, series->n);
      if (series->kind == CR_SERIES_SEGMENTS)
        include_all (span, vertical ? series->y2 : series->x2, NULL, series->n);
    }
  include_errors (span, series, vertical);
}

/* Bars stand on the axis and pictures fill it: no margin there. */
static gboolean
sticks (const CrAxes *axes, gboolean vertical, double end)
{
  for (guint i = 0; i < axes->series->len; i++)
    {
      const CrSeries *series = g_ptr_array_index (axes->series, i);
      const double *edges = vertical ? series->y_edges : series->x_edges;
      guint n = vertical ? series->rows : series->columns;

      if (series->kind == CR_SERIES_BARS && vertical != series->horizontal && series->n > 0 && series->base[0] == end)
        return TRUE;
      if (series->kind == CR_SERIES_IMAGE && (edges[0] == end || edges[n] == end))
        return TRUE;
    }
  return FALSE;
}

static guint
get_group (const CrAxes *axes, gboolean vertical)
{
  return vertical ? axes->y_group : axes->x_group;
}

static gboolean
is_shared (const CrAxes *one, const CrAxes *other, gboolean vertical)
{
  return one == other || (get_group (one, vertical) != 0 && get_group (one, vertical) == get_group (other, vertical));
}

static void
add_margins (const CrPlotFrame *frame, Span *span, gboolean vertical)
{
  const CrAxis *axis = vertical ? &frame->axes->y : &frame->axes->x;
  double part = isfinite (axis->margin) ? axis->margin : DATA_MARGIN;
  gboolean low = !sticks (frame->axes, vertical, span->low), high = !sticks (frame->axes, vertical, span->high);
  double margin = (span->high - span->low) * part, ratio = span->log ? pow (span->high / span->low, part) : 1;

  if (axis->scale == CR_SCALE_SYMLOG && span->low <= span->high)
    {
      const CrPlotScale scale = { axis->scale, axis->log_base, axis->threshold };
      double from = cr_plot_scale_apply (&scale, span->low), to = cr_plot_scale_apply (&scale, span->high);

      span->low = low ? cr_plot_scale_undo (&scale, from - (to - from) * part) : span->low;
      span->high = high ? cr_plot_scale_undo (&scale, to + (to - from) * part) : span->high;
      return;
    }
  if (span->log)
    {
      span->low /= low ? ratio : 1;
      span->high *= high ? ratio : 1;
      return;
    }
  span->low -= low ? margin : 0;
  span->high += high ? margin : 0;
}

static void
widen (Span *span)
{
  if (!span->log)
    {
      cr_axis_widen (&span->low, &span->high);
      return;
    }
  if (!(span->low <= span->high))
    {
      span->low = 1;
      span->high = 10;
    }
  span->low = MAX (span->low, LEAST_LOG);
  span->high = MIN (span->high, 1 / LEAST_LOG);
  if (span->high <= span->low * (1 + 1e-9))
    {
      span->low /= LOG_DECADE;
      span->high *= LOG_DECADE;
    }
}

/* The limits that any of the axes that share this one was given. */
static void
set_limits (const CrPlotter *plotter, const CrPlotFrame *frame, gboolean vertical, Span *span)
{
  for (guint i = 0; i < plotter->n; i++)
    {
      const CrAxes *axes = plotter->frames[i].axes;
      const CrAxis *axis = vertical ? &axes->y : &axes->x;
      gboolean turned = axis->has_low && axis->has_high && axis->low > axis->high;

      if (!is_shared (axes, frame->axes, vertical))
        continue;
      if (axis->has_low && isfinite (axis->low) && (!span->log || axis->low > 0))
        (turned ? &span->high : &span->low)[0] = axis->low;
      if (axis->has_high && isfinite (axis->high) && (!span->log || axis->high > 0))
        (turned ? &span->low : &span->high)[0] = axis->high;
    }
}

static void
fit (CrPlotter *plotter, CrPlotFrame *frame, gboolean vertical)
{
  CrPlotAxis *axis = vertical ? &frame->y : &frame->x;
  const CrAxis *given = vertical ? &frame->axes->y : &frame->axes->x;
  Span span = { INFINITY, -INFINITY, given->scale == CR_SCALE_LOG }, data;
  double *fitted = vertical ? frame->fit_y : frame->fit_x;

  for (guint i = 0; i < plotter->n; i++)
    for (guint k = 0;
         is_shared (plotter->frames[i].axes, frame->axes, vertical) && k < plotter->frames[i].axes->series->len; k++)
      include_series (&span, g_ptr_array_index (plotter->frames[i].axes->series, k), vertical);
  data = span;
  widen (&span);
  add_margins (frame, &span, vertical);
  set_limits (plotter, frame, vertical, &data);
  set_limits (plotter, frame, vertical, &span);
  axis->scale = given->scale;
  axis->base = given->log_base;
  axis->threshold = given->threshold;
  axis->pi = given->scale == CR_SCALE_LINEAR && cr_plot_is_pi (data.low, data.high);
  axis->turned = (given->has_low && given->has_high && given->low > given->high) != given->inverted;
  widen (&span);
  fitted[0] = span.low;
  fitted[1] = span.high;
}

void
cr_plot_fit (CrPlotter *plotter)
{
  for (guint i = 0; i < plotter->n; i++)
    {
      fit (plotter, &plotter->frames[i], FALSE);
      fit (plotter, &plotter->frames[i], TRUE);
    }
}

gboolean
cr_plot_may_grow (const CrPlotter *plotter, guint axes)
{
  const CrAxes *at = plotter->frames[axes].axes;

  return !at->y.has_low && !at->y.has_high && at->y_group == 0 && !at->equal && !plotter->views[axes].set
         && !(isfinite (at->y.margin) && at->y.margin == 0) && at->y.scale == CR_SCALE_LINEAR && !at->y.inverted
         && !at->y.has_ticks && at->bar < 0;
}

double
cr_plot_axis_to_scale (const CrPlotAxis *axis, double value)
{
  return cr_plot_scale_apply (&(CrPlotScale){ axis->scale, axis->base, axis->threshold }, value);
}

double
cr_plot_axis_from_scale (const CrPlotAxis *axis, double at)
{
  return cr_plot_scale_undo (&(CrPlotScale){ axis->scale, axis->base, axis->threshold }, at);
}

void
cr_plot_axis_set_range (CrPlotAxis *axis, double low, double high)
{
  Span span = { low, high, axis->scale == CR_SCALE_LOG };

  widen (&span);
  axis->low = span.low;
  axis->high = span.high;
  axis->first = cr_plot_axis_to_scale (axis, axis->turned ? axis->high : axis->low);
  axis->across = cr_plot_axis_to_scale (axis, axis->turned ? axis->low : axis->high) - axis->first;
}

void
cr_plot_get_value_range (const CrSeries *series, double *low, double *high)
{
  Span span = { INFINITY, -INFINITY, series->map_log };

  include_all (&span, series->values, NULL, series->n);
  if (!(span.low <= span.high))
    span.low = span.high = series->map_log ? 1 : 0;
  *low = isfinite (series->value_min) ? series->value_min : span.low;
  *high = isfinite (series->value_max) ? series->value_max : span.high;
}

double
cr_plot_frame_x (const CrPlotFrame *frame, double value)
{
  double part = (cr_plot_axis_to_scale (&frame->x, value) - frame->x.first) / frame->x.across;

  return frame->area.x + CLAMP (part, -FAR, FAR) * frame->area.width;
}

double
cr_plot_frame_y (const CrPlotFrame *frame, double value)
{
  double part = (cr_plot_axis_to_scale (&frame->y, value) - frame->y.first) / frame->y.across;

  return frame->area.y + (1 - CLAMP (part, -FAR, FAR)) * frame->area.height;
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
