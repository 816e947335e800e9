/* Many markers: each shape is drawn once for each fraction of a pixel and then laid down by adding bytes, which is
 * twenty times as fast as filling paths. Of very many, those that fall on the same pixel are laid down once, as strong
 * as all of them. */
#include <math.h>
#include <string.h>

#include "cr-plot-private.h"

#define FEW 1500         /* markers that are drawn as outlines */
#define FINE 200000      /* with more, whole pixels are told apart, else halves */
#define MAX_RADIUS 24.0  /* pixels */
#define MAX_SIDE 8192.0  /* pixels */
#define RADIUS_STEPS 2.0 /* sizes told apart in a pixel */
#define MAX_PHASES 2
#define N_RADII ((guint)(MAX_RADIUS * RADIUS_STEPS) + 2)

/* What a row of a stamp covers: [start, end), and all of [solid, solid_end). */
typedef struct
{
  int start, solid, solid_end, end;
} Row;

typedef struct
{
  int size, center; /* pixels */
  int stride;
  guint8 *bytes; /* owned by the surface */
  Row *rows;     /* size, owned */
  cairo_surface_t *surface;
} Stamp;

typedef struct
{
  const CrPlotPen *pen;
  cairo_surface_t *surface;
  guchar *data;
  int stride, width, height; /* pixels */
  double left, top;          /* of the picture, in units */
  guint phases;
  double x_factor, x_offset, y_factor, y_offset; /* from the axes' scales to places */
  gboolean colored;
  guint32 *cells; /* how many points are at each place; of coloured ones the last, from 1 */
  Stamp *stamps;  /* by radius and phase */
} Cloud;

static void
find_rows (Stamp *stamp)
{
  stamp->rows = g_new0 (Row, stamp->size);
  for (int y = 0; y < stamp->size; y++)
    {
      const guint8 *bytes = stamp->bytes + y * stamp->stride;
      Row *row = &stamp->rows[y];

      while (row->start < stamp->size && bytes[row->start] == 0)
        row->start++;
      for (row->end = stamp->size; row->end > row->start && bytes[row->end - 1] == 0;)
        row->end--;
      for (row->solid = row->start; row->solid < row->end && bytes[row->solid] != 255;)
        row->solid++;
      for (row->solid_end = row->solid; row->solid_end < row->end && bytes[row->solid_end] == 255;)
        row->solid_end++;
    }
}

static Stamp *
get_stamp (Cloud *cloud, double radius, guint phase_x, guint phase_y)
{
  guint size = (guint)CLAMP (lround (radius * RADIUS_STEPS), 1, N_RADII - 1);
  Stamp *stamp = &cloud->stamps[(size * MAX_PHASES + phase_y) * MAX_PHASES + phase_x];
  CrPlotPen pen = *cloud->pen;
  cairo_t *cr;
  double r = size / RADIUS_STEPS, middle = 1.0 / (2 * cloud->phases);

  if (stamp->surface)
    return stamp;
  stamp->center
      = (int)ceil (pen.series->marker == CR_MARKER_CIRCLE || pen.series->marker == CR_MARKER_POINT ? r : r * 1.4) + 2;
  stamp->size = 2 * stamp->center + 1;
  stamp->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, stamp->size, stamp->size);
  cr = cairo_create (stamp->surface);
  pen.cr = cr;
  cairo_translate (cr, stamp->center + (double)phase_x / cloud->phases + middle,
                   stamp->center + (double)phase_y / cloud->phases + middle);
  cr_plot_add_marker (cr, pen.series->marker, 0, 0, r);
  if (cr_plot_is_stroked (pen.series->marker) || pen.series->hollow)
    {
      cairo_set_line_width (cr, MAX (1.2 * pen.pixels, pen.series->hollow ? 0 : r * 0.4));
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      cairo_stroke (cr);
    }
  else
    cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (stamp->surface);
  stamp->bytes = cairo_image_surface_get_data (stamp->surface);
  stamp->stride = cairo_image_surface_get_stride (stamp->surface);
  find_rows (stamp);
  return stamp;
}

/* Adds a part of a row to a mask. */
static void
add_bytes (guint8 *to, const guint8 *from, int first, int end, guint strength)
{
  for (int i = first; i < end; i++)
    {
      guint add = from[i] * strength;

      add = (add + 128 + (add >> 8)) >> 8;
      to[i] = (guint8)(to[i] + (((255 - to[i]) * add * 257 + 32768) >> 16));
    }
}

/* Whether a mask is full already where the shape would lie, as far as its middle and eight places around tell. */
static gboolean
is_covered (const Cloud *cloud, const Stamp *stamp, int x, int y)
{
  int r = stamp->center - 2;

  if (x < 0 || y < 0 || x + stamp->size > cloud->width || y + stamp->size > cloud->height)
    return FALSE;
  for (int dy = -r; dy <= r; dy += r)
    for (int dx = -r; dx <= r; dx += r)
      if (cloud->data[(gsize)(y + stamp->center + dy) * cloud->stride + x + stamp->center + dx] != 255)
        return FALSE;
  return TRUE;
}

/* Adds the shape to a mask; @strength is from 0 to 255. */
static void
lay_mask (Cloud *cloud, const Stamp *stamp, int x, int y, guint strength)
{
  if (is_covered (cloud, stamp, x, y))
    return;
  for (int row = MAX (0, -y); row < MIN (stamp->size, cloud->height - y); row++)
    {
      const Row *span = &stamp->rows[row];
      const guint8 *from = stamp->bytes + row * stamp->stride;
      guint8 *to = cloud->data + (gsize)(y + row) * cloud->stride + x;
      int first = MAX (span->start, -x), end = MIN (span->end, cloud->width - x);
      int solid = CLAMP (span->solid, first, MAX (first, end)),
          solid_end = CLAMP (span->solid_end, solid, MAX (solid, end));

      if (strength < 255)
        {
          add_bytes (to, from, first, end, strength);
          continue;
        }
      add_bytes (to, from, first, MIN (solid, end), strength);
      if (solid_end > solid)
        memset (to + solid, 255, (gsize)(solid_end - solid));
      add_bytes (to, from, MAX (solid_end, first), end, strength);
    }
}

static void
lay_color (Cloud *cloud, const Stamp *stamp, int x, int y, const CrColor *color)
{
  const guint channels[4]
      = { (guint)(color->blue * 255 + 0.5), (guint)(color->green * 255 + 0.5), (guint)(color->red * 255 + 0.5), 255 };
  guint strength = (guint)(CLAMP (color->alpha, 0, 1) * 255 + 0.5);
  guint32 solid = 0xff000000 | channels[2] << 16 | channels[1] << 8 | channels[0];

  for (int row = MAX (0, -y); row < MIN (stamp->size, cloud->height - y); row++)
    {
      const Row *span = &stamp->rows[row];
      const guint8 *from = stamp->bytes + row * stamp->stride;
      guint32 *to = (guint32 *)(cloud->data + (gsize)(y + row) * cloud->stride) + x;

      for (int column = MAX (span->start, -x); column < MIN (span->end, cloud->width - x); column++)
        {
          guint add = from[column] * strength / 255;
          guint32 pixel = solid;

          if (add == 0)
            continue;
          if (add < 255)
            {
              pixel = 0;
              for (guint i = 0; i < 4; i++)
                pixel |= (channels[i] * add + (to[column] >> (8 * i) & 0xff) * (255 - add) + 127) / 255 << (8 * i);
            }
          to[column] = pixel;
        }
    }
}

/* Linear axes are by far the most, and clouds have many points. */
static inline double
place_on (const CrPlotAxis *axis, double value)
{
  return axis->scale == CR_SCALE_LINEAR ? value : cr_plot_axis_to_scale (axis, value);
}

/* Where a point is, in the fractions of pixels that are told apart; FALSE outside of the picture. */
static gboolean
get_place (const Cloud *cloud, guint i, int *x, int *y)
{
  const CrPlotPen *pen = cloud->pen;
  double at_x = pen->series->x[i], at_y = pen->series->y[i];

  at_x = cloud->x_offset + cloud->x_factor * place_on (&pen->frame->x, at_x);
  at_y = cloud->y_offset + cloud->y_factor * place_on (&pen->frame->y, at_y);
  if (!(at_x >= 0 && at_y >= 0 && at_x < cloud->width * (int)cloud->phases
        && at_y < cloud->height * (int)cloud->phases))
    return FALSE;
  *x = (int)at_x;
  *y = (int)at_y;
  return TRUE;
}

static void
lay (Cloud *cloud, guint i, int x, int y, guint count)
{
  const CrPlotPen *pen = cloud->pen;
  int phases = (int)cloud->phases;
  Stamp *stamp = get_stamp (cloud, cr_plot_marker_radius (pen->series, i) * pen->pixels, (guint)(x % phases),
                            (guint)(y % phases));
  int left = x / phases - stamp->center, top = y / phases - stamp->center;

  if (cloud->colored)
    {
      CrColor color = cr_plot_pen_get_color (pen, i);

      lay_color (cloud, stamp, left, top, &color);
    }
  else
    lay_mask (cloud, stamp, left, top,
              pen->color.alpha >= 1 ? 255 : (guint)lround (255 * (1 - pow (1 - pen->color.alpha, count))));
}

/* So many that several fall on most pixels: each pixel is laid down once. */
static void
lay_many (Cloud *cloud)
{
  guint n = cloud->pen->series->n, columns = (guint)cloud->width * cloud->phases;

  cloud->cells = g_new0 (guint32, (gsize)columns * cloud->height * cloud->phases);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < n; i++)
      {
        int x, y;
        guint32 *cell;

        if (!get_place (cloud, i, &x, &y))
          continue;
        cell = &cloud->cells[(gsize)y * columns + x];
        if (pass == 0)
          *cell = cloud->colored ? i + 1 : *cell + 1;
        else if (cloud->colored ? *cell == i + 1 : *cell > 0)
          {
            lay (cloud, i, x, y, *cell);
            *cell = 0;
          }
      }
}

static void
lay_all (Cloud *cloud)
{
  int x, y;

  if (cloud->pen->series->n > FINE)
    {
      lay_many (cloud);
      return;
    }
  for (guint i = 0; i < cloud->pen->series->n; i++)
    if (get_place (cloud, i, &x, &y))
      lay (cloud, i, x, y, 1);
}

/* The picture onto the page, pixel on pixel. */
static void
show (Cloud *cloud)
{
  const CrPlotPen *pen = cloud->pen;

  cairo_surface_mark_dirty (cloud->surface);
  cairo_save (pen->cr);
  cairo_translate (pen->cr, cloud->left, cloud->top);
  cairo_scale (pen->cr, 1 / pen->pixels, 1 / pen->pixels);
  if (cloud->colored)
    {
      cairo_set_source_surface (pen->cr, cloud->surface, 0, 0);
      cairo_paint (pen->cr);
    }
  else
    {
      cairo_set_source_rgb (pen->cr, pen->color.red, pen->color.green, pen->color.blue);
      cairo_mask_surface (pen->cr, cloud->surface, 0, 0);
    }
  cairo_restore (pen->cr);
}

static double
largest_radius (const CrSeries *series)
{
  double radius = series->sizes ? 0 : cr_plot_marker_radius (series, 0);

  for (guint i = 0; series->sizes && i < series->n; i++)
    radius = MAX (radius, cr_plot_marker_radius (series, i));
  return radius;
}

/* The pixels of the area and what reaches into it, from a whole pixel of the page on. */
static void
place_picture (Cloud *cloud, double radius)
{
  const CrPlotPen *pen = cloud->pen;
  const CrPlotRect *area = &pen->frame->area;
  double x = area->x - radius, y = area->y - radius, right = area->x + area->width + radius;
  double bottom = area->y + area->height + radius;

  cairo_user_to_device (pen->cr, &x, &y);
  x = floor (x);
  y = floor (y);
  cairo_device_to_user (pen->cr, &x, &y);
  cloud->left = x;
  cloud->top = y;
  cloud->width = (int)MIN (ceil ((right - x) * pen->pixels), MAX_SIDE);
  cloud->height = (int)MIN (ceil ((bottom - y) * pen->pixels), MAX_SIDE);
  cloud->x_factor = area->width / pen->frame->x.across * pen->pixels * cloud->phases;
  cloud->x_offset = (area->x - cloud->left) * pen->pixels * cloud->phases - pen->frame->x.first * cloud->x_factor;
  cloud->y_factor = -area->height / pen->frame->y.across * pen->pixels * cloud->phases;
  cloud->y_offset
      = (area->y + area->height - cloud->top) * pen->pixels * cloud->phases - pen->frame->y.first * cloud->y_factor;
}

gboolean
cr_plot_draw_cloud (const CrPlotPen *pen)
{
  Cloud cloud = { .pen = pen, .phases = pen->series->n > FINE ? 1 : MAX_PHASES };
  double radius;
  CrColor edge;

  if (pen->is_drawing || pen->series->n <= FEW || cr_plot_pen_get_edge (pen, 0, &edge))
    return FALSE;
  radius = largest_radius (pen->series);
  if (radius * pen->pixels > MAX_RADIUS)
    return FALSE;
  cloud.colored = pen->series->values || pen->series->colors;
  place_picture (&cloud, radius);
  cloud.surface = cairo_image_surface_create (cloud.colored ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_A8,
                                              MAX (cloud.width, 1), MAX (cloud.height, 1));
  cloud.data = cairo_image_surface_get_data (cloud.surface);
  cloud.stride = cairo_image_surface_get_stride (cloud.surface);
  cloud.stamps = g_new0 (Stamp, N_RADII * MAX_PHASES * MAX_PHASES);
  if (cloud.data)
    {
      lay_all (&cloud);
      show (&cloud);
    }
  for (guint i = 0; i < N_RADII * MAX_PHASES * MAX_PHASES; i++)
    {
      g_clear_pointer (&cloud.stamps[i].surface, cairo_surface_destroy);
      g_free (cloud.stamps[i].rows);
    }
  cairo_surface_destroy (cloud.surface);
  g_free (cloud.stamps);
  g_free (cloud.cells);
  return TRUE;
}
