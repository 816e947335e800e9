/* Bands and densities, read off the session's lists. */

#include "cr-timeline-model.h"

#include <math.h>

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
    [CR_EVENT_PRINTED] = CR_FAMILY_NOTABLE,
    [CR_EVENT_PLOTTED] = CR_FAMILY_NOTABLE,
    [CR_EVENT_WARNED] = CR_FAMILY_NOTABLE,
    [CR_EVENT_FAILED] = CR_FAMILY_NOTABLE,
    [CR_EVENT_SCOPE_ENTERED] = CR_FAMILY_OTHER,
    [CR_EVENT_SCOPE_LEFT] = CR_FAMILY_OTHER,
  };

  return kind < CR_N_EVENT_KINDS ? families[kind] : CR_FAMILY_OTHER;
}

CrColumn *
cr_timeline_columns_new (CrSession *session, const CrTimelineView *view, guint n)
{
  CrColumn *columns = g_new0 (CrColumn, n + 1);

  for (guint kind = 0; kind < CR_N_EVENT_KINDS; kind++)
    {
      const GArray *events = cr_session_get_events (session, kind);
      CrEventFamily family = cr_event_family (kind);
      guint before = cr_events_count_before (events, (guint)ceil (view->first));

      if (events == NULL || events->len == 0)
        continue;
      for (guint i = 0; i < n; i++)
        {
          /* An event belongs to the column in which it begins. */
          guint end = (guint)ceil (view->first + view->span * (i + 1) / n);
          guint until = cr_events_count_before (events, end);

          columns[i].counts[family] += until - before;
          before = until;
        }
    }
  return columns;
}

static double
band_x (const GArray *bands, guint i, const CrTimelineView *view)
{
  return cr_timeline_view_to_x (view, g_array_index (bands, CrBand, i).first);
}

static double
band_end_x (const GArray *bands, guint i, const CrTimelineView *view)
{
  return cr_timeline_view_to_x (view, g_array_index (bands, CrBand, i).end);
}

static gboolean
is_narrow (const GArray *bands, guint i, const CrTimelineView *view)
{
  return band_end_x (bands, i, view) - band_x (bands, i, view) < CR_TIMELINE_MIN_BAND;
}

/* The last of the narrow bands that stand side by side from the narrow @first on. Goes by steps of the least width:
 * what is passed over lies within one and cannot be wide. */
static guint
find_last_narrow (const GArray *bands, guint first, const CrTimelineView *view)
{
  guint last = first;

  while (last + 1 < bands->len && band_x (bands, last + 1, view) < view->width)
    {
      double reach = band_x (bands, last, view) + CR_TIMELINE_MIN_BAND;
      guint next = MAX (cr_bands_find (bands, (guint)MAX (0, cr_timeline_view_to_event (view, reach))), last + 1);

      if (next >= bands->len)
        return bands->len - 1;
      if (is_narrow (bands, next, view)
          && band_x (bands, next, view) - band_end_x (bands, next - 1, view) < CR_TIMELINE_MIN_BAND)
        last = next;
      else
        return next - 1;
    }
  return last;
}

GArray *
cr_timeline_bands_new (const GArray *bands, const CrTimelineView *view)
{
  GArray *visible = g_array_new (FALSE, FALSE, sizeof (CrVisibleBand));
  guint i = cr_bands_find (bands, (guint)view->first);

  while (i < bands->len && band_x (bands, i, view) < view->width)
    {
      CrVisibleBand band = { 0, 0, i, is_narrow (bands, i, view) ? find_last_narrow (bands, i, view) : i };
      double end = MIN (band_end_x (bands, band.last, view), view->width);

      band.x = MAX (band_x (bands, i, view), 0);
      band.width = end - band.x;
      if (band.width > 0)
        g_array_append_val (visible, band);
      i = band.last + 1;
    }
  return visible;
}

const CrVisibleBand *
cr_timeline_bands_pick (const GArray *visible, double x)
{
  for (guint i = 0; i < visible->len; i++)
    {
      const CrVisibleBand *band = &g_array_index (visible, CrVisibleBand, i);

      if (x >= band->x && x < band->x + band->width)
        return band;
    }
  return NULL;
}

guint
cr_timeline_get_rows (const CrTraceStructure *structure, CrBandRow rows[CR_N_BAND_ROWS])
{
  guint n = 0;

  for (guint row = 0; structure != NULL && row < CR_N_BAND_ROWS; row++)
    if (cr_trace_structure_get_row (structure, row)->len > 0)
      rows[n++] = row;
  return n;
}
