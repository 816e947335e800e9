/* The state of a figure that is shown: size, views, what is hidden, and what was worked out for them. */
#include "cr-plotter.h"

#include <math.h>

#include "cr-plot-private.h"

#define LEAST_BOX 3.0    /* places that are nearer span nothing */
#define LEAST_SPAN 1e-12 /* of a view, in parts of its greatest number */
#define MOST_OUT 1e3     /* how many times the whole can be zoomed out */
#define LARGEST 1e300

static void
free_picture (gpointer picture)
{
  if (picture)
    cairo_surface_destroy (picture);
}

static void
free_index (gpointer index)
{
  cr_plot_index_free (index);
}

CrPlotter *
cr_plotter_new (const CrFigure *figure)
{
  CrPlotter *plotter = g_new0 (CrPlotter, 1);

  g_return_val_if_fail (figure != NULL, NULL);
  plotter->figure = figure;
  plotter->position = G_MAXUINT;
  plotter->n = figure->axes->len;
  plotter->frames = g_new0 (CrPlotFrame, plotter->n);
  plotter->views = g_new0 (CrAxesView, plotter->n);
  plotter->hidden = g_new0 (GArray *, plotter->n);
  plotter->indexes = g_new0 (GPtrArray *, plotter->n);
  plotter->pictures = g_new0 (GPtrArray *, plotter->n);
  plotter->text = cr_text_new (NULL);
  for (guint i = 0; i < plotter->n; i++)
    {
      const CrAxes *axes = cr_figure_get_axes (figure, i);

      plotter->frames[i].axes = axes;
      plotter->hidden[i] = g_array_new (FALSE, TRUE, sizeof (gboolean));
      g_array_set_size (plotter->hidden[i], axes->series->len);
      plotter->indexes[i] = g_ptr_array_new_with_free_func (free_index);
      g_ptr_array_set_size (plotter->indexes[i], (int)axes->series->len);
      plotter->pictures[i] = g_ptr_array_new_with_free_func (free_picture);
      g_ptr_array_set_size (plotter->pictures[i], (int)axes->series->len);
    }
  cr_plot_fit (plotter);
  return plotter;
}

void
cr_plotter_free (CrPlotter *plotter)
{
  if (plotter == NULL)
    return;
  for (guint i = 0; i < plotter->n; i++)
    {
      cr_plot_ticks_clear (&plotter->frames[i].x.ticks);
      cr_plot_ticks_clear (&plotter->frames[i].y.ticks);
      cr_plot_ticks_clear (&plotter->frames[i].bar_axis.ticks);
      g_array_unref (plotter->hidden[i]);
      g_ptr_array_unref (plotter->indexes[i]);
      g_ptr_array_unref (plotter->pictures[i]);
    }
  g_free (plotter->frames);
  g_free (plotter->views);
  g_free (plotter->hidden);
  g_free (plotter->indexes);
  g_free (plotter->pictures);
  cr_text_free (plotter->text);
  g_free (plotter);
}

const CrFigure *
cr_plotter_get_figure (const CrPlotter *plotter)
{
  g_return_val_if_fail (plotter != NULL, NULL);
  return plotter->figure;
}

void
cr_plotter_set_size (CrPlotter *plotter, double width, double height)
{
  g_return_if_fail (plotter != NULL);
  if (plotter->width == width && plotter->height == height)
    return;
  plotter->width = width;
  plotter->height = height;
  plotter->valid = FALSE;
  for (guint i = 0; i < plotter->n; i++)
    {
      plotter->frames[i].widest = 0;
      plotter->frames[i].legend_placed = FALSE;
    }
  cr_plot_fit (plotter);
}

void
cr_plotter_set_position (CrPlotter *plotter, guint position)
{
  g_return_if_fail (plotter != NULL);
  plotter->position = position;
}

static gboolean
has_series (const CrPlotter *plotter, guint axes, guint series)
{
  return axes < plotter->n && series < plotter->hidden[axes]->len;
}

void
cr_plotter_set_hidden (CrPlotter *plotter, guint axes, guint series, gboolean hidden)
{
  g_return_if_fail (plotter != NULL && has_series (plotter, axes, series));
  g_array_index (plotter->hidden[axes], gboolean, series) = hidden;
}

gboolean
cr_plotter_is_hidden (const CrPlotter *plotter, guint axes, guint series)
{
  g_return_val_if_fail (plotter != NULL, FALSE);
  return has_series (plotter, axes, series)
         && (g_array_index (plotter->hidden[axes], gboolean, series)
             || cr_axes_get_series (plotter->frames[axes].axes, series)->hidden);
}

CrPlotIndex *
cr_plotter_get_index (CrPlotter *plotter, guint axes, guint series)
{
  gpointer *slot = &g_ptr_array_index (plotter->indexes[axes], series);
  const CrAxes *at = plotter->frames[axes].axes;

  if (*slot == NULL)
    *slot = cr_plot_index_new (g_ptr_array_index (at->series, series),
                               &(CrPlotScale){ at->x.scale, at->x.log_base, at->x.threshold },
                               &(CrPlotScale){ at->y.scale, at->y.log_base, at->y.threshold });
  return *slot;
}

/* The frame of axes that are to be seen; NULL if they are not. */
static CrPlotFrame *
get_frame (CrPlotter *plotter, guint axes)
{
  return axes < plotter->n && cr_plotter_lay_out (plotter) && plotter->frames[axes].visible ? &plotter->frames[axes]
                                                                                            : NULL;
}

gboolean
cr_plotter_get_view (CrPlotter *plotter, guint axes, CrAxesView *view)
{
  const CrPlotFrame *frame;

  g_return_val_if_fail (plotter != NULL && view != NULL, FALSE);
  frame = get_frame (plotter, axes);
  if (frame == NULL)
    return FALSE;
  *view = (CrAxesView){ plotter->views[axes].set, frame->x.low, frame->x.high, frame->y.low, frame->y.high };
  return TRUE;
}

/* Makes an interval fit to be shown: not too far out and not too near. */
static void
bound (double *low, double *high, const double *fit, CrScaleKind scale)
{
  double middle, size, whole;

  if (!isfinite (*low) || !isfinite (*high) || *low >= *high || (scale == CR_SCALE_LOG && *low <= 0))
    {
      *low = fit[0];
      *high = fit[1];
      return;
    }
  if (scale == CR_SCALE_LOG)
    {
      *low = MAX (*low, 1 / LARGEST);
      *high = MIN (*high, LARGEST);
      return;
    }
  *low = CLAMP (*low, -LARGEST, LARGEST);
  *high = CLAMP (*high, -LARGEST, LARGEST);
  middle = *low / 2 + *high / 2;
  whole = fit[1] - fit[0];
  size = CLAMP (*high - *low, MAX (fabs (middle), MAX (fabs (fit[0]), fabs (fit[1])) * 1e-3) * LEAST_SPAN,
                whole * MOST_OUT);
  *low = middle - size / 2;
  *high = middle + size / 2;
}

/* Axes that share one with those that were moved follow; their other axis stays. */
static void
follow (CrPlotter *plotter, guint axes)
{
  const CrAxes *moved = plotter->frames[axes].axes;
  const CrAxesView *view = &plotter->views[axes];

  for (guint i = 0; i < plotter->n; i++)
    {
      const CrAxes *other = plotter->frames[i].axes;
      const CrPlotFrame *frame = &plotter->frames[i];
      CrAxesView *own = &plotter->views[i];
      gboolean x = moved->x_group && moved->x_group == other->x_group;
      gboolean y = moved->y_group && moved->y_group == other->y_group;

      if (i == axes || (!x && !y))
        continue;
      if (!own->set)
        *own = (CrAxesView){ TRUE, frame->fit_x[0], frame->fit_x[1], frame->fit_y[0], frame->fit_y[1] };
      if (x)
        {
          own->x_min = view->x_min;
          own->x_max = view->x_max;
        }
      if (y)
        {
          own->y_min = view->y_min;
          own->y_max = view->y_max;
        }
    }
}

void
cr_plotter_set_view (CrPlotter *plotter, guint axes, const CrAxesView *view)
{
  CrPlotFrame *frame;
  CrAxesView *own;

  g_return_if_fail (plotter != NULL);
  if (axes >= plotter->n)
    return;
  cr_plotter_lay_out (plotter); /* the legend's room belongs to what is shown at first */
  frame = &plotter->frames[axes];
  own = &plotter->views[axes];
  *own = view && view->set ? *view
                           : (CrAxesView){ TRUE, frame->fit_x[0], frame->fit_x[1], frame->fit_y[0], frame->fit_y[1] };
  bound (&own->x_min, &own->x_max, frame->fit_x, frame->x.scale);
  bound (&own->y_min, &own->y_max, frame->fit_y, frame->y.scale);
  follow (plotter, axes);
  own->set = view && view->set;
  plotter->valid = FALSE;
}

void
cr_plotter_reset (CrPlotter *plotter)
{
  g_return_if_fail (plotter != NULL);
  for (guint i = 0; i < plotter->n; i++)
    plotter->views[i].set = FALSE;
  plotter->valid = FALSE;
}

gboolean
cr_plotter_is_moved (const CrPlotter *plotter)
{
  g_return_val_if_fail (plotter != NULL, FALSE);
  for (guint i = 0; i < plotter->n; i++)
    if (plotter->views[i].set)
      return TRUE;
  return FALSE;
}

/* What a place is on the scale of an axis; places are in the caller's units. */
static double
scale_at_x (const CrPlotter *plotter, const CrPlotFrame *frame, double x)
{
  return frame->x.first + (x / plotter->scale - frame->area.x) / frame->area.width * frame->x.across;
}

static double
scale_at_y (const CrPlotter *plotter, const CrPlotFrame *frame, double y)
{
  return frame->y.first + (1 - (y / plotter->scale - frame->area.y) / frame->area.height) * frame->y.across;
}

/* Shows what lies on the scales between two corners. */
static void
show (CrPlotter *plotter, guint axes, double x0, double y0, double x1, double y1)
{
  const CrPlotFrame *frame = &plotter->frames[axes];
  CrAxesView view
      = { TRUE, cr_plot_axis_from_scale (&frame->x, MIN (x0, x1)), cr_plot_axis_from_scale (&frame->x, MAX (x0, x1)),
          cr_plot_axis_from_scale (&frame->y, MIN (y0, y1)), cr_plot_axis_from_scale (&frame->y, MAX (y0, y1)) };

  cr_plotter_set_view (plotter, axes, &view);
}

void
cr_plotter_pan (CrPlotter *plotter, guint axes, double dx, double dy)
{
  const CrPlotFrame *frame;
  double x, y;

  g_return_if_fail (plotter != NULL);
  frame = get_frame (plotter, axes);
  if (frame == NULL || !isfinite (dx) || !isfinite (dy))
    return;
  x = frame->x.first - dx / plotter->scale / frame->area.width * frame->x.across;
  y = frame->y.first + dy / plotter->scale / frame->area.height * frame->y.across;
  show (plotter, axes, x, y, x + frame->x.across, y + frame->y.across);
}

/* Longer numbers at the axes move everything: what was at a place goes back there. */
static void
hold (CrPlotter *plotter, guint axes, double x, double y, double at_x, double at_y)
{
  const CrPlotFrame *frame = get_frame (plotter, axes);

  if (frame)
    cr_plotter_pan (plotter, axes,
                    (at_x - scale_at_x (plotter, frame, x)) / frame->x.across * -1 * frame->area.width * plotter->scale,
                    (at_y - scale_at_y (plotter, frame, y)) / frame->y.across * frame->area.height * plotter->scale);
}

void
cr_plotter_zoom (CrPlotter *plotter, guint axes, double x, double y, double factor_x, double factor_y)
{
  const CrPlotFrame *frame;
  double at_x, at_y, left, bottom;

  g_return_if_fail (plotter != NULL);
  frame = get_frame (plotter, axes);
  if (frame == NULL || !(factor_x > 0) || !(factor_y > 0))
    return;
  at_x = scale_at_x (plotter, frame, x);
  at_y = scale_at_y (plotter, frame, y);
  left = at_x + (frame->x.first - at_x) / factor_x;
  bottom = at_y + (frame->y.first - at_y) / factor_y;
  show (plotter, axes, left, bottom, left + frame->x.across / factor_x, bottom + frame->y.across / factor_y);
  hold (plotter, axes, x, y, at_x, at_y);
}

void
cr_plotter_zoom_to (CrPlotter *plotter, guint axes, double x0, double y0, double x1, double y1)
{
  const CrPlotFrame *frame;

  g_return_if_fail (plotter != NULL);
  frame = get_frame (plotter, axes);
  if (frame == NULL || fabs (x1 - x0) < LEAST_BOX || fabs (y1 - y0) < LEAST_BOX)
    return;
  show (plotter, axes, scale_at_x (plotter, frame, x0), scale_at_y (plotter, frame, y0),
        scale_at_x (plotter, frame, x1), scale_at_y (plotter, frame, y1));
}

static gboolean
is_inside (const CrPlotRect *rect, double x, double y)
{
  return x >= rect->x && x <= rect->x + rect->width && y >= rect->y && y <= rect->y + rect->height;
}

gboolean
cr_plotter_find_axes (CrPlotter *plotter, double x, double y, guint *axes)
{
  g_return_val_if_fail (plotter != NULL && axes != NULL, FALSE);
  if (!cr_plotter_lay_out (plotter))
    return FALSE;
  for (guint i = plotter->n; i-- > 0;)
    if (plotter->frames[i].visible && is_inside (&plotter->frames[i].area, x / plotter->scale, y / plotter->scale))
      {
        *axes = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
cr_plotter_find_legend (CrPlotter *plotter, double x, double y, guint *axes, guint *series)
{
  g_return_val_if_fail (plotter != NULL && axes != NULL && series != NULL, FALSE);
  if (!cr_plotter_lay_out (plotter))
    return FALSE;
  for (guint i = plotter->n; i-- > 0;)
    if (cr_plot_find_legend_row (&plotter->frames[i], x / plotter->scale, y / plotter->scale, series))
      {
        *axes = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
cr_plotter_get_area (CrPlotter *plotter, guint axes, CrPlotRect *area)
{
  const CrPlotFrame *frame;

  g_return_val_if_fail (plotter != NULL && area != NULL, FALSE);
  frame = get_frame (plotter, axes);
  if (frame == NULL)
    return FALSE;
  *area = (CrPlotRect){ frame->area.x * plotter->scale, frame->area.y * plotter->scale,
                        frame->area.width * plotter->scale, frame->area.height * plotter->scale };
  return TRUE;
}

gboolean
cr_plotter_to_place (CrPlotter *plotter, guint axes, double data_x, double data_y, double *x, double *y)
{
  const CrPlotFrame *frame;
  double at_x, at_y;

  g_return_val_if_fail (plotter != NULL && x != NULL && y != NULL, FALSE);
  frame = get_frame (plotter, axes);
  if (frame == NULL)
    return FALSE;
  at_x = cr_plot_frame_x (frame, data_x);
  at_y = cr_plot_frame_y (frame, data_y);
  if (isnan (at_x) || isnan (at_y))
    return FALSE;
  *x = at_x * plotter->scale;
  *y = at_y * plotter->scale;
  return is_inside (&frame->area, at_x, at_y);
}

gboolean
cr_plotter_to_data (CrPlotter *plotter, guint axes, double x, double y, double *data_x, double *data_y)
{
  const CrPlotFrame *frame;

  g_return_val_if_fail (plotter != NULL && data_x != NULL && data_y != NULL, FALSE);
  frame = get_frame (plotter, axes);
  if (frame == NULL)
    return FALSE;
  *data_x = cr_plot_axis_from_scale (&frame->x, scale_at_x (plotter, frame, x));
  *data_y = cr_plot_axis_from_scale (&frame->y, scale_at_y (plotter, frame, y));
  return TRUE;
}
