/* Calls that say how axes look: labels, limits, scales, ticks, legend, grid, texts. */
#include <math.h>
#include <string.h>

#include "cr-figures-private.h"

static void
set_text (char **field, const CrPlotRecord *record, guint i, const char *keyword)
{
  g_autofree char *text = cr_figures_text (cr_figures_at (record, i, keyword));

  cr_figure_set_string (field, text);
}

static void
read_title (CrFigureReader *reader, const CrPlotRecord *record)
{
  set_text (&cr_figures_get_axes (reader, record)->title, record, 0, "label");
}

static void
read_x_label (CrFigureReader *reader, const CrPlotRecord *record)
{
  set_text (&cr_figures_get_axes (reader, record)->x.label, record, 0, "xlabel");
}

static void
read_y_label (CrFigureReader *reader, const CrPlotRecord *record)
{
  set_text (&cr_figures_get_axes (reader, record)->y.label, record, 0, "ylabel");
}

static void
read_suptitle (CrFigureReader *reader, const CrPlotRecord *record)
{
  set_text (&cr_figures_get_figure (reader, record)->title, record, 0, "t");
}

static void
read_sup_x_label (CrFigureReader *reader, const CrPlotRecord *record)
{
  set_text (&cr_figures_get_figure (reader, record)->x_label, record, 0, "t");
}

static void
read_sup_y_label (CrFigureReader *reader, const CrPlotRecord *record)
{
  set_text (&cr_figures_get_figure (reader, record)->y_label, record, 0, "t");
}

/* Two numbers, as two arguments, one pair, or by keyword; either may be left out. */
static void
read_limits (CrAxis *axis, const CrPlotRecord *record, const char *const *names)
{
  const CrPlotDatum *first = cr_figures_at (record, 0, names[0]), *second = cr_figures_at (record, 1, names[1]);
  double low = NAN, high = NAN;

  if (!cr_figures_pair (first, &low, &high))
    {
      low = cr_figures_number (first ? first : cr_figures_keyword (record, names[2]));
      high = cr_figures_number (second ? second : cr_figures_keyword (record, names[3]));
    }
  if (isfinite (low) && isfinite (high) && low == high)
    return;
  if (isfinite (low))
    {
      axis->has_low = TRUE;
      axis->low = low;
    }
  if (isfinite (high))
    {
      axis->has_high = TRUE;
      axis->high = high;
    }
}

static void
read_x_limits (CrFigureReader *reader, const CrPlotRecord *record)
{
  static const char *const names[] = { "left", "right", "xmin", "xmax" };

  read_limits (&cr_figures_get_axes (reader, record)->x, record, names);
}

static void
read_y_limits (CrFigureReader *reader, const CrPlotRecord *record)
{
  static const char *const names[] = { "bottom", "top", "ymin", "ymax" };

  read_limits (&cr_figures_get_axes (reader, record)->y, record, names);
}

/* axis ("off"), axis ([x0, x1, y0, y1]), axis (xmin=...) */
static void
read_axis (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const CrPlotDatum *datum = cr_figures_arg (record, 0);
  const char *name = cr_figures_string (datum);
  g_auto (CrFigureData) four = { 0 };

  if (g_strcmp0 (name, "off") == 0 || (datum && datum->kind == CR_PLOT_ARG_BOOL && !datum->integer))
    axes->off = TRUE;
  else if (g_strcmp0 (name, "on") == 0)
    axes->off = FALSE;
  else if (g_strcmp0 (name, "equal") == 0 || g_strcmp0 (name, "scaled") == 0 || g_strcmp0 (name, "image") == 0
           || g_strcmp0 (name, "square") == 0)
    {
      axes->equal = TRUE;
      axes->boxed = strcmp (name, "equal") != 0;
    }
  else if (g_strcmp0 (name, "auto") == 0 || g_strcmp0 (name, "normal") == 0)
    axes->equal = FALSE;
  if (g_strcmp0 (name, "tight") == 0 || g_strcmp0 (name, "image") == 0)
    axes->x.margin = axes->y.margin = 0;
  if (datum && datum->kind != CR_PLOT_ARG_STRING && cr_figures_flat (record, 0, "", &four) && four.rows == 4)
    {
      cr_axis_set_limits (&axes->x, four.numbers[0], four.numbers[1]);
      cr_axis_set_limits (&axes->y, four.numbers[2], four.numbers[3]);
    }
}

static void
set_scale (CrAxis *axis, const CrPlotRecord *record, const char *name)
{
  double base = cr_figures_number (cr_figures_keyword (record, "base"));
  double threshold = cr_figures_number (cr_figures_keyword (record, "linthresh"));

  if (name == NULL)
    return;
  axis->scale = strcmp (name, "log") == 0      ? CR_SCALE_LOG
                : strcmp (name, "symlog") == 0 ? CR_SCALE_SYMLOG
                                               : CR_SCALE_LINEAR;
  if (threshold > 0 && isfinite (threshold))
    axis->threshold = threshold;
  if (base > 1)
    axis->log_base = base;
}

static void
read_x_scale (CrFigureReader *reader, const CrPlotRecord *record)
{
  set_scale (&cr_figures_get_axes (reader, record)->x, record, cr_figures_string (cr_figures_at (record, 0, "value")));
}

static void
read_y_scale (CrFigureReader *reader, const CrPlotRecord *record)
{
  set_scale (&cr_figures_get_axes (reader, record)->y, record, cr_figures_string (cr_figures_at (record, 0, "value")));
}

static void
set_tick_labels (CrAxis *axis, const CrPlotDatum *labels)
{
  GPtrArray *texts;

  if (labels == NULL || labels->kind != CR_PLOT_ARG_LIST)
    return;
  texts = g_ptr_array_new ();
  for (guint i = 0; i < labels->elements->len; i++)
    {
      char *text = cr_figures_text (g_ptr_array_index (labels->elements, i));

      g_ptr_array_add (texts, text ? text : g_strdup (""));
    }
  g_ptr_array_add (texts, NULL);
  g_strfreev (axis->tick_labels);
  axis->tick_labels = (char **)g_ptr_array_free (texts, FALSE);
}

/* xticks (ticks, labels, rotation=...) */
static void
read_ticks (CrAxis *axis, const CrPlotRecord *record)
{
  g_auto (CrFigureData) ticks = { 0 };
  const CrPlotDatum *given = cr_figures_at (record, 0, "ticks"), *labels = cr_figures_at (record, 1, "labels");
  double rotation = cr_figures_number (cr_figures_keyword (record, "rotation"));
  gboolean none = given && given->kind == CR_PLOT_ARG_LIST && given->elements->len == 0;

  if (isfinite (rotation))
    axis->tick_rotation = rotation;
  else if (g_strcmp0 (cr_figures_string (cr_figures_keyword (record, "rotation")), "vertical") == 0)
    axis->tick_rotation = 90;
  if (none || cr_figures_flat (record, 0, "ticks", &ticks))
    {
      g_free (axis->ticks);
      g_clear_pointer (&axis->tick_labels, g_strfreev);
      axis->has_ticks = TRUE;
      axis->n_ticks = ticks.rows;
      axis->ticks = g_steal_pointer (&ticks.numbers);
    }
  if (axis->has_ticks)
    set_tick_labels (axis, labels);
}

static void
read_x_ticks (CrFigureReader *reader, const CrPlotRecord *record)
{
  read_ticks (&cr_figures_get_axes (reader, record)->x, record);
}

static void
read_y_ticks (CrFigureReader *reader, const CrPlotRecord *record)
{
  read_ticks (&cr_figures_get_axes (reader, record)->y, record);
}

/* set_xticklabels: of the ticks that were set; an empty list takes the numbers away. */
static void
read_tick_labels (CrAxis *axis, const CrPlotRecord *record)
{
  const CrPlotDatum *labels = cr_figures_at (record, 0, "labels");
  double rotation = cr_figures_number (cr_figures_keyword (record, "rotation"));

  if (isfinite (rotation))
    axis->tick_rotation = rotation;
  if (axis->has_ticks)
    set_tick_labels (axis, labels);
  else if (labels && labels->kind == CR_PLOT_ARG_LIST && labels->elements->len == 0)
    axis->hidden = TRUE;
}

static void
read_x_tick_labels (CrFigureReader *reader, const CrPlotRecord *record)
{
  read_tick_labels (&cr_figures_get_axes (reader, record)->x, record);
}

static void
read_y_tick_labels (CrFigureReader *reader, const CrPlotRecord *record)
{
  read_tick_labels (&cr_figures_get_axes (reader, record)->y, record);
}

static void
read_tick_params (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const char *which = cr_figures_string (cr_figures_at (record, 0, "axis"));
  double rotation = cr_figures_number (cr_figures_either (record, "labelrotation", "rotation"));

  if (g_strcmp0 (which, "y") != 0)
    {
      axes->x.tick_rotation = isfinite (rotation) ? rotation : axes->x.tick_rotation;
      axes->x.hidden = axes->x.hidden || !cr_figures_truth (cr_figures_keyword (record, "labelbottom"), TRUE);
    }
  if (g_strcmp0 (which, "x") != 0)
    axes->y.hidden = axes->y.hidden || !cr_figures_truth (cr_figures_keyword (record, "labelleft"), TRUE);
}

/* loc="upper left" */
static void
place_legend (CrAxes *axes, const CrPlotRecord *record)
{
  static const struct
  {
    const char *name;
    double x, y;
  } places[] = {
    { "best", NAN, NAN },       { "upper right", 1, 1 },    { "upper left", 0, 1 },    { "lower left", 0, 0 },
    { "lower right", 1, 0 },    { "right", 1, 0.5 },        { "center left", 0, 0.5 }, { "center right", 1, 0.5 },
    { "lower center", 0.5, 0 }, { "upper center", 0.5, 1 }, { "center", 0.5, 0.5 },
  };
  const CrPlotDatum *place = cr_figures_keyword (record, "loc"),
                    *anchor = cr_figures_keyword (record, "bbox_to_anchor");
  const char *name = cr_figures_string (place);
  double number = cr_figures_number (place), x = NAN, y = NAN;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].name, name) == 0 || number == i)
      {
        axes->legend_x = places[i].x;
        axes->legend_y = places[i].y;
      }
  if (cr_figures_pair (place, &axes->legend_x, &axes->legend_y))
    {
      axes->legend_x = CLAMP (axes->legend_x, 0, 1);
      axes->legend_y = CLAMP (axes->legend_y, 0, 1);
    }
  axes->legend_outside = cr_figures_pair (anchor, &x, &y) && x >= 1;
}

/* legend ([handles], [labels], loc=, title=, ncol=) */
static void
read_legend (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const CrPlotDatum *labels = cr_figures_arg (record, 1);
  g_autofree char *title = cr_figures_text (cr_figures_keyword (record, "title"));
  const CrPlotDatum *columns = cr_figures_either (record, "ncols", "ncol");
  guint next = 0;

  axes->legend = TRUE;
  place_legend (axes, record);
  cr_figure_set_string (&axes->legend_title, title);
  axes->legend_columns = (guint)CLAMP (cr_figures_positive (columns, 1), 1, 20);
  labels = labels ? labels : cr_figures_at (record, 0, "labels");
  if (labels == NULL || labels->kind != CR_PLOT_ARG_LIST)
    return;
  for (guint i = 0; i < labels->elements->len; i++)
    {
      const CrPlotDatum *label = g_ptr_array_index (labels->elements, i);
      g_autofree char *text = cr_figures_text (label);

      if (text == NULL || (cr_figures_string (label) && label->string[0] == '<')) /* a handle, not a label */
        continue;
      if (next < axes->series->len)
        cr_figure_set_string (&cr_axes_get_series (axes, next++)->label, text);
    }
}

static void
read_grid (CrFigureReader *reader, const CrPlotRecord *record)
{
  const CrPlotDatum *visible = cr_figures_arg (record, 0);

  visible = visible ? visible : cr_figures_either (record, "visible", "b");
  cr_figures_get_axes (reader, record)->grid = cr_figures_truth (visible, TRUE);
}

static void
read_margins (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  double x = cr_figures_number (cr_figures_at (record, 0, "x")), y = cr_figures_number (cr_figures_at (record, 1, "y"));

  if (cr_figures_arg (record, 0) && cr_figures_arg (record, 1) == NULL)
    y = x;
  axes->x.margin = x > -0.5 ? x : axes->x.margin;
  axes->y.margin = y > -0.5 ? y : axes->y.margin;
}

static void
read_aspect (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const CrPlotDatum *aspect = cr_figures_at (record, 0, "aspect");

  axes->equal = g_strcmp0 (cr_figures_string (aspect), "equal") == 0 || cr_figures_number (aspect) == 1;
  axes->boxed = g_strcmp0 (cr_figures_string (cr_figures_keyword (record, "adjustable")), "datalim") != 0;
}

static void
read_axis_off (CrFigureReader *reader, const CrPlotRecord *record)
{
  cr_figures_get_axes (reader, record)->off = TRUE;
}

static void
read_axis_on (CrFigureReader *reader, const CrPlotRecord *record)
{
  cr_figures_get_axes (reader, record)->off = FALSE;
}

static void
read_invert_x (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxis *axis = &cr_figures_get_axes (reader, record)->x;

  axis->inverted = !axis->inverted;
}

static void
read_invert_y (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxis *axis = &cr_figures_get_axes (reader, record)->y;

  axis->inverted = !axis->inverted;
}

static guint
get_side (const char *name)
{
  return g_strcmp0 (name, "left") == 0     ? CR_SIDE_LEFT
         : g_strcmp0 (name, "right") == 0  ? CR_SIDE_RIGHT
         : g_strcmp0 (name, "top") == 0    ? CR_SIDE_TOP
         : g_strcmp0 (name, "bottom") == 0 ? CR_SIDE_BOTTOM
                                           : 0;
}

/* ax.spines[names].set_visible (visible), as the language tells it. */
static void
read_spines (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  const CrPlotDatum *names = cr_figures_arg (record, 0);
  guint sides = get_side (cr_figures_string (names));

  if (names == NULL || names->kind == CR_PLOT_ARG_NONE)
    sides = CR_SIDES_ALL;
  for (guint i = 0; names && names->kind == CR_PLOT_ARG_LIST && i < names->elements->len; i++)
    sides |= get_side (cr_figures_string (g_ptr_array_index (names->elements, i)));
  if (cr_figures_truth (cr_figures_arg (record, 1), TRUE))
    axes->sides |= sides;
  else
    axes->sides &= ~sides;
}

static void
read_box (CrFigureReader *reader, const CrPlotRecord *record)
{
  cr_figures_get_axes (reader, record)->sides
      = cr_figures_truth (cr_figures_at (record, 0, "on"), FALSE) ? CR_SIDES_ALL : 0;
}

/* ax.set (title="...", xlabel="...", xlim=(0, 1)) */
static void
read_set (CrFigureReader *reader, const CrPlotRecord *record)
{
  CrAxes *axes = cr_figures_get_axes (reader, record);
  g_autofree char *title = cr_figures_text (cr_figures_keyword (record, "title"));
  g_autofree char *x_label = cr_figures_text (cr_figures_keyword (record, "xlabel"));
  g_autofree char *y_label = cr_figures_text (cr_figures_keyword (record, "ylabel"));
  double low, high;

  if (title)
    cr_figure_set_string (&axes->title, title);
  if (x_label)
    cr_figure_set_string (&axes->x.label, x_label);
  if (y_label)
    cr_figure_set_string (&axes->y.label, y_label);
  if (cr_figures_pair (cr_figures_keyword (record, "xlim"), &low, &high))
    cr_axis_set_limits (&axes->x, low, high);
  if (cr_figures_pair (cr_figures_keyword (record, "ylim"), &low, &high))
    cr_axis_set_limits (&axes->y, low, high);
  set_scale (&axes->x, record, cr_figures_string (cr_figures_keyword (record, "xscale")));
  set_scale (&axes->y, record, cr_figures_string (cr_figures_keyword (record, "yscale")));
  if (g_strcmp0 (cr_figures_string (cr_figures_keyword (record, "aspect")), "equal") == 0)
    axes->equal = axes->boxed = TRUE;
}

const CrFigureCall cr_figures_axes_calls[] = {
  { "title", read_title },
  { "set_title", read_title },
  { "xlabel", read_x_label },
  { "set_xlabel", read_x_label },
  { "ylabel", read_y_label },
  { "set_ylabel", read_y_label },
  { "suptitle", read_suptitle },
  { "supxlabel", read_sup_x_label },
  { "supylabel", read_sup_y_label },
  { "xlim", read_x_limits },
  { "set_xlim", read_x_limits },
  { "set_xbound", read_x_limits },
  { "ylim", read_y_limits },
  { "set_ylim", read_y_limits },
  { "set_ybound", read_y_limits },
  { "axis", read_axis },
  { "xscale", read_x_scale },
  { "set_xscale", read_x_scale },
  { "yscale", read_y_scale },
  { "set_yscale", read_y_scale },
  { "xticks", read_x_ticks },
  { "set_xticks", read_x_ticks },
  { "yticks", read_y_ticks },
  { "set_yticks", read_y_ticks },
  { "set_xticklabels", read_x_tick_labels },
  { "set_yticklabels", read_y_tick_labels },
  { "tick_params", read_tick_params },
  { "legend", read_legend },
  { "grid", read_grid },
  { "margins", read_margins },
  { "set_aspect", read_aspect },
  { "set_axis_off", read_axis_off },
  { "set_axis_on", read_axis_on },
  { "invert_xaxis", read_invert_x },
  { "invert_yaxis", read_invert_y },
  { "spines", read_spines },
  { "box", read_box },
  { "set", read_set },
  { NULL, NULL },
};
