/* The tree as S-expressions, for tests and for looking at. */

#include "cr-ast.h"

#include <string.h>

static void dump_expr (GString *out, const CrExpr *expr);
static void dump_stmt (GString *out, const CrStmt *stmt, guint indent);

static void
dump_text (GString *out, const char *text, gsize length)
{
  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      guchar c = text[i];

      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c < 0x20 || c == 0x7F)
        g_string_append_printf (out, "\\x%02x", c);
      else
        g_string_append_c (out, c);
    }
  g_string_append_c (out, '"');
}

static void
dump_number (GString *out, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (buffer, sizeof buffer, number);
  g_string_append (out, buffer);
  if (!strpbrk (buffer, ".einf"))
    g_string_append (out, ".0");
}

/* " expr", or " -" for one that is left out. */
static void
dump_operand (GString *out, const CrExpr *expr)
{
  g_string_append_c (out, ' ');
  if (expr)
    dump_expr (out, expr);
  else
    g_string_append_c (out, '-');
}

static void
dump_operands (GString *out, CrExpr *const *items, guint n)
{
  for (guint i = 0; i < n; i++)
    dump_operand (out, items[i]);
}

static void
dump_fstring (GString *out, const CrExpr *expr)
{
  g_string_append (out, "(fstring");
  for (guint i = 0; i < expr->fstring.n; i++)
    {
      const CrFStringPart *part = &expr->fstring.parts[i];

      g_string_append_c (out, ' ');
      if (!part->value)
        {
          dump_text (out, part->text, part->length);
          continue;
        }
      g_string_append (out, "(value");
      dump_operand (out, part->value);
      if (part->conversion)
        g_string_append_printf (out, " !%c", part->conversion);
      if (part->spec)
        dump_operand (out, part->spec);
      g_string_append_c (out, ')');
    }
  g_string_append_c (out, ')');
}

static void
dump_comprehension (GString *out, const char *name, const CrExpr *expr)
{
  g_string_append_printf (out, "(%s", name);
  dump_operand (out, expr->comp.element);
  if (expr->comp.value)
    dump_operand (out, expr->comp.value);
  for (guint i = 0; i < expr->comp.n_clauses; i++)
    {
      const CrComprehension *clause = &expr->comp.clauses[i];

      g_string_append (out, " (for");
      dump_operand (out, clause->target);
      dump_operand (out, clause->iter);
      dump_operands (out, clause->conditions.items, clause->conditions.n);
      g_string_append_c (out, ')');
    }
  g_string_append_c (out, ')');
}

static void
dump_parameters (GString *out, const CrParameterList *parameters)
{
  static const char *const marks[] = { "/", "", "*", "=", "**" };

  g_string_append (out, " (");
  for (guint i = 0; i < parameters->n; i++)
    {
      const CrParameter *parameter = &parameters->items[i];

      g_string_append_printf (out, "%s%s%s", i ? " " : "", marks[parameter->kind], parameter->name);
      if (parameter->annotation)
        {
          g_string_append_c (out, ':');
          dump_expr (out, parameter->annotation);
        }
      if (parameter->default_value)
        {
          g_string_append_c (out, '=');
          dump_expr (out, parameter->default_value);
        }
    }
  g_string_append_c (out, ')');
}

static void
dump_arguments (GString *out, const CrArgument *arguments, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const CrArgument *argument = &arguments[i];

      g_string_append_c (out, ' ');
      if (argument->kind == CR_ARGUMENT_KEYWORD)
        g_string_append_printf (out, "%s=", argument->name);
      else if (argument->kind == CR_ARGUMENT_STAR)
        g_string_append_c (out, '*');
      else if (argument->kind == CR_ARGUMENT_STAR_STAR)
        g_string_append (out, "**");
      dump_expr (out, argument->value);
    }
}

static void
dump_compare (GString *out, const CrExpr *expr)
{
  g_string_append (out, "(compare");
  dump_operand (out, expr->compare.first);
  for (guint i = 0; i < expr->compare.n; i++)
    {
      g_string_append_printf (out, " %s", cr_compare_op_get_text (expr->compare.ops[i]));
      dump_operand (out, expr->compare.operands[i]);
    }
  g_string_append_c (out, ')');
}

static void
dump_dict (GString *out, const CrExpr *expr)
{
  g_string_append (out, "(dict");
  for (guint i = 0; i < expr->dict.n; i++)
    {
      dump_operand (out, expr->dict.keys[i]);
      dump_operand (out, expr->dict.values[i]);
    }
  g_string_append_c (out, ')');
}

static void
dump_list (GString *out, const char *name, CrExpr *const *items, guint n)
{
  g_string_append_printf (out, "(%s", name);
  dump_operands (out, items, n);
  g_string_append_c (out, ')');
}

static void
dump_compound_expr (GString *out, const CrExpr *expr)
{
  switch ((int)expr->kind)
    {
    case CR_EXPR_BINARY:
      dump_list (out, cr_binary_op_get_text (expr->binary.op), (CrExpr *[]){ expr->binary.left, expr->binary.right },
                 2);
      break;
    case CR_EXPR_UNARY:
      dump_list (out, cr_unary_op_get_text (expr->unary.op), &expr->unary.operand, 1);
      break;
    case CR_EXPR_BOOL:
      dump_list (out, expr->boolean.is_or ? "or" : "and", expr->boolean.operands.items, expr->boolean.operands.n);
      break;
    case CR_EXPR_COMPARE:
      dump_compare (out, expr);
      break;
    case CR_EXPR_IF:
      dump_list (out, "if-else",
                 (CrExpr *[]){ expr->conditional.test, expr->conditional.body, expr->conditional.orelse }, 3);
      break;
    case CR_EXPR_LAMBDA:
      g_string_append (out, "(lambda");
      dump_parameters (out, &expr->lambda.parameters);
      dump_operand (out, expr->lambda.body);
      g_string_append_c (out, ')');
      break;
    case CR_EXPR_CALL:
      g_string_append (out, "(call");
      dump_operand (out, expr->call.callee);
      dump_arguments (out, expr->call.arguments, expr->call.n_arguments);
      g_string_append_c (out, ')');
      break;
    case CR_EXPR_ATTRIBUTE:
      g_string_append (out, "(.");
      dump_operand (out, expr->attribute.object);
      g_string_append_printf (out, " %s)", expr->attribute.name);
      break;
    case CR_EXPR_SUBSCRIPT:
      dump_list (out, "index", (CrExpr *[]){ expr->subscript.object, expr->subscript.index }, 2);
      break;
    case CR_EXPR_SLICE:
      dump_list (out, "slice", (CrExpr *[]){ expr->slice.lower, expr->slice.upper, expr->slice.step }, 3);
      break;
    case CR_EXPR_STARRED:
      dump_list (out, "star", &((CrExpr *)expr)->starred, 1);
      break;
    case CR_EXPR_NAMED:
      dump_list (out, ":=", (CrExpr *[]){ expr->named.target, expr->named.value }, 2);
      break;
    case CR_EXPR_YIELD:
    case CR_EXPR_YIELD_FROM:
      dump_list (out, expr->kind == CR_EXPR_YIELD ? "yield" : "yield-from", &((CrExpr *)expr)->yielded,
                 expr->yielded ? 1 : 0);
      break;
    default:
      g_string_append (out, "(error)");
      break;
    }
}

static void
dump_expr (GString *out, const CrExpr *expr)
{
  static const char *const displays[CR_EXPR_N_KINDS] = {
    [CR_EXPR_TUPLE] = "tuple",         [CR_EXPR_LIST] = "list",         [CR_EXPR_SET] = "set",
    [CR_EXPR_LIST_COMP] = "list-comp", [CR_EXPR_SET_COMP] = "set-comp", [CR_EXPR_GENERATOR] = "generator",
    [CR_EXPR_DICT_COMP] = "dict-comp", [CR_EXPR_TRUE] = "True",         [CR_EXPR_FALSE] = "False",
    [CR_EXPR_NONE] = "None",           [CR_EXPR_ELLIPSIS] = "...",
  };

  switch ((int)expr->kind)
    {
    case CR_EXPR_NAME:
      g_string_append (out, expr->name);
      break;
    case CR_EXPR_INT:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, expr->integer);
      break;
    case CR_EXPR_BIG:
      g_string_append (out, expr->str.text);
      break;
    case CR_EXPR_FLOAT:
      dump_number (out, expr->number);
      break;
    case CR_EXPR_IMAGINARY:
      dump_number (out, expr->number);
      g_string_append_c (out, 'j');
      break;
    case CR_EXPR_STR:
      dump_text (out, expr->str.text, expr->str.length);
      break;
    case CR_EXPR_FSTRING:
      dump_fstring (out, expr);
      break;
    case CR_EXPR_TRUE:
    case CR_EXPR_FALSE:
    case CR_EXPR_NONE:
    case CR_EXPR_ELLIPSIS:
      g_string_append (out, displays[expr->kind]);
      break;
    case CR_EXPR_TUPLE:
    case CR_EXPR_LIST:
    case CR_EXPR_SET:
      dump_list (out, displays[expr->kind], expr->list.items, expr->list.n);
      break;
    case CR_EXPR_DICT:
      dump_dict (out, expr);
      break;
    case CR_EXPR_LIST_COMP:
    case CR_EXPR_SET_COMP:
    case CR_EXPR_GENERATOR:
    case CR_EXPR_DICT_COMP:
      dump_comprehension (out, displays[expr->kind], expr);
      break;
    default:
      dump_compound_expr (out, expr);
      break;
    }
}

/* --- statements --- */

static void
dump_block (GString *out, const CrBlock *block, guint indent)
{
  for (guint i = 0; i < block->n; i++)
    dump_stmt (out, block->items[i], indent);
}

static void
dump_clause (GString *out, const char *name, const CrBlock *block, guint indent)
{
  if (block->n == 0)
    return;
  g_string_append_printf (out, "\n%*s(%s", indent, "", name);
  dump_block (out, block, indent + 2);
  g_string_append_c (out, ')');
}

static void
dump_aliases (GString *out, const CrAlias *aliases, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (out, " %s", aliases[i].name);
      if (aliases[i].asname)
        g_string_append_printf (out, "=>%s", aliases[i].asname);
    }
}

static void
dump_try (GString *out, const CrStmt *stmt, guint indent)
{
  dump_block (out, &stmt->try_.body, indent + 2);
  for (guint i = 0; i < stmt->try_.n_handlers; i++)
    {
      const CrHandler *handler = &stmt->try_.handlers[i];

      g_string_append_printf (out, "\n%*s(except", indent, "");
      dump_operand (out, handler->type);
      g_string_append_printf (out, " %s", handler->name ? handler->name : "-");
      dump_block (out, &handler->body, indent + 2);
      g_string_append_c (out, ')');
    }
  dump_clause (out, "else", &stmt->try_.orelse, indent);
  dump_clause (out, "finally", &stmt->try_.finally, indent);
}

static void
dump_compound_stmt (GString *out, const CrStmt *stmt, guint indent)
{
  switch ((int)stmt->kind)
    {
    case CR_STMT_IF:
      for (guint i = 0; i < stmt->if_.n_branches; i++)
        {
          if (i)
            g_string_append_printf (out, "\n%*s(elif", indent, "");
          dump_operand (out, stmt->if_.branches[i].test);
          dump_block (out, &stmt->if_.branches[i].body, indent + 2);
          if (i)
            g_string_append_c (out, ')');
        }
      dump_clause (out, "else", &stmt->if_.orelse, indent);
      break;
    case CR_STMT_WHILE:
      dump_operand (out, stmt->while_.test);
      dump_block (out, &stmt->while_.body, indent + 2);
      dump_clause (out, "else", &stmt->while_.orelse, indent);
      break;
    case CR_STMT_FOR:
      dump_operand (out, stmt->for_.target);
      dump_operand (out, stmt->for_.iter);
      dump_block (out, &stmt->for_.body, indent + 2);
      dump_clause (out, "else", &stmt->for_.orelse, indent);
      break;
    case CR_STMT_DEF:
      dump_operands (out, stmt->def.decorators.items, stmt->def.decorators.n);
      g_string_append_printf (out, " %s", stmt->def.name);
      dump_parameters (out, &stmt->def.parameters);
      if (stmt->def.returns)
        dump_operand (out, stmt->def.returns);
      dump_block (out, &stmt->def.body, indent + 2);
      break;
    case CR_STMT_CLASS:
      dump_operands (out, stmt->class_.decorators.items, stmt->class_.decorators.n);
      g_string_append_printf (out, " %s", stmt->class_.name);
      dump_arguments (out, stmt->class_.arguments, stmt->class_.n_arguments);
      dump_block (out, &stmt->class_.body, indent + 2);
      break;
    case CR_STMT_WITH:
      for (guint i = 0; i < stmt->with.n_items; i++)
        {
          dump_operand (out, stmt->with.items[i].context);
          dump_operand (out, stmt->with.items[i].target);
        }
      dump_block (out, &stmt->with.body, indent + 2);
      break;
    default:
      dump_try (out, stmt, indent);
      break;
    }
}

static void
dump_simple_stmt (GString *out, const CrStmt *stmt)
{
  switch ((int)stmt->kind)
    {
    case CR_STMT_EXPR:
      dump_operand (out, stmt->expr.value);
      break;
    case CR_STMT_ASSIGN:
      dump_operands (out, stmt->assign.targets.items, stmt->assign.targets.n);
      dump_operand (out, stmt->assign.value);
      break;
    case CR_STMT_AUG_ASSIGN:
      g_string_append_printf (out, " %s", cr_binary_op_get_text (stmt->aug_assign.op));
      dump_operand (out, stmt->aug_assign.target);
      dump_operand (out, stmt->aug_assign.value);
      break;
    case CR_STMT_ANN_ASSIGN:
      dump_operand (out, stmt->ann_assign.target);
      dump_operand (out, stmt->ann_assign.annotation);
      dump_operand (out, stmt->ann_assign.value);
      break;
    case CR_STMT_RETURN:
      dump_operand (out, stmt->value);
      break;
    case CR_STMT_RAISE:
      dump_operand (out, stmt->raise.exception);
      dump_operand (out, stmt->raise.cause);
      break;
    case CR_STMT_ASSERT:
      dump_operand (out, stmt->assert_.test);
      dump_operand (out, stmt->assert_.message);
      break;
    case CR_STMT_DEL:
      dump_operands (out, stmt->targets.items, stmt->targets.n);
      break;
    case CR_STMT_GLOBAL:
    case CR_STMT_NONLOCAL:
      for (guint i = 0; i < stmt->names.n; i++)
        g_string_append_printf (out, " %s", stmt->names.names[i]);
      break;
    case CR_STMT_IMPORT:
      dump_aliases (out, stmt->import.aliases, stmt->import.n);
      break;
    case CR_STMT_IMPORT_FROM:
      g_string_append_printf (out, " %u \"%s\"%s", stmt->import_from.level, stmt->import_from.module,
                              stmt->import_from.is_star ? " *" : "");
      dump_aliases (out, stmt->import_from.aliases, stmt->import_from.n);
      break;
    default:
      break;
    }
}

static gboolean
is_compound (CrStmtKind kind)
{
  return (kind >= CR_STMT_IF && kind <= CR_STMT_CLASS) || kind == CR_STMT_WITH || kind == CR_STMT_TRY;
}

static void
dump_stmt (GString *out, const CrStmt *stmt, guint indent)
{
  static const char *const names[CR_STMT_N_KINDS]
      = { "error", "expr",  "assign",   "aug-assign", "ann-assign", "if",     "while",      "for",
          "def",   "class", "return",   "with",       "try",        "raise",  "assert",     "del",
          "pass",  "break", "continue", "global",     "nonlocal",   "import", "import-from" };

  if (out->len)
    g_string_append_c (out, '\n');
  g_string_append_printf (out, "%*s(%s", indent, "", names[stmt->kind]);
  if (is_compound (stmt->kind))
    dump_compound_stmt (out, stmt, indent);
  else
    dump_simple_stmt (out, stmt);
  g_string_append_c (out, ')');
}

char *
cr_ast_dump (const CrModule *module)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (module != NULL, g_string_free (out, FALSE));
  dump_block (out, &module->body, 0);
  if (out->len)
    g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
