/* Asking the terms of a query of every variable and function of a generation. */

#include "cr-find-private.h"

#include <string.h>

#include "cr-cursor.h"
#include "cr-group.h"
#include "cr-primitive.h"

#define CANCEL_EVERY 256 /* nodes */

struct _CrFind
{
  gatomicrefcount ref_count;
  CrGraph *graph;
  GMutex mutex;
  CrCursor *cursor;   /* NULL before the first search that needs one */
  GHashTable *inside; /* of the run under way: CrFindTerm -> guint8[]: whether it means all in that group */
  CrFindValues *values;
};

CrFind *
cr_find_new (CrGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);
  CrFind *find = g_new0 (CrFind, 1);
  g_atomic_ref_count_init (&find->ref_count);
  g_mutex_init (&find->mutex);
  find->graph = cr_graph_ref (graph);
  find->inside = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  find->values = cr_find_values_new ();
  return find;
}

CrFind *
cr_find_ref (CrFind *find)
{
  g_return_val_if_fail (find != NULL, NULL);
  g_atomic_ref_count_inc (&find->ref_count);
  return find;
}

void
cr_find_unref (CrFind *find)
{
  g_return_if_fail (find != NULL);
  if (!g_atomic_ref_count_dec (&find->ref_count))
    return;
  g_clear_pointer (&find->cursor, cr_cursor_free);
  cr_find_values_free (find->values);
  g_hash_table_unref (find->inside);
  g_mutex_clear (&find->mutex);
  cr_graph_unref (find->graph);
  g_free (find);
}

CrGraph *
cr_find_get_graph (CrFind *find)
{
  return find->graph;
}

/* Of the gradient that arrived in the backward at hand, or of .grad. */
static gboolean
holds_of_state (CrFind *find, const CrFindTerm *term, guint index)
{
  const CrVariableState *state = cr_cursor_get_variable (find->cursor, index);
  gboolean holds = FALSE;
  if (!state->exists)
    return FALSE;
  if (term->kind == CR_TERM_PRESENT)
    return (state->grad != NULL || state->gradient != NULL) != term->negated;
  if (term->subject != CR_SUBJECT_GRADIENT)
    holds = cr_find_values_hold (find->values, term, state->value);
  if (term->subject != CR_SUBJECT_VALUE && !holds)
    holds = cr_find_values_hold (find->values, term, state->gradient)
            || cr_find_values_hold (find->values, term, state->grad);
  return holds != term->negated;
}

static gboolean
has_shape (const CrVariable *variable, const CrFindTerm *term)
{
  if (term->n_sizes != (guint)variable->ndim)
    return FALSE;
  for (guint i = 0; i < term->n_sizes; i++)
    if (term->sizes[i] != CR_SIZE_ANY && term->sizes[i] != variable->sizes[i])
      return FALSE;
  return TRUE;
}

static gboolean
has_size (const CrVariable *variable, gint64 size)
{
  for (int i = 0; i < variable->ndim; i++)
    if (variable->sizes[i] == size)
      return TRUE;
  return FALSE;
}

static gboolean
is_folded (const char *text, const char *folded)
{
  g_autofree char *mine = text == NULL ? NULL : cr_find_fold (text);
  return mine != NULL && strcmp (mine, folded) == 0;
}

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *mine = text == NULL ? NULL : cr_find_fold (text);
  return mine != NULL && strstr (mine, folded) != NULL;
}

static gboolean
is_of_name (const char *text, gssize offset)
{
  return g_ascii_isalnum (text[offset]) || text[offset] == '_';
}

/* A letter or two are in every other expression: they must be all of a name. */
#define SHORT 2

static gboolean
contains_word (const char *text, const char *folded)
{
  g_autofree char *mine = text == NULL ? NULL : cr_find_fold (text);
  gssize length = (gssize)strlen (folded);
  const char *at = mine;
  while (at != NULL && (at = strstr (at, folded)) != NULL)
    {
      if (length > SHORT || ((at == mine || !is_of_name (at, -1)) && !is_of_name (at, length)))
        return TRUE;
      at++;
    }
  return FALSE;
}

static gboolean
expression_contains (CrFind *find, const CrRange *range, const char *folded)
{
  CrSource *source = cr_trace_get_source (cr_graph_get_trace (find->graph));
  g_autofree char *text = source == NULL || range->line == 0 ? NULL : cr_source_dup_range (source, range);
  return contains_word (text, folded);
}

/* "layer1" and "0" are whole parts of "net.layer1.0", "layer" is none. */
static gboolean
has_part (const char *text, const char *folded)
{
  g_autofree char *mine = text == NULL ? NULL : cr_find_fold (text);
  gssize length = (gssize)strlen (folded);
  for (const char *at = mine; at != NULL && (at = strstr (at, folded)) != NULL; at++)
    if ((at == mine || !is_of_name (at, -1)) && !is_of_name (at, length))
      return TRUE;
  return FALSE;
}

/* A word means what somebody called so: modules, functions. Loops are full of words. */
static gboolean
is_meant (const CrGroup *group, const CrFindTerm *term)
{
  gboolean named = group->kind == CR_GROUP_MODULE || group->kind == CR_GROUP_CALL;
  if (term->kind == CR_TERM_IN)
    return contains (group->title, term->folded) || contains (group->path, term->folded)
           || contains (group->caption, term->folded);
  return named && strlen (term->folded) > SHORT
         && (has_part (group->title, term->folded) || has_part (group->path, term->folded)
             || has_part (group->caption, term->folded));
}

/* Once for each term of a run: outer groups stand before those inside. */
static void
find_inside (CrFind *find, const CrFindTerm *term)
{
  const CrGroups *groups = cr_graph_get_groups (find->graph);
  guint n = cr_groups_get_n (groups);
  guint8 *inside = g_new (guint8, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const CrGroup *group = cr_groups_get (groups, i);
      inside[i] = (group->parent != CR_NONE && inside[group->parent]) || is_meant (group, term);
    }
  g_hash_table_insert (find->inside, (gpointer)term, inside);
}

static gboolean
is_inside (CrFind *find, const CrFindTerm *term, guint function)
{
  const guint8 *inside = g_hash_table_lookup (find->inside, term);
  guint group = function == CR_NONE ? CR_NONE : cr_groups_get_of_function (cr_graph_get_groups (find->graph), function);
  return inside != NULL && group != CR_NONE && inside[group];
}

/* A property that is also what somebody called a variable: "leaf = torch.ones (2)". */
static gboolean
has_such_name (const CrVariable *variable, const CrFindTerm *term)
{
  return term->folded != NULL && !term->negated
         && (is_folded (variable->name, term->folded) || is_folded (variable->path, term->folded));
}

/* The expression is the title of what has no name; of the others it is looked at for what can be no name. */
static gboolean
word_is_in_variable (CrFind *find, const CrVariable *variable, const CrFindTerm *term)
{
  if (contains (variable->name, term->folded) || contains (variable->path, term->folded)
      || is_inside (find, term, variable->maker))
    return TRUE;
  if (variable->is_leaf && variable->requires_grad && strlen (term->folded) > 3
      && contains ("AccumulateGrad", term->folded))
    return TRUE;
  return (term->phrase || cr_variable_get_label (variable) == NULL)
         && expression_contains (find, &variable->range, term->folded);
}

static gboolean
holds_of_form (CrFind *find, const CrFindTerm *term, const CrVariable *variable)
{
  switch (term->kind)
    {
    case CR_TERM_WORD:
      return word_is_in_variable (find, variable, term);
    case CR_TERM_IN:
      return is_inside (find, term, variable->maker);
    case CR_TERM_NAME:
      return contains (variable->name, term->folded) || contains (variable->path, term->folded);
    case CR_TERM_LINE:
      return variable->range.line > 0 && variable->range.line <= term->line && term->line <= variable->range.end_line;
    case CR_TERM_SHAPE:
      return has_shape (variable, term);
    case CR_TERM_SIZE:
      return has_size (variable, term->sizes[0]);
    case CR_TERM_DTYPE:
      return variable->dtype == term->dtype;
    case CR_TERM_LEAF:
      return variable->is_leaf;
    case CR_TERM_ROOT:
      return variable->is_root;
    case CR_TERM_REQUIRES:
      return variable->requires_grad;
    default:
      return FALSE;
    }
}

static gboolean
asks_state (const CrFindTerm *term)
{
  return term->kind >= CR_TERM_PRESENT;
}

static gboolean
holds_of_variable (CrFind *find, const CrFindTerm *term, guint index)
{
  const CrVariable *variable = cr_graph_get_variable (find->graph, index);
  if (has_such_name (variable, term))
    return TRUE;
  return asks_state (term) ? holds_of_state (find, term, index) : holds_of_form (find, term, variable) != term->negated;
}

/* "mul" is in "MulBackward0", "w" is not. */
static gboolean
is_called (const CrFunctionNode *function, const char *folded)
{
  const char *end = function->name == NULL ? NULL : strstr (function->name, "Backward");
  g_autofree char *stem
      = end == NULL ? g_strdup (function->name) : g_strndup (function->name, (gsize)(end - function->name));
  if (strlen (folded) <= SHORT)
    return is_folded (function->primitive, folded) || is_folded (stem, folded);
  return contains (stem, folded) || contains (function->primitive, folded)
         || (strstr (folded, "backward") != NULL && contains (function->name, folded));
}

/* Its sign as it is drawn, or as it is typed for that. */
static gboolean
is_symbol (const CrFunctionNode *function, const char *word)
{
  static const char *const typed[][2] = { { "*", "×" }, { "-", "−" }, { "/", "÷" } };
  const CrPrimitive *primitive = function->primitive != NULL ? cr_primitives_find (function->primitive) : NULL;
  if (primitive == NULL || primitive->symbol == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    if (strcmp (word, typed[i][0]) == 0 && strcmp (primitive->symbol, typed[i][1]) == 0)
      return TRUE;
  return strcmp (word, primitive->symbol) == 0;
}

/* Terms by which a function is meant rather than a result. */
static gboolean
is_about_functions (const CrFindTerm *term)
{
  return term->kind == CR_TERM_WORD || term->kind == CR_TERM_OP || term->kind == CR_TERM_LINE
         || term->kind == CR_TERM_IN;
}

static gboolean
holds_of_name (CrFind *find, const CrFindTerm *term, guint index)
{
  const CrFunctionNode *function = cr_graph_get_function (find->graph, index);
  if (term->kind == CR_TERM_IN)
    return is_inside (find, term, index);
  if (term->kind == CR_TERM_LINE)
    return function->range.line > 0 && function->range.line <= term->line && term->line <= function->range.end_line;
  return is_called (function, term->folded) || is_symbol (function, term->text)
         || (term->kind == CR_TERM_WORD && is_inside (find, term, index));
}

static gboolean
holds_of_function (CrFind *find, const CrFindTerm *term, guint index)
{
  const CrFunctionNode *function = cr_graph_get_function (find->graph, index);
  if (is_about_functions (term))
    return holds_of_name (find, term, index) != term->negated;
  for (guint i = 0; i <= function->n_others; i++)
    {
      guint output = cr_graph_get_output (function, i);
      if (output != CR_NONE && holds_of_variable (find, term, output))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_variable_hit (CrFind *find, const CrFindQuery *query, guint index)
{
  for (guint i = 0; i < query->terms->len; i++)
    {
      const CrFindTerm *term = g_ptr_array_index (query->terms, i);
      if ((term->kind == CR_TERM_OP && !term->negated) || !holds_of_variable (find, term, index))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_function_hit (CrFind *find, const CrFindQuery *query, guint index)
{
  gboolean meant = FALSE;
  for (guint i = 0; i < query->terms->len; i++)
    {
      const CrFindTerm *term = g_ptr_array_index (query->terms, i);
      if (term->kind == CR_TERM_NAME || !holds_of_function (find, term, index))
        return FALSE;
      meant = meant || (is_about_functions (term) && !term->negated);
    }
  return meant;
}

static gboolean
is_cancelled (const gint *cancelled, guint i)
{
  return i % CANCEL_EVERY == 0 && cancelled != NULL && g_atomic_int_get (cancelled);
}

static gboolean
needs_cursor (const CrFindQuery *query)
{
  for (guint i = 0; i < query->terms->len; i++)
    if (asks_state (g_ptr_array_index (query->terms, i)))
      return TRUE;
  return FALSE;
}

static GArray *
run (CrFind *find, const CrFindQuery *query, const CrGeneration *generation, const gint *cancelled)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (CrFindHit));
  g_hash_table_remove_all (find->inside);
  for (guint i = 0; i < query->terms->len; i++)
    {
      const CrFindTerm *term = g_ptr_array_index (query->terms, i);
      if (term->kind == CR_TERM_WORD || term->kind == CR_TERM_IN)
        find_inside (find, term);
    }
  for (guint i = 0; i < generation->variables->len; i++)
    {
      const CrFindHit hit = { g_array_index (generation->variables, guint, i), CR_NONE };
      if (is_cancelled (cancelled, i))
        return NULL;
      if (is_variable_hit (find, query, hit.variable))
        g_array_append_val (hits, hit);
    }
  for (guint i = 0; i < generation->functions->len; i++)
    {
      const CrFindHit hit = { CR_NONE, g_array_index (generation->functions, guint, i) };
      if (is_cancelled (cancelled, i))
        return NULL;
      if (is_function_hit (find, query, hit.function))
        g_array_append_val (hits, hit);
    }
  return g_steal_pointer (&hits);
}

GArray *
cr_find_run (CrFind *find, const CrFindQuery *query, guint generation, guint position, const gint *cancelled)
{
  g_return_val_if_fail (find != NULL && query != NULL, NULL);
  if (cr_find_query_is_empty (query) || generation >= cr_graph_get_n_generations (find->graph))
    return g_array_new (FALSE, FALSE, sizeof (CrFindHit));
  g_mutex_lock (&find->mutex);
  if (needs_cursor (query))
    {
      if (find->cursor == NULL)
        find->cursor = cr_cursor_new (find->graph);
      cr_cursor_seek (find->cursor, position);
    }
  GArray *hits = run (find, query, cr_graph_get_generation (find->graph, generation), cancelled);
  g_mutex_unlock (&find->mutex);
  return hits;
}
