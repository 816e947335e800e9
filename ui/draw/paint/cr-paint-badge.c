/* Round badges that tell how far the backward has come, and the marks of what is saved, written, released or stopped
 * at. Each has a form of its own, so that colour is never all that tells them apart. */
#include "cr-painter-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BADGE 6.2

static void
trace_disc (CrPaint *p, double x, double y, double radius)
{
  cairo_new_path (p->cr);
  cairo_arc (p->cr, x, y, radius, 0, 2 * G_PI);
}

static void
paint_disc (CrPaint *p, double x, double y, const CrColor *fill, const CrColor *line, gboolean dotted)
{
  static const double dots[] = { 1.6, 1.8 };

  trace_disc (p, x, y, BADGE + 1.3);
  cr_paint_set_color (p, &p->theme->background);
  cairo_fill (p->cr);
  trace_disc (p, x, y, BADGE);
  cr_paint_set_color (p, fill);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, line);
  cairo_set_line_width (p->cr, 1.2);
  if (dotted)
    cairo_set_dash (p->cr, dots, G_N_ELEMENTS (dots), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
}

static void
stroke_check (CrPaint *p, double x, double y, const CrColor *color)
{
  cr_paint_set_color (p, color);
  cairo_set_line_width (p->cr, 1.5);
  cairo_set_line_cap (p->cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (p->cr, x - 2.8, y + 0.2);
  cairo_line_to (p->cr, x - 0.8, y + 2.3);
  cairo_line_to (p->cr, x + 2.9, y - 2.1);
  cairo_stroke (p->cr);
  cairo_set_line_cap (p->cr, CAIRO_LINE_CAP_BUTT);
}

/* The share of what is expected that has come. */
static void
fill_pie (CrPaint *p, double x, double y, double share)
{
  cr_paint_set_color (p, &p->theme->gradient);
  cairo_move_to (p->cr, x, y);
  cairo_arc (p->cr, x, y, BADGE, -G_PI_2, -G_PI_2 + 2 * G_PI * share);
  cairo_close_path (p->cr);
  cairo_fill (p->cr);
}

static void
fill_triangle (CrPaint *p, double x, double y)
{
  cr_paint_set_color (p, &p->theme->on_gradient);
  cairo_move_to (p->cr, x - 2, y - 3.2);
  cairo_line_to (p->cr, x + 3.4, y);
  cairo_line_to (p->cr, x - 2, y + 3.2);
  cairo_close_path (p->cr);
  cairo_fill (p->cr);
}

static void
stroke_dash (CrPaint *p, double x, double y)
{
  cr_paint_set_color (p, &p->theme->dim_text);
  cairo_set_line_width (p->cr, 1.5);
  cairo_move_to (p->cr, x - 3, y);
  cairo_line_to (p->cr, x + 3, y);
  cairo_stroke (p->cr);
}

/* @variant: the reach and, where some have come, how many of how many. */
static void
draw_badge (CrPaint *p, guint variant, double x, double y, double width, double height)
{
  const CrTheme *t = p->theme;

  switch ((CrReach)(variant & 0xf))
    {
    case CR_REACH_NOT_YET:
      paint_disc (p, x, y, &t->background, &t->plain_line, TRUE);
      break;
    case CR_REACH_WAITING:
      paint_disc (p, x, y, &t->background, &t->gradient, FALSE);
      fill_pie (p, x, y, (variant >> 4 & 0xfff) / (double)MAX (1, variant >> 16));
      break;
    case CR_REACH_READY:
      paint_disc (p, x, y, &t->gradient_fill, &t->gradient, FALSE);
      trace_disc (p, x, y, 3);
      cr_paint_set_color (p, &t->gradient);
      cairo_fill (p->cr);
      break;
    case CR_REACH_CURRENT:
      paint_disc (p, x, y, &t->gradient, &t->gradient, FALSE);
      fill_triangle (p, x, y);
      break;
    case CR_REACH_DONE:
      paint_disc (p, x, y, &t->gradient, &t->gradient, FALSE);
      stroke_check (p, x, y, &t->on_gradient);
      break;
    case CR_REACH_PASSED:
      paint_disc (p, x, y, &t->background, &t->gradient, FALSE);
      stroke_check (p, x, y, &t->gradient);
      break;
    case CR_REACH_NEVER:
      paint_disc (p, x, y, &t->background, &t->plain_line, FALSE);
      stroke_dash (p, x, y);
      break;
    default:
      break;
    }
}

void
cr_paint_badge (CrPaint *p, const CrNodeReach *reach, double x, double y)
{
  guint variant = reach->reach;

  if (reach->reach == CR_REACH_UNTOLD)
    return;
  if (reach->reach == CR_REACH_WAITING)
    variant |= MIN (reach->n_arrived, 0xfff) << 4 | MIN (reach->n_expected, 0xffff) << 16;
  cr_paint_stamp (p, CR_STAMP_BADGE, variant, x, y, 0, 0, BADGE + 3, draw_badge);
}

void
cr_paint_cross_badge (CrPaint *p, double x, double y)
{
  double half = 4.2, out = BADGE + 2;

  cairo_rectangle (p->cr, x - out, y - out, 2 * out, 2 * out);
  cr_paint_set_color (p, &p->theme->background);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, &p->theme->failure);
  cairo_set_line_width (p->cr, 1.4);
  cairo_stroke (p->cr);
  cairo_set_line_width (p->cr, 2.4);
  cairo_move_to (p->cr, x - half, y - half);
  cairo_line_to (p->cr, x + half, y + half);
  cairo_move_to (p->cr, x - half, y + half);
  cairo_line_to (p->cr, x + half, y - half);
  cairo_stroke (p->cr);
}

static void
draw_held (CrPaint *p, guint freed, double x, double y, double width, double height)
{
  cr_paint_set_color (p, freed ? &p->theme->dim_text : &p->theme->value);
  cairo_set_line_width (p->cr, 1.0);
  trace_disc (p, x, y, freed ? 3.6 : 3);
  if (!freed)
    {
      cairo_fill (p->cr);
      return;
    }
  cairo_stroke (p->cr);
  for (int i = -1; i <= 1; i++)
    {
      cairo_move_to (p->cr, x - 2.6 + i * 2, y + 2.6);
      cairo_line_to (p->cr, x + 2.6 + i * 2, y - 2.6);
    }
  cairo_save (p->cr);
  {
    cairo_path_t *hatch = cairo_copy_path (p->cr);

    trace_disc (p, x, y, 3.6);
    cairo_clip (p->cr);
    cairo_append_path (p->cr, hatch);
    cairo_path_destroy (hatch);
  }
  cairo_stroke (p->cr);
  cairo_restore (p->cr);
}

/* A dot while they are held; a hatched ring once they are freed. */
void
cr_paint_held (CrPaint *p, double x, double y, gboolean freed)
{
  cr_paint_stamp (p, CR_STAMP_HELD, freed != FALSE, x, y, 0, 0, 6, draw_held);
}

void
cr_paint_triangle (CrPaint *p, double x, double y)
{
  cr_paint_set_color (p, &p->theme->failure);
  cairo_move_to (p->cr, x, y - 5);
  cairo_line_to (p->cr, x + 5, y + 4);
  cairo_line_to (p->cr, x - 5, y + 4);
  cairo_close_path (p->cr);
  cairo_fill (p->cr);
}

/* A tensor that was written since it was saved: a triangle, and the versions in words. */
static void
paint_stale (CrPaint *p, const CrSceneNode *n, const CrSavedState *saved, double x, double y)
{
  g_autofree char *words = g_strdup_printf (_ ("saved v%u / now v%u"), saved->version, saved->now);

  cr_paint_triangle (p, x, y);
  cr_paint_text (p, CR_FONT_CAPTION, &p->theme->failure, words, n->x - 6, n->y + n->height - 5, CR_ALIGN_RIGHT, 0);
}

void
cr_paint_saved (CrPaint *p, const CrSceneItem *item)
{
  const CrSceneNode *n = &item->node;
  const CrFunctionState *state = cr_cursor_get_function (p->cursor, item->function);
  double x = n->x + 7.5, y = n->y + n->height - 7.5;
  g_autoptr (GArray) saved = NULL;

  if (!p->small_text || !state->exists || !cr_graph_get_function (p->scene->graph, item->function)->saves)
    return;
  if (!state->saved_freed)
    saved = cr_scene_list_saved (p->scene, item->function, p->cursor);
  for (guint i = 0; saved && i < saved->len; i++)
    {
      const CrSavedState *one = &g_array_index (saved, CrSavedState, i);

      if (one->now == one->version)
        continue;
      paint_stale (p, n, one, x, y);
      return;
    }
  cr_paint_held (p, x, y, state->saved_freed);
}

void
cr_paint_variable_marks (CrPaint *p, const CrSceneItem *item, const CrVariableState *state)
{
  const CrSceneNode *n = &item->node;
  g_autoptr (GString) words = g_string_new (NULL);

  /* A number in an expression is gone as soon as it was used: that tells nobody anything. */
  if (!p->small_text || !state->exists || item->n_value_lines == 0)
    return;
  if (state->version > 0)
    g_string_append_printf (words, "v%u", state->version);
  if (state->released)
    g_string_append_printf (words, "%s%s", words->len ? " · " : "", _ ("released"));
  if (words->len)
    cr_paint_text (p, CR_FONT_SMALL, &p->theme->dim_text, words->str, n->x + n->width - 4, n->y - 6, CR_ALIGN_RIGHT, 0);
}

void
cr_paint_octagon (CrPaint *p, double x, double y)
{
  double radius = 7;

  cairo_new_path (p->cr);
  for (int k = 0; k < 8; k++)
    cairo_line_to (p->cr, x + radius * cos (G_PI * (2 * k + 1) / 8), y + radius * sin (G_PI * (2 * k + 1) / 8));
  cairo_close_path (p->cr);
  cr_paint_set_color (p, &p->theme->failure);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, &p->theme->background);
  cairo_set_line_width (p->cr, 1.5);
  cairo_stroke (p->cr);
}

/* An octagon at the left side: playing stops here. */
void
cr_paint_breakpoint (CrPaint *p, guint i)
{
  const CrSceneItem *item = cr_scene_item (p->scene, i);
  const CrSceneNode *n = &item->node;
  guint64 key;

  if (p->options->has_breakpoint == NULL || n->kind == CR_NODE_GROUP)
    return;
  key = n->kind >= CR_NODE_OPERATOR ? cr_graph_get_function (p->scene->graph, n->index)->key
                                    : cr_graph_get_variable (p->scene->graph, n->index)->key;
  if (!p->options->has_breakpoint (p->options->user_data, key))
    return;
  cr_paint_octagon (p, n->x - 2, n->y + n->height / 2);
}
