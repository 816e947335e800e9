#pragma once
/* Transport buttons, what happens now in a few words, and the strip of the whole run to drag along. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_TIMELINE (cr_timeline_get_type ())
G_DECLARE_FINAL_TYPE (CrTimeline, cr_timeline, CR, TIMELINE, GtkWidget)

/* Properties: "session". Actions: time.start, time.back, time.forward, time.end; likewise -back and -forward of
 * time.large, time.event and time.visit; time.play, time.play-backwards; time.zoom-in, -out and -fit. */
GtkWidget *cr_timeline_new (CrSession *session);

G_END_DECLS
