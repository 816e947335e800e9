/* A row of the account. */

#include "cr-why-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _CrWhyRow
{
  GtkWidget parent_instance;
  CrSession *session; /* weak */
  CrWhyItem *item;
  gulong changed_id;

  GtkSpinner *spinner;
  GtkLabel *number;
  GtkLabel *text;
  GtkButton *go;
};

G_DEFINE_FINAL_TYPE (CrWhyRow, cr_why_row, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOOSING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
cr_why_light (CrSession *session, CrWhyItem *item)
{
  const CrWhyTerm *term = item != NULL ? cr_why_item_get_term (item) : NULL;
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) functions = g_array_new (FALSE, FALSE, sizeof (guint));

  /* The account may be of a graph that another run has replaced. */
  if (term != NULL
      && cr_why_index_get_graph (cr_why_get_index (cr_why_item_get_why (item))) == cr_session_get_graph (session))
    cr_why_get_path (cr_why_item_get_why (item), cr_why_item_get_index (item), variables, functions);
  cr_session_set_lit (session, (const guint *)(gpointer)variables->data, variables->len,
                      (const guint *)(gpointer)functions->data, functions->len);
}

/* The name of the function as a link that selects it. */
static char *
make_markup (CrWhyItem *item, const char *text)
{
  const CrWhyTerm *term = cr_why_item_get_term (item);
  const char *at = term != NULL && term->kind == CR_WHY_TERM_PATH && term->function != CR_NONE && term->name != NULL
                       ? strstr (text, term->name)
                       : NULL;

  if (at == NULL)
    return g_markup_escape_text (text, -1);
  g_autofree char *before = g_markup_escape_text (text, at - text);
  g_autofree char *name = g_markup_escape_text (term->name, -1);
  g_autofree char *after = g_markup_escape_text (at + strlen (term->name), -1);
  return g_strdup_printf ("%s<a href=\"function\" title=\"%s\">%s</a>%s", before, _ ("Select this function"), name,
                          after);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_item (CrWhyRow *row)
{
  CrWhyRowKind kind = cr_why_item_get_kind (row->item);
  g_autofree char *number = cr_why_item_dup_number (row->item);
  g_autofree char *text = cr_why_item_dup_text (row->item);
  g_autofree char *markup = make_markup (row->item, text);
  g_autofree char *sentence = cr_why_item_dup_sentence (row->item);
  const CrWhyTerm *term = cr_why_item_get_term (row->item);
  gboolean is_slow = cr_why_item_is_slow (row->item);

  gtk_label_set_text (row->number, number);
  gtk_label_set_markup (row->text, markup);
  gtk_widget_set_visible (GTK_WIDGET (row->number), *number != '\0');
  gtk_widget_set_visible (GTK_WIDGET (row->go), term != NULL && term->kind != CR_WHY_TERM_NONE);
  gtk_widget_set_visible (GTK_WIDGET (row->spinner), is_slow);
  gtk_spinner_set_spinning (row->spinner, is_slow);
  set_class (GTK_WIDGET (row->text), "why-sum", kind == CR_WHY_ROW_SUM);
  set_class (GTK_WIDGET (row->text), "error", kind == CR_WHY_ROW_ERROR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence, -1);
}

void
cr_why_row_set_item (CrWhyRow *row, CrWhyItem *item)
{
  if (row->item != NULL)
    g_clear_signal_handler (&row->changed_id, row->item);
  g_set_object (&row->item, item);
  if (item == NULL)
    return;
  row->changed_id = g_signal_connect_swapped (item, "changed", G_CALLBACK (show_item), row);
  show_item (row);
}

static void
go_there (CrWhyRow *row)
{
  const CrWhyTerm *term = row->item != NULL ? cr_why_item_get_term (row->item) : NULL;

  if (term != NULL && row->session != NULL)
    cr_session_seek (row->session, term->event + 1);
}

static gboolean
follow_link (CrWhyRow *row, const char *link)
{
  const CrWhyTerm *term = row->item != NULL ? cr_why_item_get_term (row->item) : NULL;

  if (term == NULL || term->function == CR_NONE || row->session == NULL)
    return TRUE;
  g_signal_emit (row, signals[SIGNAL_CHOOSING], 0, term->function);
  cr_session_select_function (row->session, term->function);
  return TRUE;
}

static void
pointer_came (CrWhyRow *row)
{
  if (row->session != NULL && row->item != NULL)
    cr_why_light (row->session, row->item);
}

static void
pointer_left (CrWhyRow *row)
{
  if (row->session != NULL)
    cr_why_light (row->session, NULL);
}

static void
cr_why_row_dispose (GObject *object)
{
  CrWhyRow *row = CR_WHY_ROW (object);
  GtkWidget *child;

  cr_why_row_set_item (row, NULL);
  g_clear_weak_pointer (&row->session);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (row))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (cr_why_row_parent_class)->dispose (object);
}

static void
cr_why_row_class_init (CrWhyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_why_row_dispose;
  signals[SIGNAL_CHOOSING]
      = g_signal_new ("choosing", CR_TYPE_WHY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "whyrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-why-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CrWhyRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CrWhyRow, number);
  gtk_widget_class_bind_template_child (widget_class, CrWhyRow, text);
  gtk_widget_class_bind_template_child (widget_class, CrWhyRow, go);
}

static void
cr_why_row_init (CrWhyRow *row)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_widget_init_template (GTK_WIDGET (row));
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (pointer_came), row);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (pointer_left), row);
  gtk_widget_add_controller (GTK_WIDGET (row), motion);
  g_signal_connect_swapped (row->go, "clicked", G_CALLBACK (go_there), row);
  g_signal_connect_swapped (row->text, "activate-link", G_CALLBACK (follow_link), row);
}

GtkWidget *
cr_why_row_new (CrSession *session)
{
  CrWhyRow *row = g_object_new (CR_TYPE_WHY_ROW, NULL);

  g_set_weak_pointer (&row->session, session);
  return GTK_WIDGET (row);
}
