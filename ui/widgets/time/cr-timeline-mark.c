/* The marks as a table of small drawings: lines on a grid of 7 by 18, the middle at 0. */

#include "cr-timeline-mark.h"

#include <glib/gi18n-lib.h>

typedef void (*DrawShape) (cairo_t *cr);

/* A tall bar. */
static void
draw_operation (cairo_t *cr)
{
  cairo_rectangle (cr, -1, 1, 2, 16);
  cairo_fill (cr);
}

/* A dot on a short bar. */
static void
draw_created (cairo_t *cr)
{
  cairo_rectangle (cr, -0.5, 10, 1, 7);
  cairo_fill (cr);
  cairo_arc (cr, 0, 8, 2.5, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* A flag on a short bar. */
static void
draw_name (cairo_t *cr)
{
  cairo_rectangle (cr, -2, 6, 1, 11);
  cairo_move_to (cr, -1, 6);
  cairo_line_to (cr, 3, 8.5);
  cairo_line_to (cr, -1, 11);
  cairo_fill (cr);
}

/* A ring at the foot. */
static void
draw_released (cairo_t *cr)
{
  cairo_arc (cr, 0, 14.5, 1.75, 0, 2 * G_PI);
  cairo_stroke (cr);
}

/* A square at the foot. */
static void
draw_freed (cairo_t *cr)
{
  cairo_rectangle (cr, -1.75, 12.75, 3.5, 3.5);
  cairo_stroke (cr);
}

/* A pointed pen. */
static void
draw_written (cairo_t *cr)
{
  cairo_move_to (cr, -2, 4);
  cairo_line_to (cr, 2, 4);
  cairo_line_to (cr, 2, 11);
  cairo_line_to (cr, 0, 17);
  cairo_line_to (cr, -2, 11);
  cairo_fill (cr);
}

/* A bar with a full arrow head back; when it is over, an outlined one. */
static void
trace_head (cairo_t *cr)
{
  cairo_move_to (cr, 2, 1.5);
  cairo_line_to (cr, -3, 5);
  cairo_line_to (cr, 2, 8.5);
  cairo_close_path (cr);
}

static void
draw_begun (cairo_t *cr)
{
  cairo_rectangle (cr, 1.5, 1, 2, 16);
  cairo_fill (cr);
  trace_head (cr);
  cairo_fill (cr);
}

static void
draw_ended (cairo_t *cr)
{
  cairo_rectangle (cr, 1.5, 1, 2, 16);
  cairo_fill (cr);
  trace_head (cr);
  cairo_stroke (cr);
}

/* A bar with a square head. */
static void
draw_stepped (cairo_t *cr)
{
  cairo_rectangle (cr, -1, 1, 2, 16);
  cairo_rectangle (cr, -2.5, 1, 5, 5);
  cairo_fill (cr);
}

/* A plus. */
static void
draw_accumulated (cairo_t *cr)
{
  cairo_rectangle (cr, -1, 5.5, 2, 7);
  cairo_rectangle (cr, -3.5, 8, 7, 2);
  cairo_fill (cr);
}

/* A zero. */
static void
draw_cleared (cairo_t *cr)
{
  cairo_save (cr);
  cairo_translate (cr, 0, 9);
  cairo_scale (cr, 2.3, 4.5);
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore (cr);
  cairo_stroke (cr);
}

/* An arrow downhill. */
static void
draw_optimizer (cairo_t *cr)
{
  cairo_rectangle (cr, -1, 1, 2, 11);
  cairo_move_to (cr, -3.5, 11);
  cairo_line_to (cr, 3.5, 11);
  cairo_line_to (cr, 0, 17);
  cairo_fill (cr);
}

/* Lines of text. */
static void
draw_printed (cairo_t *cr)
{
  cairo_rectangle (cr, -3, 5, 6, 1.5);
  cairo_rectangle (cr, -3, 8.5, 4, 1.5);
  cairo_rectangle (cr, -3, 12, 6, 1.5);
  cairo_fill (cr);
}

/* A curve between axes. */
static void
draw_plotted (cairo_t *cr)
{
  cairo_move_to (cr, -3, 4);
  cairo_line_to (cr, -3, 14);
  cairo_line_to (cr, 3.5, 14);
  cairo_move_to (cr, -1.5, 11);
  cairo_line_to (cr, 0.5, 8);
  cairo_line_to (cr, 1.5, 10);
  cairo_line_to (cr, 3.5, 5);
  cairo_stroke (cr);
}

/* A triangle with a stroke in it. */
static void
draw_warned (cairo_t *cr)
{
  cairo_move_to (cr, 0, 3);
  cairo_line_to (cr, 3.5, 14);
  cairo_line_to (cr, -3.5, 14);
  cairo_close_path (cr);
  cairo_move_to (cr, 0, 8);
  cairo_line_to (cr, 0, 12);
  cairo_stroke (cr);
}

/* A cross. */
static void
draw_failed (cairo_t *cr)
{
  cairo_set_line_width (cr, 2.5);
  cairo_move_to (cr, -3, 5);
  cairo_line_to (cr, 3, 13);
  cairo_move_to (cr, 3, 5);
  cairo_line_to (cr, -3, 13);
  cairo_stroke (cr);
}

/* Brackets. */
static void
draw_entered (cairo_t *cr)
{
  cairo_move_to (cr, 2, 2);
  cairo_line_to (cr, -1, 2);
  cairo_line_to (cr, -1, 16);
  cairo_line_to (cr, 2, 16);
  cairo_stroke (cr);
}

static void
draw_left (cairo_t *cr)
{
  cairo_move_to (cr, -2, 2);
  cairo_line_to (cr, 1, 2);
  cairo_line_to (cr, 1, 16);
  cairo_line_to (cr, -2, 16);
  cairo_stroke (cr);
}

static const struct
{
  DrawShape draw;
  const char *label;
} kinds[CR_N_EVENT_KINDS] = {
  [CR_EVENT_TENSOR_CREATED] = { draw_created, N_ ("tensor made") },
  [CR_EVENT_OPERATION] = { draw_operation, N_ ("operation") },
  [CR_EVENT_NAME_BOUND] = { draw_name, N_ ("name bound") },
  [CR_EVENT_TENSOR_RELEASED] = { draw_released, N_ ("tensor released") },
  [CR_EVENT_WRITTEN] = { draw_written, N_ ("written in place") },
  [CR_EVENT_BACKWARD_BEGUN] = { draw_begun, N_ ("backward begins") },
  [CR_EVENT_FUNCTION_STEPPED] = { draw_stepped, N_ ("function's step") },
  [CR_EVENT_GRAD_ACCUMULATED] = { draw_accumulated, N_ ("added to .grad") },
  [CR_EVENT_SAVED_FREED] = { draw_freed, N_ ("saved tensors freed") },
  [CR_EVENT_BACKWARD_ENDED] = { draw_ended, N_ ("backward is over") },
  [CR_EVENT_GRAD_CLEARED] = { draw_cleared, N_ (".grad cleared") },
  [CR_EVENT_OPTIMIZER_STEPPED] = { draw_optimizer, N_ ("optimizer's step") },
  [CR_EVENT_PRINTED] = { draw_printed, N_ ("printed") },
  [CR_EVENT_PLOTTED] = { draw_plotted, N_ ("plotted") },
  [CR_EVENT_WARNED] = { draw_warned, N_ ("warning") },
  [CR_EVENT_FAILED] = { draw_failed, N_ ("failure") },
  [CR_EVENT_SCOPE_ENTERED] = { draw_entered, N_ ("iteration or call begins") },
  [CR_EVENT_SCOPE_LEFT] = { draw_left, N_ ("iteration or call ends") },
};

/* A new kind needs a mark, and a family. */
G_STATIC_ASSERT (CR_EVENT_SCOPE_LEFT + 1 == CR_N_EVENT_KINDS);

const char *
cr_timeline_kind_get_label (CrEventKind kind)
{
  return kind < CR_N_EVENT_KINDS ? _ (kinds[kind].label) : "";
}

const char *
cr_timeline_family_get_label (CrEventFamily family)
{
  static const char *const labels[CR_N_FAMILIES] = {
    [CR_FAMILY_NOTABLE] = N_ ("output and problems"),
    [CR_FAMILY_FORWARD] = N_ ("forward"),
    [CR_FAMILY_BACKWARD] = N_ ("backward"),
    [CR_FAMILY_UPDATE] = N_ ("update"),
    [CR_FAMILY_OTHER] = N_ ("released, freed, parts"),
  };

  return family < CR_N_FAMILIES ? _ (labels[family]) : "";
}

const CrColor *
cr_timeline_family_get_color (CrEventFamily family, const CrTheme *theme)
{
  switch (family)
    {
    case CR_FAMILY_NOTABLE:
      return &theme->root_line;
    case CR_FAMILY_FORWARD:
      return &theme->value;
    case CR_FAMILY_BACKWARD:
      return &theme->gradient;
    case CR_FAMILY_UPDATE:
      return &theme->leaf_line;
    case CR_FAMILY_OTHER:
    default:
      return &theme->forward_edge;
    }
}

const CrColor *
cr_timeline_phase_get_color (CrPhaseKind kind, const CrTheme *theme)
{
  switch (kind)
    {
    case CR_PHASE_FORWARD:
      return &theme->value;
    case CR_PHASE_BACKWARD:
      return &theme->gradient;
    case CR_PHASE_UPDATE:
      return &theme->leaf_line;
    case CR_PHASE_REST:
    default:
      return &theme->forward_edge;
    }
}

void
cr_timeline_mark_draw (cairo_t *cr, const CrTheme *theme, CrEventKind kind, double x, double y)
{
  const CrColor *color = cr_timeline_family_get_color (cr_event_family (kind), theme);

  if (kind >= CR_N_EVENT_KINDS)
    return;
  if (kind == CR_EVENT_WARNED || kind == CR_EVENT_FAILED)
    color = &theme->text;
  cairo_save (cr);
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
  cairo_set_line_width (cr, 1.25);
  cairo_translate (cr, x, y);
  kinds[kind].draw (cr);
  cairo_restore (cr);
}
