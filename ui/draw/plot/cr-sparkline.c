/* Straight lines from moment to moment, as plots of a loss are drawn, although what is between them is a step. */
#include "cr-sparkline.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-label.h"
#include "cr-text.h"

#define TOP 5.0
#define BOTTOM (CR_SPARKLINE_HEIGHT - 5.0)
#define NUMBERS 52.0 /* the width of the numbers at the right */
#define DOT 2.6
#define LEAST_RATIO 100.0
#define FEW 40 /* so many are dots as well */

static const CrMoment *
get_moment (const GArray *moments, guint i)
{
  return &g_array_index (moments, CrMoment, i);
}

static gboolean
is_number (const CrMoment *moment)
{
  return !moment->none && isfinite (moment->number);
}

/* Appends what [first, end) is to be seen as. */
static void
append_bucket (GArray *out, const GArray *moments, guint first, guint end)
{
  guint low = first, high = first, odd = end;

  for (guint i = first; i < end; i++)
    {
      const CrMoment *moment = get_moment (moments, i);

      if (!is_number (moment))
        {
          odd = odd == end ? i : odd;
          continue;
        }
      if (!is_number (get_moment (moments, low)) || moment->number < get_moment (moments, low)->number)
        low = i;
      if (!is_number (get_moment (moments, high)) || moment->number > get_moment (moments, high)->number)
        high = i;
    }
  for (guint i = first; i < end; i++)
    if (i == first || i == low || i == high || i == odd || i + 1 == end)
      g_array_append_val (out, *get_moment (moments, i));
}

GArray *
cr_sparkline_decimate (const GArray *moments, guint n_buckets)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (CrMoment));

  g_return_val_if_fail (moments != NULL && n_buckets > 0, out);
  if (moments->len <= 4 * n_buckets)
    {
      g_array_append_vals (out, moments->data, moments->len);
      return out;
    }
  for (guint i = 0; i < n_buckets; i++)
    append_bucket (out, moments, (guint)((guint64)moments->len * i / n_buckets),
                   (guint)((guint64)moments->len * (i + 1) / n_buckets));
  return out;
}

/* How high numbers stand. */
typedef struct
{
  double min, max;
  gboolean logarithmic; /* of one sign, over several powers of ten: a loss */
} Scale;

static gboolean
find_scale (const GArray *moments, Scale *scale)
{
  gboolean found = FALSE;

  *scale = (Scale){ 0 };

  for (guint i = 0; i < moments->len; i++)
    {
      const CrMoment *moment = get_moment (moments, i);

      if (!is_number (moment))
        continue;
      scale->min = found ? MIN (scale->min, moment->number) : moment->number;
      scale->max = found ? MAX (scale->max, moment->number) : moment->number;
      found = TRUE;
    }
  scale->logarithmic = scale->min > 0 && scale->max / scale->min >= LEAST_RATIO;
  return found;
}

static double
get_x (guint event, double width, guint n_events)
{
  return DOT + event / (double)MAX (n_events, 1) * MAX (width - NUMBERS - 2 * DOT, 1);
}

static double
get_y (double number, const Scale *scale)
{
  double share;

  if (scale->max <= scale->min)
    return (TOP + BOTTOM) / 2;
  share = scale->logarithmic ? log (number / scale->min) / log (scale->max / scale->min)
                             : (number - scale->min) / (scale->max - scale->min);
  return BOTTOM - share * (BOTTOM - TOP);
}

static void
set_color (cairo_t *cr, const CrColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, alpha);
}

static void
paint_line (const GArray *moments, cairo_t *cr, double width, guint n_events, const Scale *scale)
{
  gboolean pen_down = FALSE;

  for (guint i = 0; i < moments->len; i++)
    {
      const CrMoment *moment = get_moment (moments, i);
      double x = get_x (moment->event, width, n_events);

      if (is_number (moment) && pen_down)
        cairo_line_to (cr, x, get_y (moment->number, scale));
      else if (is_number (moment))
        cairo_move_to (cr, x, get_y (moment->number, scale));
      pen_down = is_number (moment);
    }
  cairo_set_line_width (cr, 1.4);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL);
  cairo_stroke (cr);
}

static void
paint_dots (const GArray *moments, cairo_t *cr, double width, guint n_events, const Scale *scale)
{
  for (guint i = 0; i < moments->len; i++)
    {
      const CrMoment *moment = get_moment (moments, i);
      double x = get_x (moment->event, width, n_events);

      if (is_number (moment) && moments->len <= FEW)
        {
          cairo_new_sub_path (cr);
          cairo_arc (cr, x, get_y (moment->number, scale), DOT * 0.7, 0, 2 * G_PI);
        }
    }
  cairo_fill (cr);
  for (guint i = 0; i < moments->len; i++)
    {
      const CrMoment *moment = get_moment (moments, i);
      double x = get_x (moment->event, width, n_events);
      double y = isnan (moment->number) || moment->number < 0 ? BOTTOM : TOP;

      if (moment->none || is_number (moment))
        continue;
      cairo_move_to (cr, x - DOT, y - DOT);
      cairo_line_to (cr, x + DOT, y + DOT);
      cairo_move_to (cr, x - DOT, y + DOT);
      cairo_line_to (cr, x + DOT, y - DOT);
    }
  cairo_set_line_width (cr, 1.4);
  cairo_stroke (cr);
}

static void
paint_numbers (cairo_t *cr, const CrTheme *theme, double width, const Scale *scale)
{
  g_autoptr (CrText) text = cr_text_new (cr);
  g_autofree char *low = cr_label_new_number (scale->min), *high = cr_label_new_number (scale->max);

  if (scale->logarithmic)
    cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, _ ("log"), width, (TOP + BOTTOM) / 2, CR_ALIGN_RIGHT, NUMBERS);
  if (scale->max > scale->min)
    {
      cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, high, width, TOP + 2, CR_ALIGN_RIGHT, NUMBERS);
      cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, low, width, BOTTOM - 2, CR_ALIGN_RIGHT, NUMBERS);
    }
  else
    cr_text_draw (text, CR_FONT_SMALL, &theme->dim_text, low, width, (TOP + BOTTOM) / 2, CR_ALIGN_RIGHT, NUMBERS);
}

static void
paint_position (const GArray *moments, cairo_t *cr, const CrTheme *theme, const CrColor *color, double width,
                guint n_events, guint position, const Scale *scale)
{
  double x = floor (get_x (position, width, n_events)) + 0.5;
  guint now = cr_sparkline_find_at (moments, position);

  set_color (cr, &theme->selection, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x, 0);
  cairo_line_to (cr, x, CR_SPARKLINE_HEIGHT);
  cairo_stroke (cr);
  if (now == G_MAXUINT || !is_number (get_moment (moments, now)))
    return;
  set_color (cr, color, 1);
  cairo_new_sub_path (cr);
  cairo_arc (cr, get_x (get_moment (moments, now)->event, width, n_events),
             get_y (get_moment (moments, now)->number, scale), DOT + 0.8, 0, 2 * G_PI);
  cairo_fill (cr);
}

void
cr_sparkline_paint (const GArray *moments, cairo_t *cr, const CrTheme *theme, const CrColor *color, double width,
                    guint n_events, guint position)
{
  Scale scale;
  gboolean any = find_scale (moments, &scale);

  set_color (cr, &theme->dim_text, 0.25);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 0, floor (BOTTOM) + 2.5);
  cairo_line_to (cr, width - NUMBERS, floor (BOTTOM) + 2.5);
  cairo_stroke (cr);
  set_color (cr, color, 0.9);
  paint_line (moments, cr, width, n_events, &scale);
  paint_dots (moments, cr, width, n_events, &scale);
  if (any)
    paint_numbers (cr, theme, width, &scale);
  paint_position (moments, cr, theme, color, width, n_events, position, &scale);
}

guint
cr_sparkline_find (const GArray *moments, double width, guint n_events, double x)
{
  guint low = 0, high = moments->len;

  if (moments->len == 0)
    return G_MAXUINT;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_x (get_moment (moments, middle)->event, width, n_events) < x)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == moments->len)
    return low - 1;
  if (low > 0
      && x - get_x (get_moment (moments, low - 1)->event, width, n_events)
             < get_x (get_moment (moments, low)->event, width, n_events) - x)
    low--;
  return low;
}

guint
cr_sparkline_find_at (const GArray *moments, guint position)
{
  guint low = 0, high = moments->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_moment (moments, middle)->event < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low == 0 ? G_MAXUINT : low - 1;
}
