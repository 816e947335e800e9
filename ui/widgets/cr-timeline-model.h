#pragma once
/* What the timeline shows of a run, without drawing it: phases, and how many events of each family fall in a
 * stretch. Sizes in pixels, times in events. */

#include "cr-session.h"

G_BEGIN_DECLS

/* Events from first up to but not including end. */
typedef struct
{
  CrPhaseKind kind;
  guint first, end;
  guint backward; /* number from 1, BACKWARD only */
} CrPhase;

typedef enum
{
  CR_FAMILY_OTHER,
  CR_FAMILY_FORWARD,  /* tensors made, operations, names */
  CR_FAMILY_BACKWARD, /* backward passes, steps, accumulations */
  CR_FAMILY_UPDATE,   /* writing in place, clearing gradients */
  CR_FAMILY_OUTPUT,   /* printed, plotted */
  CR_FAMILY_PROBLEM,  /* warned, failed */
  CR_N_FAMILIES
} CrEventFamily;

CrEventFamily cr_event_family (CrEventKind kind);
/* The phases of the session's run in order, of CrPhase; empty without a run. Owned. */
GArray *cr_timeline_phases_new (CrSession *session);
/* How many events of each family lie in [first, end). */
void cr_timeline_count (CrSession *session, guint first, guint end, guint counts[CR_N_FAMILIES]);
/* The pixel at which position @position stands when @length events take @width pixels. */
double cr_timeline_to_x (guint position, guint length, double width);

G_END_DECLS
