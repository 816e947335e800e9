/* The samplers of torch.utils.data: in which order a dataset is walked, with PyTorch's draws
 * (torch/utils/data/sampler.py). */

#include "cr-builtins-data-private.h"

#include "cr-random.h"

#define REPLACEMENT_CHUNK 32 /* so many indices RandomSampler draws at a time */

CrGenerator *
cr_data_generator (CrInterp *interp, CrObject generator)
{
  return generator.kind == CR_OBJECT_GENERATOR ? cr_object_generator (generator)
                                               : cr_context_get_generator (interp->context);
}

gint64
cr_data_draw_seed (CrInterp *interp, CrObject generator)
{
  return (gint64)(cr_generator_next64 (cr_data_generator (interp, generator)) & G_MAXINT64);
}

gint64
cr_data_length (CrInterp *interp, CrObject self, const char *name)
{
  CrObject value = cr_interp_get_attribute (interp, self, name);
  gint64 n = cr_object_is_set (value) ? cr_interp_length (interp, value) : -1;
  cr_object_unref (value);
  return n;
}

CrObject
cr_data_count (gint64 n)
{
  return n < 0 ? CR_UNSET : cr_object_int (n);
}

static CrObject
sequential_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "SequentialSampler", "__init__", "data_source", args, values))
    return CR_UNSET;
  cr_nn_set (interp, self, "data_source", values[0]);
  return CR_NONE;
}

static CrObject
sequential_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 n = cr_data_length (interp, self, "data_source");
  if (n < 0)
    return CR_UNSET;
  CrObject range = cr_range_new (interp->heap, 0, n, 1);
  CrIterator *iterator = cr_interp_iterate (interp, range);
  cr_object_unref (range);
  return iterator ? cr_object_from_cell (iterator) : CR_UNSET;
}

static CrObject
source_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_data_count (cr_data_length (interp, self, "data_source"));
}

/* How many indices a RandomSampler gives; -1 with an exception. */
static gint64
count_samples (CrInterp *interp, CrObject self)
{
  CrObject given = cr_interp_get_attribute (interp, self, "_num_samples");
  gint64 n = -1;
  if (given.kind == CR_OBJECT_NONE)
    n = cr_data_length (interp, self, "data_source");
  else if (cr_object_is_set (given) && !cr_interp_to_int (interp, given, &n))
    n = -1;
  cr_object_unref (given);
  return n;
}

static CrObject
random_init (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject values[CR_NN_MAX_PARAMETERS];
  if (!cr_nn_bind (interp, "RandomSampler", "__init__",
                   "data_source, replacement=False, num_samples=None, generator=None", args, values))
    return CR_UNSET;
  cr_nn_set (interp, self, "data_source", values[0]);
  cr_nn_set (interp, self, "replacement", values[1]);
  cr_nn_set (interp, self, "_num_samples", values[2]);
  cr_nn_set (interp, self, "generator", values[3]);
  gint64 n = count_samples (interp, self);
  if (n > 0 || cr_interp_is_raised (interp))
    return cr_interp_is_raised (interp) ? CR_UNSET : CR_NONE;
  return cr_interp_raise (interp, CR_ERROR_VALUE,
                          "num_samples should be a positive integer value, but got num_samples=%" G_GINT64_FORMAT, n);
}

/* The generator of an epoch: the sampler's, or a fresh one with a seed that is drawn. */
static CrObject
begin_epoch (CrInterp *interp, CrObject sampler)
{
  CrObject own = cr_interp_get_attribute (interp, sampler, "generator");
  CrCallArgs none = { NULL, 0, 0, NULL };
  if (own.kind != CR_OBJECT_NONE)
    return own;
  gint64 seed = cr_data_draw_seed (interp, CR_NONE);
  CrObject fresh = cr_builtins_construct_generator (interp, CR_UNSET, &none);
  if (cr_object_is_set (fresh))
    cr_generator_seed (cr_object_generator (fresh), (guint64)seed);
  return fresh;
}

/* What a RandomSampler's iterator keeps in `extra`. */
typedef enum
{
  EPOCH_GENERATOR,
  EPOCH_INDICES, /* of the chunk at hand */
  EPOCH_SOURCE,  /* how many there are to choose from, how many are wanted */
  EPOCH_TOTAL,
  EPOCH_REPLACEMENT,
  N_EPOCH
} EpochItem;

static CrSequence *
new_epoch (CrInterp *interp, CrObject sampler)
{
  CrSequence *epoch = cr_sequence_new (interp->heap, CR_OBJECT_LIST, N_EPOCH);
  CrObject replacement = cr_interp_get_attribute (interp, sampler, "replacement");
  int replaces = cr_object_is_set (replacement) ? cr_interp_truth (interp, replacement) : -1;
  gint64 n = replaces < 0 ? -1 : cr_data_length (interp, sampler, "data_source");
  gint64 total = n < 0 ? -1 : count_samples (interp, sampler);
  cr_object_unref (replacement);
  epoch->items[EPOCH_INDICES] = CR_NONE;
  epoch->items[EPOCH_SOURCE] = cr_object_int (n);
  epoch->items[EPOCH_TOTAL] = cr_object_int (total);
  epoch->items[EPOCH_REPLACEMENT] = cr_object_bool (replaces > 0);
  epoch->items[EPOCH_GENERATOR] = total < 0 ? CR_UNSET : begin_epoch (interp, sampler);
  if (!cr_object_is_set (epoch->items[EPOCH_GENERATOR]))
    g_clear_pointer (&epoch, cr_cell_unref);
  return epoch;
}

/* The indices from @at on: a permutation, or so many numbers drawn on their own. */
static gboolean
draw_chunk (CrInterp *interp, CrSequence *epoch, gint64 at)
{
  GError *error = NULL;
  CrGenerator *generator = cr_data_generator (interp, epoch->items[EPOCH_GENERATOR]);
  gint64 n = epoch->items[EPOCH_SOURCE].u.integer;
  gint64 size = MIN (epoch->items[EPOCH_TOTAL].u.integer - at, REPLACEMENT_CHUNK);
  CrTensor *drawn;
  if (!epoch->items[EPOCH_REPLACEMENT].u.integer)
    drawn = cr_random_permutation (interp->context, n, CR_DTYPE_INT64, generator, &error);
  else
    {
      drawn = cr_tensor_new_unannounced (interp->context, CR_DTYPE_INT64, 1, &size, &error);
      if (drawn && !cr_random_integers (drawn, generator, 0, n, &error))
        g_clear_pointer (&drawn, cr_tensor_unref);
    }
  if (drawn == NULL)
    {
      cr_interp_raise_error (interp, error);
      return FALSE;
    }
  cr_object_set (&epoch->items[EPOCH_INDICES], cr_object_take_tensor (drawn));
  return TRUE;
}

/* The next index; behind the last full permutation one more is drawn for the rest, even if nothing is left: so the
 * generator goes on as PyTorch's does. */
static CrObject
random_next (CrInterp *interp, CrIterator *iterator)
{
  if (iterator->position < 0)
    return CR_UNSET;
  if (!cr_object_is_set (iterator->extra))
    {
      CrSequence *epoch = new_epoch (interp, iterator->source);
      if (epoch == NULL)
        return CR_UNSET;
      iterator->extra = cr_object_from_cell (epoch);
    }
  CrSequence *epoch = cr_object_sequence (iterator->extra);
  gint64 at = iterator->position, total = epoch->items[EPOCH_TOTAL].u.integer;
  gint64 chunk
      = epoch->items[EPOCH_REPLACEMENT].u.integer ? REPLACEMENT_CHUNK : MAX (epoch->items[EPOCH_SOURCE].u.integer, 1);
  if (at % chunk == 0 && !draw_chunk (interp, epoch, at))
    return CR_UNSET;
  iterator->position = at < total ? at + 1 : -1;
  return at < total ? cr_object_int (cr_tensor_get_int (epoch->items[EPOCH_INDICES].u.tensor, at % chunk)) : CR_UNSET;
}

static CrObject
random_iter (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_object_from_cell (cr_iterator_new (interp->heap, "generator", random_next, cr_object_ref (self)));
}

static CrObject
random_len (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return cr_data_count (count_samples (interp, self));
}

const CrBuiltinRow cr_builtins_data_sequential[] = {
  { "__init__", 0, -1, "*", sequential_init },
  { "__iter__", 0, 0, NULL, sequential_iter },
  { "__len__", 0, 0, NULL, source_len },
  { NULL },
};

const CrBuiltinRow cr_builtins_data_random[] = {
  { "__init__", 0, -1, "*", random_init },
  { "__iter__", 0, 0, NULL, random_iter },
  { "__len__", 0, 0, NULL, random_len },
  { NULL },
};
