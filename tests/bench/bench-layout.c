/* Lays out a generated graph and writes the drawing for the counters that judge it.
 *
 * bench-layout EDGES --out FILE [--runs N] [--quick]
 *
 * EDGES: "N M", N lines "width height label", M lines "source target". FILE is JSON,
 * {"nodes": [[x, y]...], "edges": [[source, target, [[x, y]...]]...]}, with the middles of the boxes and the routes
 * as polylines. Printed is one JSON line with the median time of making, filling and running a layout; reading and
 * writing files is left out. All edges have the same port: the layout may order them freely. */
#include "cr-layout.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CURVE_STEPS 12 /* segments for a curved piece of a route */
#define MOST_ITEMS 50000000

typedef struct
{
  double width, height;
} Box;

typedef struct
{
  guint from, to;
} Edge;

typedef struct
{
  GArray *boxes; /* Box */
  GArray *edges; /* Edge */
} Graph;

static gboolean
fail (GError **error, guint line, const char *what)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "line %u: %s", line, what);
  return FALSE;
}

static gboolean
read_box (Graph *graph, const char *text)
{
  Box box;
  int end = 0;

  if (sscanf (text, "%lf %lf %n", &box.width, &box.height, &end) != 2 || end == 0)
    return FALSE;
  g_array_append_val (graph->boxes, box);
  return TRUE;
}

static gboolean
read_edge (Graph *graph, const char *text)
{
  Edge edge;

  if (sscanf (text, "%u %u", &edge.from, &edge.to) != 2 || edge.from >= graph->boxes->len
      || edge.to >= graph->boxes->len)
    return FALSE;
  g_array_append_val (graph->edges, edge);
  return TRUE;
}

static gboolean
read_lines (Graph *graph, char *text, GError **error)
{
  guint n_boxes = 0, n_edges = 0, line = 0;
  char *rest = text;

  for (char *at = strsep (&rest, "\n"); at != NULL; at = strsep (&rest, "\n"), line++)
    {
      if (line == 0)
        {
          if (sscanf (at, "%u %u", &n_boxes, &n_edges) != 2 || n_boxes > MOST_ITEMS || n_edges > MOST_ITEMS)
            return fail (error, 1, "expected the numbers of nodes and edges");
        }
      else if (line <= n_boxes)
        {
          if (!read_box (graph, at))
            return fail (error, line + 1, "expected a node: width, height, label");
        }
      else if (line <= n_boxes + n_edges)
        {
          if (!read_edge (graph, at))
            return fail (error, line + 1, "expected an edge: two nodes, counted from 0");
        }
      else if (*g_strstrip (at) != '\0')
        return fail (error, line + 1, "more than the promised nodes and edges");
    }
  if (graph->boxes->len < n_boxes || graph->edges->len < n_edges)
    return fail (error, line, "the file ends before the last edge");
  return TRUE;
}

static CrLayout *
fill_layout (const Graph *graph)
{
  CrLayout *layout = cr_layout_new ();

  for (guint i = 0; i < graph->boxes->len; i++)
    {
      const Box *box = &g_array_index (graph->boxes, Box, i);

      cr_layout_add_node (layout, box->width, box->height);
    }
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const Edge *edge = &g_array_index (graph->edges, Edge, i);

      cr_layout_add_edge (layout, edge->from, edge->to, 0);
    }
  return layout;
}

static double
seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static double
median (GArray *times)
{
  g_array_sort (times, compare_doubles);
  return g_array_index (times, double, times->len / 2);
}

/* Runs and times; the last layout is returned. */
static CrLayout *
measure (const Graph *graph, const CrLayoutOptions *options, guint n_runs)
{
  g_autoptr (GArray) walls = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) cpus = g_array_new (FALSE, FALSE, sizeof (double));
  CrLayout *layout = NULL;

  for (guint i = 0; i < n_runs; i++)
    {
      double wall, cpu;

      cr_layout_free (layout);
      wall = seconds (CLOCK_MONOTONIC);
      cpu = seconds (CLOCK_PROCESS_CPUTIME_ID);
      layout = fill_layout (graph);
      cr_layout_run (layout, options);
      wall = seconds (CLOCK_MONOTONIC) - wall;
      cpu = seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu;
      g_array_append_val (walls, wall);
      g_array_append_val (cpus, cpu);
    }
  printf ("{\"workload\": \"layout.%u\", \"runs\": %u, \"cpu_s\": %.6f, \"median_s\": %.6f}\n", graph->boxes->len,
          n_runs, median (cpus), median (walls));
  return layout;
}

static double
bezier (double a, double b, double c, double d, double t)
{
  double s = 1 - t;

  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

static void
write_piece (FILE *out, const CrPoint *p)
{
  gboolean straight = p[0].x == p[1].x && p[1].x == p[2].x && p[2].x == p[3].x;
  guint steps = straight ? 1 : CURVE_STEPS;

  for (guint k = 1; k <= steps; k++)
    fprintf (out, ", [%.9g, %.9g]", bezier (p[0].x, p[1].x, p[2].x, p[3].x, k / (double)steps),
             bezier (p[0].y, p[1].y, p[2].y, p[3].y, k / (double)steps));
}

static void
write_layout (FILE *out, const Graph *graph, const CrLayout *layout)
{
  fputs ("{\"nodes\": [", out);
  for (guint i = 0; i < graph->boxes->len; i++)
    {
      const Box *box = &g_array_index (graph->boxes, Box, i);
      double x, y;

      cr_layout_get_node (layout, i, &x, &y);
      fprintf (out, "%s[%.9g, %.9g]", i > 0 ? ", " : "", x + box->width / 2, y + box->height / 2);
    }
  fputs ("], \"edges\": [", out);
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const Edge *edge = &g_array_index (graph->edges, Edge, i);
      const CrPoint *points;
      guint n = cr_layout_get_route (layout, i, &points);

      fprintf (out, "%s[%u, %u, [[%.9g, %.9g]", i > 0 ? ", " : "", edge->from, edge->to, points[0].x, points[0].y);
      for (guint k = 0; k + 3 < n; k += 3)
        write_piece (out, points + k);
      fputs ("]]", out);
    }
  fputs ("]}\n", out);
}

static gboolean
run (const char *edges, const char *drawing, const CrLayoutOptions *options, int n_runs, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (Box));
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (Edge));
  g_autoptr (CrLayout) layout = NULL;
  Graph graph = { boxes, ends };
  FILE *out;
  gboolean written;

  if (!g_file_get_contents (edges, &text, NULL, error))
    return FALSE;
  if (!read_lines (&graph, text, error))
    {
      g_prefix_error (error, "%s: ", edges);
      return FALSE;
    }
  layout = measure (&graph, options, n_runs > 0 ? (guint)n_runs : CLAMP (50000 / (boxes->len + 1), 5, 101));
  out = fopen (drawing, "w");
  if (out != NULL)
    write_layout (out, &graph, layout);
  written = out != NULL && !ferror (out);
  if (out != NULL && fclose (out) != 0)
    written = FALSE;
  if (!written)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", drawing, g_strerror (errno));
  return written;
}

int
main (int argc, char **argv)
{
  g_autofree char *drawing = NULL;
  int n_runs = 0;
  CrLayoutOptions options = { 0 };
  GOptionEntry entries[] = { { "out", 'o', 0, G_OPTION_ARG_FILENAME, &drawing, "Where to write the drawing", "FILE" },
                             { "runs", 'n', 0, G_OPTION_ARG_INT, &n_runs, "How often to time it", "N" },
                             { "quick", 'q', 0, G_OPTION_ARG_NONE, &options.quick, "A first picture only", NULL },
                             { 0 } };
  g_autoptr (GOptionContext) context = g_option_context_new ("EDGES - time the layout of a graph");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("bench-layout: %s\n", error->message);
      return 2;
    }
  if (argc != 2 || drawing == NULL)
    {
      g_printerr ("usage: bench-layout EDGES --out FILE [--runs N] [--quick]\n");
      return 2;
    }
  if (!run (argv[1], drawing, &options, n_runs, &error))
    {
      g_printerr ("bench-layout: %s\n", error->message);
      return 1;
    }
  return 0;
}
