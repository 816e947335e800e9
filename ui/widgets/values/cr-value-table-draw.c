/* Draws the cells in sight instead of making a widget of each: a table changes at every step of the cursor. */

#include "cr-value-table-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-theme.h"
#include "cr-value-text.h"

typedef struct
{
  CrValueTable *table;
  GtkSnapshot *snapshot;
  const CrTheme *theme;
  int width, height;
  gboolean has_focus;
} Paint;

typedef enum
{
  TEXT_CELL,
  TEXT_LABEL,
  TEXT_HEAD
} TextKind;

static void
draw_text (Paint *paint, TextKind kind, const char *text, const CrColor *color, const graphene_rect_t *cell,
           float align)
{
  static const double scales[] = { 0.85, 0.9, 0.75 };
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (paint->table), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GdkRGBA rgba = { (float)color->red, (float)color->green, (float)color->blue, (float)color->alpha };
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (scales[kind]));
  if (kind == TEXT_LABEL)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, (int)(cell->size.width + 1) * PANGO_SCALE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (paint->snapshot);
  gtk_snapshot_translate (paint->snapshot,
                          &GRAPHENE_POINT_INIT (cell->origin.x + roundf ((cell->size.width - width) * align),
                                                cell->origin.y + roundf ((cell->size.height - height) / 2)));
  gtk_snapshot_append_layout (paint->snapshot, layout, &rgba);
  gtk_snapshot_restore (paint->snapshot);
}

static void
draw_border (Paint *paint, const GskRoundedRect *rounded)
{
  const CrColor *color = &paint->theme->selection;
  GdkRGBA rgba = { (float)color->red, (float)color->green, (float)color->blue, paint->has_focus ? 1 : 0.7f };
  float width = paint->has_focus ? 2 : 1.5f;

  gtk_snapshot_append_border (paint->snapshot, rounded, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ rgba, rgba, rgba, rgba });
}

/* The ground's strength is the element's magnitude; a negative number has its sign to tell it. */
static void
draw_cell (Paint *paint, const CrTableRow *row, gint64 element, double x, double y)
{
  const CrColor *color = row->is_gradient ? &paint->theme->gradient : &paint->theme->value;
  double number = cr_value_get_double (row->value, element);
  double share = isfinite (number) && row->largest > 0 ? MIN (fabs (number) / row->largest, 1) : 0;
  GdkRGBA ground = { (float)color->red, (float)color->green, (float)color->blue, (float)(0.08 + 0.30 * share) };
  graphene_rect_t cell
      = GRAPHENE_RECT_INIT ((float)x + 1, (float)y + 1, (float)paint->table->cell_width - 2, CR_TABLE_CELL_HEIGHT - 2);
  g_autofree char *text = cr_value_dup_cell (row->value, element);
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, &cell, 3);
  gtk_snapshot_push_rounded_clip (paint->snapshot, &rounded);
  gtk_snapshot_append_color (paint->snapshot, &ground, &cell);
  gtk_snapshot_pop (paint->snapshot);
  draw_text (paint, TEXT_CELL, text, &paint->theme->text, &cell, 0.5f);
  if (element == paint->table->selected)
    draw_border (paint, &rounded);
}

static void
draw_row_label (Paint *paint, const CrTableRow *row, double y)
{
  graphene_rect_t cell = GRAPHENE_RECT_INIT (0, (float)y, CR_TABLE_LABEL_WIDTH - 4, CR_TABLE_CELL_HEIGHT);

  draw_text (paint, TEXT_LABEL, row->label, row->is_gradient ? &paint->theme->gradient : &paint->theme->value, &cell,
             0);
}

char *
cr_table_dup_missing_text (const CrTableRow *row)
{
  if (row->value == NULL)
    return g_strdup (_ ("none"));
  if (cr_value_get_numel (row->value) == 0)
    return g_strdup (_ ("no elements"));
  return g_strdup (_ ("summary only"));
}

static void
draw_missing (Paint *paint, const CrTableRow *row, double y)
{
  g_autofree char *text = cr_table_dup_missing_text (row);
  graphene_rect_t cell
      = GRAPHENE_RECT_INIT (CR_TABLE_LABEL_WIDTH + 4, (float)y, (float)MAX (paint->width - CR_TABLE_LABEL_WIDTH - 4, 1),
                            CR_TABLE_CELL_HEIGHT);

  draw_text (paint, TEXT_LABEL, text, &paint->theme->dim_text, &cell, 0);
}

static void
draw_head (Paint *paint, gint64 index, double x, double y, double width, double height)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, index);
  graphene_rect_t cell = GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height);

  draw_text (paint, TEXT_HEAD, text, &paint->theme->dim_text, &cell, 0.5f);
}

static void
push_clip (Paint *paint, double x, double y)
{
  gtk_snapshot_push_clip (paint->snapshot, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)MAX (paint->width - x, 0),
                                                                (float)MAX (paint->height - y, 0)));
}

/* One block: heads, then a line of cells for each row. */
static void
draw_block (Paint *paint, gint64 block, gint64 columns, double y)
{
  CrValueTable *table = paint->table;
  gint64 first = block * columns, end = MIN (first + columns, table->slice.columns);

  for (gint64 i = first; i < end && table->slice.columns > 1; i++)
    draw_head (paint, i, CR_TABLE_LABEL_WIDTH + (double)(i - first) * table->cell_width, y, table->cell_width,
               CR_TABLE_HEAD_HEIGHT);
  y += cr_table_get_head_height (table);
  for (guint r = 0; r < table->n_rows; r++, y += CR_TABLE_CELL_HEIGHT)
    {
      const CrTableRow *row = &table->rows[r];

      draw_row_label (paint, row, y);
      if (!cr_table_row_is_tabular (row) && block == 0)
        draw_missing (paint, row, y);
      else if (cr_table_row_is_tabular (row))
        for (gint64 i = first; i < end && table->slice.first + i < cr_value_get_numel (row->value); i++)
          draw_cell (paint, row, table->slice.first + i, CR_TABLE_LABEL_WIDTH + (double)(i - first) * table->cell_width,
                     y);
    }
}

static void
draw_vectors (Paint *paint)
{
  CrValueTable *table = paint->table;
  double top = gtk_adjustment_get_value (table->v), line_height = cr_table_get_line_height (table);
  gint64 columns = cr_table_get_columns (table, paint->width), block = (gint64)(top / line_height);

  for (double y = (double)block * line_height - top; y < paint->height; y += line_height, block++)
    if (block == 0 || block * columns < table->slice.columns)
      draw_block (paint, block, columns, y);
}

static void
draw_matrix_cells (Paint *paint, gint64 first_line, gint64 first_column, double x, double y)
{
  CrValueTable *table = paint->table;
  const CrValueSlice *slice = &table->slice;

  push_clip (paint, CR_TABLE_LABEL_WIDTH, CR_TABLE_HEAD_HEIGHT);
  for (gint64 line = first_line; line < slice->lines && y < paint->height; line++, y += CR_TABLE_CELL_HEIGHT)
    for (gint64 column = first_column; column < slice->columns; column++)
      {
        double at = x + (double)(column - first_column) * table->cell_width;

        if (at >= paint->width)
          break;
        draw_cell (paint, &table->rows[0], slice->first + line * slice->columns + column, at, y);
      }
  gtk_snapshot_pop (paint->snapshot);
}

static void
draw_matrix (Paint *paint)
{
  CrValueTable *table = paint->table;
  double top = gtk_adjustment_get_value (table->v), left = gtk_adjustment_get_value (table->h);
  gint64 line = (gint64)(top / CR_TABLE_CELL_HEIGHT), column = (gint64)(left / table->cell_width);
  double x = CR_TABLE_LABEL_WIDTH + (double)column * table->cell_width - left;
  double y = CR_TABLE_HEAD_HEIGHT + (double)line * CR_TABLE_CELL_HEIGHT - top;

  draw_text (paint, TEXT_LABEL, table->rows[0].label,
             table->rows[0].is_gradient ? &paint->theme->gradient : &paint->theme->value,
             &GRAPHENE_RECT_INIT (0, 0, CR_TABLE_LABEL_WIDTH - 4, CR_TABLE_HEAD_HEIGHT), 0);
  push_clip (paint, 0, CR_TABLE_HEAD_HEIGHT);
  for (gint64 i = line; i < table->slice.lines; i++)
    {
      double at = y + (double)(i - line) * CR_TABLE_CELL_HEIGHT;

      if (at >= paint->height)
        break;
      draw_head (paint, i, 0, at, CR_TABLE_LABEL_WIDTH, CR_TABLE_CELL_HEIGHT);
    }
  gtk_snapshot_pop (paint->snapshot);
  push_clip (paint, CR_TABLE_LABEL_WIDTH, 0);
  for (gint64 i = column; i < table->slice.columns; i++)
    {
      double at = x + (double)(i - column) * table->cell_width;

      if (at >= paint->width)
        break;
      draw_head (paint, i, at, 0, table->cell_width, CR_TABLE_HEAD_HEIGHT);
    }
  gtk_snapshot_pop (paint->snapshot);
  if (table->empty)
    draw_missing (paint, &table->rows[0], CR_TABLE_HEAD_HEIGHT);
  else
    draw_matrix_cells (paint, line, column, x, y);
}

void
cr_table_draw (CrValueTable *table, GtkSnapshot *snapshot, int width, int height)
{
  Paint paint = { .table = table,
                  .snapshot = snapshot,
                  .theme = cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ())),
                  .width = width,
                  .height = height,
                  .has_focus = gtk_widget_has_focus (GTK_WIDGET (table)) };

  if (table->n_rows == 0)
    return;
  push_clip (&paint, 0, 0);
  if (table->slice.is_vector)
    draw_vectors (&paint);
  else
    draw_matrix (&paint);
  gtk_snapshot_pop (snapshot);
}
