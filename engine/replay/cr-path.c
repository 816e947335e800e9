/* Paths of gradients. A gradient of a variable goes to the function that made it, if that one recorded, and along that
 * function's edges to some of its inputs; data goes along all of them. Where data goes from one variable to another
 * and no gradient does, somewhere on that way something cut it. */

#include "cr-path.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-graph-private.h"

#define LONGEST_EXPRESSION 32 /* bytes */

/* A walk from one variable up to what it was computed of. */
typedef struct
{
  CrGraph *graph;
  guint8 *seen;  /* of each variable */
  GArray *found; /* of guint, in order of discovery */
  guint *child;  /* of each variable seen: from which it was found; NULL when nobody asks */
} Walk;

static Walk
walk_begin (CrGraph *graph, guint from, gboolean with_children)
{
  guint n = cr_graph_get_n_variables (graph);
  Walk walk = { .graph = graph, .seen = g_new0 (guint8, n + 1), .found = g_array_new (FALSE, FALSE, sizeof (guint)) };
  walk.child = with_children ? g_new (guint, n + 1) : NULL;
  walk.seen[from] = TRUE;
  g_array_append_val (walk.found, from);
  return walk;
}

static void
walk_end (Walk *walk)
{
  g_free (walk->seen);
  g_free (walk->child);
  g_array_unref (walk->found);
}

static void
visit (Walk *walk, guint variable, guint child)
{
  if (variable == CR_NONE || walk->seen[variable])
    return;
  walk->seen[variable] = TRUE;
  if (walk->child != NULL)
    walk->child[variable] = child;
  g_array_append_val (walk->found, variable);
}

/* The function that has a gradient of @variable; NULL for a leaf and for what records none. */
static const CrFunctionNode *
get_receiver (CrGraph *graph, guint variable)
{
  const CrVariable *of = cr_graph_get_variable (graph, variable);
  guint maker = of->function != 0 ? cr_graph_find_function (graph, of->function) : CR_NONE;
  return maker != CR_NONE ? cr_graph_get_function (graph, maker) : NULL;
}

static void
walk_gradients (Walk *walk)
{
  for (guint at = 0; at < walk->found->len; at++)
    {
      guint variable = g_array_index (walk->found, guint, at), function, input;
      const CrFunctionNode *maker = get_receiver (walk->graph, variable);
      for (guint i = 0; maker != NULL && i < maker->n_edges; i++)
        if (maker->edges[i].function != 0 && cr_graph_resolve_edge (walk->graph, &maker->edges[i], &function, &input))
          visit (walk, input, variable);
    }
}

static void
walk_data (Walk *walk)
{
  for (guint at = 0; at < walk->found->len; at++)
    {
      guint variable = g_array_index (walk->found, guint, at);
      guint maker = cr_graph_get_variable (walk->graph, variable)->maker;
      if (maker == CR_NONE)
        continue;
      const CrFunctionNode *function = cr_graph_get_function (walk->graph, maker);
      for (guint i = 0; i < function->n_inputs; i++)
        visit (walk, function->inputs[i], variable);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *)a, second = *(const guint *)b;
  return first < second ? -1 : first > second;
}

GArray *
cr_path_list_sources (CrGraph *graph, guint to)
{
  g_return_val_if_fail (graph != NULL && to < cr_graph_get_n_variables (graph), NULL);
  Walk walk = walk_begin (graph, to, FALSE);
  walk_gradients (&walk);
  GArray *sources = g_array_ref (walk.found);
  g_array_remove_index (sources, 0);
  g_array_sort (sources, compare);
  walk_end (&walk);
  return sources;
}

static gboolean
sends_to (CrGraph *graph, const CrFunctionNode *function, guint variable)
{
  guint next, input;
  for (guint i = 0; i < function->n_edges; i++)
    if (function->edges[i].function != 0 && cr_graph_resolve_edge (graph, &function->edges[i], &next, &input)
        && input == variable)
      return TRUE;
  return FALSE;
}

GArray *
cr_path_list_targets (CrGraph *graph, guint from)
{
  g_return_val_if_fail (graph != NULL && from < cr_graph_get_n_variables (graph), NULL);
  Walk walk = walk_begin (graph, from, FALSE);
  for (guint at = 0; at < walk.found->len; at++)
    {
      guint variable = g_array_index (walk.found, guint, at);
      const GArray *users = cr_graph_get_variable (graph, variable)->users;
      for (guint i = 0; i < users->len; i++)
        {
          const CrFunctionNode *user = cr_graph_get_function (graph, g_array_index (users, guint, i));
          if (!user->records || !sends_to (graph, user, variable))
            continue;
          visit (&walk, user->output, variable);
          for (guint k = 0; k < user->n_others; k++)
            if (cr_graph_get_variable (graph, user->others[k])->function != 0)
              visit (&walk, user->others[k], variable);
        }
    }
  GArray *targets = g_array_ref (walk.found);
  g_array_remove_index (targets, 0);
  g_array_sort (targets, compare);
  walk_end (&walk);
  return targets;
}

gboolean
cr_path_exists (CrGraph *graph, guint from, guint to)
{
  g_return_val_if_fail (from < cr_graph_get_n_variables (graph) && to < cr_graph_get_n_variables (graph), FALSE);
  Walk walk = walk_begin (graph, to, FALSE);
  walk_gradients (&walk);
  gboolean found = walk.seen[from];
  walk_end (&walk);
  return found;
}

/* The text at @range, if it is short; g_free(). */
static char *
dup_expression (CrGraph *graph, const CrRange *range)
{
  CrSource *source = cr_trace_get_source (cr_graph_get_trace (graph));
  gsize length = 0;
  const char *text = source != NULL ? cr_source_get_text (source, &length) : NULL;
  if (text == NULL || range->length == 0 || range->length > LONGEST_EXPRESSION || range->offset > length
      || range->length > length - range->offset)
    return NULL;
  g_autofree char *expression = g_strndup (text + range->offset, range->length);
  return strchr (expression, '\n') == NULL && g_utf8_validate (expression, -1, NULL) ? g_steal_pointer (&expression)
                                                                                     : NULL;
}

char *
cr_path_describe (CrGraph *graph, guint variable)
{
  const CrVariable *described = cr_graph_get_variable (graph, variable);
  const char *label = cr_variable_get_label (described);
  char *expression = label == NULL ? dup_expression (graph, &described->range) : NULL;
  if (label != NULL || expression != NULL)
    return label != NULL ? g_strdup (label) : expression;
  if (described->maker == CR_NONE)
    return g_strdup_printf (_ ("the tensor of line %u"), described->range.line);
  return g_strdup_printf (_ ("the result of %s in line %u"), cr_graph_get_function (graph, described->maker)->primitive,
                          described->range.line);
}

/* What on the way of the data from one variable to its result @result, which @maker made, stops a gradient; g_free().
 */
static char *
explain_cut (CrGraph *graph, const CrFunctionNode *maker, guint source, guint result)
{
  const CrVariable *made = cr_graph_get_variable (graph, result), *of = cr_graph_get_variable (graph, source);
  const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (graph), maker->created);
  g_autofree char *name = cr_path_describe (graph, result);
  guint line = maker->range.line;
  if (g_strcmp0 (maker->primitive, "detach") == 0)
    return g_strdup_printf (_ ("No path: detach() cut it in line %u."), line);
  if (event->kind == CR_EVENT_OPERATION && event->u.operation.grad_disabled)
    return g_strdup_printf (_ ("No path: %s was computed under no_grad in line %u."), name, line);
  if (!cr_dtype_is_floating (made->dtype) && !cr_dtype_is_complex (made->dtype))
    return g_strdup_printf (_ ("No path: %s, made in line %u, has dtype %s, and only floating numbers have gradients."),
                            name, line, cr_dtype_get_name (made->dtype));
  if (of->function == 0 && !of->requires_grad)
    return NULL;
  return g_strdup_printf (_ ("No path: the operation of line %u sends no gradient to this operand."), line);
}

/* Along the data's way from @from down to the end of @walk, the first cut. */
static char *
find_cut (CrGraph *graph, const Walk *walk, guint from, guint to)
{
  for (guint source = from; source != to; source = walk->child[source])
    {
      guint result = walk->child[source];
      const CrFunctionNode *maker = cr_graph_get_function (graph, cr_graph_get_variable (graph, result)->maker);
      gboolean passes
          = maker->records && sends_to (graph, maker, source) && cr_graph_get_variable (graph, result)->function != 0;
      char *cut = passes ? NULL : explain_cut (graph, maker, source, result);
      if (cut != NULL)
        return cut;
    }
  return NULL;
}

static char *
explain_dtype (CrGraph *graph, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (graph, index);
  g_autofree char *name = cr_path_describe (graph, index);
  if (cr_dtype_is_floating (variable->dtype) || cr_dtype_is_complex (variable->dtype))
    return NULL;
  return g_strdup_printf (_ ("No path: %s has dtype %s, and only floating numbers have gradients."), name,
                          cr_dtype_get_name (variable->dtype));
}

static char *
explain_unneeded (CrGraph *graph, guint from)
{
  const CrVariable *variable = cr_graph_get_variable (graph, from);
  g_autofree char *name = cr_path_describe (graph, from);
  if (variable->requires_grad || variable->function != 0)
    return NULL;
  return g_strdup_printf (_ ("No path: %s does not require a gradient."), name);
}

char *
cr_path_explain (CrGraph *graph, guint from, guint to)
{
  if (cr_path_exists (graph, from, to))
    return NULL;
  g_autofree char *source = cr_path_describe (graph, from), *result = cr_path_describe (graph, to);
  Walk walk = walk_begin (graph, to, TRUE);
  walk_data (&walk);
  gboolean is_used = walk.seen[from];
  char *cut = is_used ? find_cut (graph, &walk, from, to) : NULL;
  walk_end (&walk);
  if (cut == NULL && is_used)
    cut = explain_dtype (graph, from);
  if (cut == NULL)
    cut = explain_dtype (graph, to);
  if (cut == NULL && is_used)
    cut = explain_unneeded (graph, from);
  if (cut == NULL && cr_graph_get_variable (graph, to)->maker == CR_NONE)
    cut = g_strdup_printf (_ ("No path: %s was not computed from anything."), result);
  if (cut == NULL)
    cut = g_strdup_printf (_ ("No path: %s was not computed from %s."), result, source);
  return cut;
}

/* Whether some use of @variable on the way to what @ancestors has seen sends it no gradient; its results go to @walk.
 */
static gboolean
walk_uses (Walk *walk, const Walk *ancestors, guint variable)
{
  const GArray *users = cr_graph_get_variable (walk->graph, variable)->users;
  gboolean is_cut = FALSE;
  for (guint i = 0; i < users->len; i++)
    {
      const CrFunctionNode *user = cr_graph_get_function (walk->graph, g_array_index (users, guint, i));
      for (guint k = 0; k <= user->n_others; k++)
        {
          guint result = cr_graph_get_output (user, k);
          if (result == CR_NONE || !ancestors->seen[result] || result == variable)
            continue;
          is_cut |= !user->records || !sends_to (walk->graph, user, variable)
                    || cr_graph_get_variable (walk->graph, result)->function == 0;
          visit (walk, result, variable);
        }
    }
  return is_cut;
}

gboolean
cr_path_is_cut (CrGraph *graph, guint from, guint to)
{
  g_return_val_if_fail (from < cr_graph_get_n_variables (graph) && to < cr_graph_get_n_variables (graph), FALSE);
  gboolean is_cut = FALSE;
  Walk ancestors = walk_begin (graph, to, FALSE);
  Walk walk = walk_begin (graph, from, FALSE);
  walk_data (&ancestors);
  for (guint at = 0; at < walk.found->len && !is_cut; at++)
    is_cut = walk_uses (&walk, &ancestors, g_array_index (walk.found, guint, at));
  walk_end (&ancestors);
  walk_end (&walk);
  return is_cut;
}
