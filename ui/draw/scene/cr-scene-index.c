/* Where a scene's boxes and edges are, as painting and pointing need it: without looking at all of them. */
#include "cr-scene-private.h"

#define AROUND_ITEM 18.0 /* to each side: rings, glow, marks, a stack */
#define ABOVE_ITEM 24.0  /* captions */
#define AROUND_LINK 16.0 /* gradient edges beside it, arrow heads */

static CrBounds
bound_item (const CrSceneItem *item)
{
  const CrSceneNode *n = &item->node;
  double around = AROUND_ITEM + item->room;

  return (CrBounds){ n->x - around, n->y - ABOVE_ITEM, n->x + n->width + around, n->y + n->height + ABOVE_ITEM };
}

static CrBounds
bound_link (const CrSceneLink *link)
{
  if (link->edge.n_points < 4)
    return (CrBounds){ 0, 0, -1, -1 };
  return (CrBounds){ link->x1 - AROUND_LINK, link->y1 - AROUND_LINK, link->x2 + AROUND_LINK, link->y2 + AROUND_LINK };
}

void
cr_scene_index (CrScene *scene)
{
  g_autofree CrBounds *items = g_new (CrBounds, scene->items->len + 1),
                      *links = g_new (CrBounds, scene->links->len + 1);

  for (guint i = 0; i < scene->items->len; i++)
    items[i] = bound_item (cr_scene_item (scene, i));
  for (guint i = 0; i < scene->links->len; i++)
    links[i] = bound_link (cr_scene_link (scene, i));
  g_clear_pointer (&scene->item_grid, cr_scene_grid_free);
  g_clear_pointer (&scene->link_grid, cr_scene_grid_free);
  scene->item_grid = cr_scene_grid_new (items, scene->items->len);
  scene->link_grid = cr_scene_grid_new (links, scene->links->len);
}

void
cr_scene_find_items (CrScene *scene, const CrBounds *area, GArray *found)
{
  if (scene->item_grid)
    cr_scene_grid_find (scene->item_grid, area, found);
  else
    g_array_set_size (found, 0);
}

void
cr_scene_find_links (CrScene *scene, const CrBounds *area, GArray *found)
{
  if (scene->link_grid)
    cr_scene_grid_find (scene->link_grid, area, found);
  else
    g_array_set_size (found, 0);
}

gboolean
cr_scene_is_free (CrScene *scene, double x, double y, double width, double height)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < scene->frames->len; i++)
    {
      const CrSceneFrame *f = cr_scene_get_frame (scene, i);

      if (!f->folded && f->x < x + width && f->x + f->width > x && f->y < y + height && f->y + f->header > y)
        return FALSE;
    }
  cr_scene_find_items (scene, &(CrBounds){ x, y, x + width, y + height }, found);
  return found->len == 0;
}

guint
cr_scene_pick (CrScene *scene, double x, double y)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));

  cr_scene_find_items (scene, &(CrBounds){ x, y, x, y }, found);
  for (guint k = found->len; k-- > 0;)
    {
      guint i = g_array_index (found, guint, k);
      const CrSceneItem *item = cr_scene_item (scene, i);
      const CrSceneNode *node = &item->node;
      double below = item->has_capsule ? CR_CAPSULE_HANG : 0;

      if (x >= node->x && x <= node->x + node->width && y >= node->y && y <= node->y + node->height + below)
        return i;
    }
  return CR_NONE;
}
