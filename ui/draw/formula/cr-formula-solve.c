/* A rule knows no shapes and some of its numbers (an exponent, a slope) are not in the trace. Both are tried: which
 * number, and how the elements of a sum belong to what was summed. Only what gives the numbers that were really sent
 * is believed, and only if nothing else gives them, too. */
#include "cr-formula-account-private.h"

#include <math.h>
#include <string.h>

#define MAX_CANDIDATES 8
#define MAX_EVALUATIONS 20000 /* for one way of reading it */
#define MAX_SAMPLES 24

/* The dimensions over which terms are added up for one element of what was sent, as bits. */
static guint
get_summed (const CrAccount *account)
{
  int ndim = cr_value_get_ndim (account->sent), shift = account->scope.ndim - ndim;
  guint summed = 0;

  for (int d = 0; d < account->scope.ndim; d++)
    if (d < shift || (cr_value_get_sizes (account->sent)[d - shift] == 1 && account->scope.sizes[d] != 1))
      summed |= 1u << d;
  return summed;
}

static gint64
count_terms (const CrAccount *account)
{
  guint summed = get_summed (account);
  gint64 n = 1;

  for (int d = 0; d < account->scope.ndim; d++)
    n *= summed >> d & 1 ? account->scope.sizes[d] : 1;
  return n;
}

gboolean
cr_account_first (CrAccount *account, gint64 element)
{
  int ndim = cr_value_get_ndim (account->sent), shift = account->scope.ndim - ndim;
  const gint64 *sizes = cr_value_get_sizes (account->sent);

  memset (account->scope.index, 0, sizeof account->scope.index);
  for (int d = ndim; d-- > 0;)
    {
      account->scope.index[d + shift] = element % MAX (sizes[d], 1);
      element /= MAX (sizes[d], 1);
    }
  return count_terms (account) > 0;
}

gboolean
cr_account_next (CrAccount *account)
{
  guint summed = get_summed (account);

  for (int d = account->scope.ndim; d-- > 0;)
    {
      if (!(summed >> d & 1))
        continue;
      if (++account->scope.index[d] < account->scope.sizes[d])
        return TRUE;
      account->scope.index[d] = 0;
    }
  return FALSE;
}

gboolean
cr_account_holds (CrAccount *account)
{
  const CrEquation *equation = &account->equation;

  return equation->relation == NULL
         || cr_term_holds (equation->left, equation->relation, equation->right, &account->scope);
}

double
cr_account_evaluate (CrAccount *account)
{
  const CrScope *scope = &account->scope;

  if (account->is_matrix)
    return cr_term_evaluate_matrix (account->equation.value, &account->scope, scope->ndim == 3 ? scope->index[0] : 0,
                                    scope->ndim >= 2 ? scope->index[scope->ndim - 2] : scope->index[0],
                                    scope->ndim >= 2 ? scope->index[scope->ndim - 1] : 0);
  if (cr_account_holds (account))
    {
      const CrTerm *value = account->equation.value;

      /* A sum over what was broadcast is that over the terms. */
      return cr_term_evaluate (value->kind == CR_TERM_SERIES ? cr_term_get (value, 0) : value, &account->scope);
    }
  if (account->equation.otherwise == NULL)
    account->scope.failed = TRUE;
  return account->scope.failed ? NAN : cr_term_evaluate (account->equation.otherwise, &account->scope);
}

static double
get_tolerance (CrDtype dtype)
{
  return dtype == CR_DTYPE_FLOAT64 ? 1e-9 : dtype == CR_DTYPE_FLOAT32 ? 2e-5 : 2e-2;
}

/* Whether the rule gives what was sent to @element. */
static gboolean
comes_out (CrAccount *account, gint64 element)
{
  double sum = 0, size = 0, sent = cr_value_get_double (account->sent, element);

  if (!cr_account_first (account, element))
    return FALSE;
  do
    {
      double term = cr_account_evaluate (account);

      sum += term;
      size += fabs (term);
    }
  while (!account->scope.failed && cr_account_next (account));
  if (account->scope.failed)
    return FALSE;
  if (!isfinite (sent) || !isfinite (sum))
    return isnan (sent) ? isnan (sum) : sum == sent;
  return fabs (sum - sent) <= get_tolerance (cr_value_get_dtype (account->sent)) * size + 1e-37;
}

/* Whether the condition, if there is one, falls the same way for both. */
static gboolean
is_same_side (CrAccount *account, gint64 element, gint64 other)
{
  gboolean holds;

  if (account->equation.relation == NULL || !cr_account_first (account, element))
    return TRUE;
  holds = cr_account_holds (account);
  return cr_account_first (account, other) && cr_account_holds (account) == holds;
}

static gboolean
contains_series (const CrTerm *term)
{
  if (term == NULL)
    return FALSE;
  if (term->kind == CR_TERM_SERIES)
    return TRUE;
  for (guint i = 0; i < cr_term_get_n (term); i++)
    if (contains_series (cr_term_get (term, i)))
      return TRUE;
  return FALSE;
}

static gboolean
all_come_out (CrAccount *account, gint64 element)
{
  gint64 numel = cr_value_get_numel (account->sent), cost = count_terms (account);
  gint64 n;

  account->scope.failed = FALSE;
  if (account->is_matrix)
    cost *= MAX (1, cr_term_count_columns (cr_term_get (account->equation.value, 0), &account->scope));
  if (account->equation.value->kind != CR_TERM_SERIES && contains_series (account->equation.value))
    cost *= account->scope.series_dim < 0 ? numel : account->scope.sizes[account->scope.series_dim];
  if (cost <= 0 || cost > MAX_EVALUATIONS || !comes_out (account, element))
    return FALSE;
  n = MIN (numel, CLAMP (MAX_EVALUATIONS / cost, 1, MAX_SAMPLES));
  for (gint64 i = 0; i < n; i++)
    {
      gint64 other = i * (numel - 1) / MAX (n - 1, 1);

      if (is_same_side (account, element, other) && !comes_out (account, other))
        return FALSE;
    }
  return TRUE;
}

static gboolean
contains_symbol (const CrTerm *term, const char *name)
{
  if (term == NULL)
    return FALSE;
  if (cr_term_is (term, CR_TERM_SYMBOL, name))
    return TRUE;
  for (guint i = 0; i < cr_term_get_n (term); i++)
    if (contains_symbol (cr_term_get (term, i), name))
      return TRUE;
  return FALSE;
}

/* Whether the letter plays a part in what is said of @element: of "where a > 0, else slope · ∂L/∂y" one half does. */
static gboolean
is_used (CrAccount *account, gint64 element, const char *name)
{
  const CrEquation *equation = &account->equation;
  const CrTerm *unused;

  if (equation->relation == NULL || !cr_account_first (account, element))
    return TRUE;
  unused = cr_account_holds (account) ? equation->otherwise : equation->value;
  return !contains_symbol (unused, name) || contains_symbol (equation->left, name)
         || contains_symbol (equation->right, name);
}

static void
add_candidate (double *candidates, guint *n, double number)
{
  for (guint i = 0; i < *n; i++)
    if (candidates[i] == number)
      return;
  if (*n < MAX_CANDIDATES && isfinite (number))
    candidates[(*n)++] = number;
}

/* What a number of the rule may have been: those that the expression in the script shows, 1, and how many elements
 * were taken together. */
static guint
list_candidates (CrAccount *account, CrSource *source, double *candidates)
{
  double sent = (double)cr_value_get_numel (account->sent);
  g_autofree char *text = source == NULL || account->function->range.line == 0
                              ? NULL
                              : cr_source_dup_range (source, &account->function->range);
  guint n = 0;

  add_candidate (candidates, &n, 1);
  add_candidate (candidates, &n, sent / MAX (cr_value_get_numel (account->step->received[0]), 1));
  add_candidate (candidates, &n, sent);
  for (const char *p = text; p != NULL && *p != '\0';)
    {
      gboolean apart = p == text || !(g_ascii_isalnum (p[-1]) || p[-1] == '_' || p[-1] == '.');
      char *end = NULL;
      double number;

      if (!apart || !(g_ascii_isdigit (*p) || (*p == '.' && g_ascii_isdigit (p[1]))))
        {
          p++;
          continue;
        }
      number = g_ascii_strtod (p, &end);
      add_candidate (candidates, &n, number);
      if (p > text && p[-1] == '-')
        add_candidate (candidates, &n, -number);
      p = end;
    }
  return n;
}

/* Tries the numbers of the free letters from @first on. How many ways come out, 2 for more; the numbers of the first
 * are in @found. */
static guint
try_numbers (CrAccount *account, gint64 element, guint first, const double *candidates, guint n, double *found)
{
  guint ways = 0;

  if (first == account->n_free)
    {
      if (!all_come_out (account, element))
        return 0;
      for (guint i = 0; i < account->n_free; i++)
        found[i] = cr_account_find_symbol (account, account->free[i])->number;
      return 1;
    }
  if (!is_used (account, element, account->free[first]))
    n = 1;
  for (guint i = 0; i < n && ways < 2; i++)
    {
      double other[CR_MAX_FREE];

      cr_account_find_symbol (account, account->free[first])->number = candidates[i];
      ways += try_numbers (account, element, first + 1, candidates, n, ways == 0 ? found : other);
    }
  return ways;
}

static gboolean
solve_numbers (CrAccount *account, gint64 element, const double *candidates, guint n)
{
  double found[CR_MAX_FREE] = { 0 };

  if (try_numbers (account, element, 0, candidates, n, found) != 1)
    return FALSE;
  for (guint i = 0; i < account->n_free; i++)
    cr_account_find_symbol (account, account->free[i])->number = found[i];
  return TRUE;
}

static void
set_frame (CrAccount *account, const CrValue *value, CrResultMap map)
{
  account->scope.ndim = cr_value_get_ndim (value);
  memcpy (account->scope.sizes, cr_value_get_sizes (value), account->scope.ndim * sizeof (gint64));
  account->scope.map = map;
  account->scope.dropped = 0;
  account->scope.series_dim = -1;
}

/* In the frame as it is set; where a Σ is inside, over any one dimension. */
static gboolean
solve_frame (CrAccount *account, gint64 element, const double *candidates, guint n)
{
  const CrTerm *value = account->equation.value;

  if (value->kind == CR_TERM_SERIES || !contains_series (value))
    return solve_numbers (account, element, candidates, n);
  for (int d = 0; d < account->scope.ndim; d++)
    {
      account->scope.series_dim = d;
      if (solve_numbers (account, element, candidates, n))
        return TRUE;
    }
  return FALSE;
}

/* The result has fewer dimensions than the input: which are gone? Only if one choice alone comes out. */
static gboolean
solve_reduced (CrAccount *account, gint64 element, const double *candidates, guint n)
{
  int missing = account->scope.ndim - cr_value_get_ndim (account->step->received[0]);
  guint found = 0, n_found = 0;

  if (missing <= 0 || cr_value_get_numel (account->step->received[0]) == 1)
    return FALSE;
  for (guint bits = 1; bits < 1u << account->scope.ndim && n_found < 2; bits++)
    {
      int n_bits = 0;

      for (guint rest = bits; rest != 0; rest >>= 1)
        n_bits += rest & 1;
      account->scope.dropped = bits;
      if (n_bits == missing && solve_numbers (account, element, candidates, n))
        {
          found = bits;
          n_found++;
        }
    }
  account->scope.dropped = found;
  return n_found == 1 && solve_numbers (account, element, candidates, n);
}

gboolean
cr_account_solve (CrAccount *account, CrSource *source, gint64 element)
{
  double candidates[MAX_CANDIDATES];
  guint n = list_candidates (account, source, candidates);
  const CrValue *received = account->step->received[0];

  if (element < 0 || element >= cr_value_get_numel (account->sent))
    return FALSE;
  set_frame (account, account->sent, CR_RESULT_BROADCAST);
  if (account->is_matrix)
    return solve_numbers (account, element, candidates, n);
  if (account->equation.flat || account->equation.reversed)
    {
      account->scope.map = account->equation.flat ? CR_RESULT_FLAT : CR_RESULT_REVERSED;
      return solve_numbers (account, element, candidates, n);
    }
  if (cr_value_get_numel (received) >= cr_value_get_numel (account->sent))
    {
      set_frame (account, received, CR_RESULT_BROADCAST);
      return solve_frame (account, element, candidates, n);
    }
  if (solve_frame (account, element, candidates, n))
    return TRUE;
  set_frame (account, account->sent, CR_RESULT_REDUCED);
  return solve_reduced (account, element, candidates, n);
}
