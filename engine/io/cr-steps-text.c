/* The steps for people, and for whoever has them read aloud: one line a function, in whole words, with the same facts
 * as the JSON form and what the engine did besides: sums where paths join, what was added to .grad, what was freed. */

#include "cr-steps-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* So many elements are said; of more the first of them. */
#define FEW 6

/* What comes to one input of a function in the pass at hand. */
typedef struct
{
  guint64 function;
  guint32 input_nr;
  guint expected, arrived;
} Count;

static guint
count_hash (gconstpointer key)
{
  const Count *count = key;
  return g_int64_hash (&(gint64){ count->function }) * 31 + count->input_nr;
}

static gboolean
count_equal (gconstpointer a, gconstpointer b)
{
  const Count *x = a, *y = b;
  return x->function == y->function && x->input_nr == y->input_nr;
}

static Count *
get_count (CrStepsWriter *writer, guint64 function, guint32 input_nr)
{
  Count key = { .function = function, .input_nr = input_nr };
  Count *count = g_hash_table_lookup (writer->expected, &key);
  if (count == NULL)
    {
      count = g_memdup2 (&key, sizeof key);
      g_hash_table_add (writer->expected, count);
    }
  return count;
}

static void
append_number (GString *out, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (isnan (number))
    g_string_append (out, "nan");
  else if (isinf (number))
    g_string_append (out, number > 0 ? "inf" : "-inf");
  else
    g_string_append (out, g_ascii_formatd (text, sizeof text, "%.6g", number));
}

static void
append_sizes (GString *out, const CrValue *value)
{
  for (int d = 0; d < cr_value_get_ndim (value); d++)
    g_string_append_printf (out, "%s%" G_GINT64_FORMAT, d > 0 ? "×" : "", cr_value_get_sizes (value)[d]);
}

static void
append_elements (GString *out, const CrValue *value)
{
  gint64 n = cr_value_get_numel (value);
  g_string_append_c (out, '[');
  for (gint64 i = 0; i < MIN (n, FEW); i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      append_number (out, cr_value_get_double (value, i));
    }
  g_string_append (out, n > FEW ? ", …]" : "]");
}

void
cr_steps_append_value (GString *out, const CrValue *value)
{
  if (value == NULL)
    {
      g_string_append (out, "None");
      return;
    }
  if (cr_value_has_data (value) && cr_value_get_ndim (value) == 0)
    {
      append_number (out, cr_value_get_double (value, 0));
      return;
    }
  if (cr_value_get_ndim (value) > 1 || cr_value_get_numel (value) > FEW)
    {
      append_sizes (out, value);
      g_string_append (out, _ (" elements "));
    }
  if (cr_value_has_data (value))
    append_elements (out, value);
  else
    {
      CrSummary summary;
      cr_value_get_summary (value, &summary);
      g_string_append (out, _ ("(only a summary was kept) of norm "));
      append_number (out, summary.norm);
    }
}

/* For people: a parameter's place in its module, where no variable names it. */
static const char *
get_label (CrStepsWriter *writer, guint variable)
{
  const char *name = cr_steps_get_name (writer, variable);
  return name != NULL || variable == CR_NONE ? name : cr_graph_get_variable (writer->graph, variable)->path;
}

/* "MulBackward0 of b" */
static void
append_function (CrStepsWriter *writer, GString *out, const char *function, guint64 id, guint output_nr)
{
  const char *label = get_label (writer, cr_steps_find_variable (writer, id, output_nr));
  if (label != NULL)
    g_string_append_printf (out, _ ("%s of %s"), function, label);
  else
    g_string_append (out, function);
}

/* How many sends each input of a function is to get in the pass that begins at @index. Those of a pass within it, by a
 * hook, have another number. */
static void
count_contributions (CrStepsWriter *writer, guint index, const CrBackwardEvent *backward)
{
  CrTrace *trace = cr_graph_get_trace (writer->graph);
  g_hash_table_remove_all (writer->expected);
  for (guint i = 0; i < backward->n_roots; i++)
    if (backward->root_fns[i] != 0)
      {
        guint function = cr_graph_find_function (writer->graph, backward->root_fns[i]);
        guint variable = cr_graph_find_variable (writer->graph, backward->roots[i], backward->root_fns[i]);
        guint nr = 0;
        if (function != CR_NONE)
          while (nr < cr_graph_get_function (writer->graph, function)->n_others
                 && cr_graph_get_output (cr_graph_get_function (writer->graph, function), nr) != variable)
            nr++;
        Count *count = get_count (writer, backward->root_fns[i], nr);
        count->expected++;
        count->arrived++;
      }
  for (guint i = index + 1; i < cr_cursor_get_length (writer->cursor); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_BACKWARD_ENDED && event->u.backward.number == backward->number)
        return;
      if (event->kind != CR_EVENT_FUNCTION_STEPPED || event->u.step.backward != backward->number)
        continue;
      for (guint k = 0; k < event->u.step.n_sent; k++)
        if (event->u.step.edges[k].function != 0 && event->u.step.sent[k] != NULL)
          get_count (writer, event->u.step.edges[k].function, event->u.step.edges[k].input_nr)->expected++;
    }
}

static gboolean
is_ones (const CrValue *value)
{
  return value == NULL
         || (cr_value_has_data (value) && cr_value_get_numel (value) == 1 && cr_value_get_double (value, 0) == 1);
}

/* "Backward pass 2 from y, line 9, starting with [0.1, 1]" */
static void
write_heading (CrStepsWriter *writer, const CrEvent *event)
{
  const CrBackwardEvent *backward = &event->u.backward;
  g_autoptr (GString) roots = g_string_new (NULL);
  if (backward->number > 1)
    g_string_append_c (writer->out, '\n');
  for (guint i = 0; i < backward->n_roots; i++)
    {
      const char *label
          = get_label (writer, cr_graph_find_variable (writer->graph, backward->roots[i], backward->root_fns[i]));
      if (i > 0)
        g_string_append (roots, _ (" and "));
      g_string_append (roots, label != NULL ? label : _ ("a tensor without a name"));
    }
  g_string_append_printf (writer->out, _ ("Backward pass %u from %s, line %u"), backward->number, roots->str,
                          event->range.line);
  for (guint i = 0; i < backward->n_roots; i++)
    if (backward->n_roots > 1 || !is_ones (backward->gradients[i]))
      {
        g_string_append (writer->out, i == 0 ? _ (", starting with ") : _ (" and "));
        cr_steps_append_value (writer->out, backward->gradients[i]);
      }
  g_string_append_c (writer->out, '\n');
}

static void
append_received (CrStepsWriter *writer, const CrStepEvent *step)
{
  GString *line = writer->line;
  g_string_append (line, _ (": received "));
  for (guint i = 0; i < step->n_received; i++)
    {
      const Count *count = get_count (writer, step->function, i);
      if (i > 0)
        g_string_append (line, _ (" and "));
      cr_steps_append_value (line, step->received[i]);
      if (count->expected > 1)
        g_string_append_printf (line, _ (" (the sum of %u contributions)"), count->expected);
    }
}

static const CrGradientEvent *
find_accumulated (CrStepsWriter *writer, guint64 tensor)
{
  for (guint i = 0; i < writer->accumulated->len; i++)
    {
      const CrGradientEvent *gradient = writer->accumulated->pdata[i];
      if (gradient->tensor == tensor)
        return gradient;
    }
  return NULL;
}

/* "a.grad: 4.5 + 4.5 = 9"; @leaf is the step of its AccumulateGrad, NULL if the gradient is retained. */
static void
append_accumulated (CrStepsWriter *writer, const CrGradientEvent *gradient, const CrStepEvent *leaf)
{
  GString *line = writer->line;
  const char *label = get_label (writer, cr_graph_find_variable (writer->graph, gradient->tensor, gradient->function));
  if (leaf != NULL && !cr_value_equal (leaf->received[0], gradient->received))
    {
      g_string_append (line, _ ("; a hook makes it "));
      cr_steps_append_value (line, gradient->received);
    }
  g_string_append_printf (line, "; %s.grad", label != NULL ? label : "");
  if (gradient->before == NULL)
    {
      g_string_append (line, _ (": was None, is now "));
      cr_steps_append_value (line, gradient->after);
      return;
    }
  g_string_append (line, ": ");
  cr_steps_append_value (line, gradient->before);
  g_string_append (line, " + ");
  cr_steps_append_value (line, gradient->received);
  g_string_append (line, " = ");
  cr_steps_append_value (line, gradient->after);
}

/* What a next function gets; the input by its name where it needs no gradient. */
static void
append_sent (CrStepsWriter *writer, const CrStepEvent *step, guint i)
{
  GString *line = writer->line;
  const CrEdge *edge = &step->edges[i];
  g_string_append (line, i == 0 ? _ ("; sends ") : ", ");
  if (edge->function == 0)
    {
      guint index = cr_graph_find_function (writer->graph, step->function);
      const CrFunctionNode *function = index == CR_NONE ? NULL : cr_graph_get_function (writer->graph, index);
      const char *label
          = function != NULL && function->n_inputs == step->n_sent ? get_label (writer, function->inputs[i]) : NULL;
      if (label != NULL)
        g_string_append_printf (line, _ ("None to %s, which needs no gradient"), label);
      else
        g_string_append_printf (line, _ ("None to input %u"), i + 1);
      return;
    }
  cr_steps_append_value (line, step->sent[i]);
  g_string_append (line, _ (" to "));
  append_function (writer, line, cr_steps_get_function_name (writer, edge->function), edge->function, edge->input_nr);
  if (step->sent[i] == NULL)
    return;
  Count *count = get_count (writer, edge->function, edge->input_nr);
  count->arrived++;
  if (count->expected > 1)
    g_string_append_printf (line, _ (" (contribution %u of %u)"), count->arrived, count->expected);
}

/* The line of the step before is complete when the next event is none of its own. */
static void
flush_line (CrStepsWriter *writer)
{
  if (writer->line->len == 0)
    return;
  g_string_append_len (writer->out, writer->line->str, writer->line->len);
  g_string_append_c (writer->out, '\n');
  g_string_truncate (writer->line, 0);
}

static void
write_step (CrStepsWriter *writer, const CrStepEvent *step)
{
  CrRange made_at;
  g_string_append_printf (writer->line, "%u. ", step->step);
  append_function (writer, writer->line, step->name, step->function, 0);
  cr_steps_get_made_at (writer, step->function, &made_at);
  if (made_at.line > 0)
    g_string_append_printf (writer->line, _ (" (line %u)"), made_at.line);
  append_received (writer, step);
  for (guint i = 0; i < writer->accumulated->len; i++)
    append_accumulated (writer, writer->accumulated->pdata[i], step->leaf != 0 ? step : NULL);
  if (step->leaf != 0 && find_accumulated (writer, step->leaf) == NULL)
    g_string_append (writer->line, _ ("; .grad stays as it is"));
  g_ptr_array_set_size (writer->accumulated, 0);
  for (guint i = 0; i < step->n_sent; i++)
    append_sent (writer, step, i);
}

static void
write_failure (CrStepsWriter *writer, const CrEvent *event)
{
  if (writer->any)
    g_string_append_c (writer->out, '\n');
  g_autofree char *summary = cr_diagnostic_dup_summary (event->u.diagnostic);
  if (event->range.line > 0)
    g_string_append_printf (writer->out, _ ("The run failed in line %u: %s"), event->range.line, summary);
  else
    g_string_append_printf (writer->out, _ ("The run failed: %s"), summary);
  g_string_append_c (writer->out, '\n');
}

void
cr_steps_text_begin (CrStepsWriter *writer)
{
  writer->expected = g_hash_table_new_full (count_hash, count_equal, g_free, NULL);
  writer->line = g_string_new (NULL);
  writer->accumulated = g_ptr_array_new ();
}

void
cr_steps_text_event (CrStepsWriter *writer, guint index, const CrEvent *event)
{
  if (event->kind == CR_EVENT_SAVED_FREED)
    {
      if (writer->line->len > 0)
        g_string_append (writer->line, _ ("; its saved tensors are freed"));
      return;
    }
  flush_line (writer);
  switch (event->kind)
    {
    case CR_EVENT_BACKWARD_BEGUN:
      g_ptr_array_set_size (writer->accumulated, 0);
      count_contributions (writer, index, &event->u.backward);
      write_heading (writer, event);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
      g_ptr_array_add (writer->accumulated, (gpointer)&event->u.gradient);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      write_step (writer, &event->u.step);
      break;
    case CR_EVENT_BACKWARD_ENDED:
      if (!event->u.backward.finished)
        g_string_append_printf (writer->out, _ ("Backward pass %u stopped here.\n"), event->u.backward.number);
      break;
    case CR_EVENT_FAILED:
      write_failure (writer, event);
      break;
    default:
      break;
    }
}

void
cr_steps_text_end (CrStepsWriter *writer)
{
  flush_line (writer);
  g_hash_table_unref (writer->expected);
  g_string_free (writer->line, TRUE);
  g_ptr_array_unref (writer->accumulated);
}
