#pragma once
/* A row of the account: a number in the colour of gradients, what it is, with the function and the line as links, and
 * a button that goes to the step. */

#include <gtk/gtk.h>

#include "cr-session.h"
#include "cr-why-item.h"

G_BEGIN_DECLS

#define CR_TYPE_WHY_ROW (cr_why_row_get_type ())
G_DECLARE_FINAL_TYPE (CrWhyRow, cr_why_row, CR, WHY_ROW, GtkWidget)

/* Signal "choosing" with a function (guint): it is about to be selected. */
GtkWidget *cr_why_row_new (CrSession *session);
/* NULL empties it. */
void cr_why_row_set_item (CrWhyRow *row, CrWhyItem *item);
/* The path of @item on the canvas; NULL puts the light out. */
void cr_why_light (CrSession *session, CrWhyItem *item);

G_END_DECLS
