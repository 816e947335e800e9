/* A moment of the way: the places of each are mixed into a light copy of the scene. Edges are matched, when the first
 * moment is asked for, by the function and the argument that they stand for where both pictures are of one generation,
 * else by their ends. */
#include "cr-scene-morph-private.h"

#include "cr-route.h"

#define COMING_FROM 0.2 /* share of the time at which what comes begins to be seen */
#define GOING_TO 0.65   /* and at which what goes is gone */

typedef struct
{
  guint64 a, b;
  guint slot;
  gboolean receives;
} LinkKey;

static guint
hash_link (gconstpointer key)
{
  const LinkKey *k = key;
  guint64 h = (k->a * 31 + k->b) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + k->slot * 2 + (k->receives ? 1 : 0);

  return (guint)(h ^ (h >> 32));
}

static gboolean
same_link (gconstpointer a, gconstpointer b)
{
  const LinkKey *k = a, *l = b;

  return k->a == l->a && k->b == l->b && k->slot == l->slot && k->receives == l->receives;
}

static LinkKey
make_link_key (const CrSceneMorph *morph, CrScene *scene, const CrSceneLink *link)
{
  LinkKey key
      = { .slot = link->receives ? link->output_nr : link->edge.slot, .receives = link->receives ? TRUE : FALSE };

  if (morph->one_generation && link->function != CR_NONE && link->edge.n_bundled <= 1)
    {
      key.a = link->function;
      return key;
    }
  key.a = cr_scene_item (scene, link->edge.from)->identity;
  key.b = cr_scene_item (scene, link->edge.to)->identity;
  return key;
}

static void
add_route (CrRouteWay *way, const CrSceneEdge *old, const CrSceneEdge *new)
{
  way->n = MAX (old->n_points, new->n_points);
  way->start = cr_route_refine (old->points, old->n_points, way->n);
  way->end = cr_route_refine (new->points, new->n_points, way->n);
}

static void
match_links (CrSceneMorph *morph)
{
  CrScene *from = morph->from, *to = morph->to;
  g_autofree LinkKey *keys = g_new (LinkKey, from->links->len + 1);
  g_autoptr (GHashTable) old = g_hash_table_new (hash_link, same_link);

  morph->has_routes = TRUE;
  morph->routes = g_new0 (CrRouteWay, to->links->len + 1);
  morph->continued = g_new0 (gboolean, from->links->len + 1);
  for (guint i = from->links->len; i-- > 0;)
    {
      keys[i] = make_link_key (morph, from, cr_scene_link (from, i));
      g_hash_table_insert (old, &keys[i], GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < to->links->len; i++)
    {
      const CrSceneLink *link = cr_scene_link (to, i);
      LinkKey key = make_link_key (morph, to, link);
      guint k = GPOINTER_TO_UINT (g_hash_table_lookup (old, &key));

      if (k == 0 || morph->continued[k - 1] || link->edge.n_points < 4
          || cr_scene_link (from, k - 1)->edge.n_points < 4)
        continue;
      morph->continued[k - 1] = TRUE;
      add_route (&morph->routes[i], &cr_scene_link (from, k - 1)->edge, &link->edge);
    }
}

static void
set_place (CrScene *scene, guint i, const CrPlace *place)
{
  CrSceneItem *item = cr_scene_item (scene, i);

  item->node.x = place->x;
  item->node.y = place->y;
  item->node.width = place->width;
  item->node.height = place->height;
  item->gone = place->gone;
}

static void
set_frame_place (CrSceneFrame *frame, const CrPlace *place)
{
  frame->x = place->x;
  frame->y = place->y;
  frame->width = place->width;
  frame->height = place->height;
  frame->gone = place->gone;
}

/* How far a box stands from its place in the picture that its edges were routed in. */
static CrPoint
get_offset (CrScene *moment, CrScene *scene, guint i)
{
  CrPlace now = cr_place_of_item (moment, i), routed = cr_place_of_item (scene, i);
  CrPoint a = cr_place_get_middle (&now), b = cr_place_get_middle (&routed);

  return (CrPoint){ a.x - b.x, a.y - b.y };
}

static void
follow_nodes (CrScene *moment, CrScene *scene, guint i)
{
  const CrSceneEdge *edge = &cr_scene_link (moment, i)->edge;

  cr_route_bend (cr_scene_get_route (moment, i), edge->n_points, get_offset (moment, scene, edge->from),
                 get_offset (moment, scene, edge->to));
}

static void
take_mixed_route (CrScene *moment, CrSceneLink *link, const CrRouteWay *way, double share)
{
  CrPoint *points = g_new (CrPoint, way->n);

  cr_route_mix (way->start, way->end, way->n, share, points);
  g_ptr_array_add (moment->routes, points);
  link->edge.points = points;
  link->edge.n_points = way->n;
}

/* How much of what comes is not there yet. */
static double
get_coming (double t)
{
  return 1 - cr_scene_morph_ease ((t - COMING_FROM) / (1 - COMING_FROM));
}

static void
finish_moment (CrScene *moment, CrScene *scene)
{
  cr_scene_carry_ports (moment, scene);
  for (guint i = 0; i < moment->links->len; i++)
    cr_scene_link_bound (cr_scene_link (moment, i));
  cr_scene_index (moment);
}

CrScene *
cr_scene_morph_get_new (CrSceneMorph *morph, double t)
{
  CrScene *moment = cr_scene_copy (morph->to);
  double share = cr_scene_morph_ease (t), coming = get_coming (t);

  if (!morph->has_routes)
    match_links (morph);
  for (guint i = 0; i < moment->items->len; i++)
    {
      CrPlace end = cr_place_of_item (morph->to, i), place = cr_place_mix (&morph->starts[i], &end, share);

      if (morph->old_of[i] == CR_NONE)
        place.gone = coming;
      set_place (moment, i, &place);
    }
  for (guint i = 0; i < moment->frames->len; i++)
    {
      CrSceneFrame *frame = cr_scene_frame (moment, i);
      CrPlace end = cr_place_of_frame (frame), place = cr_place_mix (&morph->frame_starts[i], &end, share);

      set_frame_place (frame, &place);
    }
  for (guint i = 0; i < moment->links->len; i++)
    if (morph->routes[i].n > 0)
      take_mixed_route (moment, cr_scene_link (moment, i), &morph->routes[i], share);
    else
      {
        follow_nodes (moment, morph->to, i);
        cr_scene_link (moment, i)->gone = coming;
      }
  finish_moment (moment, morph->to);
  return moment;
}

CrScene *
cr_scene_morph_get_old (CrSceneMorph *morph, double t)
{
  double share = cr_scene_morph_ease (t), gone = cr_scene_morph_ease (t / GOING_TO);
  gboolean any = FALSE;
  CrScene *moment;

  if (gone >= 1)
    return NULL;
  if (!morph->has_routes)
    match_links (morph);
  moment = cr_scene_copy (morph->from);
  for (guint i = 0; i < moment->items->len; i++)
    {
      CrPlace start = cr_place_of_item (morph->from, i), place = cr_place_mix (&start, &morph->ends[i], share);

      place.gone = morph->new_of[i] != CR_NONE ? 1 : start.gone + (1 - start.gone) * gone;
      any |= place.gone < 1;
      set_place (moment, i, &place);
    }
  for (guint i = 0; i < moment->links->len; i++)
    {
      CrSceneLink *link = cr_scene_link (moment, i);

      follow_nodes (moment, morph->from, i);
      link->gone = morph->continued[i] ? 1 : link->gone + (1 - link->gone) * gone;
      any |= link->gone < 1;
    }
  for (guint i = 0; i < moment->frames->len; i++)
    {
      CrSceneFrame *frame = cr_scene_frame (moment, i);
      CrPlace start = cr_place_of_frame (frame), place = cr_place_mix (&start, &morph->frame_ends[i], share);

      place.gone = morph->frame_ends[i].gone < 1 ? 1 : start.gone + (1 - start.gone) * gone;
      any |= place.gone < 1;
      set_frame_place (frame, &place);
    }
  finish_moment (moment, morph->from);
  if (!any)
    g_clear_pointer (&moment, cr_scene_unref);
  return moment;
}
