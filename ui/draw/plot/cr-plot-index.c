/* Least and greatest of stretches of 16, 256, ... points, so that those of any stretch are found in logarithmic time;
 * and a grid of the points, made when something is first asked of it. */
#include "cr-plot-index.h"

#include <math.h>

#define FAN 16
#define MAX_LEVELS 8
#define POINTS_A_CELL 4
#define MAX_CELLS (1u << 20)

/* For each stretch of FAN^(level + 1) points the places of its extremes; G_MAXUINT32: none. */
typedef struct
{
  guint n;
  guint32 *least, *greatest;
} Level;

struct _CrPlotIndex
{
  const CrSeries *series;
  CrPlotScale x_scale, y_scale;
  gboolean ordered;
  Level levels[MAX_LEVELS];
  guint n_levels;
  /* The grid: points of cell i are points[starts[i]] to points[starts[i + 1] - 1]. */
  gboolean has_grid;
  guint columns, rows;
  double x_min, y_min, x_step, y_step;
  guint32 *starts, *points;
};

static gboolean
find_order (const CrSeries *series)
{
  for (guint i = 0; i < series->n; i++)
    if (!isfinite (series->x[i]) || (i > 0 && series->x[i] < series->x[i - 1]))
      return FALSE;
  return TRUE;
}

/* Of the two places the one with the smaller (@sign 1) or greater (-1) y. */
static guint32
better (const double *y, double sign, guint32 a, guint32 b)
{
  if (a == G_MAXUINT32 || b == G_MAXUINT32)
    return a == G_MAXUINT32 ? b : a;
  return sign * y[b] < sign * y[a] ? b : a;
}

static void
make_level (CrPlotIndex *index, const Level *below)
{
  const double *y = index->series->y;
  Level *level = &index->levels[index->n_levels++];
  guint n = below ? below->n : index->series->n;

  level->n = (n + FAN - 1) / FAN;
  level->least = g_new (guint32, level->n);
  level->greatest = g_new (guint32, level->n);
  for (guint i = 0; i < level->n; i++)
    {
      guint32 least = G_MAXUINT32, greatest = G_MAXUINT32;

      for (guint k = i * FAN; k < MIN (n, (i + 1) * FAN); k++)
        {
          gboolean fine = below || isfinite (y[k]);

          least = better (y, 1, least, below ? below->least[k] : fine ? k : G_MAXUINT32);
          greatest = better (y, -1, greatest, below ? below->greatest[k] : fine ? k : G_MAXUINT32);
        }
      level->least[i] = least;
      level->greatest[i] = greatest;
    }
}

CrPlotIndex *
cr_plot_index_new (const CrSeries *series, const CrPlotScale *x, const CrPlotScale *y)
{
  CrPlotIndex *index = g_new0 (CrPlotIndex, 1);

  index->series = series;
  index->x_scale = *x;
  index->y_scale = *y;
  index->ordered = find_order (series);
  if (!index->ordered || series->n == 0)
    return index;
  make_level (index, NULL);
  while (index->n_levels < MAX_LEVELS && index->levels[index->n_levels - 1].n > 1)
    make_level (index, &index->levels[index->n_levels - 1]);
  return index;
}

void
cr_plot_index_free (CrPlotIndex *index)
{
  if (index == NULL)
    return;
  for (guint i = 0; i < index->n_levels; i++)
    {
      g_free (index->levels[i].least);
      g_free (index->levels[i].greatest);
    }
  g_free (index->starts);
  g_free (index->points);
  g_free (index);
}

gboolean
cr_plot_index_is_ordered (const CrPlotIndex *index)
{
  return index->ordered;
}

guint
cr_plot_index_find (const CrPlotIndex *index, double x)
{
  guint low = 0, high = index->series->n;

  g_return_val_if_fail (index->ordered, 0);
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (index->series->x[middle] < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
cr_plot_index_get_extremes (const CrPlotIndex *index, guint first, guint end, guint *least, guint *greatest)
{
  const double *y = index->series->y;
  guint32 low = G_MAXUINT32, high = G_MAXUINT32;
  guint i = first, size = 1, level = 0;

  g_return_val_if_fail (index->ordered && end <= index->series->n, FALSE);
  while (i < end)
    {
      /* The largest stretch that begins here and ends in time: first they grow, then they shrink. */
      while (level < index->n_levels && i % (size * FAN) == 0 && i + size * FAN <= end)
        {
          size *= FAN;
          level++;
        }
      while (level > 0 && i + size > end)
        {
          size /= FAN;
          level--;
        }
      if (level > 0)
        {
          low = better (y, 1, low, index->levels[level - 1].least[i / size]);
          high = better (y, -1, high, index->levels[level - 1].greatest[i / size]);
        }
      else if (isfinite (y[i]))
        {
          low = better (y, 1, low, i);
          high = better (y, -1, high, i);
        }
      i += size;
    }
  *least = low;
  *greatest = high;
  return low != G_MAXUINT32;
}

static guint
to_cell (double at, double min, double step, guint n)
{
  double cell = step > 0 ? (at - min) / step : 0;

  return (guint)CLAMP (cell, 0, n - 1);
}

/* The cell of a point; G_MAXUINT if it has none. */
static guint
cell_of (const CrPlotIndex *index, guint i)
{
  double x = cr_plot_scale_apply (&index->x_scale, index->series->x[i]);
  double y = cr_plot_scale_apply (&index->y_scale, index->series->y[i]);

  if (!isfinite (x) || !isfinite (y))
    return G_MAXUINT;
  return to_cell (y, index->y_min, index->y_step, index->rows) * index->columns
         + to_cell (x, index->x_min, index->x_step, index->columns);
}

static void
measure_grid (CrPlotIndex *index)
{
  double x_max = -INFINITY, y_max = -INFINITY;
  guint side = (guint)CLAMP (sqrt ((double)index->series->n / POINTS_A_CELL), 1, sqrt (MAX_CELLS));

  index->x_min = index->y_min = INFINITY;
  for (guint i = 0; i < index->series->n; i++)
    {
      double x = cr_plot_scale_apply (&index->x_scale, index->series->x[i]);
      double y = cr_plot_scale_apply (&index->y_scale, index->series->y[i]);

      if (!isfinite (x) || !isfinite (y))
        continue;
      index->x_min = MIN (index->x_min, x);
      index->y_min = MIN (index->y_min, y);
      x_max = MAX (x_max, x);
      y_max = MAX (y_max, y);
    }
  index->columns = index->rows = side;
  index->x_step = (x_max / side - index->x_min / side);
  index->y_step = (y_max / side - index->y_min / side);
}

/* Sorts the points by cell, counting first. */
static void
make_grid (CrPlotIndex *index)
{
  guint n_cells;

  index->has_grid = TRUE;
  measure_grid (index);
  n_cells = index->columns * index->rows;
  index->starts = g_new0 (guint32, n_cells + 2);
  index->points = g_new (guint32, MAX (index->series->n, 1));
  for (guint i = 0; i < index->series->n; i++)
    {
      guint cell = cell_of (index, i);

      if (cell != G_MAXUINT)
        index->starts[cell + 2]++;
    }
  for (guint i = 2; i < n_cells + 2; i++)
    index->starts[i] += index->starts[i - 1];
  for (guint i = 0; i < index->series->n; i++)
    {
      guint cell = cell_of (index, i);

      if (cell != G_MAXUINT)
        index->points[index->starts[cell + 1]++] = i;
    }
}

/* [*first, *last]: the cells along one side that the interval touches; FALSE if it has no place there. */
static gboolean
cut (double min, double max, const CrPlotScale *scale, double start, double step, guint n, guint *first, guint *last)
{
  double low = scale->kind == CR_SCALE_LOG && min <= 0 ? -INFINITY : cr_plot_scale_apply (scale, min);
  double high = cr_plot_scale_apply (scale, max);

  if (isnan (low) || isnan (high) || low > high || high < start || (step > 0 && low > start + step * n * (1 + 1e-9)))
    return FALSE;
  *first = to_cell (low, start, step, n);
  *last = to_cell (high, start, step, n);
  return TRUE;
}

void
cr_plot_index_visit (CrPlotIndex *index, double x_min, double x_max, double y_min, double y_max, CrPlotVisit visit,
                     gpointer user_data)
{
  guint left, right, bottom, top;

  if (!index->has_grid)
    make_grid (index);
  if (!cut (x_min, x_max, &index->x_scale, index->x_min, index->x_step, index->columns, &left, &right)
      || !cut (y_min, y_max, &index->y_scale, index->y_min, index->y_step, index->rows, &bottom, &top))
    return;
  for (guint row = bottom; row <= top; row++)
    for (guint column = left; column <= right; column++)
      {
        guint cell = row * index->columns + column;

        for (guint32 i = index->starts[cell]; i < index->starts[cell + 1]; i++)
          visit (user_data, index->points[i]);
      }
}
