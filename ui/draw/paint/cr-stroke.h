#pragma once
/* Lines of any width, smooth, straight into an image's pixels: Cairo, which makes a polygon of each, takes five times
 * as long. */

#include <cairo.h>

#include "cr-layout.h"
#include "cr-theme.h"

G_BEGIN_DECLS

typedef struct _CrStroker CrStroker;

CrStroker *cr_stroker_new (void);
void cr_stroker_free (CrStroker *stroker);
/* Strokes a polyline in @cr's coordinates with round joins and butt ends; @dashes: on and off in turn (@n_dashes is
 * even), or NULL. FALSE where @cr has no pixels at hand (see cr_pixels_begin_scaled()): then nothing is drawn. */
gboolean cr_stroker_stroke (CrStroker *stroker, cairo_t *cr, const CrColor *color, const CrPoint *points, guint n,
                            double width, const double *dashes, guint n_dashes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrStroker, cr_stroker_free)

G_END_DECLS
