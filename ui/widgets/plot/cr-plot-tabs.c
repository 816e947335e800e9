/* Buttons have the role of tabs, so that they are told as such; a list is virtual, so that a loop may plot in every
 * step. */

#include "cr-plot-tabs.h"

#include <glib/gi18n-lib.h>

#define MAX_BUTTONS 6
#define MAX_CHARS 16

struct _CrPlotTabs
{
  GtkWidget parent_instance;

  GtkWidget *scroller; /* of buttons */
  GtkBox *buttons;
  GtkWidget *row; /* of arrows and list */
  GtkDropDown *list;
  GtkWidget *previous, *next, *close;

  GStrv titles;
  guint n, first_closable, current;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (CrPlotTabs, cr_plot_tabs, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
choose (CrPlotTabs *tabs, guint tab)
{
  if (!tabs->filling && tab < tabs->n && tab != tabs->current)
    g_signal_emit (tabs, signals[SIGNAL_CHOSEN], 0, tab);
}

static guint
get_tab (GtkWidget *button)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "tab"));
}

/* The one that is current stays down. */
static void
button_toggled (GtkToggleButton *button, CrPlotTabs *tabs)
{
  guint tab = get_tab (GTK_WIDGET (button));

  if (tabs->filling)
    return;
  if (gtk_toggle_button_get_active (button))
    choose (tabs, tab);
  else if (tab == tabs->current)
    gtk_toggle_button_set_active (button, TRUE);
}

static void
close_clicked (GtkWidget *button, CrPlotTabs *tabs)
{
  g_signal_emit (tabs, signals[SIGNAL_CLOSED], 0, button == tabs->close ? tabs->current : get_tab (button));
}

static void
list_chosen (CrPlotTabs *tabs)
{
  choose (tabs, gtk_drop_down_get_selected (tabs->list));
}

static void
previous_clicked (CrPlotTabs *tabs)
{
  choose (tabs, tabs->current - 1);
}

static void
next_clicked (CrPlotTabs *tabs)
{
  choose (tabs, tabs->current + 1);
}

static GtkWidget *
icon_button_new (const char *icon, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "plot-button");
  return button;
}

static void
add_close (CrPlotTabs *tabs, GtkWidget *box, guint tab)
{
  g_autofree char *name = g_strdup_printf (_ ("Close the plot %s"), tabs->titles[tab]);
  GtkWidget *button = icon_button_new ("window-close-symbolic", name);

  g_object_set_data (G_OBJECT (button), "tab", GUINT_TO_POINTER (tab));
  g_signal_connect (button, "clicked", G_CALLBACK (close_clicked), tabs);
  gtk_box_append (GTK_BOX (box), button);
}

static void
add_button (CrPlotTabs *tabs, guint tab)
{
  GtkWidget *button = g_object_new (GTK_TYPE_TOGGLE_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_TAB, NULL);
  GtkWidget *label = gtk_label_new (tabs->titles[tab]);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_CHARS);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, tabs->titles[tab]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tabs->titles[tab], -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "page-button");
  g_object_set_data (G_OBJECT (button), "tab", GUINT_TO_POINTER (tab));
  g_signal_connect (button, "toggled", G_CALLBACK (button_toggled), tabs);
  gtk_box_append (GTK_BOX (box), button);
  if (tab >= tabs->first_closable)
    add_close (tabs, box, tab);
  gtk_box_append (tabs->buttons, box);
}

static void
clear_buttons (CrPlotTabs *tabs)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (tabs->buttons))) != NULL)
    gtk_box_remove (tabs->buttons, child);
}

static void
show_current (CrPlotTabs *tabs)
{
  guint i = 0;

  tabs->filling = TRUE;
  for (GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (tabs->buttons)); box != NULL;
       box = gtk_widget_get_next_sibling (box), i++)
    {
      GtkWidget *button = gtk_widget_get_first_child (box);

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == tabs->current);
      gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_SELECTED, i == tabs->current, -1);
    }
  if (tabs->n > MAX_BUTTONS)
    gtk_drop_down_set_selected (tabs->list, tabs->current);
  gtk_widget_set_sensitive (tabs->previous, tabs->current > 0);
  gtk_widget_set_sensitive (tabs->next, tabs->current + 1 < tabs->n);
  gtk_widget_set_visible (tabs->close, tabs->current >= tabs->first_closable);
  tabs->filling = FALSE;
}

static void
cr_plot_tabs_dispose (GObject *object)
{
  CrPlotTabs *tabs = CR_PLOT_TABS (object);

  g_clear_pointer (&tabs->scroller, gtk_widget_unparent);
  g_clear_pointer (&tabs->row, gtk_widget_unparent);
  g_clear_pointer (&tabs->titles, g_strfreev);
  G_OBJECT_CLASS (cr_plot_tabs_parent_class)->dispose (object);
}

static void
cr_plot_tabs_class_init (CrPlotTabsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_plot_tabs_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "plottabs");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TAB_LIST);
  signals[SIGNAL_CHOSEN]
      = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_CLOSED]
      = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
add_row (CrPlotTabs *tabs)
{
  tabs->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  tabs->list = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  tabs->previous = icon_button_new ("go-previous-symbolic", _ ("Previous plot"));
  tabs->next = icon_button_new ("go-next-symbolic", _ ("Next plot"));
  tabs->close = icon_button_new ("window-close-symbolic", _ ("Close this plot"));
  gtk_widget_set_hexpand (GTK_WIDGET (tabs->list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tabs->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Plots"), -1);
  gtk_box_append (GTK_BOX (tabs->row), tabs->previous);
  gtk_box_append (GTK_BOX (tabs->row), GTK_WIDGET (tabs->list));
  gtk_box_append (GTK_BOX (tabs->row), tabs->next);
  gtk_box_append (GTK_BOX (tabs->row), tabs->close);
  gtk_widget_set_parent (tabs->row, GTK_WIDGET (tabs));
  g_signal_connect_swapped (tabs->previous, "clicked", G_CALLBACK (previous_clicked), tabs);
  g_signal_connect_swapped (tabs->next, "clicked", G_CALLBACK (next_clicked), tabs);
  g_signal_connect (tabs->close, "clicked", G_CALLBACK (close_clicked), tabs);
  g_signal_connect_swapped (tabs->list, "notify::selected", G_CALLBACK (list_chosen), tabs);
}

static void
cr_plot_tabs_init (CrPlotTabs *tabs)
{
  tabs->buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  tabs->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (tabs->scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (tabs->scroller), GTK_WIDGET (tabs->buttons));
  gtk_widget_set_parent (tabs->scroller, GTK_WIDGET (tabs));
  add_row (tabs);
  gtk_widget_set_visible (GTK_WIDGET (tabs), FALSE);
}

static gboolean
is_same (CrPlotTabs *tabs, const char *const *titles, guint first_closable)
{
  return tabs->titles != NULL && tabs->first_closable == first_closable
         && g_strv_equal ((const char *const *)tabs->titles, titles);
}

void
cr_plot_tabs_set_titles (CrPlotTabs *tabs, const char *const *titles, guint first_closable)
{
  g_return_if_fail (CR_IS_PLOT_TABS (tabs) && titles != NULL);
  gboolean many;

  if (is_same (tabs, titles, first_closable))
    return;
  g_strfreev (tabs->titles);
  tabs->titles = g_strdupv ((char **)titles);
  tabs->n = g_strv_length (tabs->titles);
  tabs->first_closable = first_closable;
  tabs->current = MIN (tabs->current, MAX (tabs->n, 1) - 1);
  many = tabs->n > MAX_BUTTONS;
  tabs->filling = TRUE;
  clear_buttons (tabs);
  for (guint i = 0; !many && i < tabs->n; i++)
    add_button (tabs, i);
  if (many)
    {
      g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const *)tabs->titles);

      gtk_drop_down_set_model (tabs->list, G_LIST_MODEL (list));
    }
  tabs->filling = FALSE;
  gtk_widget_set_visible (tabs->scroller, !many);
  gtk_widget_set_visible (tabs->row, many);
  gtk_widget_set_visible (GTK_WIDGET (tabs), tabs->n > 1 || first_closable == 0);
  show_current (tabs);
}

void
cr_plot_tabs_set_current (CrPlotTabs *tabs, guint tab)
{
  g_return_if_fail (CR_IS_PLOT_TABS (tabs));
  tabs->current = tab;
  show_current (tabs);
}
