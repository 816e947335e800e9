/* What a frame of the picture costs on an image of 1920 by 1080: the whole graph in the window, places to read, an
 * animated step, the next step, panning and zooming, light and dark. One JSON line a case:
 * {"graph":"blocks","nodes":10003,"edges":...,"case":"reading","theme":"light","scale":0.56,"median_ms":...,
 * "worst_ms":...}. bench-paint [--frames N] [--whole] [--image STEM] [blocks|wide|chains|FILE.py[:N]]... */

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cr-run.h"
#include "cr-scene-edge.h"
#include "cr-scene-move.h"
#include "cr-source.h"
#include "cr-view-painter.h"

#define WIDTH 1920
#define HEIGHT 1080
#define N_PLACES 5
#define MOST_FRAMES 200
#define READING_SCALE 0.56 /* what the window opens a large graph with */

typedef struct
{
  GString *script;
  GRand *rand;
  guint n_nodes, n_values, n_leaves;
} Writer;

typedef struct
{
  const char *name;
  CrScene *scene;
  CrCursor *cursor;
  guint begun, length; /* event indices: of the backward's begin */
  guint n_frames;
  CrText *text;
  CrViewPainter *picture; /* NULL: each frame is painted as a whole */
  cairo_surface_t *image;
  gboolean dark;
} Bench;

/* A value made by one operation of others: two nodes of the picture. */
static guint
write_op (Writer *w, const char *format, guint a, guint b)
{
  guint id = w->n_values++;

  g_string_append_printf (w->script, "x%u = ", id);
  for (const char *c = format; *c; c++)
    if (*c == 'A' || *c == 'B')
      g_string_append_printf (w->script, "x%u", *c == 'A' ? a : b);
    else
      g_string_append_c (w->script, *c);
  g_string_append_c (w->script, '\n');
  w->n_nodes += 2;
  return id;
}

static guint
write_leaf (Writer *w)
{
  guint id = w->n_values++;

  g_string_append_printf (w->script, "x%u = torch.rand(%s, requires_grad=True)\n", id,
                          w->n_leaves % 9 == 8 ? "1" : "4");
  w->n_leaves++;
  w->n_nodes++;
  return id;
}

static guint
write_unary (Writer *w, guint x)
{
  static const char *const unary[] = { "torch.tanh(A)", "torch.relu(A)", "torch.sin(A)", "torch.sigmoid(A)" };

  return write_op (w, unary[g_rand_int_range (w->rand, 0, G_N_ELEMENTS (unary))], x, 0);
}

static guint
write_layer (Writer *w, guint x)
{
  x = write_op (w, "A * B", x, write_leaf (w));
  x = write_op (w, "A + B", x, write_leaf (w));
  return write_unary (w, x);
}

static guint
write_branches (Writer *w, guint x)
{
  guint n = (guint)g_rand_int_range (w->rand, 2, 5), sum = 0;

  for (guint i = 0; i < n; i++)
    {
      guint y = write_op (w, "A * B", x, write_leaf (w));

      for (int k = g_rand_int_range (w->rand, 0, 4); k > 0; k--)
        y = write_unary (w, y);
      sum = i == 0 ? y : write_op (w, "A + B", sum, y);
    }
  return sum;
}

/* Residual blocks, parallel branches that rejoin, now and then a long skip: the shape of ../shared's gen_dag.py. */
static void
write_blocks (Writer *w, guint n)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (guint));
  guint x = write_leaf (w);

  while (w->n_nodes + 40 < n)
    {
      if (g_rand_double (w->rand) < 0.75)
        x = write_op (w, "A + B", write_layer (w, write_layer (w, x)), x);
      else
        x = write_branches (w, x);
      if (kept->len > 3 && g_rand_double (w->rand) < 0.08)
        x = write_op (w, "A + B", x,
                      g_array_index (kept, guint, kept->len - 2 - (guint)g_rand_int_range (w->rand, 0, 3)));
      g_array_append_val (kept, x);
    }
  g_string_append_printf (w->script, "x%u.sum().backward()\n", x);
}

/* As wide as it is high: each operation takes what one of the last hundred made. */
static void
write_wide (Writer *w, guint n)
{
  g_autoptr (GArray) loose = g_array_new (FALSE, FALSE, sizeof (guint));
  guint width = MAX (4, (guint)(n / 100)), x;

  for (guint i = 0; i < width; i++)
    {
      x = write_leaf (w);
      g_array_append_val (loose, x);
    }
  while (w->n_nodes + 2 * width < n)
    {
      guint at = (guint)g_rand_int_range (w->rand, 0, (gint32)width);
      guint beside = at + (guint)g_rand_int_range (w->rand, 0, 3);

      x = g_array_index (loose, guint, at);
      x = g_rand_double (w->rand) < 0.5
              ? write_unary (w, x)
              : write_op (w, "A * B", x, g_array_index (loose, guint, MIN (width - 1, beside)));
      g_array_index (loose, guint, at) = x;
    }
  x = g_array_index (loose, guint, 0);
  for (guint i = 1; i < width; i++)
    x = write_op (w, "A + B", x, g_array_index (loose, guint, i));
  g_string_append_printf (w->script, "x%u.sum().backward()\n", x);
}

/* Many chains beside each other, as dense as a picture can be. */
static void
write_chains (Writer *w, guint n)
{
  guint n_chains = MAX (2, (guint)sqrt (n / 4.0)), x = write_leaf (w), sum = 0;

  for (guint i = 0; i < n_chains; i++)
    {
      guint end = n / n_chains * (i + 1), y = write_op (w, "A * B", x, write_leaf (w));

      while (w->n_nodes + 3 < end)
        y = g_rand_double (w->rand) < 0.5 ? write_unary (w, y) : write_op (w, "A + B", y, write_leaf (w));
      sum = i == 0 ? y : write_op (w, "A + B", sum, y);
    }
  g_string_append_printf (w->script, "x%u.sum().backward()\n", sum);
}

static char *
make_script (const char *name, guint n)
{
  Writer w = { .script = g_string_new ("import torch\ntorch.manual_seed(1)\n"), .rand = g_rand_new_with_seed (1) };

  if (g_str_equal (name, "wide"))
    write_wide (&w, n);
  else if (g_str_equal (name, "chains"))
    write_chains (&w, n);
  else
    write_blocks (&w, n);
  g_rand_free (w.rand);
  return g_string_free (w.script, FALSE);
}

/* Of this thread alone: other programs are not what is measured. */
static double
get_milliseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* One frame: @x, @y of the scene lie at the image's upper left corner. */
static double
paint (Bench *b, double x, double y, double scale, double phase)
{
  const CrTheme *theme = cr_theme_get (b->dark);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  CrPaintView view = { scale, -x * scale, -y * scale, WIDTH, HEIGHT, 1 };
  double begin = get_milliseconds ();
  cairo_t *cr = cairo_create (b->image);

  options.scale = scale;
  options.phase = phase;
  options.text = b->text;
  cairo_set_source_rgb (cr, theme->background.red, theme->background.green, theme->background.blue);
  cairo_paint (cr);
  cr_text_begin (b->text, cr, 1);
  if (b->picture == NULL)
    {
      cairo_translate (cr, view.x, view.y);
      cairo_scale (cr, scale, scale);
      cr_painter_paint (b->scene, b->cursor, theme, &options, cr);
    }
  else
    cr_view_painter_paint (b->picture, b->scene, b->cursor, theme, &options, &view, cr);
  cr_text_end (b->text);
  cairo_destroy (cr);
  cairo_surface_flush (b->image);
  return get_milliseconds () - begin;
}

static void
report (Bench *b, const char *what, double scale, double *times, guint n)
{
  qsort (times, n, sizeof *times, compare);
  g_print ("{\"graph\":\"%s\",\"nodes\":%u,\"edges\":%u,\"case\":\"%s\",\"theme\":\"%s\",\"scale\":%.4f,"
           "\"median_ms\":%.2f,\"worst_ms\":%.2f}\n",
           b->name, cr_scene_get_n_nodes (b->scene), cr_scene_get_n_edges (b->scene), what, b->dark ? "dark" : "light",
           scale, times[n / 2], times[n - 1]);
}

static double
get_fitting_scale (Bench *b)
{
  double width, height;

  cr_scene_get_size (b->scene, &width, &height);
  return MIN (1, MIN (WIDTH / width, HEIGHT / height));
}

/* The upper left corner of the @i-th place to look at: around nodes spread over the graph. */
static void
get_place (Bench *b, guint i, double scale, double *x, double *y)
{
  guint n = cr_scene_get_n_nodes (b->scene);
  const CrSceneNode *node = cr_scene_get_node (b->scene, (guint)((guint64)(2 * i + 1) * n / (2 * N_PLACES)) % n);

  *x = node->x - WIDTH / scale / 2;
  *y = node->y - HEIGHT / scale / 2;
}

/* Each place for the first time, then again, then with the next step each frame. */
static void
report_places (Bench *b, const char *name, double scale)
{
  double first[N_PLACES], again[MOST_FRAMES], steps[MOST_FRAMES], x, y;
  g_autofree char *first_name = g_strconcat (name, "-first", NULL), *step_name = g_strconcat (name, "-step", NULL);
  guint middle = b->begun + (b->length - b->begun) / 2;

  cr_cursor_seek (b->cursor, middle);
  for (guint i = 0; i < N_PLACES; i++)
    {
      get_place (b, i, scale, &x, &y);
      first[i] = paint (b, x, y, scale, 1);
    }
  report (b, first_name, scale, first, N_PLACES);
  for (guint i = 0; i < b->n_frames; i++)
    {
      get_place (b, i * N_PLACES / b->n_frames, scale, &x, &y);
      again[i] = paint (b, x, y, scale, 1);
    }
  report (b, name, scale, again, b->n_frames);
  for (guint i = 0; i < b->n_frames; i++)
    {
      cr_cursor_seek (b->cursor, middle + i);
      get_place (b, i * N_PLACES / b->n_frames, scale, &x, &y);
      steps[i] = paint (b, x, y, scale, 1);
    }
  report (b, step_name, scale, steps, b->n_frames);
}

static guint
find_step (Bench *b, guint from)
{
  CrTrace *trace = cr_graph_get_trace (cr_scene_get_graph (b->scene));

  for (guint i = from; i < b->length; i++)
    if (cr_trace_get_event (trace, i)->kind == CR_EVENT_FUNCTION_STEPPED
        && cr_trace_get_event (trace, i)->u.step.leaf == 0)
      return i;
  return from;
}

/* A function's step, from its begin to its end, in the middle of the image; several of them. */
static void
report_animated (Bench *b, const char *name, double scale, gboolean fitted)
{
  CrGraph *graph = cr_scene_get_graph (b->scene);
  double times[MOST_FRAMES], x = 0, y = 0;
  guint a_step = MAX (b->n_frames / N_PLACES, 1), step = 0;

  for (guint i = 0; i < b->n_frames; i++)
    {
      if (i % a_step == 0)
        {
          const CrEvent *event;
          guint node;

          step = find_step (b, b->begun + (b->length - b->begun) / N_PLACES * (i / a_step) / 2);
          event = cr_trace_get_event (cr_graph_get_trace (graph), step);
          node = cr_scene_find_function (b->scene, cr_graph_find_function (graph, event->u.step.function));
          cr_cursor_seek (b->cursor, step + 1);
          if (!fitted && node != CR_NONE)
            {
              x = cr_scene_get_node (b->scene, node)->x - WIDTH / scale / 2;
              y = cr_scene_get_node (b->scene, node)->y - HEIGHT / scale / 2;
            }
          paint (b, x, y, scale, 0);
        }
      times[i] = paint (b, x, y, scale, (i % a_step) / (double)a_step);
    }
  report (b, name, scale, times, b->n_frames);
}

static void
report_moves (Bench *b)
{
  double times[MOST_FRAMES], scale = get_fitting_scale (b), x, y, factor;

  cr_cursor_seek (b->cursor, b->begun + (b->length - b->begun) / 2);
  get_place (b, 1, READING_SCALE, &x, &y);
  for (guint i = 0; i < b->n_frames; i++)
    times[i] = paint (b, x + i * 5, y + i * 19, READING_SCALE, 1);
  report (b, "panning", READING_SCALE, times, b->n_frames);
  factor = pow (2 / scale, 1.0 / b->n_frames);
  for (guint i = 0; i < b->n_frames; i++, scale *= factor)
    {
      get_place (b, 2, scale, &x, &y);
      times[i] = paint (b, x, y, scale, 1);
    }
  report (b, "zooming", 0, times, b->n_frames);
}

/* What is at a point, and a picture in which one node has been moved: for each motion of the pointer. */
static void
report_pointer (Bench *b)
{
  double times[MOST_FRAMES], width, height;
  guint n = cr_scene_get_n_nodes (b->scene);

  cr_scene_get_size (b->scene, &width, &height);
  for (guint i = 0; i < b->n_frames; i++)
    {
      double begin = get_milliseconds ();

      for (guint k = 0; k < 100; k++)
        {
          double x = width * ((i * 37 + k * 11) % 101) / 100, y = height * ((i * 53 + k * 7) % 97) / 96;

          if (cr_scene_pick (b->scene, x, y) == CR_NONE)
            cr_scene_pick_edge (b->scene, x, y, 8);
        }
      times[i] = (get_milliseconds () - begin) / 100;
    }
  report (b, "pick", 0, times, b->n_frames);
  for (guint i = 0; i < b->n_frames; i++)
    {
      double begin = get_milliseconds ();
      g_autoptr (CrMoves) moves
          = cr_moves_with (NULL, cr_scene_get_node_identity (b->scene, i * 97 % n), 5.0 * i, 3.0 * i);

      cr_scene_unref (cr_scene_new_moved (b->scene, moves));
      times[i] = get_milliseconds () - begin;
    }
  report (b, "drag", 0, times, b->n_frames);
}

static void
report_all (Bench *b)
{
  static const struct
  {
    const char *name;
    double scale;
  } places[]
      = { { "far", 0.12 },    { "names", 0.2 }, { "names", 0.3 }, { "small", 0.45 }, { "reading", READING_SCALE },
          { "reading", 1.0 }, { "large", 2.0 } };
  double fit = get_fitting_scale (b), times[MOST_FRAMES];
  guint middle = b->begun + (b->length - b->begun) / 2;

  cr_cursor_seek (b->cursor, middle);
  for (guint i = 0; i < b->n_frames; i++)
    times[i] = paint (b, 0, 0, fit, 1);
  report (b, "fitted", fit, times, b->n_frames);
  for (guint i = 0; i < b->n_frames; i++)
    {
      cr_cursor_seek (b->cursor, middle + i);
      times[i] = paint (b, 0, 0, fit, 1);
    }
  report (b, "fitted-step", fit, times, b->n_frames);
  report_animated (b, "fitted-animated", fit, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    report_places (b, places[i].name, places[i].scale);
  report_animated (b, "reading-animated", READING_SCALE, FALSE);
  report_animated (b, "reading-animated", 1.0, FALSE);
  report_moves (b);
  report_pointer (b);
}

static guint
find_backward (CrTrace *trace)
{
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    if (cr_trace_get_event (trace, i)->kind == CR_EVENT_BACKWARD_BEGUN)
      return i;
  return 0;
}

/* A picture of each level of detail, to look at. */
static void
write_images (Bench *b, const char *stem)
{
  static const double scales[] = { 0, 0.12, 0.2, 0.3, 0.45, READING_SCALE, 1.0, 2.0 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      double scale = i == 0 ? get_fitting_scale (b) : scales[i], x = 0, y = 0;
      g_autofree char *name = g_strdup_printf ("%s-%s-%s-%.2f.png", stem, b->name, b->dark ? "dark" : "light", scale);

      cr_cursor_seek (b->cursor, find_step (b, b->begun + (b->length - b->begun) / 2) + 1);
      if (i > 0)
        get_place (b, 2, scale, &x, &y);
      paint (b, x, y, scale, 1);
      cairo_surface_write_to_png (b->image, name);
    }
}

static gboolean
bench (const char *name, const char *script, guint n_frames, gboolean whole, const char *image)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW, .has_seed = TRUE };
  g_autoptr (CrTrace) trace = cr_trace_new (options.limits.max_trace);
  g_autoptr (CrRun) run = NULL;
  g_autoptr (CrGraph) graph = NULL;
  Bench b = { .name = name, .n_frames = n_frames };

  run = cr_run_new (name, script, strlen (script), &options, trace);
  if (!cr_run_execute (run))
    {
      const CrDiagnostic *first = g_ptr_array_index (cr_run_get_diagnostics (run), 0);

      g_printerr ("%s: line %d: %s\n", name, (int)first->range.line, first->message);
      return FALSE;
    }
  graph = cr_graph_new (trace);
  b.scene = cr_scene_new (graph, 0, NULL, NULL);
  b.cursor = cr_cursor_new (graph);
  b.length = cr_trace_get_length (trace);
  b.begun = find_backward (trace);
  b.image = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  for (guint dark = 0; dark < 2; dark++)
    {
      b.dark = dark;
      b.text = cr_text_new (NULL);
      b.picture = whole ? NULL : cr_view_painter_new ();
      if (image)
        write_images (&b, image);
      else
        report_all (&b);
      cr_view_painter_free (b.picture);
      cr_text_free (b.text);
    }
  cairo_surface_destroy (b.image);
  cr_cursor_free (b.cursor);
  cr_scene_unref (b.scene);
  return TRUE;
}

int
main (int argc, char **argv)
{
  static const char *const defaults[] = { "blocks:10000", "wide:10000", "chains:10000", "chains:20000", NULL };
  g_auto (GStrv) graphs = NULL;
  g_autofree char *image = NULL;
  gint n_frames = 50;
  gboolean whole = FALSE;
  const GOptionEntry entries[] = { { "frames", 0, 0, G_OPTION_ARG_INT, &n_frames, "Frames a case", "N" },
                                   { "whole", 0, 0, G_OPTION_ARG_NONE, &whole, "Nothing is kept of a frame", NULL },
                                   { "image", 0, 0, G_OPTION_ARG_FILENAME, &image, "Pictures instead", "STEM" },
                                   { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &graphs, NULL, "GRAPH:N" },
                                   G_OPTION_ENTRY_NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  for (guint i = 0; (graphs ? (const char *const *)graphs : defaults)[i]; i++)
    {
      g_auto (GStrv) parts = g_strsplit ((graphs ? (const char *const *)graphs : defaults)[i], ":", 2);
      g_autofree char *script = NULL;

      if (g_str_has_suffix (parts[0], ".py"))
        {
          if (!g_file_get_contents (parts[0], &script, NULL, NULL))
            return 2;
        }
      else
        script = make_script (parts[0], parts[1] ? (guint)atoi (parts[1]) : 10000);
      if (!bench (parts[0], script, CLAMP ((guint)n_frames, 1, MOST_FRAMES), whole, image))
        return 1;
    }
  return 0;
}
