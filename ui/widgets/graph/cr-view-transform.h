#pragma once
/* Where the scene stands in a view: scale and offset. Geometry only. A point p of the scene is at
 * p * scale + (x, y) in the view; all sizes are in points of the one or the other. */

#include <glib.h>

G_BEGIN_DECLS

#define CR_ZOOM_MIN 0.0002 /* twenty thousand nodes may be 400,000 points wide */
#define CR_ZOOM_MAX 6.0

typedef struct
{
  double scale, x, y;
} CrViewTransform;

typedef struct
{
  double left, top, right, bottom;
} CrViewMargins;

/* Shows the whole scene, centred inside the margins and not larger than life. */
void cr_view_transform_fit (CrViewTransform *transform, double scene_width, double scene_height, double view_width,
                            double view_height, const CrViewMargins *margins);
/* Shows a part of the scene, centred inside the margins, at most @max_scale large. */
void cr_view_transform_fit_area (CrViewTransform *transform, double x, double y, double width, double height,
                                 double view_width, double view_height, const CrViewMargins *margins, double max_scale);
/* Shows the scene's whole width; what is in the middle of the view's height stays there, as far as the scene goes. */
void cr_view_transform_fit_width (CrViewTransform *transform, double scene_width, double scene_height,
                                  double view_width, double view_height, const CrViewMargins *margins);
/* Scales by @factor so that the point of the scene at @x, @y of the view stays there. */
void cr_view_transform_zoom (CrViewTransform *transform, double factor, double x, double y);
/* Moves the least that keeps a corner of the scene in the view. */
void cr_view_transform_clamp (CrViewTransform *transform, double scene_width, double scene_height, double view_width,
                              double view_height);
/* Moves the least that brings a box of the scene into the view; TRUE if it moved. */
gboolean cr_view_transform_reveal (CrViewTransform *transform, double x, double y, double width, double height,
                                   double view_width, double view_height);
/* Puts the point of the scene into the middle of the view. */
void cr_view_transform_centre (CrViewTransform *transform, double scene_x, double scene_y, double view_width,
                               double view_height);
/* On the way from one place to another, @share 0 to 1: scales by equal factors in equal times, about the point that is
 * at the same place before and after. */
void cr_view_transform_mix (CrViewTransform *transform, const CrViewTransform *from, const CrViewTransform *to,
                            double share);
void cr_view_transform_to_scene (const CrViewTransform *transform, double x, double y, double *scene_x,
                                 double *scene_y);

G_END_DECLS
