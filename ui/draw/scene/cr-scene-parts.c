/* Divides a scene into parts: which boxes and edges each open frame's inside has. An edge from one item to another is
 * led out of the frames around the first and into those around the second; all edges out of one item share one port
 * where they pass a border, and one trunk that leads there. */
#include "cr-scene-place-private.h"

static guint
add_box (CrPlacePart *part, CrPlaceKind kind, guint index)
{
  CrPlaceBox box = { kind, index };

  g_array_append_val (part->boxes, box);
  return part->boxes->len - 1;
}

static void
clear_part (gpointer data)
{
  CrPlacePart *part = data;

  g_array_unref (part->boxes);
  g_array_unref (part->edges);
}

static guint
add_part (CrPlace *place, guint frame)
{
  CrPlacePart part = { .frame = frame, .boxes = g_array_new (FALSE, FALSE, sizeof (CrPlaceBox)) };

  part.edges = g_array_new (FALSE, FALSE, sizeof (CrPlaceEdge));
  g_array_append_val (place->parts, part);
  return place->parts->len - 1;
}

/* The part in which an item or an open frame stands whose frame around is @frame. */
static guint
get_part (CrPlace *place, guint frame)
{
  return frame == CR_NONE || place->part_of[frame] == CR_NONE ? 0 : place->part_of[frame];
}

static void
add_parts (CrPlace *place)
{
  CrScene *scene = place->scene;

  add_part (place, CR_NONE);
  for (guint i = 0; i < scene->frames->len; i++)
    {
      const CrSceneFrame *frame = cr_scene_frame (scene, i);
      gboolean inside = !frame->folded && !frame->around_all;

      place->part_of[i] = inside ? add_part (place, i) : CR_NONE;
    }
  for (guint i = 0; i < scene->items->len; i++)
    place->item_box[i]
        = add_box (cr_place_part (place, get_part (place, cr_scene_item (scene, i)->frame)), CR_PLACE_ITEM, i);
  for (guint i = 1; i < place->parts->len; i++)
    {
      CrPlacePart *part = cr_place_part (place, i);
      CrPlacePart *around = cr_place_part (place, get_part (place, cr_scene_frame (scene, part->frame)->parent));

      part->box = add_box (around, CR_PLACE_FRAME, part->frame);
    }
}

static guint
add_edge (CrPlacePart *part, CrPlaceEdge edge)
{
  g_array_append_val (part->edges, edge);
  return part->edges->len - 1;
}

static guint
want_port (CrPlace *place, guint frame, guint source, gboolean out)
{
  gint64 key = (gint64)source << 32 | frame << 1 | out;
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (place->known, &key));
  CrPlacePort port = { .frame = frame, .source = source, .out = out, .trunk = CR_NONE };

  if (found)
    return found - 1;
  port.box = add_box (cr_place_part (place, place->part_of[frame]), CR_PLACE_PORT, place->ports->len);
  g_array_append_val (place->ports, port);
  g_hash_table_insert (place->known, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (place->ports->len));
  return place->ports->len - 1;
}

static void
add_hop (CrPlace *place, guint part, guint edge, guint port)
{
  CrPlaceHop hop = { part, edge, port };

  g_array_append_val (place->hops, hop);
}

/* Where a route has come: a box of a part, and the port if that is a frame's. */
typedef struct
{
  guint part, box, port;
} Place;

/* From @at to the port, which is passed then; @part is where the trunk to it runs. */
static void
pass_port (CrPlace *place, Place *at, guint port)
{
  CrPlacePort *passed = cr_place_port (place, port);
  guint inside = place->part_of[passed->frame], box = cr_place_part (place, inside)->box;
  guint around = get_part (place, cr_scene_frame (place->scene, passed->frame)->parent);

  if (passed->trunk == CR_NONE)
    passed->trunk
        = add_edge (cr_place_part (place, at->part), (CrPlaceEdge){ .from = at->box,
                                                                    .to = passed->out ? passed->box : box,
                                                                    .from_port = at->port,
                                                                    .to_port = passed->out ? CR_NONE : port });
  passed->n++;
  add_hop (place, at->part, passed->trunk, port);
  *at = passed->out ? (Place){ around, box, port } : (Place){ inside, passed->box, CR_NONE };
}

/* The frames around @frame that have parts, itself first; owned. */
static GArray *
list_frames (CrPlace *place, guint frame)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint));

  for (; frame != CR_NONE && place->part_of[frame] != CR_NONE; frame = cr_scene_frame (place->scene, frame)->parent)
    g_array_append_val (list, frame);
  return list;
}

static void
add_link (CrPlace *place, guint i)
{
  const CrSceneLink *link = cr_scene_link (place->scene, i);
  const CrSceneEdge *edge = &link->edge;
  const CrSceneItem *from = cr_scene_item (place->scene, edge->from), *to = cr_scene_item (place->scene, edge->to);
  gboolean group = to->node.kind == CR_NODE_GROUP;
  Place at = { get_part (place, from->frame), place->item_box[edge->from], CR_NONE };
  guint last;

  place->first_hop[i] = place->hops->len;
  if (from->frame != to->frame)
    {
      g_autoptr (GArray) out = list_frames (place, from->frame), in = list_frames (place, to->frame);

      while (out->len > 0 && in->len > 0
             && g_array_index (out, guint, out->len - 1) == g_array_index (in, guint, in->len - 1))
        {
          g_array_set_size (out, out->len - 1);
          g_array_set_size (in, in->len - 1);
        }
      for (guint k = 0; k < out->len; k++)
        pass_port (place, &at, want_port (place, g_array_index (out, guint, k), edge->from, TRUE));
      for (guint k = in->len; k-- > 0;)
        pass_port (place, &at, want_port (place, g_array_index (in, guint, k), edge->from, FALSE));
    }
  last = add_edge (cr_place_part (place, at.part), (CrPlaceEdge){ .from = at.box,
                                                                  .to = place->item_box[edge->to],
                                                                  .order = group ? 0 : edge->slot,
                                                                  .from_port = at.port,
                                                                  .to_port = CR_NONE });
  add_hop (place, at.part, last, CR_NONE);
  place->n_inputs[edge->to] = MAX (place->n_inputs[edge->to], edge->slot + 1);
}

CrPlace *
cr_place_new (CrScene *scene)
{
  CrPlace *place = g_new0 (CrPlace, 1);

  place->scene = scene;
  place->parts = g_array_new (FALSE, TRUE, sizeof (CrPlacePart));
  g_array_set_clear_func (place->parts, clear_part);
  place->ports = g_array_new (FALSE, FALSE, sizeof (CrPlacePort));
  place->hops = g_array_new (FALSE, FALSE, sizeof (CrPlaceHop));
  place->scratch = g_array_new (FALSE, FALSE, sizeof (CrPoint));
  place->first_hop = g_new0 (guint, scene->links->len + 1);
  place->part_of = g_new0 (guint, scene->frames->len + 1);
  place->item_box = g_new0 (guint, scene->items->len + 1);
  place->n_inputs = g_new0 (guint, scene->items->len + 1);
  place->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  add_parts (place);
  for (guint i = 0; i < scene->links->len && !cr_scene_is_cancelled (scene); i++)
    add_link (place, i);
  place->first_hop[scene->links->len] = place->hops->len;
  return place;
}

void
cr_place_free (CrPlace *place)
{
  if (place == NULL)
    return;
  g_array_unref (place->parts);
  g_array_unref (place->ports);
  g_array_unref (place->scratch);
  g_array_unref (place->hops);
  g_free (place->first_hop);
  g_free (place->part_of);
  g_free (place->item_box);
  g_free (place->n_inputs);
  g_hash_table_unref (place->known);
  g_free (place);
}
