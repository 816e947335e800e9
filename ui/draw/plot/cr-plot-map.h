#pragma once
/* Colour maps: from numbers to colours, as matplotlib's cmap= means them. */

#include "cr-figure.h"

G_BEGIN_DECLS

/* The map of that name ("viridis", "gray_r"): @turned is set where its ends are exchanged. FALSE if it is not known;
 * @map is not set then. */
gboolean cr_plot_map_parse (const char *name, CrMapKind *map, gboolean *turned);

/* The colour at @share of the map, from 0 to 1; what lies outside has the colour of the end. */
void cr_plot_map_get (CrMapKind map, gboolean turned, double share, CrColor *color);

/* Which part of the way from @low to @high @value is, not bounded; 0 where both are the same, NaN for NaN. @log: by
 * ratios. */
double cr_plot_map_share (double value, double low, double high, gboolean log);

G_END_DECLS
