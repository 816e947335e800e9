#pragma once
/* Pictures as files: SVG, PDF, PNG. The same input gives the same bytes, on any machine with the same fonts. No display
 * is needed. */

#include <gio/gio.h>

#include "cr-painter.h"

G_BEGIN_DECLS

typedef enum
{
  CR_EXPORT_SVG,
  CR_EXPORT_PDF,
  CR_EXPORT_PNG,
  CR_N_EXPORT_FORMATS
} CrExportFormat;

typedef struct
{
  gboolean dark;
  gboolean plots;       /* the plots below the graph */
  gboolean key;         /* below all: what the shapes, lines and marks mean */
  double scale;         /* units of the file (PNG: pixels, else points) a point of the scene; 0: 1 */
  double width, height; /* of the file, instead of a scale: the picture is fitted into it; 0: the picture's own */
  double part_x, part_y, part_width, part_height; /* in the scene: what is shown; width 0: all of it */
  double phase;                                   /* how far the step under way has come, up to 1; 0: it is done */
  const char *title;                              /* for who lists files or reads them aloud; NULL: none */
} CrExportOptions;

/* By @path's ending, in any case; CR_N_EXPORT_FORMATS for another. */
CrExportFormat cr_export_find_format (const char *path);

/* The file's width and height in its units, not rounded. @scene and @cursor as below. */
void cr_export_measure (CrScene *scene, CrCursor *cursor, const CrExportOptions *options, double *width,
                        double *height);

/* What a file of @format can hold beside @width and @height of its units: the factor, rounded down to three figures,
 * by which both are to be multiplied so that it does; 1 or more where it can hold them. */
double cr_export_get_room (CrExportFormat format, double width, double height);

/* Whether what is shown has no more nodes than a drawing of @format may have; else FALSE with CR_ERROR_FILE, which says
 * what to do. @scene and @options may be NULL. */
gboolean cr_export_check_nodes (CrScene *scene, CrExportFormat format, const CrExportOptions *options, GError **error);

/* The file's bytes: the picture of @scene (NULL: of an empty graph) at @cursor (nullable where @scene is NULL), which
 * is to be the calling thread's own. NULL with CR_ERROR_FILE, where the file cannot hold the picture with its size and
 * the scale at which it can, or with G_IO_ERROR_CANCELLED. */
GBytes *cr_export_draw (CrScene *scene, CrCursor *cursor, CrExportFormat format, const CrExportOptions *options,
                        GCancellable *cancellable, GError **error);

G_END_DECLS
