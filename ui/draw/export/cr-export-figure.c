/* Plots as pictures of their own. */
#include "cr-export-figure.h"

#include <math.h>

#include "cr-export-private.h"
#include "cr-plot.h"

#define WIDTH 640.0 /* of a figure that does not say */
#define HEIGHT 480.0
#define POINTS_PER_INCH 100.0
#define GAP 16.0

typedef struct
{
  const CrExportPlots *plots;
  const CrExportOptions *options;
  guint columns;
  double cell_width, cell_height;       /* in points: the largest plot's */
  double content_width, content_height; /* in points */
  double width, height;                 /* of the file, in its units */
} Sheet;

static void
measure_cell (Sheet *sheet)
{
  for (guint i = 0; i < sheet->plots->n; i++)
    {
      const CrFigure *figure = g_ptr_array_index (sheet->plots->figures, sheet->plots->from + i);

      sheet->cell_width = MAX (sheet->cell_width, figure->width > 0 ? figure->width * POINTS_PER_INCH : WIDTH);
      sheet->cell_height = MAX (sheet->cell_height, figure->height > 0 ? figure->height * POINTS_PER_INCH : HEIGHT);
    }
}

/* As many side by side as below each other. */
static void
sheet_init (Sheet *sheet, const CrExportPlots *plots, const CrExportOptions *options)
{
  guint n = MAX (plots->n, 1), rows;
  double scale = options->scale > 0 ? options->scale : 1;

  sheet->plots = plots;
  sheet->options = options;
  sheet->columns = (guint)ceil (sqrt (n));
  rows = (n + sheet->columns - 1) / sheet->columns;
  measure_cell (sheet);
  sheet->content_width = sheet->columns * (sheet->cell_width + GAP) - GAP;
  sheet->content_height = rows * (sheet->cell_height + GAP) - GAP;
  sheet->width = options->width > 0 ? options->width : sheet->content_width * scale;
  sheet->height = options->height > 0 ? options->height : sheet->content_height * scale;
}

static void
paint_sheet (gconstpointer data, cairo_t *cr)
{
  const Sheet *sheet = data;
  const CrPlotTheme *theme = cr_plot_theme_get (sheet->options->dark);
  double scale = MIN (sheet->width / sheet->content_width, sheet->height / sheet->content_height);
  double cell_width = sheet->cell_width, cell_height = sheet->cell_height;

  cairo_set_source_rgb (cr, theme->background.red, theme->background.green, theme->background.blue);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  if (sheet->plots->n == 1) /* a plot fills any shape */
    {
      cell_width = sheet->width / scale;
      cell_height = sheet->height / scale;
    }
  else
    cairo_translate (cr, (sheet->width / scale - sheet->content_width) / 2,
                     (sheet->height / scale - sheet->content_height) / 2);
  for (guint i = 0; i < sheet->plots->n; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, i % sheet->columns * (cell_width + GAP), i / sheet->columns * (cell_height + GAP));
      cr_plot_paint (g_ptr_array_index (sheet->plots->figures, sheet->plots->from + i), theme, cr, cell_width,
                     cell_height);
      cairo_restore (cr);
    }
}

void
cr_export_measure_plots (const CrExportPlots *plots, const CrExportOptions *options, double *width, double *height)
{
  const CrExportOptions defaults = { 0 };
  Sheet sheet = { 0 };

  sheet_init (&sheet, plots, options != NULL ? options : &defaults);
  *width = sheet.width;
  *height = sheet.height;
}

GBytes *
cr_export_draw_plots (const CrExportPlots *plots, CrExportFormat format, const CrExportOptions *options,
                      GCancellable *cancellable, GError **error)
{
  const CrExportOptions defaults = { 0 };
  Sheet sheet = { 0 };

  g_return_val_if_fail (format < CR_N_EXPORT_FORMATS && plots->figures != NULL, NULL);
  g_return_val_if_fail (plots->n > 0 && plots->from + plots->n <= plots->figures->len, NULL);

  sheet_init (&sheet, plots, options != NULL ? options : &defaults);
  if (!cr_export_check_size (format, sheet.width, sheet.height, sheet.options, error))
    return NULL;

  const CrExportSheet file = { .format = format,
                               .width = sheet.width,
                               .height = sheet.height,
                               .title = sheet.options->title,
                               .decimals = cr_export_count_decimals (sheet.width / sheet.content_width),
                               .paint = paint_sheet,
                               .data = &sheet };
  return cr_export_draw_sheet (&file, cancellable, error);
}
