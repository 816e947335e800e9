/* What it costs to be somewhere else in time: runs long scripts and reports medians and worst of one event on, of jumps
 * anywhere, each with what the window reads and says there. bench-cursor [chain|loop|million|FILE]... */

#include <stdlib.h>
#include <time.h>

#include "cr-painter.h"
#include "cr-session.h"
#include "cr-timeline-hint.h"
#include "cr-timeline-paint.h"

#define N_SAMPLES 1000
#define WIDTH 1000.0

/* About 100,000 events in one generation of 20,000 functions. */
static const char CHAIN[] = "import torch\n"
                            "x = torch.ones(3, requires_grad=True)\n"
                            "y = x\n"
                            "for i in range(20000):\n"
                            "    y = y * 1.0001\n"
                            "y.sum().backward()\n";

/* 40 to 45 events an iteration. */
#define LOOP(n)                                                                                                        \
  "import torch\n"                                                                                                     \
  "x = torch.linspace(-1, 1, 20)\n"                                                                                    \
  "y = 3 * x + 2\n"                                                                                                    \
  "w = torch.zeros(1, requires_grad=True)\n"                                                                           \
  "b = torch.zeros(1, requires_grad=True)\n"                                                                           \
  "for i in range(" #n "):\n"                                                                                          \
  "    guess = w * x + b\n"                                                                                            \
  "    loss = ((y - guess) ** 2).sum()\n"                                                                              \
  "    loss.backward()\n"                                                                                              \
  "    with torch.no_grad():\n"                                                                                        \
  "        w -= 0.001 * w.grad\n"                                                                                      \
  "        b -= 0.001 * b.grad\n"                                                                                      \
  "        w.grad.zero_()\n"                                                                                           \
  "        b.grad.zero_()\n"

typedef void (*Work) (CrSession *session, guint position, gpointer data);

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Of this thread alone: other programs are not what is measured. */
static double
get_milliseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Milliseconds of @work at places spread over the run: each just before (one event) or anywhere (a jump). */
static void
report (CrSession *session, const char *what, gboolean jump, Work work, gpointer data)
{
  guint length = cr_session_get_length (session);
  double times[N_SAMPLES];

  for (guint i = 0; i < N_SAMPLES; i++)
    {
      guint position = jump ? (guint)g_test_rand_int_range (0, (gint32)length + 1)
                            : (guint)((guint64)(length - 1) * i / N_SAMPLES);
      double begin;

      if (!jump)
        work (session, position++, data);
      begin = get_milliseconds ();
      work (session, position, data);
      times[i] = get_milliseconds () - begin;
    }
  qsort (times, N_SAMPLES, sizeof *times, compare);
  g_print ("  %-44s median %8.3f ms, worst %8.3f ms\n", what, times[N_SAMPLES / 2], times[N_SAMPLES - 1]);
}

/* Every variable and function of the generation that is shown. */
static void
read_all (CrSession *session, guint position, gpointer data)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  CrGraph *graph = cr_session_get_graph (session);
  const CrGeneration *generation;
  guint *found = data;

  cr_session_seek (session, position);
  if (cr_cursor_get_generation (cursor) == CR_NONE)
    return;
  generation = cr_graph_get_generation (graph, cr_cursor_get_generation (cursor));
  for (guint i = 0; i < generation->variables->len; i++)
    *found += cr_cursor_get_variable (cursor, g_array_index (generation->variables, guint, i))->exists;
  for (guint i = 0; i < generation->functions->len; i++)
    *found += cr_cursor_get_function (cursor, g_array_index (generation->functions, guint, i))->exists;
}

static void
step_on (CrSession *session, guint position, gpointer data)
{
  cr_session_seek (session, position);
  cr_session_step (session, TRUE);
}

/* What the timeline says. */
static void
describe (CrSession *session, guint position, gpointer data)
{
  g_autofree char *words = NULL, *sentence = NULL;

  cr_session_seek (session, position);
  words = cr_timeline_describe_position (session);
  sentence = cr_cursor_describe (cr_session_get_cursor (session));
}

typedef struct
{
  CrTimelinePaint paint;
  cairo_t *cr;
} Painting;

static void
paint_moving (CrSession *session, guint position, gpointer data)
{
  Painting *painting = data;
  CrTimelinePointer pointer = { FALSE, 0, 0 };

  cr_session_seek (session, position);
  cr_timeline_paint_moving (&painting->paint, &pointer, FALSE, painting->cr);
}

static void
report_painting (CrSession *session)
{
  CrTimelineView view = { 0 };
  CrTimelineLayout layout;
  PangoContext *pango = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_surface_t *surface;
  Painting painting = { { session, &view, &layout, cr_theme_get (FALSE), pango }, NULL };
  double factors[] = { 1, 10, 1000, 1e9 };

  cr_timeline_layout_init (&layout, cr_session_get_structure (session));
  cr_timeline_view_resize (&view, cr_session_get_length (session), WIDTH);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)WIDTH, (int)layout.height);
  painting.cr = cairo_create (surface);
  report (session, "one event: the timeline's cursor painted", FALSE, paint_moving, &painting);
  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    {
      double begin;

      cr_timeline_view_fit (&view);
      cr_timeline_view_zoom (&view, factors[i], WIDTH / 2);
      cr_timeline_paint_still (&painting.paint, painting.cr); /* fonts are loaded once */
      begin = get_milliseconds ();
      cr_timeline_paint_still (&painting.paint, painting.cr);
      g_print ("  the timeline painted, %8.0f events of %u     %8.3f ms\n", view.span, view.length,
               get_milliseconds () - begin);
    }
  cairo_destroy (painting.cr);
  cairo_surface_destroy (surface);
  g_object_unref (pango);
}

static guint64
get_kilobytes (const char *what)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, what);
  return line == NULL ? 0 : g_ascii_strtoull (line + strlen (what), NULL, 10);
}

static void
bench (const char *name, const char *text)
{
  CrSession *session = cr_session_new ();
  gint64 begin = g_get_monotonic_time ();
  double seconds;
  guint found = 0;

  cr_session_reset (session, text);
  while (cr_session_get_running (session))
    g_main_context_iteration (NULL, TRUE);
  seconds = (double)(g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  g_print (
      "%s: %u events, run %.2f s, structure and index %.2f s, %" G_GUINT64_FORMAT " MB (most %" G_GUINT64_FORMAT ")\n",
      name, cr_session_get_length (session), cr_session_get_run_seconds (session),
      seconds - cr_session_get_run_seconds (session), get_kilobytes ("VmRSS:") / 1024, get_kilobytes ("VmHWM:") / 1024);
  if (cr_session_get_length (session) > 0)
    {
      report (session, "one event: all states of the generation", FALSE, read_all, &found);
      report (session, "one event: what the timeline says", FALSE, describe, NULL);
      report (session, "one step (next stop)", FALSE, step_on, NULL);
      report (session, "a jump: all states of the generation", TRUE, read_all, &found);
      report (session, "a jump: what the timeline says", TRUE, describe, NULL);
      report_painting (session);
    }
  g_object_unref (session);
}

static void
bench_file (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_get_contents (path, &text, NULL, &error))
    bench (path, text);
  else
    g_printerr ("%s\n", error->message);
}

int
main (int argc, char **argv)
{
  static const char *const all[] = { "chain", "loop", "million", NULL };
  static const char *const texts[] = { CHAIN, LOOP (2500), LOOP (25000) };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (argc == 1 || g_strv_contains ((const char *const *)argv + 1, all[i]))
      bench (all[i], texts[i]);
  for (int i = 1; i < argc; i++)
    if (!g_strv_contains (all, argv[i]))
      bench_file (argv[i]);
  return 0;
}
