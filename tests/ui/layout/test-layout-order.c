/* Ranks and order: what must hold for any graph, and bounds on crossings for graphs whose answer is known. */
#include "cr-layout-web-private.h"

#include <string.h>

#define N_SEEDS 60

static CrLayoutGraph *
graph_new (guint n_boxes)
{
  CrLayoutOptions options = { .node_gap = 18, .rank_gap = 36 };
  CrLayoutGraph *graph = cr_layout_graph_new (&options);

  g_array_set_size (graph->nodes, n_boxes);
  graph->n_boxes = n_boxes;
  for (guint i = 0; i < n_boxes; i++)
    {
      cr_layout_node (graph, i)->item = i;
      cr_layout_node (graph, i)->width = 40;
      cr_layout_node (graph, i)->height = 20;
    }
  return graph;
}

static void
add_edge (CrLayoutGraph *graph, guint from, guint to, guint port)
{
  CrLayoutEdge edge = { .from = from, .to = to, .port = port, .item = graph->edges->len };

  g_array_append_val (graph->edges, edge);
}

/* A connected one: every box but the first has an edge from an earlier one. */
static CrLayoutGraph *
random_graph (guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n = 2 + seed, reach = seed % 3 == 0 ? n : 5, n_ports = seed % 4 == 0 ? 1 : 3;
  CrLayoutGraph *graph = graph_new (n);

  for (guint i = 1; i < n; i++)
    for (guint k = g_rand_int_range (rand, 1, 4); k > 0; k--)
      add_edge (graph, i - g_rand_int_range (rand, 1, MIN (i, reach) + 1), i, g_rand_int_range (rand, 0, n_ports));
  return graph;
}

/* Leaves beside a chain with skips and forks, as training steps have them. */
static CrLayoutGraph *
training_graph (guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n_blocks = 5 + seed, n = 1, at = 0, shared = 0;
  CrLayoutGraph *graph = graph_new (1 + 6 * n_blocks);

  for (guint i = 0; i < n_blocks; i++)
    {
      guint leaf = n++, op = n++, bias = n++, norm = n++, other = n++, sum = n++;

      add_edge (graph, at, op, 0);
      add_edge (graph, leaf, op, 1);
      add_edge (graph, op, norm, 0);
      add_edge (graph, g_rand_int_range (rand, 0, 4) == 0 ? shared : bias, norm, 1);
      add_edge (graph, at, other, 0);
      add_edge (graph, bias, other, 1);
      add_edge (graph, norm, sum, 0);
      add_edge (graph, other, sum, 1);
      shared = leaf;
      at = sum;
    }
  return graph;
}

static void
assert_ranks (CrLayoutGraph *graph)
{
  g_autofree gboolean *used = g_new0 (gboolean, graph->n_ranks);

  for (guint i = 0; i < graph->nodes->len; i++)
    {
      g_assert_cmpint (cr_layout_node (graph, i)->rank, >=, 0);
      g_assert_cmpuint (cr_layout_node (graph, i)->rank, <, graph->n_ranks);
      used[cr_layout_node (graph, i)->rank] = TRUE;
    }
  for (guint i = 0; i < graph->n_ranks; i++)
    g_assert_true (used[i]);
  for (guint i = 0; i < graph->edges->len; i++)
    {
      const CrLayoutEdge *edge = cr_layout_edge (graph, i);

      g_assert_cmpint (cr_layout_node (graph, edge->from)->rank, <, cr_layout_node (graph, edge->to)->rank);
    }
}

static void
assert_permutation (CrLayoutGraph *graph)
{
  g_autofree gboolean *seen = g_new0 (gboolean, graph->nodes->len);

  g_assert_cmpuint (graph->layer.start[graph->n_ranks], ==, graph->nodes->len);
  for (guint rank = 0; rank < graph->n_ranks; rank++)
    for (guint i = graph->layer.start[rank]; i < graph->layer.start[rank + 1]; i++)
      {
        guint node = graph->layer.items[i];

        g_assert_false (seen[node]);
        seen[node] = TRUE;
        g_assert_cmpint (cr_layout_node (graph, node)->rank, ==, rank);
        g_assert_cmpuint (graph->pos[node], ==, i - graph->layer.start[rank]);
      }
}

static gboolean
links_cross (CrLayoutGraph *graph, const CrLayoutLink *a, const CrLayoutLink *b)
{
  int top = (int)graph->pos[a->upper] - (int)graph->pos[b->upper];
  int end = (int)graph->pos[a->lower] - (int)graph->pos[b->lower];

  if (cr_layout_node (graph, a->upper)->rank != cr_layout_node (graph, b->upper)->rank)
    return FALSE;
  if (end == 0)
    end = (int)a->port - (int)b->port;
  return (top < 0 && end > 0) || (top > 0 && end < 0);
}

/* Every pair of links, looked at. */
static guint64
count_pairs (CrLayoutGraph *graph)
{
  guint64 crossings = 0;

  for (guint i = 0; i < graph->links->len; i++)
    for (guint k = 0; k < i; k++)
      crossings += links_cross (graph, cr_layout_link (graph, i), cr_layout_link (graph, k));
  return crossings;
}

static void
prepare (CrLayoutGraph *graph)
{
  g_assert_true (cr_layout_acyclic (graph));
  g_assert_true (cr_layout_rank (graph));
  g_assert_true (cr_layout_normalize (graph));
}

static void
test_any_graph (void)
{
  for (guint seed = 0; seed < 2 * N_SEEDS; seed++)
    {
      g_autoptr (CrLayoutGraph) graph = seed % 2 == 0 ? random_graph (seed / 2) : training_graph (seed / 2);

      prepare (graph);
      assert_ranks (graph);
      g_assert_true (cr_layout_order (graph));
      assert_permutation (graph);
      g_assert_cmpuint (cr_layout_count_crossings (graph), ==, count_pairs (graph));
    }
}

static void
test_same_again (void)
{
  for (guint seed = 0; seed < 10; seed++)
    {
      g_autoptr (CrLayoutGraph) one = training_graph (seed), two = training_graph (seed);

      prepare (one);
      prepare (two);
      g_assert_true (cr_layout_order (one));
      g_assert_true (cr_layout_order (two));
      g_assert_cmpmem (one->layer.items, one->nodes->len * sizeof (guint), two->layer.items,
                       two->nodes->len * sizeof (guint));
    }
}

static gboolean
threads_cross (const CrLayoutWeb *web, const CrLayoutThread *a, const CrLayoutThread *b)
{
  return a->in && b->in && web->knots[a->upper].layer == web->knots[b->upper].layer && cr_layout_web_cross (web, a, b);
}

/* The counts that are kept while knots go out and in are what counting anew gives, and good threads cross nowhere. */
static guint64
assert_web (CrLayoutWeb *web)
{
  guint64 total = 0;

  for (guint i = 0; i < web->n_threads; i++)
    {
      guint crossings = 0;

      for (guint k = 0; k < web->n_threads; k++)
        if (k != i && threads_cross (web, &web->threads[i], &web->threads[k]))
          {
            crossings += web->threads[k].weight;
            g_assert_true (web->threads[i].odd || web->threads[k].odd);
          }
      g_assert_cmpuint (web->threads[i].in ? web->threads[i].crossings : 0, ==, crossings);
      total += (guint64)crossings * web->threads[i].weight;
    }
  g_assert_cmpuint (cr_layout_web_count (web), ==, total / 2);
  return total / 2;
}

/* Reinsertion tells exactly what it gained, which is never less than nothing. */
static void
test_reinsertion (void)
{
  for (guint seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (CrLayoutGraph) graph = seed % 2 == 0 ? random_graph (seed) : training_graph (seed / 3);
      g_autoptr (CrLayoutWeb) web = NULL;
      g_autoptr (CrLayoutReinsert) reinsert = NULL;
      guint64 crossings;

      prepare (graph);
      web = cr_layout_web_new (graph);
      reinsert = cr_layout_reinsert_new (web);
      cr_layout_web_put_in_all (web);
      g_assert_true (cr_layout_web_first_order (web));
      crossings = cr_layout_web_recount (web);
      g_assert_cmpuint (assert_web (web), ==, crossings);
      for (guint i = 0; i < web->n_knots; i += 1 + web->n_knots / 40)
        {
          gint64 gain = cr_layout_reinsert_knot (reinsert, i);

          g_assert_cmpint (gain, >=, 0);
          crossings -= gain;
          g_assert_cmpuint (cr_layout_web_count (web), ==, crossings);
        }
      g_assert_cmpuint (assert_web (web), ==, crossings);
    }
}

/* A route alone is put back by a shortest way: no order of its pieces is better. A chain of two pieces, every pair of
 * places tried. */
static void
test_shortest_way (void)
{
  for (guint seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (CrLayoutGraph) graph = random_graph (seed);
      g_autoptr (CrLayoutWeb) web = NULL;
      g_autoptr (CrLayoutReinsert) reinsert = NULL;

      prepare (graph);
      web = cr_layout_web_new (graph);
      reinsert = cr_layout_reinsert_new (web);
      cr_layout_web_put_in_all (web);
      g_assert_true (cr_layout_web_first_order (web));
      cr_layout_web_recount (web);
      for (guint r = 0; r < web->runs->len; r++)
        {
          const CrLayoutRun *run = &g_array_index (web->runs, CrLayoutRun, r);
          guint first = web->pieces[run->first], second;
          guint64 least;

          if (run->n != 2)
            continue;
          second = web->pieces[run->first + 1];
          cr_layout_reinsert_knot (reinsert, first);
          least = cr_layout_web_count (web);
          cr_layout_web_take (web, second);
          cr_layout_web_take (web, first);
          for (guint i = 0; i <= web->size[web->knots[first].layer]; i++)
            for (guint k = 0; k <= web->size[web->knots[second].layer]; k++)
              {
                cr_layout_web_put (web, first, i, FALSE);
                cr_layout_web_put (web, second, k, FALSE);
                g_assert_cmpuint (cr_layout_web_count (web), >=, least);
                cr_layout_web_take (web, second);
                cr_layout_web_take (web, first);
              }
          cr_layout_web_put (web, first, 0, FALSE);
          cr_layout_web_put (web, second, 0, FALSE);
        }
    }
}

static guint64
order (CrLayoutGraph *graph)
{
  prepare (graph);
  g_assert_true (cr_layout_order (graph));
  return count_pairs (graph);
}

/* A producer that four operators share, each with two leaves; they join in pairs. Only with two of them a rank lower
 * do the inner leaves find room. */
static void
test_fan (void)
{
  g_autoptr (CrLayoutGraph) graph = graph_new (16);

  for (guint i = 0; i < 4; i++)
    {
      add_edge (graph, 0, 1 + i, 0);
      add_edge (graph, 5 + 2 * i, 1 + i, 0);
      add_edge (graph, 6 + 2 * i, 1 + i, 0);
      add_edge (graph, 1 + i, 13 + i / 2, 0);
    }
  add_edge (graph, 13, 15, 0);
  add_edge (graph, 14, 15, 0);
  g_assert_cmpuint (order (graph), ==, 0);
  g_assert_cmpuint (graph->n_ranks, ==, 5);
}

/* Residual blocks as PyTorch makes them: the skip is the second argument of its sum, weights are second ones too. */
static void
test_residual (void)
{
  g_autoptr (CrLayoutGraph) graph = graph_new (1 + 8 * 7);
  guint n = 1, at = 0;

  for (guint i = 0; i < 8; i++)
    {
      guint conv = n++, norm = n++, next = n++, sum = n++;

      add_edge (graph, at, conv, 0);
      add_edge (graph, n++, conv, 1);
      add_edge (graph, conv, norm, 0);
      add_edge (graph, n++, norm, 1);
      add_edge (graph, norm, next, 0);
      add_edge (graph, n++, next, 1);
      add_edge (graph, next, sum, 0);
      add_edge (graph, at, sum, 1);
      at = sum;
    }
  g_assert_cmpuint (order (graph), ==, 0);
}

/* Skips nested in skips go round each other. */
static void
test_nested_skips (void)
{
  g_autoptr (CrLayoutGraph) graph = graph_new (40);

  for (guint i = 1; i < 40; i++)
    add_edge (graph, i - 1, i, 0);
  for (guint i = 0; i < 19; i++)
    add_edge (graph, i, 39 - i, 0);
  g_assert_cmpuint (order (graph), ==, 0);
}

/* Two skips that overlap: one on either side. */
static void
test_overlapping_skips (void)
{
  g_autoptr (CrLayoutGraph) graph = graph_new (20);

  for (guint i = 1; i < 20; i++)
    add_edge (graph, i - 1, i, 0);
  add_edge (graph, 1, 12, 0);
  add_edge (graph, 4, 15, 0);
  g_assert_cmpuint (order (graph), ==, 0);
}

/* Equal ports may enter in any order, others may not. */
static void
test_ports (void)
{
  g_autoptr (CrLayoutGraph) same = graph_new (5), fixed = graph_new (5);

  for (guint i = 0; i < 4; i++)
    {
      add_edge (same, i % 2, 2 + i / 2, 0);
      add_edge (fixed, i % 2, 2 + i / 2, i == 0 || i == 3);
    }
  add_edge (same, 2, 4, 0);
  add_edge (same, 3, 4, 0);
  add_edge (fixed, 2, 4, 0);
  add_edge (fixed, 3, 4, 1);
  g_assert_cmpuint (order (same), ==, 1);
  g_assert_cmpuint (order (fixed), ==, 2);
}

/* A leaf of a port between two others stands between them; without ports leaves stand on both sides. */
static void
test_leaves (void)
{
  g_autoptr (CrLayoutGraph) ports = graph_new (6), free = graph_new (4);

  add_edge (ports, 0, 1, 0); /* 0 -> 1, 2; 1, leaf 4, 2 -> 3; leaf 5 is the last */
  add_edge (ports, 0, 2, 0);
  add_edge (ports, 5, 3, 3);
  add_edge (ports, 2, 3, 2);
  add_edge (ports, 4, 3, 1);
  add_edge (ports, 1, 3, 0);
  g_assert_cmpuint (order (ports), ==, 0);
  g_assert_cmpuint (ports->pos[1], ==, 0);
  g_assert_cmpuint (ports->pos[4], ==, 1);
  g_assert_cmpuint (ports->pos[2], ==, 2);
  g_assert_cmpuint (ports->pos[5], ==, 3);

  add_edge (free, 0, 1, 0);
  add_edge (free, 2, 1, 0);
  add_edge (free, 3, 1, 0);
  add_edge (free, 1, 1, 0);
  g_assert_cmpuint (order (free), ==, 0);
}

static void
test_held (void)
{
  g_autoptr (CrLayoutGraph) graph = graph_new (8);

  for (guint i = 1; i < 5; i++)
    add_edge (graph, i - 1, i, 0);
  add_edge (graph, 5, 4, 1);
  add_edge (graph, 1, 6, 0);
  add_edge (graph, 7, 4, 2);
  add_edge (graph, 0, 7, 0);
  cr_layout_node (graph, 5)->hold = CR_LAYOUT_FIRST_RANK;
  cr_layout_node (graph, 6)->hold = CR_LAYOUT_LAST_RANK;
  cr_layout_node (graph, 7)->hold = CR_LAYOUT_FIRST_RANK; /* an edge enters it: it can't */
  prepare (graph);
  assert_ranks (graph);
  g_assert_cmpint (cr_layout_node (graph, 5)->rank, ==, 0);
  g_assert_cmpint (cr_layout_node (graph, 6)->rank, ==, 4);
}

/* A quick picture is a picture too. */
static void
test_quick (void)
{
  for (guint seed = 0; seed < 20; seed++)
    {
      g_autoptr (CrLayoutGraph) graph = training_graph (seed);

      graph->options.quick = TRUE;
      prepare (graph);
      g_assert_true (cr_layout_order (graph));
      assert_permutation (graph);
    }
}

/* Too dense for reinsertion: it ends soon, by sweeps, and is an order all the same. */
static void
test_dense (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (CrLayoutGraph) graph = graph_new (1000);

  for (guint i = 1; i < 1000; i++)
    for (guint k = 0; k < 3; k++)
      add_edge (graph, g_rand_int_range (rand, 0, i), i, k);
  prepare (graph);
  g_assert_true (cr_layout_order (graph));
  assert_permutation (graph);
}

static void
test_cancelled (void)
{
  g_autoptr (CrLayoutGraph) graph = training_graph (50);
  gint cancel = 1;

  prepare (graph);
  graph->options.cancel = &cancel;
  g_assert_false (cr_layout_order (graph));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/order/any-graph", test_any_graph);
  g_test_add_func ("/ui/layout/order/same-again", test_same_again);
  g_test_add_func ("/ui/layout/order/reinsertion", test_reinsertion);
  g_test_add_func ("/ui/layout/order/shortest-way", test_shortest_way);
  g_test_add_func ("/ui/layout/order/fan", test_fan);
  g_test_add_func ("/ui/layout/order/residual", test_residual);
  g_test_add_func ("/ui/layout/order/nested-skips", test_nested_skips);
  g_test_add_func ("/ui/layout/order/overlapping-skips", test_overlapping_skips);
  g_test_add_func ("/ui/layout/order/ports", test_ports);
  g_test_add_func ("/ui/layout/order/leaves", test_leaves);
  g_test_add_func ("/ui/layout/order/held", test_held);
  g_test_add_func ("/ui/layout/order/quick", test_quick);
  g_test_add_func ("/ui/layout/order/dense", test_dense);
  g_test_add_func ("/ui/layout/order/cancelled", test_cancelled);
  return g_test_run ();
}
