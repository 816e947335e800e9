/* One pass over the variables finds the family, one over the events what happened to it. */
#include "cr-evolution.h"

#include <math.h>

#include "cr-stats.h"

#define N_BUCKETS 500
#define CANCEL_EVERY 4096

typedef struct
{
  CrEvolution *evolution;
  GCancellable *cancellable;
  const CrVariable *info;
  GHashTable *tensors; /* ids of the family */
  GHashTable *makers;  /* id of a function -> output number + 1 */
  GHashTable *grads;   /* ids of the tensors in .grad */
  gint64 element;      /* that is followed; -1: all */
  guint event;
} Collector;

static GArray *
moments_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (CrMoment));
}

static guint
get_output_nr (CrGraph *graph, const CrVariable *info, guint variable)
{
  const CrFunctionNode *maker = info->maker == CR_NONE ? NULL : cr_graph_get_function (graph, info->maker);

  for (guint i = 0; maker != NULL && i <= maker->n_others; i++)
    if (cr_graph_get_output (maker, i) == variable)
      return i;
  return 0;
}

/* Made by the same expression in the same way. */
static gboolean
is_alike (CrGraph *graph, const CrVariable *a, const CrVariable *b)
{
  const CrFunctionNode *maker, *other;

  if (a->range.line == 0 || a->range.offset != b->range.offset || a->range.length != b->range.length
      || (a->maker == CR_NONE) != (b->maker == CR_NONE))
    return FALSE;
  if (a->maker == CR_NONE)
    return a->ndim == b->ndim;
  maker = cr_graph_get_function (graph, a->maker);
  other = cr_graph_get_function (graph, b->maker);
  return g_strcmp0 (maker->primitive, other->primitive) == 0;
}

static gboolean
find_family (Collector *collector)
{
  CrGraph *graph = collector->evolution->graph;
  guint n = cr_graph_get_n_variables (graph), output_nr;

  output_nr = get_output_nr (graph, collector->info, collector->evolution->variable);
  for (guint i = 0; i < n; i++)
    {
      const CrVariable *other = cr_graph_get_variable (graph, i);
      gboolean same = other->tensor == collector->info->tensor;

      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (collector->cancellable))
        return FALSE;
      if (!same && (!is_alike (graph, collector->info, other) || get_output_nr (graph, other, i) != output_nr))
        continue;
      g_hash_table_add (collector->tensors, GSIZE_TO_POINTER (other->tensor));
      if (other->function != 0)
        g_hash_table_insert (collector->makers, GSIZE_TO_POINTER (other->function),
                             GUINT_TO_POINTER (get_output_nr (graph, other, i) + 1));
    }
  return TRUE;
}

static double
measure (Collector *collector, const CrValue *value)
{
  if (collector->element >= 0)
    return cr_value_has_data (value) && collector->element < cr_value_get_numel (value)
               ? cr_value_get_magnitude (value, collector->element)
               : NAN;
  if (cr_value_has_data (value) && cr_value_get_numel (value) == 1 && !collector->evolution->norms)
    return cr_value_get_magnitude (value, 0);
  return cr_stats_get_norm (value, collector->cancellable);
}

static void
add_moment (Collector *collector, GArray *moments, const CrValue *value)
{
  CrMoment moment = { .event = collector->event, .none = value == NULL, .number = NAN };

  if (value != NULL)
    moment.number = measure (collector, value);
  g_array_append_val (moments, moment);
}

static gboolean
is_member (GHashTable *ids, guint64 id)
{
  return id != 0 && g_hash_table_contains (ids, GSIZE_TO_POINTER (id));
}

static void
read_operation (Collector *collector, const CrOperationEvent *operation)
{
  if (is_member (collector->tensors, operation->output) && operation->value != NULL)
    add_moment (collector, collector->evolution->values, operation->value);
  for (guint i = 0; i < operation->n_others; i++)
    if (is_member (collector->tensors, operation->others[i].tensor) && operation->others[i].value != NULL)
      add_moment (collector, collector->evolution->values, operation->others[i].value);
}

static void
read_gradient (Collector *collector, const CrGradientEvent *gradient)
{
  if (!is_member (collector->tensors, gradient->tensor))
    return;
  if (gradient->function != 0 && gradient->tensor == collector->info->tensor)
    collector->evolution->retains_grad = TRUE;
  if (gradient->grad != 0)
    g_hash_table_add (collector->grads, GSIZE_TO_POINTER (gradient->grad));
  if (gradient->function == 0)
    add_moment (collector, collector->evolution->gradients, gradient->after);
}

/* What arrives at the outputs of its function, where nothing is kept in .grad. */
static void
read_step (Collector *collector, const CrStepEvent *step)
{
  guint output = GPOINTER_TO_UINT (g_hash_table_lookup (collector->makers, GSIZE_TO_POINTER (step->function)));

  if (output > 0 && output <= step->n_received && step->received[output - 1] != NULL)
    add_moment (collector, collector->evolution->gradients, step->received[output - 1]);
}

static void
read_name (Collector *collector, const CrNameEvent *name)
{
  CrNaming naming = { .event = collector->event, .name = name->name };
  const CrVariable *info = collector->info;

  if (name->name == NULL || cr_name_is_path (name->name))
    return;
  naming.bound = name->tensor == info->tensor && name->function == info->function;
  if (naming.bound || (name->old_tensor == info->tensor && name->old_function == info->function))
    g_array_append_val (collector->evolution->namings, naming);
}

static void
read_event (Collector *collector, const CrEvent *event)
{
  CrEvolution *evolution = collector->evolution;

  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
      if (is_member (collector->tensors, event->u.tensor.id) && event->u.tensor.value != NULL)
        add_moment (collector, evolution->values, event->u.tensor.value);
      break;
    case CR_EVENT_WRITTEN:
      if (is_member (collector->tensors, event->u.tensor.id) && event->u.tensor.value != NULL)
        add_moment (collector, evolution->values, event->u.tensor.value);
      else if (is_member (collector->grads, event->u.tensor.id) && event->u.tensor.value != NULL)
        add_moment (collector, evolution->gradients, event->u.tensor.value);
      break;
    case CR_EVENT_OPERATION:
      read_operation (collector, &event->u.operation);
      break;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      read_gradient (collector, &event->u.gradient);
      break;
    case CR_EVENT_FUNCTION_STEPPED:
      read_step (collector, &event->u.step);
      break;
    case CR_EVENT_NAME_BOUND:
      read_name (collector, &event->u.name);
      break;
    default:
      break;
    }
}

static gboolean
read_events (Collector *collector)
{
  CrTrace *trace = cr_graph_get_trace (collector->evolution->graph);
  guint n = cr_trace_get_length (trace);

  for (collector->event = 0; collector->event < n; collector->event++)
    {
      if (collector->event % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (collector->cancellable))
        return FALSE;
      read_event (collector, cr_trace_get_event (trace, collector->event));
    }
  return !g_cancellable_is_cancelled (collector->cancellable);
}

CrEvolution *
cr_evolution_new (CrGraph *graph, guint variable, GCancellable *cancellable)
{
  return cr_evolution_new_of_element (graph, variable, -1, cancellable);
}

CrEvolution *
cr_evolution_new_of_element (CrGraph *graph, guint variable, gint64 element, GCancellable *cancellable)
{
  g_autoptr (CrEvolution) evolution = NULL;
  g_autoptr (GHashTable) tensors = g_hash_table_new (NULL, NULL), grads = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) makers = g_hash_table_new (NULL, NULL);
  Collector collector
      = { .cancellable = cancellable, .tensors = tensors, .makers = makers, .grads = grads, .element = element };

  g_return_val_if_fail (graph != NULL && variable < cr_graph_get_n_variables (graph), NULL);
  collector.info = cr_graph_get_variable (graph, variable);
  collector.evolution = evolution = g_new0 (CrEvolution, 1);
  evolution->graph = cr_graph_ref (graph);
  evolution->variable = variable;
  evolution->values = moments_new ();
  evolution->gradients = moments_new ();
  evolution->namings = g_array_new (FALSE, FALSE, sizeof (CrNaming));
  for (int i = 0; i < collector.info->ndim && element < 0; i++)
    evolution->norms = evolution->norms || collector.info->sizes[i] != 1;
  if (!find_family (&collector) || !read_events (&collector))
    return NULL;
  evolution->value_line = cr_sparkline_decimate (evolution->values, N_BUCKETS);
  evolution->gradient_line = cr_sparkline_decimate (evolution->gradients, N_BUCKETS);
  return g_steal_pointer (&evolution);
}

void
cr_evolution_free (CrEvolution *evolution)
{
  g_array_unref (evolution->values);
  g_array_unref (evolution->gradients);
  g_array_unref (evolution->namings);
  g_clear_pointer (&evolution->value_line, g_array_unref);
  g_clear_pointer (&evolution->gradient_line, g_array_unref);
  cr_graph_unref (evolution->graph);
  g_free (evolution);
}

GPtrArray *
cr_evolution_get_names (const CrEvolution *evolution, guint position)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < evolution->namings->len; i++)
    {
      const CrNaming *naming = &g_array_index (evolution->namings, CrNaming, i);

      if (naming->event >= position)
        break;
      g_ptr_array_remove (names, (gpointer)naming->name);
      if (naming->bound)
        g_ptr_array_add (names, (gpointer)naming->name);
    }
  return names;
}
