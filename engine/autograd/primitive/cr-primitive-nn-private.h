#pragma once
/* What the files of the family "nn" share. */

#include "cr-rule.h"

G_BEGIN_DECLS

/* Kernels of this family compute float32 and float64: otherwise PyTorch's `"NAME" not implemented for 'Long'`. */
gboolean cr_nn_check_floating (CrTensor *a, const char *name, GError **error);
/* Will rules be recorded? Then they are made of operations, else of the kernels that do it at once. */
gboolean cr_nn_wants_graph (CrGradFn *function);
/* The same as cr_op_reduce() in kernels; takes @loss. */
CrTensor *cr_nn_reduce_kernel (CrTensor *loss, CrReduction reduction, GError **error);
/* 1 / n for a mean of @n elements, else 1. */
double cr_nn_reduction_factor (CrReduction reduction, CrTensor *a);
/* -a·b and a + number with @a taken; NULL passes through. */
CrTensor *cr_nn_scale (CrTensor *a, double number, GError **error);
CrTensor *cr_nn_shift (CrTensor *a, double number, GError **error);
CrTensor *cr_nn_plus (CrTensor *a, CrTensor *b, GError **error); /* takes both */
/* Appends both to the numbers of a row: the sizes of @tensor behind its ndim. */
guint cr_nn_put_shape (gint64 *ints, CrTensor *tensor);

G_END_DECLS
