#pragma once
/* The widgets' library as a whole. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* After GTK was initialised and before a template of this library is used: resources, icons and types. Any number
 * of times. */
void cr_widgets_init (void);

G_END_DECLS
