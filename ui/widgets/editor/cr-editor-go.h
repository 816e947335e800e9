#pragma once
/* From a place in the editor's text to where it leads: the node in the picture, the place where a name is bound, all
 * uses of a name that is to be changed. A part of the editor. */

#include "cr-editor-marks.h"
#include "cr-editor-pick.h"
#include "cr-session.h"

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *host; /* the editor; borrowed, as the rest */
  GtkTextView *view;
  CrSession **session; /* the editor's */
  CrEditorMarks *marks;
  CrEditorPick *pick;
  GtkWidget *popover; /* that asks for a name; NULL */
} CrEditorGo;

/* Ctrl+click on @view goes to the node. */
void cr_editor_go_init (CrEditorGo *go, GtkWidget *host, GtkTextView *view, CrSession **session, CrEditorMarks *marks,
                        CrEditorPick *pick);
void cr_editor_go_clear (CrEditorGo *go);
/* At the caret. What cannot be done is told. */
void cr_editor_go_to_node (CrEditorGo *go); /* activates "win.show-selection" */
void cr_editor_go_to_definition (CrEditorGo *go);
void cr_editor_go_rename (CrEditorGo *go);

G_END_DECLS
