/* Storage: copy on write for the sake of those who hold the buffer beside it. */

#include "cr-storage.h"

#include <string.h>

CrStorage *
cr_storage_new (CrBuffer *buffer)
{
  CrStorage *self = g_new (CrStorage, 1);

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
cr_storage_unref (CrStorage *storage)
{
  if (--storage->references > 0)
    return;
  cr_buffer_unref (storage->buffer);
  g_free (storage);
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
