/* The engine: runs the functions from a root down to the leaves in PyTorch's order.
 *
 * A pass first counts, for every reachable function, how many others will send to it. A
 * function is ready when all have; among the ready ones a heap gives the one with the
 * highest sequence (AccumulateGrad's is the highest there is). The heap moves its entries as
 * the C++ standard library's does, so that equal sequences come out in PyTorch's order too. */

#include "cr-autograd-private.h"
#include "cr-kernels.h"
#include "cr-ops.h"
#include "cr-print.h"

typedef struct
{
  guint waiting_for; /* functions that have yet to send */
  CrTensor *buffer;  /* owned; the sum of what came so far, NULL for nothing */
} Task;

typedef struct
{
  CrContext *context;
  GHashTable *tasks; /* CrGradFn → Task */
  GPtrArray *ready;  /* heap of CrGradFn, borrowed from the graph */
  const CrAutogradObserver *observer;
  gpointer user_data;
  gboolean retain_graph;
  gboolean create_graph;
} Pass;

static void
task_free (gpointer data)
{
  Task *task = data;
  g_clear_pointer (&task->buffer, cr_tensor_unref);
  g_free (task);
}

static Task *
ensure_task (Pass *pass, CrGradFn *function, gboolean *is_new)
{
  Task *task = g_hash_table_lookup (pass->tasks, function);
  *is_new = task == NULL;
  if (!task)
    {
      task = g_new0 (Task, 1);
      g_hash_table_insert (pass->tasks, function, task);
    }
  return task;
}

static void
count_dependencies (Pass *pass, CrGradFn *root)
{
  g_autoptr (GPtrArray) stack = g_ptr_array_new ();
  gboolean is_new;
  ensure_task (pass, root, &is_new);
  g_ptr_array_add (stack, root);
  while (stack->len)
    {
      CrGradFn *function = g_ptr_array_steal_index_fast (stack, stack->len - 1);
      for (guint i = 0; i < function->n_next; i++)
        {
          CrGradFn *next = function->next[i].function;
          if (!next)
            continue;
          ensure_task (pass, next, &is_new)->waiting_for++;
          if (is_new)
            g_ptr_array_add (stack, next);
        }
    }
}

static guint64
sequence_at (GPtrArray *heap, guint i)
{
  return ((CrGradFn *)heap->pdata[i])->sequence;
}

/* std::__push_heap: @function rises from @hole. */
static void
rise (GPtrArray *heap, guint hole, CrGradFn *function)
{
  while (hole > 0 && sequence_at (heap, (hole - 1) / 2) < function->sequence)
    {
      heap->pdata[hole] = heap->pdata[(hole - 1) / 2];
      hole = (hole - 1) / 2;
    }
  heap->pdata[hole] = function;
}

static void
push_ready (GPtrArray *heap, CrGradFn *function)
{
  g_ptr_array_add (heap, function);
  rise (heap, heap->len - 1, function);
}

/* std::pop_heap: the hole sinks to a leaf along the greater children, then the last entry rises from it. */
static CrGradFn *
pop_ready (GPtrArray *heap)
{
  CrGradFn *top = heap->pdata[0];
  CrGradFn *last = g_ptr_array_steal_index_fast (heap, heap->len - 1);
  guint n = heap->len, hole = 0, child = 0;
  if (n == 0)
    return top;
  while (child < (n - 1) / 2)
    {
      child = 2 * (child + 1);
      if (sequence_at (heap, child) < sequence_at (heap, child - 1))
        child--;
      heap->pdata[hole] = heap->pdata[child];
      hole = child;
    }
  if ((n & 1) == 0 && child == (n - 2) / 2)
    {
      child = 2 * child + 1;
      heap->pdata[hole] = heap->pdata[child];
      hole = child;
    }
  rise (heap, hole, last);
  return top;
}

/* Adds @grad (NULL for none) to what @next has, and makes it ready when it was the last. */
static gboolean
deliver (Pass *pass, CrGradFn *next, CrTensor *grad, GError **error)
{
  Task *task = g_hash_table_lookup (pass->tasks, next);
  if (grad && task->buffer)
    {
      CrTensor *sum = cr_op_add (task->buffer, grad, 1, error);
      if (!sum)
        return FALSE;
      cr_tensor_unref (task->buffer);
      task->buffer = sum;
    }
  else if (grad)
    task->buffer = cr_tensor_ref (grad);
  if (--task->waiting_for == 0)
    push_ready (pass->ready, next);
  return TRUE;
}

static gboolean
same_shape (CrTensor *grad, CrGradFn *function)
{
  return cr_tensor_get_ndim (grad) == function->ndim
         && (function->ndim == 0
             || memcmp (cr_tensor_get_sizes (grad), function->sizes, function->ndim * sizeof (gint64)) == 0);
}

/* A gradient has the shape and dtype of what it is the gradient of. */
static gboolean
fit_gradient (CrGradFn *next, CrTensor **grad, GError **error)
{
  if (!same_shape (*grad, next))
    {
      CrTensor *sum = cr_op_sum_to_size (*grad, next->ndim, next->sizes, error);
      if (!sum)
        return FALSE;
      cr_tensor_unref (*grad);
      *grad = sum;
    }
  if (cr_tensor_get_dtype (*grad) == next->dtype)
    return TRUE;
  CrTensor *cast = cr_op_to_dtype (*grad, next->dtype, error);
  if (!cast)
    return FALSE;
  cr_tensor_unref (*grad);
  *grad = cast;
  return TRUE;
}

static void
tell_accumulated (Pass *pass, CrTensor *tensor, CrTensor *before, CrTensor *received, CrTensor *after)
{
  if (pass->observer && pass->observer->gradient_accumulated)
    pass->observer->gradient_accumulated (pass->user_data, tensor, before, received, after);
}

/* The retained gradients of @function's output. */
static void
retain_gradients (Pass *pass, CrGradFn *function, CrTensor *received)
{
  for (guint i = 0; received && function->retained && i < function->retained->len; i++)
    {
      CrTensor *tensor = function->retained->pdata[i];
      CrAutogradMeta *meta = cr_tensor_get_autograd (tensor);
      g_autoptr (CrTensor) before = g_steal_pointer (&meta->grad);
      meta->grad = cr_tensor_ref (received);
      tell_accumulated (pass, tensor, before, received, received);
    }
}

/* .grad += received, in the gradient's own storage. */
static gboolean
add_into (CrTensor *grad, CrTensor *received, GError **error)
{
  g_autoptr (CrTensor) sum = cr_kernel_binary (CR_BINARY_ADD, grad, received, cr_tensor_get_dtype (grad), error);
  if (!sum || !cr_tensor_begin_write (grad, error) || !cr_kernel_copy_into (grad, sum, error))
    return FALSE;
  cr_tensor_end_write (grad);
  return TRUE;
}

static gboolean
accumulate (Pass *pass, CrGradFn *function, CrTensor *received, GError **error)
{
  CrTensor *leaf = function->variable;
  g_autoptr (CrTensor) before = NULL;
  if (!received)
    return TRUE;
  CrAutogradMeta *meta = cr_meta_ensure (leaf);
  if (meta->grad && !pass->create_graph)
    {
      if (pass->observer && pass->observer->gradient_accumulated
          && !(before = cr_kernel_cast (meta->grad, cr_tensor_get_dtype (meta->grad), error)))
        return FALSE;
      if (!add_into (meta->grad, received, error))
        return FALSE;
    }
  else
    {
      CrTensor *after = meta->grad ? cr_op_add (meta->grad, received, 1, error) : cr_op_copy (received, error);
      if (!after)
        return FALSE;
      before = g_steal_pointer (&meta->grad);
      meta->grad = after;
    }
  tell_accumulated (pass, leaf, before, received, meta->grad);
  return TRUE;
}

static gboolean
apply_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  if (!received)
    return TRUE;
  if (!function->primitive->backward (function, received, sent, error))
    return FALSE;
  for (guint i = 0; i < function->n_next; i++)
    if (sent[i] && !fit_gradient (function->next[i].function, &sent[i], error))
      return FALSE;
  return TRUE;
}

static void
tell_stepped (Pass *pass, CrGradFn *function, CrTensor *received, CrTensor *const *sent)
{
  if (pass->observer && pass->observer->function_stepped)
    pass->observer->function_stepped (pass->user_data, function, &received, 1, sent, function->n_next);
}

static gboolean
step (Pass *pass, CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  retain_gradients (pass, function, received);
  if (!function->primitive)
    {
      if (!accumulate (pass, function, received, error))
        return FALSE;
      tell_stepped (pass, function, received, NULL);
      return TRUE;
    }
  if (!apply_rule (function, received, sent, error))
    return FALSE;
  tell_stepped (pass, function, received, sent);
  if (!pass->retain_graph && cr_grad_fn_release_saved (function) && pass->observer && pass->observer->saved_freed)
    pass->observer->saved_freed (pass->user_data, function);
  for (guint i = 0; i < function->n_next; i++)
    if (function->next[i].function && !deliver (pass, function->next[i].function, sent[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
run (Pass *pass, GError **error)
{
  while (pass->ready->len)
    {
      CrGradFn *function = pop_ready (pass->ready);
      Task *task = g_hash_table_lookup (pass->tasks, function);
      g_autoptr (CrTensor) received = g_steal_pointer (&task->buffer);
      CrTensor *sent[CR_MAX_INPUTS] = { NULL };
      gboolean done
          = !cr_context_check_cancelled (pass->context, error) && step (pass, function, received, sent, error);
      for (guint i = 0; i < CR_MAX_INPUTS; i++)
        g_clear_pointer (&sent[i], cr_tensor_unref);
      if (!done)
        return FALSE;
    }
  return TRUE;
}

static CrTensor *
refuse_root (GError **error)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "element 0 of tensors does not require grad and does not have a grad_fn");
  return NULL;
}

/* The gradient to begin with, owned: @gradient checked, or 1 for a single element. */
static CrTensor *
initial_gradient (CrTensor *root, CrTensor *gradient, GError **error)
{
  int ndim = cr_tensor_get_ndim (root);
  const gint64 *sizes = cr_tensor_get_sizes (root);
  if (!gradient && !cr_tensor_requires_grad (root))
    return refuse_root (error);
  if (!gradient && cr_tensor_get_numel (root) == 1)
    return cr_tensor_new_full (cr_tensor_get_context (root), cr_tensor_get_dtype (root), ndim, sizes, 1, error);
  if (!gradient)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, "grad can be implicitly created only for scalar outputs");
      return NULL;
    }
  if (cr_tensor_get_ndim (gradient) == ndim
      && (ndim == 0 || memcmp (cr_tensor_get_sizes (gradient), sizes, ndim * sizeof (gint64)) == 0))
    return cr_tensor_requires_grad (root) ? cr_tensor_ref (gradient) : refuse_root (error);
  g_autofree char *have = cr_sizes_to_string (cr_tensor_get_ndim (gradient), cr_tensor_get_sizes (gradient));
  g_autofree char *want = cr_sizes_to_string (ndim, sizes);
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "Mismatch in shape: grad_output[0] has a shape of torch.Size(%s) and output[0] has a shape of "
               "torch.Size(%s).",
               have, want);
  return NULL;
}

/* Runs the pass with grad mode as create_graph asks, and without anybody watching its operations otherwise. */
static gboolean
run_watched (Pass *pass, CrGradFn *root, CrTensor *gradient, GError **error)
{
  gboolean grad_mode = cr_context_get_grad_enabled (pass->context);
  g_autoptr (CrTensor) received = cr_tensor_ref (gradient);
  cr_context_set_grad_enabled (pass->context, pass->create_graph);
  if (!pass->create_graph)
    cr_context_set_autograd_observer (pass->context, NULL, NULL);

  count_dependencies (pass, root);
  ((Task *)g_hash_table_lookup (pass->tasks, root))->waiting_for = 1;
  gboolean done = fit_gradient (root, &received, error) && deliver (pass, root, received, error);
  g_clear_pointer (&received, cr_tensor_unref);
  done = done && run (pass, error);

  cr_context_set_grad_enabled (pass->context, grad_mode);
  cr_context_set_autograd_observer (pass->context, pass->observer, pass->user_data);
  return done;
}

gboolean
cr_backward (CrTensor *root, CrTensor *gradient, gboolean retain_graph, gboolean create_graph, GError **error)
{
  g_return_val_if_fail (root != NULL, FALSE);
  g_autoptr (CrTensor) first = initial_gradient (root, gradient, error);
  if (!first || !cr_tensor_check_fresh (root, error))
    return FALSE;

  guint input_nr;
  g_autoptr (CrGradFn) function = cr_tensor_dup_edge (root, &input_nr);
  g_autoptr (GHashTable) tasks = g_hash_table_new_full (NULL, NULL, NULL, task_free);
  g_autoptr (GPtrArray) ready = g_ptr_array_new ();
  Pass pass = { .context = cr_tensor_get_context (root),
                .tasks = tasks,
                .ready = ready,
                .retain_graph = retain_graph,
                .create_graph = create_graph };
  pass.observer = cr_autograd_get_observer (pass.context, &pass.user_data);
  if (pass.observer && pass.observer->backward_begun)
    pass.observer->backward_begun (pass.user_data, &root, &first, 1);
  gboolean done = run_watched (&pass, function, first, error);
  if (pass.observer && pass.observer->backward_ended)
    pass.observer->backward_ended (pass.user_data, done);
  return done;
}
