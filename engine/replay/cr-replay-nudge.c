/* A run in which one element of a variable is another. A gradient counts what is read through that variable, in the
 * graph of that one backward: so a leaf is moved just before its first use there (and after what was written to it
 * before), a result just after its operation. What shares memory with it without sharing its history (x.detach(), the
 * base of a view) must not move along, hence it is given memory of its own; only where views of it are about, which its
 * gradient does count, is it moved in place. */

#include "cr-replay-nudge-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-element.h"
#include "cr-recorder-private.h"

/* The first function of the backward that has @variable as an input; CR_NONE for none. */
static guint
find_first_use (CrGraph *graph, guint variable, const guint8 *stepped)
{
  const GArray *users = cr_graph_get_variable (graph, variable)->users;
  guint first = CR_NONE;
  for (guint i = 0; i < users->len; i++)
    {
      guint user = g_array_index (users, guint, i);
      if (stepped[user])
        first = MIN (first, cr_graph_get_function (graph, user)->created);
    }
  return first;
}

/* What a custom function's forward computes is told of before the function itself: the first of the uses at all of
 * @variable since it was last written. */
static guint
find_first_read (CrGraph *graph, guint variable, guint use)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  guint64 tensor = cr_graph_get_variable (graph, variable)->tensor;
  guint first = use;
  for (guint i = use; i-- > 0;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_BACKWARD_ENDED || (event->kind == CR_EVENT_WRITTEN && event->u.tensor.id == tensor))
        break;
      for (guint k = 0; event->kind == CR_EVENT_OPERATION && k < event->u.operation.n_inputs; k++)
        if (event->u.operation.inputs[k] == tensor)
          first = i;
    }
  return first;
}

gboolean
cr_nudge_find_moment (CrGraph *graph, guint variable, const guint8 *stepped, CrNudge *nudge, GError **error)
{
  CrTrace *trace = cr_graph_get_trace (graph);
  const CrVariable *moved = cr_graph_get_variable (graph, variable);
  nudge->tensor = moved->tensor;
  nudge->is_leaf = moved->function == 0;
  nudge->at = moved->created + 1;
  if (!nudge->is_leaf)
    return TRUE;
  guint use = find_first_use (graph, variable, stepped);
  if (use != CR_NONE && g_strcmp0 (cr_trace_get_event (trace, use)->u.operation.primitive, "custom") == 0)
    use = find_first_read (graph, variable, use);
  nudge->at = use != CR_NONE ? cr_replay_find_moment (trace, use) : nudge->begun;
  for (guint i = nudge->at; i < use && use != CR_NONE; i++) /* its own write is not gone back over */
    {
      const CrEvent *event = cr_trace_get_event (trace, i);
      if (event->kind == CR_EVENT_WRITTEN && event->u.tensor.id == moved->tensor)
        nudge->at = i + 1;
    }
  if (nudge->at > 0)
    return TRUE;
  g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE,
                       _ ("it is made and used in one expression; give it a name in a line of its own"));
  return FALSE;
}

/* Whether a view is about whose history leads to @tensor. */
static gboolean
has_views (CrReplayRun *run, CrTensor *tensor)
{
  const CrRecorded *other = cr_recorder_first_alias (run->recorder, tensor);
  for (; other != NULL; other = other->next)
    if (other->tensor != tensor && cr_tensor_requires_grad (other->tensor)
        && cr_tensor_get_base (other->tensor) == tensor)
      return TRUE;
  return FALSE;
}

/* The same elements in memory of its own. */
static gboolean
separate (CrTensor *tensor, GError **error)
{
  CrDtype dtype = cr_tensor_get_dtype (tensor);
  g_autoptr (CrTensor) copy = cr_tensor_new_full (cr_tensor_get_context (tensor), dtype, cr_tensor_get_ndim (tensor),
                                                  cr_tensor_get_sizes (tensor), 0, error);
  gpointer data = copy != NULL ? cr_tensor_get_mutable (copy, error) : NULL;
  if (data == NULL)
    return FALSE;
  cr_replay_copy_elements (tensor, dtype, data);
  return cr_tensor_take_storage (tensor, copy, error);
}

typedef struct
{
  const CrNudge *nudge;
  gint64 element;
  double delta, moved, root;
} Question;

static gboolean
move (CrReplayRun *run, Question *question, GError **error)
{
  CrProbe probe;
  CrTensor *tensor = cr_replay_run_get_tensor (run, question->nudge->tensor);
  if (tensor == NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_VALUE,
                           _ ("it is made and used in one expression; give it a name in a line of its own"));
      return FALSE;
    }
  gboolean is_view = cr_tensor_get_base (tensor) != NULL;
  gboolean alone = is_view || (question->nudge->is_leaf && !has_views (run, tensor));
  cr_probe_begin (&probe, cr_tensor_get_context (tensor));
  gboolean done = !alone || separate (tensor, error);
  double x = done ? cr_tensor_get_double (tensor, question->element) : 0;
  done = done && cr_replay_set_element (tensor, question->element, x + question->delta, error);
  cr_probe_end (&probe);
  if (!done)
    return FALSE;
  question->moved = cr_tensor_get_double (tensor, question->element);
  cr_recorder_note_buffer (run->recorder, tensor);
  return TRUE;
}

static gboolean
weigh (CrReplayRun *run, Question *question, GError **error)
{
  const CrNudge *nudge = question->nudge;
  question->root = 0;
  for (guint i = 0; i < nudge->n_roots; i++)
    {
      CrTensor *root = cr_replay_run_get_tensor (run, nudge->roots[i]);
      if (nudge->weights[i] == NULL)
        continue;
      if (root == NULL || cr_tensor_get_numel (root) != cr_value_get_numel (nudge->weights[i]))
        return cr_replay_set_diverged (error);
      for (gint64 k = 0; k < cr_tensor_get_numel (root); k++)
        question->root += cr_tensor_get_double (root, k) * cr_value_get_double (nudge->weights[i], k);
    }
  return FALSE;
}

static gboolean
ask (CrReplayRun *run, guint n_events, gpointer data, GError **error)
{
  Question *question = data;
  gboolean is_begun = n_events == question->nudge->begun + 1;
  if (n_events == question->nudge->at && !move (run, question, error))
    return FALSE;
  return is_begun ? weigh (run, question, error) : TRUE;
}

gboolean
cr_nudge_run (const CrNudge *nudge, CrReplay *replay, gint64 element, double delta, double *moved, double *root,
              gboolean *diverged, GError **error)
{
  g_autoptr (GError) problem = NULL;
  Question question = { .nudge = nudge, .element = element, .delta = delta };
  const guint stops[] = { nudge->at, nudge->begun + 1 };
  CrReplayRun run = { .replay = replay,
                      .stops = stops,
                      .n_stops = nudge->at == nudge->begun + 1 ? 1 : 2,
                      .ask = ask,
                      .data = &question,
                      .first_kept = G_MAXUINT,
                      .first_free = nudge->at };
  *diverged = FALSE;
  if (cr_replay_ask (&run, &problem))
    {
      *moved = question.moved;
      *root = question.root;
      return TRUE;
    }
  if (run.diverged && run.at > 0 && !cr_replay_is_cancelled (replay))
    {
      *diverged = TRUE;
      *root = NAN;
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
