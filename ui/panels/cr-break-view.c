/* The list of breakpoints: each with a switch and what it has found, a form to add one, and where playing stopped last.
 */

#include "cr-break-view.h"

#include <glib/gi18n-lib.h>

#include "cr-observer.h"
#include "cr-session-break.h"

struct _CrBreakView
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkWidget *none;
  GtkListBox *list;
  GtkLabel *stopped;
  GtkSpinner *spinner;
  GtkPopover *add_popover;
  GtkEditable *limit;
  GtkCheckButton *values, *gradients, *only_node, *each;
};

G_DEFINE_FINAL_TYPE (CrBreakView, cr_break_view, GTK_TYPE_WIDGET)

/* The rows. A row knows its breakpoint by its id. */

static guint
get_id (gpointer widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "break-id"));
}

static void
switched (GtkSwitch *button, GParamSpec *spec, CrBreakView *view)
{
  cr_session_enable_break (view->observer.session, get_id (button), gtk_switch_get_active (button));
}

static void
removed (GtkButton *button, CrBreakView *view)
{
  cr_session_remove_break (view->observer.session, get_id (button));
}

static char *
dup_hits (const CrSessionBreak *item, gboolean predicting)
{
  if (predicting)
    return g_strdup (_ ("hits are not told while you predict"));
  if (item->missing)
    return g_strdup (_ ("its node is not there in this run"));
  if (item->n_hits == CR_BREAK_UNCOUNTED)
    return g_strdup ("…");
  return g_strdup_printf (ngettext ("hits %u time in this run", "hits %u times in this run", item->n_hits),
                          item->n_hits);
}

static GtkWidget *
label_new (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* A row's parts stand in it in this order: the switch, the two texts one under the other, the button that removes. */
static void
fill_row (GtkWidget *row, const CrSessionBreak *item, gboolean predicting)
{
  GtkWidget *box = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row));
  GtkWidget *button = gtk_widget_get_first_child (box), *texts = gtk_widget_get_next_sibling (button);
  GtkWidget *remove = gtk_widget_get_last_child (box);
  g_autofree char *hits = dup_hits (item, predicting);
  g_autofree char *remove_label = g_strdup_printf (_ ("Remove the breakpoint: %s"), item->text);

  gtk_switch_set_active (GTK_SWITCH (button), item->enabled);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (texts)), item->text);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (texts)), hits);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, item->text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, remove_label, -1);
}

static GtkWidget *
row_new (CrBreakView *view, guint id)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *button = gtk_switch_new ();
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *row = gtk_list_box_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("edit-delete-symbolic");
  GtkWidget *count = label_new ("dim-label");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, _ ("Remove"));
  gtk_widget_add_css_class (count, "caption");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), label_new (NULL));
  gtk_box_append (GTK_BOX (texts), count);
  g_object_set_data (G_OBJECT (row), "break-id", GUINT_TO_POINTER (id));
  g_object_set_data (G_OBJECT (button), "break-id", GUINT_TO_POINTER (id));
  g_object_set_data (G_OBJECT (remove), "break-id", GUINT_TO_POINTER (id));
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_signal_connect (remove, "clicked", G_CALLBACK (removed), view);
  return row;
}

/* Rows stay as long as their breakpoint does: a switch that was just thrown keeps the focus. */
static void
fill_list (CrBreakView *view)
{
  const GPtrArray *breaks = cr_session_get_breaks (view->observer.session);
  guint i = 0;

  for (; i < breaks->len; i++)
    {
      const CrSessionBreak *item = breaks->pdata[i];
      GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (view->list, (int)i));

      while (row != NULL && get_id (row) != item->id)
        {
          gtk_list_box_remove (view->list, row);
          row = GTK_WIDGET (gtk_list_box_get_row_at_index (view->list, (int)i));
        }
      if (row == NULL)
        gtk_list_box_append (view->list, row = row_new (view, item->id));
      fill_row (row, item, cr_session_get_predicting (view->observer.session));
      if (g_object_get_data (G_OBJECT (row), "connected") == NULL)
        g_signal_connect (gtk_widget_get_first_child (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))),
                          "notify::active", G_CALLBACK (switched), view);
      g_object_set_data (G_OBJECT (row), "connected", view);
    }
  for (GtkListBoxRow *row; (row = gtk_list_box_get_row_at_index (view->list, (int)i)) != NULL;)
    gtk_list_box_remove (view->list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (view->list), breaks->len > 0);
  gtk_widget_set_visible (view->none, breaks->len == 0);
}

static gboolean
has_selection (CrSession *session)
{
  return cr_session_get_selected_variable (session) != CR_NONE || cr_session_get_selected_function (session) != CR_NONE;
}

static void
update_actions (CrBreakView *view)
{
  CrSession *session = view->observer.session;
  gboolean can = cr_session_can_continue (session);

  gtk_widget_action_set_enabled (GTK_WIDGET (view), "break.on", can);
  gtk_widget_action_set_enabled (GTK_WIDGET (view), "break.back", can);
  gtk_widget_action_set_enabled (GTK_WIDGET (view), "break.node", has_selection (session));
  gtk_widget_set_sensitive (GTK_WIDGET (view->only_node), has_selection (session));
}

static void
update (CrBreakView *view)
{
  const char *stopped = cr_session_get_stopped (view->observer.session);

  fill_list (view);
  update_actions (view);
  gtk_label_set_text (view->stopped, stopped != NULL ? stopped : "");
  gtk_widget_set_visible (GTK_WIDGET (view->stopped), stopped != NULL);
  gtk_spinner_set_spinning (view->spinner, cr_session_is_searching (view->observer.session));
}

CR_OBSERVER_PROPERTY (CrBreakView, cr_break_view, CR_BREAK_VIEW, update)

/* Adding. */

static guint64
get_selected_key (CrSession *session)
{
  CrGraph *graph = cr_session_get_graph (session);
  guint variable = cr_session_get_selected_variable (session), function = cr_session_get_selected_function (session);

  if (graph != NULL && variable != CR_NONE)
    return cr_graph_get_variable (graph, variable)->key;
  return graph != NULL && function != CR_NONE ? cr_graph_get_function (graph, function)->key : 0;
}

static void
add (CrBreakView *view, CrBreakKind kind)
{
  CrSession *session = view->observer.session;
  CrBreakpoint what = { .kind = kind, .gradients = TRUE };
  char *end;

  what.limit = kind == CR_BREAK_NORM_ABOVE || kind == CR_BREAK_NORM_BELOW
                   ? g_ascii_strtod (gtk_editable_get_text (view->limit), &end)
                   : 0;
  if (kind == CR_BREAK_NORM_ABOVE || kind == CR_BREAK_NORM_BELOW)
    {
      const char *text = gtk_editable_get_text (view->limit);
      gboolean wrong = *text == '\0' || *end != '\0' || !(what.limit >= 0);

      (wrong ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (view->limit), "error");
      if (wrong)
        return;
    }
  if (kind != CR_BREAK_NODE && kind != CR_BREAK_ZERO)
    {
      what.values = gtk_check_button_get_active (view->values);
      what.gradients = gtk_check_button_get_active (view->gradients) || !what.values;
    }
  if (kind == CR_BREAK_NODE || gtk_check_button_get_active (view->only_node))
    what.key = get_selected_key (session);
  what.each = what.key != 0 && gtk_check_button_get_active (view->each);
  if (kind == CR_BREAK_NODE && what.key == 0)
    return;
  gtk_popover_popdown (view->add_popover);
  cr_session_add_break (session, &what);
}

static void
activate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrBreakView *view = CR_BREAK_VIEW (widget);

  if (view->observer.session == NULL)
    return;
  if (g_str_equal (name, "break.on") || g_str_equal (name, "break.back"))
    cr_session_continue (view->observer.session, g_str_equal (name, "break.on"));
  else if (g_str_equal (name, "break.node"))
    add (view, CR_BREAK_NODE);
  else if (g_str_equal (name, "break.not-finite"))
    add (view, CR_BREAK_NOT_FINITE);
  else if (g_str_equal (name, "break.zero"))
    add (view, CR_BREAK_ZERO);
  else
    add (view, g_str_equal (name, "break.above") ? CR_BREAK_NORM_ABOVE : CR_BREAK_NORM_BELOW);
}

static void
cr_break_view_dispose (GObject *object)
{
  CrBreakView *view = CR_BREAK_VIEW (object);

  cr_observer_clear (&view->observer);
  g_clear_pointer (&view->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_break_view_parent_class)->dispose (object);
}

static void
cr_break_view_class_init (CrBreakViewClass *klass)
{
  static const char *const actions[]
      = { "break.on", "break.back", "break.node", "break.not-finite", "break.zero", "break.above", "break.below" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_break_view_get_property;
  object_class->set_property = cr_break_view_set_property;
  object_class->dispose = cr_break_view_dispose;
  cr_observer_install_property (object_class);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, activate);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-break-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, box);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, none);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, list);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, stopped);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, spinner);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, add_popover);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, limit);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, values);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, gradients);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, only_node);
  gtk_widget_class_bind_template_child (widget_class, CrBreakView, each);
}

static void
cr_break_view_init (CrBreakView *view)
{
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "breakpoints-changed", G_CALLBACK (update), view);
  cr_observer_connect (&view->observer, "graph-changed", G_CALLBACK (update), view);
  cr_observer_connect (&view->observer, "notify::predicting", G_CALLBACK (update), view);
  cr_observer_connect (&view->observer, "notify::selection", G_CALLBACK (update_actions), view);
  gtk_widget_init_template (GTK_WIDGET (view));
  /* It has a name of its own, to which the word beside it would be added. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (view->limit), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

GtkWidget *
cr_break_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_BREAK_VIEW, "session", session, NULL);
}
