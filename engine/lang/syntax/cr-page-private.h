#pragma once
/* What the files about pasted pages share. */

#include "cr-page.h"

G_BEGIN_DECLS

typedef enum
{
  CR_LINE_UNKNOWN,
  CR_LINE_BLANK,
  CR_LINE_CODE,
  CR_LINE_OTHER /* output, prose, a prompt alone */
} CrLineKind;

typedef struct
{
  char *text; /* owned; without prompt and links */
  CrLineKind kind;
  gboolean changed;
} CrPageLine;

/* Whether a block of lines is code, judged by the parser and by the names that the page gives a meaning. */
typedef enum
{
  CR_CHUNK_CODE,
  CR_CHUNK_BROKEN, /* code with a mistake */
  CR_CHUNK_OUTPUT, /* parses, but is what was printed: tensor(3.), 12.5 */
  CR_CHUNK_PROSE
} CrChunkKind;

/* @names: those that the page's code binds (a set). */
CrChunkKind cr_page_classify (const char *chunk, GHashTable *names);
/* Adds the names that @line might bind, as an assignment, import, definition or loop. */
void cr_page_collect_names (const char *line, GHashTable *names);

G_END_DECLS
