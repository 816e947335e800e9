/* What corresponds in two pictures: nodes by cr_scene_match(), once; and where what is in one of them only comes from
 * or goes to. */
#include "cr-scene-morph-private.h"

#include "cr-scene-hash.h"

#include <math.h>

#define SAMPLE 500u /* nodes */
#define STILL 0.5   /* points that nobody sees */

double
cr_scene_morph_ease (double t)
{
  double s = CLAMP (t, 0, 1);

  return s * s * s * (s * (s * 6 - 15) + 10);
}

CrPlace
cr_place_of_item (CrScene *scene, guint i)
{
  const CrSceneItem *item = cr_scene_item (scene, i);

  return (CrPlace){ item->node.x, item->node.y, item->node.width, item->node.height, item->gone };
}

CrPoint
cr_place_get_middle (const CrPlace *place)
{
  return (CrPoint){ place->x + place->width / 2, place->y + place->height / 2 };
}

/* A box of this size in the middle of another place. */
static CrPlace
put_into (const CrPlace *box, const CrPlace *into)
{
  CrPoint middle = cr_place_get_middle (into);

  return (CrPlace){ middle.x - box->width / 2, middle.y - box->height / 2, box->width, box->height, 1 };
}

CrPlace
cr_place_mix (const CrPlace *a, const CrPlace *b, double share)
{
  return (CrPlace){ a->x + (b->x - a->x) * share, a->y + (b->y - a->y) * share,
                    a->width + (b->width - a->width) * share, a->height + (b->height - a->height) * share,
                    a->gone + (b->gone - a->gone) * share };
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
find_frame (CrScene *scene, guint64 identity)
{
  for (guint i = 0; i < scene->frames->len; i++)
    if (cr_scene_frame (scene, i)->identity == identity)
      return i;
  return CR_NONE;
}

CrPlace
cr_place_of_frame (const CrSceneFrame *frame)
{
  return (CrPlace){ frame->x, frame->y, frame->width, frame->height, frame->gone };
}

/* Where a node that is in one picture only comes from, or goes to, in the other: the frame that it was folded from,
 * what stands for it; else it stays where it is, as the picture as a whole is shifted. */
static CrPlace
find_other_end (const CrSceneMorph *morph, CrScene *scene, guint i, CrScene *other, CrPoint shift)
{
  const CrSceneItem *item = cr_scene_item (scene, i);
  CrPlace place = cr_place_of_item (scene, i), into;
  guint stand_in = morph->one_generation ? find_stand_in (other, item) : CR_NONE;
  guint frame = item->node.kind == CR_NODE_GROUP ? find_frame (other, item->identity) : CR_NONE;

  if (frame != CR_NONE)
    {
      into = cr_place_of_frame (cr_scene_frame (other, frame));
      into.gone = 1;
      return into;
    }
  if (stand_in != CR_NONE)
    {
      into = cr_place_of_item (other, stand_in);
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
  CrPlace a = cr_place_of_item (from, old), b = cr_place_of_item (to, new);
  double x = cr_place_get_middle (&a).x - cr_place_get_middle (&b).x,
         y = cr_place_get_middle (&a).y - cr_place_get_middle (&b).y;

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
    morph->starts[i] = morph->old_of[i] != CR_NONE ? cr_place_of_item (morph->from, morph->old_of[i])
                                                   : find_other_end (morph, morph->to, i, morph->from, morph->shift);
  for (guint i = 0; i < morph->from->items->len; i++)
    morph->ends[i] = morph->new_of[i] != CR_NONE ? cr_place_of_item (morph->to, morph->new_of[i])
                                                 : find_other_end (morph, morph->from, i, morph->to, back);
}

/* A frame comes out of its folded box, and goes into it. */
static CrPlace *
find_frame_ends (CrScene *scene, CrScene *other, CrPoint shift)
{
  CrPlace *ends = g_new (CrPlace, scene->frames->len + 1);
  g_autoptr (GHashTable) boxes = index_nodes (other);

  for (guint i = 0; i < scene->frames->len; i++)
    {
      const CrSceneFrame *frame = cr_scene_frame (scene, i);
      guint same = find_frame (other, frame->identity), box = look_up (boxes, frame->identity);

      ends[i] = cr_place_of_frame (frame);
      if (same != CR_NONE && !cr_scene_frame (other, same)->folded)
        ends[i] = cr_place_of_frame (cr_scene_frame (other, same));
      else if (box != CR_NONE)
        ends[i] = cr_place_of_item (other, box);
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
  morph->starts = g_new (CrPlace, to->items->len + 1);
  morph->ends = g_new (CrPlace, from->items->len + 1);
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
      const CrPlace *start = &morph->starts[i];
      CrPlace end = cr_place_of_item (morph->to, i);

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
