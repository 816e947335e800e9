/* Adds an operation to a generated graph and measures how far the new picture is from the old one.
 *
 * bench-adapt EDGES [--runs N] [--fresh]
 *
 * EDGES is what bench-layout reads. One JSON line for each place where something is added: the median time of making,
 * filling and running the second layout with the first as the earlier picture; how far the middles of the old nodes are
 * from where they were on average, in points and in (mean) widths of a node: raw, that is from the corner of each
 * picture, and "anchored", after the one translation of the whole picture that the canvas makes to keep in place what
 * is in view (the median of all); how many old nodes are moved at all, anchored; crossings of the routes as drawn,
 * before, after, and of a layout of the new graph from nothing. --fresh measures that one instead. */
#include "cr-layout.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CURVE_STEPS 8
#define OPERATION_WIDTH 100.0
#define LEAF_WIDTH 56.0
#define HEIGHT 28.0

typedef struct
{
  double width, height;
} Box;

typedef struct
{
  guint from, to, port;
  int before; /* the edge of the old graph that it is, -1 */
} Edge;

typedef struct
{
  GArray *boxes; /* Box */
  GArray *edges; /* Edge */
} Graph;

typedef struct
{
  double x, y, both, share; /* mean displacements; share of nodes that moved at all */
} Moves;

static void
graph_clear (Graph *graph)
{
  g_array_unref (graph->boxes);
  g_array_unref (graph->edges);
}

static guint
add_box (Graph *graph, double width, double height)
{
  Box box = { width, height };

  g_array_append_val (graph->boxes, box);
  return graph->boxes->len - 1;
}

static void
add_edge (Graph *graph, guint from, guint to, guint port)
{
  Edge edge = { from, to, port, -1 };

  g_array_append_val (graph->edges, edge);
}

static gboolean
read_graph (Graph *graph, const char *name)
{
  FILE *in = fopen (name, "r");
  guint n_boxes, n_edges, from, to;
  double width, height;
  gboolean good = in != NULL && fscanf (in, "%u %u", &n_boxes, &n_edges) == 2;

  for (guint i = 0; good && i < n_boxes; i++)
    if ((good = fscanf (in, "%lf %lf %*[^\n]", &width, &height) == 2))
      add_box (graph, width, height);
  for (guint i = 0; good && i < n_edges; i++)
    if ((good = fscanf (in, "%u %u", &from, &to) == 2 && from < n_boxes && to < n_boxes))
      {
        add_edge (graph, from, to, 0);
        g_array_index (graph->edges, Edge, i).before = i;
      }
  if (in != NULL)
    fclose (in);
  return good;
}

static Graph
copy_graph (const Graph *graph)
{
  return (Graph){ g_array_copy (graph->boxes), g_array_copy (graph->edges) };
}

static CrLayout *
fill_layout (const Graph *graph)
{
  CrLayout *layout = cr_layout_new ();

  for (guint i = 0; i < graph->boxes->len; i++)
    cr_layout_add_node (layout, g_array_index (graph->boxes, Box, i).width,
                        g_array_index (graph->boxes, Box, i).height);
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const Edge *edge = &g_array_index (graph->edges, Edge, i);

      cr_layout_add_edge (layout, edge->from, edge->to, edge->port);
    }
  return layout;
}

static CrPoint
middle_of (const Graph *graph, const CrLayout *layout, guint node)
{
  double x, y;

  cr_layout_get_node (layout, node, &x, &y);
  return (CrPoint){ x + g_array_index (graph->boxes, Box, node).width / 2,
                    y + g_array_index (graph->boxes, Box, node).height / 2 };
}

static void
tell_previous (CrLayout *layout, const Graph *graph, const CrLayout *before, const Graph *old)
{
  for (guint i = 0; i < old->boxes->len; i++)
    {
      CrPoint middle = middle_of (old, before, i);

      cr_layout_set_previous (layout, i, middle.x, middle.y);
    }
  for (guint i = 0; i < graph->edges->len; i++)
    {
      int edge = g_array_index (graph->edges, Edge, i).before;
      const CrPoint *points;
      guint n = edge < 0 ? 0 : cr_layout_get_route (before, edge, &points);

      if (n > 0)
        cr_layout_set_previous_route (layout, i, points, n);
    }
}

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof (double), compare_doubles);
  return values[n / 2];
}

static Moves
measure_moves (const CrPoint *moves, guint n, CrPoint shift)
{
  Moves mean = { 0 };

  for (guint i = 0; i < n; i++)
    {
      double dx = fabs (moves[i].x - shift.x), dy = fabs (moves[i].y - shift.y);

      mean.x += dx / n;
      mean.y += dy / n;
      mean.both += hypot (dx, dy) / n;
      mean.share += (dx > 0.5 || dy > 0.5) / (double)n;
    }
  return mean;
}

static CrPoint
find_shift (const CrPoint *moves, guint n)
{
  g_autofree double *values = g_new (double, n);
  CrPoint shift;

  for (guint i = 0; i < n; i++)
    values[i] = moves[i].x;
  shift.x = median (values, n);
  for (guint i = 0; i < n; i++)
    values[i] = moves[i].y;
  shift.y = median (values, n);
  return shift;
}

/* The route of an edge as places at every point of a polyline that runs down. */
static GArray *
flatten (const CrLayout *layout, guint edge)
{
  GArray *line = g_array_new (FALSE, FALSE, sizeof (CrPoint));
  const CrPoint *p;
  guint n = cr_layout_get_route (layout, edge, &p);

  for (guint i = 0; i + 3 < n; i += 3)
    for (guint k = i == 0 ? 0 : 1; k <= CURVE_STEPS; k++)
      {
        double t = k / (double)CURVE_STEPS, s = 1 - t;
        double a = s * s * s, b = 3 * s * s * t, c = 3 * s * t * t, d = t * t * t;
        CrPoint at = { a * p[i].x + b * p[i + 1].x + c * p[i + 2].x + d * p[i + 3].x,
                       a * p[i].y + b * p[i + 1].y + c * p[i + 2].y + d * p[i + 3].y };

        g_array_append_val (line, at);
      }
  return line;
}

static double
place_at (const GArray *line, guint *at, double y)
{
  const CrPoint *p = (const CrPoint *)line->data;

  while (*at + 2 < line->len && p[*at + 1].y < y)
    (*at)++;
  if (p[*at + 1].y - p[*at].y < 1e-9)
    return p[*at + 1].x;
  return p[*at].x + (p[*at + 1].x - p[*at].x) * CLAMP ((y - p[*at].y) / (p[*at + 1].y - p[*at].y), 0, 1);
}

/* How often two lines that run down change sides. */
static guint
count_changes (const GArray *a, const GArray *b)
{
  const CrPoint *p = (const CrPoint *)a->data, *q = (const CrPoint *)b->data;
  double from = MAX (p[0].y, q[0].y), to = MIN (p[a->len - 1].y, q[b->len - 1].y);
  guint at_a = 0, at_b = 0, i = 0, k = 0, changes = 0;
  int side = 0;

  while (from <= to && (i < a->len || k < b->len))
    {
      double y = k >= b->len || (i < a->len && p[i].y <= q[k].y) ? p[i++].y : q[k++].y, apart;

      if (y < from || y > to)
        continue;
      apart = place_at (a, &at_a, y) - place_at (b, &at_b, y);
      if (fabs (apart) < 1e-6)
        continue;
      changes += side != 0 && (apart > 0) != (side > 0);
      side = apart > 0 ? 1 : -1;
    }
  return changes;
}

static guint
count_crossings (const Graph *graph, const CrLayout *layout)
{
  guint n = graph->edges->len, crossings = 0;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (lines, flatten (layout, i));
  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < i; k++)
      {
        const Edge *a = &g_array_index (graph->edges, Edge, i), *b = &g_array_index (graph->edges, Edge, k);

        if (a->from != b->from && a->to != b->to)
          crossings += count_changes (g_ptr_array_index (lines, i), g_ptr_array_index (lines, k));
      }
  return crossings;
}

static double
seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static double
mean_width (const Graph *graph)
{
  double sum = 0;

  for (guint i = 0; i < graph->boxes->len; i++)
    sum += g_array_index (graph->boxes, Box, i).width;
  return sum / graph->boxes->len;
}

static void
print_moves (const char *name, Moves moves, double width)
{
  printf (", \"%s\": {\"x\": %.3f, \"y\": %.3f, \"distance\": %.3f, \"widths\": %.4f, \"share\": %.4f}", name, moves.x,
          moves.y, moves.both, moves.both / width, moves.share);
}

static void
measure (const char *what, const Graph *graph, const Graph *old, const CrLayout *before, guint n_runs, gboolean fresh)
{
  g_autofree double *times = g_new (double, n_runs);
  g_autofree CrPoint *moves = g_new (CrPoint, old->boxes->len);
  g_autoptr (CrLayout) after = NULL, anew = fill_layout (graph);
  guint n = old->boxes->len;

  for (guint i = 0; i < n_runs; i++)
    {
      double start;

      cr_layout_free (after);
      start = seconds ();
      after = fill_layout (graph);
      if (!fresh)
        tell_previous (after, graph, before, old);
      cr_layout_run (after, NULL);
      times[i] = seconds () - start;
    }
  cr_layout_run (anew, NULL);
  for (guint i = 0; i < n; i++)
    {
      CrPoint a = middle_of (old, before, i), b = middle_of (graph, after, i);

      moves[i] = (CrPoint){ b.x - a.x, b.y - a.y };
    }
  printf ("{\"workload\": \"adapt.%u.%s\", \"runs\": %u, \"median_s\": %.6f, \"node_width\": %.1f", n, what, n_runs,
          median (times, n_runs), mean_width (old));
  print_moves ("raw", measure_moves (moves, n, (CrPoint){ 0, 0 }), mean_width (old));
  print_moves ("anchored", measure_moves (moves, n, find_shift (moves, n)), mean_width (old));
  printf (", \"crossings\": {\"before\": %u, \"after\": %u, \"from_nothing\": %u}}\n", count_crossings (old, before),
          count_crossings (graph, after), count_crossings (graph, anew));
}

/* The edge whose upper end is nearest to a share of all ranks, and which is no longer than a rank. */
static guint
find_edge (const Graph *graph, const CrLayout *layout, double share)
{
  guint n = graph->edges->len, best = 0;
  int n_ranks = 0, least = G_MAXINT;

  for (guint i = 0; i < graph->boxes->len; i++)
    n_ranks = MAX (n_ranks, cr_layout_get_rank (layout, i) + 1);
  for (guint i = 0; i < n; i++)
    {
      const Edge *edge = &g_array_index (graph->edges, Edge, i);
      int from = cr_layout_get_rank (layout, edge->from), away = abs (from - (int)(share * n_ranks));
      guint n_inputs = 0;

      for (guint k = 0; k < n; k++)
        n_inputs += g_array_index (graph->edges, Edge, k).to == edge->from;
      if (n_inputs == 0 || cr_layout_get_rank (layout, edge->to) != from + 1 || away >= least)
        continue;
      least = away;
      best = i;
    }
  return best;
}

/* Puts an operation into an edge, with a new leaf as its second argument if asked for. */
static void
insert_into (Graph *graph, guint number, gboolean leaf)
{
  guint box = add_box (graph, OPERATION_WIDTH, HEIGHT);
  Edge *edge = &g_array_index (graph->edges, Edge, number);
  guint from = edge->from;

  edge->from = box;
  edge->before = -1;
  add_edge (graph, from, box, 0);
  if (leaf)
    add_edge (graph, add_box (graph, LEAF_WIDTH, HEIGHT), box, 0);
}

static void
measure_at (const Graph *old, const CrLayout *before, double share, guint n_runs, gboolean fresh)
{
  static const char *const kinds[] = { "into", "into-with-leaf", "beside", "skip" };
  guint number = find_edge (old, before, share), far = find_edge (old, before, share * 0.9);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Graph graph = copy_graph (old);
      const Edge *edge = &g_array_index (graph.edges, Edge, number);
      g_autofree char *what = g_strdup_printf ("%s-%.0f%%", kinds[i], share * 100);

      if (i < 2)
        insert_into (&graph, number, i == 1);
      else if (i == 2)
        {
          guint box = add_box (&graph, OPERATION_WIDTH, HEIGHT);

          add_edge (&graph, edge->from, box, 0);
          add_edge (&graph, add_box (&graph, LEAF_WIDTH, HEIGHT), box, 0);
        }
      else
        {
          insert_into (&graph, number, FALSE);
          add_edge (&graph, g_array_index (graph.edges, Edge, far).from, graph.boxes->len - 1, 0);
        }
      measure (what, &graph, old, before, n_runs, fresh);
      graph_clear (&graph);
    }
}

static void
measure_ends (const Graph *old, const CrLayout *before, guint n_runs, gboolean fresh)
{
  Graph same = copy_graph (old), longer = copy_graph (old);
  guint last = 0;

  for (guint i = 0; i < old->boxes->len; i++)
    if (cr_layout_get_rank (before, i) > cr_layout_get_rank (before, last))
      last = i;
  add_edge (&longer, last, add_box (&longer, OPERATION_WIDTH, HEIGHT), 0);
  measure ("unchanged", &same, old, before, n_runs, fresh);
  measure ("end", &longer, old, before, n_runs, fresh);
  graph_clear (&same);
  graph_clear (&longer);
}

int
main (int argc, char **argv)
{
  Graph graph = { g_array_new (FALSE, FALSE, sizeof (Box)), g_array_new (FALSE, FALSE, sizeof (Edge)) };
  int n_runs = 11, fresh = FALSE;
  GOptionEntry entries[] = { { "runs", 'n', 0, G_OPTION_ARG_INT, &n_runs, "How often to time it", "N" },
                             { "fresh", 'f', 0, G_OPTION_ARG_NONE, &fresh, "Without the earlier picture", NULL },
                             { 0 } };
  g_autoptr (GOptionContext) context = g_option_context_new ("EDGES - what one more operation moves");
  g_autoptr (CrLayout) before = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc != 2 || n_runs < 1)
    {
      g_printerr ("usage: bench-adapt EDGES [--runs N] [--fresh]\n");
      return 2;
    }
  if (!read_graph (&graph, argv[1]) || graph.edges->len == 0)
    {
      g_printerr ("bench-adapt: %s: no graph in the form of bench-layout\n", argv[1]);
      return 1;
    }
  before = fill_layout (&graph);
  cr_layout_run (before, NULL);
  measure_ends (&graph, before, n_runs, fresh);
  for (guint i = 1; i <= 3; i++)
    measure_at (&graph, before, i / 4.0, n_runs, fresh);
  graph_clear (&graph);
  return 0;
}
