/* What leaves the window without a dialog of its own: pictures to the clipboard, and numbers as CSV, to a file or the
 * clipboard. It is made on a thread from copies, so that a run or a step meanwhile changes nothing. */

#include <glib/gi18n-lib.h>

#include "cr-clipboard.h"
#include "cr-csv.h"
#include "cr-document.h"
#include "cr-export-choice.h"
#include "cr-export-figure.h"
#include "cr-export-job.h"
#include "cr-figure-copy.h"
#include "cr-progress.h"
#include "cr-session-picture.h"
#include "cr-window-private.h"

#define OUTPUT_KEY "cr-output"

/* One output under way. */
typedef struct
{
  CrWindow *window;
  GCancellable *cancellable;
  CrProgress *progress;
  GFile *file; /* NULL: to the clipboard */
  char *stem;  /* of the file's name */

  /* what is written: a tensor with its gradient, or a plot */
  CrValue *values[2];
  guint n_values;
  CrFigure *figure; /* NULL: a tensor */
  CrCsvProgress written;
} Output;

static void
output_free (gpointer data)
{
  Output *output = data;

  g_clear_pointer (&output->progress, cr_progress_free);
  g_clear_object (&output->window);
  g_clear_object (&output->cancellable);
  g_clear_object (&output->file);
  for (guint i = 0; i < output->n_values; i++)
    cr_value_unref (output->values[i]);
  g_clear_pointer (&output->figure, cr_figure_free);
  g_free (output->stem);
  g_free (output);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Output, output_free)

static Output *
output_new (CrWindow *window)
{
  Output *output = g_new0 (Output, 1);
  const char *name = cr_session_get_name (window->session);
  char *dot;

  output->window = g_object_ref (window);
  output->cancellable = g_cancellable_new ();
  output->stem = g_strdup (name);
  dot = strrchr (output->stem, '.');
  if (dot != NULL && dot != output->stem)
    *dot = '\0';
  return output;
}

static void
show_progress (Output *output, const char *heading, const gint *per_mille)
{
  output->progress = cr_progress_new (GTK_WINDOW (output->window), heading, per_mille, output->cancellable);
}

/* Says why it failed, unless it was given up. */
static void
tell_error (Output *output, const char *heading, const GError *error)
{
  g_clear_pointer (&output->progress, cr_progress_free);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cr_window_show_error (output->window, heading, error);
}

/* CSV. */

static GBytes *
make_csv (Output *output, GCancellable *cancellable, GError **error)
{
  const CrCsvColumn columns[] = { { "value", output->values[0] }, { "gradient", output->values[1] } };

  if (output->figure != NULL)
    return cr_export_write_figure (output->figure, cancellable, error);
  return cr_csv_write_bytes (columns, output->n_values, &output->written, cancellable, error);
}

static gboolean
write_csv (Output *output, GCancellable *cancellable, GError **error)
{
  const CrCsvColumn columns[] = { { "value", output->values[0] }, { "gradient", output->values[1] } };
  g_autoptr (GBytes) bytes = NULL;

  if (output->figure == NULL)
    return cr_csv_write_file (output->file, columns, output->n_values, &output->written, cancellable, error);
  bytes = make_csv (output, cancellable, error);
  return bytes != NULL
         && cr_document_write (output->file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

/* It is not returned before it ends, since what is half written has to be taken away first; that takes no time. */
static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Output *output = data;
  GError *error = NULL;
  GBytes *bytes = NULL;

  if (output->file != NULL)
    bytes = write_csv (output, cancellable, &error) ? g_bytes_new (NULL, 0) : NULL;
  else
    bytes = make_csv (output, cancellable, &error);
  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify)g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
csv_made (GObject *source, GAsyncResult *result, gpointer data)
{
  Output *output = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_pointer (&output->progress, cr_progress_free);
  if (bytes == NULL)
    tell_error (output, _ ("Cannot export the numbers"), error);
  else if (output->file != NULL)
    cr_window_tell_exported (output->window, output->file);
  else
    {
      cr_clipboard_set_csv (gtk_widget_get_clipboard (GTK_WIDGET (output->window)), bytes);
      cr_window_show_toast (output->window, _ ("Numbers copied"));
    }
}

/* Takes @output. */
static void
start_csv (Output *output)
{
  g_autoptr (GTask) task = g_task_new (NULL, output->cancellable, csv_made, output);

  show_progress (output, _ ("Writing the numbers…"), output->figure == NULL ? &output->written.per_mille : NULL);
  g_task_set_task_data (task, output, output_free);
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, make_in_thread);
}

static void
csv_chosen (GtkNativeDialog *chooser, int response)
{
  g_autoptr (Output) output = g_object_steal_data (G_OBJECT (chooser), OUTPUT_KEY);
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_autoptr (GError) error = NULL;

  if (output == NULL || response != GTK_RESPONSE_ACCEPT || chosen == NULL)
    return;
  output->file = cr_window_add_ending (chosen, ".csv", &error);
  if (output->file == NULL)
    tell_error (output, _ ("Cannot export the numbers"), error);
  else
    start_csv (g_steal_pointer (&output));
}

/* Takes @output. */
static void
choose_csv (Output *output, const char *name)
{
  CrWindow *window = output->window;
  g_autofree char *suggested = g_strdup_printf ("%s-%s.csv", output->stem, name);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  g_strdelimit (suggested, "/\\:", '_');
  g_clear_object (&window->chooser);
  window->chooser = gtk_file_chooser_native_new (_ ("Export numbers"), GTK_WINDOW (window),
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  gtk_file_filter_set_name (filter, _ ("Tables (CSV)"));
  gtk_file_filter_add_suffix (filter, "csv");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (window->chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (window->chooser), suggested);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (window->chooser), TRUE);
  g_object_set_data_full (G_OBJECT (window->chooser), OUTPUT_KEY, output, output_free);
  g_signal_connect (window->chooser, "response", G_CALLBACK (csv_chosen), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (window->chooser));
}

/* What is selected, of a function what it made; while nothing is, what the inspector shows then. */
static guint
find_variable (CrSession *session)
{
  CrGraph *graph = cr_session_get_graph (session);
  CrCursor *cursor = cr_session_get_cursor (session);
  guint variable = cr_session_get_selected_variable (session);
  guint function = cr_session_get_selected_function (session), generation;
  const CrEvent *event;

  if (graph == NULL || variable != CR_NONE)
    return variable;
  event = cr_cursor_get_event (cursor);
  if (function != CR_NONE)
    return cr_graph_get_function (graph, function)->output;
  if (event != NULL && event->kind == CR_EVENT_OPERATION)
    return cr_graph_find_variable (graph, event->u.operation.output, event->u.operation.function);
  if (event != NULL && (event->kind == CR_EVENT_GRAD_ACCUMULATED || event->kind == CR_EVENT_GRAD_CLEARED))
    return cr_graph_find_variable (graph, event->u.gradient.tensor, event->u.gradient.function);
  generation = cr_cursor_get_generation (cursor);
  return generation != CR_NONE ? cr_graph_get_generation (graph, generation)->root : CR_NONE;
}

/* The selected tensor as it stands at the cursor, and its gradient; NULL (said so) where there is none. @name is
 * borrowed from the graph. */
static Output *
output_new_tensor (CrWindow *window, const char **name)
{
  CrSession *session = window->session;
  guint variable = find_variable (session);
  const CrVariableState *state
      = variable != CR_NONE ? cr_cursor_get_variable (cr_session_get_cursor (session), variable) : NULL;
  CrValue *gradient;
  Output *output;

  if (state == NULL || state->value == NULL)
    {
      cr_window_show_toast (window, _ ("Select a variable first, at a moment at which it has a value."));
      return NULL;
    }
  *name = cr_variable_get_label (cr_graph_get_variable (cr_session_get_graph (session), variable));
  output = output_new (window);
  output->values[output->n_values++] = cr_value_ref (state->value);
  gradient = state->grad != NULL ? state->grad : state->gradient;
  if (gradient != NULL && cr_value_has_data (gradient))
    output->values[output->n_values++] = cr_value_ref (gradient);
  return output;
}

/* NULL (said so) where no plot is seen. */
static Output *
output_new_plot (CrWindow *window)
{
  CrFigure *figure = cr_window_copy_figure (window);
  Output *output;

  if (figure == NULL)
    {
      cr_window_show_toast (window, _ ("There is no plot to be seen."));
      return NULL;
    }
  output = output_new (window);
  output->figure = figure;
  return output;
}

static void
export_data (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *name = NULL;
  Output *output = output_new_tensor (CR_WINDOW (widget), &name);

  if (output != NULL)
    choose_csv (output, name != NULL ? name : "tensor");
}

static void
copy_data (GtkWidget *widget, const char *action, GVariant *parameter)
{
  const char *name = NULL;
  Output *output = output_new_tensor (CR_WINDOW (widget), &name);

  if (output != NULL)
    start_csv (output);
}

static void
export_plot_data (GtkWidget *widget, const char *action, GVariant *parameter)
{
  Output *output = output_new_plot (CR_WINDOW (widget));

  if (output != NULL)
    choose_csv (output, "plot");
}

static void
copy_plot_data (GtkWidget *widget, const char *action, GVariant *parameter)
{
  Output *output = output_new_plot (CR_WINDOW (widget));

  if (output != NULL)
    start_csv (output);
}

/* Pictures. */

static void
picture_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Output) output = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = cr_export_job_run_finish (result, &error);

  g_clear_pointer (&output->progress, cr_progress_free);
  if (png == NULL)
    {
      tell_error (output, _ ("Cannot copy the picture"), error);
      return;
    }
  cr_clipboard_set_picture (gtk_widget_get_clipboard (GTK_WIDGET (output->window)), png,
                            cr_export_job_get_svg (result));
  cr_window_show_toast (output->window, output->figure != NULL ? _ ("Plot copied") : _ ("Picture copied"));
}

/* As the export dialog would make it. Takes @output. */
static void
start_picture (Output *output)
{
  CrWindow *window = output->window;
  CrSession *session = window->session;
  const CrExportChoice *choice = cr_export_choice_get ();
  const CrExportOptions options = { .dark = cr_export_choice_is_dark (choice),
                                    .key = choice->key,
                                    .plots = choice->plots,
                                    .scale = choice->scales[CR_EXPORT_PNG],
                                    .title = cr_session_get_name (session) };
  double x, y, width, height;
  CrScene *seen = cr_graph_view_get_seen (window->graph_view, &x, &y, &width, &height);
  CrSceneHints hints = cr_graph_view_get_hints (window->graph_view);
  CrExportJob *job = cr_export_job_new (cr_session_get_graph (session), cr_session_get_position (session), seen,
                                        cr_session_get_picture (session));

  cr_export_job_set_format (job, CR_EXPORT_PNG, &options);
  cr_export_job_set_hints (job, &hints);
  cr_export_job_set_bound (job, 0);
  cr_export_job_set_with_svg (job);
  if (output->figure != NULL)
    cr_export_job_set_plot (job, output->figure);
  show_progress (output, _ ("Drawing…"), NULL);
  cr_export_job_run_async (job, output->cancellable, picture_made, output);
}

static void
copy_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  if (cr_session_get_graph (CR_WINDOW (widget)->session) != NULL)
    start_picture (output_new (CR_WINDOW (widget)));
}

static void
copy_plot (GtkWidget *widget, const char *action, GVariant *parameter)
{
  Output *output = output_new_plot (CR_WINDOW (widget));

  if (output != NULL)
    start_picture (output);
}

static void
export_plot (GtkWidget *widget, const char *action, GVariant *parameter)
{
  cr_window_export (CR_WINDOW (widget), TRUE);
}

void
cr_window_install_output (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.copy-picture", NULL, copy_picture);
  gtk_widget_class_install_action (widget_class, "win.copy-plot", NULL, copy_plot);
  gtk_widget_class_install_action (widget_class, "win.export-plot", NULL, export_plot);
  gtk_widget_class_install_action (widget_class, "win.export-data", NULL, export_data);
  gtk_widget_class_install_action (widget_class, "win.copy-data", NULL, copy_data);
  gtk_widget_class_install_action (widget_class, "win.export-plot-data", NULL, export_plot_data);
  gtk_widget_class_install_action (widget_class, "win.copy-plot-data", NULL, copy_plot_data);
}

void
cr_window_update_output (CrWindow *window)
{
  GtkWidget *widget = GTK_WIDGET (window);
  CrSession *session = window->session;
  gboolean has_graph = cr_session_get_length (session) > 0 && !cr_window_shows_examples (window);

  gtk_widget_action_set_enabled (widget, "win.copy-picture", has_graph);
  gtk_widget_action_set_enabled (widget, "win.export-data", has_graph);
  gtk_widget_action_set_enabled (widget, "win.copy-data", has_graph);
}
