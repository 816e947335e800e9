/* The small marks of the picture: leaf, glow, rings and capsules. */
#include "cr-painter-private.h"

#include <math.h>

/* A leaf with its vein, about @size wide, its middle at @x, @y. */
void
cr_paint_leaf_mark (CrPaint *p, double x, double y, double size)
{
  double s = size / 2;

  cairo_save (p->cr);
  cairo_translate (p->cr, x, y);
  cr_paint_set_color (p, &p->theme->leaf_line);
  cairo_move_to (p->cr, -s, s * 0.9);
  cairo_curve_to (p->cr, -s * 1.25, -s * 0.5, -s * 0.1, -s * 1.05, s, -s * 0.95);
  cairo_curve_to (p->cr, s * 1.15, s * 0.35, s * 0.25, s * 1.15, -s, s * 0.9);
  cairo_fill (p->cr);
  cr_paint_set_color (p, &p->theme->background);
  cairo_set_line_width (p->cr, size / 11);
  cairo_move_to (p->cr, -s * 0.75, s * 0.68);
  cairo_line_to (p->cr, s * 0.45, -s * 0.42);
  cairo_stroke (p->cr);
  cairo_restore (p->cr);
}

/* Light around a box: a few wide, faint strokes, which every kind of surface can draw. */
void
cr_paint_glow (CrPaint *p, const CrColor *color, double x, double y, double width, double height, double radius)
{
  CrColor faint = *color;

  for (int i = 6; i >= 1; i--)
    {
      double out = i * 1.8;

      faint.alpha = 0.02 + 0.022 * (6 - i);
      cr_paint_set_color (p, &faint);
      cairo_set_line_width (p->cr, 5);
      cr_path_rounded (p->cr, x - out, y - out, width + 2 * out, height + 2 * out, radius + out);
      cairo_stroke (p->cr);
    }
}

static void
paint_ring (CrPaint *p, const CrSceneNode *n, double radius, double out, double line)
{
  cairo_set_line_width (p->cr, line);
  cr_path_rounded (p->cr, n->x - out, n->y - out, n->width + 2 * out, n->height + 2 * out, radius + out);
  cairo_stroke (p->cr);
}

/* Selected: a double ring; focused: a dotted one; hovered: a thin one. */
void
cr_paint_rings (CrPaint *p, guint i, double radius)
{
  static const double dots[] = { 1.5, 2.5 };
  const CrSceneNode *n = &cr_scene_item (p->scene, i)->node;
  const CrPaintOptions *o = p->options;
  double alpha = p->alpha;

  p->alpha = 1;
  cr_paint_set_color (p, &p->theme->selection);
  if (o->selected == i)
    {
      paint_ring (p, n, radius, 3.2, 1.2);
      paint_ring (p, n, radius, 6.4, 2.4);
    }
  if (o->hovered == i && o->selected != i)
    paint_ring (p, n, radius, 3, 1.4);
  if (o->focused == i)
    {
      cr_paint_set_color (p, &p->theme->text);
      cairo_set_dash (p->cr, dots, G_N_ELEMENTS (dots), 0);
      paint_ring (p, n, radius, o->selected == i ? 8.9 : 5.5, 1.2);
      cairo_set_dash (p->cr, NULL, 0, 0);
    }
  p->alpha = alpha;
}

double
cr_paint_capsule_width (CrPaint *p, CrFont font, const char *label)
{
  double width;

  cr_text_measure (p->text, font, label, &width, NULL);
  return width + 16;
}

static void
paint_capsule_box (CrPaint *p, double x, double y, double width, const CrColor *fill, const CrColor *line,
                   gboolean dashed)
{
  static const double dashes[] = { 3, 2.5 };
  double height = CR_CAPSULE_HEIGHT;

  cr_path_rounded (p->cr, x - width / 2, y - height / 2, width, height, height / 2);
  cr_paint_set_color (p, fill);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, line);
  cairo_set_line_width (p->cr, dashed ? 1.0 : 1.3);
  if (dashed)
    cairo_set_dash (p->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
}

void
cr_paint_capsule (CrPaint *p, CrFont font, const char *label, double x, double y, double max_width,
                  CrCapsuleStyle style)
{
  const CrTheme *t = p->theme;
  const CrColor *fills[] = { &t->gradient, &t->gradient_fill, &t->background, &t->background };
  const CrColor *lines[] = { &t->gradient, &t->gradient, &t->gradient, &t->plain_line };
  const CrColor *texts[] = { &t->on_gradient, &t->gradient, &t->dim_text, &t->dim_text };
  double width = MIN (cr_paint_capsule_width (p, font, label), max_width);
  CrColor line = *lines[style];

  if (style == CR_CAPSULE_PASSED)
    line.alpha = 0.45;
  paint_capsule_box (p, x, y, width, fills[style], &line, style == CR_CAPSULE_EMPTY);
  if (p->small_text)
    cr_paint_text (p, font, texts[style], label, x, y, CR_ALIGN_CENTER, width - 12);
}

void
cr_paint_value_capsule (CrPaint *p, const char *label, double x, double y)
{
  double width = cr_paint_capsule_width (p, CR_FONT_CAPSULE, label);

  paint_capsule_box (p, x, y, width, &p->theme->node_fill, &p->theme->value, FALSE);
  if (p->small_text)
    cr_paint_text (p, CR_FONT_CAPSULE, &p->theme->value, label, x, y, CR_ALIGN_CENTER, 0);
}
