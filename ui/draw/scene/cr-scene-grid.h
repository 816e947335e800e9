#pragma once
/* Where things lie: rectangles sorted into the cells of a grid, so that what touches a rectangle or lies at a point is
 * found without looking at all of them. Immutable once made: any thread may ask. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double x1, y1, x2, y2;
} CrBounds;

typedef struct _CrSceneGrid CrSceneGrid;

/* Of @n rectangles, copied; one whose x2 < x1 is nowhere. */
CrSceneGrid *cr_scene_grid_new (const CrBounds *bounds, guint n);
void cr_scene_grid_free (CrSceneGrid *grid);
/* Fills @found (of guint; what it held is dropped) with the indices, ascending, of those that touch @area. */
void cr_scene_grid_find (const CrSceneGrid *grid, const CrBounds *area, GArray *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrSceneGrid, cr_scene_grid_free)

G_END_DECLS
