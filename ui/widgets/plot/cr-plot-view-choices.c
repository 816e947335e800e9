/* What one's own plot is drawn over, and how: variables with a name and as many elements that are there at the cursor.
 */

#include <glib/gi18n-lib.h>

#include "cr-path.h"
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

static void
popover_shown (CrPlotView *view)
{
  CrPlotOwn *own = cr_plot_view_get_own (view);

  if (own != NULL)
    fill_over (view, own);
}

static void
over_chosen (CrPlotView *view)
{
  CrPlotOwn *own = cr_plot_view_get_own (view);
  guint row = gtk_drop_down_get_selected (view->over);

  if (own == NULL || view->filling || row > view->x_choices->len)
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
  g_signal_connect_swapped (view->popover, "show", G_CALLBACK (popover_shown), view);
  g_signal_connect_swapped (view->over, "notify::selected", G_CALLBACK (over_chosen), view);
  g_signal_connect_swapped (view->form, "notify::selected", G_CALLBACK (form_chosen), view);
}

void
cr_plot_view_update_choices (CrPlotView *view)
{
  CrPlotOwn *own = cr_plot_view_get_own (view);
  CrOwnPlotKind kind = own == NULL ? CR_OWN_PLOT_HISTORY : cr_own_plot_get_kind (cr_plot_own_get_plot (own));

  gtk_widget_set_visible (GTK_WIDGET (view->choices), kind == CR_OWN_PLOT_VALUE || kind == CR_OWN_PLOT_GRADIENT);
}

void
cr_plot_view_choose_x (CrPlotView *view)
{
  g_return_if_fail (CR_IS_PLOT_VIEW (view));
  if (gtk_widget_get_visible (GTK_WIDGET (view->choices)))
    gtk_menu_button_popup (view->choices);
}
