/* The view on its way to another place: a short movement that the eye can follow, or none where animations are off. */

#include "cr-graph-canvas-private.h"

#include <adwaita.h>

#define GLIDE_SECONDS 0.22

void
cr_graph_canvas_stop_glide (CrGraphCanvas *canvas)
{
  if (canvas->glide != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (canvas), canvas->glide);
  canvas->glide = 0;
}

CrViewTransform
cr_graph_canvas_get_target (CrGraphCanvas *canvas)
{
  return canvas->glide != 0 ? canvas->glide_to : canvas->transform;
}

/* Fast first, then slower. */
static double
ease_out (double share)
{
  double rest = 1 - CLAMP (share, 0.0, 1.0);

  return 1 - rest * rest * rest;
}

static gboolean
advance_glide (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (widget);
  double elapsed = (double)(gdk_frame_clock_get_frame_time (clock) - canvas->glide_begun) / G_USEC_PER_SEC;
  gboolean done = elapsed >= GLIDE_SECONDS;

  cr_view_transform_mix (&canvas->transform, &canvas->glide_from, &canvas->glide_to,
                         done ? 1.0 : ease_out (elapsed / GLIDE_SECONDS));
  if (done)
    canvas->glide = 0;
  cr_graph_canvas_view_changed (canvas, FALSE);
  return done ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

void
cr_graph_canvas_glide_to (CrGraphCanvas *canvas, const CrViewTransform *to, gboolean by_hand)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  const CrViewTransform *now = &canvas->transform;

  cr_graph_canvas_stop_glide (canvas);
  if (by_hand)
    canvas->auto_fit = FALSE;
  if (!gtk_widget_get_mapped (widget) || !adw_get_enable_animations (widget)
      || (now->scale == to->scale && now->x == to->x && now->y == to->y))
    {
      canvas->transform = *to;
      cr_graph_canvas_view_changed (canvas, by_hand);
      return;
    }
  canvas->glide_from = canvas->transform;
  canvas->glide_to = *to;
  canvas->glide_begun = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (widget));
  canvas->glide = gtk_widget_add_tick_callback (widget, advance_glide, NULL, NULL);
}
