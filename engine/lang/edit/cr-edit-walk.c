/* A module's tree laid out in tables: blocks, statements, expressions, scopes and names, each with what is around. */

#include "cr-edit-walk.h"

#include <string.h>

static void walk_block (CrEditScript *script, const CrBlock *block, guint parent, guint scope, gboolean always);

static void
walk_target (const CrEditWalk *around, const CrExpr *expr)
{
  CrEditWalk target = *around;

  target.flags |= CR_EDIT_EXPR_TARGET;
  cr_edit_walk_expr (&target, expr);
}

static void
walk_sometimes (const CrEditWalk *around, const CrExpr *expr)
{
  CrEditWalk perhaps = *around;

  perhaps.flags |= CR_EDIT_EXPR_SOMETIMES;
  cr_edit_walk_expr (&perhaps, expr);
}

static void
walk_aug_assign (const CrEditWalk *walk, const CrStmt *stmt)
{
  guint first = walk->script->uses->len;

  walk_target (walk, stmt->aug_assign.target);
  if (stmt->aug_assign.target->kind == CR_EXPR_NAME)
    cr_edit_use (walk->script, first)->kind = CR_EDIT_USE_AUGMENTED;
  cr_edit_walk_expr (walk, stmt->aug_assign.value);
}

static void
walk_import (const CrEditWalk *walk, const CrAlias *aliases, guint n, const char *from)
{
  for (guint i = 0; i < n; i++)
    {
      const CrAlias *alias = &aliases[i];
      CrEditUse use = { .name = alias->asname != NULL ? alias->asname : alias->name,
                        .range = alias->range,
                        .kind = CR_EDIT_USE_IMPORT,
                        .scope = walk->scope,
                        .stmt = walk->stmt,
                        .expr = CR_EDIT_NONE,
                        .alias = alias,
                        .from = from };
      const char *dot = alias->asname == NULL && from == NULL ? strchr (alias->name, '.') : NULL;
      g_autofree char *root = dot == NULL ? NULL : g_strndup (alias->name, (gsize)(dot - alias->name));

      if (root != NULL)
        use.name = g_intern_string (root);
      g_array_append_val (walk->script->uses, use);
    }
}

static void
walk_names (const CrEditWalk *walk, const CrStmt *stmt)
{
  CrEditScope *scope = cr_edit_scope (walk->script, walk->scope);

  if (scope->outer == NULL)
    scope->outer = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < stmt->names.n; i++)
    {
      g_hash_table_insert (scope->outer, (gpointer)stmt->names.names[i],
                           GINT_TO_POINTER (stmt->kind == CR_STMT_GLOBAL ? 1 : 2));
      cr_edit_add_use (walk, stmt->names.names[i], stmt->names.ranges[i], CR_EDIT_USE_OUTER, CR_EDIT_NONE);
    }
}

static void
walk_def (const CrEditWalk *walk, const CrStmt *stmt)
{
  CrEditWalk inside = *walk;

  cr_edit_walk_list (walk, &stmt->def.decorators);
  cr_edit_walk_parameters_outside (walk, &stmt->def.parameters);
  cr_edit_walk_expr (walk, stmt->def.returns);
  cr_edit_add_use (walk, stmt->def.name, stmt->def.name_range, CR_EDIT_USE_DEFINITION, CR_EDIT_NONE);
  inside.scope = cr_edit_add_scope (walk->script, CR_EDIT_SCOPE_FUNCTION, walk->scope, walk->stmt);
  cr_edit_bind_parameters (&inside, &stmt->def.parameters);
  walk_block (walk->script, &stmt->def.body, walk->stmt, inside.scope, FALSE);
}

static void
walk_class (const CrEditWalk *walk, const CrStmt *stmt)
{
  guint scope;

  cr_edit_walk_list (walk, &stmt->class_.decorators);
  cr_edit_walk_arguments (walk, stmt->class_.arguments, stmt->class_.n_arguments);
  cr_edit_add_use (walk, stmt->class_.name, stmt->class_.name_range, CR_EDIT_USE_DEFINITION, CR_EDIT_NONE);
  scope = cr_edit_add_scope (walk->script, CR_EDIT_SCOPE_CLASS, walk->scope, walk->stmt);
  walk_block (walk->script, &stmt->class_.body, walk->stmt, scope, FALSE);
}

static void
walk_if (const CrEditWalk *walk, const CrStmt *stmt)
{
  for (guint i = 0; i < stmt->if_.n_branches; i++)
    {
      (i == 0 ? cr_edit_walk_expr : walk_sometimes) (walk, stmt->if_.branches[i].test);
      walk_block (walk->script, &stmt->if_.branches[i].body, walk->stmt, walk->scope, FALSE);
    }
  walk_block (walk->script, &stmt->if_.orelse, walk->stmt, walk->scope, FALSE);
}

static void
walk_with (const CrEditWalk *walk, const CrStmt *stmt)
{
  for (guint i = 0; i < stmt->with.n_items; i++)
    {
      (i == 0 ? cr_edit_walk_expr : walk_sometimes) (walk, stmt->with.items[i].context);
      walk_target (walk, stmt->with.items[i].target);
    }
  walk_block (walk->script, &stmt->with.body, walk->stmt, walk->scope, TRUE);
}

static void
walk_try (const CrEditWalk *walk, const CrStmt *stmt)
{
  walk_block (walk->script, &stmt->try_.body, walk->stmt, walk->scope, FALSE);
  for (guint i = 0; i < stmt->try_.n_handlers; i++)
    {
      const CrHandler *handler = &stmt->try_.handlers[i];

      walk_sometimes (walk, handler->type);
      if (handler->name != NULL)
        cr_edit_add_use (walk, handler->name, handler->name_range, CR_EDIT_USE_HANDLER, CR_EDIT_NONE);
      walk_block (walk->script, &handler->body, walk->stmt, walk->scope, FALSE);
    }
  walk_block (walk->script, &stmt->try_.orelse, walk->stmt, walk->scope, FALSE);
  walk_block (walk->script, &stmt->try_.finally, walk->stmt, walk->scope, TRUE);
}

static void
walk_loop (const CrEditWalk *walk, const CrStmt *stmt)
{
  if (stmt->kind == CR_STMT_FOR)
    {
      cr_edit_walk_expr (walk, stmt->for_.iter);
      walk_target (walk, stmt->for_.target);
      walk_block (walk->script, &stmt->for_.body, walk->stmt, walk->scope, FALSE);
      walk_block (walk->script, &stmt->for_.orelse, walk->stmt, walk->scope, FALSE);
      return;
    }
  walk_sometimes (walk, stmt->while_.test);
  walk_block (walk->script, &stmt->while_.body, walk->stmt, walk->scope, FALSE);
  walk_block (walk->script, &stmt->while_.orelse, walk->stmt, walk->scope, FALSE);
}

static void
walk_delete (const CrEditWalk *walk, const CrStmt *stmt)
{
  guint first = walk->script->uses->len;

  for (guint i = 0; i < stmt->targets.n; i++)
    walk_target (walk, stmt->targets.items[i]);
  for (guint i = first; i < walk->script->uses->len; i++)
    if (cr_edit_use (walk->script, i)->kind == CR_EDIT_USE_STORE)
      cr_edit_use (walk->script, i)->kind = CR_EDIT_USE_DELETE;
}

static void
walk_simple (const CrEditWalk *walk, const CrStmt *stmt)
{
  switch (stmt->kind)
    {
    case CR_STMT_EXPR:
      cr_edit_walk_expr (walk, stmt->expr.value);
      break;
    case CR_STMT_ASSIGN:
      cr_edit_walk_expr (walk, stmt->assign.value);
      for (guint i = 0; i < stmt->assign.targets.n; i++)
        walk_target (walk, stmt->assign.targets.items[i]);
      break;
    case CR_STMT_AUG_ASSIGN:
      walk_aug_assign (walk, stmt);
      break;
    case CR_STMT_ANN_ASSIGN:
      cr_edit_walk_expr (walk, stmt->ann_assign.value);
      cr_edit_walk_expr (walk, stmt->ann_assign.annotation);
      walk_target (walk, stmt->ann_assign.target);
      break;
    case CR_STMT_RETURN:
      cr_edit_walk_expr (walk, stmt->value);
      break;
    case CR_STMT_RAISE:
      cr_edit_walk_expr (walk, stmt->raise.exception);
      cr_edit_walk_expr (walk, stmt->raise.cause);
      break;
    case CR_STMT_ASSERT:
      cr_edit_walk_expr (walk, stmt->assert_.test);
      walk_sometimes (walk, stmt->assert_.message);
      break;
    case CR_STMT_DEL:
      walk_delete (walk, stmt);
      break;
    case CR_STMT_GLOBAL:
    case CR_STMT_NONLOCAL:
      walk_names (walk, stmt);
      break;
    case CR_STMT_IMPORT:
      walk_import (walk, stmt->import.aliases, stmt->import.n, NULL);
      break;
    case CR_STMT_IMPORT_FROM:
      walk_import (walk, stmt->import_from.aliases, stmt->import_from.n, stmt->import_from.module);
      break;
    default:
      break;
    }
}

static void
walk_stmt (const CrEditWalk *walk, const CrStmt *stmt)
{
  switch (stmt->kind)
    {
    case CR_STMT_IF:
      walk_if (walk, stmt);
      break;
    case CR_STMT_WHILE:
    case CR_STMT_FOR:
      walk_loop (walk, stmt);
      break;
    case CR_STMT_DEF:
      walk_def (walk, stmt);
      break;
    case CR_STMT_CLASS:
      walk_class (walk, stmt);
      break;
    case CR_STMT_WITH:
      walk_with (walk, stmt);
      break;
    case CR_STMT_TRY:
      walk_try (walk, stmt);
      break;
    default:
      walk_simple (walk, stmt);
    }
}

static void
walk_block (CrEditScript *script, const CrBlock *block, guint parent, guint scope, gboolean always)
{
  CrEditBlock row = { block, parent, scope, always };
  guint index = script->blocks->len;

  if (block->n == 0)
    return;
  g_array_append_val (script->blocks, row);
  for (guint i = 0; i < block->n; i++)
    {
      CrEditStmt stmt = { block->items[i], index, i, scope };
      CrEditWalk walk = { script, script->stmts->len, scope, CR_EDIT_NONE, 0 };

      g_array_append_val (script->stmts, stmt);
      walk_stmt (&walk, block->items[i]);
    }
}

void
cr_edit_walk (CrEditScript *script)
{
  cr_edit_add_scope (script, CR_EDIT_SCOPE_MODULE, CR_EDIT_NONE, CR_EDIT_NONE);
  walk_block (script, &script->module->body, CR_EDIT_NONE, 0, TRUE);
}
