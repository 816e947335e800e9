#pragma once
/* The steps that all of torch.autograd.functional consists of (torch/autograd/functional.py). Lists are GPtrArrays of
 * CrTensor, owned, in which NULL is None. */

#include "cr-functional.h"

G_BEGIN_DECLS

typedef enum
{
  CR_REQUIRED_OUTPUTS,
  CR_REQUIRED_GRAD_INPUTS,
  CR_REQUIRED_JACOBIAN
} CrRequired;

typedef enum
{
  CR_STAGE_BACK,
  CR_STAGE_BACK_TRICK,
  CR_STAGE_DOUBLE_BACK,
  CR_STAGE_DOUBLE_BACK_TRICK
} CrStage;

/* A list whose elements may be NULL. */
GPtrArray *cr_functional_list_new (void);
/* The inputs as the function gets them: with create_graph views of those that require gradients, else detached. */
gboolean cr_functional_prepare (CrTensor *const *tensors, guint n, gboolean create_graph, gboolean need_graph,
                                GPtrArray *prepared, GError **error);
gboolean cr_functional_call (CrGraphFunction *function, GPtrArray *inputs, GPtrArray *outputs, GError **error);
/* autograd.grad over those outputs that require gradients; NULLs if there is none. @gradients NULL is None. */
gboolean cr_functional_grad (GPtrArray *outputs, GPtrArray *inputs, GPtrArray *gradients, gboolean retain_graph,
                             gboolean create_graph, GPtrArray *results, GError **error);
/* FALSE with the message of strict mode if one is missing or requires no gradient. */
gboolean cr_functional_check (GPtrArray *tensors, CrRequired what, gboolean strict, GError **error);
/* Zeros like @refs where nothing arrived; strict mode refuses. */
gboolean cr_functional_fill (GPtrArray *grads, GPtrArray *refs, const CrFunctionalOptions *options, CrStage stage,
                             GError **error);
/* Moves what is in @from to @into, detached unless @create_graph. */
void cr_functional_deliver (GPtrArray *from, gboolean create_graph, GPtrArray *into);
/* Zeros like each of @tensors. */
gboolean cr_functional_zeros (GPtrArray *tensors, gboolean requires_grad, GPtrArray *zeros, GError **error);

G_END_DECLS
