/* Terms become boxes. The proportions are those of TeX's text style, roughly: a fraction's parts are smaller, exponents
 * smaller still, and the line of a fraction stands on the axis on which + and − stand. */
#include "cr-formula-box.h"

#include <string.h>

#define SERIF "STIX Two Text, Libertinus Serif, DejaVu Serif, serif"
#define FRACTION_SCALE 0.88
#define SCRIPT_SCALE 0.72
#define MIN_SIZE 8.0
#define AXIS 0.30 /* height above the baseline, in letters' sizes */

typedef enum
{
  STYLE_ITALIC,
  STYLE_UPRIGHT,
  STYLE_WORDS
} Style;

static CrBox *make (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink);

void
cr_box_free (CrBox *box)
{
  if (box == NULL)
    return;
  g_clear_object (&box->layout);
  g_clear_pointer (&box->children, g_ptr_array_unref);
  g_free (box);
}

static CrBox *
new_box (CrBoxKind kind, CrInk ink)
{
  CrBox *box = g_new0 (CrBox, 1);

  box->kind = kind;
  box->ink = ink;
  return box;
}

/* Puts @child (taken over) into @box with its baseline at (@x, @y), and makes room for it. */
static void
put (CrBox *box, CrBox *child, double x, double y)
{
  if (box->children == NULL)
    box->children = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_box_free);
  child->x = x;
  child->y = y;
  box->width = MAX (box->width, x + child->width);
  box->ascent = MAX (box->ascent, child->ascent - y);
  box->descent = MAX (box->descent, child->descent + y);
  g_ptr_array_add (box->children, child);
}

static CrBox *
make_text (const CrBoxMaker *maker, const char *text, Style style, double size, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_TEXT, ink);
  PangoFontDescription *font = pango_font_description_new ();
  int width, height;

  pango_font_description_set_family_static (font, style == STYLE_WORDS ? CR_FONT_SANS : SERIF);
  pango_font_description_set_absolute_size (font, (style == STYLE_WORDS ? 0.94 : 1) * size * PANGO_SCALE);
  if (style == STYLE_ITALIC)
    pango_font_description_set_style (font, PANGO_STYLE_ITALIC);
  box->layout = pango_layout_new (maker->context);
  pango_layout_set_font_description (box->layout, font);
  pango_layout_set_text (box->layout, text, -1);
  pango_layout_get_size (box->layout, &width, &height);
  box->baseline = pango_layout_get_baseline (box->layout) / (double)PANGO_SCALE;
  box->width = width / (double)PANGO_SCALE;
  /* Tighter than the font's line: letters of a formula stand close above each other. */
  box->ascent = MIN (box->baseline, 0.80 * size);
  box->descent = MIN (height / (double)PANGO_SCALE - box->baseline, 0.24 * size);
  pango_font_description_free (font);
  return box;
}

static double
shrink (double size, double scale)
{
  return MAX (size * scale, MIN_SIZE);
}

/* Pieces in one box, beside each other. */
static CrBox *
join_pieces (GPtrArray *pieces, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_LIST, ink);
  double x = 0;

  for (guint i = 0; i < pieces->len; i++)
    {
      CrBox *piece = g_ptr_array_index (pieces, i);

      x += i > 0 ? piece->gap : 0;
      put (box, piece, x, 0);
      x += piece->width;
    }
  g_ptr_array_set_free_func (pieces, NULL);
  g_ptr_array_unref (pieces);
  return box;
}

static void add_pieces (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink, double gap,
                        GPtrArray *pieces);

static CrBox *
make_line (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_box_free);

  add_pieces (maker, term, size, ink, 0, pieces);
  return join_pieces (pieces, ink);
}

static void
add_piece (GPtrArray *pieces, CrBox *box, double gap, gboolean may_break)
{
  box->gap = gap;
  box->may_break = may_break;
  g_ptr_array_add (pieces, box);
}

static void
add_words (const CrBoxMaker *maker, const char *text, double size, CrInk ink, double gap, GPtrArray *pieces)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    add_piece (pieces, make_text (maker, words[i], STYLE_WORDS, size, ink), i > 0 ? 0.27 * size : gap, TRUE);
}

static CrBox *stack (CrBox *above, CrBox *below, double size, CrInk ink);
static const CrTerm *skip_brackets (const CrTerm *term);

/* A derivative over something would be four storeys high: it is written before 1 over that. */
static void
add_gradient_fraction (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink, double gap,
                       GPtrArray *pieces)
{
  double inner = shrink (size, FRACTION_SCALE), thin = 0.24 * size;
  CrBox *one = make_text (maker, "1", STYLE_UPRIGHT, inner, ink);
  CrBox *below = make_line (maker, skip_brackets (cr_term_get (term, 1)), inner, ink);

  add_piece (pieces, make (maker, cr_term_get (term, 0), size, ink), gap, FALSE);
  add_piece (pieces, make_text (maker, "·", STYLE_UPRIGHT, size, ink), thin, TRUE);
  add_piece (pieces, stack (one, below, size, ink), thin, FALSE);
}

/* One after the other, as far as a line may be broken between them. */
static void
add_pieces (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink, double gap, GPtrArray *pieces)
{
  double thin = 0.24 * size;

  ink = term->ink != CR_INK_TEXT ? term->ink : ink;
  if (term->kind == CR_TERM_ROW)
    for (guint i = 0; i < cr_term_get_n (term); i++)
      add_pieces (maker, cr_term_get (term, i), size, ink, i == 0 ? gap : 0.32 * size, pieces);
  else if (term->kind == CR_TERM_SUM || (term->kind == CR_TERM_PRODUCT && *term->text != '\0'))
    {
      gboolean raised = strcmp (term->text, "⋆ᵀ") == 0;

      add_pieces (maker, cr_term_get (term, 0), size, ink, gap, pieces);
      add_piece (pieces, make_text (maker, raised ? "⋆ᵀ" : term->text, STYLE_UPRIGHT, size, CR_INK_TEXT), thin, TRUE);
      add_pieces (maker, cr_term_get (term, 1), size, ink, thin, pieces);
    }
  else if (term->kind == CR_TERM_PRODUCT)
    {
      add_pieces (maker, cr_term_get (term, 0), size, ink, gap, pieces);
      add_piece (pieces, make (maker, cr_term_get (term, 1), size, ink), 0.08 * size, FALSE);
    }
  else if (term->kind == CR_TERM_FRACTION && cr_term_is (cr_term_get (term, 0), CR_TERM_GRADIENT, NULL))
    add_gradient_fraction (maker, term, size, ink, gap, pieces);
  else if (term->kind == CR_TERM_NEGATIVE)
    {
      add_piece (pieces, make_text (maker, "−", STYLE_UPRIGHT, size, ink), gap, FALSE);
      add_pieces (maker, cr_term_get (term, 0), size, ink, 0.04 * size, pieces);
    }
  else if (term->kind == CR_TERM_WORDS)
    add_words (maker, term->text, size, ink, gap, pieces);
  else if (term->kind == CR_TERM_COMMA)
    add_piece (pieces, make_text (maker, term->text, STYLE_WORDS, size, ink), 0, FALSE);
  else
    add_piece (pieces, make (maker, term, size, ink), gap, term->kind == CR_TERM_RELATION);
}

GPtrArray *
cr_box_make_pieces (const CrBoxMaker *maker, const CrTerm *row)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_box_free);

  add_pieces (maker, row, maker->size, CR_INK_TEXT, 0, pieces);
  return pieces;
}

/* One above the other, with a line between; both taken over. */
static CrBox *
stack (CrBox *above, CrBox *below, double size, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_LIST, ink);
  CrBox *line = new_box (CR_BOX_LINE, ink);
  double side = 0.10 * size, axis = AXIS * size, gap = 0.13 * size;
  double width = MAX (above->width, below->width) + 2 * side;

  line->width = width;
  put (box, line, 0, -axis);
  put (box, above, (width - above->width) / 2, -axis - gap - above->descent);
  put (box, below, (width - below->width) / 2, -axis + gap + below->ascent);
  return box;
}

static const CrTerm *
skip_brackets (const CrTerm *term)
{
  return cr_term_is (term, CR_TERM_GROUP, "(") && cr_term_get_n (term) == 1 ? cr_term_get (term, 0) : term;
}

static CrBox *
make_fraction (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  double inner = shrink (size, FRACTION_SCALE);

  return stack (make_line (maker, skip_brackets (cr_term_get (term, 0)), inner, ink),
                make_line (maker, skip_brackets (cr_term_get (term, 1)), inner, ink), size, ink);
}

/* ∂ before what it is of. */
static CrBox *
make_differential (const CrBoxMaker *maker, CrBox *of, double size, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_LIST, ink);
  CrBox *sign = make_text (maker, "∂", STYLE_ITALIC, size, ink);

  put (box, sign, 0, 0);
  put (box, of, sign->width + 0.02 * size, 0);
  return box;
}

static CrBox *
make_gradient (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  double inner = shrink (size, FRACTION_SCALE);
  CrBox *loss = make_text (maker, "L", STYLE_ITALIC, inner, ink);

  return stack (make_differential (maker, loss, inner, ink),
                make_differential (maker, make (maker, cr_term_get (term, 0), inner, ink), inner, ink), size, ink);
}

static CrBox *
make_script (CrBox *base, CrBox *script, double size, gboolean raised)
{
  CrBox *box = new_box (CR_BOX_LIST, base->ink);
  double y = raised ? -MAX (0.36 * size, base->ascent - 0.40 * size) : 0.20 * size;

  put (box, base, 0, 0);
  put (box, script, base->width + 0.06 * size, y);
  return box;
}

static CrBox *
make_power (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  double inner = shrink (size, SCRIPT_SCALE);
  CrBox *base = make (maker, cr_term_get (term, 0), size, ink);

  if (term->kind == CR_TERM_TRANSPOSE)
    return make_script (base, make_text (maker, "T", STYLE_UPRIGHT, inner, ink), size, TRUE);
  return make_script (base, make_line (maker, cr_term_get (term, 1), inner, ink), size, term->kind == CR_TERM_POWER);
}

static CrBox *
make_indexed (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_LIST, ink);
  const CrBox *children[4] = { 0 };
  double x = 0;

  children[0] = make (maker, cr_term_get (term, 0), size, ink);
  children[1] = make_text (maker, "[", STYLE_UPRIGHT, size * 0.9, ink);
  children[2] = make_line (maker, cr_term_get (term, 1), shrink (size, 0.85), ink);
  children[3] = make_text (maker, "]", STYLE_UPRIGHT, size * 0.9, ink);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      put (box, (CrBox *)children[i], x, 0);
      x += children[i]->width;
    }
  return box;
}

static CrBox *
new_bracket (CrBoxKind kind, const char *bracket, const CrBox *around, double size, CrInk ink)
{
  CrBox *box = new_box (kind, ink);

  box->bracket = bracket;
  box->width = (*bracket == '|' ? 0.24 : 0.34) * size;
  box->ascent = MAX (around->ascent, 0.72 * size) + 0.06 * size;
  box->descent = MAX (around->descent, 0.16 * size) + 0.06 * size;
  return box;
}

static CrBox *
make_group (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_LIST, ink), *inside, *opening, *closing;
  GPtrArray *pieces = g_ptr_array_new_with_free_func ((GDestroyNotify)cr_box_free);
  const char *bracket = *term->text == '(' ? "(" : *term->text == '|' ? "|" : "⌊";

  for (guint i = 0; i < cr_term_get_n (term); i++)
    {
      if (i > 0)
        add_piece (pieces, make_text (maker, ",", STYLE_UPRIGHT, size, ink), 0, FALSE);
      add_pieces (maker, cr_term_get (term, i), size, ink, i > 0 ? 0.25 * size : 0, pieces);
    }
  inside = join_pieces (pieces, ink);
  opening = new_bracket (CR_BOX_OPENING, bracket, inside, size, ink);
  closing = new_bracket (CR_BOX_CLOSING, bracket, inside, size, ink);
  put (box, opening, 0, 0);
  put (box, inside, opening->width, 0);
  put (box, closing, box->width, 0);
  return box;
}

static CrBox *
make_root (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_LIST, ink), *sign = new_box (CR_BOX_ROOT, ink);
  CrBox *inside = make_line (maker, skip_brackets (cr_term_get (term, 0)), size, ink);

  sign->ascent = MAX (inside->ascent, 0.7 * size) + 0.16 * size;
  sign->descent = inside->descent;
  sign->width = inside->width + 0.66 * size;
  put (box, sign, 0, 0);
  put (box, inside, 0.58 * size, 0);
  return box;
}

static CrBox *
make_series (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_LIST, ink);
  CrBox *sign = make_text (maker, "Σ", STYLE_UPRIGHT, 1.45 * size, CR_INK_TEXT);
  CrBox *inside = make_line (maker, cr_term_get (term, 0), size, ink);
  double drop = (sign->ascent - sign->descent) / 2 - AXIS * size - 0.13 * size;

  put (box, sign, 0, drop);
  if (term->text != NULL)
    {
      CrBox *limit = make_text (maker, term->text, STYLE_ITALIC, shrink (size, SCRIPT_SCALE), CR_INK_TEXT);
      double center = (sign->width - limit->width) / 2;

      put (box, limit, MAX (center, 0), drop + 0.12 * size + limit->ascent + 0.08 * size);
    }
  put (box, inside, box->width + 0.18 * size, 0);
  return box;
}

static CrBox *
make_call (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  CrBox *box = new_box (CR_BOX_LIST, ink);
  CrBox *name = make_text (maker, term->text, STYLE_UPRIGHT, size, CR_INK_TEXT);
  const CrTerm *argument = cr_term_get (term, 0);
  double gap = cr_term_is (argument, CR_TERM_GROUP, "(") ? 0.02 : 0.2;

  put (box, name, 0, 0);
  put (box, make_line (maker, argument, size, ink), name->width + gap * size, 0);
  return box;
}

/* A letter leans; a longer name stands. */
static CrBox *
make_symbol (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  return make_text (maker, term->text, g_utf8_strlen (term->text, -1) <= 2 ? STYLE_ITALIC : STYLE_UPRIGHT, size, ink);
}

static CrBox *
make (const CrBoxMaker *maker, const CrTerm *term, double size, CrInk ink)
{
  ink = term->ink != CR_INK_TEXT ? term->ink : ink;
  switch (term->kind)
    {
    case CR_TERM_SYMBOL:
      return make_symbol (maker, term, size, ink);
    case CR_TERM_GRADIENT:
      return make_gradient (maker, term, size, ink);
    case CR_TERM_FRACTION:
      return make_fraction (maker, term, size, ink);
    case CR_TERM_POWER:
    case CR_TERM_SUBSCRIPT:
    case CR_TERM_TRANSPOSE:
      return make_power (maker, term, size, ink);
    case CR_TERM_INDEXED:
      return make_indexed (maker, term, size, ink);
    case CR_TERM_GROUP:
      return make_group (maker, term, size, ink);
    case CR_TERM_ROOT:
      return make_root (maker, term, size, ink);
    case CR_TERM_SERIES:
      return make_series (maker, term, size, ink);
    case CR_TERM_CALL:
      return make_call (maker, term, size, ink);
    case CR_TERM_NUMBER:
    case CR_TERM_RELATION:
      return make_text (maker, term->text, STYLE_UPRIGHT, size, ink);
    default:
      return make_line (maker, term, size, ink);
    }
}
