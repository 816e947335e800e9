#pragma once
/* Plots alone as files: pictures of one or of several, and their data. No display is needed. */

#include "cr-export.h"
#include "cr-figure.h"

G_BEGIN_DECLS

/* The plots @from to @from + @n - 1 of @figures (of CrFigure). Of @options counts what is not of a graph: dark, scale,
 * width and height, title. */
typedef struct
{
  GPtrArray *figures; /* borrowed */
  guint from, n;
} CrExportPlots;

/* The file's width and height in its units, not rounded: plots stand in a grid, an inch of a figure is
 * a hundred points. */
void cr_export_measure_plots (const CrExportPlots *plots, const CrExportOptions *options, double *width,
                              double *height);
/* The file's bytes. NULL with CR_ERROR_FILE, where the file cannot hold it with the scale at which it can, or with
 * G_IO_ERROR_CANCELLED. */
GBytes *cr_export_draw_plots (const CrExportPlots *plots, CrExportFormat format, const CrExportOptions *options,
                              GCancellable *cancellable, GError **error);

/* The data as CSV (RFC 4180): a header row; for each series a column of x, where it is another than that of the one
 * before, one of y, and more where its kind has more: where a bar begins, errors, sizes. Images have x, y and value.
 * Columns of different lengths end in empty fields. Numbers read back as they were; what is not finite is NaN, Infinity
 * or -Infinity. NULL with G_IO_ERROR_CANCELLED. */
GBytes *cr_export_write_figure (const CrFigure *figure, GCancellable *cancellable, GError **error);

G_END_DECLS
