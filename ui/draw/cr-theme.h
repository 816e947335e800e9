#pragma once
/* Colours, fonts and measures of the picture. Colours come from the mock-ups: at least 4.5 to 1
 * on their ground, and never the only thing that tells two kinds apart. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double red, green, blue, alpha;
} CrColor;

typedef struct
{
  CrColor background, text, dim_text;
  CrColor node_fill, node_line;
  CrColor leaf_fill, leaf_line;
  CrColor root_fill, root_line;
  CrColor operator_fill, operator_line;
  CrColor value, gradient, gradient_fill, forward_edge, selection;
  gboolean dark;
  CrColor on_gradient; /* text on a ground of `gradient` */
  CrColor plain_line;  /* the dashed line of a leaf without gradient */
  CrColor failure;     /* what failed, and breakpoints */
  /* Of pictures of tensors: what zero looks like and what is farthest below it; above, `value` or `gradient`. */
  CrColor zero, below_zero;
} CrTheme;

/* The theme for a light or a dark desktop; constant, never freed. */
const CrTheme *cr_theme_get (gboolean dark);

/* Fonts, by family list and size in points of the scene. */
#define CR_FONT_SANS "Cantarell, Inter, sans"
#define CR_FONT_MONO "DejaVu Sans Mono, monospace"

G_END_DECLS
