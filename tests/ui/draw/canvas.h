#pragma once
/* A scene of a fixture that is painted onto an image, of which pixels are counted by colour. */

#include "cr-painter.h"
#include "fixture.h"

G_BEGIN_DECLS

typedef struct
{
  Fixture *fixture;
  CrScene *scene;
  CrCursor *cursor;
  cairo_surface_t *image;
  double scale;
} Canvas;

Canvas canvas_new_for (Fixture *fixture, CrSceneView view, double scale); /* takes @fixture */
Canvas canvas_new (CrSceneView view, double scale);
void canvas_clear (Canvas *c);
void canvas_paint (Canvas *c, guint position, gboolean dark, CrPaintOptions options);
/* How many pixels within the rectangle (in points of the scene) have about that colour. */
guint canvas_count (Canvas *c, double x, double y, double width, double height, const CrColor *color);
/* The same in and around a node. */
guint canvas_count_around (Canvas *c, guint node, const CrColor *color);
/* The node of a variable or a function by their ids. */
guint canvas_find_variable (Canvas *c, guint64 tensor, guint64 function);
guint canvas_find_function (Canvas *c, guint64 id);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Canvas, canvas_clear)

G_END_DECLS
