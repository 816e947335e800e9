/* Each operation is tried on a thread with what is selected; what is chosen is made a change of the script. */

#include "cr-palette-use.h"

#include <glib/gi18n-lib.h>

#include "cr-build-plan.h"
#include "cr-palette-check.h"

static char *
find_step_reason (CrPaletteUse *use, guint variable, CrBuildStep step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrEditPlan) plan = cr_build_plan (use->session, variable, step, &error);

  return plan != NULL ? NULL : g_strdup (error->message);
}

char *
cr_palette_use_find_reason (CrPaletteUse *use, CrPaletteItem *item)
{
  guint index = cr_palette_item_get_index (item), wanted = cr_palette_item_get_entry (item)->n_operands;
  CrPaletteKind kind = cr_palette_item_get_kind (item);

  if (use->function != CR_NONE && (kind != CR_PALETTE_OPERATION || wanted == 0))
    return g_strdup (_ ("It gives no value, so it cannot be put into an edge."));
  if (kind == CR_PALETTE_STEP && use->variables->len > 0)
    return find_step_reason (use, g_array_index (use->variables, guint, 0), (CrBuildStep)index);
  if (kind == CR_PALETTE_OPERATION)
    return use->reasons == NULL || index >= use->reasons->len ? NULL : g_strdup (use->reasons->pdata[index]);
  return NULL;
}

static void
checked (GObject *source, GAsyncResult *result, gpointer data)
{
  CrPaletteUse *use = data;
  GPtrArray *reasons = cr_palette_check_finish (result, NULL);

  if (reasons == NULL) /* cancelled: the palette may be gone */
    return;
  g_clear_object (&use->checking);
  g_clear_pointer (&use->reasons, g_ptr_array_unref);
  use->reasons = reasons;
  use->changed (use->owner);
}

static void
stop (CrPaletteUse *use)
{
  if (use->checking != NULL)
    g_cancellable_cancel (use->checking);
  g_clear_object (&use->checking);
}

void
cr_palette_use_begin (CrPaletteUse *use)
{
  CrGraph *graph = cr_session_get_graph (use->session);

  stop (use);
  g_clear_pointer (&use->reasons, g_ptr_array_unref);
  g_clear_pointer (&use->graph, cr_graph_unref);
  if (graph == NULL || use->variables->len == 0)
    return;
  use->graph = cr_graph_ref (graph);
  use->checking = g_cancellable_new ();
  cr_palette_check_async (graph, use->variables, use->checking, checked, use);
}

/* The variable's operation that was @function in the graph before: the one of its users that stands at the same place
 * among them. */
static guint
find_function (CrPaletteUse *use, CrGraph *graph, guint variable, guint before)
{
  const GArray *old = cr_graph_get_variable (use->graph, before)->users;
  const GArray *new = cr_graph_get_variable (graph, variable)->users;

  for (guint i = 0; old != NULL && new != NULL &&i < MIN (old->len, new->len); i++)
    if (g_array_index (old, guint, i) == use->function && old->len == new->len)
      return g_array_index (new, guint, i);
  return CR_NONE;
}

static gboolean
follow (CrPaletteUse *use, CrGraph *graph)
{
  for (guint i = 0; i < use->variables->len; i++)
    {
      guint *variable = &g_array_index (use->variables, guint, i), before = *variable;

      *variable = cr_graph_find_variable_by_key (graph, cr_graph_get_variable (use->graph, before)->key);
      if (*variable == CR_NONE)
        return FALSE;
      if (use->function != CR_NONE)
        use->function = find_function (use, graph, *variable, before);
      else
        continue;
      if (use->function == CR_NONE)
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_palette_use_follow (CrPaletteUse *use)
{
  CrGraph *graph = cr_session_get_graph (use->session);
  gboolean there = use->graph == NULL || use->graph == graph || (graph != NULL && follow (use, graph));

  if (use->graph == graph)
    return TRUE;
  stop (use); /* what it would tell is of the other graph */
  g_clear_pointer (&use->graph, cr_graph_unref);
  if (there && use->variables->len > 0)
    use->graph = cr_graph_ref (graph);
  if (there)
    return TRUE;
  g_array_set_size (use->variables, 0);
  use->function = CR_NONE;
  return FALSE;
}

/* The others by name, as only one value is put into an edge. */
static char *
name_others (CrPaletteUse *use, const char *call, const GArray *variables, GError **error)
{
  g_autoptr (GString) text = g_string_new (call);

  for (guint i = variables->len; i > 0; i--)
    {
      guint variable = g_array_index (variables, guint, i - 1);
      g_autofree char *mark = g_strdup_printf ("$%u", i);
      CrEditNode node;

      if (variable == g_array_index (use->variables, guint, 0))
        g_string_replace (text, mark, "$1", 0);
      else if (!cr_session_find_edit_node (use->session, variable, &node, error))
        return NULL;
      else if (node.name == NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("Operand %u has no name: give it one first."),
                       i);
          return NULL;
        }
      else
        g_string_replace (text, mark, node.name, 0);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
cr_palette_use_edit (CrPaletteUse *use, CrPaletteItem *item, const char *call, const GArray *variables)
{
  const guint *list = (const guint *)variables->data;
  g_autoptr (GError) error = NULL;
  g_autofree char *named = NULL;

  if (cr_palette_item_get_kind (item) == CR_PALETTE_SHOW)
    return cr_build_show (use->session, list, variables->len, cr_palette_item_get_statements (item));
  if (cr_palette_item_get_kind (item) == CR_PALETTE_STEP)
    return cr_build_do (use->session, list[0], cr_palette_item_get_index (item));
  if (use->function == CR_NONE)
    return cr_build_apply (use->session, list, variables->len, call);
  named = name_others (use, call, variables, &error);
  if (named == NULL)
    {
      cr_session_tell (use->session, error->message);
      return FALSE;
    }
  return cr_build_insert (use->session, g_array_index (use->variables, guint, 0), use->function, named);
}

char *
cr_palette_use_check (CrPaletteUse *use, CrPaletteItem *item, const GArray *variables)
{
  const CrCatalogEntry *entry = cr_palette_item_get_entry (item);
  g_autofree char *reason = cr_palette_use_find_reason (use, item);

  if (cr_palette_item_get_kind (item) != CR_PALETTE_OPERATION && variables->len != entry->n_operands)
    return g_strdup (_ ("This takes tensors of the graph, no numbers."));
  if (cr_palette_item_get_kind (item) == CR_PALETTE_STEP)
    return find_step_reason (use, g_array_index (variables, guint, 0), cr_palette_item_get_index (item));
  if (cr_palette_item_get_kind (item) == CR_PALETTE_SHOW)
    return NULL;
  if (use->function != CR_NONE && reason != NULL)
    return g_steal_pointer (&reason);
  return variables->len == entry->n_operands && variables->len > 0
             ? cr_palette_check_entry (entry, cr_session_get_graph (use->session), variables)
             : NULL;
}

static char *
describe_variable (CrPaletteUse *use, guint i)
{
  const char *label = cr_variable_get_label (
      cr_graph_get_variable (cr_session_get_graph (use->session), g_array_index (use->variables, guint, i)));

  return g_strdup (label != NULL ? label : _ ("the selected node"));
}

char *
cr_palette_use_describe (CrPaletteUse *use)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < use->variables->len; i++)
    {
      g_autofree char *name = describe_variable (use, i);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  if (use->function != CR_NONE)
    return g_strdup_printf (_ ("between %s and %s"), names->str,
                            cr_graph_get_function (cr_session_get_graph (use->session), use->function)->name);
  if (names->len > 0)
    return g_strdup_printf (_ ("of %s"), names->str); /* Translators: "sin" ... "of a" */
  return g_strdup (_ ("nothing is selected: each asks for its operands"));
}

void
cr_palette_use_init (CrPaletteUse *use, void (*changed) (gpointer owner), gpointer owner)
{
  *use = (CrPaletteUse){ .changed = changed, .owner = owner, .function = CR_NONE };
  use->variables = g_array_new (FALSE, FALSE, sizeof (guint));
}

void
cr_palette_use_clear (CrPaletteUse *use)
{
  stop (use);
  g_clear_pointer (&use->reasons, g_ptr_array_unref);
  g_clear_pointer (&use->variables, g_array_unref);
  g_clear_pointer (&use->graph, cr_graph_unref);
  g_clear_object (&use->session);
}
