/* Asking terms of values. What is learned of a large one is kept, since the next key that is typed asks it again. */

#include "cr-find-private.h"

#include <math.h>

#define FEW 64 /* elements that are looked at anew each time */

/* What comparisons ask of a value. */
typedef struct
{
  gboolean known; /* FALSE: past the trace's budget nothing of it was kept */
  gint64 numel, n_nan, n_inf, n_zero;
  double min, max; /* infinities included; NaN where there is no number */
  double mean, norm;
} Facts;

struct _CrFindValues
{
  GHashTable *facts; /* CrValue (borrowed from the trace) -> Facts */
};

CrFindValues *
cr_find_values_new (void)
{
  CrFindValues *values = g_new0 (CrFindValues, 1);
  values->facts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return values;
}

void
cr_find_values_free (CrFindValues *values)
{
  g_hash_table_unref (values->facts);
  g_free (values);
}

/* A summary leaves infinities out of its extremes. */
static void
add_infinities (Facts *facts, const CrValue *value)
{
  gboolean below = FALSE, above = !cr_value_has_data (value);
  for (gint64 i = 0; cr_value_has_data (value) && i < facts->numel && !(below && above); i++)
    {
      double x = cr_value_get_double (value, i);
      below = below || x == -INFINITY;
      above = above || x == INFINITY;
    }
  if (below)
    facts->min = -INFINITY;
  if (above)
    facts->max = INFINITY;
  if (facts->n_inf + facts->n_nan == facts->numel)
    {
      facts->max = above ? INFINITY : -INFINITY;
      facts->min = below ? -INFINITY : INFINITY;
    }
  facts->norm = INFINITY;
}

static Facts
find_facts (const CrValue *value)
{
  CrSummary summary;
  cr_value_get_summary (value, &summary);
  Facts facts = { .known = !isnan (summary.norm),
                  .numel = cr_value_get_numel (value),
                  .n_nan = summary.n_nan,
                  .n_inf = summary.n_inf,
                  .n_zero = summary.n_zero,
                  .min = summary.min,
                  .max = summary.max,
                  .mean = summary.mean,
                  .norm = summary.norm };
  if (facts.n_inf > 0)
    add_infinities (&facts, value);
  if (facts.n_nan + facts.n_inf > 0)
    facts.mean = NAN;
  if (facts.n_nan > 0)
    facts.norm = NAN;
  return facts;
}

/* NULL is the value that is not there: nothing is known of it. */
static Facts
get_facts (CrFindValues *values, CrValue *value)
{
  if (value == NULL)
    return (Facts){ .known = FALSE };
  if (cr_value_get_numel (value) < FEW)
    return find_facts (value);
  Facts *known = g_hash_table_lookup (values->facts, value);
  if (known == NULL)
    {
      known = g_new (Facts, 1);
      *known = find_facts (value);
      g_hash_table_insert (values->facts, value, known);
    }
  return *known;
}

static gboolean
compare (double x, const CrFindTerm *term)
{
  gboolean equal = fabs (x - term->number) <= term->tolerance;
  switch (term->compare)
    {
    case CR_COMPARE_EQUAL:
      return equal;
    case CR_COMPARE_UNEQUAL:
      return !equal;
    case CR_COMPARE_BELOW:
      return x < term->number;
    case CR_COMPARE_AT_MOST:
      return x <= term->number;
    case CR_COMPARE_ABOVE:
      return x > term->number;
    case CR_COMPARE_AT_LEAST:
    default:
      return x >= term->number;
    }
}

/* By the extremes alone: every element for =, any for the rest. */
static gboolean
compare_elements (const Facts *facts, const CrFindTerm *term)
{
  if (facts->numel == 0)
    return FALSE;
  switch (term->compare)
    {
    case CR_COMPARE_EQUAL:
      return facts->n_nan == 0 && compare (facts->min, term) && compare (facts->max, term);
    case CR_COMPARE_BELOW:
    case CR_COMPARE_AT_MOST:
      return compare (facts->min, term);
    case CR_COMPARE_UNEQUAL:
      return facts->n_nan > 0 || compare (facts->min, term) || compare (facts->max, term);
    case CR_COMPARE_ABOVE:
    case CR_COMPARE_AT_LEAST:
    default:
      return compare (facts->max, term);
    }
}

gboolean
cr_find_values_hold (CrFindValues *values, const CrFindTerm *term, CrValue *value)
{
  Facts facts = get_facts (values, value);
  const double quantities[] = { 0, facts.norm, facts.min, facts.max, facts.mean };
  switch (term->kind)
    {
    case CR_TERM_NAN:
      return value != NULL && facts.n_nan > 0;
    case CR_TERM_INF:
      return value != NULL && facts.n_inf > 0;
    case CR_TERM_ZERO:
      return facts.known && facts.numel > 0 && facts.n_zero == facts.numel;
    case CR_TERM_COMPARE:
      if (term->quantity == CR_QUANTITY_ELEMENTS)
        return facts.known && compare_elements (&facts, term);
      return value != NULL && facts.numel > 0 && !isnan (quantities[term->quantity])
             && compare (quantities[term->quantity], term);
    default:
      return FALSE;
    }
}
