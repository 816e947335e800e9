#pragma once
/* Where the text cursor comes to rest, what the expression there made is selected. A part of the editor. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

typedef struct
{
  GtkTextView *view;
  CrSession **session; /* the editor's */
  guint source;        /* until it has come to rest */
  gboolean held;       /* the program moves it, not the user */
} CrEditorPick;

void cr_editor_pick_init (CrEditorPick *pick, GtkTextView *view, CrSession **session);
void cr_editor_pick_clear (CrEditorPick *pick);

G_END_DECLS
