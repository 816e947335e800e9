/* Views and in-place operations through them, as PyTorch 1.13 on the CPU has it; values and names are recorded from it.
 */

#include "autograd-calls.h"
#include "cr-backward.h"
#include "cr-ops.h"

static const double twos[] = { 2, 2, 2 };
static const double ones[] = { 1, 1, 1 };
static const double threes[] = { 3, 3, 3 };

#define NO_GRAD_TAIL                                                                                                   \
  " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both " \
  "the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or "    \
  "both outside (if you want the inplace to be tracked)."
#define MULTI_TAIL                                                                                                     \
  " This view is the output of a function that returns multiple views. Such functions do not allow the output views "  \
  "to be modified inplace. You should replace the inplace operation by an out-of-place one."

static CrTensor *
slice (CrTensor *a, gint64 start, gint64 stop)
{
  g_autoptr (GError) error = NULL;
  CrTensor *view = cr_op_slice (a, 0, start, stop, 1, &error);
  g_assert_no_error (error);
  return view;
}

static CrTensor *
pick (CrTensor *a, gint64 index)
{
  g_autoptr (GError) error = NULL;
  CrTensor *view = cr_op_select (a, 0, index, &error);
  g_assert_no_error (error);
  return view;
}

static const char *
name_of (CrTensor *tensor)
{
  CrGradFn *function = cr_tensor_get_grad_fn (tensor);
  return function ? cr_grad_fn_get_name (function) : NULL;
}

static const char *
next_name (CrTensor *tensor, guint i)
{
  CrGradFn *next = cr_grad_fn_get_next (cr_tensor_get_grad_fn (tensor), i, NULL);
  return next ? cr_grad_fn_get_name (next) : NULL;
}

static CrTensor *
grad_of (CrTensor *root, CrTensor *input, gboolean create_graph)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) s = call1 ("sum", root);
  CrTensor *result = NULL;
  const CrBackwardOptions options = { .retain_graph = create_graph, .create_graph = create_graph };
  cr_grad (&s, NULL, 1, &input, 1, &options, &result, &error);
  g_assert_no_error (error);
  return result;
}

/* x = leaf * 1; v = x[0]; v.mul_ (2) */
static void
test_copy_slices (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) a = call_number ("mul", x, 1);
  g_autoptr (CrTensor) v = slice (a, 0, 2);
  g_autoptr (CrTensor) w = slice (v, 0, 1);
  g_assert_true (inplace_number ("mul_", w, 5, &error));
  ASSERT_VALUES (a, 10, 2, 2);
  g_assert_cmpstr (name_of (a), ==, "CopySlices");
  g_assert_cmpstr (name_of (v), ==, "AsStridedBackward0");
  g_assert_cmpstr (name_of (w), ==, "AsStridedBackward0");
  g_assert_cmpstr (next_name (a, 0), ==, "MulBackward0");
  g_assert_null (next_name (a, 1));
  g_assert_true (cr_grad_fn_get_next (cr_tensor_get_grad_fn (v), 0, NULL) == cr_tensor_get_grad_fn (a));
  g_assert_cmpuint (cr_tensor_get_version (v), ==, 1);
  g_autoptr (CrTensor) s = call1 ("sum", a);
  backward (s);
  ASSERT_VALUES (cr_tensor_get_grad (x), 5, 1, 1);
  g_autoptr (CrTensor) again = call1 ("sum", a);
  g_assert_false (cr_backward (again, NULL, FALSE, FALSE, &error));
  g_assert_nonnull (strstr (error->message, "Trying to backward through the graph a second time"));
}

/* What the operation saves is the view before it, and its result. */
static void
test_copy_slices_saving (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) a = call_number ("mul", x, 1);
  g_autoptr (CrTensor) v = slice (a, 0, 2);
  g_assert_true (inplace_number ("pow_", v, 3, &error));
  g_autoptr (CrTensor) first = grad_of (a, x, TRUE);
  ASSERT_VALUES (first, 12, 12, 1);
  g_assert_cmpstr (name_of (first), ==, "MulBackward0");
  g_autoptr (CrTensor) second = grad_of (first, x, FALSE);
  ASSERT_VALUES (second, 12, 12, 0);

  g_autoptr (CrTensor) b = call_number ("mul", x, 1);
  g_autoptr (CrTensor) u = slice (b, 0, 2);
  g_assert_true (inplace2 ("exp_", u, NULL, &error));
  g_autoptr (CrTensor) g = grad_of (b, x, FALSE);
  g_assert_cmpfloat_with_epsilon (cr_tensor_get_double (g, 0), 7.3890562, 1e-6);
  g_assert_cmpfloat (cr_tensor_get_double (g, 2), ==, 1);
}

/* The other operand gets its gradient through CopySlices too; a base without history is fine. */
static void
test_other_operand (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) w = make_vector (context, 3, threes, TRUE);
  g_autoptr (CrTensor) a = call_number ("mul", x, 1);
  g_autoptr (CrTensor) v = slice (a, 0, 2);
  g_autoptr (CrTensor) part = slice (w, 0, 2);
  g_assert_true (inplace2 ("mul_", v, part, &error));
  g_assert_cmpstr (next_name (a, 1), ==, "SliceBackward0");
  g_autoptr (CrTensor) s = call1 ("sum", a);
  backward (s);
  ASSERT_VALUES (cr_tensor_get_grad (x), 3, 3, 1);
  ASSERT_VALUES (cr_tensor_get_grad (w), 2, 2, 0);

  g_autoptr (CrTensor) plain = make_vector (context, 3, ones, FALSE);
  g_autoptr (CrTensor) first = pick (plain, 0);
  g_autoptr (CrTensor) other = pick (plain, 1);
  g_autoptr (CrTensor) factor = pick (w, 0);
  g_assert_false (cr_tensor_requires_grad (other));
  g_assert_true (inplace2 ("mul_", first, factor, &error));
  g_assert_cmpstr (name_of (plain), ==, "CopySlices");
  g_assert_null (next_name (plain, 0));
  g_assert_cmpstr (next_name (plain, 1), ==, "SelectBackward0");
  g_assert_true (cr_tensor_requires_grad (other) && !cr_tensor_is_leaf (other));
  g_assert_cmpstr (name_of (other), ==, "AsStridedBackward0");
}

/* v = x.view(3, 1); x.mul_ (2): the view's grad_fn is made anew. */
static void
test_base_written (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  const gint64 column[] = { 3, 1 };
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) a = call_number ("mul", x, 1);
  g_autoptr (CrTensor) v = cr_op_view (a, 2, column, &error);
  g_assert_cmpstr (name_of (v), ==, "ViewBackward0");
  g_assert_true (inplace_number ("mul_", a, 4, &error));
  g_autoptr (CrTensor) y = call_number ("mul", v, 10);
  g_assert_cmpstr (name_of (v), ==, "AsStridedBackward0");
  g_assert_cmpstr (next_name (v, 0), ==, "MulBackward0");
  g_autoptr (CrTensor) grad = grad_of (y, x, FALSE);
  ASSERT_VALUES (grad, 40, 40, 40);
  /* Under no_grad the version rises just the same. */
  g_autoptr (CrTensor) first = pick (x, 0);
  cr_context_set_grad_enabled (context, FALSE);
  g_assert_true (inplace_number ("add_", x, 1, &error));
  cr_context_set_grad_enabled (context, TRUE);
  g_assert_cmpstr (name_of (first), ==, "AsStridedBackward0");
}

static void
test_as_strided (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  const gint64 sizes[] = { 2, 2 }, apart[] = { 2, 1 }, overlapping[] = { 1, 1 };
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) v = cr_op_as_strided (x, 2, sizes, overlapping, 0, &error);
  g_assert_no_error (error);
  g_autoptr (CrTensor) squared = call2 ("mul", v, v);
  g_autoptr (CrTensor) grad = grad_of (squared, x, FALSE);
  ASSERT_VALUES (grad, 4, 8, 4);
  g_autoptr (CrTensor) s = cr_op_as_strided (x, 1, sizes, apart, 0, &error);
  g_autoptr (CrTensor) g = grad_of (s, x, FALSE);
  ASSERT_VALUES (g, 1, 0, 1);
}

/* A view of a transposed base: the gradient of the base is laid out as the base is. */
static void
test_strided_base (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  const gint64 sizes[] = { 2, 3 };
  const double values[] = { 1, 2, 3, 4, 5, 6 };
  g_autoptr (CrTensor) x = cr_tensor_new_from_doubles (context, CR_DTYPE_FLOAT32, 2, sizes, values, &error);
  g_assert_true (cr_tensor_set_requires_grad (x, TRUE, &error));
  g_autoptr (CrTensor) a = call_number ("mul", x, 1);
  g_autoptr (CrTensor) t = cr_op_t (a, &error);
  g_autoptr (CrTensor) row = pick (t, 1);
  g_assert_true (inplace_number ("mul_", row, 3, &error));
  ASSERT_VALUES (a, 1, 6, 3, 4, 15, 6);
  g_autoptr (CrTensor) grad = grad_of (t, x, FALSE);
  ASSERT_VALUES (grad, 1, 3, 1, 1, 3, 1);
}

static void
test_leaf_views (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, ones, TRUE);
  g_autoptr (CrTensor) v = pick (x, 0);
  g_assert_false (inplace_number ("add_", v, 1, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  g_assert_false (cr_tensor_detach_in_place (v, &error));
  g_assert_nonnull (g_strstr_len (error->message, -1, "Can't detach views in-place. Use detach() instead."));
  g_clear_error (&error);
  /* A leaf that is a view of what requires nothing. */
  g_autoptr (CrTensor) z = make_vector (context, 3, ones, FALSE);
  g_autoptr (CrTensor) first = pick (z, 0);
  g_assert_true (cr_tensor_set_requires_grad (first, TRUE, &error));
  g_assert_false (inplace_number ("add_", first, 1, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  g_assert_true (inplace_number ("add_", z, 1, &error));
  backward (first);
  ASSERT_VALUES (cr_tensor_get_grad (first), 1);
  g_autoptr (CrTensor) second = pick (z, 1);
  g_assert_true (inplace2 ("add_", second, first, &error));
  g_assert_cmpstr (name_of (z), ==, "CopySlices");
  g_assert_cmpstr (name_of (first), ==, "AsStridedBackward0");
  cr_autograd_break_cycles (context); /* first leads to z, which leads to the AccumulateGrad of first */
}

static void
test_no_grad_views (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, ones, TRUE);
  g_autoptr (CrTensor) plain = make_vector (context, 3, ones, FALSE);
  cr_context_set_grad_enabled (context, FALSE);
  g_autoptr (CrTensor) v = pick (x, 0);
  g_autoptr (CrTensor) p = pick (plain, 0);
  cr_context_set_grad_enabled (context, TRUE);
  g_assert_true (cr_tensor_requires_grad (v) && cr_tensor_is_leaf (v));
  g_autofree char *suffix = cr_tensor_dup_print_suffix (v);
  g_assert_cmpstr (suffix, ==, "requires_grad=True");
  g_autoptr (CrTensor) y = call_number ("mul", v, 2);
  g_assert_cmpstr (name_of (y), ==, "MulBackward0");
  g_assert_null (next_name (y, 0));
  g_assert_false (inplace_number ("add_", v, 1, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "A view was created in no_grad mode and is being modified inplace with grad mode enabled." NO_GRAD_TAIL);
  g_assert_true (inplace_number ("add_", p, 1, &error));
  g_assert_false (inplace2 ("add_", p, x, &error));
  g_clear_error (&error);
  g_autoptr (CrTensor) one = pick (x, 1);
  g_assert_false (inplace2 ("mul_", p, one, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "A view was created in no_grad mode and is being modified inplace with grad mode enabled." NO_GRAD_TAIL);
  g_autoptr (CrTensor) a = call_number ("mul", x, 1);
  cr_context_set_grad_enabled (context, FALSE);
  g_autoptr (CrTensor) w = pick (a, 0);
  cr_context_set_grad_enabled (context, TRUE);
  g_assert_true (inplace_number ("mul_", a, 2, &error));
  g_assert_false (cr_tensor_check_fresh (w, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "A view was created in no_grad mode and its base or another view of its base has been modified "
                  "inplace with grad mode enabled." NO_GRAD_TAIL);
}

static CrTensor *
index_put_number (CrTensor *tensor, gint64 index, CrTensor *value)
{
  g_autoptr (GError) error = NULL;
  const CrIndex at = { .kind = CR_INDEX_INT, .start = index };
  g_assert_true (cr_index_put (tensor, &at, 1, value, &error));
  g_assert_no_error (error);
  return tensor;
}

static void
test_index_put (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) w = make_vector (context, 3, threes, TRUE);
  g_autoptr (CrTensor) zeros = cr_op_zeros_like (w, &error);
  g_autoptr (CrTensor) first = pick (w, 0);
  index_put_number (zeros, 0, first);
  g_assert_cmpstr (name_of (zeros), ==, "CopySlices");
  g_assert_null (next_name (zeros, 0));
  g_assert_cmpstr (next_name (zeros, 1), ==, "SelectBackward0");
  g_autoptr (CrTensor) squared = call2 ("mul", zeros, zeros);
  g_autoptr (CrTensor) grad = grad_of (squared, w, TRUE);
  ASSERT_VALUES (grad, 6, 0, 0);
  g_autoptr (CrTensor) second = grad_of (grad, w, FALSE);
  ASSERT_VALUES (second, 2, 0, 0);

  /* Into a view of what takes part: the base gets it. */
  g_autoptr (CrTensor) a = call_number ("mul", w, 2);
  g_autoptr (CrTensor) v = slice (a, 1, 3);
  g_autoptr (CrTensor) number = make_scalar (context, 7, FALSE);
  index_put_number (v, 1, number);
  ASSERT_VALUES (a, 6, 6, 7);
  g_assert_cmpstr (name_of (a), ==, "CopySlices");
  g_autoptr (CrTensor) all = grad_of (a, w, FALSE);
  ASSERT_VALUES (all, 2, 2, 0);
  g_assert_cmpstr (name_of (v), ==, "AsStridedBackward0");
}

/* x.data has a version of its own, x.detach() the same. */
static void
test_data (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, ones, TRUE);
  g_autoptr (CrTensor) y = call2 ("mul", x, x);
  g_autoptr (CrTensor) data = cr_tensor_new_data (x);
  g_assert_true (inplace_number ("mul_", data, 5, &error));
  g_assert_cmpuint (cr_tensor_get_version (x), ==, 0);
  g_autoptr (CrTensor) grad = grad_of (y, x, FALSE);
  ASSERT_VALUES (grad, 10, 10, 10);
  g_autoptr (CrTensor) z = call2 ("mul", x, x);
  g_autoptr (CrTensor) detached = cr_tensor_detach (x);
  g_assert_true (inplace_number ("mul_", detached, 2, &error));
  g_autoptr (CrTensor) s = call1 ("sum", z);
  g_assert_false (cr_backward (s, NULL, FALSE, FALSE, &error));
  g_assert_nonnull (g_strstr_len (error->message, -1, "[torch.FloatTensor [3]] is at version 1; expected version 0"));
  g_clear_error (&error);

  const double seven[] = { 7, 7 };
  g_autoptr (CrTensor) other = make_vector (context, 2, seven, FALSE);
  g_assert_true (cr_tensor_set_data (x, other, &error));
  ASSERT_VALUES (x, 7, 7);
  g_assert_true (cr_tensor_is_leaf (x) && cr_tensor_requires_grad (x));
  g_autoptr (CrTensor) integers = cr_tensor_new_full (context, CR_DTYPE_INT64, 1, (gint64[]){ 2 }, 1, &error);
  g_assert_false (cr_tensor_set_data (x, integers, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "data set to a tensor that requires gradients must be floating point or complex dtype");
  g_autoptr (CrTensor) t = call1 ("sum", x);
  backward (t);
  ASSERT_VALUES (cr_tensor_get_grad (x), 1, 1);
  g_autoptr (CrTensor) u = call_number ("mul", x, 2);
  g_assert_true (cr_tensor_detach_in_place (u, &error));
  g_assert_true (cr_tensor_is_leaf (u) && !cr_tensor_requires_grad (u));
}

/* y.pow_ (3) saves a clone of what y was; y.mul_ (y) what is overwritten, and fails. */
static void
test_saved_self (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, twos, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 1);
  g_assert_true (inplace_number ("pow_", y, 3, &error));
  guint version;
  gboolean is_output;
  CrTensor *saved = cr_grad_fn_get_saved (cr_tensor_get_grad_fn (y), 0, &version, &is_output);
  g_assert_cmpuint (cr_grad_fn_get_n_saved (cr_tensor_get_grad_fn (y)), ==, 1);
  g_assert_cmpstr (name_of (saved), ==, "CloneBackward0");
  g_assert_true (version == 0 && !is_output);
  ASSERT_VALUES (saved, 2, 2, 2);
  g_autoptr (CrTensor) first = grad_of (y, x, TRUE);
  ASSERT_VALUES (first, 12, 12, 12);
  g_autoptr (CrTensor) second = grad_of (first, x, FALSE);
  ASSERT_VALUES (second, 12, 12, 12);

  g_autoptr (CrTensor) z = call_number ("mul", x, 1);
  g_assert_true (inplace2 ("mul_", z, z, &error));
  g_autoptr (CrTensor) s = call1 ("sum", z);
  g_assert_false (cr_backward (s, NULL, FALSE, FALSE, &error));
  g_assert_nonnull (
      g_strstr_len (error->message, -1, "which is output 0 of MulBackward0, is at version 1; expected version 0"));
}

/* Several views at once may not be written. */
static void
test_views_of_many (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = make_vector (context, 3, ones, TRUE);
  g_autoptr (CrTensor) m = call_number ("mul", x, 1);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  g_assert_true (cr_op_split (m, 1, 0, parts, &error));
  CrTensor *first = parts->pdata[0], *second = parts->pdata[1];
  g_assert_false (inplace_number ("mul_", first, 2, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "Output 0 of SplitBackward0 is a view and is being modified inplace." MULTI_TAIL);
  g_assert_cmpuint (cr_tensor_get_output_nr (second), ==, 1);
  g_assert_cmpuint (cr_grad_fn_get_n_outputs (cr_tensor_get_grad_fn (second)), ==, 3);
  g_autoptr (CrTensor) grad = grad_of (second, x, FALSE);
  ASSERT_VALUES (grad, 0, 1, 0);
  cr_context_set_grad_enabled (context, FALSE);
  g_assert_true (inplace_number ("mul_", first, 2, &error));
  cr_context_set_grad_enabled (context, TRUE);
  g_assert_false (cr_tensor_check_fresh (second, &error));
  assert_message (&error, CR_ERROR_RUNTIME,
                  "Output 1 of SplitBackward0 is a view and its base or another view of its base has been modified "
                  "inplace." MULTI_TAIL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/views/copy-slices", test_copy_slices);
  g_test_add_func ("/engine/autograd/views/copy-slices-saving", test_copy_slices_saving);
  g_test_add_func ("/engine/autograd/views/other-operand", test_other_operand);
  g_test_add_func ("/engine/autograd/views/base-written", test_base_written);
  g_test_add_func ("/engine/autograd/views/as-strided", test_as_strided);
  g_test_add_func ("/engine/autograd/views/strided-base", test_strided_base);
  g_test_add_func ("/engine/autograd/views/leaf", test_leaf_views);
  g_test_add_func ("/engine/autograd/views/no-grad", test_no_grad_views);
  g_test_add_func ("/engine/autograd/views/index-put", test_index_put);
  g_test_add_func ("/engine/autograd/views/data", test_data);
  g_test_add_func ("/engine/autograd/views/saved-self", test_saved_self);
  g_test_add_func ("/engine/autograd/views/many", test_views_of_many);
  return g_test_run ();
}
