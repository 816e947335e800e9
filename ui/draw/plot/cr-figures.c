/* Follows the plotting calls of a run as matplotlib's state machine would: calls add to the figure at hand, figure()
 * begins another, show() closes what there is. A call that makes no sense changes nothing: the script has had its
 * error. */
#include "cr-figures.h"

#include <math.h>
#include <string.h>

#include "cr-figure-data.h"

#define MAX_AXES 256
#define USUAL_BINS 10
#define MAX_BINS 10000

typedef struct
{
  GPtrArray *done; /* of CrFigure */
  GPtrArray *axes; /* of CrFigure or NULL, by the axes' number; those of the figure at hand */
  guint event;
} Reader;

/* The @i-th positional argument, NULL past the last. */
static const CrPlotDatum *
get_arg (const CrPlotRecord *record, guint i)
{
  const CrPlotDatum *datum = i < record->args->len ? g_ptr_array_index (record->args, i) : NULL;

  return datum && datum->keyword == NULL ? datum : NULL;
}

static const CrPlotDatum *
get_keyword (const CrPlotRecord *record, const char *keyword)
{
  for (guint i = 0; i < record->args->len; i++)
    {
      const CrPlotDatum *datum = g_ptr_array_index (record->args, i);

      if (g_strcmp0 (datum->keyword, keyword) == 0)
        return datum;
    }
  return NULL;
}

/* A keyword argument under its long or its short name (NULL: it has none). */
static const CrPlotDatum *
get_either (const CrPlotRecord *record, const char *keyword, const char *brief)
{
  const CrPlotDatum *datum = get_keyword (record, keyword);

  return datum || brief == NULL ? datum : get_keyword (record, brief);
}

static const char *
get_string (const CrPlotDatum *datum)
{
  return datum && datum->kind == CR_PLOT_ARG_STRING ? datum->string : NULL;
}

static double
get_positive (const CrPlotDatum *datum, double otherwise)
{
  double number = datum ? cr_figure_data_get_number (datum) : NAN;

  return isfinite (number) && number >= 0 ? number : otherwise;
}

static void
style_series (CrSeries *series, const CrPlotRecord *record)
{
  const char *color = get_string (get_either (record, "color", "c"));
  const char *line = get_string (get_either (record, "linestyle", "ls"));
  const char *marker = get_string (get_keyword (record, "marker"));
  const char *label = get_string (get_keyword (record, "label"));
  CrColor parsed;
  int palette;

  if (color && cr_figure_parse_color (color, &parsed, &palette))
    cr_figure_set_string (&series->color, color);
  if (line && series->kind != CR_SERIES_SCATTER && series->base == NULL)
    cr_figure_parse_line (line, &series->line);
  if (marker)
    cr_figure_parse_marker (marker, &series->marker);
  if (label && *label && *label != '_')
    cr_figure_set_string (&series->label, label);
  series->line_width = get_positive (get_either (record, "linewidth", "lw"), 0);
  series->marker_size = get_positive (get_either (record, "markersize", "ms"), 0);
  if (series->kind == CR_SERIES_SCATTER) /* s is an area */
    series->marker_size = sqrt (get_positive (get_keyword (record, "s"), 0));
  series->alpha = MIN (1, get_positive (get_keyword (record, "alpha"), 1));
}

static CrAxes *
get_axes (Reader *reader, const CrPlotRecord *record)
{
  guint i = MIN (record->axes, MAX_AXES - 1);

  if (reader->axes->len <= i)
    g_ptr_array_set_size (reader->axes, (int)i + 1);
  if (g_ptr_array_index (reader->axes, i) == NULL)
    g_ptr_array_index (reader->axes, i) = cr_figure_new ();
  return cr_figure_get_axes (g_ptr_array_index (reader->axes, i), 0);
}

static void
add_columns (Reader *reader, const CrPlotRecord *record, CrSeriesKind kind, const CrFigureData *x,
             const CrFigureData *y, const char *format)
{
  CrAxes *axes = get_axes (reader, record);
  guint rows = x ? MIN (x->rows, y->rows) : y->rows;

  for (guint c = 0; c < y->columns; c++)
    {
      const double *xs = x ? x->numbers + (x->columns == y->columns ? c : 0) * (gsize)x->rows : NULL;
      CrSeries *series = cr_axes_add_series (axes, kind, xs, y->numbers + c * (gsize)y->rows, rows);

      series->source_id = y->tensor;
      series->x_source_id = x ? x->tensor : 0;
      series->event = reader->event;
      if (format)
        cr_series_set_format (series, format);
      style_series (series, record);
    }
}

/* plot ([x], y, [format], ...): as many groups as there are. */
static void
read_plot (Reader *reader, const CrPlotRecord *record)
{
  for (guint i = 0; get_arg (record, i);)
    {
      const CrPlotDatum *first = get_arg (record, i++), *second = get_arg (record, i);
      g_auto (CrFigureData) x = { 0 }, y = { 0 };
      const char *format;

      if (!cr_figure_data_is (first))
        continue;
      if (second && cr_figure_data_is (second))
        i++;
      else
        second = NULL;
      format = get_string (get_arg (record, i));
      if (format)
        i++;
      if (!cr_figure_data_read (&y, second ? second : first) || (second && !cr_figure_data_read (&x, first)))
        continue;
      add_columns (reader, record, CR_SERIES_LINE, second ? &x : NULL, &y, format);
    }
}

static void
flatten (CrFigureData *data)
{
  data->rows *= data->columns;
  data->columns = 1;
}

/* Scatter takes its numbers flat, whatever their shape. */
static void
read_scatter (Reader *reader, const CrPlotRecord *record)
{
  const CrPlotDatum *first = get_arg (record, 0), *second = get_arg (record, 1);
  g_auto (CrFigureData) x = { 0 }, y = { 0 };

  first = first ? first : get_keyword (record, "x");
  second = second ? second : get_keyword (record, "y");
  if (!first || !second || !cr_figure_data_is (first) || !cr_figure_data_is (second))
    return;
  if (!cr_figure_data_read (&x, first) || !cr_figure_data_read (&y, second))
    return;
  flatten (&x);
  flatten (&y);
  add_columns (reader, record, CR_SERIES_SCATTER, &x, &y, NULL);
}

/* Numbers of a positional or keyword argument, flat; FALSE if there are none. */
static gboolean
read_flat (const CrPlotRecord *record, guint i, const char *keyword, CrFigureData *data)
{
  const CrPlotDatum *datum = get_arg (record, i);

  datum = datum ? datum : get_keyword (record, keyword);
  if (datum == NULL || !cr_figure_data_is (datum) || !cr_figure_data_read (data, datum))
    return FALSE;
  flatten (data);
  return TRUE;
}

static double
get_at (const CrFigureData *data, guint i, double otherwise)
{
  return data->rows == 0 ? otherwise : data->numbers[data->rows == 1 ? 0 : MIN (i, data->rows - 1)];
}

/* bar (x, height, width, bottom): names instead of numbers stand at 0, 1, 2, ... */
static void
read_bar (Reader *reader, const CrPlotRecord *record)
{
  g_auto (CrFigureData) x = { 0 }, y = { 0 }, width = { 0 }, bottom = { 0 };
  gboolean has_x = read_flat (record, 0, "x", &x);
  CrSeries *series;

  if (!read_flat (record, 1, "height", &y))
    return;
  read_flat (record, 2, "width", &width);
  read_flat (record, 3, "bottom", &bottom);
  series = cr_axes_add_series (get_axes (reader, record), CR_SERIES_BARS, NULL, y.numbers, y.rows);
  for (guint i = 0; i < series->n; i++)
    {
      double at = has_x ? get_at (&x, i, i) : NAN;

      series->x[i] = isfinite (at) ? at : i;
      series->base[i] = get_at (&bottom, i, 0);
      series->y[i] += series->base[i];
    }
  series->width = get_at (&width, 0, 0.8);
  series->source_id = y.tensor;
  series->event = reader->event;
  style_series (series, record);
}

/* The edges of the bins: given, or so many of equal width. */
static double *
make_edges (const CrPlotRecord *record, const CrFigureData *data, guint *n)
{
  g_auto (CrFigureData) bins = { 0 };
  double low = INFINITY, high = -INFINITY;
  double *edges;

  if (read_flat (record, 1, "bins", &bins) && bins.rows > 1)
    {
      *n = bins.rows - 1;
      return g_steal_pointer (&bins.numbers);
    }
  for (guint i = 0; i < data->rows; i++)
    if (isfinite (data->numbers[i]))
      {
        low = MIN (low, data->numbers[i]);
        high = MAX (high, data->numbers[i]);
      }
  if (!(low < high))
    {
      low = isfinite (low) ? low - 0.5 : 0;
      high = low + 1;
    }
  *n = (guint)CLAMP (get_at (&bins, 0, USUAL_BINS), 1, MAX_BINS);
  edges = g_new (double, *n + 1);
  for (guint i = 0; i <= *n; i++)
    edges[i] = low + (high - low) * i / *n;
  return edges;
}

/* The bin of @value, the last one with its upper edge; @n if it lies in none. */
static guint
find_bin (const double *edges, guint n, double value)
{
  if (value == edges[n])
    return n - 1;
  for (guint i = 0; i < n; i++)
    if (value >= edges[i] && value < edges[i + 1])
      return i;
  return n;
}

static void
read_hist (Reader *reader, const CrPlotRecord *record)
{
  const CrPlotDatum *density = get_keyword (record, "density");
  g_auto (CrFigureData) data = { 0 };
  g_autofree double *edges = NULL;
  g_autofree double *counts = NULL;
  guint n = 0, total = 0;
  CrSeries *series;

  if (!read_flat (record, 0, "x", &data))
    return;
  edges = make_edges (record, &data, &n);
  counts = g_new0 (double, n + 1);
  for (guint i = 0; i < data.rows; i++)
    {
      guint bin = find_bin (edges, n, data.numbers[i]);

      counts[bin]++;
      total += bin < n;
    }
  if (density && density->kind == CR_PLOT_ARG_BOOL && density->integer)
    for (guint i = 0; i < n; i++)
      counts[i] /= MAX (total, 1) * (edges[i + 1] - edges[i]);
  series = cr_axes_add_series (get_axes (reader, record), CR_SERIES_BARS, NULL, counts, n);
  for (guint i = 0; i < n; i++)
    series->x[i] = (edges[i] + edges[i + 1]) / 2;
  series->width = edges[1] - edges[0];
  series->source_id = data.tensor;
  series->event = reader->event;
  style_series (series, record);
}

static void
read_fill (Reader *reader, const CrPlotRecord *record)
{
  g_auto (CrFigureData) x = { 0 }, y = { 0 }, base = { 0 };
  CrSeries *series;

  if (!read_flat (record, 0, "x", &x) || !read_flat (record, 1, "y1", &y))
    return;
  read_flat (record, 2, "y2", &base);
  series = cr_axes_add_series (get_axes (reader, record), CR_SERIES_FILL, x.numbers, x.numbers, x.rows);
  for (guint i = 0; i < series->n; i++)
    {
      series->y[i] = get_at (&y, i, 0);
      series->base[i] = get_at (&base, i, 0);
    }
  series->source_id = y.tensor;
  series->event = reader->event;
  style_series (series, record);
}

static void
add_across (Reader *reader, const CrPlotRecord *record, CrSeriesKind kind, const char *keyword)
{
  const CrPlotDatum *datum = get_arg (record, 0);
  double nothing = NAN, at;
  CrSeries *series;

  datum = datum ? datum : get_keyword (record, keyword);
  at = datum ? cr_figure_data_get_number (datum) : 0;
  series = kind == CR_SERIES_H_LINE ? cr_axes_add_series (get_axes (reader, record), kind, &nothing, &at, 1)
                                    : cr_axes_add_series (get_axes (reader, record), kind, &at, &nothing, 1);
  series->event = reader->event;
  style_series (series, record);
}

static void
read_h_line (Reader *reader, const CrPlotRecord *record)
{
  add_across (reader, record, CR_SERIES_H_LINE, "y");
}

static void
read_v_line (Reader *reader, const CrPlotRecord *record)
{
  add_across (reader, record, CR_SERIES_V_LINE, "x");
}

/* errorbar (x, y): the line; its bars are not drawn. */
static void
read_errorbar (Reader *reader, const CrPlotRecord *record)
{
  const CrPlotDatum *format = get_keyword (record, "fmt");
  g_auto (CrFigureData) x = { 0 }, y = { 0 };

  if (read_flat (record, 0, "x", &x) && read_flat (record, 1, "y", &y))
    add_columns (reader, record, CR_SERIES_LINE, &x, &y, get_string (format));
}

static void
read_title (Reader *reader, const CrPlotRecord *record)
{
  const char *text = get_string (get_arg (record, 0));

  cr_figure_set_string (&get_axes (reader, record)->title, text ? text : get_string (get_keyword (record, "label")));
}

static void
read_x_label (Reader *reader, const CrPlotRecord *record)
{
  const char *text = get_string (get_arg (record, 0));

  text = text ? text : get_string (get_keyword (record, "xlabel"));
  cr_figure_set_string (&get_axes (reader, record)->x.label, text);
}

static void
read_y_label (Reader *reader, const CrPlotRecord *record)
{
  const char *text = get_string (get_arg (record, 0));

  text = text ? text : get_string (get_keyword (record, "ylabel"));
  cr_figure_set_string (&get_axes (reader, record)->y.label, text);
}

/* Two numbers, as two arguments, one pair, or by keyword. */
static gboolean
read_limits (const CrPlotRecord *record, const char *low_name, const char *high_name, double *low, double *high)
{
  const CrPlotDatum *first = get_arg (record, 0), *second = get_arg (record, 1);

  if (first && first->kind == CR_PLOT_ARG_LIST && first->elements->len == 2)
    {
      second = g_ptr_array_index (first->elements, 1);
      first = g_ptr_array_index (first->elements, 0);
    }
  first = first ? first : get_keyword (record, low_name);
  second = second ? second : get_keyword (record, high_name);
  if (first == NULL || second == NULL)
    return FALSE;
  *low = cr_figure_data_get_number (first);
  *high = cr_figure_data_get_number (second);
  return isfinite (*low) && isfinite (*high) && *low != *high;
}

static void
read_x_limits (Reader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = get_axes (reader, record);
  double low, high;

  if (!read_limits (record, "left", "right", &low, &high) && !read_limits (record, "xmin", "xmax", &low, &high))
    return;
  cr_axis_set_limits (&axes->x, low, high);
}

static void
read_y_limits (Reader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = get_axes (reader, record);
  double low, high;

  if (!read_limits (record, "bottom", "top", &low, &high) && !read_limits (record, "ymin", "ymax", &low, &high))
    return;
  cr_axis_set_limits (&axes->y, low, high);
}

static void
read_legend (Reader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = get_axes (reader, record);
  const CrPlotDatum *labels = get_arg (record, 0);

  axes->legend = TRUE;
  labels = labels ? labels : get_keyword (record, "labels");
  if (labels == NULL || labels->kind != CR_PLOT_ARG_LIST)
    return;
  for (guint i = 0; i < labels->elements->len && i < axes->series->len; i++)
    {
      CrSeries *series = g_ptr_array_index (axes->series, i);
      const char *text = get_string (g_ptr_array_index (labels->elements, i));

      if (text)
        cr_figure_set_string (&series->label, text);
    }
}

static void
read_grid (Reader *reader, const CrPlotRecord *record)
{
  const CrPlotDatum *visible = get_arg (record, 0);

  visible = visible ? visible : get_either (record, "visible", "b");
  get_axes (reader, record)->grid = !(visible && visible->kind == CR_PLOT_ARG_BOOL && visible->integer == 0);
}

/* ax.set (title="...", xlabel="...") */
static void
read_set (Reader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = get_axes (reader, record);
  const char *title = get_string (get_keyword (record, "title"));
  const char *x_label = get_string (get_keyword (record, "xlabel"));
  const char *y_label = get_string (get_keyword (record, "ylabel"));

  if (title)
    cr_figure_set_string (&axes->title, title);
  if (x_label)
    cr_figure_set_string (&axes->x.label, x_label);
  if (y_label)
    cr_figure_set_string (&axes->y.label, y_label);
}

static void
free_figure (gpointer figure)
{
  cr_figure_free (figure);
}

/* Closes the figure at hand: what has something on it is kept. */
static void
read_show (Reader *reader, const CrPlotRecord *record)
{
  for (guint i = 0; i < reader->axes->len; i++)
    {
      CrFigure *figure = g_ptr_array_index (reader->axes, i);

      if (figure == NULL
          || (cr_figure_get_axes (figure, 0)->series->len == 0 && cr_figure_get_axes (figure, 0)->title == NULL))
        continue;
      g_ptr_array_add (reader->done, figure);
      g_ptr_array_index (reader->axes, i) = NULL;
    }
  g_ptr_array_set_size (reader->axes, 0);
}

static void
read_close (Reader *reader, const CrPlotRecord *record)
{
  g_ptr_array_set_size (reader->axes, 0);
}

static const struct
{
  const char *name;
  void (*read) (Reader *reader, const CrPlotRecord *record);
} calls[] = {
  { "bar", read_bar },
  { "hist", read_hist },
  { "fill_between", read_fill },
  { "axhline", read_h_line },
  { "axvline", read_v_line },
  { "errorbar", read_errorbar },
  { "semilogx", read_plot },
  { "semilogy", read_plot },
  { "loglog", read_plot },
  { "step", read_plot },
  { "plot", read_plot },
  { "scatter", read_scatter },
  { "title", read_title },
  { "xlabel", read_x_label },
  { "ylabel", read_y_label },
  { "xlim", read_x_limits },
  { "ylim", read_y_limits },
  { "legend", read_legend },
  { "grid", read_grid },
  { "show", read_show },
  { "figure", read_show },
  { "subplots", read_show },
  { "close", read_close },
  { "clf", read_close },
  { "cla", read_close },
  { "set_title", read_title },
  { "set_xlabel", read_x_label },
  { "set_ylabel", read_y_label },
  { "set_xlim", read_x_limits },
  { "set_ylim", read_y_limits },
  { "set", read_set },
};

static void
read_call (Reader *reader, const CrPlotRecord *record)
{
  const char *dot = record->name ? strrchr (record->name, '.') : NULL;
  const char *name = dot ? dot + 1 : record->name;

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    if (g_strcmp0 (name, calls[i].name) == 0)
      calls[i].read (reader, record);
}

GPtrArray *
cr_figures_new (CrTrace *trace, guint position)
{
  Reader reader = { 0 };
  guint length;

  g_return_val_if_fail (trace != NULL, NULL);
  length = MIN (position, cr_trace_get_length (trace));
  reader.done = g_ptr_array_new_with_free_func (free_figure);
  reader.axes = g_ptr_array_new_with_free_func (free_figure);
  for (reader.event = 0; reader.event < length; reader.event++)
    {
      const CrEvent *event = cr_trace_get_event (trace, reader.event);

      if (event->kind == CR_EVENT_PLOTTED && event->u.plot)
        read_call (&reader, event->u.plot);
    }
  read_show (&reader, NULL);
  g_ptr_array_unref (reader.axes);
  return reader.done;
}
