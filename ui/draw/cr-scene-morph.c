/* Nodes are matched once (cr_scene_match()); the places of a moment are mixed for each frame into a light copy of the
 * scene. Edges are matched, when the first frame is asked for, by the function and the argument that they stand for
 * where both pictures are of one generation, else by their ends. */
#include "cr-scene-morph.h"

#include "cr-route.h"
#include "cr-scene-hash.h"
#include "cr-scene-private.h"

#include <math.h>

#define COMING_FROM 0.35 /* share of the time at which what comes begins to be seen */
#define GOING_TO 0.55    /* and at which what goes is gone */
#define SAMPLE 500u      /* nodes */
#define STILL 0.5        /* points that nobody sees */

typedef struct
{
  double x, y, width, height, gone;
} Place;

/* A route at both ends of the way, of the same number of points; none where the edge follows its nodes. */
typedef struct
{
  guint n;
  CrPoint *start, *end;
} RouteWay;

struct _CrSceneMorph
{
  CrScene *from, *to;
  gboolean one_generation; /* both are of the same: indices of the graph mean the same */
  guint *new_of, *old_of;  /* nodes that are in both; CR_NONE */
  Place *starts;           /* of each node of `to` */
  Place *ends;             /* of each node of `from` */
  Place *frame_starts, *frame_ends;
  guint n_going, n_coming;
  gboolean shifted;
  CrPoint shift;
  gboolean has_routes;
  RouteWay *routes;    /* of each edge of `to` */
  gboolean *continued; /* whether an edge of `from` goes on as one of `to` */
};

double
cr_scene_morph_ease (double t)
{
  double s = CLAMP (t, 0, 1);

  return s * s * s * (s * (s * 6 - 15) + 10);
}

static Place
get_place (CrScene *scene, guint i)
{
  const CrSceneItem *item = cr_scene_item (scene, i);

  return (Place){ item->node.x, item->node.y, item->node.width, item->node.height, item->gone };
}

static CrPoint
get_middle (const Place *place)
{
  return (CrPoint){ place->x + place->width / 2, place->y + place->height / 2 };
}

/* A box of this size in the middle of another place. */
static Place
put_into (const Place *box, const Place *into)
{
  CrPoint middle = get_middle (into);

  return (Place){ middle.x - box->width / 2, middle.y - box->height / 2, box->width, box->height, 1 };
}

static Place
mix (const Place *a, const Place *b, double share)
{
  return (Place){ a->x + (b->x - a->x) * share, a->y + (b->y - a->y) * share, a->width + (b->width - a->width) * share,
                  a->height + (b->height - a->height) * share, a->gone + (b->gone - a->gone) * share };
}

/* Matching nodes. */

static GHashTable *
index_nodes (CrScene *scene)
{
  GHashTable *table = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = scene->items->len; i-- > 0;)
    g_hash_table_insert (table, &cr_scene_item (scene, i)->identity, GUINT_TO_POINTER (i + 1));
  return table;
}

static guint
look_up (GHashTable *table, guint64 key)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (table, &key));

  return found ? found - 1 : CR_NONE;
}

/* What stands in @scene for a node of another scene of the same generation. */
static guint
find_stand_in (CrScene *scene, const CrSceneItem *item)
{
  guint found = item->variable == CR_NONE ? CR_NONE : cr_scene_find_variable (scene, item->variable);

  if (found == CR_NONE && item->function != CR_NONE)
    found = cr_scene_find_function (scene, item->function);
  return found;
}

static guint
find_frame (CrScene *scene, guint64 key)
{
  for (guint i = 0; i < scene->frames->len; i++)
    if (cr_scene_frame (scene, i)->key == key)
      return i;
  return CR_NONE;
}

static Place
get_frame_place (const CrSceneFrame *frame)
{
  return (Place){ frame->x, frame->y, frame->width, frame->height, frame->gone };
}

/* Where a node that is in one picture only comes from, or goes to, in the other: the frame that it was folded from,
 * what stands for it; else it stays where it is, as the picture as a whole is shifted. */
static Place
find_other_end (const CrSceneMorph *morph, CrScene *scene, guint i, CrScene *other, CrPoint shift)
{
  const CrSceneItem *item = cr_scene_item (scene, i);
  Place place = get_place (scene, i), into;
  guint stand_in = morph->one_generation ? find_stand_in (other, item) : CR_NONE;
  guint frame = item->node.kind == CR_NODE_GROUP ? find_frame (other, item->identity) : CR_NONE;

  if (frame != CR_NONE)
    {
      into = get_frame_place (cr_scene_frame (other, frame));
      into.gone = 1;
      return into;
    }
  if (stand_in != CR_NONE)
    {
      into = get_place (other, stand_in);
      return put_into (&place, &into);
    }
  place.x += shift.x;
  place.y += shift.y;
  place.gone = 1;
  return place;
}

static void
match_nodes (CrSceneMorph *morph)
{
  g_autofree guint *match = cr_scene_match (morph->to, morph->from);

  for (guint i = 0; i < morph->from->items->len; i++)
    morph->new_of[i] = CR_NONE;
  for (guint i = 0; i < morph->to->items->len; i++)
    {
      guint k = match[i];

      if (k != CR_NONE && morph->new_of[k] != CR_NONE)
        k = CR_NONE;
      morph->old_of[i] = k;
      if (k != CR_NONE)
        morph->new_of[k] = i;
      else
        morph->n_coming++;
    }
  morph->n_going = morph->from->items->len - (morph->to->items->len - morph->n_coming);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return *x < *y ? -1 : *x > *y;
}

static double
get_median (GArray *values)
{
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, values->len / 2);
}

/* How far nodes went, axis by axis. */
typedef struct
{
  GArray *xs, *ys; /* of double */
} Ways;

static void
add_way (Ways *ways, CrScene *from, guint old, CrScene *to, guint new)
{
  Place a = get_place (from, old), b = get_place (to, new);
  double x = get_middle (&a).x - get_middle (&b).x, y = get_middle (&a).y - get_middle (&b).y;

  g_array_append_val (ways->xs, x);
  g_array_append_val (ways->ys, y);
}

static gboolean
take_median (Ways *ways, CrPoint *shift)
{
  gboolean any = ways->xs->len > 0;

  *shift = any ? (CrPoint){ get_median (ways->xs), get_median (ways->ys) } : (CrPoint){ 0, 0 };
  g_array_unref (ways->xs);
  g_array_unref (ways->ys);
  return any;
}

static Ways
make_ways (void)
{
  return (Ways){ g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
}

static void
find_shift (CrSceneMorph *morph)
{
  Ways ways = make_ways ();

  for (guint i = 0; i < morph->to->items->len; i++)
    if (morph->old_of[i] != CR_NONE)
      add_way (&ways, morph->from, morph->old_of[i], morph->to, i);
  morph->shifted = take_median (&ways, &morph->shift);
}

gboolean
cr_scene_find_shift (CrScene *from, CrScene *to, double *x, double *y)
{
  g_autoptr (GHashTable) new = index_nodes (to);
  Ways ways = make_ways ();
  guint step = from->items->len / SAMPLE + 1;
  CrPoint shift;
  gboolean any;

  for (guint i = 0; i < from->items->len; i += step)
    {
      guint k = look_up (new, cr_scene_item (from, i)->identity);

      if (k != CR_NONE)
        add_way (&ways, from, i, to, k);
    }
  any = take_median (&ways, &shift);
  *x = shift.x;
  *y = shift.y;
  return any;
}

guint
cr_scene_find_same (CrScene *scene, CrScene *old, guint node)
{
  return node < old->items->len ? find_stand_in (scene, cr_scene_item (old, node)) : CR_NONE;
}

static void
find_places (CrSceneMorph *morph)
{
  CrPoint back = { -morph->shift.x, -morph->shift.y };

  for (guint i = 0; i < morph->to->items->len; i++)
    morph->starts[i] = morph->old_of[i] != CR_NONE ? get_place (morph->from, morph->old_of[i])
                                                   : find_other_end (morph, morph->to, i, morph->from, morph->shift);
  for (guint i = 0; i < morph->from->items->len; i++)
    morph->ends[i] = morph->new_of[i] != CR_NONE ? get_place (morph->to, morph->new_of[i])
                                                 : find_other_end (morph, morph->from, i, morph->to, back);
}

/* A frame comes out of its folded box, and goes into it. */
static Place *
find_frame_ends (CrScene *scene, CrScene *other, CrPoint shift)
{
  Place *ends = g_new (Place, scene->frames->len + 1);
  g_autoptr (GHashTable) boxes = index_nodes (other);

  for (guint i = 0; i < scene->frames->len; i++)
    {
      const CrSceneFrame *frame = cr_scene_frame (scene, i);
      guint same = find_frame (other, frame->key), box = look_up (boxes, frame->key);

      ends[i] = get_frame_place (frame);
      if (same != CR_NONE && !cr_scene_frame (other, same)->folded)
        ends[i] = get_frame_place (cr_scene_frame (other, same));
      else if (box != CR_NONE)
        ends[i] = get_place (other, box);
      else
        {
          ends[i].x += shift.x;
          ends[i].y += shift.y;
        }
      if (same == CR_NONE || cr_scene_frame (other, same)->folded != frame->folded)
        ends[i].gone = 1;
    }
  return ends;
}

CrSceneMorph *
cr_scene_morph_new (CrScene *from, CrScene *to)
{
  CrSceneMorph *morph = g_new0 (CrSceneMorph, 1);

  morph->from = cr_scene_ref (from);
  morph->to = cr_scene_ref (to);
  morph->one_generation = from->graph == to->graph && from->generation == to->generation;
  morph->new_of = g_new (guint, from->items->len + 1);
  morph->old_of = g_new (guint, to->items->len + 1);
  morph->starts = g_new (Place, to->items->len + 1);
  morph->ends = g_new (Place, from->items->len + 1);
  match_nodes (morph);
  find_shift (morph);
  find_places (morph);
  morph->frame_starts = find_frame_ends (to, from, morph->shift);
  morph->frame_ends = find_frame_ends (from, to, (CrPoint){ -morph->shift.x, -morph->shift.y });
  return morph;
}

void
cr_scene_morph_free (CrSceneMorph *morph)
{
  if (morph == NULL)
    return;
  for (guint i = 0; morph->has_routes && i < morph->to->links->len; i++)
    {
      g_free (morph->routes[i].start);
      g_free (morph->routes[i].end);
    }
  g_free (morph->routes);
  g_free (morph->continued);
  g_free (morph->frame_starts);
  g_free (morph->frame_ends);
  g_free (morph->starts);
  g_free (morph->ends);
  g_free (morph->new_of);
  g_free (morph->old_of);
  cr_scene_unref (morph->from);
  cr_scene_unref (morph->to);
  g_free (morph);
}

gboolean
cr_scene_morph_is_still (CrSceneMorph *morph)
{
  if (morph->n_coming > 0 || morph->n_going > 0 || morph->from->links->len != morph->to->links->len
      || morph->from->frames->len != morph->to->frames->len)
    return FALSE;
  for (guint i = 0; i < morph->to->items->len; i++)
    {
      const Place *start = &morph->starts[i];
      Place end = get_place (morph->to, i);

      if (fabs (start->x - end.x - morph->shift.x) > STILL || fabs (start->y - end.y - morph->shift.y) > STILL
          || fabs (start->width - end.width) > STILL || fabs (start->height - end.height) > STILL || start->gone > 0)
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_scene_morph_get_shift (CrSceneMorph *morph, double *x, double *y)
{
  *x = morph->shift.x;
  *y = morph->shift.y;
  return morph->shifted;
}

guint
cr_scene_morph_find_new (CrSceneMorph *morph, guint node)
{
  if (node >= morph->from->items->len)
    return CR_NONE;
  if (morph->new_of[node] == CR_NONE && morph->one_generation)
    return find_stand_in (morph->to, cr_scene_item (morph->from, node));
  return morph->new_of[node];
}

guint
cr_scene_morph_find_old (CrSceneMorph *morph, guint node)
{
  if (node >= morph->to->items->len)
    return CR_NONE;
  if (morph->old_of[node] == CR_NONE && morph->one_generation)
    return find_stand_in (morph->from, cr_scene_item (morph->to, node));
  return morph->old_of[node];
}

/* Matching edges. */

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
add_route (RouteWay *way, const CrSceneEdge *old, const CrSceneEdge *new)
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
  morph->routes = g_new0 (RouteWay, to->links->len + 1);
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

/* The moment. */

static void
set_place (CrScene *scene, guint i, const Place *place)
{
  CrSceneItem *item = cr_scene_item (scene, i);

  item->node.x = place->x;
  item->node.y = place->y;
  item->node.width = place->width;
  item->node.height = place->height;
  item->gone = place->gone;
}

static void
set_frame_place (CrSceneFrame *frame, const Place *place)
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
  Place now = get_place (moment, i), routed = get_place (scene, i);
  CrPoint a = get_middle (&now), b = get_middle (&routed);

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
take_mixed_route (CrScene *moment, CrSceneLink *link, const RouteWay *way, double share)
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
      Place end = get_place (morph->to, i), place = mix (&morph->starts[i], &end, share);

      if (morph->old_of[i] == CR_NONE)
        place.gone = coming;
      set_place (moment, i, &place);
    }
  for (guint i = 0; i < moment->frames->len; i++)
    {
      CrSceneFrame *frame = cr_scene_frame (moment, i);
      Place end = get_frame_place (frame), place = mix (&morph->frame_starts[i], &end, share);

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
      Place start = get_place (morph->from, i), place = mix (&start, &morph->ends[i], share);

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
      Place start = get_frame_place (frame), place = mix (&start, &morph->frame_ends[i], share);

      place.gone = morph->frame_ends[i].gone < 1 ? 1 : start.gone + (1 - start.gone) * gone;
      any |= place.gone < 1;
      set_frame_place (frame, &place);
    }
  finish_moment (moment, morph->from);
  if (!any)
    g_clear_pointer (&moment, cr_scene_unref);
  return moment;
}
