#pragma once
/* Formulas of backward rules. A calculation keeps every intermediate tensor until the rule is done, so that a rule
 * reads like its formula: an operand that is NULL (what computed it failed and set the error) gives NULL. */

#include "cr-rule.h"

#include "cr-kernels-math.h"

G_BEGIN_DECLS

typedef struct
{
  CrGradFn *function;
  CrContext *context;
  CrTensor *grad;            /* received[0]; borrowed, as all operands and results here */
  CrTensor *const *received; /* where there are several outputs; NULL for none arrived */
  CrTensor **sent;
  GError **error;
  GPtrArray *held;
} CrCalc;

/* Runs @formula for a backward rule of one output, or of several. */
gboolean cr_calc_run (gboolean (*formula) (CrCalc *c), CrGradFn *function, CrTensor *received, CrTensor **sent,
                      GError **error);
gboolean cr_calc_run_many (gboolean (*formula) (CrCalc *c), CrGradFn *function, CrTensor *const *received,
                           CrTensor **sent, GError **error);
/* Outside of a rule: begin, compute, and end. */
void cr_calc_begin (CrCalc *c, CrContext *context, GError **error);
void cr_calc_end (CrCalc *c);
/* Ends and returns @result, owned. */
CrTensor *cr_calc_finish (CrCalc *c, CrTensor *result);

/* Takes over @tensor, which may be NULL. */
CrTensor *cr_calc_hold (CrCalc *c, CrTensor *tensor);
CrTensor *cr_calc_saved (CrCalc *c, guint slot);
CrTensor *cr_calc_unary (CrCalc *c, CrTensor *(*op) (CrTensor *, GError **), CrTensor *a);
CrTensor *cr_calc_binary (CrCalc *c, CrTensor *(*op) (CrTensor *, CrTensor *, GError **), CrTensor *a, CrTensor *b);
CrTensor *cr_calc_number (CrCalc *c, CrTensor *(*op) (CrTensor *, double, GError **), CrTensor *a, double number);
CrTensor *cr_calc_add (CrCalc *c, CrTensor *a, CrTensor *b);
CrTensor *cr_calc_sub (CrCalc *c, CrTensor *a, CrTensor *b);
CrTensor *cr_calc_power (CrCalc *c, CrTensor *a, double exponent);
/* A tensor of a's shape and dtype full of @number, not recorded. */
CrTensor *cr_calc_full_like (CrCalc *c, CrTensor *a, double number);
/* Tests, not recorded: a bool tensor. Comparisons of tensors, and with a number. */
CrTensor *cr_calc_compare (CrCalc *c, CrBinary op, CrTensor *a, CrTensor *b);
CrTensor *cr_calc_compare_number (CrCalc *c, CrBinary op, CrTensor *a, double number);
CrTensor *cr_calc_test (CrCalc *c, CrMathUnary op, CrTensor *a);
CrTensor *cr_calc_logical (CrCalc *c, CrMathBinary op, CrTensor *a, CrTensor *b);
/* where (condition, a, 0), and where (condition, 0, a), the 0 a 0-dimensional one, as PyTorch has it. */
CrTensor *cr_calc_keep (CrCalc *c, CrTensor *condition, CrTensor *a);
CrTensor *cr_calc_drop (CrCalc *c, CrTensor *condition, CrTensor *a);
/* a.masked_fill (condition, 0) */
CrTensor *cr_calc_mask (CrCalc *c, CrTensor *condition, CrTensor *a);
CrTensor *cr_calc_where (CrCalc *c, CrTensor *condition, CrTensor *a, CrTensor *b);
/* @a, which lacks the dimensions in @dims of @ndim, with those put back as 1. */
CrTensor *cr_calc_unsqueeze (CrCalc *c, CrTensor *a, guint64 dims, int ndim);
/* sent[i] = @tensor summed down to the shape of input i. */
gboolean cr_calc_send (CrCalc *c, guint i, CrTensor *tensor);

/* A rule's formula in the notation of its derivation; `c` is the calculation. */
#define G (c->grad)
#define SAVED(slot) cr_calc_saved (c, slot)
#define U(op, a) cr_calc_unary (c, cr_op_##op, a)
#define TWO(op, a, b) cr_calc_binary (c, cr_op_##op, a, b)
#define MUL(a, b) TWO (mul, a, b)
#define DIV(a, b) TWO (div, a, b)
#define ADD(a, b) cr_calc_add (c, a, b)
#define SUB(a, b) cr_calc_sub (c, a, b)
#define NEG(a) U (neg, a)
#define TIMES(a, number) cr_calc_number (c, cr_op_mul_scalar, a, number)
#define OVER(a, number) cr_calc_number (c, cr_op_div_scalar, a, number)
#define PLUS(a, number) cr_calc_number (c, cr_op_add_scalar, a, number)
#define POW(a, number) cr_calc_power (c, a, number)
#define ONE_MINUS(a) cr_calc_one_minus (c, a)
#define ZEROS U (zeros_like, G)
/* Computes @tensor only if input @i wants it. */
#define SEND(i, tensor) (!cr_grad_fn_needs (c->function, i) || cr_calc_send (c, i, tensor))

static inline CrTensor *
cr_calc_one_minus (CrCalc *c, CrTensor *a)
{
  return cr_calc_sub (c, cr_calc_full_like (c, a, 1), a);
}

/* RULE (name) { return SEND (0, ...); } defines name_backward(), RULE_MANY the form for several outputs. */
#define RULE(name)                                                                                                     \
  static gboolean name##_formula (CrCalc *c);                                                                          \
  static gboolean name##_backward (CrGradFn *function, CrTensor *received, CrTensor **sent, GError **error)            \
  {                                                                                                                    \
    return cr_calc_run (name##_formula, function, received, sent, error);                                              \
  }                                                                                                                    \
  static gboolean name##_formula (CrCalc *c)
#define RULE_MANY(name)                                                                                                \
  static gboolean name##_formula (CrCalc *c);                                                                          \
  static gboolean name##_backward (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error)     \
  {                                                                                                                    \
    return cr_calc_run_many (name##_formula, function, received, sent, error);                                         \
  }                                                                                                                    \
  static gboolean name##_formula (CrCalc *c)

G_END_DECLS
