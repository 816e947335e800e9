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

typedef struct
{
  CrFont font;
  char *label; /* owned; NULL: no capsule */
  gboolean solid, dashed;
} Capsule;

static char *
make_words (guint arrived, guint expected)
{
  g_autofree char *words = arrived == 0    ? g_strdup (_ ("not yet reached"))
                           : expected == 1 ? g_strdup (_ ("arriving"))
                                           : g_strdup_printf (_ ("arriving %u of %u"), arrived, expected);

  return g_strconcat ("∇ ", words, NULL);
}

static char *
make_numbers (const CrVariableState *state, gboolean backward, guint arrived)
{
  g_autofree char *numbers = cr_label_new_short (state->gradient), *count = NULL;

  if (!backward)
    return g_strconcat ("∇ ", numbers, NULL);
  if (arrived >= state->n_expected)
    return g_strconcat ("∇ ", numbers, " ✓", NULL);
  count = g_strdup_printf (_ ("%u of %u"), arrived, state->n_expected);
  return g_strdup_printf ("∇ %s · %s", numbers, count);
}

static Capsule
make_capsule (CrPaint *p, const CrSceneItem *item)
{
  const CrVariableState *state = cr_cursor_get_variable (p->cursor, item->variable);
  guint travelling = count_travelling (p, item->variable);
  guint arrived = state->n_arrived > travelling ? state->n_arrived - travelling : 0;
  gboolean backward = cr_cursor_get_backward (p->cursor) != 0;
  Capsule capsule = { .font = CR_FONT_SMALL };

  if (!item->has_capsule || !state->exists)
    return capsule;
  if (state->gradient && travelling == 0)
    {
      capsule.font = CR_FONT_CAPSULE;
      capsule.label = make_numbers (state, backward, arrived);
      capsule.solid = was_fed_now (p, item->variable);
    }
  else if (backward && state->n_expected > 0)
    {
      arrived = MIN (state->n_expected, arrived + (travelling > 0));
      capsule.label = make_words (arrived, state->n_expected);
      capsule.dashed = arrived == 0;
    }
  return capsule;
}

void
cr_paint_gradient (CrPaint *p, const CrSceneItem *item)
{
  const CrSceneNode *n = &item->node;
  Capsule capsule = make_capsule (p, item);

  if (capsule.label)
    cr_paint_capsule (p, capsule.font, capsule.label, n->x + n->width / 2, n->y + n->height, n->width + 8,
                      capsule.solid, capsule.dashed);
  g_free (capsule.label);
}

double
cr_paint_gradient_reach (CrPaint *p, const CrSceneItem *item)
{
  Capsule capsule = make_capsule (p, item);
  double width = capsule.label ? cr_paint_capsule_width (p, capsule.font, capsule.label) : 0;

  g_free (capsule.label);
  return MIN (width, item->node.width + 8) / 2;
}
