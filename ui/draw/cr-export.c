/* Pictures as files. The picture is drawn into memory and then written in one go, so that a failure
 * leaves the old file as it was. Nothing in a file depends on the time or the machine. */
#include "cr-export.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-figures.h"
#include "cr-plot.h"

#define MAX_PIXELS 32767 /* Cairo's limit for a side of an image */
#define MAX_IMAGE_BYTES (1024.0 * 1024 * 1024)
#define EMPTY_WIDTH 320
#define EMPTY_HEIGHT 120
#define PLOT_WIDTH 440.0
#define PLOT_HEIGHT 300.0
#define PLOT_GAP 16.0
#define PDF_DATE "2000-01-01T00:00:00Z" /* any, but always the same */

typedef enum
{
  FORMAT_SVG,
  FORMAT_PNG,
  FORMAT_PDF,
  FORMAT_UNKNOWN
} Format;

typedef struct
{
  CrScene *scene;
  CrCursor *cursor;
  const CrTheme *theme;
  GPtrArray *figures;                                 /* of CrFigure; NULL without plots */
  guint columns;                                      /* of figures */
  double width, height;                               /* of the file */
  double content_width, graph_height, content_height; /* at scale 1 */
} Picture;

static Format
find_format (const char *path)
{
  static const char *const endings[] = { ".svg", ".png", ".pdf" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return (Format)i;
  return FORMAT_UNKNOWN;
}

/* Plots stand below the graph, as many side by side as its width allows. */
static void
measure_plots (Picture *picture)
{
  guint n = picture->figures ? picture->figures->len : 0, rows;

  if (n == 0)
    return;
  picture->columns = CLAMP ((guint)((picture->content_width - PLOT_GAP) / (PLOT_WIDTH + PLOT_GAP)), 1, n);
  rows = (n + picture->columns - 1) / picture->columns;
  picture->content_width = MAX (picture->content_width, PLOT_GAP + picture->columns * (PLOT_WIDTH + PLOT_GAP));
  picture->content_height += PLOT_GAP + rows * (PLOT_HEIGHT + PLOT_GAP);
}

static void
measure_picture (Picture *picture, const CrExportOptions *options)
{
  gboolean empty = picture->scene == NULL || cr_scene_get_n_nodes (picture->scene) == 0;

  picture->content_width = EMPTY_WIDTH;
  picture->graph_height = EMPTY_HEIGHT;
  if (!empty)
    cr_scene_get_size (picture->scene, &picture->content_width, &picture->graph_height);
  picture->content_height = picture->graph_height;
  measure_plots (picture);
  picture->width = options->width > 0 ? options->width : ceil (picture->content_width);
  picture->height = options->height > 0 ? options->height : ceil (picture->content_height);
}

static void
paint_graph (const Picture *picture, cairo_t *cr, double scale)
{
  CrPaintOptions options = CR_PAINT_OPTIONS_INIT;
  double width;

  if (picture->scene == NULL || picture->cursor == NULL)
    return;
  cr_scene_get_size (picture->scene, &width, NULL);
  options.scale = MAX (scale, 1); /* a file may be looked at from near: it keeps its detail */
  cairo_save (cr);
  cairo_translate (cr, (picture->content_width - width) / 2, 0);
  cr_painter_paint (picture->scene, picture->cursor, picture->theme, &options, cr);
  cairo_restore (cr);
}

static void
paint_plots (const Picture *picture, cairo_t *cr)
{
  double left = (picture->content_width - picture->columns * (PLOT_WIDTH + PLOT_GAP) + PLOT_GAP) / 2;

  for (guint i = 0; picture->figures && i < picture->figures->len; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, left + i % picture->columns * (PLOT_WIDTH + PLOT_GAP),
                       picture->graph_height + PLOT_GAP + i / picture->columns * (PLOT_HEIGHT + PLOT_GAP));
      cr_plot_paint (g_ptr_array_index (picture->figures, i), cr_plot_theme_get (picture->theme->dark), cr, PLOT_WIDTH,
                     PLOT_HEIGHT);
      cairo_restore (cr);
    }
}

/* The picture fitted into the file's size and centred. */
static void
paint_picture (const Picture *picture, cairo_t *cr)
{
  const CrColor *ground = &picture->theme->background;
  double scale = MIN (picture->width / picture->content_width, picture->height / picture->content_height);

  cairo_rectangle (cr, 0, 0, picture->width, picture->height);
  cairo_clip (cr);
  cairo_set_source_rgb (cr, ground->red, ground->green, ground->blue);
  cairo_paint (cr);
  cairo_translate (cr, (picture->width - picture->content_width * scale) / 2,
                   (picture->height - picture->content_height * scale) / 2);
  cairo_scale (cr, scale, scale);
  paint_graph (picture, cr, scale);
  paint_plots (picture, cr);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
check_status (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("The picture could not be drawn: %s"),
               cairo_status_to_string (status));
  return FALSE;
}

static cairo_surface_t *
make_surface (const Picture *picture, Format format, GByteArray *bytes)
{
  cairo_surface_t *surface;

  if (format == FORMAT_PNG)
    return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)ceil (picture->width), (int)ceil (picture->height));
  if (format == FORMAT_SVG)
    {
      surface = cairo_svg_surface_create_for_stream (append_bytes, bytes, picture->width, picture->height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    }
  surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, picture->width, picture->height);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, PDF_DATE);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, PDF_DATE);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Chainrule");
  return surface;
}

static gboolean
draw_to_bytes (const Picture *picture, Format format, GByteArray *bytes, GError **error)
{
  cairo_surface_t *surface = make_surface (picture, format, bytes);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  paint_picture (picture, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && format == FORMAT_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return check_status (status, error);
}

/* The file that @path finally names: a symbolic link is followed, so that it stays one. */
static char *
resolve_link (const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (int i = 0; i < 40 && g_file_test (at, G_FILE_TEST_IS_SYMLINK); i++)
    {
      g_autofree char *target = g_file_read_link (at, NULL), *folder = NULL;

      if (target == NULL)
        break;
      folder = g_path_get_dirname (at);
      g_free (at);
      at = g_path_is_absolute (target) ? g_strdup (target) : g_build_filename (folder, target, NULL);
    }
  return g_steal_pointer (&at);
}

static gboolean
write_file (const char *path, GByteArray *bytes, GError **error)
{
  g_autofree char *resolved = resolve_link (path);
  g_autoptr (GFile) file = g_file_new_for_path (resolved);
  g_autoptr (GError) local = NULL;

  if (g_file_replace_contents (file, (const char *)bytes->data, bytes->len, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                               &local))
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("“%s” cannot be written: %s"), path, local->message);
  return FALSE;
}

static gboolean
check_size (const Picture *picture, Format format, GError **error)
{
  gboolean sane = isfinite (picture->width) && isfinite (picture->height);

  if (sane && format != FORMAT_PNG)
    return TRUE;
  if (sane && picture->width <= MAX_PIXELS && picture->height <= MAX_PIXELS
      && picture->width * picture->height * 4 <= MAX_IMAGE_BYTES)
    return TRUE;
  g_set_error (error, CR_ERROR, CR_ERROR_FILE,
               _ ("The picture would be %.0f by %.0f pixels, more than a PNG can have here; choose a smaller size, or "
                  "SVG or PDF."),
               picture->width, picture->height);
  return FALSE;
}

static gboolean
write_picture (const Picture *picture, Format format, const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  return check_size (picture, format, error) && draw_to_bytes (picture, format, bytes, error)
         && write_file (path, bytes, error);
}

gboolean
cr_export_write (CrScene *scene, CrCursor *cursor, const CrExportOptions *options, const char *path, GError **error)
{
  const CrExportOptions defaults = { 0 };
  Picture picture = { .scene = scene, .cursor = cursor };
  g_autoptr (GPtrArray) figures = NULL;
  Format format;

  g_return_val_if_fail (path != NULL, FALSE);
  options = options ? options : &defaults;
  format = find_format (path);
  if (format == FORMAT_UNKNOWN)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("“%s” does not end in .svg, .png or .pdf."), path);
      return FALSE;
    }
  picture.theme = cr_theme_get (options->dark);
  if (options->plots && cursor)
    figures = cr_figures_new (cr_graph_get_trace (cr_cursor_get_graph (cursor)), cr_cursor_get_position (cursor));
  picture.figures = figures;
  measure_picture (&picture, options);
  return write_picture (&picture, format, path, error);
}
