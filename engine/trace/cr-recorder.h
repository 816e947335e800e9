#pragma once
/* The observer that ships: turns what the layers below tell into events of a trace. */

#include "cr-interp.h"
#include "cr-trace.h"

G_BEGIN_DECLS

typedef struct _CrRecorder CrRecorder;

/* Sets itself as tensor, autograd and language observer. All must outlive it. @interp may be NULL: events then have
 * no range. Free it before the interpreter: what is released at the end of a run is not part of it. */
CrRecorder *cr_recorder_new (CrTrace *trace, CrContext *context, CrInterp *interp);
void cr_recorder_free (CrRecorder *recorder); /* takes itself off */
/* Tells @observer too what the language tells; its members may be NULL. It must outlive the recorder. */
void cr_recorder_set_forward (CrRecorder *recorder, const CrLangObserver *observer, gpointer user_data);

/* Tells @watch after each event, of which there are @n_events then. It may ask the engine, but must leave it as it is.
 */
typedef void (*CrRecorderWatch) (gpointer user_data, CrRecorder *recorder, guint n_events);
void cr_recorder_set_watch (CrRecorder *recorder, CrRecorderWatch watch, gpointer user_data);
/* The tensor with an id, borrowed; NULL if it is gone or was never seen. */
CrTensor *cr_recorder_get_tensor (CrRecorder *recorder, guint64 id);
/* @tensor has another buffer now, of which nobody told. */
void cr_recorder_note_buffer (CrRecorder *recorder, CrTensor *tensor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrRecorder, cr_recorder_free)

G_END_DECLS
