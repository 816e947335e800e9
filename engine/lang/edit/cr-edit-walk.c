/* A module's tree laid out in tables: blocks, statements, expressions, scopes and names, each with what is around it.
 * Expressions come in the order in which Python evaluates them. */

#include "cr-edit-private.h"

#include <string.h>

typedef struct
{
  CrEditScript *script;
  guint stmt, scope;
  guint parent; /* expression */
  guint flags;
} Walk;

static void walk_expr (const Walk *around, const CrExpr *expr);
static void walk_block (CrEditScript *script, const CrBlock *block, guint parent, guint scope, gboolean always);

static guint
add_scope (CrEditScript *script, CrEditScopeKind kind, guint parent, guint stmt)
{
  CrEditScope scope = { kind, parent, stmt, g_hash_table_new (g_str_hash, g_str_equal), NULL };

  g_array_append_val (script->scopes, scope);
  return script->scopes->len - 1;
}

static void
add_use (const Walk *walk, const char *name, CrRange range, CrEditUseKind kind, guint expr)
{
  CrEditUse use
      = { .name = name, .range = range, .kind = kind, .scope = walk->scope, .stmt = walk->stmt, .expr = expr };

  g_array_append_val (walk->script->uses, use);
}

static void
walk_list (const Walk *around, const CrExprList *list)
{
  for (guint i = 0; i < list->n; i++)
    walk_expr (around, list->items[i]);
}

static void
walk_arguments (const Walk *around, const CrArgument *arguments, guint n)
{
  for (guint i = 0; i < n; i++)
    walk_expr (around, arguments[i].value);
}

/* Defaults and annotations belong outside. */
static void
walk_parameters_outside (const Walk *around, const CrParameterList *parameters)
{
  for (guint i = 0; i < parameters->n; i++)
    walk_expr (around, parameters->items[i].default_value);
  for (guint i = 0; i < parameters->n; i++)
    walk_expr (around, parameters->items[i].annotation);
}

static void
bind_parameters (const Walk *inside, const CrParameterList *parameters)
{
  for (guint i = 0; i < parameters->n; i++)
    if (parameters->items[i].name != NULL && parameters->items[i].name[0] != '\0')
      add_use (inside, parameters->items[i].name, parameters->items[i].range, CR_EDIT_USE_PARAMETER, CR_EDIT_NONE);
}

static void
walk_comprehension (const Walk *around, const CrExpr *expr)
{
  Walk first = *around, inside = *around;

  inside.scope = add_scope (around->script, CR_EDIT_SCOPE_COMPREHENSION, around->scope, around->stmt);
  inside.flags |= CR_EDIT_EXPR_INNER | CR_EDIT_EXPR_SOMETIMES;
  for (guint i = 0; i < expr->comp.n_clauses; i++)
    {
      const CrComprehension *clause = &expr->comp.clauses[i];
      Walk target = inside;

      target.flags |= CR_EDIT_EXPR_TARGET;
      walk_expr (i == 0 ? &first : &inside, clause->iter);
      walk_expr (&target, clause->target);
      walk_list (&inside, &clause->conditions);
    }
  walk_expr (&inside, expr->comp.element);
  walk_expr (&inside, expr->comp.value);
}

static void
walk_lambda (const Walk *around, const CrExpr *expr)
{
  Walk inside = *around;

  walk_parameters_outside (around, &expr->lambda.parameters);
  inside.scope = add_scope (around->script, CR_EDIT_SCOPE_LAMBDA, around->scope, around->stmt);
  inside.flags |= CR_EDIT_EXPR_INNER | CR_EDIT_EXPR_SOMETIMES;
  bind_parameters (&inside, &expr->lambda.parameters);
  walk_expr (&inside, expr->lambda.body);
}

static void
walk_fstring (const Walk *around, const CrExpr *expr)
{
  Walk inside = *around;

  inside.flags |= CR_EDIT_EXPR_STRING;
  for (guint i = 0; i < expr->fstring.n; i++)
    {
      walk_expr (&inside, expr->fstring.parts[i].value);
      walk_expr (&inside, expr->fstring.parts[i].spec);
    }
}

static void
walk_dict (const Walk *around, const CrExpr *expr)
{
  for (guint i = 0; i < expr->dict.n; i++)
    {
      walk_expr (around, expr->dict.keys[i]);
      walk_expr (around, expr->dict.values[i]);
    }
}

/* The first operand is always computed, the others perhaps. */
static void
walk_chain (const Walk *around, const CrExpr *first, CrExpr **rest, guint n, guint n_sure)
{
  Walk perhaps = *around;

  perhaps.flags |= CR_EDIT_EXPR_SOMETIMES;
  if (first != NULL)
    walk_expr (around, first);
  for (guint i = 0; i < n; i++)
    walk_expr (i < n_sure ? around : &perhaps, rest[i]);
}

static void
walk_conditional (const Walk *around, const CrExpr *expr)
{
  CrExpr *branches[] = { expr->conditional.body, expr->conditional.orelse };

  walk_chain (around, expr->conditional.test, branches, 2, 0);
}

/* := binds in the function around a comprehension. */
static void
walk_named (const Walk *around, const CrExpr *expr)
{
  Walk outside = *around, target;

  walk_expr (around, expr->named.value);
  while (cr_edit_scope (around->script, outside.scope)->kind == CR_EDIT_SCOPE_COMPREHENSION)
    outside.scope = cr_edit_scope (around->script, outside.scope)->parent;
  target = outside;
  target.flags |= CR_EDIT_EXPR_TARGET;
  walk_expr (&target, expr->named.target);
}

/* A name, a list or a tuple is assigned to; in a[i] and a.b both are read. */
static Walk
walk_as_read (const Walk *around)
{
  Walk read = *around;

  read.flags &= ~(guint)CR_EDIT_EXPR_TARGET;
  return read;
}

static void
walk_operands (const Walk *around, const CrExpr *expr)
{
  Walk read = walk_as_read (around);

  switch (expr->kind)
    {
    case CR_EXPR_FSTRING:
      walk_fstring (around, expr);
      break;
    case CR_EXPR_TUPLE:
    case CR_EXPR_LIST:
    case CR_EXPR_SET:
      walk_list (around, &expr->list);
      break;
    case CR_EXPR_DICT:
      walk_dict (around, expr);
      break;
    case CR_EXPR_LIST_COMP:
    case CR_EXPR_SET_COMP:
    case CR_EXPR_GENERATOR:
    case CR_EXPR_DICT_COMP:
      walk_comprehension (around, expr);
      break;
    case CR_EXPR_BINARY:
      walk_expr (around, expr->binary.left);
      walk_expr (around, expr->binary.right);
      break;
    case CR_EXPR_UNARY:
      walk_expr (around, expr->unary.operand);
      break;
    case CR_EXPR_BOOL:
      walk_chain (around, NULL, expr->boolean.operands.items, expr->boolean.operands.n, 1);
      break;
    case CR_EXPR_COMPARE:
      walk_chain (around, expr->compare.first, expr->compare.operands, expr->compare.n, 1);
      break;
    case CR_EXPR_IF:
      walk_conditional (around, expr);
      break;
    case CR_EXPR_LAMBDA:
      walk_lambda (around, expr);
      break;
    case CR_EXPR_CALL:
      walk_expr (around, expr->call.callee);
      walk_arguments (around, expr->call.arguments, expr->call.n_arguments);
      break;
    case CR_EXPR_ATTRIBUTE:
      walk_expr (&read, expr->attribute.object);
      break;
    case CR_EXPR_SUBSCRIPT:
      walk_expr (&read, expr->subscript.object);
      walk_expr (&read, expr->subscript.index);
      break;
    case CR_EXPR_SLICE:
      walk_expr (around, expr->slice.lower);
      walk_expr (around, expr->slice.upper);
      walk_expr (around, expr->slice.step);
      break;
    case CR_EXPR_STARRED:
      walk_expr (around, expr->starred);
      break;
    case CR_EXPR_NAMED:
      walk_named (around, expr);
      break;
    case CR_EXPR_YIELD:
    case CR_EXPR_YIELD_FROM:
      walk_expr (around, expr->yielded);
      break;
    default:
      break;
    }
}

static void
walk_expr (const Walk *around, const CrExpr *expr)
{
  CrEditExpr row;
  Walk inside = *around;

  if (expr == NULL)
    return;
  row = (CrEditExpr){ expr, around->parent, around->stmt, around->scope, around->flags };
  inside.parent = around->script->exprs->len;
  g_array_append_val (around->script->exprs, row);
  if (expr->kind == CR_EXPR_NAME)
    add_use (around, expr->name, expr->range,
             around->flags & CR_EDIT_EXPR_TARGET ? CR_EDIT_USE_STORE : CR_EDIT_USE_LOAD, inside.parent);
  else
    walk_operands (&inside, expr);
}

static void
walk_target (const Walk *around, const CrExpr *expr)
{
  Walk target = *around;

  target.flags |= CR_EDIT_EXPR_TARGET;
  walk_expr (&target, expr);
}

static void
walk_sometimes (const Walk *around, const CrExpr *expr)
{
  Walk perhaps = *around;

  perhaps.flags |= CR_EDIT_EXPR_SOMETIMES;
  walk_expr (&perhaps, expr);
}

static void
walk_aug_assign (const Walk *walk, const CrStmt *stmt)
{
  guint first = walk->script->uses->len;

  walk_target (walk, stmt->aug_assign.target);
  if (stmt->aug_assign.target->kind == CR_EXPR_NAME)
    cr_edit_use (walk->script, first)->kind = CR_EDIT_USE_AUGMENTED;
  walk_expr (walk, stmt->aug_assign.value);
}

static void
walk_import (const Walk *walk, const CrAlias *aliases, guint n, const char *from)
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
walk_names (const Walk *walk, const CrStmt *stmt)
{
  CrEditScope *scope = cr_edit_scope (walk->script, walk->scope);

  if (scope->outer == NULL)
    scope->outer = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < stmt->names.n; i++)
    {
      g_hash_table_insert (scope->outer, (gpointer)stmt->names.names[i],
                           GINT_TO_POINTER (stmt->kind == CR_STMT_GLOBAL ? 1 : 2));
      add_use (walk, stmt->names.names[i], stmt->names.ranges[i], CR_EDIT_USE_OUTER, CR_EDIT_NONE);
    }
}

static void
walk_def (const Walk *walk, const CrStmt *stmt)
{
  Walk inside = *walk;

  walk_list (walk, &stmt->def.decorators);
  walk_parameters_outside (walk, &stmt->def.parameters);
  walk_expr (walk, stmt->def.returns);
  add_use (walk, stmt->def.name, stmt->def.name_range, CR_EDIT_USE_DEFINITION, CR_EDIT_NONE);
  inside.scope = add_scope (walk->script, CR_EDIT_SCOPE_FUNCTION, walk->scope, walk->stmt);
  bind_parameters (&inside, &stmt->def.parameters);
  walk_block (walk->script, &stmt->def.body, walk->stmt, inside.scope, FALSE);
}

static void
walk_class (const Walk *walk, const CrStmt *stmt)
{
  guint scope;

  walk_list (walk, &stmt->class_.decorators);
  walk_arguments (walk, stmt->class_.arguments, stmt->class_.n_arguments);
  add_use (walk, stmt->class_.name, stmt->class_.name_range, CR_EDIT_USE_DEFINITION, CR_EDIT_NONE);
  scope = add_scope (walk->script, CR_EDIT_SCOPE_CLASS, walk->scope, walk->stmt);
  walk_block (walk->script, &stmt->class_.body, walk->stmt, scope, FALSE);
}

static void
walk_if (const Walk *walk, const CrStmt *stmt)
{
  for (guint i = 0; i < stmt->if_.n_branches; i++)
    {
      (i == 0 ? walk_expr : walk_sometimes) (walk, stmt->if_.branches[i].test);
      walk_block (walk->script, &stmt->if_.branches[i].body, walk->stmt, walk->scope, FALSE);
    }
  walk_block (walk->script, &stmt->if_.orelse, walk->stmt, walk->scope, FALSE);
}

static void
walk_with (const Walk *walk, const CrStmt *stmt)
{
  for (guint i = 0; i < stmt->with.n_items; i++)
    {
      (i == 0 ? walk_expr : walk_sometimes) (walk, stmt->with.items[i].context);
      walk_target (walk, stmt->with.items[i].target);
    }
  walk_block (walk->script, &stmt->with.body, walk->stmt, walk->scope, TRUE);
}

static void
walk_try (const Walk *walk, const CrStmt *stmt)
{
  walk_block (walk->script, &stmt->try_.body, walk->stmt, walk->scope, FALSE);
  for (guint i = 0; i < stmt->try_.n_handlers; i++)
    {
      const CrHandler *handler = &stmt->try_.handlers[i];

      walk_sometimes (walk, handler->type);
      if (handler->name != NULL)
        add_use (walk, handler->name, handler->name_range, CR_EDIT_USE_HANDLER, CR_EDIT_NONE);
      walk_block (walk->script, &handler->body, walk->stmt, walk->scope, FALSE);
    }
  walk_block (walk->script, &stmt->try_.orelse, walk->stmt, walk->scope, FALSE);
  walk_block (walk->script, &stmt->try_.finally, walk->stmt, walk->scope, TRUE);
}

static void
walk_loop (const Walk *walk, const CrStmt *stmt)
{
  if (stmt->kind == CR_STMT_FOR)
    {
      walk_expr (walk, stmt->for_.iter);
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
walk_delete (const Walk *walk, const CrStmt *stmt)
{
  guint first = walk->script->uses->len;

  for (guint i = 0; i < stmt->targets.n; i++)
    walk_target (walk, stmt->targets.items[i]);
  for (guint i = first; i < walk->script->uses->len; i++)
    if (cr_edit_use (walk->script, i)->kind == CR_EDIT_USE_STORE)
      cr_edit_use (walk->script, i)->kind = CR_EDIT_USE_DELETE;
}

static void
walk_simple (const Walk *walk, const CrStmt *stmt)
{
  switch (stmt->kind)
    {
    case CR_STMT_EXPR:
      walk_expr (walk, stmt->expr.value);
      break;
    case CR_STMT_ASSIGN:
      walk_expr (walk, stmt->assign.value);
      for (guint i = 0; i < stmt->assign.targets.n; i++)
        walk_target (walk, stmt->assign.targets.items[i]);
      break;
    case CR_STMT_AUG_ASSIGN:
      walk_aug_assign (walk, stmt);
      break;
    case CR_STMT_ANN_ASSIGN:
      walk_expr (walk, stmt->ann_assign.value);
      walk_expr (walk, stmt->ann_assign.annotation);
      walk_target (walk, stmt->ann_assign.target);
      break;
    case CR_STMT_RETURN:
      walk_expr (walk, stmt->value);
      break;
    case CR_STMT_RAISE:
      walk_expr (walk, stmt->raise.exception);
      walk_expr (walk, stmt->raise.cause);
      break;
    case CR_STMT_ASSERT:
      walk_expr (walk, stmt->assert_.test);
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
walk_stmt (const Walk *walk, const CrStmt *stmt)
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
      Walk walk = { script, script->stmts->len, scope, CR_EDIT_NONE, 0 };

      g_array_append_val (script->stmts, stmt);
      walk_stmt (&walk, block->items[i]);
    }
}

void
cr_edit_walk (CrEditScript *script)
{
  add_scope (script, CR_EDIT_SCOPE_MODULE, CR_EDIT_NONE, CR_EDIT_NONE);
  walk_block (script, &script->module->body, CR_EDIT_NONE, 0, TRUE);
}
