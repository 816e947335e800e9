/* Included by cr-kernel-nn-norm.c with Real and NAME(): no #pragma once. Data is (n, channels, rest) in row order;
 * the statistics are the means of all sets and then their inverse deviations. */

/* Sums of a piece of a row in several lanes, so that they can be vectorised. */
#define SUM_LANES 8

static double
NAME (sum_piece) (const Real *a, gint64 n)
{
  double lanes[SUM_LANES] = { 0 };
  gint64 i = 0;
  for (; i + SUM_LANES <= n; i += SUM_LANES)
    for (int l = 0; l < SUM_LANES; l++)
      lanes[l] += a[i + l];
  double sum = 0;
  for (; i < n; i++)
    sum += a[i];
  for (int l = 0; l < SUM_LANES; l++)
    sum += lanes[l];
  return sum;
}

/* Σ b (a - mean); with @b NULL Σ (a - mean)². */
static double
NAME (sum_products_piece) (const Real *a, const Real *b, double mean, gint64 n)
{
  double lanes[SUM_LANES] = { 0 };
  gint64 i = 0;
  for (; i + SUM_LANES <= n; i += SUM_LANES)
    for (int l = 0; l < SUM_LANES; l++)
      {
        double d = a[i + l] - mean;
        lanes[l] += d * (b ? (double)b[i + l] : d);
      }
  double sum = 0;
  for (; i < n; i++)
    sum += (a[i] - mean) * (b ? (double)b[i] : a[i] - mean);
  for (int l = 0; l < SUM_LANES; l++)
    sum += lanes[l];
  return sum;
}
#undef SUM_LANES

static double
NAME (sum_row) (Pace *pace, const Real *a, gint64 n)
{
  double sum = 0;
  for (gint64 i = 0, step; i < n && (step = get_step (pace, n - i)) > 0; i += step)
    sum += NAME (sum_piece) (a + i, step);
  return sum;
}

static double
NAME (sum_products) (Pace *pace, const Real *a, const Real *b, double mean, gint64 n)
{
  double sum = 0;
  for (gint64 i = 0, step; i < n && (step = get_step (pace, n - i)) > 0; i += step)
    sum += NAME (sum_products_piece) (a + i, b ? b + i : NULL, mean, step);
  return sum;
}

/* @sums: two zeros a set. */
static void
NAME (statistics) (Pace *pace, const Real *a, const CrNormShape *shape, double eps, double *sums, Real *result)
{
  gint64 sets = count_sets (shape), rest = shape->rest, rows = shape->n * shape->channels;
  double count = count_set_elements (shape);
  for (gint64 r = 0; r < rows; r++)
    sums[2 * get_set (shape, r / shape->channels, r % shape->channels)] += NAME (sum_row) (pace, a + r * rest, rest);
  for (gint64 r = 0; r < rows; r++)
    {
      double *sum = sums + 2 * get_set (shape, r / shape->channels, r % shape->channels);
      sum[1] += NAME (sum_products) (pace, a + r * rest, NULL, sum[0] / count, rest);
    }
  for (gint64 s = 0; s < sets; s++)
    {
      result[s] = (Real)(sums[2 * s] / count);
      result[sets + s] = (Real)(1 / sqrt (sums[2 * s + 1] / count + eps));
    }
}

static void
NAME (normalize) (Pace *pace, const Real *a, const Real *statistics, const Real *weight, const Real *bias,
                  const CrNormShape *shape, gboolean per_element, Real *result)
{
  gint64 sets = count_sets (shape), rest = shape->rest;
  for (gint64 r = 0; r < shape->n * shape->channels; r++, a += rest, result += rest)
    {
      gint64 c = r % shape->channels, set = get_set (shape, r / shape->channels, c);
      Real mean = statistics[set], scale = statistics[sets + set], shift = 0;
      if (per_element)
        FOR_PACED (pace, i, rest)
      result[i] = (a[i] - mean) * scale * (weight ? weight[c * rest + i] : 1) + (bias ? bias[c * rest + i] : 0);
      if (per_element)
        continue;
      scale *= weight ? weight[c] : 1;
      shift = (bias ? bias[c] : 0) - mean * scale;
      FOR_PACED (pace, i, rest)
      result[i] = a[i] * scale + shift;
    }
}

/* Into @affine, for each element of bias and weight, Σ g and Σ g x̂; into @sums, for each set, Σ g w and Σ g w x̂. */
static void
NAME (collect) (Pace *pace, const Real *g, const Real *a, const Real *statistics, const Real *weight,
                const CrNormShape *shape, gboolean per_element, double *sums, double *affine)
{
  gint64 sets = count_sets (shape), rest = shape->rest;
  for (gint64 r = 0; r < shape->n * shape->channels; r++, a += rest, g += rest)
    {
      gint64 c = r % shape->channels, set = get_set (shape, r / shape->channels, c);
      double mean = statistics[set], inverse = statistics[sets + set];
      if (!per_element)
        {
          double by = weight ? weight[c] : 1, plain = NAME (sum_row) (pace, g, rest);
          double scaled = NAME (sum_products) (pace, a, g, mean, rest) * inverse;
          affine[2 * c] += plain;
          affine[2 * c + 1] += scaled;
          sums[2 * set] += plain * by;
          sums[2 * set + 1] += scaled * by;
          continue;
        }
      FOR_PACED (pace, i, rest)
      {
        gint64 at = c * rest + i;
        double by = weight ? weight[at] : 1, x = (a[i] - mean) * inverse;
        affine[2 * at] += g[i];
        affine[2 * at + 1] += g[i] * x;
        sums[2 * set] += g[i] * by;
        sums[2 * set + 1] += g[i] * by * x;
      }
    }
}

static void
NAME (differentiate) (Pace *pace, const Real *g, const Real *a, const Real *statistics, const Real *weight,
                      const CrNormShape *shape, gboolean per_element, gboolean fixed, double *sums, double *affine,
                      Real *result)
{
  gint64 sets = count_sets (shape), rest = shape->rest;
  double count = count_set_elements (shape);
  NAME (collect) (pace, g, a, statistics, weight, shape, per_element, sums, affine);
  for (gint64 r = 0; r < shape->n * shape->channels; r++, a += rest, g += rest, result += rest)
    {
      gint64 c = r % shape->channels, set = get_set (shape, r / shape->channels, c);
      Real mean = statistics[set], inverse = statistics[sets + set];
      Real by = weight && !per_element ? weight[c] : 1;
      Real plain = fixed ? 0 : (Real)(sums[2 * set] / count);
      Real slope = fixed ? 0 : (Real)(sums[2 * set + 1] / count) * inverse;
      FOR_PACED (pace, i, rest)
      {
        Real w = per_element && weight ? weight[c * rest + i] : by;
        result[i] = (g[i] * w - plain - (a[i] - mean) * slope) * inverse;
      }
    }
}
