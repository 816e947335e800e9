#pragma once
/* The numbers that have a slider, one a row: name, range, value, step. It is there while there is one. Property
 * "session". */

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CR_TYPE_SLIDER_STRIP (cr_slider_strip_get_type ())
G_DECLARE_FINAL_TYPE (CrSliderStrip, cr_slider_strip, CR, SLIDER_STRIP, GtkWidget)

G_END_DECLS
