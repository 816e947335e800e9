/* A number that follows the hand, without a window: what the texts become, how runs follow one another, and what is
 * told of the root. The editor is played by the test. */

#include <math.h>

#include "cr-session-private.h"
#include "cr-session-slider.h"
#include "session-fixture.h"

#define SCRIPT                                                                                                         \
  "import torch\n"                                                                                                     \
  "x = torch.tensor([1.5, 2.0], requires_grad=True)\n"                                                                 \
  "y = (x * x).sum()\n"                                                                                                \
  "y.backward()\n"

/* So long that a hand moves on before it ends: about a tenth of a second, and the number is in every run's result. */
#define SCRIPT_LONG                                                                                                    \
  "import torch\n"                                                                                                     \
  "x = torch.tensor(2.0, requires_grad=True)\n"                                                                        \
  "n = 0\n"                                                                                                            \
  "for i in range(60000):\n"                                                                                           \
  "    n = n + 1\n"                                                                                                    \
  "y = x * 3\n"                                                                                                        \
  "y.backward()\n"

typedef struct
{
  CrSession *session;
  guint n_edits, n_graphs, n_told;
} Hand;

static void
make_edits (Hand *hand, GArray *edits)
{
  g_autofree char *text = cr_text_edits_apply (edits, cr_session_get_text (hand->session));

  g_assert_nonnull (text);
  hand->n_edits++;
  cr_session_set_text (hand->session, text, TRUE);
}

static void
count (guint *n)
{
  (*n)++;
}

static Hand *
hand_new (const char *script)
{
  Hand *hand = g_new0 (Hand, 1);

  hand->session = session_new_run (script);
  g_signal_connect_swapped (hand->session, "edit-requested", G_CALLBACK (make_edits), hand);
  g_signal_connect_swapped (hand->session, "graph-changed", G_CALLBACK (count), &hand->n_graphs);
  g_signal_connect_swapped (hand->session, "told", G_CALLBACK (count), &hand->n_told);
  return hand;
}

static void
hand_free (Hand *hand)
{
  g_assert_finalize_object (hand->session);
  g_free (hand);
}

static guint
find (CrSession *session, const char *words)
{
  const char *text = cr_session_get_text (session), *place = strstr (text, words);

  g_assert_nonnull (place);
  return (guint)(place - text);
}

static double
get_value (CrSession *session, const char *name, gint64 element)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  double value;
  guint position = cr_cursor_get_position (cursor);

  cr_cursor_seek (cursor, G_MAXUINT);
  value = cr_value_get_double (cr_cursor_get_variable (cursor, session_find_variable (session, name))->value, element);
  cr_cursor_seek (cursor, position);
  return value;
}

static void
test_number (void)
{
  Hand *hand = hand_new (SCRIPT);
  const CrLiveNumber *number;
  g_autoptr (GError) error = NULL;

  g_assert_null (cr_session_get_live (hand->session));
  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, "1.5"), &error));
  g_assert_no_error (error);
  g_assert_true (cr_session_is_in_gesture (hand->session));
  number = cr_session_get_live (hand->session);
  g_assert_cmpfloat (number->start, ==, 1.5);
  g_assert_cmpfloat_with_epsilon (number->step, 0.1, 1e-12);
  cr_session_move_held (hand->session, 1.8);
  g_assert_nonnull (strstr (cr_session_get_text (hand->session), "tensor([1.8, 2.0]"));
  session_settle (hand->session);
  g_assert_cmpfloat_with_epsilon (get_value (hand->session, "y", 0), 1.8 * 1.8 + 4, 1e-5);
  cr_session_let_go (hand->session, TRUE);
  g_assert_false (cr_session_is_in_gesture (hand->session));
  g_assert_false (cr_session_get_live (hand->session)->held);
  cr_session_forget_live (hand->session);
  g_assert_null (cr_session_get_live (hand->session));
  hand_free (hand);
}

/* The text is always made from what it was: nothing adds up, and Escape brings back what was written. */
static void
test_put_back (void)
{
  Hand *hand = hand_new (SCRIPT);

  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, "2.0"), NULL));
  for (int i = 1; i <= 20; i++)
    cr_session_move_held (hand->session, 2.0 - i * 0.3);
  g_assert_nonnull (strstr (cr_session_get_text (hand->session), "tensor([1.5, -4.0]"));
  cr_session_let_go (hand->session, FALSE);
  g_assert_cmpstr (cr_session_get_text (hand->session), ==, SCRIPT);
  session_settle (hand->session);
  g_assert_true (cr_session_is_current (hand->session));
  g_assert_false (cr_session_get_modified (hand->session));
  hand_free (hand);
}

static void
test_refused (void)
{
  Hand *hand = hand_new (SCRIPT);
  g_autoptr (GError) error = NULL;

  g_assert_false (cr_session_hold_number (hand->session, find (hand->session, "import"), &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (cr_session_hold_element (hand->session, session_find_variable (hand->session, "y"), 0, &error));
  g_assert_nonnull (error); /* no leaf */
  g_clear_error (&error);
  g_assert_false (cr_session_hold_element (hand->session, session_find_variable (hand->session, "x"), 7, &error));
  g_assert_nonnull (error);
  g_assert_false (cr_session_is_in_gesture (hand->session));
  cr_session_move_held (hand->session, 3); /* nothing is held */
  cr_session_let_go (hand->session, TRUE);
  g_assert_cmpstr (cr_session_get_text (hand->session), ==, SCRIPT);
  hand_free (hand);
}

static void
test_element (void)
{
  Hand *hand = hand_new (SCRIPT);
  guint x = session_find_variable (hand->session, "x");

  g_assert_true (cr_session_hold_element (hand->session, x, 1, NULL));
  g_assert_cmpstr (cr_session_get_live (hand->session)->label, ==, "x[1]");
  cr_session_move_held (hand->session, 2.3);
  g_assert_nonnull (strstr (cr_session_get_text (hand->session), "tensor([1.5, 2.3]"));
  cr_session_let_go (hand->session, TRUE);
  session_settle (hand->session);
  g_assert_cmpfloat_with_epsilon (get_value (hand->session, "x", 1), 2.3, 1e-6);
  hand_free (hand);
}

/* An element that no number of the text makes is written, once, however far it is dragged. */
static void
test_computed_element (void)
{
  Hand *hand = hand_new ("import torch\nx = torch.linspace(0, 1, 5, requires_grad=True)\ny = x.sum()\ny.backward()\n");
  const char *first, *text;

  g_assert_true (cr_session_hold_element (hand->session, session_find_variable (hand->session, "x"), 2, NULL));
  cr_session_move_held (hand->session, 0.7);
  cr_session_move_held (hand->session, 0.9);
  text = cr_session_get_text (hand->session);
  first = strstr (text, "x[2] = 0.9");
  g_assert_nonnull (first);
  g_assert_null (strstr (first + 1, "x[2]"));
  cr_session_let_go (hand->session, TRUE);
  session_settle (hand->session);
  g_assert_cmpfloat_with_epsilon (get_value (hand->session, "y", 0), 2.9, 1e-5);
  hand_free (hand);
}

/* gradient * delta beside what comes: (1.5 + d)^2 - 1.5^2 = 3 d + d^2. */
static void
test_prediction (void)
{
  Hand *hand = hand_new (SCRIPT);
  const CrLiveChange *change;

  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, "1.5"), NULL));
  cr_session_move_held (hand->session, 1.7);
  session_settle (hand->session);
  change = cr_session_get_live_change (hand->session);
  g_assert_nonnull (change);
  g_assert_cmpint (change->verdict, ==, CR_LIVE_COMPARED);
  g_assert_cmpstr (change->root, ==, "y");
  g_assert_true (change->scalar);
  g_assert_cmpfloat (change->value, ==, 1.7);
  g_assert_cmpfloat_with_epsilon (change->before, 6.25, 1e-5);
  g_assert_cmpfloat_with_epsilon (change->predicted, 0.6, 1e-5);
  g_assert_cmpfloat_with_epsilon (change->real, 0.64, 1e-5);
  g_assert_cmpuint (change->n_elements, ==, 1);
  g_assert_cmpstr (change->leaf, ==, "x");
  g_assert_cmpuint (cr_session_get_live_samples (hand->session)->len, ==, 2);
  cr_session_let_go (hand->session, TRUE);
  g_assert_nonnull (cr_session_get_live_change (hand->session)); /* a moment longer */
  hand_free (hand);
}

/* A root of several elements is summed with the weights that its backward began with: here 1 and 10. */
static void
test_prediction_of_vector (void)
{
  Hand *hand = hand_new ("import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x * 3\n"
                         "y.backward(torch.tensor([1., 10.]))\n");
  const CrLiveChange *change;

  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, "2.0"), NULL));
  cr_session_move_held (hand->session, 2.5);
  session_settle (hand->session);
  change = cr_session_get_live_change (hand->session);
  g_assert_cmpint (change->verdict, ==, CR_LIVE_COMPARED);
  g_assert_false (change->scalar);
  g_assert_cmpfloat_with_epsilon (change->before, 63, 1e-4);
  g_assert_cmpfloat_with_epsilon (change->predicted, 15, 1e-4);
  g_assert_cmpfloat_with_epsilon (change->real, 15, 1e-4);
  hand_free (hand);
}

static CrLiveVerdict
judge (const char *script, const char *words, double value)
{
  Hand *hand = hand_new (script);
  CrLiveVerdict verdict;

  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, words), NULL));
  cr_session_move_held (hand->session, value);
  session_settle (hand->session);
  g_assert_nonnull (cr_session_get_live_change (hand->session));
  verdict = cr_session_get_live_change (hand->session)->verdict;
  hand_free (hand);
  return verdict;
}

static void
test_no_prediction (void)
{
  const char *none = "import torch\nx = torch.tensor(2.0, requires_grad=True)\ny = x * 3.0\n";
  const char *all = "import torch\nx = torch.ones(3, requires_grad=True)\ny = (x * 4.0).sum()\ny.backward()\n";

  g_assert_cmpint (judge (none, "2.0", 2.5), ==, CR_LIVE_NO_BACKWARD);
  g_assert_cmpint (judge (all, "4.0", 5), ==, CR_LIVE_NOT_REACHED); /* a constant of an operation */
  g_assert_cmpint (judge (all, "3", 4), ==, CR_LIVE_OTHER_GRAPH);   /* another shape */
}

/* Runs that are left behind come to their end and are shown, the latest text always; none is started a second time. */
static void
test_not_starved (void)
{
  Hand *hand = hand_new (SCRIPT_LONG);
  gint64 until = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  double value = 2;

  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, "2.0"), NULL));
  while (hand->n_graphs < 3 && g_get_monotonic_time () < until)
    {
      value += 0.1;
      cr_session_move_held (hand->session, value);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
  g_assert_cmpuint (hand->n_graphs, >=, 3);            /* though the hand never rested */
  g_assert_cmpuint (hand->n_graphs, <, hand->n_edits); /* and not one for each text */
  cr_session_let_go (hand->session, TRUE);
  session_settle (hand->session);
  g_assert_true (cr_session_is_current (hand->session));
  g_assert_cmpfloat_with_epsilon (get_value (hand->session, "y", 0), 3 * value, 1e-3);
  hand_free (hand);
}

/* Without a hand a new text cancels the old run, as ever. */
static void
test_typing_cancels (void)
{
  Hand *hand = hand_new (SCRIPT);

  cr_session_set_text (hand->session, SCRIPT_ENDLESS, TRUE);
  cr_session_set_text (hand->session, SCRIPT, TRUE);
  session_settle (hand->session);
  g_assert_true (cr_session_is_current (hand->session));
  g_assert_cmpuint (hand->n_graphs, ==, 1);
  hand_free (hand);
}

/* A run that never ends gives way to a value that lets it end, by patience while the hand is on, and at once after. */
static void
test_endless_value (void)
{
  Hand *hand = hand_new ("import torch\nx = torch.tensor(1.0, requires_grad=True)\ni = 0\nwhile i < 5:\n"
                         "    i = i + 1\ny = x * 2\ny.backward()\n");

  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, "5:"), NULL));
  cr_session_move_held (hand->session, 9000000);
  cr_session_move_held (hand->session, 7);
  g_assert_true (cr_session_get_running (hand->session));
  session_settle (hand->session);
  g_assert_true (cr_session_is_current (hand->session));
  cr_session_move_held (hand->session, 9000000);
  cr_session_move_held (hand->session, 8);
  cr_session_let_go (hand->session, TRUE);
  session_settle (hand->session);
  g_assert_true (cr_session_is_current (hand->session));
  g_assert_cmpuint (cr_session_get_diagnostics (hand->session)->len, ==, 0);
  hand_free (hand);
}

/* A value at which the script fails leaves the picture until the hand lets go, or moves on. */
static void
test_failing_value (void)
{
  Hand *hand = hand_new ("import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\nn = 2\ny = x.reshape(n)\n"
                         "z = y.sum()\nz.backward()\n");
  CrGraph *before = cr_session_get_graph (hand->session);

  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, "2\ny"), NULL));
  cr_session_move_held (hand->session, 3);
  session_settle (hand->session);
  g_assert_true (cr_session_get_live (hand->session)->failing);
  g_assert_true (cr_session_get_graph (hand->session) == before);
  g_assert_cmpuint (cr_session_get_diagnostics (hand->session)->len, ==, 1);
  cr_session_move_held (hand->session, 2);
  session_settle (hand->session);
  g_assert_false (cr_session_get_live (hand->session)->failing);
  g_assert_cmpuint (cr_session_get_diagnostics (hand->session)->len, ==, 0);
  cr_session_move_held (hand->session, 4);
  session_settle (hand->session);
  before = cr_session_get_graph (hand->session);
  cr_session_let_go (hand->session, TRUE);
  g_assert_true (cr_session_get_graph (hand->session) != before); /* as far as it came */
  g_assert_cmpuint (cr_session_get_diagnostics (hand->session)->len, ==, 1);
  hand_free (hand);
}

/* A gesture is over when something else changes the text. */
static void
test_interrupted (void)
{
  Hand *hand = hand_new (SCRIPT);

  g_assert_true (cr_session_hold_number (hand->session, find (hand->session, "1.5"), NULL));
  cr_session_move_held (hand->session, 1.6);
  cr_session_set_text (hand->session, "import torch\nq = torch.ones(2)\n", TRUE);
  g_assert_false (cr_session_is_in_gesture (hand->session));
  g_assert_true (cr_session_get_live (hand->session) == NULL || !cr_session_get_live (hand->session)->held);
  cr_session_move_held (hand->session, 9);
  g_assert_cmpstr (cr_session_get_text (hand->session), ==, "import torch\nq = torch.ones(2)\n");
  session_settle (hand->session);
  cr_session_reset (hand->session, SCRIPT);
  g_assert_null (cr_session_get_live (hand->session));
  session_settle (hand->session);
  hand_free (hand);
}

static void
test_steps (void)
{
  g_assert_cmpfloat_with_epsilon (cr_live_get_step (0.5, FALSE, 1), 0.01, 1e-12);
  g_assert_cmpfloat_with_epsilon (cr_live_get_step (1, FALSE, 1), 0.1, 1e-12);
  g_assert_cmpfloat_with_epsilon (cr_live_get_step (-3.14159, FALSE, 5), 0.1, 1e-12);
  g_assert_cmpfloat_with_epsilon (cr_live_get_step (1e-3, FALSE, 0), 1e-4, 1e-12);
  g_assert_cmpfloat_with_epsilon (cr_live_get_step (250, FALSE, 1), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (cr_live_get_step (0, FALSE, 2), 0.01, 1e-12);
  g_assert_cmpfloat (cr_live_get_step (7, TRUE, 0), ==, 1);
  g_assert_cmpfloat (cr_live_get_step (0, TRUE, 0), ==, 1);
  g_assert_cmpfloat (cr_live_get_step (20000, TRUE, 0), ==, 100);
  g_assert_true (isfinite (cr_live_get_step (INFINITY, FALSE, 0)));
}

/* Sliders follow their numbers through edits, and go with them. */
/* Numbers at the rims of what a double holds have a range that can be drawn, and can be dragged. */
static void
test_extremes (void)
{
  static const char *const numbers[] = { "1e308", "-1.7e308", "5e-324", "1e-310", "1e999" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *script = g_strconcat ("x = ", numbers[i], "\n", NULL);
      Hand *hand = hand_new (script);
      const CrSlider *slider;

      g_assert_true (cr_session_add_slider (hand->session, 4, NULL));
      slider = &g_array_index (cr_session_get_sliders (hand->session), CrSlider, 0);
      g_assert_true (isfinite (slider->high - slider->low));
      g_assert_cmpfloat (slider->low, <, slider->high);
      g_assert_cmpfloat (slider->step, >, 0);
      g_assert_true (cr_session_hold_slider (hand->session, slider->id, NULL));
      cr_session_move_held (hand->session, slider->step);
      g_assert_true (isfinite (cr_session_get_live (hand->session)->value));
      cr_session_let_go (hand->session, FALSE);
      g_assert_cmpstr (cr_session_get_text (hand->session), ==, script);
      hand_free (hand);
    }
}

static void
test_sliders (void)
{
  Hand *hand = hand_new (SCRIPT);
  const CrSlider *slider;
  guint id;

  g_assert_true (cr_session_add_slider (hand->session, find (hand->session, "2.0"), NULL));
  g_assert_true (cr_session_add_slider (hand->session, find (hand->session, "2.0"), NULL)); /* it has one */
  g_assert_cmpuint (cr_session_get_sliders (hand->session)->len, ==, 1);
  slider = &g_array_index (cr_session_get_sliders (hand->session), CrSlider, 0);
  id = slider->id;
  g_assert_cmpfloat (slider->value, ==, 2);
  g_assert_cmpfloat (slider->low, <, 2);
  g_assert_cmpfloat (slider->high, >, 2);
  cr_session_set_text (hand->session, "# above\n" SCRIPT, TRUE);
  session_settle (hand->session);
  cr_session_set_slider_range (hand->session, id, -1, 5, 0.25);
  cr_session_set_slider_range (hand->session, id, 5, -1, 0.25); /* no range */
  g_assert_true (cr_session_hold_slider (hand->session, id, NULL));
  cr_session_move_held (hand->session, 3.25);
  cr_session_let_go (hand->session, TRUE);
  session_settle (hand->session);
  g_assert_nonnull (
      strstr (cr_session_get_text (hand->session), "# above\nimport torch\nx = torch.tensor([1.5, 3.25]"));
  slider = &g_array_index (cr_session_get_sliders (hand->session), CrSlider, 0);
  g_assert_cmpfloat (slider->value, ==, 3.25);
  g_assert_cmpfloat (slider->high, ==, 5);
  cr_session_set_text (hand->session, "import torch\nx = torch.tensor([1.5], requires_grad=True)\n", TRUE);
  session_settle (hand->session);
  g_assert_cmpuint (cr_session_get_sliders (hand->session)->len, ==, 0);
  g_assert_false (cr_session_hold_slider (hand->session, id, NULL));
  g_assert_true (cr_session_add_element_slider (hand->session, session_find_variable (hand->session, "x"), 0, NULL));
  g_assert_cmpfloat (g_array_index (cr_session_get_sliders (hand->session), CrSlider, 0).value, ==, 1.5);
  cr_session_reset (hand->session, SCRIPT);
  g_assert_cmpuint (cr_session_get_sliders (hand->session)->len, ==, 0);
  session_settle (hand->session);
  hand_free (hand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/session/live/number", test_number);
  g_test_add_func ("/ui/session/live/put-back", test_put_back);
  g_test_add_func ("/ui/session/live/refused", test_refused);
  g_test_add_func ("/ui/session/live/element", test_element);
  g_test_add_func ("/ui/session/live/computed-element", test_computed_element);
  g_test_add_func ("/ui/session/live/prediction", test_prediction);
  g_test_add_func ("/ui/session/live/prediction-of-vector", test_prediction_of_vector);
  g_test_add_func ("/ui/session/live/no-prediction", test_no_prediction);
  g_test_add_func ("/ui/session/live/not-starved", test_not_starved);
  g_test_add_func ("/ui/session/live/typing-cancels", test_typing_cancels);
  g_test_add_func ("/ui/session/live/endless-value", test_endless_value);
  g_test_add_func ("/ui/session/live/failing-value", test_failing_value);
  g_test_add_func ("/ui/session/live/interrupted", test_interrupted);
  g_test_add_func ("/ui/session/live/steps", test_steps);
  g_test_add_func ("/ui/session/live/sliders", test_sliders);
  g_test_add_func ("/ui/session/live/extremes", test_extremes);
  return g_test_run ();
}
