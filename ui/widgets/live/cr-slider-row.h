#pragma once
/* One slider of the strip. */

#include <gtk/gtk.h>

#include "cr-session-slider.h"

G_BEGIN_DECLS

#define CR_TYPE_SLIDER_ROW (cr_slider_row_get_type ())
G_DECLARE_FINAL_TYPE (CrSliderRow, cr_slider_row, CR, SLIDER_ROW, GtkWidget)

/* @session is borrowed: it outlives the row. */
GtkWidget *cr_slider_row_new (CrSession *session, guint id);
/* Shows name, range and step; @value as it is now. */
void cr_slider_row_show (CrSliderRow *row, const CrSlider *slider);
/* Only the value, unless the row's own hand moves it. */
void cr_slider_row_show_value (CrSliderRow *row, double value);
guint cr_slider_row_get_id (CrSliderRow *row);

G_END_DECLS
