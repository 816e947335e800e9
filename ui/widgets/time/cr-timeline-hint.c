/* Words for events and bands. */

#include "cr-timeline-hint.h"

#include <glib/gi18n-lib.h>

#include "cr-painter.h"
#include "cr-timeline-mark.h"

/* What a variable is called, or by whom it was made. */
static const char *
name_of (CrGraph *graph, guint index)
{
  const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (graph, index);
  const char *label = variable == NULL ? NULL : cr_variable_get_label (variable);

  if (label != NULL || variable == NULL || variable->maker == CR_NONE)
    return label;
  return cr_graph_get_function (graph, variable->maker)->name;
}

/* The variables that a step hands gradients to: "m, b". */
static char *
list_receivers (CrGraph *graph, const CrStepEvent *step)
{
  guint index = cr_graph_find_function (graph, step->function);
  const CrFunctionNode *function = index == CR_NONE ? NULL : cr_graph_get_function (graph, index);
  GString *out = g_string_new (NULL);

  for (guint i = 0; function != NULL && i < MIN (step->n_sent, function->n_inputs); i++)
    {
      const char *name = step->sent[i] == NULL ? NULL : name_of (graph, function->inputs[i]);

      if (name != NULL)
        g_string_append_printf (out, "%s%s", out->len == 0 ? "" : ", ", name);
    }
  return g_string_free (out, FALSE);
}

static char *
describe_step (CrGraph *graph, const CrStepEvent *step)
{
  const char *leaf = step->leaf == 0 ? NULL : name_of (graph, cr_graph_find_variable (graph, step->leaf, 0));
  g_autofree char *receivers = leaf == NULL ? list_receivers (graph, step) : g_strconcat (leaf, ".grad", NULL);

  if (*receivers == '\0')
    return g_strdup_printf (_ ("backward %u, step %u: %s"), step->backward, step->step, step->name);
  return g_strdup_printf (_ ("backward %u, step %u: %s → %s"), step->backward, step->step, step->name, receivers);
}

char *
cr_timeline_describe_position (CrSession *session)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  const CrEvent *event = cursor == NULL ? NULL : cr_cursor_get_event (cursor);

  if (cursor == NULL)
    return g_strdup ("");
  if (cr_cursor_get_length (cursor) == 0)
    return g_strdup (_ ("nothing has happened: the run has no events"));
  if (event == NULL)
    return g_strdup (_ ("before the first line"));
  switch (event->kind)
    {
    case CR_EVENT_FUNCTION_STEPPED:
      return describe_step (cr_cursor_get_graph (cursor), &event->u.step);
    case CR_EVENT_BACKWARD_BEGUN:
      return g_strdup_printf (_ ("backward %u begins"), event->u.backward.number);
    case CR_EVENT_BACKWARD_ENDED:
      return g_strdup_printf (_ ("backward %u is over"), event->u.backward.number);
    default:
      return cr_cursor_describe (cursor);
    }
}

/* The sentence of a position other than the cursor's. The cursor holds no state of its own but its place, and nobody
 * is told that it was elsewhere for a moment. */
static char *
describe_at (CrCursor *cursor, guint position)
{
  guint back = cr_cursor_get_position (cursor);
  char *sentence;

  cr_cursor_seek (cursor, position);
  sentence = cr_cursor_describe (cursor);
  cr_cursor_seek (cursor, back);
  return sentence;
}

char *
cr_timeline_describe_event (CrSession *session, guint event)
{
  CrCursor *cursor = cr_session_get_cursor (session);
  gboolean hidden = cr_session_get_predicting (session) && event >= cr_session_get_position (session);
  g_autofree char *sentence = NULL, *place = NULL, *number = NULL;
  const CrEvent *happened;

  g_return_val_if_fail (cursor != NULL && event < cr_session_get_length (session), NULL);
  happened = cr_trace_get_event (cr_graph_get_trace (cr_cursor_get_graph (cursor)), event);
  number = g_strdup_printf (_ ("event %u of %u"), event + 1, cr_session_get_length (session));
  place = happened->range.line == 0 ? g_strdup ("") : g_strdup_printf (_ (" · line %u"), happened->range.line);
  sentence = hidden ? NULL : describe_at (cursor, event + 1);
  return g_strdup_printf ("%s · %s%s%s%s", number, cr_timeline_kind_get_label (happened->kind), place,
                          sentence == NULL ? "" : "\n", sentence == NULL ? "" : sentence);
}

static const CrBand *
get_band (CrSession *session, CrBandRow row, guint band)
{
  return &g_array_index (cr_trace_structure_get_row (cr_session_get_structure (session), row), CrBand, band);
}

static char *
label_scope (CrSession *session, CrBandRow row, guint band)
{
  const CrBand *found = get_band (session, row, band);
  const CrScopeEvent *scope;

  if (found->what == CR_NO_SCOPE)
    return g_strdup (band == 0 ? _ ("setup") : _ ("rest"));
  scope = cr_trace_structure_get_scope_event (cr_session_get_structure (session), found->what);
  if (scope->kind == CR_SCOPE_CALL && scope->name != NULL)
    return g_strdup_printf ("%s()", scope->name);
  if (scope->name != NULL)
    return g_strdup (scope->name);
  if (scope->kind == CR_SCOPE_ITERATION)
    return g_strdup_printf (_ ("iteration %u"), scope->number);
  return g_strdup (scope->kind == CR_SCOPE_CALL ? _ ("call") : _ ("module"));
}

static char *
label_phase (guint what)
{
  switch (cr_phase_kind (what))
    {
    case CR_PHASE_FORWARD:
      return g_strdup (_ ("forward"));
    case CR_PHASE_UPDATE:
      return g_strdup (_ ("update"));
    case CR_PHASE_BACKWARD:
      return g_strdup_printf (_ ("backward %u"), cr_phase_number (what));
    case CR_PHASE_REST:
    default:
      return g_strdup (_ ("rest"));
    }
}

static char *
label_band (CrSession *session, CrBandRow row, guint band)
{
  if (row == CR_ROW_STATEMENTS)
    return g_strdup_printf (_ ("line %u"), get_band (session, row, band)->what);
  return row == CR_ROW_PHASES ? label_phase (get_band (session, row, band)->what) : label_scope (session, row, band);
}

static guint64
get_loop (CrSession *session, CrBandRow row, guint band)
{
  guint scope = get_band (session, row, band)->what;

  if (scope == CR_NO_SCOPE)
    return 0;
  return cr_trace_structure_get_scope_event (cr_session_get_structure (session), scope)->loop;
}

/* What several bands have in common: their words, or that they are iterations of one loop; NULL for nothing. */
static char *
label_several (CrSession *session, CrBandRow row, guint first, guint last)
{
  g_autofree char *begin = NULL, *end = NULL;

  if (row >= CR_ROW_STATEMENTS)
    return NULL;
  /* What lies outside of scopes has no number of its own. */
  if (get_band (session, row, first)->what == CR_NO_SCOPE)
    first++;
  if (last > first && get_band (session, row, last)->what == CR_NO_SCOPE)
    last--;
  begin = label_band (session, row, first);
  end = label_band (session, row, last);
  if (g_str_equal (begin, end))
    return g_steal_pointer (&begin);
  if (get_loop (session, row, first) == 0 || get_loop (session, row, first) != get_loop (session, row, last))
    return NULL;
  return g_strdup_printf ("%s … %s", begin, end);
}

char *
cr_timeline_band_label (CrSession *session, CrBandRow row, guint first, guint last)
{
  char *label = first == last ? label_band (session, row, first) : label_several (session, row, first, last);

  if (label == NULL && row < CR_ROW_STATEMENTS)
    label = g_strdup_printf (_ ("%u parts"), last - first + 1);
  return label;
}

char *
cr_timeline_band_text (CrSession *session, CrBandRow row, guint band)
{
  CrSource *source = cr_trace_get_source (cr_graph_get_trace (cr_session_get_graph (session)));
  g_autofree char *line = NULL;

  if (row != CR_ROW_STATEMENTS || source == NULL)
    return NULL;
  line = cr_source_dup_line (source, get_band (session, row, band)->what);
  g_strstrip (line);
  return *line == '\0' ? NULL : g_steal_pointer (&line);
}

char *
cr_timeline_describe_band (CrSession *session, CrBandRow row, guint first, guint last)
{
  g_autofree char *label = first == last ? label_band (session, row, first) : label_several (session, row, first, last);
  g_autofree char *text = NULL, *events = NULL;
  guint begin = get_band (session, row, first)->first + 1, end = get_band (session, row, last)->end;

  if (first == last)
    text = cr_timeline_band_text (session, row, first);
  events = begin == end ? g_strdup_printf (_ ("event %u"), end) : g_strdup_printf (_ ("events %u to %u"), begin, end);
  if (first != last)
    return g_strdup_printf (_ ("%s%s%u parts; zoom in to see them apart\n%s"), label == NULL ? "" : label,
                            label == NULL ? "" : " · ", last - first + 1, events);
  return g_strdup_printf ("%s%s%s\n%s", label, text == NULL ? "" : ": ", text == NULL ? "" : text, events);
}
