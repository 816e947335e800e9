/* Draws the timeline. What does not move with the cursor is kept as a render node until run, width or colours
 * change, so that scrubbing repaints a line and a knob. */

#include "cr-timeline-strip.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-observer.h"
#include "cr-theme.h"
#include "cr-timeline-model.h"

#define PASS_HEIGHT 18.0
#define PHASE_HEIGHT 8.0
#define GAP 5.0
#define TICKS_HEIGHT 22.0
#define KNOB_ROOM 11.0
#define KNOB_RADIUS 6.5
#define STRIP_HEIGHT ((int)(KNOB_ROOM + PASS_HEIGHT + GAP + PHASE_HEIGHT + GAP + TICKS_HEIGHT + 3))
#define MARK_WIDTH 4.0 /* room an event needs for a mark of its own */
#define BIN_WIDTH 3.0
#define MIN_LABEL_WIDTH 24.0

struct _CrTimelineStrip
{
  GtkWidget parent_instance;
  CrObserver observer;

  GArray *phases;
  GskRenderNode *still; /* what does not move; NULL when it must be drawn again */
  int still_width;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (CrTimelineStrip, cr_timeline_strip, GTK_TYPE_WIDGET)

static const CrTheme *
get_theme (void)
{
  return cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static void
set_color (cairo_t *cr, const CrColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

static const CrColor *
family_color (const CrTheme *theme, CrEventFamily family)
{
  switch (family)
    {
    case CR_FAMILY_FORWARD:
      return &theme->value;
    case CR_FAMILY_BACKWARD:
      return &theme->gradient;
    case CR_FAMILY_UPDATE:
      return &theme->leaf_line;
    case CR_FAMILY_OUTPUT:
      return &theme->root_line;
    case CR_FAMILY_PROBLEM:
      return &theme->text;
    case CR_FAMILY_OTHER:
    default:
      return &theme->forward_edge;
    }
}

static const CrColor *
phase_color (const CrTheme *theme, CrPhaseKind kind)
{
  if (kind == CR_PHASE_FORWARD)
    return &theme->value;
  return kind == CR_PHASE_BACKWARD ? &theme->gradient : &theme->leaf_line;
}

static void
rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  radius = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

/* @text in the middle of a stretch, if there is room for it. */
static void
draw_label (CrTimelineStrip *strip, cairo_t *cr, const char *text, double x, double y, double width, double height)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (strip), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int text_width, text_height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.8));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  if (text_width + 8 > width)
    return;
  cairo_move_to (cr, floor (x + (width - text_width) / 2), floor (y + (height - text_height) / 2));
  pango_cairo_show_layout (cr, layout);
}

/* The stretch of one pass: from the forward events that lead to it to the update after it. */
static void
draw_passes (CrTimelineStrip *strip, cairo_t *cr, const CrTheme *theme, double width)
{
  guint length = cr_session_get_length (strip->observer.session), n = 0;
  double last_end = -1;

  for (guint i = 0; i < strip->phases->len; i++)
    {
      const CrPhase *phase = &g_array_index (strip->phases, CrPhase, i);
      guint first = i;
      g_autofree char *label = NULL;
      double x, end;

      while (i + 1 < strip->phases->len && phase->kind != CR_PHASE_BACKWARD)
        phase = &g_array_index (strip->phases, CrPhase, ++i);
      if (i + 1 < strip->phases->len && g_array_index (strip->phases, CrPhase, i + 1).kind == CR_PHASE_UPDATE)
        i++;
      x = cr_timeline_to_x (g_array_index (strip->phases, CrPhase, first).first, length, width);
      end = cr_timeline_to_x (g_array_index (strip->phases, CrPhase, i).end, length, width);
      if (end - last_end < 2)
        continue; /* narrower than its border */
      last_end = end;
      set_color (cr, &theme->text, n++ % 2 == 0 ? 0.07 : 0.11);
      rounded (cr, x + 0.5, KNOB_ROOM, MAX (end - x - 1, 1), PASS_HEIGHT, 3);
      cairo_fill (cr);
      if (end - x < MIN_LABEL_WIDTH)
        continue;
      label = phase->backward > 0 ? g_strdup_printf (_ ("pass %u"), phase->backward)
                                  : g_strdup (first == 0 ? _ ("forward") : _ ("rest"));
      set_color (cr, &theme->text, 0.85);
      draw_label (strip, cr, label, x, KNOB_ROOM, end - x, PASS_HEIGHT);
    }
}

static void
draw_phases (CrTimelineStrip *strip, cairo_t *cr, const CrTheme *theme, double width)
{
  guint length = cr_session_get_length (strip->observer.session);
  double y = KNOB_ROOM + PASS_HEIGHT + GAP;

  for (guint i = 0; i < strip->phases->len; i++)
    {
      const CrPhase *phase = &g_array_index (strip->phases, CrPhase, i);
      double x = cr_timeline_to_x (phase->first, length, width), end = cr_timeline_to_x (phase->end, length, width);

      set_color (cr, phase_color (theme, phase->kind), phase->kind == CR_PHASE_BACKWARD ? 1.0 : 0.6);
      if (end - x > 4)
        rounded (cr, x + 0.5, y, end - x - 1, PHASE_HEIGHT, 2);
      else
        cairo_rectangle (cr, x, y, MAX (end - x, 0.5), PHASE_HEIGHT);
      cairo_fill (cr);
    }
}

/* Told apart by shape as well: steps have a head, output is a dot, problems a cross, the rest shorter lines. */
static void
draw_mark (cairo_t *cr, CrEventKind kind, double x, double y)
{
  double bottom = y + TICKS_HEIGHT - 4, top = y + 4;

  switch (cr_event_family (kind))
    {
    case CR_FAMILY_BACKWARD:
      cairo_rectangle (cr, x - 1, top, 2, bottom - top);
      if (kind == CR_EVENT_FUNCTION_STEPPED)
        cairo_rectangle (cr, x - 2, top, 4, 4);
      break;
    case CR_FAMILY_OUTPUT:
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, (top + bottom) / 2, 2, 0, 2 * G_PI);
      break;
    case CR_FAMILY_PROBLEM:
      cairo_rectangle (cr, x - 2, top, 4, bottom - top);
      break;
    case CR_FAMILY_OTHER:
      cairo_rectangle (cr, x - 0.5, bottom - 5, 1, 5);
      break;
    case CR_FAMILY_UPDATE:
      cairo_rectangle (cr, x - 1, top, 2, bottom - top);
      cairo_rectangle (cr, x - 2, bottom - 3, 4, 3);
      break;
    case CR_FAMILY_FORWARD:
    default:
      cairo_rectangle (cr, x - 1, kind == CR_EVENT_OPERATION ? top : top + 6, 2,
                       bottom - (kind == CR_EVENT_OPERATION ? top : top + 6));
      break;
    }
  cairo_fill (cr);
}

static void
draw_marks (CrTimelineStrip *strip, cairo_t *cr, const CrTheme *theme, double width, double y)
{
  CrTrace *trace = cr_graph_get_trace (cr_session_get_graph (strip->observer.session));
  guint length = cr_session_get_length (strip->observer.session);

  for (guint i = 0; i < length; i++)
    {
      CrEventKind kind = cr_trace_get_event (trace, i)->kind;

      set_color (cr, family_color (theme, cr_event_family (kind)), 1.0);
      draw_mark (cr, kind, cr_timeline_to_x (i, length, width) + width / length / 2, y);
    }
}

/* Stacked shares of the families in each small stretch. */
static void
draw_density (CrTimelineStrip *strip, cairo_t *cr, const CrTheme *theme, double width, double y)
{
  guint length = cr_session_get_length (strip->observer.session);
  guint n_bins = (guint)MAX (1, width / BIN_WIDTH);

  for (guint bin = 0; bin < n_bins; bin++)
    {
      guint first = (guint)((guint64)length * bin / n_bins), end = (guint)((guint64)length * (bin + 1) / n_bins);
      guint counts[CR_N_FAMILIES];
      double bottom = y + TICKS_HEIGHT - 3, room = TICKS_HEIGHT - 6;

      if (end == first)
        continue;
      cr_timeline_count (strip->observer.session, first, end, counts);
      for (guint family = 0; family < CR_N_FAMILIES; family++)
        {
          double share = room * counts[family] / (end - first);

          set_color (cr, family_color (theme, family), 1.0);
          cairo_rectangle (cr, bin * BIN_WIDTH, bottom - share, BIN_WIDTH - 0.5, share);
          cairo_fill (cr);
          bottom -= share;
        }
    }
}

static void
draw_still (CrTimelineStrip *strip, cairo_t *cr, double width)
{
  const CrTheme *theme = get_theme ();
  guint length = cr_session_get_length (strip->observer.session);
  double y = KNOB_ROOM + PASS_HEIGHT + GAP + PHASE_HEIGHT + GAP;

  set_color (cr, &theme->text, 0.06);
  rounded (cr, 0, y, width, TICKS_HEIGHT, 4);
  cairo_fill (cr);
  if (length == 0)
    return;
  draw_passes (strip, cr, theme, width);
  draw_phases (strip, cr, theme, width);
  if (length * MARK_WIDTH <= width)
    draw_marks (strip, cr, theme, width, y);
  else
    draw_density (strip, cr, theme, width, y);
}

static GskRenderNode *
make_still (CrTimelineStrip *strip, int width)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, STRIP_HEIGHT));

  cairo_translate (cr, CR_TIMELINE_INSET, 0);
  draw_still (strip, cr, width - 2 * CR_TIMELINE_INSET);
  cairo_destroy (cr);
  return gtk_snapshot_free_to_node (snapshot);
}

/* The pass under way is marked, what lies after the cursor is pale, and the cursor is a line with a knob. */
static void
draw_moving (CrTimelineStrip *strip, cairo_t *cr, double width)
{
  const CrTheme *theme = get_theme ();
  guint length = cr_session_get_length (strip->observer.session);
  guint position = cr_session_get_position (strip->observer.session);
  double x = cr_timeline_to_x (position, length, width), y = KNOB_ROOM + PASS_HEIGHT + GAP;

  set_color (cr, &theme->background, 0.5);
  cairo_rectangle (cr, x, y, width - x + 1, STRIP_HEIGHT - y);
  cairo_fill (cr);
  set_color (cr, &theme->selection, 1.0);
  cairo_rectangle (cr, x - 1, KNOB_ROOM - 4, 2, STRIP_HEIGHT - KNOB_ROOM + 4);
  cairo_fill (cr);
  cairo_arc (cr, x, KNOB_RADIUS + 1, KNOB_RADIUS, 0, 2 * G_PI);
  cairo_fill (cr);
  if (strip->focused)
    {
      set_color (cr, &theme->selection, 0.6);
      cairo_set_line_width (cr, 2);
      rounded (cr, -5, KNOB_ROOM - 3, width + 10, STRIP_HEIGHT - KNOB_ROOM + 2, 6);
      cairo_stroke (cr);
    }
}

static void
cr_timeline_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrTimelineStrip *strip = CR_TIMELINE_STRIP (widget);
  int width = gtk_widget_get_width (widget);
  cairo_t *cr;

  if (strip->observer.session == NULL || width <= 2 * CR_TIMELINE_INSET)
    return;
  if (strip->still == NULL || strip->still_width != width)
    {
      g_clear_pointer (&strip->still, gsk_render_node_unref);
      strip->still = make_still (strip, width);
      strip->still_width = width;
    }
  if (strip->still != NULL)
    gtk_snapshot_append_node (snapshot, strip->still);
  if (cr_session_get_length (strip->observer.session) == 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, STRIP_HEIGHT));
  cairo_translate (cr, CR_TIMELINE_INSET, 0);
  draw_moving (strip, cr, width - 2 * CR_TIMELINE_INSET);
  cairo_destroy (cr);
}

static void
cr_timeline_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : STRIP_HEIGHT;
}

static void
redraw_all (CrTimelineStrip *strip)
{
  g_clear_pointer (&strip->still, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (strip));
}

static void
graph_changed (CrTimelineStrip *strip)
{
  g_clear_pointer (&strip->phases, g_array_unref);
  strip->phases = cr_timeline_phases_new (strip->observer.session);
  redraw_all (strip);
}

static void
position_changed (CrTimelineStrip *strip)
{
  gtk_widget_queue_draw (GTK_WIDGET (strip));
}

CR_OBSERVER_PROPERTY (CrTimelineStrip, cr_timeline_strip, CR_TIMELINE_STRIP, graph_changed)

static void
cr_timeline_strip_dispose (GObject *object)
{
  CrTimelineStrip *strip = CR_TIMELINE_STRIP (object);

  cr_observer_clear (&strip->observer);
  g_clear_pointer (&strip->phases, g_array_unref);
  g_clear_pointer (&strip->still, gsk_render_node_unref);
  G_OBJECT_CLASS (cr_timeline_strip_parent_class)->dispose (object);
}

static void
cr_timeline_strip_class_init (CrTimelineStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_timeline_strip_get_property;
  object_class->set_property = cr_timeline_strip_set_property;
  object_class->dispose = cr_timeline_strip_dispose;
  widget_class->snapshot = cr_timeline_strip_snapshot;
  widget_class->measure = cr_timeline_strip_measure;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
cr_timeline_strip_init (CrTimelineStrip *strip)
{
  cr_observer_init (&strip->observer);
  cr_observer_connect (&strip->observer, "graph-changed", G_CALLBACK (graph_changed), strip);
  cr_observer_connect (&strip->observer, "notify::position", G_CALLBACK (position_changed), strip);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (redraw_all), strip,
                           G_CONNECT_SWAPPED);
}

void
cr_timeline_strip_set_focused (CrTimelineStrip *strip, gboolean focused)
{
  strip->focused = focused;
  gtk_widget_queue_draw (GTK_WIDGET (strip));
}
