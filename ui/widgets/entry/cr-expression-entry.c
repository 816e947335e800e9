/* A one-line source view, so that it completes and helps as the editor does. What comes of it is shown under it while
 * there is something typed: values as soon as they are known, what is wrong only when the hand rests. */

#include "cr-expression-entry.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>
#include <string.h>

#include "cr-argument-help.h"
#include "cr-completion-provider.h"
#include "cr-editor-colours.h"
#include "cr-entry-history.h"
#include "cr-entry-preview.h"
#include "cr-observer.h"
#include "cr-session-edit.h"
#include "cr-session-preview.h"

#define TRY_MILLISECONDS 120  /* after the last letter */
#define REST_MILLISECONDS 700 /* until an error is told */

struct _CrExpressionEntry
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkSourceView *view;
  GtkTextBuffer *buffer; /* the view's */
  GtkWidget *placeholder, *button;
  GtkRevealer *revealer;
  GtkWidget *preview, *icon;
  GtkLabel *value, *shape, *sentence;
  GtkTextTag *wrong; /* the buffer's */
  CrEntryPreview shown;

  CrTyping typing;
  GtkWidget *arguments; /* help on the call that is written */
  CrEntryHistory history;
  gint64 changed;       /* when the text was, in microseconds */
  guint try_source;     /* until it is tried */
  GCancellable *trying; /* NULL: not */
  guint rest_source;    /* until `found` is told */
  CrPreview *found;     /* an error that waits; NULL */
};

G_DEFINE_FINAL_TYPE (CrExpressionEntry, cr_expression_entry, GTK_TYPE_WIDGET)

static char *
dup_text (CrExpressionEntry *entry)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (entry->buffer, &begin, &end);
  return gtk_text_buffer_get_text (entry->buffer, &begin, &end, FALSE);
}

static void
set_text (CrExpressionEntry *entry, const char *text)
{
  GtkTextIter end;

  gtk_text_buffer_set_text (entry->buffer, text, -1);
  gtk_text_buffer_get_end_iter (entry->buffer, &end);
  gtk_text_buffer_place_cursor (entry->buffer, &end);
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (entry->view), gtk_text_buffer_get_insert (entry->buffer));
}

static void
stop_trying (CrExpressionEntry *entry)
{
  g_clear_handle_id (&entry->try_source, g_source_remove);
  g_clear_handle_id (&entry->rest_source, g_source_remove);
  g_cancellable_cancel (entry->trying);
  g_clear_object (&entry->trying);
  g_clear_pointer (&entry->found, cr_preview_free);
}

static gboolean
at_rest (gpointer data)
{
  CrExpressionEntry *entry = data;

  entry->rest_source = 0;
  cr_entry_preview_show (&entry->shown, entry->found);
  g_clear_pointer (&entry->found, cr_preview_free);
  return G_SOURCE_REMOVE;
}

/* What is wrong waits until the hand rests: most of it goes away with the next letter. */
static void
take_preview (CrExpressionEntry *entry, CrPreview *preview)
{
  gint64 rest = entry->changed + REST_MILLISECONDS * 1000 - g_get_monotonic_time ();

  if ((preview->kind == CR_PREVIEW_ERROR || preview->kind == CR_PREVIEW_UNFINISHED) && rest > 0)
    {
      entry->found = preview;
      entry->rest_source = g_timeout_add ((guint)(rest / 1000) + 1, at_rest, entry);
      return;
    }
  cr_entry_preview_show (&entry->shown, preview);
  cr_preview_free (preview);
}

static void
tried (GObject *object, GAsyncResult *result, gpointer data)
{
  CrPreview *preview = cr_session_preview_finish (CR_SESSION (object), result, NULL);
  g_autoptr (CrExpressionEntry) entry = data;

  if (preview == NULL)
    return;
  g_clear_object (&entry->trying);
  take_preview (entry, preview);
}

static gboolean
try_now (gpointer data)
{
  CrExpressionEntry *entry = data;
  g_autofree char *text = dup_text (entry);

  entry->try_source = 0;
  entry->trying = g_cancellable_new ();
  cr_session_preview_async (entry->observer.session, text, entry->trying, tried, g_object_ref (entry));
  return G_SOURCE_REMOVE;
}

static gboolean
is_blank (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  return *text == '\0';
}

static void
queue_try (CrExpressionEntry *entry)
{
  g_autofree char *text = dup_text (entry);

  stop_trying (entry);
  if (is_blank (text) || entry->observer.session == NULL)
    cr_entry_preview_hide (&entry->shown);
  else
    {
      gtk_widget_set_opacity (entry->preview, 0.5); /* of what was typed before */
      entry->try_source = g_timeout_add (TRY_MILLISECONDS, try_now, entry);
    }
}

static void
buffer_changed (CrExpressionEntry *entry)
{
  gboolean empty = gtk_text_buffer_get_char_count (entry->buffer) == 0;
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (entry->buffer, &begin, &end);
  gtk_text_buffer_remove_tag (entry->buffer, entry->wrong, &begin, &end);
  gtk_widget_set_visible (entry->placeholder, empty);
  gtk_widget_set_visible (entry->button, !empty);
  entry->changed = g_get_monotonic_time ();
  queue_try (entry);
}

/* Several lines that are pasted become one. */
static void
inserting (CrExpressionEntry *entry, GtkTextIter *place, const char *text, int length, GtkTextBuffer *buffer)
{
  g_autofree char *line = g_strndup (text, (gsize)length);

  if (strpbrk (line, "\r\n\t") == NULL)
    return;
  g_strstrip (g_strdelimit (line, "\r\n\t", ' '));
  g_signal_stop_emission_by_name (buffer, "insert-text");
  gtk_text_buffer_insert (buffer, place, line, -1);
}

/* FALSE if it was refused, which is told. */
static gboolean
add_typed (CrExpressionEntry *entry, const char *text)
{
  CrSession *session = entry->observer.session;
  g_autoptr (GError) error = NULL;
  CrEditScript *script = cr_session_get_script (session, &error);
  CrEditPlan *plan = script == NULL ? NULL : cr_edit_add_typed (script, text, &error);
  g_autoptr (CrPreview) refused = NULL;

  if (plan != NULL)
    return cr_session_take_plan (session, plan);
  refused = cr_preview_new (CR_PREVIEW_ERROR);
  refused->sentence = g_strdup (error->message);
  stop_trying (entry);
  cr_entry_preview_show (&entry->shown, refused);
  return FALSE;
}

static void
enter_text (CrExpressionEntry *entry, gboolean keep)
{
  g_autofree char *text = g_strstrip (dup_text (entry));

  if (*text == '\0' || entry->observer.session == NULL || !add_typed (entry, text))
    return;
  cr_argument_help_close (CR_ARGUMENT_HELP (entry->arguments));
  cr_entry_history_add (&entry->history, text);
  if (!keep)
    set_text (entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (entry->view));
}

static void
enter (CrExpressionEntry *entry)
{
  enter_text (entry, FALSE);
}

static void
step_history (CrExpressionEntry *entry, gboolean back)
{
  g_autofree char *text = dup_text (entry);
  g_autofree char *other = g_strdup (cr_entry_history_step (&entry->history, back, text));

  if (other != NULL)
    set_text (entry, other);
}

static void
move_focus (CrExpressionEntry *entry, GtkDirectionType direction)
{
  g_signal_emit_by_name (entry->view, "move-focus", direction);
}

/* Keys that a line has and a text has not. While proposals are shown, they take them. */
static gboolean
key_pressed (CrExpressionEntry *entry, guint key, guint code, GdkModifierType state)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  cr_typing_filter_key (&entry->typing, key);
  if (cr_typing_is_completing (&entry->typing) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      enter_text (entry, shift);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (!cr_argument_help_close (CR_ARGUMENT_HELP (entry->arguments)))
        gtk_widget_activate_action (GTK_WIDGET (entry), "win.focus-graph", NULL);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      step_history (entry, key == GDK_KEY_Up);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      move_focus (entry, shift || key == GDK_KEY_ISO_Left_Tab ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* Colours of Python: read only now, since that takes longer than a frame and the editor mostly has done it. */
static void
focus_entered (CrExpressionEntry *entry)
{
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();

  if (gtk_source_buffer_get_language (GTK_SOURCE_BUFFER (entry->buffer)) == NULL)
    gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (entry->buffer),
                                    gtk_source_language_manager_get_language (manager, "python3"));
}

static void
update_scheme (CrExpressionEntry *entry)
{
  cr_editor_colours_update (GTK_SOURCE_BUFFER (entry->buffer));
}

static void
graph_changed (CrExpressionEntry *entry)
{
  cr_typing_forget_names (&entry->typing);
  queue_try (entry);
}

static void
show_session (CrExpressionEntry *entry)
{
  graph_changed (entry);
}

CR_OBSERVER_PROPERTY (CrExpressionEntry, cr_expression_entry, CR_EXPRESSION_ENTRY, show_session)

static void
cr_expression_entry_dispose (GObject *object)
{
  CrExpressionEntry *entry = CR_EXPRESSION_ENTRY (object);

  stop_trying (entry);
  cr_observer_clear (&entry->observer);
  cr_typing_clear (&entry->typing);
  cr_entry_history_clear (&entry->history);
  g_clear_pointer (&entry->arguments, gtk_widget_unparent);
  g_clear_pointer (&entry->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_expression_entry_parent_class)->dispose (object);
}

static void
cr_expression_entry_class_init (CrExpressionEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  object_class->get_property = cr_expression_entry_get_property;
  object_class->set_property = cr_expression_entry_set_property;
  object_class->dispose = cr_expression_entry_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "expressionentry");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-expression-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, box);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, view);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, placeholder);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, button);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, revealer);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, preview);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, icon);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, value);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, shape);
  gtk_widget_class_bind_template_child (widget_class, CrExpressionEntry, sentence);
  gtk_widget_class_bind_template_callback (widget_class, enter);
}

static void
init_view (CrExpressionEntry *entry)
{
  GtkEventController *focus = gtk_event_controller_focus_new (), *key = gtk_event_controller_key_new ();

  entry->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (entry->view));
  entry->wrong = gtk_text_buffer_create_tag (entry->buffer, NULL, "underline", PANGO_UNDERLINE_ERROR, NULL);
  entry->shown = (CrEntryPreview){ .view = GTK_WIDGET (entry->view),
                                   .buffer = entry->buffer,
                                   .wrong = entry->wrong,
                                   .revealer = entry->revealer,
                                   .line = entry->preview,
                                   .icon = entry->icon,
                                   .value = entry->value,
                                   .shape = entry->shape,
                                   .sentence = entry->sentence };
  /* What is typed here is taken back here; set_text () forgets it, and then it is the script that goes a step back. */
  gtk_text_buffer_set_enable_undo (entry->buffer, TRUE);
  gtk_source_buffer_set_highlight_matching_brackets (GTK_SOURCE_BUFFER (entry->buffer), TRUE);
  g_signal_connect_swapped (entry->buffer, "changed", G_CALLBACK (buffer_changed), entry);
  g_signal_connect_swapped (entry->buffer, "insert-text", G_CALLBACK (inserting), entry);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_entered), entry);
  gtk_widget_add_controller (GTK_WIDGET (entry->view), focus);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed), entry);
  gtk_widget_add_controller (GTK_WIDGET (entry), key);
}

static void
cr_expression_entry_init (CrExpressionEntry *entry)
{
  cr_observer_init (&entry->observer);
  cr_observer_connect (&entry->observer, "graph-changed", G_CALLBACK (graph_changed), entry);
  cr_entry_history_init (&entry->history);
  gtk_widget_init_template (GTK_WIDGET (entry));
  init_view (entry);
  cr_typing_init (&entry->typing, entry->view, &entry->observer.session, TRUE);
  cr_completion_provider_attach (&entry->typing);
  entry->arguments = cr_argument_help_new (&entry->typing);
  gtk_widget_set_parent (entry->arguments, GTK_WIDGET (entry));
  update_scheme (entry);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_scheme), entry,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_expression_entry_new (CrSession *session)
{
  return g_object_new (CR_TYPE_EXPRESSION_ENTRY, "session", session, NULL);
}

void
cr_expression_entry_focus (CrExpressionEntry *entry)
{
  GtkTextIter begin, end;

  gtk_widget_grab_focus (GTK_WIDGET (entry->view));
  gtk_text_buffer_get_bounds (entry->buffer, &begin, &end);
  gtk_text_buffer_select_range (entry->buffer, &begin, &end);
}

GtkTextBuffer *
cr_expression_entry_get_buffer (CrExpressionEntry *entry)
{
  return entry->buffer;
}
