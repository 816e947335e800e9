/* The statement is put where an edit by hand would put it; what follows it in the script is cut off, and the rest runs
 * like any script. The trace tells what the statement did; a value that is no tensor is printed by a last line. */

#include "cr-preview-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-edit.h"
#include "cr-run.h"

#define SECONDS 2.0
#define MAX_BYTES (G_GUINT64_CONSTANT (1) << 30)
#define MAX_TRACE (64u << 20)

struct _CrPreviewTrial
{
  char *script, *typed;
  guint64 seed;

  GMutex lock; /* guards the next two */
  CrRun *run;  /* while it runs */
  gboolean cancelled;

  char *statement;  /* as it stands in what is run */
  guint shown;      /* where, in bytes */
  guint end;        /* just after it */
  const char *name; /* the plan's */
  CrTrace *trace;
};

CrPreview *
cr_preview_new (CrPreviewKind kind)
{
  CrPreview *preview = g_new0 (CrPreview, 1);

  preview->kind = kind;
  return preview;
}

void
cr_preview_free (CrPreview *preview)
{
  if (preview == NULL)
    return;
  g_free (preview->name);
  g_free (preview->value);
  g_free (preview->shape);
  g_free (preview->sentence);
  g_free (preview->advice);
  g_free (preview);
}

CrPreviewTrial *
cr_preview_trial_new (const char *script, const char *typed, guint64 seed)
{
  CrPreviewTrial *trial = g_new0 (CrPreviewTrial, 1);

  trial->script = g_strdup (script);
  trial->typed = g_strchomp (g_strdup (typed));
  trial->seed = seed;
  g_mutex_init (&trial->lock);
  return trial;
}

void
cr_preview_trial_free (CrPreviewTrial *trial)
{
  if (trial == NULL)
    return;
  g_free (trial->script);
  g_free (trial->typed);
  g_free (trial->statement);
  g_clear_pointer (&trial->trace, cr_trace_unref);
  g_mutex_clear (&trial->lock);
  g_free (trial);
}

void
cr_preview_trial_cancel (CrPreviewTrial *trial)
{
  g_mutex_lock (&trial->lock);
  trial->cancelled = TRUE;
  if (trial->run != NULL)
    cr_run_cancel (trial->run);
  g_mutex_unlock (&trial->lock);
}

static gboolean
is_cancelled (CrPreviewTrial *trial)
{
  gboolean cancelled;

  g_mutex_lock (&trial->lock);
  cancelled = trial->cancelled;
  g_mutex_unlock (&trial->lock);
  return cancelled;
}

static CrRun *
make_run (const char *text, guint64 seed, CrTrace *trace)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW, .has_seed = TRUE, .seed = seed, .notebook = TRUE };

  options.limits.max_seconds = SECONDS;
  options.limits.max_bytes = MAX_BYTES;
  options.limits.max_trace = MAX_TRACE;
  return cr_run_new ("untitled.py", text, strlen (text), &options, trace);
}

static const CrDiagnostic *
find_error (GPtrArray *diagnostics)
{
  for (guint i = 0; diagnostics != NULL && i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      if (diagnostic->severity == CR_SEVERITY_ERROR)
        return diagnostic;
    }
  return NULL;
}

/* Words for an error; Python's own, its type left out: "name 'sn' is not defined". */
static CrPreview *
make_error (const CrDiagnostic *diagnostic)
{
  CrPreview *preview = cr_preview_new (CR_PREVIEW_ERROR);

  preview->sentence
      = *diagnostic->message != '\0' ? g_strdup (diagnostic->message) : cr_diagnostic_dup_summary (diagnostic);
  if (diagnostic->fixit != NULL)
    preview->advice = g_strdup (diagnostic->fixit->sentence);
  return preview;
}

/* An error that the end of what is typed makes, goes away by typing on. */
static gboolean
lacks_end (const char *typed, const CrDiagnostic *error)
{
  return error->range.offset >= strlen (typed) || strstr (error->message, "was never closed") != NULL
         || strstr (error->message, "unterminated") != NULL || strstr (error->message, "expected an indented") != NULL;
}

/* What is wrong with the words alone; NULL: nothing. */
static CrPreview *
check_syntax (CrPreviewTrial *trial)
{
  CrRun *run = make_run (trial->typed, 0, NULL);
  const CrDiagnostic *error = cr_run_check (run) ? NULL : find_error (cr_run_get_diagnostics (run));
  CrPreview *preview = NULL;

  if (error != NULL)
    {
      preview = make_error (error);
      preview->offset = MIN (error->range.offset, (guint)strlen (trial->typed));
      preview->length = MIN (MAX (error->range.length, 1), (guint)strlen (trial->typed) - preview->offset);
      if (lacks_end (trial->typed, error))
        preview->kind = CR_PREVIEW_UNFINISHED;
    }
  cr_run_unref (run);
  return preview;
}

/* Where the byte @offset of the statement stands in what was typed: to that only words were added ("y = ", "torch."),
 * so both are compared from their ends. */
static guint
map_to_typed (CrPreviewTrial *trial, guint offset)
{
  const char *typed = trial->typed, *statement = trial->statement;
  gsize i = strlen (typed), j = strlen (statement);

  while (i > 0 && j > offset)
    {
      j--;
      if (typed[i - 1] == statement[j])
        i--;
    }
  return (guint)i;
}

static void
place_error (CrPreviewTrial *trial, CrPreview *preview, const CrRange *range)
{
  guint begin, end;

  if (range->line == 0 || range->offset < trial->shown || range->offset >= trial->end)
    return;
  begin = map_to_typed (trial, range->offset - trial->shown);
  end = map_to_typed (trial, MIN (range->offset + range->length, trial->end) - trial->shown);
  preview->offset = begin;
  preview->length = MAX (end, begin + 1) - begin;
}

/* The script with the statement, and nothing after it. NULL with @failed set. */
static char *
make_text (CrPreviewTrial *trial, CrPreview **failed, char **name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrEditScript) script = cr_edit_script_new (trial->script, &error);
  g_autoptr (CrEditPlan) plan = script == NULL ? NULL : cr_edit_add_typed (script, trial->typed, &error);
  char *text = plan == NULL ? NULL : cr_text_edits_apply (plan->edits, trial->script);
  char *end;

  if (text == NULL)
    {
      *failed = cr_preview_new (CR_PREVIEW_ERROR);
      (*failed)->sentence = g_strdup (error == NULL ? "" : error->message);
      cr_preview_find_unknown (*failed, trial->script, trial->typed);
      return NULL;
    }
  trial->shown = MIN (plan->shown, (guint)strlen (text));
  trial->end = MIN (trial->shown + plan->shown_bytes, (guint)strlen (text));
  while (trial->end > trial->shown && g_ascii_isspace (text[trial->end - 1]))
    trial->end--;
  while (trial->shown < trial->end && g_ascii_isspace (text[trial->shown]))
    trial->shown++;
  trial->statement = g_strndup (text + trial->shown, trial->end - trial->shown);
  end = strchr (text + trial->end, '\n');
  if (end != NULL)
    *end = '\0';
  *name = g_strdup (plan->name);
  return text;
}

/* Where the module is when it fails. */
static const CrRange *
get_outermost (const CrDiagnostic *error)
{
  if (error->traceback != NULL && error->traceback->len > 0)
    return &g_array_index (error->traceback, CrFrame, 0).range;
  return &error->range;
}

/* The script fails before the statement, or in it. */
static CrPreview *
make_failure (CrPreviewTrial *trial, const CrDiagnostic *error)
{
  CrPreview *preview;
  g_autofree char *words = NULL;

  if (error->code == CR_ERROR_LIMIT)
    {
      preview = cr_preview_new (CR_PREVIEW_TOO_LONG);
      preview->sentence = g_strdup (_ ("The script runs too long to be tried at every letter."));
      return preview;
    }
  preview = make_error (error);
  if (get_outermost (error)->line != 0 && get_outermost (error)->offset < trial->shown)
    {
      words = g_steal_pointer (&preview->sentence);
      preview->sentence
          = g_strdup_printf (_ ("The script stops before it, in line %u: %s"), get_outermost (error)->line, words);
      g_clear_pointer (&preview->advice, g_free);
    }
  place_error (trial, preview, error->range.offset < trial->shown ? get_outermost (error) : &error->range);
  return preview;
}

static void
set_run (CrPreviewTrial *trial, CrRun *run)
{
  g_mutex_lock (&trial->lock);
  trial->run = run;
  if (run != NULL && trial->cancelled)
    cr_run_cancel (run);
  g_mutex_unlock (&trial->lock);
}

static CrPreview *
run_text (CrPreviewTrial *trial, const char *text, const char *name)
{
  g_autofree char *asking = name == NULL ? g_strdup (text) : g_strdup_printf ("%s\n%s", text, name);
  CrRun *run;
  const CrDiagnostic *error;
  CrPreview *preview = NULL;
  guint first;

  trial->trace = cr_trace_new (MAX_TRACE);
  run = make_run (asking, trial->seed, trial->trace);
  set_run (trial, run);
  error = cr_run_execute (run) ? NULL : find_error (cr_run_get_diagnostics (run));
  set_run (trial, NULL);
  first = cr_preview_find_first_event (trial->trace, trial->shown);
  if (is_cancelled (trial))
    preview = NULL;
  else if (error != NULL)
    preview = make_failure (trial, error);
  else if (name != NULL)
    preview = cr_preview_read_value (trial->trace, first, name);
  else
    preview = cr_preview_read_change (trial->trace, first);
  cr_run_unref (run);
  return preview;
}

CrPreview *
cr_preview_trial_execute (CrPreviewTrial *trial)
{
  CrPreview *preview = check_syntax (trial);
  g_autofree char *text = NULL, *name = NULL;

  if (preview != NULL)
    return preview;
  text = make_text (trial, &preview, &name);
  return text == NULL ? preview : run_text (trial, text, name);
}
