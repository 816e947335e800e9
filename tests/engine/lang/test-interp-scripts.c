/* Every script of run/ prints and raises what real Python with PyTorch did: NAME.expected, as
 * record.py wrote it. A new case is a new pair of files. */

#include "cr-interp.h"
#include "cr-parser.h"

#include <string.h>

static void
append_text (gpointer user_data, const char *text, gsize length)
{
  g_string_append_len (user_data, text, (gssize)length);
}

static void
append_failure (GString *output, const CrDiagnostic *diagnostic)
{
  g_autofree char *summary = cr_diagnostic_dup_summary (diagnostic);
  g_string_append_printf (output, "=== raises ===\n%s\n", summary);
}

static char *
run_script (const char *path)
{
  static const CrLangObserver observer = { .printed = append_text };
  g_autofree char *text = NULL;
  gsize length = 0;
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  GString *output = g_string_new (NULL);
  CrLimits limits = CR_LIMITS_WINDOW;
  g_autoptr (CrSource) source = cr_source_new (path, text, (gssize)length, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, diagnostics);
  if (cr_module_has_errors (module))
    {
      append_failure (output, g_ptr_array_index (diagnostics, 0));
      return g_string_free (output, FALSE);
    }
  g_autoptr (CrContext) context = cr_context_new (&limits);
  CrInterp *interp = cr_interp_new (context, source, module, NULL);
  cr_interp_set_observer (interp, &observer, output);
  CrDiagnostic *failure = cr_interp_run (interp);
  if (failure)
    append_failure (output, failure);
  g_clear_pointer (&failure, cr_diagnostic_free);
  cr_interp_free (interp);
  g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
  return g_string_free (output, FALSE);
}

static void
test_script (gconstpointer data)
{
  const char *path = data;
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".py"));
  g_autofree char *expected_path = g_strconcat (stem, ".expected", NULL);
  g_autofree char *expected = NULL;
  g_assert_true (g_file_get_contents (expected_path, &expected, NULL, NULL));
  g_autofree char *actual = run_script (path);
  g_assert_cmpstr (actual, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "run", NULL);
  GDir *dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".py"))
      g_ptr_array_add (names, g_strdup (name));
  g_clear_pointer (&dir, g_dir_close);
  for (guint i = 0; i < names->len; i++)
    {
      const char *file = g_ptr_array_index (names, i);
      g_autofree char *test = g_strdup_printf ("/engine/lang/run/%.*s", (int)strlen (file) - 3, file);
      g_test_add_data_func_full (test, g_build_filename (folder, file, NULL), test_script, g_free);
    }
  return g_test_run ();
}
