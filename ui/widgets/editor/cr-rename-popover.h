#pragma once
/* Asks for another name of what stands at a place in the editor, and has all its uses renamed. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_RENAME_POPOVER (cr_rename_popover_get_type ())
G_DECLARE_FINAL_TYPE (CrRenamePopover, cr_rename_popover, CR, RENAME_POPOVER, GtkPopover)

/* For the name at byte @offset of the session's text, written @name. */
GtkWidget *cr_rename_popover_new (CrSession *session, guint offset, const char *name);

G_END_DECLS
