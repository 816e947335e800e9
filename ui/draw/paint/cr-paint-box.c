/* The boxes of nodes, as stamps where those are kept: there are few kinds and sizes, and many boxes. */
#include "cr-painter-private.h"

typedef struct
{
  const CrPaint *paint;
  CrPaintStamp draw;
} Drawing;

static void
draw_stamp (cairo_t *cr, const CrStampKey *key, gpointer user_data)
{
  const Drawing *drawing = user_data;
  CrPaint p = *drawing->paint;

  p.cr = cr;
  p.alpha = p.fade = 1;
  p.gone = 0;
  drawing->draw (&p, key->variant, 0, 0, key->width, key->height);
}

void
cr_paint_stamp (CrPaint *p, CrStampKind kind, guint variant, double x, double y, double width, double height,
                double margin, CrPaintStamp draw)
{
  CrStamps *stamps = p->text ? cr_text_get_stamps (p->text) : NULL;
  CrStampKey key = { p->theme, kind, variant, width, height, margin, 0 };
  Drawing drawing = { p, draw };

  if (stamps == NULL
      || !cr_stamps_put (stamps, p->cr, &key, x, y, p->alpha * p->fade * (1 - p->gone), draw_stamp, &drawing))
    draw (p, variant, x, y, width, height);
}

const CrColor *
cr_paint_get_line_color (const CrPaint *p, CrNodeKind kind)
{
  switch (kind)
    {
    case CR_NODE_LEAF:
      return &p->theme->leaf_line;
    case CR_NODE_LEAF_NO_GRAD:
      return &p->theme->plain_line;
    case CR_NODE_ROOT:
      return &p->theme->root_line;
    case CR_NODE_OPERATOR:
    case CR_NODE_OPERATOR_NO_GRAD:
      return &p->theme->operator_line;
    default:
      return &p->theme->node_line;
    }
}

const CrColor *
cr_paint_get_fill_color (const CrPaint *p, CrNodeKind kind)
{
  switch (kind)
    {
    case CR_NODE_LEAF:
      return &p->theme->leaf_fill;
    case CR_NODE_ROOT:
      return &p->theme->root_fill;
    case CR_NODE_OPERATOR:
    case CR_NODE_OPERATOR_NO_GRAD:
      return &p->theme->operator_fill;
    default:
      return &p->theme->node_fill;
    }
}

static void
draw_operator (CrPaint *p, guint variant, double x, double y, double width, double height)
{
  CrNodeKind kind = variant & 0xff;
  gboolean now = variant & CR_BOX_NOW, failed = variant & CR_BOX_FAILED;

  cr_path_rounded (p->cr, x, y, width, height, CR_OPERATOR_RADIUS);
  cr_paint_set_color (p, now ? &p->theme->gradient_fill : cr_paint_get_fill_color (p, kind));
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, failed ? &p->theme->failure : now ? &p->theme->gradient : cr_paint_get_line_color (p, kind));
  cairo_set_line_width (p->cr, failed ? 2.8 : now ? 2.2 : kind == CR_NODE_OPERATOR_NO_GRAD ? 1.0 : 1.6);
  cairo_stroke (p->cr);
}

/* Several operations in one box: another box looks out behind it. */
static void
draw_stack (CrPaint *p, CrNodeKind kind, double x, double y, double width, double height)
{
  cairo_set_line_width (p->cr, 1.0);
  cr_path_rounded (p->cr, x + 5, y + 4, width - 2, height, CR_VARIABLE_RADIUS);
  cr_paint_set_color (p, cr_paint_get_fill_color (p, kind));
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, cr_paint_get_line_color (p, kind));
  cairo_stroke (p->cr);
}

static void
draw_variable (CrPaint *p, guint variant, double x, double y, double width, double height)
{
  static const double dashes[] = { 3.5, 3 };
  CrNodeKind kind = variant & 0xff;

  if (variant & CR_BOX_STACK)
    draw_stack (p, kind, x, y, width, height);
  cr_path_rounded (p->cr, x, y, width, height, CR_VARIABLE_RADIUS);
  cr_paint_set_color (p, cr_paint_get_fill_color (p, kind));
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, cr_paint_get_line_color (p, kind));
  cairo_set_line_width (p->cr, kind == CR_NODE_LEAF ? 2.2 : kind == CR_NODE_LEAF_NO_GRAD ? 1.4 : 1.8);
  if (kind == CR_NODE_LEAF_NO_GRAD)
    cairo_set_dash (p->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
  if (kind != CR_NODE_ROOT)
    return;
  cairo_set_line_width (p->cr, 1.2);
  cr_path_rounded (p->cr, x + 3.6, y + 3.6, width - 7.2, height - 7.2, CR_VARIABLE_RADIUS - 3.6);
  cairo_stroke (p->cr);
}

void
cr_paint_variable_box (CrPaint *p, const CrSceneNode *n, CrBoxFlags flags)
{
  cr_paint_stamp (p, CR_STAMP_VARIABLE, n->kind | flags, n->x, n->y, n->width, n->height, 6, draw_variable);
}

void
cr_paint_operator_box (CrPaint *p, const CrSceneNode *n, CrBoxFlags flags)
{
  cr_paint_stamp (p, CR_STAMP_OPERATOR, n->kind | flags, n->x, n->y, n->width, n->height, 2, draw_operator);
}
