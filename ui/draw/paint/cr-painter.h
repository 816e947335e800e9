#pragma once
/* Paints a scene as it stands at a cursor, onto any cairo_t: window, PNG, SVG and PDF share it. */

#include <cairo.h>

#include "cr-cursor.h"
#include "cr-norms.h"
#include "cr-scene.h"
#include "cr-text.h"
#include "cr-theme.h"
#include "cr-thumb.h"

G_BEGIN_DECLS

typedef struct
{
  guint selected; /* scene node or CR_NONE: gets a selection ring */
  guint hovered;  /* scene node or CR_NONE */
  guint focused;  /* scene node with the keyboard focus or CR_NONE */
  double phase;   /* 0..1: how far the step under way has come; 1 when it is simply there */
  double scale;   /* device units a point: detail falls away when small */
  gboolean key;   /* draw the legend (round: variable, ...) at the lower left of the clip */
  /* Variables and functions of the graph (guint, ascending; NULL: none) that stand out; while there are any, all else
   * steps back. Borrowed. */
  const GArray *lit_variables, *lit_functions;
  const GArray *lit_nodes; /* the same of scene nodes (guint, ascending; NULL: none), groups among them. Borrowed. */
  /* Whether playing stops at what has this key; NULL: nowhere. */
  gboolean (*has_breakpoint) (gpointer user_data, guint64 key);
  gpointer user_data;
  CrText *text;     /* kept from frame to frame, between cr_text_begin() and cr_text_end(); NULL: one for this frame */
  CrThumbs *thumbs; /* NULL: pictures of tensors are made at once, for this frame */
  const CrNorms *norms; /* gradient edges of that backward are as wide as their norm; NULL: all are the same */
} CrPaintOptions;

#define CR_PAINT_OPTIONS_INIT                                                                                          \
  {                                                                                                                    \
    .selected = CR_NONE, .hovered = CR_NONE, .focused = CR_NONE, .phase = 1.0, .scale = 1.0                            \
  }

/* The caller has set the transform (scene points) and a clip; what lies outside costs nothing. */
void cr_painter_paint (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options,
                       cairo_t *cr);
/* The same in two layers: what rests while the step under way is played, whatever the phase, selection, hover and
 * focus; and above it what moves. */
void cr_painter_paint_still (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options,
                             cairo_t *cr);
void cr_painter_paint_moving (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options,
                              cairo_t *cr);
/* The legend alone, its lower left corner at x, y. @text as in CrPaintOptions. */
void cr_painter_paint_key (const CrTheme *theme, CrText *text, cairo_t *cr, double x, double y);

/* The key to the widths of gradient edges, 40 units high, its lower left corner at x, y. */
void cr_painter_paint_width_key (const CrTheme *theme, const CrNorms *norms, CrText *text, cairo_t *cr, double x,
                                 double y);

/* A number that a variable's box shows: which element it is, and where it stands in the scene. */
typedef struct
{
  guint variable; /* of the graph */
  gint64 element;
  double x, y, width, height;
} CrPickedNumber;
/* The number of scene node @node at a point of the scene, as it is painted at the cursor. FALSE: none. */
gboolean cr_painter_pick_number (CrScene *scene, guint node, CrCursor *cursor, CrText *text, double x, double y,
                                 CrPickedNumber *picked);

/* The marks on nodes and edges. */
typedef enum
{
  CR_MARK_NOT_YET,
  CR_MARK_WAITING,
  CR_MARK_READY,
  CR_MARK_CURRENT,
  CR_MARK_DONE,
  CR_MARK_PASSED,
  CR_MARK_NEVER,
  CR_MARK_HELD,
  CR_MARK_FREED,
  CR_MARK_STALE,
  CR_MARK_CUT,
  CR_MARK_FAILED,
  CR_MARK_BREAKPOINT,
  CR_N_MARKS
} CrMark;
/* One mark, its middle at @x, @y; at most 18 units wide and high. */
void cr_painter_paint_mark (const CrTheme *theme, CrMark mark, cairo_t *cr, double x, double y);
/* What it means, translated; constant. */
const char *cr_mark_get_words (CrMark mark);

/* One plain sentence on what happens at the cursor ("AddBackward0 received [3] and hands it to m and b."),
 * through gettext; g_free(). For the timeline, the explanation card and screen readers. */
char *cr_cursor_describe (CrCursor *cursor);

G_END_DECLS
