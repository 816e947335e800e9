#pragma once
/* The key to the timeline's marks, bands and lanes, for a popover. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *cr_timeline_key_new (void); /* floating */

G_END_DECLS
