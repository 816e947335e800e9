/* Index of a trace by kind and by key: a list of event numbers a kind, and one list sorted by key for finding
 * an event of an earlier run again in a later one. */

#include "cr-trace-index.h"

typedef struct
{
  guint64 key;
  guint event;
} CrKeyEntry;

struct _CrTraceIndex
{
  CrTrace *trace;
  guint length;
  GArray *kinds[CR_N_EVENT_KINDS]; /* of guint */
  GArray *keys;                    /* of CrKeyEntry, by key, then event */
  CrTraceStructure *structure;
};

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const CrKeyEntry *first = a, *second = b;

  if (first->key != second->key)
    return first->key < second->key ? -1 : 1;
  return first->event < second->event ? -1 : first->event > second->event;
}

CrTraceIndex *
cr_trace_index_new (CrTrace *trace)
{
  CrTraceIndex *index = g_new0 (CrTraceIndex, 1);

  index->trace = cr_trace_ref (trace);
  index->length = cr_trace_get_length (trace);
  for (guint kind = 0; kind < CR_N_EVENT_KINDS; kind++)
    index->kinds[kind] = g_array_new (FALSE, FALSE, sizeof (guint));
  index->keys = g_array_sized_new (FALSE, FALSE, sizeof (CrKeyEntry), index->length);
  for (guint i = 0; i < index->length; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      CrKeyEntry entry = { event->key, i };

      g_array_append_val (index->kinds[event->kind], i);
      g_array_append_val (index->keys, entry);
    }
  g_array_sort (index->keys, compare_entries);
  index->structure = cr_trace_structure_new (trace, index->length);
  return index;
}

void
cr_trace_index_free (CrTraceIndex *index)
{
  if (index == NULL)
    return;
  for (guint kind = 0; kind < CR_N_EVENT_KINDS; kind++)
    g_array_unref (index->kinds[kind]);
  g_array_unref (index->keys);
  cr_trace_structure_free (index->structure);
  cr_trace_unref (index->trace);
  g_free (index);
}

const GArray *
cr_trace_index_get (CrTraceIndex *index, CrEventKind kind)
{
  g_return_val_if_fail (kind < CR_N_EVENT_KINDS, NULL);
  return index->kinds[kind];
}

guint
cr_trace_index_find (CrTraceIndex *index, const CrEvent *like, guint near)
{
  CrKeyEntry *entries = (CrKeyEntry *)(gpointer)index->keys->data;
  guint low = 0, high = index->keys->len, found = G_MAXUINT, distance = G_MAXUINT;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (entries[middle].key < like->key)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < index->keys->len && entries[low].key == like->key; low++)
    {
      guint event = entries[low].event;
      guint away = event > near ? event - near : near - event;

      if (away < distance && cr_trace_get_event (index->trace, event)->kind == like->kind)
        {
          found = event;
          distance = away;
        }
    }
  return found;
}

guint
cr_trace_index_get_forward_end (CrTraceIndex *index)
{
  const GArray *steps = index->kinds[CR_EVENT_FUNCTION_STEPPED];

  return steps->len > 0 ? g_array_index (steps, guint, 0) : index->length;
}

const CrTraceStructure *
cr_trace_index_get_structure (CrTraceIndex *index)
{
  return index->structure;
}

guint
cr_events_count_before (const GArray *events, guint event)
{
  guint low = 0, high = events == NULL ? 0 : events->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (events, guint, middle) < event)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}
