#pragma once
/* Questions that need another run of the script, asked off the main thread. */

#include "cr-replay.h"
#include "cr-session.h"

G_BEGIN_DECLS

/* Asks @replay; what it finds goes into @data. On a thread of its own with a deep stack: nothing else may be touched,
 * and the main thread leaves @data alone meanwhile. FALSE with @error. */
typedef gboolean (*CrReplayWork) (CrReplay *replay, gpointer data, GError **error);

/* Calls @work about the session's present graph, one question at a time, those asked later wait. Who asks anew cancels
 * its older question by @cancellable (nullable). @data is freed with @destroy on the main thread, after @callback. When
 * the graph changes meanwhile, the question ends with G_IO_ERROR_CANCELLED; so does what is cancelled. */
void cr_session_replay_async (CrSession *session, CrReplayWork work, gpointer data, GDestroyNotify destroy,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The @data of the question, borrowed: valid as long as @result. NULL with @error. */
gpointer cr_session_replay_finish (CrSession *session, GAsyncResult *result, GError **error);
/* How far the question under way has come, from 0 to 1; 0 when there is none or nobody knows. */
double cr_session_replay_get_progress (CrSession *session);

G_END_DECLS
