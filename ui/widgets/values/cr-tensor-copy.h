#pragma once
/* Tensors put on the clipboard as Python: the menu of a CrTensorView, and what it says of it. */

#include <gtk/gtk.h>

#include "cr-value-table.h"

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *widget;         /* whose clipboard it is, and which has the actions */
  GtkLabel *status;          /* says what was done */
  GCancellable *cancellable; /* of the text that is being made */
  guint source;              /* until the status goes */
} CrTensorCopy;

void cr_tensor_copy_init (CrTensorCopy *copy, GtkWidget *widget, GtkLabel *status);
void cr_tensor_copy_clear (CrTensorCopy *copy); /* may be called twice */
/* All elements (a large tensor takes a while); NULL, a summary or too many elements: says why not. */
void cr_tensor_copy_value (CrTensorCopy *copy, CrValue *value);
/* One element in all its digits. */
void cr_tensor_copy_element (CrTensorCopy *copy, const CrValue *value, gint64 element);
/* What can be copied of these rows, as "tensor.copy" and "tensor.copy-element" with the row's number. Owned. */
GMenuModel *cr_tensor_copy_new_menu (const CrValueRow *rows, guint n_rows, gint64 element);

G_END_DECLS
