/* The name is checked while it is typed; the text is looked at anew each time, since a run or a gesture elsewhere may
 * have changed it. */

#include "cr-rename-popover.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-session-edit.h"

struct _CrRenamePopover
{
  GtkPopover parent_instance;

  CrSession *session; /* owned */
  guint offset;
  char *name;
  guint n_uses;
  GtkEditable *entry;
  GtkWidget *button;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (CrRenamePopover, cr_rename_popover, GTK_TYPE_POPOVER)

static void
show_message (CrRenamePopover *popover, const char *problem)
{
  g_autofree char *text = NULL;

  if (problem == NULL)
    text = g_strdup_printf (ngettext ("%u place", "%u places", popover->n_uses), popover->n_uses);
  gtk_label_set_text (popover->message, problem == NULL ? text : problem);
  if (problem == NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (popover->message), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (popover->message), "error");
  gtk_widget_set_sensitive (popover->button, problem == NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (popover->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               problem == NULL ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
}

/* Why the name cannot be used, owned; NULL: it can. */
static char *
find_problem (CrRenamePopover *popover)
{
  const char *name = gtk_editable_get_text (popover->entry);
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (popover->session, &error);

  if (script == NULL)
    return g_strdup (error->message);
  return strcmp (name, popover->name) == 0 ? NULL : cr_edit_check_name (script, name);
}

static void
check (CrRenamePopover *popover)
{
  g_autofree char *problem = find_problem (popover);

  show_message (popover, problem);
}

static void
apply (CrRenamePopover *popover)
{
  const char *name = gtk_editable_get_text (popover->entry);
  g_autofree char *problem = find_problem (popover);
  g_autoptr (GError) error = NULL;
  CrEditPlan *plan;

  if (problem != NULL)
    {
      show_message (popover, problem);
      return;
    }
  if (strcmp (name, popover->name) != 0)
    {
      plan = cr_edit_rename (cr_session_get_script (popover->session, NULL), popover->offset, name, &error);
      if (plan == NULL)
        {
          show_message (popover, error->message);
          return;
        }
      cr_session_take_plan (popover->session, plan);
    }
  gtk_popover_popdown (GTK_POPOVER (popover));
}

static void
cr_rename_popover_finalize (GObject *object)
{
  CrRenamePopover *popover = CR_RENAME_POPOVER (object);

  g_clear_object (&popover->session);
  g_free (popover->name);
  G_OBJECT_CLASS (cr_rename_popover_parent_class)->finalize (object);
}

static void
cr_rename_popover_class_init (CrRenamePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cr_rename_popover_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-rename-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, CrRenamePopover, entry);
  gtk_widget_class_bind_template_child (widget_class, CrRenamePopover, button);
  gtk_widget_class_bind_template_child (widget_class, CrRenamePopover, message);
  gtk_widget_class_bind_template_callback (widget_class, check);
  gtk_widget_class_bind_template_callback (widget_class, apply);
}

static void
cr_rename_popover_init (CrRenamePopover *popover)
{
  gtk_widget_init_template (GTK_WIDGET (popover));
}

GtkWidget *
cr_rename_popover_new (CrSession *session, guint offset, const char *name)
{
  CrRenamePopover *popover = g_object_new (CR_TYPE_RENAME_POPOVER, NULL);
  CrEditScript *script = cr_session_get_script (session, NULL);
  g_autoptr (GArray) uses = script == NULL ? NULL : cr_edit_find_uses (script, offset);

  popover->session = g_object_ref (session);
  popover->offset = offset;
  popover->name = g_strdup (name);
  popover->n_uses = uses == NULL ? 0 : uses->len;
  gtk_editable_set_text (popover->entry, name);
  gtk_editable_select_region (popover->entry, 0, -1);
  check (popover);
  return GTK_WIDGET (popover);
}
