/* Pass 5: what is drawn straight.
 *
 * Needs: the order.
 * After: align_up and align_down name, for every node, the link above and below that is to be vertical, at most one
 * each; chosen links do not cross, so that the columns they form have a consistent order from left to right. A middle
 * line goes through all ranks, and every column is left of it, on it or right of it (n_left, on_line). The links at
 * each box are in their order.
 *
 * The line is a longest path; where an operation on it has two equally deep arguments, it goes between them. Straight
 * are, chosen first to last: links on the line; long edges; then the deepest argument of every operation. Of several
 * equally deep ones only a middle one is: an operation stands amidst its arguments. (Preferring long edges, and
 * conflicts between links: Brandes and Koepf, "Fast and Simple Horizontal Coordinate Assignment", 2001.) */
#include "cr-layout-private.h"

#include <string.h>

#define TALL 8.0 /* rank gaps: a box so high holds a picture of its own, as deep as it is high */

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
  guint *depth;    /* by node: most boxes on a way of links that ends in it, high ones counted several times */
  guint8 *classes; /* by link: its LinkClass, N_CLASSES if it need not be straight */
} Aligning;

static guint
upper_of (const CrLayoutGraph *graph, guint link)
{
  return link == CR_LAYOUT_NONE ? CR_LAYOUT_NONE : cr_layout_link (graph, link)->upper;
}

/* What a box adds to the depth of a way through it: a group that is open counts for what is in it. */
static guint
own_depth (const CrLayoutGraph *graph, guint node)
{
  return 1 + (guint)(cr_layout_node (graph, node)->height / (TALL * graph->options.rank_gap));
}

/* Finds depths rank by rank. Dummies take over the depth of what is above them. */
static void
find_depths (Aligning *aligning)
{
  const CrLayoutGraph *graph = aligning->graph;

  for (guint i = 0; i < graph->nodes->len; i++)
    {
      guint node = graph->layer.items[i], above = 0;

      for (guint k = graph->up.start[node]; k < graph->up.start[node + 1]; k++)
        above = MAX (above, aligning->depth[upper_of (graph, graph->up.items[k])]);
      aligning->depth[node] = cr_layout_is_dummy (graph, node) ? MAX (above, 1) : above + own_depth (graph, node);
    }
}

/* The deepest arguments of a node, each counted once: how many, and the link to the one in the middle, or to the one
 * left of the middle if their number is even; *next is the box right of that. */
static guint
find_deepest (const Aligning *aligning, guint node, guint *middle, guint *next)
{
  const CrLayoutGraph *graph = aligning->graph;
  guint first = graph->up.start[node], end = graph->up.start[node + 1];
  guint depth = 0, n = 0, met = 0, last = CR_LAYOUT_NONE;

  *middle = *next = CR_LAYOUT_NONE;
  if (end - first == 1)
    *middle = graph->up.items[first];
  if (end - first <= 1)
    return end - first;
  for (guint k = first; k < end; k++)
    depth = MAX (depth, aligning->depth[upper_of (graph, graph->up.items[k])]);
  for (guint pass = 0; pass < 2; pass++, last = CR_LAYOUT_NONE)
    for (guint k = first; k < end; k++)
      {
        guint upper = upper_of (graph, graph->up.items[k]);

        if (aligning->depth[upper] != depth || upper == last)
          continue;
        last = upper;
        if (pass == 0)
          n++;
        else if (++met == (n + 1) / 2)
          *middle = graph->up.items[k];
        else if (met == (n + 1) / 2 + 1)
          *next = upper;
      }
  return n;
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
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      guint middle, next, n = find_deepest (aligning, i, &middle, &next);

      if (n % 2 == 1 && aligning->classes[middle] == N_CLASSES)
        aligning->classes[middle] = MAIN;
    }
}

static guint
main_above (const Aligning *aligning, guint node)
{
  guint middle, next;

  find_deepest (aligning, node, &middle, &next);
  return upper_of (aligning->graph, middle);
}

/* Whether two arms that end in one operation stay side by side up to where they meet, which is *meet, or to their ends.
 * Only then may the line go between them. */
static gboolean
arms_stay_apart (const Aligning *aligning, guint left, guint right, guint *meet)
{
  const CrLayoutGraph *graph = aligning->graph;

  while (left != right && left != CR_LAYOUT_NONE && right != CR_LAYOUT_NONE)
    {
      if (graph->pos[left] > graph->pos[right])
        return FALSE;
      left = main_above (aligning, left);
      right = main_above (aligning, right);
    }
  *meet = left;
  return left == right;
}

/* The line goes through a node, or along its right. */
static void
lead_line (CrLayoutGraph *graph, guint node, gboolean through)
{
  const CrLayoutNode *at = cr_layout_node (graph, node);

  graph->on_line[at->rank] = through ? node : CR_LAYOUT_NONE;
  graph->n_left[at->rank] = graph->pos[node] + !through;
}

/* Leads the line on into the next rank (step 1: below) where no path shows the way: right of all that the nodes left of
 * it are linked to. */
static void
lead_on (CrLayoutGraph *graph, guint rank, int step)
{
  const CrLayoutLists *lists = step > 0 ? &graph->down : &graph->up;
  guint first = graph->layer.start[rank], n_left = 0;

  for (guint i = 0; i < graph->n_left[rank] + (graph->on_line[rank] != CR_LAYOUT_NONE); i++)
    for (guint k = lists->start[graph->layer.items[first + i]]; k < lists->start[graph->layer.items[first + i] + 1];
         k++)
      {
        const CrLayoutLink *link = cr_layout_link (graph, lists->items[k]);

        n_left = MAX (n_left, graph->pos[step > 0 ? link->lower : link->upper] + 1);
      }
  graph->n_left[rank + step] = n_left;
  graph->on_line[rank + step] = CR_LAYOUT_NONE;
}

/* Draws the line from a deepest node up, along longest paths. */
static void
draw_line (Aligning *aligning)
{
  CrLayoutGraph *graph = aligning->graph;
  guint node = 0;
  int rank;

  for (guint i = 0; i < graph->n_boxes; i++)
    if (aligning->depth[i] > aligning->depth[node])
      node = i;
  rank = cr_layout_node (graph, node)->rank;
  lead_line (graph, node, TRUE);
  for (; rank + 1 < (int)graph->n_ranks; rank++)
    lead_on (graph, rank, 1);
  while (node != CR_LAYOUT_NONE)
    {
      guint middle, right, meet;
      guint n = find_deepest (aligning, node, &middle, &right), upper = upper_of (graph, middle);

      lead_line (graph, node, TRUE);
      rank = cr_layout_node (graph, node)->rank;
      if (n % 2 == 0 && n > 0 && arms_stay_apart (aligning, upper, right, &meet))
        for (; upper != meet; upper = main_above (aligning, upper), rank--)
          lead_line (graph, upper, FALSE);
      node = upper;
    }
  for (; rank > 0; rank--)
    lead_on (graph, rank, -1);
}

static int
side_of (const CrLayoutGraph *graph, guint node)
{
  const CrLayoutNode *at = cr_layout_node (graph, node);

  return node == graph->on_line[at->rank] ? 0 : graph->pos[node] < graph->n_left[at->rank] ? -1 : 1;
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
        bound = graph->pos[upper_of (graph, link)];
      right[i] = bound;
    }
}

/* Chooses links of a class between a rank and the one above, from left to right, where they cross nothing that was
 * chosen, nor the line. */
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
          guint link = graph->up.items[k], upper = upper_of (graph, link), pos = graph->pos[upper];

          if (aligning->classes[link] != class || graph->align_down[upper] != CR_LAYOUT_NONE || pos < left
              || pos >= right[i] || side_of (graph, node) != side_of (graph, upper))
            continue;
          graph->align_up[node] = link;
          graph->align_down[upper] = link;
        }
      if (graph->align_up[node] != CR_LAYOUT_NONE)
        left = graph->pos[upper_of (graph, graph->align_up[node])] + 1;
    }
}

/* Links from line to line. */
static void
mark_spine (Aligning *aligning)
{
  const CrLayoutGraph *graph = aligning->graph;

  for (guint rank = 1; rank < graph->n_ranks; rank++)
    {
      guint node = graph->on_line[rank];

      for (guint k = node == CR_LAYOUT_NONE ? 0 : graph->up.start[node];
           node != CR_LAYOUT_NONE && k < graph->up.start[node + 1]; k++)
        if (upper_of (graph, graph->up.items[k]) == graph->on_line[rank - 1])
          aligning->classes[graph->up.items[k]] = SPINE;
    }
}

static guint *
new_unset (gsize n)
{
  guint *array = g_new (guint, n);

  memset (array, 0xff, sizeof (guint) * n);
  return array;
}

gboolean
cr_layout_align (CrLayoutGraph *graph)
{
  gsize n = graph->nodes->len;
  g_autofree guint *depth = g_new0 (guint, n);
  g_autofree guint8 *classes = g_new0 (guint8, MAX (graph->links->len, 1));
  g_autofree guint *right = g_new (guint, n);
  Aligning aligning = { graph, depth, classes };

  graph->align_up = new_unset (n);
  graph->align_down = new_unset (n);
  graph->n_left = g_new0 (guint, graph->n_ranks);
  graph->on_line = new_unset (graph->n_ranks);
  cr_layout_ports_sort (graph);
  find_depths (&aligning);
  classify (&aligning);
  draw_line (&aligning);
  mark_spine (&aligning);
  for (guint rank = 1; rank < graph->n_ranks; rank++)
    {
      if (cr_layout_graph_cancelled (graph))
        return FALSE;
      for (LinkClass class = SPINE; class < N_CLASSES; class ++)
        align_rank (&aligning, rank, class, right);
    }
  return TRUE;
}
