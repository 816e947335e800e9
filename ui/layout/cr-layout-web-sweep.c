/* A first order of the reduced graph's layers.
 *
 * The start is a depth-first search from the sinks through the arguments in their order: a tree comes out without a
 * crossing and with its arguments as written. Then sweeps by barycenters, down and up in turn (Sugiyama, Tagawa and
 * Toda, 1981), keep the best order seen. Threads enter a knot in the order of their slots, so a knot counts as a row
 * of ends. What is not in is passed over. */
#include "cr-layout-web-private.h"

#include <string.h>

#define MAX_IDLE_SWEEPS 3 /* sweeps without gain before we stop */
#define SHORT 24          /* layers up to this size are sorted by insertion */

typedef struct
{
  CrLayoutWeb *web;
  double *key;  /* by knot */
  double *base; /* by knot: its first end in its layer */
  guint *scratch;
} Sweeping;

/* Numbers knots as a depth-first search from each sink upward meets them; returns how many are in. */
static guint
search_order (const CrLayoutWeb *web, guint *met)
{
  guint n = web->n_knots, n_met = 0, depth = 0;
  g_autofree guint *stack = g_new (guint, MAX (n, 1));
  g_autofree guint *next = g_memdup2 (web->up.start, sizeof (guint) * ((gsize)n + 1));
  g_autofree gboolean *seen = g_new0 (gboolean, MAX (n, 1));

  for (guint sink = 0; sink < n; sink++)
    {
      gboolean is_sink = web->knots[sink].in;

      for (guint k = web->down.start[sink]; k < web->down.start[sink + 1] && is_sink; k++)
        is_sink = !web->knots[web->threads[web->down.items[k]].lower].in;
      if (!is_sink)
        continue;
      seen[sink] = TRUE;
      met[n_met++] = stack[depth++] = sink;
      while (depth > 0)
        {
          guint knot = stack[depth - 1], upper;

          if (next[knot] == web->up.start[knot + 1])
            {
              depth--;
              continue;
            }
          upper = web->threads[web->up.items[next[knot]++]].upper;
          if (!seen[upper] && web->knots[upper].in)
            {
              seen[upper] = TRUE;
              met[n_met++] = stack[depth++] = upper;
            }
        }
    }
  return n_met;
}

gboolean
cr_layout_web_first_order (CrLayoutWeb *web)
{
  g_autofree guint *met = g_new (guint, MAX (web->n_knots, 1));
  guint n_met = search_order (web, met);

  memset (web->size, 0, sizeof (guint) * web->n_layers);
  for (guint i = 0; i < n_met; i++)
    {
      CrLayoutKnot *knot = &web->knots[met[i]];

      web->pos[met[i]] = web->size[knot->layer]++;
      cr_layout_web_layer (web, knot->layer)[web->pos[met[i]]] = met[i];
    }
  return !cr_layout_graph_cancelled (web->graph);
}

/* Spreads the ends of a layer's knots evenly: a knot of n slots has n ends. */
static void
number_ends (const Sweeping *sweeping, guint layer)
{
  const CrLayoutWeb *web = sweeping->web;
  const guint *knots = cr_layout_web_layer (web, layer);
  guint n = 0;

  for (guint i = 0; i < web->size[layer]; i++)
    {
      sweeping->base[knots[i]] = n;
      n += MAX (web->up.start[knots[i] + 1] - web->up.start[knots[i]], 1);
    }
}

/* The mean place of what a knot is linked to above; -1 if that is nothing. */
static double
centre_above (const CrLayoutWeb *web, guint knot)
{
  double sum = 0;
  guint n = 0;

  for (guint k = web->up.start[knot]; k < web->up.start[knot + 1]; k++)
    {
      guint upper = web->threads[web->up.items[k]].upper;

      sum += web->knots[upper].in ? web->pos[upper] : 0;
      n += web->knots[upper].in;
    }
  return n > 0 ? sum / n : -1;
}

/* The same below, where the place among the ends counts, so that arguments sort by slot. */
static double
centre_below (const Sweeping *sweeping, guint knot)
{
  const CrLayoutWeb *web = sweeping->web;
  double sum = 0;
  guint n = 0;

  for (guint k = web->down.start[knot]; k < web->down.start[knot + 1]; k++)
    {
      const CrLayoutThread *thread = &web->threads[web->down.items[k]];
      guint n_ends = web->up.start[thread->lower + 1] - web->up.start[thread->lower];

      if (!web->knots[thread->lower].in)
        continue;
      sum += sweeping->base[thread->lower] + MIN (thread->slot, n_ends - 1);
      n++;
    }
  return n > 0 ? sum / n : -1;
}

static gint
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  const Sweeping *sweeping = data;
  guint i = *(const guint *)a, k = *(const guint *)b;

  if (sweeping->key[i] != sweeping->key[k])
    return sweeping->key[i] < sweeping->key[k] ? -1 : 1;
  return (int)sweeping->web->pos[i] - (int)sweeping->web->pos[k];
}

static void
sort_knots (Sweeping *sweeping, guint *knots, guint n)
{
  if (n > SHORT)
    {
      g_qsort_with_data (knots, n, sizeof (guint), compare_keys, sweeping);
      return;
    }
  for (guint i = 1; i < n; i++)
    {
      guint knot = knots[i], k = i;

      for (; k > 0 && sweeping->key[knots[k - 1]] > sweeping->key[knot]; k--)
        knots[k] = knots[k - 1];
      knots[k] = knot;
    }
}

/* Sorts a layer by barycenters; what has no links that way keeps its place. */
static void
sort_layer (Sweeping *sweeping, guint layer, gboolean above)
{
  CrLayoutWeb *web = sweeping->web;
  guint *knots = cr_layout_web_layer (web, layer);
  guint n = web->size[layer], n_sorted = 0, next = 0;

  if (!above)
    number_ends (sweeping, layer + 1);
  for (guint i = 0; i < n; i++)
    {
      sweeping->key[knots[i]] = above ? centre_above (web, knots[i]) : centre_below (sweeping, knots[i]);
      if (sweeping->key[knots[i]] >= 0)
        sweeping->scratch[n_sorted++] = knots[i];
    }
  sort_knots (sweeping, sweeping->scratch, n_sorted);
  for (guint i = 0; i < n; i++)
    if (sweeping->key[knots[i]] >= 0)
      knots[i] = sweeping->scratch[next++];
  cr_layout_web_number (web, layer);
}

static gboolean
sweep_once (Sweeping *sweeping, gboolean down)
{
  guint n = sweeping->web->n_layers;

  for (guint i = 1; i < n; i++)
    {
      if (cr_layout_graph_cancelled (sweeping->web->graph))
        return FALSE;
      sort_layer (sweeping, down ? i : n - 1 - i, down);
    }
  return TRUE;
}

gboolean
cr_layout_web_sweep (CrLayoutWeb *web, guint n_sweeps)
{
  gsize n = MAX (web->n_knots, 1);
  g_autofree guint *best = g_memdup2 (web->order, sizeof (guint) * n);
  g_autofree guint *scratch = g_new (guint, n);
  g_autofree double *key = g_new (double, n);
  g_autofree double *base = g_new (double, n);
  Sweeping sweeping = { web, key, base, scratch };
  guint64 least = cr_layout_web_count (web);

  for (guint i = 0, idle = 0; i < n_sweeps && idle < MAX_IDLE_SWEEPS && least > 0; i++)
    {
      guint64 crossings;

      if (!sweep_once (&sweeping, i % 2 == 1))
        return FALSE;
      crossings = cr_layout_web_count (web);
      idle = crossings < least ? 0 : idle + 1;
      if (crossings < least)
        {
          least = crossings;
          memcpy (best, web->order, sizeof (guint) * n);
        }
    }
  memcpy (web->order, best, sizeof (guint) * n);
  for (guint layer = 0; layer < web->n_layers; layer++)
    cr_layout_web_number (web, layer);
  return TRUE;
}
