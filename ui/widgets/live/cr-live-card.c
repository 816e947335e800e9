/* Its words change seldom while a number moves; what changes with every value is drawn (CrLivePicture). */

#include "cr-live-card.h"

#include <glib/gi18n-lib.h>

#include "cr-live-picture.h"
#include "cr-observer.h"

struct _CrLiveCard
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  CrLivePicture *picture;
  GtkLabel *note;
  GtkWidget *call;
};

G_DEFINE_FINAL_TYPE (CrLiveCard, cr_live_card, GTK_TYPE_WIDGET)

/* What there is to say beside the numbers; NULL: nothing. */
static const char *
get_note (const CrLiveNumber *number, const CrLiveChange *change)
{
  if (number->failing)
    return _ ("The script fails at this value. The picture is that of the last one that ran.");
  if (change == NULL)
    return NULL;
  switch (change->verdict)
    {
    case CR_LIVE_NO_BACKWARD:
      return _ ("No backward is called, so there is no gradient that predicts.");
    case CR_LIVE_NOT_REACHED:
      return _ ("This number is in no leaf that has a gradient, so nothing predicts what it does.");
    case CR_LIVE_OTHER_GRAPH:
      return _ ("The number changes shapes or structure: there is nothing to compare.");
    default:
      return NULL;
    }
}

static void
show_note (CrLiveCard *card, const char *note)
{
  gtk_widget_set_visible (GTK_WIDGET (card->note), note != NULL);
  if (note != NULL && g_strcmp0 (gtk_label_get_text (card->note), note) != 0)
    gtk_label_set_text (card->note, note);
}

static void
update (CrLiveCard *card)
{
  CrSession *session = card->observer.session;
  const CrLiveNumber *number = cr_session_get_live (session);
  const CrLiveChange *change = cr_session_get_live_change (session);

  gtk_widget_set_visible (GTK_WIDGET (card), number != NULL);
  if (number == NULL)
    return;
  cr_live_picture_show (card->picture, number, change, cr_session_get_live_samples (session));
  show_note (card, get_note (number, change));
  gtk_widget_set_visible (card->call, change != NULL && change->verdict == CR_LIVE_NO_BACKWARD && !number->failing);
}

static void
call_clicked (CrLiveCard *card)
{
  cr_session_call_live_backward (card->observer.session);
}

static void
close_clicked (CrLiveCard *card)
{
  cr_session_forget_live (card->observer.session);
}

CR_OBSERVER_PROPERTY (CrLiveCard, cr_live_card, CR_LIVE_CARD, update)

static void
cr_live_card_dispose (GObject *object)
{
  CrLiveCard *card = CR_LIVE_CARD (object);

  cr_observer_clear (&card->observer);
  g_clear_pointer (&card->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_live_card_parent_class)->dispose (object);
}

static void
cr_live_card_class_init (CrLiveCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_LIVE_PICTURE);
  object_class->get_property = cr_live_card_get_property;
  object_class->set_property = cr_live_card_set_property;
  object_class->dispose = cr_live_card_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "livecard");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-live-card.ui");
  gtk_widget_class_bind_template_child (widget_class, CrLiveCard, box);
  gtk_widget_class_bind_template_child (widget_class, CrLiveCard, picture);
  gtk_widget_class_bind_template_child (widget_class, CrLiveCard, note);
  gtk_widget_class_bind_template_child (widget_class, CrLiveCard, call);
  gtk_widget_class_bind_template_callback (widget_class, call_clicked);
  gtk_widget_class_bind_template_callback (widget_class, close_clicked);
}

static void
cr_live_card_init (CrLiveCard *card)
{
  cr_observer_init (&card->observer);
  cr_observer_connect (&card->observer, "live-changed", G_CALLBACK (update), card);
  gtk_widget_init_template (GTK_WIDGET (card));
  gtk_widget_set_visible (GTK_WIDGET (card), FALSE); /* so that what lies below it can be pressed */
}
