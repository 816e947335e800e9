/* The fields come from the call and the signature of what is chosen; they are made anew for each. */

#include "cr-palette-form.h"

#include <glib/gi18n-lib.h>

#include "cr-formula-view.h"
#include "cr-graph.h"
#include "cr-operand-field.h"
#include "cr-palette-call.h"

struct _CrPaletteForm
{
  GtkWidget parent_instance;

  CrSession *session;
  CrPaletteItem *item;
  GArray *selected;  /* of guint: variables */
  GArray *arguments; /* of CrPaletteArgument; NULL: none */
  GPtrArray *fields; /* of CrOperandField, borrowed */
  GPtrArray *values; /* of GtkWidget, an argument each, borrowed */

  GtkWidget *box, *rule_box;
  GtkLabel *title_label, *summary_label, *signature_label, *said_label;
  GtkBox *operands;
  GtkGrid *arguments_grid;
  CrFormulaView *rule_view;
  GtkButton *apply_button;
};

G_DEFINE_FINAL_TYPE (CrPaletteForm, cr_palette_form, GTK_TYPE_WIDGET)

static guint apply_signal, pick_signal;

static void
apply (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, apply_signal, 0);
}

static void
apply_now (CrPaletteForm *form)
{
  g_signal_emit (form, apply_signal, 0);
}

static void
pick_operand (CrPaletteForm *form, CrOperandField *field)
{
  guint i;

  if (g_ptr_array_find (form->fields, field, &i))
    g_signal_emit (form, pick_signal, 0, i);
}

static void
field_changed (CrPaletteForm *form)
{
  cr_palette_form_say (form, NULL);
}

static void
cr_palette_form_dispose (GObject *object)
{
  CrPaletteForm *form = CR_PALETTE_FORM (object);

  g_clear_object (&form->session);
  g_clear_object (&form->item);
  g_clear_pointer (&form->selected, g_array_unref);
  g_clear_pointer (&form->arguments, g_array_unref);
  g_clear_pointer (&form->fields, g_ptr_array_unref);
  g_clear_pointer (&form->values, g_ptr_array_unref);
  g_clear_pointer (&form->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_palette_form_parent_class)->dispose (object);
}

static void
cr_palette_form_class_init (CrPaletteFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_FORMULA_VIEW);
  G_OBJECT_CLASS (klass)->dispose = cr_palette_form_dispose;
  apply_signal = g_signal_new ("apply", CR_TYPE_PALETTE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  pick_signal = g_signal_new ("pick-requested", CR_TYPE_PALETTE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-palette-form.ui");
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, box);
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, title_label);
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, summary_label);
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, signature_label);
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, said_label);
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, operands);
  gtk_widget_class_bind_template_child_full (widget_class, "arguments", FALSE,
                                             G_STRUCT_OFFSET (CrPaletteForm, arguments_grid));
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, rule_box);
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, rule_view);
  gtk_widget_class_bind_template_child (widget_class, CrPaletteForm, apply_button);
  gtk_widget_class_install_action (widget_class, "form.apply", NULL, apply);
}

static void
cr_palette_form_init (CrPaletteForm *form)
{
  form->selected = g_array_new (FALSE, FALSE, sizeof (guint));
  form->fields = g_ptr_array_new ();
  form->values = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (form));
  cr_palette_form_set_item (form, NULL);
}

void
cr_palette_form_set_session (CrPaletteForm *form, CrSession *session)
{
  g_set_object (&form->session, session);
}

void
cr_palette_form_set_operands (CrPaletteForm *form, const GArray *variables)
{
  g_array_set_size (form->selected, 0);
  g_array_append_vals (form->selected, variables->data, variables->len);
}

CrPaletteItem *
cr_palette_form_get_item (CrPaletteForm *form)
{
  return form->item;
}

static void
clear_fields (CrPaletteForm *form)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (form->operands))) != NULL)
    gtk_box_remove (form->operands, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (form->arguments_grid))) != NULL)
    gtk_grid_remove (form->arguments_grid, child);
  g_ptr_array_set_size (form->fields, 0);
  g_ptr_array_set_size (form->values, 0);
  g_clear_pointer (&form->arguments, g_array_unref);
}

static void
add_operands (CrPaletteForm *form, guint n)
{
  for (guint i = 0; i < n && form->session != NULL; i++)
    {
      GtkWidget *field = cr_operand_field_new (form->session, i + 1);

      g_ptr_array_add (form->fields, field);
      g_signal_connect_object (field, "pick-requested", G_CALLBACK (pick_operand), form, G_CONNECT_SWAPPED);
      g_signal_connect_object (field, "changed", G_CALLBACK (field_changed), form, G_CONNECT_SWAPPED);
      g_signal_connect_object (field, "activate", G_CALLBACK (apply_now), form, G_CONNECT_SWAPPED);
      if (i < form->selected->len)
        cr_operand_field_set_variable (CR_OPERAND_FIELD (field), g_array_index (form->selected, guint, i));
      gtk_box_append (form->operands, field);
    }
}

static GtkWidget *
make_value (CrPaletteForm *form, const CrPaletteArgument *argument)
{
  const char *standard = argument->text != NULL ? argument->text : argument->standard;
  GtkWidget *value;

  if (argument->is_bool)
    {
      value = gtk_check_button_new ();
      gtk_check_button_set_active (GTK_CHECK_BUTTON (value), g_strcmp0 (standard, "True") == 0);
      return value;
    }
  value = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (value), 8);
  if (argument->text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (value), argument->text);
  if (argument->standard != NULL)
    gtk_entry_set_placeholder_text (GTK_ENTRY (value), argument->standard);
  g_signal_connect_object (value, "activate", G_CALLBACK (apply_now), form, G_CONNECT_SWAPPED);
  g_signal_connect_object (value, "changed", G_CALLBACK (field_changed), form, G_CONNECT_SWAPPED);
  return value;
}

static void
add_arguments (CrPaletteForm *form, const CrCatalogEntry *entry)
{
  form->arguments = cr_palette_call_get_arguments (entry);
  for (guint i = 0; i < form->arguments->len; i++)
    {
      const CrPaletteArgument *argument = &g_array_index (form->arguments, CrPaletteArgument, i);
      const char *help = cr_palette_call_get_help (argument->name);
      GtkWidget *label = gtk_label_new (argument->name), *value = make_value (form, argument);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "build-text");
      gtk_widget_set_hexpand (value, TRUE);
      gtk_widget_set_tooltip_text (label, help);
      gtk_widget_set_tooltip_text (value, help);
      gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_LABEL, argument->name, -1);
      gtk_grid_attach (form->arguments_grid, label, 0, 2 * (int)i, 1, 1);
      gtk_grid_attach (form->arguments_grid, value, 1, 2 * (int)i, 1, 1);
      if (help != NULL)
        {
          GtkWidget *words = gtk_label_new (help);

          gtk_label_set_xalign (GTK_LABEL (words), 0);
          gtk_label_set_wrap (GTK_LABEL (words), TRUE);
          gtk_widget_add_css_class (words, "caption");
          gtk_widget_add_css_class (words, "dim-label");
          gtk_grid_attach (form->arguments_grid, words, 0, 2 * (int)i + 1, 2, 1);
        }
      g_ptr_array_add (form->values, value);
    }
}

static void
show_texts (CrPaletteForm *form, const CrCatalogEntry *entry)
{
  g_autofree char *title
      = entry->symbol == NULL ? g_strdup (entry->name) : g_strdup_printf ("%s   %s", entry->name, entry->symbol);
  g_autofree char *signature = entry->parameters != NULL ? g_strdup_printf ("%s(%s)", entry->name, entry->parameters)
                               : entry->call != NULL     ? cr_palette_item_dup_call (entry)
                                                         : NULL;

  gtk_label_set_text (form->title_label, title);
  gtk_label_set_text (form->summary_label, entry->summary);
  gtk_label_set_text (form->signature_label, signature != NULL ? signature : "");
  gtk_widget_set_visible (GTK_WIDGET (form->signature_label), signature != NULL);
  gtk_widget_set_visible (form->rule_box, entry->rule != NULL);
  cr_formula_view_set_rule (form->rule_view, entry->rule);
}

void
cr_palette_form_set_item (CrPaletteForm *form, CrPaletteItem *item)
{
  const CrCatalogEntry *entry = item == NULL ? NULL : cr_palette_item_get_entry (item);

  if (item != NULL && item == form->item)
    return;
  g_set_object (&form->item, item);
  clear_fields (form);
  cr_palette_form_say (form, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (form), "form.apply", item != NULL);
  if (item == NULL)
    {
      const CrCatalogEntry nothing = { .name = "", .summary = _ ("Choose what to do.") };

      show_texts (form, &nothing);
      return;
    }
  show_texts (form, entry);
  add_operands (form, entry->n_operands);
  if (cr_palette_item_get_kind (item) == CR_PALETTE_OPERATION)
    add_arguments (form, entry);
  gtk_button_set_label (form->apply_button,
                        cr_palette_item_get_kind (item) == CR_PALETTE_LEAF ? _ ("Add…") : _ ("Apply"));
}

void
cr_palette_form_set_operand (CrPaletteForm *form, guint operand, guint variable)
{
  g_return_if_fail (CR_IS_PALETTE_FORM (form));
  if (operand < form->fields->len)
    cr_operand_field_set_variable (form->fields->pdata[operand], variable);
}

gboolean
cr_palette_form_focus_missing (CrPaletteForm *form)
{
  for (guint i = 0; i < form->fields->len; i++)
    if (cr_operand_field_is_empty (form->fields->pdata[i]))
      return gtk_widget_child_focus (form->fields->pdata[i], GTK_DIR_TAB_FORWARD);
  return FALSE;
}

static char **
read_values (CrPaletteForm *form)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < form->values->len; i++)
    {
      GtkWidget *value = form->values->pdata[i];

      g_strv_builder_add (builder, GTK_IS_CHECK_BUTTON (value)
                                       ? gtk_check_button_get_active (GTK_CHECK_BUTTON (value)) ? "True" : "False"
                                       : gtk_editable_get_text (GTK_EDITABLE (value)));
    }
  return g_strv_builder_end (builder);
}

char *
cr_palette_form_make_call (CrPaletteForm *form, GArray **variables, GError **error)
{
  const CrCatalogEntry *entry = cr_palette_item_get_entry (form->item);
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (CrPaletteArgument));
  g_auto (GStrv) values = read_values (form);
  char *call;

  for (guint i = 0; i < form->fields->len; i++)
    {
      guint variable;
      char *text;

      if (!cr_operand_field_read (form->fields->pdata[i], &variable, &text, error))
        return NULL;
      g_ptr_array_add (typed, text);
      if (variable != CR_NONE)
        g_array_append_val (nodes, variable);
    }
  g_ptr_array_add (typed, NULL);
  call = cr_palette_call_make (entry, form->arguments != NULL ? form->arguments : none, (const char *const *)values,
                               (const char *const *)typed->pdata, error);
  if (call != NULL)
    *variables = g_steal_pointer (&nodes);
  return call;
}

void
cr_palette_form_say (CrPaletteForm *form, const char *sentence)
{
  gtk_label_set_text (form->said_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (form->said_label), sentence != NULL);
}
