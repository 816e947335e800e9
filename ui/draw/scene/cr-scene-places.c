/* A table under a lock; what is kept is immutable. */
#include "cr-scene-places.h"

#define MOST_ITEMS 400000u /* boxes and edges that are kept together */
#define MOST_LAYOUTS 256u

typedef struct
{
  guint64 hash;
  CrLayout *layout;
} CrPlaced;

struct _CrScenePlaces
{
  gatomicrefcount ref_count;
  GMutex lock;
  GHashTable *links; /* hash -> its link in the queue */
  GQueue placed;     /* of CrPlaced, the last used first */
  guint n_items;
};

static guint
count_items (const CrLayout *layout)
{
  return cr_layout_get_n_nodes (layout) + cr_layout_get_n_edges (layout);
}

CrScenePlaces *
cr_scene_places_new (void)
{
  CrScenePlaces *places = g_new0 (CrScenePlaces, 1);

  g_atomic_ref_count_init (&places->ref_count);
  g_mutex_init (&places->lock);
  places->links = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_queue_init (&places->placed);
  return places;
}

CrScenePlaces *
cr_scene_places_ref (CrScenePlaces *places)
{
  g_return_val_if_fail (places != NULL, NULL);
  g_atomic_ref_count_inc (&places->ref_count);
  return places;
}

static void
drop (CrScenePlaces *places, GList *link)
{
  CrPlaced *placed = link->data;

  g_hash_table_remove (places->links, &placed->hash);
  g_queue_delete_link (&places->placed, link);
  places->n_items -= count_items (placed->layout);
  cr_layout_free (placed->layout);
  g_free (placed);
}

void
cr_scene_places_unref (CrScenePlaces *places)
{
  if (places == NULL || !g_atomic_ref_count_dec (&places->ref_count))
    return;
  while (places->placed.head != NULL)
    drop (places, places->placed.head);
  g_hash_table_unref (places->links);
  g_mutex_clear (&places->lock);
  g_free (places);
}

CrLayout *
cr_scene_places_find (CrScenePlaces *places, guint64 hash, const CrLayout *layout)
{
  CrLayout *found = NULL;
  GList *link;

  g_mutex_lock (&places->lock);
  link = g_hash_table_lookup (places->links, &hash);
  if (link != NULL && cr_layout_is_like (((CrPlaced *)link->data)->layout, layout))
    {
      found = cr_layout_ref (((CrPlaced *)link->data)->layout);
      g_queue_unlink (&places->placed, link);
      g_queue_push_head_link (&places->placed, link);
    }
  g_mutex_unlock (&places->lock);
  return found;
}

void
cr_scene_places_keep (CrScenePlaces *places, guint64 hash, CrLayout *layout)
{
  CrPlaced *placed = g_new0 (CrPlaced, 1);
  GList *link;

  placed->hash = hash;
  placed->layout = cr_layout_ref (layout);
  g_mutex_lock (&places->lock);
  link = g_hash_table_lookup (places->links, &hash);
  if (link != NULL)
    drop (places, link);
  g_queue_push_head (&places->placed, placed);
  g_hash_table_insert (places->links, &placed->hash, places->placed.head);
  places->n_items += count_items (layout);
  while (places->placed.head != places->placed.tail
         && (places->n_items > MOST_ITEMS || places->placed.length > MOST_LAYOUTS))
    drop (places, places->placed.tail);
  g_mutex_unlock (&places->lock);
}

gboolean
cr_scene_places_is_last (CrScenePlaces *places, guint64 hash, const CrLayout *layout)
{
  gboolean last;
  GList *link;

  g_mutex_lock (&places->lock);
  link = g_hash_table_lookup (places->links, &hash);
  last = link == NULL || ((CrPlaced *)link->data)->layout == layout;
  g_mutex_unlock (&places->lock);
  return last;
}
