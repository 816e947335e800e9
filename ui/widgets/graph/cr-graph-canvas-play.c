/* The event under way on the canvas: where it happens, and its play from frame to frame. Forwards the event just passed
 * is played, backwards the one that was left is undone. */

#include "cr-graph-canvas-private.h"

#include <adwaita.h>

#include "cr-scene-state.h"

#define STEP_SECONDS 1.1   /* the play of a function's step, where nobody is in a hurry */
#define EVENT_SECONDS 0.45 /* of anything else */
#define PLAYED_SHARE 0.85  /* of the time between two steps while the run is played */
#define ANIMATED_EVENTS 24 /* a longer way is a jump, which is not animated */

static guint
find_pair (CrScene *scene, guint64 tensor, guint64 function)
{
  guint variable = cr_graph_find_variable (cr_scene_get_graph (scene), tensor, function);

  return variable == CR_NONE ? CR_NONE : cr_scene_find_variable (scene, variable);
}

static guint
find_function (CrScene *scene, guint64 id)
{
  guint function = id == 0 ? CR_NONE : cr_graph_find_function (cr_scene_get_graph (scene), id);

  return function == CR_NONE ? CR_NONE : cr_scene_find_function (scene, function);
}

static guint
find_failed (CrScene *scene, const CrFailure *failure, CrCursor *cursor)
{
  if (failure == NULL)
    return CR_NONE;
  if (failure->function != 0)
    return find_function (scene, failure->function);
  if (failure->n_operands > 0)
    return find_pair (scene, failure->operands[0], failure->operand_fns[0]);
  return cr_scene_find_tensor_node (scene, failure->tensor, cursor);
}

guint
cr_graph_canvas_find_current (CrGraphCanvas *canvas, CrScene *scene)
{
  CrCursor *cursor = cr_session_get_cursor (canvas->observer.session);
  const CrEvent *event = cr_cursor_get_event (cursor);

  switch (event == NULL ? CR_N_EVENT_KINDS : event->kind)
    {
    case CR_EVENT_FUNCTION_STEPPED:
      return event->u.step.leaf != 0 ? find_pair (scene, event->u.step.leaf, 0)
                                     : find_function (scene, event->u.step.function);
    case CR_EVENT_OPERATION:
      if (event->u.operation.function != 0)
        return find_function (scene, event->u.operation.function);
      return find_pair (scene, event->u.operation.output, 0);
    case CR_EVENT_BACKWARD_BEGUN:
      return cr_scene_find_variable (
          scene, cr_graph_get_generation (cr_scene_get_graph (scene), cr_scene_get_generation (scene))->root);
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      return find_pair (scene, event->u.gradient.tensor, event->u.gradient.function);
    case CR_EVENT_WRITTEN:
      return cr_scene_find_tensor_node (scene, event->u.tensor.id, cursor);
    case CR_EVENT_FAILED:
      return find_failed (scene, event->u.failure, cursor);
    default:
      return CR_NONE;
    }
}

void
cr_graph_canvas_stop_play (CrGraphCanvas *canvas)
{
  canvas->phase = 1.0;
  canvas->left = G_MAXUINT;
  if (canvas->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (canvas), canvas->tick);
  canvas->tick = 0;
}

static gboolean
advance_phase (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CrGraphCanvas *canvas = CR_GRAPH_CANVAS (widget);
  double elapsed = (double)(gdk_frame_clock_get_frame_time (clock) - canvas->phase_begun) / G_USEC_PER_SEC;
  double share = CLAMP (elapsed / canvas->phase_seconds, 0.0, 1.0);

  gtk_widget_queue_draw (widget);
  canvas->phase = canvas->left == G_MAXUINT ? share : 1 - share;
  if (share < 1.0)
    return G_SOURCE_CONTINUE;
  canvas->tick = 0;
  canvas->phase = 1.0;
  canvas->left = G_MAXUINT;
  return G_SOURCE_REMOVE;
}

/* Whether the scene that is shown has both positions: what was left cannot be undone in another picture. */
static gboolean
shows_both (CrGraphCanvas *canvas, guint from, guint to)
{
  CrGraph *graph = cr_session_get_graph (canvas->observer.session);

  return canvas->scene != NULL && cr_scene_get_graph (canvas->scene) == graph && graph != NULL
         && cr_graph_get_generation_at (graph, from) == cr_scene_get_generation (canvas->scene)
         && cr_graph_get_generation_at (graph, to) == cr_scene_get_generation (canvas->scene);
}

static double
choose_seconds (CrGraphCanvas *canvas, guint position)
{
  CrSession *session = canvas->observer.session;
  CrTrace *trace = cr_graph_get_trace (cr_session_get_graph (session));
  const CrEvent *event = position == 0 ? NULL : cr_trace_get_event (trace, position - 1);
  double seconds = event != NULL && event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf == 0 ? STEP_SECONDS
                                                                                                        : EVENT_SECONDS;

  return cr_session_get_playing (session) ? MIN (seconds, PLAYED_SHARE / cr_session_get_speed (session)) : seconds;
}

void
cr_graph_canvas_begin_play (CrGraphCanvas *canvas, guint from, guint to)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  guint way = MAX (from, to) - MIN (from, to);

  cr_graph_canvas_stop_play (canvas);
  if (way == 0 || way > ANIMATED_EVENTS || !gtk_widget_get_mapped (widget) || !adw_get_enable_animations (widget))
    return;
  if (to < from && !shows_both (canvas, from, to))
    return;
  canvas->left = to < from ? from : G_MAXUINT;
  canvas->phase_seconds = choose_seconds (canvas, MAX (from, to));
  canvas->phase = to < from ? 1.0 : 0.0;
  canvas->phase_begun = gdk_frame_clock_get_frame_time (gtk_widget_get_frame_clock (widget));
  canvas->tick = gtk_widget_add_tick_callback (widget, advance_phase, NULL, NULL);
}
