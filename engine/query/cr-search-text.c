/* Breakpoints and where they stopped, in words. */

#include "cr-search-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

static char *
dup_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.6g", number));
}

/* "y (line 3)", "MulBackward0 (line 3)". */
static char *
dup_node (CrGraph *graph, guint64 key)
{
  guint variable, function;
  if (graph == NULL || !cr_search_find_key (graph, key, &variable, &function))
    return g_strdup (_ ("a node that is not there now"));
  const CrVariable *node = variable == CR_NONE ? NULL : cr_graph_get_variable (graph, variable);
  if (function == CR_NONE && node->maker != CR_NONE)
    function = node->maker;
  const char *label = node == NULL ? NULL : cr_variable_get_label (node);
  const CrRange *range = node != NULL ? &node->range : &cr_graph_get_function (graph, function)->range;
  if (label == NULL)
    label = function != CR_NONE ? cr_graph_get_function (graph, function)->name : _ ("a tensor without a name");
  return range->line > 0 ? g_strdup_printf (_ ("%s (line %u)"), label, range->line) : g_strdup (label);
}

static char *
dup_condition (const CrBreakpoint *breakpoint)
{
  g_autofree char *limit = dup_number (breakpoint->limit);
  const char *what = breakpoint->values && breakpoint->gradients ? _ ("values and gradients")
                     : breakpoint->values                        ? _ ("values")
                                                                 : _ ("gradients");
  switch (breakpoint->kind)
    {
    case CR_BREAK_NOT_FINITE:
      return g_strdup_printf (_ ("NaN or infinity in %s"), what);
    case CR_BREAK_NORM_ABOVE:
      return g_strdup_printf (_ ("norm above %s in %s"), limit, what);
    case CR_BREAK_NORM_BELOW:
      return g_strdup_printf (_ ("norm below %s in %s"), limit, what);
    case CR_BREAK_ZERO:
      return g_strdup (_ ("a gradient that is all zero"));
    case CR_BREAK_NODE:
    case CR_N_BREAK_KINDS:
    default:
      return NULL;
    }
}

char *
cr_breakpoint_to_text (const CrBreakpoint *breakpoint, CrGraph *graph)
{
  g_return_val_if_fail (breakpoint != NULL, NULL);
  g_autofree char *condition = dup_condition (breakpoint);
  if (breakpoint->key == 0)
    return condition != NULL ? g_steal_pointer (&condition) : g_strdup ("");
  g_autofree char *node = dup_node (graph, breakpoint->key);
  if (condition == NULL)
    return breakpoint->each ? g_strdup_printf (_ ("%s, in each iteration"), node) : g_steal_pointer (&node);
  return g_strdup_printf (_ ("%s, at %s"), condition, node);
}

/* "2 NaN", "an infinity", "norm 12", "all zero". */
static char *
dup_finding (const CrBreakpoint *breakpoint, const CrSearchHit *hit)
{
  g_autofree char *norm = dup_number (hit->norm);
  if (breakpoint->kind == CR_BREAK_ZERO)
    return g_strdup (_ ("all zero"));
  if (breakpoint->kind != CR_BREAK_NOT_FINITE)
    return g_strdup_printf (_ ("norm %s"), norm);
  if (hit->n_nan > 0 && hit->n_inf > 0)
    return g_strdup_printf (_ ("%" PRId64 " NaN and %" PRId64 " infinite"), hit->n_nan, hit->n_inf);
  return hit->n_nan > 0 ? g_strdup_printf (_ ("%" PRId64 " NaN"), hit->n_nan)
                        : g_strdup_printf (_ ("%" PRId64 " infinite"), hit->n_inf);
}

static const char *
get_label (CrGraph *graph, guint variable)
{
  const char *label = variable == CR_NONE ? NULL : cr_variable_get_label (cr_graph_get_variable (graph, variable));
  return label != NULL ? label : _ ("a tensor without a name");
}

/* What the event did, without what was found. */
static char *
dup_act (CrGraph *graph, const CrEvent *event, const CrSearchHit *hit)
{
  const char *label = get_label (graph, hit->variable);
  switch (event->kind)
    {
    case CR_EVENT_FUNCTION_STEPPED:
      if (event->u.step.leaf != 0)
        return g_strdup_printf (_ ("AccumulateGrad of %s"), label);
      return g_strdup_printf (_ ("step %u of backward pass %u, %s"), event->u.step.step, event->u.step.backward,
                              event->u.step.name);
    case CR_EVENT_BACKWARD_BEGUN:
      return g_strdup_printf (_ ("backward pass %u begins at %s"), event->u.backward.number, label);
    case CR_EVENT_GRAD_ACCUMULATED:
      return g_strdup_printf (_ ("%s.grad"), label);
    case CR_EVENT_GRAD_CLEARED:
      return g_strdup_printf (_ ("%s.grad is cleared"), label);
    case CR_EVENT_WRITTEN:
      return g_strdup_printf (_ ("%s is written"), label);
    default:
      return g_strdup_printf (_ ("%s is made"), label);
    }
}

char *
cr_search_hit_to_text (CrSearch *search, const CrBreakpoint *breakpoint, const CrSearchHit *hit)
{
  g_return_val_if_fail (search != NULL && breakpoint != NULL && hit != NULL && hit->position > 0, NULL);
  CrGraph *graph = search->graph;
  const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (graph), hit->position - 1);
  g_autofree char *act = dup_act (graph, event, hit);
  if (breakpoint->kind == CR_BREAK_NODE)
    return g_steal_pointer (&act);
  g_autofree char *finding = dup_finding (breakpoint, hit);
  if (event->kind == CR_EVENT_FUNCTION_STEPPED && breakpoint->key == 0)
    return g_strdup_printf (_ ("%s: the gradient sent to %s is %s"), act, get_label (graph, hit->variable), finding);
  return g_strdup_printf (_ ("%s: %s"), act, finding);
}
