/* A grid of labels. */

#include "cr-facts-grid.h"

#include "cr-inspector-text.h"

struct _CrFactsGrid
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  guint n_rows; /* made */
};

G_DEFINE_FINAL_TYPE (CrFactsGrid, cr_facts_grid, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_FOLLOW,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
link_activated (CrFactsGrid *grid, const char *uri)
{
  const char *colon = strchr (uri, ':');
  g_autofree char *kind = colon == NULL ? NULL : g_strndup (uri, (gsize)(colon - uri));

  if (kind != NULL)
    g_signal_emit (grid, signals[SIGNAL_FOLLOW], 0, kind, (guint)g_ascii_strtoull (colon + 1, NULL, 10));
  return TRUE;
}

static GtkWidget *
new_label (CrFactsGrid *grid, gboolean is_text)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  if (!is_text)
    {
      gtk_label_set_width_chars (GTK_LABEL (label), 11);
      gtk_widget_add_css_class (label, "dim-label");
      return label;
    }
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "fact-text");
  g_signal_connect_swapped (label, "activate-link", G_CALLBACK (link_activated), grid);
  return label;
}

void
cr_facts_grid_show (CrFactsGrid *grid, GPtrArray *facts)
{
  g_return_if_fail (CR_IS_FACTS_GRID (grid));
  for (guint i = grid->n_rows; i < facts->len; i++)
    {
      gtk_grid_attach (GTK_GRID (grid->grid), new_label (grid, FALSE), 0, (int)i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid->grid), new_label (grid, TRUE), 1, (int)i, 1, 1);
    }
  grid->n_rows = MAX (grid->n_rows, facts->len);
  for (guint i = 0; i < grid->n_rows; i++)
    {
      GtkWidget *label = gtk_grid_get_child_at (GTK_GRID (grid->grid), 0, (int)i);
      GtkWidget *text = gtk_grid_get_child_at (GTK_GRID (grid->grid), 1, (int)i);
      const CrFact *fact = i < facts->len ? g_ptr_array_index (facts, i) : NULL;

      gtk_widget_set_visible (label, fact != NULL);
      gtk_widget_set_visible (text, fact != NULL);
      if (fact == NULL)
        continue;
      gtk_label_set_text (GTK_LABEL (label), fact->label);
      /* Setting the same again would take the focus from a link. */
      if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (text)), fact->markup) != 0)
        gtk_label_set_markup (GTK_LABEL (text), fact->markup);
    }
}

static void
cr_facts_grid_dispose (GObject *object)
{
  g_clear_pointer (&CR_FACTS_GRID (object)->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_facts_grid_parent_class)->dispose (object);
}

static void
cr_facts_grid_class_init (CrFactsGridClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cr_facts_grid_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_FOLLOW] = g_signal_new ("follow", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
cr_facts_grid_init (CrFactsGrid *grid)
{
  grid->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (grid->grid), 10);
  gtk_grid_set_row_spacing (GTK_GRID (grid->grid), 3);
  gtk_widget_set_parent (grid->grid, GTK_WIDGET (grid));
}

GtkWidget *
cr_facts_grid_new (void)
{
  return g_object_new (CR_TYPE_FACTS_GRID, NULL);
}
