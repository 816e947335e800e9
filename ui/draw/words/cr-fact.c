/* No operation is known by name here: shapes say enough. */
#include "cr-fact.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-label.h"
#include "cr-primitive.h"

#define MAX_TITLE 22 /* characters of an expression used as a title */

static gboolean
has_shape (const CrVariable *variable, const CrValue *value)
{
  int ndim = cr_value_get_ndim (value);

  return variable->ndim == ndim
         && (ndim == 0 || memcmp (variable->sizes, cr_value_get_sizes (value), ndim * sizeof (gint64)) == 0);
}

gboolean
cr_fact_sums_broadcast (CrGraph *graph, const CrFunctionNode *function, const CrStepEvent *step, guint slot)
{
  const CrValue *received = step->n_received > 0 ? step->received[0] : NULL;
  const CrValue *sent = slot < step->n_sent ? step->sent[slot] : NULL;

  if (received == NULL || sent == NULL || function->n_inputs != 2 || slot > 1)
    return FALSE;
  if (cr_value_get_numel (sent) >= cr_value_get_numel (received))
    return FALSE;
  return has_shape (cr_graph_get_variable (graph, function->inputs[1 - slot]), received)
         && has_shape (cr_graph_get_variable (graph, function->inputs[slot]), sent);
}

const CrValue *
cr_fact_get_constant (CrGraph *graph, const CrVariable *variable)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  const CrFunctionNode *user;
  const CrEvent *event;

  if (cr_variable_get_label (variable) || variable->maker != CR_NONE || variable->ndim > 0 || variable->requires_grad
      || variable->users->len == 0 || variable->created >= cr_trace_get_length (trace))
    return NULL;
  user = cr_graph_get_function (graph, g_array_index (variable->users, guint, 0));
  event = cr_trace_get_event (trace, variable->created);
  if (event->kind != CR_EVENT_TENSOR_CREATED || user->range.offset != variable->range.offset
      || user->range.length != variable->range.length || user->range.line == 0)
    return NULL;
  return event->u.tensor.value;
}

/* The text of a range in one line: line breaks and runs of blanks become one blank. */
static char *
dup_range (const CrSource *source, const CrRange *range)
{
  g_autofree char *text = NULL;
  GString *out;

  if (source == NULL || range->line == 0 || range->length == 0)
    return NULL;
  text = cr_source_dup_range (source, range);
  out = g_string_new (NULL);
  for (const char *c = text; c && *c; c++)
    if (!g_ascii_isspace (*c))
      g_string_append_c (out, *c);
    else if (out->len > 0 && out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
  return g_strchomp (g_string_free (out, FALSE));
}

/* A long call keeps its head ("torch.linspace(…)"), another expression its beginning. */
static char *
shorten (char *expression)
{
  const char *open = strchr (expression, '(');
  gsize length = strlen (expression);
  char *out;

  if (g_utf8_strlen (expression, -1) <= MAX_TITLE)
    return expression;
  if (open && open - expression <= MAX_TITLE - 3 && expression[length - 1] == ')' && !strchr (open + 1, '('))
    out = g_strdup_printf ("%.*s(…)", (int)(open - expression), expression);
  else
    {
      g_autofree char *head = g_utf8_substring (expression, 0, MAX_TITLE - 1);
      out = g_strdup_printf ("%s…", g_strchomp (head));
    }
  g_free (expression);
  return out;
}

static const char *
get_symbol (const CrFunctionNode *function)
{
  const CrPrimitive *primitive = function->primitive ? cr_primitives_find (function->primitive) : NULL;

  if (primitive && primitive->symbol && *primitive->symbol)
    return primitive->symbol;
  return function->primitive ? function->primitive : "?";
}

/* Whether the expression that made it goes on: of the tensors that net(x) makes, only the last is net(x). */
static gboolean
is_intermediate (CrGraph *graph, const CrVariable *variable)
{
  for (guint i = 0; i < variable->users->len; i++)
    {
      const CrFunctionNode *user = cr_graph_get_function (graph, g_array_index (variable->users, guint, i));

      if (user->range.line && user->range.offset == variable->range.offset
          && user->range.length == variable->range.length && user->output != CR_NONE
          && cr_graph_get_variable (graph, user->output) != variable)
        return TRUE;
    }
  return FALSE;
}

char *
cr_fact_dup_expression (CrGraph *graph, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (graph, index);
  const CrValue *constant = cr_fact_get_constant (graph, variable);
  char *expression;

  if (constant)
    return cr_label_new (constant);
  if (variable->maker != CR_NONE && is_intermediate (graph, variable))
    return g_strdup (cr_graph_get_function (graph, variable->maker)->primitive);
  expression = dup_range (cr_trace_get_source (cr_graph_get_trace (graph)), &variable->range);
  if (expression && *expression && g_utf8_validate (expression, -1, NULL))
    return shorten (expression);
  g_free (expression);
  if (variable->maker != CR_NONE)
    return g_strdup (get_symbol (cr_graph_get_function (graph, variable->maker)));
  return g_strdup (_ ("tmp"));
}

char *
cr_fact_dup_title (CrGraph *graph, guint index)
{
  const char *label = cr_variable_get_label (cr_graph_get_variable (graph, index));

  return label ? g_strdup (label) : cr_fact_dup_expression (graph, index);
}
