#pragma once
/* Events made by hand, for tests that need no engine, and texts of states to compare. */

#include "cr-cursor.h"

G_BEGIN_DECLS

/* An input of an operation and the function that its gradient goes to. */
typedef struct
{
  guint64 tensor, function, edge;
} FixtureInput;

CrValue *fixture_scalar (double number);
void fixture_created (CrTrace *trace, guint64 id, double number, gboolean requires_grad);
void fixture_named (CrTrace *trace, const char *name, guint64 tensor, guint64 function);
/* In place when @output is the tensor of the first input. */
void fixture_operation (CrTrace *trace, const char *primitive, guint64 output, guint64 function, double number,
                        guint n_inputs, const FixtureInput *inputs);
void fixture_written (CrTrace *trace, guint64 id, double before, double after, guint version);
void fixture_released (CrTrace *trace, guint64 id);
void fixture_begun (CrTrace *trace, guint number, guint64 root, guint64 function);
void fixture_ended (CrTrace *trace, guint number);
/* Sends @sent along @edges; an AccumulateGrad has a @leaf and none. */
void fixture_step (CrTrace *trace, guint backward, guint step, guint64 function, guint64 leaf, double received,
                   guint n_sent, const CrEdge *edges, const double *sent);
void fixture_accumulated (CrTrace *trace, guint64 leaf, guint64 grad, double received, double after);

/* w, x; then in each iteration p = w * x, l = p * p; l.backward (); w -= lr * w.grad; w.grad.zero_ (). Tensor and
 * function ids are 100 * iteration (from 1) + FIXTURE_*. */
enum
{
  FIXTURE_W = 1,
  FIXTURE_X = 2,
  FIXTURE_W_LEAF = 3, /* the AccumulateGrad */
  FIXTURE_GRAD = 4,
  FIXTURE_P = 10,
  FIXTURE_P_FN = 11,
  FIXTURE_L = 12,
  FIXTURE_L_FN = 13,
  FIXTURE_STEP = 14
};
CrTrace *fixture_training (guint n_iterations);

/* All states at the cursor's position, for people and for comparison. Free with g_free(). */
char *fixture_dump (CrCursor *cursor);
/* Checks that each position has one state: walking there forwards, backwards, jumping, and from a fresh cursor. */
void fixture_check_cursor (CrGraph *graph);

G_END_DECLS
