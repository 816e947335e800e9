/* The Jacobian lens: what it asks about by itself and by hand, its words, its picture, and giving up. */

#include <adwaita.h>
#include <math.h>

#include "cr-jacobian-panel.h"
#include "cr-jacobian-picture.h"
#include "cr-jacobian-view.h"
#include "cr-panels.h"
#include "cr-widgets.h"
#include "session-fixture.h"

/* For LeakSanitizer (with slow unwinding): GLib gives up its first table of quarks on purpose when it grows. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:_dl_init\nleak:libfontconfig\n";
}

#define SCRIPT                                                                                                         \
  "import torch\n"                                                                                                     \
  "x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)\n"                                                       \
  "k = torch.ones(2)\n"                                                                                                \
  "y = x * x\n"                                                                                                        \
  "z = y * k\n"                                                                                                        \
  "z.backward(torch.tensor([[0., 0.], [1., 0.]]))\n"

static GtkWidget *
find (GtkWidget *widget, const char *id)
{
  if (GTK_IS_BUILDABLE (widget) && g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, id);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static const char *
get_page (GtkWidget *panel, const char *id)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (find (panel, id)));
}

static const char *
get_text (GtkWidget *panel, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (find (panel, id)));
}

static const char *
get_chosen (GtkWidget *panel, const char *id)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (find (panel, id)));

  return item != NULL ? gtk_string_object_get_string (item) : NULL;
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Until the label says so, or a minute has passed, which is a failure. */
static void
wait_for_text (GtkWidget *panel, const char *id, const char *text)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  guint source = g_timeout_add (50, wake, NULL);

  while (g_strcmp0 (get_text (panel, id), text) != 0 && g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
  g_assert_cmpstr (get_text (panel, id), ==, text);
}

static GtkWidget *
open_panel (CrSession *session, GtkWidget **window)
{
  GtkWidget *panel = cr_jacobian_panel_new (session);

  *window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (*window), 380, 700);
  gtk_window_set_child (GTK_WINDOW (*window), panel);
  gtk_window_present (GTK_WINDOW (*window));
  return panel;
}

static void
close_panel (CrSession *session, GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  session_settle (session);
  g_assert_finalize_object (session);
}

static void
test_root (void)
{
  CrSession *session = session_new_run (SCRIPT);
  GtkWidget *window, *panel = open_panel (session, &window);

  wait_for_text (panel, "title", "∂z / ∂x: 4 × 4");
  g_assert_cmpstr (get_page (panel, "answer_stack"), ==, "answer");
  g_assert_cmpstr (get_chosen (panel, "of"), ==, "z (line 5)");
  g_assert_cmpstr (get_chosen (panel, "by"), ==, "x (line 2)");
  g_assert_cmpstr (get_text (panel, "weights"), ==,
                   "v is the gradient that z received in backward pass 1. It picks row [1, 0]: vᵀJ is that row.");
  g_assert_true (g_str_has_prefix (get_text (panel, "cost"), "One backward pass gave vᵀJ in "));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find (panel, "view")), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "∂z / ∂x: 4 × 4");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find (panel, "of")), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Derivative of");
  close_panel (session, window);
}

/* It follows the selection until something is chosen by hand. */
static void
test_choices (void)
{
  CrSession *session = session_new_run (SCRIPT);
  GtkWidget *window, *panel = open_panel (session, &window);

  wait_for_text (panel, "title", "∂z / ∂x: 4 × 4");
  cr_session_select_variable (session, session_find_variable (session, "y"));
  wait_for_text (panel, "title", "∂y / ∂x: 4 × 4");
  /* picked by hand */
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (panel, "pick_by")), TRUE);
  cr_session_select_variable (session, session_find_variable (session, "k"));
  wait_for_text (panel, "message", "No path: y was not computed from k.");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find (panel, "pick_by"))));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (panel, "pick_of")), TRUE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (panel, "pick_by")), TRUE);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (find (panel, "pick_of"))));
  cr_session_select_variable (session, session_find_variable (session, "x"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find (panel, "pick_of")), TRUE);
  cr_session_select_variable (session, session_find_variable (session, "z"));
  wait_for_text (panel, "title", "∂z / ∂x: 4 × 4");
  /* what was not chosen by hand follows still */
  cr_session_select_variable (session, session_find_variable (session, "y"));
  wait_for_text (panel, "title", "∂z / ∂y: 4 × 4");
  /* the lists: named leaves come first */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find (panel, "by")), 0);
  wait_for_text (panel, "title", "∂z / ∂x: 4 × 4");
  /* an edit elsewhere keeps what was chosen */
  cr_session_set_text (session, SCRIPT "q = y.sum()\n", TRUE);
  wait_for_text (panel, "title", "");
  wait_for_text (panel, "title", "∂z / ∂x: 4 × 4");
  close_panel (session, window);
}

static void
test_nothing (void)
{
  CrSession *session = session_new_run ("import torch\nx = torch.ones(2)\ny = x * 2\n");
  GtkWidget *window, *panel = open_panel (session, &window);

  while (!g_str_has_prefix (get_text (panel, "empty_text"), "Nothing here was computed with a gradient."))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (get_page (panel, "stack"), ==, "empty");
  close_panel (session, window);
}

static void
test_cancelled (void)
{
  CrSession *session = session_new_run ("import torch\nx = torch.ones(2000, requires_grad=True)\ny = x * 1\n"
                                        "for i in range(3000):\n    y = y * 1.001\n");
  GtkWidget *window, *panel = open_panel (session, &window);

  while (g_strcmp0 (get_page (panel, "stack"), "lens") != 0
         || g_strcmp0 (get_page (panel, "answer_stack"), "progress") != 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_emit_by_name (find (panel, "cancel"), "clicked");
  g_assert_cmpstr (get_page (panel, "answer_stack"), ==, "message");
  g_assert_cmpstr (get_text (panel, "message"), ==, "Cancelled.");
  g_assert_true (gtk_widget_get_visible (find (panel, "again")));
  close_panel (session, window);
}

/* The picture without a widget. */

static CrJacobianAnswer *
make_answer (CrSession *session, const char *of, const char *by)
{
  g_autoptr (GError) error = NULL;
  CrReplay *replay = cr_replay_new (cr_session_get_graph (session), TRUE, 0);
  CrJacobianAnswer *answer = cr_jacobian_answer_new (
      cr_session_get_graph (session), session_find_variable (session, of), session_find_variable (session, by));

  cr_jacobian_answer_find (replay, answer, &error);
  g_assert_no_error (error);
  cr_replay_free (replay);
  return answer;
}

static void
test_picture (void)
{
  CrSession *session = session_new_run (SCRIPT);
  CrJacobianAnswer *answer = make_answer (session, "z", "x");
  g_autofree char *head = cr_jacobian_answer_dup_head (answer, TRUE, 2);
  g_autofree char *element = cr_jacobian_answer_dup_element (answer, 3, 3);
  g_autofree char *product = cr_jacobian_answer_dup_element (answer, CR_JACOBIAN_PRODUCT, 2);
  CrJacobianLayout layout;
  gint64 row, column;

  g_assert_cmpstr (head, ==, "[1, 0]");
  g_assert_cmpstr (element, ==, "∂z[1, 1] / ∂x[1, 1] = 8");
  g_assert_cmpstr (product, ==, "vᵀJ[1, 0] = 6");
  cr_jacobian_layout (answer, 300, &layout);
  g_assert_true (layout.numbered);
  for (gint64 i = 0; i < 4; i++)
    for (gint64 k = 0; k < 4; k++)
      {
        g_assert_true (cr_jacobian_find (answer, &layout, layout.left + ((double)k + 0.5) * layout.cell,
                                         layout.top + ((double)i + 0.5) * layout.line, &row, &column));
        g_assert_cmpint (row, ==, i);
        g_assert_cmpint (column, ==, k);
      }
  g_assert_true (cr_jacobian_find (answer, &layout, layout.left + 1, layout.product_top + 1, &row, &column));
  g_assert_cmpint (row, ==, CR_JACOBIAN_PRODUCT);
  g_assert_false (cr_jacobian_find (answer, &layout, layout.left - 1, layout.top + 1, &row, &column));
  g_assert_false (cr_jacobian_find (answer, &layout, layout.left + 1, layout.key_top + 1, &row, &column));
  cr_jacobian_answer_free (answer);
  g_assert_finalize_object (session);
}

/* Painted in both themes, small and large: something of each part is there. */
static void
test_painted (void)
{
  CrSession *session = session_new_run ("import torch\nx = torch.linspace(-1, 1, 30, requires_grad=True)\n"
                                        "y = x * x\ns = y.sum()\ny.backward(torch.linspace(0, 1, 30))\n");
  const char *const ofs[] = { "y", "s" };

  for (guint i = 0; i < 4; i++)
    {
      CrJacobianAnswer *answer = make_answer (session, ofs[i / 2], "x");
      const CrTheme *theme = cr_theme_get (i % 2);
      CrJacobianLayout layout;
      cairo_surface_t *surface;
      cairo_t *cr;
      guint n_painted = 0;

      cr_jacobian_layout (answer, 300, &layout);
      g_assert_false (layout.numbered);
      surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (layout.width), (int)ceil (layout.height));
      cr = cairo_create (surface);
      cr_jacobian_paint (answer, &layout, cr, theme, 0, 1);
      cairo_destroy (cr);
      cairo_surface_flush (surface);
      for (int y = 0; y < (int)layout.height; y++)
        {
          const guint32 *line
              = (gpointer)(cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface));

          n_painted += line[2] != 0;
        }
      /* the matrix or its one row, v where there are several, and vᵀJ, each with a key */
      g_assert_cmpuint (n_painted, >, i / 2 == 0 ? 150 : 50);
      cairo_surface_destroy (surface);
      cr_jacobian_answer_free (answer);
    }
  g_assert_finalize_object (session);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  cr_panels_init ();
  g_test_add_func ("/ui/panels/jacobian/root", test_root);
  g_test_add_func ("/ui/panels/jacobian/choices", test_choices);
  g_test_add_func ("/ui/panels/jacobian/nothing", test_nothing);
  g_test_add_func ("/ui/panels/jacobian/cancelled", test_cancelled);
  g_test_add_func ("/ui/panels/jacobian/picture", test_picture);
  g_test_add_func ("/ui/panels/jacobian/painted", test_painted);
  return g_test_run ();
}
