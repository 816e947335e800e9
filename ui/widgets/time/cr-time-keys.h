#pragma once
/* The keys that move in time, the same wherever they are pressed: on the canvas and on the timeline. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

/* TRUE if @key, pressed with @state (of which only Shift is looked at), is one of them, and what it means is done.
 * @widget rings the bell where there is nowhere to go. */
gboolean cr_time_key_pressed (GtkWidget *widget, CrSession *session, guint key, GdkModifierType state);
/* Play or pause; @backwards plays the other way. */
void cr_time_toggle_play (CrSession *session, gboolean backwards);

G_END_DECLS
