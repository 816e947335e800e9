/* Which edges must pass a rank, so that leaves find room.
 *
 * Where several operators that take parameters share one producer, a parameter one rank above an inner one can't reach
 * it without crossing a sibling's edge: only the outermost two have room at their outer side. So the edges to the inner
 * ones get a least length of 2: then their parameters stand between the siblings. Where arguments have an order, a
 * parameter to the right of the shared argument has room only at the rightmost operator, and so on; and an edge to far
 * below takes a side for itself. */
#include "cr-layout-private.h"

#include <string.h>

#define FAR_BELOW 3      /* ranks: such an edge goes round its siblings */
#define MOST_STEPS 64    /* how far a branch is followed */
#define MOST_BRANCHES 64 /* more than that are left alone */

enum
{
  LEFT = 1,
  RIGHT = 2
};

/* An operator with leaves that shares its producer with others. */
typedef struct
{
  guint edge;
  guint needs;   /* sides on which it has leaves for certain; 0: it can choose */
  guint join;    /* where its branch meets another one */
  guint n_joint; /* how many operators of this producer meet there */
  int slack;     /* how many ranks its branch is shorter than the longest to the join */
} Branch;

/* The ports at which edges enter a box. */
typedef struct
{
  guint least, greatest;
  gboolean any;
} Ports;

typedef struct
{
  CrLayoutGraph *graph;
  const CrLayoutLists *in, *out; /* edges by box */
  Ports *ports, *leaf_ports;     /* by box: of all edges, and of those from leaves */
  GArray *branches;              /* Branch: of the current producer */
} Fanning;

static gboolean
is_leaf (const Fanning *fanning, guint box)
{
  return fanning->in->start[box] == fanning->in->start[box + 1]
         && fanning->out->start[box] + 1 == fanning->out->start[box + 1];
}

/* The sides of an edge on which leaves enter the same box. FALSE: there are no leaves. */
static gboolean
find_needs (const Fanning *fanning, const CrLayoutEdge *edge, guint *needs)
{
  const Ports *leaves = &fanning->leaf_ports[edge->to];

  *needs = (leaves->least < edge->port ? LEFT : 0) | (leaves->greatest > edge->port ? RIGHT : 0);
  return leaves->any;
}

/* Follows a branch to where another joins it. */
static void
find_join (const Fanning *fanning, Branch *branch)
{
  CrLayoutGraph *graph = fanning->graph;
  guint box = cr_layout_edge (graph, branch->edge)->to;

  branch->join = CR_LAYOUT_NONE;
  branch->slack = 0;
  for (guint step = 0; step < MOST_STEPS; step++)
    {
      guint next, n = 0;

      if (fanning->out->start[box] + 1 != fanning->out->start[box + 1])
        return;
      next = cr_layout_edge (graph, fanning->out->items[fanning->out->start[box]])->to;
      for (guint k = fanning->in->start[next]; k < fanning->in->start[next + 1] && n < 2; k++)
        n += !is_leaf (fanning, cr_layout_edge (graph, fanning->in->items[k])->from);
      if (n > 1)
        {
          branch->join = next;
          branch->slack = cr_layout_node (graph, next)->rank - cr_layout_node (graph, box)->rank - 1;
          return;
        }
      box = next;
    }
}

/* The side that an edge to far below takes: where it enters among other arguments. */
static guint
find_side (const Fanning *fanning, const CrLayoutEdge *edge)
{
  const Ports *ports = &fanning->ports[edge->to];
  gboolean lesser = ports->least<edge->port, greater = ports->greatest> edge->port;

  return lesser == greater ? 0 : lesser ? RIGHT : LEFT;
}

/* Lists the operators with leaves below a producer; returns the sides that edges to far below take. */
static guint
find_branches (Fanning *fanning, guint producer)
{
  CrLayoutGraph *graph = fanning->graph;
  guint taken = 0;
  gboolean any_far = FALSE;

  g_array_set_size (fanning->branches, 0);
  for (guint k = fanning->out->start[producer]; k < fanning->out->start[producer + 1]; k++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, fanning->out->items[k]);
      Branch branch = { .edge = fanning->out->items[k] };

      if (cr_layout_node (graph, edge->to)->rank - cr_layout_node (graph, producer)->rank >= FAR_BELOW)
        {
          taken |= find_side (fanning, edge);
          any_far = TRUE;
        }
      else if (find_needs (fanning, edge, &branch.needs))
        {
          find_join (fanning, &branch);
          g_array_append_val (fanning->branches, branch);
        }
    }
  return any_far && taken == 0 ? LEFT : taken;
}

static Branch *
branch_at (const Fanning *fanning, guint i)
{
  return &g_array_index (fanning->branches, Branch, i);
}

static void
count_joint (Fanning *fanning)
{
  for (guint i = 0; i < fanning->branches->len; i++)
    {
      branch_at (fanning, i)->n_joint = 0;
      for (guint k = 0; k < fanning->branches->len; k++)
        branch_at (fanning, i)->n_joint += branch_at (fanning, k)->join == branch_at (fanning, i)->join;
    }
}

/* Which of two branches had better stay one rank below: one that joins others late is outermost anyway, and a long one
 * would make the picture longer. */
static gint
compare_outer (gconstpointer a, gconstpointer b)
{
  const Branch *x = a, *y = b;
  gboolean x_alone = x->n_joint < 2, y_alone = y->n_joint < 2;

  if (x_alone != y_alone)
    return x_alone ? -1 : 1;
  if (x->slack != y->slack)
    return x->slack < y->slack ? -1 : 1;
  return x->edge < y->edge ? -1 : x->edge > y->edge;
}

/* Gives branches the free sides, and makes the edges of the others longer. Two that join each other can't both be
 * outermost if there is a third. */
static void
choose (Fanning *fanning, guint taken, guint8 *length)
{
  guint n = fanning->branches->len;
  guint first_join = CR_LAYOUT_NONE;

  for (guint i = 0; i < n; i++)
    {
      const Branch *branch = branch_at (fanning, i);
      guint side = branch->needs != 0 ? branch->needs : !(taken & LEFT) ? LEFT : RIGHT;
      gboolean joint = n > 2 && branch->n_joint > 1 && branch->join == first_join;

      if ((side & taken) == 0 && !joint)
        {
          taken |= side;
          first_join = branch->join;
        }
      else
        length[branch->edge] = 2;
    }
}

static void
find_ports (Fanning *fanning)
{
  CrLayoutGraph *graph = fanning->graph;

  for (guint i = 0; i < graph->n_boxes; i++)
    fanning->ports[i] = fanning->leaf_ports[i] = (Ports){ G_MAXUINT, 0, FALSE };
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);
      Ports *ports[] = { &fanning->ports[edge->to], &fanning->leaf_ports[edge->to] };

      for (guint k = 0; k < 1u + is_leaf (fanning, edge->from) && !edge->loop; k++)
        {
          ports[k]->least = MIN (ports[k]->least, edge->port);
          ports[k]->greatest = MAX (ports[k]->greatest, edge->port);
          ports[k]->any = TRUE;
        }
    }
}

void
cr_layout_fan_lengths (CrLayoutGraph *graph, const CrLayoutLists *in, const CrLayoutLists *out, guint8 *length)
{
  g_autoptr (GArray) branches = g_array_new (FALSE, FALSE, sizeof (Branch));
  g_autofree Ports *ports = g_new (Ports, MAX (graph->n_boxes, 1));
  g_autofree Ports *leaf_ports = g_new (Ports, MAX (graph->n_boxes, 1));
  Fanning fanning = { graph, in, out, ports, leaf_ports, branches };

  memset (length, 1, graph->edges->len);
  find_ports (&fanning);
  for (guint i = 0; i < graph->n_boxes; i++)
    {
      guint taken;

      if (out->start[i + 1] - out->start[i] < 2 || is_leaf (&fanning, i))
        continue;
      taken = find_branches (&fanning, i);
      if (branches->len == 0 || branches->len > MOST_BRANCHES)
        continue;
      count_joint (&fanning);
      g_array_sort (branches, compare_outer);
      choose (&fanning, taken, length);
    }
}
