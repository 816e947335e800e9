#pragma once
/* How the recorder appends without a copy: it fills the event where it stays. */

#include "cr-trace.h"

G_BEGIN_DECLS

/* The place of the next event, of which nothing is set and which has room for what its @kind has. All that it will
 * point to is to be the trace's own: arrays from cr_trace_alloc(), values from cr_trace_take_value(), names that live
 * as long as the program or from cr_trace_intern(). Nothing else is appended before cr_trace_commit(). */
CrEvent *cr_trace_begin (CrTrace *trace, CrEventKind kind);
/* Publishes it. */
void cr_trace_commit (CrTrace *trace);
/* cr_trace_take_value() of a tensor that was looked at. */
CrValue *cr_trace_take_look (CrTrace *trace, CrTensor *tensor, const CrTensorLook *look);
/* Memory of the trace's own, not initialised; NULL for 0 bytes. */
gpointer cr_trace_alloc (CrTrace *trace, gsize size);
/* The trace's own copy of @string (nullable), the same for the same text. */
const char *cr_trace_intern (CrTrace *trace, const char *string);

G_END_DECLS
