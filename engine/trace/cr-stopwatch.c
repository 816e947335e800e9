/* The rate of the processor's counter, found by looking at the clock twice, some time apart. */

#include "cr-stopwatch.h"

#include <time.h>

/* Less apart, the rate would be further off than one in a hundred. */
#define MIN_NANOSECONDS 4000

static gint64
get_nanoseconds (void)
{
  struct timespec now;
  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64)now.tv_sec * 1000000000 + now.tv_nsec;
}

void
cr_stopwatch_calibrate (CrStopwatch *watch)
{
  gint64 ticks = cr_stopwatch_get_ticks (), nanoseconds = get_nanoseconds ();
  if (watch->first_ticks == 0)
    {
      watch->first_ticks = ticks;
      watch->first_nanoseconds = nanoseconds;
    }
  else if (nanoseconds - watch->first_nanoseconds >= MIN_NANOSECONDS && ticks > watch->first_ticks)
    watch->rate = (double)(nanoseconds - watch->first_nanoseconds) / (double)(ticks - watch->first_ticks);
}

guint32
cr_stopwatch_take (CrStopwatch *watch)
{
  if (G_UNLIKELY (watch->rate == 0))
    cr_stopwatch_calibrate (watch);
  double nanoseconds = (double)watch->spent * watch->rate;
  watch->spent = 0;
  return watch->rate > 0 ? (guint32)CLAMP (nanoseconds, 1, G_MAXUINT32) : 0;
}
