/* The timeline: buttons and a scale (drawn by the strip beneath it) that move the session's cursor. */

#include "cr-timeline.h"

#include <glib/gi18n-lib.h>

#include "cr-observer.h"
#include "cr-painter.h"
#include "cr-timeline-strip.h"

#define BASE_SPEED 1.5 /* steps a second at 1x */

struct _CrTimeline
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkWidget *play_button;
  GtkDropDown *speed;
  GtkLabel *sentence;
  GtkLabel *count;
  CrTimelineStrip *strip;
  GtkScale *scale;
  GtkAdjustment *adjustment;
  gboolean updating; /* the scale is being set from the session */
};

G_DEFINE_FINAL_TYPE (CrTimeline, cr_timeline, GTK_TYPE_WIDGET)

/* In the order of the drop-down's strings. */
static const double SPEEDS[] = { 0.25, 0.5, 1, 2, 4, 10, 50, 250 };

/* In a few words where the cursor is; the card has the whole sentence. */
static char *
describe_event (CrSession *session)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  const CrEvent *event = cr_cursor_get_event (cursor);

  if (event == NULL)
    return g_strdup (_ ("before the first line"));
  switch (event->kind)
    {
    case CR_EVENT_FUNCTION_STEPPED:
      return g_strdup_printf (_ ("backward %u, step %u: %s"), event->u.step.backward, event->u.step.step,
                              event->u.step.name);
    case CR_EVENT_BACKWARD_BEGUN:
      return g_strdup_printf (_ ("backward %u begins"), event->u.backward.number);
    case CR_EVENT_BACKWARD_ENDED:
      return g_strdup_printf (_ ("backward %u is over"), event->u.backward.number);
    default:
      return cr_cursor_describe (cursor);
    }
}

static void
update_sentence (CrTimeline *timeline)
{
  CrSession *session = timeline->observer.session;
  guint position = cr_session_get_position (session), length = cr_session_get_length (session);
  g_autofree char *count = NULL, *sentence = NULL, *full = NULL;

  if (cr_session_get_cursor (session) != NULL)
    {
      sentence = describe_event (session);
      full = cr_cursor_describe (cr_session_get_cursor (session));
      count = g_strdup_printf (_ ("event %u of %u"), position, length);
    }
  gtk_label_set_text (timeline->sentence, sentence == NULL ? "" : sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (timeline->sentence), full);
  gtk_label_set_text (timeline->count, count == NULL ? "" : count);
  if (full != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (timeline->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, full, -1);
}

static void
update_actions (CrTimeline *timeline)
{
  CrSession *session = timeline->observer.session;
  GtkWidget *widget = GTK_WIDGET (timeline);
  guint position = cr_session_get_position (session), length = cr_session_get_length (session);

  gtk_widget_action_set_enabled (widget, "time.start", position > 0);
  gtk_widget_action_set_enabled (widget, "time.back", position > 0);
  gtk_widget_action_set_enabled (widget, "time.play", length > 0);
  gtk_widget_action_set_enabled (widget, "time.forward", position < length);
  gtk_widget_action_set_enabled (widget, "time.end", position < length);
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
graph_changed (CrTimeline *timeline)
{
  guint length = cr_session_get_length (timeline->observer.session);

  timeline->updating = TRUE;
  gtk_adjustment_set_upper (timeline->adjustment, length);
  gtk_adjustment_set_page_increment (timeline->adjustment, MAX (1, length / 10));
  timeline->updating = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (timeline->scale), length > 0);
  position_changed (timeline);
}

static void
playing_changed (CrTimeline *timeline)
{
  gboolean playing = cr_session_get_playing (timeline->observer.session);
  const char *label = playing ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (GTK_BUTTON (timeline->play_button),
                            playing ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (timeline->play_button, playing ? _ ("Pause (Space, F5)") : _ ("Play (Space, F5)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (timeline->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
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

static void
go_to_start (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_seek (CR_TIMELINE (widget)->observer.session, 0);
}

static void
step_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_step (CR_TIMELINE (widget)->observer.session, FALSE);
}

static void
toggle_play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrSession *session = CR_TIMELINE (widget)->observer.session;

  if (cr_session_get_playing (session))
    cr_session_pause (session);
  else
    cr_session_play (session);
}

static void
step_forward (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_session_step (CR_TIMELINE (widget)->observer.session, TRUE);
}

static void
go_to_end (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrSession *session = CR_TIMELINE (widget)->observer.session;

  cr_session_seek (session, cr_session_get_length (session));
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
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, play_button);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, speed);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, sentence);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, count);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, strip);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, scale);
  gtk_widget_class_bind_template_child (widget_class, CrTimeline, adjustment);
  gtk_widget_class_bind_template_callback (widget_class, value_changed);
  gtk_widget_class_bind_template_callback (widget_class, speed_chosen);
  gtk_widget_class_bind_template_callback (widget_class, focus_changed);
}

static void
cr_timeline_class_init (CrTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_TIMELINE_STRIP);
  object_class->get_property = cr_timeline_get_property;
  object_class->set_property = cr_timeline_set_property;
  object_class->dispose = cr_timeline_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-timeline.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "time.start", NULL, go_to_start);
  gtk_widget_class_install_action (widget_class, "time.back", NULL, step_back);
  gtk_widget_class_install_action (widget_class, "time.play", NULL, toggle_play);
  gtk_widget_class_install_action (widget_class, "time.forward", NULL, step_forward);
  gtk_widget_class_install_action (widget_class, "time.end", NULL, go_to_end);
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
  /* What has the focus of a drop-down is a button inside it, which does not take over the name. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (timeline->speed))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Speed"), -1);
}

GtkWidget *
cr_timeline_new (CrSession *session)
{
  return g_object_new (CR_TYPE_TIMELINE, "session", session, NULL);
}
