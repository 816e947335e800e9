#pragma once
/* Differentiable operations of the family "nn"; see cr-ops.h. Unless noted the caller has checked shapes. */

#include "cr-autograd.h"
#include "cr-kernels-nn.h"

G_BEGIN_DECLS

/* bias + a @ b, of two matrices; checks with PyTorch's messages. */
CrTensor *cr_op_addmm (CrTensor *bias, CrTensor *a, CrTensor *b, GError **error);
/* input @ weightᵀ + bias (nullable), recorded as PyTorch 1.13 composes it. Checks. */
CrTensor *cr_op_linear (CrTensor *input, CrTensor *weight, CrTensor *bias, GError **error);

/* torch.convolution of a batch (N, C, spatial); @bias nullable. Checks. */
CrTensor *cr_op_convolution (CrTensor *input, CrTensor *weight, CrTensor *bias, const CrConvolution *convolution,
                             GError **error);
/* Its gradients from @grad, that of the result: owned, where wanted[i] of input, weight, bias; else NULL. */
gboolean cr_op_convolution_backward (CrTensor *grad, CrTensor *input, CrTensor *weight,
                                     const CrConvolution *convolution, const gboolean *wanted, CrTensor **results,
                                     GError **error);

/* Pooling over the last two dimensions of @a (3 or 4); an adaptive one has no kernel but the size of its result. */
typedef struct
{
  gboolean adaptive;
  gint64 kernel[2]; /* adaptive: the sizes of the result */
  gint64 stride[2];
  gint64 padding[2];
  gint64 dilation[2];
  gboolean ceil_mode;
  gboolean count_padding;
  gint64 divisor; /* 0: none */
} CrPooling;

CrTensor *cr_op_max_pool2d (CrTensor *a, const CrPooling *pooling, CrTensor **indices, GError **error);
CrTensor *cr_op_average_pool2d (CrTensor *a, const CrPooling *pooling, GError **error);

/* Without checks of shape: see cr_kernel_norm(). @running_mean and @running_variance may be NULL while training. */
CrTensor *cr_op_batch_norm (CrTensor *a, CrTensor *weight, CrTensor *bias, CrTensor *running_mean,
                            CrTensor *running_variance, gboolean training, double momentum, double eps, GError **error);
CrTensor *cr_op_layer_norm (CrTensor *a, guint n_dims, CrTensor *weight, CrTensor *bias, double eps, GError **error);
CrTensor *cr_op_group_norm (CrTensor *a, gint64 groups, CrTensor *weight, CrTensor *bias, double eps, GError **error);

CrTensor *cr_op_softmax (CrTensor *a, gint64 dim, GError **error); /* checks dim and dtype */
CrTensor *cr_op_log_softmax (CrTensor *a, gint64 dim, GError **error);

/* The activations; a settings' meaning is in cr-kernels-nn.h. Those with _RESULT are what is recorded in place. */
typedef enum
{
  CR_ACTIVATION_HARDTANH,
  CR_ACTIVATION_LEAKY_RELU,
  CR_ACTIVATION_LEAKY_RELU_RESULT,
  CR_ACTIVATION_ELU,
  CR_ACTIVATION_ELU_RESULT,
  CR_ACTIVATION_CELU,
  CR_ACTIVATION_CELU_RESULT,
  CR_ACTIVATION_GELU,
  CR_ACTIVATION_GELU_TANH,
  CR_ACTIVATION_SILU,
  CR_ACTIVATION_MISH,
  CR_ACTIVATION_HARDSWISH,
  CR_ACTIVATION_HARDSIGMOID,
  CR_ACTIVATION_SOFTPLUS,
  CR_ACTIVATION_SOFTSHRINK,
  CR_ACTIVATION_HARDSHRINK,
  CR_ACTIVATION_LOG_SIGMOID,
  CR_ACTIVATION_THRESHOLD,
  CR_ACTIVATION_THRESHOLD_INPLACE,
  CR_ACTIVATION_RRELU,
  CR_ACTIVATION_RRELU_RESULT,
  CR_N_ACTIVATIONS
} CrActivation;

CrTensor *cr_op_activation (CrActivation activation, CrTensor *a, double s0, double s1, double s2, GError **error);
CrTensor *cr_op_activation_backward (CrActivation activation, CrTensor *grad, CrTensor *a, const double *settings,
                                     GError **error);
/* x where x > 0, else weight · x; @weight has one element, or one for each index of dimension 1. Checks. */
CrTensor *cr_op_prelu (CrTensor *a, CrTensor *weight, GError **error);
CrTensor *cr_op_glu (CrTensor *a, gint64 dim, GError **error); /* checks */

/* mse, smooth_l1, huber and soft_margin losses of tensors of one shape and dtype. */
CrTensor *cr_op_pair_loss (CrPair pair, CrTensor *a, CrTensor *target, double setting, CrReduction reduction,
                           GError **error);
/* @weight (nullable) broadcasts. */
CrTensor *cr_op_binary_cross_entropy (CrTensor *a, CrTensor *target, CrTensor *weight, CrReduction reduction,
                                      GError **error);
CrTensor *cr_op_binary_cross_entropy_with_logits (CrTensor *a, CrTensor *target, CrTensor *weight, CrTensor *pos_weight,
                                                  CrReduction reduction, GError **error);
/* @two_d: recorded as nll_loss2d. */
CrTensor *cr_op_nll_loss (CrTensor *a, CrTensor *target, CrTensor *weight, CrReduction reduction, gint64 ignore_index,
                          gboolean two_d, GError **error);
CrTensor *cr_op_nll_loss_backward (CrTensor *grad, CrTensor *target, CrTensor *weight, CrTensor *total_weight,
                                   CrReduction reduction, gint64 ignore_index, gboolean two_d, int ndim,
                                   const gint64 *sizes, GError **error);
/* A loss taken together: the mean, the sum, or itself. Takes @loss; NULL passes through. */
CrTensor *cr_op_reduce (CrTensor *loss, CrReduction reduction, GError **error);

/* Rows of @weight; @padding_index (-1: none) gets no gradient. */
CrTensor *cr_op_embedding (CrTensor *weight, CrTensor *indices, gint64 padding_index, GError **error);

/* @pads: before and after, from the last dimension on, n_pads / 2 dimensions; negative ones cut. Checks. */
CrTensor *cr_op_constant_pad (CrTensor *a, const gint64 *pads, guint n_pads, double value, GError **error);
/* Resampling and padding as taps: see cr-kernels-nn.h. */
typedef enum
{
  CR_RESAMPLE_NEAREST_1D,
  CR_RESAMPLE_NEAREST_2D,
  CR_RESAMPLE_LINEAR_1D,
  CR_RESAMPLE_BILINEAR_2D,
  CR_RESAMPLE_REFLECT_1D,
  CR_RESAMPLE_REFLECT_2D,
  CR_RESAMPLE_REPLICATE_1D,
  CR_RESAMPLE_REPLICATE_2D,
  CR_N_RESAMPLES
} CrResample;

/* How one of the last two dimensions is made anew; see cr_op_resample(). */
typedef struct
{
  gint64 size;        /* of the result */
  gint64 before;      /* padding: elements before the first */
  double scale;       /* resampling: input per output element */
  gboolean unchanged; /* the dimension stays as it is */
  gboolean align_corners;
} CrResampling;

/* Over the last two dimensions (1d: over the last). */
CrTensor *cr_op_resample (CrResample resample, CrTensor *a, const CrResampling *rows, const CrResampling *columns,
                          GError **error);

G_END_DECLS
