#pragma once
/* A small map of a picture that is larger than the window: its boxes, what of them is in view, what is selected and
 * what is under way. */

#include <gtk/gtk.h>

#include "cr-scene.h"
#include "cr-view-transform.h"

G_BEGIN_DECLS

#define CR_TYPE_GRAPH_OVERVIEW (cr_graph_overview_get_type ())
G_DECLARE_FINAL_TYPE (CrGraphOverview, cr_graph_overview, CR, GRAPH_OVERVIEW, GtkWidget)

/* Signal: "moved" (double x, y, boolean glide): that point of the scene is to come to the middle of the view. */
GtkWidget *cr_graph_overview_new (void);
void cr_graph_overview_set_scene (CrGraphOverview *overview, CrScene *scene); /* NULL: none */
/* Which part of the scene is in view, by the transform and the size of the view. */
void cr_graph_overview_set_view (CrGraphOverview *overview, const CrViewTransform *transform, double width,
                                 double height);
/* Scene nodes or CR_NONE. */
void cr_graph_overview_set_marks (CrGraphOverview *overview, guint selected, guint current);

/* The map as arithmetic: a point p of the scene is at (p.x * scale_x, p.y * scale_y) of it. The scales differ only
 * where a scene is so long that the map would be a line. */
typedef struct
{
  double width, height, scale_x, scale_y;
} CrOverviewMap;

void cr_overview_map_init (CrOverviewMap *map, double scene_width, double scene_height);
/* Of what is in view, inside the map; at least a few units wide and high. */
void cr_overview_map_get_view (const CrOverviewMap *map, const CrViewTransform *transform, double view_width,
                               double view_height, graphene_rect_t *area);
/* Whether a part of the scene is out of view, and the scene is large enough to get lost in. */
gboolean cr_overview_is_needed (const CrViewTransform *transform, double scene_width, double scene_height,
                                guint n_nodes, double view_width, double view_height);

G_END_DECLS
