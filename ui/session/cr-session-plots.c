/* The list hangs on the session, and is made when somebody first asks for it. A tensor that an in-place operation or a
 * loop makes anew has a key each time: the one that was chosen is kept, and whoever draws follows it over the steps. */

#include "cr-session-plots.h"

#include "cr-path.h"

struct _CrOwnPlot
{
  GObject parent_instance;

  CrOwnPlotKind kind;
  CrOwnPlotForm form;
  guint64 key, x_key; /* 0: none */
  gint64 element;     /* -1: all */
  char *name;
};

G_DEFINE_FINAL_TYPE (CrOwnPlot, cr_own_plot, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CHANGED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
cr_own_plot_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_CHANGED)
    g_value_set_boolean (value, TRUE);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
cr_own_plot_finalize (GObject *object)
{
  g_free (CR_OWN_PLOT (object)->name);
  G_OBJECT_CLASS (cr_own_plot_parent_class)->finalize (object);
}

static void
cr_own_plot_class_init (CrOwnPlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cr_own_plot_get_property;
  object_class->finalize = cr_own_plot_finalize;
  properties[PROP_CHANGED] = g_param_spec_boolean ("changed", NULL, NULL, TRUE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cr_own_plot_init (CrOwnPlot *plot)
{
  plot->element = -1;
}

CrOwnPlotKind
cr_own_plot_get_kind (CrOwnPlot *plot)
{
  g_return_val_if_fail (CR_IS_OWN_PLOT (plot), CR_OWN_PLOT_VALUE);
  return plot->kind;
}

const char *
cr_own_plot_get_name (CrOwnPlot *plot)
{
  g_return_val_if_fail (CR_IS_OWN_PLOT (plot), NULL);
  return plot->name;
}

static guint
find_key (CrSession *session, guint64 key)
{
  CrGraph *graph = cr_session_get_graph (session);

  return graph == NULL || key == 0 ? CR_NONE : cr_graph_find_variable_by_key (graph, key);
}

guint
cr_own_plot_find (CrOwnPlot *plot, CrSession *session)
{
  g_return_val_if_fail (CR_IS_OWN_PLOT (plot) && CR_IS_SESSION (session), CR_NONE);
  return find_key (session, plot->key);
}

guint
cr_own_plot_find_x (CrOwnPlot *plot, CrSession *session)
{
  g_return_val_if_fail (CR_IS_OWN_PLOT (plot) && CR_IS_SESSION (session), CR_NONE);
  return find_key (session, plot->x_key);
}

void
cr_own_plot_set_x (CrOwnPlot *plot, CrSession *session, guint variable)
{
  CrGraph *graph = cr_session_get_graph (session);
  guint64 key;

  g_return_if_fail (CR_IS_OWN_PLOT (plot));
  g_return_if_fail (variable == CR_NONE || (graph != NULL && variable < cr_graph_get_n_variables (graph)));
  key = variable == CR_NONE ? 0 : cr_graph_get_variable (graph, variable)->key;
  if (plot->x_key == key)
    return;
  plot->x_key = key;
  g_object_notify_by_pspec (G_OBJECT (plot), properties[PROP_CHANGED]);
}

gint64
cr_own_plot_get_element (CrOwnPlot *plot)
{
  g_return_val_if_fail (CR_IS_OWN_PLOT (plot), -1);
  return plot->element;
}

void
cr_own_plot_set_element (CrOwnPlot *plot, gint64 element)
{
  g_return_if_fail (CR_IS_OWN_PLOT (plot));
  if (plot->element == element)
    return;
  plot->element = element;
  g_object_notify_by_pspec (G_OBJECT (plot), properties[PROP_CHANGED]);
}

CrOwnPlotForm
cr_own_plot_get_form (CrOwnPlot *plot)
{
  g_return_val_if_fail (CR_IS_OWN_PLOT (plot), CR_OWN_PLOT_SENSIBLE);
  return plot->form;
}

void
cr_own_plot_set_form (CrOwnPlot *plot, CrOwnPlotForm form)
{
  g_return_if_fail (CR_IS_OWN_PLOT (plot));
  if (plot->form == form)
    return;
  plot->form = form;
  g_object_notify_by_pspec (G_OBJECT (plot), properties[PROP_CHANGED]);
}

static void
document_changed (CrSession *session, GListStore *plots)
{
  g_list_store_remove_all (plots);
}

static GListStore *
get_store (CrSession *session)
{
  static const char name[] = "cr-session-plots";
  GListStore *plots = g_object_get_data (G_OBJECT (session), name);

  if (plots == NULL)
    {
      plots = g_list_store_new (CR_TYPE_OWN_PLOT);
      g_object_set_data_full (G_OBJECT (session), name, plots, g_object_unref);
      g_signal_connect (session, "text-changed", G_CALLBACK (document_changed), plots);
    }
  return plots;
}

GListModel *
cr_session_get_plots (CrSession *session)
{
  g_return_val_if_fail (CR_IS_SESSION (session), NULL);
  return G_LIST_MODEL (get_store (session));
}

/* The one of that kind and variable that there is, taken out of the list. Owned. */
static CrOwnPlot *
take_out (GListStore *plots, CrOwnPlotKind kind, guint64 key)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (plots));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrOwnPlot) plot = g_list_model_get_item (G_LIST_MODEL (plots), i);

      if (plot->kind != kind || plot->key != key)
        continue;
      g_list_store_remove (plots, i);
      return g_steal_pointer (&plot);
    }
  return NULL;
}

CrOwnPlot *
cr_session_add_plot (CrSession *session, CrOwnPlotKind kind, guint variable)
{
  g_return_val_if_fail (CR_IS_SESSION (session) && kind < CR_N_OWN_PLOTS, NULL);
  CrGraph *graph = cr_session_get_graph (session);
  g_autoptr (CrOwnPlot) plot = NULL;
  guint64 key;

  if (graph == NULL || variable >= cr_graph_get_n_variables (graph))
    return NULL;
  key = cr_graph_get_variable (graph, variable)->key;
  plot = take_out (get_store (session), kind, key);
  if (plot == NULL)
    {
      plot = g_object_new (CR_TYPE_OWN_PLOT, NULL);
      plot->kind = kind;
      plot->key = key;
      plot->name = cr_path_describe (graph, variable);
    }
  /* The first element is selected wherever no other was. */
  if (kind == CR_OWN_PLOT_HISTORY && cr_session_get_selected_variable (session) == variable
      && cr_session_get_selected_element (session) > 0)
    cr_own_plot_set_element (plot, cr_session_get_selected_element (session));
  g_list_store_append (get_store (session), plot);
  return plot;
}

void
cr_session_remove_plot (CrSession *session, CrOwnPlot *plot)
{
  g_return_if_fail (CR_IS_SESSION (session) && CR_IS_OWN_PLOT (plot));
  GListStore *plots = get_store (session);
  guint i;

  if (g_list_store_find (plots, plot, &i))
    g_list_store_remove (plots, i);
}
