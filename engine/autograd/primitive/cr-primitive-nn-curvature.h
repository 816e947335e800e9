#pragma once
/* Second derivatives of the activations, and slopes that PyTorch composes, as differentiable operations. @settings: see
 * cr-kernels-nn.h. */

#include "cr-autograd.h"

G_BEGIN_DECLS

CrTensor *cr_curvature_elu (CrTensor *a, const double *settings, GError **error);
CrTensor *cr_curvature_elu_result (CrTensor *y, const double *settings, GError **error);
CrTensor *cr_curvature_gelu (CrTensor *a, const double *settings, GError **error);
CrTensor *cr_curvature_gelu_tanh (CrTensor *a, const double *settings, GError **error);
CrTensor *cr_curvature_hardswish (CrTensor *a, const double *settings, GError **error);
CrTensor *cr_curvature_softplus (CrTensor *a, const double *settings, GError **error);
CrTensor *cr_curvature_log_sigmoid (CrTensor *a, const double *settings, GError **error);
/* grad · f′ (a) */
CrTensor *cr_slope_silu (CrTensor *grad, CrTensor *a, GError **error);
CrTensor *cr_slope_hardsigmoid (CrTensor *grad, CrTensor *a, GError **error);
CrTensor *cr_slope_mish (CrTensor *grad, CrTensor *a, GError **error);

G_END_DECLS
