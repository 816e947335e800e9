#pragma once
/* Files that were opened or saved here, as the desktop keeps them. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

void cr_recent_add (GFile *file);
/* The last @n that are still there, the latest first, of GtkRecentInfo; owned. */
GPtrArray *cr_recent_list (guint n);

G_END_DECLS
