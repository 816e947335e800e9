#pragma once
/* The picture in a view from frame to frame: what rests is kept as an image, until something of it changes or the view
 * leaves it, and each frame paints but what moves. For pixels only. */

#include "cr-painter.h"

G_BEGIN_DECLS

/* A point p of the scene is at p * scale + (x, y) in a view of that size; @device_scale pixels a unit of the view. */
typedef struct
{
  double scale, x, y, width, height, device_scale;
} CrPictureView;

typedef struct _CrPicture CrPicture;

CrPicture *cr_picture_new (void);
void cr_picture_free (CrPicture *picture);
/* Something has changed that cannot be told from the arguments, such as a breakpoint. */
void cr_picture_forget (CrPicture *picture);
/* @view moved to whole pixels, where both layers are painted. */
CrPictureView cr_picture_snap (const CrPictureView *view);
/* The layer that rests, and where in the view its upper left corner lies. Borrowed until the next call; another image
 * whenever another is to be seen. Its pixels are transparent where nothing is. @options->scale is that of the view;
 * @options->text must be set. */
cairo_surface_t *cr_picture_get_still (CrPicture *picture, CrScene *scene, CrCursor *cursor, const CrTheme *theme,
                                       const CrPaintOptions *options, const CrPictureView *view, double *x, double *y);
/* Both layers, on @cr in the view's coordinates. */
void cr_picture_paint (CrPicture *picture, CrScene *scene, CrCursor *cursor, const CrTheme *theme,
                       const CrPaintOptions *options, const CrPictureView *view, cairo_t *cr);
/* The layer that moves. */
void cr_picture_paint_moving (CrScene *scene, CrCursor *cursor, const CrTheme *theme, const CrPaintOptions *options,
                              const CrPictureView *view, cairo_t *cr);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrPicture, cr_picture_free)

G_END_DECLS
