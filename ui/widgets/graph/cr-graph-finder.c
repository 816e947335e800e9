/* One job at a time; the latest wish wins. What was learned of values stays as long as the graph does. */

#include "cr-graph-finder.h"

#include <gio/gio.h>
#include <math.h>

#define ROW 12.0 /* points: nodes less far apart are read as one line */

typedef struct
{
  CrGraphFinder *finder; /* NULL once the finder is gone; main thread only */
  CrFind *find;
  CrScene *scene;
  CrFindQuery *query;
  guint position;
  gint cancel;
} CrFinderJob;

struct _CrGraphFinder
{
  void (*found_func) (gpointer user_data);
  gpointer user_data;
  CrFind *find; /* of the graph that was searched last; NULL */
  CrFinderJob *job;
  CrScene *wanted_scene; /* what comes after the job under way; NULL: nothing */
  char *wanted_text;
  guint wanted_position;
  GArray *found;
  char *said;
};

static void
free_job (gpointer data)
{
  CrFinderJob *job = data;

  cr_find_query_free (job->query);
  cr_find_unref (job->find);
  cr_scene_unref (job->scene);
  g_free (job);
}

/* How far along the reading a node is. */
static double
get_line (CrScene *scene, guint node, double *along)
{
  const CrSceneNode *box = cr_scene_get_node (scene, node);
  double x = box->x + box->width / 2, y = box->y + box->height / 2;
  gboolean sideways = cr_scene_get_options (scene)->left_to_right;

  *along = sideways ? y : x;
  return floor ((sideways ? x : y) / ROW);
}

static int
compare_places (CrScene *scene, guint a, guint b)
{
  double x, y, row_a = get_line (scene, a, &x), row_b = get_line (scene, b, &y);

  if (row_a != row_b)
    return row_a < row_b ? -1 : 1;
  return x < y ? -1 : x > y;
}

static int
compare_found (gconstpointer a, gconstpointer b, gpointer scene)
{
  const CrFoundNode *x = a, *y = b;
  int order = x->node == y->node ? 0 : compare_places (scene, x->node, y->node);

  if (order == 0 && x->hit.variable != y->hit.variable)
    return x->hit.variable < y->hit.variable ? -1 : 1;
  return order != 0 ? order : x->hit.function < y->hit.function ? -1 : x->hit.function > y->hit.function;
}

/* A node that stands for a variable and its function, or for a whole group, is found once. */
static GArray *
place_hits (CrScene *scene, const GArray *hits)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (CrFoundNode));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < hits->len; i++)
    {
      const CrFindHit *hit = &g_array_index (hits, CrFindHit, i);
      const CrFoundNode node = { hit->variable != CR_NONE ? cr_scene_find_variable (scene, hit->variable)
                                                          : cr_scene_find_function (scene, hit->function),
                                 *hit };

      if (node.node != CR_NONE && g_hash_table_add (seen, GUINT_TO_POINTER (node.node)))
        g_array_append_val (found, node);
    }
  g_array_sort_with_data (found, compare_found, scene);
  return found;
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CrFinderJob *job = data;
  g_autoptr (GArray) hits
      = cr_find_run (job->find, job->query, cr_scene_get_generation (job->scene), job->position, &job->cancel);

  g_task_return_pointer (task, hits == NULL ? NULL : place_hits (job->scene, hits), (GDestroyNotify)g_array_unref);
}

static void start_job (CrGraphFinder *finder);

static void
job_done (GObject *source, GAsyncResult *result, gpointer data)
{
  CrFinderJob *job = g_task_get_task_data (G_TASK (result));
  GArray *found = g_task_propagate_pointer (G_TASK (result), NULL);
  CrGraphFinder *finder = job->finder;

  if (finder == NULL)
    {
      g_clear_pointer (&found, g_array_unref);
      return;
    }
  finder->job = NULL;
  if (found != NULL && g_atomic_int_get (&job->cancel) == 0)
    {
      g_array_unref (finder->found);
      finder->found = g_steal_pointer (&found);
      g_free (finder->said);
      finder->said = cr_find_query_to_text (job->query);
    }
  g_clear_pointer (&found, g_array_unref);
  if (finder->wanted_scene != NULL)
    start_job (finder);
  else
    finder->found_func (finder->user_data);
}

static void
start_job (CrGraphFinder *finder)
{
  CrGraph *graph = cr_scene_get_graph (finder->wanted_scene);
  CrFinderJob *job = g_new0 (CrFinderJob, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, job_done, NULL);

  if (finder->find == NULL || cr_find_get_graph (finder->find) != graph)
    {
      g_clear_pointer (&finder->find, cr_find_unref);
      finder->find = cr_find_new (graph);
    }
  job->finder = finder;
  job->find = cr_find_ref (finder->find);
  job->scene = g_steal_pointer (&finder->wanted_scene);
  job->query = cr_find_query_new (finder->wanted_text);
  job->position = finder->wanted_position;
  finder->job = job;
  g_task_set_task_data (task, job, free_job);
  g_task_run_in_thread (task, run_job);
}

CrGraphFinder *
cr_graph_finder_new (void (*found) (gpointer user_data), gpointer user_data)
{
  CrGraphFinder *finder = g_new0 (CrGraphFinder, 1);

  finder->found_func = found;
  finder->user_data = user_data;
  finder->found = g_array_new (FALSE, FALSE, sizeof (CrFoundNode));
  return finder;
}

/* What is under way will not be told. */
static void
give_up (CrGraphFinder *finder)
{
  g_clear_pointer (&finder->wanted_scene, cr_scene_unref);
  if (finder->job == NULL)
    return;
  finder->job->finder = NULL;
  g_atomic_int_set (&finder->job->cancel, 1);
  finder->job = NULL;
}

void
cr_graph_finder_free (CrGraphFinder *finder)
{
  if (finder == NULL)
    return;
  give_up (finder);
  g_clear_pointer (&finder->find, cr_find_unref);
  g_array_unref (finder->found);
  g_free (finder->wanted_text);
  g_free (finder->said);
  g_free (finder);
}

void
cr_graph_finder_clear (CrGraphFinder *finder)
{
  give_up (finder);
  g_array_set_size (finder->found, 0);
  g_clear_pointer (&finder->said, g_free);
}

void
cr_graph_finder_search (CrGraphFinder *finder, CrScene *scene, const char *text, guint position)
{
  g_autoptr (CrFindQuery) query = cr_find_query_new (text);

  if (cr_find_query_is_empty (query))
    {
      cr_graph_finder_clear (finder);
      finder->found_func (finder->user_data);
      return;
    }
  g_clear_pointer (&finder->wanted_scene, cr_scene_unref);
  finder->wanted_scene = cr_scene_ref (scene);
  g_free (finder->wanted_text);
  finder->wanted_text = g_strdup (text);
  finder->wanted_position = position;
  if (finder->job == NULL)
    start_job (finder);
  else
    g_atomic_int_set (&finder->job->cancel, 1);
}

gboolean
cr_graph_finder_is_searching (CrGraphFinder *finder)
{
  return finder->job != NULL;
}

const GArray *
cr_graph_finder_get_found (CrGraphFinder *finder)
{
  return finder->found;
}

const char *
cr_graph_finder_get_said (CrGraphFinder *finder)
{
  return finder->said;
}

guint
cr_found_get_selected (const GArray *found, const CrFindHit *selected, guint node)
{
  for (guint i = 0; i < found->len; i++)
    {
      const CrFindHit *hit = &g_array_index (found, CrFoundNode, i).hit;

      if (hit->variable == selected->variable && hit->function == selected->function)
        return i;
    }
  for (guint i = 0; i < found->len && node != CR_NONE; i++)
    if (g_array_index (found, CrFoundNode, i).node == node)
      return i;
  return CR_NONE;
}

guint
cr_found_step (const GArray *found, CrScene *scene, const CrFindHit *selected, guint node, gboolean forwards)
{
  guint at = cr_found_get_selected (found, selected, node), n = found->len, before = 0;

  if (n == 0)
    return CR_NONE;
  if (at != CR_NONE)
    return (at + (forwards ? 1 : n - 1)) % n;
  while (node != CR_NONE && before < n
         && compare_places (scene, g_array_index (found, CrFoundNode, before).node, node) < 0)
    before++;
  return (forwards ? before : before + n - 1) % n;
}
