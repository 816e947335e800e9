/* One node of the picture at the cursor in one line: for who hears the picture, and for the tooltip. */
#include "cr-scene-state.h"

#include <glib/gi18n-lib.h>

#include "cr-describe-private.h"
#include "cr-painter.h"
#include "cr-scene-private.h"

#define VALUE_CHARS 60

static const char *
get_kind (const CrSceneNode *node)
{
  switch (node->kind)
    {
    case CR_NODE_LEAF:
      return _ ("leaf");
    case CR_NODE_LEAF_NO_GRAD:
      return _ ("leaf without gradient");
    case CR_NODE_NON_LEAF:
      return _ ("non-leaf");
    case CR_NODE_ROOT:
      return _ ("root");
    case CR_NODE_OPERATOR:
      return _ ("operator");
    case CR_NODE_OPERATOR_NO_GRAD:
    default:
      return _ ("operator without gradient");
    }
}

static void
append_value (GString *text, const char *format, const CrValue *value)
{
  g_autofree char *label = value == NULL ? NULL : cr_value_to_label (value, VALUE_CHARS);

  if (label)
    g_string_append_printf (text, format, label);
}

static void
append_variable (CrScene *scene, guint node, CrCursor *cursor, GString *text)
{
  const CrSceneItem *item = cr_scene_item (scene, node);
  const CrVariableState *state = cr_cursor_get_variable (cursor, item->node.index);
  CrNodeReach reach = cr_scene_get_reach (scene, node, cursor);
  g_autofree char *words = cr_node_reach_dup_words (&reach);

  if (!state->exists)
    {
      g_string_append_printf (text, ", %s", _ ("does not exist yet"));
      return;
    }
  append_value (text, _ (", value %s"), state->value);
  if (reach.reach != CR_REACH_UNTOLD)
    append_value (text, _ (", gradient %s"), state->gradient);
  append_value (text, _ (", .grad %s"), state->grad);
  if (words)
    g_string_append_printf (text, ", %s", words);
  if (state->version > 0)
    g_string_append_printf (text, _ (", version %u"), state->version);
  if (state->released)
    g_string_append_printf (text, ", %s", _ ("released"));
  if (item->n_folded > 0)
    g_string_append_printf (
        text, ngettext (", made of constants by %u operation", ", made of constants by %u operations", item->n_folded),
        item->n_folded);
}

/* The tensors that it saved: kept, freed, or written since. */
static void
append_saved (CrScene *scene, guint function, CrCursor *cursor, GString *text)
{
  const CrFunctionState *state = cr_cursor_get_function (cursor, function);
  g_autoptr (GArray) saved = cr_scene_list_saved (scene, function, cursor);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  if (!cr_graph_get_function (scene->graph, function)->saves)
    return;
  if (state->saved_freed)
    {
      g_string_append_printf (text, ", %s", _ ("its saved tensors are freed"));
      return;
    }
  for (guint i = 0; i < saved->len; i++)
    {
      const CrSavedState *one = &g_array_index (saved, CrSavedState, i);

      if (i > 0 && one->variable == one[-1].variable)
        continue;
      g_autofree char *name = cr_describe_variable (scene->graph, one->variable);

      if (one->now == one->version)
        g_ptr_array_add (kept, g_steal_pointer (&name));
      else
        g_string_append_printf (text, _ (", saved %s at v%u, which is at v%u now"), name, one->version, one->now);
    }
  if (kept->len)
    {
      g_autofree char *list = cr_describe_list (kept);

      g_string_append_printf (text, _ (", keeps %s"), list);
    }
}

static void
append_operator (CrScene *scene, guint node, CrCursor *cursor, GString *text)
{
  CrNodeReach reach = cr_scene_get_reach (scene, node, cursor);
  g_autofree char *words = cr_node_reach_dup_words (&reach);
  guint function = cr_scene_item (scene, node)->node.index;

  if (!cr_cursor_get_function (cursor, function)->exists)
    {
      g_string_append_printf (text, ", %s", _ ("does not exist yet"));
      return;
    }
  if (words && cr_graph_get_function (scene->graph, function)->records)
    g_string_append_printf (text, ", %s", words);
  append_saved (scene, function, cursor, text);
}

static void
append_group (CrScene *scene, guint node, CrCursor *cursor, GString *text)
{
  CrNodeReach reach = cr_scene_get_reach (scene, node, cursor);
  g_autofree char *words = cr_scene_dup_group_words (&reach);
  const CrSceneNode *box = cr_scene_get_node (scene, node);

  g_string_append_printf (text, ", %s, %s", _ ("folded group"), box->caption);
  if (box->shape)
    g_string_append_printf (text, _ (", result %s"), box->shape);
  if (words)
    g_string_append_printf (text, ", %s", words);
}

char *
cr_scene_describe_node (CrScene *scene, guint node, CrCursor *cursor)
{
  const CrSceneNode *box;
  gboolean operates;
  GString *text;

  g_return_val_if_fail (node < cr_scene_get_n_nodes (scene), NULL);
  box = cr_scene_get_node (scene, node);
  operates = box->kind == CR_NODE_OPERATOR || box->kind == CR_NODE_OPERATOR_NO_GRAD;
  text = g_string_new (box->title == NULL || *box->title == '\0' ? _ ("unnamed") : box->title);
  if (box->kind == CR_NODE_GROUP)
    {
      append_group (scene, node, cursor, text);
      return g_string_free (text, FALSE);
    }
  if (operates && box->caption)
    g_string_append_printf (text, ", %s", box->caption);
  g_string_append_printf (text, ", %s", get_kind (box));
  if (box->shape)
    g_string_append_printf (text, ", %s", box->shape);
  if (operates)
    append_operator (scene, node, cursor, text);
  else
    append_variable (scene, node, cursor, text);
  return g_string_free (text, FALSE);
}
