/* Which names a function binds, as far as `global` and `nonlocal` are concerned. */

#include "cr-parser-private.h"

typedef struct
{
  const char *name;
  CrRange range;
} CrFreeName;

void
cr_parser_push_scope (CrParser *parser, CrScope *scope, CrScopeKind kind)
{
  *scope = (CrScope){ .kind = kind, .outer = parser->scope };
  scope->bindings = g_hash_table_new (NULL, NULL);
  parser->scope = scope;
}

static CrBinding
get_binding (const CrScope *scope, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (scope->bindings, name));
}

static void
add_free_name (CrScope *scope, CrFreeName free_name)
{
  if (!scope->free_names)
    scope->free_names = g_array_new (FALSE, FALSE, sizeof (CrFreeName));
  g_array_append_val (scope->free_names, free_name);
}

static gboolean
is_local (CrBinding binding)
{
  return (binding & (CR_BINDING_ASSIGNED | CR_BINDING_PARAMETER))
         && !(binding & (CR_BINDING_GLOBAL | CR_BINDING_NONLOCAL));
}

void
cr_parser_pop_scope (CrParser *parser)
{
  CrScope *scope = parser->scope;
  CrScope *outer = scope->outer;

  /* What a function binds is known only at its end: inner functions' nonlocal names are looked for then. */
  for (guint i = 0; scope->free_names && i < scope->free_names->len; i++)
    {
      CrFreeName free_name = g_array_index (scope->free_names, CrFreeName, i);

      if (scope->kind == CR_SCOPE_FUNCTION && is_local (get_binding (scope, free_name.name)))
        continue;
      if (outer && outer->outer)
        add_free_name (outer, free_name);
      else
        cr_parser_complain (parser, free_name.range, "no binding for nonlocal '%s' found", free_name.name);
    }
  g_clear_pointer (&scope->free_names, g_array_unref);
  g_hash_table_unref (scope->bindings);
  parser->scope = outer;
}

void
cr_parser_bind (CrParser *parser, const char *name, CrBinding binding)
{
  if (!name || parser->failed)
    return;
  g_hash_table_insert (parser->scope->bindings, (gpointer)name,
                       GUINT_TO_POINTER (get_binding (parser->scope, name) | binding));
}

static void
declare_one (CrParser *parser, const char *name, gboolean is_global, CrRange range)
{
  CrBinding binding = get_binding (parser->scope, name);
  const char *word = is_global ? "global" : "nonlocal";

  if (binding & CR_BINDING_PARAMETER)
    cr_parser_complain (parser, range, "name '%s' is parameter and %s", name, word);
  else if (binding & (is_global ? CR_BINDING_NONLOCAL : CR_BINDING_GLOBAL))
    cr_parser_complain (parser, range, "name '%s' is nonlocal and global", name);
  else if ((binding & CR_BINDING_ASSIGNED) && !(binding & (CR_BINDING_GLOBAL | CR_BINDING_NONLOCAL)))
    cr_parser_complain (parser, range, "name '%s' is assigned to before %s declaration", name, word);
  else if (!is_global)
    add_free_name (parser->scope, (CrFreeName){ name, range });
  cr_parser_bind (parser, name, is_global ? CR_BINDING_GLOBAL : CR_BINDING_NONLOCAL);
}

void
cr_parser_declare (CrParser *parser, const CrNameList *names, gboolean is_global, CrRange statement)
{
  if (parser->failed)
    return;
  if (!is_global && parser->scope->kind == CR_SCOPE_MODULE)
    {
      cr_parser_complain (parser, statement, "nonlocal declaration not allowed at module level");
      return;
    }
  for (guint i = 0; i < names->n; i++)
    declare_one (parser, names->names[i], is_global, statement);
}
