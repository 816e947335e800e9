/* A run from text to trace. Everything happens on the thread that calls cr_run_execute(); the context is there from
 * the beginning, so that a run may be cancelled before it has begun. */

#include "cr-run.h"

#include <string.h>

#include "cr-parser.h"

struct _CrRun
{
  gatomicrefcount ref_count;
  CrRunOptions options;
  CrTrace *trace; /* NULL when nothing is recorded */
  CrContext *context;
  CrSource *source; /* NULL when the text is not UTF-8 */
  GPtrArray *diagnostics;
  CrInterp *interp; /* while it runs */
};

CrRun *
cr_run_new (const char *name, const char *text, gsize length, const CrRunOptions *options, CrTrace *trace)
{
  g_autoptr (GError) error = NULL;
  g_return_val_if_fail (text != NULL && options != NULL && length <= G_MAXSSIZE, NULL);
  CrRun *run = g_new0 (CrRun, 1);
  g_atomic_ref_count_init (&run->ref_count);
  run->options = *options;
  run->trace = trace != NULL ? cr_trace_ref (trace) : NULL;
  run->context = cr_context_new (&options->limits);
  run->diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  run->source = cr_source_new (name, text, (gssize)length, &error);
  if (run->source == NULL)
    g_ptr_array_add (run->diagnostics,
                     cr_diagnostic_new (CR_SEVERITY_ERROR, CR_ERROR_SYNTAX, (CrRange){ 0 }, error->message));
  return run;
}

CrRun *
cr_run_ref (CrRun *run)
{
  g_return_val_if_fail (run != NULL, NULL);
  g_atomic_ref_count_inc (&run->ref_count);
  return run;
}

void
cr_run_unref (CrRun *run)
{
  g_return_if_fail (run != NULL);
  if (!g_atomic_ref_count_dec (&run->ref_count))
    return;
  g_clear_pointer (&run->trace, cr_trace_unref);
  g_clear_pointer (&run->source, cr_source_unref);
  g_ptr_array_unref (run->diagnostics);
  cr_context_unref (run->context);
  g_free (run);
}

static void
on_printed (gpointer user_data, const char *text, gsize length)
{
  CrRun *run = user_data;
  if (run->options.print != NULL)
    run->options.print (run->options.user_data, text, length);
}

static void
on_warned (gpointer user_data, const char *category, const char *message)
{
  CrRun *run = user_data;
  CrRange range = { 0 };
  cr_interp_get_range (run->interp, &range);
  /* Once for each place, as Python does. */
  for (guint i = run->diagnostics->len; i-- > 0;)
    {
      const CrDiagnostic *known = run->diagnostics->pdata[i];
      if (known->range.line == range.line && g_strcmp0 (known->type_name, category) == 0
          && strcmp (known->message, message) == 0)
        return;
    }
  CrDiagnostic *diagnostic = cr_diagnostic_new (CR_SEVERITY_WARNING, CR_ERROR_RUNTIME, range, message);
  cr_diagnostic_set_type_name (diagnostic, category);
  g_ptr_array_add (run->diagnostics, diagnostic);
  if (run->options.warn != NULL)
    run->options.warn (run->options.user_data, category, message);
}

static const CrLangObserver observer = { .printed = on_printed, .warned = on_warned };

/* The syntax errors as events, so that a trace tells why it is empty. */
static void
record_errors (CrRun *run)
{
  for (guint i = 0; run->trace != NULL && i < run->diagnostics->len; i++)
    {
      CrDiagnostic *diagnostic = run->diagnostics->pdata[i];
      CrEvent event = { .kind = CR_EVENT_FAILED, .range = diagnostic->range, .u.diagnostic = diagnostic };
      if (diagnostic->severity == CR_SEVERITY_ERROR)
        cr_trace_append (run->trace, &event);
    }
}

/* Where the notebook's cell begins in which @offset lies: the last line "# %%" before it. */
static guint
find_cell (CrSource *source, guint offset)
{
  const char *text = cr_source_get_text (source, NULL);
  for (guint at = offset; at > 0; at--)
    if ((at == 1 || text[at - 2] == '\n') && text[at - 1] == '#'
        && (g_str_has_prefix (text + at, " %%") || g_str_has_prefix (text + at, "%%")))
      return at - 1;
  return 0;
}

static guint
find_first_error (GPtrArray *diagnostics)
{
  for (guint i = 0; i < diagnostics->len; i++)
    if (((CrDiagnostic *)diagnostics->pdata[i])->severity == CR_SEVERITY_ERROR)
      return ((CrDiagnostic *)diagnostics->pdata[i])->range.offset;
  return 0;
}

static void
take_diagnostics (CrRun *run, GPtrArray *diagnostics)
{
  for (guint i = 0; i < diagnostics->len; i++)
    g_ptr_array_add (run->diagnostics, cr_diagnostic_copy (diagnostics->pdata[i]));
}

/* The module, and in @end how far it runs (0: to its end): a notebook runs the cells before the one that is wrong. NULL
 * if nothing can run. */
static CrModule *
parse (CrRun *run, GPtrArray *found, guint *end)
{
  *end = 0;
  if (run->source == NULL)
    return NULL;
  g_autoptr (CrModule) module = cr_parse (run->source, found);
  if (cr_module_has_errors (module))
    *end = run->options.notebook ? find_cell (run->source, find_first_error (found)) : 0;
  return !cr_module_has_errors (module) || *end > 0 ? g_steal_pointer (&module) : NULL;
}

/* The failure, owned; NULL if all went well. */
static CrDiagnostic *
interpret (CrRun *run, CrModule *module, guint end)
{
  CrInterpOptions options
      = { .notebook = run->options.notebook, .has_seed = run->options.has_seed, .seed = run->options.seed, .end = end };
  g_autoptr (CrInterp) interp = cr_interp_new (run->context, run->source, module, &options);
  g_autoptr (CrRecorder) recorder = NULL;
  run->interp = interp;
  if (run->trace != NULL)
    {
      recorder = cr_recorder_new (run->trace, run->context, interp);
      cr_recorder_set_forward (recorder, &observer, run);
      cr_recorder_set_watch (recorder, run->options.watch, run->options.watch_data);
    }
  else
    cr_interp_set_observer (interp, &observer, run);
  CrDiagnostic *failure = cr_interp_run (interp);
  run->interp = NULL;
  return failure;
}

gboolean
cr_run_execute (CrRun *run)
{
  guint end;
  g_return_val_if_fail (run != NULL && run->interp == NULL, FALSE);
  if (run->trace != NULL && run->source != NULL)
    cr_trace_set_source (run->trace, run->source);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = parse (run, found, &end);
  CrDiagnostic *failure = module != NULL ? interpret (run, module, end) : NULL;
  if (failure != NULL)
    {
      g_ptr_array_add (run->diagnostics, failure);
      return FALSE;
    }
  take_diagnostics (run, found);
  if (module != NULL && end == 0)
    return TRUE;
  record_errors (run);
  return FALSE;
}

gboolean
cr_run_check (CrRun *run)
{
  guint end;
  g_return_val_if_fail (run != NULL, FALSE);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = parse (run, found, &end);
  take_diagnostics (run, found);
  return module != NULL && end == 0;
}

void
cr_run_cancel (CrRun *run)
{
  cr_context_cancel (run->context);
}

CrContext *
cr_run_get_context (CrRun *run)
{
  return run->context;
}

GPtrArray *
cr_run_get_diagnostics (CrRun *run)
{
  return run->diagnostics;
}

CrSource *
cr_run_get_source (CrRun *run)
{
  return run->source;
}
