/* From one picture to the next: where the new one stands, so that what the reader looks at stays under the eye, and the
 * short way there, on which nodes glide. Another change begins from wherever this one has come. */

#include "cr-graph-canvas-private.h"

#include <adwaita.h>
#include <math.h>

#define MORPH_SECONDS 0.3
#define MOST_NODES 1500u /* of a picture that still changes smoothly */
#define MOST_GOING 12u   /* nodes of a run that is gone which are seen to go */
#define LITTLE 1.15      /* a fit by less than this factor is none */
#define AROUND 16.0      /* points of the scene around a box */

void
cr_graph_canvas_stop_morph (CrGraphCanvas *canvas)
{
  if (canvas->morph_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (canvas), canvas->morph_tick);
  canvas->morph_tick = 0;
  canvas->morph_share = 1;
  g_clear_pointer (&canvas->morph, cr_scene_morph_free);
  g_clear_pointer (&canvas->morph_painted, gsk_render_node_unref);
  canvas->morph_old = NULL;
}

CrViewTransform
cr_graph_canvas_get_painted_transform (CrGraphCanvas *canvas)
{
  const CrViewTransform *from = &canvas->morph_from, *to = &canvas->transform;
  double share = cr_scene_morph_ease (canvas->morph_share);

  if (canvas->morph == NULL)
    return *to;
  return (CrViewTransform){ from->scale + (to->scale - from->scale) * share, from->x + (to->x - from->x) * share,
                            from->y + (to->y - from->y) * share };
}

CrScene *
cr_graph_canvas_dup_moment (CrGraphCanvas *canvas)
{
  if (canvas->scene == NULL)
    return NULL;
  return canvas->morph != NULL ? cr_scene_morph_get_new (canvas->morph, canvas->morph_share)
                               : cr_scene_ref (canvas->scene);
}

CrScene *
cr_graph_canvas_dup_going (CrGraphCanvas *canvas)
{
  if (canvas->morph == NULL || canvas->morph_painted != NULL)
    return NULL;
  return cr_scene_morph_get_old (canvas->morph, canvas->morph_share);
}

/* What goes is of a run that is gone: it is seen in the last frame that was painted of it. */
void
cr_graph_canvas_snapshot_going (CrGraphCanvas *canvas, GtkSnapshot *snapshot)
{
  const CrViewTransform *t = &canvas->morph_from;
  CrScene *scene = canvas->morph_old;
  double alpha = 1 - cr_scene_morph_ease (canvas->morph_share * 2);
  guint n = 0;

  if (canvas->morph == NULL || canvas->morph_painted == NULL || alpha <= 0)
    return;
  gtk_snapshot_push_opacity (snapshot, alpha);
  for (guint i = 0; i < cr_scene_get_n_nodes (scene) && n < MOST_GOING; i++)
    {
      const CrSceneNode *node = cr_scene_get_node (scene, i);

      if (cr_scene_morph_find_new (canvas->morph, i) != CR_NONE)
        continue;
      gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float)((node->x - AROUND) * t->scale + t->x),
                                                             (float)((node->y - AROUND) * t->scale + t->y),
                                                             (float)((node->width + 2 * AROUND) * t->scale),
                                                             (float)((node->height + 2 * AROUND) * t->scale)));
      gtk_snapshot_append_node (snapshot, canvas->morph_painted);
      gtk_snapshot_pop (snapshot);
      n++;
    }
  gtk_snapshot_pop (snapshot);
}

static gboolean
advance_morph (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (widget);
  double elapsed = (double)(gdk_frame_clock_get_frame_time (clock) - canvas->morph_begun) / G_USEC_PER_SEC;

  gtk_widget_queue_draw (widget);
  canvas->morph_share = CLAMP (elapsed / MORPH_SECONDS, 0.0, 1.0);
  if (canvas->morph_share < 1)
    return G_SOURCE_CONTINUE;
  canvas->morph_tick = 0;
  cr_graph_canvas_stop_morph (canvas);
  return G_SOURCE_REMOVE;
}

static gboolean
is_smooth (CrGraphCanvas *canvas, CrScene *old)
{
  GtkWidget *widget = GTK_WIDGET (canvas);

  return gtk_widget_get_mapped (widget) && adw_get_enable_animations (widget) && cr_scene_get_n_nodes (old) > 0;
}

/* The node nearest to the middle of the canvas that the new picture has, too. */
static guint
find_central (CrGraphCanvas *canvas, CrScene *old, const CrViewTransform *t)
{
  double x, y, best = G_MAXDOUBLE;
  guint central = CR_NONE;

  cr_view_transform_to_scene (t, gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0,
                              gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0, &x, &y);
  for (guint i = 0; i < cr_scene_get_n_nodes (old); i++)
    {
      const CrSceneNode *node = cr_scene_get_node (old, i);
      double distance = hypot (node->x + node->width / 2 - x, node->y + node->height / 2 - y);

      if (distance < best && cr_scene_find_same (canvas->scene, old, i) != CR_NONE)
        {
          best = distance;
          central = i;
        }
    }
  return central;
}

static gboolean
is_seen (CrGraphCanvas *canvas, const CrSceneNode *node, const CrViewTransform *t)
{
  double x = (node->x + node->width / 2) * t->scale + t->x, y = (node->y + node->height / 2) * t->scale + t->y;

  return x >= 0 && y >= 0 && x <= gtk_widget_get_width (GTK_WIDGET (canvas))
         && y <= gtk_widget_get_height (GTK_WIDGET (canvas));
}

/* What the reader looks at, in the old picture: what is selected, else what happens now, else what is in the middle. */
static guint
find_anchor (CrGraphCanvas *canvas, CrScene *old, const CrViewTransform *t)
{
  guint wanted[] = { cr_graph_canvas_find_selected (canvas, old), cr_graph_canvas_find_current (canvas, old) };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    if (wanted[i] != CR_NONE && is_seen (canvas, cr_scene_get_node (old, wanted[i]), t)
        && cr_scene_find_same (canvas->scene, old, wanted[i]) != CR_NONE)
      return wanted[i];
  return find_central (canvas, old, t);
}

/* With the middle of the canvas where it was, in a picture that was shifted. */
static CrViewTransform
about_middle (CrGraphCanvas *canvas, const CrViewTransform *t, double dx, double dy, double scale)
{
  double x = gtk_widget_get_width (GTK_WIDGET (canvas)) / 2.0, y = gtk_widget_get_height (GTK_WIDGET (canvas)) / 2.0;
  double scene_x, scene_y;

  cr_view_transform_to_scene (t, x, y, &scene_x, &scene_y);
  return (CrViewTransform){ scale, x - (scene_x - dx) * scale, y - (scene_y - dy) * scale };
}

/* In @scale, with the anchor where it was; after an edit, or in another generation, as many nodes as possible. */
static CrViewTransform
keep_place (CrGraphCanvas *canvas, CrScene *old, CrSceneMorph *morph, const CrViewTransform *t, double scale)
{
  gboolean same = cr_scene_get_graph (old) == cr_scene_get_graph (canvas->scene)
                  && cr_scene_get_generation (old) == cr_scene_get_generation (canvas->scene);
  guint anchor = same ? find_anchor (canvas, old, t) : CR_NONE;
  const CrSceneNode *a, *b;
  double dx, dy;

  if (anchor == CR_NONE)
    {
      if (morph != NULL)
        cr_scene_morph_get_shift (morph, &dx, &dy);
      else
        cr_scene_find_shift (old, canvas->scene, &dx, &dy);
      return about_middle (canvas, t, dx, dy, scale);
    }
  a = cr_scene_get_node (old, anchor);
  b = cr_scene_get_node (canvas->scene, cr_scene_find_same (canvas->scene, old, anchor));
  return (CrViewTransform){ scale, (a->x + a->width / 2) * t->scale + t->x - (b->x + b->width / 2) * scale,
                            (a->y + a->height / 2) * t->scale + t->y - (b->y + b->height / 2) * scale };
}

static gboolean
shows_all (CrGraphCanvas *canvas, const CrViewTransform *t)
{
  double width, height;

  cr_scene_get_size (canvas->scene, &width, &height);
  return t->x >= 0 && t->y >= 0 && t->x + width * t->scale <= gtk_widget_get_width (GTK_WIDGET (canvas))
         && t->y + height * t->scale <= gtk_widget_get_height (GTK_WIDGET (canvas));
}

static void
centre_axis (double *offset, double scene, double view)
{
  *offset = scene <= view ? (view - scene) / 2 : CLAMP (*offset, view - scene, 0);
}

/* A picture that does not fit as a whole keeps its anchor, with as much of the picture in view as there can be. */
static void
keep_in_view (CrGraphCanvas *canvas, CrViewTransform *t)
{
  double width, height;
  guint selected = cr_graph_canvas_get_selected_node (canvas);

  cr_scene_get_size (canvas->scene, &width, &height);
  centre_axis (&t->x, width * t->scale, gtk_widget_get_width (GTK_WIDGET (canvas)));
  centre_axis (&t->y, height * t->scale, gtk_widget_get_height (GTK_WIDGET (canvas)));
  canvas->transform = *t;
  if (selected != CR_NONE)
    cr_graph_canvas_reveal_now (canvas, selected);
  else
    cr_graph_canvas_show_current (canvas);
}

/* Whether the reader asked for the picture as it was asked for before: it is another run, or another step. */
static gboolean
same_options (CrGraphCanvas *canvas, CrScene *old)
{
  return cr_scene_options_equal (cr_scene_get_options (old), cr_scene_get_options (canvas->scene));
}

static void
place_view (CrGraphCanvas *canvas, CrScene *old, CrSceneMorph *morph, const CrViewTransform *t)
{
  CrViewTransform kept = keep_place (canvas, old, morph, t, t->scale), fitted;
  guint selected;

  if (canvas->auto_fit)
    {
      cr_graph_canvas_fit_now (canvas);
      fitted = canvas->transform;
      if (shows_all (canvas, &fitted)
          && !(same_options (canvas, old) && shows_all (canvas, &kept) && fitted.scale < kept.scale * LITTLE
               && fitted.scale * LITTLE > kept.scale))
        return;
      if (!shows_all (canvas, &fitted))
        {
          kept = keep_place (canvas, old, morph, t, fitted.scale);
          keep_in_view (canvas, &kept);
          return;
        }
    }
  canvas->transform = kept;
  selected = cr_graph_canvas_get_selected_node (canvas);
  if (selected != CR_NONE && cr_scene_get_options (old)->view != cr_scene_get_options (canvas->scene)->view)
    cr_graph_canvas_reveal_now (canvas, selected);
}

static void
start_morph (CrGraphCanvas *canvas, CrScene *old, CrSceneMorph *morph, const CrViewTransform *from)
{
  GtkWidget *widget = GTK_WIDGET (canvas);

  canvas->morph = morph;
  canvas->morph_from = *from;
  canvas->morph_share = 0;
  if (cr_scene_get_graph (old) != cr_scene_get_graph (canvas->scene) && canvas->painted != NULL)
    {
      canvas->morph_painted = gsk_render_node_ref (canvas->painted);
      canvas->morph_old = old; /* which the morph keeps */
    }
  canvas->morph_begun = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (widget));
  canvas->morph_tick = gtk_widget_add_tick_callback (widget, advance_morph, NULL, NULL);
}

void
cr_graph_canvas_begin_morph (CrGraphCanvas *canvas, CrScene *old, const CrViewTransform *from)
{
  gboolean small = cr_scene_get_n_nodes (old) <= MOST_NODES && cr_scene_get_n_nodes (canvas->scene) <= MOST_NODES;
  g_autoptr (CrSceneMorph) morph = small ? cr_scene_morph_new (old, canvas->scene) : NULL;

  cr_graph_canvas_stop_morph (canvas);
  cr_graph_canvas_stop_glide (canvas);
  place_view (canvas, old, morph, from);
  if (morph != NULL && is_smooth (canvas, old) && !cr_scene_morph_is_still (morph))
    start_morph (canvas, old, g_steal_pointer (&morph), from);
}
