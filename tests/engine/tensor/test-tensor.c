/* Tensors as objects: creation and its refusals, views, versions, shared buffers, what an observer hears. */

#include "cr-kernels.h"
#include "tensor-fixture.h"

#include <string.h>

static void
test_create (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) x = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 3, (gint64[]){ 2, 3, 4 }, 1.5, NULL);
  g_autoptr (CrTensor) big = cr_tensor_new_full_int (context, CR_DTYPE_INT64, 1, (gint64[]){ 2 }, G_MAXINT64, NULL);
  g_autofree double *values = cr_tensor_dup_doubles (x);

  g_assert_cmpint (cr_tensor_get_ndim (x), ==, 3);
  g_assert_cmpint (cr_tensor_get_numel (x), ==, 24);
  g_assert_cmpint (cr_tensor_get_strides (x)[0], ==, 12);
  g_assert_cmpint (cr_tensor_get_strides (x)[2], ==, 1);
  g_assert_true (cr_tensor_is_contiguous (x));
  g_assert_true (cr_tensor_get_context (x) == context);
  g_assert_cmpfloat (values[23], ==, 1.5);
  g_assert_cmpint (cr_tensor_get_int (big, 1), ==, G_MAXINT64);
  g_assert_cmpuint (cr_tensor_get_id (big), >, cr_tensor_get_id (x));
}

static void
assert_refused (CrContext *context, int ndim, const gint64 *sizes, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cr_tensor_new (context, CR_DTYPE_FLOAT32, ndim, sizes, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_RUNTIME);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_sizes_refused (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  gint64 large = G_GINT64_CONSTANT (1) << 40;
  gint64 many[CR_MAX_DIMS + 1] = { 0 };

  assert_refused (context, 2, (gint64[]){ large, large },
                  "Storage size calculation overflowed with sizes=[1099511627776, 1099511627776]");
  assert_refused (context, 1, (gint64[]){ G_GINT64_CONSTANT (1) << 61 },
                  "Storage size calculation overflowed with sizes=[2305843009213693952]");
  assert_refused (context, 2, (gint64[]){ 2, -1 }, "Trying to create tensor with negative dimension -1: [2, -1]");
  assert_refused (context, CR_MAX_DIMS + 1, many, "tensor has too many (>64) dims");
  g_autoptr (CrTensor) none = cr_tensor_new (context, CR_DTYPE_FLOAT32, 3, (gint64[]){ 0, large, large }, NULL);
  g_assert_cmpint (cr_tensor_get_numel (none), ==, 0);
  g_autoptr (CrTensor) empty = cr_tensor_new (context, CR_DTYPE_FLOAT32, 3, (gint64[]){ large, large, 0 }, NULL);
  g_assert_cmpint (cr_tensor_get_numel (empty), ==, 0);
  g_assert_null (cr_kernel_sum (empty, 4, FALSE, CR_DTYPE_FLOAT32, NULL));
}

static void
test_memory_limit (void)
{
  const CrLimits limits = { .max_bytes = 1000 };
  g_autoptr (CrContext) context = cr_context_new (&limits);
  g_autoptr (GError) error = NULL;
  CrTensor *half = cr_tensor_new (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 150 }, NULL);

  g_assert_cmpuint (cr_context_get_bytes (context), ==, 600);
  g_assert_null (cr_tensor_new (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 150 }, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_MEMORY);
  g_assert_nonnull (strstr (error->message, "600"));
  g_assert_nonnull (strstr (error->message, "1000"));
  cr_tensor_unref (half);
  g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
  g_autoptr (CrTensor) whole = cr_tensor_new (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 250 }, NULL);
  g_assert_nonnull (whole);
}

/* Every allocation of each operation in turn fails: an error, no leak, nothing announced. */
static void
test_failing_allocations (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) a = new_pattern (context, CR_DTYPE_INT64, 2, (gint64[]){ 3, 3 }, 11, 5, 1);
  g_autoptr (CrTensor) t = cr_tensor_new_view (a, 2, (gint64[]){ 3, 3 }, (gint64[]){ 1, 3 }, 0);
  g_autoptr (CrTensor) f = new_pattern (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 9, 9 }, 11, 5, 1);
  g_autoptr (CrTensor) s = cr_tensor_new_view (f, 2, (gint64[]){ 3, 3 }, (gint64[]){ 18, 2 }, 0);
  guint64 bytes = cr_context_get_bytes (context);
  guint n_failures = 0;

  for (int what = 0; what < 6; what++)
    for (guint k = 1;; k++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (CrTensor) result = NULL;
        cr_context_fail_allocation (context, k);
        switch (what)
          {
          case 0:
            result = cr_kernel_unary (CR_UNARY_EXP, t, &error);
            break;
          case 1:
            result = cr_kernel_binary (CR_BINARY_MUL, a, t, CR_DTYPE_FLOAT64, &error);
            break;
          case 2:
            result = cr_kernel_sum (t, 1, FALSE, CR_DTYPE_FLOAT32, &error);
            break;
          case 3:
            result = cr_kernel_matmul (s, s, &error);
            break;
          case 4:
            result = cr_kernel_linspace (context, 0, 1, 5, CR_DTYPE_FLOAT32, &error);
            break;
          default:
            result = cr_kernel_cast (t, CR_DTYPE_BOOL, &error);
            break;
          }
        cr_context_fail_allocation (context, 0);
        if (result != NULL)
          break;
        g_assert_error (error, CR_ERROR, CR_ERROR_MEMORY);
        g_assert_cmpuint (cr_context_get_bytes (context), ==, bytes);
        n_failures++;
      }
  g_assert_cmpuint (n_failures, >=, 12);
}

static void
test_views (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  CrTensor *base = new_pattern (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 3, 4 }, 101, 0, 1);
  g_autoptr (CrTensor) column = cr_tensor_new_view (base, 1, (gint64[]){ 3 }, (gint64[]){ 4 }, 2);
  g_autoptr (CrTensor) one = cr_tensor_new_view (base, 2, (gint64[]){ 1, 4 }, (gint64[]){ 99, 1 }, 4);

  g_assert_true (cr_tensor_shares_storage (base, column));
  g_assert_false (cr_tensor_is_contiguous (column));
  g_assert_true (cr_tensor_is_contiguous (one));
  g_assert_cmpint (cr_tensor_get_offset (column), ==, 2);
  g_assert_cmpfloat (cr_tensor_get_double (column, 1), ==, pattern_at (6, 101, 0, 1));
  g_assert_true (cr_tensor_begin_write (column, NULL));
  g_assert_true (cr_kernel_fill (column, -1, NULL));
  cr_tensor_end_write (column);
  g_assert_cmpfloat (cr_tensor_get_double (base, 6), ==, -1);
  g_assert_cmpuint (cr_tensor_get_version (base), ==, 1);
  cr_tensor_unref (base);
  g_assert_cmpfloat (cr_tensor_get_double (column, 2), ==, -1);
}

static void
test_copy_on_write (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) x = cr_tensor_new_full (context, CR_DTYPE_FLOAT64, 1, (gint64[]){ 3 }, 1, NULL);
  g_autoptr (CrTensor) view = cr_tensor_new_view (x, 1, (gint64[]){ 2 }, (gint64[]){ 1 }, 1);
  g_autoptr (CrBuffer) kept = cr_buffer_ref (cr_tensor_get_buffer (x));

  g_assert_true (cr_kernel_fill (view, 5, NULL));
  g_assert_true (cr_tensor_get_buffer (x) != kept);
  g_assert_true (cr_tensor_get_buffer (x) == cr_tensor_get_buffer (view));
  g_assert_cmpfloat (((const double *)cr_buffer_get_data (kept))[1], ==, 1);
  g_assert_cmpfloat (cr_tensor_get_double (x, 0), ==, 1);
  g_assert_cmpfloat (cr_tensor_get_double (x, 1), ==, 5);

  CrBuffer *fresh = cr_tensor_get_buffer (x);
  g_assert_true (cr_kernel_fill (x, 6, NULL));
  g_assert_true (cr_tensor_get_buffer (x) == fresh);
}

static void
test_copy_on_write_fails (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CrTensor) x = cr_tensor_new_full (context, CR_DTYPE_FLOAT64, 1, (gint64[]){ 3 }, 1, NULL);
  g_autoptr (CrBuffer) kept = cr_buffer_ref (cr_tensor_get_buffer (x));

  cr_context_fail_allocation (context, 1);
  g_assert_false (cr_tensor_begin_write (x, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_MEMORY);
  g_assert_true (cr_tensor_get_buffer (x) == kept);
  g_assert_cmpuint (cr_tensor_get_version (x), ==, 0);
}

static gpointer
drop_buffer (gpointer data)
{
  cr_buffer_unref (data);
  return NULL;
}

/* A buffer may outlive its tensors and its context, and go on another thread. */
static void
test_buffer_outlives (void)
{
  CrContext *context = cr_context_new (NULL);
  CrTensor *x = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 1000 }, 1, NULL);
  CrBuffer *buffer = cr_buffer_ref (cr_tensor_get_buffer (x));

  cr_tensor_unref (x);
  g_assert_cmpuint (cr_context_get_bytes (context), ==, 4000);
  cr_context_ref (context);
  g_thread_join (g_thread_new ("drop", drop_buffer, buffer));
  g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
  cr_context_unref (context);
  cr_context_unref (context);
}

typedef struct
{
  GString *log;
  double seen;
} Watcher;

static void
on_created (gpointer user_data, CrTensor *tensor)
{
  Watcher *watcher = user_data;

  g_string_append_c (watcher->log, 'c');
  watcher->seen = cr_tensor_get_double (tensor, 0);
}

static void
on_released (gpointer user_data, guint64 id)
{
  g_string_append_c (((Watcher *)user_data)->log, id > 0 ? 'r' : '?');
}

static void
on_before_write (gpointer user_data, CrTensor *tensor)
{
  g_string_append_printf (((Watcher *)user_data)->log, "b%u", cr_tensor_get_version (tensor));
}

static void
on_written (gpointer user_data, CrTensor *tensor)
{
  g_string_append_printf (((Watcher *)user_data)->log, "w%u", cr_tensor_get_version (tensor));
}

static void
test_observer (void)
{
  static const CrTensorObserver observer = { on_created, on_released, on_before_write, on_written };
  g_autoptr (CrContext) context = cr_context_new (NULL);
  Watcher watcher = { g_string_new (NULL), 0 };

  cr_context_set_tensor_observer (context, &observer, &watcher);
  CrTensor *x = cr_tensor_new_full (context, CR_DTYPE_INT64, 2, (gint64[]){ 2, 2 }, 3, NULL);
  g_assert_cmpfloat (watcher.seen, ==, 3);
  CrTensor *t = cr_tensor_new_view (x, 2, (gint64[]){ 2, 2 }, (gint64[]){ 1, 2 }, 0);
  /* The cast of the operand inside is nobody's business. */
  CrTensor *y = cr_kernel_unary (CR_UNARY_SQRT, t, NULL);
  g_assert_cmpfloat_with_epsilon (watcher.seen, sqrt (3), 1e-6);
  g_assert_cmpstr (watcher.log->str, ==, "ccc");
  g_assert_true (cr_tensor_begin_write (x, NULL));
  cr_tensor_end_write (x);
  cr_tensor_unref (y);
  cr_tensor_unref (t);
  cr_tensor_unref (x);
  g_assert_cmpstr (watcher.log->str, ==, "cccb0w1rrr");
  g_string_free (watcher.log, TRUE);
}

static void
destroy_meta (CrAutogradMeta *meta)
{
  *(gboolean *)(gpointer)meta = TRUE;
}

static void
test_autograd_meta (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  CrTensor *x = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, 1, NULL);
  gboolean destroyed = FALSE;

  cr_tensor_set_autograd (x, (CrAutogradMeta *)(gpointer)&destroyed, destroy_meta);
  cr_tensor_ref (x);
  cr_tensor_unref (x);
  g_assert_false (destroyed);
  cr_tensor_unref (x);
  g_assert_true (destroyed);
}

static void
test_context (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  int observer;
  gpointer data = NULL;

  g_assert_cmpuint (cr_context_get_limits (context)->max_depth, ==, 1000);
  g_assert_cmpuint (cr_context_next_id (context), ==, 1);
  g_assert_cmpuint (cr_context_next_id (context), ==, 2);
  g_assert_true (cr_context_get_grad_enabled (context));
  cr_context_set_grad_enabled (context, FALSE);
  g_assert_false (cr_context_get_grad_enabled (context));
  cr_context_set_autograd_observer (context, &observer, &error);
  g_assert_true (cr_context_get_autograd_observer (context, &data) == &observer && data == &error);
  g_assert_false (cr_context_check_cancelled (context, &error));
  cr_context_cancel (context);
  g_assert_true (cr_context_check_cancelled (context, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/tensor/create", test_create);
  g_test_add_func ("/engine/tensor/tensor/sizes-refused", test_sizes_refused);
  g_test_add_func ("/engine/tensor/tensor/memory-limit", test_memory_limit);
  g_test_add_func ("/engine/tensor/tensor/failing-allocations", test_failing_allocations);
  g_test_add_func ("/engine/tensor/tensor/views", test_views);
  g_test_add_func ("/engine/tensor/tensor/copy-on-write", test_copy_on_write);
  g_test_add_func ("/engine/tensor/tensor/copy-on-write-fails", test_copy_on_write_fails);
  g_test_add_func ("/engine/tensor/tensor/buffer-outlives", test_buffer_outlives);
  g_test_add_func ("/engine/tensor/tensor/observer", test_observer);
  g_test_add_func ("/engine/tensor/tensor/autograd-meta", test_autograd_meta);
  g_test_add_func ("/engine/tensor/tensor/context", test_context);
  return g_test_run ();
}
