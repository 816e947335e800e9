/* The examples in the window: a page beside the document, made when it is first seen. */

#include <glib/gi18n-lib.h>

#include "cr-examples.h"
#include "cr-gallery.h"
#include "cr-window-private.h"

#define PAGE "examples"

gboolean
cr_window_shows_examples (CrWindow *window)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (window->pages), PAGE) == 0;
}

void
cr_window_show_examples (CrWindow *window)
{
  if (window->examples == NULL)
    {
      window->examples = cr_gallery_new ();
      gtk_stack_add_named (window->pages, window->examples, PAGE);
    }
  gtk_stack_set_visible_child_name (window->pages, PAGE);
  cr_gallery_focus (CR_GALLERY (window->examples));
  cr_window_update_title (window);
}

void
cr_window_hide_examples (CrWindow *window)
{
  if (!cr_window_shows_examples (window))
    return;
  gtk_stack_set_visible_child_name (window->pages, "work");
  cr_graph_view_focus (window->graph_view);
  cr_window_update_title (window);
}

static void
show_examples (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_show_examples (CR_WINDOW (widget));
}

static void
hide_examples (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_window_hide_examples (CR_WINDOW (widget));
}

/* What is to be opened once unsaved changes are settled lies with the window, since settling may take a dialog. */
#define KEY "cr-window-wanted"

static void
open_wanted_example (CrWindow *window)
{
  const CrExample *example = g_object_steal_data (G_OBJECT (window), KEY);
  g_autofree char *text = example != NULL ? cr_example_dup_text (example) : NULL;

  if (text != NULL)
    cr_session_reset (window->session, text);
}

/* A copy: untitled, so that nothing writes to the original. */
static void
open_example (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const CrExample *example = cr_examples_find (g_variant_get_string (parameter, NULL));

  if (example == NULL)
    return;
  g_object_set_data (G_OBJECT (widget), KEY, (gpointer)example);
  cr_window_settle_changes (CR_WINDOW (widget), open_wanted_example);
}

static void
open_wanted_file (CrWindow *window)
{
  g_autofree char *uri = g_object_steal_data (G_OBJECT (window), KEY "-file");
  g_autoptr (GFile) file = uri != NULL ? g_file_new_for_uri (uri) : NULL;

  if (file != NULL)
    cr_window_open_file (window, file, NULL);
}

static void
open_recent (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_object_set_data_full (G_OBJECT (widget), KEY "-file", g_variant_dup_string (parameter, NULL), g_free);
  cr_window_settle_changes (CR_WINDOW (widget), open_wanted_file);
}

void
cr_window_install_gallery (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-examples", NULL, show_examples);
  gtk_widget_class_install_action (widget_class, "win.hide-examples", NULL, hide_examples);
  gtk_widget_class_install_action (widget_class, "win.open-example", "s", open_example);
  gtk_widget_class_install_action (widget_class, "win.open-recent", "s", open_recent);
}
