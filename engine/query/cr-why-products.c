/* The products of one level: their sum, and the largest of them.
 *
 * A rule's kernel adds the products in an order of its own (vectorised, pairwise, fused). So the sum is tried in the
 * orders that kernels use; where none gives the last digit, what rounding allows tells a difference in the last digits
 * from another number. */

#include "cr-why-products.h"

#include <float.h>
#include <math.h>

#include "cr-element.h"
#include "cr-kernels.h"

/* So many are held one by one; the largest of twice as many stay. */
#define MAX_HELD (1 << 20)

const CrStepEvent *
cr_why_get_step (const CrWhy *why)
{
  return &cr_trace_get_event (cr_graph_get_trace (why->index->graph), why->event)->u.step;
}

/* Sums of the products in one order or another. */

typedef double (*Adder) (const CrWhy *why, const CrWhyProduct *products, guint n);

static double
add_in_order (const CrWhy *why, const CrWhyProduct *products, guint n)
{
  double sum = n > 0 ? products[0].product : 0;
  for (guint i = 1; i < n; i++)
    sum = cr_why_round (why->dtype, sum + products[i].product);
  return sum;
}

static double
add_fused (const CrWhy *why, const CrWhyProduct *products, guint n)
{
  double sum = 0;
  for (guint i = 0; i < n; i++)
    sum = why->dtype == CR_DTYPE_FLOAT64
              ? fma (products[i].derivative, products[i].received, sum)
              : (double)fmaf ((float)products[i].derivative, (float)products[i].received, (float)sum);
  return cr_why_round (why->dtype, sum);
}

static double
add_wide (const CrWhy *why, const CrWhyProduct *products, guint n)
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
add_by_kernel (const CrWhy *why, const CrWhyProduct *products, guint n)
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
add_by_matmul (const CrWhy *why, const CrWhyProduct *products, guint n)
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
add_broadcast (const CrWhy *why, const CrWhyProduct *products, guint n)
{
  const CrStepEvent *step = cr_why_get_step (why);
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

/* What rounding in the dtype allows the sum of @products to differ from the total. */
static double
get_allowed (const CrWhy *why, const CrWhyProducts *products)
{
  double size = fabs (why->total) + products->size, largest = 0;
  double n = (double)products->n_folded + products->kept->len;
  for (guint i = 0; i < products->kept->len; i++)
    {
      const CrWhyProduct *product = &g_array_index (products->kept, CrWhyProduct, i);
      size += fabs (product->product);
      largest = MAX (largest, fabs (product->received));
    }
  /* Rules of several elements (a softmax) subtract numbers of the size of 1 before they multiply. */
  if (n > 1)
    size += largest;
  double smallest = why->dtype == CR_DTYPE_FLOAT64 ? DBL_MIN : FLT_MIN;
  return get_epsilon (why->dtype) * (8 + sqrt (n)) * size + smallest;
}

static CrWhyCheck
compare (const CrWhy *why, const CrWhyProducts *products)
{
  static const Adder adders[] = { add_fused, add_wide, add_by_kernel, add_broadcast, add_by_matmul };
  const CrWhyProduct *first = (const CrWhyProduct *)(gpointer)products->kept->data;
  guint n = products->kept->len;
  if (products->n_folded == 0 && cr_why_same (why->sum, why->total))
    return CR_WHY_EXACT;
  for (guint i = 0; i < G_N_ELEMENTS (adders) && n > 1 && products->n_folded == 0; i++)
    if (adders[i](why, first, n) == why->total)
      return CR_WHY_KERNEL;
  if (cr_why_same (why->sum, why->total)) /* an infinity less itself is no difference */
    return CR_WHY_ROUNDING;
  return fabs (why->sum - why->total) <= get_allowed (why, products) ? CR_WHY_ROUNDING : CR_WHY_CHANGED;
}

void
cr_why_products_conclude (CrWhy *why, const CrWhyProducts *products)
{
  const CrWhyProduct *first = (const CrWhyProduct *)(gpointer)products->kept->data;
  double sum = products->folded;
  for (guint i = 0; products->n_folded > 0 && i < products->kept->len; i++)
    sum += first[i].product;
  why->sum = products->n_folded > 0 ? cr_why_round (why->dtype, sum) : add_in_order (why, first, products->kept->len);
  if (why->has_total)
    why->check = compare (why, products);
}

static double
get_size (const CrWhyProduct *product)
{
  return isnan (product->product) ? INFINITY : fabs (product->product);
}

/* The absolute value of the @wanted-th largest product, from 0 on. */
static double
find_threshold (const GArray *products, guint wanted)
{
  g_autofree double *size = g_new (double, products->len);
  for (guint i = 0; i < products->len; i++)
    size[i] = get_size (&g_array_index (products, CrWhyProduct, i));
  guint low = 0, high = products->len - 1;
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

void
cr_why_products_keep_largest (CrWhyProducts *products, guint n)
{
  GArray *kept = products->kept;
  if (kept->len <= n)
    return;
  double threshold = find_threshold (kept, n - 1);
  guint n_equal = n, n_kept = 0;
  for (guint i = 0; i < kept->len; i++)
    n_equal -= get_size (&g_array_index (kept, CrWhyProduct, i)) > threshold ? 1 : 0;
  for (guint i = 0; i < kept->len; i++)
    {
      const CrWhyProduct product = g_array_index (kept, CrWhyProduct, i);
      double size = get_size (&product);
      gboolean is_equal = size == threshold && n_equal > 0;
      n_equal -= is_equal ? 1 : 0;
      if (size > threshold || is_equal)
        g_array_index (kept, CrWhyProduct, n_kept++) = product;
      else
        {
          products->n_folded++;
          products->folded += product.product;
          products->size += size;
        }
    }
  g_array_set_size (kept, n_kept);
}

void
cr_why_products_add (CrWhyProducts *products, const CrWhyProduct *product)
{
  if (products->kept->len == 2 * MAX_HELD)
    cr_why_products_keep_largest (products, MAX_HELD);
  g_array_append_val (products->kept, *product);
}
