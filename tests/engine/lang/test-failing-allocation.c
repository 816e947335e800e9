/* Whatever allocation of tensor data fails, the run ends in a MemoryError that has a place, and nothing is left behind:
 * a script that does a little of everything is run with the first allocation failing, then the second, and so on until
 * it comes to its end. */

#include "cr-interp.h"
#include "cr-parser.h"

typedef struct
{
  CrSource *source;
  CrModule *module;
} Script;

static void
script_load (Script *script, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  script->source = cr_source_new (name, text, (gssize)length, NULL);
  script->module = cr_parse (script->source, diagnostics);
  g_assert_false (cr_module_has_errors (script->module));
}

static void
script_clear (Script *script)
{
  g_clear_pointer (&script->module, cr_module_unref);
  g_clear_pointer (&script->source, cr_source_unref);
}

/* TRUE if the @k-th allocation was asked for (and failed); @k 0 fails none. */
static gboolean
run_failing (Script *script, guint k)
{
  CrLimits limits = CR_LIMITS_WINDOW;
  limits.max_seconds = 0;
  g_autoptr (CrContext) context = cr_context_new (&limits);
  CrInterp *interp = cr_interp_new (context, script->source, script->module, NULL);

  cr_context_fail_allocation (context, k);
  CrDiagnostic *failure = cr_interp_run (interp);
  gboolean failed = failure != NULL;
  if (failed)
    {
      if (k == 0 || failure->code != CR_ERROR_MEMORY)
        g_test_message ("allocation %u: line %u: %s", k, failure->range.line, failure->message);
      g_assert_cmpuint (k, >, 0);
      g_assert_cmpint (failure->code, ==, CR_ERROR_MEMORY);
      g_assert_cmpuint (failure->range.line, >, 1);
    }
  g_clear_pointer (&failure, cr_diagnostic_free);
  cr_interp_free (interp);
  g_assert_cmpuint (cr_context_get_bytes (context), ==, 0);
  return failed;
}

static void
test_failing_allocation (void)
{
  Script script;
  guint k = 1;

  script_load (&script, "failing-allocation.py");
  g_assert_false (run_failing (&script, 0));
  while (run_failing (&script, k))
    k++;
  g_assert_cmpuint (k, >, 500);
  script_clear (&script);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/failing-allocation", test_failing_allocation);
  return g_test_run ();
}
