/* A plotting call is handed what detach(), numpy() and the like made of a tensor: the way back through these leads to
 * the variable that a person knows. As long as they keep the elements in their order, point i stays element i. */

#include "cr-plot-source-private.h"

#include "cr-flow.h"
#include "cr-path.h"

#define MAX_FUNCTIONS 200000 /* of a graph in which ways are looked for */
#define MAX_LIT 2000
#define MAX_CHAIN 64

/* What works on each element for itself; a way through these alone is elementwise. */
static const char *const pointwise[] = { "add",
                                         "add_scalar",
                                         "sub",
                                         "rsub",
                                         "rsub_scalar",
                                         "sub_scalar",
                                         "mul",
                                         "mul_scalar",
                                         "div",
                                         "div_scalar",
                                         "neg",
                                         "pow",
                                         "pow_scalar",
                                         "pow_base",
                                         "sqrt",
                                         "rsqrt",
                                         "reciprocal",
                                         "exp",
                                         "exp2",
                                         "expm1",
                                         "log",
                                         "log1p",
                                         "log2",
                                         "log10",
                                         "sin",
                                         "cos",
                                         "tan",
                                         "asin",
                                         "acos",
                                         "atan",
                                         "sinh",
                                         "cosh",
                                         "tanh",
                                         "asinh",
                                         "acosh",
                                         "atanh",
                                         "sigmoid",
                                         "relu",
                                         "abs",
                                         "erf",
                                         "erfc",
                                         "sign",
                                         "lgamma",
                                         "digamma",
                                         "deg2rad",
                                         "rad2deg",
                                         "sinc",
                                         "logit",
                                         "where",
                                         "maximum",
                                         "minimum",
                                         "clamp",
                                         "clamp_scalar",
                                         "clamp_min_scalar",
                                         "clamp_max_scalar",
                                         "leaky_relu",
                                         "elu",
                                         "celu",
                                         "gelu",
                                         "silu",
                                         "mish",
                                         "softplus",
                                         "hardtanh",
                                         "hardswish",
                                         "hardsigmoid",
                                         "softshrink",
                                         "hardshrink",
                                         "log_sigmoid",
                                         "threshold",
                                         "clone",
                                         "alias",
                                         "view",
                                         "reshape_alias",
                                         "unsafe_view",
                                         "unsqueeze",
                                         "squeeze",
                                         "squeeze_dim",
                                         "to_copy",
                                         "atan2",
                                         "hypot",
                                         "xlogy",
                                         "logaddexp",
                                         "lerp",
                                         "lerp_scalar",
                                         "addcmul",
                                         "addcdiv" };

static gint64
count_elements (const CrVariable *variable)
{
  gint64 n = 1;

  for (int i = 0; i < variable->ndim; i++)
    n *= variable->sizes[i];
  return n;
}

/* Whether there is but one dimension that could change places with another. */
static gboolean
is_like_vector (const CrVariable *variable)
{
  int n = 0;

  for (int i = 0; i < variable->ndim; i++)
    n += variable->sizes[i] != 1;
  return n <= 1;
}

static gboolean
keeps_order (const CrFunctionNode *function, const CrVariable *result, const CrVariable *input)
{
  static const char *const turning[]
      = { "t", "t_in_place", "transpose", "transpose_in_place", "permute", "as_strided", "diagonal" };
  gboolean turns = FALSE;

  if (count_elements (result) != count_elements (input))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (turning); i++)
    turns = turns || g_str_equal (function->primitive, turning[i]);
  return !turns || is_like_vector (input);
}

/* What @variable is only another view or copy of; CR_NONE. */
static guint
get_original (CrGraph *graph, guint variable)
{
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  const CrFunctionNode *maker = info->maker == CR_NONE ? NULL : cr_graph_get_function (graph, info->maker);
  gboolean copies;

  if (maker == NULL || maker->n_inputs == 0 || maker->inputs[0] == CR_NONE)
    return CR_NONE;
  copies = g_str_equal (maker->primitive, "clone") || g_str_equal (maker->primitive, "to_copy");
  if ((!copies && !cr_function_makes_views (maker))
      || !keeps_order (maker, info, cr_graph_get_variable (graph, maker->inputs[0])))
    return CR_NONE;
  return maker->inputs[0];
}

typedef struct
{
  guint variables[MAX_CHAIN]; /* as plotted, and what it is a view of, and so on */
  guint n;
  gboolean gradient; /* the last is the variable whose .grad the one before is */
} Chain;

static guint
find_owner (CrPlotSourcer *sourcer, guint64 tensor)
{
  guint owner = GPOINTER_TO_UINT (g_hash_table_lookup (sourcer->grads, GSIZE_TO_POINTER (tensor)));

  return owner == 0 ? CR_NONE : owner - 1;
}

/* The variable that a tensor was when event @event looked at it. */
static guint
find_at (CrGraph *graph, guint64 tensor, guint event)
{
  guint variable = cr_graph_find_tensor (graph, tensor), previous;

  while (variable != CR_NONE && cr_graph_get_variable (graph, variable)->created >= event
         && (previous = cr_graph_get_previous (graph, variable)) != CR_NONE)
    variable = previous;
  return variable;
}

static void
follow (CrPlotSourcer *sourcer, guint64 tensor, guint event, Chain *chain)
{
  guint variable = tensor == 0 ? CR_NONE : find_at (sourcer->graph, tensor, event);
  guint owner = tensor == 0 ? CR_NONE : find_owner (sourcer, tensor);

  while (variable != CR_NONE && chain->n < MAX_CHAIN - 1)
    {
      chain->variables[chain->n++] = variable;
      owner = find_owner (sourcer, cr_graph_get_variable (sourcer->graph, variable)->tensor);
      variable = owner != CR_NONE ? CR_NONE : get_original (sourcer->graph, variable);
    }
  chain->gradient = owner != CR_NONE;
  if (chain->gradient)
    chain->variables[chain->n++] = owner;
}

static void
take_gradient (CrPlotSourcer *sourcer, const CrSeries *series, Chain *chain)
{
  guint owner = cr_plot_sourcer_find_gradient (sourcer, series);

  if (owner == CR_NONE)
    return;
  chain->variables[chain->n++] = owner;
  chain->gradient = TRUE;
}

/* The one that has a name, else what it was in the end. */
static guint
choose (CrPlotSourcer *sourcer, const Chain *chain)
{
  for (guint i = 0; !chain->gradient && i < chain->n; i++)
    if (cr_graph_get_variable (sourcer->graph, chain->variables[i])->name != NULL)
      return chain->variables[i];
  return chain->n == 0 ? CR_NONE : chain->variables[chain->n - 1];
}

/* The pair between which a gradient goes. */
static void
find_slope (CrPlotSourcer *sourcer, const Chain *y, const Chain *x, CrPlotSource *source)
{
  if (y->gradient || x->gradient || cr_graph_get_n_functions (sourcer->graph) > MAX_FUNCTIONS)
    return;
  for (guint i = 0; i < y->n; i++)
    {
      if (cr_graph_get_variable (sourcer->graph, y->variables[i])->function == 0)
        continue;
      for (guint k = 0; k < x->n; k++)
        if (x->variables[k] != y->variables[i] && cr_path_exists (sourcer->graph, x->variables[k], y->variables[i]))
          {
            source->slope_y = y->variables[i];
            source->slope_x = x->variables[k];
            return;
          }
    }
}

static GArray *
intersect (const GArray *a, const GArray *b)
{
  g_autoptr (GHashTable) set = g_hash_table_new (NULL, NULL);
  GArray *both = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < a->len; i++)
    g_hash_table_add (set, GUINT_TO_POINTER (g_array_index (a, guint, i)));
  for (guint i = 0; i < b->len && both->len < MAX_LIT; i++)
    if (g_hash_table_contains (set, GUINT_TO_POINTER (g_array_index (b, guint, i))))
      g_array_append_val (both, g_array_index (b, guint, i));
  return both;
}

static GArray *
indices_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (guint));
}

/* All between x and y. */
static void
find_way (CrGraph *graph, guint x, guint y, CrPlotSource *source)
{
  g_autoptr (GArray) up_variables = indices_new (), up_functions = indices_new ();
  g_autoptr (GArray) down_variables = indices_new (), down_functions = indices_new ();

  if (cr_graph_get_n_functions (graph) > MAX_FUNCTIONS)
    return;
  cr_flow_find (graph, CR_NONE, CR_FLOW_VALUE_FROM, y, CR_NONE, NULL, up_variables, up_functions);
  cr_flow_find (graph, CR_NONE, CR_FLOW_VALUE_TO, x, CR_NONE, NULL, down_variables, down_functions);
  g_array_unref (source->lit_variables);
  g_array_unref (source->lit_functions);
  source->lit_variables = intersect (up_variables, down_variables);
  source->lit_functions = intersect (up_functions, down_functions);
}

static gboolean
is_pointwise (const char *primitive)
{
  for (guint i = 0; i < G_N_ELEMENTS (pointwise); i++)
    if (g_str_equal (pointwise[i], primitive))
      return TRUE;
  return FALSE;
}

static gboolean
is_elementwise (CrGraph *graph, const CrPlotSource *source)
{
  gint64 n = count_elements (cr_graph_get_variable (graph, source->slope_y));

  if (count_elements (cr_graph_get_variable (graph, source->slope_x)) != n || source->lit_functions->len >= MAX_LIT)
    return FALSE;
  for (guint i = 0; i < source->lit_functions->len; i++)
    {
      const CrFunctionNode *function = cr_graph_get_function (graph, g_array_index (source->lit_functions, guint, i));

      if (!is_pointwise (function->primitive) || count_elements (cr_graph_get_variable (graph, function->output)) != n)
        return FALSE;
    }
  return TRUE;
}

static void
find_lit (CrGraph *graph, CrPlotSource *source)
{
  gboolean slope = source->slope_x != CR_NONE;

  if (slope)
    find_way (graph, source->slope_x, source->slope_y, source);
  else if (source->x != CR_NONE && source->y != CR_NONE && !source->x_gradient && !source->y_gradient)
    find_way (graph, source->x, source->y, source);
  source->cut = !slope && source->x != source->y && source->lit_functions->len > 0;
  source->elementwise = slope && is_elementwise (graph, source);
  if (source->lit_variables->len > 0)
    return;
  if (source->y != CR_NONE)
    g_array_append_val (source->lit_variables, source->y);
  if (source->x != CR_NONE && source->x != source->y)
    g_array_append_val (source->lit_variables, source->x);
}

static CrPlotSource *
source_alloc (void)
{
  CrPlotSource *source = g_new0 (CrPlotSource, 1);

  source->y = source->x = source->slope_y = source->slope_x = CR_NONE;
  source->stride = 1;
  source->lit_variables = indices_new ();
  source->lit_functions = indices_new ();
  source->low = 1;
  return source;
}

/* Which elements the points are, by the shape of what was plotted. */
static void
find_columns (CrPlotSourcer *sourcer, const CrAxes *axes, guint index, const Chain *y, CrPlotSource *source)
{
  const CrSeries *series = cr_axes_get_series (axes, index);
  const CrVariable *plotted = y->n == 0 ? NULL : cr_graph_get_variable (sourcer->graph, y->variables[0]);

  if (plotted == NULL)
    return;
  if (plotted->ndim == 2 && plotted->sizes[0] == series->n && plotted->sizes[1] > 1 && series->kind == CR_SERIES_LINE)
    {
      source->stride = plotted->sizes[1];
      for (guint i = 0; i < index; i++)
        {
          const CrSeries *other = cr_axes_get_series (axes, i);

          source->first += other->source_id == series->source_id && other->event == series->event;
        }
      source->first %= source->stride;
    }
  source->y_elements = count_elements (plotted) == (gint64)series->n * source->stride;
}

static CrPlotSource *
source_new (CrPlotSourcer *sourcer, const CrAxes *axes, guint index)
{
  const CrSeries *series = cr_axes_get_series (axes, index);
  CrPlotSource *source = source_alloc ();
  Chain y = { .n = 0 }, x = { .n = 0 };

  follow (sourcer, series->source_id, series->event, &y);
  if (series->source_id == 0)
    take_gradient (sourcer, series, &y);
  follow (sourcer, series->x_source_id, series->event, &x);
  source->y = choose (sourcer, &y);
  source->x = choose (sourcer, &x);
  source->y_gradient = y.gradient;
  source->x_gradient = x.gradient;
  find_columns (sourcer, axes, index, &y, source);
  source->x_elements = x.n > 0 && count_elements (cr_graph_get_variable (sourcer->graph, x.variables[0])) == series->n;
  find_slope (sourcer, &y, &x, source);
  find_lit (sourcer->graph, source);
  return source;
}

static GPtrArray *
list_sources (CrPlotSourcer *sourcer, const CrAxes *axes)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_plot_source_free);

  for (guint i = 0; i < axes->series->len && !g_cancellable_is_cancelled (sourcer->cancellable); i++)
    {
      CrPlotSource *source = source_new (sourcer, axes, i);

      g_ptr_array_add (list, source);
      cr_plot_sourcer_find_past (sourcer, cr_axes_get_series (axes, i), source);
    }
  return list;
}

GPtrArray *
cr_plot_sources_new (CrPlotSourcer *sourcer, const CrFigure *figure)
{
  g_return_val_if_fail (sourcer != NULL && figure != NULL, NULL);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; i < figure->axes->len; i++)
    g_ptr_array_add (sources, list_sources (sourcer, cr_figure_get_axes (figure, i)));
  return g_cancellable_is_cancelled (sourcer->cancellable) ? NULL : g_steal_pointer (&sources);
}

const CrPlotSource *
cr_plot_sources_get (const GPtrArray *sources, guint axes, guint series)
{
  const GPtrArray *list = sources != NULL && axes < sources->len ? g_ptr_array_index (sources, axes) : NULL;

  return list != NULL && series < list->len ? g_ptr_array_index (list, series) : NULL;
}

CrPlotSource *
cr_plot_source_new (CrGraph *graph, guint y, gboolean y_gradient, guint x)
{
  g_return_val_if_fail (graph != NULL && y < cr_graph_get_n_variables (graph), NULL);
  CrPlotSource *source = source_alloc ();
  gint64 n = count_elements (cr_graph_get_variable (graph, y));

  source->y = y;
  source->y_gradient = y_gradient;
  source->y_elements = TRUE;
  source->x = x;
  source->x_elements = x != CR_NONE && count_elements (cr_graph_get_variable (graph, x)) == n;
  if (x != CR_NONE && x != y && !y_gradient && cr_graph_get_variable (graph, y)->function != 0
      && cr_graph_get_n_functions (graph) <= MAX_FUNCTIONS && cr_path_exists (graph, x, y))
    {
      source->slope_x = x;
      source->slope_y = y;
    }
  find_lit (graph, source);
  return source;
}

void
cr_plot_source_free (CrPlotSource *source)
{
  g_array_unref (source->lit_variables);
  g_array_unref (source->lit_functions);
  g_clear_pointer (&source->family, g_array_unref);
  g_clear_pointer (&source->moments, g_array_unref);
  g_clear_pointer (&source->points, g_array_unref);
  g_free (source);
}

gint64
cr_plot_source_get_element (const CrPlotSource *source, guint point)
{
  g_return_val_if_fail (source != NULL, -1);
  return source->y_elements ? source->first + (gint64)point * source->stride : -1;
}

static gboolean
is_of_family (const CrPlotSource *source, guint variable)
{
  if (variable == source->y || variable == source->slope_y)
    return TRUE;
  for (guint i = 0; source->family != NULL && i < source->family->len; i++)
    if (g_array_index (source->family, guint, i) == variable)
      return TRUE;
  return FALSE;
}

gint64
cr_plot_source_find_point (const CrPlotSource *source, guint n, guint variable, gint64 element)
{
  g_return_val_if_fail (source != NULL, -1);
  for (guint i = 0; source->points != NULL && i < source->points->len; i++)
    if (g_array_index (source->points, guint, i) == variable)
      return i;
  if (variable == CR_NONE || element < 0)
    return -1;
  if (source->y_elements && is_of_family (source, variable))
    {
      gint64 away = element - source->first;

      return away >= 0 && away % source->stride == 0 && away / source->stride < n ? away / source->stride : -1;
    }
  if (source->x_elements && (variable == source->x || variable == source->slope_x))
    return element < n ? element : -1;
  return -1;
}

guint
cr_plot_source_find_member (const CrPlotSource *source, CrGraph *graph, guint position)
{
  g_return_val_if_fail (source != NULL, CR_NONE);
  guint low = 0, high = source->family == NULL ? 0 : source->family->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (cr_graph_get_variable (graph, g_array_index (source->family, guint, middle))->created < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low == 0 ? CR_NONE : g_array_index (source->family, guint, low - 1);
}
