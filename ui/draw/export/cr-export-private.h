#pragma once
/* The parts of an exported picture. */

#include "cr-painter.h"

G_BEGIN_DECLS

/* The key, as wide as @width allows, its top left corner at (0, 0): what occurs in @scene (nullable) and means
 * something to know. Returns its height; with @cr NULL it is measured only. */
double cr_export_key (CrScene *scene, const CrTheme *theme, cairo_t *cr, double width);
#define CR_EXPORT_KEY_WIDTH 400.0 /* below that its lines are torn */

/* @svg, which Cairo wrote, smaller, with a title (NULL: none) and a role that screen readers understand. Coordinates
 * keep @decimals of their decimals. */
GBytes *cr_export_finish_svg (GByteArray *svg, const char *title, guint decimals);
/* @title without what neither XML nor PDF may have; owned. */
char *cr_export_clean_title (const char *title);

G_END_DECLS
