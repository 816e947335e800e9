#pragma once
/* Marks in the text what is selected and what the session's moment is about, and brings it into sight. */

#include <gtk/gtk.h>

#include "cr-editor-marks.h"
#include "cr-session.h"

G_BEGIN_DECLS

/* All are the editor's. */
typedef struct
{
  GtkTextView *view;
  CrSession **session;
  CrEditorMarks *marks;
} CrEditorFollow;

/* The text is another than that of the run. */
void cr_editor_follow_nothing (CrEditorFollow *follow);
void cr_editor_follow_selection (CrEditorFollow *follow);
void cr_editor_follow_event (CrEditorFollow *follow);

G_END_DECLS
