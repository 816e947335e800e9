/* The small marks of the picture: leaf, glow, rings and capsules. */
#include "cr-painter-private.h"

#include <math.h>

static void
draw_leaf (CrPaint *p, guint variant, double x, double y, double size, double height)
{
  double s = size / 2;

  cairo_save (p->cr);
  cairo_translate (p->cr, x + s, y + s);
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

/* A leaf with its vein, about @size wide, its middle at @x, @y. */
void
cr_paint_leaf_mark (CrPaint *p, double x, double y, double size)
{
  cr_paint_stamp (p, CR_STAMP_LEAF, 0, x - size / 2, y - size / 2, size, size, 2, draw_leaf);
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

static void
paint_rings_of (CrPaint *p, guint i)
{
  static const double dots[] = { 1.5, 2.5 };
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  gboolean round = item->variable != CR_NONE && p->scene->options.view != CR_VIEW_FUNCTIONS;
  double radius = round ? CR_VARIABLE_RADIUS : CR_OPERATOR_RADIUS;
  const CrPaintOptions *o = p->options;

  cr_paint_set_color (p, &p->theme->selection);
  if (o->selected == i)
    {
      paint_ring (p, &item->node, radius, 3.2, 1.2);
      paint_ring (p, &item->node, radius, 6.4, 2.4);
    }
  if (o->hovered == i && o->selected != i)
    paint_ring (p, &item->node, radius, 3, 1.4);
  if (o->focused == i)
    {
      cr_paint_set_color (p, &p->theme->text);
      cairo_set_dash (p->cr, dots, G_N_ELEMENTS (dots), 0);
      paint_ring (p, &item->node, radius, o->selected == i ? 8.9 : 5.5, 1.2);
      cairo_set_dash (p->cr, NULL, 0, 0);
    }
}

/* Selected: a double ring; focused: a dotted one; hovered: a thin one. */
void
cr_paint_rings (CrPaint *p)
{
  const CrPaintOptions *o = p->options;
  guint n = p->scene->items->len;

  if (o->selected < n)
    paint_rings_of (p, o->selected);
  if (o->hovered < n && o->hovered != o->selected)
    paint_rings_of (p, o->hovered);
  if (o->focused < n && o->focused != o->selected && o->focused != o->hovered)
    paint_rings_of (p, o->focused);
}

double
cr_paint_capsule_width (CrPaint *p, CrFont font, const char *label)
{
  double width;

  cr_text_measure (p->text, font, label, &width, NULL);
  return width + 16;
}

/* Where it is dashed, nothing is in it yet. */
static void
draw_capsule_box (CrPaint *p, double x, double y, double width, const CrColor *fill, const CrColor *line,
                  gboolean dashed)
{
  static const double dashes[] = { 3, 2.5 };

  cr_path_rounded (p->cr, x, y, width, CR_CAPSULE_HEIGHT, CR_CAPSULE_HEIGHT / 2);
  cr_paint_set_color (p, fill);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, line);
  cairo_set_line_width (p->cr, dashed ? 1.0 : 1.3);
  if (dashed)
    cairo_set_dash (p->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
}

static void
draw_capsule (CrPaint *p, guint style, double x, double y, double width, double height)
{
  const CrTheme *t = p->theme;
  const CrColor *fills[] = { &t->gradient, &t->gradient_fill, &t->background, &t->background };
  const CrColor *lines[] = { &t->gradient, &t->gradient, &t->gradient, &t->plain_line };
  CrColor line = *lines[style];

  if (style == CR_CAPSULE_PASSED)
    line.alpha = 0.45;
  draw_capsule_box (p, x, y, width, fills[style], &line, style == CR_CAPSULE_EMPTY);
}

void
cr_paint_capsule (CrPaint *p, CrFont font, const char *label, double x, double y, double max_width,
                  CrCapsuleStyle style)
{
  const CrTheme *t = p->theme;
  const CrColor *texts[] = { &t->on_gradient, &t->gradient, &t->dim_text, &t->dim_text };
  double width = MIN (cr_paint_capsule_width (p, font, label), max_width);

  cr_paint_stamp (p, CR_STAMP_CAPSULE, style, x - width / 2, y - CR_CAPSULE_HEIGHT / 2, width, CR_CAPSULE_HEIGHT, 2,
                  draw_capsule);
  if (p->small_text)
    cr_paint_text (p, font, texts[style], label, x, y, CR_ALIGN_CENTER, width - 12);
}

void
cr_paint_value_capsule (CrPaint *p, const char *label, double x, double y)
{
  double width = cr_paint_capsule_width (p, CR_FONT_CAPSULE, label);

  draw_capsule_box (p, x - width / 2, y - CR_CAPSULE_HEIGHT / 2, width, &p->theme->node_fill, &p->theme->value, FALSE);
  if (p->small_text)
    cr_paint_text (p, CR_FONT_CAPSULE, &p->theme->value, label, x, y, CR_ALIGN_CENTER, 0);
}
