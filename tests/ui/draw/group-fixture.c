/* What the tests of groups share: pictures of scripts, and what holds of every picture: frames hold their members and
 * nothing else, nothing overlaps, folding keeps every edge and loses no node, painting ends well. */

#include "group-fixture.h"

#include <math.h>
#include <string.h>

#include "cr-group.h"
#include "cr-painter.h"
#include "cr-run.h"
#include "cr-scene-state.h"

CrGraph *
group_run (const char *text)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autofree char *whole = g_strconcat ("import torch\nfrom torch import nn\n", text, NULL);
  g_autoptr (CrRun) run = cr_run_new ("script.py", whole, strlen (whole), &options, trace);

  if (!cr_run_execute (run))
    {
      g_autofree char *diagnostics = cr_diagnostics_to_text (cr_run_get_diagnostics (run), cr_run_get_source (run));
      g_error ("%s in:\n%s", diagnostics, whole);
    }
  return cr_graph_new (trace);
}

CrScene *
group_make_scene (CrGraph *graph, guint generation, CrSceneView view, gboolean left_to_right, CrFolding *folding)
{
  CrSceneOptions options = { .view = view, .left_to_right = left_to_right, .folding = folding };
  CrScene *scene = cr_scene_new (graph, generation, &options, NULL);

  cr_folding_unref (folding);
  g_assert_nonnull (scene);
  return scene;
}

typedef struct
{
  double x1, y1, x2, y2;
} Area;

static Area
area_of_node (const CrSceneNode *node)
{
  return (Area){ node->x, node->y, node->x + node->width, node->y + node->height };
}

static Area
area_of_frame (const CrSceneFrame *frame)
{
  return (Area){ frame->x, frame->y, frame->x + frame->width, frame->y + frame->height };
}

static gboolean
meet (Area a, Area b)
{
  return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
}

static void
assert_inside (Area a, Area b)
{
  g_assert_cmpfloat (a.x1, >=, b.x1 - 0.01);
  g_assert_cmpfloat (a.y1, >=, b.y1 - 0.01);
  g_assert_cmpfloat (a.x2, <=, b.x2 + 0.01);
  g_assert_cmpfloat (a.y2, <=, b.y2 + 0.01);
}

/* Whether frame @inner is @outer or lies in it. */
static gboolean
is_within (CrScene *scene, guint inner, guint outer)
{
  while (inner != CR_NONE && inner != outer)
    inner = cr_scene_get_frame (scene, inner)->parent;
  return inner == outer;
}

/* Nothing overlaps, and frames hold their members and nothing else. */
static void
check_places (CrScene *scene)
{
  Area whole = { 0 };

  cr_scene_get_size (scene, &whole.x2, &whole.y2);
  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    {
      Area area = area_of_node (cr_scene_get_node (scene, i));

      assert_inside (area, whole);
      for (guint k = 0; k < i; k++)
        g_assert_false (meet (area, area_of_node (cr_scene_get_node (scene, k))));
      for (guint f = 0; f < cr_scene_get_n_frames (scene); f++)
        {
          const CrSceneFrame *frame = cr_scene_get_frame (scene, f);

          if (frame->folded)
            continue;
          if (frame->around_all || is_within (scene, cr_scene_get_node_frame (scene, i), f))
            assert_inside (area, area_of_frame (frame));
          else
            g_assert_false (meet (area, area_of_frame (frame)));
        }
    }
}

static void
check_frames (CrScene *scene)
{
  Area whole = { 0 };

  cr_scene_get_size (scene, &whole.x2, &whole.y2);
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (scene, i);
      g_autofree char *words = cr_scene_dup_frame_words (frame);

      g_assert_cmpstr (words, !=, "");
      assert_inside (area_of_frame (frame), whole);
      g_assert_true (frame->parent == CR_NONE || frame->parent < i);
      g_assert_cmpint (frame->folded, ==, frame->node != CR_NONE);
      if (frame->parent != CR_NONE)
        assert_inside (area_of_frame (frame), area_of_frame (cr_scene_get_frame (scene, frame->parent)));
      if (frame->folded)
        g_assert_cmpuint (cr_scene_get_node (scene, frame->node)->index, ==, i);
      else
        g_assert_cmpuint (cr_scene_pick_frame (scene, frame->x + 2, frame->y + frame->header / 2), !=, CR_NONE);
      for (guint k = 0; k < i; k++)
        if (!is_within (scene, i, k))
          g_assert_false (meet (area_of_frame (frame), area_of_frame (cr_scene_get_frame (scene, k))));
    }
}

static double
get_distance (CrPoint point, const CrSceneNode *node)
{
  double dx = MAX (0, MAX (node->x - point.x, point.x - node->x - node->width));
  double dy = MAX (0, MAX (node->y - point.y, point.y - node->y - node->height));

  return hypot (dx, dy);
}

/* Routes lead from node to node without a gap, through every border on the way. */
static void
check_routes (CrScene *scene)
{
  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);

      g_assert_cmpuint (edge->n_points, >=, 4);
      g_assert_cmpuint (edge->n_points % 3, ==, 1);
      g_assert_cmpuint (edge->n_bundled, >, 0);
      g_assert_cmpuint (edge->from, !=, edge->to);
      g_assert_cmpfloat (get_distance (edge->points[0], cr_scene_get_node (scene, edge->from)), <, 1);
      g_assert_cmpfloat (get_distance (edge->points[edge->n_points - 1], cr_scene_get_node (scene, edge->to)), <, 10);
      for (guint k = 0; k < edge->n_points; k++)
        g_assert_true (isfinite (edge->points[k].x) && isfinite (edge->points[k].y));
    }
}

/* The node of @scene that stands for one of an open picture of the same generation and view. */
static guint
find_node (CrScene *scene, CrScene *open, guint node)
{
  const CrSceneNode *box = cr_scene_get_node (open, node);
  gboolean operates = box->kind == CR_NODE_OPERATOR || box->kind == CR_NODE_OPERATOR_NO_GRAD;

  g_assert_cmpint (box->kind, !=, CR_NODE_GROUP);
  return operates ? cr_scene_find_function (scene, box->index) : cr_scene_find_variable (scene, box->index);
}

/* Every node of the open picture is found in @scene, and if @complete, edges between any two nodes are as many as there
 * were between what they stand for. */
static void
check_against (CrScene *scene, CrScene *open, gboolean complete)
{
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  guint expected = 0, found = 0;

  for (guint i = 0; i < cr_scene_get_n_nodes (open); i++)
    g_assert_cmpuint (find_node (scene, open, i), <, cr_scene_get_n_nodes (scene));
  for (guint i = 0; complete && i < cr_scene_get_n_edges (open); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (open, i);
      gint64 key = (gint64)find_node (scene, open, edge->from) << 32 | find_node (scene, open, edge->to);

      if (key >> 32 == (key & 0xffffffff))
        continue;
      g_hash_table_insert (counts, g_memdup2 (&key, sizeof key),
                           GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, &key)) + 1));
      expected++;
    }
  for (guint i = 0; complete && i < cr_scene_get_n_edges (scene); i++)
    {
      const CrSceneEdge *edge = cr_scene_get_edge (scene, i);
      gint64 key = (gint64)edge->from << 32 | edge->to;
      guint left = GPOINTER_TO_UINT (g_hash_table_lookup (counts, &key));

      g_assert_cmpuint (edge->n_bundled, <=, left);
      g_hash_table_insert (counts, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (left - edge->n_bundled));
      found += edge->n_bundled;
    }
  g_assert_cmpuint (found, ==, expected);
}

/* What is said and painted of it, at several places of the run. */
static void
check_painting (CrScene *scene)
{
  g_autoptr (CrCursor) cursor = cr_cursor_new (cr_scene_get_graph (scene));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 64, 64);
  guint length = cr_cursor_get_length (cursor);

  for (guint i = 0; i <= 4; i++)
    {
      CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
      cairo_t *cr = cairo_create (surface);
      double width, height;

      cr_cursor_seek (cursor, length * i / 4);
      cr_scene_get_size (scene, &width, &height);
      options.scale = i % 2 ? 1 : 0.1;
      options.phase = 0.5;
      cairo_scale (cr, 64 / width, 64 / height);
      cr_painter_paint (scene, cursor, cr_theme_get (FALSE), &options, cr);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      for (guint node = 0; node < cr_scene_get_n_nodes (scene); node++)
        {
          g_autofree char *words = cr_scene_describe_node (scene, node, cursor);

          g_assert_nonnull (words);
        }
    }
  cairo_surface_destroy (surface);
}

static CrScene *
make_open (CrGraph *graph, guint generation, CrSceneView view)
{
  g_autoptr (CrScene) scene = NULL;
  CrFolding *folding = cr_folding_with_depth (NULL, G_MAXUINT);

  scene = group_make_scene (graph, generation, view, FALSE, cr_folding_ref (folding));
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++) /* loops, too; those inside come to light by and by */
    {
      const CrSceneFrame *frame = cr_scene_get_frame (scene, i);
      CrFolding *more;

      if (frame->around_all || frame->n_iterations == 0 || frame->iteration == CR_FOLDING_ALL_ITERATIONS
          || cr_folding_get_iteration (folding, frame->key, 0) == CR_FOLDING_ALL_ITERATIONS)
        continue;
      more = cr_folding_with_iteration (folding, frame->key, CR_FOLDING_ALL_ITERATIONS);
      cr_folding_unref (folding);
      folding = more;
      cr_scene_unref (scene);
      scene = group_make_scene (graph, generation, view, FALSE, cr_folding_ref (folding));
      i = G_MAXUINT;
    }
  cr_folding_unref (folding);
  return g_steal_pointer (&scene);
}

static gboolean
is_complete (CrScene *scene)
{
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    {
      const CrSceneFrame *frame = cr_scene_get_frame (scene, i);

      if (frame->n_iterations > 1 && !frame->around_all && frame->iteration != CR_FOLDING_ALL_ITERATIONS)
        return FALSE;
    }
  return TRUE;
}

void
group_check_scene (CrScene *scene)
{
  const CrSceneOptions *options = cr_scene_get_options (scene);
  g_autoptr (CrScene) open = make_open (cr_scene_get_graph (scene), cr_scene_get_generation (scene), options->view);

  check_places (scene);
  check_frames (scene);
  check_routes (scene);
  check_against (scene, open, is_complete (scene));
  check_painting (scene);
}

guint
group_count (CrScene *scene)
{
  guint n = 0;

  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    n += cr_scene_get_node (scene, i)->kind == CR_NODE_GROUP;
  return n;
}

const CrSceneFrame *
group_find_frame (CrScene *scene, const char *title)
{
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    if (g_strcmp0 (cr_scene_get_frame (scene, i)->title, title) == 0)
      return cr_scene_get_frame (scene, i);
  g_error ("no frame %s", title);
}

gboolean
group_has_frame (CrScene *scene, const char *title)
{
  for (guint i = 0; i < cr_scene_get_n_frames (scene); i++)
    if (g_strcmp0 (cr_scene_get_frame (scene, i)->title, title) == 0)
      return TRUE;
  return FALSE;
}
