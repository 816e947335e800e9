/* Hooks and retained gradients, in PyTorch 1.13's order; values are recorded from it. */

#include "autograd-calls.h"
#include "cr-backward.h"

static const double twos[] = { 2, 2, 2 };

/* What hooks saw, one word each: "h1:1". */
typedef struct
{
  GString *log;
  guint freed;
} Log;

typedef struct
{
  Log *log;
  const char *name;
  double factor; /* of the replacement; 0: none */
  const char *failure;
  CrTensor *of; /* remove @id from it */
  guint64 id;
} Hook;

static void
hook_free (gpointer data)
{
  Hook *hook = data;
  hook->log->freed++;
  g_free (hook);
}

static Hook *
hook_new (Log *log, const char *name, double factor)
{
  Hook *hook = g_new0 (Hook, 1);
  *hook = (Hook){ .log = log, .name = name, .factor = factor };
  return hook;
}

static void
note (Hook *hook, CrTensor *grad)
{
  g_string_append_printf (hook->log->log, "%s%s:%g", hook->log->log->len ? " " : "", hook->name,
                          grad ? cr_tensor_get_double (grad, 0) : NAN);
}

static gboolean
on_tensor (gpointer data, CrTensor *grad, CrTensor **replacement, GError **error)
{
  Hook *hook = data;
  note (hook, grad);
  if (hook->failure)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE, hook->failure);
  if (hook->of)
    cr_tensor_remove_hook (hook->of, hook->id);
  else if (hook->factor != 0)
    *replacement = call_number ("mul", grad, hook->factor);
  return error == NULL || *error == NULL;
}

static gboolean
on_node (gpointer data, CrTensor **sent, guint n_sent, CrTensor *const *received, guint n_received, GError **error)
{
  Hook *hook = data;
  note (hook, n_sent ? sent[0] : NULL);
  note (hook, received[0]);
  if (hook->factor != 0 && n_sent && sent[0])
    {
      CrTensor *other = call_number ("mul", sent[0], hook->factor);
      cr_tensor_unref (sent[0]);
      sent[0] = other;
    }
  return TRUE;
}

static gboolean
on_pre (gpointer data, CrTensor **received, guint n_received, GError **error)
{
  Hook *hook = data;
  note (hook, received[0]);
  if (hook->factor != 0)
    {
      CrTensor *other = call_number ("mul", received[0], hook->factor);
      cr_tensor_unref (received[0]);
      received[0] = other;
    }
  return TRUE;
}

static guint64
add (CrTensor *tensor, Log *log, const char *name, double factor)
{
  g_autoptr (GError) error = NULL;
  guint64 id = cr_tensor_add_hook (tensor, on_tensor, hook_new (log, name, factor), hook_free, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (id, !=, 0);
  return id;
}

static void
retain (CrTensor *tensor)
{
  g_autoptr (GError) error = NULL;
  g_assert_true (cr_tensor_retain_grad (tensor, &error));
}

static void
run (CrTensor *y)
{
  g_autoptr (CrTensor) s = call1 ("sum", y);
  backward (s);
}

static void
test_order (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  Log log = { g_string_new (NULL), 0 };
  {
    g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
    g_autoptr (CrTensor) y = call_number ("mul", x, 2);
    add (y, &log, "h1", 0);
    retain (y);
    add (y, &log, "h2", 10);
    add (y, &log, "h3", 0);
    run (y);
    g_assert_cmpstr (log.log->str, ==, "h1:1 h2:1 h3:10");
    ASSERT_VALUES (cr_tensor_get_grad (y), 10, 10, 10);
    ASSERT_VALUES (cr_tensor_get_grad (x), 20, 20, 20);
  }
  g_assert_cmpuint (log.freed, ==, 3);
  g_string_free (log.log, TRUE);
}

/* Kept before a hook that was added later; what comes again is added. */
static void
test_retain (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Log log = { g_string_new (NULL), 0 };
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 2);
  retain (y);
  add (y, &log, "h", 10);
  g_autoptr (CrTensor) s = call1 ("sum", y);
  g_assert_true (cr_backward (s, NULL, TRUE, FALSE, &error));
  ASSERT_VALUES (cr_tensor_get_grad (y), 1, 1, 1);
  ASSERT_VALUES (cr_tensor_get_grad (x), 20, 20, 20);
  g_assert_true (cr_backward (s, NULL, FALSE, FALSE, &error));
  ASSERT_VALUES (cr_tensor_get_grad (y), 2, 2, 2);
  /* In place it moves to the new grad_fn; a tensor that is gone keeps nothing. */
  g_autoptr (CrTensor) z = call_number ("mul", x, 2);
  retain (z);
  g_assert_true (inplace_number ("mul_", z, 5, &error));
  CrTensor *gone = call_number ("mul", z, 3);
  retain (gone);
  g_autoptr (CrTensor) w = call1 ("sum", gone);
  cr_tensor_unref (gone);
  backward (w);
  ASSERT_VALUES (cr_tensor_get_grad (z), 3, 3, 3);
  g_assert_true (cr_tensor_retains_grad (z));
  g_autoptr (CrTensor) plain = make_scalar (context, 1, FALSE);
  g_assert_false (cr_tensor_retain_grad (plain, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "can't retain_grad on Tensor that has requires_grad=False");
  g_string_free (log.log, TRUE);
}

static void
test_leaf (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Log log = { g_string_new (NULL), 0 };
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  guint64 id = add (x, &log, "leaf", 3);
  g_autoptr (CrTensor) y = call_number ("mul", x, 1);
  run (y);
  ASSERT_VALUES (cr_tensor_get_grad (x), 3, 3, 3);
  /* autograd.grad captures what arrives before hooks. */
  g_autoptr (CrTensor) z = call_number ("mul", x, 1);
  g_autoptr (CrTensor) s = call1 ("sum", z);
  CrTensor *result;
  const CrBackwardOptions options = { 0 };
  g_assert_true (cr_grad (&s, NULL, 1, &x, 1, &options, &result, &error));
  ASSERT_VALUES (result, 1, 1, 1);
  cr_tensor_unref (result);
  cr_tensor_remove_hook (x, id);
  g_assert_cmpuint (log.freed, ==, 1);
  cr_tensor_remove_hook (x, id);
  g_autoptr (CrTensor) w = call_number ("mul", x, 1);
  run (w);
  ASSERT_VALUES (cr_tensor_get_grad (x), 4, 4, 4);
  g_autoptr (CrTensor) plain = make_scalar (context, 1, FALSE);
  g_assert_cmpuint (cr_tensor_add_hook (plain, on_tensor, NULL, NULL, &error), ==, 0);
  assert_message (&error, CR_ERROR_RUNTIME, "cannot register a hook on a tensor that doesn't require gradient");
  g_string_free (log.log, TRUE);
}

/* A hook belongs to the grad_fn of its time; one that was added after an in-place change, where there were others, goes
 * with them. */
static void
test_in_place (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Log log = { g_string_new (NULL), 0 };
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 2);
  add (y, &log, "before", 0);
  g_assert_true (inplace_number ("mul_", y, 5, &error));
  add (y, &log, "after", 0);
  run (y);
  g_assert_cmpstr (log.log->str, ==, "before:5 after:5");
  g_autoptr (CrTensor) z = call_number ("mul", x, 2);
  g_assert_true (inplace_number ("mul_", z, 5, &error));
  add (z, &log, "only", 0);
  run (z);
  g_assert_cmpstr (log.log->str, ==, "before:5 after:5 only:1");
  g_string_free (log.log, TRUE);
}

static void
test_nodes (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  Log log = { g_string_new (NULL), 0 };
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 2);
  CrGradFn *function = cr_tensor_get_grad_fn (y);
  CrGradFn *leaf = cr_grad_fn_get_next (function, 0, NULL);
  cr_grad_fn_add_pre_hook (function, on_pre, hook_new (&log, "pre", 7), hook_free);
  add (y, &log, "tensor", 0);
  guint64 id = cr_grad_fn_add_hook (function, on_node, hook_new (&log, "node", 100), hook_free);
  cr_grad_fn_add_hook (leaf, on_node, hook_new (&log, "leaf", 0), hook_free);
  run (y);
  g_assert_cmpstr (log.log->str, ==, "pre:1 tensor:7 node:14 node:7 leaf:nan leaf:1400");
  ASSERT_VALUES (cr_tensor_get_grad (x), 1400, 1400, 1400);
  cr_grad_fn_remove_hook (function, id);
  cr_grad_fn_remove_hook (function, id);
  g_assert_cmpuint (log.freed, ==, 1);
  g_string_free (log.log, TRUE);
}

/* A hook may fail, remove another or itself, call backward, or give something of another form. */
static void
test_trouble (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  Log log = { g_string_new (NULL), 0 };
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 1);
  Hook *hook = hook_new (&log, "self", 0);
  hook->of = y;
  hook->id = cr_tensor_add_hook (y, on_tensor, hook, hook_free, &error);
  add (y, &log, "next", 0);
  run (y);
  g_assert_cmpstr (log.log->str, ==, "self:1 next:1");
  g_assert_cmpuint (log.freed, ==, 1);
  Hook *failing = hook_new (&log, "fails", 0);
  failing->failure = "no";
  g_autoptr (CrTensor) z = call_number ("mul", x, 1);
  cr_tensor_add_hook (z, on_tensor, failing, hook_free, &error);
  g_autoptr (CrTensor) s = call1 ("sum", z);
  g_assert_false (cr_backward (s, NULL, FALSE, FALSE, &error));
  assert_message (&error, CR_ERROR_VALUE, "no");
  /* The engine is fit for use after that. */
  g_autoptr (CrTensor) w = call_number ("mul", x, 1);
  run (w);
  ASSERT_VALUES (cr_tensor_get_grad (x), 2, 2, 2);
  g_string_free (log.log, TRUE);
}

static gboolean
give_wrong_form (gpointer data, CrTensor *grad, CrTensor **replacement, GError **error)
{
  *replacement = cr_tensor_ref (data);
  return TRUE;
}

static void
test_wrong_form (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 1);
  CrTensor *two = make_vector (context, 2, twos, FALSE);
  cr_tensor_add_hook (y, give_wrong_form, two, (GDestroyNotify)cr_tensor_unref, &error);
  g_autoptr (CrTensor) s = call1 ("sum", y);
  g_assert_false (cr_backward (s, NULL, FALSE, FALSE, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "hook has changed the size of value");
}

static gboolean
call_backward (gpointer data, CrTensor *grad, CrTensor **replacement, GError **error)
{
  return cr_backward (data, NULL, TRUE, FALSE, error);
}

/* A backward within a backward, over the same functions. */
static void
test_reentrant (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) y = call2 ("mul", x, x);
  g_autoptr (CrTensor) z = call_number ("mul", y, 3);
  g_autoptr (CrTensor) inner = call1 ("sum", y);
  g_autoptr (CrTensor) outer = call1 ("sum", z);
  g_assert_cmpuint (cr_tensor_add_hook (z, call_backward, inner, NULL, &error), !=, 0);
  g_assert_true (cr_backward (outer, NULL, TRUE, FALSE, &error));
  ASSERT_VALUES (cr_tensor_get_grad (x), 16, 16, 16);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/hooks/order", test_order);
  g_test_add_func ("/engine/autograd/hooks/retain", test_retain);
  g_test_add_func ("/engine/autograd/hooks/leaf", test_leaf);
  g_test_add_func ("/engine/autograd/hooks/in-place", test_in_place);
  g_test_add_func ("/engine/autograd/hooks/nodes", test_nodes);
  g_test_add_func ("/engine/autograd/hooks/trouble", test_trouble);
  g_test_add_func ("/engine/autograd/hooks/wrong-form", test_wrong_form);
  g_test_add_func ("/engine/autograd/hooks/reentrant", test_reentrant);
  return g_test_run ();
}
