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
} CrValueRow;
/* Several rows must be vectors (cr_value_table_can_share()), else the first is shown. @slice: which matrix of a tensor
 * with more than two dimensions. */
void cr_value_table_set_rows (CrValueTable *table, const CrValueRow *rows, guint n_rows, gint64 slice);
/* The same for one tensor that is not there yet: the room that it will take, as that of @like. */
void cr_value_table_set_missing (CrValueTable *table, const CrValueRow *row, const CrValue *like, gint64 slice);
/* Whether these can stand in one table. */
gboolean cr_value_table_can_share (const CrValueRow *rows, guint n_rows);
/* Marks an element (-1: none) without telling so, and brings it into sight. */
void cr_value_table_select (CrValueTable *table, gint64 element);

/* "value: 1, 2, 3; gradient: none" with nine significant digits, for assistive technologies; g_free(). */
char *cr_value_table_describe (const CrValueRow *rows, guint n_rows);
/* "row 3, column 2: 0.125" of one element of a matrix, "element 3: 0.125", "[0, 1, 3, 2]: 0.125"; g_free(). */
char *cr_value_table_describe_element (const CrValue *value, gint64 element);

G_END_DECLS
