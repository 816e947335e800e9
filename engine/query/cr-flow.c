/* Reachability by a list of what is still to be looked at: no recursion, each node once. */

#include "cr-flow.h"

#define CANCEL_EVERY 1024 /* nodes */

typedef struct
{
  CrGraph *graph;
  gboolean up;                   /* towards inputs */
  gboolean gradient;             /* along edges that carry one only */
  guint8 *variables, *functions; /* whether each was met */
  GArray *met_variables, *met_functions;
} Walk;

static void
meet_variable (Walk *walk, guint index)
{
  if (index == CR_NONE || walk->variables[index])
    return;
  walk->variables[index] = TRUE;
  g_array_append_val (walk->met_variables, index);
}

static void
meet_function (Walk *walk, guint index)
{
  if (index == CR_NONE || walk->functions[index])
    return;
  walk->functions[index] = TRUE;
  g_array_append_val (walk->met_functions, index);
}

/* Whether the function hands a gradient to its input @slot. */
static gboolean
sends (const CrFunctionNode *function, guint slot)
{
  return function->records && slot < function->n_edges && function->edges[slot].function != 0;
}

/* Whether a gradient that comes to the variable goes on to the function that made it. */
static gboolean
hands_on (const CrVariable *variable, const CrFunctionNode *maker)
{
  return maker->records && variable->function == maker->id;
}

static void
leave_variable (Walk *walk, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (walk->graph, index);
  if (walk->up)
    {
      if (variable->maker != CR_NONE
          && (!walk->gradient || hands_on (variable, cr_graph_get_function (walk->graph, variable->maker))))
        meet_function (walk, variable->maker);
      return;
    }
  for (guint i = 0; i < variable->users->len; i++)
    {
      guint user = g_array_index (variable->users, guint, i);
      const CrFunctionNode *function = cr_graph_get_function (walk->graph, user);
      gboolean carried = !walk->gradient;
      if (walk->functions[user] || (walk->gradient && !function->records))
        continue;
      for (guint k = 0; k < function->n_inputs && !carried; k++)
        carried = function->inputs[k] == index && sends (function, k);
      if (carried)
        meet_function (walk, user);
    }
}

static void
leave_function (Walk *walk, guint index)
{
  const CrFunctionNode *function = cr_graph_get_function (walk->graph, index);
  if (walk->up)
    for (guint i = 0; i < function->n_inputs; i++)
      {
        if (!walk->gradient || sends (function, i))
          meet_variable (walk, function->inputs[i]);
      }
  else
    for (guint i = 0; i <= function->n_others; i++)
      {
        guint output = cr_graph_get_output (function, i);
        if (output != CR_NONE && (!walk->gradient || hands_on (cr_graph_get_variable (walk->graph, output), function)))
          meet_variable (walk, output);
      }
}

/* From what was met to all that can be reached. */
static gboolean
go_on (Walk *walk, const gint *cancelled)
{
  guint v = 0, f = 0;
  while (v < walk->met_variables->len || f < walk->met_functions->len)
    {
      if ((v + f) % CANCEL_EVERY == 0 && cancelled != NULL && g_atomic_int_get (cancelled))
        return FALSE;
      if (v < walk->met_variables->len)
        leave_variable (walk, g_array_index (walk->met_variables, guint, v++));
      else
        leave_function (walk, g_array_index (walk->met_functions, guint, f++));
    }
  return TRUE;
}

static void
walk_init (Walk *walk, CrGraph *graph, gboolean up, gboolean gradient)
{
  *walk = (Walk){ .graph = graph, .up = up, .gradient = gradient };
  walk->variables = g_new0 (guint8, cr_graph_get_n_variables (graph) + 1);
  walk->functions = g_new0 (guint8, cr_graph_get_n_functions (graph) + 1);
  walk->met_variables = g_array_new (FALSE, FALSE, sizeof (guint));
  walk->met_functions = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
walk_clear (Walk *walk)
{
  g_free (walk->variables);
  g_free (walk->functions);
  g_array_unref (walk->met_variables);
  g_array_unref (walk->met_functions);
}

/* Those that were met and, where @other is not NULL, in @other too. */
static void
append_met (const GArray *met, const guint8 *other, GArray *found)
{
  for (guint i = 0; i < met->len; i++)
    {
      guint index = g_array_index (met, guint, i);
      if (other == NULL || other[index])
        g_array_append_val (found, index);
    }
}

/* A gradient comes from where backward was called: of what is above the node only that counts from which such a root
 * can be reached. Where there is none, all that could hand one down. */
static gboolean
start_at_roots (Walk *down, const Walk *up, guint generation)
{
  gboolean found = FALSE;
  for (guint i = 0; i < up->met_variables->len; i++)
    {
      guint index = g_array_index (up->met_variables, guint, i);
      const CrVariable *variable = cr_graph_get_variable (up->graph, index);
      if (!variable->is_root || variable->generation != generation)
        continue;
      meet_variable (down, index);
      found = TRUE;
    }
  return found;
}

static gboolean
find_gradient_sources (CrGraph *graph, guint generation, Walk *users, const gint *cancelled, GArray *variables,
                       GArray *functions)
{
  Walk from_roots;
  gboolean done, rooted;
  walk_init (&from_roots, graph, TRUE, TRUE);
  rooted = start_at_roots (&from_roots, users, generation);
  done = !rooted || go_on (&from_roots, cancelled);
  if (done)
    {
      append_met (users->met_variables, rooted ? from_roots.variables : NULL, variables);
      append_met (users->met_functions, rooted ? from_roots.functions : NULL, functions);
    }
  walk_clear (&from_roots);
  return done;
}

gboolean
cr_flow_find (CrGraph *graph, guint generation, CrFlow flow, guint variable, guint function, const gint *cancelled,
              GArray *variables, GArray *functions)
{
  g_return_val_if_fail (graph != NULL && flow < CR_N_FLOWS && (variable == CR_NONE) != (function == CR_NONE), FALSE);
  gboolean up = flow == CR_FLOW_VALUE_FROM || flow == CR_FLOW_GRADIENT_TO, done;
  Walk walk;
  walk_init (&walk, graph, up, flow == CR_FLOW_GRADIENT_FROM || flow == CR_FLOW_GRADIENT_TO);
  meet_variable (&walk, variable);
  meet_function (&walk, function);
  done = go_on (&walk, cancelled);
  if (done && flow == CR_FLOW_GRADIENT_FROM)
    done = find_gradient_sources (graph, generation, &walk, cancelled, variables, functions);
  else if (done)
    {
      append_met (walk.met_variables, NULL, variables);
      append_met (walk.met_functions, NULL, functions);
    }
  walk_clear (&walk);
  return done;
}
