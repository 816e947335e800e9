/* The inspector's words about what scripts made, and the way from a place in the text to a variable. */

#include "cr-evolution.h"
#include "cr-inspector-text.h"
#include "cr-value-slice.h"
#include "cr-value-table.h"
#include "session-fixture.h"

#define SCRIPT_VIEWS                                                                                                   \
  "import torch\n"                                                                                                     \
  "x = torch.ones(2, 3, requires_grad=True)\n"                                                                         \
  "t = x.t()\n"                                                                                                        \
  "also = t\n"                                                                                                         \
  "y = t * t\n"                                                                                                        \
  "s = y.sum()\n"                                                                                                      \
  "s.backward()\n"                                                                                                     \
  "d = x.detach()\n"

#define SCRIPT_LOOP                                                                                                    \
  "import torch\n"                                                                                                     \
  "w = torch.tensor(3.0, requires_grad=True)\n"                                                                        \
  "for i in range(5):\n"                                                                                               \
  "    loss = w * w\n"                                                                                                 \
  "    loss.backward()\n"                                                                                              \
  "    with torch.no_grad():\n"                                                                                        \
  "        w -= 0.25 * w.grad\n"                                                                                       \
  "        w.grad.zero_()\n"

#define SCRIPT_STALE                                                                                                   \
  "import torch\n"                                                                                                     \
  "x = torch.ones(2, requires_grad=True)\n"                                                                            \
  "a = x * 2\n"                                                                                                        \
  "y = a * a\n"                                                                                                        \
  "a.add_(1)\n"

static const CrFact *
find_fact (GPtrArray *facts, const char *label)
{
  for (guint i = 0; i < facts->len; i++)
    if (g_str_equal (((CrFact *)g_ptr_array_index (facts, i))->label, label))
      return g_ptr_array_index (facts, i);
  return NULL;
}

static void
check_fact (GPtrArray *facts, const char *label, const char *text)
{
  const CrFact *fact = find_fact (facts, label);

  if (fact == NULL)
    g_error ("no fact called %s", label);
  g_assert_cmpstr (fact->text, ==, text);
}

static void
test_views (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_VIEWS);
  CrCursor *cursor = cr_session_get_cursor (session);
  CrGraph *graph = cr_session_get_graph (session);
  guint x = session_find_variable (session, "x"), t = session_find_variable (session, "also");
  g_autoptr (CrEvolution) evolution = cr_evolution_new (graph, t, NULL);
  g_autoptr (GPtrArray) of_x = NULL, of_t = NULL, early = NULL;
  g_autofree char *link = NULL;

  cr_session_seek (session, G_MAXUINT);
  of_x = cr_inspector_variable_details (cursor, x, NULL);
  of_t = cr_inspector_variable_details (cursor, t, evolution);
  check_fact (of_t, "view of", "x, whose elements it shares");
  check_fact (of_t, "stride()", "[1, 3]: not contiguous");
  check_fact (of_t, "shape", "[3, 2]");
  check_fact (of_t, "names", "t, also");
  check_fact (of_x, "views of it", "also, d");
  g_assert_null (find_fact (of_x, "stride()"));
  g_assert_null (find_fact (of_x, "view of"));
  link = g_strdup_printf ("<a href=\"variable:%u\">x</a>, whose elements it shares", x);
  g_assert_cmpstr (find_fact (of_t, "view of")->markup, ==, link);
  cr_session_seek (session, 0);
  early = cr_inspector_variable_details (cursor, t, evolution);
  check_fact (early, "names", "none here");
}

/* a is saved by the multiplication at version 0 and written after it. */
static void
test_saved (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_STALE);
  CrCursor *cursor = cr_session_get_cursor (session);
  CrGraph *graph = cr_session_get_graph (session);
  guint y = session_find_variable (session, "y"), maker = cr_graph_get_variable (graph, y)->maker;
  guint a = cr_graph_get_function (graph, maker)->inputs[0];
  g_autoptr (GPtrArray) before = NULL, after = NULL, details = NULL;

  cr_session_seek (session, cr_graph_get_function (graph, maker)->created + 1);
  before = cr_inspector_saved_facts (cursor, maker);
  cr_session_seek (session, G_MAXUINT);
  after = cr_inspector_saved_facts (cursor, maker);
  details = cr_inspector_variable_details (cursor, a, NULL);
  g_assert_cmpuint (before->len, ==, 2);
  check_fact (before, "input (0)", "a float32 [2]: held, saved v0 / now v0");
  check_fact (after, "input (0)", "a float32 [2]: stale, saved v0 / now v1");
  g_assert_true (g_str_has_prefix (find_fact (details, "saved by")->text, "MulBackward0 at version 0"));
}

static void
test_function (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LINE);
  CrCursor *cursor = cr_session_get_cursor (session);
  CrGraph *graph = cr_session_get_graph (session);
  guint y = session_find_variable (session, "y"), add = cr_graph_get_variable (graph, y)->maker;
  guint mul = cr_graph_get_variable (graph, cr_graph_get_function (graph, add)->inputs[0])->maker, position;
  g_autoptr (GPtrArray) next = cr_inspector_next_facts (cursor, add), facts = NULL, early = NULL, freed = NULL;
  g_autofree char *link = g_strdup_printf ("<a href=\"function:%u\">MulBackward0</a>", mul);

  check_fact (next, "of input 0", "MulBackward0 → w * 3");
  check_fact (next, "of input 1", "AccumulateGrad → b");
  g_assert_true (g_str_has_prefix (find_fact (next, "of input 0")->markup, link));
  position = cr_session_get_position (session);
  early = cr_inspector_function_facts (cursor, mul);
  check_fact (early, "ran so far", "0 times");
  check_fact (early, "backward", "not yet reached");
  g_assert_cmpuint (cr_cursor_get_position (cursor), ==, position);
  cr_session_seek (session, G_MAXUINT);
  facts = cr_inspector_function_facts (cursor, mul);
  check_fact (facts, "ran so far", "1 time");
  check_fact (facts, "ran as", "step 4 of backward 1"); /* sum, add, AccumulateGrad of b, mul */
  check_fact (facts, "inputs", "w, 3");
  freed = cr_inspector_saved_facts (cursor, mul);
  g_assert_nonnull (strstr (((CrFact *)g_ptr_array_index (freed, 0))->text, "freed"));
}

static double
get_number (const GArray *moments, guint i)
{
  return g_array_index (moments, CrMoment, i).number;
}

/* w halves in each of five steps; its gradient is 2 w and then zero. */
static void
test_leaf_evolution (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LOOP);
  g_autoptr (CrEvolution) evolution
      = cr_evolution_new (cr_session_get_graph (session), session_find_variable (session, "w"), NULL);
  double w = 3;

  g_assert_false (evolution->norms);
  g_assert_cmpfloat (get_number (evolution->values, 0), ==, 3);
  g_assert_cmpfloat (get_number (evolution->values, evolution->values->len - 1), ==, 3.0 / 32);
  g_assert_cmpuint (evolution->gradients->len, ==, 10);
  for (guint i = 0; i < 10; i += 2, w /= 2)
    {
      g_assert_cmpfloat (get_number (evolution->gradients, i), ==, 2 * w);
      g_assert_cmpfloat (get_number (evolution->gradients, i + 1), ==, 0);
    }
}

/* What is made anew in each iteration is one course. */
static void
test_loop_evolution (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LOOP);
  g_autoptr (CrEvolution) evolution
      = cr_evolution_new (cr_session_get_graph (session), session_find_variable (session, "loss"), NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  double w = 3;

  g_assert_cmpuint (evolution->values->len, ==, 5);
  g_assert_cmpuint (evolution->gradients->len, ==, 5);
  for (guint i = 0; i < 5; i++, w /= 2)
    {
      g_assert_cmpfloat (get_number (evolution->values, i), ==, w * w);
      g_assert_cmpfloat (get_number (evolution->gradients, i), ==, 1);
    }
  g_cancellable_cancel (cancellable);
  g_assert_null (cr_evolution_new (cr_session_get_graph (session), 0, cancellable));
}

static void
check_place (CrSession *session, guint line, guint column, const char *name)
{
  guint variable = cr_session_find_variable_at (session, line, column);
  g_autofree char *title = NULL;

  g_assert_cmpuint (variable, !=, CR_NONE);
  title = cr_inspector_variable_title (cr_session_get_graph (session), variable);
  g_assert_cmpstr (title, ==, name);
}

static void
test_places (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LINE);
  g_autoptr (CrSession) loop = session_new_run (SCRIPT_LOOP);
  guint first, last;

  check_place (session, 2, 8, "w");     /* in torch.tensor (...) */
  check_place (session, 4, 6, "w * 3"); /* in w * 3 */
  check_place (session, 4, 13, "y");    /* at b */
  check_place (session, 4, 1, "y");     /* at the name */
  check_place (session, 6, 9, "loss");
  g_assert_cmpuint (cr_session_find_variable_at (session, 5, 3), ==, CR_NONE);
  g_assert_cmpuint (cr_session_find_variable_at (session, 1, 1), ==, CR_NONE);
  g_assert_cmpuint (cr_session_find_variable_at (session, 1000, 1), ==, CR_NONE);
  cr_session_seek (loop, 0);
  first = cr_session_find_variable_at (loop, 4, 14);
  cr_session_seek (loop, G_MAXUINT);
  last = cr_session_find_variable_at (loop, 4, 14);
  check_place (loop, 4, 14, "loss");
  g_assert_cmpuint (first, <, last);
}

static void
test_slices (void)
{
  static const gint64 five[] = { 2, 3, 4, 5, 6 }, column[] = { 7, 1 }, hostile[] = { 0, G_MAXINT64, G_MAXINT64 };
  CrValueSlice slice;
  g_autofree char *text = cr_value_slice_dup_text (5, five, 23), *first = cr_value_slice_dup_text (2, five, 0);

  cr_value_slice_init (&slice, 5, five, 23);
  g_assert_cmpint (slice.n_slices, ==, 24);
  g_assert_cmpint (slice.first, ==, 690);
  g_assert_cmpint (slice.lines, ==, 5);
  g_assert_false (slice.is_vector);
  g_assert_cmpstr (text, ==, "[1, 2, 3, :, :]");
  g_assert_cmpstr (first, ==, "[:, :]");
  cr_value_slice_init (&slice, 5, five, 1000);
  g_assert_cmpint (slice.first, ==, 690);
  cr_value_slice_init (&slice, 2, column, 0);
  g_assert_true (slice.is_vector);
  g_assert_cmpint (slice.columns, ==, 7);
  cr_value_slice_init (&slice, 3, hostile, 0);
  g_assert_cmpint (slice.n_slices, ==, 0);
  cr_value_slice_init (&slice, 0, NULL, 0);
  g_assert_cmpint (slice.columns, ==, 1);
}

static void
test_element_in_words (void)
{
  static const float numbers[] = { 0.125f, 1, 2, 3, 4, 5, 6, -0.5f };
  g_autoptr (CrValue) matrix = cr_value_new_from_data (CR_DTYPE_FLOAT32, 2, (gint64[]){ 2, 4 }, numbers);
  g_autoptr (CrValue) cube = cr_value_new_from_data (CR_DTYPE_FLOAT32, 3, (gint64[]){ 2, 2, 2 }, numbers);
  g_autoptr (CrValue) vector = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, (gint64[]){ 8 }, numbers);
  g_autofree char *a = cr_value_table_describe_element (matrix, 7), *b = cr_value_table_describe_element (cube, 7),
                  *c = cr_value_table_describe_element (vector, 0);

  g_assert_cmpstr (a, ==, "row 1, column 3: -0.5");
  g_assert_cmpstr (b, ==, "[1, 1, 1]: -0.5");
  g_assert_cmpstr (c, ==, "element 0: 0.125");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/panels/inspector/views", test_views);
  g_test_add_func ("/ui/panels/inspector/saved", test_saved);
  g_test_add_func ("/ui/panels/inspector/function", test_function);
  g_test_add_func ("/ui/panels/inspector/leaf-evolution", test_leaf_evolution);
  g_test_add_func ("/ui/panels/inspector/loop-evolution", test_loop_evolution);
  g_test_add_func ("/ui/panels/inspector/places", test_places);
  g_test_add_func ("/ui/panels/inspector/slices", test_slices);
  g_test_add_func ("/ui/panels/inspector/element-in-words", test_element_in_words);
  return g_test_run ();
}
