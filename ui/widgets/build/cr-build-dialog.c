/* Both are message dialogs: a name with what is wrong with it, and a list of lines. */

#include "cr-build-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cr-build-plan.h"
#include "cr-source.h"

#define LISTED 8 /* lines; the others are counted */

/* What a dialog is about; by key, as a run may end while it is open. */
typedef struct
{
  CrSession *session;
  guint64 key;
  AdwMessageDialog *dialog; /* borrowed */
  GtkEditable *entry;       /* NULL: none */
  GtkLabel *said;
} Question;

static void
free_question (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->session);
  g_free (question);
}

static Question *
make_question (CrSession *session, guint variable, GtkWidget *dialog)
{
  Question *question = g_new0 (Question, 1);

  question->session = g_object_ref (session);
  question->key = cr_graph_get_variable (cr_session_get_graph (session), variable)->key;
  question->dialog = ADW_MESSAGE_DIALOG (dialog);
  return question;
}

/* CR_NONE, told, if it is gone meanwhile. */
static guint
find_variable (const Question *question)
{
  CrGraph *graph = cr_session_get_graph (question->session);
  guint variable = graph == NULL ? CR_NONE : cr_graph_find_variable_by_key (graph, question->key);

  if (variable == CR_NONE)
    cr_session_tell (question->session, _ ("It is not there any more."));
  return variable;
}

static GtkWidget *
make_dialog (GtkWidget *parent, const char *heading, const char *yes, const char *yes_label)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, NULL);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), yes, yes_label, NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), yes);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  return dialog;
}

/* Names. */

static void
name_changed (Question *question)
{
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (question->session, &error);
  g_autofree char *refused = script == NULL ? g_strdup (error->message)
                                            : cr_edit_check_name (script, gtk_editable_get_text (question->entry));

  gtk_label_set_text (question->said, refused != NULL ? refused : "");
  adw_message_dialog_set_response_enabled (question->dialog, "rename", refused == NULL);
}

static void
name_answered (Question *question, const char *response)
{
  guint variable;

  if (!g_str_equal (response, "rename"))
    return;
  variable = find_variable (question);
  if (variable != CR_NONE)
    cr_build_rename (question->session, variable, gtk_editable_get_text (question->entry));
}

void
cr_build_ask_name (GtkWidget *parent, CrSession *session, guint variable)
{
  const char *name = cr_graph_get_variable (cr_session_get_graph (session), variable)->name;
  GtkWidget *dialog = make_dialog (parent, _ ("Rename"), "rename", _ ("_Rename"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *entry = gtk_entry_new (), *said = gtk_label_new (NULL);
  Question *question = make_question (session, variable, dialog);

  if (name != NULL)
    adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("All uses of “%s” take the new name."), name);
  else
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), _ ("It gets a statement of its own."));
  gtk_editable_set_text (GTK_EDITABLE (entry), name != NULL ? name : "");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"), -1);
  gtk_label_set_wrap (GTK_LABEL (said), TRUE);
  gtk_label_set_xalign (GTK_LABEL (said), 0);
  gtk_widget_add_css_class (said, "error");
  gtk_widget_add_css_class (said, "caption");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), said);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  question->entry = GTK_EDITABLE (entry);
  question->said = GTK_LABEL (said);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (name_changed), question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (name_answered), question, free_question, G_CONNECT_SWAPPED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "rename", FALSE);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/* Deleting. */

static void
delete_answered (Question *question, const char *response)
{
  guint variable;

  if (!g_str_equal (response, "delete"))
    return;
  variable = find_variable (question);
  if (variable != CR_NONE)
    cr_build_do (question->session, variable, CR_BUILD_DELETE);
}

/* "7  c = b * 2", a line each. */
static char *
list_lines (CrSession *session, const GArray *lines)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autoptr (CrSource) source = cr_source_new ("", cr_session_get_text (session), -1, NULL);

  for (guint i = 0; source != NULL && i < MIN (lines->len, LISTED); i++)
    {
      guint line = g_array_index (lines, guint, i);
      g_autofree char *text = cr_source_dup_line (source, line);

      g_string_append_printf (list, "%s%u   %s", i > 0 ? "\n" : "", line, g_strstrip (text));
    }
  if (lines->len > LISTED)
    {
      guint n = lines->len - LISTED;

      g_string_append_c (list, '\n');
      g_string_append_printf (list, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n), n);
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}

void
cr_build_ask_delete (GtkWidget *parent, CrSession *session, guint variable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CrEditPlan) plan = cr_build_plan (session, variable, CR_BUILD_DELETE, &error);
  g_autofree char *list = NULL;
  GtkWidget *dialog, *label;
  guint n;

  if (plan == NULL)
    {
      cr_session_tell (session, error->message);
      return;
    }
  if (plan->lines == NULL || plan->lines->len <= 1)
    {
      cr_session_take_plan (session, g_steal_pointer (&plan));
      return;
    }
  n = plan->lines->len;
  list = list_lines (session, plan->lines);
  dialog = make_dialog (parent, _ ("Delete what depends on it, too?"), "delete", _ ("_Delete"));
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  g_dngettext (GETTEXT_PACKAGE, "%u line goes away:", "%u lines go away:", n), n);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  label = gtk_label_new (list);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  gtk_widget_add_css_class (label, "build-text");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), label);
  g_signal_connect_data (dialog, "response", G_CALLBACK (delete_answered), make_question (session, variable, dialog),
                         free_question, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
