#pragma once
/* A few tensors that belong together (a value and its gradient), shown as numbers, table, heat map or histogram as the
 * user chooses, of any size; and copied as Python. */

#include <gtk/gtk.h>

#include "cr-tensor-block.h"

G_BEGIN_DECLS

#define CR_TYPE_TENSOR_VIEW (cr_tensor_view_get_type ())
G_DECLARE_FINAL_TYPE (CrTensorView, cr_tensor_view, CR, TENSOR_VIEW, GtkWidget)

/* Signals: "selected" (gint64): the flat index of the element that the user has chosen; "compute-again" (guint row):
 * all elements are wanted of a value of which only a summary is left. */
GtkWidget *cr_tensor_view_new (void);
/* At most 8; labels and values are copied or referenced. */
void cr_tensor_view_set_rows (CrTensorView *view, const CrValueRow *rows, guint n_rows);
/* Marks an element without telling so. */
void cr_tensor_view_select (CrTensorView *view, gint64 element);
/* What is said while a value is computed again; NULL: nothing is. */
void cr_tensor_view_set_busy (CrTensorView *view, const char *text);
/* How it is shown: what the user has chosen, which a single number cannot be. */
void cr_tensor_view_set_mode (CrTensorView *view, CrTensorMode mode);
CrTensorMode cr_tensor_view_get_mode (CrTensorView *view);
/* Puts row @row as Python on the clipboard; a large one takes a while. */
void cr_tensor_view_copy (CrTensorView *view, guint row);

G_END_DECLS
