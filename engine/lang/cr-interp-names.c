/* Names: which ones a function has of its own (Python decides that from the text), its scope at
 * run time, and how a name is found: own, of the functions around, of the module, built in. */

#include "cr-interp-private.h"

#include <string.h>

#include "cr-builtins-nn-private.h"

typedef struct
{
  CrCode *code;
  gboolean lazy;  /* inside a generator expression: what it mentions is captured */
  gboolean inner; /* inside a function of the code: its names are captured ones */
} Collector;

static void collect_expr (Collector *collector, CrExpr *expr);
static void collect_block (Collector *collector, const CrBlock *block);

static void
add_name (Collector *collector, const char *name)
{
  CrCode *code = collector->code;
  if (collector->inner || g_hash_table_contains (code->globals, name) || g_hash_table_contains (code->slots, name))
    return;
  g_ptr_array_add (code->names, (gpointer)name);
  g_hash_table_insert (code->slots, (gpointer)name, GUINT_TO_POINTER (code->names->len));
}

static void
collect_list (Collector *collector, const CrExprList *list)
{
  for (guint i = 0; i < list->n; i++)
    collect_expr (collector, list->items[i]);
}

/* Names that a target binds; the rest of it is read. */
static void
collect_target (Collector *collector, CrExpr *target)
{
  if (target->kind == CR_EXPR_NAME)
    add_name (collector, target->name);
  else if (target->kind == CR_EXPR_TUPLE || target->kind == CR_EXPR_LIST)
    for (guint i = 0; i < target->list.n; i++)
      collect_target (collector, target->list.items[i]);
  else if (target->kind == CR_EXPR_STARRED)
    collect_target (collector, target->starred);
  collect_expr (collector, target);
}

static void
collect_parameters (Collector *collector, const CrParameterList *parameters)
{
  for (guint i = 0; i < parameters->n; i++)
    if (parameters->items[i].default_value)
      collect_expr (collector, parameters->items[i].default_value);
}

static void
collect_comp (Collector *collector, CrExpr *expr)
{
  gboolean lazy = collector->lazy;
  for (guint i = 0; i < expr->comp.n_clauses; i++)
    {
      CrComprehension *clause = &expr->comp.clauses[i];
      collect_expr (collector, clause->iter);
      collector->lazy = lazy || expr->kind == CR_EXPR_GENERATOR;
      collect_list (collector, &clause->conditions);
    }
  collect_expr (collector, expr->comp.element);
  if (expr->comp.value)
    collect_expr (collector, expr->comp.value);
  collector->lazy = lazy;
}

static void
collect_call (Collector *collector, CrExpr *expr)
{
  collect_expr (collector, expr->call.callee);
  for (guint i = 0; i < expr->call.n_arguments; i++)
    collect_expr (collector, expr->call.arguments[i].value);
}

static void
collect_lambda (Collector *collector, CrExpr *expr)
{
  gboolean inner = collector->inner;
  collect_parameters (collector, &expr->lambda.parameters);
  collector->inner = TRUE;
  collect_expr (collector, expr->lambda.body);
  collector->inner = inner;
}

static void
collect_fstring (Collector *collector, CrExpr *expr)
{
  for (guint i = 0; i < expr->fstring.n; i++)
    {
      if (expr->fstring.parts[i].value)
        collect_expr (collector, expr->fstring.parts[i].value);
      if (expr->fstring.parts[i].spec)
        collect_expr (collector, expr->fstring.parts[i].spec);
    }
}

static void
collect_dict (Collector *collector, CrExpr *expr)
{
  for (guint i = 0; i < expr->dict.n; i++)
    {
      if (expr->dict.keys[i])
        collect_expr (collector, expr->dict.keys[i]);
      collect_expr (collector, expr->dict.values[i]);
    }
}

static void
collect_optional (Collector *collector, CrExpr *a, CrExpr *b, CrExpr *c)
{
  CrExpr *all[] = { a, b, c };
  for (guint i = 0; i < 3; i++)
    if (all[i])
      collect_expr (collector, all[i]);
}

static void
collect_compound (Collector *collector, CrExpr *expr)
{
  switch (expr->kind)
    {
    case CR_EXPR_BOOL:
      collect_list (collector, &expr->boolean.operands);
      break;
    case CR_EXPR_COMPARE:
      collect_expr (collector, expr->compare.first);
      for (guint i = 0; i < expr->compare.n; i++)
        collect_expr (collector, expr->compare.operands[i]);
      break;
    case CR_EXPR_IF:
      collect_optional (collector, expr->conditional.test, expr->conditional.body, expr->conditional.orelse);
      break;
    case CR_EXPR_SUBSCRIPT:
      collect_optional (collector, expr->subscript.object, expr->subscript.index, NULL);
      break;
    case CR_EXPR_SLICE:
      collect_optional (collector, expr->slice.lower, expr->slice.upper, expr->slice.step);
      break;
    case CR_EXPR_YIELD:
    case CR_EXPR_YIELD_FROM:
      collect_optional (collector, expr->yielded, NULL, NULL);
      break;
    case CR_EXPR_NAMED:
      if (collector->inner || collector->lazy)
        g_hash_table_add (collector->code->captured, (gpointer)expr->named.target->name);
      add_name (collector, expr->named.target->name);
      collect_expr (collector, expr->named.value);
      break;
    default:
      break;
    }
}

static void
collect_expr (Collector *collector, CrExpr *expr)
{
  switch (expr->kind)
    {
    case CR_EXPR_NAME:
      if (collector->inner || collector->lazy)
        g_hash_table_add (collector->code->captured, (gpointer)expr->name);
      break;
    case CR_EXPR_TUPLE:
    case CR_EXPR_LIST:
    case CR_EXPR_SET:
      collect_list (collector, &expr->list);
      break;
    case CR_EXPR_DICT:
      collect_dict (collector, expr);
      break;
    case CR_EXPR_LIST_COMP:
    case CR_EXPR_SET_COMP:
    case CR_EXPR_GENERATOR:
    case CR_EXPR_DICT_COMP:
      collect_comp (collector, expr);
      break;
    case CR_EXPR_BINARY:
      collect_optional (collector, expr->binary.left, expr->binary.right, NULL);
      break;
    case CR_EXPR_UNARY:
      collect_expr (collector, expr->unary.operand);
      break;
    case CR_EXPR_LAMBDA:
      collect_lambda (collector, expr);
      break;
    case CR_EXPR_CALL:
      collect_call (collector, expr);
      break;
    case CR_EXPR_ATTRIBUTE:
      collect_expr (collector, expr->attribute.object);
      break;
    case CR_EXPR_STARRED:
      collect_expr (collector, expr->starred);
      break;
    case CR_EXPR_FSTRING:
      collect_fstring (collector, expr);
      break;
    default:
      collect_compound (collector, expr);
      break;
    }
}

/* A def or class inside: its name is ours, what it reads is captured. */
static void
collect_inner (Collector *collector, const char *name, const CrExprList *decorators, const CrBlock *body)
{
  gboolean inner = collector->inner;
  add_name (collector, name);
  collect_list (collector, decorators);
  collector->inner = TRUE;
  collect_block (collector, body);
  collector->inner = inner;
}

static void
collect_import (Collector *collector, const CrAlias *aliases, guint n)
{
  for (guint i = 0; i < n; i++)
    if (aliases[i].asname)
      add_name (collector, aliases[i].asname);
    else
      add_name (collector, aliases[i].name);
}

static void
collect_try (Collector *collector, CrStmt *stmt)
{
  collect_block (collector, &stmt->try_.body);
  for (guint i = 0; i < stmt->try_.n_handlers; i++)
    {
      CrHandler *handler = &stmt->try_.handlers[i];
      if (handler->type)
        collect_expr (collector, handler->type);
      if (handler->name)
        add_name (collector, handler->name);
      collect_block (collector, &handler->body);
    }
  collect_block (collector, &stmt->try_.orelse);
  collect_block (collector, &stmt->try_.finally);
}

static void
collect_with (Collector *collector, CrStmt *stmt)
{
  for (guint i = 0; i < stmt->with.n_items; i++)
    {
      collect_expr (collector, stmt->with.items[i].context);
      if (stmt->with.items[i].target)
        collect_target (collector, stmt->with.items[i].target);
    }
  collect_block (collector, &stmt->with.body);
}

static void
collect_if (Collector *collector, CrStmt *stmt)
{
  for (guint i = 0; i < stmt->if_.n_branches; i++)
    {
      collect_expr (collector, stmt->if_.branches[i].test);
      collect_block (collector, &stmt->if_.branches[i].body);
    }
  collect_block (collector, &stmt->if_.orelse);
}

static void
collect_compound_stmt (Collector *collector, CrStmt *stmt)
{
  switch (stmt->kind)
    {
    case CR_STMT_IF:
      collect_if (collector, stmt);
      break;
    case CR_STMT_WHILE:
      collect_expr (collector, stmt->while_.test);
      collect_block (collector, &stmt->while_.body);
      collect_block (collector, &stmt->while_.orelse);
      break;
    case CR_STMT_FOR:
      collect_target (collector, stmt->for_.target);
      collect_expr (collector, stmt->for_.iter);
      collect_block (collector, &stmt->for_.body);
      collect_block (collector, &stmt->for_.orelse);
      break;
    case CR_STMT_DEF:
      collect_parameters (collector, &stmt->def.parameters);
      collect_inner (collector, stmt->def.name, &stmt->def.decorators, &stmt->def.body);
      break;
    case CR_STMT_CLASS:
      for (guint i = 0; i < stmt->class_.n_arguments; i++)
        collect_expr (collector, stmt->class_.arguments[i].value);
      collect_inner (collector, stmt->class_.name, &stmt->class_.decorators, &stmt->class_.body);
      break;
    case CR_STMT_WITH:
      collect_with (collector, stmt);
      break;
    case CR_STMT_TRY:
      collect_try (collector, stmt);
      break;
    default:
      break;
    }
}

static void
collect_stmt (Collector *collector, CrStmt *stmt)
{
  switch (stmt->kind)
    {
    case CR_STMT_EXPR:
      collect_expr (collector, stmt->expr.value);
      break;
    case CR_STMT_ASSIGN:
      for (guint i = 0; i < stmt->assign.targets.n; i++)
        collect_target (collector, stmt->assign.targets.items[i]);
      collect_expr (collector, stmt->assign.value);
      break;
    case CR_STMT_AUG_ASSIGN:
      collect_target (collector, stmt->aug_assign.target);
      collect_expr (collector, stmt->aug_assign.value);
      break;
    case CR_STMT_ANN_ASSIGN:
      collect_target (collector, stmt->ann_assign.target);
      collect_optional (collector, stmt->ann_assign.value, NULL, NULL);
      break;
    case CR_STMT_RETURN:
      collect_optional (collector, stmt->value, NULL, NULL);
      break;
    case CR_STMT_RAISE:
      collect_optional (collector, stmt->raise.exception, stmt->raise.cause, NULL);
      break;
    case CR_STMT_ASSERT:
      collect_optional (collector, stmt->assert_.test, stmt->assert_.message, NULL);
      break;
    case CR_STMT_DEL:
      for (guint i = 0; i < stmt->targets.n; i++)
        collect_target (collector, stmt->targets.items[i]);
      break;
    case CR_STMT_IMPORT:
      collect_import (collector, stmt->import.aliases, stmt->import.n);
      break;
    case CR_STMT_IMPORT_FROM:
      collect_import (collector, stmt->import_from.aliases, stmt->import_from.n);
      break;
    default:
      collect_compound_stmt (collector, stmt);
      break;
    }
}

/* global and nonlocal first: they say of every other mention that the name is not ours. */
static void
collect_declarations (CrCode *code, const CrBlock *block)
{
  for (guint i = 0; i < block->n; i++)
    {
      CrStmt *stmt = block->items[i];
      if (stmt->kind == CR_STMT_GLOBAL || stmt->kind == CR_STMT_NONLOCAL)
        for (guint k = 0; k < stmt->names.n; k++)
          g_hash_table_insert (code->globals, (gpointer)stmt->names.names[k],
                               GUINT_TO_POINTER (stmt->kind == CR_STMT_GLOBAL ? 1 : 2));
      if (stmt->kind == CR_STMT_FOR)
        collect_declarations (code, &stmt->for_.body);
      else if (stmt->kind == CR_STMT_WHILE)
        collect_declarations (code, &stmt->while_.body);
      else if (stmt->kind == CR_STMT_WITH)
        collect_declarations (code, &stmt->with.body);
      else if (stmt->kind == CR_STMT_IF)
        for (guint k = 0; k < stmt->if_.n_branches; k++)
          collect_declarations (code, &stmt->if_.branches[k].body);
    }
}

static void
collect_block (Collector *collector, const CrBlock *block)
{
  for (guint i = 0; i < block->n; i++)
    collect_stmt (collector, block->items[i]);
}

static CrCode *
code_new (const char *name, guint64 identity)
{
  CrCode *code = g_new0 (CrCode, 1);
  code->name = name;
  code->identity = identity;
  code->slots = g_hash_table_new (NULL, NULL);
  code->names = g_ptr_array_new ();
  code->globals = g_hash_table_new (NULL, NULL);
  code->captured = g_hash_table_new (NULL, NULL);
  return code;
}

static void
add_parameters (Collector *collector, const CrParameterList *parameters)
{
  collector->code->parameters = parameters;
  for (guint i = 0; i < parameters->n; i++)
    add_name (collector, parameters->items[i].name);
}

CrCode *
cr_code_new_def (CrStmt *def)
{
  Collector collector = { .code = code_new (def->def.name, def->identity) };
  collector.code->is_generator = def->def.is_generator;
  collector.code->body = &def->def.body;
  add_parameters (&collector, &def->def.parameters);
  collect_declarations (collector.code, &def->def.body);
  collect_block (&collector, &def->def.body);
  return collector.code;
}

CrCode *
cr_code_new_lambda (CrExpr *lambda)
{
  Collector collector = { .code = code_new ("<lambda>", 0) };
  collector.code->expression = lambda->lambda.body;
  add_parameters (&collector, &lambda->lambda.parameters);
  collect_expr (&collector, lambda->lambda.body);
  return collector.code;
}

CrCode *
cr_code_new_comprehension (CrExpr *comprehension)
{
  Collector collector = { .code = code_new ("<listcomp>", 0) };
  for (guint i = 0; i < comprehension->comp.n_clauses; i++)
    collect_target (&collector, comprehension->comp.clauses[i].target);
  collector.inner = TRUE; /* a lambda in it may keep whatever it mentions */
  collect_comp (&collector, comprehension);
  return collector.code;
}

CrCode *
cr_code_new_class (CrStmt *class_)
{
  Collector collector = { .code = code_new (class_->class_.name, class_->identity) };
  collector.code->body = &class_->class_.body;
  collector.code->is_class = TRUE;
  collect_block (&collector, &class_->class_.body);
  return collector.code;
}

void
cr_code_free (CrCode *code)
{
  g_hash_table_unref (code->slots);
  g_ptr_array_unref (code->names);
  g_hash_table_unref (code->globals);
  g_hash_table_unref (code->captured);
  g_free (code->qualname);
  g_free (code);
}

const CrCode *
cr_interp_get_code (CrInterp *interp, gpointer node, CrCode *(*make) (gpointer))
{
  CrCode *code = g_hash_table_lookup (interp->codes, node);
  if (code == NULL)
    {
      code = make (node);
      const CrCode *around = interp->scope ? interp->scope->code : NULL;
      code->qualname = around == NULL
                           ? g_strdup (code->name)
                           : g_strconcat (around->qualname, around->is_class ? "." : ".<locals>.", code->name, NULL);
      g_hash_table_insert (interp->codes, node, code);
    }
  return code;
}

CrScope *
cr_scope_new (CrInterp *interp, const CrCode *code, CrScope *parent)
{
  guint n = code->names->len;
  CrScope *scope = cr_cell_new (interp->heap, CR_OBJECT_SCOPE, sizeof (CrScope) + n * sizeof (CrObject));
  scope->code = code;
  /* Functions in a class body do not see the class's names. */
  while (parent && parent->code->is_class)
    parent = parent->parent;
  scope->parent = cr_cell_ref (parent);
  scope->n = n;
  return scope;
}

void
cr_scope_finish (CrScope *scope)
{
  if (scope->cell.ref_count > 1)
    for (guint i = 0; i < scope->n; i++)
      if (!g_hash_table_contains (scope->code->captured, g_ptr_array_index (scope->code->names, i)))
        cr_object_clear (&scope->slots[i]);
  cr_cell_unref (scope);
}

/* The slot of @name in the innermost scope that has one; NULL means that the module has it. */
static CrObject *
find_slot (CrScope *from, const char *name, CrScope **owner)
{
  for (CrScope *scope = from; scope; scope = scope->parent)
    {
      guint slot = GPOINTER_TO_UINT (g_hash_table_lookup (scope->code->slots, name));
      if (slot && !(scope->code->is_class && scope != from))
        {
          *owner = scope;
          return &scope->slots[slot - 1];
        }
      if (GPOINTER_TO_UINT (g_hash_table_lookup (scope->code->globals, name)) == 1)
        return NULL;
    }
  return NULL;
}

static CrObject
raise_unbound (CrInterp *interp, CrScope *owner, const char *name)
{
  if (owner == interp->scope)
    return cr_interp_raise (interp, CR_ERROR_UNBOUND_LOCAL,
                            "cannot access local variable '%s' where it is not associated with a value", name);
  return cr_interp_raise (interp, CR_ERROR_NAME,
                          "cannot access free variable '%s' where it is not associated with a value in enclosing scope",
                          name);
}

CrObject
cr_interp_load_name (CrInterp *interp, const char *name)
{
  CrScope *owner = NULL;
  CrObject *slot = find_slot (interp->scope, name, &owner);
  if (slot && cr_object_is_set (*slot))
    return cr_object_ref (*slot);
  if (slot && !owner->code->is_class)
    return raise_unbound (interp, owner, name);
  slot = g_hash_table_lookup (interp->globals, name);
  if (slot && cr_object_is_set (*slot))
    return cr_object_ref (*slot);
  CrObject builtin = cr_dict_get_text (interp->builtins, name);
  if (cr_object_is_set (builtin))
    return cr_object_ref (builtin);
  cr_interp_raise (interp, CR_ERROR_NAME, "name '%s' is not defined", name);
  cr_interp_suggest_name (interp, name);
  return CR_UNSET;
}

static void
tell_bound (CrInterp *interp, const char *name, CrObject value)
{
  if (interp->observer && interp->observer->name_bound)
    interp->observer->name_bound (interp->observer_data, name, value.kind == CR_OBJECT_TENSOR ? value.u.tensor : NULL);
}

/* Within its methods a module is self, which says nothing. */
static void
tell_placed (CrInterp *interp, const char *name, CrObject module)
{
  const CrLangObserver *observer = interp->observer;
  if (observer == NULL || observer->parameter_placed == NULL || strcmp (name, "self") == 0)
    return;
  for (CrNnKind kind = CR_NN_PARAMETERS; kind <= CR_NN_BUFFERS; kind++)
    {
      g_autoptr (GPtrArray) found = cr_nn_walk (interp, module, kind, name, TRUE);
      for (guint i = 0; found != NULL && i < found->len; i++)
        {
          const CrNnFound *one = g_ptr_array_index (found, i);
          if (one->object.kind == CR_OBJECT_TENSOR)
            observer->parameter_placed (interp->observer_data, one->name, one->object.u.tensor);
        }
    }
}

void
cr_interp_store_name (CrInterp *interp, const char *name, CrObject value)
{
  CrScope *owner = NULL;
  CrObject *slot = find_slot (interp->scope, name, &owner);
  if (slot == NULL)
    slot = g_hash_table_lookup (interp->globals, name);
  if (slot == NULL)
    {
      slot = g_new0 (CrObject, 1);
      g_hash_table_insert (interp->globals, (gpointer)name, slot);
    }
  CrObject old = *slot;
  *slot = value;
  if (value.kind == CR_OBJECT_TENSOR || old.kind == CR_OBJECT_TENSOR)
    tell_bound (interp, name, value);
  if (value.kind == CR_OBJECT_INSTANCE && cr_nn_is_module (interp, value))
    tell_placed (interp, name, value);
  cr_object_unref (old);
}

gboolean
cr_interp_delete_name (CrInterp *interp, const char *name)
{
  CrScope *owner = NULL;
  CrObject *slot = find_slot (interp->scope, name, &owner);
  if (slot == NULL)
    slot = g_hash_table_lookup (interp->globals, name);
  if (slot == NULL || !cr_object_is_set (*slot))
    {
      if (owner)
        raise_unbound (interp, owner, name);
      else
        cr_interp_raise (interp, CR_ERROR_NAME, "name '%s' is not defined", name);
      return FALSE;
    }
  CrObject old = *slot;
  *slot = CR_UNSET;
  if (old.kind == CR_OBJECT_TENSOR)
    tell_bound (interp, name, CR_UNSET);
  cr_object_unref (old);
  return TRUE;
}

CrObject
cr_interp_globals (CrInterp *interp)
{
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  GHashTableIter iter;
  gpointer name, slot;
  g_hash_table_iter_init (&iter, interp->globals);
  while (g_hash_table_iter_next (&iter, &name, &slot))
    if (cr_object_is_set (*(CrObject *)slot))
      cr_dict_set_text (dict, name, cr_object_ref (*(CrObject *)slot));
  return cr_object_from_cell (dict);
}

CrObject
cr_interp_locals (CrInterp *interp)
{
  const CrScope *scope = interp->scope;
  if (scope == NULL)
    return cr_interp_globals (interp);
  CrDict *dict = cr_dict_new (interp->heap, CR_OBJECT_DICT);
  for (guint i = 0; i < scope->n; i++)
    if (cr_object_is_set (scope->slots[i]))
      cr_dict_set_text (dict, g_ptr_array_index (scope->code->names, i), cr_object_ref (scope->slots[i]));
  return cr_object_from_cell (dict);
}
