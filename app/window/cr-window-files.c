/* The window's dialogs about files: unsaved changes, open, save, export. */

#include "cr-window-private.h"

#include <glib/gi18n-lib.h>

#include "cr-export-dialog.h"
#include "cr-figure-copy.h"
#include "cr-recent.h"

void
cr_window_show_toast (CrWindow *window, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (window->toasts, adw_toast_new (escaped));
}

void
cr_window_show_error (CrWindow *window, const char *heading, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* One dialog at a time; what to do with its answer, and what after, are its data. */
typedef struct
{
  CrWindow *window;
  CrWindowContinue next; /* NULL: nothing */
  GFile *file;           /* what is opened, or NULL */
} CrWindowTask;

static void
free_task (gpointer data, GClosure *closure)
{
  CrWindowTask *task = data;

  g_object_unref (task->window);
  g_clear_object (&task->file);
  g_free (task);
}

static CrWindowTask *
new_task (CrWindow *window, CrWindowContinue next)
{
  CrWindowTask *task = g_new0 (CrWindowTask, 1);

  task->window = g_object_ref (window);
  task->next = next;
  return task;
}

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  CrWindowTask *task = data;
  CrWindow *window = task->window;
  g_autoptr (GError) error = NULL;

  if (!cr_session_open_finish (CR_SESSION (source), result, &error))
    {
      g_autofree char *name = g_file_get_basename (task->file), *shown = g_filename_display_name (name);
      g_autofree char *heading = g_strdup_printf (_ ("Cannot open “%s”"), shown);

      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        cr_window_show_error (window, heading, error);
      if (task->next != NULL)
        task->next (window);
    }
  else
    cr_recent_add (task->file);
  free_task (task, NULL);
}

void
cr_window_open_file (CrWindow *window, GFile *file, CrWindowContinue failed)
{
  CrWindowTask *task = new_task (window, failed);

  task->file = g_object_ref (file);
  cr_session_open_async (window->session, file, opened, task);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  CrWindowTask *task = data;
  g_autoptr (GError) error = NULL;

  if (!cr_session_save_finish (CR_SESSION (source), result, &error))
    cr_window_show_error (task->window, _ ("Cannot save"), error);
  else
    {
      cr_recent_add (cr_session_get_file (CR_SESSION (source)));
      if (task->next != NULL)
        task->next (task->window);
    }
  free_task (task, NULL);
}

static void
save_to (CrWindow *window, GFile *file, CrWindowContinue next)
{
  cr_session_save_async (window->session, file, saved, new_task (window, next));
}

static void
add_filter (GtkFileChooserNative *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

static void
show_chooser (CrWindow *window, GtkFileChooserNative *chooser, GCallback response, CrWindowContinue next)
{
  g_clear_object (&window->chooser);
  window->chooser = chooser;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_data (chooser, "response", response, new_task (window, next), free_task, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
open_response (GtkNativeDialog *dialog, int response, CrWindowTask *task)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    cr_window_open_file (task->window, file, NULL);
}

void
cr_window_choose_open (CrWindow *window)
{
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (_ ("Open"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);

  add_filter (chooser, _ ("Scripts and graphs"), (const char *const[]){ "*.py", "*.chainrule", NULL });
  add_filter (chooser, _ ("All files"), (const char *const[]){ "*", NULL });
  show_chooser (window, chooser, G_CALLBACK (open_response), NULL);
}

static gboolean
wants_graph (GtkFileChooser *chooser)
{
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);

  return filter != NULL && g_strcmp0 (gtk_file_filter_get_name (filter), _ ("Graph with its run")) == 0;
}

/* A name without an ending gets @ending. The chooser asked whether to replace only what was typed: a file of the
 * longer name is never replaced unasked (NULL with @error). */
GFile *
cr_window_add_ending (GFile *file, const char *ending, GError **error)
{
  g_autofree char *name = g_file_get_basename (file), *full = NULL, *shown = NULL;
  g_autoptr (GFile) parent = g_file_get_parent (file), longer = NULL;

  if (strchr (name, '.') != NULL || parent == NULL)
    return g_object_ref (file);
  full = g_strconcat (name, ending, NULL);
  longer = g_file_get_child (parent, full);
  if (!g_file_query_exists (longer, NULL))
    return g_steal_pointer (&longer);
  shown = g_filename_display_name (full);
  g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("“%s” exists already. To replace it, give its full name."), shown);
  return NULL;
}

static void
save_response (GtkNativeDialog *dialog, int response, CrWindowTask *task)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)), file = NULL;
  g_autoptr (GError) error = NULL;

  if (response != GTK_RESPONSE_ACCEPT || chosen == NULL)
    return;
  file = cr_window_add_ending (chosen, wants_graph (GTK_FILE_CHOOSER (dialog)) ? ".chainrule" : ".py", &error);
  if (file == NULL)
    cr_window_show_error (task->window, _ ("Cannot save"), error);
  else
    save_to (task->window, file, task->next);
}

static void
choose_save (CrWindow *window, CrWindowContinue next)
{
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (_ ("Save as"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  GFile *file = cr_session_get_file (window->session);

  add_filter (chooser, _ ("Python script"), (const char *const[]){ "*.py", NULL });
  add_filter (chooser, _ ("Graph with its run"), (const char *const[]){ "*.chainrule", NULL });
  if (file != NULL)
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), file, NULL);
  else
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "untitled.py");
  show_chooser (window, chooser, G_CALLBACK (save_response), next);
}

void
cr_window_save_as (CrWindow *window)
{
  choose_save (window, NULL);
}

static void
tell_saved (CrWindow *window)
{
  cr_window_show_toast (window, _ ("Saved"));
}

void
cr_window_save (CrWindow *window)
{
  GFile *file = cr_session_get_file (window->session);

  if (file == NULL)
    choose_save (window, NULL);
  else
    save_to (window, file, tell_saved);
}

static void
settle_response (AdwMessageDialog *dialog, const char *response, CrWindowTask *task)
{
  GFile *file = cr_session_get_file (task->window->session);

  if (g_str_equal (response, "discard"))
    task->next (task->window);
  else if (g_str_equal (response, "save") && file == NULL)
    choose_save (task->window, task->next);
  else if (g_str_equal (response, "save"))
    save_to (task->window, file, task->next);
}

void
cr_window_settle_changes (CrWindow *window, CrWindowContinue next)
{
  AdwMessageDialog *dialog;

  if (!cr_session_get_modified (window->session))
    {
      next (window);
      return;
    }
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (window), _ ("Save changes?"), NULL));
  adw_message_dialog_format_body (dialog, _ ("“%s” has unsaved changes. They are lost if you don’t save them."),
                                  cr_session_get_name (window->session));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "discard", _ ("_Discard"), "save", _ ("_Save"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (settle_response), new_task (window, next), free_task, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Export. */

void
cr_window_tell_exported (CrWindow *window, GFile *file)
{
  g_autofree char *name = g_file_get_basename (file), *shown = g_filename_display_name (name);
  g_autofree char *text = g_strdup_printf (_ ("Exported to %s"), shown), *escaped = g_markup_escape_text (text, -1);
  g_autofree char *uri = g_file_get_uri (file);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, _ ("Show in folder"));
  adw_toast_set_action_name (toast, "win.show-in-folder");
  adw_toast_set_action_target (toast, "s", uri);
  adw_toast_overlay_add_toast (window->toasts, toast);
}

static void
copied (CrWindow *window)
{
  cr_window_show_toast (window, _ ("Picture copied"));
}

CrFigure *
cr_window_copy_figure (CrWindow *window)
{
  const CrFigure *figure = cr_plot_view_get_figure (window->plot_view);

  return figure != NULL ? cr_figure_copy (figure) : NULL;
}

void
cr_window_export (CrWindow *window, gboolean plot)
{
  g_autoptr (CrFigure) figure = NULL;
  CrExportSeen seen = { 0 };
  CrExportDialog *dialog;

  if (cr_session_get_graph (window->session) == NULL)
    return;
  seen.scene = cr_graph_view_get_seen (window->graph_view, &seen.x, &seen.y, &seen.width, &seen.height);
  seen.hints = cr_graph_view_get_hints (window->graph_view);
  seen.figure = figure = cr_window_copy_figure (window);
  seen.plot = plot;
  dialog = cr_export_dialog_new (GTK_WINDOW (window), window->session, &seen);
  g_signal_connect_object (dialog, "exported", G_CALLBACK (cr_window_tell_exported), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "copied", G_CALLBACK (copied), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
file_manager_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *uri = data;
  g_autoptr (GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GFile) file = g_file_new_for_uri (uri), folder = g_file_get_parent (file);
  g_autofree char *folder_uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (answer == NULL && folder_uri != NULL) /* no file manager that could select it */
    gtk_show_uri (NULL, folder_uri, GDK_CURRENT_TIME);
}

void
cr_window_show_in_folder (CrWindow *window, const char *uri)
{
  GDBusConnection *bus = g_application_get_dbus_connection (g_application_get_default ());
  const char *const uris[] = { uri, NULL };

  if (bus == NULL)
    return;
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, file_manager_answered, g_strdup (uri));
}
