/* "Why is this gradient 4?": the account of one gradient element, a level at a time. It is read off the trace as the
 * cursor moves; what needs the script to run again waits until someone looks. */

#include "cr-why-panel.h"

#include <glib/gi18n-lib.h>

#include "cr-observer.h"
#include "cr-why-item.h"
#include "cr-why-paths-view.h"
#include "cr-why-row.h"

/* Runs with more events are read on a thread. */
#define MANY_EVENTS 50000
/* How far back the default looks for a gradient. */
#define MAX_LOOK_BACK 5000
/* Where a run is shorter, the first functions' products are computed unasked, once the cursor rests. */
#define SHORT_SECONDS 0.3
#define REST_MILLISECONDS 250
#define MAX_UNASKED 4

struct _CrWhyPanel
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *stack;
  GtkLabel *heading;
  GtkToggleButton *grad, *arrived;
  GtkEntry *element;
  GtkWidget *none;
  GtkLabel *none_text;
  GtkButton *debug;
  GtkWidget *scrolled;
  GtkListView *list;
  CrWhyPathsView *paths;

  CrWhyIndex *index;         /* of the session's graph; NULL until it is made */
  GCancellable *reading;     /* while it is being made */
  CrWhy *why;                /* what is shown */
  GCancellable *cancellable; /* of the runs for it */
  GtkTreeListModel *tree;
  guint subject;         /* variable */
  guint chosen_function; /* that a row selected: the account stays */
  gint64 own_element;    /* of a subject that is not selected */
  gboolean has_choice;   /* the reader has chosen which gradient */
  gboolean is_setting;   /* the toggles, by the panel itself */
  guint rest_source;
};

G_DEFINE_FINAL_TYPE (CrWhyPanel, cr_why_panel, GTK_TYPE_WIDGET)

static void update (CrWhyPanel *panel);

/* The rows. */

static CrWhyItem *
get_item (GtkTreeListRow *row)
{
  g_autoptr (CrWhyItem) item = gtk_tree_list_row_get_item (row);

  return item;
}

static void
row_expanded (GtkTreeListRow *row)
{
  if (gtk_tree_list_row_get_expanded (row) && get_item (row) != NULL)
    cr_why_item_look (get_item (row));
}

/* Selecting one of the account's functions leaves the account as it is. */
static void
choose_function (CrWhyPanel *panel, guint function)
{
  panel->chosen_function = function;
}

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrWhyPanel *panel)
{
  GtkWidget *expander = gtk_tree_expander_new (), *row = cr_why_row_new (panel->observer.session);

  gtk_widget_set_hexpand (row, TRUE);
  g_signal_connect_object (row, "choosing", G_CALLBACK (choose_function), panel, G_CONNECT_SWAPPED);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), row);
  gtk_list_item_set_child (list_item, expander);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrWhyPanel *panel)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);

  gtk_tree_expander_set_list_row (expander, row);
  cr_why_row_set_item (CR_WHY_ROW (gtk_tree_expander_get_child (expander)), get_item (row));
  g_signal_connect (row, "notify::expanded", G_CALLBACK (row_expanded), NULL);
  row_expanded (row);
}

static void
unbind_row (GtkSignalListItemFactory *factory, GtkListItem *list_item, CrWhyPanel *panel)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));

  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), row_expanded, NULL);
  gtk_tree_expander_set_list_row (expander, NULL);
  cr_why_row_set_item (CR_WHY_ROW (gtk_tree_expander_get_child (expander)), NULL);
}

static GListModel *
get_children (gpointer item, gpointer data)
{
  GListModel *children = cr_why_item_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

static void
row_activated (GtkListView *list, guint position, CrWhyPanel *panel)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (panel->tree, position);

  if (row != NULL)
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

static void
row_selected (GtkSingleSelection *selection, GParamSpec *spec, CrWhyPanel *panel)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (selection);

  if (panel->observer.session != NULL)
    cr_why_light (panel->observer.session, row != NULL ? get_item (row) : NULL);
}

static void
list_left (CrWhyPanel *panel)
{
  if (panel->observer.session != NULL)
    cr_why_light (panel->observer.session, NULL);
}

/* What is shown. */

static void
expand_row (CrWhyPanel *panel, guint i)
{
  g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (panel->tree, i);

  if (row == NULL)
    return;
  cr_why_item_load (get_item (row));
  gtk_tree_list_row_set_expanded (row, TRUE);
}

/* Of a .grad of one pass the question is where the pass's gradient came from. */
static void
expand_only_pass (CrWhyPanel *panel)
{
  guint pass = CR_NONE, n = 0;

  for (guint i = 0; i < cr_why_get_n_terms (panel->why); i++)
    if (cr_why_get_term (panel->why, i)->kind == CR_WHY_TERM_PASS)
      {
        pass = i;
        n++;
      }
  if (n == 1)
    expand_row (panel, pass);
}

static gboolean
load_unasked (gpointer data)
{
  CrWhyPanel *panel = data;
  guint n = 0;

  panel->rest_source = 0;
  for (guint i = 0; panel->tree != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (panel->tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (panel->tree, i);
      const CrWhyTerm *term = cr_why_item_get_term (get_item (row));

      if (term != NULL && term->kind == CR_WHY_TERM_PATH && n++ < MAX_UNASKED)
        cr_why_item_load (get_item (row));
    }
  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (CrWhyPanel *panel)
{
  CrSession *session = panel->observer.session;

  g_clear_handle_id (&panel->rest_source, g_source_remove);
  if (!cr_session_get_playing (session) && cr_session_get_run_seconds (session) < SHORT_SECONDS)
    panel->rest_source = g_timeout_add (REST_MILLISECONDS, load_unasked, panel);
}

static void
forget_rows (CrWhyPanel *panel)
{
  g_clear_handle_id (&panel->rest_source, g_source_remove);
  if (panel->cancellable != NULL)
    g_cancellable_cancel (panel->cancellable);
  g_clear_object (&panel->cancellable);
  panel->tree = NULL;
  gtk_list_view_set_model (panel->list, NULL);
}

static void
show_rows (CrWhyPanel *panel)
{
  GtkSingleSelection *selection;

  forget_rows (panel);
  panel->cancellable = g_cancellable_new ();
  panel->tree = gtk_tree_list_model_new (cr_why_items_new (panel->observer.session, panel->why, panel->cancellable),
                                         FALSE, FALSE, get_children, NULL, NULL);
  selection = gtk_single_selection_new (G_LIST_MODEL (panel->tree));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect (selection, "notify::selected", G_CALLBACK (row_selected), panel);
  gtk_list_view_set_model (panel->list, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  if (cr_why_get_kind (panel->why) == CR_WHY_ACCUMULATED)
    expand_only_pass (panel);
  wait_for_rest (panel);
}

/* While the cursor moves over what does not touch it, the account stays as it was opened. */
static gboolean
is_same (CrWhy *a, CrWhy *b)
{
  double x = 0, y = 0;

  if (a == NULL || cr_why_get_index (a) != cr_why_get_index (b) || cr_why_get_kind (a) != cr_why_get_kind (b)
      || cr_why_get_place (a)->variable != cr_why_get_place (b)->variable
      || cr_why_get_place (a)->element != cr_why_get_place (b)->element
      || cr_why_get_n_terms (a) != cr_why_get_n_terms (b) || cr_why_get_total (a, &x) != cr_why_get_total (b, &y)
      || (x != y && x == x))
    return FALSE;
  for (guint i = 0; i < cr_why_get_n_terms (a); i++)
    if (cr_why_get_term (a, i)->event != cr_why_get_term (b, i)->event
        || cr_why_get_term (a, i)->kind != cr_why_get_term (b, i)->kind)
      return FALSE;
  return TRUE;
}

static void
show_none (CrWhyPanel *panel)
{
  const CrVariable *variable = cr_graph_get_variable (cr_why_index_get_graph (panel->index), panel->subject);
  gboolean is_none = cr_why_get_n_terms (panel->why) == 0, can = variable->requires_grad;
  gboolean accumulated = cr_why_get_kind (panel->why) == CR_WHY_ACCUMULATED;
  const char *text = !can                                ? _ ("It requires no gradient, so none is computed.")
                     : accumulated && !variable->is_leaf ? _ ("It is no leaf: its gradient passes and is not kept in "
                                                              ".grad, unless retain_grad() says so.")
                     : accumulated ? _ ("No backward has left anything here yet, or it was cleared since.")
                                   : _ ("No backward has brought anything here yet.");

  gtk_widget_set_visible (panel->none, is_none);
  gtk_widget_set_visible (panel->scrolled, !is_none);
  gtk_label_set_text (panel->none_text, text);
}

static void
show_why (CrWhyPanel *panel)
{
  const CrVariable *variable = cr_graph_get_variable (cr_why_index_get_graph (panel->index), panel->subject);
  g_autofree char *heading = cr_why_to_heading (panel->why);
  g_autofree char *element = cr_why_element_to_text (variable, cr_why_get_place (panel->why)->element);

  gtk_label_set_text (panel->heading, heading);
  gtk_editable_set_text (GTK_EDITABLE (panel->element), element);
  gtk_widget_set_visible (GTK_WIDGET (panel->element), variable->ndim > 0);
  gtk_widget_remove_css_class (GTK_WIDGET (panel->element), "error");
  panel->is_setting = TRUE;
  gtk_toggle_button_set_active (cr_why_get_kind (panel->why) == CR_WHY_ACCUMULATED ? panel->grad : panel->arrived,
                                TRUE);
  panel->is_setting = FALSE;
  show_none (panel);
  show_rows (panel);
  cr_why_paths_view_set (panel->paths, panel->observer.session, panel->why);
}

/* Whom it is about. */

static guint
count_elements (const CrVariable *variable)
{
  gint64 n = 1;

  for (int i = 0; i < variable->ndim; i++)
    n *= variable->sizes[i];
  return (guint)CLAMP (n, 0, G_MAXUINT);
}

static guint
find_event_variable (CrGraph *graph, const CrEvent *event)
{
  guint function;

  switch (event->kind)
    {
    case CR_EVENT_GRAD_ACCUMULATED:
    case CR_EVENT_GRAD_CLEARED:
      return cr_graph_find_variable (graph, event->u.gradient.tensor, event->u.gradient.function);
    case CR_EVENT_FUNCTION_STEPPED:
      if (event->u.step.leaf != 0)
        return cr_graph_find_variable (graph, event->u.step.leaf, 0);
      function = cr_graph_find_function (graph, event->u.step.function);
      return function != CR_NONE ? cr_graph_get_function (graph, function)->output : CR_NONE;
    case CR_EVENT_BACKWARD_BEGUN:
      return event->u.backward.n_roots > 0
                 ? cr_graph_find_variable (graph, event->u.backward.roots[0], event->u.backward.root_fns[0])
                 : CR_NONE;
    default:
      return CR_NONE;
    }
}

/* When nothing is selected: what the last step before the cursor was about. */
static guint
find_current (CrSession *session)
{
  CrGraph *graph = cr_session_get_graph (session);
  guint position = cr_session_get_position (session);

  for (guint i = position; i > 0 && position - i < MAX_LOOK_BACK; i--)
    {
      guint found = find_event_variable (graph, cr_trace_get_event (cr_graph_get_trace (graph), i - 1));

      if (found != CR_NONE)
        return found;
    }
  return CR_NONE;
}

static guint
find_subject (CrWhyPanel *panel)
{
  CrSession *session = panel->observer.session;
  guint variable = cr_session_get_selected_variable (session);
  guint function = cr_session_get_selected_function (session);

  if (variable == CR_NONE && function == CR_NONE)
    return find_current (session);
  if (variable != CR_NONE)
    return variable;
  if (panel->why != NULL && panel->subject != CR_NONE && cr_why_get_index (panel->why) == panel->index
      && function == panel->chosen_function)
    return panel->subject;
  return cr_graph_get_function (cr_session_get_graph (session), function)->output;
}

static gint64
find_element (CrWhyPanel *panel, guint n)
{
  CrSession *session = panel->observer.session;
  gboolean is_selected = cr_session_get_selected_variable (session) == panel->subject;
  gint64 element = is_selected ? cr_session_get_selected_element (session) : panel->own_element;

  return element < n ? element : 0;
}

static CrWhy *
ask (CrWhyPanel *panel, gboolean accumulated, gint64 element)
{
  CrWhyPlace place = { .variable = panel->subject,
                       .element = element,
                       .position = cr_session_get_position (panel->observer.session),
                       .accumulated = accumulated };

  return cr_why_new (panel->index, &place);
}

/* .grad where there is one, unless the reader wants the other. */
static CrWhy *
find_why (CrWhyPanel *panel, gint64 element)
{
  gboolean accumulated = panel->has_choice ? gtk_toggle_button_get_active (panel->grad) : TRUE;
  g_autoptr (CrWhy) why = ask (panel, accumulated, element);
  g_autoptr (CrWhy) other = NULL;

  if (panel->has_choice || cr_why_get_n_terms (why) > 0)
    return g_steal_pointer (&why);
  other = ask (panel, FALSE, element);
  return cr_why_get_n_terms (other) > 0 ? g_steal_pointer (&other) : g_steal_pointer (&why);
}

static void
show_subject (CrWhyPanel *panel)
{
  guint subject = find_subject (panel);

  if (subject != panel->subject)
    {
      panel->has_choice = FALSE;
      panel->own_element = 0;
    }
  panel->subject = subject;
  guint n = subject != CR_NONE ? count_elements (cr_graph_get_variable (cr_why_index_get_graph (panel->index), subject))
                               : 0;
  gtk_stack_set_visible_child_name (GTK_STACK (panel->stack), n > 0 ? "account" : "empty");
  if (n == 0)
    {
      g_clear_pointer (&panel->why, cr_why_unref);
      forget_rows (panel);
      return;
    }
  g_autoptr (CrWhy) why = find_why (panel, find_element (panel, n));
  if (is_same (panel->why, why))
    return;
  g_clear_pointer (&panel->why, cr_why_unref);
  panel->why = g_steal_pointer (&why);
  show_why (panel);
}

/* The index of the session's graph. */

static void
read_graph (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, cr_why_index_new (data), (GDestroyNotify)cr_why_index_unref);
}

static void
graph_read (GObject *object, GAsyncResult *result, gpointer data)
{
  CrWhyPanel *panel = CR_WHY_PANEL (object);
  g_autoptr (CrWhyIndex) index = g_task_propagate_pointer (G_TASK (result), NULL);

  if (index == NULL || panel->observer.session == NULL
      || cr_why_index_get_graph (index) != cr_session_get_graph (panel->observer.session))
    return;
  g_clear_object (&panel->reading);
  panel->index = g_steal_pointer (&index);
  update (panel);
}

/* TRUE if it is there. */
static gboolean
ensure_index (CrWhyPanel *panel)
{
  CrGraph *graph = cr_session_get_graph (panel->observer.session);
  g_autoptr (GTask) task = NULL;

  if (panel->index != NULL || panel->reading != NULL)
    return panel->index != NULL;
  if (cr_trace_get_length (cr_graph_get_trace (graph)) <= MANY_EVENTS)
    {
      panel->index = cr_why_index_new (graph);
      return TRUE;
    }
  panel->reading = g_cancellable_new ();
  task = g_task_new (panel, panel->reading, graph_read, NULL);
  g_task_set_task_data (task, cr_graph_ref (graph), (GDestroyNotify)cr_graph_unref);
  g_task_run_in_thread (task, read_graph);
  return FALSE;
}

static void
update (CrWhyPanel *panel)
{
  CrSession *session = panel->observer.session;

  if (session == NULL || !gtk_widget_get_mapped (GTK_WIDGET (panel)))
    return;
  if (cr_session_get_graph (session) == NULL)
    gtk_stack_set_visible_child_name (GTK_STACK (panel->stack), "empty");
  else if (ensure_index (panel))
    show_subject (panel);
}

static void
forget (CrWhyPanel *panel)
{
  if (panel->reading != NULL)
    g_cancellable_cancel (panel->reading);
  g_clear_object (&panel->reading);
  g_clear_pointer (&panel->index, cr_why_index_unref);
}

static void
graph_changed (CrWhyPanel *panel)
{
  forget (panel);
  panel->chosen_function = CR_NONE;
  update (panel);
}

static void
session_set (CrWhyPanel *panel)
{
  graph_changed (panel);
}

CR_OBSERVER_PROPERTY (CrWhyPanel, cr_why_panel, CR_WHY_PANEL, session_set)

/* What the reader does. */

static void
set_element (CrWhyPanel *panel, gint64 element)
{
  CrSession *session = panel->observer.session;

  panel->own_element = element;
  if (cr_session_get_selected_variable (session) == panel->subject)
    cr_session_select_element (session, element);
  update (panel);
}

static void
element_entered (CrWhyPanel *panel)
{
  const CrVariable *variable
      = panel->why != NULL ? cr_graph_get_variable (cr_why_index_get_graph (panel->index), panel->subject) : NULL;
  gint64 element;

  if (variable == NULL)
    return;
  if (cr_why_element_from_text (variable, gtk_editable_get_text (GTK_EDITABLE (panel->element)), &element))
    set_element (panel, element);
  else
    gtk_widget_add_css_class (GTK_WIDGET (panel->element), "error");
}

static gboolean
element_key (GtkEventController *controller, guint key, guint code, GdkModifierType state, CrWhyPanel *panel)
{
  if ((key != GDK_KEY_Up && key != GDK_KEY_Down) || panel->why == NULL)
    return FALSE;
  gint64 n = count_elements (cr_graph_get_variable (cr_why_index_get_graph (panel->index), panel->subject));
  gint64 element = cr_why_get_place (panel->why)->element + (key == GDK_KEY_Down ? 1 : -1);

  set_element (panel, CLAMP (element, 0, n - 1));
  return TRUE;
}

static void
which_toggled (CrWhyPanel *panel, GtkToggleButton *button)
{
  if (panel->is_setting || !gtk_toggle_button_get_active (button))
    return;
  panel->has_choice = TRUE;
  update (panel);
}

static void
debug_clicked (CrWhyPanel *panel)
{
  cr_session_show_panel (panel->observer.session, CR_PANEL_DEBUG);
}

static void
append_row (GString *text, GtkTreeListRow *row)
{
  CrWhyItem *item = get_item (row);
  g_autofree char *number = cr_why_item_dup_number (item);
  g_autofree char *words = cr_why_item_dup_text (item);

  for (guint i = 0; i <= gtk_tree_list_row_get_depth (row); i++)
    g_string_append (text, "  ");
  g_string_append_printf (text, "%s%s%s\n", number, *number != '\0' ? " · " : "", words);
}

static void
copy (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CrWhyPanel *panel = CR_WHY_PANEL (widget);
  GString *text = g_string_new (gtk_label_get_text (panel->heading));
  g_autofree char *paths = cr_why_paths_view_dup_text (panel->paths);

  g_string_append_c (text, '\n');
  for (guint i = 0; panel->tree != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (panel->tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (panel->tree, i);

      append_row (text, row);
    }
  if (paths != NULL)
    g_string_append (text, paths);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  g_string_free (text, TRUE);
}

static void
cr_why_panel_dispose (GObject *object)
{
  CrWhyPanel *panel = CR_WHY_PANEL (object);

  cr_observer_clear (&panel->observer);
  forget (panel);
  g_clear_pointer (&panel->why, cr_why_unref);
  if (panel->stack != NULL)
    forget_rows (panel);
  g_clear_pointer (&panel->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_why_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, heading);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, grad);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, arrived);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, element);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, none);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, none_text);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, debug);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, scrolled);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, list);
  gtk_widget_class_bind_template_child (widget_class, CrWhyPanel, paths);
}

static void
cr_why_panel_class_init (CrWhyPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_why_panel_get_property;
  object_class->set_property = cr_why_panel_set_property;
  object_class->dispose = cr_why_panel_dispose;
  cr_observer_install_property (object_class);
  g_type_ensure (CR_TYPE_WHY_PATHS_VIEW);
  gtk_widget_class_set_css_name (widget_class, "whypanel");
  gtk_widget_class_install_action (widget_class, "why.copy", NULL, copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "why.copy", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-why-panel.ui");
  bind_children (widget_class);
}

static void
connect_children (CrWhyPanel *panel)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), panel);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), panel);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row), panel);
  gtk_list_view_set_factory (panel->list, factory);
  g_object_unref (factory);
  g_signal_connect (panel->list, "activate", G_CALLBACK (row_activated), panel);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (list_left), panel);
  gtk_widget_add_controller (GTK_WIDGET (panel->list), focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (element_key), panel);
  gtk_widget_add_controller (GTK_WIDGET (panel->element), keys);
  g_signal_connect_swapped (panel->element, "activate", G_CALLBACK (element_entered), panel);
  g_signal_connect_swapped (panel->grad, "toggled", G_CALLBACK (which_toggled), panel);
  g_signal_connect_swapped (panel->arrived, "toggled", G_CALLBACK (which_toggled), panel);
  g_signal_connect_swapped (panel->debug, "clicked", G_CALLBACK (debug_clicked), panel);
}

static void
cr_why_panel_init (CrWhyPanel *panel)
{
  panel->subject = panel->chosen_function = CR_NONE;
  cr_observer_init (&panel->observer);
  cr_observer_connect (&panel->observer, "graph-changed", G_CALLBACK (graph_changed), panel);
  cr_observer_connect (&panel->observer, "notify::position", G_CALLBACK (update), panel);
  cr_observer_connect (&panel->observer, "notify::selection", G_CALLBACK (update), panel);
  cr_observer_connect (&panel->observer, "notify::element", G_CALLBACK (update), panel);
  gtk_widget_init_template (GTK_WIDGET (panel));
  connect_children (panel);
  g_signal_connect (panel, "map", G_CALLBACK (update), NULL);
}

GtkWidget *
cr_why_panel_new (CrSession *session)
{
  return g_object_new (CR_TYPE_WHY_PANEL, "session", session, NULL);
}
