#pragma once
/* What the files of the edits share: a script taken apart into flat tables, and a plan while it is being made. */

#include "cr-ast.h"
#include "cr-diagnostic.h"
#include "cr-edit.h"
#include "cr-error.h"

G_BEGIN_DECLS

#define CR_EDIT_NONE G_MAXUINT

typedef enum
{
  CR_EDIT_SCOPE_MODULE,
  CR_EDIT_SCOPE_FUNCTION,
  CR_EDIT_SCOPE_LAMBDA,
  CR_EDIT_SCOPE_COMPREHENSION,
  CR_EDIT_SCOPE_CLASS
} CrEditScopeKind;

/* Where names live; 0 is the module's. */
typedef struct
{
  CrEditScopeKind kind;
  guint parent;      /* CR_EDIT_NONE for the module */
  guint stmt;        /* in which it stands; of a def or class, that itself */
  GHashTable *bound; /* names that live here */
  GHashTable *outer; /* names that a global (value 1) or nonlocal (2) sends out; NULL: none */
} CrEditScope;

typedef struct
{
  const CrBlock *block;
  guint parent; /* statement that it belongs to, CR_EDIT_NONE: the top */
  guint scope;
  gboolean always; /* whoever passes the parent passes it once: a with's */
} CrEditBlock;

/* In the order of the text, those of a block directly after their parent. */
typedef struct
{
  const CrStmt *stmt;
  guint block, index; /* the block and the place in it */
  guint scope;
} CrEditStmt;

typedef enum
{
  CR_EDIT_EXPR_SOMETIMES = 1 << 0, /* not evaluated whenever its statement is, or again and again */
  CR_EDIT_EXPR_INNER = 1 << 1,     /* in a lambda or comprehension */
  CR_EDIT_EXPR_TARGET = 1 << 2,    /* assigned to, not evaluated */
  CR_EDIT_EXPR_STRING = 1 << 3     /* in an f-string */
} CrEditExprFlags;

/* In the order of evaluation within a statement, but each before its operands. */
typedef struct
{
  const CrExpr *expr;
  guint parent; /* expression, CR_EDIT_NONE: the statement's own */
  guint stmt;
  guint scope;
  guint flags;
} CrEditExpr;

typedef enum
{
  CR_EDIT_USE_LOAD,
  CR_EDIT_USE_STORE,
  CR_EDIT_USE_AUGMENTED, /* read and bound */
  CR_EDIT_USE_DELETE,
  CR_EDIT_USE_PARAMETER,
  CR_EDIT_USE_DEFINITION, /* of a def or class */
  CR_EDIT_USE_IMPORT,
  CR_EDIT_USE_HANDLER,
  CR_EDIT_USE_OUTER /* global, nonlocal */
} CrEditUseKind;

/* A name at one place. In the order of the walk until they are sorted by place. */
typedef struct
{
  const char *name; /* equal names are equal pointers once they have homes */
  CrRange range;    /* of an import without `as`: of all of its alias */
  CrEditUseKind kind;
  guint scope, home; /* where it stands, and where it lives; home CR_EDIT_NONE: Python's, or nobody's */
  guint stmt;
  guint expr;           /* the NAME, CR_EDIT_NONE where it is no expression */
  const CrAlias *alias; /* IMPORT */
  const char *from;     /* IMPORT by from: the module; NULL */
} CrEditUse;

struct _CrEditScript
{
  CrSource *source;
  CrModule *module;
  const char *text; /* the source's: without a byte order mark */
  guint length;
  guint bom;                 /* bytes that the source dropped */
  guint n_errors;            /* of the parser */
  CrDiagnostic *first_error; /* NULL */
  const char *newline;
  GArray *blocks, *stmts, *exprs, *scopes, *uses; /* of CrEdit... */
  GHashTable *words;                              /* every name that occurs: owned strings, to themselves */
  GHashTable *places;                             /* gint64 of a range to the index + 1 of its outermost expression */
  GArray *numbers;                                /* of CrEditNumber */
};

#define cr_edit_block(script, i) (&g_array_index ((script)->blocks, CrEditBlock, i))
#define cr_edit_stmt(script, i) (&g_array_index ((script)->stmts, CrEditStmt, i))
#define cr_edit_expr(script, i) (&g_array_index ((script)->exprs, CrEditExpr, i))
#define cr_edit_scope(script, i) (&g_array_index ((script)->scopes, CrEditScope, i))
#define cr_edit_use(script, i) (&g_array_index ((script)->uses, CrEditUse, i))

/* Sets @error (CR_ERROR_VALUE) to a sentence; returns NULL for whoever returns that. */
gpointer cr_edit_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* cr-edit-walk.c: fills the tables but homes, words and numbers. */
void cr_edit_walk (CrEditScript *script);
/* cr-edit-scope.c: gives every use its home. */
void cr_edit_resolve (CrEditScript *script);
/* cr-edit-number.c */
void cr_edit_collect_numbers (CrEditScript *script);

/* The outermost expression of exactly this place; CR_EDIT_NONE. */
guint cr_edit_find_expr (CrEditScript *script, const CrRange *range);
/* The statement of exactly this place, or that which is the innermost around it; CR_EDIT_NONE. */
guint cr_edit_find_stmt (CrEditScript *script, const CrRange *range, gboolean exactly);
/* The use whose name covers @offset (of the source) or ends there; CR_EDIT_NONE. */
guint cr_edit_find_use (CrEditScript *script, guint offset);
char *cr_edit_dup_range (CrEditScript *script, const CrRange *range);
guint cr_edit_range_end (const CrRange *range);
gboolean cr_edit_range_contains (const CrRange *outer, const CrRange *inner);

/* cr-edit-scope.c */
gboolean cr_edit_is_binding (CrEditUseKind kind);
/* The scope of @name as code in @scope reads it; CR_EDIT_NONE. @name need not be interned. */
guint cr_edit_find_home (CrEditScript *script, guint scope, const char *name);
gboolean cr_edit_is_identifier (const char *name);
gboolean cr_edit_is_keyword (const char *name);
gboolean cr_edit_is_builtin (const char *name);
/* Whether a variable of the name would take a function of Python's away that people count on or that is used here. */
gboolean cr_edit_hides_builtin (CrEditScript *script, const char *name);
/* Whether torch has it as a function that people call by its bare name in a formula. */
gboolean cr_edit_is_torch_name (const char *name);
/* The last binding of a name in its home that stands before byte @before (any with G_MAXUINT); CR_EDIT_NONE. */
guint cr_edit_find_binding (CrEditScript *script, guint home, const char *name, guint before);
/* Whether a statement other than @stmt, later than it or in a loop around it, binds @name of @home. */
gboolean cr_edit_is_rebound (CrEditScript *script, guint home, const char *name, guint stmt);
/* The innermost for or while around the statement in its scope, CR_EDIT_NONE; of the statement's own header too. */
guint cr_edit_find_loop (CrEditScript *script, guint stmt);
/* The ancestor (or @stmt itself) that stands directly in @block; CR_EDIT_NONE. */
guint cr_edit_climb (CrEditScript *script, guint stmt, guint block);
/* The statement of the next index in the same block, CR_EDIT_NONE; and the last of a block. */
guint cr_edit_next_stmt (CrEditScript *script, guint stmt);
guint cr_edit_last_stmt (CrEditScript *script, guint block);
gboolean cr_edit_stmt_is_compound (const CrStmt *stmt);
/* return, raise, break, continue: nothing after it runs. */
gboolean cr_edit_stmt_leaves (const CrStmt *stmt);

/* cr-edit-draft.c: a plan that is being made. Offsets are the source's. */
typedef struct _CrEditDraft CrEditDraft;
CrEditDraft *cr_edit_draft_new (CrEditScript *script);
void cr_edit_draft_free (CrEditDraft *draft);
CrEditScript *cr_edit_draft_get_script (CrEditDraft *draft);
/* A replacement; several at one place come in the order in which they were added. */
void cr_edit_draft_add (CrEditDraft *draft, guint offset, guint length, const char *replacement);
/* What was added last is the new text: @bytes of it from @from on. */
void cr_edit_draft_show (CrEditDraft *draft, guint from, guint bytes);
/* The change at @offset, or the one that was added first, is the new text, all of it. */
void cr_edit_draft_show_at (CrEditDraft *draft, guint offset);
void cr_edit_draft_show_first (CrEditDraft *draft);
/* A statement on a line of its own, or on the statement's line where that has several; @show: it is the new text. */
void cr_edit_draft_after (CrEditDraft *draft, guint stmt, const char *text, gboolean show);
void cr_edit_draft_before (CrEditDraft *draft, guint stmt, const char *text, gboolean show);
/* At the beginning of the text, behind comments that speak of all of it, its docstring and imports. */
void cr_edit_draft_top (CrEditDraft *draft, const char *text, gboolean show);
/* The last of the statements at the top that are a docstring or imports; CR_EDIT_NONE. */
guint cr_edit_find_head (CrEditScript *script, gboolean *is_import);
/* Takes the statement away, with its line where it stands alone on it. */
void cr_edit_draft_remove (CrEditDraft *draft, guint stmt);
/* Puts @text in the place of the statement. */
void cr_edit_draft_replace (CrEditDraft *draft, guint stmt, const char *text);
/* "with torch.no_grad():" and below it @line, indented as it is around @stmt; on one line where that has several. */
char *cr_edit_draft_make_block (CrEditDraft *draft, guint stmt, const char *header, const char *line);
void cr_edit_draft_set_name (CrEditDraft *draft, const char *name);
/* What is to be said of a change at @stmt: loops and functions around. */
void cr_edit_draft_note_place (CrEditDraft *draft, guint stmt);
void cr_edit_draft_add_line (CrEditDraft *draft, guint line);
/* An import at the top: "import math". Twice the same: once. */
void cr_edit_draft_import (CrEditDraft *draft, const char *statement);
gboolean cr_edit_draft_has_imports (CrEditDraft *draft);
/* What is put into the text needs the import of @stmt; the last of those, CR_EDIT_NONE. */
void cr_edit_draft_need (CrEditDraft *draft, guint stmt);
guint cr_edit_draft_get_needed (CrEditDraft *draft);
/* A name that is neither in the text nor given out by this draft. Owned. */
char *cr_edit_draft_make_name (CrEditDraft *draft, const char *wish);
/* The text with the draft's edits that lie within @range, but those of exactly that range. Owned. */
char *cr_edit_draft_render (CrEditDraft *draft, const CrRange *range);
/* Frees the draft. Refuses what would leave a text with more errors than it had. */
CrEditPlan *cr_edit_draft_finish (CrEditDraft *draft, GError **error);

/* cr-edit-target.c: a node as it stands in the script. */
typedef struct
{
  CrEditScript *script;
  guint expr;       /* CR_EDIT_NONE: a module's parameter, or a statement that changes something in place */
  guint stmt;       /* after which it is there */
  char *name;       /* by which it can be read just after the statement; NULL: none. May have dots. */
  guint home;       /* of the name, or of its part before the first dot */
  gboolean rebound; /* the name means something else later */
  gboolean before;  /* it is there before the statement already: the first of a loop's body */
  gboolean moved;   /* it was taken out to a line before the statement */
  gboolean ahead;   /* and what follows it goes there too */
} CrEditTarget;

gboolean cr_edit_target_init (CrEditTarget *target, CrEditScript *script, const CrEditNode *node, GError **error);
void cr_edit_target_clear (CrEditTarget *target);
/* The place of the expression with the parentheses that only hold it together. */
CrRange cr_edit_outer_range (CrEditScript *script, guint expr);
/* Whether the expression may stand as an operand without parentheres around it. */
gboolean cr_edit_is_atom (const CrExpr *expr);

/* cr-edit-extract.c */
/* Gives the target's expression a fresh name (near to @wish, NULL: made up) by a statement of its own, or := where it
 * must be computed where it stands; target->name is that one then. FALSE with @error set where that changes what the
 * script does. */
gboolean cr_edit_target_extract (CrEditTarget *target, CrEditDraft *draft, const char *wish, GError **error);
/* Makes sure of a name that lasts. */
gboolean cr_edit_target_ensure_name (CrEditTarget *target, CrEditDraft *draft, GError **error);
/* Adds a statement just after the target's, or before it where nothing after it runs or it is a block's header. */
void cr_edit_target_follow (CrEditTarget *target, CrEditDraft *draft, const char *text, gboolean show);

/* cr-edit-order.c: what depends on when it is computed. */
/* Whether a method of the name changes its object: "add_". */
gboolean cr_edit_is_inplace_method (const char *name);
/* Whether neither the value of the expression nor anything else depends on when it is computed. */
gboolean cr_edit_is_pure (CrEditScript *script, guint expr);
/* Whether computing @expr before its statement would be too early: something that matters comes before it. */
gboolean cr_edit_must_stay (CrEditScript *script, guint expr);

/* cr-edit-argument.c */
/* What a call calls, "" where that has no name. */
const char *cr_edit_get_callee_name (const CrExpr *expr);
/* Whether @expr calls a function of torch that takes requires_grad. */
gboolean cr_edit_is_factory (CrEditScript *script, guint expr);
/* The keyword argument; NULL. @call may be any expression. */
const CrArgument *cr_edit_find_argument (const CrExpr *call, const char *name);
/* With the comma that parts it from its neighbour. */
void cr_edit_remove_argument (CrEditDraft *draft, const CrArgument *argument);
void cr_edit_add_argument (CrEditDraft *draft, const CrExpr *call, const char *argument);
/* Sets @error: gradients want floats. Returns FALSE. */
gboolean cr_edit_refuse_integers (GError **error);
/* Makes the numbers that the call of a factory is given floats; FALSE with @error set where they must be integers. */
gboolean cr_edit_make_floating (CrEditDraft *draft, guint index, GError **error);

/* cr-edit-call.c: text that was not in the script becomes part of it. */
/* @call with $1.. replaced and modules called as the script calls them; imports go to the draft. Owned; NULL with
 * @error set where it is no expression. */
char *cr_edit_fill_call (CrEditDraft *draft, const char *call, const char *const *operands, guint n_operands,
                         GError **error);
/* The text of @new with operands in and its free names as the script has them. @typed: names without a home must be
 * known, and those of torch's functions mean them. Owned. */
char *cr_edit_adapt (CrEditDraft *draft, CrEditScript *new, const char *const *operands, guint n_operands,
                     gboolean typed, GError **error);
/* Says what is wrong in what was typed; NULL. */
gpointer cr_edit_refuse_typed (CrEditScript *new, GError **error);
/* What a value made by @call might be called: "loss", "y". */
const char *cr_edit_wish_name (const char *call);
/* Whether @text is an expression; else @error says what is wrong in it. @kind may be NULL. */
gboolean cr_edit_check_expression (const char *text, CrExprKind *kind, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrEditDraft, cr_edit_draft_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CrEditTarget, cr_edit_target_clear)

G_END_DECLS
