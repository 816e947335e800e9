/* One frame: what the clip touches is painted, edges below nodes, what travels above both. How
 * much detail there is follows from the scale. */
#include "cr-painter-private.h"

#include <math.h>

#define WRITTEN_WITHIN 6 /* events before its operation a write is told */
#define NAME_PIXELS 13.0 /* height of a name's line where nothing else is written */
#define SMOOTH_SCALE 0.8

void
cr_paint_set_color (CrPaint *p, const CrColor *color)
{
  cairo_set_source_rgba (p->cr, color->red, color->green, color->blue,
                         color->alpha * p->alpha * p->fade * (1 - p->gone));
}

void
cr_paint_text (CrPaint *p, CrFont font, const CrColor *color, const char *string, double x, double y, CrAlign align,
               double max_width)
{
  CrColor faded = *color;

  faded.alpha *= p->alpha * p->fade * (1 - p->gone);
  cr_text_draw (p->text, font, &faded, string, x, y, align, max_width);
}

void
cr_paint_name (CrPaint *p, CrFont font, const char *string, double x, double y, double max_width, double max_height)
{
  double width, height, grow = NAME_PIXELS / MAX (1e-3, p->options->scale);

  cr_text_measure (p->text, font, string, &width, &height);
  grow = MIN (grow / height, MIN (max_height / height, MAX (1, max_width / MAX (width, 1))));
  if (grow <= 1)
    {
      cr_paint_text (p, font, &p->theme->text, string, x, y, CR_ALIGN_CENTER, max_width);
      return;
    }
  cairo_save (p->cr);
  cairo_translate (p->cr, x, y);
  cairo_scale (p->cr, grow, grow);
  cr_paint_text (p, font, &p->theme->text, string, 0, 0, CR_ALIGN_CENTER, max_width / grow);
  cairo_restore (p->cr);
}

void
cr_path_rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  double r = MAX (0, MIN (radius, MIN (width, height) / 2));

  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

double
cr_paint_share (const CrPaint *p, double from, double to)
{
  double t = CLAMP ((p->phase - from) / (to - from), 0, 1);

  return t * t * (3 - 2 * t);
}

const CrVariableState *
cr_paint_get_before (CrPaint *p, guint variable)
{
  const CrVariableState *state;

  cr_cursor_seek (p->cursor, p->position > 0 ? p->position - 1 : 0);
  state = cr_cursor_get_variable (p->cursor, variable);
  cr_cursor_seek (p->cursor, p->position);
  return state;
}

guint
cr_paint_count_fed (const CrPaint *p, guint variable)
{
  const CrFunctionNode *function;
  guint n = 0;

  if (p->step == NULL || p->step_function == CR_NONE)
    return 0;
  function = cr_graph_get_function (p->scene->graph, p->step_function);
  for (guint i = 0; i < function->n_inputs && i < p->step->n_sent; i++)
    n += function->inputs[i] == variable && p->step->sent[i] != NULL;
  return n;
}

gboolean
cr_paint_is_coming (CrPaint *p, const CrSceneItem *item)
{
  const CrFunctionNode *function;

  if (p->phase >= CR_PLAY_ARRIVE || p->step == NULL)
    return FALSE;
  if (item->variable != CR_NONE)
    return cr_paint_count_fed (p, item->variable) > 0;
  if (item->function == CR_NONE)
    return FALSE;
  function = cr_graph_get_function (p->scene->graph, item->function);
  for (guint i = 0; i <= function->n_others; i++)
    if (cr_graph_get_output (function, i) != CR_NONE && cr_paint_count_fed (p, cr_graph_get_output (function, i)) > 0)
      return TRUE;
  return FALSE;
}

CrNodeReach
cr_paint_get_reach (CrPaint *p, guint i)
{
  gboolean coming = cr_paint_is_coming (p, cr_scene_item (p->scene, i));
  CrNodeReach reach;

  if (coming) /* as it was before the step */
    cr_cursor_seek (p->cursor, p->position - 1);
  reach = cr_scene_get_reach (p->scene, i, p->cursor);
  if (coming)
    cr_cursor_seek (p->cursor, p->position);
  return reach;
}

/* What is written in place is told a little before the operation that wrote it. */
static const CrEvent *
find_write (CrPaint *p)
{
  CrTrace *trace = cr_graph_get_trace (p->scene->graph);

  if (p->event->kind == CR_EVENT_WRITTEN)
    return p->event;
  if (p->event->kind != CR_EVENT_OPERATION || !p->event->u.operation.in_place)
    return NULL;
  for (guint i = p->position - 1, n = 0; i-- > 0 && n < WRITTEN_WITHIN; n++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_WRITTEN && event->u.tensor.id == p->event->u.operation.output)
        return event;
    }
  return NULL;
}

static void
read_write (CrPaint *p)
{
  const CrEvent *event = find_write (p);
  guint node;

  if (event == NULL)
    return;
  p->write = &event->u.tensor;
  node = cr_scene_find_tensor_node (p->scene, p->write->id, p->cursor);
  p->written = node == CR_NONE ? CR_NONE : cr_scene_item (p->scene, node)->variable;
}

static void
read_event (CrPaint *p)
{
  CrGraph *graph = cr_scene_get_graph (p->scene);

  p->position = cr_cursor_get_position (p->cursor);
  p->event = cr_cursor_get_event (p->cursor);
  p->step_function = p->step_leaf = p->written = p->failed_function = CR_NONE;
  if (p->event == NULL)
    return;
  if (p->event->kind == CR_EVENT_FUNCTION_STEPPED)
    {
      p->step = &p->event->u.step;
      p->step_function = cr_graph_find_function (graph, p->step->function);
      if (p->step->leaf)
        p->step_leaf = cr_graph_find_variable (graph, p->step->leaf, 0);
    }
  else if (p->event->kind == CR_EVENT_GRAD_ACCUMULATED || p->event->kind == CR_EVENT_GRAD_CLEARED)
    p->step_leaf = cr_graph_find_variable (graph, p->event->u.gradient.tensor, p->event->u.gradient.function);
  read_write (p);
  cr_paint_find_failure (p);
}

/* Many fine lines: how smooth they are costs more than it shows. */
static void
paint_links (CrPaint *p)
{
  cairo_antialias_t antialias = cairo_get_antialias (p->cr);

  if (p->options->scale < SMOOTH_SCALE)
    cairo_set_antialias (p->cr, CAIRO_ANTIALIAS_FAST);
  for (guint k = 0; k < p->links->len; k++)
    {
      guint i = g_array_index (p->links, guint, k);

      p->gone = cr_scene_link (p->scene, i)->gone;
      if (p->gone < 1 && cr_paint_is_wanted_link (p, i))
        cr_paint_edge (p, i);
    }
  p->gone = 0;
  cairo_set_antialias (p->cr, antialias);
}

static void
paint_items (CrPaint *p)
{
  for (guint k = 0; k < p->items->len; k++)
    {
      guint i = g_array_index (p->items, guint, k);

      p->gone = cr_scene_item (p->scene, i)->gone;
      if (p->gone < 1 && cr_paint_is_wanted_item (p, i))
        cr_paint_node (p, i);
    }
  p->gone = 0;
}

static void
paint_above (CrPaint *p)
{
  if (p->step)
    {
      cr_paint_rule (p);
      cr_paint_travel (p);
    }
  cr_paint_changes (p);
  cr_paint_rings (p);
  cr_paint_failure (p);
}

static void
paint_parts (CrPaint *p)
{
  if (p->parts & CR_PAINT_STILL)
    cr_paint_frames (p);
  if (p->options->scale >= CR_SCALE_PLAIN)
    {
      paint_links (p);
      paint_items (p);
      cr_paint_headers (p);
      if (p->parts & CR_PAINT_MOVING)
        paint_above (p);
      return;
    }
  if (p->parts & CR_PAINT_STILL)
    {
      cr_paint_edges_plain (p);
      cr_paint_nodes_plain (p);
    }
  if (p->parts & CR_PAINT_MOVING)
    cr_paint_rings_plain (p);
}

/* The key, at the lower left of the clip, in device units whatever the zoom. */
static void
paint_key_in_clip (CrPaint *p)
{
  double scale = p->options->scale > 0 ? p->options->scale : 1;

  cairo_save (p->cr);
  cairo_translate (p->cr, p->x1, p->y2);
  cairo_scale (p->cr, 1 / scale, 1 / scale);
  cr_painter_paint_key (p->theme, p->text, p->cr, 14, -14);
  cairo_restore (p->cr);
}

static void
find_visible (CrPaint *p)
{
  const CrBounds clip = { p->x1, p->y1, p->x2, p->y2 };

  if (p->parts == CR_PAINT_MOVING)
    {
      cr_paint_list_touched (p, p->items, p->links);
      return;
    }
  cr_scene_find_items (p->scene, &clip, p->items);
  cr_scene_find_links (p->scene, &clip, p->links);
}

static void
paint (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options, CrPaintParts parts,
       cairo_t *cr)
{
  const CrPaintOptions defaults = CR_PAINT_OPTIONS_INIT;
  CrPaint p = { .scene = scene, .cursor = cursor, .theme = theme, .options = options ? options : &defaults };
  g_autoptr (CrText) own = NULL;
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_if_fail (scene != NULL && cursor != NULL && theme != NULL && cr != NULL);
  p.cr = cr;
  p.parts = parts;
  p.alpha = p.fade = 1;
  p.phase = CLAMP (p.options->phase, 0, 1);
  cairo_clip_extents (cr, &p.x1, &p.y1, &p.x2, &p.y2);
  if (p.x2 <= p.x1 || p.y2 <= p.y1)
    return;
  p.text = p.options->text ? p.options->text : (own = cr_text_new (cr));
  p.items = items;
  p.links = links;
  p.lit = p.options->lit_variables || p.options->lit_functions || p.options->lit_nodes;
  p.small_text = p.options->scale >= CR_SCALE_SMALL_TEXT;
  read_event (&p);
  cr_paint_find_touched (&p);
  find_visible (&p);
  cairo_save (cr);
  paint_parts (&p);
  if (p.options->key && (parts & CR_PAINT_MOVING))
    paint_key_in_clip (&p);
  cairo_restore (cr);
  g_free (p.touched);
}

void
cr_painter_paint (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options, cairo_t *cr)
{
  paint (scene, cursor, theme, options, CR_PAINT_STILL | CR_PAINT_MOVING, cr);
}

void
cr_painter_paint_still (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options,
                        cairo_t *cr)
{
  paint (scene, cursor, theme, options, CR_PAINT_STILL, cr);
}

void
cr_painter_paint_moving (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options,
                         cairo_t *cr)
{
  paint (scene, cursor, theme, options, CR_PAINT_MOVING, cr);
}
