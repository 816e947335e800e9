/* digamma and trigamma: by reflection and recurrence to x >= 10, there by their asymptotic series. */

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

double
cr_trigamma (double x)
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
