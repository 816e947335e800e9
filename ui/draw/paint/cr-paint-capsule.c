/* Where a variable's gradient stands, in a capsule on its lower edge: not yet reached, arriving, here, or passed on and
 * gone; with the sum of what has arrived. What is still on its way in this step does not count. */
#include "cr-painter-private.h"

#include <glib/gi18n-lib.h>

#include "cr-label.h"

typedef struct
{
  CrFont font;
  char *label; /* owned; NULL: no capsule */
  CrCapsuleStyle style;
} Capsule;

static gboolean
is_root_of (CrPaint *p, guint variable)
{
  const CrBackwardEvent *backward = &p->event->u.backward;

  for (guint i = 0; i < backward->n_roots; i++)
    if (cr_graph_find_variable (p->scene->graph, backward->roots[i], backward->root_fns[i]) == variable)
      return TRUE;
  return FALSE;
}

/* Whether something happens to the variable's gradient in this event. */
static gboolean
is_under_way (CrPaint *p, guint variable)
{
  if (p->event && p->event->kind == CR_EVENT_BACKWARD_BEGUN)
    return is_root_of (p, variable);
  return (p->step_leaf != CR_NONE && p->step_leaf == variable) || cr_paint_count_fed (p, variable) > 0;
}

static char *
with_number (const char *format, const CrValue *gradient)
{
  g_autofree char *numbers = gradient ? cr_label_new_short (gradient) : g_strdup (_ ("none"));

  return g_strdup_printf (format, numbers);
}

static char *
write_part (const CrNodeReach *reach, const CrValue *gradient)
{
  g_autofree char *part = g_strdup_printf (_ ("%u of %u"), reach->n_arrived, reach->n_expected);
  g_autofree char *numbers = with_number ("%s", gradient);

  return g_strdup_printf ("∇ %s: %s", part, numbers);
}

static Capsule
fill_capsule (const CrNodeReach *reach, const CrValue *gradient, gboolean under_way)
{
  Capsule capsule = { CR_FONT_CAPSULE, NULL, under_way ? CR_CAPSULE_SOLID : CR_CAPSULE_HELD };
  g_autofree char *words = NULL;

  switch (reach->reach)
    {
    case CR_REACH_UNTOLD:
      return capsule;
    case CR_REACH_NOT_YET:
    case CR_REACH_NEVER:
      words = cr_node_reach_dup_words (reach);
      capsule = (Capsule){ CR_FONT_SMALL, g_strconcat ("∇ ", words, NULL), CR_CAPSULE_EMPTY };
      return capsule;
    case CR_REACH_WAITING:
      capsule.label = write_part (reach, gradient);
      return capsule;
    case CR_REACH_PASSED:
      capsule = (Capsule){ CR_FONT_SMALL, with_number (_ ("∇ %s passed"), gradient), CR_CAPSULE_PASSED };
      return capsule;
    case CR_REACH_CURRENT:
      capsule.style = CR_CAPSULE_SOLID;
      break;
    default:
      break;
    }
  capsule.label = with_number (reach->reach == CR_REACH_DONE ? "∇ %s ✓" : "∇ %s", gradient);
  return capsule;
}

/* While what has come to a leaf is on its way into .grad, it is drawn there. */
static gboolean
is_moving_on (CrPaint *p, const CrSceneItem *item)
{
  return p->phase < 0.6 && p->event && p->event->kind == CR_EVENT_GRAD_ACCUMULATED && p->step_leaf == item->variable
         && p->event->u.gradient.received;
}

static Capsule
make_capsule (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  gboolean coming = cr_paint_is_coming (p, item);
  const CrVariableState *state;
  CrNodeReach reach;

  if (!item->has_capsule || is_moving_on (p, item))
    return (Capsule){ 0 };
  reach = cr_paint_get_reach (p, i);
  state = coming ? cr_paint_get_before (p, item->variable) : cr_cursor_get_variable (p->cursor, item->variable);
  return fill_capsule (&reach, state->gradient, !coming && is_under_way (p, item->variable));
}

void
cr_paint_gradient (CrPaint *p, guint i)
{
  const CrSceneNode *n = &cr_scene_item (p->scene, i)->node;
  Capsule capsule = make_capsule (p, i);

  if (capsule.label)
    cr_paint_capsule (p, capsule.font, capsule.label, n->x + n->width / 2, n->y + n->height, n->width + 8,
                      capsule.style);
  g_free (capsule.label);
}

double
cr_paint_gradient_reach (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);

  if (item->node.kind == CR_NODE_GROUP)
    return item->node.width / 4;
  Capsule capsule = make_capsule (p, i);
  double width = capsule.label ? cr_paint_capsule_width (p, capsule.font, capsule.label) : 0;

  g_free (capsule.label);
  return MIN (width, cr_scene_item (p->scene, i)->node.width + 8) / 2;
}
