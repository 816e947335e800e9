/* The account in words. */

#include "cr-why-text.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cr-print.h"
#include "cr-why-private.h"

/* So many terms of a sum are written out. */
#define MAX_WRITTEN 6
/* Expressions of so many characters stand for what has no name. */
#define MAX_EXPRESSION 20

char *
cr_why_element_to_text (const CrVariable *variable, gint64 element)
{
  gint64 place[CR_MAX_DIMS];
  if (variable->ndim == 0)
    return g_strdup ("");
  for (int d = variable->ndim - 1; d >= 0; d--)
    {
      place[d] = variable->sizes[d] > 0 ? element % variable->sizes[d] : 0;
      element = variable->sizes[d] > 0 ? element / variable->sizes[d] : 0;
    }
  return cr_sizes_to_string (variable->ndim, place);
}

gboolean
cr_why_element_from_text (const CrVariable *variable, const char *text, gint64 *element)
{
  gint64 flat = 0;
  int d = 0;
  const char *at = text + strspn (text, " [(");
  while (*at != '\0' && strchr ("])", *at) == NULL)
    {
      char *end;
      gint64 index = g_ascii_strtoll (at, &end, 10);
      if (end == at || d >= variable->ndim)
        return FALSE;
      if (index < 0)
        index += variable->sizes[d];
      if (index < 0 || index >= variable->sizes[d])
        return FALSE;
      flat = flat * variable->sizes[d++] + index;
      at = end + strspn (end, " ");
      if (*at == ',')
        at++;
      else if (*at != '\0' && strchr ("])", *at) == NULL)
        return FALSE;
      at += strspn (at, " ");
    }
  if (d != variable->ndim || at[strspn (at, " ])")] != '\0')
    return FALSE;
  *element = flat;
  return TRUE;
}

/* "w * x", but not "(w * x).sum()". */
static gboolean
has_operator (const char *text)
{
  int depth = 0;
  for (const char *at = text; *at != '\0'; at++)
    {
      depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
      if (depth == 0 && strchr (" +-*/@", *at) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The expression that made it, where it is short: "(y * y)"; of a name or a call no parentheses. NULL otherwise. */
static char *
expression_to_text (CrGraph *graph, const CrVariable *variable)
{
  CrSource *source = cr_trace_get_source (cr_graph_get_trace (graph));
  const CrRange *range = &variable->range;
  if (source == NULL || range->line == 0 || range->length == 0 || range->length > MAX_EXPRESSION
      || range->end_line != range->line)
    return NULL;
  g_autofree char *text = cr_source_dup_range (source, range);
  if (text == NULL || strchr (text, '=') != NULL)
    return NULL;
  return has_operator (text) ? g_strdup_printf ("(%s)", text) : g_steal_pointer (&text);
}

/* Whether the expression that made it goes on: of the tensors that net(x) makes only the last is net(x). */
static gboolean
is_intermediate (CrGraph *graph, const CrVariable *variable)
{
  for (guint i = 0; i < variable->users->len; i++)
    {
      const CrFunctionNode *user = cr_graph_get_function (graph, g_array_index (variable->users, guint, i));
      if (user->range.line != 0 && user->range.offset == variable->range.offset
          && user->range.length == variable->range.length && user->output != CR_NONE
          && cr_graph_get_variable (graph, user->output) != variable)
        return TRUE;
    }
  return FALSE;
}

/* What it is called in a formula, as the picture calls it; NULL if it has no short name. */
static char *
name_variable (CrGraph *graph, guint i)
{
  const CrVariable *variable = cr_graph_get_variable (graph, i);
  const char *label = cr_variable_get_label (variable);
  if (label != NULL || variable->maker == CR_NONE)
    return g_strdup (label);
  if (is_intermediate (graph, variable))
    return g_strdup (cr_graph_get_function (graph, variable->maker)->primitive);
  return expression_to_text (graph, variable);
}

char *
cr_why_variable_to_text (CrGraph *graph, guint i, gint64 element)
{
  const CrVariable *variable = cr_graph_get_variable (graph, i);
  g_autofree char *name = name_variable (graph, i);
  g_autofree char *place = cr_why_element_to_text (variable, element);
  if (name != NULL)
    return g_strconcat (name, place, NULL);
  const char *maker = variable->maker != CR_NONE ? cr_graph_get_function (graph, variable->maker)->name : NULL;
  g_autofree char *whose = maker != NULL ? g_strdup_printf (_ ("the result of %s"), maker)
                                         : g_strdup_printf (_ ("the tensor of line %u"), variable->range.line);
  return *place != '\0' ? g_strdup_printf ("%s %s", whose, place) : g_steal_pointer (&whose);
}

static char *
place_variable (CrWhy *why)
{
  const CrWhyPlace *place = &why->place;
  if (place->variable != CR_NONE)
    return cr_why_variable_to_text (why->index->graph, place->variable, place->element);
  return g_strdup_printf (_ ("element %" PRId64 " of a view written in place"), place->element);
}

/* "a.grad[3]" */
static char *
grad_to_text (CrWhy *why)
{
  const CrVariable *variable = cr_graph_get_variable (why->index->graph, why->place.variable);
  const char *label = cr_variable_get_label (variable);
  g_autofree char *element = cr_why_element_to_text (variable, why->place.element);
  if (label != NULL)
    return g_strdup_printf ("%s.grad%s", label, element);
  g_autofree char *whose = cr_why_variable_to_text (why->index->graph, why->place.variable, why->place.element);
  return g_strdup_printf (_ (".grad of %s"), whose);
}

static const char *
get_sender (CrWhy *why)
{
  return cr_trace_get_event (cr_graph_get_trace (why->index->graph), why->event)->u.step.name;
}

char *
cr_why_place_to_text (CrWhy *why)
{
  if (why->kind == CR_WHY_ACCUMULATED)
    return grad_to_text (why);
  g_autofree char *variable = place_variable (why);
  if (why->kind == CR_WHY_THROUGH)
    return g_strdup_printf (_ ("what %s sent to %s"), get_sender (why), variable);
  return g_strdup_printf (_ ("the gradient of %s"), variable);
}

char *
cr_why_to_heading (CrWhy *why)
{
  double total;
  g_autofree char *place = cr_why_place_to_text (why);
  if (cr_why_get_total (why, &total))
    {
      g_autofree char *number = cr_why_number_to_text (why->dtype, total);
      return g_strdup_printf (_ ("Why is %s %s?"), place, number);
    }
  if (why->is_summary)
    return g_strdup_printf (_ ("Why is %s what it is?"), place);
  if (why->kind != CR_WHY_ACCUMULATED)
    return g_strdup_printf (_ ("%s has not come yet"), place);
  const CrVariable *variable = cr_graph_get_variable (why->index->graph, why->place.variable);
  const char *label = cr_variable_get_label (variable);
  return label != NULL ? g_strdup_printf (_ ("%s.grad is None here"), label)
                       : g_strdup_printf (_ ("%s is None here"), place);
}

static char *
add_line (char *text, const CrRange *range)
{
  if (range->line == 0)
    return text;
  char *longer = g_strdup_printf (_ ("%s (line %u)"), text, range->line);
  g_free (text);
  return longer;
}

/* "zero" is what zero_() is called in the table, "fill_scalar" fill_(). */
static char *
writer_to_text (const CrWhyTerm *term)
{
  if (term->name == NULL)
    return term->has_number && term->number == 0 ? g_strdup (_ ("zeros were written"))
                                                 : g_strdup (_ ("written in place"));
  if (strcmp (term->name, "copy_slices") == 0)
    return g_strdup (_ ("a part of it was assigned to"));
  g_autofree char *method = g_strndup (term->name, strcspn (term->name, "_"));
  return g_strdup_printf (_ ("written by %s_()"), method);
}

static char *
product_to_text (CrWhy *why, const CrWhyTerm *term)
{
  CrGraph *graph = why->index->graph;
  g_autofree char *derivative = cr_why_number_to_text (why->dtype, term->derivative);
  g_autofree char *received = cr_why_number_to_text (why->dtype, term->received);
  g_autofree char *input = place_variable (why);
  if (term->variable == CR_NONE)
    return g_strdup_printf (_ ("%s (local derivative) × %s (gradient received)"), derivative, received);
  g_autofree char *output = cr_why_variable_to_text (graph, term->variable, term->element);
  g_autofree char *from = why->place.variable != CR_NONE ? name_variable (graph, why->place.variable) : NULL;
  g_autofree char *to = name_variable (graph, term->variable);
  if (from == NULL || to == NULL)
    return g_strdup_printf (_ ("%s (local derivative) × %s (gradient received by %s)"), derivative, received, output);
  return g_strdup_printf (_ ("%s (local ∂%s/∂%s) × %s (gradient received by %s)"), derivative, output, input, received,
                          output);
}

char *
cr_why_term_to_text (CrWhy *why, guint i)
{
  g_return_val_if_fail (why != NULL && i < why->terms->len, NULL);
  const CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, i);
  g_autofree char *before = NULL;
  switch (term->kind)
    {
    case CR_WHY_TERM_NONE:
      return g_strdup (_ ("nothing was there: .grad was None"));
    case CR_WHY_TERM_WRITTEN:
      return add_line (writer_to_text (term), &term->range);
    case CR_WHY_TERM_SET:
      return add_line (g_strdup (_ ("was there: .grad was set by hand")), &term->range);
    case CR_WHY_TERM_PASS:
      return add_line (g_strdup_printf (_ ("added by backward %u"), term->backward), &term->range);
    case CR_WHY_TERM_BEGUN:
      return add_line (g_strdup_printf (_ ("backward %u began with it"), term->backward), &term->range);
    case CR_WHY_TERM_PATH:
      return add_line (g_strdup_printf (_ ("through %s"), term->name), &term->range);
    case CR_WHY_TERM_HOOK:
      before = cr_why_number_to_text (why->dtype, term->before);
      return g_strdup_printf (_ ("is what a hook made of %s"), before);
    case CR_WHY_TERM_PRODUCT:
      return product_to_text (why, term);
    case CR_WHY_TERM_OTHERS:
      return g_strdup_printf (_ ("all %" PRId64 " other products together, which are smaller"), term->element);
    default:
      g_return_val_if_reached (NULL);
    }
}

char *
cr_why_term_to_sentence (CrWhy *why, guint i)
{
  g_return_val_if_fail (why != NULL && i < why->terms->len, NULL);
  const CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, i);
  g_autofree char *text = cr_why_term_to_text (why, i);
  g_autofree char *number = term->has_number ? cr_why_number_to_text (why->dtype, term->number) : g_strdup (_ ("?"));
  if (term->kind == CR_WHY_TERM_NONE)
    return g_steal_pointer (&text);
  return g_strdup_printf (term->kind == CR_WHY_TERM_PRODUCT ? "%s = %s" : "%s %s", number, text);
}

/* A product that stands alone is written out. */
static gboolean
write_product (CrWhy *why, GString *out)
{
  const CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, 0);
  if (why->terms->len != 1 || term->kind != CR_WHY_TERM_PRODUCT)
    return FALSE;
  g_autofree char *derivative = cr_why_number_to_text (why->dtype, term->derivative);
  g_autofree char *received = cr_why_number_to_text (why->dtype, term->received);
  g_string_append_printf (out, signbit (term->received) ? "%s × (%s)" : "%s × %s", derivative, received);
  return TRUE;
}

static void
append_number (GString *out, CrWhy *why, double number, gboolean first)
{
  gboolean negative = signbit (number) && !isnan (number);
  g_autofree char *text = cr_why_number_to_text (why->dtype, first ? number : fabs (number));
  if (!first)
    g_string_append (out, negative ? " - " : " + ");
  g_string_append (out, text);
}

/* "1.5 + 3.0", of many the first and the last; a hook's number is no addend. */
static guint
write_terms (CrWhy *why, GString *out)
{
  guint n = 0, all = 0;
  if (write_product (why, out))
    return 1;
  for (guint i = 0; i < why->terms->len; i++)
    all += g_array_index (why->terms, CrWhyTerm, i).kind != CR_WHY_TERM_NONE
           && g_array_index (why->terms, CrWhyTerm, i).kind != CR_WHY_TERM_HOOK;
  for (guint i = 0; i < why->terms->len; i++)
    {
      const CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, i);
      if (term->kind == CR_WHY_TERM_NONE || term->kind == CR_WHY_TERM_HOOK)
        continue;
      if (n < MAX_WRITTEN - 2 || all <= MAX_WRITTEN || n + 1 == all)
        append_number (out, why, term->number, n == 0);
      else if (n == MAX_WRITTEN - 2)
        g_string_append (out, " + …");
      n++;
    }
  return all;
}

static void
write_zeros (CrWhy *why, GString *out)
{
  if (why->n_zero == 0)
    return;
  g_string_append_c (out, ' ');
  g_string_append_printf (out,
                          why->terms->len > 0
                              ? ngettext ("%" PRId64 " other local derivative is 0.",
                                          "%" PRId64 " other local derivatives are 0.", (gulong)why->n_zero)
                              : ngettext ("%" PRId64 " local derivative is 0.", "%" PRId64 " local derivatives are 0.",
                                          (gulong)why->n_zero),
                          why->n_zero);
}

static void
write_difference (CrWhy *why, GString *out)
{
  g_autofree char *sum = cr_why_number_to_text (why->dtype, why->sum);
  g_autofree char *total = cr_why_number_to_text (why->dtype, why->total);
  g_autofree char *difference = cr_double_to_label (fabs (why->sum - why->total), 2);
  g_string_append_printf (out, " = %s", sum);
  if (why->check == CR_WHY_ROUNDING)
    g_string_append_printf (out,
                            _ ("; the function sent %s. They differ by %s because %s rounds, and the function's own "
                               "calculation rounds elsewhere."),
                            total, difference, cr_dtype_get_name (why->dtype));
  else
    g_string_append_printf (out,
                            _ ("; yet %s was sent: a hook changed it, a saved value was written through .data, or the "
                               "function's backward is its own."),
                            total);
}

/* One term that is the total: nothing to add. */
static gboolean
is_plain (CrWhy *why)
{
  guint n = 0;
  for (guint i = 0; i < why->terms->len; i++)
    n += g_array_index (why->terms, CrWhyTerm, i).kind != CR_WHY_TERM_NONE;
  return n == 1 && why->kind != CR_WHY_THROUGH;
}

char *
cr_why_sum_to_text (CrWhy *why)
{
  if (!why->has_total || why->check == CR_WHY_UNKNOWN || is_plain (why))
    return NULL;
  GString *out = g_string_new (NULL);
  g_autofree char *total = cr_why_number_to_text (why->dtype, why->total);
  guint n = write_terms (why, out);
  const CrWhyTerm *last = why->terms->len > 0 ? &g_array_index (why->terms, CrWhyTerm, why->terms->len - 1) : NULL;
  gboolean hooked = last != NULL && last->kind == CR_WHY_TERM_HOOK;
  if (n == 0)
    g_string_append (out, "0.0");
  if (hooked)
    {
      g_autofree char *sum = cr_why_number_to_text (why->dtype, last->before);
      g_string_append_printf (out, _ (" = %s, of which a hook made %s"), sum, total);
    }
  else if (why->check == CR_WHY_EXACT)
    g_string_append_printf (out, _ (" = %s, exactly."), total);
  else if (why->check == CR_WHY_KERNEL)
    g_string_append_printf (out, _ (" = %s, exactly, in the order in which the function adds."), total);
  else
    write_difference (why, out);
  write_zeros (why, out);
  return g_string_free (out, FALSE);
}
