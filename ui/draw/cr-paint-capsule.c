/* Where a variable's gradient stands, in a capsule on its lower edge: not yet reached, arriving, done;
 * with the sum of what has arrived. What is still on its way in this step does not count. */
#include "cr-painter-private.h"

#include <glib/gi18n-lib.h>

#include "cr-label.h"

/* How many of the gradients under way at this step go to @variable. */
static guint
count_travelling (CrPaint *p, guint variable)
{
  const CrFunctionNode *function;
  guint n = 0;

  if (p->step == NULL || p->step_function == CR_NONE || p->options->phase >= 1)
    return 0;
  function = cr_graph_get_function (p->scene->graph, p->step_function);
  for (guint i = 0; i < function->n_inputs && i < p->step->n_sent; i++)
    n += function->inputs[i] == variable && p->step->sent[i] != NULL;
  return n;
}

static gboolean
was_fed_now (CrPaint *p, guint variable)
{
  const CrFunctionNode *function;

  if (p->event && p->event->kind == CR_EVENT_BACKWARD_BEGUN)
    {
      for (guint i = 0; i < p->event->u.backward.n_roots; i++)
        if (cr_graph_find_variable (p->scene->graph, p->event->u.backward.roots[i], p->event->u.backward.root_fns[i])
            == variable)
          return TRUE;
      return FALSE;
    }
  if (p->step == NULL || p->step_function == CR_NONE)
    return p->step_leaf != CR_NONE && p->step_leaf == variable;
  function = cr_graph_get_function (p->scene->graph, p->step_function);
  for (guint i = 0; i < function->n_inputs && i < p->step->n_sent; i++)
    if (function->inputs[i] == variable && p->step->sent[i] != NULL)
      return TRUE;
  return FALSE;
}

static void
paint_words (CrPaint *p, const CrSceneItem *item, guint arrived, guint expected)
{
  const CrSceneNode *n = &item->node;
  g_autofree char *words = arrived == 0    ? g_strdup (_ ("not yet reached"))
                           : expected == 1 ? g_strdup (_ ("arriving"))
                                           : g_strdup_printf (_ ("arriving %u of %u"), arrived, expected);
  g_autofree char *label = g_strconcat ("∇ ", words, NULL);

  cr_paint_capsule (p, CR_FONT_SMALL, label, n->x + n->width / 2, n->y + n->height, n->width - 4, FALSE, arrived == 0);
}

void
cr_paint_gradient (CrPaint *p, const CrSceneItem *item)
{
  const CrVariableState *state = cr_cursor_get_variable (p->cursor, item->variable);
  const CrSceneNode *n = &item->node;
  guint travelling = count_travelling (p, item->variable);
  guint arrived = state->n_arrived > travelling ? state->n_arrived - travelling : 0;
  gboolean backward = cr_cursor_get_backward (p->cursor) != 0;
  g_autofree char *numbers = NULL, *label = NULL;

  if (!item->has_capsule || !state->exists)
    return;
  if (state->gradient == NULL || travelling > 0)
    {
      if (backward && state->n_expected > 0)
        paint_words (p, item, MIN (state->n_expected, arrived + (travelling > 0)), state->n_expected);
      return;
    }
  numbers = cr_label_new_short (state->gradient);
  if (backward && arrived < state->n_expected)
    {
      g_autofree char *count = g_strdup_printf (_ ("%u of %u"), arrived, state->n_expected);
      label = g_strdup_printf ("∇ %s · %s", numbers, count);
    }
  else
    label = g_strdup_printf (backward ? "∇ %s ✓" : "∇ %s", numbers);
  cr_paint_capsule (p, CR_FONT_CAPSULE, label, n->x + n->width / 2, n->y + n->height, n->width + 8,
                    was_fed_now (p, item->variable), FALSE);
}
