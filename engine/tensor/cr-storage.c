/* Storage: copy on write for the sake of those who hold the buffer beside it. */

#include "cr-storage.h"
#include "cr-context-private.h"

#include <string.h>

CrStorage *
cr_storage_new (CrContext *context, CrBuffer *buffer)
{
  CrStorage *self = cr_pool_alloc (cr_context_get_pool (context), sizeof (CrStorage));

  self->references = 1;
  self->version = 0;
  self->buffer = buffer;
  return self;
}

CrStorage *
cr_storage_ref (CrStorage *storage)
{
  storage->references++;
  return storage;
}

void
cr_storage_unref (CrStorage *storage, CrContext *context)
{
  if (--storage->references > 0)
    return;
  cr_buffer_unref (storage->buffer);
  cr_pool_release (cr_context_get_pool (context), storage, sizeof (CrStorage));
}

gboolean
cr_storage_own (CrStorage *storage, CrContext *context, GError **error)
{
  if (!cr_buffer_is_shared (storage->buffer))
    return TRUE;

  gsize size = cr_buffer_get_size (storage->buffer);
  CrBuffer *fresh = cr_buffer_new (context, size, error);
  if (fresh == NULL)
    return FALSE;
  memcpy (cr_buffer_get_mutable (fresh), cr_buffer_get_data (storage->buffer), size);
  cr_buffer_unref (storage->buffer);
  storage->buffer = fresh;
  return TRUE;
}
