#pragma once
/* A course of numbers over the events of a run in the height of a line of text or two. Of long courses only what shows
 * is kept: of each stretch the first, the last and the extremes. */

#include <cairo.h>

#include "cr-theme.h"

G_BEGIN_DECLS

#define CR_SPARKLINE_HEIGHT 44.0

/* From @event on it is @number; NaN breaks the line and is marked, unless @none: then there is nothing. */
typedef struct
{
  guint event;
  gboolean none;
  double number;
} CrMoment;

/* Moments, in the order of events, of which at most about 4 * @n_buckets are left; of CrMoment, owned. */
GArray *cr_sparkline_decimate (const GArray *moments, guint n_buckets);
/* Draws @moments (of CrMoment) from (0, 0) to @width and CR_SPARKLINE_HEIGHT, events 0 to @n_events, with the extremes'
 * numbers, and a mark at the position @position. */
void cr_sparkline_paint (const GArray *moments, cairo_t *cr, const CrTheme *theme, const CrColor *color, double width,
                         guint n_events, guint position);
/* The moment nearest to @x; G_MAXUINT if there is none. */
guint cr_sparkline_find (const GArray *moments, double width, guint n_events, double x);
/* The last moment that has happened at @position (its event is before it); G_MAXUINT if none has. */
guint cr_sparkline_find_at (const GArray *moments, guint position);

G_END_DECLS
