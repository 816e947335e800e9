#pragma once
/* The main window: one document, its session and the widgets that observe it. */

#include <adwaita.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_WINDOW (cr_window_get_type ())
G_DECLARE_FINAL_TYPE (CrWindow, cr_window, CR, WINDOW, AdwApplicationWindow)

CrWindow *cr_window_new (GtkApplication *application);
CrSession *cr_window_get_session (CrWindow *window); /* borrowed */
/* FALSE, with the message shown, if @file cannot be opened; nothing else changes then. */
gboolean cr_window_open_file (CrWindow *window, GFile *file);

G_END_DECLS
