#pragma once
/* The card's other side: asks for the next gradient, judges the answer, shows what it was. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_PREDICT_VIEW (cr_predict_view_get_type ())
G_DECLARE_FINAL_TYPE (CrPredictView, cr_predict_view, CR, PREDICT_VIEW, GtkWidget)

/* Properties: "session"; asks while its "predicting" is set. */
GtkWidget *cr_predict_view_new (CrSession *session);
/* "3 of 4 right"; owned. */
char *cr_predict_view_dup_score (CrPredictView *view);

G_END_DECLS
