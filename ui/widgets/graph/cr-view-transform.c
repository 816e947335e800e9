/* Pan and zoom as arithmetic. */

#include "cr-view-transform.h"

#include <math.h>

#define KEEP 48.0          /* of the scene that stays in the view */
#define REVEAL_MARGIN 24.0 /* around what is brought into the view */
#define FIT_MAX 1.25

void
cr_view_transform_fit (CrViewTransform *transform, double scene_width, double scene_height, double view_width,
                       double view_height, const CrViewMargins *margins)
{
  double width = MAX (view_width - margins->left - margins->right, 1.0);
  double height = MAX (view_height - margins->top - margins->bottom, 1.0);
  double scale = MIN (width / MAX (scene_width, 1.0), height / MAX (scene_height, 1.0));

  transform->scale = CLAMP (scale, CR_ZOOM_MIN, FIT_MAX);
  transform->x = margins->left + (width - scene_width * transform->scale) / 2;
  transform->y = margins->top + (height - scene_height * transform->scale) / 2;
}

void
cr_view_transform_fit_area (CrViewTransform *transform, double x, double y, double width, double height,
                            double view_width, double view_height, const CrViewMargins *margins, double max_scale)
{
  double room_x = MAX (view_width - margins->left - margins->right, 1.0);
  double room_y = MAX (view_height - margins->top - margins->bottom, 1.0);
  double scale = MIN (room_x / MAX (width, 1.0), room_y / MAX (height, 1.0));

  transform->scale = CLAMP (scale, CR_ZOOM_MIN, max_scale);
  transform->x = margins->left + room_x / 2 - (x + width / 2) * transform->scale;
  transform->y = margins->top + room_y / 2 - (y + height / 2) * transform->scale;
}

void
cr_view_transform_fit_width (CrViewTransform *transform, double scene_width, double scene_height, double view_width,
                             double view_height, const CrViewMargins *margins)
{
  double room = MAX (view_width - margins->left - margins->right, 1.0), below;
  double scale = CLAMP (room / MAX (scene_width, 1.0), CR_ZOOM_MIN, FIT_MAX);
  double middle = (view_height / 2 - transform->y) / transform->scale;

  transform->scale = scale;
  transform->x = margins->left + (room - scene_width * scale) / 2;
  transform->y = view_height / 2 - middle * scale;
  below = view_height - margins->bottom - scene_height * scale;
  if (below >= margins->top) /* all of it has room */
    transform->y = (margins->top + below) / 2;
  else
    transform->y = CLAMP (transform->y, below, margins->top);
}

void
cr_view_transform_zoom (CrViewTransform *transform, double factor, double x, double y)
{
  double scale = CLAMP (transform->scale * factor, CR_ZOOM_MIN, CR_ZOOM_MAX);

  transform->x = x - (x - transform->x) * scale / transform->scale;
  transform->y = y - (y - transform->y) * scale / transform->scale;
  transform->scale = scale;
}

static double
clamp_axis (double offset, double scene, double view)
{
  double keep = MIN (KEEP, scene);

  return CLAMP (offset, keep - scene, MAX (view - keep, keep - scene));
}

void
cr_view_transform_clamp (CrViewTransform *transform, double scene_width, double scene_height, double view_width,
                         double view_height)
{
  transform->x = clamp_axis (transform->x, scene_width * transform->scale, view_width);
  transform->y = clamp_axis (transform->y, scene_height * transform->scale, view_height);
}

static double
reveal_axis (double offset, double from, double to, double view)
{
  double margin = MIN (REVEAL_MARGIN, MAX (0.0, (view - (to - from)) / 2));

  if (from + offset < margin)
    return margin - from;
  if (to + offset > view - margin)
    return MAX (view - margin - to, margin - from);
  return offset;
}

gboolean
cr_view_transform_reveal (CrViewTransform *transform, double x, double y, double width, double height,
                          double view_width, double view_height)
{
  double scale = transform->scale;
  double new_x = reveal_axis (transform->x, x * scale, (x + width) * scale, view_width);
  double new_y = reveal_axis (transform->y, y * scale, (y + height) * scale, view_height);
  gboolean moved = new_x != transform->x || new_y != transform->y;

  transform->x = new_x;
  transform->y = new_y;
  return moved;
}

void
cr_view_transform_centre (CrViewTransform *transform, double scene_x, double scene_y, double view_width,
                          double view_height)
{
  transform->x = view_width / 2 - scene_x * transform->scale;
  transform->y = view_height / 2 - scene_y * transform->scale;
}

void
cr_view_transform_mix (CrViewTransform *transform, const CrViewTransform *from, const CrViewTransform *to, double share)
{
  double scale = from->scale * pow (to->scale / from->scale, share);
  double way = to->scale - from->scale;
  double moved = fabs (way) > 1e-6 * from->scale ? (scale - from->scale) / way : share;
  CrViewTransform mixed = { scale, from->x + (to->x - from->x) * moved, from->y + (to->y - from->y) * moved };

  *transform = share <= 0 ? *from : share >= 1 ? *to : mixed;
}

void
cr_view_transform_to_scene (const CrViewTransform *transform, double x, double y, double *scene_x, double *scene_y)
{
  *scene_x = (x - transform->x) / transform->scale;
  *scene_y = (y - transform->y) / transform->scale;
}
