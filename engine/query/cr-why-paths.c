/* All paths, element by element. A first walk over the pass gathers the functions that send towards the place and asks
 * for their derivatives in one run; a second counts and sums from the place up, each (sink, element) once; the largest
 * products are then found best first, by what the rest of a way can reach at most. */

#include "cr-why-paths.h"

#include <glib/gi18n-lib.h>
#include <float.h>
#include <math.h>

#include "cr-print.h"
#include "cr-replay.h"
#include "cr-why-private.h"
#include "cr-why-text.h"

/* Beyond these a graph is not small. */
#define MAX_RULES 64
#define MAX_NUMBERS 65536
#define MAX_PASSES 8
#define MAX_OPEN 200000

/* What a function's step sends along one edge, of one of its outputs. */
typedef struct
{
  guint event;
  guint32 output_nr;
  CrSink output; /* where what it received had arrived */
  CrLocalDerivative derivative;
} Rule;

/* What arrives at a sink: by a rule, or at the start. */
typedef struct
{
  GArray *rules;  /* of guint */
  GArray *starts; /* of guint: which root of the pass */
} SinkArrivals;

/* What is known of one element of a sink. */
typedef struct
{
  double count, sum, largest;
} Node;

struct _CrWhyPaths
{
  CrWhy *why;
  GArray *ways;      /* of CrWhyWay */
  GPtrArray *links;  /* of CrWhyLink[], owned */
  double count, sum; /* of all passes */
};

typedef struct
{
  CrWhyPaths *paths;
  CrWhyIndex *index;
  guint pass;
  CrSink place;
  guint told; /* until when something arrived at the place */
  GArray *rules;
  GHashTable *sinks; /* CrSink -> SinkArrivals */
  GHashTable *nodes; /* "sink, element" -> Node */
} Walk;

/* A way under construction; the heap of those is searched for the one that can become largest. */
typedef struct _Open Open;
struct _Open
{
  const Open *before;
  CrSink sink;
  gint64 element;
  double prefix, bound;
  CrWhyLink link;     /* that led here, if there is a way before */
  gboolean is_closed; /* it has come to the root */
  double start;
};

static void
sink_arrivals_free (gpointer data)
{
  SinkArrivals *arrivals = data;
  g_array_unref (arrivals->rules);
  g_array_unref (arrivals->starts);
  g_free (arrivals);
}

static const CrEvent *
get_event (Walk *walk, guint event)
{
  return cr_trace_get_event (cr_graph_get_trace (walk->index->graph), event);
}

static gboolean
too_large (GError **error)
{
  g_set_error_literal (error, CR_ERROR, CR_ERROR_RUNTIME,
                       _ ("The graph is too large to write all paths out. Open the terms above one at a time."));
  return FALSE;
}

/* The rules of the step at @event along edge @nr. */
static gboolean
add_rules (Walk *walk, SinkArrivals *to, guint event, guint32 nr, GArray *queue, GError **error)
{
  const CrStepEvent *step = &get_event (walk, event)->u.step;
  guint function = cr_graph_find_function (walk->index->graph, step->function);
  if (function == CR_NONE)
    {
      g_set_error (error, CR_ERROR, CR_ERROR_RUNTIME,
                   _ ("%s belongs to a view that was written in place: its rule cannot be applied alone."), step->name);
      return FALSE;
    }
  for (guint i = 0; i < step->n_received; i++)
    {
      Rule rule = { .event = event, .output_nr = i, .output = cr_why_index_resolve (walk->index, step->function, i) };
      rule.derivative = (CrLocalDerivative){ .function = function, .output_nr = i, .edge = nr, .element = -1 };
      guint number = walk->rules->len;
      if (step->received[i] == NULL || rule.output == CR_NONE)
        continue;
      if (number >= MAX_RULES
          || cr_value_get_numel (step->received[i]) > MAX_NUMBERS / MAX (cr_value_get_numel (step->sent[nr]), 1))
        return too_large (error);
      g_array_append_val (walk->rules, rule);
      g_array_append_val (to->rules, number);
      g_array_append_val (queue, rule.output);
    }
  return TRUE;
}

static gboolean
gather_sink (Walk *walk, CrSink sink, GArray *queue, GError **error)
{
  CrWhyIndex *index = walk->index;
  if (g_hash_table_contains (walk->sinks, GUINT_TO_POINTER (sink)))
    return TRUE;
  SinkArrivals *arrivals = g_new (SinkArrivals, 1);
  arrivals->rules = g_array_new (FALSE, FALSE, sizeof (guint));
  arrivals->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_hash_table_insert (walk->sinks, GUINT_TO_POINTER (sink), arrivals);
  guint first = index->first_arrival[sink];
  guint from = cr_why_count_arrivals (index, sink, g_array_index (index->passes, CrWhyPass, walk->pass).event);
  guint n = cr_why_count_arrivals (index, sink, sink == walk->place ? walk->told : G_MAXUINT);
  for (guint i = from; i < n; i++)
    {
      const CrArrival *arrival = &index->arrivals[first + i];
      if (arrival->pass != walk->pass || arrival->is_own)
        continue;
      if (get_event (walk, arrival->event)->kind == CR_EVENT_BACKWARD_BEGUN)
        g_array_append_val (arrivals->starts, arrival->nr);
      else if (!add_rules (walk, arrivals, arrival->event, arrival->nr, queue, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
gather (Walk *walk, GError **error)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (CrSink));
  g_array_append_val (queue, walk->place);
  for (guint next = 0; next < queue->len; next++)
    if (!gather_sink (walk, g_array_index (queue, CrSink, next), queue, error))
      return FALSE;
  return TRUE;
}

static gboolean
ask (Walk *walk, CrReplay *replay, GError **error)
{
  guint n = walk->rules->len;
  g_autofree CrLocalDerivative *asked = g_new0 (CrLocalDerivative, n + 1);
  for (guint i = 0; i < n; i++)
    asked[i] = g_array_index (walk->rules, Rule, i).derivative;
  gboolean done = n == 0 || cr_replay_local_derivatives (replay, asked, n, error);
  for (guint i = 0; i < n; i++)
    {
      if (done)
        g_array_index (walk->rules, Rule, i).derivative = asked[i];
      else
        g_clear_pointer (&asked[i].matrix, cr_value_unref);
    }
  return done;
}

static gint64
get_n_rows (const Rule *rule)
{
  return cr_value_get_sizes (rule->derivative.matrix)[0];
}

static double
get_derivative (const Rule *rule, gint64 output, gint64 input)
{
  gint64 n_columns = cr_value_get_sizes (rule->derivative.matrix)[1];
  return input < n_columns ? cr_value_get_double (rule->derivative.matrix, output * n_columns + input) : 0;
}

static double
get_start (Walk *walk, guint nr, gint64 element)
{
  double number = 0;
  guint begun = g_array_index (walk->index->passes, CrWhyPass, walk->pass).event;
  cr_why_read (get_event (walk, begun)->u.backward.gradients[nr], element, &number);
  return number;
}

static double
size_of (double number)
{
  return isnan (number) ? INFINITY : fabs (number);
}

static guint64
node_key (CrSink sink, gint64 element)
{
  return (guint64)sink << 32 | (guint32)element;
}

/* Counted once; the graph has no cycles and is small, so that recursion is at most MAX_RULES deep. */
static const Node *
count (Walk *walk, CrSink sink, gint64 element)
{
  guint64 key = node_key (sink, element);
  Node *node = g_hash_table_lookup (walk->nodes, &key);
  if (node != NULL)
    return node;
  node = g_new0 (Node, 1);
  g_hash_table_insert (walk->nodes, g_memdup2 (&key, sizeof key), node);
  const SinkArrivals *arrivals = g_hash_table_lookup (walk->sinks, GUINT_TO_POINTER (sink));
  for (guint i = 0; i < arrivals->starts->len; i++)
    {
      double start = get_start (walk, g_array_index (arrivals->starts, guint, i), element);
      node->count++;
      node->sum += start;
      node->largest = MAX (node->largest, size_of (start));
    }
  for (guint i = 0; i < arrivals->rules->len; i++)
    {
      const Rule *rule = &g_array_index (walk->rules, Rule, g_array_index (arrivals->rules, guint, i));
      for (gint64 o = 0; o < get_n_rows (rule); o++)
        {
          double derivative = get_derivative (rule, o, element);
          if (derivative == 0)
            continue;
          const Node *above = count (walk, rule->output, o);
          node->count += above->count;
          node->sum += derivative * above->sum;
          if (above->count > 0)
            node->largest = MAX (node->largest, size_of (derivative * above->largest));
        }
    }
  return node;
}

static void
push (GPtrArray *heap, GPtrArray *all, const Open *open)
{
  Open *kept = g_memdup2 (open, sizeof *open);
  g_ptr_array_add (all, kept);
  g_ptr_array_add (heap, kept);
}

static const Open *
pop_largest (GPtrArray *heap)
{
  guint best = 0;
  for (guint i = 1; i < heap->len; i++)
    if (((const Open *)heap->pdata[i])->bound > ((const Open *)heap->pdata[best])->bound)
      best = i;
  const Open *open = heap->pdata[best];
  g_ptr_array_remove_index_fast (heap, best);
  return open;
}

/* All ways that are one function longer. */
static void
extend (Walk *walk, const Open *open, GPtrArray *heap, GPtrArray *all)
{
  const SinkArrivals *arrivals = g_hash_table_lookup (walk->sinks, GUINT_TO_POINTER (open->sink));
  guint n_variables = cr_graph_get_n_variables (walk->index->graph);
  for (guint i = 0; i < arrivals->starts->len; i++)
    {
      Open closed = *open;
      closed.start = get_start (walk, g_array_index (arrivals->starts, guint, i), open->element);
      closed.is_closed = TRUE;
      closed.prefix = open->prefix * closed.start;
      closed.bound = size_of (closed.prefix);
      push (heap, all, &closed);
    }
  for (guint i = 0; i < arrivals->rules->len; i++)
    {
      const Rule *rule = &g_array_index (walk->rules, Rule, g_array_index (arrivals->rules, guint, i));
      for (gint64 o = 0; o < get_n_rows (rule) && all->len < MAX_OPEN; o++)
        {
          double derivative = get_derivative (rule, o, open->element);
          const Node *above = derivative != 0 ? count (walk, rule->output, o) : NULL;
          if (above == NULL || above->count == 0)
            continue;
          Open longer = { .before = open,
                          .sink = rule->output,
                          .element = o,
                          .prefix = open->prefix * derivative,
                          .link = { .function = rule->derivative.function,
                                    .name = get_event (walk, rule->event)->u.step.name,
                                    .derivative = derivative,
                                    .variable = rule->output < n_variables ? rule->output : CR_NONE,
                                    .element = o } };
          longer.bound = size_of (longer.prefix * above->largest);
          push (heap, all, &longer);
        }
    }
}

static void
keep (Walk *walk, const Open *closed)
{
  CrWhyPaths *paths = walk->paths;
  CrWhyWay way
      = { .product = closed->prefix, .start = closed->start, .backward = cr_why_pass_number (walk->index, walk->pass) };
  for (const Open *open = closed; open->before != NULL; open = open->before)
    way.n_links++;
  CrWhyLink *links = g_new (CrWhyLink, way.n_links + 1);
  guint at = way.n_links;
  for (const Open *open = closed; open->before != NULL; open = open->before)
    links[--at] = open->link;
  way.links = links;
  g_ptr_array_add (paths->links, links);
  g_array_append_val (paths->ways, way);
}

static void
find_largest (Walk *walk, gint64 element)
{
  g_autoptr (GPtrArray) heap = g_ptr_array_new ();
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  Open first = { .sink = walk->place, .element = element, .prefix = 1 };
  guint n = 0;
  push (heap, all, &first);
  while (heap->len > 0 && n < CR_WHY_MAX_PATHS && all->len < MAX_OPEN)
    {
      const Open *open = pop_largest (heap);
      if (open->is_closed)
        keep (walk, open);
      else
        extend (walk, open, heap, all);
      n += open->is_closed;
    }
}

static void
clear_rule (gpointer data)
{
  g_clear_pointer (&((Rule *)data)->derivative.matrix, cr_value_unref);
}

/* What arrived in one pass, until the event that told of it. */
static gboolean
walk_pass (CrWhyPaths *paths, CrSink place, gint64 element, guint pass, guint told, CrReplay *replay, GError **error)
{
  Walk walk = { .paths = paths, .index = paths->why->index, .pass = pass, .place = place, .told = told };
  walk.rules = g_array_new (FALSE, FALSE, sizeof (Rule));
  g_array_set_clear_func (walk.rules, clear_rule);
  walk.sinks = g_hash_table_new_full (NULL, NULL, NULL, sink_arrivals_free);
  walk.nodes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  gboolean done = gather (&walk, error) && ask (&walk, replay, error);
  if (done)
    {
      const Node *node = count (&walk, place, element);
      paths->count += node->count;
      paths->sum += node->sum;
      find_largest (&walk, element);
    }
  g_array_unref (walk.rules);
  g_hash_table_unref (walk.sinks);
  g_hash_table_unref (walk.nodes);
  return done;
}

static int
compare_ways (gconstpointer a, gconstpointer b)
{
  double left = size_of (((const CrWhyWay *)a)->product), right = size_of (((const CrWhyWay *)b)->product);
  return left > right ? -1 : left < right;
}

/* Of a .grad each pass, onto what was there. */
static gboolean
walk_all (CrWhyPaths *paths, CrReplay *replay, GError **error)
{
  CrWhy *why = paths->why;
  guint n = cr_why_get_n_terms (why);
  if (why->kind == CR_WHY_ARRIVED)
    return why->pass == CR_NONE
           || walk_pass (paths, why->sink, why->place.element, why->pass, why->place.position, replay, error);
  if (n > MAX_PASSES)
    return too_large (error);
  for (guint i = 0; i < n; i++)
    {
      const CrWhyTerm *term = cr_why_get_term (why, i);
      guint pass = term->kind == CR_WHY_TERM_PASS ? cr_why_find_change_pass (why, term->event) : CR_NONE;
      if (pass == CR_NONE)
        paths->sum += term->number;
      else if (!walk_pass (paths, why->sink, why->place.element, pass, term->event, replay, error))
        return FALSE;
    }
  return TRUE;
}

CrWhyPaths *
cr_why_paths_new (CrWhy *why, CrReplay *replay, GError **error)
{
  g_return_val_if_fail (why != NULL && replay != NULL && why->kind != CR_WHY_THROUGH, NULL);
  CrWhyPaths *paths = g_new0 (CrWhyPaths, 1);
  paths->why = cr_why_ref (why);
  paths->ways = g_array_new (FALSE, FALSE, sizeof (CrWhyWay));
  paths->links = g_ptr_array_new_with_free_func (g_free);
  if (!walk_all (paths, replay, error))
    {
      cr_why_paths_free (paths);
      return NULL;
    }
  g_array_sort (paths->ways, compare_ways);
  g_array_set_size (paths->ways, MIN (paths->ways->len, CR_WHY_MAX_PATHS));
  return paths;
}

void
cr_why_paths_free (CrWhyPaths *paths)
{
  cr_why_unref (paths->why);
  g_array_unref (paths->ways);
  g_ptr_array_unref (paths->links);
  g_free (paths);
}

guint
cr_why_paths_get_n (CrWhyPaths *paths)
{
  return paths->ways->len;
}

const CrWhyWay *
cr_why_paths_get (CrWhyPaths *paths, guint i)
{
  g_return_val_if_fail (i < paths->ways->len, NULL);
  return &g_array_index (paths->ways, CrWhyWay, i);
}

double
cr_why_paths_get_count (CrWhyPaths *paths)
{
  return paths->count;
}

double
cr_why_paths_get_sum (CrWhyPaths *paths)
{
  return paths->sum;
}

static void
append_factor (GString *out, CrDtype dtype, double number, gboolean *first)
{
  g_autofree char *text = cr_why_number_to_text (dtype, number);
  g_string_append_printf (out, number < 0 && !*first ? "%s(%s)" : "%s%s", *first ? "" : " × ", text);
  *first = FALSE;
}

char *
cr_why_paths_product_to_text (CrWhyPaths *paths, guint i)
{
  const CrWhyWay *way = cr_why_paths_get (paths, i);
  g_return_val_if_fail (way != NULL, NULL);
  return cr_why_number_to_text (paths->why->dtype, cr_why_round (paths->why->dtype, way->product));
}

char *
cr_why_paths_to_text (CrWhyPaths *paths, guint i)
{
  const CrWhyWay *way = cr_why_paths_get (paths, i);
  g_return_val_if_fail (way != NULL, NULL);
  CrGraph *graph = paths->why->index->graph;
  GString *out = g_string_new ("= ");
  gboolean first = TRUE;
  for (guint k = 0; k < way->n_links; k++)
    append_factor (out, paths->why->dtype, way->links[k].derivative, &first);
  if (way->start != 1 || way->n_links == 0)
    append_factor (out, paths->why->dtype, way->start, &first);
  for (guint k = 0; k < way->n_links; k++)
    {
      const CrWhyLink *link = &way->links[k];
      gboolean is_named
          = link->variable != CR_NONE && cr_variable_get_label (cr_graph_get_variable (graph, link->variable)) != NULL;
      g_autofree char *variable = is_named ? cr_why_variable_to_text (graph, link->variable, link->element) : NULL;
      g_string_append_printf (out, "%s%s", k == 0 ? " · " : " → ", link->name);
      if (variable != NULL)
        g_string_append_printf (out, " → %s", variable);
    }
  return g_string_free (out, FALSE);
}

static gboolean
is_rounding (CrWhyPaths *paths, double total)
{
  double size = fabs (total), epsilon = paths->why->dtype == CR_DTYPE_FLOAT64   ? DBL_EPSILON
                                        : paths->why->dtype == CR_DTYPE_FLOAT16 ? 0x1p-10
                                                                                : FLT_EPSILON;
  for (guint i = 0; i < paths->ways->len; i++)
    size += fabs (cr_why_paths_get (paths, i)->product);
  return fabs (paths->sum - total) <= epsilon * (16 + paths->count) * size;
}

char *
cr_why_paths_sum_to_text (CrWhyPaths *paths)
{
  CrWhy *why = paths->why;
  double total, sum = cr_why_round (why->dtype, paths->sum);
  g_autofree char *number = cr_why_number_to_text (why->dtype, sum);
  g_autofree char *n = cr_double_to_label (paths->count, 6);
  g_autofree char *head
      = paths->count > paths->ways->len
            ? g_strdup_printf (_ ("%s paths, of which the %u largest are shown; together %s"), n, paths->ways->len,
                               number)
            : g_strdup_printf (ngettext ("%s path: %s", "%s paths; together %s", (gulong)paths->count), n, number);
  if (!cr_why_get_total (why, &total))
    return g_steal_pointer (&head);
  if (cr_why_same (sum, total))
    return g_strdup_printf (_ ("%s, the gradient itself."), head);
  g_autofree char *exact = cr_why_number_to_text (why->dtype, total);
  if (is_rounding (paths, total))
    return g_strdup_printf (
        _ ("%s. The gradient is %s: backward adds where paths meet and rounds each time, which the sum "
           "over paths does not."),
        head, exact);
  return g_strdup_printf (
      _ ("%s, but the gradient is %s: a hook changed it, a saved value was written through .data, or a function's "
         "backward is its own."),
      head, exact);
}

void
cr_why_paths_get_path (CrWhyPaths *paths, guint i, GArray *variables, GArray *functions)
{
  const CrWhyWay *way = cr_why_paths_get (paths, i);
  g_return_if_fail (way != NULL);
  if (paths->why->place.variable != CR_NONE)
    g_array_append_val (variables, paths->why->place.variable);
  for (guint k = 0; k < way->n_links; k++)
    {
      g_array_append_val (functions, way->links[k].function);
      if (way->links[k].variable != CR_NONE)
        g_array_append_val (variables, way->links[k].variable);
    }
}
