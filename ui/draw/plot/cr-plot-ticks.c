/* Choosing ticks. Linear ones come from cr-plot-axis.c; these are the other kinds. */
#include "cr-plot-ticks.h"

#include <math.h>
#include <string.h>

#include "cr-plot-axis.h"

#define MINUS "\xe2\x88\x92"
#define TIMES "\xc3\x97"
#define PI_SIGN "\xcf\x80"
#define FEW_DECADES 2     /* with fewer powers in sight there are numbers between them */
#define MOST_PI 240       /* ends beyond 20 pi are not taken for multiples: 355 is nearly 113 pi */
#define PI_TOLERANCE 4e-7 /* of the number, for float32 */
#define LEAST_PI_TICKS 3
#define TOLERANCE 1e-9
#define MOST_SMALL 200

static void
clear_tick (gpointer data)
{
  g_free (((CrPlotTick *)data)->label);
}

void
cr_plot_ticks_clear (CrPlotTicks *ticks)
{
  g_clear_pointer (&ticks->ticks, g_array_unref);
  g_clear_pointer (&ticks->small, g_array_unref);
  g_clear_pointer (&ticks->unit, g_free);
}

/* Takes @label over. */
static void
add (CrPlotTicks *ticks, double value, char *label)
{
  CrPlotTick tick = { value, label };

  g_array_append_val (ticks->ticks, tick);
}

char *
cr_plot_format (double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (number))
    return g_strdup ("NaN");
  if (isinf (number))
    return g_strdup (number > 0 ? "\xe2\x88\x9e" : MINUS "\xe2\x88\x9e");
  g_ascii_formatd (digits, sizeof digits, "%.6g", fabs (number));
  return g_strconcat (number < 0 ? MINUS : "", digits, NULL);
}

/* "10⁻³" */
static char *
format_power (double base, int power, int factor)
{
  static const char *const superscripts[]
      = { "\xe2\x81\xb0", "\xc2\xb9",     "\xc2\xb2",     "\xc2\xb3",     "\xe2\x81\xb4",
          "\xe2\x81\xb5", "\xe2\x81\xb6", "\xe2\x81\xb7", "\xe2\x81\xb8", "\xe2\x81\xb9" };
  GString *text = g_string_new (NULL);
  char digits[16];

  if (factor > 1)
    g_string_append_printf (text, "%d" TIMES, factor);
  g_string_append_printf (text, "%.0f", base);
  if (power < 0)
    g_string_append (text, "\xe2\x81\xbb");
  g_snprintf (digits, sizeof digits, "%d", ABS (power));
  for (const char *digit = digits; *digit != '\0'; digit++)
    g_string_append (text, superscripts[*digit - '0']);
  return g_string_free (text, FALSE);
}

static void
set_linear (CrPlotTicks *ticks, guint max, double low, double high)
{
  CrTicks linear;

  cr_axis_ticks (low, high, max, &linear);
  for (guint i = 0; i < linear.n; i++)
    add (ticks, cr_ticks_get_value (&linear, i), cr_ticks_get_label (&linear, i));
  ticks->unit = cr_ticks_get_unit (&linear);
}

/* The multiples between the powers from @first to @last; those of @labelled with their numbers. */
static void
add_between (CrPlotTicks *ticks, const CrPlotTickRule *rule, int first, int last, double low, double high,
             gboolean labelled)
{
  for (int power = first - 1; power <= last; power++)
    for (int factor = 2; factor < (int)rule->base; factor++)
      {
        double value = factor * pow (rule->base, power);

        if (value < low || value > high || ticks->small->len >= MOST_SMALL)
          continue;
        if (labelled && (factor == 2 || factor == 5))
          add (ticks, value, format_power (rule->base, power, factor));
        else
          g_array_append_val (ticks->small, value);
      }
}

static int
compare_ticks (gconstpointer a, gconstpointer b)
{
  double x = ((const CrPlotTick *)a)->value, y = ((const CrPlotTick *)b)->value;

  return (x > y) - (x < y);
}

/* Powers of the base; a part of a decade has ordinary numbers. */
static void
set_log (CrPlotTicks *ticks, const CrPlotTickRule *rule, double low, double high)
{
  double from = log (low) / log (rule->base), to = log (high) / log (rule->base);
  int first = (int)ceil (from - TOLERANCE), last = (int)floor (to + TOLERANCE), stride = 1;
  gboolean few = last - first + 1 < FEW_DECADES;

  if (few && to - from < 1)
    {
      set_linear (ticks, rule->max, low, high);
      return;
    }
  while ((last - first) / stride + 1 > (int)rule->max)
    stride++;
  for (int power = first; power <= last; power++)
    if (power % stride == 0)
      add (ticks, pow (rule->base, power), format_power (rule->base, power, 1));
  if (stride == 1)
    add_between (ticks, rule, first, last, low, high, few && rule->base == 10);
  g_array_sort (ticks->ticks, compare_ticks);
}

/* Powers of the base on one side of 0, from the threshold on: those below would crowd round 0. */
static void
add_side (CrPlotTicks *ticks, const CrPlotTickRule *rule, double end, double low, double high, int stride)
{
  int first = (int)ceil (log (rule->threshold) / log (rule->base) - TOLERANCE);
  int last = fabs (end) > 0 ? (int)floor (log (fabs (end)) / log (rule->base) + TOLERANCE) : first - 1;

  for (int power = first; power <= last; power += stride)
    {
      double value = copysign (pow (rule->base, power), end);
      char *label = format_power (rule->base, power, 1);

      if (value >= low && value <= high)
        add (ticks, value, end < 0 ? g_strconcat (MINUS, label, NULL) : g_steal_pointer (&label));
      g_free (label);
    }
}

/* FALSE if there would be next to none. */
static gboolean
set_symlog (CrPlotTicks *ticks, const CrPlotTickRule *rule, double low, double high)
{
  double most = MAX (fabs (low), fabs (high));
  int powers = (int)(log (MAX (most / rule->threshold, 1)) / log (rule->base)) + 2;
  int sides = low < 0 && high > 0 ? 2 : 1, stride = 1;

  if (most <= rule->threshold)
    return FALSE;
  while (powers / stride * sides + 1 > (int)rule->max)
    stride++;
  if (low < 0)
    add_side (ticks, rule, low, low, high, stride);
  if (low <= 0 && high >= 0)
    add (ticks, 0, g_strdup ("0"));
  if (high > 0)
    add_side (ticks, rule, high, low, high, stride);
  g_array_sort (ticks->ticks, compare_ticks);
  if (ticks->ticks->len > 1)
    return TRUE;
  g_array_set_size (ticks->ticks, 0);
  return FALSE;
}

/* @i * pi / @parts as a fraction in its lowest terms. */
static char *
format_pi (gint64 i, gint64 parts)
{
  gint64 a = ABS (i), b = parts;
  const char *sign = i < 0 ? MINUS : "";
  g_autofree char *factor = NULL;

  if (i == 0)
    return g_strdup ("0");
  while (b != 0)
    {
      gint64 rest = a % b;

      a = b;
      b = rest;
    }
  i = ABS (i) / a;
  parts /= a;
  factor = i == 1 ? g_strdup ("") : g_strdup_printf ("%" G_GINT64_FORMAT, i);
  return parts == 1 ? g_strconcat (sign, factor, PI_SIGN, NULL)
                    : g_strdup_printf ("%s%s" PI_SIGN "/%" G_GINT64_FORMAT, sign, factor, parts);
}

/* FALSE if the finest parts of pi are too coarse. */
static gboolean
set_pi (CrPlotTicks *ticks, guint max, double low, double high)
{
  static const struct
  {
    int times, parts;
  } steps[]
      = { { 1, 16 }, { 1, 8 }, { 1, 4 }, { 1, 2 }, { 1, 1 }, { 2, 1 }, { 4, 1 }, { 10, 1 }, { 20, 1 }, { 40, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      double step = G_PI * steps[i].times / steps[i].parts;
      double first = ceil (low / step - 1e-6), last = floor (high / step + 1e-6);

      if (last - first + 1 > MIN (max, 7))
        continue;
      if (last - first + 1 < LEAST_PI_TICKS)
        return FALSE;
      for (double k = first; k <= last; k++)
        add (ticks, k * step, format_pi ((gint64)k * steps[i].times, steps[i].parts));
      return TRUE;
    }
  return FALSE;
}

static void
set_given (CrPlotTicks *ticks, const CrAxis *axis, double low, double high)
{
  double slack = (high - low) * 1e-9;
  guint n_labels = axis->tick_labels ? g_strv_length (axis->tick_labels) : 0;

  for (guint i = 0; i < axis->n_ticks; i++)
    if (axis->ticks[i] >= low - slack && axis->ticks[i] <= high + slack)
      add (ticks, axis->ticks[i],
           axis->tick_labels ? g_strdup (i < n_labels ? axis->tick_labels[i] : "") : cr_plot_format (axis->ticks[i]));
  g_array_sort (ticks->ticks, compare_ticks);
}

/* Keeps so few of the ticks with names that they have room. */
static void
thin_out (CrPlotTicks *ticks, guint max)
{
  guint stride = (ticks->ticks->len + max - 1) / MAX (max, 1);

  for (guint i = 0; stride > 1 && i < ticks->ticks->len; i++)
    if (i % stride != 0)
      {
        CrPlotTick *tick = &g_array_index (ticks->ticks, CrPlotTick, i);

        g_free (tick->label);
        tick->label = g_strdup ("");
      }
}

void
cr_plot_ticks_set (CrPlotTicks *ticks, const CrPlotTickRule *rule, double low, double high)
{
  g_return_if_fail (ticks != NULL && rule != NULL);
  cr_plot_ticks_clear (ticks);
  ticks->ticks = g_array_new (FALSE, FALSE, sizeof (CrPlotTick));
  g_array_set_clear_func (ticks->ticks, clear_tick);
  ticks->small = g_array_new (FALSE, FALSE, sizeof (double));
  g_return_if_fail (isfinite (low) && isfinite (high) && low < high);

  if (rule->given && rule->given->has_ticks)
    {
      set_given (ticks, rule->given, low, high);
      thin_out (ticks, MAX (rule->max, 2) * (rule->given->tick_rotation != 0 ? 4 : 2));
    }
  else if (rule->scale == CR_SCALE_LOG)
    set_log (ticks, rule, low, high);
  else if (rule->scale == CR_SCALE_SYMLOG && set_symlog (ticks, rule, low, high))
    return;
  else if (!rule->pi || !set_pi (ticks, MAX (rule->max, 2), low, high))
    set_linear (ticks, MAX (rule->max, 2), low, high);
}

static gboolean
is_multiple (double value)
{
  double parts = value / (G_PI / 12), whole = round (parts);

  return fabs (whole) <= MOST_PI && fabs (value - whole * (G_PI / 12)) <= PI_TOLERANCE * MAX (fabs (value), 1);
}

gboolean
cr_plot_is_pi (double low, double high)
{
  return is_multiple (low) && is_multiple (high) && high - low > G_PI / 4 - 1e-6;
}
