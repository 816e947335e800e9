/* An entry, how many there are, and the way from one to the next. Below it stands how the text was understood. */

#include "cr-graph-search.h"

#include <glib/gi18n-lib.h>

#include "cr-observer.h"

#define AGAIN_MS 120 /* after the cursor has moved */

struct _CrGraphSearch
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkEditable *entry;
  GtkLabel *count_label;
  GtkLabel *said_label;
  GtkWidget *previous_button, *next_button;
  GtkGrid *examples;

  CrGraphFinder *finder;
  CrScene *scene; /* NULL: nothing to search */
  guint again;    /* timeout */
};

G_DEFINE_FINAL_TYPE (CrGraphSearch, cr_graph_search, GTK_TYPE_WIDGET)

static CrFindHit
get_selected (CrGraphSearch *search, guint *node)
{
  CrSession *session = search->observer.session;
  CrFindHit hit = { cr_session_get_selected_variable (session), cr_session_get_selected_function (session) };

  *node = search->scene == NULL     ? CR_NONE
          : hit.variable != CR_NONE ? cr_scene_find_variable (search->scene, hit.variable)
          : hit.function != CR_NONE ? cr_scene_find_function (search->scene, hit.function)
                                    : CR_NONE;
  return hit;
}

static gboolean
is_open (CrGraphSearch *search)
{
  return gtk_widget_get_visible (GTK_WIDGET (search)) && search->observer.session != NULL;
}

static char *
dup_count (CrGraphSearch *search, guint n)
{
  guint node, at;
  CrFindHit selected = get_selected (search, &node);

  at = n == 0 ? CR_NONE : cr_found_get_selected (cr_graph_finder_get_found (search->finder), &selected, node);
  if (at == CR_NONE)
    return g_strdup_printf ("%u", n);
  return g_strdup_printf (_ ("%u of %u"), at + 1, n); /* Translators: "3 of 17": the third of the nodes found */
}

static void
update_words (CrGraphSearch *search)
{
  const char *said = cr_graph_finder_get_said (search->finder);
  guint n = cr_graph_finder_get_found (search->finder)->len;
  g_autofree char *count = NULL, *text = NULL;

  if (!is_open (search))
    return;
  count = said == NULL ? g_strdup ("") : dup_count (search, n);
  if (said != NULL && n == 0)
    text = g_strdup_printf (_ ("Nothing found: %s"), said);
  gtk_label_set_text (search->count_label, count);
  gtk_label_set_text (search->said_label, text != NULL ? text : said != NULL ? said : "");
  gtk_widget_set_sensitive (search->previous_button, n > 0);
  gtk_widget_set_sensitive (search->next_button, n > 0);
  if (said != NULL && n == 0)
    gtk_widget_add_css_class (GTK_WIDGET (search->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (search->entry), "error");
}

static void
found (gpointer data)
{
  update_words (data);
  g_signal_emit_by_name (data, "found-changed");
}

static void
look (CrGraphSearch *search)
{
  g_clear_handle_id (&search->again, g_source_remove);
  if (is_open (search) && search->scene != NULL)
    cr_graph_finder_search (search->finder, search->scene, gtk_editable_get_text (search->entry),
                            cr_session_get_position (search->observer.session));
  else
    {
      cr_graph_finder_clear (search->finder);
      found (search);
    }
}

static gboolean
look_again (gpointer data)
{
  CR_GRAPH_SEARCH (data)->again = 0;
  look (data);
  return G_SOURCE_REMOVE;
}

/* Values are other ones now. */
static void
position_changed (CrGraphSearch *search)
{
  if (is_open (search) && search->again == 0 && cr_graph_finder_get_said (search->finder) != NULL)
    search->again = g_timeout_add (AGAIN_MS, look_again, search);
}

static void
step (CrGraphSearch *search, gboolean forwards)
{
  const GArray *nodes = cr_graph_finder_get_found (search->finder);
  const CrFoundNode *next;
  guint node, at;
  CrFindHit selected;

  if (search->observer.session == NULL || search->scene == NULL || nodes->len == 0)
    {
      gtk_widget_error_bell (GTK_WIDGET (search));
      return;
    }
  selected = get_selected (search, &node);
  at = cr_found_step (nodes, search->scene, &selected, node, forwards);
  next = &g_array_index (nodes, CrFoundNode, at);
  if (next->hit.variable != CR_NONE)
    cr_session_select_variable (search->observer.session, next->hit.variable);
  else
    cr_session_select_function (search->observer.session, next->hit.function);
  g_signal_emit_by_name (search, "revealed", next->node);
  update_words (search);
}

static void
step_forward (CrGraphSearch *search)
{
  step (search, TRUE);
}

static void
step_back (CrGraphSearch *search)
{
  step (search, FALSE);
}

static gboolean
key_pressed (CrGraphSearch *search, guint key, guint code, GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || !(state & GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  step (search, FALSE);
  return GDK_EVENT_STOP;
}

/* What may be typed, for the popover of the help button. */
static const struct
{
  const char *example, *meaning;
} examples[] = {
  { "relu", N_ ("part of a name, a layer's place, an operation") },
  { "layer1   BasicBlock   in:for", N_ ("what ran in a module, a function, a loop") },
  { "\"w * x\"", N_ ("part of an expression") },
  { "op:mul   name:w   line:12", N_ ("operations only; names only; one line") },
  { "[5, 3]   [*, 3]   shape 64", N_ ("the shape; any size; one of the sizes") },
  { "float64   leaf   root   requires grad", N_ ("what kind of tensor") },
  { "nan   inf   zero", N_ ("in the value or the gradient") },
  { "grad nan   grad = 0   no grad", N_ ("what the gradient is like at this step") },
  { "value < 0   > 3   norm > 10", N_ ("= every element, otherwise any of them") },
  { "not leaf", N_ ("the opposite; several terms must all hold") },
};

static void
fill_examples (CrGraphSearch *search)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      GtkWidget *example = gtk_label_new (examples[i].example), *meaning = gtk_label_new (_ (examples[i].meaning));

      gtk_label_set_xalign (GTK_LABEL (example), 0);
      gtk_label_set_xalign (GTK_LABEL (meaning), 0);
      gtk_widget_add_css_class (example, "monospace");
      gtk_widget_add_css_class (meaning, "dim-label");
      gtk_grid_attach (search->examples, example, 0, (int)i, 1, 1);
      gtk_grid_attach (search->examples, meaning, 1, (int)i, 1, 1);
    }
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_graph_search_close (CR_GRAPH_SEARCH (widget));
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (CR_GRAPH_SEARCH (widget), TRUE);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step (CR_GRAPH_SEARCH (widget), FALSE);
}

CR_OBSERVER_PROPERTY (CrGraphSearch, cr_graph_search, CR_GRAPH_SEARCH, look)

static void
cr_graph_search_dispose (GObject *object)
{
  CrGraphSearch *search = CR_GRAPH_SEARCH (object);

  g_clear_handle_id (&search->again, g_source_remove);
  cr_observer_clear (&search->observer);
  g_clear_pointer (&search->finder, cr_graph_finder_free);
  g_clear_pointer (&search->scene, cr_scene_unref);
  g_clear_pointer (&search->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_graph_search_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrGraphSearch, box);
  gtk_widget_class_bind_template_child (widget_class, CrGraphSearch, entry);
  gtk_widget_class_bind_template_child (widget_class, CrGraphSearch, count_label);
  gtk_widget_class_bind_template_child (widget_class, CrGraphSearch, said_label);
  gtk_widget_class_bind_template_child (widget_class, CrGraphSearch, previous_button);
  gtk_widget_class_bind_template_child (widget_class, CrGraphSearch, next_button);
  gtk_widget_class_bind_template_child (widget_class, CrGraphSearch, examples);
  gtk_widget_class_bind_template_callback (widget_class, look);
  gtk_widget_class_bind_template_callback (widget_class, step_forward);
  gtk_widget_class_bind_template_callback (widget_class, step_back);
  gtk_widget_class_bind_template_callback (widget_class, cr_graph_search_close);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed);
}

static void
cr_graph_search_class_init (CrGraphSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_graph_search_get_property;
  object_class->set_property = cr_graph_search_set_property;
  object_class->dispose = cr_graph_search_dispose;
  cr_observer_install_property (object_class);
  g_signal_new ("found-changed", CR_TYPE_GRAPH_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("closed", CR_TYPE_GRAPH_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("revealed", CR_TYPE_GRAPH_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "graphsearch");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-graph-search.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "search.close", NULL, close_action);
  gtk_widget_class_install_action (widget_class, "search.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "search.previous", NULL, previous_action);
}

static void
cr_graph_search_init (CrGraphSearch *search)
{
  cr_observer_init (&search->observer);
  cr_observer_connect (&search->observer, "notify::position", G_CALLBACK (position_changed), search);
  cr_observer_connect (&search->observer, "notify::selection", G_CALLBACK (update_words), search);
  search->finder = cr_graph_finder_new (found, search);
  gtk_widget_init_template (GTK_WIDGET (search));
  fill_examples (search);
}

void
cr_graph_search_set_scene (CrGraphSearch *search, CrScene *scene)
{
  g_return_if_fail (CR_IS_GRAPH_SEARCH (search));
  g_clear_pointer (&search->scene, cr_scene_unref);
  cr_graph_finder_clear (search->finder); /* what was found are nodes of another scene */
  if (scene != NULL)
    search->scene = cr_scene_ref (scene);
  if (is_open (search))
    look (search);
}

void
cr_graph_search_open (CrGraphSearch *search)
{
  g_return_if_fail (CR_IS_GRAPH_SEARCH (search));
  gtk_widget_set_visible (GTK_WIDGET (search), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (search->entry));
  gtk_editable_select_region (search->entry, 0, -1);
  look (search);
}

void
cr_graph_search_close (CrGraphSearch *search)
{
  g_return_if_fail (CR_IS_GRAPH_SEARCH (search));
  if (!gtk_widget_get_visible (GTK_WIDGET (search)))
    return;
  g_signal_emit_by_name (search, "closed"); /* while the focus is still here */
  gtk_widget_set_visible (GTK_WIDGET (search), FALSE);
  look (search);
}

void
cr_graph_search_step (CrGraphSearch *search, gboolean forwards)
{
  g_return_if_fail (CR_IS_GRAPH_SEARCH (search));
  if (is_open (search))
    step (search, forwards);
  else
    cr_graph_search_open (search);
}

const GArray *
cr_graph_search_get_found (CrGraphSearch *search)
{
  return cr_graph_finder_get_found (search->finder);
}
