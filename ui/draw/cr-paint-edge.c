/* Edges: solid forward with an arrow head at the border of what they enter; dashed beside them, the
 * other way, the gradients that were sent; and the capsule in which one travels. A parallel curve is
 * drawn from the flattened route, moved along its normals. */
#include "cr-painter-private.h"

#include <math.h>

#include "cr-fact.h"
#include "cr-label.h"

#define BESIDE 6.5    /* from a forward edge to its gradient edge */
#define N_SEGMENTS 20 /* a cubic that is bent is flattened into */
#define HEAD_LENGTH 8.0
#define HEAD_WIDTH 7.0

/* The gradient that passed along the link in the backward at hand, NULL if none has. */
static CrValue *
passed_gradient (CrPaint *p, const CrSceneLink *link, gboolean *now)
{
  const CrFunctionState *state;
  const CrEvent *event;
  const CrStepEvent *step;
  CrTrace *trace = cr_graph_get_trace (p->scene->graph);

  *now = FALSE;
  if (!link->edge.carries_gradient || link->function == CR_NONE)
    return NULL;
  state = cr_cursor_get_function (p->cursor, link->function);
  if (!state->exists || state->step_event == CR_NONE || state->step_event >= p->position
      || (state->state != CR_BACKWARD_CURRENT && state->state != CR_BACKWARD_DONE))
    return NULL;
  event = cr_trace_get_event (trace, state->step_event);
  if (event->kind != CR_EVENT_FUNCTION_STEPPED)
    return NULL;
  step = &event->u.step;
  *now = state->step_event + 1 == p->position;
  if (link->receives)
    return link->output_nr < step->n_received ? step->received[link->output_nr] : NULL;
  return link->edge.slot < step->n_sent ? step->sent[link->edge.slot] : NULL;
}

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

/* The route as a polyline, points that coincide left out: of CrPoint. */
static GArray *
flatten (const CrSceneEdge *edge)
{
  GArray *line = g_array_new (FALSE, FALSE, sizeof (CrPoint));

  if (edge->n_points == 0)
    return line;
  g_array_append_val (line, edge->points[0]);
  for (guint i = 0; i + 3 < edge->n_points; i += 3)
    {
      guint n = is_straight (edge->points + i) ? 1 : N_SEGMENTS;

      for (guint k = 1; k <= n; k++)
        {
          CrPoint q = evaluate (edge->points + i, k / (double)n);
          CrPoint last = g_array_index (line, CrPoint, line->len - 1);

          if (hypot (q.x - last.x, q.y - last.y) > 0.4)
            g_array_append_val (line, q);
        }
    }
  return line;
}

/* Moves the polyline sideways by @by along its normals: to the right of an edge that runs down is minus x. */
static void
move_beside (GArray *line, double by)
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
static void
cut_end (GArray *line, double length)
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

static void
reverse (GArray *line)
{
  for (guint i = 0, k = line->len; i + 1 < k; i++)
    {
      CrPoint q = g_array_index (line, CrPoint, i);

      k--;
      g_array_index (line, CrPoint, i) = g_array_index (line, CrPoint, k);
      g_array_index (line, CrPoint, k) = q;
    }
}

/* The polyline in the current colour, with a head at its end. */
static void
stroke_arrow (CrPaint *p, GArray *line, double width, gboolean dashed)
{
  static const double dashes[] = { 5, 3.5 };
  CrPoint tip, base;
  double dx, dy, length;

  if (line->len < 2)
    return;
  tip = g_array_index (line, CrPoint, line->len - 1);
  cut_end (line, HEAD_LENGTH);
  base = g_array_index (line, CrPoint, line->len - 1);
  length = hypot (tip.x - base.x, tip.y - base.y);
  for (guint i = 0; i < line->len; i++)
    cairo_line_to (p->cr, g_array_index (line, CrPoint, i).x, g_array_index (line, CrPoint, i).y);
  cairo_set_line_width (p->cr, width);
  if (dashed)
    cairo_set_dash (p->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
  if (length <= 0)
    return;
  dx = (tip.x - base.x) / length * HEAD_WIDTH / 2;
  dy = (tip.y - base.y) / length * HEAD_WIDTH / 2;
  cairo_move_to (p->cr, tip.x, tip.y);
  cairo_line_to (p->cr, base.x - dy, base.y + dx);
  cairo_line_to (p->cr, base.x + dy, base.y - dx);
  cairo_close_path (p->cr);
  cairo_fill (p->cr);
}

static CrPoint
point_along (GArray *line, double share)
{
  double total = 0, way;

  for (guint i = 1; i < line->len; i++)
    {
      CrPoint *q = &g_array_index (line, CrPoint, i);
      total += hypot (q->x - q[-1].x, q->y - q[-1].y);
    }
  way = total * CLAMP (share, 0, 1);
  for (guint i = 1; i < line->len; i++)
    {
      CrPoint *q = &g_array_index (line, CrPoint, i);
      double piece = hypot (q->x - q[-1].x, q->y - q[-1].y);

      if (piece > 0 && way <= piece)
        return (CrPoint){ q[-1].x + (q->x - q[-1].x) * way / piece, q[-1].y + (q->y - q[-1].y) * way / piece };
      way -= piece;
    }
  return g_array_index (line, CrPoint, line->len - 1);
}

/* Two strokes across the middle: here no gradient passes. */
static void
paint_cut (CrPaint *p, GArray *line)
{
  CrPoint a, b;
  double angle;

  if (line->len < 2)
    return;
  a = point_along (line, 0.48);
  b = point_along (line, 0.52);
  angle = atan2 (b.y - a.y, b.x - a.x);
  cairo_save (p->cr);
  cairo_translate (p->cr, (a.x + b.x) / 2, (a.y + b.y) / 2);
  cairo_rotate (p->cr, angle);
  cr_paint_set_color (p, &p->theme->background);
  cairo_rectangle (p->cr, -2.2, -5, 4.4, 10);
  cairo_fill (p->cr);
  cr_paint_set_color (p, &p->theme->text);
  cairo_set_line_width (p->cr, 1.5);
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (p->cr, side * 2.6 - 2.4, 6);
      cairo_line_to (p->cr, side * 2.6 + 2.4, -6);
    }
  cairo_stroke (p->cr);
  cairo_restore (p->cr);
}

/* Gradient edges keep to the outer side of the edges that meet at an operator. */
static double
choose_side (CrPaint *p, const CrSceneLink *link)
{
  const CrSceneNode *to = &cr_scene_item (p->scene, link->edge.to)->node;
  CrPoint end = link->edge.points[link->edge.n_points - 1];

  return !link->receives && end.x < to->x + to->width / 2 - 1 ? -1 : 1;
}

static double
link_alpha (CrPaint *p, const CrSceneLink *link)
{
  double from = cr_paint_item_alpha (p, cr_scene_item (p->scene, link->edge.from));
  double to = cr_paint_item_alpha (p, cr_scene_item (p->scene, link->edge.to));

  /* A released tensor's edges are still what the backward walks. */
  if (MIN (from, to) == CR_RELEASED_ALPHA)
    return 1;
  return MIN (from, to);
}

static void
paint_gradient_edge (CrPaint *p, const CrSceneLink *link, gboolean now)
{
  const CrSceneItem *from = cr_scene_item (p->scene, link->edge.from);
  g_autoptr (GArray) line = flatten (&link->edge);

  move_beside (line, BESIDE * choose_side (p, link));
  reverse (line);
  if (from->has_capsule && !link->receives && line->len > 0)
    {
      double x = g_array_index (line, CrPoint, line->len - 1).x;

      if (fabs (x - from->node.x - from->node.width / 2) < cr_paint_gradient_reach (p, from))
        cut_end (line, CR_CAPSULE_HANG + 0.5);
    }
  p->alpha = 1;
  cr_paint_set_color (p, &p->theme->gradient);
  stroke_arrow (p, line, now ? 2.2 : 1.5, TRUE);
}

void
cr_paint_edge (CrPaint *p, guint i)
{
  const CrSceneLink *link = cr_scene_link (p->scene, i);
  g_autoptr (GArray) line = NULL;
  gboolean now;

  if (link->edge.n_points < 4)
    return;
  line = flatten (&link->edge);
  p->alpha = link_alpha (p, link);
  cr_paint_set_color (p, &p->theme->forward_edge);
  if (p->scene->view == CR_VIEW_FUNCTIONS)
    reverse (line); /* next_functions point from a function to those of its inputs */
  stroke_arrow (p, line, 1.5, FALSE);
  if (link->edge.cut)
    {
      g_autoptr (GArray) whole = flatten (&link->edge);
      paint_cut (p, whole);
    }
  if (passed_gradient (p, link, &now))
    paint_gradient_edge (p, link, now);
  p->alpha = 1;
}

/* Whether what an edge brings is but a part of what its variable gets: then it is told apart from the sum. */
static gboolean
is_contribution (CrPaint *p, const CrSceneLink *link)
{
  guint variable = cr_scene_item (p->scene, link->edge.from)->variable;

  return variable != CR_NONE && cr_cursor_get_variable (p->cursor, variable)->n_expected > 1;
}

/* The numbers that travel; a sum over what was broadcast says so. */
static char *
make_label (CrPaint *p, const CrSceneLink *link, const CrValue *value)
{
  const CrFunctionNode *function = cr_graph_get_function (p->scene->graph, link->function);
  g_autofree char *numbers = cr_label_new_short (value);

  if (p->step && cr_fact_sums_broadcast (p->scene->graph, function, p->step, link->edge.slot))
    return g_strconcat ("Σ ", numbers, NULL);
  return g_steal_pointer (&numbers);
}

void
cr_paint_travel (CrPaint *p, guint i)
{
  const CrSceneLink *link = cr_scene_link (p->scene, i);
  g_autoptr (GArray) line = NULL;
  g_autofree char *label = NULL;
  double phase = CLAMP (p->options->phase, 0, 1), half;
  CrValue *value;
  CrPoint at;
  gboolean now;

  if (link->receives || link->edge.n_points < 4 || (phase >= 1 && !is_contribution (p, link)))
    return;
  value = passed_gradient (p, link, &now);
  if (value == NULL || !now)
    return;
  line = flatten (&link->edge);
  reverse (line);
  at = point_along (line, phase < 1 ? phase * phase * (3 - 2 * phase) : 0.45);
  label = make_label (p, link, value);
  half = cr_paint_capsule_width (p, CR_FONT_CAPSULE, label) / 2;
  at.x = CLAMP (at.x, half + 2, MAX (half + 2, p->scene->width - half - 2));
  cr_paint_capsule (p, CR_FONT_CAPSULE, label, at.x, at.y, 2 * half, phase < 1, FALSE);
}

/* All edges as straight lines in two paths, without antialiasing: what a frame costs is its strokes. */
void
cr_paint_edges_plain (CrPaint *p)
{
  cairo_antialias_t antialias = cairo_get_antialias (p->cr);
  double width = p->options->scale > 0 ? 1 / p->options->scale : 1;

  cairo_set_antialias (p->cr, CAIRO_ANTIALIAS_NONE);
  for (int pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < p->scene->links->len; i++)
        {
          const CrSceneLink *link = cr_scene_link (p->scene, i);
          CrPoint end;
          gboolean now;

          if (link->edge.n_points < 4 || link->x1 > p->x2 || link->x2 < p->x1 || link->y1 > p->y2 || link->y2 < p->y1)
            continue;
          if (pass != (passed_gradient (p, link, &now) != NULL))
            continue;
          end = link->edge.points[link->edge.n_points - 1];
          cairo_move_to (p->cr, link->edge.points[0].x, link->edge.points[0].y);
          cairo_line_to (p->cr, end.x, end.y);
        }
      cr_paint_set_color (p, pass ? &p->theme->gradient : &p->theme->forward_edge);
      cairo_set_line_width (p->cr, width);
      cairo_stroke (p->cr);
    }
  cairo_set_antialias (p->cr, antialias);
}
