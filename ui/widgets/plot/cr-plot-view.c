/* Figures are read off the trace on a worker thread, once a run; of one's own each has a maker of its own. One area
 * shows the page that is seen. */

#include "cr-plot-view-private.h"

#include <glib/gi18n-lib.h>

#define MAX_LINK_SERIES 2000 /* looked through for the selected element */

G_DEFINE_FINAL_TYPE (CrPlotView, cr_plot_view, GTK_TYPE_WIDGET)

enum
{
  PROP_EMPTY = CR_OBSERVER_PROP_SESSION + 1,
  PROP_TANGENTS,
  PROP_BOX
};

guint
cr_plot_view_get_n_pages (CrPlotView *view)
{
  g_return_val_if_fail (CR_IS_PLOT_VIEW (view), 0);
  return view->pages->len + view->owns->len;
}

CrPlotOwn *
cr_plot_view_get_own (CrPlotView *view)
{
  guint i = view->current - view->pages->len;

  return view->current >= view->pages->len && i < view->owns->len ? g_ptr_array_index (view->owns, i) : NULL;
}

static CrPlotPage *
get_page (CrPlotView *view, guint i)
{
  if (i < view->pages->len)
    return g_ptr_array_index (view->pages, i);
  i -= view->pages->len;
  return i < view->owns->len ? cr_plot_own_get_page (g_ptr_array_index (view->owns, i)) : NULL;
}

const char *
cr_plot_view_get_title (CrPlotView *view, guint page)
{
  g_return_val_if_fail (CR_IS_PLOT_VIEW (view), NULL);
  if (page >= view->pages->len && page - view->pages->len < view->owns->len)
    return cr_plot_own_get_title (g_ptr_array_index (view->owns, page - view->pages->len));
  return page < view->pages->len ? ((CrPlotPage *)g_ptr_array_index (view->pages, page))->title : NULL;
}

/* Where the selected element is plotted. */
static gboolean
find_link (CrPlotView *view, CrPlotPage *page, guint variable, gint64 element, guint *looked)
{
  for (guint i = 0; page != NULL && page->sources != NULL && i < page->sources->len; i++)
    {
      const GPtrArray *list = g_ptr_array_index (page->sources, i);

      for (guint k = 0; k < list->len && *looked < MAX_LINK_SERIES; k++, (*looked)++)
        {
          const CrSeries *series = cr_axes_get_series (cr_figure_get_axes (page->figure, i), k);
          gint64 point = cr_plot_source_find_point (g_ptr_array_index (list, k), series->n, variable, element);

          if (point < 0)
            continue;
          cr_plot_area_set_link (view->area, TRUE, series->n, (guint)point, series->x[point]);
          return TRUE;
        }
    }
  return FALSE;
}

static void
selection_changed (CrPlotView *view)
{
  CrSession *session = view->observer.session;
  guint variable = cr_session_get_selected_variable (session), looked = 0;
  gint64 element = cr_session_get_selected_element (session);
  CrGraph *graph = cr_session_get_graph (session);
  CrPlotPage *page = get_page (view, view->current);

  if (variable != CR_NONE && page != NULL && page->graph == graph && find_link (view, page, variable, element, &looked))
    return;
  for (guint i = 0; variable != CR_NONE && i < cr_plot_view_get_n_pages (view); i++)
    {
      page = get_page (view, i);
      if (page != NULL && page->graph == graph && find_link (view, page, variable, element, &looked))
        return;
    }
  cr_plot_area_set_link (view->area, FALSE, 0, 0, 0);
}

static void
update_caption (CrPlotView *view)
{
  CrPlotPage *page = get_page (view, view->current);
  g_autofree char *text = NULL;

  if (page != NULL && page->n_steps > 0)
    text = g_strdup_printf (_ ("step %u of %u"), page->step, page->n_steps);
  else if (page != NULL && page->own != NULL && page->figure->axes->len > 0
           && cr_figure_get_axes (page->figure, 0)->series->len == 0)
    text = g_strdup (cr_own_plot_get_kind (page->own) == CR_OWN_PLOT_VALUE ? _ ("Nothing here at the cursor.")
                                                                           : _ ("No gradient here at the cursor."));
  else if (view->n_figures > view->pages->len && view->current + 1 == view->pages->len)
    text = g_strdup_printf (_ ("%u more figures are not shown."), view->n_figures - view->pages->len);
  gtk_label_set_label (view->caption, text == NULL ? "" : text);
}

static const char *
choose_child (CrPlotView *view, CrPlotPage *page)
{
  CrSession *session = view->observer.session;

  if (cr_plot_view_get_n_pages (view) == 0)
    return "empty";
  if (page != NULL && session != NULL && cr_session_get_predicting (session)
      && !cr_plot_page_is_past (page, cr_session_get_position (session)))
    return "hidden";
  return "plot";
}

static void
set_empty (CrPlotView *view)
{
  gboolean empty = cr_plot_view_get_n_pages (view) == 0;

  if (empty == view->empty)
    return;
  view->empty = empty;
  g_object_notify (G_OBJECT (view), "empty");
}

/* Shows the current page as it stands. */
static void
show_page (CrPlotView *view)
{
  guint n = cr_plot_view_get_n_pages (view);
  CrPlotPage *page;

  view->current = MIN (view->current, MAX (n, 1) - 1);
  page = get_page (view, view->current);
  gtk_stack_set_visible_child_name (view->stack, choose_child (view, page));
  cr_plot_tabs_set_current (view->tabs, view->current);
  cr_plot_area_set_page (view->area, page, view->current + 1, n);
  cr_plot_view_update_choices (view);
  update_caption (view);
  if (view->observer.session != NULL)
    selection_changed (view);
  set_empty (view);
}

static void
update_tabs (CrPlotView *view)
{
  guint n = cr_plot_view_get_n_pages (view);
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (titles, (gpointer)cr_plot_view_get_title (view, i));
  g_ptr_array_add (titles, NULL);
  cr_plot_tabs_set_titles (view->tabs, (const char *const *)titles->pdata, view->pages->len);
}

/* What comes is pale; whoever is guessing it does not see it at all: its points, and the range of its axes, would tell.
 */
static void
position_changed (CrPlotView *view)
{
  CrSession *session = view->observer.session;
  CrPlotPage *page = get_page (view, view->current);

  for (guint i = 0; i < view->owns->len; i++)
    cr_plot_own_update (g_ptr_array_index (view->owns, i));
  gtk_stack_set_visible_child_name (view->stack, choose_child (view, page));
  if (page == NULL || page->graph != cr_session_get_graph (session) || page->graph == NULL)
    return;
  cr_plot_page_set_cursor (page, cr_session_get_cursor (session));
  cr_plot_area_update (view->area);
  update_caption (view);
}

static void
take_cursor (CrPlotView *view)
{
  CrPlotPage *page = get_page (view, view->current);
  CrSession *session = view->observer.session;

  if (page != NULL && session != NULL && page->graph == cr_session_get_graph (session))
    cr_plot_page_set_cursor (page, cr_session_get_cursor (session));
}

void
cr_plot_view_set_page (CrPlotView *view, guint page)
{
  g_return_if_fail (CR_IS_PLOT_VIEW (view));
  view->current = page;
  take_cursor (view);
  show_page (view);
}

static void
tab_chosen (CrPlotView *view, guint tab)
{
  cr_plot_view_set_page (view, tab);
}

static void
tab_closed (CrPlotView *view, guint tab)
{
  guint i = tab - view->pages->len;

  if (tab >= view->pages->len && i < view->owns->len)
    cr_session_remove_plot (view->observer.session, cr_plot_own_get_plot (g_ptr_array_index (view->owns, i)));
}

/* The pages of another run: each shows the part that the one in its place showed. */
static void
loaded (GPtrArray *pages, guint n_figures, gpointer data)
{
  CrPlotView *view = data;
  GPtrArray *old = view->pages;
  CrPlotOwn *own = cr_plot_view_get_own (view);

  for (guint i = 0; i < MIN (old->len, pages->len); i++)
    cr_plot_page_take_view (g_ptr_array_index (pages, i), g_ptr_array_index (old, i));
  if (own != NULL)
    view->current = view->current - old->len + pages->len;
  view->pages = pages;
  view->n_figures = n_figures;
  update_tabs (view);
  cr_plot_view_set_page (view, view->current);
  g_ptr_array_unref (old);
}

static void
clear_pages (CrPlotView *view)
{
  cr_plot_area_set_page (view->area, NULL, 0, 0);
  g_ptr_array_set_size (view->pages, 0);
  view->n_figures = 0;
}

static void
own_changed (CrPlotOwn *own, gpointer data)
{
  CrPlotView *view = data;

  if (view->observer.session == NULL)
    return;
  update_tabs (view);
  if (own == cr_plot_view_get_own (view))
    show_page (view);
}

static void
free_own (gpointer own)
{
  cr_plot_own_free (own);
}

/* A plot that was added is what one wants to see. */
static void
plots_changed (CrPlotView *view, guint position, guint removed, guint added)
{
  cr_plot_area_set_page (view->area, NULL, 0, 0);
  if (removed > 0)
    g_ptr_array_remove_range (view->owns, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (CrOwnPlot) plot = g_list_model_get_item (view->listed, position + i);

      g_ptr_array_insert (view->owns, (int)(position + i),
                          cr_plot_own_new (view->observer.session, plot, own_changed, view));
    }
  if (added > 0)
    view->current = view->pages->len + position + added - 1;
  update_tabs (view);
  show_page (view);
}

static void
graph_changed (CrPlotView *view)
{
  CrGraph *graph = cr_session_get_graph (view->observer.session);

  cr_plot_slopes_forget (view->slopes);
  for (guint i = 0; i < view->owns->len; i++)
    cr_plot_own_update (g_ptr_array_index (view->owns, i));
  if (graph != NULL)
    {
      cr_plot_loader_load (view->loader, graph);
      return;
    }
  cr_plot_loader_stop (view->loader);
  clear_pages (view);
  update_tabs (view);
  show_page (view);
}

static void
slopes_changed (gpointer data)
{
  cr_plot_area_update (CR_PLOT_VIEW (data)->area);
}

static void
drop_session (CrPlotView *view)
{
  if (view->listed != NULL)
    g_signal_handlers_disconnect_by_data (view->listed, view);
  g_clear_object (&view->listed);
  if (view->area != NULL)
    cr_plot_area_detach (view->area);
  g_clear_pointer (&view->slopes, cr_plot_slopes_free);
  g_ptr_array_set_size (view->owns, 0);
}

static void
take_session (CrPlotView *view)
{
  CrSession *session = view->observer.session;

  drop_session (view);
  view->slopes = cr_plot_slopes_new (session, slopes_changed, view);
  cr_plot_area_attach (view->area, session, view->slopes);
  view->listed = g_object_ref (cr_session_get_plots (session));
  g_signal_connect_swapped (view->listed, "items-changed", G_CALLBACK (plots_changed), view);
  plots_changed (view, 0, 0, g_list_model_get_n_items (view->listed));
  graph_changed (view);
}

static void
cr_plot_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  CrPlotView *view = CR_PLOT_VIEW (object);

  switch (id)
    {
    case CR_OBSERVER_PROP_SESSION:
      g_value_set_object (value, view->observer.session);
      break;
    case PROP_EMPTY:
      g_value_set_boolean (value, view->empty);
      break;
    case PROP_TANGENTS:
      g_value_set_boolean (value, view->tangents);
      break;
    case PROP_BOX:
      g_value_set_boolean (value, view->box);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
cr_plot_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  CrPlotView *view = CR_PLOT_VIEW (object);

  switch (id)
    {
    case CR_OBSERVER_PROP_SESSION:
      if (cr_observer_set (&view->observer, g_value_get_object (value)) && view->observer.session != NULL)
        take_session (view);
      break;
    case PROP_TANGENTS:
      view->tangents = g_value_get_boolean (value);
      cr_plot_area_set_tangents (view->area, view->tangents);
      g_object_notify_by_pspec (object, spec);
      break;
    case PROP_BOX:
      view->box = g_value_get_boolean (value);
      cr_plot_area_set_box_tool (view->area, view->box);
      g_object_notify_by_pspec (object, spec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_plot_area_reset (CR_PLOT_VIEW (widget)->area);
}

static void
zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_plot_area_zoom (CR_PLOT_VIEW (widget)->area, g_str_equal (name, "plot.zoom-in") ? 1.25 : 0.8);
}

static void
turn (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CrPlotView *view = CR_PLOT_VIEW (widget);
  guint n = cr_plot_view_get_n_pages (view);

  if (n > 0)
    cr_plot_view_set_page (view, (view->current + (g_str_equal (name, "plot.next") ? 1 : n - 1)) % n);
}

static void
close_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (cr_plot_view_get_own (CR_PLOT_VIEW (widget)) != NULL)
    tab_closed (CR_PLOT_VIEW (widget), CR_PLOT_VIEW (widget)->current);
  else
    gtk_widget_error_bell (widget);
}

static void
cr_plot_view_dispose (GObject *object)
{
  CrPlotView *view = CR_PLOT_VIEW (object);

  if (view->owns != NULL)
    drop_session (view);
  cr_observer_clear (&view->observer);
  g_clear_pointer (&view->loader, cr_plot_loader_free);
  view->area = NULL;
  g_clear_pointer (&view->content, gtk_widget_unparent);
  g_clear_pointer (&view->pages, g_ptr_array_unref);
  g_clear_pointer (&view->owns, g_ptr_array_unref);
  g_clear_pointer (&view->x_choices, g_array_unref);
  g_clear_pointer (&view->elements, g_array_unref);
  G_OBJECT_CLASS (cr_plot_view_parent_class)->dispose (object);
}

/* Gives what acts on the view its action anew. */
static void
renew_actions (GtkWidget *widget)
{
  const char *name = GTK_IS_ACTIONABLE (widget) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) : NULL;

  if (name != NULL && g_str_has_prefix (name, "plot."))
    {
      g_autofree char *copy = g_strdup (name);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), NULL);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), copy);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    renew_actions (child);
}

/* A button below a widget that was moved to another parent takes that one's actions for gone. */
static void
cr_plot_view_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cr_plot_view_parent_class)->root (widget);
  renew_actions (CR_PLOT_VIEW (widget)->content);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_property_action (widget_class, "plot.tangents", "tangents");
  gtk_widget_class_install_property_action (widget_class, "plot.box", "box");
  gtk_widget_class_install_action (widget_class, "plot.reset", NULL, reset);
  gtk_widget_class_install_action (widget_class, "plot.zoom-in", NULL, zoom);
  gtk_widget_class_install_action (widget_class, "plot.zoom-out", NULL, zoom);
  gtk_widget_class_install_action (widget_class, "plot.next", NULL, turn);
  gtk_widget_class_install_action (widget_class, "plot.previous", NULL, turn);
  gtk_widget_class_install_action (widget_class, "plot.close", NULL, close_page);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, 0, "plot.tangents", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK, "plot.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK, "plot.previous", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "plot.close", NULL);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-plot-view.ui");
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, content);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, tabs);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, stack);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, area);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, caption);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, choices);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, popover);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, over);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, over_label);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, form);
  gtk_widget_class_bind_template_child (widget_class, CrPlotView, tangent_button);
}

static void
cr_plot_view_class_init (CrPlotViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  g_type_ensure (CR_TYPE_PLOT_AREA);
  g_type_ensure (CR_TYPE_PLOT_TABS);
  object_class->get_property = cr_plot_view_get_property;
  object_class->set_property = cr_plot_view_set_property;
  object_class->dispose = cr_plot_view_dispose;
  widget_class->root = cr_plot_view_root;
  cr_observer_install_property (object_class);
  g_object_class_install_property (object_class, PROP_EMPTY,
                                   g_param_spec_boolean ("empty", NULL, NULL, TRUE, flags | G_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_TANGENTS,
                                   g_param_spec_boolean ("tangents", NULL, NULL, TRUE, flags | G_PARAM_READWRITE));
  g_object_class_install_property (object_class, PROP_BOX,
                                   g_param_spec_boolean ("box", NULL, NULL, FALSE, flags | G_PARAM_READWRITE));
  gtk_widget_class_set_css_name (widget_class, "plotview");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
  install_actions (widget_class);
}

static void
free_page (gpointer page)
{
  cr_plot_page_free (page);
}

static void
cr_plot_view_init (CrPlotView *view)
{
  view->pages = g_ptr_array_new_with_free_func (free_page);
  view->owns = g_ptr_array_new_with_free_func (free_own);
  view->loader = cr_plot_loader_new (loaded, view);
  view->tangents = TRUE;
  view->empty = TRUE;
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "graph-changed", G_CALLBACK (graph_changed), view);
  cr_observer_connect (&view->observer, "notify::position", G_CALLBACK (position_changed), view);
  cr_observer_connect (&view->observer, "notify::predicting", G_CALLBACK (position_changed), view);
  cr_observer_connect (&view->observer, "notify::selection", G_CALLBACK (selection_changed), view);
  cr_observer_connect (&view->observer, "notify::element", G_CALLBACK (selection_changed), view);
  gtk_widget_init_template (GTK_WIDGET (view));
  cr_plot_view_init_choices (view);
  g_signal_connect_swapped (view->tabs, "chosen", G_CALLBACK (tab_chosen), view);
  g_signal_connect_swapped (view->tabs, "closed", G_CALLBACK (tab_closed), view);
}

GtkWidget *
cr_plot_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_PLOT_VIEW, "session", session, NULL);
}

gboolean
cr_plot_view_is_empty (CrPlotView *view)
{
  g_return_val_if_fail (CR_IS_PLOT_VIEW (view), TRUE);
  return view->empty;
}

guint
cr_plot_view_get_page (CrPlotView *view)
{
  g_return_val_if_fail (CR_IS_PLOT_VIEW (view), 0);
  return view->current;
}

const CrFigure *
cr_plot_view_get_figure (CrPlotView *view)
{
  g_return_val_if_fail (CR_IS_PLOT_VIEW (view), NULL);
  CrPlotPage *page = get_page (view, view->current);

  return page == NULL ? NULL : page->figure;
}

CrPlotArea *
cr_plot_view_get_area (CrPlotView *view)
{
  g_return_val_if_fail (CR_IS_PLOT_VIEW (view), NULL);
  return view->area;
}
