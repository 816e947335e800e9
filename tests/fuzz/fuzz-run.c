/* The interpreter under any script that parses: within small limits it must come back, with a
 * diagnostic or without, and leave no tensor behind. Built with clang's libFuzzer (meson.build says
 * how); without it (REPLAY_CORPUS) it is a test that runs each file named on the command line. */

#include <stdint.h>

#include "cr-interp.h"
#include "cr-parser.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  CrLimits limits = { .max_steps = 20000, .max_seconds = 2, .max_bytes = 16 << 20, .max_depth = 50 };
  g_autoptr (CrSource) source = cr_source_new ("fuzz", size ? (const char *)data : "", (gssize)size, NULL);
  if (source == NULL)
    return 0;
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  if (cr_module_has_errors (module))
    return 0;
  g_autoptr (CrContext) context = cr_context_new (&limits);
  CrInterp *interp = cr_interp_new (context, source, module, NULL);
  CrDiagnostic *diagnostic = cr_interp_run (interp);
  if (diagnostic)
    {
      g_autofree char *text = cr_diagnostic_to_text (diagnostic, source);
      g_assert_cmpuint ((gsize)diagnostic->range.offset + diagnostic->range.length, <=, size);
    }
  g_clear_pointer (&diagnostic, cr_diagnostic_free);
  cr_interp_free (interp);
  g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
  return 0;
}

#ifdef REPLAY_CORPUS
int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *data = NULL;
      gsize size;

      if (!g_file_get_contents (argv[i], &data, &size, NULL))
        return 1;
      LLVMFuzzerTestOneInput ((const uint8_t *)data, size);
    }
  return argc > 1 ? 0 : 1;
}
#endif
