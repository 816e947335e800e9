/* Hashes and keys of items: none depends on a value, an id or an address. */
#include "cr-scene-hash.h"

#include <string.h>

static guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ (hash >> 29);
}

static const CrFunctionNode *
get_function (CrScene *scene, const CrSceneItem *item)
{
  return item->function == CR_NONE ? NULL : cr_graph_get_function (scene->graph, item->function);
}

static guint64
hash_text (const char *text)
{
  return text == NULL ? 0 : g_str_hash (text);
}

/* What an item is, wherever it stands. */
static guint64
hash_item (CrScene *scene, const CrSceneItem *item)
{
  const CrFunctionNode *function = get_function (scene, item);
  guint64 hash = mix (item->node.kind, (item->variable != CR_NONE) << 1 | (item->mark != NULL));

  return function == NULL ? hash : mix (mix (hash, hash_text (function->primitive)), hash_text (function->name));
}

guint64
cr_scene_hash (CrScene *scene, const CrLayout *layout, const CrSceneBox *boxes, const CrLayoutOptions *options)
{
  guint64 hash = mix (cr_layout_hash (layout), scene->options.view << 1 | options->left_to_right);

  hash = mix (mix (hash, options->node_gap * 16), options->rank_gap * 16);
  for (guint i = 0; i < cr_layout_get_n_nodes (layout); i++)
    hash = mix (hash, boxes[i].item == CR_NONE ? 1 : hash_item (scene, cr_scene_item (scene, boxes[i].item)));
  return hash;
}

#define OF_FUNCTION G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) /* it has the key of its first result */

/* What says the same item after an edit elsewhere. */
static guint64
key_of (CrScene *scene, const CrSceneItem *item)
{
  gboolean is_function = item->variable == CR_NONE;
  guint64 key = is_function && item->function == CR_NONE ? 0
                : is_function                            ? get_function (scene, item)->key
                                                         : cr_graph_get_variable (scene->graph, item->variable)->key;

  return key == 0 || !is_function ? key : mix (key, OF_FUNCTION);
}

static guint64
identity_of (CrScene *scene, const CrSceneItem *item)
{
  return item->identity;
}

#define SEVERAL G_MAXUINT /* items with one key, such as the results of one function: it tells none of them */

/* Gives items of @scene that have no match yet the item of @old with the same key. */
static void
match_by (CrScene *scene, CrScene *old, guint64 (*get) (CrScene *, const CrSceneItem *), guint *match, gboolean *taken)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < old->items->len; i++)
    {
      guint64 key = get (old, cr_scene_item (old, i));

      if (key != 0 && !taken[i])
        g_hash_table_insert (table, g_memdup2 (&key, sizeof key),
                             GUINT_TO_POINTER (g_hash_table_contains (table, &key) ? SEVERAL : i + 1));
    }
  for (guint i = 0; i < scene->items->len; i++)
    {
      guint64 key = get (scene, cr_scene_item (scene, i));
      guint found = match[i] != CR_NONE ? 0 : GPOINTER_TO_UINT (g_hash_table_lookup (table, &key));

      if (found == 0 || found == SEVERAL || taken[found - 1])
        continue;
      match[i] = found - 1;
      taken[found - 1] = TRUE;
    }
}

guint *
cr_scene_match (CrScene *scene, CrScene *old)
{
  guint *match = g_new (guint, scene->items->len + 1);
  g_autofree gboolean *taken = g_new0 (gboolean, old->items->len + 1);

  memset (match, 0xff, sizeof (guint) * (scene->items->len + 1));
  match_by (scene, old, key_of, match, taken);
  match_by (scene, old, identity_of, match, taken);
  return match;
}
