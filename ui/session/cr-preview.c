/* The statement is put where an edit by hand would put it; what follows it in the script is cut off, and the rest runs
 * like any script. The trace tells what the statement did; a value that is no tensor is printed by a last line. */

#include "cr-preview.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-edit.h"
#include "cr-label.h"
#include "cr-run.h"

#define SECONDS 2.0
#define MAX_BYTES (G_GUINT64_CONSTANT (1) << 30)
#define MAX_TRACE (64u << 20)
#define VALUES 6            /* of a tensor that are shown */
#define LONGEST 60          /* characters of what is printed */
#define MOST_NAMES 4        /* in a sentence */
#define MORE_EVENTS 1000000 /* that are looked through for a tensor's name */

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
  guint first; /* its first event in the trace */
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

/* The first event of the statement. */
static guint
find_first_event (CrPreviewTrial *trial)
{
  guint n = cr_trace_get_length (trial->trace);

  for (guint i = 0; i < n; i++)
    {
      const CrRange *range = &cr_trace_get_event (trial->trace, i)->range;

      if (range->line != 0 && range->offset >= trial->shown)
        return i;
    }
  return n;
}

/* What @tensor was last found to hold; NULL. */
static const CrValue *
find_value (CrTrace *trace, guint64 tensor)
{
  for (guint i = cr_trace_get_length (trace); i-- > 0;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_OPERATION)
        {
          if (event->u.operation.output == tensor)
            return event->u.operation.value;
          for (guint k = 0; k < event->u.operation.n_others; k++)
            if (event->u.operation.others[k].tensor == tensor)
              return event->u.operation.others[k].value;
        }
      else if ((event->kind == CR_EVENT_TENSOR_CREATED || event->kind == CR_EVENT_WRITTEN)
               && event->u.tensor.id == tensor)
        return event->u.tensor.value;
    }
  return NULL;
}

static const char *
find_name (CrTrace *trace, guint64 tensor)
{
  for (guint i = cr_trace_get_length (trace), n = 0; i-- > 0 && n < MORE_EVENTS; n++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_NAME_BOUND && event->u.name.tensor == tensor && tensor != 0)
        return event->u.name.name;
    }
  return NULL;
}

/* What was printed last of all by the statement or the line after it; NULL. */
static const char *
find_printed (CrPreviewTrial *trial)
{
  for (guint i = cr_trace_get_length (trial->trace); i-- > trial->first;)
    {
      const CrEvent *event = cr_trace_get_event (trial->trace, i);

      if (event->kind == CR_EVENT_PRINTED)
        return event->u.text.text;
    }
  return NULL;
}

/* In one line, cut off. */
static char *
shorten (const char *text)
{
  g_autofree char *line = g_strstrip (g_strdelimit (g_strdup (text), "\n\t", ' '));

  if (g_utf8_strlen (line, -1) <= LONGEST)
    return g_steal_pointer (&line);
  *g_utf8_offset_to_pointer (line, LONGEST - 1) = '\0';
  return g_strconcat (line, "…", NULL);
}

/* The value that @name means after the statement; NULL if it is none that can be shown. */
static CrPreview *
make_value (CrPreviewTrial *trial, const char *name)
{
  CrPreview *preview = cr_preview_new (CR_PREVIEW_VALUE);
  const CrValue *value = NULL;
  const char *printed;

  for (guint i = cr_trace_get_length (trial->trace); i-- > trial->first && value == NULL;)
    {
      const CrEvent *event = cr_trace_get_event (trial->trace, i);

      if (event->kind == CR_EVENT_NAME_BOUND && g_strcmp0 (event->u.name.name, name) == 0)
        {
          if (event->u.name.tensor != 0)
            value = find_value (trial->trace, event->u.name.tensor);
          break;
        }
    }
  preview->name = g_strdup (name);
  if (value != NULL)
    {
      preview->value = cr_label_new_brief (value, VALUES);
      preview->shape
          = cr_label_new_shape (cr_value_get_dtype (value), cr_value_get_ndim (value), cr_value_get_sizes (value));
      return preview;
    }
  printed = find_printed (trial);
  preview->value = shorten (printed == NULL ? "None" : printed);
  return preview;
}

/* What the statement did to tensors that have names: of a kind of event, each once. Of char *, borrowed. */
static GPtrArray *
collect_names (CrPreviewTrial *trial, CrEventKind kind)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n = cr_trace_get_length (trial->trace);

  for (guint i = trial->first; i < n; i++)
    {
      const CrEvent *event = cr_trace_get_event (trial->trace, i);
      const char *name;

      if (event->kind != kind)
        continue;
      name = find_name (trial->trace, kind == CR_EVENT_WRITTEN ? event->u.tensor.id : event->u.gradient.tensor);
      if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer)name);
    }
  return names;
}

/* "a, b, c, …" */
static char *
join_names (GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      if (i == MOST_NAMES)
        {
          g_string_append (text, "…");
          break;
        }
      g_string_append (text, g_ptr_array_index (names, i));
    }
  return g_string_free (text, FALSE);
}

static void
append_change (GString *sentences, CrPreviewTrial *trial, CrEventKind kind, const char *format)
{
  g_autoptr (GPtrArray) names = collect_names (trial, kind);
  g_autofree char *list = join_names (names);

  if (names->len == 0)
    return;
  if (sentences->len > 0)
    g_string_append (sentences, "; ");
  g_string_append_printf (sentences, format, list);
}

static gboolean
happened (CrPreviewTrial *trial, CrEventKind kind)
{
  guint n = cr_trace_get_length (trial->trace);

  for (guint i = trial->first; i < n; i++)
    if (cr_trace_get_event (trial->trace, i)->kind == kind)
      return TRUE;
  return FALSE;
}

static CrPreview *
make_change (CrPreviewTrial *trial)
{
  CrPreview *preview = cr_preview_new (CR_PREVIEW_CHANGE);
  GString *sentences = g_string_new (NULL);
  const char *printed = find_printed (trial);

  append_change (sentences, trial, CR_EVENT_GRAD_ACCUMULATED, _ ("changes the gradient of %s"));
  append_change (sentences, trial, CR_EVENT_GRAD_CLEARED, _ ("clears the gradient of %s"));
  append_change (sentences, trial, CR_EVENT_WRITTEN, _ ("changes %s"));
  if (sentences->len == 0 && happened (trial, CR_EVENT_PLOTTED))
    g_string_append (sentences, _ ("draws into the plot"));
  if (sentences->len == 0 && printed != NULL)
    {
      g_autofree char *line = shorten (printed);

      g_string_append_printf (sentences, _ ("prints %s"), line);
    }
  if (sentences->len == 0)
    g_string_append (sentences, _ ("runs; no value comes of it"));
  preview->sentence = g_string_free (sentences, FALSE);
  return preview;
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

  trial->trace = cr_trace_new (MAX_TRACE);
  run = make_run (asking, trial->seed, trial->trace);
  set_run (trial, run);
  error = cr_run_execute (run) ? NULL : find_error (cr_run_get_diagnostics (run));
  set_run (trial, NULL);
  trial->first = find_first_event (trial);
  if (is_cancelled (trial))
    preview = NULL;
  else if (error != NULL)
    preview = make_failure (trial, error);
  else if (name != NULL)
    preview = make_value (trial, name);
  else
    preview = make_change (trial);
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
