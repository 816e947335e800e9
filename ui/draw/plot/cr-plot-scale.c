/* Scales of axes. The symmetric one is matplotlib's SymmetricalLogTransform with linscale 1: what is within the
 * threshold takes as much room as one power of the base would, so that both parts meet with the same slope. */
#include "cr-plot-scale.h"

#include <math.h>

#define MOST_POWERS 300

static double
get_base (const CrPlotScale *scale)
{
  return scale->base > 1 ? scale->base : 10;
}

static double
get_threshold (const CrPlotScale *scale)
{
  return scale->threshold > 0 ? scale->threshold : 2;
}

double
cr_plot_scale_apply (const CrPlotScale *scale, double value)
{
  double base, threshold, even;

  if (!isfinite (value))
    return NAN;
  if (scale->kind == CR_SCALE_LOG)
    return value > 0 ? log10 (value) : NAN;
  if (scale->kind == CR_SCALE_LINEAR)
    return value;
  base = get_base (scale);
  threshold = get_threshold (scale);
  even = 1 / (1 - 1 / base);
  if (fabs (value) <= threshold)
    return value / threshold * even;
  return copysign (even + log (fabs (value) / threshold) / log (base), value);
}

double
cr_plot_scale_undo (const CrPlotScale *scale, double at)
{
  double base, threshold, even;

  if (scale->kind == CR_SCALE_LOG)
    return pow (10, CLAMP (at, -MOST_POWERS, MOST_POWERS));
  if (scale->kind == CR_SCALE_LINEAR)
    return at;
  base = get_base (scale);
  threshold = get_threshold (scale);
  even = 1 / (1 - 1 / base);
  if (fabs (at) <= even)
    return at / even * threshold;
  return copysign (threshold * pow (base, MIN (fabs (at) - even, MOST_POWERS / log10 (base))), at);
}
