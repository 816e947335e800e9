/* torch.utils.data: the module's classes, datasets, and how one is split
 * (torch/utils/data/dataset.py). */

#include "cr-builtins-data-private.h"

#include "cr-random.h"

#include <math.h>

CrClass *
cr_data_class (CrInterp *interp, const char *name)
{
  CrObject module = cr_builtins_module (interp, "torch.utils.data");
  CrObject found = cr_dict_get_text (((CrModuleObject *)module.u.cell)->attributes, name);
  cr_object_unref (module); /* the interpreter keeps it */
  return (CrClass *)found.u.cell;
}

static CrObject
dataset_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_interp_raise (interp, CR_ERROR_NOT_IMPLEMENTED, "%s", "");
}

/* dataset + other */
static CrObject
dataset_add (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 2);
  pair->items[0] = cr_object_ref (self);
  pair->items[1] = cr_object_ref (args->values[0]);
  CrObject list = cr_object_from_cell (pair);
  CrCallArgs given = { &list, 1, 0, NULL };
  CrObject result = cr_interp_instantiate (interp, cr_data_class (interp, "ConcatDataset"), &given);
  cr_object_unref (list);
  return result;
}

static CrObject
tensors_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *tensors = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, args->n_positional);
  gint64 first = -1;
  for (guint i = 0; i < tensors->n; i++)
    {
      CrObject value = args->values[i];
      tensors->items[i] = cr_object_ref (value);
      gint64 n = value.kind != CR_OBJECT_TENSOR || cr_tensor_get_ndim (value.u.tensor) == 0
                     ? -1
                     : cr_tensor_get_sizes (value.u.tensor)[0];
      if (n < 0 && value.kind != CR_OBJECT_TENSOR)
        cr_interp_raise (interp, CR_ERROR_ATTRIBUTE, "'%s' object has no attribute 'size'",
                         cr_interp_type_name (interp, value));
      else if (n < 0)
        cr_interp_raise (interp, CR_ERROR_INDEX, "Dimension specified as 0 but tensor has no dimensions");
      else if (i > 0 && n != first)
        cr_interp_raise (interp, CR_ERROR_ASSERTION, "Size mismatch between tensors");
      first = i == 0 ? n : first;
    }
  cr_nn_set (interp, self, "tensors", cr_object_from_cell (tensors));
  return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
}

/* The tensors of a TensorDataset, owned; NULL with an exception. */
static CrSequence *
get_tensors (CrInterp *interp, CrObject self)
{
  CrObject tensors = cr_interp_get_attribute (interp, self, "tensors");
  CrSequence *list = cr_object_is_set (tensors) ? cr_interp_to_sequence (interp, tensors, CR_OBJECT_TUPLE) : NULL;
  cr_object_unref (tensors);
  return list;
}

static CrObject
tensors_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *tensors = get_tensors (interp, self);
  CrSequence *sample = tensors ? cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, tensors->n) : NULL;
  gboolean fine = sample != NULL;
  for (guint i = 0; fine && i < tensors->n; i++)
    {
      sample->items[i] = cr_interp_get_item (interp, tensors->items[i], args->values[0]);
      fine = cr_object_is_set (sample->items[i]);
    }
  cr_cell_unref (tensors);
  if (fine)
    return cr_object_from_cell (sample);
  cr_cell_unref (sample);
  return CR_UNSET;
}

static CrObject
tensors_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *tensors = get_tensors (interp, self);
  gint64 n = tensors && tensors->n ? cr_interp_length (interp, tensors->items[0]) : -1;
  if (tensors && tensors->n == 0)
    cr_interp_raise (interp, CR_ERROR_INDEX, "tuple index out of range");
  cr_cell_unref (tensors);
  return cr_data_count (n);
}

static CrObject
subset_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "Subset", "__init__", "dataset, indices", args, values))
    return CR_UNSET;
  cr_nn_set (interp, self, "dataset", values[0]);
  cr_nn_set (interp, self, "indices", values[1]);
  return CR_NONE;
}

/* A list of positions as the list of what stands there. */
static CrObject
map_indices (CrInterp *interp, CrObject indices, CrObject positions)
{
  CrSequence *from = cr_object_sequence (positions);
  CrSequence *mapped = cr_sequence_new (interp->heap, CR_OBJECT_LIST, from->n);
  CrObject result = cr_object_from_cell (mapped);
  for (guint i = 0; i < from->n; i++)
    {
      mapped->items[i] = cr_interp_get_item (interp, indices, from->items[i]);
      if (!cr_object_is_set (mapped->items[i]))
        cr_object_clear (&result);
      if (!cr_object_is_set (result))
        break;
    }
  return result;
}

static CrObject
subset_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject dataset = cr_interp_get_attribute (interp, self, "dataset"), result = CR_UNSET;
  CrObject indices = cr_object_is_set (dataset) ? cr_interp_get_attribute (interp, self, "indices") : CR_UNSET;
  if (cr_object_is_set (indices))
    {
      CrObject at = args->values[0].kind == CR_OBJECT_LIST ? map_indices (interp, indices, args->values[0])
                                                           : cr_interp_get_item (interp, indices, args->values[0]);
      if (cr_object_is_set (at))
        result = cr_interp_get_item (interp, dataset, at);
      cr_object_unref (at);
    }
  cr_object_unref (dataset);
  cr_object_unref (indices);
  return result;
}

static CrObject
subset_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_data_count (cr_data_length (interp, self, "indices"));
}

static CrObject
concat_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "ConcatDataset", "__init__", "datasets", args, values))
    return CR_UNSET;
  CrSequence *datasets = cr_interp_to_sequence (interp, values[0], CR_OBJECT_LIST);
  CrSequence *ends = datasets ? cr_sequence_new (interp->heap, CR_OBJECT_LIST, datasets->n) : NULL;
  gint64 sum = 0;
  for (guint i = 0; ends && i < datasets->n; i++)
    {
      gint64 n = cr_interp_length (interp, datasets->items[i]);
      if (n < 0)
        g_clear_pointer (&ends, cr_cell_unref);
      else
        ends->items[i] = cr_object_int (sum += n);
    }
  if (ends && ends->n == 0)
    cr_interp_raise (interp, CR_ERROR_ASSERTION, "datasets should not be an empty iterable");
  if (datasets)
    cr_nn_set (interp, self, "datasets", cr_object_from_cell (datasets));
  if (ends)
    cr_nn_set (interp, self, "cumulative_sizes", cr_object_from_cell (ends));
  cr_nn_unbind (values, 1);
  return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
}

/* The last of the cumulative sizes. */
static gint64
concat_count (CrObject self)
{
  CrDict *own = ((CrInstance *)self.u.cell)->attributes;
  CrObject ends = own ? cr_dict_get_text (own, "cumulative_sizes") : CR_UNSET;
  CrSequence *list = ends.kind == CR_OBJECT_LIST ? cr_object_sequence (ends) : NULL;
  return list && list->n ? list->items[list->n - 1].u.integer : 0;
}

static CrObject
concat_getitem (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 index, n = concat_count (self);
  if (!cr_interp_to_int (interp, args->values[0], &index))
    return CR_UNSET;
  if (index < -n)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "absolute value of index should not exceed dataset length");
  if (index >= n)
    return cr_interp_raise (interp, CR_ERROR_INDEX, "list index out of range");
  index += index < 0 ? n : 0;
  CrDict *own = ((CrInstance *)self.u.cell)->attributes;
  CrSequence *datasets = cr_object_sequence (cr_dict_get_text (own, "datasets"));
  CrSequence *ends = cr_object_sequence (cr_dict_get_text (own, "cumulative_sizes"));
  guint i = 0;
  while (index >= ends->items[i].u.integer)
    i++;
  gint64 start = i ? ends->items[i - 1].u.integer : 0;
  return cr_interp_get_item (interp, datasets->items[i], cr_object_int (index - start));
}

static CrObject
concat_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_int (concat_count (self));
}

/* random_split()'s fractions as lengths: rounded down, what is left dealt out in turn. */
static gboolean
resolve_fractions (CrInterp *interp, double *lengths, guint n, gint64 size)
{
  gint64 left = size;
  for (guint i = 0; i < n; i++)
    {
      if (lengths[i] < 0 || lengths[i] > 1)
        {
          cr_interp_raise (interp, CR_ERROR_VALUE, "Fraction at index %u is not between 0 and 1", i);
          return FALSE;
        }
      lengths[i] = floor ((double)size * lengths[i]);
      left -= (gint64)lengths[i];
    }
  for (gint64 i = 0; i < left; i++)
    lengths[i % n]++;
  for (guint i = 0; i < n; i++)
    if (lengths[i] == 0)
      {
        g_autofree char *message
            = g_strdup_printf ("Length of split at index %u is 0. This might result in an empty dataset.", i);
        cr_interp_warn (interp, "UserWarning", message);
      }
  return TRUE;
}

/* The lengths of random_split() as whole numbers whose sum is @size; FALSE with an exception. */
static gboolean
get_lengths (CrInterp *interp, CrSequence *given, double *lengths, gint64 size)
{
  double sum = 0;
  for (guint i = 0; i < given->n; i++)
    {
      if (!cr_interp_to_double (interp, given->items[i], &lengths[i]))
        return FALSE;
      sum += lengths[i];
    }
  if (given->n && fabs (sum - 1) <= 1e-9 && sum <= 1)
    return resolve_fractions (interp, lengths, given->n, size);
  if (sum == (double)size)
    return TRUE;
  cr_interp_raise (interp, CR_ERROR_VALUE, "Sum of input lengths does not equal the length of the input dataset!");
  return FALSE;
}

/* Subset (dataset, the next @length of @order) */
static CrObject
new_subset (CrInterp *interp, CrObject dataset, CrTensor *order, gint64 offset, gint64 length)
{
  CrSequence *indices = cr_sequence_new (interp->heap, CR_OBJECT_LIST, (guint)length);
  for (gint64 i = 0; i < length; i++)
    indices->items[i] = cr_object_int (cr_tensor_get_int (order, offset + i));
  CrObject values[] = { dataset, cr_object_from_cell (indices) };
  CrCallArgs given = { values, 2, 0, NULL };
  CrObject subset = cr_interp_instantiate (interp, cr_data_class (interp, "Subset"), &given);
  cr_object_unref (values[1]);
  return subset;
}

static CrObject
split (CrInterp *interp, CrObject dataset, CrSequence *given, CrObject generator)
{
  GError *error = NULL;
  g_autofree double *lengths = g_new0 (double, MAX (given->n, 1));
  gint64 size = cr_interp_length (interp, dataset), offset = 0;
  if (size < 0 || !get_lengths (interp, given, lengths, size))
    return CR_UNSET;
  g_autoptr (CrTensor) order
      = cr_random_permutation (interp->context, size, CR_DTYPE_INT64, cr_data_generator (interp, generator), &error);
  if (order == NULL)
    return cr_interp_raise_error (interp, error);
  CrSequence *subsets = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < given->n; i++)
    {
      gint64 length = CLAMP ((gint64)lengths[i], 0, size - offset);
      CrObject subset = new_subset (interp, dataset, order, offset, length);
      if (!cr_object_is_set (subset))
        {
          cr_cell_unref (subsets);
          return CR_UNSET;
        }
      cr_sequence_append (subsets, subset);
      offset += length;
    }
  return cr_object_from_cell (subsets);
}

static CrObject
data_random_split (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS], result = CR_UNSET;
  if (!cr_nn_bind (interp, NULL, "random_split", "dataset, lengths, generator=None", args, values))
    return CR_UNSET;
  CrSequence *lengths = cr_interp_to_sequence (interp, values[1], CR_OBJECT_LIST);
  if (lengths)
    result = split (interp, values[0], lengths, values[2]);
  cr_cell_unref (lengths);
  cr_nn_unbind (values, 3);
  return result;
}

static const CrBuiltinRow dataset_rows[] = {
  { "__getitem__", 1, 1, NULL, dataset_getitem },
  { "__add__", 1, 1, NULL, dataset_add },
  { NULL },
};

static const CrBuiltinRow tensors_rows[] = {
  { "__init__", 0, -1, NULL, tensors_init },
  { "__getitem__", 1, 1, NULL, tensors_getitem },
  { "__len__", 0, 0, NULL, tensors_len },
  { NULL },
};

static const CrBuiltinRow subset_rows[] = {
  { "__init__", 0, -1, "*", subset_init },
  { "__getitem__", 1, 1, NULL, subset_getitem },
  { "__len__", 0, 0, NULL, subset_len },
  { NULL },
};

static const CrBuiltinRow concat_rows[] = {
  { "__init__", 0, -1, "*", concat_init },
  { "__getitem__", 1, 1, NULL, concat_getitem },
  { "__len__", 0, 0, NULL, concat_len },
  { NULL },
};

static const CrBuiltinRow data_rows[] = {
  { "random_split", 0, -1, "*", data_random_split },
  { NULL },
};

/* In an order in which each base comes first. */
static const struct
{
  const char *name, *module, *base;
  const CrBuiltinRow *rows;
} classes[] = {
  { "Dataset", "dataset", NULL, dataset_rows },
  { "IterableDataset", "dataset", "Dataset", NULL },
  { "TensorDataset", "dataset", "Dataset", tensors_rows },
  { "Subset", "dataset", "Dataset", subset_rows },
  { "ConcatDataset", "dataset", "Dataset", concat_rows },
  { "Sampler", "sampler", NULL, NULL },
  { "SequentialSampler", "sampler", "Sampler", cr_builtins_data_sequential },
  { "RandomSampler", "sampler", "Sampler", cr_builtins_data_random },
  { "BatchSampler", "sampler", "Sampler", cr_builtins_data_batch_sampler },
  { "DataLoader", "dataloader", NULL, cr_builtins_data_loader },
};

CrModuleObject *
cr_builtins_make_torch_data (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, data_rows);
  for (const CrBuiltinRow *row = cr_builtins_data_collate; row->name; row++)
    cr_module_object_set (module, row->name, cr_interp_new_builtin (interp, row, CR_UNSET));
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autofree char *full = g_strdup_printf ("torch.utils.data.%s.%s", classes[i].module, classes[i].name);
      CrObject base = classes[i].base ? cr_dict_get_text (module->attributes, classes[i].base) : CR_UNSET;
      CrClass *above = classes[i].base ? (CrClass *)base.u.cell : interp->types[CR_OBJECT_INSTANCE];
      cr_module_object_set (module, classes[i].name,
                            cr_object_from_cell (cr_nn_new_class (interp, full, above, classes[i].rows)));
    }
  return module;
}
