/* torch.autograd.Function: what it makes of outputs, inputs handed back, written inputs, saved tensors. Names and
 * messages are recorded from PyTorch 1.13. */

#include "autograd-calls.h"
#include "cr-backward.h"
#include "cr-custom.h"
#include "cr-ops.h"

static const double ones[] = { 1, 1, 1 };

typedef struct
{
  double factor;      /* every gradient is the first received times it */
  guint n_sent;       /* how many are given; others are None */
  CrTensor *wrong;    /* sent instead */
  CrGradFn *function; /* whose saved tensors are asked for */
  GString *received;  /* what came: "1 0" */
  guint *freed;
} Rule;

static gboolean
rule_backward (gpointer data, CrTensor *const *received, guint n_received, CrTensor **sent, guint n_sent,
               GError **error)
{
  Rule *rule = data;
  for (guint i = 0; rule->received && i < n_received; i++)
    g_string_append_printf (rule->received, "%s%g", i ? " " : "",
                            received[i] ? cr_tensor_get_double (received[i], 0) : NAN);
  if (rule->function)
    {
      g_autoptr (GPtrArray) saved = cr_custom_get_saved (rule->function, error);
      if (!saved)
        return FALSE;
      sent[0] = call2 ("mul", received[0], saved->pdata[1]);
      return TRUE;
    }
  for (guint i = 0; i < MIN (n_sent, rule->n_sent); i++)
    if (received[0])
      sent[i] = rule->wrong ? cr_tensor_ref (rule->wrong) : call_number ("mul", received[0], rule->factor);
  return TRUE;
}

static void
rule_free (gpointer data)
{
  Rule *rule = data;
  if (rule->freed)
    (*rule->freed)++;
}

static const CrCustom my_fn = { "MyFn", rule_backward, rule_free };

static CrGradFn *
begin (Rule *rule, CrTensor *const *inputs, guint n)
{
  return cr_custom_begin (cr_tensor_get_context (inputs[0]), &my_fn, rule, inputs, n);
}

/* Forward ran and gave @output; nothing was written. */
static CrTensor *
end (CrGradFn *function, CrTensor *output)
{
  g_autoptr (GError) error = NULL;
  CrTensor *outputs[] = { output };
  gboolean done = cr_custom_end (function, outputs, 1, NULL, 0, NULL, 0, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (done);
  return outputs[0];
}

static CrTensor *
forward (CrTensor *a, double factor)
{
  CrContext *context = cr_tensor_get_context (a);
  cr_context_set_grad_enabled (context, FALSE);
  CrTensor *result = call_number ("mul", a, factor);
  cr_context_set_grad_enabled (context, TRUE);
  return result;
}

static void
test_plain (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  guint freed = 0;
  Rule rule = { .factor = 10, .n_sent = 2, .freed = &freed };
  {
    g_autoptr (CrTensor) u = make_vector (context, 3, ones, TRUE);
    g_autoptr (CrTensor) w = make_vector (context, 3, ones, FALSE);
    CrTensor *inputs[] = { u, w };
    g_autoptr (CrGradFn) function = begin (&rule, inputs, 2);
    g_assert_true (cr_custom_needs_input_grad (function, 0) && !cr_custom_needs_input_grad (function, 1));
    g_autoptr (CrTensor) y = end (function, forward (u, 2));
    g_assert_cmpstr (cr_grad_fn_get_name (cr_tensor_get_grad_fn (y)), ==, "MyFnBackward");
    g_autoptr (CrTensor) s = call1 ("sum", y);
    g_assert_true (cr_backward (s, NULL, FALSE, FALSE, &error));
    ASSERT_VALUES (cr_tensor_get_grad (u), 10, 10, 10);
    g_assert_true (cr_backward (s, NULL, FALSE, FALSE, &error)); /* it saves nothing */
    cr_context_set_grad_enabled (context, FALSE);
    g_assert_null (begin (&rule, inputs, 2));
    cr_context_set_grad_enabled (context, TRUE);
    g_assert_null (begin (&rule, inputs + 1, 1));
  }
  g_assert_cmpuint (freed, ==, 1);
}

static void
test_form (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) u = make_vector (context, 3, ones, TRUE);
  g_autoptr (CrTensor) two = make_vector (context, 2, ones, FALSE);
  Rule rule = { .n_sent = 1, .wrong = two };
  g_autoptr (CrGradFn) function = begin (&rule, &u, 1);
  g_autoptr (CrTensor) y = end (function, forward (u, 2));
  g_autoptr (CrTensor) s = call1 ("sum", y);
  g_assert_false (cr_backward (s, NULL, TRUE, FALSE, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "Function MyFnBackward returned an invalid gradient at index 0 - got [2] but expected shape compatible "
      "with [3]");
  rule.n_sent = 0;
  g_assert_true (cr_backward (s, NULL, TRUE, FALSE, &error)); /* None */
  g_assert_null (cr_tensor_get_grad (u));
}

static CrTensor *
pair (CrGradFn *function, CrTensor *u, gboolean materialize, gboolean differentiable, CrTensor **second)
{
  g_autoptr (GError) error = NULL;
  CrTensor *outputs[] = { forward (u, 1), forward (u, 2) };
  CrTensor *const marked[] = { outputs[1] };
  g_assert_true (cr_custom_end (function, outputs, 2, NULL, 0, marked, differentiable ? 0 : 1, materialize, &error));
  *second = outputs[1];
  return outputs[0];
}

static void
test_outputs (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (CrTensor) u = make_vector (context, 3, ones, TRUE);
  const char *expected[] = { "1 0", "1 nan", "1 0" };
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GString) received = g_string_new (NULL);
      g_autoptr (CrTensor) c = NULL;
      Rule rule = { .factor = 2, .n_sent = 1, .received = received };
      g_autoptr (CrGradFn) function = begin (&rule, &u, 1);
      g_autoptr (CrTensor) b = pair (function, u, i != 1, i != 2, &c);
      g_assert_true (cr_tensor_requires_grad (c) == (i != 2));
      g_assert_cmpuint (cr_tensor_get_output_nr (c), ==, i != 2 ? 1 : 0);
      g_autoptr (CrTensor) s = call1 ("sum", b);
      backward (s);
      g_assert_cmpstr (received->str, ==, expected[i]);
      if (i != 2)
        {
          g_string_set_size (received, 0);
          g_autoptr (CrTensor) t = call1 ("sum", c);
          backward (t);
          g_assert_cmpstr (received->str, ==, i == 0 ? "0 1" : "nan 1");
        }
    }
}

#define FORBIDDEN                                                                                                      \
  "Output 0 of MyFnBackward is a view and is being modified inplace. This view was created inside a custom Function (" \
  "or because an input was returned as-is) and the autograd logic to handle view+inplace would override the custom "   \
  "backward associated with the custom Function, leading to incorrect gradients. This behavior is forbidden. You can " \
  "fix this by cloning the output of the custom Function."

/* An input handed back as it is; a view of an input. */
static void
test_input_returned (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Rule rule = { .factor = 2, .n_sent = 1 };
  g_autoptr (CrTensor) u = make_vector (context, 3, ones, TRUE);
  g_autoptr (CrGradFn) function = begin (&rule, &u, 1);
  g_autoptr (CrTensor) v = end (function, cr_tensor_ref (u));
  g_assert_true (v != u && cr_tensor_shares_storage (u, v) && cr_tensor_is_leaf (u));
  g_assert_true (cr_tensor_get_grad_fn (v) == function);
  g_assert_false (inplace_number ("mul_", v, 2, &error));
  assert_message (&error, CR_ERROR_RUNTIME, FORBIDDEN);
  g_autoptr (CrTensor) s = call1 ("sum", v);
  backward (s);
  ASSERT_VALUES (cr_tensor_get_grad (u), 2, 2, 2);

  g_autoptr (CrTensor) c = call_number ("mul", u, 1);
  g_autoptr (CrGradFn) viewing = begin (&rule, &c, 1);
  cr_context_set_grad_enabled (context, FALSE);
  CrTensor *view = cr_op_view (c, 1, (gint64[]){ 3 }, &error);
  cr_context_set_grad_enabled (context, TRUE);
  g_autoptr (CrTensor) w = end (viewing, view);
  g_assert_true (w == view && cr_tensor_get_grad_fn (w) == viewing);
  g_assert_false (inplace_number ("mul_", w, 2, &error));
  assert_message (&error, CR_ERROR_RUNTIME, FORBIDDEN);
  /* Without a node only the history is cut. */
  g_autoptr (CrTensor) same = end (NULL, cr_tensor_ref (u));
  g_assert_true (same != u && !cr_tensor_requires_grad (same));
}

static CrTensor *
write_input (Rule *rule, CrTensor *input, gboolean returns, CrGradFn **function, GError **error)
{
  CrContext *context = cr_tensor_get_context (input);
  *function = begin (rule, &input, 1);
  cr_context_set_grad_enabled (context, FALSE);
  g_assert_true (inplace_number ("mul_", input, 2, error));
  CrTensor *outputs[] = { returns ? cr_tensor_ref (input) : call_number ("mul", input, 1) };
  cr_context_set_grad_enabled (context, TRUE);
  if (cr_custom_end (*function, outputs, 1, &input, 1, NULL, 0, TRUE, error))
    return outputs[0];
  cr_tensor_unref (outputs[0]);
  return NULL;
}

static void
test_dirty (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Rule rule = { .factor = 5, .n_sent = 1 };
  g_autoptr (CrTensor) u = make_vector (context, 3, ones, TRUE);
  {
    g_autoptr (CrGradFn) function = NULL;
    g_autoptr (CrTensor) c = call_number ("mul", u, 1);
    g_autoptr (CrTensor) v = write_input (&rule, c, TRUE, &function, &error);
    g_assert_true (v == c && cr_tensor_get_grad_fn (c) == function);
    g_autoptr (CrTensor) s = call1 ("sum", v);
    backward (s);
    ASSERT_VALUES (cr_tensor_get_grad (u), 5, 5, 5);
  }
  {
    g_autoptr (CrGradFn) function = NULL;
    g_autoptr (CrTensor) c = call_number ("mul", u, 1);
    g_autoptr (CrTensor) part = cr_op_slice (c, 0, 0, 2, 1, &error);
    g_autoptr (CrTensor) v = write_input (&rule, part, TRUE, &function, &error);
    g_assert_cmpstr (cr_grad_fn_get_name (cr_tensor_get_grad_fn (v)), ==, "AsStridedBackward0");
    g_assert_cmpstr (cr_grad_fn_get_name (cr_tensor_get_grad_fn (c)), ==, "CopySlices");
    g_autoptr (CrTensor) s = call1 ("sum", c);
    backward (s);
    ASSERT_VALUES (cr_tensor_get_grad (u), 10, 10, 6);
  }
  g_autoptr (CrGradFn) first = NULL;
  g_autoptr (CrGradFn) second = NULL;
  g_autoptr (CrTensor) c = call_number ("mul", u, 1);
  g_assert_null (write_input (&rule, c, FALSE, &first, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "Some elements marked as dirty during the forward method were not returned as output. The inputs that "
      "are modified inplace must all be outputs of the Function.");
  g_assert_null (write_input (&rule, u, TRUE, &second, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "a leaf Variable that requires grad has been used in an in-place operation.");
}

/* Saves input, output and None. */
static CrTensor *
make_exp (Rule *rule, CrTensor *u, CrGradFn **function)
{
  g_autoptr (GError) error = NULL;
  CrContext *context = cr_tensor_get_context (u);
  *function = begin (rule, &u, 1);
  cr_context_set_grad_enabled (context, FALSE);
  CrTensor *result = call1 ("exp", u);
  cr_context_set_grad_enabled (context, TRUE);
  result = end (*function, result);
  CrTensor *const saved[] = { u, result, NULL };
  g_assert_true (cr_custom_save (*function, saved, 3, &error));
  rule->function = *function;
  return result;
}

static void
test_saved (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Rule rule = { .n_sent = 1 }, other = { .n_sent = 1 };
  g_autoptr (CrTensor) u = make_vector (context, 3, (double[]){ 0, 0, 0 }, TRUE);
  g_autoptr (CrGradFn) function = NULL;
  g_autoptr (CrTensor) r = make_exp (&rule, u, &function);
  g_autoptr (CrTensor) z = call1 ("sum", r);
  const CrBackwardOptions graph = { .create_graph = TRUE, .retain_graph = TRUE };
  CrTensor *g = NULL;
  g_assert_true (cr_grad (&z, NULL, 1, &u, 1, &graph, &g, &error));
  g_autoptr (CrTensor) t = call1 ("sum", g);
  g_assert_true (cr_backward (t, NULL, TRUE, FALSE, &error));
  ASSERT_VALUES (cr_tensor_get_grad (u), 1, 1, 1);
  cr_tensor_unref (g);
  g_clear_pointer (&t, cr_tensor_unref);
  g_assert_true (cr_backward (z, NULL, FALSE, FALSE, &error));
  g_assert_null (cr_custom_get_saved (function, &error));
  g_clear_error (&error);
  g_assert_false (cr_backward (z, NULL, FALSE, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "Trying to backward through the graph a second time"));
  g_clear_error (&error);
  g_autoptr (CrGradFn) second = NULL;
  g_autoptr (CrTensor) p = make_exp (&other, u, &second);
  g_assert_true (inplace_number ("mul_", p, 2, &error));
  g_autoptr (CrTensor) s = call1 ("sum", p);
  g_assert_false (cr_backward (s, NULL, FALSE, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "which is output 0 of MyFnBackward, is at version 1; expected version 0"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/custom/plain", test_plain);
  g_test_add_func ("/engine/autograd/custom/form", test_form);
  g_test_add_func ("/engine/autograd/custom/outputs", test_outputs);
  g_test_add_func ("/engine/autograd/custom/input-returned", test_input_returned);
  g_test_add_func ("/engine/autograd/custom/dirty", test_dirty);
  g_test_add_func ("/engine/autograd/custom/saved", test_saved);
  return g_test_run ();
}
