#pragma once
/* What the painter's files share: one frame's settings and the small things they all draw. */

#include "cr-painter.h"
#include "cr-scene-private.h"
#include "cr-scene-state.h"

G_BEGIN_DECLS

#define CR_SCALE_SMALL_TEXT 0.45 /* below: no small text */
#define CR_SCALE_TITLE 0.24      /* below: no text at all */
#define CR_SCALE_PLAIN 0.2       /* below: plain rectangles and straight lines */
#define CR_GHOST_ALPHA 0.2       /* of what does not exist yet */
#define CR_RELEASED_ALPHA 0.75
#define CR_PALE_ALPHA 0.7  /* of operations without gradient */
#define CR_ASIDE_ALPHA 0.3 /* of everything else while a path is lit */
#define CR_VARIABLE_RADIUS 30.0
#define CR_OPERATOR_RADIUS 3.0

/* The play of a function's step, in shares of its phase: what it received comes to it, its rule is told, the results
 * leave and arrive. */
#define CR_PLAY_RECEIVED 0.28
#define CR_PLAY_RULE 0.2
#define CR_PLAY_SEND 0.45
#define CR_PLAY_ARRIVE 0.88

typedef enum
{
  CR_PAINT_STILL = 1 << 0, /* all that the event just passed does not touch */
  CR_PAINT_MOVING = 1 << 1 /* what it touches, and what lies over the picture */
} CrPaintParts;

typedef struct
{
  CrScene *scene;
  CrCursor *cursor;
  const CrTheme *theme;
  const CrPaintOptions *options;
  cairo_t *cr;
  CrText *text;
  double x1, y1, x2, y2; /* clip */
  CrPaintParts parts;
  guint8 *touched;       /* of each item */
  GArray *items, *links; /* of guint: those of which anything may be seen within it */
  double alpha;          /* every colour is multiplied by it */
  double fade;           /* and by this: what steps back beside a lit path */
  double gone;           /* share of it that is not there, on the way from one picture to another */
  double phase;          /* 0..1 */
  gboolean small_text;
  gboolean lit;           /* a path is lit: what is not on it steps back */
  gboolean gradient_line; /* what is drawn is a gradient's edge */
  guint position;
  const CrEvent *event;       /* just passed; NULL at the start */
  const CrStepEvent *step;    /* it, where it is a function's step */
  guint step_function;        /* of the graph, or CR_NONE (AccumulateGrad) */
  guint step_leaf;            /* variable whose AccumulateGrad steps or whose .grad changes, or CR_NONE */
  guint written;              /* variable just written in place, or CR_NONE */
  const CrTensorEvent *write; /* that tells the values before and after; NULL */
  const CrFailure *failure;   /* the run has failed here; NULL where it has not, or nothing is known */
  guint failed_function;      /* of the graph, or CR_NONE */
} CrPaint;

/* cr-painter.c */
void cr_paint_set_color (CrPaint *p, const CrColor *color);
void cr_paint_text (CrPaint *p, CrFont font, const CrColor *color, const char *string, double x, double y,
                    CrAlign align, double max_width);
/* A name from afar, larger than it is near, as far as there is room; its middle at @x, @y. */
void cr_paint_name (CrPaint *p, CrFont font, const char *string, double x, double y, double max_width,
                    double max_height);
/* A rectangle with round corners as the current path. */
void cr_path_rounded (cairo_t *cr, double x, double y, double width, double height, double radius);
/* How far the phase has come from @from to @to, 0..1, slow at both ends. */
double cr_paint_share (const CrPaint *p, double from, double to);
/* A variable's state before the event just passed. */
const CrVariableState *cr_paint_get_before (CrPaint *p, guint variable);
/* How far the backward has come with an item; what is still on its way in this step has not come. */
CrNodeReach cr_paint_get_reach (CrPaint *p, guint i);
/* Whether something is on its way to the item. */
gboolean cr_paint_is_coming (CrPaint *p, const CrSceneItem *item);
/* How many gradients the step under way sends to a variable of the graph. */
guint cr_paint_count_fed (const CrPaint *p, guint variable);

/* cr-paint-box.c */
typedef enum
{
  CR_STAMP_VARIABLE,
  CR_STAMP_OPERATOR,
  CR_STAMP_LEAF,
  CR_STAMP_CAPSULE,
  CR_STAMP_BADGE,
  CR_STAMP_HELD,
  CR_STAMP_HEAD,
  CR_STAMP_SPOT,
  CR_STAMP_OTHER /* and above: of other files */
} CrStampKind;

typedef void (*CrPaintStamp) (CrPaint *p, guint variant, double x, double y, double width, double height);
/* Draws a box with @draw, @margin beyond its borders included, or puts down what that drew before for the same @kind,
 * @variant and size at this scale. What it draws must depend on these and on the theme alone. */
void cr_paint_stamp (CrPaint *p, CrStampKind kind, guint variant, double x, double y, double width, double height,
                     double margin, CrPaintStamp draw);

typedef enum
{
  CR_BOX_NOW = 1 << 8,
  CR_BOX_FAILED = 1 << 9,
  CR_BOX_STACK = 1 << 10
} CrBoxFlags;
void cr_paint_variable_box (CrPaint *p, const CrSceneNode *n, CrBoxFlags flags);
void cr_paint_operator_box (CrPaint *p, const CrSceneNode *n, CrBoxFlags flags);
const CrColor *cr_paint_get_line_color (const CrPaint *p, CrNodeKind kind);
const CrColor *cr_paint_get_fill_color (const CrPaint *p, CrNodeKind kind);

/* cr-paint-node.c */
void cr_paint_node (CrPaint *p, guint i);
/* How solid an item is drawn at the cursor: 0..1. */
double cr_paint_item_alpha (CrPaint *p, const CrSceneItem *item);
/* Whether the event just passed is the one that made it. */
gboolean cr_paint_is_just_made (const CrPaint *p, guint created);

/* cr-paint-variable.c */
void cr_paint_variable (CrPaint *p, guint i);
/* Where a value and a .grad are written in a variable's box: the middle of the line. */
double cr_paint_get_value_y (const CrSceneItem *item);
double cr_paint_get_grad_y (const CrSceneItem *item);

/* cr-paint-mark.c */
void cr_paint_leaf_mark (CrPaint *p, double x, double y, double size);
void cr_paint_glow (CrPaint *p, const CrColor *color, double x, double y, double width, double height, double radius);
/* Around the nodes that are selected, hovered and focused. */
void cr_paint_rings (CrPaint *p);
double cr_paint_capsule_width (CrPaint *p, CrFont font, const char *label);

typedef enum
{
  CR_CAPSULE_SOLID,  /* under way: filled with the colour */
  CR_CAPSULE_HELD,   /* here */
  CR_CAPSULE_PASSED, /* was here */
  CR_CAPSULE_EMPTY   /* nothing is here yet */
} CrCapsuleStyle;
/* A capsule with its middle at @x, @y. */
void cr_paint_capsule (CrPaint *p, CrFont font, const char *label, double x, double y, double max_width,
                       CrCapsuleStyle style);
/* The same with a value, not a gradient, in it. */
void cr_paint_value_capsule (CrPaint *p, const char *label, double x, double y);

/* cr-paint-badge.c */
/* Round, its middle at @x, @y: how far the backward has come here. */
void cr_paint_badge (CrPaint *p, const CrNodeReach *reach, double x, double y);
void cr_paint_cross_badge (CrPaint *p, double x, double y);
/* Tensors saved for the backward, in the lower left corner of an operator: held, freed or stale. */
void cr_paint_saved (CrPaint *p, const CrSceneItem *item);
/* Above the right end of a variable: its version if it was written, and that it is released. */
void cr_paint_variable_marks (CrPaint *p, const CrSceneItem *item, const CrVariableState *state);
void cr_paint_breakpoint (CrPaint *p, guint i);
void cr_paint_octagon (CrPaint *p, double x, double y);
void cr_paint_held (CrPaint *p, double x, double y, gboolean freed);
void cr_paint_triangle (CrPaint *p, double x, double y); /* what was saved was written since */

/* cr-paint-capsule.c: what is known of a variable's gradient, on its lower edge */
void cr_paint_gradient (CrPaint *p, guint i);
/* Half the width of the capsule that it paints at this moment, 0 if it paints none. */
double cr_paint_gradient_reach (CrPaint *p, guint i);

/* cr-paint-line.c: routes as polylines, arrays of CrPoint */
/* As fine as @scale, in pixels a point, shows. */
GArray *cr_line_new (const CrSceneEdge *edge, double scale);
/* Moves it sideways along its normals: to the right of an edge that runs down is minus x. */
void cr_line_move_beside (GArray *line, double by);
void cr_line_cut_end (GArray *line, double length);
/* Leaves only this share of its beginning. */
void cr_line_keep (GArray *line, double share);
void cr_line_reverse (GArray *line);
CrPoint cr_line_get_point (const GArray *line, double share);
/* Makes it the current path. */
void cr_line_trace (cairo_t *cr, const GArray *line);
typedef enum
{
  CR_DASH_NONE,
  CR_DASH_DASHED,
  CR_DASH_DOTTED
} CrDash;
/* Strokes it in the current colour. */
void cr_paint_line (CrPaint *p, const GArray *line, double width, CrDash dash);
/* In the current colour (that of gradients where @gradient_line), with an arrow head at its end, which it shortens the
 * line by. */
void cr_paint_arrow (CrPaint *p, GArray *line, double width, CrDash dash);

/* cr-paint-edge.c */
void cr_paint_edge (CrPaint *p, guint i);
/* Two strokes across a line that runs at @angle: here no gradient passes. */
void cr_paint_cut (CrPaint *p, double x, double y, double angle);
/* The gradient that passed along the link in the backward at hand, NULL if none has; *@now: in this step. */
CrValue *cr_paint_get_passed (CrPaint *p, const CrSceneLink *link, gboolean *now);

/* cr-paint-width.c: how wide the edge of a gradient is; FALSE: as wide as all */
gboolean cr_paint_get_gradient_width (CrPaint *p, const CrValue *value, double *width, double *norm);
/* A sign in the middle of the line where a norm is not finite. */
void cr_paint_special_gradient (CrPaint *p, const GArray *line, double norm);

/* cr-paint-plain.c: from afar */
void cr_paint_edges_plain (CrPaint *p);
void cr_paint_nodes_plain (CrPaint *p);
void cr_paint_rings_plain (CrPaint *p);

/* cr-paint-touched.c */
void cr_paint_find_touched (CrPaint *p);
/* Fills them with what the event touches. */
void cr_paint_list_touched (CrPaint *p, GArray *items, GArray *links);
/* Whether it belongs to the parts that are painted. */
gboolean cr_paint_is_wanted_item (const CrPaint *p, guint i);
gboolean cr_paint_is_wanted_link (const CrPaint *p, guint i);

/* cr-paint-travel.c */
/* What is on its way during the step under way, on every link; then the rule beside the function. */
void cr_paint_travel (CrPaint *p);
void cr_paint_rule (CrPaint *p);
/* The rule in one line, for the functions view; owned, NULL if none is known. */
char *cr_paint_dup_rule (CrPaint *p);

/* cr-paint-sum.c: what the event under way changes at its variable: sums, .grad, values */
void cr_paint_changes (CrPaint *p);

/* cr-paint-lit.c */
gboolean cr_paint_is_lit (CrPaint *p, const CrSceneItem *item);
/* Below a link whose ends are both lit, and around a lit node. */
void cr_paint_lit_link (CrPaint *p, guint i);
void cr_paint_lit_node (CrPaint *p, guint i, double radius);

/* cr-paint-group.c: frames below everything, their headers and the numbers of bundled edges above edges and nodes;
 * folded groups */
void cr_paint_frames (CrPaint *p);
void cr_paint_headers (CrPaint *p);
void cr_paint_group (CrPaint *p, guint i);
double cr_paint_group_alpha (CrPaint *p, const CrSceneItem *item);

/* cr-paint-failure.c: over all else */
void cr_paint_find_failure (CrPaint *p);
void cr_paint_failure (CrPaint *p);

G_END_DECLS
