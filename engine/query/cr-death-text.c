/* The answers in words: what is so, and what to do about it. */

#include "cr-death-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "cr-primitive.h"

/* What holds of a kind of cause: sentence and advice. In both %1$s is the place ("y = x.detach() (line 4)" as it is
 * called), %2$s what the question is about, %3$s the roots or the elements. */
static const struct
{
  const char *sentence, *advice;
} words[] = {
  [CR_DEATH_NO_BACKWARD] = { N_ ("No backward pass has run at this place, so nothing has flowed to %1$s."),
                             N_ ("Call backward() on a result that depends on it, or go on in time.") },
  [CR_DEATH_NOT_YET] = { N_ ("The backward pass under way has not come to %1$s yet."), N_ ("Go on in time.") },
  [CR_DEATH_NOT_REQUIRED] = { N_ ("%1$s was made without requires_grad=True, so PyTorch does not follow it."),
                              N_ ("Make it with requires_grad=True, or call requires_grad_() before it is used.") },
  [CR_DEATH_DETACHED] = { N_ ("Detached here: %1$s has the numbers of %2$s, but no way back to it."),
                          N_ ("Leave out detach() or .data where the gradient is to flow.") },
  [CR_DEATH_NO_GRAD] = { N_ ("%1$s was computed under no_grad (or in inference mode), so nothing flows back to %2$s."),
                         N_ ("Move the line out of the no_grad block.") },
  [CR_DEATH_INTEGER] = { N_ ("%1$s holds whole numbers or truth values (argmax, a comparison, .long()): no gradient "
                             "flows through them to %2$s."),
                         N_ ("Compute the loss from the numbers themselves, not from an index or a condition.") },
  [CR_DEATH_NO_RULE] = { N_ ("%1$s comes from a function for which no gradient is recorded, so nothing flows back to "
                             "%2$s."),
                         N_ ("Use a function that is differentiable.") },
  [CR_DEATH_MADE_ANEW] = { N_ ("%1$s was made anew of the numbers of %2$s: after item(), numpy() or torch.tensor() no "
                               "way leads back."),
                           N_ ("Use the tensor itself; to join several, torch.stack() keeps the way.") },
  [CR_DEATH_UNUSED] = { N_ ("%1$s is not used by %3$s, on which backward was called."),
                        N_ ("Use it in what the loss is computed from, or call backward on what depends on it.") },
  [CR_DEATH_NOT_ASKED] = { N_ ("%3$s depends on %1$s, but only other gradients were asked for: autograd.grad() returns "
                               "its gradients, backward(inputs=…) keeps some."),
                           N_ ("Call backward() without inputs, or name it among them.") },
  [CR_DEATH_FAILED] = { N_ ("The backward pass failed before a gradient came to %1$s."),
                        N_ ("Mend what the error names; until then no gradient is complete.") },
  [CR_DEATH_NOTHING_SENT]
  = { N_ ("%1$s received a gradient and sent None to %2$s."),
      N_ ("A custom function's backward must return a gradient for each input that needs one.") },
  [CR_DEATH_NOT_LEAF]
  = { N_ ("%1$s is not a leaf: its gradient came by and was handed on, but PyTorch keeps only those "
          "of leaves."),
      N_ ("Call retain_grad() on it before backward to keep it.") },
  [CR_DEATH_REBOUND] = { N_ ("The name means another tensor since here: %2$s is the result of an operation, no longer "
                             "the leaf %1$s, which gets the gradients."),
                         N_ ("Change the leaf in place under torch.no_grad(), for example w -= lr * w.grad.") },
  [CR_DEATH_CLEARED]
  = { N_ ("The gradient of %1$s was cleared here; nothing has come since."), N_ ("Look at it before it is cleared.") },
  [CR_DEATH_ROOT_ZERO]
  = { N_ ("The backward began with a zero gradient for %1$s."), N_ ("Give backward() a gradient that is not zero.") },
  [CR_DEATH_CLOSED] = { N_ ("%1$s is closed: %3$s, where its slope is 0."),
                        N_ ("Smaller steps, another initialisation or a leaky function keep such units alive.") },
  [CR_DEATH_NOT_CHOSEN] = { N_ ("%1$s took other elements: those that were not chosen get 0 (%3$s)."), NULL },
  [CR_DEATH_MASKED] = { N_ ("%1$s left these elements out, by a selection, a mask or a write (%3$s)."), NULL },
  [CR_DEATH_TIMES_ZERO]
  = { N_ ("%1$s multiplies by %3$s, which is zero."),
      N_ ("Look at the other factor: weights that all begin with 0 stop everything before them.") },
  [CR_DEATH_SATURATED] = { N_ ("%1$s is saturated: its slope is too small for the number type (%3$s)."),
                           N_ ("Keep its inputs small: scale them, or use a loss that takes logits.") },
  [CR_DEATH_FLAT]
  = { N_ ("%1$s is flat: the slope of this function is 0 everywhere."), N_ ("Use a smooth function in its place.") },
  [CR_DEATH_CANCELLED] = { N_ ("What came to %1$s adds up to zero, or a hook made zero of it."), NULL },
  [CR_DEATH_ZERO_HERE] = { N_ ("%1$s received a gradient and its rule gives 0 for these numbers (%3$s)."), NULL },
  [CR_DEATH_NAN_VALUE] = { N_ ("%1$s holds a NaN or an infinity already in the forward pass; its inputs are still "
                               "numbers."),
                           N_ ("Keep the inputs in the function's domain, for example with clamp(min=1e-8).") },
  [CR_DEATH_NAN_HERE]
  = { N_ ("%1$s turns a gradient into a NaN or an infinity: its slope is infinite for these numbers, "
          "or 0 meets an infinity."),
      N_ ("Keep the inputs away from that point, for example x.clamp(min=1e-8) before sqrt.") },
};

static const char *
get_name (CrGraph *graph, guint variable)
{
  const char *label = variable == CR_NONE ? NULL : cr_variable_get_label (cr_graph_get_variable (graph, variable));
  return label;
}

/* "y (line 4)", "the result of MulBackward0 (line 4)". */
static char *
dup_place (CrGraph *graph, guint variable, guint function)
{
  const CrFunctionNode *node = function == CR_NONE ? NULL : cr_graph_get_function (graph, function);
  const char *name = get_name (graph, variable);
  const CrRange *range = node != NULL ? &node->range : &cr_graph_get_variable (graph, variable)->range;
  g_autofree char *what = name != NULL   ? g_strdup (name)
                          : node != NULL ? g_strdup_printf (_ ("the result of %s"), node->name)
                                         : g_strdup (_ ("a tensor without a name"));
  return range->line > 0 ? g_strdup_printf (_ ("%s (line %u)"), what, range->line) : g_steal_pointer (&what);
}

/* "ReluBackward0 (line 4, y)": where a function is to blame. */
static char *
dup_function (CrGraph *graph, guint function)
{
  const CrFunctionNode *node = cr_graph_get_function (graph, function);
  const char *name = get_name (graph, node->output);
  if (name == NULL)
    return g_strdup_printf (_ ("%s (line %u)"), node->name, node->range.line);
  return g_strdup_printf (_ ("%s of %s (line %u)"), node->name, name, node->range.line);
}

static char *
dup_roots (CrDeathTrace *trace)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < trace->passes->len; i++)
    {
      const CrBackwardEvent *backward
          = &cr_trace_get_event (trace->trace, g_array_index (trace->passes, CrDeathPass, i).begin)->u.backward;
      for (guint k = 0; k < backward->n_roots; k++)
        {
          guint root = cr_graph_find_variable (trace->graph, backward->roots[k], backward->root_fns[k]);
          const char *name = get_name (trace->graph, root);
          if (g_hash_table_add (known, (gpointer)(name != NULL ? name : _ ("the root"))))
            g_string_append_printf (text, "%s%s", text->len > 0 ? _ (" or ") : "",
                                    name != NULL ? name : _ ("the root"));
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "all 5 inputs are ≤ 0", "3 of 5 inputs are ≤ 0"; of others than ReLU "outside the limits". */
static char *
dup_closed (CrGraph *graph, const CrDeathCause *cause)
{
  gboolean relu = g_str_has_prefix (cr_graph_get_function (graph, cause->function)->primitive, "relu");
  const char *where = relu ? _ ("≤ 0") : _ ("outside its limits");
  if (cause->n_elements == 0)
    return g_strdup_printf (_ ("the inputs in question are %s"), where);
  if (cause->n_elements == cause->n_all)
    return g_strdup_printf (ngettext ("%" PRId64 " input is %s", "all %" PRId64 " inputs are %s", (gulong)cause->n_all),
                            cause->n_all, where);
  return g_strdup_printf (_ ("%" PRId64 " of %" PRId64 " inputs are %s"), cause->n_elements, cause->n_all, where);
}

/* The factor that is zero. */
static char *
dup_factor (CrDeathTrace *trace, const CrDeathCause *cause)
{
  const CrFunctionNode *node = cr_graph_get_function (trace->graph, cause->function);
  for (guint k = 0; k < node->n_inputs; k++)
    {
      CrValueFacts facts;
      CrValue *value = cr_death_get_value (trace, node->inputs[k], node->created);
      const char *name = get_name (trace->graph, node->inputs[k]);
      if (value == NULL || name == NULL)
        continue;
      cr_search_get_facts (trace->search, value, &facts);
      if (facts.known && facts.zero)
        return g_strdup (name);
    }
  return g_strdup (_ ("the other factor"));
}

static char *
dup_elements (CrDeathTrace *trace, const CrDeathCause *cause)
{
  if (cause->kind == CR_DEATH_CLOSED)
    return dup_closed (trace->graph, cause);
  if (cause->kind == CR_DEATH_TIMES_ZERO)
    return dup_factor (trace, cause);
  if (cause->kind == CR_DEATH_UNUSED || cause->kind == CR_DEATH_NOT_ASKED)
    return dup_roots (trace);
  if (cause->n_elements == 0)
    return g_strdup (_ ("all that would flow"));
  return g_strdup_printf (_ ("%" PRId64 " of %" PRId64 " elements"), cause->n_elements, cause->n_all);
}

static gboolean
blames_function (CrDeathKind kind)
{
  return (kind >= CR_DEATH_CLOSED && kind != CR_DEATH_CANCELLED) || kind == CR_DEATH_NOTHING_SENT;
}

/* With %1$s, %2$s and %3$s put in. */
static char *
fill (const char *format, const char *place, const char *about, const char *more)
{
  GString *text = g_string_new (format);
  g_string_replace (text, "%1$s", place, 0);
  g_string_replace (text, "%2$s", about, 0);
  g_string_replace (text, "%3$s", more, 0);
  return g_string_free (text, FALSE);
}

void
cr_death_describe (CrDeathQuestion *question, CrDeathCause *cause, guint about)
{
  CrDeathTrace *trace = question->trace;
  gboolean function = cause->function != CR_NONE && blames_function (cause->kind);
  g_autofree char *place = function ? dup_function (trace->graph, cause->function)
                                    : dup_place (trace->graph, cause->variable, cause->function);
  const char *name = get_name (trace->graph, about);
  g_autofree char *more = dup_elements (trace, cause);
  g_free (cause->sentence);
  g_free (cause->advice);
  cause->sentence = fill (_ (words[cause->kind].sentence), place, name != NULL ? name : _ ("what it came from"), more);
  cause->advice = words[cause->kind].advice == NULL ? NULL : g_strdup (_ (words[cause->kind].advice));
}

char *
cr_death_dup_summary (CrGraph *graph, guint variable, CrGradientState state, gint64 element)
{
  static const char *const all[]
      = { N_ ("The gradient of %s is fine."), N_ ("%s.grad is None."), N_ ("The gradient of %s is all zero."),
          N_ ("Some elements of the gradient of %s are zero."), N_ ("The gradient of %s has a NaN or an infinity.") };
  const char *name = get_name (graph, variable);
  g_autofree char *place = name != NULL ? g_strdup (name) : dup_place (graph, variable, CR_NONE);
  if (element >= 0 && state == CR_GRADIENT_ZERO)
    return g_strdup_printf (_ ("Element %" PRId64 " of the gradient of %s is zero."), element, place);
  return g_strdup_printf (_ (all[state]), place);
}
