/* The words that sentences are made of: variables by what a person calls them, numbers in one line, lists. */
#include "cr-describe-private.h"

#include <glib/gi18n-lib.h>

#include "cr-fact.h"
#include "cr-label.h"

#define OWNER_WITHIN 2000 /* events from an accumulation to the first look at the .grad */

guint
cr_describe_find_owner (CrGraph *graph, const CrVariable *variable)
{
  CrTrace *trace = cr_graph_get_trace (graph);

  if (variable->maker != CR_NONE || variable->created >= cr_trace_get_length (trace))
    return CR_NONE;
  for (guint i = variable->created, n = 0; i-- > 0 && n < OWNER_WITHIN; n++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_GRAD_ACCUMULATED && event->u.gradient.grad == variable->tensor)
        return cr_graph_find_variable (graph, event->u.gradient.tensor, event->u.gradient.function);
    }
  return CR_NONE;
}

static char *
describe_gradient_tensor (CrGraph *graph, const CrVariable *variable)
{
  guint owner = cr_describe_find_owner (graph, variable);
  g_autofree char *name = owner == CR_NONE ? NULL : cr_describe_variable (graph, owner);

  return name ? g_strconcat (name, ".grad", NULL) : NULL;
}

char *
cr_describe_variable (CrGraph *graph, guint index)
{
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (graph, index);
  const CrValue *number = variable ? cr_fact_get_constant (graph, variable) : NULL;
  char *gradient;

  if (variable && cr_variable_get_label (variable))
    return g_strdup (cr_variable_get_label (variable));
  if (number)
    {
      g_autofree char *label = cr_label_new (number);
      return g_strdup_printf (_ ("the number %s"), label);
    }
  gradient = variable ? describe_gradient_tensor (graph, variable) : NULL;
  if (gradient)
    return gradient;
  if (variable && variable->range.line && cr_trace_get_source (cr_graph_get_trace (graph)))
    return cr_fact_dup_expression (graph, index);
  if (variable && variable->maker != CR_NONE)
    return g_strdup_printf (_ ("the result of %s"), cr_graph_get_function (graph, variable->maker)->name);
  if (variable && variable->range.line)
    return g_strdup_printf (_ ("a tensor made in line %u"), variable->range.line);
  return g_strdup (_ ("a tensor"));
}

char *
cr_describe_value (const CrValue *value, gboolean brief)
{
  char *label = brief ? cr_label_new_short (value) : cr_label_new (value);
  char *quoted;

  if (value == NULL || cr_value_get_ndim (value) == 0 || *label == '[')
    return label;
  quoted = g_strdup_printf ("[%s]", g_strdelimit (label, "\n", ' '));
  g_free (label);
  return quoted;
}

char *
cr_describe_list (GPtrArray *words)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      if (i > 0)
        g_string_append (out, i + 1 == words->len ? _ (" and ") : ", ");
      g_string_append (out, g_ptr_array_index (words, i));
    }
  return g_string_free (out, FALSE);
}
