#pragma once
/* Finding widgets on a screen. Tests that share this also share what LeakSanitizer leaves out. */

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef gboolean (*WidgetMatch) (GtkWidget *widget, gconstpointer data);

/* The first widget of @root and below it, in the order of the tree, that matches; NULL. */
GtkWidget *widget_find (GtkWidget *root, WidgetMatch match, gconstpointer data);
/* A match: @type points to a GType. */
gboolean widget_is_type (GtkWidget *widget, gconstpointer type);
/* A match: a mapped label that has the text in it. */
gboolean widget_has_text (GtkWidget *widget, gconstpointer text);
/* The first one of the type; the test fails if there is none. */
GtkWidget *widget_find_type (gpointer root, GType type);

G_END_DECLS
