/* The inspector: its words come from cr-inspector-text.c, its numbers are a view of tensors, its past a history. */

#include "cr-inspector.h"

#include <glib/gi18n-lib.h>

#include "cr-evolution-loader.h"
#include "cr-facts-grid.h"
#include "cr-formula-view.h"
#include "cr-history-view.h"
#include "cr-inspector-text.h"
#include "cr-observer.h"
#include "cr-primitive.h"
#include "cr-recomputed.h"
#include "cr-tensor-view.h"

#define MAX_TENSORS 8
#define MAX_SOURCE_CHARS 200

struct _CrInspector
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *stack;
  GtkLabel *title, *kind;
  GtkWidget *source_box;
  GtkLabel *source;
  GtkButton *line;
  CrFactsGrid *facts;
  CrTensorView *tensors;
  GtkLabel *message;
  GtkWidget *history_heading;
  CrHistoryView *history;
  GtkWidget *rule_box;
  GtkLabel *rule_title;
  CrFormulaView *rule, *numbers_1, *numbers_2;
  GtkWidget *saved_heading, *next_heading, *details_heading;
  CrFactsGrid *saved, *next, *details;

  guint variable, function; /* what is shown; CR_NONE */
  CrEvolutionLoader *evolutions;
  CrRecomputed *recomputed;
};

G_DEFINE_FINAL_TYPE (CrInspector, cr_inspector, GTK_TYPE_WIDGET)

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
      cr_formula_view_set_rule (inspector->rule, _ (primitive->rule));
    }
}

/* The rule with the numbers of the step that is shown, for the first two that it sends to. */
static void
show_numbers (CrInspector *inspector, guint step_event)
{
  CrFormulaView *views[] = { inspector->numbers_1, inspector->numbers_2 };
  CrCursor *cursor = cr_session_get_cursor (inspector->observer.session);
  CrTrace *trace = cr_graph_get_trace (cr_cursor_get_graph (cursor));
  const CrEvent *event = step_event == CR_NONE ? NULL : cr_trace_get_event (trace, step_event);
  guint n_sent = event == NULL || event->kind != CR_EVENT_FUNCTION_STEPPED ? 0 : event->u.step.n_sent, n = 0;

  for (guint slot = 0; slot < n_sent && n < G_N_ELEMENTS (views); slot++)
    {
      CrFormula *formula = event->u.step.sent[slot] == NULL || cr_value_get_numel (event->u.step.sent[slot]) == 0
                               ? NULL
                               : cr_formula_new_numbers (cursor, step_event, slot, 0);

      if (formula != NULL)
        cr_formula_view_set_formula (views[n++], formula);
    }
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    gtk_widget_set_visible (GTK_WIDGET (views[i]), i < n);
}

static void
show_facts (CrFactsGrid *grid, GPtrArray *facts)
{
  g_autoptr (GPtrArray) owned = facts;

  cr_facts_grid_show (grid, owned);
}

static void
show_tensors (CrInspector *inspector, CrValueRow *rows, guint n_rows)
{
  const char *error = cr_recomputed_get_error (inspector->recomputed);

  for (guint i = 0; i < n_rows; i++)
    rows[i].value = cr_recomputed_get (inspector->recomputed, rows[i].value);
  cr_tensor_view_set_rows (inspector->tensors, rows, n_rows);
  cr_tensor_view_set_busy (inspector->tensors, cr_recomputed_get_progress (inspector->recomputed));
  gtk_label_set_text (inspector->message, error == NULL ? "" : error);
  gtk_widget_set_visible (GTK_WIDGET (inspector->message), error != NULL);
}

/* What is about variables only, or about functions only. */
static void
show_sections (CrInspector *inspector, gboolean is_function)
{
  gtk_widget_set_visible (inspector->history_heading, !is_function);
  gtk_widget_set_visible (GTK_WIDGET (inspector->history), !is_function);
  gtk_widget_set_visible (inspector->details_heading, !is_function);
  gtk_widget_set_visible (GTK_WIDGET (inspector->details), !is_function);
  gtk_widget_set_visible (inspector->saved_heading, is_function);
  gtk_widget_set_visible (GTK_WIDGET (inspector->saved), is_function);
  gtk_widget_set_visible (inspector->next_heading, is_function);
  gtk_widget_set_visible (GTK_WIDGET (inspector->next), is_function);
}

static guint
fill_variable_rows (const CrVariable *info, const CrVariableState *state, CrValueRow *rows)
{
  CrValue *gradient = state->grad != NULL ? state->grad : state->gradient;

  rows[0] = (CrValueRow){ _ ("value"), state->value, FALSE };
  rows[1] = (CrValueRow){ _ ("gradient"), gradient, TRUE, state->value };
  return info->requires_grad || gradient != NULL ? 2 : 1;
}

static void
show_history (CrInspector *inspector, const CrEvolution *evolution)
{
  CrSession *session = inspector->observer.session;

  cr_history_view_set_hides_future (inspector->history, cr_session_get_predicting (session));
  cr_history_view_set_evolution (inspector->history, evolution);
  cr_history_view_set_position (inspector->history, cr_session_get_position (session), cr_session_get_length (session));
}

static void
show_variable (CrInspector *inspector, guint variable)
{
  CrSession *session = inspector->observer.session;
  CrCursor *cursor = cr_session_get_cursor (session);
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrVariable *info = cr_graph_get_variable (graph, variable);
  const CrEvolution *evolution = cr_evolution_loader_get (inspector->evolutions, graph, variable);
  CrValueRow rows[2];
  guint n_rows = fill_variable_rows (info, cr_cursor_get_variable (cursor, variable), rows);
  g_autofree char *title = cr_inspector_variable_title (graph, variable);
  g_autofree char *kind = cr_inspector_variable_kind (graph, variable);

  gtk_label_set_text (inspector->title, title);
  gtk_label_set_text (inspector->kind, kind);
  show_source (inspector, &info->range);
  show_facts (inspector->facts, cr_inspector_variable_facts (cursor, variable));
  cr_tensor_view_select (inspector->tensors, cr_session_get_selected_variable (session) == variable
                                                 ? cr_session_get_selected_element (session)
                                                 : 0);
  show_tensors (inspector, rows, n_rows);
  show_sections (inspector, FALSE);
  show_history (inspector, evolution);
  show_rule (inspector, info->maker == CR_NONE ? NULL : cr_graph_get_function (graph, info->maker));
  show_numbers (inspector, CR_NONE);
  show_facts (inspector->details, cr_inspector_variable_details (cursor, variable, evolution));
}

/* A gradient has the form of what it is a gradient of. */
static CrValue *
get_value (CrCursor *cursor, guint variable)
{
  return variable == CR_NONE ? NULL : cr_cursor_get_variable (cursor, variable)->value;
}

/* The gradients of a function's last step; the same rows without values before it. Labels are owned. */
static guint
collect_step (CrCursor *cursor, guint function, CrValueRow *rows)
{
  CrGraph *graph = cr_cursor_get_graph (cursor);
  const CrFunctionNode *info = cr_graph_get_function (graph, function);
  guint step_event = cr_cursor_get_function (cursor, function)->step_event;
  const CrEvent *event = step_event == CR_NONE ? NULL : cr_trace_get_event (cr_graph_get_trace (graph), step_event);
  const CrStepEvent *step = event != NULL && event->kind == CR_EVENT_FUNCTION_STEPPED ? &event->u.step : NULL;
  guint n = 0, n_outputs = info->n_others + 1;

  if (!info->records)
    return 0;
  for (guint i = 0; i < n_outputs && n < MAX_TENSORS / 2; i++)
    rows[n++] = (CrValueRow){ n_outputs == 1 ? g_strdup (_ ("received")) : g_strdup_printf (_ ("rcvd %u"), i),
                              step != NULL && i < step->n_received ? step->received[i] : NULL, TRUE,
                              get_value (cursor, cr_graph_get_output (info, i)) };
  for (guint i = 0; i < info->n_edges && n < MAX_TENSORS; i++)
    {
      g_autofree char *title
          = i < info->n_inputs ? cr_inspector_variable_title (graph, info->inputs[i]) : g_strdup ("");

      if (info->edges[i].function == 0)
        continue;
      rows[n++]
          = (CrValueRow){ g_strdup_printf ("→ %s", title), step != NULL && i < step->n_sent ? step->sent[i] : NULL,
                          TRUE, i < info->n_inputs ? get_value (cursor, info->inputs[i]) : NULL };
    }
  return n;
}

static void
show_function (CrInspector *inspector, guint function)
{
  CrCursor *cursor = cr_session_get_cursor (inspector->observer.session);
  const CrFunctionNode *info = cr_graph_get_function (cr_cursor_get_graph (cursor), function);
  CrValueRow rows[MAX_TENSORS];
  guint n = collect_step (cursor, function, rows);
  g_autofree char *kind = g_strdup_printf (_ ("operator · %s"), info->primitive);

  gtk_label_set_text (inspector->title, info->name);
  gtk_label_set_text (inspector->kind, kind);
  show_source (inspector, &info->range);
  show_facts (inspector->facts, cr_inspector_function_facts (cursor, function));
  show_tensors (inspector, rows, n);
  for (guint i = 0; i < n; i++)
    g_free ((char *)rows[i].label);
  show_sections (inspector, TRUE);
  show_rule (inspector, info);
  show_numbers (inspector, cr_cursor_get_function (cursor, function)->step_event);
  show_facts (inspector->saved, cr_inspector_saved_facts (cursor, function));
  show_facts (inspector->next, cr_inspector_next_facts (cursor, function));
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
find_shown (CrInspector *inspector)
{
  CrSession *session = inspector->observer.session;
  CrCursor *cursor = session == NULL ? NULL : cr_session_get_cursor (session);
  const CrEvent *event = cursor == NULL ? NULL : cr_cursor_get_event (cursor);

  inspector->variable = inspector->function = CR_NONE;
  if (cursor == NULL)
    return;
  inspector->variable = cr_session_get_selected_variable (session);
  inspector->function = cr_session_get_selected_function (session);
  if (inspector->variable != CR_NONE || inspector->function != CR_NONE)
    return;
  if (event != NULL && event->kind == CR_EVENT_FUNCTION_STEPPED)
    inspector->function = cr_graph_find_function (cr_cursor_get_graph (cursor), event->u.step.function);
  if (inspector->function == CR_NONE)
    inspector->variable = find_current_variable (cursor, event);
}

static void
update (CrInspector *inspector)
{
  find_shown (inspector);
  if (!gtk_widget_get_mapped (GTK_WIDGET (inspector)))
    return; /* nobody looks: a step costs nothing here */
  gtk_stack_set_visible_child_name (GTK_STACK (inspector->stack),
                                    inspector->function == CR_NONE && inspector->variable == CR_NONE ? "empty"
                                                                                                     : "facts");
  if (inspector->variable != CR_NONE)
    show_variable (inspector, inspector->variable);
  else if (inspector->function != CR_NONE)
    show_function (inspector, inspector->function);
}

static void
graph_changed (CrInspector *inspector)
{
  cr_history_view_set_evolution (inspector->history, NULL);
  cr_evolution_loader_get (inspector->evolutions, NULL, CR_NONE);
  cr_recomputed_clear (inspector->recomputed);
  update (inspector);
}

static void
element_changed (CrInspector *inspector)
{
  CrSession *session = inspector->observer.session;

  if (inspector->variable != CR_NONE && inspector->variable == cr_session_get_selected_variable (session))
    cr_tensor_view_select (inspector->tensors, cr_session_get_selected_element (session));
}

static void
element_selected (CrInspector *inspector, gint64 element)
{
  CrSession *session = inspector->observer.session;

  if (session == NULL || inspector->variable == CR_NONE)
    return;
  cr_session_select_variable (session, inspector->variable);
  cr_session_select_element (session, element);
}

/* The line is gone to as the button's action; here the expression in it is marked. */
static void
source_clicked (CrInspector *inspector)
{
  if (inspector->variable != CR_NONE)
    cr_session_select_variable (inspector->observer.session, inspector->variable);
  else if (inspector->function != CR_NONE)
    cr_session_select_function (inspector->observer.session, inspector->function);
}

static void
seek (CrInspector *inspector, guint position)
{
  CrSession *session = inspector->observer.session;

  /* What is looked at stays, wherever the cursor goes. */
  if (inspector->variable != CR_NONE)
    cr_session_select_variable (session, inspector->variable);
  cr_session_seek (session, position);
}

static void
follow (CrInspector *inspector, const char *kind, guint index)
{
  CrSession *session = inspector->observer.session;

  if (g_str_equal (kind, "variable"))
    cr_session_select_variable (session, index);
  else if (g_str_equal (kind, "function"))
    cr_session_select_function (session, index);
  else if (g_str_equal (kind, "position"))
    seek (inspector, index);
}

static void
compute_again (CrInspector *inspector, guint row)
{
  CrSession *session = inspector->observer.session;
  CrCursor *cursor = cr_session_get_cursor (session);
  CrValueRow rows[MAX_TENSORS];
  guint n = 0;

  if (inspector->variable != CR_NONE)
    n = fill_variable_rows (cr_graph_get_variable (cr_cursor_get_graph (cursor), inspector->variable),
                            cr_cursor_get_variable (cursor, inspector->variable), rows);
  else if (inspector->function != CR_NONE)
    {
      n = collect_step (cursor, inspector->function, rows);
      for (guint i = 0; i < n; i++)
        g_free ((char *)rows[i].label);
    }
  if (row < n && rows[row].value != NULL)
    cr_recomputed_ask (inspector->recomputed, session, rows[row].value);
}

CR_OBSERVER_PROPERTY (CrInspector, cr_inspector, CR_INSPECTOR, graph_changed)

static void
cr_inspector_dispose (GObject *object)
{
  CrInspector *inspector = CR_INSPECTOR (object);

  cr_observer_clear (&inspector->observer);
  g_clear_pointer (&inspector->stack, gtk_widget_unparent);
  g_clear_pointer (&inspector->evolutions, cr_evolution_loader_free);
  g_clear_pointer (&inspector->recomputed, cr_recomputed_free);
  G_OBJECT_CLASS (cr_inspector_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, CrInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, title);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, kind);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, source_box);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, source);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, line);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, facts);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, tensors);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, message);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, history_heading);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, history);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, rule_box);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, rule_title);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, rule);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, numbers_1);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, numbers_2);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, saved_heading);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, next_heading);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, details_heading);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, saved);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, next);
  gtk_widget_class_bind_template_child (widget_class, CrInspector, details);
}

static void
cr_inspector_class_init (CrInspectorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (CR_TYPE_FACTS_GRID);
  g_type_ensure (CR_TYPE_FORMULA_VIEW);
  g_type_ensure (CR_TYPE_HISTORY_VIEW);
  g_type_ensure (CR_TYPE_TENSOR_VIEW);
  object_class->get_property = cr_inspector_get_property;
  object_class->set_property = cr_inspector_set_property;
  object_class->dispose = cr_inspector_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "inspector");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/chainrule/Chainrule/panels/cr-inspector.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, element_selected);
  gtk_widget_class_bind_template_callback (widget_class, source_clicked);
  gtk_widget_class_bind_template_callback (widget_class, compute_again);
  gtk_widget_class_bind_template_callback (widget_class, follow);
  gtk_widget_class_bind_template_callback (widget_class, seek);
}

static void
cr_inspector_init (CrInspector *inspector)
{
  inspector->variable = inspector->function = CR_NONE;
  inspector->evolutions = cr_evolution_loader_new ((void (*) (gpointer))update, inspector);
  inspector->recomputed = cr_recomputed_new ((void (*) (gpointer))update, inspector);
  cr_observer_init (&inspector->observer);
  cr_observer_connect (&inspector->observer, "graph-changed", G_CALLBACK (graph_changed), inspector);
  cr_observer_connect (&inspector->observer, "notify::position", G_CALLBACK (update), inspector);
  cr_observer_connect (&inspector->observer, "notify::selection", G_CALLBACK (update), inspector);
  cr_observer_connect (&inspector->observer, "notify::predicting", G_CALLBACK (update), inspector);
  cr_observer_connect (&inspector->observer, "notify::element", G_CALLBACK (element_changed), inspector);
  g_signal_connect (inspector, "map", G_CALLBACK (update), NULL);
  gtk_widget_init_template (GTK_WIDGET (inspector));
}

GtkWidget *
cr_inspector_new (CrSession *session)
{
  return g_object_new (CR_TYPE_INSPECTOR, "session", session, NULL);
}
