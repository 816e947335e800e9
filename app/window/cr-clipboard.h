#pragma once
/* Pictures and numbers on the clipboard, in every form that others can paste. */

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* @svg may be NULL. */
void cr_clipboard_set_picture (GdkClipboard *clipboard, GBytes *png, GBytes *svg);
void cr_clipboard_set_csv (GdkClipboard *clipboard, GBytes *csv);

G_END_DECLS
