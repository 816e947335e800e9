/* torch.utils.data.DataLoader in one process, and BatchSampler (torch/utils/data/dataloader.py, sampler.py). Workers
 * would give the same batches in the same order, so num_workers is only an attribute. */

#include "cr-builtins-data-private.h"

static CrObject
batch_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "BatchSampler", "__init__", "sampler, batch_size, drop_last", args, values))
    return CR_UNSET;
  CrObject size = cr_object_ref (values[1]);
  const char *culprit = size.kind != CR_OBJECT_INT || size.u.integer <= 0 ? "positive integer"
                        : values[2].kind != CR_OBJECT_BOOL                ? "boolean"
                                                                          : NULL;
  if (culprit)
    {
      gboolean is_size = culprit[0] == 'p';
      CrObject text = cr_interp_str (interp, values[is_size ? 1 : 2]);
      if (cr_object_is_set (text))
        cr_interp_raise (interp, CR_ERROR_VALUE, "%s should be a %s value, but got %s=%s",
                         is_size ? "batch_size" : "drop_last", culprit, is_size ? "batch_size" : "drop_last",
                         cr_object_text (text));
      cr_object_unref (text);
    }
  cr_object_unref (size);
  cr_nn_set (interp, self, "sampler", values[0]);
  cr_nn_set (interp, self, "batch_size", values[1]);
  cr_nn_set (interp, self, "drop_last", values[2]);
  return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
}

/* The attributes that a batch depends on. */
static gboolean
get_batching (CrInterp *interp, CrObject self, gint64 *size, gboolean *drop_last)
{
  CrObject given = cr_interp_get_attribute (interp, self, "batch_size"), last = CR_UNSET;
  gboolean fine = cr_object_is_set (given) && cr_interp_to_int (interp, given, size);
  if (fine)
    last = cr_interp_get_attribute (interp, self, "drop_last");
  int truth = cr_object_is_set (last) ? cr_interp_truth (interp, last) : -1;
  *drop_last = truth > 0;
  cr_object_unref (given);
  cr_object_unref (last);
  return truth >= 0;
}

/* Up to @size items of @from as a list; NULL at its end (where *@left becomes FALSE) if they are too few, or with an
 * exception. */
static CrSequence *
take_batch (CrInterp *interp, CrIterator *from, gint64 size, gboolean drop_last, gboolean *left)
{
  CrSequence *batch = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
  while ((gint64)batch->n < size)
    {
      CrObject item = cr_interp_next (interp, from);
      if (!cr_object_is_set (item))
        {
          *left = FALSE;
          break;
        }
      cr_sequence_append (batch, item);
    }
  if (cr_interp_is_raised (interp) || batch->n == 0 || (drop_last && (gint64)batch->n < size))
    g_clear_pointer (&batch, cr_cell_unref);
  return batch;
}

/* The sampler is asked for its iterator with the first batch: it may draw when it is. */
static CrObject
batch_next (CrInterp *interp, CrIterator *iterator)
{
  gint64 size;
  gboolean drop_last, left = TRUE;
  if (iterator->position < 0 || !get_batching (interp, iterator->source, &size, &drop_last))
    return CR_UNSET;
  if (!cr_object_is_set (iterator->extra))
    {
      CrObject sampler = cr_interp_get_attribute (interp, iterator->source, "sampler");
      CrIterator *indices = cr_object_is_set (sampler) ? cr_interp_iterate (interp, sampler) : NULL;
      cr_object_unref (sampler);
      if (indices == NULL)
        return CR_UNSET;
      iterator->extra = cr_object_from_cell (indices);
    }
  CrSequence *batch = take_batch (interp, (CrIterator *)iterator->extra.u.cell, size, drop_last, &left);
  if (!left)
    iterator->position = -1;
  return batch ? cr_object_from_cell (batch) : CR_UNSET;
}

static CrObject
batch_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_from_cell (cr_iterator_new (interp->heap, "generator", batch_next, cr_object_ref (self)));
}

/* len (self.NAME) in batches. */
static CrObject
count_batches (CrInterp *interp, CrObject self, const char *name)
{
  gint64 size;
  gboolean drop_last;
  CrObject counted = cr_interp_get_attribute (interp, self, name);
  gint64 n = cr_object_is_set (counted) ? cr_interp_length (interp, counted) : -1;
  cr_object_unref (counted);
  if (n < 0 || !get_batching (interp, self, &size, &drop_last) || size < 1)
    return CR_UNSET;
  return cr_object_int (drop_last ? n / size : n / size + (n % size != 0));
}

static CrObject
batch_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return count_batches (interp, self, "sampler");
}

/* The parameters of DataLoader (), in order. */
typedef enum
{
  DATASET,
  BATCH_SIZE,
  SHUFFLE,
  SAMPLER,
  BATCH_SAMPLER,
  NUM_WORKERS,
  COLLATE_FN,
  PIN_MEMORY,
  DROP_LAST,
  TIMEOUT,
  WORKER_INIT_FN,
  MULTIPROCESSING_CONTEXT,
  GENERATOR,
  PREFETCH_FACTOR,
  PERSISTENT_WORKERS,
  PIN_MEMORY_DEVICE,
  N_VALUES
} LoaderParameter;

static const char loader_parameters[]
    = "dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None, "
      "pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None, multiprocessing_context=None, "
      "generator=None, *, prefetch_factor=2, persistent_workers=False, pin_memory_device=''";

static gboolean
given (const CrObject *values, LoaderParameter which)
{
  return values[which].kind != CR_OBJECT_NONE;
}

static gboolean
is_iterable_dataset (CrInterp *interp, CrObject dataset)
{
  return dataset.kind == CR_OBJECT_INSTANCE
         && cr_class_is_subclass (((CrInstance *)dataset.u.cell)->type, cr_data_class (interp, "IterableDataset"));
}

/* What may not be asked for together, in PyTorch's order; NULL if all is well. */
static const char *
find_conflict (const CrObject *values, gboolean shuffle, gboolean drop_last)
{
  gboolean one = values[BATCH_SIZE].kind == CR_OBJECT_INT && values[BATCH_SIZE].u.integer == 1;
  if (values[NUM_WORKERS].kind == CR_OBJECT_INT && values[NUM_WORKERS].u.integer < 0)
    return "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.";
  if (given (values, SAMPLER) && shuffle)
    return "sampler option is mutually exclusive with shuffle";
  if (given (values, BATCH_SAMPLER) && (!one || shuffle || given (values, SAMPLER) || drop_last))
    return "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last";
  if (!given (values, BATCH_SAMPLER) && !given (values, BATCH_SIZE) && drop_last)
    return "batch_size=None option disables auto-batching and is mutually exclusive with drop_last";
  return NULL;
}

/* An IterableDataset has its own order. */
static gboolean
check_iterable (CrInterp *interp, const CrObject *values, gboolean shuffle)
{
  static const struct
  {
    LoaderParameter which;
    const char *name;
  } orders[] = { { SHUFFLE, "shuffle" }, { SAMPLER, "sampler" }, { BATCH_SAMPLER, "batch_sampler" } };
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (i == 0 ? shuffle : given (values, orders[i].which))
      {
        CrObject text = cr_interp_str (interp, values[orders[i].which]);
        if (cr_object_is_set (text))
          cr_interp_raise (interp, CR_ERROR_VALUE,
                           "DataLoader with IterableDataset: expected unspecified %s option, but got %s=%s",
                           orders[i].name, orders[i].name, cr_object_text (text));
        cr_object_unref (text);
        return FALSE;
      }
  return TRUE;
}

static CrObject
new_of (CrInterp *interp, const char *name, const CrObject *values, guint n)
{
  CrCallArgs args = { values, n, 0, NULL };
  return cr_interp_instantiate (interp, cr_data_class (interp, name), &args);
}

/* The samplers that were not given. */
static gboolean
fill_in_samplers (CrInterp *interp, CrObject *values, gboolean shuffle)
{
  if (given (values, BATCH_SAMPLER))
    cr_object_set (&values[BATCH_SIZE], CR_NONE);
  if (!given (values, SAMPLER))
    {
      CrObject of[] = { values[DATASET], cr_object_bool (FALSE), CR_NONE, values[GENERATOR] };
      CrObject sampler
          = shuffle ? new_of (interp, "RandomSampler", of, 4) : new_of (interp, "SequentialSampler", of, 1);
      if (!cr_object_is_set (sampler))
        return FALSE;
      cr_object_set (&values[SAMPLER], sampler);
    }
  if (given (values, BATCH_SIZE) && !given (values, BATCH_SAMPLER))
    {
      CrObject of[] = { values[SAMPLER], values[BATCH_SIZE], values[DROP_LAST] };
      CrObject batches = new_of (interp, "BatchSampler", of, 3);
      if (!cr_object_is_set (batches))
        return FALSE;
      cr_object_set (&values[BATCH_SAMPLER], batches);
    }
  return TRUE;
}

static gboolean
prepare (CrInterp *interp, CrObject *values)
{
  int shuffle = cr_interp_truth (interp, values[SHUFFLE]);
  int drop_last = shuffle < 0 ? -1 : cr_interp_truth (interp, values[DROP_LAST]);
  if (drop_last < 0)
    return FALSE;
  gboolean iterable = is_iterable_dataset (interp, values[DATASET]);
  if (iterable && !check_iterable (interp, values, shuffle))
    return FALSE;
  const char *conflict = find_conflict (values, shuffle, drop_last);
  if (conflict)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "%s", conflict);
      return FALSE;
    }
  if (!iterable && !fill_in_samplers (interp, values, shuffle))
    return FALSE;
  if (given (values, COLLATE_FN))
    return TRUE;
  gboolean batches = given (values, BATCH_SAMPLER) || given (values, BATCH_SIZE);
  const CrBuiltinRow *row = &cr_builtins_data_collate[batches ? 0 : 1];
  cr_object_set (&values[COLLATE_FN], cr_interp_new_builtin (interp, row, CR_UNSET));
  return TRUE;
}

static CrObject
loader_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "DataLoader", "__init__", loader_parameters, args, values))
    return CR_UNSET;
  gboolean fine = prepare (interp, values);
  g_auto (GStrv) names = g_strsplit (loader_parameters, ", ", -1);
  for (guint i = 0, at = 0; fine && names[i]; i++)
    {
      if (names[i][0] == '*')
        continue;
      names[i][strcspn (names[i], "=")] = '\0';
      if (at != SHUFFLE)
        cr_nn_set (interp, self, names[i], cr_object_ref (values[at]));
      at++;
    }
  cr_nn_unbind (values, N_VALUES);
  return fine ? CR_NONE : CR_UNSET;
}

/* Calls collate_fn with @data, which is taken over. */
static CrObject
finish_batch (CrInterp *interp, CrObject loader, CrObject data)
{
  CrObject collate = cr_interp_get_attribute (interp, loader, "collate_fn");
  CrObject result = cr_object_is_set (collate) ? cr_interp_call_simple (interp, collate, &data, 1) : CR_UNSET;
  cr_object_unref (collate);
  cr_object_unref (data);
  return result;
}

/* dataset[index], or the list of them for a list of indices. */
static CrObject
fetch (CrInterp *interp, CrObject loader, CrObject index, gboolean batched)
{
  CrObject dataset = cr_interp_get_attribute (interp, loader, "dataset"), data = CR_UNSET;
  CrSequence *indices
      = batched && cr_object_is_set (dataset) ? cr_interp_to_sequence (interp, index, CR_OBJECT_LIST) : NULL;
  if (!batched && cr_object_is_set (dataset))
    data = cr_interp_get_item (interp, dataset, index);
  else if (indices)
    {
      CrSequence *samples = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
      for (guint i = 0; i < indices->n && !cr_interp_is_raised (interp); i++)
        {
          CrObject sample = cr_interp_get_item (interp, dataset, indices->items[i]);
          if (cr_object_is_set (sample))
            cr_sequence_append (samples, sample);
        }
      data = cr_object_from_cell (samples);
      if (cr_interp_is_raised (interp))
        cr_object_clear (&data);
    }
  cr_cell_unref (indices);
  cr_object_unref (dataset);
  return data;
}

/* `extra` is the iterator of the indices. */
static CrObject
loader_next (CrInterp *interp, CrIterator *iterator)
{
  CrObject batches = cr_interp_get_attribute (interp, iterator->source, "batch_sampler");
  if (!cr_object_is_set (batches))
    return CR_UNSET;
  gboolean batched = batches.kind != CR_OBJECT_NONE;
  cr_object_unref (batches);
  CrObject index = cr_interp_next (interp, (CrIterator *)iterator->extra.u.cell);
  CrObject data = cr_object_is_set (index) ? fetch (interp, iterator->source, index, batched) : CR_UNSET;
  cr_object_unref (index);
  return cr_object_is_set (data) ? finish_batch (interp, iterator->source, data) : CR_UNSET;
}

/* `extra` is the iterator of the dataset itself. */
static CrObject
loader_next_iterable (CrInterp *interp, CrIterator *iterator)
{
  gint64 size = 0;
  gboolean drop_last = FALSE, left = TRUE;
  CrIterator *from = (CrIterator *)iterator->extra.u.cell;
  CrObject wanted = cr_interp_get_attribute (interp, iterator->source, "batch_size"), data = CR_UNSET;
  gboolean batched = cr_object_is_set (wanted) && wanted.kind != CR_OBJECT_NONE;
  cr_object_unref (wanted);
  if (batched && !get_batching (interp, iterator->source, &size, &drop_last))
    return CR_UNSET;
  if (iterator->position < 0 || cr_interp_is_raised (interp))
    return CR_UNSET;
  CrSequence *batch = batched ? take_batch (interp, from, size, drop_last, &left) : NULL;
  data = batch ? cr_object_from_cell (batch) : batched ? CR_UNSET : cr_interp_next (interp, from);
  if (!left)
    iterator->position = -1;
  return cr_object_is_set (data) ? finish_batch (interp, iterator->source, data) : CR_UNSET;
}

/* What says in which order, then the seed that workers would get is drawn; the dataset's own iterator comes last. */
static CrObject
loader_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  static const char *const names[] = { "dataset", "batch_sampler", "sampler", "generator" };
  CrObject values[G_N_ELEMENTS (names)] = { CR_UNSET };
  CrIterator *from = NULL;
  gboolean fine = TRUE;
  for (guint i = 0; fine && i < G_N_ELEMENTS (names); i++)
    {
      values[i] = cr_interp_get_attribute (interp, self, names[i]);
      fine = cr_object_is_set (values[i]);
    }
  gboolean iterable = fine && is_iterable_dataset (interp, values[0]);
  if (fine && !iterable)
    from = cr_interp_iterate (interp, values[values[1].kind != CR_OBJECT_NONE ? 1 : 2]);
  if (fine && (iterable || from))
    cr_data_draw_seed (interp, values[3]);
  if (iterable)
    from = cr_interp_iterate (interp, values[0]);
  cr_nn_unbind (values, G_N_ELEMENTS (names));
  if (from == NULL)
    return CR_UNSET;
  CrIterator *iterator = cr_iterator_new (interp->heap, "_SingleProcessDataLoaderIter",
                                          iterable ? loader_next_iterable : loader_next, cr_object_ref (self));
  iterator->extra = cr_object_from_cell (from);
  return cr_object_from_cell (iterator);
}

static CrObject
loader_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject batches = cr_interp_get_attribute (interp, self, "batch_sampler");
  if (!cr_object_is_set (batches))
    return CR_UNSET;
  CrObject counted
      = batches.kind != CR_OBJECT_NONE ? cr_object_ref (batches) : cr_interp_get_attribute (interp, self, "sampler");
  cr_object_unref (batches);
  if (counted.kind == CR_OBJECT_NONE)
    return count_batches (interp, self, "dataset");
  gint64 n = cr_object_is_set (counted) ? cr_interp_length (interp, counted) : -1;
  cr_object_unref (counted);
  return n < 0 ? CR_UNSET : cr_object_int (n);
}

const CrBuiltinRow cr_builtins_data_batch_sampler[] = {
  { "__init__", 0, -1, "*", batch_init },
  { "__iter__", 0, 0, NULL, batch_iter },
  { "__len__", 0, 0, NULL, batch_len },
  { NULL },
};

const CrBuiltinRow cr_builtins_data_loader[] = {
  { "__init__", 0, -1, "*", loader_init },
  { "__iter__", 0, 0, NULL, loader_iter },
  { "__len__", 0, 0, NULL, loader_len },
  { NULL },
};
