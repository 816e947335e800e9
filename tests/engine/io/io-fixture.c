/* Files and graph files for tests. */

#include "io-fixture.h"

#include <glib/gstdio.h>
#include <math.h>

#include "cr-plot-record.h"
#include "trace-fixture.h"

char *
io_fixture_dir (void)
{
  char *dir = g_dir_make_tmp ("chainrule-test-XXXXXX", NULL);
  g_assert_nonnull (dir);
  return dir;
}

void
io_fixture_remove (char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  for (const char *name; (name = g_dir_read_name (entries)) != NULL;)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
  g_free (dir);
}

GFile *
io_fixture_file (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  return g_file_new_for_path (path);
}

GFile *
io_fixture_write (const char *dir, const char *name, const char *bytes, gsize length)
{
  GFile *file = io_fixture_file (dir, name);
  g_assert_true (g_file_set_contents (g_file_peek_path (file), bytes, (gssize)length, NULL));
  return file;
}

static void
append_texts (CrTrace *trace)
{
  CrEvent printed = { .kind = CR_EVENT_PRINTED, .u.text.text = "tensor([1.])\n\t\"quoted\" \\ back – 微分\x7f\n" };
  CrEvent warned = { .kind = CR_EVENT_WARNED, .u.text = { .category = "UserWarning", .text = "careful" } };
  CrEvent stepped = { .kind = CR_EVENT_OPTIMIZER_STEPPED, .u.text = { .category = "SGD", .text = "lr=0.1" } };
  cr_trace_append (trace, &printed);
  cr_trace_append (trace, &stepped);
  cr_trace_append (trace, &warned);
}

static void
append_plot (CrTrace *trace)
{
  const gint64 sizes[] = { 2, 2, 1 };
  const double numbers[] = { 1, NAN, -INFINITY, 1e-300 };
  CrPlotRecord *plot = cr_plot_record_new ("ax.plot", 1);
  CrPlotDatum *array = cr_plot_datum_new (CR_PLOT_ARG_TENSOR, NULL);
  CrPlotDatum *list = cr_plot_datum_new (CR_PLOT_ARG_LIST, NULL);
  CrPlotDatum *number = cr_plot_datum_new (CR_PLOT_ARG_FLOAT, NULL);
  CrPlotDatum *label = cr_plot_datum_new (CR_PLOT_ARG_STRING, "label");
  CrPlotDatum *flag = cr_plot_datum_new (CR_PLOT_ARG_BOOL, "grid");
  array->value = cr_value_new_from_data (CR_DTYPE_FLOAT64, 3, sizes, numbers);
  array->tensor = FIXTURE_X;
  number->number = 0.1;
  label->string = g_strdup ("“sin”");
  flag->integer = TRUE;
  g_ptr_array_add (list->elements, number);
  g_ptr_array_add (list->elements, cr_plot_datum_new (CR_PLOT_ARG_NONE, NULL));
  g_ptr_array_add (plot->args, array);
  g_ptr_array_add (plot->args, list);
  g_ptr_array_add (plot->args, label);
  g_ptr_array_add (plot->args, flag);
  CrEvent event = { .kind = CR_EVENT_PLOTTED, .u.plot = plot };
  cr_trace_append (trace, &event);
  cr_plot_record_free (plot);
}

static void
append_scope (CrTrace *trace, CrEventKind kind, CrScopeEvent scope)
{
  CrEvent event = { .kind = kind, .range = { 1, 1, 1, 2, 0, 1 }, .key = 77 + kind, .u.scope = scope };
  cr_trace_append (trace, &event);
}

/* Two scopes with an operation that saves tensors, and a step that took its time. */
static void
append_scopes (CrTrace *trace)
{
  const CrScopeEvent loop = { .kind = CR_SCOPE_ITERATION, .number = 2, .loop = G_MAXUINT64, .name = "i = 1" };
  const CrScopeEvent call = { .kind = CR_SCOPE_MODULE, .depth = 1, .name = "net.fc" };
  const CrScopeEvent last = { .kind = CR_SCOPE_CALL, .name = "f" };
  const guint64 inputs[] = { FIXTURE_X, FIXTURE_X }, functions[] = { 0, 0 };
  const CrEdge edges[] = { { 0, 0 }, { 0, 0 } };
  const CrSavedTensor saved[] = { { FIXTURE_X, 3, 0, FALSE }, { 8000, 0, 40000, TRUE } };
  g_autoptr (CrValue) value = fixture_scalar (4);
  CrEvent operation = { .kind = CR_EVENT_OPERATION,
                        .u.operation = { .primitive = "mul",
                                         .output = 8000,
                                         .function = 8001,
                                         .saves = TRUE,
                                         .n_inputs = 2,
                                         .n_edges = 2,
                                         .inputs = inputs,
                                         .input_fns = functions,
                                         .edges = edges,
                                         .value = value,
                                         .grad_disabled = TRUE,
                                         .n_saved = 2,
                                         .saved = saved } };
  CrEvent step
      = { .kind = CR_EVENT_FUNCTION_STEPPED,
          .u.step
          = { .backward = 9, .step = 1, .function = 8001, .name = "MulBackward0", .nanoseconds = G_MAXUINT32 } };
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, loop);
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, call);
  cr_trace_append (trace, &operation);
  cr_trace_append (trace, &step);
  append_scope (trace, CR_EVENT_SCOPE_LEFT, call);
  append_scope (trace, CR_EVENT_SCOPE_LEFT, loop);
  append_scope (trace, CR_EVENT_SCOPE_ENTERED, last); /* the run ended within it */
}

static void
append_failure (CrTrace *trace)
{
  const guint64 operands[] = { FIXTURE_X, FIXTURE_W }, functions[] = { 0, 8001 };
  const CrFailure failure = { .kind = CR_FAILURE_OPERATION,
                              .function = 8001,
                              .tensor = 8000,
                              .saved_version = 1,
                              .version = 2,
                              .name = "matmul",
                              .n_operands = 2,
                              .operands = operands,
                              .operand_fns = functions };
  CrRange range = { 2, 1, 2, 6, 3, 5 };
  g_autoptr (CrDiagnostic) diagnostic
      = cr_diagnostic_new (CR_SEVERITY_ERROR, CR_ERROR_NAME, range, "name 'tensr' is not defined");
  cr_diagnostic_set_fixit (diagnostic, range, "tensor", "Did you mean “tensor”?");
  cr_diagnostic_add_frame (diagnostic, "<module>", range);
  CrEvent event = { .kind = CR_EVENT_FAILED, .range = range, .key = G_MAXUINT64 };
  event.u.diagnostic = diagnostic;
  event.u.failure = &failure;
  cr_trace_append (trace, &event);
}

static void
append_tensors (CrTrace *trace)
{
  const gint64 sizes[] = { 2, 3 }, none[] = { 0, 4 }, many[] = { CR_GRAPH_FILE_MAX_ELEMENTS + 1 };
  const float numbers[] = { 0.1f, -0.0f, NAN, INFINITY, -INFINITY, 3.4028235e38f };
  const gint64 whole[] = { G_MININT64, G_MAXINT64, 0, 1, 2, 3 };
  const guint8 flags[] = { 1, 0, 1, 1, 0, 0 };
  g_autofree double *zeros = g_new0 (double, CR_GRAPH_FILE_MAX_ELEMENTS + 1);
  CrValue *values[] = { cr_value_new_from_data (CR_DTYPE_FLOAT32, 2, sizes, numbers),
                        cr_value_new_from_data (CR_DTYPE_INT64, 2, sizes, whole),
                        cr_value_new_from_data (CR_DTYPE_BOOL, 2, sizes, flags),
                        cr_value_new_from_data (CR_DTYPE_FLOAT64, 2, none, NULL),
                        cr_value_new_from_data (CR_DTYPE_FLOAT64, 1, many, zeros) };
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      CrEvent event = { .kind = CR_EVENT_TENSOR_CREATED, .u.tensor = { .id = 9000 + i, .value = values[i] } };
      cr_trace_append (trace, &event);
      cr_value_unref (values[i]);
    }
}

CrGraphFile *
io_fixture_graph_file (void)
{
  CrGraphFile *graph_file = g_new0 (CrGraphFile, 1);
  graph_file->script = g_strdup ("x\n tensr # 微分\n");
  graph_file->name = g_strdup ("fixture.py");
  graph_file->seed = G_MAXUINT64;
  graph_file->selection_key = 1000;
  graph_file->position = 7;
  graph_file->trace = fixture_training (2);
  append_scopes (graph_file->trace);
  append_texts (graph_file->trace);
  append_plot (graph_file->trace);
  append_tensors (graph_file->trace);
  append_failure (graph_file->trace);
  return graph_file;
}
