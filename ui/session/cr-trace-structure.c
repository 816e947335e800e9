/* One pass over the events with three small machines: a stack of scopes, the line at hand, and the phase at hand. */

#include "cr-trace-structure.h"

struct _CrTraceStructure
{
  CrTrace *trace;
  guint length;
  GArray *rows[CR_N_BAND_ROWS]; /* of CrBand */
  GArray *scopes;               /* of CrScopeSpan */
  gboolean has_iterations;
  guint (*phase_sums)[CR_N_PHASE_KINDS]; /* of each phase: events of each kind before it; one more at the end */
  guint *by_line;                        /* statements by line, then by place */
  guint *first_of_line;                  /* where in by_line those of a line begin; one more at the end */
  guint n_lines;                         /* lines are below this */
};

typedef struct
{
  CrTraceStructure *structure;
  guint event;
  CrScopeReader scopes;

  CrBand statement; /* what 0: none yet */
  guint pending;    /* a scope was entered there and belongs to the statement to come; G_MAXUINT */

  CrPhaseKind phase;
  guint phase_first, backward, backward_depth;
  guint update_end;  /* UPDATE: after its last event */
  gboolean trailing; /* UPDATE: nothing but what belongs to that event, releases and leaving since */
  gboolean recorded; /* FORWARD: it records something */
} CrStructureReader;

static void
add_band (CrTraceStructure *structure, CrBandRow row, guint first, guint end, guint what)
{
  CrBand band = { first, end, what };

  if (first < end)
    g_array_append_val (structure->rows[row], band);
}

static void
read_statement (CrStructureReader *reader, const CrEvent *event)
{
  CrBand *statement = &reader->statement;
  guint start = reader->event;

  if (event->kind == CR_EVENT_SCOPE_ENTERED && reader->pending == G_MAXUINT && reader->backward_depth == 0)
    reader->pending = start;
  if (event->kind == CR_EVENT_SCOPE_ENTERED || event->kind == CR_EVENT_SCOPE_LEFT)
    return;
  if (reader->pending != G_MAXUINT)
    start = reader->pending;
  /* A backward is one statement, and what has no place goes with what was before. */
  if (event->range.line == 0 || reader->backward_depth > 0
      || (event->range.line == statement->what && reader->pending == G_MAXUINT))
    return;
  reader->pending = G_MAXUINT;
  if (statement->what != 0)
    add_band (reader->structure, CR_ROW_STATEMENTS, statement->first, start, statement->what);
  *statement = (CrBand){ start, 0, event->range.line };
}

static void
end_phase (CrStructureReader *reader, guint end, CrPhaseKind next)
{
  guint number = reader->phase == CR_PHASE_BACKWARD ? reader->backward : 0;
  CrPhaseKind kind = reader->phase;
  gboolean after_backward = reader->structure->rows[CR_ROW_PHASES]->len > 0;

  if (kind == CR_PHASE_FORWARD && !reader->recorded && after_backward)
    kind = CR_PHASE_REST;
  add_band (reader->structure, CR_ROW_PHASES, reader->phase_first, end, kind | number << 2);
  reader->phase_first = end;
  reader->phase = next;
  reader->recorded = FALSE;
}

/* A backward may begin inside another, by a hook: that is the outer one's phase. */
static gboolean
read_backward (CrStructureReader *reader, const CrEvent *event)
{
  if (event->kind == CR_EVENT_BACKWARD_BEGUN)
    {
      if (reader->backward_depth++ > 0)
        return TRUE;
      if (reader->phase == CR_PHASE_UPDATE)
        end_phase (reader, reader->update_end, CR_PHASE_FORWARD);
      end_phase (reader, reader->event, CR_PHASE_BACKWARD);
      reader->backward = event->u.backward.number;
    }
  else if (event->kind == CR_EVENT_BACKWARD_ENDED && reader->backward_depth > 0 && --reader->backward_depth == 0)
    {
      end_phase (reader, reader->event + 1, CR_PHASE_UPDATE);
      reader->update_end = reader->event + 1;
      reader->trailing = FALSE;
    }
  return reader->backward_depth > 0;
}

/* An update goes on as long as nothing is recorded; only as far as something is written does it count as one. */
static void
read_phase (CrStructureReader *reader, const CrEvent *event)
{
  gboolean records = event->kind == CR_EVENT_OPERATION && event->u.operation.function != 0;

  if (read_backward (reader, event))
    return;
  if (reader->phase == CR_PHASE_UPDATE)
    {
      /* What was written is told before the operation in place that wrote it. */
      gboolean leaves = event->kind == CR_EVENT_SCOPE_LEFT || event->kind == CR_EVENT_TENSOR_RELEASED
                        || (event->kind == CR_EVENT_OPERATION && event->u.operation.in_place && !records);
      gboolean writes = event->kind == CR_EVENT_WRITTEN || event->kind == CR_EVENT_GRAD_CLEARED
                        || event->kind == CR_EVENT_OPTIMIZER_STEPPED;

      if (writes || (leaves && reader->trailing))
        reader->update_end = reader->event + 1;
      reader->trailing = writes || (leaves && reader->trailing);
      if (!records)
        return;
      end_phase (reader, reader->update_end, CR_PHASE_FORWARD);
    }
  reader->recorded |= records;
}

static void
read_events (CrStructureReader *reader)
{
  CrTraceStructure *structure = reader->structure;

  for (reader->event = 0; reader->event < structure->length; reader->event++)
    {
      const CrEvent *event = cr_trace_get_event (structure->trace, reader->event);

      cr_scope_reader_read (&reader->scopes, event, reader->event);
      if (event->kind == CR_EVENT_SCOPE_ENTERED && event->u.scope.kind == CR_SCOPE_ITERATION)
        structure->has_iterations = TRUE;
      read_statement (reader, event);
      read_phase (reader, event);
    }
}

static void
finish (CrStructureReader *reader)
{
  guint length = reader->structure->length;

  cr_scope_reader_finish (&reader->scopes, length);
  if (reader->statement.what != 0)
    add_band (reader->structure, CR_ROW_STATEMENTS, reader->statement.first, length, reader->statement.what);
  if (reader->phase == CR_PHASE_UPDATE)
    end_phase (reader, reader->update_end, CR_PHASE_FORWARD);
  end_phase (reader, length, CR_PHASE_FORWARD);
}

/* The outermost scopes with what lies between them, and those of the next two depths. */
static void
make_scope_rows (CrTraceStructure *structure)
{
  guint at = 0;

  for (guint i = 0; i < structure->scopes->len; i++)
    {
      const CrScopeSpan *scope = &g_array_index (structure->scopes, CrScopeSpan, i);

      if (scope->depth >= CR_N_SCOPE_ROWS)
        continue;
      if (scope->depth == 0)
        {
          add_band (structure, CR_ROW_SCOPES, at, scope->first, CR_NO_SCOPE);
          at = scope->end;
        }
      add_band (structure, CR_ROW_SCOPES + scope->depth, scope->first, scope->end, i);
    }
  if (structure->scopes->len > 0)
    add_band (structure, CR_ROW_SCOPES, at, structure->length, CR_NO_SCOPE);
}

static void
sum_phases (CrTraceStructure *structure)
{
  const GArray *phases = structure->rows[CR_ROW_PHASES];

  structure->phase_sums = g_malloc0_n (phases->len + 1, sizeof *structure->phase_sums);
  for (guint i = 0; i < phases->len; i++)
    {
      const CrBand *band = &g_array_index (phases, CrBand, i);

      for (guint kind = 0; kind < CR_N_PHASE_KINDS; kind++)
        structure->phase_sums[i + 1][kind] = structure->phase_sums[i][kind];
      structure->phase_sums[i + 1][cr_phase_kind (band->what)] += band->end - band->first;
    }
}

/* A counting sort. Lines beyond what any script has, out of a damaged file, are left out. */
static void
sort_lines (CrTraceStructure *structure)
{
  const GArray *statements = structure->rows[CR_ROW_STATEMENTS];
  guint n = 1;

  for (guint i = 0; i < statements->len; i++)
    n = MAX (n, MIN (g_array_index (statements, CrBand, i).what, CR_SOURCE_MAX_BYTES) + 1);
  structure->n_lines = n;
  structure->first_of_line = g_new0 (guint, n + 2);
  structure->by_line = g_new (guint, statements->len + 1);
  for (guint i = 0; i < statements->len; i++)
    if (g_array_index (statements, CrBand, i).what < n)
      structure->first_of_line[g_array_index (statements, CrBand, i).what + 2]++;
  for (guint line = 2; line < n + 2; line++)
    structure->first_of_line[line] += structure->first_of_line[line - 1];
  for (guint i = 0; i < statements->len; i++)
    if (g_array_index (statements, CrBand, i).what < n)
      structure->by_line[structure->first_of_line[g_array_index (statements, CrBand, i).what + 1]++] = i;
}

CrTraceStructure *
cr_trace_structure_new (CrTrace *trace, guint length)
{
  CrTraceStructure *structure = g_new0 (CrTraceStructure, 1);
  CrStructureReader reader = { .structure = structure, .pending = G_MAXUINT, .phase = CR_PHASE_FORWARD };

  structure->trace = cr_trace_ref (trace);
  structure->length = length;
  for (guint row = 0; row < CR_N_BAND_ROWS; row++)
    structure->rows[row] = g_array_new (FALSE, FALSE, sizeof (CrBand));
  cr_scope_reader_init (&reader.scopes);
  read_events (&reader);
  finish (&reader);
  structure->scopes = g_steal_pointer (&reader.scopes.spans);
  cr_scope_reader_clear (&reader.scopes);
  make_scope_rows (structure);
  sum_phases (structure);
  sort_lines (structure);
  return structure;
}

void
cr_trace_structure_free (CrTraceStructure *structure)
{
  if (structure == NULL)
    return;
  for (guint row = 0; row < CR_N_BAND_ROWS; row++)
    g_array_unref (structure->rows[row]);
  g_array_unref (structure->scopes);
  g_free (structure->phase_sums);
  g_free (structure->by_line);
  g_free (structure->first_of_line);
  cr_trace_unref (structure->trace);
  g_free (structure);
}

const GArray *
cr_trace_structure_get_row (const CrTraceStructure *structure, CrBandRow row)
{
  g_return_val_if_fail (row < CR_N_BAND_ROWS, NULL);
  return structure->rows[row];
}

/* The events of each kind before @event. */
static void
count_phases_before (const CrTraceStructure *structure, guint event, guint counts[CR_N_PHASE_KINDS])
{
  const GArray *phases = structure->rows[CR_ROW_PHASES];
  guint i = cr_bands_find (phases, event);

  for (guint kind = 0; kind < CR_N_PHASE_KINDS; kind++)
    counts[kind] = structure->phase_sums[i][kind];
  if (i < phases->len && g_array_index (phases, CrBand, i).first < event)
    counts[cr_phase_kind (g_array_index (phases, CrBand, i).what)] += event - g_array_index (phases, CrBand, i).first;
}

void
cr_trace_structure_count_phases (const CrTraceStructure *structure, guint first, guint end,
                                 guint counts[CR_N_PHASE_KINDS])
{
  guint before[CR_N_PHASE_KINDS];

  count_phases_before (structure, first, before);
  count_phases_before (structure, MAX (first, end), counts);
  for (guint kind = 0; kind < CR_N_PHASE_KINDS; kind++)
    counts[kind] -= before[kind];
}

guint
cr_trace_structure_get_n_scopes (const CrTraceStructure *structure)
{
  return structure->scopes->len;
}

const CrScopeSpan *
cr_trace_structure_get_scope (const CrTraceStructure *structure, guint scope)
{
  g_return_val_if_fail (scope < structure->scopes->len, NULL);
  return &g_array_index (structure->scopes, CrScopeSpan, scope);
}

const CrScopeEvent *
cr_trace_structure_get_scope_event (const CrTraceStructure *structure, guint scope)
{
  g_return_val_if_fail (scope < structure->scopes->len, NULL);
  return &cr_trace_get_event (structure->trace, cr_trace_structure_get_scope (structure, scope)->first)->u.scope;
}

/* How many scopes begin before @event. */
static guint
count_scopes_before (const CrTraceStructure *structure, guint event)
{
  guint low = 0, high = structure->scopes->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (structure->scopes, CrScopeSpan, middle).first < event)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint
cr_trace_structure_find_scope (const CrTraceStructure *structure, guint event)
{
  guint n = event == G_MAXUINT ? structure->scopes->len : count_scopes_before (structure, event + 1);
  guint scope = n == 0 ? CR_NO_SCOPE : n - 1;

  while (scope != CR_NO_SCOPE && cr_trace_structure_get_scope (structure, scope)->end <= event)
    scope = cr_trace_structure_get_scope (structure, scope)->parent;
  return scope;
}

static gboolean
is_unit (const CrTraceStructure *structure, guint scope)
{
  return !structure->has_iterations
         || cr_trace_structure_get_scope_event (structure, scope)->kind == CR_SCOPE_ITERATION;
}

/* The unit around @event; CR_NO_SCOPE outside of all. */
static guint
find_unit (const CrTraceStructure *structure, guint event)
{
  guint scope = cr_trace_structure_find_scope (structure, event);

  while (scope != CR_NO_SCOPE && !is_unit (structure, scope))
    scope = cr_trace_structure_get_scope (structure, scope)->parent;
  return scope;
}

static guint
next_unit (const CrTraceStructure *structure, guint event)
{
  guint around = find_unit (structure, event);
  guint from = around == CR_NO_SCOPE ? event + 1 : cr_trace_structure_get_scope (structure, around)->end;
  guint scope = count_scopes_before (structure, from);

  while (scope < structure->scopes->len && !is_unit (structure, scope))
    scope++;
  return scope < structure->scopes->len ? scope : CR_NO_SCOPE;
}

static guint
previous_unit (const CrTraceStructure *structure, guint event)
{
  guint around = find_unit (structure, event), depth = 0, scope;

  if (around != CR_NO_SCOPE)
    {
      const CrScopeSpan *span = cr_trace_structure_get_scope (structure, around);

      if (span->first < event)
        return around; /* first to where it begins */
      depth = span->depth;
    }
  for (scope = count_scopes_before (structure, event); scope-- > 0;)
    {
      /* Not into what lies deeper inside the one before. */
      while (cr_trace_structure_get_scope (structure, scope)->depth > depth)
        scope = cr_trace_structure_get_scope (structure, scope)->parent;
      if (is_unit (structure, scope))
        return scope;
    }
  return CR_NO_SCOPE;
}

guint
cr_trace_structure_step_scope (const CrTraceStructure *structure, guint event, gboolean forwards)
{
  return forwards ? next_unit (structure, event) : previous_unit (structure, event);
}

guint
cr_trace_structure_step_line (const CrTraceStructure *structure, guint line, guint event, gboolean forwards)
{
  const GArray *statements = structure->rows[CR_ROW_STATEMENTS];
  guint low, high;

  if (line == 0 || line >= structure->n_lines)
    return G_MAXUINT;
  low = structure->first_of_line[line];
  high = structure->first_of_line[line + 1];
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      guint first = g_array_index (statements, CrBand, structure->by_line[middle]).first;

      if (first < event)
        low = middle + 1;
      else
        high = middle;
    }
  if (!forwards && low-- == structure->first_of_line[line])
    return G_MAXUINT;
  if (low == structure->first_of_line[line + 1])
    return G_MAXUINT;
  return g_array_index (statements, CrBand, structure->by_line[low]).first;
}

guint
cr_bands_find (const GArray *bands, guint event)
{
  guint low = 0, high = bands->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (bands, CrBand, middle).end <= event)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}
