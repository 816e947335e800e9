/* A route pulled taut: the shortest way through a row of gates, as the funnel algorithm finds it in linear time (Lee
 * and Preparata, "Euclidean Shortest Paths in the Presence of Rectilinear Barriers", 1984). The gates lie one below the
 * other, so the two sides of the funnel are chains whose slopes grow (right) or fall (left) away from its apex. */
#include "cr-layout-private.h"

#include <math.h>

typedef struct
{
  const double *y, *low, *high;
  double *x;
  double apex_x, apex_y;
  guint *left, *right; /* gates whose ends are the sides of the funnel */
  guint left_head, left_tail, right_head, right_tail;
  guint *bends; /* gates where the way bends */
  guint n_bends;
} Funnel;

static double
slope_between (double x0, double y0, double x1, double y1)
{
  return (x1 - x0) / MAX (y1 - y0, 1e-9);
}

/* The slope from the last but one gate of a side, or from the apex, to a point. */
static double
slope_from (const Funnel *funnel, const guint *side, guint head, guint tail, const double *ends, double x, double y)
{
  return tail == head ? slope_between (funnel->apex_x, funnel->apex_y, x, y)
                      : slope_between (ends[side[tail - 1]], funnel->y[side[tail - 1]], x, y);
}

static void
bend_at (Funnel *funnel, guint gate, double x)
{
  funnel->apex_x = x;
  funnel->apex_y = funnel->y[gate];
  funnel->x[gate] = x;
  funnel->bends[funnel->n_bends++] = gate;
}

/* Narrows the funnel by the right end of a gate. */
static void
push_right (Funnel *funnel, guint gate)
{
  double x = funnel->high[gate], y = funnel->y[gate];

  while (funnel->right_tail > funnel->right_head)
    {
      guint last = funnel->right[funnel->right_tail - 1];

      if (slope_from (funnel, funnel->right, funnel->right_head, funnel->right_tail - 1, funnel->high,
                      funnel->high[last], funnel->y[last])
          < slope_between (funnel->high[last], funnel->y[last], x, y))
        break;
      funnel->right_tail--;
    }
  if (funnel->right_tail == funnel->right_head)
    while (funnel->left_tail > funnel->left_head)
      {
        guint first = funnel->left[funnel->left_head];

        if (slope_between (funnel->apex_x, funnel->apex_y, funnel->low[first], funnel->y[first])
            <= slope_between (funnel->apex_x, funnel->apex_y, x, y))
          break;
        bend_at (funnel, first, funnel->low[first]);
        funnel->left_head++;
      }
  funnel->right[funnel->right_tail++] = gate;
}

/* The same by the left end. */
static void
push_left (Funnel *funnel, guint gate)
{
  double x = funnel->low[gate], y = funnel->y[gate];

  while (funnel->left_tail > funnel->left_head)
    {
      guint last = funnel->left[funnel->left_tail - 1];

      if (slope_from (funnel, funnel->left, funnel->left_head, funnel->left_tail - 1, funnel->low, funnel->low[last],
                      funnel->y[last])
          > slope_between (funnel->low[last], funnel->y[last], x, y))
        break;
      funnel->left_tail--;
    }
  if (funnel->left_tail == funnel->left_head)
    while (funnel->right_tail > funnel->right_head)
      {
        guint first = funnel->right[funnel->right_head];

        if (slope_between (funnel->apex_x, funnel->apex_y, funnel->high[first], funnel->y[first])
            >= slope_between (funnel->apex_x, funnel->apex_y, x, y))
          break;
        bend_at (funnel, first, funnel->high[first]);
        funnel->right_head++;
      }
  funnel->left[funnel->left_tail++] = gate;
}

/* Where the way leaves its first gate (step 1) or reaches its last (step -1): vertical as far as it can. TRUE if that
 * is all the way, at *x. */
static gboolean
find_end (const double *low, const double *high, guint n, int step, double wish, double *x)
{
  double left = -G_MAXDOUBLE, right = G_MAXDOUBLE;

  for (guint i = 0, gate = step > 0 ? 0 : n - 1; i < n; i++, gate += step)
    {
      if (low[gate] > right || high[gate] < left)
        {
          *x = low[gate] > right ? right : left;
          return FALSE;
        }
      left = MAX (left, low[gate]);
      right = MIN (right, high[gate]);
    }
  *x = CLAMP (wish, left, right);
  return TRUE;
}

/* Places at the gates between two bends, and the slope there. */
static void
fill_straight (const double *y, guint from, guint to, double *x, double *slope)
{
  double steep = slope_between (x[from], y[from], x[to], y[to]);

  for (guint i = from + 1; i < to; i++)
    {
      x[i] = x[from] + steep * (y[i] - y[from]);
      slope[i] = steep;
    }
}

/* Slopes at bends are the harmonic mean of those above and below, or 0 at a turn: so the curve stays between the places
 * of its bends (Fritsch and Carlson, "Monotone Piecewise Cubic Interpolation", 1980). */
static void
slope_bends (const double *y, const double *x, const guint *bends, guint n_bends, double *slope)
{
  for (guint i = 1; i + 1 < n_bends; i++)
    {
      double above = slope_between (x[bends[i - 1]], y[bends[i - 1]], x[bends[i]], y[bends[i]]);
      double below = slope_between (x[bends[i]], y[bends[i]], x[bends[i + 1]], y[bends[i + 1]]);

      slope[bends[i]] = above * below > 0 ? 2 * above * below / (above + below) : 0;
    }
}

void
cr_layout_taut (const double *y, double *low, double *high, guint n, double wish, double *x, double *slope,
                guint *scratch)
{
  Funnel funnel
      = { .y = y, .low = low, .high = high, .x = x, .left = scratch, .right = scratch + n, .bends = scratch + 2 * n };

  if (find_end (low, high, n, 1, wish, &x[0]))
    {
      for (guint i = 0; i < n; i++)
        {
          x[i] = x[0];
          slope[i] = 0;
        }
      return;
    }
  find_end (low, high, n, -1, wish, &x[n - 1]);
  low[n - 1] = high[n - 1] = x[n - 1];
  bend_at (&funnel, 0, x[0]);
  for (guint i = 1; i < n; i++)
    {
      push_right (&funnel, i);
      push_left (&funnel, i);
    }
  if (funnel.bends[funnel.n_bends - 1] != n - 1)
    bend_at (&funnel, n - 1, x[n - 1]);
  slope[0] = slope[n - 1] = 0;
  for (guint i = 0; i + 1 < funnel.n_bends; i++)
    fill_straight (y, funnel.bends[i], funnel.bends[i + 1], x, slope);
  slope_bends (y, x, funnel.bends, funnel.n_bends, slope);
}
