/* What is typed is looked up in the graph when it is read; what was chosen is kept by its key, as it may have no name.
 */

#include "cr-operand-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-error.h"
#include "cr-leaf-text.h"
#include "cr-session-edit.h"

#define LISTED 60 /* tensors */

struct _CrOperandField
{
  GtkBox parent_instance;

  CrSession *session;
  guint number;
  guint64 key; /* of the variable that was chosen, 0: what is typed counts */
  gboolean setting;
  GtkWidget *entry, *list_button, *pick_button;
};

G_DEFINE_FINAL_TYPE (CrOperandField, cr_operand_field, GTK_TYPE_BOX)

static guint pick_signal, changed_signal, activate_signal;

static void
text_changed (CrOperandField *field)
{
  if (!field->setting)
    field->key = 0;
  g_signal_emit (field, changed_signal, 0);
}

static void
activated (CrOperandField *field)
{
  g_signal_emit (field, activate_signal, 0);
}

static void
pick (CrOperandField *field)
{
  g_signal_emit (field, pick_signal, 0);
}

static char *
describe (const CrVariable *variable)
{
  g_autoptr (GString) text = g_string_new (cr_variable_get_label (variable));

  g_string_append_printf (text, "   %s [", cr_dtype_get_name (variable->dtype));
  for (int i = 0; i < variable->ndim; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", variable->sizes[i]);
  g_string_append_c (text, ']');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
tensor_chosen (CrOperandField *field, GtkWidget *button)
{
  CrGraph *graph = cr_session_get_graph (field->session);
  guint64 key = *(guint64 *)g_object_get_data (G_OBJECT (button), "key");
  guint variable = graph == NULL ? CR_NONE : cr_graph_find_variable_by_key (graph, key);

  gtk_menu_button_popdown (GTK_MENU_BUTTON (field->list_button));
  if (variable != CR_NONE)
    cr_operand_field_set_variable (field, variable);
  gtk_widget_grab_focus (field->entry);
}

static void
add_tensor (CrOperandField *field, GtkWidget *list, const CrVariable *variable)
{
  g_autofree char *text = describe (variable);
  GtkWidget *button = gtk_button_new_with_label (text);
  guint64 key = variable->key;

  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 0);
  g_object_set_data_full (G_OBJECT (button), "key", g_memdup2 (&key, sizeof key), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (tensor_chosen), field, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (list), button);
}

/* The last to be made first, each name once. */
static GtkWidget *
make_list (CrOperandField *field)
{
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  CrGraph *graph = cr_session_get_graph (field->session);
  guint n = graph == NULL ? 0 : cr_graph_get_n_variables (graph), listed = 0;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = n; i > 0 && listed < LISTED && n - i < 100000; i--)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i - 1);

      if (cr_variable_get_label (variable) == NULL
          || !g_hash_table_add (seen, (gpointer)cr_variable_get_label (variable)))
        continue;
      add_tensor (field, list, variable);
      listed++;
    }
  if (listed == 0)
    gtk_box_append (GTK_BOX (list), gtk_label_new (_ ("There is no tensor yet.")));
  return list;
}

static void
open_list (GtkMenuButton *button, gpointer data)
{
  CrOperandField *field = data;
  GtkWidget *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 260);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), make_list (field));
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  gtk_menu_button_set_popover (button, popover);
}

static void
cr_operand_field_dispose (GObject *object)
{
  CrOperandField *field = CR_OPERAND_FIELD (object);

  if (field->list_button != NULL)
    gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (field->list_button), NULL, NULL, NULL);
  field->list_button = NULL;
  g_clear_object (&field->session);
  G_OBJECT_CLASS (cr_operand_field_parent_class)->dispose (object);
}

static void
cr_operand_field_class_init (CrOperandFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cr_operand_field_dispose;
  pick_signal
      = g_signal_new ("pick-requested", CR_TYPE_OPERAND_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  changed_signal
      = g_signal_new ("changed", CR_TYPE_OPERAND_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  activate_signal
      = g_signal_new ("activate", CR_TYPE_OPERAND_FIELD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cr_operand_field_init (CrOperandField *field)
{
  field->entry = gtk_entry_new ();
  field->list_button = gtk_menu_button_new ();
  field->pick_button = gtk_button_new_from_icon_name ("find-location-symbolic");
  gtk_box_set_spacing (GTK_BOX (field), 4);
  gtk_widget_set_hexpand (field->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (field->entry), 6);
  gtk_entry_set_placeholder_text (GTK_ENTRY (field->entry), _ ("number or name"));
  gtk_widget_set_tooltip_text (field->list_button, _ ("Choose a tensor"));
  gtk_widget_set_tooltip_text (field->pick_button, _ ("Click on it in the graph"));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (field->list_button), open_list, field, NULL);
  g_signal_connect_swapped (field->entry, "changed", G_CALLBACK (text_changed), field);
  g_signal_connect_swapped (field->entry, "activate", G_CALLBACK (activated), field);
  g_signal_connect_swapped (field->pick_button, "clicked", G_CALLBACK (pick), field);
}

GtkWidget *
cr_operand_field_new (CrSession *session, guint number)
{
  CrOperandField *field = g_object_new (CR_TYPE_OPERAND_FIELD, NULL);
  g_autofree char *label = g_strdup_printf (_ ("Operand %u"), number);
  g_autofree char *choose = g_strdup_printf (_ ("Choose a tensor for operand %u"), number);
  g_autofree char *click = g_strdup_printf (_ ("Click on operand %u in the graph"), number);
  g_autofree char *short_label = g_strdup_printf ("%c", (char)('a' + number - 1)); /* as the list writes the call */

  field->session = g_object_ref (session);
  field->number = number;
  gtk_box_append (GTK_BOX (field), gtk_label_new (short_label));
  gtk_box_append (GTK_BOX (field), field->entry);
  gtk_box_append (GTK_BOX (field), field->list_button);
  gtk_box_append (GTK_BOX (field), field->pick_button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field->list_button), GTK_ACCESSIBLE_PROPERTY_LABEL, choose, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field->pick_button), GTK_ACCESSIBLE_PROPERTY_LABEL, click, -1);
  return GTK_WIDGET (field);
}

/* What it is called, else the expression that made it. */
static char *
dup_words (CrSession *session, const CrVariable *variable)
{
  const char *label = cr_variable_get_label (variable), *text = cr_session_get_text (session);

  if (label != NULL)
    return g_strdup (label);
  if (variable->range.line > 0 && cr_session_is_current (session)
      && variable->range.offset + variable->range.length <= strlen (text))
    return g_strndup (text + variable->range.offset, variable->range.length);
  return g_strdup (_ ("the selected node"));
}

void
cr_operand_field_set_variable (CrOperandField *field, guint variable)
{
  const CrVariable *chosen = cr_graph_get_variable (cr_session_get_graph (field->session), variable);
  g_autofree char *words = dup_words (field->session, chosen);

  field->setting = TRUE;
  field->key = chosen->key;
  gtk_editable_set_text (GTK_EDITABLE (field->entry), words);
  field->setting = FALSE;
}

gboolean
cr_operand_field_is_empty (CrOperandField *field)
{
  return field->key == 0 && *gtk_editable_get_text (GTK_EDITABLE (field->entry)) == '\0';
}

/* The last tensor of that name. */
static guint
find_named (CrGraph *graph, const char *name)
{
  for (guint i = cr_graph_get_n_variables (graph); i > 0; i--)
    {
      const CrVariable *variable = cr_graph_get_variable (graph, i - 1);

      if (g_strcmp0 (variable->name, name) == 0 || g_strcmp0 (variable->path, name) == 0)
        return i - 1;
    }
  return CR_NONE;
}

/* Something else that the script calls so: a number of its own. */
static gboolean
is_bound (CrSession *session, const char *name)
{
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (session, &error);
  g_autofree char *refused = script == NULL ? NULL : cr_edit_check_name (script, name);

  return refused != NULL && (g_ascii_isalpha (*name) || *name == '_')
         && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen (name);
}

gboolean
cr_operand_field_read (CrOperandField *field, guint *variable, char **text, GError **error)
{
  CrGraph *graph = cr_session_get_graph (field->session);
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (field->entry))));

  *text = NULL;
  *variable = graph == NULL     ? CR_NONE
              : field->key != 0 ? cr_graph_find_variable_by_key (graph, field->key)
              : *typed == '\0'  ? CR_NONE
                                : find_named (graph, typed);
  if (*variable != CR_NONE)
    return TRUE;
  if (*typed == '\0')
    {
      g_set_error (error, CR_ERROR, CR_ERROR_VALUE,
                   _ ("Operand %u is missing: type a number or a name, or choose a tensor."), field->number);
      return FALSE;
    }
  *text = cr_leaf_text_number (typed, FALSE, NULL, NULL);
  if (*text == NULL)
    *text = cr_leaf_text_number (typed, TRUE, NULL, NULL);
  if (*text == NULL && is_bound (field->session, typed))
    *text = g_strdup (typed);
  if (*text == NULL)
    g_set_error (error, CR_ERROR, CR_ERROR_VALUE, _ ("“%s” is no number, and nothing in the script is called so."),
                 typed);
  return *text != NULL;
}
