/* A chain of scalar operations: bytes an operation, and the time of forward, backward and freeing. */

#include "cr-ops.h"
#include "cr-pool.h"

#include <stdio.h>
#include <stdlib.h>

typedef CrTensor *(*Step) (CrTensor *y, GError **error);

static CrTensor *
times_number (CrTensor *y, GError **error)
{
  g_autoptr (CrTensor) number = cr_op_number (cr_tensor_get_context (y), CR_DTYPE_FLOAT64, 1.000001, error);
  return number ? cr_op_mul (y, number, error) : NULL;
}

static CrTensor *
plus_number (CrTensor *y, GError **error)
{
  g_autoptr (CrTensor) number = cr_op_number (cr_tensor_get_context (y), CR_DTYPE_FLOAT64, 1e-6, error);
  return number ? cr_op_add (y, number, 1, error) : NULL;
}

static CrTensor *
times_itself (CrTensor *y, GError **error)
{
  return cr_op_mul (y, y, error);
}

static const struct
{
  const char *name;
  Step step;
} chains[] = {
  { "y * number", times_number }, { "y + number", plus_number }, { "sin y", cr_op_sin }, { "y * y", times_itself }
};

static void
run_chain (const char *name, Step step, guint n)
{
  g_autoptr (CrContext) context = cr_context_new (NULL);
  g_autoptr (GError) error = NULL;
  CrPool *pool = cr_context_get_pool (context);
  g_autoptr (CrTensor) x = cr_tensor_new_scalar (context, CR_DTYPE_FLOAT32, 1, &error);
  cr_tensor_set_requires_grad (x, TRUE, &error);
  gsize before = cr_pool_get_bytes (pool);
  gint64 begun = g_get_monotonic_time ();
  CrTensor *y = cr_tensor_ref (x);
  for (guint i = 0; i < n && y; i++)
    {
      CrTensor *next = step (y, &error);
      cr_tensor_unref (y);
      y = next;
    }
  gint64 made = g_get_monotonic_time ();
  gsize bytes = cr_pool_get_bytes (pool) - before;
  gboolean done = y && cr_backward (y, NULL, TRUE, FALSE, &error);
  gint64 run = g_get_monotonic_time ();
  if (y)
    cr_tensor_unref (y);
  gint64 freed = g_get_monotonic_time ();
  printf ("%-12s %4.0f bytes an operation   forward %4.0f ns   backward %4.0f ns   free %4.0f ns%s\n", name,
          (double)bytes / n, 1e3 * (double)(made - begun) / n, 1e3 * (double)(run - made) / n,
          1e3 * (double)(freed - run) / n, done ? "" : "   FAILED");
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? (guint)atoi (argv[1]) : 1000000;
  for (guint i = 0; i < G_N_ELEMENTS (chains); i++)
    run_chain (chains[i].name, chains[i].step, MAX (n, 1));
  return 0;
}
