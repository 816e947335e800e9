/* Gradient edges as wide as the norm of what they carry, and the key to that. A gradient of zeros is a thin dotted
 * line; one with a NaN or an infinity has a sign. */
#include "cr-painter-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-label.h"

#define KEY_LINE 22.0
#define ROW 19.0

gboolean
cr_paint_get_gradient_width (CrPaint *p, const CrValue *value, double *width, double *norm)
{
  const CrNorms *norms = p->options->norms;

  *norm = norms ? cr_norms_get (norms, value) : -1;
  if (norms == NULL || (*norm < 0 && !isnan (*norm)))
    return FALSE;
  *width = cr_norms_get_width (norms, *norm);
  return TRUE;
}

void
cr_paint_special_gradient (CrPaint *p, const GArray *line, double norm)
{
  CrPoint at;

  if (line->len < 2)
    return;
  at = cr_line_get_point (line, 0.5);
  cr_paint_triangle (p, at.x, at.y);
  if (p->small_text)
    cr_paint_text (p, CR_FONT_CAPTION, &p->theme->failure, isnan (norm) ? "nan" : "inf", at.x + 8, at.y, CR_ALIGN_LEFT,
                   0);
}

static void
paint_ground (cairo_t *cr, const CrTheme *theme, double x, double y, double width)
{
  cairo_set_source_rgba (cr, theme->background.red, theme->background.green, theme->background.blue, 0.85);
  cairo_rectangle (cr, x - 4, y - ROW / 2, width + 8, ROW);
  cairo_fill (cr);
}

/* One width with its number; returns where the next begins. */
static double
paint_sample (CrText *text, const CrTheme *theme, cairo_t *cr, double x, double y, double width, const char *words)
{
  static const double dots[] = { 1, 3 };
  double room;

  cr_text_measure (text, CR_FONT_SMALL, words, &room, NULL);
  paint_ground (cr, theme, x, y, KEY_LINE + 5 + room);
  cairo_set_source_rgb (cr, theme->gradient.red, theme->gradient.green, theme->gradient.blue);
  cairo_set_line_width (cr, width > 0 ? width : 1.2);
  if (width <= 0)
    cairo_set_dash (cr, dots, G_N_ELEMENTS (dots), 0);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + KEY_LINE, y);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, words, x + KEY_LINE + 5, y, CR_ALIGN_LEFT, 0);
  return x + KEY_LINE + room + 16;
}

void
cr_painter_paint_width_key (const CrTheme *theme, const CrNorms *norms, CrText *text, cairo_t *cr, double x, double y)
{
  double min, max, width;

  cr_text_measure (text, CR_FONT_SMALL, _ ("norm of gradients"), &width, NULL);
  paint_ground (cr, theme, x, y - 1.5 * ROW, width);
  cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, _ ("norm of gradients"), x, y - 1.5 * ROW, CR_ALIGN_LEFT, 0);
  y -= ROW / 2;
  x = paint_sample (text, theme, cr, x, y, 0, "0");
  if (!cr_norms_get_range (norms, &min, &max))
    return;
  for (guint i = 0; i < (max > min ? 3 : 1); i++)
    {
      double norm = i == 0 ? min : i == 1 ? sqrt (min) * sqrt (max) : max;
      g_autofree char *number = cr_label_new_rough (norm);

      x = paint_sample (text, theme, cr, x, y, cr_norms_get_width (norms, norm), number);
    }
}
