#pragma once
/* What the tensor layer itself asks of a context. */

#include "cr-context.h"
#include "cr-pool.h"

G_BEGIN_DECLS

/* Borrowed; NULL if nobody watches. */
const CrTensorObserver *cr_context_get_tensor_observer (CrContext *context, gpointer *user_data);
/* TRUE if this allocation of tensor data is the one that a test wants to fail; counts it. */
gboolean cr_context_take_failure (CrContext *context);

/* The last number that cr_context_next_id() gave, and going back to it: for a question in the midst of a run, after
 * which nothing of the answer is left. */
guint64 cr_context_get_last_id (CrContext *context);
void cr_context_set_last_id (CrContext *context, guint64 id);

/* A tensor object begins or ceases to be: together they hold one reference to the context. */
void cr_context_hold (CrContext *context);
void cr_context_let_go (CrContext *context);
/* What frees the autograd part of a context's tensors. */
void (*cr_context_get_destroy_meta (CrContext *context)) (CrAutogradMeta *);
void cr_context_set_destroy_meta (CrContext *context, void (*destroy) (CrAutogradMeta *));
/* The threads that help this one, made when first asked for, and how many; NULL where there is one thread only. */
GThreadPool *cr_context_get_helpers (CrContext *context, guint *n_helpers);
/* cr-parallel.c */
GThreadPool *cr_parallel_new_helpers (guint n);

G_END_DECLS
