#pragma once
/* Numbers on nodes that are dragged: those of leaves. A part of the canvas, of which it knows the inside. */

#include "cr-live-drag.h"
#include "cr-painter.h"

G_BEGIN_DECLS

typedef struct _CrGraphCanvas CrGraphCanvas;

typedef struct
{
  CrLiveDrag drag;
  CrPickedNumber spot; /* under the pointer; width 0: none */
  CrPickedNumber pressed;
  double pressed_y; /* of its middle, below the top of its node */
  gboolean held;    /* a number is held, here or elsewhere */
  gboolean refused; /* the text cannot say it, which was told: the drag moves nothing */
} CrLiveCanvas;

/* The pointer is at a point of the canvas. TRUE if it is on a number that can be dragged. */
gboolean cr_live_canvas_hover (CrGraphCanvas *canvas, double x, double y);
/* A press, and the way since. FALSE if it has nothing to do with a number. */
gboolean cr_live_canvas_press (CrGraphCanvas *canvas, double x, double y);
gboolean cr_live_canvas_drag (CrGraphCanvas *canvas, double dx, GdkModifierType state);
/* The end of the press; FALSE if nothing was dragged. */
gboolean cr_live_canvas_end (CrGraphCanvas *canvas, gboolean keep);
/* Alt+plus and Alt+minus step the selected element of the selected leaf. FALSE: another key. */
gboolean cr_live_canvas_key (CrGraphCanvas *canvas, guint key, GdkModifierType state);
/* The number that is held or under the pointer, where it stands now. FALSE: none. */
gboolean cr_live_canvas_find_spot (CrGraphCanvas *canvas, CrPickedNumber *spot);
/* Onto the painted scene, in its points: what can be dragged is underlined. */
void cr_live_canvas_paint (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr);

G_END_DECLS
