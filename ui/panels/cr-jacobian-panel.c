/* The Jacobian lens: how one variable depends on another. First the lists are made on a thread, then another run of the
 * script answers; both only while somebody sees the panel. What was chosen by hand stays, over edits too, by its key;
 * else the panel follows the selection. */

#include "cr-jacobian-panel.h"

#include <glib/gi18n-lib.h>

#include "cr-jacobian-answer.h"
#include "cr-jacobian-choice.h"
#include "cr-jacobian-view.h"
#include "cr-observer.h"
#include "cr-session-replay.h"

#define SETTLE_MILLISECONDS 150 /* while the cursor runs through generations */
#define PROGRESS_MILLISECONDS 500
#define TICK_MILLISECONDS 100

struct _CrJacobianPanel
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *stack, *answer_stack;
  GtkLabel *empty_text, *title, *message, *told, *weights, *cost;
  GtkDropDown *of, *by;
  GtkToggleButton *pick_of, *pick_by;
  GtkButton *again, *cancel;
  GtkProgressBar *progress;
  CrJacobianView *view;

  guint64 of_key, by_key; /* chosen by hand; 0: not */
  CrJacobianChoice *choice;
  CrJacobianAnswer *answer; /* borrowed of the result */
  GAsyncResult *result;
  GCancellable *cancellable; /* of what is under way */
  guint settle_source, progress_source;
  gboolean filling; /* the lists are filled by the program */
};

G_DEFINE_FINAL_TYPE (CrJacobianPanel, cr_jacobian_panel, GTK_TYPE_WIDGET)

static void
drop_answer (CrJacobianPanel *panel)
{
  cr_jacobian_view_show (panel->view, NULL);
  panel->answer = NULL;
  g_clear_object (&panel->result);
}

static void
give_up (CrJacobianPanel *panel)
{
  g_clear_handle_id (&panel->settle_source, g_source_remove);
  g_clear_handle_id (&panel->progress_source, g_source_remove);
  g_cancellable_cancel (panel->cancellable);
  g_clear_object (&panel->cancellable);
}

static void
show_empty (CrJacobianPanel *panel, const char *text)
{
  gtk_label_set_text (panel->empty_text, text);
  gtk_stack_set_visible_child_name (GTK_STACK (panel->stack), "empty");
}

static void
show_message (CrJacobianPanel *panel, const char *text, gboolean can_ask_again)
{
  gtk_label_set_text (panel->title, "");
  gtk_label_set_text (panel->message, text);
  gtk_widget_set_visible (GTK_WIDGET (panel->again), can_ask_again);
  gtk_stack_set_visible_child_name (GTK_STACK (panel->answer_stack), "message");
}

static void
show_answer (CrJacobianPanel *panel)
{
  g_autofree char *title = cr_jacobian_answer_dup_title (panel->answer);
  g_autofree char *weights = cr_jacobian_answer_dup_weights (panel->answer);
  g_autofree char *cost = cr_jacobian_answer_dup_cost (panel->answer);

  gtk_label_set_text (panel->title, title);
  gtk_label_set_text (panel->weights, weights);
  gtk_label_set_text (panel->cost, cost);
  cr_jacobian_view_show (panel->view, panel->answer);
  gtk_label_set_text (panel->told, _ ("Point at a number, or choose one with the arrow keys."));
  gtk_stack_set_visible_child_name (GTK_STACK (panel->answer_stack), "answer");
}

/* Of a callback that may come after the panel. */
typedef struct
{
  GWeakRef panel;
  GCancellable *cancellable;
} Asker;

static Asker *
asker_new (CrJacobianPanel *panel)
{
  Asker *asker = g_new0 (Asker, 1);

  g_weak_ref_init (&asker->panel, panel);
  asker->cancellable = g_object_ref (panel->cancellable);
  return asker;
}

/* The panel, owned, if it still waits for this. */
static CrJacobianPanel *
asker_free (Asker *asker)
{
  CrJacobianPanel *panel = g_weak_ref_get (&asker->panel);
  gboolean waits = panel != NULL && panel->cancellable == asker->cancellable;

  g_weak_ref_clear (&asker->panel);
  g_object_unref (asker->cancellable);
  g_free (asker);
  if (!waits)
    g_clear_object (&panel);
  return panel;
}

static void
answered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  CrJacobianAnswer *answer = cr_session_replay_finish (CR_SESSION (source), result, &error);
  g_autoptr (CrJacobianPanel) panel = asker_free (data);

  if (panel == NULL)
    return;
  give_up (panel);
  drop_answer (panel);
  if (answer != NULL)
    {
      panel->answer = answer;
      panel->result = g_object_ref (result);
      show_answer (panel);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_message (panel, error->message, FALSE);
}

static gboolean
tick (gpointer data)
{
  CrJacobianPanel *panel = data;

  gtk_progress_bar_set_fraction (panel->progress, cr_session_replay_get_progress (panel->observer.session));
  return G_SOURCE_CONTINUE;
}

static gboolean
show_progress (gpointer data)
{
  CrJacobianPanel *panel = data;

  drop_answer (panel);
  gtk_label_set_text (panel->title, "");
  gtk_progress_bar_set_fraction (panel->progress, 0);
  gtk_stack_set_visible_child_name (GTK_STACK (panel->answer_stack), "progress");
  panel->progress_source = g_timeout_add (TICK_MILLISECONDS, tick, panel);
  return G_SOURCE_REMOVE;
}

static void
ask (CrJacobianPanel *panel)
{
  CrSession *session = panel->observer.session;
  CrJacobianAnswer *answer;

  give_up (panel);
  if (panel->choice->of == CR_NONE || panel->choice->by == CR_NONE)
    {
      drop_answer (panel);
      show_message (panel, _ ("No gradient flows from here to anything."), FALSE);
      return;
    }
  panel->cancellable = g_cancellable_new ();
  panel->progress_source = g_timeout_add (PROGRESS_MILLISECONDS, show_progress, panel);
  answer = cr_jacobian_answer_new (cr_session_get_graph (session), panel->choice->of, panel->choice->by);
  cr_session_replay_async (session, cr_jacobian_answer_find, answer, cr_jacobian_answer_free, panel->cancellable,
                           answered, asker_new (panel));
}

static void
fill_list (GtkDropDown *down, const CrJacobianList *list)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new ((const char *const *)list->names->pdata);

  gtk_drop_down_set_model (down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (down, list->chosen == CR_NONE ? GTK_INVALID_LIST_POSITION : list->chosen);
}

static void
chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  CrJacobianChoice *choice = cr_jacobian_choice_finish (result, NULL);
  g_autoptr (CrJacobianPanel) panel = asker_free (data);

  if (panel == NULL || choice == NULL)
    {
      g_clear_pointer (&choice, cr_jacobian_choice_free);
      return;
    }
  g_clear_pointer (&panel->choice, cr_jacobian_choice_free);
  panel->choice = choice;
  panel->filling = TRUE;
  fill_list (panel->of, &choice->ofs);
  fill_list (panel->by, &choice->bys);
  panel->filling = FALSE;
  if (choice->of == CR_NONE)
    {
      give_up (panel);
      show_empty (panel,
                  _ ("Nothing here was computed with a gradient. A variable with requires_grad=True, and what is "
                     "computed from it, have a Jacobian."));
      return;
    }
  gtk_stack_set_visible_child_name (GTK_STACK (panel->stack), "lens");
  ask (panel);
}

static guint
find_chosen (CrJacobianPanel *panel, guint64 key)
{
  return key != 0 ? cr_graph_find_variable_by_key (cr_session_get_graph (panel->observer.session), key) : CR_NONE;
}

/* Lists anew, and asks. */
static void
refresh (CrJacobianPanel *panel)
{
  CrSession *session = panel->observer.session;

  give_up (panel);
  if (session == NULL || !gtk_widget_get_mapped (GTK_WIDGET (panel)))
    return;
  if (cr_session_get_graph (session) == NULL)
    {
      show_empty (panel, _ ("Nothing has run yet."));
      return;
    }
  if (cr_session_get_predicting (session))
    {
      show_empty (panel, _ ("No Jacobian is shown while you predict: it would tell the answer."));
      return;
    }
  panel->cancellable = g_cancellable_new ();
  cr_jacobian_choice_async (cr_session_get_graph (session), cr_session_get_position (session),
                            cr_session_get_selected_variable (session), find_chosen (panel, panel->of_key),
                            find_chosen (panel, panel->by_key), panel->cancellable, chosen, asker_new (panel));
}

static gboolean
settled (gpointer data)
{
  CrJacobianPanel *panel = data;

  panel->settle_source = 0;
  refresh (panel);
  return G_SOURCE_REMOVE;
}

static void
refresh_soon (CrJacobianPanel *panel)
{
  g_clear_handle_id (&panel->settle_source, g_source_remove);
  panel->settle_source = g_timeout_add (SETTLE_MILLISECONDS, settled, panel);
}

/* Another generation has other variables; within one nothing depends on the cursor. */
static void
position_changed (CrJacobianPanel *panel)
{
  CrSession *session = panel->observer.session;
  CrGraph *graph = cr_session_get_graph (session);

  if (graph == NULL || panel->choice == NULL || cr_session_get_predicting (session)
      || !gtk_widget_get_mapped (GTK_WIDGET (panel)))
    return;
  if (cr_graph_get_generation_at (graph, cr_session_get_position (session)) != panel->choice->generation)
    refresh_soon (panel);
}

static void
graph_changed (CrJacobianPanel *panel)
{
  give_up (panel);
  drop_answer (panel); /* it is of another graph */
  gtk_label_set_text (panel->title, "");
  g_clear_pointer (&panel->choice, cr_jacobian_choice_free);
  refresh (panel);
}

static guint64
get_key (CrJacobianPanel *panel, guint variable)
{
  return cr_graph_get_variable (cr_session_get_graph (panel->observer.session), variable)->key;
}

static void
selection_changed (CrJacobianPanel *panel)
{
  CrSession *session = panel->observer.session;
  guint selected = cr_session_get_selected_variable (session);

  if (selected != CR_NONE && gtk_toggle_button_get_active (panel->pick_of))
    {
      panel->of_key = get_key (panel, selected);
      panel->by_key = 0; /* what had a path to the other may have none to this */
      gtk_toggle_button_set_active (panel->pick_of, FALSE);
    }
  else if (selected != CR_NONE && gtk_toggle_button_get_active (panel->pick_by))
    {
      panel->by_key = get_key (panel, selected);
      if (panel->choice != NULL && panel->choice->of != CR_NONE)
        panel->of_key = get_key (panel, panel->choice->of);
      gtk_toggle_button_set_active (panel->pick_by, FALSE);
    }
  else if (panel->of_key != 0 && panel->by_key != 0)
    return;
  refresh_soon (panel);
}

static void
list_used (CrJacobianPanel *panel)
{
  guint of = gtk_drop_down_get_selected (panel->of), by = gtk_drop_down_get_selected (panel->by);

  if (panel->filling || panel->choice == NULL || of >= panel->choice->ofs.variables->len)
    return;
  of = g_array_index (panel->choice->ofs.variables, guint, of);
  if (of != panel->choice->of)
    {
      panel->of_key = get_key (panel, of);
      panel->by_key = 0;
    }
  else if (by < panel->choice->bys.variables->len)
    {
      panel->of_key = get_key (panel, of);
      panel->by_key = get_key (panel, g_array_index (panel->choice->bys.variables, guint, by));
    }
  refresh (panel);
}

static void
pick_toggled (CrJacobianPanel *panel, GtkToggleButton *button)
{
  GtkToggleButton *other = button == panel->pick_of ? panel->pick_by : panel->pick_of;

  if (gtk_toggle_button_get_active (button))
    gtk_toggle_button_set_active (other, FALSE);
}

static void
cancel_clicked (CrJacobianPanel *panel)
{
  give_up (panel);
  drop_answer (panel);
  show_message (panel, _ ("Cancelled."), TRUE);
}

static void
element_told (CrJacobianPanel *panel, const char *text)
{
  if (text != NULL)
    gtk_label_set_text (panel->told, text);
}

static void
unmapped (CrJacobianPanel *panel)
{
  give_up (panel);
  gtk_toggle_button_set_active (panel->pick_of, FALSE);
  gtk_toggle_button_set_active (panel->pick_by, FALSE);
}

CR_OBSERVER_PROPERTY (CrJacobianPanel, cr_jacobian_panel, CR_JACOBIAN_PANEL, graph_changed)

static void
cr_jacobian_panel_dispose (GObject *object)
{
  CrJacobianPanel *panel = CR_JACOBIAN_PANEL (object);

  give_up (panel);
  if (panel->stack != NULL)
    drop_answer (panel);
  g_clear_pointer (&panel->choice, cr_jacobian_choice_free);
  cr_observer_clear (&panel->observer);
  g_clear_pointer (&panel->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_jacobian_panel_parent_class)->dispose (object);
}

static void
cr_jacobian_panel_class_init (CrJacobianPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_jacobian_panel_get_property;
  object_class->set_property = cr_jacobian_panel_set_property;
  object_class->dispose = cr_jacobian_panel_dispose;
  cr_observer_install_property (object_class);
  g_type_ensure (CR_TYPE_JACOBIAN_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/panels/cr-jacobian-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, answer_stack);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, empty_text);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, title);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, message);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, told);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, weights);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, cost);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, of);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, by);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, pick_of);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, pick_by);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, again);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, cancel);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, progress);
  gtk_widget_class_bind_template_child (widget_class, CrJacobianPanel, view);
}

static void
make_searchable (GtkDropDown *down)
{
  g_autoptr (GtkExpression) name = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");

  gtk_drop_down_set_expression (down, name);
}

/* What has the focus of a drop-down is a button inside it, which does not take over the name; and the label beside it
 * would be told as well. */
static void
name_list (GtkDropDown *down, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (down))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (down), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
cr_jacobian_panel_init (CrJacobianPanel *panel)
{
  cr_observer_init (&panel->observer);
  cr_observer_connect (&panel->observer, "graph-changed", G_CALLBACK (graph_changed), panel);
  cr_observer_connect (&panel->observer, "notify::position", G_CALLBACK (position_changed), panel);
  cr_observer_connect (&panel->observer, "notify::selection", G_CALLBACK (selection_changed), panel);
  cr_observer_connect (&panel->observer, "notify::predicting", G_CALLBACK (refresh), panel);
  gtk_widget_init_template (GTK_WIDGET (panel));
  make_searchable (panel->of);
  make_searchable (panel->by);
  name_list (panel->of, _ ("Derivative of"));
  name_list (panel->by, _ ("Derivative by"));
  g_signal_connect_swapped (panel->of, "notify::selected", G_CALLBACK (list_used), panel);
  g_signal_connect_swapped (panel->by, "notify::selected", G_CALLBACK (list_used), panel);
  g_signal_connect_swapped (panel->pick_of, "toggled", G_CALLBACK (pick_toggled), panel);
  g_signal_connect_swapped (panel->pick_by, "toggled", G_CALLBACK (pick_toggled), panel);
  g_signal_connect_swapped (panel->again, "clicked", G_CALLBACK (refresh), panel);
  g_signal_connect_swapped (panel->cancel, "clicked", G_CALLBACK (cancel_clicked), panel);
  g_signal_connect_swapped (panel->view, "told", G_CALLBACK (element_told), panel);
  g_signal_connect (panel, "map", G_CALLBACK (refresh), NULL);
  g_signal_connect (panel, "unmap", G_CALLBACK (unmapped), NULL);
}

GtkWidget *
cr_jacobian_panel_new (CrSession *session)
{
  return g_object_new (CR_TYPE_JACOBIAN_PANEL, "session", session, NULL);
}
