#pragma once
/* What stands at an axis: ticks with their labels, small ones between, and the unit of all: for linear and logarithmic
 * axes, in parts of pi where the data is, and as the user gave them. */

#include "cr-figure.h"

G_BEGIN_DECLS

typedef struct
{
  double value;
  char *label; /* owned */
} CrPlotTick;

typedef struct
{
  GArray *ticks; /* of CrPlotTick, rising, within the axis */
  GArray *small; /* of double */
  char *unit;    /* "×10⁶" or NULL, owned */
} CrPlotTicks;

/* How to choose them. */
typedef struct
{
  CrScaleKind scale;
  double base;         /* of a logarithmic scale */
  double threshold;    /* of CR_SCALE_SYMLOG */
  gboolean pi;         /* in parts of pi where that is fine enough */
  guint max;           /* so many ticks with labels at most, at least 2 */
  const CrAxis *given; /* ticks of the user's, if it has any; or NULL */
} CrPlotTickRule;

/* Replaces what @ticks holds (zeroed at first) by ticks from @low to @high, which are finite, @low < @high, and over 0
 * where the scale is logarithmic. */
void cr_plot_ticks_set (CrPlotTicks *ticks, const CrPlotTickRule *rule, double low, double high);
void cr_plot_ticks_clear (CrPlotTicks *ticks);

/* Whether numbers from @low to @high are an interval in parts of pi: both ends are multiples of pi / 12, up to
 * float32's rounding, at least one is not 0, and there is at least a quarter of pi between them. */
gboolean cr_plot_is_pi (double low, double high);

/* A number as people write it, with six digits at most and a proper minus sign; a new string. */
char *cr_plot_format (double number);

G_END_DECLS
