#pragma once
/* Lines and rectangles straight into an image's pixels: ten thousand lines of a pixel's width take Cairo, which makes a
 * polygon of each, five times as long. */

#include <cairo.h>

#include "cr-theme.h"

G_BEGIN_DECLS

typedef struct
{
  cairo_surface_t *surface;
  guint32 *data;
  int stride;         /* in pixels */
  int x1, y1, x2, y2; /* clip; the last column and row are x2 - 1 and y2 - 1 */
  cairo_matrix_t matrix;
} CrPixels;

/* FALSE where @cr draws on something else than an image of whole pixels a unit, or within a clip that is no rectangle.
 * Nothing else may draw on it until cr_pixels_end(). */
gboolean cr_pixels_begin (CrPixels *pixels, cairo_t *cr);
/* The same with any number of pixels a unit; @matrix counts them in. */
gboolean cr_pixels_begin_scaled (CrPixels *pixels, cairo_t *cr);
void cr_pixels_end (CrPixels *pixels);
/* In @cr's coordinates; @color without its alpha. */
void cr_pixels_line (CrPixels *pixels, const CrColor *color, double x1, double y1, double x2, double y2);
/* At least one pixel. */
void cr_pixels_rectangle (CrPixels *pixels, const CrColor *color, double x, double y, double width, double height);
/* Narrows the part [*from, *to] of a line (shares of it) to where it is on the inner side of one border: where
 * share * @p <= @q. FALSE: nothing is left. */
gboolean cr_pixels_cut (double p, double q, double *from, double *to);

G_END_DECLS
