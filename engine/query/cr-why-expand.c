/* What came through a function: the local derivatives at the element, from a run that applies the function's rule to
 * one-hot gradients, times the gradients that the trace says it received.
 *
 * A rule's kernel adds the products in an order of its own (vectorised, pairwise, fused). So the sum is tried in the
 * orders that kernels use; where none gives the last digit, what rounding allows tells a difference in the last digits
 * from another number. */

#include "cr-why-private.h"

#include <glib/gi18n-lib.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "cr-kernels.h"
#include "cr-element.h"
#include "cr-replay.h"

typedef struct
{
  gint64 element; /* of the output */
  guint32 output_nr;
  double derivative, received, product;
} Product;

/* What one output received, and its column of the derivative. */
typedef struct
{
  const CrValue *received, *column;
  guint32 output_nr;
} Output;

static const CrStepEvent *
get_step (const CrWhy *why)
{
  return &cr_trace_get_event (cr_graph_get_trace (why->index->graph), why->event)->u.step;
}

/* A derivative of 0 counts only where it makes the sum NaN (0 * inf): rules that choose do not multiply. */
static void
collect (CrWhy *why, const Output *output, GArray *products)
{
  gboolean is_nan = why->has_total && isnan (why->total);
  gint64 n = cr_value_get_numel (output->column);
  for (gint64 o = 0; o < n; o++)
    {
      Product product = { .element = o, .output_nr = output->output_nr };
      product.derivative = cr_value_get_double (output->column, o);
      product.received = cr_value_get_double (output->received, o);
      product.product = cr_why_round (why->dtype, product.derivative * product.received);
      if (product.derivative == 0 && !(is_nan && isnan (product.product)))
        why->n_zero++;
      else
        g_array_append_val (products, product);
    }
}

/* Sums of the products in one order or another. */

typedef double (*Adder) (const CrWhy *why, const Product *products, guint n);

static double
add_in_order (const CrWhy *why, const Product *products, guint n)
{
  double sum = n > 0 ? products[0].product : 0;
  for (guint i = 1; i < n; i++)
    sum = cr_why_round (why->dtype, sum + products[i].product);
  return sum;
}

static double
add_fused (const CrWhy *why, const Product *products, guint n)
{
  double sum = 0;
  for (guint i = 0; i < n; i++)
    sum = why->dtype == CR_DTYPE_FLOAT64
              ? fma (products[i].derivative, products[i].received, sum)
              : (double)fmaf ((float)products[i].derivative, (float)products[i].received, (float)sum);
  return cr_why_round (why->dtype, sum);
}

static double
add_wide (const CrWhy *why, const Product *products, guint n)
{
  double sum = 0;
  for (guint i = 0; i < n; i++)
    sum += products[i].derivative * products[i].received;
  return cr_why_round (why->dtype, sum);
}

static CrTensor *
new_tensor (const CrWhy *why, CrContext *context, int ndim, const gint64 *sizes)
{
  CrTensor *tensor = cr_tensor_new (context, why->dtype, ndim, sizes, NULL);
  if (tensor != NULL && !cr_kernel_fill (tensor, 0, NULL))
    g_clear_pointer (&tensor, cr_tensor_unref);
  return tensor;
}

/* Of a tensor that was just filled: its buffer is there and nobody shares it. */
static gpointer
get_room (CrTensor *tensor)
{
  return cr_tensor_get_mutable (tensor, NULL);
}

static double
read_scalar (CrTensor *tensor)
{
  return tensor != NULL ? cr_tensor_get_double (tensor, 0) : NAN;
}

static double
add_by_kernel (const CrWhy *why, const Product *products, guint n)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  gint64 size = n;
  g_autoptr (CrTensor) all = new_tensor (why, context, 1, &size);
  if (all == NULL)
    return NAN;
  for (guint i = 0; i < n; i++)
    cr_element_set_double (why->dtype, get_room (all), i, products[i].product);
  g_autoptr (CrTensor) sum = cr_kernel_sum (all, 1, FALSE, why->dtype, NULL);
  return read_scalar (sum);
}

static double
add_by_matmul (const CrWhy *why, const Product *products, guint n)
{
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  gint64 size = n;
  g_autoptr (CrTensor) left = new_tensor (why, context, 1, &size);
  g_autoptr (CrTensor) right = new_tensor (why, context, 1, &size);
  if (left == NULL || right == NULL)
    return NAN;
  for (guint i = 0; i < n; i++)
    {
      cr_element_set_double (why->dtype, get_room (left), i, products[i].derivative);
      cr_element_set_double (why->dtype, get_room (right), i, products[i].received);
    }
  g_autoptr (CrTensor) sum = cr_kernel_matmul (left, right, NULL);
  return read_scalar (sum);
}

/* Where the input was broadcast: the dimensions that its gradient was summed over. 0 if it was not. */
static guint64
find_summed (int ndim, const gint64 *sizes, int in_ndim, const gint64 *in_sizes)
{
  guint64 dims = 0;
  int extra = ndim - in_ndim;
  if (extra < 0)
    return 0;
  for (int d = 0; d < ndim; d++)
    if (d < extra || (in_sizes[d - extra] == 1 && sizes[d] != 1))
      dims |= G_GUINT64_CONSTANT (1) << d;
    else if (in_sizes[d - extra] != sizes[d])
      return 0;
  return dims;
}

/* The sum of a broadcast as the engine makes it: over the same dimensions of a tensor of the same shape. */
static double
add_broadcast (const CrWhy *why, const Product *products, guint n)
{
  const CrStepEvent *step = get_step (why);
  const CrValue *out = step->n_received == 1 ? step->received[0] : NULL, *in = step->sent[why->edge];
  if (out == NULL || in == NULL)
    return NAN;
  int ndim = cr_value_get_ndim (out);
  guint64 dims = find_summed (ndim, cr_value_get_sizes (out), cr_value_get_ndim (in), cr_value_get_sizes (in));
  g_autoptr (CrContext) context = cr_context_new (&CR_LIMITS_WINDOW);
  g_autoptr (CrTensor) all = dims != 0 ? new_tensor (why, context, ndim, cr_value_get_sizes (out)) : NULL;
  if (all == NULL)
    return NAN;
  for (guint i = 0; i < n; i++)
    cr_element_set_double (why->dtype, get_room (all), products[i].element, products[i].product);
  g_autoptr (CrTensor) sum = cr_kernel_sum (all, dims, TRUE, why->dtype, NULL);
  if (sum == NULL || why->place.element >= cr_tensor_get_numel (sum))
    return NAN;
  return cr_element_get_double (why->dtype, cr_tensor_get_data (sum), why->place.element);
}

static double
get_epsilon (CrDtype dtype)
{
  return dtype == CR_DTYPE_FLOAT64 ? DBL_EPSILON : dtype == CR_DTYPE_FLOAT16 ? 0x1p-10 : FLT_EPSILON;
}

static CrWhyCheck
compare (const CrWhy *why, const Product *products, guint n)
{
  static const Adder adders[] = { add_fused, add_wide, add_by_kernel, add_broadcast, add_by_matmul };
  if (cr_why_same (why->sum, why->total))
    return CR_WHY_EXACT;
  for (guint i = 0; i < G_N_ELEMENTS (adders) && n > 1; i++)
    if (adders[i](why, products, n) == why->total)
      return CR_WHY_KERNEL;
  double size = fabs (why->total), largest = 0;
  for (guint i = 0; i < n; i++)
    {
      size += fabs (products[i].product);
      largest = MAX (largest, fabs (products[i].received));
    }
  /* Rules of several elements (a softmax) subtract numbers of the size of 1 before they multiply. */
  if (n > 1)
    size += largest;
  double smallest = why->dtype == CR_DTYPE_FLOAT64 ? DBL_MIN : FLT_MIN;
  double allowed = get_epsilon (why->dtype) * (8 + sqrt (n)) * size + smallest;
  return fabs (why->sum - why->total) <= allowed ? CR_WHY_ROUNDING : CR_WHY_CHANGED;
}

/* The size from which on a product is shown. */
static double
find_threshold (const Product *products, guint n)
{
  g_autoptr (GArray) sizes = g_array_sized_new (FALSE, FALSE, sizeof (double), n);
  for (guint i = 0; i < n; i++)
    {
      double size = isnan (products[i].product) ? INFINITY : fabs (products[i].product);
      g_array_append_val (sizes, size);
    }
  guint low = 0, high = n - 1, wanted = CR_WHY_MAX_TERMS - 1;
  double *size = (double *)(gpointer)sizes->data;
  while (low < high) /* quickselect, the largest first */
    {
      double pivot = size[low + (high - low) / 2];
      guint i = low, k = high;
      while (TRUE)
        {
          while (size[i] > pivot)
            i++;
          while (size[k] < pivot)
            k--;
          if (i >= k)
            break;
          double swapped = size[i];
          size[i++] = size[k];
          size[k--] = swapped;
        }
      if (wanted <= k)
        high = k;
      else
        low = k + 1;
    }
  return size[wanted];
}

static void
append_product (CrWhy *why, const Product *product)
{
  CrGraph *graph = why->index->graph;
  const CrStepEvent *step = get_step (why);
  guint function = cr_graph_find_function (graph, step->function);
  const CrFunctionNode *node = cr_graph_get_function (graph, function);
  CrWhyTerm term = { .kind = CR_WHY_TERM_PRODUCT,
                     .has_number = TRUE,
                     .number = product->product,
                     .event = why->event,
                     .backward = cr_why_pass_number (why->index, why->pass),
                     .function = function,
                     .name = step->name,
                     .range = node->range,
                     .edge = why->edge,
                     .variable = cr_graph_get_output (node, product->output_nr),
                     .output_nr = product->output_nr,
                     .element = product->element,
                     .derivative = product->derivative,
                     .received = product->received,
                     .opens = TRUE };
  g_array_append_val (why->terms, term);
}

/* The largest, in their order, and the others as one. */
static void
append_products (CrWhy *why, const Product *products, guint n)
{
  gboolean all = n <= CR_WHY_MAX_TERMS;
  double threshold = all ? 0 : find_threshold (products, n);
  CrWhyTerm others = {
    .kind = CR_WHY_TERM_OTHERS, .has_number = TRUE, .event = why->event, .function = CR_NONE, .variable = CR_NONE
  };
  for (guint i = 0; i < n; i++)
    if (all || (why->terms->len < CR_WHY_MAX_TERMS && !(fabs (products[i].product) < threshold)))
      append_product (why, &products[i]);
    else
      {
        others.number += products[i].product;
        others.element++;
      }
  others.number = cr_why_round (why->dtype, others.number);
  if (others.element > 0)
    g_array_append_val (why->terms, others);
}

static gboolean
refuse (GError **error, const char *format, const char *name)
{
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, format, name);
  return FALSE;
}

/* Only outputs that received something. */
static void
make_requests (CrWhy *why, guint function, GArray *requests)
{
  const CrStepEvent *step = get_step (why);
  for (guint i = 0; i < step->n_received; i++)
    {
      CrLocalDerivative request
          = { .function = function, .output_nr = i, .edge = why->edge, .element = why->place.element };
      if (step->received[i] != NULL)
        g_array_append_val (requests, request);
    }
}

/* @value with its elements, which past the budget another run finds. Owned. */
static CrValue *
with_data (CrReplay *replay, CrValue *value, GError **error)
{
  return cr_value_has_data (value) ? cr_value_ref (value) : cr_replay_recompute (replay, value, error);
}

static gboolean
find_total (CrWhy *why, CrReplay *replay, GError **error)
{
  if (why->has_total || why->total_value == NULL)
    return TRUE;
  g_autoptr (CrValue) value = cr_replay_recompute (replay, why->total_value, error);
  why->has_total = cr_why_read (value, why->place.element, &why->total);
  return value != NULL;
}

/* The products of one output after the other. */
static gboolean
collect_all (CrWhy *why, CrReplay *replay, const CrLocalDerivative *requests, guint n, GArray *products, GError **error)
{
  const CrStepEvent *step = get_step (why);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrValue) received = with_data (replay, step->received[requests[i].output_nr], error);
      if (received == NULL)
        return FALSE;
      if (requests[i].matrix == NULL || cr_value_get_numel (requests[i].matrix) != cr_value_get_numel (received))
        return refuse (error, _ ("The rule of %s gave something of another shape."), step->name);
      Output output = { received, requests[i].matrix, requests[i].output_nr };
      collect (why, &output, products);
    }
  return TRUE;
}

static gboolean
fill_through (CrWhy *why, CrReplay *replay, CrLocalDerivative *requests, guint n, GError **error)
{
  g_autoptr (GArray) products = g_array_new (FALSE, FALSE, sizeof (Product));
  if (!find_total (why, replay, error) || (n > 0 && !cr_replay_local_derivatives (replay, requests, n, error))
      || !collect_all (why, replay, requests, n, products, error))
    return FALSE;
  const Product *first = (const Product *)(gpointer)products->data;
  why->sum = add_in_order (why, first, products->len);
  append_products (why, first, products->len);
  if (why->has_total)
    why->check = compare (why, first, products->len);
  why->is_ready = TRUE;
  return TRUE;
}

static gboolean
expand_through (CrWhy *why, CrReplay *replay, GError **error)
{
  const CrStepEvent *step = get_step (why);
  guint function = cr_graph_find_function (why->index->graph, step->function);
  g_autoptr (GArray) requests = g_array_new (FALSE, TRUE, sizeof (CrLocalDerivative));
  if (function == CR_NONE)
    return refuse (error, _ ("%s belongs to a view that was written in place: its rule cannot be applied alone."),
                   step->name);
  make_requests (why, function, requests);
  CrLocalDerivative *first = (CrLocalDerivative *)(gpointer)requests->data;
  why->n_zero = 0;
  gboolean done = fill_through (why, replay, first, requests->len, error);
  for (guint i = 0; i < requests->len; i++)
    g_clear_pointer (&first[i].matrix, cr_value_unref);
  return done;
}

/* The numbers past the budget. */
static gboolean
recompute (CrWhy *why, CrReplay *replay, GError **error)
{
  guint n = 0;
  if (!find_total (why, replay, error))
    return FALSE;
  for (guint i = 0; i < why->terms->len && n < CR_WHY_MAX_RECOMPUTED; i++)
    {
      CrWhyTerm *term = &g_array_index (why->terms, CrWhyTerm, i);
      const CrValue *value = term->has_number ? NULL : cr_why_find_value (why, term);
      if (value == NULL)
        continue;
      g_autoptr (CrValue) found = cr_replay_recompute (replay, value, error);
      if (found == NULL)
        return FALSE;
      term->has_number = cr_why_read (found, why->place.element, &term->number);
      n++;
    }
  cr_why_conclude (why);
  return TRUE;
}

gboolean
cr_why_expand (CrWhy *why, CrReplay *replay, GError **error)
{
  g_return_val_if_fail (why != NULL && replay != NULL, FALSE);
  if (why->kind == CR_WHY_THROUGH && !why->is_ready)
    return expand_through (why, replay, error);
  return !why->is_summary || recompute (why, replay, error);
}
