#pragma once
/* IEEE half precision, stored in 16 bits: conversion from and to float, rounding to the nearest even as PyTorch does.
 */

#include <glib.h>

G_BEGIN_DECLS

static inline float
cr_half_to_float (guint16 half)
{
  union
  {
    guint32 bits;
    float value;
  } u;
  guint32 sign = (guint32)(half & 0x8000) << 16;
  guint32 magnitude = half & 0x7fff;

  if (magnitude < 0x0400) /* zero or subnormal: an integer of 2^-24ths */
    {
      u.value = (float)magnitude * 0x1p-24f;
      u.bits |= sign;
    }
  else
    u.bits = sign | (magnitude >= 0x7c00 ? 0x7f800000 | (magnitude & 0x03ff) << 13 : (magnitude << 13) + 0x38000000);
  return u.value;
}

static inline guint16
cr_half_from_float (float value)
{
  union
  {
    float value;
    guint32 bits;
  } u = { value };
  guint16 sign = (u.bits >> 16) & 0x8000;
  guint32 magnitude = u.bits & 0x7fffffff;

  if (magnitude > 0x7f800000) /* nan, as PyTorch writes every one */
    return sign | 0x7e00;
  if (magnitude >= 0x477ff000) /* rounds to 65536 or more */
    return sign | 0x7c00;
  if (magnitude < 0x38800000)
    {
      /* Subnormal: adding 1/2 lets the processor round to the 2^-24ths that are left. */
      u.bits = magnitude;
      u.value += 0.5f;
      return sign | (guint16)(u.bits - 0x3f000000);
    }
  magnitude += 0xc8000fff + ((magnitude >> 13) & 1);
  return sign | (guint16)(magnitude >> 13);
}

G_END_DECLS
