/* The interpreter's life, its bounds, and the exception on its way up to a diagnostic. */

#define _GNU_SOURCE /* pthread_getattr_np */

#include "cr-interp-private.h"
#include "cr-backward.h"
#include "cr-random.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <string.h>

#define STACK_MARGIN (256 * 1024) /* left for kernels, observers and unwinding */
#define LARGE 0x10000             /* bytes: such a step takes so long that it looks at the clock itself */
#define CLOCK_EVERY 1024          /* steps between two looks at the clock */

/* An operation of the engine warns. */
static void
hear_warning (gpointer user_data, const char *category, const char *message)
{
  cr_interp_warn (user_data, category, message);
}

CrInterp *
cr_interp_new (CrContext *context, CrSource *source, CrModule *module, const CrInterpOptions *options)
{
  g_return_val_if_fail (context != NULL && source != NULL && module != NULL, NULL);
  CrInterp *interp = g_new0 (CrInterp, 1);
  interp->context = cr_context_ref (context);
  interp->source = cr_source_ref (source);
  interp->module = cr_module_ref (module);
  if (options)
    interp->options = *options;
  cr_context_set_warn_func (context, hear_warning, interp);
  interp->heap = cr_heap_new (context);
  interp->globals = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  interp->codes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)cr_code_free);
  interp->bindings = cr_bindings_new ();
  interp->frames = g_array_new (FALSE, TRUE, sizeof (CrCallSite));
  interp->printing = g_ptr_array_new ();
  interp->function = "<module>";
  cr_interp_install_hash (interp);
  cr_builtins_install (interp);
  return interp;
}

/* Releases what the top level holds, newest names last, as Python does at its end. */
static void
clear_globals (CrInterp *interp)
{
  GHashTableIter iter;
  gpointer slot;
  g_hash_table_iter_init (&iter, interp->globals);
  while (g_hash_table_iter_next (&iter, NULL, &slot))
    cr_object_clear (slot);
  g_hash_table_remove_all (interp->globals);
}

void
cr_interp_free (CrInterp *interp)
{
  if (interp == NULL)
    return;
  interp->observer = NULL;
  cr_context_set_warn_func (interp->context, NULL, NULL);
  cr_interp_forget (interp);
  cr_object_clear (&interp->handling);
  cr_object_clear (&interp->result);
  clear_globals (interp);
  cr_autograd_break_cycles (interp->context);
  cr_autograd_state_free (interp);
  cr_cell_unref (interp->builtins);
  cr_cell_unref (interp->modules);
  cr_cell_unref (interp->iterator_types);
  for (guint i = 0; i < CR_N_OBJECT_KINDS; i++)
    {
      cr_cell_unref (interp->types[i]);
      g_clear_pointer (&interp->methods[i], g_hash_table_unref);
    }
  for (guint i = 0; i < G_N_ELEMENTS (interp->exceptions); i++)
    cr_cell_unref (interp->exceptions[i]);
  cr_cell_unref (interp->exception_base);
  cr_nn_free (interp->nn);
  cr_heap_free (interp->heap);
  g_clear_pointer (&interp->stacks, cr_stack_pool_free);
  g_hash_table_unref (interp->globals);
  g_hash_table_unref (interp->codes);
  cr_bindings_free (interp->bindings);
  g_array_unref (interp->frames);
  g_ptr_array_unref (interp->printing);
  cr_module_unref (interp->module);
  cr_source_unref (interp->source);
  cr_context_unref (interp->context);
  g_free (interp);
}

void
cr_interp_set_observer (CrInterp *interp, const CrLangObserver *observer, gpointer user_data)
{
  interp->observer = observer;
  interp->observer_data = user_data;
}

/* Sets the pending exception; an earlier one gives way. Takes @message over. */
static void
set_pending (CrInterp *interp, CrErrorCode code, char *message, CrObject exception)
{
  cr_interp_forget (interp);
  CrPending *pending = &interp->pending;
  pending->raised = TRUE;
  pending->code = code;
  pending->message = message;
  pending->exception = exception;
  if (interp->here)
    pending->range = *interp->here;
  pending->frames = g_array_new (FALSE, TRUE, sizeof (CrCallSite));
  for (guint i = 0; i < interp->frames->len; i++)
    {
      CrCallSite site = g_array_index (interp->frames, CrCallSite, i);
      g_array_append_val (pending->frames, site);
    }
  CrCallSite last = { interp->function, pending->range };
  g_array_append_val (pending->frames, last);
}

CrObject
cr_interp_raise (CrInterp *interp, CrErrorCode code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  set_pending (interp, code, g_strdup_vprintf (format, args), CR_UNSET);
  va_end (args);
  return CR_UNSET;
}

CrObject
cr_interp_raise_error (CrInterp *interp, GError *error)
{
  CrErrorCode code = error && error->domain == CR_ERROR ? (CrErrorCode)error->code : CR_ERROR_RUNTIME;
  set_pending (interp, code, g_strdup (error ? error->message : ""), CR_UNSET);
  g_clear_error (&error);
  return CR_UNSET;
}

void
cr_interp_tell_failed (CrInterp *interp, const char *name, CrTensor *const *operands, guint n)
{
  const CrLangObserver *observer = interp->observer;
  if (observer && observer->call_failed && interp->pending.raised && cr_interp_can_catch (interp))
    observer->call_failed (interp->observer_data, name, operands, n, interp->pending.message);
}

CrObject
cr_interp_raise_instance (CrInterp *interp, CrObject exception)
{
  CrInstance *instance = (CrInstance *)exception.u.cell;
  CrErrorCode code = CR_ERROR_RUNTIME;
  for (guint i = instance->type->n_mro; i-- > 0;)
    {
      const CrClass *type = instance->type->mro[i];
      if (type == interp->exceptions[type->code])
        code = type->code;
    }
  CrObject held = cr_object_ref (exception);
  CrObject text = cr_interp_str (interp, exception);
  char *message = g_strdup (cr_object_is_set (text) ? cr_object_text (text) : "");
  cr_object_unref (text);
  set_pending (interp, code, message, held);
  return CR_UNSET;
}

CrObject
cr_interp_raise_key (CrInterp *interp, CrObject key)
{
  CrObject exception = cr_interp_new_exception (interp, interp->exceptions[CR_ERROR_KEY], "");
  cr_sequence_append (cr_object_sequence (((CrInstance *)exception.u.cell)->args), cr_object_ref (key));
  cr_interp_raise_instance (interp, exception);
  cr_object_unref (exception);
  return CR_UNSET;
}

CrObject
cr_interp_raise_stop (CrInterp *interp, CrObject value)
{
  CrObject exception = cr_interp_new_exception (interp, interp->exceptions[CR_ERROR_STOP_ITERATION], "");
  if (cr_object_is_set (value) && value.kind != CR_OBJECT_NONE)
    cr_sequence_append (cr_object_sequence (((CrInstance *)exception.u.cell)->args), cr_object_ref (value));
  cr_interp_raise_instance (interp, exception);
  cr_object_unref (exception);
  return CR_UNSET;
}

gboolean
cr_interp_is_raised (CrInterp *interp)
{
  return interp->pending.raised;
}

void
cr_interp_forget (CrInterp *interp)
{
  CrPending pending = interp->pending;
  interp->pending = (CrPending){ FALSE };
  g_free (pending.message);
  g_free (pending.fix);
  g_clear_pointer (&pending.frames, g_array_unref);
  cr_object_unref (pending.exception);
}

CrObject
cr_interp_catch (CrInterp *interp)
{
  CrPending *pending = &interp->pending;
  CrObject exception = pending->exception;
  pending->exception = CR_UNSET;
  if (!cr_object_is_set (exception))
    exception = cr_interp_new_exception (interp, interp->exceptions[pending->code], pending->message);
  cr_interp_forget (interp);
  return exception;
}

gboolean
cr_interp_can_catch (CrInterp *interp)
{
  CrErrorCode code = interp->pending.code;
  return code != CR_ERROR_LIMIT && code != CR_ERROR_CANCELLED;
}

static gboolean
fail_limit (CrInterp *interp, char *message)
{
  set_pending (interp, CR_ERROR_LIMIT, message, CR_UNSET);
  return FALSE;
}

/* "10000000" with its thousands apart, as the rest of the text writes large numbers. */
static char *
dup_grouped (guint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  GString *text = g_string_new (NULL);
  gsize n = strlen (digits);
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

gboolean
cr_interp_check_clock (CrInterp *interp)
{
  GError *error = NULL;
  if (!cr_context_check_cancelled (interp->context, &error))
    return TRUE;
  cr_interp_raise_error (interp, error);
  return FALSE;
}

gboolean
cr_interp_step (CrInterp *interp)
{
  guint64 limit = cr_context_get_limits (interp->context)->max_steps;
  char mark;
  interp->steps++;
  if (limit && interp->steps > limit)
    {
      g_autofree char *steps = dup_grouped (limit);
      return fail_limit (interp,
                         g_strdup_printf (_ ("the run was stopped after %s steps; raise --max-steps or look for "
                                             "an endless loop"),
                                          steps));
    }
  /* A step may take long, so that it is not enough to ask whether the run was cancelled whenever the clock is due. */
  if ((interp->steps % CLOCK_EVERY == 0 || cr_context_was_cancelled (interp->context))
      && !cr_interp_check_clock (interp))
    return FALSE;
  if (G_UNLIKELY ((const char *)&mark < interp->stack_limit))
    {
      cr_interp_raise (interp, CR_ERROR_RECURSION, "maximum recursion depth exceeded");
      return FALSE;
    }
  return TRUE;
}

void
cr_interp_warn (CrInterp *interp, const char *category, const char *message)
{
  if (!interp->silent && interp->observer && interp->observer->warned)
    interp->observer->warned (interp->observer_data, category, message);
}

gboolean
cr_interp_reserve (CrInterp *interp, guint64 bytes)
{
  if (bytes >= LARGE && !cr_interp_check_clock (interp))
    return FALSE;
  if (bytes < 1024 || cr_heap_has_room (interp->heap, bytes))
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_MEMORY, _ ("a string or list is too large; see --max-bytes"));
  return FALSE;
}

/* The lowest address that evaluation may reach on this thread's stack. */
static const char *
find_stack_limit (void)
{
  pthread_attr_t attributes;
  void *lowest = NULL;
  gsize size = 0;
  if (pthread_getattr_np (pthread_self (), &attributes) != 0)
    return NULL;
  pthread_attr_getstack (&attributes, &lowest, &size);
  pthread_attr_destroy (&attributes);
  return (const char *)lowest + STACK_MARGIN;
}

/* Whether the script ended itself, and well: SystemExit without a code, or with 0. */
static gboolean
is_good_exit (CrInterp *interp)
{
  CrObject exception = interp->pending.exception;
  CrObject type = cr_dict_get_text (interp->builtins, "SystemExit");
  if (exception.kind != CR_OBJECT_INSTANCE
      || !cr_class_is_subclass (((CrInstance *)exception.u.cell)->type, (CrClass *)type.u.cell))
    return FALSE;
  const CrSequence *args = cr_object_sequence (((CrInstance *)exception.u.cell)->args);
  return args->n == 0 || args->items[0].kind == CR_OBJECT_NONE
         || (cr_object_is_integer (args->items[0]) && args->items[0].u.integer == 0);
}

/* The pending exception as the user reads it; nothing is pending after. */
static CrDiagnostic *
make_diagnostic (CrInterp *interp)
{
  CrPending *pending = &interp->pending;
  CrDiagnostic *diagnostic = cr_diagnostic_new (CR_SEVERITY_ERROR, pending->code, pending->range, pending->message);
  if (cr_object_is_set (pending->exception))
    cr_diagnostic_set_type_name (diagnostic, ((CrInstance *)pending->exception.u.cell)->type->name);
  for (guint i = 0; i < pending->frames->len; i++)
    {
      const CrCallSite *site = &g_array_index (pending->frames, CrCallSite, i);
      cr_diagnostic_add_frame (diagnostic, site->function, site->range);
    }
  if (pending->fix)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("Write “%s” instead."), pending->fix);
      cr_diagnostic_set_fixit (diagnostic, pending->fix_range, pending->fix, sentence);
    }
  cr_diagnostic_advise (diagnostic, interp->source);
  cr_interp_forget (interp);
  return diagnostic;
}

CrDiagnostic *
cr_interp_run (CrInterp *interp)
{
  g_return_val_if_fail (interp != NULL, NULL);
  const CrLimits *limits = cr_context_get_limits (interp->context);
  cr_generator_seed (cr_context_get_generator (interp->context), interp->options.has_seed ? interp->options.seed : 0);
  interp->stack_limit = find_stack_limit ();
  interp->started = g_get_monotonic_time ();
  if (limits->max_seconds > 0)
    cr_context_set_deadline (interp->context, interp->started + (gint64)(limits->max_seconds * G_USEC_PER_SEC));
  CrBlock body = interp->module->body;
  while (interp->options.end && body.n && body.items[body.n - 1]->range.offset >= interp->options.end)
    body.n--;
  CrFlow flow = cr_interp_exec (interp, &body);
  cr_context_set_deadline (interp->context, 0);
  CrDiagnostic *diagnostic = NULL;
  if (flow == CR_FLOW_RAISED && is_good_exit (interp))
    cr_interp_forget (interp);
  else if (flow == CR_FLOW_RAISED)
    {
      diagnostic = make_diagnostic (interp);
      if (interp->observer && interp->observer->failed)
        interp->observer->failed (interp->observer_data, diagnostic);
    }
  cr_context_set_grad_enabled (interp->context, TRUE);
  return diagnostic;
}

void
cr_interp_get_range (CrInterp *interp, CrRange *range)
{
  *range = interp->here ? *interp->here : (CrRange){ 0 };
}

guint64
cr_interp_get_key (CrInterp *interp)
{
  return interp->statement_key;
}

guint64
cr_interp_get_steps (CrInterp *interp)
{
  return interp->steps;
}
