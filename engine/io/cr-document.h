#pragma once
/* A script as a file: read whole and safely, written atomically. */

#include <gio/gio.h>

#include "cr-error.h"

G_BEGIN_DECLS

/* The largest script that is opened, in bytes. */
#define CR_DOCUMENT_MAX_BYTES (50 * 1024 * 1024)

/* The text of @file: UTF-8 without NUL bytes, ended by a NUL that @length (nullable) does not count; a byte
 * order mark is taken off. Free with g_free(). NULL with CR_ERROR_FILE naming the path and what can be done:
 * missing, no permission, a directory or a device, larger than CR_DOCUMENT_MAX_BYTES, not UTF-8 (with the
 * line and column of the first bad byte). */
char *cr_document_read (GFile *file, gsize *length, GError **error);

/* Replaces @file by @text of @length bytes, all or nothing; through a symbolic link it is the link's target
 * that is replaced. CR_ERROR_FILE when it cannot be done; the old contents stand then. */
gboolean cr_document_write (GFile *file, const char *text, gsize length, GError **error);

/* Writes to @out; FALSE with @error set, whatever its domain. */
typedef gboolean (*CrDocumentWriter) (GOutputStream *out, gpointer user_data, GError **error);
/* The same for what is too large to hold: @writer writes it piece by piece, beside @file, which is replaced once all is
 * there. Where @writer fails, its error is handed on, the old contents stand, and nothing is left behind. */
gboolean cr_document_write_stream (GFile *file, CrDocumentWriter writer, gpointer user_data, GError **error);

G_END_DECLS
