#pragma once
/* A figure for another thread. */

#include "cr-figure.h"

G_BEGIN_DECLS

/* Owned; shares nothing with @figure. */
CrFigure *cr_figure_copy (const CrFigure *figure);

G_END_DECLS
