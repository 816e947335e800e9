#pragma once
/* What the painter's files share: one frame's settings and the small things they all draw. */

#include "cr-painter.h"
#include "cr-scene-private.h"

G_BEGIN_DECLS

#define CR_SCALE_SMALL_TEXT 0.45 /* below: no small text */
#define CR_SCALE_TITLE 0.3       /* below: no text at all */
#define CR_SCALE_PLAIN 0.2       /* below: plain rectangles and straight lines */
#define CR_GHOST_ALPHA 0.2       /* of what does not exist yet */
#define CR_RELEASED_ALPHA 0.75
#define CR_PALE_ALPHA 0.7 /* of operations without gradient */

typedef struct
{
  CrScene *scene;
  CrCursor *cursor;
  const CrTheme *theme;
  const CrPaintOptions *options;
  cairo_t *cr;
  CrText *text;
  double x1, y1, x2, y2; /* clip */
  double alpha;          /* every colour is multiplied by it */
  gboolean small_text;
  guint position;
  const CrEvent *event;    /* just passed; NULL at the start */
  const CrStepEvent *step; /* it, where it is a function's step */
  guint step_function;     /* of the graph, or CR_NONE (AccumulateGrad) */
  guint step_leaf;         /* variable whose AccumulateGrad steps or whose .grad changes, or CR_NONE */
  guint written;           /* variable just written in place, or CR_NONE */
} CrPaint;

/* cr-painter.c */
void cr_paint_set_color (CrPaint *p, const CrColor *color);
void cr_paint_text (CrPaint *p, CrFont font, const CrColor *color, const char *string, double x, double y,
                    CrAlign align, double max_width);
/* A rectangle with round corners as the current path. */
void cr_path_rounded (cairo_t *cr, double x, double y, double width, double height, double radius);

/* cr-paint-node.c */
void cr_paint_node (CrPaint *p, guint i);
void cr_paint_nodes_plain (CrPaint *p);
/* How solid an item is drawn at the cursor: 0..1. */
double cr_paint_item_alpha (CrPaint *p, const CrSceneItem *item);

/* cr-paint-mark.c */
void cr_paint_leaf_mark (CrPaint *p, double x, double y, double size);
void cr_paint_check_badge (CrPaint *p, double x, double y);
void cr_paint_glow (CrPaint *p, const CrColor *color, double x, double y, double width, double height, double radius);
void cr_paint_rings (CrPaint *p, guint i, double radius);
double cr_paint_capsule_width (CrPaint *p, CrFont font, const char *label);
/* A capsule with its middle at @x, @y; filled with the gradient's colour where @solid. */
void cr_paint_capsule (CrPaint *p, CrFont font, const char *label, double x, double y, double max_width, gboolean solid,
                       gboolean dashed);

/* cr-paint-capsule.c: what is known of a variable's gradient, on its lower edge */
void cr_paint_gradient (CrPaint *p, const CrSceneItem *item);
/* Half the width of the capsule that it paints at this moment, 0 if it paints none. */
double cr_paint_gradient_reach (CrPaint *p, const CrSceneItem *item);

/* cr-paint-edge.c */
void cr_paint_edge (CrPaint *p, guint i);
void cr_paint_edges_plain (CrPaint *p);
/* The capsules that are on their way during the step under way. */
void cr_paint_travel (CrPaint *p, guint i);

G_END_DECLS
