#pragma once
/* The script's text: Python colours, problems underlined, the place of what is selected or under way. Owns text and
 * undo; tells the session of every change. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_EDITOR (cr_editor_get_type ())
G_DECLARE_FINAL_TYPE (CrEditor, cr_editor, CR, EDITOR, GtkWidget)

/* Properties: "session". The message under the text activates "win.go-to-line" (a uint32). */
GtkWidget *cr_editor_new (CrSession *session);
GtkTextBuffer *cr_editor_get_buffer (CrEditor *editor); /* borrowed; for undo and redo */
void cr_editor_focus (CrEditor *editor);                /* the keyboard focus goes to the text */
/* Puts the insertion mark on @line (from 1), in view and with the keyboard focus. */
void cr_editor_go_to_line (CrEditor *editor, guint line);

G_END_DECLS
