/* Cells and their heap: allocation, counting, and freeing without recursion (a list nested a
 * million deep is freed by a queue); sweeping breaks cycles by emptying what is left. */

#include "cr-object.h"
#include "cr-object-big.h"

#include "cr-random.h"

#include <string.h>

struct _CrHeap
{
  CrContext *context;
  CrCell all;    /* the list's head */
  CrCell *dying; /* a queue by `next` */
  gboolean draining;
  guint64 bytes;
  const CrKeyHooks *hooks;
  gpointer hooks_data;
};

CrHeap *
cr_heap_new (CrContext *context)
{
  CrHeap *heap = g_new0 (CrHeap, 1);
  heap->context = cr_context_ref (context);
  heap->all.next = heap->all.previous = &heap->all;
  return heap;
}

void
cr_heap_set_key_hooks (CrHeap *heap, const CrKeyHooks *hooks, gpointer user_data)
{
  heap->hooks = hooks;
  heap->hooks_data = user_data;
}

const CrKeyHooks *
cr_heap_get_key_hooks (CrHeap *heap, gpointer *user_data)
{
  *user_data = heap->hooks_data;
  return heap->hooks;
}

guint64
cr_heap_get_bytes (CrHeap *heap)
{
  return heap->bytes;
}

void
cr_heap_count (CrHeap *heap, gint64 bytes)
{
  heap->bytes += (guint64)bytes;
}

gboolean
cr_heap_has_room (CrHeap *heap, guint64 bytes)
{
  guint64 limit = cr_context_get_limits (heap->context)->max_bytes;
  guint64 most = limit ? limit : G_GUINT64_CONSTANT (4) << 30;
  return bytes <= most && heap->bytes <= most - bytes;
}

static void
clear_items (CrObject *items, guint n)
{
  for (guint i = 0; i < n; i++)
    cr_object_clear (&items[i]);
}

static void
clear_sequence (CrCell *cell)
{
  CrSequence *sequence = (CrSequence *)cell;
  guint n = sequence->n;
  CrObject *items = g_steal_pointer (&sequence->items);
  cr_heap_count (cell->heap, -(gint64)(sequence->allocated * sizeof (CrObject)));
  sequence->n = sequence->allocated = 0;
  clear_items (items, n);
  g_free (items);
}

static void
clear_dict (CrCell *cell)
{
  cr_dict_clear ((CrDict *)cell);
  cr_object_clear (&((CrDict *)cell)->factory);
  cr_cell_unref (g_steal_pointer (&((CrDict *)cell)->type));
}

static void
clear_slice (CrCell *cell)
{
  clear_items (&((CrSlice *)cell)->start, 3);
}

static void
clear_scope (CrCell *cell)
{
  CrScope *scope = (CrScope *)cell;
  clear_items (scope->slots, scope->n);
  cr_cell_unref (g_steal_pointer (&scope->parent));
  cr_cell_unref (g_steal_pointer (&scope->owner));
  cr_cell_unref (g_steal_pointer (&scope->annotations));
}

static void
clear_function (CrCell *cell)
{
  CrFunctionObject *function = (CrFunctionObject *)cell;
  cr_cell_unref (g_steal_pointer (&function->scope));
  cr_cell_unref (g_steal_pointer (&function->defaults));
  cr_cell_unref (g_steal_pointer (&function->owner));
  clear_items (&function->wrapper, 2);
  cr_cell_unref (g_steal_pointer (&function->attributes));
}

static void
clear_method (CrCell *cell)
{
  clear_items (&((CrMethod *)cell)->self, 2);
}

static void
clear_builtin (CrCell *cell)
{
  cr_object_clear (&((CrBuiltin *)cell)->self);
  cr_cell_unref (g_steal_pointer (&((CrBuiltin *)cell)->of));
}

static void
clear_torch_function (CrCell *cell)
{
  cr_object_clear (&((CrTorchFunction *)cell)->self);
}

static void
clear_module (CrCell *cell)
{
  cr_cell_unref (g_steal_pointer (&((CrModuleObject *)cell)->attributes));
}

static void
clear_class (CrCell *cell)
{
  CrClass *type = (CrClass *)cell;
  guint n = type->n_bases;
  type->n_bases = type->n_mro = 0;
  type->base = NULL;
  g_clear_pointer (&type->mro, g_free);
  g_autofree CrClass **bases = g_steal_pointer (&type->bases);
  for (guint i = 0; i < n; i++)
    cr_cell_unref (bases[i]);
  cr_cell_unref (g_steal_pointer (&type->attributes));
}

static void
clear_instance (CrCell *cell)
{
  CrInstance *instance = (CrInstance *)cell;
  cr_cell_unref (g_steal_pointer (&instance->attributes));
  cr_cell_unref (g_steal_pointer (&instance->type));
  cr_object_clear (&instance->args);
  gpointer native = g_steal_pointer (&instance->native);
  if (native && instance->free_native)
    instance->free_native (native);
}

static void
clear_super (CrCell *cell)
{
  cr_cell_unref (g_steal_pointer (&((CrSuper *)cell)->after));
  cr_object_clear (&((CrSuper *)cell)->self);
}

static void
clear_iterator (CrCell *cell)
{
  CrIterator *iterator = (CrIterator *)cell;
  if (iterator->clear)
    iterator->clear (iterator);
  clear_items (&iterator->source, 2);
}

static void
clear_descriptor (CrCell *cell)
{
  clear_items (&((CrDescriptor *)cell)->get, 4);
}

static void
clear_view (CrCell *cell)
{
  cr_cell_unref (g_steal_pointer (&((CrDictView *)cell)->dict));
}

static void
clear_generator (CrCell *cell)
{
  g_clear_pointer (&((CrGeneratorObject *)cell)->generator, cr_generator_unref);
}

/* What releases the references that a cell holds; it stays valid, but empty. */
static void (*const clear_functions[CR_N_OBJECT_KINDS]) (CrCell *) = {
  [CR_OBJECT_TUPLE] = clear_sequence,
  [CR_OBJECT_LIST] = clear_sequence,
  [CR_OBJECT_SIZE] = clear_sequence,
  [CR_OBJECT_DICT] = clear_dict,
  [CR_OBJECT_SET] = clear_dict,
  [CR_OBJECT_SLICE] = clear_slice,
  [CR_OBJECT_FUNCTION] = clear_function,
  [CR_OBJECT_METHOD] = clear_method,
  [CR_OBJECT_BUILTIN] = clear_builtin,
  [CR_OBJECT_TORCH_FUNCTION] = clear_torch_function,
  [CR_OBJECT_MODULE] = clear_module,
  [CR_OBJECT_CLASS] = clear_class,
  [CR_OBJECT_INSTANCE] = clear_instance,
  [CR_OBJECT_SUPER] = clear_super,
  [CR_OBJECT_ITERATOR] = clear_iterator,
  [CR_OBJECT_SCOPE] = clear_scope,
  [CR_OBJECT_GENERATOR] = clear_generator,
  [CR_OBJECT_PROPERTY] = clear_descriptor,
  [CR_OBJECT_STATIC_METHOD] = clear_descriptor,
  [CR_OBJECT_CLASS_METHOD] = clear_descriptor,
  [CR_OBJECT_DICT_VIEW] = clear_view,
  [CR_OBJECT_BIG] = cr_big_clear,
};

static void
clear_cell (CrCell *cell)
{
  if (clear_functions[cell->kind])
    clear_functions[cell->kind](cell);
}

static void
free_cell (CrCell *cell)
{
  clear_cell (cell);
  if (cell->kind == CR_OBJECT_STR)
    cr_heap_count (cell->heap, -(gint64)((CrStr *)cell)->length);
  if (cell->kind == CR_OBJECT_CLASS)
    {
      CrClass *type = (CrClass *)cell;
      g_free (type->name);
      g_free (type->qualname);
      g_free (type->doc);
      g_clear_pointer (&type->abstract, g_ptr_array_unref);
    }
  g_free (cell);
}

/* Cells whose count fell to 0 while another is being freed wait in a queue: no recursion. */
static void
release_cell (CrCell *cell)
{
  CrHeap *heap = cell->heap;
  cell->previous->next = cell->next;
  cell->next->previous = cell->previous;
  cell->next = heap->dying;
  heap->dying = cell;
  if (heap->draining)
    return;
  heap->draining = TRUE;
  while (heap->dying)
    {
      CrCell *first = heap->dying;
      heap->dying = first->next;
      free_cell (first);
    }
  heap->draining = FALSE;
}

void
cr_heap_free (CrHeap *heap)
{
  while (heap->all.next != &heap->all)
    {
      CrCell *cell = cr_cell_ref (heap->all.next);
      clear_cell (cell);
      if (cell->ref_count == 1)
        {
          cr_cell_unref (cell);
          continue;
        }
      /* Someone in a cycle still points here: out of the way until that one was emptied. */
      cell->previous->next = cell->next;
      cell->next->previous = cell->previous;
      cell->next = cell->previous = cell;
      cell->ref_count--;
    }
  cr_context_unref (heap->context);
  g_free (heap);
}

gpointer
cr_cell_new (CrHeap *heap, CrObjectKind kind, gsize size)
{
  CrCell *cell = g_malloc0 (size);
  cell->ref_count = 1;
  cell->kind = kind;
  cell->heap = heap;
  cell->previous = &heap->all;
  cell->next = heap->all.next;
  cell->next->previous = cell;
  heap->all.next = cell;
  return cell;
}

gpointer
cr_cell_ref (gpointer cell)
{
  if (cell)
    ((CrCell *)cell)->ref_count++;
  return cell;
}

void
cr_cell_unref (gpointer cell)
{
  CrCell *self = cell;
  if (self && --self->ref_count == 0)
    release_cell (self);
}

CrObject
cr_object_ref (CrObject object)
{
  if (object.kind >= CR_OBJECT_STR)
    object.u.cell->ref_count++;
  else if (object.kind == CR_OBJECT_TENSOR || object.kind == CR_OBJECT_ARRAY)
    cr_tensor_ref (object.u.tensor);
  else if (object.kind == CR_OBJECT_GRAD_FN)
    cr_grad_fn_ref (object.u.grad_fn);
  return object;
}

void
cr_object_unref (CrObject object)
{
  if (object.kind >= CR_OBJECT_STR)
    cr_cell_unref (object.u.cell);
  else if (object.kind == CR_OBJECT_TENSOR || object.kind == CR_OBJECT_ARRAY)
    cr_tensor_unref (object.u.tensor);
  else if (object.kind == CR_OBJECT_GRAD_FN)
    cr_grad_fn_unref (object.u.grad_fn);
}

void
cr_object_set (CrObject *slot, CrObject value)
{
  CrObject old = *slot;
  *slot = value;
  cr_object_unref (old);
}

void
cr_object_clear (CrObject *slot)
{
  cr_object_set (slot, CR_UNSET);
}

/* Of valid UTF-8: its bytes but for the continuation bytes. A loop that the compiler can vectorise, as scripts may
 * build texts of hundreds of megabytes. */
static gint64
count_chars (const char *text, gsize n)
{
  gint64 chars = 0;
  for (gsize i = 0; i < n; i++)
    chars += (text[i] & 0xC0) != 0x80;
  return chars;
}

CrObject
cr_str_new (CrHeap *heap, const char *text, gssize length)
{
  gsize n = length < 0 ? strlen (text) : (gsize)length;
  CrStr *str = cr_cell_new (heap, CR_OBJECT_STR, sizeof (CrStr) + n + 1);
  memcpy (str->text, text, n);
  str->length = n;
  str->n_chars = count_chars (str->text, n);
  cr_heap_count (heap, (gint64)n);
  return cr_object_from_cell (str);
}

CrObject
cr_str_new_printf (CrHeap *heap, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return cr_str_new (heap, text, -1);
}

CrObject
cr_str_new_take (CrHeap *heap, GString *string)
{
  CrObject str = cr_str_new (heap, string->str, (gssize)string->len);
  g_string_free (string, TRUE);
  return str;
}

static void
grow_sequence (CrSequence *sequence, guint allocated)
{
  cr_heap_count (sequence->cell.heap, (gint64)((allocated - sequence->allocated) * sizeof (CrObject)));
  sequence->items = g_renew (CrObject, sequence->items, allocated);
  sequence->allocated = allocated;
}

CrSequence *
cr_sequence_new (CrHeap *heap, CrObjectKind kind, guint n)
{
  CrSequence *sequence = cr_cell_new (heap, kind, sizeof (CrSequence));
  if (n > 0)
    {
      /* Zeroed by the system as it is first touched: a large one takes no time here. */
      cr_heap_count (heap, (gint64)(n * sizeof (CrObject)));
      sequence->items = g_new0 (CrObject, n);
      sequence->allocated = n;
    }
  sequence->n = n;
  return sequence;
}

void
cr_sequence_append (CrSequence *sequence, CrObject item)
{
  cr_sequence_insert (sequence, sequence->n, item);
}

void
cr_sequence_insert (CrSequence *sequence, guint at, CrObject item)
{
  if (sequence->n == sequence->allocated)
    grow_sequence (sequence, MAX (4, sequence->n + sequence->n / 2));
  memmove (&sequence->items[at + 1], &sequence->items[at], (sequence->n - at) * sizeof (CrObject));
  sequence->items[at] = item;
  sequence->n++;
}

void
cr_sequence_remove (CrSequence *sequence, guint at, guint n)
{
  if (n == 0)
    return;
  g_autofree CrObject *removed = g_memdup2 (&sequence->items[at], n * sizeof (CrObject));
  memmove (&sequence->items[at], &sequence->items[at + n], (sequence->n - at - n) * sizeof (CrObject));
  sequence->n -= n;
  clear_items (removed, n);
}

void
cr_sequence_replace (CrSequence *sequence, guint at, guint n, const CrSequence *items)
{
  guint rest = sequence->n - at - n;
  g_autofree CrObject *removed = n ? g_memdup2 (&sequence->items[at], n * sizeof (CrObject)) : NULL;
  if (sequence->n - n + items->n > sequence->allocated)
    grow_sequence (sequence, MAX (sequence->n - n + items->n, sequence->n + sequence->n / 2));
  if (rest)
    memmove (&sequence->items[at + items->n], &sequence->items[at + n], rest * sizeof (CrObject));
  for (guint i = 0; i < items->n; i++)
    sequence->items[at + i] = cr_object_ref (items->items[i]);
  sequence->n = at + items->n + rest;
  clear_items (removed, n);
}

void
cr_sequence_thin (CrSequence *sequence, guint at, guint step, guint n)
{
  if (n == 0)
    return;
  g_autofree CrObject *removed = g_new (CrObject, n);
  guint n_removed = 0, to = at;
  for (guint i = at; i < sequence->n; i++)
    if (n_removed < n && (i - at) % step == 0)
      removed[n_removed++] = sequence->items[i];
    else
      sequence->items[to++] = sequence->items[i];
  sequence->n = to;
  clear_items (removed, n_removed);
}

CrObject
cr_size_new (CrHeap *heap, int ndim, const gint64 *sizes)
{
  CrSequence *size = cr_sequence_new (heap, CR_OBJECT_SIZE, (guint)ndim);
  for (int i = 0; i < ndim; i++)
    size->items[i] = cr_object_int (sizes[i]);
  return cr_object_from_cell (size);
}

CrObject
cr_range_new (CrHeap *heap, gint64 start, gint64 stop, gint64 step)
{
  CrRangeObject *range = cr_cell_new (heap, CR_OBJECT_RANGE, sizeof (CrRangeObject));
  range->start = start;
  range->stop = stop;
  range->step = step;
  return cr_object_from_cell (range);
}

gint64
cr_range_get_length (const CrRangeObject *range)
{
  guint64 span, step;
  if (range->step > 0 ? range->start >= range->stop : range->start <= range->stop)
    return 0;
  if (range->step > 0)
    {
      span = (guint64)range->stop - (guint64)range->start;
      step = (guint64)range->step;
    }
  else
    {
      span = (guint64)range->start - (guint64)range->stop;
      step = -(guint64)range->step;
    }
  return (gint64)MIN ((span - 1) / step + 1, (guint64)G_MAXINT64);
}

CrIterator *
cr_iterator_new (CrHeap *heap, const char *type_name, CrIteratorNext next, CrObject source)
{
  CrIterator *iterator = cr_cell_new (heap, CR_OBJECT_ITERATOR, sizeof (CrIterator));
  iterator->type_name = type_name;
  iterator->next = next;
  iterator->source = source;
  return iterator;
}
