#pragma once
/* What the tensor layer itself asks of a context. */

#include "cr-context.h"

G_BEGIN_DECLS

/* Borrowed; NULL if nobody watches. */
const CrTensorObserver *cr_context_get_tensor_observer (CrContext *context, gpointer *user_data);
/* TRUE if this allocation of tensor data is the one that a test wants to fail; counts it. */
gboolean cr_context_take_failure (CrContext *context);

G_END_DECLS
