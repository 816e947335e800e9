/* Included by cr-kernel-nn-softmax.c with Real, EXP, LOG and NAME(): no #pragma once. A line's elements are
 * lines->inner apart. */

static void
NAME (softmax_line) (const Real *a, Real *to, const Lines *lines, gboolean logarithmic)
{
  gint64 n = lines->size, step = lines->inner;
  Real greatest = a[0], sum = 0;
  CR_FOR_CHUNKED (lines->context, i, n)
  if (a[i * step] > greatest || a[i * step] != a[i * step])
    greatest = a[i * step];
  CR_FOR_CHUNKED (lines->context, i, n)
  {
    Real e = EXP (a[i * step] - greatest);
    sum += e;
    to[i * step] = e;
  }
  Real offset = logarithmic ? LOG (sum) : 0;
  CR_FOR_CHUNKED (lines->context, i, n)
  to[i * step] = logarithmic ? a[i * step] - greatest - offset : to[i * step] / sum;
}

static void
NAME (softmax_slope) (const Real *g, const Real *y, Real *to, const Lines *lines, gboolean logarithmic)
{
  gint64 n = lines->size, step = lines->inner;
  Real sum = 0;
  CR_FOR_CHUNKED (lines->context, i, n)
  sum += logarithmic ? g[i * step] : g[i * step] * y[i * step];
  CR_FOR_CHUNKED (lines->context, i, n)
  to[i * step] = logarithmic ? g[i * step] - EXP (y[i * step]) * sum : (g[i * step] - sum) * y[i * step];
}
