/* The explanation card. */

#include "cr-explanation.h"

#include <glib/gi18n-lib.h>

#include "cr-label.h"
#include "cr-observer.h"
#include "cr-painter.h"
#include "cr-trace-index.h"

#define MAX_SENT 3 /* gradients whose numbers are shown */

struct _CrExplanation
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkLabel *heading;
  GtkLabel *sentence;
  GtkLabel *numbers;
};

G_DEFINE_FINAL_TYPE (CrExplanation, cr_explanation, GTK_TYPE_WIDGET)

/* How many functions step in the backward that is under way at @event. */
static guint
count_steps (CrSession *session, guint event)
{
  const GArray *steps = cr_session_get_events (session, CR_EVENT_FUNCTION_STEPPED);
  const GArray *begun = cr_session_get_events (session, CR_EVENT_BACKWARD_BEGUN);
  guint passes = cr_events_count_before (begun, event);
  guint first = passes == 0 ? 0 : g_array_index (begun, guint, passes - 1);
  guint end = passes < begun->len ? g_array_index (begun, guint, passes) : G_MAXUINT;

  return cr_events_count_before (steps, end) - cr_events_count_before (steps, first);
}

static char *
make_heading (CrSession *session, const CrEvent *event)
{
  guint backward = cr_cursor_get_backward (cr_session_get_cursor (session));

  if (event == NULL)
    return g_strdup (_ ("Before the run"));
  if (event->kind == CR_EVENT_FUNCTION_STEPPED)
    return g_strdup_printf (_ ("Step %u of %u · backward pass %u"), event->u.step.step,
                            count_steps (session, cr_session_get_position (session) - 1), event->u.step.backward);
  if (backward > 0)
    return g_strdup_printf (_ ("Backward pass %u"), backward);
  if (event->range.line > 0)
    return g_strdup_printf (_ ("Line %u"), event->range.line);
  return g_strdup (_ ("Forward"));
}

/* The numbers that leave a function, as far as there is room. */
static char *
make_numbers (const CrEvent *event)
{
  GString *text = g_string_new (NULL);

  if (event == NULL || event->kind != CR_EVENT_FUNCTION_STEPPED)
    return g_string_free (text, FALSE);
  for (guint i = 0; i < MIN (event->u.step.n_sent, MAX_SENT); i++)
    if (event->u.step.sent[i] != NULL)
      {
        g_autofree char *label = cr_label_new_short (event->u.step.sent[i]);

        g_string_append_printf (text, "%s∇ %s", text->len > 0 ? "\n" : "", label);
      }
  return g_string_free (text, FALSE);
}

static void
update (CrExplanation *card)
{
  CrSession *session = card->observer.session;
  CrCursor *cursor = cr_session_get_cursor (session);
  const CrEvent *event = cursor == NULL ? NULL : cr_cursor_get_event (cursor);
  g_autofree char *heading = NULL, *sentence = NULL, *numbers = NULL;

  heading = cursor == NULL ? g_strdup (_ ("Nothing to play yet")) : make_heading (session, event);
  sentence = cursor == NULL ? g_strdup ("") : cr_cursor_describe (cursor);
  numbers = make_numbers (event);
  gtk_label_set_text (card->heading, heading);
  gtk_label_set_text (card->sentence, sentence);
  gtk_label_set_text (card->numbers, numbers);
  gtk_widget_set_visible (GTK_WIDGET (card->numbers), *numbers != '\0');
  if (cursor != NULL && cr_cursor_get_backward (cursor) > 0)
    gtk_widget_add_css_class (card->box, "backward");
  else
    gtk_widget_remove_css_class (card->box, "backward");
}

CR_OBSERVER_PROPERTY (CrExplanation, cr_explanation, CR_EXPLANATION, update)

static void
cr_explanation_dispose (GObject *object)
{
  CrExplanation *card = CR_EXPLANATION (object);

  cr_observer_clear (&card->observer);
  g_clear_pointer (&card->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_explanation_parent_class)->dispose (object);
}

static void
cr_explanation_class_init (CrExplanationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_explanation_get_property;
  object_class->set_property = cr_explanation_set_property;
  object_class->dispose = cr_explanation_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-explanation.ui");
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, box);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, heading);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, sentence);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, numbers);
}

static void
cr_explanation_init (CrExplanation *card)
{
  cr_observer_init (&card->observer);
  cr_observer_connect (&card->observer, "graph-changed", G_CALLBACK (update), card);
  cr_observer_connect (&card->observer, "notify::position", G_CALLBACK (update), card);
  gtk_widget_init_template (GTK_WIDGET (card));
}

GtkWidget *
cr_explanation_new (CrSession *session)
{
  return g_object_new (CR_TYPE_EXPLANATION, "session", session, NULL);
}
