/* The timeline: buttons and a scale (drawn by the strip beneath it) that move the session's cursor. */

#include "cr-timeline.h"

#include <glib/gi18n-lib.h>

#include "cr-observer.h"
#include "cr-painter.h"
#include "cr-time-keys.h"
#include "cr-timeline-hint.h"
#include "cr-timeline-key.h"
#include "cr-timeline-strip.h"

#define BASE_SPEED 1.5 /* steps a second at 1x */
#define ZOOM_STEP 1.5

struct _CrTimeline
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkWidget *summarised; /* said when values were dropped */
  GtkWidget *play_button;
  GtkWidget *play_back_button;
  GtkDropDown *speed;
  GtkLabel *sentence;
  GtkLabel *count;
  GtkMenuButton *key;
  GtkPopover *key_popover;
  CrTimelineStrip *strip;
  GtkScale *scale;
  GtkAdjustment *adjustment;
  gboolean updating; /* the scale is being set from the session */
};

G_DEFINE_FINAL_TYPE (CrTimeline, cr_timeline, GTK_TYPE_WIDGET)

/* In the order of the drop-down's strings, of which the last is "max". */
static const double SPEEDS[] = { 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, CR_SPEED_MAX / BASE_SPEED };

static void
update_sentence (CrTimeline *timeline)
{
  CrSession *session = timeline->observer.session;
  guint position = cr_session_get_position (session), length = cr_session_get_length (session);
  g_autofree char *count = NULL, *full = NULL, *sentence = cr_timeline_describe_position (session), *told = NULL;

  if (cr_session_get_cursor (session) != NULL)
    {
      full = cr_cursor_describe (cr_session_get_cursor (session));
      count = g_strdup_printf (_ ("event %u of %u"), position, length);
      told = g_strdup_printf ("%s. %s", count, full);
    }
  gtk_label_set_text (timeline->sentence, sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (timeline->sentence), full);
  gtk_label_set_text (timeline->count, count == NULL ? "" : count);
  if (told != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (timeline->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, told, -1);
}

static void
update_actions (CrTimeline *timeline)
{
  CrSession *session = timeline->observer.session;
  GtkWidget *widget = GTK_WIDGET (timeline);
  guint position = cr_session_get_position (session), length = cr_session_get_length (session);
  static const char *const back[]
      = { "time.start", "time.back", "time.large-back", "time.event-back", "time.visit-back" };
  static const char *const forward[]
      = { "time.end", "time.forward", "time.large-forward", "time.event-forward", "time.visit-forward" };

  for (guint i = 0; i < G_N_ELEMENTS (back); i++)
    {
      gtk_widget_action_set_enabled (widget, back[i], position > 0);
      gtk_widget_action_set_enabled (widget, forward[i], position < length);
    }
  gtk_widget_action_set_enabled (widget, "time.play", length > 0);
  gtk_widget_action_set_enabled (widget, "time.play-backwards", length > 0);
}

static void
position_changed (CrTimeline *timeline)
{
  timeline->updating = TRUE;
  gtk_adjustment_set_value (timeline->adjustment, cr_session_get_position (timeline->observer.session));
  timeline->updating = FALSE;
  update_sentence (timeline);
  update_actions (timeline);
}

static void
view_changed (CrTimeline *timeline)
{
  gboolean has_events = timeline->observer.session != NULL && cr_session_get_length (timeline->observer.session) > 0;
  gboolean fit = cr_timeline_strip_is_fit (timeline->strip);

  gtk_widget_action_set_enabled (GTK_WIDGET (timeline), "time.zoom-in", has_events);
  gtk_widget_action_set_enabled (GTK_WIDGET (timeline), "time.zoom-out", has_events && !fit);
  gtk_widget_action_set_enabled (GTK_WIDGET (timeline), "time.zoom-fit", has_events && !fit);
}

static void
graph_changed (CrTimeline *timeline)
{
  CrGraph *graph = cr_session_get_graph (timeline->observer.session);
  guint length = cr_session_get_length (timeline->observer.session);

  timeline->updating = TRUE;
  gtk_adjustment_set_upper (timeline->adjustment, length);
  gtk_adjustment_set_page_increment (timeline->adjustment, MAX (1, length / 10));
  timeline->updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (timeline->scale), length > 0);
  gtk_widget_set_visible (timeline->summarised, graph != NULL && cr_trace_is_summarised (cr_graph_get_trace (graph)));
  position_changed (timeline);
  view_changed (timeline);
}

static void
show_playing (GtkWidget *button, gboolean playing, const char *icon, const char *tooltip, const char *label)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), playing ? "media-playback-pause-symbolic" : icon);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
playing_changed (CrTimeline *timeline)
{
  gboolean playing = cr_session_get_playing (timeline->observer.session);
  gboolean backwards = cr_session_get_playing_backwards (timeline->observer.session);

  show_playing (timeline->play_button, playing && !backwards, "media-playback-start-symbolic",
                playing && !backwards ? _ ("Pause (Space, F5)") : _ ("Play (Space, F5)"),
                playing && !backwards ? _ ("Pause") : _ ("Play"));
  show_playing (timeline->play_back_button, backwards, "cr-play-backwards-symbolic",
                backwards ? _ ("Pause (Space, F5)") : _ ("Play backwards (Shift+Space)"),
                backwards ? _ ("Pause") : _ ("Play backwards"));
}

static void
value_changed (CrTimeline *timeline)
{
  if (!timeline->updating && timeline->observer.session != NULL)
    {
      cr_session_pause (timeline->observer.session);
      cr_session_seek (timeline->observer.session, (guint)(gtk_adjustment_get_value (timeline->adjustment) + 0.5));
    }
}

static void
speed_chosen (CrTimeline *timeline)
{
  guint chosen = gtk_drop_down_get_selected (timeline->speed);

  if (timeline->observer.session != NULL && chosen < G_N_ELEMENTS (SPEEDS))
    cr_session_set_speed (timeline->observer.session, SPEEDS[chosen] * BASE_SPEED);
}

static void
speed_changed (CrTimeline *timeline)
{
  double speed = cr_session_get_speed (timeline->observer.session) / BASE_SPEED;

  for (guint i = 0; i < G_N_ELEMENTS (SPEEDS); i++)
    if (ABS (SPEEDS[i] - speed) < 0.01)
      gtk_drop_down_set_selected (timeline->speed, i);
}

static void
show_session (CrTimeline *timeline)
{
  g_object_set (timeline->strip, "session", timeline->observer.session, NULL);
  graph_changed (timeline);
  playing_changed (timeline);
  speed_changed (timeline);
}

CR_OBSERVER_PROPERTY (CrTimeline, cr_timeline, CR_TIMELINE, show_session)

/* Every action of time.* that goes there or back: its name tells. */
static void
move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrSession *session = CR_TIMELINE (widget)->observer.session;
  gboolean forwards = g_str_has_suffix (name, "forward") || g_str_has_suffix (name, "end");

  if (g_str_equal (name, "time.start") || g_str_equal (name, "time.end"))
    cr_session_seek (session, forwards ? cr_session_get_length (session) : 0);
  else if (g_str_has_prefix (name, "time.large"))
    cr_session_step_large (session, forwards);
  else if (g_str_has_prefix (name, "time.event"))
    cr_session_step_event (session, forwards);
  else if (!g_str_has_prefix (name, "time.visit"))
    cr_session_step (session, forwards);
  else if (!cr_session_step_visit (session, forwards))
    gtk_widget_error_bell (widget);
}

static void
play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrSession *session = CR_TIMELINE (widget)->observer.session;
  gboolean backwards = g_str_equal (name, "time.play-backwards");

  /* Each of the two buttons turns the other's playing round. */
  if (!backwards && cr_session_get_playing_backwards (session))
    cr_session_play (session);
  else
    cr_time_toggle_play (session, backwards);
}

static void
zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrTimelineStrip *strip = CR_TIMELINE (widget)->strip;

  if (g_str_equal (name, "time.zoom-fit"))
    cr_timeline_strip_fit (strip);
  else
    cr_timeline_strip_zoom (strip, g_str_equal (name, "time.zoom-in") ? ZOOM_STEP : 1 / ZOOM_STEP);
}

static gboolean
zoom_key (CrTimeline *timeline, guint key)
{
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      cr_timeline_strip_zoom (timeline->strip, ZOOM_STEP);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      cr_timeline_strip_zoom (timeline->strip, 1 / ZOOM_STEP);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      cr_timeline_strip_fit (timeline->strip);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_pressed (CrTimeline *timeline, guint key, guint code, GdkModifierType state)
{
  if (timeline->observer.session == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  return cr_time_key_pressed (GTK_WIDGET (timeline), timeline->observer.session, key, state)
         || zoom_key (timeline, key);
}

static void
strip_pressed (CrTimeline *timeline)
{
  gtk_widget_grab_focus (GTK_WIDGET (timeline->scale));
}

/* Asked of what holds strip and scale, since the scale is found first though the pointer's events pass through it. */
static gboolean
query_tooltip (CrTimeline *timeline, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = keyboard ? NULL : cr_timeline_strip_dup_tooltip (timeline->strip, x, y);

  if (text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* Made when it is first looked at. */
static void
show_key (GtkMenuButton *button, gpointer data)
{
  GtkPopover *popover = CR_TIMELINE (data)->key_popover;

  if (gtk_popover_get_child (popover) == NULL)
    gtk_popover_set_child (popover, cr_timeline_key_new ());
}

static void
focus_changed (CrTimeline *timeline)
{
  cr_timeline_strip_set_focused (timeline->strip, gtk_widget_has_visible_focus (GTK_WIDGET (timeline->scale)));
}

static void
cr_timeline_dispose (GObject *object)
{
  CrTimeline *timeline = CR_TIMELINE (object);

  cr_observer_clear (&timeline->observer);
  g_clear_pointer (&timeline->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_timeline_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, box);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, summarised);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, play_button);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, play_back_button);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, key);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, key_popover);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, speed);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, sentence);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, count);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, strip);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, scale);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, adjustment);
  gtk_widget_class_bind_template_callback (widget_class, value_changed);
  gtk_widget_class_bind_template_callback (widget_class, speed_chosen);
  gtk_widget_class_bind_template_callback (widget_class, focus_changed);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, strip_pressed);
  gtk_widget_class_bind_template_callback (widget_class, view_changed);
}

static void
cr_timeline_class_init (CrTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const moves[]
      = { "time.start",   "time.large-back",    "time.back",          "time.event-back",    "time.visit-back",
          "time.forward", "time.large-forward", "time.event-forward", "time.visit-forward", "time.end" };

  g_type_ensure (CR_TYPE_TIMELINE_STRIP);
  object_class->get_property = cr_timeline_get_property;
  object_class->set_property = cr_timeline_set_property;
  object_class->dispose = cr_timeline_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-timeline.ui");
  bind_children (widget_class);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_install_action (widget_class, moves[i], NULL, move);
  gtk_widget_class_install_action (widget_class, "time.play", NULL, play);
  gtk_widget_class_install_action (widget_class, "time.play-backwards", NULL, play);
  gtk_widget_class_install_action (widget_class, "time.zoom-in", NULL, zoom);
  gtk_widget_class_install_action (widget_class, "time.zoom-out", NULL, zoom);
  gtk_widget_class_install_action (widget_class, "time.zoom-fit", NULL, zoom);
}

static void
cr_timeline_init (CrTimeline *timeline)
{
  cr_observer_init (&timeline->observer);
  cr_observer_connect (&timeline->observer, "graph-changed", G_CALLBACK (graph_changed), timeline);
  cr_observer_connect (&timeline->observer, "notify::position", G_CALLBACK (position_changed), timeline);
  cr_observer_connect (&timeline->observer, "notify::playing", G_CALLBACK (playing_changed), timeline);
  cr_observer_connect (&timeline->observer, "notify::speed", G_CALLBACK (speed_changed), timeline);
  gtk_widget_init_template (GTK_WIDGET (timeline));
  gtk_menu_button_set_create_popup_func (timeline->key, show_key, timeline, NULL);
  /* What has the focus of a drop-down is a button inside it, which does not take over the name. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (timeline->speed))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Speed"), -1);
}

GtkWidget *
cr_timeline_new (CrSession *session)
{
  return g_object_new (CR_TYPE_TIMELINE, "session", session, NULL);
}
