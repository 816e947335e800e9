#pragma once
/* SLEEF's functions and PyTorch's Box-Muller over contiguous rows, in the widest form that the processor has.
 * Private to the tensor layer. */

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CR_VECTOR_EXP,
  CR_VECTOR_LOG,
  CR_VECTOR_SIN,
  CR_VECTOR_COS,
  CR_VECTOR_TANH,
  CR_VECTOR_EXPM1,
  CR_VECTOR_LOG1P,
  CR_VECTOR_LOG2,
  CR_VECTOR_LOG10,
  CR_VECTOR_TAN,
  CR_VECTOR_ASIN,
  CR_VECTOR_ACOS,
  CR_VECTOR_ATAN,
  CR_VECTOR_SINH,
  CR_VECTOR_COSH,
  CR_VECTOR_ERF,
  CR_VECTOR_ERFC,
  CR_VECTOR_LGAMMA,
  CR_N_VECTOR
} CrVectorFunction;

/* @dst may be @src. */
typedef void (*CrVectorF32) (float *dst, const float *src, gint64 n);
typedef void (*CrVectorF64) (double *dst, const double *src, gint64 n);

typedef struct
{
  CrVectorF32 unary_f32[CR_N_VECTOR];
  CrVectorF64 unary_f64[CR_N_VECTOR];
  void (*pow_f32) (float *dst, const float *a, const float *b, gint64 n);
  void (*pow_f64) (double *dst, const double *a, const double *b, gint64 n);
  /* 16 uniform numbers of [0, 1) into 16 normal ones: 8 for the radii, 8 for the angles. */
  void (*box_muller) (float *block, float mean, float std);
} CrVector;

extern const CrVector cr_vector_scalar;
void cr_box_muller_scalar (float *block, float mean, float std);
#ifdef CR_HAVE_AVX2
extern const CrVector cr_vector_avx2;
void cr_box_muller_avx2 (float *block, float mean, float std);
#endif

/* The one to use on this machine. */
const CrVector *cr_vector_get (void);

G_END_DECLS
