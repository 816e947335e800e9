#pragma once
/* How the recorder appends without a copy: it fills the event where it stays. */

#include "cr-slab.h"
#include "cr-trace.h"
#include "cr-value-pool.h"

G_BEGIN_DECLS

extern const guint8 cr_event_kind_sizes[CR_N_EVENT_KINDS]; /* of cr_event_kind_get_size() */

#define CR_TRACE_N_CHUNKS 22
#define CR_TRACE_N_LAST_STRINGS 64

typedef struct
{
  const char *given; /* an address that may by now hold another string */
  const char *interned;
} CrInternedString;

struct _CrTrace
{
  gatomicrefcount ref_count;
  guint64 max_bytes;
  guint64 bytes;   /* atomic */
  gint summarised; /* atomic */
  guint length;    /* atomic: published with release */
  CrEvent **chunks[CR_TRACE_N_CHUNKS];
  CrSource *source; /* set before the first event is published */
  guint first_kept; /* before it, values have no elements */

  /* The worker's. */
  CrEvent **next, **end; /* in the last chunk */
  CrEvent *lost;         /* where the events go for which there is no room */
  guint64 chunk_bytes;
  guint64 counted; /* bytes of the chunks, of the slab and of the values' pool that are in `bytes` */
  CrSlab slab;     /* the events, and what they point to besides values */
  CrValuePool values;
  GHashTable *strings;                                    /* interned: each in the slab once */
  CrInternedString last_strings[CR_TRACE_N_LAST_STRINGS]; /* by address: most names are constants */
};

/* cr_trace_begin() when the last chunk is full. */
CrEvent *cr_trace_begin_chunk (CrTrace *trace, CrEventKind kind);
/* Adds to the bytes what was allocated since. */
void cr_trace_count (CrTrace *trace);

/* The place of the next event, of which nothing is set and which has room for what its @kind has. All that it will
 * point to is to be the trace's own: arrays from cr_trace_alloc(), values from cr_trace_take_value(), names that live
 * as long as the program or from cr_trace_intern(). Nothing else is appended before cr_trace_commit(). */
static inline CrEvent *
cr_trace_begin (CrTrace *trace, CrEventKind kind)
{
  if (G_UNLIKELY (trace->next == trace->end))
    return cr_trace_begin_chunk (trace, kind);
  return *trace->next = cr_slab_alloc (&trace->slab, cr_event_kind_sizes[kind]);
}

/* Publishes it. */
static inline void
cr_trace_commit (CrTrace *trace)
{
  if (G_UNLIKELY (trace->next == trace->end)) /* it was lost */
    return;
  if (G_UNLIKELY (trace->slab.bytes + trace->values.bytes + trace->chunk_bytes != trace->counted))
    cr_trace_count (trace);
  trace->next++;
  __atomic_store_n (&trace->length, trace->length + 1, __ATOMIC_RELEASE);
}

/* Memory of the trace's own, not initialised; NULL for 0 bytes. */
static inline gpointer
cr_trace_alloc (CrTrace *trace, gsize size)
{
  return cr_slab_alloc (&trace->slab, size);
}

/* cr_trace_take_value() of a tensor that was looked at. */
CrValue *cr_trace_take_look (CrTrace *trace, CrTensor *tensor, const CrTensorLook *look);
/* The trace's own copy of @string (nullable), the same for the same text. */
const char *cr_trace_intern (CrTrace *trace, const char *string);

G_END_DECLS
