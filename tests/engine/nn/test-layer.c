/* The table of layers: every row builds, in PyTorch's order, and says what it keeps. */

#include "cr-autograd.h"
#include "cr-backward.h"
#include "cr-init.h"
#include "cr-layer.h"
#include "cr-random.h"
#include "cr-resnet.h"

#include <string.h>

static const CrArg none = { CR_ARG_NONE };

static CrArg
integer (gint64 value)
{
  return (CrArg){ CR_ARG_INT, { .integer = value } };
}

/* The default of the parameter that begins at @at, an integer 2 where it has none. */
static CrArg
default_of (const char *at)
{
  gsize n = strcspn (at, ",");
  const char *equals = memchr (at, '=', n);
  if (equals == NULL)
    return integer (2);
  if (strncmp (equals + 1, "True", 4) == 0 || strncmp (equals + 1, "False", 5) == 0)
    return (CrArg){ CR_ARG_BOOL, { .integer = equals[1] == 'T' } };
  if (strchr ("N'", equals[1]))
    return equals[1] == 'N' ? none : (CrArg){ CR_ARG_STRING, { .string = "zeros" } };
  if (memchr (equals, '.', (gsize)(at + n - equals)) || memchr (equals, 'e', (gsize)(at + n - equals)))
    return (CrArg){ CR_ARG_FLOAT, { .number = g_ascii_strtod (equals + 1, NULL) } };
  return integer (g_ascii_strtoll (equals + 1, NULL, 10));
}

static guint
default_args (const CrLayer *layer, CrArg *args)
{
  guint n = 0;
  for (const char *at = layer->parameters; at && *at; n++)
    {
      at += strspn (at, " ,");
      args[n] = default_of (at);
      at = strchr (at, ',');
    }
  return n;
}

static void
check_part (const CrLayerPart *part)
{
  g_assert_nonnull (part->name);
  if (part->tensor == NULL)
    return;
  g_assert_cmpuint (cr_tensor_get_id (part->tensor), !=, 0);
  g_assert_cmpint (cr_tensor_requires_grad (part->tensor), ==, !part->is_buffer);
  g_assert_cmpint (cr_tensor_is_parameter (part->tensor), ==, !part->is_buffer);
}

static void
test_rows (void)
{
  guint n;
  const CrLayer *rows = cr_layers_get (&n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
      CrArg args[20];
      guint n_args = default_args (&rows[i], args);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) parts = cr_layer_build (context, &rows[i], args, &error);
      g_assert_no_error (error);
      for (guint k = 0; k < parts->len; k++)
        check_part (g_ptr_array_index (parts, k));
      g_assert_true ((rows[i].build != NULL) == (parts->len > 0));
      g_assert_true (cr_layers_find (rows[i].name) == &rows[i]);
      g_assert_cmpint (cr_layer_find_parameter (&rows[i], "no such"), ==, -1);
      g_assert_cmpuint (n_args, <, G_N_ELEMENTS (args));
    }
  g_assert_null (cr_layers_find ("NoSuchLayer"));
}

static void
test_linear (void)
{
  /* torch.manual_seed (0); torch.nn.Linear (3, 2) */
  static const double weight[] = { -0.0043225, 0.3097158, -0.4751853, -0.4248946, -0.2223690, 0.1548207 };
  static const double bias[] = { -0.0114391, 0.4577749 };
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  cr_generator_seed (cr_context_get_generator (context), 0);
  const CrLayer *layer = cr_layers_find ("Linear");
  CrArg args[] = { integer (3), integer (2), { CR_ARG_BOOL, { .integer = TRUE } }, none, none };
  g_autoptr (GPtrArray) parts = cr_layer_build (context, layer, args, NULL);
  g_assert_cmpuint (parts->len, ==, 2);
  for (guint i = 0; i < 8; i++)
    {
      const CrLayerPart *part = g_ptr_array_index (parts, i >= 6);
      g_assert_cmpfloat_with_epsilon (cr_tensor_get_double (part->tensor, i % 6), i < 6 ? weight[i] : bias[i - 6],
                                      1e-6);
    }
}

static void
assert_fails (const char *name, const CrArg *args, CrErrorCode code)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (GError) error = NULL;
  g_assert_null (cr_layer_build (context, cr_layers_find (name), args, &error));
  g_assert_error (error, CR_ERROR, (int)code);
}

static void
test_errors (void)
{
  static const gint64 three[] = { 1, 2, 3 };
  CrArg linear[] = { integer (-3), integer (2), none, none, none };
  assert_fails ("Linear", linear, CR_ERROR_RUNTIME);
  CrArg huge[] = { integer (G_MAXINT64 / 2), integer (G_MAXINT64 / 2), none, none, none };
  assert_fails ("Linear", huge, CR_ERROR_RUNTIME);
  CrArg conv[11] = { integer (3), integer (4), integer (3), integer (1), integer (0), integer (1), integer (2) };
  conv[8] = (CrArg){ CR_ARG_STRING, { .string = "zeros" } };
  assert_fails ("Conv2d", conv, CR_ERROR_VALUE);
  conv[0] = integer (4);
  conv[2] = (CrArg){ CR_ARG_INTS, { 0 }, three, 3 };
  assert_fails ("Conv2d", conv, CR_ERROR_TYPE);
  CrArg embedding[10] = { integer (3), integer (2), integer (5) };
  assert_fails ("Embedding", embedding, CR_ERROR_ASSERTION);
}

static void
test_init_errors (void)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  gint64 three = 3;
  g_autoptr (CrTensor) vector = cr_tensor_new_full (context, CR_DTYPE_FLOAT32, 1, &three, 0, NULL);
  g_autoptr (GError) error = NULL;
  CrFan fan;
  double gain;
  g_assert_false (cr_init_xavier_normal (vector, 1, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_VALUE);
  g_clear_error (&error);
  g_assert_false (cr_init_eye (vector, &error));
  g_clear_error (&error);
  g_assert_false (cr_init_parse_fan ("fan", &fan, &error));
  g_clear_error (&error);
  g_assert_false (cr_init_get_gain ("sine", 0, &gain, &error));
  g_assert_error (error, CR_ERROR, CR_ERROR_VALUE);
}

static void
test_resnet (void)
{
  g_autoptr (GArray) rows = cr_resnet_describe ("resnet18", 1000);
  guint n_convs = 0, n_early = 0;
  for (guint i = 0; i < rows->len; i++)
    {
      const CrResnetRow *row = &g_array_index (rows, CrResnetRow, i);
      g_assert_nonnull (cr_layers_find (row->layer));
      n_convs += strcmp (row->layer, "Conv2d") == 0;
      n_early += row->early;
    }
  g_assert_cmpuint (n_convs, ==, 20);
  g_assert_cmpuint (n_early, ==, 6);
  g_assert_null (cr_resnet_describe ("resnet50", 1000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/nn/layer/rows", test_rows);
  g_test_add_func ("/engine/nn/layer/linear", test_linear);
  g_test_add_func ("/engine/nn/layer/errors", test_errors);
  g_test_add_func ("/engine/nn/init/errors", test_init_errors);
  g_test_add_func ("/engine/nn/resnet", test_resnet);
  return g_test_run ();
}
