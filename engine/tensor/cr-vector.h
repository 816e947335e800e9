#pragma once
/* SLEEF's functions over contiguous rows, in the widest form that the processor has.
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
} CrVector;

extern const CrVector cr_vector_scalar;
#ifdef CR_HAVE_AVX2
extern const CrVector cr_vector_avx2;
#endif

/* The one to use on this machine. */
const CrVector *cr_vector_get (void);

G_END_DECLS
