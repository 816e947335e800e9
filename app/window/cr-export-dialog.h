#pragma once
/* The dialog that asks how a picture is to be exported, shows it, and has it written. */

#include <adwaita.h>

#include "cr-figure.h"
#include "cr-scene.h"
#include "cr-session.h"

G_BEGIN_DECLS

#define CR_TYPE_EXPORT_DIALOG (cr_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CrExportDialog, cr_export_dialog, CR, EXPORT_DIALOG, AdwWindow)

/* What of the picture is in view: @scene (NULL: not known) and a part of it, in its points; and the plot. */
typedef struct
{
  CrScene *scene;
  double x, y, width, height;
  CrSceneHints hints;     /* what another picture is made near to */
  const CrFigure *figure; /* that is seen; NULL: none */
  gboolean plot;          /* it is the plot that is asked for */
} CrExportSeen;

/* The picture of @session's graph, which there must be, as it stands now; @seen is copied. Signals: "exported" (GFile),
 * "copied". Closes itself. What was chosen is remembered while the program runs. */
CrExportDialog *cr_export_dialog_new (GtkWindow *parent, CrSession *session, const CrExportSeen *seen);

G_END_DECLS
