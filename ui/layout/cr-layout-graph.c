/* The working graph: its life, what several passes share, and the order of the passes. */
#include "cr-layout-private.h"

#include <string.h>

CrLayoutGraph *
cr_layout_graph_new (const CrLayoutOptions *options)
{
  CrLayoutGraph *graph = g_new0 (CrLayoutGraph, 1);

  graph->options = *options;
  if (!(graph->options.edge_gap > 0))
    graph->options.edge_gap = graph->options.node_gap / 2;
  graph->nodes = g_array_new (FALSE, TRUE, sizeof (CrLayoutNode));
  graph->edges = g_array_new (FALSE, TRUE, sizeof (CrLayoutEdge));
  graph->links = g_array_new (FALSE, TRUE, sizeof (CrLayoutLink));
  graph->points = g_array_new (FALSE, FALSE, sizeof (CrPoint));
  return graph;
}

void
cr_layout_graph_free (CrLayoutGraph *graph)
{
  if (graph == NULL)
    return;
  g_array_unref (graph->nodes);
  g_array_unref (graph->edges);
  g_array_unref (graph->links);
  g_array_unref (graph->points);
  cr_layout_lists_clear (&graph->up);
  cr_layout_lists_clear (&graph->down);
  cr_layout_lists_clear (&graph->layer);
  g_free (graph->pos);
  g_free (graph->align_up);
  g_free (graph->align_down);
  g_free (graph->n_left);
  g_free (graph->on_line);
  g_free (graph->top);
  g_free (graph->bottom);
  g_free (graph->route);
  cr_layout_keep_free (graph->keep);
  g_free (graph);
}

gboolean
cr_layout_graph_cancelled (const CrLayoutGraph *graph)
{
  return graph->options.cancel != NULL && g_atomic_int_get (graph->options.cancel) != 0;
}

gboolean
cr_layout_graph_run (CrLayoutGraph *graph)
{
  static gboolean (*const fresh[]) (CrLayoutGraph *) = {
    cr_layout_acyclic, cr_layout_rank,  cr_layout_stack,    cr_layout_normalize,
    cr_layout_order,   cr_layout_align, cr_layout_position, cr_layout_route,
  };
  static gboolean (*const keeping[]) (CrLayoutGraph *) = {
    cr_layout_acyclic, cr_layout_keep_rank,     cr_layout_normalize, cr_layout_keep_order,
    cr_layout_align,   cr_layout_keep_position, cr_layout_route,     NULL,
  };
  gboolean (*const *passes) (CrLayoutGraph *) = cr_layout_keep_is_useful (graph) ? keeping : fresh;

  for (guint i = 0; i < G_N_ELEMENTS (fresh); i++)
    if (passes[i] != NULL && (cr_layout_graph_cancelled (graph) || !passes[i](graph)))
      return FALSE;
  return TRUE;
}

void
cr_layout_lists_init (CrLayoutLists *lists, guint n_keys, guint n, const guint *keys)
{
  g_autofree guint *next = NULL;

  cr_layout_lists_clear (lists);
  lists->start = g_new0 (guint, (gsize)n_keys + 1);
  for (guint i = 0; i < n; i++)
    if (keys[i] != CR_LAYOUT_NONE)
      lists->start[keys[i] + 1]++;
  for (guint k = 0; k < n_keys; k++)
    lists->start[k + 1] += lists->start[k];

  next = g_memdup2 (lists->start, sizeof (guint) * ((gsize)n_keys + 1));
  lists->items = g_new (guint, MAX (lists->start[n_keys], 1));
  for (guint i = 0; i < n; i++)
    if (keys[i] != CR_LAYOUT_NONE)
      lists->items[next[keys[i]]++] = i;
}

void
cr_layout_lists_clear (CrLayoutLists *lists)
{
  g_clear_pointer (&lists->start, g_free);
  g_clear_pointer (&lists->items, g_free);
}

double
cr_layout_separation (const CrLayoutGraph *graph, guint left, guint right)
{
  gboolean dummy = cr_layout_is_dummy (graph, left) || cr_layout_is_dummy (graph, right);
  double gap = dummy ? graph->options.edge_gap : graph->options.node_gap;

  return (cr_layout_node (graph, left)->width + cr_layout_node (graph, right)->width) / 2 + gap;
}
