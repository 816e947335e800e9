#pragma once
/* How numbers lie along an axis: evenly, by their logarithm, or by that of their size with an even part around 0. */

#include "cr-figure.h"

G_BEGIN_DECLS

typedef struct
{
  CrScaleKind kind;
  double base;      /* of CR_SCALE_SYMLOG; others need none */
  double threshold; /* of CR_SCALE_SYMLOG: even from -threshold to threshold, over 0 */
} CrPlotScale;

/* Where @value lies; NaN if it has no place. */
double cr_plot_scale_apply (const CrPlotScale *scale, double value);
/* What lies at @at. */
double cr_plot_scale_undo (const CrPlotScale *scale, double at);

G_END_DECLS
