/* A card says its title and its sentence as its name: the picture tells a screen reader nothing more. */

#include "cr-gallery-card.h"

#include <glib/gi18n-lib.h>

#include "cr-gallery-picture.h"

struct _CrGalleryCard
{
  GtkFlowBoxChild parent_instance;

  const CrExample *example;
  GtkPicture *picture;
  GtkLabel *title;
  GtkLabel *sentence;
};

G_DEFINE_FINAL_TYPE (CrGalleryCard, cr_gallery_card, GTK_TYPE_FLOW_BOX_CHILD)

static void
cr_gallery_card_class_init (CrGalleryCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_css_name (widget_class, "gallerycard");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/cr-gallery-card.ui");
  gtk_widget_class_bind_template_child (widget_class, CrGalleryCard, picture);
  gtk_widget_class_bind_template_child (widget_class, CrGalleryCard, title);
  gtk_widget_class_bind_template_child (widget_class, CrGalleryCard, sentence);
}

static void
cr_gallery_card_init (CrGalleryCard *card)
{
  gtk_widget_init_template (GTK_WIDGET (card));
  gtk_widget_set_size_request (GTK_WIDGET (card->picture), CR_GALLERY_PICTURE_WIDTH, CR_GALLERY_PICTURE_HEIGHT);
}

GtkWidget *
cr_gallery_card_new (const CrExample *example)
{
  CrGalleryCard *card = g_object_new (CR_TYPE_GALLERY_CARD, NULL);
  const char *title = _ (example->title), *sentence = _ (example->sentence);
  g_autofree char *label = g_strdup_printf ("%s. %s", title, sentence);

  card->example = example;
  gtk_label_set_text (card->title, title);
  gtk_label_set_text (card->sentence, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (card);
}

const CrExample *
cr_gallery_card_get_example (CrGalleryCard *card)
{
  return card->example;
}

void
cr_gallery_card_set_picture (CrGalleryCard *card, GdkTexture *texture)
{
  gtk_picture_set_paintable (card->picture, GDK_PAINTABLE (texture));
}
