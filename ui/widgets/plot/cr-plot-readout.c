/* What is told of a plot and of a point in it. */

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-label.h"
#include "cr-plot-area-private.h"

#define MAX_SERIES_TOLD 8

gboolean
cr_plot_area_get_slope (CrPlotArea *area, const CrPlotPick *pick, double *slope)
{
  const CrPlotSource *source = cr_plot_area_get_source (area, pick->axes, pick->series);

  if (!area->tangents || area->slopes == NULL || source == NULL
      || cr_plot_page_is_copy (area->page, pick->axes, pick->series))
    return FALSE;
  return cr_plot_slopes_get (area->slopes, source, cr_plot_source_get_element (source, pick->index), slope);
}

/* "a[4]", "w[1, 2]": the element that the point is. */
static char *
describe_element (CrPlotArea *area, const CrPlotPick *pick)
{
  gint64 element;
  guint variable = cr_plot_page_find_variable (area->page, pick->axes, pick->series, pick->index, &element);
  const CrVariable *info = variable == CR_NONE ? NULL : cr_graph_get_variable (area->page->graph, variable);
  const CrPlotSource *source = cr_plot_area_get_source (area, pick->axes, pick->series);
  g_autofree char *place = NULL;

  if (info == NULL || element < 0 || cr_variable_get_label (info) == NULL)
    return NULL;
  place = cr_plot_element_describe (info, element);
  return g_strconcat (cr_variable_get_label (info), source->y_gradient ? ".grad" : "", place, NULL);
}

/* Of a curve that could be thought to have one. */
static void
append_why_no_slope (CrPlotArea *area, const CrPlotPick *pick, GString *text)
{
  const CrPlotSource *source = cr_plot_area_get_source (area, pick->axes, pick->series);

  if (!area->tangents || area->slopes == NULL || source == NULL
      || cr_plot_page_is_copy (area->page, pick->axes, pick->series))
    return;
  if (cr_plot_slopes_is_none (area->slopes, source))
    g_string_append_printf (text, "\n%s", _ ("no tangent: more than its own x moves each y"));
  else if (source->cut && !cr_graph_get_variable (area->page->graph, source->x)->requires_grad)
    {
      const char *label = cr_variable_get_label (cr_graph_get_variable (area->page->graph, source->x));

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("no tangent: %s requires no gradient"), label == NULL ? "x" : label);
    }
  else if (source->cut)
    g_string_append_printf (text, "\n%s", _ ("no tangent: no gradient comes back from y to x"));
}

static void
append_slope (CrPlotArea *area, const CrPlotPick *pick, GString *text)
{
  const CrPlotSource *source = cr_plot_area_get_source (area, pick->axes, pick->series);
  g_autofree char *number = NULL, *formula = NULL;
  double slope;

  if (!cr_plot_area_get_slope (area, pick, &slope))
    {
      append_why_no_slope (area, pick, text);
      return;
    }
  number = cr_label_new_number (slope);
  formula = cr_plot_slope_describe (area->page->graph, source, pick->data_x);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("slope %s"), number);
  if (formula != NULL)
    g_string_append_printf (text, " = %s", formula);
}

char *
cr_plot_area_describe_point (CrPlotArea *area, const CrPlotPick *pick)
{
  const CrSeries *series = cr_axes_get_series (cr_figure_get_axes (area->page->figure, pick->axes),
                                               cr_plot_page_get_series (area->page, pick->axes, pick->series));
  g_autofree char *element = describe_element (area, pick);
  g_autofree char *x = cr_plot_number_describe (pick->data_x), *y = cr_label_new_number (pick->data_y);
  g_autofree char *plain = cr_label_new_number (pick->data_x);
  GString *text = g_string_new (series->label);

  g_string_append_printf (text, "%s%s", text->len > 0 && element != NULL ? " · " : "", element == NULL ? "" : element);
  if (text->len > 0)
    g_string_append_c (text, '\n');
  if (g_str_equal (x, plain))
    g_string_append_printf (text, _ ("x %s, y %s"), x, y);
  else
    g_string_append_printf (text, _ ("x %s = %s, y %s"), plain, x, y);
  if (isfinite (pick->value))
    {
      g_autofree char *value = cr_label_new_number (pick->value);

      g_string_append_printf (text, _ (", value %s"), value);
    }
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("point %u of %u"), pick->index + 1, series->n);
  append_slope (area, pick, text);
  return g_string_free (text, FALSE);
}

static void
append_series (CrPlotArea *area, guint axes_index, GString *text, guint *told)
{
  const CrAxes *axes = cr_figure_get_axes (area->page->figure, axes_index);

  if (axes->title != NULL && g_strcmp0 (axes->title, area->page->title) != 0)
    g_string_append_printf (text, ": %s", axes->title);
  for (guint i = 0; i < axes->series->len && *told < MAX_SERIES_TOLD; i++)
    {
      const CrSeries *series = cr_axes_get_series (axes, i);

      if (cr_plot_page_get_series (area->page, axes_index, i) != i)
        continue;
      g_string_append (text, (*told)++ == 0 ? ". " : "; ");
      if (series->label != NULL)
        g_string_append_printf (text, _ ("%s, %u points"), series->label, series->n);
      else
        g_string_append_printf (text, _ ("%u points"), series->n);
    }
}

char *
cr_plot_area_describe_page (CrPlotArea *area)
{
  GString *text = g_string_new (NULL);
  guint told = 0;

  if (area->page == NULL)
    {
      g_string_append (text, _ ("No plot"));
      return g_string_free (text, FALSE);
    }
  if (area->n_pages > 1)
    g_string_append_printf (text, _ ("Plot %u of %u"), area->number, area->n_pages);
  else
    g_string_append_printf (text, _ ("Plot %u"), area->number);
  if (area->page->title != NULL)
    g_string_append_printf (text, ": %s", area->page->title);
  for (guint i = 0; i < area->page->figure->axes->len; i++)
    append_series (area, i, text, &told);
  return g_string_free (text, FALSE);
}
