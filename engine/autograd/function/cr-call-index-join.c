/* The functions that join tensors and take them apart: from arguments to operations. */

#include "cr-function-calls.h"

#include "cr-kernels.h"
#include "cr-ops.h"

#define CALL(name) CrTensor *cr_call_##name (CrContext *context, const CrArg *args, GError **error)
#define CALL_MANY(name)                                                                                                \
  gboolean cr_call_##name (CrContext *context, const CrArg *args, GPtrArray *results, GError **error)

CALL (cat) { return cr_op_cat (args[0].u.tensors, args[0].n_tensors, args[1].u.integer, error); }

CALL (stack) { return cr_op_stack (args[0].u.tensors, args[0].n_tensors, args[1].u.integer, error); }

/* torch.atleast_1d, _2d, _3d: where the new dimensions go is each one's own rule. */
static CrTensor *
at_least (CrTensor *a, int wanted, GError **error)
{
  g_autoptr (CrTensor) result = cr_tensor_ref (a);
  static const gint64 ones[] = { 1, 1, 1 };
  int ndim = cr_tensor_get_ndim (a);
  if (ndim == 0)
    return cr_op_reshape (a, wanted, ones, error);
  for (int d = ndim; d < wanted; d++)
    {
      CrTensor *next = cr_op_unsqueeze (result, d == 1 ? 0 : -1, error);
      if (!next)
        return NULL;
      cr_tensor_unref (result);
      result = next;
    }
  return g_steal_pointer (&result);
}

static gboolean
all_at_least (const CrArg *arg, int wanted, GPtrArray *results, GError **error)
{
  for (guint i = 0; i < arg->n_tensors; i++)
    {
      CrTensor *one = at_least (arg->u.tensors[i], wanted, error);
      if (!one)
        return FALSE;
      g_ptr_array_add (results, one);
    }
  return TRUE;
}

CALL_MANY (atleast_1d) { return all_at_least (&args[0], 1, results, error); }

CALL_MANY (atleast_2d) { return all_at_least (&args[0], 2, results, error); }

CALL_MANY (atleast_3d) { return all_at_least (&args[0], 3, results, error); }

static CrTensor *
join_at_least (const CrArg *arg, int wanted, int dim, const char *name, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  if (arg->n_tensors == 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "%s expects a non-empty TensorList", name);
      return NULL;
    }
  if (!all_at_least (arg, wanted, parts, error))
    return NULL;
  if (dim < 0)
    dim = cr_tensor_get_ndim (parts->pdata[0]) == 1 ? 0 : 1;
  return cr_op_cat ((CrTensor **)parts->pdata, parts->len, dim, error);
}

CALL (hstack) { return join_at_least (&args[0], 1, -1, "hstack", error); }

CALL (vstack) { return join_at_least (&args[0], 2, 0, "vstack", error); }

CALL (dstack) { return join_at_least (&args[0], 3, 2, "dstack", error); }

CALL (column_stack)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_tensor_unref);
  for (guint i = 0; i < args[0].n_tensors; i++)
    {
      CrTensor *one = args[0].u.tensors[i];
      const gint64 sizes[] = { cr_tensor_get_numel (one), 1 };
      CrTensor *part = cr_tensor_get_ndim (one) > 1 ? cr_tensor_ref (one) : cr_op_reshape (one, 2, sizes, error);
      if (!part)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  const CrArg list = { CR_ARG_TENSORS, { .tensors = (CrTensor **)parts->pdata }, .n_tensors = parts->len };
  return join_at_least (&list, 1, -1, "column_stack", error);
}

CALL_MANY (split) { return cr_op_split (args[0].u.tensor, args[1].u.integer, args[2].u.integer, results, error); }

CALL_MANY (split_with_sizes)
{
  return cr_op_split_with_sizes (args[0].u.tensor, args[1].ints, args[1].n_ints, args[2].u.integer, results, error);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME, message);
  return FALSE;
}

CALL_MANY (chunk)
{
  CrTensor *a = args[0].u.tensor;
  gint64 chunks = args[1].u.integer, none[1] = { 0 };
  int dim = cr_wrap_dim (args[2].u.integer, cr_tensor_get_ndim (a), error);
  if (dim < 0)
    return FALSE;
  if (cr_tensor_get_ndim (a) == 0)
    return refuse (error, "chunk expects at least a 1-dimensional tensor");
  if (chunks <= 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   "chunk expects `chunks` to be greater than 0, got: %" G_GINT64_FORMAT, chunks);
      return FALSE;
    }
  gint64 size = cr_tensor_get_sizes (a)[dim];
  if (size > 0)
    return cr_op_split (a, (size - 1) / chunks + 1, dim, results, error);
  /* An empty dimension gives as many empty parts as were asked for, but not without bound. */
  for (gint64 i = 0; i < MIN (chunks, 65536); i++)
    if (!cr_op_split_with_sizes (a, none, 1, dim, results, error))
      return FALSE;
  return TRUE;
}

CALL_MANY (tensor_split)
{
  CrTensor *a = args[0].u.tensor;
  gint64 dim = args[2].u.integer, sections = args[1].u.integer;
  int at = cr_wrap_dim (dim, cr_tensor_get_ndim (a), error);
  if (at < 0)
    return FALSE;
  if (cr_tensor_get_ndim (a) == 0)
    return refuse (error, "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  if (args[1].kind == CR_ARG_INT && sections <= 0)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME, "number of sections must be larger than 0, got %" G_GINT64_FORMAT,
                   sections);
      return FALSE;
    }
  gint64 size = cr_tensor_get_sizes (a)[at], n = args[1].kind == CR_ARG_INT ? sections : (gint64)args[1].n_ints + 1;
  gint64 start = 0;
  for (gint64 i = 0; i < MIN (n, 65536); i++)
    {
      gint64 end = args[1].kind == CR_ARG_INT ? start + size / n + (i < size % n) : i + 1 < n ? args[1].ints[i] : size;
      CrTensor *part = cr_op_slice (a, at, start, end, 1, error);
      if (!part)
        return FALSE;
      g_ptr_array_add (results, part);
      start = end;
    }
  return TRUE;
}

CALL_MANY (unbind) { return cr_op_unbind (args[0].u.tensor, args[1].u.integer, results, error); }

CALL (narrow)
{
  return cr_op_narrow (args[0].u.tensor, args[1].u.integer, args[2].u.integer, args[3].u.integer, error);
}
