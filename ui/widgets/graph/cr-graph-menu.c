/* What can be done with a node or with the picture, each with its key. */

#include "cr-graph-menu.h"

#include <glib/gi18n-lib.h>

#include "cr-session-picture.h"

static void
append (GMenu *menu, const char *label, const char *action, const char *accel)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  if (accel != NULL)
    g_menu_item_set_attribute (item, "accel", "s", accel);
  g_menu_append_item (menu, item);
}

static void
append_section (GMenu *menu, const char *label, GMenu *section)
{
  g_menu_append_section (menu, label, G_MENU_MODEL (section));
  g_object_unref (section);
}

static gboolean
is_operator (const CrSceneNode *node)
{
  return node->kind == CR_NODE_OPERATOR || node->kind == CR_NODE_OPERATOR_NO_GRAD;
}

/* The line of the text that made it; 0 if it is not known or not there any more. */
static guint
get_line (CrSession *session, CrScene *scene, const CrSceneNode *node)
{
  CrGraph *graph = cr_scene_get_graph (scene);

  if (node->kind == CR_NODE_GROUP || !cr_session_is_current (session))
    return 0;
  return is_operator (node) ? cr_graph_get_function (graph, node->index)->range.line
                            : cr_graph_get_variable (graph, node->index)->range.line;
}

static GMenu *
make_place_section (CrSession *session, CrScene *scene, const CrSceneNode *node)
{
  GMenu *section = g_menu_new ();
  guint line = get_line (session, scene, node);

  append (section, _ ("Zoom to it"), "graph.zoom-selection", "z");
  if (line > 0)
    {
      g_autofree char *label = g_strdup_printf (_ ("Show line %u"), line);
      g_autofree char *action = g_strdup_printf ("win.go-to-line(uint32 %u)", line);

      append (section, label, action, NULL);
    }
  append (section, _ ("Breakpoint"), "win.toggle-break", "<Control>F9");
  append (section, _ ("Copy its name"), "graph.copy-name", NULL);
  if (node->kind == CR_NODE_LEAF || node->kind == CR_NODE_LEAF_NO_GRAD)
    append (section, _ ("Slider for its number"), "graph.slider", NULL);
  if (cr_session_get_picture (session)->moves != NULL)
    append (section, _ ("Put it back"), "win.put-back", NULL);
  return section;
}

static GMenu *
make_light_section (void)
{
  GMenu *section = g_menu_new ();

  append (section, _ ("What it depends on"), "graph.light::value-from", "d");
  append (section, _ ("What depends on it"), "graph.light::value-to", "r");
  append (section, _ ("Where its gradient comes from"), "graph.light::gradient-from", "<Shift>d");
  append (section, _ ("Where its gradient goes"), "graph.light::gradient-to", "<Shift>r");
  return section;
}

/* What a node holds as a picture. */
static void
append_plot_section (GMenu *menu)
{
  GMenu *section = g_menu_new ();
  g_autoptr (GMenu) plots = g_menu_new ();

  append (plots, _ ("Its value"), "win.plot-value", NULL);
  append (plots, _ ("Its gradient"), "win.plot-gradient", NULL);
  append (plots, _ ("Its gradient over its value"), "win.plot-value-gradient", NULL);
  append (plots, _ ("Over the steps of the run"), "win.plot-history", NULL);
  append (plots, _ ("Over another node…"), "win.plot-pair", NULL);
  g_menu_append_submenu (section, _ ("Plot"), G_MENU_MODEL (plots));
  append_section (menu, NULL, section);
}

static GMenu *
make_view_section (void)
{
  GMenu *section = g_menu_new ();

  append (section, _ ("Find…"), "graph.find", "<Control>f");
  append (section, _ ("The whole graph"), "graph.fit", "0");
  append (section, _ ("Its whole width"), "graph.fit-width", "w");
  append (section, _ ("Edges as wide as their gradients"), "graph.gradient-widths", "g");
  append (section, _ ("100 %"), "graph.zoom-one", "<Control>0");
  append (section, _ ("Map"), "graph.overview", "m");
  return section;
}

static GMenu *
make_picture_section (void)
{
  GMenu *section = g_menu_new ();

  append (section, _ ("Variables and operators"), "win.view::full", NULL);
  append (section, _ ("Variables"), "win.view::variables", NULL);
  append (section, _ ("Functions"), "win.view::functions", NULL);
  append (section, _ ("From left to right"), "win.left-to-right", NULL);
  append (section, _ ("Arrange again"), "win.arrange-again", "a");
  return section;
}

/* What the graph view's corner offers, too. */
static GMenu *
make_groups_menu (void)
{
  GMenu *menu = g_menu_new (), *depths = g_menu_new (), *loops = g_menu_new ();

  append (menu, _ ("As much as can be seen at once"), "graph.open-groups::sensible", NULL);
  append (menu, _ ("All open"), "graph.open-groups::all", "<Shift>e");
  append (menu, _ ("All folded"), "graph.open-groups::none", NULL);
  append (depths, _ ("Open to depth 1"), "graph.open-groups::1", NULL);
  append (depths, _ ("Open to depth 2"), "graph.open-groups::2", NULL);
  append (depths, _ ("Open to depth 3"), "graph.open-groups::3", NULL);
  append_section (menu, NULL, depths);
  append (loops, _ ("Next iteration of the loop"), "graph.step-iteration(true)", "greater");
  append (loops, _ ("Previous iteration of the loop"), "graph.step-iteration(false)", "less");
  append_section (menu, NULL, loops);
  return menu;
}

GMenuModel *
cr_graph_groups_menu_new (void)
{
  return G_MENU_MODEL (make_groups_menu ());
}

/* Folding where the node is a group or in one. */
static void
append_group_section (GMenu *menu, CrScene *scene, guint node, const CrSceneNode *shape)
{
  GMenu *section = g_menu_new ();

  if (shape->kind == CR_NODE_GROUP)
    append (section, _ ("Unfold it"), "graph.toggle-group", "e");
  else if (cr_scene_get_node_frame (scene, node) != CR_NONE)
    append (section, _ ("Fold its group"), "graph.toggle-group", "e");
  append_section (menu, NULL, section);
}

/* An operation is built with by its result. */
static void
append_build_section (GMenu *menu, CrSession *session, CrScene *scene, const CrSceneNode *shape)
{
  CrGraph *graph = cr_scene_get_graph (scene);

  if (shape->kind == CR_NODE_GROUP || graph != cr_session_get_graph (session))
    return;
  append_section (menu, NULL,
                  G_MENU (cr_graph_build_menu_new (session, is_operator (shape)
                                                                ? cr_graph_get_function (graph, shape->index)->output
                                                                : shape->index)));
}

GMenuModel *
cr_graph_menu_new (CrSession *session, CrScene *scene, guint node)
{
  GMenu *menu = g_menu_new ();

  if (node != CR_NONE && node < cr_scene_get_n_nodes (scene))
    {
      const CrSceneNode *shape = cr_scene_get_node (scene, node);

      append_build_section (menu, session, scene, shape);
      append_section (menu, NULL, make_place_section (session, scene, shape));
      append_group_section (menu, scene, node, shape);
      if (shape->kind != CR_NODE_GROUP)
        append_plot_section (menu);
      append_section (menu, _ ("Light up"), make_light_section ());
    }
  else
    {
      GMenu *file = g_menu_new ();
      g_autoptr (GMenu) groups = make_groups_menu ();

      append_section (menu, NULL, G_MENU (cr_graph_ground_menu_new ()));
      append_section (menu, NULL, make_view_section ());
      append_section (menu, NULL, make_picture_section ());
      g_menu_append_submenu (file, _ ("Groups"), G_MENU_MODEL (groups));
      append (file, _ ("Export picture…"), "win.export", NULL);
      append (file, _ ("Copy picture"), "win.copy-picture", NULL);
      append_section (menu, NULL, file);
    }
  return G_MENU_MODEL (menu);
}
