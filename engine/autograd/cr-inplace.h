#pragma once
/* Operations that write their first argument, and what their computation shares with the
 * functions' table: an in-place call computes as usual, then the result moves in. */

#include "cr-function.h"

G_BEGIN_DECLS

/* A CR_ARG_INT, _FLOAT or _BOOL as a wrapped number (of its Python type), owned; a tensor is returned with
 * a new reference. */
CrTensor *cr_arg_to_number (CrContext *context, const CrArg *arg, GError **error);

/* PyTorch's "output with shape ... doesn't match the broadcast shape ..." unless @self has these sizes. */
gboolean cr_inplace_check_shape (CrTensor *self, int ndim, const gint64 *sizes, GError **error);

/* New values for the whole of args[0]: what copy_, fill_ and zero_ write. */
CrTensor *cr_overwrite_copy (CrContext *context, const CrArg *args, GError **error);
CrTensor *cr_overwrite_fill (CrContext *context, const CrArg *args, GError **error);
CrTensor *cr_overwrite_zero (CrContext *context, const CrArg *args, GError **error);

/* args[0] = call (args), recorded in place: checks, version, history, observer. @call computes the whole new value of
 * args[0] (for which it is given a stand-in) and records it as one primitive, whose input 0 is args[0]. */
typedef CrTensor *(*CrInplaceCall) (CrContext *context, const CrArg *args, GError **error);
gboolean cr_inplace_apply (CrInplaceCall call, CrContext *context, const CrArg *args, guint n_args, GError **error);
/* The same where args[0] is a view made just for this: what is told is a write of @owner, of which it is a part. */
gboolean cr_inplace_apply_in (CrTensor *owner, CrInplaceCall call, CrContext *context, const CrArg *args, guint n_args,
                              GError **error);
/* May @self be written in place, and, if the write takes part in a gradient, in that way? FALSE with PyTorch's message.
 */
gboolean cr_inplace_check_target (CrTensor *self, GError **error);

/* Is @call one that changes only the shape: t, transpose, squeeze, unsqueeze? */
gboolean cr_inplace_is_shape (CrInplaceCall call);
/* args[0] takes the shape of what such a call gives, and its history. */
gboolean cr_inplace_reshape (CrInplaceCall call, CrContext *context, const CrArg *args, GError **error);

G_END_DECLS
