#pragma once
/* torch.autograd.gradcheck and gradgradcheck: derivatives by backward against finite differences, over a function
 * given as callback and data. */

#include "cr-functional.h"

G_BEGIN_DECLS

typedef struct
{
  double eps, atol, rtol, nondet_tol;
  gboolean check_undefined_grad;
  gboolean check_grad_dtypes;
} CrGradcheckOptions;

/* eps=1e-6, atol=1e-5, rtol=1e-3, nondet_tol=0, check_undefined_grad=True */
#define CR_GRADCHECK_DEFAULTS ((CrGradcheckOptions){ 1e-6, 1e-5, 1e-3, 0, TRUE, FALSE })

/* TRUE when @function's gradients by those of @inputs that require one are right. An input may be NULL: one that is no
 * tensor, which @function knows itself. Else FALSE: with PyTorch's GradcheckError text in @failure (owned) or, when
 * something else went wrong, @error. What PyTorch warns of is appended to @warnings (of char *, owned; nullable).
 * Inputs are changed one element at a time while it runs, and put back. */
gboolean cr_gradcheck (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                       const CrGradcheckOptions *options, GPtrArray *warnings, char **failure, GError **error);
/* The same of the gradients of the gradients. @grad_outputs NULL: drawn from [-1, 1) as PyTorch draws them. */
gboolean cr_gradgradcheck (CrContext *context, CrGraphFunction *function, CrTensor *const *inputs, guint n_inputs,
                           CrTensor *const *grad_outputs, guint n_grad_outputs, const CrGradcheckOptions *options,
                           GPtrArray *warnings, char **failure, GError **error);

G_END_DECLS
