#pragma once
/* One example of the gallery: its picture, title and sentence. */

#include <gtk/gtk.h>

#include "cr-examples.h"

G_BEGIN_DECLS

#define CR_TYPE_GALLERY_CARD (cr_gallery_card_get_type ())
G_DECLARE_FINAL_TYPE (CrGalleryCard, cr_gallery_card, CR, GALLERY_CARD, GtkFlowBoxChild)

GtkWidget *cr_gallery_card_new (const CrExample *example);
const CrExample *cr_gallery_card_get_example (CrGalleryCard *card);
/* NULL: there is none yet. */
void cr_gallery_card_set_picture (CrGalleryCard *card, GdkTexture *texture);

G_END_DECLS
