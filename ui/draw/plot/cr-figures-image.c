/* Calls that draw tables of numbers: imshow, matshow, pcolormesh, contour, contourf; and the scale of their colours. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"
#include "cr-plot-axis.h"

#define MAX_CELLS 4000000
#define MAX_LEVELS 100
#define USUAL_LEVELS 8
#define MAX_PIECES 2000000

/* Numbers by rows; owned. FALSE if they are no table. */
static gboolean
read_table (const CrPlotDatum *datum, double **values, guint *rows, guint *columns)
{
  g_auto (CrFigureData) data = { 0 };

  if (datum == NULL || !cr_figure_data_is (datum) || !cr_figure_data_read (&data, datum)
      || data.rows * (gsize)data.columns > MAX_CELLS)
    return FALSE;
  *rows = data.rows;
  *columns = data.columns;
  *values = g_new (double, data.rows *(gsize)data.columns);
  for (guint r = 0; r < data.rows; r++)
    for (guint c = 0; c < data.columns; c++)
      (*values)[r * (gsize)data.columns + c] = data.numbers[c * (gsize)data.rows + r];
  return TRUE;
}

/* A table of colours: a tensor (rows, columns, 3 or 4), from 0 to 1 or of bytes; NULL if it is none; owned. */
static guint32 *
read_colors (const CrPlotDatum *datum, guint *rows, guint *columns)
{
  const CrValue *value = datum && datum->kind == CR_PLOT_ARG_TENSOR ? datum->value : NULL;
  const gint64 *sizes = value ? cr_value_get_sizes (value) : NULL;
  gboolean is_bytes;
  guint32 *pixels;

  if (value == NULL || cr_value_get_ndim (value) != 3 || !cr_value_has_data (value) || sizes[2] < 1 || sizes[2] > 4
      || sizes[2] == 2 || sizes[0] < 1 || sizes[1] < 1 || sizes[0] > MAX_CELLS / sizes[1])
    return NULL;
  *rows = (guint)sizes[0];
  *columns = (guint)sizes[1];
  is_bytes = cr_value_get_dtype (value) != CR_DTYPE_FLOAT32 && cr_value_get_dtype (value) != CR_DTYPE_FLOAT64
             && cr_value_get_dtype (value) != CR_DTYPE_FLOAT16;
  pixels = g_new (guint32, *rows * (gsize)*columns);
  for (gsize i = 0; i < *rows * (gsize)*columns; i++)
    {
      guint channels[4] = { 0, 0, 0, 255 };

      for (gint64 c = 0; c < sizes[2]; c++)
        {
          double number = cr_value_get_double (value, (gint64)i * sizes[2] + c);

          channels[c]
              = (guint)lround (CLAMP (isnan (number) ? 0 : number, 0, is_bytes ? 255 : 1) * (is_bytes ? 1 : 255));
        }
      if (sizes[2] == 1)
        channels[1] = channels[2] = channels[0];
      pixels[i] = channels[3] << 24 | channels[0] << 16 | channels[1] << 8 | channels[2];
    }
  return pixels;
}

/* Where the sides of the cells are; and, with the places of the middles, what a point of the series is. */
static void
set_edges (CrSeries *series, const double *extent, gboolean upper)
{
  for (guint i = 0; i <= series->columns; i++)
    series->x_edges[i] = extent[0] + (extent[1] - extent[0]) * i / series->columns;
  for (guint i = 0; i <= series->rows; i++)
    series->y_edges[i] = upper ? extent[3] + (extent[2] - extent[3]) * i / series->rows
                               : extent[2] + (extent[3] - extent[2]) * i / series->rows;
  for (guint i = 0; i < series->n; i++)
    {
      guint row = i / series->columns, column = i % series->columns;

      series->x[i] = (series->x_edges[column] + series->x_edges[column + 1]) / 2;
      series->y[i] = (series->y_edges[row] + series->y_edges[row + 1]) / 2;
    }
}

static CrSeries *
add_image (CrFigureReader *reader, const CrPlotRecord *record, const CrPlotDatum *datum)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  g_autofree double *values = NULL;
  guint rows = 0, columns = 0;
  guint32 *pixels = read_colors (datum, &rows, &columns);
  CrSeries *series;

  if (pixels)
    values = g_new0 (double, rows *(gsize)columns);
  else if (!read_table (datum, &values, &rows, &columns))
    return NULL;
  series = cr_axes_add_image (axes, values, rows, columns);
  series->pixels = pixels;
  if (pixels)
    g_clear_pointer (&series->values, g_free);
  series->source_id = datum->tensor;
  cr_figures_style (reader, series, record);
  cr_figures_map (series, record);
  return series;
}

/* imshow (X, cmap, origin=, extent=, aspect=); matshow has its numbers on top */
static void
read_image (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  CrSeries *series
      = add_image (reader, record, cr_figures_at (record, 0, g_str_has_suffix (record->name, "matshow") ? "A" : "X"));
  gboolean upper = g_strcmp0 (cr_figures_string (cr_figures_keyword (record, "origin")), "lower") != 0;
  const char *smooth = cr_figures_string (cr_figures_keyword (record, "interpolation"));
  g_auto (CrFigureData) extent = { 0 };

  if (series == NULL)
    return;
  if (cr_figures_flat (record, G_MAXUINT, "extent", &extent) && extent.rows == 4)
    set_edges (series, extent.numbers, upper);
  else
    {
      set_edges (series, (double[]){ -0.5, series->columns - 0.5, -0.5, series->rows - 0.5 }, FALSE);
      axes->y.inverted = upper;
    }
  series->smooth = smooth && strcmp (smooth, "nearest") != 0 && strcmp (smooth, "none") != 0
                   && strcmp (smooth, "antialiased") != 0;
  axes->equal = g_strcmp0 (cr_figures_string (cr_figures_keyword (record, "aspect")), "auto") != 0;
  axes->boxed = TRUE;
}

/* Sides of cells from the places of their corners or their middles; FALSE if there are too few or too many. */
static gboolean
make_edges (double *edges, guint n, const double *places, guint n_places)
{
  if (n_places != n && n_places != n + 1)
    return FALSE;
  for (guint i = 0; i <= n; i++)
    if (n_places == n + 1)
      edges[i] = places[i];
    else if (n == 1)
      edges[i] = places[0] + (i == 0 ? -0.5 : 0.5);
    else
      edges[i] = i == 0   ? places[0] - (places[1] - places[0]) / 2
                 : i == n ? places[n - 1] + (places[n - 1] - places[n - 2]) / 2
                          : (places[i - 1] + places[i]) / 2;
  return TRUE;
}

/* The places along one side, from a vector or from a table of a grid. */
static double *
read_side (const CrPlotDatum *datum, gboolean along_rows, guint *n)
{
  double *values = NULL, *side;
  guint rows, columns;

  if (!read_table (datum, &values, &rows, &columns))
    return NULL;
  if (rows == 1 || columns == 1)
    {
      *n = rows * columns;
      return values;
    }
  *n = along_rows ? rows : columns;
  side = g_new (double, *n);
  for (guint i = 0; i < *n; i++)
    side[i] = along_rows ? values[i * (gsize)columns] : values[i];
  g_free (values);
  return side;
}

/* pcolormesh ([X, Y], C) */
static void
read_mesh (CrFigureReader *reader, const CrPlotRecord *record)
{
  gboolean placed = cr_figures_arg (record, 2) != NULL;
  CrSeries *series = add_image (reader, record, cr_figures_at (record, placed ? 2 : 0, "C"));
  g_autofree double *x = NULL, *y = NULL;
  guint n_x = 0, n_y = 0;

  if (series == NULL)
    return;
  set_edges (series, (double[]){ 0, series->columns, 0, series->rows }, FALSE);
  if (!placed)
    return;
  x = read_side (cr_figures_arg (record, 0), FALSE, &n_x);
  y = read_side (cr_figures_arg (record, 1), TRUE, &n_y);
  if (x)
    make_edges (series->x_edges, series->columns, x, n_x);
  if (y)
    make_edges (series->y_edges, series->rows, y, n_y);
  for (guint i = 0; i < series->n; i++)
    {
      series->x[i] = (series->x_edges[i % series->columns] + series->x_edges[i % series->columns + 1]) / 2;
      series->y[i] = (series->y_edges[i / series->columns] + series->y_edges[i / series->columns + 1]) / 2;
    }
}

/* A table over a grid, with levels: what contours are drawn of. */
typedef struct
{
  guint rows, columns;
  double *x, *y, *z; /* owned */
  double levels[MAX_LEVELS + 2];
  guint n_levels;
  GArray *out_x, *out_y, *out_x2, *out_y2, *values; /* of double */
} Contour;

static void
contour_clear (Contour *contour)
{
  GArray *arrays[] = { contour->out_x, contour->out_y, contour->out_x2, contour->out_y2, contour->values };

  g_free (contour->x);
  g_free (contour->y);
  g_free (contour->z);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    if (arrays[i])
      g_array_unref (arrays[i]);
}

static void
set_levels (Contour *contour, const CrPlotRecord *record, gboolean placed, gboolean filled)
{
  g_auto (CrFigureData) given = { 0 };
  double low = INFINITY, high = -INFINITY;
  CrTicks ticks;
  guint most = USUAL_LEVELS;

  for (guint i = 0; i < contour->rows * contour->columns; i++)
    if (isfinite (contour->z[i]))
      {
        low = MIN (low, contour->z[i]);
        high = MAX (high, contour->z[i]);
      }
  if (cr_figures_flat (record, placed ? 3 : 1, "levels", &given) && given.rows > 1)
    {
      contour->n_levels = MIN (given.rows, MAX_LEVELS);
      memcpy (contour->levels, given.numbers, contour->n_levels * sizeof (double));
      return;
    }
  if (!(low < high))
    return;
  if (given.rows == 1 && given.numbers[0] >= 1)
    most = (guint)MIN (given.numbers[0] + 1, MAX_LEVELS);
  cr_axis_ticks (low, high, most, &ticks);
  if (filled && (ticks.n == 0 || cr_ticks_get_value (&ticks, 0) > low))
    contour->levels[contour->n_levels++] = low;
  for (guint i = 0; i < ticks.n && contour->n_levels < MAX_LEVELS; i++)
    contour->levels[contour->n_levels++] = cr_ticks_get_value (&ticks, i);
  if (filled && contour->levels[contour->n_levels - 1] < high)
    contour->levels[contour->n_levels++] = high;
}

static gboolean
contour_init (Contour *contour, const CrPlotRecord *record, gboolean filled)
{
  gboolean placed = cr_figures_arg (record, 2) != NULL;
  guint n_x = 0, n_y = 0;

  *contour = (Contour){ 0 };
  if (!read_table (cr_figures_at (record, placed ? 2 : 0, "Z"), &contour->z, &contour->rows, &contour->columns))
    return FALSE;
  if (placed)
    {
      contour->x = read_side (cr_figures_arg (record, 0), FALSE, &n_x);
      contour->y = read_side (cr_figures_arg (record, 1), TRUE, &n_y);
    }
  else
    {
      contour->x = g_new (double, n_x = contour->columns);
      contour->y = g_new (double, n_y = contour->rows);
      for (guint i = 0; i < n_x; i++)
        contour->x[i] = i;
      for (guint i = 0; i < n_y; i++)
        contour->y[i] = i;
    }
  if (contour->x == NULL || contour->y == NULL || n_x != contour->columns || n_y != contour->rows)
    return FALSE;
  set_levels (contour, record, placed, filled);
  contour->out_x = g_array_new (FALSE, FALSE, sizeof (double));
  contour->out_y = g_array_new (FALSE, FALSE, sizeof (double));
  contour->out_x2 = g_array_new (FALSE, FALSE, sizeof (double));
  contour->out_y2 = g_array_new (FALSE, FALSE, sizeof (double));
  contour->values = g_array_new (FALSE, FALSE, sizeof (double));
  return TRUE;
}

/* A corner of a cell, or a place on its side. */
typedef struct
{
  double x, y, z;
} Place;

static Place
between (Place a, Place b, double level)
{
  double part = b.z != a.z ? (level - a.z) / (b.z - a.z) : 0;

  return (Place){ a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part, level };
}

/* The four corners of a cell, in turn; FALSE where a number is missing. */
static gboolean
get_cell (const Contour *contour, guint row, guint column, Place *corners)
{
  static const guint offsets[4][2] = { { 0, 0 }, { 0, 1 }, { 1, 1 }, { 1, 0 } };

  for (guint i = 0; i < 4; i++)
    {
      guint r = row + offsets[i][0], c = column + offsets[i][1];

      corners[i] = (Place){ contour->x[c], contour->y[r], contour->z[r * (gsize)contour->columns + c] };
      if (!isfinite (corners[i].z))
        return FALSE;
    }
  return TRUE;
}

/* The line of one level through a cell: where it crosses the sides (marching squares; Lorensen and Cline, 1987). */
static void
add_lines (Contour *contour, const Place *corners, double level)
{
  Place crossings[4];
  guint n = 0;

  for (guint i = 0; i < 4; i++)
    if ((corners[i].z < level) != (corners[(i + 1) % 4].z < level))
      crossings[n++] = between (corners[i], corners[(i + 1) % 4], level);
  for (guint i = 0; i + 1 < n && contour->out_x->len < MAX_PIECES; i += 2)
    {
      g_array_append_val (contour->out_x, crossings[i].x);
      g_array_append_val (contour->out_y, crossings[i].y);
      g_array_append_val (contour->out_x2, crossings[i + 1].x);
      g_array_append_val (contour->out_y2, crossings[i + 1].y);
      g_array_append_val (contour->values, level);
    }
}

/* Keeps what of an outline is on one side of a level (Sutherland and Hodgman, 1974). */
static guint
cut (const Place *from, guint n, Place *to, double level, double side)
{
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    {
      Place a = from[i], b = from[(i + 1) % n];
      gboolean has_a = side * (a.z - level) >= 0, has_b = side * (b.z - level) >= 0;

      if (has_a)
        to[kept++] = a;
      if (has_a != has_b)
        to[kept++] = between (a, b, level);
    }
  return kept;
}

/* What of a cell lies between two levels. */
static void
add_band (Contour *contour, const Place *corners, double low, double high)
{
  Place above[16], inside[32];
  guint n = cut (corners, 4, above, low, 1);
  double middle = (low + high) / 2, gap = NAN;

  n = n > 0 ? cut (above, n, inside, high, -1) : 0;
  if (n < 3 || contour->out_x->len > MAX_PIECES)
    return;
  for (guint i = 0; i < n; i++)
    {
      g_array_append_val (contour->out_x, inside[i].x);
      g_array_append_val (contour->out_y, inside[i].y);
      g_array_append_val (contour->values, middle);
    }
  g_array_append_val (contour->out_x, gap);
  g_array_append_val (contour->out_y, gap);
  g_array_append_val (contour->values, middle);
}

static void
trace (Contour *contour, gboolean filled)
{
  for (guint row = 0; row + 1 < contour->rows; row++)
    for (guint column = 0; column + 1 < contour->columns; column++)
      {
        Place corners[4];

        if (!get_cell (contour, row, column, corners))
          continue;
        for (guint i = 0; i + filled < contour->n_levels; i++)
          if (filled)
            add_band (contour, corners, contour->levels[i], contour->levels[i + 1]);
          else
            add_lines (contour, corners, contour->levels[i]);
      }
}

static void
add_contour (CrFigureReader *reader, const CrPlotRecord *record, gboolean filled)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  Contour contour;

  if (contour_init (&contour, record, filled))
    {
      CrSeries *series;
      g_autofree char *color = cr_figures_color (cr_figures_keyword (record, "colors"));

      trace (&contour, filled);
      series = cr_axes_add_series (axes, filled ? CR_SERIES_POLYGONS : CR_SERIES_SEGMENTS,
                                   (double *)(gpointer)contour.out_x->data, (double *)(gpointer)contour.out_y->data,
                                   contour.out_x->len);
      series->values = g_memdup2 (contour.values->data, contour.values->len * sizeof (double));
      if (!filled)
        {
          series->x2 = g_memdup2 (contour.out_x2->data, contour.out_x2->len * sizeof (double));
          series->y2 = g_memdup2 (contour.out_y2->data, contour.out_y2->len * sizeof (double));
        }
      cr_figures_style (reader, series, record);
      cr_figures_map (series, record);
      if (contour.n_levels > 0 && isnan (series->value_min) && isnan (series->value_max))
        {
          series->value_min = contour.levels[0];
          series->value_max = contour.levels[contour.n_levels - 1];
        }
      if (color)
        {
          cr_figure_set_string (&series->color, color);
          g_clear_pointer (&series->values, g_free);
        }
      axes->x.margin = axes->y.margin = 0;
    }
  contour_clear (&contour);
}

static void
read_contour (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_contour (reader, record, FALSE);
}

static void
read_filled_contour (CrFigureReader *reader, const CrPlotRecord *record)
{
  add_contour (reader, record, TRUE);
}

/* colorbar (label=, orientation=): of the last thing that was drawn by a map. */
static void
read_bar (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  g_autofree char *label = cr_figures_text (cr_figures_keyword (record, "label"));

  for (guint i = axes->series->len; i-- > 0 && axes->bar < 0;)
    if (cr_axes_get_series (axes, i)->values)
      axes->bar = (int)i;
  cr_figure_set_string (&axes->bar_label, label);
  axes->bar_below = g_strcmp0 (cr_figures_string (cr_figures_keyword (record, "orientation")), "horizontal") == 0;
}

/* clim (low, high) */
static void
read_clim (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);

  for (guint i = 0; i < axes->series->len; i++)
    {
      CrSeries *series = cr_axes_get_series (axes, i);

      series->value_min = cr_figures_number (cr_figures_at (record, 0, "vmin"));
      series->value_max = cr_figures_number (cr_figures_at (record, 1, "vmax"));
    }
}

const CrFigureCall cr_figures_image_calls[] = {
  { "imshow", read_image }, { "matshow", read_image },   { "pcolormesh", read_mesh },
  { "pcolor", read_mesh },  { "contour", read_contour }, { "contourf", read_filled_contour },
  { "colorbar", read_bar }, { "clim", read_clim },       { NULL, NULL },
};
