/* Steps and plots as JSON, exactly. */

#include <locale.h>
#include <math.h>

#include "cr-json.h"
#include "cr-plot-json.h"
#include "cr-steps.h"
#include "io-fixture.h"
#include "trace-fixture.h"

#define SCALAR(text) "{\"shape\":[],\"dtype\":\"float32\",\"data\":[" text "]}"
#define PLACES ",\"made_at\":{\"line\":1,\"column\":1},\"called_at\":{\"line\":1,\"column\":1}}\n"

static void
test_json (void)
{
  g_autoptr (CrTrace) trace = fixture_training (1);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (GString) out = g_string_new (NULL);
  g_assert_true (cr_steps_write (graph, TRUE, out));
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

static void
test_text (void)
{
  g_autoptr (CrTrace) trace = fixture_training (2);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (GString) out = g_string_new (NULL);
  g_assert_true (cr_steps_write (graph, FALSE, out));
  g_auto (GStrv) lines = g_strsplit (out->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 10);
  g_assert_cmpstr (lines[0], ==, "Backward 1, called in line 1");
  g_assert_true (g_str_has_prefix (lines[2], "   2  MulBackward0 (p)  "));
  g_assert_nonnull (g_strrstr (lines[2], "→ AccumulateGrad (w) "));
  g_assert_cmpstr (lines[4], ==, "");
  g_assert_cmpstr (lines[5], ==, "Backward 2, called in line 1");
}

static void
test_no_backward (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  g_autoptr (CrGraph) graph = cr_graph_new (trace);
  g_autoptr (GString) out = g_string_new (NULL);
  g_assert_false (cr_steps_write (graph, TRUE, out));
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
  g_test_add_func ("/engine/io/steps/no-backward", test_no_backward);
  g_test_add_func ("/engine/io/plot-json", test_plot);
  g_test_add_func ("/engine/io/json/floats", test_floats);
  g_test_add_func ("/engine/io/json/strings", test_strings);
  return g_test_run ();
}
