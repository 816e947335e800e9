/* The window's dialogs about files: unsaved changes, open, save, export. */

#include "cr-window-private.h"

#include <glib/gi18n-lib.h>

#include "cr-document.h"
#include "cr-export.h"

void
cr_window_show_toast (CrWindow *window, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (window->toasts, adw_toast_new (escaped));
}

static void
show_error (CrWindow *window, const char *heading, const GError *error)
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
        show_error (window, heading, error);
      if (task->next != NULL)
        task->next (window);
    }
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
    show_error (task->window, _ ("Cannot save"), error);
  else if (task->next != NULL)
    task->next (task->window);
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
static GFile *
add_ending (GFile *file, const char *ending, GError **error)
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
  file = add_ending (chosen, wants_graph (GTK_FILE_CHOOSER (dialog)) ? ".chainrule" : ".py", &error);
  if (file == NULL)
    show_error (task->window, _ ("Cannot save"), error);
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

/* Export: layout and painting of a large graph take a while, so they are done on a thread with its own cursor. */

typedef struct
{
  CrGraph *graph;
  guint position;
  gboolean dark;
  char *path;
} CrExportJob;

static void
free_export (gpointer data)
{
  CrExportJob *job = data;

  cr_graph_unref (job->graph);
  g_free (job->path);
  g_free (job);
}

static void
export_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CrExportJob *job = data;
  g_autoptr (CrCursor) cursor = cr_cursor_new (job->graph);
  g_autoptr (CrScene) scene = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (job->path);
  g_autoptr (GBytes) bytes = NULL;
  CrExportOptions options = { .dark = job->dark, .plots = FALSE };
  GError *error = NULL;
  guint generation = cr_graph_get_generation_at (job->graph, job->position);

  cr_cursor_seek (cursor, job->position);
  if (generation != CR_NONE)
    scene = cr_scene_new (job->graph, generation, NULL, NULL);
  bytes = cr_export_draw (scene, cursor, cr_export_find_format (job->path), &options, NULL, &error);
  if (bytes != NULL && cr_document_write (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
export_done (GObject *source, GAsyncResult *result, gpointer data)
{
  CrWindow *window = CR_WINDOW (source);
  CrExportJob *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_path_get_basename (job->path), *shown = g_filename_display_name (name), *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      show_error (window, _ ("Cannot export"), error);
      return;
    }
  text = g_strdup_printf (_ ("Exported to %s"), shown);
  cr_window_show_toast (window, text);
}

static void
export_response (GtkNativeDialog *dialog, int response, CrWindowTask *task)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)), file = NULL;
  g_autoptr (GError) error = NULL;
  CrSession *session = task->window->session;
  g_autoptr (GTask) worker = NULL;
  CrExportJob *job;

  if (response != GTK_RESPONSE_ACCEPT || chosen == NULL || cr_session_get_graph (session) == NULL
      || g_file_peek_path (chosen) == NULL)
    return;
  file = add_ending (chosen, ".svg", &error);
  if (file == NULL)
    {
      show_error (task->window, _ ("Cannot export"), error);
      return;
    }
  job = g_new0 (CrExportJob, 1);
  job->graph = cr_graph_ref (cr_session_get_graph (session));
  job->position = cr_session_get_position (session);
  job->dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  job->path = g_file_get_path (file);
  worker = g_task_new (task->window, NULL, export_done, NULL);
  g_task_set_task_data (worker, job, free_export);
  g_task_run_in_thread (worker, export_in_thread);
}

void
cr_window_export (CrWindow *window)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_ ("Export picture"), GTK_WINDOW (window),
                                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  g_autofree char *stem = g_strdup (cr_session_get_name (window->session)), *name = NULL;
  char *dot = strrchr (stem, '.');

  if (dot != NULL && dot != stem)
    *dot = '\0';
  name = g_strconcat (stem, ".svg", NULL);
  add_filter (chooser, _ ("Pictures (SVG, PNG, PDF)"), (const char *const[]){ "*.svg", "*.png", "*.pdf", NULL });
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  show_chooser (window, chooser, G_CALLBACK (export_response), NULL);
}
