/* Operators and functions. Kinds differ in shape, line, mark and word, never in colour alone. */
#include "cr-painter-private.h"

#include <glib/gi18n-lib.h>

#include "cr-label.h"

/* What the event just passed has made comes with it: first the operation, then its result. */
static double
appear (CrPaint *p, guint created, gboolean result)
{
  if (created != CR_NONE && created + 1 == p->position && p->phase < 1)
    return CR_GHOST_ALPHA + (1 - CR_GHOST_ALPHA) * cr_paint_share (p, result ? 0.4 : 0, result ? 0.9 : 0.4);
  return 1;
}

double
cr_paint_item_alpha (CrPaint *p, const CrSceneItem *item)
{
  if (item->variable == CR_NONE && item->function == CR_NONE) /* a group */
    return 1;
  if (item->node.kind == CR_NODE_GROUP)
    return cr_paint_group_alpha (p, item);
  if (item->variable != CR_NONE)
    {
      const CrVariableState *state = cr_cursor_get_variable (p->cursor, item->variable);

      if (!state->exists)
        return CR_GHOST_ALPHA;
      return (state->released ? CR_RELEASED_ALPHA : 1)
             * appear (p, cr_graph_get_variable (p->scene->graph, item->variable)->created, TRUE);
    }
  if (!cr_cursor_get_function (p->cursor, item->function)->exists)
    return CR_GHOST_ALPHA;
  return (item->node.kind == CR_NODE_OPERATOR_NO_GRAD ? CR_PALE_ALPHA : 1)
         * appear (p, cr_graph_get_function (p->scene->graph, item->function)->created, FALSE);
}

gboolean
cr_paint_is_just_made (const CrPaint *p, guint created)
{
  return created != CR_NONE && created + 1 == p->position;
}

static void
paint_operator_box (CrPaint *p, const CrSceneNode *n, gboolean now, gboolean fresh, gboolean failed)
{
  if (now || fresh)
    cr_paint_glow (p, now ? &p->theme->gradient : &p->theme->value, n->x, n->y, n->width, n->height,
                   CR_OPERATOR_RADIUS);
  cr_paint_operator_box (p, n, (now ? CR_BOX_NOW : 0) | (failed ? CR_BOX_FAILED : 0));
}

static void
paint_state_badge (CrPaint *p, const CrNodeReach *reach, const CrSceneNode *n, gboolean failed)
{
  if (failed)
    cr_paint_cross_badge (p, n->x, n->y);
  else if (p->small_text || reach->reach == CR_REACH_DONE)
    cr_paint_badge (p, reach, n->x, n->y);
}

/* The function's name to the right and, while a backward tells something of it, how far that has come. */
static void
paint_beside (CrPaint *p, const CrSceneNode *n, const CrNodeReach *reach, gboolean now, gboolean failed)
{
  gboolean below = p->scene->options.left_to_right; /* edges run to the right */
  double x = below ? n->x + n->width / 2 : n->x + n->width + 6, y = n->y + (below ? n->height + 13 : n->height / 2);
  CrAlign align = below ? CR_ALIGN_CENTER : CR_ALIGN_LEFT;
  const CrColor *color = now ? &p->theme->gradient : &p->theme->dim_text;
  g_autofree char *words = NULL;

  if (n->caption == NULL || !p->small_text)
    return;
  if (failed)
    words = g_strdup (_ ("failed"));
  else if (n->kind == CR_NODE_OPERATOR)
    words = cr_node_reach_dup_words (reach);
  cr_paint_text (p, CR_FONT_SMALL, color, n->caption, x, words ? y - 6 : y, align, CR_FUNCTION_NAME_WIDTH);
  if (words)
    cr_paint_text (p, CR_FONT_CAPTION,
                   failed                                                               ? &p->theme->failure
                   : reach->reach == CR_REACH_NOT_YET || reach->reach == CR_REACH_NEVER ? &p->theme->dim_text
                                                                                        : &p->theme->gradient,
                   words, x, y + 7, align, 0);
}

static void
paint_operator (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  const CrSceneNode *n = &item->node;
  CrNodeReach reach = cr_paint_get_reach (p, i);
  gboolean now = reach.reach == CR_REACH_CURRENT;
  gboolean fresh = cr_paint_is_just_made (p, cr_graph_get_function (p->scene->graph, item->function)->created);
  gboolean failed = p->failed_function != CR_NONE && p->failed_function == item->function;

  if (reach.reach == CR_REACH_NEVER && n->kind == CR_NODE_OPERATOR)
    p->alpha *= CR_PALE_ALPHA;
  cr_paint_lit_node (p, i, CR_OPERATOR_RADIUS);
  paint_operator_box (p, n, now, fresh, failed);
  if (p->small_text)
    cr_paint_text (p, CR_FONT_SYMBOL, now ? &p->theme->gradient : &p->theme->text, n->title, n->x + n->width / 2,
                   n->y + n->height / 2, CR_ALIGN_CENTER, n->width - 6);
  else if (p->options->scale >= CR_SCALE_TITLE)
    cr_paint_name (p, CR_FONT_SYMBOL, n->title, n->x + n->width / 2, n->y + n->height / 2, n->width - 6, n->height - 4);
  paint_beside (p, n, &reach, now, failed);
  cr_paint_saved (p, item);
  paint_state_badge (p, &reach, n, failed);
}

/* What a box of the functions view says below its names: how far the backward has come, or a leaf's .grad. */
static void
paint_function_line (CrPaint *p, const CrSceneItem *item, const CrNodeReach *reach, gboolean failed)
{
  const CrSceneNode *n = &item->node;
  gboolean accumulates = item->function == CR_NONE;
  const CrVariableState *leaf = accumulates ? cr_cursor_get_variable (p->cursor, item->variable) : NULL;
  gboolean dim = reach->reach == CR_REACH_NOT_YET || reach->reach == CR_REACH_NEVER;
  g_autofree char *words = NULL;

  if (failed)
    words = g_strdup (_ ("failed"));
  else if (leaf && leaf->grad && (reach->reach == CR_REACH_UNTOLD || reach->reach == CR_REACH_DONE))
    {
      g_autofree char *numbers = cr_label_new_short (leaf->grad);
      words = g_strconcat (".grad ", numbers, NULL);
    }
  else if (!accumulates && reach->reach == CR_REACH_CURRENT && item->function == p->step_function
           && p->phase >= CR_PLAY_RULE)
    words = cr_paint_dup_rule (p);
  if (words == NULL)
    words = cr_node_reach_dup_words (reach);
  if (words)
    cr_paint_text (p, CR_FONT_CAPTION,
                   failed ? &p->theme->failure
                   : dim  ? &p->theme->dim_text
                          : &p->theme->gradient,
                   words, n->x + n->width / 2, n->y + 46, CR_ALIGN_CENTER, n->width - 8);
}

/* Functions view: a box with the function's name and, below it, the variable that it made or fills. */
static void
paint_function (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  const CrSceneNode *n = &item->node;
  gboolean accumulates = item->function == CR_NONE;
  gboolean failed = p->failed_function != CR_NONE && p->failed_function == item->function;
  CrNodeReach reach = cr_paint_get_reach (p, i);
  gboolean now = reach.reach == CR_REACH_CURRENT || (accumulates && p->step_leaf == item->variable);
  double x = n->x + n->width / 2;

  if (reach.reach == CR_REACH_NEVER)
    p->alpha *= CR_PALE_ALPHA;
  cr_paint_lit_node (p, i, CR_OPERATOR_RADIUS);
  paint_operator_box (p, n, now, FALSE, failed);
  if (p->small_text)
    cr_paint_text (p, CR_FONT_TITLE, now ? &p->theme->gradient : &p->theme->text, n->title, x, n->y + 14,
                   CR_ALIGN_CENTER, n->width - 8);
  else if (p->options->scale >= CR_SCALE_TITLE)
    cr_paint_name (p, CR_FONT_TITLE, n->title, x, n->y + n->height / 2, n->width - 8, n->height - 8);
  if (n->caption && p->small_text)
    cr_paint_text (p, CR_FONT_VALUE, accumulates ? &p->theme->leaf_line : &p->theme->dim_text, n->caption, x, n->y + 30,
                   CR_ALIGN_CENTER, n->width - 8);
  if (accumulates && p->small_text)
    cr_paint_leaf_mark (p, n->x + 11, n->y + 30, 10);
  if (p->small_text)
    paint_function_line (p, item, &reach, failed);
  if (!accumulates)
    cr_paint_saved (p, item);
  paint_state_badge (p, &reach, n, failed);
}

void
cr_paint_node (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);

  p->alpha = cr_paint_item_alpha (p, item);
  if (item->node.kind == CR_NODE_GROUP)
    cr_paint_group (p, i);
  else if (p->scene->options.view == CR_VIEW_FUNCTIONS)
    paint_function (p, i);
  else if (item->variable != CR_NONE)
    cr_paint_variable (p, i);
  else
    paint_operator (p, i);
  p->alpha = p->fade = 1;
  cr_paint_breakpoint (p, i);
}
