/* Numbers that are dragged in the window: in the editor, on a node, in the table, with a slider. Pointer and keys are
 * played by the signals of the controllers that hear them. */

#include "cr-application.h"
#include "cr-graph-canvas-private.h"
#include "cr-graph-view-private.h"
#include "cr-live-card.h"
#include "cr-session-slider.h"
#include "cr-slider-row.h"
#include "cr-value-table-private.h"
#include "cr-window.h"
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
  "x = torch.tensor([1.5, 2.0], requires_grad=True)\n"                                                                 \
  "y = (x * x).sum()\n"                                                                                                \
  "y.backward()\n"

typedef struct
{
  CrWindow *window;
  CrSession *session;
  CrGraphCanvas *canvas;
  GtkTextView *view;
  GtkTextBuffer *buffer;
} Opened;

static GtkWidget *
find_type (GtkWidget *widget, const char *type)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
settle (Opened *o)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!cr_session_is_current (o->session)) /* what was undone runs a moment later */
    g_main_context_iteration (NULL, TRUE);
  session_settle (o->session);
  while (cr_graph_canvas_get_current_scene (o->canvas) == NULL || o->canvas->morph != NULL
         || gtk_widget_get_width (GTK_WIDGET (o->canvas)) == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, FALSE);
    }
}

static Opened
open_window (gpointer application)
{
  Opened o = { .window = cr_window_new (application) };

  gtk_window_present (GTK_WINDOW (o.window));
  o.session = cr_window_get_session (o.window);
  cr_session_reset (o.session, SCRIPT);
  o.canvas = CR_GRAPH_CANVAS (find_type (GTK_WIDGET (o.window), "CrGraphCanvas"));
  o.view = GTK_TEXT_VIEW (find_type (find_type (GTK_WIDGET (o.window), "CrEditor"), "GtkSourceView"));
  o.buffer = gtk_text_view_get_buffer (o.view);
  settle (&o);
  return o;
}

static void
close_window (Opened *o)
{
  CrSession *session = g_object_ref (o->session);

  gtk_window_destroy (GTK_WINDOW (o->window));
  session_settle (session);
  g_assert_cmpuint (G_OBJECT (session)->ref_count, ==, 1); /* no widget has kept it */
  g_object_unref (session);
}

/* Presses a key: the first controller of the widget that takes it. */
static gboolean
press (GtkWidget *widget, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
    }
  return taken;
}

static void
put_caret (Opened *o, const char *words)
{
  GtkTextIter begin, place, end;

  gtk_text_buffer_get_start_iter (o->buffer, &begin);
  g_assert_true (gtk_text_iter_forward_search (&begin, words, 0, &place, &end, NULL));
  gtk_text_buffer_place_cursor (o->buffer, &place);
}

static void
assert_text (Opened *o, const char *words)
{
  GtkTextIter begin, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (o->buffer, &begin, &end);
  text = gtk_text_buffer_get_text (o->buffer, &begin, &end, TRUE);
  g_assert_cmpstr (text, ==, cr_session_get_text (o->session));
  if (strstr (text, words) == NULL)
    g_error ("no %s in %s", words, text);
}

static void
test_editor_keys (gconstpointer application)
{
  Opened o = open_window ((gpointer)application);
  GtkWidget *view = GTK_WIDGET (o.view);

  put_caret (&o, "2.0");
  g_assert_true (press (view, GDK_KEY_Up, GDK_CONTROL_MASK));
  g_assert_true (press (view, GDK_KEY_Up, GDK_CONTROL_MASK));
  assert_text (&o, "[1.5, 2.2]");
  g_assert_true (press (view, GDK_KEY_Down, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  assert_text (&o, "[1.5, 1.2]");
  g_assert_true (press (view, GDK_KEY_Up, GDK_CONTROL_MASK | GDK_ALT_MASK));
  assert_text (&o, "[1.5, 1.21]");
  cr_session_let_go (o.session, TRUE);
  settle (&o);
  gtk_text_buffer_undo (o.buffer); /* all of it is one step */
  assert_text (&o, "[1.5, 2.0]");
  g_assert_false (gtk_text_buffer_get_can_undo (o.buffer));
  settle (&o);
  close_window (&o);
}

/* The pointer is at @part of the width of the last digit of @number. */
static void
point_at (Opened *o, const char *number, double part)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (o->view));
  GtkTextIter place;
  GdkRectangle digit;
  int x, y;

  put_caret (o, number);
  gtk_text_buffer_get_iter_at_mark (o->buffer, &place, gtk_text_buffer_get_insert (o->buffer));
  gtk_text_iter_forward_chars (&place, (int)strlen (number) - 1);
  gtk_text_view_get_iter_location (o->view, &place, &digit);
  gtk_text_view_buffer_to_window_coords (o->view, GTK_TEXT_WINDOW_WIDGET, digit.x, digit.y, &x, &y);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
        g_signal_emit_by_name (controller, "motion", x + digit.width * part, y + digit.height / 2.0);
    }
}

static gboolean
is_underlined (Opened *o, const char *words)
{
  GtkTextIter begin, place, end;
  GSList *tags;
  gboolean found = FALSE;

  gtk_text_buffer_get_start_iter (o->buffer, &begin);
  g_assert_true (gtk_text_iter_forward_search (&begin, words, 0, &place, &end, NULL));
  tags = gtk_text_iter_get_tags (&place);
  for (GSList *tag = tags; tag != NULL; tag = tag->next)
    {
      PangoUnderline underline;

      g_object_get (tag->data, "underline", &underline, NULL);
      found = found || underline == PANGO_UNDERLINE_SINGLE;
    }
  g_slist_free (tags);
  return found;
}

/* A number is the number up to the right edge of its last digit, and not before its first. */
static void
test_editor_hover (gconstpointer application)
{
  Opened o = open_window ((gpointer)application);

  point_at (&o, "2.0", 0.9);
  g_assert_true (is_underlined (&o, "2.0"));
  point_at (&o, "[", 0.9);
  g_assert_false (is_underlined (&o, "1.5"));
  g_assert_false (is_underlined (&o, "2.0"));
  point_at (&o, "1", 0.1);
  g_assert_true (is_underlined (&o, "1.5"));
  /* while it moves, too: all of it */
  put_caret (&o, "2.0");
  for (guint i = 0; i < 3; i++)
    press (GTK_WIDGET (o.view), GDK_KEY_Up, GDK_CONTROL_MASK);
  assert_text (&o, "[1.5, 2.3]");
  g_assert_true (is_underlined (&o, "2.3]"));
  g_assert_true (is_underlined (&o, "3]"));
  g_assert_false (is_underlined (&o, "]"));
  cr_session_let_go (o.session, TRUE);
  settle (&o);
  close_window (&o);
}

/* Where no number is, the keys are the text view's own. */
static void
test_editor_other_keys (gconstpointer application)
{
  Opened o = open_window ((gpointer)application);

  put_caret (&o, "import");
  press (GTK_WIDGET (o.view), GDK_KEY_Up, GDK_CONTROL_MASK);
  g_assert_null (cr_session_get_live (o.session));
  g_assert_cmpstr (cr_session_get_text (o.session), ==, SCRIPT);
  close_window (&o);
}

/* The place of a number on a node, in the canvas. */
static void
find_number (Opened *o, gint64 element, double *found_x, double *found_y)
{
  guint x_variable = session_find_variable (o->session, "x");

  for (int y = 0; y < gtk_widget_get_height (GTK_WIDGET (o->canvas)); y += 2)
    for (int x = 0; x < gtk_widget_get_width (GTK_WIDGET (o->canvas)); x += 2)
      if (cr_live_canvas_hover (o->canvas, x, y) && o->canvas->live.spot.variable == x_variable
          && o->canvas->live.spot.element == element)
        {
          *found_x = x;
          *found_y = y;
          return;
        }
  g_error ("no such number");
}

static void
test_canvas (gconstpointer application)
{
  Opened o = open_window ((gpointer)application);
  double x = 0, y = 0, node_x, node_y;
  guint node = cr_scene_find_variable (o.canvas->scene, session_find_variable (o.session, "y"));
  CrPickedNumber pressed, spot;

  find_number (&o, 1, &x, &y);
  g_assert_false (cr_live_canvas_press (o.canvas, 1, 1)); /* the ground */
  g_assert_false (cr_live_canvas_drag (o.canvas, 50, 0));
  g_assert_false (cr_live_canvas_end (o.canvas, TRUE));
  node_x = cr_scene_get_node (o.canvas->scene, node)->x;
  node_y = cr_scene_get_node (o.canvas->scene, node)->y;
  g_assert_true (cr_live_canvas_press (o.canvas, x, y));
  pressed = o.canvas->live.pressed;
  g_assert_true (cr_live_canvas_drag (o.canvas, 20, 0)); /* ten steps */
  assert_text (&o, "[1.5, 3.]");
  g_assert_true (gtk_widget_get_visible (find_type (GTK_WIDGET (o.window), "CrLiveCard")));
  session_settle (o.session);
  /* the picture is the new one already, and its nodes are where they were though the numbers are wider */
  g_assert_true (cr_graph_canvas_get_current_scene (o.canvas) != NULL);
  cr_live_canvas_drag (o.canvas, 12345, 0);
  session_settle (o.session);
  settle (&o);
  g_assert_true (cr_live_canvas_find_spot (o.canvas, &spot)); /* the line is below what the number is now */
  g_assert_cmpint (spot.element, ==, 1);
  g_assert_cmpfloat (spot.width, >, pressed.width);
  node = cr_scene_find_variable (o.canvas->scene, session_find_variable (o.session, "y"));
  g_assert_cmpfloat_with_epsilon (cr_scene_get_node (o.canvas->scene, node)->y, node_y, 0.01);
  g_assert_cmpfloat_with_epsilon (cr_scene_get_node (o.canvas->scene, node)->x, node_x, 20);
  g_assert_true (cr_live_canvas_end (o.canvas, FALSE)); /* Escape */
  g_assert_cmpstr (cr_session_get_text (o.session), ==, SCRIPT);
  settle (&o);
  close_window (&o);
}

static void
test_canvas_keys (gconstpointer application)
{
  Opened o = open_window ((gpointer)application);

  g_assert_true (cr_live_canvas_key (o.canvas, GDK_KEY_plus, GDK_ALT_MASK)); /* nothing is selected: the bell */
  g_assert_cmpstr (cr_session_get_text (o.session), ==, SCRIPT);
  cr_session_select_variable (o.session, session_find_variable (o.session, "x"));
  cr_session_select_element (o.session, 0);
  g_assert_true (cr_live_canvas_key (o.canvas, GDK_KEY_plus, GDK_ALT_MASK));
  g_assert_true (cr_live_canvas_key (o.canvas, GDK_KEY_plus, GDK_ALT_MASK));
  g_assert_true (cr_live_canvas_key (o.canvas, GDK_KEY_minus, GDK_ALT_MASK));
  assert_text (&o, "[1.6, 2.0]");
  g_assert_false (cr_live_canvas_key (o.canvas, GDK_KEY_plus, 0)); /* that scales the picture */
  cr_session_let_go (o.session, TRUE);
  settle (&o);
  close_window (&o);
}

static void
test_table (gconstpointer application)
{
  Opened o = open_window ((gpointer)application);
  GtkWidget *table;

  cr_session_select_variable (o.session, session_find_variable (o.session, "x"));
  settle (&o);
  table = find_type (find_type (GTK_WIDGET (o.window), "CrInspector"), "CrValueTable");
  cr_session_select_element (o.session, 1);
  cr_value_table_select (CR_VALUE_TABLE (table), 1);
  g_assert_true (press (table, GDK_KEY_plus, 0));
  g_assert_true (press (table, GDK_KEY_plus, 0));
  assert_text (&o, "[1.5, 2.2]");
  g_assert_true (press (table, GDK_KEY_minus, 0));
  assert_text (&o, "[1.5, 2.1]");
  cr_session_let_go (o.session, TRUE);
  settle (&o);
  cr_session_select_element (o.session, 1);
  cr_value_table_select (CR_VALUE_TABLE (table), 1);
  g_assert_true (press (table, GDK_KEY_7, 0));
  {
    GtkWidget *entry = find_type (table, "GtkEntry");

    g_assert_nonnull (entry);
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "7");
    gtk_editable_set_text (GTK_EDITABLE (entry), "nonsense");
    g_signal_emit_by_name (entry, "activate");
    assert_text (&o, "[1.5, 2.1]");
    gtk_editable_set_text (GTK_EDITABLE (entry), "7.25");
    g_signal_emit_by_name (entry, "activate");
  }
  assert_text (&o, "[1.5, 7.25]");
  settle (&o);
  /* the run that ends while a number is typed has another graph */
  cr_session_select_element (o.session, 1);
  cr_value_table_select (CR_VALUE_TABLE (table), 1);
  g_assert_true (press (table, GDK_KEY_8, 0));
  put_caret (&o, "x = ");
  gtk_text_buffer_insert_at_cursor (o.buffer, "a = torch.tensor(1., requires_grad=True)\n", -1);
  put_caret (&o, "y = ");
  gtk_text_buffer_insert_at_cursor (o.buffer, "x = x * a\n", -1);
  settle (&o);
  g_signal_emit_by_name (find_type (table, "GtkEntry"), "activate");
  assert_text (&o, "[1.5, 8.]");
  settle (&o);
  /* what is no leaf is not stepped */
  cr_session_select_variable (o.session, session_find_variable (o.session, "y"));
  settle (&o);
  press (table, GDK_KEY_plus, 0);
  assert_text (&o, "[1.5, 8.]");
  close_window (&o);
}

static void
test_slider (gconstpointer application)
{
  Opened o = open_window ((gpointer)application);
  GtkWidget *row, *scale;
  gboolean taken = FALSE;

  cr_session_select_variable (o.session, session_find_variable (o.session, "x"));
  g_assert_null (find_type (GTK_WIDGET (o.window), "CrSliderRow"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (o.canvas), "graph.slider", NULL));
  row = find_type (GTK_WIDGET (o.window), "CrSliderRow");
  g_assert_nonnull (row);
  scale = find_type (row, "GtkScale");
  gtk_test_accessible_assert_role (scale, GTK_ACCESSIBLE_ROLE_SLIDER);
  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_JUMP, 2.04, &taken);
  g_assert_true (taken);
  assert_text (&o, "[2.0, 2.0]"); /* to its step */
  g_signal_emit_by_name (scale, "change-value", GTK_SCROLL_JUMP, 1e9, &taken);
  g_assert_cmpfloat (cr_session_get_live (o.session)->value, ==,
                     g_array_index (cr_session_get_sliders (o.session), CrSlider, 0).high);
  cr_session_let_go (o.session, TRUE);
  settle (&o);
  gtk_text_buffer_undo (o.buffer);
  g_assert_cmpstr (cr_session_get_text (o.session), ==, SCRIPT);
  settle (&o);
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (scale)), ==, 1.5);
  cr_session_remove_slider (o.session, cr_slider_row_get_id (CR_SLIDER_ROW (row)));
  g_assert_null (find_type (GTK_WIDGET (o.window), "CrSliderRow"));
  close_window (&o);
}

static void
activate_entries (GtkWidget *widget)
{
  if (GTK_IS_ENTRY (widget))
    g_signal_emit_by_name (widget, "activate");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    activate_entries (child);
}

/* What an entry has no room for is not lost by going through it. */
static void
test_slider_digits (gconstpointer application)
{
  static const char script[] = "import torch\nx = torch.tensor(0.123456789, requires_grad=True)\n(x * x).backward()\n";
  Opened o = open_window ((gpointer)application);
  const CrSlider *slider;
  GtkWidget *row;

  cr_session_reset (o.session, script);
  settle (&o);
  g_assert_true (cr_session_add_slider (o.session, (guint)(strstr (script, "0.1") - script), NULL));
  slider = &g_array_index (cr_session_get_sliders (o.session), CrSlider, 0);
  cr_session_set_slider_range (o.session, slider->id, -0.987654321, 0.987654321, 0.0123456789);
  row = find_type (GTK_WIDGET (o.window), "CrSliderRow");
  activate_entries (row);
  g_assert_cmpstr (cr_session_get_text (o.session), ==, script);
  g_assert_null (cr_session_get_live (o.session));
  slider = &g_array_index (cr_session_get_sliders (o.session), CrSlider, 0);
  g_assert_cmpfloat (slider->high, ==, 0.987654321);
  g_assert_cmpfloat (slider->step, ==, 0.0123456789);
  close_window (&o);
}

static void
run_text (Opened *o, const char *text)
{
  gtk_text_buffer_set_text (o->buffer, text, -1);
  settle (o);
}

/* Runs that end while the palette is open take what it is for along, or close it. */
static void
test_palette (gconstpointer application)
{
  Opened o = open_window ((gpointer)application);
  CrGraphView *view = CR_GRAPH_VIEW (find_type (GTK_WIDGET (o.window), "CrGraphView"));
  GtkWidget *palette, *search;

  cr_session_select_variable (o.session, session_find_variable (o.session, "y"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (o.canvas), "graph.build", NULL));
  palette = find_type (GTK_WIDGET (o.window), "CrPalette");
  search = find_type (palette, "GtkSearchEntry");
  g_assert_nonnull (search);
  run_text (&o, "import torch\n"
                "x = torch.tensor([1.5, 2.0], requires_grad=True)\n"
                "z = x + x\n"
                "y = (x * x).sum()\n"
                "(y + z.sum()).backward()\n");
  g_assert_true (gtk_widget_get_visible (palette));
  gtk_editable_set_text (GTK_EDITABLE (search), "sin");
  gtk_widget_activate_action (
      GTK_WIDGET (o.canvas), "graph.reconnect", "(uu)", session_find_variable (o.session, "x"),
      cr_graph_get_variable (cr_session_get_graph (o.session), session_find_variable (o.session, "z"))->maker);
  g_assert_cmpint (view->picking, ==, CR_PICK_RECONNECT);
  run_text (&o, "import torch\nx = torch.tensor(1., requires_grad=True)\nx.backward()\n");
  g_assert_cmpint (view->picking, ==, CR_PICK_NOTHING);
  g_assert_false (gtk_widget_get_visible (palette));
  gtk_editable_set_text (GTK_EDITABLE (search), "detach"); /* a step: asks the graph */
  close_window (&o);
}

int
main (int argc, char **argv)
{
  g_autoptr (CrApplication) application = NULL;
  int status;

  gtk_test_init (&argc, &argv, NULL);
  application = cr_application_new ();
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_data_func ("/ui/widgets/live/editor-keys", application, test_editor_keys);
  g_test_add_data_func ("/ui/widgets/live/editor-hover", application, test_editor_hover);
  g_test_add_data_func ("/ui/widgets/live/editor-other-keys", application, test_editor_other_keys);
  g_test_add_data_func ("/ui/widgets/live/canvas", application, test_canvas);
  g_test_add_data_func ("/ui/widgets/live/canvas-keys", application, test_canvas_keys);
  g_test_add_data_func ("/ui/widgets/live/table", application, test_table);
  g_test_add_data_func ("/ui/widgets/live/slider", application, test_slider);
  g_test_add_data_func ("/ui/widgets/live/palette", application, test_palette);
  g_test_add_data_func ("/ui/widgets/live/slider-digits", application, test_slider_digits);
  status = g_test_run ();
  g_application_quit (G_APPLICATION (application));
  return status;
}
