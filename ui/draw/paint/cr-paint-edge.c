/* Edges: solid forward with an arrow head at the border of what they enter; dashed beside them, the
 * other way, the gradients that were sent. A gradient edge grows with the step that sends along it. */
#include "cr-painter-private.h"

#include <math.h>

#define BESIDE 6.5 /* from a forward edge to its gradient edge */

static CrValue *
get_passed (CrPaint *p, const CrSceneLink *link, gboolean *now)
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

/* Along a bundle that of this step, else any. */
CrValue *
cr_paint_get_passed (CrPaint *p, const CrSceneLink *link, gboolean *now)
{
  CrValue *passed = get_passed (p, link, now);

  for (guint next = link->next; next != 0 && !*now; next = link->next)
    {
      CrValue *other;

      link = &g_array_index (p->scene->bundled, CrSceneLink, next - 1);
      other = get_passed (p, link, now);
      if (other != NULL && (passed == NULL || *now))
        passed = other;
    }
  return passed;
}

void
cr_paint_cut (CrPaint *p, double x, double y, double angle)
{
  cairo_save (p->cr);
  cairo_translate (p->cr, x, y);
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

/* Across the middle. */
static void
paint_cut (CrPaint *p, GArray *line)
{
  CrPoint a, b;

  if (line->len < 2)
    return;
  a = cr_line_get_point (line, 0.48);
  b = cr_line_get_point (line, 0.52);
  cr_paint_cut (p, (a.x + b.x) / 2, (a.y + b.y) / 2, atan2 (b.y - a.y, b.x - a.x));
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

/* How far a gradient that passes in this step has come: first what the function receives, then what it sends. */
static double
get_progress (const CrPaint *p, const CrSceneLink *link)
{
  return link->receives ? cr_paint_share (p, 0, CR_PLAY_RECEIVED) : cr_paint_share (p, CR_PLAY_SEND, CR_PLAY_ARRIVE);
}

static void
paint_gradient_edge (CrPaint *p, const CrSceneLink *link, const CrValue *value, gboolean now)
{
  const CrSceneItem *from = cr_scene_item (p->scene, link->edge.from);
  double progress = now ? get_progress (p, link) : 1, width = 1.5, norm;
  gboolean wide = cr_paint_get_gradient_width (p, value, &width, &norm);
  g_autoptr (GArray) line = NULL, whole = NULL;

  if (progress <= 0)
    return;
  line = cr_line_new (&link->edge, p->options->scale);
  cr_line_move_beside (line, MAX (BESIDE, width / 2 + 3.5) * choose_side (p, link));
  cr_line_reverse (line);
  if (from->has_capsule && !link->receives && line->len > 0)
    {
      double x = g_array_index (line, CrPoint, line->len - 1).x;

      if (fabs (x - from->node.x - from->node.width / 2) < cr_paint_gradient_reach (p, link->edge.from))
        cr_line_cut_end (line, CR_CAPSULE_HANG + 0.5);
    }
  if (progress < 1)
    cr_line_keep (line, progress);
  p->alpha = 1;
  cr_paint_set_color (p, &p->theme->gradient);
  p->gradient_line = TRUE;
  whole = wide && !isfinite (norm) ? g_array_copy (line) : NULL;
  cr_paint_arrow (p, line, now ? MAX (2.2, width) : width, wide && norm == 0 ? CR_DASH_DOTTED : CR_DASH_DASHED);
  p->gradient_line = FALSE;
  if (whole)
    cr_paint_special_gradient (p, whole, norm);
}

/* Where names are all that is read of nodes: one line an edge, in the colour of what has passed last. */
static void
paint_thin_edge (CrPaint *p, const CrSceneLink *link)
{
  gboolean now;
  const CrValue *passed = cr_paint_get_passed (p, link, &now);
  double width = 1.5, norm;
  g_autoptr (GArray) line = cr_line_new (&link->edge, p->options->scale);

  p->alpha = passed ? 1 : link_alpha (p, link);
  cr_paint_set_color (p, passed ? &p->theme->gradient : &p->theme->forward_edge);
  if (passed)
    cr_paint_get_gradient_width (p, passed, &width, &norm);
  cr_paint_line (p, line, MAX (width, 0.8 / p->options->scale), CR_DASH_NONE);
  if (link->edge.cut)
    paint_cut (p, line);
}

static void
paint_full_edge (CrPaint *p, const CrSceneLink *link)
{
  g_autoptr (GArray) line = cr_line_new (&link->edge, p->options->scale);
  const CrValue *passed;
  gboolean now;

  p->alpha = link_alpha (p, link);
  cr_paint_set_color (p, &p->theme->forward_edge);
  if (p->scene->options.view == CR_VIEW_FUNCTIONS)
    cr_line_reverse (line); /* next_functions point from a function to those of its inputs */
  cr_paint_arrow (p, line, 1.5, CR_DASH_NONE);
  if (link->edge.cut)
    {
      g_autoptr (GArray) whole = cr_line_new (&link->edge, p->options->scale);
      paint_cut (p, whole);
    }
  passed = cr_paint_get_passed (p, link, &now);
  if (passed)
    paint_gradient_edge (p, link, passed, now);
}

void
cr_paint_edge (CrPaint *p, guint i)
{
  const CrSceneLink *link = cr_scene_link (p->scene, i);

  if (link->edge.n_points < 4)
    return;
  cr_paint_lit_link (p, i);
  if (p->options->scale < CR_SCALE_TITLE)
    paint_thin_edge (p, link);
  else
    paint_full_edge (p, link);
  p->alpha = 1;
  p->fade = 1;
}
