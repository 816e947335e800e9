#pragma once
/* The inside of the export dialog, shared by its files. */

#include "cr-export-choice.h"
#include "cr-export-dialog.h"
#include "cr-export-job.h"

G_BEGIN_DECLS

struct _CrExportDialog
{
  AdwWindow parent_instance;

  /* what the picture is of */
  CrGraph *graph;
  guint positions[CR_N_EXPORT_MOMENTS];
  CrExportChoice *choice; /* borrowed */
  CrSceneOptions picture;
  CrExportSeen seen;
  CrFigure *figure; /* that was seen; NULL */
  gboolean available[CR_N_EXPORT_PARTS];
  char *stem; /* of the file's name */
  char *title;

  /* what was found out about it */
  CrScene *scene;       /* the one that was drawn last */
  double width, height; /* of the picture at scale 1; 0: not known yet */
  double room;          /* as cr_export_get_room() says */
  gboolean shown;       /* there was a preview */
  gboolean updating;    /* the rows are being filled */

  GtkFileChooserNative *chooser;
  GCancellable *preview_job, *export_job; /* NULL: none is under way */
  guint spinner_source;
  CrExportCounts *counts; /* of frames under way; NULL */
  guint counts_source;

  GtkWidget *contents;
  GtkWidget *spinner;
  GtkPicture *preview;
  GtkLabel *size_label;
  GtkWidget *fit_button;
  AdwComboRow *format_row, *shown_row, *moment_row, *ground_row, *rate_row;
  GtkWidget *key_row, *plots_row;
  GtkSwitch *key_switch, *plots_switch;
  GtkSpinButton *scale_spin;
};

/* cr-export-dialog-rows.c: what was chosen, and what of it can be had here */
CrExportPart cr_export_dialog_get_part (CrExportDialog *dialog);
CrExportFormat cr_export_dialog_get_format (CrExportDialog *dialog);
double cr_export_dialog_get_rate (CrExportDialog *dialog); /* frames a second; 0: one a step */
/* Fills the rows with the choice. */
void cr_export_dialog_show_choice (CrExportDialog *dialog);
void cr_export_dialog_show_scale (CrExportDialog *dialog);
/* Takes over what the rows say. */
void cr_export_dialog_take_choice (CrExportDialog *dialog);
/* Which rows mean something for what is exported. */
void cr_export_dialog_update_rows (CrExportDialog *dialog);

/* cr-export-dialog.c */
/* The picture as it was chosen, as a job without a file. */
CrExportJob *cr_export_dialog_make_job (CrExportDialog *dialog, CrExportFormat format);
/* After a job has begun or ended. */
void cr_export_dialog_update_actions (CrExportDialog *dialog);
void cr_export_dialog_update_spinner (CrExportDialog *dialog);

/* cr-export-dialog-write.c: actions */
void cr_export_dialog_choose_file (GtkWidget *widget, const char *name, GVariant *parameter);
void cr_export_dialog_copy_picture (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
