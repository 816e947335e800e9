#pragma once
/* The parser's state and what its files share: cr-parser.c (tokens, errors, scopes),
 * -expression (the Pratt table), -atom (displays, comprehensions), -call (arguments, parameters),
 * -string (string literals, f-strings), -target (what may be assigned to), -statement and
 * -compound.
 *
 * After an error `failed` is set: cr_parser_peek() then answers CR_TOKEN_ERROR, so that every
 * rule that is under way ends by itself without a further report, up to the statement,
 * which clears it. */

#include "cr-ast-private.h"
#include "cr-diagnostic.h"
#include "cr-token.h"

G_BEGIN_DECLS

typedef enum
{
  CR_SCOPE_MODULE,
  CR_SCOPE_FUNCTION,
  CR_SCOPE_CLASS
} CrScopeKind;

typedef enum
{
  CR_BINDING_ASSIGNED = 1 << 0,
  CR_BINDING_PARAMETER = 1 << 1,
  CR_BINDING_GLOBAL = 1 << 2,
  CR_BINDING_NONLOCAL = 1 << 3
} CrBinding;

typedef struct _CrScope CrScope;
struct _CrScope
{
  CrScopeKind kind;
  CrScope *outer;
  gboolean yields;      /* a yield stands in it */
  guint n_loops;        /* around the current statement, in this scope */
  GHashTable *bindings; /* interned name -> CrBinding flags */
  GArray *free_names;   /* of CrFreeName: nonlocal names that an outer function must bind */
};

typedef struct
{
  CrSource *source;
  const char *text;
  CrModule *module;
  CrArena *arena;
  GPtrArray *diagnostics;
  GArray *lexed_errors; /* of guint: offsets of the lexer's errors, ascending */
  const CrToken *token; /* the current one; an EOF ends the array */
  GPtrArray *scratch;   /* a stack on which lists grow before they go to the arena */
  CrScope *scope;
  guint depth;            /* of recursion */
  guint statement_offset; /* where the statement begins */
  guint fstring_depth;    /* inside so many f-strings */
  gboolean failed;
  gboolean quiet; /* only trying: report nothing */
} CrParser;

typedef enum
{
  CR_PRECEDENCE_NONE,
  CR_PRECEDENCE_CONDITIONAL,
  CR_PRECEDENCE_OR,
  CR_PRECEDENCE_AND,
  CR_PRECEDENCE_NOT,
  CR_PRECEDENCE_COMPARE,
  CR_PRECEDENCE_BIT_OR,
  CR_PRECEDENCE_BIT_XOR,
  CR_PRECEDENCE_BIT_AND,
  CR_PRECEDENCE_SHIFT,
  CR_PRECEDENCE_TERM,
  CR_PRECEDENCE_FACTOR,
  CR_PRECEDENCE_UNARY,
  CR_PRECEDENCE_POWER,
  CR_PRECEDENCE_PRIMARY
} CrPrecedence;

/* What a target is for; decides the words when it cannot be one. */
typedef enum
{
  CR_TARGET_ASSIGN,
  CR_TARGET_COMPREHENSION,
  CR_TARGET_DELETE
} CrTargetUse;

/* --- tokens (cr-parser.c) --- */
static inline CrTokenKind
cr_parser_peek (const CrParser *parser)
{
  return parser->failed ? CR_TOKEN_ERROR : parser->token->kind;
}

CrTokenKind cr_parser_peek_next (const CrParser *parser);
/* Passes the current token, and returns its range. */
CrRange cr_parser_take (CrParser *parser);
gboolean cr_parser_accept (CrParser *parser, CrTokenKind kind);
/* Passes a token of @kind, else fails with "invalid syntax" at what stands there. */
gboolean cr_parser_expect (CrParser *parser, CrTokenKind kind);
/* Passes a name, interned in @range's place; NULL after failing. */
const char *cr_parser_expect_name (CrParser *parser, CrRange *range);
const char *cr_parser_intern_token (CrParser *parser, const CrToken *token);
/* From @start to the end of the last token that was passed. */
CrRange cr_parser_range_from (const CrParser *parser, CrRange start);
gboolean cr_parser_token_is (const CrParser *parser, const CrToken *token, const char *text);

/* --- errors (cr-parser.c): all return the diagnostic, borrowed, or NULL if it is not reported --- */
CrDiagnostic *cr_parser_fail (CrParser *parser, CrRange range, const char *format, ...) G_GNUC_PRINTF (3, 4);
CrDiagnostic *cr_parser_fail_code (CrParser *parser, CrErrorCode code, CrRange range, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* "invalid syntax" at the current token. */
void cr_parser_fail_here (CrParser *parser);
/* Reports what is wrong in a sentence that parses: the parser does not fail. */
CrDiagnostic *cr_parser_complain (CrParser *parser, CrRange range, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* --- scopes (cr-parser-scope.c) --- */
void cr_parser_push_scope (CrParser *parser, CrScope *scope, CrScopeKind kind);
void cr_parser_pop_scope (CrParser *parser);
void cr_parser_bind (CrParser *parser, const char *name, CrBinding binding);
/* The statement `global names` or `nonlocal names`. */
void cr_parser_declare (CrParser *parser, const CrNameList *names, gboolean is_global, CrRange statement);

/* --- nodes (cr-parser.c) --- */
/* A node of the range from @start to the last token, @height one more than its highest operand. */
CrExpr *cr_parser_new_expr (CrParser *parser, CrExprKind kind, CrRange start, guint operand_height);
/* The scratch stack's items from @mark on as a list in the arena. */
CrExprList cr_parser_pop_list (CrParser *parser, guint mark);
guint cr_expr_list_get_height (const CrExprList *list);
static inline guint
cr_expr_get_height (const CrExpr *expr)
{
  return expr ? expr->height : 0;
}

/* --- expressions (cr-parser-expression.c) --- */
CrExpr *cr_parser_parse_precedence (CrParser *parser, CrPrecedence minimum);
/* expression: conditional or lambda */
CrExpr *cr_parser_parse_expression (CrParser *parser);
/* expression or (name := expression); explains a "=" that follows */
CrExpr *cr_parser_parse_named (CrParser *parser);
/* the same or *expression */
CrExpr *cr_parser_parse_item (CrParser *parser, gboolean allow_named);
/* items with commas between: one item, or a tuple */
CrExpr *cr_parser_parse_list (CrParser *parser, gboolean allow_named);
/* the targets of `for`, up to "in" */
CrExpr *cr_parser_parse_target_list (CrParser *parser, CrTargetUse use);
/* Whether an expression can begin with @kind. */
gboolean cr_parser_begins_expression (CrTokenKind kind);
/* Tries to parse at the given level; reports nothing, and goes back if that fails. NULL then. */
CrExpr *cr_parser_try (CrParser *parser, CrPrecedence minimum);
/* Fails because @item in brackets is followed by what can neither go on nor end it. */
void cr_parser_fail_after_item (CrParser *parser, const CrExpr *item);

/* --- atoms (cr-parser-atom.c, -string.c, -call.c): the current token begins them --- */
CrExpr *cr_parser_parse_group (CrParser *parser, CrPrecedence minimum);
CrExpr *cr_parser_parse_list_display (CrParser *parser, CrPrecedence minimum);
CrExpr *cr_parser_parse_brace_display (CrParser *parser, CrPrecedence minimum);
CrExpr *cr_parser_parse_number (CrParser *parser, CrPrecedence minimum);
CrExpr *cr_parser_parse_string (CrParser *parser, CrPrecedence minimum);
CrExpr *cr_parser_parse_lambda (CrParser *parser, CrPrecedence minimum);
CrExpr *cr_parser_parse_call (CrParser *parser, CrExpr *callee, CrRange start);
CrExpr *cr_parser_parse_subscript (CrParser *parser, CrExpr *object, CrRange start);
/* `for ... in ... if ...` after @element (and @value); the closing bracket is not passed. */
CrExpr *cr_parser_parse_comprehension (CrParser *parser, CrExprKind kind, CrExpr *element, CrExpr *value,
                                       CrRange start);
/* Arguments up to ")", which is passed. Returns their height. */
guint cr_parser_parse_arguments (CrParser *parser, CrArgument **arguments, guint *n_arguments);
/* Parameters up to @end, which is not passed; binds them in the current scope. Returns their height. */
guint cr_parser_parse_parameters (CrParser *parser, CrTokenKind end, CrParameterList *parameters);

/* --- targets (cr-parser-target.c) --- */
/* What Python calls such an expression in its messages. */
const char *cr_expr_get_description (const CrExpr *expr);
/* Fails unless @expr can be assigned to or deleted; binds its names. */
void cr_parser_check_target (CrParser *parser, CrExpr *expr, CrTargetUse use);
/* Whether a "=" after it is explained with "Maybe you meant '=='". */
gboolean cr_expr_invites_equals (const CrExpr *expr);
/* Offers "==" for the "=" at @range. */
void cr_parser_offer_equals (CrDiagnostic *diagnostic, CrRange range);

/* --- statements (cr-parser-statement.c, -compound.c) --- */
CrStmt *cr_parser_new_stmt (CrParser *parser, CrStmtKind kind, const CrToken *first);
/* Ends the header (or the whole statement): its range and its hash. */
void cr_parser_end_header (CrParser *parser, CrStmt *stmt, const CrToken *first);
/* The simple statements of one line, pushed on the scratch stack; the line end is passed. */
void cr_parser_parse_simple_line (CrParser *parser);
/* The compound statement at the current token; NULL if none begins here. */
CrStmt *cr_parser_parse_compound (CrParser *parser);
/* Statements up to DEDENT or EOF. @clause tells the clauses of one statement apart, 0 for its first. */
CrBlock cr_parser_parse_statements (CrParser *parser, guint64 clause);
/* The statements on the scratch stack from @mark on as a block. */
CrBlock cr_parser_pop_block (CrParser *parser, guint mark, guint64 clause);
/* A hash of the tokens [first, end). */
guint64 cr_parser_hash_tokens (const CrParser *parser, const CrToken *first, const CrToken *end);

G_END_DECLS
