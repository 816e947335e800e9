#pragma once
/* Tensors as a table of coloured cells, of which only those in sight are drawn: vectors one below the other, wrapped to
 * the width under common heads, or one matrix with row and column heads. It scrolls by itself where it is high. A cell
 * can be selected; the arrow keys, Page Up and Down, Home and End move the selection, with Ctrl to the ends; Ctrl+C
 * copies the selected number. */

#include <gtk/gtk.h>

#include "cr-value.h"

G_BEGIN_DECLS

#define CR_TYPE_VALUE_TABLE (cr_value_table_get_type ())
G_DECLARE_FINAL_TYPE (CrValueTable, cr_value_table, CR, VALUE_TABLE, GtkWidget)

/* Signal "selected" (gint64): the flat index of the element that the user has chosen. */
GtkWidget *cr_value_table_new (void);
/* One tensor to show; @value may be NULL ("none"). */
typedef struct
{
  const char *label;
  CrValue *value;
  gboolean is_gradient; /* its colour */
  CrValue *like;        /* what @value will be like once it is there, so that nothing jumps then; nullable */
} CrValueRow;
/* Several rows must be vectors (cr_value_table_can_share()), else the first is shown. @slice: which matrix of a tensor
 * with more than two dimensions. */
void cr_value_table_set_rows (CrValueTable *table, const CrValueRow *rows, guint n_rows, gint64 slice);
/* Whether these can stand in one table. */
gboolean cr_value_table_can_share (const CrValueRow *rows, guint n_rows);
/* Marks an element (-1: none) without telling so, and brings it into sight. */
void cr_value_table_select (CrValueTable *table, gint64 element);

/* The value, or else what it will be like; nullable. */
CrValue *cr_value_row_get_form (const CrValueRow *row);

/* "value: 1, 2, 3; gradient: none" with nine significant digits, for assistive technologies; g_free(). */
char *cr_value_table_describe (const CrValueRow *rows, guint n_rows);
/* "row 3, column 2: 0.125" of one element of a matrix, "element 3: 0.125", "[0, 1, 3, 2]: 0.125"; g_free(). */
char *cr_value_table_describe_element (const CrValue *value, gint64 element);

G_END_DECLS
