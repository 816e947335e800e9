#pragma once
/* Derivatives of the logarithm of the gamma function, as ATen/native/Math.h computes them (after Cephes). */

#include <glib.h>

G_BEGIN_DECLS

/* The first derivative of lgamma: nan at negative integers, -inf (by the sign of the zero) at 0. */
double cr_digamma (double x);
/* The derivative of digamma of order @n, at least 0. */
double cr_polygamma (int n, double x);

G_END_DECLS
