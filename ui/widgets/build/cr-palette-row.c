/* Rows are used again and again while the list scrolls: they hold their item, and follow its reason. */

#include "cr-palette-row.h"

#include <glib/gi18n-lib.h>

struct _CrPaletteRow
{
  GtkBox parent_instance;

  CrPaletteItem *item;
  gulong handler;
  GtkLabel *symbol, *name, *call, *about, *heading;
  GtkWidget *symbol_box, *texts;
};

G_DEFINE_FINAL_TYPE (CrPaletteRow, cr_palette_row, GTK_TYPE_BOX)

static guint chosen_signal;

static void
choose (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, chosen_signal, 0);
}

static void
cr_palette_row_dispose (GObject *object)
{
  cr_palette_row_set_item (CR_PALETTE_ROW (object), NULL);
  G_OBJECT_CLASS (cr_palette_row_parent_class)->dispose (object);
}

static void
cr_palette_row_class_init (CrPaletteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_palette_row_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_install_action (widget_class, "row.choose", NULL, choose);
  chosen_signal = g_signal_new ("chosen", CR_TYPE_PALETTE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkLabel *
add_label (GtkWidget *box, const char *style, gboolean ellipsize)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (ellipsize)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
cr_palette_row_init (CrPaletteRow *row)
{
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_box_set_spacing (GTK_BOX (row), 8);
  gtk_widget_add_css_class (GTK_WIDGET (row), "palette-row");
  row->heading = add_label (GTK_WIDGET (row), "section-heading", FALSE);
  row->symbol = add_label (GTK_WIDGET (row), "palette-symbol", TRUE);
  gtk_label_set_width_chars (row->symbol, 5);
  gtk_label_set_max_width_chars (row->symbol, 5);
  gtk_label_set_xalign (row->symbol, 0.5);
  row->texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (row), row->texts);
  gtk_widget_set_hexpand (row->texts, TRUE);
  gtk_box_append (GTK_BOX (row->texts), first);
  row->name = add_label (first, "palette-name", FALSE);
  row->call = add_label (first, "palette-call", TRUE);
  row->about = add_label (row->texts, "caption", TRUE);
}

GtkWidget *
cr_palette_row_new (void)
{
  return g_object_new (CR_TYPE_PALETTE_ROW, NULL);
}

static void
show_reason (CrPaletteRow *row)
{
  const CrCatalogEntry *entry = cr_palette_item_get_entry (row->item);
  const char *reason = cr_palette_item_get_reason (row->item);
  g_autofree char *label = NULL;

  if (cr_palette_item_get_kind (row->item) == CR_PALETTE_HEADING)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, entry->group, -1);
      return;
    }
  gtk_label_set_text (row->about, reason != NULL ? reason : entry->summary);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), reason);
  (reason != NULL ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (GTK_WIDGET (row), "refused");
  if (reason != NULL)
    label = g_strdup_printf (_ ("%s, does not fit: %s"), entry->name, reason); /* Translators: an operation; why */
  else
    label = g_strdup_printf ("%s, %s", entry->name, entry->summary);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_DISABLED, reason != NULL, -1);
}

static void
show_item (CrPaletteRow *row)
{
  const CrCatalogEntry *entry = cr_palette_item_get_entry (row->item);
  gboolean heading = cr_palette_item_get_kind (row->item) == CR_PALETTE_HEADING;

  gtk_widget_set_visible (GTK_WIDGET (row->heading), heading);
  gtk_widget_set_visible (GTK_WIDGET (row->symbol), !heading);
  gtk_widget_set_visible (row->texts, !heading);
  if (heading)
    gtk_label_set_text (row->heading, entry->group);
  else
    {
      g_autofree char *call = cr_palette_item_dup_call (entry);

      gtk_label_set_text (row->symbol, entry->symbol != NULL ? entry->symbol : "ƒ");
      gtk_label_set_text (row->name, entry->name);
      gtk_label_set_text (row->call, call);
    }
  show_reason (row);
}

void
cr_palette_row_set_item (CrPaletteRow *row, CrPaletteItem *item)
{
  if (row->item != NULL)
    g_clear_signal_handler (&row->handler, row->item);
  g_set_object (&row->item, item);
  if (item == NULL)
    return;
  row->handler = g_signal_connect_swapped (item, "notify::reason", G_CALLBACK (show_reason), row);
  show_item (row);
}

CrPaletteItem *
cr_palette_row_get_item (CrPaletteRow *row)
{
  return row->item;
}
