/* Phases and densities of a run. Both are read off the session's lists of events by kind with binary searches, so
 * that drawing a million events costs what drawing a thousand does. */

#include "cr-timeline-model.h"

#include "cr-trace-index.h"

CrEventFamily
cr_event_family (CrEventKind kind)
{
  static const CrEventFamily families[CR_N_EVENT_KINDS] = {
    [CR_EVENT_TENSOR_CREATED] = CR_FAMILY_FORWARD,
    [CR_EVENT_OPERATION] = CR_FAMILY_FORWARD,
    [CR_EVENT_NAME_BOUND] = CR_FAMILY_FORWARD,
    [CR_EVENT_TENSOR_RELEASED] = CR_FAMILY_OTHER,
    [CR_EVENT_WRITTEN] = CR_FAMILY_UPDATE,
    [CR_EVENT_BACKWARD_BEGUN] = CR_FAMILY_BACKWARD,
    [CR_EVENT_FUNCTION_STEPPED] = CR_FAMILY_BACKWARD,
    [CR_EVENT_GRAD_ACCUMULATED] = CR_FAMILY_BACKWARD,
    [CR_EVENT_SAVED_FREED] = CR_FAMILY_OTHER,
    [CR_EVENT_BACKWARD_ENDED] = CR_FAMILY_BACKWARD,
    [CR_EVENT_GRAD_CLEARED] = CR_FAMILY_UPDATE,
    [CR_EVENT_OPTIMIZER_STEPPED] = CR_FAMILY_UPDATE,
    [CR_EVENT_PRINTED] = CR_FAMILY_OUTPUT,
    [CR_EVENT_PLOTTED] = CR_FAMILY_OUTPUT,
    [CR_EVENT_WARNED] = CR_FAMILY_PROBLEM,
    [CR_EVENT_FAILED] = CR_FAMILY_PROBLEM,
  };

  return kind < CR_N_EVENT_KINDS ? families[kind] : CR_FAMILY_OTHER;
}

static void
add_phase (GArray *phases, CrPhaseKind kind, guint first, guint end, guint backward)
{
  CrPhase phase = { kind, first, end, backward };

  if (first < end)
    g_array_append_val (phases, phase);
}

/* One past the last event of @events in [first, end), or first if there is none. */
static guint
end_of_last (const GArray *events, guint first, guint end)
{
  guint before = cr_events_count_before (events, end);

  if (before == 0 || g_array_index (events, guint, before - 1) < first)
    return first;
  return g_array_index (events, guint, before - 1) + 1;
}

/* What comes between two backward passes: the update as far as anything is written or cleared, then forward. */
static void
add_between (CrSession *session, GArray *phases, guint first, guint end, gboolean after_backward)
{
  guint update_end = first;

  if (after_backward)
    {
      guint written = end_of_last (cr_session_get_events (session, CR_EVENT_WRITTEN), first, end);
      guint cleared = end_of_last (cr_session_get_events (session, CR_EVENT_GRAD_CLEARED), first, end);

      update_end = MAX (written, cleared);
    }
  add_phase (phases, CR_PHASE_UPDATE, first, update_end, 0);
  add_phase (phases, CR_PHASE_FORWARD, update_end, end, 0);
}

GArray *
cr_timeline_phases_new (CrSession *session)
{
  GArray *phases = g_array_new (FALSE, FALSE, sizeof (CrPhase));
  const GArray *begun = cr_session_get_events (session, CR_EVENT_BACKWARD_BEGUN);
  const GArray *ended = cr_session_get_events (session, CR_EVENT_BACKWARD_ENDED);
  guint at = 0, length = cr_session_get_length (session);

  if (begun == NULL)
    return phases;
  for (guint i = 0; i < begun->len; i++)
    {
      guint first = g_array_index (begun, guint, i);
      guint next = i + 1 < begun->len ? g_array_index (begun, guint, i + 1) : length;
      guint end = next, index = cr_events_count_before (ended, first);

      if (first < at)
        continue; /* begun inside another one */
      if (index < ended->len && g_array_index (ended, guint, index) < next)
        end = g_array_index (ended, guint, index) + 1;
      add_between (session, phases, at, first, i > 0);
      add_phase (phases, CR_PHASE_BACKWARD, first, end, i + 1);
      at = end;
    }
  add_between (session, phases, at, length, begun->len > 0);
  return phases;
}

void
cr_timeline_count (CrSession *session, guint first, guint end, guint counts[CR_N_FAMILIES])
{
  for (guint family = 0; family < CR_N_FAMILIES; family++)
    counts[family] = 0;
  for (guint kind = 0; kind < CR_N_EVENT_KINDS; kind++)
    {
      const GArray *events = cr_session_get_events (session, kind);

      counts[cr_event_family (kind)] += cr_events_count_before (events, end) - cr_events_count_before (events, first);
    }
}

double
cr_timeline_to_x (guint position, guint length, double width)
{
  return length == 0 ? 0.0 : width * position / length;
}
