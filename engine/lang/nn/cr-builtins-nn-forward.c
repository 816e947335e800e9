/* Forward of the layers that are more than one call: batch normalisation, which counts its batches, and
 * recurrent layers, which run over time. */

#include "cr-builtins-nn-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
check_dims (CrInterp *interp, CrObject self, CrObject input)
{
  const CrLayer *row = cr_nn_layer_get_row (cr_nn_find_layer (interp, self));
  if (input.kind != CR_OBJECT_TENSOR)
    {
      cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'dim'",
                       cr_interp_type_name (interp, input));
      return FALSE;
    }
  int ndim = cr_tensor_get_ndim (input.u.tensor);
  gboolean flat = strcmp (row->name, "BatchNorm1d") == 0;
  if (flat ? ndim == 2 || ndim == 3 : ndim == 4)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_VALUE, "expected %s input (got %dD input)", flat ? "2D or 3D" : "4D", ndim);
  return FALSE;
}

static int
flag (CrInterp *interp, CrObject self, const char *name)
{
  CrObject value = cr_interp_get_attribute (interp, self, name);
  int truth = cr_object_is_set (value) ? cr_interp_truth (interp, value) : -1;
  cr_object_unref (value);
  return truth;
}

/* num_batches_tracked += 1, and the factor by which the running statistics move: momentum, or 1 / batches. */
static gboolean
count_batch (CrInterp *interp, CrObject self, CrObject *factor)
{
  CrObject batches = cr_interp_get_attribute (interp, self, "num_batches_tracked"), one = cr_object_int (1);
  if (!cr_object_is_set (batches))
    return FALSE;
  gboolean fine = TRUE;
  if (batches.kind == CR_OBJECT_TENSOR)
    {
      fine = cr_nn_write (interp, batches.u.tensor, "add_", &one, 1);
      if (fine && factor->kind == CR_OBJECT_NONE)
        *factor = cr_object_float (1.0 / cr_tensor_get_double (batches.u.tensor, 0));
    }
  cr_object_unref (batches);
  return fine;
}

CrObject
cr_nn_forward_batch_norm (CrInterp *interp, CrObject self, CrObject input)
{
  int training = flag (interp, self, "training"), tracks = flag (interp, self, "track_running_stats");
  if (training < 0 || tracks < 0 || !check_dims (interp, self, input))
    return CR_UNSET;
  static const char *const names[] = { "running_mean", "running_var", "weight", "bias" };
  CrObject factor = cr_interp_get_attribute (interp, self, "momentum");
  CrObject values[8] = { cr_object_ref (input) };
  gboolean fine = cr_object_is_set (factor) && (!training || !tracks || count_batch (interp, self, &factor));
  for (guint i = 0; fine && i < G_N_ELEMENTS (names); i++)
    {
      values[1 + i] = cr_interp_get_attribute (interp, self, names[i]);
      fine = cr_object_is_set (values[1 + i]);
      if (fine && i < 2 && training && !tracks)
        cr_object_set (&values[1 + i], CR_NONE);
    }
  gboolean batch = training || (values[1].kind == CR_OBJECT_NONE && values[2].kind == CR_OBJECT_NONE);
  values[5] = cr_object_bool (batch);
  values[6] = factor.kind == CR_OBJECT_NONE ? cr_object_float (0.0) : factor;
  values[7] = fine ? cr_interp_get_attribute (interp, self, "eps") : CR_UNSET;
  CrObject result
      = fine && cr_object_is_set (values[7]) ? cr_nn_call_function (interp, "batch_norm", values, 8) : CR_UNSET;
  cr_nn_unbind (values, 8);
  return result;
}

/* A recurrent layer's forward, under way. */
typedef struct
{
  CrInterp *interp;
  CrObject self;
  const char *name; /* "RNN", "LSTM", "GRU" */
  gboolean bias;
  CrObject weights[4]; /* of the cell at hand: w_ih, w_hh, b_ih, b_hh */
} Recurrent;

/* Results that are owned by the caller; UNSET operands give UNSET. */
static CrObject
binary (Recurrent *at, CrBinaryOp op, CrObject a, CrObject b)
{
  return cr_object_is_set (a) && cr_object_is_set (b) ? cr_interp_binary (at->interp, op, a, b) : CR_UNSET;
}

static CrObject
unary (Recurrent *at, const char *name, CrObject a)
{
  return cr_object_is_set (a) ? cr_nn_call_function (at->interp, name, &a, 1) : CR_UNSET;
}

static CrObject
linear (Recurrent *at, CrObject input, guint which)
{
  CrObject values[] = { input, at->weights[which], at->weights[2 + which] };
  return cr_object_is_set (input) ? cr_nn_call_function (at->interp, "linear", values, at->bias ? 3 : 2) : CR_UNSET;
}

/* Part @i of @n along the last dimension. */
static CrObject
chunk (Recurrent *at, CrObject gates, guint i, guint n)
{
  if (!cr_object_is_set (gates))
    return CR_UNSET;
  CrTensor *tensor = gates.u.tensor;
  gint64 width = cr_tensor_get_sizes (tensor)[cr_tensor_get_ndim (tensor) - 1] / n;
  CrObject values[] = { gates, cr_object_int (-1), cr_object_int (i * width), cr_object_int (width) };
  return cr_nn_call_function (at->interp, "narrow", values, 4);
}

static CrObject
step_rnn (Recurrent *at, CrObject input, CrObject hidden)
{
  CrObject mode = cr_interp_get_attribute (at->interp, at->self, "nonlinearity");
  CrObject a = linear (at, input, 0), b = linear (at, hidden, 1), sum = binary (at, CR_AST_BINARY_ADD, a, b);
  gboolean relu = mode.kind == CR_OBJECT_STR && strcmp (cr_object_text (mode), "relu") == 0;
  CrObject result = unary (at, relu ? "relu" : "torch.tanh", sum);
  CrObject done[] = { mode, a, b, sum };
  cr_nn_unbind (done, G_N_ELEMENTS (done));
  return result;
}

static CrObject
step_lstm (Recurrent *at, CrObject input, CrObject hidden, CrObject *cell)
{
  CrObject a = linear (at, input, 0), b = linear (at, hidden, 1), gates = binary (at, CR_AST_BINARY_ADD, a, b);
  CrObject parts[4], acts[4];
  for (guint i = 0; i < 4; i++)
    {
      parts[i] = chunk (at, gates, i, 4);
      acts[i] = unary (at, i == 2 ? "torch.tanh" : "torch.sigmoid", parts[i]);
    }
  CrObject kept = binary (at, CR_AST_BINARY_MUL, acts[1], *cell),
           added = binary (at, CR_AST_BINARY_MUL, acts[0], acts[2]);
  cr_object_set (cell, binary (at, CR_AST_BINARY_ADD, kept, added));
  CrObject squashed = unary (at, "torch.tanh", *cell);
  CrObject result = binary (at, CR_AST_BINARY_MUL, acts[3], squashed);
  CrObject done[] = { a, b, gates, kept, added, squashed };
  cr_nn_unbind (done, G_N_ELEMENTS (done));
  cr_nn_unbind (parts, 4);
  cr_nn_unbind (acts, 4);
  return result;
}

static CrObject
step_gru (Recurrent *at, CrObject input, CrObject hidden)
{
  CrObject a = linear (at, input, 0), b = linear (at, hidden, 1), parts[6], gates[2];
  for (guint i = 0; i < 6; i++)
    parts[i] = chunk (at, i < 3 ? a : b, i % 3, 3);
  for (guint i = 0; i < 2; i++)
    {
      CrObject sum = binary (at, CR_AST_BINARY_ADD, parts[i], parts[3 + i]);
      gates[i] = unary (at, "torch.sigmoid", sum);
      cr_object_unref (sum);
    }
  CrObject reset = binary (at, CR_AST_BINARY_MUL, gates[0], parts[5]);
  CrObject sum = binary (at, CR_AST_BINARY_ADD, parts[2], reset), fresh = unary (at, "torch.tanh", sum);
  CrObject rest = binary (at, CR_AST_BINARY_SUB, hidden, fresh), kept = binary (at, CR_AST_BINARY_MUL, gates[1], rest);
  CrObject result = binary (at, CR_AST_BINARY_ADD, fresh, kept);
  CrObject done[] = { a, b, reset, sum, fresh, rest, kept, gates[0], gates[1] };
  cr_nn_unbind (done, G_N_ELEMENTS (done));
  cr_nn_unbind (parts, 6);
  return result;
}

static gboolean
take_weights (Recurrent *at, gint64 layer, const char *suffix)
{
  static const char *const names[] = { "weight_ih", "weight_hh", "bias_ih", "bias_hh" };
  cr_nn_unbind (at->weights, 4);
  for (guint i = 0; i < (at->bias ? 4 : 2); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s_l%" G_GINT64_FORMAT "%s", names[i], layer, suffix);
      at->weights[i] = cr_interp_get_attribute (at->interp, at->self, name);
      if (!cr_object_is_set (at->weights[i]))
        return FALSE;
    }
  return TRUE;
}

/* One layer in one direction over @steps (borrowed): the outputs, owned, in order of time; the states move on. */
static CrSequence *
run_cell (Recurrent *at, CrSequence *steps, CrObject *hidden, CrObject *cell, gboolean reverse)
{
  CrSequence *outputs = cr_sequence_new (at->interp->heap, CR_OBJECT_LIST, 0);
  for (guint k = 0; k < steps->n; k++)
    {
      CrObject input = steps->items[reverse ? steps->n - 1 - k : k];
      CrObject next = strcmp (at->name, "LSTM") == 0  ? step_lstm (at, input, *hidden, cell)
                      : strcmp (at->name, "GRU") == 0 ? step_gru (at, input, *hidden)
                                                      : step_rnn (at, input, *hidden);
      if (!cr_object_is_set (next))
        {
          cr_cell_unref (outputs);
          return NULL;
        }
      cr_object_set (hidden, next);
      cr_sequence_insert (outputs, reverse ? 0 : k, cr_object_ref (next));
    }
  return outputs;
}

/* (a, b) of lists of tensors joined at the last dimension. */
static CrSequence *
join_directions (Recurrent *at, CrSequence *forward, CrSequence *backward)
{
  CrSequence *joined = cr_sequence_new (at->interp->heap, CR_OBJECT_LIST, 0);
  for (guint k = 0; k < forward->n; k++)
    {
      CrSequence *pair = cr_sequence_new (at->interp->heap, CR_OBJECT_LIST, 2);
      pair->items[0] = cr_object_ref (forward->items[k]);
      pair->items[1] = cr_object_ref (backward->items[k]);
      CrObject values[] = { cr_object_from_cell (pair), cr_object_int (-1) };
      CrObject both = cr_nn_call_function (at->interp, "cat", values, 2);
      cr_object_unref (values[0]);
      if (!cr_object_is_set (both))
        {
          cr_cell_unref (joined);
          return NULL;
        }
      cr_sequence_append (joined, both);
    }
  return joined;
}

/* Layer after layer. @states are the first hidden (and cell) states, replaced by the last; @steps are replaced too. */
static gboolean
run_layers (Recurrent *at, CrSequence **steps, CrSequence *hidden, CrSequence *cells, gint64 n_layers, guint directions)
{
  for (gint64 layer = 0; layer < n_layers; layer++)
    {
      CrSequence *outputs[2] = { NULL };
      gboolean fine = TRUE;
      for (guint d = 0; d < directions && fine; d++)
        {
          guint k = (guint)layer * directions + d;
          fine = take_weights (at, layer, d ? "_reverse" : "");
          outputs[d] = fine ? run_cell (at, *steps, &hidden->items[k], cells ? &cells->items[k] : NULL, d) : NULL;
          fine = outputs[d] != NULL;
        }
      if (fine && directions == 2)
        {
          CrSequence *joined = join_directions (at, outputs[0], outputs[1]);
          cr_cell_unref (outputs[0]);
          outputs[0] = joined;
          fine = joined != NULL;
        }
      cr_cell_unref (outputs[1]);
      if (!fine)
        {
          cr_cell_unref (outputs[0]);
          return FALSE;
        }
      cr_cell_unref (*steps);
      *steps = outputs[0];
    }
  return TRUE;
}

static CrObject
stack (CrInterp *interp, CrSequence *list, gint64 dim)
{
  CrObject values[] = { cr_object_from_cell (list), cr_object_int (dim) };
  return cr_nn_call_function (interp, "stack", values, 2);
}

/* The tensors along @dim, as a list. */
static CrSequence *
unbind (CrInterp *interp, CrObject tensor, gint64 dim)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  gint64 n = cr_tensor_get_sizes (tensor.u.tensor)[dim];
  for (gint64 i = 0; i < n; i++)
    {
      CrObject values[] = { tensor, cr_object_int (dim), cr_object_int (i) };
      CrObject one = cr_nn_call_function (interp, "select", values, 3);
      if (!cr_object_is_set (one))
        {
          cr_cell_unref (list);
          return NULL;
        }
      cr_sequence_append (list, one);
    }
  return list;
}

/* The first states: given ones taken apart, or zeros. */
static CrSequence *
first_states (CrInterp *interp, CrObject given, guint n, gint64 batch, gint64 width, CrDtype dtype, gboolean batched)
{
  if (given.kind == CR_OBJECT_TENSOR)
    return unbind (interp, given, 0);
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  gint64 sizes[] = { batch, width };
  for (guint i = 0; i < n; i++)
    {
      GError *error = NULL;
      CrTensor *zeros
          = cr_tensor_new_full (interp->context, dtype, batched ? 2 : 1, batched ? sizes : sizes + 1, 0, &error);
      if (zeros == NULL)
        {
          cr_cell_unref (list);
          cr_interp_raise_error (interp, error);
          return NULL;
        }
      cr_sequence_append (list, cr_object_take_tensor (zeros));
    }
  return list;
}

static gint64
number (CrInterp *interp, CrObject self, const char *name)
{
  CrObject value = cr_interp_get_attribute (interp, self, name);
  gint64 n = cr_object_is_integer (value) ? value.u.integer : 0;
  cr_object_unref (value);
  return n;
}

/* (output, h_n) or (output, (h_n, c_n)) */
static CrObject
pack_results (CrInterp *interp, CrSequence *steps, CrSequence *hidden, CrSequence *cells, gint64 time_dim)
{
  CrSequence *result = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  result->items[0] = stack (interp, steps, time_dim);
  result->items[1] = cr_object_is_set (result->items[0]) ? stack (interp, hidden, 0) : CR_UNSET;
  if (cells && cr_object_is_set (result->items[1]))
    {
      CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
      pair->items[0] = result->items[1];
      pair->items[1] = stack (interp, cells, 0);
      result->items[1] = cr_object_is_set (pair->items[1]) ? cr_object_from_cell (pair) : CR_UNSET;
      if (!cr_object_is_set (result->items[1]))
        cr_cell_unref (pair);
    }
  if (cr_object_is_set (result->items[1]))
    return cr_object_from_cell (result);
  cr_cell_unref (result);
  return CR_UNSET;
}

static gboolean
check_input (CrInterp *interp, CrObject input, gint64 width)
{
  int ndim = input.kind == CR_OBJECT_TENSOR ? cr_tensor_get_ndim (input.u.tensor) : 0;
  gint64 last = ndim > 0 ? cr_tensor_get_sizes (input.u.tensor)[ndim - 1] : 0;
  if (ndim != 2 && ndim != 3)
    cr_interp_raise (interp, CR_ERROR_ASSERTION, "RNN: Expected input to be 2-D or 3-D but received %d-D tensor", ndim);
  else if (last != width)
    cr_interp_raise (interp, CR_ERROR_RUNTIME,
                     "input.size(-1) must be equal to input_size. Expected %" G_GINT64_FORMAT ", got %" G_GINT64_FORMAT,
                     width, last);
  return !cr_interp_is_raised (interp);
}

CrObject
cr_nn_forward_recurrent (CrInterp *interp, CrObject self, const char *name, CrObject input, CrObject state)
{
  if (!check_input (interp, input, number (interp, self, "input_size")))
    return CR_UNSET;
  Recurrent at = { interp, self, name, flag (interp, self, "bias") > 0 };
  guint directions = flag (interp, self, "bidirectional") > 0 ? 2 : 1;
  gint64 n_layers = number (interp, self, "num_layers"), width = number (interp, self, "hidden_size");
  gboolean batched = cr_tensor_get_ndim (input.u.tensor) == 3, lstm = strcmp (name, "LSTM") == 0;
  gint64 time_dim = batched && flag (interp, self, "batch_first") > 0 ? 1 : 0;
  gint64 batch = batched ? cr_tensor_get_sizes (input.u.tensor)[1 - time_dim] : 1;
  CrObject given[2] = { state, CR_NONE };
  if (lstm && cr_object_is_sequence (state) && cr_object_sequence (state)->n == 2)
    for (guint i = 0; i < 2; i++)
      given[i] = cr_object_sequence (state)->items[i];
  guint n = (guint)n_layers * directions;
  CrDtype dtype = cr_tensor_get_dtype (input.u.tensor);
  CrSequence *steps = unbind (interp, input, time_dim);
  CrSequence *hidden = steps ? first_states (interp, given[0], n, batch, width, dtype, batched) : NULL;
  CrSequence *cells = hidden && lstm ? first_states (interp, given[1], n, batch, width, dtype, batched) : NULL;
  CrObject result = CR_UNSET;
  if (hidden && (cells || !lstm))
    {
      if (hidden->n != n || (cells && cells->n != n))
        cr_interp_raise (interp, CR_ERROR_RUNTIME,
                         "Expected hidden[0] size (%u, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")", n, batch, width);
      else if (run_layers (&at, &steps, hidden, cells, n_layers, directions))
        result = pack_results (interp, steps, hidden, cells, time_dim);
    }
  cr_nn_unbind (at.weights, 4);
  cr_cell_unref (steps);
  cr_cell_unref (hidden);
  cr_cell_unref (cells);
  return result;
}
