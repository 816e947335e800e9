#pragma once
/* Every state that each variable and function of a run goes through, in order: a cursor looks its own up. */

#include "cr-cursor.h"
#include "cr-graph-private.h"

G_BEGIN_DECLS

/* A contribution that is added to the gradient of the record before. */
typedef struct _CrAddend CrAddend;
struct _CrAddend
{
  CrValue *value; /* the trace's */
  CrAddend *next;
};

/* The state from just after @event on, until the next record of the same variable. */
typedef struct
{
  guint event;
  guint variable;
  CrVariableState state;
  gboolean continues;              /* the gradient is that of the record before, not state.gradient */
  CrAddend *addends, *last_addend; /* to be added to it, in this order */
} CrVariableRecord;

typedef struct
{
  guint event;
  guint function;
  CrFunctionState state;
} CrFunctionRecord;

typedef struct
{
  CrVariableRecord *variables; /* by variable, then by event */
  guint *first_variable;       /* of each variable; one more at the end */
  CrFunctionRecord *functions;
  guint *first_function;
  guint8 *reached;   /* of each function: some backward reaches it */
  GArray *backwards; /* of CrSpan: number of the backward under way */
  GArray *stops;     /* of guint: events that playing stops after, ascending */
  CrSlab slab;       /* addends */
} CrHistory;

CrHistory *cr_history_new (CrGraph *graph);
void cr_history_free (CrHistory *history);

G_END_DECLS
