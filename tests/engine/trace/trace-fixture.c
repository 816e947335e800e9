/* Hand-made traces: a few events with round numbers, of which each test knows the structure. */

#include "trace-fixture.h"

#include "cr-trace.h"

static void
append (CrTrace *trace, CrEvent *event)
{
  event->range = (CrRange){ .line = 1, .column = 1, .end_line = 1, .end_column = 2, .length = 1 };
  event->key = 1000 + cr_trace_get_length (trace);
  cr_trace_append (trace, event);
}

CrValue *
fixture_scalar (double number)
{
  float data = (float)number;
  return cr_value_new_from_data (CR_DTYPE_FLOAT32, 0, NULL, &data);
}

void
fixture_created (CrTrace *trace, guint64 id, double number, gboolean requires_grad)
{
  g_autoptr (CrValue) value = fixture_scalar (number);
  CrEvent event = { .kind = CR_EVENT_TENSOR_CREATED,
                    .u.tensor = { .id = id, .requires_grad = requires_grad, .is_leaf = TRUE, .value = value } };
  append (trace, &event);
}

void
fixture_named (CrTrace *trace, const char *name, guint64 tensor, guint64 function)
{
  CrEvent event = { .kind = CR_EVENT_NAME_BOUND, .u.name = { .name = name, .tensor = tensor, .function = function } };
  append (trace, &event);
}

void
fixture_operation (CrTrace *trace, const char *primitive, guint64 output, guint64 function, double number,
                   guint n_inputs, const FixtureInput *inputs)
{
  g_autoptr (CrValue) value = fixture_scalar (number);
  guint64 ids[8], functions[8];
  CrEdge edges[8];
  g_assert_cmpuint (n_inputs, <=, 8);
  for (guint i = 0; i < n_inputs; i++)
    {
      ids[i] = inputs[i].tensor;
      functions[i] = inputs[i].function;
      edges[i] = (CrEdge){ .function = inputs[i].edge };
    }
  CrEvent event = { .kind = CR_EVENT_OPERATION,
                    .u.operation = { .primitive = primitive,
                                     .output = output,
                                     .function = function,
                                     .saves = function != 0,
                                     .in_place = n_inputs > 0 && inputs[0].tensor == output,
                                     .n_inputs = n_inputs,
                                     .n_edges = function != 0 ? n_inputs : 0,
                                     .inputs = ids,
                                     .input_fns = functions,
                                     .edges = edges,
                                     .value = value } };
  append (trace, &event);
}

void
fixture_written (CrTrace *trace, guint64 id, double before, double after, guint version)
{
  g_autoptr (CrValue) old = fixture_scalar (before);
  g_autoptr (CrValue) value = fixture_scalar (after);
  CrEvent event = { .kind = CR_EVENT_WRITTEN,
                    .u.tensor = { .id = id, .is_leaf = TRUE, .version = version, .before = old, .value = value } };
  append (trace, &event);
}

void
fixture_released (CrTrace *trace, guint64 id)
{
  CrEvent event = { .kind = CR_EVENT_TENSOR_RELEASED, .u.tensor.id = id };
  append (trace, &event);
}

void
fixture_begun (CrTrace *trace, guint number, guint64 root, guint64 function)
{
  g_autoptr (CrValue) one = fixture_scalar (1);
  CrEvent event
      = { .kind = CR_EVENT_BACKWARD_BEGUN,
          .u.backward = { .number = number, .n_roots = 1, .roots = &root, .root_fns = &function, .gradients = &one } };
  append (trace, &event);
}

void
fixture_ended (CrTrace *trace, guint number)
{
  CrEvent event = { .kind = CR_EVENT_BACKWARD_ENDED, .u.backward = { .number = number, .finished = TRUE } };
  append (trace, &event);
}

void
fixture_step (CrTrace *trace, guint backward, guint step, guint64 function, guint64 leaf, double received, guint n_sent,
              const CrEdge *edges, const double *sent)
{
  g_autoptr (CrValue) value = fixture_scalar (received);
  CrValue *values[8];
  for (guint i = 0; i < n_sent; i++)
    values[i] = edges[i].function != 0 ? fixture_scalar (sent[i]) : NULL;
  CrEvent event = { .kind = CR_EVENT_FUNCTION_STEPPED,
                    .u.step = { .backward = backward,
                                .step = step,
                                .function = function,
                                .name = leaf != 0 ? "AccumulateGrad" : "MulBackward0",
                                .leaf = leaf,
                                .n_received = 1,
                                .received = &value,
                                .n_sent = n_sent,
                                .sent = values,
                                .edges = edges } };
  append (trace, &event);
  for (guint i = 0; i < n_sent; i++)
    g_clear_pointer (&values[i], cr_value_unref);
}

void
fixture_accumulated (CrTrace *trace, guint64 leaf, guint64 grad, double received, double after)
{
  g_autoptr (CrValue) came = fixture_scalar (received);
  g_autoptr (CrValue) value = fixture_scalar (after);
  CrEvent event = { .kind = CR_EVENT_GRAD_ACCUMULATED,
                    .u.gradient = { .tensor = leaf, .grad = grad, .received = came, .after = value } };
  append (trace, &event);
}

static void
train (CrTrace *trace, guint i, double *w)
{
  guint64 p = 100 * i + FIXTURE_P, p_fn = 100 * i + FIXTURE_P_FN, l = 100 * i + FIXTURE_L;
  guint64 l_fn = 100 * i + FIXTURE_L_FN, update = 100 * i + FIXTURE_STEP;
  double gradient = 2 * *w * 4;
  CrEdge l_edges[] = { { p_fn, 0 }, { p_fn, 0 } }, p_edges[] = { { FIXTURE_W_LEAF, 0 }, { 0, 0 } };
  fixture_operation (trace, "mul", p, p_fn, 2 * *w, 2,
                     (FixtureInput[]){ { FIXTURE_W, 0, FIXTURE_W_LEAF }, { FIXTURE_X, 0, 0 } });
  fixture_named (trace, "p", p, p_fn);
  fixture_operation (trace, "mul", l, l_fn, 4 * *w * *w, 2, (FixtureInput[]){ { p, p_fn, p_fn }, { p, p_fn, p_fn } });
  fixture_named (trace, "l", l, l_fn);
  fixture_begun (trace, i, l, l_fn);
  fixture_step (trace, i, 1, l_fn, 0, 1, 2, l_edges, (double[]){ 2 * *w, 2 * *w });
  fixture_step (trace, i, 2, p_fn, 0, 4 * *w, 2, p_edges, (double[]){ gradient, 0 });
  fixture_accumulated (trace, FIXTURE_W, FIXTURE_GRAD, gradient, gradient);
  fixture_step (trace, i, 3, FIXTURE_W_LEAF, FIXTURE_W, gradient, 0, NULL, NULL);
  fixture_ended (trace, i);
  fixture_operation (trace, "mul", update, 0, gradient / 16, 1, (FixtureInput[]){ { FIXTURE_GRAD, 0, 0 } });
  fixture_written (trace, FIXTURE_W, *w, *w - gradient / 16, i);
  *w -= gradient / 16;
  fixture_operation (trace, "sub", FIXTURE_W, 0, *w, 2, (FixtureInput[]){ { FIXTURE_W, 0, 0 }, { update, 0, 0 } });
  fixture_released (trace, update);
  fixture_written (trace, FIXTURE_GRAD, gradient, 0, 2 * i);
  fixture_operation (trace, "zero", FIXTURE_GRAD, 0, 0, 1, (FixtureInput[]){ { FIXTURE_GRAD, 0, 0 } });
}

CrTrace *
fixture_training (guint n_iterations)
{
  CrTrace *trace = cr_trace_new (0);
  double w = 3;
  fixture_created (trace, FIXTURE_W, w, TRUE);
  fixture_named (trace, "w", FIXTURE_W, 0);
  fixture_created (trace, FIXTURE_X, 2, FALSE);
  fixture_named (trace, "x", FIXTURE_X, 0);
  for (guint i = 1; i <= n_iterations; i++)
    train (trace, i, &w);
  return trace;
}

static void
dump_value (GString *text, const char *label, const CrValue *value)
{
  g_autofree char *string = value != NULL ? cr_value_to_label (value, 40) : g_strdup ("-");
  g_string_append_printf (text, " %s %s", label, string);
}

char *
fixture_dump (CrCursor *cursor)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    {
      const CrVariableState *state = cr_cursor_get_variable (cursor, i);
      g_string_append_printf (text, "v%u %d%d %s v%u %u/%u", i, state->exists, state->released,
                              state->name != NULL ? state->name : "-", state->version, state->n_arrived,
                              state->n_expected);
      dump_value (text, "value", state->value);
      dump_value (text, "grad", state->grad);
      dump_value (text, "gradient", state->gradient);
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < cr_graph_get_n_functions (graph); i++)
    {
      const CrFunctionState *state = cr_cursor_get_function (cursor, i);
      g_string_append_printf (text, "f%u %d %d %d %u\n", i, state->exists, (int)state->state, state->saved_freed,
                              state->step_event);
    }
  g_string_append_printf (text, "generation %u backward %u\n", cr_cursor_get_generation (cursor),
                          cr_cursor_get_backward (cursor));
  return g_string_free (text, FALSE);
}

void
fixture_check_cursor (CrGraph *graph)
{
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
  guint length = cr_cursor_get_length (cursor);
  guint stride = length > 2000 ? 97 : 1; /* long traces are sampled */
  for (guint p = 0; p <= length; p += stride)
    {
      cr_cursor_seek (cursor, p);
      g_ptr_array_add (states, fixture_dump (cursor));
    }
  for (guint i = states->len; i-- > 0;)
    {
      cr_cursor_seek (cursor, i * stride);
      g_autofree char *again = fixture_dump (cursor);
      g_assert_cmpstr (again, ==, states->pdata[i]);
    }
  for (guint i = 0; i < states->len; i += MAX (states->len / 23, 1))
    {
      g_autoptr (CrCursor) fresh = cr_cursor_new (graph);
      cr_cursor_seek (fresh, i * stride);
      g_autofree char *again = fixture_dump (fresh);
      g_assert_cmpstr (again, ==, states->pdata[i]);
    }
}
