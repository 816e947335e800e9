#pragma once
/* Long loops of short steps look now and then whether the run was cancelled. */

#include "cr-context.h"

G_BEGIN_DECLS

/* Elements between two looks: a few milliseconds of the slowest functions. */
#define CR_CHUNK 65536

/* for (i = 0; i < n; i++), left early once @context is cancelled: what was computed is then of no use, and whoever
 * called asks cr_context_check_cancelled(). The body must not break. */
#define CR_FOR_CHUNKED(context, i, n)                                                                                  \
  for (gint64 i##_chunk = 0; i##_chunk < (n) && (i##_chunk == 0 || !cr_context_is_cancelled (context));                \
       i##_chunk += CR_CHUNK)                                                                                          \
    for (gint64 i = i##_chunk, i##_end = MIN ((n), i##_chunk + CR_CHUNK); i < i##_end; i++)

G_END_DECLS
