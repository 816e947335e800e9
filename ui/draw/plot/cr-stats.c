/* The first pass finds the extremes, which the second needs for the bins. Squares are scaled where they would overflow
 * or vanish. */
#include "cr-stats.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-label.h"

#define CANCEL_EVERY 16384
#define SAFE_LARGEST 1e150 /* whose square is a double, and a million of them too */
#define SAFE_SMALLEST 1e-150

static void
take (CrSummary *summary, double number, gboolean first)
{
  summary->min = first ? number : MIN (summary->min, number);
  summary->max = first ? number : MAX (summary->max, number);
  summary->n_zero += number == 0;
  summary->mean += number;
  summary->norm += number * number;
}

/* The norm once more, with elements in parts of the largest. */
static double
find_scaled_norm (const CrValue *value, double largest)
{
  gint64 numel = cr_value_get_numel (value);
  double squares = 0;

  for (gint64 i = 0; i < numel; i++)
    {
      double part = cr_value_get_magnitude (value, i) / largest;

      squares += isfinite (part) ? part * part : 0;
    }
  return largest * sqrt (squares);
}

double
cr_stats_get_norm (const CrValue *value, GCancellable *cancellable)
{
  double squares = 0, largest = 0;
  CrSummary summary;

  if (!cr_value_has_data (value))
    {
      cr_value_get_summary (value, &summary);
      return summary.n_nan > 0 ? NAN : summary.n_inf > 0 ? INFINITY : summary.norm;
    }
  for (gint64 i = 0; i < cr_value_get_numel (value); i++)
    {
      double number = fabs (cr_value_get_magnitude (value, i));

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        return NAN;
      squares += number * number;
      largest = MAX (largest, number);
    }
  if (isnan (squares) || isinf (largest))
    return squares;
  return largest > SAFE_LARGEST || (largest > 0 && largest < SAFE_SMALLEST) ? find_scaled_norm (value, largest)
                                                                            : sqrt (squares);
}

static gboolean
pass_once (CrStats *stats, const CrValue *value, GCancellable *cancellable)
{
  CrSummary *summary = &stats->summary;
  gboolean integral = cr_dtype_is_integral (stats->dtype);
  gint64 n_finite = 0;
  double largest;

  for (gint64 i = 0; i < stats->numel; i++)
    {
      double number = cr_value_get_magnitude (value, i);

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        return FALSE;
      if (integral)
        {
          gint64 whole = cr_value_get_int (value, i);

          stats->min_int = i == 0 ? whole : MIN (stats->min_int, whole);
          stats->max_int = i == 0 ? whole : MAX (stats->max_int, whole);
        }
      if (isfinite (number))
        take (summary, number, n_finite++ == 0);
      else
        *(isnan (number) ? &summary->n_nan : &summary->n_inf) += 1;
    }
  if (n_finite == 0)
    summary->min = summary->max = summary->mean = NAN;
  else
    summary->mean /= (double)n_finite;
  largest = n_finite == 0 ? 0 : MAX (fabs (summary->min), fabs (summary->max));
  summary->norm = largest > SAFE_LARGEST || (largest > 0 && largest < SAFE_SMALLEST) ? find_scaled_norm (value, largest)
                                                                                     : sqrt (summary->norm);
  return TRUE;
}

CrStats *
cr_stats_new (const CrValue *value, GCancellable *cancellable)
{
  g_autoptr (CrStats) stats = g_new0 (CrStats, 1);

  g_return_val_if_fail (value != NULL, NULL);
  stats->dtype = cr_value_get_dtype (value);
  stats->numel = cr_value_get_numel (value);
  stats->has_histogram = cr_value_has_data (value);
  if (!stats->has_histogram)
    {
      cr_value_get_summary (value, &stats->summary);
      stats->min_int = isfinite (stats->summary.min) ? (gint64)CLAMP (stats->summary.min, -9e18, 9e18) : 0;
      stats->max_int = isfinite (stats->summary.max) ? (gint64)CLAMP (stats->summary.max, -9e18, 9e18) : 0;
      return g_steal_pointer (&stats);
    }
  if (!pass_once (stats, value, cancellable)
      || !cr_histogram_fill (&stats->histogram, value, stats->summary.min, stats->summary.max, cancellable))
    return NULL;
  return g_steal_pointer (&stats);
}

CrStats *
cr_stats_copy (const CrStats *stats)
{
  return g_memdup2 (stats, sizeof *stats);
}

void
cr_stats_free (CrStats *stats)
{
  g_free (stats);
}

static void
append (GString *out, const char *label, double number)
{
  g_autofree char *text = cr_label_new_number (number);

  g_string_append_printf (out, "%s%s %s", out->len > 0 ? " · " : "", label, text);
}

static void
append_whole (GString *out, const char *label, gint64 number)
{
  gboolean negative = number < 0;
  guint64 magnitude = negative ? -(guint64)number : (guint64)number;

  g_string_append_printf (out, "%s%s %s%" G_GUINT64_FORMAT, out->len > 0 ? " · " : "", label, negative ? "−" : "",
                          magnitude);
}

static void
append_count (GString *out, gint64 n, const char *label)
{
  if (n > 0)
    g_string_append_printf (out, "%s%" G_GINT64_FORMAT " %s", out->len > 0 ? " · " : "", n, label);
}

char *
cr_stats_dup_text (const CrStats *stats)
{
  GString *out = g_string_new (NULL);
  const CrSummary *summary = &stats->summary;
  gboolean complex = cr_dtype_is_complex (stats->dtype), integral = cr_dtype_is_integral (stats->dtype);

  if (summary->n_nan + summary->n_inf < stats->numel)
    {
      if (integral)
        {
          append_whole (out, _ ("min"), stats->min_int);
          append_whole (out, _ ("max"), stats->max_int);
        }
      else
        {
          append (out, complex ? _ ("min |z|") : _ ("min"), summary->min);
          append (out, complex ? _ ("max |z|") : _ ("max"), summary->max);
        }
      append (out, complex ? _ ("mean |z|") : _ ("mean"), summary->mean);
      append (out, _ ("norm"), summary->norm);
    }
  append_count (out, summary->n_zero, _ ("zero"));
  append_count (out, summary->n_nan, "NaN");
  append_count (out, summary->n_inf, "inf");
  return g_string_free (out, FALSE);
}
