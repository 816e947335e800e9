/* The picture of a Jacobian. What has numbers is a grid of its own; what has not is drawn by the heat map of values. */

#include "cr-jacobian-picture.h"

#include <math.h>

#include "cr-label.h"
#include "cr-value-text.h"

#define LINE_HEIGHT 24.0
#define LEAST_CELL 34.0
#define PADDING 12.0 /* of a cell, both sides together */
#define GAP 10.0
#define HEAD_HEIGHT 20.0
#define KEY_HEIGHT 34.0
#define KEY_BAR 9.0
#define LARGEST_KEY 200.0
#define SMALLEST_KEY 150.0 /* three numbers with exponents fit below it */

static gboolean
is_numbered (const CrJacobianAnswer *answer)
{
  return answer->result.matrix != NULL && cr_jacobian_answer_get_n_rows (answer) <= CR_JACOBIAN_MAX_NUMBERED
         && cr_jacobian_answer_get_n_columns (answer) <= CR_JACOBIAN_MAX_NUMBERED;
}

static double
measure (CrText *text, CrFont font, char *string)
{
  double width;

  cr_text_measure (text, font, string, &width, NULL);
  g_free (string);
  return width;
}

static char *
dup_weight (const CrJacobianAnswer *answer, gint64 row)
{
  return answer->v != NULL ? cr_value_dup_cell (answer->v, row) : g_strdup ("1");
}

static double
get_weight (const CrJacobianAnswer *answer, gint64 row)
{
  return answer->v != NULL ? cr_value_get_double (answer->v, row) : 1;
}

static void
layout_numbered (const CrJacobianAnswer *answer, CrJacobianLayout *layout)
{
  g_autoptr (CrText) text = cr_text_new (NULL);
  gint64 n_rows = cr_jacobian_answer_get_n_rows (answer), n_columns = cr_jacobian_answer_get_n_columns (answer);

  layout->heads = measure (text, CR_FONT_VALUE, g_strdup ("vᵀJ"));
  layout->v_width = layout->cell = LEAST_CELL - PADDING;
  for (gint64 row = 0; row < n_rows; row++)
    {
      layout->heads
          = fmax (layout->heads, measure (text, CR_FONT_VALUE, cr_jacobian_answer_dup_head (answer, TRUE, row)));
      layout->v_width = fmax (layout->v_width, measure (text, CR_FONT_VALUE, dup_weight (answer, row)));
    }
  for (gint64 i = 0; i < n_rows * n_columns; i++)
    layout->cell = fmax (layout->cell, measure (text, CR_FONT_VALUE, cr_value_dup_cell (answer->result.matrix, i)));
  for (gint64 i = 0; i < n_columns; i++)
    {
      layout->cell = fmax (layout->cell, measure (text, CR_FONT_VALUE, cr_jacobian_answer_dup_head (answer, FALSE, i)));
      layout->cell = fmax (layout->cell, measure (text, CR_FONT_VALUE, cr_value_dup_cell (answer->result.product, i)));
    }
  layout->cell = ceil (layout->cell + PADDING);
  layout->v_width = ceil (layout->v_width + PADDING);
  layout->heads = ceil (layout->heads);
  layout->line = LINE_HEIGHT;
  layout->left = layout->heads + GAP + layout->v_width + GAP;
  layout->top = HEAD_HEIGHT;
  layout->product_top = layout->top + (double)n_rows * LINE_HEIGHT + GAP;
  layout->key_top = layout->product_top + LINE_HEIGHT + GAP;
  layout->width = layout->left + (double)n_columns * layout->cell + 2;
  layout->height = layout->key_top + KEY_HEIGHT;
}

void
cr_jacobian_layout (const CrJacobianAnswer *answer, double width, CrJacobianLayout *layout)
{
  *layout = (CrJacobianLayout){ .numbered = is_numbered (answer) };
  if (layout->numbered)
    {
      layout_numbered (answer, layout);
      return;
    }
  layout->width = width;
  layout->top = 0;
  if (answer->matrix_heat != NULL)
    layout->height = cr_heat_get_height (answer->matrix_heat, width) + GAP;
  if (answer->v_heat != NULL)
    {
      layout->v_top = layout->height + HEAD_HEIGHT;
      layout->height = layout->v_top + cr_heat_get_height (answer->v_heat, width) + GAP;
    }
  layout->product_top = layout->height + HEAD_HEIGHT;
  if (answer->product_heat != NULL)
    layout->height = layout->product_top + cr_heat_get_height (answer->product_heat, width);
}

static void
set_color (cairo_t *cr, const CrColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, alpha);
}

/* Dark letters on a light ground, light ones on a dark one. */
static CrColor
choose_ink (const CrColor *ground)
{
  static const CrColor dark = { 0.08, 0.08, 0.1, 1 }, light = { 1, 1, 1, 1 };

  return 0.299 * ground->red + 0.587 * ground->green + 0.114 * ground->blue > 0.5 ? dark : light;
}

static void
paint_cell (cairo_t *cr, CrText *text, const CrTheme *theme, const char *label, double number, double largest, double x,
            double y, const CrJacobianLayout *layout)
{
  CrColor ground = theme->node_fill, ink = theme->text;

  if (!isnan (number))
    {
      ground = cr_heat_get_color (number, largest, theme);
      ink = choose_ink (&ground);
    }
  set_color (cr, &ground, 1);
  cairo_rectangle (cr, x + 0.5, y + 0.5, layout->cell - 1, layout->line - 1);
  cairo_fill (cr);
  cr_text_draw (text, CR_FONT_VALUE, &ink, label, x + layout->cell / 2, y + layout->line / 2, CR_ALIGN_CENTER, 0);
}

/* A frame in the gradients' colour around a row that v lets through, where it does not let all. */
static void
paint_row_frame (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, cairo_t *cr, const CrTheme *theme,
                 gint64 row)
{
  double x = layout->heads + GAP;

  set_color (cr, &theme->gradient, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, x + 0.75, layout->top + (double)row * layout->line + 0.75, layout->width - x - 2.5,
                   layout->line - 1.5);
  cairo_stroke (cr);
}

static void
paint_rows (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, cairo_t *cr, CrText *text,
            const CrTheme *theme)
{
  gint64 n_rows = cr_jacobian_answer_get_n_rows (answer), n_columns = cr_jacobian_answer_get_n_columns (answer);
  double largest = answer->matrix_heat != NULL ? answer->matrix_heat->largest : 0;

  for (gint64 row = 0; row < n_rows; row++)
    {
      g_autofree char *place = cr_jacobian_answer_dup_head (answer, TRUE, row), *weight = dup_weight (answer, row);
      double y = layout->top + (double)row * layout->line, middle = y + layout->line / 2;

      cr_text_draw (text, CR_FONT_VALUE, &theme->dim_text, place, layout->heads, middle, CR_ALIGN_RIGHT, 0);
      cr_text_draw (text, CR_FONT_VALUE, &theme->gradient, weight, layout->heads + GAP + layout->v_width / 2, middle,
                    CR_ALIGN_CENTER, 0);
      for (gint64 column = 0; column < n_columns; column++)
        {
          gint64 i = row * n_columns + column;
          g_autofree char *label = cr_value_dup_cell (answer->result.matrix, i);

          paint_cell (cr, text, theme, label, cr_value_get_double (answer->result.matrix, i), largest,
                      layout->left + (double)column * layout->cell, y, layout);
        }
    }
}

static void
paint_frames (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, cairo_t *cr, const CrTheme *theme)
{
  gint64 n_rows = cr_jacobian_answer_get_n_rows (answer), n_zero = 0;

  for (gint64 row = 0; row < n_rows; row++)
    n_zero += get_weight (answer, row) == 0;
  for (gint64 row = 0; n_zero > 0 && row < n_rows; row++)
    if (get_weight (answer, row) != 0)
      paint_row_frame (answer, layout, cr, theme, row);
}

static void
paint_heads_and_product (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, cairo_t *cr, CrText *text,
                         const CrTheme *theme)
{
  double middle = layout->product_top + layout->line / 2;

  cr_text_draw (text, CR_FONT_VALUE, &theme->gradient, "v", layout->heads + GAP + layout->v_width / 2, HEAD_HEIGHT / 2,
                CR_ALIGN_CENTER, 0);
  cr_text_draw (text, CR_FONT_VALUE, &theme->gradient, "vᵀJ", layout->left - GAP, middle, CR_ALIGN_RIGHT, 0);
  for (gint64 column = 0; column < cr_jacobian_answer_get_n_columns (answer); column++)
    {
      g_autofree char *place = cr_jacobian_answer_dup_head (answer, FALSE, column);
      g_autofree char *label = cr_value_dup_cell (answer->result.product, column);
      double x = layout->left + ((double)column + 0.5) * layout->cell;

      cr_text_draw (text, CR_FONT_VALUE, &theme->dim_text, place, x, HEAD_HEIGHT / 2, CR_ALIGN_CENTER, 0);
      set_color (cr, &theme->gradient_fill, theme->gradient_fill.alpha);
      cairo_rectangle (cr, x - layout->cell / 2 + 0.5, layout->product_top + 0.5, layout->cell - 1, layout->line - 1);
      cairo_fill (cr);
      cr_text_draw (text, CR_FONT_VALUE, &theme->gradient, label, x, middle, CR_ALIGN_CENTER, 0);
    }
}

/* The scale of the cells' colours. */
static void
paint_key (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, cairo_t *cr, CrText *text,
           const CrTheme *theme)
{
  double largest = answer->matrix_heat != NULL ? answer->matrix_heat->largest : 0;
  double left = layout->left, width = fmin (fmax (layout->width - layout->left - 2, SMALLEST_KEY), LARGEST_KEY);
  cairo_pattern_t *scale = cairo_pattern_create_linear (left, 0, left + width, 0);

  for (int i = -3; i <= 3; i++)
    {
      CrColor color = cr_heat_get_color (i, 3, theme);

      cairo_pattern_add_color_stop_rgb (scale, (i + 3) / 6.0, color.red, color.green, color.blue);
    }
  cairo_rectangle (cr, left + 0.5, layout->key_top + 0.5, width - 1, KEY_BAR - 1);
  cairo_set_source (cr, scale);
  cairo_fill (cr);
  cairo_pattern_destroy (scale);
  for (int i = -1; i <= 1; i++)
    {
      g_autofree char *label = cr_label_new_number (i * largest);

      if (i == 0 || largest > 0)
        cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, label, left + (i + 1) * width / 2,
                      layout->key_top + KEY_BAR + 10, (CrAlign)(i + 1), 0);
    }
}

static void
paint_selected (const CrJacobianLayout *layout, cairo_t *cr, const CrTheme *theme, gint64 row, gint64 column)
{
  double y = row == CR_JACOBIAN_PRODUCT ? layout->product_top : layout->top + (double)row * layout->line;

  set_color (cr, &theme->selection, 1);
  cairo_set_line_width (cr, 2);
  cairo_rectangle (cr, layout->left + (double)column * layout->cell + 1, y + 1, layout->cell - 2, layout->line - 2);
  cairo_stroke (cr);
}

/* A row of numbers as a heat map under its name; @column -1: none is marked. */
static void
paint_strip (const CrHeat *heat, const char *name, const CrJacobianLayout *layout, double top, cairo_t *cr,
             const CrTheme *theme, gint64 column)
{
  g_autoptr (CrText) text = cr_text_new (cr);

  cr_text_draw (text, CR_FONT_VALUE, &theme->gradient, name, 0, top - HEAD_HEIGHT / 2, CR_ALIGN_LEFT, 0);
  cairo_save (cr);
  cairo_translate (cr, 0, top);
  cr_heat_paint (heat, cr, theme, layout->width, column >= 0 ? 0 : -1, column);
  cairo_restore (cr);
}

static void
paint_heats (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, cairo_t *cr, const CrTheme *theme,
             gint64 row, gint64 column)
{
  if (answer->matrix_heat != NULL)
    cr_heat_paint (answer->matrix_heat, cr, theme, layout->width, row >= 0 ? row : -1, row >= 0 ? column : -1);
  if (answer->v_heat != NULL)
    paint_strip (answer->v_heat, "v", layout, layout->v_top, cr, theme, row == CR_JACOBIAN_V ? column : -1);
  if (answer->product_heat != NULL)
    paint_strip (answer->product_heat, "vᵀJ", layout, layout->product_top, cr, theme,
                 row == CR_JACOBIAN_PRODUCT ? column : -1);
}

void
cr_jacobian_paint (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, cairo_t *cr, const CrTheme *theme,
                   gint64 row, gint64 column)
{
  if (!layout->numbered)
    {
      paint_heats (answer, layout, cr, theme, row, column);
      return;
    }
  g_autoptr (CrText) text = cr_text_new (cr);
  paint_rows (answer, layout, cr, text, theme);
  paint_frames (answer, layout, cr, theme);
  paint_heads_and_product (answer, layout, cr, text, theme);
  paint_key (answer, layout, cr, text, theme);
  if (row >= CR_JACOBIAN_PRODUCT)
    paint_selected (layout, cr, theme, row, column);
}

static gboolean
find_numbered (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, double x, double y, gint64 *row,
               gint64 *column)
{
  *column = (gint64)floor ((x - layout->left) / layout->cell);
  *row = (gint64)floor ((y - layout->top) / layout->line);
  if (*column < 0 || *column >= cr_jacobian_answer_get_n_columns (answer))
    return FALSE;
  if (y >= layout->product_top && y < layout->product_top + layout->line)
    *row = CR_JACOBIAN_PRODUCT;
  else if (*row < 0 || *row >= cr_jacobian_answer_get_n_rows (answer))
    return FALSE;
  return TRUE;
}

gboolean
cr_jacobian_find (const CrJacobianAnswer *answer, const CrJacobianLayout *layout, double x, double y, gint64 *row,
                  gint64 *column)
{
  if (layout->numbered)
    return find_numbered (answer, layout, x, y, row, column);
  if (answer->matrix_heat != NULL && cr_heat_find (answer->matrix_heat, layout->width, x, y, row, column))
    return TRUE;
  if (answer->v_heat != NULL && cr_heat_find (answer->v_heat, layout->width, x, y - layout->v_top, row, column))
    {
      *row = CR_JACOBIAN_V;
      return TRUE;
    }
  if (answer->product_heat == NULL
      || !cr_heat_find (answer->product_heat, layout->width, x, y - layout->product_top, row, column))
    return FALSE;
  *row = CR_JACOBIAN_PRODUCT;
  return TRUE;
}
