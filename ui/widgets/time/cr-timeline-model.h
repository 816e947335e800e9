#pragma once
/* What the timeline shows of a run, without drawing it: the bands that are to be seen, where several are one, and how
 * many events of each family fall in each column of pixels. All by binary search: a million events cost what a
 * thousand do. */

#include "cr-session.h"
#include "cr-timeline-view.h"

G_BEGIN_DECLS

typedef enum
{
  CR_FAMILY_NOTABLE,  /* printed, plotted, warned, failed */
  CR_FAMILY_FORWARD,  /* tensors made, operations, names */
  CR_FAMILY_BACKWARD, /* backward passes, steps, accumulations */
  CR_FAMILY_UPDATE,   /* writing in place, clearing gradients, optimizers */
  CR_FAMILY_OTHER,    /* released, freed, scopes */
  CR_N_FAMILIES
} CrEventFamily;

CrEventFamily cr_event_family (CrEventKind kind);

/* Counts of one column, by family. */
typedef struct
{
  guint counts[CR_N_FAMILIES];
} CrColumn;

/* The @n columns of equal width that make up the view; of CrColumn, owned. */
CrColumn *cr_timeline_columns_new (CrSession *session, const CrTimelineView *view, guint n);

#define CR_TIMELINE_MIN_BAND 6.0 /* narrower bands are drawn as one with their neighbours */

/* One band, or several that are too narrow to be seen apart. */
typedef struct
{
  double x, width;   /* clipped to the view */
  guint first, last; /* bands of the row */
} CrVisibleBand;

/* Those of @bands (of CrBand) that are to be seen, of CrVisibleBand, in order; owned. */
GArray *cr_timeline_bands_new (const GArray *bands, const CrTimelineView *view);
/* The one of @visible at @x; NULL. */
const CrVisibleBand *cr_timeline_bands_pick (const GArray *visible, double x);
/* The rows that the run has, from the top; their number. */
guint cr_timeline_get_rows (const CrTraceStructure *structure, CrBandRow rows[CR_N_BAND_ROWS]);

G_END_DECLS
