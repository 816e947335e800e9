/* The numbers of a step put into its rule. */
#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cr-formula-account-private.h"

#define MAX_TERMS 3 /* of a longer sum that are written out */

/* The ink of a letter's number. */
static CrInk
get_ink (const CrBinding *binding, const CrTerm *term)
{
  return term->kind == CR_TERM_GRADIENT              ? CR_INK_GRADIENT
         : binding != NULL && binding->value != NULL ? CR_INK_VALUE
                                                     : CR_INK_TEXT;
}

static gboolean
is_one (const CrTerm *term, const CrScope *scope)
{
  const CrBinding *binding = term->kind == CR_TERM_SYMBOL ? cr_scope_find (scope, term) : NULL;

  return binding != NULL && binding->value == NULL && binding->term == NULL && binding->number == 1;
}

/* @term with numbers for its letters; @operand: a negative number is put in brackets. */
static CrTerm *
substitute (const CrTerm *term, CrScope *scope, gboolean operand)
{
  gboolean is_product = cr_term_is (term, CR_TERM_PRODUCT, "·");
  CrTerm *copy;

  if (is_product && is_one (cr_term_get (term, 0), scope))
    return substitute (cr_term_get (term, 1), scope, operand);
  if (is_product && is_one (cr_term_get (term, 1), scope))
    return substitute (cr_term_get (term, 0), scope, operand);
  if (term->kind == CR_TERM_SYMBOL || term->kind == CR_TERM_GRADIENT)
    return cr_term_is (term, CR_TERM_SYMBOL, "π")
               ? cr_term_copy (term)
               : cr_term_new_number (cr_term_evaluate (term, scope), get_ink (cr_scope_find (scope, term), term),
                                     operand);
  if (term->kind == CR_TERM_SERIES)
    return cr_term_new_number (cr_term_evaluate (term, scope), CR_INK_TEXT, operand);
  copy = cr_term_new (term->kind, cr_term_is (term, CR_TERM_PRODUCT, "") ? "·" : term->text);
  copy->number = term->number;
  for (guint i = 0; i < cr_term_get_n (term); i++)
    {
      gboolean bracketed = term->kind == CR_TERM_GROUP || term->kind == CR_TERM_ROOT || term->kind == CR_TERM_FRACTION;

      if (term->kind == CR_TERM_POWER && i == 1)
        cr_term_append (copy, cr_term_new_number (cr_term_evaluate (cr_term_get (term, 1), scope), CR_INK_TEXT, FALSE));
      else
        cr_term_append (copy, substitute (cr_term_get (term, i), scope,
                                          !bracketed && (i > 0 || operand || term->kind != CR_TERM_SUM)));
    }
  return copy;
}

static const char *
negate (const char *relation)
{
  return strcmp (relation, ">") == 0   ? "≤"
         : strcmp (relation, "<") == 0 ? "≥"
         : strcmp (relation, "≥") == 0 ? "<"
                                       : ">";
}

/* "since 2 > 0" */
static void
append_condition (CrAccount *account, gboolean holds, CrTerm *row)
{
  const CrEquation *equation = &account->equation;

  if (equation->relation == NULL)
    return;
  cr_term_append (row, cr_term_new (CR_TERM_WORDS, _ ("since")));
  cr_term_append (row, substitute (equation->left, &account->scope, FALSE));
  cr_term_append (row, cr_term_new (CR_TERM_RELATION, holds ? equation->relation : negate (equation->relation)));
  cr_term_append (row, substitute (equation->right, &account->scope, FALSE));
}

/* @sum + @term, both taken over; @sum may be NULL. */
static CrTerm *
add (CrTerm *sum, CrTerm *term)
{
  gboolean single = term->kind == CR_TERM_NUMBER || term->kind == CR_TERM_GROUP || term->kind == CR_TERM_WORDS
                    || (term->kind == CR_TERM_PRODUCT);

  if (!single)
    term = cr_term_new_1 (CR_TERM_GROUP, "(", term);
  return sum == NULL ? term : cr_term_new_2 (CR_TERM_SUM, "+", sum, term);
}

/* The product of row and column, written out. */
static CrTerm *
write_matrix (CrAccount *account)
{
  CrScope *scope = &account->scope;
  const CrTerm *value = account->equation.value;
  gboolean negative = value->kind == CR_TERM_NEGATIVE;
  const CrTerm *product = negative ? cr_term_get (value, 0) : value;
  const CrTerm *left = cr_term_get (product, 0), *right = cr_term_get (product, 1);
  gint64 batch = scope->ndim == 3 ? scope->index[0] : 0;
  gint64 row = scope->ndim >= 2 ? scope->index[scope->ndim - 2] : scope->index[0];
  gint64 column = scope->ndim >= 2 ? scope->index[scope->ndim - 1] : 0;
  gboolean outer = cr_term_is (product, CR_TERM_PRODUCT, "⊗");
  gint64 n = outer ? 1 : cr_term_count_columns (left, scope);
  CrTerm *sum = NULL;

  for (gint64 k = 0; k < n; k++)
    {
      double a = cr_term_evaluate_matrix (left, scope, batch, row, outer ? 0 : k);
      double b = outer ? cr_term_evaluate_matrix (right, scope, batch, column, 0)
                       : cr_term_evaluate_matrix (right, scope, batch, k, column);
      gboolean gradient_first = left->kind == CR_TERM_GRADIENT || left->kind == CR_TERM_PRODUCT;

      if (k == MAX_TERMS && n > MAX_TERMS + 1)
        {
          sum = add (sum, cr_term_new (CR_TERM_WORDS, "…"));
          break;
        }
      sum = add (sum, cr_term_new_2 (CR_TERM_PRODUCT, "·",
                                     cr_term_new_number (a, gradient_first ? CR_INK_GRADIENT : CR_INK_VALUE, k > 0),
                                     cr_term_new_number (b, gradient_first ? CR_INK_VALUE : CR_INK_GRADIENT, TRUE)));
    }
  return negative ? cr_term_new_1 (CR_TERM_NEGATIVE, NULL, cr_term_new_1 (CR_TERM_GROUP, "(", sum)) : sum;
}

/* The terms of one element; @holds tells whether the condition holds for the only one. */
static CrTerm *
write_terms (CrAccount *account, gint64 element, guint *n_terms, gboolean *holds)
{
  const CrEquation *equation = &account->equation;
  CrTerm *sum = NULL;
  gboolean several = cr_scope_get_numel (&account->scope) > cr_value_get_numel (account->sent);
  guint n = 0;

  if (!cr_account_first (account, element))
    return NULL;
  do
    {
      const CrTerm *value;

      *holds = account->is_matrix || cr_account_holds (account);
      value = *holds ? equation->value : equation->otherwise;
      if (value->kind == CR_TERM_SERIES)
        value = cr_term_get (value, 0);
      if (n < MAX_TERMS)
        {
          CrTerm *term = account->is_matrix ? write_matrix (account) : substitute (value, &account->scope, several);

          sum = several ? add (sum, term) : term;
        }
      n++;
    }
  while (cr_account_next (account));
  if (n > MAX_TERMS)
    sum = add (sum, cr_term_new (CR_TERM_WORDS, "…"));
  *n_terms = n;
  return sum;
}

/* "1, 0" for the element of a tensor; NULL for a number. */
static CrTerm *
write_index (const CrValue *value, gint64 element)
{
  int ndim = cr_value_get_ndim (value);
  GString *text = g_string_new (NULL);
  CrTerm *index;

  for (int d = ndim; d-- > 0;)
    {
      gint64 size = MAX (cr_value_get_sizes (value)[d], 1);
      g_autofree char *part = g_strdup_printf ("%" G_GINT64_FORMAT "%s", element % size, text->len > 0 ? ", " : "");

      g_string_prepend (text, part);
      element /= size;
    }
  index = ndim == 0 ? NULL : cr_term_new (CR_TERM_NUMBER, text->str);
  g_string_free (text, TRUE);
  return index;
}

/* ∂L/∂b[0, 1], with the variable's own name if it has one. */
static CrTerm *
write_left_side (CrAccount *account, CrGraph *graph, guint slot, gint64 element)
{
  guint variable = slot < account->function->n_inputs ? account->function->inputs[slot] : CR_NONE;
  const char *label = variable == CR_NONE ? NULL : cr_variable_get_label (cr_graph_get_variable (graph, variable));
  CrTerm *name = label == NULL ? cr_term_copy (account->equation.name) : cr_term_new (CR_TERM_SYMBOL, label);
  CrTerm *index = write_index (account->sent, element), *gradient;

  if (index != NULL)
    name = cr_term_new_2 (CR_TERM_INDEXED, NULL, name, index);
  gradient = cr_term_new_1 (CR_TERM_GRADIENT, NULL, name);
  gradient->ink = CR_INK_GRADIENT;
  return gradient;
}

CrFormula *
cr_formula_new_numbers (CrCursor *cursor, guint event, guint slot, gint64 element)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  CrTrace *trace = cr_graph_get_trace (graph);
  const CrEvent *step = event < cr_trace_get_length (trace) ? cr_trace_get_event (trace, event) : NULL;
  CrAccount account;
  CrTerm *row = NULL, *terms = NULL;
  guint n_terms = 0;
  gboolean holds = TRUE;

  if (step == NULL || step->kind != CR_EVENT_FUNCTION_STEPPED || step->u.step.leaf != 0)
    return NULL;
  if (cr_account_init (&account, cursor, &step->u.step, slot)
      && cr_account_solve (&account, cr_trace_get_source (trace), element))
    terms = write_terms (&account, element, &n_terms, &holds);
  if (terms != NULL)
    {
      gboolean is_result
          = terms->kind == CR_TERM_NUMBER
            || (terms->kind == CR_TERM_NEGATIVE && cr_term_is (cr_term_get (terms, 0), CR_TERM_NUMBER, NULL));

      row = cr_term_new_1 (CR_TERM_ROW, NULL, write_left_side (&account, graph, slot, element));
      cr_term_append (row, cr_term_new (CR_TERM_RELATION, "="));
      cr_term_append (row, terms);
      if (!is_result)
        {
          cr_term_append (row, cr_term_new (CR_TERM_RELATION, "="));
          cr_term_append (row,
                          cr_term_new_number (cr_value_get_double (account.sent, element), CR_INK_GRADIENT, FALSE));
        }
      if (n_terms == 1 && !account.is_matrix)
        {
          cr_account_first (&account, element);
          append_condition (&account, holds, row);
        }
    }
  cr_account_clear (&account);
  return row == NULL ? NULL : cr_formula_new_clause (row);
}

guint
cr_formula_list_terms (CrCursor *cursor, guint event, guint slot, gint64 element, double *terms, guint max)
{
  CrTrace *trace = cr_graph_get_trace (cr_cursor_get_graph (cursor));
  const CrEvent *step = event < cr_trace_get_length (trace) ? cr_trace_get_event (trace, event) : NULL;
  CrAccount account;
  guint n = 0;

  if (step == NULL || step->kind != CR_EVENT_FUNCTION_STEPPED || step->u.step.leaf != 0)
    return 0;
  if (cr_account_init (&account, cursor, &step->u.step, slot)
      && cr_account_solve (&account, cr_trace_get_source (trace), element) && cr_account_first (&account, element))
    do
      {
        if (n < max)
          terms[n] = cr_account_evaluate (&account);
        n++;
      }
    while (cr_account_next (&account));
  cr_account_clear (&account);
  return n;
}

static gboolean
has_element (const CrValue *value, gint64 element)
{
  return value != NULL && cr_value_has_data (value) && element >= 0 && element < cr_value_get_numel (value);
}

CrFormula *
cr_formula_new_accumulation (CrGraph *graph, guint event, gint64 element)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  const CrEvent *e = event < cr_trace_get_length (trace) ? cr_trace_get_event (trace, event) : NULL;
  const CrGradientEvent *gradient = e != NULL && e->kind == CR_EVENT_GRAD_ACCUMULATED ? &e->u.gradient : NULL;
  CrTerm *row, *index, *name;
  guint variable;
  const char *label = NULL;
  g_autofree char *text = NULL;

  if (gradient == NULL || !has_element (gradient->after, element) || !has_element (gradient->received, element)
      || (gradient->before != NULL && !has_element (gradient->before, element)))
    return NULL;
  variable = cr_graph_find_variable (graph, gradient->tensor, gradient->function);
  if (variable != CR_NONE)
    label = cr_variable_get_label (cr_graph_get_variable (graph, variable));
  text = g_strdup_printf ("%s.grad", label == NULL ? "" : label);
  name = cr_term_new (CR_TERM_SYMBOL, text);
  index = write_index (gradient->after, element);
  row = cr_term_new_1 (CR_TERM_ROW, NULL, index == NULL ? name : cr_term_new_2 (CR_TERM_INDEXED, NULL, name, index));
  cr_term_append (row, cr_term_new (CR_TERM_RELATION, "="));
  if (gradient->before != NULL)
    {
      double before = cr_value_get_double (gradient->before, element);
      double received = cr_value_get_double (gradient->received, element);

      cr_term_append (row, cr_term_new_2 (CR_TERM_SUM, "+", cr_term_new_number (before, CR_INK_GRADIENT, TRUE),
                                          cr_term_new_number (received, CR_INK_GRADIENT, TRUE)));
      cr_term_append (row, cr_term_new (CR_TERM_RELATION, "="));
    }
  cr_term_append (row, cr_term_new_number (cr_value_get_double (gradient->after, element), CR_INK_GRADIENT, FALSE));
  return cr_formula_new_clause (row);
}
