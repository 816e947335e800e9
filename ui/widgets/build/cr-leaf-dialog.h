#pragma once
/* Adds a leaf to the script by choosing: number, vector, matrix, evenly spaced, random. */

#include <adwaita.h>

#include "cr-leaf-text.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_LEAF_DIALOG (cr_leaf_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrLeafDialog, cr_leaf_dialog, CR, LEAF_DIALOG, AdwWindow)

/* Opens the dialog over @parent. What is added is an edit of the session's text. */
void cr_leaf_dialog_open (CrSession *session, GtkWindow *parent, CrLeafKind kind);

G_END_DECLS
