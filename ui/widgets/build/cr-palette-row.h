#pragma once
/* A line of the palette: symbol, name and call, and below it what it does or why it does not fit. */

#include <gtk/gtk.h>

#include "cr-palette-item.h"

G_BEGIN_DECLS

#define CR_TYPE_PALETTE_ROW (cr_palette_row_get_type ())
G_DECLARE_FINAL_TYPE (CrPaletteRow, cr_palette_row, CR, PALETTE_ROW, GtkBox)

/* Signal "chosen": assistive technologies activate it. */
GtkWidget *cr_palette_row_new (void);
/* NULL: it shows nothing any more. */
void cr_palette_row_set_item (CrPaletteRow *row, CrPaletteItem *item);
CrPaletteItem *cr_palette_row_get_item (CrPaletteRow *row); /* borrowed; NULL */

G_END_DECLS
