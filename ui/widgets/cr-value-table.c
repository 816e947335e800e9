/* Draws cells instead of making a widget of each: a table changes at every step of the cursor. */

#include "cr-value-table.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-label.h"
#include "cr-print.h"
#include "cr-theme.h"

#define MAX_ROWS 8
#define CELL_WIDTH 54
#define CELL_HEIGHT 22
#define HEAD_HEIGHT 16
#define LABEL_WIDTH 61
#define BLOCK_GAP 6
#define MAX_COLUMNS 25 /* of a matrix */
#define MAX_MATRIX_ROWS 10
#define MAX_ELEMENTS 50 /* of a vector */
#define MAX_SPOKEN 100
#define MAX_CELL_CHARS 7

typedef struct
{
  char *label;
  CrValue *value;
  gboolean is_gradient;
  double largest; /* by magnitude, of the cells shown: the strongest colour */
} CrTableRow;

struct _CrValueTable
{
  GtkWidget parent_instance;

  CrTableRow rows[MAX_ROWS];
  guint n_rows;
  gboolean matrix;         /* one block a row, else all rows share blocks of columns */
  gint64 columns, n_lines; /* columns of all; lines of a matrix */
};

G_DEFINE_FINAL_TYPE (CrValueTable, cr_value_table, GTK_TYPE_WIDGET)

/* A tensor as lines and columns: all dimensions but the last are lines. A single column lies down as a line. */
static void
get_extent (const CrValue *value, gint64 *lines, gint64 *columns)
{
  int ndim = cr_value_get_ndim (value);

  *columns = ndim == 0 ? 1 : cr_value_get_sizes (value)[ndim - 1];
  *lines = *columns == 0 ? 0 : cr_value_get_numel (value) / *columns;
  if (*columns != 1)
    return;
  *columns = *lines;
  *lines = 1;
}

static void
clear_rows (CrValueTable *table)
{
  for (guint i = 0; i < table->n_rows; i++)
    {
      g_free (table->rows[i].label);
      g_clear_pointer (&table->rows[i].value, cr_value_unref);
    }
  table->n_rows = 0;
}

static double
find_largest (const CrValue *value)
{
  gint64 n = MIN (cr_value_get_numel (value), MAX_COLUMNS * MAX_MATRIX_ROWS);
  double largest = 0;

  for (gint64 i = 0; i < n; i++)
    {
      double number = fabs (cr_value_get_double (value, i));

      if (isfinite (number) && number > largest)
        largest = number;
    }
  return largest;
}

static gboolean
is_tabular (const CrTableRow *row)
{
  return row->value != NULL && cr_value_has_data (row->value) && cr_value_get_numel (row->value) > 0;
}

static void
find_shape (CrValueTable *table)
{
  table->matrix = FALSE;
  table->columns = 1;
  table->n_lines = 1;
  for (guint i = 0; i < table->n_rows; i++)
    {
      gint64 lines, columns;

      if (!is_tabular (&table->rows[i]))
        continue;
      get_extent (table->rows[i].value, &lines, &columns);
      table->matrix = table->matrix || lines > 1;
      table->columns = MAX (table->columns, columns);
      table->n_lines = MAX (table->n_lines, lines);
    }
}

/* How many columns stand beside each other in @width. */
static int
get_columns (CrValueTable *table, int width)
{
  int fit = (width - LABEL_WIDTH) / CELL_WIDTH;

  if (table->matrix)
    return (int)MIN (table->columns, MAX_COLUMNS);
  return (int)CLAMP (fit, 1, MIN (table->columns, MAX_ELEMENTS));
}

static int
count_blocks (CrValueTable *table, int per_block)
{
  return (int)((MIN (table->columns, MAX_ELEMENTS) + per_block - 1) / per_block);
}

static int
get_matrix_lines (const CrTableRow *row)
{
  gint64 lines = 1, columns;

  if (is_tabular (row))
    get_extent (row->value, &lines, &columns);
  return (int)MIN (lines, MAX_MATRIX_ROWS);
}

/* Whether a row has anything to show in the block that begins at element @first; the first block names all. */
static gboolean
is_in_block (const CrTableRow *row, gint64 first)
{
  return first == 0 || (is_tabular (row) && cr_value_get_numel (row->value) > first);
}

static int
get_vectors_height (CrValueTable *table, int width)
{
  int per_block = get_columns (table, width), blocks = count_blocks (table, per_block);
  int height = blocks * ((table->columns > 1 ? HEAD_HEIGHT : 0) + BLOCK_GAP) - BLOCK_GAP;

  for (int block = 0; block < blocks; block++)
    for (guint i = 0; i < table->n_rows; i++)
      height += is_in_block (&table->rows[i], (gint64)block * per_block) ? CELL_HEIGHT : 0;
  return height;
}

static int
get_height (CrValueTable *table, int width)
{
  int height = 0;

  if (table->n_rows == 0)
    return 0;
  if (!table->matrix)
    return get_vectors_height (table, width);
  for (guint i = 0; i < table->n_rows; i++)
    height += HEAD_HEIGHT + CELL_HEIGHT * get_matrix_lines (&table->rows[i]) + BLOCK_GAP;
  return height - BLOCK_GAP;
}

/* Drawing. */

typedef struct
{
  CrValueTable *table;
  GtkSnapshot *snapshot;
  const CrTheme *theme;
} CrTablePaint;

static void
draw_text (CrTablePaint *paint, const char *text, const CrColor *color, double scale, gboolean bold,
           const graphene_rect_t *cell, float align)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (paint->table), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GdkRGBA rgba = { (float)color->red, (float)color->green, (float)color->blue, (float)color->alpha };
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, (int)cell->size.width * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &width, &height);
  pango_layout_set_width (layout, -1);
  gtk_snapshot_save (paint->snapshot);
  gtk_snapshot_translate (paint->snapshot,
                          &GRAPHENE_POINT_INIT (cell->origin.x + roundf ((cell->size.width - width) * align),
                                                cell->origin.y + roundf ((cell->size.height - height) / 2)));
  pango_layout_set_width (layout, ((int)cell->size.width + 1) * PANGO_SCALE);
  gtk_snapshot_append_layout (paint->snapshot, layout, &rgba);
  gtk_snapshot_restore (paint->snapshot);
}

/* As many digits as a cell holds, with a minus sign instead of a hyphen. */
static char *
dup_cell_text (double number)
{
  char *text = cr_double_to_label (number, 4);

  if (strlen (text) > MAX_CELL_CHARS)
    {
      g_free (text);
      text = cr_double_to_label (number, 2);
    }
  if (*text == '-')
    {
      char *typeset = g_strconcat ("−", text + 1, NULL);

      g_free (text);
      text = typeset;
    }
  return text;
}

/* The ground's strength is the element's magnitude; a negative number has its sign to tell it. */
static void
draw_cell (CrTablePaint *paint, const CrTableRow *row, gint64 index, double x, double y)
{
  const CrColor *color = row->is_gradient ? &paint->theme->gradient : &paint->theme->value;
  double number = cr_value_get_double (row->value, index);
  double share = isfinite (number) && row->largest > 0 ? fabs (number) / row->largest : 0;
  GdkRGBA ground = { (float)color->red, (float)color->green, (float)color->blue, (float)(0.08 + 0.30 * share) };
  graphene_rect_t cell = GRAPHENE_RECT_INIT ((float)x + 1, (float)y + 1, CELL_WIDTH - 2, CELL_HEIGHT - 2);
  g_autofree char *text = dup_cell_text (number);
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &cell, 3);
  gtk_snapshot_push_rounded_clip (paint->snapshot, &rounded);
  gtk_snapshot_append_color (paint->snapshot, &ground, &cell);
  gtk_snapshot_pop (paint->snapshot);
  draw_text (paint, text, &paint->theme->text, 0.85, FALSE, &cell, 0.5f);
}

static void
draw_row_label (CrTablePaint *paint, const CrTableRow *row, double y)
{
  graphene_rect_t cell = GRAPHENE_RECT_INIT (0, (float)y, LABEL_WIDTH - 4, CELL_HEIGHT);

  draw_text (paint, row->label, row->is_gradient ? &paint->theme->gradient : &paint->theme->value, 0.9, TRUE, &cell,
             0.0f);
}

static char *
dup_missing_text (const CrTableRow *row)
{
  if (row->value == NULL)
    return g_strdup (_ ("none"));
  if (cr_value_get_numel (row->value) == 0)
    return g_strdup (_ ("no elements"));
  return g_strdup (_ ("summary only"));
}

static void
draw_missing (CrTablePaint *paint, const CrTableRow *row, double y, int width)
{
  g_autofree char *text = dup_missing_text (row);
  graphene_rect_t cell
      = GRAPHENE_RECT_INIT (LABEL_WIDTH + 4, (float)y, (float)MAX (width - LABEL_WIDTH - 4, 1), CELL_HEIGHT);

  draw_text (paint, text, &paint->theme->dim_text, 0.9, FALSE, &cell, 0.0f);
}

static void
draw_index (CrTablePaint *paint, gint64 index, double x, double y)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, index);
  graphene_rect_t cell = GRAPHENE_RECT_INIT ((float)x, (float)y, CELL_WIDTH, HEAD_HEIGHT);

  draw_text (paint, text, &paint->theme->dim_text, 0.75, FALSE, &cell, 0.5f);
}

static void
draw_vector_row (CrTablePaint *paint, const CrTableRow *row, gint64 first, gint64 end, double y, int width)
{
  draw_row_label (paint, row, y);
  if (!is_tabular (row))
    {
      draw_missing (paint, row, y, width);
      return;
    }
  for (gint64 i = first; i < MIN (end, cr_value_get_numel (row->value)); i++)
    draw_cell (paint, row, i, LABEL_WIDTH + (double)(i - first) * CELL_WIDTH, y);
}

static void
draw_vectors (CrTablePaint *paint, int width)
{
  CrValueTable *table = paint->table;
  int per_block = get_columns (table, width), blocks = count_blocks (table, per_block);
  gint64 shown = MIN (table->columns, MAX_ELEMENTS);
  double y = 0;

  for (int block = 0; block < blocks; block++)
    {
      gint64 first = (gint64)block * per_block, end = MIN (first + per_block, shown);

      if (table->columns > 1)
        {
          for (gint64 i = first; i < end; i++)
            draw_index (paint, i, LABEL_WIDTH + (double)(i - first) * CELL_WIDTH, y);
          y += HEAD_HEIGHT;
        }
      for (guint i = 0; i < table->n_rows; i++)
        if (is_in_block (&table->rows[i], first))
          {
            draw_vector_row (paint, &table->rows[i], first, end, y, width);
            y += CELL_HEIGHT;
          }
      y += BLOCK_GAP;
    }
}

static void
draw_matrix (CrTablePaint *paint, const CrTableRow *row, double *y, int width)
{
  gint64 lines, columns;
  int n_lines = get_matrix_lines (row);

  draw_row_label (paint, row, *y + HEAD_HEIGHT);
  if (!is_tabular (row))
    {
      draw_missing (paint, row, *y + HEAD_HEIGHT, width);
      *y += HEAD_HEIGHT + CELL_HEIGHT + BLOCK_GAP;
      return;
    }
  get_extent (row->value, &lines, &columns);
  for (gint64 column = 0; column < MIN (columns, MAX_COLUMNS); column++)
    draw_index (paint, column, LABEL_WIDTH + (double)column * CELL_WIDTH, *y);
  *y += HEAD_HEIGHT;
  for (int line = 0; line < n_lines; line++, *y += CELL_HEIGHT)
    for (gint64 column = 0; column < MIN (columns, MAX_COLUMNS); column++)
      draw_cell (paint, row, line * columns + column, LABEL_WIDTH + (double)column * CELL_WIDTH, *y);
  *y += BLOCK_GAP;
}

static void
cr_value_table_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrValueTable *table = CR_VALUE_TABLE (widget);
  CrTablePaint paint
      = { table, snapshot, cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ())) };
  int width = gtk_widget_get_width (widget);
  double y = 0;

  if (table->n_rows == 0)
    return;
  if (!table->matrix)
    {
      draw_vectors (&paint, width);
      return;
    }
  for (guint i = 0; i < table->n_rows; i++)
    draw_matrix (&paint, &table->rows[i], &y, width);
}

static GtkSizeRequestMode
cr_value_table_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cr_value_table_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  CrValueTable *table = CR_VALUE_TABLE (widget);
  int columns = table->matrix ? (int)MIN (table->columns, MAX_COLUMNS) : 1;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = LABEL_WIDTH + CELL_WIDTH * columns;
      *natural = LABEL_WIDTH + CELL_WIDTH * MAX (columns, (int)MIN (table->columns, 5));
    }
  else
    *minimum = *natural = get_height (table, for_size < 0 ? LABEL_WIDTH + 5 * CELL_WIDTH : for_size);
}

static void
cr_value_table_finalize (GObject *object)
{
  clear_rows (CR_VALUE_TABLE (object));
  G_OBJECT_CLASS (cr_value_table_parent_class)->finalize (object);
}

static void
cr_value_table_class_init (CrValueTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cr_value_table_finalize;
  widget_class->snapshot = cr_value_table_snapshot;
  widget_class->measure = cr_value_table_measure;
  widget_class->get_request_mode = cr_value_table_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "valuetable");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cr_value_table_init (CrValueTable *table)
{
  gtk_widget_set_overflow (GTK_WIDGET (table), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), table,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_value_table_new (void)
{
  return g_object_new (CR_TYPE_VALUE_TABLE, NULL);
}

void
cr_value_table_set_rows (CrValueTable *table, const CrValueRow *rows, guint n_rows)
{
  g_autofree char *description = cr_value_table_describe (rows, MIN (n_rows, MAX_ROWS));

  clear_rows (table);
  table->n_rows = MIN (n_rows, MAX_ROWS);
  for (guint i = 0; i < table->n_rows; i++)
    {
      CrTableRow *row = &table->rows[i];

      row->label = g_strdup (rows[i].label);
      row->value = rows[i].value == NULL ? NULL : cr_value_ref (rows[i].value);
      row->is_gradient = rows[i].is_gradient;
      row->largest = is_tabular (row) ? find_largest (row->value) : 0;
    }
  find_shape (table);
  gtk_accessible_update_property (GTK_ACCESSIBLE (table), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
  gtk_widget_queue_resize (GTK_WIDGET (table));
}

static void
append_numbers (GString *text, const CrValue *value)
{
  gint64 n = MIN (cr_value_get_numel (value), MAX_SPOKEN);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (gint64 i = 0; i < n; i++)
    {
      g_ascii_formatd (buffer, sizeof buffer, "%.9g", cr_value_get_double (value, i));
      g_string_append_printf (text, "%s%s", i == 0 ? "" : ", ", buffer);
    }
  if (n < cr_value_get_numel (value))
    g_string_append (text, ", …");
}

char *
cr_value_table_describe (const CrValueRow *rows, guint n_rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_rows; i++)
    {
      CrTableRow row = { .value = rows[i].value };

      g_string_append_printf (text, "%s%s: ", i == 0 ? "" : "; ", rows[i].label);
      if (is_tabular (&row))
        append_numbers (text, row.value);
      else
        {
          g_autofree char *missing = dup_missing_text (&row);

          g_string_append (text, missing);
        }
    }
  return g_string_free (text, FALSE);
}
