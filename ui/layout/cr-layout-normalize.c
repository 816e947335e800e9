/* Pass 3: links between neighbouring ranks only.
 *
 * Needs: ranks.
 * After: every edge (loops and lanes apart) is a way of links over dummies, one in each rank that
 * it passes; the dummies of a way have consecutive numbers from top to bottom; `up` lists the
 * links of a node in order of ports.
 *
 * Where many long edges leave the same node (a parameter that every step of an unrolled loop
 * uses) or enter the same node (a sum of everything), they share one trunk of dummies: one line
 * is easier to follow than fifty, and the number of dummies stays near that of ranks. What is
 * still too much gets no dummies but a lane outside of the drawing, longest edges first, so that
 * cost stays linear. (Dummies: Sugiyama, Tagawa and Toda, 1981.) */
#include "cr-layout-private.h"

#include <string.h>

#define TRUNK_EDGES 5 /* that many long edges share a trunk */

/* Dummies in a column that one or more edges go through. */
typedef struct
{
  int top, bottom; /* ranks of its first and last dummy */
  guint first_dummy;
  guint shared_link; /* from the one source or to the one target of a trunk */
  gboolean lane;
} Column;

typedef struct
{
  CrLayoutGraph *graph;
  GArray *columns;   /* Column */
  guint *column_of;  /* by edge */
  guint *trunk_from; /* by box: the trunk of its outgoing edges */
  guint *trunk_to;   /* by box: the trunk of its incoming edges */
} Normalizing;

static int
upper_rank (CrLayoutGraph *graph, const CrLayoutEdge *edge)
{
  return cr_layout_node (graph, edge->from)->rank;
}

static int
lower_rank (CrLayoutGraph *graph, const CrLayoutEdge *edge)
{
  return cr_layout_node (graph, edge->to)->rank;
}

static gboolean
is_long (CrLayoutGraph *graph, const CrLayoutEdge *edge)
{
  return !edge->loop && lower_rank (graph, edge) - upper_rank (graph, edge) > 1;
}

/* The trunk's column for an end with many long edges, made on first use and grown to this edge. */
static guint
join_trunk (Normalizing *norm, guint *trunk, const CrLayoutEdge *edge)
{
  Column column = { .top = upper_rank (norm->graph, edge) + 1,
                    .bottom = lower_rank (norm->graph, edge) - 1,
                    .shared_link = CR_LAYOUT_NONE };

  if (trunk == NULL || *trunk == CR_LAYOUT_NONE)
    {
      g_array_append_val (norm->columns, column);
      if (trunk != NULL)
        *trunk = norm->columns->len - 1;
      return norm->columns->len - 1;
    }
  Column *old = &g_array_index (norm->columns, Column, *trunk);
  old->top = MIN (old->top, column.top);
  old->bottom = MAX (old->bottom, column.bottom);
  return *trunk;
}

/* Counts the long edges at each box that have no column yet. */
static guint *
count_long (Normalizing *norm, gboolean incoming)
{
  CrLayoutGraph *graph = norm->graph;
  guint *count = g_new0 (guint, graph->n_boxes);

  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);

      if (is_long (graph, edge) && norm->column_of[i] == CR_LAYOUT_NONE)
        count[incoming ? edge->to : edge->from]++;
    }
  return count;
}

static void
make_trunks (Normalizing *norm, gboolean incoming)
{
  CrLayoutGraph *graph = norm->graph;
  guint *trunks = incoming ? norm->trunk_to : norm->trunk_from;
  g_autofree guint *count = count_long (norm, incoming);

  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);
      guint end = incoming ? edge->to : edge->from;

      if (is_long (graph, edge) && norm->column_of[i] == CR_LAYOUT_NONE && count[end] >= TRUNK_EDGES)
        norm->column_of[i] = join_trunk (norm, &trunks[end], edge);
    }
}

static void
make_columns (Normalizing *norm)
{
  CrLayoutGraph *graph = norm->graph;

  make_trunks (norm, FALSE);
  make_trunks (norm, TRUE);
  for (guint i = 0; i < graph->edges->len; i++)
    if (norm->column_of[i] == CR_LAYOUT_NONE && is_long (graph, cr_layout_edge (graph, i)))
      norm->column_of[i] = join_trunk (norm, NULL, cr_layout_edge (graph, i));
}

static gint
compare_length (gconstpointer a, gconstpointer b, gpointer data)
{
  const Column *columns = data;
  guint i = *(const guint *)a, k = *(const guint *)b;
  int lengths = (columns[i].bottom - columns[i].top) - (columns[k].bottom - columns[k].top);

  return lengths != 0 ? lengths : (i < k ? -1 : 1);
}

/* Sends columns beyond the budget to a lane. */
static void
choose_lanes (Normalizing *norm)
{
  Column *columns = (Column *)norm->columns->data;
  guint n = norm->columns->len;
  guint64 budget = 16 * ((guint64)norm->graph->n_boxes + norm->graph->edges->len) + 10000;
  g_autofree guint *by_length = g_new (guint, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    by_length[i] = i;
  g_qsort_with_data (by_length, n, sizeof (guint), compare_length, columns);
  for (guint i = 0; i < n; i++)
    {
      Column *column = &columns[by_length[i]];
      guint64 length = column->bottom - column->top + 1;

      column->lane = length > budget;
      budget = column->lane ? 0 : budget - length;
    }
}

static guint
add_link (CrLayoutGraph *graph, guint upper, guint lower, guint port)
{
  CrLayoutLink link = { .upper = upper, .lower = lower, .port = port };

  g_array_append_val (graph->links, link);
  return graph->links->len - 1;
}

static void
add_dummies (CrLayoutGraph *graph, Column *column)
{
  column->first_dummy = graph->nodes->len;
  for (int rank = column->top; rank <= column->bottom; rank++)
    {
      CrLayoutNode dummy = { .rank = rank, .item = CR_LAYOUT_NONE };

      if (rank > column->top)
        add_link (graph, graph->nodes->len - 1, graph->nodes->len, 0);
      g_array_append_val (graph->nodes, dummy);
    }
}

/* Links a long edge to the dummies of its column. */
static void
link_long (Normalizing *norm, CrLayoutEdge *edge, Column *column)
{
  CrLayoutGraph *graph = norm->graph;
  int top = upper_rank (graph, edge) + 1, bottom = lower_rank (graph, edge) - 1;
  gboolean shares_top = norm->trunk_from[edge->from] != CR_LAYOUT_NONE
                        && column == &g_array_index (norm->columns, Column, norm->trunk_from[edge->from]);
  gboolean shares_bottom = !shares_top && norm->trunk_to[edge->to] != CR_LAYOUT_NONE
                           && column == &g_array_index (norm->columns, Column, norm->trunk_to[edge->to]);

  edge->first_dummy = column->first_dummy + (top - column->top);
  edge->n_dummies = bottom - top + 1;
  edge->first_link = shares_top && column->shared_link != CR_LAYOUT_NONE
                         ? column->shared_link
                         : add_link (graph, edge->from, edge->first_dummy, 0);
  edge->last_link = shares_bottom && column->shared_link != CR_LAYOUT_NONE
                        ? column->shared_link
                        : add_link (graph, edge->first_dummy + edge->n_dummies - 1, edge->to, edge->port);
  if (shares_top)
    column->shared_link = edge->first_link;
  else if (shares_bottom)
    column->shared_link = edge->last_link;
}

static void
make_links (Normalizing *norm)
{
  CrLayoutGraph *graph = norm->graph;

  for (guint i = 0; i < norm->columns->len; i++)
    {
      Column *column = &g_array_index (norm->columns, Column, i);

      if (!column->lane)
        add_dummies (graph, column);
    }
  for (guint i = 0; i < graph->edges->len; i++)
    {
      CrLayoutEdge *edge = cr_layout_edge (graph, i);
      Column *column
          = norm->column_of[i] == CR_LAYOUT_NONE ? NULL : &g_array_index (norm->columns, Column, norm->column_of[i]);

      if (edge->loop)
        continue;
      if (column == NULL)
        edge->first_link = edge->last_link = add_link (graph, edge->from, edge->to, edge->port);
      else if (column->lane)
        edge->lane = TRUE;
      else
        link_long (norm, edge, column);
    }
}

static gint
compare_ports (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrLayoutLink *links = data;
  guint i = *(const guint *)a, k = *(const guint *)b;

  if (links[i].port != links[k].port)
    return links[i].port < links[k].port ? -1 : 1;
  return i < k ? -1 : i > k;
}

static void
list_links (CrLayoutGraph *graph)
{
  guint n_nodes = graph->nodes->len, n_links = graph->links->len;
  g_autofree guint *upper = g_new (guint, MAX (n_links, 1));
  g_autofree guint *lower = g_new (guint, MAX (n_links, 1));

  for (guint i = 0; i < n_links; i++)
    {
      upper[i] = cr_layout_link (graph, i)->upper;
      lower[i] = cr_layout_link (graph, i)->lower;
    }
  cr_layout_lists_init (&graph->up, n_nodes, n_links, lower);
  cr_layout_lists_init (&graph->down, n_nodes, n_links, upper);
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      guint n = graph->up.start[i + 1] - graph->up.start[i];

      if (n > 1)
        g_qsort_with_data (graph->up.items + graph->up.start[i], n, sizeof (guint), compare_ports, graph->links->data);
    }
}

static guint *
new_unset (guint n)
{
  guint *array = g_new (guint, MAX (n, 1));

  memset (array, 0xff, sizeof (guint) * n);
  return array;
}

gboolean
cr_layout_normalize (CrLayoutGraph *graph)
{
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_autofree guint *column_of = new_unset (graph->edges->len);
  g_autofree guint *trunk_from = new_unset (graph->n_boxes);
  g_autofree guint *trunk_to = new_unset (graph->n_boxes);
  Normalizing norm = { graph, columns, column_of, trunk_from, trunk_to };

  make_columns (&norm);
  choose_lanes (&norm);
  if (cr_layout_graph_cancelled (graph))
    return FALSE;
  make_links (&norm);
  list_links (graph);
  return TRUE;
}
