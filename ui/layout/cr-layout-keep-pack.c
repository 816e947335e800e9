/* Components where they stood in an earlier picture.
 *
 * Of two components whose heights overlap the one that stood further left stays left, and they are pushed apart as far
 * as the gap asks; new ones stand to the right of all. */
#include "cr-layout-private.h"

#include <math.h>

#define MOST 2000 /* components that are compared pair by pair */

typedef struct
{
  CrLayoutArea *areas;
  guint *sorted; /* those that are known, from left to right */
  guint n_known;
  double gap;
} Packing;

static gint
compare_areas (gconstpointer a, gconstpointer b, gpointer data)
{
  const CrLayoutArea *areas = data;
  guint i = *(const guint *)a, k = *(const guint *)b;
  double x = areas[i].x + areas[i].width / 2, y = areas[k].x + areas[k].width / 2;

  if (x != y)
    return x < y ? -1 : 1;
  return i < k ? -1 : i > k;
}

static gboolean
side_by_side (const CrLayoutArea *a, const CrLayoutArea *b, double gap)
{
  return a->y < b->y + b->height + gap && b->y < a->y + a->height + gap;
}

/* As near to where it stood as those on one side let it. */
static double
push_area (const Packing *packing, guint at, int step, const double *x)
{
  const CrLayoutArea *area = &packing->areas[packing->sorted[at]];
  double place = area->x;

  for (guint i = step < 0 ? 0 : at + 1; i < (step < 0 ? at : packing->n_known); i++)
    {
      const CrLayoutArea *other = &packing->areas[packing->sorted[i]];

      if (!side_by_side (area, other, packing->gap))
        continue;
      place
          = step < 0 ? MAX (place, x[i] + other->width + packing->gap) : MIN (place, x[i] - area->width - packing->gap);
    }
  return place;
}

static void
push_apart (Packing *packing)
{
  g_autofree double *left = g_new (double, MAX (packing->n_known, 1));
  g_autofree double *right = g_new (double, MAX (packing->n_known, 1));

  for (guint i = 0; i < packing->n_known; i++)
    left[i] = push_area (packing, i, -1, left);
  for (guint i = packing->n_known; i-- > 0;)
    right[i] = push_area (packing, i, 1, right);
  for (guint i = 0; i < packing->n_known; i++)
    if (left[i] != right[i])
      packing->areas[packing->sorted[i]].x = (left[i] + right[i]) / 2;
}

/* Sets the new ones behind all that is known and moves the whole to the corner. */
static void
add_new (Packing *packing, guint n)
{
  double left = G_MAXDOUBLE, top = G_MAXDOUBLE, right = -G_MAXDOUBLE;

  for (guint i = 0; i < packing->n_known; i++)
    {
      const CrLayoutArea *area = &packing->areas[packing->sorted[i]];

      left = MIN (left, area->x);
      top = MIN (top, area->y);
      right = MAX (right, area->x + area->width);
    }
  for (guint i = 0; i < n; i++)
    {
      CrLayoutArea *area = &packing->areas[i];

      if (!area->known)
        {
          area->x = right + packing->gap;
          area->y = top;
          right = area->x + area->width;
        }
      area->x -= left;
      area->y -= top;
    }
}

gboolean
cr_layout_keep_pack (CrLayoutArea *areas, guint n, double gap)
{
  g_autofree guint *sorted = g_new (guint, MAX (n, 1));
  Packing packing = { .areas = areas, .sorted = sorted, .gap = gap };

  for (guint i = 0; i < n; i++)
    if (areas[i].known)
      sorted[packing.n_known++] = i;
  if (2 * packing.n_known < n || packing.n_known == 0 || n > MOST)
    return FALSE;
  g_qsort_with_data (sorted, packing.n_known, sizeof (guint), compare_areas, areas);
  push_apart (&packing);
  add_new (&packing, n);
  return TRUE;
}
