#pragma once
/* The picture of an example: its script is run and drawn on a thread. Pictures are kept while the program runs. */

#include <gtk/gtk.h>

#include "cr-examples.h"

G_BEGIN_DECLS

/* In points. */
#define CR_GALLERY_PICTURE_WIDTH 222
#define CR_GALLERY_PICTURE_HEIGHT 126

/* Borrowed; NULL where it was not made yet. @factor: pixels a point. */
GdkTexture *cr_gallery_picture_get (const CrExample *example, gboolean dark, int factor);
/* The result is kept for cr_gallery_picture_get(). */
void cr_gallery_picture_load_async (const CrExample *example, gboolean dark, int factor, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* Borrowed; NULL where it was cancelled or could not be drawn. */
GdkTexture *cr_gallery_picture_load_finish (GAsyncResult *result);

G_END_DECLS
