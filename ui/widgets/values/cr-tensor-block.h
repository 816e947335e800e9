#pragma once
/* Tensors shown in one way: as numbers, as a table, as a heat map or as a histogram, with what they are like as a whole
 * below. A part of CrTensorView. */

#include <gtk/gtk.h>

#include "cr-digester.h"
#include "cr-value-table.h"

G_BEGIN_DECLS

typedef enum
{
  CR_TENSOR_NUMBER, /* the selected element of each */
  CR_TENSOR_TABLE,
  CR_TENSOR_HEAT,
  CR_TENSOR_HISTOGRAM
} CrTensorMode;

typedef struct
{
  CrTensorMode mode;
  gint64 slice;    /* which matrix of tensors with more than two dimensions */
  gint64 selected; /* flat index */
  gboolean exact, logarithmic;
} CrBlockLook;

#define CR_TYPE_TENSOR_BLOCK (cr_tensor_block_get_type ())
G_DECLARE_FINAL_TYPE (CrTensorBlock, cr_tensor_block, CR, TENSOR_BLOCK, GtkWidget)

/* Signals: "selected" (gint64 flat index); "compute-again" (guint row): a value of which only a summary is left is
 * wanted. */
GtkWidget *cr_tensor_block_new (void);
/* As a heat map or a histogram only the first row. */
void cr_tensor_block_show (CrTensorBlock *block, const CrValueRow *rows, guint n_rows, const CrBlockLook *look,
                           CrDigester *digester);
void cr_tensor_block_select (CrTensorBlock *block, gint64 element);
/* What is said of the value that is being computed again: "42 %"; NULL: the button is there. */
void cr_tensor_block_set_busy (CrTensorBlock *block, const char *text);

G_END_DECLS
