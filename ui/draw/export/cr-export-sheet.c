/* One sheet of paper or pixels, whatever is on it: drawn into memory; whoever asked writes it in one go, so that a
 * failure leaves the old file as it was. Nothing in a file depends on the time or the machine. */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-error.h"
#include "cr-export-private.h"

#define PDF_DATE "2000-01-01T00:00:00Z" /* any, but always the same */

typedef struct
{
  GByteArray *bytes;
  GCancellable *cancellable;
} Sink;

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  Sink *sink = closure;

  if (g_cancellable_is_cancelled (sink->cancellable))
    return CAIRO_STATUS_WRITE_ERROR;
  g_byte_array_append (sink->bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
describe_pdf (cairo_surface_t *surface, const char *title)
{
  g_autofree char *clean = title ? cr_export_clean_title (title) : NULL;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, PDF_DATE);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, PDF_DATE);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Chainrule");
  if (clean != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, clean);
}

static cairo_surface_t *
make_surface (const CrExportSheet *sheet, Sink *sink)
{
  double width = ceil (sheet->width), height = ceil (sheet->height);
  cairo_surface_t *surface;

  if (sheet->format == CR_EXPORT_PNG)
    return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width, (int)height);
  if (sheet->format == CR_EXPORT_SVG)
    {
      surface = cairo_svg_surface_create_for_stream (append_bytes, sink, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    }
  surface = cairo_pdf_surface_create_for_stream (append_bytes, sink, width, height);
  describe_pdf (surface, sheet->title);
  return surface;
}

static cairo_status_t
draw_into (const CrExportSheet *sheet, Sink *sink)
{
  cairo_surface_t *surface = make_surface (sheet, sink);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  sheet->paint (sheet->data, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && sheet->format == CR_EXPORT_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, sink);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

guint
cr_export_count_decimals (double scale)
{
  return 2 + (guint)CLAMP (ceil (-log10 (scale)), 0, 4);
}

GBytes *
cr_export_draw_sheet (const CrExportSheet *sheet, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Sink sink = { bytes, cancellable };
  cairo_status_t status = draw_into (sheet, &sink);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_FILE, _ ("The picture could not be drawn: %s"),
                   cairo_status_to_string (status));
      return NULL;
    }
  if (sheet->format == CR_EXPORT_SVG)
    return cr_export_finish_svg (bytes, sheet->title, sheet->decimals);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
