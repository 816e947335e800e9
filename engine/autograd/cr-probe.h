#pragma once
/* Questions to a graph in the midst of a run, which must go on afterwards as if nothing had been asked: nobody is told,
 * hooks are not called, no .grad changes, saved tensors stay, and numbers given meanwhile are given again. Only the
 * backward of a custom function may do more: it is the script's own code. */

#include "cr-backward.h"

G_BEGIN_DECLS

/* What is put aside meanwhile; lives on the stack of who asks. */
typedef struct
{
  CrContext *context;
  const CrTensorObserver *tensor_observer;
  gpointer tensor_data;
  gconstpointer autograd_observer;
  gpointer autograd_data;
  const CrProfileObserver *profiler;
  gpointer profiler_data;
  gboolean grad_enabled, inference, anomaly, check_nan;
  guint64 last_id;
} CrProbe;

/* Between the two, operations record nothing (grad mode is off) and are told to nobody. Whatever was made is to be let
 * go before the end. */
void cr_probe_begin (CrProbe *probe, CrContext *context);
void cr_probe_end (CrProbe *probe);

/* The id of @tensor's grad_fn as it stands, without bringing that of a view up to date; 0 for none. */
guint64 cr_probe_get_function_id (CrTensor *tensor);
/* The function with @id at or behind @tensor's, borrowed; NULL if there is none. */
CrGradFn *cr_probe_find_function (CrTensor *tensor, guint64 id);
/* The AccumulateGrad behind @tensor whose leaf has @id, borrowed; NULL if there is none. */
CrGradFn *cr_probe_find_leaf (CrTensor *tensor, guint64 id);
/* The form of the gradient for output @output_nr: returns ndim; the sizes are the function's. */
int cr_probe_get_form (CrGradFn *function, guint output_nr, CrDtype *dtype, const gint64 **sizes);

/* Applies the rule of @function (no AccumulateGrad): received[i] (nullable) is for its output i, and sent[i] becomes
 * what goes to next function i, owned, or NULL. Gradients are fitted to the inputs as the engine does it. */
gboolean cr_probe_apply (CrGradFn *function, CrTensor *const *received, CrTensor **sent, GError **error);

/* One backward pass from output @root_nr of @root, which receives @gradient: what arrives at output @place_nr of
 * @place.
 * *@result is owned, NULL when nothing arrives. */
gboolean cr_probe_gradient (CrGradFn *root, guint root_nr, CrTensor *gradient, CrGradFn *place, guint place_nr,
                            CrTensor **result, GError **error);

G_END_DECLS
