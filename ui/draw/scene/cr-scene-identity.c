/* What tells a node in another picture of the same script: its name, else its expression, and which of those it is. The
 * order is that of the whole generation, so that neither the view nor folding changes it. */
#include "cr-scene-private.h"

#include <string.h>

#define SEED_VARIABLE G_GUINT64_CONSTANT (0x9ae16a3b2f90404f)
#define SEED_FUNCTION G_GUINT64_CONSTANT (0xc949d7c7509e6557)

/* FNV-1a, then the finaliser of SplitMix64. */
static guint64
hash (guint64 seed, const char *bytes, gsize n)
{
  guint64 h = seed ^ G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < n; i++)
    h = (h ^ (guchar)bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  h = (h ^ (h >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  h = (h ^ (h >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return h ^ (h >> 31);
}

static guint64
hash_text (guint64 seed, const char *text)
{
  return hash (seed, text, strlen (text));
}

static guint64
hash_expression (CrScene *scene, guint64 seed, const CrRange *range)
{
  CrSource *source = cr_trace_get_source (cr_graph_get_trace (scene->graph));
  gsize length = 0;
  const char *text = source && range->line > 0 ? cr_source_get_text (source, &length) : NULL;

  if (text == NULL || range->offset > length || range->length > length - range->offset)
    return hash_text (seed, "");
  return hash (seed, text + range->offset, range->length);
}

static guint64
hash_variable (CrScene *scene, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (scene->graph, index);
  const char *label = cr_variable_get_label (variable);

  return label ? hash_text (SEED_VARIABLE, label) : hash_expression (scene, SEED_VARIABLE, &variable->range);
}

static guint64
hash_function (CrScene *scene, guint index)
{
  const CrFunctionNode *function = cr_graph_get_function (scene->graph, index);
  guint64 result = function->output == CR_NONE ? 0 : hash_variable (scene, function->output);

  return hash_text (SEED_FUNCTION ^ result, function->primitive ? function->primitive : "");
}

/* One more of the same: the second gets another identity than the first. */
static guint64
number (GHashTable *counts, guint64 h)
{
  guint *count = g_hash_table_lookup (counts, &h);
  guint n = count ? *count : 0;
  guint64 numbered = hash (h, (const char *)&n, sizeof n);

  if (count)
    (*count)++;
  else
    {
      struct
      {
        guint64 key;
        guint count;
      } *entry = g_malloc (sizeof *entry);

      entry->key = h;
      entry->count = 1;
      g_hash_table_insert (counts, &entry->key, &entry->count);
    }
  return numbered ? numbered : 1;
}

static void
name_variable (CrScene *scene, GHashTable *counts, guint index)
{
  guint64 identity = number (counts, hash_variable (scene, index));
  guint i = cr_scene_get_item_of_variable (scene, index);

  if (i != CR_NONE && cr_scene_item (scene, i)->variable == index)
    cr_scene_item (scene, i)->identity = identity;
}

static void
name_function (CrScene *scene, GHashTable *counts, guint index)
{
  guint64 identity = number (counts, hash_function (scene, index));
  guint i = cr_scene_get_item_of_function (scene, index);

  if (i != CR_NONE && cr_scene_item (scene, i)->variable == CR_NONE && cr_scene_item (scene, i)->function == index)
    cr_scene_item (scene, i)->identity = identity;
}

/* What the generation only borrows; folded groups have keys of their own. */
static void
name_rest (CrScene *scene, GHashTable *counts)
{
  for (guint i = 0; i < scene->items->len && !cr_scene_is_cancelled (scene); i++)
    {
      CrSceneItem *item = cr_scene_item (scene, i);

      if (item->node.kind == CR_NODE_GROUP && item->node.index < scene->frames->len)
        item->identity = g_array_index (scene->frames, CrSceneFrame, item->node.index).identity;
      else if (item->identity == 0 && item->variable != CR_NONE)
        item->identity = number (counts, hash_variable (scene, item->variable));
      else if (item->identity == 0 && item->function != CR_NONE)
        item->identity = number (counts, hash_function (scene, item->function));
      if (item->identity == 0)
        item->identity = 1;
    }
}

void
cr_scene_identify (CrScene *scene)
{
  const CrGeneration *generation = cr_graph_get_generation (scene->graph, scene->generation);
  g_autoptr (GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < generation->variables->len && !cr_scene_is_cancelled (scene); i++)
    name_variable (scene, counts, g_array_index (generation->variables, guint, i));
  for (guint i = 0; i < generation->functions->len && !cr_scene_is_cancelled (scene); i++)
    name_function (scene, counts, g_array_index (generation->functions, guint, i));
  name_rest (scene, counts);
}
