/* The list of events: copies, budget, and a reader beside the writer. */

#include "cr-plot-record.h"
#include "cr-trace.h"
#include "trace-fixture.h"

static void
test_append (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  fixture_created (trace, 1, 2, TRUE);
  char name[] = "w";
  fixture_named (trace, name, 1, 0);
  const CrEvent *first = cr_trace_get_event (trace, 0), *bound = cr_trace_get_event (trace, 1);
  name[0] = 'v';
  fixture_named (trace, name, 1, 0);
  g_assert_cmpstr (bound->u.name.name, ==, "w");
  g_assert_cmpstr (cr_trace_get_event (trace, 2)->u.name.name, ==, "v");
  for (guint i = 0; i < 5000; i++)
    fixture_named (trace, "w", 1, 0);
  g_assert_cmpuint (cr_trace_get_length (trace), ==, 5003);
  g_assert_true (first == cr_trace_get_event (trace, 0));
  g_assert_true (cr_trace_get_event (trace, 5002)->u.name.name == bound->u.name.name);
  g_assert_cmpuint (cr_trace_get_event (trace, 4000)->key, ==, 5000);
  g_assert_cmpuint (cr_trace_get_bytes (trace), >=, 5003 * cr_event_kind_get_size (CR_EVENT_NAME_BOUND));
}

static void
test_budget (void)
{
  const gint64 size = 1000;
  g_autofree float *numbers = g_new0 (float, 1000);
  numbers[7] = 5;
  g_autoptr (CrTrace) trace = cr_trace_new (8000);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_FLOAT32, 1, &size, numbers);
      CrEvent event = { .kind = CR_EVENT_TENSOR_CREATED, .u.tensor = { .id = i + 1, .value = value } };
      cr_trace_append (trace, &event);
    }
  fixture_created (trace, 9, 3, FALSE);
  CrValue *last = cr_trace_get_event (trace, 3)->u.tensor.value;
  CrSummary summary;
  g_assert_true (cr_trace_is_summarised (trace));
  g_assert_true (cr_value_has_data (cr_trace_get_event (trace, 0)->u.tensor.value));
  g_assert_false (cr_value_has_data (last));
  cr_value_get_summary (last, &summary);
  g_assert_cmpfloat (summary.max, ==, 5);
  g_assert_cmpint (summary.n_zero, ==, 999);
  g_assert_true (cr_value_has_data (cr_trace_get_event (trace, 4)->u.tensor.value));
}

static void
test_plot (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  CrPlotRecord *plot = cr_plot_record_new ("plot", 0);
  CrPlotDatum *datum = cr_plot_datum_new (CR_PLOT_ARG_TENSOR, NULL), *list = cr_plot_datum_new (CR_PLOT_ARG_LIST, "y");
  datum->value = fixture_scalar (4);
  g_ptr_array_add (list->elements, cr_plot_datum_new (CR_PLOT_ARG_NONE, NULL));
  g_ptr_array_add (plot->args, datum);
  g_ptr_array_add (plot->args, list);
  CrEvent event = { .kind = CR_EVENT_PLOTTED, .u.plot = plot };
  cr_trace_append (trace, &event);
  const CrEvent *kept = cr_trace_get_event (trace, 0);
  g_assert_true (kept->u.plot != plot);
  g_assert_true (cr_event_equal (kept, &event));
  list->elements->len--;
  g_assert_false (cr_event_equal (kept, &event));
  list->elements->len++;
  cr_plot_record_free (plot);
  g_assert_cmpfloat (cr_value_get_double (((CrPlotDatum *)kept->u.plot->args->pdata[0])->value, 0), ==, 4);
}

static void
test_kind_names (void)
{
  for (guint i = 0; i < CR_N_EVENT_KINDS; i++)
    {
      CrEventKind kind;
      g_assert_true (cr_event_kind_from_name (cr_event_kind_get_name ((CrEventKind)i), &kind));
      g_assert_cmpint (kind, ==, i);
    }
  CrEventKind kind;
  g_assert_false (cr_event_kind_from_name ("nothing", &kind));
}

static gpointer
read_along (gpointer data)
{
  CrTrace *trace = data;
  guint seen = 0;
  while (seen < 20000)
    {
      guint length = cr_trace_get_length (trace);
      for (; seen < length; seen++)
        g_assert_cmpuint (cr_trace_get_event (trace, seen)->u.name.tensor, ==, seen + 1);
    }
  return NULL;
}

static void
test_reader_beside_writer (void)
{
  g_autoptr (CrTrace) trace = cr_trace_new (0);
  GThread *reader = g_thread_new ("reader", read_along, trace);
  for (guint i = 0; i < 20000; i++)
    fixture_named (trace, "x", i + 1, 0);
  g_thread_join (reader);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/trace/trace/append", test_append);
  g_test_add_func ("/engine/trace/trace/budget", test_budget);
  g_test_add_func ("/engine/trace/trace/plot", test_plot);
  g_test_add_func ("/engine/trace/trace/kind-names", test_kind_names);
  g_test_add_func ("/engine/trace/trace/reader-beside-writer", test_reader_beside_writer);
  return g_test_run ();
}
