/* A formula's widget: letters are a little larger than those of the desktop's text, whose size they follow. */

#include "cr-formula-view.h"

#include <adwaita.h>
#include <math.h>

#define LETTER 1.12 /* of the text's size */
#define MIN_WIDTH 120

struct _CrFormulaView
{
  GtkWidget parent_instance;
  CrFormula *formula; /* nullable */
  char *rule;         /* what it was made from, if it was a rule */
};

G_DEFINE_FINAL_TYPE (CrFormulaView, cr_formula_view, GTK_TYPE_WIDGET)

/* In pixels. */
static double
get_size (CrFormulaView *view)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (view));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = pango_font_description_get_size (font) / (double)PANGO_SCALE;

  if (!pango_font_description_get_size_is_absolute (font))
    size *= pango_cairo_context_get_resolution (context) > 0 ? pango_cairo_context_get_resolution (context) / 72
                                                             : 96.0 / 72;
  return LETTER * MAX (size, 8);
}

static GtkSizeRequestMode
cr_formula_view_get_request_mode (GtkWidget *widget)
{
  (void)widget;
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
cr_formula_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  CrFormulaView *view = CR_FORMULA_VIEW (widget);
  double width = 0, height = 0;

  *minimum_baseline = *natural_baseline = -1;
  if (view->formula != NULL)
    cr_formula_measure (view->formula, get_size (view),
                        orientation == GTK_ORIENTATION_VERTICAL && for_size > 0 ? for_size : 0, &width, &height);
  *natural = (int)ceil (orientation == GTK_ORIENTATION_HORIZONTAL ? width : height);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN (*natural, MIN_WIDTH) : *natural;
}

static void
cr_formula_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CrFormulaView *view = CR_FORMULA_VIEW (widget);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr;

  if (view->formula == NULL || width <= 0 || height <= 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cr_formula_draw (view->formula, cr, cr_theme_get (dark), get_size (view), width);
  cairo_destroy (cr);
}

static void
cr_formula_view_finalize (GObject *object)
{
  CrFormulaView *view = CR_FORMULA_VIEW (object);

  g_clear_pointer (&view->formula, cr_formula_free);
  g_free (view->rule);
  G_OBJECT_CLASS (cr_formula_view_parent_class)->finalize (object);
}

static void
cr_formula_view_class_init (CrFormulaViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cr_formula_view_finalize;
  widget_class->get_request_mode = cr_formula_view_get_request_mode;
  widget_class->measure = cr_formula_view_measure;
  widget_class->snapshot = cr_formula_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "formula");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
cr_formula_view_init (CrFormulaView *view)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), view,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
cr_formula_view_new (void)
{
  return g_object_new (CR_TYPE_FORMULA_VIEW, NULL);
}

void
cr_formula_view_set_formula (CrFormulaView *view, CrFormula *formula)
{
  g_autofree char *reading = NULL;

  g_return_if_fail (CR_IS_FORMULA_VIEW (view));
  if (formula == NULL && view->formula == NULL)
    return;
  g_clear_pointer (&view->formula, cr_formula_free);
  g_clear_pointer (&view->rule, g_free);
  view->formula = formula;
  reading = formula == NULL ? g_strdup ("") : cr_formula_read (formula);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, reading, -1);
  gtk_widget_queue_resize (GTK_WIDGET (view));
}

void
cr_formula_view_set_rule (CrFormulaView *view, const char *rule)
{
  g_return_if_fail (CR_IS_FORMULA_VIEW (view));
  if (rule != NULL && g_strcmp0 (rule, view->rule) == 0)
    return;
  cr_formula_view_set_formula (view, rule == NULL ? NULL : cr_formula_new (rule));
  view->rule = g_strdup (rule);
}

const CrFormula *
cr_formula_view_get_formula (CrFormulaView *view)
{
  g_return_val_if_fail (CR_IS_FORMULA_VIEW (view), NULL);
  return view->formula;
}
