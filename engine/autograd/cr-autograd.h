#pragma once
/* What autograd knows of tensors: requires_grad, is_leaf, grad, grad_fn; the graph of
 * functions; and what an observer is told. Names, order and messages are PyTorch 1.13's. */

#include "cr-tensor.h"

G_BEGIN_DECLS

typedef struct _CrGradFn CrGradFn;       /* a grad_fn node of the dynamic graph */
typedef struct _CrPrimitive CrPrimitive; /* its row in the primitives' table: cr-primitive.h */

gboolean cr_tensor_requires_grad (CrTensor *tensor);
/* requires_grad_(): errors for non-leaves and integer dtypes. */
gboolean cr_tensor_set_requires_grad (CrTensor *tensor, gboolean requires_grad, GError **error);
gboolean cr_tensor_is_leaf (CrTensor *tensor);
CrTensor *cr_tensor_get_grad (CrTensor *tensor); /* borrowed; NULL is None */
/* tensor.grad = grad (NULL is None); tells the observer gradient_cleared for NULL. */
gboolean cr_tensor_set_grad (CrTensor *tensor, CrTensor *grad, GError **error);
CrGradFn *cr_tensor_get_grad_fn (CrTensor *tensor); /* borrowed; NULL for a leaf */
/* For observers: the same, but of a view whose storage was written since, the one that it still has. To ask for the
 * other makes a function, which is to happen when the script asks and not when somebody looks. */
CrGradFn *cr_tensor_peek_grad_fn (CrTensor *tensor);
guint cr_tensor_get_output_nr (CrTensor *tensor);
gboolean cr_tensor_retain_grad (CrTensor *tensor, GError **error);
gboolean cr_tensor_retains_grad (CrTensor *tensor);
CrTensor *cr_tensor_detach (CrTensor *tensor); /* owned; shares storage and version */
/* What print() adds: "grad_fn=<MulBackward0>", "requires_grad=True" or NULL. g_free(). */
char *cr_tensor_dup_print_suffix (CrTensor *tensor);

CrGradFn *cr_grad_fn_ref (CrGradFn *function);
void cr_grad_fn_unref (CrGradFn *function);     /* iterative: a chain of a million is freed without recursion */
guint64 cr_grad_fn_get_id (CrGradFn *function); /* from the context's sequence */
/* "MulBackward0"; "AccumulateGrad" for the node that ends at a leaf. */
const char *cr_grad_fn_get_name (CrGradFn *function);
const CrPrimitive *cr_grad_fn_get_primitive (CrGradFn *function); /* NULL for AccumulateGrad */
/* The leaf of an AccumulateGrad, borrowed; else NULL. */
CrTensor *cr_grad_fn_get_variable (CrGradFn *function);
/* next_functions: one for each input, in order; NULL where the input requires no gradient. */
guint cr_grad_fn_get_n_next (CrGradFn *function);
CrGradFn *cr_grad_fn_get_next (CrGradFn *function, guint i, guint *input_nr);
guint cr_grad_fn_get_n_outputs (CrGradFn *function);
gboolean cr_grad_fn_saves_tensors (CrGradFn *function);
gboolean cr_grad_fn_saved_freed (CrGradFn *function);

/* Everything is borrowed for the call; entries may be NULL where noted. */
typedef struct
{
  /* @primitive computed @outputs of @inputs; @function is NULL when no gradient is recorded. outputs[i] is output i
   * of @function, except for those without gradient (indices). In place, outputs[0] is also inputs[0] and now has a
   * new grad_fn. */
  void (*operation_recorded) (gpointer user_data, const CrPrimitive *primitive, CrTensor *const *inputs, guint n_inputs,
                              CrTensor *const *outputs, guint n_outputs, CrGradFn *function);
  void (*backward_begun) (gpointer user_data, CrTensor *const *roots, CrTensor *const *gradients, guint n_roots);
  /* @function was applied: received[i] is the gradient of its output i (nullable), sent[i] that
   * for next function i (nullable). An AccumulateGrad sends nothing; it is told after gradient_accumulated. */
  void (*function_stepped) (gpointer user_data, CrGradFn *function, CrTensor *const *received, guint n_received,
                            CrTensor *const *sent, guint n_sent);
  /* leaf.grad (or a retained one) became @after; @before is what it was, NULL for None. When accumulation
   * was in place @before is a tensor of the old value that shares nothing with @after. */
  void (*gradient_accumulated) (gpointer user_data, CrTensor *tensor, CrTensor *before, CrTensor *received,
                                CrTensor *after);
  void (*saved_freed) (gpointer user_data, CrGradFn *function);
  void (*backward_ended) (gpointer user_data, gboolean finished);
  /* tensor.grad = None. (zero_() on a gradient is a write of that tensor, not this.) */
  void (*gradient_cleared) (gpointer user_data, CrTensor *tensor, CrTensor *before);
  /* A person called tensor.detach(): @result shares its storage and has no history. */
  void (*detached) (gpointer user_data, CrTensor *tensor, CrTensor *result);
} CrAutogradObserver;

/* A typed front for cr_context_set_autograd_observer(). The vtable must outlive the context. */
void cr_autograd_set_observer (CrContext *context, const CrAutogradObserver *observer, gpointer user_data);

/* root.backward(gradient, retain_graph, create_graph). @gradient may be NULL for one element.
 * Iterative, in PyTorch's engine order (AccumulateGrad at once, then the ready function created
 * last); asks the cancel flag between functions. */
gboolean cr_backward (CrTensor *root, CrTensor *gradient, gboolean retain_graph, gboolean create_graph, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrGradFn, cr_grad_fn_unref)

G_END_DECLS
