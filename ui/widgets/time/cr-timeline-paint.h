#pragma once
/* Paints the timeline onto a cairo_t: what stands still while the cursor moves, and what does not. */

#include <pango/pangocairo.h>

#include "cr-theme.h"
#include "cr-timeline-model.h"

G_BEGIN_DECLS

/* Where everything is, from the top. */
typedef struct
{
  guint n_rows;
  CrBandRow rows[CR_N_BAND_ROWS];
  double tops[CR_N_BAND_ROWS];
  double marks_top, overview_top, height;
} CrTimelineLayout;

#define CR_TIMELINE_OVERVIEW_HEIGHT 9.0

void cr_timeline_layout_init (CrTimelineLayout *layout, const CrTraceStructure *structure); /* NULL: no run */
/* Which of layout->rows is at @y; G_MAXUINT for none. */
guint cr_timeline_layout_pick_row (const CrTimelineLayout *layout, double y);

typedef struct
{
  CrSession *session;
  const CrTimelineView *view;
  const CrTimelineLayout *layout;
  const CrTheme *theme;
  PangoContext *pango;
} CrTimelinePaint;

/* Where the pointer is, or nowhere. */
typedef struct
{
  gboolean inside;
  double x, y;
} CrTimelinePointer;

void cr_timeline_paint_still (const CrTimelinePaint *paint, cairo_t *cr);
/* The bands around the cursor, the cursor, what is under the pointer; a ring when @focused. */
void cr_timeline_paint_moving (const CrTimelinePaint *paint, const CrTimelinePointer *pointer, gboolean focused,
                               cairo_t *cr);

G_END_DECLS
