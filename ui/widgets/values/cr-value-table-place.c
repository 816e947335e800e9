/* Where the cells of a table are. Numbers of pixels are doubles: ten million elements are two hundred million high. */

#include "cr-value-table-private.h"

gboolean
cr_table_row_is_tabular (const CrTableRow *row)
{
  return row->value != NULL && cr_value_has_data (row->value) && cr_value_get_numel (row->value) > 0;
}

gint64
cr_table_get_columns (CrValueTable *table, int width)
{
  gint64 fit = (width - CR_TABLE_LABEL_WIDTH) / table->cell_width;

  return table->slice.is_vector ? CLAMP (fit, 1, MAX (table->slice.columns, 1)) : table->slice.columns;
}

double
cr_table_get_head_height (CrValueTable *table)
{
  return table->slice.is_vector && table->slice.columns <= 1 ? 0 : CR_TABLE_HEAD_HEIGHT;
}

double
cr_table_get_line_height (CrValueTable *table)
{
  if (!table->slice.is_vector)
    return CR_TABLE_CELL_HEIGHT;
  return cr_table_get_head_height (table) + table->n_rows * CR_TABLE_CELL_HEIGHT + CR_TABLE_BLOCK_GAP;
}

static gint64
count_lines (CrValueTable *table, int width)
{
  gint64 columns = cr_table_get_columns (table, width);

  return table->slice.is_vector ? MAX ((table->slice.columns + columns - 1) / columns, 1) : table->slice.lines;
}

double
cr_table_get_height (CrValueTable *table, int width)
{
  double lines = (double)count_lines (table, width) * cr_table_get_line_height (table);

  if (table->n_rows == 0)
    return 0;
  return table->slice.is_vector ? lines - CR_TABLE_BLOCK_GAP : lines + cr_table_get_head_height (table);
}

double
cr_table_get_width (CrValueTable *table, int width)
{
  return CR_TABLE_LABEL_WIDTH + (double)cr_table_get_columns (table, width) * table->cell_width;
}

void
cr_table_locate (CrValueTable *table, int width, gint64 element, gint64 *line, gint64 *column)
{
  gint64 columns = MAX (cr_table_get_columns (table, width), 1), index = element - table->slice.first;

  *line = index / columns;
  *column = index % columns;
}

static gint64
count_elements (CrValueTable *table)
{
  return table->slice.n_slices == 0 ? 0 : table->slice.lines * table->slice.columns;
}

gint64
cr_table_find (CrValueTable *table, int width, double x, double y, guint *row)
{
  double left = x - CR_TABLE_LABEL_WIDTH + gtk_adjustment_get_value (table->h), line_height;
  double head = cr_table_get_head_height (table), top = y + gtk_adjustment_get_value (table->v);
  gint64 columns = cr_table_get_columns (table, width), line, column, index;

  *row = 0;
  if (x < CR_TABLE_LABEL_WIDTH || y < 0 || (!table->slice.is_vector && y < head))
    return -1;
  line_height = cr_table_get_line_height (table);
  column = (gint64)(left / table->cell_width);
  if (table->slice.is_vector)
    {
      double within;

      line = (gint64)(top / line_height);
      within = top - (double)line * line_height - head;
      if (within < 0 || within >= table->n_rows * CR_TABLE_CELL_HEIGHT)
        return -1;
      *row = (guint)(within / CR_TABLE_CELL_HEIGHT);
    }
  else
    line = (gint64)((top - head) / line_height);
  index = line * columns + column;
  if (column >= columns || index >= count_elements (table) || line < 0)
    return -1;
  return table->slice.first + index;
}

/* The end of its line, or of its column, towards @key. */
static gint64
move_to_end (gint64 n, gint64 columns, gint64 index, guint key)
{
  gint64 line = index / columns, column = index % columns;

  switch (key)
    {
    case GDK_KEY_Left:
      return line * columns;
    case GDK_KEY_Right:
      return MIN (line * columns + columns - 1, n - 1);
    case GDK_KEY_Up:
      return column;
    case GDK_KEY_Down:
      return column + (n - 1 - column) / columns * columns;
    case GDK_KEY_Home:
      return 0;
    case GDK_KEY_End:
      return n - 1;
    default:
      return -1;
    }
}

static gint64
move_one (gint64 n, gint64 columns, gint64 index, gint64 page, guint key)
{
  gint64 line = index / columns, last = (n - 1) / columns, column = index % columns;

  switch (key)
    {
    case GDK_KEY_Left:
      return MAX (index - 1, 0);
    case GDK_KEY_Right:
      return MIN (index + 1, n - 1);
    case GDK_KEY_Up:
      return line > 0 ? index - columns : index;
    case GDK_KEY_Down:
      return line < last ? MIN (index + columns, n - 1) : index;
    case GDK_KEY_Page_Up:
      return MAX (line - page, 0) * columns + column;
    case GDK_KEY_Page_Down:
      return MIN (MIN (line + page, last) * columns + column, n - 1);
    case GDK_KEY_Home:
    case GDK_KEY_End:
      return move_to_end (n, columns, index, key == GDK_KEY_Home ? GDK_KEY_Left : GDK_KEY_Right);
    default:
      return -1;
    }
}

gint64
cr_table_move (CrValueTable *table, int width, double page, guint key, gboolean to_end)
{
  gint64 n = count_elements (table), columns = cr_table_get_columns (table, width), index, moved;
  gint64 lines = MAX ((gint64)(page / cr_table_get_line_height (table)), 1);

  if (n == 0 || table->n_rows == 0)
    return -1;
  index = CLAMP (table->selected - table->slice.first, 0, n - 1);
  moved = to_end ? move_to_end (n, columns, index, key) : move_one (n, columns, index, lines, key);
  return moved < 0 ? -1 : table->slice.first + moved;
}
