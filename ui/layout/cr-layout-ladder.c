/* The threads between two layers of the reduced graph as the rungs of a ladder.
 *
 * Threads that cross nowhere, sorted from left to right, are rungs; every gap between knots, above or below, lies
 * between two of them, and a way from one gap to another crosses the rungs between. So two passes over the ladder give
 * the best cost everywhere, as in a distance transform (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled
 * Functions", 2012, section 2.1). Odd threads are no rungs; they are listed apart. */
#include "cr-layout-ladder.h"

#include <string.h>

#define STEPS 16 /* that a ladder takes besides those for its rungs */

void
cr_layout_ladder_init (CrLayoutLadder *ladder, CrLayoutWeb *web)
{
  gsize widest = 1, most = 1;

  for (guint layer = 0; layer < web->n_layers; layer++)
    {
      guint first = web->start[layer], end = web->start[layer + 1];

      widest = MAX (widest, end - first);
      most = MAX (most, web->down.start[end] - web->down.start[first]);
    }
  *ladder = (CrLayoutLadder){ .web = web };
  ladder->left_from = g_new (guint, widest + 1);
  ladder->left_to = g_new (guint, widest + 1);
  ladder->cells = g_new (guint64, most + 1);
  ladder->steps = g_new (guint64, most + 1);
  ladder->unit = g_new (guint64, most + 1);
  ladder->odd = g_array_new (FALSE, FALSE, sizeof (CrLayoutOdd));
  for (gsize i = 0; i <= most; i++)
    ladder->unit[i] = CR_CELL (1, 0);
}

void
cr_layout_ladder_clear (CrLayoutLadder *ladder)
{
  g_free (ladder->left_from);
  g_free (ladder->left_to);
  g_free (ladder->cells);
  g_free (ladder->steps);
  g_free (ladder->unit);
  g_array_unref (ladder->odd);
}

static gint
compare_from (gconstpointer a, gconstpointer b)
{
  const CrLayoutOdd *x = a, *y = b;

  return x->from < y->from ? -1 : x->from > y->from;
}

static void
find_odd (CrLayoutLadder *ladder, guint upper_layer)
{
  CrLayoutWeb *web = ladder->web;
  const guint *uppers = cr_layout_web_layer (web, upper_layer);
  guint n = web->n_odd[upper_layer];

  g_array_set_size (ladder->odd, 0);
  for (guint i = 0; i < web->size[upper_layer] && ladder->odd->len < n; i++)
    for (guint k = web->down.start[uppers[i]]; !web->straight[uppers[i]] && k < web->down.start[uppers[i] + 1]; k++)
      {
        const CrLayoutThread *thread = &web->threads[web->down.items[k]];
        guint lower = web->pos[thread->lower];
        CrLayoutOdd odd = { ladder->down ? i : lower, ladder->down ? lower : i, thread->slot, thread->weight };

        if (thread->in && thread->odd)
          g_array_append_val (ladder->odd, odd);
      }
  if (n > 1)
    g_array_sort (ladder->odd, compare_from);
}

/* Sorts cells by their lower halves: by insertion, few steps as a rule. */
static void
sort_cells (guint64 *cells, guint n)
{
  for (guint i = 1; i < n; i++)
    {
      guint64 cell = cells[i];
      guint at = i;

      for (; at > 0 && CR_CELL_FROM (cells[at - 1]) > CR_CELL_FROM (cell); at--)
        cells[at] = cells[at - 1];
      cells[at] = cell;
    }
}

/* The weights of the rungs from left to right. */
static void
weigh_rungs (CrLayoutLadder *ladder, guint lower_layer, guint first, guint end)
{
  CrLayoutWeb *web = ladder->web;
  const guint *lowers = cr_layout_web_layer (web, lower_layer);
  guint n = 0;

  for (guint i = first; i < end; i++)
    {
      guint begun = n;

      if (web->weight[lowers[i]] > 0)
        {
          if (web->good_up[lowers[i]] > 0)
            ladder->steps[n++] = CR_CELL (web->weight[lowers[i]], 0);
          continue;
        }
      for (guint k = web->up.start[lowers[i]]; k < web->up.start[lowers[i] + 1]; k++)
        {
          const CrLayoutThread *thread = &web->threads[web->up.items[k]];

          if (thread->in && !thread->odd)
            ladder->steps[n++] = CR_CELL (thread->weight, web->pos[thread->upper]);
        }
      sort_cells (ladder->steps + begun, n - begun);
      for (guint k = begun; k < n; k++)
        ladder->steps[k] = CR_CELL (CR_CELL_COST (ladder->steps[k]), 0);
    }
}

/* Counts the rungs left of every gap. */
static guint
count_rungs (const CrLayoutWeb *web, guint layer, gboolean below, guint first, guint end, guint *left)
{
  const guint *knots = cr_layout_web_layer (web, layer), *good = below ? web->good_down : web->good_up;
  guint n = 0;

  for (guint i = first; i < end; i++)
    {
      left[i] = n;
      n += good[knots[i]];
    }
  left[end] = n;
  return n;
}

void
cr_layout_ladder_set (CrLayoutLadder *ladder, guint from, guint to, const CrLayoutRange *range)
{
  CrLayoutWeb *web = ladder->web;
  guint upper_layer = MIN (from, to);

  ladder->down = to > from;
  ladder->from = from;
  ladder->to = to;
  ladder->n_rungs = count_rungs (web, from, ladder->down, range->first_from, range->end_from, ladder->left_from);
  count_rungs (web, to, !ladder->down, range->first_to, range->end_to, ladder->left_to);
  if (web->n_odd[upper_layer] > 0)
    find_odd (ladder, upper_layer);
  else
    g_array_set_size (ladder->odd, 0);
  if (web->n_heavy[upper_layer] > 0)
    weigh_rungs (ladder, upper_layer + 1, ladder->down ? range->first_to : range->first_from,
                 ladder->down ? range->end_to : range->end_from);
  else
    memcpy (ladder->steps, ladder->unit, sizeof (guint64) * ladder->n_rungs);
  cr_layout_ladder_empty (ladder);
  web->steps += STEPS + range->end_from - range->first_from + range->end_to - range->first_to + 2 * ladder->n_rungs;
}

void
cr_layout_ladder_empty (CrLayoutLadder *ladder)
{
  for (guint i = 0; i <= ladder->n_rungs; i++)
    ladder->cells[i] = CR_CELL_FAR;
}

void
cr_layout_ladder_climb (CrLayoutLadder *ladder)
{
  guint64 *cells = ladder->cells;
  guint64 best = cells[0];

  for (guint i = 1; i <= ladder->n_rungs; i++)
    {
      best += ladder->steps[i - 1];
      best = CR_CELL_COST (best) < CR_CELL_COST (cells[i]) ? best : cells[i];
      cells[i] = best;
    }
  for (guint i = ladder->n_rungs; i-- > 0;)
    {
      best += ladder->steps[i];
      best = CR_CELL_COST (best) < CR_CELL_COST (cells[i]) ? best : cells[i];
      cells[i] = best;
    }
  ladder->web->steps += 2 * ladder->n_rungs;
}
