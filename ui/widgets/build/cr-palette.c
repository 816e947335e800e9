/* Groups on the left, what is in them in the middle, what is chosen on the right. What is typed is searched in all
 * groups. The list makes rows for what is seen only. */

#include "cr-palette.h"

#include <glib/gi18n-lib.h>

#include "cr-leaf-dialog.h"
#include "cr-palette-form.h"
#include "cr-palette-row.h"
#include "cr-palette-use.h"
#include "cr-session-edit.h"

struct _CrPalette
{
  GtkPopover parent_instance;

  CrPaletteUse use;
  const char *group; /* shown; NULL: all */
  guint picking;     /* the operand that is waited for */

  GtkEditable *search;
  GtkLabel *for_label;
  GtkBox *groups;
  GtkListView *list;
  CrPaletteForm *form;
  GListStore *items;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (CrPalette, cr_palette, GTK_TYPE_POPOVER)

static guint pick_signal, applied_signal;

static void
update_reasons (gpointer data)
{
  CrPalette *palette = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (palette->items));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CrPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (palette->items), i);
      g_autofree char *reason = NULL;

      if (cr_palette_item_get_kind (item) == CR_PALETTE_HEADING)
        continue;
      reason = cr_palette_use_find_reason (&palette->use, item);
      cr_palette_item_set_reason (item, reason);
    }
}

/* The list. */

static gboolean
is_heading (CrPalette *palette, guint position)
{
  g_autoptr (CrPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (palette->items), position);

  return item == NULL || cr_palette_item_get_kind (item) == CR_PALETTE_HEADING;
}

static void
select_position (CrPalette *palette, guint position)
{
  gtk_single_selection_set_selected (palette->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (palette->list), "list.scroll-to-item", "u", position);
}

static void
step_selection (CrPalette *palette, int by)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (palette->items));
  guint at = gtk_single_selection_get_selected (palette->selection);
  gint64 next = at == GTK_INVALID_LIST_POSITION ? (by > 0 ? -1 : (gint64)n) : (gint64)at;

  do
    next += by;
  while (next >= 0 && next < n && is_heading (palette, (guint)next));
  if (next >= 0 && next < n)
    select_position (palette, (guint)next);
}

static void
fill_list (CrPalette *palette)
{
  const char *words = gtk_editable_get_text (palette->search);
  g_autoptr (GPtrArray) items
      = cr_palette_list_items (words, *words != '\0' ? NULL : palette->group, palette->use.variables->len > 0);

  g_list_store_splice (palette->items, 0, g_list_model_get_n_items (G_LIST_MODEL (palette->items)), items->pdata,
                       items->len);
  update_reasons (palette);
  gtk_single_selection_set_selected (palette->selection, GTK_INVALID_LIST_POSITION);
  if (*words != '\0' && items->len > 0)
    select_position (palette, 0);
  else if (items->len > 0)
    gtk_widget_activate_action (GTK_WIDGET (palette->list), "list.scroll-to-item", "u", 0u);
}

static void
search_changed (CrPalette *palette)
{
  fill_list (palette);
}

static void
selection_changed (CrPalette *palette)
{
  CrPaletteItem *item = gtk_single_selection_get_selected_item (palette->selection);

  if (item != NULL && cr_palette_item_get_kind (item) == CR_PALETTE_HEADING)
    item = NULL;
  cr_palette_form_set_item (palette->form, item);
}

/* From assistive technologies. */
static void
row_chosen (CrPalette *palette, CrPaletteRow *row)
{
  guint position;

  if (g_list_store_find (palette->items, cr_palette_row_get_item (row), &position))
    select_position (palette, position);
}

static void
setup_row (CrPalette *palette, GtkListItem *list_item)
{
  GtkWidget *row = cr_palette_row_new ();

  g_signal_connect_object (row, "chosen", G_CALLBACK (row_chosen), palette, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_row (CrPalette *palette, GtkListItem *list_item)
{
  CrPaletteItem *item = gtk_list_item_get_item (list_item);
  gboolean heading = cr_palette_item_get_kind (item) == CR_PALETTE_HEADING;

  gtk_list_item_set_selectable (list_item, !heading);
  gtk_list_item_set_activatable (list_item, !heading);
  cr_palette_row_set_item (CR_PALETTE_ROW (gtk_list_item_get_child (list_item)), item);
}

static void
unbind_row (CrPalette *palette, GtkListItem *list_item)
{
  cr_palette_row_set_item (CR_PALETTE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

/* Groups. */

static void
group_toggled (CrPalette *palette, GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  palette->group = g_object_get_data (G_OBJECT (button), "group");
  gtk_editable_set_text (palette->search, "");
  fill_list (palette);
}

static GtkToggleButton *
add_group (CrPalette *palette, const char *name, const char *group, GtkToggleButton *first)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (name);
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "group", (gpointer)group);
  g_signal_connect_object (button, "toggled", G_CALLBACK (group_toggled), palette, G_CONNECT_SWAPPED);
  gtk_box_append (palette->groups, button);
  return GTK_TOGGLE_BUTTON (button);
}

static void
fill_groups (CrPalette *palette)
{
  g_autoptr (GPtrArray) groups = cr_palette_list_groups (palette->use.variables->len > 0);
  GtkToggleButton *all;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (palette->groups))) != NULL)
    gtk_box_remove (palette->groups, child);
  all = add_group (palette, _ ("All"), NULL, NULL);
  for (guint i = 0; i < groups->len; i++)
    add_group (palette, groups->pdata[i], groups->pdata[i], all);
  palette->group = NULL;
  gtk_toggle_button_set_active (all, TRUE);
}

static void
apply (CrPalette *palette)
{
  CrPaletteItem *item = cr_palette_form_get_item (palette->form);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) variables = NULL;
  g_autofree char *call = NULL, *refused = NULL;

  if (item == NULL)
    {
      step_selection (palette, 1);
      return;
    }
  if (cr_palette_item_get_kind (item) == CR_PALETTE_LEAF)
    {
      GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (palette));
      CrLeafKind kind = cr_palette_item_get_index (item);

      gtk_popover_popdown (GTK_POPOVER (palette));
      cr_leaf_dialog_open (palette->use.session, GTK_WINDOW (root), kind);
      return;
    }
  call = cr_palette_form_make_call (palette->form, &variables, &error);
  refused = call == NULL ? g_strdup (error->message) : cr_palette_use_check (&palette->use, item, variables);
  if (refused != NULL)
    {
      cr_palette_form_focus_missing (palette->form);
      cr_palette_form_say (palette->form, refused);
      return;
    }
  gtk_popover_popdown (GTK_POPOVER (palette));
  if (cr_palette_use_edit (&palette->use, item, call, variables))
    g_signal_emit (palette, applied_signal, 0);
}

static void
row_activated (CrPalette *palette, guint position)
{
  if (is_heading (palette, position))
    return;
  select_position (palette, position);
  apply (palette);
}

static gboolean
key_pressed (CrPalette *palette, guint key, guint code, GdkModifierType state)
{
  switch (key)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step_selection (palette, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step_selection (palette, -1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
pick (CrPalette *palette, guint operand)
{
  palette->picking = operand;
  gtk_popover_popdown (GTK_POPOVER (palette));
  g_signal_emit (palette, pick_signal, 0);
}

static void
cr_palette_dispose (GObject *object)
{
  CrPalette *palette = CR_PALETTE (object);

  cr_palette_use_clear (&palette->use);
  g_clear_object (&palette->selection);
  g_clear_object (&palette->items);
  G_OBJECT_CLASS (cr_palette_parent_class)->dispose (object);
}

static void
cr_palette_class_init (CrPaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_PALETTE_FORM);
  G_OBJECT_CLASS (klass)->dispose = cr_palette_dispose;
  pick_signal
      = g_signal_new ("pick-requested", CR_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  applied_signal = g_signal_new ("applied", CR_TYPE_PALETTE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, CrPalette, search);
  gtk_widget_class_bind_template_child (widget_class, CrPalette, for_label);
  gtk_widget_class_bind_template_child (widget_class, CrPalette, groups);
  gtk_widget_class_bind_template_child (widget_class, CrPalette, list);
  gtk_widget_class_bind_template_child (widget_class, CrPalette, form);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, apply);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, pick);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
}

static void
cr_palette_init (CrPalette *palette)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  cr_palette_use_init (&palette->use, update_reasons, palette);
  palette->items = g_list_store_new (CR_TYPE_PALETTE_ITEM);
  palette->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (palette->items)));
  gtk_single_selection_set_autoselect (palette->selection, FALSE);
  gtk_single_selection_set_can_unselect (palette->selection, TRUE);
  gtk_widget_init_template (GTK_WIDGET (palette));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_row), palette, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row), palette, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_row), palette, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (palette->list, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (palette->list, GTK_SELECTION_MODEL (palette->selection));
  g_signal_connect_object (palette->selection, "notify::selected-item", G_CALLBACK (selection_changed), palette,
                           G_CONNECT_SWAPPED);
}

/* A run has ended while the palette is open, or a tensor is chosen for it. */
static void
graph_changed (CrPalette *palette)
{
  gboolean open = gtk_widget_get_visible (GTK_WIDGET (palette)), there = cr_palette_use_follow (&palette->use);

  if (!open)
    return;
  if (there)
    {
      cr_palette_use_begin (&palette->use);
      return;
    }
  cr_session_tell (palette->use.session, _ ("It is not there any more."));
  gtk_popover_popdown (GTK_POPOVER (palette));
}

CrPalette *
cr_palette_new (CrSession *session, GtkWidget *parent)
{
  CrPalette *palette = g_object_new (CR_TYPE_PALETTE, NULL);

  palette->use.session = g_object_ref (session);
  g_signal_connect_object (session, "graph-changed", G_CALLBACK (graph_changed), palette, G_CONNECT_SWAPPED);
  cr_palette_form_set_session (palette->form, session);
  gtk_widget_set_parent (GTK_WIDGET (palette), parent);
  return palette;
}

static void
open_at (CrPalette *palette, const GdkRectangle *at)
{
  g_autofree char *purpose = cr_palette_use_describe (&palette->use);

  gtk_label_set_text (palette->for_label, purpose);
  gtk_single_selection_set_selected (palette->selection, GTK_INVALID_LIST_POSITION);
  cr_palette_form_set_item (palette->form, NULL);
  cr_palette_form_set_operands (palette->form, palette->use.variables);
  gtk_editable_set_text (palette->search, "");
  cr_palette_use_begin (&palette->use);
  fill_groups (palette);
  gtk_popover_set_pointing_to (GTK_POPOVER (palette), at);
  gtk_popover_popup (GTK_POPOVER (palette));
  gtk_widget_grab_focus (GTK_WIDGET (palette->search));
}

void
cr_palette_open (CrPalette *palette, const GArray *variables, const GdkRectangle *at)
{
  g_return_if_fail (CR_IS_PALETTE (palette));
  g_array_set_size (palette->use.variables, 0);
  g_array_append_vals (palette->use.variables, variables->data, variables->len);
  palette->use.function = CR_NONE;
  open_at (palette, at);
}

void
cr_palette_open_insert (CrPalette *palette, guint variable, guint function, const GdkRectangle *at)
{
  g_return_if_fail (CR_IS_PALETTE (palette));
  g_array_set_size (palette->use.variables, 0);
  g_array_append_val (palette->use.variables, variable);
  palette->use.function = function;
  open_at (palette, at);
}

void
cr_palette_take_operand (CrPalette *palette, guint variable)
{
  g_return_if_fail (CR_IS_PALETTE (palette));
  if (variable != CR_NONE)
    cr_palette_form_set_operand (palette->form, palette->picking, variable);
  gtk_popover_popup (GTK_POPOVER (palette));
  if (!cr_palette_form_focus_missing (palette->form))
    gtk_widget_child_focus (GTK_WIDGET (palette->form), GTK_DIR_TAB_FORWARD);
}

char *
cr_palette_describe_pick (CrPalette *palette)
{
  CrPaletteItem *item = cr_palette_form_get_item (palette->form);

  return g_strdup_printf (_ ("Click on operand %u of %s"), palette->picking + 1,
                          item == NULL ? "" : cr_palette_item_get_entry (item)->name);
}
