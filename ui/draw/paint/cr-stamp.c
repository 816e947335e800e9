/* A set of images by what is on them. Past a number of pixels those go that the last frames did not show. */
#include "cr-stamp.h"

#include <math.h>
#include <string.h>

#define MOST_PIXELS (4u << 20) /* of all stamps; 16 MB */
#define MOST_SIDE 1500.0       /* pixels of one */
#define OLD 120                /* frames */

typedef struct
{
  CrStampKey key;
  cairo_surface_t *image;
  int width, height;
  guint frame; /* the last that showed it */
} Stamp;

struct _CrStamps
{
  GHashTable *stamps; /* of Stamp, a set */
  gsize n_pixels;
  double device_scale;
  guint frame;
};

static guint
hash_stamp (gconstpointer data)
{
  const CrStampKey *key = &((const Stamp *)data)->key;

  return key->what * 0x9e3779b1u ^ key->variant * 0x85ebca6bu ^ (guint)(key->width * 64) * 0xc2b2ae35u
         ^ (guint)(key->height * 64) * 0x27d4eb2fu ^ (guint)(key->scale * 4096) * 0x165667b1u
         ^ GPOINTER_TO_UINT (key->theme);
}

static gboolean
same_stamp (gconstpointer one, gconstpointer other)
{
  const CrStampKey *a = &((const Stamp *)one)->key, *b = &((const Stamp *)other)->key;

  return a->what == b->what && a->variant == b->variant && a->width == b->width && a->height == b->height
         && a->scale == b->scale && a->theme == b->theme && a->margin == b->margin;
}

static void
free_stamp (gpointer data)
{
  Stamp *stamp = data;

  g_clear_pointer (&stamp->image, cairo_surface_destroy);
  g_free (stamp);
}

CrStamps *
cr_stamps_new (void)
{
  CrStamps *stamps = g_new0 (CrStamps, 1);

  stamps->stamps = g_hash_table_new_full (hash_stamp, same_stamp, free_stamp, NULL);
  stamps->device_scale = 1;
  return stamps;
}

void
cr_stamps_free (CrStamps *stamps)
{
  if (stamps == NULL)
    return;
  g_hash_table_unref (stamps->stamps);
  g_free (stamps);
}

static gboolean
is_old (gpointer data, gpointer value, gpointer user_data)
{
  CrStamps *stamps = user_data;
  const Stamp *stamp = data;

  if (stamp->frame + OLD >= stamps->frame && !(stamps->n_pixels > 4 * (gsize)MOST_PIXELS))
    return FALSE;
  stamps->n_pixels -= (gsize)stamp->width * (gsize)stamp->height;
  return TRUE;
}

void
cr_stamps_set_device_scale (CrStamps *stamps, double device_scale)
{
  stamps->device_scale = device_scale;
}

void
cr_stamps_begin (CrStamps *stamps)
{
  stamps->frame++;
  if (stamps->n_pixels > MOST_PIXELS)
    g_hash_table_foreach_remove (stamps->stamps, is_old, stamps);
}

static Stamp *
make_stamp (CrStamps *stamps, const CrStampKey *key, CrStampDraw draw, gpointer user_data)
{
  Stamp *stamp = g_new0 (Stamp, 1);
  cairo_t *cr;

  stamp->key = *key;
  stamp->width = (int)ceil ((key->width + 2 * key->margin) * key->scale) + 1;
  stamp->height = (int)ceil ((key->height + 2 * key->margin) * key->scale) + 1;
  stamp->image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, stamp->width, stamp->height);
  cr = cairo_create (stamp->image);
  cairo_scale (cr, key->scale, key->scale);
  cairo_translate (cr, key->margin, key->margin);
  draw (cr, key, user_data);
  cairo_destroy (cr);
  stamps->n_pixels += (gsize)stamp->width * (gsize)stamp->height;
  g_hash_table_add (stamps->stamps, stamp);
  return stamp;
}

gboolean
cr_stamps_put (CrStamps *stamps, cairo_t *cr, const CrStampKey *key, double x, double y, double alpha, CrStampDraw draw,
               gpointer user_data)
{
  double to_pixels = stamps->device_scale, left, top;
  Stamp wanted = { .key = *key }, *stamp;
  cairo_matrix_t matrix;

  cairo_get_matrix (cr, &matrix);
  if (matrix.xy != 0 || matrix.yx != 0 || matrix.xx != matrix.yy || !(matrix.xx > 0))
    return FALSE;
  wanted.key.scale = matrix.xx * to_pixels;
  if ((MAX (key->width, key->height) + 2 * key->margin) * wanted.key.scale > MOST_SIDE)
    return FALSE;
  stamp = g_hash_table_lookup (stamps->stamps, &wanted);
  if (stamp == NULL)
    stamp = make_stamp (stamps, &wanted.key, draw, user_data);
  stamp->frame = stamps->frame;
  left = floor (((x - key->margin) * matrix.xx + matrix.x0) * to_pixels + 0.5);
  top = floor (((y - key->margin) * matrix.yy + matrix.y0) * to_pixels + 0.5);
  cairo_save (cr);
  cairo_identity_matrix (cr);
  if (to_pixels != 1)
    cairo_scale (cr, 1 / to_pixels, 1 / to_pixels);
  cairo_set_source_surface (cr, stamp->image, left, top);
  if (alpha < 1)
    cairo_paint_with_alpha (cr, alpha);
  else
    cairo_paint (cr);
  cairo_restore (cr);
  return TRUE;
}
