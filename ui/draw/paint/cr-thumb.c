/* Cells are found once, the picture is one pixel a cell, enlarged. */
#include "cr-thumb.h"

#include <math.h>

#include "cr-label.h"

#define MOST_ROWS 24
#define MOST_COLUMNS 48
#define MOST_WIDTH 96.0
#define MOST_HEIGHT 40.0
#define LARGEST_CELL 8.0
#define LEAST_WIDTH 16.0
#define STRIP_HEIGHT 8.0
#define FEWEST 6 /* elements; fewer are written */

static gint64
count_elements (int ndim, const gint64 *sizes)
{
  gint64 n = 1;

  for (int i = 0; i < ndim; i++)
    n *= sizes[i];
  return n;
}

static gboolean
has_picture (int ndim, const gint64 *sizes)
{
  return ndim > 0 && count_elements (ndim, sizes) >= FEWEST && cr_label_count_lines (ndim, sizes) == 1;
}

/* The first matrix. */
static void
get_matrix (int ndim, const gint64 *sizes, gint64 *rows, gint64 *columns)
{
  *rows = ndim > 1 ? sizes[ndim - 2] : 1;
  *columns = sizes[ndim - 1];
  /* [64, 3, 1, 1]: what varies is farther left. */
  for (int i = ndim - 3; i >= 0 && *rows * *columns < FEWEST; i--)
    {
      *columns *= *rows;
      *rows = sizes[i];
    }
  if (*columns == 1 && *rows > 1) /* a column lies down */
    {
      *columns = *rows;
      *rows = 1;
    }
}

void
cr_thumb_get_size (int ndim, const gint64 *sizes, double *width, double *height)
{
  gint64 rows, columns;
  double cell;

  *width = *height = 0;
  if (!has_picture (ndim, sizes))
    return;
  get_matrix (ndim, sizes, &rows, &columns);
  cell = MIN (LARGEST_CELL, MIN (MOST_WIDTH / (double)columns, MOST_HEIGHT / (double)rows));
  *width = MAX (LEAST_WIDTH, ceil (cell * (double)columns));
  *height = rows == 1 ? STRIP_HEIGHT : MAX (STRIP_HEIGHT, ceil (cell * (double)rows));
}

static float
worse (float a, double b)
{
  if (isnan (a) || isnan (b))
    return NAN;
  return fabs (b) > fabsf (a) ? (float)b : a;
}

static void
fill_cells (CrThumb *thumb, const CrValue *value, gint64 rows, gint64 columns)
{
  for (gint64 row = 0; row < rows; row++)
    {
      float *line = thumb->cells + (gint64)(row * thumb->n_rows / rows) * thumb->n_columns;

      for (gint64 column = 0; column < columns; column++)
        {
          float *cell = line + column * thumb->n_columns / columns;
          double number = cr_value_get_double (value, row * columns + column);

          *cell = worse (*cell, number);
          if (isfinite (number))
            thumb->largest = MAX (thumb->largest, fabs (number));
        }
    }
}

CrThumb *
cr_thumb_new (const CrValue *value)
{
  int ndim = cr_value_get_ndim (value);
  const gint64 *sizes = cr_value_get_sizes (value);
  gint64 rows, columns;
  CrSummary summary;
  CrThumb *thumb;

  if (!cr_value_has_data (value) || !has_picture (ndim, sizes))
    return NULL;
  get_matrix (ndim, sizes, &rows, &columns);
  thumb = g_malloc0 (sizeof *thumb + sizeof (float) * MOST_ROWS * MOST_COLUMNS);
  thumb->n_rows = (guint)MIN (rows, MOST_ROWS);
  thumb->n_columns = (guint)MIN (columns, MOST_COLUMNS);
  fill_cells (thumb, value, rows, columns);
  cr_value_get_summary (value, &summary);
  thumb->min = summary.min;
  thumb->max = summary.max;
  thumb->nan = summary.n_nan > 0;
  thumb->inf = summary.n_inf > 0;
  return thumb;
}

void
cr_thumb_free (CrThumb *thumb)
{
  g_free (thumb);
}

char *
cr_thumb_dup_range (const CrThumb *thumb)
{
  g_autofree char *min = cr_label_new_rough (thumb->min), *max = cr_label_new_rough (thumb->max);
  const char *also = thumb->nan ? "nan" : thumb->inf ? "inf" : NULL;

  if (isnan (thumb->min))
    return g_strdup (also ? also : "nan");
  if (also)
    return g_strdup_printf ("%s … %s, %s", min, max, also);
  return g_strdup_printf ("%s … %s", min, max);
}

static CrColor
mix (const CrColor *a, const CrColor *b, double share)
{
  return (CrColor){ a->red + share * (b->red - a->red), a->green + share * (b->green - a->green),
                    a->blue + share * (b->blue - a->blue), 1 };
}

static guint32
get_pixel (double number, double largest, gboolean gradient, const CrTheme *theme)
{
  /* The smallest share that can still be told from zero. */
  double share = isinf (number) ? 1 : largest > 0 ? fabs (number) / largest : 0;
  const CrColor *end = number < 0 ? &theme->below_zero : gradient ? &theme->gradient : &theme->value;
  CrColor color = mix (&theme->zero, end, number == 0 ? 0 : 0.08 + 0.92 * sqrt (share));

  if (isnan (number))
    color = theme->failure;
  return 0xff000000u | (guint32)(color.red * 255 + 0.5) << 16 | (guint32)(color.green * 255 + 0.5) << 8
         | (guint32)(color.blue * 255 + 0.5);
}

static cairo_surface_t *
make_image (const CrThumb *thumb, gboolean gradient, const CrTheme *theme)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)thumb->n_columns, (int)thumb->n_rows);
  guint8 *data = cairo_image_surface_get_data (image);
  int stride = cairo_image_surface_get_stride (image);

  cairo_surface_flush (image);
  for (guint row = 0; data && row < thumb->n_rows; row++)
    for (guint column = 0; column < thumb->n_columns; column++)
      ((guint32 *)(gpointer)(data + (int)row * stride))[column]
          = get_pixel (thumb->cells[row * thumb->n_columns + column], thumb->largest, gradient, theme);
  cairo_surface_mark_dirty (image);
  return image;
}

void
cr_thumb_paint (const CrThumb *thumb, gboolean gradient, const CrTheme *theme, cairo_t *cr, double x, double y,
                double width, double height, double alpha)
{
  cairo_surface_t *image = make_image (thumb, gradient, theme);
  const CrColor *line = gradient ? &theme->gradient : &theme->value;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  cairo_scale (cr, width / thumb->n_columns, height / thumb->n_rows);
  cairo_set_source_surface (cr, image, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint_with_alpha (cr, alpha);
  cairo_restore (cr);
  cairo_surface_destroy (image);
  cairo_set_source_rgba (cr, line->red, line->green, line->blue, alpha);
  cairo_set_line_width (cr, 0.8);
  cairo_rectangle (cr, x, y, width, height);
  cairo_stroke (cr);
}
