/* Routes as polylines: a curve is flattened, so that it can be cut, moved along its normals for what runs beside it,
 * and walked along. */
#include "cr-painter-private.h"

#include <math.h>

#include "cr-pixels.h"

#define MOST_SEGMENTS 20u /* a cubic that is bent is flattened into */
#define FLATNESS 0.12     /* pixels that a polyline may be away from its curve */
#define HEAD_LENGTH 8.0
#define HEAD_WIDTH 7.0

static CrPoint
evaluate (const CrPoint *c, double t)
{
  double s = 1 - t, a = s * s * s, b = 3 * s * s * t, d = 3 * s * t * t, e = t * t * t;

  return (CrPoint){ a * c[0].x + b * c[1].x + d * c[2].x + e * c[3].x,
                    a * c[0].y + b * c[1].y + d * c[2].y + e * c[3].y };
}

static gboolean
is_straight (const CrPoint *c)
{
  double dx = c[3].x - c[0].x, dy = c[3].y - c[0].y, length = hypot (dx, dy);

  for (int i = 1; i < 3; i++)
    if (fabs ((c[i].x - c[0].x) * dy - (c[i].y - c[0].y) * dx) > 0.2 * length)
      return FALSE;
  return TRUE;
}

/* Into how many pieces a cubic is cut so that none is farther from it than that (from its second differences). */
static guint
count_segments (const CrPoint *c, double scale)
{
  double ax = c[0].x - 2 * c[1].x + c[2].x, ay = c[0].y - 2 * c[1].y + c[2].y;
  double bx = c[1].x - 2 * c[2].x + c[3].x, by = c[1].y - 2 * c[2].y + c[3].y;
  double bend = MAX (hypot (ax, ay), hypot (bx, by)) * scale;

  return CLAMP ((guint)ceil (sqrt (0.75 * bend / FLATNESS)), 2, MOST_SEGMENTS);
}

/* The route as a polyline, points that coincide left out: of CrPoint. */
GArray *
cr_line_new (const CrSceneEdge *edge, double scale)
{
  double least = 0.4 / MIN (1, scale > 0 ? scale : 1);
  GArray *line = g_array_new (FALSE, FALSE, sizeof (CrPoint));

  if (edge->n_points == 0)
    return line;
  g_array_append_val (line, edge->points[0]);
  for (guint i = 0; i + 3 < edge->n_points; i += 3)
    {
      guint n = is_straight (edge->points + i) ? 1 : count_segments (edge->points + i, scale);

      for (guint k = 1; k <= n; k++)
        {
          CrPoint q = evaluate (edge->points + i, k / (double)n);
          CrPoint last = g_array_index (line, CrPoint, line->len - 1);

          if (hypot (q.x - last.x, q.y - last.y) > least || (k == n && i + 6 >= edge->n_points))
            g_array_append_val (line, q);
        }
    }
  return line;
}

/* Moves the polyline sideways by @by along its normals: to the right of an edge that runs down is minus x. */
void
cr_line_move_beside (GArray *line, double by)
{
  g_autofree CrPoint *old = g_memdup2 (line->data, line->len * sizeof (CrPoint));

  for (guint i = 0; i < line->len && line->len > 1; i++)
    {
      CrPoint a = old[i > 0 ? i - 1 : 0], b = old[MIN (i + 1, line->len - 1)];
      double length = hypot (b.x - a.x, b.y - a.y);
      CrPoint *q = &g_array_index (line, CrPoint, i);

      if (length <= 0)
        continue;
      q->x = old[i].x + by * (b.y - a.y) / length;
      q->y = old[i].y - by * (b.x - a.x) / length;
    }
}

/* Takes @length off the end of the polyline. */
void
cr_line_cut_end (GArray *line, double length)
{
  while (line->len > 1)
    {
      CrPoint *last = &g_array_index (line, CrPoint, line->len - 1), *before = last - 1;
      double piece = hypot (last->x - before->x, last->y - before->y);

      if (piece > length)
        {
          last->x += (before->x - last->x) * length / piece;
          last->y += (before->y - last->y) * length / piece;
          return;
        }
      length -= piece;
      g_array_set_size (line, line->len - 1);
    }
}

void
cr_line_reverse (GArray *line)
{
  for (guint i = 0, k = line->len; i + 1 < k; i++)
    {
      CrPoint q = g_array_index (line, CrPoint, i);

      k--;
      g_array_index (line, CrPoint, i) = g_array_index (line, CrPoint, k);
      g_array_index (line, CrPoint, k) = q;
    }
}

static double
get_length (const GArray *line)
{
  double total = 0;

  for (guint i = 1; i < line->len; i++)
    {
      const CrPoint *q = &g_array_index (line, CrPoint, i);

      total += hypot (q->x - q[-1].x, q->y - q[-1].y);
    }
  return total;
}

void
cr_line_keep (GArray *line, double share)
{
  cr_line_cut_end (line, get_length (line) * (1 - CLAMP (share, 0, 1)));
}

void
cr_line_trace (cairo_t *cr, const GArray *line)
{
  cairo_new_path (cr);
  for (guint i = 0; i < line->len; i++)
    cairo_line_to (cr, g_array_index (line, CrPoint, i).x, g_array_index (line, CrPoint, i).y);
}

/* Of an edge that comes in from above: most do. */
static void
draw_head (CrPaint *p, guint gradient, double x, double y, double width, double height)
{
  cr_paint_set_color (p, gradient ? &p->theme->gradient : &p->theme->forward_edge);
  cairo_move_to (p->cr, x, y);
  cairo_line_to (p->cr, x + width / 2, y + height);
  cairo_line_to (p->cr, x + width, y);
  cairo_close_path (p->cr);
  cairo_fill (p->cr);
}

static void
paint_head (CrPaint *p, CrPoint tip, CrPoint base, double dx, double dy)
{
  if (fabs (tip.x - base.x) < 0.05 && tip.y - base.y > HEAD_LENGTH - 0.05 && fabs (dy) < HEAD_WIDTH / 2 + 0.1)
    {
      cr_paint_stamp (p, CR_STAMP_HEAD, p->gradient_line, tip.x - HEAD_WIDTH / 2, base.y, HEAD_WIDTH, HEAD_LENGTH, 1,
                      draw_head);
      return;
    }
  cairo_move_to (p->cr, tip.x, tip.y);
  cairo_line_to (p->cr, base.x - dy, base.y + dx);
  cairo_line_to (p->cr, base.x + dy, base.y - dx);
  cairo_close_path (p->cr);
  cairo_fill (p->cr);
}

/* The shares of a straight line between which it may be seen, FALSE where it is nowhere. */
static gboolean
find_seen (const CrPaint *p, CrPoint a, CrPoint b, double width, double *from, double *to)
{
  *from = 0;
  *to = 1;
  if (p->x2 <= p->x1 || p->y2 <= p->y1)
    return TRUE;
  return cr_pixels_cut (a.x - b.x, a.x - p->x1 + width, from, to)
         && cr_pixels_cut (b.x - a.x, p->x2 + width - a.x, from, to)
         && cr_pixels_cut (a.y - b.y, a.y - p->y1 + width, from, to)
         && cr_pixels_cut (b.y - a.y, p->y2 + width - a.y, from, to);
}

/* What is beyond the clip is left out: Cairo would make a polygon of each dash of a long edge. */
static void
stroke_seen (const CrPaint *p, const GArray *line, double width, const double *dashes)
{
  gboolean open = FALSE;
  double at = 0;

  cairo_new_path (p->cr);
  for (guint i = 1; i < line->len; i++)
    {
      CrPoint a = g_array_index (line, CrPoint, i - 1), b = g_array_index (line, CrPoint, i);
      double length = hypot (b.x - a.x, b.y - a.y), from, to;
      gboolean seen = find_seen (p, a, b, width, &from, &to);

      if (seen && !open)
        {
          cairo_set_dash (p->cr, dashes, dashes ? 2 : 0, at + from * length);
          cairo_move_to (p->cr, a.x + (b.x - a.x) * from, a.y + (b.y - a.y) * from);
        }
      if (seen)
        cairo_line_to (p->cr, a.x + (b.x - a.x) * to, a.y + (b.y - a.y) * to);
      if (open && !seen)
        cairo_stroke (p->cr);
      open = seen && to >= 1;
      if (seen && !open)
        cairo_stroke (p->cr);
      at += length;
    }
  cairo_stroke (p->cr);
}

void
cr_paint_line (CrPaint *p, const GArray *line, double width, CrDash dash)
{
  static const double dashed[] = { 5, 3.5 }, dotted[] = { 1, 3 };
  const double *dashes = dash == CR_DASH_NONE ? NULL : dash == CR_DASH_DOTTED ? dotted : dashed;
  CrStroker *stroker = p->text ? cr_text_get_stroker (p->text) : NULL;
  CrColor color;

  if (stroker
      && cairo_pattern_get_rgba (cairo_get_source (p->cr), &color.red, &color.green, &color.blue, &color.alpha)
             == CAIRO_STATUS_SUCCESS
      && cr_stroker_stroke (stroker, p->cr, &color, (const CrPoint *)(gconstpointer)line->data, line->len, width,
                            dashes, 2))
    return;
  cairo_set_line_width (p->cr, width);
  stroke_seen (p, line, width, dashes);
  cairo_set_dash (p->cr, NULL, 0, 0);
}

/* The polyline in the current colour, with a head at its end. */
void
cr_paint_arrow (CrPaint *p, GArray *line, double width, CrDash dash)
{
  double head = MAX (HEAD_WIDTH, 1.7 * width);
  CrPoint tip, base;
  double dx, dy, length;

  if (line->len < 2)
    return;
  tip = g_array_index (line, CrPoint, line->len - 1);
  cr_line_cut_end (line, HEAD_LENGTH);
  base = g_array_index (line, CrPoint, line->len - 1);
  length = hypot (tip.x - base.x, tip.y - base.y);
  cr_paint_line (p, line, width, dash);
  if (length <= 0)
    return;
  dx = (tip.x - base.x) / length * head / 2;
  dy = (tip.y - base.y) / length * head / 2;
  paint_head (p, tip, base, dx, dy);
}

CrPoint
cr_line_get_point (const GArray *line, double share)
{
  double way = get_length (line) * CLAMP (share, 0, 1);

  for (guint i = 1; i < line->len; i++)
    {
      const CrPoint *q = &g_array_index (line, CrPoint, i);
      double piece = hypot (q->x - q[-1].x, q->y - q[-1].y);

      if (piece > 0 && way <= piece)
        return (CrPoint){ q[-1].x + (q->x - q[-1].x) * way / piece, q[-1].y + (q->y - q[-1].y) * way / piece };
      way -= piece;
    }
  return g_array_index (line, CrPoint, line->len - 1);
}
