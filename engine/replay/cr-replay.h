#pragma once
/* Questions that need the live engine: the script of a finished trace runs once more, with the same seed, up to the
 * moment in question, and the engine is asked there. Each question is one run (or a few) on the calling thread; none
 * changes the trace. The run is bounded and cancellable like the first. Where it goes another way than the trace says
 * (another version wrote the file), the answer is an error, never a number of something else. */

#include "cr-graph.h"

G_BEGIN_DECLS

typedef struct _CrReplay CrReplay;

/* For runs of the text in @graph's trace; refs the graph. @seed as the first run had it (@has_seed FALSE: none). */
CrReplay *cr_replay_new (CrGraph *graph, gboolean has_seed, guint64 seed);
void cr_replay_free (CrReplay *replay);
void cr_replay_cancel (
    CrReplay *replay); /* from any thread; the question fails with CR_ERROR_CANCELLED, as those that follow */

/* How far the question under way has come, from 0 to 1; from any thread. */
double cr_replay_get_progress (CrReplay *replay);

/* What @variable held when @position events had happened, with all elements, although the trace kept a summary.
 * @gradient: its .grad instead. Owned; NULL with @error. */
CrValue *cr_replay_value (CrReplay *replay, guint variable, guint position, gboolean gradient, GError **error);

/* The same for any value of the trace (the pointer in the event or in a cursor's state), such as a gradient that a
 * function received. */
CrValue *cr_replay_recompute (CrReplay *replay, const CrValue *value, GError **error);

/* How a function's rule maps a gradient of its output to that for one of its inputs: for each element of the output
 * a one-hot gradient is put in. */
typedef struct
{
  guint function;  /* of the graph */
  guint output_nr; /* whose gradient comes in */
  guint edge;      /* which of the next functions it is sent to */
  gint64 element;  /* of the input: only this column; -1 for all */
  CrValue *matrix; /* result, owned: [numel of the output, numel of the input], or [numel of the output] */
} CrLocalDerivative;

/* Elements of one matrix at most; more is refused with a sentence. A single column may be longer. */
#define CR_REPLAY_MAX_ELEMENTS (1 << 22)

/* Fills matrix of each. The functions may be of any backward, also those that create_graph made. */
gboolean cr_replay_local_derivatives (CrReplay *replay, CrLocalDerivative *derivatives, guint n, GError **error);

typedef struct
{
  CrValue *matrix;       /* [numel of @to, numel of @from], owned; NULL if it is over CR_REPLAY_MAX_ELEMENTS */
  CrValue *product;      /* v^T J as one backward pass gives it, in the shape of @from; owned */
  double matrix_seconds; /* building J: one pass for each element of @to */
  double product_seconds;
  guint n_passes; /* that building J took */
} CrJacobian;

/* d to / d from along the recorded graph when @to had just been computed. @v has the shape of @to, NULL: ones. FALSE
 * with an error that says why when there is no path. */
gboolean cr_replay_jacobian (CrReplay *replay, guint from, guint to, const CrValue *v, CrJacobian *jacobian,
                             GError **error);
void cr_jacobian_clear (CrJacobian *jacobian);

/* What nudging one element of a variable does to the root of a backward, against what its gradient says. */
typedef struct
{
  gint64 element;
  double delta; /* the nudge, either way */
  double
      numerical;   /* (root (x + delta) - root (x - delta)) / 2 delta, weighted by the gradient the root started with */
  double analytic; /* what this backward's recorded gradient of the element is */
  double tolerance; /* what rounding in this dtype allows to differ */
  gboolean agrees;
  gboolean diverged; /* the nudged run took another way (an `if` fell differently): numerical is NaN then */
  gboolean cut;      /* the root also depends on the variable where no gradient flows (detach(), no_grad): the two may
                        rightly differ */
} CrDifference;

/* Of the elements in @elements; fills the n entries of @differences. @backward counts from 1. */
gboolean cr_replay_differences (CrReplay *replay, guint variable, guint backward, const gint64 *elements, guint n,
                                CrDifference *differences, GError **error);

/* Calls @visit when n_events[i] events have happened in a fresh run, for each of the @n ascending numbers, with the
 * live tensors of the trace's ids: for tests, which compare the state of a cursor with that of the engine. @visit must
 * not change anything. */
typedef struct _CrReplayMoment CrReplayMoment;
typedef void (*CrReplayVisit) (CrReplayMoment *moment, guint n_events, gpointer user_data);
gboolean cr_replay_visit (CrReplay *replay, const guint *n_events, guint n, CrReplayVisit visit, gpointer user_data,
                          GError **error);
/* The tensor with an id, borrowed; NULL if it is gone. */
CrTensor *cr_replay_moment_get_tensor (CrReplayMoment *moment, guint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrReplay, cr_replay_free)

G_END_DECLS
