#pragma once
/* A matrix as a picture: purple below zero, green above (told apart with any kind of colour vision, and no colour of
 * values or gradients), paler towards zero, on a scale that is the same to both sides. NaN is hatched, infinity marked.
 * Of matrices too large for a cell an element, a cell shows what is worst among its elements: a NaN, else an infinity,
 * else the number farthest from zero. */

#include <cairo.h>
#include <gio/gio.h>

#include "cr-theme.h"
#include "cr-value.h"

G_BEGIN_DECLS

#define CR_HEAT_MAX_CELLS 256 /* a side */

typedef struct
{
  gint64 first;          /* flat index of its first element */
  gint64 lines, columns; /* of the matrix */
  guint n_rows, n_columns;
  double largest;    /* absolute value of finite ones: the ends of the scale */
  gboolean nan, inf; /* are there any */
  double cells[];    /* row by row */
} CrHeat;

/* Of @lines times @columns elements of @value from flat index @first on; of complex ones the absolute value. At least
 * one element; @value has data. NULL if @cancellable (nullable) was cancelled. */
CrHeat *cr_heat_new (const CrValue *value, gint64 first, gint64 lines, gint64 columns, GCancellable *cancellable);
CrHeat *cr_heat_copy (const CrHeat *heat);
void cr_heat_free (CrHeat *heat);

/* The colour of @number on a scale that ends at @largest. Not for NaN. */
CrColor cr_heat_get_color (double number, double largest, const CrTheme *theme);
/* The height that it takes, with its key, at @width. */
double cr_heat_get_height (const CrHeat *heat, double width);
/* Draws it from (0, 0). @line and @column of the marked element; -1: none. */
void cr_heat_paint (const CrHeat *heat, cairo_t *cr, const CrTheme *theme, double width, gint64 line, gint64 column);
/* The element at a point (the first of its cell); FALSE if there is none. */
gboolean cr_heat_find (const CrHeat *heat, double width, double x, double y, gint64 *line, gint64 *column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrHeat, cr_heat_free)

G_END_DECLS
