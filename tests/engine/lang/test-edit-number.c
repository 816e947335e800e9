/* Numbers of a text, and elements of leaves. */

#include "edit-fixture.h"

#include <locale.h>
#include <string.h>

static char *
dup_labels (CrEditScript *script)
{
  GString *out = g_string_new (NULL);
  const GArray *numbers = cr_edit_script_get_numbers (script);

  for (guint i = 0; i < numbers->len; i++)
    {
      const CrEditNumber *number = &g_array_index (numbers, CrEditNumber, i);

      g_string_append_printf (out, "%s=%g%s ", number->label, number->value, number->is_int ? "i" : "");
    }
  return g_string_free (out, FALSE);
}

static void
test_numbers (void)
{
  g_autoptr (EditText) text = edit_text_new ("a = 3.\nlr = -0.50\nx = torch.tensor([[1., -2.], [3., 4.]])\n"
                                             "s = torch.tensor(2., requires_grad=True)\n"
                                             "y = x ** 2 - 3\nopt = SGD(w, lr=1e-3)\n"
                                             "def f(k=7): pass\nprint(f'{x * 5} 6', '8', 0x1f, 2j, 1_000)\n");
  g_autofree char *labels = dup_labels (text->script);
  const GArray *numbers = cr_edit_script_get_numbers (text->script);

  g_assert_cmpstr (labels, ==,
                   "a=3 lr=-0.5 x[0, 0]=1 x[0, 1]=-2 x[1, 0]=3 x[1, 1]=4 s=2 2 in line 5=2i 3 in line 5=3i lr=0.001 "
                   "k=7i 1_000 in line 8=1000i ");
  g_assert_cmpuint (g_array_index (numbers, CrEditNumber, 0).n_decimals, ==, 0);
  g_assert_cmpuint (g_array_index (numbers, CrEditNumber, 1).n_decimals, ==, 2);
  g_assert_cmpuint (g_array_index (numbers, CrEditNumber, 9).n_decimals, ==, 3);
}

static void
test_find_number (void)
{
  g_autoptr (EditText) text = edit_text_new ("a = 3.5\nb = -2\n");

  g_assert_cmpint (cr_edit_script_find_number (text->script, 0), ==, -1);
  g_assert_cmpint (cr_edit_script_find_number (text->script, 4), ==, 0);
  g_assert_cmpint (cr_edit_script_find_number (text->script, 7), ==, 0);
  g_assert_cmpint (cr_edit_script_find_number (text->script, 12), ==, 1);
  g_assert_cmpint (cr_edit_script_find_number (text->script, 15), ==, -1);
}

static void
test_to_text (void)
{
  static const struct
  {
    const char *text;
    double value, step;
    const char *result;
  } rows[] = {
    { "a = 3", 4.6, 1, "a = 5" },
    { "a = 0.50", 0.25, 0.01, "a = 0.25" },
    { "a = 0.50", 0.125, 0.001, "a = 0.125" },
    { "a = 0.5", 1, 0.1, "a = 1.0" },
    { "a = 2.", 3, 1, "a = 3." },
    { "a = 1e-3", 0.002, 0.001, "a = 0.002" },
    { "a = 1.5", -1.5, 0.1, "a = -1.5" },
    { "a = -1.5", 1.5, 0.1, "a = 1.5" },
    { "a = 0.1", -0.0, 0.1, "a = 0.0" },
    { "a = 2 ** x", -2, 1, "a = (-2) ** x" },
    { "a = x ** 2", -2, 1, "a = x ** -2" },
    { "a = x-2", -2, 1, "a = x-(-2)" },
    { "a = x - 2", -2, 1, "a = x - -2" },
    { "a = --2", -3, 1, "a = -(-3)" },
    { "a = 1.5.real", -2, 1, "a = (-2.0).real" },
    { "a = 1.5", 1e300 * 1e300, 1, "a = 1.5" },
    { "a = 1.5", 1e20, 1, "a = 1e+20" },
    { "a = 1.5", 2, 0, "a = 2.0" },
    { "a = 1e-20", 1.1e-20, 1e-21, "a = 1.1e-20" },
    { "a = 1e-20", -3e-20, 1e-20, "a = -3e-20" },
    { "a = 1e-20", 0, 1e-21, "a = 0.000000000000000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EditText) text = edit_text_new (rows[i].text);
      const CrEditNumber *number = &g_array_index (cr_edit_script_get_numbers (text->script), CrEditNumber, 0);
      g_autofree char *written = cr_edit_number_to_text (text->script, number, rows[i].value, rows[i].step);
      g_autoptr (GArray) edits = cr_text_edits_new ();
      g_autofree char *result = NULL;

      cr_text_edits_add (edits, number->range.offset, number->range.length, written);
      result = cr_text_edits_apply (edits, text->text);
      g_assert_cmpstr (result, ==, rows[i].result);
      g_assert_true (edit_text_parses (result));
    }
}

/* Where the window's language writes 0,25. */
static void
test_comma (void)
{
  g_autoptr (EditText) text = edit_text_new ("a = 0.50");
  const CrEditNumber *number = &g_array_index (cr_edit_script_get_numbers (text->script), CrEditNumber, 0);
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL)), *written = NULL;

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("de_DE.UTF-8 is not installed");
      return;
    }
  written = cr_edit_number_to_text (text->script, number, -0.25, 0.01);
  setlocale (LC_NUMERIC, before);
  g_assert_cmpstr (written, ==, "-0.25");
}

static CrEditPlan *
set_element (EditText *text, const EditRow *row, GError **error)
{
  static const gint64 sizes[] = { 2, 2 };

  return cr_edit_set_element (text->script, &text->nodes[0], sizes, row->name == NULL ? 2 : row->name[0] - '0', 1,
                              g_ascii_strtod (row->call, NULL), error);
}

/* `name`: the number of dimensions. */
static const EditRow elements[] = {
  { "import torch\nx = «torch.tensor([[1., 2.], [3., 4.]])»\n", "2.5", NULL,
    "import torch\nx = torch.tensor([[1., 2.5], [3., 4.]])\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.tensor([[1, 2], [3, 4]])»\n", "2.6", NULL,
    "import torch\nx = torch.tensor([[1, 3], [3, 4]])\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.tensor([1., -2.])»\n", "7", "1", "import torch\nx = torch.tensor([1., 7.])\n", NULL, NULL,
    NULL },
  { "import torch\nx = «torch.ones(2, 2)»\nprint(x)\n", "0.1", NULL,
    "import torch\nx = torch.ones(2, 2)\nwith torch.no_grad():\n    x[0, 1] = 0.1\nprint(x)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2, 2)»\nwith torch.no_grad():\n    x[0, 1] = 0.1\nprint(x)\n", "0.25", NULL,
    "import torch\nx = torch.ones(2, 2)\nwith torch.no_grad():\n    x[0, 1] = 0.25\nprint(x)\n", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2, 2)»\nwith torch.no_grad():\n    x[1, 1] = 0.1\nprint(x)\n", "0.25", NULL,
    "import torch\nx = torch.ones(2, 2)\nwith torch.no_grad():\n    x[1, 1] = 0.1\n    x[0, 1] = 0.25\nprint(x)\n",
    NULL, NULL, NULL },
  { "import torch\ndef f():\n\tx = «torch.ones(2)»\n\treturn x\n", "3", "1",
    "import torch\ndef f():\n\tx = torch.ones(2)\n\twith torch.no_grad():\n\t\tx[1] = 3.\n\treturn x\n", NULL, NULL,
    NULL },
  { "import torch\ny = «torch.ones(2)» * 2", "3", "1",
    "import torch\nx = torch.ones(2)\nwith torch.no_grad():\n    x[1] = 3.\ny = x * 2", NULL, NULL, NULL },
  { "import torch\nx = «torch.ones(2)»; y = x\n", "3", "1", NULL, "cannot be changed by hand", NULL, NULL },
  { "import torch\nx = «torch.tensor([1., 2.])»\n", "nan", "1", NULL, "A number is needed", NULL, NULL },
};

static void
test_element (void)
{
  edit_check_rows (elements, G_N_ELEMENTS (elements), set_element);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/engine/lang/edit/numbers", test_numbers);
  g_test_add_func ("/engine/lang/edit/find-number", test_find_number);
  g_test_add_func ("/engine/lang/edit/number-to-text", test_to_text);
  g_test_add_func ("/engine/lang/edit/number-comma", test_comma);
  g_test_add_func ("/engine/lang/edit/element", test_element);
  return g_test_run ();
}
