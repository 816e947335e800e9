/* The module itertools. Each function gives an iterator whose `source` is what it draws from (an
 * iterator, or a tuple of them) and whose `extra` and `position` say how far it is. */

#include "cr-interp-private.h"

#include <string.h>

static CrIterator *
inner (CrObject object)
{
  return (CrIterator *)object.u.cell;
}

/* An iterator over each of the values, in a tuple; NULL with an exception pending. */
static CrSequence *
iterate_all (CrInterp *interp, const CrObject *values, guint n)
{
  CrSequence *sources = cr_sequence_new (interp->heap, CR_OBJECT_LIST, n);
  for (guint i = 0; i < n; i++)
    {
      CrIterator *source = cr_interp_iterate (interp, values[i]);
      if (source == NULL)
        {
          cr_cell_unref (sources);
          return NULL;
        }
      sources->items[i] = cr_object_from_cell (source);
    }
  return sources;
}

static CrObject
make (CrInterp *interp, const char *name, CrIteratorNext next, CrObject source)
{
  return cr_object_from_cell (cr_iterator_new (interp->heap, name, next, source));
}

/* One over the items of @value. */
static CrObject
make_over (CrInterp *interp, const char *name, CrIteratorNext next, CrObject value)
{
  CrIterator *source = cr_interp_iterate (interp, value);
  return source ? make (interp, name, next, cr_object_from_cell (source)) : CR_UNSET;
}

/* source: an iterator over iterables; extra: the iterator that is at hand. */
static CrObject
chain_next (CrInterp *interp, CrIterator *iterator)
{
  for (;;)
    {
      if (cr_object_is_set (iterator->extra))
        {
          CrObject item = cr_interp_next (interp, inner (iterator->extra));
          if (cr_object_is_set (item) || cr_interp_is_raised (interp))
            return item;
          cr_object_clear (&iterator->extra);
        }
      CrObject following = cr_interp_next (interp, inner (iterator->source));
      if (!cr_object_is_set (following))
        return CR_UNSET;
      CrIterator *next = cr_interp_iterate (interp, following);
      cr_object_unref (following);
      if (next == NULL)
        return CR_UNSET;
      iterator->extra = cr_object_from_cell (next);
    }
}

static CrObject
chain_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *all = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, args->n_positional);
  for (guint i = 0; i < args->n_positional; i++)
    all->items[i] = cr_object_ref (args->values[i]);
  CrObject made = make_over (interp, "itertools.chain", chain_next, cr_object_from_cell (all));
  cr_cell_unref (all);
  return made;
}

static CrObject
chain_from_iterable (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_over (interp, "itertools.chain", chain_next, args->values[0]);
}

static const CrBuiltinRow from_iterable_row = { "from_iterable", 1, 1, NULL, chain_from_iterable };

static CrObject
count_next (CrInterp *interp, CrIterator *iterator)
{
  CrObject value = cr_object_ref (iterator->source);
  CrObject following = cr_interp_binary (interp, CR_AST_BINARY_ADD, iterator->source, iterator->extra);
  if (cr_object_is_set (following))
    {
      cr_object_set (&iterator->source, following);
      return value;
    }
  cr_object_unref (value);
  return CR_UNSET;
}

static CrObject
count_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject start = cr_call_args_at (args, 0, "start"), step = cr_call_args_at (args, 1, "step");
  CrObject made = make (interp, "itertools.count", count_next,
                        cr_object_is_set (start) ? cr_object_ref (start) : cr_object_int (0));
  inner (made)->extra = cr_object_is_set (step) ? cr_object_ref (step) : cr_object_int (1);
  return made;
}

static CrObject
repeat_next (CrInterp *interp, CrIterator *iterator)
{
  if (iterator->position == 0)
    return CR_UNSET;
  if (iterator->position > 0)
    iterator->position--;
  return cr_object_ref (iterator->source);
}

static CrObject
repeat_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject times = cr_call_args_at (args, 1, "times");
  gint64 n = -1;
  if (cr_object_is_set (times))
    {
      if (!cr_interp_to_int (interp, times, &n))
        return CR_UNSET;
      n = MAX (n, 0);
    }
  CrObject made = make (interp, "itertools.repeat", repeat_next, cr_object_ref (args->values[0]));
  inner (made)->position = n;
  return made;
}

/* source: the iterator until it ends; extra: the items so far, walked again and again after. */
static CrObject
cycle_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *seen = cr_object_sequence (iterator->extra);
  if (cr_object_is_set (iterator->source))
    {
      CrObject item = cr_interp_next (interp, inner (iterator->source));
      if (cr_object_is_set (item))
        cr_sequence_append (seen, cr_object_ref (item));
      if (cr_object_is_set (item) || cr_interp_is_raised (interp))
        return item;
      cr_object_clear (&iterator->source);
    }
  if (seen->n == 0)
    return CR_UNSET;
  return cr_object_ref (seen->items[iterator->position++ % seen->n]);
}

static CrObject
cycle_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject made = make_over (interp, "itertools.cycle", cycle_next, args->values[0]);
  if (cr_object_is_set (made))
    inner (made)->extra = cr_object_from_cell (cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0));
  return made;
}

/* extra: (next index to give, stop or -1, step); position: index of the source's next item. */
static CrObject
islice_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *plan = cr_object_sequence (iterator->extra);
  gint64 wanted = plan->items[0].u.integer, stop = plan->items[1].u.integer;
  if (stop >= 0 && wanted >= stop)
    return CR_UNSET;
  for (;;)
    {
      CrObject item = cr_interp_next (interp, inner (iterator->source));
      if (!cr_object_is_set (item))
        return CR_UNSET;
      if (iterator->position++ == wanted)
        {
          plan->items[0].u.integer += plan->items[2].u.integer;
          return item;
        }
      cr_object_unref (item);
    }
}

static CrObject
islice_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  gint64 values[3] = { 0, -1, 1 };
  guint n = args->n_positional - 1;
  for (guint i = 0; i < n; i++)
    {
      gint64 *value = &values[n == 1 ? 1 : i];
      if (args->values[i + 1].kind == CR_OBJECT_NONE)
        continue;
      if (!cr_interp_to_int (interp, args->values[i + 1], value))
        return CR_UNSET;
      if (*value < (i == 2))
        return cr_interp_raise (interp, CR_ERROR_VALUE,
                                i == 2 ? "Step for islice() must be a positive integer or None."
                                       : "Indices for islice() must be None or an integer: "
                                         "0 <= x <= sys.maxsize.");
    }
  CrObject made = make_over (interp, "itertools.islice", islice_next, args->values[0]);
  if (!cr_object_is_set (made))
    return CR_UNSET;
  CrSequence *plan = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 3);
  for (guint i = 0; i < 3; i++)
    plan->items[i] = cr_object_int (values[i]);
  inner (made)->extra = cr_object_from_cell (plan);
  return made;
}

/* source: a list of iterators, UNSET where one has ended; extra: what fills. */
static CrObject
zip_longest_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *sources = cr_object_sequence (iterator->source);
  CrSequence *items = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, sources->n);
  guint n_alive = 0;
  for (guint i = 0; i < sources->n; i++)
    {
      if (cr_object_is_set (sources->items[i]))
        items->items[i] = cr_interp_next (interp, inner (sources->items[i]));
      if (cr_interp_is_raised (interp))
        break;
      n_alive += cr_object_is_set (items->items[i]);
      if (cr_object_is_set (items->items[i]))
        continue;
      cr_object_clear (&sources->items[i]);
      items->items[i] = cr_object_ref (iterator->extra);
    }
  if (n_alive > 0 && !cr_interp_is_raised (interp))
    return cr_object_from_cell (items);
  cr_cell_unref (items);
  return CR_UNSET;
}

static CrObject
zip_longest_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrSequence *sources = iterate_all (interp, args->values, args->n_positional);
  CrObject filler = cr_call_args_get (args, "fillvalue");
  if (sources == NULL)
    return CR_UNSET;
  CrObject made = make (interp, "itertools.zip_longest", zip_longest_next, cr_object_from_cell (sources));
  inner (made)->extra = cr_object_is_set (filler) ? cr_object_ref (filler) : CR_NONE;
  return made;
}

/* source: (iterator, function or None); extra: the sum so far; position: whether `initial` waits to be given. */
static CrObject
accumulate_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *parts = cr_object_sequence (iterator->source);
  if (iterator->position)
    {
      iterator->position = 0;
      return cr_object_ref (iterator->extra);
    }
  CrObject item = cr_interp_next (interp, inner (parts->items[0]));
  if (!cr_object_is_set (item))
    return CR_UNSET;
  if (cr_object_is_set (iterator->extra))
    {
      CrObject values[] = { iterator->extra, item };
      CrObject sum = parts->items[1].kind == CR_OBJECT_NONE
                         ? cr_interp_binary (interp, CR_AST_BINARY_ADD, values[0], values[1])
                         : cr_interp_call_simple (interp, parts->items[1], values, 2);
      cr_object_set (&item, sum);
    }
  if (cr_object_is_set (item))
    cr_object_set (&iterator->extra, cr_object_ref (item));
  return item;
}

static CrObject
accumulate_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrIterator *source = cr_interp_iterate (interp, args->values[0]);
  CrObject function = cr_call_args_at (args, 1, "func"), initial = cr_call_args_get (args, "initial");
  if (source == NULL)
    return CR_UNSET;
  CrSequence *parts = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  parts->items[0] = cr_object_from_cell (source);
  parts->items[1] = cr_object_is_set (function) ? cr_object_ref (function) : CR_NONE;
  CrObject made = make (interp, "itertools.accumulate", accumulate_next, cr_object_from_cell (parts));
  if (cr_object_is_set (initial) && initial.kind != CR_OBJECT_NONE)
    {
      inner (made)->extra = cr_object_ref (initial);
      inner (made)->position = 1;
    }
  return made;
}

/* takewhile and dropwhile: extra is the function; position: 1 once the condition has failed. */
static int
condition (CrInterp *interp, CrIterator *iterator, CrObject item)
{
  CrObject verdict = cr_interp_call_simple (interp, iterator->extra, &item, 1);
  int truth = cr_object_is_set (verdict) ? cr_interp_truth (interp, verdict) : -1;
  cr_object_unref (verdict);
  return truth;
}

static CrObject
takewhile_next (CrInterp *interp, CrIterator *iterator)
{
  CrObject item = iterator->position ? CR_UNSET : cr_interp_next (interp, inner (iterator->source));
  if (!cr_object_is_set (item) || condition (interp, iterator, item) > 0)
    return item;
  iterator->position = 1;
  cr_object_unref (item);
  return CR_UNSET;
}

static CrObject
dropwhile_next (CrInterp *interp, CrIterator *iterator)
{
  for (;;)
    {
      CrObject item = cr_interp_next (interp, inner (iterator->source));
      if (!cr_object_is_set (item) || iterator->position)
        return item;
      int truth = condition (interp, iterator, item);
      if (truth == 0)
        {
          iterator->position = 1;
          return item;
        }
      cr_object_unref (item);
      if (truth < 0)
        return CR_UNSET;
    }
}

static CrObject
starmap_next (CrInterp *interp, CrIterator *iterator)
{
  CrObject item = cr_interp_next (interp, inner (iterator->source));
  CrSequence *values = cr_object_is_set (item) ? cr_interp_to_sequence (interp, item, CR_OBJECT_TUPLE) : NULL;
  CrObject result = values ? cr_interp_call_simple (interp, iterator->extra, values->items, values->n) : CR_UNSET;
  cr_cell_unref (values);
  cr_object_unref (item);
  return result;
}

/* What calls a function (first argument) on the items of the second. */
static CrObject
make_with_function (CrInterp *interp, const CrCallArgs *args, const char *name, CrIteratorNext next)
{
  CrObject made = make_over (interp, name, next, args->values[1]);
  if (cr_object_is_set (made))
    inner (made)->extra = cr_object_ref (args->values[0]);
  return made;
}

static CrObject
takewhile_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_with_function (interp, args, "itertools.takewhile", takewhile_next);
}

static CrObject
dropwhile_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_with_function (interp, args, "itertools.dropwhile", dropwhile_next);
}

static CrObject
starmap_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_with_function (interp, args, "itertools.starmap", starmap_next);
}

static CrObject
pairwise_next (CrInterp *interp, CrIterator *iterator)
{
  if (!cr_object_is_set (iterator->extra))
    iterator->extra = cr_interp_next (interp, inner (iterator->source));
  CrObject second = cr_object_is_set (iterator->extra) ? cr_interp_next (interp, inner (iterator->source)) : CR_UNSET;
  if (!cr_object_is_set (second))
    return CR_UNSET;
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = iterator->extra;
  pair->items[1] = second;
  iterator->extra = cr_object_ref (second);
  return cr_object_from_cell (pair);
}

static CrObject
pairwise_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return make_over (interp, "itertools.pairwise", pairwise_next, args->values[0]);
}

/* Choices of items: source is a tuple of pools (tuples), extra a tuple of ints, an index into each; position is 0
 * before the first, 1 after it, 2 at the end. */
static CrObject
give_choice (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *pools = cr_object_sequence (iterator->source), *at = cr_object_sequence (iterator->extra);
  CrSequence *items = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, at->n);
  for (guint i = 0; i < at->n; i++)
    items->items[i] = cr_object_ref (cr_object_sequence (pools->items[i])->items[at->items[i].u.integer]);
  return cr_object_from_cell (items);
}

static CrObject
product_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *pools = cr_object_sequence (iterator->source), *at = cr_object_sequence (iterator->extra);
  if (iterator->position == 2)
    return CR_UNSET;
  if (iterator->position == 1)
    {
      guint i = at->n;
      while (i > 0 && at->items[i - 1].u.integer + 1 == cr_object_sequence (pools->items[i - 1])->n)
        at->items[--i].u.integer = 0;
      if (i == 0)
        {
          iterator->position = 2;
          return CR_UNSET;
        }
      at->items[i - 1].u.integer++;
    }
  iterator->position = 1;
  return give_choice (interp, iterator);
}

#define MOST_POOLS 1000

static CrObject
product_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject times = cr_call_args_get (args, "repeat");
  gint64 repeat = 1;
  if (cr_object_is_set (times) && !cr_interp_to_int (interp, times, &repeat))
    return CR_UNSET;
  if (repeat < 0)
    return cr_interp_raise (interp, CR_ERROR_VALUE, "repeat argument cannot be negative");
  if (repeat * (gint64)args->n_positional > MOST_POOLS || repeat > MOST_POOLS)
    return cr_interp_raise (interp, CR_ERROR_OVERFLOW, "repeat argument too large");
  guint n = (guint)repeat * args->n_positional;
  CrSequence *pools = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  CrSequence *at = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, n);
  CrObject made = make (interp, "itertools.product", product_next, cr_object_from_cell (pools));
  inner (made)->extra = cr_object_from_cell (at);
  for (guint i = 0; i < n; i++)
    {
      CrSequence *pool = i < args->n_positional ? cr_interp_to_sequence (interp, args->values[i], CR_OBJECT_TUPLE)
                                                : cr_cell_ref (pools->items[i - args->n_positional].u.cell);
      if (pool == NULL)
        {
          cr_object_unref (made);
          return CR_UNSET;
        }
      pools->items[i] = cr_object_from_cell (pool);
      at->items[i] = cr_object_int (0);
      if (pool->n == 0)
        inner (made)->position = 2;
    }
  return made;
}

/* The next choice of ascending indices below @n; FALSE after the last. With @again an index may come twice. */
static gboolean
next_combination (CrSequence *at, guint n, gboolean again)
{
  guint r = at->n, i = r;
  while (i > 0 && at->items[i - 1].u.integer == (again ? (gint64)n - 1 : (gint64)(i - 1 + n - r)))
    i--;
  if (i == 0)
    return FALSE;
  gint64 value = ++at->items[i - 1].u.integer;
  for (; i < r; i++)
    at->items[i] = cr_object_int (again ? value : ++value);
  return TRUE;
}

/* The next choice of different indices below @n in the order of the indices. */
static gboolean
next_permutation (CrSequence *at, guint n)
{
  g_autofree gboolean *used = g_new0 (gboolean, n + 1);
  for (guint i = 0; i < at->n; i++)
    used[at->items[i].u.integer] = TRUE;
  for (guint i = at->n; i-- > 0;)
    {
      gint64 value = at->items[i].u.integer;
      used[value] = FALSE;
      for (value++; value < n && used[value];)
        value++;
      if (value >= n)
        continue;
      used[value] = TRUE;
      at->items[i] = cr_object_int (value);
      gint64 least = 0;
      for (guint k = i + 1; k < at->n; k++)
        {
          while (used[least])
            least++;
          used[least] = TRUE;
          at->items[k] = cr_object_int (least);
        }
      return TRUE;
    }
  return FALSE;
}

static CrObject
choose_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *pools = cr_object_sequence (iterator->source), *at = cr_object_sequence (iterator->extra);
  guint n = at->n ? cr_object_sequence (pools->items[0])->n : 0;
  if (iterator->position == 2)
    return CR_UNSET;
  if (iterator->position == 1)
    {
      gboolean more = strstr (iterator->type_name, "permutations")
                          ? next_permutation (at, n)
                          : next_combination (at, n, strstr (iterator->type_name, "replacement") != NULL);
      if (!more)
        {
          iterator->position = 2;
          return CR_UNSET;
        }
    }
  iterator->position = 1;
  return give_choice (interp, iterator);
}

static CrObject
choose_new (CrInterp *interp, const CrCallArgs *args, const char *name, gboolean again)
{
  CrSequence *pool = cr_interp_to_sequence (interp, args->values[0], CR_OBJECT_TUPLE);
  CrObject given = cr_call_args_at (args, 1, "r");
  gint64 r = pool ? pool->n : 0;
  if (pool == NULL
      || (cr_object_is_set (given) && given.kind != CR_OBJECT_NONE && !cr_interp_to_int (interp, given, &r)))
    {
      cr_cell_unref (pool);
      return CR_UNSET;
    }
  if (r < 0 || r > MOST_POOLS)
    {
      cr_cell_unref (pool);
      return cr_interp_raise (interp, CR_ERROR_VALUE, r < 0 ? "r must be non-negative" : "r is too large");
    }
  CrSequence *pools = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, (guint)r);
  CrSequence *at = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, (guint)r);
  for (guint i = 0; i < r; i++)
    {
      pools->items[i] = cr_object_from_cell (cr_cell_ref (pool));
      at->items[i] = cr_object_int (again ? 0 : i);
    }
  CrObject made = make (interp, name, choose_next, cr_object_from_cell (pools));
  inner (made)->extra = cr_object_from_cell (at);
  if (again ? r > 0 && pool->n == 0 : r > pool->n)
    inner (made)->position = 2;
  cr_cell_unref (pool);
  return made;
}

static CrObject
combinations_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return choose_new (interp, args, "itertools.combinations", FALSE);
}

static CrObject
replacement_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return choose_new (interp, args, "itertools.combinations_with_replacement", TRUE);
}

static CrObject
permutations_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return choose_new (interp, args, "itertools.permutations", FALSE);
}

/* source: the iterator; extra: [function, item that waits, its key]. Groups are lists: they can be walked late, too. */
static CrObject
groupby_next (CrInterp *interp, CrIterator *iterator)
{
  CrSequence *state = cr_object_sequence (iterator->extra), *group = NULL;
  CrObject key = CR_UNSET;
  for (;;)
    {
      CrObject item = state->items[1], item_key = state->items[2];
      state->items[1] = state->items[2] = CR_UNSET;
      if (!cr_object_is_set (item))
        {
          item = cr_interp_next (interp, inner (iterator->source));
          if (!cr_object_is_set (item))
            break;
          item_key = state->items[0].kind == CR_OBJECT_NONE ? cr_object_ref (item)
                                                            : cr_interp_call_simple (interp, state->items[0], &item, 1);
        }
      int same = !cr_object_is_set (item_key) ? -1 : group ? cr_interp_equal (interp, key, item_key) : 1;
      if (same <= 0)
        {
          state->items[1] = item;
          state->items[2] = item_key;
          break;
        }
      if (group == NULL)
        {
          group = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 0);
          key = cr_object_ref (item_key);
        }
      cr_sequence_append (group, item);
      cr_object_unref (item_key);
    }
  if (group == NULL || cr_interp_is_raised (interp))
    {
      cr_cell_unref (group);
      cr_object_unref (key);
      return CR_UNSET;
    }
  CrSequence *pair = cr_sequence_new (interp->heap, CR_OBJECT_TUPLE, 2);
  pair->items[0] = key;
  pair->items[1] = cr_object_from_cell (cr_interp_iterate (interp, cr_object_from_cell (group)));
  cr_cell_unref (group);
  return cr_object_from_cell (pair);
}

static CrObject
groupby_new (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  CrObject function = cr_call_args_at (args, 1, "key");
  CrObject made = make_over (interp, "itertools.groupby", groupby_next, args->values[0]);
  if (!cr_object_is_set (made))
    return CR_UNSET;
  CrSequence *state = cr_sequence_new (interp->heap, CR_OBJECT_LIST, 3);
  state->items[0] = cr_object_is_set (function) ? cr_object_ref (function) : CR_NONE;
  inner (made)->extra = cr_object_from_cell (state);
  return made;
}

static const CrBuiltinRow itertools_rows[] = {
  { "count", 0, 2, "start step", count_new },
  { "repeat", 1, 2, "times", repeat_new },
  { "cycle", 1, 1, NULL, cycle_new },
  { "islice", 2, 4, NULL, islice_new },
  { "zip_longest", 0, -1, "fillvalue", zip_longest_new },
  { "accumulate", 1, 2, "func initial", accumulate_new },
  { "takewhile", 2, 2, NULL, takewhile_new },
  { "dropwhile", 2, 2, NULL, dropwhile_new },
  { "starmap", 2, 2, NULL, starmap_new },
  { "pairwise", 1, 1, NULL, pairwise_new },
  { "product", 0, -1, "repeat", product_new },
  { "combinations", 1, 2, "r", combinations_new },
  { "combinations_with_replacement", 1, 2, "r", replacement_new },
  { "permutations", 1, 2, "r", permutations_new },
  { "groupby", 1, 2, "key", groupby_new },
  { NULL },
};

static CrObject
chain_construct (CrInterp *interp, CrObject self, const CrCallArgs *args)
{
  return chain_new (interp, self, args);
}

CrModuleObject *
cr_builtins_make_itertools (CrInterp *interp, const char *name)
{
  CrModuleObject *module = cr_module_object_new (interp, name, itertools_rows);
  CrClass *chain = cr_class_new (interp->heap, "itertools.chain", interp->types[CR_OBJECT_ITERATOR]);
  chain->construct = chain_construct;
  cr_class_set (chain, "from_iterable", cr_interp_new_builtin (interp, &from_iterable_row, CR_UNSET));
  cr_module_object_set (module, "chain", cr_object_from_cell (chain));
  return module;
}
