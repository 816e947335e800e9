/* Arguments of plotting calls, as matplotlib understands them. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"
#include "cr-plot-map.h"

#define MAX_CATEGORIES 10000

const CrPlotDatum *
cr_figures_arg (const CrPlotRecord *record, guint i)
{
  const CrPlotDatum *datum = i < record->args->len ? g_ptr_array_index (record->args, i) : NULL;

  return datum && datum->keyword == NULL ? datum : NULL;
}

const CrPlotDatum *
cr_figures_keyword (const CrPlotRecord *record, const char *keyword)
{
  for (guint i = 0; i < record->args->len; i++)
    {
      const CrPlotDatum *datum = g_ptr_array_index (record->args, i);

      if (g_strcmp0 (datum->keyword, keyword) == 0)
        return datum->kind == CR_PLOT_ARG_NONE ? NULL : datum;
    }
  return NULL;
}

const CrPlotDatum *
cr_figures_at (const CrPlotRecord *record, guint i, const char *keyword)
{
  const CrPlotDatum *datum = cr_figures_arg (record, i);

  return datum ? datum->kind == CR_PLOT_ARG_NONE ? NULL : datum : cr_figures_keyword (record, keyword);
}

const CrPlotDatum *
cr_figures_either (const CrPlotRecord *record, const char *keyword, const char *brief)
{
  const CrPlotDatum *datum = cr_figures_keyword (record, keyword);

  return datum || brief == NULL ? datum : cr_figures_keyword (record, brief);
}

const char *
cr_figures_string (const CrPlotDatum *datum)
{
  return datum && datum->kind == CR_PLOT_ARG_STRING ? datum->string : NULL;
}

double
cr_figures_number (const CrPlotDatum *datum)
{
  return datum ? cr_figure_data_get_number (datum) : NAN;
}

double
cr_figures_positive (const CrPlotDatum *datum, double otherwise)
{
  double number = cr_figures_number (datum);

  return isfinite (number) && number >= 0 ? number : otherwise;
}

gboolean
cr_figures_truth (const CrPlotDatum *datum, gboolean otherwise)
{
  double number = cr_figures_number (datum);

  return isnan (number) ? otherwise : number != 0;
}

gboolean
cr_figures_pair (const CrPlotDatum *datum, double *first, double *second)
{
  g_auto (CrFigureData) data = { 0 };

  if (datum == NULL || !cr_figure_data_is (datum) || !cr_figure_data_read (&data, datum)
      || data.rows * (gsize)data.columns != 2)
    return FALSE;
  *first = data.numbers[0];
  *second = data.numbers[1];
  return TRUE;
}

char *
cr_figures_text (const CrPlotDatum *datum)
{
  const char *text = cr_figures_string (datum);

  if (text)
    return cr_figure_read_math (text);
  return datum && isfinite (cr_figures_number (datum)) ? g_strdup_printf ("%g", cr_figures_number (datum)) : NULL;
}

static void
flatten (CrFigureData *data)
{
  g_autofree double *by_column = NULL;

  if (data->columns > 1 && data->rows > 1) /* the order in which numpy flattens */
    {
      by_column = g_steal_pointer (&data->numbers);
      data->numbers = g_new (double, data->rows *(gsize)data->columns);
      for (guint r = 0; r < data->rows; r++)
        for (guint c = 0; c < data->columns; c++)
          data->numbers[r * (gsize)data->columns + c] = by_column[c * (gsize)data->rows + r];
    }
  data->rows *= data->columns;
  data->columns = 1;
}

gboolean
cr_figures_flat (const CrPlotRecord *record, guint i, const char *keyword, CrFigureData *data)
{
  const CrPlotDatum *datum = cr_figures_at (record, i, keyword);

  if (datum == NULL || !cr_figure_data_is (datum) || !cr_figure_data_read (data, datum))
    return FALSE;
  flatten (data);
  return TRUE;
}

/* The place of a name, which is added if it is new. */
static guint
find_category (CrAxis *axis, const char *name)
{
  guint n = axis->n_ticks;

  for (guint i = 0; i < n && axis->tick_labels; i++)
    if (g_strcmp0 (axis->tick_labels[i], name) == 0)
      return i;
  if (n >= MAX_CATEGORIES)
    return n - 1;
  axis->has_ticks = TRUE;
  axis->ticks = g_renew (double, axis->ticks, n + 1);
  axis->tick_labels = g_renew (char *, axis->tick_labels, n + 2);
  axis->ticks[n] = n;
  axis->tick_labels[n] = cr_figure_read_math (name);
  axis->tick_labels[n + 1] = NULL;
  axis->n_ticks = n + 1;
  return n;
}

gboolean
cr_figures_places (CrAxis *axis, const CrPlotDatum *datum, CrFigureData *data)
{
  gboolean names = FALSE;

  if (datum == NULL)
    return FALSE;
  for (guint i = 0; datum->kind == CR_PLOT_ARG_LIST && i < datum->elements->len; i++)
    names = names || cr_figures_string (g_ptr_array_index (datum->elements, i));
  if (!names && cr_figures_string (datum) == NULL)
    return cr_figure_data_is (datum) && cr_figure_data_read (data, datum);
  if (axis->has_ticks && axis->tick_labels == NULL)
    return FALSE;
  data->columns = 1;
  data->rows = names ? datum->elements->len : 1;
  data->numbers = g_new (double, data->rows);
  for (guint i = 0; i < data->rows; i++)
    {
      const CrPlotDatum *element = names ? g_ptr_array_index (datum->elements, i) : datum;
      const char *name = cr_figures_string (element);

      data->numbers[i] = name ? find_category (axis, name) : cr_figures_number (element);
    }
  return TRUE;
}

double
cr_figures_element (const CrFigureData *data, guint i, double otherwise)
{
  return data->rows == 0 ? otherwise : data->numbers[data->rows == 1 ? 0 : MIN (i, data->rows - 1)];
}

char *
cr_figures_color (const CrPlotDatum *datum)
{
  const char *name = cr_figures_string (datum);
  CrColor parsed;
  int palette;
  guint bytes[4] = { 0, 0, 0, 255 };

  if (name)
    return cr_figure_parse_color (name, &parsed, &palette) ? g_strdup (name) : NULL;
  if (datum == NULL || datum->kind != CR_PLOT_ARG_LIST || (datum->elements->len != 3 && datum->elements->len != 4))
    return NULL;
  for (guint i = 0; i < datum->elements->len; i++)
    {
      double number = cr_figures_number (g_ptr_array_index (datum->elements, i));

      if (!(number >= 0 && number <= 1))
        return NULL;
      bytes[i] = (guint)lround (number * 255);
    }
  return g_strdup_printf ("#%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2], bytes[3]);
}

char **
cr_figures_colors (const CrPlotDatum *datum)
{
  g_autoptr (GPtrArray) colors = g_ptr_array_new_with_free_func (g_free);

  if (datum == NULL || datum->kind != CR_PLOT_ARG_LIST || datum->elements->len == 0)
    return NULL;
  for (guint i = 0; i < datum->elements->len; i++)
    {
      char *color = cr_figures_color (g_ptr_array_index (datum->elements, i));

      if (color == NULL)
        return NULL;
      g_ptr_array_add (colors, color);
    }
  g_ptr_array_add (colors, NULL);
  return (char **)g_ptr_array_steal (colors, NULL);
}

static void
style_color (CrSeries *series, const CrPlotRecord *record)
{
  const CrPlotDatum *datum = cr_figures_either (record, "color", "c");
  const CrPlotDatum *face = cr_figures_either (record, "facecolor", "fc");
  const CrPlotDatum *edge = cr_figures_either (record, "edgecolor", "ec");
  g_autofree char *color = cr_figures_color (datum), *inside = NULL;
  char **colors = color ? NULL : cr_figures_colors (datum);

  face = face ? face : cr_figures_either (record, "facecolors", "markerfacecolor");
  face = face ? face : cr_figures_keyword (record, "mfc");
  edge = edge ? edge : cr_figures_either (record, "edgecolors", "markeredgecolor");
  edge = edge ? edge : cr_figures_keyword (record, "mec");
  inside = cr_figures_color (face);
  if (color)
    cr_figure_set_string (&series->color, color);
  if (colors)
    {
      g_strfreev (series->colors);
      series->colors = colors;
    }
  if (inside && g_ascii_strcasecmp (inside, "none") == 0)
    series->hollow = TRUE;
  else if (inside && (series->kind != CR_SERIES_LINE || color == NULL) && series->line == CR_LINE_NONE)
    cr_figure_set_string (&series->color, inside);
  if (edge)
    {
      g_autofree char *edge_color = cr_figures_color (edge);

      cr_figure_set_string (&series->edge_color, edge_color);
      if (edge_color && series->hollow && series->color == NULL && g_ascii_strcasecmp (edge_color, "none") != 0)
        cr_figure_set_string (&series->color, edge_color);
    }
  if (!cr_figures_truth (cr_figures_keyword (record, "fill"), TRUE))
    series->hollow = TRUE;
}

static gboolean
has_outline (const CrSeries *series)
{
  return series->kind == CR_SERIES_SCATTER || series->kind == CR_SERIES_BARS || series->kind == CR_SERIES_FILL
         || series->kind == CR_SERIES_H_SPAN || series->kind == CR_SERIES_V_SPAN || series->kind == CR_SERIES_POLYGONS
         || series->kind == CR_SERIES_IMAGE;
}

static void
style_line (CrSeries *series, const CrPlotRecord *record)
{
  const CrPlotDatum *dashes = cr_figures_either (record, "linestyle", "ls");
  const CrPlotDatum *width = cr_figures_either (record, "linewidth", "lw");
  const char *line, *marker = cr_figures_string (cr_figures_keyword (record, "marker"));
  const char *step = cr_figures_string (cr_figures_either (record, "drawstyle", "ds"));

  line = cr_figures_string (dashes ? dashes : cr_figures_keyword (record, "linestyles"));
  width = width ? width : cr_figures_keyword (record, "linewidths");
  if (line && !has_outline (series))
    cr_figure_parse_line (line, &series->line);
  if (marker)
    cr_figure_parse_marker (marker, &series->marker);
  if (step && g_str_has_prefix (step, "steps"))
    series->step = g_str_has_suffix (step, "post")  ? CR_STEP_POST
                   : g_str_has_suffix (step, "mid") ? CR_STEP_MID
                                                    : CR_STEP_PRE;
  if (has_outline (series))
    series->edge_width = cr_figures_positive (width, 0);
  else
    series->line_width = cr_figures_positive (width, series->line_width);
  if (width && cr_figures_number (width) == 0 && !has_outline (series))
    series->line = CR_LINE_NONE;
}

void
cr_figures_style (CrFigureReader *reader, CrSeries *series, const CrPlotRecord *record)
{
  g_autofree char *label = cr_figures_text (cr_figures_keyword (record, "label"));
  double order = cr_figures_number (cr_figures_keyword (record, "zorder"));

  style_color (series, record);
  style_line (series, record);
  if (label)
    cr_figure_set_string (&series->label, label);
  series->marker_size = cr_figures_positive (cr_figures_either (record, "markersize", "ms"), series->marker_size);
  series->alpha = MIN (1, cr_figures_positive (cr_figures_keyword (record, "alpha"), series->alpha));
  series->order = isfinite (order) ? order : has_outline (series) ? series->kind == CR_SERIES_IMAGE ? 0 : 1 : 2;
  series->event = reader->event;
}

void
cr_figures_map (CrSeries *series, const CrPlotRecord *record)
{
  const char *name = cr_figures_string (cr_figures_keyword (record, "cmap"));
  const char *norm = cr_figures_string (cr_figures_keyword (record, "norm"));

  if (name == NULL || !cr_plot_map_parse (name, &series->map, &series->map_turned))
    {
      series->map = CR_MAP_VIRIDIS;
      series->map_turned = FALSE;
    }
  series->map_log = norm && (strcmp (norm, "log") == 0 || strstr (norm, "LogNorm"));
  series->value_min = cr_figures_number (cr_figures_keyword (record, "vmin"));
  series->value_max = cr_figures_number (cr_figures_keyword (record, "vmax"));
}
