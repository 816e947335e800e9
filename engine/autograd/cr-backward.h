#pragma once
/* The engine with all that PyTorch lets one ask of it: several roots, chosen inputs, autograd.grad,
 * hooks, anomaly mode. cr_backward() in cr-autograd.h is the plain case. */

#include "cr-autograd.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean retain_graph;
  gboolean create_graph;
  gboolean allow_unused; /* cr_grad() only */
} CrBackwardOptions;

/* torch.autograd.backward (roots, gradients, inputs=). gradients[i] NULL: 1 for one element. With @n_inputs > 0
 * only their .grad is accumulated (non-leaves too). */
gboolean cr_backward_many (CrTensor *const *roots, CrTensor *const *gradients, guint n_roots, CrTensor *const *inputs,
                           guint n_inputs, const CrBackwardOptions *options, GError **error);
/* torch.autograd.grad: results[i], owned, NULL where allow_unused and input i was not reached. No .grad changes. */
gboolean cr_grad (CrTensor *const *outputs, CrTensor *const *gradients, guint n_outputs, CrTensor *const *inputs,
                  guint n_inputs, const CrBackwardOptions *options, CrTensor **results, GError **error);

/* tensor.register_hook(): called with the gradient before anything uses it; may put an owned @replacement.
 * Returns an id for cr_tensor_remove_hook(), 0 with @error for a tensor that requires no gradient. @data is freed
 * with @destroy when the hook is removed or what carries it goes. */
typedef gboolean (*CrTensorHook) (gpointer data, CrTensor *grad, CrTensor **replacement, GError **error);
guint64 cr_tensor_add_hook (CrTensor *tensor, CrTensorHook hook, gpointer data, GDestroyNotify destroy, GError **error);
void cr_tensor_remove_hook (CrTensor *tensor, guint64 id);

/* grad_fn.register_hook (grad_inputs, grad_outputs): after the function; may replace sent[i] (owned entries). */
typedef gboolean (*CrGradFnHook) (gpointer data, CrTensor **sent, guint n_sent, CrTensor *const *received,
                                  guint n_received, GError **error);
/* grad_fn.register_prehook (grad_outputs): before the function; may replace received[i] (owned entries). */
typedef gboolean (*CrGradFnPreHook) (gpointer data, CrTensor **received, guint n_received, GError **error);
guint64 cr_grad_fn_add_hook (CrGradFn *function, CrGradFnHook hook, gpointer data, GDestroyNotify destroy);
guint64 cr_grad_fn_add_pre_hook (CrGradFn *function, CrGradFnPreHook hook, gpointer data, GDestroyNotify destroy);
void cr_grad_fn_remove_hook (CrGradFn *function, guint64 id);

/* torch.autograd.set_detect_anomaly (enabled, check_nan): a function that fails or returns NaN is reported with
 * where its forward operation stood. @describe (nullable; of whoever runs the script) tells the present place as
 * text, owned by the function then; cr_grad_fn_get_origin() gives it back. */
typedef char *(*CrDescribePlace) (gpointer data);
void cr_autograd_set_anomaly (CrContext *context, gboolean enabled, gboolean check_nan);
gboolean cr_autograd_get_anomaly (CrContext *context, gboolean *check_nan);
void cr_autograd_set_describe_place (CrContext *context, CrDescribePlace describe, gpointer data);
const char *cr_grad_fn_get_origin (CrGradFn *function); /* NULL if it was made outside anomaly mode */

/* What a saved tensor is called in Python (`_saved_self`, `_saved_result`) is not kept; here they are by slot. */
guint cr_grad_fn_get_n_saved (CrGradFn *function);
/* Borrowed; NULL when nothing stands in @slot or it was freed. @saved_version and whether it is an output, nullable. */
CrTensor *cr_grad_fn_get_saved (CrGradFn *function, guint slot, guint *saved_version, gboolean *is_output);

/* A tensor that a function keeps for its backward. */
typedef struct
{
  CrTensor *tensor; /* borrowed; an output is kept detached */
  guint version;    /* when it was kept */
  guint slot;
  gboolean is_output;
  guint output_nr; /* of an output */
} CrKept;
/* What @function keeps, in the order of keeping; of CopySlices what the function keeps that it stands for. FALSE when
 * there is no @i-th, or it was freed. */
gboolean cr_grad_fn_get_kept (CrGradFn *function, guint i, CrKept *kept);

/* What autograd refuses, beside its words. */
typedef enum
{
  CR_REFUSED_VERSION,    /* a saved tensor was written in place since: function, tensor, saved_version, version */
  CR_REFUSED_FREED,      /* what the function saved was freed: function */
  CR_REFUSED_NOT_SCALAR, /* backward() of several elements without a gradient: tensor */
  CR_REFUSED_NO_GRAPH,   /* backward() of what requires no gradient: tensor */
  CR_REFUSED_LEAF_WRITE  /* a leaf that requires a gradient, or a view of it, written in place: tensor, the leaf */
} CrRefusedKind;

/* Everything is borrowed for the call. */
typedef struct
{
  CrRefusedKind kind;
  CrGradFn *function; /* NULL for none */
  CrTensor *tensor;   /* NULL for none; of a saved output the detached one */
  guint saved_version, version;
  const char *message;
} CrRefused;
/* Who is told when an error of these is set, also during a backward; NULL for nobody. */
typedef void (*CrRefusedFunc) (gpointer data, const CrRefused *refused);
void cr_autograd_set_refused_func (CrContext *context, CrRefusedFunc func, gpointer data);

/* Is the history of @tensor good? FALSE with PyTorch's message for a view that may not be differentiated since its base
 * was written in place. Ask before cr_tensor_get_grad_fn() where a person does. */
gboolean cr_tensor_check_fresh (CrTensor *tensor, GError **error);

/* tensor._base: of which tensor this is a differentiable view; borrowed, NULL for what is no view. */
CrTensor *cr_tensor_get_base (CrTensor *tensor);

/* torch.inference_mode: tensors made in it are inference tensors: never recorded, no version counter. */
void cr_autograd_set_inference_mode (CrContext *context, gboolean enabled);
gboolean cr_autograd_get_inference_mode (CrContext *context);
/* cr_tensor_is_inference() and, for tensor.data, cr_tensor_new_data() stand in cr-tensor.h. */

/* Marks a leaf as torch.nn.Parameter: it prints as "Parameter containing:" and modules register it. */
void cr_tensor_set_parameter (CrTensor *tensor, gboolean is_parameter);
gboolean cr_tensor_is_parameter (CrTensor *tensor);
/* tensor.detach_() */
gboolean cr_tensor_detach_in_place (CrTensor *tensor, GError **error);
/* tensor.data = data: @tensor keeps its identity, requires_grad and grad, and takes @data's storage and shape. */
gboolean cr_tensor_set_data (CrTensor *tensor, CrTensor *data, GError **error);

/* At the end of a run: an AccumulateGrad lets its leaf go, and tensors a .grad that has a history, so that cycles
 * (x.grad made with create_graph leads to x; a leaf that is a view of what was computed of it) are freed with the last
 * of their other references. No backward reaches these leaves any more. */
void cr_autograd_break_cycles (CrContext *context);

/* Every operation by name with its time, for the profiler's table; NULL ends it. Called after each kernel-level
 * operation with PyTorch's name for it ("aten::mul"), nested ones inside their parents. */
typedef struct
{
  void (*begun) (gpointer data, const char *name);
  void (*ended) (gpointer data, const char *name);
} CrProfileObserver;
void cr_autograd_set_profiler (CrContext *context, const CrProfileObserver *observer, gpointer data);
void cr_profile_begin (CrContext *context, const char *name); /* cheap when nobody listens */
void cr_profile_end (CrContext *context, const char *name);

G_END_DECLS
