/* Scenes that differ from another in their places alone: moved by hand, or on the way to another picture. What is
 * written on them, the graph and the look-ups are shared with the scene they were made of. */
#include "cr-scene-private.h"

#include <string.h>

static GArray *
copy_array (GArray *array)
{
  GArray *copy = g_array_sized_new (FALSE, TRUE, g_array_get_element_size (array), array->len);

  return g_array_append_vals (copy, array->data, array->len);
}

/* One block for the points of all routes. */
static void
copy_routes (CrScene *copy)
{
  gsize n = 0;
  CrPoint *points;

  for (guint i = 0; i < copy->links->len; i++)
    n += cr_scene_link (copy, i)->edge.n_points;
  points = g_new (CrPoint, n + 1);
  g_ptr_array_add (copy->routes, points);
  for (guint i = 0; i < copy->links->len; i++)
    {
      CrSceneEdge *edge = &cr_scene_link (copy, i)->edge;

      if (edge->n_points > 0)
        memcpy (points, edge->points, edge->n_points * sizeof *points);
      edge->points = points;
      points += edge->n_points;
    }
}

CrScene *
cr_scene_copy (CrScene *scene)
{
  CrScene *copy = g_new (CrScene, 1);

  *copy = *scene;
  g_atomic_ref_count_init (&copy->ref_count);
  copy->base = cr_scene_ref (scene->base ? scene->base : scene);
  copy->options = (CrSceneOptions){ 0 };
  cr_scene_options_set (&copy->options, &scene->options);
  copy->items = copy_array (scene->items);
  copy->links = copy_array (scene->links);
  copy->frames = copy_array (scene->frames);
  copy->ports = copy_array (scene->ports);
  copy->routes = g_ptr_array_new_with_free_func (g_free);
  copy->item_grid = copy->link_grid = NULL;
  copy_routes (copy);
  return copy;
}

void
cr_scene_free_copy (CrScene *copy)
{
  cr_scene_grid_free (copy->link_grid);
  cr_scene_grid_free (copy->item_grid);
  g_ptr_array_unref (copy->routes);
  g_array_unref (copy->ports);
  g_array_unref (copy->frames);
  g_array_unref (copy->links);
  g_array_unref (copy->items);
  cr_scene_options_clear (&copy->options);
  cr_scene_unref (copy->base);
  g_free (copy);
}

CrPoint *
cr_scene_get_route (CrScene *copy, guint link)
{
  g_return_val_if_fail (copy->base != NULL, NULL);
  return (CrPoint *)cr_scene_link (copy, link)->edge.points;
}

/* A port stays at the same share of its frame's border. */
static double
carry (double at, double from, double length, double to, double new_length)
{
  return length > 0 ? to + (at - from) / length * new_length : to;
}

void
cr_scene_carry_ports (CrScene *copy, CrScene *scene)
{
  for (guint i = 0; i < copy->ports->len; i++)
    {
      CrScenePort *port = &g_array_index (copy->ports, CrScenePort, i);
      CrPoint at = g_array_index (scene->ports, CrScenePort, i).at;
      const CrSceneFrame *from, *to;

      if (port->frame >= copy->frames->len)
        continue;
      from = cr_scene_frame (scene, port->frame);
      to = cr_scene_frame (copy, port->frame);
      port->at.x = carry (at.x, from->x, from->width, to->x, to->width);
      port->at.y = carry (at.y, from->y, from->height, to->y, to->height);
    }
}

void
cr_scene_link_bound (CrSceneLink *link)
{
  link->x1 = link->y1 = G_MAXDOUBLE;
  link->x2 = link->y2 = -G_MAXDOUBLE;
  for (guint i = 0; i < link->edge.n_points; i++)
    {
      const CrPoint *p = &link->edge.points[i];

      link->x1 = MIN (link->x1, p->x);
      link->y1 = MIN (link->y1, p->y);
      link->x2 = MAX (link->x2, p->x);
      link->y2 = MAX (link->y2, p->y);
    }
}
