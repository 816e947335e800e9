/* Facts about variables and functions as pairs of words. Names that PyTorch gives (requires_grad, grad_fn) are
 * not translated: they are what one types. */

#include "cr-inspector-text.h"

#include <glib/gi18n-lib.h>

#include "cr-label.h"
#include "cr-primitive.h"
#include "cr-print.h"

static const char *
python_bool (gboolean value)
{
  return value ? "True" : "False";
}

void
cr_fact_free (CrFact *fact)
{
  g_free (fact->label);
  g_free (fact->text);
  g_free (fact);
}

static void
add_fact (GPtrArray *facts, const char *label, const char *text)
{
  CrFact *fact = g_new0 (CrFact, 1);

  fact->label = g_strdup (label);
  fact->text = g_strdup (text);
  g_ptr_array_add (facts, fact);
}

static void
add_taken (GPtrArray *facts, const char *label, char *text)
{
  add_fact (facts, label, text);
  g_free (text);
}

/* A single number that was never named is called by its value. NULL for anything else. */
static char *
dup_constant (CrGraph *graph, const CrVariable *info)
{
  const CrEvent *event
      = info->created == CR_NONE ? NULL : cr_trace_get_event (cr_graph_get_trace (graph), info->created);

  if (event == NULL || event->kind != CR_EVENT_TENSOR_CREATED || event->u.tensor.value == NULL
      || cr_value_get_numel (event->u.tensor.value) != 1)
    return NULL;
  return cr_label_new (event->u.tensor.value);
}

char *
cr_inspector_variable_title (CrGraph *graph, guint variable)
{
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  char *constant;

  if (cr_variable_get_label (info) != NULL)
    return g_strdup (cr_variable_get_label (info));
  if (info->maker != CR_NONE)
    return g_strdup_printf (_ ("result of %s"), cr_graph_get_function (graph, info->maker)->name);
  constant = dup_constant (graph, info);
  return constant != NULL ? constant : g_strdup (_ ("unnamed tensor"));
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

static char *
describe_grad (const CrVariable *info, const CrVariableState *state)
{
  if (state->grad != NULL)
    return cr_label_new_short (state->grad);
  if (!info->requires_grad)
    return g_strdup (_ ("None: requires no gradient"));
  if (!info->is_leaf)
    return g_strdup (_ ("None: not a leaf"));
  return g_strdup (_ ("None: no backward has reached it"));
}

static char *
describe_arrival (const CrVariableState *state)
{
  if (state->n_expected == 0)
    return NULL;
  if (state->n_arrived == 0)
    return g_strdup (_ ("not yet reached"));
  if (state->n_arrived < state->n_expected)
    return g_strdup_printf (_ ("arriving, %u of %u"), state->n_arrived, state->n_expected);
  return g_strdup_printf (_ ("done, %u of %u"), state->n_arrived, state->n_expected);
}

static char *
describe_life (const CrVariableState *state)
{
  if (!state->exists)
    return g_strdup (_ ("does not exist yet"));
  return state->released ? g_strdup (_ ("released")) : NULL;
}

GPtrArray *
cr_inspector_variable_facts (CrCursor *cursor, guint variable)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  const CrVariableState *state = cr_cursor_get_variable (cursor, variable);
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_fact_free);
  g_autofree char *arrival = describe_arrival (state), *life = describe_life (state);
  gboolean records = info->maker != CR_NONE && cr_graph_get_function (graph, info->maker)->records;

  add_fact (facts, "requires_grad", python_bool (info->requires_grad));
  add_fact (facts, "is_leaf", python_bool (info->is_leaf));
  add_fact (facts, "grad_fn", records ? cr_graph_get_function (graph, info->maker)->name : "None");
  add_taken (facts, "shape", cr_sizes_to_string (info->ndim, info->sizes));
  add_fact (facts, "dtype", cr_dtype_get_name (info->dtype));
  add_taken (facts, "version", g_strdup_printf ("%u", state->version));
  add_taken (facts, ".grad", describe_grad (info, state));
  if (arrival != NULL)
    add_fact (facts, _ ("gradient"), arrival);
  if (life != NULL)
    add_fact (facts, _ ("state"), life);
  return facts;
}

static const char *
describe_state (const CrFunctionNode *info, const CrFunctionState *state)
{
  if (!info->records)
    return _ ("records no gradient");
  switch (state->state)
    {
    case CR_BACKWARD_NOT_REACHED:
      return _ ("not yet reached");
    case CR_BACKWARD_WAITING:
      return _ ("waiting for more gradients");
    case CR_BACKWARD_CURRENT:
      return _ ("this step");
    case CR_BACKWARD_DONE:
      return _ ("done");
    case CR_BACKWARD_NEVER:
    default:
      return _ ("no backward reaches it");
    }
}

static const char *
describe_saved (const CrFunctionNode *info, const CrFunctionState *state)
{
  if (!info->saves)
    return _ ("nothing");
  return state->saved_freed ? _ ("freed") : _ ("held");
}

static char *
list_inputs (CrGraph *graph, const CrFunctionNode *info)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < info->n_inputs; i++)
    {
      g_autofree char *title = cr_inspector_variable_title (graph, info->inputs[i]);

      g_string_append_printf (text, "%s%s", i == 0 ? "" : ", ", title);
    }
  return g_string_free (text, FALSE);
}

GPtrArray *
cr_inspector_function_facts (CrCursor *cursor, guint function)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrFunctionNode *info = cr_graph_get_function (graph, function);
  const CrFunctionState *state = cr_cursor_get_function (cursor, function);
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_fact_free);

  add_taken (facts, _ ("inputs"), list_inputs (graph, info));
  for (guint i = 0; i <= info->n_others; i++)
    if (cr_graph_get_output (info, i) != CR_NONE)
      add_taken (facts, _ ("output"), cr_inspector_variable_title (graph, cr_graph_get_output (info, i)));
  add_fact (facts, _ ("backward"), describe_state (info, state));
  add_fact (facts, _ ("saved tensors"), describe_saved (info, state));
  return facts;
}

char *
cr_inspector_summary (const CrValue *value)
{
  CrSummary summary;
  g_autofree char *low = NULL, *high = NULL, *mean = NULL;
  GString *text;

  if (value == NULL || cr_value_get_numel (value) < 2)
    return NULL;
  cr_value_get_summary (value, &summary);
  text = g_string_new (NULL);
  if (summary.n_nan + summary.n_inf < cr_value_get_numel (value))
    {
      low = cr_label_new_number (summary.min);
      high = cr_label_new_number (summary.max);
      mean = cr_label_new_number (summary.mean);
      g_string_append_printf (text, _ ("min %s · max %s · mean %s"), low, high, mean);
    }
  if (summary.n_nan > 0)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT " NaN", text->len > 0 ? " · " : "", summary.n_nan);
  if (summary.n_inf > 0)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT " inf", text->len > 0 ? " · " : "", summary.n_inf);
  return g_string_free (text, FALSE);
}
