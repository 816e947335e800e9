/* The way from one picture to the next, and nodes moved by hand. */
#include <math.h>

#include "cr-route.h"
#include "cr-scene-morph.h"
#include "cr-scene-move.h"
#include "cr-scene-private.h"
#include "fixture.h"

static CrScene *
make_scene (Fixture *fixture, CrSceneView view)
{
  CrSceneOptions options = { .view = view };
  CrScene *scene = cr_scene_new (fixture->graph, 0, &options, NULL);

  g_assert_cmpuint (cr_scene_get_n_nodes (scene), >, 3);
  return scene;
}

static void
assert_at (const CrSceneNode *a, const CrSceneNode *b)
{
  g_assert_cmpfloat_with_epsilon (a->x, b->x, 1e-6);
  g_assert_cmpfloat_with_epsilon (a->y, b->y, 1e-6);
  g_assert_cmpfloat_with_epsilon (a->width, b->width, 1e-6);
  g_assert_cmpfloat_with_epsilon (a->height, b->height, 1e-6);
}

static void
test_same (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (CrScene) a = make_scene (fixture, CR_VIEW_FULL), b = make_scene (fixture, CR_VIEW_FULL);
  g_autoptr (CrSceneMorph) morph = cr_scene_morph_new (a, b);
  g_autoptr (CrScene) moment = cr_scene_morph_get_new (morph, 0.5);
  double x = 1, y = 1;

  g_assert_true (cr_scene_morph_is_still (morph));
  g_assert_true (cr_scene_morph_get_shift (morph, &x, &y));
  g_assert_cmpfloat (x, ==, 0);
  g_assert_cmpfloat (y, ==, 0);
  for (guint i = 0; i < cr_scene_get_n_nodes (b); i++)
    {
      assert_at (cr_scene_get_node (moment, i), cr_scene_get_node (b, i));
      g_assert_cmpuint (cr_scene_morph_find_old (morph, i), ==, i);
      g_assert_cmpuint (cr_scene_morph_find_new (morph, i), ==, i);
    }
  for (guint i = 0; i < cr_scene_get_n_edges (b); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (b, i), *mixed = cr_scene_get_edge (moment, i);

      g_assert_cmpuint (mixed->n_points, ==, edge->n_points);
      for (guint k = 0; k < edge->n_points; k++)
        g_assert_cmpfloat_with_epsilon (mixed->points[k].x, edge->points[k].x, 1e-6);
    }
}

/* At both ends of the way everything is where it was, and where it will be. */
static void
check_ends (CrScene *from, CrScene *to)
{
  g_autoptr (CrSceneMorph) morph = cr_scene_morph_new (from, to);
  g_autoptr (CrScene) begin = cr_scene_morph_get_new (morph, 0), end = cr_scene_morph_get_new (morph, 1);
  g_autoptr (CrScene) going = cr_scene_morph_get_old (morph, 0), gone = cr_scene_morph_get_old (morph, 1);
  guint n_both = 0;

  g_assert_false (cr_scene_morph_is_still (morph));
  g_assert_null (gone);
  for (guint i = 0; i < cr_scene_get_n_nodes (to); i++)
    {
      guint old = cr_scene_morph_find_old (morph, i);
      gboolean both = old != CR_NONE && cr_scene_get_node_identity (from, old) == cr_scene_get_node_identity (to, i);

      assert_at (cr_scene_get_node (end, i), cr_scene_get_node (to, i));
      g_assert_cmpfloat (cr_scene_item (end, i)->gone, ==, 0);
      if (both)
        assert_at (cr_scene_get_node (begin, i), cr_scene_get_node (from, old));
      g_assert_cmpfloat (cr_scene_item (begin, i)->gone, ==, both ? 0 : 1);
      n_both += both;
    }
  g_assert_cmpuint (n_both, >, 0);
  for (guint i = 0; going && i < cr_scene_get_n_nodes (from); i++)
    assert_at (cr_scene_get_node (going, i), cr_scene_get_node (from, i));
  /* What only the old picture has is seen to go. */
  if (cr_scene_get_n_nodes (from) > n_both)
    g_assert_nonnull (going);
}

static void
test_views (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();

  for (guint from = 0; from < CR_N_VIEWS; from++)
    for (guint to = 0; to < CR_N_VIEWS; to++)
      if (from != to)
        {
          g_autoptr (CrScene) a = make_scene (fixture, (CrSceneView)from), b = make_scene (fixture, (CrSceneView)to);

          check_ends (a, b);
        }
}

/* How far a point is from a box. */
static double
get_distance (CrPoint p, const CrSceneNode *n)
{
  double dx = MAX (MAX (n->x - p.x, p.x - n->x - n->width), 0), dy = MAX (MAX (n->y - p.y, p.y - n->y - n->height), 0);

  return hypot (dx, dy);
}

static void
test_edges_follow (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (CrScene) a = make_scene (fixture, CR_VIEW_VARIABLES), b = make_scene (fixture, CR_VIEW_FULL);
  g_autoptr (CrSceneMorph) morph = cr_scene_morph_new (a, b);

  for (double t = 0; t <= 1; t += 0.125)
    {
      g_autoptr (CrScene) moment = cr_scene_morph_get_new (morph, t);

      for (guint i = 0; i < cr_scene_get_n_edges (moment); i++)
        {
          const CrSceneEdge *edge = cr_scene_get_edge (moment, i);

          for (guint k = 0; k < edge->n_points; k++)
            g_assert_true (isfinite (edge->points[k].x) && isfinite (edge->points[k].y));
          /* from a variable, which is in both pictures */
          if (cr_scene_item (moment, i)->gone == 0)
            g_assert_cmpfloat (get_distance (edge->points[0], cr_scene_get_node (moment, edge->from)), <, 12);
        }
    }
}

/* A change while another is under way begins from where that has come. */
static void
test_interrupted (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (CrScene) a = make_scene (fixture, CR_VIEW_FULL), b = make_scene (fixture, CR_VIEW_VARIABLES);
  g_autoptr (CrSceneMorph) first = cr_scene_morph_new (a, b);
  g_autoptr (CrScene) middle = cr_scene_morph_get_new (first, 0.5);
  g_autoptr (CrSceneMorph) second = cr_scene_morph_new (middle, a);
  g_autoptr (CrScene) begin = cr_scene_morph_get_new (second, 0);
  guint n = 0;

  for (guint i = 0; i < cr_scene_get_n_nodes (a); i++)
    {
      guint old = cr_scene_item (a, i)->variable == CR_NONE ? CR_NONE : cr_scene_morph_find_old (second, i);

      if (old == CR_NONE)
        continue;
      assert_at (cr_scene_get_node (begin, i), cr_scene_get_node (middle, old));
      n++;
    }
  g_assert_cmpuint (n, >, 3);
}

static void
test_moved (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (CrScene) base = make_scene (fixture, CR_VIEW_FULL), moved = NULL, far = NULL, back = NULL;
  guint64 key = cr_scene_get_node_identity (base, 1);
  g_autoptr (CrMoves) right = cr_moves_with (NULL, key, 30, 10), left = cr_moves_with (right, key, -900, 5);
  double x, y;

  moved = cr_scene_new_moved (base, right);
  g_assert_cmpfloat_with_epsilon (cr_scene_get_node (moved, 1)->x, cr_scene_get_node (base, 1)->x + 30, 1e-6);
  g_assert_cmpfloat_with_epsilon (cr_scene_get_node (moved, 1)->y, cr_scene_get_node (base, 1)->y + 10, 1e-6);
  assert_at (cr_scene_get_node (moved, 0), cr_scene_get_node (base, 0));
  g_assert_true (cr_scene_get_options (moved)->moves == right);
  /* Beyond the border all of the picture is shifted. */
  far = cr_scene_new_moved (moved, left);
  cr_scene_get_shift (far, &x, &y);
  g_assert_cmpfloat (x, >, 0);
  g_assert_cmpfloat (y, ==, 0);
  g_assert_cmpfloat (cr_scene_get_node (far, 1)->x, >=, 0);
  g_assert_cmpfloat_with_epsilon (cr_scene_get_node (far, 0)->x, cr_scene_get_node (base, 0)->x + x, 1e-6);
  back = cr_scene_new_moved (far, NULL);
  for (guint i = 0; i < cr_scene_get_n_nodes (base); i++)
    assert_at (cr_scene_get_node (back, i), cr_scene_get_node (base, i));
}

/* Its edges end at a moved node, others stay; it is found where it is. */
static void
test_moved_edges (void)
{
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (CrScene) base = make_scene (fixture, CR_VIEW_FULL), moved = NULL;
  guint node = cr_scene_get_edge (base, 0)->to;
  g_autoptr (CrMoves) moves = cr_moves_with (NULL, cr_scene_get_node_identity (base, node), 200, -60);
  const CrSceneNode *box;

  moved = cr_scene_new_moved (base, moves);
  box = cr_scene_get_node (moved, node);
  for (guint i = 0; i < cr_scene_get_n_edges (base); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (moved, i), *old = cr_scene_get_edge (base, i);

      if (edge->to == node)
        g_assert_cmpfloat_with_epsilon (edge->points[edge->n_points - 1].x, old->points[old->n_points - 1].x + 200,
                                        1e-6);
      else
        g_assert_cmpfloat_with_epsilon (edge->points[edge->n_points - 1].x, old->points[old->n_points - 1].x, 1e-6);
    }
  g_assert_cmpuint (cr_scene_pick (moved, box->x + box->width / 2, box->y + box->height / 2), ==, node);
}

/* The same node in another view and in the next run has the same identity; no two have the same. */
static void
test_identity (void)
{
  g_autoptr (Fixture) fixture = fixture_new (), again = fixture_new ();
  g_autoptr (CrScene) full = make_scene (fixture, CR_VIEW_FULL), variables = make_scene (fixture, CR_VIEW_VARIABLES),
                      rerun = make_scene (again, CR_VIEW_FULL);

  for (guint i = 0; i < cr_scene_get_n_nodes (full); i++)
    {
      guint variable = cr_scene_item (full, i)->variable;

      g_assert_cmpuint (cr_scene_get_node_identity (full, i), ==, cr_scene_get_node_identity (rerun, i));
      for (guint k = 0; k < i; k++)
        g_assert_cmpuint (cr_scene_get_node_identity (full, i), !=, cr_scene_get_node_identity (full, k));
      if (variable != CR_NONE)
        g_assert_cmpuint (cr_scene_get_node_identity (full, i), ==,
                          cr_scene_get_node_identity (variables, cr_scene_get_item_of_variable (variables, variable)));
    }
}

static void
test_table (void)
{
  g_autoptr (CrMoves) one = cr_moves_with (NULL, 7, 1, 2), two = cr_moves_with (one, 3, 4, 5),
                      same = cr_moves_with (two, 3, 4, 5), without = cr_moves_with (two, 7, 0, 0);
  double x, y;

  g_assert_cmpuint (cr_moves_get_n (two), ==, 2);
  g_assert_cmpuint (cr_moves_get_n (one), ==, 1);
  g_assert_true (cr_moves_equal (two, same));
  g_assert_false (cr_moves_equal (one, two));
  g_assert_false (cr_moves_equal (one, NULL));
  g_assert_true (cr_moves_get (two, 7, &x, &y));
  g_assert_cmpfloat (x, ==, 1);
  g_assert_cmpfloat (y, ==, 2);
  g_assert_false (cr_moves_get (without, 7, &x, &y));
  g_assert_cmpfloat (x, ==, 0);
  g_assert_null (cr_moves_with (one, 7, NAN, 1));
  g_assert_null (cr_moves_with (NULL, 7, 0, 0));
}

static void
test_route (void)
{
  CrPoint route[] = { { 0, 0 }, { 0, 10 }, { 40, 20 }, { 40, 30 }, { 40, 33 }, { 40, 36 }, { 40, 40 } };
  CrPoint bent[G_N_ELEMENTS (route)], point[4] = { { 5, 5 }, { 5, 5 }, { 5, 5 }, { 5, 5 } };
  g_autofree CrPoint *fine = cr_route_refine (route, 7, 13);

  for (guint i = 0; i < G_N_ELEMENTS (route); i++)
    bent[i] = route[i];
  cr_route_bend (bent, 7, (CrPoint){ 100, 0 }, (CrPoint){ 0, 50 });
  g_assert_cmpfloat_with_epsilon (bent[0].x, 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (bent[1].x, 100, 1e-9); /* it leaves downwards as before */
  g_assert_cmpfloat_with_epsilon (bent[6].y, 90, 1e-9);
  g_assert_cmpfloat_with_epsilon (bent[5].x, 40, 1e-9); /* and arrives so */
  cr_route_bend (point, 4, (CrPoint){ 1, 1 }, (CrPoint){ 2, 2 });
  g_assert_cmpfloat_with_epsilon (point[3].x, 7, 1e-9); /* a route without length is no harm */
  g_assert_cmpfloat_with_epsilon (fine[12].y, 40, 1e-9);
  /* Where the longest piece was halved: the curve's own middle. */
  g_assert_cmpfloat_with_epsilon (fine[6].x, 20, 1e-9);
  g_assert_cmpfloat_with_epsilon (fine[6].y, 15, 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/morph/same", test_same);
  g_test_add_func ("/ui/draw/morph/views", test_views);
  g_test_add_func ("/ui/draw/morph/edges-follow", test_edges_follow);
  g_test_add_func ("/ui/draw/morph/interrupted", test_interrupted);
  g_test_add_func ("/ui/draw/moves/moved", test_moved);
  g_test_add_func ("/ui/draw/moves/edges", test_moved_edges);
  g_test_add_func ("/ui/draw/moves/identity", test_identity);
  g_test_add_func ("/ui/draw/moves/table", test_table);
  g_test_add_func ("/ui/draw/route", test_route);
  return g_test_run ();
}
