#pragma once
/* The card that is there while a number is dragged, and a few seconds after: what its gradient predicts, what really
 * comes, and where there is no gradient why, with the way to one. Property "session". */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CR_TYPE_LIVE_CARD (cr_live_card_get_type ())
G_DECLARE_FINAL_TYPE (CrLiveCard, cr_live_card, CR, LIVE_CARD, GtkWidget)

G_END_DECLS
