#pragma once
/* The parts of an exported picture. */

#include "cr-export.h"

G_BEGIN_DECLS

/* The key, as wide as @width allows, its top left corner at (0, 0): what occurs in @scene (nullable) and means
 * something to know. Returns its height; with @cr NULL it is measured only. */
double cr_export_key (CrScene *scene, const CrTheme *theme, cairo_t *cr, double width);
#define CR_EXPORT_KEY_WIDTH 400.0 /* below that its lines are torn */

/* @svg, which Cairo wrote, smaller, with a title (NULL: none) and a role that screen readers understand. Coordinates
 * keep @decimals of their decimals. */
GBytes *cr_export_finish_svg (GByteArray *svg, const char *title, guint decimals);
/* @title without what neither XML nor PDF may have; owned. */
char *cr_export_clean_title (const char *title);

/* What a file is made of: its size in its units, and who paints it. */
typedef struct
{
  CrExportFormat format;
  double width, height;
  const char *title; /* NULL: none */
  guint decimals;    /* that coordinates of an SVG keep */
  void (*paint) (gconstpointer data, cairo_t *cr);
  gconstpointer data;
} CrExportSheet;
/* The file's bytes; NULL with CR_ERROR_FILE or G_IO_ERROR_CANCELLED. Whether it has room is the caller's to ask. */
GBytes *cr_export_draw_sheet (const CrExportSheet *sheet, GCancellable *cancellable, GError **error);
/* How many decimals coordinates of an SVG keep that is painted at @scale: a hundredth of a point of the scene. */
guint cr_export_count_decimals (double scale);
/* FALSE with CR_ERROR_FILE where a file of @format cannot hold that size, with the scale at which it can. */
gboolean cr_export_check_size (CrExportFormat format, double width, double height, const CrExportOptions *options,
                               GError **error);

G_END_DECLS
