#pragma once
/* The append-only list of events. One thread (the worker) appends; any thread reads what is
 * published. Chunks never move, the length is published with release and read with acquire. */

#include "cr-event.h"

G_BEGIN_DECLS

typedef struct _CrTrace CrTrace;

/* @max_bytes is the budget for values (0: none). Past it cr_trace_append_*() keeps summaries. */
CrTrace *cr_trace_new (guint64 max_bytes);
CrTrace *cr_trace_ref (CrTrace *trace);
void cr_trace_unref (CrTrace *trace);

/* The text that the events' ranges point into; NULL (borrowed) when there is none. Set before the first event. */
void cr_trace_set_source (CrTrace *trace, CrSource *source);
CrSource *cr_trace_get_source (CrTrace *trace);

guint cr_trace_get_length (CrTrace *trace);
const CrEvent *cr_trace_get_event (CrTrace *trace, guint i); /* borrowed, never moves */
gboolean cr_trace_is_summarised (CrTrace *trace);            /* the budget was reached */
guint64 cr_trace_get_bytes (CrTrace *trace);

/* What @tensor holds now (past the budget, if it is not small, a summary of it) as a value of the trace's own, for
 * events to come; borrowed, valid as long as the trace. The appending thread's. */
CrValue *cr_trace_take_value (CrTrace *trace, CrTensor *tensor);
/* Of what happens before there are @n_events events, elements are neither kept nor looked at: for a run that is
 * repeated to ask something. Before the first event. */
void cr_trace_set_first_kept (CrTrace *trace, guint n_events);
/* Appends a copy of @event and publishes it: arrays, strings, plot record and diagnostic are copied, values that are
 * not its own referenced (or, past the budget, replaced by their summary). The caller keeps and frees its own. Only one
 * thread may append. The recorder and the graph file use this alone. */
void cr_trace_append (CrTrace *trace, const CrEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrTrace, cr_trace_unref)

G_END_DECLS
