/* Tick arithmetic: nice numbers after Heckbert ("Nice Numbers for Graph Labels", Graphics Gems,
 * 1990), with the step kept as a whole number and a power of ten so that 0.3 is 0.3. */
#include "cr-plot-axis.h"

#include <math.h>
#include <string.h>

#define LARGEST 1e300    /* spans must not overflow */
#define LEAST_SPAN 1e-12 /* in parts of the greatest value */
#define MANY_DIGITS 6    /* numbers from 10^6 on are shown in units */
#define MANY_ZEROS -4    /* and those below 10^-3 */
#define MINUS "\xe2\x88\x92"
#define TOLERANCE 1e-9 /* of a step: an end counts as inside */

static const int mantissas[] = { 1, 2, 5 };

static double
step_of (const CrTicks *ticks)
{
  return ticks->mantissa * pow (10, ticks->power);
}

/* Counts the ticks for the step that is set. */
static void
count_ticks (CrTicks *ticks, double min, double max)
{
  double step = step_of (ticks);
  double last = floor (max / step + TOLERANCE);

  ticks->first = ceil (min / step - TOLERANCE);
  ticks->n = last >= ticks->first ? (guint)MIN (last - ticks->first + 1, 1e6) : 0;
}

void
cr_axis_ticks (double min, double max, guint max_ticks, CrTicks *ticks)
{
  double magnitude;

  g_return_if_fail (ticks != NULL);
  memset (ticks, 0, sizeof *ticks);
  ticks->mantissa = 1;
  g_return_if_fail (isfinite (min) && isfinite (max) && min < max);

  max_ticks = MAX (max_ticks, 2);
  for (int power = (int)floor (log10 ((max - min) / max_ticks)) - 1;; power++)
    for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++)
      {
        ticks->mantissa = mantissas[i];
        ticks->power = power;
        count_ticks (ticks, min, max);
        if (ticks->n <= max_ticks)
          {
            magnitude = floor (log10 (MAX (fabs (min), fabs (max))) + TOLERANCE);
            if (magnitude >= MANY_DIGITS || magnitude <= MANY_ZEROS)
              ticks->shown_power = (int)magnitude;
            return;
          }
      }
}

/* A whole number times a power of ten, rounded once where that is possible. */
static double
scaled (double number, int power)
{
  return power < 0 && power > -300 ? number / pow (10, -power) : number * pow (10, power);
}

double
cr_ticks_get_value (const CrTicks *ticks, guint i)
{
  return scaled ((ticks->first + i) * ticks->mantissa, ticks->power);
}

char *
cr_ticks_get_label (const CrTicks *ticks, guint i)
{
  double number = scaled ((ticks->first + i) * ticks->mantissa, ticks->power - ticks->shown_power);
  int decimals = CLAMP (ticks->shown_power - ticks->power, 0, 20);
  char format[8], digits[64];
  char *end;

  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (digits, sizeof digits, format, fabs (number));
  if (strchr (digits, '.') != NULL)
    {
      end = digits + strlen (digits);
      while (end[-1] == '0')
        *--end = '\0';
      if (end[-1] == '.')
        end[-1] = '\0';
    }
  return g_strconcat (number < 0 && strcmp (digits, "0") != 0 ? MINUS : "", digits, NULL);
}

char *
cr_ticks_get_unit (const CrTicks *ticks)
{
  static const char *const superscripts[]
      = { "\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",     "\xe2\x81\xb4",
          "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9" };
  GString *unit;
  char digits[16];

  if (ticks->shown_power == 0)
    return NULL;
  unit = g_string_new ("\xc3\x97"
                       "10");
  if (ticks->shown_power < 0)
    g_string_append (unit, "\xe2\x81\xbb");
  g_snprintf (digits, sizeof digits, "%d", ABS (ticks->shown_power));
  for (const char *digit = digits; *digit != '\0'; digit++)
    g_string_append (unit, superscripts[*digit - '0']);
  return g_string_free (unit, FALSE);
}

void
cr_axis_widen (double *min, double *max)
{
  double size, half;

  if (!(*min <= *max))
    {
      *min = 0;
      *max = 1;
    }
  *min = CLAMP (*min, -LARGEST, LARGEST);
  *max = CLAMP (*max, -LARGEST, LARGEST);
  size = MAX (fabs (*min), fabs (*max));
  if (*max - *min > size * LEAST_SPAN && *max - *min > 1 / LARGEST)
    return;
  half = size > 0 ? MAX (size / 2, 1 / LARGEST) : 0.5;
  *min -= half;
  *max += half;
}
