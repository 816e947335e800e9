/* What came through a function: the local derivatives at the element, from a run that applies the function's rule to
 * one-hot gradients, times the gradients that the trace says it received. */

#include "cr-why-products.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-replay.h"

/* What one output received, and its column of the derivative. */
typedef struct
{
  const CrValue *received, *column;
  guint32 output_nr;
} Output;

/* A derivative of 0 counts only where it makes the sum NaN (0 * inf): rules that choose do not multiply. */
static void
collect (CrWhy *why, const Output *output, CrWhyProducts *products)
{
  gboolean is_nan = why->has_total && isnan (why->total);
  gint64 n = cr_value_get_numel (output->column);
  for (gint64 o = 0; o < n; o++)
    {
      CrWhyProduct product = { .element = o, .output_nr = output->output_nr };
      product.derivative = cr_value_get_double (output->column, o);
      product.received = cr_value_get_double (output->received, o);
      product.product = cr_why_round (why->dtype, product.derivative * product.received);
      if (product.derivative == 0 && !(is_nan && isnan (product.product)))
        why->n_zero++;
      else
        cr_why_products_add (products, &product);
    }
}

static void
append_product (CrWhy *why, const CrWhyProduct *product)
{
  CrGraph *graph = why->index->graph;
  const CrStepEvent *step = cr_why_get_step (why);
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
append_products (CrWhy *why, CrWhyProducts *products)
{
  cr_why_products_keep_largest (products, CR_WHY_MAX_TERMS);
  for (guint i = 0; i < products->kept->len; i++)
    append_product (why, &g_array_index (products->kept, CrWhyProduct, i));
  CrWhyTerm others = { .kind = CR_WHY_TERM_OTHERS,
                       .has_number = TRUE,
                       .number = cr_why_round (why->dtype, products->folded),
                       .event = why->event,
                       .function = CR_NONE,
                       .variable = CR_NONE,
                       .element = products->n_folded };
  if (products->n_folded > 0)
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
  const CrStepEvent *step = cr_why_get_step (why);
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
collect_all (CrWhy *why, CrReplay *replay, const CrLocalDerivative *requests, guint n, CrWhyProducts *products,
             GError **error)
{
  const CrStepEvent *step = cr_why_get_step (why);
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
  CrWhyProducts products = CR_WHY_PRODUCTS_INIT ();
  g_autoptr (GArray) kept = products.kept;
  if (!find_total (why, replay, error) || (n > 0 && !cr_replay_local_derivatives (replay, requests, n, error))
      || !collect_all (why, replay, requests, n, &products, error))
    return FALSE;
  cr_why_products_conclude (why, &products);
  append_products (why, &products);
  why->is_ready = TRUE;
  return TRUE;
}

static gboolean
expand_through (CrWhy *why, CrReplay *replay, GError **error)
{
  const CrStepEvent *step = cr_why_get_step (why);
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
