/* Plain recursion over the terms, in double precision. */
#include "cr-formula-evaluate.h"

#include <math.h>
#include <string.h>

#define MAX_SERIES 65536 /* elements of a Σ inside a term */

static double
fail (CrScope *scope)
{
  scope->failed = TRUE;
  return NAN;
}

const CrBinding *
cr_scope_find (const CrScope *scope, const CrTerm *term)
{
  gboolean is_gradient = term->kind == CR_TERM_GRADIENT;
  const CrTerm *name = is_gradient ? cr_term_get (term, 0) : term;

  for (guint i = 0; name->kind == CR_TERM_SYMBOL && i < scope->n_bindings; i++)
    if (scope->bindings[i].is_gradient == is_gradient && strcmp (scope->bindings[i].name, name->text) == 0)
      return &scope->bindings[i];
  return NULL;
}

void
cr_scope_set_index (CrScope *scope, gint64 flat)
{
  for (int d = scope->ndim; d-- > 0;)
    {
      scope->index[d] = scope->sizes[d] == 0 ? 0 : flat % scope->sizes[d];
      flat /= MAX (scope->sizes[d], 1);
    }
}

gint64
cr_scope_get_numel (const CrScope *scope)
{
  gint64 n = 1;

  for (int d = 0; d < scope->ndim; d++)
    n *= scope->sizes[d];
  return n;
}

gint64
cr_scope_locate (const CrScope *scope, int ndim, const gint64 *sizes)
{
  gint64 flat = 0;

  if (ndim > scope->ndim)
    return -1;
  for (int d = 0; d < ndim; d++)
    {
      int at = scope->ndim - ndim + d;

      if (sizes[d] != scope->sizes[at] && sizes[d] != 1)
        return -1;
      flat = flat * sizes[d] + (sizes[d] == 1 ? 0 : scope->index[at]);
    }
  return flat;
}

static gint64
locate_reduced (const CrScope *scope, int ndim, const gint64 *sizes)
{
  gint64 flat = 0;
  int at = 0;

  for (int d = 0; d < scope->ndim; d++)
    {
      if (scope->dropped >> d & 1)
        continue;
      if (at >= ndim || sizes[at] != scope->sizes[d])
        return -1;
      flat = flat * sizes[at++] + scope->index[d];
    }
  return at == ndim ? flat : -1;
}

static gint64
locate_flat (const CrScope *scope)
{
  gint64 flat = 0;

  for (int d = 0; d < scope->ndim; d++)
    flat = flat * scope->sizes[d] + scope->index[d];
  return flat;
}

static gint64
locate_reversed (const CrScope *scope, int ndim, const gint64 *sizes)
{
  gint64 flat = 0;

  if (ndim != scope->ndim)
    return -1;
  for (int d = 0; d < ndim; d++)
    {
      if (sizes[d] != scope->sizes[ndim - 1 - d])
        return -1;
      flat = flat * sizes[d] + scope->index[ndim - 1 - d];
    }
  return flat;
}

static gint64
locate_value (const CrScope *scope, const CrBinding *binding)
{
  int ndim = cr_value_get_ndim (binding->value);
  const gint64 *sizes = cr_value_get_sizes (binding->value);

  if (binding->is_result && cr_value_get_numel (binding->value) == 1)
    return 0;
  if (binding->is_result && scope->map == CR_RESULT_REDUCED)
    return locate_reduced (scope, ndim, sizes);
  if (binding->is_result && scope->map == CR_RESULT_FLAT)
    return cr_value_get_numel (binding->value) == cr_scope_get_numel (scope) ? locate_flat (scope) : -1;
  if (binding->is_result && scope->map == CR_RESULT_REVERSED)
    return locate_reversed (scope, ndim, sizes);
  return cr_scope_locate (scope, ndim, sizes);
}

static double
evaluate_binding (const CrTerm *term, CrScope *scope)
{
  const CrBinding *binding = cr_scope_find (scope, term);
  gint64 at;

  if (binding == NULL && cr_term_is (term, CR_TERM_SYMBOL, "π"))
    return G_PI;
  if (binding == NULL)
    return fail (scope);
  if (binding->term != NULL)
    return cr_term_evaluate (binding->term, scope);
  if (binding->value == NULL)
    return binding->number;
  at = locate_value (scope, binding);
  return at < 0 ? fail (scope) : cr_value_get_double (binding->value, at);
}

/* The term summed over the dimension of the series, or over all elements. */
static double
evaluate_series (const CrTerm *body, CrScope *scope)
{
  int dim = scope->series_dim;
  gint64 n = dim >= 0 ? scope->sizes[dim] : cr_scope_get_numel (scope);
  CrScope inner = *scope;
  double sum = 0;

  if (n > MAX_SERIES)
    return fail (scope);
  for (gint64 i = 0; i < n; i++)
    {
      if (dim >= 0)
        inner.index[dim] = i;
      else
        cr_scope_set_index (&inner, i);
      sum += cr_term_evaluate (body, &inner);
    }
  scope->failed |= inner.failed;
  return sum;
}

static double
sigmoid (double x)
{
  return 1 / (1 + exp (-x));
}

static double
normal_cdf (double x)
{
  return 0.5 * erfc (-x * G_SQRT2 / 2);
}

static double
normal_density (double x)
{
  return exp (-x * x / 2) / sqrt (2 * G_PI);
}

static double
sign (double x)
{
  return x > 0 ? 1 : x < 0 ? -1 : x;
}

static const struct
{
  const char *name;
  double (*function) (double x);
} functions[] = {
  { "exp", exp },   { "ln", log },       { "log", log },          { "cos", cos },   { "sin", sin },
  { "cosh", cosh }, { "sinh", sinh },    { "tanh", tanh },        { "sign", sign }, { "trunc", trunc },
  { "σ", sigmoid }, { "Φ", normal_cdf }, { "φ", normal_density },
};

static double
evaluate_call (const CrTerm *term, CrScope *scope)
{
  const CrTerm *argument = cr_term_get (term, 0);

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, term->text) == 0)
      return functions[i].function (cr_term_evaluate (argument, scope));
  if (strcmp (term->text, "clamp") == 0 && cr_term_get_n (argument) == 3)
    {
      double low = cr_term_evaluate (cr_term_get (argument, 1), scope);
      double high = cr_term_evaluate (cr_term_get (argument, 2), scope);

      return CLAMP (cr_term_evaluate (cr_term_get (argument, 0), scope), low, high);
    }
  return fail (scope);
}

static double
evaluate_pair (const CrTerm *term, CrScope *scope)
{
  double a = cr_term_evaluate (cr_term_get (term, 0), scope), b = cr_term_evaluate (cr_term_get (term, 1), scope);

  if (term->kind == CR_TERM_SUM)
    return *term->text == '+' ? a + b : a - b;
  if (term->kind == CR_TERM_FRACTION)
    return a / b;
  if (term->kind == CR_TERM_POWER)
    return pow (a, b);
  return *term->text == '\0' || strcmp (term->text, "·") == 0 ? a * b : fail (scope);
}

static double
evaluate_group (const CrTerm *term, CrScope *scope)
{
  double x = cr_term_evaluate (cr_term_get (term, 0), scope);

  if (cr_term_get_n (term) != 1)
    return fail (scope);
  return *term->text == '(' ? x : *term->text == '|' ? fabs (x) : floor (x);
}

double
cr_term_evaluate (const CrTerm *term, CrScope *scope)
{
  switch (term->kind)
    {
    case CR_TERM_NUMBER:
      return term->number;
    case CR_TERM_SYMBOL:
    case CR_TERM_GRADIENT:
      return evaluate_binding (term, scope);
    case CR_TERM_NEGATIVE:
      return -cr_term_evaluate (cr_term_get (term, 0), scope);
    case CR_TERM_SUM:
    case CR_TERM_PRODUCT:
    case CR_TERM_FRACTION:
    case CR_TERM_POWER:
      return evaluate_pair (term, scope);
    case CR_TERM_GROUP:
      return evaluate_group (term, scope);
    case CR_TERM_ROOT:
      return sqrt (cr_term_evaluate (cr_term_get (term, 0), scope));
    case CR_TERM_SERIES:
      return evaluate_series (cr_term_get (term, 0), scope);
    case CR_TERM_CALL:
      return evaluate_call (term, scope);
    default:
      return fail (scope);
    }
}

/* A letter's element as that of a matrix. Of a batch of matrices, one that is broadcast is not looked for. */
static double
evaluate_entry (const CrTerm *term, CrScope *scope, gint64 batch, gint64 row, gint64 column)
{
  const CrBinding *binding = cr_scope_find (scope, term);
  const gint64 *sizes;
  int ndim;

  if (binding == NULL || binding->value == NULL)
    return binding != NULL && binding->term == NULL ? binding->number : fail (scope);
  ndim = cr_value_get_ndim (binding->value);
  sizes = cr_value_get_sizes (binding->value);
  if (ndim == 0)
    return cr_value_get_double (binding->value, 0);
  if (ndim == 1)
    return row < sizes[0] && column == 0 ? cr_value_get_double (binding->value, row) : fail (scope);
  if (ndim > 3 || row >= sizes[ndim - 2] || column >= sizes[ndim - 1] || (ndim == 3 && batch >= sizes[0]))
    return fail (scope);
  return cr_value_get_double (binding->value,
                              ((ndim == 3 ? batch : 0) * sizes[ndim - 2] + row) * sizes[ndim - 1] + column);
}

gint64
cr_term_count_columns (const CrTerm *term, CrScope *scope)
{
  const CrBinding *binding;

  if (term->kind == CR_TERM_PRODUCT && strcmp (term->text, "⊗") != 0)
    return cr_term_count_columns (cr_term_get (term, 1), scope);
  if (term->kind == CR_TERM_NEGATIVE)
    return cr_term_count_columns (cr_term_get (term, 0), scope);
  binding = cr_scope_find (scope, term->kind == CR_TERM_TRANSPOSE ? cr_term_get (term, 0) : term);
  if (binding == NULL || binding->value == NULL || cr_value_get_ndim (binding->value) == 0)
    return 0;
  if (cr_value_get_ndim (binding->value) == 1)
    return term->kind == CR_TERM_TRANSPOSE ? cr_value_get_sizes (binding->value)[0] : 1;
  return cr_value_get_sizes (
      binding->value)[cr_value_get_ndim (binding->value) - (term->kind == CR_TERM_TRANSPOSE ? 2 : 1)];
}

static double
evaluate_product (const CrTerm *left, const CrTerm *right, CrScope *scope, gint64 batch, gint64 row, gint64 column)
{
  gint64 n = cr_term_count_columns (left, scope);
  double sum = 0;

  if (n == 0 || n > MAX_SERIES)
    return fail (scope);
  for (gint64 k = 0; k < n; k++)
    sum += cr_term_evaluate_matrix (left, scope, batch, row, k)
           * cr_term_evaluate_matrix (right, scope, batch, k, column);
  return sum;
}

double
cr_term_evaluate_matrix (const CrTerm *term, CrScope *scope, gint64 batch, gint64 row, gint64 column)
{
  const CrTerm *first = cr_term_get (term, 0), *second = cr_term_get (term, 1);

  if (term->kind == CR_TERM_SYMBOL || term->kind == CR_TERM_GRADIENT)
    return evaluate_entry (term, scope, batch, row, column);
  if (term->kind == CR_TERM_NEGATIVE)
    return -cr_term_evaluate_matrix (first, scope, batch, row, column);
  if (term->kind == CR_TERM_TRANSPOSE)
    return cr_term_evaluate_matrix (first, scope, batch, column, row);
  if (cr_term_is (term, CR_TERM_PRODUCT, "@"))
    return evaluate_product (first, second, scope, batch, row, column);
  if (cr_term_is (term, CR_TERM_PRODUCT, "⊗"))
    return cr_term_evaluate_matrix (first, scope, batch, row, 0)
           * cr_term_evaluate_matrix (second, scope, batch, column, 0);
  if (cr_term_is (term, CR_TERM_PRODUCT, "·"))
    return cr_term_evaluate_matrix (first, scope, batch, row, column)
           * cr_term_evaluate_matrix (second, scope, batch, row, column);
  return fail (scope);
}

gboolean
cr_term_holds (const CrTerm *left, const char *relation, const CrTerm *right, CrScope *scope)
{
  double a = cr_term_evaluate (left, scope), b = cr_term_evaluate (right, scope);

  if (strcmp (relation, ">") == 0)
    return a > b;
  if (strcmp (relation, "<") == 0)
    return a < b;
  if (strcmp (relation, "≥") == 0)
    return a >= b;
  if (strcmp (relation, "≤") == 0)
    return a <= b;
  scope->failed = TRUE;
  return FALSE;
}
