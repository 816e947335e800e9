#pragma once
/* What the editor shows on the text: problems, the place of the event under way, the place of what is selected. */

#include <gtksourceview/gtksource.h>

#include "cr-diagnostic.h"

G_BEGIN_DECLS

typedef struct
{
  GtkSourceBuffer *buffer;                                      /* borrowed */
  GtkTextTag *error, *warning, *line, *event, *selection, *use; /* owned by the buffer's table */
} CrEditorMarks;

void cr_editor_marks_init (CrEditorMarks *marks, GtkSourceView *view);
void cr_editor_marks_set_dark (CrEditorMarks *marks, gboolean dark);
/* Underlines each problem of @diagnostics (of CrDiagnostic) and marks its line. */
void cr_editor_marks_show_problems (CrEditorMarks *marks, GPtrArray *diagnostics);
/* Where the event under way and the selected thing stand; NULL or a range without a line: nowhere. */
void cr_editor_marks_show_event (CrEditorMarks *marks, const CrRange *range);
void cr_editor_marks_show_selection (CrEditorMarks *marks, const CrRange *range);
/* All places of a name (of CrRange); NULL: none. */
void cr_editor_marks_show_uses (CrEditorMarks *marks, const GArray *uses);
/* The ends of @range in the buffer; FALSE if it has no place there. An empty range is widened to one character. */
gboolean cr_editor_marks_find (CrEditorMarks *marks, const CrRange *range, GtkTextIter *begin, GtkTextIter *end);
/* The problem whose range covers @place, NULL if there is none. */
const CrDiagnostic *cr_editor_marks_find_problem (CrEditorMarks *marks, GPtrArray *diagnostics,
                                                  const GtkTextIter *place);

G_END_DECLS
