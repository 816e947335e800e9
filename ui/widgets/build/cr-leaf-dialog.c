/* The fields of a leaf; below them stand the statement that they make and what will come of it, or what is wrong. */

#include "cr-leaf-dialog.h"

#include <glib/gi18n-lib.h>

#include "cr-session-edit.h"

enum
{
  FIELD_VALUES,
  FIELD_FIRST,
  FIELD_LAST,
  FIELD_STEP,
  FIELD_SHAPE,
  N_FIELDS
};

struct _CrLeafDialog
{
  AdwWindow parent_instance;

  CrSession *session;
  CrLeafKind kind;

  GtkToggleButton *kinds[CR_N_LEAF_KINDS];
  GtkLabel *labels[N_FIELDS];
  GtkEditable *entries[N_FIELDS];
  GtkEditable *name_entry;
  GtkToggleButton *dtypes[3];
  GtkSwitch *requires_grad;
  GtkLabel *text_label, *about_label;
};

G_DEFINE_FINAL_TYPE (CrLeafDialog, cr_leaf_dialog, ADW_TYPE_WINDOW)

/* What stands in the fields at first, a kind a row; NULL: it has no such field. */
static const char *const defaults[CR_N_LEAF_KINDS][N_FIELDS] = {
  [CR_LEAF_NUMBER] = { "2" },
  [CR_LEAF_VECTOR] = { "1, 2, 3" },
  [CR_LEAF_MATRIX] = { "1, 2; 3, 4" },
  [CR_LEAF_LINSPACE] = { NULL, "0", "1", "5", NULL },
  [CR_LEAF_ARANGE] = { NULL, "0", "10", "1", NULL },
  [CR_LEAF_RANDN] = { NULL, NULL, NULL, NULL, "3" },
  [CR_LEAF_RAND] = { NULL, NULL, NULL, NULL, "3" },
  [CR_LEAF_ZEROS] = { NULL, NULL, NULL, NULL, "3" },
  [CR_LEAF_ONES] = { NULL, NULL, NULL, NULL, "3" },
};

static CrDtype
get_dtype (CrLeafDialog *dialog)
{
  static const CrDtype dtypes[] = { CR_DTYPE_FLOAT32, CR_DTYPE_FLOAT64, CR_DTYPE_INT64 };

  for (guint i = 0; i < G_N_ELEMENTS (dtypes); i++)
    if (gtk_toggle_button_get_active (dialog->dtypes[i]))
      return dtypes[i];
  return CR_DTYPE_FLOAT32;
}

static char *
make_expression (CrLeafDialog *dialog, char **about, GError **error)
{
  CrLeafSpec spec = { .kind = dialog->kind,
                      .values = gtk_editable_get_text (dialog->entries[FIELD_VALUES]),
                      .first = gtk_editable_get_text (dialog->entries[FIELD_FIRST]),
                      .last = gtk_editable_get_text (dialog->entries[FIELD_LAST]),
                      .step = gtk_editable_get_text (dialog->entries[FIELD_STEP]),
                      .shape = gtk_editable_get_text (dialog->entries[FIELD_SHAPE]),
                      .dtype = get_dtype (dialog),
                      .requires_grad = gtk_switch_get_active (dialog->requires_grad) };

  return cr_leaf_text_make (&spec, about, error);
}

/* Why the name will not do; NULL: it will. Owned. */
static char *
check_name (CrLeafDialog *dialog)
{
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (dialog->session, &error);

  return script == NULL ? g_strdup (error->message)
                        : cr_edit_check_name (script, gtk_editable_get_text (dialog->name_entry));
}

/* The statement as it will stand, and what it makes or what is wrong. */
static void
changed (CrLeafDialog *dialog)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL, *refused = NULL, *expression = NULL, *text = NULL;
  gboolean fine;

  if (dialog->session == NULL) /* it is being put together */
    return;
  refused = check_name (dialog);
  expression = make_expression (dialog, &about, &error);
  if (expression != NULL)
    text = g_strdup_printf ("%s = %s", gtk_editable_get_text (dialog->name_entry), expression);
  fine = expression != NULL && refused == NULL;
  gtk_widget_action_set_enabled (GTK_WIDGET (dialog), "leaf.add", fine);
  if (text != NULL)
    gtk_label_set_text (dialog->text_label, text);
  gtk_widget_set_opacity (GTK_WIDGET (dialog->text_label), fine ? 1.0 : 0.5);
  gtk_label_set_text (dialog->about_label, expression == NULL ? error->message : refused != NULL ? refused : about);
  gtk_widget_remove_css_class (GTK_WIDGET (dialog->about_label), fine ? "error" : "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (dialog->about_label), fine ? "dim-label" : "error");
}

static const char *
get_label (CrLeafKind kind, guint field)
{
  switch (field)
    {
    case FIELD_VALUES:
      return kind == CR_LEAF_NUMBER ? _ ("Value") : _ ("Values");
    case FIELD_FIRST:
      return _ ("From");
    case FIELD_LAST:
      return _ ("To");
    case FIELD_STEP:
      return kind == CR_LEAF_LINSPACE ? _ ("Points") : _ ("Step");
    default:
      return _ ("Shape");
    }
}

static const char *
get_hint (CrLeafKind kind, guint field)
{
  if (field == FIELD_SHAPE)
    return _ ("2, 3 for two rows of three; nothing for one number");
  if (field != FIELD_VALUES)
    return NULL;
  return kind == CR_LEAF_MATRIX ? _ ("Rows with semicolons between: 1, 2; 3, 4") : NULL;
}

/* Fields that nobody has filled in take what the kind begins with. */
static void
set_kind (CrLeafDialog *dialog, CrLeafKind kind)
{
  for (guint i = 0; i < N_FIELDS; i++)
    {
      const char *now = gtk_editable_get_text (dialog->entries[i]), *before = defaults[dialog->kind][i];
      const char *label = get_label (kind, i);
      gboolean shown = defaults[kind][i] != NULL;

      gtk_widget_set_visible (GTK_WIDGET (dialog->entries[i]), shown);
      gtk_widget_set_visible (GTK_WIDGET (dialog->labels[i]), shown);
      gtk_label_set_text (dialog->labels[i], label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->entries[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      gtk_widget_set_tooltip_text (GTK_WIDGET (dialog->entries[i]), get_hint (kind, i));
      if (shown && (*now == '\0' || g_strcmp0 (now, before) == 0))
        gtk_editable_set_text (dialog->entries[i], defaults[kind][i]);
    }
  dialog->kind = kind;
  changed (dialog);
}

static void
kind_toggled (CrLeafDialog *dialog, GtkToggleButton *button)
{
  for (guint i = 0; i < CR_N_LEAF_KINDS; i++)
    if (dialog->kinds[i] == button && gtk_toggle_button_get_active (button))
      set_kind (dialog, i);
}

/* The first letter that is free. */
static char *
make_name (CrEditScript *script)
{
  static const char *const letters[]
      = { "a", "b", "c", "d", "f", "g", "h", "k", "m", "n", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_autofree char *refused = cr_edit_check_name (script, letters[i]);

      if (refused == NULL)
        return g_strdup (letters[i]);
    }
  return cr_edit_make_name (script, "a");
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CrLeafDialog *dialog = CR_LEAF_DIALOG (widget);
  g_autoptr (GError) error = NULL;
  g_autofree char *expression = make_expression (dialog, NULL, &error);
  CrEditScript *script = expression == NULL ? NULL : cr_session_get_script (dialog->session, &error);
  CrEditPlan *plan = script == NULL
                         ? NULL
                         : cr_edit_add_leaf (script, expression, gtk_editable_get_text (dialog->name_entry), &error);

  if (plan == NULL)
    {
      gtk_label_set_text (dialog->about_label, error->message);
      return;
    }
  cr_session_take_plan (dialog->session, plan);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
cancel (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
cr_leaf_dialog_dispose (GObject *object)
{
  g_clear_object (&CR_LEAF_DIALOG (object)->session);
  G_OBJECT_CLASS (cr_leaf_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrLeafDialog, name_entry);
  gtk_widget_class_bind_template_child (widget_class, CrLeafDialog, requires_grad);
  gtk_widget_class_bind_template_child (widget_class, CrLeafDialog, text_label);
  gtk_widget_class_bind_template_child (widget_class, CrLeafDialog, about_label);
  gtk_widget_class_bind_template_callback (widget_class, changed);
  gtk_widget_class_bind_template_callback (widget_class, kind_toggled);
}

/* Children of which there are several. */
static void
bind_many (GtkWidgetClass *widget_class)
{
  static const char *const kinds[CR_N_LEAF_KINDS]
      = { "kind_number", "kind_vector", "kind_matrix", "kind_linspace", "kind_arange",
          "kind_randn",  "kind_rand",   "kind_zeros",  "kind_ones" };
  static const char *const fields[N_FIELDS][2] = { { "values_label", "values_entry" },
                                                   { "first_label", "first_entry" },
                                                   { "last_label", "last_entry" },
                                                   { "step_label", "step_entry" },
                                                   { "shape_label", "shape_entry" } };
  static const char *const dtypes[] = { "dtype_float32", "dtype_float64", "dtype_int64" };

  for (guint i = 0; i < CR_N_LEAF_KINDS; i++)
    gtk_widget_class_bind_template_child_full (widget_class, kinds[i], FALSE,
                                               G_STRUCT_OFFSET (CrLeafDialog, kinds) + (gssize)(i * sizeof (gpointer)));
  for (guint i = 0; i < N_FIELDS; i++)
    {
      gssize offset = (gssize)(i * sizeof (gpointer));

      gtk_widget_class_bind_template_child_full (widget_class, fields[i][0], FALSE,
                                                 G_STRUCT_OFFSET (CrLeafDialog, labels) + offset);
      gtk_widget_class_bind_template_child_full (widget_class, fields[i][1], FALSE,
                                                 G_STRUCT_OFFSET (CrLeafDialog, entries) + offset);
    }
  for (guint i = 0; i < G_N_ELEMENTS (dtypes); i++)
    gtk_widget_class_bind_template_child_full (
        widget_class, dtypes[i], FALSE, G_STRUCT_OFFSET (CrLeafDialog, dtypes) + (gssize)(i * sizeof (gpointer)));
}

static void
cr_leaf_dialog_class_init (CrLeafDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_leaf_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-leaf-dialog.ui");
  bind_children (widget_class);
  bind_many (widget_class);
  gtk_widget_class_install_action (widget_class, "leaf.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "leaf.cancel", NULL, cancel);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "leaf.cancel", NULL);
}

static void
cr_leaf_dialog_init (CrLeafDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

void
cr_leaf_dialog_open (CrSession *session, GtkWindow *parent, CrLeafKind kind)
{
  CrLeafDialog *dialog;
  CrEditScript *script;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (CR_IS_SESSION (session) && kind < CR_N_LEAF_KINDS);
  script = cr_session_get_script (session, &error);
  if (script == NULL)
    {
      cr_session_tell (session, error->message);
      return;
    }
  name = make_name (script);
  dialog = g_object_new (CR_TYPE_LEAF_DIALOG, "transient-for", parent, NULL);
  g_set_object (&dialog->session, session);
  gtk_editable_set_text (dialog->name_entry, name);
  dialog->kind = kind;
  gtk_toggle_button_set_active (dialog->kinds[kind], TRUE);
  set_kind (dialog, kind);
  gtk_window_present (GTK_WINDOW (dialog));
}
