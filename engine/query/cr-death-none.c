/* Why nothing flows to a variable: forwards along everything that was computed from it, to where the way to the root is
 * cut; for what requires no gradient, backwards to where that began. What was made anew from numbers (item(), argmax())
 * is no operation of the graph: it is found by the names in the expression that made it. */

#include "cr-death-private.h"

#include <string.h>

/* For so many variables the text is asked whether something was made of their numbers: that is a walk through all. */
#define MAX_LOOKS 64

static CrDeathKind
classify_cut (CrDeathTrace *trace, const CrFunctionNode *function)
{
  const CrEvent *event = cr_trace_get_event (trace->trace, function->created);
  const CrVariable *output = cr_graph_get_variable (trace->graph, function->output);
  if (g_strcmp0 (function->primitive, "detach") == 0)
    return CR_DEATH_DETACHED;
  if (event->kind == CR_EVENT_OPERATION && event->u.operation.grad_disabled)
    return CR_DEATH_NO_GRAD;
  if (!cr_dtype_is_floating (output->dtype))
    return CR_DEATH_INTEGER;
  return CR_DEATH_NO_RULE;
}

/* Everything that a root was computed from, whether or not a gradient flows. */
static GHashTable *
find_used (CrDeathTrace *trace)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  trace->used = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < trace->passes->len; i++)
    {
      const CrBackwardEvent *backward
          = &cr_trace_get_event (trace->trace, g_array_index (trace->passes, CrDeathPass, i).begin)->u.backward;
      for (guint k = 0; k < backward->n_roots; k++)
        {
          guint root = cr_graph_find_variable (trace->graph, backward->roots[k], backward->root_fns[k]);
          if (root != CR_NONE && g_hash_table_add (trace->used, GUINT_TO_POINTER (root + 1)))
            g_array_append_val (queue, root);
        }
    }
  for (guint at = 0; at < queue->len && !cr_death_is_cancelled (trace); at++)
    {
      const CrVariable *node = cr_graph_get_variable (trace->graph, g_array_index (queue, guint, at));
      const CrFunctionNode *maker = node->maker == CR_NONE ? NULL : cr_graph_get_function (trace->graph, node->maker);
      for (guint k = 0; maker != NULL && k < maker->n_inputs; k++)
        if (g_hash_table_add (trace->used, GUINT_TO_POINTER (maker->inputs[k] + 1)))
          g_array_append_val (queue, maker->inputs[k]);
    }
  return trace->used;
}

static gboolean
is_used (CrDeathTrace *trace, guint variable)
{
  GHashTable *used = trace->used != NULL ? trace->used : find_used (trace);
  return g_hash_table_contains (used, GUINT_TO_POINTER (variable + 1));
}

static gboolean
is_root (CrDeathTrace *trace, const CrVariable *node)
{
  for (guint i = 0; i < trace->passes->len; i++)
    {
      const CrBackwardEvent *backward
          = &cr_trace_get_event (trace->trace, g_array_index (trace->passes, CrDeathPass, i).begin)->u.backward;
      for (guint k = 0; k < backward->n_roots; k++)
        if (backward->roots[k] == node->tensor && backward->root_fns[k] == node->function)
          return TRUE;
    }
  return FALSE;
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (c & 0x80);
}

/* Whether @name stands in the text of @range as a whole name, not behind a dot. */
static gboolean
mentions (CrDeathTrace *trace, const CrRange *range, const char *name)
{
  CrSource *source = cr_trace_get_source (trace->trace);
  gsize length = strlen (name);
  if (source == NULL || range->line == 0)
    return FALSE;
  const char *text = cr_source_get_text (source, NULL);
  const char *end = text + range->offset + range->length;
  for (const char *at = text + range->offset; at + length <= end; at++)
    if (strncmp (at, name, length) == 0 && (at == text || (!is_word (at[-1]) && at[-1] != '.'))
        && !is_word (at[length]))
      return TRUE;
  return FALSE;
}

static gboolean
ends_with (CrDeathTrace *trace, const CrRange *range, const char *suffix)
{
  gsize length = strlen (suffix);
  const char *text = cr_source_get_text (cr_trace_get_source (trace->trace), NULL);
  return range->length >= length && strncmp (text + range->offset + range->length - length, suffix, length) == 0;
}

/* How @made, which no operation made, got another's numbers. What a tensor without a name was detached from is gone by
 * then, so that only the text tells. */
static CrDeathKind
classify_made (CrDeathTrace *trace, const CrVariable *made)
{
  if (!cr_dtype_is_floating (made->dtype))
    return CR_DEATH_INTEGER;
  return ends_with (trace, &made->range, ".detach()") || ends_with (trace, &made->range, ".data") ? CR_DEATH_DETACHED
                                                                                                  : CR_DEATH_MADE_ANEW;
}

/* A number that became a tensor because it is an operand beside @variable, is no copy of it. */
static gboolean
is_operand_beside (CrDeathTrace *trace, const CrVariable *made, guint variable)
{
  gboolean flows;
  for (guint i = 0; i < made->users->len; i++)
    {
      const CrFunctionNode *user = cr_graph_get_function (trace->graph, g_array_index (made->users, guint, i));
      if (cr_death_find_input (user, variable, 0, &flows) != G_MAXUINT)
        return TRUE;
    }
  return FALSE;
}

/* What was made of @variable's numbers by an expression that names it; a call of backward makes no copy. */
static gboolean
is_made_of (CrDeathTrace *trace, guint candidate, guint variable)
{
  const CrVariable *made = cr_graph_get_variable (trace->graph, candidate);
  const CrVariable *node = cr_graph_get_variable (trace->graph, variable);
  return made->maker == CR_NONE && node->name != NULL && candidate != variable && made->created > node->created
         && made->created < trace->position && mentions (trace, &made->range, node->name)
         && !ends_with (trace, &made->range, ".backward()") && !is_operand_beside (trace, made, variable);
}

typedef struct
{
  GArray *queue;       /* of guint: variables that a gradient would flow through */
  GHashTable *visited; /* index + 1 */
  GPtrArray *cuts;     /* of CrDeathCause: kind, variable, function; used: n_elements */
  gboolean reached;    /* a root */
} Walk;

static void
visit (Walk *walk, guint variable)
{
  if (variable != CR_NONE && g_hash_table_add (walk->visited, GUINT_TO_POINTER (variable + 1)))
    g_array_append_val (walk->queue, variable);
}

static void
note_cut (Walk *walk, CrDeathKind kind, guint variable, guint function, gboolean used)
{
  CrDeathCause cut = { .kind = kind, .variable = variable, .function = function, .n_elements = used };
  g_ptr_array_add (walk->cuts, g_memdup2 (&cut, sizeof cut));
}

/* Where @function's last step sent @input nothing, although a gradient had come. */
static gboolean
sent_nothing (CrDeathTrace *trace, const CrFunctionNode *function, guint input)
{
  guint last = GPOINTER_TO_UINT (g_hash_table_lookup (trace->steps, (gpointer)(gsize)function->id));
  if (last == 0)
    return FALSE;
  const CrStepEvent *step = &cr_trace_get_event (trace->trace, last - 1)->u.step;
  return input < step->n_sent && step->sent[input] == NULL;
}

static void
walk_user (CrDeathTrace *trace, Walk *walk, guint variable, guint index)
{
  const CrFunctionNode *user = cr_graph_get_function (trace->graph, index);
  gboolean flows = FALSE;
  guint input = cr_death_find_input (user, variable, 0, &flows);
  if (user->created >= trace->position || input == G_MAXUINT)
    return;
  if (!flows)
    {
      note_cut (walk, classify_cut (trace, user), user->output, index, is_used (trace, user->output));
      return;
    }
  if (g_strcmp0 (user->primitive, "custom") == 0 && sent_nothing (trace, user, input))
    note_cut (walk, CR_DEATH_NOTHING_SENT, variable, index, TRUE);
  visit (walk, user->output);
  for (guint k = 0; k < user->n_others; k++)
    visit (walk, user->others[k]);
}

static void
walk_variable (CrDeathTrace *trace, Walk *walk, guint variable)
{
  const CrVariable *node = cr_graph_get_variable (trace->graph, variable);
  gboolean looks = g_hash_table_size (walk->visited) <= MAX_LOOKS;
  guint n_users = node->users == NULL ? 0 : node->users->len;
  for (guint i = 0; i < n_users; i++)
    walk_user (trace, walk, variable, g_array_index (node->users, guint, i));
  for (guint i = variable + 1; looks && node->name != NULL && i < cr_graph_get_n_variables (trace->graph); i++)
    if (is_made_of (trace, i, variable))
      {
        CrDeathKind kind = classify_made (trace, cr_graph_get_variable (trace->graph, i));
        note_cut (walk, kind, i, CR_NONE, is_used (trace, i));
      }
  if (is_root (trace, node))
    walk->reached = TRUE;
  else if (n_users == 0)
    note_cut (walk, CR_DEATH_UNUSED, variable, CR_NONE, FALSE);
}

static int
compare_cuts (gconstpointer a, gconstpointer b)
{
  const CrDeathCause *x = *(CrDeathCause *const *)a, *y = *(CrDeathCause *const *)b;
  guint i = x->function != CR_NONE ? x->function : x->variable, k = y->function != CR_NONE ? y->function : y->variable;
  return i < k ? -1 : i > k;
}

static gboolean
is_under_way (CrDeathTrace *trace)
{
  for (guint i = 0; i < trace->passes->len; i++)
    if (g_array_index (trace->passes, CrDeathPass, i).end == trace->position)
      return TRUE;
  return FALSE;
}

/* Of a gradient that would have come: why it did not. */
static CrDeathKind
classify_open (CrDeathTrace *trace)
{
  gboolean failed = trace->passes->len > 0;
  if (is_under_way (trace))
    return CR_DEATH_NOT_YET;
  for (guint i = 0; i < trace->passes->len; i++)
    failed = failed && g_array_index (trace->passes, CrDeathPass, i).failed;
  return failed ? CR_DEATH_FAILED : CR_DEATH_NOT_ASKED;
}

/* Cuts on a way to a root first; where none is, the ends. Where a way is open, only what was sent counts. */
static void
report_cuts (CrDeathQuestion *question, Walk *walk)
{
  gboolean any_used = FALSE;
  g_ptr_array_sort (walk->cuts, compare_cuts);
  for (guint i = 0; i < walk->cuts->len; i++)
    {
      const CrDeathCause *cut = walk->cuts->pdata[i];
      any_used |= cut->n_elements != 0 && (!walk->reached || cut->kind == CR_DEATH_NOTHING_SENT);
    }
  for (guint i = 0; i < walk->cuts->len; i++)
    {
      const CrDeathCause *cut = walk->cuts->pdata[i];
      gboolean counts = any_used ? cut->n_elements != 0 : cut->n_elements == 0;
      if (counts && (!walk->reached || cut->kind == CR_DEATH_NOTHING_SENT))
        cr_death_add (question, cut->kind, cut->variable, cut->function, question->death->variable);
    }
  if (walk->reached && !any_used)
    cr_death_add (question, classify_open (question->trace), question->death->variable, CR_NONE, CR_NONE);
}

/* Up to @n tensors under way are lit with the cause. */
static void
light_way (CrDeathQuestion *question, const Walk *walk)
{
  for (guint i = 0; i < MIN (walk->queue->len, 200); i++)
    {
      guint variable = g_array_index (walk->queue, guint, i);
      cr_death_light (question, variable,
                      i == 0 ? CR_NONE : cr_graph_get_variable (question->trace->graph, variable)->maker);
    }
}

/* The leaf that had the variable's name before: "w = w - lr * w.grad". */
static void
find_rebound (CrDeathQuestion *question)
{
  CrDeathTrace *trace = question->trace;
  const CrVariable *node = cr_graph_get_variable (trace->graph, question->death->variable);
  for (guint i = node->created; node->name != NULL && i < trace->position; i++)
    {
      const CrEvent *event = cr_trace_get_event (trace->trace, i);
      const CrNameEvent *name = &event->u.name;
      if (event->kind != CR_EVENT_NAME_BOUND || name->tensor != node->tensor || name->function != node->function
          || name->old_tensor == 0 || name->old_tensor == node->tensor)
        continue;
      guint old = cr_graph_find_variable (trace->graph, name->old_tensor, name->old_function);
      const CrVariable *before = old == CR_NONE ? NULL : cr_graph_get_variable (trace->graph, old);
      if (before == NULL || !before->requires_grad || !before->is_leaf)
        continue;
      CrDeathCause *cause = cr_death_add (question, CR_DEATH_REBOUND, old, CR_NONE, question->death->variable);
      if (cause == NULL)
        return;
      cause->range = event->range;
      cause->position = i + 1;
      cr_death_describe (question, cause, question->death->variable);
      return;
    }
}

void
cr_death_find_none (CrDeathQuestion *question)
{
  CrDeathTrace *trace = question->trace;
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) cuts = g_ptr_array_new_with_free_func (g_free);
  Walk walk = { queue, visited, cuts, FALSE };
  if (!cr_graph_get_variable (trace->graph, question->death->variable)->is_leaf)
    find_rebound (question);
  if (trace->passes->len == 0)
    {
      cr_death_add (question, CR_DEATH_NO_BACKWARD, question->death->variable, CR_NONE, CR_NONE);
      return;
    }
  visit (&walk, question->death->variable);
  for (guint at = 0; at < queue->len && !cr_death_is_cancelled (trace); at++)
    walk_variable (trace, &walk, g_array_index (queue, guint, at));
  report_cuts (question, &walk);
  if (walk.cuts->len > 0)
    light_way (question, &walk);
}

/* Of what it was made, among which something wanted a gradient: there it was cut. */
static gboolean
find_cut_behind (CrDeathQuestion *question, guint variable, GHashTable *visited, GArray *queue)
{
  CrDeathTrace *trace = question->trace;
  const CrVariable *node = cr_graph_get_variable (trace->graph, variable);
  if (node->maker == CR_NONE)
    {
      for (guint i = 0; i < variable; i++)
        if (cr_graph_get_variable (trace->graph, i)->requires_grad && is_made_of (trace, variable, i))
          return cr_death_add (question, classify_made (trace, node), variable, CR_NONE, i) != NULL;
      return FALSE;
    }
  const CrFunctionNode *maker = cr_graph_get_function (trace->graph, node->maker);
  for (guint k = 0; k < maker->n_inputs; k++)
    if (cr_graph_get_variable (trace->graph, maker->inputs[k])->requires_grad)
      return cr_death_add (question, classify_cut (trace, maker), variable, node->maker, maker->inputs[k]) != NULL;
  for (guint k = 0; k < maker->n_inputs; k++)
    if (g_hash_table_add (visited, GUINT_TO_POINTER (maker->inputs[k] + 1)))
      g_array_append_val (queue, maker->inputs[k]);
  cr_death_light (question, variable, node->maker);
  return FALSE;
}

void
cr_death_find_not_required (CrDeathQuestion *question)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) visited = g_hash_table_new (NULL, NULL);
  guint variable = question->death->variable;
  gboolean found = FALSE;
  find_rebound (question);
  g_array_append_val (queue, variable);
  for (guint at = 0; at < queue->len && !cr_death_is_cancelled (question->trace); at++)
    found |= find_cut_behind (question, g_array_index (queue, guint, at), visited, queue);
  if (!found)
    cr_death_add (question, CR_DEATH_NOT_REQUIRED, variable, CR_NONE, CR_NONE);
}
