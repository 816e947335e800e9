/* The state of one run. Only the cancel flag, the reference count and the count of bytes
 * are touched by other threads, and those are atomic. */

#include "cr-context-private.h"
#include "cr-parallel.h"
#include "cr-random.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

struct _CrContext
{
  gatomicrefcount references;
  gint64 n_tensors; /* while there are any, they hold one of the references */
  CrPool *pool;
  void (*destroy_meta) (CrAutogradMeta *);
  GThreadPool *helpers;
  guint n_helpers;
  gboolean knows_helpers;
  CrLimits limits;
  CrGenerator *generator;
  guint64 last_id;
  int cancelled;      /* atomic */
  char *stop_message; /* why cr_context_stop() ended the run */
  gint64 deadline;
  gint64 bytes;  /* atomic */
  guint fail_in; /* allocations until the one that fails; 0 is never */
  gboolean grad_enabled;
  gboolean inference_mode;
  CrDtype default_dtype;
  CrPrintOptions print_options;
  CrWarnFunc warn;
  gpointer warn_data;
  const CrTensorObserver *tensor_observer;
  gpointer tensor_data;
  gconstpointer autograd_observer;
  gpointer autograd_data;
  gpointer autograd_state;
  GDestroyNotify autograd_state_free;
};

/* What PyTorch's default generator is seeded with when a script sets no seed. */
#define DEFAULT_SEED G_GUINT64_CONSTANT (67280421310721)

CrContext *
cr_context_new (const CrLimits *limits)
{
  CrContext *self = g_new0 (CrContext, 1);

  g_atomic_ref_count_init (&self->references);
  if (limits != NULL)
    self->limits = *limits;
  self->generator = cr_generator_new (DEFAULT_SEED);
  self->pool = cr_pool_new ();
  self->grad_enabled = TRUE;
  self->default_dtype = CR_DTYPE_FLOAT32;
  self->print_options = CR_PRINT_OPTIONS_DEFAULT;
  return self;
}

CrContext *
cr_context_ref (CrContext *context)
{
  g_return_val_if_fail (context != NULL, NULL);
  g_atomic_ref_count_inc (&context->references);
  return context;
}

void
cr_context_unref (CrContext *context)
{
  g_return_if_fail (context != NULL);
  if (!g_atomic_ref_count_dec (&context->references))
    return;
  cr_generator_unref (context->generator);
  if (context->helpers != NULL)
    g_thread_pool_free (context->helpers, TRUE, TRUE);
  cr_pool_free (context->pool);
  if (context->autograd_state_free != NULL)
    context->autograd_state_free (context->autograd_state);
  g_free (context->stop_message);
  g_free (context);
}

const CrLimits *
cr_context_get_limits (CrContext *context)
{
  g_return_val_if_fail (context != NULL, NULL);
  return &context->limits;
}

CrGenerator *
cr_context_get_generator (CrContext *context)
{
  g_return_val_if_fail (context != NULL, NULL);
  return context->generator;
}

guint64
cr_context_next_id (CrContext *context)
{
  g_return_val_if_fail (context != NULL, 0);
  return ++context->last_id;
}

guint64
cr_context_get_last_id (CrContext *context)
{
  return context->last_id;
}

void
cr_context_set_last_id (CrContext *context, guint64 id)
{
  context->last_id = id;
}

void
cr_context_cancel (CrContext *context)
{
  g_return_if_fail (context != NULL);
  g_atomic_int_set (&context->cancelled, 1);
}

void
cr_context_stop (CrContext *context, const char *message)
{
  g_return_if_fail (context != NULL && message != NULL);
  if (context->stop_message == NULL)
    context->stop_message = g_strdup (message);
  cr_context_cancel (context);
}

gboolean
cr_context_is_cancelled (CrContext *context)
{
  g_return_val_if_fail (context != NULL, FALSE);
  return g_atomic_int_get (&context->cancelled) != 0
         || (context->deadline != 0 && g_get_monotonic_time () >= context->deadline);
}

gboolean
cr_context_was_cancelled (CrContext *context)
{
  return g_atomic_int_get (&context->cancelled) != 0;
}

void
cr_context_set_deadline (CrContext *context, gint64 deadline)
{
  g_return_if_fail (context != NULL);
  context->deadline = deadline;
}

gboolean
cr_context_check_cancelled (CrContext *context, GError **error)
{
  if (G_LIKELY (!cr_context_is_cancelled (context)))
    return FALSE;
  if (context->stop_message != NULL)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_LIMIT, context->stop_message);
  else if (g_atomic_int_get (&context->cancelled) != 0)
    g_set_error_literal (error, CR_ERROR, CR_ERROR_CANCELLED, _ ("The run was stopped"));
  else
    {
      g_autofree char *seconds = g_strdup_printf ("%g", context->limits.max_seconds);
      g_set_error (error, CR_ERROR, CR_ERROR_LIMIT,
                   _ ("the run was stopped after %s seconds; raise --max-seconds or look for an endless loop"),
                   seconds);
    }
  return TRUE;
}

gboolean
cr_context_get_grad_enabled (CrContext *context)
{
  g_return_val_if_fail (context != NULL, FALSE);
  return context->grad_enabled;
}

void
cr_context_set_grad_enabled (CrContext *context, gboolean enabled)
{
  g_return_if_fail (context != NULL);
  context->grad_enabled = enabled;
}

gboolean
cr_context_get_inference_mode (CrContext *context)
{
  g_return_val_if_fail (context != NULL, FALSE);
  return context->inference_mode;
}

void
cr_context_set_inference_mode (CrContext *context, gboolean enabled)
{
  g_return_if_fail (context != NULL);
  context->inference_mode = enabled;
}

CrDtype
cr_context_get_default_dtype (CrContext *context)
{
  g_return_val_if_fail (context != NULL, CR_DTYPE_FLOAT32);
  return context->default_dtype;
}

void
cr_context_set_default_dtype (CrContext *context, CrDtype dtype)
{
  g_return_if_fail (context != NULL && cr_dtype_is_floating (dtype));
  context->default_dtype = dtype;
}

const CrPrintOptions *
cr_context_get_print_options (CrContext *context)
{
  g_return_val_if_fail (context != NULL, NULL);
  return &context->print_options;
}

void
cr_context_set_print_options (CrContext *context, const CrPrintOptions *options)
{
  g_return_if_fail (context != NULL && options != NULL);
  context->print_options = *options;
}

guint64
cr_context_get_bytes (CrContext *context)
{
  g_return_val_if_fail (context != NULL, 0);
  return __atomic_load_n (&context->bytes, __ATOMIC_RELAXED);
}

gboolean
cr_context_reserve (CrContext *context, guint64 bytes, GError **error)
{
  g_return_val_if_fail (context != NULL, FALSE);
  guint64 limit = context->limits.max_bytes;
  guint64 alive = cr_context_get_bytes (context);

  if (bytes > G_MAXINT64 - alive || (limit != 0 && bytes + alive > limit))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_MEMORY,
                   _ ("Cannot allocate %" PRIu64 " bytes: tensors already hold %" PRIu64
                      " bytes and the limit (--max-bytes) is %" PRIu64 " bytes"),
                   bytes, alive, limit);
      return FALSE;
    }
  __atomic_add_fetch (&context->bytes, (gint64)bytes, __ATOMIC_RELAXED);
  return TRUE;
}

void
cr_context_release (CrContext *context, guint64 bytes)
{
  g_return_if_fail (context != NULL);
  __atomic_sub_fetch (&context->bytes, (gint64)bytes, __ATOMIC_RELAXED);
}

void
cr_context_set_tensor_observer (CrContext *context, const CrTensorObserver *observer, gpointer user_data)
{
  g_return_if_fail (context != NULL);
  context->tensor_observer = observer;
  context->tensor_data = user_data;
}

const CrTensorObserver *
cr_context_get_tensor_observer (CrContext *context, gpointer *user_data)
{
  g_return_val_if_fail (context != NULL, NULL);
  *user_data = context->tensor_data;
  return context->tensor_observer;
}

void
cr_context_set_autograd_observer (CrContext *context, gconstpointer observer, gpointer user_data)
{
  g_return_if_fail (context != NULL);
  context->autograd_observer = observer;
  context->autograd_data = user_data;
}

void
cr_context_set_warn_func (CrContext *context, CrWarnFunc func, gpointer user_data)
{
  g_return_if_fail (context != NULL);
  context->warn = func;
  context->warn_data = user_data;
}

void
cr_context_warn (CrContext *context, const char *category, const char *message)
{
  g_return_if_fail (context != NULL && category != NULL && message != NULL);
  if (context->warn != NULL)
    context->warn (context->warn_data, category, message);
}

gconstpointer
cr_context_get_autograd_observer (CrContext *context, gpointer *user_data)
{
  g_return_val_if_fail (context != NULL, NULL);
  if (user_data != NULL)
    *user_data = context->autograd_data;
  return context->autograd_observer;
}

gpointer
cr_context_get_autograd_state (CrContext *context)
{
  g_return_val_if_fail (context != NULL, NULL);
  return context->autograd_state;
}

void
cr_context_set_autograd_state (CrContext *context, gpointer state, GDestroyNotify destroy)
{
  g_return_if_fail (context != NULL && context->autograd_state == NULL);
  context->autograd_state = state;
  context->autograd_state_free = destroy;
}

void
cr_context_fail_allocation (CrContext *context, guint k)
{
  g_return_if_fail (context != NULL);
  context->fail_in = k;
}

gboolean
cr_context_take_failure (CrContext *context)
{
  return context->fail_in != 0 && --context->fail_in == 0;
}

CrPool *
cr_context_get_pool (CrContext *context)
{
  return context->pool;
}

void
cr_context_hold (CrContext *context)
{
  if (context->n_tensors++ == 0)
    cr_context_ref (context);
}

void
cr_context_let_go (CrContext *context)
{
  if (--context->n_tensors == 0)
    cr_context_unref (context);
}

void (*cr_context_get_destroy_meta (CrContext *context)) (CrAutogradMeta *) { return context->destroy_meta; }

void
cr_context_set_destroy_meta (CrContext *context, void (*destroy) (CrAutogradMeta *))
{
  context->destroy_meta = destroy;
}

GThreadPool *
cr_context_get_helpers (CrContext *context, guint *n_helpers)
{
  if (!context->knows_helpers)
    {
      context->knows_helpers = TRUE;
      context->n_helpers = cr_parallel_get_n_threads () - 1;
      if (context->n_helpers > 0)
        context->helpers = cr_parallel_new_helpers (context->n_helpers);
    }
  *n_helpers = context->n_helpers;
  return context->helpers;
}

gpointer
cr_context_alloc (CrContext *context, gsize size)
{
  g_return_val_if_fail (context != NULL, NULL);
  return cr_pool_alloc (context->pool, size);
}

void
cr_context_free (CrContext *context, gpointer block, gsize size)
{
  g_return_if_fail (context != NULL);
  if (block != NULL)
    cr_pool_release (context->pool, block, size);
}
