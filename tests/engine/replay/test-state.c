/* The state that a cursor shows is that of the engine: at a position, every tensor that is alive in a fresh run stopped
 * there has the value, version, gradient and grad_fn that the cursor says, and what it calls released is gone.
 *
 * The engine tells of several events at one moment, when all of them have happened; where the cursor stands between
 * two of those, what the later ones are about is left out, and compared after them. */

#include <string.h>

#include "cr-backward.h"
#include "cr-cursor.h"
#include "cr-probe.h"
#include "random-program.h"
#include "replay-fixture.h"
#include "trace-fixture.h"

typedef struct
{
  CrGraph *graph;
  CrCursor *cursor;
  const char *text;  /* of the script, for messages */
  GHashTable *names; /* name -> tensor id */
  guint n_named;     /* events of which the names are known */
  guint n_compared;
  guint n_summaries;
  gboolean is_plain; /* no requires_grad_() */
} Comparison;

/* What is told of at one moment before the event that it is told for. */
static gboolean
leads_on (const CrEvent *event)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_TENSOR_RELEASED:
    case CR_EVENT_WRITTEN:
    case CR_EVENT_SCOPE_ENTERED:
    case CR_EVENT_SCOPE_LEFT:
      return TRUE;
    case CR_EVENT_OPERATION:
      return strcmp (event->u.operation.primitive, "detach") == 0;
    default:
      return FALSE;
    }
}

static gboolean
concerns (const CrEvent *event, guint64 tensor)
{
  switch (event->kind)
    {
    case CR_EVENT_TENSOR_CREATED:
    case CR_EVENT_TENSOR_RELEASED:
    case CR_EVENT_WRITTEN:
      return event->u.tensor.id == tensor;
    case CR_EVENT_OPERATION:
      for (guint i = 0; i < event->u.operation.n_others; i++)
        if (event->u.operation.others[i].tensor == tensor)
          return TRUE;
      /* of a view whose base was written, the grad_fn is made anew where it is used */
      for (guint i = 0; i < event->u.operation.n_inputs; i++)
        if (event->u.operation.inputs[i] == tensor)
          return TRUE;
      return event->u.operation.output == tensor;
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      return event->u.gradient.tensor == tensor || event->u.gradient.grad == tensor;
    default:
      return FALSE;
    }
}

/* Whether an event after @position, but of its moment, is about @tensor. */
static gboolean
is_under_way (Comparison *comparison, guint position, guint64 tensor)
{
  CrTrace *trace = cr_graph_get_trace (comparison->graph);
  for (guint i = position; i > 0 && i < cr_trace_get_length (trace); i++)
    {
      if (!leads_on (cr_trace_get_event (trace, i - 1)))
        return FALSE;
      if (concerns (cr_trace_get_event (trace, i), tensor))
        return TRUE;
    }
  return FALSE;
}

/* What happened around @position, for the message. */
static char *
describe_events (CrTrace *trace, guint position)
{
  GString *text = g_string_new (NULL);
  for (guint i = position < 6 ? 0 : position - 6; i < MIN (position + 4, cr_trace_get_length (trace)); i++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      g_string_append_printf (text, "%u %s line %u:", i, cr_event_kind_get_name (event->kind), event->range.line);
      if (event->kind == CR_EVENT_OPERATION)
        {
          const CrOperationEvent *operation = &event->u.operation;
          g_string_append_printf (text, " %s %s %" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT " of", operation->primitive,
                                  operation->in_place ? "in place" : "", operation->output, operation->function);
          for (guint k = 0; k < operation->n_inputs; k++)
            g_string_append_printf (text, " %" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, operation->inputs[k],
                                    operation->input_fns[k]);
        }
      else if (event->kind == CR_EVENT_NAME_BOUND)
        g_string_append_printf (text, " %s %" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, event->u.name.name,
                                event->u.name.tensor, event->u.name.function);
      else if (event->kind == CR_EVENT_GRAD_ACCUMULATED || event->kind == CR_EVENT_GRAD_CLEARED)
        g_string_append_printf (text, " of %" G_GUINT64_FORMAT " now %" G_GUINT64_FORMAT, event->u.gradient.tensor,
                                event->u.gradient.grad);
      else
        g_string_append_printf (text, " %" G_GUINT64_FORMAT, event->u.tensor.id);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
fail (Comparison *comparison, guint position, guint variable, const char *what)
{
  const CrVariable *of = cr_graph_get_variable (comparison->graph, variable);
  const CrEvent *event
      = position > 0 ? cr_trace_get_event (cr_graph_get_trace (comparison->graph), position - 1) : NULL;
  g_autofree char *around = describe_events (cr_graph_get_trace (comparison->graph), position);
  g_error ("%s differs at position %u (after %s in line %u) for variable %u: tensor %" G_GUINT64_FORMAT
           ", function %" G_GUINT64_FORMAT ", last called %s, of line %u:\n%sin\n%s",
           what, position, event != NULL ? cr_event_kind_get_name (event->kind) : "nothing",
           event != NULL ? event->range.line : 0, variable, of->tensor, of->function,
           of->name != NULL ? of->name : "nothing", of->range.line, around, comparison->text);
}

static gboolean
has_same_numbers (Comparison *comparison, const CrValue *shown, CrTensor *live)
{
  CrSummary a, b;
  g_autoptr (CrValue) value = live != NULL ? cr_value_new (live) : NULL;
  if (shown == NULL || value == NULL || cr_value_has_data (shown))
    return cr_value_equal (shown, value);
  cr_value_get_summary (shown, &a);
  cr_value_get_summary (value, &b);
  comparison->n_summaries++;
  return memcmp (&a, &b, sizeof a) == 0 && cr_value_get_numel (shown) == cr_value_get_numel (value);
}

/* Brings the names up to @position; they are the trace's own word, but by tensor and not by variable. */
static void
read_names (Comparison *comparison, guint position)
{
  for (; comparison->n_named < position; comparison->n_named++)
    {
      const CrEvent *event = cr_trace_get_event (cr_graph_get_trace (comparison->graph), comparison->n_named);
      if (event->kind == CR_EVENT_NAME_BOUND && !cr_name_is_path (event->u.name.name))
        g_hash_table_insert (comparison->names, (gpointer)event->u.name.name, (gpointer)(gsize)event->u.name.tensor);
    }
}

static gboolean
is_named (Comparison *comparison, guint64 tensor)
{
  GHashTableIter iter;
  gpointer meaning;
  g_hash_table_iter_init (&iter, comparison->names);
  while (g_hash_table_iter_next (&iter, NULL, &meaning))
    if ((guint64)(gsize)meaning == tensor)
      return TRUE;
  return FALSE;
}

static void
compare_live (Comparison *comparison, guint position, guint variable, CrTensor *live)
{
  const CrVariableState *state = cr_cursor_get_variable (comparison->cursor, variable);
  const CrVariable *of = cr_graph_get_variable (comparison->graph, variable);
  if (state->value == NULL && of->maker == CR_NONE && of->function != 0)
    return; /* what a CopySlices keeps to itself, seen in a double backward */
  comparison->n_compared++;
  if (!has_same_numbers (comparison, state->value, live))
    fail (comparison, position, variable, "value");
  CrTensor *grad = cr_tensor_get_grad (live);
  gboolean is_changing = grad != NULL && is_under_way (comparison, position, cr_tensor_get_id (grad));
  if (!is_changing && !has_same_numbers (comparison, state->grad, grad))
    fail (comparison, position, variable, ".grad");
  if (!cr_tensor_is_inference (live) && state->version != cr_tensor_get_version (live))
    fail (comparison, position, variable, "version");
  /* no event tells of requires_grad_(), or that a view made under no_grad is said to require what its base does */
  if (cr_tensor_requires_grad (live) && !of->requires_grad && comparison->is_plain && cr_tensor_get_base (live) == NULL)
    fail (comparison, position, variable, "requires_grad");
  if (state->name != NULL && (guint64)(gsize)g_hash_table_lookup (comparison->names, state->name) != of->tensor)
    fail (comparison, position, variable, "name");
  if (state->name == NULL && is_named (comparison, of->tensor))
    fail (comparison, position, variable, "lack of a name");
}

/* Of the variables that a tensor has been, the last that the cursor knows is what it is. */
static gboolean
is_last (Comparison *comparison, guint variable)
{
  guint64 tensor = cr_graph_get_variable (comparison->graph, variable)->tensor;
  for (guint i = variable + 1; i < cr_graph_get_n_variables (comparison->graph); i++)
    if (cr_graph_get_variable (comparison->graph, i)->tensor == tensor
        && cr_cursor_get_variable (comparison->cursor, i)->exists)
      return FALSE;
  return TRUE;
}

static void
compare_variable (Comparison *comparison, CrReplayMoment *moment, guint position, guint variable)
{
  const CrVariable *of = cr_graph_get_variable (comparison->graph, variable);
  const CrVariableState *state = cr_cursor_get_variable (comparison->cursor, variable);
  CrTensor *live = cr_replay_moment_get_tensor (moment, of->tensor);
  if (!state->exists || is_under_way (comparison, position, of->tensor))
    return;
  if (live == NULL)
    {
      if (!state->released)
        fail (comparison, position, variable, "being there");
      return;
    }
  if (state->released)
    fail (comparison, position, variable, "being released");
  if (!is_last (comparison, variable))
    return;
  guint64 function = cr_probe_get_function_id (live);
  /* nor of a view's new grad_fn, when an operation that fails made it */
  if (function != of->function && cr_tensor_get_base (live) != NULL
      && cr_graph_find_function (comparison->graph, function) == CR_NONE)
    return;
  if (function != of->function)
    fail (comparison, position, variable, "grad_fn");
  compare_live (comparison, position, variable, live);
}

static void
compare (CrReplayMoment *moment, guint position, gpointer data)
{
  Comparison *comparison = data;
  cr_cursor_seek (comparison->cursor, position);
  read_names (comparison, position);
  for (guint i = 0; i < cr_graph_get_n_variables (comparison->graph); i++)
    compare_variable (comparison, moment, position, i);
}

/* Compares at all positions, or at @n_random of them. */
static guint
check_script (const char *text, guint64 max_bytes, guint n_random)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrGraph) graph = fixture_run (text, max_bytes);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  g_autoptr (CrCursor) cursor = cr_cursor_new (graph);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) stops = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  Comparison comparison = { .graph = graph, .cursor = cursor, .text = text, .names = names };
  comparison.is_plain = strstr (text, "requires_grad_") == NULL && strstr (text, "no_grad") == NULL;
  guint n = cr_trace_get_length (cr_graph_get_trace (graph));
  /* what a failure tells comes when the run is over */
  while (n > 0 && cr_trace_get_event (cr_graph_get_trace (graph), n - 1)->kind == CR_EVENT_FAILED)
    n--;
  for (guint i = 1; i <= n; i++)
    if (n_random == 0 || (guint)g_rand_int_range (rand, 0, (gint32)n) < n_random)
      g_array_append_val (stops, i);
  if (stops->len == 0)
    g_error ("nothing happens in\n%s", text);
  cr_replay_visit (replay, (const guint *)stops->data, stops->len, compare, &comparison, &error);
  g_assert_no_error (error);
  g_test_message ("%u events, %u positions, %u states, %u of them summaries", n, stops->len, comparison.n_compared,
                  comparison.n_summaries);
  return comparison.n_compared;
}

static char *
load_example (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (CR_EXAMPLES, name, NULL);
  char *text;
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_example (gconstpointer name)
{
  g_autofree char *text = load_example (name);
  gboolean is_long = g_str_equal (name, "regression.py");
  g_assert_cmpuint (check_script (text, 0, is_long ? 200 : 0), >, 20);
  check_script (text, 1000, is_long ? 200 : 0);
}

/* Compares a value that the budget dropped, if it did, with that of the trace that kept it. */
static guint
check_recomputed (CrReplay *replay, guint variable, guint position, gboolean gradient, const CrValue *shown,
                  const CrValue *kept)
{
  g_autoptr (GError) error = NULL;
  if (shown == NULL || cr_value_has_data (shown))
    return 0;
  g_autoptr (CrValue) value = cr_replay_value (replay, variable, position, gradient, &error);
  g_assert_no_error (error);
  g_assert_true (cr_value_has_data (value));
  g_assert_true (cr_value_equal (value, kept));
  return 1;
}

/* Past the budget, what is computed again is what was. */
static void
test_recomputed (void)
{
  g_autofree char *text = load_example ("sine.py");
  g_autoptr (CrGraph) full = fixture_run (text, 0), graph = fixture_run (text, 1000);
  g_autoptr (CrReplay) replay = fixture_replay (graph);
  g_autoptr (CrCursor) rich = cr_cursor_new (full);
  g_autoptr (CrCursor) poor = cr_cursor_new (graph);
  guint n_recomputed = 0;
  for (guint position = 1; position <= cr_cursor_get_length (poor); position++)
    for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
      {
        cr_cursor_seek (rich, position);
        cr_cursor_seek (poor, position);
        const CrVariableState *kept = cr_cursor_get_variable (rich, i), *shown = cr_cursor_get_variable (poor, i);
        n_recomputed += check_recomputed (replay, i, position, FALSE, shown->value, kept->value);
        n_recomputed += check_recomputed (replay, i, position, TRUE, shown->grad, kept->grad);
      }
  g_assert_cmpuint (n_recomputed, >, 50);
}

/* Forwards and backwards, step by step and at once: a position has one state. */
static void
test_one_state (void)
{
  for (guint32 seed = 1; seed <= 5; seed++)
    {
      g_autofree char *text = random_program_new (seed);
      g_autoptr (CrGraph) graph = fixture_run (text, 0);
      fixture_check_cursor (graph);
    }
}

#define N_PROGRAMS 300

static void
test_random_programs (void)
{
  guint n_compared = 0;
  for (guint32 seed = 1; seed <= N_PROGRAMS; seed++)
    {
      g_autofree char *text = random_program_new (seed);
      n_compared += check_script (text, 0, 0);
    }
  g_assert_cmpuint (n_compared, >, N_PROGRAMS * 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/engine/replay/state/sine", "sine.py", test_example);
  g_test_add_data_func ("/engine/replay/state/scalar", "scalar.py", test_example);
  g_test_add_data_func ("/engine/replay/state/regression", "regression.py", test_example);
  g_test_add_func ("/engine/replay/state/recomputed", test_recomputed);
  g_test_add_func ("/engine/replay/state/one", test_one_state);
  g_test_add_func ("/engine/replay/state/random", test_random_programs);
  return g_test_run ();
}
