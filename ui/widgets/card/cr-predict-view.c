/* The prediction mode's widget. The session stands just before the event that is asked for; checking an answer moves it
 * past that event, which is what shows the number everywhere else. */

#include "cr-predict-view.h"

#include <glib/gi18n-lib.h>

#include "cr-formula-view.h"
#include "cr-label.h"
#include "cr-observer.h"
#include "cr-prediction.h"

typedef enum
{
  STATE_IDLE,
  STATE_ASKING,
  STATE_REVEALED,
  STATE_DONE /* nothing is left to ask */
} State;

struct _CrPredictView
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkLabel *question;
  GtkLabel *hint;
  GtkLabel *verdict;
  CrFormulaView *formula;
  GtkWidget *answer_row;
  GtkEntry *entry;
  GtkWidget *check_button;
  GtkWidget *next;
  GtkWidget *show_me;
  GtkWidget *other;
  GtkWidget *why;
  GtkWidget *stop;
  GtkLabel *score;

  State state;
  CrQuestion asked;
  guint n_asked, n_right;
  gboolean moving; /* the position is being changed from here */
};

G_DEFINE_FINAL_TYPE (CrPredictView, cr_predict_view, GTK_TYPE_WIDGET)

char *
cr_predict_view_dup_score (CrPredictView *view)
{
  g_return_val_if_fail (CR_IS_PREDICT_VIEW (view), NULL);
  return g_strdup_printf (_ ("%u of %u right"), view->n_right, view->n_asked);
}

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
update_buttons (CrPredictView *view)
{
  g_autofree char *score = cr_predict_view_dup_score (view);
  gboolean asking = view->state == STATE_ASKING;

  gtk_widget_set_visible (view->answer_row, asking);
  gtk_widget_set_visible (view->show_me, asking);
  gtk_widget_set_visible (view->other, asking && view->asked.numel > 1);
  gtk_widget_set_visible (view->next, view->state == STATE_REVEALED);
  gtk_widget_set_visible (view->why, view->state == STATE_REVEALED && view->asked.variable != CR_NONE);
  gtk_label_set_text (view->score, view->n_asked > 0 ? score : "");
}

static void
seek (CrPredictView *view, guint position)
{
  view->moving = TRUE;
  cr_session_seek (view->observer.session, position);
  view->moving = FALSE;
}

static void
show_question (CrPredictView *view)
{
  CrGraph *graph = cr_session_get_graph (view->observer.session);
  g_autofree char *question = cr_question_to_text (graph, &view->asked);
  g_autofree char *hint = cr_question_hint (graph, &view->asked);
  g_autofree char *description = g_strdup_printf ("%s %s", question, hint);

  if (view->asked.variable != CR_NONE)
    {
      cr_session_select_variable (view->observer.session, view->asked.variable);
      cr_session_select_element (view->observer.session, view->asked.element);
    }
  set_label (view->question, question);
  set_label (view->hint, hint);
  set_label (view->verdict, "");
  cr_formula_view_set_formula (view->formula, NULL);
  gtk_editable_set_text (GTK_EDITABLE (view->entry), "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view->entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
show_end (CrPredictView *view)
{
  view->state = STATE_DONE;
  set_label (view->question, _ ("There is nothing left to predict in this run."));
  set_label (view->hint, "");
  set_label (view->verdict, "");
  cr_formula_view_set_formula (view->formula, NULL);
}

/* From where the session stands. */
static void
ask (CrPredictView *view)
{
  if (cr_question_find (view->observer.session, g_random_int (), &view->asked))
    {
      view->state = STATE_ASKING;
      seek (view, view->asked.event);
      show_question (view);
    }
  else
    show_end (view);
  update_buttons (view);
  if (gtk_widget_get_mapped (GTK_WIDGET (view)))
    gtk_widget_grab_focus (view->state == STATE_ASKING ? GTK_WIDGET (view->entry) : view->stop);
}

static void
ask_next (CrPredictView *view)
{
  ask (view);
}

static void
ask_other (CrPredictView *view)
{
  gint64 element = view->asked.element;
  CrQuestion other;

  for (guint i = 0; i < 8; i++)
    if (cr_question_find (view->observer.session, g_random_int (), &other) && other.event == view->asked.event)
      {
        view->asked = other;
        if (other.element != element)
          break;
      }
  show_question (view);
  update_buttons (view);
  gtk_widget_grab_focus (GTK_WIDGET (view->entry));
}

/* The number, told by its event's own account. */
static void
reveal (CrPredictView *view, const char *verdict)
{
  CrSession *session = view->observer.session;
  g_autofree char *number = cr_label_new_number (view->asked.answer);
  g_autofree char *text
      = g_strdup_printf (view->asked.accumulated ? _ ("%s It is %s.") : _ ("%s It sends %s."), verdict, number);
  g_autofree char *score = NULL, *description = NULL;

  view->state = STATE_REVEALED;
  seek (view, view->asked.event + 1);
  if (view->asked.accumulated)
    cr_formula_view_set_formula (view->formula, cr_formula_new_accumulation (cr_session_get_graph (session),
                                                                             view->asked.event, view->asked.element));
  else
    cr_formula_view_set_formula (view->formula,
                                 cr_formula_new_numbers (cr_session_get_cursor (session), view->asked.event,
                                                         view->asked.slot, view->asked.element));
  view->n_asked++;
  set_label (view->verdict, g_strstrip (text));
  set_label (view->hint, "");
  update_buttons (view);
  score = cr_predict_view_dup_score (view);
  description = g_strdup_printf ("%s %s", text, score);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view->next), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  gtk_widget_grab_focus (view->next);
}

static void
check (CrPredictView *view)
{
  CrCursor *cursor = cr_session_get_cursor (view->observer.session);
  const char *entered = gtk_editable_get_text (GTK_EDITABLE (view->entry));
  g_autofree char *verdict = NULL, *text = NULL;
  gboolean comma;
  CrVerdict kind;
  double answer;

  if (view->state != STATE_ASKING || cursor == NULL)
    return;
  if (!cr_answer_parse (entered, &answer, &comma))
    {
      set_label (view->verdict, _ ("Type a number, such as 3, -0.5, 1e-3, 1/3 or nan."));
      gtk_widget_error_bell (GTK_WIDGET (view->entry));
      return;
    }
  kind = cr_question_judge (cursor, &view->asked, answer);
  verdict = cr_verdict_to_text (cursor, &view->asked, kind, answer);
  view->n_right += kind == CR_VERDICT_RIGHT;
  text = comma ? g_strdup_printf (_ ("%s (%s was read with a point.)"), verdict, entered) : g_strdup (verdict);
  reveal (view, text);
}

static void
give_up (CrPredictView *view)
{
  if (view->state == STATE_ASKING)
    reveal (view, "");
}

static void
stop_clicked (CrPredictView *view)
{
  cr_session_set_predicting (view->observer.session, FALSE);
}

static void
why_clicked (CrPredictView *view)
{
  CrSession *session = view->observer.session;

  cr_session_set_predicting (session, FALSE);
  cr_session_select_variable (session, view->asked.variable);
  cr_session_select_element (session, view->asked.element);
  cr_session_show_panel (session, CR_PANEL_WHY);
}

static void
predicting_changed (CrPredictView *view)
{
  if (!cr_session_get_predicting (view->observer.session))
    {
      view->state = STATE_IDLE;
      return;
    }
  if (view->state != STATE_IDLE)
    return;
  view->n_asked = view->n_right = 0;
  cr_session_pause (view->observer.session);
  ask (view);
}

/* Moved from elsewhere: the question is the next one from there. */
static void
position_changed (CrPredictView *view)
{
  if (view->state == STATE_IDLE || view->moving)
    return;
  cr_session_pause (view->observer.session);
  ask (view);
}

static void
update (CrPredictView *view)
{
  view->state = STATE_IDLE;
  predicting_changed (view);
}

CR_OBSERVER_PROPERTY (CrPredictView, cr_predict_view, CR_PREDICT_VIEW, update)

static void
cr_predict_view_dispose (GObject *object)
{
  CrPredictView *view = CR_PREDICT_VIEW (object);

  cr_observer_clear (&view->observer);
  g_clear_pointer (&view->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_predict_view_parent_class)->dispose (object);
}

static gboolean
escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  (void)arguments;
  (void)data;
  stop_clicked (CR_PREDICT_VIEW (widget));
  return TRUE;
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, box);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, question);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, hint);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, verdict);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, formula);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, answer_row);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, entry);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, check_button);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, next);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, show_me);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, other);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, why);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, stop);
  gtk_widget_class_bind_template_child (widget_class, CrPredictView, score);
  gtk_widget_class_bind_template_callback (widget_class, check);
  gtk_widget_class_bind_template_callback (widget_class, ask_next);
  gtk_widget_class_bind_template_callback (widget_class, ask_other);
  gtk_widget_class_bind_template_callback (widget_class, give_up);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked);
  gtk_widget_class_bind_template_callback (widget_class, why_clicked);
}

static void
cr_predict_view_class_init (CrPredictViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_FORMULA_VIEW);
  object_class->get_property = cr_predict_view_get_property;
  object_class->set_property = cr_predict_view_set_property;
  object_class->dispose = cr_predict_view_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-predict-view.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape, NULL);
}

static void
cr_predict_view_init (CrPredictView *view)
{
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "graph-changed", G_CALLBACK (update), view);
  cr_observer_connect (&view->observer, "notify::position", G_CALLBACK (position_changed), view);
  cr_observer_connect (&view->observer, "notify::predicting", G_CALLBACK (predicting_changed), view);
  gtk_widget_init_template (GTK_WIDGET (view));
}

GtkWidget *
cr_predict_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_PREDICT_VIEW, "session", session, NULL);
}
