#pragma once
/* A number that moves, and what that does to the root: predicted and real change in numbers, and the curve of the
 * values passed so far with the tangent that the gradient is. All of it is drawn, so that sixty of them a second cost
 * no layout; in words it is the widget's accessible description. */

#include <gtk/gtk.h>

#include "cr-session-live.h"

G_BEGIN_DECLS

#define CR_TYPE_LIVE_PICTURE (cr_live_picture_get_type ())
G_DECLARE_FINAL_TYPE (CrLivePicture, cr_live_picture, CR, LIVE_PICTURE, GtkWidget)

GtkWidget *cr_live_picture_new (void);
/* All borrowed for the call; @change and @samples may be NULL. */
void cr_live_picture_show (CrLivePicture *picture, const CrLiveNumber *number, const CrLiveChange *change,
                           const GArray *samples);

G_END_DECLS
