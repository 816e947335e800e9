/* The play of a function's step: what it received comes up to it, its rule is told beside it, and the results leave
 * along its gradient edges in capsules with their numbers. Where what arrives is but a part of a variable's gradient,
 * the capsule stays on its edge as long as the step is the last one. */
#include "cr-painter-private.h"

#include "cr-fact.h"
#include "cr-label.h"

#define RULE_LINE 14.0
#define MAX_RULES 4
#define MAX_TARGET 12 /* characters of a variable's name before its rule */

/* Whether what an edge brings is but a part of what its variable gets: then it is told apart from the sum. */
static gboolean
is_contribution (CrPaint *p, const CrSceneLink *link)
{
  const CrFunctionNode *function = cr_graph_get_function (p->scene->graph, link->function);
  guint variable = link->edge.slot < function->n_inputs ? function->inputs[link->edge.slot] : CR_NONE;

  return variable != CR_NONE && cr_cursor_get_variable (p->cursor, variable)->n_expected > 1;
}

/* The numbers that travel; a sum over what was broadcast says so. */
static char *
make_label (CrPaint *p, const CrSceneLink *link, const CrValue *value)
{
  const CrFunctionNode *function = cr_graph_get_function (p->scene->graph, link->function);
  g_autofree char *numbers = cr_label_new_short (value);

  if (cr_fact_sums_broadcast (p->scene->graph, function, p->step, link->edge.slot))
    return g_strconcat ("Σ ", numbers, NULL);
  return g_steal_pointer (&numbers);
}

/* Where a function takes one variable several times, its gradients go side by side: by how many places this one
 * stands off the middle. */
static double
find_place (CrPaint *p, const CrSceneLink *link)
{
  guint n = 0, before = 0;

  for (guint i = 0; i < p->scene->links->len; i++)
    {
      const CrSceneLink *other = cr_scene_link (p->scene, i);

      if (other->function != link->function || other->receives || other->edge.from != link->edge.from
          || other->edge.to != link->edge.to || !other->edge.carries_gradient)
        continue;
      n++;
      before += other->edge.slot < link->edge.slot;
    }
  return before - (n - 1.0) / 2;
}

static void
paint_capsule_on (CrPaint *p, const CrSceneLink *link, const char *label, double share, gboolean moving)
{
  double half = cr_paint_capsule_width (p, CR_FONT_CAPSULE, label) / 2;
  g_autoptr (GArray) line = cr_line_new (&link->edge, p->options->scale);
  CrPoint at;

  cr_line_reverse (line);
  at = cr_line_get_point (line, share);
  if (!link->receives)
    at.x += find_place (p, link) * (2 * half + 3);
  at.x = CLAMP (at.x, half + 2, MAX (half + 2, p->scene->width - half - 2));
  cr_paint_capsule (p, CR_FONT_CAPSULE, label, at.x, at.y, 2 * half, moving ? CR_CAPSULE_SOLID : CR_CAPSULE_HELD);
}

/* From the variable up to the function that made it, where it stays until the results leave. */
static void
paint_received (CrPaint *p, const CrSceneLink *link)
{
  g_autofree char *numbers = NULL, *label = NULL;
  CrValue *value;
  gboolean now;

  if (p->phase >= CR_PLAY_SEND)
    return;
  value = cr_paint_get_passed (p, link, &now);
  if (value == NULL || !now)
    return;
  numbers = cr_label_new_short (value);
  label = g_strconcat ("∇ ", numbers, NULL);
  paint_capsule_on (p, link, label, cr_paint_share (p, 0, CR_PLAY_RECEIVED) * 0.8, TRUE);
}

static void
paint_sent (CrPaint *p, const CrSceneLink *link)
{
  double share = cr_paint_share (p, CR_PLAY_SEND, CR_PLAY_ARRIVE);
  g_autofree char *label = NULL;
  CrValue *value;
  gboolean now;

  if (p->phase < CR_PLAY_SEND || (share >= 1 && !is_contribution (p, link)))
    return;
  value = cr_paint_get_passed (p, link, &now);
  if (value == NULL || !now)
    return;
  label = make_label (p, link, value);
  paint_capsule_on (p, link, label, share < 1 ? share : 0.45, share < 1);
}

void
cr_paint_travel (CrPaint *p)
{
  for (guint i = 0; i < p->scene->links->len; i++)
    {
      const CrSceneLink *link = cr_scene_link (p->scene, i);

      if (link->function != p->step_function || p->step_function == CR_NONE || link->edge.n_points < 4)
        continue;
      if (link->receives)
        paint_received (p, link);
      else
        paint_sent (p, link);
    }
}

/* One line for each input that is sent something; its name stands before it where there are several. */
static GPtrArray *
list_rules (CrPaint *p)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func (g_free);
  const CrFunctionNode *function = cr_graph_get_function (p->scene->graph, p->step_function);
  guint n = 0;

  for (guint i = 0; i < p->step->n_sent; i++)
    n += p->step->sent[i] != NULL;
  for (guint i = 0; i < p->step->n_sent && i < function->n_inputs && rules->len < MAX_RULES; i++)
    {
      g_autofree char *rule = cr_fact_dup_rule (p->scene->graph, function, p->step, i);
      g_autofree char *title = NULL, *name = NULL;

      if (rule == NULL || function->inputs[i] == CR_NONE)
        continue;
      title = cr_fact_dup_title (p->scene->graph, function->inputs[i]);
      name = g_utf8_strlen (title, -1) > MAX_TARGET ? g_utf8_substring (title, 0, MAX_TARGET - 1) : NULL;
      g_ptr_array_add (rules, n == 1 ? g_strdup (rule)
                              : name ? g_strdup_printf ("%s…: %s", name, rule)
                                     : g_strdup_printf ("%s: %s", title, rule));
    }
  return rules;
}

char *
cr_paint_dup_rule (CrPaint *p)
{
  g_autoptr (GPtrArray) rules = list_rules (p);

  if (rules->len == 0)
    return NULL;
  g_ptr_array_add (rules, NULL);
  return g_strjoinv (";  ", (GStrv)rules->pdata);
}

void
cr_paint_rule (CrPaint *p)
{
  guint at = p->step_function == CR_NONE ? CR_NONE : cr_scene_get_item_of_function (p->scene, p->step_function);
  const CrSceneItem *item = at == CR_NONE ? NULL : cr_scene_item (p->scene, at);
  g_autoptr (GPtrArray) rules = NULL;
  double x, y;

  if (item == NULL || !p->small_text || p->phase < CR_PLAY_RULE || p->scene->options.view == CR_VIEW_FUNCTIONS)
    return;
  rules = list_rules (p);
  x = item->mark && p->scene->options.view == CR_VIEW_VARIABLES
          ? item->node.x + item->node.width / 2 - item->mark_width / 2
          : item->node.x;
  y = item->mark && p->scene->options.view == CR_VIEW_VARIABLES ? item->node.y : item->node.y + item->node.height / 2;
  y -= (rules->len - 1.0) / 2 * RULE_LINE;
  p->alpha = cr_paint_share (p, CR_PLAY_RULE, CR_PLAY_SEND);
  for (guint i = 0; i < rules->len; i++)
    {
      const char *rule = g_ptr_array_index (rules, i);
      CrColor ground = p->theme->background;
      double width;

      cr_text_measure (p->text, CR_FONT_CAPSULE, rule, &width, NULL);
      ground.alpha = 0.85;
      cr_paint_set_color (p, &ground);
      cairo_rectangle (p->cr, x - 12 - width, y + i * RULE_LINE - RULE_LINE / 2, width + 4, RULE_LINE);
      cairo_fill (p->cr);
      cr_paint_text (p, CR_FONT_CAPSULE, &p->theme->gradient, rule, x - 10, y + i * RULE_LINE, CR_ALIGN_RIGHT, 0);
    }
  p->alpha = 1;
}
