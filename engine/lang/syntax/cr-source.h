#pragma once
/* The text of a script with its name, and the map from byte offsets to lines and columns.
 * A source never changes and may be shared between threads. */

#include <glib.h>

G_BEGIN_DECLS

#define CR_SOURCE_MAX_BYTES (16u << 20) /* a longer script is refused, so that offsets fit in a guint */

/* A stretch of a source. Lines and columns count from 1, columns in characters; offset and
 * length in bytes. The end is the place just after the last character. A range of all
 * zeros means "no place known". */
typedef struct
{
  guint line;
  guint column;
  guint end_line;
  guint end_column;
  guint offset;
  guint length;
} CrRange;

typedef struct _CrSource CrSource;

/* A source of @text (@length bytes, or -1 when NUL-terminated), called @name in messages.
 * A byte order mark is dropped; all kinds of line ends (LF, CRLF, CR) are kept as they are and
 * count as one. Returns NULL and sets CR_ERROR_FORMAT, with the offset and the line of the
 * first bad byte, if @text is not UTF-8 or contains a NUL, or if it is too long. */
CrSource *cr_source_new (const char *name, const char *text, gssize length, GError **error);
CrSource *cr_source_ref (CrSource *source);
void cr_source_unref (CrSource *source);

const char *cr_source_get_name (const CrSource *source);
/* The text, NUL-terminated, borrowed; its bytes in @length (may be NULL). */
const char *cr_source_get_text (const CrSource *source, gsize *length);
guint cr_source_get_n_lines (const CrSource *source); /* at least 1 */

/* The byte offset at which line @line (from 1) begins; beyond the last line, the text's length. */
guint cr_source_get_line_offset (const CrSource *source, guint line);
/* The line and column (either may be NULL) of the character at byte @offset; clamped to the text. */
void cr_source_locate (const CrSource *source, guint offset, guint *line, guint *column);
/* The range of @length bytes from @offset on; clamped to the text. */
CrRange cr_source_make_range (const CrSource *source, guint offset, guint length);
/* Line @line (from 1) without its line end, owned; "" beyond the last line. */
char *cr_source_dup_line (const CrSource *source, guint line);
/* The text of @range, owned. */
char *cr_source_dup_range (const CrSource *source, const CrRange *range);

/* The smallest range that covers both. */
CrRange cr_range_join (CrRange first, CrRange last);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrSource, cr_source_unref)

G_END_DECLS
