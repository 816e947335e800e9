/* Steps and plots as JSON, exactly. */

#include <locale.h>
#include <math.h>

#include "cr-json.h"
#include "cr-plot-json.h"
#include "cr-run.h"
#include "cr-steps.h"
#include "io-fixture.h"
#include "trace-fixture.h"

#define SCALAR(text) "{\"shape\":[],\"dtype\":\"float32\",\"data\":[" text "]}"
#define PLACES ",\"made_at\":{\"line\":1,\"column\":1},\"called_at\":{\"line\":1,\"column\":1}}\n"

static void
take (const char *text, gsize length, gpointer out)
{
  g_string_append_len (out, text, length);
}

static void
test_json (void)
{
  g_autoptr (CrTrace) trace = fixture_training (1);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (GString) out = g_string_new (NULL);
  g_assert_true (cr_steps_write (graph, TRUE, take, out));
  g_assert_cmpstr (
      out->str, ==,
      "{\"backward\":1,\"step\":1,\"function\":\"MulBackward0\",\"variable\":\"l\",\"id\":113,"
      "\"received\":[" SCALAR ("1.0") "],\"sent\":[" SCALAR ("6.0") "," SCALAR (
          "6.0") "],\"to\":[{\"id\":111,\"function\":\"MulBackward0\","
                 "\"input\":0,\"variable\":\"p\"},{\"id\":111,\"function\":\"MulBackward0\",\"input\":0,"
                 "\"variable\":\"p\"}]" PLACES
                 "{\"backward\":1,\"step\":2,\"function\":\"MulBackward0\",\"variable\":\"p\",\"id\":111,"
                 "\"received\":[" SCALAR ("12.0") "],\"sent\":[" SCALAR (
                     "24.0") ",null],\"to\":[{\"id\":3,\"function\":\"AccumulateGrad\",\"input\":0,"
                             "\"variable\":\"w\"},null]" PLACES
                             "{\"backward\":1,\"step\":3,\"function\":\"AccumulateGrad\",\"variable\":"
                             "\"w\",\"id\":3,\"received\":[" SCALAR ("24.0") "],\"sent\":[],\"to\":[]" PLACES);
}

static char *
steps_of (const char *script, gboolean json)
{
  CrRunOptions options = { .limits = CR_LIMITS_WINDOW };
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrRun) run = cr_run_new ("test", script, strlen (script), &options, trace);
  cr_run_execute (run);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  GString *out = g_string_new (NULL);
  cr_steps_write (graph, json, take, out);
  return g_string_free (out, FALSE);
}

/* Sums where paths join, what was added to .grad, what was freed, inputs without gradient. */
static void
test_text (void)
{
  g_autofree char *text = steps_of ("import torch\n"
                                    "x = torch.tensor([1., 2.], requires_grad=True)\n"
                                    "k = torch.tensor(3.)\n"
                                    "y = x * k\n"
                                    "z = (y * y).sum()\n"
                                    "z.backward(retain_graph=True)\n"
                                    "y.backward(torch.tensor([1., 0.5]))\n",
                                    FALSE);
  g_assert_cmpstr (
      text, ==,
      "Backward pass 1 from z, line 6\n"
      "1. SumBackward0 of z (line 5): received 1; sends [1, 1] to MulBackward0\n"
      "2. MulBackward0 (line 5): received [1, 1]; sends [3, 6] to MulBackward0 of y (contribution 1 of 2), [3, 6] to "
      "MulBackward0 of y (contribution 2 of 2)\n"
      "3. MulBackward0 of y (line 4): received [6, 12] (the sum of 2 contributions); sends [18, 36] to AccumulateGrad "
      "of "
      "x, None to k, which needs no gradient\n"
      "4. AccumulateGrad of x (line 2): received [18, 36]; x.grad: was None, is now [18, 36]\n"
      "\n"
      "Backward pass 2 from y, line 7, starting with [1, 0.5]\n"
      "1. MulBackward0 of y (line 4): received [1, 0.5]; sends [3, 1.5] to AccumulateGrad of x, None to k, which needs "
      "no "
      "gradient; its saved tensors are freed\n"
      "2. AccumulateGrad of x (line 2): received [3, 1.5]; x.grad: [18, 36] + [3, 1.5] = [21, 37.5]\n");
}

static void
test_roots_hooks (void)
{
  g_autofree char *text = steps_of ("import torch\n"
                                    "x = torch.tensor(2., requires_grad=True)\n"
                                    "x.register_hook(lambda g: g * 10)\n"
                                    "a = x * x\n"
                                    "b = torch.ones(2, 4) * a\n"
                                    "torch.autograd.backward([a, b.sum()])\n",
                                    FALSE);
  g_assert_cmpstr (
      text, ==,
      "Backward pass 1 from a and a tensor without a name, line 6, starting with 1 and 1\n"
      "1. SumBackward0 (line 6): received 1; sends 2×4 elements [1, 1, 1, 1, 1, 1, …] to MulBackward0 of b\n"
      "2. MulBackward0 of b (line 5): received 2×4 elements [1, 1, 1, 1, 1, 1, …]; sends None to input 1, 8 to "
      "MulBackward0 of a (contribution 2 of 2)\n"
      "3. MulBackward0 of a (line 4): received 9 (the sum of 2 contributions); sends 18 to AccumulateGrad of x "
      "(contribution 1 of 2), 18 to AccumulateGrad of x (contribution 2 of 2); its saved tensors are freed\n"
      "4. AccumulateGrad of x (line 2): received 36 (the sum of 2 contributions); a hook makes it 360; x.grad: was "
      "None, "
      "is now 360\n");
}

static void
test_failure (void)
{
  const char *script = "import torch\nx = torch.tensor(2., requires_grad=True)\ny = x * x\nz = y.exp()\n"
                       "y.backward()\nz.backward()\n";
  g_autofree char *text = steps_of (script, FALSE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 10);
  g_assert_cmpstr (lines[4], ==, "Backward pass 2 from z, line 6");
  g_assert_cmpstr (
      lines[5], ==,
      "1. ExpBackward0 of z (line 4): received 1; sends 54.5982 to MulBackward0 of y; its saved tensors are "
      "freed");
  g_assert_cmpstr (lines[6], ==, "Backward pass 2 stopped here.");
  g_assert_true (g_str_has_prefix (lines[8], "The run failed in line 6: RuntimeError: Trying to backward"));
  g_autofree char *json = steps_of (script, TRUE);
  g_auto (GStrv) objects = g_strsplit (json, "\n", -1);
  g_assert_cmpuint (g_strv_length (objects), ==, 4);
}

static void
test_no_backward (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (GString) out = g_string_new (NULL);
  g_assert_false (cr_steps_write (graph, TRUE, take, out));
  g_assert_cmpstr (out->str, ==, "");
}

static void
test_plot (void)
{
  g_autoptr (CrGraphFile) graph_file = io_fixture_graph_file ();
  g_autoptr (GString) out = g_string_new (NULL);
  cr_plot_json_write (graph_file->trace, out);
  g_assert_cmpstr (out->str, ==,
                   "{\"calls\":[{\"call\":\"ax.plot\",\"args\":[{\"shape\":[2,2,1],\"dtype\":\"float64\",\"data\":"
                   "[[[1.0],[\"NaN\"]],[[\"-Infinity\"],[1e-300]]]},[0.1,null]],\"kwargs\":{\"label\":\"“sin”\","
                   "\"grid\":true}}]}\n");
}

/* Every float comes back, in the fewest digits. */
static void
test_floats (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  for (guint i = 0; i < 20000; i++)
    {
      union
      {
        guint32 bits;
        float number;
      } x = { .bits = g_rand_int (rand) };
      g_autoptr (GString) out = g_string_new (NULL);
      cr_json_append_float (out, x.number);
      if (isfinite (x.number))
        g_assert_cmpfloat ((float)g_ascii_strtod (out->str, NULL), ==, x.number);
    }
  static const struct
  {
    float number;
    const char *text;
  } cases[]
      = { { 0.1f, "0.1" }, { -0.0f, "-0.0" }, { 16777216, "16777216.0" }, { 1e-45f, "1.4013e-45" }, { 2, "2.0" } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      cr_json_append_float (out, cases[i].number);
      g_assert_cmpstr (out->str, ==, cases[i].text);
    }
}

static void
test_strings (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  cr_json_append_string (out, "a\"\\\n\x01 é");
  g_assert_cmpstr (out->str, ==, "\"a\\\"\\\\\\n\\u0001 é\"");
  g_string_truncate (out, 0);
  cr_json_append_string (out, "\xff");
  g_assert_true (g_utf8_validate (out->str, -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/io/steps/json", test_json);
  g_test_add_func ("/engine/io/steps/text", test_text);
  g_test_add_func ("/engine/io/steps/roots-hooks", test_roots_hooks);
  g_test_add_func ("/engine/io/steps/failure", test_failure);
  g_test_add_func ("/engine/io/steps/no-backward", test_no_backward);
  g_test_add_func ("/engine/io/plot-json", test_plot);
  g_test_add_func ("/engine/io/json/floats", test_floats);
  g_test_add_func ("/engine/io/json/strings", test_strings);
  return g_test_run ();
}
