/* Sorting lists by what their items, or their keys, compare as. */

#include "cr-interp-private.h"

#include <string.h>

#define SHORT 64 /* as many items CPython sorts without merging */

typedef struct
{
  CrObject key;
  CrObject item;
} Sortable;

/* 1 if a < b, 0 if not, -1 with an exception pending. */
static int
is_less (CrInterp *interp, CrObject a, CrObject b)
{
  CrObject less = cr_interp_step (interp) ? cr_interp_compare (interp, CR_COMPARE_LT, a, b) : CR_UNSET;
  int truth = cr_object_is_set (less) ? cr_interp_truth (interp, less) : -1;
  cr_object_unref (less);
  return truth;
}

static void
turn_round (Sortable *items, guint n)
{
  for (guint i = 0; i < n / 2; i++)
    {
      Sortable swap = items[i];
      items[i] = items[n - 1 - i];
      items[n - 1 - i] = swap;
    }
}

/* How many of the first are in order already; a run that falls is turned round. 0 with an exception pending. */
static guint
count_run (CrInterp *interp, Sortable *items, guint n)
{
  if (n < 2)
    return n;
  int falls = is_less (interp, items[1].key, items[0].key);
  guint run = 2;
  for (int less = falls; falls >= 0 && run < n; run++)
    {
      less = is_less (interp, items[run].key, items[run - 1].key);
      if (less < 0)
        return 0;
      if (less != falls)
        break;
    }
  if (falls > 0)
    turn_round (items, run);
  return falls < 0 ? 0 : run;
}

/* Insertion by halving, as CPython sorts a short list: with NaN, or with what has no order, its very comparisons
 * show. */
static gboolean
insertion_sort (CrInterp *interp, Sortable *items, guint n, gboolean reverse)
{
  if (reverse)
    turn_round (items, n);
  guint start = count_run (interp, items, n);
  if (start == 0 && n > 0)
    return FALSE;
  for (; start < n; start++)
    {
      Sortable pivot = items[start];
      guint left = 0, right = start;
      while (left < right)
        {
          guint middle = left + (right - left) / 2;
          int less = is_less (interp, pivot.key, items[middle].key);
          if (less < 0)
            return FALSE;
          if (less)
            right = middle;
          else
            left = middle + 1;
        }
      memmove (items + left + 1, items + left, (start - left) * sizeof (Sortable));
      items[left] = pivot;
    }
  if (reverse)
    turn_round (items, n);
  return TRUE;
}

/* Bottom-up merging; whatever compares first goes first, equals keep their order. */
static gboolean
merge (CrInterp *interp, const Sortable *from, Sortable *to, guint left, guint middle, guint right, gboolean reverse)
{
  guint a = left, b = middle;
  for (guint i = left; i < right; i++)
    {
      gboolean take_right = a >= middle;
      if (a < middle && b < right)
        {
          CrObject first = reverse ? from[a].key : from[b].key, second = reverse ? from[b].key : from[a].key;
          int truth = is_less (interp, first, second);
          if (truth < 0)
            return FALSE;
          take_right = truth > 0;
        }
      to[i] = take_right ? from[b++] : from[a++];
    }
  return TRUE;
}

static gboolean
merge_sort (CrInterp *interp, Sortable **items, guint n, gboolean reverse)
{
  Sortable *from = *items, *to = g_new (Sortable, MAX (n, 1));
  gboolean fine = TRUE;
  for (guint width = 1; fine && width < n; width *= 2)
    {
      for (guint left = 0; fine && left < n; left += 2 * width)
        fine = merge (interp, from, to, left, MIN (left + width, n), MIN (left + 2 * width, n), reverse);
      if (fine)
        {
          Sortable *swap = from;
          from = to;
          to = swap;
        }
    }
  g_free (to);
  *items = from;
  return fine;
}

gboolean
cr_interp_sort (CrInterp *interp, CrSequence *sequence, CrObject key, gboolean reverse)
{
  guint n = sequence->n;
  Sortable *items = g_new0 (Sortable, MAX (n, 1));
  gboolean fine = TRUE;
  gboolean has_key = cr_object_is_set (key) && key.kind != CR_OBJECT_NONE;
  for (guint i = 0; i < n; i++)
    items[i].item = cr_object_ref (sequence->items[i]);
  for (guint i = 0; fine && i < n; i++)
    {
      items[i].key = has_key ? cr_interp_call_simple (interp, key, &items[i].item, 1) : cr_object_ref (items[i].item);
      fine = cr_object_is_set (items[i].key);
    }
  if (fine)
    fine = n < SHORT ? insertion_sort (interp, items, n, reverse) : merge_sort (interp, &items, n, reverse);
  if (fine && sequence->n != n)
    {
      cr_interp_raise (interp, CR_ERROR_VALUE, "list modified during sort");
      fine = FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      if (fine)
        cr_object_set (&sequence->items[i], cr_object_ref (items[i].item));
      cr_object_unref (items[i].key);
      cr_object_unref (items[i].item);
    }
  g_free (items);
  return fine;
}
