/* Groups are made when the first function is recorded in them, so that a loop of a million steps that records nothing
 * costs nothing; they come out in the order of a walk through the tree. One pass over the events, a few machine words
 * for each scope and function. */
#include "cr-group.h"

#include <string.h>

#include "cr-graph-private.h"
#include "cr-scopes.h"

#define MAX_TITLE 60 /* characters of a loop's head */
#define MAX_DEPTH                                                                                                      \
  4000 /* more than a script may nest; a file may tell anything, and many a pass walks up from each item */

struct _CrGroups
{
  GArray *groups;     /* of CrGroup */
  guint *of_function; /* by function */
  guint n_functions;
  GStringChunk *strings;
};

/* A backward under way. */
typedef struct
{
  guint event, number;
  guint n_open; /* scopes around it */
  guint group;  /* CR_NONE until something is recorded */
} Backward;

/* How many groups of the same name were in the group at hand. */
typedef struct
{
  guint parent, n;
} Ordinal;

typedef struct
{
  CrGraph *graph;
  CrGroups *groups;
  CrScopeReader scopes;
  GArray *of_scope;     /* of guint, by scope: its group + 1, 0 for none yet */
  GArray *backwards;    /* of Backward, the outermost first */
  GArray *inner_keys;   /* of guint64, by group: what the keys of the groups inside begin with */
  GHashTable *loops;    /* CrScopeEvent.loop -> group + 1 */
  GHashTable *ordinals; /* key without ordinal -> Ordinal */
} Builder;

static guint64
mix (guint64 hash, guint64 word)
{
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  hash ^= hash >> 27;
  hash *= G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return hash ^ (hash >> 31);
}

static guint64
mix_text (guint64 hash, const char *text)
{
  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
    hash = (hash ^ (guchar)*p) * G_GUINT64_CONSTANT (0x100000001B3);
  return mix (hash, 0);
}

static CrGroup *
get_group (Builder *builder, guint i)
{
  return &g_array_index (builder->groups->groups, CrGroup, i);
}

/* Which of the groups of this name in @parent it is, from 0. */
static guint
count_ordinal (Builder *builder, guint64 key, guint parent)
{
  Ordinal *ordinal = g_hash_table_lookup (builder->ordinals, &key);
  if (ordinal == NULL)
    {
      ordinal = g_new (Ordinal, 1);
      *ordinal = (Ordinal){ parent, 0 };
      g_hash_table_insert (builder->ordinals, g_memdup2 (&key, sizeof key), ordinal);
    }
  if (ordinal->parent != parent)
    *ordinal = (Ordinal){ parent, 0 };
  return ordinal->n++;
}

/* Appends @group, with its key: of an iteration by its number, of others by @name and their place among its like. */
static guint
add_group (Builder *builder, CrGroup group, const char *name)
{
  guint64 inner = group.parent != CR_NONE ? g_array_index (builder->inner_keys, guint64, group.parent) : 1;
  guint index = builder->groups->groups->len;
  group.depth = group.parent != CR_NONE ? get_group (builder, group.parent)->depth + 1 : 0;
  if (group.kind == CR_GROUP_ITERATION)
    group.key = mix (inner, group.number);
  else
    {
      guint64 key = mix_text (mix (inner, (guint64)group.kind + 1), name);
      inner = group.key = mix (key, count_ordinal (builder, key, group.parent));
    }
  g_array_append_val (builder->groups->groups, group);
  g_array_append_val (builder->inner_keys, inner);
  return index;
}

/* Borrowed from the groups; of a long one the end falls away. */
static const char *
keep_title (Builder *builder, const char *text)
{
  g_autofree char *cut = g_utf8_strlen (text, -1) > MAX_TITLE ? g_utf8_substring (text, 0, MAX_TITLE - 1) : NULL;
  g_autofree char *title = g_strconcat (cut != NULL ? cut : text, cut != NULL ? "…" : NULL, NULL);
  return g_string_chunk_insert_const (builder->groups->strings, title);
}

/* The head of a loop, "for i in range(3)": its text up to the colon. */
static const char *
read_head (Builder *builder, const CrRange *range)
{
  CrSource *source = cr_trace_get_source (builder->graph->trace);
  if (source == NULL || range->line == 0)
    return NULL;
  g_autofree char *text = cr_source_dup_range (source, range);
  int depth = 0;
  char quote = 0, *p = text;
  for (; *p != '\0' && *p != '\n' && *p != '\r'; p++)
    {
      if (quote != 0)
        quote = *p == quote ? 0 : quote;
      else if (*p == '"' || *p == '\'')
        quote = *p;
      else if (*p == ':' && depth == 0)
        break;
      else
        depth += (strchr ("([{", *p) != NULL) - (strchr (")]}", *p) != NULL);
    }
  *p = '\0';
  return *text != '\0' ? keep_title (builder, text) : NULL;
}

/* The innermost module around, whose path is told already. */
static const char *
find_path (Builder *builder, guint group)
{
  while (group != CR_NONE && get_group (builder, group)->path == NULL)
    group = get_group (builder, group)->parent;
  return group != CR_NONE ? get_group (builder, group)->path : NULL;
}

/* "net.layer1.0" is "layer1" in "net" and "layer1.0" in "net.layer1": without what the module around says, but a bare
 * number says too little. */
static const char *
title_module (Builder *builder, const char *path, guint parent)
{
  const char *around = find_path (builder, parent);
  gsize length = around != NULL ? strlen (around) : 0;
  if (path == NULL || length == 0 || strncmp (path, around, length) != 0 || path[length] != '.')
    return path;
  if (!g_ascii_isdigit (path[length + 1]))
    return path + length + 1;
  while (length > 0 && path[length - 1] != '.')
    length--;
  return path + length;
}

static guint
want_loop (Builder *builder, const CrEvent *event, guint scope, guint parent)
{
  guint64 loop = event->u.scope.loop;
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (builder->loops, &loop));
  if (found != 0 && get_group (builder, found - 1)->parent == parent)
    return found - 1;
  CrGroup group = { .kind = CR_GROUP_LOOP,
                    .parent = parent,
                    .title = read_head (builder, &event->range),
                    .first = g_array_index (builder->scopes.spans, CrScopeSpan, scope).first };
  found = add_group (builder, group, NULL);
  g_hash_table_insert (builder->loops, g_memdup2 (&loop, sizeof loop), GUINT_TO_POINTER (found + 1));
  return found;
}

static guint
add_scope_group (Builder *builder, guint scope, guint parent)
{
  const CrScopeSpan *span = &g_array_index (builder->scopes.spans, CrScopeSpan, scope);
  const CrEvent *event = cr_trace_get_event (builder->graph->trace, span->first);
  const CrScopeEvent *told = &event->u.scope;
  CrGroup group = { .parent = parent, .title = told->name, .first = span->first, .number = told->number };
  switch (told->kind)
    {
    case CR_SCOPE_ITERATION:
      group.kind = CR_GROUP_ITERATION;
      group.parent = want_loop (builder, event, scope, parent);
      get_group (builder, group.parent)->n_iterations = told->number;
      break;
    case CR_SCOPE_MODULE:
      group.kind = CR_GROUP_MODULE;
      group.path = told->name;
      group.title = title_module (builder, told->name, parent);
      if (g_strcmp0 (told->class_name, group.title) != 0)
        group.caption = told->class_name;
      break;
    case CR_SCOPE_CALL:
    default:
      group.kind = CR_GROUP_CALL;
      break;
    }
  return add_group (builder, group, told->name);
}

static guint
add_backward_group (Builder *builder, Backward *backward, guint parent)
{
  CrGroup group = {
    .kind = CR_GROUP_BACKWARD, .parent = parent, .number = backward->number, .first = backward->event, .end = G_MAXUINT
  };
  return backward->group = add_group (builder, group, NULL);
}

static gboolean
is_deep (Builder *builder, guint group)
{
  return group != CR_NONE && get_group (builder, group)->depth >= MAX_DEPTH;
}

/* The innermost group of what happens now, made with all around it where it is not there yet. */
static guint
want_innermost (Builder *builder)
{
  guint group = CR_NONE, n_backwards = 0;
  for (guint i = 0; i <= builder->scopes.open->len; i++)
    {
      for (; n_backwards < builder->backwards->len && !is_deep (builder, group); n_backwards++)
        {
          Backward *backward = &g_array_index (builder->backwards, Backward, n_backwards);
          if (backward->n_open > i)
            break;
          group = backward->group != CR_NONE ? backward->group : add_backward_group (builder, backward, group);
        }
      if (i == builder->scopes.open->len || is_deep (builder, group))
        break;
      guint scope = g_array_index (builder->scopes.open, guint, i);
      guint known = g_array_index (builder->of_scope, guint, scope);
      group = known != 0 ? known - 1 : add_scope_group (builder, scope, group);
      g_array_index (builder->of_scope, guint, scope) = group + 1;
    }
  return group;
}

static void
end_backward (Builder *builder, guint end)
{
  if (builder->backwards->len == 0)
    return;
  Backward *backward = &g_array_index (builder->backwards, Backward, builder->backwards->len - 1);
  if (backward->group != CR_NONE)
    get_group (builder, backward->group)->end = end;
  g_array_set_size (builder->backwards, builder->backwards->len - 1);
}

/* A backward that failed may have told no end: then it ends with the scope around it. */
static void
read_scope (Builder *builder, const CrEvent *event, guint index)
{
  cr_scope_reader_read (&builder->scopes, event, index);
  g_array_set_size (builder->of_scope, builder->scopes.spans->len);
  while (builder->backwards->len > 0
         && g_array_index (builder->backwards, Backward, builder->backwards->len - 1).n_open
                > builder->scopes.open->len)
    end_backward (builder, index);
  guint loop = event->kind == CR_EVENT_SCOPE_ENTERED && event->u.scope.kind == CR_SCOPE_ITERATION
                   ? GPOINTER_TO_UINT (g_hash_table_lookup (builder->loops, &event->u.scope.loop))
                   : 0;
  if (loop != 0)
    get_group (builder, loop - 1)->n_iterations = event->u.scope.number;
}

static void
read_event (Builder *builder, const CrEvent *event, guint index)
{
  Backward backward = { index, 0, builder->scopes.open->len, CR_NONE };
  switch (event->kind)
    {
    case CR_EVENT_SCOPE_ENTERED:
    case CR_EVENT_SCOPE_LEFT:
      read_scope (builder, event, index);
      break;
    case CR_EVENT_BACKWARD_BEGUN:
      backward.number = event->u.backward.number;
      g_array_append_val (builder->backwards, backward);
      break;
    case CR_EVENT_BACKWARD_ENDED:
      end_backward (builder, index + 1);
      break;
    default:
      break;
    }
}

static void
read_events (Builder *builder)
{
  CrGraph *graph = builder->graph;
  guint function = 0;
  for (guint i = 0; i < graph->n_events; i++)
    {
      read_event (builder, cr_trace_get_event (graph->trace, i), i);
      for (; function < graph->functions->len && cr_graph_function_data (graph, function)->public.created <= i;
           function++)
        builder->groups->of_function[function] = want_innermost (builder);
    }
  while (builder->backwards->len > 0)
    end_backward (builder, graph->n_events);
  cr_scope_reader_finish (&builder->scopes, graph->n_events);
}

/* Ends and numbers of functions, from the innermost groups outwards. */
static void
finish (Builder *builder)
{
  CrGroups *groups = builder->groups;
  for (guint scope = 0; scope < builder->of_scope->len; scope++)
    if (g_array_index (builder->of_scope, guint, scope) != 0)
      get_group (builder, g_array_index (builder->of_scope, guint, scope) - 1)->end
          = g_array_index (builder->scopes.spans, CrScopeSpan, scope).end;
  for (guint i = 0; i < groups->n_functions; i++)
    if (groups->of_function[i] != CR_NONE)
      get_group (builder, groups->of_function[i])->n_functions++;
  for (guint i = groups->groups->len; i-- > 0;)
    {
      const CrGroup *group = get_group (builder, i);
      if (group->parent == CR_NONE)
        continue;
      CrGroup *parent = get_group (builder, group->parent);
      parent->n_functions += group->n_functions;
      parent->end = parent->kind == CR_GROUP_LOOP ? MAX (parent->end, group->end) : parent->end;
    }
}

static CrGroups *
groups_new (CrGraph *graph)
{
  CrGroups *groups = g_new0 (CrGroups, 1);
  groups->groups = g_array_new (FALSE, FALSE, sizeof (CrGroup));
  groups->n_functions = graph->functions->len;
  groups->of_function = g_new (guint, groups->n_functions + 1);
  groups->strings = g_string_chunk_new (256);
  Builder builder = { .graph = graph, .groups = groups };
  cr_scope_reader_init (&builder.scopes);
  builder.of_scope = g_array_new (FALSE, TRUE, sizeof (guint));
  builder.backwards = g_array_new (FALSE, FALSE, sizeof (Backward));
  builder.inner_keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  builder.loops = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  builder.ordinals = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  read_events (&builder);
  finish (&builder);
  cr_scope_reader_clear (&builder.scopes);
  g_array_unref (builder.of_scope);
  g_array_unref (builder.backwards);
  g_array_unref (builder.inner_keys);
  g_hash_table_unref (builder.loops);
  g_hash_table_unref (builder.ordinals);
  return groups;
}

void
cr_groups_free (CrGroups *groups)
{
  if (groups == NULL)
    return;
  g_array_unref (groups->groups);
  g_free (groups->of_function);
  g_string_chunk_free (groups->strings);
  g_free (groups);
}

const CrGroups *
cr_graph_get_groups (CrGraph *graph)
{
  g_return_val_if_fail (graph != NULL, NULL);
  CrGroups *groups = g_atomic_pointer_get (&graph->groups);
  if (groups != NULL)
    return groups;
  groups = groups_new (graph);
  if (g_atomic_pointer_compare_and_exchange (&graph->groups, NULL, groups))
    return groups;
  cr_groups_free (groups); /* another thread was faster */
  return g_atomic_pointer_get (&graph->groups);
}

guint
cr_groups_get_n (const CrGroups *groups)
{
  return groups->groups->len;
}

const CrGroup *
cr_groups_get (const CrGroups *groups, guint i)
{
  g_return_val_if_fail (i < groups->groups->len, NULL);
  return &g_array_index (groups->groups, CrGroup, i);
}

guint
cr_groups_get_of_function (const CrGroups *groups, guint function)
{
  g_return_val_if_fail (function < groups->n_functions, CR_NONE);
  return groups->of_function[function];
}

guint
cr_groups_find_at (const CrGroups *groups, guint event)
{
  guint low = 0, high = groups->groups->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (cr_groups_get (groups, middle)->first <= event)
        low = middle + 1;
      else
        high = middle;
    }
  guint group = low > 0 ? low - 1 : CR_NONE;
  while (group != CR_NONE && cr_groups_get (groups, group)->end <= event)
    group = cr_groups_get (groups, group)->parent;
  return group;
}

guint
cr_groups_find_common (const CrGroups *groups, guint a, guint b)
{
  while (a != b && a != CR_NONE && b != CR_NONE)
    if (cr_groups_get (groups, a)->depth >= cr_groups_get (groups, b)->depth)
      a = cr_groups_get (groups, a)->parent;
    else
      b = cr_groups_get (groups, b)->parent;
  return a == b ? a : CR_NONE;
}

guint
cr_groups_find_iteration (const CrGroups *groups, guint loop, guint number)
{
  guint at = cr_groups_find_next_iteration (groups, loop, number - 1, TRUE);
  return at != CR_NONE && cr_groups_get (groups, at)->number == number ? at : CR_NONE;
}

guint
cr_groups_find_next_iteration (const CrGroups *groups, guint loop, guint number, gboolean forwards)
{
  g_return_val_if_fail (loop < groups->groups->len, CR_NONE);
  guint depth = cr_groups_get (groups, loop)->depth, found = CR_NONE;
  for (guint i = loop + 1; i < groups->groups->len && cr_groups_get (groups, i)->depth > depth; i++)
    {
      const CrGroup *group = cr_groups_get (groups, i);
      if (group->parent != loop || (forwards ? group->number <= number : group->number >= number))
        continue;
      if (found == CR_NONE || (group->number < cr_groups_get (groups, found)->number) == forwards)
        found = i;
    }
  return found;
}
