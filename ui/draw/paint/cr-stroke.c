/* How much of each pixel a line covers follows from how far its middle is from the line's. A polyline's pieces overlap
 * at its joins: what covers a pixel most counts, so that coverage is gathered first and the colour laid on once. */
#include "cr-stroke.h"

#include <math.h>

#include "cr-pixels.h"

struct _CrStroker
{
  guint8 *coverage; /* of each pixel of the image; 0 between two strokes */
  gsize n_pixels;
  GArray *touched; /* of guint: pixels that are not 0 */
};

/* A piece of a polyline, in pixels. */
typedef struct
{
  double x, y, dx, dy, length; /* where it begins, its direction, of length 1 */
  double half;                 /* width */
  gboolean from_end, to_end;   /* nothing joins it there */
} Piece;

CrStroker *
cr_stroker_new (void)
{
  CrStroker *stroker = g_new0 (CrStroker, 1);

  stroker->touched = g_array_new (FALSE, FALSE, sizeof (guint));
  return stroker;
}

void
cr_stroker_free (CrStroker *stroker)
{
  if (stroker == NULL)
    return;
  g_array_unref (stroker->touched);
  g_free (stroker->coverage);
  g_free (stroker);
}

/* The part of a pixel's width around @at that lies between @from and @to. */
static double
overlap (double at, double from, double to)
{
  return CLAMP (MIN (at + 0.5, to) - MAX (at - 0.5, from), 0, 1);
}

static double
get_distance (double x, double y)
{
  return sqrt (x * x + y * y);
}

/* Near an end: blunt where the line ends, else round about the join. */
static double
cover_near_end (const Piece *piece, double x, double y)
{
  double along = (x - piece->x) * piece->dx + (y - piece->y) * piece->dy;
  double across = (y - piece->y) * piece->dx - (x - piece->x) * piece->dy;

  if ((along < 0.5 && piece->from_end) || (along > piece->length - 0.5 && piece->to_end))
    return overlap (across, -piece->half, piece->half) * overlap (along, 0, piece->length);
  if (along < 0)
    across = get_distance (along, across);
  else if (along > piece->length)
    across = get_distance (along - piece->length, across);
  return overlap (across, -piece->half, piece->half);
}

static inline void
touch (CrStroker *stroker, guint at, double share)
{
  guint8 covered = (guint8)(share * 255 + 0.5);

  if (covered <= stroker->coverage[at])
    return;
  if (stroker->coverage[at] == 0)
    g_array_append_val (stroker->touched, at);
  stroker->coverage[at] = covered;
}

/* A row across the piece's longer side, pixels @from to @to; @step: from one to the next in the coverage. */
static void
cover_middle (CrStroker *stroker, const Piece *piece, guint at, guint step, int from, int to, double across,
              double across_step)
{
  double most = MIN (1, 2 * piece->half), reach = piece->half + 0.5;

  for (int k = from; k <= to; k++, at += step, across += across_step)
    {
      double share = reach - fabs (across);

      if (share > 0)
        touch (stroker, at, MIN (share, most));
    }
}

/* Walks along its longer side and across as far as it reaches. */
static void
cover_piece (CrStroker *stroker, const CrPixels *pixels, const Piece *piece)
{
  gboolean flat = fabs (piece->dx) >= fabs (piece->dy);
  guint stride = (guint)pixels->stride, step = flat ? stride : 1;
  double slope = flat ? piece->dy / piece->dx : piece->dx / piece->dy, near = piece->half + 1;
  double begin = flat ? piece->x : piece->y, end = begin + (flat ? piece->dx : piece->dy) * piece->length;
  double other = flat ? piece->y : piece->x, reach = (piece->half + 0.5) * sqrt (1 + slope * slope);
  int first = (int)MAX (ceil (MIN (begin, end) - near - 0.5), flat ? pixels->x1 : pixels->y1);
  int last = (int)MIN (floor (MAX (begin, end) + near - 0.5), (flat ? pixels->x2 : pixels->y2) - 1);

  for (int i = first; i <= last; i++)
    {
      double x = i + 0.5, middle = other + (x - begin) * slope;
      int from = (int)MAX (ceil (middle - reach - 0.5), flat ? pixels->y1 : pixels->x1);
      int to = (int)MIN (floor (middle + reach - 0.5), (flat ? pixels->y2 : pixels->x2) - 1);
      guint at = flat ? (guint)from * stride + (guint)i : (guint)i * stride + (guint)from;

      if (from > to)
        continue;
      if (fabs (x - begin) > near && fabs (x - end) > near)
        cover_middle (stroker, piece, at, step, from, to, (from + 0.5 - middle) * fabs (flat ? piece->dx : piece->dy),
                      fabs (flat ? piece->dx : piece->dy));
      else
        for (int k = from; k <= to; k++, at += step)
          touch (stroker, at, flat ? cover_near_end (piece, x, k + 0.5) : cover_near_end (piece, k + 0.5, x));
    }
}

/* What of a line is beyond the clip and not even near it costs nothing. */
static gboolean
is_outside (const CrPixels *pixels, CrPoint a, CrPoint b, double half)
{
  return MAX (a.x, b.x) + half + 1 < pixels->x1 || MIN (a.x, b.x) - half - 1 > pixels->x2
         || MAX (a.y, b.y) + half + 1 < pixels->y1 || MIN (a.y, b.y) - half - 1 > pixels->y2;
}

static void
add_piece (CrStroker *stroker, const CrPixels *pixels, CrPoint a, CrPoint b, double half, gboolean from_end,
           gboolean to_end)
{
  Piece piece = { a.x, a.y, 0, 0, 0, half, from_end, to_end };

  if (is_outside (pixels, a, b, half))
    return;
  piece.length = get_distance (b.x - a.x, b.y - a.y);
  if (!(piece.length > 1e-6))
    return;
  piece.dx = (b.x - a.x) / piece.length;
  piece.dy = (b.y - a.y) / piece.length;
  cover_piece (stroker, pixels, &piece);
}

static CrPoint
to_pixels (const CrPixels *pixels, CrPoint at)
{
  return (CrPoint){ at.x * pixels->matrix.xx + pixels->matrix.x0, at.y * pixels->matrix.yy + pixels->matrix.y0 };
}

static void
add_line (CrStroker *stroker, const CrPixels *pixels, const CrPoint *points, guint n, double half)
{
  CrPoint before = to_pixels (pixels, points[0]);

  for (guint i = 1; i < n; i++)
    {
      CrPoint point = to_pixels (pixels, points[i]);

      add_piece (stroker, pixels, before, point, half, i == 1, i == n - 1);
      before = point;
    }
}

/* Which dash of a line is under way, and how much of it is left, in pixels. */
typedef struct
{
  const double *lengths;
  guint n, at;
  double scale, left;
  gboolean begins;
} Dash;

static void
pass (Dash *dash, double length)
{
  double all = 0;

  for (guint i = 0; i < dash->n; i++)
    all += dash->lengths[i] * dash->scale;
  if (length > all)
    {
      length = fmod (length, all);
      dash->begins = FALSE;
    }
  while (length >= dash->left - 1e-9)
    {
      length -= dash->left;
      dash->at = (dash->at + 1) % dash->n;
      dash->left = MAX (dash->lengths[dash->at] * dash->scale, 1e-3);
      dash->begins = TRUE;
    }
  if (length > 0)
    {
      dash->left -= length;
      dash->begins = FALSE;
    }
}

static CrPoint
get_between (CrPoint a, CrPoint b, double share)
{
  return (CrPoint){ a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share };
}

/* The shares of a straight line between which it may be seen, FALSE where it is nowhere. */
static gboolean
find_seen (const CrPixels *pixels, CrPoint a, CrPoint b, double half, double *from, double *to)
{
  double x[] = { pixels->x1 - half - 1, pixels->x2 + half + 1 }, y[] = { pixels->y1 - half - 1, pixels->y2 + half + 1 };

  *from = 0;
  *to = 1;
  return cr_pixels_cut (a.x - b.x, a.x - x[0], from, to) && cr_pixels_cut (b.x - a.x, x[1] - a.x, from, to)
         && cr_pixels_cut (a.y - b.y, a.y - y[0], from, to) && cr_pixels_cut (b.y - a.y, y[1] - a.y, from, to);
}

/* Each dash ends bluntly, and at a bend within it its pieces join. */
static void
add_dashed_piece (CrStroker *stroker, const CrPixels *pixels, CrPoint a, CrPoint b, double half, gboolean last,
                  Dash *dash)
{
  double length = get_distance (b.x - a.x, b.y - a.y), from, to, at;

  if (!(length > 1e-6))
    return;
  if (!find_seen (pixels, a, b, half, &from, &to))
    {
      pass (dash, length);
      return;
    }
  at = from * length;
  pass (dash, at);
  while (at < to * length)
    {
      double end = MIN (at + dash->left, length);

      if (dash->at % 2 == 0)
        add_piece (stroker, pixels, get_between (a, b, at / length), get_between (a, b, end / length), half,
                   dash->begins, end < length || last);
      pass (dash, end - at);
      at = end;
    }
  pass (dash, length - at);
}

static void
add_dashed (CrStroker *stroker, const CrPixels *pixels, const CrPoint *points, guint n, double half,
            const double *dashes, guint n_dashes)
{
  double scale = fabs (pixels->matrix.xx);
  Dash dash = { dashes, n_dashes, 0, scale, dashes[0] * scale, TRUE };

  for (guint i = 1; i < n; i++)
    add_dashed_piece (stroker, pixels, to_pixels (pixels, points[i - 1]), to_pixels (pixels, points[i]), half,
                      i == n - 1, &dash);
}

/* All four channels at once, two in each half (as pixman does). */
static inline guint32
multiply (guint32 pixel, guint32 a)
{
  guint32 low = (pixel & 0xff00ff) * a + 0x800080, high = (pixel >> 8 & 0xff00ff) * a + 0x800080;

  low = (low + (low >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
  high = (high + (high >> 8 & 0xff00ff)) & 0xff00ff00;
  return low | high;
}

static guint32
to_pixel (const CrColor *color)
{
  return 0xff000000u | (guint32)(color->red * 255 + 0.5) << 16 | (guint32)(color->green * 255 + 0.5) << 8
         | (guint32)(color->blue * 255 + 0.5);
}

/* Over what is there. */
static void
lay_on (CrStroker *stroker, CrPixels *pixels, const CrColor *color)
{
  guint32 alpha = (guint32)(CLAMP (color->alpha, 0, 1) * 255 + 0.5), opaque = to_pixel (color), shares[256];

  for (guint32 i = 0; i < 256; i++)
    shares[i] = multiply (opaque, (i * alpha + 127) / 255);
  for (guint k = 0; k < stroker->touched->len; k++)
    {
      guint at = g_array_index (stroker->touched, guint, k);
      guint32 share = shares[stroker->coverage[at]];

      pixels->data[at] = share + multiply (pixels->data[at], 255 - (share >> 24));
      stroker->coverage[at] = 0;
    }
  g_array_set_size (stroker->touched, 0);
}

static void
make_room (CrStroker *stroker, const CrPixels *pixels)
{
  gsize n = (gsize)pixels->stride * (gsize)cairo_image_surface_get_height (pixels->surface);

  if (n <= stroker->n_pixels)
    return;
  g_free (stroker->coverage);
  stroker->coverage = g_malloc0 (n);
  stroker->n_pixels = n;
}

gboolean
cr_stroker_stroke (CrStroker *stroker, cairo_t *cr, const CrColor *color, const CrPoint *points, guint n, double width,
                   const double *dashes, guint n_dashes)
{
  CrPixels pixels;
  double half;

  if (!cr_pixels_begin_scaled (&pixels, cr))
    return FALSE;
  make_room (stroker, &pixels);
  if (n < 2)
    return TRUE;
  half = width * fabs (pixels.matrix.xx) / 2;
  if (dashes)
    add_dashed (stroker, &pixels, points, n, half, dashes, n_dashes);
  else
    add_line (stroker, &pixels, points, n, half);
  lay_on (stroker, &pixels, color);
  cr_pixels_end (&pixels);
  return TRUE;
}
