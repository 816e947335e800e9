#pragma once
/* What views share: the buffer that holds the data now, and how often it was written in place. */

#include "cr-buffer.h"

G_BEGIN_DECLS

struct _CrStorage
{
  guint references; /* of tensors; one thread */
  guint version;
  CrBuffer *buffer;
};

/* Takes over @buffer. All storages of a tensor are of its @context. */
CrStorage *cr_storage_new (CrContext *context, CrBuffer *buffer);
CrStorage *cr_storage_ref (CrStorage *storage);
void cr_storage_unref (CrStorage *storage, CrContext *context);
/* Makes sure that the buffer is the storage's alone, with the same bytes in it. FALSE with CR_ERROR_MEMORY. */
gboolean cr_storage_own (CrStorage *storage, CrContext *context, GError **error);

G_END_DECLS
