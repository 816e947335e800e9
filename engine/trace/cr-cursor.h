#pragma once
/* A place in the trace and the state of everything there. Position p means: the first p events
 * have happened. Moving and jumping are constant work; reading a state is a search among the changes of that one
 * variable or function. What is returned is valid while the cursor lives, and does not change as it moves. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef struct _CrCursor CrCursor;

typedef enum
{
  CR_BACKWARD_NOT_REACHED, /* no gradient has come yet in the backward at hand */
  CR_BACKWARD_WAITING,     /* some contributions came, more are to come */
  CR_BACKWARD_CURRENT,     /* the event just passed is this function's step */
  CR_BACKWARD_DONE,
  CR_BACKWARD_NEVER /* no backward of this generation reaches it */
} CrBackwardState;

typedef struct
{
  gboolean exists;   /* created, at this position */
  gboolean released; /* its tensor is gone */
  const char *name;  /* bound to it at this position, else NULL (the graph has the last one) */
  guint32 version;
  CrValue *value;    /* borrowed, NULL before it exists */
  CrValue *grad;     /* .grad; NULL is None. Borrowed. */
  CrValue *gradient; /* what arrived here in the backward at hand, .grad or not (sum of contributions so far); NULL if
                        none */
  guint n_arrived, n_expected; /* contributions in the backward at hand */
} CrVariableState;

typedef struct
{
  gboolean exists;
  CrBackwardState state;
  gboolean saved_freed;
  guint step_event; /* event index of its step in the backward at hand, or CR_NONE while it has none */
} CrFunctionState;

CrCursor *cr_cursor_new (CrGraph *graph); /* at position 0; refs the graph */
void cr_cursor_free (CrCursor *cursor);
CrGraph *cr_cursor_get_graph (CrCursor *cursor);
guint cr_cursor_get_position (CrCursor *cursor);
guint cr_cursor_get_length (CrCursor *cursor);
void cr_cursor_seek (CrCursor *cursor, guint position); /* clamped */
/* The event just passed (position - 1), NULL at 0. */
const CrEvent *cr_cursor_get_event (CrCursor *cursor);
const CrVariableState *cr_cursor_get_variable (CrCursor *cursor, guint variable);
const CrFunctionState *cr_cursor_get_function (CrCursor *cursor, guint function);
guint cr_cursor_get_generation (CrCursor *cursor);
/* Number of the backward under way (from 1), 0 outside one. */
guint cr_cursor_get_backward (CrCursor *cursor);
/* Searches: the position after the next (or previous) event that is a step of a backward (an operation,
 * a function's step, an accumulation: what playing stops at), or the end. */
guint cr_cursor_next_stop (CrCursor *cursor, gboolean forwards);
/* The position after the next (or previous) event that did something to the variable: made, named, written, a gradient
 * came, ...; or at which the function was made, stepped or freed. CR_NONE if there is none. */
guint cr_cursor_next_visit_of_variable (CrCursor *cursor, guint variable, gboolean forwards);
guint cr_cursor_next_visit_of_function (CrCursor *cursor, guint function, gboolean forwards);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrCursor, cr_cursor_free)

G_END_DECLS
