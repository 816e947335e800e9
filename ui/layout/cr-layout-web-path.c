/* Shortest ways for one route through the layers of the reduced graph, whose cost is the crossings.
 *
 * A way goes through one gap between knots in each layer. From gap g to gap h of the next layer it crosses what begins
 * left of g and ends right of h, or the other way round. Over threads that cross nowhere a ladder gives the best costs
 * of all gaps at once (cr-layout-ladder.c). Odd threads cut the gaps above into segments in which all are on the same
 * side of them, and add to the cost of the gaps on the other side below; every segment takes a ladder of its own.
 *
 * On the left and on the right many knots are pieces whose threads all run side by side. There the costs in a layer,
 * which no way along the layer can better any more, hold for the next one too, but for what comes in from the middle.
 *
 * (The whole is the insertion of an edge by a shortest path: Gutwenger, Mutzel and Weiskircher, "Inserting an Edge into
 * a Planar Graph", 2005, with the layers kept.) */
#include "cr-layout-ladder.h"

#include <string.h>

struct _CrLayoutPath
{
  CrLayoutWeb *web;
  CrLayoutLadder ladder;
  gboolean down;
  guint layer;      /* reached last */
  GArray *cells;    /* guint64: by layer and gap */
  GArray *offsets;  /* guint: where a layer's cells start */
  guint64 *penalty; /* by gap: of the odd threads, as a cell's cost */
};

/* What runs straight from a layer to the next one at its left and its right. */
typedef struct
{
  guint n_left, n_right;
  guint n_from, n_to; /* knots */
} Sides;

CrLayoutPath *
cr_layout_path_new (CrLayoutWeb *web)
{
  CrLayoutPath *path = g_new0 (CrLayoutPath, 1);
  guint widest = 1;

  for (guint layer = 0; layer < web->n_layers; layer++)
    widest = MAX (widest, web->start[layer + 1] - web->start[layer]);
  path->web = web;
  cr_layout_ladder_init (&path->ladder, web);
  path->cells = g_array_new (FALSE, FALSE, sizeof (guint64));
  path->offsets = g_array_new (FALSE, FALSE, sizeof (guint));
  path->penalty = g_new (guint64, (gsize)widest + 1);
  return path;
}

void
cr_layout_path_free (CrLayoutPath *path)
{
  if (path == NULL)
    return;
  cr_layout_ladder_clear (&path->ladder);
  g_array_unref (path->cells);
  g_array_unref (path->offsets);
  g_free (path->penalty);
  g_free (path);
}

/* Makes the cells of the next layer. */
static guint64 *
add_cells (CrLayoutPath *path)
{
  guint offset = path->cells->len;
  guint n = path->web->size[path->layer] + 1;

  g_array_append_val (path->offsets, offset);
  g_array_set_size (path->cells, offset + n);
  return &g_array_index (path->cells, guint64, offset);
}

/* Whether a way begins right of an odd thread's end (1), left of it (0), or at the same place (-1). */
static int
side_of (const CrLayoutPath *path, const CrLayoutOdd *odd, guint pos, guint slot)
{
  if (odd->from != pos)
    return odd->from < pos;
  if (path->down || odd->slot == slot)
    return -1;
  return odd->slot < slot;
}

static void
add_penalty (guint64 *penalty, guint n, const CrLayoutOdd *odd, gboolean right)
{
  for (guint i = 0; i < n; i++)
    if (right != (i > odd->to))
      penalty[i] += CR_CELL (odd->weight, 0);
}

/* The rungs between which a way may begin at a knot: all that are not on the wrong side of it. */
static void
find_start (const CrLayoutPath *path, guint knot, guint slot, guint *first, guint *last)
{
  const CrLayoutWeb *web = path->web;
  guint pos = web->knots[knot].pos;

  *first = path->ladder.left_from[pos];
  *last = path->ladder.left_from[pos + 1];
  if (path->down)
    return;
  *last = *first;
  for (guint k = web->up.start[knot]; k < web->up.start[knot + 1]; k++)
    {
      const CrLayoutThread *thread = &web->threads[web->up.items[k]];

      if (!thread->in || thread->odd)
        continue;
      *first += thread->slot < slot;
      *last += thread->slot <= slot;
    }
}

static void
begin (CrLayoutPath *path, guint layer, gboolean down)
{
  path->down = down;
  path->layer = layer;
  g_array_set_size (path->cells, 0);
  g_array_set_size (path->offsets, 0);
}

void
cr_layout_path_start_free (CrLayoutPath *path, guint layer, gboolean down)
{
  begin (path, layer, down);
  memset (add_cells (path), 0, sizeof (guint64) * ((gsize)path->web->size[layer] + 1));
}

void
cr_layout_path_start (CrLayoutPath *path, guint knot, guint slot, gboolean down)
{
  CrLayoutWeb *web = path->web;
  CrLayoutLadder *ladder = &path->ladder;
  guint layer = web->knots[knot].layer, first, last, n;
  guint64 *cells;

  begin (path, down ? layer + 1 : layer - 1, down);
  n = web->size[path->layer] + 1;
  cr_layout_ladder_set (ladder, layer, path->layer, 0, web->size[layer], n - 1);
  find_start (path, knot, slot, &first, &last);
  for (guint i = first; i <= last; i++)
    ladder->cells[i] = 0;
  cr_layout_ladder_climb (ladder);

  memset (path->penalty, 0, sizeof (guint64) * n);
  for (guint i = 0; i < ladder->odd->len; i++)
    {
      const CrLayoutOdd *odd = &g_array_index (ladder->odd, CrLayoutOdd, i);
      int side = side_of (path, odd, web->knots[knot].pos, slot);

      if (side >= 0)
        add_penalty (path->penalty, n, odd, side);
    }
  cells = add_cells (path);
  for (guint i = 0; i < n; i++)
    cells[i] = ladder->cells[ladder->left_to[i]] + path->penalty[i];
}

/* Sets the ladder's cells to the ways from the gaps first to last - 1. */
static void
enter (CrLayoutLadder *ladder, const guint64 *from, guint first, guint last)
{
  for (guint i = first; i < last; i++)
    {
      guint64 *cell = &ladder->cells[ladder->left_from[i]];

      if (CR_CELL_COST (from[i]) < CR_CELL_COST (*cell))
        *cell = CR_CELL (CR_CELL_COST (from[i]), i);
    }
  cr_layout_ladder_climb (ladder);
}

/* Betters the next cells by the ways from the gaps first to last - 1. */
static void
relax (CrLayoutPath *path, const guint64 *from, guint first, guint last, guint64 *to, guint n_to)
{
  CrLayoutLadder *ladder = &path->ladder;

  cr_layout_ladder_empty (ladder);
  enter (ladder, from, first, last);
  for (guint i = 0; i < n_to; i++)
    {
      guint64 cell = ladder->cells[ladder->left_to[i]] + path->penalty[i];

      if (CR_CELL_COST (cell) < CR_CELL_COST (to[i]))
        to[i] = cell;
    }
}

/* A step over threads of which some are odd. */
static void
step_odd (CrLayoutPath *path, const Sides *sides, const guint64 *from, guint64 *to)
{
  CrLayoutLadder *ladder = &path->ladder;
  GArray *odds = ladder->odd;
  guint n_to = sides->n_to + 1, first = 0;

  cr_layout_ladder_set (ladder, ladder->from, ladder->to, 0, sides->n_from, sides->n_to);
  memset (path->penalty, 0, sizeof (guint64) * n_to);
  for (guint i = 0; i < n_to; i++)
    to[i] = CR_CELL_FAR;
  for (guint i = 0; i < odds->len; i++)
    add_penalty (path->penalty, n_to, &g_array_index (odds, CrLayoutOdd, i), FALSE);
  for (guint i = 0; i < odds->len; i++)
    {
      const CrLayoutOdd *odd = &g_array_index (odds, CrLayoutOdd, i);

      if (odd->from >= first)
        relax (path, from, first, odd->from + 1, to, n_to);
      first = odd->from + 1;
      for (guint k = 0; k < n_to; k++) /* from here on the ways come from its right */
        path->penalty[k] += k > odd->to ? -CR_CELL (odd->weight, 0) : CR_CELL (odd->weight, 0);
    }
  relax (path, from, first, sides->n_from + 1, to, n_to);
  path->web->steps += (guint64)odds->len * n_to;
}

/* Whether a knot's threads on both sides are one rung each, of the same weight. */
static inline gboolean
runs_straight (const CrLayoutKnot *knot)
{
  return knot->piece && knot->good_up == 1 && knot->good_down == 1;
}

/* Counts what runs straight at both sides: the nth knot here leads to the nth of the next layer and nowhere else. */
static void
find_sides (const CrLayoutPath *path, Sides *sides)
{
  const CrLayoutWeb *web = path->web;
  const guint *from = cr_layout_web_layer (web, path->ladder.from), *to = cr_layout_web_layer (web, path->ladder.to);
  guint n_from = sides->n_from, n_to = sides->n_to, n = MIN (n_from, n_to), i = 0, k = 0;

  while (i < n && runs_straight (&web->knots[from[i]])
         && (path->down ? web->knots[to[i]].good_up : web->knots[to[i]].good_down) == 1)
    i++;
  while (k < n - i && runs_straight (&web->knots[from[n_from - 1 - k]])
         && (path->down ? web->knots[to[n_to - 1 - k]].good_up : web->knots[to[n_to - 1 - k]].good_down) == 1)
    k++;
  sides->n_left = i;
  sides->n_right = k;
  path->web->steps += i + k;
}

/* Betters a cell by one from the other side of the thread of a knot that runs straight; whether it did. */
static gboolean
betters (const CrLayoutPath *path, guint64 cell, guint pos, guint64 *cell_beside)
{
  const CrLayoutWeb *web = path->web;
  guint knot = cr_layout_web_layer (web, path->ladder.from)[pos];

  if (CR_CELL_COST (cell) + 1 >= CR_CELL_COST (*cell_beside))
    return FALSE;
  cell += CR_CELL (web->threads[web->down.items[web->down.start[knot]]].weight, 0);
  if (CR_CELL_COST (cell) >= CR_CELL_COST (*cell_beside))
    return FALSE;
  *cell_beside = cell;
  return TRUE;
}

/* Takes over the cells at the sides, and lets what the middle has bettered spread into them. */
static void
copy_sides (const CrLayoutPath *path, const Sides *sides, const guint64 *from, guint64 *to)
{
  guint end_from = sides->n_from - sides->n_right, end_to = sides->n_to - sides->n_right;

  for (guint i = 0; i < sides->n_left; i++)
    to[i] = CR_CELL (CR_CELL_COST (from[i]), i);
  for (guint i = 1; i <= sides->n_right; i++)
    to[end_to + i] = CR_CELL (CR_CELL_COST (from[end_from + i]), end_from + i);
  for (guint i = sides->n_left; i-- > 0 && betters (path, to[i + 1], i, &to[i]);)
    ;
  for (guint i = 0; i < sides->n_right && betters (path, to[end_to + i], end_from + i, &to[end_to + i + 1]); i++)
    ;
}

void
cr_layout_path_step (CrLayoutPath *path)
{
  CrLayoutWeb *web = path->web;
  CrLayoutLadder *ladder = &path->ladder;
  guint old = path->layer, end_from, end_to;
  Sides sides = { .n_from = web->size[old] };
  const guint64 *from;
  guint64 *to;

  path->layer += path->down ? 1 : -1;
  sides.n_to = web->size[path->layer];
  to = add_cells (path);
  from = to - (sides.n_from + 1);
  ladder->from = old;
  ladder->to = path->layer;
  if (web->n_odd[MIN (old, path->layer)] > 0)
    {
      step_odd (path, &sides, from, to);
      return;
    }
  find_sides (path, &sides);
  end_from = sides.n_from - sides.n_right;
  end_to = sides.n_to - sides.n_right;
  cr_layout_ladder_set (ladder, old, path->layer, sides.n_left, end_from, end_to);
  enter (ladder, from, sides.n_left, end_from + 1);
  for (guint i = sides.n_left; i <= end_to; i++)
    to[i] = ladder->cells[ladder->left_to[i]];
  copy_sides (path, &sides, from, to);
}

guint
cr_layout_path_get_length (const CrLayoutPath *path)
{
  return path->offsets->len;
}

guint
cr_layout_path_get_cost (const CrLayoutPath *path, guint n, guint gap)
{
  return CR_CELL_COST (g_array_index (path->cells, guint64, g_array_index (path->offsets, guint, n) + gap));
}

guint
cr_layout_path_get_from (const CrLayoutPath *path, guint n, guint gap)
{
  return CR_CELL_FROM (g_array_index (path->cells, guint64, g_array_index (path->offsets, guint, n) + gap));
}
