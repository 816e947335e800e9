/* The explanation card: what happens at the cursor, or in its place the questions of the prediction mode. Its height
 * never changes, so that nothing jumps while time moves. */

#include "cr-explanation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-card-text.h"
#include "cr-failure-view.h"
#include "cr-formula-view.h"
#include "cr-label.h"
#include "cr-observer.h"
#include "cr-painter.h"
#include "cr-predict-view.h"
#include "cr-prediction.h"

#define AREA_HEIGHT 150 /* of what is said, with the links below */
#define LINKS_HEIGHT 38 /* with the gap before them */

struct _CrExplanation
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkLabel *heading;
  GtkStack *stack;
  GtkScrolledWindow *area;
  GtkWidget *links;
  GtkLabel *headline;
  GtkLabel *sentence;
  CrFormulaView *numbers;
  CrFailureView *failure;
  GtkWidget *why;
  GtkLabel *why_label;
  GtkWidget *predict;
  GtkWidget *check;
  GtkWidget *to_failure;
  CrPredictView *predict_view;

  CrCardNumber number; /* that the buttons lead on from */
};

G_DEFINE_FINAL_TYPE (CrExplanation, cr_explanation, GTK_TYPE_WIDGET)

/* With four digits: there is not much room. */
static char *
write_short (double number)
{
  double unit = number == 0 || !isfinite (number) ? 1 : pow (10, floor (log10 (fabs (number))) - 3);

  return cr_label_new_number (isfinite (number) ? round (number / unit) * unit : number);
}

static void
set_words (GtkLabel *label, const char *text)
{
  g_autofree char *bounded = cr_label_new_bounded (text);

  gtk_label_set_text (label, bounded);
}

static void
update_buttons (CrExplanation *card)
{
  gboolean has_number = card->number.variable != CR_NONE;
  CrQuestion next;

  gtk_widget_set_visible (card->why, has_number);
  gtk_widget_set_visible (card->check, has_number);
  gtk_widget_set_visible (card->predict, cr_question_find (card->observer.session, 0, &next));
  if (has_number)
    {
      g_autofree char *label = write_short (card->number.number);
      g_autofree char *text = g_strdup_printf (_ ("Why is this %s?"), label);

      gtk_label_set_text (card->why_label, text);
      gtk_widget_set_tooltip_text (card->why, text); /* a narrow card cuts it off */
      gtk_accessible_update_property (GTK_ACCESSIBLE (card->why), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
}

/* The card is as high with the links as without. */
static void
set_links_visible (CrExplanation *card, gboolean visible)
{
  int height = visible ? AREA_HEIGHT : AREA_HEIGHT + LINKS_HEIGHT;

  gtk_widget_set_visible (card->links, visible);
  gtk_scrolled_window_set_min_content_height (card->area, -1);
  gtk_scrolled_window_set_max_content_height (card->area, height);
  gtk_scrolled_window_set_min_content_height (card->area, height);
}

/* At the failure, or where nothing ran because of it, its account stands in place of the event's. */
static void
update_failure (CrExplanation *card)
{
  CrSession *session = card->observer.session;
  const CrFailureAccount *account = cr_session_get_failure (session);
  const GArray *failed = cr_session_get_events (session, CR_EVENT_FAILED);
  gboolean here = account != NULL && (cr_session_is_at_failure (session) || cr_session_get_cursor (session) == NULL);

  gtk_widget_set_visible (GTK_WIDGET (card->failure), here);
  set_links_visible (card, !here);
  gtk_widget_set_visible (card->to_failure, !here && account != NULL && failed != NULL && failed->len > 0
                                                && cr_session_is_current (session));
  if (!here)
    return;
  set_words (card->headline, account->title);
  gtk_widget_set_visible (GTK_WIDGET (card->headline), TRUE);
  set_words (card->sentence, *account->explanation != '\0' ? account->explanation : account->message);
}

static void
update (CrExplanation *card)
{
  CrSession *session = card->observer.session;
  CrCursor *cursor = cr_session_get_cursor (session);
  CrFormula *numbers = cr_card_numbers (session, &card->number);
  g_autofree char *heading = cr_card_heading (session), *headline = cr_card_headline (cursor);
  g_autofree char *sentence = cursor == NULL ? g_strdup ("") : cr_cursor_describe (cursor);

  gtk_label_set_text (card->heading, heading);
  set_words (card->headline, headline);
  gtk_widget_set_visible (GTK_WIDGET (card->headline), *headline != '\0');
  set_words (card->sentence, sentence);
  gtk_widget_set_visible (GTK_WIDGET (card->numbers), numbers != NULL);
  cr_formula_view_set_formula (card->numbers, numbers);
  update_buttons (card);
  update_failure (card);
  if (cursor != NULL && cr_cursor_get_backward (cursor) > 0)
    gtk_widget_add_css_class (card->box, "backward");
  else
    gtk_widget_remove_css_class (card->box, "backward");
}

static void
predicting_changed (CrExplanation *card)
{
  gboolean predicting = cr_session_get_predicting (card->observer.session);

  gtk_stack_set_visible_child_name (card->stack, predicting ? "predict" : "account");
  if (!predicting && gtk_widget_get_mapped (card->predict))
    gtk_widget_grab_focus (card->predict);
}

/* Shows the number's variable and element on the panel that @panel names. */
static void
lead_on (CrExplanation *card, CrPanel panel)
{
  CrSession *session = card->observer.session;
  CrCardNumber number = card->number;

  if (number.variable == CR_NONE)
    return;
  cr_session_select_variable (session, number.variable);
  cr_session_select_element (session, number.element);
  cr_session_show_panel (session, panel);
}

static void
why_clicked (CrExplanation *card)
{
  lead_on (card, CR_PANEL_WHY);
}

static void
check_clicked (CrExplanation *card)
{
  lead_on (card, CR_PANEL_DEBUG);
}

static void
to_failure_clicked (CrExplanation *card)
{
  cr_session_show_failure (card->observer.session);
}

static void
predict_clicked (CrExplanation *card)
{
  cr_session_set_predicting (card->observer.session, TRUE);
}

static void
show_session (CrExplanation *card)
{
  g_object_set (card->predict_view, "session", card->observer.session, NULL);
  g_object_set (card->failure, "session", card->observer.session, NULL);
  update (card);
  predicting_changed (card);
}

CR_OBSERVER_PROPERTY (CrExplanation, cr_explanation, CR_EXPLANATION, show_session)

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

  g_type_ensure (CR_TYPE_FAILURE_VIEW);
  g_type_ensure (CR_TYPE_FORMULA_VIEW);
  g_type_ensure (CR_TYPE_PREDICT_VIEW);
  object_class->get_property = cr_explanation_get_property;
  object_class->set_property = cr_explanation_set_property;
  object_class->dispose = cr_explanation_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-explanation.ui");
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, box);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, heading);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, stack);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, headline);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, sentence);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, numbers);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, area);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, links);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, failure);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, to_failure);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, why);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, why_label);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, predict);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, check);
  gtk_widget_class_bind_template_child (widget_class, CrExplanation, predict_view);
  gtk_widget_class_bind_template_callback (widget_class, why_clicked);
  gtk_widget_class_bind_template_callback (widget_class, to_failure_clicked);
  gtk_widget_class_bind_template_callback (widget_class, predict_clicked);
  gtk_widget_class_bind_template_callback (widget_class, check_clicked);
}

static void
cr_explanation_init (CrExplanation *card)
{
  card->number.variable = CR_NONE;
  cr_observer_init (&card->observer);
  cr_observer_connect (&card->observer, "graph-changed", G_CALLBACK (update), card);
  cr_observer_connect (&card->observer, "failure-changed", G_CALLBACK (update), card);
  cr_observer_connect (&card->observer, "notify::position", G_CALLBACK (update), card);
  cr_observer_connect (&card->observer, "notify::selection", G_CALLBACK (update), card);
  cr_observer_connect (&card->observer, "notify::element", G_CALLBACK (update), card);
  cr_observer_connect (&card->observer, "notify::predicting", G_CALLBACK (predicting_changed), card);
  gtk_widget_init_template (GTK_WIDGET (card));
  cr_failure_view_set_brief (card->failure, TRUE);
}

GtkWidget *
cr_explanation_new (CrSession *session)
{
  return g_object_new (CR_TYPE_EXPLANATION, "session", session, NULL);
}
