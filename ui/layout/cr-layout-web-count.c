/* Crossings of the reduced graph, and which threads are odd.
 *
 * The threads between two layers, sorted by their upper ends, cross as often as their lower ends have inversions; an
 * accumulator tree counts these (Barth, Juenger and Mutzel, "Simple and Efficient Bilayer Cross Counting", 2002), here
 * a binary indexed tree (Fenwick, 1994) that adds weights. A longest non-decreasing subsequence of the lower ends
 * (Schensted, 1961) crosses itself nowhere; what is not in it is odd. */
#include "cr-layout-web-private.h"

#include <string.h>

typedef struct
{
  CrLayoutWeb *web;
  guint n;
  guint n_ends;
  guint *threads; /* by upper end, then by lower end */
  guint *ends;    /* number of the lower end of each, among those of the layer */
  guint *next;    /* by place in the upper layer */
  guint64 *tree;
  guint *tails, *before; /* for the subsequence */
} Counting;

static void
counting_init (Counting *counting, CrLayoutWeb *web)
{
  guint n = 1;

  for (guint layer = 0; layer < web->n_layers; layer++)
    {
      guint first = web->start[layer], end = web->start[layer + 1];

      if (end > first)
        n = MAX (n, MAX (end - first, web->down.start[end] - web->down.start[first]));
    }
  counting->web = web;
  counting->threads = g_new (guint, 2 * (gsize)n);
  counting->ends = counting->threads + n;
  counting->next = g_new (guint, (gsize)n + 1);
  counting->tree = g_new (guint64, 2 * (gsize)n + 2);
  counting->tails = g_new (guint, 2 * (gsize)n);
  counting->before = counting->tails + n;
}

static void
counting_clear (Counting *counting)
{
  g_free (counting->threads);
  g_free (counting->next);
  g_free (counting->tree);
  g_free (counting->tails);
}

/* Lists the threads below a layer by upper end, then by lower end; whether any two cross. */
static gboolean
list_gap (Counting *counting, guint layer)
{
  CrLayoutWeb *web = counting->web;
  const guint *uppers = cr_layout_web_layer (web, layer), *lowers = cr_layout_web_layer (web, layer + 1);
  gboolean crossing = FALSE;

  counting->n = counting->n_ends = 0;
  for (guint i = 0; i < web->size[layer]; i++)
    {
      counting->next[i] = counting->n;
      for (guint k = web->down.start[uppers[i]]; k < web->down.start[uppers[i] + 1]; k++)
        counting->n += web->knots[web->threads[web->down.items[k]].lower].in;
    }
  for (guint i = 0; i < web->size[layer + 1]; i++)
    {
      guint slot = 0;

      counting->n_ends++;
      for (guint k = web->up.start[lowers[i]]; k < web->up.start[lowers[i] + 1]; k++)
        {
          const CrLayoutThread *thread = &web->threads[web->up.items[k]];
          guint at;

          if (!web->knots[thread->upper].in)
            continue;
          counting->n_ends += k > web->up.start[lowers[i]] && thread->slot != slot;
          slot = thread->slot;
          at = counting->next[web->pos[thread->upper]]++;
          counting->threads[at] = web->up.items[k];
          counting->ends[at] = counting->n_ends;
        }
    }
  for (guint i = 1; i < counting->n && !crossing; i++)
    crossing = counting->ends[i] < counting->ends[i - 1];
  return crossing;
}

static void
tree_add (Counting *counting, guint at, guint weight)
{
  for (; at < counting->n_ends; at += at & -at)
    counting->tree[at] += weight;
}

static guint64
tree_sum (const Counting *counting, guint at)
{
  guint64 sum = 0;

  for (; at > 0; at &= at - 1)
    sum += counting->tree[at];
  return sum;
}

/* Weighs the crossings of a gap. With `each`, adds to every thread those that come from the left: before it and with a
 * greater end. */
static guint64
count_from_left (Counting *counting, gboolean each)
{
  CrLayoutWeb *web = counting->web;
  guint64 crossings = 0, total = 0;

  memset (counting->tree, 0, sizeof (guint64) * ++counting->n_ends);
  for (guint i = 0; i < counting->n; i++)
    {
      CrLayoutThread *thread = &web->threads[counting->threads[i]];
      guint64 found = total - tree_sum (counting, counting->ends[i]);

      crossings += found * thread->weight;
      if (each)
        thread->crossings += found;
      total += thread->weight;
      tree_add (counting, counting->ends[i], thread->weight);
    }
  return crossings;
}

/* The same from the other side: those after it and with a smaller end. */
static void
count_from_right (Counting *counting)
{
  memset (counting->tree, 0, sizeof (guint64) * counting->n_ends);
  for (guint i = counting->n; i-- > 0;)
    {
      CrLayoutThread *thread = &counting->web->threads[counting->threads[i]];

      thread->crossings += tree_sum (counting, counting->ends[i] - 1);
      tree_add (counting, counting->ends[i], thread->weight);
    }
}

guint64
cr_layout_web_count (CrLayoutWeb *web)
{
  Counting counting;
  guint64 crossings = 0;

  counting_init (&counting, web);
  for (guint layer = 0; layer + 1 < web->n_layers; layer++)
    if (list_gap (&counting, layer))
      crossings += count_from_left (&counting, FALSE);
  counting_clear (&counting);
  return crossings;
}

/* Marks what is not in a longest subsequence of ends that never fall. */
static void
mark_odd (Counting *counting)
{
  CrLayoutWeb *web = counting->web;
  guint length = 0;

  for (guint i = 0; i < counting->n; i++)
    {
      guint low = 0, high = length;

      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (counting->ends[counting->tails[middle]] <= counting->ends[i])
            low = middle + 1;
          else
            high = middle;
        }
      counting->before[i] = low > 0 ? counting->tails[low - 1] : CR_LAYOUT_NONE;
      counting->tails[low] = i;
      length = MAX (length, low + 1);
      web->threads[counting->threads[i]].odd = TRUE;
    }
  for (guint i = counting->tails[length - 1]; i != CR_LAYOUT_NONE; i = counting->before[i])
    web->threads[counting->threads[i]].odd = FALSE;
}

/* Adds the threads of a gap to the sums that are kept of them. */
static void
sum_gap (Counting *counting, guint layer)
{
  CrLayoutWeb *web = counting->web;

  for (guint i = 0; i < counting->n; i++)
    {
      const CrLayoutThread *thread = &web->threads[counting->threads[i]];

      web->n_heavy[layer] += thread->weight > 1;
      web->n_odd[layer] += thread->odd;
      web->good_down[thread->upper] += !thread->odd;
      web->good_up[thread->lower] += !thread->odd;
    }
}

guint64
cr_layout_web_recount (CrLayoutWeb *web)
{
  Counting counting;
  guint64 crossings = 0;

  counting_init (&counting, web);
  for (guint i = 0; i < web->n_threads; i++)
    {
      web->threads[i].crossings = 0;
      web->threads[i].odd = FALSE;
      web->threads[i].in = web->knots[web->threads[i].upper].in && web->knots[web->threads[i].lower].in;
    }
  for (guint i = 0; i < web->n_knots; i++)
    web->good_up[i] = web->good_down[i] = 0;
  for (guint layer = 0; layer < web->n_layers; layer++)
    {
      web->n_odd[layer] = web->n_heavy[layer] = 0;
      if (layer + 1 == web->n_layers)
        break;
      if (list_gap (&counting, layer))
        {
          crossings += count_from_left (&counting, TRUE);
          count_from_right (&counting);
          mark_odd (&counting);
        }
      sum_gap (&counting, layer);
    }
  for (guint i = 0; i < web->n_knots; i++)
    cr_layout_web_straighten (web, i);
  for (guint layer = 0; layer < web->n_layers; layer++)
    web->bends[layer].known = FALSE;
  counting_clear (&counting);
  return crossings;
}
