/* The number under the pointer is looked for in the scene; a leaf that the text cannot say is refused at the first
 * movement, in words. */

#include "cr-live-canvas.h"

#include "cr-graph-canvas-private.h"

#define MIN_SCALE 0.45 /* below, no numbers are painted */
#define LOOK_STEP 3.0  /* points between places at which a number is looked for: less than a digit */

static gboolean
is_leaf (CrGraphCanvas *canvas, guint variable)
{
  const CrVariable *found = cr_graph_get_variable (cr_scene_get_graph (canvas->scene), variable);

  return found->is_leaf && found->maker == CR_NONE && found->range.line > 0;
}

static gboolean
find_spot (CrGraphCanvas *canvas, double x, double y, CrPickedNumber *spot)
{
  CrCursor *cursor = cr_session_get_cursor (canvas->observer.session);
  double scene_x, scene_y;
  guint node;

  if (canvas->observer.session == NULL || cr_graph_canvas_get_current_scene (canvas) == NULL
      || canvas->transform.scale < MIN_SCALE)
    return FALSE;
  cr_view_transform_to_scene (&canvas->transform, x, y, &scene_x, &scene_y);
  node = cr_scene_pick (canvas->scene, scene_x, scene_y);
  return node != CR_NONE && cr_painter_pick_number (canvas->scene, node, cursor, canvas->text, scene_x, scene_y, spot)
         && is_leaf (canvas, spot->variable);
}

gboolean
cr_live_canvas_hover (CrGraphCanvas *canvas, double x, double y)
{
  CrPickedNumber spot = { 0 };
  gboolean found = find_spot (canvas, x, y, &spot);

  if (spot.x != canvas->live.spot.x || spot.y != canvas->live.spot.y || spot.width != canvas->live.spot.width)
    gtk_widget_queue_draw (GTK_WIDGET (canvas));
  canvas->live.spot = found ? spot : (CrPickedNumber){ 0 };
  return found;
}

static void
remember_place (CrGraphCanvas *canvas)
{
  const CrPickedNumber *pressed = &canvas->live.pressed;
  guint node = cr_scene_find_variable (canvas->scene, pressed->variable);

  if (node != CR_NONE)
    canvas->live.pressed_y = pressed->y + pressed->height / 2 - cr_scene_get_node (canvas->scene, node)->y;
}

gboolean
cr_live_canvas_press (CrGraphCanvas *canvas, double x, double y)
{
  canvas->live.refused = FALSE;
  if (!find_spot (canvas, x, y, &canvas->live.pressed))
    canvas->live.pressed = (CrPickedNumber){ 0 };
  else
    remember_place (canvas);
  return canvas->live.pressed.width > 0;
}

static gboolean
hold (CrGraphCanvas *canvas, GdkModifierType state)
{
  CrSession *session = canvas->observer.session;
  g_autoptr (GError) error = NULL;

  if (!cr_session_hold_element (session, canvas->live.pressed.variable, canvas->live.pressed.element, &error))
    {
      cr_session_tell (session, error->message);
      canvas->live.refused = TRUE;
      return FALSE;
    }
  cr_live_drag_begin (&canvas->live.drag, session, state);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (canvas), "ew-resize");
  return TRUE;
}

gboolean
cr_live_canvas_drag (CrGraphCanvas *canvas, double dx, GdkModifierType state)
{
  if (canvas->live.pressed.width <= 0)
    return FALSE;
  if (canvas->live.refused || (!cr_live_drag_is_on (&canvas->live.drag) && !hold (canvas, state)))
    return TRUE;
  cr_live_drag_move (&canvas->live.drag, dx, state);
  return TRUE;
}

gboolean
cr_live_canvas_end (CrGraphCanvas *canvas, gboolean keep)
{
  gboolean was_on = cr_live_drag_is_on (&canvas->live.drag) || canvas->live.refused;

  canvas->live.pressed = (CrPickedNumber){ 0 };
  canvas->live.refused = FALSE;
  cr_live_drag_end (&canvas->live.drag, keep);
  return was_on;
}

/* Holds the selected element unless keys hold it already. */
static gboolean
hold_selected (CrGraphCanvas *canvas)
{
  CrSession *session = canvas->observer.session;
  const CrLiveNumber *live = cr_session_get_live (session);
  guint variable = cr_session_get_selected_variable (session);
  gint64 element = cr_session_get_selected_element (session);
  g_autoptr (GError) error = NULL;

  if (variable == CR_NONE)
    return FALSE;
  if (live != NULL && live->held && live->element == element
      && live->variable == cr_graph_get_variable (cr_session_get_graph (session), variable)->key)
    return TRUE;
  if (cr_session_hold_element (session, variable, element, &error))
    return TRUE;
  cr_session_tell (session, error->message);
  return FALSE;
}

gboolean
cr_live_canvas_key (CrGraphCanvas *canvas, guint key, GdkModifierType state)
{
  gboolean up = key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add;
  gboolean down = key == GDK_KEY_minus || key == GDK_KEY_underscore || key == GDK_KEY_KP_Subtract;

  if (!(state & GDK_ALT_MASK) || (!up && !down) || canvas->observer.session == NULL)
    return FALSE;
  if (hold_selected (canvas))
    cr_live_keys_step (canvas->observer.session, up ? 1 : -1, state & ~GDK_ALT_MASK);
  else
    gtk_widget_error_bell (GTK_WIDGET (canvas));
  return TRUE;
}

/* What is held moves: its digits become more, its node goes elsewhere when the graph becomes another. */
static gboolean
find_held (CrGraphCanvas *canvas, CrPickedNumber *spot)
{
  CrSession *session = canvas->observer.session;
  const CrLiveNumber *number = cr_session_get_live (session);
  CrScene *scene = cr_graph_canvas_get_current_scene (canvas);
  const CrSceneNode *place;
  guint variable, node;

  if (number == NULL || !number->held || number->variable == 0 || scene == NULL)
    return FALSE;
  variable = cr_graph_find_variable_by_key (cr_scene_get_graph (scene), number->variable);
  node = variable == CR_NONE ? CR_NONE : cr_scene_find_variable (scene, variable);
  if (node == CR_NONE)
    return FALSE;
  place = cr_scene_get_node (scene, node);
  for (double x = 0; x < place->width; x += LOOK_STEP)
    if (cr_painter_pick_number (scene, node, cr_session_get_cursor (session), canvas->text, place->x + x,
                                place->y + canvas->live.pressed_y, spot)
        && spot->element == number->element)
      return TRUE;
  return FALSE;
}

gboolean
cr_live_canvas_find_spot (CrGraphCanvas *canvas, CrPickedNumber *spot)
{
  if (cr_live_drag_is_on (&canvas->live.drag))
    return find_held (canvas, spot);
  *spot = canvas->live.spot;
  return spot->width > 0;
}

void
cr_live_canvas_paint (CrGraphCanvas *canvas, const CrTheme *theme, cairo_t *cr)
{
  CrPickedNumber spot;

  if (!cr_live_canvas_find_spot (canvas, &spot))
    return;
  cairo_set_source_rgba (cr, theme->value.red, theme->value.green, theme->value.blue, 1);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, spot.x, spot.y + spot.height - 0.5);
  cairo_rel_line_to (cr, spot.width, 0);
  cairo_stroke (cr);
}
