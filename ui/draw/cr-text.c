/* One Pango layout used again and again. Metrics are not hinted, so that a width holds at every zoom. To shape
 * and fill letters is most of what a frame of the picture costs, and nearly all of them were in the frame before: a
 * text that lives longer than a frame keeps each label as a mask at the size at which it was drawn. */
#include "cr-text.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "cr-glyphs.h"

#define MAX_LABELS 20000 /* that are kept; past it those go that the last frames did not show */
#define OLD 120          /* frames */
#define MOST_BYTES 600   /* of a label that are shaped */
#define MASK_MARGIN 2    /* pixels around a label that letters may reach into */
#define MAX_MASK 8000.0  /* pixels a side */

/* A label as it was measured or, with its letters, laid out (scale 0), or as it was drawn at one scale. */
typedef struct
{
  char *string;
  CrFont font;
  CrAlign align;
  double max_width, scale;
  double width, height; /* points */
  GArray *glyphs;       /* of CrGlyph, in a label that was laid out */
  cairo_surface_t *mask;
  guint frame; /* the last that showed it */
} Label;

struct _CrText
{
  cairo_t *cr;
  PangoLayout *layout;
  PangoFontDescription *fonts[CR_N_FONTS];
  GHashTable *labels; /* of Label, a set; NULL where none are kept */
  CrStamps *stamps;   /* the same */
  CrStroker *stroker;
  CrGlyphs *glyphs;
  double device_scale;
  guint frame;
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
  g_clear_pointer (&text->labels, g_hash_table_unref);
  g_clear_pointer (&text->stamps, cr_stamps_free);
  g_clear_pointer (&text->stroker, cr_stroker_free);
  g_clear_pointer (&text->glyphs, cr_glyphs_free);
  g_object_unref (text->layout);
  g_free (text);
}

static guint
hash_label (gconstpointer data)
{
  const Label *label = data;

  return g_str_hash (label->string) ^ ((guint)label->font * 31 + (guint)label->align * 7)
         ^ (guint)(label->scale * 4096 + label->max_width);
}

static gboolean
same_label (gconstpointer one, gconstpointer other)
{
  const Label *a = one, *b = other;

  return a->font == b->font && a->align == b->align && a->scale == b->scale && a->max_width == b->max_width
         && strcmp (a->string, b->string) == 0;
}

static void
free_label (gpointer data)
{
  Label *label = data;

  g_clear_pointer (&label->mask, cairo_surface_destroy);
  g_clear_pointer (&label->glyphs, g_array_unref);
  g_free (label->string);
  g_free (label);
}

static gboolean
is_old (gpointer label, gpointer value, gpointer text)
{
  return ((Label *)label)->frame + OLD < ((CrText *)text)->frame;
}

cairo_t *
cr_text_redirect (CrText *text, cairo_t *cr, double device_scale)
{
  cairo_t *before = text->cr;

  if (text->labels == NULL)
    {
      text->labels = g_hash_table_new_full (hash_label, same_label, free_label, NULL);
      text->stamps = cr_stamps_new ();
      text->stroker = cr_stroker_new ();
      text->glyphs = cr_glyphs_new ();
    }
  text->cr = cr;
  text->device_scale = device_scale > 0 ? device_scale : 1;
  cr_stamps_set_device_scale (text->stamps, text->device_scale);
  return before;
}

void
cr_text_begin (CrText *text, cairo_t *cr, double device_scale)
{
  g_return_if_fail (text != NULL && cr != NULL && text->cr == NULL);

  cr_text_redirect (text, cr, device_scale);
  text->frame++;
  cr_stamps_begin (text->stamps);
  if (g_hash_table_size (text->labels) > MAX_LABELS)
    g_hash_table_foreach_remove (text->labels, is_old, text);
}

void
cr_text_end (CrText *text)
{
  text->cr = NULL;
}

CrStamps *
cr_text_get_stamps (CrText *text)
{
  return text->stamps;
}

CrStroker *
cr_text_get_stroker (CrText *text)
{
  return text->stroker;
}

/* The label like @wanted, made if need be; *@made tells. */
static Label *
find_label (CrText *text, const Label *wanted, gboolean *made)
{
  Label *label = g_hash_table_lookup (text->labels, wanted);

  *made = label == NULL;
  if (label == NULL)
    {
      label = g_memdup2 (wanted, sizeof *wanted);
      label->string = g_strdup (wanted->string);
      g_hash_table_add (text->labels, label);
    }
  label->frame = text->frame;
  return label;
}

/* What of it can be seen at most: to shape ten thousand letters takes longer than a frame. */
static gsize
get_shown_length (const char *string)
{
  gsize length = strnlen (string, MOST_BYTES + 1);

  if (length <= MOST_BYTES)
    return length;
  return (gsize)(g_utf8_find_prev_char (string, string + MOST_BYTES) - string);
}

static void
shape (CrText *text, CrFont font, const char *string, double *width, double *height)
{
  gsize length = get_shown_length (string);
  int w, h;

  pango_layout_set_width (text->layout, -1);
  pango_layout_set_font_description (text->layout, text->fonts[font]);
  pango_layout_set_text (text->layout, string, (int)length);
  pango_layout_get_size (text->layout, &w, &h);
  *width = w / (double)PANGO_SCALE;
  *height = h / (double)PANGO_SCALE;
}

void
cr_text_measure (CrText *text, CrFont font, const char *string, double *width, double *height)
{
  double w, h;

  if (text->labels)
    {
      gboolean made;
      Label *label = find_label (text, &(Label){ .string = (char *)string, .font = font }, &made);

      if (made)
        shape (text, font, string, &label->width, &label->height);
      w = label->width;
      h = label->height;
    }
  else
    shape (text, font, string, &w, &h);
  if (width)
    *width = w;
  if (height)
    *height = h;
}

/* Cairo 1.16 puts each glyph on a whole pixel, which closes the gaps between words when the picture is scaled, and
 * colours its edges as the screen at hand wants them; outlines keep their places and are the same everywhere. */
static void
show_layout (CrText *text)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_group_target (text->cr));

  if (type == CAIRO_SURFACE_TYPE_SVG || type == CAIRO_SURFACE_TYPE_PDF)
    {
      pango_cairo_show_layout (text->cr, text->layout);
      return;
    }
  pango_cairo_layout_path (text->cr, text->layout);
  cairo_fill (text->cr);
}

/* Fills the layout with @string, ellipsized to @max_width where that is not 0. */
static void
lay_out (CrText *text, CrFont font, const char *string, CrAlign align, double max_width, double *width, double *height)
{
  shape (text, font, string, width, height);
  if (max_width > 0 && *width > max_width)
    {
      int w;

      pango_layout_set_ellipsize (text->layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (text->layout, (int)(max_width * PANGO_SCALE));
      pango_layout_get_size (text->layout, &w, NULL);
      *width = w / (double)PANGO_SCALE;
    }
  pango_layout_set_alignment (text->layout, align == CR_ALIGN_CENTER ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
}

static void
reset_layout (CrText *text)
{
  pango_layout_set_alignment (text->layout, PANGO_ALIGN_LEFT);
  pango_layout_set_ellipsize (text->layout, PANGO_ELLIPSIZE_NONE);
}

/* The same label with its letters, whatever the scale. */
static const Label *
find_laid_out (CrText *text, const Label *label)
{
  Label wanted = *label, *laid_out;
  gboolean made;

  wanted.scale = 0;
  wanted.glyphs = NULL;
  wanted.mask = NULL;
  laid_out = find_label (text, &wanted, &made);
  if (laid_out->glyphs == NULL)
    {
      lay_out (text, label->font, label->string, label->align, label->max_width, &laid_out->width, &laid_out->height);
      laid_out->glyphs = cr_glyphs_list (text->layout);
      reset_layout (text);
    }
  return laid_out;
}

/* Leaves a label that is too large without a mask. */
static void
make_mask (CrText *text, Label *label)
{
  const Label *laid_out = find_laid_out (text, label);
  CrCoverage coverage;

  label->width = laid_out->width;
  label->height = laid_out->height;
  if (label->width * label->scale > MAX_MASK || label->height * label->scale > MAX_MASK)
    return;
  coverage.width = (int)ceil (label->width * label->scale) + 2 * MASK_MARGIN;
  coverage.height = (int)ceil (label->height * label->scale) + 2 * MASK_MARGIN;
  label->mask = cairo_image_surface_create (CAIRO_FORMAT_A8, coverage.width, coverage.height);
  cairo_surface_flush (label->mask);
  coverage.data = cairo_image_surface_get_data (label->mask);
  coverage.stride = cairo_image_surface_get_stride (label->mask);
  if (coverage.data)
    cr_glyphs_draw (text->glyphs, laid_out->glyphs, label->scale, MASK_MARGIN, &coverage);
  cairo_surface_mark_dirty (label->mask);
}

/* A mask lies on whole pixels. */
static void
draw_mask (CrText *text, const Label *label, const CrColor *color, const cairo_matrix_t *matrix, double x, double y)
{
  double to_pixels = text->device_scale;
  double left = floor ((x * matrix->xx + matrix->x0) * to_pixels + 0.5) - MASK_MARGIN;
  double top = floor ((y * matrix->yy + matrix->y0) * to_pixels + 0.5) - MASK_MARGIN;

  cairo_save (text->cr);
  cairo_identity_matrix (text->cr);
  cairo_scale (text->cr, 1 / to_pixels, 1 / to_pixels);
  cairo_set_source_rgba (text->cr, color->red, color->green, color->blue, color->alpha);
  cairo_mask_surface (text->cr, label->mask, left, top);
  cairo_restore (text->cr);
}

static gboolean
draw_kept (CrText *text, CrFont font, const CrColor *color, const char *string, double x, double y, CrAlign align,
           double max_width, double share)
{
  Label wanted = { .string = (char *)string, .font = font, .align = align, .max_width = max_width };
  cairo_matrix_t matrix;
  gboolean made;
  Label *label;

  cairo_get_matrix (text->cr, &matrix);
  if (matrix.xy != 0 || matrix.yx != 0 || matrix.xx != matrix.yy || !(matrix.xx > 0))
    return FALSE;
  wanted.scale = matrix.xx * text->device_scale;
  label = find_label (text, &wanted, &made);
  if (made)
    make_mask (text, label);
  if (label->mask == NULL)
    return FALSE;
  draw_mask (text, label, color, &matrix, x - label->width * share, y - label->height / 2);
  return TRUE;
}

void
cr_text_draw (CrText *text, CrFont font, const CrColor *color, const char *string, double x, double y, CrAlign align,
              double max_width)
{
  static const double shares[] = { 0.0, 0.5, 1.0 };
  double width, height;

  g_return_if_fail (text->cr != NULL);
  if (text->labels && draw_kept (text, font, color, string, x, y, align, max_width, shares[align]))
    return;
  lay_out (text, font, string, align, max_width, &width, &height);
  cairo_set_source_rgba (text->cr, color->red, color->green, color->blue, color->alpha);
  cairo_move_to (text->cr, x - width * shares[align], y - height / 2);
  show_layout (text);
  reset_layout (text);
}
