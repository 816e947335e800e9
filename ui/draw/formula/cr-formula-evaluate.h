#pragma once
/* The value of a term at one element. Private to the formula. */

#include "cr-formula-private.h"

G_BEGIN_DECLS

#define CR_MAX_SCOPE_DIMS 8
#define CR_MAX_BINDINGS 24

/* What a letter of a rule stands for: a tensor, else a number, else a term of its own (r = ∂L/∂y). */
typedef struct
{
  const char *name;
  gboolean is_gradient; /* it is written ∂L/∂name */
  gboolean is_result;   /* it has the shape of the function's result */
  const CrValue *value;
  const CrTerm *term;
  double number;
} CrBinding;

/* How the elements of the result belong to the elements that a rule is evaluated at. */
typedef enum
{
  CR_RESULT_BROADCAST, /* by broadcasting, as those of inputs do */
  CR_RESULT_REDUCED,   /* without the dimensions in `dropped` */
  CR_RESULT_FLAT,      /* the same place in row order */
  CR_RESULT_REVERSED   /* with the dimensions in reverse order */
} CrResultMap;

typedef struct
{
  CrBinding bindings[CR_MAX_BINDINGS];
  guint n_bindings;
  int ndim;
  gint64 sizes[CR_MAX_SCOPE_DIMS];
  gint64 index[CR_MAX_SCOPE_DIMS]; /* of the element */
  CrResultMap map;
  guint dropped;   /* bits: dimensions that REDUCED leaves out */
  int series_dim;  /* over which Σ inside a term goes; -1: over all */
  gboolean failed; /* a letter has no value, or there is no such element */
} CrScope;

/* The binding of a symbol or a gradient; NULL if it has none. */
const CrBinding *cr_scope_find (const CrScope *scope, const CrTerm *term);
void cr_scope_set_index (CrScope *scope, gint64 flat);
gint64 cr_scope_get_numel (const CrScope *scope);
/* The flat index, in a tensor of these sizes, of the element that broadcasts to the scope's; -1 if it does not. */
gint64 cr_scope_locate (const CrScope *scope, int ndim, const gint64 *sizes);
/* NaN with scope->failed set where a letter is not bound. */
double cr_term_evaluate (const CrTerm *term, CrScope *scope);
/* Element (@row, @column) of a product of matrices in batch @batch; a vector is a column. */
double cr_term_evaluate_matrix (const CrTerm *term, CrScope *scope, gint64 batch, gint64 row, gint64 column);
/* How many columns it has; 0 if that is not told. */
gint64 cr_term_count_columns (const CrTerm *term, CrScope *scope);
gboolean cr_term_holds (const CrTerm *left, const char *relation, const CrTerm *right, CrScope *scope);

G_END_DECLS
