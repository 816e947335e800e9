#pragma once
/* The numbers at an axis: where the ticks are and what stands at them. */

#include <glib.h>

G_BEGIN_DECLS

/* Ticks at (first + i) * mantissa * 10^power for i < n. */
typedef struct
{
  double first;
  int mantissa; /* 1, 2 or 5 */
  int power;
  guint n;
  int shown_power; /* labels are in units of 10^shown_power: 0, or what keeps them short */
} CrTicks;

/* The finest ticks of the form 1, 2 or 5 times a power of ten of which at most @max_ticks (at
 * least 2) lie between @min and @max, which are finite, min < max. Both ends count as inside. */
void cr_axis_ticks (double min, double max, guint max_ticks, CrTicks *ticks);

double cr_ticks_get_value (const CrTicks *ticks, guint i);

/* What stands at tick @i, a new string: a proper minus sign (U+2212), no zeros at the end. */
char *cr_ticks_get_label (const CrTicks *ticks, guint i);

/* "×10⁶" if the labels are in units, else NULL; a new string. */
char *cr_ticks_get_unit (const CrTicks *ticks);

/* Makes the interval from @min to @max fit to be an axis: finite, min < max and wide enough for
 * doubles to tell its ticks apart. One value gets half of itself (0.5 if it is 0) to each side, an
 * empty interval (min > max) becomes 0 to 1. */
void cr_axis_widen (double *min, double *max);

G_END_DECLS
