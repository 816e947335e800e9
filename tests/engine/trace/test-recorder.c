/* What the recorder makes of the engine's calls, without a language. */

#include "cr-function.h"
#include "cr-recorder.h"
#include "trace-fixture.h"

typedef struct
{
  CrContext *context;
  CrTrace *trace;
  CrRecorder *recorder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  fixture->context = cr_context_new (&limits);
  fixture->trace = cr_trace_new (0);
  fixture->recorder = cr_recorder_new (fixture->trace, fixture->context, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  cr_recorder_free (fixture->recorder);
  cr_trace_unref (fixture->trace);
  cr_context_unref (fixture->context);
}

static CrTensor *
leaf (Fixture *fixture, double number)
{
  CrTensor *tensor = cr_tensor_new_scalar (fixture->context, CR_DTYPE_FLOAT32, number, NULL);
  g_assert_true (cr_tensor_set_requires_grad (tensor, TRUE, NULL));
  return tensor;
}

/* Tensors for the first parameters, the others as if left out by a caller who knows what follows. */
static CrTensor *
call (Fixture *fixture, const char *name, CrTensor *a, CrTensor *b)
{
  const CrFunction *function = cr_functions_find (name, CR_SPELL_TORCH);
  CrArg args[4] = { { .kind = CR_ARG_TENSOR, .u.tensor = a }, { .kind = CR_ARG_TENSOR, .u.tensor = b } };
  args[2] = (CrArg){ .kind = CR_ARG_INT, .u.integer = 1 };
  CrTensor *result = function->call (fixture->context, args, NULL);
  g_assert_nonnull (result);
  return result;
}

static guint
count (Fixture *fixture, CrEventKind kind)
{
  guint n = 0;
  for (guint i = 0; i < cr_trace_get_length (fixture->trace); i++)
    n += cr_trace_get_event (fixture->trace, i)->kind == kind;
  return n;
}

static void
test_backward (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrTensor) x = leaf (fixture, 3);
  g_autoptr (CrTensor) square = call (fixture, "mul", x, x);
  g_autoptr (CrTensor) y = call (fixture, "mul", square, x);
  g_assert_cmpuint (count (fixture, CR_EVENT_TENSOR_CREATED), ==, 1);
  g_assert_cmpuint (count (fixture, CR_EVENT_OPERATION), ==, 2);
  g_assert_true (cr_backward (y, NULL, FALSE, FALSE, NULL));
  g_assert_cmpuint (count (fixture, CR_EVENT_TENSOR_CREATED), ==, 1); /* no temporaries */
  g_assert_cmpuint (count (fixture, CR_EVENT_FUNCTION_STEPPED), ==, 3);
  g_assert_cmpuint (count (fixture, CR_EVENT_GRAD_ACCUMULATED), ==, 1);
  g_assert_cmpuint (count (fixture, CR_EVENT_SAVED_FREED), ==, 2);
  g_autoptr (CrGraph) graph = cr_graph_new (fixture->trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  cr_cursor_seek (cursor, G_MAXUINT);
  guint index = cr_graph_find_variable (graph, cr_tensor_get_id (x), 0);
  const CrVariableState *state = cr_cursor_get_variable (cursor, index);
  g_assert_cmpfloat (cr_value_get_double (state->grad, 0), ==, 27);
  g_assert_cmpfloat (cr_value_get_double (state->gradient, 0), ==, 27);
  g_assert_cmpuint (state->n_arrived, ==, 3);
  g_assert_cmpuint (state->n_expected, ==, 3);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  fixture_check_cursor (graph);
}

/* What is computed with and not seen leaves no event; what was seen is told when it goes, before the next event. */
static void
test_released (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrTensor) x = leaf (fixture, 3);
  CrTensor *unseen = cr_tensor_new_scalar (fixture->context, CR_DTYPE_FLOAT32, 1, NULL);
  CrTensor *y = call (fixture, "mul", x, x);
  guint64 id = cr_tensor_get_id (y);
  cr_tensor_unref (unseen);
  cr_tensor_unref (y);
  g_assert_cmpuint (count (fixture, CR_EVENT_TENSOR_RELEASED), ==, 0);
  g_autoptr (CrTensor) z = call (fixture, "mul", x, x);
  g_assert_cmpuint (count (fixture, CR_EVENT_TENSOR_RELEASED), ==, 1);
  g_assert_cmpint (cr_trace_get_event (fixture->trace, 2)->kind, ==, CR_EVENT_TENSOR_RELEASED);
  g_assert_cmpuint (cr_trace_get_event (fixture->trace, 2)->u.tensor.id, ==, id);
}

/* Writing through a view tells of the base too, with what both were before. */
static void
test_written (Fixture *fixture, gconstpointer data)
{
  const gint64 size = 2, one = 1;
  const double numbers[] = { 1, 2 };
  g_autoptr (CrTensor) base = cr_tensor_new_from_doubles (fixture->context, CR_DTYPE_FLOAT32, 1, &size, numbers, NULL);
  g_autoptr (CrTensor) sum = call (fixture, "mul", base, base);
  g_autoptr (CrTensor) view = cr_tensor_new_view (base, 1, &one, &one, 1);
  g_assert_true (cr_tensor_begin_write (view, NULL));
  ((float *)cr_tensor_get_mutable (view, NULL))[0] = 9;
  cr_tensor_end_write (view);
  g_assert_cmpuint (count (fixture, CR_EVENT_WRITTEN), ==, 2);
  const CrEvent *of_base = cr_trace_get_event (fixture->trace, cr_trace_get_length (fixture->trace) - 2);
  const CrEvent *of_view = cr_trace_get_event (fixture->trace, cr_trace_get_length (fixture->trace) - 1);
  g_assert_cmpuint (of_base->u.tensor.id, ==, cr_tensor_get_id (base));
  g_assert_cmpfloat (cr_value_get_double (of_base->u.tensor.before, 1), ==, 2);
  g_assert_cmpfloat (cr_value_get_double (of_base->u.tensor.value, 1), ==, 9);
  g_assert_cmpuint (of_base->u.tensor.version, ==, 1);
  g_assert_cmpfloat (cr_value_get_double (of_view->u.tensor.value, 0), ==, 9);
}

/* A detached tensor that is used is an operation of its own: where the gradient's way is cut. */
static void
test_detached (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrTensor) x = leaf (fixture, 3);
  g_autoptr (CrTensor) y = call (fixture, "mul", x, x);
  g_autoptr (CrTensor) cut = cr_tensor_detach (y);
  g_assert_cmpuint (count (fixture, CR_EVENT_OPERATION), ==, 1);
  g_autoptr (CrTensor) z = call (fixture, "mul", cut, x);
  g_assert_cmpuint (count (fixture, CR_EVENT_OPERATION), ==, 3);
  g_assert_true (cr_backward (z, NULL, FALSE, FALSE, NULL));
  g_autoptr (CrGraph) graph = cr_graph_new (fixture->trace);
  guint index = cr_graph_find_variable (graph, cr_tensor_get_id (cut), 0);
  const CrVariable *variable = cr_graph_get_variable (graph, index);
  g_assert_cmpstr (cr_graph_get_function (graph, variable->maker)->primitive, ==, "detach");
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  g_assert_cmpuint (cr_graph_get_generation (graph, 0)->functions->len, ==, 3);
}

static void
test_second_backward (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = leaf (fixture, 3);
  g_autoptr (CrTensor) y = call (fixture, "mul", x, x);
  g_assert_true (cr_backward (y, NULL, FALSE, FALSE, NULL));
  g_assert_false (cr_backward (y, NULL, FALSE, FALSE, &error));
  g_assert_cmpuint (count (fixture, CR_EVENT_BACKWARD_ENDED), ==, 2);
  g_assert_false (cr_trace_get_event (fixture->trace, cr_trace_get_length (fixture->trace) - 1)->u.backward.finished);
  g_autoptr (CrGraph) graph = cr_graph_new (fixture->trace);
  g_assert_cmpuint (cr_graph_get_n_generations (graph), ==, 1);
  fixture_check_cursor (graph);
}

/* Keys say which event of its kind it is at its place, so that they differ. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrTensor) x = leaf (fixture, 3);
  g_autoptr (CrTensor) y = call (fixture, "mul", x, x);
  g_autoptr (CrTensor) z = call (fixture, "mul", y, x);
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < cr_trace_get_length (fixture->trace); i++)
    g_assert_true (g_hash_table_add (keys, (gpointer)(gsize)cr_trace_get_event (fixture->trace, i)->key));
}

static const CrOperationEvent *
last_operation (Fixture *fixture)
{
  for (guint i = cr_trace_get_length (fixture->trace); i-- > 0;)
    if (cr_trace_get_event (fixture->trace, i)->kind == CR_EVENT_OPERATION)
      return &cr_trace_get_event (fixture->trace, i)->u.operation;
  g_assert_not_reached ();
}

/* What a function keeps is told by the ids of its inputs and output; an exponent that no event tells of is left out. */
static void
test_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrTensor) x = leaf (fixture, 3);
  g_autoptr (CrTensor) y = call (fixture, "mul", x, x);
  const CrOperationEvent *event = last_operation (fixture);
  g_assert_false (event->grad_disabled);
  g_assert_cmpuint (event->n_saved, ==, 2);
  g_assert_cmpuint (event->saved[0].tensor, ==, cr_tensor_get_id (x));
  g_assert_cmpuint (event->saved[1].tensor, ==, cr_tensor_get_id (x));
  g_assert_cmpuint (event->saved[0].slot, !=, event->saved[1].slot);
  g_assert_false (event->saved[0].is_output);
  g_assert_true (cr_tensor_begin_write (y, NULL));
  ((float *)cr_tensor_get_mutable (y, NULL))[0] = 2;
  cr_tensor_end_write (y);
  CrArg arg = { .kind = CR_ARG_TENSOR, .u.tensor = y };
  g_autoptr (CrTensor) z = cr_functions_find ("exp", CR_SPELL_TORCH)->call (fixture->context, &arg, NULL);
  event = last_operation (fixture);
  g_assert_cmpuint (event->n_saved, ==, 1);
  g_assert_cmpuint (event->saved[0].tensor, ==, cr_tensor_get_id (z));
  g_assert_true (event->saved[0].is_output);
  g_assert_cmpuint (event->saved[0].version, ==, 0);
  g_autoptr (CrTensor) product = call (fixture, "mul", y, x);
  event = last_operation (fixture);
  g_assert_cmpuint (event->saved[0].version + event->saved[1].version, ==, 1); /* y's */
  cr_context_set_grad_enabled (fixture->context, FALSE);
  g_autoptr (CrTensor) unrecorded = call (fixture, "mul", x, x);
  event = last_operation (fixture);
  g_assert_true (event->grad_disabled);
  g_assert_cmpuint (event->n_saved, ==, 0);
}

/* A gradient grows in place; what a person took of it before is told as written, the gradient as accumulated only. */
static void
test_gradient_views (Fixture *fixture, gconstpointer data)
{
  const gint64 size = 2, one = 1;
  g_autoptr (CrTensor) x = cr_tensor_new_full (fixture->context, CR_DTYPE_FLOAT32, 1, &size, 3, NULL);
  g_autoptr (CrTensor) ones = cr_tensor_new_full (fixture->context, CR_DTYPE_FLOAT32, 1, &size, 1, NULL);
  g_assert_true (cr_tensor_set_requires_grad (x, TRUE, NULL));
  g_autoptr (CrTensor) y = call (fixture, "mul", x, x);
  g_assert_true (cr_backward (y, ones, TRUE, FALSE, NULL));
  CrTensor *grad = cr_tensor_get_grad (x);
  g_autoptr (CrTensor) view = cr_tensor_new_view (grad, 1, &one, &one, 1);
  cr_context_set_grad_enabled (fixture->context, FALSE);
  g_autoptr (CrTensor) seen = call (fixture, "mul", grad, grad); /* now both are known */
  g_autoptr (CrTensor) also_seen = call (fixture, "mul", view, view);
  cr_context_set_grad_enabled (fixture->context, TRUE);
  g_assert_true (cr_backward (y, ones, TRUE, FALSE, NULL));
  g_assert_true (cr_backward (y, ones, FALSE, FALSE, NULL));
  guint n = 0;
  for (guint i = 0; i < cr_trace_get_length (fixture->trace); i++)
    {
      const CrEvent *event = cr_trace_get_event (fixture->trace, i);
      if (event->kind != CR_EVENT_WRITTEN)
        continue;
      n++;
      g_assert_cmpuint (event->u.tensor.id, ==, cr_tensor_get_id (view));
      g_assert_cmpuint (event->u.tensor.version, ==, n);
      g_assert_cmpfloat (cr_value_get_double (event->u.tensor.before, 0), ==, 6 * n);
      g_assert_cmpfloat (cr_value_get_double (event->u.tensor.value, 0), ==, 6 * (n + 1));
    }
  g_assert_cmpuint (n, ==, 2);
  g_autoptr (CrGraph) graph = cr_graph_new (fixture->trace);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  cr_cursor_seek (cursor, G_MAXUINT);
  guint index = cr_graph_find_variable (graph, cr_tensor_get_id (grad), 0);
  g_assert_cmpuint (cr_cursor_get_variable (cursor, index)->version, ==, 2);
  fixture_check_cursor (graph);
}

/* Each step says how long it took; the event of another run is the same all the same. */
static void
test_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (CrTensor) x = leaf (fixture, 3);
  g_autoptr (CrTensor) y = call (fixture, "mul", x, x);
  g_assert_true (cr_backward (y, NULL, FALSE, TRUE, NULL));
  guint n = 0;
  for (guint i = 0; i < cr_trace_get_length (fixture->trace); i++)
    {
      CrEvent event;
      cr_event_copy (&event, cr_trace_get_event (fixture->trace, i));
      if (event.kind != CR_EVENT_FUNCTION_STEPPED)
        continue;
      g_assert_cmpuint (event.u.step.nanoseconds, >, 0);
      event.u.step.nanoseconds++;
      g_assert_true (cr_event_equal (&event, cr_trace_get_event (fixture->trace, i)));
      n++;
    }
  g_assert_cmpuint (n, ==, 2);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/engine/trace/recorder/backward", test_backward);
  add ("/engine/trace/recorder/released", test_released);
  add ("/engine/trace/recorder/written", test_written);
  add ("/engine/trace/recorder/detached", test_detached);
  add ("/engine/trace/recorder/second-backward", test_second_backward);
  add ("/engine/trace/recorder/keys", test_keys);
  add ("/engine/trace/recorder/saved", test_saved);
  add ("/engine/trace/recorder/gradient-views", test_gradient_views);
  add ("/engine/trace/recorder/time", test_time);
  return g_test_run ();
}
