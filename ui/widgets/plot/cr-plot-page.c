/* The figure that the plotter shows does not change under it: when the cursor moves, numbers are exchanged between one
 * plotter and the next, which goes on where the other one was. */

#include "cr-plot-page.h"

#include <math.h>

#define PALE 0.4
#define MARGIN 0.05 /* as matplotlib's */

typedef struct
{
  guint axes, series, copy;
  const CrPlotSource *source;
  double *last;         /* what it came to, owned */
  guint event;          /* that plotted it */
  const CrValue *shown; /* of the family, only compared; NULL: the last */
  guint n_shown;        /* of moments; G_MAXUINT: all */
} Follower;

typedef struct
{
  double low, high;           /* of all that is plotted */
  double past_low, past_high; /* and of what it was before */
  gboolean widened;
} Reach;

static void
follower_clear (gpointer data)
{
  g_free (((Follower *)data)->last);
}

static CrSeries *
get_series (const CrPlotPage *page, guint axes, guint series)
{
  return cr_axes_get_series (cr_figure_get_axes (page->figure, axes), series);
}

static void
include (Reach *reach, double number, gboolean past)
{
  if (!isfinite (number))
    return;
  reach->past_low = MIN (reach->past_low, number);
  reach->past_high = MAX (reach->past_high, number);
  if (past)
    return;
  reach->low = MIN (reach->low, number);
  reach->high = MAX (reach->high, number);
}

static Reach *
reach_new (const CrAxes *axes)
{
  Reach *reach = g_new0 (Reach, 1);

  reach->low = reach->past_low = INFINITY;
  reach->high = reach->past_high = -INFINITY;
  for (guint i = 0; i < axes->series->len; i++)
    {
      const CrSeries *series = cr_axes_get_series (axes, i);

      for (guint k = 0; k < series->n; k++)
        {
          include (reach, series->y[k], FALSE);
          if (series->base != NULL)
            include (reach, series->base[k], FALSE);
        }
    }
  return reach;
}

/* Which colour of the palette a series has that was given none. */
static char *
dup_color (const CrAxes *axes, guint index)
{
  const CrSeries *series = cr_axes_get_series (axes, index);
  guint n = 0;

  if (series->color != NULL)
    return g_strdup (series->color);
  for (guint i = 0; i < index; i++)
    n += cr_axes_get_series (axes, i)->color == NULL;
  return g_strdup_printf ("C%u", n);
}

/* What a series came to, pale behind it. */
static guint
add_copy (CrAxes *axes, guint index, gboolean dashed)
{
  const CrSeries *series = cr_axes_get_series (axes, index);
  CrSeries *copy = cr_axes_add_series (axes, series->kind, series->x, series->y, series->n);

  copy->color = dup_color (axes, index);
  copy->line = series->line != CR_LINE_NONE && dashed ? CR_LINE_DASHED : series->line;
  copy->marker = series->marker;
  copy->step = series->step;
  copy->line_width = series->line_width;
  copy->marker_size = series->marker_size;
  copy->alpha = (series->alpha > 0 ? series->alpha : 1) * PALE;
  copy->order = series->order - 1;
  return axes->series->len - 1;
}

static void
add_follower (CrPlotPage *page, guint index, guint series_index, const CrPlotSource *source)
{
  CrAxes *axes = cr_figure_get_axes (page->figure, index);
  CrSeries *series = cr_axes_get_series (axes, series_index);
  Reach *reach = g_ptr_array_index (page->axes, index);
  Follower follower = { .axes = index, .series = series_index, .source = source, .n_shown = G_MAXUINT };

  follower.event = series->event;
  follower.last = g_memdup2 (series->y, series->n * sizeof *series->y);
  follower.copy = add_copy (axes, series_index, source->family != NULL);
  series->event = 0; /* what is not there yet is not a number */
  include (reach, source->low <= source->high ? source->low : NAN, TRUE);
  include (reach, source->low <= source->high ? source->high : NAN, TRUE);
  g_array_append_val (page->followers, follower);
}

/* Points that were there before they were plotted are not pale. */
static void
set_event (CrPlotPage *page, CrSeries *series, const CrPlotSource *source)
{
  guint event = 0;

  if (source->y == CR_NONE || source->y_gradient || !source->y_elements)
    return;
  event = cr_graph_get_variable (page->graph, source->y)->created;
  if (source->x != CR_NONE)
    event = MAX (event, cr_graph_get_variable (page->graph, source->x)->created);
  series->event = MIN (series->event, event);
}

static gboolean
can_follow (const CrSeries *series)
{
  return series->n > 0 && series->base == NULL && (series->kind == CR_SERIES_LINE || series->kind == CR_SERIES_SCATTER);
}

static void
find_followers (CrPlotPage *page)
{
  for (guint i = 0; i < page->figure->axes->len; i++)
    {
      const CrAxes *axes = cr_figure_get_axes (page->figure, i);
      guint n = axes->series->len;
      gboolean follows = page->own == NULL || cr_own_plot_get_kind (page->own) == CR_OWN_PLOT_HISTORY;

      g_ptr_array_add (page->axes, reach_new (axes));
      for (guint k = 0; k < n && follows; k++)
        {
          const CrPlotSource *source = cr_plot_sources_get (page->sources, i, k);
          CrSeries *series = cr_axes_get_series (axes, k);

          if (source == NULL)
            continue;
          if ((source->family != NULL || source->moments != NULL) && can_follow (series))
            add_follower (page, i, k, source);
          else
            set_event (page, series, source);
        }
    }
}

CrPlotPage *
cr_plot_page_new (CrGraph *graph, CrFigure *figure, GPtrArray *sources, const char *title, CrOwnPlot *own)
{
  CrPlotPage *page = g_new0 (CrPlotPage, 1);

  page->graph = graph == NULL ? NULL : cr_graph_ref (graph);
  page->figure = figure;
  page->sources = sources;
  page->title = g_strdup (title);
  page->own = own == NULL ? NULL : g_object_ref (own);
  page->event = own == NULL ? figure->event : G_MAXUINT;
  page->marks = g_array_new (FALSE, FALSE, sizeof (CrPlotMark));
  page->followers = g_array_new (FALSE, FALSE, sizeof (Follower));
  g_array_set_clear_func (page->followers, follower_clear);
  page->axes = g_ptr_array_new_with_free_func (g_free);
  find_followers (page);
  page->plotter = cr_plotter_new (figure);
  return page;
}

void
cr_plot_page_free (CrPlotPage *page)
{
  cr_plotter_free (page->plotter);
  g_array_unref (page->followers);
  g_array_unref (page->marks);
  g_ptr_array_unref (page->axes);
  g_clear_pointer (&page->sources, g_ptr_array_unref);
  cr_figure_free (page->figure);
  g_clear_object (&page->own);
  g_clear_pointer (&page->graph, cr_graph_unref);
  g_free (page->title);
  g_free (page);
}

void
cr_plot_page_set_size (CrPlotPage *page, double width, double height)
{
  g_return_if_fail (page != NULL);
  page->width = width;
  page->height = height;
  cr_plotter_set_size (page->plotter, width, height);
}

/* The place in @series->y of what the family's member holds at the cursor. */
static gboolean
show_member (CrPlotPage *page, Follower *follower, CrCursor *cursor, guint position)
{
  CrSeries *series = get_series (page, follower->axes, follower->series);
  const CrPlotSource *source = follower->source;
  guint member = cr_plot_source_find_member (source, page->graph, position);
  const CrVariableState *state = member == CR_NONE ? NULL : cr_cursor_get_variable (cursor, member);
  const CrValue *value = state == NULL || !state->exists ? NULL : state->value;
  gint64 last = source->first + (series->n - 1) * source->stride;

  if (value == follower->shown && follower->n_shown != G_MAXUINT)
    return FALSE;
  follower->shown = value;
  follower->n_shown = 0;
  if (value == NULL || !cr_value_has_data (value) || cr_value_get_numel (value) <= last)
    {
      for (guint i = 0; i < series->n; i++)
        series->y[i] = NAN;
      return TRUE;
    }
  for (guint i = 0; i < series->n; i++)
    series->y[i] = cr_value_get_double (value, source->first + i * source->stride);
  return TRUE;
}

static gboolean
show_last (CrPlotPage *page, Follower *follower)
{
  CrSeries *series = get_series (page, follower->axes, follower->series);

  if (follower->n_shown == G_MAXUINT)
    return FALSE;
  follower->n_shown = G_MAXUINT;
  follower->shown = NULL;
  for (guint i = 0; i < series->n; i++)
    series->y[i] = follower->last[i];
  return TRUE;
}

static guint
count_before (const GArray *moments, guint position)
{
  guint n = 0;

  while (n < moments->len && g_array_index (moments, guint, n) < position)
    n++;
  return n;
}

static gboolean
show_moments (CrPlotPage *page, Follower *follower, guint n)
{
  CrSeries *series = get_series (page, follower->axes, follower->series);

  if (follower->n_shown == n)
    return FALSE;
  follower->n_shown = n;
  for (guint i = 0; i < series->n; i++)
    series->y[i] = i < n ? follower->last[i] : NAN;
  return TRUE;
}

/* TRUE if its numbers are others now. */
static gboolean
follow (CrPlotPage *page, Follower *follower, CrCursor *cursor, guint position)
{
  gboolean changed;

  if (position > follower->event)
    return show_last (page, follower);
  if (follower->source->family != NULL)
    {
      const GArray *family = follower->source->family;

      changed = show_member (page, follower, cursor, position);
      for (page->step = 0;
           page->step < family->len
           && cr_graph_get_variable (page->graph, g_array_index (family, guint, page->step))->created < position;)
        page->step++;
      page->n_steps = family->len;
      return changed;
    }
  guint n = count_before (follower->source->moments, position);
  CrPlotMark mark = { follower->axes, follower->series, n - 1 };

  changed = show_moments (page, follower, n);
  if (n > 0)
    g_array_append_val (page->marks, mark);
  return changed;
}

/* While a series shows what it was before, its axes have room for all that it was. */
static void
set_limits (CrPlotPage *page, guint index, gboolean past)
{
  CrAxis *axis = &cr_figure_get_axes (page->figure, index)->y;
  Reach *reach = g_ptr_array_index (page->axes, index);
  double margin = (reach->past_high - reach->past_low) * MARGIN;

  if (past && !reach->widened && !axis->has_low && !axis->has_high && axis->scale == CR_SCALE_LINEAR
      && (reach->past_low < reach->low || reach->past_high > reach->high) && reach->past_low < reach->past_high)
    {
      cr_axis_set_limits (axis, reach->past_low - margin, reach->past_high + margin);
      reach->widened = TRUE;
    }
  else if (!past && reach->widened)
    {
      axis->has_low = axis->has_high = FALSE;
      reach->widened = FALSE;
    }
}

static gboolean
is_in_past (const CrPlotPage *page, guint axes)
{
  for (guint i = 0; i < page->followers->len; i++)
    {
      const Follower *follower = &g_array_index (page->followers, Follower, i);

      if (follower->axes == axes && follower->n_shown != G_MAXUINT)
        return TRUE;
    }
  return FALSE;
}

static void
take_views (CrPlotter *to, CrPlotter *from)
{
  guint n = MIN (cr_plotter_get_figure (to)->axes->len, cr_plotter_get_figure (from)->axes->len);

  for (guint i = 0; i < n && cr_plotter_is_moved (from); i++)
    {
      CrAxesView view;

      if (cr_plotter_get_view (from, i, &view) && view.set)
        cr_plotter_set_view (to, i, &view);
    }
}

static void
take_hidden (CrPlotter *to, CrPlotter *from)
{
  guint n = MIN (cr_plotter_get_figure (to)->axes->len, cr_plotter_get_figure (from)->axes->len);

  for (guint i = 0; i < n; i++)
    {
      guint n_series = MIN (cr_figure_get_axes (cr_plotter_get_figure (to), i)->series->len,
                            cr_figure_get_axes (cr_plotter_get_figure (from), i)->series->len);

      for (guint k = 0; k < n_series; k++)
        if (cr_plotter_is_hidden (from, i, k))
          cr_plotter_set_hidden (to, i, k, TRUE);
    }
}

/* A plotter keeps what it works out: for other numbers another. */
static void
renew_plotter (CrPlotPage *page)
{
  CrPlotter *old = page->plotter;

  for (guint i = 0; i < page->figure->axes->len; i++)
    set_limits (page, i, is_in_past (page, i));
  page->plotter = cr_plotter_new (page->figure);
  cr_plotter_set_size (page->plotter, page->width, page->height);
  take_views (page->plotter, old);
  take_hidden (page->plotter, old);
  cr_plotter_free (old);
}

gboolean
cr_plot_page_set_cursor (CrPlotPage *page, CrCursor *cursor)
{
  g_return_val_if_fail (page != NULL && cursor != NULL, FALSE);
  guint position = cr_cursor_get_position (cursor);
  gboolean changed = FALSE;

  g_array_set_size (page->marks, 0);
  page->step = page->n_steps = 0;
  for (guint i = 0; i < page->followers->len; i++)
    changed |= follow (page, &g_array_index (page->followers, Follower, i), cursor, position);
  if (changed)
    renew_plotter (page);
  for (guint i = 0; i < page->followers->len; i++)
    {
      const Follower *follower = &g_array_index (page->followers, Follower, i);
      gboolean hidden = cr_plotter_is_hidden (page->plotter, follower->axes, follower->series);

      cr_plotter_set_hidden (page->plotter, follower->axes, follower->copy, hidden || follower->n_shown == G_MAXUINT);
    }
  if (page->own == NULL)
    cr_plotter_set_position (page->plotter, position);
  return changed;
}

gboolean
cr_plot_page_is_past (const CrPlotPage *page, guint position)
{
  g_return_val_if_fail (page != NULL, TRUE);
  if (page->own != NULL)
    return TRUE;
  for (guint i = 0; i < page->followers->len; i++)
    if (g_array_index (page->followers, Follower, i).event >= position)
      return FALSE;
  for (guint i = 0; i < page->figure->axes->len; i++)
    {
      const CrAxes *axes = cr_figure_get_axes (page->figure, i);

      for (guint k = 0; k < axes->series->len; k++)
        if (cr_axes_get_series (axes, k)->event >= position)
          return FALSE;
    }
  return TRUE;
}

void
cr_plot_page_take_view (CrPlotPage *page, CrPlotPage *other)
{
  g_return_if_fail (page != NULL && other != NULL);
  take_views (page->plotter, other->plotter);
  take_hidden (page->plotter, other->plotter);
}

guint
cr_plot_page_get_series (const CrPlotPage *page, guint axes, guint series)
{
  for (guint i = 0; i < page->followers->len; i++)
    {
      const Follower *follower = &g_array_index (page->followers, Follower, i);

      if (follower->axes == axes && follower->copy == series)
        return follower->series;
    }
  return series;
}

gboolean
cr_plot_page_is_copy (const CrPlotPage *page, guint axes, guint series)
{
  for (guint i = 0; i < page->followers->len; i++)
    {
      const Follower *follower = &g_array_index (page->followers, Follower, i);

      if (follower->axes == axes
          && (follower->copy == series || (follower->series == series && follower->shown != NULL)))
        return TRUE;
    }
  return FALSE;
}

/* What a follower of a family shows now. */
static guint
get_shown_member (const CrPlotPage *page, guint axes, guint series)
{
  for (guint i = 0; i < page->followers->len; i++)
    {
      const Follower *follower = &g_array_index (page->followers, Follower, i);

      if (follower->axes == axes && follower->series == series && follower->shown != NULL && page->step > 0
          && follower->source->family != NULL)
        return g_array_index (follower->source->family, guint, MIN (page->step, follower->source->family->len) - 1);
    }
  return CR_NONE;
}

guint
cr_plot_page_find_variable (const CrPlotPage *page, guint axes, guint series, guint index, gint64 *element)
{
  const CrPlotSource *source = cr_plot_sources_get (page->sources, axes, cr_plot_page_get_series (page, axes, series));
  guint member = get_shown_member (page, axes, series);

  *element = source == NULL ? -1 : cr_plot_source_get_element (source, index);
  if (source == NULL)
    return CR_NONE;
  if (source->points != NULL && index < source->points->len)
    {
      *element = 0;
      return g_array_index (source->points, guint, index);
    }
  return member != CR_NONE ? member : source->y;
}
