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

GArray *
cr_timeline_phases_new (CrSession *session)
{
  GArray *phases = g_array_new (FALSE, FALSE, sizeof (CrPhase));
  const CrTraceStructure *structure = cr_session_get_structure (session);
  const GArray *bands = structure == NULL ? NULL : cr_trace_structure_get_row (structure, CR_ROW_PHASES);

  for (guint i = 0; bands != NULL && i < bands->len; i++)
    {
      const CrBand *band = &g_array_index (bands, CrBand, i);
      CrPhase phase = { cr_phase_kind (band->what), band->first, band->end, cr_phase_number (band->what) };

      g_array_append_val (phases, phase);
    }
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
