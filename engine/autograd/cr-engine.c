/* The engine: runs the functions from the roots down to the leaves in PyTorch's order (torch/csrc/autograd/engine.cpp).
 *
 * A pass first counts, for every reachable function, how many sends will come to it. A function is ready when all
 * have come; among the ready ones the heap gives the one created last. Where only some gradients are asked for
 * (autograd.grad, backward (inputs=)), functions that lead to none of them are not run. */

#include "cr-engine-private.h"

#include "cr-ops.h"

CrTask *
cr_engine_find_task (CrPass *pass, CrGradFn *function)
{
  g_return_val_if_fail (function->task < pass->tasks->len, NULL);
  return &g_array_index (pass->tasks, CrTask, function->task);
}

CrTensor **
cr_engine_buffer (CrTask *task, guint i)
{
  return task->function->extra && task->function->extra->n_others ? &task->buffers[i] : &task->buffer;
}

static gboolean
has_task (CrPass *pass, CrGradFn *function)
{
  return function->task < pass->tasks->len && g_array_index (pass->tasks, CrTask, function->task).function == function;
}

/* TRUE if it is new. */
static gboolean
ensure_task (CrPass *pass, CrGradFn *function)
{
  if (has_task (pass, function))
    return FALSE;
  CrTask task = { .function = function, .outer = function->task, .needed = pass->captures == NULL };
  if (function->extra && function->extra->n_others)
    task.buffers = g_new0 (CrTensor *, function->extra->n_others + 1);
  function->task = pass->tasks->len;
  g_array_append_val (pass->tasks, task);
  return TRUE;
}

/* The tasks are the queue too: each is looked at once. */
static void
count_dependencies (CrPass *pass, const CrEdge *roots, guint n_roots)
{
  for (guint i = 0; i < n_roots; i++)
    {
      ensure_task (pass, roots[i].function);
      cr_engine_find_task (pass, roots[i].function)->waiting_for++;
    }
  for (guint at = 0; at < pass->tasks->len; at++)
    {
      CrGradFn *function = g_array_index (pass->tasks, CrTask, at).function;
      for (guint i = 0; i < function->n_next; i++)
        {
          CrGradFn *next = function->next[i].function;
          if (!next)
            continue;
          ensure_task (pass, next);
          cr_engine_find_task (pass, next)->waiting_for++;
        }
    }
}

static void
clear_task (CrTask *task)
{
  guint n = cr_grad_fn_get_n_outputs (task->function);
  for (guint i = 0; i < n; i++)
    g_clear_pointer (cr_engine_buffer (task, i), cr_tensor_unref);
  if (n > 1)
    g_free (task->buffers);
  task->function->task = task->outer;
}

/* Adds @grad (NULL for none) to what is gathered there, and makes the function ready when it was the last. */
static gboolean
deliver (CrPass *pass, const CrEdge *edge, CrTensor *grad, GError **error)
{
  CrTask *task = cr_engine_find_task (pass, edge->function);
  CrTensor **buffer = cr_engine_buffer (task, edge->input_nr);
  gboolean runs = task->needed || task->captured;
  if (grad && runs && *buffer)
    {
      CrTensor *sum = cr_op_add (*buffer, grad, 1, error);
      if (!sum)
        return FALSE;
      cr_tensor_unref (*buffer);
      *buffer = sum;
    }
  else if (grad && runs)
    *buffer = cr_tensor_ref (grad);
  if (--task->waiting_for == 0 && runs)
    cr_engine_push_ready (pass->ready, edge->function);
  return TRUE;
}

static void
capture (CrPass *pass, CrGradFn *function, CrTensor *const *received)
{
  for (guint i = 0; i < pass->captures->len; i++)
    {
      const CrCapture *wanted = &g_array_index (pass->captures, CrCapture, i);
      if (wanted->function != function || !wanted->result || !received[wanted->output_nr])
        continue;
      g_clear_pointer (wanted->result, cr_tensor_unref);
      *wanted->result = cr_tensor_ref (received[wanted->output_nr]);
    }
}

static gboolean
send_all (CrPass *pass, CrGradFn *function, CrTensor *const *sent, GError **error)
{
  for (guint i = 0; i < function->n_next; i++)
    if (function->next[i].function && !deliver (pass, &function->next[i], sent[i], error))
      return FALSE;
  return TRUE;
}

#define FEW 4

static gboolean
run_function (CrPass *pass, CrGradFn *function, GError **error)
{
  CrTask *task = cr_engine_find_task (pass, function);
  guint n_received = cr_grad_fn_get_n_outputs (function), n_sent = function->n_next;
  CrTensor *few[2 * FEW] = { NULL };
  g_autofree CrTensor **many = n_received + n_sent > 2 * FEW ? g_new0 (CrTensor *, n_received + n_sent) : NULL;
  CrTensor **received = many ? many : few, **sent = received + n_received;
  for (guint i = 0; i < n_received; i++)
    received[i] = g_steal_pointer (cr_engine_buffer (task, i));
  if (task->captured)
    capture (pass, function, received);
  gboolean done
      = !task->needed
        || (cr_engine_apply (pass, function, received, sent, error) && send_all (pass, function, sent, error));
  for (guint i = 0; i < n_received + n_sent; i++)
    g_clear_pointer (&received[i], cr_tensor_unref);
  return done;
}

/* Which functions lead to something wanted. In the reverse order of discovery children do not always come before
 * their parents, so what was found is handed up until nothing changes. */
static gboolean
mark_parents (CrPass *pass)
{
  gboolean changed = FALSE;
  for (guint at = pass->tasks->len; at-- > 0;)
    {
      CrTask *task = &g_array_index (pass->tasks, CrTask, at);
      for (guint i = 0; i < task->function->n_next && !task->needed; i++)
        {
          CrGradFn *next = task->function->next[i].function;
          CrTask *child = next ? cr_engine_find_task (pass, next) : NULL;
          if (child && (child->needed || child->captured))
            changed = task->needed = TRUE;
        }
    }
  return changed;
}

static void
prepare (CrPass *pass, const CrEdge *roots, guint n_roots)
{
  count_dependencies (pass, roots, n_roots);
  if (!pass->captures)
    return;
  for (guint i = 0; i < pass->captures->len; i++)
    {
      const CrCapture *wanted = &g_array_index (pass->captures, CrCapture, i);
      if (!has_task (pass, wanted->function))
        continue;
      CrTask *task = cr_engine_find_task (pass, wanted->function);
      task->needed |= wanted->result == NULL;
      task->captured |= wanted->result != NULL;
    }
  while (mark_parents (pass))
    ;
}

static gboolean
start (CrPass *pass, const CrEdge *roots, CrTensor *const *gradients, guint n_roots, GError **error)
{
  /* Several roots are sent to by one function before all others (PyTorch's GraphRoot). */
  for (guint i = 0; i < n_roots; i++)
    {
      g_autoptr (CrTensor) first = cr_tensor_ref (gradients[i]);
      if (!cr_engine_fit (roots[i].function, roots[i].input_nr, &first, NULL, i, error)
          || !deliver (pass, &roots[i], first, error))
        return FALSE;
    }
  while (pass->ready->len)
    if (cr_context_check_cancelled (pass->context, error)
        || !run_function (pass, cr_engine_pop_ready (pass->ready), error))
      return FALSE;
  return TRUE;
}

gboolean
cr_engine_run (CrPass *pass, const CrEdge *roots, CrTensor *const *gradients, guint n_roots, GError **error)
{
  g_autoptr (GArray) tasks = g_array_new (FALSE, FALSE, sizeof (CrTask));
  g_autoptr (GPtrArray) ready = g_ptr_array_new ();
  gboolean grad_mode = cr_context_get_grad_enabled (pass->context);
  pass->tasks = tasks;
  pass->ready = ready;
  cr_context_set_grad_enabled (pass->context, pass->create_graph);
  if (!pass->create_graph)
    cr_context_set_autograd_observer (pass->context, NULL, NULL);
  prepare (pass, roots, n_roots);
  gboolean done = start (pass, roots, gradients, n_roots, error);
  for (guint i = tasks->len; i-- > 0;)
    clear_task (&g_array_index (tasks, CrTask, i));
  cr_context_set_grad_enabled (pass->context, grad_mode);
  cr_context_set_autograd_observer (pass->context, pass->observer, pass->user_data);
  return done;
}
