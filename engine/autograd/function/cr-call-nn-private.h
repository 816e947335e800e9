#pragma once
/* What the functions of torch.nn.functional share. */

#include "cr-function-calls.h"
#include "cr-primitive-nn-private.h"

G_BEGIN_DECLS

/* A tensor argument; NULL for None. */
CrTensor *cr_nn_get_tensor (const CrArg *arg);
/* An int, or a list of one or two, as a pair: of one dimension (@n_dims 1) into pair[1], with pair[0] = @neutral.
 * CR_ERROR_RUNTIME with @message for another number of them. */
gboolean cr_nn_get_pair (const CrArg *arg, int n_dims, gint64 neutral, const char *message, gint64 *pair,
                         GError **error);
gboolean cr_nn_is_true (const CrArg *arg);
/* "mean", "sum", "none"; size_average and reduce, both nullable, override it with PyTorch's warning. ValueError for
 * another word. */
gboolean cr_nn_get_reduction (CrContext *context, const CrArg *reduction, const CrArg *size_average,
                              const CrArg *reduce, CrReduction *result, GError **error);
/* args[0] = call (args) in place; returns args[0], owned. */
CrTensor *cr_nn_inplace (CrTensor *(*call) (CrContext *, const CrArg *, GError **), CrContext *context,
                         const CrArg *args, guint n_args, GError **error);
/* "torch.Size([2, 3])"; g_free() it. */
char *cr_nn_size_to_string (CrTensor *tensor);
gboolean cr_nn_refuse (GError **error, CrErrorCode code, const char *message);
gboolean cr_nn_same_sizes (CrTensor *a, CrTensor *b);

G_END_DECLS
