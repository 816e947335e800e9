#pragma once
/* Small helpers that the families of primitives share in kernels and backward rules. */

#include "cr-autograd-private.h"
#include "cr-kernels.h"
#include "cr-ops.h"

G_BEGIN_DECLS

/* Takes @grad, sums it down to the shape of input @i and puts it into sent[i]; FALSE if @grad is NULL
 * (what computed it failed) or the sum fails. */
gboolean cr_rule_send (CrGradFn *function, guint i, CrTensor *grad, CrTensor **sent, GError **error);
/* Binary kernel in PyTorch's result type of a and b. */
CrTensor *cr_rule_binary (CrBinary op, CrTensor *a, CrTensor *b, GError **error);
/* A unary kernel recorded as @primitive, which saves nothing, its input or its output. */
typedef enum
{
  CR_SAVE_NOTHING,
  CR_SAVE_INPUT,
  CR_SAVE_OUTPUT
} CrSave;
CrTensor *cr_rule_unary (const CrPrimitive *primitive, CrUnary op, CrSave save, CrTensor *a, GError **error);
/* a·b with @a taken; NULL passes through. The same for -a. */
CrTensor *cr_rule_times (CrTensor *a, CrTensor *b, GError **error);
CrTensor *cr_rule_minus (CrTensor *a, GError **error);
/* Shape of input @i as its function knows it; only where cr_grad_fn_needs(). */
int cr_rule_input_shape (CrGradFn *function, guint i, const gint64 **sizes);
CrDtype cr_rule_input_dtype (CrGradFn *function, guint i);

G_END_DECLS
