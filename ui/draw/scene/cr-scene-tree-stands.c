/* What is drawn in the place of what is not: of a loop whose body is drawn once, the item of the drawn iteration that
 * the same expression made in the same group. Bodies need not be alike (the first iteration of a recurrence may have
 * constants where others have gradients), so the order of items tells only where the expression does not. */
#include "cr-scene-tree.h"

typedef struct
{
  CrSceneTree *tree;
  GPtrArray *drawn;   /* by branch: GArray of items, of the iterations that are drawn alone; NULL for others */
  GHashTable *items;  /* key in a drawn iteration -> item + 1 */
  GHashTable *counts; /* key in any iteration -> how many items had it */
} Stands;

static guint64
mix (guint64 hash, guint64 word)
{
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  return hash ^ (hash >> 31);
}

static guint
get_hidden (const CrSceneTree *tree, guint item)
{
  return tree->home[item] != CR_NONE ? cr_scene_branch (tree, tree->home[item])->hidden : CR_NONE;
}

static void
free_list (gpointer list)
{
  if (list) /* most branches have none */
    g_array_unref (list);
}

/* The items of each iteration that is drawn alone, in their order. */
static GPtrArray *
list_drawn (CrSceneTree *tree)
{
  GPtrArray *lists = g_ptr_array_new_with_free_func (free_list);

  g_ptr_array_set_size (lists, (int)tree->branches->len);
  for (guint i = 0; i < tree->branches->len; i++)
    {
      guint chosen = cr_scene_branch (tree, i)->chosen;

      if (chosen != CR_NONE)
        lists->pdata[chosen] = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  for (guint i = 0; i < tree->scene->items->len; i++)
    for (guint at = tree->home[i]; at != CR_NONE; at = cr_scene_branch (tree, at)->parent)
      if (lists->pdata[at])
        g_array_append_val (lists->pdata[at], i);
  return lists;
}

/* The same for the same expression in every iteration @body. @exact: and for the same kind of item, else for what an
 * operation makes, too. */
static guint64
make_key (const Stands *s, guint i, guint body, gboolean exact)
{
  CrGraph *graph = s->tree->scene->graph;
  const CrSceneItem *item = cr_scene_item (s->tree->scene, i);
  const CrRange *range = item->variable != CR_NONE ? &cr_graph_get_variable (graph, item->variable)->range
                                                   : &cr_graph_get_function (graph, item->function)->range;
  guint64 key = s->tree->home[i] == body ? 1 : cr_scene_tree_get_group (s->tree, s->tree->home[i])->key;

  key = mix (key, (guint64)range->offset << 32 | range->length);
  return mix (key, exact ? 2u + (item->variable != CR_NONE) : 1);
}

/* Which of the items with this key it is, in its iteration. */
static guint64
number_key (Stands *s, guint64 key, guint body)
{
  guint64 counted = mix (key, body);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (s->counts, &counted));

  g_hash_table_insert (s->counts, g_memdup2 (&counted, sizeof counted), GUINT_TO_POINTER (n + 1));
  return mix (key, n);
}

static void
enter (Stands *s, guint64 key, guint body, guint i)
{
  key = mix (key, body);
  if (!g_hash_table_contains (s->items, &key))
    g_hash_table_insert (s->items, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (i + 1));
}

static guint
look_up (Stands *s, guint64 key, guint body)
{
  key = mix (key, body);
  return GPOINTER_TO_UINT (g_hash_table_lookup (s->items, &key)) - 1; /* 0 - 1: CR_NONE */
}

static void
enter_drawn (Stands *s)
{
  for (guint body = 0; body < s->drawn->len; body++)
    {
      const GArray *items = s->drawn->pdata[body];

      for (guint k = 0; items && k < items->len; k++)
        {
          guint i = g_array_index (items, guint, k);

          enter (s, number_key (s, make_key (s, i, body, TRUE), body), body, i);
          enter (s, make_key (s, i, body, FALSE), body, i);
        }
    }
}

/* What stands for item @i, number @at of those of the iteration @hidden. */
static guint
find_stand (Stands *s, guint i, guint hidden, guint at)
{
  guint body = cr_scene_branch (s->tree, cr_scene_branch (s->tree, hidden)->parent)->chosen;
  const GArray *others = s->drawn->pdata[body];
  guint found = look_up (s, number_key (s, make_key (s, i, hidden, TRUE), hidden), body);

  if (found == CR_NONE)
    found = look_up (s, make_key (s, i, hidden, FALSE), body);
  if (found == CR_NONE && others->len > 0)
    found = g_array_index (others, guint, MIN (at, others->len - 1));
  return found != CR_NONE ? found : i;
}

guint *
cr_scene_tree_find_stands (CrSceneTree *tree)
{
  guint n = tree->scene->items->len;
  guint *stands = g_new (guint, n + 1);
  g_autofree guint *counts = g_new0 (guint, tree->branches->len + 1);
  g_autoptr (GPtrArray) drawn = list_drawn (tree);
  g_autoptr (GHashTable) items = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Stands s = { tree, drawn, items, numbers };

  enter_drawn (&s);
  for (guint i = 0; i < n; i++)
    {
      guint hidden = get_hidden (tree, i);

      stands[i] = hidden != CR_NONE ? find_stand (&s, i, hidden, counts[hidden]++) : i;
    }
  /* What stands for it may lie in an inner loop's iteration that is not drawn either. */
  for (guint i = 0; i < n; i++)
    for (guint depth = 0; get_hidden (tree, stands[i]) != CR_NONE && depth < 64; depth++)
      stands[i] = stands[stands[i]];
  return stands;
}
