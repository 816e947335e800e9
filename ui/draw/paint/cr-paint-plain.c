/* The whole graph from afar: boxes as spots by kind and state, edges as straight lines, nothing antialiased. What a
 * frame costs is its strokes, so each colour is one path; what is smaller than a pixel is drawn once a pixel. */
#include "cr-painter-private.h"
#include "cr-pixels.h"

#include <math.h>
#include <string.h>

#define SPOT_HEIGHT 4.0 /* pixels: from here on a spot shows its shape */
#define LEAST_SIDE 1.0  /* pixels: a spot is no smaller */

/* A spot's colour: its kind, or that the backward has been there; pale before it exists. */
enum
{
  SPOT_DONE = CR_NODE_GROUP + 1,
  SPOT_GHOST,
  N_SPOTS
};

static guint
choose_spot (CrPaint *p, const CrSceneItem *item)
{
  const CrFunctionState *state;

  if (cr_paint_item_alpha (p, item) <= CR_GHOST_ALPHA)
    return SPOT_GHOST;
  if (item->function == CR_NONE || (item->variable != CR_NONE && p->scene->options.view == CR_VIEW_FULL))
    return item->node.kind;
  state = cr_cursor_get_function (p->cursor, item->function);
  return state->state == CR_BACKWARD_DONE || state->state == CR_BACKWARD_CURRENT ? SPOT_DONE : item->node.kind;
}

static CrColor
get_spot_color (CrPaint *p, guint spot)
{
  CrColor color = spot == SPOT_DONE    ? p->theme->gradient
                  : spot == SPOT_GHOST ? p->theme->node_line
                                       : *cr_paint_get_line_color (p, (CrNodeKind)spot);

  if (spot == SPOT_GHOST)
    color.alpha = CR_GHOST_ALPHA;
  return color;
}

/* Round or square, with a line around a paler inside. */
static void
draw_spot (CrPaint *p, guint variant, double x, double y, double width, double height)
{
  guint spot = variant & 0xff;
  CrColor line = get_spot_color (p, spot), fill = line;
  gboolean round = variant & 0x100;

  fill.alpha *= round ? 0.25 : 0.6;
  if (round)
    cr_path_rounded (p->cr, x, y, width, height, CR_VARIABLE_RADIUS);
  else
    cairo_rectangle (p->cr, x, y, width, height);
  cr_paint_set_color (p, &fill);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, &line);
  cairo_set_line_width (p->cr, 1 / p->options->scale);
  cairo_stroke (p->cr);
}

static void
paint_shaped_spots (CrPaint *p)
{
  for (guint k = 0; k < p->items->len; k++)
    {
      const CrSceneItem *item = cr_scene_item (p->scene, g_array_index (p->items, guint, k));
      const CrSceneNode *n = &item->node;
      gboolean round = n->kind < CR_NODE_OPERATOR && p->scene->options.view != CR_VIEW_FUNCTIONS;

      if (p->lit)
        p->fade = cr_paint_is_lit (p, item) ? 1 : CR_ASIDE_ALPHA;
      cr_paint_stamp (p, CR_STAMP_SPOT, choose_spot (p, item) | (round ? 0x100 : 0), n->x, n->y, n->width, n->height,
                      1 / p->options->scale, draw_spot);
    }
  p->fade = 1;
}

static gboolean
fill_pixels (CrPaint *p, const guint8 *spots, guint8 spot, const CrColor *color)
{
  CrPixels pixels;

  if (color->alpha < 1 || p->alpha < 1 || p->fade < 1 || !cr_pixels_begin (&pixels, p->cr))
    return FALSE;
  for (guint k = 0; k < p->items->len; k++)
    if (spots[k] == spot)
      {
        const CrSceneNode *n = &cr_scene_item (p->scene, g_array_index (p->items, guint, k))->node;

        cr_pixels_rectangle (&pixels, color, n->x, n->y, n->width, n->height);
      }
  cr_pixels_end (&pixels);
  return TRUE;
}

/* All spots of one colour, as pixels or in one path. */
static void
paint_spots (CrPaint *p, const guint8 *spots, guint8 spot, double least)
{
  CrColor color = get_spot_color (p, spot & 0x7f);

  if (!(spot & 0x80) && fill_pixels (p, spots, spot, &color))
    return;
  for (guint k = 0; k < p->items->len; k++)
    if (spots[k] == spot)
      {
        const CrSceneNode *n = &cr_scene_item (p->scene, g_array_index (p->items, guint, k))->node;

        cairo_rectangle (p->cr, n->x, n->y, MAX (n->width, least), MAX (n->height, least));
      }
  if (spot & 0x80)
    color.alpha *= CR_ASIDE_ALPHA;
  cr_paint_set_color (p, &color);
  cairo_fill (p->cr);
}

static void
paint_flat_spots (CrPaint *p)
{
  g_autofree guint8 *spots = g_malloc (p->items->len + 1);
  guint counts[0x100] = { 0 };
  cairo_antialias_t antialias = cairo_get_antialias (p->cr);
  /* Far out an unaligned pixel would fall between two. */
  double least = LEAST_SIDE / p->options->scale;

  for (guint k = 0; k < p->items->len; k++)
    {
      const CrSceneItem *item = cr_scene_item (p->scene, g_array_index (p->items, guint, k));

      spots[k] = (guint8)choose_spot (p, item);
      if (p->lit && !cr_paint_is_lit (p, item))
        spots[k] |= 0x80;
      counts[spots[k]]++;
    }
  cairo_set_antialias (p->cr, CAIRO_ANTIALIAS_NONE);
  for (guint spot = 0x100; spot-- > 0;)
    if (counts[spot] > 0)
      paint_spots (p, spots, (guint8)spot, least);
  cairo_set_antialias (p->cr, antialias);
}

void
cr_paint_nodes_plain (CrPaint *p)
{
  if (p->options->scale <= 0)
    return;
  if (CR_OPERATOR_HEIGHT * p->options->scale >= SPOT_HEIGHT)
    paint_shaped_spots (p);
  else
    paint_flat_spots (p);
}

static void
paint_plain_ring (CrPaint *p, guint i, const CrColor *color, double out)
{
  const CrSceneNode *n;

  if (i >= p->scene->items->len)
    return;
  n = &cr_scene_item (p->scene, i)->node;
  cr_paint_set_color (p, color);
  cairo_set_line_width (p->cr, 2.5 / p->options->scale);
  cairo_rectangle (p->cr, n->x - out, n->y - out, n->width + 2 * out, n->height + 2 * out);
  cairo_stroke (p->cr);
}

/* Rings as wide on the screen as they are near. */
void
cr_paint_rings_plain (CrPaint *p)
{
  double pixel = p->options->scale > 0 ? 1 / p->options->scale : 1;

  if (p->step_function != CR_NONE)
    paint_plain_ring (p, cr_scene_find_function (p->scene, p->step_function), &p->theme->gradient, 4 * pixel);
  if (p->options->hovered != p->options->selected)
    paint_plain_ring (p, p->options->hovered, &p->theme->selection, 2 * pixel);
  paint_plain_ring (p, p->options->selected, &p->theme->selection, 4 * pixel);
  paint_plain_ring (p, p->options->focused, &p->theme->text, 7 * pixel);
}

static void
add_line (CrPaint *p, CrPixels *pixels, const CrColor *color, CrPoint from, CrPoint to)
{
  if (pixels)
    {
      cr_pixels_line (pixels, color, from.x, from.y, to.x, to.y);
      return;
    }
  cairo_move_to (p->cr, from.x, from.y);
  cairo_line_to (p->cr, to.x, to.y);
}

/* Straight from end to end; a long one through the ends of its curves, as it goes around boxes. */
static void
add_lines (CrPaint *p, CrPixels *pixels, const CrColor *color, const CrSceneLink *link, double pixel)
{
  const CrPoint *points = link->edge.points;
  CrPoint last = points[0], end = points[link->edge.n_points - 1];

  if (fabs (end.x - last.x) < pixel && fabs (end.y - last.y) < pixel)
    return;
  for (guint i = 3; i + 3 < link->edge.n_points; i += 3)
    if (fabs (points[i].x - last.x) + fabs (points[i].y - last.y) > 12 * pixel)
      {
        add_line (p, pixels, color, last, points[i]);
        last = points[i];
      }
  add_line (p, pixels, color, last, end);
}

static guint8
choose_line (CrPaint *p, const CrSceneLink *link)
{
  const CrSceneItem *from = cr_scene_item (p->scene, link->edge.from), *to = cr_scene_item (p->scene, link->edge.to);
  gboolean now;

  if (p->lit && !(cr_paint_is_lit (p, from) && cr_paint_is_lit (p, to)))
    return 2;
  return cr_paint_get_passed (p, link, &now) != NULL;
}

void
cr_paint_edges_plain (CrPaint *p)
{
  cairo_antialias_t antialias = cairo_get_antialias (p->cr);
  double pixel = p->options->scale > 0 ? 1 / p->options->scale : 1;
  g_autofree guint8 *lines = g_malloc (p->links->len + 1);
  const CrColor *colors[] = { &p->theme->forward_edge, &p->theme->gradient, &p->theme->forward_edge };
  CrPixels pixels;

  for (guint k = 0; k < p->links->len; k++)
    lines[k] = choose_line (p, cr_scene_link (p->scene, g_array_index (p->links, guint, k)));
  cairo_set_antialias (p->cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_line_width (p->cr, pixel);
  for (guint pass = 0; pass < G_N_ELEMENTS (colors); pass++)
    {
      guint line = (pass + 2) % 3; /* what steps aside comes first */
      gboolean direct = line != 2 && cr_pixels_begin (&pixels, p->cr);

      for (guint k = 0; k < p->links->len; k++)
        if (lines[k] == line)
          add_lines (p, direct ? &pixels : NULL, colors[line],
                     cr_scene_link (p->scene, g_array_index (p->links, guint, k)), pixel);
      if (direct)
        {
          cr_pixels_end (&pixels);
          continue;
        }
      p->alpha = line == 2 ? CR_ASIDE_ALPHA : 1;
      cr_paint_set_color (p, colors[line]);
      cairo_stroke (p->cr);
    }
  p->alpha = 1;
  cairo_set_antialias (p->cr, antialias);
}
