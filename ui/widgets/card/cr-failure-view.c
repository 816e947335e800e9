/* The view of a failure. It is made anew when the session tells of another one, which is seldom. */

#include "cr-failure-view.h"

#include <glib/gi18n-lib.h>

#include "cr-observer.h"

struct _CrFailureView
{
  GtkWidget parent_instance;
  CrObserver observer;
  GtkWidget *box;
  gboolean brief;
};

G_DEFINE_FINAL_TYPE (CrFailureView, cr_failure_view, GTK_TYPE_WIDGET)

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_label (CrFailureView *view, const char *text, const char *css_class)
{
  if (*text != '\0')
    gtk_box_append (GTK_BOX (view->box), new_label (text, css_class));
}

static GtkWidget *
new_button (const char *text, const char *css_class, guint index)
{
  GtkWidget *button = gtk_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), new_label (text, NULL));
  gtk_widget_add_css_class (button, css_class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  return button;
}

static void
fact_clicked (GtkWidget *button, CrFailureView *view)
{
  CrSession *session = view->observer.session;
  const CrFailureAccount *account = cr_session_get_failure (session);
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));
  const CrFailureFact *fact
      = account == NULL || index >= account->facts->len ? NULL : g_ptr_array_index (account->facts, index);
  guint line = fact == NULL ? 0 : fact->range.line;

  if (fact == NULL)
    return;
  cr_session_select_place (session, fact->variable, fact->function);
  gtk_widget_activate_action (GTK_WIDGET (view), "win.go-to-line", "u", line);
}

static void
fix_clicked (GtkWidget *button, CrFailureView *view)
{
  cr_session_apply_fix (view->observer.session, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static void
add_facts (CrFailureView *view, const CrFailureAccount *account)
{
  for (guint i = 0; i < account->facts->len; i++)
    {
      const CrFailureFact *fact = g_ptr_array_index (account->facts, i);
      g_autofree char *text = g_strdup_printf (_ ("line %u: %s"), fact->range.line, fact->text);
      GtkWidget *button;

      if (fact->range.line == 0)
        continue;
      button = new_button (text, "failure-fact", i);
      gtk_widget_add_css_class (button, "flat");
      g_signal_connect (button, "clicked", G_CALLBACK (fact_clicked), view);
      gtk_box_append (GTK_BOX (view->box), button);
    }
}

/* Each with its name above its shape. */
static void
add_operands (CrFailureView *view, const CrFailureAccount *account)
{
  GtkWidget *row;

  if (account->operands->len < 2)
    return;
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  for (guint i = 0; i < account->operands->len; i++)
    {
      const CrFailureOperand *operand = g_ptr_array_index (account->operands, i);
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_add_css_class (box, "failure-operand");
      gtk_box_append (GTK_BOX (box), new_label (operand->name, "heading"));
      gtk_box_append (GTK_BOX (box), new_label (operand->shape, "monospace"));
      gtk_box_append (GTK_BOX (row), box);
    }
  gtk_box_append (GTK_BOX (view->box), row);
}

static void
add_fixes (CrFailureView *view, const CrFailureAccount *account)
{
  for (guint i = 0; i < account->fixes->len; i++)
    {
      const CrFailureFix *fix = g_ptr_array_index (account->fixes, i);
      GtkWidget *button = new_button (fix->label, "failure-fix", i);

      gtk_widget_set_halign (button, GTK_ALIGN_START);
      gtk_widget_set_tooltip_text (button, _ ("Change the script so; Undo takes it back"));
      g_signal_connect (button, "clicked", G_CALLBACK (fix_clicked), view);
      gtk_box_append (GTK_BOX (view->box), button);
    }
}

static void
update (CrFailureView *view)
{
  const CrFailureAccount *account
      = view->observer.session == NULL ? NULL : cr_session_get_failure (view->observer.session);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (view->box)) != NULL)
    gtk_box_remove (GTK_BOX (view->box), child);
  if (account == NULL)
    return;
  if (!view->brief)
    {
      add_label (view, account->title, "explanation-headline");
      add_label (view, account->explanation, NULL);
    }
  add_operands (view, account);
  add_fixes (view, account);
  add_facts (view, account);
}

CR_OBSERVER_PROPERTY (CrFailureView, cr_failure_view, CR_FAILURE_VIEW, update)

static void
cr_failure_view_dispose (GObject *object)
{
  CrFailureView *view = CR_FAILURE_VIEW (object);

  cr_observer_clear (&view->observer);
  g_clear_pointer (&view->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_failure_view_parent_class)->dispose (object);
}

static void
cr_failure_view_class_init (CrFailureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cr_failure_view_get_property;
  object_class->set_property = cr_failure_view_set_property;
  object_class->dispose = cr_failure_view_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
cr_failure_view_init (CrFailureView *view)
{
  cr_observer_init (&view->observer);
  cr_observer_connect (&view->observer, "failure-changed", G_CALLBACK (update), view);
  view->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (view->box, GTK_WIDGET (view));
}

GtkWidget *
cr_failure_view_new (CrSession *session)
{
  return g_object_new (CR_TYPE_FAILURE_VIEW, "session", session, NULL);
}

void
cr_failure_view_set_brief (CrFailureView *view, gboolean brief)
{
  g_return_if_fail (CR_IS_FAILURE_VIEW (view));
  view->brief = brief;
  update (view);
}
