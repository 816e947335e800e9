#pragma once
/* Tensors as tables of coloured cells: one row a tensor where they have one dimension (wrapped to the width), else
 * one block a tensor. Larger ones are cut and summarised. */

#include <gtk/gtk.h>

#include "cr-value.h"

G_BEGIN_DECLS

#define CR_TYPE_VALUE_TABLE (cr_value_table_get_type ())
G_DECLARE_FINAL_TYPE (CrValueTable, cr_value_table, CR, VALUE_TABLE, GtkWidget)

GtkWidget *cr_value_table_new (void);
/* One tensor to show; @value may be NULL ("none"). */
typedef struct
{
  const char *label;
  CrValue *value;
  gboolean is_gradient; /* its colour */
} CrValueRow;
void cr_value_table_set_rows (CrValueTable *table, const CrValueRow *rows, guint n_rows);

/* "value: 1, 2, 3; gradient: none" with nine significant digits, for assistive technologies; g_free(). */
char *cr_value_table_describe (const CrValueRow *rows, guint n_rows);

G_END_DECLS
