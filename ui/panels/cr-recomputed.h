#pragma once
/* Values of which the trace kept a summary, computed once more on request, and kept as long as the graph is shown. */

#include "cr-session-replay.h"

G_BEGIN_DECLS

typedef struct _CrRecomputed CrRecomputed;

/* @changed is called on the main thread when a value has come, when it could not be had, or while it is awaited. */
CrRecomputed *cr_recomputed_new (void (*changed) (gpointer user_data), gpointer user_data);
void cr_recomputed_free (CrRecomputed *recomputed); /* gives up the question under way */
/* Forgets everything: the graph is another. */
void cr_recomputed_clear (CrRecomputed *recomputed);
/* @value itself, or what was computed in its place; borrowed. NULL gives NULL. */
CrValue *cr_recomputed_get (CrRecomputed *recomputed, CrValue *value);
/* Computes @value, a summary of @session's present graph, again. An older question is given up. */
void cr_recomputed_ask (CrRecomputed *recomputed, CrSession *session, CrValue *value);
/* "Computing again… 42 %" while a question is under way; else NULL. Borrowed until the next change. */
const char *cr_recomputed_get_progress (CrRecomputed *recomputed);
/* Why the last question had no answer; NULL if it had. Borrowed. */
const char *cr_recomputed_get_error (CrRecomputed *recomputed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrRecomputed, cr_recomputed_free)

G_END_DECLS
