/* Runs one script and prints what it prints, then, on standard error, its failure: the bare
 * interpreter, for trying things and for recording. run-script [--notebook] FILE */

#include "cr-interp.h"
#include "cr-parser.h"

#include <stdio.h>
#include <string.h>

static void
print_text (gpointer user_data, const char *text, gsize length)
{
  fwrite (text, 1, length, stdout);
}

int
main (int argc, char **argv)
{
  static const CrLangObserver observer = { .printed = print_text };
  gboolean notebook = argc > 2 && strcmp (argv[1], "--notebook") == 0;
  CrLimits limits = CR_LIMITS_WINDOW;
  CrInterpOptions options = { .notebook = notebook };
  g_autofree char *text = NULL;
  gsize length = 0;
  if (argc < 2 || !g_file_get_contents (argv[argc - 1], &text, &length, NULL))
    return 2;
  g_autoptr (CrSource) source = cr_source_new (argv[argc - 1], text, (gssize)length, NULL);
  if (source == NULL)
    return 2;
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  if (!cr_module_has_errors (module))
    {
      g_autoptr (CrContext) context = cr_context_new (&limits);
      g_autoptr (CrInterp) interp = cr_interp_new (context, source, module, &options);
      cr_interp_set_observer (interp, &observer, NULL);
      CrDiagnostic *failure = cr_interp_run (interp);
      if (failure == NULL)
        return 0;
      g_ptr_array_add (diagnostics, failure);
    }
  g_autofree char *report = cr_diagnostics_to_text (diagnostics, source);
  fflush (stdout);
  fputs (report, stderr);
  return 1;
}
