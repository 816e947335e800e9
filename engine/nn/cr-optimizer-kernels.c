/* The optimizers' arithmetic; compiled once for every processor and once for those with AVX2 and FMA.
 * Contraction is off (meson.build), so that only what says FMA is fused. */

#include "cr-optimizer-kernels.h"

#include <math.h>

#define REAL float
#define NAME(x) x##_f32
#define FMA fmaf
#define SQRT sqrtf
#include "cr-optimizer-kernels-template.h"

#define REAL double
#define NAME(x) x##_f64
#define FMA fma
#define SQRT sqrt
#include "cr-optimizer-kernels-template.h"

#ifdef CR_NN_AVX2
const CrOptimizerKernels cr_optimizer_kernels_avx2
#else
const CrOptimizerKernels cr_optimizer_kernels_plain
#endif
    = { sgd_f32, adam_f32, rmsprop_f32, adagrad_f32, sgd_f64, adam_f64, rmsprop_f64, adagrad_f64 };

#ifndef CR_NN_AVX2
const CrOptimizerKernels *
cr_optimizer_kernels_get (void)
{
#ifdef CR_HAVE_AVX2
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return &cr_optimizer_kernels_avx2;
#endif
  return &cr_optimizer_kernels_plain;
}
#endif
