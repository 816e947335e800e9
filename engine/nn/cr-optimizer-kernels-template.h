/* The kernels in one precision: included with REAL, NAME (x), FMA and SQRT defined. Each line is one of
 * PyTorch's operations, rounded as it rounds. It is included twice: no #pragma once. */

static void
NAME (sgd) (REAL *p, const REAL *g, REAL *buffer, gint64 n, const CrSgdOptions *options)
{
  const REAL decay = (REAL)options->weight_decay, momentum = (REAL)options->momentum;
  const REAL damping = (REAL)(1 - options->dampening), rate = (REAL)-options->lr;
  for (gint64 i = 0; i < n; i++)
    {
      REAL d = options->maximize ? -g[i] : g[i];
      if (decay != 0)
        d = FMA (p[i], decay, d);
      if (buffer)
        {
          REAL b = options->first ? d : FMA (d, damping, buffer[i] * momentum);
          buffer[i] = b;
          d = options->nesterov ? FMA (b, momentum, d) : b;
        }
      p[i] = FMA (d, rate, p[i]);
    }
}

static void
NAME (adam) (REAL *p, const REAL *g, REAL *m, REAL *v, REAL *max_v, gint64 n, const CrAdamOptions *options)
{
  const REAL decay = (REAL)options->weight_decay, shrink = (REAL)(1 - options->lr * options->weight_decay);
  const REAL b1 = (REAL)options->beta1, c1 = (REAL)(1 - options->beta1);
  const REAL b2 = (REAL)options->beta2, c2 = (REAL)(1 - options->beta2);
  const REAL correction = (REAL)options->correction2_sqrt, eps = (REAL)options->eps;
  const REAL rate = (REAL) - (options->lr / options->correction1);
  const gboolean adds = !options->decoupled && options->weight_decay != 0;
  for (gint64 i = 0; i < n; i++)
    {
      REAL d = options->maximize ? -g[i] : g[i];
      REAL x = options->decoupled ? p[i] * shrink : p[i];
      if (adds)
        d = FMA (x, decay, d);
      m[i] = FMA (d, c1, m[i] * b1);
      REAL square = FMA (c2 * d, d, v[i] * b2);
      v[i] = square;
      if (max_v)
        square = max_v[i] = max_v[i] > square || max_v[i] != max_v[i] ? max_v[i] : square;
      REAL denominator = SQRT (square) / correction + eps;
      p[i] = x + rate * m[i] / denominator;
    }
}

static void
NAME (rmsprop) (REAL *p, const REAL *g, REAL *square, REAL *buffer, REAL *average, gint64 n,
                const CrRmspropOptions *options)
{
  const REAL decay = (REAL)options->weight_decay, alpha = (REAL)options->alpha, rest = (REAL)(1 - options->alpha);
  const REAL eps = (REAL)options->eps, momentum = (REAL)options->momentum, rate = (REAL)-options->lr;
  for (gint64 i = 0; i < n; i++)
    {
      REAL d = options->maximize ? -g[i] : g[i];
      if (decay != 0)
        d = FMA (p[i], decay, d);
      REAL s = square[i] = FMA (rest * d, d, square[i] * alpha);
      if (average)
        {
          average[i] = FMA (d, rest, average[i] * alpha);
          s = FMA (-average[i], average[i], s);
        }
      REAL denominator = SQRT (s) + eps;
      if (buffer)
        {
          buffer[i] = buffer[i] * momentum + d / denominator;
          p[i] = FMA (buffer[i], rate, p[i]);
        }
      else
        p[i] = p[i] + rate * d / denominator;
    }
}

static void
NAME (adagrad) (REAL *p, const REAL *g, REAL *sum, gint64 n, const CrAdagradOptions *options)
{
  const REAL decay = (REAL)options->weight_decay, eps = (REAL)options->eps, rate = (REAL)-options->clr;
  for (gint64 i = 0; i < n; i++)
    {
      REAL d = options->maximize ? -g[i] : g[i];
      if (decay != 0)
        d = FMA (p[i], decay, d);
      sum[i] = FMA (d, d, sum[i]);
      p[i] = p[i] + rate * d / (SQRT (sum[i]) + eps);
    }
}

#undef REAL
#undef NAME
#undef FMA
#undef SQRT
