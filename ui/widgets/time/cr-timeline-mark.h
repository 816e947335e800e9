#pragma once
/* One mark of the timeline: each kind of event has its own shape, so that colour is never what tells them apart. */

#include <cairo.h>

#include "cr-event.h"
#include "cr-theme.h"
#include "cr-timeline-model.h"

G_BEGIN_DECLS

#define CR_TIMELINE_MARK_HEIGHT 18.0
#define CR_TIMELINE_MARK_WIDTH 7.0 /* the widest */

/* What the kind is called, in the user's language; constant. */
const char *cr_timeline_kind_get_label (CrEventKind kind);
const char *cr_timeline_family_get_label (CrEventFamily family);
const CrColor *cr_timeline_family_get_color (CrEventFamily family, const CrTheme *theme);
const CrColor *cr_timeline_phase_get_color (CrPhaseKind kind, const CrTheme *theme);
/* With its middle at @x, from @y down. */
void cr_timeline_mark_draw (cairo_t *cr, const CrTheme *theme, CrEventKind kind, double x, double y);

G_END_DECLS
