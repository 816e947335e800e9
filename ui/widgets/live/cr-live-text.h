#pragma once
/* Numbers of a script that can be dragged in the text. The number under the pointer is underlined and has a handle
 * below it: the handle is dragged sideways, and so is the number itself with Ctrl or Alt. A plain drag selects text, as
 * ever. Ctrl+Up and Ctrl+Down step the number at the insertion point, Escape takes a drag back. Action "live.slider"
 * gives a number a slider. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

/* For as long as @view lives. *@session may change and be NULL; its text is that of the view. */
void cr_live_text_attach (GtkTextView *view, CrSession **session);

G_END_DECLS
