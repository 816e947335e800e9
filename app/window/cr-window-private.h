#pragma once
/* The inside of the window, shared by its files: the widgets, the actions, the dialogs about files. */

#include "cr-editor.h"
#include "cr-expression-entry.h"
#include "cr-figure.h"
#include "cr-graph-view.h"
#include "cr-plot-view.h"
#include "cr-window.h"

G_BEGIN_DECLS

struct _CrWindow
{
  AdwApplicationWindow parent_instance;

  CrSession *session;
  GSignalGroup *handlers;

  AdwToastOverlay *toasts;
  GtkStack *pages; /* "work" and, once it was seen, "examples" */
  AdwWindowTitle *title;
  CrEditor *editor;
  CrExpressionEntry *entry;
  CrGraphView *graph_view;
  CrPlotView *plot_view;
  GtkBox *stage;        /* of the graph view, and of the plot where that is large */
  GtkPaned *side_paned; /* of the panels and the plot */
  int side_position;    /* of it, while there is a plot */
  GtkStack *panels;     /* the side panels, by name */
  GtkWidget *stop_button;
  GtkWidget *export_button, *view_switcher; /* of the document: not there while the examples are seen */
  GtkWidget *examples;                      /* NULL until it is seen */
  GtkMenuButton *view_button;               /* in place of the view switcher where that has no room */

  GtkFileChooserNative *chooser; /* the dialog that is open, if one is */
  gboolean closing;              /* unsaved changes were asked about: close */
};

/* cr-window.c */
void cr_window_update_title (CrWindow *window);

/* cr-window-actions.c */
void cr_window_install_actions (GtkWidgetClass *widget_class);
void cr_window_update_actions (CrWindow *window);

/* cr-window-undo.c */
void cr_window_undo (CrWindow *window, gboolean redo);

/* cr-window-view.c: properties that are actions, too: win.view and win.left-to-right, which follow the session */
enum
{
  CR_WINDOW_PROP_SESSION = 1,
  CR_WINDOW_PROP_VIEW,
  CR_WINDOW_PROP_LEFT_TO_RIGHT,
};
void cr_window_install_view (CrWindowClass *klass);
void cr_window_get_view_property (GObject *object, guint id, GValue *value, GParamSpec *spec);
void cr_window_set_view_property (GObject *object, guint id, const GValue *value, GParamSpec *spec);
/* The session's picture is seen another way. */
void cr_window_update_view (CrWindow *window);
/* Another node is selected, or moved: which can be put back. */
void cr_window_update_moved (CrWindow *window);

/* cr-window-gallery.c */
void cr_window_install_gallery (GtkWidgetClass *widget_class);
/* Back to the document. */
void cr_window_hide_examples (CrWindow *window);
gboolean cr_window_shows_examples (CrWindow *window);

/* cr-window-output.c */
void cr_window_install_output (GtkWidgetClass *widget_class);
void cr_window_update_output (CrWindow *window);

/* cr-window-plots.c */
void cr_window_init_plots (CrWindow *window);
/* Another node is selected. */
void cr_window_update_plots (CrWindow *window);

/* cr-window-files.c */
/* Calls @next when there are no unsaved changes, or the user has saved them or gives them up. */
void cr_window_settle_changes (CrWindow *window, CrWindowContinue next);
void cr_window_choose_open (CrWindow *window);
void cr_window_save (CrWindow *window);
void cr_window_save_as (CrWindow *window);
/* The export dialog; @plot: for the plot that is seen. */
void cr_window_export (CrWindow *window, gboolean plot);
/* The plot that is seen, as it stands at the cursor; owned. NULL: none is. */
CrFigure *cr_window_copy_figure (CrWindow *window);
/* Where @file's name has no ending it gets @ending; a file of the longer name is never replaced unasked (NULL with
 * @error). Owned. */
GFile *cr_window_add_ending (GFile *file, const char *ending, GError **error);
void cr_window_tell_exported (CrWindow *window, GFile *file);
void cr_window_show_error (CrWindow *window, const char *heading, const GError *error);
/* Has the file manager show a file. */
void cr_window_show_in_folder (CrWindow *window, const char *uri);
void cr_window_show_toast (CrWindow *window, const char *text);

G_END_DECLS
