#pragma once
/* What would come of a statement that is being typed, found while the window goes on. */

#include "cr-preview.h"
#include "cr-session.h"

G_BEGIN_DECLS

/* Tries @typed as an addition to the session's text on a thread of its own. Who asks anew cancels the older question:
 * it ends within 50 ms with
 * G_IO_ERROR_CANCELLED. @cancellable must not be NULL. */
void cr_session_preview_async (CrSession *session, const char *typed, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
/* Owned; NULL with @error when it was cancelled. */
CrPreview *cr_session_preview_finish (CrSession *session, GAsyncResult *result, GError **error);

G_END_DECLS
