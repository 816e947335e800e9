/* A merge sort in passes, so that between two chunks one can look whether the run was cancelled: GLib's sort cannot be
 * left, and twenty million items take it seconds. */

#include "cr-sort.h"
#include "cr-chunk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  CrContext *context;
  gsize size;
  GCompareDataFunc compare;
  gpointer user_data;
  gint64 since; /* items merged since the last look */
} Sort;

/* Of the sorted @left..@middle and @middle..@right one sorted run in @to. */
static gboolean
merge (Sort *sort, const guint8 *left, const guint8 *middle, const guint8 *right, guint8 *to, GError **error)
{
  const guint8 *a = left, *b = middle;
  while (a < middle && b < right)
    {
      const guint8 **least = sort->compare (a, b, sort->user_data) <= 0 ? &a : &b;
      memcpy (to, *least, sort->size);
      *least += sort->size;
      to += sort->size;
      if (++sort->since < CR_CHUNK)
        continue;
      sort->since = 0;
      if (cr_context_check_cancelled (sort->context, error))
        return FALSE;
    }
  memcpy (to, a, (gsize)(middle - a));
  memcpy (to + (middle - a), b, (gsize)(right - b));
  return TRUE;
}

/* Runs of @width items become runs of twice as many. */
static gboolean
pass (Sort *sort, const guint8 *from, guint8 *to, gint64 n, gint64 width, GError **error)
{
  gint64 size = (gint64)sort->size;
  for (gint64 begin = 0; begin < n; begin += 2 * width)
    {
      gint64 middle = MIN (n, begin + width), end = MIN (n, begin + 2 * width);
      if (!merge (sort, from + begin * size, from + middle * size, from + end * size, to + begin * size, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
cr_sort (CrContext *context, gpointer items, gint64 n, gsize size, GCompareDataFunc compare, gpointer user_data,
         GError **error)
{
  g_return_val_if_fail (context != NULL && compare != NULL, FALSE);
  Sort sort = { .context = context, .size = size, .compare = compare, .user_data = user_data };
  for (gint64 begin = 0; begin < n; begin += CR_CHUNK)
    {
      if (begin > 0 && cr_context_check_cancelled (context, error))
        return FALSE;
      g_qsort_with_data ((guint8 *)items + begin * (gint64)size, (gint)MIN (CR_CHUNK, n - begin), size, compare,
                         user_data);
    }
  if (n <= CR_CHUNK)
    return TRUE;
  g_autofree guint8 *spare = g_try_malloc_n ((gsize)n, size);
  if (spare == NULL)
    {
      g_set_error_literal (error, CR_ERROR, CR_ERROR_MEMORY, _ ("not enough memory to sort"));
      return FALSE;
    }
  guint8 *from = items, *to = spare;
  for (gint64 width = CR_CHUNK; width < n; width *= 2)
    {
      if (!pass (&sort, from, to, n, width, error))
        return FALSE;
      guint8 *swap = from;
      from = to;
      to = swap;
    }
  if (from != items)
    memcpy (items, from, (gsize)n * size);
  return TRUE;
}
