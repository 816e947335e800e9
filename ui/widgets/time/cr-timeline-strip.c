/* Shows the timeline and takes the pointer. What does not move with the cursor is kept as a render node until run, view
 * or colours change, so that scrubbing repaints a line and a knob. */

#include "cr-timeline-strip.h"

#include <adwaita.h>
#include <math.h>

#include "cr-observer.h"
#include "cr-timeline-hint.h"
#include "cr-timeline-paint.h"

#define WHEEL_FACTOR 1.25
#define WHEEL_PAN 48.0 /* pixels a click of the wheel */

typedef enum
{
  CR_DRAG_NONE,
  CR_DRAG_SCRUB,
  CR_DRAG_VIEW /* on the bar of the whole run */
} CrTimelineDrag;

struct _CrTimelineStrip
{
  GtkWidget parent_instance;
  CrObserver observer;

  CrTimelineLayout layout;
  CrTimelineView view;
  GskRenderNode *still; /* what does not move; NULL when it must be drawn again */
  guint last_position;  /* to know which way the cursor went */
  gboolean focused;

  CrTimelinePointer pointer;
  CrTimelineDrag drag;
  double drag_x;    /* where it began, in the drawing */
  double drag_grip; /* VIEW: how far left of the pointer the shown stretch begins, in pixels of the bar */
  double pinch_scale;
  guint wanted; /* position to move to with the next frame */
  guint tick;
};

G_DEFINE_FINAL_TYPE (CrTimelineStrip, cr_timeline_strip, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_PRESSED,
  SIGNAL_VIEW_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static guint
get_length (CrTimelineStrip *strip)
{
  return strip->observer.session == NULL ? 0 : cr_session_get_length (strip->observer.session);
}

static void
redraw_all (CrTimelineStrip *strip)
{
  g_clear_pointer (&strip->still, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (strip));
}

static void
view_changed (CrTimelineStrip *strip)
{
  redraw_all (strip);
  g_signal_emit (strip, signals[SIGNAL_VIEW_CHANGED], 0);
}

static CrTimelinePaint
make_paint (CrTimelineStrip *strip)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  return (CrTimelinePaint){ strip->observer.session, &strip->view, &strip->layout, cr_theme_get (dark),
                            gtk_widget_get_pango_context (GTK_WIDGET (strip)) };
}

static cairo_t *
append_cairo (CrTimelineStrip *strip, GtkSnapshot *snapshot)
{
  double width = strip->view.width + 2 * CR_TIMELINE_INSET;
  cairo_t *cr
      = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)strip->layout.height));

  cairo_translate (cr, CR_TIMELINE_INSET, 0);
  return cr;
}

static void
cr_timeline_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrTimelineStrip *strip = CR_TIMELINE_STRIP (widget);
  CrTimelinePaint paint = make_paint (strip);
  cairo_t *cr;

  if (strip->observer.session == NULL || gtk_widget_get_width (widget) <= 2 * CR_TIMELINE_INSET)
    return;
  if (strip->still == NULL)
    {
      GtkSnapshot *still = gtk_snapshot_new ();

      cr = append_cairo (strip, still);
      cr_timeline_paint_still (&paint, cr);
      cairo_destroy (cr);
      strip->still = gtk_snapshot_free_to_node (still);
    }
  if (strip->still != NULL)
    gtk_snapshot_append_node (snapshot, strip->still);
  if (get_length (strip) == 0)
    return;
  cr = append_cairo (strip, snapshot);
  cr_timeline_paint_moving (&paint, &strip->pointer, strip->focused, cr);
  cairo_destroy (cr);
}

static void
cr_timeline_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural
      = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : (int)ceil (CR_TIMELINE_STRIP (widget)->layout.height);
}

static void
cr_timeline_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CrTimelineStrip *strip = CR_TIMELINE_STRIP (widget);

  cr_timeline_view_resize (&strip->view, get_length (strip), width - 2 * CR_TIMELINE_INSET);
  redraw_all (strip);
}

static void
system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (cr_timeline_strip_parent_class)->system_setting_changed (widget, setting);
  redraw_all (CR_TIMELINE_STRIP (widget));
}

static void
graph_changed (CrTimelineStrip *strip)
{
  cr_timeline_layout_init (&strip->layout, cr_session_get_structure (strip->observer.session));
  cr_timeline_view_resize (&strip->view, get_length (strip), strip->view.width);
  strip->last_position = cr_session_get_position (strip->observer.session);
  gtk_widget_queue_resize (GTK_WIDGET (strip));
  view_changed (strip);
}

static void
position_changed (CrTimelineStrip *strip)
{
  guint position = cr_session_get_position (strip->observer.session);
  gboolean forwards = position >= strip->last_position;

  strip->last_position = position;
  if (strip->drag == CR_DRAG_NONE && cr_timeline_view_reveal (&strip->view, position, forwards))
    view_changed (strip);
  gtk_widget_queue_draw (GTK_WIDGET (strip));
}

CR_OBSERVER_PROPERTY (CrTimelineStrip, cr_timeline_strip, CR_TIMELINE_STRIP, graph_changed)

/* The position just after the event at @x; before the first where the run's beginning is left of it. */
static guint
position_at (CrTimelineStrip *strip, double x)
{
  if (cr_timeline_view_to_event (&strip->view, x) < 0)
    return 0;
  return MIN (cr_timeline_view_pick (&strip->view, x) + 1, get_length (strip));
}

static gboolean
move_now (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  CrTimelineStrip *strip = CR_TIMELINE_STRIP (widget);

  strip->tick = 0;
  if (strip->observer.session != NULL)
    cr_session_seek (strip->observer.session, strip->wanted);
  return G_SOURCE_REMOVE;
}

/* With the next frame, however often the pointer tells that it moved. */
static void
move_soon (CrTimelineStrip *strip, guint position)
{
  strip->wanted = position;
  if (strip->tick == 0)
    strip->tick = gtk_widget_add_tick_callback (GTK_WIDGET (strip), move_now, NULL, NULL);
}

/* The bar's pixel at which the shown stretch begins. */
static double
get_bar_x (CrTimelineStrip *strip)
{
  return strip->view.width * strip->view.first / MAX (strip->view.length, 1);
}

static void
drag_view (CrTimelineStrip *strip, double x)
{
  double first = (x - strip->drag_grip) / strip->view.width * strip->view.length;

  cr_timeline_view_pan (&strip->view, first - strip->view.first);
  view_changed (strip);
}

static void
begin_drag_view (CrTimelineStrip *strip, double x)
{
  double shown = strip->view.width * strip->view.span / MAX (strip->view.length, 1);

  strip->drag = CR_DRAG_VIEW;
  strip->drag_grip = x - get_bar_x (strip);
  if (strip->drag_grip >= 0 && strip->drag_grip <= shown)
    return;
  strip->drag_grip = shown / 2; /* beside the frame: it comes there */
  drag_view (strip, x);
}

static void
drag_begun (CrTimelineStrip *strip, double x, double y)
{
  g_signal_emit (strip, signals[SIGNAL_PRESSED], 0);
  if (get_length (strip) == 0)
    return;
  strip->drag_x = x - CR_TIMELINE_INSET;
  if (y >= strip->layout.overview_top)
    {
      begin_drag_view (strip, strip->drag_x);
      return;
    }
  strip->drag = CR_DRAG_SCRUB;
  cr_session_set_source_line (strip->observer.session, 0); /* the event is what the reader is at now */
  cr_session_pause (strip->observer.session);
  cr_session_seek (strip->observer.session, position_at (strip, strip->drag_x));
}

static void
drag_moved (CrTimelineStrip *strip, double dx, double dy)
{
  if (strip->drag == CR_DRAG_SCRUB)
    move_soon (strip, position_at (strip, strip->drag_x + dx));
  else if (strip->drag == CR_DRAG_VIEW)
    drag_view (strip, strip->drag_x + dx);
}

static void
drag_ended (CrTimelineStrip *strip, double dx, double dy)
{
  strip->drag = CR_DRAG_NONE;
}

/* Twice on a band shows it alone. */
static void
clicked (CrTimelineStrip *strip, int n, double x, double y)
{
  guint row = cr_timeline_layout_pick_row (&strip->layout, y);
  const GArray *bands;
  g_autoptr (GArray) visible = NULL;
  const CrVisibleBand *band;

  if (n != 2 || row == G_MAXUINT)
    return;
  bands = cr_trace_structure_get_row (cr_session_get_structure (strip->observer.session), strip->layout.rows[row]);
  visible = cr_timeline_bands_new (bands, &strip->view);
  band = cr_timeline_bands_pick (visible, x - CR_TIMELINE_INSET);
  if (band == NULL)
    return;
  cr_timeline_view_show (&strip->view, g_array_index (bands, CrBand, band->first).first,
                         g_array_index (bands, CrBand, band->last).end);
  view_changed (strip);
}

static void
pointer_moved (CrTimelineStrip *strip, double x, double y)
{
  strip->pointer = (CrTimelinePointer){ TRUE, x - CR_TIMELINE_INSET, y };
  gtk_widget_queue_draw (GTK_WIDGET (strip));
}

static void
pointer_left (CrTimelineStrip *strip)
{
  strip->pointer.inside = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (strip));
}

static gboolean
scrolled (CrTimelineStrip *strip, double dx, double dy, GtkEventControllerScroll *scroll)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));

  if (get_length (strip) == 0)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    cr_timeline_view_zoom (&strip->view, pow (WHEEL_FACTOR, -dy), strip->pointer.x);
  else
    cr_timeline_view_pan (&strip->view, (dx + dy) * WHEEL_PAN / cr_timeline_view_get_event_width (&strip->view));
  view_changed (strip);
  return GDK_EVENT_STOP;
}

static void
pinch_begun (CrTimelineStrip *strip)
{
  strip->pinch_scale = 1.0;
}

static void
pinched (CrTimelineStrip *strip, double scale, GtkGesture *gesture)
{
  double x = strip->pointer.x + CR_TIMELINE_INSET, y;

  gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  cr_timeline_view_zoom (&strip->view, scale / strip->pinch_scale, x - CR_TIMELINE_INSET);
  strip->pinch_scale = scale;
  view_changed (strip);
}

static void
cr_timeline_strip_dispose (GObject *object)
{
  CrTimelineStrip *strip = CR_TIMELINE_STRIP (object);

  cr_observer_clear (&strip->observer);
  g_clear_pointer (&strip->still, gsk_render_node_unref);
  G_OBJECT_CLASS (cr_timeline_strip_parent_class)->dispose (object);
}

static void
cr_timeline_strip_class_init (CrTimelineStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = cr_timeline_strip_get_property;
  object_class->set_property = cr_timeline_strip_set_property;
  object_class->dispose = cr_timeline_strip_dispose;
  widget_class->snapshot = cr_timeline_strip_snapshot;
  widget_class->measure = cr_timeline_strip_measure;
  widget_class->size_allocate = cr_timeline_strip_size_allocate;
  widget_class->system_setting_changed = system_setting_changed;
  cr_observer_install_property (object_class);
  signals[SIGNAL_PRESSED] = g_signal_new ("pressed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_VIEW_CHANGED]
      = g_signal_new ("view-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
add_gesture (CrTimelineStrip *strip, GtkGesture *gesture)
{
  gtk_widget_add_controller (GTK_WIDGET (strip), GTK_EVENT_CONTROLLER (gesture));
}

static void
add_controllers (CrTimelineStrip *strip)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new (), *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_moved), strip);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (pointer_moved), strip);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), strip);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scrolled), strip);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begun), strip);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_moved), strip);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_ended), strip);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (clicked), strip);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begun), strip);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinched), strip);
  gtk_widget_add_controller (GTK_WIDGET (strip), motion);
  gtk_widget_add_controller (GTK_WIDGET (strip), scroll);
  add_gesture (strip, drag);
  add_gesture (strip, click);
  add_gesture (strip, pinch);
  gtk_gesture_group (click, drag);
}

static void
cr_timeline_strip_init (CrTimelineStrip *strip)
{
  cr_timeline_layout_init (&strip->layout, NULL);
  cr_timeline_view_resize (&strip->view, 0, 1);
  cr_observer_init (&strip->observer);
  cr_observer_connect (&strip->observer, "graph-changed", G_CALLBACK (graph_changed), strip);
  cr_observer_connect (&strip->observer, "notify::position", G_CALLBACK (position_changed), strip);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (redraw_all), strip,
                           G_CONNECT_SWAPPED);
  add_controllers (strip);
}

void
cr_timeline_strip_set_focused (CrTimelineStrip *strip, gboolean focused)
{
  strip->focused = focused;
  gtk_widget_queue_draw (GTK_WIDGET (strip));
}

void
cr_timeline_strip_zoom (CrTimelineStrip *strip, double factor)
{
  double x = strip->pointer.x;

  if (get_length (strip) == 0)
    return;
  if (!strip->pointer.inside)
    x = cr_timeline_view_to_x (&strip->view, cr_session_get_position (strip->observer.session));
  cr_timeline_view_zoom (&strip->view, factor, CLAMP (x, 0, strip->view.width));
  view_changed (strip);
}

void
cr_timeline_strip_fit (CrTimelineStrip *strip)
{
  cr_timeline_view_fit (&strip->view);
  view_changed (strip);
}

gboolean
cr_timeline_strip_is_fit (CrTimelineStrip *strip)
{
  return cr_timeline_view_is_fit (&strip->view);
}

char *
cr_timeline_strip_dup_tooltip (CrTimelineStrip *strip, double x, double y)
{
  guint row = cr_timeline_layout_pick_row (&strip->layout, y);
  const CrTraceStructure *structure;
  g_autoptr (GArray) visible = NULL;
  const CrVisibleBand *band;

  x -= CR_TIMELINE_INSET;
  if (get_length (strip) == 0 || y < strip->layout.tops[0] || y >= strip->layout.overview_top)
    return NULL;
  if (row == G_MAXUINT)
    return cr_timeline_describe_event (strip->observer.session, cr_timeline_view_pick (&strip->view, x));
  structure = cr_session_get_structure (strip->observer.session);
  visible = cr_timeline_bands_new (cr_trace_structure_get_row (structure, strip->layout.rows[row]), &strip->view);
  band = cr_timeline_bands_pick (visible, x);
  if (band == NULL)
    return NULL;
  return cr_timeline_describe_band (strip->observer.session, strip->layout.rows[row], band->first, band->last);
}
