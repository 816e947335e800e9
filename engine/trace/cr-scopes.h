#pragma once
/* The scopes of a run as spans of events, read off them one after the other: what the timeline's bands and the
 * picture's groups are made of. */

#include "cr-event.h"

G_BEGIN_DECLS

#define CR_NO_SCOPE G_MAXUINT

/* From its SCOPE_ENTERED to its SCOPE_LEFT, or to the end of the run if that never came. */
typedef struct
{
  guint first, end;
  guint parent; /* scope or CR_NO_SCOPE */
  guint depth;  /* how many scopes are around it */
} CrScopeSpan;

typedef struct
{
  GArray *spans; /* of CrScopeSpan, in the order in which they were entered; `end` is G_MAXUINT while it is open */
  GArray *open;  /* of guint: those that are open, the outermost first */
} CrScopeReader;

void cr_scope_reader_init (CrScopeReader *reader);
/* Frees what it holds; the spans may be stolen before (set `spans` to NULL). */
void cr_scope_reader_clear (CrScopeReader *reader);
/* To be called with every event, @index being its number; others than those of scopes change nothing. */
void cr_scope_reader_read (CrScopeReader *reader, const CrEvent *event, guint index);
/* The run has @length events: what is still open ends there. */
void cr_scope_reader_finish (CrScopeReader *reader, guint length);
/* The innermost open scope; CR_NO_SCOPE. */
guint cr_scope_reader_get_innermost (const CrScopeReader *reader);

G_END_DECLS
