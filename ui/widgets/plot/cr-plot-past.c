/* What there was of a plotted series before it was plotted: what its expression made in earlier iterations, and for
 * numbers that a loop put into a list, which iteration each comes from. Such a list has no tensor: it is recognised by
 * its numbers, which some expression made one after another, else by the number of iterations. */

#include <math.h>
#include <string.h>

#include "cr-plot-source-private.h"

#define CANCEL_EVERY 4096
#define MAX_VARIABLES 1000000u /* of a run of which all are looked at */
#define MAX_TEXTS 200000u      /* whose expressions' texts are compared, too */
#define MAX_GRADIENTS 1000     /* the last ones, compared with a series */
#define MAX_WORK 100000000     /* variables looked at for all series of a run */
#define MAX_ELEMENTS 20000000  /* looked at for a range */

static void
find_grads (CrPlotSourcer *sourcer)
{
  CrTrace *trace = cr_graph_get_trace (sourcer->graph);
  guint n = cr_trace_get_length (trace);

  for (guint i = 0; i < n; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      CrPlotGradient gradient = { .event = i };

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (sourcer->cancellable))
        return;
      if (event->kind != CR_EVENT_GRAD_ACCUMULATED || event->u.gradient.grad == 0)
        continue;
      gradient.owner = cr_graph_find_variable (sourcer->graph, event->u.gradient.tensor, event->u.gradient.function);
      gradient.value = event->u.gradient.after;
      if (gradient.owner == CR_NONE)
        continue;
      g_hash_table_insert (sourcer->grads, GSIZE_TO_POINTER (event->u.gradient.grad),
                           GUINT_TO_POINTER (gradient.owner + 1));
      g_array_append_val (sourcer->gradients, gradient);
    }
}

CrPlotSourcer *
cr_plot_sourcer_new (CrGraph *graph, GCancellable *cancellable)
{
  CrPlotSourcer *sourcer = g_new0 (CrPlotSourcer, 1);

  sourcer->graph = graph;
  sourcer->cancellable = cancellable;
  sourcer->grads = g_hash_table_new (NULL, NULL);
  sourcer->gradients = g_array_new (FALSE, FALSE, sizeof (CrPlotGradient));
  find_grads (sourcer);
  return sourcer;
}

void
cr_plot_sourcer_free (CrPlotSourcer *sourcer)
{
  g_hash_table_unref (sourcer->grads);
  g_array_unref (sourcer->gradients);
  g_clear_pointer (&sourcer->scalars, g_hash_table_unref);
  g_clear_pointer (&sourcer->loops, g_hash_table_unref);
  g_free (sourcer);
}

static gboolean
has_numbers (const CrValue *value, const CrSeries *series)
{
  if (value == NULL || !cr_value_has_data (value) || cr_value_get_numel (value) != series->n)
    return FALSE;
  for (guint i = 0; i < series->n; i++)
    if (cr_value_get_double (value, i) != series->y[i])
      return FALSE;
  return TRUE;
}

guint
cr_plot_sourcer_find_gradient (CrPlotSourcer *sourcer, const CrSeries *series)
{
  guint tries = MAX_GRADIENTS;

  if (series->n < 2)
    return CR_NONE;
  for (guint i = sourcer->gradients->len; i-- > 0 && tries > 0;)
    {
      const CrPlotGradient *gradient = &g_array_index (sourcer->gradients, CrPlotGradient, i);

      if (gradient->event >= series->event)
        continue;
      tries--;
      if (has_numbers (gradient->value, series))
        return gradient->owner;
    }
  return CR_NONE;
}

static gpointer
get_place (const CrVariable *variable)
{
  return GSIZE_TO_POINTER (((gsize)variable->range.offset << 32) | variable->range.length);
}

static void
append_to (GHashTable *lists, gpointer key, guint value)
{
  GArray *list = g_hash_table_lookup (lists, key);

  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (lists, key, list);
    }
  g_array_append_val (list, value);
}

static GHashTable *
lists_new (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
}

/* What a variable held when it was made; NULL where the trace does not tell. */
static const CrValue *
get_first_value (CrGraph *graph, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (graph, index);
  const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (graph), variable->created);

  if (event->kind == CR_EVENT_TENSOR_CREATED && event->u.tensor.id == variable->tensor)
    return event->u.tensor.value;
  if (event->kind != CR_EVENT_OPERATION)
    return NULL;
  if (event->u.operation.output == variable->tensor)
    return event->u.operation.value;
  for (guint i = 0; i < event->u.operation.n_others; i++)
    if (event->u.operation.others[i].tensor == variable->tensor)
      return event->u.operation.others[i].value;
  return NULL;
}

static gboolean
is_made_alike (CrGraph *graph, const CrVariable *a, const CrVariable *b)
{
  if ((a->maker == CR_NONE) != (b->maker == CR_NONE) || a->ndim != b->ndim
      || (a->ndim > 0 && memcmp (a->sizes, b->sizes, (gsize)a->ndim * sizeof *a->sizes) != 0))
    return FALSE;
  return a->maker == CR_NONE
         || g_str_equal (cr_graph_get_function (graph, a->maker)->primitive,
                         cr_graph_get_function (graph, b->maker)->primitive);
}

static gboolean
has_same_text (CrGraph *graph, const CrVariable *a, const CrVariable *b)
{
  CrSource *script = cr_trace_get_source (cr_graph_get_trace (graph));
  gsize length;
  const char *text = script == NULL ? NULL : cr_source_get_text (script, &length);

  return text != NULL && a->range.length == b->range.length && a->range.length > 0
         && (gsize)a->range.offset + a->range.length <= length && (gsize)b->range.offset + b->range.length <= length
         && memcmp (text + a->range.offset, text + b->range.offset, a->range.length) == 0;
}

/* Made by the same expression, or (@texts) by one that reads the same, before the event that plotted it. */
static GArray *
find_family (CrGraph *graph, guint y, guint event, gboolean texts, GCancellable *cancellable)
{
  const CrVariable *model = cr_graph_get_variable (graph, y);
  GArray *family = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = cr_graph_get_n_variables (graph);

  for (guint i = 0; i < n; i++)
    {
      const CrVariable *other = cr_graph_get_variable (graph, i);
      gboolean same = other->range.offset == model->range.offset && other->range.length == model->range.length;

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        break;
      if (other->created >= event || other->range.line == 0 || !is_made_alike (graph, model, other))
        continue;
      if (same || (texts && has_same_text (graph, model, other)))
        g_array_append_val (family, i);
    }
  return family;
}

GArray *
cr_plot_source_find_family (CrGraph *graph, guint variable, GCancellable *cancellable)
{
  g_return_val_if_fail (graph != NULL && variable < cr_graph_get_n_variables (graph), NULL);
  GArray *family = find_family (graph, variable, G_MAXUINT, FALSE, cancellable);

  if (family->len < 2)
    g_clear_pointer (&family, g_array_unref);
  return family;
}

static void
find_range (CrPlotSourcer *sourcer, CrPlotSource *source)
{
  gint64 looked = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < source->family->len && looked < MAX_ELEMENTS; i++)
    {
      const CrValue *value = get_first_value (sourcer->graph, g_array_index (source->family, guint, i));
      CrSummary summary;

      if (value == NULL || cr_value_get_numel (value) == 0)
        continue;
      cr_value_get_summary (value, &summary);
      looked += cr_value_get_numel (value) + 1;
      if (!isfinite (summary.min) || !isfinite (summary.max))
        continue;
      source->low = any ? MIN (source->low, summary.min) : summary.min;
      source->high = any ? MAX (source->high, summary.max) : summary.max;
      any = TRUE;
    }
}

static void
find_scalars (CrPlotSourcer *sourcer)
{
  guint n = cr_graph_get_n_variables (sourcer->graph);

  sourcer->scalars = lists_new ();
  for (guint i = 0; i < n && n <= MAX_VARIABLES; i++)
    {
      const CrVariable *variable = cr_graph_get_variable (sourcer->graph, i);
      const CrValue *value;

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (sourcer->cancellable))
        return;
      if (variable->range.line == 0)
        continue;
      value = get_first_value (sourcer->graph, i);
      if (value != NULL && cr_value_get_numel (value) == 1)
        append_to (sourcer->scalars, get_place (variable), i);
    }
}

/* The variables of @made, in order, that hold the series' numbers: NULL if they don't. */
static GArray *
match (CrPlotSourcer *sourcer, const GArray *made, const CrSeries *series)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < made->len && points->len < series->n; i++)
    {
      guint variable = g_array_index (made, guint, i);
      double wanted = series->y[points->len];
      double number = cr_value_get_double (get_first_value (sourcer->graph, variable), 0);

      if (cr_graph_get_variable (sourcer->graph, variable)->created >= series->event)
        break;
      if (number == wanted || (isnan (number) && isnan (wanted)))
        g_array_append_val (points, variable);
    }
  return points->len == series->n ? g_steal_pointer (&points) : NULL;
}

static void
find_points (CrPlotSourcer *sourcer, const CrSeries *series, CrPlotSource *source)
{
  GHashTableIter iter;
  gpointer made;
  guint best = G_MAXUINT;

  if (sourcer->scalars == NULL)
    find_scalars (sourcer);
  sourcer->work += cr_graph_get_n_variables (sourcer->graph);
  g_hash_table_iter_init (&iter, sourcer->scalars);
  while (best > series->n && g_hash_table_iter_next (&iter, NULL, &made))
    {
      guint n = ((GArray *)made)->len;
      GArray *points = n < series->n || n >= best ? NULL : match (sourcer, made, series);

      if (points == NULL)
        continue;
      best = n;
      g_clear_pointer (&source->points, g_array_unref);
      source->points = points;
    }
  if (source->points == NULL)
    return;
  source->moments = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < source->points->len; i++)
    {
      guint variable = g_array_index (source->points, guint, i);

      g_array_append_val (source->moments, cr_graph_get_variable (sourcer->graph, variable)->created);
    }
}

static void
find_loops (CrPlotSourcer *sourcer)
{
  CrTrace *trace = cr_graph_get_trace (sourcer->graph);
  guint n = cr_trace_get_length (trace);

  sourcer->loops = lists_new ();
  for (guint i = 0; i < n; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (sourcer->cancellable))
        return;
      if (event->kind == CR_EVENT_SCOPE_LEFT && event->u.scope.kind == CR_SCOPE_ITERATION)
        append_to (sourcer->loops, GSIZE_TO_POINTER (event->u.scope.loop), i);
    }
}

/* Of the loops with as many iterations as the series has points, the last that had ended. */
static void
find_iterations (CrPlotSourcer *sourcer, const CrSeries *series, CrPlotSource *source)
{
  GHashTableIter iter;
  gpointer list;
  const GArray *best = NULL;

  if (sourcer->loops == NULL)
    find_loops (sourcer);
  g_hash_table_iter_init (&iter, sourcer->loops);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    {
      const GArray *ends = list;
      guint last = g_array_index (ends, guint, ends->len - 1);

      if (ends->len == series->n && last < series->event
          && (best == NULL || last > g_array_index (best, guint, best->len - 1)))
        best = ends;
    }
  if (best != NULL)
    source->moments = g_array_copy ((GArray *)best);
}

void
cr_plot_sourcer_find_past (CrPlotSourcer *sourcer, const CrSeries *series, CrPlotSource *source)
{
  if (source->y != CR_NONE && source->y_elements && !source->y_gradient)
    {
      guint n = cr_graph_get_n_variables (sourcer->graph);
      GArray *family = n > MAX_VARIABLES
                           ? NULL
                           : find_family (sourcer->graph, source->y, series->event, FALSE, sourcer->cancellable);

      if (family != NULL && family->len < 2 && n <= MAX_TEXTS)
        {
          g_array_unref (family);
          family = find_family (sourcer->graph, source->y, series->event, TRUE, sourcer->cancellable);
        }
      if (family != NULL && family->len > 1)
        source->family = g_steal_pointer (&family);
      g_clear_pointer (&family, g_array_unref);
      if (source->family != NULL)
        find_range (sourcer, source);
    }
  else if (source->y == CR_NONE && sourcer->work < MAX_WORK && series->kind == CR_SERIES_LINE && series->n > 1)
    {
      find_points (sourcer, series, source);
      if (source->moments == NULL)
        find_iterations (sourcer, series, source);
    }
}
