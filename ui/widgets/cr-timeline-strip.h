#pragma once
/* The drawn part of the timeline: passes, phases, one mark an event or their density, and where the cursor is.
 * It draws only; a scale lies over it for pointer, keyboard and assistive technologies. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

/* Left and right of the drawing, so that the knob at either end is whole. */
#define CR_TIMELINE_INSET 9

#define CR_TYPE_TIMELINE_STRIP (cr_timeline_strip_get_type ())
G_DECLARE_FINAL_TYPE (CrTimelineStrip, cr_timeline_strip, CR, TIMELINE_STRIP, GtkWidget)

/* Properties: "session". */
void cr_timeline_strip_set_focused (CrTimelineStrip *strip, gboolean focused); /* draws a focus ring */

G_END_DECLS
