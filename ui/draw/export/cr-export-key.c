/* The key below an exported picture. Where the window can be asked, paper cannot: whatever shape, line or mark occurs
 * in the picture is told here, and nothing else. */
#include "cr-export-private.h"

#include <glib/gi18n-lib.h>

#include "cr-painter-private.h"

#define ROW 21.0
#define SWATCH 26.0
#define SWATCH_HEIGHT 14.0
#define WORDS_GAP 7.0
#define ENTRY_GAP 22.0
#define PADDING 16.0 /* around all, and above the first row the line that parts it from the picture */

typedef struct
{
  CrPaint paint;   /* cr NULL: only measured */
  guint n;         /* entries so far */
  guint n_columns; /* they stand in */
  double column;   /* width of one */
  double widest;   /* entry so far */
  double x, y;     /* of the one being added */
} Key;

/* Moves to where the next entry stands. */
static void
begin_entry (Key *k, const char *words)
{
  double width;

  cr_text_measure (k->paint.text, CR_FONT_SMALL, words, &width, NULL);
  k->x = PADDING + k->n % k->n_columns * k->column;
  k->y = PADDING + (k->n / k->n_columns + 0.5) * ROW;
  k->widest = MAX (k->widest, SWATCH + WORDS_GAP + width + ENTRY_GAP);
  k->n++;
  if (k->paint.cr)
    cr_paint_text (&k->paint, CR_FONT_SMALL, &k->paint.theme->text, words, k->x + SWATCH + WORDS_GAP, k->y,
                   CR_ALIGN_LEFT, 0);
}

static void
trace_shape (const Key *k, double in, gboolean round)
{
  double height = SWATCH_HEIGHT - 2 * in;

  cr_path_rounded (k->paint.cr, k->x + in, k->y - height / 2, SWATCH - 2 * in, height, round ? height / 2 : 2);
}

static void
paint_shape (Key *k, CrNodeKind kind, gboolean round)
{
  static const double dashes[] = { 2.5, 2 };
  cairo_t *cr = k->paint.cr;

  k->paint.alpha = kind == CR_NODE_OPERATOR_NO_GRAD ? CR_PALE_ALPHA : 1;
  if (kind == CR_NODE_GROUP) /* a second box looks out behind */
    {
      cairo_rectangle (cr, k->x + 3, k->y - SWATCH_HEIGHT / 2 - 2.5, SWATCH - 3, SWATCH_HEIGHT);
      cr_paint_set_color (&k->paint, cr_paint_get_line_color (&k->paint, kind));
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
    }
  trace_shape (k, 0, round);
  cr_paint_set_color (&k->paint, cr_paint_get_fill_color (&k->paint, kind));
  cairo_fill_preserve (cr);
  cr_paint_set_color (&k->paint, cr_paint_get_line_color (&k->paint, kind));
  cairo_set_line_width (cr, kind == CR_NODE_LEAF ? 1.7 : kind == CR_NODE_OPERATOR_NO_GRAD ? 0.9 : 1.3);
  if (kind == CR_NODE_LEAF_NO_GRAD)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  if (kind == CR_NODE_ROOT && round)
    {
      trace_shape (k, 2.5, round);
      cairo_set_line_width (cr, 0.9);
      cairo_stroke (cr);
    }
  if (kind == CR_NODE_LEAF)
    cr_paint_leaf_mark (&k->paint, k->x + SWATCH / 2, k->y, 7);
  k->paint.alpha = 1;
}

static void
add_shape (Key *k, CrNodeKind kind, gboolean round, const char *words)
{
  begin_entry (k, words);
  if (k->paint.cr)
    paint_shape (k, kind, round);
}

static void
add_line (Key *k, const CrColor *color, gboolean dashed, const char *words)
{
  static const double dashes[] = { 5, 3.5 };
  cairo_t *cr = k->paint.cr;

  begin_entry (k, words);
  if (cr)
    {
      double tip = dashed ? k->x : k->x + SWATCH, back = dashed ? 6 : -6;

      cr_paint_set_color (&k->paint, color);
      cairo_set_line_width (cr, 1.7);
      cairo_set_dash (cr, dashes, dashed ? G_N_ELEMENTS (dashes) : 0, 0);
      cairo_move_to (cr, k->x + (dashed ? SWATCH : 0), k->y);
      cairo_line_to (cr, tip + back, k->y);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
      cairo_move_to (cr, tip, k->y);
      cairo_line_to (cr, tip + back, k->y - 3.5);
      cairo_line_to (cr, tip + back, k->y + 3.5);
      cairo_fill (cr);
    }
}

static void
add_sample (Key *k, const CrColor *color, const char *sample, const char *words)
{
  begin_entry (k, words);
  if (k->paint.cr)
    cr_paint_text (&k->paint, CR_FONT_CAPSULE, color, sample, k->x + SWATCH / 2, k->y, CR_ALIGN_CENTER, 0);
}

static void
add_mark (Key *k, CrMark mark)
{
  begin_entry (k, cr_mark_get_words (mark));
  if (k->paint.cr)
    cr_painter_paint_mark (k->paint.theme, mark, k->paint.cr, k->x + SWATCH / 2, k->y);
}

static guint
find_kinds (CrScene *scene)
{
  guint kinds = 0;

  for (guint i = 0; i < cr_scene_get_n_nodes (scene); i++)
    kinds |= 1u << cr_scene_get_node (scene, i)->kind;
  return kinds;
}

static void
add_shapes (Key *k, CrScene *scene)
{
  guint kinds = find_kinds (scene);
  gboolean functions = cr_scene_get_options (scene)->view == CR_VIEW_FUNCTIONS;
  const struct
  {
    CrNodeKind kind;
    gboolean round;
    const char *words;
  } table[] = { { CR_NODE_LEAF, !functions, functions ? _ ("AccumulateGrad of a leaf") : _ ("leaf: wants a gradient") },
                { CR_NODE_LEAF_NO_GRAD, TRUE, _ ("leaf, no grad") },
                { CR_NODE_NON_LEAF, TRUE, _ ("computed variable") },
                { CR_NODE_ROOT, TRUE, _ ("root: where a backward begins") },
                { CR_NODE_OPERATOR, FALSE, functions ? _ ("function") : _ ("operator") },
                { CR_NODE_OPERATOR_NO_GRAD, FALSE, _ ("operator that records no gradient") },
                { CR_NODE_GROUP, FALSE, _ ("group, folded") } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (kinds & (1u << table[i].kind))
      add_shape (k, table[i].kind, table[i].round, table[i].words);
}

static void
add_lines (Key *k, CrScene *scene, gboolean gradients, gboolean cut)
{
  const CrTheme *theme = k->paint.theme;

  if (cr_scene_get_n_edges (scene) > 0)
    add_line (k, &theme->forward_edge, FALSE,
              cr_scene_get_options (scene)->view == CR_VIEW_FUNCTIONS ? "next_functions" : _ ("forward"));
  if (gradients)
    add_line (k, &theme->gradient, TRUE, _ ("gradient"));
  if (cut)
    add_mark (k, CR_MARK_CUT);
  if (cr_scene_get_options (scene)->view != CR_VIEW_FUNCTIONS)
    add_sample (k, &theme->value, "1.5", _ ("values"));
  if (gradients)
    add_sample (k, &theme->gradient, "∇ 1.5", _ ("gradients"));
}

static void
add_all (Key *k, CrScene *scene)
{
  gboolean gradients = FALSE, cut = FALSE;

  for (guint i = 0; i < cr_scene_get_n_edges (scene); i++)
    {
      gradients |= cr_scene_get_edge (scene, i)->carries_gradient;
      cut |= cr_scene_get_edge (scene, i)->cut;
    }
  add_shapes (k, scene);
  add_lines (k, scene, gradients, cut);
  for (guint mark = CR_MARK_NOT_YET; gradients && mark <= CR_MARK_STALE; mark++)
    add_mark (k, (CrMark)mark);
}

static void
paint_divider (Key *k, double width)
{
  cr_paint_set_color (&k->paint, &k->paint.theme->plain_line);
  cairo_set_line_width (k->paint.cr, 0.8);
  cairo_move_to (k->paint.cr, PADDING, 0.5);
  cairo_line_to (k->paint.cr, width - PADDING, 0.5);
  cairo_stroke (k->paint.cr);
}

double
cr_export_key (CrScene *scene, const CrTheme *theme, cairo_t *cr, double width)
{
  g_autoptr (CrText) text = cr_text_new (cr);
  Key k = { .paint = { .theme = theme, .text = text, .alpha = 1, .fade = 1, .small_text = TRUE }, .n_columns = 1 };

  if (scene == NULL || cr_scene_get_n_nodes (scene) == 0)
    return 0;
  add_all (&k, scene);
  k.column = k.widest;
  k.n_columns = (guint)CLAMP ((width - 2 * PADDING + ENTRY_GAP) / k.column, 1, k.n);
  if (cr)
    {
      k.paint.cr = cr;
      k.n = 0;
      paint_divider (&k, width);
      add_all (&k, scene);
    }
  return 2 * PADDING + (k.n + k.n_columns - 1) / k.n_columns * ROW;
}
