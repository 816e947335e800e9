#pragma once
/* How often a value's elements take which size. Zeros, NaN and infinities are counted apart: a bin that holds all the
 * zeros of a ReLU would hide the rest. Of complex elements the absolute value counts. */

#include <cairo.h>
#include <gio/gio.h>

#include "cr-plot-axis.h"
#include "cr-theme.h"
#include "cr-value.h"

G_BEGIN_DECLS

#define CR_HISTOGRAM_MAX_BINS 40
#define CR_HISTOGRAM_HEIGHT 132 /* that it is drawn in */

typedef struct
{
  guint n_bins;    /* 0: there is no finite element but zeros */
  double min, max; /* the ends of the first and the last bin, which is closed at both */
  gint64 counts[CR_HISTOGRAM_MAX_BINS];
  gint64 largest; /* count, those apart included */
  gint64 n_zero, n_nan, n_positive_inf, n_negative_inf;
  gboolean integral; /* a bin for each whole number */
} CrHistogram;

/* The number that element @index counts as. */
double cr_value_get_magnitude (const CrValue *value, gint64 index);
/* Counts the elements of @value, whose finite ones lie between @min and @max. FALSE if @cancellable (nullable) was
 * cancelled. */
gboolean cr_histogram_fill (CrHistogram *histogram, const CrValue *value, double min, double max,
                            GCancellable *cancellable);
/* Draws it from (0, 0) in bars of @color; @logarithmic: the counts. */
void cr_histogram_paint (const CrHistogram *histogram, cairo_t *cr, const CrTheme *theme, const CrColor *color,
                         double width, gboolean logarithmic);
/* What stands at @x: "0.5 to 0.6: 12 elements"; NULL for no bar. Owned. */
char *cr_histogram_dup_text_at (const CrHistogram *histogram, double width, double x);

G_END_DECLS
