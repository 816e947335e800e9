/* Cells are found once, on any thread; painting them is a picture of a pixel a cell, enlarged, with what needs lines
 * drawn over it. The colours are ColorBrewer's PRGn (Harrower and Brewer, 2003), with a dark middle on a dark ground.
 */
#include "cr-heat.h"

#include <math.h>

#include "cr-histogram.h"
#include "cr-label.h"
#include "cr-text.h"

#define CANCEL_EVERY 16384
#define LARGEST_CELL 22.0
#define MAX_HEIGHT 220.0
#define KEY_HEIGHT 30.0
#define KEY_BAR 9.0
#define LEAST_HATCHED 5.0 /* cells narrower than this have no room for lines */
#define N_STOPS 4

/* From zero outwards. */
typedef struct
{
  double red, green, blue;
} Stop;

#define STOP(hex)                                                                                                      \
  {                                                                                                                    \
    ((hex) >> 16 & 0xff) / 255.0, ((hex) >> 8 & 0xff) / 255.0, ((hex)&0xff) / 255.0                                    \
  }

static const Stop negative_light[N_STOPS] = { STOP (0xf7f7f7), STOP (0xe0cde4), STOP (0xaf8dc3), STOP (0x762a83) };
static const Stop positive_light[N_STOPS] = { STOP (0xf7f7f7), STOP (0xcfe9c9), STOP (0x7fbf7b), STOP (0x1b7837) };
static const Stop negative_dark[N_STOPS] = { STOP (0x28282b), STOP (0x4b3556), STOP (0x8a5fa5), STOP (0xd9a9ee) };
static const Stop positive_dark[N_STOPS] = { STOP (0x28282b), STOP (0x274a30), STOP (0x46914f), STOP (0x97e08f) };

CrColor
cr_heat_get_color (double number, double largest, const CrTheme *theme)
{
  const Stop *stops
      = number < 0 ? (theme->dark ? negative_dark : negative_light) : (theme->dark ? positive_dark : positive_light);
  double share = isinf (number) ? 1 : largest > 0 ? CLAMP (fabs (number) / largest, 0, 1) : 0;
  guint i = (guint)MIN (share * (N_STOPS - 1), N_STOPS - 2);
  double part = share * (N_STOPS - 1) - i;

  return (CrColor){ stops[i].red + part * (stops[i + 1].red - stops[i].red),
                    stops[i].green + part * (stops[i + 1].green - stops[i].green),
                    stops[i].blue + part * (stops[i + 1].blue - stops[i].blue), 1 };
}

/* Which of two numbers a cell shows. */
static double
worse (double a, double b)
{
  if (isnan (a) || isnan (b))
    return NAN;
  return fabs (b) > fabs (a) ? b : a;
}

static gboolean
fill_cells (CrHeat *heat, const CrValue *value, GCancellable *cancellable)
{
  gint64 n = heat->lines * heat->columns;

  for (gint64 i = 0; i < n; i++)
    {
      gint64 line = i / heat->columns, column = i % heat->columns;
      guint row = (guint)((double)line * heat->n_rows / (double)heat->lines);
      guint at = row * heat->n_columns + (guint)((double)column * heat->n_columns / (double)heat->columns);
      double number = cr_value_get_magnitude (value, heat->first + i);

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        return FALSE;
      heat->cells[at] = worse (heat->cells[at], number);
      heat->nan = heat->nan || isnan (number);
      heat->inf = heat->inf || isinf (number);
      if (isfinite (number))
        heat->largest = MAX (heat->largest, fabs (number));
    }
  return TRUE;
}

static gsize
get_bytes (guint n_rows, guint n_columns)
{
  return sizeof (CrHeat) + (gsize)n_rows * n_columns * sizeof (double);
}

CrHeat *
cr_heat_new (const CrValue *value, gint64 first, gint64 lines, gint64 columns, GCancellable *cancellable)
{
  guint n_rows, n_columns;
  g_autoptr (CrHeat) heat = NULL;

  g_return_val_if_fail (value != NULL && cr_value_has_data (value), NULL);
  g_return_val_if_fail (lines > 0 && columns > 0 && first >= 0, NULL);
  g_return_val_if_fail (first + lines * columns <= cr_value_get_numel (value), NULL);
  n_rows = (guint)MIN (lines, CR_HEAT_MAX_CELLS);
  n_columns = (guint)MIN (columns, CR_HEAT_MAX_CELLS);
  heat = g_malloc0 (get_bytes (n_rows, n_columns));
  heat->first = first;
  heat->lines = lines;
  heat->columns = columns;
  heat->n_rows = n_rows;
  heat->n_columns = n_columns;
  return fill_cells (heat, value, cancellable) ? g_steal_pointer (&heat) : NULL;
}

CrHeat *
cr_heat_copy (const CrHeat *heat)
{
  return g_memdup2 (heat, get_bytes (heat->n_rows, heat->n_columns));
}

void
cr_heat_free (CrHeat *heat)
{
  g_free (heat);
}

static void
get_cell (const CrHeat *heat, double width, double *cell_width, double *cell_height)
{
  *cell_width = MIN (MAX (width, 1) / heat->n_columns, LARGEST_CELL);
  *cell_height = MIN (MAX_HEIGHT / heat->n_rows, LARGEST_CELL);
  /* Square where both sides are narrow, so that a square matrix looks it. */
  if (heat->n_rows > 1 && heat->n_columns > 1)
    {
      double side = MIN (*cell_width, *cell_height);

      *cell_width = MIN (*cell_width, side * 3);
      *cell_height = MIN (*cell_height, side * 3);
    }
}

double
cr_heat_get_height (const CrHeat *heat, double width)
{
  double cell_width, cell_height;

  get_cell (heat, width, &cell_width, &cell_height);
  return ceil (cell_height * heat->n_rows) + KEY_HEIGHT;
}

static guint32
get_pixel (double number, double largest, const CrTheme *theme)
{
  CrColor color = theme->dim_text; /* NaN */

  if (!isnan (number))
    color = cr_heat_get_color (number, largest, theme);
  return 0xff000000u | (guint32)(color.red * 255 + 0.5) << 16 | (guint32)(color.green * 255 + 0.5) << 8
         | (guint32)(color.blue * 255 + 0.5);
}

static void
paint_pixels (const CrHeat *heat, cairo_t *cr, const CrTheme *theme, double cell_width, double cell_height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)heat->n_columns, (int)heat->n_rows);
  int stride = cairo_image_surface_get_stride (surface);
  guint8 *data = cairo_image_surface_get_data (surface);

  cairo_surface_flush (surface);
  for (guint row = 0; data != NULL && row < heat->n_rows; row++)
    for (guint column = 0; column < heat->n_columns; column++)
      ((guint32 *)(gpointer)(data + row * stride))[column]
          = get_pixel (heat->cells[row * heat->n_columns + column], heat->largest, theme);
  cairo_surface_mark_dirty (surface);
  cairo_save (cr);
  cairo_scale (cr, cell_width, cell_height);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, heat->n_columns, heat->n_rows);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

static void
set_color (cairo_t *cr, const CrColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, alpha);
}

/* Lines from corner to corner on the ground colour. */
static void
paint_nan (cairo_t *cr, const CrTheme *theme, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  set_color (cr, &theme->node_fill, 1);
  cairo_paint (cr);
  for (double at = x - height; at < x + width; at += 4)
    {
      cairo_move_to (cr, at, y + height);
      cairo_line_to (cr, at + height, y);
    }
  set_color (cr, &theme->text, 0.8);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* A dot on the end of the scale. */
static void
paint_inf (cairo_t *cr, const CrTheme *theme, double x, double y, double width, double height)
{
  double radius = MIN (MIN (width, height) * 0.22, 3.5);

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width / 2, y + height / 2, radius, 0, 2 * G_PI);
  set_color (cr, &theme->node_fill, 1);
  cairo_fill (cr);
}

static void
paint_marks (const CrHeat *heat, cairo_t *cr, const CrTheme *theme, double cell_width, double cell_height)
{
  for (guint row = 0; row < heat->n_rows; row++)
    for (guint column = 0; column < heat->n_columns; column++)
      {
        double number = heat->cells[row * heat->n_columns + column];

        if (isnan (number))
          paint_nan (cr, theme, column * cell_width, row * cell_height, cell_width, cell_height);
        else if (isinf (number))
          paint_inf (cr, theme, column * cell_width, row * cell_height, cell_width, cell_height);
      }
}

static void
paint_selected (const CrHeat *heat, cairo_t *cr, const CrTheme *theme, double cell_width, double cell_height,
                gint64 line, gint64 column)
{
  guint row = (guint)((double)line * heat->n_rows / (double)heat->lines);
  guint at = (guint)((double)column * heat->n_columns / (double)heat->columns);
  double width = MAX (cell_width, 4), height = MAX (cell_height, 4);

  cairo_rectangle (cr, at * cell_width + (cell_width - width) / 2, row * cell_height + (cell_height - height) / 2,
                   width, height);
  set_color (cr, &theme->node_fill, 1);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  set_color (cr, &theme->selection, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

/* NaN and infinity, where there are any, to the right of the scale; returns what is left of it. */
static double
paint_special_key (const CrHeat *heat, cairo_t *cr, CrText *text, const CrTheme *theme, double width, double top)
{
  if (heat->inf)
    {
      CrColor color = cr_heat_get_color (INFINITY, 1, theme);

      width -= 34;
      set_color (cr, &color, 1);
      cairo_rectangle (cr, width + 8, top, 14, KEY_BAR);
      cairo_fill (cr);
      paint_inf (cr, theme, width + 8, top, 14, KEY_BAR);
      cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, "±inf", width + 15, top + KEY_BAR + 9, CR_ALIGN_CENTER, 0);
    }
  if (heat->nan)
    {
      width -= 34;
      paint_nan (cr, theme, width + 8, top, 14, KEY_BAR);
      cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, "NaN", width + 15, top + KEY_BAR + 9, CR_ALIGN_CENTER, 0);
    }
  return width;
}

static void
paint_key (const CrHeat *heat, cairo_t *cr, const CrTheme *theme, double width, double top)
{
  static const double places[] = { -1, 0, 1 };
  g_autoptr (CrText) text = cr_text_new (cr);
  cairo_pattern_t *scale;

  width = MIN (paint_special_key (heat, cr, text, theme, width, top), 200);
  scale = cairo_pattern_create_linear (0, 0, width, 0);
  for (int i = -3; i <= 3; i++)
    {
      CrColor color = cr_heat_get_color (i, 3, theme);

      cairo_pattern_add_color_stop_rgb (scale, (i + 3) / 6.0, color.red, color.green, color.blue);
    }
  cairo_rectangle (cr, 0.5, top + 0.5, width - 1, KEY_BAR - 1);
  cairo_set_source (cr, scale);
  cairo_fill_preserve (cr);
  cairo_pattern_destroy (scale);
  set_color (cr, &theme->dim_text, 0.6);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *label = cr_label_new_number (places[i] * heat->largest);

      if (i != 1 && heat->largest == 0)
        continue;
      cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, label, i * width / 2, top + KEY_BAR + 9, (CrAlign)i, 0);
    }
}

void
cr_heat_paint (const CrHeat *heat, cairo_t *cr, const CrTheme *theme, double width, gint64 line, gint64 column)
{
  double cell_width, cell_height;

  get_cell (heat, width, &cell_width, &cell_height);
  paint_pixels (heat, cr, theme, cell_width, cell_height);
  set_color (cr, &theme->dim_text, 0.5);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, 0.5, 0.5, cell_width * heat->n_columns - 1, cell_height * heat->n_rows - 1);
  cairo_stroke (cr);
  if ((heat->nan || heat->inf) && MIN (cell_width, cell_height) >= LEAST_HATCHED)
    paint_marks (heat, cr, theme, cell_width, cell_height);
  if (line >= 0 && line < heat->lines && column >= 0 && column < heat->columns)
    paint_selected (heat, cr, theme, cell_width, cell_height, line, column);
  paint_key (heat, cr, theme, width, ceil (cell_height * heat->n_rows) + 6);
}

gboolean
cr_heat_find (const CrHeat *heat, double width, double x, double y, gint64 *line, gint64 *column)
{
  double cell_width, cell_height;
  guint row, at;

  get_cell (heat, width, &cell_width, &cell_height);
  if (x < 0 || y < 0 || x >= cell_width * heat->n_columns || y >= cell_height * heat->n_rows)
    return FALSE;
  row = MIN ((guint)(y / cell_height), heat->n_rows - 1);
  at = MIN ((guint)(x / cell_width), heat->n_columns - 1);
  *line = (gint64)ceil ((double)row * (double)heat->lines / heat->n_rows);
  *column = (gint64)ceil ((double)at * (double)heat->columns / heat->n_columns);
  *line = MIN (*line, heat->lines - 1);
  *column = MIN (*column, heat->columns - 1);
  return TRUE;
}
