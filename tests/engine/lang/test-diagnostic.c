/* Sources (places, line ends, refusals) and how a diagnostic is shown. */

#include <string.h>

#include "cr-diagnostic.h"

static CrSource *
new_source (const char *text)
{
  g_autoptr (GError) error = NULL;
  CrSource *source = cr_source_new ("a.py", text, -1, &error);

  g_assert_no_error (error);
  return source;
}

static void
test_places (void)
{
  g_autoptr (CrSource) source = new_source ("\xEF\xBB\xBF"
                                            "ab\r\nαβ γ\rlast");
  CrRange range = cr_source_make_range (source, 6, 3);
  g_autofree char *line = cr_source_dup_line (source, 2);
  g_autofree char *text = cr_source_dup_range (source, &range);
  g_autofree char *none = cr_source_dup_line (source, 9);

  g_assert_cmpuint (cr_source_get_n_lines (source), ==, 3);
  g_assert_cmpuint (range.line, ==, 2);
  g_assert_cmpuint (range.column, ==, 2);
  g_assert_cmpuint (range.end_column, ==, 4);
  g_assert_cmpstr (line, ==, "αβ γ");
  g_assert_cmpstr (text, ==, "β ");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpuint (cr_source_get_line_offset (source, 3), ==, 12);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cr_source_new ("a.py", "x = 1\r\ny = \xFF\n", -1, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "0xff"));
  g_assert_nonnull (strstr (error->message, "offset 11, line 2"));
  g_clear_error (&error);
  g_assert_null (cr_source_new ("a.py", "x\0y", 3, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_FORMAT);
}

static void
test_text (void)
{
  g_autoptr (CrSource) source = new_source ("def f():\n  return 变 + x.y\nf()\n");
  g_autoptr (CrDiagnostic) diagnostic = NULL;
  g_autoptr (CrDiagnostic) copy = NULL;
  g_autofree char *text = NULL;

  diagnostic = cr_diagnostic_new (CR_SEVERITY_ERROR, CR_ERROR_NAME, cr_source_make_range (source, 18, 3),
                                  "name '变' is not defined");
  cr_diagnostic_add_frame (diagnostic, "<module>", cr_source_make_range (source, 28, 3));
  cr_diagnostic_add_frame (diagnostic, "f", diagnostic->range);
  cr_diagnostic_set_fixit (diagnostic, diagnostic->range, "b", "Write “b”.");
  copy = cr_diagnostic_copy (diagnostic);
  text = cr_diagnostic_to_text (copy, source);
  g_assert_cmpstr (text, ==,
                   "Traceback (most recent call last):\n"
                   "  File \"a.py\", line 3, in <module>\n"
                   "    f()\n"
                   "  File \"a.py\", line 2, in f\n"
                   "    return 变 + x.y\n"
                   "a.py:2:10: error: name '变' is not defined\n"
                   "      return 变 + x.y\n"
                   "             ^~\n"
                   "  fix: Write “b”.\n"
                   "NameError: name '变' is not defined\n");
}

static void
test_several (void)
{
  g_autoptr (CrSource) source = new_source ("a b\nccc\n");
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  CrDiagnostic *warning = cr_diagnostic_new (CR_SEVERITY_WARNING, CR_ERROR_RUNTIME, (CrRange){ 0 }, "odd");
  g_autofree char *text = NULL;

  cr_diagnostic_set_type_name (warning, "UserWarning");
  g_ptr_array_add (list, warning);
  g_ptr_array_add (list, cr_diagnostic_new (CR_SEVERITY_ERROR, CR_ERROR_SYNTAX, cr_source_make_range (source, 3, 0),
                                            "invalid syntax"));
  g_ptr_array_add (list,
                   cr_diagnostic_new (CR_SEVERITY_ERROR, CR_ERROR_ASSERTION, cr_source_make_range (source, 4, 3), ""));
  text = cr_diagnostics_to_text (list, source);
  g_assert_cmpstr (text, ==,
                   "a.py: UserWarning: odd\n"
                   "a.py:1:4: error: invalid syntax\n"
                   "    a b\n"
                   "       ^\n"
                   "a.py:2:1: error: AssertionError\n"
                   "    ccc\n"
                   "    ^~~\n"
                   "SyntaxError: invalid syntax\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/source/places", test_places);
  g_test_add_func ("/engine/lang/source/refused", test_refused);
  g_test_add_func ("/engine/lang/diagnostic/text", test_text);
  g_test_add_func ("/engine/lang/diagnostic/several", test_several);
  return g_test_run ();
}
