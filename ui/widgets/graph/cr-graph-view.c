/* Puts the canvas, what lies over it (search, zoom buttons, map) and the empty state together. */

#include "cr-graph-view-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cr-graph-menu.h"
#include "cr-painter.h"

#define NARROW 730 /* where search and zoom buttons have no room side by side */
#define TOP_MARGIN 12
#define TOP_MARGIN_NARROW 60

enum
{
  PROP_OVERVIEW = CR_OBSERVER_PROP_SESSION + 1
};

G_DEFINE_FINAL_TYPE (CrGraphView, cr_graph_view, GTK_TYPE_WIDGET)

static void
update_zoom (CrGraphView *view)
{
  double percent = cr_graph_canvas_get_zoom (view->canvas) * 100.0;
  g_autofree char *text = g_strdup_printf (percent < 0.95 ? "%.2f %%" : percent < 9.5 ? "%.1f %%" : "%.0f %%", percent);

  gtk_label_set_text (view->zoom_label, text);
}

static void
update_empty (CrGraphView *view)
{
  gboolean empty;
  CrSession *session = view->observer.session;
  GPtrArray *diagnostics = session == NULL ? NULL : cr_session_get_diagnostics (session);

  g_object_get (view->canvas, "empty", &empty, NULL);
  gtk_widget_set_visible (view->empty_box, empty);
  gtk_widget_set_visible (view->zoom_box, !empty);
  gtk_label_set_text (view->empty_label, diagnostics != NULL && diagnostics->len > 0
                                             ? _ ("The script has a problem, so there is nothing to draw yet.")
                                             : _ ("Write tensor expressions, and their graph appears here."));
}

static void
draw_mark (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer mark)
{
  const CrTheme *theme = cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));

  cr_painter_paint_mark (theme, GPOINTER_TO_UINT (mark), cr, width / 2.0, height / 2.0);
}

/* The key to the marks: each as it is painted, and what it means. */
static void
fill_marks (CrGraphView *view)
{
  for (guint i = 0; i < CR_N_MARKS; i++)
    {
      GtkWidget *area = gtk_drawing_area_new (), *label = gtk_label_new (cr_mark_get_words (i));

      gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), 22);
      gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 20);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_mark, GUINT_TO_POINTER (i), NULL);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_grid_attach (view->marks, area, 0, (int)i, 1, 1);
      gtk_grid_attach (view->marks, label, 1, (int)i, 1, 1);
    }
}

/* What depends on where the picture stands in the canvas. */
static void
update_overview (CrGraphView *view)
{
  CrScene *scene = cr_graph_canvas_get_scene (view->canvas);
  double width = gtk_widget_get_width (GTK_WIDGET (view->canvas)), scene_width = 0, scene_height = 0;
  double height = gtk_widget_get_height (GTK_WIDGET (view->canvas));
  CrViewTransform transform;
  gboolean needed = FALSE;
  int covered; /* by what is open at the top, its margin included */

  cr_graph_canvas_get_transform (view->canvas, &transform);
  if (scene != NULL && view->wants_overview)
    {
      cr_scene_get_size (scene, &scene_width, &scene_height);
      needed
          = cr_overview_is_needed (&transform, scene_width, scene_height, cr_scene_get_n_nodes (scene), width, height);
    }
  if (needed)
    {
      cr_graph_overview_set_scene (view->overview, scene);
      cr_graph_overview_set_view (view->overview, &transform, width, height);
      cr_graph_overview_set_marks (view->overview, cr_graph_canvas_get_selection (view->canvas),
                                   cr_graph_canvas_get_current_node (view->canvas));
    }
  else if (gtk_widget_is_focus (GTK_WIDGET (view->overview)))
    gtk_widget_grab_focus (GTK_WIDGET (view->canvas));
  gtk_widget_set_visible (GTK_WIDGET (view->overview), needed);
  gtk_widget_set_margin_top (view->top_box, width < NARROW ? TOP_MARGIN_NARROW : TOP_MARGIN);
  gtk_widget_measure (view->top_box, GTK_ORIENTATION_VERTICAL, -1, NULL, &covered, NULL, NULL);
  cr_graph_canvas_set_covered (view->canvas, MAX (covered, TOP_MARGIN_NARROW));
}

static gboolean
update_now (gpointer data)
{
  CR_GRAPH_VIEW (data)->update = 0;
  update_overview (data);
  return G_SOURCE_REMOVE;
}

/* Not while widgets are given their places; before the next frame is drawn. */
static void
queue_update (CrGraphView *view)
{
  if (view->update == 0)
    view->update = g_idle_add_full (GDK_PRIORITY_REDRAW - 5, update_now, view, NULL);
}

static void
overview_moved (CrGraphView *view, double x, double y, gboolean glide)
{
  cr_graph_canvas_centre (view->canvas, x, y, glide);
}

static void
fill_groups (CrGraphView *view)
{
  g_autoptr (GMenuModel) menu = cr_graph_groups_menu_new ();

  gtk_menu_button_set_menu_model (view->groups_button, menu);
}

static void
scene_changed (CrGraphView *view)
{
  CrScene *scene = cr_graph_canvas_get_scene (view->canvas);

  gtk_widget_set_visible (GTK_WIDGET (view->groups_button), scene != NULL && cr_scene_get_n_frames (scene) > 0);
  cr_graph_search_set_scene (view->search, cr_graph_canvas_get_scene (view->canvas));
  queue_update (view);
}

/* What is found stands out. */
static void
found_changed (CrGraphView *view)
{
  const GArray *found = cr_graph_search_get_found (view->search);
  g_autoptr (GArray) nodes = g_array_sized_new (FALSE, FALSE, sizeof (guint), found->len);

  for (guint i = 0; i < found->len; i++)
    g_array_append_val (nodes, g_array_index (found, CrFoundNode, i).node);
  cr_graph_canvas_set_lit_nodes (view->canvas, nodes);
  queue_update (view);
}

static void
found_revealed (CrGraphView *view, guint node)
{
  cr_graph_canvas_reveal (view->canvas, node);
}

static void
search_closed (CrGraphView *view)
{
  queue_update (view);
  gtk_widget_grab_focus (GTK_WIDGET (view->canvas));
}

static void
flow_changed (CrGraphView *view)
{
  const char *text = cr_graph_canvas_get_flow_text (view->canvas);

  queue_update (view);
  gtk_label_set_text (view->flow_label, text != NULL ? text : "");
  gtk_widget_set_visible (view->flow_bar, text != NULL);
}

static void
drop_palette (CrGraphView *view)
{
  if (view->palette != NULL)
    gtk_widget_unparent (GTK_WIDGET (view->palette));
  view->palette = NULL;
}

static void
show_session (CrGraphView *view)
{
  drop_palette (view);
  g_object_set (view->canvas, "session", view->observer.session, NULL);
  g_object_set (view->search, "session", view->observer.session, NULL);
  update_empty (view);
}

static void
cr_graph_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  CrGraphView *view = CR_GRAPH_VIEW (object);

  if (id == CR_OBSERVER_PROP_SESSION)
    g_value_set_object (value, view->observer.session);
  else if (id == PROP_OVERVIEW)
    g_value_set_boolean (value, view->wants_overview);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
cr_graph_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  CrGraphView *view = CR_GRAPH_VIEW (object);

  if (id == CR_OBSERVER_PROP_SESSION)
    {
      if (cr_observer_set (&view->observer, g_value_get_object (value)) && view->observer.session != NULL)
        show_session (view);
    }
  else if (id == PROP_OVERVIEW)
    {
      view->wants_overview = g_value_get_boolean (value);
      queue_update (view);
    }
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
cr_graph_view_dispose (GObject *object)
{
  CrGraphView *view = CR_GRAPH_VIEW (object);

  g_clear_handle_id (&view->update, g_source_remove);
  drop_palette (view);
  cr_observer_clear (&view->observer);
  view->menu = view->overlay = NULL;
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (view))) != NULL;)
    gtk_widget_unparent (child); /* a menu that was just closed is one, too */
  G_OBJECT_CLASS (cr_graph_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, overlay);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, canvas);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, zoom_label);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, marks);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, groups_button);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, empty_box);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, empty_label);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, top_box);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, search);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, flow_bar);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, flow_label);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, pick_bar);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, pick_label);
  gtk_widget_class_bind_template_child (widget_class, CrGraphView, overview);
}

static void
cr_graph_view_class_init (CrGraphViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_GRAPH_CANVAS);
  g_type_ensure (CR_TYPE_GRAPH_OVERVIEW);
  g_type_ensure (CR_TYPE_GRAPH_SEARCH);
  object_class->get_property = cr_graph_view_get_property;
  object_class->set_property = cr_graph_view_set_property;
  object_class->dispose = cr_graph_view_dispose;
  cr_observer_install_property (object_class);
  g_object_class_install_property (
      object_class, PROP_OVERVIEW,
      g_param_spec_boolean ("overview", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-graph-view.ui");
  bind_children (widget_class);
  cr_graph_view_install_actions (widget_class);
  cr_graph_view_install_build_actions (widget_class);
}

static void
connect_canvas (CrGraphView *view)
{
  g_signal_connect_swapped (view->canvas, "notify::zoom", G_CALLBACK (update_zoom), view);
  g_signal_connect_swapped (view->canvas, "notify::empty", G_CALLBACK (update_empty), view);
  g_signal_connect_swapped (view->canvas, "view-changed", G_CALLBACK (queue_update), view);
  g_signal_connect_swapped (view->canvas, "scene-changed", G_CALLBACK (scene_changed), view);
  g_signal_connect_swapped (view->canvas, "flow-changed", G_CALLBACK (flow_changed), view);
  g_signal_connect_swapped (view->canvas, "menu-requested", G_CALLBACK (cr_graph_view_open_menu), view);
  g_signal_connect_swapped (view->search, "found-changed", G_CALLBACK (found_changed), view);
  g_signal_connect_swapped (view->search, "revealed", G_CALLBACK (found_revealed), view);
  g_signal_connect_swapped (view->search, "closed", G_CALLBACK (search_closed), view);
  g_signal_connect_swapped (view->overview, "moved", G_CALLBACK (overview_moved), view);
}

static void
cr_graph_view_init (CrGraphView *view)
{
  view->wants_overview = TRUE;
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "diagnostics-changed", G_CALLBACK (update_empty), view);
  cr_observer_connect (&view->observer, "notify::position", G_CALLBACK (queue_update), view);
  cr_observer_connect (&view->observer, "notify::selection", G_CALLBACK (queue_update), view);
  gtk_widget_init_template (GTK_WIDGET (view));
  fill_marks (view);
  fill_groups (view);
  connect_canvas (view);
  cr_graph_view_init_build (view);
  cr_graph_view_add_shortcuts (view);
  update_zoom (view);
  update_empty (view);
}

GtkWidget *
cr_graph_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_GRAPH_VIEW, "session", session, NULL);
}

gboolean
cr_graph_view_centre_selection (CrGraphView *view)
{
  return cr_graph_canvas_centre_selection (view->canvas);
}

void
cr_graph_view_focus (CrGraphView *view)
{
  gtk_widget_grab_focus (GTK_WIDGET (view->canvas));
}

CrScene *
cr_graph_view_get_seen (CrGraphView *view, double *x, double *y, double *width, double *height)
{
  return cr_graph_canvas_get_seen (view->canvas, x, y, width, height);
}

CrSceneHints
cr_graph_view_get_hints (CrGraphView *view)
{
  return cr_graph_canvas_get_hints (view->canvas);
}

gboolean
cr_graph_view_can_put_back (CrGraphView *view)
{
  return cr_graph_canvas_can_put_back (view->canvas);
}

void
cr_graph_view_put_back (CrGraphView *view)
{
  cr_graph_canvas_put_back (view->canvas);
}

void
cr_graph_view_arrange_again (CrGraphView *view)
{
  cr_graph_canvas_arrange_again (view->canvas);
}
