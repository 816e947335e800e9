/* The first error in words: under the text, and where it stands. */

#include "cr-editor-problems.h"

#include <glib/gi18n-lib.h>

const CrDiagnostic *
cr_editor_find_problem (GPtrArray *diagnostics)
{
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      if (diagnostic->severity == CR_SEVERITY_ERROR)
        return diagnostic;
    }
  return diagnostics->len > 0 ? g_ptr_array_index (diagnostics, 0) : NULL;
}

char *
cr_editor_describe_problem (const CrDiagnostic *diagnostic)
{
  g_autofree char *summary = cr_diagnostic_dup_summary (diagnostic);
  GString *text = g_string_new (NULL);

  if (diagnostic->range.line > 0)
    g_string_append_printf (text, _ ("Line %u: %s"), diagnostic->range.line, summary);
  else
    g_string_append (text, summary);
  if (diagnostic->fixit != NULL && diagnostic->fixit->sentence != NULL)
    g_string_append_printf (text, "\n%s", diagnostic->fixit->sentence);
  return g_string_free (text, FALSE);
}
