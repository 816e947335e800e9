/* The state of everything at each position of hand-made traces. */

#include "cr-cursor.h"
#include "trace-fixture.h"

/* The position just after the @nth (from 1) event of @kind. */
static guint
after (CrTrace *trace, CrEventKind kind, guint nth)
{
  for (guint i = 0; i < cr_trace_get_length (trace); i++)
    if (cr_trace_get_event (trace, i)->kind == kind && --nth == 0)
      return i + 1;
  g_assert_not_reached ();
}

static double
number (const CrValue *value)
{
  g_assert_nonnull (value);
  return cr_value_get_double (value, 0);
}

static void
test_backward (void)
{
  g_autoptr (CrTrace) trace = fixture_training (2);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  guint w = cr_graph_find_variable (graph, FIXTURE_W, 0);
  guint p = cr_graph_find_variable (graph, 100 + FIXTURE_P, 100 + FIXTURE_P_FN);
  guint square = cr_graph_find_function (graph, 100 + FIXTURE_L_FN);
  guint times = cr_graph_find_function (graph, 100 + FIXTURE_P_FN);
  g_assert_false (cr_cursor_get_variable (cursor, w)->exists);
  g_assert_cmpint (cr_cursor_get_function (cursor, times)->state, ==, CR_BACKWARD_NOT_REACHED);
  cr_cursor_seek (cursor, after (trace, CR_EVENT_BACKWARD_BEGUN, 1));
  g_assert_cmpuint (cr_cursor_get_backward (cursor), ==, 1);
  g_assert_cmpint (cr_cursor_get_function (cursor, square)->state, ==, CR_BACKWARD_WAITING);
  g_assert_cmpuint (cr_cursor_get_variable (cursor, p)->n_expected, ==, 2);
  g_assert_null (cr_cursor_get_variable (cursor, p)->gradient);
  cr_cursor_seek (cursor, after (trace, CR_EVENT_FUNCTION_STEPPED, 1));
  g_assert_cmpint (cr_cursor_get_function (cursor, square)->state, ==, CR_BACKWARD_CURRENT);
  g_assert_cmpint (cr_cursor_get_function (cursor, times)->state, ==, CR_BACKWARD_WAITING);
  g_assert_cmpuint (cr_cursor_get_variable (cursor, p)->n_arrived, ==, 2);
  g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, p)->gradient), ==, 12);
  cr_cursor_seek (cursor, after (trace, CR_EVENT_FUNCTION_STEPPED, 2));
  g_assert_cmpint (cr_cursor_get_function (cursor, square)->state, ==, CR_BACKWARD_DONE);
  g_assert_cmpuint (cr_cursor_get_function (cursor, times)->step_event, ==, cr_cursor_get_position (cursor) - 1);
  g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, w)->gradient), ==, 24);
  g_assert_null (cr_cursor_get_variable (cursor, w)->grad);
  cr_cursor_seek (cursor, after (trace, CR_EVENT_GRAD_ACCUMULATED, 1));
  g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, w)->grad), ==, 24);
  cr_cursor_seek (cursor, after (trace, CR_EVENT_BACKWARD_ENDED, 1));
  g_assert_cmpuint (cr_cursor_get_backward (cursor), ==, 0);
  g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, w)->gradient), ==, 24);
}

static void
test_update (void)
{
  g_autoptr (CrTrace) trace = fixture_training (2);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  guint w = cr_graph_find_variable (graph, FIXTURE_W, 0);
  cr_cursor_seek (cursor, after (trace, CR_EVENT_WRITTEN, 1));
  g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, w)->value), ==, 1.5);
  g_assert_cmpuint (cr_cursor_get_variable (cursor, w)->version, ==, 1);
  g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, w)->grad), ==, 24);
  cr_cursor_seek (cursor, after (trace, CR_EVENT_WRITTEN, 2));
  g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, w)->grad), ==, 0);
  g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, w)->gradient), ==, 24);
  cr_cursor_seek (cursor, after (trace, CR_EVENT_BACKWARD_BEGUN, 2));
  g_assert_null (cr_cursor_get_variable (cursor, w)->gradient);
  g_assert_cmpuint (cr_cursor_get_variable (cursor, w)->n_expected, ==, 1);
}

static void
test_names (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 1, FALSE);
  fixture_created (trace, 2, 1, FALSE);
  fixture_named (trace, "a", 1, 0);
  fixture_named (trace, "b", 1, 0);
  fixture_named (trace, "b", 2, 0);
  fixture_named (trace, "a", 0, 0);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  static const char *const first[] = { NULL, NULL, NULL, "a", "b", "a", NULL };
  static const char *const second[] = { NULL, NULL, NULL, NULL, NULL, "b", "b" };
  for (guint p = 0; p < G_N_ELEMENTS (first); p++)
    {
      cr_cursor_seek (cursor, p);
      g_assert_cmpstr (cr_cursor_get_variable (cursor, 0)->name, ==, first[p]);
      g_assert_cmpstr (cr_cursor_get_variable (cursor, 1)->name, ==, second[p]);
    }
}

/* The variable before an in-place operation shows its old value, the one after has the name. */
static void
test_in_place (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 1, TRUE);
  fixture_operation (trace, "mul", 10, 11, 5, 1, (FixtureInput[]){ { 1, 0, 3 } });
  fixture_named (trace, "y", 10, 11);
  fixture_written (trace, 10, 5, 6, 1);
  fixture_operation (trace, "add", 10, 12, 6, 1, (FixtureInput[]){ { 10, 11, 11 } });
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  cr_cursor_seek (cursor, G_MAXUINT);
  g_assert_cmpuint (cr_cursor_get_position (cursor), ==, 5);
  const CrVariableState *old = cr_cursor_get_variable (cursor, cr_graph_find_variable (graph, 10, 11));
  const CrVariableState *now = cr_cursor_get_variable (cursor, cr_graph_find_variable (graph, 10, 12));
  g_assert_cmpfloat (number (old->value), ==, 5);
  g_assert_cmpfloat (number (now->value), ==, 6);
  g_assert_null (old->name);
  g_assert_cmpstr (now->name, ==, "y");
  g_assert_cmpuint (old->version, ==, 0);
  g_assert_cmpuint (now->version, ==, 1);
  g_assert_cmpint (cr_cursor_get_function (cursor, 0)->state, ==, CR_BACKWARD_NEVER);
}

/* Three contributions to one leaf, from three steps: partial sums are there at each of them. */
static void
test_partial_sums (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 1, TRUE);
  for (guint i = 1; i <= 3; i++)
    fixture_operation (trace, "mul", 10 * i, 10 * i + 1, 1, 1, (FixtureInput[]){ { 1, 0, 2 } });
  fixture_operation (trace, "add", 50, 51, 3, 3, (FixtureInput[]){ { 10, 11, 11 }, { 20, 21, 21 }, { 30, 31, 31 } });
  fixture_begun (trace, 1, 50, 51);
  fixture_step (trace, 1, 1, 51, 0, 1, 3, (CrEdge[]){ { 11, 0 }, { 21, 0 }, { 31, 0 } }, (double[]){ 1, 1, 1 });
  for (guint i = 1; i <= 3; i++)
    fixture_step (trace, 1, i + 1, 10 * i + 1, 0, 1, 1, (CrEdge[]){ { 2, 0 } }, (double[]){ i });
  guint last = cr_trace_get_length (trace);
  fixture_named (trace, "x", 1, 0);
  fixture_step (trace, 1, 5, 2, 1, 6, 0, NULL, NULL);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  static const double sums[] = { 1, 3, 6, 6, 6 };
  for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
    {
      cr_cursor_seek (cursor, last - 2 + i);
      g_assert_cmpfloat (number (cr_cursor_get_variable (cursor, 0)->gradient), ==, sums[i]);
      g_assert_cmpuint (cr_cursor_get_variable (cursor, 0)->n_arrived, ==, MIN (i + 1, 3));
      g_assert_cmpuint (cr_cursor_get_variable (cursor, 0)->n_expected, ==, 3);
    }
  fixture_check_cursor (graph);
}

static void
test_every_position (void)
{
  g_autoptr (CrTrace) trace = fixture_training (6);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  fixture_check_cursor (graph);
}

static void
test_stops (void)
{
  g_autoptr (CrTrace) trace = fixture_training (1);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  guint n = 0, length = cr_cursor_get_length (cursor);
  for (guint stop; (stop = cr_cursor_next_stop (cursor, TRUE)) > cr_cursor_get_position (cursor); n++)
    cr_cursor_seek (cursor, stop);
  g_assert_cmpuint (n, ==, 9); /* five operations, three steps, one accumulation */
  g_assert_cmpuint (cr_cursor_get_position (cursor), ==, length);
  for (; cr_cursor_get_position (cursor) > 0; n--)
    cr_cursor_seek (cursor, cr_cursor_next_stop (cursor, FALSE));
  g_assert_cmpuint (n, ==, 0);
  g_assert_null (cr_cursor_get_event (cursor));
}

/* Events in no sensible order, as a file may hold them: there are states all the same. */
static void
test_random_events (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (CrTrace) trace = cr_trace_new (0);
      for (guint i = 0; i < 40; i++)
        {
          guint64 a = (guint64)g_rand_int_range (rand, 1, 6), b = (guint64)g_rand_int_range (rand, 0, 6);
          guint64 c = (guint64)g_rand_int_range (rand, 1, 6), d = (guint64)g_rand_int_range (rand, 0, 6);
          const FixtureInput inputs[] = { { a, b, d }, { c, d, b } };
          const CrEdge edges[] = { { d, 0 }, { b, 0 } };
          static const char *const names[] = { "x", "y" };
          switch (g_rand_int_range (rand, 0, 9))
            {
            case 0:
              fixture_created (trace, a, i, b == 0);
              break;
            case 1:
              fixture_named (trace, names[i % 2], b, d);
              break;
            case 2:
            case 3:
              fixture_operation (trace, "mul", c, d, i, 2, inputs);
              break;
            case 4:
              fixture_written (trace, a, i, i + 1, i);
              break;
            case 5:
              fixture_released (trace, a);
              break;
            case 6:
              fixture_begun (trace, i, a, b);
              break;
            case 7:
              fixture_step (trace, 1, 1, c, b, i, 2, edges, (double[]){ 1, 2 });
              break;
            default:
              fixture_accumulated (trace, a, b, i, i);
              break;
            }
        }
      g_autoptr (CrGraph) graph = cr_graph_new (trace);
      fixture_check_cursor (graph);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/cursor/backward", test_backward);
  g_test_add_func ("/engine/trace/cursor/update", test_update);
  g_test_add_func ("/engine/trace/cursor/names", test_names);
  g_test_add_func ("/engine/trace/cursor/in-place", test_in_place);
  g_test_add_func ("/engine/trace/cursor/partial-sums", test_partial_sums);
  g_test_add_func ("/engine/trace/cursor/every-position", test_every_position);
  g_test_add_func ("/engine/trace/cursor/stops", test_stops);
  g_test_add_func ("/engine/trace/cursor/random-events", test_random_events);
  return g_test_run ();
}
