#pragma once
/* The first screen: examples with a picture and a sentence each, the files that were opened last, a new script. What is
 * chosen is done by actions of the window: win.new, win.open, win.open-example, win.open-recent, win.hide-examples. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CR_TYPE_GALLERY (cr_gallery_get_type ())
G_DECLARE_FINAL_TYPE (CrGallery, cr_gallery, CR, GALLERY, GtkWidget)

GtkWidget *cr_gallery_new (void);
/* Gives the first card the focus. */
void cr_gallery_focus (CrGallery *gallery);

G_END_DECLS
