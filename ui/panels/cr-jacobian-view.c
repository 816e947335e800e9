/* Paints with the picture, and knows which element is pointed at. */

#include "cr-jacobian-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "cr-jacobian-picture.h"

#define NATURAL_WIDTH 258

struct _CrJacobianView
{
  GtkWidget parent_instance;

  const CrJacobianAnswer *answer;
  gint64 row, column; /* CR_JACOBIAN_NOWHERE: no element */
};

G_DEFINE_FINAL_TYPE (CrJacobianView, cr_jacobian_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_TOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkSizeRequestMode
cr_jacobian_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cr_jacobian_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  CrJacobianView *view = CR_JACOBIAN_VIEW (widget);
  CrJacobianLayout layout = { 0 };

  if (view->answer != NULL)
    cr_jacobian_layout (view->answer, for_size > 0 ? for_size : NATURAL_WIDTH, &layout);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = (int)ceil (layout.height);
  else
    *minimum = *natural = layout.numbered ? (int)ceil (layout.width) : 120;
}

static void
cr_jacobian_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrJacobianView *view = CR_JACOBIAN_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  CrJacobianLayout layout;
  cairo_t *cr;

  if (view->answer == NULL || width <= 0 || height <= 0)
    return;
  cr_jacobian_layout (view->answer, width, &layout);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cr_jacobian_paint (view->answer, &layout, cr,
                     cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ())), view->row,
                     view->column);
  cairo_destroy (cr);
}

static void
point_at (CrJacobianView *view, gint64 row, gint64 column)
{
  g_autofree char *text = NULL;

  if (view->row == row && view->column == column)
    return;
  view->row = row;
  view->column = column;
  if (row != CR_JACOBIAN_NOWHERE)
    text = cr_jacobian_answer_dup_element (view->answer, row, column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
  g_signal_emit (view, signals[SIGNAL_TOLD], 0, text);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
moved (CrJacobianView *view, double x, double y)
{
  CrJacobianLayout layout;
  gint64 row, column;

  if (view->answer == NULL)
    return;
  cr_jacobian_layout (view->answer, gtk_widget_get_width (GTK_WIDGET (view)), &layout);
  if (cr_jacobian_find (view->answer, &layout, x, y, &row, &column))
    point_at (view, row, column);
}

static void
pressed (CrJacobianView *view, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (view));
  moved (view, x, y);
}

/* Down from the last row of J is v^T J. */
static void
move_by (CrJacobianView *view, gint64 down, gint64 across)
{
  gint64 n_rows = view->answer->result.matrix != NULL ? cr_jacobian_answer_get_n_rows (view->answer) : 0;
  gint64 n_columns = cr_jacobian_answer_get_n_columns (view->answer);
  gint64 row = view->row == CR_JACOBIAN_PRODUCT ? n_rows : view->row, column = view->column;

  if (n_columns == 0)
    return;
  if (view->row == CR_JACOBIAN_NOWHERE || view->row == CR_JACOBIAN_V)
    row = column = 0;
  else
    {
      row = CLAMP (row + down, 0, n_rows);
      column = CLAMP (column + across, 0, n_columns - 1);
    }
  point_at (view, row == n_rows ? CR_JACOBIAN_PRODUCT : row, column);
}

static gboolean
key_pressed (CrJacobianView *view, guint key, guint code, GdkModifierType state)
{
  if (view->answer == NULL || (state & (GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK | GDK_CONTROL_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    move_by (view, -1, 0);
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    move_by (view, 1, 0);
  else if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    move_by (view, 0, -1);
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    move_by (view, 0, 1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
cr_jacobian_view_class_init (CrJacobianViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->get_request_mode = cr_jacobian_view_get_request_mode;
  widget_class->measure = cr_jacobian_view_measure;
  widget_class->snapshot = cr_jacobian_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "jacobianview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SIGNAL_TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cr_jacobian_view_init (CrJacobianView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new (), *motion = gtk_event_controller_motion_new ();

  view->row = view->column = CR_JACOBIAN_NOWHERE;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed), widget);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), widget);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), view,
                           G_CONNECT_SWAPPED);
}

void
cr_jacobian_view_show (CrJacobianView *view, const CrJacobianAnswer *answer)
{
  g_autofree char *title = answer != NULL ? cr_jacobian_answer_dup_title (answer) : g_strdup ("");

  g_return_if_fail (CR_IS_JACOBIAN_VIEW (view));
  view->answer = answer;
  view->row = view->column = CR_JACOBIAN_NOWHERE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
  gtk_widget_queue_resize (GTK_WIDGET (view));
  gtk_widget_queue_draw (GTK_WIDGET (view));
}
