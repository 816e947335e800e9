/* Facts about variables as pairs of words. Names that PyTorch gives (requires_grad, grad_fn) are not translated: they
 * are what one types. The same lines stand there at every position, so that nothing jumps when one steps. */

#include "cr-inspector-text-private.h"

#include <glib/gi18n-lib.h>

#include "cr-fact.h"
#include "cr-label.h"
#include "cr-print.h"

#define MAX_LISTED 6
#define MAX_LOOKED_AT 200 /* users of a variable, from the cursor backwards */

void
cr_fact_free (CrFact *fact)
{
  g_free (fact->label);
  g_free (fact->text);
  g_free (fact->markup);
  g_free (fact);
}

GPtrArray *
cr_facts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)cr_fact_free);
}

void
cr_facts_add (GPtrArray *facts, const char *label, const char *text)
{
  CrFact *fact = g_new0 (CrFact, 1);

  fact->label = g_strdup (label);
  fact->text = cr_label_new_bounded (text);
  fact->markup = g_markup_escape_text (fact->text, -1);
  g_ptr_array_add (facts, fact);
}

void
cr_facts_add_taken (GPtrArray *facts, const char *label, char *text)
{
  cr_facts_add (facts, label, text);
  g_free (text);
}

void
cr_linked_init (CrLinked *linked)
{
  linked->text = g_string_new (NULL);
  linked->markup = g_string_new (NULL);
}

void
cr_linked_append (CrLinked *linked, const char *text)
{
  g_autofree char *bounded = cr_label_new_bounded (text), *escaped = g_markup_escape_text (bounded, -1);

  g_string_append (linked->text, bounded);
  g_string_append (linked->markup, escaped);
}

void
cr_linked_append_link (CrLinked *linked, const char *kind, guint index, const char *text)
{
  g_autofree char *bounded = cr_label_new_bounded (text), *escaped = g_markup_escape_text (bounded, -1);

  g_string_append (linked->text, bounded);
  g_string_append_printf (linked->markup, "<a href=\"%s:%u\">%s</a>", kind, index, escaped);
}

void
cr_linked_append_variable (CrLinked *linked, CrGraph *graph, guint variable)
{
  g_autofree char *title = cr_inspector_variable_title (graph, variable);

  cr_linked_append_link (linked, "variable", variable, title);
}

void
cr_linked_finish (CrLinked *linked, GPtrArray *facts, const char *label)
{
  CrFact *fact = g_new0 (CrFact, 1);

  fact->label = g_strdup (label);
  fact->text = g_string_free (linked->text, FALSE);
  fact->markup = g_string_free (linked->markup, FALSE);
  g_ptr_array_add (facts, fact);
}

char *
cr_inspector_variable_title (CrGraph *graph, guint variable)
{
  return cr_fact_dup_title (graph, variable);
}

static const char *
kind_of (const CrVariable *info)
{
  if (info->is_root)
    return _ ("root");
  if (!info->is_leaf)
    return _ ("non-leaf");
  return info->requires_grad ? _ ("leaf") : _ ("leaf, no grad");
}

char *
cr_inspector_variable_kind (CrGraph *graph, guint variable)
{
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  g_autofree char *shape = cr_label_new_shape (info->dtype, info->ndim, info->sizes);

  return g_strdup_printf ("%s · %s", kind_of (info), shape);
}

guint32
cr_inspector_tensor_version (CrCursor *cursor, guint64 tensor)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);

  for (guint i = cr_graph_find_tensor (graph, tensor); i != CR_NONE; i = cr_graph_get_previous (graph, i))
    {
      const CrVariableState *state = cr_cursor_get_variable (cursor, i);

      if (state->exists)
        return state->version;
    }
  return 0;
}

/* The lines above the numbers. */

static char *
describe_grad (const CrVariable *info, const CrVariableState *state)
{
  if (state->grad != NULL)
    return cr_label_new_short (state->grad);
  if (!info->requires_grad)
    return g_strdup (_ ("None: requires no gradient"));
  if (!info->is_leaf)
    return g_strdup (_ ("None: not a leaf (retain_grad?)"));
  return g_strdup (_ ("None: no backward has reached it"));
}

static char *
describe_arrival (CrCursor *cursor, const CrVariable *info, const CrVariableState *state)
{
  if (!state->exists)
    return g_strdup (_ ("does not exist yet"));
  if (info->maker != CR_NONE && cr_cursor_get_function (cursor, info->maker)->state == CR_BACKWARD_NEVER)
    return g_strdup (_ ("no gradient comes"));
  if (state->n_expected == 0 || state->n_arrived == 0)
    return g_strdup (_ ("not yet reached"));
  if (state->n_arrived < state->n_expected)
    return g_strdup_printf (_ ("arriving, %u of %u"), state->n_arrived, state->n_expected);
  return g_strdup_printf (_ ("done, %u of %u"), state->n_arrived, state->n_expected);
}

static void
add_grad_fn (GPtrArray *facts, CrGraph *graph, const CrVariable *info)
{
  const CrFunctionNode *maker = info->maker == CR_NONE ? NULL : cr_graph_get_function (graph, info->maker);
  CrLinked linked;

  cr_linked_init (&linked);
  if (maker != NULL && maker->records)
    cr_linked_append_link (&linked, "function", info->maker, maker->name);
  else if (maker == NULL)
    cr_linked_append (&linked, "None");
  else
    {
      cr_linked_append (&linked, _ ("None: "));
      cr_linked_append_link (&linked, "function", info->maker, maker->name);
      cr_linked_append (&linked, _ (" recorded no gradient"));
    }
  cr_linked_finish (&linked, facts, "grad_fn");
}

GPtrArray *
cr_inspector_variable_facts (CrCursor *cursor, guint variable)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  const CrVariableState *state = cr_cursor_get_variable (cursor, variable);
  GPtrArray *facts = cr_facts_new ();

  cr_facts_add (facts, "requires_grad", info->requires_grad ? "True" : "False");
  cr_facts_add (facts, "is_leaf", info->is_leaf ? "True" : info->is_root ? _ ("False: a root") : "False");
  add_grad_fn (facts, graph, info);
  cr_facts_add_taken (facts, "version", g_strdup_printf ("%u", state->version));
  cr_facts_add_taken (facts, ".grad", describe_grad (info, state));
  if (info->requires_grad)
    cr_facts_add_taken (facts, _ ("gradient"), describe_arrival (cursor, info, state));
  return facts;
}

/* The lines below. */

static void
add_names (GPtrArray *facts, CrCursor *cursor, guint variable, const CrEvolution *evolution)
{
  const CrVariable *info = cr_graph_get_variable (cr_cursor_get_graph (cursor), variable);
  const char *name = cr_cursor_get_variable (cursor, variable)->name;
  GString *text = g_string_new (NULL);

  if (evolution != NULL && evolution->variable == variable)
    {
      g_autoptr (GPtrArray) names = cr_evolution_get_names (evolution, cr_cursor_get_position (cursor));

      for (guint i = 0; i < names->len; i++)
        g_string_append_printf (text, "%s%s", i == 0 ? "" : ", ", (const char *)g_ptr_array_index (names, i));
    }
  else if (name != NULL)
    g_string_append (text, name);
  if (info->path != NULL)
    g_string_append_printf (text, "%s%s", text->len == 0 ? "" : ", ", info->path);
  cr_facts_add (facts, _ ("names"), text->len > 0 ? text->str : _ ("none here"));
  g_string_free (text, TRUE);
}

/* Where among the users, which are in order of creation, the first is that @position has not seen. */
static guint
count_users (CrGraph *graph, const CrVariable *info, guint position)
{
  guint low = 0, high = info->users->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (cr_graph_get_function (graph, g_array_index (info->users, guint, middle))->created < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static const CrOperationEvent *
get_operation (CrGraph *graph, const CrFunctionNode *function)
{
  const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (graph), function->created);

  return event != NULL && event->kind == CR_EVENT_OPERATION ? &event->u.operation : NULL;
}

static void
append_saving (CrLinked *linked, CrGraph *graph, guint index, guint64 tensor, guint *n)
{
  const CrFunctionNode *function = cr_graph_get_function (graph, index);
  const CrOperationEvent *operation = get_operation (graph, function);

  for (guint i = 0; operation != NULL && i < operation->n_saved && *n < MAX_LISTED; i++)
    {
      g_autofree char *version = NULL;

      if (operation->saved[i].tensor != tensor)
        continue;
      version = g_strdup_printf (_ (" at version %u"), operation->saved[i].version);
      cr_linked_append (linked, *n == 0 ? "" : ", ");
      cr_linked_append_link (linked, "function", index, function->name);
      cr_linked_append (linked, version);
      *n += 1;
    }
}

static void
add_savers (GPtrArray *facts, CrCursor *cursor, guint variable)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  guint n = 0, end = count_users (graph, info, cr_cursor_get_position (cursor)), looked_at = 0;
  CrLinked linked;

  cr_linked_init (&linked);
  if (info->maker != CR_NONE)
    append_saving (&linked, graph, info->maker, info->tensor, &n);
  for (guint i = end; i-- > 0 && n < MAX_LISTED && looked_at++ < MAX_LOOKED_AT;)
    append_saving (&linked, graph, g_array_index (info->users, guint, i), info->tensor, &n);
  if (n == 0)
    cr_linked_append (&linked, _ ("no function"));
  else if (n == MAX_LISTED)
    cr_linked_append (&linked, ", …");
  cr_linked_finish (&linked, facts, _ ("saved by"));
}

/* Appends the views made of @variable itself. */
static void
collect_views (CrCursor *cursor, guint variable, GArray *views)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  guint looked_at = 0;

  for (guint i = count_users (graph, info, cr_cursor_get_position (cursor));
       i-- > 0 && views->len <= MAX_LISTED && looked_at++ < MAX_LOOKED_AT;)
    {
      const CrFunctionNode *user = cr_graph_get_function (graph, g_array_index (info->users, guint, i));

      if (!cr_function_makes_views (user) || user->inputs[0] != variable)
        continue;
      for (guint k = 0; k <= user->n_others; k++)
        {
          guint view = cr_graph_get_output (user, k);

          if (view != CR_NONE && view > variable)
            g_array_append_val (views, view);
        }
    }
}

/* Views of views too: whose elements these are does not depend on the way. */
static void
add_views (GPtrArray *facts, CrCursor *cursor, guint variable)
{
  g_autoptr (GArray) views = g_array_new (FALSE, FALSE, sizeof (guint));
  CrLinked linked;

  collect_views (cursor, variable, views);
  for (guint i = 0; i < views->len && views->len <= MAX_LISTED; i++)
    collect_views (cursor, g_array_index (views, guint, i), views);
  if (views->len == 0)
    return;
  cr_linked_init (&linked);
  for (guint i = 0; i < MIN (views->len, MAX_LISTED); i++)
    {
      cr_linked_append (&linked, i == 0 ? "" : ", ");
      cr_linked_append_variable (&linked, cr_cursor_get_graph (cursor), g_array_index (views, guint, i));
    }
  if (views->len > MAX_LISTED)
    cr_linked_append (&linked, ", …");
  cr_linked_finish (&linked, facts, _ ("views of it"));
}

static void
add_base (GPtrArray *facts, CrGraph *graph, guint variable)
{
  guint base = cr_graph_get_base (graph, variable);
  CrLinked linked;

  if (base == CR_NONE)
    return;
  cr_linked_init (&linked);
  cr_linked_append_variable (&linked, graph, base);
  cr_linked_append (&linked, _ (", whose elements it shares"));
  cr_linked_finish (&linked, facts, _ ("view of"));
}

static void
append_event (CrLinked *linked, const char *format, guint event)
{
  g_autofree char *number = g_strdup_printf (_ ("event %u"), event + 1);

  cr_linked_append (linked, format);
  cr_linked_append_link (linked, "position", event + 1, number);
}

static void
add_life (GPtrArray *facts, CrCursor *cursor, guint variable)
{
  const CrVariable *info = cr_graph_get_variable (cr_cursor_get_graph (cursor), variable);
  CrLinked linked;

  cr_linked_init (&linked);
  append_event (&linked, _ ("created by "), info->created);
  if (info->released != CR_NONE)
    append_event (&linked, _ (", released by "), info->released);
  cr_linked_finish (&linked, facts, _ ("life"));
}

GPtrArray *
cr_inspector_variable_details (CrCursor *cursor, guint variable, const CrEvolution *evolution)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  const CrValue *value = cr_cursor_get_variable (cursor, variable)->value;
  const gint64 *strides = value == NULL ? NULL : cr_value_get_strides (value);
  GPtrArray *facts = cr_facts_new ();

  add_names (facts, cursor, variable, evolution);
  cr_facts_add_taken (facts, "shape", cr_sizes_to_string (info->ndim, info->sizes));
  cr_facts_add (facts, "dtype", cr_dtype_get_name (info->dtype));
  if (strides != NULL)
    {
      g_autofree char *text = cr_sizes_to_string (cr_value_get_ndim (value), strides);

      cr_facts_add_taken (facts, "stride()", g_strdup_printf (_ ("%s: not contiguous"), text));
    }
  if (info->requires_grad)
    add_savers (facts, cursor, variable);
  add_base (facts, graph, variable);
  add_views (facts, cursor, variable);
  if (evolution != NULL && evolution->variable == variable && evolution->retains_grad)
    cr_facts_add (facts, "retains_grad", "True");
  add_life (facts, cursor, variable);
  return facts;
}
