/* Buffers: header and bytes in one allocation, a small one from the context's pool. A buffer
 * keeps its context, because the last reference may go on another thread, later than the run. */

#include "cr-buffer.h"
#include "cr-context-private.h"

#include <glib/gi18n-lib.h>

struct _CrBuffer
{
  gatomicrefcount references;
  guint32 mark;       /* see cr_buffer_set_mark() */
  CrContext *context; /* nullable */
  gsize size;
  gint64 data[]; /* @size bytes */
};

CrBuffer *
cr_buffer_new (CrContext *context, gsize size, GError **error)
{
  CrBuffer *self = NULL;

  if (context != NULL && !cr_context_reserve (context, size, error))
    return NULL;
  if (size <= G_MAXSSIZE - sizeof (CrBuffer) && !(context != NULL && cr_context_take_failure (context)))
    self = context != NULL ? cr_pool_try_alloc (cr_context_get_pool (context), sizeof (CrBuffer) + size)
                           : g_try_malloc (sizeof (CrBuffer) + size);
  if (self == NULL)
    {
      if (context != NULL)
        cr_context_release (context, size);
      g_set_error (error, CR_ERROR, CR_ERROR_MEMORY,
                   _ ("Cannot allocate %zu bytes: the computer has no memory left for them"), size);
      return NULL;
    }
  g_atomic_ref_count_init (&self->references);
  self->context = context != NULL ? cr_context_ref (context) : NULL;
  self->size = size;
  self->mark = 0;
  return self;
}

CrBuffer *
cr_buffer_ref (CrBuffer *buffer)
{
  g_return_val_if_fail (buffer != NULL, NULL);
  g_atomic_ref_count_inc (&buffer->references);
  return buffer;
}

void
cr_buffer_unref (CrBuffer *buffer)
{
  g_return_if_fail (buffer != NULL);
  if (!g_atomic_ref_count_dec (&buffer->references))
    return;
  CrContext *context = buffer->context;
  gsize size = buffer->size;
  if (context == NULL)
    {
      g_free (buffer);
      return;
    }
  cr_pool_release_anywhere (cr_context_get_pool (context), buffer, sizeof (CrBuffer) + size);
  cr_context_release (context, size);
  cr_context_unref (context);
}

gsize
cr_buffer_get_size (const CrBuffer *buffer)
{
  g_return_val_if_fail (buffer != NULL, 0);
  return buffer->size;
}

gconstpointer
cr_buffer_get_data (const CrBuffer *buffer)
{
  g_return_val_if_fail (buffer != NULL, NULL);
  return buffer->data;
}

gpointer
cr_buffer_get_mutable (CrBuffer *buffer)
{
  g_return_val_if_fail (buffer != NULL && !cr_buffer_is_shared (buffer), NULL);
  return buffer->data;
}

gboolean
cr_buffer_is_shared (CrBuffer *buffer)
{
  g_return_val_if_fail (buffer != NULL, FALSE);
  return !g_atomic_ref_count_compare (&buffer->references, 1);
}

guint32
cr_buffer_get_mark (const CrBuffer *buffer)
{
  return buffer->mark;
}

void
cr_buffer_set_mark (CrBuffer *buffer, guint32 mark)
{
  buffer->mark = mark;
}
