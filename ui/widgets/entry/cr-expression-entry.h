#pragma once
/* One line above the graph: what is typed here is tried while it is typed, and Enter puts it into the script. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_EXPRESSION_ENTRY (cr_expression_entry_get_type ())
G_DECLARE_FINAL_TYPE (CrExpressionEntry, cr_expression_entry, CR, EXPRESSION_ENTRY, GtkWidget)

/* Properties: "session". Escape activates "win.focus-graph". */
GtkWidget *cr_expression_entry_new (CrSession *session);
/* The keyboard focus goes to it, its text selected. */
void cr_expression_entry_focus (CrExpressionEntry *entry);
GtkTextBuffer *cr_expression_entry_get_buffer (CrExpressionEntry *entry); /* borrowed */

G_END_DECLS
