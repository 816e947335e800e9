#pragma once
/* The syntax tree: plain structs, written once by the parser and then constant. Nodes, lists
 * and strings live in the module's arena and die with it; nothing in here is freed alone.
 *
 * Names (every `const char *` called name, attribute, ...) are interned in their module: equal
 * names are equal pointers there.
 *
 * Depth: no expression is more than CR_AST_MAX_DEPTH nodes high (`1 + 1 + 1 + ...` is a
 * left-leaning tree as high as it is long; the parser refuses what is higher as Python refuses
 * it in its compiler), and blocks nest at most CR_AST_MAX_BLOCKS deep, so that recursion over a
 * tree is bounded. and/or chains, comparisons, elif chains, argument lists and list displays
 * are flat and have no such bound. */

#include "cr-source.h"

G_BEGIN_DECLS

#define CR_AST_MAX_DEPTH 1000 /* height of an expression in nodes */
#define CR_AST_MAX_BLOCKS 100 /* nested indentations, as in Python */

typedef struct _CrModule CrModule;
typedef struct _CrExpr CrExpr;
typedef struct _CrStmt CrStmt;

/* A list of expressions; items is NULL when n is 0. */
typedef struct
{
  CrExpr **items;
  guint n;
} CrExprList;

/* A list of interned names with the place of each. */
typedef struct
{
  const char **names;
  CrRange *ranges;
  guint n;
} CrNameList;

/* The statements of one suite; n is 0 only for a clause that is not there (no else) and after errors. */
typedef struct
{
  CrStmt **items;
  guint n;
} CrBlock;

typedef enum
{
  CR_EXPR_ERROR, /* what could not be parsed; only in a module with errors */
  CR_EXPR_NAME,
  CR_EXPR_INT,
  CR_EXPR_BIG, /* an integer of more than 64 bits */
  CR_EXPR_FLOAT,
  CR_EXPR_IMAGINARY, /* 2j */
  CR_EXPR_STR,
  CR_EXPR_FSTRING,
  CR_EXPR_TRUE,
  CR_EXPR_FALSE,
  CR_EXPR_NONE,
  CR_EXPR_ELLIPSIS,
  CR_EXPR_TUPLE,
  CR_EXPR_LIST,
  CR_EXPR_SET,
  CR_EXPR_DICT,
  CR_EXPR_LIST_COMP,
  CR_EXPR_SET_COMP,
  CR_EXPR_GENERATOR,
  CR_EXPR_DICT_COMP,
  CR_EXPR_BINARY,
  CR_EXPR_UNARY,
  CR_EXPR_BOOL,
  CR_EXPR_COMPARE,
  CR_EXPR_IF,
  CR_EXPR_LAMBDA,
  CR_EXPR_CALL,
  CR_EXPR_ATTRIBUTE,
  CR_EXPR_SUBSCRIPT,
  CR_EXPR_SLICE,
  CR_EXPR_STARRED,
  CR_EXPR_NAMED, /* (name := value) */
  CR_EXPR_YIELD,
  CR_EXPR_YIELD_FROM,
  CR_EXPR_N_KINDS
} CrExprKind;

typedef enum
{
  CR_AST_BINARY_ADD,
  CR_AST_BINARY_SUB,
  CR_AST_BINARY_MUL,
  CR_AST_BINARY_DIV,
  CR_AST_BINARY_FLOORDIV,
  CR_AST_BINARY_MOD,
  CR_AST_BINARY_POW,
  CR_AST_BINARY_MATMUL,
  CR_AST_BINARY_AND,
  CR_AST_BINARY_OR,
  CR_AST_BINARY_XOR,
  CR_AST_BINARY_LSHIFT,
  CR_AST_BINARY_RSHIFT,
  CR_AST_BINARY_N_OPS
} CrBinaryOp;

typedef enum
{
  CR_AST_UNARY_NEG,
  CR_AST_UNARY_POS,
  CR_AST_UNARY_INVERT,
  CR_AST_UNARY_NOT
} CrUnaryOp;

typedef enum
{
  CR_COMPARE_EQ,
  CR_COMPARE_NE,
  CR_COMPARE_LT,
  CR_COMPARE_LE,
  CR_COMPARE_GT,
  CR_COMPARE_GE,
  CR_COMPARE_IS,
  CR_COMPARE_IS_NOT,
  CR_COMPARE_IN,
  CR_COMPARE_NOT_IN
} CrCompareOp;

/* One argument of a call, in the order of the text. `name` is NULL for a positional one. */
typedef struct
{
  enum
  {
    CR_ARGUMENT_POSITIONAL,
    CR_ARGUMENT_KEYWORD,  /* name=value */
    CR_ARGUMENT_STAR,     /* *value */
    CR_ARGUMENT_STAR_STAR /* **value */
  } kind;
  const char *name;
  CrExpr *value;
  CrRange range;      /* all of it */
  CrRange name_range; /* of the name, where there is one */
} CrArgument;

/* One parameter of a def or lambda. */
typedef struct
{
  enum
  {
    CR_PARAMETER_POSITIONAL_ONLY, /* before a "/" */
    CR_PARAMETER_NORMAL,
    CR_PARAMETER_STAR, /* *args */
    CR_PARAMETER_KEYWORD_ONLY,
    CR_PARAMETER_STAR_STAR /* **kwargs */
  } kind;
  const char *name;
  CrExpr *default_value; /* NULL if none; evaluated where the function is defined */
  CrExpr *annotation;    /* NULL if none */
  CrRange range;         /* of the name */
} CrParameter;

typedef struct
{
  CrParameter *items;
  guint n;
} CrParameterList;

/* One `for target in iter if a if b` of a comprehension, outermost first. */
typedef struct
{
  CrExpr *target;
  CrExpr *iter;
  CrExprList conditions;
} CrComprehension;

/* One piece of an f-string: literal text, or a value. {x=} gives a literal "x=" and a value. */
typedef struct
{
  const char *text; /* NULL for a value; may hold NULs */
  gsize length;
  CrExpr *value;
  char conversion; /* 'r', 's', 'a', or 0 */
  CrExpr *spec;    /* a CR_EXPR_STR or CR_EXPR_FSTRING, NULL if there is none */
} CrFStringPart;

struct _CrExpr
{
  CrExprKind kind;
  guint height;  /* 1 for an atom, else one more than the highest operand */
  CrRange range; /* without parentheses around it, but for tuples and generators */
  union
  {
    const char *name; /* NAME */
    gint64 integer;   /* INT: never negative */
    double number;    /* FLOAT, IMAGINARY */
    struct
    {
      const char *text; /* UTF-8, NUL-terminated, and may hold NULs; not interned */
      gsize length;
    } str; /* STR: adjacent literals are one; BIG: its digits with the prefix, without underscores */
    struct
    {
      CrFStringPart *parts;
      guint n;
    } fstring;
    CrExprList list; /* TUPLE, LIST, SET: items may be STARRED */
    struct
    {
      CrExpr **keys; /* NULL for a `**mapping` */
      CrExpr **values;
      guint n;
    } dict;
    struct
    {
      CrExpr *element; /* DICT_COMP: the key */
      CrExpr *value;   /* DICT_COMP only */
      CrComprehension *clauses;
      guint n_clauses;
    } comp; /* LIST_COMP, SET_COMP, GENERATOR, DICT_COMP */
    struct
    {
      CrBinaryOp op;
      CrRange op_range;
      CrExpr *left;
      CrExpr *right;
    } binary;
    struct
    {
      CrUnaryOp op;
      CrRange op_range;
      CrExpr *operand;
    } unary;
    struct
    {
      gboolean is_or;
      CrExprList operands; /* at least 2 */
    } boolean;
    struct
    {
      CrExpr *first;
      CrCompareOp *ops;
      CrRange *op_ranges;
      CrExpr **operands; /* first ops[0] operands[0] ops[1] operands[1] ... */
      guint n;
    } compare;
    struct
    {
      CrExpr *test;
      CrExpr *body;
      CrExpr *orelse;
    } conditional; /* IF: body if test else orelse */
    struct
    {
      CrParameterList parameters;
      CrExpr *body;
    } lambda;
    struct
    {
      CrExpr *callee;
      CrArgument *arguments;
      guint n_arguments;
      CrRange callee_range;    /* of the last name of the callee: `backward` in x.y.backward() */
      CrRange arguments_range; /* from "(" to ")" */
    } call;
    struct
    {
      CrExpr *object;
      const char *name;
      CrRange name_range;
    } attribute;
    struct
    {
      CrExpr *object;
      CrExpr *index;       /* a[1, 2:3] has a TUPLE of INT and SLICE */
      CrRange index_range; /* from "[" to "]" */
    } subscript;
    struct
    {
      CrExpr *lower, *upper, *step; /* each may be NULL */
    } slice;
    CrExpr *yielded; /* YIELD (NULL: None), YIELD_FROM */
    CrExpr *starred; /* STARRED: *value, in displays, index and targets */
    struct
    {
      CrExpr *target; /* a NAME */
      CrExpr *value;
    } named;
  };
};

typedef enum
{
  CR_STMT_ERROR, /* what could not be parsed; only in a module with errors */
  CR_STMT_EXPR,
  CR_STMT_ASSIGN,
  CR_STMT_AUG_ASSIGN,
  CR_STMT_ANN_ASSIGN,
  CR_STMT_IF,
  CR_STMT_WHILE,
  CR_STMT_FOR,
  CR_STMT_DEF,
  CR_STMT_CLASS,
  CR_STMT_RETURN,
  CR_STMT_WITH,
  CR_STMT_TRY,
  CR_STMT_RAISE,
  CR_STMT_ASSERT,
  CR_STMT_DEL,
  CR_STMT_PASS,
  CR_STMT_BREAK,
  CR_STMT_CONTINUE,
  CR_STMT_GLOBAL,
  CR_STMT_NONLOCAL,
  CR_STMT_IMPORT,
  CR_STMT_IMPORT_FROM,
  CR_STMT_N_KINDS
} CrStmtKind;

/* One `if test:` or `elif test:`. */
typedef struct
{
  CrExpr *test;
  CrBlock body;
} CrBranch;

/* One `context as target`. */
typedef struct
{
  CrExpr *context;
  CrExpr *target; /* NULL if none */
} CrWithItem;

/* One `except type as name:`. */
typedef struct
{
  CrExpr *type;     /* NULL catches all */
  const char *name; /* NULL if none */
  CrRange name_range;
  CrRange range; /* the clause's header */
  CrBlock body;
} CrHandler;

/* One `a.b.c as d` or, in a from-import, `a as d`. */
typedef struct
{
  const char *name;   /* with its dots */
  const char *asname; /* NULL if none */
  CrRange range;
} CrAlias;

struct _CrStmt
{
  CrStmtKind kind;
  CrRange range;        /* all of it, with its blocks */
  CrRange header_range; /* a compound statement up to its ":", else as range */
  /* Survives edits elsewhere and of its numbers: a hash of the header's other tokens, of the clause it stands in where
   * its parent has several (elif, else, except, finally) and of its ordinal among the equal ones in its block. Whoever
   * wants a key for the whole script folds the parents' in. */
  guint64 identity;
  union
  {
    struct
    {
      CrExpr *value;
      gboolean silenced; /* a ";" follows: a notebook does not echo it */
    } expr;
    struct
    {
      CrExprList targets; /* a = b = value has two */
      CrExpr *value;
    } assign;
    struct
    {
      CrExpr *target;
      CrBinaryOp op;
      CrRange op_range; /* of the "+=" */
      CrExpr *value;
    } aug_assign;
    struct
    {
      CrExpr *target;
      CrExpr *annotation;
      CrExpr *value; /* NULL: x: int */
    } ann_assign;
    struct
    {
      CrBranch *branches; /* if, elif, elif ...: flat */
      guint n_branches;
      CrBlock orelse;
    } if_;
    struct
    {
      CrExpr *test;
      CrBlock body;
      CrBlock orelse;
    } while_;
    struct
    {
      CrExpr *target;
      CrExpr *iter;
      CrBlock body;
      CrBlock orelse;
    } for_;
    struct
    {
      const char *name;
      CrRange name_range;
      CrExprList decorators; /* from the top; applied from the bottom */
      CrParameterList parameters;
      CrExpr *returns;       /* annotation, NULL if none */
      gboolean is_generator; /* it yields */
      CrBlock body;
    } def;
    struct
    {
      const char *name;
      CrRange name_range;
      CrExprList decorators;
      CrArgument *arguments; /* bases, and keywords such as metaclass= */
      guint n_arguments;
      CrBlock body;
    } class_;
    CrExpr *value; /* RETURN: NULL if none */
    struct
    {
      CrWithItem *items;
      guint n_items;
      CrBlock body;
    } with;
    struct
    {
      CrBlock body;
      CrHandler *handlers;
      guint n_handlers;
      CrBlock orelse;
      CrBlock finally;
    } try_;
    struct
    {
      CrExpr *exception; /* NULL: raise again */
      CrExpr *cause;     /* raise x from cause; NULL if none */
    } raise;
    struct
    {
      CrExpr *test;
      CrExpr *message; /* NULL if none */
    } assert_;
    CrExprList targets; /* DEL */
    CrNameList names;   /* GLOBAL, NONLOCAL */
    struct
    {
      CrAlias *aliases;
      guint n;
    } import;
    struct
    {
      const char *module; /* with its dots; "" for `from . import x` */
      CrRange module_range;
      guint level;      /* leading dots */
      gboolean is_star; /* from x import * */
      CrAlias *aliases;
      guint n;
    } import_from;
  };
};

/* The module: the top block and what owns all of it. */
struct _CrModule
{
  CrBlock body;
  CrSource *source;
  gboolean has_errors;
  struct _CrArena *arena;
  gint ref_count;
};

CrModule *cr_module_ref (CrModule *module);
void cr_module_unref (CrModule *module);
/* Whether an error (not a warning) was reported while parsing it. */
gboolean cr_module_has_errors (const CrModule *module);

/* Python's spelling: "+", "not", "is not". Borrowed. */
const char *cr_binary_op_get_text (CrBinaryOp op);
const char *cr_unary_op_get_text (CrUnaryOp op);
const char *cr_compare_op_get_text (CrCompareOp op);

/* The tree as S-expressions, one statement a line, without ranges: for tests and for looking. Owned. */
char *cr_ast_dump (const CrModule *module);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrModule, cr_module_unref)

G_END_DECLS
