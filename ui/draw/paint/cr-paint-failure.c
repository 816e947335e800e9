/* Where a run has failed, on the graph that it had made so far: the function, what it needed, and why that does not
 * fit. The words of the failure stand elsewhere; here are places and shapes. */
#include "cr-painter-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cr-primitive.h"

#define MAX_WRITES 20000u /* events looked through for the write that made a saved tensor stale */
#define NOTE_HEIGHT 15.0
#define GHOST_WIDTH 46.0
#define GHOST_HEIGHT 34.0
#define GHOST_GAP 52.0

void
cr_paint_find_failure (CrPaint *p)
{
  CrTrace *trace = cr_graph_get_trace (p->scene->graph);
  gboolean at_end = p->position == cr_cursor_get_length (p->cursor);

  for (guint i = p->position; i-- > 0 && p->position - i <= CR_SCENE_FAILURE_WITHIN;)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_FAILED)
        p->failure = event->u.failure;
      if (event->kind == CR_EVENT_FAILED || !at_end)
        break;
    }
  if (p->failure && p->failure->function)
    p->failed_function = cr_graph_find_function (p->scene->graph, p->failure->function);
}

/* A label on a ground of its own, its middle at @x, @y. */
static void
paint_note (CrPaint *p, const char *words, double x, double y)
{
  double width;

  cr_text_measure (p->text, CR_FONT_CAPTION, words, &width, NULL);
  width += 14;
  x = CLAMP (x, width / 2 + 2, MAX (width / 2 + 2, p->scene->width - width / 2 - 2));
  cr_path_rounded (p->cr, x - width / 2, y - NOTE_HEIGHT / 2, width, NOTE_HEIGHT, 3);
  cr_paint_set_color (p, &p->theme->background);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, &p->theme->failure);
  cairo_set_line_width (p->cr, 1.3);
  cairo_stroke (p->cr);
  cr_paint_text (p, CR_FONT_CAPTION, &p->theme->failure, words, x, y, CR_ALIGN_CENTER, 0);
}

static const CrSceneNode *
find_node (CrPaint *p, guint variable)
{
  guint at = variable == CR_NONE ? CR_NONE : cr_scene_find_variable (p->scene, variable);

  return at == CR_NONE ? NULL : &cr_scene_item (p->scene, at)->node;
}

static void
paint_note_above (CrPaint *p, const CrSceneNode *n, const char *words)
{
  paint_note (p, words, n->x + n->width / 2, n->y - 4);
}

static void
paint_note_below (CrPaint *p, const CrSceneNode *n, const char *words)
{
  /* A variable's capsule hangs on its lower edge. */
  paint_note (p, words, n->x + n->width / 2, n->y + n->height + (n->kind >= CR_NODE_OPERATOR ? 12 : 16));
}

static void
paint_failed_ring (CrPaint *p, const CrSceneNode *n)
{
  static const double dashes[] = { 6, 3 };
  double radius = n->kind >= CR_NODE_OPERATOR || p->scene->options.view == CR_VIEW_FUNCTIONS ? CR_OPERATOR_RADIUS
                                                                                             : CR_VARIABLE_RADIUS;

  cr_path_rounded (p->cr, n->x - 4, n->y - 4, n->width + 8, n->height + 8, radius + 4);
  cr_paint_set_color (p, &p->theme->failure);
  cairo_set_line_width (p->cr, 2);
  cairo_set_dash (p->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
}

static char *
write_place (const char *format, guint32 version, guint line)
{
  g_autofree char *place = g_strdup_printf (format, version);

  return line ? g_strdup_printf (_ ("%s (line %u)"), place, line) : g_steal_pointer (&place);
}

/* The line of the last write to the tensor; 0 if it is not found. */
static guint
find_write (CrPaint *p, guint64 tensor)
{
  CrTrace *trace = cr_graph_get_trace (p->scene->graph);

  for (guint i = p->position, n = 0; i-- > 0 && n < MAX_WRITES; n++)
    {
      const CrEvent *event = cr_trace_get_event (trace, i);

      if (event->kind == CR_EVENT_WRITTEN && event->u.tensor.id == tensor)
        return event->range.line;
    }
  return 0;
}

/* The variable among a function's inputs and results that is this tensor. */
static guint
find_of_function (CrPaint *p, guint index, guint64 tensor)
{
  const CrFunctionNode *function = cr_graph_get_function (p->scene->graph, index);

  for (guint i = 0; i < function->n_inputs; i++)
    if (function->inputs[i] != CR_NONE
        && cr_graph_get_variable (p->scene->graph, function->inputs[i])->tensor == tensor)
      return function->inputs[i];
  if (function->output != CR_NONE && cr_graph_get_variable (p->scene->graph, function->output)->tensor == tensor)
    return function->output;
  return CR_NONE;
}

static void
paint_version (CrPaint *p)
{
  guint now = cr_scene_find_tensor_node (p->scene, p->failure->tensor, p->cursor);
  guint saved = p->failed_function == CR_NONE ? CR_NONE : find_of_function (p, p->failed_function, p->failure->tensor);
  const CrSceneNode *there = find_node (p, saved), *here = now == CR_NONE ? NULL : &cr_scene_item (p->scene, now)->node;
  guint line
      = p->failed_function == CR_NONE ? 0 : cr_graph_get_function (p->scene->graph, p->failed_function)->range.line;
  g_autofree char *was = write_place (_ ("saved here: v%u"), p->failure->saved_version, line);
  g_autofree char *is = write_place (_ ("changed here: v%u"), p->failure->version, find_write (p, p->failure->tensor));

  if (there || here)
    {
      paint_note_above (p, there ? there : here, was);
      paint_note_below (p, here ? here : there, is);
    }
}

static void
paint_freed (CrPaint *p)
{
  guint at = p->failed_function == CR_NONE ? CR_NONE : cr_scene_find_function (p->scene, p->failed_function);

  if (at != CR_NONE)
    paint_note_below (p, &cr_scene_item (p->scene, at)->node, _ ("its saved tensors are freed"));
}

static void
paint_on_tensor (CrPaint *p, const char *words)
{
  guint node = cr_scene_find_tensor_node (p->scene, p->failure->tensor, p->cursor);
  const CrSceneNode *n = node == CR_NONE ? NULL : &cr_scene_item (p->scene, node)->node;

  if (n == NULL)
    return;
  paint_failed_ring (p, n);
  cr_paint_cross_badge (p, n->x + 8, n->y + 8);
  paint_note_below (p, n, words);
}

static void
append_shape (GString *out, const CrVariable *variable)
{
  g_string_append_c (out, '[');
  for (int i = 0; i < variable->ndim; i++)
    g_string_append_printf (out, "%s%" G_GINT64_FORMAT, i ? ", " : "", variable->sizes[i]);
  g_string_append_c (out, ']');
}

static gboolean
multiplies_matrices (const char *name)
{
  static const char *const names[]
      = { "matmul", "mm", "bmm", "mv", "dot", "addmm", "addmv", "baddbmm", "linear", "__matmul__", "vecmat" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return TRUE;
  return FALSE;
}

/* The two sizes that should have been the same; FALSE if no such two are known. */
static gboolean
find_mismatch (const char *name, const CrVariable *a, const CrVariable *b, gint64 *left, gint64 *right)
{
  if (multiplies_matrices (name))
    {
      if (a->ndim == 0 || b->ndim == 0)
        return FALSE;
      *left = a->sizes[a->ndim - 1];
      *right = g_str_equal (name, "linear") ? b->sizes[b->ndim - 1] : b->sizes[b->ndim > 1 ? b->ndim - 2 : 0];
      return *left != *right;
    }
  for (int i = 1; i <= MIN (a->ndim, b->ndim); i++)
    {
      *left = a->sizes[a->ndim - i];
      *right = b->sizes[b->ndim - i];
      if (*left != *right && *left != 1 && *right != 1)
        return TRUE;
    }
  return FALSE;
}

static guint
find_operand (CrPaint *p, guint i)
{
  guint found = cr_graph_find_variable (p->scene->graph, p->failure->operands[i], p->failure->operand_fns[i]);

  return found == CR_NONE ? cr_scene_find_tensor (p->scene, p->failure->operands[i], p->cursor) : found;
}

static const char *
get_symbol (const char *name)
{
  const CrPrimitive *primitive = name ? cr_primitives_find (name) : NULL;

  if (primitive && primitive->symbol && *primitive->symbol)
    return primitive->symbol;
  return multiplies_matrices (name) ? "@" : name ? name : "?";
}

/* "[3, 2] × [4, 5]: 2 ≠ 4" */
static char *
write_shapes (CrPaint *p)
{
  GString *out = g_string_new (NULL);
  const CrVariable *operands[2] = { NULL, NULL };
  gint64 left, right;

  for (guint i = 0; i < p->failure->n_operands; i++)
    {
      guint index = find_operand (p, i);
      const CrVariable *variable = index == CR_NONE ? NULL : cr_graph_get_variable (p->scene->graph, index);

      if (i > 0)
        g_string_append_printf (out, " %s ", get_symbol (p->failure->name));
      if (variable)
        append_shape (out, variable);
      else
        g_string_append (out, "…");
      if (i < 2)
        operands[i] = variable;
    }
  if (operands[0] && operands[1] && find_mismatch (p->failure->name, operands[0], operands[1], &left, &right))
    g_string_append_printf (out, ": %" G_GINT64_FORMAT " ≠ %" G_GINT64_FORMAT, left, right);
  return g_string_free (out, FALSE);
}

static void
paint_ghost (CrPaint *p, double x, double y)
{
  static const double dashes[] = { 4, 3 };

  cr_path_rounded (p->cr, x - GHOST_WIDTH / 2, y - GHOST_HEIGHT / 2, GHOST_WIDTH, GHOST_HEIGHT, CR_OPERATOR_RADIUS);
  cr_paint_set_color (p, &p->theme->background);
  cairo_fill_preserve (p->cr);
  cr_paint_set_color (p, &p->theme->failure);
  cairo_set_line_width (p->cr, 2);
  cairo_set_dash (p->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_stroke (p->cr);
  cairo_set_dash (p->cr, NULL, 0, 0);
  cr_paint_text (p, CR_FONT_SYMBOL, &p->theme->failure, get_symbol (p->failure->name), x, y, CR_ALIGN_CENTER,
                 GHOST_WIDTH - 6);
  cr_paint_cross_badge (p, x - GHOST_WIDTH / 2, y - GHOST_HEIGHT / 2);
}

static void
paint_operand_line (CrPaint *p, const CrSceneNode *n, double x, double y)
{
  double from = n->x + n->width / 2, top = n->y + n->height + 4;

  cairo_move_to (p->cr, from, top);
  cairo_curve_to (p->cr, from, (top + y) / 2, x, (top + y) / 2, x, y);
  cr_paint_set_color (p, &p->theme->failure);
  cairo_set_line_width (p->cr, 1.5);
  cairo_stroke (p->cr);
}

/* The operation that was refused: where it would stand, with the shapes side by side. */
static void
paint_operation (CrPaint *p)
{
  double x = 0, bottom = 0;
  guint n = 0;
  g_autofree char *shapes = NULL;

  for (guint i = 0; i < p->failure->n_operands; i++)
    {
      const CrSceneNode *node = find_node (p, find_operand (p, i));

      if (node == NULL)
        continue;
      paint_failed_ring (p, node);
      x += node->x + node->width / 2;
      bottom = MAX (bottom, node->y + node->height);
      n++;
    }
  if (n == 0)
    return;
  x /= n;
  for (guint i = 0; i < p->failure->n_operands; i++)
    {
      const CrSceneNode *node = find_node (p, find_operand (p, i));

      if (node)
        paint_operand_line (p, node, x, bottom + GHOST_GAP - GHOST_HEIGHT / 2);
    }
  paint_ghost (p, x, bottom + GHOST_GAP);
  shapes = write_shapes (p);
  paint_note (p, shapes, x, bottom + GHOST_GAP + GHOST_HEIGHT / 2 + 14);
}

void
cr_paint_failure (CrPaint *p)
{
  if (p->failure == NULL || !p->small_text)
    return;
  switch (p->failure->kind)
    {
    case CR_FAILURE_VERSION:
      paint_version (p);
      break;
    case CR_FAILURE_FREED:
      paint_freed (p);
      break;
    case CR_FAILURE_NOT_SCALAR:
      paint_on_tensor (p, _ ("more than one element: nothing says where to begin"));
      break;
    case CR_FAILURE_NO_GRAPH:
      paint_on_tensor (p, _ ("records no gradient: no way leads back"));
      break;
    case CR_FAILURE_LEAF_WRITE:
      paint_on_tensor (p, _ ("a leaf that requires a gradient may not be written in place"));
      break;
    case CR_FAILURE_OPERATION:
      paint_operation (p);
      break;
    default:
      break;
    }
}
