#pragma once
/* The arithmetic of the optimizers over contiguous rows. PyTorch's kernels for processors with FMA fuse `add(alpha=)`
 * and the last product of `addcmul`, and nothing else; so do these, whatever the processor. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double lr, momentum, dampening, weight_decay;
  gboolean nesterov, maximize, first;
} CrSgdOptions;

typedef struct
{
  double lr, beta1, beta2, eps, weight_decay;
  double correction1, correction2_sqrt;  /* 1 - beta1^t; the square root of 1 - beta2^t */
  gboolean amsgrad, maximize, decoupled; /* decoupled: AdamW's weight decay */
} CrAdamOptions;

typedef struct
{
  double lr, alpha, eps, weight_decay, momentum;
  gboolean centered, maximize;
} CrRmspropOptions;

typedef struct
{
  double clr, eps, weight_decay; /* clr: the learning rate after its decay */
  gboolean maximize;
} CrAdagradOptions;

/* Rows that an option leaves out are NULL. */
#define CR_OPTIMIZER_KERNELS(Type, suffix)                                                                             \
  void (*sgd_##suffix) (Type * p, const Type *g, Type *buffer, gint64 n, const CrSgdOptions *options);                 \
  void (*adam_##suffix) (Type * p, const Type *g, Type *m, Type *v, Type *max_v, gint64 n,                             \
                         const CrAdamOptions *options);                                                                \
  void (*rmsprop_##suffix) (Type * p, const Type *g, Type *square, Type *buffer, Type *average, gint64 n,              \
                            const CrRmspropOptions *options);                                                          \
  void (*adagrad_##suffix) (Type * p, const Type *g, Type *sum, gint64 n, const CrAdagradOptions *options);

typedef struct
{
  CR_OPTIMIZER_KERNELS (float, f32)
  CR_OPTIMIZER_KERNELS (double, f64)
} CrOptimizerKernels;

extern const CrOptimizerKernels cr_optimizer_kernels_plain;
#ifdef CR_HAVE_AVX2
extern const CrOptimizerKernels cr_optimizer_kernels_avx2;
#endif

/* Those for this machine. */
const CrOptimizerKernels *cr_optimizer_kernels_get (void);

G_END_DECLS
