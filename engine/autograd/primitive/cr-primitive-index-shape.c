/* Rearranging elements: flip, roll, repeat, rot90, triangles, diagonals, windows and other strides. */

#include "cr-primitive-index-private.h"

#include "cr-buffer.h"
#include "cr-chunk.h"
#include "cr-print.h"

#include <glib/gi18n-lib.h>

/* The elements of @a by a table a dimension; the tables are freed. NULL at once if making them went wrong. */
static CrTensor *
read_tables (CrTensor *a, const gint64 *sizes, gint64 **tables, gboolean made, GError **error)
{
  g_auto (CrPlaces) places = { NULL };
  gboolean fine = made && cr_places_init_tables (&places, a, sizes, (const gint64 *const *)tables, error);
  CrTensor *result = fine ? cr_places_read (&places, a, error) : NULL;
  for (int d = 0; d < cr_tensor_get_ndim (a); d++)
    g_free (tables[d]);
  return result;
}

/* Entry i is first + i step, modulo n. Owned; NULL with an error where there is no room, or when cancelled. */
static gint64 *
new_table (CrContext *context, gint64 length, gint64 n, gint64 first, gint64 step, GError **error)
{
  g_autofree gint64 *table = g_try_new (gint64, (gsize)MAX (length, 1));
  gint64 at = first;
  if (table == NULL)
    {
      cr_index_refuse (error, CR_ERROR_MEMORY, "%s", _ ("not enough memory for an index of this size"));
      return NULL;
    }
  CR_FOR_CHUNKED (context, i, length)
  {
    table[i] = at;
    at += step;
    if (at >= n)
      at -= n;
    else if (at < 0)
      at += n;
  }
  return cr_context_check_cancelled (context, error) ? NULL : g_steal_pointer (&table);
}

static gint64 *
new_reversed (CrContext *context, gint64 n, GError **error)
{
  return new_table (context, n, n, n - 1, -1, error);
}

static gint64 *
new_rolled (CrContext *context, gint64 n, gint64 shift, GError **error)
{
  return new_table (context, n, n, n ? (n - shift % n) % n : 0, 1, error);
}

CrTensor *
cr_op_flip (CrTensor *a, const gint64 *dims, guint n, GError **error)
{
  CrRecord record = CR_RECORD_1 (flip, a);
  gint64 *tables[CR_MAX_DIMS] = { NULL };
  guint64 bits = 0;
  if (n > 0 && !cr_dims_to_bits (dims, n, cr_tensor_get_ndim (a), &bits, error))
    return NULL;
  gboolean fine = TRUE;
  for (int d = 0; d < cr_tensor_get_ndim (a) && fine; d++)
    if (bits >> d & 1)
      fine = (tables[d] = new_reversed (cr_tensor_get_context (a), cr_tensor_get_sizes (a)[d], error)) != NULL;
  record.output = read_tables (a, cr_tensor_get_sizes (a), tables, fine, error);
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, n, dims);
  return cr_record_end (&record);
}

static gboolean
flip_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_index_send (0, cr_op_flip (received, function->ints, function->n_ints, error), sent);
}

/* All elements as one line. */
static CrTensor *
roll_flat (CrTensor *a, gint64 shift, GError **error)
{
  static const gint64 one[] = { 1 };
  gint64 n = cr_tensor_get_numel (a);
  g_auto (CrPlaces) places = { NULL };
  g_autoptr (CrTensor) whole = cr_index_copy (a, error);
  g_autoptr (CrTensor) line = whole ? cr_tensor_new_view_unannounced (whole, 1, &n, one, 0) : NULL;
  g_autofree gint64 *table = line ? new_rolled (cr_tensor_get_context (a), n, n ? shift % n : 0, error) : NULL;
  const gint64 *tables[] = { table };
  if (!table || !cr_places_init_tables (&places, line, &n, tables, error))
    return NULL;
  places.ndim = cr_tensor_get_ndim (a);
  memcpy (places.sizes, cr_tensor_get_sizes (a), (gsize)places.ndim * sizeof (gint64));
  return cr_places_read (&places, line, error);
}

static CrTensor *
roll_dims (CrTensor *a, const gint64 *shifts, const gint64 *dims, guint n, GError **error)
{
  gint64 *tables[CR_MAX_DIMS] = { NULL }, total[CR_MAX_DIMS] = { 0 };
  for (guint i = 0; i < n; i++)
    {
      int at = cr_wrap_dim (dims[i], cr_tensor_get_ndim (a), error);
      if (at < 0)
        return NULL;
      gint64 size = cr_tensor_get_ndim (a) ? cr_tensor_get_sizes (a)[at] : 1;
      total[at] = size ? (total[at] + shifts[i] % size) % size : 0;
    }
  gboolean fine = TRUE;
  for (int d = 0; d < cr_tensor_get_ndim (a) && fine; d++)
    if (total[d])
      fine = (tables[d] = new_rolled (cr_tensor_get_context (a), cr_tensor_get_sizes (a)[d], total[d], error)) != NULL;
  return read_tables (a, cr_tensor_get_sizes (a), tables, fine, error);
}

CrTensor *
cr_op_roll (CrTensor *a, const gint64 *shifts, guint n_shifts, const gint64 *dims, guint n_dims, GError **error)
{
  CrRecord record = CR_RECORD_1 (roll, a);
  gint64 ints[2 * CR_MAX_DIMS];
  if (n_shifts == 0)
    cr_index_refuse (error, CR_ERROR_RUNTIME, "`shifts` required");
  else if (n_shifts != n_dims && !(n_dims == 0 && n_shifts == 1))
    cr_index_refuse (error, CR_ERROR_RUNTIME, "shifts and dimensions must align. shifts: %u, dims:%u", n_shifts,
                     n_dims);
  else
    record.output = n_dims ? roll_dims (a, shifts, dims, n_dims, error) : roll_flat (a, shifts[0], error);
  if (cr_record_begin (&record, error))
    {
      for (guint i = 0; i < n_shifts; i++)
        ints[i] = -shifts[i];
      for (guint i = 0; i < n_dims; i++)
        ints[n_shifts + i] = dims[i];
      cr_record_ints (&record, n_shifts + n_dims, ints);
    }
  return cr_record_end (&record);
}

static gboolean
roll_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  guint n_dims = function->n_ints / 2, n_shifts = function->n_ints - n_dims;
  return cr_index_send (0, cr_op_roll (received, function->ints, n_shifts, function->ints + n_shifts, n_dims, error),
                        sent);
}

CrTensor *
cr_op_repeat (CrTensor *a, const gint64 *repeats, guint n, GError **error)
{
  CrRecord record = CR_RECORD_1 (repeat, a);
  gint64 wide[CR_MAX_DIMS], strides[CR_MAX_DIMS], sizes[CR_MAX_DIMS], *tables[CR_MAX_DIMS] = { NULL };
  int own = cr_tensor_get_ndim (a), extra = (int)n - own;
  gboolean negative = FALSE;
  if (extra < 0)
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME,
                       "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
      return NULL;
    }
  for (guint d = 0; d < n; d++)
    {
      wide[d] = (int)d < extra ? 1 : cr_tensor_get_sizes (a)[(int)d - extra];
      strides[d] = (int)d < extra ? 0 : cr_tensor_get_strides (a)[(int)d - extra];
      if (__builtin_mul_overflow (wide[d], repeats[d], &sizes[d]))
        sizes[d] = G_MAXINT64;
      negative = negative || sizes[d] < 0;
    }
  g_autoptr (CrTensor) padded = cr_tensor_new_view_unannounced (a, (int)n, wide, strides, cr_tensor_get_offset (a));
  /* An empty tensor checks the sizes and says what is wrong with them. */
  g_autoptr (CrTensor) probe
      = cr_tensor_new_unannounced (cr_tensor_get_context (a), cr_tensor_get_dtype (a), (int)n, sizes, error);
  if (!probe)
    return NULL;
  gboolean fine = TRUE;
  for (guint d = 0; d < n && cr_tensor_get_numel (probe) && fine; d++)
    fine = (tables[d] = new_table (cr_tensor_get_context (a), sizes[d], wide[d], 0, 1, error)) != NULL;
  record.output = read_tables (padded, sizes, tables, fine, error);
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, n, repeats);
  return cr_record_end (&record);
}

/* Each dimension becomes two, and the one that counts the copies is summed over. */
static gboolean
repeat_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  const gint64 *own;
  gint64 shape[CR_MAX_DIMS], dims[CR_MAX_DIMS];
  int ndim = cr_rule_input_shape (function, 0, &own), extra = (int)function->n_ints - ndim, n = 0;
  guint n_dims = 0;
  if (cr_tensor_get_numel (received) == 0)
    return cr_index_send (0, cr_index_zeros_for (function, 0, received, error), sent);
  for (int d = 0; d < (int)function->n_ints; d++)
    {
      if (d < extra || function->ints[d] != 1)
        {
          dims[n_dims++] = n;
          shape[n++] = function->ints[d];
        }
      if (d >= extra)
        shape[n++] = own[d - extra];
    }
  g_autoptr (CrTensor) split = cr_op_reshape (received, n, shape, error);
  if (!split || n_dims == 0)
    return cr_index_send (0, g_steal_pointer (&split), sent);
  return cr_index_send (0, cr_op_sum_dim (split, dims, n_dims, FALSE, CR_N_DTYPES, error), sent);
}

/* A turn is a flip of one dimension and an exchange of both. */
CrTensor *
cr_op_rot90 (CrTensor *a, gint64 k, const gint64 *dims, GError **error)
{
  CrRecord record = CR_RECORD_1 (rot90, a);
  gint64 sizes[CR_MAX_DIMS], strides[CR_MAX_DIMS], *tables[CR_MAX_DIMS] = { NULL };
  int ndim = cr_tensor_get_ndim (a), first = cr_wrap_dim (dims[0], ndim, error);
  int second = first < 0 ? -1 : cr_wrap_dim (dims[1], ndim, error), turns = (int)((k % 4 + 4) % 4);
  const gint64 ints[] = { k, first, second };
  if (second < 0)
    return NULL;
  if (first == second)
    {
      cr_index_refuse (error, CR_ERROR_RUNTIME,
                       "expected rotation dims to be different, but got dim0 = %" G_GINT64_FORMAT
                       " and dim1 = %" G_GINT64_FORMAT,
                       dims[0], dims[1]);
      return NULL;
    }
  memcpy (sizes, cr_tensor_get_sizes (a), (gsize)ndim * sizeof (gint64));
  memcpy (strides, cr_tensor_get_strides (a), (gsize)ndim * sizeof (gint64));
  if (turns % 2)
    {
      sizes[first] = cr_tensor_get_sizes (a)[second];
      sizes[second] = cr_tensor_get_sizes (a)[first];
      strides[first] = cr_tensor_get_strides (a)[second];
      strides[second] = cr_tensor_get_strides (a)[first];
    }
  CrContext *context = cr_tensor_get_context (a);
  gboolean fine = TRUE;
  if (turns == 1 || turns == 2)
    fine = (tables[first] = new_reversed (context, sizes[first], error)) != NULL;
  if (fine && (turns == 2 || turns == 3))
    fine = (tables[second] = new_reversed (context, sizes[second], error)) != NULL;
  g_autoptr (CrTensor) turned = cr_tensor_new_view_unannounced (a, ndim, sizes, strides, cr_tensor_get_offset (a));
  record.output = read_tables (turned, sizes, tables, fine, error);
  if (cr_record_begin (&record, error))
    cr_record_ints (&record, 3, ints);
  return cr_record_end (&record);
}

static gboolean
rot90_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_index_send (0, cr_op_rot90 (received, -function->ints[0], function->ints + 1, error), sent);
}

static CrTensor *
triangle (CrRecord *record, gint64 diagonal, gboolean upper, GError **error)
{
  CrTensor *a = record->inputs[0];
  if (cr_tensor_get_ndim (a) < 2 && cr_wrap_dim (-2, cr_tensor_get_ndim (a), error) < 0)
    return NULL;
  record->output = cr_kernel_triangle (a, diagonal, upper, error);
  if (cr_record_begin (record, error))
    cr_record_ints (record, 1, &diagonal);
  return cr_record_end (record);
}

CrTensor *
cr_op_tril (CrTensor *a, gint64 diagonal, GError **error)
{
  CrRecord record = CR_RECORD_1 (tril, a);
  return triangle (&record, diagonal, FALSE, error);
}

CrTensor *
cr_op_triu (CrTensor *a, gint64 diagonal, GError **error)
{
  CrRecord record = CR_RECORD_1 (triu, a);
  return triangle (&record, diagonal, TRUE, error);
}

static gboolean
tril_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_index_send (0, cr_op_tril (received, function->ints[0], error), sent);
}

static gboolean
triu_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)
{
  return cr_index_send (0, cr_op_triu (received, function->ints[0], error), sent);
}

const CrPrimitive cr_primitive_flip
    = { "flip", "FlipBackward0", "flip", N_ ("∂L/∂a = ∂L/∂y, flipped back"), 1, FALSE, flip_backward };
const CrPrimitive cr_primitive_roll
    = { "roll", "RollBackward0", "roll", N_ ("∂L/∂a = ∂L/∂y, rolled back"), 1, FALSE, roll_backward };
const CrPrimitive cr_primitive_repeat
    = { "repeat", "RepeatBackward0", "repeat", N_ ("∂L/∂a = Σ ∂L/∂y over the copies"), 1, FALSE, repeat_backward };
const CrPrimitive cr_primitive_rot90
    = { "rot90", "Rot90Backward0", "rot90", N_ ("∂L/∂a = ∂L/∂y, turned back"), 1, FALSE, rot90_backward };
#define MASKED N_ ("∂L/∂a = ∂L/∂y within the triangle, else 0")
const CrPrimitive cr_primitive_tril = { "tril", "TrilBackward0", "tril", MASKED, 1, FALSE, tril_backward };
const CrPrimitive cr_primitive_triu = { "triu", "TriuBackward0", "triu", MASKED, 1, FALSE, triu_backward };
