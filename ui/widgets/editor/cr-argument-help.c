/* The language is asked on a thread whenever the caret has moved, so that a long text keeps nobody waiting; what it
 * says of a place that the caret has left meanwhile is dropped. */

#include "cr-argument-help.h"

#include <string.h>

#define LONGEST_TYPED 64 /* of what is inserted at once and still counts as typed: an accepted proposal */

struct _CrArgumentHelp
{
  GtkPopover parent_instance;

  CrTyping *typing;      /* borrowed */
  GtkTextBuffer *buffer; /* the view's; weak */
  gboolean wanted;       /* a call was begun, or it was asked for */
  GCancellable *asking;  /* NULL: not */
  GtkLabel *signature, *summary;
};

G_DEFINE_FINAL_TYPE (CrArgumentHelp, cr_argument_help, GTK_TYPE_POPOVER)

static void
stop_asking (CrArgumentHelp *help)
{
  g_cancellable_cancel (help->asking);
  g_clear_object (&help->asking);
}

gboolean
cr_argument_help_close (CrArgumentHelp *help)
{
  gboolean was_open = gtk_widget_get_visible (GTK_WIDGET (help));

  help->wanted = FALSE;
  stop_asking (help);
  gtk_popover_popdown (GTK_POPOVER (help));
  return was_open;
}

/* The rectangle of the caret, as high as its line. */
void
cr_argument_help_move (CrArgumentHelp *help)
{
  GtkWidget *view = GTK_WIDGET (help->typing->view), *parent = gtk_widget_get_parent (GTK_WIDGET (help));
  GdkRectangle place, visible;
  GtkTextIter insert;
  double x, y;
  int window_x, window_y;

  if (!help->wanted || parent == NULL)
    return;
  gtk_text_buffer_get_iter_at_mark (help->buffer, &insert, gtk_text_buffer_get_insert (help->buffer));
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (view), &insert, &place);
  gtk_text_view_get_visible_rect (GTK_TEXT_VIEW (view), &visible);
  if (place.y + place.height <= visible.y || place.y >= visible.y + visible.height)
    {
      gtk_popover_popdown (GTK_POPOVER (help));
      return;
    }
  gtk_text_view_buffer_to_window_coords (GTK_TEXT_VIEW (view), GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &window_x,
                                         &window_y);
  gtk_widget_translate_coordinates (view, parent, window_x, window_y, &x, &y);
  place.x = (int)x;
  place.y = (int)y;
  place.width = 1;
  gtk_popover_set_pointing_to (GTK_POPOVER (help), &place);
}

static void
show_help (CrArgumentHelp *help, const CrCallHelp *call)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = call->begin;
  bold->end_index = call->begin + call->bytes;
  if (call->bytes > 0)
    pango_attr_list_insert (attributes, bold);
  else
    pango_attribute_destroy (bold);
  gtk_label_set_text (help->signature, call->signature);
  gtk_label_set_attributes (help->signature, attributes);
  gtk_label_set_text (help->summary, call->summary == NULL ? "" : call->summary);
  gtk_widget_set_visible (GTK_WIDGET (help->summary), call->summary != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (help), GTK_ACCESSIBLE_PROPERTY_LABEL, call->signature, -1);
  pango_attr_list_unref (attributes);
  cr_argument_help_move (help);
  gtk_popover_popup (GTK_POPOVER (help));
}

static void
answered (GObject *object, GAsyncResult *result, gpointer data)
{
  CrArgumentHelp *help = CR_ARGUMENT_HELP (object);
  g_autoptr (CrCallHelp) call = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  call = g_task_propagate_pointer (G_TASK (result), NULL);
  g_clear_object (&help->asking);
  if (!help->wanted)
    return;
  if (call == NULL)
    cr_argument_help_close (help);
  else
    show_help (help, call);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer place, GCancellable *cancellable)
{
  CrCallHelp *call = cr_typing_place_find_call (place);

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&call), (GDestroyNotify)cr_call_help_free);
  if (call != NULL)
    cr_call_help_free (call);
}

static void
ask (CrArgumentHelp *help)
{
  g_autoptr (GTask) task = NULL;
  GtkTextIter insert;

  stop_asking (help);
  help->asking = g_cancellable_new ();
  gtk_text_buffer_get_iter_at_mark (help->buffer, &insert, gtk_text_buffer_get_insert (help->buffer));
  task = g_task_new (help, help->asking, answered, NULL);
  g_task_set_task_data (task, cr_typing_place_new (help->typing, &insert), (GDestroyNotify)cr_typing_place_free);
  g_task_run_in_thread (task, find_in_thread);
}

void
cr_argument_help_open (CrArgumentHelp *help)
{
  help->wanted = TRUE;
  ask (help);
}

/* Before the caret moves on, at which the language is asked. */
static void
text_inserted (CrArgumentHelp *help, GtkTextIter *place, const char *text, int length)
{
  if (length > LONGEST_TYPED || !gtk_widget_has_focus (GTK_WIDGET (help->typing->view)))
    return;
  if (length > 0 && (text[length - 1] == '(' || text[length - 1] == ','))
    help->wanted = TRUE;
}

static void
caret_moved (CrArgumentHelp *help)
{
  if (help->wanted)
    ask (help);
}

static void
focus_left (CrArgumentHelp *help)
{
  cr_argument_help_close (help);
}

static void
cr_argument_help_dispose (GObject *object)
{
  CrArgumentHelp *help = CR_ARGUMENT_HELP (object);

  stop_asking (help);
  G_OBJECT_CLASS (cr_argument_help_parent_class)->dispose (object);
}

static void
cr_argument_help_class_init (CrArgumentHelpClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cr_argument_help_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-argument-help.ui");
  gtk_widget_class_bind_template_child (widget_class, CrArgumentHelp, signature);
  gtk_widget_class_bind_template_child (widget_class, CrArgumentHelp, summary);
}

static void
cr_argument_help_init (CrArgumentHelp *help)
{
  gtk_widget_init_template (GTK_WIDGET (help));
}

GtkWidget *
cr_argument_help_new (CrTyping *typing)
{
  CrArgumentHelp *help = g_object_new (CR_TYPE_ARGUMENT_HELP, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  help->typing = typing;
  help->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (typing->view));
  g_signal_connect_object (help->buffer, "insert-text", G_CALLBACK (text_inserted), help, G_CONNECT_SWAPPED);
  g_signal_connect_object (help->buffer, "notify::cursor-position", G_CALLBACK (caret_moved), help, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left), help, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (typing->view), focus);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (typing->view)), "value-changed",
                           G_CALLBACK (cr_argument_help_move), help, G_CONNECT_SWAPPED);
  return GTK_WIDGET (help);
}
