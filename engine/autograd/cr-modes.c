/* What autograd keeps for a context: anomaly mode, where the script stands, who profiles. */

#include "cr-autograd-private.h"

static void
modes_free (gpointer data)
{
  CrAutogradModes *modes = data;
  g_hash_table_unref (modes->accumulators);
  g_hash_table_unref (modes->customs);
  g_hash_table_unref (modes->retaining);
  g_hash_table_unref (modes->rewritten);
  g_free (modes);
}

CrAutogradModes *
cr_autograd_get_modes (CrContext *context)
{
  CrAutogradModes *modes = cr_context_get_autograd_state (context);
  if (!modes)
    {
      modes = g_new0 (CrAutogradModes, 1);
      modes->accumulators = g_hash_table_new (NULL, NULL);
      modes->customs = g_hash_table_new (NULL, NULL);
      modes->retaining = g_hash_table_new (NULL, NULL);
      modes->rewritten = g_hash_table_new (NULL, NULL);
      cr_context_set_autograd_state (context, modes, modes_free);
    }
  return modes;
}

/* Moves a .grad that has a history to @dropped. */
static void
drop_grad (GPtrArray *dropped, CrMetaExtra *extra)
{
  if (extra->grad && cr_tensor_get_grad_fn (extra->grad))
    g_ptr_array_add (dropped, g_steal_pointer (&extra->grad));
}

/* A view that forward wrote and saved owns, by its base, the function that saved it. */
static void
release_customs (const CrAutogradModes *modes)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_grad_fn_unref);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, modes->customs);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (all, cr_grad_fn_ref (key));
  for (guint i = 0; i < all->len; i++)
    cr_grad_fn_release_saved (all->pdata[i]);
}

/* A tensor that was saved and then written in place owns, by its new history, what saved it. */
static void
forget_histories (const CrAutogradModes *modes)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, modes->rewritten);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (all, cr_tensor_ref (key));
  for (guint i = 0; i < all->len; i++)
    cr_tensor_set_history (all->pdata[i], NULL, 0);
}

/* The tensors that are let go may take other accumulators with them. */
void
cr_autograd_break_cycles (CrContext *context)
{
  g_return_if_fail (context != NULL);
  const CrAutogradModes *modes = cr_autograd_get_modes (context);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_grad_fn_unref);
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, modes->retaining);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    drop_grad (dropped, cr_meta_ensure_extra (key));
  g_hash_table_iter_init (&iter, modes->accumulators);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (all, cr_grad_fn_ref (key));
  for (guint i = 0; i < all->len; i++)
    {
      CrGradFn *function = all->pdata[i];
      if (!function->variable)
        continue;
      CrMetaExtra *extra = cr_meta_ensure_extra (function->variable);
      if (extra->accumulator == function)
        extra->accumulator = NULL;
      drop_grad (dropped, extra);
      g_ptr_array_add (dropped, g_steal_pointer (&function->variable));
    }
  forget_histories (modes);
  release_customs (modes);
}

void
cr_autograd_set_anomaly (CrContext *context, gboolean enabled, gboolean check_nan)
{
  CrAutogradModes *modes = cr_autograd_get_modes (context);
  modes->anomaly = enabled;
  modes->check_nan = check_nan;
}

gboolean
cr_autograd_get_anomaly (CrContext *context, gboolean *check_nan)
{
  const CrAutogradModes *modes = cr_autograd_get_modes (context);
  if (check_nan)
    *check_nan = modes->check_nan;
  return modes->anomaly;
}

void
cr_autograd_set_describe_place (CrContext *context, CrDescribePlace describe, gpointer data)
{
  CrAutogradModes *modes = cr_autograd_get_modes (context);
  modes->describe = describe;
  modes->describe_data = data;
}

void
cr_autograd_set_refused_func (CrContext *context, CrRefusedFunc func, gpointer data)
{
  CrAutogradModes *modes = cr_autograd_get_modes (context);
  modes->refused = func;
  modes->refused_data = data;
}

void
cr_autograd_tell_refused (CrContext *context, CrRefused refused, const GError *error)
{
  const CrAutogradModes *modes = cr_context_get_autograd_state (context);
  if (!modes || !modes->refused || !error)
    return;
  /* Nobody knows of the function that stands within another. */
  if (modes->copy_slices && modes->copy_slices->extra->inner == refused.function)
    refused.function = modes->copy_slices;
  refused.message = error->message;
  modes->refused (modes->refused_data, &refused);
}

void
cr_autograd_set_inference_mode (CrContext *context, gboolean enabled)
{
  g_return_if_fail (context != NULL);
  cr_context_set_inference_mode (context, enabled);
}

gboolean
cr_autograd_get_inference_mode (CrContext *context)
{
  g_return_val_if_fail (context != NULL, FALSE);
  return cr_context_get_inference_mode (context);
}

void
cr_autograd_set_profiler (CrContext *context, const CrProfileObserver *observer, gpointer data)
{
  CrAutogradModes *modes = cr_autograd_get_modes (context);
  modes->profiler = observer;
  modes->profiler_data = data;
}

void
cr_profile_begin (CrContext *context, const char *name)
{
  const CrAutogradModes *modes = cr_context_get_autograd_state (context);
  if (modes && modes->profiler && modes->profiler->begun)
    modes->profiler->begun (modes->profiler_data, name);
}

void
cr_profile_end (CrContext *context, const char *name)
{
  const CrAutogradModes *modes = cr_context_get_autograd_state (context);
  if (modes && modes->profiler && modes->profiler->ended)
    modes->profiler->ended (modes->profiler_data, name);
}

const CrAutogradObserver *
cr_autograd_get_observer (CrContext *context, gpointer *user_data)
{
  return cr_context_get_autograd_observer (context, user_data);
}

void
cr_autograd_set_observer (CrContext *context, const CrAutogradObserver *observer, gpointer user_data)
{
  g_return_if_fail (context != NULL);
  cr_context_set_autograd_observer (context, observer, user_data);
}
