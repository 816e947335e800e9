/* A sorted array: a reader moves a few nodes by hand, and a picture asks for each of its own. */
#include "cr-moves.h"

#include <math.h>

typedef struct
{
  guint64 key;
  double x, y;
} CrMove;

struct _CrMoves
{
  gatomicrefcount ref_count;
  GArray *moves; /* of CrMove, by key */
};

CrMoves *
cr_moves_ref (CrMoves *moves)
{
  if (moves)
    g_atomic_ref_count_inc (&moves->ref_count);
  return moves;
}

void
cr_moves_unref (CrMoves *moves)
{
  if (moves == NULL || !g_atomic_ref_count_dec (&moves->ref_count))
    return;
  g_array_unref (moves->moves);
  g_free (moves);
}

static const CrMove *
get (const CrMoves *moves, guint i)
{
  return &g_array_index (moves->moves, CrMove, i);
}

guint
cr_moves_get_n (const CrMoves *moves)
{
  return moves ? moves->moves->len : 0;
}

gboolean
cr_moves_equal (const CrMoves *a, const CrMoves *b)
{
  if (a == b)
    return TRUE;
  if (cr_moves_get_n (a) != cr_moves_get_n (b))
    return FALSE;
  for (guint i = 0; i < cr_moves_get_n (a); i++)
    if (get (a, i)->key != get (b, i)->key || get (a, i)->x != get (b, i)->x || get (a, i)->y != get (b, i)->y)
      return FALSE;
  return TRUE;
}

/* The first that is not before @key. */
static guint
find (const CrMoves *moves, guint64 key)
{
  guint low = 0, high = cr_moves_get_n (moves);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get (moves, middle)->key < key)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
cr_moves_get (const CrMoves *moves, guint64 key, double *x, double *y)
{
  guint i = find (moves, key);
  gboolean found = i < cr_moves_get_n (moves) && get (moves, i)->key == key;

  if (x)
    *x = found ? get (moves, i)->x : 0;
  if (y)
    *y = found ? get (moves, i)->y : 0;
  return found;
}

CrMoves *
cr_moves_with (const CrMoves *moves, guint64 key, double x, double y)
{
  g_autoptr (CrMoves) with = g_new0 (CrMoves, 1);
  CrMove move = { key, x, y };
  guint i = find (moves, key);

  g_atomic_ref_count_init (&with->ref_count);
  with->moves = g_array_new (FALSE, FALSE, sizeof (CrMove));
  if (moves)
    g_array_append_vals (with->moves, moves->moves->data, moves->moves->len);
  if (cr_moves_get (moves, key, NULL, NULL))
    g_array_remove_index (with->moves, i);
  if (isfinite (x) && isfinite (y) && (x != 0 || y != 0))
    g_array_insert_val (with->moves, i, move);
  return with->moves->len > 0 ? g_steal_pointer (&with) : NULL;
}
