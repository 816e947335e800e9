#pragma once
/* Tensors as CSV (RFC 4180): a header row, then one row an element in row order. Numbers are written with as many
 * digits as read back as the same number, with a point in any locale; one that is not finite is NaN, Infinity or
 * -Infinity; a bool is true or false. */

#include <gio/gio.h>

#include "cr-value.h"

G_BEGIN_DECLS

/* What a person may do meanwhile: see how far it is, or give it up. */
typedef struct
{
  gint per_mille; /* atomic: how much is written */
} CrCsvProgress;

typedef struct
{
  const char *name; /* of the column: "value" */
  CrValue *value;
} CrCsvColumn;

/* Writes @columns, which have the same sizes, side by side: of more than one dimension after a column of indices from 0
 * for each ("dim0", "dim1", ...). A complex value takes two columns ("value.real", "value.imag"). @progress and
 * @cancellable may be NULL. FALSE with CR_ERROR_FILE where only a summary of a value was kept, with
 * G_IO_ERROR_CANCELLED, or with what @out says. */
gboolean cr_csv_write (GOutputStream *out, const CrCsvColumn *columns, guint n, CrCsvProgress *progress,
                       GCancellable *cancellable, GError **error);
/* The same into a file, all or nothing (cr_document_write_stream()). */
gboolean cr_csv_write_file (GFile *file, const CrCsvColumn *columns, guint n, CrCsvProgress *progress,
                            GCancellable *cancellable, GError **error);
/* The same as text, for the clipboard. NULL with @error. */
GBytes *cr_csv_write_bytes (const CrCsvColumn *columns, guint n, CrCsvProgress *progress, GCancellable *cancellable,
                            GError **error);

G_END_DECLS
