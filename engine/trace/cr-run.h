#pragma once
/* One run of a script from text to trace: what the command line and the session both do. */

#include "cr-recorder.h"

G_BEGIN_DECLS

typedef struct
{
  CrLimits limits;
  gboolean has_seed;
  guint64 seed;
  gboolean notebook;
  /* For `run`: what is printed, as it is printed; NULL when a trace keeps it. */
  void (*print) (gpointer user_data, const char *text, gsize length);
  void (*warn) (gpointer user_data, const char *category, const char *message);
  gpointer user_data;
  CrRecorderWatch watch; /* told of every event in the trace; nullable */
  gpointer watch_data;
} CrRunOptions;

typedef struct _CrRun CrRun;

/* @text is UTF-8 of @length bytes, copied. @trace may be NULL: then nothing is recorded. */
CrRun *cr_run_new (const char *name, const char *text, gsize length, const CrRunOptions *options, CrTrace *trace);
CrRun *cr_run_ref (CrRun *run);
void cr_run_unref (CrRun *run);
/* Parses and runs, on the calling thread. FALSE if there are errors: see cr_run_get_diagnostics(). */
gboolean cr_run_execute (CrRun *run);
/* Parses only (for `check`). */
gboolean cr_run_check (CrRun *run);
void cr_run_cancel (CrRun *run);            /* from any thread */
CrContext *cr_run_get_context (CrRun *run); /* borrowed */
/* Of CrDiagnostic: syntax errors or the failure, and warnings. Borrowed; after execute or check. */
GPtrArray *cr_run_get_diagnostics (CrRun *run);
CrSource *cr_run_get_source (CrRun *run); /* NULL when the text is not UTF-8 */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrRun, cr_run_unref)

G_END_DECLS
