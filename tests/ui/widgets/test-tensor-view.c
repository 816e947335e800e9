/* Tensors on a screen: what the ways of showing them tell, choosing elements, copying; and picking a variable in the
 * editor. */

#include <adwaita.h>

#include "cr-editor.h"
#include "cr-inspector.h"
#include "cr-evolution-loader.h"
#include "cr-panels.h"
#include "cr-recomputed.h"
#include "cr-tensor-view.h"
#include "cr-value-chart.h"
#include "cr-widgets.h"
#include "session-fixture.h"

/* For LeakSanitizer (with slow unwinding): GLib gives up its first table of quarks on purpose when it grows. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:_dl_init\nleak:libfontconfig\n";
}

/* The first visible widget of a type, in the order of the tree; NULL. */
static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
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

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_text (child, text))
      return TRUE;
  return FALSE;
}

static void
settle (void)
{
  for (guint i = 0; i < 50; i++)
    while (g_main_context_iteration (NULL, FALSE))
      ;
}

static GtkWidget *
show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 290, 600);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  settle ();
  return window;
}

static char *
dup_clipboard (GtkWidget *widget)
{
  GdkContentProvider *provider = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  if (provider == NULL || !gdk_content_provider_get_value (provider, &value, NULL))
    return NULL;
  return g_value_dup_string (&value);
}

static void
note_element (gint64 *chosen, gint64 element)
{
  *chosen = element;
}

static CrValue *
value_new (int ndim, const gint64 *sizes)
{
  gint64 numel = 1;
  g_autofree float *numbers = NULL;

  for (int i = 0; i < ndim; i++)
    numel *= sizes[i];
  numbers = g_new0 (float, numel + 1);
  for (gint64 i = 0; i < numel; i++)
    numbers[i] = (float)i - 1;
  return cr_value_new_from_data (CR_DTYPE_FLOAT32, ndim, sizes, numbers);
}

static void
test_modes (void)
{
  static const CrTensorMode modes[] = { CR_TENSOR_TABLE, CR_TENSOR_HEAT, CR_TENSOR_HISTOGRAM, CR_TENSOR_NUMBER };
  GtkWidget *view = cr_tensor_view_new (), *window = show (view), *table, *chart;
  g_autoptr (CrValue) value = value_new (2, (gint64[]){ 3, 4 });
  CrValueRow rows[] = { { "value", value, FALSE, NULL }, { "gradient", NULL, TRUE, value } };
  gint64 chosen = -1;

  g_signal_connect_swapped (view, "selected", G_CALLBACK (note_element), &chosen);
  cr_tensor_view_set_rows (CR_TENSOR_VIEW (view), rows, 2);
  settle ();
  g_assert_cmpint (cr_tensor_view_get_mode (CR_TENSOR_VIEW (view)), ==, CR_TENSOR_TABLE);
  table = find_type (view, CR_TYPE_VALUE_TABLE);
  gtk_test_accessible_assert_property (table, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "value: -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
  g_assert_true (has_text (view, "min −1.0 · max 10.0 · mean 4.5"));
  g_signal_emit_by_name (table, "selected", (gint64)6);
  g_assert_cmpint (chosen, ==, 6);
  gtk_test_accessible_assert_property (table, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "value, row 1, column 2: 5");
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      cr_tensor_view_set_mode (CR_TENSOR_VIEW (view), modes[i]);
      settle ();
      chart = find_type (view, CR_TYPE_VALUE_CHART);
      g_assert_true ((chart != NULL) == (modes[i] == CR_TENSOR_HEAT || modes[i] == CR_TENSOR_HISTOGRAM));
      if (modes[i] == CR_TENSOR_HEAT)
        gtk_test_accessible_assert_property (
            chart, GTK_ACCESSIBLE_PROPERTY_LABEL,
            "value as a heat map of 3 rows and 4 columns, on a scale to 10.0 both ways");
    }
  g_assert_true (has_text (view, "value[1, 2]"));
  /* What was chosen holds for the next tensor, but a single number is a number. */
  cr_tensor_view_set_mode (CR_TENSOR_VIEW (view), CR_TENSOR_HEAT);
  rows[0].value = NULL;
  cr_tensor_view_set_rows (CR_TENSOR_VIEW (view), rows, 1);
  g_assert_cmpint (cr_tensor_view_get_mode (CR_TENSOR_VIEW (view)), ==, CR_TENSOR_NUMBER);
  rows[0].value = value;
  cr_tensor_view_set_rows (CR_TENSOR_VIEW (view), rows, 1);
  g_assert_cmpint (cr_tensor_view_get_mode (CR_TENSOR_VIEW (view)), ==, CR_TENSOR_HEAT);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
stats_have_come (gpointer view)
{
  return has_text (view, "mean ");
}

static gboolean
is_copied (gpointer view)
{
  return has_text (view, "Copied.");
}

static void
wait_for (gboolean (*done) (gpointer), gpointer data)
{
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_copy (void)
{
  GtkWidget *view = cr_tensor_view_new (), *window = show (view);
  g_autoptr (CrValue) value = value_new (1, (gint64[]){ 3 }), large = value_new (1, (gint64[]){ 50000 });
  g_autoptr (CrValue) huge = value_new (1, (gint64[]){ 1000001 });
  CrValueRow rows[] = { { "value", value, FALSE }, { "gradient", large, TRUE }, { "other", huge, TRUE } };
  g_autofree char *small = NULL, *all = NULL, *element = NULL, *same = NULL;

  cr_tensor_view_set_rows (CR_TENSOR_VIEW (view), rows, 3);
  cr_tensor_view_copy (CR_TENSOR_VIEW (view), 0);
  small = dup_clipboard (view);
  g_assert_cmpstr (small, ==, "torch.tensor([-1.0, 0.0, 1.0])");
  cr_tensor_view_select (CR_TENSOR_VIEW (view), 2);
  gtk_widget_activate_action (view, "tensor.copy-element", "u", 0);
  element = dup_clipboard (view);
  g_assert_cmpstr (element, ==, "1.0");
  cr_tensor_view_copy (CR_TENSOR_VIEW (view), 1);
  g_assert_true (has_text (view, "Copying…"));
  wait_for (is_copied, view);
  all = dup_clipboard (view);
  g_assert_true (g_str_has_prefix (all, "torch.tensor([-1.0, 0.0, 1.0, 2.0,"));
  g_assert_true (g_str_has_suffix (all, ", 49998.0])"));
  cr_tensor_view_copy (CR_TENSOR_VIEW (view), 2);
  same = dup_clipboard (view);
  g_assert_cmpstr (same, ==, all);
  /* The window goes while a thread works. */
  cr_tensor_view_copy (CR_TENSOR_VIEW (view), 1);
  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
}

/* A matrix of a larger tensor is chosen by the element that is selected in it. */
static void
test_slices (void)
{
  GtkWidget *view = cr_tensor_view_new (), *window = show (view);
  g_autoptr (CrValue) value = value_new (4, (gint64[]){ 2, 3, 4, 5 });
  CrValueRow rows[] = { { "value", value, FALSE } };

  cr_tensor_view_set_rows (CR_TENSOR_VIEW (view), rows, 1);
  settle ();
  g_assert_true (has_text (view, "[0, 0, :, :]"));
  cr_tensor_view_select (CR_TENSOR_VIEW (view), 5 * 20 + 7);
  g_assert_true (has_text (view, "[1, 2, :, :]"));
  g_assert_nonnull (find_type (view, GTK_TYPE_SPIN_BUTTON));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_type (view, GTK_TYPE_SPIN_BUTTON)), 0);
  g_assert_true (has_text (view, "[0, 2, :, :]"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Strange forms; large ones come from a thread, and may be gone before they have come. */
static void
test_forms (void)
{
  static const gint64 forms[][5] = { { 0 }, { 0, 3 }, { 1 }, { 2, 1, 3, 1, 2 }, { 300, 400 }, { 5, 0, 4 }, { 100000 } };
  static const int ndims[] = { 1, 2, 0, 5, 2, 3, 1 };
  GtkWidget *view = cr_tensor_view_new (), *window = show (view);

  for (int mode = CR_TENSOR_NUMBER; mode <= CR_TENSOR_HISTOGRAM; mode++)
    for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
      {
        g_autoptr (CrValue) value = value_new (ndims[i], forms[i]);
        CrValueRow rows[] = { { "value", value, FALSE }, { "gradient", i % 2 ? value : NULL, TRUE } };

        cr_tensor_view_set_mode (CR_TENSOR_VIEW (view), mode);
        cr_tensor_view_set_rows (CR_TENSOR_VIEW (view), rows, 2);
        cr_tensor_view_select (CR_TENSOR_VIEW (view), i);
        settle ();
      }
  wait_for (stats_have_come, view);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
note_row (guint *row, guint wanted)
{
  *row = wanted;
}

/* A value that the budget dropped says so and can be asked for. */
static void
test_summary (void)
{
  GtkWidget *view = cr_tensor_view_new (), *window = show (view), *button;
  CrSummary summary = { .min = -2, .max = 3, .mean = 0.5, .norm = 4 };
  g_autoptr (CrValue) value = cr_value_new_summary (CR_DTYPE_FLOAT32, 1, (gint64[]){ 3 }, &summary);
  CrValueRow rows[] = { { "value", NULL, FALSE }, { "gradient", value, TRUE } };
  guint row = G_MAXUINT;

  g_signal_connect_swapped (view, "compute-again", G_CALLBACK (note_row), &row);
  cr_tensor_view_set_rows (CR_TENSOR_VIEW (view), rows, 2);
  settle ();
  g_assert_true (has_text (view, "kept only a summary"));
  g_assert_true (has_text (view, "min −2.0 · max 3.0 · mean 0.5"));
  button = find_type (find_type (view, CR_TYPE_TENSOR_BLOCK), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (row, ==, 1);
  cr_tensor_view_set_busy (CR_TENSOR_VIEW (view), "Computing again… 42 %");
  g_assert_true (has_text (view, "42 %"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* An element chosen in the inspector is the session's. */
static void
test_inspector (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LINE);
  GtkWidget *inspector = cr_inspector_new (session), *window = show (inspector), *table;
  guint w = session_find_variable (session, "w");

  cr_session_select_variable (session, w);
  cr_session_seek (session, G_MAXUINT);
  settle ();
  table = find_type (inspector, CR_TYPE_VALUE_TABLE);
  gtk_test_accessible_assert_property (table, GTK_ACCESSIBLE_PROPERTY_LABEL, "value: 1, 2; gradient: 3, 3");
  g_signal_emit_by_name (table, "selected", (gint64)1);
  g_assert_cmpint (cr_session_get_selected_element (session), ==, 1);
  cr_session_select_element (session, 0);
  gtk_test_accessible_assert_property (table, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "value, element 0: 1; gradient, element 0: 3");
  gtk_window_destroy (GTK_WINDOW (window));
  settle ();
  session_settle (session);
  g_assert_cmpuint (G_OBJECT (session)->ref_count, ==, 1);
}

static void
count_change (gpointer n)
{
  *(guint *)n += 1;
}

static gboolean
has_answer (gpointer recomputed)
{
  return cr_recomputed_get_progress (recomputed) == NULL;
}

/* A value is computed again, and the answer forgotten with the graph; who asks may be gone before the answer. */
static void
test_recomputed (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LINE);
  guint n_changes = 0, y = session_find_variable (session, "y");
  CrRecomputed *recomputed = cr_recomputed_new (count_change, &n_changes);
  CrValue *value = cr_cursor_get_variable (cr_session_get_cursor (session), y)->value, *answer;
  CrSummary summary = { .max = 1 };
  g_autoptr (CrValue) foreign = cr_value_new_summary (CR_DTYPE_FLOAT32, 1, (gint64[]){ 3 }, &summary);

  g_assert_nonnull (value);
  g_assert_true (cr_recomputed_get (recomputed, value) == value);
  g_assert_null (cr_recomputed_get (recomputed, NULL));
  cr_recomputed_ask (recomputed, session, value);
  g_assert_nonnull (cr_recomputed_get_progress (recomputed));
  wait_for (has_answer, recomputed);
  answer = cr_recomputed_get (recomputed, value);
  g_assert_null (cr_recomputed_get_error (recomputed));
  g_assert_true (cr_value_equal (answer, value));
  g_assert_cmpuint (n_changes, >=, 2);
  cr_recomputed_ask (recomputed, session, foreign); /* no value of this run: it says so */
  wait_for (has_answer, recomputed);
  g_assert_nonnull (cr_recomputed_get_error (recomputed));
  g_assert_true (cr_recomputed_get (recomputed, foreign) == foreign);
  cr_recomputed_clear (recomputed);
  g_assert_null (cr_recomputed_get_error (recomputed));
  g_assert_true (cr_recomputed_get (recomputed, value) == value);
  cr_recomputed_ask (recomputed, session, value);
  cr_session_reset (session, SCRIPT_LINE); /* the graph changes meanwhile */
  cr_recomputed_clear (recomputed);
  session_settle (session);
  cr_recomputed_ask (recomputed, session, cr_cursor_get_variable (cr_session_get_cursor (session), y)->value);
  cr_recomputed_free (recomputed);
  session_settle (session);
  settle ();
}

static gboolean
has_changed (gpointer n)
{
  return *(guint *)n > 0;
}

static void
test_evolution_loader (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LINE);
  CrGraph *graph = cr_session_get_graph (session);
  guint n_changes = 0, y = session_find_variable (session, "y"), w = session_find_variable (session, "w");
  CrEvolutionLoader *loader = cr_evolution_loader_new (count_change, &n_changes);
  const CrEvolution *evolution;

  g_assert_null (cr_evolution_loader_get (loader, graph, y));
  g_assert_null (cr_evolution_loader_get (loader, graph, w)); /* gives up the one before */
  wait_for (has_changed, &n_changes);
  evolution = cr_evolution_loader_get (loader, graph, w);
  g_assert_nonnull (evolution);
  g_assert_cmpuint (evolution->variable, ==, w);
  g_assert_null (cr_evolution_loader_get (loader, NULL, CR_NONE));
  g_assert_null (cr_evolution_loader_get (loader, graph, y));
  cr_evolution_loader_free (loader);
  settle ();
}

static gboolean
is_picked (gpointer session)
{
  return cr_session_get_selected_variable (session) == session_find_variable (session, "y");
}

/* Where the text cursor rests, what is made there is selected. */
static void
test_pick (void)
{
  g_autoptr (CrSession) session = session_new_run (SCRIPT_LINE);
  GtkWidget *editor = cr_editor_new (session), *window = show (editor);
  GtkTextBuffer *buffer = cr_editor_get_buffer (CR_EDITOR (editor));
  GtkTextIter place;

  cr_editor_go_to_line (CR_EDITOR (editor), 2); /* the program's doing selects nothing */
  for (guint i = 0; i < 10; i++)
    {
      g_usleep (30000);
      settle ();
    }
  g_assert_cmpuint (cr_session_get_selected_variable (session), ==, CR_NONE);
  gtk_text_buffer_get_iter_at_line_offset (buffer, &place, 3, 12);
  gtk_text_buffer_place_cursor (buffer, &place);
  wait_for (is_picked, session);
  gtk_window_destroy (GTK_WINDOW (window));
  session_settle (session);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cr_widgets_init ();
  cr_panels_init ();
  g_test_add_func ("/ui/widgets/tensor-view/modes", test_modes);
  g_test_add_func ("/ui/widgets/tensor-view/copy", test_copy);
  g_test_add_func ("/ui/widgets/tensor-view/slices", test_slices);
  g_test_add_func ("/ui/widgets/tensor-view/forms", test_forms);
  g_test_add_func ("/ui/widgets/tensor-view/summary", test_summary);
  g_test_add_func ("/ui/widgets/tensor-view/inspector", test_inspector);
  g_test_add_func ("/ui/panels/inspector/recomputed", test_recomputed);
  g_test_add_func ("/ui/panels/inspector/evolution-loader", test_evolution_loader);
  g_test_add_func ("/ui/widgets/editor/pick", test_pick);
  return g_test_run ();
}
