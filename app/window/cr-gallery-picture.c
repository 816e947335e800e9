/* Pictures are made when the gallery is first seen, so that they show what the program does now, and cost neither the
 * build nor the start anything: together they take about a second of another thread. */

#include "cr-gallery-picture.h"

#include "cr-export-figure.h"
#include "cr-figures.h"
#include "cr-run.h"

#define MAX_TRACE (256u << 20)
#define MAX_SECONDS 10
#define GOOD_SCALE 0.5   /* from there on a graph can be read */
#define WHOLE_SCALE 0.19 /* from there on its names can: all of it is shown */
#define NAMES_SCALE 0.26 /* below that boxes are drawn without their names: drawn at it and made smaller */
#define PART_SCALE 0.3   /* of a part of what is larger */
#define PLOT_INCHES 3.6  /* so that its numbers can be read */

typedef struct
{
  const CrExample *example;
  char *text;
  gboolean dark;
  int factor;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->text);
  g_free (job);
}

static char *
make_key (const CrExample *example, gboolean dark, int factor)
{
  return g_strdup_printf ("cr-gallery-%s-%d-%d", example->name, dark, factor);
}

GdkTexture *
cr_gallery_picture_get (const CrExample *example, gboolean dark, int factor)
{
  g_autofree char *key = make_key (example, dark, factor);

  return g_object_get_data (G_OBJECT (g_application_get_default ()), key);
}

static void
cancel_run (GCancellable *cancellable, CrRun *run)
{
  cr_run_cancel (run);
}

static CrTrace *
run_example (const Job *job, GCancellable *cancellable)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW, .has_seed = TRUE };
  g_autoptr (CrTrace) trace = cr_trace_new (MAX_TRACE);
  g_autoptr (CrRun) run = NULL;
  gulong handler;

  options.limits.max_seconds = MAX_SECONDS;
  run = cr_run_new (job->example->name, job->text, strlen (job->text), &options, trace);
  handler = g_cancellable_connect (cancellable, G_CALLBACK (cancel_run), run, NULL);
  /* What fails leaves a picture, too. */
  cr_run_execute (run);
  g_cancellable_disconnect (cancellable, handler);
  return g_steal_pointer (&trace);
}

static double
get_fit (CrScene *scene)
{
  double width, height;

  cr_scene_get_size (scene, &width, &height);
  return MIN (CR_GALLERY_PICTURE_WIDTH / width, CR_GALLERY_PICTURE_HEIGHT / height);
}

/* The first way to draw it with groups open down to @depth in which it can be read as a whole; else the one in which
 * most of it is seen. */
static CrScene *
make_scene_of_depth (CrGraph *graph, guint generation, guint depth)
{
  g_autoptr (CrFolding) folding = depth == CR_FOLDING_SENSIBLE ? NULL : cr_folding_with_depth (NULL, depth);
  const CrSceneOptions ways[] = { { .left_to_right = TRUE, .folding = folding },
                                  { .left_to_right = FALSE, .folding = folding },
                                  { .view = CR_VIEW_VARIABLES, .left_to_right = TRUE, .folding = folding },
                                  { .view = CR_VIEW_VARIABLES, .folding = folding } };
  g_autoptr (CrScene) best = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (CrScene) scene = cr_scene_new (graph, generation, &ways[i], NULL);

      if (best != NULL && get_fit (scene) <= get_fit (best))
        continue;
      g_clear_pointer (&best, cr_scene_unref);
      best = g_steal_pointer (&scene);
      if (get_fit (best) >= GOOD_SCALE)
        break;
    }
  return g_steal_pointer (&best);
}

/* What is too large to be seen as a whole is folded, the inner groups first. */
static CrScene *
make_scene (CrGraph *graph, guint generation)
{
  const guint depths[] = { CR_FOLDING_SENSIBLE, 1, 0 };
  g_autoptr (CrScene) best = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (depths) && (best == NULL || get_fit (best) < WHOLE_SCALE); i++)
    {
      g_autoptr (CrScene) scene = make_scene_of_depth (graph, generation, depths[i]);

      if (best != NULL && get_fit (scene) < WHOLE_SCALE)
        continue;
      g_clear_pointer (&best, cr_scene_unref);
      best = g_steal_pointer (&scene);
    }
  return g_steal_pointer (&best);
}

/* Where a part of @length of @all begins so that it shows what is at @at. */
static double
place_part (double all, double length, double at)
{
  return all <= length ? (all - length) / 2 : CLAMP (at - length / 2, 0, all - length);
}

/* All of it, or where it is too large what is around its first leaf. */
static void
choose_part (CrScene *scene, CrExportOptions *options)
{
  double width, height;
  guint leaf = 0;

  if (get_fit (scene) >= WHOLE_SCALE)
    return;
  cr_scene_get_size (scene, &width, &height);
  while (leaf + 1 < cr_scene_get_n_nodes (scene) && cr_scene_get_node (scene, leaf)->kind != CR_NODE_LEAF)
    leaf++;
  if (cr_scene_get_node (scene, leaf)->kind != CR_NODE_LEAF)
    leaf = 0;

  const CrSceneNode *node = cr_scene_get_node (scene, leaf);

  options->part_width = CR_GALLERY_PICTURE_WIDTH / PART_SCALE;
  options->part_height = CR_GALLERY_PICTURE_HEIGHT / PART_SCALE;
  options->part_x = place_part (width, options->part_width, node->x + node->width / 2);
  options->part_y = place_part (height, options->part_height, node->y + node->height / 2);
}

static void
enlarge (CrScene *scene, CrExportOptions *options)
{
  double fit = get_fit (scene), enlarged = options->part_width > 0 ? 1 : MAX (NAMES_SCALE / fit, 1);

  options->width *= enlarged;
  options->height *= enlarged;
}

static GBytes *
draw_graph (CrTrace *trace, CrExportOptions *options, GCancellable *cancellable)
{
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (CrScene) scene = NULL;
  guint generation;

  cr_cursor_seek (cursor, cr_trace_get_length (trace));
  generation = cr_cursor_get_generation (cursor);
  if (generation == CR_NONE)
    return NULL;
  scene = make_scene (graph, generation);
  choose_part (scene, options);
  enlarge (scene, options);
  return cr_export_draw (scene, cursor, CR_EXPORT_PNG, options, cancellable, NULL);
}

static GBytes *
draw_plot (CrTrace *trace, const CrExportOptions *options, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) figures = cr_figures_new (trace, cr_trace_get_length (trace));
  const CrExportPlots plots = { figures, MAX (figures->len, 1) - 1, 1 };

  CrFigure *figure = figures->len > 0 ? g_ptr_array_index (figures, plots.from) : NULL;

  if (figure == NULL)
    return NULL;
  figure->width = PLOT_INCHES;
  figure->height = PLOT_INCHES * CR_GALLERY_PICTURE_HEIGHT / CR_GALLERY_PICTURE_WIDTH;
  return cr_export_draw_plots (&plots, CR_EXPORT_PNG, options, cancellable, NULL);
}

/* Of the size that the cards have. */
static GdkTexture *
make_texture (const Job *job, GBytes *png)
{
  int width = CR_GALLERY_PICTURE_WIDTH * job->factor, height = CR_GALLERY_PICTURE_HEIGHT * job->factor;
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (png);
  g_autoptr (GdkPixbuf) drawn = gdk_pixbuf_new_from_stream (stream, NULL, NULL), scaled = NULL;

  if (drawn != NULL)
    scaled = gdk_pixbuf_scale_simple (drawn, width, height, GDK_INTERP_BILINEAR);
  return scaled != NULL ? gdk_texture_new_for_pixbuf (scaled) : NULL;
}

static void
make_picture (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  CrExportOptions options = { .dark = job->dark,
                              .width = CR_GALLERY_PICTURE_WIDTH * job->factor,
                              .height = CR_GALLERY_PICTURE_HEIGHT * job->factor };
  g_autoptr (CrTrace) trace = run_example (job, cancellable);
  g_autoptr (GBytes) png = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  png = job->example->plot ? draw_plot (trace, &options, cancellable) : draw_graph (trace, &options, cancellable);
  g_task_return_pointer (task, png != NULL ? make_texture (job, png) : NULL, g_object_unref);
}

void
cr_gallery_picture_load_async (const CrExample *example, gboolean dark, int factor, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  *job = (Job){ example, cr_example_dup_text (example), dark, factor };
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, make_picture);
}

GdkTexture *
cr_gallery_picture_load_finish (GAsyncResult *result)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  GdkTexture *texture = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *key = make_key (job->example, job->dark, job->factor);

  if (texture != NULL)
    g_object_set_data_full (G_OBJECT (g_application_get_default ()), key, texture, g_object_unref);
  return texture;
}
