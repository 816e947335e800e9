/* Padding and resampling. All are linear, and their gradients are the way back. */

#include "cr-primitive-nn-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define N_DIM(t) cr_tensor_get_ndim (t)
#define SIZE(t, d) cr_tensor_get_sizes (t)[N_DIM (t) + (d)]

typedef enum
{
  NEAREST,
  LINEAR,
  REFLECT,
  REPLICATE
} Kind;

static const struct
{
  Kind kind;
  const CrPrimitive *forward;
  const CrPrimitive *backward;
  const char *kernel;
} resamples[CR_N_RESAMPLES] = {
  [CR_RESAMPLE_NEAREST_1D]
  = { NEAREST, &cr_primitive_upsample_nearest1d, &cr_primitive_upsample_nearest1d_backward, "compute_indices_weights" },
  [CR_RESAMPLE_NEAREST_2D]
  = { NEAREST, &cr_primitive_upsample_nearest2d, &cr_primitive_upsample_nearest2d_backward, "compute_indices_weights" },
  [CR_RESAMPLE_LINEAR_1D]
  = { LINEAR, &cr_primitive_upsample_linear1d, &cr_primitive_upsample_linear1d_backward, "compute_indices_weights" },
  [CR_RESAMPLE_BILINEAR_2D] = { LINEAR, &cr_primitive_upsample_bilinear2d, &cr_primitive_upsample_bilinear2d_backward,
                                "compute_indices_weights" },
  [CR_RESAMPLE_REFLECT_1D]
  = { REFLECT, &cr_primitive_reflection_pad1d, &cr_primitive_reflection_pad1d_backward, "reflection_pad1d" },
  [CR_RESAMPLE_REFLECT_2D]
  = { REFLECT, &cr_primitive_reflection_pad2d, &cr_primitive_reflection_pad2d_backward, "reflection_pad2d" },
  [CR_RESAMPLE_REPLICATE_1D]
  = { REPLICATE, &cr_primitive_replication_pad1d, &cr_primitive_replication_pad1d_backward, "replication_pad1d" },
  [CR_RESAMPLE_REPLICATE_2D]
  = { REPLICATE, &cr_primitive_replication_pad2d, &cr_primitive_replication_pad2d_backward, "replication_pad2d" },
};

/* Where an output element @i of linear resampling looks in the input. */
static double
get_place (const CrResampling *r, gint64 i, gint64 size)
{
  if (r->align_corners)
    return r->size > 1 ? i * (double)(size - 1) / (r->size - 1) : 0;
  return MAX (r->scale * (i + 0.5) - 0.5, 0);
}

static gint64
reflect (gint64 at, gint64 size)
{
  if (at < 0)
    at = -at;
  return at >= size ? 2 * (size - 1) - at : at;
}

static void
init_taps (CrTaps *taps, Kind kind, const CrResampling *r, gint64 size)
{
  gint64 n = r->unchanged ? size : r->size;
  cr_taps_init (taps, n, size);
  for (gint64 i = 0; i < n; i++)
    {
      taps->weight[0][i] = 1;
      if (r->unchanged)
        taps->from[0][i] = i;
      else if (kind == NEAREST)
        taps->from[0][i] = MIN ((gint64)floor (i * (float)r->scale), size - 1);
      else if (kind == REFLECT)
        taps->from[0][i] = reflect (i - r->before, size);
      else if (kind == REPLICATE)
        taps->from[0][i] = CLAMP (i - r->before, 0, size - 1);
      else
        {
          double at = get_place (r, i, size);
          taps->from[0][i] = MIN ((gint64)at, size - 1);
          taps->from[1][i] = MIN (taps->from[0][i] + 1, size - 1);
          taps->weight[1][i] = MIN (at - taps->from[0][i], 1);
          taps->weight[0][i] = 1 - taps->weight[1][i];
        }
    }
}

/* As the numbers and doubles of a node: of rows and columns, and the sizes of the input. */
static void
put_resampling (CrRecord *record, CrResample kind, const CrResampling *rows, const CrResampling *columns,
                const gint64 *input)
{
  const gint64 ints[]
      = { kind,          rows->size,      rows->before,       rows->unchanged,        rows->align_corners,
          columns->size, columns->before, columns->unchanged, columns->align_corners, input[0],
          input[1] };
  const double doubles[] = { rows->scale, columns->scale };
  cr_record_ints (record, G_N_ELEMENTS (ints), ints);
  cr_record_doubles (record, G_N_ELEMENTS (doubles), doubles);
}

static void
get_resampling (CrGradFn *function, CrResampling *rows, CrResampling *columns)
{
  const gint64 *i = function->ints;
  *rows = (CrResampling){ i[1], i[2], function->extra->doubles[0], i[3], i[4] };
  *columns = (CrResampling){ i[5], i[6], function->extra->doubles[1], i[7], i[8] };
}

/* @input: the last two sizes of the input. A 1-d tensor's rows are counted as one. */
static CrTensor *
run (CrResample kind, CrTensor *a, const CrResampling *rows, const CrResampling *columns, const gint64 *input,
     gboolean adjoint, GError **error)
{
  CrRecord record = { adjoint ? resamples[kind].backward : resamples[kind].forward, { a }, 1, NULL, NULL };
  CrTaps down, across;
  init_taps (&down, resamples[kind].kind, rows, input[0]);
  init_taps (&across, resamples[kind].kind, columns, input[1]);
  record.output
      = adjoint ? cr_kernel_taps_adjoint (a, &down, &across, error) : cr_kernel_taps (a, &down, &across, error);
  cr_taps_clear (&down);
  cr_taps_clear (&across);
  if (cr_record_begin (&record, error))
    put_resampling (&record, kind, rows, columns, input);
  return cr_record_end (&record);
}

CrTensor *
cr_op_resample (CrResample resample, CrTensor *a, const CrResampling *rows, const CrResampling *columns, GError **error)
{
  const gint64 input[] = { SIZE (a, -2), SIZE (a, -1) };
  if (!cr_nn_check_floating (a, resamples[resample].kernel, error))
    return NULL;
  return run (resample, a, rows, columns, input, FALSE, error);
}

static gboolean
resample_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrResampling rows, columns;
  get_resampling (function, &rows, &columns);
  sent[0] = run (function->ints[0], received, &rows, &columns, function->ints + 9, TRUE, error);
  return sent[0] != NULL;
}

static gboolean
resample_backward_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  CrResampling rows, columns;
  get_resampling (function, &rows, &columns);
  sent[0] = run (function->ints[0], received, &rows, &columns, function->ints + 9, FALSE, error);
  return sent[0] != NULL;
}

/* Moves what @a and the padded @result have in common, one row of the last dimension after the other; @low: padding
 * before each dimension. */
static void
copy_common (CrTensor *a, CrTensor *result, const gint64 *low)
{
  int ndim = N_DIM (a);
  const gint64 *sizes = cr_tensor_get_sizes (a), *strides = cr_tensor_get_strides (a);
  const gint64 *target = cr_tensor_get_sizes (result), *steps = cr_tensor_get_strides (result);
  gsize item = cr_dtype_get_size (cr_tensor_get_dtype (a));
  gint64 index[CR_MAX_DIMS] = { 0 };
  gboolean more = cr_tensor_get_numel (a) > 0 && cr_tensor_get_numel (result) > 0;
  while (more)
    {
      gint64 from = 0, to = 0;
      gboolean inside = TRUE;
      for (int d = 0; d < ndim; d++)
        {
          gint64 at = index[d] + low[d];
          inside = inside && at >= 0 && at < target[d];
          from += index[d] * strides[d];
          to += at * steps[d];
        }
      if (inside)
        memcpy ((guint8 *)cr_tensor_get_data (result) + to * (gint64)item,
                (const guint8 *)cr_tensor_get_data (a) + from * (gint64)item, item);
      int d = ndim - 1;
      while (d >= 0 && ++index[d] == sizes[d])
        index[d--] = 0;
      more = d >= 0;
    }
}

static gboolean
check_padded (CrTensor *a, const gint64 *pads, guint n_pads, gint64 *sizes, gint64 *low, GError **error)
{
  int ndim = N_DIM (a);
  memcpy (sizes, cr_tensor_get_sizes (a), ndim * sizeof *sizes);
  for (guint i = 0; i < n_pads / 2; i++)
    {
      int d = ndim - 1 - (int)i;
      low[d] = pads[2 * i];
      sizes[d] += pads[2 * i] + pads[2 * i + 1];
      if (sizes[d] > 0 || (sizes[d] == 0 && cr_tensor_get_sizes (a)[d] == 0))
        continue;
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "The input size %" G_GINT64_FORMAT ", plus negative padding %" G_GINT64_FORMAT
                   " and %" G_GINT64_FORMAT " resulted in a negative output size, which is invalid. Check dimension "
                   "%d of your input.",
                   cr_tensor_get_sizes (a)[d], pads[2 * i], pads[2 * i + 1], d);
      return FALSE;
    }
  return TRUE;
}

CrTensor *
cr_op_constant_pad (CrTensor *a, const gint64 *pads, guint n_pads, double value, GError **error)
{
  CrRecord record = CR_RECORD_1 (constant_pad_nd, a);
  gint64 sizes[CR_MAX_DIMS], low[CR_MAX_DIMS] = { 0 };
  if (!check_padded (a, pads, n_pads, sizes, low, error))
    return NULL;
  record.output
      = cr_tensor_new_unannounced (cr_tensor_get_context (a), cr_tensor_get_dtype (a), N_DIM (a), sizes, error);
  if (record.output && !cr_kernel_fill (record.output, value, error))
    g_clear_pointer (&record.output, cr_tensor_unref);
  if (record.output)
    copy_common (a, record.output, low);
  cr_tensor_announce (record.output);
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, n_pads, pads);
  return cr_record_end (&record);
}

/* The opposite padding. */
static gboolean
pad_rule (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  gint64 pads[2 * CR_MAX_DIMS];
  for (guint i = 0; i < function->n_ints; i++)
    pads[i] = -function->ints[i];
  sent[0] = cr_op_constant_pad (received, pads, function->n_ints, 0, error);
  return sent[0] != NULL;
}

#define BACK_RULE N_ ("∂L/∂g = ∂L/∂y padded or resampled in the same way")
#define PAD_RULE N_ ("∂L/∂a = the sum of ∂L/∂y over the places that show an element")
#define RESAMPLE_RULE N_ ("∂L/∂a = the sum of ∂L/∂y over the places an element went to, times its weight there")
#define ROWS(id, grad_fn, back_grad_fn, symbol, rule)                                                                  \
  const CrPrimitive cr_primitive_##id = { #id, grad_fn, symbol, rule, 1, FALSE, resample_rule };                       \
  const CrPrimitive cr_primitive_##id##_backward                                                                       \
      = { #id "_backward", back_grad_fn, symbol "′", BACK_RULE, 1, FALSE, resample_backward_rule };

ROWS (upsample_nearest1d, "UpsampleNearest1DBackward1", "UpsampleNearest1DBackwardBackward1", "up", RESAMPLE_RULE)
ROWS (upsample_nearest2d, "UpsampleNearest2DBackward1", "UpsampleNearest2DBackwardBackward1", "up", RESAMPLE_RULE)
ROWS (upsample_linear1d, "UpsampleLinear1DBackward1", "UpsampleLinear1DBackwardBackward1", "up", RESAMPLE_RULE)
ROWS (upsample_bilinear2d, "UpsampleBilinear2DBackward1", "UpsampleBilinear2DBackwardBackward1", "up", RESAMPLE_RULE)
ROWS (reflection_pad1d, "ReflectionPad1DBackward0", "ReflectionPad1DBackwardBackward0", "pad", PAD_RULE)
ROWS (reflection_pad2d, "ReflectionPad2DBackward0", "ReflectionPad2DBackwardBackward0", "pad", PAD_RULE)
ROWS (replication_pad1d, "ReplicationPad1DBackward0", "ReplicationPad1DBackwardBackward0", "pad", PAD_RULE)
ROWS (replication_pad2d, "ReplicationPad2DBackward0", "ReplicationPad2DBackwardBackward0", "pad", PAD_RULE)
const CrPrimitive cr_primitive_constant_pad_nd = {
  "constant_pad_nd", "ConstantPadNdBackward0", "pad", N_ ("∂L/∂a = ∂L/∂y without the padding"), 1, FALSE, pad_rule
};
