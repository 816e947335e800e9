/* The timeline's rows from the top: scopes, statements, phases, marks or their density, and the whole run as a bar. */

#include "cr-timeline-paint.h"

#include <math.h>

#include "cr-timeline-hint.h"
#include "cr-timeline-mark.h"
#include "cr-trace-index.h"

#define KNOB_ROOM 13.0
#define KNOB_RADIUS 6.0
#define GAP 3.0
#define MARKS_HEIGHT 26.0
#define MARK_ROOM (CR_TIMELINE_MARK_WIDTH + 1) /* that an event needs for a mark of its own */
#define COLUMN_WIDTH 3.0
#define LANE_HEIGHT ((MARKS_HEIGHT - 2) / CR_N_FAMILIES)
#define MIN_LABEL_WIDTH 14.0
#define LABEL_PADDING 3.0
#define ELLIPSIS_WIDTH 90.0 /* a statement's text may be cut off in as much */
#define MIN_HIGHLIGHT 3.0

static double
get_row_height (CrBandRow row)
{
  return row == CR_ROW_STATEMENTS ? 15.0 : row == CR_ROW_PHASES ? 13.0 : 16.0;
}

void
cr_timeline_layout_init (CrTimelineLayout *layout, const CrTraceStructure *structure)
{
  double y = KNOB_ROOM;

  layout->n_rows = cr_timeline_get_rows (structure, layout->rows);
  for (guint i = 0; i < layout->n_rows; i++)
    {
      layout->tops[i] = y;
      y += get_row_height (layout->rows[i]) + GAP - (layout->rows[i] < CR_ROW_STATEMENTS ? 1 : 0);
    }
  layout->marks_top = y;
  layout->overview_top = y + MARKS_HEIGHT + GAP;
  layout->height = layout->overview_top + CR_TIMELINE_OVERVIEW_HEIGHT + 2;
}

guint
cr_timeline_layout_pick_row (const CrTimelineLayout *layout, double y)
{
  for (guint i = 0; i < layout->n_rows; i++)
    if (y >= layout->tops[i] && y < layout->tops[i] + get_row_height (layout->rows[i]))
      return i;
  return G_MAXUINT;
}

static void
set_color (cairo_t *cr, const CrColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

static void
rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  radius = MAX (0, MIN (radius, MIN (width, height) / 2));
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static gboolean
fits (PangoLayout *layout, const char *text, double room)
{
  int width;

  if (text == NULL)
    return FALSE;
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width <= room;
}

/* Puts the longest words in @layout that fit: a statement's text, perhaps cut off, or the label, or its number. */
static gboolean
choose_label (const CrTimelinePaint *paint, PangoLayout *layout, CrBandRow row, const CrVisibleBand *band)
{
  double room = band->width - 2 * LABEL_PADDING;
  g_autofree char *text = NULL, *label = NULL, *number = NULL;

  if (band->first == band->last)
    text = cr_timeline_band_text (paint->session, row, band->first);
  if (text != NULL && (fits (layout, text, room) || room >= ELLIPSIS_WIDTH))
    {
      pango_layout_set_width (layout, (int)(room * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      return TRUE;
    }
  label = cr_timeline_band_label (paint->session, row, band->first, band->last);
  if (fits (layout, label, room))
    return TRUE;
  if (band->first != band->last)
    return FALSE;
  /* The number in "line 12", "backward 2" or "i = 3" is the last word. */
  number = label == NULL || strrchr (label, ' ') == NULL ? NULL : g_strdup (strrchr (label, ' ') + 1);
  return number != NULL && g_ascii_isdigit (*number) && fits (layout, number, room);
}

static void
draw_label (const CrTimelinePaint *paint, cairo_t *cr, CrBandRow row, const CrVisibleBand *band, double y)
{
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (PangoAttrList) attributes = NULL;
  PangoRectangle logical;

  if (band->width < MIN_LABEL_WIDTH)
    return;
  layout = pango_layout_new (paint->pango);
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_scale_new (row == CR_ROW_PHASES ? 0.72 : 0.78));
  pango_layout_set_attributes (layout, attributes);
  if (!choose_label (paint, layout, row, band))
    return;
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  cairo_move_to (cr, floor (band->x + (band->width - logical.width) / 2 - logical.x),
                 floor (y + (get_row_height (row) - logical.height) / 2));
  pango_cairo_show_layout (cr, layout);
}

/* Several as one: upright lines, so that it is seen that they are many. */
static void
draw_merged (cairo_t *cr, const CrVisibleBand *band, double y, double height)
{
  for (double x = 2.5; x < band->width - 1; x += 3)
    cairo_rectangle (cr, band->x + x, y + height - 3, 1, 3);
  cairo_fill (cr);
}

static void
draw_plain_band (const CrTimelinePaint *paint, cairo_t *cr, CrBandRow row, const CrVisibleBand *band, double y)
{
  double height = get_row_height (row);
  gboolean odd = band->first % 2 != 0, scope = row != CR_ROW_STATEMENTS;

  set_color (cr, &paint->theme->text, scope ? (odd ? 0.13 : 0.09) : (odd ? 0.085 : 0.045));
  rounded (cr, band->x + 0.5, y, MAX (band->width - 1, 1), height, 3);
  cairo_fill (cr);
  set_color (cr, &paint->theme->text, 0.35);
  if (band->first != band->last)
    draw_merged (cr, band, y, height);
  set_color (cr, &paint->theme->text, 0.9);
  draw_label (paint, cr, row, band, y);
}

/* From the top, as they follow each other in time. */
static const CrPhaseKind phase_order[CR_N_PHASE_KINDS]
    = { CR_PHASE_FORWARD, CR_PHASE_BACKWARD, CR_PHASE_UPDATE, CR_PHASE_REST };

/* Shares of the kinds among the events of phases that are too narrow to be told apart, column by column. */
static void
draw_phase_shares (const CrTimelinePaint *paint, cairo_t *cr, double from, double to, double y, double height)
{
  for (double x = from; x < to; x += COLUMN_WIDTH)
    {
      guint first = (guint)MAX (0, cr_timeline_view_to_event (paint->view, x));
      guint end = (guint)ceil (cr_timeline_view_to_event (paint->view, MIN (x + COLUMN_WIDTH, to)));
      guint counts[CR_N_PHASE_KINDS], total = 0;
      double top = y;

      cr_trace_structure_count_phases (cr_session_get_structure (paint->session), first, end, counts);
      for (guint kind = 0; kind < CR_N_PHASE_KINDS; kind++)
        total += counts[kind];
      for (guint i = 0; i < CR_N_PHASE_KINDS; i++)
        {
          CrPhaseKind kind = phase_order[i];
          double share = total == 0 ? 0 : height * counts[kind] / total;

          set_color (cr, cr_timeline_phase_get_color (kind, paint->theme), kind == CR_PHASE_REST ? 0.5 : 0.85);
          cairo_rectangle (cr, x, top, MIN (COLUMN_WIDTH, to - x), share);
          cairo_fill (cr);
          top += share;
        }
    }
}

static void
draw_phase (const CrTimelinePaint *paint, cairo_t *cr, const CrVisibleBand *band, double y)
{
  const GArray *bands = cr_trace_structure_get_row (cr_session_get_structure (paint->session), CR_ROW_PHASES);
  CrPhaseKind kind = cr_phase_kind (g_array_index (bands, CrBand, band->first).what);
  double height = get_row_height (CR_ROW_PHASES);

  if (band->first != band->last)
    {
      draw_phase_shares (paint, cr, band->x, band->x + band->width, y, height);
      return;
    }
  set_color (cr, cr_timeline_phase_get_color (kind, paint->theme), kind == CR_PHASE_REST ? 0.85 : 1.0);
  rounded (cr, band->x + 0.5, y, MAX (band->width - 1, 1), height, 3);
  cairo_fill (cr);
  set_color (cr, &paint->theme->on_gradient, 1.0);
  draw_label (paint, cr, CR_ROW_PHASES, band, y);
}

static void
draw_row (const CrTimelinePaint *paint, cairo_t *cr, guint row)
{
  CrBandRow kind = paint->layout->rows[row];
  const CrTraceStructure *structure = cr_session_get_structure (paint->session);
  g_autoptr (GArray) visible = cr_timeline_bands_new (cr_trace_structure_get_row (structure, kind), paint->view);

  for (guint i = 0; i < visible->len; i++)
    {
      const CrVisibleBand *band = &g_array_index (visible, CrVisibleBand, i);

      if (kind == CR_ROW_PHASES)
        draw_phase (paint, cr, band, paint->layout->tops[row]);
      else
        draw_plain_band (paint, cr, kind, band, paint->layout->tops[row]);
    }
}

static double
get_marks_y (const CrTimelinePaint *paint)
{
  return paint->layout->marks_top + (MARKS_HEIGHT - CR_TIMELINE_MARK_HEIGHT) / 2;
}

static void
draw_marks (const CrTimelinePaint *paint, cairo_t *cr)
{
  CrTrace *trace = cr_graph_get_trace (cr_session_get_graph (paint->session));
  guint first = cr_timeline_view_pick (paint->view, 0), last = cr_timeline_view_pick (paint->view, paint->view->width);

  for (guint i = first; i <= last; i++)
    cr_timeline_mark_draw (cr, paint->theme, cr_trace_get_event (trace, i)->kind,
                           cr_timeline_view_to_x (paint->view, i + 0.5), get_marks_y (paint));
}

/* A lane a family, so that a place tells it and not only a colour; one event alone is seen, too. */
static void
draw_density (const CrTimelinePaint *paint, cairo_t *cr)
{
  guint n = (guint)MAX (1, paint->view->width / COLUMN_WIDTH);
  double width = paint->view->width / n, most = MAX (1.0, paint->view->span / n);
  g_autofree CrColumn *columns = cr_timeline_columns_new (paint->session, paint->view, n);

  for (guint family = 0; family < CR_N_FAMILIES; family++)
    {
      double bottom = paint->layout->marks_top + 1 + (family + 1) * LANE_HEIGHT;

      for (guint i = 0; i < n; i++)
        {
          double share = MIN (1.0, sqrt (columns[i].counts[family] / most)),
                 height = 1.0 + share * (LANE_HEIGHT - 1.75);

          if (columns[i].counts[family] > 0)
            cairo_rectangle (cr, i * width, bottom - height, width - 0.5, height);
        }
      set_color (cr, cr_timeline_family_get_color (family, paint->theme), 1.0);
      cairo_fill (cr);
    }
}

/* What must not be missed has its mark among densities too, where the one before leaves room. */
static void
draw_problems (const CrTimelinePaint *paint, cairo_t *cr)
{
  static const CrEventKind kinds[] = { CR_EVENT_WARNED, CR_EVENT_FAILED };

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      const GArray *events = cr_session_get_events (paint->session, kinds[kind]);
      guint i = cr_events_count_before (events, (guint)paint->view->first);

      while (i < events->len && g_array_index (events, guint, i) < paint->view->first + paint->view->span)
        {
          double x = cr_timeline_view_to_x (paint->view, g_array_index (events, guint, i) + 0.5);
          double next = cr_timeline_view_to_event (paint->view, x + CR_TIMELINE_MARK_WIDTH);

          set_color (cr, &paint->theme->background, 0.9);
          rounded (cr, x - 5, paint->layout->marks_top + 1, 10, MARKS_HEIGHT - 2, 3);
          cairo_fill (cr);
          cr_timeline_mark_draw (cr, paint->theme, kinds[kind], x, get_marks_y (paint));
          i = MAX (i + 1, cr_events_count_before (events, (guint)next));
        }
    }
}

static gboolean
has_room_for_marks (const CrTimelinePaint *paint)
{
  return cr_timeline_view_get_event_width (paint->view) >= MARK_ROOM;
}

/* The whole run and, in a frame, what of it is shown above. */
static void
draw_overview (const CrTimelinePaint *paint, cairo_t *cr)
{
  const CrTimelineView *view = paint->view;
  CrTimelineView whole = *view;
  CrTimelinePaint of_whole = *paint;
  double y = paint->layout->overview_top, x, end;

  cr_timeline_view_fit (&whole);
  of_whole.view = &whole;
  x = cr_timeline_view_to_x (&whole, view->first);
  end = MAX (cr_timeline_view_to_x (&whole, view->first + view->span), x + 4);
  draw_phase_shares (&of_whole, cr, 0, view->width, y + 2, CR_TIMELINE_OVERVIEW_HEIGHT - 4);
  set_color (cr, &paint->theme->background, 0.6);
  cairo_rectangle (cr, 0, y, x, CR_TIMELINE_OVERVIEW_HEIGHT);
  cairo_rectangle (cr, end, y, view->width - end, CR_TIMELINE_OVERVIEW_HEIGHT);
  cairo_fill (cr);
  set_color (cr, &paint->theme->text, cr_timeline_view_is_fit (view) ? 0.3 : 0.75);
  cairo_set_line_width (cr, cr_timeline_view_is_fit (view) ? 1 : 1.5);
  rounded (cr, x + 0.75, y + 0.75, end - x - 1.5, CR_TIMELINE_OVERVIEW_HEIGHT - 1.5, 3);
  cairo_stroke (cr);
}

void
cr_timeline_paint_still (const CrTimelinePaint *paint, cairo_t *cr)
{
  set_color (cr, &paint->theme->text, 0.05);
  rounded (cr, 0, paint->layout->marks_top, paint->view->width, MARKS_HEIGHT, 4);
  cairo_fill (cr);
  if (paint->view->length == 0)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, paint->view->width, paint->layout->height);
  cairo_clip (cr);
  for (guint row = 0; row < paint->layout->n_rows; row++)
    draw_row (paint, cr, row);
  if (has_room_for_marks (paint))
    draw_marks (paint, cr);
  else
    {
      draw_density (paint, cr);
      draw_problems (paint, cr);
    }
  draw_overview (paint, cr);
  cairo_restore (cr);
}

static void
draw_ring (const CrTimelinePaint *paint, cairo_t *cr, double x, double y, double width, double height)
{
  set_color (cr, &paint->theme->selection, 1.0);
  cairo_set_line_width (cr, 1.25);
  rounded (cr, x + 0.5, y + 0.5, MAX (width - 1, MIN_HIGHLIGHT), height - 1, 3);
  cairo_stroke (cr);
}

/* The bands in which the event just passed lies. */
static void
draw_around_cursor (const CrTimelinePaint *paint, cairo_t *cr, guint event)
{
  const CrTraceStructure *structure = cr_session_get_structure (paint->session);

  for (guint i = 0; i < paint->layout->n_rows; i++)
    {
      const GArray *bands = cr_trace_structure_get_row (structure, paint->layout->rows[i]);
      guint found = cr_bands_find (bands, event);
      const CrBand *band = found < bands->len ? &g_array_index (bands, CrBand, found) : NULL;
      double x, width, y = paint->layout->tops[i], height = get_row_height (paint->layout->rows[i]);

      if (band == NULL || band->first > event)
        continue;
      x = MAX (cr_timeline_view_to_x (paint->view, band->first), -2);
      width = MIN (cr_timeline_view_to_x (paint->view, band->end), paint->view->width + 2) - x;
      if (width <= 0 || x > paint->view->width)
        continue;
      if (paint->layout->rows[i] != CR_ROW_PHASES)
        {
          set_color (cr, &paint->theme->selection, 0.22);
          rounded (cr, x + 0.5, y, MAX (width - 1, MIN_HIGHLIGHT), height, 3);
          cairo_fill (cr);
        }
      draw_ring (paint, cr, x, y, width, height);
    }
}

static void
draw_under_pointer (const CrTimelinePaint *paint, const CrTimelinePointer *pointer, cairo_t *cr)
{
  guint row = cr_timeline_layout_pick_row (paint->layout, pointer->y);
  guint event = cr_timeline_view_pick (paint->view, pointer->x);

  if (pointer->y >= paint->layout->overview_top)
    return;
  if (row != G_MAXUINT)
    {
      const CrTraceStructure *structure = cr_session_get_structure (paint->session);
      g_autoptr (GArray) visible
          = cr_timeline_bands_new (cr_trace_structure_get_row (structure, paint->layout->rows[row]), paint->view);
      const CrVisibleBand *band = cr_timeline_bands_pick (visible, pointer->x);

      set_color (cr, &paint->theme->text, 0.12);
      if (band != NULL)
        rounded (cr, band->x + 0.5, paint->layout->tops[row], MAX (band->width - 1, 1),
                 get_row_height (paint->layout->rows[row]), 3);
      cairo_fill (cr);
    }
  set_color (cr, &paint->theme->text, has_room_for_marks (paint) ? 0.12 : 0.5);
  cairo_rectangle (cr, cr_timeline_view_to_x (paint->view, event), paint->layout->marks_top,
                   MAX (cr_timeline_view_get_event_width (paint->view), 1), MARKS_HEIGHT);
  cairo_fill (cr);
}

static void
draw_cursor (const CrTimelinePaint *paint, cairo_t *cr, guint position)
{
  double x = cr_timeline_view_to_x (paint->view, position), y = paint->layout->marks_top;
  double small = paint->view->width * position / MAX (paint->view->length, 1);
  double pale = CLAMP (x, 0, paint->view->width);

  set_color (cr, &paint->theme->background, 0.55); /* what is to come */
  cairo_rectangle (cr, pale, y, paint->view->width - pale, MARKS_HEIGHT);
  cairo_fill (cr);
  set_color (cr, &paint->theme->selection, 1.0);
  cairo_rectangle (cr, small - 1, paint->layout->overview_top, 2, CR_TIMELINE_OVERVIEW_HEIGHT);
  cairo_fill (cr);
  if (x < -1 || x > paint->view->width + 1)
    return;
  cairo_rectangle (cr, x - 1, KNOB_RADIUS, 2, y + MARKS_HEIGHT - KNOB_RADIUS + 1);
  cairo_fill (cr);
  cairo_arc (cr, x, KNOB_RADIUS + 0.5, KNOB_RADIUS, 0, 2 * G_PI);
  cairo_fill (cr);
}

void
cr_timeline_paint_moving (const CrTimelinePaint *paint, const CrTimelinePointer *pointer, gboolean focused, cairo_t *cr)
{
  guint position = cr_session_get_position (paint->session);

  if (position > 0)
    draw_around_cursor (paint, cr, position - 1);
  if (pointer->inside)
    draw_under_pointer (paint, pointer, cr);
  draw_cursor (paint, cr, position);
  if (!focused)
    return;
  set_color (cr, &paint->theme->selection, 0.6);
  cairo_set_line_width (cr, 2);
  rounded (cr, -5, KNOB_ROOM - 3, paint->view->width + 10, paint->layout->height - KNOB_ROOM + 2, 6);
  cairo_stroke (cr);
}
