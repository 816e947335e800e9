#pragma once
/* torch.autograd.Function: a function whose forward and backward are somebody else's callbacks and data.
 * Autograd knows no interpreter. */

#include "cr-autograd.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* "MyReLU": the grad_fn prints as MyReLUBackward; copied */
  /* received[i] is the gradient of output i (zeros where none arrived if materialize_grads, else NULL);
   * fills sent[i] (owned, NULL for None) for the @n_sent tensor inputs. */
  gboolean (*backward) (gpointer data, CrTensor *const *received, guint n_received, CrTensor **sent, guint n_sent,
                        GError **error);
  GDestroyNotify destroy; /* of data, with the function */
} CrCustom;

/* Makes the node before forward runs (PyTorch's order of sequence numbers), with edges to @inputs' functions. NULL
 * when none of them requires a gradient or grad mode is off (then nothing takes @data over); owned otherwise. */
CrGradFn *cr_custom_begin (CrContext *context, const CrCustom *custom, gpointer data, CrTensor *const *inputs,
                           guint n_inputs);
/* After forward, which ran without gradient: outputs[i] (replaced by a view or alias where PyTorch does so: an input
 * returned as is) become outputs of @function. dirty[]: inputs that forward wrote (mark_dirty); non_differentiable[]
 * likewise. @function NULL: only checks (see below). */
gboolean cr_custom_end (CrGradFn *function, CrTensor **outputs, guint n_outputs, CrTensor *const *dirty, guint n_dirty,
                        CrTensor *const *non_differentiable, guint n_non_differentiable, gboolean materialize_grads,
                        GError **error);
/* The same where nothing is recorded: an input that is handed back is a view of itself. */
gboolean cr_custom_end_unrecorded (CrTensor *const *inputs, guint n_inputs, CrTensor **outputs, guint n_outputs,
                                   CrTensor *const *dirty, guint n_dirty, GError **error);
/* ctx.save_for_backward (tensors): NULL entries are None. */
gboolean cr_custom_save (CrGradFn *function, CrTensor *const *tensors, guint n, GError **error);
/* ctx.saved_tensors: owned, checked for versions and for being freed. */
GPtrArray *cr_custom_get_saved (CrGradFn *function, GError **error);
gboolean cr_custom_needs_input_grad (CrGradFn *function, guint i);

G_END_DECLS
