/* The export dialog's second half: where the picture goes, and the job that brings it there. */

#include "cr-export-dialog-private.h"

#include <glib/gi18n-lib.h>

static void
show_error (CrExportDialog *dialog, const GError *error)
{
  GtkWidget *message = adw_message_dialog_new (GTK_WINDOW (dialog), _ ("Cannot export"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (message), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (message));
}

typedef struct
{
  CrExportDialog *dialog;
  GFile *file; /* NULL: to the clipboard */
} Export;

static void
free_export (Export *export)
{
  g_object_unref (export->dialog);
  g_clear_object (&export->file);
  g_free (export);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, free_export)

static void
finish_export (Export *export, GBytes *bytes)
{
  CrExportDialog *dialog = export->dialog;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (dialog))));

  if (export->file != NULL)
    g_signal_emit_by_name (dialog, "exported", export->file);
  else
    {
      g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (bytes, NULL);

      gdk_clipboard_set_texture (clipboard, texture);
      g_signal_emit_by_name (dialog, "copied");
    }
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
export_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Export) export = data;
  CrExportDialog *dialog = export->dialog;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cr_export_job_run_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != dialog->export_job)
    return; /* given up */
  g_clear_object (&dialog->export_job);
  cr_export_dialog_update_spinner (dialog);
  cr_export_dialog_update_actions (dialog);
  if (bytes != NULL)
    finish_export (export, bytes);
  else
    show_error (dialog, error);
}

static void
start_export (CrExportDialog *dialog, CrExportFormat format, GFile *file)
{
  CrExportJob *job = cr_export_dialog_make_job (dialog, format);
  Export *export = g_new0 (Export, 1);

  export->dialog = g_object_ref (dialog);
  export->file = file != NULL ? g_object_ref (file) : NULL;
  if (file != NULL)
    cr_export_job_set_file (job, file);
  else
    cr_export_job_set_bound (job, 0);
  g_clear_object (&dialog->export_job);
  dialog->export_job = g_cancellable_new ();
  cr_export_job_run_async (job, dialog->export_job, export_done, export);
  cr_export_dialog_update_spinner (dialog);
  cr_export_dialog_update_actions (dialog);
}

static void
file_chosen (GtkNativeDialog *chooser, int response, CrExportDialog *dialog)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)), file = NULL;
  g_autoptr (GError) error = NULL;
  CrExportFormat format = (CrExportFormat)dialog->choice->format;

  if (response != GTK_RESPONSE_ACCEPT || chosen == NULL || dialog->export_job != NULL)
    return;
  file = cr_export_choice_add_ending (chosen, &format, &error);
  if (file == NULL)
    show_error (dialog, error);
  else
    start_export (dialog, format, file);
}

void
cr_export_dialog_choose_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrExportDialog *dialog = CR_EXPORT_DIALOG (widget);
  g_autofree char *suggested
      = g_strconcat (dialog->stem, cr_export_choice_get_ending ((CrExportFormat)dialog->choice->format), NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  g_clear_object (&dialog->chooser);
  dialog->chooser = gtk_file_chooser_native_new (_ ("Export picture"), GTK_WINDOW (dialog),
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  gtk_file_filter_set_name (filter, _ ("Pictures (SVG, PNG, PDF)"));
  for (guint i = 0; i < CR_N_EXPORT_FORMATS; i++)
    gtk_file_filter_add_suffix (filter, cr_export_choice_get_ending ((CrExportFormat)i) + 1);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog->chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog->chooser), suggested);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog->chooser), TRUE);
  g_signal_connect_object (dialog->chooser, "response", G_CALLBACK (file_chosen), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog->chooser));
}

void
cr_export_dialog_copy_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start_export (CR_EXPORT_DIALOG (widget), CR_EXPORT_PNG, NULL);
}
