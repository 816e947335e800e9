#pragma once
/* The picture in a view from frame to frame: what rests is kept as an image, until something of it changes or the view
 * leaves it, and each frame paints but what moves. For pixels only. */

#include "cr-painter.h"

G_BEGIN_DECLS

/* A point p of the scene is at p * scale + (x, y) in a view of that size; @device_scale pixels a unit of the view. */
typedef struct
{
  double scale, x, y, width, height, device_scale;
} CrPaintView;

typedef struct _CrViewPainter CrViewPainter;

CrViewPainter *cr_view_painter_new (void);
void cr_view_painter_free (CrViewPainter *picture);
/* Something has changed that cannot be told from the arguments, such as a breakpoint. */
void cr_view_painter_forget (CrViewPainter *picture);
/* @view moved to whole pixels, where both layers are painted. */
CrPaintView cr_view_painter_snap (const CrPaintView *view);
/* The layer that rests, and where in the view its upper left corner lies. Borrowed until the next call; another image
 * whenever another is to be seen. Its pixels are transparent where nothing is. @options->scale is that of the view;
 * @options->text must be set. */
cairo_surface_t *cr_view_painter_get_still (CrViewPainter *picture, CrScene *scene, CrCursor *cursor,
                                            const CrTheme *theme, const CrPaintOptions *options,
                                            const CrPaintView *view, double *x, double *y);
/* Both layers, on @cr in the view's coordinates. */
void cr_view_painter_paint (CrViewPainter *picture, CrScene *scene, CrCursor *cursor, const CrTheme *theme,
                            const CrPaintOptions *options, const CrPaintView *view, cairo_t *cr);
/* The layer that moves. */
void cr_view_painter_paint_moving (CrScene *scene, CrCursor *cursor, const CrTheme *theme,
                                   const CrPaintOptions *options, const CrPaintView *view, cairo_t *cr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrViewPainter, cr_view_painter_free)

G_END_DECLS
