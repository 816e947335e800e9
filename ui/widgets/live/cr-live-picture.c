/* Left the numbers, right the curve. */

#include "cr-live-picture.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "cr-label.h"
#include "cr-text.h"

#define WIDTH 300
#define LEAST_WIDTH 200
#define HEIGHT 108
#define PLOT_TOP 28.0
#define PLOT_WIDTH 96.0
#define PLOT_GAP 14.0
#define PLOT_FROM 270 /* width of the whole */
#define PLOT_HEIGHT 74.0
#define LINE 19.0
#define FIRST_LINE 38.0

struct _CrLivePicture
{
  GtkWidget parent_instance;

  CrText *text;
  CrLiveNumber number;
  char *label;
  CrLiveChange change;
  char *root;
  gboolean has_number, has_change;
  GArray *samples; /* of CrLiveSample */

  double width, plot_left, numbers_right; /* of the frame at hand */
};

G_DEFINE_FINAL_TYPE (CrLivePicture, cr_live_picture, GTK_TYPE_WIDGET)

/* Numbers in words. */

/* "+0.25": a change has a sign. */
static char *
dup_change (double change)
{
  g_autofree char *number = cr_label_new_number (change);

  return change > 0 ? g_strconcat ("+", number, NULL) : g_steal_pointer (&number);
}

/* What the number that moves is, or how far it has moved: an int has no decimals. */
static char *
dup_own (CrLivePicture *picture, char *number)
{
  if (picture->number.is_int && g_str_has_suffix (number, ".0"))
    number[strlen (number) - 2] = '\0';
  return number;
}

static char *
dup_difference (const CrLiveChange *change)
{
  return dup_change (change->real - change->predicted);
}

static gboolean
is_compared (CrLivePicture *picture)
{
  return picture->has_change && picture->change.verdict == CR_LIVE_COMPARED;
}

static const char *
get_root (CrLivePicture *picture)
{
  return picture->root == NULL ? _ ("root") : picture->root;
}

/* How the root's change is called: that of a sum where it has several elements. */
static char *
dup_root_title (CrLivePicture *picture)
{
  return g_strdup_printf (picture->change.scalar ? _ ("real Δ%s") : _ ("real Δ of Σ %s"), get_root (picture));
}

static void
describe (CrLivePicture *picture)
{
  g_autofree char *from = dup_own (picture, cr_label_new_number (picture->number.start)),
                  *to = dup_own (picture, cr_label_new_number (picture->number.value));
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, _ ("%s from %s to %s"), picture->label, from, to);
  if (picture->has_change && picture->change.verdict != CR_LIVE_OTHER_GRAPH)
    {
      g_autofree char *real = dup_change (picture->change.real);

      g_string_append_printf (words, _ (". Real change of %s: %s"), get_root (picture), real);
    }
  if (is_compared (picture))
    {
      g_autofree char *predicted = dup_change (picture->change.predicted), *off = dup_difference (&picture->change);

      g_string_append_printf (words, _ (". Predicted by the gradient: %s, difference %s"), predicted, off);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
  g_string_free (words, TRUE);
}

/* The curve. */

typedef struct
{
  double left;                /* of the plot in the widget */
  double x, y, width, height; /* of the values in it */
} Frame;

static void
include (double *low, double *high, double number)
{
  if (!isfinite (number))
    return;
  *low = MIN (*low, number);
  *high = MAX (*high, number);
}

/* What the tangent says the root is at @value. */
static double
get_tangent (CrLivePicture *picture, double value)
{
  const CrLiveChange *change = &picture->change;
  double moved = change->value - picture->number.start;

  return moved == 0 ? change->before : change->before + change->predicted / moved * (value - picture->number.start);
}

static gboolean
find_frame (CrLivePicture *picture, Frame *frame)
{
  double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY;

  for (guint i = 0; i < picture->samples->len; i++)
    {
      const CrLiveSample *sample = &g_array_index (picture->samples, CrLiveSample, i);

      include (&left, &right, sample->value);
      include (&low, &high, sample->root);
    }
  if (is_compared (picture))
    include (&low, &high, get_tangent (picture, picture->change.value));
  if (!(right > left) || !isfinite (low) || !isfinite (high - low))
    return FALSE;
  if (high - low <= fabs (high) * 1e-9)
    {
      low -= MAX (fabs (low) * 0.1, 1e-6);
      high += MAX (fabs (high) * 0.1, 1e-6);
    }
  *frame = (Frame){ picture->plot_left, left - (right - left) * 0.08, low - (high - low) * 0.12, (right - left) * 1.16,
                    (high - low) * 1.24 };
  return TRUE;
}

static double
to_x (const Frame *frame, double value)
{
  return frame->left + (value - frame->x) / frame->width * PLOT_WIDTH;
}

static double
to_y (const Frame *frame, double root)
{
  return PLOT_TOP + PLOT_HEIGHT - (root - frame->y) / frame->height * PLOT_HEIGHT;
}

static void
set_color (cairo_t *cr, const CrColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

static void
draw_tangent (CrLivePicture *picture, const CrTheme *theme, const Frame *frame, cairo_t *cr)
{
  double end = frame->x + frame->width;

  set_color (cr, &theme->gradient, 1);
  cairo_set_line_width (cr, 1.6);
  cairo_move_to (cr, frame->left, to_y (frame, get_tangent (picture, frame->x)));
  cairo_line_to (cr, frame->left + PLOT_WIDTH, to_y (frame, get_tangent (picture, end)));
  cairo_stroke (cr);
}

static void
draw_point (const Frame *frame, double value, double root, double radius, cairo_t *cr)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, to_x (frame, value), to_y (frame, root), radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_samples (CrLivePicture *picture, const CrTheme *theme, const Frame *frame, cairo_t *cr)
{
  const CrLiveChange *change = &picture->change;

  set_color (cr, &theme->value, 0.75);
  for (guint i = 0; i < picture->samples->len; i++)
    {
      const CrLiveSample *sample = &g_array_index (picture->samples, CrLiveSample, i);

      draw_point (frame, sample->value, sample->root, 1.3, cr);
    }
  if (!picture->has_change || change->verdict == CR_LIVE_OTHER_GRAPH || !isfinite (change->after))
    return;
  set_color (cr, &theme->value, 1);
  draw_point (frame, picture->number.start, change->before, 3, cr);
  draw_point (frame, change->value, change->after, 3, cr);
  if (change->verdict != CR_LIVE_COMPARED || !isfinite (change->predicted))
    return;
  /* From what was predicted to what came. */
  set_color (cr, &theme->text, 0.6);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, (double[]){ 2, 2 }, 2, 0);
  cairo_move_to (cr, to_x (frame, change->value), to_y (frame, get_tangent (picture, change->value)));
  cairo_line_to (cr, to_x (frame, change->value), to_y (frame, change->after));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_plot (CrLivePicture *picture, const CrTheme *theme, cairo_t *cr)
{
  Frame frame;

  if (!find_frame (picture, &frame))
    return; /* nothing came to its end yet but where it began */
  cairo_save (cr);
  cairo_rectangle (cr, picture->plot_left + 0.5, PLOT_TOP + 0.5, PLOT_WIDTH - 1, PLOT_HEIGHT - 1);
  set_color (cr, &theme->dim_text, 0.35);
  cairo_set_line_width (cr, 1);
  cairo_stroke_preserve (cr);
  cairo_clip (cr);
  if (is_compared (picture) && isfinite (picture->change.predicted))
    draw_tangent (picture, theme, &frame, cr);
  draw_samples (picture, theme, &frame, cr);
  cairo_restore (cr);
}

/* The numbers. */

static void
draw_row (CrLivePicture *picture, guint row, const char *title, const CrColor *color, const char *number,
          const CrTheme *theme)
{
  double y = FIRST_LINE + row * LINE;

  cr_text_draw (picture->text, CR_FONT_SMALL, &theme->dim_text, title, 0, y, CR_ALIGN_LEFT,
                picture->numbers_right - 78);
  cr_text_draw (picture->text, CR_FONT_VALUE, color, number, picture->numbers_right, y, CR_ALIGN_RIGHT, 0);
}

static void
draw_changes (CrLivePicture *picture, const CrTheme *theme)
{
  const CrLiveChange *change = &picture->change;
  g_autofree char *real = dup_change (change->real), *title = dup_root_title (picture);
  g_autofree char *from = cr_label_new_number (change->before), *to = cr_label_new_number (change->after);
  g_autofree char *way = g_strdup_printf ("%s → %s", from, to);
  guint row = 0;

  if (change->verdict == CR_LIVE_COMPARED)
    {
      g_autofree char *predicted = dup_change (change->predicted);

      draw_row (picture, row++, _ ("predicted ∇ · δ"), &theme->gradient, predicted, theme);
    }
  draw_row (picture, row++, title, &theme->value, real, theme);
  if (change->verdict == CR_LIVE_COMPARED)
    {
      g_autofree char *off = dup_difference (change);

      draw_row (picture, row++, _ ("difference"), &theme->text, off, theme);
    }
  draw_row (picture, row, get_root (picture), &theme->value, way, theme);
}

static void
draw_number (CrLivePicture *picture, const CrTheme *theme)
{
  g_autofree char *from = dup_own (picture, cr_label_new_number (picture->number.start)),
                  *to = dup_own (picture, cr_label_new_number (picture->number.value));
  g_autofree char *delta = dup_own (picture, dup_change (picture->number.value - picture->number.start));
  g_autofree char *way = g_strdup_printf ("%s → %s  (δ = %s)", from, to, delta);

  cr_text_draw (picture->text, CR_FONT_TITLE, &theme->text, picture->label, 0, 12, CR_ALIGN_LEFT, 84);
  cr_text_draw (picture->text, CR_FONT_VALUE, &theme->value, way, picture->width - 2, 12, CR_ALIGN_RIGHT,
                picture->width - 90);
}

static void
cr_live_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrLivePicture *picture = CR_LIVE_PICTURE (widget);
  const CrTheme *theme = cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  cairo_t *cr;

  if (!picture->has_number)
    return;
  picture->width = gtk_widget_get_width (widget);
  picture->plot_left = picture->width - PLOT_WIDTH;
  picture->numbers_right = picture->width < PLOT_FROM ? picture->width - 2 : picture->plot_left - PLOT_GAP;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)picture->width, HEIGHT));
  cr_text_begin (picture->text, cr, gtk_widget_get_scale_factor (widget));
  draw_number (picture, theme);
  if (picture->has_change && picture->change.verdict != CR_LIVE_OTHER_GRAPH)
    {
      draw_changes (picture, theme);
      if (picture->width >= PLOT_FROM)
        draw_plot (picture, theme, cr);
    }
  cr_text_end (picture->text);
  cairo_destroy (cr);
}

static void
cr_live_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
cr_live_picture_finalize (GObject *object)
{
  CrLivePicture *picture = CR_LIVE_PICTURE (object);

  cr_text_free (picture->text);
  g_array_unref (picture->samples);
  g_free (picture->label);
  g_free (picture->root);
  G_OBJECT_CLASS (cr_live_picture_parent_class)->finalize (object);
}

static void
cr_live_picture_class_init (CrLivePictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cr_live_picture_finalize;
  widget_class->snapshot = cr_live_picture_snapshot;
  widget_class->measure = cr_live_picture_measure;
  gtk_widget_class_set_css_name (widget_class, "livepicture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cr_live_picture_init (CrLivePicture *picture)
{
  picture->text = cr_text_new (NULL);
  picture->samples = g_array_new (FALSE, FALSE, sizeof (CrLiveSample));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw),
                           picture, G_CONNECT_SWAPPED);
}

GtkWidget *
cr_live_picture_new (void)
{
  return g_object_new (CR_TYPE_LIVE_PICTURE, NULL);
}

void
cr_live_picture_show (CrLivePicture *picture, const CrLiveNumber *number, const CrLiveChange *change,
                      const GArray *samples)
{
  g_return_if_fail (CR_IS_LIVE_PICTURE (picture) && number != NULL);
  g_free (picture->label);
  g_free (picture->root);
  picture->number = *number;
  picture->label = g_strdup (number->label);
  picture->has_number = TRUE;
  picture->has_change = change != NULL;
  picture->change = change == NULL ? (CrLiveChange){ 0 } : *change;
  picture->root = change == NULL ? NULL : g_strdup (change->root);
  g_array_set_size (picture->samples, 0);
  if (samples != NULL)
    g_array_append_vals (picture->samples, samples->data, samples->len);
  describe (picture);
  gtk_widget_queue_draw (GTK_WIDGET (picture));
}
