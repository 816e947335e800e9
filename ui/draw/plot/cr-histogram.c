/* Bins of one width between the extremes. What is counted apart stands to the right, behind a gap. */
#include "cr-histogram.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cr-label.h"
#include "cr-text.h"

#define CANCEL_EVERY 16384
#define LEAST_BINS 8
#define AXIS_HEIGHT 18.0
#define TOP 16.0
#define APART_WIDTH 28.0
#define APART_GAP 10.0
#define N_APART 4

double
cr_value_get_magnitude (const CrValue *value, gint64 index)
{
  double number = cr_value_get_double (value, index);

  return cr_dtype_is_complex (cr_value_get_dtype (value)) ? hypot (number, cr_value_get_imaginary (value, index))
                                                          : number;
}

static void
choose_bins (CrHistogram *histogram, const CrValue *value, double min, double max)
{
  CrDtype dtype = cr_value_get_dtype (value);
  double root = sqrt ((double)cr_value_get_numel (value));

  if (!(min <= max))
    return;
  histogram->min = min;
  histogram->max = max;
  histogram->integral = (cr_dtype_is_integral (dtype) || dtype == CR_DTYPE_BOOL) && max - min < CR_HISTOGRAM_MAX_BINS;
  if (histogram->integral)
    {
      histogram->n_bins = (guint)(max - min) + 1;
      histogram->min -= 0.5;
      histogram->max += 0.5;
      return;
    }
  cr_axis_widen (&histogram->min, &histogram->max);
  histogram->n_bins = (guint)CLAMP (root, LEAST_BINS, CR_HISTOGRAM_MAX_BINS);
}

static void
count (CrHistogram *histogram, double number)
{
  double share = (number - histogram->min) / (histogram->max - histogram->min);

  if (isnan (number))
    histogram->n_nan++;
  else if (isinf (number))
    *(number > 0 ? &histogram->n_positive_inf : &histogram->n_negative_inf) += 1;
  else if (number == 0)
    histogram->n_zero++;
  else if (histogram->n_bins > 0)
    histogram->counts[(guint)CLAMP (share * histogram->n_bins, 0, histogram->n_bins - 1)]++;
}

static void
collect_apart (const CrHistogram *histogram, gint64 *counts)
{
  counts[0] = histogram->n_zero;
  counts[1] = histogram->n_nan;
  counts[2] = histogram->n_negative_inf;
  counts[3] = histogram->n_positive_inf;
}

gboolean
cr_histogram_fill (CrHistogram *histogram, const CrValue *value, double min, double max, GCancellable *cancellable)
{
  gint64 numel, apart[N_APART];

  g_return_val_if_fail (histogram != NULL && value != NULL, FALSE);
  memset (histogram, 0, sizeof *histogram);
  choose_bins (histogram, value, min, max);
  numel = cr_value_has_data (value) ? cr_value_get_numel (value) : 0;
  for (gint64 i = 0; i < numel; i++)
    {
      if (i % CANCEL_EVERY == 0 && g_cancellable_is_cancelled (cancellable))
        return FALSE;
      count (histogram, cr_value_get_magnitude (value, i));
    }
  collect_apart (histogram, apart);
  for (guint i = 0; i < histogram->n_bins; i++)
    histogram->largest = MAX (histogram->largest, histogram->counts[i]);
  for (guint i = 0; i < N_APART; i++)
    histogram->largest = MAX (histogram->largest, apart[i]);
  return TRUE;
}

/* Where things stand. */
typedef struct
{
  double bins_width; /* of all bins together */
  double bottom;
  guint n_apart;
  guint apart[N_APART]; /* which */
} Frame;

static Frame
make_frame (const CrHistogram *histogram, double width)
{
  Frame frame = { .bottom = CR_HISTOGRAM_HEIGHT - AXIS_HEIGHT };
  gint64 counts[N_APART];

  collect_apart (histogram, counts);
  for (guint i = 0; i < N_APART; i++)
    if (counts[i] > 0)
      frame.apart[frame.n_apart++] = i;
  frame.bins_width = MAX (width - (frame.n_apart > 0 ? APART_GAP + frame.n_apart * APART_WIDTH : 0), 1);
  return frame;
}

static double
bar_height (const CrHistogram *histogram, const Frame *frame, gint64 n, gboolean logarithmic)
{
  double room = frame->bottom - TOP;
  double share;

  if (n == 0 || histogram->largest == 0)
    return 0;
  share = logarithmic ? log1p ((double)n) / log1p ((double)histogram->largest) : (double)n / (double)histogram->largest;
  return MAX (share * room, 1);
}

static void
paint_bins (const CrHistogram *histogram, cairo_t *cr, const CrColor *color, const Frame *frame, gboolean logarithmic)
{
  double step = frame->bins_width / MAX (histogram->n_bins, 1);

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.75);
  for (guint i = 0; i < histogram->n_bins; i++)
    {
      double height = bar_height (histogram, frame, histogram->counts[i], logarithmic);

      cairo_rectangle (cr, i * step + 0.5, frame->bottom - height, MAX (step - 1, 1), height);
    }
  cairo_fill (cr);
}

static void
hatch (cairo_t *cr, double x, double y, double width, double height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  for (double at = x - height; at < x + width; at += 4)
    {
      cairo_move_to (cr, at, y + height);
      cairo_line_to (cr, at + height, y);
    }
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static const char *
name_apart (guint which)
{
  static const char *const names[N_APART] = { "0", "NaN", "−inf", "inf" };

  return names[which];
}

static void
paint_apart (const CrHistogram *histogram, cairo_t *cr, CrText *text, const CrTheme *theme, const CrColor *color,
             const Frame *frame, gboolean logarithmic)
{
  gint64 counts[N_APART];

  collect_apart (histogram, counts);
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.75);
  for (guint i = 0; i < frame->n_apart; i++)
    {
      double x = frame->bins_width + APART_GAP + i * APART_WIDTH;
      double height = bar_height (histogram, frame, counts[frame->apart[i]], logarithmic);

      if (frame->apart[i] == 1)
        hatch (cr, x + 4, frame->bottom - height, APART_WIDTH - 8, height);
      cairo_rectangle (cr, x + 4, frame->bottom - height, APART_WIDTH - 8, height);
      if (frame->apart[i] == 0)
        cairo_fill (cr);
      else
        {
          cairo_set_line_width (cr, 1);
          cairo_stroke (cr);
        }
    }
  for (guint i = 0; i < frame->n_apart; i++)
    cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, name_apart (frame->apart[i]),
                  frame->bins_width + APART_GAP + (i + 0.5) * APART_WIDTH, frame->bottom + AXIS_HEIGHT / 2,
                  CR_ALIGN_CENTER, 0);
}

static void
paint_axis (const CrHistogram *histogram, cairo_t *cr, CrText *text, const CrTheme *theme, const Frame *frame)
{
  CrTicks ticks;

  cairo_set_source_rgba (cr, theme->dim_text.red, theme->dim_text.green, theme->dim_text.blue, 0.7);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 0, floor (frame->bottom) + 0.5);
  cairo_line_to (cr, frame->bins_width, floor (frame->bottom) + 0.5);
  cairo_stroke (cr);
  if (histogram->n_bins == 0)
    return;
  cr_axis_ticks (histogram->min, histogram->max, (guint)CLAMP (frame->bins_width / 45, 2, 7), &ticks);
  for (guint i = 0; i < ticks.n; i++)
    {
      g_autofree char *label = cr_ticks_get_label (&ticks, i);
      double share = (cr_ticks_get_value (&ticks, i) - histogram->min) / (histogram->max - histogram->min), half;

      cr_text_measure (text, CR_FONT_SMALL, label, &half, NULL);
      half /= 2;
      cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, label,
                    CLAMP (share * frame->bins_width, half, MAX (frame->bins_width - half, half)),
                    frame->bottom + AXIS_HEIGHT / 2, CR_ALIGN_CENTER, 0);
    }
}

void
cr_histogram_paint (const CrHistogram *histogram, cairo_t *cr, const CrTheme *theme, const CrColor *color, double width,
                    gboolean logarithmic)
{
  Frame frame = make_frame (histogram, width);
  g_autoptr (CrText) text = cr_text_new (cr);
  g_autofree char *unit = NULL, *most = NULL;
  CrTicks ticks;

  paint_bins (histogram, cr, color, &frame, logarithmic);
  paint_apart (histogram, cr, text, theme, color, &frame, logarithmic);
  paint_axis (histogram, cr, text, theme, &frame);
  most = g_strdup_printf (logarithmic ? _ ("up to %" PRId64 ", counts logarithmic") : _ ("up to %" PRId64),
                          histogram->largest);
  cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, most, 0, TOP / 2, CR_ALIGN_LEFT, width * 0.75);
  if (histogram->n_bins == 0)
    return;
  cr_axis_ticks (histogram->min, histogram->max, 4, &ticks);
  unit = cr_ticks_get_unit (&ticks);
  if (unit != NULL)
    cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, unit, width, TOP / 2, CR_ALIGN_RIGHT, 0);
}

static char *
dup_apart_text (const CrHistogram *histogram, const Frame *frame, double x)
{
  gint64 counts[N_APART];
  guint i = (guint)((x - frame->bins_width - APART_GAP) / APART_WIDTH);

  if (i >= frame->n_apart)
    return NULL;
  collect_apart (histogram, counts);
  return g_strdup_printf (_ ("%s: %" PRId64), name_apart (frame->apart[i]), counts[frame->apart[i]]);
}

char *
cr_histogram_dup_text_at (const CrHistogram *histogram, double width, double x)
{
  Frame frame = make_frame (histogram, width);
  g_autofree char *from = NULL, *to = NULL;
  double step = (histogram->max - histogram->min) / MAX (histogram->n_bins, 1);
  guint i;

  if (x < 0 || x >= width)
    return NULL;
  if (x >= frame.bins_width)
    return x < frame.bins_width + APART_GAP ? NULL : dup_apart_text (histogram, &frame, x);
  if (histogram->n_bins == 0)
    return NULL;
  i = MIN ((guint)(x / frame.bins_width * histogram->n_bins), histogram->n_bins - 1);
  from = cr_label_new_number (histogram->integral ? histogram->min + 0.5 + i : histogram->min + i * step);
  to = cr_label_new_number (histogram->min + (i + 1) * step);
  if (histogram->integral)
    return g_strdup_printf (_ ("%s: %" PRId64), from, histogram->counts[i]);
  return g_strdup_printf (_ ("%s to %s: %" PRId64), from, to, histogram->counts[i]);
}
