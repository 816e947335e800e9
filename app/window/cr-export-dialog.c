/* The export dialog. It works on the graph, the position and the scene of the moment it was opened: what runs meanwhile
 * changes nothing. Every change of a choice draws the preview anew, on a thread; the last one wins. */

#include "cr-export-dialog-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-figure-copy.h"
#include "cr-session-picture.h"

#define PREVIEW_SIDE 480
#define SPINNER_MILLISECONDS 500

G_DEFINE_FINAL_TYPE (CrExportDialog, cr_export_dialog, ADW_TYPE_WINDOW)

static guint
get_position (CrExportDialog *dialog)
{
  if (cr_export_dialog_get_part (dialog) == CR_EXPORT_FILM)
    return dialog->positions[CR_EXPORT_NOW];
  return dialog->positions[dialog->choice->moment];
}

/* Whether what is in view can be told apart, for the position that was chosen. */
static gboolean
has_part (CrExportDialog *dialog)
{
  return dialog->seen.scene != NULL
         && cr_graph_get_generation_at (dialog->graph, get_position (dialog))
                == cr_scene_get_generation (dialog->seen.scene);
}

static CrExportOptions
make_options (CrExportDialog *dialog)
{
  const CrExportChoice *choice = dialog->choice;
  CrExportPart part = cr_export_dialog_get_part (dialog);
  CrExportOptions options = { .dark = cr_export_choice_is_dark (choice),
                              .plots = choice->plots && part != CR_EXPORT_FILM,
                              .key = choice->key,
                              .title = dialog->title };

  options.scale = choice->scales[cr_export_dialog_get_format (dialog)];
  if (part == CR_EXPORT_VIEW && has_part (dialog))
    {
      options.part_x = dialog->seen.x;
      options.part_y = dialog->seen.y;
      options.part_width = dialog->seen.width;
      options.part_height = dialog->seen.height;
    }
  return options;
}

CrExportJob *
cr_export_dialog_make_job (CrExportDialog *dialog, CrExportFormat format)
{
  CrExportOptions options = make_options (dialog);
  CrExportPart part = cr_export_dialog_get_part (dialog);
  CrScene *scene = has_part (dialog) ? dialog->seen.scene : dialog->scene;
  CrExportJob *job = cr_export_job_new (dialog->graph, get_position (dialog), scene, &dialog->picture);

  cr_export_job_set_format (job, format, &options);
  cr_export_job_set_hints (job, &dialog->seen.hints);
  if (part == CR_EXPORT_PLOT || part == CR_EXPORT_PLOTS)
    cr_export_job_set_plot (job, part == CR_EXPORT_PLOT ? dialog->figure : NULL);
  return job;
}

void
cr_export_dialog_update_actions (CrExportDialog *dialog)
{
  GtkWidget *widget = GTK_WIDGET (dialog);
  gboolean ready = dialog->width > 0 && dialog->export_job == NULL;

  gtk_widget_set_sensitive (dialog->contents, dialog->export_job == NULL);
  gtk_widget_action_set_enabled (widget, "export.choose-file", ready && dialog->room >= 1);
  gtk_widget_action_set_enabled (widget, "export.copy", ready && cr_export_dialog_get_part (dialog) != CR_EXPORT_FILM);
  gtk_widget_action_set_enabled (widget, "export.fit", ready && dialog->room > 0);
}

/* The size that the file will have and, where that is more than it can hold, what would fit. */
static void
update_size (CrExportDialog *dialog)
{
  CrExportFormat format = cr_export_dialog_get_format (dialog);
  double scale = dialog->choice->scales[format], width = ceil (dialog->width * scale);
  double height = ceil (dialog->height * scale);
  g_autofree char *size = NULL, *fit = NULL, *text = NULL;

  dialog->room = cr_export_get_room (format, dialog->width * scale, dialog->height * scale);
  if (!(dialog->width > 0))
    {
      gtk_label_set_text (dialog->size_label, "");
      gtk_widget_set_visible (dialog->fit_button, FALSE);
      return;
    }
  size = g_strdup_printf (format == CR_EXPORT_PNG ? _ ("%'.0f × %'.0f pixels") : _ ("%'.0f × %'.0f points"), width,
                          height);
  text = g_strdup_printf (format == CR_EXPORT_PNG ? _ ("%s: more than a PNG can hold. SVG holds it.")
                                                  : _ ("%s: more than a file of this kind can hold."),
                          size);
  gtk_label_set_text (dialog->size_label, dialog->room < 1 ? text : size);
  if (dialog->room < 1)
    {
      fit = g_strdup_printf (_ ("Use the largest scale that fits: %.3g"), dialog->room * scale);
      gtk_button_set_label (GTK_BUTTON (dialog->fit_button), fit);
    }
  gtk_widget_set_visible (dialog->fit_button, dialog->room < 1);
  cr_export_dialog_update_actions (dialog);
}

static gboolean
show_spinner (gpointer data)
{
  CrExportDialog *dialog = data;

  dialog->spinner_source = 0;
  gtk_widget_set_visible (dialog->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (dialog->spinner));
  return G_SOURCE_REMOVE;
}

/* The spinner turns while a job takes longer than half a second. */
void
cr_export_dialog_update_spinner (CrExportDialog *dialog)
{
  gboolean busy = dialog->preview_job != NULL || dialog->export_job != NULL;

  if (!busy)
    {
      g_clear_handle_id (&dialog->spinner_source, g_source_remove);
      gtk_spinner_stop (GTK_SPINNER (dialog->spinner));
      gtk_widget_set_visible (dialog->spinner, FALSE);
    }
  else if (dialog->spinner_source == 0 && !gtk_widget_get_visible (dialog->spinner))
    dialog->spinner_source = g_timeout_add (SPINNER_MILLISECONDS, show_spinner, dialog);
}

static void
show_preview (CrExportDialog *dialog, GBytes *png, GAsyncResult *result)
{
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (png, NULL);
  CrScene *scene = cr_export_job_get_scene (result);

  if (scene != NULL)
    cr_scene_ref (scene);
  g_clear_pointer (&dialog->scene, cr_scene_unref);
  dialog->scene = scene;
  cr_export_job_get_size (result, &dialog->width, &dialog->height);
  gtk_picture_set_paintable (dialog->preview, GDK_PAINTABLE (texture));
}

static void
preview_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CrExportDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = cr_export_job_run_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != dialog->preview_job)
    return; /* another one is wanted by now, or none */
  g_clear_object (&dialog->preview_job);
  if (png != NULL)
    show_preview (dialog, png, result);
  else
    gtk_label_set_text (dialog->size_label, error->message);
  if (png != NULL)
    update_size (dialog);
  if (!dialog->shown) /* what Return does, now that it can be done */
    gtk_widget_grab_focus (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
  dialog->shown = TRUE;
  cr_export_dialog_update_spinner (dialog);
}

static void
cancel_preview (CrExportDialog *dialog)
{
  g_cancellable_cancel (dialog->preview_job);
  g_clear_object (&dialog->preview_job);
}

static void
update_preview (CrExportDialog *dialog)
{
  CrExportJob *job = cr_export_dialog_make_job (dialog, CR_EXPORT_PNG);
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (dialog));

  cancel_preview (dialog);
  dialog->width = dialog->height = 0;
  dialog->preview_job = g_cancellable_new ();
  cr_export_job_set_bound (job, PREVIEW_SIDE * factor);
  cr_export_job_run_async (job, dialog->preview_job, preview_done, g_object_ref (dialog));
  cr_export_dialog_update_spinner (dialog);
  cr_export_dialog_update_actions (dialog);
}

static void
format_changed (CrExportDialog *dialog)
{
  if (dialog->updating)
    return;
  dialog->choice->format = adw_combo_row_get_selected (dialog->format_row);
  cr_export_dialog_show_scale (dialog);
  update_size (dialog);
}

static void
scale_changed (CrExportDialog *dialog)
{
  if (dialog->updating)
    return;
  dialog->choice->scales[cr_export_dialog_get_format (dialog)] = gtk_spin_button_get_value (dialog->scale_spin);
  update_size (dialog);
}

static void
choice_changed (CrExportDialog *dialog)
{
  if (dialog->updating)
    return;
  cr_export_dialog_take_choice (dialog);
  cr_export_dialog_update_rows (dialog);
  cr_export_dialog_show_scale (dialog);
  update_preview (dialog);
}

static void
use_largest_scale (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrExportDialog *dialog = CR_EXPORT_DIALOG (widget);

  if (dialog->room < 1)
    dialog->choice->scales[cr_export_dialog_get_format (dialog)] *= dialog->room;
  cr_export_dialog_show_scale (dialog);
  update_size (dialog);
}

/* Gives up what is under way; where nothing is, the dialog. */
static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrExportDialog *dialog = CR_EXPORT_DIALOG (widget);

  if (dialog->export_job == NULL)
    {
      gtk_window_close (GTK_WINDOW (dialog));
      return;
    }
  g_cancellable_cancel (dialog->export_job);
  g_clear_object (&dialog->export_job);
  cr_export_dialog_update_spinner (dialog);
  cr_export_dialog_update_actions (dialog);
}

static void
cr_export_dialog_dispose (GObject *object)
{
  CrExportDialog *dialog = CR_EXPORT_DIALOG (object);

  cancel_preview (dialog);
  g_cancellable_cancel (dialog->export_job);
  g_clear_object (&dialog->export_job);
  g_clear_handle_id (&dialog->spinner_source, g_source_remove);
  g_clear_handle_id (&dialog->counts_source, g_source_remove);
  g_clear_pointer (&dialog->counts, g_atomic_rc_box_release);
  g_clear_pointer (&dialog->figure, cr_figure_free);
  g_clear_object (&dialog->chooser);
  g_clear_pointer (&dialog->graph, cr_graph_unref);
  g_clear_pointer (&dialog->scene, cr_scene_unref);
  g_clear_pointer (&dialog->seen.scene, cr_scene_unref);
  g_clear_pointer (&dialog->seen.hints.previous, cr_scene_unref);
  g_clear_pointer (&dialog->seen.hints.places, cr_scene_places_unref);
  cr_scene_options_clear (&dialog->picture);
  g_clear_pointer (&dialog->stem, g_free);
  g_clear_pointer (&dialog->title, g_free);
  G_OBJECT_CLASS (cr_export_dialog_parent_class)->dispose (object);
}

/* A preview under way holds the dialog: it is given up before the last reference goes. */
static gboolean
cr_export_dialog_close_request (GtkWindow *window)
{
  CrExportDialog *dialog = CR_EXPORT_DIALOG (window);

  cancel_preview (dialog);
  g_cancellable_cancel (dialog->export_job);
  g_clear_object (&dialog->export_job);
  return GTK_WINDOW_CLASS (cr_export_dialog_parent_class)->close_request (window);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, contents);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, size_label);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, fit_button);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, shown_row);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, moment_row);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, ground_row);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, rate_row);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, key_row);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, plots_row);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, key_switch);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, plots_switch);
  gtk_widget_class_bind_template_child (widget_class, CrExportDialog, scale_spin);
}

static void
cr_export_dialog_class_init (CrExportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cr_export_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = cr_export_dialog_close_request;
  g_signal_new ("exported", CR_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  g_signal_new ("copied", CR_TYPE_EXPORT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/cr-export-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "export.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "export.choose-file", NULL, cr_export_dialog_choose_file);
  gtk_widget_class_install_action (widget_class, "export.copy", NULL, cr_export_dialog_copy_picture);
  gtk_widget_class_install_action (widget_class, "export.fit", NULL, use_largest_scale);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "export.cancel", NULL);
}

static void
cr_export_dialog_init (CrExportDialog *dialog)
{
  dialog->choice = cr_export_choice_get ();
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

static void
connect_rows (CrExportDialog *dialog)
{
  AdwComboRow *const rows[] = { dialog->shown_row, dialog->moment_row, dialog->ground_row, dialog->rate_row };
  GtkSwitch *const switches[] = { dialog->key_switch, dialog->plots_switch };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_signal_connect_swapped (rows[i], "notify::selected", G_CALLBACK (choice_changed), dialog);
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    g_signal_connect_swapped (switches[i], "notify::active", G_CALLBACK (choice_changed), dialog);
  g_signal_connect_swapped (dialog->format_row, "notify::selected", G_CALLBACK (format_changed), dialog);
  g_signal_connect_swapped (dialog->scale_spin, "value-changed", G_CALLBACK (scale_changed), dialog);
}

/* The position before the first backward of the generation that is shown now; its end where it has none. */
static guint
find_forward (CrSession *session, CrGraph *graph)
{
  const GArray *begun = cr_session_get_events (session, CR_EVENT_BACKWARD_BEGUN);
  guint generation = cr_graph_get_generation_at (graph, cr_session_get_position (session));
  const CrGeneration *shown = generation != CR_NONE ? cr_graph_get_generation (graph, generation) : NULL;

  if (shown == NULL)
    return cr_session_get_position (session);
  for (guint i = 0; begun != NULL && i < begun->len; i++)
    {
      guint event = g_array_index (begun, guint, i);

      if (event >= shown->first_event && event <= shown->last_event)
        return event;
    }
  return shown->last_event + 1;
}

/* What of this run can be exported. */
static void
find_parts (CrExportDialog *dialog, CrSession *session, const CrExportSeen *seen)
{
  const GArray *plotted = cr_session_get_events (session, CR_EVENT_PLOTTED);
  guint forward = dialog->positions[CR_EXPORT_FORWARD];
  CrTrace *trace = cr_graph_get_trace (dialog->graph);

  if (seen->figure != NULL)
    dialog->figure = cr_figure_copy (seen->figure);
  dialog->available[CR_EXPORT_GRAPH] = TRUE;
  dialog->available[CR_EXPORT_VIEW] = seen->scene != NULL;
  dialog->available[CR_EXPORT_PLOT] = seen->figure != NULL;
  dialog->available[CR_EXPORT_PLOTS] = plotted != NULL && plotted->len > 0;
  dialog->available[CR_EXPORT_FILM]
      = forward < cr_trace_get_length (trace) && cr_trace_get_event (trace, forward)->kind == CR_EVENT_BACKWARD_BEGUN;
  if (seen->plot && dialog->figure != NULL)
    dialog->choice->part = CR_EXPORT_PLOT;
}

CrExportDialog *
cr_export_dialog_new (GtkWindow *parent, CrSession *session, const CrExportSeen *seen)
{
  CrExportDialog *dialog = g_object_new (CR_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  CrGraph *graph = cr_session_get_graph (session);
  char *dot;

  g_return_val_if_fail (graph != NULL, dialog);
  dialog->graph = cr_graph_ref (graph);
  dialog->positions[CR_EXPORT_NOW] = cr_session_get_position (session);
  dialog->positions[CR_EXPORT_FORWARD] = find_forward (session, graph);
  dialog->positions[CR_EXPORT_END] = cr_session_get_length (session);
  cr_scene_options_set (&dialog->picture, cr_session_get_picture (session));
  dialog->seen = *seen;
  dialog->seen.figure = NULL;
  find_parts (dialog, session, seen);
  if (seen->scene != NULL)
    cr_scene_ref (seen->scene);
  if (seen->hints.previous != NULL)
    cr_scene_ref (seen->hints.previous);
  if (seen->hints.places != NULL)
    cr_scene_places_ref (seen->hints.places);
  dialog->title = g_strdup (cr_session_get_name (session));
  dialog->stem = g_strdup (dialog->title);
  dot = strrchr (dialog->stem, '.');
  if (dot != NULL && dot != dialog->stem)
    *dot = '\0';
  cr_export_dialog_show_choice (dialog);
  connect_rows (dialog);
  update_preview (dialog);
  return dialog;
}
