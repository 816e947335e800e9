/* What a gesture addresses, as it stands in the script: the expression, and how its value is called after the
 * statement. */

#include "cr-edit-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* "net.0.weight" as Python writes it. */
static char *
path_to_python (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);
  GString *out = g_string_new (parts[0]);

  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    g_string_append_printf (out, g_ascii_isdigit (parts[i][0]) ? "[%s]" : ".%s", parts[i]);
  return g_string_free (out, FALSE);
}

/* The statement in the module's own block in which the binding of @use stands. */
static guint
find_top_stmt (CrEditScript *script, guint use)
{
  return cr_edit_climb (script, cr_edit_use (script, use)->stmt, 0);
}

/* By a name that the module's block has. */
static gboolean
init_by_name (CrEditTarget *target, CrEditScript *script, const char *name)
{
  g_autofree char *root = g_strndup (name, strcspn (name, "."));
  guint use = cr_edit_find_binding (script, 0, root, G_MAXUINT);

  if (use == CR_EDIT_NONE || !cr_edit_is_identifier (root))
    return FALSE;
  target->expr = CR_EDIT_NONE;
  target->stmt = find_top_stmt (script, use);
  target->name = path_to_python (name);
  target->home = 0;
  return TRUE;
}

/* `E.requires_grad_()` is what E is: the outermost call of that kind around. */
static guint
climb_inplace (CrEditScript *script, guint expr)
{
  for (;;)
    {
      guint attribute = cr_edit_expr (script, expr)->parent, call;

      if (attribute == CR_EDIT_NONE)
        return expr;
      call = cr_edit_expr (script, attribute)->parent;
      if (call == CR_EDIT_NONE || cr_edit_expr (script, attribute)->expr->kind != CR_EXPR_ATTRIBUTE
          || !cr_edit_is_inplace_method (cr_edit_expr (script, attribute)->expr->attribute.name)
          || cr_edit_expr (script, call)->expr->kind != CR_EXPR_CALL
          || cr_edit_expr (script, call)->expr->call.callee != cr_edit_expr (script, attribute)->expr)
        return expr;
      expr = call;
    }
}

/* How @target of an assignment is written, if it can be read again: a name, or attributes of one. Owned. */
static char *
name_of_target (CrEditScript *script, const CrExpr *target)
{
  const CrExpr *root = target;

  while (root->kind == CR_EXPR_ATTRIBUTE)
    root = root->attribute.object;
  return root->kind == CR_EXPR_NAME ? cr_edit_dup_range (script, &target->range) : NULL;
}

/* The name among the targets that takes @expr (a value or one of a tuple of values), or, of several results of it, that
 * which the node has. */
static char *
find_in_targets (CrEditScript *script, const CrExpr *value, const CrExpr *expr, CrExpr *const *targets, guint n,
                 const char *wish)
{
  for (guint i = 0; i < n; i++)
    {
      const CrExpr *target = targets[i];
      gboolean is_list = target->kind == CR_EXPR_TUPLE || target->kind == CR_EXPR_LIST;
      char *name = NULL;

      if (value == expr && !is_list)
        name = name_of_target (script, target);
      for (guint k = 0; is_list && name == NULL && k < target->list.n; k++)
        if (value == expr
                ? target->list.items[k]->kind == CR_EXPR_NAME && g_strcmp0 (target->list.items[k]->name, wish) == 0
                : value->kind == CR_EXPR_TUPLE && value->list.n == target->list.n && value->list.items[k] == expr)
          name = name_of_target (script, target->list.items[k]);
      if (name != NULL)
        return name;
    }
  return NULL;
}

/* What `x.add_(1)` or `x[0] = 1` changes. */
static char *
find_changed_name (const CrExpr *expr)
{
  if (expr->kind == CR_EXPR_CALL && expr->call.callee->kind == CR_EXPR_ATTRIBUTE
      && cr_edit_is_inplace_method (expr->call.callee->attribute.name))
    expr = expr->call.callee->attribute.object;
  else if (expr->kind != CR_EXPR_SUBSCRIPT)
    return NULL;
  while (expr->kind == CR_EXPR_SUBSCRIPT)
    expr = expr->subscript.object;
  return expr->kind == CR_EXPR_NAME ? g_strdup (expr->name) : NULL;
}

static char *
find_static_name (CrEditScript *script, guint index, const char *wish)
{
  const CrEditExpr *row = cr_edit_expr (script, index);
  const CrStmt *stmt = cr_edit_stmt (script, row->stmt)->stmt;
  const CrExpr *parent = row->parent == CR_EDIT_NONE ? NULL : cr_edit_expr (script, row->parent)->expr;
  gboolean direct
      = parent == NULL || (parent->kind == CR_EXPR_TUPLE && cr_edit_expr (script, row->parent)->parent == CR_EDIT_NONE);

  if (row->expr->kind == CR_EXPR_NAME && (row->flags & CR_EDIT_EXPR_INNER) == 0)
    return g_strdup (row->expr->name);
  if (row->flags & CR_EDIT_EXPR_TARGET)
    return find_changed_name (row->expr);
  if (parent != NULL && parent->kind == CR_EXPR_NAMED && (row->flags & CR_EDIT_EXPR_SOMETIMES) == 0)
    return g_strdup (parent->named.target->name);
  if (direct && stmt->kind == CR_STMT_ASSIGN)
    return find_in_targets (script, stmt->assign.value, row->expr, stmt->assign.targets.items, stmt->assign.targets.n,
                            wish);
  if (parent == NULL && stmt->kind == CR_STMT_ANN_ASSIGN && stmt->ann_assign.value == row->expr)
    return name_of_target (script, stmt->ann_assign.target);
  if (parent == NULL && stmt->kind == CR_STMT_EXPR)
    return find_changed_name (row->expr);
  return NULL;
}

/* Whether the value of a tensor made in a function came out of it under a name that the module's block binds once. */
static gboolean
is_result_by_name (CrEditScript *script, guint index, const char *name, const char *own)
{
  guint n = 0, binding = CR_EDIT_NONE;

  if (name == NULL || cr_edit_expr (script, index)->scope == 0 || g_strcmp0 (name, own) == 0)
    return FALSE;
  for (guint i = 0; i < script->uses->len; i++)
    {
      const CrEditUse *use = cr_edit_use (script, i);

      if (use->home == 0 && strcmp (use->name, name) == 0 && cr_edit_is_binding (use->kind))
        {
          n++;
          binding = i;
        }
    }
  return n == 1 && cr_edit_use (script, binding)->kind == CR_EDIT_USE_STORE
         && cr_edit_stmt (script, cr_edit_use (script, binding)->stmt)->stmt->kind == CR_STMT_ASSIGN;
}

static void
init_home (CrEditTarget *target, CrEditScript *script)
{
  g_autofree char *root = NULL;

  if (target->name == NULL)
    return;
  root = g_strndup (target->name, strcspn (target->name, ".["));
  target->home = cr_edit_find_home (script, cr_edit_stmt (script, target->stmt)->scope, root);
  target->rebound
      = strcmp (root, target->name) == 0 && cr_edit_is_rebound (script, target->home, target->name, target->stmt);
}

/* `w -= 1`, `w[0] = y`: the statement changes what has a name. */
static gboolean
init_by_stmt (CrEditTarget *target, CrEditScript *script, guint index)
{
  const CrStmt *stmt = cr_edit_stmt (script, index)->stmt;

  if (stmt->kind != CR_STMT_AUG_ASSIGN)
    return FALSE;
  target->expr = CR_EDIT_NONE;
  target->stmt = index;
  target->name = stmt->aug_assign.target->kind == CR_EXPR_SUBSCRIPT ? find_changed_name (stmt->aug_assign.target)
                                                                    : name_of_target (script, stmt->aug_assign.target);
  init_home (target, script);
  return target->name != NULL;
}

/* for row in x: the name is there in the body. */
static gboolean
init_by_loop (CrEditTarget *target, CrEditScript *script, guint index, const char *name)
{
  const CrEditExpr *row = cr_edit_expr (script, index);
  const CrStmt *stmt = cr_edit_stmt (script, row->stmt)->stmt;
  guint use;

  if (stmt->kind != CR_STMT_FOR || row->parent != CR_EDIT_NONE || stmt->for_.iter != row->expr || name == NULL)
    return FALSE;
  use = cr_edit_find_binding (script, cr_edit_find_home (script, row->scope, name), name,
                              stmt->for_.body.items[0]->range.offset);
  if (use == CR_EDIT_NONE || cr_edit_use (script, use)->stmt != row->stmt)
    return FALSE;
  target->expr = CR_EDIT_NONE;
  target->stmt = row->stmt + 1;
  target->before = TRUE;
  target->name = g_strdup (name);
  init_home (target, script);
  target->rebound = FALSE;
  return TRUE;
}

/* What is assigned to can be read just after; a loop's name in its body; what is deleted nowhere. */
static gboolean
init_by_target (CrEditTarget *target, CrEditScript *script)
{
  const CrStmt *stmt = cr_edit_stmt (script, target->stmt)->stmt;

  target->expr = CR_EDIT_NONE;
  if (stmt->kind == CR_STMT_FOR)
    {
      target->stmt++;
      target->before = TRUE;
    }
  return stmt->kind != CR_STMT_DEL && target->name != NULL;
}

gboolean
cr_edit_target_init (CrEditTarget *target, CrEditScript *script, const CrEditNode *node, GError **error)
{
  guint index, stmt;

  *target = (CrEditTarget){ .script = script, .expr = CR_EDIT_NONE, .stmt = CR_EDIT_NONE, .home = CR_EDIT_NONE };
  if (node->name != NULL && strchr (node->name, '.') != NULL && init_by_name (target, script, node->name))
    return TRUE;
  index = node->range.line == 0 ? CR_EDIT_NONE : cr_edit_find_expr (script, &node->range);
  if (index == CR_EDIT_NONE)
    {
      stmt = node->range.line == 0 ? CR_EDIT_NONE : cr_edit_find_stmt (script, &node->range, TRUE);
      if (stmt != CR_EDIT_NONE && init_by_stmt (target, script, stmt))
        return TRUE;
      return cr_edit_refuse (error, "%s", _ ("It has no place of its own in the script.")) != NULL;
    }
  if (init_by_loop (target, script, index, node->name))
    return TRUE;
  index = climb_inplace (script, index);
  target->expr = index;
  target->stmt = cr_edit_expr (script, index)->stmt;
  target->name = find_static_name (script, index, node->name);
  if (is_result_by_name (script, index, node->name, target->name))
    {
      g_clear_pointer (&target->name, g_free);
      return init_by_name (target, script, node->name);
    }
  if (cr_edit_expr (script, index)->flags & CR_EDIT_EXPR_TARGET && !init_by_target (target, script))
    return cr_edit_refuse (error, "%s", _ ("It has no place of its own in the script.")) != NULL;
  init_home (target, script);
  return TRUE;
}

void
cr_edit_target_clear (CrEditTarget *target)
{
  g_clear_pointer (&target->name, g_free);
}

gboolean
cr_edit_is_atom (const CrExpr *expr)
{
  switch (expr->kind)
    {
    case CR_EXPR_BINARY:
    case CR_EXPR_UNARY:
    case CR_EXPR_BOOL:
    case CR_EXPR_COMPARE:
    case CR_EXPR_IF:
    case CR_EXPR_LAMBDA:
    case CR_EXPR_STARRED:
    case CR_EXPR_NAMED:
    case CR_EXPR_YIELD:
    case CR_EXPR_YIELD_FROM:
    case CR_EXPR_INT:
    case CR_EXPR_FLOAT:
    case CR_EXPR_TUPLE:
    case CR_EXPR_SLICE:
      return FALSE;
    default:
      return TRUE;
    }
}

/* Whether the bracket at @open is a call's, a class' or a def's own: it must stay. */
static gboolean
is_own_bracket (CrEditScript *script, guint expr, guint open)
{
  const CrEditExpr *row = cr_edit_expr (script, expr);

  for (guint at = row->parent; at != CR_EDIT_NONE; at = cr_edit_expr (script, at)->parent)
    {
      const CrExpr *around = cr_edit_expr (script, at)->expr;

      if (around->kind == CR_EXPR_CALL && around->call.arguments_range.offset == open)
        return TRUE;
      if (around->range.offset == open && (around->kind == CR_EXPR_TUPLE || around->kind == CR_EXPR_GENERATOR))
        return TRUE;
    }
  return open > 0 && (g_ascii_isalnum (script->text[open - 1]) || script->text[open - 1] == '_');
}

CrRange
cr_edit_outer_range (CrEditScript *script, guint expr)
{
  CrRange range = cr_edit_expr (script, expr)->expr->range;

  for (;;)
    {
      guint begin = range.offset, end = cr_edit_range_end (&range);

      while (begin > 0 && strchr (" \t\r\n", script->text[begin - 1]) != NULL)
        begin--;
      end += (guint)strspn (script->text + end, " \t\r\n");
      if (begin == 0 || script->text[begin - 1] != '(' || script->text[end] != ')'
          || is_own_bracket (script, expr, begin - 1))
        return range;
      range = cr_source_make_range (script->source, begin - 1, end - begin + 2);
    }
}
