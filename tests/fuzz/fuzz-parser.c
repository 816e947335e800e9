/* The parser under any bytes: it must return a module, every range must lie in the text, and the tree must
 * be printable. Built with clang's libFuzzer (meson.build says how); without it
 * (REPLAY_CORPUS) it is a test that runs each file named on the command line. */

#include <stdint.h>

#include "cr-parser.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (CrSource) source = cr_source_new ("fuzz", size ? (const char *)data : "", size, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = NULL;
  g_autofree char *dump = NULL;
  g_autofree char *text = NULL;

  if (!source)
    return 0;
  module = cr_parse (source, diagnostics);
  for (guint i = 0; i < diagnostics->len; i++)
    {
      const CrRange *range = &((CrDiagnostic *)g_ptr_array_index (diagnostics, i))->range;
      CrRange same = cr_source_make_range (source, range->offset, range->length);

      g_assert_cmpuint ((gsize)range->offset + range->length, <=, size);
      g_assert_cmpuint (range->line, ==, same.line);
      g_assert_cmpuint (range->column, ==, same.column);
    }
  dump = cr_ast_dump (module);
  text = cr_diagnostics_to_text (diagnostics, source);
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
