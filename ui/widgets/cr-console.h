#pragma once
/* What the script prints and what is wrong with it. */

#include <gtk/gtk.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_CONSOLE (cr_console_get_type ())
G_DECLARE_FINAL_TYPE (CrConsole, cr_console, CR, CONSOLE, GtkWidget)

/* Properties: "session". A problem that is clicked activates "win.go-to-line" (a uint32). */
GtkWidget *cr_console_new (CrSession *session);

G_END_DECLS
