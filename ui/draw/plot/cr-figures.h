#pragma once
/* From plotting calls in the trace to figures: what matplotlib would show at each plt.show(). */

#include "cr-cursor.h"
#include "cr-figure.h"

G_BEGIN_DECLS

/* Figures of the first @position events, of CrFigure; a figure that plt.show() has not closed yet comes last. */
GPtrArray *cr_figures_new (CrTrace *trace, guint position);

G_END_DECLS
