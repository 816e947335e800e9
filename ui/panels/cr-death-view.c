/* Where a gradient died: the causes for the selected variable or, where none is selected (or its gradient is fine), for
 * every leaf that has none. Read off the trace by a worker once the cursor rests. */

#include "cr-death-view.h"

#include <glib/gi18n-lib.h>

#include "cr-death.h"
#include "cr-observer.h"
#include "cr-session-break.h"

#define REST_MILLISECONDS 150
#define SPINNER_MILLISECONDS 500
#define MAX_LEAVES 100

/* One question; the worker's until it is done. */
typedef struct
{
  GWeakRef view;
  gint cancelled; /* atomic */
  CrSearch *search;
  guint variable; /* CR_NONE: none */
  guint position;
  gint64 element;      /* that is selected */
  CrDeath *death;      /* of the variable */
  GPtrArray *list;     /* of CrDeath: of the leaves */
  gboolean predicting; /* what comes is not told to who guesses it */
  gboolean at_end;     /* the list is that of the end of the run: up to the cursor nothing died */
} Question;

struct _CrDeathView
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkLabel *summary;
  GtkListBox *list;
  GtkSpinner *spinner;

  guint rest_source, spinner_source;
  GTask *task;           /* borrowed: the one whose answer is wanted */
  GTask *answer;         /* owned: holds what the rows show */
  gboolean is_lit;       /* by this view */
  gboolean is_selecting; /* itself: the causes stay */
};

G_DEFINE_FINAL_TYPE (CrDeathView, cr_death_view, GTK_TYPE_WIDGET)

static gpointer
free_search (gpointer search)
{
  cr_search_unref (search);
  return NULL;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_weak_ref_clear (&question->view);
  g_clear_pointer (&question->death, cr_death_free);
  g_clear_pointer (&question->list, g_ptr_array_unref);
  /* It may hold the last reference to a graph, which takes longer than a frame to free. */
  g_thread_unref (g_thread_new ("free-search", free_search, question->search));
  g_free (question);
}

static void
put_light_out (CrDeathView *view)
{
  if (view->is_lit && view->observer.session != NULL)
    cr_session_set_lit (view->observer.session, NULL, 0, NULL, 0);
  view->is_lit = FALSE;
}

/* The rows: a cause each. */

typedef struct
{
  const CrDeath *death;
  const CrDeathCause *cause;
} Line;

static GtkWidget *
label_new (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_row (CrDeathView *view, const CrDeath *death, const CrDeathCause *cause, gboolean with_summary)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *row = gtk_list_box_row_new ();
  Line line = { death, cause };
  g_autofree char *said = g_strjoin (" ", with_summary ? death->summary : "", cause->sentence,
                                     cause->advice != NULL ? cause->advice : "", NULL);

  if (with_summary)
    gtk_box_append (GTK_BOX (box), label_new (death->summary, "debug-summary"));
  gtk_box_append (GTK_BOX (box), label_new (cause->sentence, NULL));
  if (cause->advice != NULL)
    gtk_box_append (GTK_BOX (box), label_new (cause->advice, "debug-advice"));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, g_strstrip (said), -1);
  gtk_widget_set_tooltip_text (row, _ ("Show it in the graph and in the text"));
  g_object_set_data_full (G_OBJECT (row), "line", g_memdup2 (&line, sizeof line), g_free);
  gtk_list_box_append (view->list, row);
}

static void
clear_rows (CrDeathView *view)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (view->list))) != NULL)
    gtk_list_box_remove (view->list, row);
  g_clear_object (&view->answer);
}

static void
row_activated (GtkListBox *list, GtkListBoxRow *row, CrDeathView *view)
{
  const Line *line = g_object_get_data (G_OBJECT (row), "line");
  CrSession *session = view->observer.session;
  const GArray *variables = line->death->variables, *functions = line->death->functions;

  view->is_selecting = TRUE;
  if (line->cause->variable != CR_NONE)
    cr_session_select_variable (session, line->cause->variable);
  else if (line->cause->function != CR_NONE)
    cr_session_select_function (session, line->cause->function);
  view->is_selecting = FALSE;
  cr_session_set_lit (session, (const guint *)(gpointer)variables->data, variables->len,
                      (const guint *)(gpointer)functions->data, functions->len);
  view->is_lit = TRUE;
}

static void
show_leaves (CrDeathView *view, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const CrDeath *death = list->pdata[i];

      for (guint k = 0; k < death->causes->len; k++)
        add_row (view, death, death->causes->pdata[k], k == 0);
    }
}

static char *
dup_count (const Question *question)
{
  guint n = question->list->len;

  if (question->at_end)
    return g_strdup_printf (ngettext ("At the end of the run %u leaf has no useful gradient:",
                                      "At the end of the run %u leaves have no useful gradient:", n),
                            n);
  return g_strdup_printf (
      ngettext ("%u leaf has no useful gradient here:", "%u leaves have no useful gradient here:", n), n);
}

static void
show_answer (CrDeathView *view, const Question *question)
{
  const CrDeath *death = question->death;
  g_autofree char *text = NULL;

  if (death != NULL && death->causes->len > 0)
    {
      text = g_strdup (death->summary);
      for (guint i = 0; i < death->causes->len; i++)
        add_row (view, death, death->causes->pdata[i], FALSE);
    }
  else if (question->list != NULL && question->list->len > 0)
    {
      g_autofree char *count = dup_count (question);

      text = death != NULL ? g_strjoin (" ", death->summary, count, NULL) : g_strdup (count);
      show_leaves (view, question->list);
    }
  else
    text = death != NULL          ? g_strdup (death->summary)
           : question->predicting ? g_strdup (_ ("No gradient has died so far."))
                                  : g_strdup (_ ("No gradient has died in this run."));
  gtk_label_set_text (view->summary, text);
  gtk_widget_set_visible (GTK_WIDGET (view->list), gtk_widget_get_first_child (GTK_WIDGET (view->list)) != NULL);
}

/* Asking. */

/* Where some elements are zero, the selected one is asked about if it is among them. */
static void
ask_of_element (Question *question)
{
  CrDeath *death = question->death;

  if (death == NULL || death->state != CR_GRADIENT_PARTLY)
    return;
  death = cr_death_ask (question->search, question->variable, question->position, question->element,
                        &question->cancelled);
  if (death != NULL && death->state == CR_GRADIENT_ZERO)
    {
      cr_death_free (question->death);
      question->death = death;
    }
  else
    cr_death_free (death);
}

static void
ask_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;

  if (question->variable != CR_NONE)
    question->death = cr_death_ask (question->search, question->variable, question->position, -1, &question->cancelled);
  ask_of_element (question);
  if (question->death == NULL || question->death->causes->len == 0)
    question->list = cr_death_list (question->search, question->position, MAX_LEAVES, &question->cancelled);
  if (question->list != NULL && question->list->len == 0 && !question->predicting)
    {
      g_ptr_array_unref (question->list);
      question->list = cr_death_list (question->search, G_MAXUINT, MAX_LEAVES, &question->cancelled);
      question->at_end = TRUE;
    }
  g_task_return_boolean (task, TRUE);
}

static void
stop_spinner (CrDeathView *view)
{
  g_clear_handle_id (&view->spinner_source, g_source_remove);
  gtk_spinner_set_spinning (view->spinner, FALSE);
}

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = G_TASK (result);
  Question *question = g_task_get_task_data (task);
  g_autoptr (CrDeathView) view = g_weak_ref_get (&question->view);

  if (view == NULL || view->task != task)
    return;
  view->task = NULL;
  stop_spinner (view);
  clear_rows (view);
  view->answer = g_object_ref (task);
  show_answer (view, question);
}

static void
give_up (CrDeathView *view)
{
  g_clear_handle_id (&view->rest_source, g_source_remove);
  if (view->task != NULL)
    g_atomic_int_set (&((Question *)g_task_get_task_data (view->task))->cancelled, TRUE);
  view->task = NULL;
}

static gboolean
start_spinner (gpointer data)
{
  CrDeathView *view = data;

  view->spinner_source = 0;
  gtk_spinner_set_spinning (view->spinner, TRUE);
  return G_SOURCE_REMOVE;
}

static guint
get_subject (CrSession *session)
{
  guint variable = cr_session_get_selected_variable (session), function = cr_session_get_selected_function (session);

  return function == CR_NONE ? variable : cr_graph_get_function (cr_session_get_graph (session), function)->output;
}

static gboolean
ask (gpointer data)
{
  CrDeathView *view = data;
  CrSession *session = view->observer.session;
  CrSearch *search = session == NULL ? NULL : cr_session_ref_search (session);
  g_autoptr (GTask) task = NULL;
  Question *question;

  view->rest_source = 0;
  give_up (view);
  if (search == NULL)
    return G_SOURCE_REMOVE;
  question = g_new0 (Question, 1);
  g_weak_ref_init (&question->view, view);
  question->search = search;
  question->variable = get_subject (session);
  question->position = cr_session_get_position (session);
  question->element = cr_session_get_selected_element (session);
  question->predicting = cr_session_get_predicting (session);
  task = g_task_new (NULL, NULL, answered, NULL);
  g_task_set_task_data (task, question, question_free);
  view->task = task;
  g_task_run_in_thread (task, ask_thread);
  if (view->spinner_source == 0)
    view->spinner_source = g_timeout_add (SPINNER_MILLISECONDS, start_spinner, view);
  return G_SOURCE_REMOVE;
}

/* Nobody looks: nothing is asked. */
static void
update (CrDeathView *view)
{
  give_up (view);
  if (view->observer.session != NULL && gtk_widget_get_mapped (GTK_WIDGET (view)))
    view->rest_source = g_timeout_add (REST_MILLISECONDS, ask, view);
}

/* What the rows name is gone. */
static void
graph_changed (CrDeathView *view)
{
  view->is_lit = FALSE;
  clear_rows (view);
  stop_spinner (view);
  gtk_label_set_text (view->summary,
                      cr_session_get_graph (view->observer.session) == NULL ? _ ("Nothing has run yet.") : "");
  gtk_widget_set_visible (GTK_WIDGET (view->list), FALSE);
  update (view);
}

CR_OBSERVER_PROPERTY (CrDeathView, cr_death_view, CR_DEATH_VIEW, graph_changed)

static void
selection_changed (CrDeathView *view)
{
  put_light_out (view);
  if (!view->is_selecting)
    update (view);
}

static void
cr_death_view_unmap (GtkWidget *widget)
{
  put_light_out (CR_DEATH_VIEW (widget));
  GTK_WIDGET_CLASS (cr_death_view_parent_class)->unmap (widget);
}

static void
cr_death_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cr_death_view_parent_class)->map (widget);
  update (CR_DEATH_VIEW (widget));
}

static void
cr_death_view_dispose (GObject *object)
{
  CrDeathView *view = CR_DEATH_VIEW (object);

  give_up (view);
  g_clear_handle_id (&view->spinner_source, g_source_remove);
  cr_observer_clear (&view->observer);
  g_clear_pointer (&view->box, gtk_widget_unparent);
  g_clear_object (&view->answer);
  G_OBJECT_CLASS (cr_death_view_parent_class)->dispose (object);
}

static void
cr_death_view_class_init (CrDeathViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_death_view_get_property;
  object_class->set_property = cr_death_view_set_property;
  object_class->dispose = cr_death_view_dispose;
  widget_class->map = cr_death_view_map;
  widget_class->unmap = cr_death_view_unmap;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-death-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrDeathView, box);
  gtk_widget_class_bind_template_child (widget_class, CrDeathView, summary);
  gtk_widget_class_bind_template_child (widget_class, CrDeathView, list);
  gtk_widget_class_bind_template_child (widget_class, CrDeathView, spinner);
}

static void
cr_death_view_init (CrDeathView *view)
{
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "graph-changed", G_CALLBACK (graph_changed), view);
  cr_observer_connect (&view->observer, "notify::position", G_CALLBACK (update), view);
  cr_observer_connect (&view->observer, "notify::predicting", G_CALLBACK (graph_changed), view);
  cr_observer_connect (&view->observer, "notify::selection", G_CALLBACK (selection_changed), view);
  cr_observer_connect (&view->observer, "notify::element", G_CALLBACK (selection_changed), view);
  gtk_widget_init_template (GTK_WIDGET (view));
  g_signal_connect (view->list, "row-activated", G_CALLBACK (row_activated), view);
}

GtkWidget *
cr_death_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_DEATH_VIEW, "session", session, NULL);
}
