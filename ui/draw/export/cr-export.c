/* Pictures as files. The picture is drawn into memory; whoever asked writes it in one go, so that a failure leaves the
 * old file as it was. Nothing in a file depends on the time or the machine. */
#include "cr-export.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-export-private.h"
#include "cr-figures.h"
#include "cr-plot.h"

#define EMPTY_WIDTH 320
#define EMPTY_HEIGHT 120
#define PLOT_WIDTH 440.0
#define PLOT_HEIGHT 300.0
#define PLOT_GAP 16.0
#define MAX_DRAWN 50000u /* nodes: of more, a drawing takes gigabytes and no program opens it */

/* What the formats can hold. Cairo refuses images beyond 32,767 a side and counts places on other surfaces in 24 bits
 * before the point; a page of a PDF beyond 14,400 points is refused by readers. */
static const struct
{
  const char *ending;
  const char *name;
  double side, bytes; /* bytes 0: no bound */
} formats[CR_N_EXPORT_FORMATS] = {
  [CR_EXPORT_SVG] = { ".svg", "SVG", 8000000, 0 },
  [CR_EXPORT_PDF] = { ".pdf", "PDF", 14400, 0 },
  [CR_EXPORT_PNG] = { ".png", "PNG", 32767, 1024.0 * 1024 * 1024 },
};

typedef struct
{
  CrScene *scene; /* NULL: nothing to draw */
  CrCursor *cursor;
  CrExportFormat format;
  const CrExportOptions *options;
  const CrTheme *theme;
  GPtrArray *figures;               /* of CrFigure; NULL without plots */
  guint columns;                    /* of figures */
  double part_x, part_y;            /* of the scene: at the top left */
  double graph_width, graph_height; /* below: in points of the scene */
  double plots_y, key_y;            /* where they begin */
  double content_width, content_height;
  double width, height; /* of the file, in its units */
} Picture;

CrExportFormat
cr_export_find_format (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  guint format = 0;

  while (format < CR_N_EXPORT_FORMATS && !g_str_has_suffix (lower, formats[format].ending))
    format++;
  return (CrExportFormat)format;
}

static void
measure_graph (Picture *picture)
{
  const CrExportOptions *options = picture->options;

  picture->graph_width = EMPTY_WIDTH;
  picture->graph_height = EMPTY_HEIGHT;
  if (picture->scene != NULL && options->part_width > 0)
    {
      picture->part_x = options->part_x;
      picture->part_y = options->part_y;
      picture->graph_width = options->part_width;
      picture->graph_height = options->part_height;
    }
  else if (picture->scene != NULL)
    cr_scene_get_size (picture->scene, &picture->graph_width, &picture->graph_height);
  picture->content_width = picture->graph_width;
  picture->content_height = picture->graph_height;
}

/* Plots stand below the graph, as many side by side as its width allows. */
static void
measure_plots (Picture *picture)
{
  guint n = picture->figures ? picture->figures->len : 0, rows;

  picture->plots_y = picture->content_height + PLOT_GAP;
  if (n == 0)
    return;
  picture->columns = CLAMP ((guint)((picture->content_width - PLOT_GAP) / (PLOT_WIDTH + PLOT_GAP)), 1, n);
  rows = (n + picture->columns - 1) / picture->columns;
  picture->content_width = MAX (picture->content_width, PLOT_GAP + picture->columns * (PLOT_WIDTH + PLOT_GAP));
  picture->content_height += PLOT_GAP + rows * (PLOT_HEIGHT + PLOT_GAP);
}

static void
measure_key (Picture *picture)
{
  double width = MAX (picture->content_width, CR_EXPORT_KEY_WIDTH), height;

  picture->key_y = picture->content_height;
  height = picture->options->key ? cr_export_key (picture->scene, picture->theme, NULL, width) : 0;
  if (height > 0)
    picture->content_width = width;
  picture->content_height += height;
}

static void
measure_file (Picture *picture)
{
  const CrExportOptions *options = picture->options;
  double scale = options->scale > 0 ? options->scale : 1;

  picture->width = options->width > 0 ? options->width : picture->content_width * scale;
  picture->height = options->height > 0 ? options->height : picture->content_height * scale;
}

static void
picture_init (Picture *picture, CrScene *scene, CrCursor *cursor, const CrExportOptions *options)
{
  picture->scene = scene != NULL && cr_scene_get_n_nodes (scene) > 0 ? scene : NULL;
  picture->cursor = cursor;
  picture->options = options;
  picture->theme = cr_theme_get (options->dark);
  if (options->plots && cursor != NULL)
    picture->figures
        = cr_figures_new (cr_graph_get_trace (cr_cursor_get_graph (cursor)), cr_cursor_get_position (cursor));
  measure_graph (picture);
  measure_plots (picture);
  measure_key (picture);
  measure_file (picture);
}

static void
picture_clear (Picture *picture)
{
  g_clear_pointer (&picture->figures, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

/* Detail falls away in pixels as it does in the window; a drawing may be looked at from near. */
static void
paint_graph (const Picture *picture, cairo_t *cr, double scale)
{
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;

  options.scale = picture->format == CR_EXPORT_PNG ? scale : MAX (scale, 1);
  options.phase = picture->options->phase > 0 ? picture->options->phase : 1;
  cairo_save (cr);
  cairo_translate (cr, (picture->content_width - picture->graph_width) / 2, 0);
  cairo_rectangle (cr, 0, 0, picture->graph_width, picture->graph_height);
  cairo_clip (cr);
  cairo_translate (cr, -picture->part_x, -picture->part_y);
  cr_painter_paint (picture->scene, picture->cursor, picture->theme, &options, cr);
  cairo_restore (cr);
}

static void
paint_nothing (const Picture *picture, cairo_t *cr)
{
  g_autoptr (CrText) text = cr_text_new (cr);

  cr_text_draw (text, CR_FONT_SMALL, &picture->theme->dim_text, _ ("There is no graph here."),
                picture->content_width / 2, picture->graph_height / 2, CR_ALIGN_CENTER, 0);
}

static void
paint_plots (const Picture *picture, cairo_t *cr)
{
  double left = (picture->content_width - picture->columns * (PLOT_WIDTH + PLOT_GAP) + PLOT_GAP) / 2;

  for (guint i = 0; picture->figures && i < picture->figures->len; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, left + i % picture->columns * (PLOT_WIDTH + PLOT_GAP),
                       picture->plots_y + i / picture->columns * (PLOT_HEIGHT + PLOT_GAP));
      cr_plot_paint (g_ptr_array_index (picture->figures, i), cr_plot_theme_get (picture->theme->dark), cr, PLOT_WIDTH,
                     PLOT_HEIGHT);
      cairo_restore (cr);
    }
}

static void
paint_key (const Picture *picture, cairo_t *cr)
{
  if (!picture->options->key)
    return;
  cairo_save (cr);
  cairo_translate (cr, 0, picture->key_y);
  cr_export_key (picture->scene, picture->theme, cr, picture->content_width);
  cairo_restore (cr);
}

/* The picture fitted into the file's size and centred. */
static void
paint_picture (const Picture *picture, cairo_t *cr)
{
  const CrColor *ground = &picture->theme->background;
  double scale = MIN (picture->width / picture->content_width, picture->height / picture->content_height);

  cairo_rectangle (cr, 0, 0, ceil (picture->width), ceil (picture->height));
  cairo_clip (cr);
  cairo_set_source_rgb (cr, ground->red, ground->green, ground->blue);
  cairo_paint (cr);
  cairo_translate (cr, (picture->width - picture->content_width * scale) / 2,
                   (picture->height - picture->content_height * scale) / 2);
  cairo_scale (cr, scale, scale);
  if (picture->scene != NULL)
    paint_graph (picture, cr, scale);
  else
    paint_nothing (picture, cr);
  paint_plots (picture, cr);
  paint_key (picture, cr);
}

static void
paint_sheet (gconstpointer data, cairo_t *cr)
{
  paint_picture (data, cr);
}

static GBytes *
draw_picture (const Picture *picture, GCancellable *cancellable, GError **error)
{
  double scale = MIN (picture->width / picture->content_width, picture->height / picture->content_height);
  const CrExportSheet sheet
      = { picture->format, picture->width, picture->height, picture->options->title, cr_export_count_decimals (scale),
          paint_sheet,     picture };

  return cr_export_draw_sheet (&sheet, cancellable, error);
}

double
cr_export_get_room (CrExportFormat format, double width, double height)
{
  double room, unit;

  g_return_val_if_fail (format < CR_N_EXPORT_FORMATS, 0);
  if (!(width > 0 && height > 0 && isfinite (width) && isfinite (height)))
    return 0;
  room = MIN (formats[format].side / ceil (width), formats[format].side / ceil (height));
  if (formats[format].bytes > 0)
    room = MIN (room, sqrt (formats[format].bytes / 4 / ceil (width) / ceil (height)));
  unit = pow (10, floor (log10 (room)) - 2);
  return floor (room / unit) * unit;
}

static guint
count_nodes (const Picture *picture)
{
  guint n = picture->scene != NULL ? cr_scene_get_n_nodes (picture->scene) : 0, found = 0;

  for (guint i = 0; i < n; i++)
    {
      const CrSceneNode *node = cr_scene_get_node (picture->scene, i);

      found += node->x < picture->part_x + picture->graph_width && node->x + node->width > picture->part_x
               && node->y < picture->part_y + picture->graph_height && node->y + node->height > picture->part_y;
    }
  return found;
}

/* Pixels take as much room however much is in them; a drawing does not. */
static gboolean
check_nodes (const Picture *picture, GError **error)
{
  guint n = picture->format == CR_EXPORT_PNG ? 0 : count_nodes (picture);

  if (n <= MAX_DRAWN)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_FILE,
               _ ("The picture has %u nodes; as %s it can have %u. Export a part of it, fold groups, or write a PNG."),
               n, formats[picture->format].name, MAX_DRAWN);
  return FALSE;
}

gboolean
cr_export_check_size (CrExportFormat format, double width, double height, const CrExportOptions *options,
                      GError **error)
{
  double room = cr_export_get_room (format, width, height), scale;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (room >= 1)
    return TRUE;
  scale = room * (options->scale > 0 ? options->scale : 1);
  g_ascii_formatd (text, sizeof text, "%.3g", scale);
  g_set_error (
      error, CR_ERROR, CR_ERROR_FILE,
      options->width > 0 || !(scale > 0)
          ? _ ("The picture would be %.0f by %.0f, more than a file of the kind %s can hold.")
          : _ ("The picture would be %.0f by %.0f, more than a file of the kind %s can hold; at scale %s it fits."),
      ceil (width), ceil (height), formats[format].name, text);
  return FALSE;
}

gboolean
cr_export_check_nodes (CrScene *scene, CrExportFormat format, const CrExportOptions *options, GError **error)
{
  const CrExportOptions defaults = { 0 };
  Picture picture = { .scene = scene, .format = format, .options = options ? options : &defaults };

  g_return_val_if_fail (format < CR_N_EXPORT_FORMATS, FALSE);
  measure_graph (&picture);
  return check_nodes (&picture, error);
}

void
cr_export_measure (CrScene *scene, CrCursor *cursor, const CrExportOptions *options, double *width, double *height)
{
  const CrExportOptions defaults = { 0 };
  g_auto (Picture) picture = { 0 };

  picture_init (&picture, scene, cursor, options ? options : &defaults);
  *width = picture.width;
  *height = picture.height;
}

GBytes *
cr_export_draw (CrScene *scene, CrCursor *cursor, CrExportFormat format, const CrExportOptions *options,
                GCancellable *cancellable, GError **error)
{
  const CrExportOptions defaults = { 0 };
  g_auto (Picture) picture = { .format = format };

  g_return_val_if_fail (format < CR_N_EXPORT_FORMATS, NULL);
  g_return_val_if_fail (scene == NULL || cursor != NULL, NULL);
  picture_init (&picture, scene, cursor, options ? options : &defaults);
  if (!check_nodes (&picture, error)
      || !cr_export_check_size (format, picture.width, picture.height, picture.options, error))
    return NULL;
  return draw_picture (&picture, cancellable, error);
}
