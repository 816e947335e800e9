/* What the event under way changes, as a sum or a change where it happens: contributions that meet at a variable, what
 * AccumulateGrad adds to .grad, a gradient that is cleared, a value written in place. These lie over the picture, since
 * they are wider than what they stand for and are gone with the next event. */
#include "cr-painter-private.h"

#include <glib/gi18n-lib.h>

#include "cr-label.h"

#define MAX_TERMS 4
#define MAX_ELEMENTS 2        /* of each term of a sum */
#define OPTIMIZER_WITHIN 256u /* events of one step that are looked through */

static void
paint_over (CrPaint *p, const char *label, double x, double y, CrCapsuleStyle style)
{
  double half = cr_paint_capsule_width (p, CR_FONT_CAPSULE, label) / 2;

  x = CLAMP (x, half + 2, MAX (half + 2, p->scene->width - half - 2));
  cr_paint_capsule (p, CR_FONT_CAPSULE, label, x, y, 2 * half, style);
}

static void
add_term (GString *sum, const CrValue *value)
{
  g_autofree char *label = cr_label_new_brief (value, MAX_ELEMENTS);

  g_string_append_printf (sum, "%s%s", sum->len ? " + " : "", label);
}

/* "1.5 + 3.0 = 4.5": what had come to the variable before, what came in this step, and both together. */
static char *
write_sum (CrPaint *p, const CrFunctionNode *function, guint variable)
{
  const CrVariableState *before = cr_paint_get_before (p, variable);
  const CrVariableState *state = cr_cursor_get_variable (p->cursor, variable);
  GString *sum = g_string_new (NULL);
  guint n = 0;

  if (before->n_arrived > 0 && before->gradient && ++n)
    add_term (sum, before->gradient);
  for (guint i = 0; i < function->n_inputs && i < p->step->n_sent; i++)
    if (function->inputs[i] == variable && p->step->sent[i] && ++n <= MAX_TERMS)
      add_term (sum, p->step->sent[i]);
  if (n > 1 && n <= MAX_TERMS && state->gradient)
    {
      g_autofree char *all = cr_label_new_brief (state->gradient, MAX_ELEMENTS);

      g_string_append_printf (sum, " = %s", all);
      if (state->n_arrived < state->n_expected)
        g_string_append_printf (sum, _ (" · %u of %u"), state->n_arrived, state->n_expected);
      return g_string_free (sum, FALSE);
    }
  g_string_free (sum, TRUE);
  return NULL;
}

static gboolean
is_first (const CrFunctionNode *function, guint slot)
{
  for (guint i = 0; i < slot; i++)
    if (function->inputs[i] == function->inputs[slot])
      return FALSE;
  return TRUE;
}

static void
paint_sums (CrPaint *p)
{
  const CrFunctionNode *function = cr_graph_get_function (p->scene->graph, p->step_function);

  if (p->phase < CR_PLAY_ARRIVE)
    return;
  for (guint i = 0; i < function->n_inputs && i < p->step->n_sent; i++)
    {
      guint variable = function->inputs[i];
      guint at = variable == CR_NONE ? CR_NONE : cr_scene_get_item_of_variable (p->scene, variable);
      const CrSceneNode *n = at == CR_NONE ? NULL : &cr_scene_item (p->scene, at)->node;
      g_autofree char *sum = n && is_first (function, i) ? write_sum (p, function, variable) : NULL;

      if (sum)
        paint_over (p, sum, n->x + n->width / 2, n->y + n->height, CR_CAPSULE_SOLID);
    }
}

/* "4.5 + 4.5 = 9": before, received, after. */
static char *
write_gradient (const CrEvent *event)
{
  const CrGradientEvent *g = &event->u.gradient;
  g_autofree char *before = g->before ? cr_label_new_brief (g->before, MAX_ELEMENTS) : g_strdup (_ ("None"));
  g_autofree char *after = g->after ? cr_label_new_brief (g->after, MAX_ELEMENTS) : g_strdup (_ ("None"));
  g_autofree char *received = cr_label_new_brief (g->received, MAX_ELEMENTS);

  if (event->kind == CR_EVENT_GRAD_ACCUMULATED && g->before && g->received)
    return g_strdup_printf (".grad %s + %s = %s", before, received, after);
  return g_strdup_printf (".grad %s → %s", before, after);
}

/* What has come to a leaf moves up into its .grad. */
static void
paint_gradient_change (CrPaint *p)
{
  gboolean comes = p->event->kind == CR_EVENT_GRAD_ACCUMULATED;
  guint at = cr_scene_get_item_of_variable (p->scene, p->step_leaf);
  const CrSceneItem *item = at == CR_NONE ? NULL : cr_scene_item (p->scene, at);
  double x, from, to;

  if (item == NULL)
    return;
  x = item->node.x + item->node.width / 2;
  from = item->node.y + item->node.height;
  to = item->has_grad ? cr_paint_get_grad_y (item) : from;
  if (comes && p->phase < 0.6 && p->event->u.gradient.received)
    {
      g_autofree char *numbers = cr_label_new_short (p->event->u.gradient.received);
      g_autofree char *label = g_strconcat ("∇ ", numbers, NULL);

      paint_over (p, label, x, from + (to - from) * cr_paint_share (p, 0.1, 0.6), CR_CAPSULE_SOLID);
      return;
    }
  g_autofree char *change = write_gradient (p->event);

  paint_over (p, change, x, to, comes ? CR_CAPSULE_SOLID : CR_CAPSULE_EMPTY);
}

/* A tensor that is some variable's .grad: the item of that variable. */
static guint
find_owner (CrPaint *p, const CrValue *gradient)
{
  for (guint i = 0; gradient && i < p->scene->items->len; i++)
    {
      const CrSceneItem *item = cr_scene_item (p->scene, i);

      if (item->has_grad && cr_cursor_get_variable (p->cursor, item->variable)->grad == gradient)
        return i;
    }
  return CR_NONE;
}

static char *
write_value_change (const CrTensorEvent *write)
{
  g_autofree char *before = cr_label_new_brief (write->before, MAX_ELEMENTS),
                  *after = cr_label_new_brief (write->value, MAX_ELEMENTS);

  return g_strdup_printf ("%s → %s", before, after);
}

/* The new value over the old one, and the versions above it. */
static void
paint_value_change (CrPaint *p, const CrSceneItem *item, const CrTensorEvent *write)
{
  const CrSceneNode *n = &item->node;
  g_autofree char *change = write_value_change (write), *versions = NULL;

  cr_paint_value_capsule (p, change, n->x + n->width / 2, cr_paint_get_value_y (item));
  if (write->version == 0)
    return;
  versions = g_strdup_printf ("v%u → v%u", write->version - 1, write->version);
  cr_paint_value_capsule (p, versions, n->x + n->width - 10, n->y - 4);
}

static void
paint_write (CrPaint *p)
{
  guint at = p->written == CR_NONE ? CR_NONE : cr_scene_get_item_of_variable (p->scene, p->written);
  guint owner = at == CR_NONE ? find_owner (p, p->write->value) : CR_NONE;
  const CrSceneItem *item;
  g_autofree char *change = NULL, *label = NULL;

  if (at != CR_NONE)
    paint_value_change (p, cr_scene_item (p->scene, at), p->write);
  if (owner == CR_NONE)
    return;
  item = cr_scene_item (p->scene, owner);
  change = write_value_change (p->write);
  label = g_strconcat (".grad ", change, NULL);
  paint_over (p, label, item->node.x + item->node.width / 2, cr_paint_get_grad_y (item), CR_CAPSULE_EMPTY);
}

/* All that an optimizer has written in its step, which came before. */
static void
paint_optimizer (CrPaint *p)
{
  CrTrace *trace = cr_graph_get_trace (p->scene->graph);

  for (guint i = p->position - 1, n = 0; i-- > 0 && n < OPTIMIZER_WITHIN; n++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      guint at;

      if (event->kind == CR_EVENT_FUNCTION_STEPPED || event->kind == CR_EVENT_BACKWARD_ENDED
          || event->kind == CR_EVENT_OPTIMIZER_STEPPED)
        return;
      if (event->kind != CR_EVENT_WRITTEN)
        continue;
      at = cr_scene_find_tensor_node (p->scene, event->u.tensor.id, p->cursor);
      if (at != CR_NONE)
        paint_value_change (p, cr_scene_item (p->scene, at), &event->u.tensor);
    }
}

void
cr_paint_changes (CrPaint *p)
{
  if (!p->small_text || p->event == NULL)
    return;
  if (p->step && p->step_function != CR_NONE)
    paint_sums (p);
  else if ((p->event->kind == CR_EVENT_GRAD_ACCUMULATED || p->event->kind == CR_EVENT_GRAD_CLEARED)
           && p->step_leaf != CR_NONE)
    paint_gradient_change (p);
  else if (p->scene->options.view == CR_VIEW_FUNCTIONS)
    return; /* it shows no values */
  else if (p->write)
    paint_write (p);
  else if (p->event->kind == CR_EVENT_OPTIMIZER_STEPPED)
    paint_optimizer (p);
}
