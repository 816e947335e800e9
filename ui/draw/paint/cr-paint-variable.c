/* Variables: the box with its name, value, shape and .grad, and what stands around it. */
#include "cr-painter-private.h"

#include "cr-label.h"

/* "leaf" and its mark above the box; to the left of an edge that comes in from above. */
static void
paint_caption (CrPaint *p, const CrSceneItem *item)
{
  const CrSceneNode *n = &item->node;
  double x = n->x + n->width / 2, y = n->y - 15, width; /* above the selection's rings */
  const CrColor *color = n->kind == CR_NODE_LEAF_NO_GRAD ? &p->theme->dim_text : cr_paint_get_line_color (p, n->kind);

  if (n->caption == NULL || !p->small_text)
    return;
  cr_text_measure (p->text, CR_FONT_CAPTION, n->caption, &width, NULL);
  if (item->has_maker)
    x -= 9 + width + item->mark_width / 2;
  else
    x -= (width - (n->kind == CR_NODE_LEAF ? 16 : 0)) / 2;
  if (n->kind == CR_NODE_LEAF)
    cr_paint_leaf_mark (p, x - 9, y - 0.5, 11);
  cr_paint_text (p, CR_FONT_CAPTION, color, n->caption, x, y, CR_ALIGN_LEFT, 0);
}

static double
get_thumb_room (const CrSceneItem *item)
{
  return item->thumb_height > 0 ? item->thumb_height + CR_THUMB_GAP : 0;
}

double
cr_paint_get_value_y (const CrSceneItem *item)
{
  return item->node.y + 8 + CR_TITLE_LINE + get_thumb_room (item) + CR_VALUE_LINE * item->n_value_lines / 2;
}

double
cr_paint_get_grad_y (const CrSceneItem *item)
{
  return item->node.y + 8 + CR_TITLE_LINE + get_thumb_room (item) + CR_VALUE_LINE * item->n_value_lines + CR_SHAPE_LINE
         + CR_VALUE_LINE / 2;
}

/* The name that it has at the cursor; before it has one, the expression that made it. */
static const char *
get_title (CrPaint *p, const CrSceneItem *item, const CrVariableState *state)
{
  const CrVariable *variable = cr_graph_get_variable (p->scene->graph, item->variable);

  if (!state->exists || item->expression == NULL || variable->path)
    return item->node.title;
  if (state->name)
    return state->name;
  return item->named != CR_NONE && p->position <= item->named ? item->expression : item->node.title;
}

/* A .grad as it is now, or, while what is added to it is still on its way, as it was. */
static const CrValue *
get_grad (CrPaint *p, const CrSceneItem *item, const CrVariableState *state)
{
  gboolean comes = p->event && p->event->kind == CR_EVENT_GRAD_ACCUMULATED && p->step_leaf == item->variable;

  return comes && p->phase < 0.6 ? p->event->u.gradient.before : state->grad;
}

static const CrThumb *
get_thumb (CrPaint *p, CrValue *value, CrThumb **own)
{
  *own = NULL;
  if (value == NULL)
    return NULL;
  if (p->options->thumbs)
    return cr_thumbs_get (p->options->thumbs, value);
  return *own = cr_thumb_new (value);
}

/* Its numbers, or of a large one that has more than one dimension from where to where they go. */
static char *
write_value (CrPaint *p, const CrSceneItem *item, CrValue *value)
{
  g_autoptr (CrThumb) own = NULL;
  const CrThumb *thumb = item->thumb_height > 0 && cr_value_get_ndim (value) > 1 ? get_thumb (p, value, &own) : NULL;

  return thumb ? cr_thumb_dup_range (thumb) : cr_label_new (value);
}

/* The picture of its value, and beside it that of its gradient, for which there is room from the beginning. */
static void
paint_thumbs (CrPaint *p, const CrSceneItem *item, const CrVariableState *state)
{
  const CrSceneNode *n = &item->node;
  double width = item->thumb_width, whole = item->has_capsule ? 2 * width + CR_THUMB_GAP : width;
  double x = n->x + (n->width - whole) / 2, y = n->y + 8 + CR_TITLE_LINE + 1;
  CrValue *gradient = state->grad ? state->grad : state->gradient;
  g_autoptr (CrThumb) own = NULL, own_gradient = NULL;
  const CrThumb *thumb;

  if (item->thumb_height <= 0 || !state->exists)
    return;
  thumb = get_thumb (p, state->value, &own);
  if (thumb)
    cr_thumb_paint (thumb, FALSE, p->theme, p->cr, x, y, width, item->thumb_height, p->alpha * p->fade);
  thumb = item->has_capsule ? get_thumb (p, gradient, &own_gradient) : NULL;
  if (thumb)
    cr_thumb_paint (thumb, TRUE, p->theme, p->cr, x + width + CR_THUMB_GAP, y, width, item->thumb_height,
                    p->alpha * p->fade);
}

/* The name, then (unless it is far away) value, dtype and shape, and .grad. */
static void
paint_content (CrPaint *p, const CrSceneItem *item, const CrVariableState *state)
{
  const CrSceneNode *n = &item->node;
  const char *title = get_title (p, item, state);
  double x = n->x + n->width / 2, below = cr_paint_get_value_y (item) + CR_VALUE_LINE * item->n_value_lines / 2;
  const CrValue *grad;

  if (p->options->scale < CR_SCALE_TITLE)
    return;
  if (!p->small_text)
    {
      cr_paint_name (p, CR_FONT_TITLE, title, x, n->y + n->height / 2, n->width - 14, n->height - 8);
      return;
    }
  cr_paint_text (p, CR_FONT_TITLE, &p->theme->text, title, x, n->y + 8 + CR_TITLE_LINE / 2, CR_ALIGN_CENTER,
                 n->width - 24);
  paint_thumbs (p, item, state);
  if (state->value && state->exists && item->n_value_lines > 0)
    {
      g_autofree char *label = write_value (p, item, state->value);
      cr_paint_text (p, CR_FONT_VALUE, &p->theme->value, label, x, cr_paint_get_value_y (item), CR_ALIGN_CENTER,
                     n->width - 14);
    }
  cr_paint_text (p, CR_FONT_SMALL, &p->theme->dim_text, n->shape, x, below + CR_SHAPE_LINE / 2, CR_ALIGN_CENTER,
                 n->width - 24);
  grad = item->has_grad && state->exists ? get_grad (p, item, state) : NULL;
  if (grad)
    {
      g_autofree char *numbers = cr_label_new_short (grad);
      g_autofree char *label = g_strconcat (".grad ", numbers, NULL);
      cr_paint_text (p, CR_FONT_VALUE, &p->theme->gradient, label, x, cr_paint_get_grad_y (item), CR_ALIGN_CENTER,
                     n->width - 20);
    }
}

/* A constant box stands for the operations folded into it: it lights up with each. */
static gboolean
is_folding_now (CrPaint *p, guint i)
{
  const CrEvent *event = p->event;
  guint variable;

  if (event == NULL || event->kind != CR_EVENT_OPERATION || cr_scene_item (p->scene, i)->n_folded == 0)
    return FALSE;
  variable = cr_graph_find_variable (p->scene->graph, event->u.operation.output, event->u.operation.function);
  return variable != CR_NONE && cr_scene_find_variable (p->scene, variable) == i;
}

/* Variables view: the operation that made it, small, on its upper edge. */
static void
paint_op_mark (CrPaint *p, const CrSceneItem *item)
{
  const CrSceneNode *n = &item->node;
  double width = item->mark_width, x = n->x + n->width / 2, top = n->y - CR_MARK_HALF;
  gboolean now = p->step_function != CR_NONE && p->step_function == item->function;
  gboolean failed = p->failed_function != CR_NONE && p->failed_function == item->function;
  const CrColor *line = failed ? &p->theme->failure : now ? &p->theme->gradient : &p->theme->operator_line;

  if (now)
    cr_paint_glow (p, &p->theme->gradient, x - width / 2, top, width, 2 * CR_MARK_HALF, CR_OPERATOR_RADIUS);
  cr_path_rounded (p->cr, x - width / 2, top, width, 2 * CR_MARK_HALF, CR_OPERATOR_RADIUS);
  cr_paint_set_color (p, now ? &p->theme->gradient_fill : &p->theme->operator_fill);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, line);
  cairo_set_line_width (p->cr, failed ? 2.4 : 1.2);
  cairo_stroke (p->cr);
  cr_paint_text (p, CR_FONT_CAPTION, now ? &p->theme->gradient : &p->theme->text, item->mark, x, n->y, CR_ALIGN_CENTER,
                 0);
  if (failed)
    cr_paint_cross_badge (p, x - width / 2 - 4, top);
}

static void
paint_variable_glow (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  const CrSceneNode *n = &item->node;

  if (p->step_leaf != CR_NONE && p->step_leaf == item->variable)
    cr_paint_glow (p, &p->theme->gradient, n->x, n->y, n->width, n->height, CR_VARIABLE_RADIUS);
  else if (p->written == item->variable || is_folding_now (p, i)
           || cr_paint_is_just_made (p, cr_graph_get_variable (p->scene->graph, item->variable)->created))
    cr_paint_glow (p, &p->theme->value, n->x, n->y, n->width, n->height, CR_VARIABLE_RADIUS);
}

void
cr_paint_variable (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  const CrSceneNode *n = &item->node;
  const CrVariableState *state = cr_cursor_get_variable (p->cursor, item->variable);
  CrNodeReach reach = cr_paint_get_reach (p, i);

  if (reach.reach == CR_REACH_NEVER)
    p->alpha *= CR_PALE_ALPHA;
  cr_paint_lit_node (p, i, CR_VARIABLE_RADIUS);
  paint_variable_glow (p, i);
  cr_paint_variable_box (p, n, item->n_folded > 0 ? CR_BOX_STACK : 0);
  paint_caption (p, item);
  paint_content (p, item, state);
  cr_paint_variable_marks (p, item, state);
  if (item->mark && item->has_maker)
    paint_op_mark (p, item);
  p->alpha = 1; /* a gradient passes through a tensor that Python has released, too */
  cr_paint_gradient (p, i);
  if (p->small_text)
    cr_paint_badge (p, &reach, n->x + 8, n->y + 8);
}
