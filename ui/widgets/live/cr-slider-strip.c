/* Rows are made and kept by the slider's id. */

#include "cr-slider-strip.h"

#include "cr-observer.h"
#include "cr-slider-row.h"

struct _CrSliderStrip
{
  GtkWidget parent_instance;
  CrObserver observer;

  GtkWidget *window;
  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (CrSliderStrip, cr_slider_strip, GTK_TYPE_WIDGET)

static CrSliderRow *
find_row (CrSliderStrip *strip, guint id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (strip->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (cr_slider_row_get_id (CR_SLIDER_ROW (child)) == id)
      return CR_SLIDER_ROW (child);
  return NULL;
}

static gboolean
is_listed (const GArray *sliders, guint id)
{
  for (guint i = 0; i < sliders->len; i++)
    if (g_array_index (sliders, CrSlider, i).id == id)
      return TRUE;
  return FALSE;
}

static void
drop_rows (CrSliderStrip *strip, const GArray *sliders)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (strip->box)), *next; child != NULL; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (!is_listed (sliders, cr_slider_row_get_id (CR_SLIDER_ROW (child))))
        gtk_box_remove (strip->box, child);
    }
}

static void
show_sliders (CrSliderStrip *strip)
{
  const GArray *sliders = cr_session_get_sliders (strip->observer.session);

  drop_rows (strip, sliders);
  for (guint i = 0; i < sliders->len; i++)
    {
      const CrSlider *slider = &g_array_index (sliders, CrSlider, i);
      CrSliderRow *row = find_row (strip, slider->id);

      if (row == NULL)
        {
          row = CR_SLIDER_ROW (cr_slider_row_new (strip->observer.session, slider->id));
          gtk_box_append (strip->box, GTK_WIDGET (row));
        }
      cr_slider_row_show (row, slider);
    }
  gtk_widget_set_visible (strip->window, sliders->len > 0);
}

/* Another session's sliders have rows of their own. */
static void
session_set (CrSliderStrip *strip)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (strip->box))) != NULL)
    gtk_box_remove (strip->box, child);
  show_sliders (strip);
}

/* The text is another one, or a number moves. */
static void
show_values (CrSliderStrip *strip)
{
  const CrLiveNumber *live = cr_session_get_live (strip->observer.session);
  const GArray *sliders;

  if (!gtk_widget_get_visible (strip->window))
    return;
  sliders = cr_session_get_sliders (strip->observer.session);
  for (guint i = 0; i < sliders->len; i++)
    {
      const CrSlider *slider = &g_array_index (sliders, CrSlider, i);
      CrSliderRow *row = find_row (strip, slider->id);
      gboolean moves = live != NULL && live->held && live->bytes > 0 && live->offset == slider->offset;

      if (row != NULL && (moves || live == NULL || !live->held))
        cr_slider_row_show_value (row, moves ? live->value : slider->value);
    }
}

CR_OBSERVER_PROPERTY (CrSliderStrip, cr_slider_strip, CR_SLIDER_STRIP, session_set)

static void
cr_slider_strip_dispose (GObject *object)
{
  CrSliderStrip *strip = CR_SLIDER_STRIP (object);

  cr_observer_clear (&strip->observer);
  g_clear_pointer (&strip->window, gtk_widget_unparent);
  G_OBJECT_CLASS (cr_slider_strip_parent_class)->dispose (object);
}

static void
cr_slider_strip_class_init (CrSliderStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cr_slider_strip_get_property;
  object_class->set_property = cr_slider_strip_set_property;
  object_class->dispose = cr_slider_strip_dispose;
  cr_observer_install_property (object_class);
  gtk_widget_class_set_css_name (widget_class, "sliderstrip");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chainrule/Chainrule/widgets/cr-slider-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, CrSliderStrip, window);
  gtk_widget_class_bind_template_child (widget_class, CrSliderStrip, box);
}

static void
cr_slider_strip_init (CrSliderStrip *strip)
{
  cr_observer_init (&strip->observer);
  cr_observer_connect (&strip->observer, "sliders-changed", G_CALLBACK (show_sliders), strip);
  cr_observer_connect (&strip->observer, "live-changed", G_CALLBACK (show_values), strip);
  cr_observer_connect (&strip->observer, "graph-changed", G_CALLBACK (show_values), strip);
  gtk_widget_init_template (GTK_WIDGET (strip));
}
