#pragma once
/* Measures the steps of a backward, which take less than the system's clock does: the processor's own counter where
 * there is one, which the clock tells the rate of. */

#include <glib.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

G_BEGIN_DECLS

typedef struct
{
  gint64 first_ticks, first_nanoseconds;
  double rate;  /* nanoseconds a tick; 0: not known */
  gint64 since; /* ticks; 0: it stands still */
  gint64 spent; /* ticks up to then */
} CrStopwatch;

static inline gint64
cr_stopwatch_get_ticks (void)
{
#if defined(__x86_64__)
  return (gint64)__rdtsc ();
#else
  return g_get_monotonic_time ();
#endif
}

/* Remembers when it was, so that later calls can tell the rate. */
void cr_stopwatch_calibrate (CrStopwatch *watch);

static inline void
cr_stopwatch_start (CrStopwatch *watch)
{
  watch->since = cr_stopwatch_get_ticks ();
}

/* Nothing if it stands still. */
static inline void
cr_stopwatch_stop (CrStopwatch *watch)
{
  if (watch->since == 0)
    return;
  watch->spent += cr_stopwatch_get_ticks () - watch->since;
  watch->since = 0;
}

/* Nanoseconds that were spent since it was last asked, at least 1; 0 if that is not known. */
guint32 cr_stopwatch_take (CrStopwatch *watch);

G_END_DECLS
