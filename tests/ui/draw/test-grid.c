/* What the grid finds is what looking at everything finds. */
#include "cr-scene-grid.h"
#include "fixture.h"
#include "cr-scene.h"

static double
random_in (double from, double to)
{
  return g_test_rand_double_range (from, to);
}

static CrBounds
random_bounds (double size, double largest)
{
  double x = random_in (-size, size), y = random_in (-size, size);

  return (CrBounds){ x, y, x + random_in (0, largest), y + random_in (0, largest) };
}

static void
check_area (const CrSceneGrid *grid, const CrBounds *bounds, guint n, const CrBounds *area)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));
  guint k = 0;

  cr_scene_grid_find (grid, area, found);
  for (guint i = 0; i < n; i++)
    {
      const CrBounds *b = &bounds[i];

      if (b->x2 < b->x1 || b->x1 > area->x2 || b->x2 < area->x1 || b->y1 > area->y2 || b->y2 < area->y1)
        continue;
      g_assert_cmpuint (k, <, found->len);
      g_assert_cmpuint (g_array_index (found, guint, k), ==, i);
      k++;
    }
  g_assert_cmpuint (k, ==, found->len);
}

static void
test_random (void)
{
  for (guint round = 0; round < 20; round++)
    {
      guint n = (guint)g_test_rand_int_range (0, 400);
      g_autofree CrBounds *bounds = g_new (CrBounds, n + 1);
      g_autoptr (CrSceneGrid) grid = NULL;

      for (guint i = 0; i < n; i++)
        bounds[i] = i % 50 == 7   ? (CrBounds){ 0, 0, -1, -1 } /* nowhere */
                    : i % 50 == 9 ? random_bounds (1000, 4000)
                                  : random_bounds (1000, 90);
      grid = cr_scene_grid_new (bounds, n);
      for (guint i = 0; i < 30; i++)
        {
          CrBounds area = random_bounds (1500, i % 3 ? 200 : 3000), point = area;

          point.x2 = point.x1;
          point.y2 = point.y1;
          check_area (grid, bounds, n, &area);
          check_area (grid, bounds, n, &point);
        }
    }
}

/* All in one place, and far apart. */
static void
test_extremes (void)
{
  const CrBounds same[] = { { 5, 5, 5, 5 }, { 5, 5, 5, 5 } };
  const CrBounds far[] = { { 0, 0, 1, 1 }, { 1e8, 1e8, 1e8 + 1, 1e8 + 1 } };
  g_autoptr (CrSceneGrid) none = cr_scene_grid_new (NULL, 0), one = cr_scene_grid_new (same, 2),
                          apart = cr_scene_grid_new (far, 2);

  check_area (none, NULL, 0, &(CrBounds){ 0, 0, 1e9, 1e9 });
  check_area (one, same, 2, &(CrBounds){ 5, 5, 5, 5 });
  check_area (one, same, 2, &(CrBounds){ 6, 5, 7, 5 });
  check_area (apart, far, 2, &(CrBounds){ 1e8, 1e8, 2e8, 2e8 });
  check_area (apart, far, 2, &(CrBounds){ -1e9, -1e9, 1e9, 1e9 });
}

static guint
pick_by_looking (CrScene *scene, double x, double y)
{
  for (guint i = cr_scene_get_n_nodes (scene); i-- > 0;)
    {
      const CrSceneNode *n = cr_scene_get_node (scene, i);

      if (x >= n->x && x <= n->x + n->width && y >= n->y && y <= n->y + n->height)
        return i;
    }
  return CR_NONE;
}

static void
test_pick (void)
{
  g_autoptr (Fixture) f = fixture_new_chain (300);
  g_autoptr (CrScene) scene = cr_scene_new (f->graph, 0, NULL, NULL);
  double width, height;

  cr_scene_get_size (scene, &width, &height);
  for (guint i = 0; i < 500; i++)
    {
      double x = random_in (0, width), y = random_in (0, height);
      guint node = pick_by_looking (scene, x, y);

      if (node != CR_NONE)
        g_assert_cmpuint (cr_scene_pick (scene, x, y), ==, node);
      if (cr_scene_is_free (scene, x - 5, y - 5, 10, 10))
        g_assert_cmpuint (cr_scene_pick (scene, x, y), ==, CR_NONE);
    }
  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    {
      const CrSceneNode *n = cr_scene_get_node (scene, i);

      g_assert_cmpuint (cr_scene_pick (scene, n->x + n->width / 2, n->y + n->height / 2), ==, i);
      g_assert_false (cr_scene_is_free (scene, n->x, n->y, 1, 1));
    }
  g_assert_true (cr_scene_is_free (scene, width + 500, height + 500, 10, 10));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/grid/random", test_random);
  g_test_add_func ("/ui/draw/grid/extremes", test_extremes);
  g_test_add_func ("/ui/draw/grid/pick", test_pick);
  return g_test_run ();
}
