#pragma once
/* Where in a trace the events of each kind and of each key are, so that a widget need not walk
 * through millions of them. Made once on the worker; immutable after. */

#include "cr-trace-structure.h"

G_BEGIN_DECLS

typedef struct _CrTraceIndex CrTraceIndex;

CrTraceIndex *cr_trace_index_new (CrTrace *trace); /* of the events published now; refs the trace */
void cr_trace_index_free (CrTraceIndex *index);

/* Indices of the events of @kind, of guint, ascending; borrowed. */
const GArray *cr_trace_index_get (CrTraceIndex *index, CrEventKind kind);
/* The event with the key and kind of @like that is nearest to @near, or G_MAXUINT if there is none. */
guint cr_trace_index_find (CrTraceIndex *index, const CrEvent *like, guint near);
/* Where the forward pass has ended: the position just before the first step of the first backward,
 * or the end if there is none. */
guint cr_trace_index_get_forward_end (CrTraceIndex *index);

/* Scopes, statements and phases; borrowed. */
const CrTraceStructure *cr_trace_index_get_structure (CrTraceIndex *index);

/* How many entries of an ascending array of guint are smaller than @event. */
guint cr_events_count_before (const GArray *events, guint event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrTraceIndex, cr_trace_index_free)

G_END_DECLS
