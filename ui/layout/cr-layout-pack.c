/* Where the components of a picture go.
 *
 * A few stand side by side, in the order in which they were added. More than one row holds are packed, the tallest
 * first, each as high as it goes and then as far to the left: small ones fill the room beside large ones. What is taken
 * is known by its lower outline (the skyline heuristic: Burke, Kendall and Whitwell, "A New Placement Heuristic for the
 * Orthogonal Stock-Cutting Problem", 2004). */
#include "cr-layout-private.h"

#include <math.h>

#define LEAST_ROW 1600.0 /* components stay side by side at least up to this width */
#define ASPECT 1.5       /* of the whole, about: its width by its height */

/* A piece of the outline: from x to where the next one begins, everything above y is taken. */
typedef struct
{
  double x, y;
} Step;

typedef struct
{
  GArray *steps; /* Step, from left to right; the last one ends at width */
  double width;
} Skyline;

/* How high something of that width, and a gap right of it, goes with its left side where a step begins; infinite if it
 * does not fit. */
static double
height_at (const Skyline *skyline, guint step, double width, double gap)
{
  double x = g_array_index (skyline->steps, Step, step).x, y = 0;

  if (step > 0 && x + width > skyline->width)
    return G_MAXDOUBLE;
  for (guint i = step; i < skyline->steps->len && g_array_index (skyline->steps, Step, i).x < x + width + gap; i++)
    y = MAX (y, g_array_index (skyline->steps, Step, i).y);
  return y;
}

/* Lowers the outline to y from the beginning of a step on, over a width. */
static void
take (Skyline *skyline, guint step, double width, double y)
{
  Step *first = &g_array_index (skyline->steps, Step, step);
  double end = MIN (first->x + width, skyline->width), before = first->y;
  guint next = step + 1;

  while (next < skyline->steps->len && g_array_index (skyline->steps, Step, next).x < end)
    before = g_array_index (skyline->steps, Step, next++).y;
  first->y = y;
  if (end < skyline->width && (next == skyline->steps->len || g_array_index (skyline->steps, Step, next).x > end))
    {
      Step rest = { end, before };

      g_array_insert_val (skyline->steps, next, rest);
    }
  if (next > step + 1)
    g_array_remove_range (skyline->steps, step + 1, next - step - 1);
}

static void
place (Skyline *skyline, CrLayoutArea *area, double gap)
{
  guint best = 0;
  double highest = G_MAXDOUBLE;

  for (guint i = 0; i < skyline->steps->len; i++)
    {
      double y = height_at (skyline, i, area->width, gap);

      if (y < highest)
        {
          highest = y;
          best = i;
        }
    }
  area->x = g_array_index (skyline->steps, Step, best).x;
  area->y = highest;
  take (skyline, best, area->width + gap, area->y + area->height + gap);
}

static gint
compare_heights (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrLayoutArea *areas = data;
  guint i = *(const guint *)a, k = *(const guint *)b;

  if (areas[i].height != areas[k].height)
    return areas[i].height > areas[k].height ? -1 : 1;
  return i < k ? -1 : i > k;
}

void
cr_layout_pack (CrLayoutArea *areas, guint n, double gap)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_autofree guint *sorted = g_new (guint, MAX (n, 1));
  Skyline skyline = { .steps = steps };
  Step ground = { 0, 0 };
  double size = 0, row = -gap, widest = 0;

  for (guint i = 0; i < n; i++)
    {
      sorted[i] = i;
      size += (areas[i].width + gap) * (areas[i].height + gap);
      row += areas[i].width + gap;
      widest = MAX (widest, areas[i].width);
    }
  skyline.width = MAX (MAX (LEAST_ROW, widest), sqrt (ASPECT * size));
  g_array_append_val (steps, ground);
  if (row > skyline.width)
    g_qsort_with_data (sorted, n, sizeof (guint), compare_heights, areas);
  for (guint i = 0; i < n; i++)
    place (&skyline, &areas[sorted[i]], gap);
}
