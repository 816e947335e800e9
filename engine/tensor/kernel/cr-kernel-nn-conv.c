/* Convolution as matrix products: the patches of the input that a kernel looks at become the columns of a matrix
 * (im2col), OpenBLAS multiplies it with the weight. It is done in panels of columns that fit the cache, between
 * which the cancel flag is asked. */

#include "cr-kernels-nn.h"
#include "cr-kernels-private.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* Elements of a panel of columns. */
#define PANEL (1 << 18)
/* BLAS counts in int. */
#define MAX_BLAS_SIZE (G_GINT64_CONSTANT (1) << 30)

typedef struct
{
  CrContext *context;
  CrDtype dtype;
  gsize item;
  gint64 n; /* samples */
  gint64 groups;
  gint64 channels; /* of the input, a group */
  gint64 filters;  /* channels of the output, a group */
  gint64 size[2];  /* of the input */
  gint64 kernel[2];
  gint64 out[2];
  gint64 stride[2], padding[2], dilation[2];
  gint64 depth;    /* rows of the matrix of patches: channels · kernel */
  gint64 area;     /* its columns: positions of the output */
  gint64 plane;    /* elements of an input channel */
  gint64 panel;    /* columns at once */
  gboolean direct; /* the input is already the matrix of patches */
  guint8 *columns;
} Geometry;

gint64
cr_convolution_output_size (const CrConvolution *c, int dim, gint64 size, gint64 kernel)
{
  gint64 room = size + 2 * c->padding[dim] - c->dilation[dim] * (kernel - 1) - 1;
  return room < 0 ? 0 : room / c->stride[dim] + 1;
}

/* Sizes of the spatial dimensions as a pair. */
static void
get_pair (const gint64 *sizes, int n_dims, gint64 *pair)
{
  pair[0] = n_dims == 2 ? sizes[0] : 1;
  pair[1] = sizes[n_dims - 1];
}

static void
init_geometry (Geometry *g, CrTensor *like, const CrConvolution *c, const gint64 *input, const gint64 *kernel,
               const gint64 *output)
{
  g->context = cr_tensor_get_context (like);
  g->dtype = cr_tensor_get_dtype (like);
  g->item = cr_dtype_get_size (g->dtype);
  g->n = input[0];
  g->groups = c->groups;
  g->channels = input[1] / c->groups;
  g->filters = output[1] / c->groups;
  get_pair (input + 2, c->n_dims, g->size);
  get_pair (kernel, c->n_dims, g->kernel);
  get_pair (output + 2, c->n_dims, g->out);
  memcpy (g->stride, c->stride, sizeof g->stride);
  memcpy (g->padding, c->padding, sizeof g->padding);
  memcpy (g->dilation, c->dilation, sizeof g->dilation);
  g->depth = g->channels * g->kernel[0] * g->kernel[1];
  g->area = g->out[0] * g->out[1];
  g->plane = g->size[0] * g->size[1];
  g->direct = g->kernel[0] * g->kernel[1] == 1 && g->stride[0] * g->stride[1] == 1 && g->padding[0] == 0
              && g->padding[1] == 0;
  g->panel = CLAMP (PANEL / MAX (g->depth, 1), 64, MAX (g->area, 1));
}

/* Room for a panel of columns; NULL with @error. */
static CrBuffer *
new_columns (Geometry *g, GError **error)
{
  if (g->area >= MAX_BLAS_SIZE || g->depth >= MAX_BLAS_SIZE)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, _ ("A convolution of this size is not supported"));
      return NULL;
    }
  CrBuffer *columns = cr_buffer_new (g->context, g->direct ? 1 : g->depth * g->panel * g->item, error);
  if (columns)
    g->columns = cr_buffer_get_mutable (columns);
  return columns;
}

static void
multiply (const Geometry *g, CBLAS_TRANSPOSE ta, CBLAS_TRANSPOSE tb, gint64 m, gint64 n, gint64 k, gconstpointer a,
          gint64 lda, gconstpointer b, gint64 ldb, double beta, gpointer c, gint64 ldc)
{
  if (m == 0 || n == 0 || k == 0)
    return;
  if (g->dtype == CR_DTYPE_FLOAT32)
    cblas_sgemm (CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
  else
    cblas_dgemm (CblasRowMajor, ta, tb, m, n, k, 1, a, lda, b, ldb, beta, c, ldc);
}

/* The part of an output row between columns @from and @to that kernel column @j sees inside the input: [first, last).
 */
static void
clip (const Geometry *g, gint64 j, gint64 from, gint64 to, gint64 *first, gint64 *last)
{
  gint64 shift = j * g->dilation[1] - g->padding[1];
  /* first x with x · stride + shift >= 0, and first one with it >= size. */
  gint64 begin = shift >= 0 ? 0 : (-shift + g->stride[1] - 1) / g->stride[1];
  gint64 end = g->size[1] - shift <= 0 ? 0 : (g->size[1] - shift + g->stride[1] - 1) / g->stride[1];
  *first = CLAMP (begin, from, to);
  *last = CLAMP (end, *first, to);
}

/* n elements @step apart, of @item bytes each. */
static void
copy_strided (gpointer to, gconstpointer from, gint64 n, gint64 step, gsize item)
{
  if (step == 1)
    memcpy (to, from, n * item);
  else if (item == sizeof (guint32))
    for (gint64 i = 0; i < n; i++)
      ((guint32 *)to)[i] = ((const guint32 *)from)[i * step];
  else
    for (gint64 i = 0; i < n; i++)
      ((guint64 *)to)[i] = ((const guint64 *)from)[i * step];
}

static void
add_strided (gpointer to, gconstpointer from, gint64 n, gint64 step, gsize item)
{
  if (item == sizeof (float) && step == 1)
    for (gint64 i = 0; i < n; i++)
      ((float *)to)[i] += ((const float *)from)[i];
  else if (item == sizeof (float))
    for (gint64 i = 0; i < n; i++)
      ((float *)to)[i * step] += ((const float *)from)[i];
  else
    for (gint64 i = 0; i < n; i++)
      ((double *)to)[i * step] += ((const double *)from)[i];
}

/* One row of the matrix of patches, columns [begin, end): from @plane, an input channel, for kernel element (i, j);
 * back into it with @add. */
static void
move_row (const Geometry *g, guint8 *plane, guint8 *row, gint64 i, gint64 j, gint64 begin, gint64 end, gboolean add)
{
  for (gint64 at = begin; at < end;)
    {
      gint64 y = at / g->out[1], from = at % g->out[1], to = MIN (g->out[1], from + end - at);
      gint64 source = y * g->stride[0] - g->padding[0] + i * g->dilation[0];
      gint64 first = to, last = to;
      if (source >= 0 && source < g->size[0])
        clip (g, j, from, to, &first, &last);
      guint8 *in
          = plane + (source * g->size[1] + first * g->stride[1] - g->padding[1] + j * g->dilation[1]) * (gint64)g->item;
      guint8 *out = row + (at - begin) * g->item;
      if (add && last > first)
        add_strided (in, out + (first - from) * g->item, last - first, g->stride[1], g->item);
      if (!add)
        {
          memset (out, 0, (first - from) * g->item);
          if (last > first)
            copy_strided (out + (first - from) * g->item, in, last - first, g->stride[1], g->item);
          memset (out + (last - from) * g->item, 0, (to - last) * g->item);
        }
      at += to - from;
    }
}

/* @input: the channels of one sample and group; @add moves the columns back into it. */
static void
move_columns (const Geometry *g, guint8 *input, gint64 begin, gint64 end, gboolean add)
{
  guint8 *row = g->columns;
  for (gint64 c = 0; c < g->channels; c++)
    for (gint64 i = 0; i < g->kernel[0]; i++)
      for (gint64 j = 0; j < g->kernel[1]; j++, row += (end - begin) * g->item)
        move_row (g, input + c * g->plane * g->item, row, i, j, begin, end, add);
}

typedef enum
{
  FORM_OUTPUT,
  FORM_INPUT,
  FORM_WEIGHT
} Form;

/* Columns [begin, end) of one sample and group; each pointer to its first element. */
static void
run_panel (const Geometry *g, Form form, guint8 *input, guint8 *weight, guint8 *output, gint64 begin, gint64 end)
{
  gint64 width = end - begin, leading = g->direct ? g->area : width;
  guint8 *columns = g->direct ? input + begin * g->item : g->columns;
  guint8 *out = output + begin * g->item;
  if (form == FORM_INPUT)
    {
      multiply (g, CblasTrans, CblasNoTrans, g->depth, width, g->filters, weight, g->depth, out, g->area,
                g->direct ? 1 : 0, columns, leading);
      if (!g->direct)
        move_columns (g, input, begin, end, TRUE);
      return;
    }
  if (!g->direct)
    move_columns (g, input, begin, end, FALSE);
  if (form == FORM_OUTPUT)
    multiply (g, CblasNoTrans, CblasNoTrans, g->filters, width, g->depth, weight, g->depth, columns, leading, 1, out,
              g->area);
  else
    multiply (g, CblasNoTrans, CblasTrans, g->filters, g->depth, width, out, g->area, columns, leading, 1, weight,
              g->depth);
}

/* Adds the product of two of the three into the one that @form names. */
static gboolean
run (Geometry *g, Form form, gconstpointer input, gconstpointer weight, gconstpointer output, GError **error)
{
  g_autoptr (CrBuffer) columns = new_columns (g, error);
  if (!columns)
    return FALSE;
  if (g->filters == 0 || g->depth == 0)
    return TRUE;
  for (gint64 s = 0; s < g->n * g->groups; s++)
    {
      guint8 *in = (guint8 *)input + s * g->channels * g->plane * g->item;
      guint8 *out = (guint8 *)output + s * g->filters * g->area * g->item;
      guint8 *filter = (guint8 *)weight + s % g->groups * g->filters * g->depth * g->item;
      for (gint64 begin = 0; begin < g->area; begin += g->panel)
        {
          if (cr_context_check_cancelled (g->context, error))
            return FALSE;
          run_panel (g, form, in, filter, out, begin, MIN (g->area, begin + g->panel));
        }
    }
  return TRUE;
}

/* Each channel of a fresh @result filled with its element of @bias. */
static void
fill_channels (CrTensor *result, CrTensor *bias)
{
  const gint64 *sizes = cr_tensor_get_sizes (result);
  gsize item = cr_dtype_get_size (cr_tensor_get_dtype (result));
  guint8 *to = (guint8 *)cr_tensor_get_data (result);
  const guint8 *from = cr_tensor_get_data (bias);
  gint64 plane = sizes[2] * (cr_tensor_get_ndim (result) > 3 ? sizes[3] : 1);
  for (gint64 s = 0; s < sizes[0] * sizes[1]; s++)
    for (gint64 i = 0; i < plane; i++, to += item)
      memcpy (to, from + s % sizes[1] * item, item);
}

/* A result of @sizes filled with @bias, or with 0. */
static CrTensor *
new_filled (CrTensor *like, int ndim, const gint64 *sizes, CrTensor *bias, GError **error)
{
  g_autoptr (CrTensor) result
      = cr_tensor_new_unannounced (cr_tensor_get_context (like), cr_tensor_get_dtype (like), ndim, sizes, error);
  if (!result)
    return NULL;
  if (bias)
    fill_channels (result, bias);
  else if (!cr_kernel_fill (result, 0, error))
    return NULL;
  return g_steal_pointer (&result);
}

/* int64 is computed in float64. */
static CrDtype
working_dtype (CrTensor *a)
{
  CrDtype dtype = cr_tensor_get_dtype (a);
  return cr_dtype_is_floating (dtype) ? dtype : CR_DTYPE_FLOAT64;
}

/* Takes @result. */
static CrTensor *
finish (CrTensor *result, CrDtype dtype, GError **error)
{
  g_autoptr (CrTensor) owned = result;
  if (cr_tensor_get_dtype (result) != dtype)
    return cr_kernel_cast (result, dtype, error);
  return cr_tensor_announce (g_steal_pointer (&owned));
}

CrTensor *
cr_kernel_conv (CrTensor *input, CrTensor *weight, CrTensor *bias, const CrConvolution *c, GError **error)
{
  Geometry g;
  CrDtype dtype = working_dtype (input);
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (input, dtype, error);
  g_autoptr (CrTensor) w = a ? cr_kernel_as_contiguous (weight, dtype, error) : NULL;
  g_autoptr (CrTensor) b = w && bias ? cr_kernel_as_contiguous (bias, dtype, error) : NULL;
  if (!w || (bias && !b))
    return NULL;
  const gint64 *in = cr_tensor_get_sizes (a), *kernel = cr_tensor_get_sizes (w) + 2;
  gint64 out[4] = { in[0], cr_tensor_get_sizes (w)[0] };
  for (int d = 0; d < c->n_dims; d++)
    out[2 + d] = cr_convolution_output_size (c, d + 2 - c->n_dims, in[2 + d], kernel[d]);
  init_geometry (&g, a, c, in, kernel, out);
  g_autoptr (CrTensor) result = new_filled (a, c->n_dims + 2, out, b, error);
  if (!result
      || !run (&g, FORM_OUTPUT, cr_tensor_get_data (a), cr_tensor_get_data (w), cr_tensor_get_data (result), error))
    return NULL;
  return finish (g_steal_pointer (&result), cr_tensor_get_dtype (input), error);
}

CrTensor *
cr_kernel_conv_input (CrTensor *output, CrTensor *weight, CrTensor *bias, const CrConvolution *c, const gint64 *sizes,
                      GError **error)
{
  Geometry g;
  CrDtype dtype = working_dtype (output);
  g_autoptr (CrTensor) o = cr_kernel_as_contiguous (output, dtype, error);
  g_autoptr (CrTensor) w = o ? cr_kernel_as_contiguous (weight, dtype, error) : NULL;
  g_autoptr (CrTensor) b = w && bias ? cr_kernel_as_contiguous (bias, dtype, error) : NULL;
  if (!w || (bias && !b))
    return NULL;
  init_geometry (&g, o, c, sizes, cr_tensor_get_sizes (w) + 2, cr_tensor_get_sizes (o));
  g_autoptr (CrTensor) result = new_filled (o, c->n_dims + 2, sizes, b, error);
  if (!result
      || !run (&g, FORM_INPUT, cr_tensor_get_data (result), cr_tensor_get_data (w), cr_tensor_get_data (o), error))
    return NULL;
  return finish (g_steal_pointer (&result), cr_tensor_get_dtype (output), error);
}

CrTensor *
cr_kernel_conv_weight (CrTensor *input, CrTensor *output, const CrConvolution *c, const gint64 *kernel, GError **error)
{
  Geometry g;
  g_autoptr (CrTensor) a = cr_kernel_as_contiguous (input, cr_tensor_get_dtype (input), error);
  g_autoptr (CrTensor) o = a ? cr_kernel_as_contiguous (output, cr_tensor_get_dtype (input), error) : NULL;
  if (!o)
    return NULL;
  const gint64 *in = cr_tensor_get_sizes (a), *out = cr_tensor_get_sizes (o);
  gint64 sizes[4] = { out[1], in[1] / c->groups };
  memcpy (sizes + 2, kernel, c->n_dims * sizeof (gint64));
  init_geometry (&g, a, c, in, kernel, out);
  g_autoptr (CrTensor) result = new_filled (a, c->n_dims + 2, sizes, NULL, error);
  if (!result
      || !run (&g, FORM_WEIGHT, cr_tensor_get_data (a), cr_tensor_get_data (result), cr_tensor_get_data (o), error))
    return NULL;
  return finish (g_steal_pointer (&result), cr_tensor_get_dtype (input), error);
}
