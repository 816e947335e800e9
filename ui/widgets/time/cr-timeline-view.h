#pragma once
/* Which stretch of a run the timeline shows, and where on it an event stands. Sizes in pixels, times in events; event i
 * takes the room from i to i + 1, and position p (p events have happened) is the place p. */

#include <glib.h>

G_BEGIN_DECLS

#define CR_TIMELINE_MAX_EVENT_WIDTH 40.0 /* nearer than this there is nothing more to see */

typedef struct
{
  guint length; /* events of the run */
  double width;
  double first, span; /* the stretch, in events */
} CrTimelineView;

/* Takes over a run's length and a width. A view of the whole run stays one; another keeps its stretch as far as it
 * exists. */
void cr_timeline_view_resize (CrTimelineView *view, guint length, double width);
void cr_timeline_view_fit (CrTimelineView *view);
gboolean cr_timeline_view_is_fit (const CrTimelineView *view);
/* What is at @x stays there. @factor above 1 shows less, larger. */
void cr_timeline_view_zoom (CrTimelineView *view, double factor, double x);
void cr_timeline_view_pan (CrTimelineView *view, double events);
/* Shows the events from @first up to @end, with a little around them. */
void cr_timeline_view_show (CrTimelineView *view, guint first, guint end);
/* Brings position @position in view if it is not, near the edge that it comes in at, so that there is room in the
 * direction it goes. TRUE if the view has changed. */
gboolean cr_timeline_view_reveal (CrTimelineView *view, guint position, gboolean forwards);

double cr_timeline_view_to_x (const CrTimelineView *view, double event);
double cr_timeline_view_to_event (const CrTimelineView *view, double x); /* not clamped */
double cr_timeline_view_get_event_width (const CrTimelineView *view);
/* The event at @x, clamped to the run; G_MAXUINT without events. */
guint cr_timeline_view_pick (const CrTimelineView *view, double x);

G_END_DECLS
