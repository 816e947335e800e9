/* Sources (places, line ends, refusals) and how a diagnostic is shown. */

#include <string.h>

#include "cr-diagnostic.h"
#include "cr-parser.h"

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

/* What a script becomes when the first fix-it is taken; NULL: there is a hint instead. */
static const struct
{
  const char *name;
  const char *text;
  const char *mended;
} fixes[] = {
  { "decimal-comma", "f(lr=1, momentum=0,9)\n", "f(lr=1, momentum=0.9)\n" },
  { "no-decimal-comma", "f(x=a, 9)\n", "f(x=a, 9)\n" },
  { "formula", "3x^2+18x\n", "3*x**2+18x\n" },
  { "unclosed", "x = f(2, 3 # two\ny = 1\n", "x = f(2, 3) # two\ny = 1\n" },
  { "mismatch", "x = (1, 2]\n", "x = (1, 2)\n" },
  { "unmatched", "x = 1)\n", "x = 1\n" },
  { "string", "x = \"abc\ny = 1\n", "x = \"abc\"\ny = 1\n" },
  { "string-in-call", "print('abc)\n", "print('abc')\n" },
  { "triple", "x = \"\"\"abc\n", NULL },
  { "tabs", "if a:\n    x = 1\n\ty = 2\n", "if a:\n    x = 1\n    y = 2\n" },
  { "indent", "x = 1\n\n  y = 2\n", "x = 1\n\ny = 2\n" },
  { "dedent", "if a:\n    x = 1\n  y = 2\n", NULL },
  { "block", "if a:\nx = 1\n", "if a:\n    x = 1\n" },
  { "increment", "x++\n", "x += 1\n" },
  { "else-if", "if a:\n    pass\nelse if b:\n    pass\n", "if a:\n    pass\nelif b:\n    pass\n" },
  { "and", "x = a && b\n", "x = a and b\n" },
  { "or", "x = a || b\n", "x = a or b\n" },
  { "not", "x = !a\n", "x = not a\n" },
  { "colon", "for i in x\n    pass\n", "for i in x:\n    pass\n" },
  { "comparison", "if x = 1:\n    pass\n", "if x == 1:\n    pass\n" },
  { "comma",
    "f\xEF\xBC\x88"
    "1, 2)\n",
    "f(1, 2)\n" },
};

static void
test_fix (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (CrSource) source = new_source (fixes[i].text);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  g_autoptr (CrModule) module = cr_parse (source, list);
  g_autoptr (GString) mended = g_string_new (fixes[i].text);
  const CrDiagnostic *first;

  g_assert_cmpuint (list->len, >=, 1);
  first = g_ptr_array_index (list, 0);
  if (first->fixit)
    {
      g_assert_cmpint (cr_fixit_is_hint (first->fixit), ==, fixes[i].mended == NULL);
      g_string_erase (mended, first->fixit->range.offset, first->fixit->range.length);
      g_string_insert (mended, first->fixit->range.offset, first->fixit->replacement);
    }
  g_assert_true (first->fixit != NULL || g_str_equal (fixes[i].name, "no-decimal-comma"));
  g_assert_cmpstr (mended->str, ==, fixes[i].mended ? fixes[i].mended : fixes[i].text);
}

/* Advice on what only a run finds. @message is Python's or PyTorch's, @place is what it speaks of. */
static const struct
{
  const char *message;
  const char *text;
  const char *place;
  const char *replacement; /* "" for a hint, NULL for no advice */
} advice[] = {
  { "\"bitwise_xor_cpu\" not implemented for 'Float'", "y = x^2\n", "x^2", "**" },
  { "unsupported operand type(s) for ^=: 'float' and 'int'", "x ^= 2\n", "x ^= 2", "**=" },
  { "tensor() got an unexpected keyword argument 'require_grad'", "tensor(1., require_grad=True)\n",
    "tensor(1., require_grad=True)", "requires_grad" },
  { "f() got an unexpected keyword argument 'stepsize'", "def f(step_length, step_size):\n    pass\nf(1, stepsize=2)\n",
    "f(1, stepsize=2)", "step_size" },
  { "f() got an unexpected keyword argument 'quite_else'", "f(1, quite_else=2)\n", "f(1, quite_else=2)", NULL },
  { "Linear.__init__() got an unexpected keyword argument 'Bias'", "nn.Linear(2, 3, Bias=False)\n",
    "nn.Linear(2, 3, Bias=False)", "bias" },
  { "name 'train_loader' is not defined", "for x in train_loader:\n    pass\n", "train_loader", "" },
  { "name 'true' is not defined", "x = true\n", "true", "True" },
  { "name 'qqq' is not defined", "x = qqq\n", "qqq", NULL },
  { "No module named 'troch'", "import troch\n", "troch", "torch" },
  { "No module named 'pandas'", "import pandas\n", "pandas", "" },
  { "cannot import name 'Liner' from 'torch.nn'", "from torch.nn import Liner\n", "Liner", "Linear" },
  { "module 'torch.nn' has no attribute 'Liner'", "nn.Liner(1, 2)\n", "nn.Liner", "Linear" },
  { "unsupported operand type(s) for *: 'float' and 'NoneType'", "x -= 0.1 * x.grad\n", "0.1 * x.grad", "" },
  { "unsupported operand type(s) for *: 'float' and 'NoneType'", "x -= 0.1 * y\n", "0.1 * y", NULL },
  { "grad can be implicitly created only for scalar outputs", "y.backward()\n", "y.backward()", "" },
};

static void
test_advice (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (advice); i++)
    {
      g_autoptr (CrSource) source = new_source (advice[i].text);
      guint offset = (guint)(g_strrstr (advice[i].text, advice[i].place) - advice[i].text);
      CrRange range = cr_source_make_range (source, offset, (guint)strlen (advice[i].place));
      g_autoptr (CrDiagnostic) diagnostic
          = cr_diagnostic_new (CR_SEVERITY_ERROR, CR_ERROR_RUNTIME, range, advice[i].message);

      cr_diagnostic_advise (diagnostic, source);
      g_assert_cmpstr (diagnostic->fixit ? diagnostic->fixit->replacement : NULL, ==, advice[i].replacement);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/lang/source/places", test_places);
  g_test_add_func ("/engine/lang/source/refused", test_refused);
  g_test_add_func ("/engine/lang/diagnostic/text", test_text);
  g_test_add_func ("/engine/lang/diagnostic/several", test_several);
  g_test_add_func ("/engine/lang/diagnostic/advice", test_advice);
  for (guint i = 0; i < G_N_ELEMENTS (fixes); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/lang/diagnostic/fix/", fixes[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fix);
    }
  return g_test_run ();
}
