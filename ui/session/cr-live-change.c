/* Predicted: the sum over all leaves of gradient times change, which holds for any number that is in a leaf in whatever
 * way, also for one that makes many elements at once (the end of a linspace). */

#include "cr-live-change.h"

#include <math.h>

typedef struct
{
  guint64 key;
  char *name; /* NULL */
  CrValue *value, *gradient;
} BaseLeaf;

struct _CrLiveBase
{
  gatomicrefcount ref_count;
  gboolean has_backward;
  guint root;
  guint64 root_key;
  char *root_name;   /* NULL */
  CrValue *value;    /* the root's */
  CrValue *gradient; /* that its backward began with; NULL: ones */
  GArray *leaves;    /* of BaseLeaf */
};

static void
clear_leaf (gpointer data)
{
  BaseLeaf *leaf = data;

  g_free (leaf->name);
  cr_value_unref (leaf->value);
  cr_value_unref (leaf->gradient);
}

CrLiveBase *
cr_live_base_ref (CrLiveBase *base)
{
  g_atomic_ref_count_inc (&base->ref_count);
  return base;
}

void
cr_live_base_unref (CrLiveBase *base)
{
  if (base == NULL || !g_atomic_ref_count_dec (&base->ref_count))
    return;
  g_array_unref (base->leaves);
  g_clear_pointer (&base->value, cr_value_unref);
  g_clear_pointer (&base->gradient, cr_value_unref);
  g_free (base->root_name);
  g_free (base);
}

/* The event with which the last backward begins, CR_NONE. */
static guint
find_backward (CrGraph *graph)
{
  CrTrace *trace = cr_graph_get_trace (graph);

  for (guint i = cr_trace_get_length (trace); i-- > 0;)
    if (cr_trace_get_event (trace, i)->kind == CR_EVENT_BACKWARD_BEGUN)
      return i;
  return CR_NONE;
}

/* The root of the last backward, else of the last graph that has one. */
static guint
find_root (CrGraph *graph, guint backward)
{
  const CrEvent *event = backward == CR_NONE ? NULL : cr_trace_get_event (cr_graph_get_trace (graph), backward);

  if (event != NULL && event->u.backward.n_roots > 0)
    return cr_graph_find_variable (graph, event->u.backward.roots[0], event->u.backward.root_fns[0]);
  for (guint i = cr_graph_get_n_generations (graph); i-- > 0;)
    if (cr_graph_get_generation (graph, i)->root != CR_NONE)
      return cr_graph_get_generation (graph, i)->root;
  return CR_NONE;
}

/* Where values are read: as the last backward begins, else at the end. */
static guint
find_position (CrGraph *graph, guint backward)
{
  return backward == CR_NONE ? cr_trace_get_length (cr_graph_get_trace (graph)) : backward;
}

static CrValue *
get_value (CrCursor *cursor, guint variable)
{
  CrValue *value = variable == CR_NONE ? NULL : cr_cursor_get_variable (cursor, variable)->value;

  return value != NULL && cr_value_has_data (value) ? value : NULL;
}

static void
add_leaves (CrLiveBase *base, CrGraph *graph, CrCursor *cursor, guint backward)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  guint length = cr_trace_get_length (trace);

  for (guint i = backward + 1; i < length; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      const CrVariable *variable;
      CrValue *value;
      guint found;

      if (event->kind == CR_EVENT_BACKWARD_ENDED)
        return;
      if (event->kind != CR_EVENT_GRAD_ACCUMULATED || event->u.gradient.received == NULL)
        continue;
      found = cr_graph_find_variable (graph, event->u.gradient.tensor, event->u.gradient.function);
      value = get_value (cursor, found);
      if (value == NULL || !cr_value_has_data (event->u.gradient.received))
        continue;
      variable = cr_graph_get_variable (graph, found);
      g_array_append_val (base->leaves,
                          ((BaseLeaf){ variable->key, g_strdup (cr_variable_get_label (variable)), cr_value_ref (value),
                                       cr_value_ref (event->u.gradient.received) }));
    }
}

CrLiveBase *
cr_live_base_new (CrGraph *graph, CrCursor *cursor)
{
  guint backward = find_backward (graph), root = find_root (graph, backward);
  guint position = cr_cursor_get_position (cursor);
  CrLiveBase *base;
  CrValue *value;

  cr_cursor_seek (cursor, find_position (graph, backward));
  value = get_value (cursor, root);
  if (value == NULL)
    {
      cr_cursor_seek (cursor, position);
      return NULL;
    }
  base = g_new0 (CrLiveBase, 1);
  g_atomic_ref_count_init (&base->ref_count);
  base->root = root;
  base->root_key = cr_graph_get_variable (graph, root)->key;
  base->root_name = g_strdup (cr_variable_get_label (cr_graph_get_variable (graph, root)));
  base->value = cr_value_ref (value);
  base->leaves = g_array_new (FALSE, FALSE, sizeof (BaseLeaf));
  g_array_set_clear_func (base->leaves, clear_leaf);
  base->has_backward = backward != CR_NONE;
  if (base->has_backward)
    {
      const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (graph), backward);

      base->gradient = event->u.backward.gradients[0] == NULL ? NULL : cr_value_ref (event->u.backward.gradients[0]);
      add_leaves (base, graph, cursor, backward);
    }
  cr_cursor_seek (cursor, position);
  return base;
}

guint
cr_live_base_get_root (const CrLiveBase *base)
{
  return base->root;
}

/* The sum of elements, each times its weight where there are weights. */
static double
weigh (const CrValue *value, const CrValue *weights)
{
  gint64 n = cr_value_get_numel (value);
  double sum = 0;

  if (weights != NULL && (!cr_value_has_data (weights) || cr_value_get_numel (weights) != n))
    weights = NULL;
  for (gint64 i = 0; i < n; i++)
    sum += cr_value_get_double (value, i) * (weights == NULL ? 1 : cr_value_get_double (weights, i));
  return sum;
}

/* Adds what a leaf's change does. FALSE if it is of another shape now. */
static gboolean
add_change (CrLiveChange *change, const BaseLeaf *leaf, const CrValue *now)
{
  gint64 n = cr_value_get_numel (leaf->value);
  guint before = change->n_elements;

  if (now == NULL || cr_value_get_numel (now) != n || cr_value_get_numel (leaf->gradient) != n)
    return FALSE;
  for (gint64 i = 0; i < n; i++)
    {
      double delta = cr_value_get_double (now, i) - cr_value_get_double (leaf->value, i);

      if (delta == 0)
        continue;
      change->leaf_delta = delta;
      change->leaf_gradient = cr_value_get_double (leaf->gradient, i);
      change->predicted += change->leaf_gradient * delta;
      change->n_elements++;
    }
  if (change->n_elements > before)
    change->leaf = before > 0 ? NULL : leaf->name;
  return TRUE;
}

static CrLiveVerdict
compare_leaves (const CrLiveBase *base, CrGraph *graph, CrCursor *cursor, CrLiveChange *change)
{
  if (!base->has_backward)
    return CR_LIVE_NO_BACKWARD;
  for (guint i = 0; i < base->leaves->len; i++)
    {
      const BaseLeaf *leaf = &g_array_index (base->leaves, BaseLeaf, i);

      if (!add_change (change, leaf, get_value (cursor, cr_graph_find_variable_by_key (graph, leaf->key))))
        return CR_LIVE_OTHER_GRAPH;
    }
  return change->n_elements > 0 ? CR_LIVE_COMPARED : CR_LIVE_NOT_REACHED;
}

gboolean
cr_live_change_read (const CrLiveBase *base, CrGraph *graph, CrCursor *cursor, double value, CrLiveChange *change)
{
  guint backward = find_backward (graph), root = find_root (graph, backward);
  guint position = cr_cursor_get_position (cursor);
  const CrValue *now;

  *change = (CrLiveChange){ .verdict = CR_LIVE_OTHER_GRAPH, .value = value, .root = base->root_name };
  change->scalar = cr_value_get_numel (base->value) == 1;
  change->before = weigh (base->value, base->gradient);
  cr_cursor_seek (cursor, find_position (graph, backward));
  now = get_value (cursor, root);
  if (now != NULL && cr_graph_get_variable (graph, root)->key == base->root_key
      && cr_value_get_numel (now) == cr_value_get_numel (base->value))
    {
      change->after = weigh (now, base->gradient);
      change->real = change->after - change->before;
      change->verdict = compare_leaves (base, graph, cursor, change);
    }
  cr_cursor_seek (cursor, position);
  return now != NULL;
}
