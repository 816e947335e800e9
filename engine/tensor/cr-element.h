#pragma once
/* Elements as C values: conversion between the dtypes as PyTorch casts. Private to the tensor layer. */

#include "cr-dtype.h"

#include <math.h>

G_BEGIN_DECLS

/* As x86 converts, which is what PyTorch shows: what does not fit is the smallest integer. */
static inline gint64
cr_int_from_double (double value)
{
  return value >= -9223372036854775808.0 && value < 9223372036854775808.0 ? (gint64)value : G_MININT64;
}

static inline double
cr_element_get_double (CrDtype dtype, gconstpointer data, gint64 i)
{
  switch (dtype)
    {
    case CR_DTYPE_BOOL:
      return ((const guint8 *)data)[i] != 0;
    case CR_DTYPE_INT64:
      return (double)((const gint64 *)data)[i];
    case CR_DTYPE_FLOAT32:
      return ((const float *)data)[i];
    default:
      return ((const double *)data)[i];
    }
}

static inline gint64
cr_element_get_int (CrDtype dtype, gconstpointer data, gint64 i)
{
  switch (dtype)
    {
    case CR_DTYPE_BOOL:
      return ((const guint8 *)data)[i] != 0;
    case CR_DTYPE_INT64:
      return ((const gint64 *)data)[i];
    default:
      return cr_int_from_double (cr_element_get_double (dtype, data, i));
    }
}

static inline void
cr_element_set_double (CrDtype dtype, gpointer data, gint64 i, double value)
{
  switch (dtype)
    {
    case CR_DTYPE_BOOL:
      ((guint8 *)data)[i] = value != 0;
      break;
    case CR_DTYPE_INT64:
      ((gint64 *)data)[i] = cr_int_from_double (value);
      break;
    case CR_DTYPE_FLOAT32:
      ((float *)data)[i] = (float)value;
      break;
    default:
      ((double *)data)[i] = value;
      break;
    }
}

static inline void
cr_element_set_int (CrDtype dtype, gpointer data, gint64 i, gint64 value)
{
  switch (dtype)
    {
    case CR_DTYPE_BOOL:
      ((guint8 *)data)[i] = value != 0;
      break;
    case CR_DTYPE_INT64:
      ((gint64 *)data)[i] = value;
      break;
    case CR_DTYPE_FLOAT32:
      ((float *)data)[i] = (float)value;
      break;
    default:
      ((double *)data)[i] = (double)value;
      break;
    }
}

G_END_DECLS
