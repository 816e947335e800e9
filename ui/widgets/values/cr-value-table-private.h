#pragma once
/* The table's insides: where its cells are (cr-value-table-place.c), how they are drawn (-draw.c), the widget. */

#include "cr-value-slice.h"
#include "cr-value-table.h"

G_BEGIN_DECLS

#define CR_TABLE_MAX_ROWS 8
#define CR_TABLE_CELL_HEIGHT 22
#define CR_TABLE_HEAD_HEIGHT 16
#define CR_TABLE_LABEL_WIDTH 61
#define CR_TABLE_BLOCK_GAP 6
#define CR_TABLE_BAR 12 /* of a scroll bar */

typedef struct
{
  char *label;
  CrValue *value;
  gboolean is_gradient;
  double largest; /* by magnitude, of the first elements: the strongest colour */
} CrTableRow;

struct _CrValueTable
{
  GtkWidget parent_instance;

  CrTableRow rows[CR_TABLE_MAX_ROWS];
  guint n_rows;
  CrValueSlice slice; /* of the tensor with most elements */
  gboolean empty;     /* nothing is there yet: only its place is kept */
  int cell_width;
  gint64 selected; /* flat index, -1 */

  GtkWidget *vertical, *horizontal; /* scroll bars */
  GtkAdjustment *v, *h;             /* theirs */
};

/* Whether there are elements to draw. */
gboolean cr_table_row_is_tabular (const CrTableRow *row);

/* What the whole takes at @width, and columns beside each other. */
double cr_table_get_height (CrValueTable *table, int width);
double cr_table_get_width (CrValueTable *table, int width);
gint64 cr_table_get_columns (CrValueTable *table, int width);
/* The line of cells (a block of vectors, a matrix's line) of an element of the slice, and its column. */
void cr_table_locate (CrValueTable *table, int width, gint64 element, gint64 *line, gint64 *column);
/* Height from one such line to the next. */
double cr_table_get_line_height (CrValueTable *table);
/* Height of the heads that stay in sight. */
double cr_table_get_head_height (CrValueTable *table);
/* The element at a point of the widget, whose cells are @width wide; -1. */
gint64 cr_table_find (CrValueTable *table, int width, double x, double y, guint *row);
/* Where the selection goes; @element -1 where the key means nothing. */
gint64 cr_table_move (CrValueTable *table, int width, double page, guint key, gboolean to_end);

/* Draws what is in sight of @width by @height. */
void cr_table_draw (CrValueTable *table, GtkSnapshot *snapshot, int width, int height);
char *cr_table_dup_missing_text (const CrTableRow *row);

G_END_DECLS
