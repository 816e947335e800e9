/* Where links meet their boxes that no taut route decides: those from box to box, and the further ones at a trunk.
 *
 * A link from box to box is vertical if the stretches of border that it may use lie above each other; else it goes from
 * the nearest point of the one to the nearest point of the other. */
#include "cr-layout-private.h"

#include <math.h>

/* Where a link would meet a box if nothing else counted: in the middle if it is straight, else amidst what is left to
 * it. */
static double
favourite (const CrLayoutGraph *graph, guint number, gboolean lower_end)
{
  const CrLayoutLink *link = cr_layout_link (graph, number);
  const CrLayoutNode *node = cr_layout_node (graph, lower_end ? link->lower : link->upper);
  CrLayoutSide side = lower_end ? node->enter : node->leave;

  if (graph->align_up[link->lower] != number)
    cr_layout_ports_range (graph, number, lower_end, &side.first, &side.last);
  return node->x + (side.first + side.last) / 2;
}

/* A link from box to box: vertical if it can be. */
static void
join_boxes (CrLayoutGraph *graph, guint number)
{
  CrLayoutLink *link = cr_layout_link (graph, number);
  const CrLayoutNode *upper = cr_layout_node (graph, link->upper), *lower = cr_layout_node (graph, link->lower);
  double low, high, other_low, other_high, room, other_room, x;

  cr_layout_ports_range (graph, number, FALSE, &low, &high);
  cr_layout_ports_range (graph, number, TRUE, &other_low, &other_high);
  low += upper->x;
  high += upper->x;
  other_low += lower->x;
  other_high += lower->x;
  if (high < other_low || other_high < low)
    {
      link->upper_at = (high < other_low ? high : low) - upper->x;
      link->lower_at = (high < other_low ? other_low : other_high) - lower->x;
      return;
    }
  room = (high - low) * (high - low) + 1;
  other_room = (other_high - other_low) * (other_high - other_low) + 1;
  x = (favourite (graph, number, FALSE) * other_room + favourite (graph, number, TRUE) * room) / (room + other_room);
  x = CLAMP (x, MAX (low, other_low), MIN (high, other_high));
  link->upper_at = x - upper->x;
  link->lower_at = x - lower->x;
}

void
cr_layout_join_boxes (CrLayoutGraph *graph)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < graph->links->len; i++)
      {
        const CrLayoutLink *link = cr_layout_link (graph, i);

        if (!cr_layout_is_dummy (graph, link->upper) && !cr_layout_is_dummy (graph, link->lower)
            && (graph->align_up[link->lower] == i) == (pass == 0))
          join_boxes (graph, i);
      }
}

void
cr_layout_join_rest (CrLayoutGraph *graph, const CrLayoutRoutes *routes)
{
  for (guint i = 0; i < graph->links->len; i++)
    {
      CrLayoutLink *link = cr_layout_link (graph, i);
      double low, high;

      if (isnan (link->upper_at))
        {
          cr_layout_ports_range (graph, i, FALSE, &low, &high);
          link->upper_at = CLAMP (
              routes->x[2 * (link->lower - graph->n_boxes)] - cr_layout_node (graph, link->upper)->x, low, high);
        }
      if (isnan (link->lower_at))
        {
          cr_layout_ports_range (graph, i, TRUE, &low, &high);
          link->lower_at = CLAMP (
              routes->x[2 * (link->upper - graph->n_boxes) + 1] - cr_layout_node (graph, link->lower)->x, low, high);
        }
    }
}
