/* The functions that rearrange, repeat and view: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-kernels.h"
#include "cr-ops.h"

#include <glib/gi18n-lib.h>

#define CALL(name) CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)
#define CALL_MANY(name)                                                                                                \
  gboolean cr_call_##name (CrContext *context, const CrArg *args, GPtrArray *results, GError **error)

static CrTensor *
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return NULL;
}

CALL (reshape_as)
{
  CrTensor *other = args[1].u.tensor;
  return cr_op_reshape (args[0].u.tensor, cr_tensor_get_ndim (other), cr_tensor_get_sizes (other), error);
}

CALL (ravel)
{
  static const gint64 flat[] = { -1 };
  g_autoptr (CrTensor) whole = cr_op_contiguous (args[0].u.tensor, error);
  return whole ? cr_op_view (whole, 1, flat, error) : NULL;
}

CALL (unflatten)
{
  CrTensor *a = args[0].u.tensor;
  int ndim = cr_tensor_get_ndim (a), at = cr_wrap_dim (args[1].u.integer, ndim, error), n = 0;
  gint64 sizes[CR_MAX_DIMS], product = 1, unknown = 0;
  if (at < 0)
    return NULL;
  if (ndim == 0 || args[2].n_ints == 0 || ndim + (int)args[2].n_ints - 1 > CR_MAX_DIMS)
    return refuse (error, "unflatten: sizes must be non-empty");
  gint64 size = cr_tensor_get_sizes (a)[at];
  for (guint i = 0; i < args[2].n_ints; i++)
    {
      unknown += args[2].ints[i] == -1;
      if (args[2].ints[i] != -1 && __builtin_mul_overflow (product, args[2].ints[i], &product))
        product = G_MAXINT64;
    }
  gboolean fits = unknown == 1 ? product != 0 && size % product == 0 : product == size;
  if (!fits)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (guint i = 0; i < args[2].n_ints; i++)
        g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i ? ", " : "", args[2].ints[i]);
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "unflatten: Provided sizes [%s] don't multiply up to the size of dim %d (%" G_GINT64_FORMAT
                   ") in the input tensor",
                   text->str, at, size);
      return NULL;
    }
  for (int d = 0; d < ndim; d++)
    if (d != at)
      sizes[n++] = cr_tensor_get_sizes (a)[d];
    else
      for (guint i = 0; i < args[2].n_ints; i++)
        sizes[n++] = args[2].ints[i] == -1 ? size / product : args[2].ints[i];
  return cr_op_view (a, n, sizes, error);
}

static gboolean
add_expanded (CrTensor *a, int ndim, const gint64 *sizes, GPtrArray *results, GError **error)
{
  gboolean same = ndim == cr_tensor_get_ndim (a)
                  && (ndim == 0 || memcmp (sizes, cr_tensor_get_sizes (a), (gsize)ndim * sizeof (gint64)) == 0);
  CrTensor *wide = same ? cr_tensor_ref (a) : cr_op_expand (a, ndim, sizes, error);
  if (wide)
    g_ptr_array_add (results, wide);
  return wide != NULL;
}

CALL_MANY (broadcast_tensors)
{
  int ndim = 0;
  g_autoptr (CrTensor) all = NULL;
  gint64 sizes[CR_MAX_DIMS];
  /* The shape so far as that of an expanded number. */
  for (guint i = 0; i < args[0].n_tensors; i++)
    {
      static const gint64 none[CR_MAX_DIMS] = { 0 };
      g_autoptr (CrTensor) number = cr_tensor_new_scalar (context, CR_DTYPE_BOOL, 0, error);
      if (!number)
        return FALSE;
      if (!all)
        all = cr_tensor_ref (number);
      ndim = cr_broadcast_sizes (all, args[0].u.tensors[i], sizes, error);
      if (ndim < 0)
        return FALSE;
      cr_tensor_unref (all);
      all = cr_tensor_new_view_unannounced (number, ndim, sizes, none, 0);
    }
  for (guint i = 0; i < args[0].n_tensors; i++)
    if (!add_expanded (args[0].u.tensors[i], ndim, sizes, results, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_meshgrid (const CrArg *args, GError **error)
{
  const char *indexing = args[1].kind == CR_ARG_STRING ? args[1].u.string : "ij";
  if (args[0].n_tensors == 0)
    return refuse (error, "meshgrid expects a non-empty TensorList") != NULL;
  if (args[0].n_tensors > CR_MAX_DIMS)
    return refuse (error, _ ("a tensor has at most 64 dimensions")) != NULL;
  for (guint i = 0; i < args[0].n_tensors; i++)
    {
      if (cr_tensor_get_ndim (args[0].u.tensors[i]) > 1)
        return refuse (error, "torch.meshgrid: Expected 0D or 1D tensor in the tensor list") != NULL;
      if (cr_tensor_get_dtype (args[0].u.tensors[i]) != cr_tensor_get_dtype (args[0].u.tensors[0]))
        return refuse (error, "torch.meshgrid expects all tensors to have the same dtype") != NULL;
    }
  if (strcmp (indexing, "ij") == 0 || strcmp (indexing, "xy") == 0)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
               "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: %s", indexing);
  return FALSE;
}

/* With "xy" the first two stand in each other's dimension. */
CALL_MANY (meshgrid)
{
  if (!check_meshgrid (args, error))
    return FALSE;
  guint n = args[0].n_tensors;
  gboolean swap = args[1].kind == CR_ARG_STRING && strcmp (args[1].u.string, "xy") == 0 && n >= 2;
  gint64 sizes[CR_MAX_DIMS], shape[CR_MAX_DIMS];
  for (guint i = 0; i < n; i++)
    sizes[swap && i < 2 ? 1 - i : i] = cr_tensor_get_numel (args[0].u.tensors[i]);
  for (guint i = 0; i < n; i++)
    {
      for (guint d = 0; d < n; d++)
        shape[d] = d == (swap && i < 2 ? 1 - i : i) ? -1 : 1;
      g_autoptr (CrTensor) line = cr_op_view (args[0].u.tensors[i], (int)n, shape, error);
      CrTensor *wide = line ? cr_op_expand (line, (int)n, sizes, error) : NULL;
      if (!wide)
        return FALSE;
      g_ptr_array_add (results, wide);
    }
  return TRUE;
}

CALL (adjoint)
{
  int ndim = cr_tensor_get_ndim (args[0].u.tensor);
  if (ndim != 1)
    return ndim ? cr_op_transpose (args[0].u.tensor, -2, -1, error) : cr_tensor_ref (args[0].u.tensor);
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       "tensor.adjoint() is only supported on matrices or batches of matrices. Got 1-D tensor.");
  return NULL;
}

static char *
list_to_string (const CrArg *arg)
{
  GString *text = g_string_new ("[");
  for (guint i = 0; i < arg->n_ints; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i ? ", " : "", arg->ints[i]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static gboolean
wrap_all (const CrArg *arg, int ndim, const char *name, gint64 *dims, GError **error)
{
  guint64 seen = 0;
  for (guint i = 0; i < arg->n_ints; i++)
    {
      int at = cr_wrap_dim (arg->ints[i], ndim, error);
      if (at < 0)
        return FALSE;
      if (seen >> at & 1)
        {
          g_autofree char *list = list_to_string (arg);
          g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "movedim: repeated dim in `%s` (%s)", name, list);
          return FALSE;
        }
      seen |= G_GUINT64_CONSTANT (1) << at;
      dims[i] = at;
    }
  return TRUE;
}

CALL (movedim)
{
  CrTensor *a = args[0].u.tensor;
  int ndim = cr_tensor_get_ndim (a);
  gint64 from[CR_MAX_DIMS], to[CR_MAX_DIMS], order[CR_MAX_DIMS];
  guint n = args[1].n_ints, next = 0;
  guint64 moved = 0;
  if (n != args[2].n_ints || n > CR_MAX_DIMS)
    {
      g_autofree char *source = list_to_string (&args[1]);
      g_autofree char *destination = list_to_string (&args[2]);
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "movedim: Invalid source or destination dims: source (%s dims) should contain the same number of "
                   "dims as destination (%s dims)",
                   source, destination);
      return NULL;
    }
  if (!wrap_all (&args[1], ndim, "source", from, error) || !wrap_all (&args[2], ndim, "destination", to, error))
    return NULL;
  if (ndim == 0)
    return cr_op_alias (a, error);
  for (int d = 0; d < ndim; d++)
    order[d] = -1;
  for (guint i = 0; i < n; i++)
    {
      order[to[i]] = from[i];
      moved |= G_GUINT64_CONSTANT (1) << from[i];
    }
  for (int d = 0; d < ndim; d++)
    {
      if (order[d] >= 0)
        continue;
      while (moved >> next & 1)
        next++;
      order[d] = next++;
    }
  return cr_op_permute (a, order, (guint)ndim, error);
}

CALL (movedim_int)
{
  const CrArg lists[] = { args[0],
                          { CR_ARG_INTS, { 0 }, .ints = &args[1].u.integer, .n_ints = 1 },
                          { CR_ARG_INTS, { 0 }, .ints = &args[2].u.integer, .n_ints = 1 } };
  return cr_call_movedim (context, lists, error);
}

CALL (flip) { return cr_op_flip (args[0].u.tensor, args[1].ints, args[1].n_ints, error); }

CALL (fliplr)
{
  static const gint64 dim[] = { 1 };
  if (cr_tensor_get_ndim (args[0].u.tensor) < 2)
    return refuse (error, "Input must be >= 2-d.");
  return cr_op_flip (args[0].u.tensor, dim, 1, error);
}

CALL (flipud)
{
  static const gint64 dim[] = { 0 };
  if (cr_tensor_get_ndim (args[0].u.tensor) < 1)
    return refuse (error, "Input must be >= 1-d.");
  return cr_op_flip (args[0].u.tensor, dim, 1, error);
}

CALL (roll)
{
  return cr_op_roll (args[0].u.tensor, args[1].ints, args[1].n_ints, args[2].kind == CR_ARG_INTS ? args[2].ints : NULL,
                     args[2].kind == CR_ARG_INTS ? args[2].n_ints : 0, error);
}

CALL (rot90)
{
  static const gint64 plane[] = { 0, 1 };
  const gint64 *dims = args[2].kind == CR_ARG_INTS ? args[2].ints : plane;
  guint n = args[2].kind == CR_ARG_INTS ? args[2].n_ints : 2;
  if (n != 2)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "expected total rotation dims == 2, but got dims = %u", n);
      return NULL;
    }
  if (cr_tensor_get_ndim (args[0].u.tensor) < 2)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "expected total dims >= 2, but got total dims = %d",
                   cr_tensor_get_ndim (args[0].u.tensor));
      return NULL;
    }
  return cr_op_rot90 (args[0].u.tensor, args[1].u.integer, dims, error);
}

CALL (repeat)
{
  const gint64 *repeats;
  guint n;
  return cr_arg_get_ints (&args[1], &repeats, &n, error) ? cr_op_repeat (args[0].u.tensor, repeats, n, error) : NULL;
}

/* Missing repeats stand in front as 1. */
CALL (tile)
{
  const gint64 *repeats;
  gint64 full[CR_MAX_DIMS];
  guint n;
  if (!cr_arg_get_ints (&args[1], &repeats, &n, error))
    return NULL;
  guint ndim = MAX (n, (guint)cr_tensor_get_ndim (args[0].u.tensor));
  for (guint d = 0; d < ndim; d++)
    full[d] = d < ndim - n ? 1 : repeats[d - (ndim - n)];
  return cr_op_repeat (args[0].u.tensor, full, ndim, error);
}

/* Index i as often as repeats says; NULL with @error set. */
static CrTensor *
make_repeated (CrContext *context, const CrArg *repeats, gint64 size, GError **error)
{
  CrTensor *counts = repeats->kind == CR_ARG_TENSOR ? repeats->u.tensor : NULL;
  gint64 total = 0;
  if (counts && !cr_dtype_is_integral (cr_tensor_get_dtype (counts)))
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "\"repeat_interleave_cpu\" not implemented for '%s'",
                   cr_dtype_get_scalar_name (cr_tensor_get_dtype (counts)));
      return NULL;
    }
  if (counts && (cr_tensor_get_ndim (counts) > 1))
    return refuse (error, "repeats must be 0-dim or 1-dim tensor");
  if (counts && cr_tensor_get_numel (counts) != size && cr_tensor_get_numel (counts) != 1)
    return refuse (error, "repeats must have the same size as input along dim");
  gboolean single = counts && cr_tensor_get_numel (counts) == 1;
#define COUNT(i) (counts ? cr_tensor_get_int (counts, single ? 0 : (i)) : repeats->u.integer)
  for (gint64 i = 0; i < size; i++)
    {
      if (COUNT (i) < 0)
        return refuse (error, "repeats can not be negative");
      if (__builtin_add_overflow (total, COUNT (i), &total))
        total = G_MAXINT64 / 16;
    }
  g_autoptr (CrTensor) index = cr_tensor_new (context, CR_DTYPE_INT64, 1, &total, error);
  gint64 *to = index ? cr_tensor_get_mutable (index, error) : NULL;
  for (gint64 i = 0; to && i < size; i++)
    for (gint64 k = COUNT (i); k > 0; k--)
      *to++ = i;
#undef COUNT
  return to ? g_steal_pointer (&index) : NULL;
}

CALL (repeat_interleave)
{
  static const gint64 flat[] = { -1 };
  gboolean whole = args[2].kind == CR_ARG_NONE;
  gint64 dim = whole ? 0 : args[2].u.integer;
  g_autoptr (CrTensor) a = whole ? cr_op_reshape (args[0].u.tensor, 1, flat, error) : cr_tensor_ref (args[0].u.tensor);
  int at = a ? cr_wrap_dim (dim, cr_tensor_get_ndim (a), error) : -1;
  if (at < 0)
    return NULL;
  gint64 size = cr_tensor_get_ndim (a) ? cr_tensor_get_sizes (a)[at] : 1;
  g_autoptr (CrTensor) index = make_repeated (context, &args[1], size, error);
  return index ? cr_op_index_select (a, at, index, error) : NULL;
}

CALL (tril) { return cr_op_tril (args[0].u.tensor, args[1].u.integer, error); }

CALL (triu) { return cr_op_triu (args[0].u.tensor, args[1].u.integer, error); }

CALL (diagonal)
{
  return cr_op_diagonal (args[0].u.tensor, args[1].u.integer, args[2].u.integer, args[3].u.integer, error);
}

CALL (diag) { return cr_op_diag (args[0].u.tensor, args[1].u.integer, error); }

CALL (diag_embed)
{
  return cr_op_diag_embed (args[0].u.tensor, args[1].u.integer, args[2].u.integer, args[3].u.integer, error);
}

CALL (diagflat)
{
  g_autoptr (CrTensor) line = cr_call_ravel (context, args, error);
  return line ? cr_op_diag (line, args[1].u.integer, error) : NULL;
}

CALL (as_strided)
{
  CrTensor *a = args[0].u.tensor;
  gint64 offset = args[3].kind == CR_ARG_NONE ? cr_tensor_get_offset (a) : args[3].u.integer;
  if (args[1].n_ints != args[2].n_ints || args[1].n_ints > CR_MAX_DIMS)
    return refuse (error, "mismatch in length of strides and shape");
  return cr_op_as_strided (a, (int)args[1].n_ints, args[1].ints, args[2].ints, offset, error);
}

CALL (unfold)
{
  return cr_op_unfold (args[0].u.tensor, args[1].u.integer, args[2].u.integer, args[3].u.integer, error);
}
