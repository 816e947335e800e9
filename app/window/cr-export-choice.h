#pragma once
/* What was chosen in the export dialog: remembered while the program runs. */

#include "cr-export.h"

G_BEGIN_DECLS

typedef enum
{
  CR_EXPORT_NOW,
  CR_EXPORT_FORWARD, /* before the backward */
  CR_EXPORT_END,
  CR_N_EXPORT_MOMENTS
} CrExportMoment;

/* What is exported. */
typedef enum
{
  CR_EXPORT_GRAPH, /* all of it */
  CR_EXPORT_VIEW,  /* what is in view */
  CR_EXPORT_PLOT,  /* the one that is seen */
  CR_EXPORT_PLOTS, /* all of them */
  CR_EXPORT_FILM,  /* the backward pass as numbered pictures */
  CR_N_EXPORT_PARTS
} CrExportPart;

typedef struct
{
  guint format; /* CrExportFormat */
  guint part;   /* CrExportPart */
  guint moment; /* CrExportMoment */
  guint ground; /* 0: the window's, 1: light, 2: dark */
  guint rate;   /* of frames: which of the rates */
  gboolean key, plots;
  double scales[CR_N_EXPORT_FORMATS];
} CrExportChoice;

/* The program's one; whoever changes it changes what is remembered. */
CrExportChoice *cr_export_choice_get (void);
gboolean cr_export_choice_is_dark (const CrExportChoice *choice);
const char *cr_export_choice_get_ending (CrExportFormat format); /* ".svg" */
/* @file, or the same with @format's ending where it has none of a picture; what it has wins over *@format. A chooser
 * asks whether to replace only what was typed, so a file of the longer name is never replaced unasked: NULL with
 * CR_ERROR_FILE. Owned. */
GFile *cr_export_choice_add_ending (GFile *file, CrExportFormat *format, GError **error);

G_END_DECLS
