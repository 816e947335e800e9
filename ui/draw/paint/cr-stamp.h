#pragma once
/* Small pictures that a frame shows many times, such as a box of one kind and size: drawn once for each scale, then
 * put down on whole pixels. To fill and stroke a round box takes thirty times as long. For pixels only. */

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef struct _CrStamps CrStamps;

/* What tells one stamp from another; all of it is compared. */
typedef struct
{
  gconstpointer theme;
  guint what, variant;
  double width, height, margin; /* points: the box, and how far it is painted beyond it */
  double scale;                 /* pixels a point; filled in */
} CrStampKey;

/* Draws it with the box's upper left corner at 0, 0. */
typedef void (*CrStampDraw) (cairo_t *cr, const CrStampKey *key, gpointer user_data);

CrStamps *cr_stamps_new (void);
void cr_stamps_free (CrStamps *stamps);
void cr_stamps_begin (CrStamps *stamps); /* a new frame */
/* Pixels a unit of the surface. */
void cr_stamps_set_device_scale (CrStamps *stamps, double device_scale);
/* Puts the stamp down with its box at @x, @y in @cr's transformation. FALSE where that is more than a scale and a
 * translation, or the stamp would be very large: then nothing is drawn. */
gboolean cr_stamps_put (CrStamps *stamps, cairo_t *cr, const CrStampKey *key, double x, double y, double alpha,
                        CrStampDraw draw, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrStamps, cr_stamps_free)

G_END_DECLS
