/* Expressions laid out in the tables, in the order in which Python evaluates them. */

#include "cr-edit-walk.h"

guint
cr_edit_add_scope (CrEditScript *script, CrEditScopeKind kind, guint parent, guint stmt)
{
  CrEditScope scope = { kind, parent, stmt, g_hash_table_new (g_str_hash, g_str_equal), NULL };

  g_array_append_val (script->scopes, scope);
  return script->scopes->len - 1;
}

void
cr_edit_add_use (const CrEditWalk *walk, const char *name, CrRange range, CrEditUseKind kind, guint expr)
{
  CrEditUse use
      = { .name = name, .range = range, .kind = kind, .scope = walk->scope, .stmt = walk->stmt, .expr = expr };

  g_array_append_val (walk->script->uses, use);
}

void
cr_edit_walk_list (const CrEditWalk *around, const CrExprList *list)
{
  for (guint i = 0; i < list->n; i++)
    cr_edit_walk_expr (around, list->items[i]);
}

void
cr_edit_walk_arguments (const CrEditWalk *around, const CrArgument *arguments, guint n)
{
  for (guint i = 0; i < n; i++)
    cr_edit_walk_expr (around, arguments[i].value);
}

void
cr_edit_walk_parameters_outside (const CrEditWalk *around, const CrParameterList *parameters)
{
  for (guint i = 0; i < parameters->n; i++)
    cr_edit_walk_expr (around, parameters->items[i].default_value);
  for (guint i = 0; i < parameters->n; i++)
    cr_edit_walk_expr (around, parameters->items[i].annotation);
}

void
cr_edit_bind_parameters (const CrEditWalk *inside, const CrParameterList *parameters)
{
  for (guint i = 0; i < parameters->n; i++)
    if (parameters->items[i].name != NULL && parameters->items[i].name[0] != '\0')
      cr_edit_add_use (inside, parameters->items[i].name, parameters->items[i].range, CR_EDIT_USE_PARAMETER,
                       CR_EDIT_NONE);
}

static void
walk_comprehension (const CrEditWalk *around, const CrExpr *expr)
{
  CrEditWalk first = *around, inside = *around;

  inside.scope = cr_edit_add_scope (around->script, CR_EDIT_SCOPE_COMPREHENSION, around->scope, around->stmt);
  inside.flags |= CR_EDIT_EXPR_INNER | CR_EDIT_EXPR_SOMETIMES;
  for (guint i = 0; i < expr->comp.n_clauses; i++)
    {
      const CrComprehension *clause = &expr->comp.clauses[i];
      CrEditWalk target = inside;

      target.flags |= CR_EDIT_EXPR_TARGET;
      cr_edit_walk_expr (i == 0 ? &first : &inside, clause->iter);
      cr_edit_walk_expr (&target, clause->target);
      cr_edit_walk_list (&inside, &clause->conditions);
    }
  cr_edit_walk_expr (&inside, expr->comp.element);
  cr_edit_walk_expr (&inside, expr->comp.value);
}

static void
walk_lambda (const CrEditWalk *around, const CrExpr *expr)
{
  CrEditWalk inside = *around;

  cr_edit_walk_parameters_outside (around, &expr->lambda.parameters);
  inside.scope = cr_edit_add_scope (around->script, CR_EDIT_SCOPE_LAMBDA, around->scope, around->stmt);
  inside.flags |= CR_EDIT_EXPR_INNER | CR_EDIT_EXPR_SOMETIMES;
  cr_edit_bind_parameters (&inside, &expr->lambda.parameters);
  cr_edit_walk_expr (&inside, expr->lambda.body);
}

static void
walk_fstring (const CrEditWalk *around, const CrExpr *expr)
{
  CrEditWalk inside = *around;

  inside.flags |= CR_EDIT_EXPR_STRING;
  for (guint i = 0; i < expr->fstring.n; i++)
    {
      cr_edit_walk_expr (&inside, expr->fstring.parts[i].value);
      cr_edit_walk_expr (&inside, expr->fstring.parts[i].spec);
    }
}

static void
walk_dict (const CrEditWalk *around, const CrExpr *expr)
{
  for (guint i = 0; i < expr->dict.n; i++)
    {
      cr_edit_walk_expr (around, expr->dict.keys[i]);
      cr_edit_walk_expr (around, expr->dict.values[i]);
    }
}

/* The first operand is always computed, the others perhaps. */
static void
walk_chain (const CrEditWalk *around, const CrExpr *first, CrExpr **rest, guint n, guint n_sure)
{
  CrEditWalk perhaps = *around;

  perhaps.flags |= CR_EDIT_EXPR_SOMETIMES;
  if (first != NULL)
    cr_edit_walk_expr (around, first);
  for (guint i = 0; i < n; i++)
    cr_edit_walk_expr (i < n_sure ? around : &perhaps, rest[i]);
}

static void
walk_conditional (const CrEditWalk *around, const CrExpr *expr)
{
  CrExpr *branches[] = { expr->conditional.body, expr->conditional.orelse };

  walk_chain (around, expr->conditional.test, branches, 2, 0);
}

/* := binds in the function around a comprehension. */
static void
walk_named (const CrEditWalk *around, const CrExpr *expr)
{
  CrEditWalk outside = *around, target;

  cr_edit_walk_expr (around, expr->named.value);
  while (cr_edit_scope (around->script, outside.scope)->kind == CR_EDIT_SCOPE_COMPREHENSION)
    outside.scope = cr_edit_scope (around->script, outside.scope)->parent;
  target = outside;
  target.flags |= CR_EDIT_EXPR_TARGET;
  cr_edit_walk_expr (&target, expr->named.target);
}

/* A name, a list or a tuple is assigned to; in a[i] and a.b both are read. */
static CrEditWalk
walk_as_read (const CrEditWalk *around)
{
  CrEditWalk read = *around;

  read.flags &= ~(guint)CR_EDIT_EXPR_TARGET;
  return read;
}

static void
walk_operands (const CrEditWalk *around, const CrExpr *expr)
{
  CrEditWalk read = walk_as_read (around);

  switch (expr->kind)
    {
    case CR_EXPR_FSTRING:
      walk_fstring (around, expr);
      break;
    case CR_EXPR_TUPLE:
    case CR_EXPR_LIST:
    case CR_EXPR_SET:
      cr_edit_walk_list (around, &expr->list);
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
      cr_edit_walk_expr (around, expr->binary.left);
      cr_edit_walk_expr (around, expr->binary.right);
      break;
    case CR_EXPR_UNARY:
      cr_edit_walk_expr (around, expr->unary.operand);
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
      cr_edit_walk_expr (around, expr->call.callee);
      cr_edit_walk_arguments (around, expr->call.arguments, expr->call.n_arguments);
      break;
    case CR_EXPR_ATTRIBUTE:
      cr_edit_walk_expr (&read, expr->attribute.object);
      break;
    case CR_EXPR_SUBSCRIPT:
      cr_edit_walk_expr (&read, expr->subscript.object);
      cr_edit_walk_expr (&read, expr->subscript.index);
      break;
    case CR_EXPR_SLICE:
      cr_edit_walk_expr (around, expr->slice.lower);
      cr_edit_walk_expr (around, expr->slice.upper);
      cr_edit_walk_expr (around, expr->slice.step);
      break;
    case CR_EXPR_STARRED:
      cr_edit_walk_expr (around, expr->starred);
      break;
    case CR_EXPR_NAMED:
      walk_named (around, expr);
      break;
    case CR_EXPR_YIELD:
    case CR_EXPR_YIELD_FROM:
      cr_edit_walk_expr (around, expr->yielded);
      break;
    default:
      break;
    }
}

void
cr_edit_walk_expr (const CrEditWalk *around, const CrExpr *expr)
{
  CrEditExpr row;
  CrEditWalk inside = *around;

  if (expr == NULL)
    return;
  row = (CrEditExpr){ expr, around->parent, around->stmt, around->scope, around->flags };
  inside.parent = around->script->exprs->len;
  g_array_append_val (around->script->exprs, row);
  if (expr->kind == CR_EXPR_NAME)
    cr_edit_add_use (around, expr->name, expr->range,
                     around->flags & CR_EDIT_EXPR_TARGET ? CR_EDIT_USE_STORE : CR_EDIT_USE_LOAD, inside.parent);
  else
    walk_operands (&inside, expr);
}
