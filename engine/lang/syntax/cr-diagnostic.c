/* Diagnostics and how a terminal shows them. The form is the one compilers use (place, message,
 * source line, caret), between Python's traceback above and Python's own last line below, so
 * that people who know either find what they look for. */

#include "cr-diagnostic.h"

#include <stdarg.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#define MAX_SHOWN_COLUMNS 200 /* a longer line is shown around its caret only */

static void
clear_frame (gpointer data)
{
  g_free (((CrFrame *)data)->function);
}

static void
free_fixit (CrFixit *fixit)
{
  g_free (fixit->replacement);
  g_free (fixit->sentence);
  g_free (fixit);
}

CrDiagnostic *
cr_diagnostic_new (CrSeverity severity, CrErrorCode code, CrRange range, const char *message)
{
  CrDiagnostic *diagnostic = g_new0 (CrDiagnostic, 1);

  diagnostic->severity = severity;
  diagnostic->code = code;
  diagnostic->range = range;
  diagnostic->message = g_strdup (message ? message : "");
  return diagnostic;
}

CrDiagnostic *
cr_diagnostic_new_printf (CrSeverity severity, CrErrorCode code, CrRange range, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  return cr_diagnostic_new (severity, code, range, message);
}

CrDiagnostic *
cr_diagnostic_copy (const CrDiagnostic *diagnostic)
{
  CrDiagnostic *copy;

  g_return_val_if_fail (diagnostic != NULL, NULL);
  copy = cr_diagnostic_new (diagnostic->severity, diagnostic->code, diagnostic->range, diagnostic->message);
  copy->type_name = g_strdup (diagnostic->type_name);
  if (diagnostic->fixit)
    cr_diagnostic_set_fixit (copy, diagnostic->fixit->range, diagnostic->fixit->replacement,
                             diagnostic->fixit->sentence);
  for (guint i = 0; diagnostic->traceback && i < diagnostic->traceback->len; i++)
    {
      const CrFrame *frame = &g_array_index (diagnostic->traceback, CrFrame, i);

      cr_diagnostic_add_frame (copy, frame->function, frame->range);
    }
  return copy;
}

void
cr_diagnostic_free (CrDiagnostic *diagnostic)
{
  if (!diagnostic)
    return;
  g_clear_pointer (&diagnostic->fixit, free_fixit);
  g_clear_pointer (&diagnostic->traceback, g_array_unref);
  g_free (diagnostic->type_name);
  g_free (diagnostic->message);
  g_free (diagnostic);
}

void
cr_diagnostic_set_fixit (CrDiagnostic *diagnostic, CrRange range, const char *replacement, const char *sentence)
{
  g_return_if_fail (diagnostic != NULL && replacement != NULL && sentence != NULL);
  g_clear_pointer (&diagnostic->fixit, free_fixit);
  diagnostic->fixit = g_new0 (CrFixit, 1);
  diagnostic->fixit->range = range;
  diagnostic->fixit->replacement = g_strdup (replacement);
  diagnostic->fixit->sentence = g_strdup (sentence);
}

void
cr_diagnostic_set_hint (CrDiagnostic *diagnostic, const char *sentence)
{
  CrRange empty;

  g_return_if_fail (diagnostic != NULL);
  empty = diagnostic->range;
  empty.end_line = empty.line;
  empty.end_column = empty.column;
  empty.length = 0;
  cr_diagnostic_set_fixit (diagnostic, empty, "", sentence);
}

gboolean
cr_fixit_is_hint (const CrFixit *fixit)
{
  return fixit->range.length == 0 && fixit->replacement[0] == '\0';
}

void
cr_diagnostic_set_type_name (CrDiagnostic *diagnostic, const char *type_name)
{
  g_return_if_fail (diagnostic != NULL);
  g_free (diagnostic->type_name);
  diagnostic->type_name = g_strdup (type_name);
}

void
cr_diagnostic_add_frame (CrDiagnostic *diagnostic, const char *function, CrRange range)
{
  CrFrame frame = { g_strdup (function), range };

  g_return_if_fail (diagnostic != NULL);
  if (!diagnostic->traceback)
    {
      diagnostic->traceback = g_array_new (FALSE, FALSE, sizeof (CrFrame));
      g_array_set_clear_func (diagnostic->traceback, clear_frame);
    }
  g_array_append_val (diagnostic->traceback, frame);
}

const char *
cr_diagnostic_get_type_name (const CrDiagnostic *diagnostic)
{
  g_return_val_if_fail (diagnostic != NULL, NULL);
  return diagnostic->type_name ? diagnostic->type_name : cr_error_get_type_name (diagnostic->code);
}

char *
cr_diagnostic_dup_summary (const CrDiagnostic *diagnostic)
{
  const char *type_name;

  g_return_val_if_fail (diagnostic != NULL, NULL);
  type_name = cr_diagnostic_get_type_name (diagnostic);
  return diagnostic->message[0] ? g_strconcat (type_name, ": ", diagnostic->message, NULL) : g_strdup (type_name);
}

/* How many cells of a terminal @c takes; a tab is shown as one space. */
static guint
get_width (gunichar c)
{
  return g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
}

/* The characters [first, first + n) of @line with tabs as spaces, and, in the next line, marks under
 * [from, to), which count from 0 as the others. */
static void
append_marked (GString *out, const char *indent, const char *line, glong first, glong n, glong from, glong to)
{
  g_autoptr (GString) marks = g_string_new (NULL);
  const char *p = line;
  glong i = 0;

  g_string_append (out, indent);
  for (; *p && i < first + n; i++, p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      char mark = i == from ? '^' : i > from && i < to ? '~' : ' ';

      if (i < first)
        continue;
      g_string_append_unichar (out, c == '\t' || g_unichar_iscntrl (c) ? ' ' : c);
      for (guint cell = 0; cell < get_width (c); cell++)
        g_string_append_c (marks, cell > 0 && mark == '^' ? '~' : mark);
    }
  for (; i < from; i++)
    g_string_append_c (marks, ' ');
  if (i == from)
    g_string_append_c (marks, '^');
  while (marks->len && marks->str[marks->len - 1] == ' ')
    g_string_truncate (marks, marks->len - 1);
  g_string_append_printf (out, "\n%s%s\n", indent, marks->str);
}

static void
append_excerpt (GString *out, const char *indent, const CrRange *range, const CrSource *source)
{
  g_autofree char *line = NULL;
  glong length;
  glong from = (glong)range->column - 1;
  glong to;
  glong first;

  if (range->line == 0 || range->column == 0 || range->line > cr_source_get_n_lines (source))
    return;
  line = cr_source_dup_line (source, range->line);
  length = g_utf8_strlen (line, -1);
  from = MIN (from, length);
  to = range->end_line > range->line ? length : MIN ((glong)range->end_column - 1, length);
  first = from > MAX_SHOWN_COLUMNS * 3 / 4 ? from - MAX_SHOWN_COLUMNS / 2 : 0;
  append_marked (out, indent, line, first, MAX_SHOWN_COLUMNS, from, to);
}

static void
append_traceback (GString *out, const CrDiagnostic *diagnostic, const CrSource *source)
{
  if (!diagnostic->traceback || diagnostic->traceback->len == 0)
    return;
  g_string_append (out, "Traceback (most recent call last):\n");
  for (guint i = 0; i < diagnostic->traceback->len; i++)
    {
      const CrFrame *frame = &g_array_index (diagnostic->traceback, CrFrame, i);
      g_autofree char *line = NULL;

      g_string_append_printf (out, "  File \"%s\", line %u, in %s\n", cr_source_get_name (source), frame->range.line,
                              frame->function);
      if (frame->range.line == 0)
        continue;
      line = cr_source_dup_line (source, frame->range.line);
      g_strstrip (line);
      g_string_append_printf (out, "    %.*s\n", (int)MIN (strlen (line), 4 * MAX_SHOWN_COLUMNS), line);
    }
}

static void
append_fixit (GString *out, const CrFixit *fixit, const CrRange *place)
{
  if (cr_fixit_is_hint (fixit))
    g_string_append_printf (out, _ ("  hint: %s\n"), fixit->sentence);
  else if (fixit->range.line && fixit->range.line != place->line)
    g_string_append_printf (out, _ ("  fix (line %u): %s\n"), fixit->range.line, fixit->sentence);
  else
    g_string_append_printf (out, _ ("  fix: %s\n"), fixit->sentence);
}

/* As Python's warnings module writes it. */
static void
append_warning (GString *out, const CrDiagnostic *diagnostic, const CrSource *source)
{
  g_autofree char *line = NULL;

  g_string_append_printf (out, "%s:", cr_source_get_name (source));
  if (diagnostic->range.line)
    g_string_append_printf (out, "%u:", diagnostic->range.line);
  g_string_append_printf (out, " %s: %s\n", cr_diagnostic_get_type_name (diagnostic), diagnostic->message);
  if (diagnostic->range.line == 0)
    return;
  line = cr_source_dup_line (source, diagnostic->range.line);
  g_strstrip (line);
  if (strlen (line) <= 4 * MAX_SHOWN_COLUMNS)
    g_string_append_printf (out, "  %s\n", line);
}

/* All but the summary. */
static void
append_diagnostic (GString *out, const CrDiagnostic *diagnostic, const CrSource *source)
{
  const char *message = diagnostic->message[0] ? diagnostic->message : cr_diagnostic_get_type_name (diagnostic);

  if (diagnostic->severity == CR_SEVERITY_WARNING)
    {
      append_warning (out, diagnostic, source);
      return;
    }
  append_traceback (out, diagnostic, source);
  g_string_append_printf (out, "%s:", cr_source_get_name (source));
  if (diagnostic->range.line)
    g_string_append_printf (out, "%u:%u:", diagnostic->range.line, diagnostic->range.column);
  g_string_append_printf (out, " error: %s\n", message);
  append_excerpt (out, "    ", &diagnostic->range, source);
  if (diagnostic->fixit)
    append_fixit (out, diagnostic->fixit, &diagnostic->range);
}

char *
cr_diagnostic_to_text (const CrDiagnostic *diagnostic, const CrSource *source)
{
  g_autofree char *summary = NULL;
  GString *out;

  g_return_val_if_fail (diagnostic != NULL && source != NULL, NULL);
  out = g_string_new (NULL);
  append_diagnostic (out, diagnostic, source);
  if (diagnostic->severity == CR_SEVERITY_ERROR)
    {
      summary = cr_diagnostic_dup_summary (diagnostic);
      g_string_append_printf (out, "%s\n", summary);
    }
  return g_string_free (out, FALSE);
}

char *
cr_diagnostics_to_text (GPtrArray *diagnostics, const CrSource *source)
{
  const CrDiagnostic *first = NULL;
  GString *out;

  g_return_val_if_fail (diagnostics != NULL && source != NULL, NULL);
  out = g_string_new (NULL);
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      append_diagnostic (out, diagnostic, source);
      if (!first && diagnostic->severity == CR_SEVERITY_ERROR)
        first = diagnostic;
    }
  if (first)
    {
      g_autofree char *summary = cr_diagnostic_dup_summary (first);

      g_string_append_printf (out, "%s\n", summary);
    }
  return g_string_free (out, FALSE);
}
