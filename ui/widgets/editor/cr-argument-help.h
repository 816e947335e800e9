#pragma once
/* The signature of the call that is being written, above its line, with the argument at hand in bold. */

#include <gtk/gtk.h>

#include "cr-typing.h"

G_BEGIN_DECLS

#define CR_TYPE_ARGUMENT_HELP (cr_argument_help_get_type ())
G_DECLARE_FINAL_TYPE (CrArgumentHelp, cr_argument_help, CR, ARGUMENT_HELP, GtkPopover)

/* Opens at a bracket or comma that is typed and stays while the caret is within the call. @typing must outlive it; the
 * caller puts it under a widget around the view (gtk_widget_set_parent()) and takes it away again. */
GtkWidget *cr_argument_help_new (CrTyping *typing);
/* Opens it if the caret is within a call. */
void cr_argument_help_open (CrArgumentHelp *help);
/* FALSE if it was not open. */
gboolean cr_argument_help_close (CrArgumentHelp *help);
/* Another size or part of the text: stands at the caret again. */
void cr_argument_help_move (CrArgumentHelp *help);

G_END_DECLS
