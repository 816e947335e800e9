/* One Pango layout used again and again. Metrics are not hinted, so that a width holds at every zoom. */
#include "cr-text.h"

#include <pango/pangocairo.h>

struct _CrText
{
  cairo_t *cr;
  PangoLayout *layout;
  PangoFontDescription *fonts[CR_N_FONTS];
};

static const struct
{
  const char *family;
  double size;
  PangoWeight weight;
} font_table[CR_N_FONTS] = {
  [CR_FONT_TITLE] = { CR_FONT_SANS, 13, PANGO_WEIGHT_BOLD },
  [CR_FONT_SYMBOL] = { CR_FONT_SANS, 15, PANGO_WEIGHT_BOLD },
  [CR_FONT_VALUE] = { CR_FONT_MONO, 11, PANGO_WEIGHT_NORMAL },
  [CR_FONT_CAPSULE] = { CR_FONT_MONO, 10, PANGO_WEIGHT_BOLD },
  [CR_FONT_SMALL] = { CR_FONT_SANS, 9.5, PANGO_WEIGHT_NORMAL },
  [CR_FONT_CAPTION] = { CR_FONT_SANS, 9.5, PANGO_WEIGHT_BOLD },
};

static PangoContext *
make_context (cairo_t *cr)
{
  PangoContext *context;
  cairo_font_options_t *options = cairo_font_options_create ();

  context = cr ? pango_cairo_create_context (cr) : pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  return context;
}

CrText *
cr_text_new (cairo_t *cr)
{
  CrText *text = g_new0 (CrText, 1);
  PangoContext *context = make_context (cr);

  text->cr = cr;
  text->layout = pango_layout_new (context);
  g_object_unref (context);
  for (guint i = 0; i < CR_N_FONTS; i++)
    {
      text->fonts[i] = pango_font_description_new ();
      pango_font_description_set_family_static (text->fonts[i], font_table[i].family);
      pango_font_description_set_absolute_size (text->fonts[i], font_table[i].size * PANGO_SCALE);
      pango_font_description_set_weight (text->fonts[i], font_table[i].weight);
    }
  return text;
}

void
cr_text_free (CrText *text)
{
  if (text == NULL)
    return;
  for (guint i = 0; i < CR_N_FONTS; i++)
    pango_font_description_free (text->fonts[i]);
  g_object_unref (text->layout);
  g_free (text);
}

void
cr_text_measure (CrText *text, CrFont font, const char *string, double *width, double *height)
{
  int w, h;

  pango_layout_set_width (text->layout, -1);
  pango_layout_set_font_description (text->layout, text->fonts[font]);
  pango_layout_set_text (text->layout, string, -1);
  pango_layout_get_size (text->layout, &w, &h);
  if (width)
    *width = w / (double)PANGO_SCALE;
  if (height)
    *height = h / (double)PANGO_SCALE;
}

/* Cairo 1.16 puts each glyph on a whole pixel, which closes the gaps between words when the picture
 * is scaled; outlines keep their places. */
static void
show_layout (CrText *text)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_group_target (text->cr));
  cairo_matrix_t matrix;

  cairo_get_matrix (text->cr, &matrix);
  if (matrix.xx == 1 || type == CAIRO_SURFACE_TYPE_SVG || type == CAIRO_SURFACE_TYPE_PDF)
    {
      pango_cairo_show_layout (text->cr, text->layout);
      return;
    }
  pango_cairo_layout_path (text->cr, text->layout);
  cairo_fill (text->cr);
}

void
cr_text_draw (CrText *text, CrFont font, const CrColor *color, const char *string, double x, double y, CrAlign align,
              double max_width)
{
  static const double shares[] = { 0.0, 0.5, 1.0 };
  double width, height;

  g_return_if_fail (text->cr != NULL);
  cr_text_measure (text, font, string, &width, &height);
  if (max_width > 0 && width > max_width)
    {
      int w;

      pango_layout_set_ellipsize (text->layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (text->layout, (int)(max_width * PANGO_SCALE));
      pango_layout_get_size (text->layout, &w, NULL);
      width = w / (double)PANGO_SCALE;
    }
  cairo_set_source_rgba (text->cr, color->red, color->green, color->blue, color->alpha);
  cairo_move_to (text->cr, x - width * shares[align], y - height / 2);
  pango_layout_set_alignment (text->layout, align == CR_ALIGN_CENTER ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
  show_layout (text);
  pango_layout_set_alignment (text->layout, PANGO_ALIGN_LEFT);
  pango_layout_set_ellipsize (text->layout, PANGO_ELLIPSIZE_NONE);
}
