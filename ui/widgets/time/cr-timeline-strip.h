#pragma once
/* The drawn part of the timeline: the run's parts as bands, one mark an event or their density, the whole run as a bar,
 * and where the cursor is. Pointer, wheel and fingers go to it; a scale lies over it for keyboard and assistive
 * technologies. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

/* Left and right of the drawing, so that the knob at either end is whole. */
#define CR_TIMELINE_INSET 9

#define CR_TYPE_TIMELINE_STRIP (cr_timeline_strip_get_type ())
G_DECLARE_FINAL_TYPE (CrTimelineStrip, cr_timeline_strip, CR, TIMELINE_STRIP, GtkWidget)

/* Properties: "session". Signals: "pressed" (the pointer was pressed on it: the keyboard's focus may follow);
 * "view-changed". */
void cr_timeline_strip_set_focused (CrTimelineStrip *strip, gboolean focused); /* draws a focus ring */
/* About the pointer if it is over the strip, else about the cursor. */
void cr_timeline_strip_zoom (CrTimelineStrip *strip, double factor);
void cr_timeline_strip_fit (CrTimelineStrip *strip);
gboolean cr_timeline_strip_is_fit (CrTimelineStrip *strip);
/* What is at a place of the widget, in words; owned, NULL where there is nothing. */
char *cr_timeline_strip_dup_tooltip (CrTimelineStrip *strip, double x, double y);

G_END_DECLS
