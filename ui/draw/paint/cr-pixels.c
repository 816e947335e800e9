/* Lines are cut to the clip (Liang and Barsky, 1984) and then stepped along their longer side. */
#include "cr-pixels.h"

#include <math.h>

static gboolean
find_clip (CrPixels *pixels, cairo_t *cr)
{
  cairo_rectangle_list_t *list = cairo_copy_clip_rectangle_list (cr);
  gboolean is_rectangle = list->status == CAIRO_STATUS_SUCCESS && list->num_rectangles == 1;

  if (is_rectangle)
    {
      const cairo_rectangle_t *r = list->rectangles;
      const cairo_matrix_t *m = &pixels->matrix;

      pixels->x1 = MAX (0, (int)floor (r->x * m->xx + m->x0 + 0.5));
      pixels->y1 = MAX (0, (int)floor (r->y * m->yy + m->y0 + 0.5));
      pixels->x2
          = MIN (cairo_image_surface_get_width (pixels->surface), (int)floor ((r->x + r->width) * m->xx + m->x0 + 0.5));
      pixels->y2 = MIN (cairo_image_surface_get_height (pixels->surface),
                        (int)floor ((r->y + r->height) * m->yy + m->y0 + 0.5));
    }
  cairo_rectangle_list_destroy (list);
  return is_rectangle;
}

gboolean
cr_pixels_begin_scaled (CrPixels *pixels, cairo_t *cr)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  double scale_x, scale_y, left, top;
  cairo_format_t format;

  if (cairo_surface_get_type (surface) != CAIRO_SURFACE_TYPE_IMAGE || cairo_get_group_target (cr) != surface)
    return FALSE;
  format = cairo_image_surface_get_format (surface);
  cairo_surface_get_device_scale (surface, &scale_x, &scale_y);
  cairo_surface_get_device_offset (surface, &left, &top);
  cairo_get_matrix (cr, &pixels->matrix);
  if ((format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24) || left != 0 || top != 0 || pixels->matrix.xy != 0
      || pixels->matrix.yx != 0)
    return FALSE;
  cairo_matrix_init (&pixels->matrix, pixels->matrix.xx * scale_x, 0, 0, pixels->matrix.yy * scale_y,
                     pixels->matrix.x0 * scale_x, pixels->matrix.y0 * scale_y);
  pixels->surface = surface;
  if (!find_clip (pixels, cr))
    return FALSE;
  cairo_surface_flush (surface);
  pixels->data = (guint32 *)(gpointer)cairo_image_surface_get_data (surface);
  pixels->stride = cairo_image_surface_get_stride (surface) / 4;
  return pixels->data != NULL;
}

gboolean
cr_pixels_begin (CrPixels *pixels, cairo_t *cr)
{
  double scale_x, scale_y;

  cairo_surface_get_device_scale (cairo_get_target (cr), &scale_x, &scale_y);
  return scale_x == 1 && scale_y == 1 && cr_pixels_begin_scaled (pixels, cr);
}

void
cr_pixels_end (CrPixels *pixels)
{
  cairo_surface_mark_dirty (pixels->surface);
}

static guint32
to_pixel (const CrColor *color)
{
  return 0xff000000u | (guint32)(color->red * 255 + 0.5) << 16 | (guint32)(color->green * 255 + 0.5) << 8
         | (guint32)(color->blue * 255 + 0.5);
}

gboolean
cr_pixels_cut (double p, double q, double *from, double *to)
{
  if (p == 0)
    return q >= 0;
  if (p < 0)
    *from = MAX (*from, q / p);
  else
    *to = MIN (*to, q / p);
  return *from <= *to;
}

void
cr_pixels_line (CrPixels *pixels, const CrColor *color, double x1, double y1, double x2, double y2)
{
  const cairo_matrix_t *m = &pixels->matrix;
  double x = x1 * m->xx + m->x0, y = y1 * m->yy + m->y0, dx = (x2 - x1) * m->xx, dy = (y2 - y1) * m->yy;
  double from = 0, to = 1;
  guint32 pixel = to_pixel (color);
  int n;

  /* A little within the border, so that what is cut is not on the pixel beyond it. */
  if (!cr_pixels_cut (-dx, x - pixels->x1, &from, &to) || !cr_pixels_cut (dx, pixels->x2 - 0.001 - x, &from, &to)
      || !cr_pixels_cut (-dy, y - pixels->y1, &from, &to) || !cr_pixels_cut (dy, pixels->y2 - 0.001 - y, &from, &to))
    return;
  x += from * dx;
  y += from * dy;
  dx *= to - from;
  dy *= to - from;
  n = (int)ceil (MAX (fabs (dx), fabs (dy)));
  for (int i = 0; i <= n; i++)
    {
      int column = (int)(x + dx * i / MAX (n, 1)), row = (int)(y + dy * i / MAX (n, 1));

      if (column >= pixels->x1 && column < pixels->x2 && row >= pixels->y1 && row < pixels->y2)
        pixels->data[row * pixels->stride + column] = pixel;
    }
}

void
cr_pixels_rectangle (CrPixels *pixels, const CrColor *color, double x, double y, double width, double height)
{
  const cairo_matrix_t *m = &pixels->matrix;
  int left = (int)floor (x * m->xx + m->x0 + 0.5), top = (int)floor (y * m->yy + m->y0 + 0.5);
  int right = MAX (left + 1, (int)floor ((x + width) * m->xx + m->x0 + 0.5));
  int bottom = MAX (top + 1, (int)floor ((y + height) * m->yy + m->y0 + 0.5));
  guint32 pixel = to_pixel (color);

  for (int row = MAX (top, pixels->y1); row < MIN (bottom, pixels->y2); row++)
    for (int column = MAX (left, pixels->x1); column < MIN (right, pixels->x2); column++)
      pixels->data[row * pixels->stride + column] = pixel;
}
