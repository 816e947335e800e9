/* Pass 5: what is drawn straight.
 *
 * Needs: the order.
 * After: align_up and align_down name, for every node, the link above and below that is to be
 * vertical, at most one each; chosen links do not cross, so that the columns they form have a
 * consistent order from left to right. One column, the spine, goes through every rank. Every link
 * knows where it meets its ends (upper_at, lower_at); at both ends of a straight link that is the
 * centre.
 *
 * Chosen first to last: the spine, which is a longest path; long edges; then the deepest
 * argument of every operation. (Preferring long edges, and conflicts between links: Brandes and
 * Koepf, "Fast and Simple Horizontal Coordinate Assignment", 2001.) */
#include "cr-layout-private.h"

#include <string.h>

#define PORT_STEP 22.0 /* most distance of two links at a box */

typedef enum
{
  SPINE,
  LONG,
  MAIN,
  N_CLASSES
} LinkClass;

typedef struct
{
  CrLayoutGraph *graph;
  guint *depth;    /* by box: most boxes on a way of links that ends in it */
  guint8 *classes; /* by link: its LinkClass, N_CLASSES if it need not be straight */
} Aligning;

static guint
first_deepest (const Aligning *aligning, guint node)
{
  const CrLayoutGraph *graph = aligning->graph;
  guint best = CR_LAYOUT_NONE, depth = 0;

  for (guint k = graph->up.start[node]; k < graph->up.start[node + 1]; k++)
    {
      guint upper = cr_layout_link (graph, graph->up.items[k])->upper;

      if (aligning->depth[upper] > depth)
        {
          depth = aligning->depth[upper];
          best = graph->up.items[k];
        }
    }
  return best;
}

/* Finds depths rank by rank. Dummies take over the depth of what is above them. */
static void
find_depths (Aligning *aligning)
{
  const CrLayoutGraph *graph = aligning->graph;

  for (guint i = 0; i < graph->nodes->len; i++)
    {
      guint node = graph->layer.items[i];
      guint best = first_deepest (aligning, node);
      guint above = best == CR_LAYOUT_NONE ? 0 : aligning->depth[cr_layout_link (graph, best)->upper];

      aligning->depth[node] = cr_layout_is_dummy (graph, node) ? MAX (above, 1) : above + 1;
    }
}

static void
classify (Aligning *aligning)
{
  const CrLayoutGraph *graph = aligning->graph;

  for (guint i = 0; i < graph->links->len; i++)
    {
      const CrLayoutLink *link = cr_layout_link (graph, i);

      aligning->classes[i]
          = cr_layout_is_dummy (graph, link->upper) && cr_layout_is_dummy (graph, link->lower) ? LONG : N_CLASSES;
    }
  for (guint i = 0; i < graph->nodes->len; i++)
    {
      guint best = first_deepest (aligning, i);

      if (best != CR_LAYOUT_NONE && aligning->classes[best] == N_CLASSES)
        aligning->classes[best] = MAIN;
    }
}

/* Marks a way through boxes of every rank; ranking leaves at least one. */
static void
mark_spine (Aligning *aligning)
{
  const CrLayoutGraph *graph = aligning->graph;
  guint node = CR_LAYOUT_NONE;

  for (guint i = 0; i < graph->n_boxes && node == CR_LAYOUT_NONE; i++)
    if (aligning->depth[i] == graph->n_ranks)
      node = i;
  while (node != CR_LAYOUT_NONE)
    {
      guint best = CR_LAYOUT_NONE;

      for (guint k = graph->up.start[node]; k < graph->up.start[node + 1] && best == CR_LAYOUT_NONE; k++)
        {
          guint upper = cr_layout_link (graph, graph->up.items[k])->upper;

          if (!cr_layout_is_dummy (graph, upper) && aligning->depth[upper] + 1 == aligning->depth[node])
            best = graph->up.items[k];
        }
      if (best != CR_LAYOUT_NONE)
        aligning->classes[best] = SPINE;
      node = best == CR_LAYOUT_NONE ? CR_LAYOUT_NONE : cr_layout_link (graph, best)->upper;
    }
}

/* Right to left over the lower rank of a gap: the leftmost upper end chosen from each place on. */
static void
find_right_bounds (const CrLayoutGraph *graph, guint rank, guint *right)
{
  guint first = graph->layer.start[rank], n = graph->layer.start[rank + 1] - first;
  guint bound = G_MAXUINT;

  for (guint i = n; i-- > 0;)
    {
      guint link = graph->align_up[graph->layer.items[first + i]];

      if (link != CR_LAYOUT_NONE)
        bound = cr_layout_node (graph, cr_layout_link (graph, link)->upper)->pos;
      right[i] = bound;
    }
}

/* Chooses links of a class between a rank and the one above, from left to right, where they cross
 * nothing that was chosen. */
static void
align_rank (Aligning *aligning, guint rank, LinkClass class, guint *right)
{
  CrLayoutGraph *graph = aligning->graph;
  guint first = graph->layer.start[rank], n = graph->layer.start[rank + 1] - first;
  guint left = 0; /* upper places from here on are free */

  find_right_bounds (graph, rank, right);
  for (guint i = 0; i < n; i++)
    {
      guint node = graph->layer.items[first + i];

      for (guint k = graph->up.start[node]; k < graph->up.start[node + 1] && graph->align_up[node] == CR_LAYOUT_NONE;
           k++)
        {
          guint link = graph->up.items[k], upper = cr_layout_link (graph, link)->upper;
          guint pos = cr_layout_node (graph, upper)->pos;

          if (aligning->classes[link] != class || graph->align_down[upper] != CR_LAYOUT_NONE || pos < left
              || pos >= right[i])
            continue;
          graph->align_up[node] = link;
          graph->align_down[upper] = link;
        }
      if (graph->align_up[node] != CR_LAYOUT_NONE)
        left = cr_layout_node (graph, cr_layout_link (graph, graph->align_up[node])->upper)->pos + 1;
    }
}

/* Spreads the links at one side of a box, given from left to right. The straight one is at the
 * centre and the others share the room beside it; without one they are spread evenly. */
static void
spread (CrLayoutGraph *graph, const guint *links, guint n, guint node, gboolean lower_end)
{
  guint straight = lower_end ? graph->align_up[node] : graph->align_down[node];
  double room = cr_layout_port_room (cr_layout_node (graph, node));
  double centre = (n - 1) / 2.0, step = n > 1 ? room / (n - 1) : 0;

  for (guint i = 0; i < n && straight != CR_LAYOUT_NONE; i++)
    if (links[i] == straight)
      {
        centre = i;
        step = n > 1 ? room / 2 / MAX (i, n - 1 - i) : 0;
      }
  step = MIN (step, PORT_STEP);
  for (guint i = 0; i < n; i++)
    {
      CrLayoutLink *link = cr_layout_link (graph, links[i]);

      *(lower_end ? &link->lower_at : &link->upper_at) = (i - centre) * step;
    }
}

/* Puts the links that leave each box in the order of the ports they lead to, then spreads. */
static void
spread_all (CrLayoutGraph *graph)
{
  guint n_nodes = graph->nodes->len;
  g_autofree guint *next = g_memdup2 (graph->down.start, sizeof (guint) * ((gsize)n_nodes + 1));

  for (guint i = 0; i < n_nodes; i++)
    {
      guint node = graph->layer.items[i];

      for (guint k = graph->up.start[node]; k < graph->up.start[node + 1]; k++)
        graph->down.items[next[cr_layout_link (graph, graph->up.items[k])->upper]++] = graph->up.items[k];
    }
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      guint up = graph->up.start[i], down = graph->down.start[i];

      spread (graph, graph->up.items + up, graph->up.start[i + 1] - up, i, TRUE);
      spread (graph, graph->down.items + down, graph->down.start[i + 1] - down, i, FALSE);
    }
}

gboolean
cr_layout_align (CrLayoutGraph *graph)
{
  gsize n = graph->nodes->len;
  g_autofree guint *depth = g_new0 (guint, n);
  g_autofree guint8 *classes = g_new0 (guint8, MAX (graph->links->len, 1));
  g_autofree guint *right = g_new (guint, n);
  Aligning aligning = { graph, depth, classes };

  graph->align_up = g_new (guint, n);
  graph->align_down = g_new (guint, n);
  memset (graph->align_up, 0xff, sizeof (guint) * n);
  memset (graph->align_down, 0xff, sizeof (guint) * n);
  find_depths (&aligning);
  classify (&aligning);
  mark_spine (&aligning);
  for (guint rank = 1; rank < graph->n_ranks; rank++)
    {
      if (cr_layout_graph_cancelled (graph))
        return FALSE;
      for (LinkClass class = SPINE; class < N_CLASSES; class ++)
        align_rank (&aligning, rank, class, right);
    }
  spread_all (graph);
  return TRUE;
}
