/* Breaks a formula into lines and draws it. */
#include <math.h>
#include <string.h>

#include "cr-formula-box.h"

#define LINE_GAP 0.42 /* between lines, in letters' sizes */
#define INDENT 1.1    /* of a line that goes on */

/* Where a piece stands. */
typedef void (*Place) (const CrBox *piece, double x, double y, gpointer data);

static PangoContext *
make_context (cairo_t *cr)
{
  PangoContext *context;
  cairo_font_options_t *options = cairo_font_options_create ();

  context = cr ? pango_cairo_create_context (cr) : pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  return context;
}

static void
set_color (cairo_t *cr, const CrTheme *theme, CrInk ink)
{
  const CrColor *color = ink == CR_INK_VALUE ? &theme->value : ink == CR_INK_GRADIENT ? &theme->gradient : &theme->text;

  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}

static void
draw_bracket (const CrBox *box, cairo_t *cr, double x, double y)
{
  gboolean opening = box->kind == CR_BOX_OPENING;
  double top = y - box->ascent, bottom = y + box->descent, width = box->width;
  double outer = opening ? x + 0.3 * width : x + 0.7 * width, inner = opening ? x + 0.8 * width : x + 0.2 * width;

  if (strcmp (box->bracket, "(") == 0)
    {
      double bow = opening ? outer - 0.12 * width : outer + 0.12 * width, part = (bottom - top) * 0.28;

      cairo_move_to (cr, inner, top);
      cairo_curve_to (cr, bow, top + part, bow, bottom - part, inner, bottom);
    }
  else
    {
      double line = *box->bracket == '|' ? x + width / 2 : outer;

      cairo_move_to (cr, line, top);
      cairo_line_to (cr, line, bottom);
      if (*box->bracket != '|')
        cairo_line_to (cr, inner, bottom);
    }
  cairo_stroke (cr);
}

static void
draw_root (const CrBox *box, cairo_t *cr, double x, double y, double size)
{
  double top = y - box->ascent + 0.5, bottom = y + box->descent;

  cairo_move_to (cr, x + 0.06 * size, y - 0.26 * size);
  cairo_line_to (cr, x + 0.16 * size, y - 0.32 * size);
  cairo_line_to (cr, x + 0.32 * size, bottom - 0.06 * size);
  cairo_line_to (cr, x + 0.52 * size, top);
  cairo_line_to (cr, x + box->width, top);
  cairo_stroke (cr);
}

static double
get_size (const CrBox *box)
{
  return (box->ascent + box->descent) / 1.1;
}

void
cr_box_draw (const CrBox *box, cairo_t *cr, const CrTheme *theme, double x, double y)
{
  set_color (cr, theme, box->ink);
  cairo_set_line_width (cr, 1.1);
  if (box->kind == CR_BOX_TEXT)
    {
      cairo_move_to (cr, x, y - box->baseline);
      pango_cairo_show_layout (cr, box->layout);
    }
  else if (box->kind == CR_BOX_LINE)
    {
      double middle = floor (y) + 0.5; /* sharp */

      cairo_move_to (cr, x, middle);
      cairo_line_to (cr, x + box->width, middle);
      cairo_stroke (cr);
    }
  else if (box->kind == CR_BOX_OPENING || box->kind == CR_BOX_CLOSING)
    draw_bracket (box, cr, x, y);
  else if (box->kind == CR_BOX_ROOT)
    draw_root (box, cr, x, y, MIN (get_size (box), 14));
  for (guint i = 0; box->children != NULL && i < box->children->len; i++)
    {
      const CrBox *child = g_ptr_array_index (box->children, i);

      cr_box_draw (child, cr, theme, x + child->x, y + child->y);
    }
}

/* The last piece of the line that begins with piece @first: as many as fit, but at least one. */
static guint
find_line_end (GPtrArray *pieces, guint first, double width)
{
  guint end = pieces->len;
  double x = 0;

  for (guint i = first; i < pieces->len; i++)
    {
      const CrBox *piece = g_ptr_array_index (pieces, i);

      if (i > first && piece->may_break)
        end = i;
      x += (i > first ? piece->gap : 0) + piece->width;
      if (x > width && width > 0 && i > first && end > first && end <= i)
        return end;
    }
  return pieces->len;
}

typedef struct
{
  double size, width;
  Place place; /* NULL: only measured */
  gpointer data;
  double used_width, y;
} Setter;

/* One line of pieces; y is moved below it. */
static void
set_line (Setter *setter, GPtrArray *pieces, guint first, guint end, double indent)
{
  double ascent = 0, descent = 0, x = indent;

  for (guint i = first; i < end; i++)
    {
      const CrBox *piece = g_ptr_array_index (pieces, i);

      ascent = MAX (ascent, piece->ascent);
      descent = MAX (descent, piece->descent);
    }
  for (guint i = first; i < end; i++)
    {
      const CrBox *piece = g_ptr_array_index (pieces, i);

      x += i > first ? piece->gap : 0;
      if (setter->place != NULL)
        setter->place (piece, x, setter->y + ascent, setter->data);
      x += piece->width;
    }
  setter->used_width = MAX (setter->used_width, x);
  setter->y += ascent + descent + LINE_GAP * setter->size;
}

static void
set_formula (const CrFormula *formula, Setter *setter, PangoContext *context)
{
  CrBoxMaker maker = { context, setter->size };

  for (guint i = 0; i < formula->clauses->len; i++)
    {
      g_autoptr (GPtrArray) pieces = cr_box_make_pieces (&maker, g_ptr_array_index (formula->clauses, i));
      double indent = 0;

      for (guint first = 0; first < pieces->len; indent = INDENT * setter->size)
        {
          guint end = find_line_end (pieces, first, setter->width - indent);

          set_line (setter, pieces, first, end, indent);
          first = end;
        }
    }
  if (setter->y > 0)
    setter->y -= LINE_GAP * setter->size;
}

void
cr_formula_measure (const CrFormula *formula, double size, double width, double *used_width, double *height)
{
  Setter setter = { size, width, NULL, NULL, 0, 0 };
  PangoContext *context;

  g_return_if_fail (formula != NULL && size > 0);
  context = make_context (NULL);
  set_formula (formula, &setter, context);
  g_object_unref (context);
  if (used_width != NULL)
    *used_width = setter.used_width;
  if (height != NULL)
    *height = setter.y;
}

typedef struct
{
  cairo_t *cr;
  const CrTheme *theme;
} Painter;

static void
draw_piece (const CrBox *piece, double x, double y, gpointer data)
{
  const Painter *painter = data;

  cr_box_draw (piece, painter->cr, painter->theme, x, y);
}

void
cr_formula_draw (const CrFormula *formula, cairo_t *cr, const CrTheme *theme, double size, double width)
{
  Painter painter = { cr, theme };
  Setter setter = { size, width, draw_piece, &painter, 0, 0 };
  PangoContext *context;

  g_return_if_fail (formula != NULL && cr != NULL && theme != NULL && size > 0);
  context = make_context (cr);
  cairo_save (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  set_formula (formula, &setter, context);
  g_object_unref (context);
  cairo_restore (cr);
}
