/* The functions' table, creation, and what functions refuse, in PyTorch's words. */

#include "autograd-calls.h"

static const double one_two_three[] = { 1, 2, 3 };

static CrTensor *
make_matrix (CrContext *context, CrDtype dtype, gint64 n, gint64 m)
{
  g_autoptr (GError) error = NULL;
  const gint64 sizes[] = { n, m };
  CrTensor *tensor = cr_tensor_new_full (context, dtype, 2, sizes, 1, &error);
  g_assert_no_error (error);
  return tensor;
}

static void
test_table (void)
{
  guint n;
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true ((functions[i].call || functions[i].call_many) && functions[i].summary[0]
                     && functions[i].parameters[0]);
      for (guint bit = CR_SPELL_TORCH; bit <= CR_SPELL_INPLACE; bit <<= 1)
        {
          if (!(functions[i].spellings & bit))
            continue;
          g_autofree char *name
              = bit == CR_SPELL_INPLACE ? g_strconcat (functions[i].name, "_", NULL) : g_strdup (functions[i].name);
          const CrFunction *found = cr_functions_find (name, bit); /* the first of the overloads */
          g_assert_true (found && found <= &functions[i] && strcmp (found->name, functions[i].name) == 0);
        }
    }
  static const char *const operators[] = { "+", "-", "*", "/", "**", "@", "unary-", "==", "!=", "<", "<=", ">", ">=" };
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    g_assert_nonnull (cr_functions_find_operator (operators[i]));
  g_assert_null (cr_functions_find_operator ("//="));
  g_assert_null (cr_functions_find ("sub", CR_SPELL_INPLACE));
  g_assert_null (cr_functions_find ("_", CR_SPELL_INPLACE));
  g_assert_null (cr_functions_find ("expand", CR_SPELL_TORCH));
}

/* Of "NAME+" the second row of that name, of "NAME++" the third. */
static const CrFunction *
find_function (const char *name)
{
  if (!strchr (name, '+'))
    return cr_functions_find (name, cr_functions_find (name, CR_SPELL_TORCH) ? CR_SPELL_TORCH : CR_SPELL_METHOD);
  g_autofree char *plain = g_strndup (name, strcspn (name, "+"));
  guint n, at = strlen (name) - strcspn (name, "+");
  const CrFunction *functions = cr_functions_get (&n);
  for (guint i = 0; i < n; i++)
    if (strcmp (functions[i].name, plain) == 0 && (functions[i].spellings & (CR_SPELL_TORCH | CR_SPELL_METHOD))
        && at-- == 0)
      return &functions[i];
  return NULL;
}

/* Calls torch.NAME with @args and asserts that it fails with @message. */
static void
refuse (CrContext *context, const char *name, CrErrorCode code, const char *message, const CrArg *args)
{
  g_autoptr (GError) error = NULL;
  const CrFunction *function = find_function (name);
  g_assert_nonnull (function);
  g_assert_null (function->call (context, args, &error));
  assert_message (&error, code, message);
}

#define ARGS(...) ((CrArg[]){ __VA_ARGS__ })
#define A(t)                                                                                                           \
  {                                                                                                                    \
    CR_ARG_TENSOR, { .tensor = t }                                                                                     \
  }
#define I(n)                                                                                                           \
  {                                                                                                                    \
    CR_ARG_INT, { .integer = n }                                                                                       \
  }
#define F(x)                                                                                                           \
  {                                                                                                                    \
    CR_ARG_FLOAT, { .number = x }                                                                                      \
  }
#define B(b)                                                                                                           \
  {                                                                                                                    \
    CR_ARG_BOOL, { .integer = b }                                                                                      \
  }
#define D(d)                                                                                                           \
  {                                                                                                                    \
    CR_ARG_DTYPE, { .dtype = CR_DTYPE_##d }                                                                            \
  }
#define NONE                                                                                                           \
  {                                                                                                                    \
    CR_ARG_NONE                                                                                                        \
  }
#define INTS(n, ...)                                                                                                   \
  {                                                                                                                    \
    CR_ARG_INTS, { 0 }, (gint64[]){ __VA_ARGS__ }, n                                                                   \
  }

static void
test_messages_arithmetic (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (CrTensor) x = make_matrix (context, CR_DTYPE_FLOAT32, 2, 3);
  g_autoptr (CrTensor) y = make_matrix (context, CR_DTYPE_FLOAT32, 2, 4);
  g_autoptr (CrTensor) i = make_matrix (context, CR_DTYPE_INT64, 2, 3);
  g_autoptr (CrTensor) b = make_matrix (context, CR_DTYPE_BOOL, 2, 3);
  refuse (context, "add", CR_ERROR_RUNTIME,
          "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
          ARGS (A (x), A (y), I (1)));
  refuse (context, "add", CR_ERROR_RUNTIME,
          "For integral input tensors, argument alpha must not be a floating point number.",
          ARGS (A (i), A (i), F (1.5)));
  refuse (context, "sub", CR_ERROR_RUNTIME,
          "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
          "operator instead.",
          ARGS (A (b), A (b), I (1)));
  refuse (context, "sub", CR_ERROR_RUNTIME,
          "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use "
          "the `~` or `logical_not()` operator instead.",
          ARGS (I (1), A (b), I (1)));
  refuse (context, "neg", CR_ERROR_RUNTIME,
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the "
          "`~` or `logical_not()` operator instead.",
          ARGS (A (b)));
  refuse (context, "pow", CR_ERROR_RUNTIME, "Integers to negative integer powers are not allowed.",
          ARGS (A (i), I (-1)));
  refuse (context, "relu", CR_ERROR_RUNTIME, "Boolean inputs not supported for relu", ARGS (A (b)));
  refuse (context, "mean", CR_ERROR_RUNTIME,
          "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: "
          "Long",
          ARGS (A (i), NONE));
  refuse (context, "sum+", CR_ERROR_INDEX, "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
          ARGS (A (x), I (2), B (0), NONE));
  refuse (context, "sum+", CR_ERROR_RUNTIME, "dim 0 appears multiple times in the list of dims",
          ARGS (A (x), INTS (2, 0, -2), B (0), NONE));
}

static void
test_messages_linear (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (CrTensor) x = make_matrix (context, CR_DTYPE_FLOAT32, 2, 3);
  g_autoptr (CrTensor) d = make_matrix (context, CR_DTYPE_FLOAT64, 3, 2);
  g_autoptr (CrTensor) b = make_matrix (context, CR_DTYPE_BOOL, 2, 2);
  g_autoptr (CrTensor) two = make_vector (context, 2, one_two_three, FALSE);
  g_autoptr (CrTensor) three = make_vector (context, 3, one_two_three, FALSE);
  g_autoptr (CrTensor) scalar = make_scalar (context, 1, FALSE);
  refuse (context, "matmul", CR_ERROR_RUNTIME, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
          ARGS (A (x), A (x)));
  refuse (context, "matmul", CR_ERROR_RUNTIME, "mat1 and mat2 shapes cannot be multiplied (1x3 and 2x3)",
          ARGS (A (three), A (x)));
  refuse (context, "matmul", CR_ERROR_RUNTIME, "size mismatch, got 2, 2x3,2", ARGS (A (x), A (two)));
  refuse (context, "matmul", CR_ERROR_RUNTIME,
          "both arguments to matmul need to be at least 1D, but they are 0D and 1D", ARGS (A (scalar), A (two)));
  refuse (context, "matmul", CR_ERROR_RUNTIME, "expected scalar type Float but found Double", ARGS (A (x), A (d)));
  refuse (context, "matmul", CR_ERROR_RUNTIME, "\"addmm_impl_cpu_\" not implemented for 'Bool'", ARGS (A (b), A (b)));
  refuse (
      context, "dot", CR_ERROR_RUNTIME,
      "inconsistent tensor size, expected tensor [2] and src [3] to have the same number of elements, but got 2 and "
      "3 elements respectively",
      ARGS (A (two), A (three)));
  refuse (context, "mm", CR_ERROR_RUNTIME, "mat2 must be a matrix", ARGS (A (x), A (three)));
  refuse (context, "bmm", CR_ERROR_RUNTIME, "batch1 must be a 3D tensor", ARGS (A (x), A (x)));
}

static void
test_messages_shape (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (CrTensor) x = make_matrix (context, CR_DTYPE_FLOAT32, 2, 3);
  g_autoptr (CrTensor) turned = call1 ("t", x);
  refuse (context, "view", CR_ERROR_RUNTIME, "shape '[4, 2]' is invalid for input of size 6",
          ARGS (A (x), INTS (2, 4, 2)));
  refuse (context, "view", CR_ERROR_RUNTIME, "only one dimension can be inferred", ARGS (A (x), INTS (2, -1, -1)));
  refuse (context, "view", CR_ERROR_RUNTIME, "shape '[-1, 4]' is invalid for input of size 6",
          ARGS (A (x), INTS (2, -1, 4)));
  refuse (context, "view", CR_ERROR_RUNTIME, "invalid shape dimension -2", ARGS (A (x), INTS (2, -2, 3)));
  refuse (context, "view", CR_ERROR_RUNTIME,
          "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
          "contiguous subspaces). Use .reshape(...) instead.",
          ARGS (A (turned), INTS (1, 6)));
  refuse (context, "view", CR_ERROR_RUNTIME, "shape '[4611686018427387904, 8]' is invalid for input of size 6",
          ARGS (A (x), INTS (2, G_GINT64_CONSTANT (4611686018427387904), 8)));
  refuse (context, "expand", CR_ERROR_RUNTIME,
          "The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1.  Target "
          "sizes: [2, 4].  Tensor sizes: [2, 3]",
          ARGS (A (x), INTS (2, 2, 4)));
  refuse (
      context, "expand", CR_ERROR_RUNTIME,
      "expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be greater or equal to the "
      "number of dimensions in the tensor (2)",
      ARGS (A (x), INTS (1, 3)));
  refuse (context, "expand", CR_ERROR_RUNTIME,
          "The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0",
          ARGS (A (x), INTS (3, -1, 2, 3)));
  refuse (context, "unsqueeze", CR_ERROR_INDEX,
          "Dimension out of range (expected to be in range of [-3, 2], but got 4)", ARGS (A (x), I (4)));
  refuse (context, "permute", CR_ERROR_RUNTIME, "permute(): duplicate dims are not allowed.",
          ARGS (A (x), INTS (2, 0, 0)));
  gint64 many[CR_MAX_DIMS + 1] = { 0 };
  g_autoptr (GError) error = NULL;
  CrArg args[] = { A (x), { CR_ARG_INTS, { 0 }, many, G_N_ELEMENTS (many) } };
  g_assert_null (cr_functions_find ("view", CR_SPELL_METHOD)->call (context, args, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_RUNTIME);
}

static CrTensor *
create (CrContext *context, const char *name, const CrArg *args)
{
  g_autoptr (GError) error = NULL;
  CrTensor *tensor = find_function (name)->call (context, args, &error);
  g_assert_no_error (error);
  return tensor;
}

static void
test_creation (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (CrTensor) ones = create (context, "ones", ARGS (INTS (2, 1, 3), NONE, B (1)));
  ASSERT_VALUES (ones, 1, 1, 1);
  g_assert_true (cr_tensor_requires_grad (ones) && cr_tensor_is_leaf (ones));
  g_autoptr (CrTensor) full = create (context, "full", ARGS (INTS (1, 2), I (3), NONE, B (0)));
  g_assert_cmpint (cr_tensor_get_dtype (full), ==, CR_DTYPE_INT64);
  g_autoptr (CrTensor) eye = create (context, "eye", ARGS (I (2), I (3), NONE, B (0)));
  ASSERT_VALUES (eye, 1, 0, 0, 0, 1, 0);
  g_autoptr (CrTensor) nothing = create (context, "eye", ARGS (I (0), NONE, NONE, B (0)));
  g_assert_cmpint (cr_tensor_get_numel (nothing), ==, 0);
  g_autoptr (CrTensor) range = create (context, "arange", ARGS (I (3), NONE, B (0)));
  ASSERT_VALUES (range, 0, 1, 2);
  g_assert_cmpint (cr_tensor_get_dtype (range), ==, CR_DTYPE_INT64);
  g_autoptr (CrTensor) halves = create (context, "arange++", ARGS (I (1), I (2), F (0.5), NONE, B (1)));
  ASSERT_VALUES (halves, 1, 1.5);
  g_autoptr (CrTensor) line = create (context, "linspace", ARGS (I (0), I (1), I (3), D (FLOAT64), B (0)));
  ASSERT_VALUES (line, 0, 0.5, 1);
  g_autoptr (CrTensor) like = create (context, "full_like", ARGS (A (range), F (2.5), NONE, B (0)));
  ASSERT_VALUES (like, 2, 2, 2);
  g_autoptr (CrTensor) random = create (context, "rand_like", ARGS (A (line), NONE, B (1)));
  g_assert_cmpint (cr_tensor_get_numel (random), ==, 3);

  refuse (context, "ones", CR_ERROR_RUNTIME, "Only Tensors of floating point and complex dtype can require gradients",
          ARGS (INTS (1, 2), D (INT64), B (1)));
  refuse (context, "randn", CR_ERROR_RUNTIME, "\"normal_kernel_cpu\" not implemented for 'Long'",
          ARGS (INTS (1, 2), NONE, D (INT64), B (0)));
  refuse (context, "eye", CR_ERROR_RUNTIME, "n must be greater or equal to 0, got -1",
          ARGS (I (-1), NONE, NONE, B (0)));
  refuse (context, "arange++", CR_ERROR_RUNTIME, "step must be nonzero", ARGS (I (0), I (1), I (0), NONE, B (0)));
}

static void
test_requires_grad (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) i = make_matrix (context, CR_DTYPE_INT64, 2, 3);
  g_autoptr (CrTensor) x = make_vector (context, 3, one_two_three, TRUE);
  g_autoptr (CrTensor) y = call_number ("mul", x, 2);
  g_assert_false (cr_tensor_set_requires_grad (i, TRUE, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "only Tensors of floating point dtype can require gradients");
  g_assert_false (cr_tensor_set_requires_grad (y, FALSE, &error));
  assert_message (
      &error, CR_ERROR_RUNTIME,
      "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in "
      "a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
  g_assert_false (cr_tensor_set_grad (x, i, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "assigned grad has data of a different type");
  g_assert_false (cr_tensor_set_grad (x, x, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "can't assign Variable as its own grad");
  g_autoptr (CrTensor) short_one = make_vector (context, 2, one_two_three, FALSE);
  g_assert_false (cr_tensor_set_grad (x, short_one, &error));
  assert_message (&error, CR_ERROR_RUNTIME, "assigned grad has data of a different size");
  g_autofree char *leaf = cr_tensor_dup_print_suffix (x), *computed = cr_tensor_dup_print_suffix (y);
  g_assert_cmpstr (leaf, ==, "requires_grad=True");
  g_assert_cmpstr (computed, ==, "grad_fn=<MulBackward0>");
  g_assert_null (cr_tensor_dup_print_suffix (i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/autograd/functions/table", test_table);
  g_test_add_func ("/engine/autograd/functions/messages-arithmetic", test_messages_arithmetic);
  g_test_add_func ("/engine/autograd/functions/messages-linear", test_messages_linear);
  g_test_add_func ("/engine/autograd/functions/messages-shape", test_messages_shape);
  g_test_add_func ("/engine/autograd/functions/creation", test_creation);
  g_test_add_func ("/engine/autograd/requires-grad", test_requires_grad);
  return g_test_run ();
}
