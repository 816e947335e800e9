#pragma once
/* Work in independent pieces, on the threads that a context may use. What a piece is must not depend on how many
 * threads there are, so that results do not either. */

#include "cr-context.h"

G_BEGIN_DECLS

/* Piece number @i. Runs on any thread, several at once: it allocates no tensors and reports nothing. */
typedef void (*CrParallelFunc) (gint64 i, gpointer user_data);

/* Calls @func for 0 to @n - 1 and waits; between pieces the cancel flag is asked. FALSE with CR_ERROR_CANCELLED or
 * CR_ERROR_LIMIT if the run was cancelled: some pieces were not done then. */
gboolean cr_parallel_for (CrContext *context, gint64 n, CrParallelFunc func, gpointer user_data, GError **error);

/* How many threads a context's work is spread over: CHAINRULE_THREADS, else OMP_NUM_THREADS, else the processors. */
guint cr_parallel_get_n_threads (void);

G_END_DECLS
