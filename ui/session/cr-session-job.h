#pragma once
/* One run on a worker thread with a stack that deep recursion may use, and what it brings back: the picture.
 * Private to the session. */

#include <gio/gio.h>

#include "cr-cursor.h"
#include "cr-live-change.h"
#include "cr-place-index.h"
#include "cr-run.h"
#include "cr-trace-index.h"

G_BEGIN_DECLS

/* What the window shows of one run. */
typedef struct
{
  char *text; /* that was run */
  guint64 seed;
  CrTrace *trace;
  CrGraph *graph;
  CrCursor *cursor;
  CrTraceIndex *index;
  CrPlaceIndex *places;
} CrPicture;

/* Reads structure and index off @trace (taken over). On any thread. */
CrPicture *cr_picture_new (const char *text, guint64 seed, CrTrace *trace);
void cr_picture_free (CrPicture *picture);
/* Frees @picture (NULL is fine) on another thread a little later: a large trace takes longer than a frame. */
void cr_picture_retire (CrPicture *picture);

typedef struct _CrSessionJob CrSessionJob;

/* Called once on the main context of the thread that started the job. */
typedef void (*CrSessionJobDone) (CrSessionJob *job, gpointer user_data);

/* Starts to run @text, called @name in messages; @done is called unless cr_session_job_free() comes before. */
CrSessionJob *cr_session_job_start (const char *name, const char *text, guint64 seed, CrSessionJobDone done,
                                    gpointer user_data);
/* The same of a text in which a number has moved: what became of the root is compared with @base (nullable);
 * @value is the number's. */
CrSessionJob *cr_session_job_start_live (const char *name, const char *text, guint64 seed, CrLiveBase *base,
                                         double value, CrSessionJobDone done, gpointer user_data);
void cr_session_job_cancel (CrSessionJob *job);
/* Ends the run where it is: what it did so far is shown, as of a run that failed. */
void cr_session_job_stop (CrSessionJob *job);
/* Cancels, waits for the thread and frees. */
void cr_session_job_free (CrSessionJob *job);
/* Waits at most @seconds; TRUE if the run has ended (@done still comes from the main loop). */
gboolean cr_session_job_wait (CrSessionJob *job, double seconds);

guint cr_session_job_get_n_events (CrSessionJob *job);  /* so far */
gboolean cr_session_job_has_failed (CrSessionJob *job); /* once it is done */
gboolean cr_session_job_is_cancelled (CrSessionJob *job);
/* Calls @done now, if the run has ended, and not from the main loop. */
void cr_session_job_finish (CrSessionJob *job);
double cr_session_job_get_elapsed (CrSessionJob *job); /* seconds since it was started */
/* After the end. */
double cr_session_job_get_seconds (CrSessionJob *job);
double cr_session_job_get_cost (CrSessionJob *job);            /* the same with what makes the picture of it */
GPtrArray *cr_session_job_dup_diagnostics (CrSessionJob *job); /* of CrDiagnostic, owned */
/* NULL: there is nothing to compare. */
const CrLiveChange *cr_session_job_get_change (CrSessionJob *job);
/* Owned; NULL when the run drew nothing because it failed before. */
CrPicture *cr_session_job_steal_picture (CrSessionJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPicture, cr_picture_free)

G_END_DECLS
