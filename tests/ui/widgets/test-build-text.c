/* What is chosen and filled in becomes text as a person would type it: leaves, and calls with arguments and operands.
 */

#include <glib.h>
#include <string.h>

#include "cr-leaf-text.h"
#include "cr-palette-call.h"

static const CrLeafSpec plain = { CR_LEAF_NUMBER, "", "", "", "", "", CR_DTYPE_FLOAT32, FALSE };

static void
check_leaf (const CrLeafSpec *spec, const char *text, const char *about)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL, *made = cr_leaf_text_make (spec, &said, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (made, ==, text);
  g_assert_cmpstr (said, ==, about);
}

static void
refuse_leaf (const CrLeafSpec *spec, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *made = cr_leaf_text_make (spec, NULL, &error);

  g_assert_null (made);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, part));
}

/* What LEAF() is given takes the place of what it has. */
#pragma GCC diagnostic ignored "-Woverride-init"
#define LEAF(...)                                                                                                      \
  (&(CrLeafSpec){                                                                                                      \
      .values = "", .first = "", .last = "", .step = "", .shape = "", .dtype = CR_DTYPE_FLOAT32, __VA_ARGS__ })

static void
test_written (void)
{
  check_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "2", .requires_grad = TRUE),
              "torch.tensor(2.0, requires_grad=True)", "float32 []");
  check_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = " -1e-3 "), "torch.tensor(-1e-3)", "float32 []");
  check_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "2", .dtype = CR_DTYPE_INT64), "torch.tensor(2)", "int64 []");
  check_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "007", .dtype = CR_DTYPE_INT64), "torch.tensor(7)", "int64 []");
  check_leaf (LEAF (.kind = CR_LEAF_VECTOR, .values = "1, .5 ,-2"), "torch.tensor([1.0, .5, -2.0])", "float32 [3]");
  check_leaf (LEAF (.kind = CR_LEAF_VECTOR, .values = "[1 2  3]", .dtype = CR_DTYPE_FLOAT64),
              "torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)", "float64 [3]");
  check_leaf (LEAF (.kind = CR_LEAF_MATRIX, .values = "1, 2; 3, π;"), "torch.tensor([[1.0, 2.0], [3.0, torch.pi]])",
              "float32 [2, 2]");
}

static void
test_made (void)
{
  check_leaf (LEAF (.kind = CR_LEAF_LINSPACE, .first = "0", .last = "2π", .step = "25", .requires_grad = TRUE),
              "torch.linspace(0.0, 2 * torch.pi, steps=25, requires_grad=True)", "float32 [25]");
  check_leaf (LEAF (.kind = CR_LEAF_LINSPACE, .first = "-pi/2", .last = "torch.pi / 2", .step = "3"),
              "torch.linspace(-torch.pi / 2, torch.pi / 2, steps=3)", "float32 [3]");
  check_leaf (LEAF (.kind = CR_LEAF_ARANGE, .first = "0", .last = "1", .step = "0.3"), "torch.arange(0.0, 1.0, 0.3)",
              "float32 [4]");
  check_leaf (LEAF (.kind = CR_LEAF_ARANGE, .first = "3", .last = "0", .step = "-1", .dtype = CR_DTYPE_INT64),
              "torch.arange(3, 0, -1)", "int64 [3]");
  check_leaf (LEAF (.kind = CR_LEAF_RANDN, .shape = "2 x 3", .requires_grad = TRUE),
              "torch.randn(2, 3, requires_grad=True)", "float32 [2, 3]");
  check_leaf (LEAF (.kind = CR_LEAF_ZEROS, .shape = ""), "torch.zeros(())", "float32 []");
  check_leaf (LEAF (.kind = CR_LEAF_ONES, .shape = "(2, 0)", .dtype = CR_DTYPE_INT64),
              "torch.ones(2, 0, dtype=torch.int64)", "int64 [2, 0]");
  check_leaf (LEAF (.kind = CR_LEAF_RAND, .shape = "4×5"), "torch.rand(4, 5)", "float32 [4, 5]");
}

static void
test_leaf_bad (void)
{
  refuse_leaf (&plain, "missing");
  refuse_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "two"), "“two” is no number");
  refuse_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "1 2"), "no number");
  refuse_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "1e"), "no number");
  refuse_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "__import__('os')"), "no number");
  refuse_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "1.5", .dtype = CR_DTYPE_INT64), "no whole number");
  refuse_leaf (LEAF (.kind = CR_LEAF_NUMBER, .values = "1", .dtype = CR_DTYPE_INT64, .requires_grad = TRUE),
               "floating point");
  refuse_leaf (LEAF (.kind = CR_LEAF_VECTOR, .values = "1,,2"), "missing");
  refuse_leaf (LEAF (.kind = CR_LEAF_VECTOR, .values = " , "), "missing");
  refuse_leaf (LEAF (.kind = CR_LEAF_MATRIX, .values = "1, 2; 3"), "Row 2 has 1 numbers, the one before 2");
  refuse_leaf (LEAF (.kind = CR_LEAF_LINSPACE, .first = "0", .last = "1", .step = "-2"), "How many points");
  refuse_leaf (LEAF (.kind = CR_LEAF_LINSPACE, .first = "0", .last = "1", .step = "1e9"), "How many points");
  refuse_leaf (LEAF (.kind = CR_LEAF_LINSPACE, .first = "0", .last = "1", .step = "999999999"), "too many");
  refuse_leaf (LEAF (.kind = CR_LEAF_ARANGE, .first = "0", .last = "1", .step = "0"), "step is 0");
  refuse_leaf (LEAF (.kind = CR_LEAF_ARANGE, .first = "0", .last = "1", .step = "-1"), "leads away");
  refuse_leaf (LEAF (.kind = CR_LEAF_ZEROS, .shape = "2, -3"), "“-3” is no size");
  refuse_leaf (LEAF (.kind = CR_LEAF_ZEROS, .shape = "100000, 100000"), "too many");
  refuse_leaf (LEAF (.kind = CR_LEAF_RANDN, .shape = "2", .dtype = CR_DTYPE_INT64), "floating point");
}

/* Calls. */

static const CrCatalogEntry clamp = {
  .name = "clamp", .call = "torch.clamp($1, min=0, max=1)", .parameters = "input, min=None, max=None", .n_operands = 1
};
static const CrCatalogEntry sum = {
  .name = "sum", .call = "$1.sum()", .parameters = "input, dim=None, keepdim=False, *, dtype=None", .n_operands = 1
};
static const CrCatalogEntry pool = {
  .name = "max_pool1d", .call = "F.max_pool1d($1, 2)", .parameters = "input, kernel_size, stride=None", .n_operands = 1
};
static const CrCatalogEntry mul = { .name = "mul", .call = "$1 * $2", .parameters = "input, other", .n_operands = 2 };
static const CrCatalogEntry atan2_row
    = { .name = "atan2", .call = "torch.atan2($1, $2)", .parameters = "input, other", .n_operands = 2 };
static const CrCatalogEntry reshape
    = { .name = "reshape", .call = "$1.reshape(-1)", .parameters = "input, shape", .n_operands = 1 };

static void
check_call (const CrCatalogEntry *entry, const char *const *values, const char *const *typed, const char *text)
{
  g_autoptr (GArray) arguments = cr_palette_call_get_arguments (entry);
  g_autoptr (GError) error = NULL;
  g_autofree char *call = cr_palette_call_make (entry, arguments, values, typed, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (call, ==, text);
}

static void
test_arguments (void)
{
  g_autoptr (GArray) arguments = cr_palette_call_get_arguments (&sum);

  g_assert_cmpuint (arguments->len, ==, 3);
  g_assert_cmpstr (g_array_index (arguments, CrPaletteArgument, 0).name, ==, "dim");
  g_assert_true (g_array_index (arguments, CrPaletteArgument, 1).is_bool);
  g_assert_cmpstr (g_array_index (arguments, CrPaletteArgument, 2).standard, ==, "None");
  check_call (&sum, NULL, NULL, "$1.sum()");
  check_call (&sum, (const char *[]){ "0", "True", "float64" }, NULL,
              "$1.sum(dim=0, keepdim=True, dtype=torch.float64)");
  check_call (&sum, (const char *[]){ "0, 1", "False", "" }, NULL, "$1.sum(dim=(0, 1))");
  check_call (&clamp, (const char *[]){ "-1", "1" }, NULL, "torch.clamp($1, min=-1, max=1)");
  check_call (&clamp, (const char *[]){ "", "2" }, NULL, "torch.clamp($1, max=2)");
  check_call (&pool, (const char *[]){ "3", "" }, NULL, "F.max_pool1d($1, 3)");
  check_call (&pool, (const char *[]){ "", "1" }, NULL, "F.max_pool1d($1, 2, stride=1)");
  check_call (&reshape, (const char *[]){ "2, -1" }, NULL, "$1.reshape((2, -1))");
}

static void
test_operands (void)
{
  check_call (&mul, NULL, (const char *[]){ NULL, "2" }, "$1 * 2");
  check_call (&mul, NULL, (const char *[]){ "-2", NULL }, "(-2) * $1");
  check_call (&mul, NULL, (const char *[]){ NULL, "2 * torch.pi" }, "$1 * (2 * torch.pi)");
  check_call (&atan2_row, NULL, (const char *[]){ NULL, "-2" }, "torch.atan2($1, -2)");
  check_call (&atan2_row, NULL, (const char *[]){ NULL, NULL }, "torch.atan2($1, $2)");
}

static void
test_call_bad (void)
{
  static const char *const bad[] = { "0)", "(0", "0; x", "'a", "0 # no", "[0)" };
  g_autoptr (GArray) arguments = cr_palette_call_get_arguments (&sum);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *call = cr_palette_call_make (&sum, arguments, (const char *[]){ bad[i], "", "" }, NULL, &error);

      g_assert_null (call);
      g_assert_nonnull (error);
    }
}

/* Each row of the catalog can be filled in and comes out as it was. */
static void
test_catalog (void)
{
  guint n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);

  g_assert_cmpuint (n, >, 200);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GArray) arguments = cr_palette_call_get_arguments (&entries[i]);
      g_autoptr (GError) error = NULL;
      g_autofree char *call = cr_palette_call_make (&entries[i], arguments, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (call, ==, entries[i].call);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/widgets/build/leaf/written", test_written);
  g_test_add_func ("/ui/widgets/build/leaf/made", test_made);
  g_test_add_func ("/ui/widgets/build/leaf/bad", test_leaf_bad);
  g_test_add_func ("/ui/widgets/build/call/arguments", test_arguments);
  g_test_add_func ("/ui/widgets/build/call/operands", test_operands);
  g_test_add_func ("/ui/widgets/build/call/bad", test_call_bad);
  g_test_add_func ("/ui/widgets/build/call/catalog", test_catalog);
  return g_test_run ();
}
