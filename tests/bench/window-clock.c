/* Preloaded into any GTK program to time it from outside, ours and the peer alike.
 *
 * WINDOW_CLOCK=first-frame: prints the milliseconds from WINDOW_CLOCK_START (monotonic microseconds, set by whoever
 * spawns the program) to the end of the first frame of a window, and ends the program.
 * WINDOW_CLOCK=gaps: for WINDOW_CLOCK_SECONDS after the first frame, prints the longest time in which the main loop
 * did not come round, then ends the program.
 * WINDOW_CLOCK=frames: each second prints how many frames there were, how long the main thread worked for one (median
 * and most) and the longest time between two of them, for WINDOW_CLOCK_SECONDS. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 4

static gint64 last_tick, longest_gap, deadline;

static void
finish (const char *what, double milliseconds)
{
  printf ("%s %.1f\n", what, milliseconds);
  fflush (stdout);
  _exit (0);
}

static gboolean
tick (gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  longest_gap = MAX (longest_gap, now - last_tick - TICK_MS * 1000);
  last_tick = now;
  if (now > deadline)
    finish ("longest-gap-ms", longest_gap / 1000.0);
  return G_SOURCE_CONTINUE;
}

/* Of the main thread alone: other programs are not what is measured. */
static gint64
get_work_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Frames of the second at hand: when each began to be worked on, and how long. */
static gint64 frame_begun, frame_before, second_begun, longest_pause;
static gint64 frame_times[1000];
static guint n_frames;

static gboolean
begun (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  frame_begun = get_work_time ();
  return TRUE;
}

static int
compare (const void *a, const void *b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static void
report_second (gint64 now)
{
  qsort (frame_times, n_frames, sizeof *frame_times, compare);
  printf ("frames %u, work median %.1f ms, most %.1f ms, longest pause %.1f ms\n", n_frames,
          n_frames ? frame_times[n_frames / 2] / 1000.0 : 0, n_frames ? frame_times[n_frames - 1] / 1000.0 : 0,
          longest_pause / 1000.0);
  fflush (stdout);
  n_frames = 0;
  longest_pause = 0;
  second_begun = now;
  if (now > deadline)
    _exit (0);
}

static gboolean
ended (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  if (second_begun == 0)
    {
      second_begun = now;
      deadline = now + (gint64)(g_ascii_strtod (g_getenv ("WINDOW_CLOCK_SECONDS"), NULL) * G_USEC_PER_SEC);
    }
  if (n_frames < G_N_ELEMENTS (frame_times))
    frame_times[n_frames++] = get_work_time () - frame_begun;
  if (frame_before && n_frames > 1)
    longest_pause = MAX (longest_pause, now - frame_before);
  frame_before = now;
  if (now - second_begun >= G_USEC_PER_SEC)
    report_second (now);
  return TRUE;
}

static void
hook (const char *signal, GSignalEmissionHook function)
{
  g_signal_add_emission_hook (g_signal_lookup (signal, GDK_TYPE_FRAME_CLOCK), 0, function, NULL, NULL);
}

static gboolean
painted (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  gint64 now = g_get_monotonic_time ();

  if (g_str_equal (g_getenv ("WINDOW_CLOCK"), "first-frame"))
    finish ("first-frame-ms", (now - g_ascii_strtoll (g_getenv ("WINDOW_CLOCK_START"), NULL, 10)) / 1000.0);
  last_tick = now;
  deadline = now + (gint64)(g_ascii_strtod (g_getenv ("WINDOW_CLOCK_SECONDS"), NULL) * G_USEC_PER_SEC);
  g_timeout_add_full (G_PRIORITY_HIGH, TICK_MS, tick, NULL, NULL);
  return FALSE;
}

/* Stands before GLib's own: the program calls this one. */
int
g_application_run (GApplication *application, int argc, char **argv)
{
  int (*run) (GApplication *, int, char **) = dlsym (RTLD_NEXT, "g_application_run");

  if (g_getenv ("WINDOW_CLOCK") != NULL)
    {
      g_type_ensure (GDK_TYPE_FRAME_CLOCK);
      g_type_class_unref (g_type_class_ref (GDK_TYPE_FRAME_CLOCK));
      if (g_str_equal (g_getenv ("WINDOW_CLOCK"), "frames"))
        {
          hook ("before-paint", begun);
          hook ("after-paint", ended);
        }
      else
        hook ("after-paint", painted);
    }
  return run (application, argc, argv);
}
