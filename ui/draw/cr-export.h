#pragma once
/* Pictures as files: SVG, PNG, PDF. The same input gives the same bytes. No display is needed. */

#include <gio/gio.h>

#include "cr-painter.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean dark;
  gboolean plots;       /* the plots below the graph */
  double width, height; /* 0: the size of the picture */
} CrExportOptions;

/* By @path's ending: .svg, .png or .pdf; another ending, or a file that cannot be written, is an error
 * in CR_ERROR. The picture is that of @cursor; @scene may be NULL for an empty graph. */
gboolean cr_export_write (CrScene *scene, CrCursor *cursor, const CrExportOptions *options, const char *path,
                          GError **error);

G_END_DECLS
