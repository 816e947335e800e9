#pragma once
/* Routes of edges as they follow nodes that move: arrays of 1 + 3k points, cubic Béziers end to end. Geometry only. */

#include "cr-layout.h"

G_BEGIN_DECLS

/* Moves the beginning by @start and the end by @end, in place. What lies between follows smoothly, and the route keeps
 * the directions in which it leaves and arrives. */
void cr_route_bend (CrPoint *points, guint n, CrPoint start, CrPoint end);
/* The same curve in @wanted points (1 + 3k, at least @n): its longest pieces are halved. Owned. */
CrPoint *cr_route_refine (const CrPoint *points, guint n, guint wanted);
/* The share @t of the way from @a to @b, two routes of @n points. */
void cr_route_mix (const CrPoint *a, const CrPoint *b, guint n, double t, CrPoint *mixed);

G_END_DECLS
