#pragma once
/* A text as completion sees it: tokens, statements, the names that they bind, and what can be told of an expression
 * without running it. The text may be broken at any place. */

#include "cr-known.h"
#include "cr-lexer.h"

G_BEGIN_DECLS

typedef struct _CrOutlineScope CrOutlineScope;

/* Tokens from @begin up to, not including, @end. */
typedef struct
{
  guint begin, end;
} CrSpan;

/* What can be told of a value. All NULL: nothing. */
typedef struct
{
  const CrKnownType *type;     /* what stands behind its dot */
  const char *item;            /* type of its items, where the type itself does not tell */
  const CrKnown *known;        /* the name among those that are built in that it is */
  const CrOutlineScope *scope; /* a function or class of the script, or an instance of it */
  gboolean is_instance;        /* of the class @scope */
  gboolean is_guess;           /* nothing is known: most values are tensors */
} CrInferred;

typedef enum
{
  CR_BINDING_VALUE,     /* NAME = span */
  CR_BINDING_ITEM,      /* for NAME in span */
  CR_BINDING_IMPORT,    /* import module */
  CR_BINDING_FROM,      /* from module import attribute */
  CR_BINDING_FUNCTION,  /* def */
  CR_BINDING_CLASS,     /* class */
  CR_BINDING_PARAMETER, /* span: its annotation, else its default; may be empty */
  CR_BINDING_SELF       /* the first parameter of a method */
} CrBindingKind;

typedef struct _CrOutlineBinding CrOutlineBinding;
struct _CrOutlineBinding
{
  CrBindingKind kind;
  char *name;
  CrOutlineBinding *previous; /* of the same name in the same scope; NULL */
  guint token;                /* where it stands */
  CrSpan span;
  int index;             /* of an unpacked tuple's items; -1: all of it */
  gboolean is_annotated; /* PARAMETER: the span is a type */
  char *module;          /* IMPORT, FROM: full name */
  char *attribute;       /* FROM */
  CrOutlineScope *scope; /* FUNCTION, CLASS: its own; SELF: the class */
  CrInferred inferred;   /* once it was asked for */
  gboolean is_inferred;
};

struct _CrOutlineScope
{
  CrOutlineScope *parent; /* NULL: the module's */
  gboolean is_class;
  char *name;          /* NULL: the module's */
  guint column;        /* of its header; what stands further right below belongs to it */
  guint first;         /* token of the header */
  CrSpan header;       /* parameters or bases, without the brackets */
  CrSpan doc;          /* the string at its beginning; may be empty */
  GHashTable *last;    /* name to the last of its bindings */
  GPtrArray *bindings; /* of CrOutlineBinding, in order */
  GPtrArray *members;  /* of a class: those of self, too (borrowed and owned in bindings of their own) */
  GPtrArray *returns;  /* of CrSpan, allocated: what a function returns */
};

typedef struct
{
  CrSource *source;
  const char *text;
  guint skipped;      /* bytes of the text that the source lacks: a byte order mark */
  GArray *tokens;     /* of CrToken, without line ends and indents */
  GPtrArray *scopes;  /* of CrOutlineScope, the module's first */
  GArray *statements; /* of CrOutlineStatement */
  const CrCompleteName *tensors;
  guint n_tensors;
  guint budget;    /* expressions that may still be looked at */
  guint depth;     /* of those that are being looked at */
  gboolean is_cut; /* one was not looked at, for lack of budget or depth */
} CrOutline;

typedef struct
{
  CrSpan span;
  CrOutlineScope *scope; /* in which it stands */
} CrOutlineStatement;

/* NULL if @text is no text. */
CrOutline *cr_outline_new (const char *text, const CrCompleteName *tensors, guint n_tensors);
void cr_outline_free (CrOutline *outline);
static inline const CrToken *
cr_outline_token (const CrOutline *outline, guint i)
{
  return &g_array_index (outline->tokens, CrToken, i);
}
CrTokenKind cr_outline_kind (const CrOutline *outline, guint i); /* EOF beyond the last */
gboolean cr_outline_is (const CrOutline *outline, guint i, const char *text);
char *cr_outline_dup_token (const CrOutline *outline, guint i);
/* The first token that does not end before @offset (of the source). */
guint cr_outline_find_token (const CrOutline *outline, guint offset);
/* The statement with token @i; NULL if there is none. */
const CrOutlineStatement *cr_outline_find_statement (const CrOutline *outline, guint i);
/* The scope at token @i, on a line that begins in column @column. */
CrOutlineScope *cr_outline_find_scope (CrOutline *outline, guint i, guint column);
/* The bracket that closes the one at @i, or @end. */
guint cr_outline_find_close (const CrOutline *outline, guint i, guint end);
/* The bracket that opens the one that token @i closes; G_MAXUINT: none behind @begin. */
guint cr_outline_find_open (const CrOutline *outline, guint i, guint begin);

/* cr-outline-bind.c: what a statement binds, into @scope. */
void cr_outline_bind_statement (CrOutline *outline, CrOutlineScope *scope, CrSpan span);
void cr_outline_bind_parameters (CrOutline *outline, CrOutlineScope *scope);
CrOutlineBinding *cr_outline_bind (CrOutlineScope *scope, CrBindingKind kind, char *name, guint token);
/* The binding that @name has at token @at of @scope: the last before it, of the scopes around any. NULL: none. */
CrOutlineBinding *cr_outline_lookup (const CrOutlineScope *scope, const char *name, guint at);

/* cr-infer.c: the expression of @span, which stands in @scope. */
CrInferred cr_infer (CrOutline *outline, const CrOutlineScope *scope, CrSpan span);
CrInferred cr_infer_binding (CrOutline *outline, CrOutlineBinding *binding, const CrOutlineScope *scope);
/* A name by itself. */
CrInferred cr_infer_name (CrOutline *outline, const CrOutlineScope *scope, const char *name, guint at);
/* Its attribute @name. */
CrInferred cr_infer_attribute (CrOutline *outline, const CrInferred *value, const char *name);
/* The token with which the expression begins that ends before token @end (the end of a dotted name with its brackets),
 * not before @begin. */
guint cr_infer_find_begin (const CrOutline *outline, guint end, guint begin);
/* The nearest type that is built in of the class @scope; NULL. */
const CrKnownType *cr_infer_find_base (CrOutline *outline, const CrOutlineScope *scope);

G_END_DECLS
