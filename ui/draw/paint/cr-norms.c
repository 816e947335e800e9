/* One pass over the backward's events; a value that is sent several times is looked at once. */
#include "cr-norms.h"

#include <math.h>

#define LEAST_WIDTH 1.2
#define MOST_WIDTH 8.0
#define ONE_WIDTH 3.0 /* where all are the same */

struct _CrNorms
{
  CrTrace *trace; /* keeps the values */
  guint begun;
  GHashTable *norms; /* const CrValue * -> double *, owned */
  double min, max;   /* min > max: none */
};

static double
find_norm (const CrValue *value)
{
  CrSummary summary;

  cr_value_get_summary (value, &summary);
  return summary.n_nan > 0 ? NAN : summary.n_inf > 0 ? INFINITY : summary.norm;
}

static void
add_values (CrNorms *norms, CrValue *const *values, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      double norm;

      if (values[i] == NULL || g_hash_table_contains (norms->norms, values[i]))
        continue;
      norm = find_norm (values[i]);
      g_hash_table_insert (norms->norms, values[i], g_memdup2 (&norm, sizeof norm));
      if (isfinite (norm) && norm > 0)
        {
          norms->min = MIN (norms->min, norm);
          norms->max = MAX (norms->max, norm);
        }
    }
}

CrNorms *
cr_norms_new (CrTrace *trace, guint begun, const gint *cancel)
{
  g_autoptr (CrNorms) norms = g_new0 (CrNorms, 1);
  guint length = cr_trace_get_length (trace);

  norms->trace = cr_trace_ref (trace);
  norms->begun = begun;
  norms->norms = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  norms->min = G_MAXDOUBLE;
  for (guint i = begun; i < length; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (cancel && g_atomic_int_get (cancel))
        return NULL;
      if (event->kind == CR_EVENT_BACKWARD_ENDED || (i > begun && event->kind == CR_EVENT_BACKWARD_BEGUN))
        break;
      if (event->kind == CR_EVENT_FUNCTION_STEPPED)
        {
          add_values (norms, event->u.step.received, event->u.step.n_received);
          add_values (norms, event->u.step.sent, event->u.step.n_sent);
        }
    }
  return g_steal_pointer (&norms);
}

void
cr_norms_free (CrNorms *norms)
{
  if (norms == NULL)
    return;
  g_hash_table_unref (norms->norms);
  cr_trace_unref (norms->trace);
  g_free (norms);
}

guint
cr_norms_get_begun (const CrNorms *norms)
{
  return norms->begun;
}

double
cr_norms_get (const CrNorms *norms, const CrValue *value)
{
  const double *norm = g_hash_table_lookup (norms->norms, value);

  return norm ? *norm : -1;
}

gboolean
cr_norms_get_range (const CrNorms *norms, double *min, double *max)
{
  *min = norms->min;
  *max = norms->max;
  return norms->min <= norms->max;
}

double
cr_norms_get_width (const CrNorms *norms, double norm)
{
  double span = log (norms->max) - log (norms->min);

  if (!(norm > 0) || !isfinite (norm))
    return LEAST_WIDTH;
  if (!(span > 1e-9))
    return ONE_WIDTH;
  return LEAST_WIDTH + (MOST_WIDTH - LEAST_WIDTH) * CLAMP ((log (norm) - log (norms->min)) / span, 0, 1);
}
