/* How samples become a batch (torch/utils/data/_utils/collate.py). */

#include "cr-builtins-data-private.h"

/* The items @key of each of @batch, made one; texts stay a sequence of @kind. */
static CrObject
collate_part (CrInterp *interp, CrSequence *batch, CrObject key, CrObjectKind kind)
{
  CrSequence *part = cr_sequence_new (interp->heap, kind, 0);
  CrObject result = CR_UNSET;
  for (guint i = 0; i < batch->n; i++)
    {
      CrObject item = cr_interp_get_item (interp, batch->items[i], key);
      if (!cr_object_is_set (item))
        break;
      cr_sequence_append (part, item);
    }
  if (part->n == batch->n)
    result = cr_data_collate (interp, part);
  cr_cell_unref (part);
  return result;
}

static CrObject
collate_sequences (CrInterp *interp, CrSequence *batch)
{
  gint64 n = cr_interp_length (interp, batch->items[0]);
  for (guint i = 1; n >= 0 && i < batch->n; i++)
    if (cr_interp_length (interp, batch->items[i]) != n)
      return cr_interp_is_raised (interp)
                 ? CR_UNSET
                 : cr_interp_raise (interp, CR_ERROR_RUNTIME, "each element in list of batch should be of equal size");
  CrSequence *parts = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (gint64 i = 0; i < n; i++)
    {
      CrObject part = collate_part (interp, batch, cr_object_int (i), CR_OBJECT_TUPLE);
      if (!cr_object_is_set (part))
        {
          cr_cell_unref (parts);
          return CR_UNSET;
        }
      cr_sequence_append (parts, part);
    }
  return cr_object_from_cell (parts);
}

static CrObject
collate_dicts (CrInterp *interp, CrSequence *batch)
{
  CrDict *first = cr_object_dict (batch->items[0]), *result = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; i < first->n_entries; i++)
    {
      if (!cr_object_is_set (first->entries[i].key))
        continue;
      CrObject key = cr_object_ref (first->entries[i].key), part = collate_part (interp, batch, key, CR_OBJECT_LIST);
      if (cr_object_is_set (part))
        cr_dict_set (result, key, part);
      cr_object_unref (key);
      if (!cr_object_is_set (part))
        {
          cr_cell_unref (result);
          return CR_UNSET;
        }
    }
  return cr_object_from_cell (result);
}

/* torch.stack () of tensors, and of arrays as the tensors that they are. */
static CrObject
collate_tensors (CrInterp *interp, CrSequence *batch)
{
  CrSequence *list = cr_sequence_new (interp->heap, CR_OBJECT_LIST, batch->n);
  for (guint i = 0; i < batch->n; i++)
    list->items[i] = batch->items[i].kind == CR_OBJECT_ARRAY
                         ? cr_object_take_tensor (cr_tensor_ref (batch->items[i].u.tensor))
                         : cr_object_ref (batch->items[i]);
  CrObject values[] = { cr_object_from_cell (list), cr_object_int (0) };
  CrObject result = cr_nn_call_function (interp, "stack", values, 2);
  cr_object_unref (values[0]);
  return result;
}

static CrObject
collate_numbers (CrInterp *interp, CrSequence *batch)
{
  const CrDtype wide = CR_DTYPE_FLOAT64;
  CrObject list = cr_object_from_cell (cr_cell_ref (batch));
  CrTensor *tensor = cr_interp_make_tensor (interp, list, batch->items[0].kind == CR_OBJECT_FLOAT ? &wide : NULL);
  cr_object_unref (list);
  return tensor ? cr_object_take_tensor (tensor) : CR_UNSET;
}

static CrObject
raise_strange (CrInterp *interp, CrObject sample)
{
  CrObject type = cr_object_from_cell (cr_cell_ref ((gpointer)cr_interp_type_of (interp, sample)));
  CrObject text = cr_interp_str (interp, type);
  if (cr_object_is_set (text))
    cr_interp_raise (interp, CR_ERROR_TYPE,
                     "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found %s",
                     cr_object_text (text));
  cr_object_unref (type);
  cr_object_unref (text);
  return CR_UNSET;
}

CrObject
cr_data_collate (CrInterp *interp, CrSequence *batch)
{
  if (batch->n == 0)
    return cr_interp_raise (interp, CR_ERROR_INDEX, "list index out of range");
  if (!cr_interp_step (interp))
    return CR_UNSET;
  CrObject first = batch->items[0];
  if (first.kind == CR_OBJECT_TENSOR || first.kind == CR_OBJECT_ARRAY)
    return collate_tensors (interp, batch);
  if (first.kind == CR_OBJECT_FLOAT || first.kind == CR_OBJECT_INT || first.kind == CR_OBJECT_BOOL)
    return collate_numbers (interp, batch);
  if (first.kind == CR_OBJECT_STR)
    return cr_object_from_cell (cr_cell_ref (batch));
  if (first.kind == CR_OBJECT_DICT)
    return collate_dicts (interp, batch);
  if (cr_object_is_sequence (first))
    return collate_sequences (interp, batch);
  return raise_strange (interp, first);
}

static CrObject
data_default_collate (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *batch = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_LIST);
  CrObject result = batch ? cr_data_collate (interp, batch) : CR_UNSET;
  cr_cell_unref (batch);
  return result;
}

/* Without batches a sample is passed on, with its arrays as tensors and its tuples as lists. */
static CrObject
convert (CrInterp *interp, CrObject sample)
{
  if (sample.kind == CR_OBJECT_ARRAY)
    return cr_object_take_tensor (cr_tensor_ref (sample.u.tensor));
  if ((sample.kind != CR_OBJECT_TUPLE && sample.kind != CR_OBJECT_LIST) || !cr_interp_step (interp))
    return cr_interp_is_raised (interp) ? CR_UNSET : cr_object_ref (sample);
  CrSequence *from = cr_object_sequence (sample), *to = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  for (guint i = 0; i < from->n; i++)
    {
      CrObject item = convert (interp, from->items[i]);
      if (!cr_object_is_set (item))
        {
          cr_cell_unref (to);
          return CR_UNSET;
        }
      cr_sequence_append (to, item);
    }
  return cr_object_from_cell (to);
}

static CrObject
data_default_convert (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return convert (interp, args->values[0]);
}

const CrBuiltinRow cr_builtins_data_collate[] = {
  { "default_collate", 1, 1, "batch", data_default_collate },
  { "default_convert", 1, 1, "data", data_default_convert },
  { NULL },
};
