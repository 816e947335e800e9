#pragma once
/* The terms that a formula is made of. */

#include "cr-formula.h"

G_BEGIN_DECLS

typedef enum
{
  CR_TERM_ROW,       /* children one after the other: terms, relations, words, commas */
  CR_TERM_NUMBER,    /* `text`, `number` */
  CR_TERM_SYMBOL,    /* `text`: a variable's letter or name */
  CR_TERM_GRADIENT,  /* ∂L/∂ of its child */
  CR_TERM_NEGATIVE,  /* − child */
  CR_TERM_SUM,       /* two children; `text` is + or − */
  CR_TERM_PRODUCT,   /* two children; `text` is the operator, "" where none is written */
  CR_TERM_FRACTION,  /* two children; `text` is ÷ or / */
  CR_TERM_POWER,     /* base and exponent */
  CR_TERM_SUBSCRIPT, /* base and index */
  CR_TERM_INDEXED,   /* base and what stands in the square brackets */
  CR_TERM_TRANSPOSE, /* of its child */
  CR_TERM_GROUP,     /* `text` is the opening bracket: ( | or ⌊; children are separated by commas */
  CR_TERM_ROOT,      /* √ of its child */
  CR_TERM_SERIES,    /* Σ of its child */
  CR_TERM_CALL,      /* the function `text` of its child */
  CR_TERM_RELATION,  /* `text`: =, >, ... */
  CR_TERM_COMMA,     /* `text`: , or ; or : */
  CR_TERM_WORDS      /* `text` */
} CrTermKind;

/* In which colour it is drawn. */
typedef enum
{
  CR_INK_TEXT,
  CR_INK_VALUE,
  CR_INK_GRADIENT
} CrInk;

typedef struct _CrTerm CrTerm;
struct _CrTerm
{
  CrTermKind kind;
  CrInk ink;
  char *text;
  double number;
  GPtrArray *children; /* of CrTerm; NULL: none */
};

struct _CrFormula
{
  GPtrArray *clauses; /* of CrTerm, ROW each: one equation, drawn in a line of its own */
  gboolean understood;
};

CrTerm *cr_term_new (CrTermKind kind, const char *text);
CrTerm *cr_term_new_1 (CrTermKind kind, const char *text, CrTerm *child);                 /* takes the child */
CrTerm *cr_term_new_2 (CrTermKind kind, const char *text, CrTerm *first, CrTerm *second); /* takes both */
/* A number as it is written on nodes, in brackets if it is negative and @operand. */
CrTerm *cr_term_new_number (double number, CrInk ink, gboolean operand);
CrTerm *cr_term_copy (const CrTerm *term);
void cr_term_free (CrTerm *term);
void cr_term_append (CrTerm *term, CrTerm *child); /* takes the child */
guint cr_term_get_n (const CrTerm *term);
CrTerm *cr_term_get (const CrTerm *term, guint i);
gboolean cr_term_is (const CrTerm *term, CrTermKind kind, const char *text); /* @text NULL: any */
/* A formula of one clause, taken over. */
CrFormula *cr_formula_new_clause (CrTerm *row);
void cr_term_write (const CrTerm *term, GString *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrTerm, cr_term_free)

G_END_DECLS
