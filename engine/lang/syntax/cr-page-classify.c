/* Code or not? A chunk that parses may still be what a program printed: tensor([1., 2.]) calls a name that nobody
 * bound. A chunk that does not parse may still be code with a typing mistake, which must stay for the parser to tell.
 */

#include "cr-page-private.h"

#include <string.h>

#include "cr-parser.h"

/* Names that mean something without being bound. */
static const char *const known_names[]
    = { "print", "len",  "range",  "list", "tuple",    "dict",    "set",        "str",       "int",   "float",
        "bool",  "sum",  "min",    "max",  "abs",      "zip",     "sorted",     "type",      "round", "map",
        "repr",  "iter", "next",   "help", "reversed", "torch",   "np",         "plt",       "nn",    "F",
        "optim", "math", "random", "any",  "all",      "display", "isinstance", "enumerate", NULL };

static gboolean
is_known (const char *name, GHashTable *names)
{
  return g_strv_contains (known_names, name) || g_hash_table_contains (names, name);
}

static gboolean expression_is_meant (const CrExpr *expr, GHashTable *names, gboolean *names_any);

static gboolean
list_is_meant (const CrExprList *list, GHashTable *names, gboolean *names_any)
{
  for (guint i = 0; i < list->n; i++)
    if (!expression_is_meant (list->items[i], names, names_any))
      return FALSE;
  return TRUE;
}

/* FALSE if the expression uses a name that means nothing on this page. Nested functions are taken as meant. */
static gboolean
expression_is_meant (const CrExpr *expr, GHashTable *names, gboolean *names_any)
{
  switch (expr->kind)
    {
    case CR_EXPR_NAME:
      *names_any = TRUE;
      return is_known (expr->name, names);
    case CR_EXPR_ATTRIBUTE:
      return expression_is_meant (expr->attribute.object, names, names_any);
    case CR_EXPR_SUBSCRIPT:
      return expression_is_meant (expr->subscript.object, names, names_any);
    case CR_EXPR_CALL:
      return expression_is_meant (expr->call.callee, names, names_any);
    case CR_EXPR_UNARY:
      return expression_is_meant (expr->unary.operand, names, names_any);
    case CR_EXPR_BINARY:
      return expression_is_meant (expr->binary.left, names, names_any)
             && expression_is_meant (expr->binary.right, names, names_any);
    case CR_EXPR_COMPARE:
      return expression_is_meant (expr->compare.first, names, names_any);
    case CR_EXPR_TUPLE:
    case CR_EXPR_LIST:
    case CR_EXPR_SET:
      return list_is_meant (&expr->list, names, names_any);
    case CR_EXPR_STR:
    case CR_EXPR_FSTRING:
    case CR_EXPR_LIST_COMP:
    case CR_EXPR_YIELD:
      *names_any = TRUE;
      return TRUE;
    default:
      return TRUE;
    }
}

static gboolean
statement_is_output (const CrStmt *stmt, GHashTable *names)
{
  gboolean names_any = FALSE;
  if (stmt->kind == CR_STMT_ANN_ASSIGN)
    return stmt->ann_assign.value == NULL; /* "Note: x" */
  if (stmt->kind != CR_STMT_EXPR)
    return FALSE;
  return !expression_is_meant (stmt->expr.value, names, &names_any) || !names_any;
}

/* What begins like a statement of Python and goes on like one. */
static gboolean
looks_like_code (const char *line)
{
  static const char *const patterns[] = {
    "^\\s*(import|from)\\s+[\\w.]+(\\s+(import|as)\\s.*|\\s*,.*)?$",
    "^\\s*(def|class)\\s+\\w+\\s*[(:]",
    "^\\s*for\\s+.+\\s+in\\s+.+:\\s*(#.*)?$",
    "^\\s*(if|while|with|elif)\\s.+:\\s*(#.*)?$",
    "^\\s*(try|else|finally)\\s*:\\s*$",
    "^\\s*@\\w+",
    "^\\s*[A-Za-z_][\\w.]*(\\[.*\\])?(\\s*,\\s*[A-Za-z_][\\w.]*)*\\s*(\\*\\*|//|[-+*/@%])?=(?!=)",
    "^\\s*[A-Za-z_][\\w.]*\\(.*$",
  };
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_regex_match_simple (patterns[i], line, 0, 0))
      return TRUE;
  return FALSE;
}

/* tensor([2.], grad_fn=<MulBackward0>) is no Python, but nobody types it either. */
static gboolean
is_printed_tensor (const char *chunk, GHashTable *names)
{
  return (g_str_has_prefix (chunk, "tensor(") && !g_hash_table_contains (names, "tensor"))
         || (g_str_has_prefix (chunk, "array(") && !g_hash_table_contains (names, "array"));
}

CrChunkKind
cr_page_classify (const char *chunk, GHashTable *names)
{
  if (is_printed_tensor (chunk, names))
    return CR_CHUNK_OUTPUT;
  g_autoptr (CrSource) source = cr_source_new ("page", chunk, -1, NULL);
  g_autoptr (GPtrArray) diagnostics = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_diagnostic_free);
  CrChunkKind kind = CR_CHUNK_CODE;
  if (source == NULL)
    return CR_CHUNK_PROSE;
  CrModule *module = cr_parse (source, diagnostics);
  if (cr_module_has_errors (module))
    kind = looks_like_code (chunk) ? CR_CHUNK_BROKEN : CR_CHUNK_PROSE;
  else
    for (guint i = 0; i < module->body.n && kind == CR_CHUNK_CODE; i++)
      if (statement_is_output (module->body.items[i], names))
        kind = CR_CHUNK_OUTPUT;
  cr_module_unref (module);
  return kind;
}

static void
add_matches (const char *line, const char *pattern, GHashTable *names)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  for (g_regex_match (regex, line, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    g_hash_table_add (names, g_match_info_fetch (match, 1));
}

void
cr_page_collect_names (const char *line, GHashTable *names)
{
  add_matches (line, "([A-Za-z_]\\w*)\\s*(?:,[\\s\\w,]*)?=(?!=)", names);
  add_matches (line, "\\b(?:import|as|def|class|for)\\s+([A-Za-z_]\\w*)", names);
  if (g_regex_match_simple ("^\\s*from\\s.+\\simport\\s", line, 0, 0))
    add_matches (line, "[,\\s]([A-Za-z_]\\w*)\\s*(?=,|$)", names);
}
