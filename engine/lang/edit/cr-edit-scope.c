/* Where names live: Python's rules of scopes, what is bound where, and statements around each other. */

#include "cr-edit-private.h"

#include <string.h>

gboolean
cr_edit_is_binding (CrEditUseKind kind)
{
  return kind != CR_EDIT_USE_LOAD && kind != CR_EDIT_USE_DELETE && kind != CR_EDIT_USE_OUTER;
}

/* What `global` or `nonlocal` says of @name in @scope: 1 or 2; 0. */
static int
get_outer (const CrEditScope *scope, const char *name)
{
  return scope->outer == NULL ? 0 : GPOINTER_TO_INT (g_hash_table_lookup (scope->outer, name));
}

guint
cr_edit_find_home (CrEditScript *script, guint scope, const char *name)
{
  gboolean first = TRUE;

  for (guint at = scope; at != CR_EDIT_NONE; at = cr_edit_scope (script, at)->parent)
    {
      const CrEditScope *row = cr_edit_scope (script, at);
      int outer = get_outer (row, name);

      if (outer == 1)
        return g_hash_table_contains (cr_edit_scope (script, 0)->bound, name) ? 0 : CR_EDIT_NONE;
      /* A class' names are seen from its own block alone. */
      if (outer == 0 && (first || row->kind != CR_EDIT_SCOPE_CLASS) && g_hash_table_contains (row->bound, name))
        return at;
      first = FALSE;
    }
  return CR_EDIT_NONE;
}

static void
bind (CrEditScript *script, const CrEditUse *use)
{
  const CrEditScope *scope = cr_edit_scope (script, use->scope);
  int outer = get_outer (scope, use->name);

  if (outer == 1)
    g_hash_table_add (cr_edit_scope (script, 0)->bound, (gpointer)use->name);
  else if (outer == 0)
    g_hash_table_add (scope->bound, (gpointer)use->name);
}

static int
compare_uses (gconstpointer a, gconstpointer b)
{
  const CrEditUse *left = a, *right = b;

  return left->range.offset < right->range.offset ? -1 : left->range.offset > right->range.offset;
}

/* What stands in broken statements is in no tree, and may be meant as a name. */
static void
take_all_words (CrEditScript *script)
{
  const char *p = script->text;

  while (*p != '\0')
    {
      const char *begin = p;

      while (g_ascii_isalnum (*p) || *p == '_' || (guchar)*p >= 0x80)
        p++;
      if (p > begin)
        g_hash_table_add (script->words, g_strndup (begin, (gsize)(p - begin)));
      else
        p++;
    }
}

void
cr_edit_resolve (CrEditScript *script)
{
  if (script->n_errors > 0)
    take_all_words (script);
  for (guint i = 0; i < script->uses->len; i++)
    {
      CrEditUse *use = cr_edit_use (script, i);
      gpointer word = g_hash_table_lookup (script->words, use->name);

      if (word == NULL)
        g_hash_table_add (script->words, word = g_strdup (use->name));
      use->name = word;
      if (cr_edit_is_binding (use->kind) || use->kind == CR_EDIT_USE_DELETE)
        bind (script, use);
    }
  for (guint i = 0; i < script->uses->len; i++)
    {
      CrEditUse *use = cr_edit_use (script, i);

      use->home = cr_edit_find_home (script, use->scope, use->name);
    }
  g_array_sort (script->uses, compare_uses);
}

guint
cr_edit_find_binding (CrEditScript *script, guint home, const char *name, guint before)
{
  gpointer word = g_hash_table_lookup (script->words, name);
  guint found = CR_EDIT_NONE;

  for (guint i = 0; word != NULL && i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->range.offset >= before)
        break;
      if (use->name == word && use->home == home && cr_edit_is_binding (use->kind))
        found = i;
    }
  return found;
}

guint
cr_edit_climb (CrEditScript *script, guint stmt, guint block)
{
  while (stmt != CR_EDIT_NONE && cr_edit_stmt (script, stmt)->block != block)
    stmt = cr_edit_block (script, cr_edit_stmt (script, stmt)->block)->parent;
  return stmt;
}

guint
cr_edit_find_loop (CrEditScript *script, guint stmt)
{
  guint scope = cr_edit_stmt (script, stmt)->scope;

  for (guint at = cr_edit_block (script, cr_edit_stmt (script, stmt)->block)->parent; at != CR_EDIT_NONE;
       at = cr_edit_block (script, cr_edit_stmt (script, at)->block)->parent)
    {
      const CrEditStmt *row = cr_edit_stmt (script, at);

      if (row->scope != scope)
        return CR_EDIT_NONE;
      if (row->stmt->kind == CR_STMT_FOR || row->stmt->kind == CR_STMT_WHILE)
        return at;
    }
  return CR_EDIT_NONE;
}

gboolean
cr_edit_is_rebound (CrEditScript *script, guint home, const char *name, guint stmt)
{
  gpointer word = g_hash_table_lookup (script->words, name);
  guint loop = cr_edit_find_loop (script, stmt), outer = loop, last = stmt;

  while (outer != CR_EDIT_NONE)
    {
      loop = outer;
      outer = cr_edit_find_loop (script, loop);
    }
  while (last != CR_EDIT_NONE && loop != CR_EDIT_NONE && last > loop)
    last = cr_edit_block (script, cr_edit_stmt (script, last)->block)->parent;
  for (guint i = 0; word != NULL && i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->name != word || use->home != home || use->stmt == stmt
          || (!cr_edit_is_binding (use->kind) && use->kind != CR_EDIT_USE_DELETE))
        continue;
      if (use->stmt > stmt
          || (loop != CR_EDIT_NONE && cr_edit_range_contains (&cr_edit_stmt (script, loop)->stmt->range, &use->range)))
        return TRUE;
    }
  return FALSE;
}

guint
cr_edit_next_stmt (CrEditScript *script, guint stmt)
{
  const CrEditStmt *row = cr_edit_stmt (script, stmt);

  if (row->index + 1 >= cr_edit_block (script, row->block)->block->n)
    return CR_EDIT_NONE;
  for (guint i = stmt + 1; i < script->stmts->len; i++)
    if (cr_edit_stmt (script, i)->block == row->block)
      return i;
  return CR_EDIT_NONE;
}

guint
cr_edit_last_stmt (CrEditScript *script, guint block)
{
  for (guint i = script->stmts->len; i-- > 0;)
    if (cr_edit_stmt (script, i)->block == block)
      return i;
  return CR_EDIT_NONE;
}

gboolean
cr_edit_stmt_is_compound (const CrStmt *stmt)
{
  switch (stmt->kind)
    {
    case CR_STMT_IF:
    case CR_STMT_WHILE:
    case CR_STMT_FOR:
    case CR_STMT_DEF:
    case CR_STMT_CLASS:
    case CR_STMT_WITH:
    case CR_STMT_TRY:
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
cr_edit_stmt_leaves (const CrStmt *stmt)
{
  return stmt->kind == CR_STMT_RETURN || stmt->kind == CR_STMT_RAISE || stmt->kind == CR_STMT_BREAK
         || stmt->kind == CR_STMT_CONTINUE;
}
