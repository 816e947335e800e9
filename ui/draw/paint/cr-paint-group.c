/* Groups: frames around the members of open ones, below everything; their headers above it; and the boxes of folded
 * ones. A folded group looks like a pile of boxes with a second line inside, so that it is told from an operator by
 * more than its words; it shows the value that leaves it and how far the backward has come with what is in it. */
#include "cr-painter-private.h"

#include <math.h>

#include "cr-label.h"

#define FRAME_RADIUS 10.0
#define GROUP_RADIUS 7.0
#define PORT_RADIUS 7.0

/* Its colour stands out less the deeper it is. */
static CrColor
get_frame_color (const CrPaint *p, const CrSceneFrame *frame)
{
  CrColor color = p->theme->operator_line;

  color.alpha *= frame->around_all ? 0.5 : 0.75;
  return color;
}

static gboolean
frame_is_visible (const CrPaint *p, const CrSceneFrame *frame)
{
  return !frame->folded && frame->gone < 1 && frame->x <= p->x2 && frame->x + frame->width >= p->x1
         && frame->y - PORT_RADIUS <= p->y2 && frame->y + frame->height + PORT_RADIUS >= p->y1;
}

static void
paint_frame (CrPaint *p, const CrSceneFrame *frame)
{
  static const double dashes[] = { 2, 3 };
  gboolean plain = p->options->scale < CR_SCALE_PLAIN;
  CrColor line = get_frame_color (p, frame), fill = p->theme->operator_line;

  p->gone = frame->gone;
  fill.alpha = plain ? 0 : frame->around_all ? 0 : p->theme->dark ? 0.09 : 0.045;
  cr_path_rounded (p->cr, frame->x, frame->y, frame->width, frame->height, FRAME_RADIUS);
  cr_paint_set_color (p, &fill);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, &line);
  cairo_set_line_width (p->cr, MAX (1.0, plain && p->options->scale > 0 ? 0.8 / p->options->scale : 1.0));
  if (frame->n_iterations > 0 && !plain) /* a loop */
    cairo_set_dash (p->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
  p->gone = 0;
}

void
cr_paint_frames (CrPaint *p)
{
  for (guint i = 0; i < p->scene->frames->len; i++)
    if (frame_is_visible (p, cr_scene_frame (p->scene, i)))
      paint_frame (p, cr_scene_frame (p->scene, i));
}

/* A triangle that points to where it leads: down while it is open, right while it is folded. */
static void
paint_triangle (CrPaint *p, double x, double y, double size, double angle)
{
  cairo_save (p->cr);
  cairo_translate (p->cr, x, y);
  cairo_rotate (p->cr, angle);
  cairo_move_to (p->cr, size, 0);
  cairo_line_to (p->cr, -size * 0.6, -size);
  cairo_line_to (p->cr, -size * 0.6, size);
  cairo_close_path (p->cr);
  cairo_restore (p->cr);
  cairo_fill (p->cr);
}

/* Left of the end of a loop's header: the iteration before and the next. */
static void
paint_arrows (CrPaint *p, const CrSceneFrame *frame, double y)
{
  double end = frame->x + frame->header_width;

  for (guint next = 0; next < 2; next++)
    {
      gboolean all = frame->iteration == CR_FOLDING_ALL_ITERATIONS;
      gboolean can = all || (next ? frame->iteration + 1 < frame->n_iterations : frame->iteration > 0);
      CrColor color = p->theme->text;

      color.alpha *= can ? 1 : 0.3;
      cr_paint_set_color (p, &color);
      paint_triangle (p, end - (next ? 0.5 : 1.5) * CR_FRAME_ARROW, y, 4.5, next ? 0 : G_PI);
    }
}

static void
paint_header (CrPaint *p, const CrSceneFrame *frame)
{
  double y = frame->y + frame->header / 2, x = frame->x + (frame->around_all ? 8 : CR_FRAME_MARK);
  CrColor line = get_frame_color (p, frame);
  g_autofree char *words = cr_scene_dup_frame_words (frame);

  p->gone = frame->gone;
  cr_path_rounded (p->cr, frame->x, frame->y, frame->width < frame->header_width ? frame->width : frame->header_width,
                   frame->header, FRAME_RADIUS);
  cr_paint_set_color (p, &p->theme->background);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, &line);
  cairo_set_line_width (p->cr, 1);
  cairo_stroke (p->cr);
  cr_paint_set_color (p, &p->theme->text);
  if (!frame->around_all)
    paint_triangle (p, frame->x + CR_FRAME_MARK / 2 + 1, y, 4, G_PI_2);
  cr_paint_text (p, CR_FRAME_FONT (frame), &p->theme->text, words, x, y, CR_ALIGN_LEFT, frame->width);
  if (frame->n_iterations > 1)
    paint_arrows (p, frame, y);
  p->gone = 0;
}

/* How many edges pass a border there. */
static void
paint_number (CrPaint *p, CrPoint at, guint n)
{
  g_autofree char *label = g_strdup_printf ("%u", n);
  double width;

  cr_text_measure (p->text, CR_FONT_CAPTION, label, &width, NULL);
  width = MAX (2 * PORT_RADIUS, width + 8);
  cr_path_rounded (p->cr, at.x - width / 2, at.y - PORT_RADIUS, width, 2 * PORT_RADIUS, PORT_RADIUS);
  cr_paint_set_color (p, &p->theme->background);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, &p->theme->forward_edge);
  cairo_set_line_width (p->cr, 1);
  cairo_stroke (p->cr);
  cr_paint_text (p, CR_FONT_CAPTION, &p->theme->text, label, at.x, at.y, CR_ALIGN_CENTER, 0);
}

/* A little before the arrow head. */
static void
paint_bundle (CrPaint *p, const CrSceneLink *link)
{
  const CrPoint *end = &link->edge.points[link->edge.n_points - 1];
  const CrPoint *before = &link->edge.points[link->edge.n_points - 4];
  double length = hypot (end->x - before->x, end->y - before->y), share = length > 0 ? MIN (1, 17 / length) : 0;

  paint_number (p, (CrPoint){ end->x + (before->x - end->x) * share, end->y + (before->y - end->y) * share },
                link->edge.n_bundled);
}

void
cr_paint_headers (CrPaint *p)
{
  if (p->options->scale < CR_SCALE_TITLE)
    return;
  for (guint i = 0; p->small_text && i < p->scene->ports->len; i++)
    {
      const CrScenePort *port = &g_array_index (p->scene->ports, CrScenePort, i);

      if (port->n > 1 && frame_is_visible (p, cr_scene_frame (p->scene, port->frame)))
        paint_number (p, port->at, port->n);
    }
  for (guint k = 0; p->small_text && k < p->links->len; k++)
    {
      const CrSceneLink *link = cr_scene_link (p->scene, g_array_index (p->links, guint, k));

      if (link->edge.n_bundled > 1 && link->edge.n_points >= 4 && link->gone <= 0)
        paint_bundle (p, link);
    }
  for (guint i = 0; i < p->scene->frames->len; i++)
    if (frame_is_visible (p, cr_scene_frame (p->scene, i)))
      paint_header (p, cr_scene_frame (p->scene, i));
}

/* The foremost box of the pile; the node's own ends where the last does. */
static CrSceneNode
get_front (const CrSceneNode *n)
{
  CrSceneNode front = *n;

  front.width -= CR_GROUP_STACK;
  front.height -= CR_GROUP_STACK;
  return front;
}

static void
paint_box (CrPaint *p, const CrSceneNode *front, gboolean now, gboolean failed)
{
  const CrColor *line = failed ? &p->theme->failure : now ? &p->theme->gradient : &p->theme->operator_line;

  for (int back = 2; back >= 0; back--)
    {
      double by = back * CR_GROUP_STACK / 2;

      cr_path_rounded (p->cr, front->x + by, front->y + by, front->width, front->height, GROUP_RADIUS);
      cr_paint_set_color (p, back == 0 && now ? &p->theme->gradient_fill : &p->theme->operator_fill);
      cairo_fill_preserve (p->cr);
      cr_paint_set_color (p, line);
      cairo_set_line_width (p->cr, back > 0 ? 1.0 : failed ? 2.8 : 1.6);
      cairo_stroke (p->cr);
    }
  cairo_set_line_width (p->cr, 1);
  cr_path_rounded (p->cr, front->x + 3, front->y + 3, front->width - 6, front->height - 6, GROUP_RADIUS - 3);
  cairo_stroke (p->cr);
}

/* Name, class and number of operations; then the value that leaves it. */
static void
paint_words (CrPaint *p, const CrSceneItem *item, const CrSceneNode *n)
{
  const CrVariableState *state = item->result != CR_NONE ? cr_cursor_get_variable (p->cursor, item->result) : NULL;
  double x = n->x + n->width / 2, y = n->y + 7;

  if (!p->small_text)
    {
      cr_paint_name (p, CR_FONT_TITLE, n->title, x, n->y + n->height / 2, n->width - 14, n->height - 10);
      return;
    }
  cr_paint_text (p, CR_FONT_TITLE, &p->theme->text, n->title, x, y + CR_TITLE_LINE / 2, CR_ALIGN_CENTER,
                 n->width - 2 * CR_FRAME_MARK);
  cr_paint_set_color (p, &p->theme->dim_text);
  paint_triangle (p, n->x + CR_FRAME_MARK / 2 + 3, y + CR_TITLE_LINE / 2, 4, 0);
  y += CR_TITLE_LINE;
  cr_paint_text (p, CR_FONT_SMALL, &p->theme->dim_text, n->caption, x, y + CR_SHAPE_LINE / 2, CR_ALIGN_CENTER,
                 n->width - 12);
  y += CR_SHAPE_LINE;
  if (n->shape == NULL)
    return;
  if (state && state->exists && state->value && item->n_value_lines > 0)
    {
      g_autofree char *label = cr_label_new (state->value);

      cr_paint_text (p, CR_FONT_VALUE, &p->theme->value, label, x, y + 1 + CR_VALUE_LINE * item->n_value_lines / 2,
                     CR_ALIGN_CENTER, n->width - 14);
    }
  y += CR_VALUE_LINE * item->n_value_lines;
  cr_paint_text (p, CR_FONT_SMALL, &p->theme->dim_text, n->shape, x, y + 1 + CR_SHAPE_LINE / 2, CR_ALIGN_CENTER,
                 n->width - 14);
}

/* What came to its result, or how many of its functions have stepped. */
static char *
dup_capsule (CrPaint *p, const CrSceneItem *item, const CrNodeReach *reach, CrCapsuleStyle *style)
{
  const CrVariableState *state = item->result != CR_NONE ? cr_cursor_get_variable (p->cursor, item->result) : NULL;
  g_autofree char *words = NULL;

  *style = CR_CAPSULE_HELD;
  if (reach->reach == CR_REACH_READY && state && state->gradient)
    {
      g_autofree char *numbers = cr_label_new_short (state->gradient);
      return g_strconcat ("∇ ", numbers, NULL);
    }
  words = cr_scene_dup_group_words (reach);
  if (words == NULL)
    return NULL;
  *style = reach->reach == CR_REACH_DONE      ? CR_CAPSULE_PASSED
           : reach->reach == CR_REACH_CURRENT ? CR_CAPSULE_SOLID
           : reach->reach == CR_REACH_WAITING ? CR_CAPSULE_HELD
                                              : CR_CAPSULE_EMPTY;
  return g_strconcat (p->scene->options.view == CR_VIEW_FUNCTIONS ? "" : "∇ ", words, NULL);
}

/* On the lower edge; in the functions view, where gradients are nodes' own business, inside. */
static void
paint_state (CrPaint *p, const CrSceneNode *front, const char *words, CrCapsuleStyle style)
{
  double x = front->x + front->width / 2, y = front->y + front->height;

  if (p->scene->options.view != CR_VIEW_FUNCTIONS)
    cr_paint_capsule (p, CR_FONT_SMALL, words, x, y, front->width + 8, style);
  else
    cr_paint_text (p, CR_FONT_CAPTION, style == CR_CAPSULE_EMPTY ? &p->theme->dim_text : &p->theme->gradient, words, x,
                   y - 11, CR_ALIGN_CENTER, front->width - 8);
}

/* One of its functions steps, or a leaf in it takes its gradient. */
static gboolean
is_under_way (CrPaint *p, guint i, const CrNodeReach *reach)
{
  return reach->reach == CR_REACH_CURRENT
         || (p->step_leaf != CR_NONE && cr_scene_find_variable (p->scene, p->step_leaf) == i);
}

void
cr_paint_group (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  const CrSceneNode *n = &item->node, front = get_front (n);
  CrNodeReach reach = cr_scene_get_reach (p->scene, i, p->cursor);
  gboolean now = is_under_way (p, i, &reach);
  gboolean failed = p->failed_function != CR_NONE && cr_scene_find_function (p->scene, p->failed_function) == i;
  CrCapsuleStyle style;
  g_autofree char *capsule = dup_capsule (p, item, &reach, &style);

  if (reach.reach == CR_REACH_NEVER)
    p->alpha *= CR_PALE_ALPHA;
  cr_paint_lit_node (p, i, GROUP_RADIUS);
  if (now)
    cr_paint_glow (p, &p->theme->gradient, n->x, n->y, n->width, n->height, GROUP_RADIUS);
  paint_box (p, &front, now, failed);
  if (p->options->scale >= CR_SCALE_TITLE)
    paint_words (p, item, &front);
  if (capsule && p->small_text)
    paint_state (p, &front, capsule, style);
  if (failed)
    cr_paint_cross_badge (p, n->x, n->y);
  else if (p->small_text)
    cr_paint_badge (p, &reach, n->x, n->y);
}

double
cr_paint_group_alpha (CrPaint *p, const CrSceneItem *item)
{
  guint first = item->n_members > 0 ? g_array_index (p->scene->members, guint, item->first_member) : CR_NONE;

  if (first == CR_NONE)
    return 1;
  return cr_cursor_get_function (p->cursor, first)->exists ? 1 : CR_GHOST_ALPHA;
}
