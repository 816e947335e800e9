/* Breakpoints as searches, both ways. */

#include "cr-search.h"
#include "query-fixture.h"

/* All hits from @from on one way; the other way must find the same ones. */
static GArray *
find_all (CrSearch *search, const CrBreakpoint *breakpoints, guint n, gboolean forwards)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (CrSearchHit));
  guint length = cr_trace_get_length (cr_graph_get_trace (cr_search_get_graph (search)));
  guint at = forwards ? 0 : length + 1;
  CrSearchHit hit;
  while (cr_search_next (search, breakpoints, n, at, forwards, NULL, &hit))
    {
      g_assert_true (forwards ? hit.position > at : hit.position < at);
      g_assert_cmpuint (hit.position, >=, 1);
      g_assert_cmpuint (hit.position, <=, length);
      at = hit.position;
      if (forwards)
        g_array_append_val (found, hit);
      else
        g_array_prepend_val (found, hit);
    }
  return found;
}

static GArray *
find_both_ways (CrSearch *search, const CrBreakpoint *breakpoints, guint n)
{
  GArray *forwards = find_all (search, breakpoints, n, TRUE);
  g_autoptr (GArray) backwards = find_all (search, breakpoints, n, FALSE);
  g_assert_cmpuint (forwards->len, ==, backwards->len);
  for (guint i = 0; i < forwards->len; i++)
    g_assert_cmpuint (g_array_index (forwards, CrSearchHit, i).position, ==,
                      g_array_index (backwards, CrSearchHit, i).position);
  if (n == 1)
    {
      guint count;
      g_assert_true (cr_search_count (search, breakpoints, 1, NULL, &count));
      g_assert_cmpuint (count, ==, forwards->len);
    }
  return forwards;
}

static const char *
kinds_of (CrGraph *graph, const GArray *hits, GString *text)
{
  g_string_truncate (text, 0);
  for (guint i = 0; i < hits->len; i++)
    {
      guint position = g_array_index (hits, CrSearchHit, i).position;
      const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (graph), position - 1);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", cr_event_kind_get_name (event->kind));
    }
  return text->str;
}

#define LOOP                                                                                                           \
  "import torch\n"                                                                                                     \
  "w = torch.tensor(2., requires_grad=True)\n"                                                                         \
  "for i in range(3):\n"                                                                                               \
  "    y = w * w\n"                                                                                                    \
  "    y.backward()\n"                                                                                                 \
  "    w.grad = None\n"

static void
test_node (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (LOOP);
  g_autoptr (CrSearch) search = cr_search_new (graph);
  g_autoptr (GString) text = g_string_new (NULL);
  const CrVariable *w = cr_graph_get_variable (graph, query_fixture_find (graph, "w"));
  const CrVariable *y = cr_graph_get_variable (graph, query_fixture_find (graph, "y"));
  CrBreakpoint breakpoint = { .kind = CR_BREAK_NODE, .key = y->key };
  {
    g_autoptr (GArray) hits = find_both_ways (search, &breakpoint, 1);
    g_assert_cmpstr (kinds_of (graph, hits, text), ==, "operation function-stepped");
    const CrSearchHit *hit = &g_array_index (hits, CrSearchHit, 1);
    g_assert_cmpuint (hit->function, ==, y->maker);
    g_autofree char *said = cr_search_hit_to_text (search, &breakpoint, hit);
    g_assert_cmpstr (said, ==, "step 1 of backward pass 3, MulBackward0");
  }
  breakpoint.each = TRUE;
  {
    g_autoptr (GArray) hits = find_both_ways (search, &breakpoint, 1);
    g_assert_cmpuint (hits->len, ==, 6);
  }
  g_autofree char *each = cr_breakpoint_to_text (&breakpoint, graph);
  g_assert_cmpstr (each, ==, "y (line 4), in each iteration");
  breakpoint = (CrBreakpoint){ .kind = CR_BREAK_NODE, .key = w->key };
  {
    g_autoptr (GArray) hits = find_both_ways (search, &breakpoint, 1);
    g_assert_cmpstr (kinds_of (graph, hits, text), ==,
                     "tensor-created grad-accumulated function-stepped grad-cleared grad-accumulated function-stepped "
                     "grad-cleared grad-accumulated function-stepped grad-cleared");
  }
  breakpoint.key = 12345;
  g_autoptr (GArray) none = find_both_ways (search, &breakpoint, 1);
  g_assert_cmpuint (none->len, ==, 0);
}

#define NAN_SCRIPT                                                                                                     \
  "import torch\n"                                                                                                     \
  "x = torch.tensor([-1., 2.], requires_grad=True)\n"                                                                  \
  "y = torch.log(x) * 0\n"                                                                                             \
  "z = (y + x).sum()\n"                                                                                                \
  "(x / 0).sum().backward()\n"

static void
test_not_finite (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run (NAN_SCRIPT);
  g_autoptr (CrSearch) search = cr_search_new (graph);
  CrBreakpoint values = { .kind = CR_BREAK_NOT_FINITE, .values = TRUE };
  CrBreakpoint gradients = { .kind = CR_BREAK_NOT_FINITE, .gradients = TRUE };
  {
    g_autoptr (GArray) hits = find_both_ways (search, &values, 1);
    g_assert_cmpuint (hits->len, ==, 6); /* log, mul, add, sum, div, sum */
    const CrSearchHit *hit = &g_array_index (hits, CrSearchHit, 0);
    g_assert_cmpint (hit->n_nan, ==, 1);
    g_assert_cmpint (hit->n_inf, ==, 0);
    g_assert_false (hit->gradient);
    g_assert_cmpstr (cr_graph_get_function (graph, hit->function)->name, ==, "LogBackward0");
    g_autofree char *said = cr_search_hit_to_text (search, &values, &g_array_index (hits, CrSearchHit, 1));
    g_assert_cmpstr (said, ==, "y is made: 1 NaN");
  }
  {
    g_autoptr (GArray) hits = find_both_ways (search, &gradients, 1);
    g_assert_cmpuint (hits->len, ==, 2); /* DivBackward0 sends infinities; x.grad */
    const CrSearchHit *hit = &g_array_index (hits, CrSearchHit, 0);
    g_assert_true (hit->gradient);
    g_assert_cmpuint (hit->variable, ==, query_fixture_find (graph, "x"));
    g_autofree char *said = cr_search_hit_to_text (search, &gradients, hit);
    g_assert_cmpstr (said, ==, "step 2 of backward pass 1, DivBackward0: the gradient sent to x is 2 infinite");
  }
  const CrBreakpoint both[] = { values, gradients };
  g_autoptr (GArray) hits = find_both_ways (search, both, 2);
  g_assert_cmpuint (hits->len, ==, 8);
  g_assert_cmpuint (g_array_index (hits, CrSearchHit, 7).breakpoint, ==, 1);
}

static void
test_norm (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run ("import torch\n"
                                                 "x = torch.tensor([3., 4.], requires_grad=True)\n"
                                                 "y = x * 10\n"
                                                 "k = torch.tensor([100, 100])\n"
                                                 "z = y * 0.\n"
                                                 "y.sum().backward()\n");
  g_autoptr (CrSearch) search = cr_search_new (graph);
  CrBreakpoint above = { .kind = CR_BREAK_NORM_ABOVE, .values = TRUE, .limit = 5 };
  CrBreakpoint below = { .kind = CR_BREAK_NORM_BELOW, .values = TRUE, .limit = 5 };
  CrBreakpoint gradient = { .kind = CR_BREAK_NORM_ABOVE, .gradients = TRUE, .limit = 14.1 };
  {
    g_autoptr (GArray) hits = find_both_ways (search, &above, 1);
    g_assert_cmpuint (hits->len, ==, 2); /* y and its sum; x is 5, integers are not looked at */
    g_assert_cmpfloat (g_array_index (hits, CrSearchHit, 0).norm, ==, 50);
  }
  {
    g_autoptr (GArray) hits = find_both_ways (search, &below, 1);
    g_assert_cmpuint (hits->len, ==, 1);
    g_assert_cmpuint (g_array_index (hits, CrSearchHit, 0).variable, ==, query_fixture_find (graph, "z"));
  }
  {
    g_autoptr (GArray) hits = find_both_ways (search, &gradient, 1);
    g_assert_cmpuint (hits->len, ==, 2); /* sent by MulBackward0, accumulated */
  }
  gradient.key = cr_graph_get_variable (graph, query_fixture_find (graph, "y"))->key;
  gradient.limit = 1;
  g_autoptr (GArray) hits = find_both_ways (search, &gradient, 1);
  g_assert_cmpuint (hits->len, ==, 1); /* what y itself receives, not what its function sends */
  g_assert_cmpfloat_with_epsilon (g_array_index (hits, CrSearchHit, 0).norm, 1.41421356, 1e-6);
  g_autofree char *text = cr_breakpoint_to_text (&gradient, graph);
  g_assert_cmpstr (text, ==, "norm above 1 in gradients, at y (line 3)");
}

static void
test_zero (void)
{
  g_autoptr (CrGraph) graph = query_fixture_run ("import torch\n"
                                                 "x = torch.full((30,), -1.0, requires_grad=True)\n"
                                                 "y = (x * 2).relu()\n"
                                                 "(y.sum() + x[0]).backward()\n"
                                                 "x.grad.zero_()\n");
  g_autoptr (CrSearch) search = cr_search_new (graph);
  CrBreakpoint zero = { .kind = CR_BREAK_ZERO, .gradients = TRUE };
  g_autoptr (GArray) hits = find_both_ways (search, &zero, 1);
  g_assert_cmpuint (hits->len, ==, 2); /* sent by ReluBackward0 and by MulBackward0; clearing is none */
  g_assert_cmpstr (cr_graph_get_function (graph, g_array_index (hits, CrSearchHit, 0).function)->name, ==,
                   "ReluBackward0");
}

static void
test_bad_input (void)
{
  g_autoptr (CrGraph) empty = query_fixture_run ("");
  g_autoptr (CrSearch) search = cr_search_new (empty);
  CrBreakpoint zero = { .kind = CR_BREAK_ZERO, .gradients = TRUE };
  CrSearchHit hit;
  gint cancelled = TRUE;
  g_assert_false (cr_search_next (search, &zero, 1, 0, TRUE, NULL, &hit));
  g_assert_false (cr_search_next (search, &zero, 1, 0, FALSE, NULL, &hit));
  g_assert_false (cr_search_next (search, &zero, 1, 7, FALSE, NULL, &hit));
  g_assert_false (cr_search_next (search, NULL, 0, 0, TRUE, NULL, &hit));
  g_autoptr (CrGraph) graph = query_fixture_run (NAN_SCRIPT);
  g_autoptr (CrSearch) other = cr_search_new (graph);
  CrBreakpoint values = { .kind = CR_BREAK_NOT_FINITE, .values = TRUE };
  CrBreakpoint node = { .kind = CR_BREAK_NODE, .key = cr_graph_get_variable (graph, 0)->key };
  g_assert_false (cr_search_next (other, &values, 1, 0, TRUE, &cancelled, &hit));
  g_assert_false (cr_search_next (other, &node, 1, 0, TRUE, &cancelled, &hit));
  cancelled = FALSE;
  g_assert_true (cr_search_next (other, &node, 1, 0, TRUE, &cancelled, &hit));
  g_assert_true (cr_search_next (other, &values, 1, G_MAXUINT, FALSE, &cancelled, &hit));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/query/search/node", test_node);
  g_test_add_func ("/engine/query/search/not-finite", test_not_finite);
  g_test_add_func ("/engine/query/search/norm", test_norm);
  g_test_add_func ("/engine/query/search/zero", test_zero);
  g_test_add_func ("/engine/query/search/bad-input", test_bad_input);
  return g_test_run ();
}
