#pragma once
/* The parts of a run, for the timeline: scopes in rows, statements, phases. Read off a trace once, on the worker;
 * immutable after. Each row is an ascending list of bands that do not overlap, so that whoever draws finds what is to
 * be seen by binary search. All positions are indices of events. */

#include "cr-scopes.h"
#include "cr-trace.h"

G_BEGIN_DECLS

/* Events from first up to but not including end. */
typedef struct
{
  guint first, end;
  guint what; /* see the rows */
} CrBand;

#define CR_N_SCOPE_ROWS 3

typedef enum
{
  CR_ROW_SCOPES, /* the outermost; what: the scope, or CR_NO_SCOPE before, between and after them */
  CR_ROW_SCOPES_SECOND,
  CR_ROW_SCOPES_THIRD,
  CR_ROW_STATEMENTS, /* events of one source line in a row; what: the line */
  CR_ROW_PHASES,     /* what: cr_phase_kind() and cr_phase_number() read it */
  CR_N_BAND_ROWS
} CrBandRow;

typedef enum
{
  CR_PHASE_FORWARD,
  CR_PHASE_UPDATE, /* after a backward: writing in place, clearing, an optimizer's step */
  CR_PHASE_REST,   /* after a backward, recording nothing */
  CR_PHASE_BACKWARD,
  CR_N_PHASE_KINDS
} CrPhaseKind;

static inline CrPhaseKind
cr_phase_kind (guint what)
{
  return (CrPhaseKind)(what & 3);
}

/* Of a backward pass, from 1, as its event says; else 0. */
static inline guint
cr_phase_number (guint what)
{
  return what >> 2;
}

typedef struct _CrTraceStructure CrTraceStructure;

CrTraceStructure *cr_trace_structure_new (CrTrace *trace, guint length); /* of the first @length events; refs */
void cr_trace_structure_free (CrTraceStructure *structure);

/* Of CrBand; borrowed. Empty where the run has no such parts. */
const GArray *cr_trace_structure_get_row (const CrTraceStructure *structure, CrBandRow row);
/* How many events of each kind of phase lie in [first, end). */
void cr_trace_structure_count_phases (const CrTraceStructure *structure, guint first, guint end,
                                      guint counts[CR_N_PHASE_KINDS]);

/* In the order in which they were entered. */
guint cr_trace_structure_get_n_scopes (const CrTraceStructure *structure);
const CrScopeSpan *cr_trace_structure_get_scope (const CrTraceStructure *structure, guint scope);
const CrScopeEvent *cr_trace_structure_get_scope_event (const CrTraceStructure *structure, guint scope);
/* The innermost scope in which @event lies; CR_NO_SCOPE. */
guint cr_trace_structure_find_scope (const CrTraceStructure *structure, guint event);
/* The scope of the unit in which one goes through a run (an iteration; any scope where there is no loop) that begins
 * next after @event, or before it: that of the scope around, or an outer one. CR_NO_SCOPE. */
guint cr_trace_structure_step_scope (const CrTraceStructure *structure, guint event, gboolean forwards);
/* The first event of the statement of @line that begins next, at @event or later, or that began last before @event;
 * G_MAXUINT. */
guint cr_trace_structure_step_line (const CrTraceStructure *structure, guint line, guint event, gboolean forwards);

/* The first of @bands that ends after @event; their number if there is none. */
guint cr_bands_find (const GArray *bands, guint event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrTraceStructure, cr_trace_structure_free)

G_END_DECLS
