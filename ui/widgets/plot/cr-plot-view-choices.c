/* What one's own plot is drawn over, and how: variables with a name and as many elements that are there at the cursor.
 * Of a course: whether it is of all elements or of one. */

#include <glib/gi18n-lib.h>

#include "cr-path.h"
#include "cr-plot-slopes.h"
#include "cr-plot-view-private.h"

#define MAX_LOOKED_AT 100000
#define MAX_CHOICES 200

static gint64
count_elements (const CrVariable *info)
{
  gint64 n = 1;

  for (int i = 0; i < info->ndim; i++)
    n *= info->sizes[i];
  return n;
}

static gboolean
is_choice (CrPlotView *view, CrGraph *graph, guint variable, guint other)
{
  const CrVariable *info = cr_graph_get_variable (graph, other);

  return other != variable && cr_variable_get_label (info) != NULL
         && info->created < cr_session_get_position (view->observer.session)
         && count_elements (info) == count_elements (cr_graph_get_variable (graph, variable));
}

/* Of each name the last. */
static void
fill_over (CrPlotView *view, CrPlotOwn *own)
{
  CrGraph *graph = cr_session_get_graph (view->observer.session);
  guint variable = cr_plot_own_get_variable (own);
  guint chosen = cr_own_plot_find_x (cr_plot_own_get_plot (own), view->observer.session), selected = 0;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = graph == NULL || variable == CR_NONE ? 0 : cr_graph_get_n_variables (graph);

  gtk_string_list_append (list, _ ("Element numbers"));
  g_array_set_size (view->x_choices, 0);
  for (guint i = n; i-- > 0 && n - i < MAX_LOOKED_AT && view->x_choices->len < MAX_CHOICES;)
    {
      const char *label = cr_variable_get_label (cr_graph_get_variable (graph, i));

      if (!is_choice (view, graph, variable, i) || !g_hash_table_add (seen, (gpointer)label))
        continue;
      g_array_append_val (view->x_choices, i);
      gtk_string_list_append (list, label);
      if (i == chosen)
        selected = view->x_choices->len;
    }
  view->filling = TRUE;
  gtk_drop_down_set_model (view->over, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (view->over, selected);
  gtk_drop_down_set_selected (view->form, cr_own_plot_get_form (cr_plot_own_get_plot (own)));
  gtk_widget_set_visible (GTK_WIDGET (view->form), cr_plot_own_has_forms (own));
  view->filling = FALSE;
}

/* The norm of all, the element that is selected, and the one that is shown. */
static void
fill_elements (CrPlotView *view, CrPlotOwn *own)
{
  CrSession *session = view->observer.session;
  guint variable = cr_plot_own_get_variable (own);
  const CrVariable *info
      = variable == CR_NONE ? NULL : cr_graph_get_variable (cr_session_get_graph (session), variable);
  gint64 shown = cr_plot_own_get_element (own);
  gint64 selected = variable != CR_NONE && cr_session_get_selected_variable (session) == variable
                        ? cr_session_get_selected_element (session)
                        : 0;
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  gint64 elements[2] = { selected, shown };
  guint chosen = 0;

  gtk_string_list_append (list, _ ("The norm of all elements"));
  g_array_set_size (view->elements, 0);
  for (guint i = 0; i < (shown < 0 || shown == selected ? 1u : 2u) && info != NULL; i++)
    {
      g_autofree char *place = cr_plot_element_describe (info, elements[i]);
      g_autofree char *text = g_strdup_printf (_ ("Element %s"), place);

      gtk_string_list_append (list, text);
      g_array_append_val (view->elements, elements[i]);
      if (elements[i] == shown)
        chosen = view->elements->len;
    }
  view->filling = TRUE;
  gtk_drop_down_set_model (view->over, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (view->over, chosen);
  gtk_widget_set_visible (GTK_WIDGET (view->form), FALSE);
  view->filling = FALSE;
}

static gboolean
is_course (CrPlotOwn *own)
{
  return cr_own_plot_get_kind (cr_plot_own_get_plot (own)) == CR_OWN_PLOT_HISTORY;
}

static void
popover_shown (CrPlotView *view)
{
  CrPlotOwn *own = cr_plot_view_get_own (view);

  if (own != NULL && is_course (own))
    fill_elements (view, own);
  else if (own != NULL)
    fill_over (view, own);
}

static void
over_chosen (CrPlotView *view)
{
  CrPlotOwn *own = cr_plot_view_get_own (view);
  guint row = gtk_drop_down_get_selected (view->over);

  if (own != NULL && is_course (own) && !view->filling && row <= view->elements->len)
    {
      cr_own_plot_set_element (cr_plot_own_get_plot (own),
                               row == 0 ? -1 : g_array_index (view->elements, gint64, row - 1));
      return;
    }
  if (own == NULL || view->filling || is_course (own) || row > view->x_choices->len)
    return;
  cr_own_plot_set_x (cr_plot_own_get_plot (own), view->observer.session,
                     row == 0 ? CR_NONE : g_array_index (view->x_choices, guint, row - 1));
}

static void
form_chosen (CrPlotView *view)
{
  CrPlotOwn *own = cr_plot_view_get_own (view);
  guint row = gtk_drop_down_get_selected (view->form);

  if (own != NULL && !view->filling && row != GTK_INVALID_LIST_POSITION)
    cr_own_plot_set_form (cr_plot_own_get_plot (own), (CrOwnPlotForm)row);
}

void
cr_plot_view_init_choices (CrPlotView *view)
{
  view->x_choices = g_array_new (FALSE, FALSE, sizeof (guint));
  view->elements = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect_swapped (view->popover, "show", G_CALLBACK (popover_shown), view);
  g_signal_connect_swapped (view->over, "notify::selected", G_CALLBACK (over_chosen), view);
  g_signal_connect_swapped (view->form, "notify::selected", G_CALLBACK (form_chosen), view);
}

void
cr_plot_view_update_choices (CrPlotView *view)
{
  CrPlotOwn *own = cr_plot_view_get_own (view);
  CrOwnPlotKind kind = own == NULL ? CR_N_OWN_PLOTS : cr_own_plot_get_kind (cr_plot_own_get_plot (own));
  gboolean course = kind == CR_OWN_PLOT_HISTORY && cr_plot_own_has_elements (own);
  const char *words = course ? _ ("Which course it is") : _ ("What it is drawn over, and how");

  gtk_menu_button_set_label (view->choices, course ? _ ("Of…") : _ ("Over…"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (view->choices), words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view->choices), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_label_set_label (view->over_label, course ? _ ("Course of") : _ ("Drawn over"));
  gtk_widget_set_visible (GTK_WIDGET (view->choices),
                          course || kind == CR_OWN_PLOT_VALUE || kind == CR_OWN_PLOT_GRADIENT);
}

void
cr_plot_view_choose_x (CrPlotView *view)
{
  g_return_if_fail (CR_IS_PLOT_VIEW (view));
  if (gtk_widget_get_visible (GTK_WIDGET (view->choices)))
    gtk_menu_button_popup (view->choices);
}
