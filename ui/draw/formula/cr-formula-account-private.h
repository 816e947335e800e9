#pragma once
/* One equation of a rule against one recorded step: what its letters were, and whether it comes out. Private to the
 * formula. */

#include "cr-formula-evaluate.h"

G_BEGIN_DECLS

#define CR_MAX_FREE 3

/* The parts of an equation that can be evaluated; borrowed from the rule. */
typedef struct
{
  const CrTerm *name;         /* whose gradient it is */
  const CrTerm *value;        /* the right side */
  const CrTerm *left, *right; /* where `left relation right` holds; NULL: always */
  const char *relation;
  const CrTerm *otherwise; /* the value elsewhere; NULL: not told */
  gboolean flat, reversed; /* its words say so */
} CrEquation;

typedef struct
{
  CrFormula *rule;
  CrEquation equation;
  const CrFunctionNode *function;
  const CrStepEvent *step;
  const CrValue *sent;
  CrScope scope;
  gboolean is_matrix;
  const char *free[CR_MAX_FREE]; /* letters of numbers that the trace does not hold */
  guint n_free;
} CrAccount;

/* Reads the rule of the step and binds its letters; FALSE if it is not told element by element. Clear it either way.
 * @cursor is moved and put back. */
gboolean cr_account_init (CrAccount *account, CrCursor *cursor, const CrStepEvent *step, guint slot);
void cr_account_clear (CrAccount *account);
/* The binding of a letter that is no gradient; NULL. */
CrBinding *cr_account_find_symbol (CrAccount *account, const char *name);
/* Finds the numbers of free letters and the way elements belong together with which all that is looked at comes out as
 * it was sent, @element and some others. FALSE if there is no one such way. */
gboolean cr_account_solve (CrAccount *account, CrSource *source, gint64 element);

/* The terms that are added up for one element of what was sent, one after the other: in each, scope.index is that of
 * the term. First and next return FALSE when there is none (left). */
gboolean cr_account_first (CrAccount *account, gint64 element);
gboolean cr_account_next (CrAccount *account);
/* Whether the equation's condition holds at scope.index. */
gboolean cr_account_holds (CrAccount *account);

/* The rule's value at scope.index. */
double cr_account_evaluate (CrAccount *account);

G_END_DECLS
