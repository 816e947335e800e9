/* The key to the picture: what round and square, solid and dashed, and the marks mean. */
#include "cr-painter-private.h"

#include <glib/gi18n-lib.h>

#define ROW 19.0
#define SWATCH 24.0

typedef struct
{
  CrText *text;
  CrPaint paint;
  double x, y;
} Key;

/* The key lies over the picture: its own ground lets it be read where a node is below it. */
static void
paint_ground (Key *k, double width)
{
  const CrColor *ground = &k->paint.theme->background;

  cairo_set_source_rgba (k->paint.cr, ground->red, ground->green, ground->blue, 0.85);
  cairo_rectangle (k->paint.cr, k->x - 4, k->y - ROW / 2, width, ROW);
  cairo_fill (k->paint.cr);
}

static void
paint_word (Key *k, const char *word)
{
  double width;

  cr_text_measure (k->text, CR_FONT_SMALL, word, &width, NULL);
  paint_ground (k, width + 16);
  cr_paint_text (&k->paint, CR_FONT_SMALL, &k->paint.theme->dim_text, word, k->x, k->y, CR_ALIGN_LEFT, 0);
  k->x += width + 16;
}

static void
paint_line (Key *k, const CrColor *color, gboolean dashed, const char *word)
{
  static const double dashes[] = { 5, 3.5 };
  cairo_t *cr = k->paint.cr;

  paint_ground (k, SWATCH + 6);
  cr_paint_set_color (&k->paint, color);
  cairo_set_line_width (cr, 1.7);
  if (dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, k->x, k->y);
  cairo_line_to (cr, k->x + SWATCH, k->y);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  k->x += SWATCH + 6;
  paint_word (k, word);
}

static void
paint_swatch (Key *k, CrNodeKind kind, const char *word)
{
  static const double dashes[] = { 2.5, 2 };
  const CrTheme *t = k->paint.theme;
  cairo_t *cr = k->paint.cr;
  const CrColor *fill = kind == CR_NODE_LEAF ? &t->leaf_fill : kind == CR_NODE_ROOT ? &t->root_fill : &t->node_fill;
  const CrColor *line = kind == CR_NODE_LEAF ? &t->leaf_line : kind == CR_NODE_ROOT ? &t->root_line : &t->plain_line;

  paint_ground (k, SWATCH + 6);
  cr_path_rounded (cr, k->x, k->y - 6.5, SWATCH, 13, 6.5);
  cr_paint_set_color (&k->paint, fill);
  cairo_fill_preserve (cr);
  cr_paint_set_color (&k->paint, line);
  cairo_set_line_width (cr, kind == CR_NODE_LEAF ? 1.7 : 1.2);
  if (kind == CR_NODE_LEAF_NO_GRAD)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  if (kind == CR_NODE_ROOT)
    {
      cr_path_rounded (cr, k->x + 2.5, k->y - 4, SWATCH - 5, 8, 4);
      cairo_set_line_width (cr, 0.9);
      cairo_stroke (cr);
    }
  if (kind == CR_NODE_LEAF)
    cr_paint_leaf_mark (&k->paint, k->x + SWATCH / 2, k->y, 7);
  k->x += SWATCH + 6;
  paint_word (k, word);
}

void
cr_painter_paint_key (const CrTheme *theme, CrText *text, cairo_t *cr, double x, double y)
{
  g_autoptr (CrText) own = text ? NULL : cr_text_new (cr);
  Key k
      = { .text = text ? text : own,
          .paint = { .theme = theme, .cr = cr, .text = text ? text : own, .alpha = 1, .fade = 1, .small_text = TRUE } };

  k.x = x;
  k.y = y - 2.5 * ROW;
  paint_word (&k, _ ("round: variable · square: operator"));
  k.x = x;
  k.y = y - 1.5 * ROW;
  paint_line (&k, &theme->forward_edge, FALSE, _ ("forward"));
  paint_line (&k, &theme->gradient, TRUE, _ ("gradient"));
  k.x = x;
  k.y = y - 0.5 * ROW;
  paint_swatch (&k, CR_NODE_LEAF, _ ("leaf"));
  paint_swatch (&k, CR_NODE_LEAF_NO_GRAD, _ ("leaf, no grad"));
  paint_swatch (&k, CR_NODE_ROOT, _ ("root"));
}

static void
paint_cut_edge (CrPaint *p, double x, double y)
{
  cr_paint_set_color (p, &p->theme->forward_edge);
  cairo_set_line_width (p->cr, 1.5);
  cairo_move_to (p->cr, x, y - 9);
  cairo_line_to (p->cr, x, y + 9);
  cairo_stroke (p->cr);
  cr_paint_cut (p, x, y, G_PI_2);
}

void
cr_painter_paint_mark (const CrTheme *theme, CrMark mark, cairo_t *cr, double x, double y)
{
  static const CrReach reaches[] = { CR_REACH_NOT_YET, CR_REACH_WAITING, CR_REACH_READY, CR_REACH_CURRENT,
                                     CR_REACH_DONE,    CR_REACH_PASSED,  CR_REACH_NEVER };
  CrPaint p = { .theme = theme, .cr = cr, .alpha = 1, .fade = 1, .small_text = TRUE };

  if (mark < G_N_ELEMENTS (reaches))
    cr_paint_badge (&p, &(CrNodeReach){ reaches[mark], 1, 3 }, x, y);
  else if (mark == CR_MARK_HELD || mark == CR_MARK_FREED)
    cr_paint_held (&p, x, y, mark == CR_MARK_FREED);
  else if (mark == CR_MARK_STALE)
    cr_paint_triangle (&p, x, y);
  else if (mark == CR_MARK_CUT)
    paint_cut_edge (&p, x, y);
  else if (mark == CR_MARK_FAILED)
    cr_paint_cross_badge (&p, x, y);
  else if (mark == CR_MARK_BREAKPOINT)
    cr_paint_octagon (&p, x, y);
}

const char *
cr_mark_get_words (CrMark mark)
{
  static const char *const words[CR_N_MARKS] = { N_ ("no gradient yet"),
                                                 N_ ("some of its gradients are here"),
                                                 N_ ("ready: all of them are here"),
                                                 N_ ("stepping now"),
                                                 N_ ("done"),
                                                 N_ ("its gradient has passed"),
                                                 N_ ("no gradient comes"),
                                                 N_ ("holds saved tensors"),
                                                 N_ ("saved tensors are freed"),
                                                 N_ ("saved, changed since"),
                                                 N_ ("no gradient flows here (detach, ...)"),
                                                 N_ ("failed here"),
                                                 N_ ("breakpoint") };

  g_return_val_if_fail (mark < CR_N_MARKS, NULL);
  return _ (words[mark]);
}
