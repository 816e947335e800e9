/* digamma and polygamma: by reflection and recurrence to x >= 10, there by their asymptotic series. */

#include "cr-kernel-math-special.h"

#include <math.h>

double
cr_digamma (double x)
{
  static const double A[]
      = { 8.33333333333333333333E-2, -2.10927960927960927961E-2, 7.57575757575757575758E-3, -4.16666666666666666667E-3,
          3.96825396825396825397E-3, -8.33333333333333333333E-3, 8.33333333333333333333E-2 };
  if (x == 0)
    return copysign (INFINITY, -x);
  if (x < 0)
    {
      if (x == trunc (x))
        return NAN;
      double whole, part = modf (x, &whole);
      return cr_digamma (1 - x) - G_PI / tan (G_PI * part);
    }
  double result = 0;
  while (x < 10)
    {
      result -= 1 / x;
      x += 1;
    }
  if (x == 10)
    return result + 2.25175258906672110764;
  double tail = 0;
  if (x < 1e17)
    {
      double z = 1 / (x * x), sum = 0;
      for (guint i = 0; i < G_N_ELEMENTS (A); i++)
        sum = sum * z + A[i];
      tail = z * sum;
    }
  return result + log (x) - 0.5 / x - tail;
}

static double
trigamma (double x)
{
  double sign = 1, result = 0;
  if (x < 0.5)
    {
      sign = -1;
      double s = sin (G_PI * x);
      result -= G_PI * G_PI / (s * s);
      x = 1 - x;
    }
  for (int i = 0; i < 6; i++)
    {
      result += 1 / (x * x);
      x += 1;
    }
  double ixx = 1 / (x * x);
  result += (1 + 1 / (2 * x) + ixx * (1. / 6 - ixx * (1. / 30 - ixx * (1. / 42)))) / x;
  return sign * result;
}

/* The Hurwitz zeta function, the sum of (q + k)^-x, by Euler-Maclaurin summation. */
static double
zeta (double x, double q)
{
  static const double A[] = { 12,
                              -720,
                              30240,
                              -1209600,
                              47900160,
                              -1.8924375803183791606e9,
                              7.47242496e10,
                              -2.950130727918164224e12,
                              1.1646782814350067249e14,
                              -4.5979787224074726105e15,
                              1.8152105401943546773e17,
                              -7.1661652561756670113e18 };
  double sum = pow (q, -x), a = q, b = 0, factor = 1, k = 0;
  for (int i = 0; i < 9 || a <= 9; i++)
    {
      a += 1;
      b = pow (a, -x);
      sum += b;
      if (fabs (b) < G_MINDOUBLE + 1.11e-16 * fabs (sum))
        return sum;
    }
  sum += b * a / (x - 1) - 0.5 * b;
  for (guint i = 0; i < G_N_ELEMENTS (A); i++)
    {
      factor *= x + k;
      b /= a;
      double term = factor * b / A[i];
      sum += term;
      if (fabs (term / sum) < 1.11e-16)
        return sum;
      factor *= x + k + 1;
      b /= a;
      k += 2;
    }
  return sum;
}

double
cr_polygamma (int n, double x)
{
  if (n == 0)
    return cr_digamma (x);
  if (n == 1)
    return trigamma (x);
  double value = exp (lgamma (n + 1.0)) * zeta (n + 1, x);
  return n % 2 ? value : -value;
}
