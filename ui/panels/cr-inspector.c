/* The inspector: its words come from cr-inspector-text.c, its numbers are a table of cells. */

#include "cr-inspector.h"

#include <glib/gi18n-lib.h>

#include "cr-inspector-text.h"
#include "cr-observer.h"
#include "cr-primitive.h"
#include "cr-value-table.h"

#define MAX_TENSORS 8
#define MAX_SOURCE_CHARS 200

struct _CrInspector
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *stack;
  GtkLabel *title;
  GtkLabel *kind;
  GtkWidget *source_box;
  GtkLabel *source;
  GtkButton *line;
  GtkGrid *facts;
  CrValueTable *table;
  GtkLabel *summary;
  GtkWidget *rule_box;
  GtkLabel *rule_title;
  GtkLabel *rule;
  guint n_facts; /* rows of the grid */
};

G_DEFINE_FINAL_TYPE (CrInspector, cr_inspector, GTK_TYPE_WIDGET)

static GtkWidget *
new_fact_label (gboolean is_label)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (is_label)
    gtk_widget_add_css_class (label, "dim-label");
  else
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_set_focusable (label, FALSE);
      gtk_widget_set_hexpand (label, TRUE);
    }
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  return label;
}

/* Rows are kept and their texts set: widgets are not made anew at each step. */
static void
show_facts (CrInspector *inspector, GPtrArray *facts)
{
  for (guint i = inspector->n_facts; i < facts->len; i++)
    {
      gtk_grid_attach (inspector->facts, new_fact_label (TRUE), 0, (int)i, 1, 1);
      gtk_grid_attach (inspector->facts, new_fact_label (FALSE), 1, (int)i, 1, 1);
    }
  inspector->n_facts = MAX (inspector->n_facts, facts->len);
  for (guint i = 0; i < inspector->n_facts; i++)
    {
      GtkWidget *label = gtk_grid_get_child_at (inspector->facts, 0, (int)i);
      GtkWidget *text = gtk_grid_get_child_at (inspector->facts, 1, (int)i);
      const CrFact *fact = i < facts->len ? g_ptr_array_index (facts, i) : NULL;

      gtk_widget_set_visible (label, fact != NULL);
      gtk_widget_set_visible (text, fact != NULL);
      if (fact == NULL)
        continue;
      gtk_label_set_text (GTK_LABEL (label), fact->label);
      gtk_label_set_text (GTK_LABEL (text), fact->text);
    }
}

/* The expression, on one line; only while the text is the one that was run. */
static char *
dup_source (CrInspector *inspector, const CrRange *range)
{
  const char *text = cr_session_get_text (inspector->observer.session);
  gsize length = strlen (text);
  g_autofree char *part = NULL;

  if (range->line == 0 || !cr_session_is_current (inspector->observer.session)
      || (gsize)range->offset + range->length > length)
    return NULL;
  part = g_strndup (text + range->offset, range->length);
  if (!g_utf8_validate (part, -1, NULL))
    return NULL;
  g_strdelimit (part, "\n\r\t", ' ');
  if (g_utf8_strlen (part, -1) > MAX_SOURCE_CHARS)
    {
      g_autofree char *cut = g_utf8_substring (part, 0, MAX_SOURCE_CHARS);

      return g_strconcat (cut, "…", NULL);
    }
  return g_steal_pointer (&part);
}

static void
show_source (CrInspector *inspector, const CrRange *range)
{
  g_autofree char *source = dup_source (inspector, range);
  g_autofree char *line = g_strdup_printf (_ ("line %u"), range->line);

  gtk_label_set_text (inspector->source, source == NULL ? "" : source);
  gtk_widget_set_visible (inspector->source_box, range->line > 0);
  gtk_button_set_label (inspector->line, line);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (inspector->line), "u", range->line);
}

static void
show_rule (CrInspector *inspector, const CrFunctionNode *function)
{
  const CrPrimitive *primitive
      = function == NULL || function->primitive == NULL ? NULL : cr_primitives_find (function->primitive);
  gboolean has_rule = primitive != NULL && primitive->rule != NULL && *primitive->rule != '\0';

  gtk_widget_set_visible (inspector->rule_box, has_rule);
  if (has_rule)
    {
      g_autofree char *title = g_strdup_printf (_ ("Rule of %s"), function->name);

      gtk_label_set_text (inspector->rule_title, title);
      gtk_label_set_text (inspector->rule, _ (primitive->rule));
    }
}

static void
show_summary (CrInspector *inspector, const CrValue *value, const CrValue *gradient)
{
  g_autofree char *first = cr_inspector_summary (value), *second = cr_inspector_summary (gradient);
  GString *text = g_string_new (NULL);

  if (first != NULL)
    g_string_append_printf (text, _ ("value: %s"), first);
  if (second != NULL)
    {
      g_string_append (text, text->len > 0 ? "\n" : "");
      g_string_append_printf (text, _ ("gradient: %s"), second);
    }
  gtk_label_set_text (inspector->summary, text->str);
  gtk_widget_set_visible (GTK_WIDGET (inspector->summary), text->len > 0);
  g_string_free (text, TRUE);
}

static void
show_variable (CrInspector *inspector, guint variable)
{
  CrCursor *cursor = cr_session_get_cursor (inspector->observer.session);
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  const CrVariableState *state = cr_cursor_get_variable (cursor, variable);
  CrValue *gradient = state->grad != NULL ? state->grad : state->gradient;
  CrValueRow rows[2] = { { _ ("value"), state->value, FALSE }, { _ ("gradient"), gradient, TRUE } };
  g_autofree char *title = cr_inspector_variable_title (graph, variable);
  g_autofree char *kind = cr_inspector_variable_kind (graph, variable);
  g_autoptr (GPtrArray) facts = cr_inspector_variable_facts (cursor, variable);

  gtk_label_set_text (inspector->title, title);
  gtk_label_set_text (inspector->kind, kind);
  show_source (inspector, &info->range);
  show_facts (inspector, facts);
  cr_value_table_set_rows (inspector->table, rows, 2, 0);
  show_summary (inspector, state->value, gradient);
  show_rule (inspector, info->maker == CR_NONE ? NULL : cr_graph_get_function (graph, info->maker));
}

/* What a function received and sent in its last step. */
static guint
collect_step (CrCursor *cursor, const CrFunctionState *state, CrValueRow *rows)
{
  CrTrace *trace = cr_graph_get_trace (cr_cursor_get_graph (cursor));
  const CrEvent *event = state->step_event == CR_NONE ? NULL : cr_trace_get_event (trace, state->step_event);
  guint n = 0;

  if (event == NULL || event->kind != CR_EVENT_FUNCTION_STEPPED)
    return 0;
  for (guint i = 0; i < event->u.step.n_received && n < MAX_TENSORS; i++)
    rows[n++] = (CrValueRow){ _ ("received"), event->u.step.received[i], TRUE };
  for (guint i = 0; i < event->u.step.n_sent && n < MAX_TENSORS; i++)
    rows[n++] = (CrValueRow){ _ ("sent"), event->u.step.sent[i], TRUE };
  return n;
}

static void
show_function (CrInspector *inspector, guint function)
{
  CrCursor *cursor = cr_session_get_cursor (inspector->observer.session);
  const CrFunctionNode *info = cr_graph_get_function (cr_cursor_get_graph (cursor), function);
  CrValueRow rows[MAX_TENSORS];
  guint n = collect_step (cursor, cr_cursor_get_function (cursor, function), rows);
  g_autofree char *kind = g_strdup_printf (_ ("operator · %s"), info->primitive);
  g_autoptr (GPtrArray) facts = cr_inspector_function_facts (cursor, function);

  gtk_label_set_text (inspector->title, info->name);
  gtk_label_set_text (inspector->kind, kind);
  show_source (inspector, &info->range);
  show_facts (inspector, facts);
  cr_value_table_set_rows (inspector->table, rows, n, 0);
  show_summary (inspector, NULL, NULL);
  show_rule (inspector, info);
}

/* What the event at the cursor is about, when nothing is selected; else the root of what is shown. */
static guint
find_current_variable (CrCursor *cursor, const CrEvent *event)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  guint generation = cr_cursor_get_generation (cursor);

  if (event != NULL && event->kind == CR_EVENT_OPERATION)
    return cr_graph_find_variable (graph, event->u.operation.output, event->u.operation.function);
  if (event != NULL && (event->kind == CR_EVENT_GRAD_ACCUMULATED || event->kind == CR_EVENT_GRAD_CLEARED))
    return cr_graph_find_variable (graph, event->u.gradient.tensor, event->u.gradient.function);
  if (event != NULL && event->kind == CR_EVENT_FUNCTION_STEPPED && event->u.step.leaf != 0)
    return cr_graph_find_variable (graph, event->u.step.leaf, 0);
  if (generation == CR_NONE)
    return CR_NONE;
  return cr_graph_get_generation (graph, generation)->root;
}

static void
show_current (CrInspector *inspector)
{
  CrCursor *cursor = cr_session_get_cursor (inspector->observer.session);
  const CrEvent *event = cr_cursor_get_event (cursor);
  guint variable, function = CR_NONE;

  if (event != NULL && event->kind == CR_EVENT_FUNCTION_STEPPED)
    function = cr_graph_find_function (cr_cursor_get_graph (cursor), event->u.step.function);
  variable = function == CR_NONE ? find_current_variable (cursor, event) : CR_NONE;
  gtk_stack_set_visible_child_name (GTK_STACK (inspector->stack),
                                    function == CR_NONE && variable == CR_NONE ? "empty" : "facts");
  if (function != CR_NONE)
    show_function (inspector, function);
  else if (variable != CR_NONE)
    show_variable (inspector, variable);
}

static void
update (CrInspector *inspector)
{
  CrSession *session = inspector->observer.session;
  guint variable = cr_session_get_selected_variable (session);
  guint function = cr_session_get_selected_function (session);

  if (cr_session_get_cursor (session) == NULL)
    {
      gtk_stack_set_visible_child_name (GTK_STACK (inspector->stack), "empty");
      return;
    }
  if (variable == CR_NONE && function == CR_NONE)
    {
      show_current (inspector);
      return;
    }
  gtk_stack_set_visible_child_name (GTK_STACK (inspector->stack), "facts");
  if (variable != CR_NONE)
    show_variable (inspector, variable);
  else
    show_function (inspector, function);
}

CR_OBSERVER_PROPERTY (CrInspector, cr_inspector, CR_INSPECTOR, update)

static void
cr_inspector_dispose (GObject *object)
{
  CrInspector *inspector = CR_INSPECTOR (object);

  cr_observer_clear (&inspector->observer);
  g_clear_pointer (&inspector->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_inspector_parent_class)->dispose (object);
}

static void
cr_inspector_class_init (CrInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_VALUE_TABLE);
  object_class->get_property = cr_inspector_get_property;
  object_class->set_property = cr_inspector_set_property;
  object_class->dispose = cr_inspector_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "inspector");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, CrInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, title);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, kind);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, source_box);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, source);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, line);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, facts);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, table);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, summary);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, rule_box);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, rule_title);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, rule);
}

static void
cr_inspector_init (CrInspector *inspector)
{
  cr_observer_init (&inspector->observer);
  cr_observer_connect (&inspector->observer, "graph-changed", G_CALLBACK (update), inspector);
  cr_observer_connect (&inspector->observer, "notify::position", G_CALLBACK (update), inspector);
  cr_observer_connect (&inspector->observer, "notify::selection", G_CALLBACK (update), inspector);
  gtk_widget_init_template (GTK_WIDGET (inspector));
}

GtkWidget *
cr_inspector_new (CrSession *session)
{
  return g_object_new (CR_TYPE_INSPECTOR, "session", session, NULL);
}
