/* Zoom and pan along one axis. */

#include "cr-timeline-view.h"

#include <math.h>

#define MARGIN_SHARE 0.05 /* around a stretch that is shown */
#define ENTRY_SHARE 0.15  /* where a position comes in, from the edge */

static double
get_min_span (const CrTimelineView *view)
{
  return MIN ((double)view->length, view->width / CR_TIMELINE_MAX_EVENT_WIDTH);
}

static void
clamp (CrTimelineView *view)
{
  view->span = CLAMP (view->span, get_min_span (view), (double)view->length);
  view->first = CLAMP (view->first, 0.0, view->length - view->span);
}

void
cr_timeline_view_fit (CrTimelineView *view)
{
  view->first = 0;
  view->span = view->length;
}

gboolean
cr_timeline_view_is_fit (const CrTimelineView *view)
{
  return view->span >= view->length;
}

void
cr_timeline_view_resize (CrTimelineView *view, guint length, double width)
{
  gboolean fit = cr_timeline_view_is_fit (view);

  view->length = length;
  view->width = MAX (width, 1.0);
  if (fit)
    cr_timeline_view_fit (view);
  else
    clamp (view);
}

void
cr_timeline_view_zoom (CrTimelineView *view, double factor, double x)
{
  double event = cr_timeline_view_to_event (view, x);

  if (view->length == 0 || !(factor > 0))
    return;
  view->span = CLAMP (view->span / factor, get_min_span (view), (double)view->length);
  view->first = event - x / view->width * view->span;
  clamp (view);
}

void
cr_timeline_view_pan (CrTimelineView *view, double events)
{
  view->first += events;
  clamp (view);
}

void
cr_timeline_view_show (CrTimelineView *view, guint first, guint end)
{
  double margin = (end - first) * MARGIN_SHARE;

  view->first = first - margin;
  view->span = end - first + 2 * margin;
  if (view->span < get_min_span (view))
    view->first -= (get_min_span (view) - view->span) / 2;
  clamp (view);
}

gboolean
cr_timeline_view_reveal (CrTimelineView *view, guint position, gboolean forwards)
{
  if (position >= view->first && position <= view->first + view->span)
    return FALSE;
  view->first = position - view->span * (forwards ? ENTRY_SHARE : 1 - ENTRY_SHARE);
  clamp (view);
  return TRUE;
}

double
cr_timeline_view_to_x (const CrTimelineView *view, double event)
{
  return view->span <= 0 ? 0 : (event - view->first) / view->span * view->width;
}

double
cr_timeline_view_to_event (const CrTimelineView *view, double x)
{
  return view->first + x / view->width * view->span;
}

double
cr_timeline_view_get_event_width (const CrTimelineView *view)
{
  return view->span <= 0 ? 0 : view->width / view->span;
}

guint
cr_timeline_view_pick (const CrTimelineView *view, double x)
{
  if (view->length == 0)
    return G_MAXUINT;
  return (guint)CLAMP (floor (cr_timeline_view_to_event (view, x)), 0.0, view->length - 1.0);
}
