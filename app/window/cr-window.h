#pragma once
/* The main window: one document, its session and the widgets that observe it. */

#include <adwaita.h>

#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_WINDOW (cr_window_get_type ())
G_DECLARE_FINAL_TYPE (CrWindow, cr_window, CR, WINDOW, AdwApplicationWindow)

CrWindow *cr_window_new (GtkApplication *application);
CrSession *cr_window_get_session (CrWindow *window); /* borrowed */
typedef void (*CrWindowContinue) (CrWindow *window);
/* Reads @file on a thread and shows it. If it cannot be opened, says why and calls @failed (nullable); nothing else
 * changes then. */
void cr_window_open_file (CrWindow *window, GFile *file, CrWindowContinue failed);

/* The examples, in place of the document, until something is chosen. */
void cr_window_show_examples (CrWindow *window);

G_END_DECLS
