/* One layout of a picture: found again, made near what was shown before, or made from nothing.
 *
 * A picture has one layout, or one for the inside of every group. Each that was made is kept with the scene, so that
 * the next scene can be made like it, and in the places that the caller shares between scenes. */
#include "cr-scene-hash.h"

#define WASTE 1.4       /* boxes may be so many times larger than they need to be, all together */
#define QUICK_FROM 600u /* boxes: below that nobody sees the difference in time */

void
cr_scene_run_free (gpointer data)
{
  CrSceneRun *run = data;

  cr_layout_free (run->layout);
  g_free (run->boxes);
  g_free (run);
}

static CrSceneRun *
find_run (CrScene *scene, guint64 group)
{
  for (guint i = 0; i < scene->runs->len; i++)
    {
      CrSceneRun *run = g_ptr_array_index (scene->runs, i);

      if (run->group == group)
        return run;
    }
  return NULL;
}

/* The layout of the same group in the picture before, if that is of the same kind. */
static CrSceneRun *
find_previous (CrScene *scene, guint64 group)
{
  CrScene *previous = scene->hints.previous;

  if (previous == NULL || previous->options.view != scene->options.view
      || previous->options.left_to_right != scene->options.left_to_right)
    return NULL;
  if (scene->match == NULL)
    scene->match = cr_scene_match (scene, previous);
  return find_run (previous, group);
}

/* By box of a layout the box of an earlier one that is the same; G_MAXUINT. Owned. */
static guint *
match_boxes (CrScene *scene, const CrSceneBox *boxes, guint n, const CrSceneRun *run)
{
  guint *nodes = g_new (guint, n + 1);
  g_autoptr (GHashTable) items = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) others = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < cr_layout_get_n_nodes (run->layout); i++)
    if (run->boxes[i].item != CR_NONE)
      g_hash_table_insert (items, GUINT_TO_POINTER (run->boxes[i].item), GUINT_TO_POINTER (i + 1));
    else if (run->boxes[i].key != 0)
      g_hash_table_insert (others, &run->boxes[i].key, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < n; i++)
    {
      gpointer found = NULL;

      if (boxes[i].item == CR_NONE)
        found = g_hash_table_lookup (others, &boxes[i].key);
      else if (scene->match[boxes[i].item] != CR_NONE)
        found = g_hash_table_lookup (items, GUINT_TO_POINTER (scene->match[boxes[i].item]));
      nodes[i] = GPOINTER_TO_UINT (found) - 1; /* 0 - 1: G_MAXUINT */
    }
  return nodes;
}

/* Tells the layout what is known of an earlier picture. FALSE: nothing is. */
static gboolean
keep_previous (CrScene *scene, guint64 group, CrLayout *layout, const CrSceneBox *boxes, CrLayout *alike)
{
  CrSceneRun *previous;
  g_autofree guint *nodes = NULL;

  if (alike != NULL)
    {
      if (cr_layout_get_waste (layout, alike) <= WASTE)
        cr_layout_grow (layout, alike);
      cr_layout_keep_like (layout, alike, NULL);
      return TRUE;
    }
  previous = find_previous (scene, group);
  if (previous == NULL)
    return FALSE;
  nodes = match_boxes (scene, boxes, cr_layout_get_n_nodes (layout), previous);
  cr_layout_keep_like (layout, previous->layout, nodes);
  return TRUE;
}

/* Runs the layout and keeps it for others, unless it is a first picture only. FALSE if cancelled. */
static gboolean
run (CrScene *scene, guint64 group, guint64 hash, CrLayout *layout, const CrSceneBox *boxes, CrLayout *alike,
     const CrLayoutOptions *options)
{
  CrLayoutOptions chosen = *options;
  gboolean keeps = keep_previous (scene, group, layout, boxes, alike);

  chosen.quick = scene->hints.quick && !keeps && cr_layout_get_n_nodes (layout) >= QUICK_FROM;
  if (!cr_layout_run (layout, &chosen))
    return FALSE;
  scene->quick |= chosen.quick;
  if (!chosen.quick && scene->hints.places != NULL)
    cr_scene_places_keep (scene->hints.places, hash, layout);
  return TRUE;
}

CrLayout *
cr_scene_arrange (CrScene *scene, guint64 group, CrLayout *layout, const CrSceneBox *boxes,
                  const CrLayoutOptions *options)
{
  guint64 hash = cr_scene_hash (scene, layout, boxes, options);
  g_autoptr (CrLayout) asked = layout;
  g_autoptr (CrLayout) alike
      = scene->hints.places == NULL ? NULL : cr_scene_places_find (scene->hints.places, hash, layout);
  gboolean fits = alike != NULL && cr_layout_fits (layout, alike, WASTE);
  CrSceneRun *kept;

  if (fits || (alike != NULL && scene->hints.held))
    {
      scene->squeezed |= !fits;
      cr_layout_free (asked);
      asked = cr_layout_ref (alike);
    }
  else if (!run (scene, group, hash, asked, boxes, alike, options))
    return NULL;
  kept = g_new0 (CrSceneRun, 1);
  kept->group = group;
  kept->hash = hash;
  kept->layout = g_steal_pointer (&asked);
  kept->boxes = g_memdup2 (boxes, sizeof (CrSceneBox) * cr_layout_get_n_nodes (kept->layout));
  g_ptr_array_add (scene->runs, kept);
  return kept->layout;
}

gboolean
cr_scene_is_squeezed (CrScene *scene)
{
  return scene->squeezed;
}

gboolean
cr_scene_is_quick (CrScene *scene)
{
  return scene->quick;
}

gboolean
cr_scene_is_last (CrScene *scene, CrScenePlaces *places)
{
  for (guint i = 0; i < scene->runs->len; i++)
    {
      const CrSceneRun *run = g_ptr_array_index (scene->runs, i);

      if (!scene->quick && !cr_scene_places_is_last (places, run->hash, run->layout))
        return FALSE;
    }
  return TRUE;
}

void
cr_scene_keep_places (CrScene *scene, CrScenePlaces *places)
{
  for (guint i = 0; i < scene->runs->len; i++)
    {
      const CrSceneRun *run = g_ptr_array_index (scene->runs, i);

      cr_scene_places_keep (places, run->hash, run->layout);
    }
}
