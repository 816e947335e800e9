#pragma once
/* The observer that ships: turns what the layers below tell into events of a trace. */

#include "cr-interp.h"
#include "cr-trace.h"

G_BEGIN_DECLS

typedef struct _CrRecorder CrRecorder;

/* Sets itself as tensor, autograd and language observer. All must outlive it. */
CrRecorder *cr_recorder_new (CrTrace *trace, CrContext *context, CrInterp *interp);
void cr_recorder_free (CrRecorder *recorder); /* takes itself off */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrRecorder, cr_recorder_free)

G_END_DECLS
