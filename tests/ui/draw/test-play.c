/* The step under way as it is played, and what is marked on the picture: pixels at the places where it must be seen. */
#include <string.h>

#include "canvas.h"

static const CrPaintOptions plain_options = CR_PAINT_OPTIONS_INIT;

static void
paint_phase (Canvas *c, guint position, double phase)
{
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  options.phase = phase;
  canvas_paint (c, position, FALSE, options);
}

/* To the left of the function its rule stands from the middle of the step on. */
static void
test_rule (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 2);
  const CrSceneNode *add = cr_scene_get_node (c.scene, canvas_find_function (&c, 21));
  const CrTheme *theme = cr_theme_get (FALSE);
  guint early, late;

  paint_phase (&c, c.fixture->first_add + 1, 0.1);
  early = canvas_count (&c, add->x - 70, add->y + 2, 55, add->height - 4, &theme->gradient);
  paint_phase (&c, c.fixture->first_add + 1, 0.5);
  late = canvas_count (&c, add->x - 70, add->y + 2, 55, add->height - 4, &theme->gradient);
  g_assert_cmpuint (early, ==, 0);
  g_assert_cmpuint (late, >, 60);
}

/* What was sent has not come before it has arrived. */
static void
test_arrival (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrSceneNode *b = cr_scene_get_node (c.scene, canvas_find_variable (&c, 4, 0));
  const CrTheme *theme = cr_theme_get (FALSE);
  double y = b->y + b->height - 8;
  guint before, early, late;

  paint_phase (&c, c.fixture->first_add, 1);
  before = canvas_count (&c, b->x, y, b->width, 16, &theme->gradient);
  paint_phase (&c, c.fixture->first_add + 1, 0.3);
  early = canvas_count (&c, b->x, y, b->width, 16, &theme->gradient);
  paint_phase (&c, c.fixture->first_add + 1, 1);
  late = canvas_count (&c, b->x, y, b->width, 16, &theme->gradient);
  g_assert_cmpuint (early, ==, before);
  g_assert_cmpuint (late, >, before + 300); /* a solid capsule */
}

/* The received gradient comes up to the function before anything leaves. */
static void
test_received (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrSceneNode *add = cr_scene_get_node (c.scene, canvas_find_function (&c, 21));
  const CrTheme *theme = cr_theme_get (FALSE);
  double x = add->x - 20, width = add->width + 40, below = add->y + add->height + 12;
  guint standing, gone;

  paint_phase (&c, c.fixture->first_add + 1, 0.3);
  standing = canvas_count (&c, x, below - 6, width, 10, &theme->gradient);
  paint_phase (&c, c.fixture->first_add + 1, 0.7);
  gone = canvas_count (&c, x, below - 6, width, 10, &theme->gradient);
  g_assert_cmpuint (standing, >, gone + 150);
}

/* What a non-leaf received is pale once it was passed on; what a leaf got stays. */
static void
test_passed (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  const CrSceneNode *n = cr_scene_get_node (c.scene, canvas_find_variable (&c, 5, 21));
  guint here, passed;

  paint_phase (&c, c.fixture->first_add, 1);
  here = canvas_count (&c, n->x, n->y + n->height - 7, n->width, 14, &theme->gradient_fill);
  paint_phase (&c, cr_cursor_get_length (c.cursor), 1);
  passed = canvas_count (&c, n->x + 40, n->y + n->height - 5, n->width - 80, 10, &theme->gradient);
  g_assert_cmpuint (here + passed, >, 0);
  g_assert_cmpuint (passed, <, 40);
}

/* A sum lies over the leaf where parts meet, wider than what is there before and after. */
static void
test_sum (void)
{
  g_auto (Canvas) c = canvas_new_for (fixture_new_shared (), CR_VIEW_FULL, 1);
  const CrSceneNode *a = cr_scene_get_node (c.scene, canvas_find_variable (&c, 1, 0));
  const CrTheme *theme = cr_theme_get (FALSE);
  guint sum, after;

  paint_phase (&c, c.fixture->first_add + 2, 1);
  sum = canvas_count (&c, 0, a->y + a->height - 7, 10000, 14, &theme->gradient);
  paint_phase (&c, cr_cursor_get_length (c.cursor), 1);
  after = canvas_count (&c, 0, a->y + a->height - 7, 10000, 14, &theme->gradient);
  g_assert_cmpuint (sum, >, 2 * after);
}

/* A value written in place is told in the value's colour. */
static void
test_written (void)
{
  Fixture *f = fixture_new ();
  guint before, written, w;
  const CrTheme *theme = cr_theme_get (FALSE);

  fixture_append_update (f);
  g_auto (Canvas) c = canvas_new_for (f, CR_VIEW_FULL, 1);
  w = canvas_find_variable (&c, 2, 0);
  paint_phase (&c, f->first_add + 6, 1);
  before = canvas_count_around (&c, w, &theme->value);
  paint_phase (&c, cr_cursor_get_length (c.cursor), 1);
  written = canvas_count_around (&c, w, &theme->value);
  g_assert_cmpuint (written, >, before + 80);
}

static void
test_stale (void)
{
  g_auto (Canvas) c = canvas_new_for (fixture_new_stale (), CR_VIEW_FULL, 1);
  guint length = cr_cursor_get_length (c.cursor), mul = canvas_find_function (&c, 21);
  const CrTheme *theme = cr_theme_get (FALSE);

  paint_phase (&c, length - 1, 1);
  g_assert_cmpuint (canvas_count_around (&c, mul, &theme->failure), ==, 0);
  paint_phase (&c, length, 1);
  g_assert_cmpuint (canvas_count_around (&c, mul, &theme->failure), >, 20);
}

static void
check_failure (CrFailure failure, guint64 variable_function, guint64 variable, guint64 function)
{
  Fixture *f = fixture_new ();
  const CrTheme *theme = cr_theme_get (FALSE);

  fixture_append_failure (f, &failure);
  for (CrSceneView view = CR_VIEW_FULL; view <= CR_VIEW_FUNCTIONS; view++)
    {
      Canvas c = canvas_new_for (f, view, 1);
      guint node
          = function ? canvas_find_function (&c, function) : canvas_find_variable (&c, variable, variable_function);

      paint_phase (&c, cr_cursor_get_length (c.cursor) - 1, 1);
      g_assert_cmpuint (canvas_count (&c, 0, 0, 10000, 10000, &theme->failure), ==, 0);
      paint_phase (&c, cr_cursor_get_length (c.cursor), 1);
      g_assert_cmpuint (canvas_count_around (&c, node, &theme->failure), >, 100);
      c.fixture = NULL;
      canvas_clear (&c);
    }
  fixture_free (f);
}

static void
test_failures (void)
{
  const guint64 operands[] = { 1, 5 }, operand_fns[] = { 0, 21 };

  check_failure ((CrFailure){ .kind = CR_FAILURE_FREED, .function = 20, .name = "MulBackward0" }, 0, 0, 20);
  check_failure ((CrFailure){ .kind = CR_FAILURE_VERSION, .function = 21, .tensor = 5, .version = 1 }, 0, 0, 21);
  check_failure ((CrFailure){ .kind = CR_FAILURE_NOT_SCALAR, .tensor = 5 }, 21, 5, 0);
  check_failure ((CrFailure){ .kind = CR_FAILURE_LEAF_WRITE, .tensor = 2 }, 0, 2, 0);
  check_failure ((CrFailure){ .kind = CR_FAILURE_OPERATION,
                              .name = "matmul",
                              .n_operands = 2,
                              .operands = operands,
                              .operand_fns = operand_fns },
                 21, 5, 0);
}

/* Nothing but what a failure names is trusted: ids that nobody knows harm nothing. */
static void
test_unknown_failure (void)
{
  const guint64 nobody[] = { 77, 78 };

  for (CrFailureKind kind = CR_FAILURE_OTHER; kind <= CR_FAILURE_OPERATION; kind++)
    {
      Fixture *f = fixture_new ();
      const CrFailure failure
          = { .kind = kind, .function = 99, .tensor = 98, .n_operands = 2, .operands = nobody, .operand_fns = nobody };

      fixture_append_failure (f, &failure);
      g_auto (Canvas) c = canvas_new_for (f, CR_VIEW_FULL, 1);
      paint_phase (&c, cr_cursor_get_length (c.cursor), 1);
      g_assert_cmpuint (canvas_count (&c, 0, 0, 10000, 10000, &cr_theme_get (FALSE)->failure), ==, 0);
    }
}

/* What is lit stands out, all else steps back. */
static void
test_lit (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (guint));
  guint w = canvas_find_variable (&c, 2, 0), b = canvas_find_variable (&c, 4, 0), lines, ring;
  guint index = cr_graph_find_variable (c.fixture->graph, 2, 0);
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  canvas_paint (&c, c.fixture->begun, FALSE, options);
  lines = canvas_count_around (&c, b, &theme->leaf_line);
  ring = canvas_count_around (&c, w, &theme->leaf_line);
  g_array_append_val (variables, index);
  options.lit_variables = variables;
  canvas_paint (&c, c.fixture->begun, FALSE, options);
  g_assert_cmpuint (canvas_count_around (&c, b, &theme->leaf_line), <, lines / 4);
  g_assert_cmpuint (canvas_count_around (&c, w, &theme->leaf_line), >, ring / 2);
}

static gboolean
is_key (gpointer wanted, guint64 key)
{
  return key == *(guint64 *)wanted;
}

static void
test_breakpoint (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  const CrTheme *theme = cr_theme_get (FALSE);
  guint add = canvas_find_function (&c, 21), sub = canvas_find_function (&c, 22);
  guint64 key = cr_graph_get_function (c.fixture->graph, cr_graph_find_function (c.fixture->graph, 21))->key;
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  options.has_breakpoint = is_key;
  options.user_data = &key;
  canvas_paint (&c, c.fixture->begun, FALSE, options);
  g_assert_cmpuint (canvas_count_around (&c, add, &theme->failure), >, 60);
  g_assert_cmpuint (canvas_count_around (&c, sub, &theme->failure), ==, 0);
}

/* Labels that are kept from an earlier frame are the same as new ones. */
static void
test_kept_text (void)
{
  g_auto (Canvas) c = canvas_new (CR_VIEW_FULL, 1);
  g_autoptr (CrText) text = cr_text_new (NULL);
  const CrTheme *theme = cr_theme_get (FALSE);
  gsize size = (gsize)cairo_image_surface_get_stride (c.image) * cairo_image_surface_get_height (c.image);
  guint y_pred = canvas_find_variable (&c, 5, 21), plain, kept;
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  g_autofree guchar *first = NULL;

  canvas_paint (&c, c.fixture->begun, FALSE, options);
  plain = canvas_count_around (&c, y_pred, &theme->value);
  options.text = text;
  for (guint i = 0; i < 2; i++)
    {
      cairo_t *cr = cairo_create (c.image);

      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
      cr_text_begin (text, cr, 1);
      cr_painter_paint (c.scene, c.cursor, theme, &options, cr);
      cr_text_end (text);
      cairo_destroy (cr);
      cairo_surface_flush (c.image);
      if (i == 0)
        first = g_memdup2 (cairo_image_surface_get_data (c.image), size);
    }
  g_assert_true (memcmp (first, cairo_image_surface_get_data (c.image), size) == 0);
  kept = canvas_count_around (&c, y_pred, &theme->value);
  g_assert_cmpuint (kept, >, plain / 2);
}

/* The cursor is where it was, whatever was looked at. */
static void
test_cursor_stays (void)
{
  g_auto (Canvas) c = canvas_new_for (fixture_new_shared (), CR_VIEW_FULL, 1);

  for (guint i = 0; i <= cr_cursor_get_length (c.cursor); i++)
    {
      paint_phase (&c, i, 0.5);
      g_assert_cmpuint (cr_cursor_get_position (c.cursor), ==, i);
    }
  canvas_paint (&c, c.fixture->begun, TRUE, plain_options);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/play/rule", test_rule);
  g_test_add_func ("/ui/draw/play/arrival", test_arrival);
  g_test_add_func ("/ui/draw/play/received", test_received);
  g_test_add_func ("/ui/draw/play/passed", test_passed);
  g_test_add_func ("/ui/draw/play/sum", test_sum);
  g_test_add_func ("/ui/draw/play/written", test_written);
  g_test_add_func ("/ui/draw/play/stale", test_stale);
  g_test_add_func ("/ui/draw/play/failures", test_failures);
  g_test_add_func ("/ui/draw/play/unknown-failure", test_unknown_failure);
  g_test_add_func ("/ui/draw/play/lit", test_lit);
  g_test_add_func ("/ui/draw/play/breakpoint", test_breakpoint);
  g_test_add_func ("/ui/draw/play/kept-text", test_kept_text);
  g_test_add_func ("/ui/draw/play/cursor-stays", test_cursor_stays);
  return g_test_run ();
}
