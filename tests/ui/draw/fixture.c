/* Appends the events of the traces described in the header, with the numbers that PyTorch has. */
#include "fixture.h"

#include <math.h>
#include <string.h>

#define N 5

static const char text[] = "y_pred = w * x2 + b\nloss = ((y - y_pred) ** 2).sum()\nloss.backward()\n"
                           "shown = y_pred.detach() * 2\n";

CrValue *
fixture_vector (guint n, const float *data)
{
  gint64 size = n;

  return cr_value_new_from_data (CR_DTYPE_FLOAT32, n > 0, n > 0 ? &size : NULL, data);
}

CrValue *
fixture_matrix (guint rows, guint columns, const float *data)
{
  gint64 sizes[] = { rows, columns };

  return cr_value_new_from_data (CR_DTYPE_FLOAT32, 2, sizes, data);
}

static CrRange
find_range (Fixture *f, const char *expression)
{
  const char *at = expression ? strstr (text, expression) : NULL;

  return at ? cr_source_make_range (f->source, (guint)(at - text), (guint)strlen (expression)) : (CrRange){ 0 };
}

/* Takes @created. */
static void
create_value (Fixture *f, guint64 id, const char *name, gboolean grad, CrValue *created)
{
  g_autoptr (CrValue) value = created;
  CrEvent event = { .kind = CR_EVENT_TENSOR_CREATED, .key = id };
  CrEvent bound = { .kind = CR_EVENT_NAME_BOUND };

  event.u.tensor = (CrTensorEvent){ .id = id, .requires_grad = grad, .is_leaf = TRUE, .value = value };
  cr_trace_append (f->trace, &event);
  if (name == NULL)
    return;
  bound.u.name = (CrNameEvent){ .name = name, .tensor = id };
  cr_trace_append (f->trace, &bound);
}

static void
create (Fixture *f, guint64 id, const char *name, gboolean grad, guint n, const float *data)
{
  create_value (f, id, name, grad, fixture_vector (n, data));
}

typedef struct
{
  const char *primitive, *expression, *name;
  guint64 output, function;
  guint n_inputs;
  guint64 inputs[2], input_fns[2], edges[2];
  gboolean saves, in_place;
  guint n_saved;
  CrSavedTensor saved[2];
} Operation;

/* Takes @value. */
static void
operate_value (Fixture *f, Operation o, CrValue *result)
{
  g_autoptr (CrValue) value = result;
  CrEdge edges[2] = { { o.edges[0], 0 }, { o.edges[1], 0 } };
  CrEvent event = { .kind = CR_EVENT_OPERATION, .range = find_range (f, o.expression), .key = o.output };
  CrEvent bound = { .kind = CR_EVENT_NAME_BOUND };

  event.u.operation = (CrOperationEvent){ .primitive = o.primitive,
                                          .output = o.output,
                                          .function = o.function,
                                          .saves = o.saves,
                                          .in_place = o.in_place,
                                          .n_inputs = o.n_inputs,
                                          .n_edges = o.function ? o.n_inputs : 0,
                                          .inputs = o.inputs,
                                          .input_fns = o.input_fns,
                                          .edges = edges,
                                          .value = value,
                                          .n_saved = o.n_saved,
                                          .saved = o.saved };
  cr_trace_append (f->trace, &event);
  if (o.name == NULL)
    return;
  bound.u.name = (CrNameEvent){ .name = o.name, .tensor = o.output, .function = o.function };
  cr_trace_append (f->trace, &bound);
}

static void
operate (Fixture *f, Operation o, guint n, const float *data)
{
  operate_value (f, o, fixture_vector (n, data));
}

typedef struct
{
  guint64 function, leaf;
  const char *name;
  guint64 to[2];
  guint n_sent;
} Step;

static void
step (Fixture *f, guint number, Step s, CrValue *received, CrValue *first, CrValue *second)
{
  CrValue *sent[2] = { first, second };
  CrEdge edges[2] = { { s.to[0], 0 }, { s.to[1], 0 } };
  CrEvent event = { .kind = CR_EVENT_FUNCTION_STEPPED };

  event.u.step = (CrStepEvent){ .backward = 1,
                                .step = number,
                                .function = s.function,
                                .name = s.name,
                                .leaf = s.leaf,
                                .n_received = 1,
                                .n_sent = s.n_sent,
                                .received = &received,
                                .sent = sent,
                                .edges = edges };
  cr_trace_append (f->trace, &event);
}

static void
accumulate (Fixture *f, guint64 leaf, CrValue *value)
{
  CrEvent event = { .kind = CR_EVENT_GRAD_ACCUMULATED };

  event.u.gradient = (CrGradientEvent){ .tensor = leaf, .grad = leaf + 100, .received = value, .after = value };
  cr_trace_append (f->trace, &event);
}

static void
backward (Fixture *f, CrEventKind kind, guint64 root, guint64 function, CrValue *gradient)
{
  CrEvent event = { .kind = kind };

  event.u.backward = (CrBackwardEvent){
    .number = 1, .n_roots = 1, .roots = &root, .root_fns = &function, .gradients = &gradient, .finished = TRUE
  };
  cr_trace_append (f->trace, &event);
}

typedef struct
{
  float x2[N], w, m[N], b, y_pred[N], y[N], diff[N], square[N], loss, shown[N];
  float g_diff[N], g_pred[N], g_b, g_w, ones[N], one;
} Numbers;

static void
compute (Numbers *v)
{
  static const float y[N] = { 5.12f, 2.80f, 2.17f, 2.77f, 5.09f };

  v->w = 2.0301f;
  v->b = 1.5189f;
  v->one = 1;
  v->loss = v->g_b = v->g_w = 0;
  for (guint i = 0; i < N; i++)
    {
      float x = -1 + 0.5f * i;

      v->ones[i] = 1;
      v->y[i] = y[i];
      v->x2[i] = x * x;
      v->m[i] = v->w * v->x2[i];
      v->y_pred[i] = v->m[i] + v->b;
      v->shown[i] = v->y_pred[i] * 2;
      v->diff[i] = y[i] - v->y_pred[i];
      v->square[i] = v->diff[i] * v->diff[i];
      v->loss += v->square[i];
      v->g_diff[i] = 2 * v->diff[i];
      v->g_pred[i] = -v->g_diff[i];
      v->g_b += v->g_pred[i];
      v->g_w += v->g_pred[i] * v->x2[i];
    }
}

/* Ids: 1 x2, 2 w, 3 m, 4 b, 5 y_pred, 6 y, 7 diff, 8 square, 9 loss, 10 detached, 11 shown; functions 20 and up. */
static void
append_forward (Fixture *f, const Numbers *v)
{
  create (f, 1, "x2", FALSE, N, v->x2);
  create (f, 6, "y", FALSE, N, v->y);
  create (f, 2, "w", TRUE, 1, &v->w);
  create (f, 4, "b", TRUE, 1, &v->b);
  operate (f, (Operation){ "mul", "w * x2", NULL, 3, 20, 2, { 2, 1 }, { 0, 0 }, { 30, 0 }, TRUE }, N, v->m);
  operate (f, (Operation){ "add", "w * x2 + b", "y_pred", 5, 21, 2, { 3, 4 }, { 20, 0 }, { 20, 31 } }, N, v->y_pred);
  operate (f, (Operation){ "sub", "y - y_pred", NULL, 7, 22, 2, { 6, 5 }, { 0, 21 }, { 0, 21 } }, N, v->diff);
  operate (f, (Operation){ "pow_scalar", "(y - y_pred) ** 2", NULL, 8, 23, 1, { 7 }, { 22 }, { 22 }, TRUE }, N,
           v->square);
  operate (f, (Operation){ "sum", "((y - y_pred) ** 2).sum()", "loss", 9, 24, 1, { 8 }, { 23 }, { 23 } }, 0, &v->loss);
  operate (f, (Operation){ "detach", "y_pred.detach()", NULL, 10, 0, 1, { 5 }, { 21 } }, N, v->y_pred);
}

static void
append_backward (Fixture *f, const Numbers *v)
{
  g_autoptr (CrValue) one = fixture_vector (0, &v->one), ones = fixture_vector (N, v->ones);
  g_autoptr (CrValue) diff = fixture_vector (N, v->g_diff), pred = fixture_vector (N, v->g_pred);
  g_autoptr (CrValue) b = fixture_vector (1, &v->g_b), w = fixture_vector (1, &v->g_w);

  f->begun = cr_trace_get_length (f->trace);
  backward (f, CR_EVENT_BACKWARD_BEGUN, 9, 24, one);
  step (f, 1, (Step){ 24, 0, "SumBackward0", { 23 }, 1 }, one, ones, NULL);
  step (f, 2, (Step){ 23, 0, "PowBackward0", { 22 }, 1 }, ones, diff, NULL);
  step (f, 3, (Step){ 22, 0, "SubBackward0", { 0, 21 }, 2 }, diff, NULL, pred);
  f->first_add = cr_trace_get_length (f->trace);
  step (f, 4, (Step){ 21, 0, "AddBackward0", { 20, 31 }, 2 }, pred, pred, b);
  step (f, 5, (Step){ 31, 4, "AccumulateGrad", { 0 }, 0 }, b, NULL, NULL);
  accumulate (f, 4, b);
  step (f, 6, (Step){ 20, 0, "MulBackward0", { 30, 0 }, 2 }, pred, w, NULL);
  step (f, 7, (Step){ 30, 2, "AccumulateGrad", { 0 }, 0 }, w, NULL, NULL);
  accumulate (f, 2, w);
  backward (f, CR_EVENT_BACKWARD_ENDED, 9, 24, one);
}

static Fixture *
start (const char *source)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->trace = cr_trace_new (0);
  f->source = cr_source_new ("fixture.py", source, -1, NULL);
  cr_trace_set_source (f->trace, f->source);
  return f;
}

Fixture *
fixture_new (void)
{
  Fixture *f = start (text);
  Numbers v;

  compute (&v);
  append_forward (f, &v);
  append_backward (f, &v);
  f->graph = cr_graph_new (f->trace);
  return f;
}

void
fixture_append_update (Fixture *f)
{
  static const float w = 2.0301f, change = -0.69826f, next = 2.72836f;
  g_autoptr (CrValue) before = fixture_vector (1, &w), after = fixture_vector (1, &next);
  CrEvent event = { .kind = CR_EVENT_WRITTEN };
  Operation subtract = { "sub", NULL, NULL, 2, 0, 2, { 2, 50 }, { 0, 0 } };

  operate (f, (Operation){ "mul_scalar", NULL, NULL, 50, 0, 1, { 102 }, { 0 } }, 1, &change);
  subtract.in_place = TRUE;
  operate (f, subtract, 1, &next);
  event.u.tensor = (CrTensorEvent){
    .id = 2, .requires_grad = TRUE, .is_leaf = TRUE, .version = 1, .before = before, .value = after
  };
  cr_trace_append (f->trace, &event);
  cr_graph_unref (f->graph);
  f->graph = cr_graph_new (f->trace);
}

Fixture *
fixture_new_shared (void)
{
  static const float a[] = { 1, -2, 0.5f, 3 }, square[] = { 1, 4, 0.25f, 9 }, both[] = { 2, 2, 0.75f, 12 };
  static const float ones[] = { 1, 1, 1, 1 }, sum[] = { 3, -3, 2, 7 }, total = 16.75f, one = 1;
  Fixture *f = start ("");
  g_autoptr (CrValue) g_one = fixture_vector (0, &one), g_ones = fixture_matrix (2, 2, ones);
  g_autoptr (CrValue) g_a = fixture_matrix (2, 2, a), g_sum = fixture_matrix (2, 2, sum);

  create_value (f, 1, "a", TRUE, fixture_matrix (2, 2, a));
  operate_value (f, (Operation){ "mul", NULL, "b", 2, 11, 2, { 1, 1 }, { 0, 0 }, { 30, 30 }, TRUE },
                 fixture_matrix (2, 2, square));
  operate_value (f, (Operation){ "add", NULL, "c", 3, 12, 2, { 2, 1 }, { 11, 0 }, { 11, 30 } },
                 fixture_matrix (2, 2, both));
  operate (f, (Operation){ "sum", NULL, "out", 4, 13, 1, { 3 }, { 12 }, { 12 } }, 0, &total);
  f->begun = cr_trace_get_length (f->trace);
  backward (f, CR_EVENT_BACKWARD_BEGUN, 4, 13, g_one);
  step (f, 1, (Step){ 13, 0, "SumBackward0", { 12 }, 1 }, g_one, g_ones, NULL);
  f->first_add = cr_trace_get_length (f->trace);
  step (f, 2, (Step){ 12, 0, "AddBackward0", { 11, 30 }, 2 }, g_ones, g_ones, g_ones);
  step (f, 3, (Step){ 11, 0, "MulBackward0", { 30, 30 }, 2 }, g_ones, g_a, g_a);
  step (f, 4, (Step){ 30, 1, "AccumulateGrad", { 0 }, 0 }, g_sum, NULL, NULL);
  accumulate (f, 1, g_sum);
  backward (f, CR_EVENT_BACKWARD_ENDED, 4, 13, g_one);
  f->graph = cr_graph_new (f->trace);
  return f;
}

Fixture *
fixture_new_folded (void)
{
  static const float x = 2, three = 3, c = 6, w = 5, y = 30, one = 1;
  Fixture *f = start ("c = x * 3\ny = w * c\n");
  g_autoptr (CrValue) g_one = fixture_vector (0, &one);

  create (f, 1, "x", FALSE, 0, &x);
  create (f, 2, NULL, FALSE, 0, &three);
  operate (f, (Operation){ "mul", NULL, "c", 3, 0, 2, { 1, 2 }, { 0, 0 } }, 0, &c);
  create (f, 4, "w", TRUE, 0, &w);
  operate (f, (Operation){ "mul", NULL, "y", 5, 20, 2, { 4, 3 }, { 0, 0 }, { 30, 0 }, TRUE }, 0, &y);
  f->begun = cr_trace_get_length (f->trace);
  backward (f, CR_EVENT_BACKWARD_BEGUN, 5, 20, g_one);
  f->graph = cr_graph_new (f->trace);
  return f;
}

Fixture *
fixture_new_stale (void)
{
  static const float x = 2, a = 4, out = 16, changed = 5, one = 1;
  Fixture *f = start ("");
  g_autoptr (CrValue) before = fixture_vector (0, &a), after = fixture_vector (0, &changed),
                      g_one = fixture_vector (0, &one);
  CrEvent event = { .kind = CR_EVENT_WRITTEN };

  create (f, 1, "x", TRUE, 0, &x);
  operate (f, (Operation){ "mul", NULL, "a", 2, 20, 2, { 1, 1 }, { 0, 0 }, { 30, 30 }, TRUE }, 0, &a);
  operate (f,
           (Operation){ "mul",
                        NULL,
                        "out",
                        3,
                        21,
                        2,
                        { 2, 2 },
                        { 20, 20 },
                        { 20, 20 },
                        TRUE,
                        FALSE,
                        2,
                        { { .tensor = 2, .version = 0, .slot = 0 }, { .tensor = 2, .version = 0, .slot = 1 } } },
           0, &out);
  f->begun = cr_trace_get_length (f->trace);
  backward (f, CR_EVENT_BACKWARD_BEGUN, 3, 21, g_one);
  event.u.tensor = (CrTensorEvent){ .id = 2, .requires_grad = TRUE, .version = 1, .before = before, .value = after };
  cr_trace_append (f->trace, &event);
  f->graph = cr_graph_new (f->trace);
  return f;
}

void
fixture_append_failure (Fixture *f, const CrFailure *failure)
{
  CrEvent event = { .kind = CR_EVENT_FAILED };

  event.u.failure = failure;
  event.u.diagnostic = cr_diagnostic_new (CR_SEVERITY_ERROR, CR_ERROR_RUNTIME, event.range, "refused");
  cr_trace_append (f->trace, &event);
  cr_diagnostic_free (event.u.diagnostic);
  cr_graph_unref (f->graph);
  f->graph = cr_graph_new (f->trace);
}

Fixture *
fixture_new_constant (void)
{
  static const float b = 3, c = 6;
  static const gint64 two = 2;
  Fixture *f = start ("c = 2 * b\n");
  g_autoptr (CrValue) value = cr_value_new_from_data (CR_DTYPE_INT64, 0, NULL, &two);
  CrEvent event = { .kind = CR_EVENT_TENSOR_CREATED, .range = cr_source_make_range (f->source, 4, 5) };
  CrEvent operation = { .kind = CR_EVENT_OPERATION, .range = event.range };
  g_autoptr (CrValue) product = fixture_vector (0, &c);

  create (f, 1, "b", TRUE, 0, &b);
  event.u.tensor = (CrTensorEvent){ .id = 2, .is_leaf = TRUE, .value = value };
  cr_trace_append (f->trace, &event);
  operation.u.operation = (CrOperationEvent){ .primitive = "mul",
                                              .output = 3,
                                              .function = 4,
                                              .n_inputs = 2,
                                              .n_edges = 2,
                                              .inputs = (const guint64[]){ 1, 2 },
                                              .input_fns = (const guint64[]){ 0, 0 },
                                              .edges = (const CrEdge[]){ { 5, 0 }, { 0, 0 } },
                                              .value = product };
  cr_trace_append (f->trace, &operation);
  f->graph = cr_graph_new (f->trace);
  return f;
}

Fixture *
fixture_new_chain (guint n)
{
  Fixture *f = start ("");
  float x = 1;

  create (f, 1, "x", TRUE, 0, &x);
  for (guint i = 0; i < n; i++)
    {
      x = sinf (x);
      operate (f,
               (Operation){ "sin",
                            NULL,
                            NULL,
                            2 + 2 * i,
                            3 + 2 * i,
                            1,
                            { i ? 2 * i : 1 },
                            { i ? 1 + 2 * i : 0 },
                            { i ? 1 + 2 * i : G_MAXUINT32 },
                            TRUE },
               0, &x);
    }
  f->graph = cr_graph_new (f->trace);
  return f;
}

void
fixture_free (Fixture *f)
{
  if (f == NULL)
    return;
  cr_graph_unref (f->graph);
  cr_trace_unref (f->trace);
  cr_source_unref (f->source);
  g_free (f);
}
