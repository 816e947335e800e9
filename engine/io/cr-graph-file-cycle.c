/* A graph of operations has no cycle: what one takes was there before. A file can say otherwise, and then whatever
 * walks from results to inputs would walk for ever. Depth first with a stack of its own; both ways back count, from an
 * input to what made it and along next_functions. */

#include "cr-graph-file-private.h"

#include <glib/gi18n-lib.h>

#define MAX_NAMES 8        /* of a longer cycle its beginning is told */
#define MAX_NAME_LENGTH 40 /* characters */

typedef enum
{
  UNSEEN,
  OPEN, /* on the stack */
  DONE
} Mark;

typedef struct
{
  guint function;
  guint next; /* which of its ways back is taken next */
} Visit;

/* Where way @way back from @function leads: a function, or CR_NONE. What is detached in place is its own result. */
static guint
follow (CrGraph *graph, guint index, guint way)
{
  const CrFunctionNode *function = cr_graph_get_function (graph, index);
  if (way >= function->n_inputs)
    return cr_graph_find_function (graph, function->edges[way - function->n_inputs].function);
  guint maker = cr_graph_get_variable (graph, function->inputs[way])->maker;
  if (maker == index && cr_trace_get_event (cr_graph_get_trace (graph), function->created)->u.operation.in_place)
    return CR_NONE;
  return maker;
}

/* Leaves the way from the first function of a cycle to the last on @stack; FALSE if there is none. */
static gboolean
visit_from (CrGraph *graph, guint start, guint8 *marks, GArray *stack, guint *first)
{
  Visit begin = { .function = start };
  g_array_set_size (stack, 0);
  g_array_append_val (stack, begin);
  marks[start] = OPEN;
  while (stack->len > 0)
    {
      Visit *visit = &g_array_index (stack, Visit, stack->len - 1);
      const CrFunctionNode *function = cr_graph_get_function (graph, visit->function);
      if (visit->next == function->n_inputs + function->n_edges)
        {
          marks[visit->function] = DONE;
          g_array_set_size (stack, stack->len - 1);
          continue;
        }
      Visit to = { .function = follow (graph, visit->function, visit->next++) };
      if (to.function == CR_NONE || marks[to.function] == DONE)
        continue;
      if (marks[to.function] == OPEN)
        {
          *first = to.function;
          return TRUE;
        }
      marks[to.function] = OPEN;
      g_array_append_val (stack, to);
    }
  return FALSE;
}

static void
append_name (GString *names, CrGraph *graph, guint index)
{
  const char *name = cr_graph_get_function (graph, index)->name;
  if (name == NULL)
    name = "?";
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  if (g_utf8_strlen (valid, -1) <= MAX_NAME_LENGTH)
    g_string_append (names, valid);
  else
    {
      g_string_append_len (names, valid, g_utf8_offset_to_pointer (valid, MAX_NAME_LENGTH) - valid);
      g_string_append (names, "…");
    }
}

/* "MulBackward0 → AddBackward0 → MulBackward0" */
static char *
name_cycle (CrGraph *graph, GArray *stack, guint first)
{
  GString *names = g_string_new (NULL);
  guint from = 0;
  while (g_array_index (stack, Visit, from).function != first)
    from++;
  for (guint i = from; i < stack->len && i < from + MAX_NAMES; i++)
    {
      append_name (names, graph, g_array_index (stack, Visit, i).function);
      g_string_append (names, " → ");
    }
  if (stack->len - from > MAX_NAMES)
    g_string_append (names, "… → ");
  append_name (names, graph, first);
  return g_string_free (names, FALSE);
}

gboolean
cr_graph_file_check_cycles (CrJsonReader *reader, CrGraph *graph)
{
  guint n = cr_graph_get_n_functions (graph), first = CR_NONE;
  g_autofree guint8 *marks = g_new0 (guint8, n + 1);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Visit));
  for (guint i = 0; i < n && first == CR_NONE; i++)
    if (marks[i] == UNSEEN)
      visit_from (graph, i, marks, stack, &first);
  if (first == CR_NONE)
    return TRUE;
  CrJsonPath events = { .key = "events" };
  CrJsonPath path = { .parent = &events, .index = cr_graph_get_function (graph, first)->created };
  g_autofree char *names = name_cycle (graph, stack, first);
  g_autofree char *what = g_strdup_printf (_ ("the operations form a cycle: %s. An operation can only take what was "
                                              "made before it; have the file written anew, or correct its inputs and "
                                              "edges"),
                                           names);
  return cr_json_fail (reader, &path, what);
}
