#pragma once
/* Elements as C values: conversion between the dtypes as PyTorch casts. The list below is the one place that names the
 * C type of each dtype; tables over dtypes are made from it. */

#include "cr-dtype.h"
#include "cr-half.h"

#include <math.h>

G_BEGIN_DECLS

/* X (DTYPE, C type of storage, C type to compute with, I for integers or F for floats). complex64 is a pair of floats,
 * of which numbers here are the real part. */
#define CR_EACH_DTYPE(X)                                                                                               \
  X (BOOL, guint8, gint64, I)                                                                                          \
  X (INT64, gint64, gint64, I)                                                                                         \
  X (FLOAT32, float, float, F)                                                                                         \
  X (FLOAT64, double, double, F)                                                                                       \
  X (INT32, gint32, gint64, I)                                                                                         \
  X (INT16, gint16, gint64, I)                                                                                         \
  X (INT8, gint8, gint64, I)                                                                                           \
  X (UINT8, guint8, gint64, I)                                                                                         \
  X (FLOAT16, guint16, float, F)                                                                                       \
  X (COMPLEX64, CrComplex, float, F)

typedef struct
{
  float re, im;
} CrComplex;

/* As x86 converts, which is what PyTorch shows: what does not fit is the smallest integer. */
static inline gint64
cr_int_from_double (double value)
{
  return value >= -9223372036854775808.0 && value < 9223372036854775808.0 ? (gint64)value : G_MININT64;
}

static inline gint32
cr_int32_from_double (double value)
{
  return value > -2147483649.0 && value < 2147483648.0 ? (gint32)value : G_MININT32;
}

/* LOAD_x: storage to C value. STORE_x_I and STORE_x_F: an integer, a float or double to storage. */
#define CR_LOAD_BOOL(x) ((x) != 0)
#define CR_LOAD_INT64(x) (x)
#define CR_LOAD_FLOAT32(x) (x)
#define CR_LOAD_FLOAT64(x) (x)
#define CR_LOAD_INT32(x) (x)
#define CR_LOAD_INT16(x) (x)
#define CR_LOAD_INT8(x) (x)
#define CR_LOAD_UINT8(x) (x)
#define CR_LOAD_FLOAT16(x) (cr_half_to_float (x))
#define CR_LOAD_COMPLEX64(x) ((x).re)
#define CR_STORE_BOOL_I(x) ((x) != 0)
#define CR_STORE_INT64_I(x) ((gint64)(x))
#define CR_STORE_FLOAT32_I(x) ((float)(x))
#define CR_STORE_FLOAT64_I(x) ((double)(x))
#define CR_STORE_INT32_I(x) ((gint32)(x))
#define CR_STORE_INT16_I(x) ((gint16)(x))
#define CR_STORE_INT8_I(x) ((gint8)(x))
#define CR_STORE_UINT8_I(x) ((guint8)(x))
#define CR_STORE_FLOAT16_I(x) (cr_half_from_float ((float)(x)))
#define CR_STORE_COMPLEX64_I(x) ((CrComplex){ (float)(x), 0 })
#define CR_STORE_BOOL_F(x) ((x) != 0)
#define CR_STORE_INT64_F(x) (cr_int_from_double (x))
#define CR_STORE_FLOAT32_F(x) ((float)(x))
#define CR_STORE_FLOAT64_F(x) ((double)(x))
#define CR_STORE_INT32_F(x) (cr_int32_from_double (x))
#define CR_STORE_INT16_F(x) ((gint16)cr_int32_from_double (x))
#define CR_STORE_INT8_F(x) ((gint8)cr_int32_from_double (x))
#define CR_STORE_UINT8_F(x) ((guint8)cr_int_from_double (x))
#define CR_STORE_FLOAT16_F(x) (cr_half_from_float ((float)(x)))
#define CR_STORE_COMPLEX64_F(x) ((CrComplex){ (float)(x), 0 })

typedef struct
{
  double (*get_double) (gconstpointer data, gint64 i);
  gint64 (*get_int) (gconstpointer data, gint64 i);
  void (*set_double) (gpointer data, gint64 i, double value);
  void (*set_int) (gpointer data, gint64 i, gint64 value);
} CrElementFuncs;

extern const CrElementFuncs cr_element_funcs[CR_N_DTYPES];

static inline double
cr_element_get_double (CrDtype dtype, gconstpointer data, gint64 i)
{
  return cr_element_funcs[dtype].get_double (data, i);
}

static inline gint64
cr_element_get_int (CrDtype dtype, gconstpointer data, gint64 i)
{
  return cr_element_funcs[dtype].get_int (data, i);
}

static inline void
cr_element_set_double (CrDtype dtype, gpointer data, gint64 i, double value)
{
  cr_element_funcs[dtype].set_double (data, i, value);
}

static inline void
cr_element_set_int (CrDtype dtype, gpointer data, gint64 i, gint64 value)
{
  cr_element_funcs[dtype].set_int (data, i, value);
}

G_END_DECLS
