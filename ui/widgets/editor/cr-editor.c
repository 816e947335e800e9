/* The editor around a GtkSourceView. */

#include "cr-editor.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "cr-argument-help.h"
#include "cr-completion-provider.h"
#include "cr-editor-colours.h"
#include "cr-editor-edit.h"
#include "cr-editor-follow.h"
#include "cr-editor-go.h"
#include "cr-editor-marks.h"
#include "cr-editor-paste.h"
#include "cr-editor-pick.h"
#include "cr-editor-problems.h"
#include "cr-hover-provider.h"
#include "cr-live-text.h"
#include "cr-observer.h"
#include "cr-place-help.h"
#include "cr-session-edit.h"

struct _CrEditor
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkSourceView *view;
  GtkWidget *message_button;
  GtkLabel *message;
  GtkTextBuffer *buffer; /* the view's */
  CrEditorMarks marks;
  CrEditorPaste paste;
  CrEditorPick pick;
  CrEditorEdit edit;
  CrEditorGo go;
  CrTyping typing;
  GtkWidget *arguments; /* help on the call that is written */
  GtkInfoBar *paste_note;
  GtkWidget *paste_back;
  GtkLabel *paste_text;
  CrEditorColours colours;
  CrEditorFollow follow;
  gboolean loading;    /* the text is being set from the session */
  guint scroll_source; /* idle that keeps the insertion point in sight */
};

G_DEFINE_FINAL_TYPE (CrEditor, cr_editor, GTK_TYPE_WIDGET)

static char *
dup_text (CrEditor *editor)
{
  GtkTextIter begin, end;

  gtk_text_buffer_get_bounds (editor->buffer, &begin, &end);
  return gtk_text_buffer_get_text (editor->buffer, &begin, &end, TRUE);
}

static void
buffer_changed (CrEditor *editor)
{
  g_autofree char *text = NULL;

  if (editor->loading || editor->edit.making || editor->observer.session == NULL)
    return;
  text = dup_text (editor);
  cr_session_set_text (editor->observer.session, text, FALSE);
  if (!cr_session_is_current (editor->observer.session))
    cr_editor_follow_nothing (&editor->follow);
}

static void
text_changed (CrEditor *editor)
{
  const char *text = cr_session_get_text (editor->observer.session);
  g_autofree char *shown = dup_text (editor);
  GtkTextIter begin;

  if (strcmp (shown, text) == 0)
    return;
  editor->loading = editor->pick.held = TRUE;
  gtk_text_buffer_begin_irreversible_action (editor->buffer);
  gtk_text_buffer_set_text (editor->buffer, text, -1);
  gtk_text_buffer_end_irreversible_action (editor->buffer);
  editor->loading = FALSE;
  gtk_text_buffer_get_start_iter (editor->buffer, &begin);
  gtk_text_buffer_place_cursor (editor->buffer, &begin);
  editor->pick.held = FALSE;
}

/* Edits that were not typed. */
static void
edit_requested (CrEditor *editor, GArray *edits)
{
  cr_editor_edit_make (&editor->edit, edits);
  if (!cr_session_is_current (editor->observer.session))
    cr_editor_follow_nothing (&editor->follow);
  cr_session_run (editor->observer.session);
}

static void
edit_shown (CrEditor *editor, guint offset, guint bytes)
{
  cr_editor_edit_show (&editor->edit, offset, bytes);
}

static void
gesture_changed (CrEditor *editor)
{
  cr_editor_edit_gesture_changed (&editor->edit);
}

static void
selection_changed (CrEditor *editor)
{
  cr_editor_follow_selection (&editor->follow);
}

static void
position_changed (CrEditor *editor)
{
  cr_editor_follow_event (&editor->follow);
}

static void
graph_changed (CrEditor *editor)
{
  cr_typing_forget_names (&editor->typing);
  cr_editor_follow_selection (&editor->follow);
  cr_editor_follow_event (&editor->follow);
}

static gboolean
keep_insert_in_sight (gpointer data)
{
  CrEditor *editor = data;

  editor->scroll_source = 0;
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (editor->view), gtk_text_buffer_get_insert (editor->buffer));
  return G_SOURCE_REMOVE;
}

/* A message takes its room from the text, and must not cover the line that is being typed. It is known only after
 * the new sizes are given, hence later. */
static void
page_resized (CrEditor *editor)
{
  if (editor->scroll_source == 0 && gtk_widget_has_focus (GTK_WIDGET (editor->view)))
    editor->scroll_source = g_idle_add (keep_insert_in_sight, editor);
}

/* Where the reader has put the insertion mark, of which visits are asked for; what else moves it is not meant. */
static void
insert_moved (CrEditor *editor)
{
  GtkTextIter place;

  if (editor->observer.session == NULL || editor->loading || !gtk_widget_has_focus (GTK_WIDGET (editor->view)))
    return;
  gtk_text_buffer_get_iter_at_mark (editor->buffer, &place, gtk_text_buffer_get_insert (editor->buffer));
  cr_session_set_source_line (editor->observer.session, (guint)gtk_text_iter_get_line (&place) + 1);
}

static void
diagnostics_changed (CrEditor *editor)
{
  GPtrArray *diagnostics = cr_session_get_diagnostics (editor->observer.session);
  const CrDiagnostic *first = cr_editor_find_problem (diagnostics);
  g_autofree char *text = first == NULL ? NULL : cr_editor_describe_problem (first);

  cr_editor_marks_show_problems (&editor->marks, diagnostics);
  gtk_widget_set_visible (editor->message_button, first != NULL);
  if (first == NULL)
    return;
  gtk_label_set_text (editor->message, text);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (editor->message_button), "u", first->range.line);
  gtk_widget_set_tooltip_text (editor->message_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (editor->message_button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static char *
dup_problem (gpointer user_data, const GtkTextIter *place)
{
  CrEditor *editor = user_data;
  const CrDiagnostic *diagnostic;

  if (editor->observer.session == NULL)
    return NULL;
  diagnostic
      = cr_editor_marks_find_problem (&editor->marks, cr_session_get_diagnostics (editor->observer.session), place);
  return diagnostic == NULL ? NULL : cr_editor_describe_problem (diagnostic);
}

/* By the keyboard, at the caret; what the pointer rests on is told by the hover provider. */
static gboolean
query_tooltip (CrEditor *editor, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autoptr (CrTypingPlace) typed = NULL;
  g_autoptr (CrNameHelp) name = NULL;
  g_autoptr (CrPlaceHelp) help = NULL;
  GtkTextIter place;
  GtkWidget *widget;

  if (!keyboard || editor->observer.session == NULL)
    return FALSE;
  gtk_text_buffer_get_iter_at_mark (editor->buffer, &place, gtk_text_buffer_get_insert (editor->buffer));
  typed = cr_typing_place_new (&editor->typing, &place);
  name = cr_typing_place_find_name (typed);
  help = cr_place_help_new (editor->observer.session, cr_place_find_variable (editor->observer.session, &place));
  help->problem = dup_problem (editor, &place);
  cr_place_help_add_name (help, name);
  if (cr_place_help_is_empty (help))
    return FALSE;
  widget = cr_place_help_make_widget (help);
  gtk_tooltip_set_custom (tooltip, widget);
  return TRUE;
}

static void
paste_response (CrEditor *editor, int response)
{
  cr_editor_paste_respond (&editor->paste, response);
}

static void
update_scheme (CrEditor *editor)
{
  gboolean dark = cr_editor_colours_update (GTK_SOURCE_BUFFER (editor->buffer));

  cr_editor_marks_set_dark (&editor->marks, dark);
  cr_editor_edit_set_dark (&editor->edit, dark);
}

static void
show_session (CrEditor *editor)
{
  text_changed (editor);
  diagnostics_changed (editor);
  graph_changed (editor);
}

CR_OBSERVER_PROPERTY (CrEditor, cr_editor, CR_EDITOR, show_session)

static void
cr_editor_map (GtkWidget *widget)
{
  CrEditor *editor = CR_EDITOR (widget);

  GTK_WIDGET_CLASS (cr_editor_parent_class)->map (widget);
  cr_editor_colours_start (&editor->colours, widget);
}

static void
cr_editor_dispose (GObject *object)
{
  CrEditor *editor = CR_EDITOR (object);

  cr_editor_colours_stop (&editor->colours);
  g_clear_handle_id (&editor->scroll_source, g_source_remove);
  cr_editor_pick_clear (&editor->pick);
  cr_editor_edit_clear (&editor->edit);
  cr_editor_go_clear (&editor->go);
  cr_typing_clear (&editor->typing);
  g_clear_pointer (&editor->arguments, gtk_widget_unparent);
  cr_observer_clear (&editor->observer);
  g_clear_pointer (&editor->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_editor_parent_class)->dispose (object);
}

static void
go_to_node (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_editor_go_to_node (&CR_EDITOR (widget)->go);
}

static void
go_to_definition (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_editor_go_to_definition (&CR_EDITOR (widget)->go);
}

static void
rename_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_editor_go_rename (&CR_EDITOR (widget)->go);
}

static void
complete_here (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_source_completion_show (gtk_source_view_get_completion (CR_EDITOR (widget)->view));
}

static void
show_arguments (GtkWidget *widget, const char *name, GVariant *parameter)
{
  cr_argument_help_open (CR_ARGUMENT_HELP (CR_EDITOR (widget)->arguments));
}

/* What is open over the text closes; then the key goes on. */
static gboolean
close_help (GtkWidget *widget, GVariant *parameter, gpointer data)
{
  CrEditor *editor = CR_EDITOR (widget);

  return cr_argument_help_close (CR_ARGUMENT_HELP (editor->arguments));
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "editor.go-to-node", NULL, go_to_node);
  gtk_widget_class_install_action (widget_class, "editor.go-to-definition", NULL, go_to_definition);
  gtk_widget_class_install_action (widget_class, "editor.rename", NULL, rename_here);
  gtk_widget_class_install_action (widget_class, "editor.complete", NULL, complete_here);
  gtk_widget_class_install_action (widget_class, "editor.show-arguments", NULL, show_arguments);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F12, 0, "editor.go-to-node", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_b, GDK_CONTROL_MASK, "editor.go-to-definition", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "editor.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "editor.show-arguments", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, close_help, NULL);
}

static void
cr_editor_class_init (CrEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  object_class->get_property = cr_editor_get_property;
  object_class->set_property = cr_editor_set_property;
  object_class->dispose = cr_editor_dispose;
  widget_class->map = cr_editor_map;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "editor");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CrEditor, box);
  gtk_widget_class_bind_template_child (widget_class, CrEditor, view);
  gtk_widget_class_bind_template_child (widget_class, CrEditor, message_button);
  gtk_widget_class_bind_template_child (widget_class, CrEditor, message);
  gtk_widget_class_bind_template_child (widget_class, CrEditor, paste_note);
  gtk_widget_class_bind_template_child (widget_class, CrEditor, paste_back);
  gtk_widget_class_bind_template_child (widget_class, CrEditor, paste_text);
  install_actions (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, paste_response);
}

static gboolean
key_pressed (CrEditor *editor, guint key)
{
  cr_typing_filter_key (&editor->typing, key);
  return GDK_EVENT_PROPAGATE;
}

static void
init_help (CrEditor *editor)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed), editor);
  gtk_widget_add_controller (GTK_WIDGET (editor), key);
  cr_editor_go_init (&editor->go, GTK_WIDGET (editor), GTK_TEXT_VIEW (editor->view), &editor->observer.session,
                     &editor->marks, &editor->pick);
  cr_typing_init (&editor->typing, editor->view, &editor->observer.session, FALSE);
  cr_completion_provider_attach (&editor->typing);
  cr_hover_provider_attach (&editor->typing, dup_problem, editor);
  editor->arguments = cr_argument_help_new (&editor->typing);
  gtk_widget_set_parent (editor->arguments, GTK_WIDGET (editor));
}

static void
init_buffer (CrEditor *editor)
{
  editor->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (editor->view));
  editor->colours.buffer = GTK_SOURCE_BUFFER (editor->buffer);
  gtk_source_buffer_set_highlight_matching_brackets (GTK_SOURCE_BUFFER (editor->buffer), TRUE);
  gtk_text_buffer_set_enable_undo (editor->buffer, TRUE);
  gtk_text_buffer_set_max_undo_levels (editor->buffer, 0); /* no bound */
  cr_editor_marks_init (&editor->marks, editor->view);
  editor->follow = (CrEditorFollow){ GTK_TEXT_VIEW (editor->view), &editor->observer.session, &editor->marks };
  cr_live_text_attach (GTK_TEXT_VIEW (editor->view), &editor->observer.session);
  cr_editor_edit_init (&editor->edit, GTK_TEXT_VIEW (editor->view), &editor->observer.session);
  cr_editor_pick_init (&editor->pick, GTK_TEXT_VIEW (editor->view), &editor->observer.session);
  cr_editor_paste_init (&editor->paste, GTK_TEXT_VIEW (editor->view), editor->paste_note, editor->paste_text);
  init_help (editor);
  update_scheme (editor);
  g_signal_connect_swapped (editor->buffer, "changed", G_CALLBACK (buffer_changed), editor);
  g_signal_connect_swapped (editor->buffer, "notify::cursor-position", G_CALLBACK (insert_moved), editor);
}

/* GTK gives the close button of an info bar no name, and that of a mnemonic its underline. */
static void
name_note_buttons (CrEditor *editor)
{
  GtkWidget *revealer = gtk_widget_get_first_child (GTK_WIDGET (editor->paste_note));
  GtkWidget *close = gtk_widget_get_last_child (gtk_revealer_get_child (GTK_REVEALER (revealer)));

  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, g_dgettext ("gtk40", "Close"),
                                  -1);
  gtk_accessible_reset_property (GTK_ACCESSIBLE (editor->paste_back), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
cr_editor_init (CrEditor *editor)
{
  cr_observer_init (&editor->observer);
  cr_observer_connect (&editor->observer, "text-changed", G_CALLBACK (text_changed), editor);
  cr_observer_connect (&editor->observer, "edit-requested", G_CALLBACK (edit_requested), editor);
  cr_observer_connect (&editor->observer, "edit-shown", G_CALLBACK (edit_shown), editor);
  cr_observer_connect (&editor->observer, "gesture-changed", G_CALLBACK (gesture_changed), editor);
  cr_observer_connect (&editor->observer, "diagnostics-changed", G_CALLBACK (diagnostics_changed), editor);
  cr_observer_connect (&editor->observer, "graph-changed", G_CALLBACK (graph_changed), editor);
  cr_observer_connect (&editor->observer, "notify::position", G_CALLBACK (position_changed), editor);
  cr_observer_connect (&editor->observer, "notify::selection", G_CALLBACK (selection_changed), editor);
  gtk_widget_init_template (GTK_WIDGET (editor));
  name_note_buttons (editor);
  init_buffer (editor);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (editor->view)), "notify::page-size",
                           G_CALLBACK (page_resized), editor, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_scheme), editor,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_editor_new (CrSession *session)
{
  return g_object_new (CR_TYPE_EDITOR, "session", session, NULL);
}

GtkTextBuffer *
cr_editor_get_buffer (CrEditor *editor)
{
  return editor->buffer;
}

void
cr_editor_focus (CrEditor *editor)
{
  gtk_widget_grab_focus (GTK_WIDGET (editor->view));
}

void
cr_editor_go_to_line (CrEditor *editor, guint line)
{
  GtkTextIter place;

  gtk_text_buffer_get_iter_at_line (editor->buffer, &place, (int)MAX (line, 1) - 1);
  editor->pick.held = TRUE; /* whoever comes from a node keeps it selected */
  gtk_text_buffer_place_cursor (editor->buffer, &place);
  editor->pick.held = FALSE;
  gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (editor->view), &place, 0.2, FALSE, 0, 0.5);
  gtk_widget_grab_focus (GTK_WIDGET (editor->view));
}
