/* The console. Its text is bounded, and what is printed later in the run than the cursor stands is pale. */

#include "cr-console.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cr-failure-view.h"
#include "cr-observer.h"
#include "cr-trace-index.h"

#define MAX_BYTES (64 * 1024) /* of text shown: the end of a longer output */
#define MAX_PROBLEMS 100

struct _CrConsole
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *box;
  GtkStack *stack;
  GtkToggleButton *problems_button;
  GtkTextView *output;
  GtkTextBuffer *buffer;
  GtkTextTag *pale;
  GtkTextMark *now;    /* the line that was printed last; the buffer's */
  guint scroll_source; /* idle */
  GtkListBox *problems;
  GtkLabel *later;

  GArray *offsets;   /* of int: where each printed event begins in the buffer */
  guint first_shown; /* index among printed events */
};

G_DEFINE_FINAL_TYPE (CrConsole, cr_console, GTK_TYPE_WIDGET)

static const char *
get_printed (CrConsole *console, const GArray *printed, guint i)
{
  CrTrace *trace = cr_graph_get_trace (cr_session_get_graph (console->observer.session));
  const char *text = cr_trace_get_event (trace, g_array_index (printed, guint, i))->u.text.text;

  return text == NULL ? "" : text;
}

/* The first printed event from which on everything fits. */
static guint
find_first_shown (CrConsole *console, const GArray *printed)
{
  gsize bytes = 0;
  guint first = printed->len;

  while (first > 0)
    {
      bytes += strlen (get_printed (console, printed, first - 1));
      if (bytes > MAX_BYTES && first < printed->len)
        break;
      first--;
    }
  return first;
}

static void
append_valid (GString *text, const char *part)
{
  const char *end;

  if (strlen (part) > MAX_BYTES)
    part += strlen (part) - MAX_BYTES;
  while (*part != '\0' && (*part & 0xc0) == 0x80)
    part++; /* in the middle of a character */
  if (g_utf8_validate (part, -1, &end))
    g_string_append (text, part);
  else
    {
      g_autofree char *valid = g_utf8_make_valid (part, -1);

      g_string_append (text, valid);
    }
}

static void
fill_output (CrConsole *console)
{
  const GArray *printed = cr_session_get_events (console->observer.session, CR_EVENT_PRINTED);
  GString *text = g_string_new (NULL);
  int offset;

  g_array_set_size (console->offsets, 0);
  console->first_shown = printed == NULL ? 0 : find_first_shown (console, printed);
  if (console->first_shown > 0)
    g_string_append (text, _ ("… earlier output is left out …\n"));
  offset = (int)g_utf8_strlen (text->str, -1);
  for (guint i = console->first_shown; printed != NULL && i < printed->len; i++)
    {
      gsize before = text->len;

      g_array_append_val (console->offsets, offset);
      append_valid (text, get_printed (console, printed, i));
      offset += (int)g_utf8_strlen (text->str + before, -1);
    }
  gtk_text_buffer_set_text (console->buffer, text->str, (int)text->len);
  g_string_free (text, TRUE);
}

static gboolean
scroll (gpointer data)
{
  CrConsole *console = data;

  console->scroll_source = 0;
  gtk_text_view_scroll_mark_onscreen (console->output, console->now);
  return G_SOURCE_REMOVE;
}

/* Later, when the sizes of view and text are known. */
static void
queue_scroll (CrConsole *console)
{
  if (console->scroll_source == 0)
    console->scroll_source = g_idle_add (scroll, console);
}

/* What was printed last is what belongs to the moment: it stays in sight while time moves, as in a terminal. */
static void
scroll_to_now (CrConsole *console, guint shown)
{
  GtkTextIter place;

  if (shown == 0)
    gtk_text_buffer_get_start_iter (console->buffer, &place);
  else if (shown < console->offsets->len)
    gtk_text_buffer_get_iter_at_offset (console->buffer, &place, g_array_index (console->offsets, int, shown));
  else
    gtk_text_buffer_get_end_iter (console->buffer, &place);
  if (shown > 0 && gtk_text_iter_backward_char (&place))
    gtk_text_iter_set_line_offset (&place, 0);
  gtk_text_buffer_move_mark (console->buffer, console->now, &place);
  queue_scroll (console);
}

static void
position_changed (CrConsole *console)
{
  const GArray *printed = cr_session_get_events (console->observer.session, CR_EVENT_PRINTED);
  guint happened = cr_events_count_before (printed, cr_session_get_position (console->observer.session));
  GtkTextIter begin, end;
  guint shown = happened < console->first_shown ? 0 : happened - console->first_shown;
  gboolean predicting;

  gtk_text_buffer_get_bounds (console->buffer, &begin, &end);
  gtk_text_buffer_remove_tag (console->buffer, console->pale, &begin, &end);
  predicting = cr_session_get_predicting (console->observer.session);
  g_object_set (console->pale, "invisible", predicting, NULL); /* what comes is not told to who guesses it */
  gtk_widget_set_visible (GTK_WIDGET (console->later), shown < console->offsets->len && !predicting);
  scroll_to_now (console, MIN (shown, console->offsets->len));
  if (shown >= console->offsets->len)
    return;
  gtk_text_buffer_get_iter_at_offset (console->buffer, &begin, g_array_index (console->offsets, int, shown));
  gtk_text_buffer_apply_tag (console->buffer, console->pale, &begin, &end);
}

static void
graph_changed (CrConsole *console)
{
  fill_output (console);
  position_changed (console);
}

/* A click goes to the place, in the text and, where the run came to it, in time. */
static void
problem_activated (CrConsole *console, GtkListBoxRow *row)
{
  guint line = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "line"));

  if (g_object_get_data (G_OBJECT (row), "error") != NULL)
    cr_session_show_failure (console->observer.session);
  gtk_widget_activate_action (GTK_WIDGET (console), "win.go-to-line", "u", line);
}

/* What the session explains of the first error, in a row of its own below it. */
static GtkWidget *
new_failure_row (CrConsole *console)
{
  GtkWidget *row = gtk_list_box_row_new (), *view = cr_failure_view_new (console->observer.session);

  gtk_widget_set_margin_start (view, 24);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), view);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

/* @brief: the account below it is to be seen, too. */
static GtkWidget *
new_problem_row (const CrDiagnostic *diagnostic, gboolean brief)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon, *label;
  g_autofree char *summary = cr_diagnostic_dup_summary (diagnostic);
  g_autofree char *text = diagnostic->range.line > 0
                              ? g_strdup_printf (_ ("Line %u: %s"), diagnostic->range.line, summary)
                              : g_strdup (summary);
  gboolean error = diagnostic->severity == CR_SEVERITY_ERROR;

  icon = gtk_image_new_from_icon_name (error ? "dialog-error-symbolic" : "dialog-warning-symbolic");
  gtk_widget_add_css_class (icon, error ? "error" : "warning");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  if (brief)
    {
      gtk_label_set_lines (GTK_LABEL (label), 2);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_tooltip_text (label, text);
    }
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "line", GUINT_TO_POINTER (diagnostic->range.line));
  g_object_set_data (G_OBJECT (row), "error", GINT_TO_POINTER (error));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return row;
}

static void
diagnostics_changed (CrConsole *console)
{
  GPtrArray *diagnostics = cr_session_get_diagnostics (console->observer.session);
  g_autofree char *label = g_strdup_printf (_ ("Problems %u"), diagnostics->len);
  gboolean errors = FALSE;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (console->problems))) != NULL)
    gtk_list_box_remove (console->problems, row);
  for (guint i = 0; i < MIN (diagnostics->len, MAX_PROBLEMS); i++)
    {
      const CrDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

      gboolean first = !errors && diagnostic->severity == CR_SEVERITY_ERROR;

      gtk_list_box_append (console->problems, new_problem_row (diagnostic, first));
      if (first)
        {
          gtk_list_box_append (console->problems, new_failure_row (console));
          errors = TRUE;
        }
    }
  gtk_button_set_label (GTK_BUTTON (console->problems_button), label);
  if (errors)
    gtk_widget_add_css_class (GTK_WIDGET (console->problems_button), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (console->problems_button), "error");
}

static void
page_chosen (CrConsole *console)
{
  gtk_stack_set_visible_child_name (console->stack,
                                    gtk_toggle_button_get_active (console->problems_button) ? "problems" : "output");
}

static void
show_session (CrConsole *console)
{
  graph_changed (console);
  diagnostics_changed (console);
}

CR_OBSERVER_PROPERTY (CrConsole, cr_console, CR_CONSOLE, show_session)

static void
cr_console_dispose (GObject *object)
{
  CrConsole *console = CR_CONSOLE (object);

  cr_observer_clear (&console->observer);
  g_clear_handle_id (&console->scroll_source, g_source_remove);
  g_clear_pointer (&console->box, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_console_parent_class)->dispose (object);
}

static void
cr_console_finalize (GObject *object)
{
  g_array_unref (CR_CONSOLE (object)->offsets);
  G_OBJECT_CLASS (cr_console_parent_class)->finalize (object);
}

static void
cr_console_class_init (CrConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_console_get_property;
  object_class->set_property = cr_console_set_property;
  object_class->dispose = cr_console_dispose;
  object_class->finalize = cr_console_finalize;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "console");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/widgets/cr-console.ui");
  gtk_widget_class_bind_template_child (widget_class, CrConsole, box);
  gtk_widget_class_bind_template_child (widget_class, CrConsole, stack);
  gtk_widget_class_bind_template_child (widget_class, CrConsole, problems_button);
  gtk_widget_class_bind_template_child (widget_class, CrConsole, output);
  gtk_widget_class_bind_template_child (widget_class, CrConsole, problems);
  gtk_widget_class_bind_template_child (widget_class, CrConsole, later);
  gtk_widget_class_bind_template_callback (widget_class, page_chosen);
  gtk_widget_class_bind_template_callback (widget_class, problem_activated);
}

/* A colour that holds on both grounds: the text's own at less than half its strength. */
static void
update_pale (CrConsole *console)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (console->output));
  GdkRGBA color;

  gtk_style_context_get_color (context, &color);
  color.alpha *= 0.55f;
  g_object_set (console->pale, "foreground-rgba", &color, NULL);
}

static void
cr_console_init (CrConsole *console)
{
  GtkTextIter begin;

  console->offsets = g_array_new (FALSE, FALSE, sizeof (int));
  cr_observer_init (&console->observer);
  cr_observer_connect (&console->observer, "graph-changed", G_CALLBACK (graph_changed), console);
  cr_observer_connect (&console->observer, "notify::position", G_CALLBACK (position_changed), console);
  cr_observer_connect (&console->observer, "notify::predicting", G_CALLBACK (position_changed), console);
  cr_observer_connect (&console->observer, "diagnostics-changed", G_CALLBACK (diagnostics_changed), console);
  gtk_widget_init_template (GTK_WIDGET (console));
  console->buffer = gtk_text_view_get_buffer (console->output);
  gtk_text_buffer_set_enable_undo (console->buffer, FALSE);
  console->pale = gtk_text_buffer_create_tag (console->buffer, NULL, NULL);
  gtk_text_buffer_get_start_iter (console->buffer, &begin);
  console->now = gtk_text_buffer_create_mark (console->buffer, NULL, &begin, TRUE);
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (console->output)), "changed",
                           G_CALLBACK (queue_scroll), console, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (console->output, "map", G_CALLBACK (update_pale), console);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_pale), console,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_console_new (CrSession *session)
{
  return g_object_new (CR_TYPE_CONSOLE, "session", session, NULL);
}
