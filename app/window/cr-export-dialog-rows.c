/* The export dialog's rows: what was chosen, as far as it can be had of this run. */

#include "cr-export-dialog-private.h"

#include <glib/gi18n-lib.h>

static const double rates[] = { 0, 12, 25, 50 };

CrExportPart
cr_export_dialog_get_part (CrExportDialog *dialog)
{
  guint part = dialog->choice->part;

  return part < CR_N_EXPORT_PARTS && dialog->available[part] ? (CrExportPart)part : CR_EXPORT_GRAPH;
}

CrExportFormat
cr_export_dialog_get_format (CrExportDialog *dialog)
{
  return cr_export_dialog_get_part (dialog) == CR_EXPORT_FILM ? CR_EXPORT_PNG : (CrExportFormat)dialog->choice->format;
}

double
cr_export_dialog_get_rate (CrExportDialog *dialog)
{
  return rates[MIN (dialog->choice->rate, G_N_ELEMENTS (rates) - 1)];
}

/* The row has only what can be had. */
static void
fill_parts (CrExportDialog *dialog)
{
  static const char *const names[CR_N_EXPORT_PARTS]
      = { N_ ("The whole graph"), N_ ("What is in view now"), N_ ("The plot that is seen"), N_ ("All plots"),
          N_ ("Backward pass, frame by frame") };
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < CR_N_EXPORT_PARTS; i++)
    {
      if (!dialog->available[i])
        continue;
      if (i == (guint)cr_export_dialog_get_part (dialog))
        selected = g_list_model_get_n_items (G_LIST_MODEL (list));
      gtk_string_list_append (list, _ (names[i]));
    }
  adw_combo_row_set_model (dialog->shown_row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (dialog->shown_row, selected);
}

static CrExportPart
read_part (CrExportDialog *dialog)
{
  guint selected = adw_combo_row_get_selected (dialog->shown_row);

  for (guint i = 0; i < CR_N_EXPORT_PARTS; i++)
    if (dialog->available[i] && selected-- == 0)
      return (CrExportPart)i;
  return CR_EXPORT_GRAPH;
}

void
cr_export_dialog_show_scale (CrExportDialog *dialog)
{
  double scale = dialog->choice->scales[cr_export_dialog_get_format (dialog)];
  gboolean updating = dialog->updating;

  dialog->updating = TRUE;
  gtk_spin_button_set_digits (dialog->scale_spin, scale >= 1 ? 2 : scale >= 0.1 ? 3 : scale >= 0.01 ? 4 : 5);
  gtk_spin_button_set_value (dialog->scale_spin, scale);
  dialog->updating = updating;
}

void
cr_export_dialog_update_rows (CrExportDialog *dialog)
{
  CrExportPart part = cr_export_dialog_get_part (dialog);
  gboolean graph = part == CR_EXPORT_GRAPH || part == CR_EXPORT_VIEW;

  gtk_widget_set_sensitive (GTK_WIDGET (dialog->format_row), part != CR_EXPORT_FILM);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->moment_row), graph || part == CR_EXPORT_PLOTS);
  gtk_widget_set_visible (dialog->key_row, graph || part == CR_EXPORT_FILM);
  gtk_widget_set_visible (dialog->plots_row, graph);
  gtk_widget_set_visible (GTK_WIDGET (dialog->rate_row), part == CR_EXPORT_FILM);
}

void
cr_export_dialog_show_choice (CrExportDialog *dialog)
{
  const CrExportChoice *choice = dialog->choice;

  dialog->updating = TRUE;
  fill_parts (dialog);
  adw_combo_row_set_selected (dialog->format_row, choice->format);
  adw_combo_row_set_selected (dialog->moment_row, choice->moment);
  adw_combo_row_set_selected (dialog->ground_row, choice->ground);
  adw_combo_row_set_selected (dialog->rate_row, choice->rate);
  gtk_switch_set_active (dialog->key_switch, choice->key);
  gtk_switch_set_active (dialog->plots_switch, choice->plots);
  cr_export_dialog_show_scale (dialog);
  cr_export_dialog_update_rows (dialog);
  dialog->updating = FALSE;
}

void
cr_export_dialog_take_choice (CrExportDialog *dialog)
{
  CrExportChoice *choice = dialog->choice;

  choice->part = read_part (dialog);
  choice->moment = adw_combo_row_get_selected (dialog->moment_row);
  choice->ground = adw_combo_row_get_selected (dialog->ground_row);
  choice->rate = adw_combo_row_get_selected (dialog->rate_row);
  choice->key = gtk_switch_get_active (dialog->key_switch);
  choice->plots = gtk_switch_get_active (dialog->plots_switch);
}
