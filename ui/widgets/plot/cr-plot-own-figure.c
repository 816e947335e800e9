/* The figure of a plot of one's own. Of more elements than there is any use for, each stretch keeps its extremes. */

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-evolution.h"
#include "cr-heat.h"
#include "cr-plot-own.h"

#define MAX_POINTS 400000
#define MAX_LINES 12  /* rows that are told apart as lines */
#define MANY_LINES 64 /* at most, when lines are asked for */
#define FEW_POINTS 60 /* that get a marker each */
#define GRADIENT_COLOR "#b5480b"
#define VALUE_COLOR "#1a5fb4"

typedef struct
{
  const CrPlotOwnParts *parts;
  CrFigure *figure;
  GPtrArray *lists; /* of GPtrArray of CrPlotSource, as the figure's axes */
  GCancellable *cancellable;
} Maker;

static CrAxes *
get_axes (Maker *maker, guint index)
{
  while (maker->figure->axes->len <= index)
    cr_figure_add_axes (maker->figure);
  while (maker->lists->len <= index)
    g_ptr_array_add (maker->lists, g_ptr_array_new_with_free_func ((GDestroyNotify)cr_plot_source_free));
  return cr_figure_get_axes (maker->figure, index);
}

static void
style (CrSeries *series, gboolean gradient)
{
  cr_figure_set_string (&series->color, gradient ? GRADIENT_COLOR : VALUE_COLOR);
  if (series->n <= FEW_POINTS)
    {
      series->marker = CR_MARKER_CIRCLE;
      series->marker_size = 4;
    }
  series->event = 0;
}

static CrPlotSource *
add_source (Maker *maker, guint axes, gboolean gradient, guint x)
{
  CrPlotSource *source = cr_plot_source_new (maker->parts->graph, maker->parts->variable, gradient, x);

  g_ptr_array_add (g_ptr_array_index (maker->lists, axes), source);
  return source;
}

/* All elements in a row: where there are too many, the least and the greatest of each stretch. */
static void
add_flat (Maker *maker, const CrValue *value, gboolean gradient)
{
  CrAxes *axes = get_axes (maker, 0);
  gint64 numel = cr_value_get_numel (value), stretch = (numel + MAX_POINTS / 2 - 1) / (MAX_POINTS / 2);
  guint n = numel <= MAX_POINTS ? (guint)numel : (guint)((numel + stretch - 1) / stretch * 2), at = 0;
  g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
  CrPlotSource *source;

  for (gint64 i = 0; numel <= MAX_POINTS && i < numel; i++, at++)
    {
      x[at] = (double)i;
      y[at] = cr_value_get_double (value, i);
    }
  for (gint64 i = 0; numel > MAX_POINTS && i < numel && !g_cancellable_is_cancelled (maker->cancellable); i += stretch)
    {
      gint64 low = i, high = i;

      for (gint64 k = i + 1; k < MIN (i + stretch, numel); k++)
        {
          double number = cr_value_get_double (value, k);

          low = number < cr_value_get_double (value, low) ? k : low;
          high = number > cr_value_get_double (value, high) ? k : high;
        }
      x[at] = (double)MIN (low, high);
      y[at++] = cr_value_get_double (value, MIN (low, high));
      x[at] = (double)MAX (low, high);
      y[at++] = cr_value_get_double (value, MAX (low, high));
    }
  style (cr_axes_add_series (axes, CR_SERIES_LINE, x, y, at), gradient);
  source = add_source (maker, 0, gradient, CR_NONE);
  source->y_elements = numel <= MAX_POINTS;
  cr_figure_set_string (&axes->x.label, _ ("element"));
}

static void
add_lines (Maker *maker, const CrValue *value, gboolean gradient, gint64 rows, gint64 columns)
{
  CrAxes *axes = get_axes (maker, 0);
  gint64 n_shown = MIN (rows, MANY_LINES), n = MIN (columns, MAX_POINTS / MAX (n_shown, 1));
  g_autofree double *y = g_new (double, MAX (n, 1));

  for (gint64 row = 0; row < n_shown; row++)
    {
      g_autofree char *label = g_strdup_printf (_ ("row %" G_GINT64_FORMAT), row);
      CrPlotSource *source;
      CrSeries *series;

      for (gint64 i = 0; i < n; i++)
        y[i] = cr_value_get_double (value, row * columns + i);
      series = cr_axes_add_series (axes, CR_SERIES_LINE, NULL, y, (guint)n);
      cr_figure_set_string (&series->label, label);
      source = add_source (maker, 0, gradient, CR_NONE);
      source->first = row * columns;
    }
  axes->legend = n_shown <= MAX_LINES;
  cr_figure_set_string (&axes->x.label, _ ("column"));
}

static void
add_heat (Maker *maker, const CrValue *value, gboolean gradient, gint64 rows, gint64 columns)
{
  CrAxes *axes = get_axes (maker, 0);
  g_autoptr (CrHeat) heat = cr_heat_new (value, 0, rows, columns, maker->cancellable);
  CrPlotSource *source;
  CrSeries *series;

  if (heat == NULL)
    return;
  series = cr_axes_add_image (axes, heat->cells, heat->n_rows, heat->n_columns);
  for (guint i = 0; i <= heat->n_columns; i++)
    series->x_edges[i] = (double)i * (double)columns / heat->n_columns - 0.5;
  for (guint i = 0; i <= heat->n_rows; i++)
    series->y_edges[i] = (double)i * (double)rows / heat->n_rows - 0.5;
  for (guint i = 0; i < series->n; i++)
    {
      series->x[i] = (series->x_edges[i % heat->n_columns] + series->x_edges[i % heat->n_columns + 1]) / 2;
      series->y[i] = (series->y_edges[i / heat->n_columns] + series->y_edges[i / heat->n_columns + 1]) / 2;
    }
  series->map = CR_MAP_COOLWARM;
  series->value_max = heat->largest > 0 ? heat->largest : 1;
  series->value_min = -series->value_max;
  series->event = 0;
  axes->bar = 0;
  axes->grid = FALSE;
  axes->y.inverted = TRUE;
  cr_figure_set_string (&axes->x.label, _ ("column"));
  cr_figure_set_string (&axes->y.label, _ ("row"));
  source = add_source (maker, 0, gradient, CR_NONE);
  source->y_elements = heat->n_rows == rows && heat->n_columns == columns;
}

static gboolean
is_ascending (const double *numbers, guint n)
{
  for (guint i = 1; i < n; i++)
    if (!(numbers[i] >= numbers[i - 1]))
      return FALSE;
  return TRUE;
}

static void
add_over (Maker *maker, const CrValue *value, gboolean gradient, const CrValue *over, guint x_variable)
{
  CrAxes *axes = get_axes (maker, 0);
  guint n = (guint)MIN (cr_value_get_numel (value), MAX_POINTS);
  g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
  CrSeries *series;

  for (guint i = 0; i < n; i++)
    {
      x[i] = cr_value_get_double (over, i);
      y[i] = cr_value_get_double (value, i);
    }
  series = cr_axes_add_series (axes, is_ascending (x, n) ? CR_SERIES_LINE : CR_SERIES_SCATTER, x, y, n);
  style (series, gradient);
  add_source (maker, 0, gradient, x_variable);
}

static void
add_elements (Maker *maker, const CrValue *value, gboolean gradient)
{
  gint64 numel = cr_value_get_numel (value);
  int ndim = cr_value_get_ndim (value);
  gint64 columns = ndim > 1 ? cr_value_get_sizes (value)[ndim - 1] : numel, rows = columns > 0 ? numel / columns : 0;
  CrOwnPlotForm form = maker->parts->form;

  if (form == CR_OWN_PLOT_SENSIBLE)
    form = rows <= 1 || columns <= 1 ? CR_OWN_PLOT_FLAT : rows <= MAX_LINES ? CR_OWN_PLOT_LINES : CR_OWN_PLOT_HEAT;
  if (maker->parts->x_value != NULL && cr_value_has_data (maker->parts->x_value)
      && cr_value_get_numel (maker->parts->x_value) == numel)
    add_over (maker, value, gradient, maker->parts->x_value, maker->parts->x);
  else if (ndim < 2 || form == CR_OWN_PLOT_FLAT || numel == 0)
    add_flat (maker, value, gradient);
  else if (form == CR_OWN_PLOT_LINES)
    add_lines (maker, value, gradient, rows, columns);
  else
    add_heat (maker, value, gradient, rows, columns);
}

/* Whether a moment is a step of the course: of a gradient only what arrives is, not that it is cleared; what an
 * operation and the write that it is both tell is one step. */
static gboolean
is_step (Maker *maker, const GArray *moments, guint i, gboolean gradient)
{
  const CrMoment *moment = &g_array_index (moments, CrMoment, i), *before = i == 0 ? NULL : moment - 1;
  CrEventKind kind = cr_trace_get_event (cr_graph_get_trace (maker->parts->graph), moment->event)->kind;

  if (moment->none || (gradient && kind != CR_EVENT_GRAD_ACCUMULATED && kind != CR_EVENT_FUNCTION_STEPPED))
    return FALSE;
  return gradient || before == NULL || moment->event > before->event + 1 || before->number != moment->number;
}

/* The numbers of a course, each with the event that made it. */
static void
add_course (Maker *maker, guint index, const GArray *moments, gboolean gradient, const char *label)
{
  CrAxes *axes = get_axes (maker, index);
  g_autoptr (GArray) x = g_array_new (FALSE, FALSE, sizeof (double)), y = g_array_new (FALSE, FALSE, sizeof (double));
  CrSeries *series;
  CrPlotSource *source;
  GArray *events = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < moments->len; i++)
    {
      const CrMoment *moment = &g_array_index (moments, CrMoment, i);
      double step = y->len;

      if (!is_step (maker, moments, i, gradient))
        continue;
      g_array_append_val (x, step);
      g_array_append_val (y, moment->number);
      g_array_append_val (events, moment->event);
    }
  series = cr_axes_add_series (axes, CR_SERIES_LINE, (const double *)x->data, (const double *)y->data, y->len);
  style (series, gradient);
  series->event = G_MAXUINT; /* never all of it before the end */
  cr_figure_set_string (&axes->y.label, label);
  source = add_source (maker, index, gradient, CR_NONE);
  source->y_elements = FALSE;
  source->moments = events;
}

static void
add_history (Maker *maker)
{
  const char *name = maker->parts->name;
  g_autoptr (CrEvolution) evolution = cr_evolution_new_of_element (maker->parts->graph, maker->parts->variable,
                                                                   maker->parts->element, maker->cancellable);
  g_autofree char *value = NULL, *gradient = NULL;
  gboolean both;

  if (evolution == NULL)
    return;
  both = evolution->gradients->len > 0;
  value = evolution->norms ? g_strdup_printf (_ ("norm of %s"), name) : g_strdup (name);
  gradient = evolution->norms ? g_strdup_printf (_ ("norm of the gradient")) : g_strdup (_ ("gradient"));
  add_course (maker, 0, evolution->values, FALSE, value);
  if (both)
    add_course (maker, 1, evolution->gradients, TRUE, gradient);
  for (guint i = 0; both && i < 2; i++)
    {
      CrAxes *axes = get_axes (maker, i);

      axes->rows = 2;
      axes->row = i;
      axes->x.hidden = FALSE;
    }
  cr_figure_set_string (&get_axes (maker, both ? 1 : 0)->x.label, _ ("step"));
}

static gboolean
has_numbers (const CrValue *value)
{
  return value != NULL && cr_value_has_data (value);
}

CrFigure *
cr_plot_own_figure_new (const CrPlotOwnParts *parts, GPtrArray **sources, GCancellable *cancellable)
{
  g_return_val_if_fail (parts != NULL && sources != NULL, NULL);
  g_autoptr (CrFigure) figure = cr_figure_new ();
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  Maker maker = { parts, figure, lists, cancellable };
  CrAxes *axes = get_axes (&maker, 0);
  gboolean gradient = parts->kind == CR_OWN_PLOT_GRADIENT || parts->kind == CR_OWN_PLOT_VALUE_GRADIENT;

  cr_figure_set_string (&axes->title, parts->title);
  if (parts->variable != CR_NONE && parts->kind == CR_OWN_PLOT_HISTORY)
    add_history (&maker);
  else if (parts->variable != CR_NONE && parts->kind == CR_OWN_PLOT_VALUE_GRADIENT)
    {
      if (has_numbers (parts->value) && has_numbers (parts->gradient)
          && cr_value_get_numel (parts->value) == cr_value_get_numel (parts->gradient))
        add_over (&maker, parts->gradient, TRUE, parts->value, parts->variable);
      cr_figure_set_string (&axes->x.label, parts->name);
    }
  else if (parts->variable != CR_NONE && has_numbers (gradient ? parts->gradient : parts->value))
    {
      add_elements (&maker, gradient ? parts->gradient : parts->value, gradient);
      if (parts->x != CR_NONE)
        cr_figure_set_string (&axes->x.label, parts->x_name);
    }
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  *sources = g_steal_pointer (&lists);
  return g_steal_pointer (&figure);
}
