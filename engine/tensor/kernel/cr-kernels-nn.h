#pragma once
/* Kernels of neural networks: convolution, pooling, normalisation, softmax, activations, losses, lookups.
 * As in cr-kernels.h they compute without autograd and allocate their result. Their callers have checked
 * shapes and dtypes with PyTorch's messages; unless noted, tensors are float32 or float64, of one dtype, and in
 * any layout. Results are contiguous and owned; NULL with CR_ERROR_MEMORY or CR_ERROR_CANCELLED. */

#include "cr-random.h"
#include "cr-tensor.h"

G_BEGIN_DECLS

/* One or two spatial dimensions. With one, entry 0 of each pair is neutral (stride 1, padding 0, dilation 1) and
 * entry 1 is that dimension's. */
typedef struct
{
  int n_dims;
  gint64 stride[2];
  gint64 padding[2];
  gint64 dilation[2];
  gint64 output_padding[2]; /* of a transposed one */
  gint64 groups;
  gboolean transposed;
} CrConvolution;

/* The three derivatives of one trilinear form of input (N, C, spatial), weight (O, C/groups, kernel) and output
 * (N, O, spatial): each of them from the other two. @bias (nullable) has one element a channel of the result.
 * `transposed` is not looked at: a transposed convolution is cr_kernel_conv_input() of its input. */
CrTensor *cr_kernel_conv (CrTensor *input, CrTensor *weight, CrTensor *bias, const CrConvolution *convolution,
                          GError **error);
/* @sizes: those of the input, n_dims + 2 of them. */
CrTensor *cr_kernel_conv_input (CrTensor *output, CrTensor *weight, CrTensor *bias, const CrConvolution *convolution,
                                const gint64 *sizes, GError **error);
/* @kernel: the sizes of the weight's spatial dimensions, n_dims of them. */
CrTensor *cr_kernel_conv_weight (CrTensor *input, CrTensor *output, const CrConvolution *convolution,
                                 const gint64 *kernel, GError **error);
/* The output's size along a dimension of @size; may be <= 0 where the kernel does not fit. */
gint64 cr_convolution_output_size (const CrConvolution *convolution, int dim, gint64 size, gint64 kernel);

/* The windows of a pooling along one dimension: element i of the result looks at start[i] <= x < end[i] in steps
 * of @dilation (1 unless it is max pooling), already clipped to the tensor. */
typedef struct
{
  gint64 n;
  gint64 size; /* of the input along the dimension */
  gint64 dilation;
  gint64 *start; /* owned, with end and full in one block */
  gint64 *end;
  gint64 *full; /* how many elements the window has where padding counts */
} CrWindows;

/* As PyTorch rounds: floor, or ceil with the last window beginning inside input or left padding. */
gint64 cr_windows_count (gint64 size, gint64 kernel, gint64 stride, gint64 padding, gint64 dilation,
                         gboolean ceil_mode);
void cr_windows_init (CrWindows *windows, gint64 size, gint64 n, gint64 kernel, gint64 stride, gint64 padding,
                      gint64 dilation);
/* @n windows that share @size evenly: adaptive pooling. */
void cr_windows_init_adaptive (CrWindows *windows, gint64 size, gint64 n);
void cr_windows_clear (CrWindows *windows);

/* The greatest of each window over the last two dimensions (@a has two or more) and its flat index in them as
 * int64; the first one of equals, a nan before all. FALSE with @error. */
gboolean cr_kernel_max_pool (CrTensor *a, const CrWindows *rows, const CrWindows *columns, CrTensor **values,
                             CrTensor **indices, GError **error);
/* Zeros of @sizes (as many dimensions as @a) with @a added at its @indices in the last two dimensions. */
CrTensor *cr_kernel_pool_scatter (CrTensor *a, CrTensor *indices, const gint64 *sizes, GError **error);
/* The mean of each window over the last two dimensions. @divisor 0: how many elements it has, padding counted with
 * @count_padding; int64 too. The adjoint spreads the elements of @a over windows of the last two @sizes. */
CrTensor *cr_kernel_average_pool (CrTensor *a, const CrWindows *rows, const CrWindows *columns, gboolean count_padding,
                                  gint64 divisor, GError **error);
CrTensor *cr_kernel_average_pool_adjoint (CrTensor *a, const CrWindows *rows, const CrWindows *columns,
                                          gboolean count_padding, gint64 divisor, GError **error);

/* A dimension made anew of at most two elements each: result[i] = weight[0][i] x[from[0][i]] + weight[1][i] ...
 * What resampling and reflecting or replicating padding are. */
typedef struct
{
  gint64 n;
  gint64 size; /* of the input along the dimension */
  gint64 *from[2];
  double *weight[2];
} CrTaps;

void cr_taps_init (CrTaps *taps, gint64 n, gint64 size); /* zeros */
void cr_taps_clear (CrTaps *taps);
/* Over the last two dimensions (@a has two or more), and the adjoint. */
CrTensor *cr_kernel_taps (CrTensor *a, const CrTaps *rows, const CrTaps *columns, GError **error);
CrTensor *cr_kernel_taps_adjoint (CrTensor *a, const CrTaps *rows, const CrTaps *columns, GError **error);

/* Normalisation of @a (N, C, rest) in N·groups sets of channels, or with @batch in C sets over the batch. The
 * statistics are a tensor (2, sets) of mean and 1 / sqrt (variance + eps). */
typedef struct
{
  gboolean batch;
  gint64 n;
  gint64 channels;
  gint64 rest;
  gint64 groups;
} CrNormShape;

CrTensor *cr_kernel_norm_statistics (CrTensor *a, const CrNormShape *shape, double eps, GError **error);
/* (2, C) from running mean and variance. */
CrTensor *cr_kernel_norm_running (CrTensor *mean, CrTensor *variance, CrDtype dtype, double eps, GError **error);
/* running = (1 - momentum) running + momentum batch's, with the unbiased variance; either may be NULL. */
gboolean cr_kernel_norm_update (CrTensor *running_mean, CrTensor *running_variance, CrTensor *statistics, gint64 count,
                                double eps, double momentum, GError **error);
/* (a - mean) · inverse deviation · weight + bias. @weight and @bias (nullable): an element a channel, or with
 * @per_element (layer_norm) an element of each of C·rest. */
CrTensor *cr_kernel_norm (CrTensor *a, CrTensor *statistics, CrTensor *weight, CrTensor *bias, const CrNormShape *shape,
                          gboolean per_element, GError **error);
/* Gradients from that of the result: of a where @grad_a is given (@fixed: the statistics are constants), of weight
 * and of bias in @weight's layout where grad_weight and grad_bias are given. FALSE with @error. */
gboolean cr_kernel_norm_backward (CrTensor *grad, CrTensor *a, CrTensor *statistics, CrTensor *weight,
                                  const CrNormShape *shape, gboolean per_element, gboolean fixed, CrTensor **grad_a,
                                  CrTensor **grad_weight, CrTensor **grad_bias, GError **error);

/* Along @dim; a 0-dimensional tensor counts as one element. */
CrTensor *cr_kernel_softmax (CrTensor *a, int dim, gboolean logarithmic, GError **error);
/* The gradient of its input from that of its output @y. */
CrTensor *cr_kernel_softmax_backward (CrTensor *grad, CrTensor *y, int dim, gboolean logarithmic, GError **error);

/* Functions of one variable with up to three settings. */
typedef enum
{
  CR_CURVE_HARDTANH,   /* min, max */
  CR_CURVE_LEAKY_RELU, /* slope */
  CR_CURVE_ELU,        /* alpha, scale, input scale */
  CR_CURVE_ELU_RESULT, /* its slope as a function of its result; also that of celu */
  CR_CURVE_GELU,
  CR_CURVE_GELU_TANH,
  CR_CURVE_SILU,
  CR_CURVE_MISH,
  CR_CURVE_HARDSWISH,
  CR_CURVE_HARDSIGMOID,
  CR_CURVE_SOFTPLUS,   /* beta, threshold */
  CR_CURVE_SOFTSHRINK, /* lambda */
  CR_CURVE_HARDSHRINK, /* lambda */
  CR_CURVE_LOG_SIGMOID,
  CR_CURVE_THRESHOLD, /* threshold, value */
  CR_N_CURVES
} CrCurve;

#define CR_CURVE_SETTINGS 3

/* f (a); int64 too. */
CrTensor *cr_kernel_curve (CrCurve curve, CrTensor *a, const double *settings, GError **error);
/* grad · f' (a), grad and a broadcast to one shape. */
CrTensor *cr_kernel_curve_slope (CrCurve curve, CrTensor *grad, CrTensor *a, const double *settings, GError **error);

/* Losses of an element and its target, with a setting. */
typedef enum
{
  CR_PAIR_MSE,
  CR_PAIR_SMOOTH_L1, /* beta */
  CR_PAIR_HUBER,     /* delta */
  CR_PAIR_BCE,
  CR_PAIR_SOFT_MARGIN,
  CR_N_PAIRS
} CrPair;

/* f (a, b), of one shape; derivative: ∂f/∂a. */
CrTensor *cr_kernel_pair (CrPair pair, gboolean derivative, CrTensor *a, CrTensor *b, double setting, GError **error);

/* Rows @indices (int64, any shape) of @weight (n, m); CR_ERROR_INDEX "index out of range in self". */
CrTensor *cr_kernel_embedding (CrTensor *weight, CrTensor *indices, GError **error);
/* Zeros (n, m) with the rows of @grad added at the indices other than @padding_index. */
CrTensor *cr_kernel_embedding_adjoint (CrTensor *grad, CrTensor *indices, gint64 n, gint64 padding_index,
                                       GError **error);

/* How a loss is taken together. */
typedef enum
{
  CR_REDUCTION_NONE,
  CR_REDUCTION_MEAN,
  CR_REDUCTION_SUM
} CrReduction;

/* nll_loss of @a (N, C, rest), target (N, rest) of int64: result (N, rest), or 0-dimensional; @total_weight receives
 * the sum of the weights of what counts. CR_ERROR_INDEX "Target 3 is out of bounds." @a may be (C) with a 0-d target.
 */
CrTensor *cr_kernel_nll (CrTensor *a, CrTensor *target, CrTensor *weight, CrReduction reduction, gint64 ignore_index,
                         CrTensor **total_weight, GError **error);
/* Its adjoint: the gradient of @sizes (as those of a). */
CrTensor *cr_kernel_nll_adjoint (CrTensor *grad, CrTensor *target, CrTensor *weight, CrTensor *total_weight,
                                 CrReduction reduction, gint64 ignore_index, int ndim, const gint64 *sizes,
                                 GError **error);

/* 1 / p with probability @p, else 0, as PyTorch's bernoulli_() draws; shape and floating dtype given. */
CrTensor *cr_kernel_dropout_mask (CrContext *context, CrDtype dtype, int ndim, const gint64 *sizes, double p,
                                  CrGenerator *generator, GError **error);

G_END_DECLS
