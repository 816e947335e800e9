/* A function's step in words: what it received, what each input gets of it and why, and which part of an input's
 * gradient that is. */
#include "cr-describe-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cr-fact.h"
#include "cr-label.h"

typedef struct
{
  CrCursor *cursor;
  CrGraph *graph;
  const CrStepEvent *step;
  const CrFunctionNode *function;
} Step;

static char *
describe_accumulate (CrGraph *graph, const CrStepEvent *step)
{
  g_autofree char *leaf = cr_describe_variable (graph, cr_graph_find_variable (graph, step->leaf, 0));
  g_autofree char *label = cr_describe_value (step->n_received ? step->received[0] : NULL, FALSE);

  return g_strdup_printf (_ ("AccumulateGrad takes %s into %s.grad."), label, leaf);
}

static const CrValue *
get_received (const CrStepEvent *step)
{
  for (guint i = 0; i < step->n_received; i++)
    if (step->received[i])
      return step->received[i];
  return NULL;
}

static char *
write_shape (int ndim, const gint64 *sizes)
{
  GString *out = g_string_new ("[");

  for (int i = 0; i < ndim; i++)
    g_string_append_printf (out, i ? ", %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT, sizes[i]);
  g_string_append_c (out, ']');
  return g_string_free (out, FALSE);
}

/* "b has shape [1] and was broadcast to [5], so its 5 contributions are summed: [−10.56]" */
static char *
describe_broadcast (const Step *s, guint slot, const char *name, const char *label)
{
  const CrValue *received = get_received (s->step), *sent = s->step->sent[slot];
  g_autofree char *from = write_shape (cr_value_get_ndim (sent), cr_value_get_sizes (sent));
  g_autofree char *to = write_shape (cr_value_get_ndim (received), cr_value_get_sizes (received));
  g_autofree char *rule = cr_fact_dup_rule (s->graph, s->function, s->step, slot);
  gint64 n = cr_value_get_numel (received) / MAX (1, cr_value_get_numel (sent));
  char *comma = rule ? g_strrstr (rule, ", Σ") : NULL;

  if (comma)
    {
      *comma = '\0';
      return g_strdup_printf (
          _ ("%s has shape %s and was broadcast to %s, so it gets it %s, %" PRId64 " contributions summed: %s"), name,
          from, to, rule, n, label);
    }
  return g_strdup_printf (
      _ ("%s has shape %s and was broadcast to %s, so its %" PRId64 " contributions are summed: %s"), name, from, to, n,
      label);
}

/* A number that goes to every element of the input. */
static char *
describe_spread (const Step *s, guint slot, const char *name, const char *label)
{
  const CrValue *sent = s->step->sent[slot];
  gint64 n = cr_value_get_numel (sent);
  double factor = cr_value_get_double (sent, 0) / cr_value_get_double (get_received (s->step), 0);
  g_autofree char *number = cr_label_new_number (factor);

  if (factor == 1)
    return g_strdup_printf (_ ("each of the %" PRId64 " elements of %s gets it unchanged"), n, name);
  return g_strdup_printf (_ ("each of the %" PRId64 " elements of %s gets it × %s: %s"), n, name, number, label);
}

static gboolean
is_spread (const Step *s, guint slot)
{
  const CrValue *received = get_received (s->step), *sent = s->step->sent[slot];

  if (received == NULL || cr_value_get_numel (received) != 1 || cr_value_get_numel (sent) < 2
      || !cr_value_has_data (sent) || !cr_value_has_data (received) || cr_value_get_double (received, 0) == 0)
    return FALSE;
  for (gint64 i = 1; i < MIN (cr_value_get_numel (sent), 1000); i++)
    if (cr_value_get_double (sent, i) != cr_value_get_double (sent, 0))
      return FALSE;
  return TRUE;
}

/* What input @slot gets, with the reason. */
static char *
describe_sent (const Step *s, guint slot)
{
  guint variable = s->function && slot < s->function->n_inputs ? s->function->inputs[slot] : CR_NONE;
  g_autofree char *name = cr_describe_variable (s->graph, variable);
  g_autofree char *label = cr_describe_value (s->step->sent[slot], TRUE), *rule = NULL;

  if (variable == CR_NONE)
    return g_strdup_printf (_ ("%s gets %s"), name, label);
  if (cr_fact_sums_broadcast (s->graph, s->function, s->step, slot))
    return describe_broadcast (s, slot, name, label);
  if (cr_fact_is_unchanged (s->step, slot))
    return g_strdup_printf (_ ("%s gets it unchanged"), name);
  if (is_spread (s, slot))
    return describe_spread (s, slot, name, label);
  rule = cr_fact_dup_rule (s->graph, s->function, s->step, slot);
  return rule ? g_strdup_printf (_ ("%s gets it %s: %s"), name, rule, label)
              : g_strdup_printf (_ ("%s gets %s"), name, label);
}

/* Which part of its gradient a variable has now, where several paths join; NULL elsewhere. */
static char *
describe_part (const Step *s, guint variable)
{
  const CrVariableState *state = cr_cursor_get_variable (s->cursor, variable);
  g_autofree char *name = NULL, *label = NULL;

  if (state->n_expected < 2 || state->n_arrived == 0)
    return NULL;
  name = cr_describe_variable (s->graph, variable);
  if (state->n_arrived < state->n_expected)
    return g_strdup_printf (_ ("So far %s has %u of %u contributions."), name, state->n_arrived, state->n_expected);
  label = cr_describe_value (state->gradient, TRUE);
  return g_strdup_printf (_ ("Now %s has all of its %u contributions; their sum is %s."), name, state->n_expected,
                          label);
}

static gboolean
was_sent_before (const Step *s, guint slot)
{
  for (guint i = 0; i < slot; i++)
    if (s->step->sent[i] && s->function->inputs[i] == s->function->inputs[slot])
      return TRUE;
  return FALSE;
}

static void
append_parts (const Step *s, GString *out)
{
  for (guint i = 0; s->function && i < s->step->n_sent && i < s->function->n_inputs; i++)
    {
      g_autofree char *part = NULL;

      if (s->step->sent[i] == NULL || s->function->inputs[i] == CR_NONE || was_sent_before (s, i))
        continue;
      part = describe_part (s, s->function->inputs[i]);
      if (part)
        g_string_append_printf (out, " %s", part);
    }
}

/* Whether the gradient goes on as it is, at most summed. */
static gboolean
hands_on (const Step *s)
{
  for (guint i = 0; i < s->step->n_sent; i++)
    {
      g_autofree char *rule = NULL;

      if (s->step->sent[i] == NULL || cr_fact_is_unchanged (s->step, i))
        continue;
      if (s->function == NULL || i >= s->function->n_inputs)
        return FALSE;
      rule = cr_fact_dup_rule (s->graph, s->function, s->step, i);
      if (g_strcmp0 (rule, "Σ") != 0)
        return FALSE;
    }
  return TRUE;
}

static char *
describe_head (const Step *s, guint n)
{
  g_autofree char *received = cr_describe_value (get_received (s->step), TRUE);

  if (!hands_on (s))
    return g_strdup_printf (_ ("%s received %s"), s->step->name, received);
  if (n == 2 && s->step->n_sent == 2)
    return g_strdup_printf (_ ("%s hands its gradient %s to both inputs"), s->step->name, received);
  return g_strdup_printf (_ ("%s hands its gradient %s on"), s->step->name, received);
}

char *
cr_describe_step (CrCursor *cursor, const CrStepEvent *step)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  guint index = cr_graph_find_function (graph, step->function), n = 0;
  Step s = { cursor, graph, step, index == CR_NONE ? NULL : cr_graph_get_function (graph, index) };
  g_autofree char *head = NULL;
  GString *out;

  if (step->leaf)
    return describe_accumulate (graph, step);
  for (guint i = 0; i < step->n_sent; i++)
    n += step->sent[i] != NULL;
  if (n == 0)
    {
      g_autofree char *received = cr_describe_value (get_received (step), TRUE);

      return g_strdup_printf (_ ("%s received %s and hands nothing on."), step->name, received);
    }
  head = describe_head (&s, n);
  out = g_string_new (head);
  for (guint i = 0, k = 0; i < step->n_sent; i++)
    if (step->sent[i])
      {
        g_autofree char *clause = describe_sent (&s, i);

        g_string_append_printf (out, "%s%s", k++ ? "; " : ": ", clause);
      }
  g_string_append_c (out, '.');
  append_parts (&s, out);
  return g_string_free (out, FALSE);
}
