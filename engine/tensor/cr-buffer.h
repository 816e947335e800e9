#pragma once
/* Bytes with an atomic reference count. A buffer with more than one owner is never
 * written: a storage takes a fresh one first, so whoever else holds it (the trace, another
 * thread) keeps what was there. */

#include "cr-types.h"

G_BEGIN_DECLS

/* @size bytes, not initialised, counted against @context's max_bytes (NULL: not counted).
 * NULL with CR_ERROR_MEMORY if they cannot be had. */
CrBuffer *cr_buffer_new (CrContext *context, gsize size, GError **error);
CrBuffer *cr_buffer_ref (CrBuffer *buffer); /* from any thread */
void cr_buffer_unref (CrBuffer *buffer);    /* from any thread */
gsize cr_buffer_get_size (const CrBuffer *buffer);
gconstpointer cr_buffer_get_data (const CrBuffer *buffer);
/* Only while the caller is the one owner. */
gpointer cr_buffer_get_mutable (CrBuffer *buffer);
gboolean cr_buffer_is_shared (CrBuffer *buffer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrBuffer, cr_buffer_unref)

/* A number that whoever observes the tensors of the context remembers something by; 0 at first. Only on the context's
 * thread. */
guint32 cr_buffer_get_mark (const CrBuffer *buffer);
void cr_buffer_set_mark (CrBuffer *buffer, guint32 mark);

G_END_DECLS
