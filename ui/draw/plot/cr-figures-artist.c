/* Calls that change what others drew: line.set_ydata (...), text.set_text (...), legend (handles). The language names a
 * thing by the number of the call that made it and by its place among what that call made. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"
#include "cr-plot-map.h"
#include "cr-plot-private.h"

void
cr_figures_number_artists (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_look_up (reader, record->axes);

  if (axes == NULL)
    return;
  for (guint i = axes->series->len; i-- > 0 && cr_axes_get_series (axes, i)->call == 0;)
    cr_axes_get_series (axes, i)->call = reader->call;
  for (guint i = axes->texts->len; i-- > 0 && ((CrAxesText *)g_ptr_array_index (axes->texts, i))->call == 0;)
    ((CrAxesText *)g_ptr_array_index (axes->texts, i))->call = reader->call;
}

/* The @part-th series of a call; @i (nullable) is its place. NULL if there is none. */
static CrSeries *
find_series (CrAxes *axes, double call, double part, guint *at)
{
  guint before = 0;

  for (guint i = 0; axes && i < axes->series->len; i++)
    {
      CrSeries *series = cr_axes_get_series (axes, i);

      if (series->call == call && before++ == part)
        {
          if (at)
            *at = i;
          return series;
        }
    }
  return NULL;
}

static CrAxesText *
find_text (CrAxes *axes, double call, guint *at)
{
  for (guint i = 0; axes && i < axes->texts->len; i++)
    {
      CrAxesText *text = g_ptr_array_index (axes->texts, i);

      if (text->call == call)
        {
          *at = i;
          return text;
        }
    }
  return NULL;
}

static void
take (double **numbers, CrFigureData *data)
{
  g_free (*numbers);
  *numbers = g_steal_pointer (&data->numbers);
}

/* set_xdata, set_ydata: of both only the shorter length can be drawn. */
static void
set_data (CrSeries *series, const CrPlotRecord *record)
{
  g_auto (CrFigureData) x = { 0 }, y = { 0 };
  gboolean line = series->kind == CR_SERIES_LINE && series->y_low == NULL && series->x_low == NULL;

  if (line && cr_figures_flat (record, G_MAXUINT, "xdata", &x))
    {
      /* Told before the other: where there are fewer, what is left of the other waits for its turn. */
      if (x.rows > series->n)
        {
          series->y = g_renew (double, series->y, x.rows);
          for (guint i = series->n; i < x.rows; i++)
            series->y[i] = NAN;
        }
      series->n = x.rows;
      series->x_source_id = x.tensor;
      take (&series->x, &x);
    }
  if (line && cr_figures_flat (record, G_MAXUINT, "ydata", &y))
    {
      if (y.rows < series->n)
        series->n = y.rows;
      for (guint i = y.rows; i < series->n; i++)
        series->y[i] = NAN;
      memcpy (series->y, y.numbers, MIN (series->n, y.rows) * sizeof (double));
      series->source_id = y.tensor;
    }
}

/* set_offsets: a row for each point. */
static void
set_offsets (CrSeries *series, const CrPlotRecord *record)
{
  const CrPlotDatum *datum = cr_figures_keyword (record, "offsets");
  g_auto (CrFigureData) data = { 0 };
  gboolean keeps = series->values == NULL && series->sizes == NULL;

  if (series->kind != CR_SERIES_SCATTER || datum == NULL || !cr_figure_data_is (datum)
      || !cr_figure_data_read (&data, datum) || data.columns != 2 || (!keeps && data.rows != series->n))
    return;
  series->n = data.rows;
  series->x = g_renew (double, series->x, MAX (data.rows, 1));
  series->y = g_renew (double, series->y, MAX (data.rows, 1));
  memcpy (series->x, data.numbers, data.rows * sizeof (double));
  memcpy (series->y, data.numbers + data.rows, data.rows * sizeof (double));
}

/* set_data, set_array of what a colour map shows; its ends stay those that the first numbers had. */
static void
set_values (CrSeries *series, const CrPlotRecord *record)
{
  g_auto (CrFigureData) data = { 0 };

  if (series->values == NULL || !cr_figures_flat (record, G_MAXUINT, "data", &data) || data.rows != series->n)
    return;
  cr_plot_get_value_range (series, &series->value_min, &series->value_max);
  take (&series->values, &data);
  series->source_id = data.tensor;
}

static void
set_map (CrSeries *series, const CrPlotRecord *record)
{
  const char *name = cr_figures_string (cr_figures_keyword (record, "cmap"));
  double low = cr_figures_number (cr_figures_keyword (record, "vmin"));
  double high = cr_figures_number (cr_figures_keyword (record, "vmax"));

  if (name)
    cr_plot_map_parse (name, &series->map, &series->map_turned);
  series->value_min = isfinite (low) ? low : series->value_min;
  series->value_max = isfinite (high) ? high : series->value_max;
}

/* The colour of one bar among its like. */
static void
set_bar_color (CrSeries *series, const CrPlotRecord *record, guint bar)
{
  g_autofree char *color = cr_figures_color (cr_figures_keyword (record, "color"));
  char **colors;

  if (color == NULL || bar >= series->n)
    return;
  colors = g_new0 (char *, series->n + 1);
  for (guint i = 0; i < series->n; i++)
    {
      guint given = series->colors ? g_strv_length (series->colors) : 0;

      colors[i] = i == bar ? g_steal_pointer (&color)
                           : g_strdup (given > 0       ? series->colors[i % given]
                                       : series->color ? series->color
                                                       : "C0");
    }
  g_strfreev (series->colors);
  series->colors = colors;
}

static void
set_series (CrFigureReader *reader, CrSeries *series, const CrPlotRecord *record)
{
  double bar = cr_figures_number (cr_figures_keyword (record, "bar"));
  double order = series->order, edge_width = series->edge_width;
  guint event = series->event;

  if (bar >= 0)
    {
      set_bar_color (series, record, (guint)MIN (bar, G_MAXINT));
      return;
    }
  if (cr_figures_keyword (record, "color"))
    g_clear_pointer (&series->colors, g_strfreev);
  cr_figures_style (reader, series, record);
  series->event = event;
  if (cr_figures_keyword (record, "zorder") == NULL)
    series->order = order;
  if (cr_figures_keyword (record, "linewidth") == NULL)
    series->edge_width = edge_width;
  series->hidden = !cr_figures_truth (cr_figures_keyword (record, "visible"), !series->hidden);
  set_data (series, record);
  set_offsets (series, record);
  set_values (series, record);
  set_map (series, record);
}

static void
set_text (CrAxesText *text, const CrPlotRecord *record)
{
  g_autofree char *string = cr_figures_text (cr_figures_keyword (record, "text"));
  char *color = cr_figures_color (cr_figures_keyword (record, "color"));
  double rotation = cr_figures_number (cr_figures_keyword (record, "rotation"));

  if (string)
    cr_figure_set_string (&text->string, string);
  if (color)
    {
      g_free (text->color);
      text->color = color;
    }
  if (isfinite (rotation))
    text->rotation = rotation;
  text->size = cr_figures_positive (cr_figures_keyword (record, "fontsize"), text->size);
  if (!cr_figures_truth (cr_figures_keyword (record, "visible"), TRUE))
    cr_figure_set_string (&text->string, "");
}

/* artist.set (call, part, property=value) */
static void
read_set (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_look_up (reader, record->axes);
  double call = cr_figures_number (cr_figures_arg (record, 0)), part = cr_figures_number (cr_figures_arg (record, 1));
  CrSeries *series = find_series (axes, call, part, NULL);
  guint at;
  CrAxesText *text = series ? NULL : find_text (axes, call, &at);

  if (series)
    set_series (reader, series, record);
  else if (text)
    set_text (text, record);
}

/* artist.remove (call, part) */
static void
read_remove (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_look_up (reader, record->axes);
  double call = cr_figures_number (cr_figures_arg (record, 0)), part = cr_figures_number (cr_figures_arg (record, 1));
  guint at;

  if (find_series (axes, call, part, &at))
    {
      if (axes->bar == (int)at)
        axes->bar = -1;
      else if (axes->bar > (int)at)
        axes->bar--;
      g_ptr_array_remove_index (axes->series, at);
    }
  else if (find_text (axes, call, &at))
    g_ptr_array_remove_index (axes->texts, at);
}

/* Whether another thing of the legend was of these axes before; then their labels are already gone. */
static gboolean
was_before (const CrPlotDatum *all, guint end, double axes)
{
  for (guint i = 0; i < end; i++)
    {
      const CrPlotDatum *one = g_ptr_array_index (all->elements, i);

      if (one->kind == CR_PLOT_ARG_LIST && one->elements->len == 4
          && cr_figures_number (g_ptr_array_index (one->elements, 0)) == axes)
        return TRUE;
    }
  return FALSE;
}

/* artist.legend ([[axes, call, part, label], ...]): these and no others are in the legend. */
static void
read_legend (CrFigureReader *reader, const CrPlotRecord *record)
{
  const CrPlotDatum *all = cr_figures_arg (record, 0);

  for (guint i = 0; all && all->kind == CR_PLOT_ARG_LIST && i < all->elements->len; i++)
    {
      const CrPlotDatum *one = g_ptr_array_index (all->elements, i);
      double numbers[3];
      CrAxes *axes;
      CrSeries *series;

      if (one->kind != CR_PLOT_ARG_LIST || one->elements->len != 4)
        continue;
      for (guint k = 0; k < 3; k++)
        numbers[k] = cr_figures_number (g_ptr_array_index (one->elements, k));
      axes = numbers[0] >= 0 && numbers[0] < G_MAXUINT ? cr_figures_look_up (reader, (guint)numbers[0]) : NULL;
      for (guint k = 0; axes && !was_before (all, i, numbers[0]) && k < axes->series->len; k++)
        cr_figure_set_string (&cr_axes_get_series (axes, k)->label, NULL);
      series = find_series (axes, numbers[1], numbers[2], NULL);
      if (series)
        {
          g_autofree char *label = cr_figures_text (g_ptr_array_index (one->elements, 3));

          axes->legend = TRUE;
          cr_figure_set_string (&series->label, label);
        }
    }
}

const CrFigureCall cr_figures_artist_calls[] = {
  { "artist.set", read_set },
  { "artist.remove", read_remove },
  { "artist.legend", read_legend },
  { NULL, NULL },
};
