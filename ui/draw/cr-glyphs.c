/* A set of letters by font, size and the part of a pixel at which they begin. Sizes go up in steps, so that the many
 * scales of a zoom share letters. Past a number of pixels all are dropped: what is shown is soon filled again. */
#include "cr-glyphs.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define STEPS 128.0           /* sizes from one to its double */
#define PARTS 4               /* of a pixel, in both directions */
#define MOST_BYTES (8u << 20) /* of all letters */

typedef struct
{
  PangoFont *font; /* owned */
  PangoGlyph glyph;
  int size; /* step */
  int part_x, part_y;
  int left, top; /* of the picture, from the pen's pixel */
  int width, height;
  guint8 *data; /* width * height; NULL where nothing is seen */
} Picture;

struct _CrGlyphs
{
  GHashTable *pictures; /* of Picture, a set */
  gsize n_bytes;
};

static guint
hash_picture (gconstpointer data)
{
  const Picture *picture = data;

  return GPOINTER_TO_UINT (picture->font) ^ picture->glyph * 0x9e3779b1u ^ (guint)picture->size * 0x85ebca6bu
         ^ (guint)(picture->part_x * PARTS + picture->part_y) * 0xc2b2ae35u;
}

static gboolean
same_picture (gconstpointer one, gconstpointer other)
{
  const Picture *a = one, *b = other;

  return a->font == b->font && a->glyph == b->glyph && a->size == b->size && a->part_x == b->part_x
         && a->part_y == b->part_y;
}

static void
free_picture (gpointer data)
{
  Picture *picture = data;

  g_object_unref (picture->font);
  g_free (picture->data);
  g_free (picture);
}

CrGlyphs *
cr_glyphs_new (void)
{
  CrGlyphs *glyphs = g_new0 (CrGlyphs, 1);

  glyphs->pictures = g_hash_table_new_full (hash_picture, same_picture, free_picture, NULL);
  return glyphs;
}

void
cr_glyphs_free (CrGlyphs *glyphs)
{
  if (glyphs == NULL)
    return;
  g_hash_table_unref (glyphs->pictures);
  g_free (glyphs);
}

static void
clear_glyph (gpointer data)
{
  g_clear_object (&((CrGlyph *)data)->font);
}

static void
list_run (GArray *list, const PangoGlyphItem *run, int x, int baseline)
{
  for (int i = 0; i < run->glyphs->num_glyphs; i++)
    {
      const PangoGlyphInfo *info = &run->glyphs->glyphs[i];
      CrGlyph glyph = { NULL, info->glyph, (float)(x + info->geometry.x_offset) / PANGO_SCALE,
                        (float)(baseline + info->geometry.y_offset) / PANGO_SCALE };

      x += info->geometry.width;
      if (info->glyph == PANGO_GLYPH_EMPTY || run->item->analysis.font == NULL)
        continue;
      glyph.font = g_object_ref (run->item->analysis.font);
      g_array_append_val (list, glyph);
    }
}

GArray *
cr_glyphs_list (PangoLayout *layout)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (CrGlyph));
  PangoLayoutIter *at = pango_layout_get_iter (layout);

  g_array_set_clear_func (list, clear_glyph);
  do
    {
      PangoLayoutRun *run = pango_layout_iter_get_run_readonly (at);
      PangoRectangle extents;

      if (run == NULL)
        continue;
      pango_layout_iter_get_run_extents (at, NULL, &extents);
      list_run (list, run, extents.x, pango_layout_iter_get_baseline (at));
    }
  while (pango_layout_iter_next_run (at));
  pango_layout_iter_free (at);
  return list;
}

static void
trace (cairo_t *cr, const Picture *picture, double scale)
{
  PangoGlyphInfo info = { .glyph = picture->glyph };
  PangoGlyphString one = { .num_glyphs = 1, .glyphs = &info };

  cairo_translate (cr, picture->part_x / (double)PARTS - picture->left, picture->part_y / (double)PARTS - picture->top);
  cairo_scale (cr, scale, scale);
  cairo_move_to (cr, 0, 0);
  pango_cairo_glyph_string_path (cr, picture->font, &one);
}

/* Fills its outline within the pixels that it reaches into. */
static void
fill_picture (Picture *picture)
{
  double scale = exp2 (picture->size / STEPS), x1, y1, x2, y2;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  int stride;

  trace (cr, picture, scale);
  cairo_identity_matrix (cr);
  cairo_path_extents (cr, &x1, &y1, &x2, &y2);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (x2 <= x1 || y2 <= y1)
    return;
  picture->left = (int)floor (x1);
  picture->top = (int)floor (y1);
  picture->width = (int)ceil (x2) - picture->left;
  picture->height = (int)ceil (y2) - picture->top;
  stride = cairo_format_stride_for_width (CAIRO_FORMAT_A8, picture->width);
  picture->data = g_malloc0 ((gsize)stride * (gsize)picture->height);
  surface
      = cairo_image_surface_create_for_data (picture->data, CAIRO_FORMAT_A8, picture->width, picture->height, stride);
  cr = cairo_create (surface);
  trace (cr, picture, scale);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static const Picture *
find_picture (CrGlyphs *glyphs, const Picture *wanted)
{
  Picture *picture = g_hash_table_lookup (glyphs->pictures, wanted);

  if (picture)
    return picture;
  if (glyphs->n_bytes > MOST_BYTES)
    {
      g_hash_table_remove_all (glyphs->pictures);
      glyphs->n_bytes = 0;
    }
  picture = g_memdup2 (wanted, sizeof *wanted);
  g_object_ref (picture->font);
  fill_picture (picture);
  glyphs->n_bytes += sizeof *picture + (gsize)picture->width * (gsize)picture->height;
  g_hash_table_add (glyphs->pictures, picture);
  return picture;
}

/* Letters that touch, such as those of a script, cover together what each covers. */
static void
add_picture (const Picture *picture, int x, int y, const CrCoverage *coverage)
{
  int stride = cairo_format_stride_for_width (CAIRO_FORMAT_A8, picture->width);
  int first = MAX (0, -x), last = MIN (picture->width, coverage->width - x);

  for (int row = MAX (0, -y); row < MIN (picture->height, coverage->height - y); row++)
    {
      const guint8 *from = picture->data + row * stride;
      guint8 *to = coverage->data + (y + row) * coverage->stride + x;

      for (int column = first; column < last; column++)
        to[column] = (guint8)MIN (255, to[column] + from[column]);
    }
}

void
cr_glyphs_draw (CrGlyphs *glyphs, const GArray *list, double scale, int margin, const CrCoverage *coverage)
{
  int size = (int)floor (log2 (scale) * STEPS + 0.5);

  for (guint i = 0; i < list->len; i++)
    {
      const CrGlyph *glyph = &g_array_index (list, CrGlyph, i);
      int x = (int)floor (glyph->x * scale * PARTS + 0.5), y = (int)floor (glyph->y * scale * PARTS + 0.5);
      int pixel_x = (int)floor (x / (double)PARTS), pixel_y = (int)floor (y / (double)PARTS);
      Picture wanted = { .font = glyph->font,
                         .glyph = glyph->glyph,
                         .size = size,
                         .part_x = x - pixel_x * PARTS,
                         .part_y = y - pixel_y * PARTS };
      const Picture *picture = find_picture (glyphs, &wanted);

      if (picture->data)
        add_picture (picture, margin + pixel_x + picture->left, margin + pixel_y + picture->top, coverage);
    }
}
