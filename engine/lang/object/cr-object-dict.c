/* Dicts and sets: entries in the order of insertion, found through an open-addressing index
 * (the layout of CPython since 3.6). Only a key that is an instance runs the script's code, through
 * the heap's hooks: the search starts over when that code has changed the dict. */

#include "cr-object.h"
#include "cr-object-big.h"

#include <string.h>

static guint
hash_double (double number)
{
  if (number >= -9.2e18 && number <= 9.2e18 && number == (double)(gint64)number)
    {
      gint64 integer = (gint64)number;
      return g_int64_hash (&integer);
    }
  return g_double_hash (&number);
}

static guint
hash_instance (CrObject key)
{
  gpointer data;
  const CrKeyHooks *hooks = cr_heap_get_key_hooks (key.u.cell->heap, &data);
  return hooks ? hooks->hash (data, key) : g_direct_hash (key.u.pointer);
}

static gboolean
same_instances (CrObject a, CrObject b)
{
  gpointer data;
  if (a.u.pointer == b.u.pointer)
    return TRUE;
  const CrKeyHooks *hooks = cr_heap_get_key_hooks (a.u.cell->heap, &data);
  return hooks && hooks->equal (data, a, b);
}

static guint
hash_object (CrObject key)
{
  switch (key.kind)
    {
    case CR_OBJECT_BOOL:
    case CR_OBJECT_INT:
      return g_int64_hash (&key.u.integer);
    case CR_OBJECT_FLOAT:
      return hash_double (key.u.number);
    case CR_OBJECT_BIG:
      return cr_big_key_hash (key, hash_double);
    case CR_OBJECT_COMPLEX:
      /* One without an imaginary part equals a float, whose hash it has. */
      return hash_double (((CrComplex *)key.u.cell)->real)
             + hash_double (((CrComplex *)key.u.cell)->imaginary) * 1000003 - hash_double (0) * 1000003;
    case CR_OBJECT_STR:
      return g_str_hash (cr_object_text (key));
    case CR_OBJECT_TUPLE:
    case CR_OBJECT_SIZE:
      {
        guint hash = 17;
        for (guint i = 0; i < cr_object_sequence (key)->n; i++)
          hash = hash * 31 + hash_object (cr_object_sequence (key)->items[i]);
        return hash;
      }
    case CR_OBJECT_INSTANCE:
      return hash_instance (key);
    case CR_OBJECT_SET:
      {
        guint hash = 5;
        for (guint i = 0; i < cr_object_dict (key)->n_entries; i++)
          if (cr_object_is_set (cr_object_dict (key)->entries[i].key))
            hash ^= cr_object_dict (key)->entries[i].hash * 2654435761u;
        return hash;
      }
    case CR_OBJECT_NONE:
    case CR_OBJECT_ELLIPSIS:
    case CR_OBJECT_NOT_IMPLEMENTED:
    case CR_OBJECT_DEVICE:
      return key.kind;
    case CR_OBJECT_DTYPE:
      return 100 + key.u.dtype;
    default:
      return g_direct_hash (key.u.pointer);
    }
}

static gboolean
same_numbers (CrObject a, CrObject b)
{
  if (cr_object_is_integer (a) && cr_object_is_integer (b))
    return a.u.integer == b.u.integer;
  if (a.kind == CR_OBJECT_FLOAT && b.kind == CR_OBJECT_FLOAT)
    return a.u.number == b.u.number;
  return cr_object_to_double (a) == cr_object_to_double (b) && cr_big_compare (a, b) == 0;
}

/* At least one of them more than 64 bits. */
static gboolean
same_bigs (CrObject a, CrObject b)
{
  CrObject other = a.kind == CR_OBJECT_BIG ? b : a;
  return !(other.kind == CR_OBJECT_FLOAT && other.u.number != other.u.number) && cr_big_compare (a, b) == 0;
}

static gboolean
same_tuples (CrSequence *a, CrSequence *b)
{
  if (a->n != b->n)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (!cr_object_same_key (a->items[i], b->items[i]))
      return FALSE;
  return TRUE;
}

static gboolean
same_sets (CrDict *a, CrDict *b)
{
  if (a->n_live != b->n_live)
    return FALSE;
  for (guint i = 0; i < a->n_entries; i++)
    if (cr_object_is_set (a->entries[i].key) && !cr_object_is_set (cr_dict_get (b, a->entries[i].key)))
      return FALSE;
  return TRUE;
}

gboolean
cr_object_same_key (CrObject a, CrObject b)
{
  if (cr_object_is_number (a) && cr_object_is_number (b))
    return same_numbers (a, b);
  if ((a.kind == CR_OBJECT_BIG && cr_object_is_real (b)) || (b.kind == CR_OBJECT_BIG && cr_object_is_real (a)))
    return same_bigs (a, b);
  if (a.kind == CR_OBJECT_COMPLEX || b.kind == CR_OBJECT_COMPLEX)
    return cr_complex_equal (a, b);
  if (cr_object_is_tuple (a) && cr_object_is_tuple (b))
    return same_tuples (cr_object_sequence (a), cr_object_sequence (b));
  if (a.kind != b.kind)
    return FALSE;
  if (a.kind == CR_OBJECT_STR)
    return cr_object_str (a)->length == cr_object_str (b)->length
           && memcmp (cr_object_text (a), cr_object_text (b), cr_object_str (a)->length) == 0;
  if (a.kind == CR_OBJECT_SET)
    return same_sets (cr_object_dict (a), cr_object_dict (b));
  if (a.kind == CR_OBJECT_INSTANCE)
    return same_instances (a, b);
  if (a.kind == CR_OBJECT_DTYPE)
    return a.u.dtype == b.u.dtype;
  return a.kind < CR_OBJECT_TENSOR || a.u.pointer == b.u.pointer;
}

#define MAX_KEY_DEPTH 200 /* of tuples in tuples, so that hashing and comparing are bounded */

static gboolean
is_hashable (CrObject key, guint depth, CrObjectKind *bad)
{
  *bad = key.kind;
  if (key.kind == CR_OBJECT_SET && cr_object_dict (key)->type)
    return TRUE; /* a frozen one */
  if (key.kind == CR_OBJECT_LIST || key.kind == CR_OBJECT_DICT || key.kind == CR_OBJECT_SET
      || key.kind == CR_OBJECT_SLICE || key.kind == CR_OBJECT_ARRAY || depth > MAX_KEY_DEPTH)
    return FALSE;
  if (cr_object_is_tuple (key))
    for (guint i = 0; i < cr_object_sequence (key)->n; i++)
      if (!is_hashable (cr_object_sequence (key)->items[i], depth + 1, bad))
        return FALSE;
  return TRUE;
}

gboolean
cr_object_is_hashable (CrObject key, CrObjectKind *bad)
{
  return is_hashable (key, 0, bad);
}

CrDict *
cr_dict_new (CrHeap *heap, CrObjectKind kind)
{
  return cr_cell_new (heap, kind, sizeof (CrDict));
}

#define CHANGED G_MAXUINT /* the search ran script code that changed the dict */

/* Whether the entry has this key. The keys are held, here and by who searches: script code may run. */
static gboolean
entry_is (CrDict *dict, gint entry, CrObject key, guint hash)
{
  if (dict->entries[entry].hash != hash)
    return FALSE;
  CrObject own = dict->entries[entry].key;
  if (own.kind != CR_OBJECT_INSTANCE && !cr_object_is_tuple (own))
    return cr_object_same_key (own, key);
  cr_object_ref (own);
  gboolean same = cr_object_same_key (own, key);
  cr_object_unref (own);
  return same;
}

/* The place in the index that holds @key, or the one where it would go; or CHANGED. */
static guint
find_place (CrDict *dict, CrObject key, guint hash)
{
  guint mask = dict->n_index - 1, changes = dict->n_changes;
  guint place = hash & mask;
  gint reusable = -1;
  for (;; place = (place + 1) & mask)
    {
      gint entry = dict->index[place];
      if (entry == -1)
        return reusable >= 0 ? (guint)reusable : place;
      if (entry == -2)
        {
          reusable = reusable < 0 ? (gint)place : reusable;
          continue;
        }
      gboolean same = entry_is (dict, entry, key, hash);
      if (dict->n_changes != changes)
        return CHANGED;
      if (same)
        return place;
    }
}

static void
count_bytes (CrDict *dict, gint64 sign)
{
  cr_heap_count (dict->cell.heap,
                 sign * (gint64)(dict->allocated * sizeof (CrDictEntry) + dict->n_index * sizeof (gint)));
}

/* Drops deleted entries, makes room for one more and writes the index anew. */
static void
rebuild (CrDict *dict)
{
  guint n = 0;
  count_bytes (dict, -1);
  for (guint i = 0; i < dict->n_entries; i++)
    if (cr_object_is_set (dict->entries[i].key))
      dict->entries[n++] = dict->entries[i];
  dict->n_entries = n;
  dict->allocated = MAX (8, n * 2);
  dict->entries = g_renew (CrDictEntry, dict->entries, dict->allocated);
  dict->n_index = dict->allocated <= 8 ? 16 : 1u << g_bit_storage (dict->allocated * 2 - 1);
  dict->index = g_renew (gint, dict->index, dict->n_index);
  memset (dict->index, 0xff, dict->n_index * sizeof (gint));
  for (guint i = 0; i < n; i++)
    {
      guint place = dict->entries[i].hash & (dict->n_index - 1);
      while (dict->index[place] != -1)
        place = (place + 1) & (dict->n_index - 1);
      dict->index[place] = (gint)i;
    }
  dict->n_changes++;
  count_bytes (dict, 1);
}

/* The entry of @key, or -1. */
static gint
find_entry (CrDict *dict, CrObject key, guint hash)
{
  guint place = CHANGED;
  cr_object_ref (key);
  while (place == CHANGED && dict->n_index)
    place = find_place (dict, key, hash);
  cr_object_unref (key);
  return dict->n_index ? dict->index[place] : -1;
}

CrObject
cr_dict_get (CrDict *dict, CrObject key)
{
  if (dict == NULL || dict->n_index == 0)
    return CR_UNSET;
  gint entry = find_entry (dict, key, hash_object (key));
  return entry < 0 ? CR_UNSET : dict->entries[entry].value;
}

CrObject
cr_dict_get_text (CrDict *dict, const char *key)
{
  if (dict == NULL || dict->n_index == 0)
    return CR_UNSET;
  guint hash = g_str_hash (key);
  guint mask = dict->n_index - 1;
  for (guint place = hash & mask; dict->index[place] != -1; place = (place + 1) & mask)
    {
      gint entry = dict->index[place];
      if (entry >= 0 && dict->entries[entry].hash == hash && dict->entries[entry].key.kind == CR_OBJECT_STR
          && strcmp (cr_object_text (dict->entries[entry].key), key) == 0)
        return dict->entries[entry].value;
    }
  return CR_UNSET;
}

void
cr_dict_set (CrDict *dict, CrObject key, CrObject value)
{
  guint hash = hash_object (key);
  guint place = CHANGED;
  cr_object_ref (key); /* an __eq__ may take it from where it stands */
  while (place == CHANGED)
    {
      if (dict->n_entries == dict->allocated)
        rebuild (dict);
      place = find_place (dict, key, hash);
    }
  gint entry = dict->index[place];
  if (entry >= 0)
    {
      cr_object_set (&dict->entries[entry].value, value);
      cr_object_unref (key);
      return;
    }
  dict->index[place] = (gint)dict->n_entries;
  dict->entries[dict->n_entries++] = (CrDictEntry){ hash, key, value };
  dict->n_live++;
  dict->n_changes++;
}

void
cr_dict_set_text (CrDict *dict, const char *key, CrObject value)
{
  CrObject text = cr_str_new (dict->cell.heap, key, -1);
  cr_dict_set (dict, text, value);
  cr_object_unref (text);
}

gboolean
cr_dict_remove (CrDict *dict, CrObject key)
{
  if (dict->n_index == 0)
    return FALSE;
  guint hash = hash_object (key), place = CHANGED;
  cr_object_ref (key);
  while (place == CHANGED && dict->n_index)
    place = find_place (dict, key, hash);
  cr_object_unref (key);
  gint entry = dict->n_index ? dict->index[place] : -1;
  if (entry < 0)
    return FALSE;
  CrDictEntry removed = dict->entries[entry];
  dict->index[place] = -2;
  dict->entries[entry].key = dict->entries[entry].value = CR_UNSET;
  dict->n_live--;
  dict->n_changes++;
  cr_object_unref (removed.key);
  cr_object_unref (removed.value);
  return TRUE;
}

void
cr_dict_clear (CrDict *dict)
{
  CrDictEntry *entries = g_steal_pointer (&dict->entries);
  guint n = dict->n_entries;
  dict->n_changes++;
  count_bytes (dict, -1);
  g_clear_pointer (&dict->index, g_free);
  dict->n_live = dict->n_entries = dict->allocated = dict->n_index = 0;
  for (guint i = 0; i < n; i++)
    {
      cr_object_unref (entries[i].key);
      cr_object_unref (entries[i].value);
    }
  g_free (entries);
}
