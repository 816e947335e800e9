#pragma once
/* A tensor as a small picture for its box: a vector as a strip, a matrix as it is, of more dimensions the first matrix
 * (of an image its first channel). Blue for values and orange for gradients above zero, grey below, paler towards
 * zero: a scale that is the same to both sides and that all kinds of colour vision tell apart. */

#include <cairo.h>

#include "cr-theme.h"
#include "cr-value.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_rows, n_columns;
  double largest;    /* absolute value of the cells' finite ones */
  double min, max;   /* of all its elements that are finite; NaN where there are none */
  gboolean nan, inf; /* are there any among all */
  float cells[];     /* row by row: of the elements in a cell a NaN, else the one farthest from zero */
} CrThumb;

/* The size in points of the picture of a tensor of this shape; 0 and 0 where its numbers are written instead. */
void cr_thumb_get_size (int ndim, const gint64 *sizes, double *width, double *height);
/* NULL where there is no picture of such a value, or only a summary of it is left. Looks at all elements. */
CrThumb *cr_thumb_new (const CrValue *value);
void cr_thumb_free (CrThumb *thumb);
/* "−1.2 … 3.4", and "nan" or "inf" where there are any; owned. */
char *cr_thumb_dup_range (const CrThumb *thumb);
void cr_thumb_paint (const CrThumb *thumb, gboolean gradient, const CrTheme *theme, cairo_t *cr, double x, double y,
                     double width, double height, double alpha);

/* Pictures of values, found again; those of large ones are made on a thread. For the main thread. */
typedef struct _CrThumbs CrThumbs;

/* Calls @ready, on the main thread, when pictures that were not there when asked for are there now. */
CrThumbs *cr_thumbs_new (void (*ready) (gpointer user_data), gpointer user_data);
void cr_thumbs_free (CrThumbs *thumbs);
/* Borrowed until the next call; NULL where there is none, or not yet. */
const CrThumb *cr_thumbs_get (CrThumbs *thumbs, CrValue *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrThumb, cr_thumb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrThumbs, cr_thumbs_free)

G_END_DECLS
