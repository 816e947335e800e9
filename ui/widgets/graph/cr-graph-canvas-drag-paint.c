/* What building by hand lays over the picture: outputs to draw from, the edge that is being drawn, and the operands
 * with their numbers. In points of the scene, but as large at every zoom. */

#include "cr-graph-canvas-private.h"

#include <math.h>

#define PORT_RADIUS 6.0 /* points of the view, as all below */
#define RING_GAP 7.0
#define BADGE_RADIUS 9.0
#define LINE_WIDTH 2.0
#define ARROW 9.0

static void
set_color (cairo_t *cr, const CrColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

/* From here on a unit is a point of the view, and the origin is a point of the scene. */
static void
go_to (CrGraphCanvas *canvas, double x, double y, cairo_t *cr)
{
  cairo_translate (cr, x, y);
  cairo_scale (cr, 1 / canvas->transform.scale, 1 / canvas->transform.scale);
}

static void
paint_knob (CrGraphCanvas *canvas, const CrTheme *theme, const CrPoint *at, gboolean plus, cairo_t *cr)
{
  cairo_save (cr);
  go_to (canvas, at->x, at->y, cr);
  cairo_arc (cr, 0, 0, PORT_RADIUS, 0, 2 * G_PI);
  set_color (cr, &theme->background, 1);
  cairo_fill_preserve (cr);
  set_color (cr, &theme->selection, 1);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_stroke (cr);
  if (plus)
    {
      cairo_move_to (cr, -PORT_RADIUS / 2, 0);
      cairo_line_to (cr, PORT_RADIUS / 2, 0);
      cairo_move_to (cr, 0, -PORT_RADIUS / 2);
      cairo_line_to (cr, 0, PORT_RADIUS / 2);
      cairo_set_line_width (cr, 1.5);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}

static void
paint_port (CrGraphCanvas *canvas, const CrTheme *theme, guint node, cairo_t *cr)
{
  CrPoint port;

  if (node != CR_NONE && cr_graph_canvas_find_port (canvas, node, &port))
    paint_knob (canvas, theme, &port, TRUE, cr);
}

static void
paint_ring (CrGraphCanvas *canvas, const CrTheme *theme, guint node, gboolean dashed, cairo_t *cr)
{
  static const double dashes[] = { 6, 4 };
  const CrSceneNode *box = cr_scene_get_node (canvas->scene, node);
  double scale = canvas->transform.scale, width = box->width * scale + 2 * RING_GAP;
  double height = box->height * scale + 2 * RING_GAP, radius = MIN (14, MIN (width, height) / 2);

  cairo_save (cr);
  go_to (canvas, box->x, box->y, cr);
  cairo_translate (cr, -RING_GAP, -RING_GAP);
  cairo_new_sub_path (cr);
  cairo_arc (cr, width - radius, radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, width - radius, height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, radius, height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, radius, radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
  set_color (cr, &theme->selection, 1);
  cairo_set_line_width (cr, LINE_WIDTH);
  if (dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
paint_number (CrGraphCanvas *canvas, const CrTheme *theme, guint node, guint number, cairo_t *cr)
{
  const CrSceneNode *box = cr_scene_get_node (canvas->scene, node);
  g_autofree char *text = g_strdup_printf ("%u", number);

  cairo_save (cr);
  go_to (canvas, box->x, box->y, cr);
  cairo_arc (cr, -RING_GAP + 4, -RING_GAP + 4, BADGE_RADIUS, 0, 2 * G_PI);
  set_color (cr, &theme->background, 1);
  cairo_fill_preserve (cr);
  set_color (cr, &theme->selection, 1);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_stroke (cr);
  cr_text_draw (canvas->text, CR_FONT_CAPTION, &theme->text, text, -RING_GAP + 4, -RING_GAP + 4, CR_ALIGN_CENTER, 0);
  cairo_restore (cr);
}

static void
paint_marks (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr)
{
  g_autoptr (GArray) operands = NULL;

  if (canvas->marks->len == 0)
    return;
  operands = cr_graph_canvas_dup_operands (canvas);
  for (guint i = 0; i < operands->len; i++)
    {
      guint node = cr_scene_find_variable (canvas->scene, g_array_index (operands, guint, i));

      if (node == CR_NONE)
        continue;
      paint_ring (canvas, theme, node, i >= canvas->marks->len, cr);
      paint_number (canvas, theme, node, i + 1, cr);
    }
}

/* Leaves and arrives along the picture's direction. */
static void
paint_link (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr)
{
  const CrGraphLink *link = canvas->link;
  gboolean sideways = cr_scene_get_options (canvas->scene)->left_to_right;
  double x, y, bend, scale = canvas->transform.scale, way = ARROW / scale;
  CrPoint from = link->anchor, to;

  cr_view_transform_to_scene (&canvas->transform, link->x, link->y, &x, &y);
  to = (CrPoint){ x, y };
  if (link->function != CR_NONE) /* the other end stays */
    {
      to = link->anchor;
      from = (CrPoint){ x, y };
    }
  bend = (sideways ? fabs (to.x - from.x) : fabs (to.y - from.y)) / 2 + 12 / scale;
  cairo_save (cr);
  set_color (cr, &theme->selection, 1);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, 2.5 / scale);
  cairo_move_to (cr, from.x, from.y);
  if (sideways)
    cairo_curve_to (cr, from.x + bend, from.y, to.x - bend, to.y, to.x, to.y);
  else
    cairo_curve_to (cr, from.x, from.y + bend, to.x, to.y - bend, to.x, to.y);
  cairo_stroke (cr);
  cairo_translate (cr, to.x, to.y);
  cairo_rotate (cr, sideways ? -G_PI / 2 : 0);
  cairo_move_to (cr, 0, 0);
  cairo_line_to (cr, -way / 2, -way);
  cairo_line_to (cr, way / 2, -way);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_restore (cr);
  if (link->target != CR_NONE && link->target < cr_scene_get_n_nodes (canvas->scene))
    paint_ring (canvas, theme, link->target, FALSE, cr);
}

void
cr_graph_canvas_paint_build (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr)
{
  guint selected = cr_graph_canvas_get_selected_node (canvas);
  CrPoint handle;

  paint_marks (canvas, theme, cr);
  if (canvas->link != NULL && canvas->link->moving)
    {
      paint_link (canvas, theme, cr);
      return;
    }
  if (selected != canvas->hovered)
    paint_port (canvas, theme, selected, cr);
  paint_port (canvas, theme, canvas->hovered, cr);
  if (canvas->hovered_edge != CR_NONE && cr_graph_canvas_find_handle (canvas, canvas->hovered_edge, &handle))
    paint_knob (canvas, theme, &handle, FALSE, cr);
}
