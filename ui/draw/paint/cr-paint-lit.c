/* A path that is lit: a broad stroke below its edges and around its nodes, with a row of dots in it, so that it stands
 * out by more than its colour, while everything else steps back. */
#include "cr-painter-private.h"

static gboolean
contains (const GArray *sorted, guint index)
{
  guint low = 0, high = sorted ? sorted->len : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (sorted, guint, middle) < index)
        low = middle + 1;
      else
        high = middle;
    }
  return sorted && low < sorted->len && g_array_index (sorted, guint, low) == index;
}

/* Where a view has no node for a function or a variable, the one that stands for it is lit. */
gboolean
cr_paint_is_lit (CrPaint *p, const CrSceneItem *item)
{
  if (!p->lit)
    return TRUE;
  if (contains (p->options->lit_nodes, (guint)(item - cr_scene_item (p->scene, 0))))
    return TRUE;
  if (item->variable != CR_NONE && contains (p->options->lit_variables, item->variable))
    return TRUE;
  return item->function != CR_NONE && contains (p->options->lit_functions, item->function);
}

static void
stroke_lit (CrPaint *p, double width)
{
  static const double dots[] = { 0, 7 };
  CrColor color = p->theme->selection;

  color.alpha = 0.55;
  cr_paint_set_color (p, &color);
  cairo_set_line_width (p->cr, width);
  cairo_stroke_preserve (p->cr);
  cr_paint_set_color (p, &p->theme->background);
  cairo_set_line_width (p->cr, width / 3.5);
  cairo_set_line_cap (p->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (p->cr, dots, G_N_ELEMENTS (dots), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
  cairo_set_line_cap (p->cr, CAIRO_LINE_CAP_BUTT);
}

void
cr_paint_lit_link (CrPaint *p, guint i)
{
  const CrSceneLink *link = cr_scene_link (p->scene, i);
  gboolean lit = cr_paint_is_lit (p, cr_scene_item (p->scene, link->edge.from))
                 && cr_paint_is_lit (p, cr_scene_item (p->scene, link->edge.to));
  g_autoptr (GArray) line = NULL;

  if (!p->lit)
    return;
  p->fade = lit ? 1 : CR_ASIDE_ALPHA;
  if (!lit)
    return;
  line = cr_line_new (&link->edge, p->options->scale);
  cr_line_trace (p->cr, line);
  stroke_lit (p, 9);
}

void
cr_paint_lit_node (CrPaint *p, guint i, double radius)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  const CrSceneNode *n = &item->node;

  if (!p->lit)
    return;
  p->fade = cr_paint_is_lit (p, item) ? 1 : CR_ASIDE_ALPHA;
  if (p->fade < 1)
    return;
  cr_path_rounded (p->cr, n->x - 3, n->y - 3, n->width + 6, n->height + 6, radius + 3);
  stroke_lit (p, 8);
}
