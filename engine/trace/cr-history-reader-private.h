#pragma once
/* The one pass over the events that makes a history. */

#include "cr-history-private.h"

G_BEGIN_DECLS

typedef struct
{
  CrGraph *graph;
  CrHistory *history;
  GArray *variables;    /* of CrVariableRecord, in order of events */
  GArray *functions;    /* of CrFunctionRecord */
  guint *last_variable; /* last record + 1 of each variable, 0 for none */
  guint *last_function; /* likewise */
  GHashTable *current;  /* tensor id -> index + 1 of the variable that it is now */
  GHashTable *grads;    /* tensor id -> index + 1 of the variable whose .grad it is */
  GHashTable *names;    /* name (the trace's pointer) -> index + 1 of its variable */
  GHashTable *bound;    /* name -> event + 1 with which it was last bound */
  GHashTable *n_names;  /* index + 1 of a variable -> how many names it has */
  GPtrArray *arrived;   /* of GArray, by generation: variables of its last backward; NULL for none */
  GPtrArray *visited;   /* of GArray, by generation: functions of its last backward */
  guint *seen;          /* of each function: the pass that found it */
  guint event, n_functions_made, n_passes, stepped, backward;
  GPtrArray *written; /* of const CrTensorEvent: the last write, of a tensor and of its views */
  gboolean writing;   /* the event before belongs to it */
} CrHistoryReader;

/* The state from the present event on, to be changed. Valid until the next touch. */
CrVariableRecord *cr_history_touch_record (CrHistoryReader *reader, guint variable);
CrVariableState *cr_history_touch_variable (CrHistoryReader *reader, guint variable);
CrFunctionState *cr_history_touch_function (CrHistoryReader *reader, guint function);
void cr_history_set_gradient (CrHistoryReader *reader, guint variable, CrValue *gradient);
/* @variable is what its tensor is now. */
void cr_history_make_current (CrHistoryReader *reader, guint variable);
/* @variable was seen: it exists, and if its tensor was another variable, it is that one's successor. */
void cr_history_come_into_being (CrHistoryReader *reader, guint variable);
/* The tensor that was @input is @output from now on, by an operation in place or because the base of a view was
 * written: @output takes over value, gradient and names, and @input shows again what it was. */
void cr_history_succeed (CrHistoryReader *reader, guint input, guint output);
/* @name means @variable (CR_NONE: no tensor) now. */
void cr_history_bind_name (CrHistoryReader *reader, const char *name, guint variable);

void cr_history_apply_begun (CrHistoryReader *reader, const CrBackwardEvent *backward);
void cr_history_apply_ended (CrHistoryReader *reader);
void cr_history_apply_step (CrHistoryReader *reader, const CrStepEvent *step);

G_END_DECLS
