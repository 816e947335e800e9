/* Shortest ways for one route through the layers of the reduced graph, whose cost is the crossings.
 *
 * A way goes through one gap between knots in each layer. From gap g to gap h of the next layer it crosses what begins
 * left of g and ends right of h, or the other way round. Over threads that cross nowhere a ladder gives the best costs
 * of all gaps at once (cr-layout-ladder.c). Odd threads cut the gaps above into segments in which all are on the same
 * side of them, and add to the cost of the gaps on the other side below; every segment takes a ladder of its own.
 *
 * On the left and on the right most knots are pieces that run straight. There the costs in a layer, which no way along
 * the layer can better any more, hold for the next one too, but for what comes in from the middle. So the costs are
 * kept in two heaps, one counted from the left and one from the right, that meet in the middle, and a step touches the
 * middle only.
 *
 * (The whole is the insertion of an edge by a shortest path: Gutwenger, Mutzel and Weiskircher, "Inserting an Edge into
 * a Planar Graph", 2005, with the layers kept.) */
#include "cr-layout-ladder.h"

#include <string.h>

/* What a step changed. Gaps left of it come from the same gap, gaps right of it from the same counted from the right.
 */
typedef struct
{
  guint first, last; /* gaps of the layer reached */
  guint offset;      /* of their cells: where they come from, and what they cross on the way */
  guint n_from, n_to;
} Step;

struct _CrLayoutPath
{
  CrLayoutWeb *web;
  CrLayoutLadder ladder;
  gboolean down;
  guint layer;  /* reached last */
  guint n;      /* its knots */
  guint *left;  /* costs of the gaps 0 to split - 1 */
  guint *right; /* costs of the gaps n to split, from right to left */
  guint *old;   /* costs in the middle before a step */
  guint split;
  GArray *cells;    /* guint64 */
  GArray *steps;    /* Step */
  guint64 *penalty; /* by gap: of the odd threads, as a cell's cost */
  guint64 *next;    /* by gap: cells of the next layer */
};

CrLayoutPath *
cr_layout_path_new (CrLayoutWeb *web)
{
  CrLayoutPath *path = g_new0 (CrLayoutPath, 1);
  gsize widest = 1;

  for (guint layer = 0; layer < web->n_layers; layer++)
    widest = MAX (widest, web->start[layer + 1] - web->start[layer]);
  path->web = web;
  cr_layout_ladder_init (&path->ladder, web);
  path->left = g_new (guint, widest + 2);
  path->right = g_new (guint, widest + 2);
  path->old = g_new (guint, widest + 2);
  path->cells = g_array_new (FALSE, FALSE, sizeof (guint64));
  path->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  path->penalty = g_new (guint64, widest + 1);
  path->next = g_new (guint64, widest + 1);
  return path;
}

void
cr_layout_path_free (CrLayoutPath *path)
{
  if (path == NULL)
    return;
  cr_layout_ladder_clear (&path->ladder);
  g_free (path->left);
  g_free (path->right);
  g_free (path->old);
  g_array_unref (path->cells);
  g_array_unref (path->steps);
  g_free (path->penalty);
  g_free (path->next);
  g_free (path);
}

static guint *
cost_at (const CrLayoutPath *path, guint gap)
{
  return gap < path->split ? &path->left[gap] : &path->right[path->n - gap];
}

guint
cr_layout_path_get_cost (const CrLayoutPath *path, guint gap)
{
  return *cost_at (path, gap);
}

/* Moves costs from one heap to the other. */
static void
split_at (CrLayoutPath *path, guint gap)
{
  for (; path->split > gap; path->split--)
    path->right[path->n - (path->split - 1)] = path->left[path->split - 1];
  for (; path->split < gap; path->split++)
    path->left[path->split] = path->right[path->n - path->split];
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
add_penalty (guint64 *penalty, guint first, guint last, const CrLayoutOdd *odd, gboolean right)
{
  for (guint i = first; i <= last; i++)
    if (right != (i > odd->to))
      penalty[i] += CR_CELL (odd->weight, 0);
}

/* The rungs between which a way may begin at a knot: all that are not on the wrong side of it. */
static void
find_start (const CrLayoutPath *path, guint knot, guint slot, guint *first, guint *last)
{
  const CrLayoutWeb *web = path->web;
  guint pos = web->pos[knot];

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
  Step step = { 0 };

  path->down = down;
  path->layer = layer;
  path->n = path->web->size[layer];
  path->split = path->n + 1;
  g_array_set_size (path->cells, 0);
  g_array_set_size (path->steps, 0);
  g_array_append_val (path->steps, step);
}

void
cr_layout_path_start_free (CrLayoutPath *path, guint layer, gboolean down)
{
  begin (path, layer, down);
  memset (path->left, 0, sizeof (guint) * path->split);
}

void
cr_layout_path_start (CrLayoutPath *path, guint knot, guint slot, gboolean down)
{
  CrLayoutWeb *web = path->web;
  CrLayoutLadder *ladder = &path->ladder;
  guint layer = web->knots[knot].layer, first, last;
  CrLayoutRange range = { .end_from = web->size[layer] };

  begin (path, down ? layer + 1 : layer - 1, down);
  range.end_to = path->n;
  cr_layout_ladder_set (ladder, layer, path->layer, &range);
  find_start (path, knot, slot, &first, &last);
  for (guint i = first; i <= last; i++)
    ladder->cells[i] = 0;
  cr_layout_ladder_climb (ladder);

  memset (path->penalty, 0, sizeof (guint64) * path->split);
  for (guint i = 0; i < ladder->odd->len; i++)
    {
      const CrLayoutOdd *odd = &g_array_index (ladder->odd, CrLayoutOdd, i);
      int side = side_of (path, odd, web->pos[knot], slot);

      if (side >= 0)
        add_penalty (path->penalty, 0, path->n, odd, side);
    }
  for (guint i = 0; i <= path->n; i++)
    path->left[i] = CR_CELL_COST (ladder->cells[ladder->left_to[i]] + path->penalty[i]);
}

/* The knots of two layers between those that run straight from the one to the other, side by side. */
static void
find_middle (CrLayoutPath *path, guint from, guint to, CrLayoutRange *range)
{
  CrLayoutWeb *web = path->web;
  const CrLayoutBends *here = cr_layout_web_get_bends (web, from), *there = cr_layout_web_get_bends (web, to);
  guint first_here = path->down ? here->first_down : here->first_up;
  guint last_here = path->down ? here->last_down : here->last_up;
  guint first_there = path->down ? there->first_up : there->first_down;
  guint last_there = path->down ? there->last_up : there->last_down;
  guint n_from = web->size[from], n_to = web->size[to], n_left = MIN (n_from, n_to), n_right;

  if (first_here != CR_LAYOUT_NONE)
    n_left = MIN (n_left, web->pos[first_here]);
  if (first_there != CR_LAYOUT_NONE)
    n_left = MIN (n_left, web->pos[first_there]);
  n_right = MIN (n_from, n_to) - n_left;
  if (last_here != CR_LAYOUT_NONE)
    n_right = MIN (n_right, n_from - 1 - web->pos[last_here]);
  if (last_there != CR_LAYOUT_NONE)
    n_right = MIN (n_right, n_to - 1 - web->pos[last_there]);
  *range = (CrLayoutRange){ n_left, n_from - n_right, n_left, n_to - n_right };
}

/* Betters the next cells of a range by the ways from the gaps first to last - 1. */
static void
relax (CrLayoutPath *path, const CrLayoutRange *range, guint first, guint last)
{
  CrLayoutLadder *ladder = &path->ladder;

  cr_layout_ladder_empty (ladder);
  for (guint i = first; i < last; i++)
    {
      guint64 *cell = &ladder->cells[ladder->left_from[i]];

      if (path->left[i] < CR_CELL_COST (*cell))
        *cell = CR_CELL (path->left[i], i);
    }
  cr_layout_ladder_climb (ladder);
  for (guint i = range->first_to; i <= range->end_to; i++)
    {
      guint64 cell = ladder->cells[ladder->left_to[i]] + path->penalty[i];

      if (CR_CELL_COST (cell) < CR_CELL_COST (path->next[i]))
        path->next[i] = cell;
    }
}

/* Finds the next cells of a range: a segment of gaps at a time, between odd threads. */
static void
cross_middle (CrLayoutPath *path, const CrLayoutRange *range)
{
  const GArray *odds = path->ladder.odd;
  guint first = range->first_from;

  for (guint i = range->first_to; i <= range->end_to; i++)
    {
      path->next[i] = CR_CELL_FAR;
      path->penalty[i] = 0;
    }
  for (guint i = 0; i < odds->len; i++)
    add_penalty (path->penalty, range->first_to, range->end_to, &g_array_index (odds, CrLayoutOdd, i), FALSE);
  for (guint i = 0; i < odds->len; i++)
    {
      const CrLayoutOdd *odd = &g_array_index (odds, CrLayoutOdd, i);

      if (odd->from >= first)
        relax (path, range, first, odd->from + 1);
      first = odd->from + 1;
      for (guint k = range->first_to; k <= range->end_to; k++) /* from here on the ways come from its right */
        path->penalty[k] += k > odd->to ? -CR_CELL (odd->weight, 0) : CR_CELL (odd->weight, 0);
    }
  relax (path, range, first, range->end_from + 1);
  path->web->steps += (guint64)odds->len * (range->end_to - range->first_to + 1);
}

/* Betters the cost of a gap by a cell from the other side of a knot that runs straight; whether it did. */
static gboolean
betters (CrLayoutPath *path, guint64 cell, guint layer, guint place, guint gap)
{
  const CrLayoutWeb *web = path->web;
  guint knot = cr_layout_web_layer (web, layer)[place];
  guint cost = *cost_at (path, gap);

  if (CR_CELL_COST (cell) + 1 >= cost)
    return FALSE;
  cell += CR_CELL (web->threads[web->down.items[web->down.start[knot]]].weight, 0);
  if (CR_CELL_COST (cell) >= cost)
    return FALSE;
  path->next[gap] = cell;
  *cost_at (path, gap) = CR_CELL_COST (cell);
  return TRUE;
}

/* Takes over the cells of the middle, and lets them better what is beside it as far as that helps; returns the gaps
 * that are new. */
static void
leave_middle (CrLayoutPath *path, const CrLayoutRange *range, Step *step)
{
  path->n = step->n_to;
  path->split = range->end_to + 1;
  step->first = range->first_to;
  step->last = range->end_to;
  for (guint i = step->first; i <= step->last; i++)
    path->left[i] = CR_CELL_COST (path->next[i]);
  while (step->first > 0 && betters (path, path->next[step->first], path->layer, step->first - 1, step->first - 1))
    step->first--;
  while (step->last < path->n && betters (path, path->next[step->last], path->layer, step->last, step->last + 1))
    step->last++;
}

/* Keeps where the cells of a step come from, and whether they cross anything on the way. */
static void
keep_step (CrLayoutPath *path, Step *step)
{
  guint64 *to;

  step->offset = path->cells->len;
  g_array_set_size (path->cells, step->offset + step->last - step->first + 1);
  to = &g_array_index (path->cells, guint64, step->offset);
  for (guint i = step->first; i <= step->last; i++)
    {
      guint from = CR_CELL_FROM (path->next[i]);

      *to++ = CR_CELL (CR_CELL_COST (path->next[i]) - path->old[from], from);
    }
  g_array_append_val (path->steps, *step);
}

void
cr_layout_path_step (CrLayoutPath *path)
{
  guint from = path->layer, to = path->down ? from + 1 : from - 1;
  Step step = { .n_from = path->n, .n_to = path->web->size[to] };
  CrLayoutRange range;

  find_middle (path, from, to, &range);
  split_at (path, range.end_from + 1);
  cr_layout_ladder_set (&path->ladder, from, to, &range);
  cross_middle (path, &range);
  memcpy (path->old + range.first_from, path->left + range.first_from,
          sizeof (guint) * (range.end_from - range.first_from + 1));
  path->layer = to;
  leave_middle (path, &range, &step);
  keep_step (path, &step);
}

guint
cr_layout_path_get_from (const CrLayoutPath *path, guint n, guint gap, gboolean *crosses)
{
  const Step *step = &g_array_index (path->steps, Step, n);
  guint64 cell;

  *crosses = FALSE;
  if (gap < step->first)
    return gap;
  if (gap > step->last)
    return gap + step->n_from - step->n_to;
  cell = g_array_index (path->cells, guint64, step->offset + gap - step->first);
  *crosses = CR_CELL_COST (cell) > 0;
  return CR_CELL_FROM (cell);
}
