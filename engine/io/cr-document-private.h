#pragma once
/* Reading a file of any contents: scripts and graph files do. */

#include "cr-document.h"

G_BEGIN_DECLS

/* The bytes of @file and a NUL after them; g_free(). NULL with CR_ERROR_FILE, also when there are more than @max_bytes.
 */
char *cr_document_read_bytes (GFile *file, gsize max_bytes, gsize *length, GError **error);

G_END_DECLS
