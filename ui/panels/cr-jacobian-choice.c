/* Results of the generation at the cursor are what one asks "of"; what their gradient reaches is what one asks "by".
 * What has a name comes first, leaves before results. */

#include "cr-jacobian-choice.h"

#include <glib/gi18n-lib.h>

#include "cr-path.h"

typedef struct
{
  CrGraph *graph;
  guint position, selected, of, by;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  cr_graph_unref (wish->graph);
  g_free (wish);
}

static void
list_init (CrJacobianList *list)
{
  list->variables = g_array_new (FALSE, FALSE, sizeof (guint));
  list->names = g_ptr_array_new_with_free_func (g_free);
  list->chosen = CR_NONE;
}

static void
list_clear (CrJacobianList *list)
{
  g_array_unref (list->variables);
  g_ptr_array_unref (list->names);
}

void
cr_jacobian_choice_free (CrJacobianChoice *choice)
{
  list_clear (&choice->ofs);
  list_clear (&choice->bys);
  g_free (choice);
}

/* 0: a named leaf, 1: another with a name, 2: a leaf, 3: what is left. */
static guint
get_rank (CrGraph *graph, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (graph, index);

  return (cr_variable_get_label (variable) == NULL ? 2 : 0) + (variable->function == 0 ? 0 : 1);
}

static char *
dup_name (CrGraph *graph, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (graph, index);
  g_autofree char *name = cr_path_describe (graph, index);

  if (cr_variable_get_label (variable) == NULL)
    return g_steal_pointer (&name);
  return g_strdup_printf (_ ("%s (line %u)"), name, variable->range.line);
}

static void
list_add (CrJacobianList *list, CrGraph *graph, guint index)
{
  if (list->variables->len == CR_JACOBIAN_MAX_LISTED)
    return;
  g_array_append_val (list->variables, index);
  g_ptr_array_add (list->names, dup_name (graph, index));
}

/* @chosen (CR_NONE: none) is in the list whatever stands in @variables. */
static void
list_fill (CrJacobianList *list, CrGraph *graph, const GArray *variables, guint chosen, GCancellable *cancellable)
{
  gboolean is_listed = FALSE;

  for (guint i = 0; i < variables->len; i++)
    is_listed |= g_array_index (variables, guint, i) == chosen;
  if (!is_listed && chosen != CR_NONE)
    list_add (list, graph, chosen);
  for (guint rank = 0; rank < 4 && !g_cancellable_is_cancelled (cancellable); rank++)
    for (guint i = variables->len; i-- > 0;)
      if (get_rank (graph, g_array_index (variables, guint, i)) == rank)
        list_add (list, graph, g_array_index (variables, guint, i));
  for (guint i = 0; i < list->variables->len; i++)
    if (g_array_index (list->variables, guint, i) == chosen)
      list->chosen = i;
  g_ptr_array_add (list->names, NULL);
}

/* The variables of the generation that something was computed for. */
static GArray *
list_results (CrGraph *graph, guint generation)
{
  GArray *results = g_array_new (FALSE, FALSE, sizeof (guint));
  const GArray *all = generation != CR_NONE ? cr_graph_get_generation (graph, generation)->variables : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (cr_graph_get_variable (graph, g_array_index (all, guint, i))->function != 0)
      g_array_append_val (results, g_array_index (all, guint, i));
  return results;
}

static guint
choose_of (const Wish *wish, guint generation, const GArray *results)
{
  guint root = generation != CR_NONE ? cr_graph_get_generation (wish->graph, generation)->root : CR_NONE;

  if (wish->of != CR_NONE)
    return wish->of;
  if (wish->selected != CR_NONE && cr_graph_get_variable (wish->graph, wish->selected)->function != 0)
    return wish->selected;
  if (root == CR_NONE || cr_graph_get_variable (wish->graph, root)->function == 0)
    root = results->len > 0 ? g_array_index (results, guint, results->len - 1) : CR_NONE;
  return root;
}

static gboolean
contains (const GArray *variables, guint index)
{
  for (guint i = 0; i < variables->len; i++)
    if (g_array_index (variables, guint, i) == index)
      return TRUE;
  return FALSE;
}

/* The selected one if it has a path, else the first that ranks best. */
static guint
choose_by (const Wish *wish, guint of, const GArray *sources)
{
  guint best = CR_NONE;

  if (wish->by != CR_NONE && wish->by != of)
    return wish->by;
  if (wish->selected != CR_NONE && wish->selected != of
      && (contains (sources, wish->selected) || cr_graph_get_variable (wish->graph, wish->selected)->function == 0))
    return wish->selected;
  for (guint i = 0; i < sources->len; i++)
    {
      guint index = g_array_index (sources, guint, i);

      if (best == CR_NONE || get_rank (wish->graph, index) < get_rank (wish->graph, best))
        best = index;
    }
  return best;
}

static void
choose (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  CrJacobianChoice *choice = g_new0 (CrJacobianChoice, 1);
  g_autoptr (GArray) results = NULL;
  g_autoptr (GArray) sources = NULL;

  list_init (&choice->ofs);
  list_init (&choice->bys);
  choice->generation = cr_graph_get_generation_at (wish->graph, wish->position);
  results = list_results (wish->graph, choice->generation);
  choice->of = choose_of (wish, choice->generation, results);
  sources = choice->of != CR_NONE ? cr_path_list_sources (wish->graph, choice->of)
                                  : g_array_new (FALSE, FALSE, sizeof (guint));
  choice->by = choice->of != CR_NONE ? choose_by (wish, choice->of, sources) : CR_NONE;
  list_fill (&choice->ofs, wish->graph, results, choice->of, cancellable);
  list_fill (&choice->bys, wish->graph, sources, choice->by, cancellable);
  g_task_return_pointer (task, choice, (GDestroyNotify)cr_jacobian_choice_free);
}

void
cr_jacobian_choice_async (CrGraph *graph, guint position, guint selected, guint of, guint by, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish){ cr_graph_ref (graph), position, selected, of, by };
  g_task_set_task_data (task, wish, wish_free);
  g_task_run_in_thread (task, choose);
}

CrJacobianChoice *
cr_jacobian_choice_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
