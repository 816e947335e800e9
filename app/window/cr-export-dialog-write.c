/* The export dialog's second half: where the picture goes, and the job that brings it there. */

#include "cr-export-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "cr-clipboard.h"

#define COUNT_MILLISECONDS 100

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
finish_export (Export *export, GBytes *bytes, GBytes *svg)
{
  CrExportDialog *dialog = export->dialog;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (dialog))));

  if (export->file != NULL)
    g_signal_emit_by_name (dialog, "exported", export->file);
  else
    {
      cr_clipboard_set_picture (clipboard, bytes, svg);
      g_signal_emit_by_name (dialog, "copied");
    }
  gtk_window_close (GTK_WINDOW (dialog));
}

static void start_export (CrExportDialog *dialog, CrExportFormat format, GFile *file, gboolean replace);

static void
replace_response (AdwMessageDialog *message, const char *response, CrExportDialog *dialog)
{
  GFile *folder = g_object_get_data (G_OBJECT (message), "folder");

  if (g_str_equal (response, "replace") && dialog->export_job == NULL)
    start_export (dialog, CR_EXPORT_PNG, folder, TRUE);
}

/* The folder has frames already. */
static void
ask_to_replace (CrExportDialog *dialog, GFile *folder, const GError *error)
{
  AdwMessageDialog *message
      = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (dialog), _ ("Replace the pictures?"), error->message));

  adw_message_dialog_add_responses (message, "cancel", _ ("_Cancel"), "replace", _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (message, "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (message, "cancel");
  g_object_set_data_full (G_OBJECT (message), "folder", g_object_ref (folder), g_object_unref);
  g_signal_connect_object (message, "response", G_CALLBACK (replace_response), dialog, 0);
  gtk_window_present (GTK_WINDOW (message));
}

static void
stop_counting (CrExportDialog *dialog)
{
  g_clear_handle_id (&dialog->counts_source, g_source_remove);
  g_clear_pointer (&dialog->counts, g_atomic_rc_box_release);
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
  stop_counting (dialog);
  cr_export_dialog_update_spinner (dialog);
  cr_export_dialog_update_actions (dialog);
  if (bytes != NULL)
    finish_export (export, bytes, cr_export_job_get_svg (result));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    ask_to_replace (dialog, export->file, error);
  else
    show_error (dialog, error);
}

static gboolean
show_count (gpointer data)
{
  CrExportDialog *dialog = data;
  int done = g_atomic_int_get (&dialog->counts->n_done), n = g_atomic_int_get (&dialog->counts->n);
  g_autofree char *text = g_strdup_printf (_ ("Picture %d of %d"), done, n);

  if (n > 0)
    gtk_label_set_text (dialog->size_label, text);
  return G_SOURCE_CONTINUE;
}

static void
count_frames (CrExportDialog *dialog, CrExportJob *job, gboolean replace)
{
  stop_counting (dialog);
  dialog->counts = g_atomic_rc_box_new0 (CrExportCounts);
  dialog->counts_source = g_timeout_add (COUNT_MILLISECONDS, show_count, dialog);
  cr_export_job_set_frames (job, cr_export_dialog_get_rate (dialog), replace, dialog->counts);
}

static void
start_export (CrExportDialog *dialog, CrExportFormat format, GFile *file, gboolean replace)
{
  CrExportJob *job = cr_export_dialog_make_job (dialog, format);
  Export *export = g_new0 (Export, 1);

  export->dialog = g_object_ref (dialog);
  export->file = file != NULL ? g_object_ref (file) : NULL;
  if (file != NULL)
    cr_export_job_set_file (job, file);
  else
    {
      cr_export_job_set_bound (job, 0);
      cr_export_job_set_with_svg (job);
    }
  if (file != NULL && cr_export_dialog_get_part (dialog) == CR_EXPORT_FILM)
    count_frames (dialog, job, replace);
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
  CrExportFormat format = cr_export_dialog_get_format (dialog);

  if (response != GTK_RESPONSE_ACCEPT || chosen == NULL || dialog->export_job != NULL)
    return;
  file = cr_export_dialog_get_part (dialog) == CR_EXPORT_FILM ? g_object_ref (chosen)
                                                              : cr_export_choice_add_ending (chosen, &format, &error);
  if (file == NULL)
    show_error (dialog, error);
  else
    start_export (dialog, format, file, FALSE);
}

static void
show_chooser (CrExportDialog *dialog)
{
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog->chooser), TRUE);
  g_signal_connect_object (dialog->chooser, "response", G_CALLBACK (file_chosen), dialog, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog->chooser));
}

static void
choose_folder (CrExportDialog *dialog)
{
  g_clear_object (&dialog->chooser);
  dialog->chooser = gtk_file_chooser_native_new (_ ("Folder for the pictures"), GTK_WINDOW (dialog),
                                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Export"), NULL);
  show_chooser (dialog);
}

void
cr_export_dialog_choose_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrExportDialog *dialog = CR_EXPORT_DIALOG (widget);
  CrExportPart part = cr_export_dialog_get_part (dialog);
  gboolean plot = part == CR_EXPORT_PLOT || part == CR_EXPORT_PLOTS;
  g_autofree char *suggested = g_strconcat (dialog->stem, plot ? "-plot" : "",
                                            cr_export_choice_get_ending (cr_export_dialog_get_format (dialog)), NULL);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (part == CR_EXPORT_FILM)
    {
      choose_folder (dialog);
      return;
    }
  g_clear_object (&dialog->chooser);
  dialog->chooser = gtk_file_chooser_native_new (_ ("Export picture"), GTK_WINDOW (dialog),
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  gtk_file_filter_set_name (filter, _ ("Pictures (SVG, PNG, PDF)"));
  for (guint i = 0; i < CR_N_EXPORT_FORMATS; i++)
    gtk_file_filter_add_suffix (filter, cr_export_choice_get_ending ((CrExportFormat)i) + 1);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog->chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog->chooser), suggested);
  show_chooser (dialog);
}

void
cr_export_dialog_copy_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start_export (CR_EXPORT_DIALOG (widget), CR_EXPORT_PNG, NULL, FALSE);
}
