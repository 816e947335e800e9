/* Made from the tables of kinds and families, each mark drawn as it is on the strip. */

#include "cr-timeline-key.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "cr-timeline-mark.h"

#define N_COLUMNS 2

static const CrTheme *
get_theme (void)
{
  return cr_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static void
draw_mark (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer kind)
{
  cr_timeline_mark_draw (cr, get_theme (), GPOINTER_TO_UINT (kind), width / 2.0,
                         (height - CR_TIMELINE_MARK_HEIGHT) / 2);
}

static void
draw_lane (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  guint family = GPOINTER_TO_UINT (data);
  const CrColor *color = cr_timeline_family_get_color (family, get_theme ());
  double room = (double)height / CR_N_FAMILIES;

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
  cairo_rectangle (cr, 0, family * room + 0.5, width, room - 1);
  cairo_fill (cr);
}

static void
attach (GtkGrid *grid, guint place, GtkDrawingAreaDrawFunc draw, guint what, const char *text)
{
  GtkWidget *area = gtk_drawing_area_new (), *label = gtk_label_new (text);

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), 16);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 20);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, GUINT_TO_POINTER (what), NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_end (label, 12);
  gtk_grid_attach (grid, area, (int)(place % N_COLUMNS) * 2, (int)(place / N_COLUMNS), 1, 1);
  gtk_grid_attach (grid, label, (int)(place % N_COLUMNS) * 2 + 1, (int)(place / N_COLUMNS), 1, 1);
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static GtkGrid *
append_grid (GtkBox *box, const char *heading)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 8);
  gtk_box_append (box, make_heading (heading));
  gtk_box_append (box, grid);
  return GTK_GRID (grid);
}

GtkWidget *
cr_timeline_key_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *note;
  GtkGrid *marks = append_grid (GTK_BOX (box), _ ("One mark an event")), *lanes;

  for (guint kind = 0; kind < CR_N_EVENT_KINDS; kind++)
    attach (marks, kind, draw_mark, kind, cr_timeline_kind_get_label (kind));
  lanes = append_grid (GTK_BOX (box), _ ("Where there is no room for that, a lane a kind"));
  for (guint family = 0; family < CR_N_FAMILIES; family++)
    attach (lanes, family, draw_lane, family, cr_timeline_family_get_label (family));
  note = gtk_label_new (_ ("Above: iterations, calls and modules; lines; forward, backward, update. Click goes there, "
                           "double-click shows a part alone, Ctrl and the wheel zoom, the bar below shows where you "
                           "are in the whole run."));
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (note), 44);
  gtk_widget_add_css_class (note, "dim-label");
  gtk_box_append (GTK_BOX (box), note);
  return box;
}
