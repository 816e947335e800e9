/* The sentence for each event, with its numbers. */
#include "cr-painter.h"
#include "fixture.h"

static void
check (Fixture *f, guint position, const char *sentence)
{
  g_autoptr (CrCursor) cursor = cr_cursor_new (f->graph);
  g_autofree char *said = NULL;

  cr_cursor_seek (cursor, position);
  said = cr_cursor_describe (cursor);
  g_assert_cmpstr (said, ==, sentence);
}

static void
test_forward (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  check (f, 0, "Before the first event of the run.");
  check (f, 5, "A leaf that requires a gradient was created: w, float32 [1], with [2.0301].");
  check (f, 6, "The name w means a leaf now, float32 [1].");
  check (f, 10,
         "add of the result of MulBackward0 and b gave y_pred = [3.55 2.03 1.52 2.03 3.55] and recorded "
         "AddBackward0 for the way back.");
  check (f, 16, "detach of y_pred gave a new tensor = [3.55 2.03 1.52 2.03 3.55]; no gradient is recorded.");
}

static void
test_update (void)
{
  g_autoptr (Fixture) f = fixture_new (), constant = fixture_new_constant ();

  fixture_append_update (f);
  check (f, G_MAXUINT, "w was changed in place from [2.0301] to [2.7284]; its version is 1 now.");
  check (constant, 3, "The number 2 becomes a tensor, int64.");
  check (constant, G_MAXUINT,
         "mul of b and the number 2 gave a new tensor = 6.0 and recorded MulBackward0 for the way "
         "back.");
}

static void
test_backward (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  check (f, f->begun + 1, "Backward pass 1 begins at loss with the gradient 1.0.");
  check (
      f, f->first_add + 1,
      "AddBackward0 received [−3.14 −1.55 −1.30 …] and hands [−3.14 −1.55 −1.30 …] to the result of MulBackward0 and "
      "[−10.5605], summed because it was broadcast, to b.");
  check (f, f->first_add + 2, "AccumulateGrad takes [−10.5605] into b.grad.");
  check (f, f->first_add + 3, "b.grad was None and is [−10.5605] now.");
  check (f, G_MAXUINT, "Backward pass 1 is done.");
}

/* Kinds that the fixture has not: one event in a trace of its own, damaged ones among them. */
static void
check_lone (CrEvent event, const char *sentence)
{
  Fixture f = { .trace = cr_trace_new (0) };

  cr_trace_append (f.trace, &event);
  f.graph = cr_graph_new (f.trace);
  check (&f, 1, sentence);
  cr_graph_unref (f.graph);
  cr_trace_unref (f.trace);
}

static void
test_other_kinds (void)
{
  CrEvent event = { .kind = CR_EVENT_PRINTED };
  g_autoptr (CrValue) before = fixture_vector (0, (const float[]){ 1 }),
                      after = fixture_vector (0, (const float[]){ 2 });

  event.u.text.text = "step 1\nloss 2\n";
  check_lone (event, "Printed: step 1 loss 2");
  event.kind = CR_EVENT_WARNED;
  event.u.text.category = "UserWarning";
  event.u.text.text = "careful";
  check_lone (event, "Warning, UserWarning: careful");
  event.kind = CR_EVENT_OPTIMIZER_STEPPED;
  event.u.text.category = "SGD";
  event.u.text.text = "lr=0.1";
  check_lone (event, "SGD has made a step with lr=0.1.");
  event = (CrEvent){ .kind = CR_EVENT_WRITTEN };
  event.u.tensor = (CrTensorEvent){ .id = 4, .version = 1, .before = before, .value = after };
  check_lone (event, "a tensor was changed in place from 1.0 to 2.0; its version is 1 now.");
  event = (CrEvent){ .kind = CR_EVENT_GRAD_CLEARED };
  event.u.gradient = (CrGradientEvent){ .tensor = 4, .before = before };
  check_lone (event, "a tensor.grad was cleared: it is None now.");
  event = (CrEvent){ .kind = CR_EVENT_SAVED_FREED };
  event.u.function = 5;
  check_lone (event, "Saved tensors were freed.");
  event = (CrEvent){ .kind = CR_EVENT_NAME_BOUND };
  event.u.name = (CrNameEvent){ .name = "x" };
  check_lone (event, "The name x means no tensor any more.");
}

static void
test_nothing (void)
{
  Fixture f = { .trace = cr_trace_new (0) };

  f.graph = cr_graph_new (f.trace);
  check (&f, 0, "Nothing has happened: the run has no events.");
  cr_graph_unref (f.graph);
  cr_trace_unref (f.trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/draw/describe/forward", test_forward);
  g_test_add_func ("/ui/draw/describe/update", test_update);
  g_test_add_func ("/ui/draw/describe/backward", test_backward);
  g_test_add_func ("/ui/draw/describe/other-kinds", test_other_kinds);
  g_test_add_func ("/ui/draw/describe/nothing", test_nothing);
  return g_test_run ();
}
