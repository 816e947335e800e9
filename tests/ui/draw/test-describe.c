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
         "add of w * x2 and b gives y_pred = [3.55 2.03 1.52 2.03 3.55]; AddBackward0 is recorded for the way back.");
  check (f, 16, "detach of y_pred gives y_pred.detach() = [3.55 2.03 1.52 2.03 3.55]; no gradient is recorded.");
}

static void
test_update (void)
{
  g_autoptr (Fixture) f = fixture_new (), constant = fixture_new_constant ();

  fixture_append_update (f);
  check (f, G_MAXUINT, "w was written in place, from [2.0301] to [2.7284]; its version is 1 now.");
  check (constant, 3, "The number 2 becomes a tensor, int64.");
  check (constant, G_MAXUINT,
         "mul of b and the number 2 gives 2 * b = 6.0; MulBackward0 is recorded for the way back.");
}

static void
test_backward (void)
{
  g_autoptr (Fixture) f = fixture_new ();

  check (f, f->begun + 1, "Backward pass 1 begins at loss with the gradient 1: how loss changes with itself.");
  check (
      f, f->first_add + 1,
      "AddBackward0 hands its gradient [−3.14 −1.55 −1.30 …] to both inputs: w * x2 gets it unchanged; b has shape [1] "
      "and was broadcast to [5], so its 5 contributions are summed: [−10.5605].");
  check (f, f->first_add + 2, "AccumulateGrad takes [−10.5605] into b.grad.");
  check (f, f->first_add + 3, "b.grad was None: it becomes what has arrived, [−10.5605].");
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
  check_lone (event, "a tensor was written in place, from 1.0 to 2.0; its version is 1 now.");
  event = (CrEvent){ .kind = CR_EVENT_GRAD_CLEARED };
  event.u.gradient = (CrGradientEvent){ .tensor = 4, .before = before };
  check_lone (event, "a tensor.grad is cleared: it is None now.");
  event = (CrEvent){ .kind = CR_EVENT_SAVED_FREED };
  event.u.function = 5;
  check_lone (event, "Saved tensors were freed.");
  event = (CrEvent){ .kind = CR_EVENT_NAME_BOUND };
  event.u.name = (CrNameEvent){ .name = "x" };
  check_lone (event, "The name x means no tensor any more.");
}

static void
test_scopes (void)
{
  CrEvent event = { .kind = CR_EVENT_SCOPE_ENTERED };

  event.u.scope = (CrScopeEvent){ .kind = CR_SCOPE_ITERATION, .number = 3, .loop = 1, .name = "i = 2" };
  check_lone (event, "Iteration 3 of the loop begins: i = 2.");
  event.u.scope.name = NULL;
  check_lone (event, "Iteration 3 of the loop begins.");
  event.kind = CR_EVENT_SCOPE_LEFT;
  check_lone (event, "Iteration 3 of the loop ends.");
  event.u.scope = (CrScopeEvent){ .kind = CR_SCOPE_MODULE, .name = "net.fc" };
  check_lone (event, "The module net.fc has computed.");
  event.kind = CR_EVENT_SCOPE_ENTERED;
  event.u.scope = (CrScopeEvent){ .kind = CR_SCOPE_CALL, .name = "train" };
  check_lone (event, "The function train is called.");
}

/* Where several paths join, the sentence says which part has come; where a rule is one number, that number. */
static void
test_parts (void)
{
  g_autoptr (Fixture) f = fixture_new_shared (), whole = fixture_new ();

  check (f, f->first_add, "SumBackward0 received 1.0: each of the 4 elements of c gets it unchanged.");
  check (
      f, f->first_add + 1,
      "AddBackward0 hands its gradient [1. 1. 1. …] to both inputs: b gets it unchanged; a gets it unchanged. So far "
      "a has 1 of 3 contributions.");
  check (f, f->first_add + 2,
         "MulBackward0 received [1. 1. 1. …]: a gets it · a: [1.00 −2.00 0.50 …]; a gets it · a: [1.00 −2.00 0.50 …]. "
         "Now a has all of its 3 contributions; their sum is [3. −3. 2. …].");
  check (whole, whole->first_add + 4,
         "MulBackward0 received [−3.14 −1.55 −1.30 …]: w has shape [1] and was broadcast to [5], so it gets it · x2, 5 "
         "contributions summed: [−6.9826].");
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
  g_test_add_func ("/ui/draw/describe/scopes", test_scopes);
  g_test_add_func ("/ui/draw/describe/parts", test_parts);
  g_test_add_func ("/ui/draw/describe/nothing", test_nothing);
  return g_test_run ();
}
