#pragma once
/* How a question is put: the script runs from its beginning and is watched; at each of the moments asked for, the
 * question's function finds the live tensors, and after the last the run is given up. */

#include "cr-cursor.h"
#include "cr-probe.h"
#include "cr-recorder.h"
#include "cr-replay.h"

G_BEGIN_DECLS

typedef struct _CrReplayRun CrReplayRun;

/* Asks at the moment when @n_events have happened. FALSE: nothing more to ask; with @error, that it failed. */
typedef gboolean (*CrReplayAsk) (CrReplayRun *run, guint n_events, gpointer data, GError **error);

struct _CrReplayRun
{
  CrReplay *replay;
  const guint *stops; /* numbers of events at which to ask, ascending */
  guint n_stops;
  CrReplayAsk ask;
  gpointer data;
  guint first_kept; /* from here on the run's own trace keeps values */
  guint first_free; /* from here on only kind and primitive must be the recorded ones */

  CrTrace *trace;       /* the run's own */
  CrRecorder *recorder; /* only while asking */
  guint at;
  gboolean asking, finished;
  gboolean diverged; /* it took another way than the recorded run */
  char *failure;     /* the words of a failure that the recorded run had not */
  GError *error;
};

/* Runs and asks, on this thread; of @run only what comes before `trace` is set. FALSE with @error, also when the run
 * did not come as far as the last stop. */
gboolean cr_replay_ask (CrReplayRun *run, GError **error);
gboolean cr_replay_is_cancelled (CrReplay *replay);
CrGraph *cr_replay_get_graph (CrReplay *replay);
CrCursor *cr_replay_get_cursor (CrReplay *replay); /* the replay's own, wherever it stands */
/* The engine's moment to which event @i belongs begins with what is told on the way to it: the first of these. */
guint cr_replay_find_moment (CrTrace *trace, guint i);
/* The number of events at which what made @variable, or else @variable itself, is complete. */
guint cr_replay_find_made (CrGraph *graph, guint variable);

/* How far a long question has come, from 0 to 1. */
void cr_replay_set_progress (CrReplay *replay, double fraction);

/* While asking: the tensor with an id, borrowed; NULL if it is gone. */
CrTensor *cr_replay_run_get_tensor (CrReplayRun *run, guint64 id);
/* The function with an id, at or behind that of @variable, or of what was just computed; NULL with @error. *@tensor,
 * that by which it was found, is borrowed. */
CrGradFn *cr_replay_run_find_function (CrReplayRun *run, guint variable, guint64 id, CrTensor **tensor, GError **error);
gboolean cr_replay_set_diverged (GError **error); /* FALSE */

/* Elements of a new matrix [@n_rows, @n_columns] (or [@n_rows] for @n_columns 0), g_free(); NULL with @error. */
gpointer cr_replay_new_elements (CrDtype dtype, gint64 n_rows, gint64 n_columns, gint64 most, GError **error);
/* Puts the elements of @tensor (NULL: zeros) in row-major order to @elements, which are of @dtype. */
void cr_replay_copy_elements (CrTensor *tensor, CrDtype dtype, gpointer elements);
/* A tensor of zeros in the form of what output @output_nr of @function receives. Owned. */
CrTensor *cr_replay_new_gradient (CrGradFn *function, guint output_nr, CrContext *context, GError **error);
gboolean cr_replay_set_element (CrTensor *tensor, gint64 element, double value, GError **error);
/* The same with the elements of @value. Owned. */
CrTensor *cr_replay_new_tensor (CrGradFn *function, guint output_nr, const CrValue *value, CrContext *context,
                                GError **error);
gint64 cr_replay_count_elements (CrGradFn *function, guint output_nr);

G_END_DECLS
