/* What it is like to drag a number: the real window on a script, a pointer that X moves, and the clock.
 *
 *   GSK_RENDERER=cairo xvfb-run -a -s "-screen 0 1280x800x24 -noreset" dbus-run-session -- \
 *     bench-live FILE text:WHERE|node:NAME [SECONDS]
 *
 * text:WHERE drags, with Ctrl held, the first number after the words WHERE in the editor ("text:2.0 *" counts from the
 * beginning of these words); node:NAME the first number on the node of that name.
 *
 * The pointer is moved by XTest through the X server, on a connection and a thread of its own, 125 times a second, two
 * points a time, so that each movement is another value; it goes to and fro. A movement's time is that before it is
 * handed to the X server. A run counts as painted with the first "after-paint" of the window's frame clock at which the
 * canvas stands on that run's graph and was painted since: from then on the pixels are the display's. Printed, over all
 * runs that were painted: how many pictures with another value a second, all frames a second, the latency from the
 * movement that asked for the value to that paint (median, 95 of 100, most), the longest time between two frames, the
 * main thread's own work a frame, and the longest time in which the main loop did not come round (responsiveness).
 * Time differs from machine to machine and with what else runs: nothing here is asserted. */

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "cr-application.h"
#include "cr-editor.h"
#include "cr-graph-canvas-private.h"
#include "cr-live-canvas.h"
#include "cr-session-private.h"
#include "cr-window.h"

#define EVENT_MICROSECONDS 8000
#define POINTS_A_MOVE 2
#define MOVES_ONE_WAY 60
#define MAX_SAMPLES 100000u
#define TICK_MS 2

/* What is called of X, found at run time: building needs none of it. */
typedef struct
{
  void *(*open) (const char *);
  int (*flush) (void *);
  int (*sync) (void *, int);
  unsigned char (*to_code) (void *, unsigned long);
  int (*motion) (void *, int, int, int, unsigned long);
  int (*button) (void *, unsigned, int, unsigned long);
  int (*key) (void *, unsigned, int, unsigned long);
} Pointer;

typedef struct
{
  const char *file, *target;
  double seconds;
  CrWindow *window;
  CrSession *session;
  CrGraphCanvas *canvas;
  GtkWidget *editor;
  int x, y; /* where the number is, on the display */
  gboolean control;

  Pointer pointer;
  GThread *hand;
  gint moves; /* done so far, as a place: 0 .. MOVES_ONE_WAY */
  gint stop;
  GMutex lock;
  gint64 sent[2 * MOVES_ONE_WAY + 1]; /* by place: when the pointer was last sent there */

  double start, step;
  double painted; /* the value painted last; NAN */
  double shown;   /* value of the graph at hand, until it is painted; NAN */
  gint64 begun, last_frame, frame_work, last_tick;
  GArray *latencies, *works, *gaps; /* of gint64, microseconds */
  guint n_frames, n_runs;
  gint64 longest_stall;
} Bench;

static gint64
get_work_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
find_pointer (Pointer *p)
{
  void *x = dlopen ("libX11.so.6", RTLD_NOW), *xtst = dlopen ("libXtst.so.6", RTLD_NOW);

  if (x == NULL || xtst == NULL)
    g_error ("libX11 and libXtst are needed (Debian: libxtst6)");
  *(void **)&p->open = dlsym (x, "XOpenDisplay");
  *(void **)&p->flush = dlsym (x, "XFlush");
  *(void **)&p->sync = dlsym (x, "XSync");
  *(void **)&p->to_code = dlsym (x, "XKeysymToKeycode");
  *(void **)&p->motion = dlsym (xtst, "XTestFakeMotionEvent");
  *(void **)&p->button = dlsym (xtst, "XTestFakeButtonEvent");
  *(void **)&p->key = dlsym (xtst, "XTestFakeKeyEvent");
}

/* The hand: presses, moves to and fro, lets go. */
static gpointer
move_hand (gpointer data)
{
  Bench *b = data;
  void *display = b->pointer.open (NULL);
  unsigned char control = b->pointer.to_code (display, GDK_KEY_Control_L);
  int place = 0, direction = 1;

  b->pointer.motion (display, -1, b->x, b->y, 0);
  b->pointer.sync (display, 0);
  g_usleep (600000);
  if (b->control)
    b->pointer.key (display, control, 1, 0);
  b->pointer.button (display, 1, 1, 0);
  b->pointer.sync (display, 0);
  g_usleep (300000);
  if (b->control)
    b->pointer.key (display, control, 0, 0);
  b->pointer.sync (display, 0);
  while (!g_atomic_int_get (&b->stop))
    {
      place += direction;
      if (place == MOVES_ONE_WAY || place == 0)
        direction = -direction;
      g_mutex_lock (&b->lock);
      b->sent[place] = g_get_monotonic_time ();
      g_mutex_unlock (&b->lock);
      b->pointer.motion (display, -1, b->x + place * POINTS_A_MOVE, b->y, 0);
      b->pointer.flush (display);
      g_usleep (EVENT_MICROSECONDS);
    }
  b->pointer.button (display, 1, 0, 0);
  b->pointer.sync (display, 0);
  return NULL;
}

/* The picture. */

static void
live_changed (Bench *b)
{
  const CrLiveNumber *number = cr_session_get_live (b->session);
  const CrLiveChange *change = cr_session_get_live_change (b->session);

  if (number == NULL)
    return;
  if (b->step == 0)
    {
      b->start = number->start;
      b->step = number->step;
      b->begun = g_get_monotonic_time ();
      b->n_frames = 0;
    }
  if (change != NULL && change->value != b->painted) /* no value counts twice in a row */
    b->shown = change->value;
}

static void
frame_begun (Bench *b)
{
  b->frame_work = get_work_time ();
}

/* TRUE if what the canvas has painted is the session's graph. */
static gboolean
is_painted (Bench *b)
{
  return b->canvas->scene != NULL && cr_scene_get_graph (b->canvas->scene) == cr_session_get_graph (b->session);
}

static void
frame_painted (Bench *b)
{
  gint64 now = g_get_monotonic_time (), gap = now - b->last_frame, work = get_work_time () - b->frame_work;
  int place;

  if (b->step == 0)
    return;
  b->n_frames++;
  g_array_append_val (b->works, work);
  if (b->last_frame != 0)
    g_array_append_val (b->gaps, gap);
  b->last_frame = now;
  if (isnan (b->shown) || !is_painted (b))
    return;
  place = (int)round ((b->shown - b->start) / b->step);
  b->painted = b->shown;
  b->shown = NAN;
  b->n_runs++;
  if (place < 0 || place > MOVES_ONE_WAY)
    return;
  g_mutex_lock (&b->lock);
  now -= b->sent[place];
  if (b->sent[place] != 0)
    g_array_append_val (b->latencies, now);
  g_mutex_unlock (&b->lock);
}

static gboolean
tick (gpointer data)
{
  Bench *b = data;
  gint64 now = g_get_monotonic_time ();

  if (b->last_tick != 0 && b->step != 0)
    b->longest_stall = MAX (b->longest_stall, now - b->last_tick - TICK_MS * 1000);
  b->last_tick = now;
  return G_SOURCE_CONTINUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return (x > y) - (x < y);
}

static double
get_quantile (GArray *sorted, double share)
{
  return sorted->len == 0 ? NAN
                          : (double)g_array_index (sorted, gint64, (guint)(share * (double)(sorted->len - 1))) / 1000.0;
}

static void
report (Bench *b)
{
  double seconds = (double)(g_get_monotonic_time () - b->begun) / G_USEC_PER_SEC;

  g_array_sort (b->latencies, compare);
  g_array_sort (b->works, compare);
  g_array_sort (b->gaps, compare);
  g_print ("%s %s: %.1f values painted a second, %.1f frames a second\n", b->file, b->target, b->n_runs / seconds,
           b->n_frames / seconds);
  g_print ("  input to picture: median %.1f ms, 95%% %.1f ms, most %.1f ms (%u)\n", get_quantile (b->latencies, 0.5),
           get_quantile (b->latencies, 0.95), get_quantile (b->latencies, 1), b->latencies->len);
  g_print ("  between frames: median %.1f ms, 95%% %.1f ms, most %.1f ms; work a frame: median %.1f ms, 95%% %.1f ms\n",
           get_quantile (b->gaps, 0.5), get_quantile (b->gaps, 0.95), get_quantile (b->gaps, 1),
           get_quantile (b->works, 0.5), get_quantile (b->works, 0.95));
  g_print ("  the main loop came round at least every %.1f ms\n", (double)b->longest_stall / 1000.0);
}

static gboolean
finish (gpointer data)
{
  Bench *b = data;

  if (b->step == 0)
    g_error ("The number was not taken hold of");
  report (b);
  g_atomic_int_set (&b->stop, 1);
  g_thread_join (b->hand);
  exit (0);
}

/* Where the number is. */

static GtkWidget *
find_widget (GtkWidget *widget, const char *type)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
set_place (Bench *b, GtkWidget *widget, double x, double y)
{
  double root_x, root_y, surface_x, surface_y;

  gtk_widget_translate_coordinates (widget, GTK_WIDGET (b->window), x, y, &root_x, &root_y);
  gtk_native_get_surface_transform (GTK_NATIVE (b->window), &surface_x, &surface_y);
  b->x = (int)round (root_x + surface_x);
  b->y = (int)round (root_y + surface_y);
}

static gboolean
find_in_text (Bench *b, const char *words)
{
  GtkTextView *view = GTK_TEXT_VIEW (find_widget (b->editor, "GtkSourceView"));
  GtkTextIter begin, end, place;
  GdkRectangle area;
  int x, y;

  gtk_text_buffer_get_start_iter (gtk_text_view_get_buffer (view), &begin);
  if (!gtk_text_iter_forward_search (&begin, words, 0, &place, &end, NULL))
    return FALSE;
  while (!g_unichar_isdigit (gtk_text_iter_get_char (&place)))
    if (!gtk_text_iter_forward_char (&place))
      return FALSE;
  gtk_text_view_get_iter_location (view, &place, &area);
  gtk_text_view_buffer_to_window_coords (view, GTK_TEXT_WINDOW_WIDGET, area.x + 3, area.y + area.height / 2, &x, &y);
  set_place (b, GTK_WIDGET (view), x, y);
  b->control = TRUE;
  return TRUE;
}

static gboolean
find_on_node (Bench *b, const char *name)
{
  int width = gtk_widget_get_width (GTK_WIDGET (b->canvas)), height = gtk_widget_get_height (GTK_WIDGET (b->canvas));
  CrGraph *graph = cr_session_get_graph (b->session);

  for (int y = 0; y < height; y += 3)
    for (int x = 0; x < width; x += 3)
      if (cr_live_canvas_press (b->canvas, x, y)
          && g_strcmp0 (cr_graph_get_variable (graph, b->canvas->live.pressed.variable)->name, name) == 0)
        {
          cr_live_canvas_end (b->canvas, TRUE);
          set_place (b, GTK_WIDGET (b->canvas), x + 2, y + 2);
          return TRUE;
        }
  return FALSE;
}

static gboolean
begin (gpointer data)
{
  Bench *b = data;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (b->window));
  gboolean found;

  b->canvas = CR_GRAPH_CANVAS (find_widget (GTK_WIDGET (b->window), "CrGraphCanvas"));
  b->editor = find_widget (GTK_WIDGET (b->window), "CrEditor");
  found = g_str_has_prefix (b->target, "text:") ? find_in_text (b, b->target + 5) : find_on_node (b, b->target + 5);
  if (!found)
    g_error ("There is no %s", b->target);
  g_signal_connect_swapped (b->session, "live-changed", G_CALLBACK (live_changed), b);
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (frame_begun), b);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (frame_painted), b);
  g_timeout_add_full (G_PRIORITY_HIGH, TICK_MS, tick, b, NULL);
  b->hand = g_thread_new ("hand", move_hand, b);
  g_timeout_add ((guint)(b->seconds * 1000) + 900, finish, b);
  return G_SOURCE_REMOVE;
}

static void
open_window (Bench *b, GtkApplication *application)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (b->file, &text, NULL, NULL))
    g_error ("%s cannot be read", b->file);
  b->window = cr_window_new (application);
  b->session = cr_window_get_session (b->window);
  gtk_window_set_default_size (GTK_WINDOW (b->window), 1280, 800);
  gtk_window_present (GTK_WINDOW (b->window));
  cr_session_reset (b->session, text);
  g_timeout_add (4000, begin, b);
}

int
main (int argc, char **argv)
{
  Bench b = { .shown = NAN, .painted = NAN };
  CrApplication *application;

  if (argc < 3 || (!g_str_has_prefix (argv[2], "text:") && !g_str_has_prefix (argv[2], "node:")))
    {
      g_printerr ("usage: bench-live FILE text:WHERE|node:NAME [SECONDS]\n");
      return 2;
    }
  b.file = argv[1];
  b.target = argv[2];
  b.seconds = argc > 3 ? g_ascii_strtod (argv[3], NULL) : 5;
  b.latencies = g_array_new (FALSE, FALSE, sizeof (gint64));
  b.works = g_array_new (FALSE, FALSE, sizeof (gint64));
  b.gaps = g_array_new (FALSE, FALSE, sizeof (gint64));
  find_pointer (&b.pointer);
  application = cr_application_new ();
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    return 1;
  open_window (&b, GTK_APPLICATION (application));
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}
