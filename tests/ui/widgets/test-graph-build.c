/* Building on the canvas: nodes chosen as operands, edges drawn and moved by hand; what the palette lists for them. */

#include <adwaita.h>

#include "canvas-fixture.h"
#include "cr-palette-check.h"
#include "cr-palette-item.h"

static const char script[] = "import torch\n"
                             "a = torch.tensor([1., 2.], requires_grad=True)\n"
                             "b = torch.tensor([3., 4.], requires_grad=True)\n"
                             "c = torch.sin(a)\n"
                             "d = c * b\n"
                             "d.sum().backward()\n";

static guint
find_variable (Shown *shown, const char *name)
{
  CrGraph *graph = cr_session_get_graph (shown->session);

  for (guint i = 0; i < cr_graph_get_n_variables (graph); i++)
    if (g_strcmp0 (cr_graph_get_variable (graph, i)->name, name) == 0)
      return i;
  g_assert_not_reached ();
}

static guint
find_node (Shown *shown, const char *name)
{
  return cr_scene_find_variable (shown->canvas->scene, find_variable (shown, name));
}

/* The names of the operands, in order. */
static void
check_operands (Shown *shown, const char *wanted)
{
  g_autoptr (GArray) operands = cr_graph_canvas_dup_operands (shown->canvas);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < operands->len; i++)
    g_string_append (
        names, cr_graph_get_variable (cr_session_get_graph (shown->session), g_array_index (operands, guint, i))->name);
  g_assert_cmpstr (names->str, ==, wanted);
}

static void
test_marks (void)
{
  g_autoptr (Shown) shown = shown_new (script);
  CrGraphCanvas *canvas = shown->canvas;

  cr_graph_canvas_select_node (canvas, find_node (shown, "b"));
  check_operands (shown, "b");
  cr_graph_canvas_click_mark (canvas, find_node (shown, "a"));
  check_operands (shown, "ba"); /* what was selected comes first */
  cr_graph_canvas_click_mark (canvas, find_node (shown, "d"));
  check_operands (shown, "bad");
  cr_graph_canvas_click_mark (canvas, find_node (shown, "a"));
  check_operands (shown, "bd");
  cr_session_run (shown->session);
  shown_settle (shown);
  check_operands (shown, "bd");
  g_assert_true (cr_graph_canvas_clear_marks (canvas));
  g_assert_false (cr_graph_canvas_clear_marks (canvas));
  check_operands (shown, "d");
}

static void
test_keys (void)
{
  g_autoptr (Shown) shown = shown_new (script);
  CrGraphCanvas *canvas = shown->canvas;

  cr_graph_canvas_select_node (canvas, find_node (shown, "a"));
  cr_graph_canvas_key_pressed (canvas, GDK_KEY_x, 0, 0);
  cr_graph_canvas_select_node (canvas, find_node (shown, "c"));
  check_operands (shown, "ac");
  cr_graph_canvas_key_pressed (canvas, GDK_KEY_Escape, 0, 0);
  check_operands (shown, "c");
  cr_graph_canvas_select_node (canvas, find_node (shown, "a"));
  cr_graph_canvas_key_pressed (canvas, GDK_KEY_Down, 0, GDK_ALT_MASK | GDK_SHIFT_MASK); /* sin, which gives c */
  check_operands (shown, "ac");
}

static void
count (guint *n)
{
  ++*n;
}

/* A point of the scene in the view. */
static void
to_view (Shown *shown, const CrPoint *point, double *x, double *y)
{
  const CrViewTransform *view = &shown->canvas->transform;

  *x = point->x * view->scale + view->x;
  *y = point->y * view->scale + view->y;
}

static void
press_port (Shown *shown, const char *name, double *x, double *y)
{
  CrPoint port;

  shown->canvas->hovered = find_node (shown, name);
  g_assert_true (cr_graph_canvas_find_port (shown->canvas, shown->canvas->hovered, &port));
  to_view (shown, &port, x, y);
  g_assert_true (cr_graph_canvas_press_link (shown->canvas, *x, *y));
}

static void
get_middle (Shown *shown, const char *name, double *x, double *y)
{
  const CrSceneNode *box = cr_scene_get_node (shown->canvas->scene, find_node (shown, name));

  to_view (shown, &(CrPoint){ box->x + box->width / 2, box->y + box->height / 2 }, x, y);
}

static void
test_drag (void)
{
  g_autoptr (Shown) shown = shown_new (script);
  CrGraphCanvas *canvas = shown->canvas;
  double x, y, to_x, to_y;
  guint asked = 0;

  g_signal_connect_swapped (canvas, "build-requested", G_CALLBACK (count), &asked);
  press_port (shown, "a", &x, &y);
  get_middle (shown, "b", &to_x, &to_y);
  g_assert_true (cr_graph_canvas_drag_link (canvas, to_x - x, to_y - y));
  g_assert_cmpuint (canvas->link->target, ==, find_node (shown, "b"));
  g_assert_true (cr_graph_canvas_drop_link (canvas));
  g_assert_cmpuint (asked, ==, 1);
  check_operands (shown, "ab");

  press_port (shown, "d", &x, &y); /* to the ground */
  cr_graph_canvas_drag_link (canvas, 2 - x, 2 - y);
  cr_graph_canvas_drop_link (canvas);
  g_assert_cmpuint (asked, ==, 2);
  check_operands (shown, "d");

  press_port (shown, "a", &x, &y);
  cr_graph_canvas_drag_link (canvas, to_x - x, to_y - y);
  cr_graph_canvas_key_pressed (canvas, GDK_KEY_Escape, 0, 0);
  g_assert_false (cr_graph_canvas_drop_link (canvas));
  g_assert_cmpuint (asked, ==, 2);
  g_assert_false (cr_graph_canvas_press_link (canvas, 2, 2));
}

typedef struct
{
  guint n, variable, function, other;
} Moved;

static void
edge_moved (Moved *moved, guint variable, guint function, guint other)
{
  *moved = (Moved){ moved->n + 1, variable, function, other };
}

/* The edge from a variable into an operation; CR_NONE. */
static guint
find_edge (Shown *shown, const char *name)
{
  for (guint i = 0; i < cr_scene_get_n_edges (shown->canvas->scene); i++)
    if (cr_scene_get_edge (shown->canvas->scene, i)->from == find_node (shown, name))
      return i;
  return CR_NONE;
}

static void
test_reconnect (void)
{
  g_autoptr (Shown) shown = shown_new (script);
  CrGraphCanvas *canvas = shown->canvas;
  guint edge = find_edge (shown, "c"), variable, function;
  double x, y, to_x, to_y;
  Moved moved = { 0 };
  CrPoint handle;

  g_signal_connect_swapped (canvas, "reconnect-requested", G_CALLBACK (edge_moved), &moved);
  g_assert_true (cr_graph_canvas_find_edge_ends (canvas, edge, &variable, &function));
  g_assert_cmpuint (variable, ==, find_variable (shown, "c"));
  g_assert_cmpstr (cr_graph_get_function (cr_session_get_graph (shown->session), function)->primitive, ==, "mul");
  canvas->hovered = CR_NONE;
  cr_session_select_variable (shown->session, CR_NONE);
  g_assert_true (cr_graph_canvas_find_handle (canvas, edge, &handle));
  to_view (shown, &handle, &x, &y);
  g_assert_true (cr_graph_canvas_press_link (canvas, x, y));
  get_middle (shown, "a", &to_x, &to_y);
  cr_graph_canvas_drag_link (canvas, to_x - x, to_y - y);
  cr_graph_canvas_drop_link (canvas);
  g_assert_cmpuint (moved.n, ==, 1);
  g_assert_cmpuint (moved.variable, ==, variable);
  g_assert_cmpuint (moved.function, ==, function);
  g_assert_cmpuint (moved.other, ==, find_variable (shown, "a"));

  /* From an operation to its result there is nothing to move. */
  for (guint i = 0; i < cr_scene_get_n_edges (canvas->scene); i++)
    if (cr_scene_get_edge (canvas->scene, i)->to == find_node (shown, "d"))
      g_assert_false (cr_graph_canvas_find_edge_ends (canvas, i, &variable, &function));
}

/* The palette. */

static void
test_list (void)
{
  g_autoptr (GPtrArray) all = cr_palette_list_items ("", NULL, FALSE);
  g_autoptr (GPtrArray) found = cr_palette_list_items ("sin", NULL, TRUE);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) groups = cr_palette_list_groups (TRUE);
  guint headings = 0;

  for (guint i = 0; i < all->len; i++)
    headings += cr_palette_item_get_kind (all->pdata[i]) == CR_PALETTE_HEADING;
  g_assert_cmpuint (all->len, >, 200);
  g_assert_cmpuint (headings, ==, groups->len);
  g_assert_cmpint (cr_palette_item_get_kind (all->pdata[1]), ==, CR_PALETTE_LEAF);
  g_assert_cmpstr (cr_palette_item_get_entry (found->pdata[0])->name, ==, "sin");
  for (guint i = 0; i < groups->len; i++)
    {
      g_autoptr (GPtrArray) items = cr_palette_list_items ("", groups->pdata[i], TRUE);

      g_assert_cmpuint (items->len, >, 0);
      g_assert_cmpint (cr_palette_item_get_kind (items->pdata[0]), !=, CR_PALETTE_HEADING);
    }
  none = cr_palette_list_items ("no such operation at all", NULL, TRUE);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
took (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GPtrArray **)data = cr_palette_check_finish (result, NULL);
}

static void
test_fit (void)
{
  g_autoptr (Shown) shown = shown_new (script);
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GPtrArray) reasons = NULL;
  guint a = find_variable (shown, "a"), n;
  const CrCatalogEntry *entries = cr_catalog_get (&n);

  g_array_append_val (variables, a);
  cr_palette_check_async (cr_session_get_graph (shown->session), variables, NULL, took, &reasons);
  while (reasons == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (reasons->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      if (g_str_equal (entries[i].name, "sin") || g_str_equal (entries[i].name, "mul")) /* which asks for another */
        g_assert_null (reasons->pdata[i]);
      if (g_str_equal (entries[i].name, "bitwise_not"))
        g_assert_nonnull (reasons->pdata[i]); /* of float32 */
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/widgets/build/marks", test_marks);
  g_test_add_func ("/ui/widgets/build/keys", test_keys);
  g_test_add_func ("/ui/widgets/build/drag", test_drag);
  g_test_add_func ("/ui/widgets/build/reconnect", test_reconnect);
  g_test_add_func ("/ui/widgets/build/palette/list", test_list);
  g_test_add_func ("/ui/widgets/build/palette/fit", test_fit);
  return g_test_run ();
}
