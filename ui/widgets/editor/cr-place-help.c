/* A name is looked up where the script binds it: the last time that happened before the session's moment tells the
 * variable. Anything else is an expression, and the run knows what each of them made. */

#include "cr-place-help.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-fact.h"
#include "cr-label.h"
#include "cr-session-edit.h"

#define MOST_BINDINGS 50000 /* that are looked at */
#define VALUES 8            /* shown */
#define WIDEST 58

static gboolean
is_name_char (gunichar c)
{
  return c == '_' || g_unichar_isalnum (c);
}

/* In a comment or a string nothing is meant, but for what stands in an f-string's braces. */
static gboolean
is_code (const GtkTextIter *place)
{
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (gtk_text_iter_get_buffer (place));

  return !gtk_source_buffer_iter_has_context_class (buffer, place, "comment")
         && !gtk_source_buffer_iter_has_context_class (buffer, place, "string");
}

/* The name or number around @place; NULL if there is none. */
static char *
dup_word (const GtkTextIter *place)
{
  GtkTextIter begin = *place, end = *place;

  while (!gtk_text_iter_starts_line (&begin))
    {
      gtk_text_iter_backward_char (&begin);
      if (!is_name_char (gtk_text_iter_get_char (&begin)))
        {
          gtk_text_iter_forward_char (&begin);
          break;
        }
    }
  while (is_name_char (gtk_text_iter_get_char (&end)))
    gtk_text_iter_forward_char (&end);
  return gtk_text_iter_equal (&begin, &end) ? NULL : gtk_text_iter_get_slice (&begin, &end);
}

/* The variable that @name was bound to last before the position, else first after it, within @definition's lines; or
 * CR_NONE. A parameter is bound from where its function is called: then the lines tell nothing. */
static guint
find_bound (CrSession *session, const char *name, const CrRange *definition, gboolean anywhere)
{
  CrGraph *graph = cr_session_get_graph (session);
  CrTrace *trace = cr_graph_get_trace (graph);
  const GArray *events = cr_session_get_events (session, CR_EVENT_NAME_BOUND);
  guint position = cr_session_get_position (session), found = CR_NONE;

  for (guint i = events->len, n = 0; i-- > 0 && n < MOST_BINDINGS; n++)
    {
      guint index = g_array_index (events, guint, i);
      const CrEvent *event = cr_trace_get_event (trace, index);

      if (event->u.name.tensor == 0 || strcmp (event->u.name.name, name) != 0)
        continue;
      if (!anywhere && (definition->line < event->range.line || definition->line > event->range.end_line))
        continue;
      found = cr_graph_find_variable (graph, event->u.name.tensor, event->u.name.function);
      if (index < position)
        break;
    }
  return found;
}

static guint
find_named (CrSession *session, const char *name, const CrRange *definition)
{
  guint variable = find_bound (session, name, definition, FALSE);

  return variable != CR_NONE ? variable : find_bound (session, name, definition, TRUE);
}

guint
cr_place_find_variable (CrSession *session, const GtkTextIter *place)
{
  g_autofree char *word = dup_word (place);
  CrEditScript *script;
  CrRange definition;

  if (session == NULL || cr_session_get_graph (session) == NULL || !cr_session_is_current (session) || !is_code (place)
      || (word != NULL && g_unichar_isdigit (g_utf8_get_char (word))))
    return CR_NONE;
  script = cr_session_get_script (session, NULL);
  if (word != NULL && script != NULL && cr_edit_find_definition (script, cr_typing_get_offset (place), &definition))
    return find_named (session, word, &definition);
  return cr_session_find_variable_at (session, (guint)gtk_text_iter_get_line (place) + 1,
                                      (guint)gtk_text_iter_get_line_offset (place) + 1);
}

static char *
dup_gradient (CrSession *session, const CrVariable *variable, const CrVariableState *state)
{
  const CrValue *gradient = state->gradient != NULL ? state->gradient : state->grad;

  if (cr_session_get_predicting (session) || !variable->requires_grad)
    return NULL;
  return gradient == NULL ? g_strdup (_ ("not yet reached")) : cr_label_new_brief (gradient, VALUES);
}

CrPlaceHelp *
cr_place_help_new (CrSession *session, guint index)
{
  CrPlaceHelp *help = g_new0 (CrPlaceHelp, 1);
  const CrVariable *variable;
  const CrVariableState *state;

  if (index == CR_NONE)
    return help;
  variable = cr_graph_get_variable (cr_session_get_graph (session), index);
  state = cr_cursor_get_variable (cr_session_get_cursor (session), index);
  help->title = cr_fact_dup_title (cr_session_get_graph (session), index);
  help->shape = cr_label_new_shape (variable->dtype, variable->ndim, variable->sizes);
  if (!state->exists)
    help->value = g_strdup (_ ("not yet made"));
  else
    {
      help->value = cr_label_new_brief (state->value, VALUES);
      help->gradient = dup_gradient (session, variable, state);
    }
  return help;
}

void
cr_place_help_add_name (CrPlaceHelp *help, const CrNameHelp *name)
{
  if (name == NULL)
    return;
  help->signature = g_strdup (name->signature);
  help->summary = g_strdup (name->summary);
  if (help->title != NULL && g_strcmp0 (help->signature, help->title) == 0)
    g_clear_pointer (&help->signature, g_free);
}

gboolean
cr_place_help_is_empty (const CrPlaceHelp *help)
{
  return help->problem == NULL && help->title == NULL && help->signature == NULL && help->summary == NULL;
}

void
cr_place_help_free (CrPlaceHelp *help)
{
  if (help == NULL)
    return;
  g_free (help->problem);
  g_free (help->title);
  g_free (help->shape);
  g_free (help->value);
  g_free (help->gradient);
  g_free (help->signature);
  g_free (help->summary);
  g_free (help);
}

static void
append_line (GString *text, const char *line)
{
  if (line == NULL)
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

char *
cr_place_help_to_text (const CrPlaceHelp *help)
{
  GString *text = g_string_new (NULL);
  g_autofree char *headline = help->title == NULL ? NULL : g_strdup_printf ("%s: %s", help->title, help->shape);
  g_autofree char *value = help->value == NULL ? NULL : g_strdup_printf (_ ("value %s"), help->value);
  g_autofree char *gradient = help->gradient == NULL ? NULL : g_strdup_printf (_ ("gradient %s"), help->gradient);

  append_line (text, help->problem);
  append_line (text, headline);
  append_line (text, value);
  append_line (text, gradient);
  append_line (text, help->signature);
  append_line (text, help->summary);
  return g_string_free (text, FALSE);
}

static GtkWidget *
append_label (GtkWidget *box, const char *text, const char *css_class)
{
  g_autofree char *bounded = cr_label_new_bounded (text);
  GtkWidget *label = gtk_label_new (bounded);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDEST);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* "value  [0. 0.26 …]": the word and the numbers, in the picture's colours. */
static void
append_numbers (GtkWidget *box, const char *word, const char *numbers, const char *css_class)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = append_label (row, word, css_class);

  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  label = append_label (row, numbers, css_class);
  gtk_widget_add_css_class (label, "monospace");
  gtk_box_append (GTK_BOX (box), row);
}

static void
append_variable (GtkWidget *box, const CrPlaceHelp *help)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gtk_widget_add_css_class (append_label (row, help->title, "heading"), "monospace");
  append_label (row, help->shape, "dim-label");
  gtk_box_append (GTK_BOX (box), row);
  append_numbers (box, _ ("value"), help->value, "value-text");
  if (help->gradient != NULL)
    append_numbers (box, _ ("gradient"), help->gradient, "gradient-text");
}

GtkWidget *
cr_place_help_make_widget (const CrPlaceHelp *help)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *text = cr_place_help_to_text (help);

  gtk_widget_add_css_class (box, "place-help");
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (help->problem != NULL)
    append_label (box, help->problem, "error");
  if (help->title != NULL)
    append_variable (box, help);
  if (help->signature != NULL)
    append_label (box, help->signature, "monospace");
  if (help->summary != NULL)
    append_label (box, help->summary, "dim-label");
  return box;
}
