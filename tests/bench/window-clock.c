/* Preloaded into any GTK program to time it from outside, ours and the peer alike.
 *
 * WINDOW_CLOCK=first-frame: prints the milliseconds from WINDOW_CLOCK_START (monotonic microseconds, set by whoever
 * spawns the program) to the end of the first frame of a window, and ends the program.
 * WINDOW_CLOCK=gaps: for WINDOW_CLOCK_SECONDS after the first frame, prints the longest time in which the main loop
 * did not come round, then ends the program. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdio.h>
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
      g_signal_add_emission_hook (g_signal_lookup ("after-paint", GDK_TYPE_FRAME_CLOCK), 0, painted, NULL, NULL);
    }
  return run (application, argc, argv);
}
