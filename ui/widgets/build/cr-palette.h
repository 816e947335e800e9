#pragma once
/* The palette: everything that can be done with what is selected, found by name, symbol or purpose, and applied. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_PALETTE (cr_palette_get_type ())
G_DECLARE_FINAL_TYPE (CrPalette, cr_palette, CR, PALETTE, GtkPopover)

/* Signals: "pick-requested" (an operand is to be clicked on in the graph; the palette is closed, and goes on with
 * cr_palette_take_operand()); "applied" (the text was edited). */
/* @parent: over which it opens. */
CrPalette *cr_palette_new (CrSession *session, GtkWidget *parent);
/* At @at of its parent, for the selected nodes (of guint: variables of the session's graph, in order). */
void cr_palette_open (CrPalette *palette, const GArray *variables, const GdkRectangle *at);
/* What is applied comes between a variable and the function that takes it. */
void cr_palette_open_insert (CrPalette *palette, guint variable, guint function, const GdkRectangle *at);
/* The variable that was clicked on; CR_NONE: none was. Opens again. */
void cr_palette_take_operand (CrPalette *palette, guint variable);
/* For what operand a click is waited for, in a sentence. Owned. */
char *cr_palette_describe_pick (CrPalette *palette);

G_END_DECLS
