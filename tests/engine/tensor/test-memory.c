/* Pools, bounds, failing allocations and cancelling: whatever fails, an error comes back and nothing is left behind. */

#include "cr-context-private.h"
#include "cr-gemm.h"
#include "cr-kernels.h"
#include "cr-parallel.h"
#include "cr-print.h"
#include "cr-random.h"
#include "tensor-fixture.h"

#include <string.h>

static void
test_pool (void)
{
  CrPool *pool = cr_pool_new ();
  gpointer blocks[300];

  for (int size = 1; size < 300; size++)
    {
      blocks[size] = cr_pool_alloc (pool, size);
      memset (blocks[size], size, size);
    }
  for (int size = 1; size < 300; size++)
    {
      g_assert_cmpint (((guint8 *)blocks[size])[size - 1], ==, size & 255);
      g_assert_cmpuint (GPOINTER_TO_SIZE (blocks[size]) % 8, ==, 0);
      if (size % 2)
        cr_pool_release (pool, blocks[size], size);
      else
        cr_pool_release_anywhere (pool, blocks[size], size);
    }
  g_assert_cmpuint (cr_pool_get_bytes (pool), ==, 0);
  guint8 *zeroed = cr_pool_alloc0 (pool, 40);
  for (int i = 0; i < 40; i++)
    g_assert_cmpint (zeroed[i], ==, 0);
  cr_pool_release (pool, zeroed, 40);
  cr_pool_release (pool, NULL, 40);
  cr_pool_free (pool);
}

/* A tensor of one element with all that belongs to it. */
static void
test_scalar_size (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  gsize before = cr_pool_get_bytes (cr_context_get_pool (context));
  g_autoptr (CrTensor) scalar = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, 1, NULL);

  g_assert_cmpuint (cr_pool_get_bytes (cr_context_get_pool (context)) - before, <=, 130);
}

static gpointer
release_buffers (gpointer data)
{
  GPtrArray *buffers = data;

  g_ptr_array_set_size (buffers, 0);
  return NULL;
}

static void
test_released_elsewhere (void)
{
  CrContext *context = cr_context_new (NULL);
  g_autoptr (GPtrArray) buffers = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_buffer_unref);

  for (int round = 0; round < 20; round++)
    {
      for (int i = 0; i < 500; i++)
        {
          g_autoptr (CrTensor) tensor = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT64, i, NULL);
          g_ptr_array_add (buffers, cr_buffer_ref (cr_tensor_get_buffer (tensor)));
        }
      GThread *thread = g_thread_new ("release", release_buffers, buffers);
      for (int i = 0; i < 500; i++)
        {
          g_autoptr (CrTensor) tensor = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT64, i, NULL);
          g_assert_cmpfloat (cr_tensor_get_double (tensor, 0), ==, i);
        }
      g_thread_join (thread);
    }
  g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
  cr_context_unref (context);
}

typedef CrTensor *(*Step) (CrTensor *x, CrTensor *m, GError **error);

static CrTensor *
step_binary (CrTensor *x, CrTensor *m, GError **error)
{
  g_autoptr (CrTensor) half = cr_kernel_cast (x, CR_DTYPE_FLOAT16, error);
  g_autoptr (CrTensor) sum = half ? cr_kernel_binary (CR_BINARY_ADD, half, x, CR_DTYPE_FLOAT16, error) : NULL;
  g_autoptr (CrTensor) power = sum ? cr_kernel_binary (CR_BINARY_POW, x, sum, CR_DTYPE_FLOAT32, error) : NULL;

  return power ? cr_kernel_binary (CR_BINARY_LT, power, m, CR_DTYPE_FLOAT32, error) : NULL;
}

static CrTensor *
step_unary (CrTensor *x, CrTensor *m, GError **error)
{
  g_autoptr (CrTensor) whole = cr_kernel_cast (m, CR_DTYPE_INT16, error);
  g_autoptr (CrTensor) absolute = whole ? cr_kernel_unary (CR_UNARY_ABS, whole, error) : NULL;

  return absolute ? cr_kernel_unary (CR_UNARY_EXP, absolute, error) : NULL;
}

static CrTensor *
step_sum (CrTensor *x, CrTensor *m, GError **error)
{
  return cr_kernel_sum (m, 1, FALSE, CR_DTYPE_INT32, error);
}

static CrTensor *
step_matmul (CrTensor *x, CrTensor *m, GError **error)
{
  gint64 sizes[] = { 4, 4 }, strides[] = { 0, 1 };
  g_autoptr (CrTensor) repeated = cr_tensor_new_view (m, 2, sizes, strides, 0);
  g_autoptr (CrTensor) whole = cr_kernel_cast (m, CR_DTYPE_INT8, error);
  g_autoptr (CrTensor) product = whole ? cr_kernel_matmul (whole, whole, error) : NULL;

  return product ? cr_kernel_matmul (repeated, m, error) : NULL;
}

static CrTensor *
step_write (CrTensor *x, CrTensor *m, GError **error)
{
  g_autoptr (CrTensor) copy = cr_kernel_cast (m, CR_DTYPE_FLOAT64, error);
  if (copy == NULL)
    return NULL;
  g_autoptr (CrBuffer) held = cr_buffer_ref (cr_tensor_get_buffer (copy));
  gint64 sizes[] = { 2, 4 }, strides[] = { 4, 1 };
  g_autoptr (CrTensor) first = cr_tensor_new_view (copy, 2, sizes, strides, 0);
  g_autoptr (CrTensor) last = cr_tensor_new_view (copy, 2, sizes, strides, 8);

  if (!cr_tensor_begin_write (copy, error) || !cr_kernel_copy_into (first, last, error)
      || !cr_kernel_fill (copy, 2, error))
    return NULL;
  cr_tensor_end_write (copy);
  return g_steal_pointer (&copy);
}

static CrTensor *
step_ranges (CrTensor *x, CrTensor *m, GError **error)
{
  CrContext *context = cr_tensor_get_context (x);
  g_autoptr (CrTensor) line = cr_kernel_linspace (context, 0, 1, 9, CR_DTYPE_FLOAT16, error);
  g_autoptr (CrTensor) range = line ? cr_kernel_arange (context, 0, 9, 2, CR_DTYPE_UINT8, error) : NULL;

  return range ? cr_tensor_new_full (context, CR_DTYPE_COMPLEX64, 0, NULL, 1, error) : NULL;
}

static CrTensor *
step_random (CrTensor *x, CrTensor *m, GError **error)
{
  CrContext *context = cr_tensor_get_context (x);
  CrGenerator *generator = cr_context_get_generator (context);
  g_autoptr (CrTensor) drawn = cr_random_new_like (m, CR_DTYPE_COMPLEX64, error);
  if (drawn == NULL || !cr_random_normal (drawn, generator, 0, 1, error))
    return NULL;
  g_autoptr (CrTensor) order = cr_random_permutation (context, 5, CR_DTYPE_INT32, generator, error);

  return order ? cr_random_multinomial (x, 2, FALSE, generator, error) : NULL;
}

/* Fails the k-th allocation of each step for k = 1, 2, ... until the step gets through. */
static void
test_failing (void)
{
  static const Step steps[] = { step_binary, step_unary, step_sum, step_matmul, step_write, step_ranges, step_random };
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (CrTensor) x = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, (gint64[]){ 4 }, 0.5, NULL);
  g_autoptr (CrTensor) m = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 2, (gint64[]){ 4, 4 }, 2, NULL);
  guint64 bytes = cr_context_get_bytes (context);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    for (guint k = 1;; k++)
      {
        g_autoptr (GError) error = NULL;
        cr_context_fail_allocation (context, k);
        CrTensor *result = steps[i](x, m, &error);
        cr_context_fail_allocation (context, 0);
        g_assert_true ((result == NULL) == (error != NULL));
        if (result != NULL)
          {
            cr_tensor_unref (result);
            g_assert_cmpuint (k, >, 1);
            break;
          }
        g_assert_error (error, CR_ERROR, CR_ERROR_MEMORY);
        g_assert_cmpuint (cr_context_get_bytes (context), ==, bytes);
      }
}

/* Nothing of a cancelled run goes on. */
static void
test_cancelled (void)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  CrGenerator *generator = cr_context_get_generator (context);
  gint64 n = 300000, square[] = { 600, 600 };
  g_autoptr (CrTensor) x = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, &n, 0.5, NULL);
  g_autoptr (CrTensor) m = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 2, square, 1, NULL);
  g_autoptr (CrTensor) i = cr_tensor_new_full_int (context, CR_DTYPE_INT64, 2, square, 1, NULL);
  CrPrintOptions options = CR_PRINT_OPTIONS_DEFAULT;

  cr_context_cancel (context);
  for (int k = 0; k < 7; k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CrTensor) result = NULL;
      if (k == 0)
        result = cr_kernel_unary (CR_UNARY_TANH, x, &error);
      else if (k == 1)
        result = cr_kernel_binary (CR_BINARY_ADD, x, x, CR_DTYPE_FLOAT32, &error);
      else if (k == 2)
        result = cr_kernel_matmul (m, m, &error);
      else if (k == 3)
        result = cr_kernel_matmul (i, i, &error);
      else if (k == 4)
        result = cr_random_permutation (context, n, CR_DTYPE_INT64, generator, &error);
      else if (k == 5)
        cr_random_normal (x, generator, 0, 1, &error);
      else
        result = cr_kernel_linspace (context, 0, 1, n, CR_DTYPE_FLOAT64, &error);
      g_assert_error (error, CR_ERROR, CR_ERROR_CANCELLED);
      g_assert_null (result);
    }
  options.threshold = INFINITY;
  cr_context_set_print_options (context, &options);
  g_autofree char *text = cr_tensor_to_string (x, NULL);
  g_autofree char *array = cr_tensor_to_numpy_string (x, TRUE);
  g_assert_cmpuint (strlen (text), <, 100000);
  g_assert_nonnull (array);
}

static void
count (gint64 i, gpointer data)
{
  g_atomic_int_inc (&((gint *)data)[i]);
}

/* Every piece once, whatever the number of threads; and the same sums. */
static void
test_parallel (void)
{
  gint counts[1000] = { 0 };
  gint64 sizes[] = { 500, 700 }, turned_sizes[] = { 700, 500 }, strides[] = { 1, 700 };
  g_autofree double *first = NULL;

  for (int threads = 1; threads <= 4; threads++)
    {
      g_autofree char *text = g_strdup_printf ("%d", threads);
      g_setenv ("CHAINRULE_THREADS", text, TRUE);
      g_autoptr (CrContext) context = cr_context_new (NULL);
      g_assert_true (cr_parallel_for (context, 1000, count, counts, NULL));
      g_assert_true (cr_parallel_for (context, 0, count, counts, NULL));
      for (int i = 0; i < 1000; i++)
        g_assert_cmpint (counts[i], ==, threads);
      g_autoptr (CrTensor) x = new_pattern (context, CR_DTYPE_FLOAT32, 2, sizes, 101, 50, 0.125);
      g_autoptr (CrTensor) turned = cr_tensor_new_view (x, 2, turned_sizes, strides, 0);
      g_autoptr (CrTensor) copy = cr_kernel_cast (turned, CR_DTYPE_FLOAT32, NULL);
      g_autoptr (CrTensor) y = cr_kernel_binary (CR_BINARY_MUL, turned, copy, CR_DTYPE_FLOAT32, NULL);
      g_autoptr (CrTensor) z = cr_kernel_unary (CR_UNARY_SIN, y, NULL);
      double *values = cr_tensor_dup_doubles (z);
      for (gint64 i = 0; first != NULL && i < cr_tensor_get_numel (z); i++)
        g_assert_cmpfloat (values[i], ==, first[i]);
      for (gint64 i = 0; i < cr_tensor_get_numel (y); i++)
        g_assert_cmpfloat (cr_tensor_get_double (y, i), ==,
                           cr_tensor_get_double (turned, i) * cr_tensor_get_double (copy, i));
      g_free (first);
      first = values;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tensor/memory/pool", test_pool);
  g_test_add_func ("/engine/tensor/memory/scalar-size", test_scalar_size);
  g_test_add_func ("/engine/tensor/memory/released-elsewhere", test_released_elsewhere);
  g_test_add_func ("/engine/tensor/memory/failing", test_failing);
  g_test_add_func ("/engine/tensor/memory/cancelled", test_cancelled);
  g_test_add_func ("/engine/tensor/memory/parallel", test_parallel);
  return g_test_run ();
}
