#pragma once
/* The inside of the window, shared by its files: the widgets, the actions, the dialogs about files. */

#include "cr-editor.h"
#include "cr-graph-view.h"
#include "cr-window.h"

G_BEGIN_DECLS

struct _CrWindow
{
  AdwApplicationWindow parent_instance;

  CrSession *session;
  GSignalGroup *handlers;

  AdwToastOverlay *toasts;
  AdwWindowTitle *title;
  CrEditor *editor;
  CrGraphView *graph_view;
  GtkStack *panels; /* the side panels, by name */
  GtkWidget *stop_button;

  GtkFileChooserNative *chooser; /* the dialog that is open, if one is */
  gboolean closing;              /* unsaved changes were asked about: close */
};

/* cr-window-actions.c */
void cr_window_install_actions (GtkWidgetClass *widget_class);
void cr_window_update_actions (CrWindow *window);

/* cr-window-files.c */
/* Calls @next when there are no unsaved changes, or the user has saved them or gives them up. */
void cr_window_settle_changes (CrWindow *window, CrWindowContinue next);
void cr_window_choose_open (CrWindow *window);
void cr_window_save (CrWindow *window);
void cr_window_save_as (CrWindow *window);
void cr_window_export (CrWindow *window);
void cr_window_show_toast (CrWindow *window, const char *text);

G_END_DECLS
